//! 环节记录 `/c/{c}/v/{v}/steps/{step}` and 镇级工作 `/c/{c}/phases`, `/c/{c}/phases/{step}`.

use serde::Serialize;

use super::parts::{Choice, DateCard, FileLink, Form, Link, Message, Sign, Tab};
use crate::web::view::{Page, Tone};

/// 环节 — its date card, the form that records it, its history. Serves villages and the township.
#[derive(Clone, Debug, Default, Serialize)]
pub struct StepPage {
    /// «上前村», or the township's name.
    pub unit: String,
    /// «公布登记参加选举的村民名单»
    pub step: String,
    /// Its sign.
    pub sign: Sign,
    /// «完成于 2月24日», «未到»; empty takes the sign's own word.
    pub state: String,
    /// Why the day.
    pub card: DateCard,
    /// Whether the reader may record.
    pub can_record: bool,
    /// Fields `day`, `note`, `late`, `late_reason`, `files` (several).
    pub form: Form,
    /// Whether the late explanation is asked for (the day was refused, or lies behind the last
    /// lawful day).
    pub ask_late: bool,
    /// Whether the day has to be confirmed: it looks like a slip (error of field `confirm`).
    pub ask_confirm: bool,
    /// What to look at before recording: a predecessor not done.
    pub warnings: Vec<Message>,
    /// Last day that may be chosen, `2026-11-23`.
    pub today_iso: String,
    /// Where the record is posted.
    pub action: String,
    /// Idempotency key.
    pub key: String,
    /// Version of the unit's progress.
    pub version: String,
    /// Whether its completion is recorded: the form then corrects it.
    pub recorded: bool,
    /// Why it is not done (不适用); empty where it is.
    pub set_aside: String,
    /// Where 不适用 is posted (field `set_aside_reason`); empty where it may not be.
    pub set_aside_action: String,
    /// «有人提出申诉»: the step is due only then; empty where it is always due.
    pub only_when: String,
    /// Where an undo is posted (field `reason`); empty when there is nothing to undo.
    pub undo_action: String,
    /// The form of planning, for township steps only.
    pub plan: Option<PlanForm>,
    /// What happened, newest first.
    pub history: Vec<StepRecord>,
    /// Papers of this step.
    pub papers: Vec<Link>,
    /// Where the election day is moved; empty but on the steps that fix it.
    pub replan_href: String,
    /// Way back.
    pub back: Link,
}

/// 计划 of a township step.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PlanForm {
    /// Fields `planned`, `owner`, `place`, `plan_note`.
    pub form: Form,
    /// Where it posts to.
    pub action: String,
    /// Names to choose the owner from.
    pub owners: Vec<Choice>,
    /// Its own idempotency key.
    pub key: String,
    /// Version of the township step.
    pub version: String,
}

/// One record of a step.
#[derive(Clone, Debug, Default, Serialize)]
pub struct StepRecord {
    /// «2月25日 10:21»
    pub when: String,
    /// Who.
    pub who: String,
    /// «记录完成», «撤销», «改计划»
    pub what: String,
    /// «2027年2月24日（星期三）»; empty for none.
    pub day: String,
    /// Note; may be empty.
    pub note: String,
    /// Explanation of lateness; not empty marks it 违反法定期限.
    pub late_reason: String,
    /// Whether a later undo took it back.
    pub undone: bool,
    /// Files.
    pub files: Vec<FileLink>,
}

