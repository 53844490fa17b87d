//! 字面 — one font, parsed once: characters to glyphs, widths, outlines, and the part that goes into a
//! PDF.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::FontError;
use super::coverage::Coverage;
use super::pages::Pages;
use super::subset::{Memory, Subset};

/// 字形轮廓格式 — how the outlines are stored; decides how a PDF embeds the font.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outlines {
    /// TrueType (`glyf`): all built-in faces.
    TrueType,
    /// PostScript (`CFF `): only an office's own OpenType fonts.
    Cff,
}

/// 轮廓线段 — a piece of a glyph's outline in 1/1000 em, y upwards; curves are cubic.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Segment {
    /// Start a new contour at x, y.
    Move(f32, f32),
    /// A straight line to x, y.
    Line(f32, f32),
    /// A curve over two control points to the last point.
    Curve(f32, f32, f32, f32, f32, f32),
    /// Back to the start of the contour.
    Close,
}

/// 字面 — a font ready for setting. All measures are in 1/1000 em unless said otherwise.
pub struct Face {
    /// PostScript name, ASCII, without blanks.
    pub postscript_name: String,
    /// Family name.
    pub family: String,
    /// Units of the em square inside the file.
    pub units_per_em: u16,
    /// Ascent above the base line.
    pub ascent: i16,
    /// Descent below the base line, negative.
    pub descent: i16,
    /// Height of capital letters; the ascent where the font does not say.
    pub cap_height: i16,
    /// Box around all glyphs: left, bottom, right, top.
    pub bounds: [i16; 4],
    /// How the outlines are stored.
    pub outlines: Outlines,
    /// Number of glyphs.
    pub glyph_count: u16,
    glyphs: Pages<u16>,
    advances: Vec<u16>,
    data: Cow<'static, [u8]>,
    subsets: Memory,
}

/// Why bytes are no [`Face`]; named by file in [`super::FontProblem`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    Broken,
    Unusable,
    Variable,
    NotEmbeddable,
}

impl Face {
    /// Read a font file (the first font of a collection).
    pub(super) fn parse(data: Cow<'static, [u8]>) -> Result<Self, Refusal> {
        if is_cut_off(&data) {
            return Err(Refusal::Broken);
        }
        let face = ttf_parser::Face::parse(&data, 0).map_err(|_| Refusal::Broken)?;
        if face.is_variable() {
            return Err(Refusal::Variable);
        }
        let outlines = match (face.tables().glyf, face.tables().cff) {
            (Some(_), _) => Outlines::TrueType,
            (None, Some(_)) => Outlines::Cff,
            (None, None) => return Err(Refusal::Unusable),
        };
        let restricted = face.permissions() == Some(ttf_parser::Permissions::Restricted)
            || !face.is_subsetting_allowed()
            || !face.is_outline_embedding_allowed();
        if restricted {
            return Err(Refusal::NotEmbeddable);
        }
        let units_per_em = face.units_per_em();
        let glyphs = read_glyphs(&face).ok_or(Refusal::Unusable)?;
        let advances = (0..face.number_of_glyphs())
            .map(|glyph| {
                let units = face
                    .glyph_hor_advance(ttf_parser::GlyphId(glyph))
                    .unwrap_or(0);
                per_mille(units.into(), units_per_em)
                    .try_into()
                    .unwrap_or(0)
            })
            .collect();
        let measure = |units: i16| per_mille(units.into(), units_per_em);
        let bounds = face.global_bounding_box();
        let (ascent, descent) = (measure(face.ascender()), measure(face.descender()));
        let family = name(&face, ttf_parser::name_id::TYPOGRAPHIC_FAMILY)
            .or_else(|| name(&face, ttf_parser::name_id::FAMILY))
            .unwrap_or_default();
        let postscript_name = name(&face, ttf_parser::name_id::POST_SCRIPT_NAME)
            .map(|given| given.chars().filter(char::is_ascii_graphic).collect())
            .filter(|given: &String| !given.is_empty())
            .unwrap_or_else(|| "Face".to_owned());
        let cap_height = face.capital_height().map_or(ascent, measure);
        let glyph_count = face.number_of_glyphs();
        let bounds = [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(measure);
        Ok(Self {
            postscript_name,
            family,
            units_per_em,
            ascent,
            descent,
            cap_height,
            bounds,
            outlines,
            glyph_count,
            glyphs,
            advances,
            data,
            subsets: Memory::default(),
        })
    }

    /// The glyph that draws the character; `None` when the face lacks it.
    pub fn glyph(&self, c: char) -> Option<u16> {
        self.glyphs.get(u32::from(c))
    }

    /// Width of a glyph in 1/1000 em; 0 for a glyph the face does not have.
    pub fn advance(&self, glyph: u16) -> u16 {
        self.advances.get(usize::from(glyph)).copied().unwrap_or(0)
    }

    /// The whole font file.
    pub fn data(&self) -> &[u8] {
        &self.data
    }

    /// All characters of the face.
    pub fn coverage(&self) -> Coverage {
        Coverage::from_code_points(self.glyphs.code_points())
    }

    /// 轮廓 — the outline of a glyph, for drawing it as a shape (watermarks). Empty for a blank glyph.
    pub fn outline(&self, glyph: u16) -> Vec<Segment> {
        let Ok(face) = ttf_parser::Face::parse(&self.data, 0) else {
            return Vec::new();
        };
        let mut pen = Pen::new(self.units_per_em);
        face.outline_glyph(ttf_parser::GlyphId(glyph), &mut pen);
        pen.segments
    }

    /// 取子集 — a font with only these glyphs (and those they are composed of), renumbered from 1 in
    /// rising order of the old numbers; the same glyphs always give the same bytes. What is asked for again and again
    /// is cut once.
    pub fn subset(&self, glyphs: &BTreeSet<u16>) -> Result<Arc<Subset>, FontError> {
        self.subsets.get(glyphs, || self.cut(glyphs))
    }

    fn cut(&self, glyphs: &BTreeSet<u16>) -> Result<Subset, FontError> {
        let refuse = || FontError::Subset {
            face: self.family.clone(),
        };
        if glyphs.last().is_some_and(|&last| last >= self.glyph_count) {
            return Err(refuse());
        }
        let mut remapper = subsetter::GlyphRemapper::new();
        let mut map = BTreeMap::from([(0, 0)]);
        for &glyph in glyphs {
            map.insert(glyph, remapper.remap(glyph));
        }
        let bytes = subsetter::subset(&self.data, 0, &remapper).map_err(|_| refuse())?;
        Ok(Subset::new(bytes, map))
    }
}

impl std::fmt::Debug for Face {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Face")
            .field("postscript_name", &self.postscript_name)
            .field("glyph_count", &self.glyph_count)
            .finish_non_exhaustive()
    }
}

