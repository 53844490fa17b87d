//! 实施方案 `/c/{c}/plan` and a village's own: the plan with its chapters, tables and versions; one chapter; two versions
//! side by side; the plans of all villages.

use serde::Serialize;

use super::parts::{Empty, Form, Hidden, Link, Message, Sign, Tab};
use super::step::schedule_tabs;
use crate::web::view::{Page, Tone};

/// 方案 — what it says now, and what of it was issued.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PlanPage {
    /// «石塘镇2027年村（居）民委员会换届选举工作实施方案»
    pub title: String,
    /// «共 3 版；第2版已印发，石换领发〔2027〕3号»
    pub facts: String,
    /// Tabs of 方案日程; empty on a village's page.
    pub tabs: Vec<Tab>,
    /// «还没有印发», «内容已变»
    pub state: String,
    /// Its sign.
    pub sign: Sign,
    /// What makes the issued one out of date.
    pub outdated: Option<Outdated>,
    /// Chapters in order.
    pub chapters: Vec<ChapterRow>,
    /// Tables and where their contents are kept.
    pub tables: Vec<TableRow>,
    /// Versions, newest first.
    pub versions: Vec<VersionRow>,
    /// Two versions to compare; empty where there are not two.
    pub compare_action: String,
    /// Where a village's meeting is recorded; empty on the township's page and for readers.
    pub adopt_action: String,
    /// «2027年2月9日村民代表会议讨论通过»; empty while not, and on the township's page.
    pub adopted: String,
    /// Fields `adopted_on`, `adopted_by`; and what is wrong.
    pub form: Form,
    /// The paper as it reads now, made by the document model; safe by construction. Empty when it cannot be made.
    pub preview_html: String,
    /// Why it cannot.
    pub trouble: String,
    /// Its PDF: what will be printed.
    pub pdf: String,
    /// Where it is checked and issued; for a village or a reader it may only be looked at.
    pub issue: Link,
    /// The issued paper in force; empty for none.
    pub paper: Link,
    /// The plans of the villages, or the township's.
    pub others: Link,
    /// Where a version is saved; empty for readers.
    pub save_action: String,
    /// Idempotency key.
    pub key: String,
    /// Version of the office's words.
    pub version: String,
}

/// 已不符 — the issued version beside what is so now.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Outdated {
    /// «第2版»
    pub name: String,
    /// Changes by kind.
    pub groups: Vec<Group>,
    /// «正文另有 3 段不同»; empty for none.
    pub text: String,
    /// The comparison.
    pub compare: Link,
    /// Where it is made void and issued anew; empty for readers.
    pub reissue_action: String,
    /// The reason that stands in the register.
    pub reason: String,
    /// The paper's row version.
    pub paper_version: String,
}

/// Changes of one kind.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Group {
    /// «日程»
    pub name: String,
    /// The changes shown.
    pub rows: Vec<ChangeRow>,
    /// «另有 12 处»; empty when all are shown.
    pub more: String,
}

/// One change.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ChangeRow {
    /// «上前村»
    pub subject: String,
    /// «选举日»
    pub what: String,
    /// «3月18日»; empty for what is new.
    pub before: String,
    /// «3月20日»; empty for what is gone.
    pub after: String,
}

/// One chapter in the list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ChapterRow {
    /// «总体要求»
    pub title: String,
    /// «原文», «已改写»
    pub state: String,
    /// Its sign.
    pub sign: Sign,
    /// Its page; empty for readers.
    pub href: String,
}

/// One table of the plan.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TableRow {
    /// «日程安排表»
    pub title: String,
    /// Where its contents are kept.
    pub source: Link,
}

/// One version in the list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct VersionRow {
    /// «第3版»
    pub name: String,
    /// «3», what the form of the comparison sends.
    pub value: String,
    /// «存为一版», «印发»
    pub remark: String,
    /// Who.
    pub who: String,
    /// When.
    pub when: String,
    /// The comparison with what is so now.
    pub href: String,
    /// The paper issued from it; empty for none.
    pub paper: Link,
}

