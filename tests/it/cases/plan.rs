//! `kind = "plan"` — one unit's schedule, or its move to another election day, held against what is
//! expected.

use std::{fmt::Write as _, sync::OnceLock};

use chrono::NaiveDate;
use huanjie::law::{Actuals, Facts, Finding, Library, Plan, Replan, Schedule, deadline};
use toml::{Table, Value};

use super::Case;

/// Computes the schedule; `Err` lists everything that differs.
pub fn run(case: &Case) -> Result<(), String> {
    let given = case.part("plan");
    let expected = case.part("expect");
    known(
        "plan",
        &given,
        &["election_day", "today", "actual", "skipped", "to", "anchor"],
    )?;
    known(
        "expect",
        &expected,
        &[
            "latest",
            "suggested",
            "earliest",
            "deadline",
            "problems",
            "absent",
            "none",
            "earliest_election_day",
            "chain",
            "moved",
            "unmoved",
            "broken",
            "documents",
            "resolved",
            "refused",
            "says",
        ],
    )?;
    if expected.is_empty() {
        return Err("expect 是空的".to_owned());
    }
    let plan = Plan::compile(&case.pack, case.unit).map_err(|error| error.to_string())?;
    let election_day = day(given.get("election_day").ok_or("没有写 election_day")?)?;
    let today = given.get("today").map(day).transpose()?;
    let actuals = actuals(&plan, &given)?;
    let library = library();
    let facts = |on: NaiveDate| Facts::new(&plan, on, today, actuals.clone());
    let to = given.get("to").map(day).transpose()?;
    let read = (facts(election_day), facts(to.unwrap_or(election_day)));
    let (old, new) = match read {
        (Ok(old), Ok(new)) => (old, new),
        (old, new) => {
            let found: Vec<Finding> = [old.err(), new.err()]
                .into_iter()
                .flatten()
                .flatten()
                .collect();
            let mut wrong = Vec::new();
            if expected.get("refused") != Some(&Value::Boolean(true)) {
                wrong.push("数据没有被受理".to_owned());
            }
            says(&expected, &texts(&found), &mut wrong)?;
            return finish(&wrong, &texts(&found));
        }
    };
    let mut wrong = Vec::new();
    if expected.contains_key("refused") {
        wrong.push("数据应当不受理，却算出来了".to_owned());
    }
    let schedule = plan.schedule(&new, library.calendar());
    of_schedule(&expected, &schedule, &mut wrong)?;
    if let Some(Value::Table(wanted)) = expected.get("deadline") {
        let anchor = given.get("anchor").map_or(Ok(election_day), day)?;
        let rules = case.pack.rules(case.unit).ok_or("规则包是空的")?;
        for (key, wanted) in wanted {
            let found = deadline(rules, key, anchor).map(|found| found.latest);
            differ(&format!("期限 {key}"), optional(wanted)?, found, &mut wrong);
        }
    }
    if let Some(wanted) = expected.get("chain") {
        let found = huanjie::law::earliest(&plan, new.actuals(), today.ok_or("chain 要写 today")?);
        let chain: Vec<String> = found
            .map(|found| found.links)
            .unwrap_or_default()
            .iter()
            .map(|link| {
                let id = plan
                    .steps
                    .get(link.step)
                    .map_or("", |step| step.id.as_str());
                format!("{id} {} + {} = {}", link.from, link.days, link.until)
            })
            .collect();
        let wanted = strings(wanted)?;
        if !chain.ends_with(&wanted) {
            wrong.push(format!("关键链末尾应是 {wanted:?}，实际 {chain:?}"));
        }
    }
    if to.is_some() {
        of_move(
            &expected,
            &plan.replan(&old, &new, library.calendar()),
            &mut wrong,
        )?;
    } else if ["moved", "unmoved", "broken", "documents", "resolved"]
        .iter()
        .any(|key| expected.contains_key(*key))
    {
        return Err("要核对改期，先在 plan 里写 to".to_owned());
    }
    let shown = shown(&schedule);
    says(&expected, &shown, &mut wrong)?;
    finish(&wrong, &shown)
}

/// The packs, read once for all cases.
fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(Library::embedded)
}

fn of_schedule(
    expected: &Table,
    schedule: &Schedule,
    wrong: &mut Vec<String>,
) -> Result<(), String> {
    let step = |id: &str| {
        schedule
            .steps
            .iter()
            .find(|step| step.id == id)
            .ok_or_else(|| format!("规则包里没有环节「{id}」"))
    };
    for key in ["latest", "suggested", "earliest"] {
        let Some(Value::Table(wanted)) = expected.get(key) else {
            continue;
        };
        for (id, wanted) in wanted {
            let step = step(id)?;
            let found = match key {
                "latest" => step.latest,
                "suggested" => Some(step.suggested),
                _ => step.earliest,
            };
            differ(&format!("{id} 的 {key}"), optional(wanted)?, found, wrong);
        }
    }
    if let Some(Value::Array(ids)) = expected.get("none") {
        for id in ids {
            let id = id.as_str().unwrap_or_default();
            if let Some(found) = step(id)?.latest {
                wrong.push(format!("{id} 不应有最迟日，实际 {found}"));
            }
        }
    }
    let found: Vec<String> = schedule.problems.iter().map(coded).collect();
    if let Some(wanted) = expected.get("problems") {
        for wanted in strings(wanted)? {
            if !found.contains(&wanted) {
                wrong.push(format!("应当有问题「{wanted}」，实际 {found:?}"));
            }
        }
    }
    if let Some(wanted) = expected.get("absent") {
        for unwanted in strings(wanted)? {
            if found
                .iter()
                .any(|problem| *problem == unwanted || problem.starts_with(&format!("{unwanted} ")))
            {
                wrong.push(format!("不应有问题「{unwanted}」，实际 {found:?}"));
            }
        }
    }
    if let Some(wanted) = expected.get("earliest_election_day") {
        let found = schedule.earliest_election_day;
        differ("最早合法选举日", optional(wanted)?, found, wrong);
    }
    Ok(())
}

