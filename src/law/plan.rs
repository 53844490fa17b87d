//! 日程 — a pack compiled for one kind of unit, and the days it gives for an election day.
//!
//! [`Plan::compile`] does everything that depends on the pack alone; [`Plan::days`] is then only
//! integer arithmetic over an array, cheap enough for every village of a province.

use chrono::{Days as Span, NaiveDate};

use super::compile;
use super::finding::Basis;
use super::offset::POLLING;
use super::pack::{Owner, RulePack, Rules, Stage, Step, StepClass, StepScope};
use super::unit::UnitKind;

/// 起算日 of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// 选举日
    Election,
    /// Another step, by index.
    Step(usize),
}

/// 读法 of a lawful day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// A plain number of days: nothing to read differently.
    Plain,
    /// 「N 日前」, the Nth day before still lawful.
    BackwardLenient,
    /// 「N 日前」, N full days between.
    BackwardStrict,
    /// 「之日起 N 日内」, start day not counted.
    ForwardExclude,
    /// 「之日起 N 日内」, start day counted.
    ForwardInclude,
    /// 「之日起 N 日内」 as a right of villagers: always the later reading.
    ForwardRight,
}

/// 算式，已代入数值: anchor plus a net number of days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compiled {
    /// From which day.
    pub anchor: Anchor,
    /// Net days, negative before the anchor.
    pub net: i64,
    /// Signed terms as written, for the formula.
    pub terms: Vec<i64>,
    /// −1 where the reading takes a day more, else 0; part of `net`.
    pub adjust: i64,
    /// How it was counted.
    pub reading: Reading,
}

/// 环节 as compiled.
#[derive(Clone, Debug)]
pub struct PlanStep {
    /// Canonical id.
    pub id: String,
    /// 名称
    pub name: String,
    /// Index into [`Plan::stages`].
    pub stage: usize,
    /// Class in force: statutory only where a lawful day is in force.
    pub class: StepClass,
    /// Who does it.
    pub owner: Owner,
    /// Kinds of paper.
    pub papers: Vec<String>,
    /// Indices of the steps before it.
    pub after: Vec<usize>,
    /// Earliest day.
    pub earliest: Option<Compiled>,
    /// Latest day.
    pub latest: Option<Compiled>,
    /// Suggested day as the pack words it; `None`: derived from `latest`.
    pub suggested: Option<Compiled>,
    /// A period that ends by itself.
    pub lapses: bool,
    /// 发生条件, where the step is due only if something happens.
    pub when: Option<String>,
    /// Sources.
    pub basis: Vec<Basis>,
}

/// 日程模板 of one kind of unit, or of the township.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Id of the pack.
    pub rules: String,
    /// Digest of the pack.
    pub digest: String,
    /// Name of the pack.
    pub pack_name: String,
    /// Day since which the pack is in force.
    pub in_force: Option<NaiveDate>,
    /// Last day on which the pack is in force, where a newer law has taken its place.
    pub until: Option<NaiveDate>,
    /// Village or community; for the township, the kind its words are taken from.
    pub kind: UnitKind,
    /// Unit or township steps.
    pub scope: StepScope,
    /// Stages that have steps, in order.
    pub stages: Vec<Stage>,
    /// Steps in order.
    pub steps: Vec<PlanStep>,
    /// Index of the election day; `None` for the township.
    pub polling: Option<usize>,
    /// Order in which days can be computed.
    order: Vec<usize>,
}

/// 规则包排不出日程
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The pack has no rules for this kind of unit.
    #[error("请换一个规则包。规则包「{pack}」不适用于{kind}。")]
    Kind {
        /// Name of the pack.
        pack: String,
        /// 村 or 社区.
        kind: &'static str,
    },
    /// The pack has no rules at all.
    #[error("请换一个规则包。规则包「{pack}」没有任何规则。")]
    Empty {
        /// Name of the pack.
        pack: String,
    },
}

/// 已记录的事实 of one unit: actual days and steps that do not apply, by index of step.
///
/// Made by [`Plan::actuals`]; the default records nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actuals {
    days: Vec<Option<NaiveDate>>,
    skipped: Vec<bool>,
}

impl Actuals {
    /// The recorded day of a step.
    pub fn day(&self, step: usize) -> Option<NaiveDate> {
        self.days.get(step).copied().flatten()
    }

