//! 规则 `/c/{c}/rules` — the pinned pack as a readable table, and its differences from another.

use serde::Serialize;

use super::cycle::settings_tabs;
use super::parts::{Choice, Fact, Form, Tab};
use crate::web::view::Page;

/// 规则 — everything the pinned pack says for villages or for communities; or what differs from
/// another pack.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Rules {
    /// Name, statutes, dates, digest …
    pub head: Vec<Fact>,
    /// «可能已被上位法修改», «已被取代» …
    pub warnings: Vec<String>,
    /// How many entries of the kind shown are still to be read in the text.
    pub unverified: usize,
    /// The list of them, when it was asked for alone; then the tables are left out.
    pub call: Option<CallList>,
    /// Where that list is.
    pub call_href: String,
    /// «选举委员会» → `#g3`: what is on the page.
    pub contents: Vec<Jump>,
    /// Tabs of the settings; empty for readers.
    pub tabs: Vec<Tab>,
    /// 村 / 社区; empty when the pack governs one of them only.
    pub kinds: Vec<Tab>,
    /// Values by subject.
    pub groups: Vec<RuleGroup>,
    /// Steps of a unit, then those of the township.
    pub steps: Vec<StepGroup>,
    /// Notices in posting order.
    pub notices: Vec<RuleNotice>,
    /// «第10号» — numbers that are not used; empty for none.
    pub void_numbers: String,
    /// Discipline list.
    pub discipline: Vec<RuleLine>,
    /// Other packs to compare with.
    pub compare: Vec<Choice>,
    /// Field `with`: the pack compared with.
    pub form: Form,
    /// The comparison, when one was asked for; then the tables are left out.
    pub comparison: Option<Comparison>,
}

/// 待核清单 — what to ask the county about, with room for the answers.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CallList {
    /// «村», «社区»
    pub kind: String,
    /// The entries.
    pub rows: Vec<CallRow>,
    /// Back to the tables.
    pub back: String,
}

/// One entry of it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CallRow {
    /// «规则项», «环节»
    pub what: String,
    /// «正式候选人名单公布提前日数»
    pub name: String,
    /// «没有规定，按工作安排»
    pub meanwhile: String,
    /// What is known.
    pub known: String,
    /// «广东省村民委员会选举办法2010年文本第四条»
    pub statute: String,
}

/// A place on the page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Jump {
    /// Its name.
    pub text: String,
    /// `g3`
    pub id: String,
}

/// Values of one subject.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RuleGroup {
    /// `g3`
    pub id: String,
    /// «登记与名单»
    pub name: String,
    /// Its values.
    pub rows: Vec<RuleRow>,
}

/// One value.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RuleRow {
    /// «名单公布提前日数»
    pub label: String,
    /// «提前 20 日», «未规定»
    pub value: String,
    /// «村民委员会组织法第十七条第一款»
    pub basis: String,
    /// The rule in our own words.
    pub gist: String,
    /// What other layers say: «广东省…（待核）：提前 25 日»; may be empty.
    pub other: String,
    /// Whether the upper law has set aside what a layer says.
    pub superseded: bool,
    /// Whether everything said about it was read.
    pub verified: bool,
    /// «全国（2025年修正）» — the layer the value comes from.
    pub from: String,
}

/// Steps of one level.
#[derive(Clone, Debug, Default, Serialize)]
pub struct StepGroup {
    /// «村的环节», «镇的环节»
    pub name: String,
    /// Its steps.
    pub rows: Vec<RuleStep>,
}

/// One step of the procedure.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RuleStep {
    /// «公布登记参加选举的村民名单»
    pub name: String,
    /// «选民登记»
    pub stage: String,
    /// «法定» or «工作»
    pub class: String,
    /// «最迟 选举日 − 20 日», «建议 选举日 − 39 日»
    pub when: String,
    /// «村民委员会组织法第十七条第一款»
    pub basis: String,
    /// Whether the sources were read.
    pub verified: bool,
    /// «关于登记参加选举人员名单的公告»
    pub papers: String,
}

/// One notice.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RuleNotice {
    /// «第4号», «不编号»
    pub number: String,
    /// Whether the sources were read.
    pub verified: bool,
    /// «关于登记参加选举人员名单的公告»
    pub paper: String,
    /// «村民选举委员会»
    pub issuer: String,
    /// «按得票多少»; may be empty.
    pub order: String,
    /// Sources.
    pub basis: String,
}

/// One line with its sources.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RuleLine {
    /// The line.
    pub text: String,
    /// Sources.
    pub basis: String,
    /// Whether the sources were read.
    pub verified: bool,
}

/// What differs between the pinned pack and another.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Comparison {
    /// The pinned pack.
    pub here: String,
    /// The other.
    pub there: String,
    /// Differences by kind of unit and of rule.
    pub groups: Vec<ChangeGroup>,
    /// How many rules differ.
    pub count: usize,
    /// «村 12 处，社区 3 处»; empty where there are none.
    pub counted: String,
    /// Back to the tables.
    pub back: String,
}

/// Differences of one sort.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ChangeGroup {
    /// «村的规则项», «社区的环节»
    pub name: String,
    /// The differences.
    pub rows: Vec<ChangeRow>,
    /// Names alone, where both sides ask the same: «委员会最少人数、…»; then there are no rows.
    pub names: String,
}

/// One difference.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ChangeRow {
    /// «选民名单公布»
    pub what: String,
    /// What the pinned pack says.
    pub here: String,
    /// Its sources.
    pub here_basis: String,
    /// What the other says.
    pub there: String,
    /// Its sources.
    pub there_basis: String,
}

