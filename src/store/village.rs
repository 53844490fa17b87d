//! 村、社区

use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    entity::village,
    scope::CycleScope,
    written::{self, Versioned, unless_taken},
};

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
    unless_taken(result)
}

impl Versioned for village::Entity {
    const ID: village::Column = village::Column::Id;
    const VERSION: village::Column = village::Column::Version;

    fn mark(model: &village::Model) -> (Uuid, i32) {
        (model.id, model.version)
    }
}

/// Writes a village back if nobody else did since it was read.
pub async fn update<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    model: village::Model,
) -> Result<bool, DbErr> {
    written::back::<village::Entity, C>(db, scope.villages(), model).await
}
