//! 日程表 — every step of one unit with its days, arithmetic, sources and what is wrong with them.
//!
//! [`Schedule`] is the JSON contract of `huanjie plan`; field order matters there.

use chrono::{Datelike, NaiveDate};
use serde::{Serialize, Serializer};

use super::calendar::Calendar;
use super::feasible;
use super::finding::{Basis, Code, Finding};
use super::pack::{Stage, StepClass, StepScope};
use super::plan::{Actuals, Anchor, Compiled, Days, Plan, PlanStep, Reading};
use crate::civil;

/// Years in which an election can be handled at all; anything else is a slip of the pen.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2099;

/// 事实 of one unit: the election day, today where it matters, what has been recorded.
///
/// Can only be made with days of this century, so that nothing is computed from a slip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    election_day: NaiveDate,
    today: Option<NaiveDate>,
    actuals: Actuals,
}

impl Facts {
    /// Checks every day; the error lists each one that cannot be meant (D106).
    pub fn new(
        plan: &Plan,
        election_day: NaiveDate,
        today: Option<NaiveDate>,
        actuals: Actuals,
    ) -> Result<Self, Vec<Finding>> {
        let mut problems = Vec::new();
        problems.extend(absurd(election_day, None, "选举日"));
        if let Some(today) = today {
            problems.extend(absurd(today, None, "今天的日期"));
        }
        for (i, step) in plan.steps.iter().enumerate() {
            if let Some(day) = actuals.day(i) {
                let what = format!("「{}」的日期", step.name);
                problems.extend(absurd(day, Some(&step.id), &what));
            }
        }
        if problems.is_empty() {
            Ok(Self {
                election_day,
                today,
                actuals,
            })
        } else {
            Err(problems)
        }
    }

    /// The fixed election day.
    pub fn election_day(&self) -> NaiveDate {
        self.election_day
    }

    /// Today, where given.
    pub fn today(&self) -> Option<NaiveDate> {
        self.today
    }

    /// What has been recorded.
    pub fn actuals(&self) -> &Actuals {
        &self.actuals
    }
}

/// D106 for a day that cannot be meant, such as one of 1900 or 9999.
pub fn absurd(day: NaiveDate, step: Option<&str>, what: &str) -> Option<Finding> {
    if YEARS.contains(&day.year()) {
        return None;
    }
    let message = format!(
        "请改正{what}。{} 不在 {} 年到 {} 年之间，可能是年份写错了。",
        civil::long(day),
        YEARS.start(),
        YEARS.end()
    );
    Some(Finding::error(Code::D106, step, message))
}

/// 日程表的一行. The fields up to `after` are the JSON contract, in this order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScheduledStep {
    /// Canonical id.
    pub id: String,
    /// 名称
    pub name: String,
    /// Id of the stage.
    pub stage: String,
    /// 法定 or 工作.
    pub class: StepClass,
    /// Last day: lawful for statutory steps.
    pub latest: Option<NaiveDate>,
    /// Suggested day.
    pub suggested: NaiveDate,
    /// Earliest day.
    pub earliest: Option<NaiveDate>,
    /// Recorded day.
    pub actual: Option<NaiveDate>,
    /// `E-20`, or `roll-published+5` where it hangs on another step.
    pub offset: String,
    /// Sources.
    pub basis: Vec<Basis>,
    /// 2027-03-18 − 20 日 = 2027-02-26
    pub formula: String,
    /// Kinds of paper.
    pub documents: Vec<String>,
    /// Ids of the steps before it.
    pub after: Vec<String>,
    /// 阶段名称
    #[serde(skip)]
    pub stage_name: String,
    /// 责任主体
    #[serde(skip)]
    pub owner: String,
    /// Declared not applicable.
    #[serde(skip)]
    pub skipped: bool,
}

/// 日程表 of one unit, or of the township.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Schedule {
    /// Id of the pack.
    pub rules: String,
    /// Digest of the pack.
    pub digest: String,
    /// `village`, `community` or `township`.
    #[serde(serialize_with = "kind_word")]
    pub kind: ScheduleKind,
    /// The election day the days hang on.
    pub election_day: NaiveDate,
    /// Steps in order.
    pub steps: Vec<ScheduledStep>,
    /// Everything that is wrong, or worth a thought.
    pub problems: Vec<Finding>,
    /// The earliest lawful election day from today; `None` without today or after polling.
    pub earliest_election_day: Option<NaiveDate>,
}

/// Whose schedule it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScheduleKind(&'static str);

impl ScheduleKind {
    /// `village`, `community` or `township`.
    pub fn id(self) -> &'static str {
        self.0
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the signature serde asks for
pub(super) fn kind_word<S: Serializer>(
    kind: &ScheduleKind,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind.0)
}

