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
    law::{Discipline, Status, UnitKind},
    office::{
        people::{SECTIONS, head_of},
        risk::Level,
        standing::kind_of,
    },
    roster::BodyRole,
    store::entity::{person, village as village_row},
};

/// Villages, communities or both; villages when nothing is imported yet.
pub(super) fn kinds_present(asked: &Asked<'_>) -> Vec<UnitKind> {
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
        "sections": sections(asked.dossier),
        "units": named_units(asked.dossier),
    })
}

/// 办公室成员 by the line of work they were drawn from; empty while nobody is marked.
fn sections(dossier: &Dossier) -> Value {
    let members: Vec<&person::Model> = dossier
        .people
        .iter()
        .filter(|person| body_roles(&person.body_roles).contains(&BodyRole::OfficeMember))
        .collect();
    if members.iter().all(|person| person.section.is_none()) {
        return json!([]);
    }
    SECTIONS
        .iter()
        .filter_map(|(id, title)| {
            let people: Vec<Value> = members
                .iter()
                .filter(|person| person.section.as_deref().unwrap_or("other") == *id)
                .map(|person| official(person, None))
                .collect();
            (!people.is_empty()).then(|| json!({ "name": title, "people": people }))
        })
        .collect()
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
        "units": dossier.villages.iter().map(|village| guarded(dossier, village)).collect::<Vec<_>>(),
        "guidance_teams": teams(dossier, "guidance"),
    })
}

/// A unit in the emergency plan: where the risk was found high, forces are kept ready. Neither level nor reasons
/// stand in it: the plan goes to every village.
fn guarded(dossier: &Dossier, village: &village_row::Model) -> Value {
    let high = dossier
        .assessment(village.id)
        .is_some_and(|row| Level::from_id(&row.level) == Some(Level::High));
    let mut unit = linked(dossier, village);
    if let Some(unit) = unit.as_object_mut() {
        unit.insert("note".to_owned(), json!(high.then_some("重点保障")));
    }
    unit
}

/// 领导小组
pub(super) fn leading_group(dossier: &Dossier) -> Value {
    let roles = [BodyRole::Leader, BodyRole::DeputyLeader, BodyRole::Member];
    body(dossier, &roles, "")
}

/// 领导小组办公室
pub(super) fn bureau(dossier: &Dossier) -> Value {
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
pub(super) fn common_election_day(dossier: &Dossier) -> Option<NaiveDate> {
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
pub(super) fn tables(dossier: &Dossier) -> Value {
    json!({
        "units": dossier.villages.iter().map(|village| linked(dossier, village)).collect::<Vec<_>>(),
        "guidance_teams": teams(dossier, "guidance"),
        "supervision_teams": teams(dossier, "supervision"),
    })
}

pub(super) fn linked(dossier: &Dossier, village: &village_row::Model) -> Value {
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
        // Typed once, for the letter the village signs.
        "responsible": dossier
            .typed(village.id, Kind::ResponsibilityLetter)
            .and_then(|(facts, _)| facts.get("responsible").cloned()),
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

/// Teams of a kind. While no head is fixed, the one named first in the list of people leads: offices list by rank.
pub(super) fn teams(dossier: &Dossier, kind: &str) -> Value {
    dossier
        .teams
        .iter()
        .filter(|team| team.kind == kind)
        .map(|team| {
            let mut members: Vec<&person::Model> = dossier
                .people
                .iter()
                .filter(|person| person.team_id == Some(team.id))
                .collect();
            if let Some(head) = head_of(team, &dossier.people) {
                members.sort_by_key(|person| person.id != head.id);
            }
            let mut members = members.into_iter();
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
