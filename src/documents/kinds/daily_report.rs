//! 日报、零报告 — one day of the whole township, drawn from the records: nobody counts or types anything again.
//!
//! The head of the audit chain is printed under it: a paper in the archive that says what the records were that day.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::common::{TownshipPaper, UnitKind};
use super::field::{FieldSpec, Input, field};
use super::problem::DataProblem;
use super::township::{Visit, census, visit_problems, visit_sums};
use super::{Sample, liaison_table, sample};

/// 阶段的进度 — how many units stand where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageCount {
    /// 阶段
    pub name: String,
    /// 完成
    pub done: u32,
    /// 进行中（含将到期）
    pub active: u32,
    /// 未到
    pub ahead: u32,
    /// 逾期
    pub late: u32,
}

impl StageCount {
    fn units(&self) -> u32 {
        [self.done, self.active, self.ahead, self.late]
            .into_iter()
            .fold(0, u32::saturating_add)
    }
}

/// 村（社区）的进度
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitLine {
    /// 名称
    pub name: String,
    /// 村或社区
    pub kind: UnitKind,
    /// 选举日
    pub election_day: Option<NaiveDate>,
    /// 各阶段的状态, in the order of [`Known::stages`]
    #[serde(default)]
    pub cells: Vec<String>,
}

/// 一个单位的一个环节
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepLine {
    /// 单位; the township's own name for its own steps
    pub unit: String,
    /// 环节
    pub step: String,
    /// 最迟日期
    pub latest: Option<NaiveDate>,
    /// 是否法定期限
    #[serde(default)]
    pub statutory: bool,
    /// 当日记录的，是否逾期完成
    #[serde(default)]
    pub late: bool,
}

/// 审计链头
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    /// 序号 of the last event
    pub seq: i64,
    /// 摘要 of the last event
    pub digest: String,
}

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 报告日
    pub day: Option<NaiveDate>,
    /// 期号
    pub serial: Option<u32>,
    /// 各阶段
    #[serde(default)]
    pub stages: Vec<StageCount>,
    /// 各村（社区）
    #[serde(default)]
    pub units: Vec<UnitLine>,
    /// 当日办结
    #[serde(default)]
    pub done: Vec<StepLine>,
    /// 逾期未办
    #[serde(default)]
    pub overdue: Vec<StepLine>,
    /// 将到期
    #[serde(default)]
    pub soon: Vec<StepLine>,
    /// 全部督查
    #[serde(default)]
    pub visits: Vec<Visit>,
    /// 当日印发的文书份数
    pub papers_issued: Option<u32>,
    /// 审计链头
    pub anchor: Option<Anchor>,
}

/// 突发情况
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Incident {
    /// 哪一天
    pub day: NaiveDate,
    /// 情况和处置
    pub text: String,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 报送单位
    pub recipient: Option<String>,
    /// 突发情况; each carries its day, so that yesterday's never stands in today's report
    #[serde(default)]
    pub incidents: Vec<Incident>,
    /// 填报人
    pub compiler: Option<String>,
    /// 审核人
    pub reviewer: Option<String>,
    /// 联系电话
    pub contact_phone: Option<String>,
}

/// 日报的数据
pub type Paper = TownshipPaper<Known, Facts>;

