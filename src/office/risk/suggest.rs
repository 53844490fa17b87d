//! 建议的风险等级 — derived from what is known of a village, with the reasons. A person decides; this only saves looking
//! everything up. No rule sets these grades: they follow what townships look at (宗族、信访、上届没有选成、逾期、问题没有整改),
//! and a village is never compared with another.

use std::collections::HashMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::Level;
use crate::{
    law::{StepClass, StepState},
    office::{refusal::Refusal, standing::Standing, village::causes},
    roster::TroubleCause,
    store::{Store, entity::village, scope::CycleScope, supervision},
};

/// Causes by which an election is most often disturbed.
const HEAVY: [TroubleCause; 4] = [
    TroubleCause::NotRenewed,
    TroubleCause::Weak,
    TroubleCause::Petitions,
    TroubleCause::Clans,
];

/// 一个依据
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Signal {
    /// «群体上访不断»
    pub text: String,
    /// Whether it weighs double.
    pub heavy: bool,
}

impl Signal {
    fn heavy(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            heavy: true,
        }
    }

    fn light(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            heavy: false,
        }
    }
}

/// The level the signals come to: one heavy sign with another one, or three of any kind, is 高; one is 中.
pub fn level(signals: &[Signal]) -> Level {
    let weight: usize = signals
        .iter()
        .map(|signal| if signal.heavy { 2 } else { 1 })
        .sum();
    match weight {
        0 => Level::Low,
        1 | 2 => Level::Middle,
        _ => Level::High,
    }
}

/// Findings that still want something done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Open {
    /// Within their day, or without one.
    pub waiting: usize,
    /// Past it.
    pub late: usize,
}

/// Open findings by village.
pub async fn open_findings(
    store: &Store,
    scope: &CycleScope,
    today: NaiveDate,
) -> Result<HashMap<Uuid, Open>, Refusal> {
    let mut of_village: HashMap<Uuid, Open> = HashMap::new();
    for row in supervision::of_inspections(store.reader(), scope, None).await? {
        if !supervision::OPEN.contains(&row.state.as_str()) {
            continue;
        }
        let open = of_village.entry(row.village_id).or_default();
        if row.due.is_some_and(|day| day < today) {
            open.late += 1;
        } else {
            open.waiting += 1;
        }
    }
    Ok(of_village)
}

/// What speaks for a risk in a village.
pub fn signals(village: &village::Model, standing: &Standing<'_>, open: Open) -> Vec<Signal> {
    let mut signals: Vec<Signal> = causes(village)
        .into_iter()
        .map(|cause| Signal {
            text: cause.title().to_owned(),
            heavy: HEAVY.contains(&cause),
        })
        .collect();
    let late: Vec<&str> = standing
        .plan
        .steps
        .iter()
        .zip(&standing.states)
        .filter(|(step, state)| step.class == StepClass::Statutory && **state == StepState::Overdue)
        .map(|(step, _)| step.name.as_str())
        .collect();
    if !late.is_empty() {
        signals.push(Signal::heavy(format!("法定逾期：{}", late.join("、"))));
    }
    if open.late > 0 {
        signals.push(Signal::heavy(format!(
            "督查发现的问题过了整改期限还没有销号（{} 个）",
            open.late
        )));
    } else if open.waiting > 0 {
        signals.push(Signal::light(format!(
            "督查发现的问题还在整改（{} 个）",
            open.waiting
        )));
    }
    let voted = standing
        .plan
        .polling
        .is_some_and(|polling| standing.actuals.day(polling).is_some());
    if !voted && village.term_end.is_some_and(|day| day < standing.today) {
        signals.push(Signal::light("任期已满，还没有投票选举"));
    }
    if !voted && (village.leader_id.is_none() || village.guidance_team_id.is_none()) {
        signals.push(Signal::light("还没有挂钩领导或者指导组"));
    }
    signals
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_level_follows_the_weight_of_the_signs() {
        let heavy = || Signal::heavy("群体上访不断");
        let light = || Signal::light("经济薄弱无人干");
        for (signals, expected) in [
            (vec![], Level::Low),
            (vec![light()], Level::Middle),
            (vec![light(), light()], Level::Middle),
            (vec![heavy()], Level::Middle),
            (vec![light(), light(), light()], Level::High),
            (vec![heavy(), light()], Level::High),
            (vec![heavy(), heavy()], Level::High),
        ] {
            assert_eq!(level(&signals), expected, "{signals:?}");
        }
    }
}
