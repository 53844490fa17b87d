//! 挂钩联系 `/c/{c}/guidance`, 指导日志 `/c/{c}/v/{v}/guidance` and one entry of it.

use serde::Serialize;

use super::parts::{Choice, Empty, FileLink, Form, Link, Tab};
use super::step::schedule_tabs;
use crate::web::view::Page;

/// 挂钩联系: how far every village has been guided.
#[derive(Clone, Debug, Default, Serialize)]
pub struct GuidanceOverview {
    /// A row a village.
    pub rows: Vec<GuidanceRow>,
    /// «传达 14/16 · 学习 12/16 · 村级方案通过 9/16»
    pub count: String,
    /// Filter: `show`, `team`.
    pub form: Form,
    /// 还没有传达, 还没有学习, 方案未通过 …
    pub shows: Vec<Choice>,
    /// Guidance teams.
    pub teams: Vec<Choice>,
    /// The list as a workbook; empty text for none.
    pub export: Link,
    /// Tabs of the schedule.
    pub tabs: Vec<Tab>,
    /// Shown when there is no village.
    pub empty: Option<Empty>,
}

/// One village.
#[derive(Clone, Debug, Default, Serialize)]
pub struct GuidanceRow {
    /// Village.
    pub name: String,
    /// Its diary.
    pub href: String,
    /// Linked leader.
    pub leader: String,
    /// Guidance team.
    pub team: String,
    /// «1月8日»; empty when not yet.
    pub conveyed: String,
    /// Same.
    pub studied: String,
    /// «1月20日通过», «已核对», «已起草»; empty when nothing.
    pub plan: String,
    /// Whether the plan is adopted.
    pub adopted: bool,
    /// «走访 3 次，意见 2 条»
    pub visits: String,
    /// «2月20日»
    pub last: String,
}

impl Page for GuidanceOverview {
    const TEMPLATE: &'static str = "guidance.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let full = Self {
            rows: vec![
                GuidanceRow {
                    name: "上前村".into(),
                    href: "/c/c1/v/v1/guidance".into(),
                    leader: "李义鹏".into(),
                    team: "第一指导组".into(),
                    conveyed: "1月8日".into(),
                    studied: "1月12日".into(),
                    plan: "1月20日通过".into(),
                    adopted: true,
                    visits: "走访 3 次，意见 2 条".into(),
                    last: "2月20日".into(),
                },
                GuidanceRow {
                    name: "下前村".into(),
                    href: "/c/c1/v/v2/guidance".into(),
                    plan: "已起草".into(),
                    ..GuidanceRow::default()
                },
            ],
            count: "传达 1/2 · 学习 1/2 · 村级方案通过 1/2".into(),
            form: Form::new().value("show", "no-plan"),
            shows: vec![
                Choice::new("no-conveyed", "还没有传达"),
                Choice::new("no-plan", "方案未通过"),
            ],
            teams: vec![Choice::new("g1", "第一指导组")],
            export: Link::new("导出表格", "/c/c1/guidance.xlsx"),
            tabs: schedule_tabs("c1", "guidance"),
            empty: None,
        };
        vec![
            ("two", full.clone()),
            (
                "none-found",
                Self {
                    rows: Vec::new(),
                    ..full
                },
            ),
            (
                "empty",
                Self {
                    tabs: schedule_tabs("c1", "guidance"),
                    empty: Some(Empty {
                        text: "还没有村（社区）。导入村花名册以后，每个村有一本指导日志。".into(),
                        action: Link::default(),
                    }),
                    ..Self::default()
                },
            ),
        ]
    }
}

/// 指导日志 of one village.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Diary {
    /// «上前村»
    pub village: String,
    /// Its page.
    pub village_href: String,
    /// «挂钩领导 李义鹏 · 第一指导组 温天娟、邱喆»
    pub team: String,
    /// 传达, 学习, 方案 with what is done and what is missing.
    pub marks: Vec<Milestone>,
    /// Entries, latest day first.
    pub entries: Vec<DiaryRow>,
    /// Fields `kind`, `day`, `subject`, `audience`, `who`, `note`, files `files`.
    pub form: Form,
    /// Kinds.
    pub kinds: Vec<Choice>,
    /// Where a new entry is posted; empty when the reader may not write.
    pub action: String,
    /// Whether the form stands open.
    pub open: bool,
    /// Today, ISO: the last day that may be chosen.
    pub today: String,
    /// Idempotency key.
    pub key: String,
}

