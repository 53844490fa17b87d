//! 实施方案 — the township's plan of the whole election, from the computed schedule and the people imported; and, with
//! a `unit`, the plan that a village or community makes of it for itself.

pub mod changes;
mod fillings;
mod samples;
#[cfg(test)]
mod tests;
pub mod wording;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use self::wording::{Form, Wording};
use super::common::{
    Basis, Issue, LinkedUnit, Office, Official, Team, URGENCY, Unit, UnitKind, Urgency,
};
use super::field::{FieldSpec, Input, field};
use super::problem::DataProblem;
use super::{Frame, Sample, steps, township, words};

/// 期限的性质
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// 法定
    Statutory,
    /// 工作
    Working,
}

/// 步骤 — a row of the computed schedule, with the names of cli.md's `plan`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Canonical id: `roll-published`
    pub id: String,
    /// 名称
    pub name: String,
    /// 建议日期
    pub suggested: Option<NaiveDate>,
    /// 最迟日期
    pub latest: Option<NaiveDate>,
    /// 性质
    pub class: Option<Class>,
    /// 依据
    #[serde(default)]
    pub basis: Vec<Basis>,
    /// 责任单位: `村民选举委员会`
    pub responsible: Option<String>,
}

/// 阶段
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// 名称: `选民登记`
    pub name: String,
    /// 步骤, in order
    #[serde(default)]
    pub steps: Vec<Step>,
}

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 统一的选举日, where the units share one
    pub election_day: Option<NaiveDate>,
    /// 换届窗口期起
    pub window_from: Option<NaiveDate>,
    /// 换届窗口期止
    pub window_to: Option<NaiveDate>,
    /// 领导小组 with roles 组长, 副组长, 成员
    #[serde(default)]
    pub leading_group: Vec<Official>,
    /// 办公室 with roles
    #[serde(default)]
    pub bureau: Vec<Official>,
    /// 镇级步骤
    #[serde(default)]
    pub township_steps: Vec<Step>,
    /// 村的日程, by stage
    #[serde(default)]
    pub village_stages: Vec<Stage>,
    /// 社区的日程, by stage
    #[serde(default)]
    pub community_stages: Vec<Stage>,
    /// 各村（社区）及其包干责任人
    #[serde(default)]
    pub units: Vec<LinkedUnit>,
    /// 指导组
    #[serde(default)]
    pub guidance_teams: Vec<Team>,
    /// 督查组
    #[serde(default)]
    pub supervision_teams: Vec<Team>,
    /// 换届纪律, one sentence each, from the rule pack
    #[serde(default)]
    pub discipline: Vec<String>,
    /// 选举委员会 with roles 主任, 副主任, 委员: in a unit's plan
    #[serde(default)]
    pub committee: Vec<Official>,
    /// 基本情况: in a unit's plan
    #[serde(default)]
    pub figures: Option<Figures>,
    /// 讨论通过的日子: in a unit's plan
    #[serde(default)]
    pub adopted_on: Option<NaiveDate>,
    /// 讨论通过的会议: in a unit's plan
    #[serde(default)]
    pub adopted_by: Option<String>,
}

/// 基本情况 of a village or community.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// 小组数
    pub groups: Option<u32>,
    /// 户数
    pub households: Option<u32>,
    /// 人口
    pub population: Option<u32>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 上级文件
    #[serde(default)]
    pub superior_documents: Vec<String>,
    /// 补充的工作要求
    #[serde(default)]
    pub extra_requirements: Vec<String>,
    /// 联系人
    pub contact: Option<String>,
    /// 联系电话
    pub contact_phone: Option<String>,
    /// 举报电话
    pub report_phone: Option<String>,
    /// 举报信箱或地址
    pub report_address: Option<String>,
    /// 抄送
    pub copy_to: Option<String>,
    /// 紧急程度
    pub urgency: Option<Urgency>,
}

/// 实施方案的数据
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// 镇
    pub office: Office,
    /// 村（社区）, whose own plan it is; none in the township's
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
    /// 本单位改写的各章, by chapter, a paragraph a line; the shipped text for the others.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub wording: Wording,
}

impl Paper {
    /// Whose plan it is.
    pub fn form(&self) -> Form {
        self.unit
            .as_ref()
            .map_or(Form::Township, |unit| Form::Unit(unit.kind))
    }

