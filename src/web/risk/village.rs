//! 难点村 — one village: its level, what speaks for one, and its measures.

use axum::{
    extract::{Path, State},
    response::Response,
};
use chrono::NaiveDate;
use uuid::Uuid;

use super::super::{
    answer::{self, Trouble, frame},
    app::App,
    form::{Fields, Posted},
    guard::{AtVillage, EditVillage, May, ReadVillageRecords},
    pages::{
        parts::{Choice, Form, Link},
        risk::{MeasureForm, VillageRisk},
    },
    people::leader_choices,
    sign_in::fresh_key,
    signs,
    view::Section,
};
use super::{assessed_text, level_of, level_sign, measure_row};
use crate::{
    civil,
    documents::kind::Kind,
    office::{
        progress::latest_of,
        refusal::Refusal,
        risk::{
            self as office, Level, NewAssessment, NewMeasure, STATES, state_name,
            suggest::{self, Signal},
        },
        standing::Standing,
        village::causes,
    },
    platform::clock,
    roster::TroubleCause,
    store::{entity::risk_measure, people, progress, risk as rows_of},
};

/// What speaks for a risk in the village of the address.
async fn signals_of(app: &App, at: &AtVillage) -> Result<Vec<Signal>, Refusal> {
    let db = app.store.reader();
    let today = app.clock.today();
    let plans = app.plans(at.scope.cycle()).await?;
    let records = progress::of_unit(db, &at.scope, at.village.id).await?;
    let standing = Standing::of_village(
        &plans,
        at.scope.cycle(),
        &at.village,
        &latest_of(&records),
        today,
    );
    let open = suggest::open_findings(&app.store, &at.scope, today).await?;
    Ok(suggest::signals(
        &at.village,
        &standing,
        open.get(&at.village.id).copied().unwrap_or_default(),
    ))
}

/// `GET /c/{c}/v/{v}/risk`
pub async fn village_risk(
    May(at): May<ReadVillageRecords>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    risk_page(&app, &at, None).await
}

