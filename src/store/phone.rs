//! 手机离线文件 — the keys such a file is sealed with, and inspections that came in it half filled.

use sea_orm::{
    Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

use super::{
    entity::{attachment, inspection_draft, phone_key},
    scope::CycleScope,
    written::{self, Versioned, unless_taken},
};

impl Versioned for inspection_draft::Entity {
    const ID: inspection_draft::Column = inspection_draft::Column::Id;
    const VERSION: inspection_draft::Column = inspection_draft::Column::Version;

    fn mark(model: &inspection_draft::Model) -> (Uuid, i32) {
        (model.id, model.version)
    }
}

/// The key in use: the one made last.
pub async fn current_key<C: ConnectionTrait>(db: &C) -> Result<Option<phone_key::Model>, DbErr> {
    phone_key::Entity::find()
        .order_by_desc(phone_key::Column::MadeAt)
        .order_by_desc(phone_key::Column::Id)
        .one(db)
        .await
}

/// One key.
pub async fn key<C: ConnectionTrait>(db: &C, id: &str) -> Result<Option<phone_key::Model>, DbErr> {
    phone_key::Entity::find_by_id(id.to_owned()).one(db).await
}

/// Adds a key.
pub async fn add_key<C: ConnectionTrait>(db: &C, model: phone_key::Model) -> Result<(), DbErr> {
    written::add::<phone_key::Entity, C>(db, model).await
}

/// The half-filled inspections in reach, the latest come first, at most so many.
pub async fn drafts<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    most: u64,
) -> Result<Vec<inspection_draft::Model>, DbErr> {
    scope
        .rows::<inspection_draft::Entity>()
        .order_by_desc(inspection_draft::Column::ReceivedAt)
        .order_by_desc(inspection_draft::Column::Id)
        .limit(most)
        .all(db)
        .await
}

/// How many there are.
pub async fn count_drafts<C: ConnectionTrait>(db: &C, scope: &CycleScope) -> Result<u64, DbErr> {
    scope.rows::<inspection_draft::Entity>().count(db).await
}

/// The one with this id of the telephone's making.
pub async fn draft_of_client<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    client_id: &str,
) -> Result<Option<inspection_draft::Model>, DbErr> {
    scope
        .rows::<inspection_draft::Entity>()
        .filter(inspection_draft::COLUMN.client_id.eq(client_id))
        .one(db)
        .await
}

/// One of them.
pub async fn draft<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    id: Uuid,
) -> Result<Option<inspection_draft::Model>, DbErr> {
    scope
        .rows::<inspection_draft::Entity>()
        .filter(inspection_draft::COLUMN.id.eq(id))
        .one(db)
        .await
}

/// Adds one; `false` when one with the same id of the telephone's came in meanwhile.
pub async fn insert_draft<C: ConnectionTrait>(
    db: &C,
    model: inspection_draft::Model,
) -> Result<bool, DbErr> {
    unless_taken(written::add::<inspection_draft::Entity, C>(db, model).await)
}

/// Writes one back as it is now; `false` when it changed since it was read.
pub async fn save_draft<C: ConnectionTrait>(
    db: &C,
    model: inspection_draft::Model,
) -> Result<bool, DbErr> {
    written::back::<inspection_draft::Entity, C>(db, Condition::all(), model).await
}

/// Takes one away; `false` when it changed since it was read, or is gone.
pub async fn remove_draft<C: ConnectionTrait>(
    db: &C,
    id: Uuid,
    version: i32,
) -> Result<bool, DbErr> {
    let done = inspection_draft::Entity::delete_many()
        .filter(inspection_draft::COLUMN.id.eq(id))
        .filter(inspection_draft::COLUMN.version.eq(version))
        .exec(db)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Gives a file to another record.
pub async fn hand_over<C: ConnectionTrait>(
    db: &C,
    file: Uuid,
    unit: Uuid,
    record: Uuid,
) -> Result<(), DbErr> {
    attachment::Entity::update_many()
        .col_expr(attachment::Column::RecordId, Expr::value(record))
        .col_expr(attachment::Column::UnitId, Expr::value(unit))
        .filter(attachment::COLUMN.id.eq(file))
        .exec(db)
        .await?;
    Ok(())
}

/// Takes away the files of a record that never was one.
pub async fn drop_files<C: ConnectionTrait>(db: &C, record: Uuid) -> Result<(), DbErr> {
    attachment::Entity::delete_many()
        .filter(attachment::COLUMN.record_id.eq(record))
        .exec(db)
        .await?;
    Ok(())
}
