//! 预选办法公告

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::shared::{self, CONTACT_PHONE, Frame};
use crate::documents::kinds::common::{POSTS, Post, Seats, UnitKind, VillagePaper};
use crate::documents::kinds::field::{FieldSpec, Input, field};
use crate::documents::kinds::problem::DataProblem;
use crate::documents::kinds::{Sample, form, sample};

/// 一个职位的初步候选人
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nominated {
    /// 职位
    pub post: Post,
    /// 人数
    pub count: u32,
}

/// 差额 of one post, from the rule pack
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Differential {
    /// 职位
    pub post: Post,
    /// 最少
    pub min: Option<u32>,
    /// 最多
    pub max: Option<u32>,
}

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 各职位初步候选人的人数
    #[serde(default)]
    pub nominated: Vec<Nominated>,
    /// 各职位的差额, from the rule pack
    #[serde(default)]
    pub differentials: Vec<Differential>,
    /// 预选有效的参加比例, from the rule pack: `过半数`
    pub quorum: Option<String>,
    /// 由谁预选, from the rule pack
    pub electors: Option<Electors>,
}

/// 由谁预选
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Electors {
    /// 登记参加选举的村（居）民
    Voters,
    /// 户的代表
    Households,
    /// 村（居）民代表会议
    Representatives,
}

/// 一个职位的正式候选人名额
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Places {
    /// 职位
    pub post: Post,
    /// 名额
    pub count: u32,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 由谁预选
    pub electors: Option<Electors>,
    /// 时间
    #[serde(default, with = "form::moment")]
    pub held_at: Option<NaiveDateTime>,
    /// 地点
    pub held_place: Option<String>,
    /// 各职位正式候选人名额
    #[serde(default)]
    pub places: Vec<Places>,
    /// 公开的联系电话
    pub contact_phone: Option<String>,
}

/// 预选办法公告的数据
pub type Paper = VillagePaper<Known, Facts>;

/// Seats of the unit, with which the places are compared.
fn seats_of(seats: Option<Seats>, post: Post) -> Option<u32> {
    seats.map(|seats| seats.of(post))
}

