//! 日程表 `/c/{c}/v/{v}/schedule` — one village's whole schedule with every arithmetic, to be printed.

use serde::Serialize;

use super::parts::{Link, Message, Sign};
use crate::web::view::{Page, Tone};

/// 日程表.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Schedule {
    /// «上前村»
    pub unit: String,
    /// «2027年3月18日（星期四） 农历二月十一»
    pub election_day: String,
    /// «浙江省（2020年修正）»
    pub rules: String,
    /// Everything that is wrong.
    pub problems: Vec<Message>,
    /// Steps by stage.
    pub stages: Vec<ScheduleStage>,
    /// Where the election day is moved; empty after polling.
    pub replan_href: String,
    /// Way back.
    pub back: Link,
}

/// A stage.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ScheduleStage {
    /// Name.
    pub name: String,
    /// Its steps.
    pub steps: Vec<ScheduleStep>,
}

/// A step.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ScheduleStep {
    /// Name.
    pub name: String,
    /// The page with its card.
    pub href: String,
    /// Who does it.
    pub owner: String,
    /// «法定» or «工作»
    pub class: String,
    /// Sign.
    pub sign: Sign,
    /// Its word.
    pub word: String,
    /// «2月25日（星期四）»
    pub suggested: String,
    /// «2月26日（星期五）»; empty for none.
    pub latest: String,
    /// «2月24日»; empty while not done.
    pub actual: String,
    /// «2027-03-18 − 20 日 = 2027-02-26»
    pub formula: String,
    /// Sources.
    pub basis: String,
    /// Whether they were read.
    pub verified: bool,
}

impl Page for Schedule {
    const TEMPLATE: &'static str = "schedule.html";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![(
            "full",
            Self {
                unit: "上前村".into(),
                election_day: "2027年3月18日（星期四） 农历二月十一".into(),
                rules: "全国（2025年修正）".into(),
                problems: vec![Message {
                    tone: Tone::Warning,
                    code: "D103".into(),
                    text: "请确认「完成工作移交」是否定在这一天。".into(),
                    ..Message::default()
                }],
                stages: vec![ScheduleStage {
                    name: "选民登记".into(),
                    steps: vec![ScheduleStep {
                        name: "公布登记参加选举的村民名单".into(),
                        href: "/c/c1/v/v1/steps/roll-published".into(),
                        owner: "村民选举委员会".into(),
                        class: "法定".into(),
                        sign: Sign::Soon,
                        word: "将到期".into(),
                        suggested: "2月25日（星期四）".into(),
                        latest: "2月26日（星期五）".into(),
                        actual: String::new(),
                        formula: "2027-03-18 − 20 日 = 2027-02-26".into(),
                        basis: "村民委员会组织法第十七条第一款".into(),
                        verified: false,
                    }],
                }],
                replan_href: "/c/c1/v/v1/replan".into(),
                back: Link::new("回上前村", "/c/c1/v/v1"),
            },
        )]
    }
}
