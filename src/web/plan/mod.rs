//! 实施方案 — `/c/{c}/plan`: the township's plan, and `/c/{c}/v/{v}/plan`: a village's own.

mod chapter;
mod compare;
pub(super) mod held;
mod page;
mod units;

use axum::{
    extract::{Path, RawQuery, State},
    response::Response,
};
use uuid::Uuid;

use super::{
    answer::{self, Trouble},
    app::App,
    form::Posted,
    guard::{AtVillage, EditCycle, InCycle, May, ReadCycle, ReadVillage, RecordStep},
    papers::asked,
    router::{Row, get, post},
    view::{Frame, Section},
    visit::Visit,
};
use crate::{office::change::Actor, store::scope::CycleScope};

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/plan", township),
        post("/c/{c}/plan", township_save),
        get("/c/{c}/plan/chapters/{s}", township_chapter),
        post("/c/{c}/plan/chapters/{s}", township_rework),
        get("/c/{c}/plan/versions", township_chosen),
        get("/c/{c}/plan/versions/{n}", township_compare),
        post("/c/{c}/plan/versions/{n}", township_use_again),
        get("/c/{c}/plan/villages", units::page),
        post("/c/{c}/plan/villages/print", units::print),
        post("/c/{c}/plan/villages/issue", units::issue),
        get("/c/{c}/v/{v}/plan", village),
        post("/c/{c}/v/{v}/plan", village_save),
        get("/c/{c}/v/{v}/plan/chapters/{s}", village_chapter),
        post("/c/{c}/v/{v}/plan/chapters/{s}", village_rework),
        get("/c/{c}/v/{v}/plan/versions", village_chosen),
        get("/c/{c}/v/{v}/plan/versions/{n}", village_compare),
        post("/c/{c}/v/{v}/plan/versions/{n}", village_use_again),
    ]
}

/// Whose plan, and who is at it.
struct At<'a> {
    app: &'a App,
    visit: &'a Visit,
    actor: &'a Actor,
    scope: &'a CycleScope,
    /// Village, or the cycle.
    unit: Uuid,
    /// Whether the person may write it.
    may_write: bool,
    /// Whether the person may issue papers.
    may_issue: bool,
    /// Name of the village; empty for the township's.
    village: &'a str,
}

impl<'a> At<'a> {
    fn township(app: &'a App, place: &'a InCycle) -> Self {
        Self {
            app,
            visit: &place.visit,
            actor: &place.actor,
            scope: &place.scope,
            unit: place.scope.cycle_id(),
            may_write: place.may_edit(),
            may_issue: place.may_edit(),
            village: "",
        }
    }

    fn village(app: &'a App, place: &'a AtVillage) -> Self {
        Self {
            app,
            visit: &place.visit,
            actor: &place.actor,
            scope: &place.scope,
            unit: place.village.id,
            may_write: place.may_record(),
            may_issue: place.may_edit(),
            village: &place.village.name,
        }
    }

    fn is_township(&self) -> bool {
        self.unit == self.scope.cycle_id()
    }

    /// The plan's page.
    fn home(&self) -> String {
        let cycle = self.scope.cycle_id();
        if self.is_township() {
            format!("/c/{cycle}/plan")
        } else {
            format!("/c/{cycle}/v/{}/plan", self.unit)
        }
    }

    fn frame(&self, title: &str, here: &str) -> Frame {
        let cycle = self.scope.cycle_id();
        let home = self.home();
        let all = format!("/c/{cycle}/plan/villages");
        let village = format!("/c/{cycle}/v/{}", self.unit);
        let mut crumbs: Vec<(&str, &str)> = Vec::new();
        if !self.is_township() {
            crumbs.push(("各村的实施方案", &all));
            crumbs.push((self.village, &village));
        }
        if here.is_empty() {
            crumbs.push(("实施方案", ""));
        } else {
            crumbs.push(("实施方案", &home));
            crumbs.push((here, ""));
        }
        answer::frame(
            self.app,
            self.visit,
            Section::Schedule,
            title,
            Some(self.scope.cycle()),
            &crumbs,
        )
    }
}

