//! 卷宗 — everything papers state, read at once: of one village, or of the whole township.
//!
//! It is read with the caller's scope and with whatever connection is given, so that an issue can read
//! it a second time inside its transaction.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::ConnectionTrait;
use serde_json::Value;
use uuid::Uuid;

use super::changes::CHANGES;
use crate::{
    documents::kind::{Kind, Scope},
    law::{Days, Plan, Rules},
    office::{
        refusal::Refusal,
        standing::{Plans, Standing, election_day_of, kind_of},
    },
    store::{
        account, audit,
        entity::{
            cycle as cycle_row, finding, inspection as inspection_row, paper_fact, person,
            rectification, risk_assessment, risk_measure, team, township,
            training_need as training_need_row, village as village_row, voter as voter_row,
            voter_roll,
        },
        inspection, meeting,
        paper::{self, PaperLine},
        people,
        progress::{self, Latest},
        risk,
        scope::CycleScope,
        supervision, training, training_need, village, voter,
    },
};

/// What to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The township and every village in reach.
    Whole,
    /// One unit: a village, or (the cycle's id) the township with all villages.
    Unit(Uuid),
    /// The same as the whole as far as an implementation plan says it: bodies, days, what was typed, papers in force.
    /// No meetings, courses, inspections, rolls: this is read before and after every change of a person or a day.
    Plans,
}

/// 卷宗
#[derive(Debug)]
pub struct Dossier {
    /// 镇
    pub township: township::Model,
    /// 届次
    pub cycle: cycle_row::Model,
    /// 村（社区）, in the township's order.
    pub villages: Vec<village_row::Model>,
    /// 人员
    pub people: Vec<person::Model>,
    /// 工作组
    pub teams: Vec<team::Model>,
    /// Latest record of every step.
    pub latest: Vec<Latest>,
    /// What clerks typed.
    pub facts: Vec<paper_fact::Model>,
    /// Papers issued and void.
    pub papers: Vec<PaperLine>,
    /// Frozen data of the notices in force that changed a list, by their ids.
    pub changes: HashMap<Uuid, Value>,
    /// Rolls imported.
    pub rolls: Vec<voter_roll::Model>,
    /// Voters by village, where [`Dossier::with_voters`] asked for them.
    pub voters: HashMap<Uuid, Vec<voter_row::Model>>,
    /// People who are on two rolls of the cycle.
    pub doubles: Vec<voter::Place>,
    /// Inspections with their findings, latest day first.
    pub inspections: Vec<(inspection_row::Model, Vec<finding::Model>)>,
    /// What became of each finding.
    pub rectifications: HashMap<Uuid, rectification::Model>,
    /// 风险评定, by village and number: the last of a village holds.
    pub assessments: Vec<risk_assessment::Model>,
    /// 一村一策, every version, by measure and number.
    pub measures: Vec<risk_measure::Model>,
    /// 会议 with those asked, latest day first.
    pub meetings: Vec<meeting::Whole>,
    /// 培训班 with those trained, latest day first.
    pub trainings: Vec<training::Whole>,
    /// 应参训人数 that villages have of their own.
    pub needs: Vec<training_need_row::Model>,
    /// The one meeting or course a sheet is printed for; else the next one is taken.
    pub focus: Option<Uuid>,
    /// 审计链头: number and digest of the last event, in dossiers of the township.
    pub audit_head: Option<(i64, String)>,
}

