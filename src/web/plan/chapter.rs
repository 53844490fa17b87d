//! One chapter: its words beside their preview.

use axum::response::Response;
use serde_json::Value;

use super::At;
use crate::{
    documents::{
        kind::Kind,
        kinds::implementation_plan::wording::{
            self as plan_wording, Chapter, lines_of, place_texts,
        },
    },
    office::{
        paper::{
            dossier::Dossier,
            issue::{Desk, read_dossier},
        },
        plan::wording::{self, Rework},
        refusal::{Conflict, Problems, Refusal},
    },
    web::{
        answer::{self, Trouble, invalid, onward, page as draw},
        form::Posted,
        pages::{
            parts::{Form, Hidden, Link, Message},
            plan::{ChapterPage, Place},
            trouble::Conflict as ConflictPage,
        },
        sign_in::fresh_key,
        view::Tone,
    },
};

/// Fewest rows of the text area.
const FEWEST_ROWS: usize = 12;
/// Characters of a place's content that the table shows.
const SHOWN: usize = 60;

struct Read {
    dossier: Dossier,
    chapter: Chapter,
    saved: (wording::Saved, i32),
}

async fn read(desk: &Desk<'_>, at: &At<'_>, id: &str) -> Result<Read, Refusal> {
    let dossier = read_dossier(
        desk.store.reader(),
        at.scope,
        at.unit,
        Kind::ImplementationPlan,
    )
    .await?;
    Ok(Read {
        chapter: wording::chapter(&dossier, at.unit, id)?,
        saved: wording::saved(&dossier, at.unit),
        dossier,
    })
}

/// `GET …/chapters/{s}`
pub(super) async fn show(at: &At<'_>, id: &str) -> Result<Response, Trouble> {
    let plans = at.app.plans(at.scope.cycle()).await?;
    let desk = at.app.desk(&plans);
    let read = read(&desk, at, id).await?;
    let text = lines_of(&read.chapter, &read.saved.0.chapters).join("\n");
    let context = context(&desk, at, &read, &text, Vec::new()).await?;
    draw(at.app, &at.frame(&context.title, &context.title), &context)
}

async fn context(
    desk: &Desk<'_>,
    at: &At<'_>,
    read: &Read,
    text: &str,
    problems: Vec<Message>,
) -> Result<ChapterPage, Refusal> {
    let chapter = &read.chapter;
    let home = at.home();
    let lines = wording::lines(text);
    let tried = wording::with_chapter(&read.dossier, at.unit, &chapter.id, lines.clone());
    let data = wording::tried(desk, &read.dossier, at.unit, &tried)?;
    // Only the chapter itself: the whole paper is on the plan's own page.
    let preview_html = chapter_html(desk, at, &data, chapter).await?;
    let now = place_texts(&data);
    let place = |name: &String| Place {
        code: format!("【{name}】"),
        now: shortened(now.get(name.as_str()).map_or("", String::as_str)),
    };
    let own = chapter.places();
    let rows = text
        .lines()
        .map(|line| line.chars().count() / 36 + 1)
        .sum::<usize>()
        + 4;
    Ok(ChapterPage {
        title: chapter.title.clone(),
        state: if read.saved.0.chapters.contains_key(&chapter.id) {
            "本单位改写过".to_owned()
        } else {
            "原文".to_owned()
        },
        form: Form::new().value("text", text),
        rows: rows.max(FEWEST_ROWS),
        problems,
        sound: String::new(),
        free: now
            .keys()
            .map(|name| (*name).to_owned())
            .filter(|name| !own.contains(name))
            .map(|name| place(&name))
            .collect(),
        places: own.iter().map(place).collect(),
        preview_html,
        action: format!("{home}/chapters/{}", chapter.id),
        restore: read.saved.0.chapters.contains_key(&chapter.id),
        back: Link::new("实施方案", home),
        key: fresh_key(),
        version: read.saved.1.to_string(),
    })
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    let head: String = text.chars().take(SHOWN).collect();
    format!("{head}……")
}

