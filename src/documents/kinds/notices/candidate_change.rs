//! 候选人退出和递补公告

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::shared::{self, CANDIDATES, CONTACT_PHONE, CONTACT_PLACE, Frame};
use crate::documents::kinds::candidates::Candidate;
use crate::documents::kinds::common::{POSTS, Post, UnitKind, VillagePaper};
use crate::documents::kinds::field::{FieldSpec, Input, field};
use crate::documents::kinds::problem::DataProblem;
use crate::documents::kinds::{Sample, sample};

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 已公布的正式候选人
    #[serde(default)]
    pub candidates: Vec<Candidate>,
    /// 正式候选人名单公告的编号, in print
    pub list_number: Option<String>,
}

/// 退出的原因
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reason {
    /// 本人书面放弃
    Withdrew,
    /// 经审查不符合候选人条件
    Unqualified,
    /// 其他原因
    Other,
}

/// 退出的候选人
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leaver {
    /// 职位
    pub post: Post,
    /// 姓名
    pub name: String,
    /// 原因
    pub reason: Option<Reason>,
    /// 日子
    pub left_on: Option<NaiveDate>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 退出的候选人
    #[serde(default)]
    pub leavers: Vec<Leaver>,
    /// 递补的候选人
    #[serde(default)]
    pub joiners: Vec<Candidate>,
    /// 受理意见的地点
    pub contact_place: Option<String>,
    /// 公开的联系电话
    pub contact_phone: Option<String>,
}

/// 候选人变动公告的数据
pub type Paper = VillagePaper<Known, Facts>;

impl Paper {
    /// The candidates after the change; empty where nobody knows who they were before.
    fn after(&self) -> Vec<Candidate> {
        if self.known.candidates.is_empty() {
            return Vec::new();
        }
        let left = |one: &Candidate| {
            self.facts
                .leavers
                .iter()
                .any(|leaver| leaver.post == one.post && leaver.name == one.name)
        };
        self.known
            .candidates
            .iter()
            .filter(|one| !left(one))
            .chain(&self.facts.joiners)
            .cloned()
            .collect()
    }
}

