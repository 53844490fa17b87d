//! V17, V18, V20 · 组织法第十九条、第二十六条、第二十九条、第三十条、第三十二条.

use super::super::super::Rules;
use super::super::{
    Attendance, PartyMeeting, Petition, RecallVote, RepresentativesMeeting, Ruling, Verdict,
    VillageMeeting, check_party_meeting, check_petition, check_recall_vote,
    check_representatives_meeting, check_village_meeting, share_words,
};
use super::{articles, codes, community, failures, variant, village};
use crate::law::Share;

fn came(present: u32, in_favour: Option<u32>) -> Attendance {
    Attendance {
        present: Some(present),
        in_favour,
    }
}

fn representatives(
    rules: &Rules,
    (representatives, committee, women): (u32, u32, u32),
    attendance: Attendance,
) -> Vec<Ruling> {
    let meeting = RepresentativesMeeting {
        representatives,
        committee,
        women: Some(women),
        attendance,
    };
    check_representatives_meeting(rules, &meeting).unwrap()
}

/// V18: 40 + 5 = 45: 30 come, 16 of 30 agree, 4/5 and a third of 45 (not of 40).
#[test]
fn a_representatives_meeting() {
    let rules = village("national-2025");
    for (women, found) in [(15, vec![]), (14, vec!["K704"]), (0, vec!["K704"])] {
        let all = representatives(rules, (40, 5, women), came(30, Some(16)));
        assert_eq!(codes(&all), found, "{women}");
    }
    for (present, in_favour, found) in [
        (30, 16, vec![]),
        (30, 15, vec!["K702"]),
        (29, 29, vec!["K701"]),
        (31, 15, vec!["K702"]),
        (31, 16, vec![]),
        (45, 23, vec![]),
        (45, 22, vec!["K702"]),
    ] {
        let all = representatives(rules, (40, 5, 15), came(present, Some(in_favour)));
        assert_eq!(codes(&all), found, "{present} {in_favour}");
    }
    // 第二十九条: exactly four fifths is enough.
    for (reps, committee, found) in [
        (20, 5, vec![]),
        (19, 5, vec!["K703"]),
        (40, 10, vec![]),
        (40, 11, vec!["K703"]),
    ] {
        let all = representatives(rules, (reps, committee, reps), Attendance::default());
        assert_eq!(codes(&all), found, "{reps} {committee}");
    }
    let all = representatives(rules, (40, 5, 14), came(29, None));
    let numbers: Vec<&str> = all
        .iter()
        .map(|ruling| ruling.inequality.as_str())
        .collect();
    assert_eq!(
        numbers,
        [
            "5×40 = 200 ≥ 4×45 = 180",
            "3×14 = 42 < 45",
            "3×29 = 87 < 2×45 = 90"
        ]
    );
    assert_eq!(articles(&all, "K704"), ["第二十九条"]);
    assert_eq!(articles(&all, "K701"), ["第三十条"]);
    assert_eq!(
        all[1].message(),
        "请补选妇女代表。妇女代表 14 人，组成人员 45 人的三分之一以上是至少 15 人，还差 1 人。\
         （3×14 = 42 < 45）〔村民委员会组织法第二十九条〕"
    );
}

/// Before anybody came: how many it takes.
#[test]
fn how_many_it_takes() {
    let meeting = RepresentativesMeeting {
        representatives: 40,
        committee: 5,
        women: None,
        attendance: Attendance::default(),
    };
    let all = check_representatives_meeting(village("national-2025"), &meeting).unwrap();
    assert!(all.iter().all(|ruling| ruling.verdict == Verdict::Holds));
    assert_eq!(
        all[1].first,
        "妇女代表至少 15 人（组成人员 45 人的三分之一以上）。"
    );
    assert_eq!(
        all[2].first,
        "到会至少 30 人（组成人员 45 人的三分之二以上）。"
    );
    let opened = representatives(village("national-2025"), (40, 5, 15), came(30, None));
    assert_eq!(opened[3].first, "同意至少 16 人（到会 30 人的过半数）。");
}

