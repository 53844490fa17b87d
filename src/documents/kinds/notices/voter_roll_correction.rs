//! 登记参加选举人员名单的更正公告

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::shared::{self, CONTACT_PHONE, CONTACT_PLACE, Frame};
use crate::documents::kinds::common::VillagePaper;
use crate::documents::kinds::field::{FieldSpec, Input, field};
use crate::documents::kinds::problem::DataProblem;
use crate::documents::kinds::{Sample, sample};

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 原名单公告的编号, in print
    pub roll_number: Option<String>,
    /// 原名单公布的日子
    pub published_on: Option<NaiveDate>,
    /// 原名单的人数
    pub registered: Option<u32>,
}

/// 怎样更正
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// 补登
    Added,
    /// 不再列入
    Removed,
    /// 更正
    Corrected,
}

/// 一处更正
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// 怎样更正
    pub change: Change,
    /// 姓名, as the roll has it
    pub name: String,
    /// 小组
    pub group: Option<String>,
    /// 说明: 正确的姓名或者小组, or the reason in general words
    pub note: Option<String>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 更正事项
    #[serde(default)]
    pub changes: Vec<Line>,
    /// 原名单的人数, where the roll has been imported anew since
    pub total_before: Option<u32>,
    /// 受理意见的地点
    pub contact_place: Option<String>,
    /// 公开的联系电话
    pub contact_phone: Option<String>,
}

/// 更正公告的数据
pub type Paper = VillagePaper<Known, Facts>;

impl Facts {
    fn count(&self, change: Change) -> usize {
        self.changes
            .iter()
            .filter(|line| line.change == change)
            .count()
    }

    fn after(&self, before: u32) -> Option<u32> {
        let added = u32::try_from(self.count(Change::Added)).ok()?;
        let removed = u32::try_from(self.count(Change::Removed)).ok()?;
        before.checked_add(added)?.checked_sub(removed)
    }
}

impl Paper {
    fn count(&self, change: Change) -> usize {
        self.facts.count(change)
    }

    fn before(&self) -> Option<u32> {
        self.facts.total_before.or(self.known.registered)
    }

    fn after(&self) -> Option<u32> {
        self.facts.after(self.before()?)
    }
}

/// 更正后的人数 of an issued correction, from which the next one counts.
pub fn registered_after(data: &Value) -> Option<u32> {
    let known: Known = serde_json::from_value(data.get("known")?.clone()).ok()?;
    let facts: Facts = serde_json::from_value(data.get("facts")?.clone()).ok()?;
    facts.after(facts.total_before.or(known.registered)?)
}

