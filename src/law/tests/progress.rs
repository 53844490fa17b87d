//! States of steps and what may be recorded.

use super::super::{Code, Plan, RecordVerdict, StepState, UnitKind};
use super::{day, facts, library};

fn plan(pack: &str) -> Plan {
    Plan::compile(library().pack(pack).unwrap(), UnitKind::Village).unwrap()
}

/// Everything recorded up to the end of registration.
const CLOSED: &[(&str, &str)] = &[
    ("committee-announced", "2027-02-08"),
    ("election-day-announced", "2027-02-06"),
    ("registration-opened", "2027-02-10"),
    ("registration-closed", "2027-02-19"),
];

#[test]
fn states_as_days_go_by() {
    use StepState::{Done, DoneLate, DueSoon, NotYet, Open, Overdue};
    let plan = plan("national-2025");
    let published = |day: &'static str| [CLOSED, &[("roll-published", day)]].concat();
    // recorded, today, step, state
    let cases: Vec<(Vec<(&str, &str)>, &str, &str, StepState)> = vec![
        (vec![], "2027-01-20", "roll-published", NotYet),
        (CLOSED.to_vec(), "2027-02-20", "roll-published", Open),
        (CLOSED.to_vec(), "2027-02-22", "roll-published", DueSoon),
        (CLOSED.to_vec(), "2027-02-26", "roll-published", DueSoon),
        (CLOSED.to_vec(), "2027-02-27", "roll-published", Overdue),
        (
            published("2027-02-26"),
            "2027-02-27",
            "roll-published",
            Done,
        ),
        (
            published("2027-02-27"),
            "2027-02-27",
            "roll-published",
            DoneLate,
        ),
        // The period for objections runs and ends by itself: 第十七条第二款
        (CLOSED.to_vec(), "2027-02-26", "objections-closed", NotYet),
        (
            published("2027-02-25"),
            "2027-03-02",
            "objections-closed",
            Open,
        ),
        (
            published("2027-02-25"),
            "2027-03-03",
            "objections-closed",
            Done,
        ),
        (
            published("2027-02-25"),
            "2027-03-06",
            "objections-decided",
            Overdue,
        ),
        // Working steps are late after their suggested day.
        (vec![], "2027-02-07", "committee-selected", DueSoon),
        (vec![], "2027-02-08", "committee-selected", Overdue),
        (
            vec![("committee-selected", "2027-02-20")],
            "2027-02-21",
            "committee-selected",
            Done,
        ),
    ];
    for (recorded, today, id, expected) in cases {
        let facts = facts(&plan, "2027-03-18", None, &recorded);
        let days = plan.days(facts.election_day(), facts.actuals());
        let state = plan.state(plan.index(id).unwrap(), &days, facts.actuals(), day(today));
        assert_eq!(state, expected, "{today} {id} {recorded:?}");
    }
}

#[test]
fn what_does_not_apply_is_left_alone() {
    let plan = plan("national-2025");
    let facts = facts(&plan, "2027-03-18", None, &[]);
    let actuals = plan.not_applicable(facts.actuals().clone(), "representatives-selected");
    let days = plan.days(facts.election_day(), &actuals);
    let states = plan.states(&days, &actuals, day("2027-04-30"));
    let i = plan.index("representatives-selected").unwrap();
    assert_eq!(states.get(i), Some(&StepState::NotApplicable));
    let cells = plan.stage_cells(&days, &states);
    let stage = plan
        .stages
        .iter()
        .position(|s| s.id == "representatives")
        .unwrap();
    assert_eq!(cells.get(stage).unwrap().state, StepState::NotApplicable);
    assert_eq!(cells.get(stage).unwrap().total, 0);
}

#[test]
fn a_cell_shows_what_matters_most() {
    let plan = plan("national-2025");
    // recorded, today, stage, state, day, done of total
    let cases: [(&[(&str, &str)], &str, &str, StepState, &str, u16, u16); 4] = [
        (
            &[],
            "2027-02-27",
            "registration",
            StepState::Overdue,
            "2027-02-10",
            0,
            3,
        ),
        (
            &[
                ("registration-opened", "2027-02-10"),
                ("registration-closed", "2027-02-19"),
            ],
            "2027-02-23",
            "registration",
            StepState::DueSoon,
            "2027-02-26",
            2,
            3,
        ),
        (
            &[
                ("registration-opened", "2027-02-10"),
                ("registration-closed", "2027-02-19"),
                ("roll-published", "2027-02-25"),
            ],
            "2027-02-27",
            "registration",
            StepState::Done,
            "2027-02-25",
            3,
            3,
        ),
        (
            &[],
            "2027-01-02",
            "polling",
            StepState::NotYet,
            "2027-03-18",
            0,
            3,
        ),
    ];
    for (recorded, today, stage, state, shown, done, total) in cases {
        let facts = facts(&plan, "2027-03-18", None, recorded);
        let days = plan.days(facts.election_day(), facts.actuals());
        let states = plan.states(&days, facts.actuals(), day(today));
        let at = plan.stages.iter().position(|s| s.id == stage).unwrap();
        let cells = plan.stage_cells(&days, &states);
        let cell = cells.get(at).unwrap();
        assert_eq!(cell.state, state, "{today} {stage}");
        assert_eq!(cell.day, Some(day(shown)), "{today} {stage}");
        assert_eq!((cell.done, cell.total), (done, total), "{today} {stage}");
    }
}

