//! 提醒和冲突 — what is told beside the days: orders the law forbids, holidays, readings, steps too close.

use super::super::{Code, Plan, Schedule, Seats, Severity, UnitKind, check_seats};
use super::{codes, day, library, schedule, step, value, variant};

const N: &str = "national-2025";
const ZJ: &str = "zhejiang-2020";

#[test]
fn t9_orders_that_the_law_forbids() {
    let library = library();
    let pack = library.pack(ZJ).unwrap();
    // pack ZJ (D-5); recorded; step; code; part of the message
    let cases: [(&[(&str, &str)], &str, &str, &str); 4] = [
        (
            &[("candidates-announced", "2027-03-14")],
            "candidates-announced",
            "D101",
            "晚了 1 日",
        ),
        (
            &[("candidates-announced", "2027-03-14")],
            "candidates-announced",
            "D101",
            "2027年3月19日",
        ),
        (
            &[
                ("registration-opened", "2027-02-25"),
                ("registration-closed", "2027-02-25"),
                ("roll-published", "2027-02-24"),
            ],
            "roll-published",
            "D102",
            "选民登记截止",
        ),
        (
            &[("results-announced", "2027-03-17")],
            "results-announced",
            "D109",
            "早了 1 日",
        ),
    ];
    for (recorded, id, code, part) in cases {
        let schedule = schedule(pack, UnitKind::Village, "2027-03-18", None, recorded);
        let problem = schedule
            .problems
            .iter()
            .find(|problem| problem.step.as_deref() == Some(id) && problem.code.as_str() == code)
            .unwrap_or_else(|| panic!("{id} {code}: {:?}", schedule.problems));
        assert_eq!(problem.severity, Severity::Error);
        assert!(problem.message.contains(part), "{}", problem.message);
        assert!(problem.message.contains('〔'), "{}", problem.message);
    }
}

#[test]
fn t5_spring_festival_is_warned_not_moved() {
    let library = library();
    let pack = library.pack(N).unwrap();
    let schedule = schedule(pack, UnitKind::Village, "2027-02-28", None, &[]);
    assert_eq!(codes(&schedule, "roll-published"), ["D103"]);
    let warning = schedule
        .problems
        .iter()
        .find(|problem| problem.step.as_deref() == Some("roll-published"))
        .unwrap();
    assert_eq!(warning.severity, Severity::Warning);
    assert!(warning.message.contains("春节"), "{}", warning.message);
}

/// A suggested day of the holiday is warned of up to that day itself, and not once it is past.
#[test]
fn a_holiday_is_warned_of_while_the_day_can_still_be_kept() {
    let pack = library().pack(N).unwrap();
    for (today, warned) in [
        ("2027-02-06", true),
        ("2027-02-07", true),
        ("2027-02-08", false),
    ] {
        let schedule = schedule(pack, UnitKind::Village, "2027-02-28", Some(today), &[]);
        assert_eq!(
            step(&schedule, "roll-published").suggested,
            day("2027-02-07")
        );
        let codes = codes(&schedule, "roll-published");
        assert_eq!(codes.contains(&"D103"), warned, "{today}: {codes:?}");
    }
}

/// 第十八条第三款: results are announced on the spot, not before the vote and not the day after.
#[test]
fn results_are_announced_on_the_day_itself() {
    let pack = library().pack(N).unwrap();
    let announced = |on| {
        let recorded = [("results-announced", on)];
        schedule(pack, UnitKind::Village, "2027-03-18", None, &recorded)
    };
    for (on, expected) in [
        ("2027-03-17", Some("D109")),
        ("2027-03-18", None),
        ("2027-03-19", Some("D101")),
    ] {
        let codes = codes(&announced(on), "results-announced");
        let wrong = codes
            .into_iter()
            .find(|code| ["D109", "D101"].contains(code));
        assert_eq!(wrong, expected, "{on}");
    }
    // A later election day would be no way out: the results belong to the day that was held.
    let late = announced("2027-03-19");
    let problem = late
        .problems
        .iter()
        .find(|problem| problem.code == Code::D101)
        .unwrap();
    assert!(
        !problem.message.contains("选举日改到"),
        "{}",
        problem.message
    );
}

#[test]
fn between_the_readings_there_is_a_warning() {
    let library = library();
    let pack = library.pack(N).unwrap();
    // 02-25 is safe, 02-26 lawful but late by the strict reading, 02-27 late: 第十七条第一款
    for (posted, expected) in [
        ("2027-02-25", None),
        ("2027-02-26", Some("D107")),
        ("2027-02-27", Some("D101")),
    ] {
        let recorded = [
            ("registration-closed", "2027-02-19"),
            ("roll-published", posted),
        ];
        let schedule = schedule(pack, UnitKind::Village, "2027-03-18", None, &recorded);
        assert_eq!(
            codes(&schedule, "roll-published").first().copied(),
            expected,
            "{posted}"
        );
    }
}

