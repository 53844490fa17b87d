//! The calendar side of the engine against the worked cases, the article beside each.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::type_complexity
)]

mod ask;
mod calendar;
mod checklists;
mod contract;
mod deadlines;
mod feasibility;
mod progress;
mod properties;
mod replan;
mod warnings;

use std::sync::OnceLock;

use chrono::NaiveDate;

use super::{
    Actuals, Facts, Library, Plan, RulePack, Schedule, ScheduledStep, SourceFile, UnitKind,
};

/// A day written 2027-03-18.
fn day(text: &str) -> NaiveDate {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap()
}

/// The packs that come with the program, read once.
fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    let library = LIBRARY.get_or_init(Library::embedded);
    assert_eq!(library.problems(), &[], "随程序的规则包应当没有错误");
    library
}

/// A pack of one township that differs from its parent only in these values.
fn variant(parent: &str, values: &str) -> RulePack {
    let text = format!(
        "[pack]\nid = \"variant\"\nname = \"试验\"\nextends = \"{parent}\"\nstatute = \"试验办法\"\n\
         amended = 2026-01-01\nin_force = 2026-01-01\n{values}"
    );
    library()
        .read(&SourceFile {
            name: "variant.toml".to_owned(),
            text,
        })
        .unwrap()
}

fn value(key: &str, value: &str) -> String {
    format!(
        "[values.{key}]\nvalue = {value}\nsource = {{ article = \"第一条\", status = \"verified\" }}\n"
    )
}

fn schedule(
    pack: &RulePack,
    kind: UnitKind,
    election_day: &str,
    today: Option<&str>,
    recorded: &[(&str, &str)],
) -> Schedule {
    let plan = Plan::compile(pack, kind).unwrap();
    let facts = facts(&plan, election_day, today, recorded);
    plan.schedule(&facts, library().calendar())
}

fn facts(plan: &Plan, election_day: &str, today: Option<&str>, recorded: &[(&str, &str)]) -> Facts {
    let recorded = recorded.iter().map(|(id, text)| (*id, day(text)));
    let actuals = plan.actuals(recorded).unwrap();
    Facts::new(plan, day(election_day), today.map(day), actuals).unwrap()
}

fn step<'s>(schedule: &'s Schedule, id: &str) -> &'s ScheduledStep {
    schedule
        .steps
        .iter()
        .find(|step| step.id == id)
        .unwrap_or_else(|| panic!("没有环节 {id}"))
}

/// Codes of the problems of one step (`""`: of the whole).
fn codes(schedule: &Schedule, id: &str) -> Vec<&'static str> {
    schedule
        .problems
        .iter()
        .filter(|problem| problem.step.as_deref().unwrap_or("") == id)
        .map(|problem| problem.code.as_str())
        .collect()
}

#[test]
fn unknown_steps_are_all_named() {
    let plan = Plan::compile(library().pack("national-2025").unwrap(), UnitKind::Village).unwrap();
    let recorded = [
        ("roll-publishd", day("2027-02-25")),
        ("polling", day("2027-03-18")),
        ("x", day("2027-02-25")),
    ];
    assert_eq!(
        plan.actuals(recorded).unwrap_err(),
        ["roll-publishd".to_owned(), "x".to_owned()]
    );
    assert_eq!(Actuals::default().day(3), None);
}
