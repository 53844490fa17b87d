//! 集会 — what calling, holding and calling off a meeting and a training course have in common.
//!
//! A sort of occasion says its own words and events through [`Sort`]; its own fields stay in its own folder.

mod change;
mod held;
mod invitation;

pub use change::cancel;
pub(super) use change::{Arranged, arrange, written};
pub(super) use held::{held_day, not_called_off, record_step, step_name};
pub use invitation::{Invitation, list_of, moment};
pub(super) use invitation::{Invited, MOST_LINES, check, json_text, read_lines, read_time};

use uuid::Uuid;

use super::{event::Event, progress::Unit, refusal::Refusal, standing::kind_of};
use crate::{
    law::UnitKind,
    store::{entity::village as village_row, occasion::Occasion, scope::CycleScope, village},
};

/// 一类集会 — meetings, or training courses.
pub trait Sort: Occasion {
    /// Object of its audit rows.
    const OBJECT: &'static str;
    /// Part of its addresses: `/c/{c}/{PATH}/{id}`.
    const PATH: &'static str;
    /// Event of its being arranged.
    const ARRANGED: Event;
    /// Event of its being called off.
    const CANCELLED: Event;
    /// How it is spoken of.
    const WORDS: Words;

    /// What the audit row of an arrangement keeps, with the number of rows asked.
    fn told(model: &Self::Model, rows: usize) -> serde_json::Value;
}

/// How a sort of occasion is spoken of.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// «会议», «培训»
    pub sort: &'static str,
    /// «会议», «培训班»
    pub one: &'static str,
    /// «会议名称», «班名»
    pub name: &'static str,
    /// Asks for a name.
    pub name_wanted: &'static str,
    /// «会议日期», «开班日期»
    pub day: &'static str,
    /// «开会», «开班»: the day it begins, where another day is measured by it.
    pub begins: &'static str,
    /// «会议时间», «开班时间»
    pub time: &'static str,
    /// «会议地点», «培训地点»
    pub place: &'static str,
    /// «会议材料», «培训资料»
    pub materials: &'static str,
    /// «会议要求», «有关要求»
    pub requirements: &'static str,
    /// Told when an arrangement can no longer be changed.
    pub settled: &'static str,
    /// Told when it can no longer be called off.
    pub over: &'static str,
    /// Told when it was called off and is now to be entered as held.
    pub called_off: &'static str,
    /// «开会日期», «开班日期»: of one that was held.
    pub held_day: &'static str,
    /// Asks for the day it was held.
    pub held_day_wanted: &'static str,
    /// What to wait for before entering it: «会议开过以后», «办班以后».
    pub after: &'static str,
}

/// The unit an occasion belongs to: `None` is the township.
pub async fn village_of<C: sea_orm::ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    unit_id: Uuid,
) -> Result<Option<village_row::Model>, Refusal> {
    if unit_id == scope.cycle_id() {
        return Ok(None);
    }
    Ok(Some(
        village::find(db, scope, unit_id)
            .await?
            .ok_or(Refusal::NotFound)?,
    ))
}

/// The unit of the progress desk.
pub(super) fn unit_of(village: Option<&village_row::Model>) -> Unit<'_> {
    village.map_or(Unit::Township, Unit::Village)
}

/// The words a unit is spoken of with.
pub fn words_of(village: Option<&village_row::Model>) -> UnitKind {
    village.map_or(UnitKind::Village, kind_of)
}

/// Where an occasion is looked at.
pub fn address<S: Sort>(scope: &CycleScope, id: Uuid) -> String {
    format!("/c/{}/{}/{id}", scope.cycle_id(), S::PATH)
}
