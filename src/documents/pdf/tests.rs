#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
use chrono::NaiveDate;

use crate::documents::fonts::Library;
use crate::documents::render::{Setting, Typeset, Watermark, typeset_markup, write_pdf};
use crate::documents::typeset::Mark;

pub(crate) fn setting() -> Setting {
    Setting {
        watermark: None,
        demo: false,
        issued: None,
        paper: None,
        created: NaiveDate::from_ymd_opt(2027, 3, 1)
            .unwrap()
            .and_hms_opt(9, 30, 0)
            .unwrap(),
        author: "石桥镇".to_owned(),
    }
}

const TEXT: &str = "候选人𠮷𬭎㼆䶮喆堃镕犇𠅤与“两委”成员1203人（2027年3月18日）";

fn paper(title: &str, body: &str) -> Typeset {
    let xml = format!(
        "<document title=\"{title}\" style=\"official\"><title>{title}</title><p>{body}</p>\
         <attachment number=\"1\" title=\"名单\"><p>附件正文。</p></attachment></document>"
    );
    typeset_markup(&xml, &Library::embedded(), &setting()).unwrap()
}

fn load(bytes: &[u8]) -> lopdf::Document {
    lopdf::Document::load_mem(bytes).unwrap()
}

/// Text of a page through the file's own /ToUnicode maps.
fn page_text(document: &lopdf::Document, number: u32) -> String {
    document
        .extract_text(&[number])
        .unwrap()
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect()
}

