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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::documents::pdf::tests::setting;

    #[test]
    fn every_kind_and_sample_becomes_pages_and_a_preview() {
        let fonts = Library::embedded();
        let texts = Texts::embedded().unwrap();
        let mut papers = Vec::new();
        for kind in Kind::ALL {
            for sample in kind.samples() {
                let named = format!("{} {}", kind.id(), sample.name);
                let paper = match render(*kind, &sample.data, &texts, &fonts, &setting()) {
                    Ok(paper) => paper,
                    Err(error) => unreachable!("{named}: {error}"),
                };
                assert!(!paper.pages.is_empty(), "{named}");
                assert_eq!(paper.missing, vec![], "{named}");
                assert!(!paper.title.trim().is_empty(), "{named}");
                let xml = markup_of(*kind, &sample.data, &texts).unwrap();
                let html = preview_html(&xml).unwrap();
                assert!(html.starts_with("<article class=\"paper"), "{named}");
                assert!(!html.contains("style="), "{named}");
                papers.push(paper);
            }
        }
        let bytes = write_pdf(&papers, &setting(), &fonts).unwrap();
        assert!(bytes.starts_with(b"%PDF-1.7"));
        assert_eq!(bytes, write_pdf(&papers, &setting(), &fonts).unwrap());
    }

    #[test]
    fn wrong_data_is_named_in_chinese_and_makes_no_paper() {
        let fonts = Library::embedded();
        let texts = Texts::embedded().unwrap();
        let data = serde_json::json!({ "nonsense": 1 });
        let error = render(Kind::ElectionDay, &data, &texts, &fonts, &setting()).unwrap_err();
        assert!(matches!(error, RenderError::Data { .. }));
        assert!(error.to_string().contains("要改"), "{error}");
    }

    #[test]
    fn the_number_stands_in_the_title_of_an_issued_file() {
        let fonts = Library::embedded();
        let paper = typeset_markup(
            "<document title=\"公告\" style=\"notice\"><p>甲</p></document>",
            &fonts,
            &setting(),
        )
        .unwrap();
        let mut issued = setting();
        issued.issued = Some(Issue {
            number: "第1号".to_owned(),
            date: NaiveDate::from_ymd_opt(2027, 3, 1).unwrap(),
        });
        let bytes = write_pdf(&[paper], &issued, &fonts).unwrap();
        let file = lopdf::Document::load_mem(&bytes).unwrap();
        let info = file.trailer.get(b"Info").unwrap().as_reference().unwrap();
        let info = file.get_object(info).unwrap().as_dict().unwrap();
        let title = info.get(b"Title").unwrap().as_str().unwrap();
        let units: Vec<u16> = title
            .chunks(2)
            .skip(1)
            .filter_map(|pair| Some(u16::from_be_bytes(pair.try_into().ok()?)))
            .collect();
        assert_eq!(String::from_utf16(&units).unwrap(), "公告（第1号）");
    }
}
