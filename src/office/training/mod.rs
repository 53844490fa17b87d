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
use serde_json::json;

pub use arrange::{TrainingInput, save, start};
pub use catalogue::{Course, Curriculum, Function, Item, Whose, curriculum};
pub use coverage::{Cell, Groups, Staff, names_of, of_village, staff_of, untrained};
pub use hold::{AttendedGroup, HeldInput, QuizInput, hold, units};
pub use need::{Counts, NeedInput, counts_by_village, counts_of, set_needs};

use super::{
    event::Event,
    occasion::{Sort, Words},
};
use crate::store::entity::training;

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

/// How courses are spoken of.
const WORDS: Words = Words {
    sort: "培训",
    one: "培训班",
    name: "班名",
    name_wanted: "请填写班名：通知和签到表上都要写。",
    day: "开班日期",
    begins: "开班",
    time: "开班时间",
    place: "培训地点",
    materials: "培训资料",
    requirements: "有关要求",
    settled: "请到“登记参训”里更正：这个班已经办过或者取消，安排不再改动。",
    over: "请刷新页面核对：这个班已经办过或者取消。",
    called_off: "请另外安排一个班：这个班已经取消。",
    held_day: "开班日期",
    held_day_wanted: "请填写开班的日期：照签到表上写的填。",
    after: "办班以后",
};

impl Sort for training::Entity {
    const OBJECT: &'static str = "training";
    const PATH: &'static str = "trainings";
    const ARRANGED: Event = Event::TrainingArranged;
    const CANCELLED: Event = Event::TrainingCancelled;
    const WORDS: Words = WORDS;

    fn told(one: &training::Model, groups: usize) -> serde_json::Value {
        json!({
            "name": one.name, "level": one.level, "day": one.day, "time": one.time, "place": one.place,
            "lessons": lessons(one).into_iter().map(|lesson| lesson.topic).collect::<Vec<_>>(),
            "state": one.state, "groups": groups,
        })
    }
}
