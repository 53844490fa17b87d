//! 环节记录、安排、附件 — records are only added; undoing one is another record.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, FromQueryResult,
    QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::{
    entity::{attachment, step_arrangement, step_record},
    scope::CycleScope,
    written::unless_taken,
};

/// 记录：done on a day, or undone.
pub const DONE: &str = "done";
/// 不适用或者不办：the step will not be done, for the reason in the note.
pub const SET_ASIDE: &str = "set-aside";
/// 撤销：the record before no longer counts.
pub const UNDONE: &str = "undone";

/// The latest record of a step, as an overview needs it.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Latest {
    /// Village, or the cycle for township phases.
    pub unit_id: Uuid,
    /// Step id of the pack.
    pub step: String,
    /// How many records there are.
    pub seq: i32,
    /// `done`, `set-aside` or `undone`.
    pub act: String,
    /// Day it happened.
    pub day: Option<chrono::NaiveDate>,
    /// Given when a statutory limit was missed.
    pub late_explanation: Option<String>,
}

/// The latest record of every step of every unit in reach: one query whatever the number of villages.
pub async fn latest<C: ConnectionTrait>(db: &C, scope: &CycleScope) -> Result<Vec<Latest>, DbErr> {
    let rows: Vec<Latest> = scope
        .rows::<step_record::Entity>()
        .select_only()
        .columns([
            step_record::Column::UnitId,
            step_record::Column::Step,
            step_record::Column::Seq,
            step_record::Column::Act,
            step_record::Column::Day,
            step_record::Column::LateExplanation,
        ])
        .order_by_asc(step_record::Column::UnitId)
        .order_by_asc(step_record::Column::Step)
        .order_by_asc(step_record::Column::Seq)
        .into_model()
        .all(db)
        .await?;
    let mut latest: Vec<Latest> = Vec::with_capacity(rows.len());
    for row in rows {
        match latest.last_mut() {
            Some(last) if last.unit_id == row.unit_id && last.step == row.step => *last = row,
            _ => latest.push(row),
        }
    }
    Ok(latest)
}

/// Every record of one unit, oldest first.
pub async fn of_unit<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    unit_id: Uuid,
) -> Result<Vec<step_record::Model>, DbErr> {
    let Some(rows) = scope.rows_of::<step_record::Entity>(unit_id) else {
        return Ok(Vec::new());
    };
    rows.order_by_asc(step_record::Column::Step)
        .order_by_asc(step_record::Column::Seq)
        .all(db)
        .await
}

/// Adds a record; `false` when another was added since `seq - 1` was seen.
pub async fn insert<C: ConnectionTrait>(db: &C, model: step_record::Model) -> Result<bool, DbErr> {
    // Read first: inside the write transaction the answer is final on SQLite, and on PostgreSQL the
    // unique index decides between two that both read.
    let taken = step_record::Entity::find()
        .filter(step_record::COLUMN.cycle_id.eq(model.cycle_id))
        .filter(step_record::COLUMN.unit_id.eq(model.unit_id))
        .filter(step_record::COLUMN.step.eq(model.step.clone()))
        .order_by_desc(step_record::Column::Seq)
        .one(db)
        .await?
        .map_or(0, |row| row.seq);
    if taken + 1 != model.seq {
        return Ok(false);
    }
    let result = step_record::Entity::insert(step_record::ActiveModel::from(model))
        .exec_without_returning(db)
        .await;
    unless_taken(result)
}

/// The arrangements of one unit.
pub async fn arrangements<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    unit_id: Uuid,
) -> Result<Vec<step_arrangement::Model>, DbErr> {
    let Some(rows) = scope.rows_of::<step_arrangement::Entity>(unit_id) else {
        return Ok(Vec::new());
    };
    rows.all(db).await
}

/// Adds or rewrites an arrangement; `false` when it changed since `model.version` was seen (0: none).
pub async fn put_arrangement<C: ConnectionTrait>(
    db: &C,
    model: step_arrangement::Model,
) -> Result<bool, DbErr> {
    let expected = model.version;
    let (cycle_id, unit_id, step) = (model.cycle_id, model.unit_id, model.step.clone());
    if expected == 0 {
        let row = step_arrangement::ActiveModel {
            version: Set(1),
            ..model.into()
        };
        return unless_taken(
            step_arrangement::Entity::insert(row)
                .exec_without_returning(db)
                .await,
        );
    }
    let mut row = step_arrangement::ActiveModel::from(model).reset_all();
    row.id = sea_orm::ActiveValue::NotSet;
    row.version = Set(expected + 1);
    let result = step_arrangement::Entity::update_many()
        .set(row)
        .filter(step_arrangement::COLUMN.cycle_id.eq(cycle_id))
        .filter(step_arrangement::COLUMN.unit_id.eq(unit_id))
        .filter(step_arrangement::COLUMN.step.eq(step))
        .filter(step_arrangement::COLUMN.version.eq(expected))
        .exec(db)
        .await?;
    Ok(result.rows_affected == 1)
}

/// Adds attachments to a record.
pub async fn attach<C: ConnectionTrait>(
    db: &C,
    models: Vec<attachment::Model>,
) -> Result<(), DbErr> {
    if models.is_empty() {
        return Ok(());
    }
    attachment::Entity::insert_many(models.into_iter().map(attachment::ActiveModel::from))
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// The attachments of one unit.
pub async fn attachments<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    unit_id: Uuid,
) -> Result<Vec<attachment::Model>, DbErr> {
    let Some(rows) = scope.rows_of::<attachment::Entity>(unit_id) else {
        return Ok(Vec::new());
    };
    rows.order_by_asc(attachment::Column::Id).all(db).await
}

/// One attachment in reach.
pub async fn attachment<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    id: Uuid,
) -> Result<Option<attachment::Model>, DbErr> {
    scope
        .rows::<attachment::Entity>()
        .filter(attachment::COLUMN.id.eq(id))
        .one(db)
        .await
}