    /// Whether the step was declared not applicable.
    pub fn is_skipped(&self, step: usize) -> bool {
        self.skipped.get(step).copied().unwrap_or(false)
    }

    /// Whether the step needs no more doing: recorded, or not applicable.
    pub fn is_settled(&self, step: usize) -> bool {
        self.day(step).is_some() || self.is_skipped(step)
    }
}

/// 一个环节的日期
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepDays {
    /// Earliest lawful or sensible day.
    pub earliest: Option<NaiveDate>,
    /// Last day: lawful for statutory steps, of the working plan for others.
    pub latest: Option<NaiveDate>,
    /// Suggested day, never after `latest`.
    pub suggested: NaiveDate,
    /// Recorded day.
    pub actual: Option<NaiveDate>,
}

impl StepDays {
    /// The recorded day, or the suggested one: what other steps hang on.
    pub fn effective(&self) -> NaiveDate {
        self.actual.unwrap_or(self.suggested)
    }

    /// The day after which the step is late: `latest`, or the suggested day where there is none.
    pub fn limit(&self) -> NaiveDate {
        self.latest.unwrap_or(self.suggested)
    }
}

/// 一个单位的全部日期, by index of step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Days {
    /// The election day used: the recorded polling day, or the fixed one.
    pub election_day: NaiveDate,
    /// Days by step.
    pub steps: Vec<StepDays>,
}

impl Plan {
    /// Compiles the steps of a village or community.
    pub fn compile(pack: &RulePack, kind: UnitKind) -> Result<Self, PlanError> {
        let rules = pack.rules(kind).ok_or_else(|| PlanError::Kind {
            pack: pack.name().to_owned(),
            kind: kind.name(),
        })?;
        Ok(Self::from_rules(pack, rules, kind, StepScope::Unit))
    }

    /// Compiles the steps of the township itself; their days hang on the default election day.
    pub fn compile_township(pack: &RulePack) -> Result<Self, PlanError> {
        let (kind, rules) = pack.main_rules().ok_or_else(|| PlanError::Empty {
            pack: pack.name().to_owned(),
        })?;
        Ok(Self::from_rules(pack, rules, kind, StepScope::Township))
    }

    fn from_rules(pack: &RulePack, rules: &Rules, kind: UnitKind, scope: StepScope) -> Self {
        let wanted: Vec<&Step> = rules.steps.iter().filter(|s| s.scope == scope).collect();
        let stages: Vec<Stage> = rules
            .stages
            .iter()
            .filter(|stage| wanted.iter().any(|step| step.stage == stage.id))
            .cloned()
            .collect();
        let index = |id: &str| wanted.iter().position(|step| step.id == id);
        let steps = wanted
            .iter()
            .map(|step| compile::step(step, rules, &stages, &index))
            .collect();
        Self {
            rules: pack.id().to_owned(),
            digest: pack.digest().to_owned(),
            pack_name: pack.name().to_owned(),
            in_force: rules.layers.last().map(|layer| layer.in_force),
            until: rules.layers.iter().filter_map(|layer| layer.until).min(),
            kind,
            scope,
            stages,
            steps,
            polling: index(POLLING),
            order: compile::evaluation_order(&wanted, &index),
        }
    }

    /// Indices of the steps in an order in which their days can be computed.
    pub(super) fn evaluation(&self) -> impl Iterator<Item = usize> {
        self.order.iter().copied()
    }

    /// Index of the step with this id.
    pub fn index(&self, id: &str) -> Option<usize> {
        self.steps.iter().position(|step| step.id == id)
    }

    /// Recorded days by step id. The error lists every id the plan does not have.
    pub fn actuals<'a>(
        &self,
        recorded: impl IntoIterator<Item = (&'a str, NaiveDate)>,
    ) -> Result<Actuals, Vec<String>> {
        let mut actuals = Actuals {
            days: vec![None; self.steps.len()],
            skipped: vec![false; self.steps.len()],
        };
        let mut unknown = Vec::new();
        for (id, day) in recorded {
            match self.index(id).and_then(|i| actuals.days.get_mut(i)) {
                Some(slot) => *slot = Some(day),
                None => unknown.push(id.to_owned()),
            }
        }
        if unknown.is_empty() {
            Ok(actuals)
        } else {
            Err(unknown)
        }
    }

