//! What must hold for any day and any record.

use std::sync::OnceLock;

use chrono::NaiveDate;
use proptest::prelude::*;

use super::super::{Actuals, Anchor, Calendar, Facts, Library, Plan, StepState, UnitKind, shift};
use super::library;

struct World {
    library: &'static Library,
    plans: Vec<Plan>,
    calendar: Calendar,
}

fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        let library = library();
        let mut plans = Vec::new();
        for pack in library.packs() {
            for kind in UnitKind::ALL {
                plans.extend(Plan::compile(pack, kind));
            }
            plans.extend(Plan::compile_township(pack));
        }
        World {
            plans,
            calendar: library.calendar().clone(),
            library,
        }
    })
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0_i64..36_000).prop_map(|n| shift(NaiveDate::from_ymd_opt(2000, 1, 1).unwrap(), n))
}

fn wild_day() -> impl Strategy<Value = NaiveDate> {
    prop_oneof![
        any_day(),
        Just(NaiveDate::MIN),
        Just(NaiveDate::MAX),
        (-90_000_000_i32..90_000_000).prop_filter_map("日期", NaiveDate::from_num_days_from_ce_opt),
    ]
}

/// Some steps recorded near the election day.
fn records() -> impl Strategy<Value = Vec<(usize, i64)>> {
    prop::collection::vec((0_usize..40, -80_i64..50), 0..12)
}

