//! What must hold for any poll.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::Value;

use super::super::{
    Candidate, Contest, Decision, ElectedBefore, Electorate, Kinship, LIMIT, Outcome, Poll,
    PollRules, Relation, Reserved, Round, Sex, TallyCode, Vote, decide, decision_json,
    decision_text, read_and_decide, read_poll,
};
use super::random::{Dice, any_poll};
use super::{decided, every_rules, loose, rules};
use crate::law::{Post, UnitKind};

fn sound() -> impl Strategy<Value = Poll> {
    any::<u64>().prop_map(|seed| any_poll(&mut Dice::new(seed), false))
}

/// Numbers as they come when somebody leans on the keyboard.
fn wild_number() -> impl Strategy<Value = u32> {
    prop_oneof![
        0_u32..5,
        0_u32..2000,
        Just(LIMIT),
        Just(LIMIT - 1),
        Just(LIMIT / 2),
        Just(LIMIT / 2 + 1),
        Just(LIMIT / 3),
        Just(LIMIT + 1),
        Just(u32::MAX),
        0..=LIMIT,
    ]
}

fn sex() -> impl Strategy<Value = Option<Sex>> {
    prop_oneof![Just(None), Just(Some(Sex::Female)), Just(Some(Sex::Male))]
}

fn post() -> impl Strategy<Value = Post> {
    prop_oneof![
        Just(Post::Chair),
        Just(Post::Deputy),
        Just(Post::Member),
        Just(Post::Supervisor)
    ]
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("甲".to_owned()),
        Just("乙".to_owned()),
        Just("丙".to_owned()),
        Just("丁".to_owned()),
        "\\PC{0,3}",
    ]
}

prop_compose! {
    fn wild_candidate()(
        id in name(), sex in sex(), votes in wild_number(), nominated in any::<bool>()
    ) -> Candidate {
        Candidate { name: id.clone(), id, sex, votes, nominated }
    }
}

prop_compose! {
    fn wild_contest()(
        post in post(), seats in wild_number(), woman in any::<bool>(),
        invalid in wild_number(), abstained in wild_number(),
        against in prop::option::of(wild_number()), issued in prop::option::of(wild_number()),
        returned in prop::option::of(wild_number()), voters in prop::option::of(wild_number()),
        candidates in prop::collection::vec(wild_candidate(), 0..6),
    ) -> Contest {
        let reserved = if woman { Reserved::Woman } else { Reserved::None };
        Contest { post, seats, reserved, invalid, abstained, against, issued, returned, voters, candidates }
    }
}

prop_compose! {
    fn wild_poll()(
        round in prop_oneof![Just(Round::First), Just(Round::Rerun), Just(Round::Revote)],
        vote in prop_oneof![Just(Vote::Election), Just(Vote::ByElection), Just(Vote::Recall)],
        electorate in prop_oneof![
            Just(Electorate::Voters), Just(Electorate::Households), Just(Electorate::Representatives)
        ],
        attempt in prop::option::of(wild_number()),
        numbers in prop::array::uniform5(wild_number()),
        voters in prop::option::of(wild_number()),
        days in prop::array::uniform2(0_i32..4_000_000),
        contests in prop::collection::vec(wild_contest(), 0..5),
        before in prop::collection::vec((name(), post(), sex(), prop::option::of(wild_number())), 0..4),
        related in prop::collection::vec((name(), name()), 0..4),
    ) -> Poll {
        let [registered, issued, returned, proxies, roaming] = numbers;
        let day = |n| chrono::NaiveDate::from_num_days_from_ce_opt(n).unwrap_or_default();
        Poll {
            round, vote, electorate, attempt,
            poll_day: day(days[0]), election_day: Some(day(days[1])),
            registered, issued, returned, voters, proxies, roaming, contests,
            elected_before: before.into_iter()
                .map(|(id, post, sex, votes)| ElectedBefore { id, post, sex, name: None, votes })
                .collect(),
            relatives: related.into_iter()
                .map(|(a, b)| Relation(a, b, Kinship::Sibling))
                .collect(),
        }
    }
}

/// A poll that hangs together, with large numbers and everything that may be added.
fn scaled() -> impl Strategy<Value = Poll> {
    (any::<u64>(), 1_u32..25_000_000, any::<[bool; 4]>()).prop_map(|(seed, times, extra)| {
        let mut poll = any_poll(&mut Dice::new(seed), false);
        let by = |n: &mut u32| *n = n.saturating_mul(times);
        by(&mut poll.registered);
        by(&mut poll.issued);
        by(&mut poll.returned);
        for contest in &mut poll.contests {
            by(&mut contest.invalid);
            by(&mut contest.abstained);
            contest.candidates.iter_mut().for_each(|c| by(&mut c.votes));
        }
        if extra[0] {
            poll.vote = Vote::ByElection;
        }
        if extra[1] {
            poll.election_day = Some(poll.poll_day);
        }
        if extra[2] {
            let ids: BTreeSet<String> = poll
                .contests
                .iter()
                .flat_map(|contest| &contest.candidates)
                .map(|candidate| candidate.id.clone())
                .collect();
            let ids: Vec<String> = ids.into_iter().collect();
            for pair in ids.windows(2) {
                if let [one, other] = pair {
                    poll.relatives
                        .push(Relation(one.clone(), other.clone(), Kinship::Spouse));
                }
            }
        }
        if extra[3] && poll.round == Round::Rerun {
            poll.attempt = Some(2);
        }
        poll
    })
}

