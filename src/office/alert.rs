//! 提醒 — what stands in the way of a step although its day is kept: a meeting that too few came to,
//! people who were never trained. Computed from the records each time; it warns and never forbids.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    meeting::{self, quorum, words_of},
    occasion::address,
    paper::dossier::Dossier,
    refusal::Refusal,
    standing::Plans,
    training,
};
use crate::{
    civil,
    documents::kind::Kind,
    law::{Basis, POLLING, Plan, Source, cite_all},
    store::{
        entity::{meeting::Entity as Meeting, paper_fact, training_need, village as village_row},
        meeting::{HELD, Whole, founding, of_unit as meetings_of_unit},
        paper,
        scope::CycleScope,
        training as training_store, training_need as training_needs,
    },
};

/// 一条提醒
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// The village, or the cycle's id for the township.
    pub unit: Uuid,
    /// Step it is about.
    pub step: String,
    /// Code of the rule.
    pub code: &'static str,
    /// 先做什么 · 原因
    pub text: String,
    /// Sources without brackets; may be empty.
    pub basis: String,
    /// Where it can be seen.
    pub href: String,
}

impl Alert {
    /// Whether a paper that is made for another step has to be looked at because of it.
    pub fn concerns(&self, kind: Kind) -> bool {
        self.step == POLLING && matches!(kind, Kind::Polling | Kind::PollingStaff)
    }
}

/// Meetings on which a step rests and that too few came to; a later one that was held in time answers it.
fn of_meetings(
    plans: &Plans,
    scope_path: impl Fn(Uuid) -> String,
    villages: &[village_row::Model],
    meetings: &[Whole],
) -> Vec<Alert> {
    let mut seen: Vec<(Uuid, &str)> = Vec::new();
    let mut list = Vec::new();
    for (one, rows) in meetings {
        if one.state != HELD || one.step.is_empty() {
            continue;
        }
        let key = (one.unit_id, one.step.as_str());
        if seen.contains(&key) {
            continue;
        }
        seen.push(key);
        let village = villages.iter().find(|village| village.id == one.unit_id);
        let words = words_of(village);
        let plan: &Plan = match village {
            Some(_) => plans.of(words),
            None => &plans.township,
        };
        let Some(step) = plan
            .index(&one.step)
            .and_then(|index| plan.steps.get(index))
        else {
            continue;
        };
        let Some(rules) = plans.pack.rules(words) else {
            continue;
        };
        let judged = quorum(rules, meeting::catalogue().find(&one.kind), one, rows);
        let Some(missed) = judged.missed() else {
            continue;
        };
        let day = one.day.map(civil::short).unwrap_or_default();
        list.push(Alert {
            unit: one.unit_id,
            step: one.step.clone(),
            code: missed.code.as_str(),
            text: format!(
                "请重新召开会议再办“{}”。{day}的{}未达法定人数：{}",
                step.name, one.name, missed.reason
            ),
            basis: cite_all(&missed.basis)
                .trim_matches(['〔', '〕'])
                .to_owned(),
            href: scope_path(one.id),
        });
    }
    list
}

/// Villages whose polling workers were not all trained, said at the polling step.
fn of_trainings(
    plans: &Plans,
    cycle_id: Uuid,
    villages: &[village_row::Model],
    courses: &[training_store::Whole],
    needs: &[training_need::Model],
    staff: &dyn Fn(Uuid) -> Option<Vec<training::Staff>>,
) -> Vec<Alert> {
    let curriculum = training::curriculum();
    let basis: Vec<Basis> = plans
        .pack
        .main_rules()
        .and_then(|(_, rules)| rules.step(&curriculum.warning.step))
        .map(|step| step.sources.iter().map(Source::basis).collect())
        .unwrap_or_default();
    let basis = cite_all(&basis).trim_matches(['〔', '〕']).to_owned();
    let groups = training::Groups::of(courses).with_needs(needs);
    villages
        .iter()
        .filter_map(|village| {
            let list = staff(village.id);
            let cells = training::of_village(curriculum, village, list.as_deref(), &groups);
            let untrained = training::untrained(curriculum, village, &cells, true);
            (!untrained.is_empty()).then(|| Alert {
                unit: village.id,
                step: POLLING.to_owned(),
                code: "N307",
                text: format!("请先补训，再安排投票日的工作。{}。", untrained.join("，")),
                basis: basis.clone(),
                href: format!("/c/{cycle_id}/trainings/coverage#v{}", village.ordinal),
            })
        })
        .collect()
}

