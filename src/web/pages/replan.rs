//! 改期 `/c/{c}/v/{v}/replan` and `/c/{c}/replan`: what would follow, nothing changed; then moving it.

use serde::Serialize;

use super::parts::{DateCard, Form, Link, Message};
use crate::web::view::{Page, Tone};

/// 改期.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReplanPage {
    /// «上前村», or «全镇默认选举日»
    pub unit: String,
    /// «2027年3月18日（星期四） 农历二月十一»
    pub now: String,
    /// Who fixes the day, and what the office does: one sentence.
    pub note: String,
    /// Fields `to`, `reason`, `confirmed` (its value is `confirm_for`).
    pub form: Form,
    /// Where the day is looked at (GET) and moved (POST).
    pub action: String,
    /// Whether the reader may move it.
    pub may_move: bool,
    /// Idempotency key.
    pub key: String,
    /// Row version.
    pub version: String,
    /// What would follow; `None` before a day was chosen.
    pub diff: Option<Diff>,
    /// Way back.
    pub back: Link,
}

/// What follows.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Diff {
    /// Whether it has happened already: then there is no form.
    pub done: bool,
    /// «2027年3月18日（星期四）»
    pub old: String,
    /// «2027年3月25日（星期四） 农历二月十八»
    pub new: String,
    /// «推后 7 天»
    pub by: String,
    /// Why it cannot be.
    pub errors: Vec<String>,
    /// What must be seen first.
    pub warnings: Vec<String>,
    /// Problems that go away.
    pub resolved: Vec<Message>,
    /// Steps done that no longer fit.
    pub broken: Vec<String>,
    /// Steps whose days change.
    pub steps: Vec<DiffStep>,
    /// «另有 3 个环节日期不变»; may be empty.
    pub unmoved: String,
    /// For the township: the villages.
    pub villages: Vec<DiffVillage>,
    /// Issued papers that state something else.
    pub papers: Vec<DiffPaper>,
    /// Whom to tell.
    pub people: Vec<DiffPerson>,
}

/// A step whose days change.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DiffStep {
    /// Name.
    pub name: String,
    /// «法定» or «工作»
    pub class: String,
    /// «2月26日（星期五）»; empty for none.
    pub latest_old: String,
    /// The new one.
    pub latest_new: String,
    /// Suggested.
    pub suggested_old: String,
    /// The new one.
    pub suggested_new: String,
    /// «2月24日» where it is done.
    pub actual: String,
    /// Why the new day.
    pub card: DateCard,
}

/// A village of the township.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DiffVillage {
    /// Name.
    pub name: String,
    /// Its own page of moving.
    pub href: String,
    /// «随着改», «已投票，不变», «单独定在 3月20日，不变», «最早 3月29日»
    pub state: String,
    /// Whether it stands in the way.
    pub bad: bool,
    /// What is wrong only under the new day.
    pub problems: Vec<String>,
    /// How many more things to look at: «2 处提醒»; may be empty.
    pub notes: String,
}

/// A paper to be made void and issued anew.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DiffPaper {
    /// «上前村»
    pub unit: String,
    /// «第4号»; may be empty.
    pub number: String,
    /// Title.
    pub title: String,
    /// Its page, where it is made void and issued anew.
    pub href: String,
    /// «已张贴 2月25日», «没有登记张贴»
    pub posted: String,
    /// Whether the words on it change.
    pub reads_otherwise: bool,
}

/// A person to tell.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DiffPerson {
    /// «挂钩领导»
    pub why: String,
    /// Name.
    pub name: String,
    /// Post.
    pub post: String,
    /// Telephone; empty for none kept, or not for the reader.
    pub phone: String,
}