impl Dossier {
    /// Reads it. A unit out of reach is not found.
    pub async fn read<C: ConnectionTrait>(
        db: &C,
        scope: &CycleScope,
        reach: Reach,
    ) -> Result<Self, Refusal> {
        let cycle = scope.cycle().clone();
        // The scope may be older than this connection's view: days are taken from the row as it is now.
        let cycle = crate::store::cycle::by_id(db, cycle.id)
            .await?
            .ok_or(Refusal::NotFound)?;
        let township = account::township(db, cycle.township_id)
            .await?
            .ok_or(Refusal::NotFound)?;
        let people = people::list(db, scope).await?;
        let teams = people::teams(db, scope).await?;
        let rectified = |rows: Vec<rectification::Model>| -> HashMap<Uuid, rectification::Model> {
            rows.into_iter().map(|row| (row.finding_id, row)).collect()
        };
        let of_township = match reach {
            Reach::Whole | Reach::Plans => true,
            Reach::Unit(id) => {
                scope.is_whole()
                    && (id == cycle.id
                        || people.iter().any(|person| person.id == id)
                        // The letter of somebody who is no longer in the list.
                        || (village::find(db, scope, id).await?.is_none()
                            && !paper::list(db, scope, Some(id)).await?.is_empty()))
            }
        };
        match reach {
            Reach::Unit(id) if !of_township => {
                let found = village::find(db, scope, id)
                    .await?
                    .ok_or(Refusal::NotFound)?;
                let mut papers = paper::list(db, scope, Some(id)).await?;
                // The township's own papers are cited by number.
                papers.extend(paper::list(db, scope, Some(cycle.id)).await?);
                let inspections =
                    with_findings(db, inspection::of_village(db, scope, id).await?).await?;
                let ids: Vec<Uuid> = inspections.iter().map(|(row, _)| row.id).collect();
                Ok(Self {
                    rectifications: rectified(
                        supervision::of_inspections(db, scope, Some(&ids)).await?,
                    ),
                    latest: folded(progress::of_unit(db, scope, id).await?),
                    facts: paper::facts_of(db, scope, id).await?,
                    rolls: voter::roll(db, scope, id).await?.into_iter().collect(),
                    doubles: voter::doubles(db, scope).await?,
                    inspections,
                    assessments: risk::assessments_of(db, scope, id).await?,
                    measures: risk::measures_of(db, scope, id).await?,
                    meetings: meeting::of_unit(db, scope, id).await?,
                    trainings: training::of_village(db, scope, id).await?,
                    needs: training_need::of_village(db, scope, id)
                        .await?
                        .into_iter()
                        .collect(),
                    focus: None,
                    voters: HashMap::new(),
                    changes: changes(db, scope, &papers).await?,
                    audit_head: None,
                    villages: vec![found],
                    papers,
                    township,
                    cycle,
                    people,
                    teams,
                })
            }
            Reach::Plans => Ok(Self {
                villages: village::list(db, scope).await?,
                latest: progress::latest(db, scope).await?,
                facts: paper::facts_of_cycle(db, scope).await?,
                papers: paper::list(db, scope, None).await?,
                people,
                teams,
                ..Self::empty(township, cycle)
            }),
            Reach::Whole | Reach::Unit(_) => {
                let papers = paper::list(db, scope, None).await?;
                Ok(Self {
                    villages: village::list(db, scope).await?,
                    latest: progress::latest(db, scope).await?,
                    facts: paper::facts_of_cycle(db, scope).await?,
                    changes: changes(db, scope, &papers).await?,
                    papers,
                    rolls: voter::rolls(db, scope).await?,
                    doubles: voter::doubles(db, scope).await?,
                    inspections: with_findings(db, inspection::list(db, scope).await?).await?,
                    assessments: risk::assessments(db, scope).await?,
                    measures: risk::measures(db, scope).await?,
                    rectifications: rectified(supervision::of_inspections(db, scope, None).await?),
                    meetings: meeting::whole(db, scope).await?,
                    trainings: training::whole(db, scope).await?,
                    needs: training_need::list(db, scope).await?,
                    focus: None,
                    voters: HashMap::new(),
                    audit_head: audit::head(db)
                        .await
                        .map(|head| Some((head.seq, head.hash)))?,
                    township,
                    cycle,
                    people,
                    teams,
                })
            }
        }
    }

    /// One of which nothing is read yet but whose it is.
    pub(super) fn empty(township: township::Model, cycle: cycle_row::Model) -> Self {
        Self {
            township,
            cycle,
            villages: Vec::new(),
            people: Vec::new(),
            teams: Vec::new(),
            latest: Vec::new(),
            facts: Vec::new(),
            papers: Vec::new(),
            changes: HashMap::new(),
            rolls: Vec::new(),
            voters: HashMap::new(),
            doubles: Vec::new(),
            inspections: Vec::new(),
            rectifications: HashMap::new(),
            assessments: Vec::new(),
            measures: Vec::new(),
            meetings: Vec::new(),
            trainings: Vec::new(),
            needs: Vec::new(),
            focus: None,
            audit_head: None,
        }
    }

