//! 督查 `/c/{c}/inspections`, `/c/{c}/inspections/new`, `/c/{c}/inspections/{i}`; 审计 `/c/{c}/audit`.

use serde::Serialize;

use super::parts::{Choice, Empty, Fact, Form, Link, Pager, Sign};
use crate::web::view::Page;

/// 督查记录.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Inspections {
    /// Newest first.
    pub rows: Vec<InspectionRow>,
    /// «督查 6 次，发现问题 4 个»
    pub count: String,
    /// Where a new one is written; empty when not allowed.
    pub new_href: String,
    /// Filter: `village`, `kind`, `show`.
    pub form: Form,
    /// Villages.
    pub villages: Vec<Choice>,
    /// 督查方式
    pub kinds: Vec<Choice>,
    /// 待回头看 / 有问题
    pub shows: Vec<Choice>,
    /// Shown when there is none.
    pub empty: Option<Empty>,
    /// The way through the list.
    pub pager: Pager,
}

/// One inspection.
#[derive(Clone, Debug, Default, Serialize)]
pub struct InspectionRow {
    /// Its page.
    pub href: String,
    /// «2月20日»
    pub day: String,
    /// Village.
    pub village: String,
    /// «阶段督查»
    pub kind: String,
    /// Who looked.
    pub inspectors: String,
    /// «2 个问题», «没有发现问题»
    pub findings: String,
    /// State of rectification.
    pub sign: Sign,
    /// «期限 2月28日，余 3 天» (the earliest), «3月1日已回头看»
    pub state: String,
}

impl Page for Inspections {
    const TEMPLATE: &'static str = "inspections.html";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![
            (
                "two",
                Self {
                    rows: vec![
                        InspectionRow {
                            href: "/c/c1/inspections/i1".into(),
                            day: "2月20日".into(),
                            village: "中坌村".into(),
                            kind: "阶段督查".into(),
                            inspectors: "第一督查组 王火发、何礼强".into(),
                            findings: "2 个问题".into(),
                            sign: Sign::Soon,
                            state: "期限 2月28日，余 3 天".into(),
                        },
                        InspectionRow {
                            href: "/c/c1/inspections/i2".into(),
                            day: "2月18日".into(),
                            village: "上前村".into(),
                            kind: "随机抽查".into(),
                            inspectors: "何礼强".into(),
                            findings: "没有发现问题".into(),
                            sign: Sign::Done,
                            state: "不需要整改".into(),
                        },
                    ],
                    count: "督查 2 次，发现问题 2 个".into(),
                    new_href: "/c/c1/inspections/new".into(),
                    villages: vec![Choice::new("v1", "上前村")],
                    kinds: vec![Choice::new("stage", "阶段督查")],
                    shows: vec![Choice::new("open", "待回头看")],
                    ..Self::default()
                },
            ),
            (
                "empty",
                Self {
                    empty: Some(Empty {
                        text: "还没有督查记录。到村里看过以后，把发现的问题和整改期限记在这里。"
                            .into(),
                        action: Link::new("新记一次督查", "/c/c1/inspections/new"),
                    }),
                    ..Self::default()
                },
            ),
        ]
    }
}

/// 新记一次督查. Findings are posted as `problem.{n}`, `basis.{n}`, `measure.{n}`, `deadline.{n}`;
/// lines left blank are passed over.
#[derive(Clone, Debug, Default, Serialize)]
pub struct InspectionForm {
    /// Fields `village`, `day`, `kind`, `inspectors`, `note` and those of the findings.
    pub form: Form,
    /// Where it posts to.
    pub action: String,
    /// Villages.
    pub villages: Vec<Choice>,
    /// 督查方式
    pub kinds: Vec<Choice>,
    /// Today, ISO: the last day that may be chosen.
    pub today: String,
    /// Numbers of the lines shown.
    pub lines: Vec<u32>,
    /// Numbers of the lines folded away.
    pub more_lines: Vec<u32>,
    /// Whether the folded lines are shown: something is in them.
    pub more_open: bool,
    /// Way back.
    pub back: String,
    /// Idempotency key.
    pub key: String,
}

impl Page for InspectionForm {
    const TEMPLATE: &'static str = "inspection_form.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let new = Self {
            form: Form::new()
                .value("village", "v6")
                .value("day", "2027-02-20"),
            action: "/c/c1/inspections/new".into(),
            villages: vec![Choice::new("v6", "中坌村"), Choice::new("v1", "上前村")],
            kinds: vec![
                Choice::new("stage", "阶段督查"),
                Choice::new("random", "随机抽查"),
            ],
            today: "2027-02-25".into(),
            lines: vec![0, 1, 2],
            more_lines: vec![3, 4, 5],
            more_open: false,
            back: "/c/c1/inspections".into(),
            key: "if1".into(),
        };
        let again = Self {
            form: Form::new()
                .value("day", "2027-02-20")
                .value("problem.0", "选民名单只在村务公开栏张贴。")
                .value("deadline.0", "2027-02-19")
                .value("measure.4", "补贴。")
                .error("village", "请选择督查的村（社区）。")
                .error(
                    "deadline.0",
                    "请把整改期限改到 2027年2月20日（督查当日）或者以后：现在写的是 2027年2月19日。",
                )
                .error(
                    "problem.4",
                    "请写出第 5 个问题是什么；没有问题就把这一行都清空。",
                ),
            more_open: true,
            ..new.clone()
        };
        vec![("new", new), ("problems", again)]
    }
}

