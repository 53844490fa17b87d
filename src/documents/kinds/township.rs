//! 全镇的叫法和汇总 — words and sums that several township papers state alike.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::common::UnitKind;
use super::problem::DataProblem;

/// Puts how many villages and communities take part, and what both together are called, below `names`; returns
/// the name of their committees. Without units the paper speaks of both.
pub(super) fn census(
    names: &mut Map<String, Value>,
    kinds: impl Iterator<Item = UnitKind>,
) -> &'static str {
    let (mut villages, mut communities) = (0_u32, 0_u32);
    for kind in kinds {
        match kind {
            UnitKind::Village => villages = villages.saturating_add(1),
            UnitKind::Community => communities = communities.saturating_add(1),
        }
    }
    let (committees, units, people) = match (villages, communities) {
        (1.., 0) => ("村民委员会", "村", "村民"),
        (0, 1..) => ("居民委员会", "社区", "居民"),
        _ => ("村（居）民委员会", "村（社区）", "村（居）民"),
    };
    names.insert("villages".to_owned(), json!(villages));
    names.insert("communities".to_owned(), json!(communities));
    names.insert("committees".to_owned(), json!(committees));
    names.insert("units".to_owned(), json!(units));
    names.insert("people".to_owned(), json!(people));
    committees
}

/// 单位 — a unit named in a township paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedUnit {
    /// 名称
    pub name: String,
    /// 村或社区
    pub kind: UnitKind,
}

/// 督查发现的问题
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitFinding {
    /// 问题
    pub problem: String,
    /// 整改要求
    pub measure: Option<String>,
    /// 整改期限
    pub deadline: Option<NaiveDate>,
    /// 销号的日期, where it was looked at again and found put right
    #[serde(default)]
    pub closed_on: Option<NaiveDate>,
}

/// 一次督查 — a visit as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Visit {
    /// 村（社区）
    pub unit: String,
    /// 督查方式: `随机抽查`
    pub way: Option<String>,
    /// 检查日期
    pub day: NaiveDate,
    /// 发现的问题
    #[serde(default)]
    pub findings: Vec<VisitFinding>,
    /// 回头看的日期, where somebody went back
    pub looked_again: Option<NaiveDate>,
}

/// 督查的合计
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(super) struct VisitSums {
    /// 次数
    pub visits: usize,
    /// 发现的问题
    pub findings: usize,
    /// 已回头看的问题
    pub answered: usize,
    /// 到期还没有回头看的问题
    pub overdue: usize,
    /// 到过的村（社区）
    pub units: usize,
}

/// Sums of visits as they stand on `on` (the day under the paper).
pub(super) fn visit_sums<'a>(
    visits: impl Iterator<Item = &'a Visit>,
    on: Option<NaiveDate>,
) -> VisitSums {
    let mut sums = VisitSums::default();
    let mut seen: Vec<&str> = Vec::new();
    for visit in visits {
        sums.visits += 1;
        sums.findings += visit.findings.len();
        for found in &visit.findings {
            if visit.looked_again.or(found.closed_on).is_some() {
                sums.answered += 1;
            } else if on.is_some_and(|on| found.deadline.is_some_and(|day| day < on)) {
                sums.overdue += 1;
            }
        }
        if !seen.contains(&visit.unit.as_str()) {
            seen.push(&visit.unit);
        }
    }
    sums.units = seen.len();
    sums
}

/// What cannot be about a visit: a deadline or a second look before the visit itself.
pub(super) fn visit_problems(visits: &[Visit], problems: &mut Vec<DataProblem>) {
    for (index, visit) in visits.iter().enumerate() {
        for (place, found) in visit.findings.iter().enumerate() {
            if found.deadline.is_some_and(|day| day < visit.day) {
                problems.push(DataProblem::at(
                    format!("known.visits[{index}].findings[{place}].deadline"),
                    "整改期限早于检查日期，请核对督查记录",
                ));
            }
            if found.closed_on.is_some_and(|day| day < visit.day) {
                problems.push(DataProblem::at(
                    format!("known.visits[{index}].findings[{place}].closed_on"),
                    "销号早于检查日期，请核对督查记录",
                ));
            }
        }
        if visit.looked_again.is_some_and(|day| day < visit.day) {
            problems.push(DataProblem::at(
                format!("known.visits[{index}].looked_again"),
                "回头看早于检查日期，请核对督查记录",
            ));
        }
    }
}

