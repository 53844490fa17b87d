//! 核对督查日期 — the day of a visit put right: a telephone's clock was wrong.

use uuid::Uuid;

use super::visit::Desk;
use crate::{
    civil,
    office::{
        change::{Actor, Begun, Change},
        event::Event,
        refusal::{Conflict, Refusal},
    },
    store::{audit, inspection, scope::CycleScope, supervision as store},
};

/// Sets the day of a visit as typed, if nobody else did since the row's `version`; answers where it is seen.
pub async fn correct(
    desk: &Desk<'_>,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    id: Uuid,
    typed: &str,
    version: i32,
) -> Result<String, Refusal> {
    let (visit, _) = inspection::find(desk.store.reader(), scope, id)
        .await?
        .ok_or(Refusal::NotFound)?;
    let today = desk.clock.today();
    let day = civil::parse(typed)
        .ok_or_else(|| Refusal::field("day", "请写明是哪天去的，例如 2027-02-20。"))?;
    if day > today {
        return Err(Refusal::field(
            "day",
            format!(
                "请把日期改到今天（{}）或者以前：还没有到的日子不能是督查日期。",
                civil::long(today)
            ),
        ));
    }
    let location = format!("/c/{}/inspections/{id}", scope.cycle_id());
    let mut change = match Change::begin(desk.store, desk.clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(location),
    };
    if !store::set_day(change.tx(), id, day, version).await? {
        let last = audit::last_of_object(change.tx(), "inspection", &id.to_string()).await?;
        return Err(Refusal::Conflict(Conflict::from_event("这次督查", last)));
    }
    change
        .audit(Event::InspectionDayChecked)
        .object("inspection", id)
        .cycle(scope.cycle_id())
        .village(visit.village_id)
        .summary(format!("核对督查日期：{}", civil::short(day)))
        .before(&serde_json::json!({ "day": visit.day }))
        .after(&serde_json::json!({ "day": day }));
    change.commit(&location).await?;
    Ok(location)
}
