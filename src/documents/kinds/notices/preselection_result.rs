//! 预选结果公告

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::shared::{self, CONTACT_PHONE, CONTACT_PLACE, Frame};
use crate::documents::kinds::common::{POSTS, Post, VillagePaper};
use crate::documents::kinds::counts::Figures;
use crate::documents::kinds::field::{FieldSpec, Input, field};
use crate::documents::kinds::problem::DataProblem;
use crate::documents::kinds::{Sample, form, sample};

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {}

/// 一个人的得票
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// 职位
    pub post: Post,
    /// 姓名
    pub name: String,
    /// 得票数
    pub votes: Option<u32>,
    /// 是否确定为正式候选人
    pub passed: Option<bool>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 预选时间
    #[serde(default, with = "form::moment")]
    pub held_at: Option<NaiveDateTime>,
    /// 应参加人数
    pub entitled: Option<u32>,
    /// 发出选票
    pub issued: Option<u32>,
    /// 收回选票
    pub returned: Option<u32>,
    /// 有效票
    pub valid: Option<u32>,
    /// 无效票
    pub invalid: Option<u32>,
    /// 得票情况
    #[serde(default)]
    pub counts: Vec<Count>,
    /// 受理意见的地点
    pub contact_place: Option<String>,
    /// 公开的联系电话
    pub contact_phone: Option<String>,
}

/// 预选结果公告的数据
pub type Paper = VillagePaper<Known, Facts>;