#[test]
fn text_copies_back_exactly() {
    let bytes = write_pdf(&[paper("公告", TEXT)], &setting(), &Library::embedded()).unwrap();
    let document = load(&bytes);
    let text = page_text(&document, 1);
    for part in [
        "候选人",
        "𠮷𬭎㼆䶮喆堃镕犇𠅤",
        "1203",
        "2027年3月18日",
        "“两委”",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn the_same_paper_gives_the_same_bytes() {
    let one = || write_pdf(&[paper("公告", TEXT)], &setting(), &Library::embedded()).unwrap();
    assert_eq!(one(), one());
    let mut later = setting();
    later.created += chrono::Duration::seconds(1);
    let other = write_pdf(&[paper("公告", TEXT)], &later, &Library::embedded()).unwrap();
    assert_ne!(one(), other);
}

#[test]
fn the_file_says_what_it_is() {
    let bytes = write_pdf(&[paper("公告", TEXT)], &setting(), &Library::embedded()).unwrap();
    assert!(bytes.starts_with(b"%PDF-1.7"));
    let document = load(&bytes);
    let catalog = document.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"zh-CN");
    assert!(catalog.has(b"PageLabels"));
    let info = document
        .trailer
        .get(b"Info")
        .unwrap()
        .as_reference()
        .unwrap();
    let info = document.get_object(info).unwrap().as_dict().unwrap();
    assert_eq!(
        info.get(b"CreationDate").unwrap().as_str().unwrap(),
        b"D:20270301093000+08'00'"
    );
    let title = info.get(b"Title").unwrap().as_str().unwrap();
    assert_eq!(title, [0xFE, 0xFF, 0x51, 0x6C, 0x54, 0x4A]);
    let id = document.trailer.get(b"ID").unwrap().as_array().unwrap();
    assert_ne!(id[0].as_str().unwrap(), b"huanjie-identity");
    // Every font is embedded and a subset.
    for object in document.objects.values() {
        let Ok(dict) = object.as_dict() else { continue };
        if dict.get(b"Type").and_then(lopdf::Object::as_name).ok() == Some(b"FontDescriptor") {
            assert!(dict.has(b"FontFile2") || dict.has(b"FontFile3"));
            let name = dict.get(b"FontName").unwrap().as_name().unwrap();
            assert_eq!(name.get(6), Some(&b'+'));
        }
    }
}

#[test]
fn many_papers_share_their_fonts_and_have_an_entry_each() {
    let papers: Vec<Typeset> = (1..=20).map(|n| paper(&format!("公告{n}"), TEXT)).collect();
    let fonts = Library::embedded();
    let single = write_pdf(&papers[..1], &setting(), &fonts).unwrap();
    let merged = write_pdf(&papers, &setting(), &fonts).unwrap();
    assert!(
        merged.len() < single.len() * 3,
        "{} {}",
        single.len(),
        merged.len()
    );
    let document = load(&merged);
    assert_eq!(document.get_pages().len(), 40);
    let outlines = document.catalog().unwrap().get(b"Outlines").unwrap();
    let root = document
        .get_object(outlines.as_reference().unwrap())
        .unwrap()
        .as_dict()
        .unwrap();
    assert_eq!(root.get(b"Count").unwrap().as_i64().unwrap(), 20);
    let first = document
        .get_object(root.get(b"First").unwrap().as_reference().unwrap())
        .unwrap()
        .as_dict()
        .unwrap();
    // The attachment is an entry below its paper.
    assert_eq!(first.get(b"Count").unwrap().as_i64().unwrap(), -1);
}

#[test]
fn a_watermark_is_seen_and_never_copied() {
    let fonts = Library::embedded();
    let mut preview = setting();
    preview.watermark = Some(Watermark::Preview);
    preview.demo = true;
    let plain = write_pdf(&[paper("公告", TEXT)], &setting(), &fonts).unwrap();
    let marked = write_pdf(&[paper("公告", TEXT)], &preview, &fonts).unwrap();
    let (plain, marked) = (load(&plain), load(&marked));
    assert_eq!(page_text(&plain, 1), page_text(&marked, 1));
    for (_, page) in marked.get_pages() {
        let content = marked.get_page_content(page);
        let content = String::from_utf8_lossy(&content).into_owned();
        assert!(content.contains("/Watermark Do"), "{content}");
    }
}

#[test]
fn boxes_to_be_written_into_stay_free_of_the_watermark() {
    let fonts = Library::embedded();
    let mut preview = setting();
    preview.watermark = Some(Watermark::Preview);
    let ballot = r#"<document title="选票" style="form" folio="no"><grid columns="1" rows="1"><cell>
        <p align="center">主任选票</p>
        <table columns="5em 1fr" head="0"><tr height="12em"><td/><td>蓝天勇</td></tr></table>
        <p indent="0">同意的画圈。</p></cell></grid></document>"#;
    let typeset = typeset_markup(ballot, &fonts, &preview).unwrap();
    let rooms: Vec<(f64, f64)> = typeset.pages[0]
        .marks
        .iter()
        .filter_map(|mark| match mark {
            Mark::Room(_, top, _, height) => Some((*top, top + height)),
            _ => None,
        })
        .collect();
    let lines: Vec<f64> = typeset.pages[0]
        .marks
        .iter()
        .filter_map(|mark| match mark {
            Mark::Line(line) => Some(line.from.1),
            _ => None,
        })
        .collect();
    let (top, bottom) = (
        lines.iter().copied().fold(f64::MAX, f64::min),
        lines.iter().copied().fold(0.0, f64::max),
    );
    assert_eq!(rooms.len(), 1);
    assert!(
        rooms[0].1 <= top + 0.1 || rooms[0].0 >= bottom - 0.1,
        "{rooms:?} in {top}..{bottom}"
    );
    let file = load(&write_pdf(&[typeset], &preview, &fonts).unwrap());
    let page = *file.get_pages().get(&1).unwrap();
    let content = String::from_utf8_lossy(&file.get_page_content(page)).into_owned();
    assert!(content.contains("/WatermarkLevel Do"), "{content}");
    assert!(!content.contains("/Watermark Do"), "{content}");
}

#[test]
fn two_characters_on_one_glyph_copy_back_as_themselves() {
    // Ideographs and their compatibility or radical twins often share one outline.
    let body = "一⼀十⼗人⼈卜⼘";
    let bytes = write_pdf(&[paper("公告", body)], &setting(), &Library::embedded()).unwrap();
    let text = page_text(&load(&bytes), 1);
    for c in body.chars() {
        assert!(
            text.contains(c) || Library::embedded().missing(&c.to_string()) == vec![c],
            "{c} in {text}"
        );
    }
}

#[test]
fn nothing_to_write_is_said() {
    let error = write_pdf(&[], &setting(), &Library::embedded()).unwrap_err();
    assert_eq!(error.to_string(), "没有可印的文书");
}
