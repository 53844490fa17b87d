//! 镇级工作 — `/c/{c}/phases` and one of them, recorded and planned.

use axum::{
    extract::{Path, State},
    response::Response,
};

use super::{
    answer::{self, Trouble, frame, page},
    app::App,
    form::{Posted, Uploaded},
    guard::{EditCycle, InCycle, May, ReadCycle},
    guidance,
    pages::{
        parts::Link,
        step::{PhaseRow, Phases, schedule_tabs},
    },
    router::{Row, get, post},
    signs,
    steps::{Again, Place},
    view::Section,
};
use crate::{
    civil,
    documents::kind::{Kind, Scope},
    law::StepState,
    office::{
        paper::due,
        progress::{Arrangement, Unit, latest_of, phase_state},
        refusal::Refusal,
        standing::Plans,
    },
    store::{paper, people, progress},
};

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/phases", phases),
        get("/c/{c}/phases/{step}", phase),
        post("/c/{c}/phases/{step}", record),
        post("/c/{c}/phases/{step}/undo", undo),
        post("/c/{c}/phases/{step}/set-aside", set_aside),
        post("/c/{c}/phases/{step}/plan", plan),
    ]
}

/// The steps that tell how far the villages have been guided.
const GUIDED: [&str; 2] = ["links-assigned", "village-plans-guided"];

/// Cycle and step of the address.
type PhasePath = Path<(String, String)>;

fn place<'a>(app: &'a App, at: &'a InCycle, plans: &'a Plans) -> Place<'a> {
    Place {
        app,
        visit: &at.visit,
        scope: &at.scope,
        plans,
        unit: Unit::Township,
        may_record: at.may_edit(),
    }
}

/// `GET /c/{c}/phases`
pub async fn phases(May(at): May<ReadCycle>, State(app): State<App>) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    let context = read(&app, &at, &plans).await?;
    let frame = frame(
        &app,
        &at.visit,
        Section::Schedule,
        "镇级工作",
        Some(at.scope.cycle()),
        &[],
    );
    page(&app, &frame, &context)
}

/// `GET /c/{c}/phases/{step}`
pub async fn phase(
    May(at): May<ReadCycle>,
    State(app): State<App>,
    Path((_, step)): PhasePath,
) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    place(&app, &at, &plans).show(&step, None).await
}

/// `POST /c/{c}/phases/{step}`
pub async fn record(
    May(at): May<EditCycle>,
    State(app): State<App>,
    Path((_, step)): PhasePath,
    sent: Uploaded,
) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    place(&app, &at, &plans)
        .record(&at.actor, &step, sent)
        .await
}

/// `POST /c/{c}/phases/{step}/undo`
pub async fn undo(
    May(at): May<EditCycle>,
    State(app): State<App>,
    Path((_, step)): PhasePath,
    posted: Posted,
) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    place(&app, &at, &plans)
        .undo(&at.actor, &step, posted)
        .await
}

/// `POST /c/{c}/phases/{step}/set-aside`
pub async fn set_aside(
    May(at): May<EditCycle>,
    State(app): State<App>,
    Path((_, step)): PhasePath,
    posted: Posted,
) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    place(&app, &at, &plans)
        .set_aside(&at.actor, &step, posted)
        .await
}