impl Page for Rules {
    const TEMPLATE: &'static str = "rules.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let row = |label: &str, value: &str, basis: &str, gist: &str, verified| RuleRow {
            label: label.into(),
            value: value.into(),
            basis: basis.into(),
            gist: gist.into(),
            verified,
            from: "全国（2025年修正）".into(),
            ..RuleRow::default()
        };
        let pack = Self {
            head: vec![
                Fact::new("规则包", "浙江省（2020年修正）"),
                Fact::new("法规", "浙江省村民委员会选举办法，2020年7月31日修正"),
                Fact::new("内容指纹", "sha256:4f1c…9a02"),
            ],
            warnings: vec!["这个规则包早于上位法最近一次修改，可能已被上位法修改。".into()],
            unverified: 1,
            tabs: settings_tabs("c1", "rules"),
            kinds: vec![
                Tab::new("村", "/c/c1/rules?kind=village", "", true),
                Tab::new("社区", "/c/c1/rules?kind=community", "待核 3", false),
            ],
            groups: vec![RuleGroup {
                id: "g1".into(),
                name: "登记与名单".into(),
                rows: vec![
                    row(
                        "名单公布提前日数",
                        "提前 20 日",
                        "村民委员会组织法第十七条第一款",
                        "名单由村民选举委员会在选举日的二十日前公布。",
                        true,
                    ),
                    RuleRow {
                        other: "浙江省村民委员会选举办法第十五条·待核：提前 5 日".into(),
                        ..row("更正名单再次公布提前日数", "没有规定", "", "", false)
                    },
                    RuleRow {
                        other: "浙江省村民委员会选举办法第二十五条第一款·已被上位法取代：近亲属"
                            .into(),
                        superseded: true,
                        ..row(
                            "可以受委托的人",
                            "近亲属或者其他村民",
                            "村民委员会组织法第十八条第四款",
                            "",
                            true,
                        )
                    },
                ],
            }],
            steps: vec![StepGroup {
                name: "村的环节".into(),
                rows: vec![RuleStep {
                    name: "公布登记参加选举的村民名单".into(),
                    stage: "选民登记".into(),
                    class: "法定".into(),
                    when: "最迟 选举日 − 20 日".into(),
                    basis: "村民委员会组织法第十七条第一款".into(),
                    verified: true,
                    papers: "关于登记参加选举人员名单的公告".into(),
                }],
            }],
            notices: vec![RuleNotice {
                verified: false,
                number: "第4号".into(),
                paper: "关于登记参加选举人员名单的公告".into(),
                issuer: "村民选举委员会".into(),
                order: String::new(),
                basis: String::new(),
            }],
            void_numbers: "第10号".into(),
            discipline: vec![RuleLine {
                text: "严禁拉票贿选。".into(),
                basis: "村民委员会组织法第二十一条第一款".into(),
                verified: true,
            }],
            call_href: "/c/c1/rules?kind=village&list=unread".into(),
            contents: vec![Jump {
                text: "登记与名单".into(),
                id: "g1".into(),
            }],
            call: None,
            compare: vec![Choice::new("national-2018", "全国（2018年修正）")],
            form: Form::new(),
            comparison: None,
        };
        let comparison = Self {
            groups: Vec::new(),
            steps: Vec::new(),
            notices: Vec::new(),
            discipline: Vec::new(),
            comparison: Some(Comparison {
                here: "浙江省（2020年修正）".into(),
                there: "全国（2018年修正）".into(),
                counted: "村 1 处".into(),
                groups: vec![
                    ChangeGroup {
                        name: "村的规则项".into(),
                        rows: vec![ChangeRow {
                            what: "每届任期".into(),
                            here: "5 年".into(),
                            here_basis: "村民委员会组织法第十四条第二款".into(),
                            there: "未规定".into(),
                            there_basis: String::new(),
                        }],
                        names: String::new(),
                    },
                    ChangeGroup {
                        name: "村：待核，暂按上级办理".into(),
                        rows: Vec::new(),
                        names: "选举委员会最少人数、选举委员会最多人数".into(),
                    },
                ],
                count: 1,
                back: "/c/c1/rules".into(),
            }),
            form: Form::new().value("with", "national-2018"),
            ..pack.clone()
        };
        let same = Self {
            comparison: Some(Comparison {
                here: "浙江省（2020年修正）".into(),
                there: "丽水市".into(),
                back: "/c/c1/rules".into(),
                ..Comparison::default()
            }),
            ..comparison.clone()
        };
        let call = Self {
            call: Some(CallList {
                kind: "村".into(),
                rows: vec![CallRow {
                    what: "规则项".into(),
                    name: "正式候选人名单公布提前日数".into(),
                    meanwhile: "没有规定，按工作安排".into(),
                    known: "待核".into(),
                    statute: "广东省村民委员会选举办法".into(),
                }],
                back: "/c/c1/rules?kind=village".into(),
            }),
            comparison: None,
            ..same.clone()
        };
        let read = Self {
            call: Some(CallList {
                kind: "村".into(),
                back: "/c/c1/rules?kind=village".into(),
                ..CallList::default()
            }),
            unverified: 0,
            ..call.clone()
        };
        vec![
            ("zhejiang", pack),
            ("compared", comparison),
            ("same", same),
            ("call", call),
            ("all-read", read),
        ]
    }
}