/// A file whose own directory promises more bytes than there are: half copied.
fn is_cut_off(data: &[u8]) -> bool {
    let Ok(raw) = ttf_parser::RawFace::parse(data, 0) else {
        return true;
    };
    raw.table_records.into_iter().any(|record| {
        let end = u64::from(record.offset) + u64::from(record.length);
        end > data.len() as u64
    })
}

fn per_mille(units: i32, units_per_em: u16) -> i16 {
    let em = i32::from(units_per_em.max(1));
    let half = if units < 0 { -em / 2 } else { em / 2 };
    let value = (units * 1000 + half) / em;
    value.try_into().unwrap_or(0)
}

fn name(face: &ttf_parser::Face<'_>, id: u16) -> Option<String> {
    let names = face.names();
    let mut first = None;
    for record in names {
        if record.name_id == id && record.is_unicode() {
            let text = record.to_string().filter(|text| !text.is_empty());
            if record.language_id == 0x0804 {
                // 中文名优先：操作人认得的是“方正小标宋”，不是拼音。
                return text;
            }
            first = first.or(text);
        }
    }
    first
}

/// Glyph numbers of all characters; `None` when the font has no Unicode character table.
fn read_glyphs(face: &ttf_parser::Face<'_>) -> Option<Pages<u16>> {
    let mut glyphs = Pages::new();
    let mut any = false;
    for subtable in face.tables().cmap?.subtables {
        if !subtable.is_unicode() {
            continue;
        }
        subtable.codepoints(|point| {
            let glyph = subtable.glyph_index(point).map_or(0, |glyph| glyph.0);
            if glyph != 0 && glyph < face.number_of_glyphs() {
                any = true;
                glyphs.set(point, glyph);
            }
        });
    }
    any.then_some(glyphs)
}

struct Pen {
    scale: f32,
    at: (f32, f32),
    segments: Vec<Segment>,
}

impl Pen {
    fn new(units_per_em: u16) -> Self {
        Self {
            scale: 1000.0 / f32::from(units_per_em.max(1)),
            at: (0.0, 0.0),
            segments: Vec::new(),
        }
    }
}

impl ttf_parser::OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.at = (x * self.scale, y * self.scale);
        self.segments.push(Segment::Move(self.at.0, self.at.1));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.at = (x * self.scale, y * self.scale);
        self.segments.push(Segment::Line(self.at.0, self.at.1));
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        // A quadratic curve is the cubic one whose control points lie two thirds of the way.
        let (cx, cy) = (x1 * self.scale, y1 * self.scale);
        let (ex, ey) = (x * self.scale, y * self.scale);
        let third = |from: f32, control: f32| from + (control - from) * 2.0 / 3.0;
        self.segments.push(Segment::Curve(
            third(self.at.0, cx),
            third(self.at.1, cy),
            third(ex, cx),
            third(ey, cy),
            ex,
            ey,
        ));
        self.at = (ex, ey);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let s = self.scale;
        self.at = (x * s, y * s);
        self.segments.push(Segment::Curve(
            x1 * s,
            y1 * s,
            x2 * s,
            y2 * s,
            self.at.0,
            self.at.1,
        ));
    }

    fn close(&mut self) {
        self.segments.push(Segment::Close);
    }
}
