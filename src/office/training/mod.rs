//! 培训 — courses of the county, the township and the villages: what is taught and on which article it
//! rests, who of which village is asked, who came according to the paper sign-in sheet, how a paper
//! quiz went, and who was never trained.

mod arrange;
mod catalogue;
mod coverage;
mod hold;
mod need;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use arrange::{TrainingInput, cancel, save, start};
pub use catalogue::{Course, Curriculum, Function, Item, Whose, curriculum};
pub use coverage::{Cell, Groups, Staff, names_of, of_village, staff_of, untrained};
pub use hold::{AttendedGroup, HeldInput, QuizInput, hold, units};
pub use need::{Counts, NeedInput, counts_by_village, counts_of, set_needs};

use crate::store::{entity::training, scope::CycleScope};

/// 一课 of a course: an item of the curriculum, or the course's own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lesson {
    /// Id in the curriculum; `None` for the course's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// 课题
    pub topic: String,
    /// 主讲
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub speaker: String,
}

/// 测验 of one unit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quiz {
    /// 单位
    pub unit: String,
    /// 参加
    pub tested: u32,
    /// 合格
    pub passed: u32,
}

/// The lessons of a course.
pub fn lessons(one: &training::Model) -> Vec<Lesson> {
    serde_json::from_str(&one.lessons).unwrap_or_default()
}

/// The results of its paper quiz; none where there was no quiz.
pub fn quiz(one: &training::Model) -> Vec<Quiz> {
    serde_json::from_str(&one.quiz).unwrap_or_default()
}

/// The level of a course.
pub fn level_of(one: &training::Model) -> Course {
    Course::from_id(&one.level).unwrap_or(Course::Township)
}

/// The step of the township that a course of its level is.
pub const STEP: &str = "training-held";

/// Where a course is looked at.
pub fn address(scope: &CycleScope, id: uuid::Uuid) -> String {
    format!("/c/{}/trainings/{id}", scope.cycle_id())
}
