//! Every page × its samples: drawn, well-formed, without anything inline, every form protected.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::web::view::{Crumb, CycleMark, Flash, Section, Tone, UserMark, rail, static_file};

fn frame() -> Frame {
    Frame {
        title: "样张".into(),
        cycle: Some(CycleMark {
            id: "c1".into(),
            name: "石塘镇2027年村（社区）“两委”换届".into(),
        }),
        today: "2026年11月23日 星期一".into(),
        user: Some(UserMark {
            account: "zhaoguoqiang".into(),
            name: "赵国强".into(),
            role_name: "换届办".into(),
        }),
        rail: rail(
            &[
                Section::Workbench,
                Section::Matrix,
                Section::Papers,
                Section::Schedule,
                Section::Inspections,
                Section::Settings,
            ],
            Section::Matrix,
            Some("c1"),
        ),
        crumbs: vec![
            Crumb {
                text: "村情矩阵".into(),
                href: "/c/c1/matrix".into(),
            },
            Crumb {
                text: "上前村".into(),
                href: String::new(),
            },
        ],
        flash: Some(Flash {
            tone: Tone::Done,
            text: "已记录上前村公布选民名单，2月24日。".into(),
        }),
        demo: true,
        large: false,
        csrf: "token".into(),
        printed_at: "2026年11月23日 10:21".into(),
    }
}

fn drawn() -> Vec<(String, &'static str, String)> {
    let views = Views::new().unwrap();
    draw_samples(&views, &frame())
        .into_iter()
        .map(|one| {
            let name = format!("{} × {}", one.template, one.sample);
            let html = one.html.unwrap_or_else(|error| panic!("{name}: {error:?}"));
            (name, one.template, html)
        })
        .collect()
}

/// A tag of a page: name, attributes as written, whether it closes.
struct Tag<'a> {
    name: &'a str,
    attributes: &'a str,
    closing: bool,
    /// The text between this tag and the next.
    text: &'a str,
}

fn tags(html: &str) -> Vec<Tag<'_>> {
    html.split('<')
        .skip(1)
        .map(|piece| {
            let (inside, text) = piece.split_once('>').unwrap_or((piece, ""));
            let closing = inside.starts_with('/');
            let inside = inside.trim_start_matches('/');
            let (name, attributes) = inside
                .split_once(char::is_whitespace)
                .unwrap_or((inside, ""));
            Tag {
                name,
                attributes,
                closing,
                text,
            }
        })
        .collect()
}

fn attribute<'a>(tag: &Tag<'a>, name: &str) -> Option<&'a str> {
    let start = tag.attributes.find(&format!("{name}=\""))? + name.len() + 2;
    tag.attributes.get(start..)?.split('"').next()
}

#[test]
fn every_sample_of_every_page_is_drawn_and_every_template_has_one() {
    let used: BTreeSet<_> = drawn()
        .into_iter()
        .map(|(_, template, _)| template.to_owned())
        .collect();
    let views = Views::new().unwrap();
    let written: BTreeSet<_> = views
        .template_names()
        .filter(|name| !name.starts_with("parts/"))
        .map(str::to_owned)
        .collect();
    assert_eq!(written, used, "每个模板都要有样张");
}

#[test]
fn tags_are_balanced() {
    const VOID: [&str; 8] = [
        "meta", "link", "input", "br", "img", "hr", "!DOCTYPE", "col",
    ];
    for (name, _, html) in drawn() {
        let mut open: Vec<&str> = Vec::new();
        for tag in tags(&html) {
            if VOID.contains(&tag.name) {
                continue;
            }
            if tag.closing {
                assert_eq!(open.pop(), Some(tag.name), "{name}: </{}> 不配对", tag.name);
            } else {
                open.push(tag.name);
            }
        }
        assert!(open.is_empty(), "{name}: 没有关闭 {open:?}");
    }
}

#[test]
fn nothing_is_inline_and_nothing_comes_from_elsewhere() {
    for (name, _, html) in drawn() {
        for tag in tags(&html) {
            assert!(tag.name != "style", "{name}: <style>");
            assert!(
                tag.closing || tag.name != "script" || tag.attributes.contains("src=\"/static/"),
                "{name}: 内联脚本"
            );
            assert!(attribute(&tag, "style").is_none(), "{name}: style 属性");
            assert!(
                !tag.attributes
                    .split_whitespace()
                    .any(|part| part.starts_with("on") && part.contains('=')),
                "{name}: 事件属性 {}",
                tag.attributes
            );
            for link in ["href", "src", "action"] {
                if let Some(address) = attribute(&tag, link) {
                    assert!(!address.contains("//"), "{name}: 外部地址 {address}");
                }
            }
        }
    }
}

