//! V23 · 组织法第十八条第一款: differential, sources, negative list.

use super::super::super::poll::LIMIT;
use super::super::super::{Post, Rules};
use super::super::{
    Bar, Nomination, NominationSource, PostSeats, Verdict, check_differential, check_nominations,
};
use super::{articles, codes, community, failures, variant, village};

fn row(post: Post, seats: u32, candidates: u32) -> PostSeats {
    PostSeats {
        post,
        seats,
        candidates,
    }
}

fn differential(rules: &Rules, rows: &[PostSeats]) -> Vec<&'static str> {
    codes(&check_differential(rules, rows).unwrap())
}

/// V23: 1+1+3 with 1, 2 and 4 candidates; 上海 +1..+3, 北京 +1..+2.
#[test]
fn more_candidates_than_seats() {
    let national = village("national-2025");
    let shanghai = variant("national-2025", &[("differential_member_max", "3")]);
    let beijing = variant(
        "national-2025",
        &[
            ("differential_chair_max", "1"),
            ("differential_deputy_max", "1"),
            ("differential_member_max", "2"),
        ],
    );
    let cases: [(&Rules, Post, u32, u32, &[&str]); 15] = [
        (national, Post::Chair, 1, 0, &["C401"]),
        (national, Post::Chair, 1, 1, &["C401"]),
        (national, Post::Chair, 1, 2, &[]),
        (national, Post::Chair, 1, 9, &[]),
        (national, Post::Member, 3, 3, &["C401"]),
        (national, Post::Member, 3, 4, &[]),
        (national, Post::Member, 3, 7, &[]),
        (&shanghai, Post::Member, 3, 6, &[]),
        (&shanghai, Post::Member, 3, 7, &["C404"]),
        (&shanghai, Post::Member, 3, 3, &["C401"]),
        (&beijing, Post::Member, 3, 5, &[]),
        (&beijing, Post::Member, 3, 6, &["C404"]),
        (&beijing, Post::Deputy, 1, 3, &["C404"]),
        (&beijing, Post::Chair, 1, 2, &[]),
        (village("national-2018"), Post::Deputy, 1, 1, &["C401"]),
    ];
    for (rules, post, seats, candidates, found) in cases {
        assert_eq!(
            differential(rules, &[row(post, seats, candidates)]),
            found,
            "{post:?} {seats} {candidates}"
        );
    }
    let all = [
        row(Post::Chair, 1, 1),
        row(Post::Deputy, 0, 0),
        row(Post::Member, 3, 4),
    ];
    let found = check_differential(national, &all).unwrap();
    assert_eq!(failures(&found), ["C401"]);
    assert_eq!(found.len(), 2, "没有名额的职位不说");
    assert_eq!(articles(&found, "C401"), ["第十八条第一款"]);
    assert_eq!(found[0].inequality, "1 < 1 + 1 = 2");
    assert_eq!(found[1].inequality, "4 ≥ 3 + 1 = 4");
    // 居民委员会: the number is not in the pack.
    assert_eq!(
        differential(community(), &[row(Post::Chair, 1, 1)]),
        ["K711"]
    );
    // 委员差额 +2 at least.
    let two = variant("national-2025", &[("differential_member_min", "2")]);
    assert_eq!(differential(&two, &[row(Post::Member, 3, 4)]), ["C401"]);
    assert!(differential(&two, &[row(Post::Member, 3, 5)]).is_empty());
}

#[test]
fn impossible_numbers_are_refused() {
    let problems = check_differential(
        village("national-2025"),
        &[
            row(Post::Chair, 0, 2),
            row(Post::Member, u32::MAX, u32::MAX),
        ],
    )
    .unwrap_err();
    let fields: Vec<&str> = problems
        .iter()
        .map(|problem| problem.field.as_str())
        .collect();
    assert_eq!(
        fields,
        ["posts.0.candidates", "posts.1.seats", "posts.1.candidates"]
    );
    // The largest number that is read is one that is read.
    let rules = village("national-2025");
    assert!(check_differential(rules, &[row(Post::Member, 3, LIMIT)]).is_ok());
    let problems = check_differential(rules, &[row(Post::Member, 3, LIMIT + 1)]).unwrap_err();
    assert_eq!(problems[0].field, "posts.0.candidates");
}

fn nominated(source: NominationSource, nominators: u32) -> Nomination {
    Nomination {
        name: "钱某".to_owned(),
        source,
        nominators,
        by_proxy: false,
        bars: Vec::new(),
    }
}

fn check(rules: &Rules, nomination: &Nomination) -> Vec<&'static str> {
    codes(&check_nominations(rules, std::slice::from_ref(nomination)).unwrap())
}

