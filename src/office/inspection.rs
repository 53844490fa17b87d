//! 督查 — visits to villages: what kind, who looked, what was found and by when it is to be put
//! right. A record is a fact and is not edited; what becomes of it is told by `supervision`.

use chrono::{Datelike as _, NaiveDate};

use super::{
    change::Actor,
    refusal::{Problems, Refusal},
    supervision::{
        sheet::Sheet,
        visit::{self, Desk},
    },
    typed::{self, DayDone},
};
use crate::{
    civil,
    law::Gravity,
    platform::clock::Clock,
    store::{Store, scope::CycleScope},
};

/// Most findings of one visit.
pub const MOST_FINDINGS: usize = 30;
/// A deadline further away than this is a slip of the year.
const FARTHEST_DEADLINE_DAYS: i64 = 366;
/// The day of a visit.
const DAY: DayDone = DayDone {
    wanted: "请填写督查的日期。",
    wait: "请在督查以后再登记",
    oldest: 2 * 366,
};
/// An inspection is not carried about in a telephone longer than this: its clock is wrong.
const OLDEST_CARRIED_DAYS: i64 = 92;

/// 督查方式 (domain: six ways in which a township looks after an election).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 全程督导
    Accompany,
    /// 阶段督查
    Stage,
    /// 专项督查
    Theme,
    /// 随机抽查
    Random,
    /// 选举日巡查
    PollingDay,
    /// 整改回头看
    FollowUp,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Accompany,
        Self::Stage,
        Self::Theme,
        Self::Random,
        Self::PollingDay,
        Self::FollowUp,
    ];

    /// As it is stored.
    pub fn id(self) -> &'static str {
        match self {
            Self::Accompany => "accompany",
            Self::Stage => "stage",
            Self::Theme => "theme",
            Self::Random => "random",
            Self::PollingDay => "polling-day",
            Self::FollowUp => "follow-up",
        }
    }

    /// The kind whose [`id`](Self::id) this is.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }

    /// In Chinese.
    pub fn name(self) -> &'static str {
        match self {
            Self::Accompany => "全程督导",
            Self::Stage => "阶段督查",
            Self::Theme => "专项督查",
            Self::Random => "随机抽查",
            Self::PollingDay => "选举日巡查",
            Self::FollowUp => "整改回头看",
        }
    }
}

/// One line of findings as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedFinding {
    /// Number of the line: its fields are `problem.{line}`, `basis.{line}` …
    pub line: usize,
    /// 问题
    pub problem: String,
    /// 依据
    pub basis: String,
    /// 整改要求
    pub measure: String,
    /// 整改期限
    pub deadline: String,
    /// 程度; empty is 一般
    pub gravity: String,
}

impl TypedFinding {
    fn is_empty(&self) -> bool {
        [&self.problem, &self.basis, &self.measure, &self.deadline]
            .iter()
            .all(|text| text.is_empty())
    }
}

/// A visit as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewInspection {
    /// Id of the village.
    pub village: String,
    /// Day.
    pub day: String,
    /// Id of the kind.
    pub kind: String,
    /// Who looked.
    pub inspectors: String,
    /// How things stand on the whole.
    pub note: String,
    /// What was found; lines left blank are passed over.
    pub findings: Vec<TypedFinding>,
    /// The checklist, and how it came in.
    pub sheet: Sheet,
}

/// A visit whose own fields were read.
pub(super) struct Checked {
    pub day: Option<NaiveDate>,
    /// What the telephone said, where that cannot be.
    pub claimed: Option<NaiveDate>,
    pub kind: Option<Kind>,
    pub findings: Vec<CheckedFinding>,
}

/// A finding that can be stored.
pub(super) struct CheckedFinding {
    pub problem: String,
    pub basis: String,
    pub measure: String,
    pub deadline: Option<NaiveDate>,
    pub gravity: Gravity,
    /// The item of the checklist; empty for what was written freely.
    pub item: String,
    /// Kinds of paper that suffer.
    pub papers: Vec<String>,
}

