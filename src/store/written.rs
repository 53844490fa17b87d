//! 写入 — a row that is written only if nobody else was first: added once, or written back as it was read.

use sea_orm::{
    ActiveModelTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter as _, SqlErr, UpdateResult, sea_query::Value,
};
use uuid::Uuid;

/// 带版本的行 — a row with an id and a version that every change raises by one.
pub trait Versioned:
    EntityTrait<Model: IntoActiveModel<<Self as EntityTrait>::ActiveModel>>
{
    /// Column of the id.
    const ID: Self::Column;
    /// Column of the version.
    const VERSION: Self::Column;

    /// Id and version of a row as it was read.
    fn mark(model: &Self::Model) -> (Uuid, i32);
}

/// `false` when somebody else added the same first: what a unique index says of an insert.
pub(super) fn unless_taken<T>(result: Result<T, DbErr>) -> Result<bool, DbErr> {
    match result {
        Ok(_) => Ok(true),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

/// Adds a row.
pub(super) async fn add<E, C>(db: &C, model: E::Model) -> Result<(), DbErr>
where
    E: EntityTrait<Model: IntoActiveModel<E::ActiveModel>>,
    C: ConnectionTrait,
{
    E::insert(model.into_active_model())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Adds rows; none is no statement.
pub(super) async fn add_all<E, C>(db: &C, models: Vec<E::Model>) -> Result<(), DbErr>
where
    E: EntityTrait<Model: IntoActiveModel<E::ActiveModel>>,
    C: ConnectionTrait,
{
    // SQLite takes a bounded number of values in one statement.
    for some in models.chunks(500) {
        E::insert_many(some.iter().cloned().map(IntoActiveModel::into_active_model))
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}

/// Writes a whole row back; `false` when its version is no longer the one that was read, or when it is not
/// `within` what the caller may reach.
pub(super) async fn back<E, C>(db: &C, within: Condition, model: E::Model) -> Result<bool, DbErr>
where
    E: Versioned,
    C: ConnectionTrait,
{
    Ok(write_back::<E, C>(db, within, model).await?.rows_affected == 1)
}

/// The same with the database's own answer, for tables that have a second unique index.
pub(super) async fn write_back<E, C>(
    db: &C,
    within: Condition,
    model: E::Model,
) -> Result<UpdateResult, DbErr>
where
    E: Versioned,
    C: ConnectionTrait,
{
    use sea_orm::ColumnTrait as _;
    let (id, expected) = E::mark(&model);
    let mut row = model.into_active_model().reset_all();
    row.not_set(E::ID);
    row.try_set(E::VERSION, Value::from(expected.saturating_add(1)))?;
    E::update_many()
        .set(row)
        .filter(within)
        .filter(E::ID.eq(id))
        .filter(E::VERSION.eq(expected))
        .exec(db)
        .await
}
