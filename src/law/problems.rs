//! 问题 — what is late, too early, out of order or on a holiday in one unit's schedule.

use chrono::NaiveDate;

use super::calendar::Calendar;
use super::finding::{Code, Finding, cite_all};
use super::pack::StepClass;
use super::plan::{Actuals, Anchor, Days, Plan, PlanStep, shift};
use super::schedule::Facts;
use crate::civil;

impl Plan {
    /// Everything wrong with one unit, step by step.
    pub(super) fn problems(&self, facts: &Facts, days: &Days, calendar: &Calendar) -> Vec<Finding> {
        let mut found = self.election_day_problems(facts, days, calendar);
        for (i, step) in self.steps.iter().enumerate() {
            if facts.actuals().is_skipped(i) {
                continue;
            }
            found.extend(self.late(i, step, facts, days));
            found.extend(self.out_of_order(i, step, facts, days));
            if Some(i) != self.polling
                && facts.actuals().day(i).is_none()
                && let Some(row) = days.steps.get(i)
                && facts.today().is_none_or(|today| row.suggested >= today)
            {
                let what = format_args!("「{}」", step.name);
                found.extend(calendar.warning(row.suggested, Some(&step.id), what));
            }
        }
        found
    }

    /// D101, D107, D109, D116 of one step.
    fn late(&self, i: usize, step: &PlanStep, facts: &Facts, days: &Days) -> Vec<Finding> {
        let mut found = Vec::new();
        let Some(row) = days.steps.get(i) else {
            return found;
        };
        if let (Some(actual), Some(earliest)) = (row.actual, row.earliest)
            && actual < earliest
        {
            found.push(too_early(step, actual, earliest));
        }
        // Nothing has to be done when a period ends by itself; the election day is looked at as such.
        if step.lapses || Some(i) == self.polling {
            return found;
        }
        let Some(day) = row.actual.or(facts.today()) else {
            return found;
        };
        let recorded = row.actual.is_some();
        let limit = row.limit();
        if day > limit {
            if step.class == StepClass::Statutory {
                found.push(self.beyond_law(i, day, recorded, days));
            } else if !recorded && !self.is_overtaken(i, facts.actuals()) {
                let message = format!(
                    "请尽快办理「{}」并记录；确实不办的，写明理由。工作安排是 {}，已过 {} 日。",
                    step.name,
                    civil::long_weekday(limit),
                    (day - limit).num_days()
                );
                found.push(Finding::warning(Code::D116, Some(&step.id), message));
            }
        } else if step.class == StepClass::Statutory
            && let (Some(latest), Some(compiled)) = (row.latest, &step.latest)
            && day > shift(latest, compiled.slack())
        {
            let message = format!(
                "请尽量在 {}（含）以前办理「{}」。{} 仍在法定期限内，但按较严的算法已经晚了一日。{}",
                civil::long_weekday(shift(latest, compiled.slack())),
                step.name,
                civil::long(day),
                cite_all(&step.basis)
            );
            found.push(Finding::warning(Code::D107, Some(&step.id), message));
        }
        found
    }

    /// Whether a step right behind it is already recorded: then D110 speaks instead.
    fn is_overtaken(&self, i: usize, actuals: &Actuals) -> bool {
        self.steps
            .iter()
            .enumerate()
            .any(|(j, step)| step.after.contains(&i) && actuals.day(j).is_some())
    }