    /// Adds the names of the voters of some villages.
    pub async fn with_voters<C: ConnectionTrait>(
        mut self,
        db: &C,
        scope: &CycleScope,
        villages: &[Uuid],
    ) -> Result<Self, Refusal> {
        for id in villages {
            if self.rolls.iter().any(|roll| roll.village_id == *id) && !self.voters.contains_key(id)
            {
                self.voters.insert(*id, voter::list(db, scope, *id).await?);
            }
        }
        Ok(self)
    }

    /// The names of the voters of these villages and of no others: what a long print needs for its next papers.
    pub async fn turn_to_voters<C: ConnectionTrait>(
        &mut self,
        db: &C,
        scope: &CycleScope,
        villages: &[Uuid],
    ) -> Result<(), Refusal> {
        self.voters.retain(|id, _| villages.contains(id));
        for id in villages {
            if self.rolls.iter().any(|roll| roll.village_id == *id) && !self.voters.contains_key(id)
            {
                self.voters.insert(*id, voter::list(db, scope, *id).await?);
            }
        }
        Ok(())
    }

    /// A village of it.
    pub fn village(&self, id: Uuid) -> Option<&village_row::Model> {
        self.villages.iter().find(|village| village.id == id)
    }

    /// 挂钩领导 — a person of the cycle, for the papers that are one's own.
    pub fn person(&self, id: Uuid) -> Option<&person::Model> {
        self.people.iter().find(|person| person.id == id)
    }

    /// The leaders who are linked with a village, in the order of rank.
    pub fn linked_leaders(&self) -> impl Iterator<Item = &person::Model> {
        self.people.iter().filter(|person| {
            self.villages
                .iter()
                .any(|village| village.leader_id == Some(person.id))
        })
    }

    /// For whom the township makes a paper of this kind: for itself, or for each linked leader.
    pub fn township_units(&self, kind: Kind) -> Vec<Uuid> {
        match kind.scope() {
            Scope::Township => vec![self.cycle.id],
            Scope::Village if kind.has_leaders_form() => {
                self.linked_leaders().map(|person| person.id).collect()
            }
            Scope::Village => Vec::new(),
        }
    }

    /// The unit's name: a village's, a leader's, or the township's.
    pub fn unit_name(&self, id: Uuid) -> &str {
        let village = self.village(id).map(|village| village.name.as_str());
        village
            .or_else(|| self.person(id).map(|person| person.name.as_str()))
            .unwrap_or(self.township.name.as_str())
    }

    /// Whether a kind is made for this unit at all.
    pub fn fits(&self, unit: Uuid, kind: Kind) -> bool {
        match kind.scope() {
            Scope::Township => {
                unit == self.cycle.id || (kind.has_unit_form() && self.village(unit).is_some())
            }
            Scope::Village => {
                self.village(unit).is_some()
                    || (kind.has_leaders_form()
                        && (unit == self.cycle.id
                            || self.person(unit).is_some()
                            // Who was taken out of the list still has the letter that was issued.
                            || self.in_force(unit, kind).next().is_some()))
            }
        }
    }

    /// Whether a paper is in the form that its kind has besides: a unit's own of a township paper, the leaders' of
    /// one for each unit. Nothing is typed for it on the form page.
    pub fn is_other_form(&self, unit: Uuid, kind: Kind) -> bool {
        let own = self.village(unit).is_some();
        (kind.has_unit_form() && own) || (kind.has_leaders_form() && !own)
    }

