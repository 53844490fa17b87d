//! 村页 `/c/{c}/v/{v}` — one village: what is next, every dated step, its papers.

use serde::Serialize;

use super::parts::{DateCard, Event, Fact, Link, Message, Sign};
use crate::web::view::{Page, Tone};

/// 村页.
#[derive(Clone, Debug, Default, Serialize)]
pub struct VillagePage {
    /// «上前村»
    pub name: String,
    /// «村» or «社区»
    pub kind_name: String,
    /// «115»; empty after the day or without one.
    pub days_left: String,
    /// «2027年3月18日（星期四）»
    pub election_day: String,
    /// The page with its card.
    pub election_href: String,
    /// Where the election day is moved, or its consequences are looked at; empty after polling.
    pub replan_href: String,
    /// The whole schedule with every arithmetic, to be printed.
    pub schedule_href: String,
    /// 实施方案 of the village.
    pub plan_href: String,
    /// 职数, 挂钩领导, 指导组, 督查组, 任期届满, 张贴点 …
    pub facts: Vec<Fact>,
    /// Causes of a 难点村; empty for an ordinary one.
    pub troubles: Vec<String>,
    /// Problems of the whole schedule (D102 …).
    pub problems: Vec<Message>,
    /// Whether every step is recorded.
    pub all_done: bool,
    /// 收尾, once it has voted.
    pub closing: Option<Closing>,
    /// Whether the reader may record.
    pub may_record: bool,
    /// The next lawful step; `None` when there is none.
    pub next: Option<NextStep>,
    /// All steps by stage.
    pub stages: Vec<Stage>,
    /// Papers of this village.
    pub papers: Vec<VillagePaper>,
    /// Notices it makes only when something happens, each with its draft.
    pub others: Vec<Link>,
    /// Where the whole packet is printed; empty when not allowed.
    pub packet_href: String,
    /// Forms of facts the papers need.
    pub fact_forms: Vec<FactForm>,
    /// The roll: «1 203 人», with its page.
    pub roll: Link,
    /// What the township writes down for itself: 指导日志, 一村一策; none for those who may not read it.
    pub records: Vec<Link>,
    /// Where the village is edited; empty when not allowed.
    pub edit_href: String,
    /// Last events.
    pub events: Vec<Event>,
}

/// 收尾: what is missing beside the steps, and the papers that close the file.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Closing {
    /// What is missing; none when everything is there.
    pub lines: Vec<ClosingLine>,
    /// 当选人名册, 移交清单, 案卷目录 …
    pub papers: Vec<Link>,
}

/// One thing that is missing.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ClosingLine {
    /// Its sign.
    pub sign: Sign,
    /// «2 份公告没有登记张贴»
    pub text: String,
    /// Where it is done.
    pub href: String,
}

/// The next step, which is the primary button.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NextStep {
    /// «公布登记参加选举的村民名单»
    pub name: String,
    /// Where it is recorded; empty when the reader may not.
    pub href: String,
    /// The page with its card.
    pub card_href: String,
    /// «法定最迟 2月26日（星期五）»
    pub due: String,
    /// «余 3 天»
    pub margin: String,
    /// Its sign.
    pub sign: Sign,
}

/// A stage and its steps.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Stage {
    /// Number of its column in the matrix, from 1: the anchor its cells lead to.
    pub column: usize,
    /// «选民登记»
    pub name: String,
    /// «2/4»
    pub done: String,
    /// Sign of the whole stage.
    pub sign: Sign,
    /// Its steps.
    pub steps: Vec<StepRow>,
}

/// A step.
#[derive(Clone, Debug, Default, Serialize)]
pub struct StepRow {
    /// Canonical id, the anchor of the row.
    pub id: String,
    /// Name.
    pub name: String,
    /// Sign.
    pub sign: Sign,
    /// Its word: «完成», «已过安排»; empty takes the sign's own.
    pub word: &'static str,
    /// «2月25日»; empty for none.
    pub suggested: String,
    /// «2月26日»; empty for none.
    pub latest: String,
    /// «2月24日»; empty when not yet.
    pub actual: String,
    /// Why.
    pub card: DateCard,
    /// Where it is recorded and its history is seen.
    pub href: String,
    /// Whether it is the next one.
    pub next: bool,
}

/// A paper of the village.
#[derive(Clone, Debug, Default, Serialize)]
pub struct VillagePaper {
    /// «第4号»; empty while it has none.
    pub number: String,
    /// «选民名单公告»
    pub title: String,
    /// «待印发», «已印发 2月25日», «已作废», «内容已变»
    pub state: String,
    /// Sign of the state.
    pub sign: Sign,
    /// Its page.
    pub href: String,
    /// The PDF.
    pub pdf: String,
}

/// A form of facts.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FactForm {
    /// «投票时间、地点»
    pub text: String,
    /// Where.
    pub href: String,
    /// «已填», «缺 3 项»
    pub state: String,
    /// Whether something is missing.
    pub missing: bool,
}

