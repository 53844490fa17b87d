//! 县、乡镇、届次、规则包

use sea_orm::{
    Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, sea_query::OnConflict,
};
use uuid::Uuid;

use super::{
    entity::{county, cycle, pinned_pack, township},
    written::{self, Versioned},
};

/// Adds a county.
pub async fn insert_county<C: ConnectionTrait>(db: &C, model: county::Model) -> Result<(), DbErr> {
    county::Entity::insert(county::ActiveModel::from(model))
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// A county by its id.
pub async fn county<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<Option<county::Model>, DbErr> {
    county::Entity::find_by_id(id).one(db).await
}

/// Adds a township.
pub async fn insert_township<C: ConnectionTrait>(
    db: &C,
    model: township::Model,
) -> Result<(), DbErr> {
    township::Entity::insert(township::ActiveModel::from(model))
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// The cycles of a township, newest term first.
pub async fn list<C: ConnectionTrait>(
    db: &C,
    township_id: Uuid,
) -> Result<Vec<cycle::Model>, DbErr> {
    cycle::Entity::find()
        .filter(cycle::COLUMN.township_id.eq(township_id))
        .order_by_desc(cycle::Column::Ordinal)
        .all(db)
        .await
}

/// Every cycle of this installation: the operator's list.
pub async fn list_all<C: ConnectionTrait>(db: &C) -> Result<Vec<cycle::Model>, DbErr> {
    cycle::Entity::find()
        .order_by_desc(cycle::Column::CreatedAt)
        .all(db)
        .await
}

/// A cycle as it is now; whoever asks holds a scope of it already.
pub async fn by_id<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<Option<cycle::Model>, DbErr> {
    cycle::Entity::find_by_id(id).one(db).await
}

/// Adds a cycle.
pub async fn insert<C: ConnectionTrait>(db: &C, model: cycle::Model) -> Result<(), DbErr> {
    cycle::Entity::insert(cycle::ActiveModel::from(model))
        .exec_without_returning(db)
        .await?;
    Ok(())
}

impl Versioned for cycle::Entity {
    const ID: cycle::Column = cycle::Column::Id;
    const VERSION: cycle::Column = cycle::Column::Version;

    fn mark(model: &cycle::Model) -> (Uuid, i32) {
        (model.id, model.version)
    }
}

/// Writes a cycle back if nobody else did since it was read.
pub async fn update<C: ConnectionTrait>(db: &C, model: cycle::Model) -> Result<bool, DbErr> {
    written::back::<cycle::Entity, C>(db, Condition::all(), model).await
}

/// Keeps the resolved text of a pack; the same digest is the same text.
pub async fn keep_pack<C: ConnectionTrait>(db: &C, model: pinned_pack::Model) -> Result<(), DbErr> {
    let result = pinned_pack::Entity::insert(pinned_pack::ActiveModel::from(model))
        .on_conflict(
            OnConflict::column(pinned_pack::Column::Digest)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(db)
        .await;
    match result {
        Ok(_) | Err(DbErr::RecordNotInserted) => Ok(()),
        Err(error) => Err(error),
    }
}

/// A pack by its digest.
pub async fn pack<C: ConnectionTrait>(
    db: &C,
    digest: &str,
) -> Result<Option<pinned_pack::Model>, DbErr> {
    pinned_pack::Entity::find_by_id(digest).one(db).await
}
