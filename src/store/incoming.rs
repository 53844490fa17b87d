//! 收文登记 — papers received, numbered in the order in which they were registered.

use sea_orm::{Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    entity::incoming_paper,
    scope::CycleScope,
    written::{self, Versioned, unless_taken},
};

impl Versioned for incoming_paper::Entity {
    const ID: incoming_paper::Column = incoming_paper::Column::Id;
    const VERSION: incoming_paper::Column = incoming_paper::Column::Version;

    fn mark(model: &incoming_paper::Model) -> (Uuid, i32) {
        (model.id, model.version)
    }
}

/// Every paper received in a cycle, the latest number first. They are the township's own, whatever villages the
/// caller reaches.
pub async fn list<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<Vec<incoming_paper::Model>, DbErr> {
    incoming_paper::Entity::find()
        .filter(incoming_paper::COLUMN.cycle_id.eq(scope.cycle_id()))
        .order_by_desc(incoming_paper::Column::Serial)
        .all(db)
        .await
}

/// Those nobody has dealt with yet, the first number first; void ones are none.
pub async fn open<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<Vec<incoming_paper::Model>, DbErr> {
    incoming_paper::Entity::find()
        .filter(incoming_paper::COLUMN.cycle_id.eq(scope.cycle_id()))
        .filter(incoming_paper::COLUMN.handled_on.is_null())
        .filter(incoming_paper::COLUMN.void_reason.eq(""))
        .order_by_asc(incoming_paper::Column::Serial)
        .all(db)
        .await
}

/// One of them.
pub async fn find<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    id: Uuid,
) -> Result<Option<incoming_paper::Model>, DbErr> {
    incoming_paper::Entity::find_by_id(id)
        .filter(incoming_paper::COLUMN.cycle_id.eq(scope.cycle_id()))
        .one(db)
        .await
}

/// Adds one; `false` when somebody else took the number meanwhile.
pub async fn insert<C: ConnectionTrait>(
    db: &C,
    model: incoming_paper::Model,
) -> Result<bool, DbErr> {
    unless_taken(
        incoming_paper::Entity::insert(incoming_paper::ActiveModel::from(model))
            .exec_without_returning(db)
            .await,
    )
}

/// Writes one back; `false` when it changed since it was read.
pub async fn update<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    model: incoming_paper::Model,
) -> Result<bool, DbErr> {
    let mine = Condition::all().add(incoming_paper::COLUMN.cycle_id.eq(scope.cycle_id()));
    written::back::<incoming_paper::Entity, C>(db, mine, model).await
}