impl Plan {
    /// The whole schedule with its explanations.
    pub fn schedule(&self, facts: &Facts, calendar: &Calendar) -> Schedule {
        let days = self.days(facts.election_day, &facts.actuals);
        let steps = self
            .steps
            .iter()
            .zip(&days.steps)
            .enumerate()
            .map(|(i, (step, row))| ScheduledStep {
                id: step.id.clone(),
                name: step.name.clone(),
                stage: self
                    .stage_of(step)
                    .map_or_else(String::new, |stage| stage.id.clone()),
                class: step.class,
                latest: row.latest,
                suggested: row.suggested,
                earliest: row.earliest,
                actual: row.actual,
                offset: self.offset(step),
                basis: step.basis.clone(),
                formula: self.formula(i, &days),
                documents: step.papers.clone(),
                after: step
                    .after
                    .iter()
                    .filter_map(|i| self.steps.get(*i).map(|before| before.id.clone()))
                    .collect(),
                stage_name: self
                    .stage_of(step)
                    .map_or_else(String::new, |stage| stage.name.clone()),
                owner: step.owner.name(self.kind).to_owned(),
                skipped: facts.actuals.is_skipped(i),
            })
            .collect();
        Schedule {
            rules: self.rules.clone(),
            digest: self.digest.clone(),
            kind: self.schedule_kind(),
            election_day: facts.election_day,
            steps,
            problems: self.problems(facts, &days, calendar),
            earliest_election_day: self.earliest_day(facts),
        }
    }

    /// Whose schedule this plan makes.
    pub(super) fn schedule_kind(&self) -> ScheduleKind {
        ScheduleKind(match self.scope {
            StepScope::Unit => self.kind.id(),
            StepScope::Township => "township",
        })
    }

    /// The earliest lawful election day under these facts; `None` without today or after polling.
    pub(super) fn earliest_day(&self, facts: &Facts) -> Option<NaiveDate> {
        let today = facts.today?;
        feasible::earliest(self, &facts.actuals, today).map(|found| found.day)
    }

    /// The stage a step belongs to.
    pub(super) fn stage_of(&self, step: &PlanStep) -> Option<&Stage> {
        self.stages.get(step.stage)
    }

    /// `E-20`, `E`, or `roll-published+5`.
    fn offset(&self, step: &PlanStep) -> String {
        let Some(compiled) = step.governing() else {
            return "E".to_owned();
        };
        let anchor = match compiled.anchor {
            Anchor::Election => "E",
            Anchor::Step(i) => self.steps.get(i).map_or("E", |step| step.id.as_str()),
        };
        if compiled.net == 0 {
            anchor.to_owned()
        } else {
            format!("{anchor}{:+}", compiled.net)
        }
    }

    /// 2027-03-18 − 20 日 = 2027-02-26; a step pushed back by an earlier one says so.
    pub(super) fn formula(&self, i: usize, days: &Days) -> String {
        let (Some(step), Some(row)) = (self.steps.get(i), days.steps.get(i)) else {
            return String::new();
        };
        if Some(i) == self.polling {
            return format!("选举日 {}", days.election_day);
        }
        let Some(compiled) = step.governing() else {
            return format!("{}", row.suggested);
        };
        let day = days.resolve(compiled);
        let sum = self.sum(compiled, days, false);
        if step.latest.is_none() && row.suggested > day {
            return format!("{sum}，因前一环节顺延至 {}", row.suggested);
        }
        sum
    }

    /// The arithmetic of one expression; `named` puts the name of the anchor before its day.
    pub(super) fn sum(&self, compiled: &Compiled, days: &Days, named: bool) -> String {
        use std::fmt::Write as _;
        let anchor = days.anchor(compiled.anchor);
        let name = match compiled.anchor {
            Anchor::Election => "选举日",
            Anchor::Step(i) => self.steps.get(i).map_or("", |step| step.name.as_str()),
        };
        if compiled.terms.iter().all(|term| *term == 0) && compiled.adjust == 0 {
            return format!("{name}当日 {anchor}");
        }
        let mut sum = if named {
            format!("{name} {anchor}")
        } else {
            anchor.to_string()
        };
        for term in &compiled.terms {
            let sign = if *term < 0 { "−" } else { "+" };
            // Writing to a string cannot fail.
            let _ = write!(sum, " {sign} {} 日", term.unsigned_abs());
        }
        match compiled.reading {
            Reading::BackwardStrict => sum.push_str(" − 1 日（从严计算）"),
            Reading::ForwardInclude => sum.push_str(" − 1 日（当日计入）"),
            _ => {}
        }
        let _ = write!(sum, " = {}", days.resolve(compiled));
        sum
    }
}
