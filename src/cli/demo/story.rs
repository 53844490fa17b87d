//! 演示的经过 — what happened in which village on which day, computed from the rules themselves, so
//! that the demonstration stays true when a rule changes.

use chrono::{Days, NaiveDate};
use uuid::Uuid;

use super::organisation::Deed;
use crate::{
    documents::kind::{Kind, Occasion, Scope},
    law::Plan,
    office::standing::{Plans, kind_of},
    store::entity::village,
};

/// 演示的“今天”
pub const TODAY: (i32, u32, u32) = (2027, 2, 27);
/// 默认选举日
pub const ELECTION_DAY: (i32, u32, u32) = (2027, 3, 18);

/// The villages with an election day of their own: ordinal, month, day.
const OWN_DAYS: [(i32, u32, u32); 10] = [
    (7, 3, 10),
    (8, 3, 6),
    (9, 3, 3),
    (10, 2, 28),
    (11, 2, 25),
    (12, 2, 20),
    (13, 1, 28),
    (14, 4, 15),
    (15, 3, 16),
    (16, 4, 1),
];
/// 中坌村: its roll is not up on the last lawful day.
const MISSED: (i32, &str) = (6, "roll-published");
/// 中坌村: somebody of its roll is on the next village's too.
pub const TWICE: (i32, i32) = (6, 5);
/// 江东村: handed over two days late, and said why.
const LATE: (i32, &str, u64) = (13, "handover-completed", 2);
/// 历林村: a notice made void and issued anew.
const VOIDED: (i32, Kind) = (4, Kind::ElectionDay);

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// A step of the township was done.
    Phase {
        /// Step id.
        step: String,
    },
    /// A step of a village was done.
    Step {
        /// Village.
        village: Uuid,
        /// Step id.
        step: String,
        /// 原因 when it was after the last lawful day.
        late_reason: Option<&'static str>,
    },
    /// A roll came in.
    Roll {
        /// Village.
        village: Uuid,
    },
    /// A paper was filled in, issued and, if it is a notice, put up.
    Paper {
        /// Village, or `None` for the township's papers.
        village: Option<Uuid>,
        /// Kind.
        kind: Kind,
    },
    /// A paper was made void and issued anew.
    Reissue {
        /// Village.
        village: Uuid,
        /// Kind.
        kind: Kind,
    },
    /// The township did something in a village: guided it, looked at its risk.
    Township {
        /// Village.
        village: Uuid,
        /// What.
        deed: Deed,
    },
    /// Inspectors came.
    Inspection {
        /// Village.
        village: Uuid,
        /// Whether they found something.
        finding: bool,
    },
}

/// A civil day of the constants above.
pub fn day((year, month, day): (i32, u32, u32)) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// A village's own election day, if it has one.
pub fn own_election_day(ordinal: i32) -> Option<NaiveDate> {
    OWN_DAYS
        .iter()
        .find(|(which, ..)| *which == ordinal)
        .map(|(_, month, date)| day((2027, *month, *date)))
}

/// How many people are on a village's roll.
pub fn voters(village: &village::Model) -> usize {
    let before = usize::try_from(village.last_voters.unwrap_or(600)).unwrap_or(600);
    before / 4 + 40
}

/// Everything that happened until today, in the order of days.
pub fn script(plans: &Plans, villages: &[village::Model]) -> Vec<(NaiveDate, Act)> {
    let mut acts = Vec::new();
    for (step, on) in walk(&plans.township, day(ELECTION_DAY), None, None) {
        for kind in kinds_of(&plans.township, &step, Scope::Township) {
            let act = Act::Paper {
                village: None,
                kind,
            };
            // One of each; a meeting is called before it is held.
            if !acts.iter().any(|(_, earlier)| *earlier == act) {
                acts.push((on - Days::new(3), act));
            }
        }
        acts.push((on, Act::Phase { step }));
    }
    for village in villages {
        acts.extend(of_village(plans, village));
    }
    // The order within a day is the order of the list: villages by number, steps as they follow.
    acts.sort_by_key(|(on, _)| *on);
    acts
}

