//! What has no occasion is not said: nobody tied, no seat left, no votes to add, nobody at half.

use super::super::super::RulePack;
use super::super::{Contest, Decision, PollRules, Reserved, TallyCode};
use super::{contest, decided, library, poll, variant};
use crate::law::Post;

/// 976 of 1200 voted under these rules.
fn counted(pack: &RulePack, contests: Vec<Contest>) -> Decision {
    let kind = pack.main_rules().unwrap().0;
    let rules = PollRules::compile(pack, kind).unwrap();
    decided(&rules, &poll(1200, 976, contests))
}

fn codes(decision: &Decision, at: usize) -> Vec<TallyCode> {
    let reasons = &decision.contests[at].reasons;
    reasons.iter().map(|reason| reason.code).collect()
}

/// 第十八条第二款: a seat that is filled is not short of anybody, and nobody is tied for it.
#[test]
fn a_filled_seat_is_neither_short_nor_tied() {
    use TallyCode::{T201, T202, T203, T205, T210};
    let pack = library().pack("national-2025").unwrap();
    let chair = |votes: &[(&str, u32)]| vec![contest(Post::Chair, 1, votes)];
    let cases: [(&[(&str, u32)], &[TallyCode]); 2] = [
        (&[("甲", 600), ("乙", 376)], &[T201, T202, T203]),
        // Half of the voters each: neither has more than half, and the seat is short of one.
        (&[("甲", 488), ("乙", 488)], &[T201, T203, T203, T210]),
    ];
    for (votes, expected) in cases {
        assert_eq!(codes(&counted(pack, chair(votes)), 0), expected);
    }
    // Equal and more than half, two for the last of two seats: tied, and not yet short.
    let members = contest(Post::Member, 2, &[("甲", 600), ("乙", 560), ("丙", 560)]);
    assert_eq!(codes(&counted(pack, vec![members]), 0), [T201, T202, T205]);
}

/// 下加: who had no vote for the higher post has nothing to add to the lower.
#[test]
fn no_votes_are_not_added_down() {
    let pack = variant("national-2025", &[("add_down", "true")]);
    for (above, added) in [(0, false), (1, true)] {
        let decision = counted(
            &pack,
            vec![
                contest(
                    Post::Chair,
                    1,
                    &[("甲", 600), ("乙", above), ("丙", 376 - above)],
                ),
                contest(Post::Member, 2, &[("乙", 560), ("丁", 590)]),
            ],
        );
        let codes = codes(&decision, 1);
        assert_eq!(codes.contains(&TallyCode::T207), added, "{above}");
    }
}

/// 下加: only from a higher post. 委员 and 妇女委员 are the same, so their votes are not one sum.
#[test]
fn votes_for_the_same_post_are_not_added_up() {
    let pack = variant(
        "national-2025",
        &[("add_down", "true"), ("women_mode", "\"reserved-seat\"")],
    );
    // 400 are no majority of 976; with 600 they would be more than the ballots returned.
    let mut woman = contest(Post::Member, 1, &[("甲", 400), ("戊", 576)]);
    woman.reserved = Reserved::Woman;
    let members = contest(Post::Member, 2, &[("甲", 600), ("丁", 590)]);
    assert_eq!(counted(&pack, vec![woman, members]).problems, []);
    // For a higher post they are one sum, and a ballot counts once for a person.
    let decision = counted(
        &pack,
        vec![
            contest(Post::Chair, 1, &[("甲", 400), ("戊", 576)]),
            contest(Post::Member, 2, &[("甲", 600), ("丁", 590)]),
        ],
    );
    let found: Vec<TallyCode> = decision.problems.iter().map(|one| one.code).collect();
    assert_eq!(found, [TallyCode::T511]);
}

/// Only who has votes can have exactly half of them, also where no valid ballot is left to count.
#[test]
fn nobody_without_votes_has_exactly_half() {
    let pack = variant("national-2025", &[("invalid_in_base", "false")]);
    for (invalid, votes, exactly) in [(0, 488, true), (976, 0, false)] {
        let mut chair = contest(
            Post::Chair,
            1,
            &[("甲", votes), ("乙", 976 - invalid - votes)],
        );
        chair.invalid = invalid;
        let decision = counted(&pack, vec![chair]);
        let reason = decision.contests[0]
            .reasons
            .iter()
            .find(|reason| reason.code == TallyCode::T203)
            .unwrap();
        assert_eq!(reason.text.contains("正好"), exactly, "{}", reason.text);
    }
}