/// The alerts of one unit: a village, or the township.
pub async fn of_unit<C: ConnectionTrait>(
    db: &C,
    plans: &Plans,
    scope: &CycleScope,
    village: Option<&village_row::Model>,
) -> Result<Vec<Alert>, Refusal> {
    let unit_id = village.map_or_else(|| scope.cycle_id(), |village| village.id);
    let meetings = meetings_of_unit(db, scope, unit_id).await?;
    let villages: Vec<village_row::Model> = village.into_iter().cloned().collect();
    let mut list = of_meetings(
        plans,
        |id| address::<Meeting>(scope, id),
        &villages,
        &meetings,
    );
    if village.is_some() {
        let courses = training_store::of_village(db, scope, unit_id).await?;
        let facts = paper::facts_of(db, scope, unit_id).await?;
        list.extend(of_trainings(
            plans,
            scope.cycle_id(),
            &villages,
            &courses,
            &training_needs::of_village(db, scope, unit_id)
                .await?
                .into_iter()
                .collect::<Vec<_>>(),
            &|_| staff_among(&facts, unit_id),
        ));
    }
    Ok(list)
}

fn staff_among(facts: &[paper_fact::Model], unit: Uuid) -> Option<Vec<training::Staff>> {
    facts
        .iter()
        .find(|row| row.unit_id == unit && row.kind == Kind::PollingStaff.id())
        .and_then(|row| training::staff_of(&row.facts))
}

/// The alerts of a unit whose dossier is read already.
pub fn of_dossier(dossier: &Dossier, plans: &Plans, unit: Uuid) -> Vec<Alert> {
    let mut list = of_meetings(
        plans,
        |id| format!("/c/{}/meetings/{id}", dossier.cycle.id),
        &dossier.villages,
        &dossier.meetings,
    );
    list.retain(|alert| alert.unit == unit);
    if let Some(village) = dossier.village(unit) {
        list.extend(of_trainings(
            plans,
            dossier.cycle.id,
            std::slice::from_ref(village),
            &dossier.trainings,
            &dossier.needs,
            &|_| staff_among(&dossier.facts, unit),
        ));
    }
    list
}

/// The alerts of every unit in reach, of steps that are not recorded yet: `open` answers for a unit and
/// a step, with the unit's election day.
pub async fn of_cycle<C: ConnectionTrait>(
    db: &C,
    plans: &Plans,
    scope: &CycleScope,
    villages: &[village_row::Model],
    today: NaiveDate,
    open: impl Fn(Uuid, &str) -> Option<NaiveDate>,
) -> Result<Vec<Alert>, Refusal> {
    let meetings = founding(db, scope).await?;
    let mut list = of_meetings(
        plans,
        |id| address::<Meeting>(scope, id),
        villages,
        &meetings,
    );
    list.retain(|alert| open(alert.unit, &alert.step).is_some());
    // Long before the vote nobody is late with training.
    let days = training::curriculum().warning.days;
    let near: Vec<village_row::Model> = villages
        .iter()
        .filter(|village| {
            open(village.id, POLLING).is_some_and(|day| (day - today).num_days() <= days)
        })
        .cloned()
        .collect();
    if !near.is_empty() {
        let courses = training_store::whole(db, scope).await?;
        let lists: HashMap<Uuid, String> = training_store::staff_lists(db, scope)
            .await?
            .into_iter()
            .collect();
        list.extend(of_trainings(
            plans,
            scope.cycle_id(),
            &near,
            &courses,
            &training_needs::list(db, scope).await?,
            &|id| lists.get(&id).and_then(|facts| training::staff_of(facts)),
        ));
    }
    Ok(list)
}
