//! 措施 — a measure of 一村一策, written down and kept up.

use chrono::NaiveDate;
use uuid::Uuid;

use super::super::{
    change::{Actor, Begun, Change},
    done::Done,
    event::Event,
    refusal::{Problems, Refusal},
    typed,
};
use super::{STATES, past_day, stale};
use crate::{
    civil,
    platform::clock::Clock,
    store::{
        Store,
        entity::{risk_measure, village as village_row},
        people,
        risk::{self as rows, DONE, DROPPED, OPEN},
        scope::CycleScope,
    },
};

/// A measure as typed.
#[derive(Debug, Clone, Default)]
pub struct NewMeasure {
    /// 措施
    pub measure: String,
    /// Id of the person who answers for it, or blank.
    pub owner: String,
    /// Unit or person not on the list, or blank.
    pub owner_name: String,
    /// 期限
    pub due: String,
    /// Id of the state; only asked of a measure there is.
    pub state: String,
    /// 落实日期
    pub settled_on: String,
    /// 结果
    pub note: String,
    /// Number of the last version the form was made from; 0 for a new one.
    pub version: i32,
}

pub(super) struct Measured {
    pub(super) state: &'static str,
    pub(super) due: Option<NaiveDate>,
    pub(super) settled_on: Option<NaiveDate>,
}

pub(super) fn check_measure(
    input: &NewMeasure,
    old: Option<&risk_measure::Model>,
    today: NaiveDate,
    problems: &mut Problems,
) -> Measured {
    if input.measure.trim().is_empty() {
        problems.add("measure", "请写明做什么。");
    }
    typed::at_most(problems, "measure", input.measure.trim(), 500);
    typed::at_most(problems, "note", input.note.trim(), 1000);
    let due = typed::day(problems, "due", "期限", &input.due);
    match due {
        None if input.due.trim().is_empty() => {
            problems.add("due", "请定期限：没有期限的措施没法督促。");
        }
        Some(day) if day < today && old.is_none_or(|old| old.due != Some(day)) => {
            problems.add(
                "due",
                format!("请把期限定在今天（{}）或者以后。", civil::long(today)),
            );
        }
        _ => {}
    }
    let state = if old.is_none() {
        OPEN
    } else {
        let chosen = STATES.iter().find(|(id, _)| *id == input.state.trim());
        if chosen.is_none() {
            problems.add("state", "请选择办到哪一步。");
        }
        chosen.map_or(OPEN, |(id, _)| *id)
    };
    let settled_on = past_day(problems, "settled_on", "落实日期", &input.settled_on, today);
    match state {
        DONE if settled_on.is_none() && input.settled_on.trim().is_empty() => {
            problems.add("settled_on", "请填写落实的日期。");
        }
        OPEN if settled_on.is_some() => problems.add(
            "settled_on",
            "请改选“已落实”，或者清空落实日期：在办的措施没有落实日期。",
        ),
        DROPPED if input.note.trim().is_empty() => {
            problems.add("note", "请写明为什么不再办。");
        }
        _ => {}
    }
    Measured {
        state,
        due,
        settled_on: settled_on.filter(|_| state == DONE),
    }
}

/// 一村一策：新增措施 (`id` none) or 修改措施 — always another version.
#[allow(clippy::too_many_arguments)]
pub async fn put_measure(
    store: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    scope: &CycleScope,
    village: &village_row::Model,
    key: &str,
    id: Option<Uuid>,
    input: &NewMeasure,
) -> Result<Done, Refusal> {
    let mut change = match Change::begin(store, clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Done::again(location)),
    };
    let versions = rows::measures_of(change.tx(), scope, village.id).await?;
    let old = match id {
        Some(id) => Some(
            rows::current(&versions)
                .into_iter()
                .find(|row| row.measure_id == id)
                .ok_or(Refusal::NotFound)?,
        ),
        None => None,
    };
    let measure_id = id.unwrap_or_else(Uuid::now_v7);
    let seq = old.map_or(0, |old| old.seq);
    if seq != input.version {
        return Err(stale(store, "measure", measure_id, &village.name, "一村一策").await?);
    }
    let everyone = people::list(change.tx(), scope).await?;
    let mut problems = Problems::none();
    let measured = check_measure(input, old, clock.today(), &mut problems);
    let ids = everyone.iter().map(|person| person.id);
    let owner = typed::one_of(&mut problems, "owner", "责任人", &input.owner, ids);
    let named = typed::line(
        &mut problems,
        "owner_name",
        "责任单位",
        &input.owner_name,
        60,
    );
    match (owner, named.is_empty()) {
        (None, true) if problems.of("owner").is_empty() => problems.add(
            "owner",
            "请选责任人，或者在旁边写责任单位：每项措施要有人负责。",
        ),
        (Some(_), false) => problems.add("owner_name", "请只用一种办法：已经选了责任人。"),
        _ => {}
    }
    problems.into_result()?;
    let owner_name = everyone
        .iter()
        .find(|person| Some(person.id) == owner)
        .map_or(named, |person| person.name.clone());
    let model = risk_measure::Model {
        id: Uuid::now_v7(),
        measure_id,
        seq: seq + 1,
        cycle_id: scope.cycle_id(),
        village_id: village.id,
        measure: input.measure.trim().to_owned(),
        owner_id: owner,
        owner_name,
        due: measured.due,
        state: measured.state.to_owned(),
        settled_on: measured.settled_on,
        note: input.note.trim().to_owned(),
        recorded_by: actor.id(),
        recorded_by_name: actor.name.clone(),
        recorded_at: change.at(),
    };
    if !rows::put_measure(change.tx(), model).await? {
        return Err(stale(store, "measure", measure_id, &village.name, "一村一策").await?);
    }
    let verb = match (old, measured.state) {
        (None, _) => "新增",
        (Some(_), DONE) => "落实",
        (Some(_), DROPPED) => "不再办",
        (Some(_), _) => "修改",
    };
    // Without the texts, which stay with the versions, and without the village: see `assess`.
    change
        .audit(Event::MeasureChanged)
        .object("measure", measure_id)
        .cycle(scope.cycle_id())
        .summary(format!("一村一策 {} {verb}一项措施", village.name))
        .after(
            &serde_json::json!({ "state": measured.state, "due": measured.due, "seq": seq + 1 }),
        );
    let location = format!("/c/{}/v/{}/risk", scope.cycle_id(), village.id);
    change.commit(&location).await?;
    Ok(Done::plainly(
        location,
        format!("已{verb}{}的一项措施。", village.name),
    ))
}
