//! 办 — registered, set right, dealt with, filed, voided: one transaction each, with its audit row.

use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

use super::{
    State, Typed, TypedHandling, called,
    read::{past, read, read_handling},
    state, urgency,
};
use crate::{
    civil,
    office::{
        change::{Actor, Begun, Change},
        cycle::shortened,
        done::Done,
        event::Event,
        refusal::{Conflict, Problems, Refusal},
        typed,
    },
    platform::clock::Clock,
    store::{Store, audit, entity::incoming_paper, incoming as rows, people, scope::CycleScope},
};

/// Kind of object in the audit.
const OBJECT: &str = "incoming";

/// A paper as the audit keeps it.
#[derive(Serialize)]
struct Trace<'a> {
    received_on: NaiveDate,
    sender: &'a str,
    number: &'a str,
    title: &'a str,
    dated: Option<NaiveDate>,
    urgency: &'a str,
    handler: &'a str,
    due: Option<NaiveDate>,
    note: &'a str,
    handled_on: Option<NaiveDate>,
    result: &'a str,
    filed_on: Option<NaiveDate>,
    filed_in: &'a str,
}

impl<'a> Trace<'a> {
    fn of(row: &'a incoming_paper::Model) -> Self {
        Self {
            received_on: row.received_on,
            sender: &row.sender,
            number: &row.number,
            title: &row.title,
            dated: row.dated,
            urgency: urgency(row).name(),
            handler: &row.handler_name,
            due: row.due,
            note: &row.note,
            handled_on: row.handled_on,
            result: &row.result,
            filed_on: row.filed_on,
            filed_in: &row.filed_in,
        }
    }
}
fn address(scope: &CycleScope, id: Uuid) -> String {
    format!("/c/{}/incoming/{id}", scope.cycle_id())
}

/// 登记 — the next number is given here and never again.
pub async fn register(
    store: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    typed: &Typed,
) -> Result<Done, Refusal> {
    let mut change = match Change::begin(store, clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Done::again(location)),
    };
    let everyone = people::list(change.tx(), scope).await?;
    let others = rows::list(change.tx(), scope).await?;
    let read = read(typed, None, clock.today(), &everyone, &others)?;
    let serial = others.first().map_or(0, |row| row.serial).saturating_add(1);
    let row = read.into(incoming_paper::Model {
        id: Uuid::now_v7(),
        cycle_id: scope.cycle_id(),
        serial,
        received_on: clock.today(),
        sender: String::new(),
        number: String::new(),
        title: String::new(),
        dated: None,
        urgency: String::new(),
        handler_id: None,
        handler_name: String::new(),
        due: None,
        note: String::new(),
        handled_on: None,
        result: String::new(),
        filed_on: None,
        filed_in: String::new(),
        void_reason: String::new(),
        recorded_by_name: actor.name.clone(),
        recorded_at: change.at(),
        version: 1,
    });
    if !rows::insert(change.tx(), row.clone()).await? {
        return Err(Refusal::general(
            "请再点一次登记：刚才有人同时登记了一件，号被用了，填的内容都在。",
        ));
    }
    change
        .audit(Event::IncomingRegistered)
        .object(OBJECT, row.id)
        .cycle(scope.cycle_id())
        .summary(format!("登记{}《{}》", called(&row), row.title))
        .after(&Trace::of(&row));
    let location = format!("/c/{}/incoming", scope.cycle_id());
    change.commit(&location).await?;
    Ok(Done::plainly(
        location,
        format!("已登记为{}，请把这个号写在收文章里。", called(&row)),
    ))
}

/// Reads the row a form was made from; void ones are not changed any more.
async fn stored(
    change: &Change<'_>,
    scope: &CycleScope,
    id: Uuid,
    version: i32,
) -> Result<incoming_paper::Model, Refusal> {
    let row = rows::find(change.tx(), scope, id)
        .await?
        .ok_or(Refusal::NotFound)?;
    if row.version != version {
        return Err(stale(change, &row).await?);
    }
    if state(&row) == State::Void {
        return Err(Refusal::general(format!(
            "{}已经作废，不能再改；需要的重新登记一件。",
            called(&row)
        )));
    }
    Ok(row)
}

