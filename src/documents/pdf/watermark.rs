//! 水印 — words as outlines, so that no reader's copy and no search ever finds them.

use std::fmt::Write as _;

use super::{PdfError, Watermark};
use crate::documents::fonts::{Library, Role, Segment};

/// Name of the form that stands across a page.
pub(super) const ACROSS: &str = "Watermark";
/// Name of the form that stands level in a part of a page.
pub(super) const LEVEL: &str = "WatermarkLevel";
/// Short side of the sheet the form is drawn for, in points (A4).
pub(super) const SHEET: f64 = 595.0;
/// Half the form's square.
pub(super) const REACH: f64 = 420.0;
/// Grey of the words: visible on paper, no hindrance to reading.
const GREY: &str = "0.89 g\n";
/// Slope of the words across a page: cosine and sine of 38 degrees.
const SLOPE: (f64, f64) = (0.788, 0.616);
/// Words that stand level.
const FLAT: (f64, f64) = (1.0, 0.0);
/// Width of the words, and the largest type.
const WIDTH: f64 = 520.0;
const LARGEST: f64 = 150.0;

/// The words on one line, as large as they are drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Level {
    width: f64,
    size: f64,
}

impl Level {
    /// `None` without a watermark.
    pub(super) fn of(marks: &[Watermark]) -> Option<Self> {
        if marks.is_empty() {
            return None;
        }
        #[allow(clippy::cast_precision_loss)]
        let letters = level_words(marks).chars().count() as f64;
        let size = (WIDTH / letters).min(LARGEST);
        Some(Self {
            width: size * letters,
            size,
        })
    }

    /// The scale at which it stands in a room of this size.
    pub(super) fn scale(self, width: f64, height: f64) -> f64 {
        (width * 0.9 / self.width)
            .min(height * 0.75 / self.size)
            .max(0.02)
    }
}

fn level_words(marks: &[Watermark]) -> String {
    let words: Vec<&str> = marks.iter().map(|mark| mark.words()).collect();
    words.join("　")
}

/// Names and contents of the forms, the level one where a page asks for it; none without a watermark.
pub(super) fn forms(
    marks: &[Watermark],
    asked_level: bool,
    fonts: &Library,
) -> Result<Vec<(&'static str, Vec<u8>)>, PdfError> {
    let Some(Level { size, .. }) = Level::of(marks) else {
        return Ok(Vec::new());
    };
    let mut across = String::from(GREY);
    #[allow(clippy::cast_precision_loss)]
    let count = marks.len() as f64;
    for (index, mark) in marks.iter().enumerate() {
        let words = mark.words();
        #[allow(clippy::cast_precision_loss)]
        let (letters, line) = (words.chars().count() as f64, index as f64);
        let size = (WIDTH / letters).min(LARGEST);
        // Lines stand above each other across the slope.
        let rise = ((count - 1.0) / 2.0 - line) * 170.0 - size * 0.38;
        outline(words, size, (rise, SLOPE), fonts, &mut across)?;
    }
    let mut forms = vec![(ACROSS, across.into_bytes())];
    if asked_level {
        let mut level = String::from(GREY);
        let words = level_words(marks);
        outline(&words, size, (-size * 0.38, FLAT), fonts, &mut level)?;
        forms.push((LEVEL, level.into_bytes()));
    }
    Ok(forms)
}

fn outline(
    words: &str,
    size: f64,
    (rise, slope): (f64, (f64, f64)),
    fonts: &Library,
    content: &mut String,
) -> Result<(), PdfError> {
    let mut glyphs = Vec::new();
    let mut width = 0.0;
    for c in words.chars() {
        if c == '　' {
            width += size;
            continue;
        }
        let Some(id) = fonts.pick(Role::Hei, c) else {
            continue;
        };
        let face = fonts.face(id)?;
        if let Some(glyph) = face.glyph(c) {
            glyphs.push((face, glyph, width));
            width += f64::from(face.advance(glyph)) / 1000.0 * size;
        }
    }
    for (face, glyph, x) in glyphs {
        let place = |px: f32, py: f32| {
            let along = x - width / 2.0 + f64::from(px) / 1000.0 * size;
            let up = rise + f64::from(py) / 1000.0 * size;
            (
                along * slope.0 - up * slope.1,
                along * slope.1 + up * slope.0,
            )
        };
        for segment in face.outline(glyph) {
            let _ = match segment {
                Segment::Move(x, y) => {
                    let (x, y) = place(x, y);
                    writeln!(content, "{x:.1} {y:.1} m")
                }
                Segment::Line(x, y) => {
                    let (x, y) = place(x, y);
                    writeln!(content, "{x:.1} {y:.1} l")
                }
                Segment::Curve(x1, y1, x2, y2, x, y) => {
                    let (x1, y1) = place(x1, y1);
                    let (x2, y2) = place(x2, y2);
                    let (x, y) = place(x, y);
                    writeln!(content, "{x1:.1} {y1:.1} {x2:.1} {y2:.1} {x:.1} {y:.1} c")
                }
                Segment::Close => writeln!(content, "h"),
            };
        }
        content.push_str("f\n");
    }
    Ok(())
}