async fn risk_page(
    app: &App,
    at: &AtVillage,
    again: Option<(&Fields, Form)>,
) -> Result<Response, Trouble> {
    let db = app.store.reader();
    let (scope, village) = (&at.scope, &at.village);
    let cycle = scope.cycle_id();
    let today = app.clock.today();
    let signals = signals_of(app, at).await?;
    let assessments = rows_of::assessments_of(db, scope, village.id)
        .await
        .map_err(Refusal::from)?;
    let versions = rows_of::measures_of(db, scope, village.id)
        .await
        .map_err(Refusal::from)?;
    let last = assessments.last();
    let level = level_of(last);
    let base = format!("/c/{cycle}/v/{}", village.id);
    let edits = at.may_edit();
    let bad = again.is_some();
    let ticked: Vec<String> = match &again {
        Some((fields, _)) => fields.all("causes").map(str::to_owned).collect(),
        None => causes(village)
            .into_iter()
            .map(|cause| cause.as_str().to_owned())
            .collect(),
    };
    let version = match &again {
        Some((fields, _)) => fields.version(),
        None => last.map_or(0, |row| row.seq),
    };
    let context = VillageRisk {
        village: village.name.clone(),
        village_href: base.clone(),
        sign: level_sign(level),
        level: level.map_or("未评定", Level::name).to_owned(),
        assessed: last.map(assessed_text).unwrap_or_default(),
        reasons: last.map(|row| row.reasons.clone()).unwrap_or_default(),
        suggested: suggest::level(&signals).name().to_owned(),
        signals: signals
            .iter()
            .map(|signal| {
                let mark = if signal.heavy { "（重点）" } else { "" };
                format!("{}{mark}", signal.text)
            })
            .collect(),
        form: again.map_or_else(
            || {
                Form::new()
                    .value("level", last.map_or("", |row| row.level.as_str()))
                    .value("by", &at.actor.name)
                    .value("on", today.to_string())
            },
            |(_, form)| form,
        ),
        levels: Level::ALL
            .into_iter()
            .map(|level| Choice::new(level.id(), level.name()))
            .collect(),
        causes: TroubleCause::ALL
            .iter()
            .map(|cause| {
                let choice = Choice::new(cause.as_str(), cause.title());
                if ticked.iter().any(|id| id == cause.as_str()) {
                    choice.ticked()
                } else {
                    choice
                }
            })
            .collect(),
        action: if edits {
            format!("{base}/risk")
        } else {
            String::new()
        },
        open: bad || (edits && last.is_none()),
        history: assessments
            .iter()
            .rev()
            .skip(1)
            .map(|row| {
                format!(
                    "{} {}：{}（{}）",
                    civil::short(row.assessed_on),
                    level_of(Some(row)).map_or("", Level::name),
                    if row.reasons.is_empty() {
                        "没有写理由"
                    } else {
                        &row.reasons
                    },
                    row.assessed_by
                )
            })
            .collect(),
        measures: rows_of::current(&versions)
            .into_iter()
            .map(|row| {
                let href = if edits {
                    format!("{base}/risk/measures/{}", row.measure_id)
                } else {
                    String::new()
                };
                measure_row(row, today, href)
            })
            .collect(),
        new_measure: if edits {
            format!("{base}/risk/measures/new")
        } else {
            String::new()
        },
        paper: Link::new(
            Kind::VillageLedger.title(),
            signs::preview_href(cycle, village.id, Kind::VillageLedger),
        ),
        today: today.to_string(),
        key: fresh_key(),
        version: version.to_string(),
    };
    let home = format!("/c/{cycle}/risk");
    let title = format!("{}风险和对策", village.name);
    let frame = frame(
        app,
        &at.visit,
        Section::Schedule,
        &title,
        Some(scope.cycle()),
        &[("难点村", &home), (&village.name, "")],
    );
    answer::form_page(app, &frame, &context, bad)
}

/// `POST /c/{c}/v/{v}/risk`
pub async fn assess(
    May(at): May<EditVillage>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let fields = &posted.fields;
    let text = |name: &str| fields.text(name).to_owned();
    let input = NewAssessment {
        level: text("level"),
        causes: fields.all("causes").map(str::to_owned).collect(),
        reasons: text("reasons"),
        by: text("by"),
        on: text("on"),
        version: fields.version(),
    };
    let signals = signals_of(&app, &at).await?;
    let stored = office::assess(
        &app.store,
        app.clock.as_ref(),
        &at.actor,
        &at.scope,
        at.village.id,
        &posted.key,
        &signals,
        &input,
    )
    .await;
    match answer::settled(&app, fields, stored)? {
        Ok(response) => Ok(response),
        Err(form) => risk_page(&app, &at, Some((fields, form))).await,
    }
}

/// Cycle, village and measure of the address.
type MeasurePath = Path<(Uuid, Uuid, Uuid)>;

