//! 目标责任书 — signed by the township and each village or community: who answers for what, by which day; and,
//! without a `unit`, by each linked leader of his own: all he is linked with, and what he answers for there.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::common::{Basis, Issue, Office, Official, Unit, UnitKind};
use super::field::{FieldSpec, Input, field};
use super::problem::DataProblem;
use super::{Frame, Sample, sample, township, words};

/// 关键节点
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// 工作
    pub name: String,
    /// 最迟日期
    pub latest: Option<NaiveDate>,
}

/// 联系的村（社区） of one leader
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Charge {
    /// 名称
    pub name: String,
    /// 村或社区
    pub kind: UnitKind,
    /// 选举日
    pub election_day: Option<NaiveDate>,
    /// 指导组
    pub guidance_team: Option<String>,
    /// 村（社区）责任人
    pub responsible: Option<String>,
}

/// 挂钩领导 with all he is linked with: one letter
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Linked {
    /// 领导
    pub leader: Official,
    /// 所联系的村（社区）
    #[serde(default)]
    pub units: Vec<Charge>,
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
    /// 挂钩领导, a letter each: in the letters of the leaders
    #[serde(default)]
    pub leaders: Vec<Linked>,
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// 镇
    pub office: Office,
    /// 村（社区） that signs; none in the letters of the leaders
    #[serde(default)]
    pub unit: Option<Unit>,
    /// 签发
    #[serde(default)]
    pub issue: Issue,
    /// 依据
    #[serde(default)]
    pub basis: Vec<Basis>,
    /// What the product knows.
    pub known: Known,
    /// What the clerk filled in.
    pub facts: Facts,
}

impl Frame for Paper {
    fn office(&self) -> &Office {
        &self.office
    }
    fn unit(&self) -> Option<&Unit> {
        self.unit.as_ref()
    }
    fn issue(&self) -> &Issue {
        &self.issue
    }
    fn basis(&self) -> &[Basis] {
        &self.basis
    }
}

impl Paper {
    /// Of whose letters it is: of a unit only its own, of the leaders each once and none without a unit.
    fn shape(&self, problems: &mut Vec<DataProblem>) {
        if self.unit.is_some() {
            if !self.known.leaders.is_empty() {
                problems.push(DataProblem::at(
                    "known.leaders",
                    "村（社区）的责任书不列各位挂钩领导，请去掉，或者去掉村（社区）",
                ));
            }
            return;
        }
        for (index, linked) in self.known.leaders.iter().enumerate() {
            if linked.units.is_empty() {
                problems.push(DataProblem::at(
                    format!("known.leaders[{index}].units"),
                    "这位领导没有联系的村（社区），请先在“分工”里定，或者去掉",
                ));
            }
            for (place, unit) in linked.units.iter().enumerate() {
                let twice = linked
                    .units
                    .iter()
                    .take(place)
                    .any(|known| known.name == unit.name);
                if twice {
                    problems.push(DataProblem::at(
                        format!("known.leaders[{index}].units[{place}].name"),
                        "同一个村（社区）列了两次，请去掉一次",
                    ));
                }
            }
        }
    }
}

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
        self.shape(problems);
        let polling = self.unit.as_ref().and_then(|unit| unit.election_day);
        if let (Some(signed), Some(polling)) = (self.facts.signed_on, polling)
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
        if self.unit.is_some() {
            return;
        }
        let kinds = self
            .known
            .leaders
            .iter()
            .flat_map(|linked| linked.units.iter().map(|unit| unit.kind));
        township::census(names, kinds);
        let letters: Vec<Value> = if self.known.leaders.is_empty() {
            vec![json!({ "leader": null, "units": [] })]
        } else {
            self.known.leaders.iter().map(|one| json!(one)).collect()
        };
        names.insert("letters".to_owned(), Value::Array(letters));
        let only = match self.known.leaders.as_slice() {
            [one] => one.leader.name.as_str(),
            _ => "",
        };
        names.insert("leader".to_owned(), json!(only));
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
        let leaders = |counts: &[usize]| {
            let names = ["李义鹏", "雷伟梅", "钟建民", "王火发", "邱喆"];
            let posts = [
                "镇党委副书记、镇长",
                "镇党委副书记",
                "镇人大主席",
                "镇党委委员、纪委书记",
                "镇党委委员、组织委员",
            ];
            let letters: Vec<Value> = counts
                .iter()
                .zip(names.iter().zip(posts))
                .map(|(count, (name, post))| {
                    let units: Vec<Value> = (1..=*count).map(charge).collect();
                    json!({ "leader": { "name": name, "post": post }, "units": units })
                })
                .collect();
            json!({
                "office": sample::office(), "issue": { "date": "2027-01-12" },
                "known": {
                    "head": { "name": "林忠康", "post": "镇党委书记" },
                    "window_from": "2027-01-04", "window_to": "2027-04-17",
                    "leaders": letters
                },
                "facts": {}
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
            sample::sample("normal-leaders", leaders(&[3, 2, 1])),
            sample::sample("largest-leaders", leaders(&[40, 12, 12, 12, 12])),
            sample::sample(
                "empty-leaders",
                json!({ "office": { "township": "石塘镇" }, "known": {}, "facts": {} }),
            ),
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

/// A unit of the samples by its number: the first two are those all samples share.
fn charge(number: usize) -> Value {
    let row = |name: String, kind: &str, day: &str, responsible: Option<&str>| {
        json!({
            "name": name, "kind": kind, "election_day": day,
            "guidance_team": "第一指导组", "responsible": responsible
        })
    };
    match number {
        1 => row("上前村".to_owned(), "village", "2027-03-18", Some("胡礼民")),
        2 => row(
            "石塘社区".to_owned(),
            "community",
            "2027-03-20",
            Some("钟伟"),
        ),
        number => row(format!("第{number}村"), "village", "2027-03-18", None),
    }
}
