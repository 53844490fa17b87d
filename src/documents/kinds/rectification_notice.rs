//! 整改通知书（附回执）

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::common::{URGENCY, Urgency, VillagePaper};
use super::field::{FieldSpec, Input, field};
use super::problem::DataProblem;
use super::{Sample, sample};

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 督查（指导）组
    pub team: Option<String>,
    /// 检查日期
    pub inspected_on: Option<NaiveDate>,
}

/// 发现的问题
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// 问题
    pub problem: String,
    /// 整改要求
    pub action: Option<String>,
    /// 依据, as the checklist states it
    pub basis: Option<String>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 检查人员
    pub inspectors: Option<String>,
    /// 问题
    #[serde(default)]
    pub findings: Vec<Finding>,
    /// 整改期限
    pub deadline: Option<NaiveDate>,
    /// 复核人
    pub reviewer: Option<String>,
    /// 紧急程度
    pub urgency: Option<Urgency>,
}

/// 整改通知书的数据
pub type Paper = VillagePaper<Known, Facts>;

impl super::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field("inspectors", "检查人员", "", Input::Text),
        field(
            "findings",
            "发现的问题",
            "每行一个：问题、整改要求、依据；用竖线“|”或制表符分开",
            Input::Table(&[
                field("problem", "问题", "", Input::Text),
                field("action", "整改要求", "", Input::Text),
                field("basis", "依据", "", Input::Text),
            ]),
        ),
        field("deadline", "整改期限", "", Input::Date),
        field("reviewer", "复核人", "", Input::Text),
        URGENCY,
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        if let (Some(deadline), Some(inspected)) = (self.facts.deadline, self.known.inspected_on)
            && deadline < inspected
        {
            problems.push(DataProblem::at(
                "facts.deadline",
                "整改期限早于检查日期，请改正",
            ));
        }
    }

    fn samples() -> Vec<Sample> {
        let findings = json!([
            { "problem": "登记参加选举的村民名单只在村务公开栏张贴，第11、第12村民小组没有张贴。",
              "action": "在两个小组补贴名单，并告知申诉的期限和受理地点。",
              "basis": "《中华人民共和国村民委员会组织法》第十七条第一款" },
            { "problem": "推选村民选举委员会的会议记录没有写明应到、实到人数。",
              "action": "按签到表补正会议记录，由会议主持人签字。", "basis": null }
        ]);
        let community_findings = json!([
            { "problem": "居民代表会议签到表与会议记录人数不一致。",
              "action": "核对签到表，补正会议记录。", "basis": null }
        ]);
        let many: Vec<Value> = (1..=12)
            .map(|n| json!({ "problem": format!("第{n}村民小组公示牌上的公告被撕毁，没有及时补贴。"), "action": "当日补贴，并留存照片。" }))
            .collect();
        let paper = |unit: Value, known: Value, facts: Value| {
            json!({
                "office": sample::office(), "unit": unit,
                "issue": sample::issue("石换届办〔2027〕12号", "2027-02-24"),
                "known": known, "facts": facts
            })
        };
        let known = json!({ "team": "第一督查组", "inspected_on": "2027-02-23" });
        vec![
            sample::sample(
                "normal",
                paper(
                    sample::village(),
                    known.clone(),
                    json!({ "inspectors": "王火发、温海燕", "findings": findings,
                        "deadline": "2027-02-26", "reviewer": "温海燕" }),
                ),
            ),
            sample::sample(
                "normal-community",
                paper(
                    sample::community(),
                    known.clone(),
                    json!({ "inspectors": "王火发", "findings": community_findings, "deadline": "2027-02-26" }),
                ),
            ),
            sample::sample(
                "empty",
                json!({
                    "office": { "township": "石塘镇" }, "unit": sample::blank_village(),
                    "known": {}, "facts": {}
                }),
            ),
            sample::sample(
                "empty-community",
                json!({
                    "office": { "township": "石塘镇" }, "unit": sample::blank_community(),
                    "known": {}, "facts": {}
                }),
            ),
            sample::sample(
                "largest",
                paper(
                    sample::village(),
                    known.clone(),
                    json!({ "inspectors": "王火发、温海燕、胡静", "findings": many, "deadline": "2027-02-26" }),
                ),
            ),
            sample::sample(
                "rare",
                paper(
                    sample::rare_village(),
                    known,
                    json!({ "inspectors": "李𬭎、阿依古丽·买买提", "findings": findings }),
                ),
            ),
        ]
    }
}
