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

/// Facts that one kind takes over from another: (from, to, field), asked alike in both.
const TAKEN: [(Kind, Kind, &str); 8] = [
    (Kind::PostsAndMethod, Kind::Polling, "method"),
    (
        Kind::PreselectionMethod,
        Kind::PreselectionResult,
        "held_at",
    ),
    (Kind::Polling, Kind::Rerun, "method"),
    (Kind::Polling, Kind::Rerun, "main_place"),
    (Kind::Polling, Kind::Repoll, "method"),
    (Kind::Polling, Kind::Repoll, "main_place"),
    (Kind::Results, Kind::Repoll, "issued"),
    (Kind::Results, Kind::Repoll, "returned"),
];

/// The facts with which the form page of `kind` starts, from the facts of `earlier` papers of the same unit (or of
/// the township), oldest first; the newest wins. People go from paper to paper: the nominees become candidates,
/// the candidates stand in the result without votes. A field nothing is known of stays out.
pub fn carried_over(kind: Kind, earlier: &[(Kind, &Value)]) -> Value {
    let mut facts = Map::new();
    if let Some((key, people)) = people(kind, earlier) {
        facts.insert(key.to_owned(), people);
    }
    for (from, known) in earlier {
        if from.scope() != kind.scope() {
            continue;
        }
        for spec in kind.fields() {
            let asked_alike = from
                .fields()
                .iter()
                .any(|other| other.key == spec.key && other.input == spec.input);
            let taken = TAKEN.contains(&(*from, kind, spec.key));
            if asked_alike
                && (*from == kind || taken || SHARED.contains(&spec.key))
                && let Some(value) = known.get(spec.key).filter(|value| !is_empty(value))
            {
                facts.insert(spec.key.to_owned(), value.clone());
            }
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

/// A list of the last of the earlier papers of a kind; empty where there is none.
fn rows<'a>(earlier: &[(Kind, &'a Value)], kind: Kind, key: &str) -> &'a [Value] {
    earlier
        .iter()
        .rev()
        .find(|(from, _)| *from == kind)
        .and_then(|(_, known)| known.get(key)?.as_array())
        .map(Vec::as_slice)
        .unwrap_or_default()
}

fn part(row: &Value, key: &str) -> Value {
    row.get(key).cloned().unwrap_or(Value::Null)
}

/// The people (or groups) with whom the form of a kind begins.
fn people(kind: Kind, earlier: &[(Kind, &Value)]) -> Option<(&'static str, Value)> {
    let (key, people): (&'static str, Vec<Value>) = match kind {
        Kind::GroupLeaders => (
            "groups",
            rows(earlier, Kind::RepresentativesElection, "meetings")
                .iter()
                .map(|row| json!({ "group": part(row, "group"), "leader": null, "deputy": null }))
                .collect(),
        ),
        Kind::PreselectionResult => (
            "counts",
            rows(earlier, Kind::Nominees, "nominees")
                .iter()
                .map(|row| {
                    json!({ "post": part(row, "post"), "name": part(row, "name"), "votes": null, "passed": null })
                })
                .collect(),
        ),
        // 登记表上收到的申诉，处理结果公告逐件答复
        Kind::ObjectionDecision => (
            "objections",
            rows(earlier, Kind::ObjectionForm, "objections")
                .iter()
                .map(|row| {
                    json!({
                        "matter": part(row, "matter"), "received_on": part(row, "received_on"),
                        "decided_on": null, "outcome": null, "reason": null
                    })
                })
                .collect(),
        ),
        Kind::Candidates => ("candidates", selected(earlier)),
        Kind::Results => (
            "counts",
            standing_candidates(earlier)
                .iter()
                .map(|row| {
                    json!({ "post": part(row, "post"), "name": part(row, "name"), "votes": null, "elected": null })
                })
                .collect(),
        ),
        Kind::Repoll => ("candidates", standing_candidates(earlier)),
        _ => return None,
    };
    (!people.is_empty()).then_some((key, Value::Array(people)))
}

/// The nominees, and of a post with a preselection only those who passed it. (Who fails the review is taken out by
/// the clerk.)
fn selected(earlier: &[(Kind, &Value)]) -> Vec<Value> {
    let counts = rows(earlier, Kind::PreselectionResult, "counts");
    let polled = |post: Option<&Value>| counts.iter().any(|row| row.get("post") == post);
    let direct = rows(earlier, Kind::Nominees, "nominees")
        .iter()
        .filter(|row| !polled(row.get("post")))
        .cloned();
    let passed = counts
        .iter()
        .filter(|row| row.get("passed").and_then(Value::as_bool) == Some(true))
        .map(|row| json!({ "post": part(row, "post"), "name": part(row, "name") }));
    direct.chain(passed).collect()
}

/// 现有候选人 — the formal candidates as the notice named them, with the changes since in the order given.
pub fn standing_candidates(earlier: &[(Kind, &Value)]) -> Vec<Value> {
    let same = |one: &Value, other: &Value| {
        one.get("post") == other.get("post") && one.get("name") == other.get("name")
    };
    let mut people: Vec<Value> = rows(earlier, Kind::Candidates, "candidates").to_vec();
    for (_, change) in earlier
        .iter()
        .filter(|(kind, _)| *kind == Kind::CandidateChange)
    {
        let list = |key: &str| change.get(key).and_then(Value::as_array);
        let leavers = list("leavers").map(Vec::as_slice).unwrap_or_default();
        people.retain(|one| !leavers.iter().any(|leaver| same(leaver, one)));
        for one in list("joiners").into_iter().flatten() {
            if !people.iter().any(|known| same(known, one)) {
                people.push(one.clone());
            }
        }
    }
    people
}

pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}
