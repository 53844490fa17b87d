//! 问题整改 `/c/{c}/findings`, 督查计划 `/c/{c}/inspections/plan`, 导入离线文件 `/c/{c}/inspections/import`.

use serde::Serialize;

use super::parts::{Choice, Empty, Event, Fact, FileLink, Form, Link, Pager, Sign, Tab};
use crate::web::view::Page;

/// 问题整改.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Findings {
    /// 没有销号, 已过期限, 待交办, 整改中, 待复核, 已销号, 全部
    pub tabs: Vec<Tab>,
    /// Earliest deadline first.
    pub rows: Vec<FindingRow>,
    /// Filter: `village`, `gravity`; hidden `show`.
    pub form: Form,
    /// Villages.
    pub villages: Vec<Choice>,
    /// 程度
    pub gravities: Vec<Choice>,
    /// The way through the list.
    pub pager: Pager,
    /// Shown when nothing was ever found.
    pub empty: Option<Empty>,
}

/// One finding.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FindingRow {
    /// Its page.
    pub href: String,
    /// Village.
    pub village: String,
    /// 问题
    pub problem: String,
    /// «严重»
    pub gravity: String,
    /// Whether it is serious.
    pub serious: bool,
    /// 责任人; may be empty.
    pub owner: String,
    /// «2月28日»; may be empty.
    pub due: String,
    /// «已过 3 天»; empty where nothing is counted.
    pub margin: String,
    /// Colour of the margin.
    pub due_sign: Sign,
    /// State.
    pub sign: Sign,
    /// «整改中»
    pub state: String,
}

impl Page for Findings {
    const TEMPLATE: &'static str = "findings.html";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![
            (
                "two",
                Self {
                    tabs: vec![
                        Tab::new("没有销号", "/c/c1/findings", "2", true),
                        Tab::new("已过期限", "/c/c1/findings?show=late", "1", false),
                    ],
                    rows: vec![
                        FindingRow {
                            href: "/c/c1/findings/f1".into(),
                            village: "中坌村".into(),
                            problem: "选民名单 2月27日才张贴，晚了一天。".into(),
                            gravity: "严重".into(),
                            serious: true,
                            owner: "选委会主任 李某".into(),
                            due: "2月24日".into(),
                            margin: "已过 3 天".into(),
                            due_sign: Sign::Soon,
                            sign: Sign::Active,
                            state: "整改中".into(),
                        },
                        FindingRow {
                            href: "/c/c1/findings/f2".into(),
                            village: "上前村".into(),
                            problem: "公告栏第2号公告脱落。".into(),
                            gravity: "一般".into(),
                            sign: Sign::Soon,
                            state: "待交办".into(),
                            ..FindingRow::default()
                        },
                    ],
                    villages: vec![Choice::new("v1", "上前村")],
                    gravities: vec![Choice::new("serious", "严重")],
                    pager: Pager {
                        text: "第 1–50 条，共 214 条".into(),
                        previous: String::new(),
                        next: "/c/c1/findings?page=2".into(),
                    },
                    ..Self::default()
                },
            ),
            (
                "empty",
                Self {
                    empty: Some(Empty {
                        text: "还没有督查发现的问题。登记督查时写下的问题会在这里，一直到销号。"
                            .into(),
                        action: Link::new("新记一次督查", "/c/c1/inspections/new"),
                    }),
                    ..Self::default()
                },
            ),
        ]
    }
}

/// 一个问题.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FindingPage {
    /// «中坌村 问题 1»
    pub heading: String,
    /// 问题
    pub problem: String,
    /// 程度, 依据, 整改要求, 责任人, 期限, 督查
    pub facts: Vec<Fact>,
    /// State.
    pub sign: Sign,
    /// «整改中»
    pub state: String,
    /// «期限 2月28日，余 3 天»; may be empty.
    pub due: String,
    /// Sign of the deadline.
    pub due_sign: Sign,
    /// The way from 发现 to 销号: each with whether it is behind.
    pub way: Vec<WayMark>,
    /// The inspection.
    pub inspection: Link,
    /// The rectification notice; empty text when there is none.
    pub notice: Link,
    /// Where a visit that looks at it again is recorded; empty text when there is none.
    pub follow_up: Link,
    /// What happened, oldest first.
    pub history: Vec<HistoryRow>,
    /// What the reader may do now; the first one is the likeliest.
    pub acts: Vec<ActForm>,
}

