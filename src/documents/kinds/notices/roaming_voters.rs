//! 流动票箱投票人员名单公告

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::shared::{self, CONTACT_PHONE, Frame};
use crate::documents::kinds::common::VillagePaper;
use crate::documents::kinds::field::{FieldSpec, Input, field};
use crate::documents::kinds::polling::Round;
use crate::documents::kinds::problem::DataProblem;
use crate::documents::kinds::{Sample, sample, words};

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 流动票箱的路线和时间, as the polling notice gives them
    #[serde(default)]
    pub rounds: Vec<Round>,
    /// 可否设流动票箱, from the rule pack
    pub allowed: Option<bool>,
    /// 每个流动票箱监票人至少几名, from the rule pack
    pub min_watchers: Option<u32>,
}

/// 使用流动票箱的原因, in general words: a wall does not tell of illnesses
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reason {
    /// 行动不便
    Mobility,
    /// 居住分散、交通不便
    Remote,
    /// 值守岗位不能离开
    Duty,
}

/// 使用流动票箱的人
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Voter {
    /// 小组
    pub group: Option<String>,
    /// 姓名
    pub name: String,
    /// 原因
    pub reason: Option<Reason>,
}

/// 流动票箱的监票人
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Watcher {
    /// 哪个票箱
    pub box_name: Option<String>,
    /// 姓名
    pub name: String,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 使用流动票箱的人
    #[serde(default)]
    pub voters: Vec<Voter>,
    /// 监票人
    #[serde(default)]
    pub watchers: Vec<Watcher>,
    /// 同意设流动票箱的决定
    pub approval: Option<String>,
    /// 公开的联系电话
    pub contact_phone: Option<String>,
}

/// 流动票箱名单公告的数据
pub type Paper = VillagePaper<Known, Facts>;