impl Page for PlanPage {
    const TEMPLATE: &'static str = "plan.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let change = |subject: &str, what: &str, before: &str, after: &str| ChangeRow {
            subject: subject.into(),
            what: what.into(),
            before: before.into(),
            after: after.into(),
        };
        let chapter = |title: &str, changed: bool| ChapterRow {
            title: title.into(),
            state: if changed { "已改写" } else { "原文" }.into(),
            sign: if changed { Sign::Done } else { Sign::Future },
            href: "/c/c1/plan/chapters/goal".into(),
        };
        let version = |number: u32, remark: &str, paper: &str| VersionRow {
            name: format!("第{number}版"),
            value: number.to_string(),
            remark: remark.into(),
            who: "赵国强".into(),
            when: "11月23日 10:21".into(),
            href: format!("/c/c1/plan/versions/{number}..now"),
            paper: Link::new(
                paper,
                if paper.is_empty() {
                    ""
                } else {
                    "/c/c1/docs/d1"
                },
            ),
        };
        let first = Self {
            title: "石塘镇2027年村（居）民委员会换届选举工作实施方案".into(),
            facts: "还没有存过版本".into(),
            tabs: schedule_tabs("c1", "plan"),
            state: "还没有印发".into(),
            sign: Sign::Active,
            chapters: vec![chapter("前言", false), chapter("总体要求", true)],
            tables: vec![TableRow {
                title: "日程安排表、流程图、日历".into(),
                source: Link::new("规则和选举日", "/c/c1/phases"),
            }],
            preview_html: "<article class=\"paper paper-official\"><h2 class=\"paper-title\">实施方案</h2><p>为做好换届选举工作，制定本方案。</p></article>".into(),
            pdf: "/c/c1/docs/preview.pdf?unit=c1&kind=implementation-plan".into(),
            issue: Link::new("预检并印发", "/c/c1/docs/preview?unit=c1&kind=implementation-plan"),
            others: Link::new("各村（社区）的实施方案", "/c/c1/plan/villages"),
            save_action: "/c/c1/plan".into(),
            key: "pl1".into(),
            version: "0".into(),
            ..Self::default()
        };
        vec![
            ("first", first.clone()),
            (
                "outdated",
                Self {
                    facts: "共 3 版；第2版已印发，石换领发〔2027〕3号".into(),
                    state: "内容已变".into(),
                    sign: Sign::Soon,
                    outdated: Some(Outdated {
                        name: "第2版".into(),
                        groups: vec![
                            Group {
                                name: "日程".into(),
                                rows: vec![change("上前村", "选举日", "3月18日", "3月20日")],
                                more: "另有 12 处".into(),
                            },
                            Group {
                                name: "责任人和组别".into(),
                                rows: vec![
                                    change("下前村", "挂钩领导", "李某", "王某"),
                                    change("第三指导组", "", "设立", ""),
                                ],
                                more: String::new(),
                            },
                        ],
                        text: "正文有 2 段会读成别的样子".into(),
                        compare: Link::new("对照第2版和现在", "/c/c1/plan/versions/2..now"),
                        reissue_action: "/c/c1/docs/d1/void".into(),
                        reason: "日程、责任人有变".into(),
                        paper_version: "1".into(),
                    }),
                    versions: vec![
                        version(3, "存为一版", ""),
                        version(2, "印发", "石换领发〔2027〕3号"),
                        version(1, "存为一版", ""),
                    ],
                    compare_action: "/c/c1/plan/versions".into(),
                    paper: Link::new("石换领发〔2027〕3号", "/c/c1/docs/d1"),
                    ..first.clone()
                },
            ),
            (
                "village",
                Self {
                    title: "上前村第九届村民委员会换届选举实施方案".into(),
                    tabs: Vec::new(),
                    adopt_action: "/c/c1/v/v1/plan".into(),
                    form: Form::new()
                        .value("adopted_on", "2027-03-30")
                        .value("adopted_by", "村民代表会议")
                        .error(
                            "adopted_on",
                            "请填已经开过的会的日子。讨论通过的日子不能晚于今天。",
                        ),
                    preview_html: String::new(),
                    trouble: "请先填写职数。".into(),
                    others: Link::new("镇的实施方案", "/c/c1/plan"),
                    ..first
                },
            ),
        ]
    }
}

