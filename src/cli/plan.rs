//! `huanjie plan` — the schedule of one village or community, from its arguments alone.

use std::fmt::Write as _;

use chrono::NaiveDate;

use super::{Failure, grammar::PlanOptions, rules, say};
use crate::{
    civil,
    law::{
        self, Actuals, Facts, Library, Plan, Schedule, Severity, UnitKind, plan_json, plan_table,
    },
};

/// How the schedule is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Table,
}

/// One unit as the options describe it.
pub(super) struct Described {
    pub(super) plan: Plan,
    pub(super) election_day: NaiveDate,
    pub(super) today: Option<NaiveDate>,
    pub(super) actuals: Actuals,
    pub(super) format: Format,
}

/// Runs the subcommand: status 1 when the schedule has errors, 2 when it cannot be made.
pub fn run(options: &PlanOptions) -> Result<(), Failure> {
    let library = rules::library(&options.folder)?;
    let (schedule, format) = schedule(options, &library).map_err(|problems| refusal(&problems))?;
    let text = match format {
        Format::Table => plan_table(&schedule),
        Format::Json => plan_json(&schedule)
            .ok_or_else(|| Failure::Bad("请改用 --format table：日程写不成 JSON。".to_owned()))?,
    };
    say(text.trim_end());
    let wrong = schedule
        .problems
        .iter()
        .any(|problem| problem.severity == Severity::Error);
    if wrong {
        Err(Failure::No(String::new()))
    } else {
        Ok(())
    }
}

/// Everything that is wrong with the options, in one message.
pub(super) fn refusal(problems: &[String]) -> Failure {
    let mut text = String::new();
    if problems.len() > 1 {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "有 {} 处要改：", problems.len());
    }
    text.push_str(&problems.join("\n"));
    Failure::Bad(text)
}

fn schedule(options: &PlanOptions, library: &Library) -> Result<(Schedule, Format), Vec<String>> {
    let mut problems = Vec::new();
    let Some(unit) = describe(options, library, &mut problems).filter(|_| problems.is_empty())
    else {
        return Err(problems);
    };
    match Facts::new(&unit.plan, unit.election_day, unit.today, unit.actuals) {
        Ok(facts) => Ok((unit.plan.schedule(&facts, library.calendar()), unit.format)),
        Err(found) => Err(found.iter().map(ToString::to_string).collect()),
    }
}

/// Reads every option before anything is computed, so that all mistakes are named at once. `None` only
/// with at least one problem.
pub(super) fn describe(
    options: &PlanOptions,
    library: &Library,
    problems: &mut Vec<String>,
) -> Option<Described> {
    let pack = match given(options.rules.as_deref()) {
        None => {
            problems.push("请补上 --rules：规则包的编号，或者规则文件。".to_owned());
            None
        }
        Some(wanted) => rules::find(library, wanted)
            .map_err(|problem| problems.push(problem))
            .ok(),
    };
    let kind = match given(options.kind.as_deref()) {
        None => {
            problems.push("请补上 --kind：village（村）或 community（社区）。".to_owned());
            None
        }
        Some(word) => UnitKind::from_id(word).or_else(|| {
            problems.push(format!(
                "请改正 --kind：不认识「{word}」，可以写 village（村）或 community（社区）。"
            ));
            None
        }),
    };
    let election_day = match given(options.election_day.as_deref()) {
        None => {
            problems.push("请补上 --election-day：选举日，如 2027-03-18。".to_owned());
            None
        }
        Some(text) => day("--election-day", text, problems),
    };
    let today = options
        .today
        .as_deref()
        .and_then(|text| day("--today", text, problems));
    let actual = recorded(&options.actual, problems);
    let format = match options.format.as_deref().map_or("table", str::trim) {
        "json" => Some(Format::Json),
        "table" => Some(Format::Table),
        other => {
            problems.push(format!(
                "请改正 --format：不认识「{other}」，可以写 json 或 table。"
            ));
            None
        }
    };
    let plan = pack
        .as_ref()
        .zip(kind)
        .and_then(|(pack, kind)| match Plan::compile(pack, kind) {
            Ok(plan) => Some(plan),
            Err(error) => {
                problems.push(error.to_string());
                None
            }
        });
    let actuals = plan.as_ref().and_then(|plan| {
        plan.actuals(actual.iter().map(|(step, day)| (step.as_str(), *day)))
            .map_err(|unknown| {
                let known: Vec<&str> = plan.steps.iter().map(|step| step.id.as_str()).collect();
                problems.push(format!(
                    "请改正 --actual：规则包里没有环节「{}」，可以写：{}。",
                    unknown.join("」「"),
                    known.join("、")
                ));
            })
            .ok()
    });
    if !problems.is_empty() {
        // With nothing else wrong the schedule says it itself.
        let day = |day, what: &str| law::absurd(day, None, what).map(|found| found.to_string());
        problems.extend(election_day.and_then(|it| day(it, "选举日")));
        problems.extend(today.and_then(|it| day(it, "今天的日期")));
        for (step, when) in &actual {
            problems.extend(day(*when, &format!("「{step}」的日期")));
        }
    }
    Some(Described {
        plan: plan?,
        election_day: election_day?,
        today,
        actuals: actuals?,
        format: format?,
    })
}

/// `--actual STEP=DAY`, each given once.
fn recorded(given: &[String], problems: &mut Vec<String>) -> Vec<(String, NaiveDate)> {
    let mut recorded: Vec<(String, NaiveDate)> = Vec::new();
    for text in given {
        let Some((step, when)) = text.split_once('=') else {
            problems.push(format!(
                "请改正 --actual：「{text}」应写成 环节=日期，如 roll-published=2027-02-24。"
            ));
            continue;
        };
        let step = step.trim();
        if recorded.iter().any(|(known, _)| known == step) {
            problems.push(format!("请改正 --actual：环节「{step}」写了不止一次。"));
        }
        if let Some(when) = day("--actual", when, problems) {
            recorded.push((step.to_owned(), when));
        }
    }
    recorded
}

pub(super) fn given(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

pub(super) fn day(option: &str, text: &str, problems: &mut Vec<String>) -> Option<NaiveDate> {
    let day = civil::parse(text);
    if day.is_none() {
        problems.push(format!(
            "请改正 {option}：「{text}」不是日期，或者没有这一天，应写成 2027-03-18。"
        ));
    }
    day
}
