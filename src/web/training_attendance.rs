//! 登记参训 — `/c/{c}/trainings/{t}/attendance`: the paper sign-in sheet of a course, entered.

use axum::{
    extract::{Path, State},
    response::Response,
};

use super::{
    answer::{self, Trouble, frame},
    app::App,
    form::{Fields, Posted},
    guard::{InCycle, KeepMeetings, May},
    occasion::{self, desk, kept},
    pages::{parts::Form, training::TrainingAttendance},
    sign_in::{form_again, fresh_key},
    training_view::{self as view, Shown},
    view::Section,
};
use crate::{
    office::{
        refusal::{Problems, Refusal},
        training::{self, AttendedGroup, Course, HeldInput, QuizInput, STEP, level_of, quiz},
    },
    store::{
        entity::training::Entity as Training,
        occasion::{CANCELLED, HELD},
    },
};

/// `GET /c/{c}/trainings/{t}/attendance`
pub async fn attendance_page(
    May(here): May<KeepMeetings>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let found = kept::<Training>(&app, &here, &id).await?;
    let one = &found.one;
    let held = one.state == HELD;
    let mut form = Form::new()
        .value(
            "day",
            one.day.map(|day| day.to_string()).unwrap_or_default(),
        )
        .value("note", &one.note)
        .value("record_step", if held { "" } else { "1" });
    for group in &found.rows {
        let line = group.ordinal;
        form = form
            .value(
                format!("attended.{line}"),
                group
                    .attended
                    .filter(|n| *n > 0)
                    .map(|n| n.to_string())
                    .unwrap_or_default(),
            )
            .value(format!("names.{line}"), &group.names);
    }
    let results = quiz(one);
    for (line, unit) in training::units(&found.rows).into_iter().enumerate() {
        if let Some(result) = results.iter().find(|result| result.unit == unit) {
            form = form
                .value(format!("tested.{line}"), result.tested.to_string())
                .value(format!("passed.{line}"), result.passed.to_string());
        }
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
    let one = &found.one;
    if one.state == CANCELLED {
        return Err(Refusal::general("请另外安排一个班：这个班已经取消。").into());
    }
    let plans = app.plans(here.scope.cycle()).await?;
    let base = occasion::base::<Training>(here);
    // A course of its level is a phase of the township.
    let phase = match level_of(one) {
        Course::Township => STEP,
        Course::County | Course::Village => "",
    };
    let tick = occasion::step_tick(app, here, &plans, None, phase).await?;
    let filled = |prefix: &str| {
        form.values
            .iter()
            .any(|(name, text)| name.starts_with(prefix) && !text.is_empty())
            || form.errors.keys().any(|name| name.starts_with(prefix))
    };
    let (columns, grid) = view::grid(found, false);
    let context = TrainingAttendance {
        action: format!("{base}/{}/attendance", one.id),
        name: one.name.clone(),
        level: view::level_name(one, found.village.as_ref()),
        today: app.clock.today().to_string(),
        columns,
        rows: grid,
        can_fill: one.state != HELD,
        names_open: filled("names."),
        quiz_open: filled("tested.") || filled("passed."),
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
        "登记参训",
        Some(here.scope.cycle()),
        &[
            ("培训", &base),
            (&one.name, &context.back),
            ("登记参训", ""),
        ],
    );
    answer::form_page(app, &frame, &context, bad)
}

fn held_input(fields: &Fields) -> HeldInput {
    let text = |name: &str| fields.text(name).to_owned();
    HeldInput {
        day: text("day"),
        groups: fields
            .lines_of(&["attended", "names"])
            .into_iter()
            .map(|line| AttendedGroup {
                line: i32::from(line),
                attended: text(&format!("attended.{line}")),
                names: text(&format!("names.{line}")),
            })
            .collect(),
        quiz: fields
            .lines_of(&["tested", "passed"])
            .into_iter()
            .map(|line| QuizInput {
                line: usize::from(line),
                tested: text(&format!("tested.{line}")),
                passed: text(&format!("passed.{line}")),
            })
            .collect(),
        note: text("note"),
        record_step: fields.ticked("record_step"),
        step_version: fields.text("step_version").parse().unwrap_or(0),
        confirmed: fields.ticked("confirm"),
    }
}

/// 按应到填满 — what was typed, and what is expected where nothing was; nothing is stored.
fn filled_up(fields: &Fields, found: &Shown) -> Form {
    let mut form = form_again(fields, &Problems::none());
    for group in &found.rows {
        let name = format!("attended.{}", group.ordinal);
        if fields.text(&name).is_empty() && group.expected > 0 {
            form = form.value(name, group.expected.to_string());
        }
    }
    form
}

/// `POST /c/{c}/trainings/{t}/attendance`: kept, or only filled up.
pub async fn attend(
    May(here): May<KeepMeetings>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let found = kept::<Training>(&app, &here, &id).await?;
    // A form that was made from another version meets the conflict below instead.
    if posted.fields.ticked("fill")
        && found.one.state != HELD
        && posted.fields.version() == found.one.version
    {
        let form = filled_up(&posted.fields, &found);
        return attendance_form(&app, &here, &found, form, false).await;
    }
    let plans = app.plans(here.scope.cycle()).await?;
    let told = training::hold(
        &desk(&app, &plans),
        &here.actor,
        &here.scope,
        &posted.key,
        found.one.id,
        posted.fields.version(),
        &held_input(&posted.fields),
    )
    .await;
    match answer::settled(&app, &posted.fields, told)? {
        Ok(response) => Ok(response),
        Err(form) => attendance_form(&app, &here, &found, form, true).await,
    }
}
