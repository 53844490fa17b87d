//! 总览 — where every unit in reach stands, and what is to be done first. Two queries whatever the
//! number of villages; everything else is computed.

use chrono::NaiveDate;
use uuid::Uuid;

use super::Unit;
use crate::{
    documents::kind::{Kind, Occasion, Scope},
    law::{SOON, StepClass, StepState},
    office::{
        refusal::Refusal,
        standing::{Plans, Standing},
    },
    store::{
        Store,
        entity::village,
        progress::{self, Latest},
        scope::CycleScope,
        village as villages,
    },
};

/// Days before a step's day within which its papers are worth printing.
pub const PRINT_AHEAD: i64 = 7;

/// 总览
#[derive(Debug)]
pub struct Overview<'p> {
    /// The villages in reach, in the township's order.
    pub villages: Vec<village::Model>,
    /// Where each stands, in the same order.
    pub standings: Vec<Standing<'p>>,
    /// Where the township's own phases stand.
    pub township: Standing<'p>,
}

/// 紧要程度, most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// 法定逾期
    Late,
    /// 法定期限今天到
    Today,
    /// 法定期限三日内
    Soon,
    /// 按安排该办: a day of the working plan, or the suggested day of a step the law still gives time
    Planned,
}

/// 要办的一件事
#[derive(Debug)]
pub struct Due<'o, 'p> {
    /// Whose.
    pub unit: Unit<'o>,
    /// Where the unit stands.
    pub standing: &'o Standing<'p>,
    /// Index of the step.
    pub step: usize,
    /// How urgent.
    pub urgency: Urgency,
    /// Days to the last day; negative when it has passed.
    pub days_left: i64,
}

/// Papers of one kind that are worth printing now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Kind.
    pub kind: Kind,
    /// Indices of the villages; empty for a paper of the township.
    pub villages: Vec<usize>,
}

impl<'p> Overview<'p> {
    /// Reads it.
    pub async fn read(
        store: &Store,
        plans: &'p Plans,
        scope: &CycleScope,
        today: NaiveDate,
    ) -> Result<Self, Refusal> {
        let list = villages::list(store.reader(), scope).await?;
        let latest = progress::latest(store.reader(), scope).await?;
        Ok(Self::new(plans, scope, list, latest, today))
    }

    /// Computes it from what was read.
    pub fn new(
        plans: &'p Plans,
        scope: &CycleScope,
        villages: Vec<village::Model>,
        mut latest: Vec<Latest>,
        today: NaiveDate,
    ) -> Self {
        // Each unit is then a slice, found without looking at the records of the others.
        latest.sort_by_key(|row| row.unit_id);
        let of_unit = |id: Uuid| {
            let from = latest.partition_point(|row| row.unit_id < id);
            let to = latest.partition_point(|row| row.unit_id <= id);
            latest.get(from..to).unwrap_or_default()
        };
        let cycle = scope.cycle();
        Self {
            standings: villages
                .iter()
                .map(|village| {
                    Standing::of_village(plans, cycle, village, of_unit(village.id), today)
                })
                .collect(),
            township: Standing::of_township(plans, cycle, of_unit(cycle.id), today),
            villages,
        }
    }

    /// Villages with where they stand.
    pub fn units(&self) -> impl Iterator<Item = (&village::Model, &Standing<'p>)> {
        self.villages.iter().zip(&self.standings)
    }

    /// What is to be done, most urgent first. `planned` gives the township's own planned days by
    /// step id; phases of the township are left out for those who see only their villages.
    pub fn due(
        &self,
        planned: impl Fn(&str) -> Option<NaiveDate>,
        with_township: bool,
    ) -> Vec<Due<'_, 'p>> {
        let mut list = Vec::new();
        for (village, standing) in self.units() {
            for (step, state) in standing.states.iter().enumerate() {
                list.extend(due_of(Unit::Village(village), standing, step, *state, None));
            }
        }
        if with_township {
            for (step, state) in self.township.states.iter().enumerate() {
                let day = self
                    .township
                    .plan
                    .steps
                    .get(step)
                    .and_then(|step| planned(&step.id));
                let state = phase_state(*state, day, self.township.today);
                list.extend(due_of(Unit::Township, &self.township, step, state, day));
            }
        }
        // Stable: equally urgent ones stay in the order of villages and steps.
        list.sort_by_key(|due| (due.urgency, due.days_left));
        list
    }

