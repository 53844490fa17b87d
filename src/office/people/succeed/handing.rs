//! 移交 — what hangs on a person, handed over in one change.

use uuid::Uuid;

use super::super::teams::head_of;
use crate::{
    office::{
        change::Change,
        event::Event,
        incoming as office_incoming,
        refusal::{Conflict, Refusal},
    },
    store::{
        Store, audit,
        entity::{incoming_paper, person, risk_measure, team},
        incoming,
        organisation::{self, Written},
        risk,
        scope::CycleScope,
        village,
    },
};

/// What the change writes, one kind after another.
pub(super) struct Handing<'c, 'a> {
    pub(super) store: &'c Store,
    pub(super) change: &'c mut Change<'a>,
    pub(super) scope: &'c CycleScope,
    pub(super) old: &'c person::Model,
    pub(super) next: &'c person::Model,
}

impl Handing<'_, '_> {
    pub(super) async fn conflict(
        &self,
        what: &'static str,
        id: Uuid,
        name: &str,
    ) -> Result<Refusal, Refusal> {
        let event = audit::last_of_object(self.store.reader(), what, &id.to_string()).await?;
        Ok(Refusal::Conflict(Conflict::from_event(name, event)))
    }

    pub(super) async fn villages(&mut self) -> Result<usize, Refusal> {
        let mut count = 0;
        for mut row in village::list(self.change.tx(), self.scope).await? {
            if row.leader_id != Some(self.old.id) {
                continue;
            }
            count += 1;
            row.leader_id = Some(self.next.id);
            let (id, name) = (row.id, row.name.clone());
            if !village::update(self.change.tx(), self.scope, row).await? {
                return Err(self.conflict("village", id, &name).await?);
            }
            self.change
                .audit(Event::AssignmentChanged)
                .object("village", id)
                .cycle(self.scope.cycle_id())
                .village(id)
                .summary(format!(
                    "{name} 挂钩领导 {} → {}",
                    self.old.name, self.next.name
                ));
        }
        Ok(count)
    }

    /// The teams the one who goes led, and those the one who comes led elsewhere.
    pub(super) async fn heads(
        &mut self,
        teams: &[team::Model],
        everyone: &[person::Model],
        left: Option<Uuid>,
    ) -> Result<Vec<String>, Refusal> {
        let mut notes = Vec::new();
        for team in teams {
            let head = head_of(team, everyone).map(|head| head.id);
            let new_head = if head == Some(self.old.id) {
                Some(self.next.id)
            } else if head == Some(self.next.id) && left == Some(team.id) {
                notes.push(format!("请另定{}的组长。", team.name));
                None
            } else {
                continue;
            };
            let moved = team::Model {
                head_id: new_head,
                ..team.clone()
            };
            if organisation::update_team(self.change.tx(), self.scope, moved).await?
                != Written::Done
            {
                return Err(self.conflict("team", team.id, &team.name).await?);
            }
            let (before, after) = match new_head {
                Some(_) => (self.old.name.as_str(), self.next.name.as_str()),
                None => (self.next.name.as_str(), "（未定）"),
            };
            self.change
                .audit(Event::TeamChanged)
                .object("team", team.id)
                .cycle(self.scope.cycle_id())
                .summary(format!("{} 组长 {before} → {after}", team.name));
        }
        Ok(notes)
    }

    pub(super) async fn measures(&mut self) -> Result<usize, Refusal> {
        let versions = risk::measures(self.change.tx(), self.scope).await?;
        let mine: Vec<risk_measure::Model> = risk::current(&versions)
            .into_iter()
            .filter(|row| row.owner_id == Some(self.old.id) && row.state == risk::OPEN)
            .cloned()
            .collect();
        let count = mine.len();
        for row in mine {
            let measure_id = row.measure_id;
            let next = risk_measure::Model {
                id: Uuid::now_v7(),
                seq: row.seq + 1,
                owner_id: Some(self.next.id),
                owner_name: self.next.name.clone(),
                recorded_by: self.change.actor().id(),
                recorded_by_name: self.change.actor().name.clone(),
                recorded_at: self.change.at(),
                ..row
            };
            if !risk::put_measure(self.change.tx(), next).await? {
                return Err(self
                    .conflict("measure", measure_id, "一村一策的措施")
                    .await?);
            }
            self.change
                .audit(Event::MeasureChanged)
                .object("measure", measure_id)
                .cycle(self.scope.cycle_id())
                .summary(format!(
                    "一村一策措施的责任人 {} → {}",
                    self.old.name, self.next.name
                ));
        }
        Ok(count)
    }

    /// The papers received that nobody has dealt with yet.
    pub(super) async fn incoming(&mut self) -> Result<usize, Refusal> {
        let mut count = 0;
        for row in incoming::open(self.change.tx(), self.scope).await? {
            if row.handler_id != Some(self.old.id) {
                continue;
            }
            count += 1;
            let (id, name) = (row.id, office_incoming::called(&row));
            let next = incoming_paper::Model {
                handler_id: Some(self.next.id),
                handler_name: self.next.name.clone(),
                ..row
            };
            if !incoming::update(self.change.tx(), self.scope, next).await? {
                return Err(self.conflict("incoming", id, &name).await?);
            }
            self.change
                .audit(Event::IncomingChanged)
                .object("incoming", id)
                .cycle(self.scope.cycle_id())
                .summary(format!(
                    "{name}的承办人 {} → {}",
                    self.old.name, self.next.name
                ));
        }
        Ok(count)
    }
}
