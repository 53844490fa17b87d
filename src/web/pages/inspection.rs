//! 督查 `/c/{c}/inspections`, `/c/{c}/inspections/new`, `/c/{c}/inspections/{i}`; 审计 `/c/{c}/audit`.

use serde::Serialize;

use super::parts::{Choice, Empty, Fact, FileLink, Form, Link, Pager, Sign};
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
    /// The workbook of the rows asked for.
    pub xlsx: String,
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
    /// 问题整改, 督查计划, 导入离线文件, 手机检查: those the reader may open.
    pub links: Vec<Link>,
    /// «手机上没有填完的检查 2 份，接着填»; empty text when there is none.
    pub drafts: Link,
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
                    shows: vec![Choice::new("open", "没有销号的")],
                    links: vec![
                        Link::new("问题整改", "/c/c1/findings"),
                        Link::new("督查计划", "/c/c1/inspections/plan"),
                    ],
                    drafts: Link::new(
                        "手机上没有填完的检查 2 份，接着填",
                        "/c/c1/inspections/import#drafts",
                    ),
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
    /// The items of the checklist; none until village and kind are chosen.
    pub items: Vec<ItemRow>,
    /// What was found before and is to be looked at again.
    pub reviews: Vec<ReviewRow>,
    /// «名单申诉阶段：看这一阶段和前一阶段的事» above the items; may be empty.
    pub told: String,
    /// 专项
    pub themes: Vec<Choice>,
    /// 程度
    pub gravities: Vec<Choice>,
    /// Id of the stage whose items are shown; may be empty.
    pub stage: String,
    /// The printed form of this village; empty text until one is chosen.
    pub printed: Link,
    /// The half-filled inspection it finishes, if any.
    pub draft: Option<DraftNote>,
    /// Way back.
    pub back: String,
    /// Idempotency key.
    pub key: String,
}

/// 接着填 — the half-filled inspection of a telephone that a form finishes.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DraftNote {
    /// Id of the telephone's making.
    pub client: String,
    /// Version of its row.
    pub version: String,
    /// «接着填手机上没有填完的一次：督查组甲 已填 3 项，照片 2 张…»
    pub told: String,
    /// What was answered and cannot be shown any more.
    pub lost: Vec<String>,
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
            themes: vec![Choice::new("roll", "选民名单")],
            gravities: vec![Choice::new("minor", "一般"), Choice::new("serious", "严重")],
            ..Self::default()
        };
        let listed = Self {
            form: Form::new()
                .value("village", "v6")
                .value("kind", "stage")
                .value("day", "2027-02-20")
                .value("a.roll-on-time", "bad")
                .value("n.roll-on-time", "晚了一天。")
                .error(
                    "d.roll-on-time",
                    "请把整改期限写成 0 到 366 的日数：「月底」不是。",
                ),
            items: vec![
                ItemRow {
                    id: "roll-on-time".into(),
                    check: "选民名单按期公布".into(),
                    evidence: "张贴照片上的日期".into(),
                    basis: "村民委员会组织法第十七条第一款".into(),
                    unverified: false,
                    measure: "立即公布，并向镇换届办书面说明".into(),
                    days: "1".into(),
                    gravity: "严重".into(),
                    bad: true,
                },
                ItemRow {
                    id: "pledges".into(),
                    check: "换届纪律已张贴，纪律承诺书已签".into(),
                    evidence: "公告栏、承诺书".into(),
                    measure: "张贴纪律、补签承诺书".into(),
                    days: "7".into(),
                    gravity: "一般".into(),
                    ..ItemRow::default()
                },
            ],
            reviews: vec![ReviewRow {
                id: "f1".into(),
                problem: "公告栏第2号公告脱落。".into(),
                measure: "补贴。".into(),
                told: "2月18日督查，期限 2月25日，待复核".into(),
                answer: "已补贴。".into(),
            }],
            told: "这个村现在在“名单申诉”阶段，列出这一阶段、前一阶段和每次都查的事项。".into(),
            stage: "objections".into(),
            printed: Link::new(
                "打印检查表",
                "/c/c1/docs/preview?unit=v6&kind=inspection-form",
            ),
            ..new.clone()
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
        let draft = Self {
            draft: Some(DraftNote {
                client: "9f3c".into(),
                version: "2".into(),
                told: "接着填手机上没有填完的一次：督查组甲 已填 1 项，照片 2 张（保存时一起存进去）。已填的都在下面，填完保存；手机上的那一份以后再传，也不会重复存。"
                    .into(),
                lost: vec!["以前发现的问题里有 1 个已经由别人复核过，不用再填。".into()],
            }),
            printed: Link::default(),
            ..listed.clone()
        };
        vec![
            ("new", new),
            ("problems", again),
            ("checklist", listed),
            ("draft", draft),
        ]
    }
}

