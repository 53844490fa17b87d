//! 分工 `/c/{c}/assign` — village ↔ leader, guidance team, supervision team: who carries how much, what nobody looks
//! after, who would have to be in two villages at once.

use serde::Serialize;

use super::cycle::settings_tabs;
use super::parts::{Choice, Empty, Form, Link, Message, Pager, Tab};
use crate::web::view::{Page, Tone};

/// 分工.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Assign {
    /// A row a village. Posted as `leader:{id}`, `guidance:{id}`, `supervision:{id}`; `pick` are those ticked.
    pub rows: Vec<AssignRow>,
    /// «16 个村（社区）» or «3 个，共 16 个村（社区）».
    pub count: String,
    /// Leaders to choose from.
    pub leaders: Vec<Choice>,
    /// Guidance teams.
    pub guidance: Vec<Choice>,
    /// Supervision teams.
    pub supervision: Vec<Choice>,
    /// Filter by what is to be looked at: 有空缺, 同日冲突.
    pub shows: Vec<Choice>,
    /// Filter: `leader`, `guidance`, `supervision`, `show`, `q`.
    pub filter: Form,
    /// Whether the list is narrowed.
    pub narrowed: bool,
    /// The workbook of the rows asked for.
    pub xlsx: String,
    /// Leaders with what they carry.
    pub leader_loads: Vec<LoadRow>,
    /// Guidance teams with what they carry.
    pub guidance_loads: Vec<LoadRow>,
    /// Supervision teams with what they carry.
    pub supervision_loads: Vec<LoadRow>,
    /// The most villages and voters anybody carries: the length of a full bar.
    pub most_villages: usize,
    /// See above.
    pub most_voters: i64,
    /// What nobody looks after, each with what to do.
    pub gaps: Vec<Todo>,
    /// Who would have to be in several villages on one day, each with what to do.
    pub clashes: Vec<Todo>,
    /// «另有 4 处，见冲突»; empty for none.
    pub more_clashes: Link,
    /// While the cycle has no villages.
    pub empty: Option<Empty>,
    /// Whether the reader may change it.
    pub can_edit: bool,
    /// Problems of the whole.
    pub form: Form,
    /// Where it posts to.
    pub action: String,
    /// The query of this page, to come back to it.
    pub back: String,
    /// The liaison table as a paper.
    pub paper: Link,
    /// The letters of the linked leaders.
    pub letter: Link,
    /// The issued plan that a change makes out of date; empty for none.
    pub plan: String,
    /// Tabs of the settings.
    pub tabs: Vec<Tab>,
    /// The way through a long list.
    pub pager: Pager,
    /// Idempotency key.
    pub key: String,
    /// Version of the cycle.
    pub version: String,
}

/// One village's assignment; the values are those of the choices.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AssignRow {
    /// Village id.
    pub id: String,
    /// Village name.
    pub name: String,
    /// Its page.
    pub href: String,
    /// «3月18日»
    pub day: String,
    /// «2341»; empty when nobody knows.
    pub voters: String,
    /// «第一指导组同日要到下前村»; empty for none.
    pub clash: String,
    /// Leader as shown and compared.
    pub leader: String,
    /// Guidance team as shown and compared.
    pub guidance: String,
    /// Supervision team as shown and compared.
    pub supervision: String,
    /// Leader chosen, where a form came back.
    pub chosen_leader: String,
    /// Guidance team chosen.
    pub chosen_guidance: String,
    /// Supervision team chosen.
    pub chosen_supervision: String,
    /// Whether the row was ticked.
    pub picked: bool,
}

/// What somebody carries.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LoadRow {
    /// «李义鹏»
    pub name: String,
    /// Narrows the list to theirs.
    pub href: String,
    /// Villages.
    pub villages: usize,
    /// Voters.
    pub voters: i64,
    /// «2 村»
    pub villages_text: String,
    /// «4682 人», «2341 人（1 村没有数）»
    pub voters_text: String,
}

/// Something to be done.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Todo {
    /// What to do, then why.
    pub message: Message,
    /// Where; empty text for nowhere.
    pub link: Link,
}