async fn stale(change: &Change<'_>, row: &incoming_paper::Model) -> Result<Refusal, Refusal> {
    let event = audit::last_of_object(change.tx(), OBJECT, &row.id.to_string()).await?;
    Ok(Refusal::Conflict(Conflict::from_event(called(row), event)))
}

/// Writes `new` in the place of `old`.
async fn put(
    change: &mut Change<'_>,
    scope: &CycleScope,
    event: Event,
    summary: String,
    (old, new): (&incoming_paper::Model, incoming_paper::Model),
) -> Result<(), Refusal> {
    let after = new.clone();
    if !rows::update(change.tx(), scope, new).await? {
        return Err(stale(change, old).await?);
    }
    change
        .audit(event)
        .object(OBJECT, old.id)
        .cycle(scope.cycle_id())
        .summary(summary)
        .before(&Trace::of(old))
        .after(&Trace::of(&after));
    Ok(())
}

/// 修改登记
#[allow(clippy::too_many_arguments)]
pub async fn correct(
    store: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    (id, version): (Uuid, i32),
    typed: &Typed,
) -> Result<Done, Refusal> {
    let mut change = match Change::begin(store, clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Done::again(location)),
    };
    let old = stored(&change, scope, id, version).await?;
    let everyone = people::list(change.tx(), scope).await?;
    let others = rows::list(change.tx(), scope).await?;
    let read = read(typed, Some(id), clock.today(), &everyone, &others)?;
    if let Some(day) = old.handled_on.filter(|day| *day < read.received_on) {
        return Err(Refusal::field(
            "received_on",
            format!(
                "请核对收到的日期：{} 比已经登记的办结日期 {} 还晚。",
                civil::long(read.received_on),
                civil::long(day)
            ),
        ));
    }
    let new = read.into(old.clone());
    let location = address(scope, id);
    if new == old {
        return Ok(Done::plainly(location, "没有改动，不用保存。"));
    }
    let summary = format!("修改{}的登记", called(&old));
    put(
        &mut change,
        scope,
        Event::IncomingChanged,
        summary,
        (&old, new),
    )
    .await?;
    change.commit(&location).await?;
    Ok(Done::plainly(
        location,
        format!("已修改{}的登记。", called(&old)),
    ))
}
/// 办理和归档
#[allow(clippy::too_many_arguments)]
pub async fn handle(
    store: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    (id, version): (Uuid, i32),
    typed: &TypedHandling,
) -> Result<Done, Refusal> {
    let mut change = match Change::begin(store, clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Done::again(location)),
    };
    let old = stored(&change, scope, id, version).await?;
    let read = read_handling(typed, &old, clock.today())?;
    let new = incoming_paper::Model {
        handled_on: read.handled_on,
        result: read.result,
        filed_on: read.filed_on,
        filed_in: read.filed_in,
        ..old.clone()
    };
    let location = format!("/c/{}/incoming", scope.cycle_id());
    if new == old {
        return Ok(Done::plainly(location, "没有改动，不用保存。"));
    }
    let (event, what) = match (state(&old), state(&new)) {
        (State::Filed, State::Filed) => (Event::IncomingFiled, "已更正归档"),
        (_, State::Filed) => (Event::IncomingFiled, "已归档"),
        (_, State::Open) => (Event::IncomingHandled, "改回待办"),
        (State::Filed, _) => (Event::IncomingFiled, "改回没有归档"),
        (State::Handled, _) => (Event::IncomingHandled, "已更正办理情况"),
        _ => (Event::IncomingHandled, "已办结"),
    };
    let told = format!("{}{what}", called(&old));
    put(&mut change, scope, event, told.clone(), (&old, new)).await?;
    change.commit(&location).await?;
    Ok(Done::plainly(location, format!("{told}。")))
}