async fn measure_page(
    app: &App,
    at: &AtVillage,
    id: Option<Uuid>,
    again: Option<(&Fields, Form)>,
) -> Result<Response, Trouble> {
    let db = app.store.reader();
    let cycle = at.scope.cycle_id();
    let versions = rows_of::measures_of(db, &at.scope, at.village.id)
        .await
        .map_err(Refusal::from)?;
    let mine: Vec<&risk_measure::Model> = versions
        .iter()
        .filter(|row| Some(row.measure_id) == id)
        .collect();
    let last = mine.last().copied();
    if id.is_some() && last.is_none() {
        return Err(Trouble::not_found());
    }
    let everyone = people::list(db, &at.scope).await.map_err(Refusal::from)?;
    let base = format!("/c/{cycle}/v/{}/risk", at.village.id);
    let bad = again.is_some();
    let version = match &again {
        Some((fields, _)) => fields.version(),
        None => last.map_or(0, |row| row.seq),
    };
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let stored = |row: &risk_measure::Model| {
        Form::new()
            .value("measure", &row.measure)
            .value(
                "owner",
                row.owner_id.map(|id| id.to_string()).unwrap_or_default(),
            )
            .value(
                "owner_name",
                if row.owner_id.is_some() {
                    ""
                } else {
                    row.owner_name.as_str()
                },
            )
            .value("due", day(row.due))
            .value("state", &row.state)
            .value("settled_on", day(row.settled_on))
            .value("note", &row.note)
    };
    let context = MeasureForm {
        village: at.village.name.clone(),
        form: again.map_or_else(|| last.map_or_else(Form::new, stored), |(_, form)| form),
        new: id.is_none(),
        action: id.map_or_else(
            || format!("{base}/measures/new"),
            |id| format!("{base}/measures/{id}"),
        ),
        people: leader_choices(&everyone),
        states: STATES
            .iter()
            .map(|(id, name)| Choice::new(*id, *name))
            .collect(),
        history: mine
            .iter()
            .rev()
            .skip(1)
            .map(|row| {
                format!(
                    "{} {}：{}，{}，期限 {}，{}",
                    clock::stamp(row.recorded_at),
                    row.recorded_by_name,
                    row.measure,
                    row.owner_name,
                    row.due.map_or("未定".to_owned(), civil::short),
                    state_name(&row.state)
                )
            })
            .collect(),
        today: app.clock.today().to_string(),
        back: base.clone(),
        key: fresh_key(),
        version: version.to_string(),
    };
    let home = format!("/c/{cycle}/risk");
    let frame = frame(
        app,
        &at.visit,
        Section::Schedule,
        "一村一策",
        Some(at.scope.cycle()),
        &[("难点村", &home), (&at.village.name, &base), ("措施", "")],
    );
    answer::form_page(app, &frame, &context, bad)
}

/// `GET /c/{c}/v/{v}/risk/measures/new`
pub async fn new_measure(
    May(at): May<EditVillage>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    measure_page(&app, &at, None, None).await
}

/// `GET /c/{c}/v/{v}/risk/measures/{m}`
pub async fn edit_measure(
    May(at): May<EditVillage>,
    State(app): State<App>,
    Path((_, _, id)): MeasurePath,
) -> Result<Response, Trouble> {
    measure_page(&app, &at, Some(id), None).await
}

/// `POST /c/{c}/v/{v}/risk/measures/new`
pub async fn add_measure(
    May(at): May<EditVillage>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    put_measure(&app, &at, None, &posted).await
}

/// `POST /c/{c}/v/{v}/risk/measures/{m}`
pub async fn change_measure(
    May(at): May<EditVillage>,
    State(app): State<App>,
    Path((_, _, id)): MeasurePath,
    posted: Posted,
) -> Result<Response, Trouble> {
    put_measure(&app, &at, Some(id), &posted).await
}

async fn put_measure(
    app: &App,
    at: &AtVillage,
    id: Option<Uuid>,
    posted: &Posted,
) -> Result<Response, Trouble> {
    let fields = &posted.fields;
    let text = |name: &str| fields.text(name).to_owned();
    let input = NewMeasure {
        measure: text("measure"),
        owner: text("owner"),
        owner_name: text("owner_name"),
        due: text("due"),
        state: text("state"),
        settled_on: text("settled_on"),
        note: text("note"),
        version: fields.version(),
    };
    let stored = office::put_measure(
        &app.store,
        app.clock.as_ref(),
        &at.actor,
        &at.scope,
        &at.village,
        &posted.key,
        id,
        &input,
    )
    .await;
    match answer::settled(app, fields, stored)? {
        Ok(response) => Ok(response),
        Err(form) => measure_page(app, at, id, Some((fields, form))).await,
    }
}
