//! 账号目录 — the flat rows of the administrator's pages: which villages there are to assign, which
//! are assigned, when an account was last used.
//!
//! These are the only queries on villages without a [`super::scope::CycleScope`]: an administrator
//! has none, sees no election data, and gets names here and nothing else.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, RelationDef,
};
use uuid::Uuid;

use super::{
    account::Role,
    entity::{account, account_village, audit_event, cycle, session, township, village},
};

/// 可分管的村 — a village of one of the township's cycles, by name.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct OfferedVillage {
    /// Village.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Its cycle.
    pub cycle_id: Uuid,
    /// The cycle's name.
    pub cycle_name: String,
}

fn cycle_of_village() -> RelationDef {
    village::Entity::belongs_to(cycle::Entity)
        .from(village::Column::CycleId)
        .to(cycle::Column::Id)
        .into()
}

fn village_of_assignment() -> RelationDef {
    account_village::Entity::belongs_to(village::Entity)
        .from(account_village::Column::VillageId)
        .to(village::Column::Id)
        .into()
}

fn account_of_assignment() -> RelationDef {
    account_village::Entity::belongs_to(account::Entity)
        .from(account_village::Column::AccountId)
        .to(account::Column::Id)
        .into()
}

fn account_of_session() -> RelationDef {
    session::Entity::belongs_to(account::Entity)
        .from(session::Column::AccountId)
        .to(account::Column::Id)
        .into()
}

/// The villages of all cycles of a township, newest cycle first, each cycle in its own order.
pub async fn villages_on_offer<C: ConnectionTrait>(
    db: &C,
    township_id: Uuid,
) -> Result<Vec<OfferedVillage>, DbErr> {
    village::Entity::find()
        .select_only()
        .column(village::Column::Id)
        .column(village::Column::Name)
        .column(village::Column::CycleId)
        .column_as(cycle::Column::Name, "cycle_name")
        .join(JoinType::InnerJoin, cycle_of_village())
        .filter(cycle::COLUMN.township_id.eq(township_id))
        .order_by_desc(cycle::Column::Ordinal)
        .order_by_asc(cycle::Column::Id)
        .order_by_asc(village::Column::Ordinal)
        .order_by_asc(village::Column::Name)
        .into_model()
        .all(db)
        .await
}

/// The names of the villages each account of a township works for, a village of several cycles
/// once.
pub async fn assigned_names<C: ConnectionTrait>(
    db: &C,
    township_id: Uuid,
) -> Result<BTreeMap<Uuid, Vec<String>>, DbErr> {
    let rows: Vec<(Uuid, String)> = account_village::Entity::find()
        .select_only()
        .column(account_village::Column::AccountId)
        .column(village::Column::Name)
        .join(JoinType::InnerJoin, village_of_assignment())
        .join(JoinType::InnerJoin, account_of_assignment())
        .filter(account::COLUMN.township_id.eq(township_id))
        .order_by_asc(village::Column::Ordinal)
        .order_by_asc(village::Column::Name)
        .into_tuple()
        .all(db)
        .await?;
    let mut names: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
    for (account_id, name) in rows {
        let list = names.entry(account_id).or_default();
        if !list.contains(&name) {
            list.push(name);
        }
    }
    Ok(names)
}

/// When each account of a township was last used: its last request in a session that still stands,
/// or the last thing it did that was written down.
pub async fn last_used<C: ConnectionTrait>(
    db: &C,
    township_id: Uuid,
) -> Result<HashMap<Uuid, DateTime<Utc>>, DbErr> {
    let seen: Vec<(Uuid, DateTime<Utc>)> = session::Entity::find()
        .select_only()
        .column(session::Column::AccountId)
        .column_as(session::Column::LastSeenAt.max(), "last")
        .join(JoinType::InnerJoin, account_of_session())
        .filter(account::COLUMN.township_id.eq(township_id))
        .group_by(session::Column::AccountId)
        .into_tuple()
        .all(db)
        .await?;
    let acted: Vec<(Uuid, DateTime<Utc>)> = audit_event::Entity::find()
        .select_only()
        .column(audit_event::Column::ActorId)
        .column_as(audit_event::Column::At.max(), "last")
        .filter(audit_event::COLUMN.township_id.eq(township_id))
        .filter(audit_event::Column::ActorId.is_not_null())
        .group_by(audit_event::Column::ActorId)
        .into_tuple()
        .all(db)
        .await?;
    let mut last: HashMap<Uuid, DateTime<Utc>> = HashMap::new();
    for (account_id, at) in seen.into_iter().chain(acted) {
        last.entry(account_id)
            .and_modify(|known| *known = at.max(*known))
            .or_insert(at);
    }
    Ok(last)
}

/// How many townships share this installation.
pub async fn townships<C: ConnectionTrait>(db: &C) -> Result<u64, DbErr> {
    township::Entity::find().count(db).await
}

/// Takes the township's accounts for this change alone, so that two administrators cannot stop each
/// other at the same moment. (SQLite has one writer anyway.)
pub async fn hold<C: ConnectionTrait>(db: &C, township_id: Uuid) -> Result<(), DbErr> {
    township::Entity::find_by_id(township_id)
        .lock_exclusive()
        .one(db)
        .await?;
    Ok(())
}

/// Whether somebody else could still manage the accounts: an administrator in use who has a password.
pub async fn another_administrator<C: ConnectionTrait>(
    db: &C,
    township_id: Uuid,
    except: Uuid,
) -> Result<bool, DbErr> {
    let found = account::Entity::find()
        .filter(account::COLUMN.township_id.eq(township_id))
        .filter(account::COLUMN.role.eq(Role::Administrator.id()))
        .filter(account::COLUMN.disabled.eq(false))
        .filter(account::Column::PasswordHash.is_not_null())
        .filter(account::COLUMN.id.ne(except))
        .one(db)
        .await?;
    Ok(found.is_some())
}
