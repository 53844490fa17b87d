//! 会议 — a meeting of the township or of a village from its notice to its minutes: who is asked,
//! what is made ready, who came according to the paper sign-in sheet, whether that was enough by
//! law, what was decided. Nobody signs in electronically.

mod arrange;
mod catalogue;
mod expected;
mod hold;
mod prepare;
mod quorum;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use serde_json::json;

pub use arrange::{MeetingInput, RowInput, save, start};
pub use catalogue::{Catalogue, Check, Counted, Guests, Level, MeetingKind, catalogue};
pub use expected::{Expected, Part, Seat, Sources, seats, women_of};
pub use hold::{AttendanceInput, AttendedRow, DecisionInput, hold};
pub use prepare::{prepare, to_prepare};
pub use quorum::{Came, Carried, Quorum, carried, quorum};

pub use super::occasion::{list_of, moment, village_of, words_of};
use super::{
    event::Event,
    occasion::{Sort, Words},
};
use crate::store::{entity::meeting, meeting as rows};

/// Most rows of those asked; a township has at most some hundred villages.
pub const MOST_ROWS: usize = 600;
/// 决定
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// What was decided.
    pub text: String,
    /// 赞成
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_favour: Option<u32>,
    /// 反对
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against: Option<u32>,
    /// 弃权
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub abstained: Option<u32>,
}

/// The decisions of a meeting.
pub fn decisions(one: &meeting::Model) -> Vec<Decision> {
    serde_json::from_str(&one.decisions).unwrap_or_default()
}

/// How meetings are spoken of.
const WORDS: Words = Words {
    sort: "会议",
    one: "会议",
    name: "会议名称",
    name_wanted: "请填写会议名称：通知、签到表和记录上都要写。",
    day: "会议日期",
    begins: "开会",
    time: "会议时间",
    place: "会议地点",
    materials: "会议材料",
    requirements: "会议要求",
    settled: "请到“登记到会”里更正：这次会议已经登记或者取消，安排不再改动。",
    over: "请刷新页面核对：这次会议已经开过或者取消。",
    called_off: "请另外安排一次会议：这次会议已经取消。",
    held_day: "开会日期",
    held_day_wanted: "请填写开会的日期：照签到表上写的填。",
    after: "会议开过以后",
};

impl Sort for meeting::Entity {
    const OBJECT: &'static str = "meeting";
    const PATH: &'static str = "meetings";
    const ARRANGED: Event = Event::MeetingArranged;
    const CANCELLED: Event = Event::MeetingCancelled;
    const WORDS: Words = WORDS;

    fn told(one: &meeting::Model, rows: usize) -> serde_json::Value {
        json!({
            "name": one.name, "day": one.day, "time": one.time, "place": one.place,
            "step": one.step, "agenda": list_of(&one.agenda), "state": one.state, "rows": rows,
        })
    }
}

/// Whether a meeting lies ahead.
pub fn is_planned(one: &meeting::Model) -> bool {
    one.state == rows::PLANNED
}
