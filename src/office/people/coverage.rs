//! 覆盖和负担 — which villages nobody looks after, which teams nobody leads, and how much each carries. Computed from
//! what is assigned; nobody is ranked, everybody stands in the order of the lists.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;

use super::teams::head_of;
use crate::{
    office::conflicts::Whose,
    store::entity::{person, team, village},
};

/// What somebody carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// Who.
    pub whose: Whose,
    /// Villages.
    pub villages: usize,
    /// Voters of these villages, as far as known.
    pub voters: i64,
    /// Villages whose number of voters nobody knows yet.
    pub unknown: usize,
}

/// Something nobody looks after. Places are those in the lists given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gap {
    /// Villages without a linked leader.
    NoLeader(Vec<usize>),
    /// Villages without a guidance team.
    NoGuidance(Vec<usize>),
    /// Villages without a supervision team.
    NoSupervision(Vec<usize>),
    /// A team with members and no head.
    NoHead(usize),
    /// A team with villages and nobody in it.
    Nobody(usize),
    /// A team with people and no village.
    Idle(usize),
}

/// Voters of a village: of the roll where one is imported, else of the last election.
pub fn voters_of(village: &village::Model, rolls: &HashMap<Uuid, i32>) -> Option<i64> {
    rolls
        .get(&village.id)
        .copied()
        .or(village.last_voters)
        .map(i64::from)
}

/// What everybody carries: leaders with villages, then every team, in the order of the lists.
pub fn loads(
    villages: &[village::Model],
    everyone: &[person::Model],
    teams: &[team::Model],
    rolls: &HashMap<Uuid, i32>,
) -> Vec<Load> {
    let mut carried: BTreeMap<Whose, (usize, i64, usize)> = BTreeMap::new();
    for village in villages {
        let voters = voters_of(village, rolls);
        let whose = [
            village.leader_id.map(Whose::Leader),
            village.guidance_team_id.map(Whose::Guidance),
            village.supervision_team_id.map(Whose::Supervision),
        ];
        for one in whose.into_iter().flatten() {
            let sum = carried.entry(one).or_default();
            sum.0 += 1;
            sum.1 = sum.1.saturating_add(voters.unwrap_or(0));
            sum.2 += usize::from(voters.is_none());
        }
    }
    let load = |whose: Whose| {
        let (villages, voters, unknown) = carried.get(&whose).copied().unwrap_or_default();
        Load {
            whose,
            villages,
            voters,
            unknown,
        }
    };
    let leaders = everyone
        .iter()
        .map(|person| Whose::Leader(person.id))
        .filter(|whose| carried.contains_key(whose))
        .map(load);
    let of_teams = teams.iter().map(|team| {
        load(if team.kind == "guidance" {
            Whose::Guidance(team.id)
        } else {
            Whose::Supervision(team.id)
        })
    });
    leaders.chain(of_teams).collect()
}

/// What nobody looks after, the villages first.
pub fn gaps(
    villages: &[village::Model],
    everyone: &[person::Model],
    teams: &[team::Model],
) -> Vec<Gap> {
    let without = |of: &dyn Fn(&village::Model) -> bool| -> Option<Vec<usize>> {
        let found: Vec<usize> = villages
            .iter()
            .enumerate()
            .filter(|(_, village)| of(village))
            .map(|(place, _)| place)
            .collect();
        (!found.is_empty()).then_some(found)
    };
    let mut gaps = Vec::new();
    gaps.extend(without(&|village| village.leader_id.is_none()).map(Gap::NoLeader));
    gaps.extend(without(&|village| village.guidance_team_id.is_none()).map(Gap::NoGuidance));
    gaps.extend(without(&|village| village.supervision_team_id.is_none()).map(Gap::NoSupervision));
    for (place, team) in teams.iter().enumerate() {
        let members = everyone
            .iter()
            .filter(|person| person.team_id == Some(team.id))
            .count();
        let links = villages
            .iter()
            .filter(|village| {
                village.guidance_team_id == Some(team.id)
                    || village.supervision_team_id == Some(team.id)
            })
            .count();
        if members == 0 {
            if links > 0 {
                gaps.push(Gap::Nobody(place));
            }
            continue;
        }
        if head_of(team, everyone).is_none() {
            gaps.push(Gap::NoHead(place));
        }
        if links == 0 {
            gaps.push(Gap::Idle(place));
        }
    }
    gaps
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn someone(n: u128, of_team: Option<u128>) -> person::Model {
        person::Model {
            id: id(n),
            cycle_id: Uuid::nil(),
            ordinal: 1,
            name: format!("甲{n}"),
            sex: None,
            post: String::new(),
            body_roles: "[]".into(),
            phone: None,
            team_id: of_team.map(id),
            removed: false,
            version: 1,
            section: None,
        }
    }

    fn group(n: u128, kind: &str, head: Option<u128>) -> team::Model {
        team::Model {
            id: id(n),
            cycle_id: Uuid::nil(),
            ordinal: 1,
            name: format!("第{n}组"),
            kind: kind.into(),
            version: 1,
            head_id: head.map(id),
        }
    }

    fn place(n: u128, links: [Option<u128>; 3], voters: Option<i32>) -> village::Model {
        let [leader, guidance, supervision] = links.map(|link| link.map(id));
        village::Model {
            leader_id: leader,
            guidance_team_id: guidance,
            supervision_team_id: supervision,
            last_voters: voters,
            id: id(n),
            ..crate::office::village::blank(Uuid::nil(), 1)
        }
    }

    #[test]
    fn every_kind_of_gap_is_found() {
        let people = [someone(1, Some(11)), someone(2, Some(12)), someone(3, None)];
        let teams = [
            group(11, "guidance", Some(1)),
            // Its head is not on it any more.
            group(12, "guidance", Some(3)),
            group(13, "supervision", None),
            group(14, "supervision", None),
        ];
        let villages = [
            place(21, [Some(1), Some(11), Some(13)], Some(100)),
            place(22, [None, Some(11), None], None),
            place(23, [None, None, None], Some(7)),
        ];
        assert_eq!(
            gaps(&villages, &people, &teams),
            [
                Gap::NoLeader(vec![1, 2]),
                Gap::NoGuidance(vec![2]),
                Gap::NoSupervision(vec![1, 2]),
                Gap::NoHead(1),
                Gap::Idle(1),
                Gap::Nobody(2),
            ]
        );
        assert_eq!(gaps(&[], &[], &[]), []);
    }

    #[test]
    fn a_load_is_villages_and_voters_in_the_order_of_the_lists() {
        let people = [someone(2, None), someone(1, None), someone(3, None)];
        let teams = [group(11, "guidance", None), group(12, "supervision", None)];
        let villages = [
            place(21, [Some(1), Some(11), None], Some(100)),
            place(22, [Some(1), Some(11), None], None),
            place(23, [Some(2), None, None], Some(7)),
        ];
        let rolls = HashMap::from([(id(21), 120)]);
        let found: Vec<(Whose, usize, i64, usize)> = loads(&villages, &people, &teams, &rolls)
            .into_iter()
            .map(|load| (load.whose, load.villages, load.voters, load.unknown))
            .collect();
        assert_eq!(
            found,
            [
                (Whose::Leader(id(2)), 1, 7, 0),
                // 名册 120 where there is one; nobody knows the other's.
                (Whose::Leader(id(1)), 2, 120, 1),
                (Whose::Guidance(id(11)), 2, 120, 1),
                (Whose::Supervision(id(12)), 0, 0, 0),
            ]
        );
    }
}
