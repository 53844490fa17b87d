//! 日报表格的列 — the county's columns are data: one line a column, the county's heading and what stands in it.
//!
//! ```text
//! 村名 = 单位
//! 法定逾期（个） = 法定逾期
//! 备注 = 空白
//! ```

use chrono::NaiveDate;

use crate::{
    documents::kinds::{
        UnitKind, Visit,
        daily_report::{Known, StepLine, UnitLine},
    },
    office::refusal::Problems,
    roster::{ExportCell, ExportColumn},
};

/// The columns of an office that changed nothing.
pub const SHIPPED: &str = include_str!("../../../assets/reports/daily-columns.txt");
/// Most columns, and most characters of a heading.
const MOST: usize = 60;
const LONGEST: usize = 40;
/// A column with the state of one stage: `阶段：选民登记`.
const STAGE: &str = "阶段：";

/// 内容 — what can stand in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    Number,
    Unit,
    Kind,
    ReportDay,
    ElectionDay,
    DaysLeft,
    Stage,
    Done,
    DoneSteps,
    Late,
    LateSteps,
    Passed,
    Soon,
    SoonSteps,
    Visits,
    Findings,
    AllVisits,
    AllFindings,
    Blank,
}

/// Name and meaning of every content.
const CONTENTS: &[(&str, Content, &str)] = &[
    ("序号", Content::Number, "从 1 起"),
    ("单位", Content::Unit, "村（社区）名称"),
    ("类别", Content::Kind, "村或社区"),
    ("报告日", Content::ReportDay, "这份日报的日期"),
    ("选举日", Content::ElectionDay, "定下的或已投票的日子"),
    ("距选举日", Content::DaysLeft, "天数，过了选举日的留空"),
    ("当前阶段", Content::Stage, "最早没有完成的阶段和它的状态"),
    ("当日办结", Content::Done, "当日记录的环节个数"),
    ("当日办结环节", Content::DoneSteps, "环节名称"),
    ("法定逾期", Content::Late, "过了法定最迟日还没有办的个数"),
    ("逾期环节", Content::LateSteps, "法定逾期的环节名称"),
    ("已过安排", Content::Passed, "过了工作安排还没有办的个数"),
    ("将到期", Content::Soon, "三日内到期的个数"),
    ("将到期环节", Content::SoonSteps, "环节名称"),
    ("当日督查", Content::Visits, "次数"),
    ("当日发现问题", Content::Findings, "个数"),
    ("累计督查", Content::AllVisits, "到报告日为止的次数"),
    ("累计发现问题", Content::AllFindings, "到报告日为止的个数"),
    ("空白", Content::Blank, "系统不知道、县里要的列，留空"),
];

/// What stands in a column: one of [`CONTENTS`] or the state of a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Filling {
    Of(Content),
    State(String),
}

/// 列
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The county's heading.
    pub title: String,
    filling: Filling,
}

/// What can be chosen, for the page: name and meaning.
pub fn choices(stages: &[&str]) -> Vec<(String, String)> {
    CONTENTS
        .iter()
        .map(|(name, _, meaning)| ((*name).to_owned(), (*meaning).to_owned()))
        .chain(
            stages
                .iter()
                .map(|stage| (format!("{STAGE}{stage}"), "这个阶段的状态".to_owned())),
        )
        .collect()
}

/// Reads the list of columns; every mistake with its line.
pub fn parse(text: &str, stages: &[&str]) -> Result<Vec<Column>, Problems> {
    let mut problems = Problems::none();
    let mut columns: Vec<Column> = Vec::new();
    for (line, number) in text.lines().zip(1_usize..) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let mut bad = |text: String| problems.add("columns", format!("第{number}行：{text}"));
        let Some((title, content)) = line
            .split_once('=')
            .or_else(|| line.split_once('＝'))
            .map(|(title, content)| (title.trim(), content.trim()))
        else {
            bad("请写成“县表的列名 = 内容”。这一行没有等号。".to_owned());
            continue;
        };
        if title.is_empty() {
            bad("请写县表的列名。等号左边是空的。".to_owned());
        }
        if title.chars().count() > LONGEST {
            bad(format!("请把列名写在 {LONGEST} 字以内。"));
        }
        if !title.is_empty() && columns.iter().any(|known| known.title == title) {
            bad(format!("请换一个列名。“{title}”前面已经有了。"));
        }
        let filling = match (content.strip_prefix(STAGE), named(content)) {
            (Some(stage), _) if stages.contains(&stage) => Some(Filling::State(stage.to_owned())),
            (None, Some(content)) => Some(Filling::Of(content)),
            _ => None,
        };
        match filling {
            Some(filling) => columns.push(Column {
                title: title.to_owned(),
                filling,
            }),
            None => bad(format!(
                "请从下面的“可用的内容”里选一个填在等号右边，不知道的写“空白”。没有“{content}”这一项。"
            )),
        }
    }
    if problems.is_empty() && columns.is_empty() {
        problems.add("columns", "请至少写一列。一列也没有，导不出表。");
    }
    if columns.len() > MOST {
        problems.add("columns", format!("请把列减到 {MOST} 列以内。"));
    }
    if problems.is_empty() {
        Ok(columns)
    } else {
        Err(problems)
    }
}

