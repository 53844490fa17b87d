//! 另行选举公告

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::shared::{self, CANDIDATES, CONTACT_PHONE, Frame, METHODS};
use crate::documents::kinds::candidates::Candidate;
use crate::documents::kinds::common::{Post, VillagePaper};
use crate::documents::kinds::field::{FieldSpec, Input, field};
use crate::documents::kinds::polling::Method;
use crate::documents::kinds::problem::DataProblem;
use crate::documents::kinds::{Sample, form, sample};

/// 一个职位尚缺的名额
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Left {
    /// 职位
    pub post: Post,
    /// 尚缺名额
    pub seats: u32,
}

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 已经当选的人数
    pub elected: Option<u32>,
    /// 各职位尚缺的名额
    #[serde(default)]
    pub left: Vec<Left>,
    /// 最迟举行的日子, where the rule pack has one
    pub rerun_until: Option<NaiveDate>,
    /// 当选所需的得票比例, from the rule pack: `三分之一`
    pub least_share: Option<String>,
    /// 先过半数、后三分之一, from the rule pack
    pub two_stage: Option<bool>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 候选人
    #[serde(default)]
    pub candidates: Vec<Candidate>,
    /// 投票方式
    pub method: Option<Method>,
    /// 投票开始
    #[serde(default, with = "form::moment")]
    pub opens: Option<NaiveDateTime>,
    /// 投票结束
    #[serde(default, with = "form::moment")]
    pub closes: Option<NaiveDateTime>,
    /// 选举大会会场或中心投票站
    pub main_place: Option<String>,
    /// 公开的联系电话
    pub contact_phone: Option<String>,
}

/// 另行选举公告的数据
pub type Paper = VillagePaper<Known, Facts>;

