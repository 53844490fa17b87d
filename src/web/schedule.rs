//! 日程表 — `/c/{c}/v/{v}/schedule`: every step of one village with its days, arithmetic and article.

use axum::{extract::State, response::Response};

use super::{
    answer::{Trouble, frame, page},
    app::App,
    guard::{AtVillage, May, ReadVillage},
    pages::{
        parts::Link,
        schedule::{Schedule, ScheduleStage, ScheduleStep},
    },
    router::{Row, get},
    signs,
    view::Section,
};
use crate::{
    civil,
    law::{self, Basis, StepClass, StepState},
    lunar,
    office::{
        progress::latest_of,
        refusal::Refusal,
        standing::{Plans, Standing},
    },
    store::progress,
};

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![get("/c/{c}/v/{v}/schedule", schedule)]
}

/// `GET /c/{c}/v/{v}/schedule`
pub async fn schedule(
    May(at): May<ReadVillage>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    let context = read(&app, &at, &plans).await?;
    let matrix = format!("/c/{}/matrix", at.scope.cycle_id());
    let crumbs = [
        ("村情矩阵", matrix.as_str()),
        (at.village.name.as_str(), context.back.href.as_str()),
        ("日程表", ""),
    ];
    let title = format!("{} 日程表", at.village.name);
    let frame = frame(
        &app,
        &at.visit,
        Section::Matrix,
        &title,
        Some(at.scope.cycle()),
        &crumbs,
    );
    page(&app, &frame, &context)
}

async fn read(app: &App, at: &AtVillage, plans: &Plans) -> Result<Schedule, Refusal> {
    let (scope, village) = (&at.scope, &at.village);
    let records = progress::of_unit(app.store.reader(), scope, village.id).await?;
    let latest = latest_of(&records);
    let today = app.clock.today();
    let standing = Standing::of_village(plans, scope.cycle(), village, &latest, today);
    let schedule = standing
        .plan
        .schedule(&standing.facts()?, app.rules.calendar());
    let base = format!("/c/{}/v/{}", scope.cycle_id(), village.id);
    let day = standing.days.election_day;
    let voted = standing
        .plan
        .polling
        .is_some_and(|polling| standing.actuals.day(polling).is_some());
    let mut stages: Vec<ScheduleStage> = Vec::new();
    for (index, step) in schedule.steps.iter().enumerate() {
        let row = row_of(&standing, index, step, &base);
        match stages.last_mut() {
            Some(stage) if stage.name == step.stage_name => stage.steps.push(row),
            _ => stages.push(ScheduleStage {
                name: step.stage_name.clone(),
                steps: vec![row],
            }),
        }
    }
    Ok(Schedule {
        unit: village.name.clone(),
        election_day: format!("{} {}", civil::long_weekday(day), lunar::text(day)),
        rules: plans.pack.name().to_owned(),
        problems: schedule.problems.iter().map(signs::message_of).collect(),
        stages,
        replan_href: if voted {
            String::new()
        } else {
            format!("{base}/replan")
        },
        back: Link::new(format!("回{}", village.name), base),
    })
}

fn row_of(
    standing: &Standing<'_>,
    index: usize,
    step: &law::ScheduledStep,
    base: &str,
) -> ScheduleStep {
    let state = standing
        .states
        .get(index)
        .copied()
        .unwrap_or(StepState::NotApplicable);
    let (sign, word) = signs::sign_of(state, step.class);
    let lawful: Vec<String> = step
        .basis
        .iter()
        .filter(|basis| !basis.article.is_empty() && step.class == StepClass::Statutory)
        .map(Basis::cite)
        .collect();
    ScheduleStep {
        name: step.name.clone(),
        href: format!("{base}/steps/{}", step.id),
        owner: step.owner.clone(),
        class: step.class.name().to_owned(),
        sign,
        word: word.to_owned(),
        suggested: civil::short_weekday(step.suggested),
        latest: step.latest.map(civil::short_weekday).unwrap_or_default(),
        actual: step.actual.map(civil::short).unwrap_or_default(),
        formula: step.formula.clone(),
        basis: lawful.join("；"),
        verified: step
            .basis
            .iter()
            .all(|basis| basis.status != law::Status::Unverified),
    }
}
