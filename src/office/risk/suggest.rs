//! 建议的风险等级 — derived from what is known of a village, with the reasons. A person decides; this only saves looking
//! everything up. No rule of law sets these grades: what weighs how much is data (`rules/office/risk.toml`), and a
//! village is never compared with another.

use std::{collections::HashMap, sync::LazyLock};

use chrono::NaiveDate;
use serde::Deserialize;
use uuid::Uuid;

use super::Level;
use crate::{
    law::{StepClass, StepState},
    office::{refusal::Refusal, standing::Standing, village::causes},
    roster::TroubleCause,
    store::{Store, entity::village, scope::CycleScope, supervision},
};

/// 情况 seen in the records, beside the causes somebody wrote down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Seen {
    Overdue,
    FindingsLate,
    FindingsOpen,
    TermEnded,
    Unlinked,
}

/// How much each counts, from `risk.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scale {
    weights: Weights,
    levels: Levels,
    heavy: Heavy,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Weights {
    heavy: usize,
    light: usize,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Levels {
    middle: usize,
    high: usize,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Heavy {
    causes: Vec<TroubleCause>,
    signals: Vec<Seen>,
}

fn read() -> Result<Scale, toml::de::Error> {
    toml::from_str(include_str!("../../../rules/office/risk.toml"))
}

static SCALE: LazyLock<Scale> = LazyLock::new(|| {
    read().unwrap_or_else(|error| {
        // A test reads the same file: a program that came through it has no such error.
        tracing::error!(%error, "risk.toml");
        Scale {
            weights: Weights { heavy: 0, light: 0 },
            levels: Levels {
                middle: usize::MAX,
                high: usize::MAX,
            },
            heavy: Heavy {
                causes: Vec::new(),
                signals: Vec::new(),
            },
        }
    })
});

/// 一个依据
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Signal {
    /// «群体上访不断»
    pub text: String,
    /// Whether it weighs double.
    pub heavy: bool,
}

impl Signal {
    fn seen(seen: Seen, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            heavy: SCALE.heavy.signals.contains(&seen),
        }
    }
}

/// The level the signals come to.
pub fn level(signals: &[Signal]) -> Level {
    let weight: usize = signals
        .iter()
        .map(|signal| {
            if signal.heavy {
                SCALE.weights.heavy
            } else {
                SCALE.weights.light
            }
        })
        .sum();
    if weight >= SCALE.levels.high {
        Level::High
    } else if weight >= SCALE.levels.middle {
        Level::Middle
    } else {
        Level::Low
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
            heavy: SCALE.heavy.causes.contains(&cause),
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
        signals.push(Signal::seen(
            Seen::Overdue,
            format!("法定逾期：{}", late.join("、")),
        ));
    }
    if open.late > 0 {
        signals.push(Signal::seen(
            Seen::FindingsLate,
            format!("督查发现的问题过了整改期限还没有销号（{} 个）", open.late),
        ));
    } else if open.waiting > 0 {
        signals.push(Signal::seen(
            Seen::FindingsOpen,
            format!("督查发现的问题还在整改（{} 个）", open.waiting),
        ));
    }
    let voted = standing
        .plan
        .polling
        .is_some_and(|polling| standing.actuals.day(polling).is_some());
    if !voted && village.term_end.is_some_and(|day| day < standing.today) {
        signals.push(Signal::seen(Seen::TermEnded, "任期已满，还没有投票选举"));
    }
    if !voted && (village.leader_id.is_none() || village.guidance_team_id.is_none()) {
        signals.push(Signal::seen(Seen::Unlinked, "还没有挂钩领导或者指导组"));
    }
    signals
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_file_can_be_read_and_its_levels_rise() {
        let scale = read().unwrap();
        assert!(scale.weights.light < scale.weights.heavy);
        assert!(0 < scale.levels.middle && scale.levels.middle < scale.levels.high);
        assert!(!scale.heavy.causes.is_empty() && !scale.heavy.signals.is_empty());
    }

    #[test]
    fn the_level_follows_the_weight_of_the_signs() {
        let heavy = || Signal::seen(Seen::Overdue, "法定逾期：公布名单");
        let light = || Signal::seen(Seen::TermEnded, "任期已满，还没有投票选举");
        assert!(heavy().heavy && !light().heavy);
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