    /// The rules of a unit; the township reads those of its villages.
    pub fn rules<'p>(&self, plans: &'p Plans, unit: Uuid) -> Result<&'p Rules, Refusal> {
        let found = match self.village(unit) {
            Some(village) => plans.pack.rules(kind_of(village)),
            None => plans.pack.main_rules().map(|(_, rules)| rules),
        };
        found.ok_or_else(|| Refusal::Inside("pack without rules".to_owned()))
    }

    /// Where a unit stands.
    pub fn standing<'p>(&self, plans: &'p Plans, unit: Uuid, today: NaiveDate) -> Standing<'p> {
        match self.village(unit) {
            Some(village) => Standing::of_village(plans, &self.cycle, village, &self.latest, today),
            None => Standing::of_township(plans, &self.cycle, &self.latest, today),
        }
    }

    /// The days of a unit as a paper of `kind`, put up on `dated`, states them: its own step counts as
    /// done on the recorded day, else on the planned one or, when that has passed, on `dated`.
    pub fn days<'p>(
        &self,
        plans: &'p Plans,
        unit: Uuid,
        kind: Kind,
        dated: NaiveDate,
    ) -> (&'p Plan, Days, Option<NaiveDate>) {
        let standing = self.standing(plans, unit, dated);
        let plan = standing.plan;
        let own = kind.step().and_then(|step| plan.index(step));
        let Some(own) = own else {
            return (plan, standing.days, None);
        };
        if standing.actuals.day(own).is_some() {
            let day = standing.actuals.day(own);
            return (plan, standing.days, day);
        }
        let planned = standing
            .days
            .steps
            .get(own)
            .map_or(dated, |row| row.suggested);
        let day = planned.max(dated);
        let recorded = self
            .latest
            .iter()
            .filter(|row| row.unit_id == unit && row.act == progress::DONE)
            .filter_map(|row| Some((row.step.as_str(), row.day?)))
            .filter(|(step, _)| plan.index(step).is_some())
            .chain(kind.step().map(|step| (step, day)));
        let actuals = plan.actuals(recorded).unwrap_or_default();
        let days = plan.days(standing.fixed_election_day, &actuals);
        (plan, days, Some(day))
    }

    /// The recorded day of a step.
    pub fn recorded(&self, unit: Uuid, step: &str) -> Option<NaiveDate> {
        self.latest
            .iter()
            .find(|row| row.unit_id == unit && row.step == step && row.act == progress::DONE)
            .and_then(|row| row.day)
    }

    /// The election day of a village: recorded, its own, or the township's.
    pub fn election_day(&self, village: &village_row::Model) -> NaiveDate {
        self.recorded(village.id, crate::law::POLLING)
            .unwrap_or_else(|| election_day_of(&self.cycle, village))
    }

    /// The papers of a kind that are in force for a unit, oldest first.
    pub fn in_force(&self, unit: Uuid, kind: Kind) -> impl Iterator<Item = &PaperLine> {
        self.papers.iter().filter(move |line| {
            line.unit_id == unit && line.kind == kind.id() && line.state == paper::ISSUED
        })
    }

    /// What a clerk typed for a kind, if the form was ever saved: the facts and their version.
    pub fn typed(&self, unit: Uuid, kind: Kind) -> Option<(Value, i32)> {
        let row = self
            .facts
            .iter()
            .find(|row| row.unit_id == unit && row.kind == kind.id())?;
        Some((serde_json::from_str(&row.facts).ok()?, row.version))
    }

    /// The assessment of a village that holds.
    pub fn assessment(&self, village: Uuid) -> Option<&risk_assessment::Model> {
        self.assessments
            .iter()
            .rfind(|row| row.village_id == village)
    }

    /// What a rectification notice to a village says now: the findings of the inspections recorded since
    /// the last such notice — two teams may have been there on one day —, and where there are none those
    /// the last notice told, else those of the latest inspection that found something. What was withdrawn is not told.
    pub fn wanting(&self, village: Uuid) -> Option<Wanting<'_>> {
        let mut notices: Vec<DateTime<Utc>> = self
            .in_force(village, Kind::RectificationNotice)
            .map(|line| line.issued_at)
            .collect();
        notices.sort_unstable();
        let told_at = notices.pop();
        let found: Vec<Visited<'_>> = self
            .inspections
            .iter()
            .filter(|(row, _)| row.village_id == village)
            .filter_map(|(row, findings)| {
                let left: Vec<&finding::Model> = findings
                    .iter()
                    .filter(|found| !self.is_withdrawn(found.id))
                    .collect();
                (!left.is_empty()).then_some((row, left))
            })
            .collect();
        let untold: Vec<Visited<'_>> = found
            .iter()
            .filter(|(row, _)| told_at.is_none_or(|at| row.recorded_at > at))
            // What is settled already needs no notice.
            .filter(|(_, left)| left.iter().any(|found| !self.is_settled(found.id)))
            .cloned()
            .collect();
        if untold.is_empty() {
            // All that the last notice told stays together, so that it is not out of date by itself.
            let before = notices.pop();
            let together: Vec<Visited<'_>> = found
                .iter()
                .filter(|(row, _)| told_at.is_some_and(|at| row.recorded_at <= at))
                .filter(|(row, _)| before.is_none_or(|at| row.recorded_at > at))
                .cloned()
                .collect();
            let visits = if together.is_empty() {
                vec![found.into_iter().next()?]
            } else {
                together
            };
            return Some(Wanting { visits, told: true });
        }
        Some(Wanting {
            visits: untold,
            told: false,
        })
    }

    /// 已撤销
    pub fn is_withdrawn(&self, finding: Uuid) -> bool {
        self.rectifications
            .get(&finding)
            .is_some_and(|row| row.state == supervision::WITHDRAWN)
    }

    /// Whether a finding wants nothing more.
    pub fn is_settled(&self, finding: Uuid) -> bool {
        self.rectifications
            .get(&finding)
            .is_some_and(|row| !supervision::OPEN.contains(&row.state.as_str()))
    }

    /// 销号的日期
    pub fn closed_on(&self, finding: Uuid) -> Option<NaiveDate> {
        self.rectifications
            .get(&finding)
            .filter(|row| row.state == supervision::CLOSED)
            .and_then(|row| row.closed_on)
    }

    /// 整改期限 as it stands now: set by the inspectors, or moved since.
    pub fn due_of(&self, found: &finding::Model) -> Option<NaiveDate> {
        self.rectifications
            .get(&found.id)
            .and_then(|row| row.due)
            .or(found.deadline)
    }

    /// The serious findings of a village not yet settled, with what they touch: kinds of paper, none for all.
    pub fn serious(&self, village: Uuid) -> Vec<(&finding::Model, &rectification::Model)> {
        self.inspections
            .iter()
            .filter(|(row, _)| row.village_id == village)
            .flat_map(|(_, findings)| findings)
            .filter_map(|found| Some((found, self.rectifications.get(&found.id)?)))
            .filter(|(found, row)| row.gravity == "serious" && !self.is_settled(found.id))
            .collect()
    }
}

