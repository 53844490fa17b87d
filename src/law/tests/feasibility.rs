//! The earliest lawful election day, and election days that cannot be.

use super::super::{Code, Plan, UnitKind, check_election_day};
use super::{day, facts, library};

const N: &str = "national-2025";

#[test]
fn the_earliest_lawful_election_day() {
    let library = library();
    let plan = Plan::compile(library.pack(N).unwrap(), UnitKind::Village).unwrap();
    // today, recorded, expected, chain
    let cases: [(&str, &[(&str, &str)], &str, &[&str]); 4] = [
        // Twenty days from a list published today: 第十七条第一款
        ("2027-01-12", &[], "2027-02-01", &["roll-published"]),
        // Published on 01-05 already: its objections run until 01-10, then nothing is left.
        (
            "2027-01-12",
            &[("roll-published", "2027-01-05")],
            "2027-01-25",
            &["roll-published"],
        ),
        (
            "2027-02-12",
            &[("roll-published", "2027-01-05")],
            "2027-02-12",
            &[],
        ),
        (
            "2027-02-12",
            &[("roll-published", "2027-02-10")],
            "2027-03-02",
            &["roll-published"],
        ),
    ];
    for (today, recorded, expected, chain) in cases {
        let facts = facts(&plan, "2027-03-18", Some(today), recorded);
        let found = super::super::earliest(&plan, facts.actuals(), day(today)).unwrap();
        assert_eq!(found.day, day(expected), "{today} {recorded:?}");
        let ids: Vec<&str> = found
            .chain
            .iter()
            .map(|i| plan.steps.get(*i).unwrap().id.as_str())
            .collect();
        assert!(ids.ends_with(chain), "{today} {ids:?}");
    }
    let held = facts(
        &plan,
        "2027-03-18",
        Some("2027-03-19"),
        &[("polling", "2027-03-18")],
    );
    assert_eq!(
        super::super::earliest(&plan, held.actuals(), day("2027-03-19")),
        None
    );
}

#[test]
fn election_days_that_cannot_be() {
    let library = library();
    let calendar = library.calendar();
    let pack = library.pack(N).unwrap();
    let today = day("2026-11-23");
    // day, codes expected
    let cases: [(&str, &[&str]); 9] = [
        ("2027-03-18", &[]),
        ("1900-01-01", &["D106"]),
        ("9999-12-31", &["D106"]),
        ("2026-11-22", &["D104", "D105"]),
        ("2026-12-01", &["D105"]),
        ("2026-12-12", &["D105"]),
        ("2026-12-13", &[]),
        ("2027-02-06", &["D103"]),
        // Also 端午 of 2033, reckoned by the moon.
        ("2033-06-01", &["D106", "D103", "D113"]),
    ];
    for (text, expected) in cases {
        let found = check_election_day(pack, None, day(text), today, calendar);
        let found: Vec<&str> = found.iter().map(|finding| finding.code.as_str()).collect();
        assert_eq!(found, expected, "{text}");
    }
    let near = check_election_day(pack, None, day("2026-12-01"), today, calendar);
    let message = &near.first().unwrap().message;
    assert!(message.contains("2026年12月13日"), "{message}");
    let old = check_election_day(pack, None, day("2025-12-30"), day("2025-11-01"), calendar);
    assert!(old.iter().any(|finding| finding.code == Code::D112));
    // The law of 2018 is no longer in force on a day of 2027.
    let past = library.pack("national-2018").unwrap();
    let past = check_election_day(past, None, day("2027-03-18"), today, calendar);
    assert!(past.iter().any(|finding| finding.code == Code::D112));
}
