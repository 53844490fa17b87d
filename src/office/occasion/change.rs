//! 安排、取消 — an occasion written with those asked, the phase it plans, and its being called off.

use chrono::NaiveDate;
use serde_json::json;
use uuid::Uuid;

use super::{Sort, address, village_of};
use crate::{
    civil,
    office::{
        change::{Actor, Begun, Change},
        done::Done,
        event::Event,
        progress::Desk,
        refusal::{Conflict, Problems, Refusal},
        typed,
    },
    store::{
        audit,
        entity::{step_arrangement, village as village_row},
        occasion::{self as store, Called, PLANNED, Row},
        progress,
        scope::CycleScope,
    },
};

async fn conflict<S: Sort, C: sea_orm::ConnectionTrait>(
    db: &C,
    one: &S::Model,
) -> Result<Refusal, Refusal> {
    let Called { id, name, .. } = S::called(one);
    let event = audit::last_of_object(db, S::OBJECT, &id.to_string()).await?;
    Ok(Refusal::Conflict(Conflict::from_event(
        format!("{}‘{name}’", S::WORDS.one),
        event,
    )))
}

/// Writes an occasion, `old` as it was read or none for a new one, and its rows where they are given anew. The
/// change comes back open; where somebody else was first it is dropped and they are named.
pub(in crate::office) async fn written<'a, S: Sort>(
    desk: &Desk<'_>,
    change: Change<'a>,
    scope: &CycleScope,
    old: Option<&S::Model>,
    model: S::Model,
    rows: Option<Vec<Row<S>>>,
) -> Result<Change<'a>, Refusal> {
    let id = S::called(&model).id;
    match old {
        Some(old) => {
            if !store::update::<S, _>(change.tx(), scope, model).await? {
                drop(change);
                return Err(conflict::<S, _>(desk.store.reader(), old).await?);
            }
        }
        None => store::insert::<S, _>(change.tx(), model).await?,
    }
    if let Some(rows) = rows {
        store::put_rows::<S, _>(change.tx(), id, rows).await?;
    }
    Ok(change)
}

/// What an arrangement writes.
pub(in crate::office) struct Arranged<'a, S: Sort> {
    /// As it was; none for a new one.
    pub(in crate::office) old: Option<&'a S::Model>,
    /// As it will be.
    pub(in crate::office) model: S::Model,
    /// Those asked.
    pub(in crate::office) rows: Vec<Row<S>>,
    /// Whose it is; none for the township's.
    pub(in crate::office) village: Option<&'a village_row::Model>,
    /// The phase of the township it is: planned for the same day and place, nobody types them twice.
    pub(in crate::office) phase: Option<&'a str>,
}

/// Writes an arrangement with its audit row.
pub(in crate::office) async fn arrange<S: Sort>(
    desk: &Desk<'_>,
    change: Change<'_>,
    scope: &CycleScope,
    arranged: Arranged<'_, S>,
) -> Result<Done, Refusal> {
    let Arranged {
        old,
        model,
        rows,
        village,
        phase,
    } = arranged;
    let count = rows.len();
    let mut change = written::<S>(desk, change, scope, old, model.clone(), Some(rows)).await?;
    let Called {
        id,
        name,
        day,
        place,
        ..
    } = S::called(&model);
    let unit = village.map_or("镇", |village| &village.name);
    let when = day.map_or_else(|| "日期未定".to_owned(), civil::short);
    let entry = change
        .audit(S::ARRANGED)
        .object(S::OBJECT, id)
        .cycle(scope.cycle_id())
        .summary(format!("安排 {unit} {name} {when}"))
        .after(&S::told(&model, count))
        .before_if(old.map(|old| S::told(old, count)).as_ref());
    if let Some(village) = village {
        entry.village(village.id);
    }
    if let Some(phase) = phase {
        plan_step(desk, &mut change, scope, phase, day, place).await?;
    }
    let location = address::<S>(scope, id);
    change.commit(&location).await?;
    Ok(Done::plainly(
        location,
        if old.is_some() {
            format!("已保存“{name}”的安排。")
        } else {
            format!("已安排“{name}”。通知和签到表可以打印了。")
        },
    ))
}

/// Plans one of the township's own phases for the day and place of an occasion.
async fn plan_step(
    desk: &Desk<'_>,
    change: &mut Change<'_>,
    scope: &CycleScope,
    step: &str,
    day: Option<NaiveDate>,
    place: &str,
) -> Result<(), Refusal> {
    let plan = &desk.plans.township;
    let (Some(day), Some(found)) = (
        day,
        plan.index(step).and_then(|index| plan.steps.get(index)),
    ) else {
        return Ok(());
    };
    let unit_id = scope.cycle_id();
    let before = progress::arrangements(change.tx(), scope, unit_id)
        .await?
        .into_iter()
        .find(|row| row.step == step);
    if before
        .as_ref()
        .is_some_and(|row| row.planned_day == Some(day) && row.place == place)
    {
        return Ok(());
    }
    let row = match before {
        Some(row) => step_arrangement::Model {
            planned_day: Some(day),
            place: place.to_owned(),
            ..row
        },
        None => step_arrangement::Model {
            id: Uuid::now_v7(),
            cycle_id: unit_id,
            unit_id,
            step: step.to_owned(),
            planned_day: Some(day),
            owner_id: None,
            place: place.to_owned(),
            note: String::new(),
            version: 0,
        },
    };
    if progress::put_arrangement(change.tx(), row).await? {
        change
            .audit(Event::StepArranged)
            .object("arrangement", format!("{unit_id}/{step}"))
            .cycle(unit_id)
            .summary(format!("安排 镇 {} {}", found.name, civil::short(day)))
            .after(&json!({ "planned_day": day, "place": place }));
    }
    Ok(())
}

/// 取消, with the reason. Its notice is withdrawn by the office itself.
#[allow(clippy::too_many_arguments)] // who, where, which form, what: each is one thing
pub async fn cancel<S: Sort>(
    desk: &Desk<'_>,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    id: Uuid,
    version: i32,
    reason: &str,
) -> Result<Done, Refusal> {
    let db = desk.store.reader();
    let (one, _) = store::find::<S, _>(db, scope, id)
        .await?
        .ok_or(Refusal::NotFound)?;
    let Called {
        unit_id,
        name,
        state,
        ..
    } = S::called(&one);
    let village = village_of(db, scope, unit_id).await?;
    let mut problems = Problems::none();
    let reason = typed::line(&mut problems, "reason", "取消的原因", reason, 200);
    if reason.is_empty() {
        problems.add("reason", "请写明为什么取消：已经通知的人会问。");
    }
    if state != PLANNED {
        problems.general.push(S::WORDS.over.to_owned());
    }
    problems.into_result()?;
    let change = match Change::begin(desk.store, desk.clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Done::again(location)),
    };
    let model = S::called_off(one.clone(), &reason, version);
    let mut change = written::<S>(desk, change, scope, Some(&one), model, None).await?;
    let entry = change
        .audit(S::CANCELLED)
        .object(S::OBJECT, id)
        .cycle(scope.cycle_id())
        .summary(format!("取消{} {name}", S::WORDS.sort))
        .reason(reason);
    if let Some(village) = &village {
        entry.village(village.id);
    }
    let location = address::<S>(scope, id);
    change.commit(&location).await?;
    Ok(Done::plainly(
        location,
        format!("已取消“{name}”。已经发出的通知请另行告知。"),
    ))
}
