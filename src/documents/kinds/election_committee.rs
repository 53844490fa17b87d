//! 选举委员会成员名单公告

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::common::VillagePaper;
use super::field::{FieldSpec, Input, field};
use super::problem::DataProblem;
use super::{Sample, sample};

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 推选产生的日子
    pub selected_on: Option<NaiveDate>,
}

/// 推选方式
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// 村民会议 · 居民会议
    Assembly,
    /// 村民代表会议 · 居民代表会议
    Representatives,
    /// 各村民小组会议
    Groups,
}

/// 在选举委员会中的职务
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Duty {
    /// 主任
    Chair,
    /// 副主任
    Deputy,
    /// 委员
    Member,
    /// 候补成员
    Alternate,
}

/// 成员
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// 职务
    pub duty: Duty,
    /// 姓名
    pub name: String,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 推选方式
    pub method: Option<Method>,
    /// 成员
    #[serde(default)]
    pub members: Vec<Member>,
    /// 受理意见的地点
    pub contact_place: Option<String>,
    /// 公开的联系电话
    pub contact_phone: Option<String>,
}

/// 名单公告的数据
pub type Paper = VillagePaper<Known, Facts>;

const DUTIES: &[(&str, &str)] = &[
    ("chair", "主任"),
    ("deputy", "副主任"),
    ("member", "委员"),
    ("alternate", "候补成员"),
];

impl super::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "method",
            "推选方式",
            "",
            Input::Choice(&[
                ("assembly", "村（居）民会议"),
                ("representatives", "村（居）民代表会议"),
                ("groups", "各村民小组会议"),
            ]),
        ),
        field(
            "members",
            "成员",
            "每行一人：职务、姓名；按推选得票的先后写，候补成员按递补次序写",
            Input::Table(&[
                field("duty", "职务", "", Input::Choice(DUTIES)),
                field("name", "姓名", "", Input::Text),
            ]),
        ),
        field("contact_place", "受理意见的地点", "", Input::Text),
        field(
            "contact_phone",
            "联系电话",
            "办公电话，会张贴出去",
            Input::Text,
        ),
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        for (index, member) in self.facts.members.iter().enumerate() {
            if self
                .facts
                .members
                .iter()
                .take(index)
                .any(|earlier| earlier.name == member.name)
            {
                problems.push(DataProblem::at(
                    format!("facts.members[{index}].name"),
                    "与前面的成员同名；若确是两人，请在姓名后加注小组",
                ));
            }
        }
        let chairs = self
            .facts
            .members
            .iter()
            .filter(|m| m.duty == Duty::Chair)
            .count();
        if chairs > 1 {
            problems.push(DataProblem::at(
                "facts.members",
                "主任只能有一人，请核对职务",
            ));
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        let of = |duty: Duty| -> Vec<&str> {
            self.facts
                .members
                .iter()
                .filter(|member| member.duty == duty)
                .map(|member| member.name.as_str())
                .collect()
        };
        let duties: Vec<Value> = [
            (Duty::Chair, "主任"),
            (Duty::Deputy, "副主任"),
            (Duty::Member, "委员"),
            (Duty::Alternate, "候补成员"),
        ]
        .into_iter()
        .map(|(duty, label)| json!({ "label": label, "people": of(duty) }))
        .filter(|entry| {
            // 空白表留出三行手填；填过的表只列有人的职务
            let filled = entry
                .get("people")
                .and_then(Value::as_array)
                .is_some_and(|list| !list.is_empty());
            filled
                || (self.facts.members.is_empty() && entry.get("label") != Some(&json!("候补成员")))
        })
        .collect();
        names.insert("duties".to_owned(), Value::Array(duties));
        let count = self
            .facts
            .members
            .iter()
            .filter(|member| member.duty != Duty::Alternate)
            .count();
        names.insert(
            "count".to_owned(),
            if count == 0 {
                Value::Null
            } else {
                json!(count)
            },
        );
    }

    fn samples() -> Vec<Sample> {
        let facts = json!({
            "method": "representatives",
            "members": [
                { "duty": "chair", "name": "蓝天勇" }, { "duty": "deputy", "name": "温天娟" },
                { "duty": "member", "name": "欧阳秀勇" }, { "duty": "member", "name": "胡礼民" },
                { "duty": "member", "name": "朱秀兰" }, { "duty": "member", "name": "马智云" },
                { "duty": "member", "name": "钟伟" },
                { "duty": "alternate", "name": "邱明" }, { "duty": "alternate", "name": "郭家林" }
            ],
            "contact_place": "上前村党群服务中心", "contact_phone": "0751-6220101"
        });
        let largest: Vec<Value> = sample::invented_names(11)
            .into_iter()
            .enumerate()
            .map(|(index, name)| {
                let duty = match index {
                    0 => "chair",
                    1 | 2 => "deputy",
                    3..=8 => "member",
                    _ => "alternate",
                };
                json!({ "duty": duty, "name": name })
            })
            .collect();
        let rare: Vec<Value> = sample::RARE_NAMES
            .iter()
            .enumerate()
            .map(|(index, name)| {
                json!({ "duty": if index == 0 { "chair" } else { "member" }, "name": name })
            })
            .collect();
        vec![
            sample::sample(
                "normal",
                json!({
                    "office": sample::office(), "unit": sample::village(),
                    "issue": sample::issue("第2号", "2027-02-08"),
                    "basis": sample::village_law("第十五条"),
                    "known": { "selected_on": "2027-02-07" }, "facts": facts
                }),
            ),
            sample::sample(
                "normal-community",
                json!({
                    "office": sample::office(), "unit": sample::community(),
                    "issue": sample::issue("第2号", "2027-02-08"),
                    "basis": sample::community_law("第十五条"),
                    "known": { "selected_on": "2027-02-07" }, "facts": facts
                }),
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
                json!({
                    "office": sample::office(), "unit": sample::village(),
                    "issue": sample::issue("第2号", "2027-02-08"),
                    "basis": sample::unchecked_law("第十五条"),
                    "known": { "selected_on": "2027-02-07" },
                    "facts": { "method": "groups", "members": largest,
                        "contact_place": "上前村委会办公楼二楼会议室", "contact_phone": "0751-6220101" }
                }),
            ),
            sample::sample(
                "rare",
                json!({
                    "office": sample::office(), "unit": sample::rare_village(),
                    "issue": sample::issue("第2号", "2027-02-08"),
                    "basis": sample::village_law("第十五条"),
                    "known": { "selected_on": "2027-02-07" },
                    "facts": { "method": "assembly", "members": rare }
                }),
            ),
        ]
    }
}
