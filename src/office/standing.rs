//! 现状 — where a village or the township stands: planned days from the pinned pack, what has been
//! recorded, and the state of every step. Derived each time, never stored.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::NaiveDate;
use uuid::Uuid;

use super::refusal::Refusal;
use crate::{
    law::{Actuals, DateCard, Days, Facts, Plan, RulePack, Stage, StageCell, StepState, UnitKind},
    store::{
        Store, cycle,
        entity::{cycle as cycle_row, village},
        progress::{DONE, Latest, SET_ASIDE},
    },
};

/// 规则 of one cycle, compiled: the pinned pack and its three plans.
#[derive(Debug)]
pub struct Plans {
    /// The pinned pack.
    pub pack: RulePack,
    /// 村
    pub village: Plan,
    /// 社区
    pub community: Plan,
    /// 镇
    pub township: Plan,
}

impl Plans {
    /// Compiles a pack; fails when it lacks rules for villages or communities.
    pub fn compile(pack: RulePack) -> Result<Self, Refusal> {
        let told = |error: crate::law::PlanError| Refusal::general(error.to_string());
        Ok(Self {
            village: Plan::compile(&pack, UnitKind::Village).map_err(told)?,
            community: Plan::compile(&pack, UnitKind::Community).map_err(told)?,
            township: Plan::compile_township(&pack).map_err(told)?,
            pack,
        })
    }

    /// The stages of villages, then those only communities have, each once.
    pub fn unit_stages(&self) -> Vec<&Stage> {
        let mut list: Vec<&Stage> = Vec::new();
        for stage in self.village.stages.iter().chain(&self.community.stages) {
            if !list.iter().any(|known| known.id == stage.id) {
                list.push(stage);
            }
        }
        list
    }

    /// The plan of a kind of unit.
    pub fn of(&self, kind: UnitKind) -> &Plan {
        match kind {
            UnitKind::Village => &self.village,
            UnitKind::Community => &self.community,
        }
    }
}

/// Compiled packs by digest; a digest never means another text, so nothing is ever stale.
#[derive(Debug, Default)]
pub struct PlanCache {
    plans: Mutex<HashMap<String, Arc<Plans>>>,
}

impl PlanCache {
    /// The compiled pack of a cycle.
    pub async fn of_cycle(
        &self,
        store: &Store,
        cycle: &cycle_row::Model,
    ) -> Result<Arc<Plans>, Refusal> {
        if let Some(known) = self
            .plans
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&cycle.pack_digest)
            .cloned()
        {
            return Ok(known);
        }
        let row = cycle::pack(store.reader(), &cycle.pack_digest)
            .await?
            .ok_or_else(|| Refusal::Inside(format!("pack {} is not stored", cycle.pack_digest)))?;
        let pack = RulePack::from_canonical(&row.canonical).map_err(|error| {
            Refusal::general(format!("请联系管理员：本届所用规则包读不出来。{error}"))
        })?;
        if pack.digest() != cycle.pack_digest {
            return Err(Refusal::general(
                "请联系管理员：本届所用规则包与登记的摘要不符，可能被改动过。",
            ));
        }
        let plans = Arc::new(Plans::compile(pack)?);
        self.plans
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(cycle.pack_digest.clone(), Arc::clone(&plans));
        Ok(plans)
    }
}

/// The kind of a stored unit.
pub fn kind_of(village: &village::Model) -> UnitKind {
    UnitKind::from_id(&village.kind).unwrap_or(UnitKind::Village)
}

/// The election day fixed for a village: its own, or the township's.
pub fn election_day_of(cycle: &cycle_row::Model, village: &village::Model) -> NaiveDate {
    village.election_day.unwrap_or(cycle.default_election_day)
}

/// 现状 of one unit.
#[derive(Debug)]
pub struct Standing<'p> {
    /// Its plan.
    pub plan: &'p Plan,
    /// The election day fixed.
    pub fixed_election_day: NaiveDate,
    /// What is recorded.
    pub actuals: Actuals,
    /// Days by step.
    pub days: Days,
    /// States by step.
    pub states: Vec<StepState>,
    /// Today.
    pub today: NaiveDate,
}

impl<'p> Standing<'p> {
    /// From the latest records of the unit (records of other units are passed over).
    pub fn new(
        plan: &'p Plan,
        election_day: NaiveDate,
        unit_id: Uuid,
        latest: &[Latest],
        today: NaiveDate,
    ) -> Self {
        let recorded = latest
            .iter()
            .filter(|row| row.unit_id == unit_id && row.act == DONE)
            .filter_map(|row| Some((row.step.as_str(), row.day?)))
            // A step the pack does not know cannot be placed; the record itself stays.
            .filter(|(step, _)| plan.index(step).is_some());
        let mut actuals = plan.actuals(recorded).unwrap_or_default();
        for row in latest
            .iter()
            .filter(|row| row.unit_id == unit_id && row.act == SET_ASIDE)
        {
            actuals = plan.not_applicable(actuals, &row.step);
        }
        let days = plan.days(election_day, &actuals);
        let states = plan.states(&days, &actuals, today);
        Self {
            plan,
            fixed_election_day: election_day,
            actuals,
            days,
            states,
            today,
        }
    }

    /// Of a village or community.
    pub fn of_village(
        plans: &'p Plans,
        cycle: &cycle_row::Model,
        village: &village::Model,
        latest: &[Latest],
        today: NaiveDate,
    ) -> Self {
        Self::new(
            plans.of(kind_of(village)),
            election_day_of(cycle, village),
            village.id,
            latest,
            today,
        )
    }

    /// Of the township itself.
    pub fn of_township(
        plans: &'p Plans,
        cycle: &cycle_row::Model,
        latest: &[Latest],
        today: NaiveDate,
    ) -> Self {
        Self::new(
            &plans.township,
            cycle.default_election_day,
            cycle.id,
            latest,
            today,
        )
    }

    /// The facts as the rule engine takes them.
    pub fn facts(&self) -> Result<Facts, Refusal> {
        Facts::new(
            self.plan,
            self.fixed_election_day,
            Some(self.today),
            self.actuals.clone(),
        )
        .map_err(|found| {
            let lines: Vec<String> = found.into_iter().map(|finding| finding.message).collect();
            Refusal::general(lines.join("\n"))
        })
    }

    /// The matrix cells.
    pub fn stage_cells(&self) -> Vec<StageCell> {
        self.plan.stage_cells(&self.days, &self.states)
    }

    /// The card of a step.
    pub fn card(&self, step: usize) -> Option<DateCard> {
        self.plan.card(step, &self.days, Some(self.today))
    }

    /// The state of a step by its id.
    pub fn state_of(&self, id: &str) -> Option<StepState> {
        self.plan
            .index(id)
            .and_then(|step| self.states.get(step).copied())
    }
}
