//! 文本 — the schedule as JSON and as an aligned table for a terminal.

use super::finding::Severity;
use super::pack::StepClass;
use super::schedule::Schedule;

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
        let day = |day: Option<chrono::NaiveDate>| {
            day.map_or_else(|| "–".to_owned(), |day| day.to_string())
        };
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
        crate::civil::weekday(schedule.election_day),
        schedule.digest
    );
    text.push_str(&align(&rows));
    if let Some(day) = schedule.earliest_election_day {
        text.push_str("\n最早合法选举日 ");
        text.push_str(&day.to_string());
        text.push('\n');
    }
    if !schedule.problems.is_empty() {
        text.push_str("\n问题\n");
        for problem in &schedule.problems {
            let word = match problem.severity {
                Severity::Error => "错误",
                Severity::Warning => "提醒",
            };
            text.push_str(word);
            text.push(' ');
            text.push_str(&problem.to_string());
            text.push('\n');
        }
    }
    text
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
