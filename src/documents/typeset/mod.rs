//! 排版 — a paper's model to finished pages.
//!
//! Official papers follow GB/T 9704-2012 (22 lines of 28 characters on A4); notices take the largest
//! type that leaves them on one sheet; forms are set small. No clock, no file, no randomness: the
//! same paper gives the same pages.

mod calendar;
mod flow;
mod grid;
mod letter;
mod lines;
mod measure;
mod names;
mod official;
mod page;
mod setter;
mod shape;
mod strip;
mod table;
mod tall;
#[cfg(test)]
mod tests;
mod title;

pub use measure::{MM, Sheet};
pub use page::{Colour, Line, Mark, Missing, Page, TextRun};

use super::fonts::Library;
use super::model::{Attachment, Block, Document, Inline, PaperSize, Style, TypeSize};
use measure::{Measures, Step, flowing_step, form_step, notice_steps};
use setter::{Fault, Setter};
use strip::{Section, Strip, TooManyPages, fits_one_page, paginate};

/// Most pages one paper may have.
pub const PAGE_LIMIT: usize = 3000;

/// Why a paper cannot be set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TypesetError {
    /// More pages than a paper may have.
    #[error("《{title}》超过{PAGE_LIMIT}页，请分开印制")]
    TooLong {
        /// Title of the paper.
        title: String,
    },
    /// An n-up cell holds more than fits even in small type.
    #[error("《{title}》一页多份的格子放不下全部内容，请减少每页份数或删减内容")]
    CellFull {
        /// Title of the paper.
        title: String,
    },
    /// The text of a QR code is too long.
    #[error("《{title}》的二维码内容过长，请缩短")]
    CodeFull {
        /// Title of the paper.
        title: String,
    },
}

/// Sets a paper; `paper` replaces the sheet its template asks for (notices and forms only).
pub fn set(
    document: &Document,
    fonts: &Library,
    paper: Option<PaperSize>,
) -> Result<Vec<Page>, TypesetError> {
    let wanted = paper.unwrap_or(document.paper);
    match document.style {
        Style::Official => set_on(document, fonts, document.paper),
        Style::Notice => set_on(document, fonts, wanted),
        Style::Form => {
            // A form keeps its shape: the whole sheet is enlarged or reduced.
            let mut pages = set_on(document, fonts, document.paper)?;
            let factor = wanted.millimetres().0 / document.paper.millimetres().0;
            if wanted != document.paper {
                for page in &mut pages {
                    page.scale(factor);
                }
            }
            Ok(pages)
        }
    }
}

fn set_on(
    document: &Document,
    fonts: &Library,
    paper: PaperSize,
) -> Result<Vec<Page>, TypesetError> {
    let sheet = Sheet::new(document.style, paper, document.orientation, document.duplex);
    let mut sections = sections(document, fonts, &sheet, paper);
    if let Some(fault) = sections.iter().flat_map(|section| &section.faults).next() {
        let title = document.title.clone();
        return Err(match fault {
            Fault::Cell => TypesetError::CellFull { title },
            Fault::Qr => TypesetError::CodeFull { title },
        });
    }
    let mut pages = Vec::new();
    let mut sheets = Vec::new();
    for section in &mut sections {
        paginate(section, &mut pages, PAGE_LIMIT).map_err(|TooManyPages| {
            TypesetError::TooLong {
                title: document.title.clone(),
            }
        })?;
        sheets.resize(pages.len(), section.sheet);
    }
    if document.folio {
        official::folios(fonts, &mut pages, &sheets, is_letter(document));
    }
    Ok(pages)
}

/// 信函格式
fn is_letter(document: &Document) -> bool {
    matches!(document.blocks.first(), Some(Block::Head(head)) if head.letter)
}

/// Names in the lists of a paper.
fn count_names(blocks: &[Block]) -> usize {
    blocks
        .iter()
        .map(|block| match block {
            Block::Names(names) => names.groups.iter().map(|group| group.names.len()).sum(),
            _ => 0,
        })
        .sum()
}