/// 登记督查 without a checklist. Gives the new record's address, or that of the same form sent before.
pub async fn record(
    store: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    typed: NewInspection,
) -> Result<String, Refusal> {
    let desk = Desk {
        store,
        clock,
        book: None,
    };
    Ok(visit::record(&desk, actor, scope, key, typed, Vec::new())
        .await?
        .location)
}

/// What the form says about the visit itself and its free lines, with every problem of it; the
/// village and the checklist are looked at by `supervision::visit`.
pub(super) fn check(
    typed: &NewInspection,
    today: NaiveDate,
    trusted: bool,
    problems: &mut Problems,
) -> Checked {
    let (day, claimed) = if trusted {
        (DAY.read(problems, "day", &typed.day, today), None)
    } else {
        doubted_day(&typed.day, today, problems)
    };
    let kind = Kind::from_id(&typed.kind);
    if kind.is_none() {
        problems.add("kind", "请选择督查方式。");
    }
    if typed.inspectors.is_empty() {
        problems.add("inspectors", "请填写督查人员：整改通知书上要写检查人员。");
    }
    typed::at_most(problems, "inspectors", &typed.inspectors, 200);
    typed::at_most(problems, "note", &typed.note, 2000);
    let mut findings = Vec::new();
    for found in &typed.findings {
        if !found.is_empty() {
            findings.push(check_finding(found.clone(), day, problems));
        }
    }
    if findings.len() > MOST_FINDINGS {
        problems
            .general
            .push(format!("请分几次登记：一次最多 {MOST_FINDINGS} 个问题。"));
    }
    Checked {
        day,
        claimed,
        kind,
        findings,
    }
}

/// The day a telephone or a file of one says. A clock that is wrong must not lose an inspection: the
/// day it came in stands instead, and what the telephone said is kept beside it to be looked at.
fn doubted_day(
    typed: &str,
    today: NaiveDate,
    problems: &mut Problems,
) -> (Option<NaiveDate>, Option<NaiveDate>) {
    match civil::parse(typed) {
        Some(day) if day > today || (today - day).num_days() > OLDEST_CARRIED_DAYS => {
            (Some(today), Some(day))
        }
        Some(day) => (Some(day), None),
        None => (DAY.read(problems, "day", typed, today), None),
    }
}

