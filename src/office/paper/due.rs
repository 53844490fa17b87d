//! 待印 — which papers a unit needs by its steps, and in which order they are posted.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{dossier::Dossier, known::notice_kinds, occasion};
use crate::{
    documents::kind::{Kind, Scope, Series},
    law::{self, PlanStep, StepClass, StepState},
    office::{
        refusal::Refusal,
        standing::{Plans, Standing},
    },
};

/// A paper a step asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Village, or the cycle.
    pub unit: Uuid,
    /// Kind.
    pub kind: Kind,
    /// Id of the step; empty for papers of no step.
    pub step: String,
    /// Id and name of the stage.
    pub stage: (String, String),
    /// The day its step is to be done: recorded, else suggested.
    pub day: Option<NaiveDate>,
    /// The last day.
    pub limit: Option<NaiveDate>,
    /// Whether that day is a statutory one.
    pub statutory: bool,
    /// State of the step.
    pub state: StepState,
}

impl Due {
    /// A paper that no step asks for.
    pub fn of_no_step(unit: Uuid, kind: Kind) -> Self {
        Self {
            unit,
            kind,
            step: String::new(),
            stage: (String::new(), String::new()),
            day: None,
            limit: None,
            statutory: false,
            state: StepState::Open,
        }
    }
}

/// Kinds of which a unit may have several in force: one a meeting, one an inspection, one a change.
pub fn repeats(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::SignInSheet
            | Kind::RectificationNotice
            | Kind::MobilizationNotice
            | Kind::ElectionCommitteeChange
            | Kind::VoterRollCorrection
            | Kind::ObjectionDecision
            | Kind::CandidateChange
            | Kind::Rerun
            | Kind::Repoll
            | Kind::TrainingNotice
            | Kind::InspectionBulletin
            | Kind::DailyReport
            | Kind::StatisticsSummary
            | Kind::MeetingNotice
            | Kind::Minutes
            | Kind::InspectionForm
    )
}

/// 在自己的页面上确认的文书 — counted, numbered and frozen there; the print centre leads there and never makes one of its own.
pub const fn is_confirmed_elsewhere(kind: Kind) -> bool {
    matches!(kind, Kind::DailyReport)
}

/// The kinds of a step: those its pack asks for, then those an office makes when it needs them.
pub fn kinds_of_step(step: &PlanStep) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = step
        .papers
        .iter()
        .filter_map(|id| Kind::from_id(id))
        .collect();
    for kind in Kind::ALL {
        if kind.step() == Some(step.id.as_str()) && !kinds.contains(kind) {
            kinds.push(*kind);
        }
    }
    kinds
}

/// The papers of one unit by its plan, in the order of the steps, whether issued or not.
pub fn of_unit(
    dossier: &Dossier,
    plans: &Plans,
    unit: Uuid,
    today: NaiveDate,
) -> Result<Vec<Due>, Refusal> {
    let standing = dossier.standing(plans, unit, today);
    let scope = if dossier.village(unit).is_some() {
        Scope::Village
    } else {
        Scope::Township
    };
    let rules = dossier.rules(plans, unit)?;
    let mut list: Vec<Due> = Vec::new();
    for (index, step) in standing.plan.steps.iter().enumerate() {
        for id in &step.papers {
            // Forms are printed when they are wanted: none of them is ever due.
            let Some(kind) =
                Kind::from_id(id).filter(|kind| kind.scope() == scope && !kind.is_form())
            else {
                continue;
            };
            let row = standing.days.steps.get(index);
            let stage = standing.plan.stages.get(step.stage);
            if list.iter().any(|known| known.kind == kind)
                || !occasion::arises(dossier, rules, unit, kind)
            {
                continue;
            }
            list.push(Due {
                unit,
                kind,
                step: step.id.clone(),
                stage: stage
                    .map(|stage| (stage.id.clone(), stage.name.clone()))
                    .unwrap_or_default(),
                day: row.map(law::StepDays::effective),
                limit: row.and_then(|row| row.latest),
                statutory: step.class == StepClass::Statutory,
                state: standing
                    .states
                    .get(index)
                    .copied()
                    .unwrap_or(StepState::NotApplicable),
            });
        }
    }
    if scope == Scope::Village {
        list.extend(of_events(dossier, plans, unit, &standing, &list)?);
        list.extend(of_inspection(dossier, plans, unit));
    }
    Ok(list)
}

