//! 日历文件 — the deadlines of a village or of the township, for the calendar of a telephone or an office program.
//!
//! The file is downloaded by somebody who is signed in; no address in it carries a token.

use axum::{extract::State, http::HeaderMap, response::Response};
use chrono::NaiveDate;

use super::note;
use crate::{
    icalendar::{Event, calendar},
    law::{Status, StepClass, StepState},
    office::{
        progress::{Overview, Unit, latest_of, phase_state},
        refusal::Refusal,
        standing::Standing,
    },
    store::{progress, scope::CycleScope},
    web::{
        accounts::base_of,
        answer::{Trouble, download},
        app::App,
        guard::{May, ReadCycle, ReadVillage},
        router::{Row, get},
    },
};

/// Days before a lawful day and before a planned one on which a calendar reminds.
const REMIND_LAWFUL: u32 = 3;
const REMIND_PLANNED: u32 = 1;
const ICS: &str = "text/calendar; charset=utf-8";

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/deadlines.ics", township),
        get("/c/{c}/v/{v}/deadlines.ics", one_village),
    ]
}

/// `GET /c/{c}/deadlines.ics`: every village in reach, and for those who see the whole the township's own work.
pub async fn township(
    May(at): May<ReadCycle>,
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    let base = base_of(&app, &headers);
    let mut events = Vec::new();
    {
        let overview = Overview::read(&app.store, &plans, &at.scope, app.clock.today()).await?;
        if at.scope.is_whole() {
            let arranged =
                progress::arrangements(app.store.reader(), &at.scope, at.scope.cycle_id())
                    .await
                    .map_err(Refusal::from)?;
            let planned = |step: &str| {
                arranged
                    .iter()
                    .find(|row| row.step == step)
                    .and_then(|row| row.planned_day)
            };
            of_unit(
                Unit::Township,
                &overview.township,
                planned,
                &at.scope,
                &base,
                &mut events,
            );
        }
        for (village, standing) in overview.units() {
            let unit = Unit::Village(village);
            of_unit(unit, standing, |_| None, &at.scope, &base, &mut events);
        }
    }
    let name = format!("{} 期限", at.scope.cycle().name);
    note(&app, &at.actor, &at.scope, None, "期限日历", events.len()).await?;
    let text = calendar(&name, &events, app.clock.now());
    Ok(download(
        text.into_bytes(),
        ICS,
        &format!("{name}.ics"),
        false,
    ))
}

/// `GET /c/{c}/v/{v}/deadlines.ics`
pub async fn one_village(
    May(at): May<ReadVillage>,
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    let records = progress::of_unit(app.store.reader(), &at.scope, at.village.id)
        .await
        .map_err(Refusal::from)?;
    let mut events = Vec::new();
    {
        let standing = Standing::of_village(
            &plans,
            at.scope.cycle(),
            &at.village,
            &latest_of(&records),
            app.clock.today(),
        );
        of_unit(
            Unit::Village(&at.village),
            &standing,
            |_| None,
            &at.scope,
            &base_of(&app, &headers),
            &mut events,
        );
    }
    let name = format!("{}换届期限", at.village.name);
    let whose = Some(&at.village);
    note(&app, &at.actor, &at.scope, whose, "期限日历", events.len()).await?;
    let text = calendar(&name, &events, app.clock.now());
    Ok(download(
        text.into_bytes(),
        ICS,
        &format!("{name}.ics"),
        false,
    ))
}

/// The events of one unit: on the last lawful day of what the law dates, on the planned day of the rest, on the
/// recorded day of what is done.
fn of_unit(
    unit: Unit<'_>,
    standing: &Standing<'_>,
    planned: impl Fn(&str) -> Option<NaiveDate>,
    scope: &CycleScope,
    base: &str,
    events: &mut Vec<Event>,
) {
    let path = unit.path(scope);
    for (index, step) in standing.plan.steps.iter().enumerate() {
        let (Some(row), Some(state)) = (
            standing.days.steps.get(index),
            standing.states.get(index).copied(),
        ) else {
            continue;
        };
        if state == StepState::NotApplicable {
            continue;
        }
        let plan = planned(&step.id);
        let state = phase_state(state, plan, standing.today);
        let polling = standing.plan.polling == Some(index);
        let lawful = row.latest.filter(|_| step.class == StepClass::Statutory);
        let (day, word, remind) = match (row.actual, plan, lawful) {
            (Some(day), ..) => (day, "已办", None),
            (None, Some(day), _) => (day, "安排", Some(REMIND_PLANNED)),
            (None, None, Some(day)) if polling => (day, "选举日", Some(REMIND_LAWFUL)),
            (None, None, Some(day)) => (day, "法定最迟", Some(REMIND_LAWFUL)),
            (None, None, None) => (row.suggested, "安排", Some(REMIND_PLANNED)),
        };
        let step_path = match unit {
            Unit::Village(_) => format!("{path}/steps/{}", step.id),
            Unit::Township => format!("{path}/{}", step.id),
        };
        events.push(Event {
            uid: format!("{}.{}@huanjie", step.id, unit.id(scope)),
            day,
            summary: format!("{} {word}：{}", unit.name(), step.name),
            description: description(standing, index, state),
            categories: vec![step.class.name().to_owned(), unit.name().to_owned()],
            url: format!("{base}{step_path}"),
            remind_before: remind,
        });
    }
}

/// Class, arithmetic, article and whether the source was read.
fn description(standing: &Standing<'_>, index: usize, state: StepState) -> String {
    let Some(card) = standing.card(index) else {
        return String::new();
    };
    let mut lines = vec![format!("期限性质：{}", card.class.name())];
    if super::lists::open(state) && !card.formula.is_empty() {
        lines.push(format!("算式：{}", card.formula));
    }
    if card.class == StepClass::Statutory {
        for basis in &card.basis {
            if !basis.article.is_empty() {
                let mark = if basis.status == Status::Unverified {
                    "（待核）"
                } else {
                    ""
                };
                lines.push(format!("依据：{}{mark}", basis.cite()));
            }
        }
    }
    lines.join("\n")
}
