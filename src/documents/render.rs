//! 出件 — data or markup to pages, pages to a file.

use chrono::{NaiveDate, NaiveDateTime};

use super::fonts::Library;
use super::html;
use super::kind::Kind;
use super::kinds::DataProblem;
use super::markup::{self, MarkupError};
use super::model::PaperSize;
use super::pdf::{self, Info, Paper, PdfError};
use super::text::{TextError, Texts};
use super::typeset::{self, Mark, TypesetError};

pub use super::pdf::Watermark;
pub use super::typeset::{Missing, Page};

/// 签发 — number and day of an issued paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// 编号 or 发文字号.
    pub number: String,
    /// Day of issue.
    pub date: NaiveDate,
}

/// 出件设置.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Words behind the text; `None` once issued.
    pub watermark: Option<Watermark>,
    /// From the demonstration township: 演示样张 as well.
    pub demo: bool,
    /// Number and day, once issued; recorded in the file's properties.
    pub issued: Option<Issue>,
    /// Another sheet than the template's (notices and forms).
    pub paper: Option<PaperSize>,
    /// Moment of making for the file's properties, Asia/Shanghai.
    pub created: NaiveDateTime,
    /// Author in the file's properties.
    pub author: String,
}

/// 排好的文书.
#[derive(Debug, Clone, PartialEq)]
pub struct Typeset {
    /// Title for outline, properties and manifest.
    pub title: String,
    /// Its pages.
    pub pages: Vec<Page>,
    /// Characters no font covers; a paper with any must not be issued.
    pub missing: Vec<Missing>,
}

/// Why a paper could not be made.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The data of the paper; every problem at once.
    #[error("《{title}》的内容有{}处要改：{}", .problems.len(), list(.problems))]
    Data {
        /// Title of the kind.
        title: &'static str,
        /// What is wrong.
        problems: Vec<DataProblem>,
    },
    /// The text template.
    #[error(transparent)]
    Text(#[from] TextError),
    /// The markup it gave.
    #[error(transparent)]
    Markup(#[from] MarkupError),
    /// Setting it.
    #[error(transparent)]
    Typeset(#[from] TypesetError),
    /// Writing it.
    #[error(transparent)]
    Pdf(#[from] PdfError),
}

fn list(problems: &[DataProblem]) -> String {
    problems
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("；")
}

/// Makes a paper of a kind from its data: checked, filled into its text, set.
pub fn render(
    kind: Kind,
    data: &serde_json::Value,
    texts: &Texts,
    fonts: &Library,
    setting: &Setting,
) -> Result<Typeset, RenderError> {
    let xml = markup_of(kind, data, texts)?;
    typeset_markup(&xml, fonts, setting)
}

/// The markup of a paper, for [`typeset_markup`] and [`preview_html`].
pub fn markup_of(
    kind: Kind,
    data: &serde_json::Value,
    texts: &Texts,
) -> Result<String, RenderError> {
    let context = kind.context(data).map_err(|problems| RenderError::Data {
        title: kind.title(),
        problems,
    })?;
    Ok(texts.fill(kind.template(), &context)?)
}

/// Sets a paper from its markup.
pub fn typeset_markup(
    xml: &str,
    fonts: &Library,
    setting: &Setting,
) -> Result<Typeset, RenderError> {
    let document = markup::parse(xml)?;
    let pages = typeset::set(&document, fonts, setting.paper)?;
    let mut missing: Vec<Missing> = Vec::new();
    for page in &pages {
        for mark in page.marks.iter().chain(&page.furniture) {
            if let Mark::Missing { ch, context } = mark {
                let found = Missing {
                    ch: *ch,
                    page: page.number,
                    context: context.clone(),
                };
                if !missing.contains(&found) {
                    missing.push(found);
                }
            }
        }
    }
    Ok(Typeset {
        title: document.title,
        pages,
        missing,
    })
}

/// Writes one paper or many into one file, an outline entry each.
pub fn write_pdf(
    docs: &[Typeset],
    setting: &Setting,
    fonts: &Library,
) -> Result<Vec<u8>, RenderError> {
    let papers: Vec<Paper<'_>> = docs
        .iter()
        .map(|doc| Paper {
            title: &doc.title,
            pages: &doc.pages,
        })
        .collect();
    let mut watermarks: Vec<Watermark> = setting.watermark.into_iter().collect();
    if setting.demo && !watermarks.contains(&Watermark::Demo) {
        watermarks.push(Watermark::Demo);
    }
    let title = match docs {
        [one] => one.title.clone(),
        [first, ..] => format!("{}等{}份", first.title, docs.len()),
        [] => String::new(),
    };
    let title = match &setting.issued {
        Some(issue) if !issue.number.is_empty() => format!("{title}（{}）", issue.number),
        _ => title,
    };
    let info = Info {
        title,
        author: setting.author.clone(),
        created: setting.created,
    };
    Ok(pdf::write(&papers, fonts, &watermarks, &info)?)
}

/// The same markup as HTML for a web page: classes only, no style, no script.
pub fn preview_html(xml: &str) -> Result<String, RenderError> {
    Ok(html::page(&markup::parse(xml)?))
}