/// One mark of the way.
#[derive(Clone, Debug, Default, Serialize)]
pub struct WayMark {
    /// «交办»
    pub name: String,
    /// Sign.
    pub sign: Sign,
    /// «2月21日»; may be empty.
    pub day: String,
}

/// One line of the history.
#[derive(Clone, Debug, Default, Serialize)]
pub struct HistoryRow {
    /// When, who, what.
    pub event: Event,
    /// What was written; may be empty.
    pub text: String,
    /// Owner and deadline, as set; may be empty.
    pub more: String,
    /// Files.
    pub files: Vec<FileLink>,
}

/// One act as a form.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ActForm {
    /// `assign`, `answer`, `close`, `return`, `withdraw`: names the fields apart.
    pub id: String,
    /// «交办»
    pub heading: String,
    /// What it means; may be empty.
    pub hint: String,
    /// Where it posts to.
    pub action: String,
    /// Fields `owner`, `due`, `day`, `text`, with the id before: `assign-owner` …
    pub form: Form,
    /// Whether 责任人 is asked.
    pub owner: bool,
    /// Whether 期限 is asked.
    pub due: bool,
    /// Label of the text.
    pub text: String,
    /// Whether the text must be there.
    pub must: bool,
    /// Whether files may come along.
    pub files: bool,
    /// «交办»
    pub button: String,
    /// Whether it is folded away.
    pub folded: bool,
    /// Whether its button is the page's main one.
    pub primary: bool,
    /// Today, ISO.
    pub today: String,
    /// Version of the row.
    pub version: String,
    /// Idempotency key.
    pub key: String,
}

impl Page for FindingPage {
    const TEMPLATE: &'static str = "finding.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let act = |id: &str, heading: &str| ActForm {
            id: id.into(),
            heading: heading.into(),
            action: format!("/c/c1/findings/f1/{id}"),
            text: "说明".into(),
            button: heading.into(),
            today: "2027-02-27".into(),
            version: "2".into(),
            key: format!("fk-{id}"),
            ..ActForm::default()
        };
        let page = Self {
            heading: "中坌村　问题 1".into(),
            problem: "选民名单 2月27日才张贴，晚了一天。".into(),
            facts: vec![
                Fact::new("程度", "严重"),
                Fact::new("依据", "村民委员会组织法第十七条第一款"),
                Fact::new("整改要求", "立即公布，并向镇换届办书面说明。"),
                Fact::new("责任人", "选委会主任 李某"),
            ],
            sign: Sign::Active,
            state: "待复核".into(),
            due: "期限 2月28日，余 1 天".into(),
            due_sign: Sign::Soon,
            way: vec![
                WayMark {
                    name: "发现".into(),
                    sign: Sign::Done,
                    day: "2月24日".into(),
                },
                WayMark {
                    name: "交办".into(),
                    sign: Sign::Done,
                    day: "2月24日".into(),
                },
                WayMark {
                    name: "整改".into(),
                    sign: Sign::Active,
                    day: String::new(),
                },
                WayMark {
                    name: "复核销号".into(),
                    sign: Sign::Future,
                    day: String::new(),
                },
            ],
            inspection: Link::new("2月24日 随机抽查", "/c/c1/inspections/i1"),
            notice: Link::new(
                "整改通知书（带回执）",
                "/c/c1/docs/preview?unit=v6&kind=rectification-notice",
            ),
            follow_up: Link::new(
                "去复查，记一次整改回头看",
                "/c/c1/inspections/new?village=v6&kind=follow-up",
            ),
            history: vec![HistoryRow {
                event: Event {
                    when: "2月26日 10:02".into(),
                    who: "上前村选委会".into(),
                    text: "报送整改情况".into(),
                    href: String::new(),
                },
                text: "3个组已补贴。".into(),
                more: String::new(),
                files: vec![FileLink {
                    name: "补贴照片.jpg".into(),
                    size: "240 KB".into(),
                    href: "/c/c1/files/a1".into(),
                }],
            }],
            acts: vec![
                ActForm {
                    primary: true,
                    hint: "看过以后再销号；没有到现场的，写明凭什么判断。".into(),
                    ..act("close", "复核合格，销号")
                },
                ActForm {
                    due: true,
                    must: true,
                    folded: true,
                    ..act("return", "没有整改到位，继续整改")
                },
                ActForm {
                    owner: true,
                    due: true,
                    form: Form::new().error("assign-owner", "请写明整改责任人或者责任单位。"),
                    ..act("assign", "重新交办")
                },
                ActForm {
                    files: true,
                    must: true,
                    ..act("answer", "报送整改情况")
                },
            ],
        };
        let settled = Self {
            acts: Vec::new(),
            history: Vec::new(),
            due: String::new(),
            sign: Sign::Done,
            state: "已销号 3月1日".into(),
            notice: Link::default(),
            follow_up: Link::default(),
            ..page.clone()
        };
        vec![("review", page), ("settled", settled)]
    }
}