/// A thing that is to be done in every village.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Milestone {
    /// «传达文件会议»
    pub text: String,
    /// «1月8日»; empty when not yet.
    pub day: String,
}

/// An entry.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DiaryRow {
    /// «2月20日（星期六）»
    pub day: String,
    /// «传达文件会议»
    pub kind: String,
    /// What.
    pub subject: String,
    /// To whom.
    pub audience: String,
    /// Who went.
    pub who: String,
    /// Note.
    pub note: String,
    /// Evidence.
    pub files: Vec<FileLink>,
    /// «李义鹏 2月20日 16:02»
    pub recorded: String,
    /// What it said before it was set right.
    pub earlier: Vec<String>,
    /// Where it is set right; empty when the reader may not.
    pub edit_href: String,
}

fn sample_entry() -> DiaryRow {
    DiaryRow {
        day: "2月20日（星期六）".into(),
        kind: "传达文件会议".into(),
        subject: "镇实施方案和动员会议精神".into(),
        audience: "村两委干部、村民代表".into(),
        who: "李义鹏、温天娟".into(),
        note: "会后入户宣传。".into(),
        files: vec![FileLink {
            name: "会场.jpg".into(),
            size: "320 KB".into(),
            href: "/c/c1/v/v1/guidance/files/f1".into(),
        }],
        recorded: "李义鹏 2月20日 16:02".into(),
        earlier: vec!["原记 2月19日 传达文件会议：镇实施方案（李义鹏 2月20日 15:40）".into()],
        edit_href: "/c/c1/v/v1/guidance/g1".into(),
    }
}

impl Page for Diary {
    const TEMPLATE: &'static str = "diary.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let full = Self {
            village: "上前村".into(),
            village_href: "/c/c1/v/v1".into(),
            team: "挂钩领导 李义鹏 · 第一指导组 李义鹏、温天娟".into(),
            marks: vec![
                Milestone {
                    text: "传达文件会议".into(),
                    day: "2月20日".into(),
                },
                Milestone {
                    text: "组织学习".into(),
                    day: String::new(),
                },
            ],
            entries: vec![
                sample_entry(),
                DiaryRow {
                    day: "2月18日（星期四）".into(),
                    kind: "走访".into(),
                    who: "温天娟".into(),
                    recorded: "温天娟 2月18日 11:20".into(),
                    ..DiaryRow::default()
                },
            ],
            form: Form::new().value("day", "2027-02-25"),
            kinds: vec![
                Choice::new("conveyed", "传达文件会议"),
                Choice::new("visit", "走访"),
            ],
            action: "/c/c1/v/v1/guidance".into(),
            open: false,
            today: "2027-02-25".into(),
            key: "gd1".into(),
        };
        vec![
            ("full", full.clone()),
            (
                "problems",
                Self {
                    form: Form::new()
                        .value("kind", "conveyed")
                        .error("audience", "请写明向谁传达，如“村两委干部、村民代表”。"),
                    open: true,
                    ..full.clone()
                },
            ),
            (
                "read-only-empty",
                Self {
                    entries: Vec::new(),
                    action: String::new(),
                    ..full
                },
            ),
        ]
    }
}

/// 更正一条日志.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DiaryEntry {
    /// «上前村»
    pub village: String,
    /// What it says now.
    pub now: DiaryRow,
    /// The fields of [`Diary`] and `reason`.
    pub form: Form,
    /// Kinds.
    pub kinds: Vec<Choice>,
    /// Where the correction is posted.
    pub action: String,
    /// Where it is withdrawn.
    pub withdraw_action: String,
    /// Today, ISO.
    pub today: String,
    /// Way back.
    pub back: String,
    /// Idempotency key.
    pub key: String,
}

impl Page for DiaryEntry {
    const TEMPLATE: &'static str = "diary_entry.html";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![(
            "correct",
            Self {
                village: "上前村".into(),
                now: sample_entry(),
                form: Form::new()
                    .value("kind", "conveyed")
                    .value("day", "2027-02-20")
                    .error("reason", "请写明撤销的原因。"),
                kinds: vec![Choice::new("conveyed", "传达文件会议")],
                action: "/c/c1/v/v1/guidance/g1".into(),
                withdraw_action: "/c/c1/v/v1/guidance/g1/withdraw".into(),
                today: "2027-02-25".into(),
                back: "/c/c1/v/v1/guidance".into(),
                key: "ge1".into(),
            },
        )]
    }
}
