//! 村、社区

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, QueryFilter,
    QueryOrder, SqlErr,
};
use uuid::Uuid;

use super::{entity::village, scope::CycleScope};

/// The villages in reach, in the order of their codes as the township lists them.
pub async fn list<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<Vec<village::Model>, DbErr> {
    village::Entity::find()
        .filter(scope.villages())
        .order_by_asc(village::Column::Ordinal)
        .order_by_asc(village::Column::Name)
        .all(db)
        .await
}

/// One village in reach.
pub async fn find<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    id: Uuid,
) -> Result<Option<village::Model>, DbErr> {
    village::Entity::find_by_id(id)
        .filter(scope.villages())
        .one(db)
        .await
}

/// One village in reach by its name.
pub async fn by_name<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    name: &str,
) -> Result<Option<village::Model>, DbErr> {
    village::Entity::find()
        .filter(scope.villages())
        .filter(village::COLUMN.name.eq(name))
        .one(db)
        .await
}

/// Adds villages; `false` when a name is there already.
pub async fn insert_all<C: ConnectionTrait>(
    db: &C,
    models: Vec<village::Model>,
) -> Result<bool, DbErr> {
    if models.is_empty() {
        return Ok(true);
    }
    let result = village::Entity::insert_many(models.into_iter().map(village::ActiveModel::from))
        .exec_without_returning(db)
        .await;
    match result {
        Ok(_) => Ok(true),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

/// Writes a village back if nobody else did since it was read.
pub async fn update<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    model: village::Model,
) -> Result<bool, DbErr> {
    let (id, expected) = (model.id, model.version);
    let mut row = village::ActiveModel::from(model).reset_all();
    row.version = Set(expected + 1);
    let result = village::Entity::update_many()
        .set(row)
        .filter(scope.villages())
        .filter(village::COLUMN.id.eq(id))
        .filter(village::COLUMN.version.eq(expected))
        .exec(db)
        .await?;
    Ok(result.rows_affected == 1)
}