impl crate::documents::kinds::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "changes",
            "更正事项",
            "每行一人；更正的在说明里写正确的写法，其余的写一般的原因，如“漏登”“户籍迁出”“重复登记”",
            Input::Table(&[
                field(
                    "change",
                    "怎样更正",
                    "",
                    Input::Choice(&[
                        ("added", "补登"),
                        ("removed", "不再列入"),
                        ("corrected", "更正"),
                    ]),
                ),
                field("name", "姓名", "", Input::Text),
                field("group", "小组", "", Input::Text),
                field("note", "说明", "", Input::Text),
            ]),
        ),
        field(
            "total_before",
            "原名单公布的人数",
            "不填就按已导入的名单；公布以后重新导入过名单的，写原来公布的人数",
            Input::Number,
        ),
        CONTACT_PLACE,
        CONTACT_PHONE,
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let keys: Vec<(&str, Option<&str>)> = self
            .facts
            .changes
            .iter()
            .map(|line| (line.name.as_str(), line.group.as_deref()))
            .collect();
        shared::no_repeats(
            &keys,
            |index| format!("facts.changes[{index}].name"),
            "这个人前面已经写过一次，请合成一行",
            problems,
        );
        for (index, line) in self.facts.changes.iter().enumerate() {
            if line.change == Change::Corrected && line.note.is_none() {
                problems.push(DataProblem::at(
                    format!("facts.changes[{index}].note"),
                    "请在说明里写出正确的写法",
                ));
            }
        }
        if let Some(before) = self.before()
            && usize::try_from(before).is_ok_and(|before| self.count(Change::Removed) > before)
        {
            problems.push(DataProblem::at(
                "facts.changes",
                "不再列入的人多于原名单的人数，请核对",
            ));
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        let lines: Vec<Value> = [
            (Change::Added, "补登"),
            (Change::Removed, "不再列入"),
            (Change::Corrected, "更正"),
        ]
        .into_iter()
        .flat_map(|(change, label)| {
            self.facts
                .changes
                .iter()
                .filter(move |line| line.change == change)
                .map(move |line| {
                    json!({ "label": label, "name": line.name, "group": line.group, "note": line.note })
                })
        })
        .collect();
        names.insert("lines".to_owned(), Value::Array(lines));
        let mut sums = Vec::new();
        for (change, label) in [
            (Change::Added, "补登"),
            (Change::Removed, "不再列入"),
            (Change::Corrected, "更正"),
        ] {
            let count = self.count(change);
            if count > 0 {
                sums.push(format!("{label}{count}人"));
            }
        }
        names.insert("sums".to_owned(), json!(sums.join("、")));
        names.insert("before".to_owned(), json!(self.before()));
        names.insert("after".to_owned(), json!(self.after()));
    }

    fn samples() -> Vec<Sample> {
        let frame = Frame {
            number: "第4-1号",
            date: "2027-03-03",
            village: "第十七条第二款",
            community: "第十七条",
        };
        let known =
            json!({ "roll_number": "第4号", "published_on": "2027-02-21", "registered": 1203 });
        let facts = json!({
            "changes": [
                { "change": "added", "name": "李秀英", "group": "第1村民小组", "note": "漏登" },
                { "change": "added", "name": "王志强", "group": "第3村民小组", "note": "经村民代表会议同意参加选举" },
                { "change": "removed", "name": "张建国", "group": "第2村民小组", "note": "户籍迁出" },
                { "change": "removed", "name": "刘桂兰", "group": "第5村民小组", "note": "已在外村登记" },
                { "change": "removed", "name": "陈明", "group": "第5村民小组", "note": "重复登记" },
                { "change": "corrected", "name": "吴海燕", "group": "第4村民小组", "note": "应为吴海雁" }
            ],
            "contact_place": "上前村党群服务中心", "contact_phone": "0751-6220101"
        });
        let community = json!({
            "changes": [
                { "change": "added", "name": "周文杰", "group": "第2居民小组", "note": "漏登" },
                { "change": "removed", "name": "黄芳", "group": "第1居民小组", "note": "户籍迁出" }
            ],
            "total_before": 860, "contact_place": "石塘社区服务大厅", "contact_phone": "0751-6220202"
        });
        let many: Vec<Value> = sample::invented_names(46)
            .into_iter()
            .enumerate()
            .map(|(index, name)| {
                let (change, note) = match index % 3 {
                    0 => ("added", "漏登"),
                    1 => ("removed", "户籍迁出"),
                    _ => ("corrected", "应为登记册上的写法"),
                };
                json!({ "change": change, "name": name, "group": format!("第{}村民小组", index / 4 + 1), "note": note })
            })
            .collect();
        let rare: Vec<Value> = sample::RARE_NAMES
            .iter()
            .map(|name| json!({ "change": "corrected", "name": name, "group": "㼆坑小组", "note": format!("应为{name}（原登记有错字）") }))
            .collect();
        let [empty, empty_community] = shared::blanks();
        vec![
            frame.village("normal", &known, &facts),
            frame.community("normal-community", &known, &community),
            empty,
            empty_community,
            frame.largest(&known, &json!({ "changes": many })),
            frame.rare(
                &json!({ "published_on": "2027-02-21" }),
                &json!({ "changes": rare }),
            ),
        ]
    }
}
