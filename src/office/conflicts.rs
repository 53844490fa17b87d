//! 冲突 — days on which the same people would have to be in two villages at once, days with more
//! villages than teams, and election days on holidays. Computed from what is arranged, never stored.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::progress::Overview;

/// 一个村的投票安排, as far as conflicts are concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vote {
    /// The village's place in the township's order.
    pub village: usize,
    /// Its election day.
    pub day: NaiveDate,
    /// 指导组
    pub guidance: Option<Uuid>,
    /// 督查组
    pub supervision: Option<Uuid>,
    /// 挂钩领导
    pub leader: Option<Uuid>,
}

/// 谁分身不开
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whose {
    /// 指导组
    Guidance(Uuid),
    /// 督查组
    Supervision(Uuid),
    /// 挂钩领导
    Leader(Uuid),
}

/// 同一天要到两个以上的村
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// Who.
    pub whose: Whose,
    /// The villages, in the township's order.
    pub villages: Vec<usize>,
}

/// 一个投票日
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PollingDay {
    /// The day.
    pub day: NaiveDate,
    /// Villages that vote on it.
    pub villages: Vec<usize>,
    /// Who would have to be in several of them.
    pub clashes: Vec<Clash>,
    /// Guidance teams that have a village on this day.
    pub teams: usize,
    /// Villages without a guidance team.
    pub unguided: Vec<usize>,
}

/// The votes still to come, of units in the township's order.
pub fn to_come(overview: &Overview) -> Vec<Vote> {
    overview
        .units()
        .enumerate()
        .filter(|(_, (_, standing))| {
            let polling = standing.plan.polling;
            polling
                .and_then(|step| standing.actuals.day(step))
                .is_none()
        })
        .map(|(place, (village, standing))| Vote {
            village: place,
            day: standing.days.election_day,
            guidance: village.guidance_team_id,
            supervision: village.supervision_team_id,
            leader: village.leader_id,
        })
        .collect()
}

/// Every day somebody votes on, in order.
pub fn polling_days(votes: &[Vote]) -> Vec<PollingDay> {
    let mut days: BTreeMap<NaiveDate, Vec<&Vote>> = BTreeMap::new();
    for vote in votes {
        days.entry(vote.day).or_default().push(vote);
    }
    days.into_iter()
        .map(|(day, votes)| {
            let mut busy: BTreeMap<Whose, Vec<usize>> = BTreeMap::new();
            for vote in &votes {
                let people = [
                    vote.guidance.map(Whose::Guidance),
                    vote.supervision.map(Whose::Supervision),
                    vote.leader.map(Whose::Leader),
                ];
                for whose in people.into_iter().flatten() {
                    busy.entry(whose).or_default().push(vote.village);
                }
            }
            PollingDay {
                day,
                teams: busy
                    .keys()
                    .filter(|whose| matches!(whose, Whose::Guidance(_)))
                    .count(),
                clashes: busy
                    .into_iter()
                    .filter(|(_, villages)| villages.len() > 1)
                    .map(|(whose, villages)| Clash { whose, villages })
                    .collect(),
                unguided: votes
                    .iter()
                    .filter(|vote| vote.guidance.is_none())
                    .map(|vote| vote.village)
                    .collect(),
                villages: votes.iter().map(|vote| vote.village).collect(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn id(n: u128) -> Option<Uuid> {
        (n > 0).then(|| Uuid::from_u128(n))
    }

    fn vote(village: usize, day: &str, guidance: u128, supervision: u128, leader: u128) -> Vote {
        Vote {
            village,
            day: day.parse().unwrap(),
            guidance: id(guidance),
            supervision: id(supervision),
            leader: id(leader),
        }
    }

    #[test]
    fn a_team_cannot_be_in_two_villages_on_one_day() {
        let days = polling_days(&[
            vote(0, "2027-03-18", 1, 9, 5),
            vote(1, "2027-03-18", 1, 8, 5),
            vote(2, "2027-03-18", 2, 9, 6),
            vote(3, "2027-03-19", 1, 9, 5),
            vote(4, "2027-03-19", 0, 0, 0),
        ]);
        assert_eq!(days.len(), 2);
        assert_eq!(
            days[0].clashes,
            [
                Clash {
                    whose: Whose::Guidance(Uuid::from_u128(1)),
                    villages: vec![0, 1]
                },
                Clash {
                    whose: Whose::Supervision(Uuid::from_u128(9)),
                    villages: vec![0, 2]
                },
                Clash {
                    whose: Whose::Leader(Uuid::from_u128(5)),
                    villages: vec![0, 1]
                },
            ]
        );
        assert_eq!((days[0].villages.len(), days[0].teams), (3, 2));
        assert_eq!(days[1].clashes, []);
        assert_eq!(days[1].unguided, [4]);
        assert_eq!(polling_days(&[]), []);
    }
}
