//! 可行性 — the earliest lawful election day from today, and whether a chosen day can stand.

use chrono::{Datelike, NaiveDate};

use super::calendar::Calendar;
use super::finding::{Code, Finding, cite_all};
use super::pack::{RulePack, StepClass};
use super::plan::{Actuals, Anchor, Days, Plan, shift};
use super::schedule::{Facts, absurd};
use super::unit::UnitKind;
use crate::civil;

/// An election day further ahead than this cannot be meant; a term is five years (第十四条第二款).
const FARTHEST_DAYS: i64 = 6 * 366;

/// 最早合法选举日
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feasible {
    /// The day.
    pub day: NaiveDate,
    /// Steps that determine it, first to last, by index; empty when today itself would do.
    pub chain: Vec<usize>,
    /// The arithmetic of the chain, link by link; the last link leads to the election day.
    pub links: Vec<ChainLink>,
}

/// 关键链的一环 — so many days, from one day to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainLink {
    /// The step done on [`from`](Self::from), by index.
    pub step: usize,
    /// What its days lead to: the next step of the chain, or (`None`) the election day.
    pub to: Option<usize>,
    /// The first day on which the step can be done, or its recorded day.
    pub from: NaiveDate,
    /// Whether that day is recorded.
    pub recorded: bool,
    /// Days that must pass.
    pub days: i64,
    /// The day they lead to.
    pub until: NaiveDate,
}

/// The earliest election day on which every statutory lead still fits, if whatever is not recorded
/// yet were done at the first opportunity from `today`. `None` once polling is recorded, and for
/// the township.
pub fn earliest(plan: &Plan, actuals: &Actuals, today: NaiveDate) -> Option<Feasible> {
    let polling = plan.polling?;
    if actuals.day(polling).is_some() {
        return None;
    }
    // First day on which each step can be done, and the step that determines it.
    let mut first: Vec<(NaiveDate, Option<usize>)> = vec![(today, None); plan.steps.len()];
    let at = |first: &[(NaiveDate, Option<usize>)], i: usize| {
        first.get(i).map_or(today, |(day, _)| *day)
    };
    for i in plan.evaluation() {
        let Some(step) = plan.steps.get(i) else {
            continue;
        };
        let mut best = (today, None);
        if let Some(day) = actuals.day(i) {
            best = (day, None);
        } else if !actuals.is_skipped(i) && i != polling {
            for &before in step.after.iter().filter(|before| **before != polling) {
                let day = at(&first, before);
                if day > best.0 || (best.1.is_none() && day == best.0) {
                    best = (day, Some(before));
                }
            }
            if let Some(compiled) = &step.earliest
                && let Anchor::Step(anchor) = compiled.anchor
            {
                let day = shift(at(&first, anchor), compiled.net);
                if day > best.0 {
                    best = (day, Some(anchor));
                }
            }
        }
        if let Some(slot) = first.get_mut(i) {
            *slot = best;
        }
    }
    let mut day = today;
    let mut last = None;
    let before_polling = ancestors(plan, polling);
    for (i, step) in plan.steps.iter().enumerate() {
        if i == polling || actuals.is_skipped(i) {
            continue;
        }
        let lead = match &step.latest {
            Some(compiled)
                if step.class == StepClass::Statutory
                    && compiled.anchor == Anchor::Election
                    && compiled.net < 0 =>
            {
                compiled.net
            }
            _ if before_polling.get(i).copied().unwrap_or(false) => 0,
            _ => continue,
        };
        let needed = shift(at(&first, i), lead.saturating_neg());
        if needed > day {
            day = needed;
            last = Some(i);
        }
    }
    let mut chain = Vec::new();
    while let Some(i) = last
        && !chain.contains(&i)
    {
        chain.push(i);
        last = first.get(i).and_then(|(_, before)| *before);
    }
    chain.reverse();
    let links = chain
        .iter()
        .enumerate()
        .map(|(place, &step)| {
            let from = at(&first, step);
            let to = chain.get(place + 1).copied();
            let until = to.map_or(day, |next| at(&first, next));
            ChainLink {
                step,
                to,
                from,
                recorded: actuals.day(step).is_some(),
                days: (until - from).num_days(),
                until,
            }
        })
        .collect();
    Some(Feasible { day, chain, links })
}

/// The first election day that leaves every step not done yet the days the working plan usually gives
/// it, counted from `today`: what an office can keep, not only what the law forbids to undercut. `None`
/// where [`earliest`] is.
pub fn comfortable(plan: &Plan, actuals: &Actuals, today: NaiveDate) -> Option<Feasible> {
    let polling = plan.polling?;
    let lawful = earliest(plan, actuals, today)?;
    let overtaken = |i: usize| {
        plan.steps
            .iter()
            .enumerate()
            .any(|(j, step)| step.after.contains(&i) && actuals.day(j).is_some())
    };
    let mut tightest: Option<(i64, usize)> = None;
    for (i, step) in plan.steps.iter().enumerate() {
        if i == polling || actuals.is_settled(i) || overtaken(i) {
            continue;
        }
        let lead = [&step.suggested, &step.latest]
            .into_iter()
            .flatten()
            .find(|compiled| compiled.anchor == Anchor::Election && compiled.net < 0)
            .map(|compiled| compiled.net.saturating_add(usual_slack(step, compiled)));
        let Some(lead) = lead else {
            continue;
        };
        let planned = shift(lawful.day, lead);
        let short = (today - planned).num_days();
        if short > 0 && tightest.is_none_or(|(most, _)| short > most) {
            tightest = Some((short, i));
        }
    }
    let Some((short, step)) = tightest else {
        return Some(lawful);
    };
    let day = shift(lawful.day, short);
    Some(Feasible {
        day,
        chain: vec![step],
        links: vec![ChainLink {
            step,
            to: None,
            from: today,
            recorded: false,
            days: (day - today).num_days(),
            until: day,
        }],
    })
}

