//! 文本 — a schedule, or what differs between two, as JSON and as an aligned table for a terminal.

use std::fmt::Write as _;

use chrono::NaiveDate;

use super::finding::{Finding, Severity};
use super::pack::StepClass;
use super::replan::{Both, Replan};
use super::schedule::Schedule;
use crate::civil;

/// The JSON of `huanjie plan`, indented; `None` only if serialising fails, which it does not.
pub fn plan_json(schedule: &Schedule) -> Option<String> {
    serde_json::to_string_pretty(schedule).ok()
}

/// The schedule as an aligned table, Chinese characters counting two columns; problems below.
pub fn plan_table(schedule: &Schedule) -> String {
    let head = [
        "阶段", "环节", "类别", "建议", "最迟", "实际", "算式", "依据",
    ];
    let mut rows: Vec<Vec<String>> = vec![head.map(str::to_owned).to_vec()];
    let mut stage = "";
    for step in &schedule.steps {
        let first = step.stage_name != stage;
        stage = &step.stage_name;
        let day =
            |day: Option<NaiveDate>| day.map_or_else(|| "–".to_owned(), |day| day.to_string());
        let cites: Vec<String> = step.basis.iter().map(super::finding::Basis::cite).collect();
        rows.push(vec![
            if first {
                stage.to_owned()
            } else {
                String::new()
            },
            step.name.clone(),
            step.class.name().to_owned(),
            step.suggested.to_string(),
            day(step.latest.filter(|_| step.class == StepClass::Statutory)),
            day(step.actual),
            step.formula.clone(),
            cites.join("；"),
        ]);
    }
    let mut text = format!(
        "规则包 {}  选举日 {}（星期{}）\n{}\n\n",
        schedule.rules,
        schedule.election_day,
        civil::weekday(schedule.election_day),
        schedule.digest
    );
    text.push_str(&align(&rows));
    if let Some(day) = schedule.earliest_election_day {
        text.push_str("\n最早合法选举日 ");
        text.push_str(&day.to_string());
        text.push('\n');
    }
    list(&mut text, "问题", &schedule.problems);
    text
}

/// The JSON of `huanjie replan`, indented; `None` only if serialising fails, which it does not.
pub fn replan_json(replan: &Replan) -> Option<String> {
    serde_json::to_string_pretty(replan).ok()
}

/// What differs between two schedules, as aligned tables: days, papers, what is wrong now.
pub fn replan_table(replan: &Replan) -> String {
    let long = |day: NaiveDate| format!("{day}（星期{}）", civil::weekday(day));
    let mut text = format!(
        "规则包 {}  选举日 {} → {}\n{}\n\n",
        replan.rules,
        long(replan.election_day.old),
        long(replan.election_day.new),
        replan.digest
    );
    if replan.steps.is_empty() {
        text.push_str("各环节的日期都不变。\n");
    } else {
        let head = ["环节", "类别", "建议", "最迟", "实际", "新的算式"];
        let mut rows = vec![head.map(str::to_owned).to_vec()];
        for step in &replan.steps {
            let lawful = step.class == StepClass::Statutory;
            let latest = step.latest;
            rows.push(vec![
                format!("{} {}", step.name, step.id),
                step.class.name().to_owned(),
                arrow(Both {
                    old: Some(step.suggested.old),
                    new: Some(step.suggested.new),
                }),
                if lawful {
                    arrow(latest)
                } else {
                    "–".to_owned()
                },
                arrow(step.actual),
                step.formula.clone(),
            ]);
        }
        text.push_str(&align(&rows));
    }
    if !replan.documents.is_empty() {
        text.push_str("\n写有这些日期的文书（已办的环节，文书可能已经张贴，要作废重发）\n");
        let rows: Vec<Vec<String>> = replan
            .documents
            .iter()
            .map(|paper| {
                vec![
                    if paper.issued { "已办" } else { "未办" }.to_owned(),
                    paper.id.clone(),
                    paper.step.clone(),
                ]
            })
            .collect();
        text.push_str(&align(&rows));
    }
    if !replan.broken.is_empty() {
        text.push_str("\n已经办了、按新的选举日不合期限的环节\n");
        for step in &replan.broken {
            // Writing to a string cannot fail.
            let _ = writeln!(
                text,
                "{} {} 已于 {} 办理，{} {}",
                step.name,
                step.id,
                step.actual,
                if step.late {
                    "最迟应在"
                } else {
                    "最早应在"
                },
                step.limit
            );
        }
    }
    if let Some(day) = replan.earliest_election_day.new {
        let _ = writeln!(text, "\n最早合法选举日 {day}");
    }
    list(&mut text, "新出现的问题", &replan.new_problems);
    list(&mut text, "不再有的问题", &replan.resolved_problems);
    let rest: Vec<Finding> = replan
        .problems
        .iter()
        .filter(|problem| !replan.new_problems.contains(problem))
        .cloned()
        .collect();
    list(&mut text, "仍有的问题", &rest);
    text
}

/// 2027-02-26 → 2027-03-05, or the one day where nothing changed.
fn arrow(days: Both<Option<NaiveDate>>) -> String {
    let word = |day: Option<NaiveDate>| day.map_or_else(|| "–".to_owned(), |day| day.to_string());
    if days.is_same() {
        word(days.new)
    } else {
        format!("{} → {}", word(days.old), word(days.new))
    }
}

fn list(text: &mut String, title: &str, problems: &[Finding]) {
    if problems.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{title}");
    for problem in problems {
        let word = match problem.severity {
            Severity::Error => "错误",
            Severity::Warning => "提醒",
        };
        let _ = writeln!(text, "{word} {problem}");
    }
}

/// Rows of cells as lines, each column as wide as its widest cell.
pub(super) fn align(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut widths = vec![0; columns];
    for row in rows {
        for (cell, slot) in row.iter().zip(widths.iter_mut()) {
            *slot = width(cell).max(*slot);
        }
    }
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, wide) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', wide - width(cell) + 2));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Columns a text takes in a terminal: East Asian wide characters take two.
pub fn width(text: &str) -> usize {
    text.chars().map(|c| 1 + usize::from(is_wide(c))).sum()
}

fn is_wide(c: char) -> bool {
    matches!(u32::from(c),
        0x1100..=0x115F | 0x2E80..=0x303E | 0x3041..=0xA4CF | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF | 0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6
        | 0x1F300..=0x1FAFF | 0x20000..=0x3FFFD)
}