/// 督查计划和覆盖.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PlanPage {
    /// «16 村（社区），还没有去过 3 个，20 天没有去的 2 个»
    pub count: String,
    /// Planned visits, by day.
    pub planned: Vec<PlannedRow>,
    /// Villages in the township's order.
    pub rows: Vec<CoverageRow>,
    /// 全部, 没有去过, 很久没有去
    pub tabs: Vec<Tab>,
    /// Fields `villages`, `day`, `kind`, `inspectors`, `note`.
    pub form: Form,
    /// Where it posts to.
    pub action: String,
    /// The workbook of the villages of this tab.
    pub coverage: String,
    /// 督查方式
    pub kinds: Vec<Choice>,
    /// Today, ISO.
    pub today: String,
    /// The way through the list.
    pub pager: Pager,
    /// Idempotency key.
    pub key: String,
    /// Shown when no village is imported.
    pub empty: Option<Empty>,
}

/// One planned visit.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PlannedRow {
    /// «2月28日（星期日）»
    pub day: String,
    /// Whether the day has passed.
    pub late: bool,
    /// Village.
    pub village: String,
    /// «随机抽查»
    pub kind: String,
    /// Who goes; may be empty.
    pub inspectors: String,
    /// What to look at; may be empty.
    pub note: String,
    /// Where the visit is recorded.
    pub record_href: String,
    /// Where it is taken out.
    pub remove: String,
    /// Version of the row.
    pub version: String,
    /// Idempotency key.
    pub key: String,
}

/// One village.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CoverageRow {
    /// Id, the value of the check box.
    pub id: String,
    /// Village.
    pub village: String,
    /// Whether it is ticked.
    pub ticked: bool,
    /// «2 次»
    pub visits: String,
    /// «2月24日，3 天前»; empty when nobody was there.
    pub last: String,
    /// State of the coverage.
    pub sign: Sign,
    /// «没有去过»
    pub state: String,
    /// «名单申诉»
    pub stage: String,
}

impl Page for PlanPage {
    const TEMPLATE: &'static str = "inspection_plan.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let full = Self {
            count: "16 村（社区），还没有去过 3 个，超过 20 天没有去的 2 个".into(),
            planned: vec![PlannedRow {
                day: "2月28日（星期日）".into(),
                late: false,
                village: "中坌村".into(),
                kind: "随机抽查".into(),
                inspectors: "王火发、何礼强".into(),
                note: "看名单张贴。".into(),
                record_href: "/c/c1/inspections/new?village=v6&kind=random".into(),
                remove: "/c/c1/inspections/plan/p1/remove".into(),
                version: "1".into(),
                key: "pr1".into(),
            }],
            rows: vec![
                CoverageRow {
                    id: "v1".into(),
                    village: "上前村".into(),
                    ticked: true,
                    visits: "0 次".into(),
                    sign: Sign::Soon,
                    state: "没有去过".into(),
                    stage: "名单申诉".into(),
                    ..CoverageRow::default()
                },
                CoverageRow {
                    id: "v2".into(),
                    village: "下前村".into(),
                    visits: "2 次".into(),
                    last: "2月24日，3 天前".into(),
                    sign: Sign::Done,
                    state: "去过".into(),
                    stage: "提名".into(),
                    ..CoverageRow::default()
                },
            ],
            tabs: vec![
                Tab::new("全部", "/c/c1/inspections/plan", "16", true),
                Tab::new("没有去过", "/c/c1/inspections/plan?show=never", "3", false),
            ],
            form: Form::new().value("kind", "random"),
            action: "/c/c1/inspections/plan".into(),
            kinds: vec![Choice::new("random", "随机抽查")],
            today: "2027-02-27".into(),
            key: "pk1".into(),
            ..Self::default()
        };
        let again = Self {
            form: Form::new()
                .error("villages", "请选择要去的村（社区）。")
                .error("day", "请填写哪天去。"),
            planned: Vec::new(),
            ..full.clone()
        };
        let empty = Self {
            empty: Some(Empty {
                text: "还没有村（社区）。导入村花名册以后，这里列出去过和没有去过的村。".into(),
                action: Link::default(),
            }),
            ..Self::default()
        };
        vec![("full", full), ("problems", again), ("empty", empty)]
    }
}

