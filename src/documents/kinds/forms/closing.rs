//! 移交清单和案卷目录.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::parts::{self, FormRules, Sheets};
use crate::documents::kinds::common::VillagePaper;
use crate::documents::kinds::field::{FieldSpec, Input, field};
use crate::documents::kinds::problem::DataProblem;
use crate::documents::kinds::{Sample, sample};

/// What is known of the handover.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HandoverKnown {
    /// 规则
    pub rules: FormRules,
}

/// 移交事项的类别
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Category {
    /// 印章
    Seals,
    /// 办公场所和办公用具
    Offices,
    /// 账目资金
    Accounts,
    /// 固定资产
    Assets,
    /// 档案资料
    Archives,
    /// 合同
    Contracts,
    /// 债权债务
    Debts,
    /// 未了事项
    Open,
}

impl Category {
    /// In the order of the list: id, heading, what is to be written, blank rows.
    const ALL: [(Self, &'static str, &'static str, usize); 8] = [
        (Self::Seals, "印章", "名称、枚数，旁边盖印模", 2),
        (Self::Offices, "办公场所、办公用具", "名称、数量、存放处", 2),
        (
            Self::Accounts,
            "账目、资金",
            "账户、余额、截止日；票据本数",
            3,
        ),
        (Self::Assets, "固定资产", "名称、数量、现状", 2),
        (Self::Archives, "档案资料", "类别、册数、起止年份", 2),
        (Self::Contracts, "合同", "名称、对方、期限、份数", 2),
        (Self::Debts, "债权债务", "对方、金额、凭据", 2),
        (
            Self::Open,
            "未了事项和其他",
            "事由、经手人；账号口令当面更改，不写在表上",
            2,
        ),
    ];
}

/// 移交一项
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thing {
    /// 类别
    pub category: Category,
    /// 名称
    pub name: String,
    /// 数量（金额）
    pub amount: Option<String>,
    /// 说明
    pub note: Option<String>,
}

/// 移交清单
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandoverFacts {
    /// 移交日期
    pub handed_on: Option<NaiveDate>,
    /// 移交事项
    #[serde(default)]
    pub things: Vec<Thing>,
}

/// 移交清单
pub type Handover = VillagePaper<HandoverKnown, HandoverFacts>;

impl crate::documents::kinds::Paper for Handover {
    const FIELDS: &'static [FieldSpec] = &[
        field("handed_on", "移交日期", "", Input::Date),
        field(
            "things",
            "移交事项",
            "每行一项：类别、名称、数量（金额）、说明；不填的类别印空白行",
            Input::Table(&[
                field(
                    "category",
                    "类别",
                    "",
                    Input::Choice(&[
                        ("seals", "印章"),
                        ("offices", "办公场所、办公用具"),
                        ("accounts", "账目、资金"),
                        ("assets", "固定资产"),
                        ("archives", "档案资料"),
                        ("contracts", "合同"),
                        ("debts", "债权债务"),
                        ("open", "未了事项和其他"),
                    ]),
                ),
                field("name", "名称", "", Input::Text),
                field("amount", "数量（金额）", "", Input::Text),
                field("note", "说明", "", Input::Text),
            ]),
        ),
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        if let (Some(handed), Some(day)) = (self.facts.handed_on, self.unit.election_day)
            && handed < day
        {
            problems.push(DataProblem::at(
                "facts.handed_on",
                "移交日期早于选举日，请改正",
            ));
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        parts::speak(self, names);
        let sections: Vec<Value> = Category::ALL
            .into_iter()
            .map(|(category, label, hint, blank)| {
                let things: Vec<&Thing> = self
                    .facts
                    .things
                    .iter()
                    .filter(|thing| thing.category == category)
                    .collect();
                let blank = if things.is_empty() { blank } else { 1 };
                json!({
                    "label": label, "hint": hint, "things": things,
                    "blank": (1..=blank).collect::<Vec<_>>(), "rows": things.len() + blank
                })
            })
            .collect();
        names.insert("sections".to_owned(), Value::Array(sections));
        names.insert(
            "handover_days".to_owned(),
            json!(self.known.rules.handover_days.map(parts::counted)),
        );
    }

    fn samples() -> Vec<Sample> {
        let thing = |category: &str, name: &str, amount: &str| json!({ "category": category, "name": name, "amount": amount, "note": null });
        let some = json!({ "handed_on": "2027-03-25", "things": [
            thing("seals", "委员会公章", "1枚"), thing("seals", "财务专用章", "1枚"),
            thing("accounts", "基本账户存款（截至3月25日）", "128640.55元"),
            thing("archives", "文书档案（2021年至2026年）", "36册")
        ] });
        let ids = [
            "seals",
            "offices",
            "accounts",
            "assets",
            "archives",
            "contracts",
            "debts",
            "open",
        ];
        let many: Vec<Value> = ids
            .iter()
            .flat_map(|id| {
                (1..=9).map(move |n| {
                    thing(
                        id,
                        &format!("第{n}项，名称写得比较长、要换行才能写完的一件东西"),
                        "1件",
                    )
                })
            })
            .collect();
        let known = |rules: Value| json!({ "rules": rules });
        Sheets {
            law: "第二十四条",
            residents_law: "第二十五条",
            normal: (known(parts::some_rules()), some.clone()),
            community: (
                known(parts::residents_rules()),
                json!({ "handed_on": "2027-03-26", "things": [] }),
            ),
            largest: (known(parts::all_rules()), json!({ "things": many })),
            rare: (
                known(parts::some_rules()),
                json!({ "things": [thing("open", "𠮷塘片道路硬化，经手人李𬭎", "1项")] }),
            ),
        }
        .samples()
    }
}