/// 一次督查.
#[derive(Clone, Debug, Default, Serialize)]
pub struct InspectionPage {
    /// «中坌村»
    pub village: String,
    /// Its page.
    pub village_href: String,
    /// «阶段督查»
    pub kind: String,
    /// Day, kind, inspectors, note, who recorded it.
    pub facts: Vec<Fact>,
    /// What was found.
    pub findings: Vec<Finding>,
    /// The rectification notice; empty text when nothing was found.
    pub notice: Link,
    /// Where a 整改回头看 of the same village is recorded; empty text when not now.
    pub follow_up: Link,
    /// State of rectification.
    pub sign: Sign,
    /// «期限 2月28日，余 3 天», «3月1日已回头看»; empty when nothing was found.
    pub state: String,
    /// Whether nobody went back yet to see what became of it.
    pub waiting: bool,
}

/// One finding.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Finding {
    /// What was found.
    pub problem: String,
    /// As the inspectors wrote it: «组织法第十七条第一款»; may be empty.
    pub basis: String,
    /// 整改要求; may be empty.
    pub measure: String,
    /// «2月28日（星期日）»; may be empty.
    pub due: String,
    /// «余 3 天»; empty where nothing is counted.
    pub left: String,
}

impl Page for InspectionPage {
    const TEMPLATE: &'static str = "inspection.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let page = Self {
            village: "中坌村".into(),
            village_href: "/c/c1/v/v6".into(),
            kind: "阶段督查".into(),
            facts: vec![
                Fact::new("日期", "2027年2月20日（星期六）"),
                Fact::new("督查人员", "第一督查组 王火发、何礼强"),
                Fact::new("总的情况", ""),
                Fact::new("登记", "王火发 2027年2月20日 16:02"),
            ],
            findings: vec![
                Finding {
                    problem: "选民名单 2月27日才张贴，晚了一天。".into(),
                    basis: "组织法第十七条第一款".into(),
                    measure: "向镇换届办书面说明，并在公告栏公布。".into(),
                    due: "2月28日（星期日）".into(),
                    left: "余 3 天".into(),
                },
                Finding {
                    problem: "公告栏第2号公告脱落。".into(),
                    ..Finding::default()
                },
            ],
            notice: Link::new(
                "整改通知书（带回执）",
                "/c/c1/docs/preview?unit=v6&kind=rectification-notice",
            ),
            follow_up: Link::new(
                "登记整改回头看",
                "/c/c1/inspections/new?village=v6&kind=follow-up",
            ),
            sign: Sign::Soon,
            state: "期限 2月28日，余 3 天".into(),
            waiting: true,
        };
        let clean = Self {
            findings: Vec::new(),
            notice: Link::default(),
            follow_up: Link::default(),
            sign: Sign::Done,
            state: String::new(),
            waiting: false,
            ..page.clone()
        };
        vec![("two-findings", page), ("nothing-found", clean)]
    }
}

/// 审计 `/c/{c}/audit`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Audit {
    /// Newest first.
    pub rows: Vec<AuditRow>,
    /// «记录链完整：共 1204 条，最后一条指纹 9c1f07be»; empty on the pages behind the first.
    pub chain: String,
    /// Whether the chain is whole.
    pub whole: bool,
    /// Filter: `village`, `kind`.
    pub form: Form,
    /// Villages.
    pub villages: Vec<Choice>,
    /// Kinds of event.
    pub kinds: Vec<Choice>,
    /// The way through the list.
    pub pager: Pager,
}

/// One event.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AuditRow {
    /// Running number.
    pub number: String,
    /// «2月25日 10:21:07»
    pub when: String,
    /// Who, with role.
    pub who: String,
    /// Address.
    pub address: String,
    /// «记录环节完成»
    pub kind: String,
    /// What: «上前村 公布名单 2月24日».
    pub what: String,
    /// The reason given; may be empty.
    pub reason: String,
    /// Before and after, a line a field: «完成日期：（空）→ 2月24日».
    pub changes: Vec<String>,
    /// Short hash.
    pub hash: String,
}

impl Page for Audit {
    const TEMPLATE: &'static str = "audit.html";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![(
            "one",
            Self {
                rows: vec![AuditRow {
                    number: "1204".into(),
                    when: "2月25日 10:21:07".into(),
                    who: "李义鹏（指导组）".into(),
                    address: "192.168.1.23".into(),
                    kind: "记录完成".into(),
                    what: "上前村 公布名单".into(),
                    reason: "张贴晚了一天，已向村民说明".into(),
                    changes: vec!["完成日期：（空）→ 2月24日".into()],
                    hash: "9c1f07be".into(),
                }],
                chain: "记录链完整：共 1204 条，最后一条指纹 9c1f07be。".into(),
                whole: true,
                villages: vec![Choice::new("v1", "上前村")],
                kinds: vec![Choice::new("step.recorded", "记录完成")],
                pager: Pager {
                    text: "序号 1155–1204".into(),
                    previous: String::new(),
                    next: "/c/c1/audit?before=1155".into(),
                },
                ..Self::default()
            },
        )]
    }
}
