//! 投票以后 — what the figures of the result leave open: seats for a further election, a poll that too few took part in.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{changes, dossier::Dossier, issue::shown_number};
use crate::{
    civil,
    documents::kind::Kind,
    law::{Rules, Value as RuleValue},
    store::{entity::village as village_row, paper::PaperLine},
};

/// The posts by name, with the seats of a village.
fn posts(village: &village_row::Model) -> [(&'static str, u32); 3] {
    let count = |seats: i32| u32::try_from(seats).unwrap_or(0);
    [
        ("chair", count(village.seats_chair)),
        ("deputy", count(village.seats_deputy)),
        ("member", count(village.seats_member)),
    ]
}

/// The first poll, once every person of it is decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Outcome {
    /// 当选人数
    pub elected: u32,
    /// 各职位尚缺的名额, posts without one left out.
    pub left: Vec<(&'static str, u32)>,
    /// 没有当选的人 of the posts with seats left, by votes.
    unelected: Vec<(&'static str, String, u64)>,
}

impl Outcome {
    /// From the facts of the result; `None` while somebody is undecided or no seats are fixed.
    pub fn of(dossier: &Dossier, unit: Uuid, facts: &Value) -> Option<Self> {
        let village = dossier.village(unit)?;
        let counts = facts.get("counts")?.as_array()?;
        let elected_of = |row: &Value| row.get("elected").and_then(Value::as_bool);
        let is_post =
            |row: &Value, post: &str| row.get("post").and_then(Value::as_str) == Some(post);
        let seats = posts(village);
        if counts.is_empty()
            || counts.iter().any(|row| elected_of(row).is_none())
            || seats.iter().all(|(_, seats)| *seats == 0)
        {
            return None;
        }
        let elected = |post: &str| {
            counts
                .iter()
                .filter(|row| is_post(row, post) && elected_of(row) == Some(true))
                .count()
        };
        let left: Vec<(&str, u32)> = seats
            .into_iter()
            .map(|(post, seats)| {
                let elected = u32::try_from(elected(post)).unwrap_or(u32::MAX);
                (post, seats.saturating_sub(elected))
            })
            .filter(|(_, left)| *left > 0)
            .collect();
        let mut unelected: Vec<(&str, String, u64)> = Vec::new();
        for (post, _) in &left {
            let mut people: Vec<(&str, String, u64)> = counts
                .iter()
                .filter(|row| is_post(row, post) && elected_of(row) == Some(false))
                .filter_map(|row| {
                    let votes = row.get("votes").and_then(Value::as_u64).unwrap_or(0);
                    Some((*post, row.get("name")?.as_str()?.to_owned(), votes))
                })
                .collect();
            people.sort_by_key(|(_, _, votes)| std::cmp::Reverse(*votes));
            unelected.extend(people);
        }
        let total = counts
            .iter()
            .filter(|row| elected_of(row) == Some(true))
            .count();
        Some(Self {
            elected: u32::try_from(total).unwrap_or(u32::MAX),
            left,
            unelected,
        })
    }

    /// The candidates of the further election: of each post one more than seats are left, by votes; who has as many
    /// votes as the last of them stands too.
    pub fn candidates(&self) -> Value {
        let mut rows = Vec::new();
        for (post, left) in &self.left {
            let people: Vec<_> = self
                .unelected
                .iter()
                .filter(|(of, _, _)| of == post)
                .collect();
            let places = usize::try_from(*left)
                .unwrap_or(usize::MAX)
                .saturating_add(1);
            let least = people
                .get(places.saturating_sub(1))
                .map_or(0, |(_, _, votes)| *votes);
            rows.extend(
                people
                    .iter()
                    .enumerate()
                    .filter(|(place, (_, _, votes))| *place < places || *votes >= least)
                    .map(|(_, (post, name, _))| json!({ "post": post, "name": name })),
            );
        }
        Value::Array(rows)
    }

    /// 尚缺名额, as papers take it.
    pub fn left_data(&self) -> Value {
        self.left
            .iter()
            .map(|(post, seats)| json!({ "post": post, "seats": seats }))
            .collect()
    }
}

/// The saved facts of the result.
pub(super) fn results(dossier: &Dossier, unit: Uuid) -> Option<Value> {
    dossier.typed(unit, Kind::Results).map(|(facts, _)| facts)
}

/// 登记参加选举的人数 with where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Registered<'d> {
    /// The figure papers state.
    pub count: u32,
    /// The figure of the imported roll, where there is one.
    pub imported: Option<u32>,
    /// 更正公告 that changed it since the import.
    pub corrected_by: Option<&'d PaperLine>,
}

impl Registered<'_> {
    /// 来源, as pre-flight and the pages say it.
    pub fn source(&self) -> String {
        match self.corrected_by {
            Some(line) => {
                let number = shown_number(&line.series, &line.number);
                let dated = civil::short(line.dated);
                if number.is_empty() {
                    format!("{dated}的更正公告")
                } else {
                    format!("{dated}的更正公告（{number}）")
                }
            }
            None => "导入的选民名单".to_owned(),
        }
    }

    /// Whether the imported roll says another figure.
    pub fn differs(&self) -> bool {
        self.imported.is_some_and(|imported| imported != self.count)
    }
}

/// Registered voters: as the last correction in force left them, else of the imported roll.
pub fn registered_of(dossier: &Dossier, unit: Uuid) -> Option<Registered<'_>> {
    let imported = imported(dossier, unit);
    if let Some((count, line)) = changes::registered_since(dossier, unit) {
        return Some(Registered {
            count,
            imported,
            corrected_by: Some(line),
        });
    }
    Some(Registered {
        count: imported?,
        imported,
        corrected_by: None,
    })
}

/// The figure alone.
pub(super) fn registered(dossier: &Dossier, unit: Uuid) -> Option<u32> {
    registered_of(dossier, unit).map(|registered| registered.count)
}

/// Registered voters of the imported roll.
pub(super) fn imported(dossier: &Dossier, unit: Uuid) -> Option<u32> {
    dossier
        .rolls
        .iter()
        .find(|roll| roll.village_id == unit)
        .and_then(|roll| u32::try_from(roll.voters).ok())
}

/// Whether fewer ballots came back than make an election valid. Not known is no.
pub(super) fn too_few(dossier: &Dossier, rules: &Rules, unit: Uuid) -> bool {
    let returned = results(dossier, unit)
        .and_then(|facts| facts.get("returned")?.as_u64())
        .and_then(|returned| u32::try_from(returned).ok());
    let (Some(returned), Some(registered), Some(RuleValue::Share(quorum))) =
        (returned, registered(dossier, unit), rules.value("quorum"))
    else {
        return false;
    };
    registered > 0 && !quorum.reached(returned, registered)
}
