//! 会议 — a meeting of the township or of a village from its notice to its minutes: who is asked,
//! what is made ready, who came according to the paper sign-in sheet, whether that was enough by
//! law, what was decided. Nobody signs in electronically.

mod arrange;
mod catalogue;
mod expected;
mod hold;
mod quorum;

#[cfg(test)]
mod tests;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(super) use arrange::plan_step;
pub use arrange::{MeetingInput, RowInput, cancel, prepare, save, start, to_prepare};
pub use catalogue::{Catalogue, Check, Counted, Guests, Level, MeetingKind, catalogue};
pub use expected::{Expected, Part, Seat, Sources, seats, women_of};
pub use hold::{AttendanceInput, AttendedRow, DecisionInput, hold};
pub(super) use hold::{beside_tick, step_name};
pub use quorum::{Came, Carried, Quorum, carried, quorum};

use super::{
    progress::Unit,
    refusal::{Problems, Refusal},
    standing::kind_of,
};
use crate::{
    law::UnitKind,
    store::{
        entity::{meeting, village as village_row},
        meeting as rows,
        scope::CycleScope,
        village,
    },
};

/// Most rows of those asked; a township has at most some hundred villages.
pub const MOST_ROWS: usize = 600;
/// Most lines of agenda, materials or decisions.
pub const MOST_LINES: usize = 30;

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

/// A list kept as JSON in one column.
pub fn list_of(text: &str) -> Vec<String> {
    serde_json::from_str(text).unwrap_or_default()
}

/// The decisions of a meeting.
pub fn decisions(one: &meeting::Model) -> Vec<Decision> {
    serde_json::from_str(&one.decisions).unwrap_or_default()
}

pub(super) fn json_text<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "[]".to_owned())
}

/// The moment a meeting begins, where day and time are both fixed.
pub fn moment(day: Option<NaiveDate>, time: &str) -> Option<NaiveDateTime> {
    let time = NaiveTime::parse_from_str(time, "%H:%M").ok()?;
    Some(day?.and_time(time))
}

/// A time of day as offices write it: 9:00, 09：00, 14:30.
pub(super) fn read_time(problems: &mut Problems, field: &str, label: &str, text: &str) -> String {
    let plain = text.trim().replace('：', ":");
    if plain.is_empty() {
        return String::new();
    }
    let parsed = ["%H:%M", "%H:%M:%S"]
        .iter()
        .find_map(|form| NaiveTime::parse_from_str(&plain, form).ok());
    if let Some(time) = parsed {
        return time.format("%H:%M").to_string();
    }
    problems.add(
        field,
        format!("请把{label}写成 09:00 或 14:30 的样子（二十四小时制）。"),
    );
    String::new()
}

/// Lines of a text field, without empty ones; too many or too long is a problem.
pub(super) fn read_lines(
    problems: &mut Problems,
    field: &str,
    label: &str,
    text: &str,
) -> Vec<String> {
    let lines: Vec<String> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect();
    if lines.len() > MOST_LINES {
        problems.add(
            field,
            format!(
                "请把{label}合并到 {MOST_LINES} 行以内，现有 {} 行。",
                lines.len()
            ),
        );
    }
    if lines.iter().any(|line| line.chars().count() > 200) {
        problems.add(field, format!("请把{label}的每一行缩短到 200 字以内。"));
    }
    lines
}

/// The unit a meeting or course belongs to: `None` is the township.
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

/// Whether a meeting lies ahead.
pub fn is_planned(one: &meeting::Model) -> bool {
    one.state == rows::PLANNED
}

/// Where a meeting is looked at.
pub fn address(scope: &CycleScope, id: Uuid) -> String {
    format!("/c/{}/meetings/{id}", scope.cycle_id())
}