fn named(content: &str) -> Option<Content> {
    CONTENTS
        .iter()
        .find(|(name, ..)| *name == content)
        .map(|(_, content, _)| *content)
}

/// The county's table of one day: a row a unit, sums below.
pub fn table(columns: &[Column], known: &Known) -> (Vec<ExportColumn>, Vec<Vec<ExportCell>>) {
    let head = columns
        .iter()
        .map(|column| ExportColumn::titled(column.title.clone()))
        .collect();
    let mut rows: Vec<Vec<ExportCell>> = known
        .units
        .iter()
        .zip(1_u32..)
        .map(|(unit, number)| {
            columns
                .iter()
                .map(|column| cell(&column.filling, known, unit, number))
                .collect()
        })
        .collect();
    if !rows.is_empty() {
        let sums = columns
            .iter()
            .enumerate()
            .map(|(at, column)| sum(at, column, &rows))
            .collect();
        rows.push(sums);
    }
    (head, rows)
}

/// The sum of a column of counts; 合计 under the names.
fn sum(at: usize, column: &Column, rows: &[Vec<ExportCell>]) -> ExportCell {
    match column.filling {
        Filling::Of(Content::Unit) => "合计".into(),
        Filling::Of(
            Content::Done
            | Content::Late
            | Content::Passed
            | Content::Soon
            | Content::Visits
            | Content::Findings
            | Content::AllVisits
            | Content::AllFindings,
        ) => ExportCell::Number(
            rows.iter()
                .filter_map(|row| match row.get(at) {
                    Some(ExportCell::Number(number)) => Some(*number),
                    _ => None,
                })
                .fold(0, i64::saturating_add),
        ),
        _ => ExportCell::Blank,
    }
}

fn cell(filling: &Filling, known: &Known, unit: &UnitLine, number: u32) -> ExportCell {
    let content = match filling {
        Filling::State(stage) => {
            return known
                .stages
                .iter()
                .position(|one| one.name == *stage)
                .and_then(|at| unit.cells.get(at))
                .map(String::as_str)
                .into();
        }
        Filling::Of(content) => *content,
    };
    let of = |lines: &[StepLine], wanted: fn(&StepLine) -> bool| -> Vec<String> {
        lines
            .iter()
            .filter(|line| line.unit == unit.name && wanted(line))
            .map(|line| line.step.clone())
            .collect()
    };
    let visits = |today: bool| -> Vec<&Visit> {
        known
            .visits
            .iter()
            .filter(|visit| visit.unit == unit.name && (!today || Some(visit.day) == known.day))
            .collect()
    };
    let found = |visits: &[&Visit]| {
        visits
            .iter()
            .map(|visit| visit.findings.len())
            .sum::<usize>()
    };
    let lawful: fn(&StepLine) -> bool = |line| line.statutory;
    let working: fn(&StepLine) -> bool = |line| !line.statutory;
    let any: fn(&StepLine) -> bool = |_| true;
    match content {
        Content::Number => number.into(),
        Content::Unit => unit.name.as_str().into(),
        Content::Kind => match unit.kind {
            UnitKind::Village => "村",
            UnitKind::Community => "社区",
        }
        .into(),
        Content::ReportDay => known.day.into(),
        Content::ElectionDay => unit.election_day.into(),
        Content::DaysLeft => days_left(known.day, unit.election_day),
        Content::Stage => stage_now(known, unit),
        Content::Done => count(of(&known.done, any).len()),
        Content::DoneSteps => joined(&of(&known.done, any)),
        Content::Late => count(of(&known.overdue, lawful).len()),
        Content::LateSteps => joined(&of(&known.overdue, lawful)),
        Content::Passed => count(of(&known.overdue, working).len()),
        Content::Soon => count(of(&known.soon, any).len()),
        Content::SoonSteps => joined(&of(&known.soon, any)),
        Content::Visits => count(visits(true).len()),
        Content::Findings => count(found(&visits(true))),
        Content::AllVisits => count(visits(false).len()),
        Content::AllFindings => count(found(&visits(false))),
        Content::Blank => ExportCell::Blank,
    }
}

fn count(number: usize) -> ExportCell {
    ExportCell::Number(i64::try_from(number).unwrap_or(i64::MAX))
}

fn joined(names: &[String]) -> ExportCell {
    if names.is_empty() {
        ExportCell::Blank
    } else {
        names.join("；").into()
    }
}

