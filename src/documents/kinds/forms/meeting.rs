//! 会议通知和会议记录 of a village's meetings.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::parts::{self, FormRules, Sheets};
use crate::documents::kinds::common::VillagePaper;
use crate::documents::kinds::field::{FieldSpec, Input, field};
use crate::documents::kinds::problem::DataProblem;
use crate::documents::kinds::{Sample, form, sample};

/// 会议种类
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Meeting {
    /// 村（居）民会议
    Assembly,
    /// 村（居）民代表会议
    Representatives,
    /// 村（居）民小组会议
    Group,
    /// 选举委员会会议
    ElectionCommittee,
    /// 其他会议
    Other,
}

const MEETINGS: &[(&str, &str)] = &[
    ("assembly", "村（居）民会议"),
    ("representatives", "村（居）民代表会议"),
    ("group", "村（居）民小组会议"),
    ("election-committee", "选举委员会会议"),
    ("other", "其他会议"),
];

/// What is known: the rules of meetings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Known {
    /// 规则
    pub rules: FormRules,
    /// 会议名称, where none of the kinds says it
    pub title: Option<String>,
    /// 召集单位, where it is not the village's committee
    pub convener: Option<String>,
    /// 讨论情况, a paragraph each
    pub discussion: Vec<String>,
    /// 是否达到法定人数, as the rule engine judged
    pub quorum_met: Option<bool>,
}

fn name_of<F>(paper: &VillagePaper<Known, F>, meeting: Option<Meeting>) -> &'static str {
    let community = paper.unit.kind == crate::documents::kinds::UnitKind::Community;
    match (meeting, community) {
        (Some(Meeting::Assembly), false) => "村民会议",
        (Some(Meeting::Assembly), true) => "居民会议",
        (Some(Meeting::Representatives), false) => "村民代表会议",
        (Some(Meeting::Representatives), true) => "居民代表会议",
        (Some(Meeting::Group), false) => "村民小组会议",
        (Some(Meeting::Group), true) => "居民小组会议",
        (Some(Meeting::ElectionCommittee), _) => "选举委员会会议",
        (Some(Meeting::Other) | None, _) => "",
    }
}

/// 会议通知
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeFacts {
    /// 会议种类
    pub meeting: Option<Meeting>,
    /// 时间
    #[serde(default, with = "form::moment")]
    pub meeting_time: Option<NaiveDateTime>,
    /// 地点
    pub place: Option<String>,
    /// 议题
    #[serde(default)]
    pub agenda: Vec<String>,
    /// 联系电话
    pub contact_phone: Option<String>,
}

/// 会议通知
pub type Notice = VillagePaper<Known, NoticeFacts>;

impl crate::documents::kinds::Paper for Notice {
    const FIELDS: &'static [FieldSpec] = &[
        field("meeting", "会议", "", Input::Choice(MEETINGS)),
        field("meeting_time", "时间", "", Input::DateTime),
        field("place", "地点", "", Input::Text),
        field("agenda", "议题", "每行一项", Input::Lines),
        field("contact_phone", "联系电话", "办公电话", Input::Text),
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        if let (Some(time), Some(day)) = (self.facts.meeting_time, self.issue.date)
            && time.date() < day
        {
            problems.push(DataProblem::at(
                "facts.meeting_time",
                "开会的时间早于通知的日期，请改正",
            ));
        }
        if self.facts.agenda.len() > 12 {
            problems.push(DataProblem::at("facts.agenda", "议题最多十二项，请合并"));
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        parts::speak(self, names);
        let mut put = |key: &str, value: Value| {
            names.insert(key.to_owned(), value);
        };
        let name = name_of(self, self.facts.meeting);
        put(
            "meeting_name",
            json!(self.known.title.as_deref().unwrap_or(name)),
        );
        put(
            "meeting_time",
            json!(self.facts.meeting_time.map(form::moment_text)),
        );
        // 提前通知的日数只说村（居）民会议
        let days = self
            .known
            .rules
            .meeting_notice_days
            .filter(|_| self.facts.meeting == Some(Meeting::Assembly));
        put("notice_days", json!(days.map(parts::counted)));
    }

    fn samples() -> Vec<Sample> {
        let facts = |meeting: &str, agenda: &[&str]| {
            json!({
                "meeting": meeting, "meeting_time": "2027-02-07T09:00", "place": "党群服务中心二楼会议室",
                "agenda": agenda, "contact_phone": "0751-6220101"
            })
        };
        let short = ["推选选举委员会成员", "讨论通过选举办法"];
        let long = [
            "听取本届委员会工作报告和离任审计结果说明",
            "推选选举委员会主任、副主任、委员和候补成员，通过推选办法",
            "讨论决定新一届委员会的职位、职数和妇女成员的名额",
            "讨论通过选举工作方案和选举办法",
            "讨论非户籍人员参加选举登记的申请",
            "决定投票方式、投票站和流动票箱的设置",
        ];
        let known = |rules: Value| json!({ "rules": rules });
        Sheets {
            law: "第二十五条第一款",
            residents_law: "第十一条",
            normal: (known(parts::some_rules()), facts("representatives", &short)),
            community: (
                known(parts::residents_rules()),
                facts("representatives", &short),
            ),
            largest: (known(parts::all_rules()), facts("assembly", &long)),
            rare: (
                known(parts::some_rules()),
                facts("election-committee", &["核对𠮷塘片的名单"]),
            ),
        }
        .samples()
    }
}

