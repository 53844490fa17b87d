//! 法定人数 as meetings store them, held against the worked cases.
#![allow(clippy::unwrap_used)]

use chrono::DateTime;
use uuid::Uuid;

use super::*;
use crate::{
    law::{
        Library, Rules, UnitKind,
        eligibility::{Mark, Verdict},
    },
    office::{occasion::read_time, refusal::Problems},
    store::entity::{meeting_unit, village as village_row},
};

fn meeting(kind: &str, women: Option<i32>) -> meeting::Model {
    meeting::Model {
        id: Uuid::from_u128(1),
        cycle_id: Uuid::nil(),
        unit_id: Uuid::nil(),
        kind: kind.into(),
        name: "会议".into(),
        day: "2027-02-07".parse().ok(),
        time: "09:00".into(),
        place: String::new(),
        host: String::new(),
        recorder: String::new(),
        contact: String::new(),
        contact_phone: String::new(),
        reply_by: None,
        step: "committee-selected".into(),
        agenda: "[]".into(),
        materials: "[]".into(),
        requirements: "[]".into(),
        prepared: "[]".into(),
        women,
        state: rows::HELD.into(),
        state_note: String::new(),
        discussion: String::new(),
        decisions: "[]".into(),
        recorded_by: Uuid::nil(),
        recorded_by_name: String::new(),
        recorded_at: DateTime::UNIX_EPOCH,
        version: 1,
    }
}

fn row(part: Part, expected: i32, present: Option<i32>) -> meeting_unit::Model {
    meeting_unit::Model {
        id: Uuid::nil(),
        cycle_id: Uuid::nil(),
        meeting_id: Uuid::from_u128(1),
        ordinal: 1,
        village_id: None,
        unit: part.name().into(),
        part: part.id().into(),
        who: String::new(),
        expected,
        present,
        absent: String::new(),
    }
}

fn with_rules(test: impl FnOnce(&Rules)) {
    let library = Library::embedded();
    let pack = library.pack("national-2025").unwrap();
    test(pack.rules(UnitKind::Village).unwrap());
}

/// V18: 40 representatives and 5 committee members are 45; 30 must come (第三十条), 16 of 30 must agree.
#[test]
fn representatives_need_two_thirds_of_all_members() {
    with_rules(|rules| {
        let kind = catalogue().find("representatives");
        let one = meeting("representatives", Some(15));
        for (reps, committee, enough) in [(25, 4, false), (25, 5, true), (40, 5, true)] {
            let rows = [
                row(Part::Representatives, 40, Some(reps)),
                row(Part::Committee, 5, Some(committee)),
                // 列席的人不算在内。
                row(Part::Guests, 3, Some(3)),
            ];
            let judged = quorum(rules, kind, &one, &rows);
            assert_eq!(judged.came.expected, 45);
            assert_eq!(judged.missed().is_none(), enough, "{reps}+{committee}");
            if let Some(missed) = judged.missed() {
                assert_eq!(missed.inequality, "3×29 = 87 < 2×45 = 90");
                assert!(
                    missed.message().contains("第三十条"),
                    "{}",
                    missed.message()
                );
            }
        }
    });
}

/// V18: 14 women of 45 are too few (第二十九条): one third is of all members, not of the representatives.
#[test]
fn women_are_counted_of_all_members() {
    with_rules(|rules| {
        let kind = catalogue().find("representatives");
        for (women, fails) in [(14, true), (15, false)] {
            let rows = [
                row(Part::Representatives, 40, Some(40)),
                row(Part::Committee, 5, Some(5)),
            ];
            let judged = quorum(rules, kind, &meeting("representatives", Some(women)), &rows);
            let found = judged
                .rulings
                .iter()
                .any(|ruling| ruling.code == Mark::K704 && ruling.verdict == Verdict::Fails);
            assert_eq!(found, fails, "{women}");
            // Too few women do not make the meeting itself void.
            assert!(judged.missed().is_none());
        }
    });
}

/// V18: a decision needs more than half of those who came; without a quorum nothing is decided.
#[test]
fn decisions_need_more_than_half_of_those_who_came() {
    with_rules(|rules| {
        let kind = catalogue().find("representatives");
        let one = meeting("representatives", None);
        let decision = |in_favour| Decision {
            text: "推选产生选举委员会".into(),
            in_favour,
            ..Decision::default()
        };
        let rows = [
            row(Part::Representatives, 40, Some(25)),
            row(Part::Committee, 5, Some(5)),
        ];
        let outcome = |n| carried(rules, kind, &one, &rows, &decision(n));
        assert!(outcome(Some(15)).failed());
        assert!(!outcome(Some(16)).failed());
        assert_eq!(outcome(None), Carried::Uncounted);
        let short = [
            row(Part::Representatives, 40, Some(24)),
            row(Part::Committee, 5, Some(5)),
        ];
        assert_eq!(
            carried(rules, kind, &one, &short, &decision(Some(29))),
            Carried::NoQuorum
        );
    });
}

/// 第二十六条、第三十二条: more than half of the adults or two thirds of the households; a group two thirds of either.
#[test]
fn villagers_come_by_head_or_by_household() {
    with_rules(|rules| {
        for (kind, part, due, present, enough) in [
            ("assembly", Part::Adults, 1000, 500, false),
            ("assembly", Part::Adults, 1000, 501, true),
            ("assembly", Part::Households, 813, 541, false),
            ("assembly", Part::Households, 813, 542, true),
            ("group", Part::Adults, 90, 59, false),
            ("group", Part::Adults, 90, 60, true),
            ("group", Part::Households, 31, 20, false),
            ("group", Part::Households, 31, 21, true),
        ] {
            let judged = quorum(
                rules,
                catalogue().find(kind),
                &meeting(kind, None),
                &[row(part, due, Some(present))],
            );
            assert!(
                judged.unfit.is_empty(),
                "{kind} {present}: {:?}",
                judged.unfit
            );
            assert_eq!(
                judged.missed().is_none(),
                enough,
                "{kind} {part:?} {present}"
            );
        }
    });
}

