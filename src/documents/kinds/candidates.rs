//! 正式候选人名单公告

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::arrange::{self, ARRANGEMENT, Arrangement};
use super::common::{POSTS, Post, VillagePaper};
use super::field::{FieldSpec, Input, field};
use super::problem::DataProblem;
use super::{Sample, form, sample};

/// 排列顺序, from the rule pack
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// 按得票多少
    Votes,
    /// 按姓氏笔画
    Strokes,
}

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 排列顺序
    pub order: Option<Order>,
    /// 候选人书面放弃的截止日, where the rule pack has one
    pub withdraw_until: Option<NaiveDate>,
}

/// 正式候选人, in the order in which they are to stand
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    /// 职位
    pub post: Post,
    /// 姓名
    pub name: String,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 候选人
    #[serde(default)]
    pub candidates: Vec<Candidate>,
    /// 排列顺序
    pub order: Option<Arrangement>,
    /// 候选人与村（居）民见面的时间
    #[serde(default, with = "form::moment")]
    pub meeting_time: Option<NaiveDateTime>,
    /// 见面的地点
    pub meeting_place: Option<String>,
    /// 公开的联系电话
    pub contact_phone: Option<String>,
}

/// 候选人名单公告的数据
pub type Paper = VillagePaper<Known, Facts>;

impl super::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "candidates",
            "正式候选人",
            "每行一人：职位、姓名；按公布的先后写",
            Input::Table(&[
                field("post", "职位", "", Input::Choice(POSTS)),
                field("name", "姓名", "", Input::Text),
            ]),
        ),
        ARRANGEMENT,
        field("meeting_time", "候选人见面会时间", "", Input::DateTime),
        field("meeting_place", "候选人见面会地点", "", Input::Text),
        field(
            "contact_phone",
            "联系电话",
            "办公电话，会张贴出去",
            Input::Text,
        ),
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let candidates = &self.facts.candidates;
        for (index, candidate) in candidates.iter().enumerate() {
            let twice = candidates
                .iter()
                .take(index)
                .any(|earlier| earlier.name == candidate.name && earlier.post == candidate.post);
            if twice {
                problems.push(DataProblem::at(
                    format!("facts.candidates[{index}].name"),
                    "与同一职位前面的候选人同名；若确是两人，请在姓名后加注小组",
                ));
            }
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        let order = arrange::order(self.known.order, self.facts.order);
        let candidates = arrange::arranged(&self.facts.candidates, order, |one| &one.name);
        names.insert("order".to_owned(), json!(order));
        let of = |post: Post| -> Vec<&str> {
            candidates
                .iter()
                .filter(|candidate| candidate.post == post)
                .map(|candidate| candidate.name.as_str())
                .collect()
        };
        let blank = self.facts.candidates.is_empty();
        let posts: Vec<Value> = Post::ALL
            .into_iter()
            .map(|post| (post, self.unit.seats.map(|seats| seats.of(post)), of(post)))
            .filter(|(post, seats, people)| {
                !people.is_empty()
                    || (blank && seats.map_or(*post != Post::WomanMember, |seats| seats > 0))
            })
            .map(|(post, seats, people)| {
                json!({ "label": post.label(), "seats": seats.filter(|n| *n > 0), "people": people })
            })
            .collect();
        names.insert("posts".to_owned(), Value::Array(posts));
        names.insert(
            "meeting_time".to_owned(),
            json!(self.facts.meeting_time.map(form::moment_text)),
        );
    }

    fn samples() -> Vec<Sample> {
        let people = |rows: &[(&str, &str)]| -> Value {
            rows.iter()
                .map(|(post, name)| json!({ "post": post, "name": name }))
                .collect()
        };
        let normal = people(&[
            ("chair", "蓝天勇"),
            ("chair", "胡礼民"),
            ("deputy", "欧阳秀勇"),
            ("deputy", "钟伟"),
            ("member", "朱秀兰"),
            ("member", "马智云"),
            ("member", "温天娟"),
            ("member", "邱明"),
        ]);
        let paper = |unit: Value, basis: Value, known: Value, facts: Value| {
            json!({
                "office": sample::office(), "unit": unit,
                "issue": sample::issue("第9号", "2027-03-10"),
                "basis": basis, "known": known, "facts": facts
            })
        };
        let names = sample::invented_names(14);
        let largest: Vec<Value> = names
            .iter()
            .enumerate()
            .map(|(index, name)| {
                let post = match index {
                    0..=2 => "chair",
                    3..=5 => "deputy",
                    6..=11 => "member",
                    _ => "woman-member",
                };
                json!({ "post": post, "name": name })
            })
            .collect();
        let rare: Vec<(&str, &str)> = sample::RARE_NAMES
            .iter()
            .zip([
                "chair",
                "chair",
                "deputy",
                "deputy",
                "member",
                "member",
                "woman-member",
                "woman-member",
            ])
            .map(|(name, post)| (post, *name))
            .collect();
        vec![
            sample::sample(
                "normal",
                paper(
                    sample::village(),
                    sample::village_law("第十八条第一款"),
                    json!({ "order": "votes", "withdraw_until": "2027-03-14" }),
                    json!({
                        "candidates": normal, "meeting_time": "2027-03-14T09:00",
                        "meeting_place": "上前村文化广场", "contact_phone": "0751-6220101"
                    }),
                ),
            ),
            sample::sample(
                "normal-community",
                paper(
                    sample::community(),
                    sample::community_law("第十八条"),
                    json!({ "order": "strokes" }),
                    json!({ "candidates": normal, "meeting_time": "2027-03-14T19:30",
                        "meeting_place": "石塘社区多功能厅" }),
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
                    json!({
                        "name": "上前村", "kind": "village",
                        "seats": { "chair": 1, "deputy": 2, "member": 3, "woman_member": 1 },
                        "election_day": "2027-03-18"
                    }),
                    sample::unchecked_law("第十八条第一款"),
                    json!({ "order": "votes" }),
                    json!({ "candidates": largest, "meeting_time": "2027-03-14T09:00",
                        "meeting_place": "上前村文化广场" }),
                ),
            ),
            sample::sample(
                "rare",
                paper(
                    sample::rare_village(),
                    sample::village_law("第十八条第一款"),
                    json!({ "order": "strokes" }),
                    json!({ "candidates": people(&rare) }),
                ),
            ),
        ]
    }
}