/// The notices of no step that something gave occasion to: to be issued at once.
fn of_events(
    dossier: &Dossier,
    plans: &Plans,
    unit: Uuid,
    standing: &Standing<'_>,
    listed: &[Due],
) -> Result<Vec<Due>, Refusal> {
    let rules = dossier.rules(plans, unit)?;
    let election_day = standing.days.election_day;
    Ok(occasion::notices(dossier, plans, unit)?
        .into_iter()
        .filter(|kind| !listed.iter().any(|known| known.kind == *kind))
        .filter_map(|kind| {
            let step = standing.plan.index(occasion::listed_with(kind)?)?;
            let stage = standing
                .plan
                .stages
                .get(standing.plan.steps.get(step)?.stage)?;
            let limit = match kind {
                Kind::Rerun => law::deadline(rules, "rerun_within_days", election_day),
                _ => None,
            };
            Some(Due {
                unit,
                kind,
                step: String::new(),
                stage: (stage.id.clone(), stage.name.clone()),
                day: Some(standing.today),
                limit: limit.map(|deadline| deadline.latest),
                statutory: false,
                state: StepState::Open,
            })
        })
        .collect())
}

/// A rectification notice for what inspections found, unless one says it already.
fn of_inspection(dossier: &Dossier, plans: &Plans, unit: Uuid) -> Option<Due> {
    let wanting = dossier.wanting(unit).filter(|wanting| !wanting.told)?;
    let latest = wanting.latest()?;
    // It is listed with the township's own papers of this step.
    let step = "inspections-carried-out";
    let stage = plans
        .township
        .index(step)
        .and_then(|index| plans.township.steps.get(index))
        .and_then(|step| plans.township.stages.get(step.stage))
        .map(|stage| (stage.id.clone(), stage.name.clone()))
        .unwrap_or_default();
    Some(Due {
        unit,
        kind: Kind::RectificationNotice,
        step: step.to_owned(),
        stage,
        day: Some(latest.day),
        limit: wanting
            .findings()
            .filter_map(|found| dossier.due_of(found))
            .min(),
        statutory: false,
        state: StepState::Open,
    })
}

/// The papers of every unit that are due by their steps and not in force. The township's own come first.
pub fn outstanding(
    dossier: &Dossier,
    plans: &Plans,
    whole: bool,
    today: NaiveDate,
) -> Result<Vec<Due>, Refusal> {
    let mut list = Vec::new();
    let township = whole.then_some(dossier.cycle.id);
    for unit in township
        .into_iter()
        .chain(dossier.villages.iter().map(|village| village.id))
    {
        list.extend(
            of_unit(dossier, plans, unit, today)?
                .into_iter()
                .filter(|due| {
                    due.state != StepState::NotApplicable
                        && (due.kind == Kind::RectificationNotice
                            || dossier.in_force(unit, due.kind).next().is_none())
                }),
        );
    }
    Ok(list)
}

/// Whether a paper states what is known now: of a kind with several in force only the last one does, the earlier ones
/// say what was so when they went out.
pub fn states_now(dossier: &Dossier, unit: Uuid, kind: Kind, id: Uuid) -> bool {
    !repeats(kind)
        || dossier
            .in_force(unit, kind)
            .last()
            .is_some_and(|line| line.id == id)
}

/// 一村一包 — the kinds of a village's packet in posting order, the checklist first.
pub fn packet(dossier: &Dossier, plans: &Plans, unit: Uuid) -> Result<Vec<Kind>, Refusal> {
    let mut kinds = vec![Kind::PostingChecklist];
    kinds.extend(occasion::notices(dossier, plans, unit)?);
    Ok(kinds)
}

/// Where a kind stands among the papers of a unit: checklist, notices in posting order, then the rest.
pub fn place(dossier: &Dossier, plans: &Plans, unit: Uuid, kind: Kind) -> (usize, usize) {
    let order = |kinds: &[Kind]| kinds.iter().position(|known| *known == kind);
    let all = order(Kind::ALL).unwrap_or(usize::MAX);
    if kind == Kind::VillagePacketCover {
        return (0, 0);
    }
    if kind == Kind::PostingChecklist {
        return (0, 1);
    }
    let notices = dossier
        .rules(plans, unit)
        .map(notice_kinds)
        .unwrap_or_default();
    match order(&notices) {
        Some(at) if kind.series() == Series::Notice => (1, at),
        _ => (2, all),
    }
}

/// The day printed under a paper that is issued `on`: the planned day of its step while that is still
/// ahead, else `on` itself. Nothing is ever dated back.
pub fn date_of(
    dossier: &Dossier,
    plans: &Plans,
    unit: Uuid,
    kind: Kind,
    on: NaiveDate,
) -> NaiveDate {
    if kind.series() != Series::Notice {
        return on;
    }
    let standing = dossier.standing(plans, unit, on);
    kind.step()
        .and_then(|step| standing.plan.index(step))
        .filter(|index| standing.actuals.day(*index).is_none())
        .and_then(|index| standing.days.steps.get(index))
        .map_or(on, |row| row.suggested.max(on))
}
