//! 改期 — what follows when the election day or a recorded day is another one: two schedules of the same
//! unit compared. Nothing is changed here; whoever asks shows the answer and decides.
//!
//! [`Replan`] is the JSON of `huanjie replan`; field order matters there.

use chrono::NaiveDate;
use serde::Serialize;

use super::calendar::Calendar;
use super::finding::{Basis, Code, Finding};
use super::pack::{StepClass, StepScope};
use super::plan::{Days, Plan, PlanStep, StepDays};
use super::schedule::{Facts, ScheduleKind};

/// 前后 — the same thing under both schedules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Both<T> {
    /// 改期前
    pub old: T,
    /// 改期后
    pub new: T,
}

impl<T: PartialEq> Both<T> {
    /// Whether both are the same.
    pub fn is_same(&self) -> bool {
        self.old == self.new
    }
}

/// 日期变了的一个环节
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MovedStep {
    /// Canonical id.
    pub id: String,
    /// 名称
    pub name: String,
    /// Id of the stage.
    pub stage: String,
    /// 法定 or 工作.
    pub class: StepClass,
    /// Last day.
    pub latest: Both<Option<NaiveDate>>,
    /// Suggested day.
    pub suggested: Both<NaiveDate>,
    /// Earliest day.
    pub earliest: Both<Option<NaiveDate>>,
    /// Recorded day.
    pub actual: Both<Option<NaiveDate>>,
    /// The arithmetic of the new day.
    pub formula: String,
    /// Sources.
    pub basis: Vec<Basis>,
    /// Kinds of paper the step asks for.
    pub documents: Vec<String>,
}

/// 写有日期的文书
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MovedDocument {
    /// Kind of paper.
    pub id: String,
    /// The step that asks for it.
    pub step: String,
    /// Whether that step is recorded: then the paper is most likely out and states a wrong day.
    pub issued: bool,
}

/// 已办而不再合期限的环节
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BrokenStep {
    /// Canonical id.
    pub id: String,
    /// 名称
    pub name: String,
    /// The recorded day.
    pub actual: NaiveDate,
    /// The day it should not have been after (`late`), or before.
    pub limit: NaiveDate,
    /// Too late under the new day; otherwise too early.
    pub late: bool,
}

/// 两份日程的差别
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Replan {
    /// Id of the pack.
    pub rules: String,
    /// Digest of the pack.
    pub digest: String,
    /// `village`, `community` or `township`.
    #[serde(serialize_with = "super::schedule::kind_word")]
    pub kind: ScheduleKind,
    /// 选举日
    pub election_day: Both<NaiveDate>,
    /// Steps whose days differ, in order.
    pub steps: Vec<MovedStep>,
    /// Papers that state one of those days, or the election day.
    pub documents: Vec<MovedDocument>,
    /// Recorded steps that fit the old schedule and not the new one.
    pub broken: Vec<BrokenStep>,
    /// What is wrong only with the new schedule.
    pub new_problems: Vec<Finding>,
    /// What was wrong only with the old one.
    pub resolved_problems: Vec<Finding>,
    /// Everything that is wrong with the new schedule, as `plan` tells it.
    pub problems: Vec<Finding>,
    /// The earliest lawful election day under the facts of each.
    pub earliest_election_day: Both<Option<NaiveDate>>,
}

impl Replan {
    /// Whether the two schedules are the same.
    pub fn is_empty(&self) -> bool {
        self.election_day.is_same()
            && self.steps.is_empty()
            && self.new_problems.is_empty()
            && self.resolved_problems.is_empty()
            && self.earliest_election_day.is_same()
    }

    /// Whether something stands against the new schedule.
    pub fn is_refused(&self) -> bool {
        self.problems
            .iter()
            .any(|problem| problem.severity == super::finding::Severity::Error)
    }
}

impl Plan {
    /// Compares the schedules of two sets of facts of one unit.
    pub fn replan(&self, old: &Facts, new: &Facts, calendar: &Calendar) -> Replan {
        let old_days = self.days(old.election_day(), old.actuals());
        let new_days = self.days(new.election_day(), new.actuals());
        let election_day = Both {
            old: old_days.election_day,
            new: new_days.election_day,
        };
        // The text of a step is written only where the step moved: most of a schedule is its text.
        let old_problems = self.problems(old, &old_days, calendar);
        let problems = self.problems(new, &new_days, calendar);
        let (new_problems, resolved_problems) = apart(&old_problems, &problems);
        Replan {
            rules: self.rules.clone(),
            digest: self.digest.clone(),
            kind: self.schedule_kind(),
            election_day,
            steps: self.moved(&old_days, &new_days),
            documents: self.documents(&old_days, &new_days, new),
            broken: self.broken(&old_days, &new_days, new),
            new_problems,
            resolved_problems,
            problems,
            earliest_election_day: Both {
                old: self.earliest_day(old),
                new: self.earliest_day(new),
            },
        }
    }