/// One item of a checklist. What was ticked is in the form: `a.{id}`, `n.{id}`, `d.{id}`, `m.{id}`, `g.{id}`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ItemRow {
    /// Its id.
    pub id: String,
    /// 检查内容
    pub check: String,
    /// 看什么
    pub evidence: String,
    /// 依据; may be empty.
    pub basis: String,
    /// Whether a source of it is 待核.
    pub unverified: bool,
    /// 整改要求 usually made.
    pub measure: String,
    /// 整改期限 usually set, in days.
    pub days: String,
    /// 程度 usually given: «严重».
    pub gravity: String,
    /// Whether the fields for 不合格 are open: it was ticked so.
    pub bad: bool,
}

/// One earlier finding. What was ticked is in the form: `r.{id}`, `rn.{id}`, `rd.{id}`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReviewRow {
    /// Id of the finding.
    pub id: String,
    /// 问题
    pub problem: String,
    /// 整改要求; may be empty.
    pub measure: String,
    /// «2月20日督查，期限 2月28日，待复核»
    pub told: String,
    /// What the village says it did; may be empty.
    pub answer: String,
}

/// One item as it was ticked.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AnswerRow {
    /// 检查内容
    pub check: String,
    /// 依据; may be empty.
    pub basis: String,
    /// «合格», «不合格», «不适用»
    pub answer: String,
    /// Its sign: `Done`, `Soon`, `Skipped`.
    pub sign: Sign,
    /// 备注; may be empty.
    pub note: String,
}

/// The question whether the day of a telephone was right.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DayQuestion {
    /// «手机上的日期是 2017年2月20日，与收到的日期差得太远，按收到的日期记了。»
    pub text: String,
    /// Where the form posts to; empty when the reader may not answer.
    pub action: String,
    /// Field `day`.
    pub form: Form,
    /// Version of the record.
    pub version: String,
    /// Idempotency key.
    pub key: String,
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
    /// Whether something is not put right yet.
    pub waiting: bool,
    /// The checklist as it was ticked.
    pub answers: Vec<AnswerRow>,
    /// «共 12 项：合格 9，不合格 2，不适用 1»; empty without a checklist.
    pub sums: String,
    /// Photographs.
    pub photos: Vec<FileLink>,
    /// The day, where it is doubtful.
    pub question: Option<DayQuestion>,
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
    /// Its page.
    pub href: String,
    /// State of rectification.
    pub sign: Sign,
    /// «整改中», «已销号 3月1日»
    pub state: String,
    /// «严重»
    pub gravity: String,
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
                    href: "/c/c1/findings/f1".into(),
                    sign: Sign::Soon,
                    state: "整改中".into(),
                    gravity: "严重".into(),
                },
                Finding {
                    problem: "公告栏第2号公告脱落。".into(),
                    href: "/c/c1/findings/f2".into(),
                    sign: Sign::Done,
                    state: "已销号 2月21日".into(),
                    gravity: "一般".into(),
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
            answers: vec![
                AnswerRow {
                    check: "选民名单按期公布".into(),
                    basis: "村民委员会组织法第十七条第一款".into(),
                    answer: "不合格".into(),
                    sign: Sign::Soon,
                    note: "选民名单 2月27日才张贴，晚了一天。".into(),
                },
                AnswerRow {
                    check: "公告编号连续，公告栏上没有脱落、损坏".into(),
                    answer: "合格".into(),
                    sign: Sign::Done,
                    ..AnswerRow::default()
                },
                AnswerRow {
                    check: "申诉都登记了，按期作出处理决定".into(),
                    answer: "不适用".into(),
                    sign: Sign::Skipped,
                    ..AnswerRow::default()
                },
            ],
            sums: "共 3 项：合格 1，不合格 1，不适用 1".into(),
            photos: vec![FileLink {
                name: "照片.jpg".into(),
                size: "240 KB".into(),
                href: "/c/c1/files/a1".into(),
            }],
            question: Some(DayQuestion {
                text: "手机上的日期是 2017年2月20日，与收到的日期差得太远，先按收到的日期记。请核对是哪天去的。".into(),
                action: "/c/c1/inspections/i1/day".into(),
                form: Form::new().value("day", "2027-02-20"),
                version: "1".into(),
                key: "id1".into(),
            }),
        };
        let clean = Self {
            findings: Vec::new(),
            notice: Link::default(),
            follow_up: Link::default(),
            sign: Sign::Done,
            state: String::new(),
            waiting: false,
            answers: Vec::new(),
            sums: String::new(),
            photos: Vec::new(),
            question: None,
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
