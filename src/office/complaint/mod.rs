//! 信访举报 — a register whose list says nothing about people, and whose content only the named
//! handlers can open.
//!
//! Three walls: a role that may not see the register is turned away by its permission; an account
//! that a case is kept from ([`Sight`]) sees neither the case nor a count nor an audit row of it; and
//! what was written is sealed, opened for the handlers only, each time with an audit row.

mod content;
mod correct;
mod export;
mod figures;
mod handlers;
mod progress;
mod register;
mod sight;

pub use content::{Incoming, Opened, Remark, Withdrawn, open};
pub use correct::{TypedCorrection, correct};
pub use export::note_export;
pub use figures::{Figure, Figures, figures};
pub use handlers::{Naming, People, Person, TypedHandlers, candidates, naming, rename};
pub use progress::{TypedAct, act};
pub use register::{NewComplaint, register};
pub use sight::Sight;

use chrono::NaiveDate;
use uuid::Uuid;

use super::{change::Actor, refusal::Refusal};
use crate::{
    law::complaint::{Act, Complaints, Course, Happened, State, course},
    platform::{clock::Clock, seal::Keyring},
    store::{
        Store,
        account::Role,
        complaint as rows,
        entity::{complaint, complaint_event},
        scope::CycleScope,
    },
};

/// The roles that may see the register, and so may be handlers.
pub const REGISTER_ROLES: [Role; 3] = [Role::Clerk, Role::Leader, Role::Supervision];

/// What an audit row calls a case.
pub const OBJECT: &str = "complaint";

/// What the use cases of complaints need.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// Database.
    pub store: &'a Store,
    /// Clock.
    pub clock: &'a dyn Clock,
    /// Keys of sealed content.
    pub keyring: &'a Keyring,
    /// Channels, offices, kinds, deadlines.
    pub table: &'a Complaints,
}

/// 信访件 as the register shows it, with how far it has got.
#[derive(Debug, Clone)]
pub struct Case {
    /// The row.
    pub row: complaint::Model,
    /// What happened to it, in order.
    pub events: Vec<complaint_event::Model>,
    /// How far it has got.
    pub course: Course,
}

impl Case {
    fn new(row: complaint::Model, events: Vec<complaint_event::Model>, table: &Complaints) -> Self {
        let happened: Vec<Happened> = events.iter().filter_map(happened).collect();
        let course = course(row.received_on, &happened, table);
        Self {
            row,
            events,
            course,
        }
    }

    /// Days left until what is due; negative when it is past.
    pub fn days_left(&self, today: NaiveDate) -> Option<i64> {
        self.course
            .due
            .as_ref()
            .map(|due| (due.day - today).num_days())
    }

    /// Whether nothing is left to be done.
    pub fn is_closed(&self) -> bool {
        self.course.state == State::Closed
    }
}

fn happened(row: &complaint_event::Model) -> Option<Happened> {
    Some(Happened {
        act: Act::from_id(&row.act)?,
        day: row.day,
        office: row.office.clone(),
        days: row.days.and_then(|days| u32::try_from(days).ok()),
    })
}

impl Desk<'_> {
    /// The cases a person may see, latest first, and what is kept from the list.
    pub async fn cases(
        &self,
        scope: &CycleScope,
        actor: &Actor,
    ) -> Result<(Vec<Case>, Sight), Refusal> {
        let db = self.store.reader();
        let sight = Sight::of(db, self.keyring, scope, actor).await?;
        let mut events: std::collections::HashMap<Uuid, Vec<complaint_event::Model>> =
            std::collections::HashMap::new();
        for event in rows::events(db, scope).await? {
            events.entry(event.complaint_id).or_default().push(event);
        }
        let cases = rows::list(db, scope)
            .await?
            .into_iter()
            .filter(|row| sight.sees(row.id))
            .map(|row| {
                let events = events.remove(&row.id).unwrap_or_default();
                Case::new(row, events, self.table)
            })
            .collect();
        Ok((cases, sight))
    }

    /// One case, if this person may see it: one that is kept from them does not exist.
    pub async fn case(&self, scope: &CycleScope, actor: &Actor, id: Uuid) -> Result<Case, Refusal> {
        let db = self.store.reader();
        let sight = Sight::of(db, self.keyring, scope, actor).await?;
        if !sight.sees(id) {
            return Err(Refusal::NotFound);
        }
        let row = rows::find(db, scope, id).await?.ok_or(Refusal::NotFound)?;
        let events = rows::events_of(db, id).await?;
        Ok(Case::new(row, events, self.table))
    }

    /// Whether this person handles the case.
    pub async fn handles(&self, actor: &Actor, id: Uuid) -> Result<bool, Refusal> {
        let handlers = rows::handlers(self.store.reader(), id).await?;
        Ok(actor.account_id.is_some_and(|me| handlers.contains(&me)))
    }
}
