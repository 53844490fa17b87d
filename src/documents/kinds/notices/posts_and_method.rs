//! 职位、职数和选举方式公告

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::shared::{self, CONTACT_PHONE, Frame, MEETINGS, METHODS, Meeting};
use crate::documents::kinds::common::VillagePaper;
use crate::documents::kinds::field::{FieldSpec, Input, field};
use crate::documents::kinds::polling::Method;
use crate::documents::kinds::problem::DataProblem;
use crate::documents::kinds::{Sample, words};

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 会议通过的日子
    pub adopted_on: Option<NaiveDate>,
    /// 妇女成员的保障方式, from the rule pack
    pub women: Option<Women>,
    /// 一次性或者分次投票, from the rule pack
    pub polls: Option<Polls>,
    /// 可否无候选人直接选举, from the rule pack
    pub no_candidate_mode: Option<bool>,
    /// 每届任期（年）, from the rule pack
    pub term_years: Option<u32>,
}

/// 妇女成员的保障方式
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Women {
    /// 选票单列妇女委员职位
    ReservedSeat,
    /// 当选后核对组成
    CompositionCheck,
}

/// 投票的次数
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Polls {
    /// 一次性投票
    One,
    /// 分次投票
    Several,
}

/// 有没有候选人
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Slate {
    /// 有候选人的差额选举
    Candidates,
    /// 无候选人的直接选举
    Open,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 通过的会议
    pub adopted_by: Option<Meeting>,
    /// 有没有候选人
    pub slate: Option<Slate>,
    /// 投票的次数
    pub polls: Option<Polls>,
    /// 投票方式
    pub method: Option<Method>,
    /// 公开的联系电话
    pub contact_phone: Option<String>,
}

/// 职位职数公告的数据
pub type Paper = VillagePaper<Known, Facts>;

impl crate::documents::kinds::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field("adopted_by", "讨论通过的会议", "", MEETINGS),
        field(
            "slate",
            "选举方式",
            "",
            Input::Choice(&[
                ("candidates", "有候选人的差额选举"),
                ("open", "无候选人的直接选举"),
            ]),
        ),
        field(
            "polls",
            "投票的次数",
            "规则已经定了的不填",
            Input::Choice(&[("one", "一次性投票"), ("several", "分次投票")]),
        ),
        field("method", "投票方式", "", METHODS),
        CONTACT_PHONE,
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        if self.facts.slate == Some(Slate::Open) && self.known.no_candidate_mode != Some(true) {
            problems.push(DataProblem::at(
                "facts.slate",
                "所用规则没有规定无候选人的直接选举，请改为有候选人的差额选举",
            ));
        }
        if let (Some(typed), Some(ruled)) = (self.facts.polls, self.known.polls)
            && typed != ruled
        {
            problems.push(DataProblem::at(
                "facts.polls",
                "与所用规则规定的投票次数不一致，请改正或者不填",
            ));
        }
        if let (Some(adopted), Some(issued)) = (self.known.adopted_on, self.issue.date)
            && adopted > issued
        {
            problems.push(DataProblem::at(
                "known.adopted_on",
                "会议通过的日子晚于公告日期，请核对环节记录的日子",
            ));
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        let total = self.unit.seats.map(crate::documents::kinds::Seats::total);
        names.insert("total".to_owned(), json!(total.filter(|total| *total > 0)));
        names.insert(
            "polls".to_owned(),
            json!(self.known.polls.or(self.facts.polls)),
        );
        names.insert(
            "term_years".to_owned(),
            json!(self.known.term_years.map(words::number)),
        );
    }

    fn samples() -> Vec<Sample> {
        let frame = Frame {
            number: "",
            date: "2027-02-12",
            village: "第八条",
            community: "第八条",
        };
        let known = json!({
            "adopted_on": "2027-02-11", "women": "composition-check", "no_candidate_mode": true, "term_years": 5
        });
        let facts = json!({
            "adopted_by": "representatives", "slate": "candidates", "polls": "one", "method": "stations",
            "contact_phone": "0751-6220101"
        });
        let community = json!({
            "adopted_by": "representatives", "slate": "candidates", "polls": "one", "method": "assembly",
            "contact_phone": "0751-6220202"
        });
        let reserved = json!({
            "adopted_on": "2027-02-11", "women": "reserved-seat", "polls": "one", "no_candidate_mode": true,
            "term_years": 5
        });
        let [empty, empty_community] = shared::blanks();
        vec![
            frame.village("normal", &known, &facts),
            frame.community(
                "normal-community",
                &json!({ "women": "composition-check" }),
                &community,
            ),
            empty,
            empty_community,
            frame.largest(
                &reserved,
                &json!({ "adopted_by": "assembly", "slate": "open", "method": "stations", "contact_phone": "0751-6220101" }),
            ),
            frame.rare(&reserved, &json!({ "slate": "candidates", "method": "assembly" })),
        ]
    }
}