    /// Papers whose step is near and of which none is in force; `in_force` answers for a unit and kind.
    pub fn waiting(
        &self,
        cycle_id: Uuid,
        with_township: bool,
        in_force: impl Fn(Uuid, Kind) -> bool,
    ) -> Vec<Waiting> {
        let mut list: Vec<Waiting> = Vec::new();
        for (at, (village, standing)) in self.units().enumerate() {
            for kind in near(standing, Scope::Village) {
                if in_force(village.id, kind) {
                    continue;
                }
                match list.iter_mut().find(|line| line.kind == kind) {
                    Some(line) => line.villages.push(at),
                    None => list.push(Waiting {
                        kind,
                        villages: vec![at],
                    }),
                }
            }
        }
        if with_township {
            for kind in near(&self.township, Scope::Township) {
                if !in_force(cycle_id, kind) {
                    list.push(Waiting {
                        kind,
                        villages: Vec::new(),
                    });
                }
            }
        }
        list.sort_by_key(|line| Kind::ALL.iter().position(|kind| *kind == line.kind));
        list
    }
}

/// Kinds of paper of the steps that are near and not recorded yet, each once.
fn near(standing: &Standing<'_>, scope: Scope) -> Vec<Kind> {
    let mut kinds = Vec::new();
    for (index, step) in standing.plan.steps.iter().enumerate() {
        let (Some(row), Some(state)) = (
            standing.days.steps.get(index),
            standing.states.get(index).copied(),
        ) else {
            continue;
        };
        let unsettled = matches!(
            state,
            StepState::Overdue | StepState::DueSoon | StepState::Open | StepState::NotYet
        );
        if !unsettled || (row.suggested - standing.today).num_days() > PRINT_AHEAD {
            continue;
        }
        for id in &step.papers {
            // Whether an event happened is not known here: the print centre tells of those. Forms are
            // never due.
            if let Some(kind) = Kind::from_id(id).filter(|kind| {
                kind.scope() == scope && !kind.is_form() && kind.occasion() == Occasion::Routine
            }) && !kinds.contains(&kind)
            {
                kinds.push(kind);
            }
        }
    }
    kinds
}

fn due_of<'o, 'p>(
    unit: Unit<'o>,
    standing: &'o Standing<'p>,
    step: usize,
    state: StepState,
    planned: Option<NaiveDate>,
) -> Option<Due<'o, 'p>> {
    if !matches!(state, StepState::Overdue | StepState::DueSoon) {
        return None;
    }
    let row = standing.days.steps.get(step)?;
    let limit = planned.unwrap_or_else(|| row.limit());
    let days_left = (limit - standing.today).num_days();
    let statutory = standing
        .plan
        .steps
        .get(step)
        .is_some_and(|step| step.class == StepClass::Statutory);
    let urgency = match (statutory, days_left) {
        (true, ..0) => Urgency::Late,
        (true, 0) => Urgency::Today,
        (true, 1..=SOON) => Urgency::Soon,
        _ => Urgency::Planned,
    };
    Some(Due {
        unit,
        standing,
        step,
        urgency,
        days_left,
    })
}

/// The state of one of the township's phases once the township has planned its own day for it.
pub fn phase_state(state: StepState, planned: Option<NaiveDate>, today: NaiveDate) -> StepState {
    let settled = matches!(
        state,
        StepState::Done | StepState::DoneLate | StepState::NotApplicable
    );
    match planned {
        Some(day) if !settled => match (day - today).num_days() {
            ..0 => StepState::Overdue,
            0..=SOON => StepState::DueSoon,
            _ if state == StepState::NotYet => StepState::NotYet,
            _ => StepState::Open,
        },
        _ => state,
    }
}
