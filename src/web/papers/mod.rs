//! 文书中心 — `/c/{c}/docs`, one paper, printing and issuing.

mod blank;
mod centre;
mod checks;
mod choose;
mod draft;
mod export;
mod list;
mod packet;
mod reasons;
mod stored;
pub(super) mod urgent;

pub(super) use centre::send;
pub(super) use reasons::begin;

use uuid::Uuid;

use super::{
    answer::{self, Trouble},
    app::App,
    guard::is_official,
    router::{Row, get, post},
    view::{Frame, Section},
    visit::Visit,
};
use crate::{
    documents::kind::Kind,
    office::{paper::print::Wanted, refusal::Refusal},
    store::{account::Role, entity::cycle},
};

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/docs", centre::page),
        get("/c/{c}/docs/todo.xlsx", export::todo),
        get("/c/{c}/docs/list.xlsx", export::stored),
        get("/c/{c}/docs/register.xlsx", list::register),
        get("/c/{c}/docs/register.pdf", list::register_book),
        post("/c/{c}/docs/print", centre::print),
        post("/c/{c}/docs/issue", centre::issue),
        post("/c/{c}/docs/issue/reasons", reasons::answer),
        post("/c/{c}/docs/blank", blank::print),
        get("/c/{c}/docs/choose", choose::page),
        post("/c/{c}/docs/choose", choose::print),
        post("/c/{c}/docs/choose/issue", choose::issue),
        get("/c/{c}/docs/preview", draft::page),
        get("/c/{c}/docs/preview.pdf", draft::file),
        get("/c/{c}/docs/preview/checks.pdf", draft::checks),
        post("/c/{c}/docs/preview", draft::issue),
        get("/c/{c}/docs/{d}", stored::page),
        get("/c/{c}/docs/{d}/file.pdf", stored::file),
        get("/c/{c}/docs/{d}/checks.pdf", stored::checks),
        post("/c/{c}/docs/{d}/void", stored::void),
        post("/c/{c}/v/{v}/docs/{d}/posting", stored::posting),
        get("/c/{c}/v/{v}/packet.pdf", packet::merged),
        get("/c/{c}/v/{v}/packet.zip", packet::packed),
        get("/c/{c}/packets.zip", packet::all),
    ]
}

/// The frame of the pages of papers.
fn frame(app: &App, visit: &Visit, cycle: &cycle::Model, title: &str) -> Frame {
    let home = format!("/c/{}/docs", cycle.id);
    answer::frame(
        app,
        visit,
        Section::Papers,
        title,
        Some(cycle),
        &[("文书中心", &home), (title, "")],
    )
}

/// A kind from an address or a form.
fn kind_of(id: &str) -> Result<Kind, Trouble> {
    Kind::from_id(id).ok_or_else(Trouble::not_found)
}

/// Whether a role may look into papers of a kind: what the township writes down for itself about a village does not
/// exist for the village.
pub(super) fn readable(role: Role, kind: Kind) -> Result<(), Refusal> {
    if kind.is_internal() && !is_official(role) {
        return Err(Refusal::NotFound);
    }
    Ok(())
}

/// One word of a query. What nobody asked for, or asked twice, is passed over: an address is typed by
/// hand at times, and no page should fail for it.
pub(super) fn asked(query: Option<&str>, name: &str) -> String {
    form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.trim().to_owned())
        .unwrap_or_default()
}

/// An id in an address or a form.
pub(super) fn id_of(text: &str) -> Result<Uuid, Trouble> {
    Uuid::parse_str(text).map_err(|_| Trouble::not_found())
}

/// The name of a row in a form: `voter-roll:{unit}`.
fn mark(unit: Uuid, kind: Kind) -> String {
    format!("{}:{unit}", kind.id())
}

/// A row's name as it comes back.
fn unmark(text: &str) -> Result<Wanted, Refusal> {
    let (kind, unit) = text.split_once(':').ok_or(Refusal::NotFound)?;
    Ok(Wanted {
        unit: Uuid::parse_str(unit).map_err(|_| Refusal::NotFound)?,
        kind: Kind::from_id(kind).ok_or(Refusal::NotFound)?,
        paper: None,
    })
}