impl super::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "recipient",
            "报送单位",
            "如“县换届选举工作领导小组办公室”；填一次，以后各期沿用",
            Input::Text,
        ),
        field(
            "incidents",
            "突发情况",
            "每行一件：日期、情况和处置；用竖线“|”或制表符分开；日报只印当天的，没有就不填",
            Input::Table(&[
                field("day", "日期", "", Input::Date),
                field("text", "情况和处置", "", Input::Text),
            ]),
        ),
        field("compiler", "填报人", "", Input::Text),
        field("reviewer", "审核人", "", Input::Text),
        field("contact_phone", "联系电话", "", Input::Text),
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let known = &self.known;
        let mut bad = |path: String, text: &str| problems.push(DataProblem::at(path, text));
        let count = u32::try_from(known.units.len()).unwrap_or(u32::MAX);
        for (index, stage) in known.stages.iter().enumerate() {
            // 不适用的单位不计入，所以只会少不会多
            if stage.units() > count {
                bad(
                    format!("known.stages[{index}]"),
                    "各种状态的单位数相加多于单位总数，请核对",
                );
            }
        }
        for (index, unit) in known.units.iter().enumerate() {
            if unit.cells.len() != known.stages.len() {
                bad(
                    format!("known.units[{index}].cells"),
                    "状态的个数与阶段的个数不一致",
                );
            }
        }
        if let Some(day) = known.day {
            for (index, incident) in self.facts.incidents.iter().enumerate() {
                if incident.day > day {
                    bad(
                        format!("facts.incidents[{index}].day"),
                        "晚于报告日，还没有发生的情况不能报告",
                    );
                }
            }
            for (index, line) in known.overdue.iter().enumerate() {
                if line.latest.is_some_and(|latest| latest >= day) {
                    bad(
                        format!("known.overdue[{index}].latest"),
                        "最迟日期还没有过，不是逾期",
                    );
                }
            }
        }
        if let Some(anchor) = &known.anchor
            && (anchor.digest.len() != 64
                || !anchor.digest.bytes().all(|byte| byte.is_ascii_hexdigit()))
        {
            bad(
                "known.anchor.digest".to_owned(),
                "不是64位的摘要，请联系系统管理员",
            );
        }
        visit_problems(&known.visits, problems);
    }

    fn words(&self, names: &mut Map<String, Value>) {
        let known = &self.known;
        census(names, known.units.iter().map(|unit| unit.kind));
        let today: Vec<&Visit> = known
            .visits
            .iter()
            .filter(|visit| Some(visit.day) == known.day)
            .collect();
        let incidents: Vec<&str> = self
            .facts
            .incidents
            .iter()
            .filter(|incident| Some(incident.day) == known.day)
            .map(|incident| incident.text.as_str())
            .collect();
        let nothing = known.day.is_some()
            && known.done.is_empty()
            && today.is_empty()
            && incidents.is_empty();
        names.insert("zero".to_owned(), json!(nothing));
        names.insert(
            "visited_today".to_owned(),
            json!(visit_sums(today.iter().copied(), known.day)),
        );
        names.insert("visits_today".to_owned(), json!(today));
        names.insert(
            "visits_all".to_owned(),
            json!(visit_sums(known.visits.iter(), known.day)),
        );
        names.insert("incidents".to_owned(), json!(incidents));
        names.insert(
            "overdue_statutory".to_owned(),
            json!(known.overdue.iter().filter(|line| line.statutory).count()),
        );
        names.insert("done".to_owned(), by_step(&known.done));
        names.insert("overdue".to_owned(), by_step(&known.overdue));
        names.insert("soon".to_owned(), by_step(&known.soon));
        // 八位一组，便于人工核对
        names.insert(
            "anchor".to_owned(),
            json!(known.anchor.as_ref().map(|anchor| grouped(&anchor.digest))),
        );
        // 列宽按阶段数均分
        let columns = vec!["1fr"; known.stages.len()].join(" ");
        names.insert("stage_columns".to_owned(), json!(columns));
    }

    fn samples() -> Vec<Sample> {
        let paper = |known: Value, facts: Value| {
            json!({
                "office": sample::office(), "issue": { "date": "2027-02-24" },
                "known": known, "facts": facts
            })
        };
        let facts = json!({
            "recipient": "县村（社区）“两委”换届选举工作领导小组办公室",
            "incidents": [
                { "day": "2027-02-23", "text": "前一天的情况，不应印在当天的日报里。" },
                { "day": "2027-02-24", "text": "历林村两户村民对名单中的两人提出申诉，选举委员会已受理，将在三日内作出处理决定。" }
            ],
            "compiler": "马军", "reviewer": "邱喆", "contact_phone": "0751-6220001"
        });
        let mut zero = day_of(3, false);
        zero["visits"] = json!([]);
        let mut rare = day_of(2, true);
        rare["units"][0]["name"] = json!("𠮷塘村");
        rare["done"][0]["unit"] = json!("𠮷塘村");
        vec![
            sample::sample("normal", paper(day_of(16, true), facts)),
            sample::sample("zero", paper(zero, json!({ "compiler": "马军" }))),
            sample::sample(
                "empty",
                json!({ "office": { "township": "石塘镇" }, "known": {}, "facts": {} }),
            ),
            sample::sample(
                "largest",
                paper(day_of(60, true), json!({ "compiler": "马军" })),
            ),
            sample::sample(
                "rare",
                paper(
                    rare,
                    json!({ "compiler": "李𬭎", "reviewer": "阿依古丽·买买提" }),
                ),
            ),
        ]
    }
}