fn days_left(day: Option<NaiveDate>, election_day: Option<NaiveDate>) -> ExportCell {
    match day.zip(election_day) {
        Some((day, election_day)) if election_day >= day => {
            ExportCell::Number((election_day - day).num_days())
        }
        _ => ExportCell::Blank,
    }
}

/// The earliest stage that is not finished, with its state; 全部完成 when there is none.
fn stage_now(known: &Known, unit: &UnitLine) -> ExportCell {
    known
        .stages
        .iter()
        .zip(&unit.cells)
        .find(|(_, cell)| !matches!(cell.as_str(), "完成" | "逾期完成" | "不适用"))
        .map_or_else(
            || "全部完成".to_owned(),
            |(stage, cell)| format!("{}（{cell}）", stage.name),
        )
        .into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    fn known() -> Known {
        serde_json::from_value(json!({
            "day": "2027-02-27",
            "stages": [
                { "name": "筹备", "done": 2, "active": 0, "ahead": 0, "late": 0 },
                { "name": "登记", "done": 1, "active": 0, "ahead": 0, "late": 1 }
            ],
            "units": [
                { "name": "上前村", "kind": "village", "election_day": "2027-03-18", "cells": ["完成", "完成"] },
                { "name": "=中坌村", "kind": "village", "election_day": "2027-02-20", "cells": ["完成", "逾期"] }
            ],
            "done": [{ "unit": "上前村", "step": "登记截止", "latest": null }],
            "overdue": [
                { "unit": "=中坌村", "step": "公布名单", "latest": "2027-02-26", "statutory": true },
                { "unit": "=中坌村", "step": "走访", "latest": "2027-02-20" }
            ],
            "visits": [
                { "unit": "上前村", "day": "2027-02-27", "findings": [{ "problem": "甲" }] },
                { "unit": "上前村", "day": "2027-02-20", "findings": [] }
            ]
        }))
        .unwrap()
    }

    #[test]
    fn the_shipped_columns_are_right() {
        let columns = parse(SHIPPED, &[]).unwrap();
        assert_eq!(columns.first().unwrap().title, "序号");
        assert_eq!(columns.len(), SHIPPED.lines().count());
    }

    #[test]
    fn every_content_can_be_named() {
        for (name, _) in choices(&["登记"]) {
            assert!(parse(&format!("列 = {name}"), &["登记"]).is_ok(), "{name}");
        }
    }

    #[test]
    fn all_mistakes_are_told_at_once_with_their_lines() {
        let text = "序号\n单位 = 村名\n = 单位\n甲 = 单位\n甲 = 类别\n乙 = 阶段：没有的\n# 说明\n";
        let problems = parse(text, &["登记"]).unwrap_err().all().join("\n");
        for wanted in [
            "第1行：请写成",
            "第2行：请从下面的“可用的内容”里选",
            "没有“村名”这一项",
            "第3行：请写县表的列名",
            "第5行：请换一个列名",
            "第6行：请从下面",
        ] {
            assert!(problems.contains(wanted), "{wanted}\n{problems}");
        }
        assert!(parse("\n# 只有说明\n", &[]).unwrap_err().all()[0].contains("至少写一列"));
    }

    #[test]
    fn the_columns_stand_in_the_countys_order() {
        let text = "村名 ＝ 单位\n逾期 = 法定逾期\n过安排 = 已过安排\n办结 = 当日办结环节\n天数 = 距选举日\n现状 = 当前阶段\n查 = 当日督查\n共查 = 累计督查\n问题 = 当日发现问题\n登记 = 阶段：登记\n备注 = 空白";
        let columns = parse(text, &["登记"]).unwrap();
        let (head, rows) = table(&columns, &known());
        let titles: Vec<&str> = head.iter().map(|column| column.title.as_str()).collect();
        assert_eq!(
            titles,
            [
                "村名",
                "逾期",
                "过安排",
                "办结",
                "天数",
                "现状",
                "查",
                "共查",
                "问题",
                "登记",
                "备注"
            ]
        );
        let number = ExportCell::Number;
        assert_eq!(
            rows[0],
            [
                "上前村".into(),
                number(0),
                number(0),
                "登记截止".into(),
                number(19),
                "全部完成".into(),
                number(1),
                number(2),
                number(1),
                "完成".into(),
                ExportCell::Blank
            ]
        );
        assert_eq!(rows[1][1], number(1));
        assert_eq!(rows[1][2], number(1));
        assert_eq!(rows[1][4], ExportCell::Blank, "the election day has passed");
        assert_eq!(rows[1][5], "登记（逾期）".into());
        assert_eq!(rows[2][0], "合计".into());
        assert_eq!((&rows[2][1], &rows[2][7]), (&number(1), &number(2)));
        assert_eq!(rows[2][4], ExportCell::Blank, "days are not summed");
    }
}
