//! 前后两版 — what changed between two versions of a day.

use chrono::NaiveDate;

use crate::documents::kinds::daily_report::Known;

/// What differs between a confirmed report and the records now, as sentences; empty when nothing does.
pub fn differences(then: &Known, now: &Known) -> Vec<String> {
    let mut lines = Vec::new();
    let mut number = |word: &str, before: usize, after: usize| {
        if before != after {
            lines.push(format!("{word}：确认时 {before}，现在 {after}"));
        }
    };
    number("单位数", then.units.len(), now.units.len());
    number("当日办结", then.done.len(), now.done.len());
    number("逾期未办", then.overdue.len(), now.overdue.len());
    number("将到期", then.soon.len(), now.soon.len());
    number("累计督查", then.visits.len(), now.visits.len());
    let issued = |known: &Known| {
        known
            .papers_issued
            .and_then(|count| usize::try_from(count).ok())
            .unwrap_or(0)
    };
    number("当日印发文书", issued(then), issued(now));
    for unit in &now.units {
        let Some(before) = then.units.iter().find(|known| known.name == unit.name) else {
            lines.push(format!("{}：确认时没有这个单位", unit.name));
            continue;
        };
        if before.election_day != unit.election_day {
            let said =
                |day: Option<NaiveDate>| day.map_or_else(|| "未定".to_owned(), crate::civil::short);
            lines.push(format!(
                "{} 选举日：确认时 {}，现在 {}",
                unit.name,
                said(before.election_day),
                said(unit.election_day)
            ));
        }
        for (at, cell) in unit.cells.iter().enumerate() {
            let stage = now.stages.get(at).map_or("", |stage| stage.name.as_str());
            let was = then
                .stages
                .iter()
                .position(|known| known.name == stage)
                .and_then(|place| before.cells.get(place))
                .map_or("", String::as_str);
            if was != cell {
                lines.push(format!(
                    "{} {stage}：确认时{}，现在{cell}",
                    unit.name,
                    if was.is_empty() { "没有" } else { was }
                ));
            }
        }
    }
    for before in &then.units {
        if !now.units.iter().any(|unit| unit.name == before.name) {
            lines.push(format!("{}：现在没有这个单位", before.name));
        }
    }
    lines
}