impl crate::documents::kinds::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "electors",
            "由谁预选",
            "规则已经定了的不填",
            Input::Choice(&[
                ("voters", "登记参加选举的村（居）民"),
                ("households", "户的代表"),
                ("representatives", "村（居）民代表会议"),
            ]),
        ),
        field("held_at", "预选时间", "", Input::DateTime),
        field("held_place", "预选地点", "", Input::Text),
        field(
            "places",
            "需要预选的职位",
            "每行一个职位：职位、正式候选人名额；只写初步候选人超过名额的职位",
            Input::Table(&[
                field("post", "职位", "", Input::Choice(POSTS)),
                field("count", "正式候选人名额", "", Input::Number),
            ]),
        ),
        CONTACT_PHONE,
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let posts: Vec<Post> = self.facts.places.iter().map(|one| one.post).collect();
        shared::no_repeats(
            &posts,
            |index| format!("facts.places[{index}].post"),
            "这个职位前面已经写过，请合成一行",
            problems,
        );
        if let (Some(typed), Some(ruled)) = (self.facts.electors, self.known.electors)
            && typed != ruled
        {
            problems.push(DataProblem::at(
                "facts.electors",
                "与所用规则不一致，请改正或者不填",
            ));
        }
        let mut bad = |index: usize, message: String| {
            problems.push(DataProblem::at(
                format!("facts.places[{index}].count"),
                message,
            ));
        };
        for (index, one) in self.facts.places.iter().enumerate() {
            if let Some(seats) = seats_of(self.unit.seats, one.post) {
                if one.count <= seats {
                    bad(
                        index,
                        format!(
                            "正式候选人应当多于应选名额，{}应选{seats}名，请改正",
                            one.post.label()
                        ),
                    );
                }
                let rule = self
                    .known
                    .differentials
                    .iter()
                    .find(|rule| rule.post == one.post);
                let over = one.count.saturating_sub(seats);
                if let Some(max) = rule.and_then(|rule| rule.max).filter(|max| over > *max) {
                    bad(
                        index,
                        format!("所用规则规定{}的差额最多{max}人，请改正", one.post.label()),
                    );
                }
                if let Some(min) = rule
                    .and_then(|rule| rule.min)
                    .filter(|min| over < *min && over > 0)
                {
                    bad(
                        index,
                        format!("所用规则规定{}的差额最少{min}人，请改正", one.post.label()),
                    );
                }
            }
            let nominated = self
                .known
                .nominated
                .iter()
                .find(|known| known.post == one.post);
            if let Some(known) = nominated.filter(|known| known.count <= one.count) {
                bad(
                    index,
                    format!(
                        "{}的初步候选人只有{}人，没有超过名额，不需要预选，请删去这一行",
                        one.post.label(),
                        known.count
                    ),
                );
            }
        }
        if let (Some(held), Some(day)) = (self.facts.held_at, self.unit.election_day)
            && held.date() >= day
        {
            problems.push(DataProblem::at(
                "facts.held_at",
                "预选应当在选举日以前，请改正时间",
            ));
        }
        if let (Some(held), Some(issued)) = (self.facts.held_at, self.issue.date)
            && held.date() < issued
        {
            problems.push(DataProblem::at(
                "facts.held_at",
                "预选时间早于公告日期，请改正其中一个",
            ));
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        let rows: Vec<Value> = self
            .facts
            .places
            .iter()
            .map(|one| {
                let nominated = self
                    .known
                    .nominated
                    .iter()
                    .find(|known| known.post == one.post);
                json!({
                    "label": one.post.label(), "count": one.count,
                    "seats": seats_of(self.unit.seats, one.post).filter(|n| *n > 0),
                    "nominated": nominated.map(|known| known.count)
                })
            })
            .collect();
        names.insert("places".to_owned(), Value::Array(rows));
        names.insert(
            "held_at".to_owned(),
            json!(self.facts.held_at.map(form::moment_text)),
        );
        let electors = self.known.electors.or(self.facts.electors).map(|electors| {
            match (electors, self.unit.kind) {
                (Electors::Voters, UnitKind::Village) => "登记参加选举的村民",
                (Electors::Voters, UnitKind::Community) => "登记参加选举的居民",
                (Electors::Households, _) => "户的代表",
                (Electors::Representatives, UnitKind::Village) => "村民代表会议组成人员",
                (Electors::Representatives, UnitKind::Community) => "居民代表会议组成人员",
            }
        });
        names.insert("electors".to_owned(), json!(electors));
        names.insert(
            "reached".to_owned(),
            json!(shared::reached(self.known.quorum.as_deref())),
        );
    }

    fn samples() -> Vec<Sample> {
        let frame = Frame {
            number: "",
            date: "2027-03-05",
            village: "第十八条",
            community: "第十八条",
        };
        let known = json!({
            "nominated": [{ "post": "chair", "count": 3 }, { "post": "deputy", "count": 2 }, { "post": "member", "count": 6 }],
            "differentials": [{ "post": "chair", "min": 1 }, { "post": "member", "min": 1 }], "quorum": "过半数"
        });
        let facts = json!({
            "electors": "voters", "held_at": "2027-03-07T09:00", "held_place": "上前村文化广场",
            "places": [{ "post": "chair", "count": 2 }, { "post": "member", "count": 4 }], "contact_phone": "0751-6220101"
        });
        let community = json!({
            "electors": "representatives", "held_at": "2027-03-07T19:30", "held_place": "石塘社区多功能厅",
            "places": [{ "post": "chair", "count": 2 }], "contact_phone": "0751-6220202"
        });
        let [empty, empty_community] = shared::blanks();
        vec![
            frame.village("normal", &known, &facts),
            frame.community("normal-community", &json!({}), &community),
            empty,
            empty_community,
            frame.largest(
                &json!({
                    "nominated": [
                        { "post": "chair", "count": 9 }, { "post": "deputy", "count": 8 },
                        { "post": "member", "count": 16 }, { "post": "woman-member", "count": 5 }
                    ],
                    "quorum": "三分之二以上"
                }),
                &json!({
                    "electors": "representatives", "held_at": "2027-03-07T14:30", "held_place": "上前村委会办公楼二楼会议室",
                    "places": [
                        { "post": "chair", "count": 2 }, { "post": "deputy", "count": 2 },
                        { "post": "member", "count": 5 }, { "post": "woman-member", "count": 2 }
                    ],
                    "contact_phone": "0751-6220101"
                }),
            ),
            frame.rare(
                &json!({}),
                &json!({ "electors": "voters", "held_place": format!("㼆坑祠堂（{}家旁）", sample::RARE_NAMES[1]) }),
            ),
        ]
    }
}