fn of_village(plans: &Plans, village: &village::Model) -> Vec<(NaiveDate, Act)> {
    let plan = plans.of(kind_of(village));
    let election_day = own_election_day(village.ordinal).unwrap_or_else(|| day(ELECTION_DAY));
    let missed = (village.ordinal == MISSED.0).then_some(MISSED.1);
    let late = (village.ordinal == LATE.0).then_some((LATE.1, LATE.2));
    let id = village.id;
    let mut acts = Vec::new();
    for (step, on) in walk(plan, election_day, missed, late) {
        if step == "registration-closed" {
            acts.push((on, Act::Roll { village: id }));
        }
        let late_reason = late
            .filter(|(which, _)| *which == step)
            .map(|_| "原任会计住院，账目晚两天交清；已由镇财政所监交补办，并向村民代表会议说明。");
        // A notice of who was chosen or handed over goes out once that is recorded; its meeting is called before.
        let deed = DEEDS.contains(&step.as_str());
        if deed {
            acts.push((on, step_act(id, &step, late_reason)));
        }
        for kind in kinds_of(plan, &step, Scope::Village) {
            let called = kind == Kind::RepresentativesElection;
            acts.push((
                if called { on - Days::new(4) } else { on },
                Act::Paper {
                    village: Some(id),
                    kind,
                },
            ));
            if (village.ordinal, kind) == VOIDED {
                acts.push((on + Days::new(1), Act::Reissue { village: id, kind }));
            }
        }
        if !deed {
            acts.push((on, step_act(id, &step, late_reason)));
        }
    }
    for (ordinal, on, finding) in [
        (11, (2027, 2, 24), true),
        (3, (2027, 2, 26), false),
        (6, (2027, 2, 26), true),
    ] {
        if village.ordinal == ordinal {
            acts.push((
                day(on),
                Act::Inspection {
                    village: id,
                    finding,
                },
            ));
        }
    }
    acts
}

/// Steps whose notice tells of something done on their day.
const DEEDS: [&str; 4] = [
    "method-adopted",
    "representatives-selected",
    "handover-completed",
    "supervisors-elected",
];

fn step_act(village: Uuid, step: &str, late_reason: Option<&'static str>) -> Act {
    Act::Step {
        village,
        step: step.to_owned(),
        late_reason,
    }
}

/// Walks a plan as a diligent office would: each step on its suggested day, once what precedes it is
/// done. A step that was missed stops what follows it.
fn walk(
    plan: &Plan,
    election_day: NaiveDate,
    missed: Option<&str>,
    late: Option<(&str, u64)>,
) -> Vec<(String, NaiveDate)> {
    let today = day(TODAY);
    let mut done: Vec<(String, NaiveDate)> = Vec::new();
    // Steps may stand in another order than they follow: go over them until nothing more happens.
    loop {
        let recorded = done.iter().map(|(step, on)| (step.as_str(), *on));
        let actuals = plan.actuals(recorded).unwrap_or_default();
        let days = plan.days(election_day, &actuals);
        let next = plan.steps.iter().enumerate().find_map(|(index, step)| {
            let ready = !actuals.is_settled(index)
                && !step.lapses
                && missed != Some(step.id.as_str())
                && step.after.iter().all(|before| {
                    actuals.is_settled(*before)
                        || plan.steps.get(*before).is_some_and(|step| step.lapses)
                });
            let mut on = days.steps.get(index)?.suggested;
            if let Some((_, by)) = late.filter(|(which, _)| *which == step.id) {
                on = days.steps.get(index)?.limit() + Days::new(by);
            }
            (ready && on <= today).then(|| (step.id.clone(), on))
        });
        match next {
            Some(next) => done.push(next),
            None => return done,
        }
    }
}

/// The kinds of paper a step calls for.
fn kinds_of(plan: &Plan, step: &str, scope: Scope) -> Vec<Kind> {
    plan.index(step)
        .and_then(|index| plan.steps.get(index))
        .map(|step| {
            step.papers
                .iter()
                .filter_map(|id| Kind::from_id(id))
                // Forms are no notices, and what nothing gave occasion to is not put up.
                .filter(|kind| {
                    kind.scope() == scope && !kind.is_form() && kind.occasion() == Occasion::Routine
                })
                .collect()
        })
        .unwrap_or_default()
}
