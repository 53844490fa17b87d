//! What follows when the election day moves.

use chrono::NaiveDate;

use super::super::{Both, Plan, Replan, UnitKind};
use super::{day, facts, library};

const ZJ: &str = "zhejiang-2020";

fn plan(pack: &str) -> Plan {
    Plan::compile(library().pack(pack).unwrap(), UnitKind::Village).unwrap()
}

fn replan(from: &str, to: &str, today: Option<&str>, recorded: &[(&str, &str)]) -> Replan {
    let plan = plan(ZJ);
    let old = facts(&plan, from, today, recorded);
    let new = facts(&plan, to, today, recorded);
    plan.replan(&old, &new, library().calendar())
}

#[test]
fn a_week_later_every_day_counted_from_the_election_is_a_week_later() {
    let diff = replan("2027-03-18", "2027-03-25", Some("2027-01-12"), &[]);
    assert_eq!(
        diff.election_day,
        Both {
            old: day("2027-03-18"),
            new: day("2027-03-25")
        }
    );
    // step, old and new last day, article of the Zhejiang rules or the national law
    let cases = [
        // 组织法第十七条第一款、省办法第十四条第一款
        ("roll-published", "2027-02-26", "2027-03-05"),
        // 省办法第十八条第三款
        ("candidates-announced", "2027-03-13", "2027-03-20"),
        // 省办法第二十二条第一款
        ("polling-announced", "2027-03-13", "2027-03-20"),
        // 省办法第二十五条第二款
        ("proxies-filed", "2027-03-15", "2027-03-22"),
        // 组织法第二十四条
        ("handover-completed", "2027-03-28", "2027-04-04"),
    ];
    for (id, old, new) in cases {
        let step = diff.steps.iter().find(|step| step.id == id).unwrap();
        assert_eq!(
            step.latest,
            Both {
                old: Some(day(old)),
                new: Some(day(new))
            },
            "{id}"
        );
        assert!(step.formula.ends_with(new), "{id}: {}", step.formula);
    }
    // With nothing recorded every step of the unit hangs on the election day in the end.
    assert_eq!(diff.steps.len(), plan(ZJ).steps.len());
    assert!(diff.documents.iter().all(|paper| !paper.issued));
    assert!(diff.broken.is_empty() && !diff.is_refused() && !diff.is_empty());
}

#[test]
fn what_is_recorded_stays_and_its_papers_are_named() {
    let recorded = [
        ("election-day-announced", "2027-01-20"),
        ("roll-published", "2027-02-20"),
    ];
    let diff = replan("2027-03-18", "2027-03-25", Some("2027-02-21"), &recorded);
    let moved = |id: &str| diff.steps.iter().find(|step| step.id == id);
    // 第十七条第二款: the objection period runs from the day of posting, not from the election.
    assert!(moved("objections-closed").is_none());
    // The notice of the election day states the old day although its own day is past and done.
    let paper = |id: &str| diff.documents.iter().find(|paper| paper.id == id).unwrap();
    assert!(paper("election-day").issued);
    assert!(paper("voter-roll").issued);
    assert!(!paper("candidates").issued);
}

#[test]
fn an_earlier_day_breaks_what_was_done_in_time() {
    // Posted 2027-02-24: twenty-two days before 03-18, but only fourteen before 03-10.
    let recorded = [("roll-published", "2027-02-24")];
    let diff = replan("2027-03-18", "2027-03-10", Some("2027-02-25"), &recorded);
    let broken: Vec<(&str, NaiveDate, bool)> = diff
        .broken
        .iter()
        .map(|step| (step.id.as_str(), step.limit, step.late))
        .collect();
    assert_eq!(broken, [("roll-published", day("2027-02-18"), true)]);
    assert!(diff.is_refused());
    let codes: Vec<&str> = diff
        .new_problems
        .iter()
        .map(|problem| problem.code.as_str())
        .collect();
    // D101: the list is late; D105: the day is too near.
    assert!(
        codes.contains(&"D101") && codes.contains(&"D105"),
        "{codes:?}"
    );
    assert_eq!(diff.earliest_election_day.new, Some(day("2027-03-16")));

    // The other way round the same problems are resolved, and nothing done is broken.
    let back = replan("2027-03-10", "2027-03-18", Some("2027-02-25"), &recorded);
    let resolved: Vec<&str> = back
        .resolved_problems
        .iter()
        .map(|problem| problem.code.as_str())
        .collect();
    assert!(
        resolved.contains(&"D101") && resolved.contains(&"D105"),
        "{resolved:?}"
    );
    assert!(back.broken.is_empty() && !back.is_refused());
}

