//! 文书文稿 — an office's own wording of a paper: built-in text < data folder < what the office saved.
//!
//! Every version stays; the highest one of a kind is in use, and one without text says that the text below
//! is used again. A text is taken only after [`template::check`] found nothing. What was issued keeps the
//! wording it was issued with.

use std::sync::Arc;

use uuid::Uuid;

use super::{
    issue::Desk,
    press::{Edition, Press},
};
use crate::{
    documents::{kind::Kind, template, text::shipped},
    office::{
        change::{Actor, Begun, Change},
        event::Event,
        refusal::{Conflict, Problems, Refusal},
    },
    platform::secret,
    store::{Store, audit, entity::paper_text, scope::CycleScope, text},
};

/// Most versions of one kind: beyond that somebody saves by machine.
const MOST: i32 = 1000;

/// The press with the texts of the office, as they are now in the database: several services on one database see a new
/// version at their next paper.
pub async fn press(
    store: &Store,
    press: &Arc<Press>,
    scope: &CycleScope,
) -> Result<Arc<Press>, Refusal> {
    let editions = text::editions(store.reader(), scope).await?;
    if editions.is_empty() {
        return Ok(Arc::clone(press));
    }
    let township = scope.cycle().township_id;
    if let Some(ready) = press.ready(township, &editions) {
        return Ok(ready);
    }
    let mut whole = Vec::with_capacity(editions.len());
    for (kind, version) in editions {
        let row = text::find(store.reader(), scope, &kind, version).await?;
        whole.push(Edition {
            kind,
            version,
            text: row.and_then(|row| row.text),
        });
    }
    press
        .on_a_core(move |press| press.of_office(township, whole))
        .await?
}

/// Whose text of a kind is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// 原文
    Shipped,
    /// 数据文件夹里的
    Folder,
    /// 本单位改过
    Office,
}

/// The text of a kind in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InUse {
    /// Whose.
    pub source: Source,
    /// Version of the office's, 0 when it never saved one.
    pub version: i32,
    /// The text.
    pub text: String,
}

/// The text below the office's own: the data folder's, else ours.
pub fn below(press: &Press, kind: Kind) -> (Source, String) {
    match press.folder_text(kind) {
        Some(text) => (Source::Folder, text.to_owned()),
        None => (Source::Shipped, shipped(kind)),
    }
}

/// Reads the text in use.
pub async fn in_use(desk: &Desk<'_>, scope: &CycleScope, kind: Kind) -> Result<InUse, Refusal> {
    let db = desk.store.reader();
    let version = text::edition(db, scope, kind.id()).await?;
    let own = match version {
        0 => None,
        version => text::find(db, scope, kind.id(), version)
            .await?
            .and_then(|row| row.text),
    };
    let (source, text) = match own {
        Some(text) => (Source::Office, text),
        None => below(desk.press, kind),
    };
    Ok(InUse {
        source,
        version,
        text,
    })
}

/// Whose texts are in use, of every kind.
pub async fn sources(desk: &Desk<'_>, scope: &CycleScope) -> Result<Vec<(Kind, Source)>, Refusal> {
    let mut list = Vec::with_capacity(Kind::ALL.len());
    let own = text::in_office_use(desk.store.reader(), scope).await?;
    for kind in Kind::ALL {
        let source = if own.iter().any(|id| id == kind.id()) {
            Source::Office
        } else if desk.press.folder_text(*kind).is_some() {
            Source::Folder
        } else {
            Source::Shipped
        };
        list.push((*kind, source));
    }
    Ok(list)
}

/// The text of one version; the text below for a version that restored it.
pub async fn version(
    desk: &Desk<'_>,
    scope: &CycleScope,
    kind: Kind,
    version: i32,
) -> Result<(paper_text::Model, String), Refusal> {
    let row = text::find(desk.store.reader(), scope, kind.id(), version)
        .await?
        .ok_or(Refusal::NotFound)?;
    let whole = match &row.text {
        Some(text) => text.clone(),
        None => below(desk.press, kind).1,
    };
    Ok((row, whole))
}

/// A text as it is kept: lines end as they do everywhere but in browsers, the last one too.
pub fn settled(typed: &str) -> String {
    let text = typed.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim_end().trim_start_matches('\n');
    format!("{text}\n")
}

/// Everything wrong with a text.
pub async fn check(
    press: &Arc<Press>,
    kind: Kind,
    text: &str,
) -> Result<Vec<template::TextProblem>, Refusal> {
    let text = text.to_owned();
    press
        .on_a_core(move |press| template::check(kind, &text, press.fonts()))
        .await
}

/// What is put in place of the text in use.
enum Replacement {
    Typed(String),
    Below,
    Version(i32),
}