#[test]
fn a_meeting_without_a_lawful_number_is_only_counted() {
    with_rules(|rules| {
        let rows = [row(Part::Plain, 32, Some(3)), row(Part::Guests, 2, Some(9))];
        let one = meeting("mobilization", None);
        let judged = quorum(rules, catalogue().find("mobilization"), &one, &rows);
        assert!(judged.rulings.is_empty() && judged.missed().is_none());
        assert_eq!(
            judged.came,
            Came {
                expected: 32,
                present: Some(3)
            }
        );
    });
}

#[test]
fn nobody_expected_is_no_meeting_that_can_be_judged() {
    with_rules(|rules| {
        let one = meeting("representatives", None);
        let judged = quorum(
            rules,
            catalogue().find("representatives"),
            &one,
            &[row(Part::Representatives, 0, Some(0))],
        );
        assert!(!judged.unfit.is_empty());
    });
}

fn village(name: &str, kind: &str) -> village_row::Model {
    village_row::Model {
        id: Uuid::from_u128(u128::from(name.len() as u64) + 7),
        cycle_id: Uuid::nil(),
        ordinal: 1,
        name: name.into(),
        kind: kind.into(),
        code: None,
        households: Some(813),
        population: None,
        groups: None,
        party_members: None,
        last_voters: None,
        seats_chair: 1,
        seats_deputy: 1,
        seats_member: 3,
        term_end: None,
        trouble_causes: "[]".into(),
        posting_places: "[]".into(),
        note: String::new(),
        election_day: None,
        leader_id: None,
        guidance_team_id: None,
        supervision_team_id: None,
        version: 1,
    }
}

fn person(id: u128, name: &str, post: &str, roles: &str) -> crate::store::entity::person::Model {
    crate::store::entity::person::Model {
        id: Uuid::from_u128(id),
        cycle_id: Uuid::nil(),
        ordinal: 1,
        name: name.into(),
        sex: None,
        post: post.into(),
        body_roles: roles.into(),
        section: None,
        phone: None,
        team_id: None,
        removed: false,
        version: 1,
    }
}

#[test]
fn everybody_is_asked_once_and_villages_by_what_is_known_of_them() {
    let villages = [
        village("上前村", "village"),
        village("石塘社区", "community"),
    ];
    let people = [
        person(1, "林忠康", "镇党委书记", r#"["leader"]"#),
        person(2, "蓝天勇", "上前村党支部书记", r#"["member"]"#),
        person(
            3,
            "邱喆",
            "组织委员",
            r#"["deputy-leader","office-director"]"#,
        ),
    ];
    let sources = Sources {
        villages: &villages,
        people: &people,
        teams: &[],
        facts: &[],
    };
    let rows: Vec<(String, String, u32)> =
        expected::expected(catalogue().find("mobilization").unwrap(), None, &sources)
            .into_iter()
            .map(|row| (row.unit, row.who, row.expected))
            .collect();
    assert_eq!(
        rows,
        [
            (
                "领导小组".into(),
                "林忠康（镇党委书记）、邱喆（组织委员）".into(),
                2
            ),
            (
                "上前村".into(),
                "蓝天勇（党支部书记）、村民委员会主任".into(),
                2
            ),
            ("石塘社区".into(), "党组织书记、居民委员会主任".into(), 2),
        ]
    );
}

#[test]
fn a_village_meets_by_its_lists() {
    let one = village("石塘社区", "community");
    let facts = [crate::store::entity::paper_fact::Model {
        id: Uuid::nil(),
        cycle_id: Uuid::nil(),
        unit_id: one.id,
        kind: "representatives".into(),
        facts: r#"{"representatives":[{"group":"一组","name":"温天娟","woman":true},{"group":"二组","name":"钟伟"}]}"#.into(),
        version: 1,
    }];
    let sources = Sources {
        villages: std::slice::from_ref(&one),
        people: &[],
        teams: &[],
        facts: &facts,
    };
    let kind = catalogue().find("representatives").unwrap();
    let rows = expected::expected(kind, Some(&one), &sources);
    assert_eq!(rows[0].unit, "居民代表");
    assert_eq!(rows[0].who, "温天娟（一组）、钟伟（二组）");
    assert_eq!((rows[0].expected, rows[1].expected), (2, 5));
    assert_eq!(women_of(&sources, &one), Some(1));
    let assembly = expected::expected(catalogue().find("assembly").unwrap(), Some(&one), &sources);
    assert_eq!(
        (assembly[0].part, assembly[0].expected),
        (Part::Households, 813)
    );
}

#[test]
fn times_are_read_as_offices_write_them() {
    for (typed, read, wrong) in [
        ("9:00", "09:00", false),
        ("14：30", "14:30", false),
        ("", "", false),
        ("25:00", "", true),
        ("上午九点", "", true),
    ] {
        let mut problems = Problems::none();
        assert_eq!(read_time(&mut problems, "time", "时间", typed), read);
        assert_eq!(!problems.is_empty(), wrong, "{typed}");
    }
}