/// 归档 — several at once: those named with the version that was shown.
#[allow(clippy::too_many_arguments)]
pub async fn file(
    store: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    chosen: &[(Uuid, i32)],
    (filed_on, filed_in): (&str, &str),
) -> Result<Done, Refusal> {
    let today = clock.today();
    let mut problems = Problems::none();
    if chosen.is_empty() {
        problems.add("chosen", "请勾选要归档的收文。");
    }
    if filed_on.trim().is_empty() {
        problems.add("filed_on", "请填写哪天归档的。");
    }
    let wait = ("归档日期", "请在归档以后再登记");
    let day = past(&mut problems, "filed_on", wait, filed_on, today);
    if filed_in.trim().is_empty() {
        problems.add("filed_in", "请写明归在哪里，如“2027年换届卷 2”。");
    }
    let place = typed::line(&mut problems, "filed_in", "归入", filed_in, 60);
    let mut change = match Change::begin(store, clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Done::again(location)),
    };
    let mut list = Vec::new();
    for (id, version) in chosen {
        let row = stored(&change, scope, *id, *version).await?;
        match state(&row) {
            State::Open => problems.add(
                "chosen",
                format!(
                    "请先登记{}的办理情况，或者不勾它：没有办完的不能归档。",
                    called(&row)
                ),
            ),
            State::Filed => {
                problems.add("chosen", format!("请不要勾{}：它已经归档。", called(&row)));
            }
            State::Handled | State::Void => {}
        }
        if let (Some(day), Some(handled)) = (day, row.handled_on)
            && day < handled
        {
            problems.add(
                "filed_on",
                format!(
                    "请核对归档日期：{}在 {} 才办结。",
                    called(&row),
                    civil::long(handled)
                ),
            );
        }
        list.push(row);
    }
    problems.into_result()?;
    let names: Vec<String> = list.iter().map(|row| row.serial.to_string()).collect();
    for old in &list {
        let new = incoming_paper::Model {
            filed_on: day,
            filed_in: place.clone(),
            ..old.clone()
        };
        let told = format!("{}归入{place}", called(old));
        put(&mut change, scope, Event::IncomingFiled, told, (old, new)).await?;
    }
    let location = format!("/c/{}/incoming", scope.cycle_id());
    change.commit(&location).await?;
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    Ok(Done::plainly(
        location,
        format!(
            "已把收文第 {} 号共 {} 件归入{place}。",
            shortened(&names, 5),
            list.len()
        ),
    ))
}

/// 作废 — what was registered by mistake keeps its number.
pub async fn void(
    store: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    (id, version): (Uuid, i32),
    reason: &str,
) -> Result<Done, Refusal> {
    let mut problems = Problems::none();
    if reason.trim().is_empty() {
        problems.add("reason", "请写明为什么作废，如“重复登记”。");
    }
    let reason = typed::line(&mut problems, "reason", "原因", reason, 200);
    problems.into_result()?;
    let mut change = match Change::begin(store, clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Done::again(location)),
    };
    let old = stored(&change, scope, id, version).await?;
    let new = incoming_paper::Model {
        void_reason: reason.clone(),
        ..old.clone()
    };
    if !rows::update(change.tx(), scope, new).await? {
        return Err(stale(&change, &old).await?);
    }
    change
        .audit(Event::IncomingVoided)
        .object(OBJECT, id)
        .cycle(scope.cycle_id())
        .summary(format!("{}的登记作废", called(&old)))
        .before(&Trace::of(&old))
        .reason(&reason);
    let location = format!("/c/{}/incoming", scope.cycle_id());
    change.commit(&location).await?;
    Ok(Done::plainly(
        location,
        format!("{}的登记已作废，号保留，不再用。", called(&old)),
    ))
}
