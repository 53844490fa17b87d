//! 登记 — what entering a paper sign-in sheet has in common: the day it was held, and the step recorded with it.

use chrono::NaiveDate;

use super::{Words, unit_of};
use crate::{
    civil,
    office::{
        change::Change,
        progress::{Desk, Recorded, Recording, Unit},
        refusal::{Problems, Refusal},
        typed,
    },
    store::{entity::village as village_row, occasion::CANCELLED, scope::CycleScope},
};

/// One that was called off is not entered as held.
pub(in crate::office) fn not_called_off(words: &Words, state: &str) -> Result<(), Refusal> {
    if state == CANCELLED {
        return Err(Refusal::general(words.called_off));
    }
    Ok(())
}

/// The day it was held: written on the sheet, and not to come.
pub(in crate::office) fn held_day(
    problems: &mut Problems,
    words: &Words,
    text: &str,
    today: NaiveDate,
) -> Option<NaiveDate> {
    let day = typed::day(problems, "day", words.held_day, text);
    match day {
        None if problems.is_empty() => problems.add("day", words.held_day_wanted),
        Some(day) if day > today => problems.add(
            "day",
            format!(
                "请在{}再登记：{} 还没有到，今天是 {}。",
                words.after,
                civil::long(day),
                civil::long(today)
            ),
        ),
        _ => {}
    }
    day
}

/// The name of a step of the unit whose occasion it is; `None` where there is no such step.
pub(in crate::office) fn step_name(
    desk: &Desk<'_>,
    village: Option<&village_row::Model>,
    step: &str,
) -> Option<String> {
    let plan = unit_of(village).plan(desk.plans);
    let index = plan.index(step)?;
    plan.steps.get(index).map(|step| step.name.clone())
}

/// Records the step an occasion was held for, in the same change. Gives what is to be looked at; what the rule
/// engine refuses is told beside the tick that asked for it.
pub(in crate::office) async fn record_step(
    desk: &Desk<'_>,
    change: &mut Change<'_>,
    scope: &CycleScope,
    unit: Unit<'_>,
    step: &str,
    form: &Recording,
) -> Result<Vec<String>, Refusal> {
    let recorded = desk
        .record_within(change, scope, unit, step, form, &[])
        .await;
    match recorded {
        Ok(Recorded::Done { warnings, .. }) => Ok(warnings),
        Ok(Recorded::Again(_)) => Ok(Vec::new()),
        Err(Refusal::Invalid(problems)) => Err(beside_tick(&problems)),
        Err(other) => Err(other),
    }
}

/// Problems of the step's record as problems of the tick; a question to confirm keeps its field.
fn beside_tick(problems: &Problems) -> Refusal {
    let mut told = Problems::none();
    for (field, texts) in &problems.fields {
        for text in texts {
            if field == "confirm" {
                told.add("confirm", text);
            } else {
                told.add(
                    "record_step",
                    format!("{text}也可以先不勾选这一项，只登记会议，再到环节页记录。"),
                );
            }
        }
    }
    told.general.extend(problems.general.iter().cloned());
    Refusal::Invalid(told)
}
