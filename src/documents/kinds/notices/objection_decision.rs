//! 申诉处理结果公告

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::shared::{self, CONTACT_PHONE, CONTACT_PLACE, Frame};
use crate::documents::kinds::common::{UnitKind, VillagePaper};
use crate::documents::kinds::field::{FieldSpec, Input, field};
use crate::documents::kinds::problem::DataProblem;
use crate::documents::kinds::{Sample, sample};

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 名单公告的编号, in print
    pub roll_number: Option<String>,
    /// 名单公布的日子
    pub published_on: Option<NaiveDate>,
}

/// 处理结果
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// 申诉成立
    Upheld,
    /// 申诉部分成立
    Partly,
    /// 申诉不成立
    Rejected,
}

/// 一件申诉
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Objection {
    /// 申诉事项
    pub matter: String,
    /// 收到的日子
    pub received_on: Option<NaiveDate>,
    /// 作出决定的日子
    pub decided_on: Option<NaiveDate>,
    /// 处理结果
    pub outcome: Option<Outcome>,
    /// 理由和处理办法
    pub reason: Option<String>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 申诉
    #[serde(default)]
    pub objections: Vec<Objection>,
    /// 查询的地点
    pub contact_place: Option<String>,
    /// 公开的联系电话
    pub contact_phone: Option<String>,
}

/// 处理结果公告的数据
pub type Paper = VillagePaper<Known, Facts>;

impl crate::documents::kinds::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "objections",
            "申诉及处理结果",
            "每行一件；申诉事项写“要求把某某列入名单”的样子，申诉人的姓名可以不写",
            Input::Table(&[
                field("matter", "申诉事项", "", Input::Text),
                field("received_on", "收到的日子", "", Input::Date),
                field("decided_on", "决定的日子", "", Input::Date),
                field(
                    "outcome",
                    "处理结果",
                    "",
                    Input::Choice(&[
                        ("upheld", "申诉成立"),
                        ("partly", "申诉部分成立"),
                        ("rejected", "申诉不成立"),
                    ]),
                ),
                field("reason", "理由和处理办法", "", Input::Text),
            ]),
        ),
        CONTACT_PLACE,
        CONTACT_PHONE,
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        for (index, one) in self.facts.objections.iter().enumerate() {
            if let (Some(received), Some(decided)) = (one.received_on, one.decided_on)
                && decided < received
            {
                problems.push(DataProblem::at(
                    format!("facts.objections[{index}].decided_on"),
                    "决定的日子早于收到申诉的日子，请改正",
                ));
            }
            if let (Some(received), Some(published)) = (one.received_on, self.known.published_on)
                && received < published
            {
                problems.push(DataProblem::at(
                    format!("facts.objections[{index}].received_on"),
                    "收到申诉的日子早于名单公布的日子，请核对",
                ));
            }
            if let (Some(decided), Some(issued)) = (one.decided_on, self.issue.date)
                && decided > issued
            {
                problems.push(DataProblem::at(
                    format!("facts.objections[{index}].decided_on"),
                    "决定的日子晚于公告日期，请改正其中一个",
                ));
            }
            if one.outcome.is_some() && one.reason.is_none() {
                problems.push(DataProblem::at(
                    format!("facts.objections[{index}].reason"),
                    "请写明理由和处理办法",
                ));
            }
        }
        let keys: Vec<(&str, Option<NaiveDate>)> = self
            .facts
            .objections
            .iter()
            .map(|one| (one.matter.as_str(), one.received_on))
            .collect();
        shared::no_repeats(
            &keys,
            |index| format!("facts.objections[{index}].matter"),
            "这件申诉前面已经写过一次，请删去一行",
            problems,
        );
    }

    fn words(&self, names: &mut Map<String, Value>) {
        let rows: Vec<Value> = self
            .facts
            .objections
            .iter()
            .map(|one| {
                let outcome = one.outcome.map(|outcome| match outcome {
                    Outcome::Upheld => "申诉成立",
                    Outcome::Partly => "申诉部分成立",
                    Outcome::Rejected => "申诉不成立",
                });
                let reason = one
                    .reason
                    .as_deref()
                    .map(|text| text.trim_end_matches(['。', '；', '.']));
                json!({
                    "matter": one.matter.trim_end_matches(['。', '；', '，', '.']),
                    "received_on": one.received_on, "decided_on": one.decided_on,
                    "outcome": outcome, "reason": reason
                })
            })
            .collect();
        names.insert("count".to_owned(), shared::counted(rows.len()));
        names.insert("objections".to_owned(), Value::Array(rows));
        let word = match self.unit.kind {
            UnitKind::Village => "登记参加选举的村民名单",
            UnitKind::Community => "登记参加选举的居民名单",
        };
        names.insert("roll".to_owned(), json!(word));
    }

    fn samples() -> Vec<Sample> {
        let frame = Frame {
            number: "",
            date: "2027-02-27",
            village: "第十七条第二款",
            community: "第十七条",
        };
        let known = json!({ "roll_number": "第4号", "published_on": "2027-02-21" });
        let objection = |matter: &str,
                         received: &str,
                         decided: &str,
                         outcome: &str,
                         reason: &str| {
            json!({ "matter": matter, "received_on": received, "decided_on": decided, "outcome": outcome, "reason": reason })
        };
        let facts = json!({
            "objections": [
                objection("要求把第1村民小组李秀英列入名单", "2027-02-23", "2027-02-25", "upheld",
                    "李秀英户籍在本村，登记时漏登，决定列入名单，更正情况另行公告"),
                objection("认为第5村民小组刘桂兰不应列入名单", "2027-02-24", "2027-02-26", "rejected",
                    "刘桂兰户籍在本村，本人表示参加选举，没有在其他地方登记")
            ],
            "contact_place": "上前村党群服务中心", "contact_phone": "0751-6220101"
        });
        let community = json!({
            "objections": [objection("要求把第2居民小组周文杰列入名单", "2027-02-23", "2027-02-25", "upheld",
                "周文杰户籍在本社区，本人表示参加选举，决定列入名单")],
            "contact_place": "石塘社区服务大厅", "contact_phone": "0751-6220202"
        });
        let many: Vec<Value> = sample::invented_names(14)
            .iter()
            .map(|name| {
                objection(
                    &format!("要求把{name}列入名单，理由是出嫁后户籍一直没有迁出，在本村承包土地并且常年居住"),
                    "2027-02-23",
                    "2027-02-26",
                    "partly",
                    "经核对户籍登记和村民小组的证明，户籍情况属实，居住情况与申诉所说不完全一致；按户籍在本村、本人表示参加选举列入名单",
                )
            })
            .collect();
        let rare: Vec<Value> = sample::RARE_NAMES
            .iter()
            .take(3)
            .map(|name| {
                objection(
                    &format!("要求更正{name}的姓名写法"),
                    "2027-02-22",
                    "2027-02-24",
                    "upheld",
                    "与居民身份证核对，按身份证上的写法更正",
                )
            })
            .collect();
        let [empty, empty_community] = shared::blanks();
        vec![
            frame.village("normal", &known, &facts),
            frame.community("normal-community", &known, &community),
            empty,
            empty_community,
            frame.largest(&known, &json!({ "objections": many })),
            frame.rare(&json!({}), &json!({ "objections": rare })),
        ]
    }
}
