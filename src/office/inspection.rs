//! 督查 — visits to villages: what kind, who looked, what was found and by when it is to be put
//! right. A record is a fact and is not edited; what became of it is seen at the next visit.

use chrono::{Datelike as _, NaiveDate};
use uuid::Uuid;

use super::{
    change::{Actor, Begun, Change},
    event::Event,
    refusal::{Problems, Refusal},
};
use crate::{
    civil,
    platform::clock::Clock,
    store::{
        Store,
        entity::{finding, inspection, village as village_row},
        inspection as rows,
        scope::CycleScope,
        village,
    },
};

/// Most findings of one visit.
pub const MOST_FINDINGS: usize = 30;
/// A deadline further away than this is a slip of the year.
const FARTHEST_DEADLINE_DAYS: i64 = 366;
/// A visit longer ago than this is a slip of the year.
const OLDEST_VISIT_DAYS: i64 = 2 * 366;

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
}

/// A visit that can be stored.
struct Checked {
    village: village_row::Model,
    day: NaiveDate,
    kind: Kind,
    inspectors: String,
    note: String,
    findings: Vec<CheckedFinding>,
}

struct CheckedFinding {
    problem: String,
    basis: String,
    measure: String,
    deadline: Option<NaiveDate>,
}

/// 登记督查. Gives the new record's id, or that of the same form sent before.
pub async fn record(
    store: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    typed: NewInspection,
) -> Result<String, Refusal> {
    let village = match Uuid::parse_str(&typed.village) {
        Ok(id) => village::find(store.reader(), scope, id).await?,
        Err(_) => None,
    };
    let checked = check(typed, village, clock.today()).map_err(Refusal::Invalid)?;
    let mut change = match Change::begin(store, clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(location),
    };
    let id = Uuid::now_v7();
    let model = inspection::Model {
        id,
        cycle_id: scope.cycle_id(),
        village_id: checked.village.id,
        day: checked.day,
        kind: checked.kind.id().to_owned(),
        inspectors: checked.inspectors.clone(),
        note: checked.note,
        recorded_by: actor.id(),
        recorded_by_name: actor.name.clone(),
        recorded_at: change.at(),
        version: 1,
    };
    let count = checked.findings.len();
    let deadlines: Vec<Option<NaiveDate>> = checked
        .findings
        .iter()
        .map(|found| found.deadline)
        .collect();
    let findings = checked
        .findings
        .into_iter()
        .zip(1..)
        .map(|(found, ordinal)| finding::Model {
            id: Uuid::now_v7(),
            inspection_id: id,
            ordinal,
            problem: found.problem,
            basis: found.basis,
            measure: found.measure,
            deadline: found.deadline,
        })
        .collect();
    rows::insert(change.tx(), model, findings).await?;
    let outcome = if count == 0 {
        "没有发现问题".to_owned()
    } else {
        format!("发现 {count} 个问题")
    };
    change
        .audit(Event::InspectionRecorded)
        .object("inspection", id)
        .cycle(scope.cycle_id())
        .village(checked.village.id)
        .summary(format!(
            "登记督查 {} {} {}，{outcome}",
            checked.village.name,
            civil::short(checked.day),
            checked.kind.name()
        ))
        // What was written freely stays with the record: it may name people.
        .after(&serde_json::json!({
            "day": checked.day,
            "kind": checked.kind.id(),
            "findings": count,
            "deadlines": deadlines,
        }));
    let location = format!("/c/{}/inspections/{id}", scope.cycle_id());
    change.commit(&location).await?;
    Ok(location)
}

/// Every problem of the form at once.
fn check(
    typed: NewInspection,
    village: Option<village_row::Model>,
    today: NaiveDate,
) -> Result<Checked, Problems> {
    let mut problems = Problems::none();
    if village.is_none() {
        problems.add("village", "请选择督查的村（社区）。");
    }
    let day = check_day(&typed.day, today, &mut problems);
    let kind = Kind::from_id(&typed.kind);
    if kind.is_none() {
        problems.add("kind", "请选择督查方式。");
    }
    if typed.inspectors.is_empty() {
        problems.add("inspectors", "请填写督查人员：整改通知书上要写检查人员。");
    }
    too_long("inspectors", &typed.inspectors, 200, &mut problems);
    too_long("note", &typed.note, 2000, &mut problems);
    let mut findings = Vec::new();
    for found in typed.findings {
        if !found.is_empty() {
            findings.push(check_finding(found, day, &mut problems));
        }
    }
    if findings.len() > MOST_FINDINGS {
        problems
            .general
            .push(format!("请分几次登记：一次最多 {MOST_FINDINGS} 个问题。"));
    }
    match (village, day, kind) {
        (Some(village), Some(day), Some(kind)) if problems.is_empty() => Ok(Checked {
            village,
            day,
            kind,
            inspectors: typed.inspectors,
            note: typed.note,
            findings,
        }),
        _ => Err(problems),
    }
}