#[test]
fn every_posted_form_carries_its_tokens() {
    // These do the same thing however often they are sent.
    const WITHOUT_KEY: [&str; 3] = ["/login", "/logout", "/me/display"];
    for (name, _, html) in drawn() {
        for form in html.split("<form ").skip(1) {
            let (head, rest) = form.split_once('>').unwrap();
            if !head.contains("method=\"post\"") {
                continue;
            }
            let body = rest.split("</form>").next().unwrap();
            assert!(
                body.contains("name=\"csrf\" value=\"token\""),
                "{name}: 表单没有 csrf：{head}"
            );
            let exempt = WITHOUT_KEY
                .iter()
                .any(|path| head.contains(&format!("action=\"{path}\"")));
            assert!(
                exempt || body.contains("name=\"key\" value=\""),
                "{name}: 表单没有 key：{head}"
            );
            if body.contains("type=\"file\"") {
                assert!(
                    head.contains("multipart/form-data"),
                    "{name}: 有附件的表单要用 multipart：{head}"
                );
            }
        }
    }
}

#[test]
fn ids_are_unique_and_labels_point_somewhere() {
    for (name, _, html) in drawn() {
        let tags = tags(&html);
        let mut ids = BTreeMap::new();
        for tag in &tags {
            // An attribute named id, not one that ends in it.
            if let Some(id) = format!(" {}", tag.attributes)
                .split(" id=\"")
                .nth(1)
                .and_then(|rest| rest.split('"').next())
            {
                *ids.entry(id.to_owned()).or_insert(0) += 1;
            }
        }
        for (id, times) in &ids {
            assert_eq!(*times, 1, "{name}: id {id} 重复");
        }
        for tag in &tags {
            for pointer in ["for", "aria-describedby", "aria-labelledby"] {
                if let Some(target) = attribute(tag, pointer) {
                    assert!(
                        ids.contains_key(target),
                        "{name}: {pointer} 指向没有的 {target}"
                    );
                }
            }
        }
    }
}

#[test]
fn no_english_is_shown() {
    // File formats and the data of the samples.
    const KNOWN: [&str; 17] = [
        "PDF",
        "ZIP",
        "zip",
        "CSV",
        "xlsx",
        "csv",
        "Excel",
        "WPS",
        "MB",
        "jpg",
        "sha",
        "Sheet",
        "zhejiang",
        "liyipeng",
        "zhaoguoqiang",
        "admin",
        "jingban",
    ];
    for (name, _, html) in drawn() {
        // What a template says is written as it is: elements, attributes, names of data.
        let as_written = ["title", "code", "textarea"];
        for tag in tags(&html)
            .iter()
            .filter(|tag| !as_written.contains(&tag.name))
        {
            for word in tag
                .text
                .split(|c: char| !c.is_ascii_alphabetic())
                .filter(|word| word.len() > 2)
            {
                assert!(
                    KNOWN.contains(&word) || ["zudao", "shitang", "mu", "tan"].contains(&word),
                    "{name}: 页面上有英文 {word}：{}",
                    tag.text
                );
            }
        }
        for leftover in ["{{", "{%", "none", "[object"] {
            assert!(!html.contains(leftover), "{name}: 残留 {leftover}");
        }
    }
}

#[test]
fn one_primary_button_a_page() {
    for (name, _, html) in drawn() {
        let count = tags(&html)
            .iter()
            .filter(|tag| {
                attribute(tag, "class")
                    .is_some_and(|class| class.split(' ').any(|one| one == "primary"))
            })
            .count();
        assert!(count <= 1, "{name}: 有 {count} 个主按钮");
    }
}

#[test]
fn what_people_type_is_escaped() {
    let views = Views::new().unwrap();
    let evil = "<script>alert(1)</script>\"'&";
    let page = trouble::Trouble {
        heading: evil.into(),
        text: evil.into(),
        ..trouble::Trouble::default()
    };
    let html = views.render(&frame(), &page).unwrap();
    assert!(!html.contains("<script>alert"));
    let form = account::Login {
        form: parts::Form::new()
            .value("account", evil)
            .error("account", evil),
        ..account::Login::default()
    };
    let html = views
        .render(
            &Frame {
                user: None,
                ..frame()
            },
            &form,
        )
        .unwrap();
    assert!(!html.contains("<script>alert"), "{html}");
    assert!(!html.contains("value=\"<"), "{html}");
}

#[test]
fn static_files_have_types_and_stable_tags() {
    let css = static_file("style.css").unwrap();
    assert_eq!(css.content_type, "text/css; charset=utf-8");
    assert_eq!(css.etag, static_file("style.css").unwrap().etag);
    assert!(static_file("../Cargo.toml").is_none());
    assert!(static_file("none.css").is_none());
    // Nothing the oldest supported browser (Chromium 80) would trip over.
    let text = String::from_utf8(css.bytes.into_owned()).unwrap();
    for newer in [
        ":has(",
        ":is(",
        ":where(",
        "@container",
        "inset:",
        "aspect-ratio",
        "data:",
    ] {
        assert!(!text.contains(newer), "样式表里有 {newer}");
    }
}
