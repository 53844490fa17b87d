//! Random polls: small numbers, so that halves, thirds and ties are met often.

use super::super::{Candidate, Contest, ElectedBefore, Poll, Reserved, Round, Sex};
use super::poll;
use crate::law::Post;

/// A sequence of numbers that is the same in every run (xorshift).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// From `low` to `high`, both included.
    pub fn between(&mut self, low: u32, high: u32) -> u32 {
        let span = u64::from(high.max(low) - low) + 1;
        low + u32::try_from((self.roll() >> 11) % span).unwrap()
    }

    pub fn chance(&mut self, one_in: u32) -> bool {
        self.between(1, one_in) == 1
    }
}

const POSTS: [(Post, Reserved); 5] = [
    (Post::Chair, Reserved::None),
    (Post::Deputy, Reserved::None),
    (Post::Member, Reserved::Woman),
    (Post::Member, Reserved::None),
    (Post::Supervisor, Reserved::None),
];

/// One poll whose sums are right, except where a slip is asked for.
pub fn any_poll(dice: &mut Dice, slips: bool) -> Poll {
    let registered = dice.between(1, 40);
    let returned = dice.between(registered / 3, registered);
    let issued = dice.between(returned, registered);
    let names = ["甲", "乙", "丙", "丁", "戊", "己", "庚"];
    let sexes: Vec<Sex> = names
        .iter()
        .map(|_| {
            if dice.chance(3) {
                Sex::Male
            } else {
                Sex::Female
            }
        })
        .collect();
    let mut contests = Vec::new();
    for (post, reserved) in POSTS {
        if !dice.chance(2) {
            continue;
        }
        let seats = if dice.chance(2) {
            1
        } else {
            dice.between(1, 3)
        };
        let invalid = dice.between(0, returned / 4);
        let valid = returned - invalid;
        let mut left = valid * seats;
        let mut candidates = Vec::new();
        let first = dice.between(0, 3);
        let count = dice.between(1, 5);
        for (name, sex) in names
            .iter()
            .zip(&sexes)
            .skip(first as usize)
            .take(count as usize)
        {
            let most = left.min(valid);
            let votes = match dice.between(0, 4) {
                // Right at what decides: half, a third, and the last one's votes again.
                0 => most.min(returned / 2),
                1 => most.min(returned / 2 + 1),
                2 => most.min(returned.div_ceil(3)),
                3 => candidates
                    .last()
                    .map_or(most, |other: &Candidate| other.votes)
                    .min(most),
                _ => dice.between(0, most),
            };
            left -= votes;
            candidates.push(Candidate {
                id: (*name).to_owned(),
                name: (*name).to_owned(),
                sex: Some(*sex),
                votes,
                nominated: !dice.chance(5),
            });
        }
        let abstained = if seats == 1 { left } else { 0 };
        contests.push(Contest {
            post,
            seats,
            reserved,
            invalid,
            abstained,
            against: None,
            issued: None,
            returned: None,
            voters: None,
            candidates,
        });
    }
    if contests.is_empty() {
        contests.push(super::contest(Post::Chair, 1, &[("甲", returned)]));
        if let Some(candidate) = contests.iter_mut().flat_map(|c| &mut c.candidates).next() {
            candidate.sex = sexes.first().copied();
        }
    }
    // The order of the sheet is not the order of the posts.
    for i in (1..contests.len()).rev() {
        let j = dice.between(0, u32::try_from(i).unwrap()) as usize;
        contests.swap(i, j);
    }
    let mut poll = poll(registered, returned, contests);
    poll.issued = issued;
    poll.round = match dice.between(0, 5) {
        0 => Round::Revote,
        1 | 2 => Round::Rerun,
        _ => Round::First,
    };
    if dice.chance(4) {
        let post = match dice.between(0, 2) {
            0 => Post::Chair,
            1 => Post::Deputy,
            _ => Post::Member,
        };
        poll.elected_before.push(ElectedBefore {
            id: "甲".to_owned(),
            post,
            sex: sexes.first().copied(),
            name: None,
            votes: None,
        });
    }
    if slips && dice.chance(6) {
        slip(dice, &mut poll);
    }
    poll
}

/// One number written wrongly.
fn slip(dice: &mut Dice, poll: &mut Poll) {
    let by = dice.between(1, 2);
    match dice.between(0, 5) {
        0 => poll.issued = poll.returned.saturating_sub(by),
        1 => poll.proxies = poll.issued + dice.between(0, 1),
        2 => poll.registered = poll.returned.saturating_sub(by).max(1),
        3 => {
            if let Some(contest) = poll.contests.first_mut() {
                contest.invalid += by;
            }
        }
        4 => {
            if let Some(contest) = poll.contests.last_mut() {
                contest.abstained += by;
            }
        }
        _ => {
            let most = poll.returned;
            if let Some(candidate) = poll
                .contests
                .iter_mut()
                .flat_map(|contest| &mut contest.candidates)
                .next()
            {
                candidate.votes = most + dice.between(0, 1);
            }
        }
    }
}
