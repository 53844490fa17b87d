//! 报告 — what the township reports upward is counted from the records: nobody types a figure again.

use serde_json::{Value, json};

use super::{
    data::{facts_of, seats},
    dossier::Dossier,
    known::Asked,
    outcome,
    reply::{ballots, elected},
    township::named_units,
};
use crate::{
    documents::kind::Kind,
    law::{POLLING, Stage, StepClass, StepState},
    office::{
        inspection,
        standing::{Standing, kind_of},
    },
    platform::clock::shanghai,
    store::{entity::village as village_row, paper::ISSUED, progress::DONE},
};

/// 督查通报
pub(super) fn inspection_bulletin(asked: &Asked<'_>) -> Value {
    json!({ "units": named_units(asked.dossier), "visits": visits(asked) })
}

/// Every visit up to the day of the paper, by day and then in the township's order.
fn visits(asked: &Asked<'_>) -> Value {
    let dossier = asked.dossier;
    let mut list: Vec<_> = dossier
        .inspections
        .iter()
        .filter(|(row, _)| row.day <= asked.dated)
        .collect();
    let place = |row: &crate::store::entity::inspection::Model| {
        dossier
            .villages
            .iter()
            .position(|village| village.id == row.village_id)
    };
    list.sort_by_key(|(row, _)| (row.day, place(row), row.recorded_at));
    list.into_iter()
        .map(|(row, findings)| {
            json!({
                "unit": dossier.unit_name(row.village_id),
                "way": inspection::Kind::from_id(&row.kind).map(inspection::Kind::name),
                "day": row.day,
                "findings": findings
                    .iter()
                    .filter(|found| !dossier.is_withdrawn(found.id))
                    .map(|found| json!({
                        "problem": found.problem,
                        "measure": super::data::text(&found.measure),
                        "deadline": dossier.due_of(found),
                        "closed_on": dossier.closed_on(found.id).filter(|day| *day <= asked.dated),
                    }))
                    .collect::<Vec<_>>(),
            })
        })
        .collect()
}

/// How many units stand where in one stage.
#[derive(Default)]
struct StageCount {
    done: u32,
    active: u32,
    ahead: u32,
    late: u32,
}

impl StageCount {
    fn take(&mut self, state: StepState) {
        let count = match state {
            StepState::Done | StepState::DoneLate => &mut self.done,
            StepState::Open | StepState::DueSoon => &mut self.active,
            StepState::NotYet => &mut self.ahead,
            StepState::Overdue => &mut self.late,
            StepState::NotApplicable => return,
        };
        *count = count.saturating_add(1);
    }
}