    /// The same facts with a step declared 不适用; unknown ids change nothing.
    #[must_use]
    pub fn not_applicable(&self, mut actuals: Actuals, id: &str) -> Actuals {
        actuals.days.resize(self.steps.len(), None);
        actuals.skipped.resize(self.steps.len(), false);
        if let Some(slot) = self.index(id).and_then(|i| actuals.skipped.get_mut(i)) {
            *slot = true;
        }
        actuals
    }

    /// Every day of one unit: numbers only, no text.
    pub fn days(&self, election_day: NaiveDate, actuals: &Actuals) -> Days {
        let election_day = self
            .polling
            .and_then(|i| actuals.day(i))
            .unwrap_or(election_day);
        let empty = StepDays {
            earliest: None,
            latest: None,
            suggested: election_day,
            actual: None,
        };
        let mut days = Days {
            election_day,
            steps: vec![empty; self.steps.len()],
        };
        for &i in &self.order {
            let Some(step) = self.steps.get(i) else {
                continue;
            };
            let row = self.step_days(i, step, &days, actuals);
            if let Some(slot) = days.steps.get_mut(i) {
                *slot = row;
            }
        }
        days
    }

    fn step_days(&self, i: usize, step: &PlanStep, days: &Days, actuals: &Actuals) -> StepDays {
        let actual = actuals.day(i);
        let earliest = step.earliest.as_ref().map(|c| days.resolve(c));
        let latest = step.latest.as_ref().map(|c| days.resolve(c));
        if Some(i) == self.polling {
            return StepDays {
                earliest: None,
                latest: Some(days.election_day),
                suggested: days.election_day,
                actual,
            };
        }
        let mut suggested = match (&step.suggested, &step.latest, latest) {
            (Some(compiled), _, _) => days.resolve(compiled),
            (None, Some(compiled), Some(day)) => {
                shift(day, if step.lapses { 0 } else { compiled.slack() })
            }
            _ => earliest.unwrap_or(days.election_day),
        };
        // Steps before it that ran late push it back, as far as the law lets them.
        for &before in &step.after {
            if Some(before) != self.polling && !actuals.is_skipped(before) {
                suggested = suggested.max(days.effective(before));
            }
        }
        if let Some(earliest) = earliest {
            suggested = suggested.max(earliest);
        }
        if let Some(latest) = latest {
            suggested = suggested.min(latest);
        }
        StepDays {
            earliest,
            latest,
            suggested,
            actual,
        }
    }
}

impl Days {
    /// Recorded or suggested day of a step; the election day for an unknown index.
    pub fn effective(&self, step: usize) -> NaiveDate {
        self.steps
            .get(step)
            .map_or(self.election_day, StepDays::effective)
    }

    /// The day an anchor stands for.
    pub fn anchor(&self, anchor: Anchor) -> NaiveDate {
        match anchor {
            Anchor::Election => self.election_day,
            Anchor::Step(i) => self.effective(i),
        }
    }

    /// The day an expression gives.
    pub fn resolve(&self, compiled: &Compiled) -> NaiveDate {
        shift(self.anchor(compiled.anchor), compiled.net)
    }
}

impl PlanStep {
    /// The expression that gives the step its last day, or its suggested one.
    pub fn governing(&self) -> Option<&Compiled> {
        self.latest
            .as_ref()
            .or(self.suggested.as_ref())
            .or(self.earliest.as_ref())
    }
}

impl Compiled {
    /// Days between the lawful day and the one that is safe under every reading: −1 or 0.
    pub fn slack(&self) -> i64 {
        match self.reading {
            Reading::BackwardLenient | Reading::ForwardExclude => -1,
            _ => 0,
        }
    }
}

/// `day` moved by so many days, stopping at the ends of the calendar.
pub fn shift(day: NaiveDate, by: i64) -> NaiveDate {
    let span = Span::new(by.unsigned_abs());
    if by < 0 {
        day.checked_sub_days(span).unwrap_or(NaiveDate::MIN)
    } else {
        day.checked_add_days(span).unwrap_or(NaiveDate::MAX)
    }
}
