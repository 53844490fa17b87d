//! 期限 — last days that are not steps of their own: a withdrawal, a rerun, notice of a meeting.

use chrono::NaiveDate;

use super::compile::{backward, forward};
use super::finding::{Basis, Code, Finding, cite_all};
use super::pack::Rules;
use super::param::{self, Shape};
use super::plan::{Reading, shift};
use super::unit::{Seats, UnitKind};

/// 期限 computed from one rule item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// 规则项名称
    pub name: &'static str,
    /// Last lawful day under the pack's reading.
    pub latest: NaiveDate,
    /// Day that is safe under every reading.
    pub suggested: NaiveDate,
    /// 2027-03-18 − 3 日 = 2027-03-15
    pub formula: String,
    /// Sources.
    pub basis: Vec<Basis>,
}

/// The last day item `key` gives, counted from `anchor` (the election day for 「N 日前」, the day
/// something happened for 「之日起 N 日内」). `None` where the pack does not set it (待核 or silent)
/// or it is not a number of days.
pub fn deadline(rules: &Rules, key: &str, anchor: NaiveDate) -> Option<Deadline> {
    let param = param::find(key)?;
    let number = i64::from(rules.number(key)?);
    let (net, reading) = match param.shape {
        Shape::Lead => (-number, backward(rules)),
        Shape::Within => (number, forward(rules)),
        Shape::After => (number, Reading::Plain),
        _ => return None,
    };
    let reading = if number == 0 { Reading::Plain } else { reading };
    let (adjust, note) = match reading {
        Reading::BackwardStrict => (-1, " − 1 日（从严计算）"),
        Reading::ForwardInclude => (-1, " − 1 日（当日计入）"),
        _ => (0, ""),
    };
    let latest = shift(anchor, net + adjust);
    let slack = match reading {
        Reading::BackwardLenient | Reading::ForwardExclude => -1,
        _ => 0,
    };
    let sign = if net < 0 { "−" } else { "+" };
    Some(Deadline {
        name: param.name,
        latest,
        suggested: shift(latest, slack),
        formula: format!("{anchor} {sign} {number} 日{note} = {latest}"),
        basis: rules.basis(key),
    })
}

/// S101 for a committee whose size the rules do not allow: too few, too many, even where odd.
pub fn check_seats(rules: &Rules, kind: UnitKind, seats: Seats) -> Vec<Finding> {
    let total = seats.total();
    let committee = kind.committee();
    let mut found = Vec::new();
    let mut say = |key: &str, message: String| {
        let cite = cite_all(&rules.basis(key));
        found.push(Finding::error(Code::S101, None, format!("{message}{cite}")));
    };
    if let Some(min) = rules.number("committee_min").filter(|min| total < *min) {
        say(
            "committee_min",
            format!("请增加职数。{committee}现有职数 {total} 人，最少应有 {min} 人。"),
        );
    }
    if let Some(max) = rules.number("committee_max").filter(|max| total > *max) {
        say(
            "committee_max",
            format!("请减少职数。{committee}现有职数 {total} 人，最多 {max} 人。"),
        );
    }
    if rules.value("committee_odd") == Some(&param::Value::Flag(true)) && total.is_multiple_of(2) {
        say(
            "committee_odd",
            format!("请把职数改为单数。{committee}现有职数 {total} 人，是双数。"),
        );
    }
    if seats.chair != 1 {
        say(
            "committee_min",
            format!(
                "请核对主任职数。{committee}主任应为一人，现填 {} 人。",
                seats.chair
            ),
        );
    }
    found
}
