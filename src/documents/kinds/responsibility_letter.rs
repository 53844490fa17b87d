//! 目标责任书 — signed by the township and each village or community: who answers for what, by which day.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::common::{Official, VillagePaper};
use super::field::{FieldSpec, Input, field};
use super::problem::DataProblem;
use super::{Sample, sample, words};

/// 关键节点
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// 工作
    pub name: String,
    /// 最迟日期
    pub latest: Option<NaiveDate>,
}

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 领导小组组长
    pub head: Option<Official>,
    /// 挂钩领导
    pub leader: Option<Official>,
    /// 指导组
    pub guidance_team: Option<String>,
    /// 换届窗口期起
    pub window_from: Option<NaiveDate>,
    /// 换届窗口期止
    pub window_to: Option<NaiveDate>,
    /// 关键节点, from the schedule of the unit
    #[serde(default)]
    pub targets: Vec<Target>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 村（社区）责任人
    pub responsible: Option<String>,
    /// 责任人的职务
    pub responsible_post: Option<String>,
    /// 本村（社区）另加的任务
    #[serde(default)]
    pub extra_duties: Vec<String>,
    /// 签订日期
    pub signed_on: Option<NaiveDate>,
}

/// 目标责任书的数据
pub type Paper = VillagePaper<Known, Facts>;

impl super::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field("responsible", "村（社区）责任人", "", Input::Text),
        field(
            "responsible_post",
            "责任人的职务",
            "如“党总支书记”",
            Input::Text,
        ),
        field(
            "extra_duties",
            "另加的任务",
            "每行一条；没有就不填",
            Input::Lines,
        ),
        field("signed_on", "签订日期", "", Input::Date),
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let known = &self.known;
        if let (Some(from), Some(to)) = (known.window_from, known.window_to)
            && to < from
        {
            problems.push(DataProblem::at(
                "known.window_to",
                "换届工作结束日早于开始日，请核对届次设置",
            ));
        }
        if let (Some(signed), Some(polling)) = (self.facts.signed_on, self.unit.election_day)
            && signed > polling
        {
            problems.push(DataProblem::at(
                "facts.signed_on",
                "签订日期晚于选举日，请改正",
            ));
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        names.insert(
            "window".to_owned(),
            json!(words::span(self.known.window_from, self.known.window_to)),
        );
    }

    fn samples() -> Vec<Sample> {
        let target = |name: &str, latest: &str| json!({ "name": name, "latest": latest });
        let targets = |people: &str| {
            json!([
                target(&format!("推选{people}民选举委员会"), "2027-02-08"),
                target(&format!("公布登记参加选举的{people}民名单"), "2027-02-26"),
                target("公布正式候选人名单", "2027-03-13"),
                target("投票选举", "2027-03-18"),
                target("工作移交", "2027-03-28")
            ])
        };
        let known = |people: &str| {
            json!({
                "head": { "name": "林忠康", "post": "镇党委书记", "role": "组长" },
                "leader": { "name": "李义鹏", "post": "镇党委副书记、镇长" },
                "guidance_team": "第一指导组",
                "window_from": "2027-01-04", "window_to": "2027-04-17", "targets": targets(people)
            })
        };
        let facts = json!({
            "responsible": "胡礼民", "responsible_post": "党总支书记", "signed_on": "2027-01-12"
        });
        let paper = |unit: Value, known: Value, facts: Value| {
            json!({
                "office": sample::office(), "unit": unit, "issue": { "date": "2027-01-12" },
                "known": known, "facts": facts
            })
        };
        let mut longest = facts.clone();
        let lines: Vec<String> = (1..=30)
            .map(|n| format!("第{n}项：对外出人员逐户建立联系台账，写明联系的时间、方式和结果，并在名单公布前核对一遍"))
            .collect();
        longest["extra_duties"] = json!(lines);
        vec![
            sample::sample("normal", paper(sample::village(), known("村"), facts)),
            sample::sample(
                "normal-community",
                paper(
                    sample::community(),
                    known("居"),
                    json!({ "responsible": "钟伟", "responsible_post": "党委书记" }),
                ),
            ),
            sample::sample(
                "empty",
                json!({ "office": { "township": "石塘镇" }, "unit": sample::blank_village(), "known": {}, "facts": {} }),
            ),
            sample::sample(
                "empty-community",
                json!({ "office": { "township": "石塘镇" }, "unit": sample::blank_community(), "known": {}, "facts": {} }),
            ),
            sample::sample("largest", paper(sample::village(), known("村"), longest)),
            sample::sample(
                "rare",
                paper(
                    sample::rare_village(),
                    json!({ "leader": { "name": "李𬭎", "post": null } }),
                    json!({ "responsible": "阿依古丽·买买提" }),
                ),
            ),
        ]
    }
}
