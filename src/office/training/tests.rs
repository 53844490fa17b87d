//! 培训覆盖: who was trained, who was not.
#![allow(clippy::unwrap_used)]

use chrono::DateTime;
use uuid::Uuid;

use super::*;
use crate::store::{
    entity::{training_group, village as village_row},
    meeting::{CANCELLED, HELD, PLANNED},
    training::Whole,
};

const VILLAGE: Uuid = Uuid::from_u128(1);
const TEAM: Uuid = Uuid::from_u128(2);

fn village(team: Option<Uuid>) -> village_row::Model {
    village_row::Model {
        id: VILLAGE,
        cycle_id: Uuid::nil(),
        ordinal: 1,
        name: "上前村".into(),
        kind: "village".into(),
        code: None,
        households: None,
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
        guidance_team_id: team,
        supervision_team_id: None,
        version: 1,
    }
}

/// A course and its groups: function, attended, names; of the village, of the team for «guidance».
fn course(state: &str, groups: &[(&str, i32, &str)]) -> Whole {
    let one = training::Model {
        id: Uuid::from_u128(9),
        cycle_id: Uuid::nil(),
        unit_id: Uuid::nil(),
        level: "township".into(),
        name: "培训班".into(),
        day: None,
        time: String::new(),
        end_day: None,
        end_time: String::new(),
        place: String::new(),
        host: String::new(),
        contact: String::new(),
        contact_phone: String::new(),
        reply_by: None,
        lessons: "[]".into(),
        materials: "[]".into(),
        requirements: "[]".into(),
        quiz: "[]".into(),
        note: String::new(),
        state: state.into(),
        state_note: String::new(),
        recorded_by: Uuid::nil(),
        recorded_by_name: String::new(),
        recorded_at: DateTime::UNIX_EPOCH,
        version: 1,
    };
    let rows = groups
        .iter()
        .map(|(function, attended, names)| training_group::Model {
            id: Uuid::nil(),
            cycle_id: Uuid::nil(),
            training_id: one.id,
            ordinal: 1,
            village_id: (*function != "guidance").then_some(VILLAGE),
            team_id: (*function == "guidance").then_some(TEAM),
            unit: "上前村".into(),
            function: (*function).into(),
            expected: 2,
            attended: Some(*attended),
            names: (*names).into(),
        })
        .collect();
    (one, rows)
}

fn poll_gaps(staff: Option<&[Staff]>, courses: &[Whole]) -> Vec<String> {
    let village = village(None);
    let cells = of_village(curriculum(), &village, staff, &Groups::of(courses));
    untrained(curriculum(), &village, &cells, true)
}

#[test]
fn without_any_course_everybody_who_works_at_the_poll_is_untrained() {
    assert_eq!(
        poll_gaps(None, &[]),
        [
            "验证发票员没有培训",
            "监票员没有培训",
            "唱票员没有培训",
            "计票员没有培训"
        ]
    );
}

#[test]
fn only_courses_that_were_held_train_anybody() {
    let all = [
        ("issuer", 2, ""),
        ("watcher", 2, ""),
        ("caller", 1, ""),
        ("teller", 0, ""),
    ];
    for (state, left) in [(HELD, 1), (PLANNED, 4), (CANCELLED, 4)] {
        assert_eq!(
            poll_gaps(None, &[course(state, &all)]).len(),
            left,
            "{state}"
        );
    }
    // A second course makes up for the first.
    let courses = [course(HELD, &[("teller", 2, "")]), course(HELD, &all)];
    assert!(poll_gaps(None, &courses).is_empty());
}

#[test]
fn the_list_of_polling_staff_says_how_many_and_who() {
    let staff: Vec<Staff> = [
        ("chief", "蓝天勇"),
        ("watcher", "温天娟"),
        ("caller", "钟伟"),
        ("teller", "何礼强"),
        ("teller", "邱喆"),
    ]
    .map(|(duty, name)| (duty.to_owned(), name.to_owned()))
    .into();
    // Numbers only: one teller of two; nobody is asked for whom the list does not have.
    let counts = [course(
        HELD,
        &[("watcher", 2, ""), ("caller", 1, ""), ("teller", 1, "")],
    )];
    assert_eq!(
        poll_gaps(Some(&staff), &counts),
        ["计票员 2 人只培训了 1 人"]
    );
    // With names: whoever is on the list and in no course is named; another duty's name counts.
    let named = [course(
        HELD,
        &[
            ("watcher", 3, "蓝天勇、温天娟，邱喆"),
            ("caller", 1, "钟伟"),
            ("teller", 2, "何礼强 郭文"),
        ],
    )];
    assert!(poll_gaps(Some(&staff), &named).is_empty());
    let other = [course(
        HELD,
        &[
            ("watcher", 2, "蓝天勇、温天娟"),
            ("caller", 1, "赵华"),
            ("teller", 2, "何礼强、邱喆"),
        ],
    )];
    assert_eq!(poll_gaps(Some(&staff), &other), ["唱票员钟伟没有参加培训"]);
}

#[test]
fn lists_are_read_from_the_facts_of_the_notice() {
    let facts = r#"{"staff":[{"duty":"teller","name":" 邱喆 "},{"duty":"caller"},{"name":"甲"}]}"#;
    assert_eq!(
        staff_of(facts).unwrap(),
        [
            ("teller".to_owned(), "邱喆".to_owned()),
            ("caller".to_owned(), String::new())
        ]
    );
    for nothing in ["{}", r#"{"staff":[]}"#, "no json"] {
        assert_eq!(staff_of(nothing), None);
    }
}

#[test]
fn a_team_is_needed_where_the_village_has_one() {
    let position = curriculum()
        .functions
        .iter()
        .position(|one| one.id == "guidance")
        .unwrap();
    let guidance = |team, courses: &[Whole]| {
        of_village(curriculum(), &village(team), None, &Groups::of(courses))
            .into_iter()
            .nth(position)
            .unwrap()
    };
    assert_eq!(guidance(None, &[]), None);
    assert!(guidance(Some(TEAM), &[]).unwrap().gap());
    let held = [course(HELD, &[("guidance", 3, "")])];
    let cell = guidance(Some(TEAM), &held).unwrap();
    assert_eq!((cell.trained, cell.gap()), (3, false));
    // Planned ones are called, not trained.
    let planned = [course(PLANNED, &[("guidance", 0, "")])];
    let cell = guidance(Some(TEAM), &planned).unwrap();
    assert!(cell.called && cell.gap());
}
