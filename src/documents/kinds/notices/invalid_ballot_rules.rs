//! 选票效力认定规则公告 — never says anything else than the pinned rules: where they decide, the clerk is not
//! asked; where they are silent, what the election committee decided is filled in.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::shared::{self, CONTACT_PHONE, Frame};
use crate::documents::kinds::Sample;
use crate::documents::kinds::common::{UnitKind, VillagePaper};
use crate::documents::kinds::field::{FieldSpec, Input, field};
use crate::documents::kinds::problem::DataProblem;

/// 多选时作废的范围
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Overvote {
    /// 整张选票
    Ballot,
    /// 该职位一栏
    Column,
}

/// 票数与什么比
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Excess {
    /// 发出的选票
    Issued,
    /// 投票人数
    Voters,
}

/// 一个人也没有选的选票
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Blank {
    /// 弃权
    Abstention,
    /// 无效
    Invalid,
}

/// What the product knows: what the pinned rules say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 多选时作废的范围
    pub overvote: Option<Overvote>,
    /// 选同一人担任两项以上职务无效
    pub double_post_void: Option<bool>,
    /// 可以另选他人
    pub other_names: Option<bool>,
    /// 废票、弃权票计入参加投票人数
    pub invalid_in_base: Option<bool>,
    /// 票数多于什么时该次投票无效
    pub excess: Option<Excess>,
    /// 一个人也没有选的选票
    pub blank: Option<Blank>,
    /// 难以认定的选票由谁决定: the pack's word
    pub doubtful: Option<String>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 多选时作废的范围
    pub overvote: Option<Overvote>,
    /// 另选他人
    pub other_names: Option<bool>,
    /// 一个人也没有选的选票
    pub blank: Option<Blank>,
    /// 选举委员会另外确定的规则
    #[serde(default)]
    pub others: Vec<String>,
    /// 公开的联系电话
    pub contact_phone: Option<String>,
}

/// 认定规则公告的数据
pub type Paper = VillagePaper<Known, Facts>;

impl Paper {
    /// 谁决定; the election committee where the rules are silent.
    fn doubtful(&self) -> &'static str {
        let village = self.unit.kind == UnitKind::Village;
        match (self.known.doubtful.as_deref(), village) {
            (Some("meeting"), true) => "提交村民会议或者村民代表会议决定",
            (Some("meeting"), false) => "提交居民会议或者居民代表会议决定",
            (Some("township"), _) => "由选举委员会报乡镇（街道）决定",
            (Some("county"), _) => "由选举委员会报县级人民政府决定",
            (_, true) => "由监票人提交村民选举委员会当场决定",
            (_, false) => "由监票人提交居民选举委员会当场决定",
        }
    }
}

impl crate::documents::kinds::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "overvote",
            "所选人数多于应选名额的",
            "规则已经定了的不填",
            Input::Choice(&[
                ("ballot", "整张选票无效"),
                ("column", "这一职位无效，其他职位有效"),
            ]),
        ),
        field(
            "other_names",
            "可以另选他人",
            "规则已经定了的不填",
            Input::Flag,
        ),
        field(
            "blank",
            "一个人也没有选的选票",
            "规则已经定了的不填",
            Input::Choice(&[("abstention", "按弃权计算"), ("invalid", "按无效票计算")]),
        ),
        field(
            "others",
            "另外确定的规则",
            "每行一条；没有就不填",
            Input::Lines,
        ),
        CONTACT_PHONE,
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let mut bad = |path: &str| {
            problems.push(DataProblem::at(path, "与所用规则不一致，请改正或者不填"));
        };
        if let (Some(typed), Some(ruled)) = (self.facts.overvote, self.known.overvote)
            && typed != ruled
        {
            bad("facts.overvote");
        }
        if let (Some(typed), Some(ruled)) = (self.facts.other_names, self.known.other_names)
            && typed != ruled
        {
            bad("facts.other_names");
        }
        if let (Some(typed), Some(ruled)) = (self.facts.blank, self.known.blank)
            && typed != ruled
        {
            bad("facts.blank");
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        names.insert(
            "overvote".to_owned(),
            json!(self.known.overvote.or(self.facts.overvote)),
        );
        names.insert(
            "other_names".to_owned(),
            json!(self.known.other_names.or(self.facts.other_names)),
        );
        names.insert(
            "blank".to_owned(),
            json!(self.known.blank.or(self.facts.blank)),
        );
        names.insert("doubtful".to_owned(), json!(self.doubtful()));
        let others: Vec<&str> = self
            .facts
            .others
            .iter()
            .map(|text| text.trim_end_matches(['。', '；', ';', '.']))
            .collect();
        names.insert("others".to_owned(), json!(others));
    }

    fn samples() -> Vec<Sample> {
        let frame = Frame {
            number: "第15号",
            date: "2027-03-16",
            village: "第十八条",
            community: "第十九条",
        };
        let known = json!({ "invalid_in_base": true });
        let facts =
            json!({ "overvote": "ballot", "blank": "abstention", "contact_phone": "0751-6220101" });
        let community = json!({ "overvote": "column", "other_names": true, "blank": "invalid", "contact_phone": "0751-6220202" });
        let [empty, empty_community] = shared::blanks();
        vec![
            frame.village("normal", &known, &facts),
            frame.community("normal-community", &known, &community),
            empty,
            empty_community,
            frame.largest(
                &json!({
                    "overvote": "ballot", "double_post_void": true, "other_names": true, "invalid_in_base": true,
                    "excess": "voters"
                }),
                &json!({
                    "blank": "abstention",
                    "others": [
                        "用铅笔填写、字迹能够辨认的，按有效票计算",
                        "符号画在姓名下方空格以外、能够看出所选的人的，按有效票计算",
                        "写别名、小名，能够确定是谁的，按有效票计算"
                    ],
                    "contact_phone": "0751-6220101"
                }),
            ),
            frame.rare(
                &json!({
                    "overvote": "column", "other_names": false, "invalid_in_base": false, "excess": "issued",
                    "blank": "invalid", "doubtful": "meeting"
                }),
                &json!({ "others": ["候选人姓名中的“𠮷”写成“吉”、“㼆”写成“㝠”的，按有效票计算"] }),
            ),
        ]
    }
}