impl Page for ReplanPage {
    const TEMPLATE: &'static str = "replan.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let card = DateCard {
            latest: "最迟 2027年3月5日（星期五）".into(),
            lunar: "农历正月廿八".into(),
            margin: "余 10 日".into(),
            formula: "选举日 2027-03-25 − 20 日 = 2027-03-05".into(),
            suggested: "2027年3月4日（星期四）".into(),
            basis: "村民委员会组织法第十七条第一款".into(),
            verified: true,
            gist: "名单应当在选举日的二十日前公布。".into(),
            class: "法定".into(),
        };
        let empty = Self {
            unit: "上前村".into(),
            now: "2027年3月18日（星期四） 农历二月十一".into(),
            note: "选举日由村民选举委员会依法确定并公告，镇里登记、核对期限。".into(),
            action: "/c/c1/v/v1/replan".into(),
            may_move: true,
            key: "re1".into(),
            version: "3".into(),
            back: Link::new("回上前村", "/c/c1/v/v1"),
            ..Self::default()
        };
        let diff = Diff {
            old: "2027年3月18日（星期四）".into(),
            new: "2027年3月25日（星期四） 农历二月十八".into(),
            by: "推后 7 天".into(),
            warnings: vec![
                "请确认「公布选举结果」是否定在 2027年4月5日（星期一）。这一天是清明节假日。"
                    .into(),
            ],
            resolved: vec![Message {
                tone: Tone::Done,
                code: "D107".into(),
                text: "请尽量在 2月25日（含）以前办理「公布登记参加选举的村民名单」。".into(),
                ..Message::default()
            }],
            steps: vec![DiffStep {
                name: "公布登记参加选举的村民名单".into(),
                class: "法定".into(),
                latest_old: "2月26日（星期五）".into(),
                latest_new: "3月5日（星期五）".into(),
                suggested_old: "2月25日".into(),
                suggested_new: "3月4日".into(),
                actual: String::new(),
                card,
            }],
            unmoved: "另有 3 个环节日期不变。".into(),
            papers: vec![
                DiffPaper {
                    unit: "上前村".into(),
                    number: "第1号".into(),
                    title: "选举日公告".into(),
                    href: "/c/c1/docs/d1".into(),
                    posted: "已张贴 1月20日".into(),
                    reads_otherwise: true,
                },
                DiffPaper {
                    unit: "上前村".into(),
                    number: "第2号".into(),
                    title: "选举委员会成员公告".into(),
                    href: "/c/c1/docs/d2".into(),
                    posted: "没有登记张贴".into(),
                    reads_otherwise: false,
                },
            ],
            people: vec![DiffPerson {
                why: "挂钩领导".into(),
                name: "李义鹏".into(),
                post: "副镇长".into(),
                phone: "13800000000".into(),
            }],
            ..Diff::default()
        };
        vec![
            ("empty", empty.clone()),
            (
                "preview",
                Self {
                    form: Form::new()
                        .value("to", "2027-03-25")
                        .value("confirm_for", "2027-03-25"),
                    diff: Some(diff.clone()),
                    ..empty.clone()
                },
            ),
            (
                "refused",
                Self {
                    form: Form::new()
                        .value("to", "2027-03-01")
                        .error("to", "请把选举日定在 2027年3月16日（含）以后。")
                        .error("reason", "请写明改期原因。"),
                    diff: Some(Diff {
                        errors: vec!["请把选举日定在 2027年3月16日（含）以后。".into()],
                        broken: vec![
                            "公布登记参加选举的村民名单 已于 2月24日 办理，最迟应在 2月9日。"
                                .into(),
                        ],
                        ..diff.clone()
                    }),
                    ..empty.clone()
                },
            ),
            (
                "done",
                Self {
                    diff: Some(Diff {
                        done: true,
                        ..diff.clone()
                    }),
                    ..empty.clone()
                },
            ),
            (
                "township",
                Self {
                    unit: "全镇默认选举日".into(),
                    action: "/c/c1/replan".into(),
                    diff: Some(Diff {
                        steps: Vec::new(),
                        villages: vec![
                            DiffVillage {
                                name: "上前村".into(),
                                href: "/c/c1/v/v1/replan".into(),
                                state: "随着改".into(),
                                notes: "1 处提醒".into(),
                                ..DiffVillage::default()
                            },
                            DiffVillage {
                                name: "下前村".into(),
                                href: "/c/c1/v/v2/replan".into(),
                                state: "最早 3月29日".into(),
                                bad: true,
                                problems: vec![
                                    "请把「公布登记参加选举的村民名单」改到 2月18日（含）以前。"
                                        .into(),
                                ],
                                notes: String::new(),
                            },
                        ],
                        ..diff
                    }),
                    ..empty
                },
            ),
        ]
    }
}
