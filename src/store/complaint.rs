//! 信访举报 — cases, their events, handlers, marks and sealed texts.
//!
//! Whom a case is kept from is not decided here: `office::complaint::sight` gives the ids that a
//! person does not see, and every use case asks it first.

use sea_orm::{
    ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, ExprTrait as _, QueryFilter, QueryOrder,
    QuerySelect, SqlErr, sea_query::Expr,
};
use uuid::Uuid;

use super::{
    entity::{complaint, complaint_event, complaint_handler, complaint_sealed, complaint_veil},
    scope::CycleScope,
};

/// The cases of a cycle, latest first.
pub async fn list<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<Vec<complaint::Model>, DbErr> {
    complaint::Entity::find()
        .filter(complaint::COLUMN.cycle_id.eq(scope.cycle_id()))
        .order_by_desc(complaint::Column::ReceivedOn)
        .order_by_desc(complaint::Column::Id)
        .all(db)
        .await
}

/// One case of a cycle.
pub async fn find<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    id: Uuid,
) -> Result<Option<complaint::Model>, DbErr> {
    complaint::Entity::find_by_id(id)
        .filter(complaint::COLUMN.cycle_id.eq(scope.cycle_id()))
        .one(db)
        .await
}

/// The events of all cases of a cycle, by case in their order.
pub async fn events<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<Vec<complaint_event::Model>, DbErr> {
    complaint_event::Entity::find()
        .filter(complaint_event::COLUMN.complaint_id.in_subquery(ids(scope)))
        .order_by_asc(complaint_event::Column::ComplaintId)
        .order_by_asc(complaint_event::Column::Ordinal)
        .all(db)
        .await
}

/// The events of one case, in their order.
pub async fn events_of<C: ConnectionTrait>(
    db: &C,
    complaint_id: Uuid,
) -> Result<Vec<complaint_event::Model>, DbErr> {
    complaint_event::Entity::find()
        .filter(complaint_event::COLUMN.complaint_id.eq(complaint_id))
        .order_by_asc(complaint_event::Column::Ordinal)
        .all(db)
        .await
}

/// The marks of a cycle's cases.
pub async fn veils<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<Vec<complaint_veil::Model>, DbErr> {
    complaint_veil::Entity::find()
        .filter(complaint_veil::COLUMN.complaint_id.in_subquery(ids(scope)))
        .all(db)
        .await
}

/// The marks of one case.
pub async fn veils_of<C: ConnectionTrait>(
    db: &C,
    complaint_id: Uuid,
) -> Result<Vec<complaint_veil::Model>, DbErr> {
    complaint_veil::Entity::find()
        .filter(complaint_veil::COLUMN.complaint_id.eq(complaint_id))
        .all(db)
        .await
}

fn ids(scope: &CycleScope) -> sea_orm::sea_query::SelectStatement {
    use sea_orm::QueryTrait as _;
    complaint::Entity::find()
        .select_only()
        .column(complaint::Column::Id)
        .filter(complaint::COLUMN.cycle_id.eq(scope.cycle_id()))
        .into_query()
}

/// The accounts that handle a case.
pub async fn handlers<C: ConnectionTrait>(db: &C, complaint_id: Uuid) -> Result<Vec<Uuid>, DbErr> {
    complaint_handler::Entity::find()
        .filter(complaint_handler::COLUMN.complaint_id.eq(complaint_id))
        .order_by_asc(complaint_handler::Column::AccountId)
        .select_only()
        .column(complaint_handler::Column::AccountId)
        .into_tuple()
        .all(db)
        .await
}

/// The cases an account handles.
pub async fn handled_by<C: ConnectionTrait>(db: &C, account_id: Uuid) -> Result<Vec<Uuid>, DbErr> {
    complaint_handler::Entity::find()
        .filter(complaint_handler::COLUMN.account_id.eq(account_id))
        .select_only()
        .column(complaint_handler::Column::ComplaintId)
        .into_tuple()
        .all(db)
        .await
}

/// The sealed texts of a case, in their order.
pub async fn sealed<C: ConnectionTrait>(
    db: &C,
    complaint_id: Uuid,
) -> Result<Vec<complaint_sealed::Model>, DbErr> {
    complaint_sealed::Entity::find()
        .filter(complaint_sealed::COLUMN.complaint_id.eq(complaint_id))
        .order_by_asc(complaint_sealed::Column::Ordinal)
        .all(db)
        .await
}

