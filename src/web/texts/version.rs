//! 文稿的一版 — what it changed against the one before, and using it again.

use axum::{
    extract::{Path, RawQuery, State},
    response::Response,
};

use super::super::{
    answer::{Trouble, onward, page as draw},
    app::App,
    form::Posted,
    guard::{EditCycle, May},
    pages::{
        parts::{Link, Tab},
        text::{DiffLine, VersionPage},
    },
    papers::asked,
    sign_in::fresh_key,
};
use super::{AROUND, address, frame, kind_of};
use crate::{
    documents::{
        template::difference::{Line, difference},
        text::shipped,
    },
    office::paper::texts,
    platform::clock,
};

fn number(text: &str) -> Result<i32, Trouble> {
    text.parse().map_err(|_| Trouble::not_found())
}

/// `GET /c/{c}/texts/{kind}/versions/{n}`: one version beside the one in use, the one before it, or the shipped text.
pub async fn version(
    May(place): May<EditCycle>,
    State(app): State<App>,
    Path((_, kind, n)): Path<(String, String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Trouble> {
    let (kind, n) = (kind_of(&kind)?, number(&n)?);
    let plans = app.plans(place.scope.cycle()).await?;
    let desk = app.desk(&plans);
    let (row, own) = texts::version(&desk, &place.scope, kind, n).await?;
    let now = texts::in_use(&desk, &place.scope, kind).await?;
    let in_use = now.version == n;
    let wanted = match asked(query.as_deref(), "against").as_str() {
        "shipped" => "shipped",
        "before" => "before",
        // The version in use is of interest beside the one before it.
        _ if in_use => "before",
        _ => "now",
    };
    let other = match wanted {
        "shipped" => shipped(kind),
        "before" if n > 1 => texts::version(&desk, &place.scope, kind, n - 1).await?.1,
        "before" => texts::below(&app.press, kind).1,
        _ => now.text.clone(),
    };
    let here = format!("{}/versions/{n}", address(&place, kind));
    let tab = |text: &str, word: &str| {
        Tab::new(text, format!("{here}?against={word}"), "", word == wanted)
    };
    let mut against = Vec::new();
    if !in_use {
        against.push(tab("对照正在用的", "now"));
    }
    against.push(tab("对照前一版", "before"));
    against.push(tab("对照原文", "shipped"));
    let lines = difference(&other, &own);
    let count = |of: fn(&Line<'_>) -> bool| lines.iter().filter(|line| of(line)).count();
    let gone = count(|line| matches!(line, Line::Gone(_)));
    let new = count(|line| matches!(line, Line::New(_)));
    let title = format!("{}　第{n}版", kind.title());
    let context = VersionPage {
        facts: format!(
            "{} {} {}{}",
            row.saved_by_name,
            clock::long_stamp(row.saved_at),
            row.remark,
            if in_use { "　正在用" } else { "" }
        ),
        against,
        summary: if gone + new == 0 {
            "没有不同。".to_owned()
        } else {
            format!("去掉 {gone} 行，增加 {new} 行")
        },
        lines: if gone + new == 0 {
            Vec::new()
        } else {
            folded(&lines)
        },
        action: if in_use { String::new() } else { here },
        label: format!("用这一版（第{n}版）"),
        back: Link::new(kind.title(), address(&place, kind)),
        key: fresh_key(),
        version: now.version.to_string(),
        title: title.clone(),
    };
    draw(&app, &frame(&app, &place, &title), &context)
}

/// The lines with their numbers; long unchanged stretches become one line.
fn folded(lines: &[Line<'_>]) -> Vec<DiffLine> {
    let near = |index: usize| {
        let from = index.saturating_sub(AROUND);
        lines
            .iter()
            .skip(from)
            .take(index - from + AROUND + 1)
            .any(|line| !matches!(line, Line::Same(_)))
    };
    let mut shown: Vec<DiffLine> = Vec::new();
    let (mut old, mut new, mut hidden) = (0_usize, 0_usize, 0_usize);
    let fold = |hidden: &mut usize, shown: &mut Vec<DiffLine>| {
        if *hidden > 0 {
            shown.push(DiffLine {
                class: "fold",
                text: format!("{hidden} 行没有变化"),
                ..DiffLine::default()
            });
            *hidden = 0;
        }
    };
    for (index, line) in lines.iter().enumerate() {
        let (class, mark, text) = match line {
            Line::Same(text) => ("same", "", text),
            Line::Gone(text) => ("gone", "−", text),
            Line::New(text) => ("new", "＋", text),
        };
        old += usize::from(class != "new");
        new += usize::from(class != "gone");
        if class == "same" && !near(index) {
            hidden += 1;
            continue;
        }
        fold(&mut hidden, &mut shown);
        shown.push(DiffLine {
            class,
            mark,
            old: if class == "new" {
                String::new()
            } else {
                old.to_string()
            },
            new: if class == "gone" {
                String::new()
            } else {
                new.to_string()
            },
            text: (*text).to_owned(),
        });
    }
    fold(&mut hidden, &mut shown);
    shown
}

/// `POST /c/{c}/texts/{kind}/versions/{n}`
pub async fn use_again(
    May(place): May<EditCycle>,
    State(app): State<App>,
    Path((_, kind, n)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let (kind, n) = (kind_of(&kind)?, number(&n)?);
    let plans = app.plans(place.scope.cycle()).await?;
    let desk = app.desk(&plans);
    let seen = posted.fields.version();
    let location = texts::use_again(
        &desk,
        &place.actor,
        &place.scope,
        &posted.key,
        kind,
        n,
        seen,
    )
    .await?;
    Ok(onward(
        &app,
        &location,
        &format!("正在用的文稿与第{n}版相同。已印发的不变。"),
    ))
}
