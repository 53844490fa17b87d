//! 每日提醒单 `/c/{c}/reminders` — what is due, on paper: for the township's board or for a village's messenger.

use serde::Serialize;

use super::parts::{Choice, Empty, Fact, Form, Link, Sign};
use crate::web::view::Page;

/// 每日提醒单.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Reminders {
    /// «2027年2月27日（星期六） 农历正月廿二»
    pub day: String,
    /// Field `of`: empty, `each` or the id of a village.
    pub form: Form,
    /// Whether the one sheet of all is shown: it is printed across.
    pub whole: bool,
    /// What `of` may be.
    pub choices: Vec<Choice>,
    /// The sheets; every one begins a page of its own.
    pub sheets: Vec<ReminderSheet>,
    /// Villages that have nothing on them, where a sheet a village is asked for.
    pub calm: String,
    /// The same lines as a workbook.
    pub xlsx: String,
    /// Way back.
    pub back: Link,
    /// Shown instead of everything while there is no village.
    pub empty: Option<Empty>,
}

/// One sheet.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReminderSheet {
    /// «上前村»; «全镇» for the one of all.
    pub unit: String,
    /// Whether it is one village's: then its lines do not name it again, and it is signed for.
    pub own: bool,
    /// «选举日 2027年3月18日（星期四） 农历二月十一，余 19 天»
    pub election: String,
    /// Who answers for it in the township.
    pub answerable: Vec<Fact>,
    /// What is due, the most urgent first.
    pub rows: Vec<ReminderRow>,
}

/// One line.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReminderRow {
    /// Its sign.
    pub sign: Sign,
    /// «法定逾期», «今日», «会议», «整改»
    pub word: &'static str,
    /// «上前村», «镇»
    pub unit: String,
    /// What is to be done.
    pub what: String,
    /// Where it is in the product.
    pub href: String,
    /// «法定最迟 2月26日（星期五）»
    pub when: String,
    /// «已过 1 天»
    pub margin: String,
    /// «村民选举委员会», «挂钩 江文斌», «第二指导组»
    pub who: Vec<String>,
    /// Sources without brackets; may be empty.
    pub basis: String,
    /// Whether the sources were read.
    pub verified: bool,
}

impl Page for Reminders {
    const TEMPLATE: &'static str = "reminders.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let late = ReminderRow {
            sign: Sign::Late,
            word: "法定逾期",
            unit: "中坌村".into(),
            what: "公布登记参加选举的村民名单".into(),
            href: "/c/c1/v/v6/steps/roll-published".into(),
            when: "法定最迟 2月26日（星期五）".into(),
            margin: "已过 1 天".into(),
            who: vec![
                "村民选举委员会".into(),
                "挂钩 江文斌".into(),
                "第二指导组".into(),
            ],
            basis: "村民委员会组织法第十七条第一款".into(),
            verified: true,
        };
        let meeting = ReminderRow {
            sign: Sign::Active,
            word: "会议",
            what: "村民代表会议（讨论选举办法）".into(),
            href: "/c/c1/meetings/m1".into(),
            when: "3月1日（星期一） 9:00".into(),
            margin: "余 2 天".into(),
            who: vec!["在村委会办公楼".into()],
            basis: String::new(),
            ..late.clone()
        };
        let unread = ReminderRow {
            verified: false,
            sign: Sign::Soon,
            word: "三日内",
            margin: "余 3 天".into(),
            ..late.clone()
        };
        let whole = Self {
            day: "2027年2月27日（星期六） 农历正月廿二".into(),
            form: Form::new().value("of", ""),
            whole: true,
            choices: vec![
                Choice::new("", "全镇一张"),
                Choice::new("each", "每村一张"),
                Choice::new("v6", "中坌村"),
            ],
            sheets: vec![ReminderSheet {
                unit: "全镇".into(),
                election: "选举日 2027年3月18日（星期四） 农历二月十一，余 19 天".into(),
                rows: vec![late.clone(), unread.clone(), meeting.clone()],
                ..ReminderSheet::default()
            }],
            back: Link::new("回工作台", "/?c=c1"),
            ..Self::default()
        };
        vec![
            ("whole", whole.clone()),
            (
                "each",
                Self {
                    form: Form::new().value("of", "each"),
                    whole: false,
                    sheets: vec![
                        ReminderSheet {
                            unit: "中坌村".into(),
                            own: true,
                            answerable: vec![
                                Fact::new("挂钩领导", "江文斌（副镇长）"),
                                Fact::new("指导组", "第二指导组"),
                            ],
                            rows: vec![late, meeting],
                            ..whole.sheets[0].clone()
                        },
                        ReminderSheet {
                            unit: "下前村".into(),
                            own: true,
                            rows: vec![unread],
                            ..ReminderSheet::default()
                        },
                    ],
                    calm: "石塘村、圩镇社区".into(),
                    ..whole.clone()
                },
            ),
            (
                "calm",
                Self {
                    sheets: vec![ReminderSheet {
                        unit: "全镇".into(),
                        ..ReminderSheet::default()
                    }],
                    ..whole
                },
            ),
            (
                "none",
                Self {
                    empty: Some(Empty {
                        text: "还没有村（社区）。导入村花名册后，这里每天列出各村要办的事。".into(),
                        action: Link::new("导入村花名册", "/c/c1/villages/import"),
                    }),
                    ..Self::default()
                },
            ),
        ]
    }
}
