//! 村公告的已知 — what the product itself knows for the notices of events and lists.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{changes, known::Asked, outcome};
use crate::{
    documents::{kind::Kind, kinds},
    law::{self, Share, Value as RuleValue},
};

/// The `known` part of a notice's data.
pub(super) fn known(asked: &Asked<'_>) -> Value {
    let rules = asked.rules;
    match asked.kind {
        Kind::ElectionCommitteeChange => json!({
            "members": changes::committee(asked.dossier, asked.unit),
            "absence_limit": rules.number("ec_absence_limit"),
        }),
        Kind::VoterRollCorrection => json!({
            "roll_number": number(asked, Kind::VoterRoll),
            "published_on": published(asked),
            // 更正公告写的是更正以前的人数：已有更正的接着它算
            "registered": changes::registered_before(asked.dossier, asked.unit)
                .or_else(|| outcome::imported(asked.dossier, asked.unit)),
        }),
        Kind::ObjectionDecision => json!({
            "roll_number": number(asked, Kind::VoterRoll),
            "published_on": published(asked),
        }),
        Kind::RepresentativesElection => json!({
            "selection_day": asked.day("representatives-selected"),
            "women_share": share(asked, "women_reps_share").map(at_least),
        }),
        // Who was chosen is a fact: a planned day is not printed as one.
        Kind::Representatives | Kind::GroupLeaders => {
            json!({ "selected_on": asked.recorded("representatives-selected") })
        }
        Kind::PostsAndMethod => json!({
            "adopted_on": asked.recorded("method-adopted"),
            "women": rules.word("women_mode"),
            "polls": rules.word("polls").filter(|polls| *polls != "either"),
            "no_candidate_mode": asked.flag("no_candidate_mode"),
            "term_years": rules.number("term_years"),
        }),
        Kind::CandidateConditions => json!({ "bars": words(asked, "candidate_bars") }),
        Kind::Nomination => json!({
            "nomination_from": asked.day("nomination-opened"),
            "nomination_to": asked.day("nomination-closed"),
            "nominees_day": asked.day("nominees-announced"),
            "sources": words(asked, "nomination_sources"),
            "joint_min": rules.number("joint_nomination_min"),
            "proxy_banned": asked.flag("proxy_nomination_banned"),
            "self_until": asked.deadline("self_nomination_lead_days", asked.days.election_day),
        }),
        Kind::Nominees => json!({
            "order": rules.notice(asked.kind.id()).and_then(|notice| notice.order.as_deref()),
            "candidates_day": asked.day("candidates-announced"),
        }),
        Kind::PreselectionMethod => json!({
            "nominated": nominated(asked),
            "differentials": differentials(asked),
            "quorum": share(asked, "preselection_quorum").map(at_least),
            "electors": rules.word("preselection_by"),
        }),
        Kind::CandidateChange => json!({
            "candidates": changes::candidates(asked.dossier, asked.unit),
            "list_number": number(asked, Kind::Candidates),
        }),
        Kind::PollingStaff => json!({ "excluded": rules.word("staff_exclusion_scope") }),
        Kind::RoamingVoters => json!({
            "rounds": list(asked, Kind::Polling, "rounds"),
            "allowed": asked.flag("roaming_allowed"),
            "min_watchers": rules.number("roaming_min_supervisors"),
        }),
        Kind::Proxies => json!({
            "proxy_allowed": asked.flag("proxy_allowed"),
            "proxy_max": rules.number("proxy_max"),
            "unpublished_void": asked.flag("proxy_unpublished_void"),
        }),
        Kind::InvalidBallotRules => json!({
            "overvote": rules.word("overvote_unit"),
            "double_post_void": asked.flag("double_post_void"),
            "other_names": asked.flag("other_names"),
            "invalid_in_base": asked.flag("invalid_in_base"),
            "excess": rules.word("excess_over"),
            "blank": rules.word("blank_ballot"),
            "doubtful": rules.word("doubtful_ballots_decider"),
        }),
        Kind::Rerun => rerun(asked),
        Kind::Repoll => json!({
            "registered": outcome::registered(asked.dossier, asked.unit),
            "quorum": share(asked, "quorum").map(at_least),
        }),
        Kind::Supervisors => json!({ "selected_on": asked.recorded("supervisors-elected") }),
        Kind::Handover => json!({
            "produced_on": asked.recorded(law::POLLING),
            "handed_over_on": asked.recorded("handover-completed"),
        }),
        _ => json!({}),
    }
}