impl crate::documents::kinds::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "candidates",
            "另行选举的候选人",
            "每行一人：职位、姓名；第一次投票没有当选的人，按得票多少写",
            CANDIDATES,
        ),
        field("method", "投票方式", "", METHODS),
        field("opens", "投票开始时间", "", Input::DateTime),
        field("closes", "投票结束时间", "", Input::DateTime),
        field("main_place", "选举大会会场或中心投票站", "", Input::Text),
        CONTACT_PHONE,
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        polling_hours(
            self.facts.opens,
            self.facts.closes,
            self.unit.election_day,
            problems,
        );
        if let (Some(opens), Some(until)) = (self.facts.opens, self.known.rerun_until)
            && opens.date() > until
        {
            problems.push(DataProblem::at(
                "facts.opens",
                format!(
                    "另行选举最迟在{}举行，请提前投票时间",
                    crate::civil::long(until)
                ),
            ));
        }
        shared::no_repeats(
            &self.facts.candidates,
            |index| format!("facts.candidates[{index}].name"),
            "与同一职位前面的人同名；若确是两人，请在姓名后加注小组",
            problems,
        );
        if !self.known.left.is_empty() {
            for (index, candidate) in self.facts.candidates.iter().enumerate() {
                if !self
                    .known
                    .left
                    .iter()
                    .any(|left| left.post == candidate.post)
                {
                    problems.push(DataProblem::at(
                        format!("facts.candidates[{index}].post"),
                        "这个职位没有尚缺的名额，请核对",
                    ));
                }
            }
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        let total = self
            .known
            .left
            .iter()
            .fold(0_u32, |sum, left| sum.saturating_add(left.seats));
        let seats: Vec<String> = self
            .known
            .left
            .iter()
            .map(|left| format!("{}{}名", left.post.label(), left.seats))
            .collect();
        names.insert("left".to_owned(), json!(seats.join("、")));
        names.insert("left_total".to_owned(), json!((total > 0).then_some(total)));
        let in_all = self.unit.seats.map(crate::documents::kinds::Seats::total);
        names.insert("total".to_owned(), json!(in_all.filter(|total| *total > 0)));
        let blank = self.facts.candidates.is_empty();
        let posts: Vec<Value> = Post::ALL
            .into_iter()
            .filter_map(|post| {
                let people: Vec<&str> = self
                    .facts
                    .candidates
                    .iter()
                    .filter(|one| one.post == post)
                    .map(|one| one.name.as_str())
                    .collect();
                let left = self.known.left.iter().find(|left| left.post == post);
                let wanted = !people.is_empty()
                    || left.is_some()
                    || (blank && self.known.left.is_empty() && post != Post::WomanMember);
                wanted.then(|| {
                    json!({ "label": post.label(), "seats": left.map(|left| left.seats), "people": people })
                })
            })
            .collect();
        names.insert("posts".to_owned(), Value::Array(posts));
        names.insert(
            "opens".to_owned(),
            json!(self.facts.opens.map(form::moment_text)),
        );
        names.insert(
            "closes".to_owned(),
            json!(self.facts.closes.map(form::moment_text)),
        );
    }

    fn samples() -> Vec<Sample> {
        let frame = Frame {
            number: "",
            date: "2027-03-19",
            village: "第十八条第二款",
            community: "第十九条",
        };
        let known = json!({
            "elected": 3, "left": [{ "post": "deputy", "seats": 1 }, { "post": "member", "seats": 1 }],
            "rerun_until": "2027-04-17", "least_share": "三分之一"
        });
        let facts = json!({
            "candidates": shared::people(&[("deputy", "欧阳秀勇"), ("deputy", "钟伟"), ("member", "温天娟"), ("member", "邱明")]),
            "method": "stations", "opens": "2027-03-28T08:00", "closes": "2027-03-28T14:30",
            "main_place": "上前村文化广场", "contact_phone": "0751-6220101"
        });
        let community = json!({
            "candidates": shared::people(&[("member", "黄桂兰"), ("member", "周平")]),
            "method": "assembly", "opens": "2027-03-30T19:30", "closes": "2027-03-30T21:00",
            "main_place": "石塘社区多功能厅", "contact_phone": "0751-6220202"
        });
        let many: Vec<Value> = sample::invented_names(14)
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
        let rare: Vec<Value> = sample::RARE_NAMES
            .iter()
            .take(4)
            .map(|name| json!({ "post": "member", "name": name }))
            .collect();
        let [empty, empty_community] = shared::blanks();
        vec![
            frame.village("normal", &known, &facts),
            frame.community(
                "normal-community",
                &json!({ "elected": 6, "left": [{ "post": "member", "seats": 1 }], "least_share": "三分之一" }),
                &community,
            ),
            empty,
            empty_community,
            frame.largest(
                &json!({
                    "elected": 0,
                    "left": [
                        { "post": "chair", "seats": 1 }, { "post": "deputy", "seats": 1 },
                        { "post": "member", "seats": 3 }, { "post": "woman-member", "seats": 1 }
                    ],
                    "rerun_until": "2027-04-17", "least_share": "三分之一", "two_stage": true
                }),
                &json!({ "candidates": many, "method": "assembly", "opens": "2027-04-10T08:00", "closes": "2027-04-10T17:00", "main_place": "上前村文化广场", "contact_phone": "0751-6220101" }),
            ),
            frame.rare(
                &json!({ "left": [{ "post": "member", "seats": 2 }], "least_share": "三分之一" }),
                &json!({ "candidates": rare, "main_place": "𠮷塘村㼆坑祠堂" }),
            ),
        ]
    }
}

/// Hours of a further poll: in order, and after the first one.
pub(super) fn polling_hours(
    opens: Option<NaiveDateTime>,
    closes: Option<NaiveDateTime>,
    first: Option<NaiveDate>,
    problems: &mut Vec<DataProblem>,
) {
    if let (Some(opens), Some(closes)) = (opens, closes)
        && closes <= opens
    {
        problems.push(DataProblem::at(
            "facts.closes",
            "投票结束时间应当晚于开始时间，请改正",
        ));
    }
    if let (Some(opens), Some(first)) = (opens, first)
        && opens.date() < first
    {
        problems.push(DataProblem::at(
            "facts.opens",
            "投票开始时间早于第一次投票的选举日，请改正",
        ));
    }
}
