//! 提名候选人公告

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::shared::{self, CONTACT_PHONE, CONTACT_PLACE, Frame};
use crate::documents::kinds::common::VillagePaper;
use crate::documents::kinds::field::{FieldSpec, Input, field};
use crate::documents::kinds::problem::DataProblem;
use crate::documents::kinds::{Sample, words};

/// 提名方式
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nominator {
    /// 党组织推荐
    Party,
    /// 登记参加选举的人提名
    Voters,
    /// 联名提名
    JointVoters,
    /// 自荐
    #[serde(rename = "self")]
    Oneself,
}

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 提名起始日
    pub nomination_from: Option<NaiveDate>,
    /// 提名截止日
    pub nomination_to: Option<NaiveDate>,
    /// 公布初步候选人的日子
    pub nominees_day: Option<NaiveDate>,
    /// 提名方式, from the rule pack
    #[serde(default)]
    pub sources: Vec<Nominator>,
    /// 联名提名最少人数, from the rule pack
    pub joint_min: Option<u32>,
    /// 不得委托他人提名, from the rule pack
    pub proxy_banned: Option<bool>,
    /// 自荐报名的截止日, where the rule pack has one
    pub self_until: Option<NaiveDate>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 每天办理的时间
    pub hours: Option<String>,
    /// 领取和交回提名表的地点
    pub contact_place: Option<String>,
    /// 联系人
    pub contact: Option<String>,
    /// 公开的联系电话
    pub contact_phone: Option<String>,
}

/// 提名公告的数据
pub type Paper = VillagePaper<Known, Facts>;

impl crate::documents::kinds::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "hours",
            "每天办理时间",
            "如“上午8时30分至12时，下午2时30分至5时30分”",
            Input::Text,
        ),
        CONTACT_PLACE,
        field("contact", "联系人", "", Input::Text),
        CONTACT_PHONE,
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let known = &self.known;
        if let (Some(from), Some(to)) = (known.nomination_from, known.nomination_to)
            && to < from
        {
            problems.push(DataProblem::at(
                "known.nomination_to",
                "提名截止日早于提名起始日，请核对日程",
            ));
        }
        if let (Some(to), Some(day)) = (known.nomination_to, self.unit.election_day)
            && to >= day
        {
            problems.push(DataProblem::at(
                "known.nomination_to",
                "提名截止日应当在选举日以前，请核对日程",
            ));
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        names.insert(
            "nomination".to_owned(),
            json!(words::span(
                self.known.nomination_from,
                self.known.nomination_to
            )),
        );
        names.insert(
            "joint_min".to_owned(),
            json!(self.known.joint_min.map(words::number)),
        );
        let total = self.unit.seats.map(crate::documents::kinds::Seats::total);
        names.insert("total".to_owned(), json!(total.filter(|total| *total > 0)));
    }

    fn samples() -> Vec<Sample> {
        let frame = Frame {
            number: "第7号",
            date: "2027-02-27",
            village: "第十八条第一款",
            community: "第十八条",
        };
        let known = json!({
            "nomination_from": "2027-02-28", "nomination_to": "2027-03-03", "nominees_day": "2027-03-04",
            "sources": ["party", "voters"]
        });
        let facts = json!({
            "hours": "上午8时30分至12时，下午2时30分至5时30分", "contact_place": "上前村党群服务中心",
            "contact": "温天娟", "contact_phone": "0751-6220101"
        });
        let community_known = json!({
            "nomination_from": "2027-03-02", "nomination_to": "2027-03-05", "nominees_day": "2027-03-06",
            "sources": ["party", "joint-voters"], "joint_min": 10
        });
        let community = json!({
            "hours": "上午9时至11时30分", "contact_place": "石塘社区服务大厅", "contact": "黄桂兰", "contact_phone": "0751-6220202"
        });
        let [empty, empty_community] = shared::blanks();
        vec![
            frame.village("normal", &known, &facts),
            frame.community("normal-community", &community_known, &community),
            empty,
            empty_community,
            frame.largest(
                &json!({
                    "nomination_from": "2027-02-28", "nomination_to": "2027-03-03", "nominees_day": "2027-03-04",
                    "sources": ["party", "voters", "joint-voters", "self"], "joint_min": 10,
                    "proxy_banned": true, "self_until": "2027-03-07"
                }),
                &facts,
            ),
            frame.rare(&json!({ "sources": ["voters", "self"] }), &json!({ "contact": "李𬭎" })),
        ]
    }
}
