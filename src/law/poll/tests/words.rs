//! What is said of one kind of poll and not of another: headings, words of a recall, rules still to
//! be read, places of what could not be read.

use serde_json::{Value, json};

use super::super::super::RulePack;
use super::super::{
    Contest, Decision, ElectedBefore, InputProblem, Kinship, Outcome, Poll, PollRules, Relation,
    Reserved, Round, Sex, TallyCode, Vote, decision_text, read_and_decide,
};
use super::{contest, decided, library, poll, rules, variant};
use crate::law::Post;

fn of(pack: &RulePack, poll: &Poll) -> Decision {
    let kind = pack.main_rules().unwrap().0;
    decided(&PollRules::compile(pack, kind).unwrap(), poll)
}

fn recall(votes: &[(&str, u32)], ballots: u32) -> Poll {
    let contests = votes
        .iter()
        .map(|(id, votes)| Contest {
            against: Some(ballots - votes),
            ..contest(Post::Member, 1, &[(id, *votes)])
        })
        .collect();
    Poll {
        vote: Vote::Recall,
        ..poll(1200, ballots, contests)
    }
}

/// 第十九条第二款: a recall counts votes in favour, and how many of its items were carried.
#[test]
fn a_recall_speaks_of_itself() {
    let poll = recall(&[("甲", 600), ("乙", 300)], 976);
    let decision = of(library().pack("national-2025").unwrap(), &poll);
    let carried = decision
        .reasons
        .iter()
        .find(|reason| reason.code == TallyCode::T309)
        .unwrap();
    assert_eq!(carried.text, "罢免表决 2 项，通过 1 项。");
    let text = decision_text(&poll, &decision);
    for words in ["计票核算·罢免", "  罢免委员\n", "赞成票"] {
        assert!(text.contains(words), "{words} in\n{text}");
    }
    assert!(!text.contains("应选"), "{text}");
    assert!(decision.stands());
}

/// A province may ask another share for a recall than for an election; then that one counts.
#[test]
fn a_recall_has_a_majority_of_its_own() {
    let pack = variant("national-2025", &[("recall_majority", "\">2/3\"")]);
    let asked = recall(&[("甲", 600)], 976);
    assert!(of(&pack, &asked).contests[0].elected.is_empty());
    assert_eq!(
        of(&pack, &asked).reasons.last().unwrap().text,
        "罢免表决 1 项，通过 0 项。"
    );
    let election = poll(
        1200,
        976,
        vec![contest(Post::Chair, 1, &[("甲", 600), ("乙", 376)])],
    );
    assert_eq!(of(&pack, &election).contests[0].elected, ["甲"]);
}

/// The paper of an election has its three parts, and the numbers that do not fit only where some do not.
#[test]
fn the_text_of_an_election() {
    let mut asked = poll(
        1200,
        976,
        vec![contest(Post::Chair, 1, &[("c1", 488), ("c2", 488)])],
    );
    asked.contests[0].candidates[0].name = "赵某".to_owned();
    asked.contests[0].candidates[1].name = "钱某".to_owned();
    let pack = library().pack("national-2025").unwrap();
    let decision = of(pack, &asked);
    let text = decision_text(&asked, &decision);
    let (first, rest) = text.split_once("\n二、各职位\n").unwrap();
    let (second, third) = rest.split_once("\n三、结论和下一步\n").unwrap();
    assert!(
        first.starts_with("计票核算  规则包 national-2025"),
        "{text}"
    );
    assert!(first.contains("T101") && !first.contains("T301"), "{text}");
    assert!(
        second.contains("主任（应选 1 名）") && !second.contains("不作结论"),
        "{text}"
    );
    // Candidates of what comes next by their names, not by their ids.
    assert!(third.contains("候选人：赵某、钱某"), "{text}");
    assert!(third.contains("T30") && !third.contains("T101"), "{text}");
    assert!(!text.contains("数字问题"), "{text}");
    // 401 + 488 ≠ 976: nothing is concluded, the sum is shown.
    asked.contests[0].candidates[0].votes = 401;
    let decision = of(pack, &asked);
    assert_eq!(decision.outcome, Outcome::Rejected);
    assert!(!decision.stands());
    let text = decision_text(&asked, &decision);
    assert!(text.contains("\n数字问题\n"), "{text}");
    assert!(text.contains("  不作结论。\n"), "{text}");
}

