//! 届次 — list, new, settings.

use serde::Serialize;

use super::parts::{Form, Tab};
use crate::web::view::Page;

/// 届次 `/cycles`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Cycles {
    /// The cycles, newest first.
    pub cycles: Vec<CycleRow>,
    /// Whether the reader may make a new one.
    pub can_create: bool,
}

/// One cycle.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CycleRow {
    /// Where it opens.
    pub href: String,
    /// «石塘镇2027年村（社区）“两委”换届»
    pub name: String,
    /// «第八届»
    pub ordinal: String,
    /// «国家法律（2025）»
    pub rules: String,
    /// «2027年3月18日（星期四）»
    pub election_day: String,
    /// Where each village's day is explained.
    pub day_href: String,
    /// «16»
    pub units: String,
    /// «3/16 完成»
    pub state: String,
}

impl Page for Cycles {
    const TEMPLATE: &'static str = "cycles.html";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![
            (
                "one",
                Self {
                    cycles: vec![CycleRow {
                        href: "/c/c1/matrix".into(),
                        name: "石塘镇2027年村（社区）“两委”换届".into(),
                        ordinal: "第八届".into(),
                        rules: "国家法律（2025）".into(),
                        election_day: "2027年3月18日（星期四）".into(),
                        day_href: "/c/c1/ask?id=polling".into(),
                        units: "16".into(),
                        state: "3 村已完成".into(),
                    }],
                    can_create: true,
                },
            ),
            (
                "none",
                Self {
                    cycles: Vec::new(),
                    can_create: true,
                },
            ),
        ]
    }
}

/// 新建届次 `/cycles/new` and 届次设置 `/c/{c}/settings`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CycleForm {
    /// Fields `name`, `ordinal`, `rules`, `election_day`, `window_from`, `window_to`; an error of
    /// `confirmed` shows the tick with which warnings are passed.
    pub form: Form,
    /// «石塘镇»
    pub township: String,
    /// The name used when none is typed.
    pub usual_name: String,
    /// Where it posts to.
    pub action: String,
    /// Whether the cycle is new: then a pack is chosen, afterwards it is pinned.
    pub new: bool,
    /// The rule packs to choose from, or the pinned one.
    pub packs: Vec<PackCard>,
    /// Digest of the pinned pack, shortened; empty for a new cycle.
    pub digest: String,
    /// What changing the election day would move: «16 村随默认选举日»; may be empty.
    pub affects: String,
    /// Tabs of the settings; empty for a new cycle.
    pub tabs: Vec<Tab>,
    /// Idempotency key.
    pub key: String,
    /// Row version; empty for a new cycle.
    pub version: String,
}

/// A rule pack with its key numbers, to be confirmed by a person.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PackCard {
    /// «zhejiang-2020»
    pub id: String,
    /// «浙江省»
    pub name: String,
    /// «浙江省村民委员会选举办法（2020年7月31日修正）»
    pub statute: String,
    /// «可能已被上位法修改»; empty when current.
    pub warning: String,
    /// The numbers that matter most.
    pub numbers: Vec<PackNumber>,
}

/// One number of a pack.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PackNumber {
    /// «选民名单公布»
    pub label: String,
    /// «选举日 20 日前»
    pub value: String,
    /// «组织法第十七条第一款»
    pub basis: String,
    /// Whether the source was read.
    pub verified: bool,
}

/// 设置 — the tabs of everything that is set up once.
pub fn settings_tabs(cycle: &str, here: &str) -> Vec<Tab> {
    [
        ("届次", "settings"),
        ("村（社区）", "villages"),
        ("人员", "people"),
        ("组织机构", "organisation"),
        ("分工", "assign"),
        ("规则", "rules"),
        ("文书文稿", "texts"),
    ]
    .into_iter()
    .map(|(text, page)| Tab::new(text, format!("/c/{cycle}/{page}"), "", page == here))
    .chain([Tab::new("所有届次", "/cycles", "", false)])
    .collect()
}

/// Two packs for the samples.
fn sample_packs() -> Vec<PackCard> {
    let number = |label: &str, value: &str, basis: &str, verified| PackNumber {
        label: label.into(),
        value: value.into(),
        basis: basis.into(),
        verified,
    };
    vec![
        PackCard {
            id: "national-2025".into(),
            name: "国家法律（2025）".into(),
            statute: "中华人民共和国村民委员会组织法（2025年10月28日修订）".into(),
            warning: String::new(),
            numbers: vec![
                number("选民名单公布", "选举日 20 日前", "第十七条第一款", true),
                number("对名单提出异议", "公布后 5 日内", "第十七条第二款", true),
                number("异议处理", "收到后 3 日内", "第十七条第二款", true),
                number("正式候选人名单", "各省规定", "—", false),
                number("工作移交", "新一届产生后 10 日内", "第二十四条", true),
            ],
        },
        PackCard {
            id: "zhejiang-2020".into(),
            name: "浙江省".into(),
            statute: "浙江省村民委员会选举办法（2020年7月31日修正）".into(),
            warning: "可能已被上位法修改".into(),
            numbers: vec![
                number("正式候选人名单", "选举日 5 日前", "第十八条第三款", true),
                number("委托投票办理", "选举日 3 日前", "第二十五条第二款", true),
            ],
        },
    ]
}

impl Page for CycleForm {
    const TEMPLATE: &'static str = "cycle_form.html";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![
            (
                "new",
                Self {
                    township: "石塘镇".into(),
                    usual_name: "石塘镇2027年村（社区）“两委”换届".into(),
                    form: Form::new()
                        .error("confirmed", "请确认选举日是否定在 2027年2月17日（星期三）。这一天是春节前后通常的假期。")
                        .value("rules", "national-2025")
                        .value("election_day", "2027-02-17")
                        .error("election_day", "请换一个选举日。2027年2月17日是春节假期（正月初一），选民和工作人员难以到场。"),
                    action: "/cycles".into(),
                    new: true,
                    packs: sample_packs(),
                    key: "cy1".into(),
                    ..Self::default()
                },
            ),
            (
                "settings",
                Self {
                    township: "石塘镇".into(),
                    usual_name: "石塘镇2027年村（社区）“两委”换届".into(),
                    form: Form::new()
                        .value("name", "石塘镇2027年村（社区）“两委”换届")
                        .value("ordinal", "8")
                        .value("rules", "national-2025")
                        .value("election_day", "2027-03-18"),
                    action: "/c/c1/settings".into(),
                    new: false,
                    packs: sample_packs().into_iter().take(1).collect(),
                    digest: "sha256:4f1c…9a02".into(),
                    affects: "16 村（社区）的选举日随它变动；已单独定了选举日的村不变。".into(),
                    tabs: settings_tabs("c1", "settings"),
                    key: "cy2".into(),
                    version: "7".into(),
                },
            ),
        ]
    }
}
