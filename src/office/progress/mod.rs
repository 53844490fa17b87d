//! 进度 — recording what has happened, undoing it by another record, and arranging the township's own
//! phases.
//!
//! The rule engine decides whether a day may be recorded; here its answer becomes a stored row, a
//! list of problems or a question to the person.

mod arrange;
mod overview;
mod record;

pub use arrange::Arrangement;
pub use overview::{Due, Overview, PRINT_AHEAD, Urgency, Waiting, phase_state};
pub use record::{Recorded, Recording, SET_ASIDE_REASON};

use chrono::NaiveDate;
use uuid::Uuid;

use super::standing::{Plans, Standing, kind_of};
use crate::{
    law::Plan,
    platform::{clock::Clock, files::Files},
    store::{
        Store,
        entity::{step_record, village},
        progress::Latest,
        scope::CycleScope,
    },
};

/// 办理台 — what the use cases of this folder need of the application.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// Database.
    pub store: &'a Store,
    /// Clock.
    pub clock: &'a dyn Clock,
    /// Evidence.
    pub files: &'a Files,
    /// The compiled rules of the cycle.
    pub plans: &'a Plans,
}

/// 单位 — whose step it is: a village or community, or the township itself.
#[derive(Debug, Clone, Copy)]
pub enum Unit<'a> {
    /// A village or community in reach.
    Village(&'a village::Model),
    /// The township's own phases.
    Township,
}

impl Unit<'_> {
    /// The id its records carry: the village's, or the cycle's.
    pub fn id(&self, scope: &CycleScope) -> Uuid {
        match self {
            Self::Village(village) => village.id,
            Self::Township => scope.cycle_id(),
        }
    }

    /// 上前村, or 镇
    pub fn name(&self) -> &str {
        match self {
            Self::Village(village) => &village.name,
            Self::Township => "镇",
        }
    }

    /// Its plan.
    pub fn plan<'p>(&self, plans: &'p Plans) -> &'p Plan {
        match self {
            Self::Village(village) => plans.of(kind_of(village)),
            Self::Township => &plans.township,
        }
    }

    /// Where it stands.
    pub fn standing<'p>(
        &self,
        plans: &'p Plans,
        scope: &CycleScope,
        latest: &[Latest],
        today: NaiveDate,
    ) -> Standing<'p> {
        match self {
            Self::Village(village) => {
                Standing::of_village(plans, scope.cycle(), village, latest, today)
            }
            Self::Township => Standing::of_township(plans, scope.cycle(), latest, today),
        }
    }

    /// The page its steps are on.
    pub fn path(&self, scope: &CycleScope) -> String {
        let cycle = scope.cycle_id();
        match self {
            Self::Village(village) => format!("/c/{cycle}/v/{}", village.id),
            Self::Township => format!("/c/{cycle}/phases"),
        }
    }
}

/// The name of a step's record in the audit table.
pub(crate) fn object_id(unit_id: Uuid, step: &str) -> String {
    format!("{unit_id}/{step}")
}

/// The latest record of every step, from all records of one unit in the order of steps and numbers.
pub fn latest_of(records: &[step_record::Model]) -> Vec<Latest> {
    let mut latest: Vec<Latest> = Vec::new();
    for row in records {
        let one = Latest {
            unit_id: row.unit_id,
            step: row.step.clone(),
            seq: row.seq,
            act: row.act.clone(),
            day: row.day,
            late_explanation: row.late_explanation.clone(),
        };
        match latest.last_mut() {
            Some(last) if last.step == row.step => *last = one,
            _ => latest.push(one),
        }
    }
    latest
}
