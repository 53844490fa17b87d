//! 督查 `/c/{c}/inspections`, `/c/{c}/inspections/new`, `/c/{c}/inspections/{i}`; 审计 `/c/{c}/audit`.

use serde::Serialize;

use super::parts::{Choice, Empty, Event, Fact, FileLink, Form, Link, Pager, Sign};
use crate::web::view::Page;

/// 督查记录.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Inspections {
    /// Newest first.
    pub rows: Vec<InspectionRow>,
    /// «督查 6 次，问题 4 个，未整改 1 个»
    pub count: String,
    /// Where a new one is written; empty when not allowed.
    pub new_href: String,
    /// Filter: `village`, `show`.
    pub form: Form,
    /// Villages.
    pub villages: Vec<Choice>,
    /// 全部 / 未整改
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
    /// «第一督查组»
    pub team: String,
    /// «2 个问题», «没有发现问题»
    pub findings: String,
    /// State of rectification.
    pub sign: Sign,
    /// «1 个未整改，期限 2月28日»
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
                            team: "第一督查组".into(),
                            findings: "2 个问题".into(),
                            sign: Sign::Soon,
                            state: "1 个未整改，期限 2月28日".into(),
                        },
                        InspectionRow {
                            href: "/c/c1/inspections/i2".into(),
                            day: "2月18日".into(),
                            village: "上前村".into(),
                            team: "第一督查组".into(),
                            findings: "没有发现问题".into(),
                            sign: Sign::Done,
                            state: "办结".into(),
                        },
                    ],
                    count: "督查 6 次，问题 4 个，未整改 1 个".into(),
                    new_href: "/c/c1/inspections/new".into(),
                    villages: vec![Choice::new("v1", "上前村")],
                    shows: vec![Choice::new("open", "未整改")],
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

/// 新记一次督查. Items are posted as `item.{n}.result` (`ok`, `fault`, `na`), `item.{n}.note`,
/// `item.{n}.due`; free findings as `finding.{n}.text`, `finding.{n}.due`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct InspectionForm {
    /// Fields `village`, `day`, `team`, `note`.
    pub form: Form,
    /// Where it posts to.
    pub action: String,
    /// Villages.
    pub villages: Vec<Choice>,
    /// Supervision teams.
    pub teams: Vec<Choice>,
    /// What is looked at, by the village's present stage.
    pub items: Vec<CheckItem>,
    /// How many lines for findings outside the list.
    pub free_lines: Vec<u32>,
    /// Way back.
    pub back: String,
    /// Idempotency key.
    pub key: String,
}

/// One item of the checklist.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CheckItem {
    /// «名单公布日期与张贴照片是否一致»
    pub text: String,
    /// «组织法第十七条第一款»; empty when it is a working rule.
    pub basis: String,
    /// Whether the source was read.
    pub verified: bool,
    /// `ok`, `fault`, `na`, or empty.
    pub result: String,
    /// Note typed.
    pub note: String,
    /// Deadline typed, ISO.
    pub due: String,
}

impl Page for InspectionForm {
    const TEMPLATE: &'static str = "inspection_form.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let item = |text: &str, result: &str, basis: &str| CheckItem {
            text: text.into(),
            basis: basis.into(),
            verified: true,
            result: result.into(),
            ..CheckItem::default()
        };
        vec![(
            "new",
            Self {
                form: Form::new()
                    .value("village", "v6")
                    .value("day", "2027-02-20"),
                action: "/c/c1/inspections".into(),
                villages: vec![Choice::new("v6", "中坌村"), Choice::new("v1", "上前村")],
                teams: vec![Choice::new("t1", "第一督查组")],
                items: vec![
                    item("换届纪律宣传是否张贴", "ok", ""),
                    item(
                        "选民名单是否在选举日二十日前公布",
                        "fault",
                        "组织法第十七条第一款",
                    ),
                    item("公告编号是否连续", "", ""),
                ],
                free_lines: vec![0, 1],
                back: "/c/c1/inspections".into(),
                key: "if1".into(),
            },
        )]
    }
}

/// 一次督查.
#[derive(Clone, Debug, Default, Serialize)]
pub struct InspectionPage {
    /// «中坌村»
    pub village: String,
    /// Day, team, inspectors, note.
    pub facts: Vec<Fact>,
    /// Faults.
    pub findings: Vec<Finding>,
    /// Items in order and not applicable: «合格 8 项，不适用 2 项».
    pub rest: String,
    /// The rectification notice: its page; empty text when there is no fault.
    pub notice: Link,
    /// Whether the reader may write what was done.
    pub can_edit: bool,
    /// Events.
    pub events: Vec<Event>,
    /// Idempotency key.
    pub key: String,
}

/// One fault and its rectification.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Finding {
    /// Id.
    pub id: String,
    /// Row version.
    pub version: String,
    /// What was found.
    pub text: String,
    /// «组织法第十七条第一款»; may be empty.
    pub basis: String,
    /// Whether the source was read.
    pub verified: bool,
    /// «2月28日（星期日）»
    pub due: String,
    /// Sign.
    pub sign: Sign,
    /// «未整改，余 3 天», «已整改待复核», «已销号»
    pub state: String,
    /// What was done; may be empty.
    pub measure: String,
    /// Files.
    pub files: Vec<FileLink>,
    /// Where the measure is posted (fields `measure`, `files`); empty when not now.
    pub measure_action: String,
    /// Where the re-check is posted (button `verdict` = `closed` | `again`, field `remark`); empty
    /// when not now.
    pub review_action: String,
    /// Values and errors of its form.
    pub form: Form,
}

impl Page for InspectionPage {
    const TEMPLATE: &'static str = "inspection.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let finding = Finding {
            id: "f1".into(),
            version: "1".into(),
            text: "选民名单 2月27日才张贴，晚了一天。".into(),
            basis: "组织法第十七条第一款".into(),
            verified: true,
            due: "2月28日（星期日）".into(),
            sign: Sign::Soon,
            state: "未整改，余 3 天".into(),
            measure_action: "/c/c1/inspections/i1/findings/f1/measure".into(),
            ..Finding::default()
        };
        vec![(
            "two-findings",
            Self {
                village: "中坌村".into(),
                facts: vec![
                    Fact::new("日期", "2027年2月20日（星期六）"),
                    Fact::new("督查组", "第一督查组（王火发、何礼强）"),
                    Fact::new("说明", ""),
                ],
                findings: vec![
                    finding.clone(),
                    Finding {
                        id: "f2".into(),
                        text: "公告栏第2号公告脱落。".into(),
                        basis: String::new(),
                        sign: Sign::Active,
                        state: "已整改，待复核".into(),
                        measure: "2月21日重新张贴。".into(),
                        measure_action: String::new(),
                        review_action: "/c/c1/inspections/i1/findings/f2/review".into(),
                        ..finding
                    },
                ],
                rest: "合格 8 项，不适用 2 项。".into(),
                notice: Link::new("整改通知书（带回执）", "/c/c1/docs/d9"),
                can_edit: true,
                events: vec![Event {
                    when: "2月20日 16:02".into(),
                    who: "王火发".into(),
                    text: "记录督查 中坌村".into(),
                    href: String::new(),
                }],
                key: "in1".into(),
            },
        )]
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
