//! 内嵌字体 — which characters of which face the file needs, and their codes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use printpdf::{FontId, FontMetrics, FontType, ParsedFont, PdfFont, PdfFontMetricsStub};

use super::{Paper, PdfError};
use crate::documents::fonts::{Face, FaceId, Library, Outlines, Subset};
use crate::documents::typeset::Mark;

/// One face as this file embeds it.
pub(super) struct Embedded<'a> {
    pub id: FontId,
    pub face: &'a Face,
    /// Character → code in the content stream.
    pub codes: BTreeMap<char, u16>,
    /// Codes beyond the glyphs, for characters that share a glyph: code → glyph of the subset.
    pub aliases: BTreeMap<u16, u16>,
    /// Glyphs in the subset.
    pub glyph_count: u16,
    /// The font file that is embedded.
    pub program: Arc<Subset>,
    name: String,
}

/// Collects the characters of all papers and subsets each face once.
pub(super) fn gather<'a>(
    papers: &[Paper<'_>],
    fonts: &'a Library,
) -> Result<BTreeMap<FaceId, Embedded<'a>>, PdfError> {
    let mut used: BTreeMap<FaceId, BTreeSet<char>> = BTreeMap::new();
    for page in papers.iter().flat_map(|paper| paper.pages) {
        for mark in page.marks.iter().chain(&page.furniture) {
            if let Mark::Text(run) = mark {
                used.entry(run.face)
                    .or_default()
                    .extend(run.characters.iter().map(|(c, _)| *c));
            }
        }
    }
    let mut faces = BTreeMap::new();
    for (id, characters) in used {
        let face = fonts.face(id)?;
        faces.insert(id, embed(id, face, &characters)?);
    }
    Ok(faces)
}

fn embed<'a>(
    id: FaceId,
    face: &'a Face,
    characters: &BTreeSet<char>,
) -> Result<Embedded<'a>, PdfError> {
    let glyphs: BTreeSet<u16> = characters.iter().filter_map(|c| face.glyph(*c)).collect();
    let subset = face.subset(&glyphs)?;
    let glyph_count = subset
        .map
        .values()
        .max()
        .map_or(1, |last| last.saturating_add(1));
    let mut codes = BTreeMap::new();
    let mut aliases = BTreeMap::new();
    let mut taken = BTreeSet::new();
    let mut next = glyph_count;
    for c in characters {
        let Some(glyph) = face.glyph(*c).and_then(|old| subset.map.get(&old).copied()) else {
            continue;
        };
        // Two characters on one glyph get two codes, so that each copies back as itself.
        if taken.insert(glyph) || face.outlines == Outlines::Cff {
            codes.insert(*c, glyph);
        } else {
            codes.insert(*c, next);
            aliases.insert(next, glyph);
            next = next.saturating_add(1);
        }
    }
    let name = format!("{}+{}", subset.tag, face.postscript_name);
    Ok(Embedded {
        id: FontId(format!("HJ{}", id.index())),
        face,
        codes,
        aliases,
        glyph_count,
        program: subset,
        name,
    })
}

impl Embedded<'_> {
    /// Name in the file, subset tag included.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// As printpdf takes it. All measures are in 1/1000 em.
    pub(super) fn font(&self) -> PdfFont {
        let mut widths = BTreeMap::new();
        let mut codes = BTreeMap::new();
        for (c, code) in &self.codes {
            codes.insert(u32::from(*c), *code);
            let advance = self
                .face
                .glyph(*c)
                .map_or(0, |glyph| self.face.advance(glyph));
            widths.insert(*code, advance);
        }
        let [x_min, y_min, x_max, y_max] = self.face.bounds;
        PdfFont::new(ParsedFont {
            original_bytes: self.program.bytes.clone(),
            font_index: 0,
            font_name: Some(self.name.clone()),
            codepoint_to_glyph: codes,
            glyph_widths: widths,
            units_per_em: 1000,
            font_metrics: FontMetrics {
                ascent: self.face.ascent,
                descent: self.face.descent,
            },
            font_type: match self.face.outlines {
                Outlines::TrueType => FontType::TrueType,
                Outlines::Cff => FontType::OpenTypeCFF(()),
            },
            pdf_font_metrics: PdfFontMetricsStub {
                units_per_em: 1000,
                x_min,
                y_min,
                x_max,
                y_max,
                ..PdfFontMetricsStub::default()
            },
        })
    }
}
