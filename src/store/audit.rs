//! 审计记录 — append-only rows, each hashed with the one before it.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::{
    entity::{audit_event, audit_head},
    scope::CycleScope,
};
use crate::platform::secret;

/// What is to be written, before it has its place in the chain.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Who.
    pub actor_id: Option<Uuid>,
    /// Their name as it was.
    pub actor_name: String,
    /// Their role as it was.
    pub actor_role: String,
    /// Network address.
    pub address: String,
    /// Where it belongs.
    pub township_id: Option<Uuid>,
    /// Where it belongs.
    pub cycle_id: Option<Uuid>,
    /// Where it belongs.
    pub village_id: Option<Uuid>,
    /// Code of the event.
    pub event: &'static str,
    /// Kind of the object changed.
    pub object_kind: &'static str,
    /// Its id.
    pub object_id: String,
    /// One Chinese sentence for the list of events.
    pub summary: String,
    /// JSON before the change.
    pub before: Option<String>,
    /// JSON after it.
    pub after: Option<String>,
    /// Reason given by the person.
    pub reason: Option<String>,
}

/// Appends entries in order, in the caller's transaction; returns the new head's sequence number.
pub async fn append(
    tx: &DatabaseTransaction,
    at: DateTime<Utc>,
    entries: Vec<Entry>,
) -> Result<i64, DbErr> {
    let at = to_micros(at);
    // Taking the head for update orders the writers of PostgreSQL; SQLite has one writer anyway.
    let head = audit_head::Entity::find_by_id(1)
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or_else(|| DbErr::RecordNotFound("audit head".into()))?;
    let (mut seq, mut prev) = (head.seq, head.hash);
    let mut rows = Vec::with_capacity(entries.len());
    for entry in entries {
        seq += 1;
        let mut model = audit_event::Model {
            seq,
            at,
            actor_id: entry.actor_id,
            actor_name: entry.actor_name,
            actor_role: entry.actor_role,
            address: entry.address,
            township_id: entry.township_id,
            cycle_id: entry.cycle_id,
            village_id: entry.village_id,
            event: entry.event.to_owned(),
            object_kind: entry.object_kind.to_owned(),
            object_id: entry.object_id,
            summary: entry.summary,
            before: entry.before,
            after: entry.after,
            reason: entry.reason,
            prev_hash: prev.clone(),
            hash: String::new(),
        };
        model.hash = chain_hash(&model);
        prev.clone_from(&model.hash);
        rows.push(audit_event::ActiveModel::from(model));
    }
    if rows.is_empty() {
        return Ok(seq);
    }
    audit_event::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await?;
    audit_head::Entity::update(audit_head::ActiveModel {
        id: Set(1),
        seq: Set(seq),
        hash: Set(prev),
    })
    .exec(tx)
    .await?;
    Ok(seq)
}

/// PostgreSQL keeps microseconds; what is hashed must be what is read back.
fn to_micros(at: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(at.timestamp_micros()).unwrap_or(at)
}

/// The hash of a row over everything in it but the hash itself.
fn chain_hash(row: &audit_event::Model) -> String {
    let canonical = serde_json::json!([
        row.seq,
        row.at.timestamp_micros(),
        row.actor_id,
        row.actor_name,
        row.actor_role,
        row.address,
        row.township_id,
        row.cycle_id,
        row.village_id,
        row.event,
        row.object_kind,
        row.object_id,
        row.summary,
        row.before,
        row.after,
        row.reason,
        row.prev_hash,
    ]);
    secret::sha256(canonical.to_string().as_bytes())
}

/// Result of reading the whole chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChainState {
    /// Every row follows from the one before; number of rows and head.
    Whole {
        /// Rows read.
        rows: i64,
        /// Hash of the last.
        head: String,
    },
    /// The first row that does not fit.
    Broken {
        /// Its number.
        seq: i64,
    },
}

/// 链头 — number and digest of the last event; the daily report prints it, so that paper outside the machine says
/// what the records were.
pub async fn head<C: ConnectionTrait>(db: &C) -> Result<audit_head::Model, DbErr> {
    audit_head::Entity::find_by_id(1)
        .one(db)
        .await?
        .ok_or_else(|| DbErr::RecordNotFound("audit head".into()))
}

