//! 统计 — how many of what, without anybody in it: counts so small that they would point at
//! somebody are not printed, nor what would let them be worked out.

use std::collections::BTreeMap;

use chrono::Datelike as _;

use super::Case;
use crate::law::complaint::{Complaints, State};

/// One line of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// What is counted.
    pub name: String,
    /// The count; `None` when it is too small to be printed.
    pub count: Option<u64>,
}

/// 信访统计
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// All of them; `None` when it is too small to be printed.
    pub total: Option<u64>,
    /// 按类别
    pub kinds: Vec<Figure>,
    /// 按渠道
    pub channels: Vec<Figure>,
    /// 按状态
    pub states: Vec<Figure>,
    /// 按收到的月份
    pub months: Vec<Figure>,
}

/// Counts the cases a person may see.
pub fn figures(cases: &[Case], table: &Complaints) -> Figures {
    let kinds = counted(
        table
            .kinds
            .iter()
            .map(|kind| (kind.id.clone(), kind.name.clone())),
        cases.iter().map(|case| case.row.kind.clone()),
    );
    let channels = counted(
        table
            .channels
            .iter()
            .map(|one| (one.id.clone(), one.name.clone())),
        cases.iter().map(|case| case.row.channel.clone()),
    );
    let states = counted(
        State::ALL
            .iter()
            .map(|state| (state.id().to_owned(), state.name().to_owned())),
        cases.iter().map(|case| case.course.state.id().to_owned()),
    );
    let month = |case: &Case| {
        let day = case.row.received_on;
        (day.year(), day.month())
    };
    let mut by_month: BTreeMap<(i32, u32), u64> = BTreeMap::new();
    for case in cases {
        *by_month.entry(month(case)).or_default() += 1;
    }
    let months = by_month
        .into_iter()
        .map(|((year, month), count)| (format!("{year}年{month}月"), count))
        .collect();
    let total = u64::try_from(cases.len()).unwrap_or(u64::MAX);
    let mut shown = true;
    let mut table_of = |counts: Vec<(String, u64)>| {
        let plain: Vec<u64> = counts.iter().map(|(_, count)| *count).collect();
        let (cells, whole) = suppressed(&plain, table.fewest);
        shown &= whole;
        counts
            .into_iter()
            .zip(cells)
            .map(|((name, _), count)| Figure { name, count })
            .collect::<Vec<_>>()
    };
    let (kinds, channels, states, months) = (
        table_of(kinds),
        table_of(channels),
        table_of(states),
        table_of(months),
    );
    Figures {
        total: shown.then_some(total),
        kinds,
        channels,
        states,
        months,
    }
}

/// Counts by id in the order of the table; ids it does not know any more come last.
fn counted(
    known: impl Iterator<Item = (String, String)>,
    met: impl Iterator<Item = String>,
) -> Vec<(String, u64)> {
    let mut lines: Vec<(String, String, u64)> = known.map(|(id, name)| (id, name, 0)).collect();
    for id in met {
        match lines.iter_mut().find(|(known, _, _)| *known == id) {
            Some((_, _, count)) => *count += 1,
            None => lines.push((id.clone(), id, 1)),
        }
    }
    lines
        .into_iter()
        .map(|(_, name, count)| (name, count))
        .collect()
}

/// The cells that may be printed, and whether the sum may. Zero says nothing about anybody. Where
/// the sum would give the hidden cells away, the next smallest is hidden too, at last the sum.
fn suppressed(counts: &[u64], fewest: u64) -> (Vec<Option<u64>>, bool) {
    let mut cells: Vec<Option<u64>> = counts
        .iter()
        .map(|count| (*count == 0 || *count >= fewest).then_some(*count))
        .collect();
    let total = counts
        .iter()
        .fold(0_u64, |sum, count| sum.saturating_add(*count));
    let mut whole = total == 0 || total >= fewest;
    loop {
        let hidden: Vec<u64> = counts
            .iter()
            .zip(&cells)
            .filter(|(_, cell)| cell.is_none())
            .map(|(count, _)| *count)
            .collect();
        let number = u64::try_from(hidden.len()).unwrap_or(u64::MAX);
        let sum: u64 = hidden.iter().sum();
        // One hidden cell is the difference; cells that are all ones are as many as their sum.
        let given_away = number == 1 || (number > 1 && sum == number);
        if hidden.is_empty() || !whole || !given_away {
            return (cells, whole);
        }
        let next = counts
            .iter()
            .zip(cells.iter_mut())
            .filter(|(count, cell)| cell.is_some() && **count > 0)
            .min_by_key(|(count, _)| **count);
        match next {
            Some((_, cell)) => *cell = None,
            None => whole = false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_counts_are_not_printed_and_cannot_be_worked_out() {
        // counts, cells printed, whether the sum is.
        type Case = (&'static [u64], &'static [Option<u64>], bool);
        let cases: &[Case] = &[
            (&[], &[], true),
            (&[0, 0], &[Some(0), Some(0)], true),
            (&[5, 3, 0], &[Some(5), Some(3), Some(0)], true),
            // One small cell is the difference between the sum and the others.
            (&[5, 2, 0, 9], &[None, None, Some(0), Some(9)], true),
            // Two that add up to two are one each.
            (&[1, 1, 7, 4], &[None, None, Some(7), None], true),
            (&[2, 2, 7], &[None, None, Some(7)], true),
            // Nothing left to hide behind.
            (&[2], &[None], false),
            (&[2, 0], &[None, Some(0)], false),
            (&[1, 1, 1], &[None, None, None], false),
        ];
        for (counts, cells, whole) in cases {
            let found = suppressed(counts, 3);
            assert_eq!(
                (found.0.as_slice(), found.1),
                (*cells, *whole),
                "{counts:?}"
            );
        }
    }
}