#[test]
fn not_enough_time_between_steps() {
    // The list goes out on its last day and every objection is answered on its last day: candidates
    // of a D-14 province would be due before that. 第十七条第二款
    let pack = variant(N, &value("candidate_list_lead_days", "14"));
    let recorded = [
        ("registration-closed", "2027-02-19"),
        ("roll-published", "2027-02-26"),
    ];
    let schedule = schedule(&pack, UnitKind::Village, "2027-03-18", None, &recorded);
    let problem = schedule
        .problems
        .iter()
        .find(|problem| problem.code == Code::D102)
        .unwrap();
    assert_eq!(problem.step.as_deref(), Some("candidates-announced"));
}

#[test]
fn committee_sizes() {
    let library = library();
    let pack = library.pack(ZJ).unwrap();
    let seats = |chair, deputy, member| Seats {
        chair,
        deputy,
        member,
    };
    // 第八条: villages 3-7, communities 5-9
    for (kind, seats, faults) in [
        (UnitKind::Village, seats(1, 1, 3), 0),
        (UnitKind::Village, seats(1, 0, 1), 1),
        (UnitKind::Village, seats(1, 2, 5), 1),
        (UnitKind::Village, seats(2, 1, 2), 1),
        (UnitKind::Community, seats(1, 1, 3), 0),
        (UnitKind::Community, seats(1, 1, 2), 1),
        (UnitKind::Community, seats(1, 2, 6), 0),
        (UnitKind::Village, seats(u32::MAX, u32::MAX, u32::MAX), 2),
    ] {
        let found = check_seats(pack.rules(kind).unwrap(), kind, seats);
        assert_eq!(found.len(), faults, "{kind:?} {seats:?} {found:?}");
    }
}

/// A province may want odd numbers only: five is one, four is not.
#[test]
fn odd_committees() {
    let pack = variant(N, &value("committee_odd", "true"));
    let rules = pack.rules(UnitKind::Village).unwrap();
    for (member, faults) in [(3, 0), (2, 1), (4, 1), (5, 0)] {
        let seats = Seats {
            chair: 1,
            deputy: 1,
            member,
        };
        let found = check_seats(rules, UnitKind::Village, seats);
        assert_eq!(found.len(), faults, "{member} {found:?}");
    }
}

/// 工作安排 that is past is asked for while nothing says that it was done: not once it is recorded,
/// not when the step right behind it already is.
#[test]
fn work_that_is_past_is_asked_for_until_it_is_done() {
    let pack = library().pack(N).unwrap();
    let plan = Plan::compile(pack, UnitKind::Village).unwrap();
    let past = schedule(
        pack,
        UnitKind::Village,
        "2027-03-18",
        Some("2027-03-17"),
        &[],
    );
    let asked = |schedule: &Schedule, id: &str| codes(schedule, id).contains(&"D116");
    let mut looked_at = 0;
    for step in &past.steps {
        if !asked(&past, &step.id) {
            continue;
        }
        looked_at += 1;
        let recorded = [(step.id.as_str(), "2027-03-17")];
        let done = schedule(
            pack,
            UnitKind::Village,
            "2027-03-18",
            Some("2027-03-17"),
            &recorded,
        );
        assert!(!asked(&done, &step.id), "{}", step.id);
        let Some(behind) = past
            .steps
            .iter()
            .find(|other| other.after.contains(&step.id))
        else {
            continue;
        };
        let recorded = [(behind.id.as_str(), "2027-03-17")];
        let overtaken = schedule(
            pack,
            UnitKind::Village,
            "2027-03-18",
            Some("2027-03-17"),
            &recorded,
        );
        assert!(!asked(&overtaken, &step.id), "{}", step.id);
        // The last of all steps is not behind it and says nothing of it.
        let last = past.steps.last().unwrap();
        assert!(!last.after.contains(&step.id));
        let recorded = [(last.id.as_str(), "2027-03-17")];
        let beside = schedule(
            pack,
            UnitKind::Village,
            "2027-03-18",
            Some("2027-03-17"),
            &recorded,
        );
        assert!(asked(&beside, &step.id), "{}", step.id);
    }
    assert!(looked_at > 2, "{looked_at} of {}", plan.steps.len());
}

/// A later election day is a way out only of what is counted back from it.
#[test]
fn a_later_election_day_helps_only_what_is_counted_back_from_it() {
    let pack = library().pack(N).unwrap();
    for (recorded, id, helps) in [
        // 第十七条第一款: twenty days before the election.
        (("roll-published", "2027-03-01"), "roll-published", true),
        // 第二十四条: ten days after it.
        (
            ("handover-completed", "2027-04-10"),
            "handover-completed",
            false,
        ),
    ] {
        let schedule = schedule(pack, UnitKind::Village, "2027-03-18", None, &[recorded]);
        let problem = schedule
            .problems
            .iter()
            .find(|problem| problem.code == Code::D101 && problem.step.as_deref() == Some(id))
            .unwrap();
        let message = &problem.message;
        assert_eq!(message.contains("或者把选举日改到"), helps, "{message}");
        assert_eq!(message.contains("选举推算最迟"), helps, "{message}");
    }
}
