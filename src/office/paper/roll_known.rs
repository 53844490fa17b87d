//! 名册上的人 — people whom other papers of a unit name, with what the imported roll says beside their names. A name the
//! roll has not at all, or more than once, stays without a number: somebody else's would be worse than none.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use super::{
    data,
    form_known::{self, sex_word},
    known::Asked,
};
use crate::{documents::kind::Kind, store::entity::voter as voter_row};

/// The roll of a unit by names.
struct Roll<'a> {
    by_name: HashMap<&'a str, Vec<&'a voter_row::Model>>,
}

impl<'a> Roll<'a> {
    fn of(asked: &Asked<'a>) -> Self {
        let mut by_name: HashMap<&str, Vec<&voter_row::Model>> = HashMap::new();
        for voter in asked.dossier.voters.get(&asked.unit).into_iter().flatten() {
            by_name.entry(voter.name.as_str()).or_default().push(voter);
        }
        Self { by_name }
    }

    /// The one person of this name, of this group where one is given.
    fn find(&self, name: &str, group: Option<&str>) -> Option<&'a voter_row::Model> {
        let people = self.by_name.get(name)?;
        if let [one] = people.as_slice() {
            return Some(one);
        }
        let group = group?;
        let mut same = people.iter().filter(|one| one.group_name.trim() == group);
        same.next().filter(|_| same.next().is_none()).copied()
    }

    /// As papers take it. The group stated elsewhere comes before the roll's.
    fn listed(&self, name: &str, group: Option<&str>) -> Value {
        self.find(name, group).map_or_else(
            || json!({ "name": name, "group": group }),
            |voter| entry(voter, group),
        )
    }
}

fn entry(voter: &voter_row::Model, group: Option<&str>) -> Value {
    json!({
        "name": voter.name,
        "serial": u32::try_from(voter.ordinal).ok(),
        "sex": sex_word(voter),
        "group": group.map_or_else(|| data::text(&voter.group_name), |group| json!(group)),
    })
}

fn text<'v>(row: &'v Value, key: &str) -> Option<&'v str> {
    row.get(key)?
        .as_str()
        .map(str::trim)
        .filter(|text| !text.is_empty())
}

/// The rows of a table in another paper's facts.
fn rows(asked: &Asked<'_>, kind: Kind, key: &str) -> Vec<Value> {
    data::facts_of(asked.dossier, asked.unit, kind)
        .get(key)
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default()
}

/// The people a form of one person is made for; `None` for kinds that name nobody this way.
pub(super) fn people(asked: &Asked<'_>) -> Option<(&'static str, Value)> {
    let roll = Roll::of(asked);
    let named = |key: &str| -> Value {
        rows(asked, asked.kind, key)
            .iter()
            .filter_map(|row| Some(roll.listed(text(row, "name")?, None)))
            .collect()
    };
    Some(match asked.kind {
        Kind::ProxyForm => (
            "proxies",
            rows(asked, Kind::Proxies, "pairs")
                .iter()
                .filter_map(|row| {
                    Some(json!({
                        "principal": roll.listed(text(row, "principal")?, text(row, "group")),
                        "agent": roll.listed(text(row, "agent")?, None),
                    }))
                })
                .collect(),
        ),
        Kind::RoamingApplication => (
            "voters",
            rows(asked, Kind::RoamingVoters, "voters")
                .iter()
                .filter_map(|row| Some(roll.listed(text(row, "name")?, text(row, "group"))))
                .collect(),
        ),
        Kind::NominationForm => (
            "nominees",
            rows(asked, Kind::Nominees, "nominees")
                .iter()
                .filter_map(|row| {
                    Some(json!({
                        "post": text(row, "post")?,
                        "person": roll.listed(text(row, "name")?, None),
                    }))
                })
                .collect(),
        ),
        Kind::OutsiderApplication => (
            "applicants",
            asked
                .dossier
                .voters
                .get(&asked.unit)
                .into_iter()
                .flatten()
                .filter(|voter| form_known::is_outsider(voter))
                .map(|voter| entry(voter, None))
                .collect(),
        ),
        Kind::CandidateProfile | Kind::QualificationReview | Kind::SelfNominationForm => {
            ("people", named("candidates"))
        }
        Kind::ElectedRegister => ("people", named("elected")),
        Kind::ObjectionForm => ("people", complainants(asked, &roll)),
        _ => return None,
    })
}

/// Those who complained about the list and those they complained about, each once.
fn complainants(asked: &Asked<'_>, roll: &Roll<'_>) -> Value {
    let rows = rows(asked, asked.kind, "objections");
    let mut names: Vec<&str> = rows
        .iter()
        .flat_map(|row| [text(row, "applicant"), text(row, "about")])
        .flatten()
        .collect();
    names.sort_unstable();
    names.dedup();
    names
        .into_iter()
        .map(|name| roll.listed(name, None))
        .collect()
}

/// 名单申诉登记表 — beside the people: what the notice of decisions says, and by when each complaint is to be decided.
pub(super) fn objections(asked: &Asked<'_>) -> (Value, Value) {
    let typed = |kind: Kind| -> Vec<Value> {
        asked
            .dossier
            .typed(asked.unit, kind)
            .and_then(|(facts, _)| facts.get("objections")?.as_array().cloned())
            .unwrap_or_default()
    };
    let decisions = typed(Kind::ObjectionDecision);
    let deadlines: Map<String, Value> = typed(Kind::ObjectionForm)
        .iter()
        .chain(&decisions)
        .filter_map(|row| text(row, "received_on")?.parse::<NaiveDate>().ok())
        .filter_map(|day| {
            let latest = asked.deadline("decision_days", day)?;
            Some((day.to_string(), json!(latest)))
        })
        .collect();
    (Value::Array(decisions), Value::Object(deadlines))
}
