//! 工作台 `/` — what must be done now.

use serde::Serialize;

use super::parts::{DateCard, Empty, Event, Link, Sign};
use crate::web::view::Page;

/// 工作台.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Workbench {
    /// «115»; empty when no election day is set or it has passed.
    pub days_left: String,
    /// «2027年3月18日（星期四）»; empty when none is set.
    pub election_day: String,
    /// «16 村（社区）»
    pub units: String,
    /// Statutory things due today.
    pub today_count: u32,
    /// Due within three days.
    pub soon_count: u32,
    /// Past their last lawful day.
    pub overdue_count: u32,
    /// The lists: overdue, within three days, today. Only those that are not empty are shown.
    pub groups: Vec<DueGroup>,
    /// What stands in the way of a step.
    pub alerts: Vec<AlertRow>,
    /// Papers waiting to be printed, a line a kind.
    pub prints: Vec<PrintLine>,
    /// Where the check boxes of `prints` are sent (GET): the print centre of the cycle.
    pub prints_action: String,
    /// 待录入计票 — villages that have voted and whose count nobody has typed; the form of each.
    pub counts: Vec<Link>,
    /// 待登记 — meetings and courses that were to have been and whose sign-in sheets nobody has entered.
    pub sheets: Vec<SheetRow>,
    /// The last events.
    pub recent: Vec<Event>,
    /// Shown instead of everything when there is no cycle, or no village yet.
    pub empty: Option<Empty>,
}

/// 提醒: what stands in the way of a step although its day is kept.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AlertRow {
    /// «上前村»
    pub unit: String,
    /// What to do first, and why.
    pub text: String,
    /// Sources without brackets; may be empty.
    pub basis: String,
    /// Where it can be seen.
    pub href: String,
}

/// One sign-in sheet that waits.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SheetRow {
    /// «上前村», «镇»
    pub unit: String,
    /// Name of the meeting or the course.
    pub name: String,
    /// «2月26日»
    pub day: String,
    /// «登记到会», «登记参训»
    pub button: &'static str,
    /// Where the sheet is entered.
    pub href: String,
}

/// One block of the workbench.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DueGroup {
    /// «逾期», «今日», «三日内»
    pub heading: String,
    /// Colour of the block: `Late`, `Soon` or `Active`.
    pub sign: Sign,
    /// How many there are in all.
    pub count: u32,
    /// The first of them, worst first.
    pub rows: Vec<DueRow>,
    /// Where the rest is; empty text when all are shown.
    pub more: Link,
}

/// One thing to do.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DueRow {
    /// Its sign.
    pub sign: Sign,
    /// «中坌村», or «镇» for a township step.
    pub unit: String,
    /// The unit's page.
    pub unit_href: String,
    /// «公布选民名单»
    pub step: String,
    /// The page where it is recorded; empty when the reader may not record.
    pub record_href: String,
    /// «法定最迟 2月26日»
    pub due: String,
    /// The page with its card.
    pub card_href: String,
    /// «已过 1 天»
    pub margin: String,
    /// Why.
    pub card: DateCard,
}

/// Papers of one kind waiting to be printed.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PrintLine {
    /// Kind id, the value of the check box.
    pub kind: String,
    /// «第4号公告 选民名单»
    pub title: String,
    /// «12 村»
    pub units: String,
    /// «上前村、下前村、石塘村 等»
    pub names: String,
    /// «3 村有提示»; empty when all can be printed.
    pub warning: String,
    /// The list in the print centre.
    pub href: String,
}