impl Page for StepPage {
    const TEMPLATE: &'static str = "step.html";

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
        let open = Self {
            unit: "上前村".into(),
            step: "公布登记参加选举的村民名单".into(),
            sign: Sign::Soon,
            card,
            can_record: true,
            form: Form::new().value("day", "2027-02-23"),
            warnings: vec![Message {
                tone: Tone::Warning,
                code: "S201".into(),
                text: "请先核对“选民登记截止”。它还没有记录完成，可以先记这一步，但要尽快补上。"
                    .into(),
                ..Message::default()
            }],
            today_iso: "2027-02-23".into(),
            action: "/c/c1/v/v1/steps/roll-published".into(),
            key: "st1".into(),
            version: "4".into(),
            papers: vec![Link::new("选民名单公告（待印发）", "/c/c1/docs/d4")],
            back: Link::new("回上前村", "/c/c1/v/v1"),
            ..Self::default()
        };
        let record = StepRecord {
            when: "2月25日 10:21".into(),
            who: "李义鹏".into(),
            what: "记录完成".into(),
            day: "2027年2月24日（星期三）".into(),
            note: "张贴在村务公开栏".into(),
            files: vec![FileLink {
                name: "张贴照片.jpg".into(),
                size: "1.2 MB".into(),
                href: "/c/c1/files/f1".into(),
            }],
            ..StepRecord::default()
        };
        vec![
            ("open", open.clone()),
            (
                "refused-late",
                Self {
                    ask_late: true,
                    form: Form::new()
                        .value("day", "2027-02-27")
                        .error("day", "请把名单公布日改到 2月26日（含）以前。名单应在选举日的二十日前公布，按 3月18日选举推算最迟 2月26日。〔组织法17条1款〕D101"),
                    ..open.clone()
                },
            ),
            (
                "to-be-confirmed",
                Self {
                    ask_confirm: true,
                    form: Form::new()
                        .value("day", "2027-01-10")
                        .error("confirm", "D102 请核对日期。“公布登记参加选举的村民名单”记录的是 1月10日，早于它前面的“选民登记截止”（2月20日）。"),
                    ..open.clone()
                },
            ),
            (
                "done",
                Self {
                    sign: Sign::Done,
                    state: "完成于 2月24日".into(),
                    warnings: Vec::new(),
                    recorded: true,
                    undo_action: "/c/c1/v/v1/steps/roll-published/undo".into(),
                    history: vec![
                        record.clone(),
                        StepRecord { when: "2月24日 9:00".into(), day: "2027年2月27日（星期六）".into(), late_reason: "印刷厂停电一天。".into(), undone: true, ..record },
                    ],
                    ..open.clone()
                },
            ),
            (
                "may-be-set-aside",
                Self {
                    step: "处理申诉并公布结果".into(),
                    only_when: "有人提出申诉".into(),
                    set_aside_action: "/c/c1/v/v1/steps/objections-decided/set-aside".into(),
                    form: Form::new().error(
                        "set_aside_reason",
                        "请写明为什么不适用或者不办。以后查档、督查都要看这条理由。",
                    ),
                    warnings: Vec::new(),
                    ..open.clone()
                },
            ),
            (
                "set-aside",
                Self {
                    step: "处理申诉并公布结果".into(),
                    sign: Sign::Skipped,
                    set_aside: "到 3月1日 截止时没有人提出申诉。".into(),
                    undo_action: "/c/c1/v/v1/steps/objections-decided/undo".into(),
                    warnings: Vec::new(),
                    history: vec![StepRecord {
                        when: "3月2日 8:40".into(),
                        who: "李义鹏".into(),
                        what: "标为不适用".into(),
                        note: "原因：到 3月1日 截止时没有人提出申诉。".into(),
                        ..StepRecord::default()
                    }],
                    ..open.clone()
                },
            ),
            (
                "township",
                Self {
                    unit: "石塘镇".into(),
                    step: "召开动员部署会议".into(),
                    sign: Sign::Active,
                    card: DateCard { class: "工作".into(), gist: "镇党委召开各村（社区）“两委”干部参加的动员会。".into(), ..DateCard::default() },
                    plan: Some(PlanForm {
                        form: Form::new().value("planned", "2026-12-01").value("owner", "邱喆"),
                        action: "/c/c1/phases/mobilization-held/plan".into(),
                        owners: vec![Choice::new("邱喆", "邱喆"), Choice::new("廖金珺", "廖金珺")],
                        key: "pl1".into(),
                        version: "1".into(),
                    }),
                    action: "/c/c1/phases/mobilization-held".into(),
                    back: Link::new("回镇级工作", "/c/c1/phases"),
                    warnings: Vec::new(),
                    ..open
                },
            ),
        ]
    }
}

/// 镇级工作 `/c/{c}/phases`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Phases {
    /// The township's steps in their order.
    pub rows: Vec<PhaseRow>,
    /// «3/9 完成»
    pub done: String,
    /// Whether the reader may plan and record.
    pub may_record: bool,
    /// Tabs of the section.
    pub tabs: Vec<Tab>,
}

/// One township step.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PhaseRow {
    /// Name.
    pub name: String,
    /// Its page.
    pub href: String,
    /// Sign.
    pub sign: Sign,
    /// Its word: «完成», «已过安排»; empty takes the sign's own.
    pub word: &'static str,
    /// «12月1日», «建议 12月1日»; empty when not planned.
    pub planned: String,
    /// Who answers for it.
    pub owner: String,
    /// «12月1日»; empty when not yet.
    pub actual: String,
    /// Note.
    pub note: String,
    /// How many files are kept as evidence: «2 个附件»; empty for none.
    pub evidence: String,
    /// Papers of this step.
    pub papers: Vec<Link>,
}

/// 方案日程 — the tabs of the section.
pub fn schedule_tabs(cycle: &str, here: &str) -> Vec<Tab> {
    let mut tabs: Vec<Tab> = [
        ("镇级工作", "phases"),
        ("实施方案", "plan"),
        ("会议", "meetings"),
        ("培训", "trainings"),
        ("月历", "calendar"),
        ("横道图", "gantt"),
        ("最迟哪天", "ask"),
        ("可行日期", "feasible"),
        ("冲突", "conflicts"),
        ("资格与数字核对", "check"),
        ("计票核算", "tally"),
    ]
    .into_iter()
    .map(|(text, page)| Tab::new(text, format!("/c/{cycle}/{page}"), "", page == here))
    .collect();
    let records = [("挂钩联系", "guidance"), ("难点村", "risk")].map(|(text, page)| {
        Tab::new(text, format!("/c/{cycle}/{page}"), "", page == here).inside()
    });
    tabs.splice(1..1, records);
    tabs
}

impl Page for Phases {
    const TEMPLATE: &'static str = "phases.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let row = |name: &str, id: &str, sign, actual: &str| PhaseRow {
            name: name.into(),
            href: format!("/c/c1/phases/{id}"),
            sign,
            planned: "12月1日".into(),
            owner: "邱喆".into(),
            actual: actual.into(),
            ..PhaseRow::default()
        };
        vec![(
            "some-done",
            Self {
                rows: vec![
                    PhaseRow {
                        evidence: "2 个附件".into(),
                        note: "镇党委会议决定".into(),
                        ..row(
                            "成立领导小组和办公室",
                            "leading-group-formed",
                            Sign::Done,
                            "11月20日",
                        )
                    },
                    PhaseRow {
                        papers: vec![Link::new("实施方案", "/c/c1/docs/d0")],
                        ..row("印发实施方案", "plan-issued", Sign::Active, "")
                    },
                    row("召开动员部署会议", "mobilization-held", Sign::Future, ""),
                ],
                done: "1/9 完成".into(),
                may_record: true,
                tabs: schedule_tabs("c1", "phases"),
            },
        )]
    }
}