/// `GET /c/{c}/plan`
pub async fn township(
    May(place): May<ReadCycle>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    if !place.scope.is_whole() {
        // Who works at some villages finds theirs.
        let all = format!("/c/{}/plan/villages", place.scope.cycle_id());
        return Ok(answer::onward(&app, &all, ""));
    }
    page::show(&At::township(&app, &place)).await
}

/// `POST /c/{c}/plan`: keeps a version.
pub async fn township_save(
    May(place): May<EditCycle>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    page::send(&At::township(&app, &place), &posted).await
}

/// `GET /c/{c}/v/{v}/plan`
pub async fn village(
    May(place): May<ReadVillage>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    page::show(&At::village(&app, &place)).await
}

/// `POST /c/{c}/v/{v}/plan`: keeps a version, or records the meeting that adopted it.
pub async fn village_save(
    May(place): May<RecordStep>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    page::send(&At::village(&app, &place), &posted).await
}

/// `GET /c/{c}/plan/chapters/{s}`
pub async fn township_chapter(
    May(place): May<EditCycle>,
    State(app): State<App>,
    Path((_, s)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    chapter::show(&At::township(&app, &place), &s).await
}

/// `POST /c/{c}/plan/chapters/{s}`
pub async fn township_rework(
    May(place): May<EditCycle>,
    State(app): State<App>,
    Path((_, s)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    chapter::send(&At::township(&app, &place), &s, &posted).await
}

/// `GET /c/{c}/v/{v}/plan/chapters/{s}`
pub async fn village_chapter(
    May(place): May<RecordStep>,
    State(app): State<App>,
    Path((_, _, s)): Path<(String, String, String)>,
) -> Result<Response, Trouble> {
    chapter::show(&At::village(&app, &place), &s).await
}

/// `POST /c/{c}/v/{v}/plan/chapters/{s}`
pub async fn village_rework(
    May(place): May<RecordStep>,
    State(app): State<App>,
    Path((_, _, s)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    chapter::send(&At::village(&app, &place), &s, &posted).await
}

/// `GET /c/{c}/plan/versions?from=&to=`: the comparison a form asks for.
pub async fn township_chosen(
    May(place): May<ReadCycle>,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response, Trouble> {
    let range = chosen(query.as_deref());
    compare::show(&At::township(&app, &place), &range).await
}

/// `GET /c/{c}/v/{v}/plan/versions?from=&to=`
pub async fn village_chosen(
    May(place): May<ReadVillage>,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response, Trouble> {
    let range = chosen(query.as_deref());
    compare::show(&At::village(&app, &place), &range).await
}

/// `2..now`; a side nobody asked for is what is so now.
fn chosen(query: Option<&str>) -> String {
    let side = |name: &str| {
        let text = asked(query, name);
        if text.parse::<i32>().is_ok() {
            text
        } else {
            "now".to_owned()
        }
    };
    format!("{}..{}", side("from"), side("to"))
}

/// `GET /c/{c}/plan/versions/{a}..{b}`
pub async fn township_compare(
    May(place): May<ReadCycle>,
    State(app): State<App>,
    Path((_, n)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    compare::show(&At::township(&app, &place), &n).await
}

/// `GET /c/{c}/v/{v}/plan/versions/{a}..{b}`
pub async fn village_compare(
    May(place): May<ReadVillage>,
    State(app): State<App>,
    Path((_, _, n)): Path<(String, String, String)>,
) -> Result<Response, Trouble> {
    compare::show(&At::village(&app, &place), &n).await
}

/// `POST /c/{c}/plan/versions/{n}`: the words of that version again.
pub async fn township_use_again(
    May(place): May<EditCycle>,
    State(app): State<App>,
    Path((_, n)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    compare::use_again(&At::township(&app, &place), &n, &posted).await
}

/// `POST /c/{c}/v/{v}/plan/versions/{n}`
pub async fn village_use_again(
    May(place): May<RecordStep>,
    State(app): State<App>,
    Path((_, _, n)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    compare::use_again(&At::village(&app, &place), &n, &posted).await
}
