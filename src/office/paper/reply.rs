//! 镇对村的文书 — replies to a unit and the letter it signs: from its own schedule, records and result.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    data::facts_of,
    dossier::Dossier,
    known::{Asked, team_name, village},
    outcome,
    preflight::{Found, Gate},
    township::{linked, official},
};
use crate::{
    documents::kind::Kind,
    law::{Owner, StepClass},
    roster::BodyRole,
};

/// Steps whose last days a responsibility letter names when the unit's pack knows them.
const TARGETS: [&str; 8] = [
    "committee-selected",
    "registration-opened",
    "roll-published",
    "candidates-announced",
    "polling",
    "results-reported",
    "handover-completed",
    "archive-completed",
];

/// 选举日批复
pub(super) fn election_day_reply(asked: &Asked<'_>) -> Value {
    // 谁确定选举日，由规则包里这一环节的责任主体说了算
    let owner = asked
        .plan
        .index("election-day-announced")
        .and_then(|index| asked.plan.steps.get(index))
        .map(|step| step.owner);
    let decided_by = owner.map(|owner| match owner {
        Owner::Township | Owner::County => "township",
        Owner::VillageCommittee | Owner::ElectionCommittee => "unit",
    });
    json!({
        "decided_by": decided_by,
        "window_from": asked.dossier.cycle.window_start,
        "window_to": asked.dossier.cycle.window_end,
        "roll_day": asked.last_day("roll-published"),
    })
}

/// 备案复函
pub(super) fn result_reply(asked: &Asked<'_>) -> Value {
    let result = facts_of(asked.dossier, asked.unit, Kind::Results);
    json!({
        "ballots": ballots(&result, outcome::registered(asked.dossier, asked.unit)),
        "elected": elected(&result)
            .map(|row| json!({ "post": row.get("post"), "name": row.get("name") }))
            .collect::<Vec<_>>(),
        "reported_on": asked.recorded("results-reported"),
        "handover_by": asked.last_day("handover-completed"),
    })
}

/// 票数 of a result as it was typed for its notice.
pub(super) fn ballots(result: &Value, registered: Option<u32>) -> Value {
    let part = |key: &str| result.get(key).cloned().unwrap_or(Value::Null);
    json!({
        "registered": registered, "issued": part("issued"), "returned": part("returned"),
        "valid": part("valid"), "invalid": part("invalid"),
    })
}

/// The rows of a result that say somebody was elected.
pub(super) fn elected(result: &Value) -> impl Iterator<Item = &Value> {
    result
        .get("counts")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter(|row| row.get("elected").and_then(Value::as_bool) == Some(true))
}

/// 目标责任书: of one unit, or of one linked leader; the township's own has the letters of all of them.
pub(super) fn responsibility_letter(asked: &Asked<'_>) -> Value {
    let dossier = asked.dossier;
    let head = head(dossier);
    let unit = village(asked);
    if unit.is_none() {
        return json!({
            "head": head,
            "window_from": dossier.cycle.window_start,
            "window_to": dossier.cycle.window_end,
            "leaders": leaders(dossier, asked.unit),
        });
    }
    letter_of_unit(asked, head)
}

/// 领导小组组长
fn head(dossier: &Dossier) -> Option<Value> {
    dossier
        .people
        .iter()
        .find(|person| super::body_roles(&person.body_roles).contains(&BodyRole::Leader))
        .map(|person| official(person, None))
}

/// The linked leaders in the order of rank, each with what he is linked with; or the one the paper is for.
fn leaders(dossier: &Dossier, unit: Uuid) -> Vec<Value> {
    dossier
        .linked_leaders()
        .filter(|person| unit == dossier.cycle.id || unit == person.id)
        .map(|person| {
            let units: Vec<Value> = dossier
                .villages
                .iter()
                .filter(|village| village.leader_id == Some(person.id))
                .map(|village| {
                    let row = linked(dossier, village);
                    let part = |key: &str| row.get(key).cloned().unwrap_or(Value::Null);
                    json!({
                        "name": village.name,
                        "kind": part("kind"),
                        "election_day": part("election_day"),
                        "guidance_team": part("guidance_team"),
                        "responsible": part("responsible"),
                    })
                })
                .collect();
            json!({ "leader": official(person, None), "units": units })
        })
        .collect()
}

/// What the letter of a leader lacks. `unit` is the person, or the cycle for all of them together.
pub(super) fn unready(dossier: &Dossier, unit: Uuid, found: &mut Vec<Found>) {
    if unit == dossier.cycle.id {
        found.push(Found::stop(
            Gate::Procedure,
            "P105",
            "请到待印发里按人印发，每位挂钩领导一份。合订的只供预览：换一个人，就要连别人签过字的一起作废。",
        ));
        return;
    }
    if dossier
        .in_force(dossier.cycle.id, Kind::ResponsibilityLetter)
        .next()
        .is_some()
    {
        found.push(Found::stop(
            Gate::Procedure,
            "P101",
            "请先作废以前合订印发的挂钩领导责任书，再按人印发。同一份文书只能有一份有效。",
        ));
    }
    let linked = dossier.linked_leaders().any(|person| person.id == unit);
    if !linked {
        found.push(Found::stop(
            Gate::Approval,
            "N301",
            "请先在“分工”里定他联系哪些村（社区），再印发；不再联系的，只作废，不重发。现在一个也没有，印出来是空白的。",
        ));
    }
}

fn letter_of_unit(asked: &Asked<'_>, head: Option<Value>) -> Value {
    let dossier = asked.dossier;
    let unit = village(asked);
    let targets: Vec<Value> = TARGETS
        .iter()
        .filter_map(|id| {
            let index = asked.plan.index(id)?;
            let step = asked.plan.steps.get(index)?;
            let row = asked.days.steps.get(index)?;
            let latest = match step.class {
                StepClass::Statutory => row.latest.unwrap_or_else(|| row.limit()),
                StepClass::Working => row.limit(),
            };
            Some(json!({ "name": step.name, "latest": latest }))
        })
        .collect();
    json!({
        "head": head,
        "leader": unit
            .and_then(|unit| unit.leader_id)
            .and_then(|id| dossier.people.iter().find(|person| person.id == id))
            .map(|person| official(person, None)),
        "guidance_team": unit.and_then(|unit| team_name(dossier, unit.guidance_team_id)),
        "window_from": dossier.cycle.window_start,
        "window_to": dossier.cycle.window_end,
        "targets": targets,
    })
}