impl Page for VillagePage {
    const TEMPLATE: &'static str = "village.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let card = DateCard {
            latest: "最迟 2027年2月26日（星期五）".into(),
            lunar: "农历正月廿一".into(),
            margin: "余 3 天".into(),
            formula: "选举日 3月18日 − 20 日 = 2月26日".into(),
            suggested: "2月25日前".into(),
            basis: "村民委员会组织法（2025）第十七条第一款".into(),
            verified: true,
            gist: "名单由村民选举委员会在选举日的二十日前公布。".into(),
            class: "法定".into(),
        };
        let step = |id: &str, name: &str, sign, latest: &str, actual: &str, next| StepRow {
            id: id.into(),
            name: name.into(),
            sign,
            word: "",
            suggested: "2月25日".into(),
            latest: latest.into(),
            actual: actual.into(),
            card: DateCard {
                verified: id != "roll-final",
                ..card.clone()
            },
            href: format!("/c/c1/v/v1/steps/{id}"),
            next,
        };
        let full = Self {
            name: "上前村".into(),
            kind_name: "村".into(),
            days_left: "23".into(),
            election_day: "2027年3月18日（星期四）".into(),
            election_href: "/c/c1/v/v1/steps/polling".into(),
            replan_href: "/c/c1/v/v1/replan".into(),
            schedule_href: "/c/c1/v/v1/schedule".into(),
            plan_href: "/c/c1/v/v1/plan".into(),
            facts: vec![
                Fact::new("职数", "主任 1、副主任 1、委员 3"),
                Fact::new("挂钩领导", "李义鹏"),
                Fact::new("指导组", "第一指导组"),
                Fact::new("督查组", ""),
                Fact::new("任期届满", "2027年3月31日"),
                Fact::new("张贴点", "村务公开栏、小学门口"),
            ],
            troubles: vec!["宗族派性严重".into()],
            problems: vec![Message {
                tone: Tone::Warning,
                code: "D102".into(),
                text:
                    "请提前公布名单。公布后 5 日异议、3 日处理要到 3月6日，候选人公告排在 3月5日。"
                        .into(),
                basis: "组织法17条2款".into(),
                place: String::new(),
            }],
            all_done: false,
            closing: Some(Closing {
                lines: vec![ClosingLine {
                    sign: Sign::Soon,
                    text: "2 份公告没有登记张贴".into(),
                    href: "/c/c1/docs?tab=issued&village=v1".into(),
                }],
                papers: vec![Link::new(
                    "工作移交清单",
                    "/c/c1/docs/preview?unit=v1&kind=handover-list",
                )],
            }),
            may_record: true,
            next: Some(NextStep {
                name: "公布登记参加选举的村民名单".into(),
                href: "/c/c1/v/v1/steps/roll-published".into(),
                card_href: "/c/c1/v/v1/steps/roll-published".into(),
                due: "法定最迟 2月26日（星期五）".into(),
                margin: "余 3 天".into(),
                sign: Sign::Soon,
            }),
            stages: vec![
                Stage {
                    column: 1,
                    name: "组织准备".into(),
                    done: "2/2".into(),
                    sign: Sign::Done,
                    steps: vec![
                        step(
                            "committee-selected",
                            "推选村民选举委员会",
                            Sign::Done,
                            "",
                            "1月12日",
                            false,
                        ),
                        step(
                            "committee-announced",
                            "公布村民选举委员会名单",
                            Sign::DoneLate,
                            "1月13日",
                            "1月15日",
                            false,
                        ),
                    ],
                },
                Stage {
                    column: 2,
                    name: "选民登记".into(),
                    done: "1/3".into(),
                    sign: Sign::Soon,
                    steps: vec![
                        step(
                            "roll-published",
                            "公布登记参加选举的村民名单",
                            Sign::Soon,
                            "2月26日",
                            "",
                            true,
                        ),
                        step(
                            "objections-closed",
                            "受理对名单的异议截止",
                            Sign::Future,
                            "3月3日",
                            "",
                            false,
                        ),
                        step("roll-final", "确定选民名单", Sign::Future, "", "", false),
                    ],
                },
            ],
            papers: vec![
                VillagePaper {
                    number: "第2号".into(),
                    title: "村民选举委员会成员公告".into(),
                    state: "已印发 1月15日".into(),
                    sign: Sign::Done,
                    href: "/c/c1/docs/d2".into(),
                    pdf: "/c/c1/docs/d2.pdf".into(),
                },
                VillagePaper {
                    number: String::new(),
                    title: "选民名单公告".into(),
                    state: "待印发".into(),
                    sign: Sign::Active,
                    href: "/c/c1/docs/d4".into(),
                    pdf: "/c/c1/docs/d4.pdf".into(),
                },
            ],
            others: vec![
                Link::new(
                    "关于选举委员会成员变动的公告",
                    "/c/c1/docs/preview?unit=v1&kind=election-committee-change",
                ),
                Link::new(
                    "关于另行选举的公告",
                    "/c/c1/docs/preview?unit=v1&kind=rerun",
                ),
            ],
            packet_href: "/c/c1/docs?village=v1".into(),
            fact_forms: vec![
                FactForm {
                    text: "村民选举委员会成员".into(),
                    href: "/c/c1/v/v1/facts/election-committee".into(),
                    state: "已填".into(),
                    missing: false,
                },
                FactForm {
                    text: "投票时间、地点".into(),
                    href: "/c/c1/v/v1/facts/polling".into(),
                    state: "缺 3 项".into(),
                    missing: true,
                },
            ],
            roll: Link::new("选民名单 1203 人", "/c/c1/v/v1/roll"),
            records: vec![Link::new("指导日志", "/c/c1/v/v1/guidance")],
            edit_href: "/c/c1/v/v1/edit".into(),
            events: vec![Event {
                when: "1月15日 9:12".into(),
                who: "李义鹏".into(),
                text: "记录 公布村民选举委员会名单 完成".into(),
                href: String::new(),
            }],
        };
        vec![
            ("full", full.clone()),
            (
                "read-only-new",
                Self {
                    next: None,
                    all_done: true,
                    closing: Some(Closing::default()),
                    may_record: false,
                    troubles: Vec::new(),
                    problems: Vec::new(),
                    papers: Vec::new(),
                    events: Vec::new(),
                    others: Vec::new(),
                    packet_href: String::new(),
                    edit_href: String::new(),
                    fact_forms: Vec::new(),
                    roll: Link::default(),
                    ..full
                },
            ),
        ]
    }
}