/// Everyone elected, by post.
/// Every value that holds no other, by JSON pointer and by place as problems name it.
fn leaves(json: &Value, pointer: String, place: String, found: &mut Vec<(String, String)>) {
    match json {
        Value::Object(fields) => {
            for (key, value) in fields {
                let dot = if place.is_empty() { "" } else { "." };
                let place = format!("{place}{dot}{key}");
                leaves(value, format!("{pointer}/{key}"), place, found);
            }
        }
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                let place = format!("{place}[{i}]");
                leaves(item, format!("{pointer}/{i}"), place, found);
            }
        }
        _ => found.push((pointer, place)),
    }
}

fn winners(decision: &Decision) -> BTreeSet<(Post, Reserved, String)> {
    decision
        .contests
        .iter()
        .flat_map(|contest| {
            contest
                .elected
                .iter()
                .map(|id| (contest.post, contest.reserved, id.clone()))
        })
        .collect()
}

/// A decision without the order of people and posts.
fn unordered(decision: &Decision) -> impl PartialEq + std::fmt::Debug + use<> {
    let mut contests: Vec<_> = decision
        .contests
        .iter()
        .map(|contest| {
            let set = |ids: &[String]| ids.iter().cloned().collect::<BTreeSet<_>>();
            (
                (contest.post, contest.reserved),
                contest.needed,
                set(&contest.elected),
                set(&contest.tied),
                contest.unfilled,
            )
        })
        .collect();
    contests.sort();
    let nexts: Vec<_> = decision
        .nexts()
        .map(|next| {
            let contests: BTreeSet<_> = next
                .contests
                .iter()
                .map(|contest| {
                    let ids: BTreeSet<String> = contest.candidates.iter().cloned().collect();
                    (contest.post, contest.reserved, contest.seats, ids)
                })
                .collect();
            (next.kind, next.latest, contests)
        })
        .collect();
    let codes: Vec<TallyCode> = decision.flags.iter().map(|flag| flag.code).collect();
    (decision.valid, decision.outcome, contests, nexts, codes)
}

