//! 变动 — lists that notices changed after they were first posted. A further change starts from the list as the last
//! change in force left it, not from the first one.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{data::canonical, dossier::Dossier};
use crate::{
    documents::{kind::Kind, kinds},
    store::paper::PaperLine,
};

/// Kinds whose data a later paper of the same kind builds on.
pub(super) const CHANGES: [Kind; 3] = [
    Kind::ElectionCommitteeChange,
    Kind::CandidateChange,
    Kind::VoterRollCorrection,
];

/// The frozen data of the changes of a kind that are in force for a unit, oldest first.
fn announced(dossier: &Dossier, unit: Uuid, kind: Kind) -> Vec<&Value> {
    dossier
        .in_force(unit, kind)
        .filter_map(|line| dossier.changes.get(&line.id))
        .collect()
}

fn facts(data: &Value) -> Value {
    data.get("facts").cloned().unwrap_or_else(|| json!({}))
}

/// The change in force that the one with these facts comes after. A change that was issued with the very same facts is
/// that one itself: it keeps starting from where it started.
fn before<'d>(
    dossier: &'d Dossier,
    unit: Uuid,
    kind: Kind,
    facts_now: Option<&Value>,
) -> Option<&'d Value> {
    let mut chain = announced(dossier, unit, kind);
    if let (Some(last), Some(now)) = (chain.last(), facts_now)
        && canonical(&facts(last)) == canonical(now)
    {
        chain.pop();
    }
    chain.last().copied()
}

fn typed(dossier: &Dossier, unit: Uuid, kind: Kind) -> Option<Value> {
    dossier.typed(unit, kind).map(|(facts, _)| facts)
}

/// The committee the next change starts from.
pub(super) fn committee(dossier: &Dossier, unit: Uuid) -> Value {
    let kind = Kind::ElectionCommitteeChange;
    before(dossier, unit, kind, typed(dossier, unit, kind).as_ref())
        .and_then(kinds::committee_after)
        .or_else(|| {
            let facts = typed(dossier, unit, Kind::ElectionCommittee)?;
            facts.get("members").cloned()
        })
        .unwrap_or(Value::Null)
}

/// The candidates the next change starts from.
pub(super) fn candidates(dossier: &Dossier, unit: Uuid) -> Value {
    let kind = Kind::CandidateChange;
    if let Some(data) = before(dossier, unit, kind, typed(dossier, unit, kind).as_ref()) {
        let first = json!({ "candidates": data.pointer("/known/candidates") });
        let change = facts(data);
        return Value::Array(kinds::standing_candidates(&[
            (Kind::Candidates, &first),
            (kind, &change),
        ]));
    }
    typed(dossier, unit, Kind::Candidates)
        .and_then(|facts| facts.get("candidates").cloned())
        .unwrap_or(Value::Null)
}

/// The facts of the changes of candidates that were announced, oldest first.
pub(super) fn of_candidates(dossier: &Dossier, unit: Uuid) -> Vec<Value> {
    announced(dossier, unit, Kind::CandidateChange)
        .into_iter()
        .map(facts)
        .collect()
}

/// The last correction of the roll in force; `None` where there is none, or where the roll was imported anew since.
fn correction(dossier: &Dossier, unit: Uuid) -> Option<&PaperLine> {
    let last = dossier.in_force(unit, Kind::VoterRollCorrection).last()?;
    let imported_later = dossier
        .rolls
        .iter()
        .any(|roll| roll.village_id == unit && roll.imported_at > last.issued_at);
    (!imported_later).then_some(last)
}

/// How many were on the roll before the correction that is being written: as the last one left it; `None` where there
/// is none before it.
pub(super) fn registered_before(dossier: &Dossier, unit: Uuid) -> Option<u32> {
    let kind = Kind::VoterRollCorrection;
    correction(dossier, unit)?;
    let data = before(dossier, unit, kind, typed(dossier, unit, kind).as_ref())?;
    kinds::registered_after(data)
}

/// How many are on the roll since the last correction in force, and that correction.
pub(super) fn registered_since(dossier: &Dossier, unit: Uuid) -> Option<(u32, &PaperLine)> {
    let last = correction(dossier, unit)?;
    let count = kinds::registered_after(dossier.changes.get(&last.id)?)?;
    Some((count, last))
}
