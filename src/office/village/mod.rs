//! 村（社区） — adding and editing one by hand, with the rules of the imported sheet.

mod form;
mod row;

use chrono::NaiveDate;
use sea_orm::SqlErr;
use uuid::Uuid;

pub use form::{FIELDS, VillageInput};
pub(super) use row::{blank, differences, facts, list_text, next_ordinal, seen, stored};
pub use row::{causes, kind_id, places};

use self::form::{Read, around, fill, read};
use super::{
    change::{Actor, Begun},
    cycle::{MoveCheck, Nearness, ask_to_confirm, day_itself, too_near},
    done::{self, Done},
    event::Event,
    refusal::{Conflict, Problems, Refusal},
    standing::{Plans, Standing, kind_of},
};
use crate::{
    civil,
    law::{self, Calendar, Seats},
    platform::clock::Clock,
    store::{Store, audit, entity::village as village_row, progress, scope::CycleScope, village},
};

/// What the pack says of the number of seats.
fn seat_warnings(plans: &Plans, model: &village_row::Model) -> Vec<String> {
    let kind = kind_of(model);
    let count = |n: i32| u32::try_from(n).unwrap_or(0);
    let seats = Seats {
        chair: count(model.seats_chair),
        deputy: count(model.seats_deputy),
        member: count(model.seats_member),
    };
    if seats.total() == 0 {
        // The sheet reader says already that they are blank.
        return Vec::new();
    }
    plans
        .pack
        .rules(kind)
        .map(|rules| law::check_seats(rules, kind, seats))
        .unwrap_or_default()
        .into_iter()
        .map(|finding| finding.message)
        .collect()
}

/// What the rules and what has been done say against a village's own election day.
#[allow(clippy::too_many_arguments)] // the day, and everything it is held against
async fn check_own_day(
    store: &Store,
    scope: &CycleScope,
    plans: &Plans,
    calendar: &Calendar,
    today: NaiveDate,
    model: &village_row::Model,
    input: &VillageInput,
    problems: &mut Problems,
) -> Result<(), Refusal> {
    let latest = progress::latest(store.reader(), scope).await?;
    let standing = Standing::of_village(plans, scope.cycle(), model, &latest, today);
    let day = model
        .election_day
        .unwrap_or(scope.cycle().default_election_day);
    let mut check = MoveCheck::default();
    day_itself(
        &mut check,
        &plans.pack,
        Some(kind_of(model)),
        day,
        today,
        calendar,
    );
    match too_near(&standing, day) {
        Nearness::Voted => check.errors.push(
            "请先核对投票记录：已经记录了投票，选举日不能再改；记错了先撤销「投票选举」的记录。"
                .to_owned(),
        ),
        Nearness::TooNear(first) => check.errors.push(format!(
            "请把选举日定在 {}（含）以后：还有环节没办，法定提前日数不够。",
            civil::long_weekday(first)
        )),
        Nearness::Fits => {}
    }
    for text in check.errors {
        problems.add("election_day", text);
    }
    ask_to_confirm(problems, &check.warnings, input.text("confirmed"), day);
    Ok(())
}

fn saved(
    location: String,
    text: String,
    model: &village_row::Model,
    plans: &Plans,
    read: Read,
) -> Done {
    let mut warnings = read.warnings;
    warnings.extend(seat_warnings(plans, model));
    Done {
        location,
        text,
        warnings,
    }
}

fn taken(error: sea_orm::DbErr) -> Refusal {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => {
            Refusal::field("name", "请核对名称：名册里刚刚有了同名的村（社区）。")
        }
        _ => error.into(),
    }
}

/// 新增村（社区）
#[allow(clippy::too_many_arguments)]
pub async fn add(
    store: &Store,
    clock: &dyn Clock,
    calendar: &Calendar,
    plans: &Plans,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    input: &VillageInput,
) -> Result<Done, Refusal> {
    let mut change = match done::open(store, clock, actor, Some(key)).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Done::again(location)),
    };
    let mut problems = Problems::none();
    let read = read(input, &mut problems);
    let around = around(change.tx(), scope).await?;
    let mut model = blank(scope.cycle_id(), next_ordinal(&around.villages));
    if let Some(read) = &read {
        fill(&mut model, read, input, &around, &mut problems);
        if model.election_day.is_some() {
            let today = clock.today();
            check_own_day(
                store,
                scope,
                plans,
                calendar,
                today,
                &model,
                input,
                &mut problems,
            )
            .await?;
        }
    }
    problems.into_result()?;
    let read = read.ok_or_else(|| Refusal::Inside("a village without fields".to_owned()))?;
    if !village::insert_all(change.tx(), vec![model.clone()]).await? {
        return Err(Refusal::field(
            "name",
            "请核对名称：名册里刚刚有了同名的村（社区）。",
        ));
    }
    change
        .audit(Event::VillageAdded)
        .object("village", model.id)
        .cycle(model.cycle_id)
        .village(model.id)
        .summary(format!("新增 {}", model.name))
        .after(&seen(&model));
    let location = format!("/c/{}/villages", model.cycle_id);
    change.commit(&location).await?;
    let text = format!("已新增{}。", model.name);
    Ok(saved(location, text, &model, plans, read))
}

/// 修改村（社区） — `version` is that of the row the form was made from.
#[allow(clippy::too_many_arguments)]
pub async fn edit(
    store: &Store,
    clock: &dyn Clock,
    calendar: &Calendar,
    plans: &Plans,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    id: Uuid,
    version: i32,
    input: &VillageInput,
) -> Result<Done, Refusal> {
    let mut change = match done::open(store, clock, actor, Some(key)).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Done::again(location)),
    };
    let old = village::find(change.tx(), scope, id)
        .await?
        .ok_or(Refusal::NotFound)?;
    if old.version != version {
        let event = audit::last_of_object(change.tx(), "village", &id.to_string()).await?;
        return Err(Refusal::Conflict(Conflict::from_event(old.name, event)));
    }
    let mut problems = Problems::none();
    let read = read(input, &mut problems);
    let around = around(change.tx(), scope).await?;
    let mut model = old.clone();
    if let Some(read) = &read {
        fill(&mut model, read, input, &around, &mut problems);
        if model.election_day != old.election_day {
            let today = clock.today();
            check_own_day(
                store,
                scope,
                plans,
                calendar,
                today,
                &model,
                input,
                &mut problems,
            )
            .await?;
        }
    }
    problems.into_result()?;
    let read = read.ok_or_else(|| Refusal::Inside("a village without fields".to_owned()))?;
    if !village::update(change.tx(), scope, model.clone())
        .await
        .map_err(taken)?
    {
        let event = audit::last_of_object(store.reader(), "village", &id.to_string()).await?;
        return Err(Refusal::Conflict(Conflict::from_event(old.name, event)));
    }
    let mut summary = format!("修改 {}", model.name);
    if model.election_day != old.election_day {
        summary = match model.election_day {
            Some(day) => format!("{summary}，选举日定为 {}", civil::short(day)),
            None => format!("{summary}，选举日改随全镇"),
        };
    }
    change
        .audit(Event::VillageChanged)
        .object("village", id)
        .cycle(model.cycle_id)
        .village(id)
        .summary(summary)
        .before(&seen(&old))
        .after(&seen(&model));
    let location = format!("/c/{}/villages", model.cycle_id);
    change.commit(&location).await?;
    let text = format!("已修改{}。", model.name);
    Ok(saved(location, text, &model, plans, read))
}
