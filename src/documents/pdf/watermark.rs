//! 水印 — words as outlines, so that no reader's copy and no search ever finds them.

use std::fmt::Write as _;

use super::{PdfError, Watermark};
use crate::documents::fonts::{Library, Role, Segment};

/// Name of the form in a page's resources.
pub(super) const NAME: &str = "Watermark";
/// Short side of the sheet the form is drawn for, in points (A4).
pub(super) const SHEET: f64 = 595.0;
/// Half the form's square.
pub(super) const REACH: f64 = 420.0;
/// Grey of the words: visible on paper, no hindrance to reading.
const GREY: &str = "0.89 g\n";
/// Slope of the words: cosine and sine of 38 degrees.
const SLOPE: (f64, f64) = (0.788, 0.616);

/// Content of the form, or nothing without a watermark.
pub(super) fn form(marks: &[Watermark], fonts: &Library) -> Result<Option<Vec<u8>>, PdfError> {
    if marks.is_empty() {
        return Ok(None);
    }
    let mut content = String::from(GREY);
    #[allow(clippy::cast_precision_loss)]
    let count = marks.len() as f64;
    for (index, mark) in marks.iter().enumerate() {
        let words = mark.words();
        #[allow(clippy::cast_precision_loss)]
        let (letters, line) = (words.chars().count() as f64, index as f64);
        let size = (520.0 / letters).min(150.0);
        // Lines stand above each other across the slope.
        let rise = ((count - 1.0) / 2.0 - line) * 170.0 - size * 0.38;
        outline(words, size, rise, fonts, &mut content)?;
    }
    Ok(Some(content.into_bytes()))
}

fn outline(
    words: &str,
    size: f64,
    rise: f64,
    fonts: &Library,
    content: &mut String,
) -> Result<(), PdfError> {
    let mut glyphs = Vec::new();
    let mut width = 0.0;
    for c in words.chars() {
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
                along * SLOPE.0 - up * SLOPE.1,
                along * SLOPE.1 + up * SLOPE.0,
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