/// The chapter by itself as a page shows it; empty where it cannot be made.
async fn chapter_html(
    desk: &Desk<'_>,
    at: &At<'_>,
    data: &Value,
    chapter: &Chapter,
) -> Result<String, Refusal> {
    let data = data.clone();
    let (title, preamble) = (chapter.title.clone(), chapter.is_preamble());
    desk.press_of(at.scope)
        .await?
        .on_a_core(move |press| {
            let Ok(markup) = press.markup(Kind::ImplementationPlan, &data) else {
                return String::new();
            };
            let Ok(document) = crate::documents::markup::parse(&markup) else {
                return String::new();
            };
            crate::documents::html::page(&plan_wording::only(document, &title, preamble))
        })
        .await
}

fn told(problems: &[String]) -> Vec<Message> {
    problems
        .iter()
        .map(|text| Message {
            tone: Tone::Error,
            text: text.clone(),
            ..Message::default()
        })
        .collect()
}

/// `POST …/chapters/{s}`: looked at, saved, or the shipped words again.
pub(super) async fn send(at: &At<'_>, id: &str, posted: &Posted) -> Result<Response, Trouble> {
    let plans = at.app.plans(at.scope.cycle()).await?;
    let desk = at.app.desk(&plans);
    let read = read(&desk, at, id).await?;
    let typed = posted.fields.raw("text").replace("\r\n", "\n");
    let lines = wording::lines(&typed);
    let (rework, said) = match posted.fields.text("what") {
        "restore" => (Rework::Restore(id.to_owned()), "已恢复原文。已印发的不变。"),
        "save" => (
            Rework::Chapter(id.to_owned(), lines),
            "已保存。以后印发的用新的文字，已印发的不变。",
        ),
        _ => {
            let tried = wording::with_chapter(&read.dossier, at.unit, id, lines);
            let problems: Vec<String> = wording::check(&desk, &read.dossier, at.unit, &tried)?
                .iter()
                .map(|problem| format!("{problem}。"))
                .collect();
            let sound = problems.is_empty();
            let mut context = context(&desk, at, &read, &typed, told(&problems)).await?;
            if sound {
                "没有发现问题，还没有保存。".clone_into(&mut context.sound);
            }
            context.version = posted.fields.version().to_string();
            return draw(at.app, &at.frame(&context.title, &context.title), &context);
        }
    };
    let seen = posted.fields.version();
    let home = at.home();
    let done = wording::save(
        &desk,
        at.actor,
        at.scope,
        &posted.key,
        at.unit,
        rework,
        seen,
        &home,
    )
    .await;
    match done {
        Ok(location) => Ok(onward(at.app, &location, said)),
        Err(Refusal::Invalid(problems)) => {
            let context = again(&desk, at, &read, &typed, &problems, seen).await?;
            invalid(at.app, &at.frame(&context.title, &context.title), &context)
        }
        Err(Refusal::Conflict(conflict)) => {
            let what = posted.fields.text("what").to_owned();
            met(at, &read, conflict, &[("what", what), ("text", typed)])
        }
        Err(other) => Err(other.into()),
    }
}

async fn again(
    desk: &Desk<'_>,
    at: &At<'_>,
    read: &Read,
    typed: &str,
    problems: &Problems,
    seen: i32,
) -> Result<ChapterPage, Refusal> {
    let mut context = context(desk, at, read, typed, told(&problems.all())).await?;
    // The version the person saw: another's change is still to be noticed.
    context.version = seen.to_string();
    Ok(context)
}

/// Somebody else saved first: theirs can be seen, ours can be sent again.
fn met(
    at: &At<'_>,
    read: &Read,
    conflict: Conflict,
    fields: &[(&str, String)],
) -> Result<Response, Trouble> {
    let own = format!("{}/chapters/{}", at.home(), read.chapter.id);
    let context = ConflictPage {
        what: conflict.subject,
        who: conflict.who,
        when: conflict.when,
        see: own.clone(),
        action: own,
        fields: fields
            .iter()
            .map(|(name, value)| Hidden {
                name: (*name).to_owned(),
                value: value.clone(),
            })
            .collect(),
        key: fresh_key(),
        version: read.saved.1.to_string(),
        ..ConflictPage::default()
    };
    let title = read.chapter.title.clone();
    answer::conflict(at.app, &at.frame(&title, &title), &context)
}
