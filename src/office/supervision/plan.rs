//! 督查计划 — where the teams go next, and where nobody has been. 督查组 and 换届办 see it; villages do
//! not: supervision comes without notice. No audit row names a village here, because a village reads
//! the events of its own.

use chrono::NaiveDate;
use uuid::Uuid;

use super::visit::Desk;
use crate::{
    civil,
    office::{
        change::{Actor, Begun, Change},
        event::Event,
        inspection::Kind,
        refusal::{Conflict, Problems, Refusal},
        typed,
    },
    store::{
        audit,
        entity::inspection_plan,
        scope::CycleScope,
        supervision::{self as store, DONE, DROPPED, PLANNED},
        village,
    },
};

/// A visit so many days before the planned day still is the planned one.
const EARLY_DAYS: i64 = 7;
/// A day further away than this is a slip of the year.
const FARTHEST_DAYS: i64 = 366;

/// Visits as planned on the form.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// Ids of the villages.
    pub villages: Vec<String>,
    /// Day.
    pub day: String,
    /// Id of the kind.
    pub kind: String,
    /// Who goes.
    pub inspectors: String,
    /// What to look at.
    pub note: String,
}

/// Plans visits; gives where the plan is seen and how many were added.
pub async fn add(
    desk: &Desk<'_>,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    typed: &Typed,
) -> Result<(String, usize), Refusal> {
    let today = desk.clock.today();
    let villages = village::list(desk.store.reader(), scope).await?;
    let mut problems = Problems::none();
    let chosen: Vec<Uuid> = villages
        .iter()
        .map(|village| village.id)
        .filter(|id| typed.villages.iter().any(|one| *one == id.to_string()))
        .collect();
    if chosen.is_empty() {
        problems.add("villages", "请选择要去的村（社区）。");
    }
    let day = typed::day(&mut problems, "day", "日期", &typed.day);
    match day {
        None if typed.day.trim().is_empty() => problems.add("day", "请填写哪天去。"),
        Some(day) if day < today => problems.add(
            "day",
            format!(
                "请把日期改到今天（{}）或者以后：已经去过的，请直接登记督查。",
                civil::long(today)
            ),
        ),
        Some(day) if (day - today).num_days() > FARTHEST_DAYS => problems.add(
            "day",
            format!(
                "请改正日期：{} 在一年以后，可能是年份写错了。",
                civil::long(day)
            ),
        ),
        _ => {}
    }
    let kind = Kind::from_id(&typed.kind);
    if kind.is_none() {
        problems.add("kind", "请选择督查方式。");
    }
    typed::at_most(&mut problems, "inspectors", &typed.inspectors, 200);
    typed::at_most(&mut problems, "note", &typed.note, 500);
    let location = format!("/c/{}/inspections/plan", scope.cycle_id());
    let (Some(day), Some(kind), true) = (day, kind, problems.is_empty()) else {
        return Err(Refusal::Invalid(problems));
    };
    let mut change = match Change::begin(desk.store, desk.clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok((location, 0)),
    };
    let count = chosen.len();
    let rows: Vec<inspection_plan::Model> = chosen
        .into_iter()
        .map(|village_id| inspection_plan::Model {
            id: Uuid::now_v7(),
            cycle_id: scope.cycle_id(),
            village_id,
            day,
            kind: kind.id().to_owned(),
            inspectors: typed.inspectors.trim().to_owned(),
            note: typed.note.trim().to_owned(),
            state: PLANNED.to_owned(),
            inspection_id: None,
            made_by_name: actor.name.clone(),
            made_at: change.at(),
            version: 1,
        })
        .collect();
    store::insert_plans(change.tx(), rows).await?;
    change
        .audit(Event::InspectionPlanned)
        .object("inspection-plan", scope.cycle_id())
        .cycle(scope.cycle_id())
        .summary(format!("安排督查 {count} 次"));
    change.commit(&location).await?;
    Ok((location, count))
}

/// Takes a planned visit out of the plan.
pub async fn remove(
    desk: &Desk<'_>,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    id: Uuid,
    version: i32,
) -> Result<String, Refusal> {
    let row = store::plan(desk.store.reader(), scope, id)
        .await?
        .ok_or(Refusal::NotFound)?;
    let location = format!("/c/{}/inspections/plan", scope.cycle_id());
    let mut change = match Change::begin(desk.store, desk.clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(location),
    };
    let settled = row.state != PLANNED;
    let dropped = inspection_plan::Model {
        state: DROPPED.to_owned(),
        version,
        ..row
    };
    if settled || !store::put_plan(change.tx(), dropped).await? {
        let last = audit::last_of_object(change.tx(), "inspection-plan", &id.to_string()).await?;
        return Err(Refusal::Conflict(Conflict::from_event("督查计划", last)));
    }
    change
        .audit(Event::InspectionPlanned)
        .object("inspection-plan", id)
        .cycle(scope.cycle_id())
        .summary("取消一次安排的督查");
    change.commit(&location).await?;
    Ok(location)
}

/// Marks the visit that was planned as done by the one recorded.
pub(super) async fn done_by(
    change: &Change<'_>,
    scope: &CycleScope,
    village: Uuid,
    inspection: Uuid,
    day: NaiveDate,
) -> Result<(), Refusal> {
    let planned = store::planned(change.tx(), scope).await?;
    let Some(row) = planned
        .into_iter()
        .find(|row| row.village_id == village && (row.day - day).num_days() <= EARLY_DAYS)
    else {
        return Ok(());
    };
    let done = inspection_plan::Model {
        state: DONE.to_owned(),
        inspection_id: Some(inspection),
        ..row
    };
    // Somebody took it out at this very moment: then nothing was planned.
    store::put_plan(change.tx(), done).await?;
    Ok(())
}