fn rerun(asked: &Asked<'_>) -> Value {
    let outcome = outcome::results(asked.dossier, asked.unit)
        .and_then(|facts| outcome::Outcome::of(asked.dossier, asked.unit, &facts));
    // "Not fewer than" holds only for a share that counts itself in.
    let least = share(asked, "rerun_min").filter(|share| !share.strict);
    json!({
        "elected": outcome.as_ref().map(|outcome| outcome.elected),
        "left": outcome.as_ref().map(outcome::Outcome::left_data),
        "rerun_until": asked.deadline("rerun_within_days", asked.days.election_day),
        "least_share": least.map(part),
        "two_stage": asked.flag("rerun_two_stage"),
    })
}

/// A list a clerk filled in for another paper of the unit.
fn list(asked: &Asked<'_>, kind: Kind, key: &str) -> Value {
    asked
        .dossier
        .typed(asked.unit, kind)
        .and_then(|(facts, _)| facts.get(key).cloned())
        .unwrap_or(Value::Null)
}

/// The number in print of a notice in force.
fn number(asked: &Asked<'_>, kind: Kind) -> Option<String> {
    asked
        .dossier
        .in_force(asked.unit, kind)
        .last()
        .filter(|line| !super::series::is_internal(&line.series))
        .map(|line| line.number.clone())
}

/// The day the roll went up, as recorded.
fn published(asked: &Asked<'_>) -> Option<NaiveDate> {
    asked.recorded("roll-published").or_else(|| {
        asked
            .dossier
            .in_force(asked.unit, Kind::VoterRoll)
            .last()
            .and_then(|line| line.posted_on)
    })
}

fn words(asked: &Asked<'_>, key: &str) -> Option<Vec<String>> {
    match asked.rules.value(key) {
        Some(RuleValue::Words(words)) => Some(words.clone()),
        _ => None,
    }
}

fn share(asked: &Asked<'_>, key: &str) -> Option<Share> {
    match asked.rules.value(key) {
        Some(RuleValue::Share(share)) => Some(*share),
        _ => None,
    }
}

/// 三分之一
fn part(share: Share) -> String {
    format!(
        "{}分之{}",
        kinds::written(share.den),
        kinds::written(share.num)
    )
}

/// 过半数, 超过三分之二, 三分之二以上
fn at_least(share: Share) -> String {
    match (share.strict, share.num, share.den) {
        (true, 1, 2) => "过半数".to_owned(),
        (true, ..) => format!("超过{}", part(share)),
        (false, ..) => format!("{}以上", part(share)),
    }
}

/// How many nominees a post has, of the saved notice of nominees.
fn nominated(asked: &Asked<'_>) -> Value {
    let nominees = list(asked, Kind::Nominees, "nominees");
    let mut posts: Vec<(&str, u32)> = Vec::new();
    for row in nominees.as_array().map(Vec::as_slice).unwrap_or_default() {
        let Some(post) = row.get("post").and_then(Value::as_str) else {
            continue;
        };
        match posts.iter_mut().find(|(known, _)| *known == post) {
            Some((_, count)) => *count = count.saturating_add(1),
            None => posts.push((post, 1)),
        }
    }
    posts
        .into_iter()
        .map(|(post, count)| json!({ "post": post, "count": count }))
        .collect()
}

/// 差额 of the posts, as far as the pinned rules say.
fn differentials(asked: &Asked<'_>) -> Value {
    ["chair", "deputy", "member"]
        .into_iter()
        .map(|post| {
            json!({
                "post": post,
                "min": asked.rules.number(&format!("differential_{post}_min")),
                "max": asked.rules.number(&format!("differential_{post}_max")),
            })
        })
        .collect()
}