impl Page for Assign {
    const TEMPLATE: &'static str = "assign.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let row = |id: &str, name: &str, leader: &str| AssignRow {
            id: id.into(),
            name: name.into(),
            href: format!("/c/c1/v/{id}"),
            day: "3月18日".into(),
            voters: "2341".into(),
            leader: leader.into(),
            guidance: "g1".into(),
            chosen_leader: leader.into(),
            chosen_guidance: "g1".into(),
            ..AssignRow::default()
        };
        let load = |name: &str, villages: usize, voters: i64| LoadRow {
            name: name.into(),
            href: "/c/c1/assign?leader=p1".into(),
            villages,
            voters,
            villages_text: format!("{villages} 村"),
            voters_text: format!("{voters} 人"),
        };
        let todo = |text: &str, link: Link| Todo {
            message: Message {
                tone: Tone::Warning,
                text: text.into(),
                ..Message::default()
            },
            link,
        };
        let full = Self {
            rows: vec![
                AssignRow {
                    clash: "第一指导组同日要到下前村".into(),
                    ..row("v1", "上前村", "p1")
                },
                row("v2", "下前村", "p1"),
                row("v3", "石塘村", ""),
            ],
            count: "3 个村（社区）".into(),
            leaders: vec![
                Choice::new("p1", "李义鹏（党委副书记、镇长）"),
                Choice::new("p2", "雷伟梅（党委副书记）"),
            ],
            guidance: vec![
                Choice::new("g1", "第一指导组"),
                Choice::new("g2", "第二指导组"),
            ],
            supervision: vec![Choice::new("s1", "第一督查组")],
            shows: vec![
                Choice::new("gap", "有空缺"),
                Choice::new("clash", "同日冲突"),
            ],
            filter: Form::new().value("show", "gap"),
            narrowed: true,
            xlsx: "/c/c1/assign.xlsx".into(),
            leader_loads: vec![load("李义鹏", 2, 4682)],
            guidance_loads: vec![load("第一指导组", 3, 7023), load("第二指导组", 0, 0)],
            supervision_loads: vec![load("第一督查组", 0, 0)],
            most_villages: 3,
            most_voters: 7023,
            gaps: vec![todo(
                "请在下表选定挂钩领导：1 个村（社区）还没有挂钩领导：石塘村。",
                Link::new("只看这些村", "/c/c1/assign?show=gap"),
            )],
            clashes: vec![todo(
                "请换一个组，或者改一个村的选举日：第一指导组 3月18日（星期四）要到上前村、下前村 2 个村。",
                Link::default(),
            )],
            more_clashes: Link::new("另有 4 处，见冲突", "/c/c1/conflicts"),
            can_edit: true,
            empty: None,
            form: Form::new(),
            action: "/c/c1/assign".into(),
            back: "show=gap".into(),
            paper: Link::new("打印挂钩联系分工表", "/c/c1/docs?kind=liaison-table"),
            letter: Link::new("目标责任书（挂钩领导，每人一份）", "/c/c1/docs/preview"),
            plan: "分工写在已印发的实施方案第2版（石换领发〔2027〕3号）里：改了以后这一版就过时，要重新印发。".into(),
            tabs: settings_tabs("c1", "assign"),
            pager: Pager {
                text: "第 1–40 个，共 300 个".into(),
                previous: String::new(),
                next: "/c/c1/assign?page=2".into(),
            },
            key: "as1".into(),
            version: String::new(),
        };
        vec![
            ("edit", full.clone()),
            (
                "read-only",
                Self {
                    can_edit: false,
                    plan: String::new(),
                    gaps: Vec::new(),
                    clashes: Vec::new(),
                    more_clashes: Link::default(),
                    narrowed: false,
                    xlsx: "/c/c1/assign.xlsx".into(),
                    ..full.clone()
                },
            ),
            (
                "empty",
                Self {
                    rows: Vec::new(),
                    empty: Some(Empty {
                        text: "还没有村（社区）。导入村花名册后，在这里分工。".into(),
                        action: Link::new("导入村花名册", "/c/c1/villages/import"),
                    }),
                    leader_loads: Vec::new(),
                    guidance_loads: Vec::new(),
                    supervision_loads: Vec::new(),
                    gaps: Vec::new(),
                    clashes: Vec::new(),
                    more_clashes: Link::default(),
                    narrowed: false,
                    xlsx: "/c/c1/assign.xlsx".into(),
                    pager: Pager::default(),
                    ..full
                },
            ),
        ]
    }
}
