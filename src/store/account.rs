//! 账号、会话、一次性链接、登录限速、表单幂等键

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, Condition, ConnectionTrait, DbErr, EntityTrait,
    QueryFilter, QueryOrder, sea_query::Expr, sea_query::OnConflict,
};
use uuid::Uuid;

use super::{
    entity::{
        account, account_village, one_time_link, session, sign_in_delay, submitted_form, township,
    },
    written::{self, Versioned, unless_taken},
};

/// 角色 — what an account may do; see `web::guard` for the permissions of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// 系统管理员: accounts only, no election data.
    Administrator,
    /// 换届办 clerk of the township's office.
    Clerk,
    /// 领导小组: reads everything.
    Leader,
    /// 指导组: its own villages.
    Guidance,
    /// 督查组: reads, writes inspections.
    Supervision,
    /// 村选委会: its own village.
    VillageCommittee,
    /// 县级: reads.
    County,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 7] = [
        Self::Administrator,
        Self::Clerk,
        Self::Leader,
        Self::Guidance,
        Self::Supervision,
        Self::VillageCommittee,
        Self::County,
    ];

    /// As it stands in the database.
    pub fn id(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Clerk => "clerk",
            Self::Leader => "leader",
            Self::Guidance => "guidance",
            Self::Supervision => "supervision",
            Self::VillageCommittee => "village-committee",
            Self::County => "county",
        }
    }

    /// As people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Administrator => "系统管理员",
            Self::Clerk => "换届办",
            Self::Leader => "领导小组",
            Self::Guidance => "指导组",
            Self::Supervision => "督查组",
            Self::VillageCommittee => "村选委会",
            Self::County => "县级查看",
        }
    }

    /// From the database or a form.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.id() == id)
    }

    /// Whether it sees only the villages assigned to the account.
    pub fn own_villages_only(self) -> bool {
        matches!(self, Self::Guidance | Self::VillageCommittee)
    }
}

/// An account by its name, case ignored.
pub async fn by_username<C: ConnectionTrait>(
    db: &C,
    username: &str,
) -> Result<Option<account::Model>, DbErr> {
    account::Entity::find()
        .filter(account::COLUMN.username.eq(username.to_lowercase()))
        .one(db)
        .await
}

/// An account of a township.
pub async fn find<C: ConnectionTrait>(
    db: &C,
    township_id: Uuid,
    id: Uuid,
) -> Result<Option<account::Model>, DbErr> {
    account::Entity::find_by_id(id)
        .filter(account::COLUMN.township_id.eq(township_id))
        .one(db)
        .await
}

/// The account a one-time link or a session names.
pub async fn by_id<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<Option<account::Model>, DbErr> {
    account::Entity::find_by_id(id).one(db).await
}

/// All accounts of a township in the order they were made.
pub async fn list<C: ConnectionTrait>(
    db: &C,
    township_id: Uuid,
) -> Result<Vec<account::Model>, DbErr> {
    account::Entity::find()
        .filter(account::COLUMN.township_id.eq(township_id))
        .order_by_asc(account::Column::CreatedAt)
        .order_by_asc(account::Column::Id)
        .all(db)
        .await
}

/// Whether nobody has an account yet: the service was never set up.
pub async fn none_exists<C: ConnectionTrait>(db: &C) -> Result<bool, DbErr> {
    Ok(account::Entity::find().one(db).await?.is_none())
}

/// Adds an account; `false` when the name is taken.
pub async fn insert<C: ConnectionTrait>(db: &C, model: account::Model) -> Result<bool, DbErr> {
    let made = account::ActiveModel::from(model).insert(db).await;
    unless_taken(made)
}

impl Versioned for account::Entity {
    const ID: account::Column = account::Column::Id;
    const VERSION: account::Column = account::Column::Version;

    fn mark(model: &account::Model) -> (Uuid, i32) {
        (model.id, model.version)
    }
}

/// Writes an account back if nobody else did since it was read.
pub async fn update<C: ConnectionTrait>(db: &C, model: account::Model) -> Result<bool, DbErr> {
    written::back::<account::Entity, C>(db, Condition::all(), model).await
}

/// The villages an account works for.
pub async fn villages_of<C: ConnectionTrait>(db: &C, account_id: Uuid) -> Result<Vec<Uuid>, DbErr> {
    Ok(account_village::Entity::find()
        .filter(account_village::COLUMN.account_id.eq(account_id))
        .all(db)
        .await?
        .into_iter()
        .map(|row| row.village_id)
        .collect())
}

/// Replaces the villages an account works for.
pub async fn set_villages<C: ConnectionTrait>(
    db: &C,
    account_id: Uuid,
    villages: &[Uuid],
) -> Result<(), DbErr> {
    account_village::Entity::delete_many()
        .filter(account_village::COLUMN.account_id.eq(account_id))
        .exec(db)
        .await?;
    if villages.is_empty() {
        return Ok(());
    }
    account_village::Entity::insert_many(villages.iter().map(|village| {
        account_village::ActiveModel {
            account_id: Set(account_id),
            village_id: Set(*village),
        }
    }))
    .exec_without_returning(db)
    .await?;
    Ok(())
}