/// 票数 — the count of one unit, as its result paper states it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ballots {
    /// 登记参加选举人数
    pub registered: Option<u32>,
    /// 发出选票
    pub issued: Option<u32>,
    /// 收回选票
    pub returned: Option<u32>,
    /// 有效票
    pub valid: Option<u32>,
    /// 无效票
    pub invalid: Option<u32>,
}

impl Ballots {
    /// Contradictions among the figures, below `path`.
    pub(super) fn problems(&self, path: &str, problems: &mut Vec<DataProblem>) {
        let mut bad =
            |key: &str, text: &str| problems.push(DataProblem::at(format!("{path}.{key}"), text));
        if let (Some(issued), Some(registered)) = (self.issued, self.registered)
            && issued > registered
        {
            bad("issued", "发出选票多于登记参加选举的人数，请核对结果公告");
        }
        if let (Some(returned), Some(issued)) = (self.returned, self.issued)
            && returned > issued
        {
            bad("returned", "收回选票多于发出选票，请核对结果公告");
        }
        if let (Some(valid), Some(invalid), Some(returned)) =
            (self.valid, self.invalid, self.returned)
            && valid.checked_add(invalid) != Some(returned)
        {
            bad("valid", "有效票加无效票不等于收回选票，请核对结果公告");
        }
    }
}

/// 87.3%, rounded to the nearest tenth of a per cent; empty where there is nothing to divide by.
pub(super) fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return String::new();
    }
    let tenths = part
        .saturating_mul(2000)
        .saturating_add(whole)
        .checked_div(whole.saturating_mul(2))
        .unwrap_or(0);
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// 发文字号 — what is wrong with a number of GB/T 9704-2012 第7.2.5条 typed by hand: year in full in 六角括号,
/// no 第, no leading zero, 号 behind.
pub(super) fn document_number_problem(number: &str) -> Option<&'static str> {
    const FORM: &str = "请写成“石委发〔2027〕3号”的样子：年份写全、用六角括号，不编虚位，不加“第”";
    let Some((code, rest)) = number.split_once('〔') else {
        return Some(FORM);
    };
    let Some((year, serial)) = rest.split_once('〕') else {
        return Some(FORM);
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let Some(serial) = serial.strip_suffix('号') else {
        return Some(FORM);
    };
    let sound = !code.is_empty()
        && year.len() == 4
        && digits(year)
        && digits(serial)
        && !serial.starts_with('0');
    (!sound).then_some(FORM)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_to_tenths() {
        // (part, whole, in print)
        let cases = [
            (0, 0, ""),
            (0, 7, "0.0%"),
            (1, 3, "33.3%"),
            (2, 3, "66.7%"),
            (1, 2000, "0.1%"),
            (976, 1200, "81.3%"),
            (5, 5, "100.0%"),
        ];
        for (part, whole, printed) in cases {
            assert_eq!(percent(part, whole), printed, "{part}/{whole}");
        }
    }

    #[test]
    fn document_numbers_have_the_form_of_the_standard() {
        // GB/T 9704-2012 第7.2.5条
        for number in ["石委发〔2027〕3号", "×委〔2027〕12号"] {
            assert_eq!(document_number_problem(number), None, "{number}");
        }
        for number in [
            "石委发[2027]3号",
            "石委发〔27〕3号",
            "石委发〔2027〕03号",
            "石委发〔2027〕第3号",
            "石委发〔2027〕3",
            "〔2027〕3号",
            "3号",
        ] {
            assert!(document_number_problem(number).is_some(), "{number}");
        }
    }
}