/// To which events something sealed was written.
pub async fn sealed_ordinals<C: ConnectionTrait>(
    db: &C,
    complaint_id: Uuid,
) -> Result<Vec<i32>, DbErr> {
    complaint_sealed::Entity::find()
        .filter(complaint_sealed::COLUMN.complaint_id.eq(complaint_id))
        .select_only()
        .column(complaint_sealed::Column::Ordinal)
        .into_tuple()
        .all(db)
        .await
}

/// Adds a case; `false` when its number is taken.
pub async fn insert<C: ConnectionTrait>(db: &C, row: complaint::Model) -> Result<bool, DbErr> {
    let taken = complaint::Entity::find()
        .filter(complaint::COLUMN.cycle_id.eq(row.cycle_id))
        .filter(complaint::COLUMN.number.eq(row.number.clone()))
        .one(db)
        .await?;
    if taken.is_some() {
        return Ok(false);
    }
    complaint::Entity::insert(complaint::ActiveModel::from(row))
        .exec_without_returning(db)
        .await?;
    Ok(true)
}

/// Raises the version of a case; `false` when somebody else did first.
pub async fn raise<C: ConnectionTrait>(
    db: &C,
    complaint_id: Uuid,
    version: i32,
) -> Result<bool, DbErr> {
    let done = complaint::Entity::update_many()
        .col_expr(
            complaint::Column::Version,
            Expr::col(complaint::Column::Version).add(1),
        )
        .filter(complaint::COLUMN.id.eq(complaint_id))
        .filter(complaint::COLUMN.version.eq(version))
        .exec(db)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Writes channel and kind of a case anew and raises its version; `false` when somebody else did first.
pub async fn correct<C: ConnectionTrait>(
    db: &C,
    complaint_id: Uuid,
    version: i32,
    channel: &str,
    kind: &str,
) -> Result<bool, DbErr> {
    let done = complaint::Entity::update_many()
        .col_expr(complaint::Column::Channel, Expr::value(channel))
        .col_expr(complaint::Column::Kind, Expr::value(kind))
        .col_expr(
            complaint::Column::Version,
            Expr::col(complaint::Column::Version).add(1),
        )
        .filter(complaint::COLUMN.id.eq(complaint_id))
        .filter(complaint::COLUMN.version.eq(version))
        .exec(db)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Adds an event; `false` when somebody else added one with this ordinal.
pub async fn insert_event<C: ConnectionTrait>(
    db: &C,
    row: complaint_event::Model,
) -> Result<bool, DbErr> {
    let done = complaint_event::Entity::insert(complaint_event::ActiveModel::from(row))
        .exec_without_returning(db)
        .await;
    match done {
        Ok(_) => Ok(true),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

/// Adds a sealed text.
pub async fn insert_sealed<C: ConnectionTrait>(
    db: &C,
    row: complaint_sealed::Model,
) -> Result<(), DbErr> {
    complaint_sealed::Entity::insert(complaint_sealed::ActiveModel::from(row))
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Names the handlers of a case anew.
pub async fn set_handlers<C: ConnectionTrait>(
    db: &C,
    complaint_id: Uuid,
    accounts: &[Uuid],
) -> Result<(), DbErr> {
    complaint_handler::Entity::delete_many()
        .filter(complaint_handler::COLUMN.complaint_id.eq(complaint_id))
        .exec(db)
        .await?;
    if accounts.is_empty() {
        return Ok(());
    }
    let rows = accounts
        .iter()
        .map(|account| complaint_handler::ActiveModel {
            complaint_id: Set(complaint_id),
            account_id: Set(*account),
        });
    complaint_handler::Entity::insert_many(rows)
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Replaces the marks of a case.
pub async fn set_veils<C: ConnectionTrait>(
    db: &C,
    complaint_id: Uuid,
    key_id: &str,
    marks: Vec<String>,
) -> Result<(), DbErr> {
    complaint_veil::Entity::delete_many()
        .filter(complaint_veil::COLUMN.complaint_id.eq(complaint_id))
        .exec(db)
        .await?;
    if marks.is_empty() {
        return Ok(());
    }
    let rows = marks.into_iter().map(|mark| complaint_veil::ActiveModel {
        complaint_id: Set(complaint_id),
        mark: Set(mark),
        key_id: Set(key_id.to_owned()),
    });
    complaint_veil::Entity::insert_many(rows)
        .exec_without_returning(db)
        .await?;
    Ok(())
}