/// A township.
pub async fn township<C: ConnectionTrait>(
    db: &C,
    id: Uuid,
) -> Result<Option<township::Model>, DbErr> {
    township::Entity::find_by_id(id).one(db).await
}

// ── 会话 ────────────────────────────────────────────────────────────────────

/// Minutes without a request after which a session ends.
pub const IDLE_MINUTES: i64 = 30;
/// Hours after which a session ends in any case.
pub const ABSOLUTE_HOURS: i64 = 12;

/// Opens a session.
pub async fn open_session<C: ConnectionTrait>(db: &C, model: session::Model) -> Result<(), DbErr> {
    session::Entity::insert(session::ActiveModel::from(model))
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// A live session and its account, unless idle, too old or disabled.
pub async fn live_session<C: ConnectionTrait>(
    db: &C,
    token_hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<(session::Model, account::Model)>, DbErr> {
    let Some(found) = session::Entity::find_by_id(token_hash)
        .filter(
            session::COLUMN
                .last_seen_at
                .gt(now - TimeDelta::minutes(IDLE_MINUTES)),
        )
        .filter(
            session::COLUMN
                .created_at
                .gt(now - TimeDelta::hours(ABSOLUTE_HOURS)),
        )
        .one(db)
        .await?
    else {
        return Ok(None);
    };
    let owner = account::Entity::find_by_id(found.account_id)
        .filter(account::COLUMN.disabled.eq(false))
        .one(db)
        .await?;
    Ok(owner.map(|account| (found, account)))
}

/// Notes that a session was used.
pub async fn touch_session<C: ConnectionTrait>(
    db: &C,
    token_hash: &str,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    session::Entity::update_many()
        .col_expr(session::Column::LastSeenAt, Expr::value(now))
        .filter(session::COLUMN.token_hash.eq(token_hash))
        .exec(db)
        .await?;
    Ok(())
}

/// Live sessions of an account, newest first.
pub async fn sessions_of<C: ConnectionTrait>(
    db: &C,
    account_id: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<session::Model>, DbErr> {
    session::Entity::find()
        .filter(session::COLUMN.account_id.eq(account_id))
        .filter(
            session::COLUMN
                .last_seen_at
                .gt(now - TimeDelta::minutes(IDLE_MINUTES)),
        )
        .filter(
            session::COLUMN
                .created_at
                .gt(now - TimeDelta::hours(ABSOLUTE_HOURS)),
        )
        .order_by_desc(session::Column::CreatedAt)
        .all(db)
        .await
}

/// Ends one session of an account.
pub async fn end_session<C: ConnectionTrait>(
    db: &C,
    account_id: Uuid,
    id: Uuid,
) -> Result<bool, DbErr> {
    let result = session::Entity::delete_many()
        .filter(session::COLUMN.account_id.eq(account_id))
        .filter(session::COLUMN.id.eq(id))
        .exec(db)
        .await?;
    Ok(result.rows_affected > 0)
}

/// Ends all sessions of an account but one.
pub async fn end_other_sessions<C: ConnectionTrait>(
    db: &C,
    account_id: Uuid,
    keep: Option<Uuid>,
) -> Result<u64, DbErr> {
    let mut query =
        session::Entity::delete_many().filter(session::COLUMN.account_id.eq(account_id));
    if let Some(id) = keep {
        query = query.filter(session::COLUMN.id.ne(id));
    }
    Ok(query.exec(db).await?.rows_affected)
}

/// Removes what can no longer be used: dead sessions, old form keys, spent links.
pub async fn sweep<C: ConnectionTrait>(db: &C, now: DateTime<Utc>) -> Result<(), DbErr> {
    session::Entity::delete_many()
        .filter(
            session::COLUMN
                .created_at
                .lt(now - TimeDelta::hours(ABSOLUTE_HOURS)),
        )
        .exec(db)
        .await?;
    submitted_form::Entity::delete_many()
        .filter(submitted_form::COLUMN.at.lt(now - TimeDelta::days(2)))
        .exec(db)
        .await?;
    one_time_link::Entity::delete_many()
        .filter(
            one_time_link::COLUMN
                .expires_at
                .lt(now - TimeDelta::days(2)),
        )
        .exec(db)
        .await?;
    Ok(())
}

// ── 一次性链接 ──────────────────────────────────────────────────────────────

/// Stores a link; earlier ones of the same purpose and account no longer work.
pub async fn put_link<C: ConnectionTrait>(
    db: &C,
    model: one_time_link::Model,
) -> Result<(), DbErr> {
    let mut query = one_time_link::Entity::delete_many()
        .filter(one_time_link::COLUMN.purpose.eq(model.purpose.clone()));
    query = match model.account_id {
        Some(id) => query.filter(one_time_link::COLUMN.account_id.eq(id)),
        None => query.filter(one_time_link::COLUMN.account_id.is_null()),
    };
    query.exec(db).await?;
    one_time_link::Entity::insert(one_time_link::ActiveModel::from(model))
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Takes back the links of a purpose and account.
pub async fn drop_links<C: ConnectionTrait>(
    db: &C,
    purpose: &str,
    account_id: Uuid,
) -> Result<(), DbErr> {
    one_time_link::Entity::delete_many()
        .filter(one_time_link::COLUMN.purpose.eq(purpose))
        .filter(one_time_link::COLUMN.account_id.eq(account_id))
        .exec(db)
        .await?;
    Ok(())
}

/// A link that can still be used.
pub async fn usable_link<C: ConnectionTrait>(
    db: &C,
    purpose: &str,
    token_hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<one_time_link::Model>, DbErr> {
    one_time_link::Entity::find_by_id(token_hash)
        .filter(one_time_link::COLUMN.purpose.eq(purpose))
        .filter(one_time_link::COLUMN.used_at.is_null())
        .filter(one_time_link::COLUMN.expires_at.gt(now))
        .one(db)
        .await
}

/// Uses a link up; `false` when somebody else was first.
pub async fn spend_link<C: ConnectionTrait>(
    db: &C,
    token_hash: &str,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let result = one_time_link::Entity::update_many()
        .col_expr(one_time_link::Column::UsedAt, Expr::value(now))
        .filter(one_time_link::COLUMN.token_hash.eq(token_hash))
        .filter(one_time_link::COLUMN.used_at.is_null())
        .exec(db)
        .await?;
    Ok(result.rows_affected == 1)
}

// ── 登录限速 ────────────────────────────────────────────────────────────────

/// The delay standing against some subjects (`account:…`, `address:…`): the longest.
pub async fn blocked_until<C: ConnectionTrait>(
    db: &C,
    subjects: &[String],
) -> Result<Option<DateTime<Utc>>, DbErr> {
    Ok(sign_in_delay::Entity::find()
        .filter(
            sign_in_delay::COLUMN
                .subject
                .is_in(subjects.iter().map(String::as_str)),
        )
        .all(db)
        .await?
        .into_iter()
        .map(|row| row.blocked_until)
        .max())
}

/// Counts a failure against a subject and returns how many there are now.
pub async fn count_failure<C: ConnectionTrait>(
    db: &C,
    subject: &str,
    now: DateTime<Utc>,
    delay_after: impl Fn(i32) -> TimeDelta,
) -> Result<i32, DbErr> {
    let before = sign_in_delay::Entity::find_by_id(subject).one(db).await?;
    // A day without failures clears the slate.
    let failures = before
        .filter(|row| row.last_failure_at > now - TimeDelta::days(1))
        .map_or(0, |row| row.failures)
        + 1;
    let row = sign_in_delay::ActiveModel {
        subject: Set(subject.to_owned()),
        failures: Set(failures),
        last_failure_at: Set(now),
        blocked_until: Set(now + delay_after(failures)),
    };
    sign_in_delay::Entity::insert(row)
        .on_conflict(
            OnConflict::column(sign_in_delay::Column::Subject)
                .update_columns([
                    sign_in_delay::Column::Failures,
                    sign_in_delay::Column::LastFailureAt,
                    sign_in_delay::Column::BlockedUntil,
                ])
                .to_owned(),
        )
        .exec_without_returning(db)
        .await?;
    Ok(failures)
}

/// Forgets the failures of a subject after it signed in.
pub async fn clear_failures<C: ConnectionTrait>(db: &C, subject: &str) -> Result<(), DbErr> {
    sign_in_delay::Entity::delete_by_id(subject)
        .exec(db)
        .await?;
    Ok(())
}

// ── 表单幂等键 ──────────────────────────────────────────────────────────────

/// Where an earlier submission of the same form led.
pub async fn submitted<C: ConnectionTrait>(
    db: &C,
    key: &str,
) -> Result<Option<submitted_form::Model>, DbErr> {
    submitted_form::Entity::find_by_id(key).one(db).await
}

/// Claims a form key inside the change it belongs to; `false` when it was used before.
pub async fn claim_form<C: ConnectionTrait>(
    db: &C,
    key: &str,
    account_id: Option<Uuid>,
    at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let row = submitted_form::ActiveModel {
        key: Set(key.to_owned()),
        account_id: Set(account_id),
        location: Set(String::new()),
        at: Set(at),
    };
    // On PostgreSQL a second claimant waits here until the first has committed.
    let inserted = submitted_form::Entity::insert(row)
        .on_conflict(
            OnConflict::column(submitted_form::Column::Key)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(db)
        .await;
    match inserted {
        Ok(rows) => Ok(rows == 1),
        Err(DbErr::RecordNotInserted) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Notes where the claimed form led.
pub async fn settle_form<C: ConnectionTrait>(
    db: &C,
    key: &str,
    location: &str,
) -> Result<(), DbErr> {
    submitted_form::Entity::update_many()
        .col_expr(submitted_form::Column::Location, Expr::value(location))
        .filter(submitted_form::COLUMN.key.eq(key))
        .exec(db)
        .await?;
    Ok(())
}