#[test]
fn what_may_be_recorded() {
    let plan = plan("national-2025");
    let closed = [
        ("registration-opened", "2027-02-10"),
        ("registration-closed", "2027-02-19"),
    ];
    let none: [(&str, &str); 0] = [];
    let check = |recorded: &[(&str, &str)], id: &str, on: &str, why: Option<&str>, today: &str| {
        let facts = facts(&plan, "2027-03-18", None, recorded);
        plan.check_record(id, day(on), why, &facts, day(today))
    };
    assert_eq!(
        check(&closed, "roll-published", "2027-02-26", None, "2027-02-26"),
        RecordVerdict::Allowed { warnings: vec![] }
    );
    let RecordVerdict::RefusedLate { finding } =
        check(&closed, "roll-published", "2027-02-27", None, "2027-02-28")
    else {
        panic!("应当拒绝");
    };
    assert_eq!(finding.code, Code::D101);
    assert!(
        finding.message.contains("第十七条第一款"),
        "{}",
        finding.message
    );
    assert!(finding.message.contains("晚了 1 日"), "{}", finding.message);
    // A blank explanation explains nothing.
    assert!(matches!(
        check(
            &closed,
            "roll-published",
            "2027-02-27",
            Some("  "),
            "2027-02-28"
        ),
        RecordVerdict::RefusedLate { .. }
    ));
    let RecordVerdict::AllowedLate { finding, .. } = check(
        &closed,
        "roll-published",
        "2027-02-27",
        Some("台风停工"),
        "2027-02-28",
    ) else {
        panic!("应当作为违反法定期限补记");
    };
    assert_eq!(finding.code, Code::D114);
    assert!(
        finding.message.contains("违反法定期限"),
        "{}",
        finding.message
    );
    assert!(finding.message.contains("台风停工"), "{}", finding.message);
    // The future, another century, a step there is not
    for (id, on, code) in [
        ("roll-published", "2027-02-28", Code::D108),
        ("roll-published", "1027-02-25", Code::D106),
        ("roll-publishd", "2027-02-25", Code::D115),
    ] {
        let RecordVerdict::Refused { finding } = check(&closed, id, on, None, "2027-02-27") else {
            panic!("{id} {on} 应当拒绝");
        };
        assert_eq!(finding.code, code, "{id} {on}");
    }
    // Warnings: predecessor missing, before its predecessor, poll on another day, working step late
    for (recorded, id, on, today, code) in [
        (
            &none[..],
            "roll-published",
            "2027-02-25",
            "2027-02-25",
            Code::D110,
        ),
        (
            &closed[..],
            "roll-published",
            "2027-02-18",
            "2027-02-25",
            Code::D102,
        ),
        (&none[..], "polling", "2027-03-19", "2027-03-19", Code::D111),
        (
            &none[..],
            "committee-selected",
            "2027-02-09",
            "2027-03-19",
            Code::D116,
        ),
        (
            &none[..],
            "results-announced",
            "2027-03-17",
            "2027-03-17",
            Code::D109,
        ),
    ] {
        let RecordVerdict::Allowed { warnings } = check(recorded, id, on, None, today) else {
            panic!("{id} {on} 应当允许");
        };
        assert!(
            warnings.iter().any(|warning| warning.code == code),
            "{id} {on} {warnings:?}"
        );
    }
}

#[test]
fn cards_say_why() {
    let plan = plan("zhejiang-2020");
    let facts = facts(&plan, "2027-03-18", None, &[]);
    let days = plan.days(facts.election_day(), facts.actuals());
    let card = plan
        .card(
            plan.index("roll-published").unwrap(),
            &days,
            Some(day("2027-02-23")),
        )
        .unwrap();
    assert_eq!(card.latest, "最迟 2027年2月26日（星期五）");
    assert_eq!(card.suggested, "建议 2027年2月25日（星期四）");
    assert_eq!(card.formula, "选举日 2027-03-18 − 20 日 = 2027-02-26");
    assert_eq!(
        card.article,
        "〔村民委员会组织法第十七条第一款；浙江省村民委员会选举办法第十四条第一款〕"
    );
    assert_eq!(card.margin, "余 3 日");
    assert_eq!(card.days_left, Some(3));
    assert!(card.rule.contains("二十日前"));
    assert!(card.reading.contains("日前"));
    for i in 0..plan.steps.len() {
        let card = plan.card(i, &days, None).unwrap();
        assert!(!card.rule.is_empty() && !card.formula.is_empty() && !card.reading.is_empty());
        assert!(
            !card.formula.contains("closed") && !card.article.contains("status"),
            "{}",
            card.formula
        );
    }
    assert_eq!(plan.card(999, &days, None), None);
}

/// 不办要有由头：法定环节按期办；只在发生某事时才办的、工作安排的，可以写明理由不办（rules.md 2）。
#[test]
fn only_what_the_law_leaves_open_is_set_aside() {
    let plan = plan("zhejiang-2020");
    for (step, may) in [
        ("roll-published", false),          // 组织法第十七条第一款
        ("candidates-announced", false),    // 浙江办法第十八条
        ("handover-completed", false),      // 组织法第二十四条
        ("polling", false),                 // 组织法第十四条
        ("objections-decided", true),       // 没有人申诉
        ("proxies-announced", true),        // 没有人委托
        ("representatives-selected", true), // 工作安排
        ("archive-completed", true),        // 工作安排
    ] {
        assert_eq!(plan.check_set_aside(step).is_ok(), may, "{step}");
    }
    let refused = plan.check_set_aside("roll-published").unwrap_err();
    assert_eq!(refused.code, Code::D117);
    assert!(refused.message.contains("第十七条第一款"), "{refused}");
    assert_eq!(
        plan.check_set_aside("nonsense").unwrap_err().code,
        Code::D115
    );
}
