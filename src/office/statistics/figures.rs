//! 各村的数 — what a village's papers and records say for each column.

use chrono::NaiveDate;
use serde_json::Value;
use uuid::Uuid;

use super::super::{
    paper::{data::facts_of, dossier::Dossier, registered_of},
    standing::Plans,
    village,
};
use super::Figure;
use crate::{
    documents::kind::Kind,
    law::{POLLING, StepState},
    roster::TroubleCause,
    store::entity::village as village_row,
};

/// What a notice states, once it is on the wall: a form half filled in is no fact.
fn stated(dossier: &Dossier, unit: Uuid, kind: Kind) -> Option<Value> {
    dossier.in_force(unit, kind).next()?;
    Some(facts_of(dossier, unit, kind))
}

/// How many rows of a list; unknown when the notice does not have the list.
fn rows(facts: Option<&Value>, list: &str, wanted: impl Fn(&Value) -> bool) -> Option<i64> {
    let rows = facts?.get(list)?.as_array()?;
    i64::try_from(rows.iter().filter(|row| wanted(row)).count()).ok()
}

fn word<'v>(row: &'v Value, key: &str) -> Option<&'v str> {
    row.get(key).and_then(Value::as_str)
}

pub(super) fn figures(
    dossier: &Dossier,
    plans: &Plans,
    village: &village_row::Model,
    women: Option<i64>,
    today: NaiveDate,
) -> Vec<Figure> {
    let id = village.id;
    let number = |count: Option<i32>| Figure::of(count.map(i64::from));
    let seats = |count: i32| Some(i64::from(count));
    let all_seats = i64::from(village.seats_chair)
        + i64::from(village.seats_deputy)
        + i64::from(village.seats_member);
    let no_seats = all_seats == 0;
    let registered = registered_of(dossier, id).map(|registered| i64::from(registered.count));
    let committee = stated(dossier, id, Kind::ElectionCommittee);
    let candidates = stated(dossier, id, Kind::Candidates);
    let proxies = stated(dossier, id, Kind::Proxies);
    let roaming = stated(dossier, id, Kind::RoamingVoters);
    let results = stated(dossier, id, Kind::Results);
    let representatives = stated(dossier, id, Kind::Representatives);
    let leaders = stated(dossier, id, Kind::GroupLeaders);
    let supervisors = stated(dossier, id, Kind::Supervisors);
    let ballots = |key: &str| results.as_ref()?.get(key)?.as_i64();
    let standing_for = rows(candidates.as_ref(), "candidates", |_| true);
    let decided = results
        .as_ref()
        .and_then(|facts| facts.get("counts")?.as_array())
        .is_some_and(|rows| {
            !rows.is_empty()
                && rows
                    .iter()
                    .all(|row| row.get("elected").is_some_and(Value::is_boolean))
        });
    let elected = |post: &[&str]| {
        if !decided {
            return None;
        }
        rows(results.as_ref(), "counts", |row| {
            row.get("elected").and_then(Value::as_bool) == Some(true)
                && word(row, "post").is_some_and(|of| post.contains(&of))
        })
    };
    let all_elected = elected(&["chair", "deputy", "member", "woman-member"]);
    let women_known = representatives
        .as_ref()
        .and_then(|facts| facts.get("representatives")?.as_array())
        .is_some_and(|rows| {
            rows.iter()
                .all(|row| row.get("woman").is_some_and(Value::is_boolean))
        });
    let standing = dossier.standing(plans, id, today);
    let visits: Vec<_> = dossier
        .inspections
        .iter()
        .filter(|(row, _)| row.village_id == id)
        .collect();
    let count = |number: usize| Figure::of(i64::try_from(number).ok());
    let causes: Vec<&str> = village::causes(village)
        .into_iter()
        .map(TroubleCause::title)
        .collect();
    let happened = |kind: Kind| {
        if !decided {
            Figure::Unknown
        } else if dossier.in_force(id, kind).next().is_some() {
            Figure::Words("有".to_owned())
        } else {
            Figure::Words("没有".to_owned())
        }
    };
    vec![
        number(village.households),
        number(village.population),
        number(village.party_members),
        number(village.groups),
        Figure::of(registered),
        Figure::of(women.filter(|_| registered.is_some())),
        committee
            .as_ref()
            .and_then(|facts| word(facts, "method"))
            .map_or(Figure::Unknown, |method| {
                Figure::Words(
                    match method {
                        "assembly" => "会议",
                        "representatives" => "代表会议",
                        _ => "小组会议",
                    }
                    .to_owned(),
                )
            }),
        Figure::of(rows(committee.as_ref(), "members", |row| {
            word(row, "duty") != Some("alternate")
        })),
        Figure::of(seats(village.seats_chair).filter(|_| !no_seats)),
        Figure::of(seats(village.seats_deputy).filter(|_| !no_seats)),
        Figure::of(seats(village.seats_member).filter(|_| !no_seats)),
        Figure::Words(causes.join("、")),
        Figure::of(standing_for),
        Figure::of(
            standing_for
                .filter(|_| !no_seats)
                .map(|count| count - all_seats),
        ),
        Figure::Day(dossier.election_day(village)),
        Figure::Words(
            if dossier.recorded(id, POLLING).is_some() {
                "已投票"
            } else {
                "未投票"
            }
            .to_owned(),
        ),
        Figure::of(ballots("issued")),
        Figure::of(ballots("returned")),
        Figure::of(ballots("valid")),
        Figure::of(ballots("invalid")),
        Figure::share(ballots("returned"), registered),
        Figure::of(rows(proxies.as_ref(), "pairs", |_| true)),
        Figure::of(rows(roaming.as_ref(), "voters", |_| true)),
        Figure::of(elected(&["chair"])),
        Figure::of(elected(&["deputy"])),
        Figure::of(elected(&["member", "woman-member"])),
        Figure::of(
            all_elected
                .filter(|_| !no_seats)
                .map(|elected| all_seats.saturating_sub(elected).max(0)),
        ),
        happened(Kind::Rerun),
        happened(Kind::Repoll),
        Figure::of(rows(representatives.as_ref(), "representatives", |_| true)),
        Figure::of(
            rows(representatives.as_ref(), "representatives", |row| {
                row.get("woman").and_then(Value::as_bool) == Some(true)
            })
            .filter(|_| women_known),
        ),
        Figure::of(rows(leaders.as_ref(), "groups", |row| {
            word(row, "leader").is_some_and(|name| !name.is_empty())
        })),
        Figure::of(rows(supervisors.as_ref(), "supervisors", |_| true)),
        dossier
            .recorded(id, "handover-completed")
            .map_or(Figure::Unknown, Figure::Day),
        count(
            standing
                .states
                .iter()
                .filter(|state| **state == StepState::DoneLate)
                .count(),
        ),
        count(visits.len()),
        count(visits.iter().map(|(_, found)| found.len()).sum()),
    ]
}