impl crate::documents::kinds::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "voters",
            "使用流动票箱的人",
            "每行一人：姓名、小组、原因；只选一般的原因，不写病情",
            Input::Table(&[
                field("name", "姓名", "", Input::Text),
                field("group", "小组", "", Input::Text),
                field(
                    "reason",
                    "原因",
                    "",
                    Input::Choice(&[
                        ("mobility", "行动不便"),
                        ("remote", "居住分散、交通不便"),
                        ("duty", "值守岗位不能离开"),
                    ]),
                ),
            ]),
        ),
        field(
            "watchers",
            "流动票箱监票人",
            "每行一人：姓名、票箱；只有一个票箱的，票箱空着",
            Input::Table(&[
                field("name", "姓名", "", Input::Text),
                field("box_name", "票箱", "", Input::Text),
            ]),
        ),
        field(
            "approval",
            "同意设流动票箱的决定",
            "如“经村民代表会议讨论决定”；没有就不填",
            Input::Text,
        ),
        CONTACT_PHONE,
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        if self.known.allowed == Some(false) && !self.facts.voters.is_empty() {
            problems.push(DataProblem::at(
                "facts.voters",
                "所用规则不设流动票箱，请改为到投票站投票",
            ));
        }
        let keys: Vec<(Option<&str>, &str)> = self
            .facts
            .voters
            .iter()
            .map(|one| (one.group.as_deref(), one.name.as_str()))
            .collect();
        shared::no_repeats(
            &keys,
            |index| format!("facts.voters[{index}].name"),
            "这个人前面已经写过，请删去一行；若确是两人，请在姓名后加注",
            problems,
        );
        let watchers = shared::gathered(self.facts.watchers.iter().map(|one| {
            (
                one.box_name.as_deref().unwrap_or_default(),
                one.name.as_str(),
            )
        }));
        if let Some(least) = self.known.min_watchers {
            for (name, people) in &watchers {
                if people.len() < least as usize {
                    let which = if name.is_empty() {
                        "流动票箱"
                    } else {
                        name
                    };
                    problems.push(DataProblem::at(
                        "facts.watchers",
                        format!(
                            "{which}只有{}名监票人，所用规则规定至少{least}名，请补上",
                            people.len()
                        ),
                    ));
                }
            }
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        // 同一小组、同一原因的人写在一格，一张纸写得下
        let mut rows: Vec<(Option<&str>, Option<Reason>, Vec<&str>)> = Vec::new();
        for one in &self.facts.voters {
            let group = one.group.as_deref();
            match rows
                .iter_mut()
                .find(|(known, reason, _)| *known == group && *reason == one.reason)
            {
                Some((_, _, people)) => people.push(&one.name),
                None => rows.push((group, one.reason, vec![&one.name])),
            }
        }
        let rows: Vec<Value> = rows
            .into_iter()
            .map(|(group, reason, people)| {
                let reason = reason.map(|reason| match reason {
                    Reason::Mobility => "行动不便",
                    Reason::Remote => "居住分散、交通不便",
                    Reason::Duty => "值守岗位不能离开",
                });
                json!({ "group": group, "people": people, "reason": reason })
            })
            .collect();
        names.insert("total".to_owned(), shared::counted(self.facts.voters.len()));
        names.insert("voters".to_owned(), Value::Array(rows));
        let boxes: Vec<Value> = shared::gathered(self.facts.watchers.iter().map(|one| {
            (
                one.box_name.as_deref().unwrap_or_default(),
                one.name.as_str(),
            )
        }))
        .into_iter()
        .map(|(name, people)| json!({ "name": name, "people": people }))
        .collect();
        names.insert("boxes".to_owned(), Value::Array(boxes));
        names.insert(
            "min_watchers".to_owned(),
            json!(self.known.min_watchers.map(words::number)),
        );
    }

    fn samples() -> Vec<Sample> {
        let frame = Frame {
            number: "第12号",
            date: "2027-03-15",
            village: "第十八条",
            community: "第十九条",
        };
        let known = json!({
            "rounds": [{ "route": "第11、第12村民小组行动不便的村民家中", "hours": "9时至11时" }],
            "min_watchers": 3
        });
        let voter = |group: &str, name: &str, reason: &str| json!({ "group": group, "name": name, "reason": reason });
        let facts = json!({
            "voters": [
                voter("第11村民小组", "李桂兰", "mobility"), voter("第11村民小组", "王玉梅", "mobility"),
                voter("第12村民小组", "张天佑", "remote"), voter("第12村民小组", "刘水清", "mobility")
            ],
            "watchers": [
                { "box_name": null, "name": "杨丽华" }, { "box_name": null, "name": "黄勇" }, { "box_name": null, "name": "吴明" }
            ],
            "approval": "经村民代表会议讨论决定", "contact_phone": "0751-6220101"
        });
        let community = json!({
            "voters": [voter("第1居民小组", "周玉梅", "mobility"), voter("第2居民小组", "黄明", "duty")],
            "watchers": [{ "name": "杨丽华" }, { "name": "郭静" }], "contact_phone": "0751-6220202"
        });
        let many: Vec<Value> = sample::invented_names(60)
            .iter()
            .enumerate()
            .map(|(index, name)| {
                voter(
                    &format!("第{}村民小组", index / 5 + 1),
                    name,
                    if index % 4 == 3 { "remote" } else { "mobility" },
                )
            })
            .collect();
        let watchers: Vec<Value> = sample::invented_names(70)
            .iter()
            .skip(60)
            .take(9)
            .enumerate()
            .map(|(index, name)| json!({ "box_name": format!("第{}流动票箱", index / 3 + 1), "name": name }))
            .collect();
        let rare: Vec<Value> = sample::RARE_NAMES
            .iter()
            .map(|name| voter("㼆坑小组", name, "mobility"))
            .collect();
        let [empty, empty_community] = shared::blanks();
        vec![
            frame.village("normal", &known, &facts),
            frame.community(
                "normal-community",
                &json!({ "rounds": [{ "route": "镇敬老院", "hours": "14时至15时" }] }),
                &community,
            ),
            empty,
            empty_community,
            frame.largest(
                &json!({
                    "rounds": [
                        { "route": "东片各小组", "hours": "8时至10时" }, { "route": "西片各小组", "hours": "10时至12时" },
                        { "route": "镇敬老院", "hours": "14时至15时" }
                    ],
                    "min_watchers": 3
                }),
                &json!({ "voters": many, "watchers": watchers, "approval": "经村民代表会议讨论决定", "contact_phone": "0751-6220101" }),
            ),
            frame.rare(&json!({}), &json!({ "voters": rare })),
        ]
    }
}