/// The same step of many units in one row, in the order in which they come.
fn by_step(lines: &[StepLine]) -> Value {
    let mut rows: Vec<(&StepLine, Vec<&str>)> = Vec::new();
    for line in lines {
        let alike = |row: &&mut (&StepLine, Vec<&str>)| {
            let first = row.0;
            first.step == line.step
                && first.latest == line.latest
                && first.statutory == line.statutory
                && first.late == line.late
        };
        match rows.iter_mut().find(alike) {
            Some((_, units)) => units.push(&line.unit),
            None => rows.push((line, vec![&line.unit])),
        }
    }
    rows.into_iter()
        .map(|(line, units)| {
            json!({
                "step": line.step, "latest": line.latest, "statutory": line.statutory,
                "late": line.late, "count": units.len(), "units": units,
            })
        })
        .collect()
}

/// A digest in groups of eight, as people compare it.
fn grouped(digest: &str) -> String {
    let characters: Vec<char> = digest.chars().collect();
    let groups: Vec<String> = characters
        .chunks(8)
        .map(|group| group.iter().collect())
        .collect();
    groups.join(" ")
}

/// An invented day of a township with this many units.
fn day_of(count: usize, busy: bool) -> Value {
    const STAGES: [&str; 6] = ["筹备", "推选选举委员会", "登记", "提名", "投票", "建档收尾"];
    let total = u32::try_from(count).unwrap_or(u32::MAX);
    let units: Vec<Value> = liaison_table::named_units(count)
        .as_array()
        .into_iter()
        .flatten()
        .enumerate()
        .map(|(index, unit)| {
            let registration = match index % 7 {
                0 => "完成",
                5 if busy => "逾期",
                _ => "进行中",
            };
            json!({
                "name": unit["name"], "kind": unit["kind"], "election_day": "2027-03-18",
                "cells": ["完成", "完成", registration, "未到", "未到", "未到"]
            })
        })
        .collect();
    let of = |word: &str| {
        let count = units.iter().filter(|unit| unit["cells"][2] == word).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    };
    let stages: Vec<Value> = STAGES
        .iter()
        .enumerate()
        .map(|(index, name)| match index {
            0 | 1 => json!({ "name": name, "done": total, "active": 0, "ahead": 0, "late": 0 }),
            2 => json!({ "name": name, "done": of("完成"), "active": of("进行中"), "ahead": 0, "late": of("逾期") }),
            _ => json!({ "name": name, "done": 0, "active": 0, "ahead": total, "late": 0 }),
        })
        .collect();
    let lines = |wanted: &str, step: &str, latest: Value, statutory: bool| -> Value {
        units
            .iter()
            .filter(|unit| busy && unit["cells"][2] == wanted)
            .map(|unit| json!({ "unit": unit["name"], "step": step, "latest": latest, "statutory": statutory }))
            .collect()
    };
    json!({
        "day": "2027-02-24", "serial": 12, "stages": stages,
        "done": lines("完成", "公布登记参加选举的村（居）民名单", Value::Null, true),
        "overdue": lines("逾期", "登记截止", json!("2027-02-20"), false),
        "soon": lines("进行中", "公布登记参加选举的村（居）民名单", json!("2027-02-26"), true),
        "units": units,
        "visits": sample::visits(), "papers_issued": if busy { 21 } else { 0 },
        "anchor": { "seq": 1834, "digest": "9f2c41d07be6a853c1f0847712de95ab3c6640f98e2d17b5a0c3914f7d28e6b1" }
    })
}