    fn names(&self) -> Map<String, Value> {
        words::names(
            crate::documents::kind::Kind::ImplementationPlan,
            &self.office,
            self.unit.as_ref(),
            &self.issue,
            &self.basis,
        )
    }
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

impl super::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "superior_documents",
            "上级文件",
            "每行一份，连同文号；写在方案开头的依据里",
            Input::Lines,
        ),
        field(
            "extra_requirements",
            "补充的工作要求",
            "每行一条，写在“工作要求”一章的末尾；没有就不填",
            Input::Lines,
        ),
        field("contact", "联系人", "", Input::Text),
        field("contact_phone", "联系电话", "", Input::Text),
        field("report_phone", "举报电话", "公开的举报电话", Input::Text),
        field("report_address", "举报信箱或地址", "", Input::Text),
        field(
            "copy_to",
            "抄送",
            "如“县委组织部，县民政局”；不抄送就不填",
            Input::Text,
        ),
        URGENCY,
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
        for (index, unit) in known.units.iter().enumerate() {
            if known
                .units
                .iter()
                .take(index)
                .any(|earlier| earlier.name == unit.name)
            {
                problems.push(DataProblem::at(
                    format!("known.units[{index}].name"),
                    "这个村（社区）列了两次，请删去一行",
                ));
            }
        }
        let places = fillings::fillings(self, &self.names());
        wording::problems(self.form(), &self.wording, &places, problems);
    }

    fn words(&self, names: &mut Map<String, Value>) {
        let known = &self.known;
        let committees = township::census(names, known.units.iter().map(|unit| unit.kind));
        let own: String = ["unit", "committee_term"]
            .iter()
            .filter_map(|key| names.get(*key).and_then(Value::as_str))
            .collect();
        let places = fillings::fillings(self, names);
        let chapters = wording::printed(self.form(), &self.wording, &places);
        let mut put = |key: &str, value: Value| {
            names.insert(key.to_owned(), value);
        };
        let year = self
            .office
            .election_year
            .map_or_else(String::new, |year| format!("{year}年"));
        put(
            "plan",
            json!(match &self.unit {
                Some(_) => format!("{own}换届选举实施方案"),
                None => format!(
                    "{}{year}{committees}换届选举工作实施方案",
                    self.office.township
                ),
            }),
        );
        put(
            "township",
            known
                .township_steps
                .iter()
                .map(|step| row(step, steps::township_task(&step.id)))
                .collect(),
        );
        put(
            "village_stages",
            stages(UnitKind::Village, &known.village_stages),
        );
        put(
            "community_stages",
            stages(UnitKind::Community, &known.community_stages),
        );
        put("calendar", calendar(known));
        put(
            "teams",
            json!({
                "guidance": teams(&known.guidance_teams), "supervision": teams(&known.supervision_teams)
            }),
        );
        put(
            "seats",
            known
                .units
                .iter()
                .map(|unit| json!(unit.seats.map(words::seats)))
                .collect(),
        );
        put(
            "more",
            json!(format!(
                "（{}）其他事项",
                words::number(wording::next_heading(&chapters))
            )),
        );
        put("chapters", json!(chapters));
    }

    fn samples() -> Vec<Sample> {
        samples::samples()
    }
}

/// People of a body by role, highest first as they come: `[{role, people: [{name, post}]}]`.
pub(super) fn roles(people: &[Official]) -> Value {
    let mut roles: Vec<(&str, Vec<&Official>)> = Vec::new();
    for person in people {
        let role = person.role.as_deref().unwrap_or("成员");
        match roles.iter_mut().find(|(known, _)| *known == role) {
            Some((_, members)) => members.push(person),
            None => roles.push((role, vec![person])),
        }
    }
    roles
        .into_iter()
        .map(|(role, people)| json!({ "role": role, "people": people }))
        .collect()
}

/// A row of the schedule in print.
fn row(step: &Step, task: Option<&str>) -> Value {
    let citations: Vec<String> = step.basis.iter().map(words::short_citation).collect();
    json!({
        "name": step.name,
        "task": task.unwrap_or(&step.name),
        "suggested": step.suggested,
        "latest": step.latest,
        "class": match step.class {
            Some(Class::Statutory) => Some("法定"),
            Some(Class::Working) => Some("工作"),
            None => None,
        },
        "basis": citations.join("；"),
        "responsible": step.responsible,
    })
}

fn stages(kind: UnitKind, stages: &[Stage]) -> Value {
    stages
        .iter()
        .zip(1_u32..)
        .map(|(stage, number)| {
            let days = || {
                stage
                    .steps
                    .iter()
                    .filter_map(|step| step.suggested.or(step.latest))
            };
            let rows: Vec<Value> = stage
                .steps
                .iter()
                .map(|step| row(step, steps::unit_task(kind, &step.id)))
                .collect();
            let tasks: Vec<&str> = stage
                .steps
                .iter()
                .map(|step| steps::unit_task(kind, &step.id).unwrap_or(&step.name))
                .collect();
            json!({
                "number": words::number(number),
                "name": stage.name,
                "span": words::span(days().min(), days().max()),
                "tasks": tasks,
                "rows": rows,
            })
        })
        .collect()
}

/// The days of the calendar: suggested days, and 最迟 where the law sets the last day. What villages and communities
/// have in common is written once.
fn calendar(known: &Known) -> Value {
    let mut days: Vec<(NaiveDate, bool, String)> = Vec::new();
    let steps = known.township_steps.iter().chain(
        known
            .village_stages
            .iter()
            .chain(&known.community_stages)
            .flat_map(|stage| &stage.steps),
    );
    for step in steps {
        let statutory = step.class == Some(Class::Statutory);
        let one_day = step.suggested == step.latest;
        if let Some(day) = step.suggested {
            days.push((day, statutory && one_day, step.name.clone()));
        }
        if let Some(day) = step.latest.filter(|_| statutory && !one_day) {
            days.push((day, true, format!("最迟：{}", step.name)));
        }
    }
    // 同一天里法定的在前
    days.sort_by_key(|day| (day.0, !day.1));
    let mut shown: Vec<Value> = Vec::new();
    for (index, (day, strong, text)) in days.iter().enumerate() {
        let again = days
            .iter()
            .take(index)
            .any(|(other, _, known)| other == day && known == text);
        if !again {
            shown.push(json!({ "day": day, "strong": strong, "text": text }));
        }
    }
    Value::Array(shown)
}

fn teams(teams: &[Team]) -> Value {
    teams
        .iter()
        .map(|team| {
            let members: Vec<&str> = team
                .members
                .iter()
                .map(|member| member.name.as_str())
                .collect();
            json!({
                "name": team.name,
                "head": team.head,
                "members": members,
                "units": team.units.join("、"),
            })
        })
        .collect()
}