/// 第十八条第二款: too few voters; whoever acts on the decision must be told that it does not stand.
#[test]
fn a_poll_without_quorum_does_not_stand() {
    let asked = poll(1200, 600, vec![contest(Post::Chair, 1, &[("甲", 600)])]);
    let decision = of(library().pack("national-2025").unwrap(), &asked);
    assert_eq!(decision.outcome, Outcome::Repoll);
    assert!(decision.problems.is_empty() && !decision.stands());
    let enough = poll(1200, 601, vec![contest(Post::Chair, 1, &[("甲", 601)])]);
    assert!(of(library().pack("national-2025").unwrap(), &enough).stands());
}

/// Which rules still to be read this decision stood on: those it used and no others.
#[test]
fn only_rules_that_were_used_are_said_to_be_unread() {
    let unread = |items: &[&str]| {
        use std::fmt::Write as _;
        let mut text = "[pack]\nid = \"variant\"\nname = \"试验\"\nextends = \"national-2025\"\n\
             statute = \"试验办法\"\namended = 2026-01-01\nin_force = 2026-01-01\n"
            .to_owned();
        for key in items {
            let source = "{ article = \"第一条\", gist = \"试验\", status = \"unverified\" }";
            writeln!(text, "[values.{key}]\nsource = {source}").unwrap();
        }
        let name = "variant.toml".to_owned();
        library()
            .read(&super::super::super::SourceFile { name, text })
            .unwrap()
    };
    let told = |pack: &RulePack, poll: &Poll| {
        let decision = of(pack, poll);
        let flag = decision
            .flags
            .into_iter()
            .find(|flag| flag.text.contains("待核"));
        flag.map(|flag| flag.text)
    };
    let name = |key: &str| crate::law::param::find(key).unwrap().name;
    let plain = || {
        poll(
            1200,
            976,
            vec![contest(Post::Chair, 1, &[("甲", 600), ("乙", 376)])],
        )
    };
    let tied = || {
        let members = contest(Post::Member, 2, &[("甲", 600), ("乙", 560), ("丙", 560)]);
        poll(1200, 976, vec![members])
    };
    let written = || {
        let mut asked = plain();
        asked.contests[0].candidates[1].nominated = false;
        asked
    };
    let related = || {
        let mut asked = plain();
        asked.relatives = vec![Relation("甲".to_owned(), "乙".to_owned(), Kinship::Sibling)];
        asked
    };
    let rerun = || {
        let mut asked = poll(
            1200,
            976,
            vec![contest(Post::Chair, 1, &[("甲", 480), ("乙", 196)])],
        );
        asked.contests[0].abstained = 300;
        asked
    };
    // A rule; a poll that uses it; one that does not.
    let cases: [(&str, Poll, Poll); 7] = [
        ("tie_rule", tied(), plain()),
        ("other_names", written(), plain()),
        ("relatives_scope", related(), plain()),
        ("rerun_within_days", rerun(), plain()),
        ("rerun_no_candidate_mode", rerun(), plain()),
        ("women_seat_in_rerun", rerun(), plain()),
        ("winners_reviewed", plain(), recall(&[("甲", 600)], 976)),
    ];
    for (key, uses, does_not) in &cases {
        let pack = unread(&[key]);
        let text = told(&pack, uses).unwrap_or_else(|| panic!("{key}"));
        assert!(text.contains(name(key)), "{key}: {text}");
        assert_eq!(told(&pack, does_not), None, "{key}");
    }
}

/// 另行选举 of a reserved seat and of the others as one: the seats are added, each person stands once.
#[test]
fn a_womans_seat_given_up_joins_the_others() {
    let pack = variant(
        "national-2025",
        &[
            ("women_mode", "\"reserved-seat\""),
            ("women_seat_in_rerun", "false"),
        ],
    );
    let mut woman = contest(Post::Member, 1, &[("甲", 400), ("戊", 300)]);
    woman.reserved = Reserved::Woman;
    woman.abstained = 276;
    let members = contest(Post::Member, 2, &[("甲", 300), ("丁", 600), ("己", 350)]);
    let decision = of(&pack, &poll(1200, 976, vec![woman, members]));
    let next = decision.next.unwrap();
    let joined: Vec<_> = next
        .contests
        .iter()
        .map(|contest| (contest.reserved, contest.seats, contest.candidates.clone()))
        .collect();
    assert_eq!(joined.len(), 1, "{joined:?}");
    let (reserved, seats, mut people) = joined.into_iter().next().unwrap();
    people.sort();
    let count = people.len();
    people.dedup();
    assert_eq!((reserved, seats), (Reserved::None, 2));
    assert!(count == people.len() && count >= 3, "{people:?}");
}