/// 省办法第三十二条第二款: results are announced on the day of the vote or the next. Announced on
/// the very day they are in time, before the move and after it.
#[test]
fn what_was_done_on_its_first_lawful_day_was_in_time() {
    let recorded = [("results-announced", "2027-03-18")];
    let cases: [(&str, &str, &[(&str, bool)]); 2] = [
        // In time on 03-18; two days early once the vote is on 03-20.
        ("2027-03-18", "2027-03-20", &[("2027-03-20", false)]),
        // One day late for 03-16; in time for 03-18.
        ("2027-03-16", "2027-03-18", &[]),
    ];
    for (from, to, expected) in cases {
        let diff = replan(from, to, None, &recorded);
        let broken: Vec<(NaiveDate, bool)> = diff
            .broken
            .iter()
            .map(|step| (step.limit, step.late))
            .collect();
        let expected: Vec<(NaiveDate, bool)> = expected
            .iter()
            .map(|(limit, late)| (day(limit), *late))
            .collect();
        assert_eq!(broken, expected, "{from} → {to}");
    }
}

#[test]
fn a_holiday_for_another_is_a_new_problem() {
    // 春节 2027-02-06, 清明 2027-04-05
    let diff = replan("2027-02-06", "2027-04-05", None, &[]);
    let of_the_day = |list: &[super::super::Finding]| {
        list.iter()
            .filter(|problem| problem.code.as_str() == "D103")
            .any(|problem| problem.step.as_deref() == Some("polling"))
    };
    assert!(of_the_day(&diff.new_problems) && of_the_day(&diff.resolved_problems));
}

#[test]
fn a_recorded_day_that_changes_moves_what_hangs_on_it() {
    let plan = plan(ZJ);
    let old = facts(
        &plan,
        "2027-03-18",
        None,
        &[("roll-published", "2027-02-20")],
    );
    let new = facts(
        &plan,
        "2027-03-18",
        None,
        &[("roll-published", "2027-02-22")],
    );
    let diff = plan.replan(&old, &new, library().calendar());
    assert!(diff.election_day.is_same());
    let step = |id: &str| diff.steps.iter().find(|step| step.id == id);
    assert_eq!(
        step("roll-published").unwrap().actual,
        Both {
            old: Some(day("2027-02-20")),
            new: Some(day("2027-02-22"))
        }
    );
    // 第十七条第二款: five days from the posting.
    assert_eq!(
        step("objections-closed").unwrap().latest,
        Both {
            old: Some(day("2027-02-25")),
            new: Some(day("2027-02-27"))
        }
    );
    assert!(step("candidates-announced").is_none());
    assert!(diff.documents.iter().all(|paper| paper.id != "candidates"));
}

/// Village notices name the election day, so those of recorded steps change with it, and not when
/// another step's day merely moved.
#[test]
fn only_a_new_election_day_changes_what_is_done() {
    let plan = plan(ZJ);
    let recorded = |closed: &'static str| {
        [
            ("election-day-announced", "2027-01-20"),
            ("registration-closed", closed),
        ]
    };
    let old = facts(&plan, "2027-03-18", None, &recorded("2027-02-10"));
    let new = facts(&plan, "2027-03-18", None, &recorded("2027-02-11"));
    let diff = plan.replan(&old, &new, library().calendar());
    assert!(
        diff.documents
            .iter()
            .all(|paper| paper.id != "election-day")
    );
    let new = facts(&plan, "2027-03-25", None, &recorded("2027-02-10"));
    let diff = plan.replan(&old, &new, library().calendar());
    assert!(
        diff.documents
            .iter()
            .any(|paper| paper.id == "election-day" && paper.issued)
    );
}