fn of_move(expected: &Table, diff: &Replan, wrong: &mut Vec<String>) -> Result<(), String> {
    if let Some(Value::Table(wanted)) = expected.get("moved") {
        for (id, wanted) in wanted {
            let wanted = wanted.as_str().unwrap_or_default();
            let found = diff.steps.iter().find(|step| step.id == *id).map(|step| {
                let word = |day: Option<NaiveDate>| {
                    day.map_or_else(|| "没有".to_owned(), |day| day.to_string())
                };
                format!("{} → {}", word(step.latest.old), word(step.latest.new))
            });
            if found.as_deref() != Some(wanted) {
                wrong.push(format!("{id} 应由 {wanted}，实际 {found:?}"));
            }
        }
    }
    if let Some(wanted) = expected.get("unmoved") {
        for id in strings(wanted)? {
            if diff.steps.iter().any(|step| step.id == id) {
                wrong.push(format!("{id} 的日期不应变"));
            }
        }
    }
    let lists = [
        (
            "broken",
            diff.broken
                .iter()
                .map(|step| format!("{} {}", step.id, step.limit))
                .collect::<Vec<String>>(),
        ),
        (
            "documents",
            diff.documents
                .iter()
                .filter(|paper| paper.issued)
                .map(|paper| paper.id.clone())
                .collect(),
        ),
        (
            "resolved",
            diff.resolved_problems.iter().map(coded).collect(),
        ),
    ];
    for (key, found) in lists {
        let Some(wanted) = expected.get(key) else {
            continue;
        };
        let wanted = strings(wanted)?;
        // The papers and problems named must be there; what is broken must be named completely.
        let right = if key == "broken" {
            wanted == found
        } else {
            wanted.iter().all(|one| found.contains(one))
        };
        if !right {
            wrong.push(format!("{key} 应是 {wanted:?}，实际 {found:?}"));
        }
    }
    Ok(())
}

fn actuals(plan: &Plan, given: &Table) -> Result<Actuals, String> {
    let recorded = match given.get("actual") {
        Some(Value::Table(recorded)) => recorded.clone(),
        Some(_) => return Err("actual 应是一张表：环节 = 日期".to_owned()),
        None => Table::new(),
    };
    let mut days = Vec::new();
    for (id, value) in &recorded {
        days.push((id.as_str(), day(value)?));
    }
    let mut actuals = plan
        .actuals(days)
        .map_err(|unknown| format!("规则包里没有环节 {unknown:?}"))?;
    if let Some(skipped) = given.get("skipped") {
        for id in strings(skipped)? {
            if plan.index(&id).is_none() {
                return Err(format!("规则包里没有环节「{id}」"));
            }
            actuals = plan.not_applicable(actuals, &id);
        }
    }
    Ok(actuals)
}

/// «D101 roll-published», or «D105» for the election day as a whole.
fn coded(finding: &Finding) -> String {
    match &finding.step {
        Some(step) => format!("{} {step}", finding.code.as_str()),
        None => finding.code.as_str().to_owned(),
    }
}

fn texts(found: &[Finding]) -> String {
    let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

fn shown(schedule: &Schedule) -> String {
    let mut text = String::new();
    for step in &schedule.steps {
        let latest = step
            .latest
            .map_or_else(|| "–".to_owned(), |day| day.to_string());
        writeln!(
            text,
            "{} 建议 {} 最迟 {latest}：{}",
            step.id, step.suggested, step.formula
        )
        .unwrap();
    }
    text.push_str(&texts(&schedule.problems));
    text
}

fn says(expected: &Table, shown: &str, wrong: &mut Vec<String>) -> Result<(), String> {
    if let Some(wanted) = expected.get("says") {
        for words in strings(wanted)? {
            if !shown.contains(&words) {
                wrong.push(format!("应当说到「{words}」"));
            }
        }
    }
    Ok(())
}

fn finish(wrong: &[String], shown: &str) -> Result<(), String> {
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(format!("{}\n—— 算出来的：\n{shown}", wrong.join("\n")))
    }
}

fn differ(
    what: &str,
    wanted: Option<NaiveDate>,
    found: Option<NaiveDate>,
    wrong: &mut Vec<String>,
) {
    if wanted != found {
        wrong.push(format!("{what} 应是 {wanted:?}，实际 {found:?}"));
    }
}

/// A day, or the word 没有.
fn optional(value: &Value) -> Result<Option<NaiveDate>, String> {
    if value.as_str() == Some("没有") {
        return Ok(None);
    }
    day(value).map(Some)
}

fn day(value: &Value) -> Result<NaiveDate, String> {
    let text = match value {
        Value::Datetime(day) => day.to_string(),
        Value::String(text) => text.clone(),
        other => return Err(format!("「{other}」不是日期")),
    };
    text.parse().map_err(|_| format!("「{text}」不是日期"))
}

fn strings(value: &Value) -> Result<Vec<String>, String> {
    let Value::Array(list) = value else {
        return Err(format!("「{value}」应是方括号里的若干文字"));
    };
    list.iter()
        .map(|one| {
            one.as_str()
                .map(str::to_owned)
                .ok_or_else(|| format!("「{one}」应是文字"))
        })
        .collect()
}

fn known(what: &str, table: &Table, names: &[&str]) -> Result<(), String> {
    match table.keys().find(|key| !names.contains(&key.as_str())) {
        Some(key) => Err(format!("{what} 里不认识「{key}」")),
        None => Ok(()),
    }
}
