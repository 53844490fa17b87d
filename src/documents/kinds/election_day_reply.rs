//! 选举日批复 — the township's answer to a unit's report on its election day. Where the rules leave the day to the
//! election committee the township only takes note of it (备案).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::common::{URGENCY, Urgency, VillagePaper};
use super::field::{FieldSpec, Input, field};
use super::problem::DataProblem;
use super::{Sample, sample};

/// 选举日由谁确定, from the rule pack
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DecidedBy {
    /// 乡镇
    Township,
    /// 村（居）民选举委员会或者会议
    Unit,
}

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 选举日由谁确定
    pub decided_by: Option<DecidedBy>,
    /// 换届窗口期起
    pub window_from: Option<NaiveDate>,
    /// 换届窗口期止
    pub window_to: Option<NaiveDate>,
    /// 名单公布的最迟日子
    pub roll_day: Option<NaiveDate>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 来文标题
    pub request_title: Option<String>,
    /// 来文字号
    pub request_number: Option<String>,
    /// 来文日期
    pub request_date: Option<NaiveDate>,
    /// 有关要求
    #[serde(default)]
    pub requirements: Vec<String>,
    /// 抄送
    pub copy_to: Option<String>,
    /// 紧急程度
    pub urgency: Option<Urgency>,
}

/// 选举日批复的数据
pub type Paper = VillagePaper<Known, Facts>;

impl super::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "request_title",
            "来文标题",
            "如“关于确定选举日的请示”；不加书名号",
            Input::Text,
        ),
        field("request_number", "来文字号", "没有编号就不填", Input::Text),
        field("request_date", "来文日期", "", Input::Date),
        field(
            "requirements",
            "有关要求",
            "每行一条；不填时印常用的三条",
            Input::Lines,
        ),
        field("copy_to", "抄送", "不抄送就不填", Input::Text),
        URGENCY,
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let mut bad = |path: &str, text: &str| problems.push(DataProblem::at(path, text));
        let (known, facts) = (&self.known, &self.facts);
        if let Some(day) = self.unit.election_day {
            if known.window_from.is_some_and(|from| day < from)
                || known.window_to.is_some_and(|to| day > to)
            {
                bad(
                    "unit.election_day",
                    "选举日不在换届工作的起止日期之内，请核对届次设置或者这个村（社区）的选举日",
                );
            }
            if self.issue.date.is_some_and(|issued| issued > day) {
                bad("issue.date", "成文日期晚于选举日，选举日已过不再批复");
            }
        }
        if let (Some(requested), Some(issued)) = (facts.request_date, self.issue.date)
            && requested > issued
        {
            bad("facts.request_date", "来文日期晚于成文日期，请改正");
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        let fixed = self.known.decided_by.unwrap_or(DecidedBy::Township) == DecidedBy::Township;
        names.insert("fixed_by_township".to_owned(), json!(fixed));
        let title = self
            .facts
            .request_title
            .as_deref()
            .map(|title| title.trim_matches(['《', '》', ' ', '\u{3000}']).to_owned());
        names.insert("request".to_owned(), json!(title));
    }

    fn samples() -> Vec<Sample> {
        let known = json!({
            "decided_by": "township", "window_from": "2027-01-04", "window_to": "2027-04-17",
            "roll_day": "2027-02-26"
        });
        let mut noted = known.clone();
        noted["decided_by"] = json!("unit");
        let facts = json!({
            "request_title": "关于确定选举日的请示", "request_number": "上前字〔2027〕1号",
            "request_date": "2027-01-25", "copy_to": "县民政局"
        });
        let paper = |unit: Value, basis: Value, known: &Value, facts: Value| {
            json!({
                "office": sample::office(), "unit": unit, "basis": basis,
                "issue": sample::issue("石换届办〔2027〕6号", "2027-01-28"),
                "known": known, "facts": facts
            })
        };
        let lines: Vec<String> = (1..=24)
            .map(|n| format!("第{n}项要求：登记、名单公布、候选人公布和投票安排的日期都要按照日程安排表逐项核对，并留存张贴的照片"))
            .collect();
        vec![
            sample::sample(
                "normal",
                paper(
                    sample::village(),
                    sample::village_law("第十四条第二款"),
                    &known,
                    facts.clone(),
                ),
            ),
            sample::sample(
                "normal-community",
                paper(
                    sample::community(),
                    sample::community_law("第十八条"),
                    &known,
                    json!({ "request_title": "关于确定选举日的请示", "request_date": "2027-01-25" }),
                ),
            ),
            sample::sample(
                "noted",
                paper(
                    sample::village(),
                    json!([]),
                    &noted,
                    json!({ "request_title": "关于选举日的报告", "request_date": "2027-01-25" }),
                ),
            ),
            sample::sample(
                "empty",
                json!({ "office": { "township": "石塘镇" }, "unit": sample::blank_village(), "known": {}, "facts": {} }),
            ),
            sample::sample(
                "empty-community",
                json!({ "office": { "township": "石塘镇" }, "unit": sample::blank_community(), "known": {}, "facts": {} }),
            ),
            sample::sample(
                "largest",
                paper(
                    sample::village(),
                    json!([]),
                    &known,
                    json!({ "requirements": lines }),
                ),
            ),
            sample::sample(
                "rare",
                paper(
                    sample::rare_village(),
                    sample::unchecked_law("第十四条第二款"),
                    &known,
                    json!({ "request_title": "𬭎桥片关于确定选举日的请示" }),
                ),
            ),
        ]
    }
}
