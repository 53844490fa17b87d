//! 镇级文书的数据 — schedule, people and responsibility tables of the whole township.

use chrono::NaiveDate;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    data::{basis as basis_data, main_kind, seats, text},
    dossier::Dossier,
    known::{Asked, team_name},
};
use crate::{
    documents::kind::Kind,
    law::{Actuals, Days, Discipline, Plan, Status, UnitKind},
    office::standing::kind_of,
    roster::BodyRole,
    store::entity::{person, village as village_row},
};

/// 依据 of the plan: the statutes of the pinned pack, for villages and communities as there are any.
pub(super) fn plan_basis(asked: &Asked<'_>) -> Value {
    let mut statutes: Vec<&str> = Vec::new();
    for kind in kinds_present(asked) {
        if let Some(rules) = asked.plans.pack.rules(kind) {
            for layer in &rules.layers {
                if !statutes.contains(&layer.statute.as_str()) {
                    statutes.push(&layer.statute);
                }
            }
        }
    }
    statutes
        .into_iter()
        .map(|statute| json!({ "statute": statute, "status": "verified" }))
        .collect()
}

/// Villages, communities or both; villages when nothing is imported yet.
fn kinds_present(asked: &Asked<'_>) -> Vec<UnitKind> {
    let found: Vec<UnitKind> = UnitKind::ALL
        .into_iter()
        .filter(|kind| {
            asked
                .dossier
                .villages
                .iter()
                .any(|village| kind_of(village) == *kind)
        })
        .collect();
    if found.is_empty() {
        vec![main_kind(asked.plans)]
    } else {
        found
    }
}

/// 实施方案
pub(super) fn implementation_plan(asked: &Asked<'_>) -> Value {
    let dossier = asked.dossier;
    let cycle = &dossier.cycle;
    let mut known = tables(dossier);
    let election_day = common_election_day(dossier);
    let stages = |kind: UnitKind| -> Value {
        if kinds_present(asked).contains(&kind) {
            let plan = asked.plans.of(kind);
            let days = plan.days(
                election_day.unwrap_or(cycle.default_election_day),
                &Actuals::default(),
            );
            stages(plan, &days)
        } else {
            json!([])
        }
    };
    let plan = &asked.plans.township;
    let more = json!({
        "election_day": election_day,
        "window_from": cycle.window_start,
        "window_to": cycle.window_end,
        "leading_group": leading_group(dossier),
        "bureau": bureau(dossier),
        "township_steps": (0..plan.steps.len()).map(|index| step(plan, asked.days, index)).collect::<Vec<_>>(),
        "village_stages": stages(UnitKind::Village),
        "community_stages": stages(UnitKind::Community),
        "discipline": asked.rules.discipline.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(),
    });
    if let (Some(known), Value::Object(more)) = (known.as_object_mut(), more) {
        known.extend(more);
    }
    known
}

pub(super) fn step(plan: &Plan, days: &Days, index: usize) -> Value {
    let (Some(step), Some(row)) = (plan.steps.get(index), days.steps.get(index)) else {
        return Value::Null;
    };
    json!({
        "id": step.id,
        "name": step.name,
        "suggested": row.effective(),
        "latest": row.latest,
        "class": step.class,
        "basis": step.basis.iter().map(basis_data).collect::<Vec<_>>(),
        "responsible": step.owner.name(plan.kind),
    })
}

fn stages(plan: &Plan, days: &Days) -> Value {
    plan.stages
        .iter()
        .enumerate()
        .map(|(at, stage)| {
            let steps: Vec<Value> = plan
                .steps
                .iter()
                .enumerate()
                .filter(|(_, one)| one.stage == at)
                .map(|(index, _)| step(plan, days, index))
                .collect();
            json!({ "name": stage.name, "steps": steps })
        })
        .collect()
}

/// 动员会议通知
pub(super) fn mobilization_notice(asked: &Asked<'_>) -> Value {
    let dossier = asked.dossier;
    json!({
        "units": dossier.villages.iter().map(|village| village.name.as_str()).collect::<Vec<_>>(),
        "counts": super::meeting::counts(dossier, asked.unit),
        "plan_number": dossier
            .in_force(asked.unit, Kind::ImplementationPlan)
            .last()
            .map(|line| line.number.clone()),
    })
}

/// 成立领导小组的通知
pub(super) fn leading_group_notice(asked: &Asked<'_>) -> Value {
    json!({
        "leading_group": leading_group(asked.dossier),
        "bureau": bureau(asked.dossier),
        "units": named_units(asked.dossier),
    })
}

/// 培训通知
pub(super) fn training_notice(asked: &Asked<'_>) -> Value {
    json!({
        "units": named_units(asked.dossier),
        "plan_number": asked
            .dossier
            .in_force(asked.unit, Kind::ImplementationPlan)
            .last()
            .map(|line| line.number.clone()),
    })
}

/// 换届纪律通知: the lines of villages and communities, each once, with the statute it rests on.
pub(super) fn discipline_notice(asked: &Asked<'_>) -> Value {
    let mut lines: Vec<&Discipline> = Vec::new();
    for kind in kinds_present(asked) {
        for line in asked
            .plans
            .pack
            .rules(kind)
            .into_iter()
            .flat_map(|rules| &rules.discipline)
        {
            if !lines.iter().any(|known| known.text == line.text) {
                lines.push(line);
            }
        }
    }
    let lines: Vec<Value> = lines
        .into_iter()
        .map(|line| {
            let source = line
                .sources
                .iter()
                .rev()
                .find(|source| source.status != Status::Superseded && !source.is_practice());
            json!({
                "text": line.text,
                "basis": source.map(|source| basis_data(&source.basis())),
            })
        })
        .collect();
    json!({ "discipline": lines, "units": named_units(asked.dossier) })
}