/// `POST /c/{c}/phases/{step}/plan`
pub async fn plan(
    May(at): May<EditCycle>,
    State(app): State<App>,
    Path((_, step)): PhasePath,
    posted: Posted,
) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    let place = place(&app, &at, &plans);
    let fields = &posted.fields;
    let form = Arrangement {
        planned: fields.text("planned").to_owned(),
        owner: fields.text("owner").to_owned(),
        place: fields.text("place").to_owned(),
        note: fields.text("plan_note").to_owned(),
        version: fields.version(),
    };
    let done = place
        .desk()
        .arrange(&at.actor, &at.scope, &step, &posted.key, &form)
        .await;
    match done {
        Ok(again) => {
            let location = again.unwrap_or_else(|| format!("/c/{}/phases", at.scope.cycle_id()));
            Ok(answer::onward(&app, &location, "已保存安排。"))
        }
        Err(Refusal::Invalid(problems)) => {
            let again = Again {
                fields,
                problems,
                of_plan: true,
            };
            place.show(&step, Some(again)).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn read(app: &App, at: &InCycle, plans: &Plans) -> Result<Phases, Refusal> {
    let db = app.store.reader();
    let (scope, cycle_id) = (&at.scope, at.scope.cycle_id());
    let today = app.clock.today();
    let records = progress::of_unit(db, scope, cycle_id).await?;
    let arranged = progress::arrangements(db, scope, cycle_id).await?;
    let files = progress::attachments(db, scope, cycle_id).await?;
    let persons = people::list(db, scope).await?;
    let issued = paper::list(db, scope, Some(cycle_id)).await?;
    let standing = Unit::Township.standing(plans, scope, &latest_of(&records), today);
    let guided = if at.may_read_records() {
        guidance::count_text(&guidance::milestones_of(app, scope).await?)
    } else {
        String::new()
    };
    let mut done = 0;
    let rows: Vec<PhaseRow> = standing
        .plan
        .steps
        .iter()
        .enumerate()
        .map(|(index, step)| {
            let plan = arranged.iter().find(|row| row.step == step.id);
            let planned = plan.and_then(|row| row.planned_day);
            let state = phase_state(
                standing
                    .states
                    .get(index)
                    .copied()
                    .unwrap_or(StepState::NotApplicable),
                planned,
                today,
            );
            if matches!(state, StepState::Done | StepState::DoneLate) {
                done += 1;
            }
            let (sign, word) = signs::sign_of(state, step.class);
            let last = records.iter().rev().find(|row| row.step == step.id);
            let kept = files
                .iter()
                .filter(|file| last.is_some_and(|row| row.id == file.record_id))
                .count();
            let suggested = standing.days.steps.get(index).map(|row| row.suggested);
            PhaseRow {
                name: step.name.clone(),
                href: format!("/c/{cycle_id}/phases/{}", step.id),
                sign,
                word,
                planned: match (planned, suggested) {
                    (Some(day), _) => civil::short(day),
                    (None, Some(day)) => format!("建议 {}", civil::short(day)),
                    (None, None) => String::new(),
                },
                owner: plan
                    .and_then(|row| row.owner_id)
                    .and_then(|id| persons.iter().find(|person| person.id == id))
                    .map(|person| person.name.clone())
                    .unwrap_or_default(),
                actual: standing
                    .actuals
                    .day(index)
                    .map(civil::short)
                    .unwrap_or_default(),
                note: [
                    if GUIDED.contains(&step.id.as_str()) {
                        guided.as_str()
                    } else {
                        ""
                    },
                    plan.map_or("", |row| row.place.as_str()),
                    plan.map_or("", |row| row.note.as_str()),
                    last.map_or("", |row| row.note.as_str()),
                ]
                .into_iter()
                .filter(|text| !text.is_empty())
                .collect::<Vec<_>>()
                .join("；"),
                evidence: if kept > 0 {
                    format!("{kept} 个附件")
                } else {
                    String::new()
                },
                papers: due::kinds_of_step(step)
                    .into_iter()
                    .map(|kind| {
                        if kind.scope() == Scope::Village {
                            return Link::new(
                                format!("{}（各村、社区）", kind.title()),
                                format!("/c/{cycle_id}/docs?tab=todo&kind={}", kind.id()),
                            );
                        }
                        let line = issued
                            .iter()
                            .rev()
                            .find(|line| line.kind == kind.id() && line.state == paper::ISSUED);
                        match line {
                            Some(line) => Link::new(
                                format!("{} {}", kind.title(), signs::shown_number(line))
                                    .trim_end(),
                                format!("/c/{cycle_id}/docs/{}", line.id),
                            ),
                            // A draft of the township is no matter of a single village's people.
                            None if !at.scope.is_whole() => Link::new(kind.title(), ""),
                            None => Link::new(
                                kind.title(),
                                signs::preview_href(cycle_id, cycle_id, kind),
                            ),
                        }
                    })
                    .chain(
                        (at.scope.is_whole()
                            && due::kinds_of_step(step)
                                .into_iter()
                                .any(Kind::has_leaders_form))
                        .then(|| signs::leaders_letter(cycle_id)),
                    )
                    .collect(),
            }
        })
        .collect();
    let tabs = schedule_tabs(&cycle_id.to_string(), "phases");
    Ok(Phases {
        done: format!("{done}/{} 完成", rows.len()),
        rows,
        may_record: at.may_edit(),
        tabs,
    })
}
