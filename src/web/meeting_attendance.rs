//! 登记到会 — `/c/{c}/meetings/{m}/attendance`: the paper sign-in sheet of a meeting, entered.

use axum::{
    extract::{Path, State},
    response::Response,
};

use super::{
    answer::{self, Trouble, frame},
    app::App,
    form::{Fields, Posted},
    guard::{InCycle, KeepMeetings, May},
    meeting_view::{self as view, Shown},
    meetings::kind_of,
    occasion::{self, desk, kept},
    pages::{meeting::AttendanceForm, parts::Form},
    sign_in::fresh_key,
    view::{Section, Tone},
};
use crate::{
    office::meeting::{self, AttendanceInput, AttendedRow, DecisionInput, Part},
    store::{entity::meeting::Entity as Meeting, meeting as rows},
};

/// Lines for decisions.
const DECISIONS: u32 = 8;

/// `GET /c/{c}/meetings/{m}/attendance`
pub async fn attendance_page(
    May(here): May<KeepMeetings>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let found = kept::<Meeting>(&app, &here, &id).await?;
    let counted = kind_of(&found.one)?.quorum.is_some();
    let held = found.one.state == rows::HELD;
    let one = &found.one;
    let mut form = Form::new()
        .value(
            "day",
            one.day.map(|day| day.to_string()).unwrap_or_default(),
        )
        .value("host", &one.host)
        .value("recorder", &one.recorder)
        .value("discussion", &one.discussion)
        .value("record_step", if held { "" } else { "1" });
    for row in &found.rows {
        let line = row.ordinal;
        let number = |n: i32| {
            if n == 0 && !held {
                String::new()
            } else {
                n.to_string()
            }
        };
        let present = match (
            row.present,
            held || counted || row.part == Part::Guests.id(),
        ) {
            (Some(present), _) => present.to_string(),
            (None, true) => String::new(),
            (None, false) => number(row.expected),
        };
        form = form
            .value(format!("expected.{line}"), number(row.expected))
            .value(format!("present.{line}"), present)
            .value(format!("absent.{line}"), &row.absent);
    }
    for (line, decision) in meeting::decisions(one).into_iter().enumerate() {
        let votes = |n: Option<u32>| n.map(|n| n.to_string()).unwrap_or_default();
        form = form
            .value(format!("decision.{line}"), &decision.text)
            .value(format!("in_favour.{line}"), votes(decision.in_favour))
            .value(format!("against.{line}"), votes(decision.against))
            .value(format!("abstained.{line}"), votes(decision.abstained));
    }
    attendance_form(&app, &here, &found, form, false).await
}

async fn attendance_form(
    app: &App,
    here: &InCycle,
    found: &Shown,
    form: Form,
    bad: bool,
) -> Result<Response, Trouble> {
    let plans = app.plans(here.scope.cycle()).await?;
    let one = &found.one;
    let kind = kind_of(one)?;
    let parts = Part::of(kind.quorum);
    let village = found.village.as_ref();
    let base = occasion::base::<Meeting>(here);
    let tick = occasion::step_tick(app, here, &plans, village, &one.step).await?;
    let used = form
        .values
        .keys()
        .filter_map(|name| name.strip_prefix("decision.")?.parse::<u32>().ok())
        .map(|line| line.saturating_add(2))
        .max()
        .unwrap_or(0);
    let context = AttendanceForm {
        action: format!("{base}/{}/attendance", one.id),
        name: one.name.clone(),
        unit: occasion::unit_name(village),
        today: app.clock.today().to_string(),
        rows: view::attended_lines(&found.rows, parts),
        law: view::rulings(&view::judged(&plans, village, one, &found.rows))
            .into_iter()
            .map(|mut one| {
                // What is asked is no success yet.
                one.tone = if one.tone == Tone::Done {
                    Tone::Note
                } else {
                    one.tone
                };
                one
            })
            .collect(),
        filled: one.state == rows::PLANNED && kind.quorum.is_none(),
        lines: (0..DECISIONS.max(used).min(40)).collect(),
        step: tick.step,
        step_done: tick.done,
        step_version: tick.version,
        ask_confirm: form.errors.contains_key("confirm"),
        back: format!("{base}/{}", one.id),
        key: fresh_key(),
        version: one.version.to_string(),
        form,
    };
    let frame = frame(
        app,
        &here.visit,
        Section::Schedule,
        "登记到会",
        Some(here.scope.cycle()),
        &[
            ("会议", &base),
            (&one.name, &context.back),
            ("登记到会", ""),
        ],
    );
    answer::form_page(app, &frame, &context, bad)
}

fn attendance(fields: &Fields) -> AttendanceInput {
    let text = |name: &str| fields.text(name).to_owned();
    AttendanceInput {
        day: text("day"),
        host: text("host"),
        recorder: text("recorder"),
        rows: fields
            .lines_of(&["expected", "present", "absent"])
            .into_iter()
            .map(|line| AttendedRow {
                line: i32::from(line),
                expected: text(&format!("expected.{line}")),
                present: text(&format!("present.{line}")),
                absent: text(&format!("absent.{line}")),
            })
            .collect(),
        decisions: fields
            .lines_of(&["decision", "in_favour", "against", "abstained"])
            .into_iter()
            .map(|line| DecisionInput {
                line: usize::from(line),
                text: text(&format!("decision.{line}")),
                in_favour: text(&format!("in_favour.{line}")),
                against: text(&format!("against.{line}")),
                abstained: text(&format!("abstained.{line}")),
            })
            .collect(),
        discussion: text("discussion"),
        record_step: fields.ticked("record_step"),
        step_version: fields.text("step_version").parse().unwrap_or(0),
        confirmed: fields.ticked("confirm"),
    }
}

/// `POST /c/{c}/meetings/{m}/attendance`
pub async fn attend(
    May(here): May<KeepMeetings>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let found = kept::<Meeting>(&app, &here, &id).await?;
    let plans = app.plans(here.scope.cycle()).await?;
    let told = meeting::hold(
        &desk(&app, &plans),
        &here.actor,
        &here.scope,
        &posted.key,
        found.one.id,
        posted.fields.version(),
        &attendance(&posted.fields),
    )
    .await;
    match answer::settled(&app, &posted.fields, told)? {
        Ok(response) => Ok(response),
        Err(form) => attendance_form(&app, &here, &found, form, true).await,
    }
}