    /// D101: `day` is after the last lawful day of step `i`.
    pub(super) fn beyond_law(
        &self,
        i: usize,
        day: NaiveDate,
        recorded: bool,
        days: &Days,
    ) -> Finding {
        let (Some(step), Some(row)) = (self.steps.get(i), days.steps.get(i)) else {
            return Finding::error(Code::D115, None, "没有这个环节。".to_owned());
        };
        let limit = row.limit();
        let over = (day - limit).num_days();
        let gist = step.basis.first().map_or("", |basis| basis.gist.as_str());
        let cite = cite_all(&step.basis);
        let by_election = step
            .latest
            .as_ref()
            .is_some_and(|c| c.anchor == Anchor::Election && c.net < 0);
        let way_out = if by_election {
            let later = shift(days.election_day, over);
            format!("，或者把选举日改到 {}（含）以后", civil::long(later))
        } else {
            String::new()
        };
        let reason = if by_election {
            format!(
                "{gist}，按 {} 选举推算最迟 {}",
                civil::short(days.election_day),
                civil::short(limit)
            )
        } else {
            format!("{gist}，最迟 {}", civil::long(limit))
        };
        let message = if recorded {
            format!(
                "请把「{}」改到 {}（含）以前{way_out}。{reason}，{} 晚了 {over} 日。{cite}",
                step.name,
                civil::long_weekday(limit),
                civil::short(day)
            )
        } else {
            format!(
                "请立即补办「{}」并如实记录{way_out}。{reason}，已过 {over} 日。{cite}",
                step.name
            )
        };
        Finding::error(Code::D101, Some(&step.id), message)
    }

    /// D102 and D110 of one step.
    fn out_of_order(&self, i: usize, step: &PlanStep, facts: &Facts, days: &Days) -> Vec<Finding> {
        let mut found = Vec::new();
        let day = days.effective(i);
        for &before in &step.after {
            let Some(earlier) = self.steps.get(before) else {
                continue;
            };
            if facts.actuals().is_skipped(before) {
                continue;
            }
            let recorded = facts.actuals().day(i).is_some();
            if recorded && facts.actuals().day(before).is_none() {
                if !earlier.lapses {
                    found.push(missing_before(step, earlier));
                }
                continue;
            }
            let before_day = days.effective(before);
            if day < before_day {
                let message = if recorded && facts.actuals().day(before).is_some() {
                    format!(
                        "请核对「{}」和「{}」的日期。「{}」在 {}，「{}」却在 {}，先后颠倒。{}",
                        earlier.name,
                        step.name,
                        earlier.name,
                        civil::short(before_day),
                        step.name,
                        civil::short(day),
                        cite_all(&step.basis)
                    )
                } else {
                    format!(
                        "请提早办理「{}」，或者把选举日推后。「{}」要到 {}，而「{}」最迟在 {}，时间不够。{}",
                        earlier.name,
                        earlier.name,
                        civil::short(before_day),
                        step.name,
                        civil::short(day),
                        cite_all(&step.basis)
                    )
                };
                found.push(Finding::error(Code::D102, Some(&step.id), message));
            }
        }
        found
    }
}

/// D110: `step` is recorded and `earlier` is not.
///
/// Before recording `step`, [`not_yet_before`] says the same.
pub(super) fn missing_before(step: &PlanStep, earlier: &PlanStep) -> Finding {
    let message = format!(
        "请补记「{}」，或者注明不适用。「{}」应在它之后，现在只记录了后者。{}",
        earlier.name,
        step.name,
        cite_all(&earlier.basis)
    );
    Finding::warning(Code::D110, Some(&step.id), message)
}

/// D110: `step` is about to be recorded and `earlier` is not.
pub(super) fn not_yet_before(step: &PlanStep, earlier: &PlanStep) -> Finding {
    let message = format!(
        "请先核对「{}」：它应在「{}」之前，还没有记录。可以先记这一步，再补记前一步，或者注明不适用。{}",
        earlier.name,
        step.name,
        cite_all(&earlier.basis)
    );
    Finding::warning(Code::D110, Some(&step.id), message)
}

/// D109: recorded before the earliest day.
fn too_early(step: &PlanStep, actual: NaiveDate, earliest: NaiveDate) -> Finding {
    let message = format!(
        "请核对「{}」的日期。最早应在 {}，记录的是 {}，早了 {} 日。{}",
        step.name,
        civil::long_weekday(earliest),
        civil::long(actual),
        (earliest - actual).num_days(),
        cite_all(&step.basis)
    );
    Finding::error(Code::D109, Some(&step.id), message)
}