proptest! {
    #[test]
    fn the_order_of_the_sheet_decides_nothing(poll in scaled(), by in 0_usize..6) {
        for rules in [rules("national-2025"), rules("zhejiang-2020"), PollRules::compile(loose(), UnitKind::Village).unwrap()] {
            let mut other = poll.clone();
            other.contests.reverse();
            for contest in &mut other.contests {
                let n = contest.candidates.len();
                contest.candidates.rotate_left(by % n.max(1));
                contest.candidates.reverse();
            }
            prop_assert_eq!(
                unordered(&decided(&rules, &poll)),
                unordered(&decided(&rules, &other))
            );
        }
    }

    #[test]
    fn a_vote_more_never_unseats(poll in sound(), which in 0_usize..20, from in 0_usize..20) {
        for rules in [rules("national-2025"), PollRules::compile(loose(), UnitKind::Village).unwrap()] {
            let before = decided(&rules, &poll);
            let all: Vec<_> = winners(&before).into_iter().collect();
            if all.is_empty() {
                continue;
            }
            let (post, reserved, id) = all.get(which % all.len()).unwrap().clone();
            let mut richer = poll.clone();
            let returned = richer.returned;
            let contest = richer.contests.iter_mut()
                .find(|c| c.post == post && c.reserved == reserved).unwrap();
            // The vote is taken from another candidate or from an abstention; of several seats a
            // ballot may simply have one name more.
            let n = contest.candidates.len();
            let donor = from % (n + 1);
            match contest.candidates.get_mut(donor) {
                Some(other) if other.id != id && other.votes > 0 => other.votes -= 1,
                _ if contest.seats > 1 => {}
                _ if contest.abstained > 0 => contest.abstained -= 1,
                _ => continue,
            }
            let valid = returned - contest.invalid;
            let winner = contest.candidates.iter_mut().find(|c| c.id == id).unwrap();
            winner.votes += 1;
            let total: u32 = contest.candidates.iter().map(|c| c.votes).sum();
            if total > contest.seats * valid || contest.candidates.iter().any(|c| c.votes > valid) {
                continue;
            }
            let after = decided(&rules, &richer);
            prop_assume!(after.outcome != Outcome::Rejected);
            prop_assert!(
                winners(&after).iter().any(|(_, _, other)| *other == id),
                "{} {:?}\n{:#?}\n{:#?}", id, post, poll, after.contests
            );
        }
    }

    #[test]
    fn exactly_half_is_never_elected(half in 1_u32..LIMIT / 2, seats in 1_u32..4) {
        let mut contest = super::contest(Post::Member, seats, &[("甲", half), ("乙", half)]);
        if seats > 1 {
            contest.candidates.push(super::candidate("丙", half));
        }
        let poll = super::poll(half * 2, half * 2, vec![contest]);
        for rules in every_rules() {
            let decision = decided(&rules, &poll);
            prop_assert!(winners(&decision).is_empty(), "{:?}", decision.contests);
        }
    }

    #[test]
    fn no_more_are_elected_than_seats(poll in scaled()) {
        for rules in every_rules() {
            let Ok(decision) = decide(&rules, &poll) else { continue };
            for (contest, counted) in decision.contests.iter().zip(&poll.contests) {
                let elected = u32::try_from(contest.elected.len()).unwrap();
                prop_assert!(elected <= counted.seats);
                prop_assert_eq!(contest.unfilled, counted.seats - elected);
                let tied = u32::try_from(contest.tied.len()).unwrap();
                prop_assert!(tied == 0 || tied > contest.unfilled);
                // Nobody is elected and tied, and nobody twice.
                let people: BTreeSet<&String> = contest.elected.iter().chain(&contest.tied).collect();
                prop_assert_eq!(people.len(), contest.elected.len() + contest.tied.len());
            }
            let all: Vec<&String> = decision.contests.iter().flat_map(|c| &c.elected).collect();
            let people: BTreeSet<&&String> = all.iter().collect();
            prop_assert_eq!(people.len(), all.len(), "一人两职");
            let open: u64 = decision.contests.iter().map(|c| u64::from(c.unfilled)).sum();
            if decision.valid && rules.rerun_rounds.value.is_none() {
                prop_assert_eq!(decision.outcome == Outcome::Complete, open == 0);
            }
            if !decision.valid {
                prop_assert!(matches!(decision.outcome, Outcome::Repoll | Outcome::Rejected));
            }
        }
    }

    #[test]
    fn a_void_poll_elects_nobody(poll in sound()) {
        let national = rules("national-2025");
        let mut few = poll;
        few.round = Round::First;
        few.registered = few.registered.max(few.returned * 2);
        let decision = decided(&national, &few);
        prop_assert!(!decision.valid);
        prop_assert!(winners(&decision).is_empty());
        prop_assert!(!decision.stands());
    }

    #[test]
    fn nothing_panics_and_everything_can_be_shown(poll in wild_poll(), calm in scaled()) {
        for rules in every_rules() {
            for poll in [&poll, &calm] {
                if let Ok(decision) = decide(&rules, poll) {
                    prop_assert!(!decision_text(poll, &decision).is_empty());
                    prop_assert!(decision_json(&decision).is_some());
                    for reason in decision.contests.iter().flat_map(|c| &c.reasons).chain(&decision.reasons) {
                        prop_assert!(reason.text.ends_with('。'), "{}", reason.text);
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_written_is_read_back(poll in scaled()) {
        let text = serde_json::to_string(&poll).unwrap();
        prop_assert_eq!(read_poll(&text), Ok(poll));
    }

    #[test]
    fn reading_never_panics(text in "\\PC{0,200}", poll in wild_poll(), at in 0_usize..2000, c in any::<char>()) {
        let _ = read_poll(&text);
        let mut json: Vec<char> = serde_json::to_string(&poll).unwrap().chars().collect();
        let _ = read_poll(&json.iter().collect::<String>());
        let n = json.len();
        if let Some(slot) = json.get_mut(at % n) {
            *slot = c;
        }
        let text = json.iter().collect::<String>();
        if let Err(problems) = read_poll(&text) {
            prop_assert!(!problems.is_empty());
            // With rules at hand the sums are told too, and nothing less.
            let more = read_and_decide(&rules("national-2025"), &text).unwrap_err();
            prop_assert!(problems.iter().all(|problem| more.contains(problem)));
        }
    }

    #[test]
    fn what_cannot_be_read_is_not_held_against_the_rest(poll in sound(), at in 0_usize..2000) {
        let mut json = serde_json::to_value(&poll).unwrap();
        let mut places = Vec::new();
        leaves(&json, String::new(), String::new(), &mut places);
        let (pointer, place) = places[at % places.len()].clone();
        *json.pointer_mut(&pointer).unwrap() = serde_json::json!([7]);
        let problems = read_and_decide(&rules("national-2025"), &json.to_string()).unwrap_err();
        let found: Vec<&str> = problems.iter().map(|problem| problem.path.as_str()).collect();
        prop_assert_eq!(found, [place.as_str()]);
    }
}