/// 第八条第二款: whoever was elected in an earlier round was looked at then; a new one is looked at now.
#[test]
fn relatives_of_an_earlier_round_are_not_flagged_again() {
    let before = |id: &str| ElectedBefore {
        id: id.to_owned(),
        post: Post::Member,
        sex: Some(Sex::Female),
        name: None,
        votes: Some(600),
    };
    let mut asked = poll(
        1200,
        976,
        vec![contest(Post::Chair, 1, &[("丙", 600), ("丁", 376)])],
    );
    asked.round = Round::Rerun;
    asked.elected_before = vec![before("甲"), before("乙")];
    let pack = library().pack("national-2025").unwrap();
    for (pair, flagged) in [(["甲", "乙"], false), (["甲", "丙"], true)] {
        let [one, other] = pair.map(str::to_owned);
        asked.relatives = vec![Relation(one, other, Kinship::Spouse)];
        let decision = of(pack, &asked);
        let found = decision.flags.iter().any(|flag| flag.text.contains("夫妻"));
        assert_eq!(found, flagged, "{:?}", decision.flags);
    }
}

/// Where a mistake is: the place, or 输入 for the whole of it.
#[test]
fn a_problem_names_its_place() {
    for (path, expected) in [("", "输入：x"), ("issued", "issued：x")] {
        let problem = InputProblem {
            path: path.to_owned(),
            message: "x".to_owned(),
        };
        assert_eq!(problem.to_string(), expected);
    }
}

/// Messages of what is wrong with a chair's poll after one change, the places before them.
fn wrong(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut input = json!({
        "round": "first", "poll_day": "2027-03-18", "registered": 1203, "issued": 656, "returned": 655,
        "contests": [{"post": "chair", "seats": 1, "invalid": 0, "abstained": 0,
            "candidates": [{"id": "c1", "name": "甲", "votes": 655}]}],
    });
    change(&mut input);
    let problems = read_and_decide(&rules("national-2025"), &input.to_string());
    let problems = problems.err().unwrap_or_default();
    problems.iter().map(ToString::to_string).collect()
}

/// A day, a pair of numbers, an id are compared only where both were read.
#[test]
fn comparisons_wait_for_what_could_not_be_read() {
    let later = |input: &mut Value| input["election_day"] = json!("2027-03-19");
    assert!(
        wrong(later)[0].starts_with("election_day：选举日"),
        "{:?}",
        wrong(later)
    );
    let unread = wrong(|input| {
        later(input);
        input["poll_day"] = json!("三月十八");
    });
    assert_eq!(unread.len(), 1, "{unread:?}");
    assert!(unread[0].starts_with("poll_day"), "{unread:?}");

    let alone = wrong(|input| input["contests"][0]["issued"] = json!(656));
    assert!(
        alone[0].starts_with("contests[0].returned：这个职位单独用票"),
        "{alone:?}"
    );
    let unread = wrong(|input| {
        input["contests"][0]["issued"] = json!(656);
        input["contests"][0]["returned"] = json!("六百");
    });
    assert_eq!(unread.len(), 1, "{unread:?}");

    // Two items of a recall without ids are not the same person.
    let recall = |id: &str| {
        let item = json!({"post": "member", "seats": 1, "invalid": 0, "abstained": 0, "against": 0,
            "candidates": [{"id": id, "name": "甲", "votes": 655}]});
        wrong(|input| {
            input["vote"] = json!("recall");
            input["contests"] = json!([item, item]);
        })
    };
    let same = |found: &[String]| found.iter().any(|line| line.contains("是同一个人"));
    assert!(same(&recall("c1")), "{:?}", recall("c1"));
    assert!(!same(&recall("")), "{:?}", recall(""));

    // The post of a number that does not fit is named where it was read.
    let over = |post: &str| {
        wrong(|input| {
            input["turnout"] = json!(1);
            input["contests"][0]["post"] = json!(post);
            input["contests"][0]["candidates"][0]["votes"] = json!(700);
        })
        .join("\n")
    };
    assert!(over("chair").contains("主任"), "{}", over("chair"));
    assert!(over("mayor").contains("这个职位"), "{}", over("mayor"));
}
