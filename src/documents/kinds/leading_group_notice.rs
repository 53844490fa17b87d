//! 成立换届选举工作领导小组的通知 — issued by the party committee, before the group has papers of its own.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::common::{Official, TownshipPaper, URGENCY, Urgency};
use super::field::{FieldSpec, Input, field};
use super::implementation_plan::roles;
use super::problem::DataProblem;
use super::township::{NamedUnit, census, document_number_problem};
use super::{Sample, sample};

/// 办公室的一组
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// 从哪一条线抽来: `纪检`, `组织`, `民政`
    pub name: String,
    /// 成员
    #[serde(default)]
    pub people: Vec<Official>,
}

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 领导小组 with roles 组长, 副组长, 成员
    #[serde(default)]
    pub leading_group: Vec<Official>,
    /// 办公室 with roles
    #[serde(default)]
    pub bureau: Vec<Official>,
    /// 办公室成员 by section; empty where nobody is marked
    #[serde(default)]
    pub sections: Vec<Section>,
    /// 各村（社区）
    #[serde(default)]
    pub units: Vec<NamedUnit>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 党委的发文字号
    pub document_number: Option<String>,
    /// 办公室设在何处
    pub bureau_place: Option<String>,
    /// 主要职责
    #[serde(default)]
    pub duties: Vec<String>,
    /// 抄送
    pub copy_to: Option<String>,
    /// 紧急程度
    pub urgency: Option<Urgency>,
}

/// 成立领导小组通知的数据
pub type Paper = TownshipPaper<Known, Facts>;

impl super::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "document_number",
            "发文字号",
            "这一件由党委印发，编号取自党委的发文登记，如“石委发〔2027〕3号”；没有编号时印出空格手填",
            Input::Text,
        ),
        field(
            "bureau_place",
            "办公室设在",
            "如“镇党建工作办公室”",
            Input::Text,
        ),
        field(
            "duties",
            "主要职责",
            "每行一条；不填时印常用的四条",
            Input::Lines,
        ),
        field(
            "copy_to",
            "抄送",
            "如“县委组织部，县民政局”；不抄送就不填",
            Input::Text,
        ),
        URGENCY,
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        if let Some(number) = &self.facts.document_number
            && let Some(wrong) = document_number_problem(number)
        {
            problems.push(DataProblem::at("facts.document_number", wrong));
        }
        let heads = |people: &[Official], role: &str| {
            people
                .iter()
                .filter(|person| person.role.as_deref() == Some(role))
                .count()
        };
        if heads(&self.known.bureau, "主任") > 1 {
            problems.push(DataProblem::at(
                "known.bureau",
                "办公室主任有两人，请在人员名单里改成一人",
            ));
        }
        for (index, person) in self.known.leading_group.iter().enumerate() {
            let earlier = self.known.leading_group.iter().take(index);
            if earlier
                .filter(|other| other.name == person.name)
                .any(|other| other.role == person.role && other.post == person.post)
            {
                problems.push(DataProblem::at(
                    format!("known.leading_group[{index}].name"),
                    "同一个人在领导小组里列了两次，请在人员名单里删去一处",
                ));
            }
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        census(names, self.known.units.iter().map(|unit| unit.kind));
        names.insert("leading_group".to_owned(), roles(&self.known.leading_group));
        names.insert("bureau_people".to_owned(), roles(&self.known.bureau));
        // 办公室主任由谁兼任，写进正文
        let director = self
            .known
            .bureau
            .iter()
            .find(|person| person.role.as_deref() == Some("主任"));
        names.insert(
            "director".to_owned(),
            json!(director.map(|person| person.name.as_str())),
        );
    }

    fn samples() -> Vec<Sample> {
        let paper = |known: Value, facts: Value| {
            json!({
                "office": sample::office(), "issue": { "date": "2027-01-04" },
                "known": known, "facts": facts
            })
        };
        let units = json!([
            { "name": "上前村", "kind": "village" }, { "name": "石塘社区", "kind": "community" }
        ]);
        let group = sample::leading_group();
        let names = sample::invented_names(60);
        let mut many = group.as_array().cloned().unwrap_or_default();
        many.extend(names.iter().map(|name| {
            json!({ "name": name, "post": "村（社区）党组织书记、驻村（社区）工作队成员", "role": "成员" })
        }));
        let full = json!({
            "document_number": "石委发〔2027〕3号", "bureau_place": "镇党建工作办公室",
            "copy_to": "县委组织部，县民政局"
        });
        vec![
            sample::sample(
                "normal",
                paper(
                    json!({ "leading_group": group, "bureau": sample::bureau(), "units": units }),
                    full.clone(),
                ),
            ),
            sample::sample(
                "empty",
                json!({ "office": { "township": "石塘镇" }, "known": {}, "facts": {} }),
            ),
            sample::sample(
                "largest",
                paper(
                    json!({ "leading_group": many, "bureau": sample::bureau(), "units": units, "sections": [
                        { "name": "纪检", "people": [{ "name": "王火发", "post": "镇纪委副书记" }] },
                        { "name": "组织", "people": [{ "name": "赵国强", "post": "组织干事" }, { "name": "温海燕", "post": "党建办干部" }] },
                        { "name": "民政", "people": [{ "name": "胡静", "post": "民政助理" }] }
                    ] }),
                    full,
                ),
            ),
            sample::sample(
                "rare",
                json!({
                    "office": { "township": "河口街道", "ordinal": 9, "election_year": 2027 },
                    "issue": { "date": "2027-01-04" },
                    "known": {
                        "leading_group": [
                            { "name": "李𬭎", "post": "街道党工委书记", "role": "组长" },
                            { "name": "阿依古丽·买买提", "post": "街道党工委副书记、办事处主任", "role": "副组长" },
                            { "name": "𠮷田生", "post": null, "role": "成员" }
                        ],
                        "units": [{ "name": "河口社区", "kind": "community" }]
                    },
                    "facts": { "duties": ["统筹协调换届选举工作"] }
                }),
            ),
        ]
    }
}