/// A step planned by its last lawful day is planned a day earlier than the law asks.
fn usual_slack(step: &super::plan::PlanStep, compiled: &super::plan::Compiled) -> i64 {
    if step.suggested.is_none() && !step.lapses {
        compiled.slack()
    } else {
        0
    }
}

/// Which steps come, directly or not, before this one.
fn ancestors(plan: &Plan, of: usize) -> Vec<bool> {
    let mut found = vec![false; plan.steps.len()];
    let mut open = vec![of];
    while let Some(i) = open.pop() {
        for &before in plan.steps.get(i).map_or(&[][..], |step| &step.after) {
            if let Some(slot) = found.get_mut(before)
                && !*slot
            {
                *slot = true;
                open.push(before);
            }
        }
    }
    found
}

impl Plan {
    /// D103-D106, D112, D113 of the election day itself.
    pub(super) fn election_day_problems(
        &self,
        facts: &Facts,
        days: &Days,
        calendar: &Calendar,
    ) -> Vec<Finding> {
        let day = days.election_day;
        let mut found = Vec::new();
        let Some(polling) = self.polling else {
            return found;
        };
        let step = self.steps.get(polling);
        let id = step.map(|step| step.id.as_str());
        let held = facts.actuals().day(polling).is_some();
        if let (Some(actual), true) = (
            facts.actuals().day(polling),
            facts.actuals().day(polling) != Some(facts.election_day()),
        ) {
            let message = format!(
                "请先把选举日改为 {}，或者改正投票日。确定的选举日是 {}，两者不一致，公告会写错日期。",
                civil::long(actual),
                civil::long(facts.election_day())
            );
            found.push(Finding::warning(Code::D111, id, message));
        }
        if let Some(today) = facts.today().filter(|_| !held) {
            if day < today {
                let message = format!(
                    "请另定选举日，或者如实记录投票日期。{} 已经过去，今天是 {}。",
                    civil::long_weekday(day),
                    civil::long(today)
                );
                found.push(Finding::error(Code::D104, id, message));
            }
            if (day - today).num_days() > FARTHEST_DAYS {
                let message = format!(
                    "请改正选举日。{} 离今天六年以上，可能是年份写错了。",
                    civil::long(day)
                );
                found.push(Finding::error(Code::D106, id, message));
            }
            if let Some(feasible) = earliest(self, facts.actuals(), today)
                && day < feasible.day
            {
                let basis = feasible
                    .chain
                    .iter()
                    .rev()
                    .find_map(|i| self.steps.get(*i))
                    .map(|step| (step.name.as_str(), cite_all(&step.basis)));
                let (name, cite) = basis.unwrap_or(("后续环节", String::new()));
                let message = format!(
                    "请把选举日定在 {}（含）以后。从今天起依法办理，「{name}」赶不上 {} 的选举。{cite}",
                    civil::long_weekday(feasible.day),
                    civil::short(day)
                );
                found.push(Finding::error(Code::D105, id, message));
            }
        }
        if let Some(start) = self.in_force
            && day < start
        {
            let message = format!(
                "请换用当时有效的规则包。规则包「{}」自 {} 起施行，选举日 {} 在这之前。",
                self.pack_name,
                civil::long(start),
                civil::long(day)
            );
            found.push(Finding::warning(Code::D112, id, message));
        }
        if let Some(until) = self.until
            && day > until
        {
            let message = format!(
                "请换用现行的规则包。规则包「{}」适用到 {} 为止，选举日 {} 在这之后。",
                self.pack_name,
                civil::long(until),
                civil::long(day)
            );
            found.push(Finding::warning(Code::D112, id, message));
        }
        if !held {
            found.extend(calendar.warning(day, id, "选举日"));
        }
        if !calendar.covers(day.year()) {
            let message = format!(
                "请自行核对节假日。节假日表里没有 {} 年的放假安排，只按法定节日和农历推算作了提醒。",
                day.year()
            );
            found.push(Finding::warning(Code::D113, id, message));
        }
        found
    }
}

/// What stands against `day` as election day of a new cycle or unit, nothing being recorded yet:
/// a slip of the pen, past, too near, a holiday, before the pack is in force. All at once.
///
/// `kind` `None` asks for every kind of unit the pack governs.
pub fn check_election_day(
    pack: &RulePack,
    kind: Option<UnitKind>,
    day: NaiveDate,
    today: NaiveDate,
    calendar: &Calendar,
) -> Vec<Finding> {
    if let Some(finding) = absurd(day, None, "选举日") {
        return vec![finding];
    }
    let kinds: Vec<UnitKind> = kind.map_or_else(|| UnitKind::ALL.to_vec(), |kind| vec![kind]);
    let mut found: Vec<Finding> = Vec::new();
    for kind in kinds {
        let Ok(plan) = Plan::compile(pack, kind) else {
            continue;
        };
        let Ok(facts) = Facts::new(&plan, day, Some(today), Actuals::default()) else {
            continue;
        };
        let days = plan.days(day, facts.actuals());
        for finding in plan.election_day_problems(&facts, &days, calendar) {
            // The two laws mostly say the same; one sentence a code is enough.
            if !found.iter().any(|old| old.code == finding.code) {
                found.push(finding);
            }
        }
    }
    found
}
