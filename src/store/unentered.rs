//! 待登记 — meetings and courses that were to have been by now and that nobody has entered.

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr, QueryFilter, QueryOrder};

use super::{
    entity::{meeting, training},
    meeting::PLANNED,
    scope::CycleScope,
};

/// Meetings in reach planned for a day up to `until`, the earliest first.
pub async fn meetings<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    until: NaiveDate,
) -> Result<Vec<meeting::Model>, DbErr> {
    scope
        .rows::<meeting::Entity>()
        .filter(meeting::COLUMN.state.eq(PLANNED))
        .filter(meeting::COLUMN.day.lte(until))
        .order_by_asc(meeting::Column::Day)
        .order_by_asc(meeting::Column::Id)
        .all(db)
        .await
}

/// Courses in reach planned for a day up to `until`, the earliest first.
pub async fn trainings<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    until: NaiveDate,
) -> Result<Vec<training::Model>, DbErr> {
    scope
        .rows::<training::Entity>()
        .filter(training::COLUMN.state.eq(PLANNED))
        .filter(training::COLUMN.day.lte(until))
        .order_by_asc(training::Column::Day)
        .order_by_asc(training::Column::Id)
        .all(db)
        .await
}