fn actuals(plan: &Plan, election_day: NaiveDate, records: &[(usize, i64)]) -> Actuals {
    let recorded: Vec<(&str, NaiveDate)> = records
        .iter()
        .filter_map(|(i, by)| {
            let step = plan.steps.get(*i)?;
            Some((step.id.as_str(), shift(election_day, *by)))
        })
        .collect();
    plan.actuals(recorded).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn suggested_is_never_after_the_last_day(day in any_day(), records in records(), p in 0_usize..64) {
        let plan = world().plans.get(p % world().plans.len()).unwrap();
        let days = plan.days(day, &actuals(plan, day, &records));
        for (step, row) in plan.steps.iter().zip(&days.steps) {
            if let Some(latest) = row.latest {
                prop_assert!(row.suggested <= latest, "{}", step.id);
            }
        }
    }

    #[test]
    fn moving_the_election_day_moves_what_hangs_on_it(day in any_day(), by in -400_i64..400, p in 0_usize..64) {
        let plan = world().plans.get(p % world().plans.len()).unwrap();
        let before = plan.days(day, &Actuals::default());
        let after = plan.days(shift(day, by), &Actuals::default());
        for (step, (old, new)) in plan.steps.iter().zip(before.steps.iter().zip(&after.steps)) {
            // With nothing recorded every step hangs on the election day in the end.
            prop_assert_eq!(shift(old.suggested, by), new.suggested, "{}", &step.id);
            prop_assert_eq!(old.latest.map(|d| shift(d, by)), new.latest, "{}", &step.id);
        }
    }

    #[test]
    fn what_hangs_on_the_election_day_alone_ignores_records(day in any_day(), records in records(), p in 0_usize..64) {
        let plan = world().plans.get(p % world().plans.len()).unwrap();
        let mut actuals = actuals(plan, day, &records);
        if let Some(polling) = plan.polling && actuals.day(polling).is_some() {
            actuals = Actuals::default();
        }
        let days = plan.days(day, &actuals);
        for (step, row) in plan.steps.iter().zip(&days.steps) {
            if let Some(compiled) = &step.latest && compiled.anchor == Anchor::Election {
                prop_assert_eq!(row.latest, Some(shift(day, compiled.net)));
            }
        }
    }

    #[test]
    fn nothing_panics(day in wild_day(), today in wild_day(), on in wild_day(), records in records(), p in 0_usize..64, i in 0_usize..40) {
        let World { plans, calendar, .. } = world();
        let plan = plans.get(p % plans.len()).unwrap();
        let recorded = actuals(plan, day, &records);
        let days = plan.days(day, &recorded);
        let states = plan.states(&days, &recorded, today);
        plan.stage_cells(&days, &states);
        let _ = plan.card(i, &days, Some(today));
        let _ = super::super::earliest(plan, &recorded, today);
        if let Ok(facts) = Facts::new(plan, day, Some(today), recorded) {
            let schedule = plan.schedule(&facts, calendar);
            prop_assert_eq!(schedule.steps.len(), plan.steps.len());
            let id = plan.steps.get(i).map_or("x", |step| step.id.as_str());
            let _ = plan.check_record(id, on, Some("说明"), &facts, today);
        }
    }

    #[test]
    fn an_election_day_found_feasible_is_feasible(today in any_day(), records in records(), p in 0_usize..64) {
        let World { plans, calendar, .. } = world();
        let plan = plans.get(p % plans.len()).unwrap();
        let early: Vec<(usize, i64)> = records.iter().map(|(i, by)| (*i, -by.abs())).collect();
        let recorded = actuals(plan, today, &early);
        if let Some(found) = super::super::earliest(plan, &recorded, today)
            && let Ok(facts) = Facts::new(plan, found.day, Some(today), recorded)
        {
            let schedule = plan.schedule(&facts, calendar);
            prop_assert!(schedule.problems.iter().all(|problem| problem.code.as_str() != "D105"));
            prop_assert_eq!(schedule.earliest_election_day, Some(found.day));
            let late = schedule.problems.iter().any(|problem| {
                problem.code.as_str() == "D101"
                    && problem.step.as_deref().and_then(|id| plan.index(id)).is_some_and(|i| {
                        plan.steps.get(i).unwrap().latest.as_ref().is_some_and(|c| c.anchor == Anchor::Election && c.net < 0)
                    })
            });
            prop_assert!(!late, "{:?}", schedule.problems);
        }
    }

    #[test]
    fn replanning_to_the_same_day_changes_nothing(day in any_day(), today in any_day(), records in records(), p in 0_usize..64) {
        let World { plans, calendar, .. } = world();
        let plan = plans.get(p % plans.len()).unwrap();
        if let Ok(facts) = Facts::new(plan, day, Some(today), actuals(plan, day, &records)) {
            let diff = plan.replan(&facts, &facts, calendar);
            prop_assert!(diff.is_empty() && diff.documents.is_empty() && diff.broken.is_empty(), "{:?}", diff);
        }
    }

    #[test]
    fn replanning_there_and_back_is_the_inverse(day in any_day(), by in -60_i64..60, today in any_day(), records in records(), p in 0_usize..64) {
        let World { plans, calendar, .. } = world();
        let plan = plans.get(p % plans.len()).unwrap();
        let recorded = actuals(plan, day, &records);
        let facts = |day| Facts::new(plan, day, Some(today), recorded.clone());
        if let (Ok(old), Ok(new)) = (facts(day), facts(shift(day, by))) {
            let there = plan.replan(&old, &new, calendar);
            let back = plan.replan(&new, &old, calendar);
            prop_assert_eq!(there.election_day.old, back.election_day.new);
            prop_assert_eq!(there.election_day.new, back.election_day.old);
            prop_assert_eq!(&there.new_problems, &back.resolved_problems);
            prop_assert_eq!(&there.resolved_problems, &back.new_problems);
            prop_assert_eq!(&there.documents, &back.documents);
            prop_assert_eq!(there.steps.len(), back.steps.len());
            for (one, other) in there.steps.iter().zip(&back.steps) {
                prop_assert_eq!(&one.id, &other.id);
                prop_assert_eq!((one.latest.old, one.suggested.old, one.earliest.old), (other.latest.new, other.suggested.new, other.earliest.new));
                prop_assert_eq!((one.latest.new, one.suggested.new, one.earliest.new), (other.latest.old, other.suggested.old, other.earliest.old));
            }
            // What both call broken is too late for the one and too early for the other.
            for (one, other) in there.broken.iter().flat_map(|one| back.broken.iter().map(move |other| (one, other))) {
                prop_assert!(one.id != other.id || one.late != other.late);
            }
        }
    }

    #[test]
    fn a_replan_tells_what_the_two_schedules_tell(day in any_day(), by in -60_i64..60, today in any_day(), records in records(), p in 0_usize..64) {
        let World { plans, calendar, .. } = world();
        let plan = plans.get(p % plans.len()).unwrap();
        let recorded = actuals(plan, day, &records);
        let facts = |day| Facts::new(plan, day, Some(today), recorded.clone());
        if let (Ok(old), Ok(new)) = (facts(day), facts(shift(day, by))) {
            let diff = plan.replan(&old, &new, calendar);
            let (before, after) = (plan.schedule(&old, calendar), plan.schedule(&new, calendar));
            let mut moved = diff.steps.iter();
            for (one, other) in before.steps.iter().zip(&after.steps) {
                let days = |row: &super::super::ScheduledStep| (row.latest, row.suggested, row.earliest, row.actual);
                if days(one) == days(other) {
                    continue;
                }
                let told = moved.next();
                prop_assert!(told.is_some(), "{} is left out", other.id);
                let told = told.unwrap();
                prop_assert_eq!((told.latest.old, told.suggested.old, told.earliest.old, told.actual.old), days(one));
                prop_assert_eq!((told.latest.new, told.suggested.new, told.earliest.new, told.actual.new), days(other));
                prop_assert_eq!((&told.id, &told.name, &told.stage, told.class), (&other.id, &other.name, &other.stage, other.class));
                prop_assert_eq!((&told.formula, &told.basis, &told.documents), (&other.formula, &other.basis, &other.documents));
            }
            prop_assert!(moved.next().is_none());
            prop_assert_eq!(&diff.problems, &after.problems);
            prop_assert_eq!((diff.earliest_election_day.old, diff.earliest_election_day.new), (before.earliest_election_day, after.earliest_election_day));
            prop_assert_eq!(diff.kind.id(), after.kind.id());
        }
    }

    #[test]
    fn the_chain_of_the_earliest_day_adds_up(today in any_day(), records in records(), p in 0_usize..64) {
        let plan = world().plans.get(p % world().plans.len()).unwrap();
        let early: Vec<(usize, i64)> = records.iter().map(|(i, by)| (*i, -by.abs())).collect();
        let recorded = actuals(plan, today, &early);
        if let Some(found) = super::super::earliest(plan, &recorded, today) {
            prop_assert_eq!(found.links.len(), found.chain.len());
            for pair in found.links.windows(2) {
                prop_assert_eq!(pair[0].until, pair[1].from);
                prop_assert_eq!(pair[0].to, Some(pair[1].step));
            }
            for link in &found.links {
                prop_assert_eq!(shift(link.from, link.days), link.until);
                prop_assert!(link.days >= 0);
            }
            if let Some(last) = found.links.last() {
                prop_assert_eq!((last.to, last.until), (None, found.day));
            } else {
                prop_assert_eq!(found.day, today);
            }
            let easy = super::super::comfortable(plan, &recorded, today).unwrap();
            prop_assert!(easy.day >= found.day);
        }
    }

    #[test]
    fn what_is_recorded_is_settled(day in any_day(), today in any_day(), records in records(), p in 0_usize..64) {
        let plan = world().plans.get(p % world().plans.len()).unwrap();
        let recorded = actuals(plan, day, &records);
        let days = plan.days(day, &recorded);
        for (i, state) in plan.states(&days, &recorded, today).into_iter().enumerate() {
            if recorded.day(i).is_some() {
                prop_assert!(matches!(state, StepState::Done | StepState::DoneLate));
            }
        }
    }

    #[test]
    fn reading_a_pack_never_panics(text in "\\PC{0,400}", lines in prop::collection::vec(
        prop_oneof![
            Just("[pack]".to_owned()), Just("[[steps]]".to_owned()), Just("[values.roll_lead_days]".to_owned()),
            Just("id = \"polling\"".to_owned()), Just("value = -3".to_owned()), Just("extends = \"national-2025\"".to_owned()),
            Just("after = [\"polling\"]".to_owned()), Just("latest = \"polling - 3\"".to_owned()),
            "[a-z_]{1,12} = [0-9]{1,25}", "\\PC{0,20}",
        ], 0..25)) {
        let library = world().library;
        for text in [text, lines.join("\n")] {
            let file = super::super::SourceFile { name: "x.toml".to_owned(), text };
            let _ = library.check(&file);
        }
    }
}