/// 保存 — checks a text and puts it into use; `version` is the one the person saw.
pub async fn save(
    desk: &Desk<'_>,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    kind: Kind,
    typed: &str,
    version: i32,
) -> Result<String, Refusal> {
    let typed = Replacement::Typed(settled(typed));
    replace(desk, actor, scope, key, kind, typed, version).await
}

/// 恢复原文 — the text below is used again.
pub async fn restore(
    desk: &Desk<'_>,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    kind: Kind,
    version: i32,
) -> Result<String, Refusal> {
    replace(desk, actor, scope, key, kind, Replacement::Below, version).await
}

/// 用这一版 — an earlier version as the newest one.
pub async fn use_again(
    desk: &Desk<'_>,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    kind: Kind,
    earlier: i32,
    version: i32,
) -> Result<String, Refusal> {
    let earlier = Replacement::Version(earlier);
    replace(desk, actor, scope, key, kind, earlier, version).await
}

async fn replace(
    desk: &Desk<'_>,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    kind: Kind,
    with: Replacement,
    seen: i32,
) -> Result<String, Refusal> {
    let (text, remark, event) = match with {
        Replacement::Typed(text) => (Some(text), "修改".to_owned(), Event::TextSaved),
        Replacement::Below => (None, "恢复原文".to_owned(), Event::TextRestored),
        Replacement::Version(earlier) => {
            let row = text::find(desk.store.reader(), scope, kind.id(), earlier)
                .await?
                .ok_or(Refusal::NotFound)?;
            (row.text, format!("用回第{earlier}版"), Event::TextSaved)
        }
    };
    if let Some(text) = &text {
        let mut problems = Problems::none();
        problems.fields.insert(
            "text".to_owned(),
            check(desk.press, kind, text)
                .await?
                .iter()
                .map(ToString::to_string)
                .collect(),
        );
        problems.fields.retain(|_, list| !list.is_empty());
        problems.into_result()?;
    }
    let home = format!("/c/{}/texts/{}", scope.cycle_id(), kind.id());
    let mut change = match Change::begin(desk.store, desk.clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(location),
    };
    let now = text::edition(change.tx(), scope, kind.id()).await?;
    let before = match now {
        0 => None,
        now => text::find(change.tx(), scope, kind.id(), now).await?,
    };
    let next = seen.saturating_add(1);
    if now != seen {
        drop(change);
        return Err(conflict(desk, scope, kind).await?);
    }
    let same = match (&before, &text) {
        (Some(before), text) => before.text == *text,
        (None, None) => true,
        (None, Some(text)) => *text == below(desk.press, kind).1,
    };
    if same {
        return Err(Refusal::general(
            "没有要保存的改动：与正在用的文稿完全相同。",
        ));
    }
    if next > MOST {
        return Err(Refusal::general(
            "请与系统管理员联系：这种文书的文稿版本太多，不能再保存。",
        ));
    }
    let row = paper_text::Model {
        id: Uuid::now_v7(),
        township_id: scope.cycle().township_id,
        kind: kind.id().to_owned(),
        version: next,
        text,
        remark: remark.clone(),
        saved_by: actor.id(),
        saved_by_name: actor.name.clone(),
        saved_at: change.at(),
    };
    let after = Trace::of(&row);
    if !text::insert(change.tx(), row).await? {
        drop(change);
        return Err(conflict(desk, scope, kind).await?);
    }
    change
        .audit(event)
        .object("paper-text", object(scope, kind))
        .cycle(scope.cycle_id())
        .summary(format!("{remark}《{}》的文稿，第{next}版", kind.title()))
        .before_if(before.as_ref().map(Trace::of).as_ref())
        .after(&after);
    change.commit(&home).await?;
    Ok(home)
}

/// What the audit keeps of a version; the text itself stays with the version.
#[derive(serde::Serialize)]
struct Trace {
    #[serde(rename = "版本")]
    version: i32,
    #[serde(rename = "文稿摘要")]
    sha256: Option<String>,
}

impl Trace {
    fn of(row: &paper_text::Model) -> Self {
        Self {
            version: row.version,
            sha256: row
                .text
                .as_ref()
                .map(|text| secret::sha256(text.as_bytes())),
        }
    }
}

fn object(scope: &CycleScope, kind: Kind) -> String {
    format!("{}:{}", scope.cycle().township_id, kind.id())
}

async fn conflict(desk: &Desk<'_>, scope: &CycleScope, kind: Kind) -> Result<Refusal, Refusal> {
    let event =
        audit::last_of_object(desk.store.reader(), "paper-text", &object(scope, kind)).await?;
    Ok(Refusal::Conflict(Conflict::from_event(
        format!("《{}》的文稿", kind.title()),
        event,
    )))
}