impl Page for Workbench {
    const TEMPLATE: &'static str = "workbench.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let card = DateCard {
            latest: "最迟 2027年2月26日（星期五）".into(),
            lunar: "农历正月廿一".into(),
            margin: "已过 1 天".into(),
            formula: "选举日 3月18日 − 20 日 = 2月26日".into(),
            suggested: "2月25日前".into(),
            basis: "村民委员会组织法（2025）第十七条第一款".into(),
            verified: true,
            gist: "名单由村民选举委员会在选举日的二十日前公布。".into(),
            class: "法定".into(),
        };
        let late = DueRow {
            sign: Sign::Late,
            unit: "中坌村".into(),
            unit_href: "/c/c1/v/v6".into(),
            step: "公布登记参加选举的村民名单".into(),
            record_href: "/c/c1/v/v6/steps/roll-published".into(),
            due: "法定最迟 2月26日".into(),
            card_href: "/c/c1/v/v1/steps/roll-published".into(),
            margin: "已过 1 天".into(),
            card: card.clone(),
        };
        let soon = DueRow {
            sign: Sign::Soon,
            unit: "上前村".into(),
            step: "受理对名单的异议截止".into(),
            due: "法定最迟 2月28日".into(),
            card_href: "/c/c1/v/v1/steps/roll-published".into(),
            margin: "余 2 天".into(),
            ..late.clone()
        };
        let full = Self {
            days_left: "19".into(),
            election_day: "2027年3月18日（星期四）".into(),
            units: "16 村（社区）".into(),
            today_count: 0,
            soon_count: 2,
            overdue_count: 1,
            groups: vec![
                DueGroup {
                    heading: "逾期".into(),
                    sign: Sign::Late,
                    count: 1,
                    rows: vec![late],
                    more: Link::default(),
                },
                DueGroup {
                    heading: "三日内".into(),
                    sign: Sign::Soon,
                    count: 9,
                    rows: vec![
                        soon.clone(),
                        DueRow {
                            unit: "石塘社区".into(),
                            record_href: String::new(),
                            ..soon
                        },
                    ],
                    more: Link::new("看全部 9 件", "/c/c1/matrix?show=soon"),
                },
            ],
            alerts: vec![AlertRow {
                unit: "上前村".into(),
                text: "请重新召开会议再办“推选村民选举委员会”。2月7日的村民代表会议未达法定人数：到会 29 人，还差 1 人。".into(),
                basis: "村民委员会组织法第三十条".into(),
                href: "/c/c1/meetings/m1".into(),
            }],
            prints: vec![
                PrintLine {
                    kind: "voter-roll".into(),
                    title: "第4号公告 选民名单".into(),
                    units: "12 村".into(),
                    names: "上前村、下前村、石塘村 等".into(),
                    warning: "3 村有提示".into(),
                    href: "/c/c1/docs?kind=voter-roll".into(),
                },
                PrintLine {
                    kind: "polling".into(),
                    title: "第7号公告 投票选举的时间、地点".into(),
                    units: "4 社区".into(),
                    names: "石塘社区、圩镇社区".into(),
                    warning: String::new(),
                    href: "/c/c1/docs?kind=polling".into(),
                },
            ],
            prints_action: "/c/c1/docs".into(),
            counts: vec![Link::new("江东村", "/c/c1/v/v9/facts/results")],
            sheets: vec![SheetRow {
                unit: "镇".into(),
                name: "换届选举业务培训班".into(),
                day: "2月26日".into(),
                button: "登记参训",
                href: "/c/c1/trainings/t1/attendance".into(),
            }],
            recent: vec![
                Event {
                    when: "10:21".into(),
                    who: "李义鹏".into(),
                    text: "记录 下前村 推选村民选举委员会 完成".into(),
                    href: "/c/c1/v/v2".into(),
                },
                Event {
                    when: "昨天 16:40".into(),
                    who: "赵国强".into(),
                    text: "印发 石塘村 第2号公告".into(),
                    href: "/c/c1/docs/d1".into(),
                },
            ],
            empty: None,
        };
        vec![
            ("full", full.clone()),
            (
                "calm",
                Self {
                    groups: Vec::new(),
                    prints: Vec::new(),
                    soon_count: 0,
                    overdue_count: 0,
                    days_left: "115".into(),
                    ..full
                },
            ),
            (
                "first-day",
                Self {
                    empty: Some(Empty {
                        text: "还没有届次。先新建一个届次，再导入村花名册，就能看到每个村的日程。"
                            .into(),
                        action: Link::new("新建届次", "/cycles/new"),
                    }),
                    ..Self::default()
                },
            ),
        ]
    }
}