/// 第二十六条、第三十二条: adults or households, village or group.
#[test]
fn villagers_meetings() {
    let rules = village("national-2025");
    for (group, households, due, present, in_favour, found) in [
        (false, false, 1000, 501, 251, vec![]),
        (false, false, 1000, 500, 500, vec!["K701"]),
        (false, false, 1000, 501, 250, vec!["K702"]),
        (false, false, 1000, 502, 251, vec!["K702"]),
        (false, true, 300, 200, 101, vec![]),
        (false, true, 300, 199, 199, vec!["K701"]),
        (true, false, 90, 60, 31, vec![]),
        (true, false, 90, 59, 59, vec!["K701"]),
        (true, true, 31, 21, 11, vec![]),
        (true, true, 31, 20, 20, vec!["K701"]),
    ] {
        let meeting = VillageMeeting {
            group,
            households,
            due,
            attendance: came(present, Some(in_favour)),
        };
        let all = check_village_meeting(rules, &meeting).unwrap();
        assert_eq!(codes(&all), found, "{due} {present} {in_favour}");
        let article = if group {
            "第三十二条"
        } else {
            "第二十六条"
        };
        assert_eq!(all[0].basis[0].article, article);
    }
    let asked = VillageMeeting {
        group: false,
        households: false,
        due: 100,
        attendance: came(51, Some(26)),
    };
    // 居民会议 is not in the pack.
    assert_eq!(
        codes(&check_village_meeting(community(), &asked).unwrap()),
        ["K711", "K711"]
    );
}

/// V17: 1260 → 252; 40 representatives → 14.
#[test]
fn petitions() {
    let signed = |rules: &Rules, representatives, whole, signed| {
        codes(
            &check_petition(
                rules,
                &Petition {
                    representatives,
                    whole,
                    signed: Some(signed),
                },
            )
            .unwrap(),
        )
    };
    let rules = village("national-2025");
    for (representatives, whole, number, found) in [
        (false, 1260, 252, vec![]),
        (false, 1260, 251, vec!["K705"]),
        (false, 1261, 252, vec!["K705"]),
        (false, 1261, 253, vec![]),
        (true, 40, 14, vec![]),
        (true, 40, 13, vec!["K705"]),
        (true, 39, 13, vec![]),
    ] {
        assert_eq!(
            signed(rules, representatives, whole, number),
            found,
            "{whole} {number}"
        );
    }
    // 居民法第二十条: a tenth.
    assert_eq!(signed(community(), false, 1260, 126), Vec::<&str>::new());
    assert_eq!(signed(community(), false, 1260, 125), ["K705"]);
    let least = Petition {
        representatives: true,
        whole: 40,
        signed: None,
    };
    let all = check_petition(rules, &least).unwrap();
    assert_eq!(all[0].inequality, "3×14 = 42 ≥ 40");
    assert_eq!(all[0].basis[0].article, "第十九条第一款");
}

/// V17: R 1200 → 601 vote; 700 vote → 351 agree.
#[test]
fn recall_votes() {
    let rules = village("national-2025");
    let vote = |rules: &Rules, representatives, registered, voted, in_favour| {
        let vote = RecallVote {
            representatives,
            registered,
            voted: Some(voted),
            in_favour: Some(in_favour),
        };
        codes(&check_recall_vote(rules, &vote).unwrap())
    };
    for (registered, voted, in_favour, found) in [
        (1200, 601, 301, vec![]),
        (1200, 600, 600, vec!["K706"]),
        (1200, 700, 351, vec![]),
        (1200, 700, 350, vec!["K707"]),
        (1201, 601, 301, vec![]),
        (1201, 600, 600, vec!["K706"]),
    ] {
        assert_eq!(
            vote(rules, false, registered, voted, in_favour),
            found,
            "{voted} {in_favour}"
        );
    }
    // 居民法第二十条: 超过三分之二的居民代表.
    assert_eq!(vote(community(), true, 60, 40, 40), ["K706"]);
    assert_eq!(vote(community(), true, 60, 41, 21), Vec::<&str>::new());
    assert_eq!(vote(community(), true, 60, 41, 20), ["K707"]);
    let open = RecallVote {
        representatives: false,
        registered: 1200,
        voted: None,
        in_favour: None,
    };
    let all = check_recall_vote(rules, &open).unwrap();
    assert_eq!(all[0].inequality, "2×601 = 1202 > 1200");
}

