//! 大屏链接 — read-only links for a screen on the wall. Only the digest of a token is kept.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr,
};
use uuid::Uuid;

use super::{entity::wall_link, scope::CycleScope};

/// The links of a cycle, newest first.
pub async fn list<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<Vec<wall_link::Model>, DbErr> {
    wall_link::Entity::find()
        .filter(wall_link::COLUMN.cycle_id.eq(scope.cycle_id()))
        .order_by_desc(wall_link::Column::MadeAt)
        .order_by_desc(wall_link::Column::Id)
        .all(db)
        .await
}

/// One link of a cycle.
pub async fn find<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    id: Uuid,
) -> Result<Option<wall_link::Model>, DbErr> {
    wall_link::Entity::find_by_id(id)
        .filter(wall_link::COLUMN.cycle_id.eq(scope.cycle_id()))
        .one(db)
        .await
}

/// The link a token opens; `None` for one that never was or was revoked: nobody is told which.
pub async fn open<C: ConnectionTrait>(
    db: &C,
    token_hash: &str,
) -> Result<Option<wall_link::Model>, DbErr> {
    wall_link::Entity::find()
        .filter(wall_link::COLUMN.token_hash.eq(token_hash))
        .filter(wall_link::COLUMN.revoked_at.is_null())
        .one(db)
        .await
}

/// Adds a link.
pub async fn insert<C: ConnectionTrait>(db: &C, model: wall_link::Model) -> Result<(), DbErr> {
    wall_link::Entity::insert(wall_link::ActiveModel::from(model))
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Revokes a link; `false` when it changed since `version` was seen.
pub async fn revoke<C: ConnectionTrait>(
    db: &C,
    id: Uuid,
    version: i32,
    by: &str,
    at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let result = wall_link::Entity::update_many()
        .col_expr(wall_link::Column::RevokedAt, Expr::value(at))
        .col_expr(wall_link::Column::RevokedByName, Expr::value(by))
        .col_expr(wall_link::Column::Version, Expr::value(version + 1))
        .filter(wall_link::COLUMN.id.eq(id))
        .filter(wall_link::COLUMN.version.eq(version))
        .filter(wall_link::COLUMN.revoked_at.is_null())
        .exec(db)
        .await?;
    Ok(result.rows_affected == 1)
}

/// Ties a link to the address it is opened from first; `false` when it is tied already.
pub async fn tie<C: ConnectionTrait>(db: &C, id: Uuid, place: &str) -> Result<bool, DbErr> {
    let result = wall_link::Entity::update_many()
        .col_expr(wall_link::Column::Place, Expr::value(place))
        .filter(wall_link::COLUMN.id.eq(id))
        .filter(wall_link::COLUMN.place.is_null())
        .exec(db)
        .await?;
    Ok(result.rows_affected == 1)
}

/// Notes that a link was opened, from where. No version: nobody edits this.
pub async fn seen<C: ConnectionTrait>(
    db: &C,
    id: Uuid,
    from: &str,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    wall_link::Entity::update_many()
        .set(wall_link::ActiveModel {
            last_seen_at: Set(Some(at)),
            last_seen_from: Set(Some(from.to_owned())),
            ..Default::default()
        })
        .filter(wall_link::COLUMN.id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}
