//! 日程表 — every step of one unit with its days, arithmetic, sources and what is wrong with them.
//!
//! [`Schedule`] is the JSON contract of `huanjie plan`; field order matters there.

use chrono::{Datelike, NaiveDate};
use serde::{Serialize, Serializer};

use super::calendar::Calendar;
use super::feasible;
use super::finding::{Basis, Code, Finding, cite_all};
use super::pack::{StepClass, StepScope};
use super::plan::{Actuals, Anchor, Compiled, Days, Plan, PlanStep, Reading, shift};
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

/// D106 for a day that cannot be meant.
pub(super) fn absurd(day: NaiveDate, step: Option<&str>, what: &str) -> Option<Finding> {
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
fn kind_word<S: Serializer>(kind: &ScheduleKind, serializer: S) -> Result<S::Ok, S::Error> {
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
                    .stages
                    .get(step.stage)
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
                    .stages
                    .get(step.stage)
                    .map_or_else(String::new, |stage| stage.name.clone()),
                owner: step.owner.name(self.kind).to_owned(),
                skipped: facts.actuals.is_skipped(i),
            })
            .collect();
        Schedule {
            rules: self.rules.clone(),
            digest: self.digest.clone(),
            kind: ScheduleKind(match self.scope {
                StepScope::Unit => self.kind.id(),
                StepScope::Township => "township",
            }),
            election_day: facts.election_day,
            steps,
            problems: self.problems(facts, &days, calendar),
            earliest_election_day: facts
                .today
                .and_then(|today| feasible::earliest(self, &facts.actuals, today))
                .map(|found| found.day),
        }
    }

    /// The expression that gives a step its last day, or its suggested one.
    pub(super) fn governing<'s>(&self, step: &'s PlanStep) -> Option<&'s Compiled> {
        step.latest
            .as_ref()
            .or(step.suggested.as_ref())
            .or(step.earliest.as_ref())
    }

    /// `E-20`, `E`, or `roll-published+5`.
    fn offset(&self, step: &PlanStep) -> String {
        let Some(compiled) = self.governing(step) else {
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
        let Some(compiled) = self.governing(step) else {
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

    fn problems(&self, facts: &Facts, days: &Days, calendar: &Calendar) -> Vec<Finding> {
        let mut found = self.election_day_problems(facts, days, calendar);
        for (i, step) in self.steps.iter().enumerate() {
            if facts.actuals.is_skipped(i) {
                continue;
            }
            found.extend(self.late(i, step, facts, days));
            found.extend(self.out_of_order(i, step, facts, days));
            if Some(i) != self.polling
                && facts.actuals.day(i).is_none()
                && let Some(row) = days.steps.get(i)
                && facts.today.is_none_or(|today| row.suggested >= today)
            {
                let what = format!("「{}」", step.name);
                found.extend(calendar.warning(row.suggested, Some(&step.id), &what));
            }
        }
        found
    }

    /// D101, D107, D109, D116 of one step.
    fn late(&self, i: usize, step: &PlanStep, facts: &Facts, days: &Days) -> Vec<Finding> {
        let mut found = Vec::new();
        let Some(row) = days.steps.get(i) else {
            return found;
        };
        if let (Some(actual), Some(earliest)) = (row.actual, row.earliest)
            && actual < earliest
        {
            found.push(self.too_early(step, actual, earliest));
        }
        // Nothing has to be done when a period ends by itself; the election day is looked at as such.
        if step.lapses || Some(i) == self.polling {
            return found;
        }
        let Some(day) = row.actual.or(facts.today) else {
            return found;
        };
        let recorded = row.actual.is_some();
        let limit = row.limit();
        if day > limit {
            if step.class == StepClass::Statutory {
                found.push(self.beyond_law(i, day, recorded, days));
            } else if !recorded && !self.is_overtaken(i, &facts.actuals) {
                let message = format!(
                    "请尽快办理「{}」并记录；确实不办的，写明理由。工作安排是 {}，已过 {} 日。",
                    step.name,
                    civil::long_weekday(limit),
                    (day - limit).num_days()
                );
                found.push(Finding::warning(Code::D116, Some(&step.id), message));
            }
        } else if step.class == StepClass::Statutory
            && let (Some(latest), Some(compiled)) = (row.latest, &step.latest)
            && day > shift(latest, compiled.slack())
        {
            let message = format!(
                "请尽量在 {}（含）以前办理「{}」。{} 仍在法定期限内，但按较严的算法已经晚了一日。{}",
                civil::long_weekday(shift(latest, compiled.slack())),
                step.name,
                civil::long(day),
                cite_all(&step.basis)
            );
            found.push(Finding::warning(Code::D107, Some(&step.id), message));
        }
        found
    }

    /// Whether a step right behind it is already recorded: then D110 speaks instead.
    fn is_overtaken(&self, i: usize, actuals: &Actuals) -> bool {
        self.steps
            .iter()
            .enumerate()
            .any(|(j, step)| step.after.contains(&i) && actuals.day(j).is_some())
    }

    fn too_early(&self, step: &PlanStep, actual: NaiveDate, earliest: NaiveDate) -> Finding {
        let message = format!(
            "请核对「{}」的日期。最早应在 {}，记录的是 {}，早了 {} 日。{}",
            step.name,
            civil::long_weekday(earliest),
            civil::long(actual),
            (earliest - actual).num_days(),
            cite_all(&step.basis)
        );
        Finding::error(Code::D109, Some(&step.id), message)
    }

    /// D101: `day` is after the last lawful day of step `i`.
    pub(super) fn beyond_law(
        &self,
        i: usize,
        day: NaiveDate,
        recorded: bool,
        days: &Days,
    ) -> Finding {
        let (Some(step), Some(row)) = (self.steps.get(i), days.steps.get(i)) else {
            return Finding::error(Code::D115, None, "没有这个环节。".to_owned());
        };
        let limit = row.limit();
        let over = (day - limit).num_days();
        let gist = step.basis.first().map_or("", |basis| basis.gist.as_str());
        let cite = cite_all(&step.basis);
        let by_election = step
            .latest
            .as_ref()
            .is_some_and(|c| c.anchor == Anchor::Election && c.net < 0);
        let way_out = if by_election {
            let later = shift(days.election_day, over);
            format!("，或者把选举日改到 {}（含）以后", civil::long(later))
        } else {
            String::new()
        };
        let reason = if by_election {
            format!(
                "{gist}，按 {} 选举推算最迟 {}",
                civil::short(days.election_day),
                civil::short(limit)
            )
        } else {
            format!("{gist}，最迟 {}", civil::long(limit))
        };
        let message = if recorded {
            format!(
                "请把「{}」改到 {}（含）以前{way_out}。{reason}，{} 晚了 {over} 日。{cite}",
                step.name,
                civil::long_weekday(limit),
                civil::short(day)
            )
        } else {
            format!(
                "请立即补办「{}」并如实记录{way_out}。{reason}，已过 {over} 日。{cite}",
                step.name
            )
        };
        Finding::error(Code::D101, Some(&step.id), message)
    }

    /// D102 and D110 of one step.
    fn out_of_order(&self, i: usize, step: &PlanStep, facts: &Facts, days: &Days) -> Vec<Finding> {
        let mut found = Vec::new();
        let day = days.effective(i);
        for &before in &step.after {
            let Some(earlier) = self.steps.get(before) else {
                continue;
            };
            if facts.actuals.is_skipped(before) {
                continue;
            }
            let recorded = facts.actuals.day(i).is_some();
            if recorded && facts.actuals.day(before).is_none() {
                if !earlier.lapses {
                    found.push(missing_before(step, earlier));
                }
                continue;
            }
            let before_day = days.effective(before);
            if day < before_day {
                let (state, earlier_state) = (
                    if recorded { "在" } else { "最迟在" },
                    if facts.actuals.day(before).is_some() {
                        "在"
                    } else {
                        "要到"
                    },
                );
                let message = format!(
                    "请把「{}」安排在 {}（含）以后，或者提早办理「{}」。「{}」{earlier_state} {}，而「{}」{state} {}，时间不够。{}",
                    step.name,
                    civil::long_weekday(before_day),
                    earlier.name,
                    earlier.name,
                    civil::short(before_day),
                    step.name,
                    civil::short(day),
                    cite_all(&step.basis)
                );
                found.push(Finding::error(Code::D102, Some(&step.id), message));
            }
        }
        found
    }
}

/// D110: `step` is recorded and `earlier` is not.
pub(super) fn missing_before(step: &PlanStep, earlier: &PlanStep) -> Finding {
    let message = format!(
        "请补记「{}」，或者注明不适用。「{}」应在它之后，现在只记录了后者。{}",
        earlier.name,
        step.name,
        cite_all(&earlier.basis)
    );
    Finding::warning(Code::D110, Some(&step.id), message)
}
