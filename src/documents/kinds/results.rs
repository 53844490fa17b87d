//! 选举结果公告 — figures as counted; whether they elect anybody is decided by the rule engine, not here.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::common::{Post, VillagePaper};
use super::counts::{self, COUNTS, Count, Figures, MORE_THAN_REGISTERED};
use super::field::{FieldSpec, Input, field};
use super::problem::DataProblem;
use super::{Sample, sample};

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 登记参加选举的人数, from the final list
    pub registered: Option<u32>,
    /// 选举是否有效, from the rule engine; a blank form leaves boxes to tick
    pub valid: Option<bool>,
    /// 另行选举的最迟日子, where seats are left
    pub rerun_until: Option<NaiveDate>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 发出选票
    pub issued: Option<u32>,
    /// 收回选票
    pub returned: Option<u32>,
    /// 有效票
    pub valid: Option<u32>,
    /// 无效票
    pub invalid: Option<u32>,
    /// 得票
    #[serde(default)]
    pub counts: Vec<Count>,
}

/// 结果公告的数据
pub type Paper = VillagePaper<Known, Facts>;

impl super::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field("issued", "发出选票", "张", Input::Number),
        field("returned", "收回选票", "张", Input::Number),
        field("valid", "有效票", "张", Input::Number),
        field("invalid", "无效票", "张", Input::Number),
        field(
            "counts",
            "得票情况",
            "每行一人：职位、姓名、得票数、是否当选",
            COUNTS,
        ),
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let facts = &self.facts;
        let figures = Figures {
            entitled: self.known.registered,
            issued: facts.issued,
            returned: facts.returned,
            valid: facts.valid,
            invalid: facts.invalid,
        };
        figures.check(
            (
                MORE_THAN_REGISTERED,
                "收回选票多于发出选票，这样的投票不能公布结果，请先核对",
            ),
            facts.counts.iter().map(|count| count.votes),
            problems,
        );
        counts::check_elected(&facts.counts, self.unit.seats, problems);
    }

    fn words(&self, names: &mut Map<String, Value>) {
        let blank = self.facts.counts.is_empty();
        let contests: Vec<Value> = Post::ALL
            .into_iter()
            .filter_map(|post| {
                let counts = counts::of_post(&self.facts.counts, post);
                let seats = self.unit.seats.map(|seats| seats.of(post));
                let wanted = !counts.is_empty()
                    || (blank && seats.map_or(post != Post::WomanMember, |seats| seats > 0));
                let elected: Vec<&str> = counts
                    .iter()
                    .filter(|count| count.elected == Some(true))
                    .map(|count| count.name.as_str())
                    .collect();
                wanted.then(|| {
                    json!({
                        "label": post.label(), "seats": seats.filter(|n| *n > 0),
                        "counts": counts, "elected": elected
                    })
                })
            })
            .collect();
        names.insert("contests".to_owned(), Value::Array(contests));
        let elected = counts::elected(self.facts.counts.iter());
        let decided = self
            .facts
            .counts
            .iter()
            .any(|count| count.elected.is_some());
        let left = self
            .unit
            .seats
            .filter(|_| decided)
            .map(|seats| (seats.total() as usize).saturating_sub(elected));
        names.insert("seats_left".to_owned(), json!(left));
    }

    fn samples() -> Vec<Sample> {
        let row = |post: &str, name: &str, votes: u32, elected: bool| json!({ "post": post, "name": name, "votes": votes, "elected": elected });
        let counts = json!([
            row("chair", "蓝天勇", 612, true),
            row("chair", "胡礼民", 331, false),
            row("deputy", "欧阳秀勇", 590, true),
            row("deputy", "钟伟", 360, false),
            row("member", "朱秀兰", 702, true),
            row("member", "马智云", 655, true),
            row("member", "温天娟", 561, true),
            row("member", "邱明", 410, false)
        ]);
        let paper = |unit: Value, basis: Value, known: Value, facts: Value| {
            json!({
                "office": sample::office(), "unit": unit,
                "issue": sample::issue("第17号", "2027-03-18"),
                "basis": basis, "known": known, "facts": facts
            })
        };
        let figures = |counts: Value| json!({ "issued": 980, "returned": 976, "valid": 964, "invalid": 12, "counts": counts });
        let names = sample::invented_names(16);
        let many: Vec<Value> = names
            .iter()
            .zip(0_u32..)
            .map(|(name, index)| {
                let post = match index {
                    0..=2 => "chair",
                    3..=6 => "deputy",
                    _ => "member",
                };
                row(post, name, 700 - index * 40, matches!(index, 0 | 3 | 7 | 8))
            })
            .collect();
        let rare: Vec<Value> = sample::RARE_NAMES
            .iter()
            .zip([
                "chair",
                "chair",
                "deputy",
                "deputy",
                "member",
                "member",
                "member",
                "woman-member",
            ])
            .zip(0_u32..)
            .map(|((name, post), index)| row(post, name, 800 - index * 10, index % 2 == 0))
            .collect();
        vec![
            sample::sample(
                "normal",
                paper(
                    sample::village(),
                    sample::village_law("第十八条第二款"),
                    json!({ "registered": 1203, "valid": true }),
                    figures(counts.clone()),
                ),
            ),
            sample::sample(
                "normal-community",
                paper(
                    sample::community(),
                    sample::community_law("第十九条"),
                    json!({ "registered": 1203, "valid": true, "rerun_until": "2027-04-19" }),
                    figures(counts),
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
                    sample::unchecked_law("第十八条第二款"),
                    json!({ "registered": 1203, "valid": true, "rerun_until": "2027-04-17" }),
                    figures(Value::Array(many)),
                ),
            ),
            sample::sample(
                "rare",
                paper(
                    sample::rare_village(),
                    sample::village_law("第十八条第二款"),
                    json!({ "registered": 1000, "valid": true }),
                    json!({ "issued": 900, "returned": 890, "valid": 880, "invalid": 10, "counts": rare }),
                ),
            ),
        ]
    }
}