/// 一章 — its text beside its preview.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ChapterPage {
    /// «总体要求»
    pub title: String,
    /// «原文», «本单位改写过»
    pub state: String,
    /// Field `text`.
    pub form: Form,
    /// Rows of the text area.
    pub rows: usize,
    /// What is wrong.
    pub problems: Vec<Message>,
    /// A sentence when it was looked at and is sound.
    pub sound: String,
    /// The places that must stay in the plan.
    pub places: Vec<Place>,
    /// The other places that may be used.
    pub free: Vec<Place>,
    /// The chapter as it would be printed; safe by construction.
    pub preview_html: String,
    /// Where it is sent: `what` = `preview` | `save` | `restore`.
    pub action: String,
    /// Whether there is something to restore.
    pub restore: bool,
    /// Back to the plan.
    pub back: Link,
    /// Idempotency key.
    pub key: String,
    /// Version of the office's words.
    pub version: String,
}

/// A place that the product fills in.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Place {
    /// «【选举日】»
    pub code: String,
    /// What stands there now, shortened.
    pub now: String,
}

impl Page for ChapterPage {
    const TEMPLATE: &'static str = "plan_chapter.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let shipped = Self {
            title: "总体要求".into(),
            state: "原文".into(),
            form: Form::new().value("text", "坚持和加强党的领导。\n【参选单位和选举日】"),
            rows: 12,
            places: vec![Place {
                code: "【参选单位和选举日】".into(),
                now: "全镇参加本次换届选举的共16个单位……".into(),
            }],
            free: vec![Place {
                code: "【镇名】".into(),
                now: "石塘镇".into(),
            }],
            preview_html: "<article class=\"paper\"><p>坚持和加强党的领导。</p></article>".into(),
            action: "/c/c1/plan/chapters/goal".into(),
            back: Link::new("实施方案", "/c/c1/plan"),
            key: "pc1".into(),
            version: "2".into(),
            ..Self::default()
        };
        vec![
            ("shipped", shipped.clone()),
            (
                "wrong",
                Self {
                    state: "本单位改写过".into(),
                    problems: vec![Message {
                        tone: Tone::Error,
                        text: "“总体要求”：请补回【参选单位和选举日】。它是锁定的内容。".into(),
                        ..Message::default()
                    }],
                    preview_html: String::new(),
                    restore: true,
                    ..shipped.clone()
                },
            ),
            (
                "sound",
                Self {
                    sound: "没有发现问题，还没有保存。".into(),
                    ..shipped
                },
            ),
        ]
    }
}

/// 对照 — two states of a plan.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ComparePage {
    /// «第2版 → 现在»
    pub title: String,
    /// «日程 3 处，责任人和组别 1 处，正文 2 段»
    pub summary: String,
    /// Versions to choose from for both sides.
    pub choices: Vec<super::parts::Choice>,
    /// Fields `from` and `to`.
    pub form: Form,
    /// Where the choice is sent.
    pub compare_action: String,
    /// Rows of the tables.
    pub groups: Vec<Group>,
    /// The body.
    pub text: Vec<TextRow>,
    /// Where «用回这一版的文字» is sent; empty when it is of no use.
    pub restore_action: String,
    /// «用回第2版的文字»
    pub restore: String,
    /// Back to the plan.
    pub back: Link,
    /// Idempotency key.
    pub key: String,
    /// Version of the office's words.
    pub version: String,
}

/// A paragraph of the comparison.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TextRow {
    /// `same`, `gone`, `new`, `changed`, `fold`
    pub class: &'static str,
    /// «改», «增», «删»
    pub mark: &'static str,
    /// Its runs.
    pub runs: Vec<TextRun>,
}

/// A run of a paragraph.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TextRun {
    /// `same`, `gone`, `new`
    pub class: &'static str,
    /// The words.
    pub text: String,
}

