//! 应急预案 — who decides what when something happens; stopping a vote is the election committee's decision.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::common::{LinkedUnit, Official, Team, TownshipPaper, URGENCY, Urgency};
use super::field::{FieldSpec, Input, field};
use super::implementation_plan::roles;
use super::problem::DataProblem;
use super::township::census;
use super::{Sample, liaison_table, sample};

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 统一的选举日, where the units share one
    pub election_day: Option<NaiveDate>,
    /// 领导小组 with roles 组长, 副组长, 成员
    #[serde(default)]
    pub leading_group: Vec<Official>,
    /// 各村（社区）及其挂钩领导和指导组
    #[serde(default)]
    pub units: Vec<LinkedUnit>,
    /// 指导组
    #[serde(default)]
    pub guidance_teams: Vec<Team>,
}

/// 力量和物资
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// 单位: `派出所`
    pub body: String,
    /// 任务
    pub task: Option<String>,
    /// 值班电话
    pub phone: Option<String>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 值班电话
    pub duty_phone: Option<String>,
    /// 首次电话报告的时限, in minutes
    pub phone_minutes: Option<u32>,
    /// 书面报告的时限, in hours
    pub written_hours: Option<u32>,
    /// 保障力量
    #[serde(default)]
    pub resources: Vec<Resource>,
    /// 备用场地
    #[serde(default)]
    pub reserve_places: Vec<String>,
    /// 抄送
    pub copy_to: Option<String>,
    /// 紧急程度
    pub urgency: Option<Urgency>,
}

/// 应急预案的数据
pub type Paper = TownshipPaper<Known, Facts>;

impl super::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field("duty_phone", "值班电话", "", Input::Text),
        field(
            "phone_minutes",
            "电话报告的时限（分钟）",
            "上级规定的时限；没有规定时留横线",
            Input::Number,
        ),
        field(
            "written_hours",
            "书面报告的时限（小时）",
            "上级规定的时限；没有规定时留横线",
            Input::Number,
        ),
        field(
            "resources",
            "保障力量",
            "每行一个：单位、任务、值班电话；用竖线“|”或制表符分开",
            Input::Table(&[
                field("body", "单位", "", Input::Text),
                field("task", "任务", "", Input::Text),
                field("phone", "值班电话", "", Input::Text),
            ]),
        ),
        field(
            "reserve_places",
            "备用场地",
            "每行一处，写明村（社区）；没有就不填",
            Input::Lines,
        ),
        field("copy_to", "抄送", "不抄送就不填", Input::Text),
        URGENCY,
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let facts = &self.facts;
        let mut bad = |path: String, text: &str| problems.push(DataProblem::at(path, text));
        if let (Some(minutes), Some(hours)) = (facts.phone_minutes, facts.written_hours)
            && u64::from(minutes) > u64::from(hours).saturating_mul(60)
        {
            bad(
                "facts.written_hours".to_owned(),
                "书面报告的时限短于电话报告的时限，请改正",
            );
        }
        for (key, limit) in [
            ("phone_minutes", facts.phone_minutes),
            ("written_hours", facts.written_hours),
        ] {
            if limit == Some(0) {
                bad(format!("facts.{key}"), "时限不能是零，没有规定就不填");
            }
        }
        for (index, one) in facts.resources.iter().enumerate() {
            if facts
                .resources
                .iter()
                .take(index)
                .any(|earlier| earlier.body == one.body && earlier.task == one.task)
            {
                bad(
                    format!("facts.resources[{index}].body"),
                    "这一行列了两次，请删去一行",
                );
            }
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        census(names, self.known.units.iter().map(|unit| unit.kind));
        names.insert("leading_group".to_owned(), roles(&self.known.leading_group));
        let rows: Vec<Value> = self
            .known
            .units
            .iter()
            .map(|unit| {
                let team = self
                    .known
                    .guidance_teams
                    .iter()
                    .find(|team| Some(&team.name) == unit.guidance_team.as_ref());
                let members: Vec<&str> = team
                    .into_iter()
                    .flat_map(|team| team.head.iter().chain(&team.members))
                    .map(|person| person.name.as_str())
                    .collect();
                json!({
                    "unit": unit.name,
                    "leader": unit.leader.as_ref().map(|leader| leader.name.as_str()),
                    "team": unit.guidance_team, "members": members,
                    "election_day": unit.election_day, "note": unit.note,
                })
            })
            .collect();
        names.insert("rows".to_owned(), Value::Array(rows));
    }

    fn samples() -> Vec<Sample> {
        let known = |count: usize| {
            let mut known = liaison_table::township(count);
            if let Some(known) = known.as_object_mut() {
                known.remove("supervision_teams");
                known.insert("election_day".to_owned(), json!("2027-03-18"));
                known.insert("leading_group".to_owned(), sample::leading_group());
            }
            known
        };
        let facts = json!({
            "duty_phone": "0751-6220001", "phone_minutes": 30, "written_hours": 2,
            "resources": [
                { "body": "石塘派出所", "task": "现场秩序", "phone": "0751-6220110" },
                { "body": "镇卫生院", "task": "医疗救护", "phone": "0751-6220120" },
                { "body": "供电所", "task": "应急供电", "phone": "0751-6220130" }
            ],
            "reserve_places": ["上前村：老祠堂", "历林村：文化室"],
            "copy_to": "县委组织部，县民政局，县公安局"
        });
        let paper = |known: Value, facts: Value| {
            json!({
                "office": sample::office(), "issue": sample::issue("石换届办〔2027〕5号", "2027-01-15"),
                "known": known, "facts": facts
            })
        };
        let mut rare = known(2);
        rare["units"][0]["name"] = json!("𠮷塘村");
        rare["leading_group"][0]["name"] = json!("李𬭎");
        let mut longest = facts.clone();
        let lines: Vec<String> = (1..=40)
            .map(|n| format!("第{n}处：村委会二楼会议室和旧小学操场，雨天改在村文化室"))
            .collect();
        longest["reserve_places"] = json!(lines);
        vec![
            sample::sample("normal", paper(known(16), facts)),
            sample::sample(
                "empty",
                json!({ "office": { "township": "石塘镇" }, "known": {}, "facts": {} }),
            ),
            sample::sample("largest", paper(known(60), longest)),
            sample::sample("rare", paper(rare, json!({ "duty_phone": "0751-6220001" }))),
        ]
    }
}