/// Verifies the whole chain, a thousand rows at a time, while others go on writing.
pub async fn verify<C: ConnectionTrait>(db: &C) -> Result<ChainState, DbErr> {
    let mut known = head(db).await?;
    let (mut seq, mut prev) = (0_i64, "sha256:0".to_owned());
    loop {
        let rows = audit_event::Entity::find()
            .filter(audit_event::COLUMN.seq.gt(seq))
            .order_by_asc(audit_event::Column::Seq)
            .limit(1000)
            .all(db)
            .await?;
        if rows.is_empty() {
            // Rows written since the head was read have moved the head with them.
            let now = head(db).await?;
            if now == known {
                break;
            }
            known = now;
            continue;
        }
        for row in rows {
            if row.seq != seq + 1 || row.prev_hash != prev || row.hash != chain_hash(&row) {
                return Ok(ChainState::Broken { seq: seq + 1 });
            }
            seq = row.seq;
            prev = row.hash;
        }
    }
    if known.seq == seq && known.hash == prev {
        Ok(ChainState::Whole {
            rows: seq,
            head: prev,
        })
    } else {
        Ok(ChainState::Broken { seq: seq + 1 })
    }
}

/// Which part of the list of events a page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Place {
    /// The newest.
    #[default]
    Newest,
    /// Those older than a number.
    Before(i64),
    /// Those next newer than a number.
    After(i64),
}

/// Kind of the objects whose events only those may see who may see the object.
const CONFIDENTIAL: &str = "complaint";

/// Events on complaints (信访举报). Lists leave them out unless the reader's sight was asked.
#[derive(Debug, Clone, Default)]
pub enum Confidential {
    /// None of them.
    #[default]
    LeftOut,
    /// All but those on these complaints.
    Except(Vec<Uuid>),
}

impl Confidential {
    fn condition(&self) -> Condition {
        let open = audit_event::COLUMN.object_kind.ne(CONFIDENTIAL);
        match self {
            Self::LeftOut => Condition::all().add(open),
            Self::Except(hidden) => Condition::any().add(open).add(
                audit_event::COLUMN
                    .object_id
                    .is_not_in(hidden.iter().map(ToString::to_string)),
            ),
        }
    }
}

/// What of a cycle's events is asked for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Of one village.
    pub village: Option<Uuid>,
    /// Of one kind, by code.
    pub event: Option<&'static str>,
    /// Where in the list.
    pub place: Place,
    /// Which events on complaints.
    pub confidential: Confidential,
}

/// A page of a cycle's events, newest first.
#[derive(Debug, Clone, Default)]
pub struct EventPage {
    /// The events.
    pub rows: Vec<audit_event::Model>,
    /// Whether there are newer ones.
    pub newer: bool,
    /// Whether there are older ones.
    pub older: bool,
}

/// Reads a page of events within the caller's reach.
pub async fn page<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    wanted: &Wanted,
    limit: usize,
) -> Result<EventPage, DbErr> {
    let mut query = scope.rows::<audit_event::Entity>();
    query = query.filter(wanted.confidential.condition());
    if let Some(village) = wanted.village {
        query = query.filter(audit_event::COLUMN.village_id.eq(village));
    }
    if let Some(event) = wanted.event {
        query = query.filter(audit_event::COLUMN.event.eq(event));
    }
    query = match wanted.place {
        Place::Newest => query.order_by_desc(audit_event::Column::Seq),
        Place::Before(seq) => query
            .filter(audit_event::COLUMN.seq.lt(seq))
            .order_by_desc(audit_event::Column::Seq),
        Place::After(seq) => query
            .filter(audit_event::COLUMN.seq.gt(seq))
            .order_by_asc(audit_event::Column::Seq),
    };
    // One more than shown tells whether there is another page.
    let asked = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let mut rows = query.limit(asked).all(db).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let (newer, older) = match wanted.place {
        Place::Newest => (false, more),
        Place::Before(_) => (true, more),
        Place::After(_) => {
            rows.reverse();
            (more, true)
        }
    };
    Ok(EventPage { rows, newer, older })
}

