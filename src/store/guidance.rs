//! 挂钩联系日志

use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, SqlErr};
use uuid::Uuid;

use super::{entity::guidance_entry, scope::CycleScope};

/// 登记
pub const ENTERED: &str = "entered";
/// 撤销
pub const WITHDRAWN: &str = "withdrawn";

/// Everything entered for the villages in reach, corrected rows too, in the order of entering.
pub async fn list<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<Vec<guidance_entry::Model>, DbErr> {
    let mut query =
        guidance_entry::Entity::find().filter(guidance_entry::COLUMN.cycle_id.eq(scope.cycle_id()));
    if let Some(units) = scope.units() {
        query = query.filter(guidance_entry::COLUMN.village_id.is_in(units));
    }
    query
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
    if !scope.reaches(village_id) {
        return Ok(Vec::new());
    }
    guidance_entry::Entity::find()
        .filter(guidance_entry::COLUMN.cycle_id.eq(scope.cycle_id()))
        .filter(guidance_entry::COLUMN.village_id.eq(village_id))
        .order_by_asc(guidance_entry::Column::RecordedAt)
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
    match result {
        Ok(_) => Ok(true),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            Ok(false)
        }
        Err(error) => Err(error),
    }
}