/// 第十八条第一款: party or registered voters since 2025; 居民法第十八条: ten jointly.
#[test]
fn sources_of_nominations() {
    use NominationSource::{JointVoters, Own, Party, Voters};
    let cases: [(&Rules, NominationSource, u32, &[&str]); 9] = [
        (village("national-2025"), Party, 0, &[]),
        (village("national-2025"), Voters, 1, &[]),
        (village("national-2025"), Own, 0, &["C408"]),
        (village("national-2018"), Party, 0, &["C408"]),
        (village("national-2018"), Voters, 1, &[]),
        (community(), JointVoters, 9, &["C409"]),
        (community(), JointVoters, 10, &[]),
        (community(), Voters, 1, &["C408"]),
        (community(), Party, 0, &[]),
    ];
    for (rules, source, nominators, found) in cases {
        assert_eq!(
            check(rules, &nominated(source, nominators)),
            found,
            "{source:?} {nominators}"
        );
    }
    // 浙江第十七条第一款: nobody nominates through another.
    let by_proxy = Nomination {
        by_proxy: true,
        ..nominated(Voters, 1)
    };
    assert_eq!(check(village("zhejiang-2020"), &by_proxy), ["C411"]);
    assert!(check(village("national-2025"), &by_proxy).is_empty());
}

/// 第十八条第一款: four bars, hard; 居民法 names only 黑恶势力; 2018 names none.
#[test]
fn bars_of_the_law() {
    let rows: [(Bar, bool, bool); 5] = [
        (Bar::ExpelledFromParty, true, true),
        (Bar::Convicted, true, true),
        (Bar::ClanForces, true, false),
        (Bar::EvilForces, true, true),
        (Bar::IllegalReligionOrCult, true, true),
    ];
    for (bar, in_village, in_community) in rows {
        let nomination = Nomination {
            bars: vec![bar.clone()],
            ..nominated(NominationSource::Party, 0)
        };
        let hard = |rules: &Rules| {
            check_nominations(rules, std::slice::from_ref(&nomination))
                .unwrap()
                .iter()
                .any(|ruling| ruling.verdict == Verdict::Fails && ruling.code.as_str() == "C405")
        };
        assert_eq!(hard(village("national-2025")), in_village, "{bar:?}");
        assert_eq!(hard(community()), in_community, "{bar:?}");
        assert!(!hard(village("national-2018")), "{bar:?}");
    }
}

/// A bar of policy needs the number of its document.
#[test]
fn bars_of_policy() {
    for (document, found, fails) in [
        ("", "C406", true),
        ("上级要求", "C406", true),
        ("文号待补", "C406", true),
        ("×组通〔2026〕5号", "C407", false),
        (" 县换领发〔2026〕12号 ", "C407", false),
    ] {
        let nomination = Nomination {
            bars: vec![Bar::Policy {
                text: "失信被执行人".to_owned(),
                document: document.to_owned(),
            }],
            ..nominated(NominationSource::Voters, 1)
        };
        let rulings =
            check_nominations(village("national-2025"), std::slice::from_ref(&nomination)).unwrap();
        assert_eq!(codes(&rulings), [found], "{document}");
        assert_eq!(!failures(&rulings).is_empty(), fails, "{document}");
    }
}

#[test]
fn everything_wrong_with_a_nomination_is_said_at_once() {
    let nomination = Nomination {
        nominators: 3,
        by_proxy: true,
        bars: vec![
            Bar::Convicted,
            Bar::Policy {
                text: String::new(),
                document: String::new(),
            },
        ],
        ..nominated(NominationSource::JointVoters, 3)
    };
    let rules = variant("zhejiang-2020", &[("joint_nomination_min", "5")]);
    let found = check_nominations(&rules, std::slice::from_ref(&nomination)).unwrap();
    assert_eq!(codes(&found), ["C408", "C409", "C411", "C405", "C406"]);
    assert!(found.iter().all(|ruling| ruling.place == "钱某"));
    let blank = Nomination {
        name: " ".to_owned(),
        nominators: u32::MAX,
        ..nomination
    };
    assert_eq!(check_nominations(&rules, &[blank]).unwrap_err().len(), 2);
}

/// «提名方式符合规定» is said of a nomination with nothing against it and of no other.
#[test]
fn a_good_nomination_is_called_good() {
    let good = nominated(NominationSource::Voters, 1);
    let barred = Nomination {
        bars: vec![Bar::Convicted],
        ..nominated(NominationSource::Voters, 1)
    };
    let rules = village("national-2025");
    for (nomination, called) in [(&good, true), (&barred, false)] {
        let found = check_nominations(rules, std::slice::from_ref(nomination)).unwrap();
        let said = found.iter().any(|ruling| ruling.code.as_str() == "C400");
        assert_eq!(said, called, "{found:?}");
    }
    // A bar of policy without its words is called that; with them, by its words.
    for (text, words) in [(" ", "（没有写明情形）"), ("失信", "「失信」")] {
        let nomination = Nomination {
            bars: vec![Bar::Policy {
                text: text.to_owned(),
                document: String::new(),
            }],
            ..nominated(NominationSource::Voters, 1)
        };
        let found = check_nominations(rules, &[nomination]).unwrap();
        assert!(found[0].message().contains(words), "{}", found[0].message());
    }
}