/// The latest events on an account, newest first: made, changed, signed in.
pub async fn of_account<C: ConnectionTrait>(
    db: &C,
    account_id: Uuid,
    limit: u64,
) -> Result<Vec<audit_event::Model>, DbErr> {
    audit_event::Entity::find()
        .filter(audit_event::COLUMN.object_kind.eq("account"))
        .filter(audit_event::COLUMN.object_id.eq(account_id.to_string()))
        .order_by_desc(audit_event::Column::Seq)
        .limit(limit)
        .all(db)
        .await
}

/// The latest of some kinds of event of the whole installation, newest first.
pub async fn latest_of<C: ConnectionTrait>(
    db: &C,
    events: &[&'static str],
    limit: u64,
) -> Result<Vec<audit_event::Model>, DbErr> {
    audit_event::Entity::find()
        .filter(audit_event::COLUMN.event.is_in(events.iter().copied()))
        .order_by_desc(audit_event::Column::Seq)
        .limit(limit)
        .all(db)
        .await
}

/// The latest of some kinds of event on one object, for objects whose events do not all change them
/// (an account also signs in).
pub async fn last_change_of_object<C: ConnectionTrait>(
    db: &C,
    object_kind: &str,
    object_id: &str,
    events: &[&'static str],
) -> Result<Option<audit_event::Model>, DbErr> {
    audit_event::Entity::find()
        .filter(audit_event::COLUMN.object_kind.eq(object_kind))
        .filter(audit_event::COLUMN.object_id.eq(object_id))
        .filter(audit_event::COLUMN.event.is_in(events.iter().copied()))
        .order_by_desc(audit_event::Column::Seq)
        .one(db)
        .await
}

/// The latest events of a cycle within the caller's reach, newest first; none on complaints.
pub async fn latest<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    village_id: Option<Uuid>,
    before_seq: Option<i64>,
    limit: u64,
) -> Result<Vec<audit_event::Model>, DbErr> {
    let mut query = scope.rows::<audit_event::Entity>();
    query = query.filter(Confidential::LeftOut.condition());
    if let Some(village) = village_id {
        query = query.filter(audit_event::COLUMN.village_id.eq(village));
    }
    if let Some(seq) = before_seq {
        query = query.filter(audit_event::COLUMN.seq.lt(seq));
    }
    query
        .order_by_desc(audit_event::Column::Seq)
        .limit(limit)
        .all(db)
        .await
}

/// The number of the last event of a cycle, whatever the caller may read of it; 0 for none.
pub async fn head_of_cycle<C: ConnectionTrait>(db: &C, scope: &CycleScope) -> Result<i64, DbErr> {
    Ok(audit_event::Entity::find()
        .filter(audit_event::COLUMN.cycle_id.eq(scope.cycle_id()))
        .select_only()
        .column(audit_event::Column::Seq)
        .order_by_desc(audit_event::Column::Seq)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?
        .unwrap_or(0))
}

/// The latest event on one object: who changed it last, for the conflict page.
pub async fn last_of_object<C: ConnectionTrait>(
    db: &C,
    object_kind: &str,
    object_id: &str,
) -> Result<Option<audit_event::Model>, DbErr> {
    audit_event::Entity::find()
        .filter(audit_event::COLUMN.object_kind.eq(object_kind))
        .filter(audit_event::COLUMN.object_id.eq(object_id))
        .order_by_desc(audit_event::Column::Seq)
        .one(db)
        .await
}

/// The events on one object of a cycle in reach, newest first.
pub async fn of_object_in_cycle<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    object_kind: &str,
    object_id: &str,
) -> Result<Vec<audit_event::Model>, DbErr> {
    audit_event::Entity::find()
        .filter(audit_event::COLUMN.cycle_id.eq(scope.cycle_id()))
        .filter(audit_event::COLUMN.object_kind.eq(object_kind))
        .filter(audit_event::COLUMN.object_id.eq(object_id))
        .order_by_desc(audit_event::Column::Seq)
        .all(db)
        .await
}