    /// Every step with its old and its new days.
    fn pairs<'a>(
        &'a self,
        old: &'a Days,
        new: &'a Days,
    ) -> impl Iterator<Item = (usize, &'a PlanStep, &'a StepDays, &'a StepDays)> {
        self.steps
            .iter()
            .zip(old.steps.iter().zip(&new.steps))
            .enumerate()
            .map(|(i, (step, (before, after)))| (i, step, before, after))
    }

    fn moved(&self, old: &Days, new: &Days) -> Vec<MovedStep> {
        self.pairs(old, new)
            .filter(|(_, _, before, after)| before != after)
            .map(|(i, step, before, after)| MovedStep {
                id: step.id.clone(),
                name: step.name.clone(),
                stage: self
                    .stage_of(step)
                    .map_or_else(String::new, |stage| stage.id.clone()),
                class: step.class,
                latest: Both {
                    old: before.latest,
                    new: after.latest,
                },
                suggested: Both {
                    old: before.suggested,
                    new: after.suggested,
                },
                earliest: Both {
                    old: before.earliest,
                    new: after.earliest,
                },
                actual: Both {
                    old: before.actual,
                    new: after.actual,
                },
                formula: self.formula(i, new),
                basis: step.basis.clone(),
                documents: step.papers.clone(),
            })
            .collect()
    }

    /// Papers of the steps that moved. The paper of a recorded step is written: it states another day only when the
    /// recorded day itself is another one, or when it names the election day and that moved. All notices of a unit do,
    /// of the township's papers [some](names_election_days).
    fn documents(&self, old: &Days, new: &Days, facts: &Facts) -> Vec<MovedDocument> {
        let election_moved = old.election_day != new.election_day;
        let mut documents: Vec<MovedDocument> = Vec::new();
        for (i, step, before, after) in self.pairs(old, new) {
            if facts.actuals().is_skipped(i) {
                continue;
            }
            let issued = after.actual.is_some();
            let moved = if issued {
                before.actual != after.actual
            } else {
                before != after
            };
            for paper in &step.papers {
                let names_it = self.scope == StepScope::Unit || names_election_days(paper);
                let reads_otherwise = moved || (issued && election_moved && names_it);
                if !reads_otherwise {
                    continue;
                }
                match documents.iter_mut().find(|known| known.id == *paper) {
                    Some(known) => known.issued |= issued,
                    None => documents.push(MovedDocument {
                        id: paper.clone(),
                        step: step.id.clone(),
                        issued,
                    }),
                }
            }
        }
        documents
    }

    /// Recorded steps outside their lawful days under the new schedule that were inside before.
    fn broken(&self, old: &Days, new: &Days, facts: &Facts) -> Vec<BrokenStep> {
        let mut broken = Vec::new();
        for (i, step, before, after) in self.pairs(old, new) {
            let Some(actual) = after.actual else {
                continue;
            };
            if facts.actuals().is_skipped(i) || Some(i) == self.polling {
                continue;
            }
            let lawful = step.class == StepClass::Statutory && !step.lapses;
            let late = |row: &StepDays| row.latest.filter(|day| lawful && actual > *day);
            let early = |row: &StepDays| row.earliest.filter(|day| actual < *day);
            let told = match (late(after), early(after)) {
                (Some(limit), _) if late(before).is_none() => Some((limit, true)),
                (None, Some(limit)) if early(before).is_none() => Some((limit, false)),
                _ => None,
            };
            if let Some((limit, late)) = told {
                broken.push(BrokenStep {
                    id: step.id.clone(),
                    name: step.name.clone(),
                    actual,
                    limit,
                    late,
                });
            }
        }
        broken
    }
}

/// 写有选举日的镇文书 — kinds of the township's papers that state the election days of its villages or the schedule.
/// The others (the leading group, a meeting, a course) say the same whatever day the villages vote on; that both are
/// so is tested with the papers themselves.
pub fn names_election_days(paper: &str) -> bool {
    matches!(
        paper,
        "implementation-plan" | "emergency-plan" | "statistics-summary" | "work-summary"
    )
}

/// Findings only of the new list, and only of the old one.
fn apart(old: &[Finding], new: &[Finding]) -> (Vec<Finding>, Vec<Finding>) {
    let only = |these: &[Finding], those: &[Finding]| {
        these
            .iter()
            .filter(|one| !those.iter().any(|other| same(one, other)))
            .cloned()
            .collect()
    };
    (only(new, old), only(old, new))
}

/// Whether two findings say the same thing, perhaps with other days.
fn same(a: &Finding, b: &Finding) -> bool {
    if a.code != b.code || a.step != b.step {
        return false;
    }
    match a.code {
        // Another holiday is another thing to think of.
        Code::D103 => a.message == b.message,
        // A step may clash with several others; their names tell which, the days do not matter.
        Code::D102 | Code::D110 => words(&a.message).eq(words(&b.message)),
        _ => true,
    }
}

fn words(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| !c.is_ascii_digit())
}