/// 日报
pub(super) fn daily_report(asked: &Asked<'_>) -> Value {
    let dossier = asked.dossier;
    let day = asked.dated;
    let standings: Vec<(&village_row::Model, Standing<'_>)> = dossier
        .villages
        .iter()
        .map(|village| (village, dossier.standing(asked.plans, village.id, day)))
        .collect();
    let stages = stages(asked, &standings);
    let mut counts: Vec<StageCount> = stages.iter().map(|_| StageCount::default()).collect();
    let mut units = Vec::new();
    let (mut overdue, mut soon, mut done) = (Vec::new(), Vec::new(), Vec::new());
    for (village, standing) in &standings {
        let cells = standing.stage_cells();
        let mut words = Vec::new();
        for (stage, count) in stages.iter().zip(&mut counts) {
            let cell = standing
                .plan
                .stages
                .iter()
                .position(|own| own.id == stage.id)
                .and_then(|at| cells.get(at));
            let state = cell.map_or(StepState::NotApplicable, |cell| cell.state);
            count.take(state);
            words.push(state.name());
        }
        units.push(json!({
            "name": village.name, "kind": kind_of(village).id(),
            "election_day": dossier.election_day(village), "cells": words,
        }));
        lines(&village.name, standing, &mut overdue, &mut soon);
        finished(dossier, village.id, &village.name, standing, day, &mut done);
    }
    let township = dossier.standing(asked.plans, dossier.cycle.id, day);
    finished(
        dossier,
        dossier.cycle.id,
        &dossier.township.name,
        &township,
        day,
        &mut done,
    );
    // 期号在确认的时候编
    json!({
        "day": day,
        "stages": stages
            .iter()
            .zip(&counts)
            .map(|(stage, count)| json!({
                "name": stage.name, "done": count.done, "active": count.active,
                "ahead": count.ahead, "late": count.late,
            }))
            .collect::<Vec<_>>(),
        "units": units,
        "done": done,
        "overdue": overdue,
        "soon": soon,
        "visits": visits(asked),
        "papers_issued": dossier
            .papers
            .iter()
            .filter(|line| shanghai(line.issued_at).date_naive() == day)
            .count(),
        "anchor": dossier
            .audit_head
            .as_ref()
            .filter(|(seq, _)| *seq > 0)
            .map(|(seq, digest)| json!({
                "seq": seq, "digest": digest.strip_prefix("sha256:").unwrap_or(digest),
            })),
    })
}

/// The stages of villages and communities, each once, in their order.
fn stages<'p>(
    asked: &Asked<'p>,
    standings: &[(&village_row::Model, Standing<'_>)],
) -> Vec<&'p Stage> {
    let mut stages: Vec<&'p Stage> = Vec::new();
    for (village, _) in standings {
        for stage in &asked.plans.of(kind_of(village)).stages {
            let used = standings.iter().any(|(_, standing)| {
                standing.plan.steps.iter().any(|step| {
                    standing
                        .plan
                        .stages
                        .get(step.stage)
                        .is_some_and(|own| own.id == stage.id)
                })
            });
            if used && !stages.iter().any(|known| known.id == stage.id) {
                stages.push(stage);
            }
        }
    }
    stages
}

/// The steps of a unit that are late or due soon.
fn lines(unit: &str, standing: &Standing<'_>, overdue: &mut Vec<Value>, soon: &mut Vec<Value>) {
    for (index, state) in standing.states.iter().enumerate() {
        let list = match state {
            StepState::Overdue => &mut *overdue,
            StepState::DueSoon => &mut *soon,
            _ => continue,
        };
        let (Some(step), Some(row)) = (
            standing.plan.steps.get(index),
            standing.days.steps.get(index),
        ) else {
            continue;
        };
        list.push(json!({
            "unit": unit, "step": step.name, "latest": row.limit(),
            "statutory": step.class == StepClass::Statutory,
        }));
    }
}

/// The steps of a unit recorded as done on this day.
fn finished(
    dossier: &Dossier,
    unit: uuid::Uuid,
    name: &str,
    standing: &Standing<'_>,
    day: chrono::NaiveDate,
    done: &mut Vec<Value>,
) {
    for (index, step) in standing.plan.steps.iter().enumerate() {
        let today = dossier.latest.iter().any(|row| {
            row.unit_id == unit && row.step == step.id && row.act == DONE && row.day == Some(day)
        });
        if today {
            let late = standing.states.get(index) == Some(&StepState::DoneLate);
            done.push(json!({
                "unit": name, "step": step.name, "late": late,
                "statutory": step.class == StepClass::Statutory,
            }));
        }
    }
}

/// 统计汇总表
pub(super) fn statistics_summary(asked: &Asked<'_>) -> Value {
    json!({ "units": figures(asked) })
}

/// 各村（社区）的数字
fn figures(asked: &Asked<'_>) -> Value {
    let dossier = asked.dossier;
    dossier
        .villages
        .iter()
        .map(|village| {
            let count = |number: Option<i32>| number.and_then(|number| u32::try_from(number).ok());
            // Only a result that is on the wall counts: a form half filled in is no result.
            let announced = dossier.in_force(village.id, Kind::Results).next().is_some();
            let result = if announced {
                facts_of(dossier, village.id, Kind::Results)
            } else {
                Value::Null
            };
            let standing = dossier.standing(asked.plans, village.id, asked.dated);
            let visited: Vec<_> = dossier
                .inspections
                .iter()
                .filter(|(row, _)| row.village_id == village.id && row.day <= asked.dated)
                .collect();
            let late = standing
                .states
                .iter()
                .filter(|state| **state == StepState::DoneLate)
                .count();
            json!({
                "name": village.name, "kind": kind_of(village).id(),
                "election_day": dossier.election_day(village),
                "polled": dossier.recorded(village.id, POLLING).is_some(),
                "households": count(village.households),
                "population": count(village.population),
                "party_members": count(village.party_members),
                "ballots": ballots(&result, outcome::registered(dossier, village.id)),
                "seats": seats(village),
                "elected": announced.then(|| seats_of(&result)),
                "visits": visited.len(),
                "findings": visited.iter().map(|(_, found)| found.len()).sum::<usize>(),
                "done_late": late,
                "handed_over": dossier.recorded(village.id, "handover-completed").is_some(),
            })
        })
        .collect()
}

/// How many were elected to each post.
fn seats_of(result: &Value) -> Value {
    let of = |post: &str| {
        elected(result)
            .filter(|row| row.get("post").and_then(Value::as_str) == Some(post))
            .count()
    };
    json!({
        "chair": of("chair"), "deputy": of("deputy"), "member": of("member"),
        "woman_member": of("woman-member"),
    })
}

/// 工作总结
pub(super) fn work_summary(asked: &Asked<'_>) -> Value {
    let dossier = asked.dossier;
    let teams = |kind: &str| {
        dossier
            .teams
            .iter()
            .filter(|team| team.kind == kind)
            .count()
    };
    let plan = &asked.plans.township;
    let phases: Vec<&str> = plan
        .steps
        .iter()
        // The summary does not report itself.
        .filter(|step| step.id != "summary-reported")
        .filter(|step| dossier.recorded(dossier.cycle.id, &step.id).is_some())
        .map(|step| step.name.as_str())
        .collect();
    json!({
        "window_from": dossier.cycle.window_start,
        "window_to": dossier.cycle.window_end,
        "units": figures(asked),
        "guidance_teams": teams("guidance"),
        "supervision_teams": teams("supervision"),
        "papers": dossier.papers.iter().filter(|line| line.state == ISSUED).count(),
        "phases": phases,
    })
}