impl Page for ComparePage {
    const TEMPLATE: &'static str = "plan_compare.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let run = |class, text: &str| TextRun {
            class,
            text: text.into(),
        };
        let choices = vec![
            super::parts::Choice::new("1", "第1版"),
            super::parts::Choice::new("now", "现在"),
        ];
        let same = Self {
            title: "第1版 → 现在".into(),
            summary: "没有不同。".into(),
            choices,
            form: Form::new().value("from", "1").value("to", "now"),
            compare_action: "/c/c1/plan/versions".into(),
            back: Link::new("实施方案", "/c/c1/plan"),
            key: "cp1".into(),
            version: "2".into(),
            ..Self::default()
        };
        vec![
            ("same", same.clone()),
            (
                "different",
                Self {
                    summary: "日程 1 处，正文 2 段".into(),
                    groups: vec![Group {
                        name: "日程".into(),
                        rows: vec![ChangeRow {
                            subject: "上前村".into(),
                            what: "选举日".into(),
                            before: "3月18日".into(),
                            after: "3月20日".into(),
                        }],
                        more: String::new(),
                    }],
                    text: vec![
                        TextRow {
                            class: "fold",
                            mark: "",
                            runs: vec![run("same", "12 段没有变化")],
                        },
                        TextRow {
                            class: "changed",
                            mark: "改",
                            runs: vec![
                                run("same", "选举日统一定为3月"),
                                run("gone", "18"),
                                run("new", "20"),
                                run("same", "日。"),
                            ],
                        },
                        TextRow {
                            class: "new",
                            mark: "增",
                            runs: vec![run("new", "做好返乡人员的登记。")],
                        },
                    ],
                    restore_action: "/c/c1/plan/versions/1".into(),
                    restore: "用回第1版的文字".into(),
                    ..same
                },
            ),
        ]
    }
}

/// 各村的实施方案
#[derive(Clone, Debug, Default, Serialize)]
pub struct UnitPlans {
    /// Tabs of 方案日程.
    pub tabs: Vec<Tab>,
    /// «16 个村（社区），已通过 3 个，已印发 2 个»
    pub count: String,
    /// Rows in the township's order.
    pub rows: Vec<UnitPlanRow>,
    /// Where ticked ones are printed.
    pub print_action: String,
    /// Where ticked ones are issued; empty for readers.
    pub issue_action: String,
    /// The township's plan; empty for who may not see it.
    pub back: Link,
    /// When there are no villages yet.
    pub empty: Option<Empty>,
    /// Hidden fields of the form.
    pub fields: Vec<Hidden>,
    /// Idempotency key.
    pub key: String,
}

/// One village's plan.
#[derive(Clone, Debug, Default, Serialize)]
pub struct UnitPlanRow {
    /// Village id.
    pub value: String,
    /// «上前村»
    pub name: String,
    /// Its page.
    pub href: String,
    /// «已印发 3月1日», «草稿»
    pub state: String,
    /// Its sign.
    pub sign: Sign,
    /// «2月9日 村民代表会议»; empty while not adopted.
    pub adopted: String,
    /// «第2版»; empty for none.
    pub version: String,
    /// «改写 2 章»; empty for none.
    pub own: String,
}

impl Page for UnitPlans {
    const TEMPLATE: &'static str = "plan_units.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let row = |name: &str, state: &str, sign, adopted: &str| UnitPlanRow {
            value: "v1".into(),
            name: name.into(),
            href: "/c/c1/v/v1/plan".into(),
            state: state.into(),
            sign,
            adopted: adopted.into(),
            version: "第1版".into(),
            own: "改写 2 章".into(),
        };
        let full = Self {
            tabs: schedule_tabs("c1", "plan"),
            count: "3 个村（社区），已通过 2 个，已印发 2 个".into(),
            rows: vec![
                row("上前村", "已印发 3月1日", Sign::Done, "2月9日 村民代表会议"),
                row("下前村", "内容已变", Sign::Soon, "2月9日"),
                row("石塘社区", "草稿", Sign::Active, ""),
            ],
            print_action: "/c/c1/plan/villages/print".into(),
            issue_action: "/c/c1/plan/villages/issue".into(),
            back: Link::new("镇的实施方案", "/c/c1/plan"),
            key: "up1".into(),
            ..Self::default()
        };
        vec![
            ("full", full.clone()),
            (
                "empty",
                Self {
                    count: String::new(),
                    rows: Vec::new(),
                    empty: Some(Empty {
                        text: "还没有村（社区）。导入摸底表后，各村的实施方案会列在这里。".into(),
                        action: Link::new("导入村（社区）", "/c/c1/villages/import"),
                    }),
                    ..full
                },
            ),
        ]
    }
}