fn check_finding(
    found: TypedFinding,
    day: Option<NaiveDate>,
    problems: &mut Problems,
) -> CheckedFinding {
    let line = found.line;
    let shown = line.saturating_add(1);
    if found.problem.is_empty() {
        problems.add(
            &format!("problem.{line}"),
            format!("请写出第 {shown} 个问题是什么；没有问题就把这一行都清空。"),
        );
    }
    typed::at_most(problems, &format!("problem.{line}"), &found.problem, 1000);
    typed::at_most(problems, &format!("basis.{line}"), &found.basis, 300);
    typed::at_most(problems, &format!("measure.{line}"), &found.measure, 1000);
    let field = format!("deadline.{line}");
    let deadline = if found.deadline.is_empty() {
        None
    } else {
        let parsed = civil::parse(&found.deadline).filter(|day| day.year() < 3000);
        match (parsed, day) {
            (None, _) => problems.add(
                &field,
                format!(
                    "请改正整改期限：「{}」不是日期，或者没有这一天，应写成 2027-02-28。",
                    found.deadline
                ),
            ),
            (Some(deadline), Some(day)) if deadline < day => problems.add(
                &field,
                format!(
                    "请把整改期限改到 {}（督查当日）或者以后：现在写的是 {}。",
                    civil::long(day),
                    civil::long(deadline)
                ),
            ),
            (Some(deadline), Some(day)) if (deadline - day).num_days() > FARTHEST_DEADLINE_DAYS => {
                problems.add(
                    &field,
                    format!(
                        "请改正整改期限：{} 在一年以后，可能是年份写错了。",
                        civil::long(deadline)
                    ),
                );
            }
            _ => {}
        }
        parsed
    };
    CheckedFinding {
        problem: found.problem,
        basis: found.basis,
        measure: found.measure,
        deadline,
        gravity: Gravity::from_id(&found.gravity).unwrap_or(Gravity::Minor),
        item: String::new(),
        papers: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn finding(line: usize, problem: &str, measure: &str, deadline: &str) -> TypedFinding {
        TypedFinding {
            line,
            problem: problem.into(),
            measure: measure.into(),
            deadline: deadline.into(),
            ..TypedFinding::default()
        }
    }

    fn typed(when: &str, findings: Vec<TypedFinding>) -> NewInspection {
        NewInspection {
            day: when.into(),
            kind: "stage".into(),
            inspectors: "王火发".into(),
            findings,
            ..NewInspection::default()
        }
    }

    /// Day of the visit, one finding (problem, measure, deadline), fields complained about.
    type Case = (&'static str, [&'static str; 3], &'static [&'static str]);

    #[test]
    fn days_and_lines_are_checked_together() {
        let today = day("2027-02-20");
        let cases: &[Case] = &[
            ("2027-02-20", ["名单没有张贴", "", "2027-02-20"], &[]),
            ("2027.2.20", ["名单没有张贴", "补贴", "2027.2.28"], &[]),
            ("2027-02-20", ["名单没有张贴", "补贴", ""], &[]),
            ("2027-02-20", ["", "", ""], &[]),
            ("2027-02-21", ["", "", ""], &["day"]),
            ("2024-02-20", ["", "", ""], &["day"]),
            ("2027-02-30", ["", "补贴", ""], &["day", "problem.0"]),
            ("", ["", "", ""], &["day"]),
            ("2027-02-20", ["", "", "2027-02-28"], &["problem.0"]),
            ("2027-02-20", ["甲", "", "2027-02-19"], &["deadline.0"]),
            ("2027-02-20", ["甲", "", "月底"], &["deadline.0"]),
            ("2027-02-20", ["甲", "", "2207-02-28"], &["deadline.0"]),
        ];
        for (when, [problem, measure, deadline], fields) in cases {
            let form = typed(when, vec![finding(0, problem, measure, deadline)]);
            let mut problems = Problems::none();
            check(&form, today, true, &mut problems);
            let found: Vec<&str> = problems.fields.keys().map(String::as_str).collect();
            assert_eq!(&found, fields, "{when} {problem} {measure} {deadline}");
        }
    }

    #[test]
    fn everything_missing_is_said_at_once() {
        let mut problems = Problems::none();
        check(
            &NewInspection::default(),
            day("2027-02-20"),
            true,
            &mut problems,
        );
        let fields: Vec<&str> = problems.fields.keys().map(String::as_str).collect();
        assert_eq!(fields, ["day", "inspectors", "kind"]);
    }

    /// What the telephone says, the day stored, what is kept as doubtful.
    type Clocks = (&'static str, &'static str, Option<&'static str>);

    #[test]
    fn the_clock_of_a_telephone_is_not_trusted() {
        let today = day("2027-02-20");
        let cases: &[Clocks] = &[
            ("2027-02-20", "2027-02-20", None),
            ("2027-02-11", "2027-02-11", None),
            ("2027-02-21", "2027-02-20", Some("2027-02-21")),
            ("2037-02-20", "2027-02-20", Some("2037-02-20")),
            ("2017-02-20", "2027-02-20", Some("2017-02-20")),
            ("1970-01-01", "2027-02-20", Some("1970-01-01")),
        ];
        for (said, stored, doubted) in cases {
            let mut problems = Problems::none();
            let checked = check(&typed(said, Vec::new()), today, false, &mut problems);
            assert!(problems.is_empty(), "{said}");
            assert_eq!(checked.day, Some(day(stored)), "{said}");
            assert_eq!(checked.claimed, doubted.map(day), "{said}");
        }
        let mut problems = Problems::none();
        check(&typed("昨天", Vec::new()), today, false, &mut problems);
        assert!(problems.fields.contains_key("day"));
    }

    #[test]
    fn kinds_are_stored_and_read_back() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_id(kind.id()), Some(kind));
        }
        assert_eq!(Kind::from_id("visit"), None);
    }
}