/// A paper of the township whose step is recorded is out: that the working day of the step would be another one now
/// changes nothing on it. Only what names the villages' days is issued again.
#[test]
fn a_township_paper_that_is_out_is_issued_again_only_if_it_names_the_day() {
    let plan = Plan::compile_township(library().pack(ZJ).unwrap()).unwrap();
    let recorded = [
        ("leading-group-formed", "2026-12-10"),
        ("plan-issued", "2026-12-20"),
        ("mobilization-held", "2026-12-28"),
        ("links-assigned", "2026-12-30"),
    ];
    let papers = |from: &str, to: &str, old: &[(&str, &str)], new: &[(&str, &str)]| {
        let (old, new) = (facts(&plan, from, None, old), facts(&plan, to, None, new));
        let diff = plan.replan(&old, &new, library().calendar());
        diff.documents
            .into_iter()
            .map(|paper| (paper.id, paper.issued))
            .collect::<Vec<(String, bool)>>()
    };
    let is = |list: &[(String, bool)], id: &str| {
        list.iter()
            .find(|(paper, _)| paper == id)
            .map(|(_, issued)| *issued)
    };
    // 选举日改期：已办环节的文书，写有选举日的重发，不写的不动；没办的随日程走
    let moved = papers("2027-03-18", "2027-03-25", &recorded, &recorded);
    for (paper, expected) in [
        ("implementation-plan", Some(true)),
        ("liaison-table", None),
        ("leading-group-notice", None),
        ("mobilization-notice", None),
        ("training-notice", Some(false)),
    ] {
        assert_eq!(is(&moved, paper), expected, "{paper}: {moved:?}");
    }
    // 什么都没办：都还没有印发，全部随日程走
    let fresh = papers("2027-03-18", "2027-03-25", &[], &[]);
    assert_eq!(is(&fresh, "leading-group-notice"), Some(false));
    assert!(fresh.iter().all(|(_, issued)| !issued));
    // 选举日不动，只改动员会的记录日：只有这一环节的文书
    let mut later = recorded;
    later[2].1 = "2026-12-29";
    let own = papers("2027-03-18", "2027-03-18", &recorded, &later);
    assert_eq!(is(&own, "mobilization-notice"), Some(true));
    assert_eq!(is(&own, "leading-group-notice"), None);
    assert_eq!(is(&own, "implementation-plan"), None);
}

/// The same in a village: the notice of a recorded step stays when another step was recorded on another day.
#[test]
fn a_notice_that_is_out_stays_when_only_its_working_day_moves() {
    let plan = plan(ZJ);
    let recorded = |announced: &'static str| {
        [
            ("nominees-announced", announced),
            ("candidates-announced", "2027-03-12"),
        ]
    };
    let old = facts(&plan, "2027-03-18", None, &recorded("2027-03-05"));
    let new = facts(&plan, "2027-03-18", None, &recorded("2027-03-06"));
    let diff = plan.replan(&old, &new, library().calendar());
    let issued = |id: &str| diff.documents.iter().any(|paper| paper.id == id);
    assert!(issued("nominees") && !issued("candidates"));
}

/// What was wrong before and still is, is neither new nor resolved; of two steps each is told by itself.
#[test]
fn what_stays_wrong_is_not_told_as_new() {
    let of = |list: &[super::super::Finding]| -> Vec<String> {
        list.iter()
            .filter(|problem| problem.code.as_str() == "D101")
            .filter_map(|problem| problem.step.clone())
            .collect()
    };
    // 第十七条第一款: posted thirteen days before 03-18 and twelve before 03-17.
    let late = [("roll-published", "2027-03-05")];
    let diff = replan("2027-03-18", "2027-03-17", None, &late);
    assert_eq!(of(&diff.new_problems), Vec::<String>::new());
    assert_eq!(of(&diff.resolved_problems), Vec::<String>::new());
    // 省办法第十八条第三款: the candidates are late too for 03-17, and only they are new.
    let both = [
        ("roll-published", "2027-03-05"),
        ("candidates-announced", "2027-03-13"),
    ];
    let diff = replan("2027-03-18", "2027-03-17", None, &both);
    assert_eq!(of(&diff.new_problems), ["candidates-announced"]);
}