/// An inspection with its findings that still count.
pub type Visited<'d> = (&'d inspection_row::Model, Vec<&'d finding::Model>);

/// What a village is to be told.
#[derive(Debug)]
pub struct Wanting<'d> {
    /// Latest day first; never empty.
    pub visits: Vec<Visited<'d>>,
    /// Whether a notice says it already.
    pub told: bool,
}

impl<'d> Wanting<'d> {
    /// The latest of the inspections.
    pub fn latest(&self) -> Option<&'d inspection_row::Model> {
        self.visits.first().map(|(row, _)| *row)
    }

    /// All findings, the earliest inspection's first.
    pub fn findings(&self) -> impl Iterator<Item = &'d finding::Model> {
        self.visits
            .iter()
            .rev()
            .flat_map(|(_, findings)| findings.iter().copied())
    }
}

/// The frozen data of the notices in force that changed a list. Most cycles have none: nothing is read then.
pub(super) async fn changes<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    papers: &[PaperLine],
) -> Result<HashMap<Uuid, Value>, Refusal> {
    let ids: Vec<Uuid> = papers
        .iter()
        .filter(|line| line.state == paper::ISSUED)
        .filter(|line| CHANGES.iter().any(|kind| kind.id() == line.kind))
        .map(|line| line.id)
        .collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(paper::data_of(db, scope, &ids)
        .await?
        .into_iter()
        .filter_map(|(id, data)| Some((id, serde_json::from_str(&data).ok()?)))
        .collect())
}

/// The latest record of every step from all records of a unit (by step and order).
fn folded(records: Vec<crate::store::entity::step_record::Model>) -> Vec<Latest> {
    let mut latest: Vec<Latest> = Vec::new();
    for row in records {
        let row = Latest {
            unit_id: row.unit_id,
            step: row.step,
            seq: row.seq,
            act: row.act,
            day: row.day,
            late_explanation: row.late_explanation,
        };
        match latest.last_mut() {
            Some(last) if last.step == row.step => *last = row,
            _ => latest.push(row),
        }
    }
    latest
}

async fn with_findings<C: ConnectionTrait>(
    db: &C,
    rows: Vec<inspection_row::Model>,
) -> Result<Vec<(inspection_row::Model, Vec<finding::Model>)>, Refusal> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut by_visit: HashMap<Uuid, Vec<finding::Model>> = HashMap::new();
    for found in inspection::findings(db, &ids).await? {
        by_visit.entry(found.inspection_id).or_default().push(found);
    }
    Ok(rows
        .into_iter()
        .map(|row| {
            let findings = by_visit.remove(&row.id).unwrap_or_default();
            (row, findings)
        })
        .collect())
}