/// 应急预案
pub(super) fn emergency_plan(asked: &Asked<'_>) -> Value {
    let dossier = asked.dossier;
    json!({
        "election_day": common_election_day(dossier),
        "leading_group": leading_group(dossier),
        "units": dossier.villages.iter().map(|village| linked(dossier, village)).collect::<Vec<_>>(),
        "guidance_teams": teams(dossier, "guidance"),
    })
}

/// 领导小组
fn leading_group(dossier: &Dossier) -> Value {
    let roles = [BodyRole::Leader, BodyRole::DeputyLeader, BodyRole::Member];
    body(dossier, &roles, "")
}

/// 领导小组办公室
fn bureau(dossier: &Dossier) -> Value {
    let roles = [
        BodyRole::OfficeDirector,
        BodyRole::OfficeDeputyDirector,
        BodyRole::OfficeMember,
    ];
    body(dossier, &roles, "办公室")
}

/// Villages and communities by name and kind.
pub(super) fn named_units(dossier: &Dossier) -> Value {
    dossier
        .villages
        .iter()
        .map(|village| json!({ "name": village.name, "kind": kind_of(village).id() }))
        .collect()
}

/// The election day all units share, if they do.
fn common_election_day(dossier: &Dossier) -> Option<NaiveDate> {
    let mut days: Vec<NaiveDate> = dossier
        .villages
        .iter()
        .map(|village| dossier.election_day(village))
        .collect();
    days.sort_unstable();
    days.dedup();
    match days.as_slice() {
        [] => Some(dossier.cycle.default_election_day),
        [one] => Some(*one),
        _ => None,
    }
}

/// 挂钩联系分工表
pub(super) fn liaison_table(asked: &Asked<'_>) -> Value {
    tables(asked.dossier)
}

/// Units with their leaders and teams; the teams with their members.
fn tables(dossier: &Dossier) -> Value {
    json!({
        "units": dossier.villages.iter().map(|village| linked(dossier, village)).collect::<Vec<_>>(),
        "guidance_teams": teams(dossier, "guidance"),
        "supervision_teams": teams(dossier, "supervision"),
    })
}

fn linked(dossier: &Dossier, village: &village_row::Model) -> Value {
    let leader = village
        .leader_id
        .and_then(|id| dossier.people.iter().find(|person| person.id == id));
    let causes: Vec<String> = serde_json::from_str(&village.trouble_causes).unwrap_or_default();
    json!({
        "name": village.name,
        "kind": kind_of(village).id(),
        "election_day": dossier.election_day(village),
        "seats": seats(village),
        "leader": leader.map(|person| official(person, None)),
        "guidance_team": team_name(dossier, village.guidance_team_id),
        "supervision_team": team_name(dossier, village.supervision_team_id),
        // The causes themselves are the office's own knowledge: the table goes to every village.
        "note": (!causes.is_empty()).then_some("难点村"),
    })
}

pub(super) fn official(person: &person::Model, role: Option<&str>) -> Value {
    json!({ "name": person.name, "post": text(&person.post), "role": role })
}

/// People of a body in the order of rank, then of the list.
pub(super) fn body(dossier: &Dossier, roles: &[BodyRole], prefix: &str) -> Value {
    let mut list = Vec::new();
    for role in roles {
        let title = role.title();
        let short = title.strip_prefix(prefix).unwrap_or(title);
        for person in &dossier.people {
            if body_roles(&person.body_roles).contains(role) {
                list.push(official(person, Some(short)));
            }
        }
    }
    Value::Array(list)
}

/// The roles kept with a person: a JSON list of ids or titles, or titles parted by marks.
pub fn body_roles(kept: &str) -> Vec<BodyRole> {
    let words: Vec<String> = serde_json::from_str(kept).unwrap_or_else(|_| {
        kept.split(['、', '，', ',', '；', ';', ' '])
            .map(str::to_owned)
            .collect()
    });
    words
        .iter()
        .map(|word| word.trim())
        .filter(|word| !word.is_empty())
        .filter_map(|word| {
            serde_json::from_value(json!(word))
                .ok()
                .or_else(|| BodyRole::named(word))
        })
        .collect()
}

/// Teams of a kind. The one named first in the list of people leads: offices list by rank.
fn teams(dossier: &Dossier, kind: &str) -> Value {
    dossier
        .teams
        .iter()
        .filter(|team| team.kind == kind)
        .map(|team| {
            let mut members = dossier
                .people
                .iter()
                .filter(|person| person.team_id == Some(team.id));
            let head = members.next().map(|person| official(person, None));
            let rest: Vec<Value> = members.map(|person| official(person, None)).collect();
            let mine = |id: Option<Uuid>| id == Some(team.id);
            let units: Vec<&str> = dossier
                .villages
                .iter()
                .filter(|village| {
                    mine(village.guidance_team_id) || mine(village.supervision_team_id)
                })
                .map(|village| village.name.as_str())
                .collect();
            json!({ "name": team.name, "head": head, "members": rest, "units": units })
        })
        .collect()
}
