//! 实施方案的数据 — the township's plan, and a village's own.
//!
//! A plan states how things are meant to go. Days are those of the schedule; of what was recorded only what lies before
//! the day under the plan counts, so that going on with the work does not make the plan out of date.

use chrono::NaiveDate;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    data::{basis as basis_data, text},
    dossier::Dossier,
    known::{Asked, village},
    preflight::{Found, Gate},
    township::{bureau, common_election_day, kinds_present, leading_group, linked, tables, teams},
};
use crate::{
    documents::kind::Kind,
    law::{Actuals, Days, Plan, UnitKind},
    office::{
        plan::wording,
        standing::{election_day_of, kind_of},
    },
    store::{entity::village as village_row, progress},
};

/// 依据: the statutes of the pinned pack, for those whose plan it is.
pub(super) fn basis(asked: &Asked<'_>) -> Value {
    let mut statutes: Vec<&str> = Vec::new();
    let kinds = match village(asked) {
        Some(village) => vec![kind_of(village)],
        None => kinds_present(asked),
    };
    for kind in kinds {
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

/// What the product knows for a plan.
pub(super) fn known(asked: &Asked<'_>) -> Value {
    match village(asked) {
        Some(village) => of_unit(asked, village),
        None => of_township(asked),
    }
}

fn of_township(asked: &Asked<'_>) -> Value {
    let dossier = asked.dossier;
    let cycle = &dossier.cycle;
    let mut known = tables(dossier);
    let election_day = common_election_day(dossier);
    let of_kind = |kind: UnitKind| -> Value {
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
    let days = planned(asked, plan, cycle.default_election_day);
    let more = json!({
        "election_day": election_day,
        "window_from": cycle.window_start,
        "window_to": cycle.window_end,
        "leading_group": leading_group(dossier),
        "bureau": bureau(dossier),
        "township_steps": (0..plan.steps.len()).map(|index| step(plan, &days, index)).collect::<Vec<_>>(),
        "village_stages": of_kind(UnitKind::Village),
        "community_stages": of_kind(UnitKind::Community),
        "discipline": asked.rules.discipline.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(),
    });
    if let (Some(known), Value::Object(more)) = (known.as_object_mut(), more) {
        known.extend(more);
    }
    known
}

fn of_unit(asked: &Asked<'_>, village: &village_row::Model) -> Value {
    let dossier = asked.dossier;
    let kind = kind_of(village);
    let plan = asked.plans.of(kind);
    let days = planned(asked, plan, election_day_of(&dossier.cycle, village));
    let own = stages(plan, &days);
    let none = json!([]);
    let (of_villages, of_communities) = match kind {
        UnitKind::Village => (&own, &none),
        UnitKind::Community => (&none, &own),
    };
    let (saved, _) = wording::saved(dossier, asked.unit);
    let count = |number: Option<i32>| number.and_then(|number| u32::try_from(number).ok());
    let mut row = linked(dossier, village);
    if let Some(row) = row.as_object_mut() {
        // 难点村 is the office's own mark: a village's plan hangs on its wall.
        row.shift_remove("note");
    }
    json!({
        "election_day": dossier.election_day(village),
        "village_stages": of_villages,
        "community_stages": of_communities,
        "units": [row],
        "guidance_teams": of_team(&teams(dossier, "guidance"), &village.name),
        "discipline": asked.rules.discipline.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(),
        "committee": committee(asked),
        "figures": {
            "groups": count(village.groups),
            "households": count(village.households),
            "population": count(village.population),
        },
        "adopted_on": saved.adopted_on,
        "adopted_by": text(&saved.adopted_by),
    })
}

/// The team of a village alone, with no other unit's name: a village account sees no other village.
fn of_team(teams: &Value, name: &str) -> Value {
    teams
        .as_array()
        .into_iter()
        .flatten()
        .filter(|team| {
            team.get("units")
                .and_then(Value::as_array)
                .is_some_and(|units| units.iter().any(|unit| unit.as_str() == Some(name)))
        })
        .cloned()
        .map(|mut team| {
            if let Some(team) = team.as_object_mut() {
                team.insert("units".to_owned(), json!([name]));
            }
            team
        })
        .collect()
}

/// 选举委员会, from what was filled in for its notice.
fn committee(asked: &Asked<'_>) -> Value {
    let Some((facts, _)) = asked.dossier.typed(asked.unit, Kind::ElectionCommittee) else {
        return json!([]);
    };
    let role = |duty: Option<&str>| match duty {
        Some("chair") => Some("主任"),
        Some("deputy") => Some("副主任"),
        Some("member") => Some("委员"),
        _ => None,
    };
    facts
        .get("members")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|member| {
            let role = role(member.get("duty").and_then(Value::as_str))?;
            let name = member.get("name").and_then(Value::as_str)?;
            Some(json!({ "name": name, "role": role }))
        })
        .collect()
}

/// The days of a plan, with what was done before the day under it; its own issue stays where it was planned.
fn planned(asked: &Asked<'_>, plan: &Plan, election_day: NaiveDate) -> Days {
    let recorded = asked
        .dossier
        .latest
        .iter()
        .filter(|row| row.unit_id == asked.unit && row.act == progress::DONE)
        .filter_map(|row| Some((row.step.as_str(), row.day?)))
        .filter(|(step, day)| {
            plan.index(step).is_some() && *day < asked.dated && Some(*step) != asked.kind.step()
        });
    let actuals = plan.actuals(recorded).unwrap_or_default();
    plan.days(election_day, &actuals)
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

/// What a unit's own plan still lacks: none of it stops the print, all of it can be written in by hand.
pub(super) fn unready(dossier: &Dossier, unit: Uuid, found: &mut Vec<Found>) {
    let (saved, _) = wording::saved(dossier, unit);
    if saved.adopted_on.is_none() {
        found.push(Found::warn(
            Gate::Procedure,
            "D110",
            "请先由村（居）民会议或者代表会议讨论通过，填上通过的日子再印发。现在这一处是横线。",
        ));
    }
    if dossier.typed(unit, Kind::ElectionCommittee).is_none() {
        found.push(Found::warn(
            Gate::Approval,
            "N303",
            "请先填写选举委员会成员，或印出后手填。名单现在是横线。",
        ));
    }
}
