//! 重新投票公告

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::rerun::polling_hours;
use super::shared::{self, CANDIDATES, CONTACT_PHONE, Frame, METHODS};
use crate::documents::kinds::candidates::Candidate;
use crate::documents::kinds::common::{Electorate, UnitKind, VillagePaper};
use crate::documents::kinds::counts::{Figures, MORE_THAN_REGISTERED};
use crate::documents::kinds::field::{FieldSpec, Input, field};
use crate::documents::kinds::polling::Method;
use crate::documents::kinds::problem::DataProblem;
use crate::documents::kinds::{Sample, form, sample};

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 登记参加选举的人数
    pub registered: Option<u32>,
    /// 选举有效的参加比例, from the rule pack: `过半数`
    pub quorum: Option<String>,
}

/// 为什么要重新投票
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reason {
    /// 参加投票的人没有达到法定人数
    Quorum,
    /// 收回的选票多于发出的选票
    Excess,
    /// 投票没有能够依法进行完毕
    Interrupted,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 原因
    pub reason: Option<Reason>,
    /// 第一次发出的选票
    pub issued: Option<u32>,
    /// 第一次收回的选票
    pub returned: Option<u32>,
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

/// 重新投票公告的数据
pub type Paper = VillagePaper<Known, Facts>;

impl crate::documents::kinds::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "reason",
            "重新投票的原因",
            "",
            Input::Choice(&[
                ("quorum", "参加投票的人没有达到法定人数"),
                ("excess", "收回的选票多于发出的选票"),
                ("interrupted", "投票没有能够依法进行完毕"),
            ]),
        ),
        field("issued", "第一次发出选票", "", Input::Number),
        field("returned", "第一次收回选票", "", Input::Number),
        field(
            "candidates",
            "候选人",
            "每行一人：职位、姓名；按公布的先后写",
            CANDIDATES,
        ),
        field("method", "投票方式", "", METHODS),
        field("opens", "投票开始时间", "", Input::DateTime),
        field("closes", "投票结束时间", "", Input::DateTime),
        field("main_place", "选举大会会场或中心投票站", "", Input::Text),
        CONTACT_PHONE,
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let facts = &self.facts;
        polling_hours(facts.opens, facts.closes, self.unit.election_day, problems);
        // 收回多于发出可以正是重新投票的原因
        let figures = Figures {
            entitled: self.known.registered,
            issued: facts.issued,
            returned: None,
            valid: None,
            invalid: None,
        };
        figures.check((MORE_THAN_REGISTERED, ""), std::iter::empty(), problems);
        let mut bad = |path: &str, message: &str| problems.push(DataProblem::at(path, message));
        if let (Some(issued), Some(returned), Some(reason)) =
            (facts.issued, facts.returned, facts.reason)
        {
            if reason == Reason::Excess && returned <= issued {
                bad(
                    "facts.reason",
                    "收回的选票不多于发出的选票，与所选的原因不符，请核对",
                );
            }
            if reason != Reason::Excess && returned > issued {
                bad(
                    "facts.reason",
                    "收回的选票多于发出的选票，请选这一项原因或者核对票数",
                );
            }
        }
        shared::no_repeats(
            &facts.candidates,
            |index| format!("facts.candidates[{index}].name"),
            "与同一职位前面的人同名；若确是两人，请在姓名后加注小组",
            problems,
        );
    }

    fn words(&self, names: &mut Map<String, Value>) {
        names.insert(
            "posts".to_owned(),
            shared::by_post(&self.facts.candidates, self.unit.seats),
        );
        names.insert(
            "opens".to_owned(),
            json!(self.facts.opens.map(form::moment_text)),
        );
        names.insert(
            "closes".to_owned(),
            json!(self.facts.closes.map(form::moment_text)),
        );
        let voters = match (self.unit.kind, self.unit.electorate) {
            (UnitKind::Village, _) => "登记参加选举的村民",
            (UnitKind::Community, Some(Electorate::Households)) => "户代表",
            (UnitKind::Community, Some(Electorate::Representatives)) => "居民代表",
            (UnitKind::Community, _) => "登记参加选举的居民",
        };
        names.insert("voters".to_owned(), json!(voters));
        names.insert(
            "not_reached".to_owned(),
            json!(shared::not_reached(self.known.quorum.as_deref())),
        );
    }

    fn samples() -> Vec<Sample> {
        let frame = Frame {
            number: "",
            date: "2027-03-19",
            village: "第十八条第二款",
            community: "第十九条",
        };
        let known = json!({ "registered": 1203, "quorum": "过半数" });
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
        let facts = json!({
            "reason": "quorum", "issued": 586, "returned": 580, "candidates": candidates, "method": "stations",
            "opens": "2027-03-28T08:00", "closes": "2027-03-28T16:00", "main_place": "上前村文化广场",
            "contact_phone": "0751-6220101"
        });
        let community = json!({
            "reason": "interrupted", "candidates": shared::community_slate(), "method": "assembly",
            "opens": "2027-03-27T19:30", "closes": "2027-03-27T21:00", "main_place": "石塘社区多功能厅",
            "contact_phone": "0751-6220202"
        });
        let many: Vec<Value> = sample::invented_names(18)
            .iter()
            .enumerate()
            .map(|(index, name)| {
                let post = match index {
                    0..=3 => "chair",
                    4..=7 => "deputy",
                    _ => "member",
                };
                json!({ "post": post, "name": name })
            })
            .collect();
        let rare: Vec<Value> = sample::RARE_NAMES
            .iter()
            .map(|name| json!({ "post": "member", "name": name }))
            .collect();
        let [empty, empty_community] = shared::blanks();
        vec![
            frame.village("normal", &known, &facts),
            frame.community("normal-community", &json!({ "quorum": "过半数" }), &community),
            empty,
            empty_community,
            frame.largest(
                &known,
                &json!({
                    "reason": "excess", "issued": 620, "returned": 621, "candidates": many, "method": "stations",
                    "opens": "2027-03-25T07:30", "closes": "2027-03-25T17:00", "main_place": "上前村文化广场",
                    "contact_phone": "0751-6220101"
                }),
            ),
            frame.rare(&json!({}), &json!({ "reason": "quorum", "candidates": rare, "main_place": "𠮷塘村㼆坑祠堂" })),
        ]
    }
}
