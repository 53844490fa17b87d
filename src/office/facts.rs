//! 文书内容 — what a clerk types for a kind of paper: only what the product cannot know.

use std::collections::BTreeMap;

use serde_json::Value;
use uuid::Uuid;

use super::{
    change::{Actor, Begun, Change},
    event::Event,
    paper::{
        data,
        dossier::{Dossier, Reach},
        due,
        issue::Desk,
    },
    refusal::{Conflict, Problems, Refusal},
};
use crate::{
    documents::{
        kind::Kind,
        kinds::{DataProblem, form},
    },
    store::{audit, entity::paper_fact, paper, scope::CycleScope},
};

/// Longest text of one field, in characters.
const LONGEST: usize = 2000;

/// The facts with which a form page starts.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    /// Facts by key.
    pub facts: Value,
    /// Version of the stored row; 0 when the form was never saved.
    pub version: i32,
    /// Whether they come from the unit's other papers or an inspection and wait to be saved.
    pub carried: bool,
}

/// What the form page of a kind shows first.
pub fn start(dossier: &Dossier, unit: Uuid, kind: Kind) -> Start {
    if let Some((facts, version)) = dossier.typed(unit, kind) {
        return Start {
            facts,
            version,
            carried: false,
        };
    }
    let facts = data::facts_of(dossier, unit, kind);
    Start {
        carried: facts.as_object().is_some_and(|facts| !facts.is_empty()),
        facts,
        version: 0,
    }
}

/// The field of the form a problem belongs to: `facts.members[2].name` → `members`.
fn field_of(kind: Kind, problem: &DataProblem) -> Option<&'static str> {
    let rest = problem.path.strip_prefix("facts.")?;
    let key = rest.split(['.', '[']).next()?;
    kind.fields()
        .iter()
        .find(|spec| spec.key == key)
        .map(|spec| spec.key)
}

/// Problems of a paper's data as problems of its form.
fn told(kind: Kind, found: &[DataProblem], problems: &mut Problems) {
    for problem in found {
        match field_of(kind, problem) {
            Some(field) => {
                let spec = kind.fields().iter().find(|spec| spec.key == field);
                // The label of a table's cell says which row; the label of the field itself stands there already.
                let text = if spec.is_some_and(|spec| spec.label == problem.label) {
                    problem.message.clone()
                } else {
                    problem.to_string()
                };
                problems.add(field, text);
            }
            None if problem.path.starts_with("facts") => {
                problems.general.push(problem.to_string());
            }
            // What the product itself knows is not this form's to mend: pre-flight tells it.
            None => {}
        }
    }
}

/// Saves what was typed (`field` or `field.row.column` → text) for a kind of one unit.
#[allow(clippy::too_many_arguments)] // who, where, which form, what: each is one thing
pub async fn save(
    desk: &Desk<'_>,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    unit: Uuid,
    kind: Kind,
    typed: &BTreeMap<String, String>,
    version: i32,
) -> Result<String, Refusal> {
    let dossier = Dossier::read(desk.store.reader(), scope, Reach::Unit(unit)).await?;
    if !dossier.fits(unit, kind) || kind.fields().is_empty() {
        return Err(Refusal::NotFound);
    }
    let facts = checked(desk, &dossier, unit, kind, typed)?;
    let mut change = match Change::begin(desk.store, desk.clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(location),
    };
    let before = dossier.typed(unit, kind).map(|(facts, _)| facts);
    let object = format!("{unit}:{}", kind.id());
    let row = paper_fact::Model {
        id: Uuid::now_v7(),
        cycle_id: scope.cycle_id(),
        unit_id: unit,
        kind: kind.id().to_owned(),
        facts: data::canonical(&facts),
        version,
    };
    if !paper::put_facts(change.tx(), row).await? {
        drop(change);
        let event = audit::last_of_object(desk.store.reader(), "facts", &object).await?;
        return Err(Refusal::Conflict(Conflict::from_event(
            format!("{}《{}》的内容", dossier.unit_name(unit), kind.title()),
            event,
        )));
    }
    let entry = change
        .audit(Event::FactsChanged)
        .object("facts", object)
        .cycle(scope.cycle_id())
        .summary(format!(
            "填写 {}《{}》的内容",
            dossier.unit_name(unit),
            kind.title()
        ))
        .after(&without_phones(&facts));
    let entry = match &before {
        Some(before) => entry.before(&without_phones(before)),
        None => entry,
    };
    if unit != scope.cycle_id() {
        entry.village(unit);
    }
    let location = preview_address(scope.cycle_id(), unit, kind);
    change.commit(&location).await?;
    Ok(location)
}

/// The facts as the audit keeps them: that a telephone was filled in, not which.
fn without_phones(facts: &Value) -> Value {
    let mut kept = facts.clone();
    if let Some(kept) = kept.as_object_mut() {
        for (key, value) in kept.iter_mut() {
            if key.ends_with("phone") && !value.is_null() {
                *value = Value::String("（已填）".to_owned());
            }
        }
    }
    kept
}

/// Where a paper that is not issued yet is looked at.
pub fn preview_address(cycle: Uuid, unit: Uuid, kind: Kind) -> String {
    if due::is_confirmed_elsewhere(kind) {
        return format!("/c/{cycle}/report");
    }
    format!("/c/{cycle}/docs/preview?unit={unit}&kind={}", kind.id())
}

/// Reads and checks everything typed; every problem at once.
fn checked(
    desk: &Desk<'_>,
    dossier: &Dossier,
    unit: Uuid,
    kind: Kind,
    typed: &BTreeMap<String, String>,
) -> Result<Value, Refusal> {
    let mut problems = Problems::none();
    for spec in kind.fields() {
        let prefix = format!("{}.", spec.key);
        let long = typed.iter().any(|(name, text)| {
            (name == spec.key || name.starts_with(&prefix)) && text.chars().count() > LONGEST
        });
        if long {
            problems.add(spec.key, format!("请写得短一些，每一格 {LONGEST} 字以内。"));
        }
    }
    let (facts, unread) = form::read(kind, typed);
    told(kind, &unread, &mut problems);
    // The facts are checked with everything around them, as the paper will state them.
    let today = desk.clock.today();
    let mut whole = data::assemble(dossier, desk.plans, unit, kind, today)?.data;
    if let Some(whole) = whole.as_object_mut() {
        whole.insert("facts".to_owned(), facts.clone());
    }
    if let Err(mut found) = kind.check(&whole) {
        // What could not be read is not there: that is told already.
        found.retain(|problem| unread.iter().all(|told| told.path != problem.path));
        told(kind, &found, &mut problems);
    }
    problems.into_result()?;
    Ok(facts)
}
