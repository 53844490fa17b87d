//! 挂钩联系日志

use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    entity::{guidance_entry, guidance_file},
    scope::CycleScope,
    written::unless_taken,
};

/// 登记
pub const ENTERED: &str = "entered";
/// 撤销
pub const WITHDRAWN: &str = "withdrawn";

/// Everything entered for the villages in reach, corrected rows too, in the order of entering.
pub async fn list<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<Vec<guidance_entry::Model>, DbErr> {
    scope
        .rows::<guidance_entry::Entity>()
        .order_by_asc(guidance_entry::Column::RecordedAt)
        .order_by_asc(guidance_entry::Column::Id)
        .all(db)
        .await
}

/// The same of one village in reach.
pub async fn of_village<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    village_id: Uuid,
) -> Result<Vec<guidance_entry::Model>, DbErr> {
    let Some(rows) = scope.rows_of::<guidance_entry::Entity>(village_id) else {
        return Ok(Vec::new());
    };
    rows.order_by_asc(guidance_entry::Column::RecordedAt)
        .order_by_asc(guidance_entry::Column::Id)
        .all(db)
        .await
}

/// Adds a row; `false` when the one it corrects was corrected already.
pub async fn insert<C: ConnectionTrait>(
    db: &C,
    model: guidance_entry::Model,
) -> Result<bool, DbErr> {
    if let Some(corrected) = model.corrects_id {
        // Read first: see `progress::insert`.
        let taken = guidance_entry::Entity::find()
            .filter(guidance_entry::COLUMN.corrects_id.eq(corrected))
            .one(db)
            .await?;
        if taken.is_some() {
            return Ok(false);
        }
    }
    let result = guidance_entry::Entity::insert(guidance_entry::ActiveModel::from(model))
        .exec_without_returning(db)
        .await;
    unless_taken(result)
}

/// Adds files to an entry.
pub async fn attach<C: ConnectionTrait>(
    db: &C,
    models: Vec<guidance_file::Model>,
) -> Result<(), DbErr> {
    if models.is_empty() {
        return Ok(());
    }
    guidance_file::Entity::insert_many(models.into_iter().map(guidance_file::ActiveModel::from))
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// The files of a village's diary.
pub async fn files<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    village_id: Uuid,
) -> Result<Vec<guidance_file::Model>, DbErr> {
    let Some(rows) = scope.rows_of::<guidance_file::Entity>(village_id) else {
        return Ok(Vec::new());
    };
    rows.order_by_asc(guidance_file::Column::Id).all(db).await
}
