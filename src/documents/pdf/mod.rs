//! PDF — finished pages to bytes, through printpdf.
//!
//! Fonts go in once, as the subset all papers of the file need together. The result is PDF 1.7 with
//! text that copies back exactly, an outline entry for every paper and attachment, page labels, and
//! no trace of clock or chance: the same pages give the same bytes.

mod content;
mod faces;
mod finish;
mod watermark;

use chrono::NaiveDateTime;
use printpdf::{Mm, PdfDocument, PdfPage, PdfSaveOptions};

use super::fonts::{FontError, Library};
use super::typeset::{MM, Mark, Page};

/// 水印 behind the text of every page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Watermark {
    /// 预览: not issued yet.
    Preview,
    /// 演示样张: from the demonstration township.
    Demo,
    /// 作废: void.
    Void,
}

impl Watermark {
    /// What is drawn.
    pub fn words(self) -> &'static str {
        match self {
            Self::Preview => "预览",
            Self::Demo => "演示样张",
            Self::Void => "作废",
        }
    }
}

/// A paper ready to be written.
#[derive(Debug, Clone, Copy)]
pub struct Paper<'a> {
    /// Outline entry.
    pub title: &'a str,
    /// Its pages.
    pub pages: &'a [Page],
}

/// What a reader's properties show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Info {
    /// Title of the file.
    pub title: String,
    /// Author.
    pub author: String,
    /// Moment of making, Asia/Shanghai.
    pub created: NaiveDateTime,
}

/// Why no PDF could be written.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// A font cannot be used.
    #[error(transparent)]
    Font(#[from] FontError),
    /// Nothing to write.
    #[error("没有可印的文书")]
    Empty,
    /// The file could not be put together.
    #[error("PDF 文件合成失败，请重试；仍不行时把这份文书的名称告诉维护人员")]
    Assemble,
}

/// Writes papers into one file, in the given order.
pub fn write(
    papers: &[Paper<'_>],
    fonts: &Library,
    watermarks: &[Watermark],
    info: &Info,
) -> Result<Vec<u8>, PdfError> {
    if papers.iter().all(|paper| paper.pages.is_empty()) {
        return Err(PdfError::Empty);
    }
    let faces = faces::gather(papers, fonts)?;
    let mut document = PdfDocument::new(&info.title);
    for face in faces.values() {
        document
            .resources
            .fonts
            .map
            .insert(face.id.clone(), face.font());
    }
    let level = watermark::Level::of(watermarks);
    let mut outline = Vec::with_capacity(papers.len());
    for paper in papers {
        let first = document.pages.len();
        let mut entry = finish::Entry::new(paper.title, first);
        for (offset, page) in paper.pages.iter().enumerate() {
            for mark in &page.marks {
                if let Mark::Anchor(title) = mark {
                    entry
                        .children
                        .push(finish::Entry::new(title, first + offset));
                }
            }
            let ops = content::operations(page, &faces, level);
            document.pages.push(PdfPage::new(
                Mm(millimetres(page.width)),
                Mm(millimetres(page.height)),
                ops,
            ));
        }
        outline.push(entry);
    }
    let options = PdfSaveOptions {
        optimize: false,
        subset_fonts: false,
        secure: true,
        image_optimization: None,
    };
    let raw = printpdf::serialize::to_lopdf_doc(&document, &options, &mut Vec::new());
    let asked_level = papers
        .iter()
        .flat_map(|paper| paper.pages)
        .flat_map(|page| &page.marks)
        .any(|mark| matches!(mark, Mark::Room(..)));
    let forms = watermark::forms(watermarks, asked_level, fonts)?;
    finish::finish(raw, &outline, &faces, forms, info)
}

#[allow(clippy::cast_possible_truncation)]
fn millimetres(points: f64) -> f32 {
    (points / MM) as f32
}

#[cfg(test)]
pub(crate) mod tests;