/// 卷内一件
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// 编号, in print
    pub number: Option<String>,
    /// 责任者
    pub author: Option<String>,
    /// 题名
    pub title: String,
    /// 日期
    pub date: Option<NaiveDate>,
    /// 页数
    pub pages: Option<u32>,
}

/// What is known: the papers issued so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ArchiveKnown {
    /// 规则
    pub rules: FormRules,
    /// 已印发的文书, in the order of issue
    pub papers: Vec<Item>,
}

/// 案卷目录
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArchiveFacts {
    /// 另外归档的材料
    #[serde(default)]
    pub others: Vec<Item>,
}

/// 卷内目录
pub type Archive = VillagePaper<ArchiveKnown, ArchiveFacts>;

impl crate::documents::kinds::Paper for Archive {
    const FIELDS: &'static [FieldSpec] = &[field(
        "others",
        "另外归档的材料",
        "每行一件：题名、编号、责任者、日期、页数；不填时印出应归档材料的清单，手工补写",
        Input::Table(&[
            field("title", "题名", "", Input::Text),
            field("number", "编号", "", Input::Text),
            field("author", "责任者", "", Input::Text),
            field("date", "日期", "", Input::Date),
            field("pages", "页数", "", Input::Number),
        ]),
    )];

    fn words(&self, names: &mut Map<String, Value>) {
        parts::speak(self, names);
        let word = |key: &str| {
            names
                .get(key)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let (people, reps, group, supervisors) = (
            word("people"),
            word("reps_meeting"),
            word("group_word"),
            word("supervisors"),
        );
        // 应当归档的材料，按办理先后；印发的公告另列在前
        let standing: Vec<String> = [
            "选举工作方案、选举办法".to_owned(),
            format!("{people}会议、{reps}、选举委员会的会议通知、签到表和会议记录"),
            format!("选举委员会推选记录（{group}会议、{reps}的表决结果）"),
            format!("登记参加选举的{people}登记册和名单"),
            "名单申诉登记表和处理决定".to_owned(),
            format!("{people}代表、小组组长推选的提名表、选票和结果报告"),
            "候选人提名表、自荐表、汇总表".to_owned(),
            "候选人情况登记表、资格审查表、承诺书、竞职材料".to_owned(),
            "预选办法、预选选票和预选结果报告".to_owned(),
            "委托投票书、流动票箱投票申请表、代写名单".to_owned(),
            "选举工作人员名单、大会议程、会场照片".to_owned(),
            "选票样张，选票印制、领取、发放登记表".to_owned(),
            "领票登记册、票箱封存和启封记录".to_owned(),
            "选票（有效票、无效票、剩余票分别封装）".to_owned(),
            "计票表、选举结果统计表、选举结果报告单".to_owned(),
            "当选人名册、当选证书发放记录".to_owned(),
            format!("{supervisors}推选的提名表、选票和结果报告"),
            "工作移交清单和移交书".to_owned(),
            "各项公告及张贴照片、张贴核对表".to_owned(),
            "来信来访登记和办理结果".to_owned(),
            "选举工作总结、大事记和其他".to_owned(),
        ]
        .into_iter()
        .collect();
        let others = if self.facts.others.is_empty() {
            standing
                .iter()
                .map(|title| json!({ "title": title }))
                .collect()
        } else {
            json!(self.facts.others)
        };
        let pages = self
            .known
            .papers
            .iter()
            .chain(&self.facts.others)
            .map(|item| item.pages)
            .sum::<Option<u32>>()
            .filter(|_| !self.facts.others.is_empty());
        names.insert("others".to_owned(), others);
        names.insert("pages".to_owned(), json!(pages));
        names.insert("blank_rows".to_owned(), parts::rows(5));
    }

    fn samples() -> Vec<Sample> {
        let papers = |count: usize| -> Value {
            (1..=count)
                .map(|n| {
                    json!({
                        "number": format!("第{n}号"), "author": "选举委员会",
                        "title": "关于登记参加选举人员名单的公告", "date": "2027-02-21", "pages": 4
                    })
                })
                .collect()
        };
        let known = |rules: Value, count: usize| json!({ "rules": rules, "papers": papers(count) });
        let names = sample::invented_names(60);
        let others: Vec<Value> = names
            .iter()
            .map(|name| json!({ "title": format!("候选人{name}的情况登记表、资格联审表和承诺书"), "author": "选举委员会", "pages": 3 }))
            .collect();
        Sheets {
            law: "第三十九条",
            residents_law: "第三十七条",
            normal: (known(parts::some_rules(), 7), json!({})),
            community: (known(parts::residents_rules(), 7), json!({})),
            largest: (known(parts::all_rules(), 30), json!({ "others": others })),
            rare: (
                known(parts::some_rules(), 1),
                json!({ "others": [{ "title": "𠮷田生的情况登记表", "pages": 2 }] }),
            ),
        }
        .samples()
    }
}
