//! 一次办理 — one change: a transaction, the form key that makes a second click harmless, and the
//! audit rows that go in with it.
//!
//! ```text
//! let mut change = match Change::begin(&app, &actor, key).await? { Begun::Fresh(c) => c, Begun::Again(location) => … };
//! …queries on change.tx()…
//! change.audit(Event::StepRecorded).object("step", id).summary("…");
//! change.commit("/c/…").await?
//! ```
//! A change that is dropped is rolled back. A change without an audit row cannot be committed.

use chrono::{DateTime, Utc};
use sea_orm::DatabaseTransaction;
use serde::Serialize;
use uuid::Uuid;

use super::{event::Event, refusal::Refusal};
use crate::{
    platform::clock::Clock,
    store::{
        Store,
        account::{self, Role},
        audit,
    },
};

/// 办理人 — who does it, from where.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Account; `None` for the operator at the machine and for visitors signing in.
    pub account_id: Option<Uuid>,
    /// Name shown.
    pub name: String,
    /// Role; `None` as above.
    pub role: Option<Role>,
    /// Township of the account.
    pub township_id: Option<Uuid>,
    /// Network address.
    pub address: String,
}

impl Actor {
    /// 命令行 — the operator at the machine.
    pub fn operator() -> Self {
        Self {
            account_id: None,
            name: "命令行".to_owned(),
            role: None,
            township_id: None,
            address: "本机".to_owned(),
        }
    }

    /// The account's id, nil for the operator.
    pub fn id(&self) -> Uuid {
        self.account_id.unwrap_or_default()
    }
}

/// What [`Change::begin`] found.
#[must_use]
pub enum Begun<'a> {
    /// Nobody sent this form yet.
    Fresh(Change<'a>),
    /// It was sent before and led here: nothing is done twice.
    Again(String),
}

/// An open change.
pub struct Change<'a> {
    tx: DatabaseTransaction,
    actor: &'a Actor,
    key: Option<String>,
    at: DateTime<Utc>,
    entries: Vec<audit::Entry>,
}

impl<'a> Change<'a> {
    /// Opens a change for a form with its key. The key is claimed inside the transaction.
    pub async fn begin(
        store: &Store,
        clock: &dyn Clock,
        actor: &'a Actor,
        key: &str,
    ) -> Result<Begun<'a>, Refusal> {
        if key.is_empty() || key.len() > 64 {
            return Err(Refusal::FormKey);
        }
        // Keys are the account's own: another person's key means nothing here.
        let key = format!("{}:{key}", actor.id());
        let at = clock.now();
        let tx = store.begin().await?;
        if !account::claim_form(&tx, &key, actor.account_id, at).await? {
            let earlier = account::submitted(&tx, &key).await?;
            tx.rollback().await?;
            return Ok(Begun::Again(
                earlier.map_or_else(|| "/".to_owned(), |row| row.location),
            ));
        }
        Ok(Begun::Fresh(Self {
            tx,
            actor,
            key: Some(key),
            at,
            entries: Vec::new(),
        }))
    }

    /// Opens a change that no form sent: command line, batch worker.
    pub async fn unkeyed(
        store: &Store,
        clock: &dyn Clock,
        actor: &'a Actor,
    ) -> Result<Self, Refusal> {
        let at = clock.now();
        Ok(Self {
            tx: store.begin().await?,
            actor,
            key: None,
            at,
            entries: Vec::new(),
        })
    }

    /// The transaction.
    pub fn tx(&self) -> &DatabaseTransaction {
        &self.tx
    }

    /// The moment of the change.
    pub fn at(&self) -> DateTime<Utc> {
        self.at
    }

    /// Who does it.
    pub fn actor(&self) -> &Actor {
        self.actor
    }

    /// Adds an audit row; say the rest with the methods of the answer.
    pub fn audit(&mut self, event: Event) -> AuditRow<'_> {
        let index = self.entries.len();
        self.entries.push(audit::Entry {
            actor_id: self.actor.account_id,
            actor_name: self.actor.name.clone(),
            actor_role: self.actor.role.map_or("operator", Role::id).to_owned(),
            address: self.actor.address.clone(),
            township_id: self.actor.township_id,
            cycle_id: None,
            village_id: None,
            event: event.code(),
            object_kind: "",
            object_id: String::new(),
            summary: event.name().to_owned(),
            before: None,
            after: None,
            reason: None,
        });
        AuditRow {
            entries: &mut self.entries,
            index,
        }
    }

    /// Writes the audit rows and commits; `location` is where a repeated form will be sent.
    pub async fn commit(self, location: &str) -> Result<(), Refusal> {
        if self.entries.is_empty() {
            return Err(Refusal::Unaudited);
        }
        audit::append(&self.tx, self.at, self.entries).await?;
        if let Some(key) = &self.key {
            account::settle_form(&self.tx, key, location).await?;
        }
        self.tx.commit().await?;
        Ok(())
    }
}

/// An audit row being written.
pub struct AuditRow<'c> {
    entries: &'c mut Vec<audit::Entry>,
    index: usize,
}

#[allow(clippy::return_self_not_must_use)] // each call writes into the change; the chain may end anywhere
impl AuditRow<'_> {
    fn set(self, change: impl FnOnce(&mut audit::Entry)) -> Self {
        if let Some(entry) = self.entries.get_mut(self.index) {
            change(entry);
        }
        self
    }

    /// What was changed.
    pub fn object(self, kind: &'static str, id: impl ToString) -> Self {
        self.set(|entry| {
            entry.object_kind = kind;
            entry.object_id = id.to_string();
        })
    }

    /// The cycle it belongs to.
    pub fn cycle(self, id: Uuid) -> Self {
        self.set(|entry| entry.cycle_id = Some(id))
    }

    /// The village it belongs to.
    pub fn village(self, id: Uuid) -> Self {
        self.set(|entry| entry.village_id = Some(id))
    }

    /// The township, when the actor has none yet (first set-up).
    pub fn township(self, id: Uuid) -> Self {
        self.set(|entry| entry.township_id = Some(id))
    }

    /// One Chinese sentence for lists: «记录 下前村 推选选委会 完成». Never an ID number or phone.
    pub fn summary(self, text: impl Into<String>) -> Self {
        self.set(|entry| entry.summary = text.into())
    }

    /// The values before.
    pub fn before(self, value: &impl Serialize) -> Self {
        self.set(|entry| entry.before = serde_json::to_string(value).ok())
    }

    /// The values before, where there were any.
    pub fn before_if(self, value: Option<&impl Serialize>) -> Self {
        match value {
            Some(value) => self.before(value),
            None => self,
        }
    }

    /// The values after.
    pub fn after(self, value: &impl Serialize) -> Self {
        self.set(|entry| entry.after = serde_json::to_string(value).ok())
    }

    /// The reason, where one was asked for.
    pub fn reason_if(self, text: Option<&str>) -> Self {
        match text {
            Some(text) => self.reason(text),
            None => self,
        }
    }

    /// The reason the person gave.
    pub fn reason(self, text: impl Into<String>) -> Self {
        self.set(|entry| entry.reason = Some(text.into()))
    }
}