/// V20: 40 of 50 is exactly four fifths: shown, not decided; 26 of 50 or 21 of 40.
#[test]
fn party_meetings() {
    let rules = village("national-2025");
    let check = |rules: &Rules, due, present, votes| {
        check_party_meeting(
            rules,
            &PartyMeeting {
                due,
                present,
                votes,
            },
        )
        .unwrap()
    };
    let exactly = check(rules, 50, 40, None);
    assert_eq!(codes(&exactly), ["K708"]);
    assert!(failures(&exactly).is_empty());
    assert!(exactly[0].reason.contains("按“超过”要 41 人"));
    assert!(exactly[0].message().contains("待核"));
    assert_eq!(failures(&check(rules, 50, 39, None)), ["K701"]);
    // Enough, by a share that was not read: still to be looked at.
    assert_eq!(codes(&check(rules, 50, 41, None)), ["K700"]);
    for (votes, found) in [
        (26, vec!["K700", "K700"]),
        (25, vec!["K700", "K708"]),
        (22, vec!["K700", "K708"]),
        (21, vec!["K700", "K702"]),
    ] {
        assert_eq!(codes(&check(rules, 50, 42, Some(votes))), found, "{votes}");
    }
    let stated = |quorum: &str, base: &str| {
        variant(
            "national-2025",
            &[
                ("party_meeting_quorum", quorum),
                ("party_majority", "\">1/2\""),
                ("party_majority_base", base),
            ],
        )
    };
    // A pack that settles the reading decides.
    let at_least = stated("\">=4/5\"", "\"due\"");
    let above = stated("\">4/5\"", "\"present\"");
    assert!(failures(&check(&at_least, 50, 40, Some(26))).is_empty());
    assert_eq!(failures(&check(&at_least, 50, 40, Some(25))), ["K702"]);
    assert_eq!(failures(&check(&above, 50, 40, None)), ["K701"]);
    assert!(failures(&check(&above, 50, 41, Some(21))).is_empty());
    assert_eq!(failures(&check(&above, 50, 41, Some(20))), ["K702"]);
    assert_eq!(
        codes(&check(village("national-2018"), 50, 40, Some(40))),
        ["K711", "K711"]
    );
}

#[test]
fn meetings_that_cannot_be_are_refused() {
    let rules = village("national-2025");
    let wrong = RepresentativesMeeting {
        representatives: 10,
        committee: 3,
        women: Some(11),
        attendance: came(14, Some(15)),
    };
    let problems = check_representatives_meeting(rules, &wrong).unwrap_err();
    let fields: Vec<&str> = problems
        .iter()
        .map(|problem| problem.field.as_str())
        .collect();
    assert_eq!(fields, ["women", "present", "in_favour"]);
    let counted = RepresentativesMeeting {
        women: None,
        attendance: Attendance {
            present: None,
            in_favour: Some(3),
        },
        ..wrong
    };
    assert_eq!(
        check_representatives_meeting(rules, &counted).unwrap_err()[0].field,
        "present"
    );
    let huge = RepresentativesMeeting {
        representatives: u32::MAX,
        committee: u32::MAX,
        ..RepresentativesMeeting::default()
    };
    assert_eq!(
        check_representatives_meeting(rules, &huge)
            .unwrap_err()
            .len(),
        2
    );
    for (registered, voted, in_favour, field) in [
        (0, Some(0), None, "registered"),
        (5, Some(6), None, "voted"),
        (5, None, Some(1), "voted"),
        (5, Some(3), Some(4), "in_favour"),
    ] {
        let vote = RecallVote {
            representatives: false,
            registered,
            voted,
            in_favour,
        };
        assert_eq!(check_recall_vote(rules, &vote).unwrap_err()[0].field, field);
    }
    let petition = Petition {
        representatives: false,
        whole: 5,
        signed: Some(6),
    };
    assert_eq!(
        check_petition(rules, &petition).unwrap_err()[0].field,
        "signed"
    );
    for (due, present, votes, field) in [
        (0, 0, None, "due"),
        (5, 6, None, "present"),
        (5, 4, Some(5), "votes"),
    ] {
        let meeting = PartyMeeting {
            due,
            present,
            votes,
        };
        assert_eq!(
            check_party_meeting(rules, &meeting).unwrap_err()[0].field,
            field
        );
    }
    let nobody = VillageMeeting {
        group: false,
        households: false,
        due: 0,
        attendance: Attendance::default(),
    };
    assert_eq!(
        check_village_meeting(rules, &nobody).unwrap_err()[0].field,
        "due"
    );
}

/// 民法典第一千二百五十九条: 以上 includes the number, 超过 does not.
#[test]
fn inequalities_are_written_out() {
    for (share, part, whole, text, words) in [
        (">1/2", 655, 1203, "2×655 = 1310 > 1203", "过半数"),
        (">1/2", 500, 1000, "2×500 = 1000 ≤ 1000", "过半数"),
        (">=1/3", 301, 901, "3×301 = 903 ≥ 901", "三分之一以上"),
        (">=2/3", 29, 45, "3×29 = 87 < 2×45 = 90", "三分之二以上"),
        (">2/3", 40, 60, "3×40 = 120 ≤ 2×60 = 120", "超过三分之二"),
    ] {
        let share = Share::parse(share).unwrap();
        assert_eq!(share.inequality(part, whole), text);
        assert_eq!(share_words(share), words);
    }
}