/// 导入离线文件.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BundlePage {
    /// Problems of the file.
    pub form: Form,
    /// Where it posts to.
    pub action: String,
    /// What became of each inspection; none before a file came.
    pub lines: Vec<BundleLine>,
    /// «存入 2 次，以前已经存过 1 次»
    pub told: String,
    /// Inspections that wait to be finished.
    pub drafts: Vec<DraftRow>,
    /// «未填完 2 份»
    pub drafts_told: String,
    /// Idempotency key.
    pub key: String,
}

/// One half-filled inspection.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DraftRow {
    /// Village.
    pub village: String,
    /// «阶段督查»
    pub kind: String,
    /// «2月27日»
    pub day: String,
    /// Who began it; may be empty.
    pub who: String,
    /// «已填 3 项，照片 2 张»
    pub told: String,
    /// «2月28日 10:02 王丽导入»
    pub received: String,
    /// Where it is finished.
    pub href: String,
    /// Where it is taken away.
    pub remove: String,
    /// Version of the row.
    pub version: String,
    /// Idempotency key.
    pub key: String,
}

/// One inspection of the file.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BundleLine {
    /// Village.
    pub village: String,
    /// 回执码
    pub receipt: String,
    /// Its page.
    pub href: String,
    /// Sign.
    pub sign: Sign,
    /// «已存入», «以前已经存过，没有重复存»
    pub state: String,
}

impl Page for BundlePage {
    const TEMPLATE: &'static str = "inspection_import.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let new = Self {
            action: "/c/c1/inspections/import".into(),
            key: "bk1".into(),
            ..Self::default()
        };
        let done = Self {
            told: "存入 1 次检查；另有 1 次以前已经存过，没有重复存。".into(),
            lines: vec![
                BundleLine {
                    village: "上前村".into(),
                    receipt: "A3F9K2".into(),
                    href: "/c/c1/inspections/i1".into(),
                    sign: Sign::Done,
                    state: "已存入".into(),
                },
                BundleLine {
                    village: "下前村".into(),
                    receipt: "B7M2Q4".into(),
                    href: "/c/c1/inspections/i2".into(),
                    sign: Sign::Skipped,
                    state: "以前已经存过，没有重复存".into(),
                },
            ],
            ..new.clone()
        };
        let waiting = Self {
            told: "存入 1 次检查；没有填完 1 份，在下面接着填。".into(),
            lines: vec![BundleLine {
                village: "上前村".into(),
                href: "/c/c1/inspections/new?draft=9f3c".into(),
                sign: Sign::Active,
                state: "没有填完，已收下，等着接着填".into(),
                ..BundleLine::default()
            }],
            drafts: vec![DraftRow {
                village: "上前村".into(),
                kind: "阶段督查".into(),
                day: "2月27日".into(),
                who: "督查组甲".into(),
                told: "已填 3 项，照片 2 张".into(),
                received: "2月28日 10:02 王丽导入".into(),
                href: "/c/c1/inspections/new?draft=9f3c".into(),
                remove: "/c/c1/inspections/drafts/d1/remove".into(),
                version: "1".into(),
                key: "dk1".into(),
            }],
            drafts_told: "未填完 1 份".into(),
            ..new.clone()
        };
        let refused = Self {
            form: Form::new()
                .error(
                    "file",
                    "请选择手机上“导出离线文件”得到的文件：没有收到文件。",
                )
                .problem(super::parts::Message {
                    text: "第 2 次检查（上前村）：请选择督查方式。".into(),
                    ..super::parts::Message::default()
                }),
            ..new.clone()
        };
        vec![
            ("new", new),
            ("done", done),
            ("unfinished", waiting),
            ("problems", refused),
        ]
    }
}