impl crate::documents::kinds::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field("held_at", "预选时间", "", Input::DateTime),
        field("entitled", "应参加人数", "", Input::Number),
        field("issued", "发出选票", "", Input::Number),
        field("returned", "收回选票", "", Input::Number),
        field("valid", "有效票", "", Input::Number),
        field("invalid", "无效票", "", Input::Number),
        field(
            "counts",
            "得票情况",
            "每行一人：职位、姓名、得票数、是否确定为正式候选人",
            Input::Table(&[
                field("post", "职位", "", Input::Choice(POSTS)),
                field("name", "姓名", "", Input::Text),
                field("votes", "得票数", "", Input::Number),
                field("passed", "正式候选人", "", Input::Flag),
            ]),
        ),
        CONTACT_PLACE,
        CONTACT_PHONE,
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let facts = &self.facts;
        let figures = Figures {
            entitled: facts.entitled,
            issued: facts.issued,
            returned: facts.returned,
            valid: facts.valid,
            invalid: facts.invalid,
        };
        figures.check(
            (
                "发出选票多于应参加人数，请核对",
                "收回选票多于发出选票，这样的预选不能公布结果，请先核对",
            ),
            facts.counts.iter().map(|count| count.votes),
            problems,
        );
        let mut bad = |path: &str, message: &str| problems.push(DataProblem::at(path, message));
        for (index, count) in facts.counts.iter().enumerate() {
            // 票少的进、票多的没进，不能公布
            let beaten = count.passed == Some(true)
                && facts.counts.iter().any(|other| {
                    other.post == count.post
                        && other.passed == Some(false)
                        && matches!((other.votes, count.votes), (Some(more), Some(votes)) if more > votes)
                });
            if beaten {
                bad(
                    &format!("facts.counts[{index}].passed"),
                    "同一职位有得票更多的人没有确定为正式候选人，请核对",
                );
            }
        }
        if let Some(seats) = self.unit.seats {
            for post in Post::ALL {
                let of_post: Vec<&Count> =
                    facts.counts.iter().filter(|one| one.post == post).collect();
                let decided = !of_post.is_empty() && of_post.iter().all(|one| one.passed.is_some());
                let passed = of_post
                    .iter()
                    .filter(|one| one.passed == Some(true))
                    .count();
                if decided && passed <= seats.of(post) as usize {
                    bad(
                        "facts.counts",
                        &format!(
                            "{}正式候选人{passed}人，应当多于应选名额{}名，请核对",
                            post.label(),
                            seats.of(post)
                        ),
                    );
                }
            }
        }
        let keys: Vec<(Post, &str)> = facts
            .counts
            .iter()
            .map(|one| (one.post, one.name.as_str()))
            .collect();
        shared::no_repeats(
            &keys,
            |index| format!("facts.counts[{index}].name"),
            "与同一职位前面的人同名；若确是两人，请在姓名后加注小组",
            problems,
        );
    }

    fn words(&self, names: &mut Map<String, Value>) {
        let blank = self.facts.counts.is_empty();
        let contests: Vec<Value> = Post::ALL
            .into_iter()
            .filter_map(|post| {
                let mut counts: Vec<&Count> = self
                    .facts
                    .counts
                    .iter()
                    .filter(|one| one.post == post)
                    .collect();
                counts.sort_by_key(|count| std::cmp::Reverse(count.votes));
                let seats = self.unit.seats.map(|seats| seats.of(post));
                let wanted = !counts.is_empty()
                    || (blank && seats.map_or(post != Post::WomanMember, |seats| seats > 0));
                let passed: Vec<&str> = counts
                    .iter()
                    .filter(|count| count.passed == Some(true))
                    .map(|count| count.name.as_str())
                    .collect();
                wanted.then(|| json!({ "label": post.label(), "counts": counts, "passed": passed }))
            })
            .collect();
        names.insert("contests".to_owned(), Value::Array(contests));
        names.insert(
            "held_at".to_owned(),
            json!(self.facts.held_at.map(form::moment_text)),
        );
    }

    fn samples() -> Vec<Sample> {
        let frame = Frame {
            number: "",
            date: "2027-03-07",
            village: "第十八条",
            community: "第十八条",
        };
        let row = |post: &str, name: &str, votes: u32, passed: bool| json!({ "post": post, "name": name, "votes": votes, "passed": passed });
        let facts = json!({
            "held_at": "2027-03-07T09:00", "entitled": 1203, "issued": 870, "returned": 866, "valid": 858, "invalid": 8,
            "counts": [
                row("chair", "蓝天勇", 512, true), row("chair", "胡礼民", 241, true), row("chair", "钟国栋", 96, false),
                row("member", "朱秀兰", 610, true), row("member", "马智云", 548, true), row("member", "温天娟", 503, true),
                row("member", "邱明", 401, true), row("member", "郭家林", 286, false), row("member", "黄勇", 120, false)
            ],
            "contact_place": "上前村党群服务中心", "contact_phone": "0751-6220101"
        });
        let community = json!({
            "held_at": "2027-03-07T19:30", "entitled": 45, "issued": 41, "returned": 41, "valid": 41, "invalid": 0,
            "counts": [row("chair", "吴静", 30, true), row("chair", "周平", 8, true), row("chair", "赵军", 3, false)],
            "contact_phone": "0751-6220202"
        });
        let many: Vec<Value> = sample::invented_names(30)
            .iter()
            .zip(0_u32..)
            .map(|(name, index)| {
                let (post, passed) = match index {
                    0..=5 => ("chair", index < 2),
                    6..=13 => ("deputy", index < 8),
                    _ => ("member", index < 18),
                };
                row(post, name, 800 - index * 20, passed)
            })
            .collect();
        let rare: Vec<Value> = sample::RARE_NAMES
            .iter()
            .zip(0_u32..)
            .map(|(name, index)| row("member", name, 300 - index * 20, index < 3))
            .collect();
        let [empty, empty_community] = shared::blanks();
        vec![
            frame.village("normal", &json!({}), &facts),
            frame.community("normal-community", &json!({}), &community),
            empty,
            empty_community,
            frame.largest(
                &json!({}),
                &json!({ "entitled": 1203, "issued": 1000, "returned": 990, "valid": 980, "invalid": 10, "counts": many }),
            ),
            frame.rare(&json!({}), &json!({ "valid": 400, "counts": rare })),
        ]
    }
}