/// The body and each attachment as sections.
fn sections(document: &Document, fonts: &Library, sheet: &Sheet, paper: PaperSize) -> Vec<Section> {
    let mut sections = Vec::new();
    let mut foot = None;
    let own = |block: &Block| matches!(block, Block::Attachment(_) | Block::Imprint(_));
    for run in document.blocks.chunk_by(|a, b| !own(a) && !own(b)) {
        match run {
            [Block::Attachment(attachment)] => {
                let part = attached(document, sheet, paper, attachment);
                sections.push(part.fitted(fonts, paper));
            }
            [Block::Imprint(imprint)] => {
                let measures = Measures::official(sheet);
                foot = official::imprint(fonts, imprint, &measures, is_letter(document));
            }
            blocks => sections.push(
                Part {
                    sheet: *sheet,
                    size: document.size,
                    blocks,
                    attachment: None,
                }
                .fitted(fonts, paper),
            ),
        }
    }
    if sections.is_empty() {
        sections.push(Section::new(*sheet, 0.0));
    }
    if let Some(foot) = foot {
        place_foot(&mut sections, foot, sheet);
    }
    sections
}

/// 版记 stands on the last page; on a turned or form sheet it gets an upright page of its own.
fn place_foot(sections: &mut Vec<Section>, foot: Strip, sheet: &Sheet) {
    match sections.last_mut() {
        Some(last) if last.sheet == *sheet => last.foot = Some(foot),
        _ => {
            let mut own = Section::new(*sheet, 0.0);
            own.foot = Some(foot);
            sections.push(own);
        }
    }
}

/// An attachment may have its own style and orientation.
fn attached<'a>(
    document: &Document,
    sheet: &Sheet,
    paper: PaperSize,
    attachment: &'a Attachment,
) -> Part<'a> {
    let style = attachment.style.unwrap_or(document.style);
    let orientation = attachment.orientation.unwrap_or(document.orientation);
    let same = style == sheet.style && orientation == document.orientation;
    Part {
        sheet: if same {
            *sheet
        } else {
            Sheet::new(style, paper, orientation, document.duplex)
        },
        size: if style == Style::Form && document.style != Style::Form {
            TypeSize::Small
        } else {
            document.size
        },
        blocks: &attachment.blocks,
        attachment: Some(attachment),
    }
}

/// What becomes one section.
#[derive(Debug, Clone, Copy)]
struct Part<'a> {
    sheet: Sheet,
    size: TypeSize,
    blocks: &'a [Block],
    attachment: Option<&'a Attachment>,
}

impl Part<'_> {
    /// A notice takes the most generous step that leaves this part on one sheet.
    fn fitted(&self, fonts: &Library, paper: PaperSize) -> Section {
        if self.sheet.style != Style::Notice {
            return self.section(fonts, form_step(self.size, paper));
        }
        let steps = notice_steps(paper, self.size);
        // The steps grow smaller: the first that fits is found by halving.
        let (mut low, mut high) = (0, steps.len());
        let mut best = None;
        while low < high {
            let middle = usize::midpoint(low, high);
            let Some(step) = steps.get(middle) else { break };
            let section = self.section(fonts, *step);
            if fits_one_page(&section) {
                best = Some(section);
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        best.unwrap_or_else(|| {
            self.section(fonts, flowing_step(self.size, count_names(self.blocks)))
        })
    }

    fn section(&self, fonts: &Library, step: Step) -> Section {
        let measures = Measures::for_style(self.sheet.style, &self.sheet, step);
        let mut setter = Setter::new(fonts, measures);
        if let Some(attachment) = self.attachment {
            setter.attachment_head(attachment);
        }
        setter.blocks(self.blocks);
        let pitch = if measures.grid { measures.pitch } else { 0.0 };
        let mut section = Section::new(self.sheet, pitch);
        section.strips = setter.strips;
        section.tables = setter.tables;
        section.faults = setter.faults;
        section
    }
}

impl Setter<'_> {
    /// 附件1 in 黑体 on the first line, the title centred on the third.
    fn attachment_head(&mut self, attachment: &Attachment) {
        let label = format!("附件{}", attachment.number);
        let outline = format!("{label}　{}", attachment.title);
        let look = shape::Look::new(super::fonts::Role::Hei, measure::THREE);
        let atoms = shape::Shaper::plain(self.fonts, &label, look);
        let line = setter::Shape::new(super::model::Align::Left, 0.0, self.measures.pitch);
        let mut strips = self.set(&atoms, line, Colour::Black);
        if let Some(first) = strips.first_mut() {
            first.marks.push(Mark::Anchor(outline));
        }
        self.strips.extend(strips.into_iter().map(Strip::kept));
        if !attachment.title.is_empty() {
            self.strips
                .push(Strip::space(self.measures.pitch * 0.9).kept());
            let title = [Inline::Text(attachment.title.clone())];
            self.title(&title);
            self.strips
                .push(Strip::space(self.measures.pitch * 0.6).kept());
            self.snap();
        }
    }
}
