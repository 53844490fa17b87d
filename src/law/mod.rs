//! 规则引擎 — by when, and may it be: pure functions of a rule pack and recorded facts.
//!
//! No database, no network, no clock: today is an argument, and so is every file that was read.
//! Integer arithmetic on civil dates only. What the engine promises is written down in `rules/`.
//!
//! Polls are [`poll`], people and ledgers [`eligibility`]; what both need of a pack is here.
//!
//! The way through it: [`Library`] → [`RulePack`] → [`Plan::compile`] (once a pack) →
//! [`Plan::days`] (every village, numbers only) → [`Plan::states`], [`Plan::schedule`],
//! [`Plan::card`], [`Plan::check_record`].

mod ask;
mod calendar;
mod card;
mod checklist;
mod compile;
pub mod complaint;
mod deadline;
pub mod eligibility;
mod feasible;
mod finding;
mod offset;
mod pack;
mod param;
mod param_table;
mod param_words;
mod plan;
pub mod poll;
mod problems;
mod progress;
mod replan;
mod schedule;
mod table;
mod unit;

#[cfg(test)]
mod tests;

pub use ask::{Of, Provision, Question, Questions, least_sum, nearest};
pub use calendar::{Calendar, DayKind, DayNote};
pub use card::DateCard;
pub use checklist::{CheckItem, Checklists, Choice as CheckChoice, Gravity, THEMES};
pub use deadline::{Deadline, check_seats, deadline};
pub use feasible::{ChainLink, Feasible, check_election_day, comfortable, earliest};
pub use finding::{Basis, Code, Finding, Severity, Status, cite_all};
pub use offset::{Amount, Offset, POLLING};
pub use pack::{
    CanonicalError, Change, Discipline, Item, Layer, Library, Matter, Notice, Owner, PackError,
    PackProblem, RulePack, Rules, Source, SourceFile, Stage, Step, StepClass, StepScope, Unread,
    check_text, diff, diff_text, list_text, manual, of_kind, show_text,
};
pub use param::{Bound, PARAMS, Param, SUBJECTS, Shape, Share, Value};
pub use plan::{
    Actuals, Anchor, Compiled, Days, Plan, PlanError, PlanStep, Reading, StepDays, shift,
};
pub use progress::{RecordVerdict, SOON, StageCell, StepState};
pub use replan::{Both, BrokenStep, MovedDocument, MovedStep, Replan, names_election_days};
pub use schedule::{Facts, Schedule, ScheduleKind, ScheduledStep, absurd};
pub use table::{plan_json, plan_table, replan_json, replan_table, width};
pub use unit::{Post, Seats, UnitKind};
