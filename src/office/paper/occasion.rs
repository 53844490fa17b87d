//! 何时要出 — which notices a unit is to post: those of every election, and of the others only what happened in it.

use uuid::Uuid;

use super::{
    dossier::Dossier,
    known::notice_kinds,
    outcome::{self, Outcome},
};
use crate::{
    documents::kind::{Kind, Occasion},
    law::Rules,
    office::{refusal::Refusal, standing::Plans},
    store::progress::SET_ASIDE,
};

/// Whether a unit has occasion for a paper: every unit for one of every election; for one of an event, where it is
/// issued, where its form was filled in, or where the product knows of the event.
pub fn arises(dossier: &Dossier, rules: &Rules, unit: Uuid, kind: Kind) -> bool {
    if kind.occasion() == Occasion::Routine || dossier.in_force(unit, kind).next().is_some() {
        return true;
    }
    // A set-aside step with its papers needs no notice; a form that was begun says that somebody does.
    if dossier.typed(unit, kind).is_some() {
        return true;
    }
    match kind {
        Kind::RoamingVoters => dossier
            .typed(unit, Kind::Polling)
            .is_some_and(|(facts, _)| {
                facts
                    .get("rounds")
                    .and_then(serde_json::Value::as_array)
                    .is_some_and(|rounds| !rounds.is_empty())
            }),
        Kind::Rerun => outcome::results(dossier, unit)
            .and_then(|facts| Outcome::of(dossier, unit, &facts))
            .is_some_and(|outcome| !outcome.left.is_empty()),
        Kind::Repoll => outcome::too_few(dossier, rules, unit),
        _ => false,
    }
}

/// The notices a unit posts, in posting order: without those of events that did not happen and of steps set aside.
pub fn notices(dossier: &Dossier, plans: &Plans, unit: Uuid) -> Result<Vec<Kind>, Refusal> {
    let rules = dossier.rules(plans, unit)?;
    let set_aside = |kind: Kind| {
        kind.step().is_some_and(|step| {
            dossier
                .latest
                .iter()
                .any(|row| row.unit_id == unit && row.step == step && row.act == SET_ASIDE)
        })
    };
    Ok(notice_kinds(rules)
        .into_iter()
        .filter(|kind| arises(dossier, rules, unit, *kind))
        .filter(|kind| !set_aside(*kind) || dossier.in_force(unit, *kind).next().is_some())
        .collect())
}

/// The stage among whose papers a notice of no step is listed: that of this step.
pub(super) fn listed_with(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::ElectionCommitteeChange => "committee-announced",
        Kind::PreselectionMethod | Kind::PreselectionResult => "nominees-announced",
        Kind::CandidateChange => "candidates-announced",
        Kind::Rerun | Kind::Repoll => "results-announced",
        _ => return None,
    })
}
