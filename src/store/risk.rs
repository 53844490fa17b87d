//! 风险评定和一村一策的措施

use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    entity::{risk_assessment, risk_measure},
    scope::CycleScope,
    written::unless_taken,
};

/// 正在办
pub const OPEN: &str = "open";
/// 已落实
pub const DONE: &str = "done";
/// 不再办
pub const DROPPED: &str = "dropped";

/// Every assessment in reach, by village and number.
pub async fn assessments<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<Vec<risk_assessment::Model>, DbErr> {
    scope
        .rows::<risk_assessment::Entity>()
        .order_by_asc(risk_assessment::Column::VillageId)
        .order_by_asc(risk_assessment::Column::Seq)
        .all(db)
        .await
}

/// The same of one village in reach.
pub async fn assessments_of<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    village_id: Uuid,
) -> Result<Vec<risk_assessment::Model>, DbErr> {
    let Some(rows) = scope.rows_of::<risk_assessment::Entity>(village_id) else {
        return Ok(Vec::new());
    };
    rows.order_by_asc(risk_assessment::Column::Seq)
        .all(db)
        .await
}

/// Every version of every measure in reach, by measure and number.
pub async fn measures<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<Vec<risk_measure::Model>, DbErr> {
    scope
        .rows::<risk_measure::Entity>()
        // Ids are made in the order of time: the order in which measures were written down.
        .order_by_asc(risk_measure::Column::MeasureId)
        .order_by_asc(risk_measure::Column::Seq)
        .all(db)
        .await
}

/// The same of one village in reach.
pub async fn measures_of<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    village_id: Uuid,
) -> Result<Vec<risk_measure::Model>, DbErr> {
    let Some(rows) = scope.rows_of::<risk_measure::Entity>(village_id) else {
        return Ok(Vec::new());
    };
    rows.order_by_asc(risk_measure::Column::MeasureId)
        .order_by_asc(risk_measure::Column::Seq)
        .all(db)
        .await
}

/// The last version of each measure of a list in the order of [`measures`].
pub fn current(versions: &[risk_measure::Model]) -> Vec<&risk_measure::Model> {
    let mut last: Vec<&risk_measure::Model> = Vec::new();
    for row in versions {
        match last.last_mut() {
            Some(known) if known.measure_id == row.measure_id => *known = row,
            _ => last.push(row),
        }
    }
    last
}

/// Adds an assessment; `false` when another was made since the one before it was seen.
pub async fn assess<C: ConnectionTrait>(
    db: &C,
    model: risk_assessment::Model,
) -> Result<bool, DbErr> {
    // Read first: see `progress::insert`.
    let taken = risk_assessment::Entity::find()
        .filter(risk_assessment::COLUMN.village_id.eq(model.village_id))
        .order_by_desc(risk_assessment::Column::Seq)
        .one(db)
        .await?
        .map_or(0, |row| row.seq);
    if taken + 1 != model.seq {
        return Ok(false);
    }
    let row = risk_assessment::ActiveModel::from(model);
    unless_taken(
        risk_assessment::Entity::insert(row)
            .exec_without_returning(db)
            .await,
    )
}

/// Adds a version of a measure; `false` when another was made since the one before it was seen.
pub async fn put_measure<C: ConnectionTrait>(
    db: &C,
    model: risk_measure::Model,
) -> Result<bool, DbErr> {
    let taken = risk_measure::Entity::find()
        .filter(risk_measure::COLUMN.measure_id.eq(model.measure_id))
        .order_by_desc(risk_measure::Column::Seq)
        .one(db)
        .await?
        .map_or(0, |row| row.seq);
    if taken + 1 != model.seq {
        return Ok(false);
    }
    let row = risk_measure::ActiveModel::from(model);
    unless_taken(
        risk_measure::Entity::insert(row)
            .exec_without_returning(db)
            .await,
    )
}