fn check_day(typed: &str, today: NaiveDate, problems: &mut Problems) -> Option<NaiveDate> {
    if typed.is_empty() {
        problems.add("day", "请填写督查的日期。");
        return None;
    }
    let Some(day) = civil::parse(typed) else {
        problems.add(
            "day",
            format!("请改正日期：「{typed}」不是日期，或者没有这一天，应写成 2027-02-20。"),
        );
        return None;
    };
    if day > today {
        problems.add(
            "day",
            format!(
                "请在督查以后再登记，或者改正日期：{} 还没有到，今天是 {}。",
                civil::long(day),
                civil::long(today)
            ),
        );
    } else if (today - day).num_days() > OLDEST_VISIT_DAYS {
        problems.add(
            "day",
            format!(
                "请改正日期：{} 离今天太久，可能是年份写错了。",
                civil::long(day)
            ),
        );
    }
    Some(day)
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
    too_long(&format!("problem.{line}"), &found.problem, 1000, problems);
    too_long(&format!("basis.{line}"), &found.basis, 300, problems);
    too_long(&format!("measure.{line}"), &found.measure, 1000, problems);
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
    }
}

fn too_long(field: &str, text: &str, most: usize, problems: &mut Problems) {
    let count = text.chars().count();
    if count > most {
        problems.add(
            field,
            format!("请缩短到 {most} 字以内：现在有 {count} 字。"),
        );
    }
}

/// 整改情形 of one visit, as far as the records show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rectification {
    /// Nothing was found.
    NothingFound,
    /// Somebody went back and looked (整改回头看) on that day.
    LookedAgain(NaiveDate),
    /// Nobody went back yet; the first deadline, where one was set.
    Waiting(Option<NaiveDate>),
}

/// What the records of a village say about a visit: a later 整改回头看 answers it, nothing else does.
pub fn rectification(
    visit: &inspection::Model,
    findings: usize,
    first_deadline: Option<NaiveDate>,
    all: &[inspection::Model],
) -> Rectification {
    if findings == 0 {
        return Rectification::NothingFound;
    }
    let again = all
        .iter()
        .filter(|later| {
            later.village_id == visit.village_id
                && later.kind == Kind::FollowUp.id()
                && (later.day, later.recorded_at, later.id)
                    > (visit.day, visit.recorded_at, visit.id)
        })
        .map(|later| later.day)
        .min();
    again.map_or(
        Rectification::Waiting(first_deadline),
        Rectification::LookedAgain,
    )
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
            let mut problems = check(form, None, today).err().unwrap();
            assert!(problems.fields.remove("village").is_some());
            let found: Vec<&str> = problems.fields.keys().map(String::as_str).collect();
            assert_eq!(&found, fields, "{when} {problem} {measure} {deadline}");
        }
    }

    #[test]
    fn everything_missing_is_said_at_once() {
        let problems = check(NewInspection::default(), None, day("2027-02-20"))
            .err()
            .unwrap();
        let fields: Vec<&str> = problems.fields.keys().map(String::as_str).collect();
        assert_eq!(fields, ["day", "inspectors", "kind", "village"]);
    }

    #[test]
    fn kinds_are_stored_and_read_back() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_id(kind.id()), Some(kind));
        }
        assert_eq!(Kind::from_id("visit"), None);
    }

    fn visit(village: u128, id: u128, when: &str, kind: Kind) -> inspection::Model {
        inspection::Model {
            id: Uuid::from_u128(id),
            cycle_id: Uuid::nil(),
            village_id: Uuid::from_u128(village),
            day: day(when),
            kind: kind.id().into(),
            inspectors: String::new(),
            note: String::new(),
            recorded_by: Uuid::nil(),
            recorded_by_name: String::new(),
            recorded_at: chrono::DateTime::UNIX_EPOCH,
            version: 1,
        }
    }

    #[test]
    fn only_going_back_to_the_same_village_answers_a_visit() {
        let first = visit(1, 1, "2027-02-10", Kind::Stage);
        let due = Some(day("2027-02-15"));
        let waiting = Rectification::Waiting(due);
        let cases = [
            (vec![], waiting),
            (vec![visit(1, 2, "2027-02-14", Kind::Random)], waiting),
            (vec![visit(2, 2, "2027-02-14", Kind::FollowUp)], waiting),
            (vec![visit(1, 2, "2027-02-09", Kind::FollowUp)], waiting),
            (
                vec![
                    visit(1, 3, "2027-02-18", Kind::FollowUp),
                    visit(1, 2, "2027-02-14", Kind::FollowUp),
                ],
                Rectification::LookedAgain(day("2027-02-14")),
            ),
        ];
        for (others, expected) in cases {
            assert_eq!(rectification(&first, 2, due, &others), expected);
        }
        assert_eq!(
            rectification(&first, 0, None, &[]),
            Rectification::NothingFound
        );
    }
}
