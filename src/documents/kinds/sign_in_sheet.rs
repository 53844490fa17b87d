//! 会议签到表

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::common::TownshipPaper;
use super::field::{FieldSpec, Input, field};
use super::problem::DataProblem;
use super::{Sample, form, sample};

/// 应到人员
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// 单位: `上前村`
    pub unit: Option<String>,
    /// 职务
    pub duty: Option<String>,
    /// 姓名
    pub name: Option<String>,
}

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 应到人员, one row each; without any the sheet has empty rows
    #[serde(default)]
    pub expected: Vec<Expected>,
    /// 村（社区）, where it is not the township's meeting
    #[serde(default)]
    pub unit: Option<String>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 会议名称
    pub meeting: Option<String>,
    /// 时间
    #[serde(default, with = "form::moment")]
    pub meeting_time: Option<NaiveDateTime>,
    /// 地点
    pub place: Option<String>,
    /// 主持人
    pub chair: Option<String>,
    /// 空行数
    pub rows: Option<u32>,
}

/// 签到表的数据
pub type Paper = TownshipPaper<Known, Facts>;

/// Rows of a sheet nobody is named on: a page full.
const ROWS: u32 = 20;
/// More rows than a hall holds people are a typing mistake.
const MOST_ROWS: u32 = 1000;

impl super::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field("meeting", "会议名称", "如“换届选举工作动员会”", Input::Text),
        field("meeting_time", "时间", "", Input::DateTime),
        field("place", "地点", "", Input::Text),
        field("chair", "主持人", "", Input::Text),
        field(
            "rows",
            "空行数",
            "签到表末尾留几行空白；不填时印二十行",
            Input::Number,
        ),
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        if self.facts.rows.is_some_and(|rows| rows > MOST_ROWS) {
            problems.push(DataProblem::at("facts.rows", "空行最多一千行，请改少"));
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        let expected = self.known.expected.len();
        // 有应到名单时只按填写的数留空行
        let default = if expected == 0 { ROWS } else { 0 };
        let blank = self.facts.rows.unwrap_or(default).min(MOST_ROWS) as usize;
        let numbers: Vec<usize> = (expected + 1..=expected + blank).collect();
        names.insert("blank_rows".to_owned(), json!(numbers));
        names.insert(
            "expected".to_owned(),
            if expected == 0 {
                Value::Null
            } else {
                json!(expected)
            },
        );
        names.insert(
            "meeting_time".to_owned(),
            json!(self.facts.meeting_time.map(form::moment_text)),
        );
    }

    fn samples() -> Vec<Sample> {
        let people = |names: &[&str]| -> Value {
            names
                .iter()
                .map(|name| json!({ "unit": "上前村", "duty": "村民委员会委员", "name": name }))
                .collect()
        };
        let facts = json!({
            "meeting": "换届选举工作动员会", "meeting_time": "2027-01-12T09:00",
            "place": "镇政府三楼会议室", "chair": "李义鹏", "rows": 6
        });
        let many = sample::invented_names(96);
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        vec![
            sample::sample(
                "normal",
                json!({
                    "office": sample::office(),
                    "known": { "expected": people(&["蓝天勇", "温天娟", "钟伟"]) }, "facts": facts
                }),
            ),
            sample::sample(
                "empty",
                json!({ "office": { "township": "石塘镇" }, "known": {}, "facts": {} }),
            ),
            sample::sample(
                "largest",
                json!({ "office": sample::office(), "known": { "expected": people(&many) }, "facts": facts }),
            ),
            sample::sample(
                "rare",
                json!({
                    "office": sample::office(),
                    "known": { "expected": people(&sample::RARE_NAMES) }, "facts": { "meeting": "培训会" }
                }),
            ),
        ]
    }
}