impl crate::documents::kinds::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "leavers",
            "退出的候选人",
            "每行一人：职位、姓名、原因、日子",
            Input::Table(&[
                field("post", "职位", "", Input::Choice(POSTS)),
                field("name", "姓名", "", Input::Text),
                field(
                    "reason",
                    "原因",
                    "",
                    Input::Choice(&[
                        ("withdrew", "本人书面放弃"),
                        ("unqualified", "经审查不符合候选人条件"),
                        ("other", "其他原因"),
                    ]),
                ),
                field("left_on", "日子", "", Input::Date),
            ]),
        ),
        field(
            "joiners",
            "递补的候选人",
            "每行一人：职位、姓名；不递补的不填",
            CANDIDATES,
        ),
        CONTACT_PLACE,
        CONTACT_PHONE,
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let before = &self.known.candidates;
        for (index, leaver) in self.facts.leavers.iter().enumerate() {
            let known = before
                .iter()
                .any(|one| one.post == leaver.post && one.name == leaver.name);
            if !before.is_empty() && !known {
                problems.push(DataProblem::at(
                    format!("facts.leavers[{index}].name"),
                    "不在已公布的这一职位正式候选人里，请核对职位和姓名",
                ));
            }
        }
        for (index, joiner) in self.facts.joiners.iter().enumerate() {
            if before.contains(joiner) {
                problems.push(DataProblem::at(
                    format!("facts.joiners[{index}].name"),
                    "已经是这一职位的正式候选人，请核对",
                ));
            }
        }
        let leavers: Vec<(Post, &str)> = self
            .facts
            .leavers
            .iter()
            .map(|one| (one.post, one.name.as_str()))
            .collect();
        shared::no_repeats(
            &leavers,
            |index| format!("facts.leavers[{index}].name"),
            "前面已经写过，请删去一行",
            problems,
        );
        shared::no_repeats(
            &self.facts.joiners,
            |index| format!("facts.joiners[{index}].name"),
            "前面已经写过，请删去一行",
            problems,
        );
        if let Some(day) = self.unit.election_day {
            for (index, leaver) in self.facts.leavers.iter().enumerate() {
                if leaver.left_on.is_some_and(|left| left > day) {
                    problems.push(DataProblem::at(
                        format!("facts.leavers[{index}].left_on"),
                        "退出的日子晚于选举日，请核对",
                    ));
                }
            }
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        let body = match self.unit.kind {
            UnitKind::Village => "村民选举委员会",
            UnitKind::Community => "居民选举委员会",
        };
        let leavers: Vec<Value> = self
            .facts
            .leavers
            .iter()
            .map(|one| {
                let why = one.reason.map(|reason| match reason {
                    Reason::Withdrew => format!("本人书面向{body}提出放弃候选资格"),
                    Reason::Unqualified => "经审查不符合候选人条件".to_owned(),
                    Reason::Other => "因故不再作为候选人".to_owned(),
                });
                json!({ "label": one.post.label(), "name": one.name, "why": why, "left_on": one.left_on })
            })
            .collect();
        let joiners: Vec<Value> = self
            .facts
            .joiners
            .iter()
            .map(|one| json!({ "label": one.post.label(), "name": one.name }))
            .collect();
        let after = self.after();
        names.insert("leavers".to_owned(), Value::Array(leavers));
        names.insert("joiners".to_owned(), Value::Array(joiners));
        names.insert(
            "posts".to_owned(),
            if after.is_empty() {
                json!([])
            } else {
                shared::by_post(&after, self.unit.seats)
            },
        );
    }

    fn samples() -> Vec<Sample> {
        let frame = Frame {
            number: "第9-1号",
            date: "2027-03-14",
            village: "第十八条第一款",
            community: "第十八条",
        };
        let candidates = shared::people(&[
            ("chair", "蓝天勇"),
            ("chair", "胡礼民"),
            ("deputy", "欧阳秀勇"),
            ("deputy", "钟伟"),
            ("member", "朱秀兰"),
            ("member", "马智云"),
            ("member", "温天娟"),
            ("member", "邱明"),
        ]);
        let known = json!({ "candidates": candidates, "list_number": "第9号" });
        let facts = json!({
            "leavers": [{ "post": "chair", "name": "胡礼民", "reason": "withdrew", "left_on": "2027-03-13" }],
            "joiners": [{ "post": "chair", "name": "钟国栋" }],
            "contact_place": "上前村党群服务中心", "contact_phone": "0751-6220101"
        });
        let community = json!({
            "leavers": [{ "post": "member", "name": "邱明", "reason": "unqualified", "left_on": "2027-03-14" }],
            "joiners": [{ "post": "member", "name": "黄桂兰" }],
            "contact_place": "石塘社区服务大厅", "contact_phone": "0751-6220202"
        });
        let names = sample::invented_names(24);
        let person = |index: usize| names.get(index).cloned().unwrap_or_default();
        let before: Vec<Value> = (0..16)
            .map(|index| json!({ "post": if index < 3 { "chair" } else if index < 6 { "deputy" } else { "member" }, "name": person(index) }))
            .collect();
        let leavers: Vec<Value> = [(0, "chair"), (4, "deputy"), (8, "member"), (9, "member")]
            .iter()
            .zip(["withdrew", "unqualified", "other", "withdrew"])
            .map(|((index, post), reason)| json!({ "post": post, "name": person(*index), "reason": reason, "left_on": "2027-03-13" }))
            .collect();
        let joiners: Vec<Value> = [
            (16, "chair"),
            (17, "deputy"),
            (18, "member"),
            (19, "member"),
        ]
        .iter()
        .map(|(index, post)| json!({ "post": post, "name": person(*index) }))
        .collect();
        let [empty, empty_community] = shared::blanks();
        vec![
            frame.village("normal", &known, &facts),
            frame.community(
                "normal-community",
                &json!({ "candidates": shared::community_slate(), "list_number": "第9号" }),
                &community,
            ),
            empty,
            empty_community,
            frame.largest(
                &json!({ "candidates": before, "list_number": "第9号" }),
                &json!({ "leavers": leavers, "joiners": joiners, "contact_place": "上前村委会办公楼二楼会议室", "contact_phone": "0751-6220101" }),
            ),
            frame.rare(
                &json!({}),
                &json!({
                    "leavers": [{ "post": "deputy", "name": sample::RARE_NAMES[2], "reason": "withdrew", "left_on": "2027-03-12" }],
                    "joiners": [{ "post": "deputy", "name": sample::RARE_NAMES[3] }]
                }),
            ),
        ]
    }
}