/// 会议记录
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MinutesFacts {
    /// 会议种类
    pub meeting: Option<Meeting>,
    /// 时间
    #[serde(default, with = "form::moment")]
    pub meeting_time: Option<NaiveDateTime>,
    /// 地点
    pub place: Option<String>,
    /// 主持人
    pub chair: Option<String>,
    /// 记录人
    pub recorder: Option<String>,
    /// 应到
    pub expected: Option<u32>,
    /// 实到
    pub present: Option<u32>,
    /// 议题
    #[serde(default)]
    pub agenda: Vec<String>,
    /// 赞成
    pub ayes: Option<u32>,
    /// 反对
    pub nays: Option<u32>,
    /// 弃权
    pub abstentions: Option<u32>,
    /// 决议
    #[serde(default)]
    pub decisions: Vec<String>,
}

/// 会议记录
pub type Minutes = VillagePaper<Known, MinutesFacts>;

impl crate::documents::kinds::Paper for Minutes {
    const FIELDS: &'static [FieldSpec] = &[
        field("meeting", "会议", "", Input::Choice(MEETINGS)),
        field("meeting_time", "时间", "", Input::DateTime),
        field("place", "地点", "", Input::Text),
        field("chair", "主持人", "", Input::Text),
        field("recorder", "记录人", "", Input::Text),
        field("expected", "应到", "人", Input::Number),
        field("present", "实到", "人", Input::Number),
        field("agenda", "议题", "每行一项", Input::Lines),
        field("ayes", "赞成", "人", Input::Number),
        field("nays", "反对", "人", Input::Number),
        field("abstentions", "弃权", "人", Input::Number),
        field("decisions", "决议", "每行一项", Input::Lines),
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let facts = &self.facts;
        if let (Some(present), Some(expected)) = (facts.present, facts.expected)
            && present > expected
        {
            problems.push(DataProblem::at(
                "facts.present",
                "实到人数多于应到人数，请核对；列席人员不算在内",
            ));
        }
        if let (Some(ayes), Some(nays), Some(abstentions), Some(present)) =
            (facts.ayes, facts.nays, facts.abstentions, facts.present)
            && u64::from(ayes) + u64::from(nays) + u64::from(abstentions) != u64::from(present)
        {
            problems.push(DataProblem::at(
                "facts.ayes",
                "赞成、反对、弃权之和不等于实到人数，请核对",
            ));
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        parts::speak(self, names);
        let facts = &self.facts;
        let mut put = |key: &str, value: Value| {
            names.insert(key.to_owned(), value);
        };
        let name = name_of(self, facts.meeting);
        put(
            "meeting_name",
            json!(self.known.title.as_deref().unwrap_or(name)),
        );
        put(
            "meeting_time",
            json!(facts.meeting_time.map(form::moment_text)),
        );
        let quorum = self
            .known
            .rules
            .reps_quorum
            .filter(|_| facts.meeting == Some(Meeting::Representatives));
        put("quorum", json!(quorum.map(parts::Share::words)));
        let met = quorum
            .zip(facts.present)
            .zip(facts.expected)
            .map(|((quorum, present), expected)| quorum.reached(present, expected));
        put("quorum_met", json!(self.known.quorum_met.or(met)));
        put("lines", parts::rows(9));
        put("decision_lines", parts::rows(3));
    }

    fn samples() -> Vec<Sample> {
        let facts = |meeting: &str, recorder: &str, agenda: &[&str], decisions: &[&str]| {
            json!({
                "meeting": meeting, "meeting_time": "2027-02-07T09:00", "place": "党群服务中心二楼会议室",
                "chair": "蓝天勇", "recorder": recorder, "expected": 45, "present": 41,
                "agenda": agenda, "ayes": 39, "nays": 1, "abstentions": 1, "decisions": decisions
            })
        };
        let known = |rules: Value| json!({ "rules": rules });
        let names = sample::invented_names(60).join("、");
        let long = format!("应到代表名单：{names}");
        Sheets {
            law: "第三十条",
            residents_law: "第二十八条",
            normal: (
                known(parts::some_rules()),
                facts(
                    "representatives",
                    "温天娟",
                    &["推选选举委员会成员", "讨论通过选举办法"],
                    &["推选产生选举委员会，由七人组成", "通过选举办法"],
                ),
            ),
            community: (
                known(parts::residents_rules()),
                facts(
                    "representatives",
                    "温天娟",
                    &["讨论通过选举办法"],
                    &["通过选举办法"],
                ),
            ),
            largest: (
                known(parts::all_rules()),
                facts(
                    "assembly",
                    "温天娟",
                    &[
                        &long,
                        "讨论决定新一届委员会的职位、职数",
                        "讨论通过选举工作方案和选举办法",
                    ],
                    &["职位、职数按讨论意见确定", &long],
                ),
            ),
            rare: (
                known(parts::some_rules()),
                facts("group", sample::RARE_NAMES[0], &[], &[]),
            ),
        }
        .samples()
    }
}
