//! 可行日期 `/c/{c}/feasible` and 冲突 `/c/{c}/conflicts`.

use serde::Serialize;

use super::parts::{Empty, Form, Link, Tab};
use super::step::schedule_tabs;
use crate::web::view::Page;

/// 可行日期 — the earliest lawful election day of every village, and why.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Feasible {
    /// Field `from`: the day from which things would be done.
    pub form: Form,
    /// «2027年2月27日（星期六）»: the day counted from.
    pub from: String,
    /// «2027年3月20日（星期六） 农历二月十三»; empty when nothing is left to be voted on.
    pub township: String,
    /// Which village decides it: «由下前村决定»
    pub township_by: String,
    /// The day the usual working plan would need; empty when it is the same.
    pub usual: String,
    /// «16 个村（社区）中 2 个的选举日太近»
    pub verdict: String,
    /// Whether some village's day is too near.
    pub bad: bool,
    /// The villages.
    pub rows: Vec<FeasibleRow>,
    /// Where the township's default day is moved; empty when not allowed.
    pub replan_href: String,
    /// Tabs of the section.
    pub tabs: Vec<Tab>,
    /// Shown without villages.
    pub empty: Option<Empty>,
}

/// One village.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FeasibleRow {
    /// Name.
    pub name: String,
    /// Its page.
    pub href: String,
    /// «3月18日（星期四）», the day fixed.
    pub now: String,
    /// Its card.
    pub now_href: String,
    /// «已投票», or empty.
    pub voted: String,
    /// «3月16日（星期二）»
    pub first: String,
    /// «富余 2 天», «差 5 天»
    pub margin: String,
    /// Whether the fixed day is too near.
    pub bad: bool,
    /// «4月8日（星期四）», by the usual plan.
    pub usual: String,
    /// Why, link by link.
    pub chain: Vec<ChainLine>,
    /// Where its day is moved.
    pub replan_href: String,
}

/// One link of the chain.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ChainLine {
    /// «公布登记参加选举的村民名单»
    pub step: String,
    /// Its card.
    pub href: String,
    /// «2月27日（最快当天）», «2月10日 已办»
    pub day: String,
    /// «到选举日隔 20 日：2027-02-27 + 20 日 = 2027-03-19»
    pub sum: String,
    /// Sources.
    pub basis: String,
}

/// 冲突 — the same people wanted in several villages on one day.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Conflicts {
    /// Polling days in order.
    pub days: Vec<ConflictDay>,
    /// «3 个投票日，2 个有冲突»
    pub count: String,
    /// How many days have nothing to look at.
    pub quiet: usize,
    /// Where the links between villages, leaders and teams are arranged; empty when not allowed.
    pub assign_href: String,
    /// Tabs of the section.
    pub tabs: Vec<Tab>,
    /// Shown without villages still to vote.
    pub empty: Option<Empty>,
}

/// One polling day.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ConflictDay {
    /// «2027年3月18日（星期四） 农历二月十一»
    pub day: String,
    /// «14 个村（社区）投票，4 个指导组»
    pub count: String,
    /// A holiday, more villages than teams, villages without a team.
    pub notes: Vec<String>,
    /// Who is wanted in several places.
    pub clashes: Vec<ConflictLine>,
    /// The villages that vote.
    pub villages: Vec<Link>,
}

/// Somebody wanted in several places.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ConflictLine {
    /// «指导组», «督查组», «挂钩领导»
    pub kind: String,
    /// «第一指导组»
    pub name: String,
    /// The villages, each with its page of moving.
    pub villages: Vec<Link>,
}

impl Page for Feasible {
    const TEMPLATE: &'static str = "feasible.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let row = |name: &str, bad| FeasibleRow {
            name: name.into(),
            href: "/c/c1/v/v1".into(),
            now: "3月18日（星期四）".into(),
            now_href: "/c/c1/v/v1/steps/polling".into(),
            voted: String::new(),
            first: if bad {
                "3月23日（星期二）"
            } else {
                "3月16日（星期二）"
            }
            .into(),
            margin: if bad { "差 5 天" } else { "富余 2 天" }.into(),
            bad,
            usual: "4月8日（星期四）".into(),
            chain: vec![ChainLine {
                step: "公布登记参加选举的村民名单".into(),
                href: "/c/c1/v/v1/steps/roll-published".into(),
                day: "3月3日（最快）".into(),
                sum: "到选举日隔 20 日：2027-03-03 + 20 日 = 2027-03-23".into(),
                basis: "村民委员会组织法第十七条第一款".into(),
            }],
            replan_href: "/c/c1/v/v1/replan".into(),
        };
        vec![
            (
                "full",
                Self {
                    form: Form::new().value("from", "2027-03-03"),
                    from: "2027年3月3日（星期三）".into(),
                    township: "2027年3月23日（星期二） 农历二月十六".into(),
                    township_by: "由下前村决定".into(),
                    usual: "2027年4月8日（星期四）".into(),
                    verdict: "2 个村（社区）中 1 个的选举日太近".into(),
                    bad: true,
                    rows: vec![
                        row("上前村", false),
                        row("下前村", true),
                        FeasibleRow {
                            name: "石塘村".into(),
                            voted: "已投票".into(),
                            ..FeasibleRow::default()
                        },
                    ],
                    replan_href: "/c/c1/replan".into(),
                    tabs: schedule_tabs("c1", "feasible"),
                    empty: None,
                },
            ),
            (
                "empty",
                Self {
                    tabs: schedule_tabs("c1", "feasible"),
                    empty: Some(Empty {
                        text: "还没有村（社区）。".into(),
                        action: Link::default(),
                    }),
                    ..Self::default()
                },
            ),
        ]
    }
}

impl Page for Conflicts {
    const TEMPLATE: &'static str = "conflicts.html";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![
            (
                "some",
                Self {
                    days: vec![ConflictDay {
                        day: "2027年2月6日（星期六） 农历正月初一".into(),
                        count: "3 个村（社区）投票，2 个指导组".into(),
                        notes: vec!["这一天是春节节假日。".into()],
                        clashes: vec![ConflictLine {
                            kind: "指导组".into(),
                            name: "第一指导组".into(),
                            villages: vec![
                                Link::new("上前村", "/c/c1/v/v1/replan"),
                                Link::new("下前村", "/c/c1/v/v2/replan"),
                            ],
                        }],
                        villages: vec![Link::new("石塘村", "/c/c1/v/v3")],
                    }],
                    count: "1 个投票日，1 个有冲突".into(),
                    quiet: 0,
                    assign_href: "/c/c1/assign".into(),
                    tabs: schedule_tabs("c1", "conflicts"),
                    empty: None,
                },
            ),
            (
                "none",
                Self {
                    tabs: schedule_tabs("c1", "conflicts"),
                    empty: Some(Empty {
                        text: "没有还要投票的村（社区）。".into(),
                        action: Link::default(),
                    }),
                    ..Self::default()
                },
            ),
        ]
    }
}
