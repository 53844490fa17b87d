//! 沿用 — what a clerk filled in once for a unit is not asked again for its next paper.

use serde_json::{Map, Value, json};

use crate::documents::kind::Kind;

/// Facts that mean the same in every paper of one unit (or of the township).
const SHARED: [&str; 14] = [
    "contact",
    "contact_phone",
    "contact_place",
    "copy_to",
    "report_phone",
    "report_address",
    "superior_documents",
    "recipient",
    "signer",
    "compiler",
    "responsible",
    "meeting_time",
    "place",
    "chair",
];

/// The facts with which the form page of `kind` starts, from the facts of `earlier` papers of the same unit (or of
/// the township), oldest first; the newest wins. The people of the result are the formal candidates, without votes.
/// A field nothing is known of stays out.
pub fn carried_over(kind: Kind, earlier: &[(Kind, &Value)]) -> Value {
    let mut facts = Map::new();
    for (from, known) in earlier {
        if from.scope() != kind.scope() {
            continue;
        }
        for spec in kind.fields() {
            let asked_alike = from
                .fields()
                .iter()
                .any(|other| other.key == spec.key && other.input == spec.input);
            if asked_alike
                && (*from == kind || SHARED.contains(&spec.key))
                && let Some(value) = known.get(spec.key).filter(|value| !is_empty(value))
            {
                facts.insert(spec.key.to_owned(), value.clone());
            }
        }
        if *from == Kind::Candidates
            && kind == Kind::Results
            && let Some(people) = known.get("candidates").filter(|people| !is_empty(people))
        {
            facts.insert("counts".to_owned(), without_votes(people));
        }
        super::forms::carried(kind, *from, known, &mut facts);
    }
    // 填写顺序与表单一致
    let ordered: Map<String, Value> = kind
        .fields()
        .iter()
        .filter_map(|spec| facts.remove_entry(spec.key))
        .collect();
    Value::Object(ordered)
}

pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

fn without_votes(candidates: &Value) -> Value {
    candidates
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default()
        .iter()
        .map(|person| {
            let part = |key: &str| person.get(key).cloned().unwrap_or(Value::Null);
            json!({ "post": part("post"), "name": part("name"), "votes": null, "elected": null })
        })
        .collect()
}
