//! 督查记录与发现的问题

use chrono::NaiveDate;
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::{
    entity::{finding, inspection},
    scope::CycleScope,
};

/// Inspections in reach, latest day first.
pub async fn list<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<Vec<inspection::Model>, DbErr> {
    scope
        .rows::<inspection::Entity>()
        .order_by_desc(inspection::Column::Day)
        .order_by_desc(inspection::Column::Id)
        .all(db)
        .await
}

/// How many inspections there are in reach.
pub async fn count<C: ConnectionTrait>(db: &C, scope: &CycleScope) -> Result<u64, DbErr> {
    scope.rows::<inspection::Entity>().count(db).await
}

/// The inspections of one village in reach, latest day first.
pub async fn of_village<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    village_id: Uuid,
) -> Result<Vec<inspection::Model>, DbErr> {
    let Some(rows) = scope.rows_of::<inspection::Entity>(village_id) else {
        return Ok(Vec::new());
    };
    rows.order_by_desc(inspection::Column::Day)
        .order_by_desc(inspection::Column::Id)
        .all(db)
        .await
}

/// One inspection in reach with its findings.
pub async fn find<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    id: Uuid,
) -> Result<Option<(inspection::Model, Vec<finding::Model>)>, DbErr> {
    let query = scope
        .rows::<inspection::Entity>()
        .filter(inspection::COLUMN.id.eq(id));
    let Some(found) = query.one(db).await? else {
        return Ok(None);
    };
    let findings = findings(db, &[found.id]).await?;
    Ok(Some((found, findings)))
}

/// The findings of some inspections, in order.
pub async fn findings<C: ConnectionTrait>(
    db: &C,
    inspections: &[Uuid],
) -> Result<Vec<finding::Model>, DbErr> {
    finding::Entity::find()
        .filter(
            finding::COLUMN
                .inspection_id
                .is_in(inspections.iter().copied()),
        )
        .order_by_asc(finding::Column::InspectionId)
        .order_by_asc(finding::Column::Ordinal)
        .all(db)
        .await
}

/// Which inspection each finding belongs to and its deadline: what a list shows, without the texts.
pub async fn deadlines<C: ConnectionTrait>(
    db: &C,
    inspections: &[Uuid],
) -> Result<Vec<(Uuid, Option<NaiveDate>)>, DbErr> {
    finding::Entity::find()
        .select_only()
        .column(finding::Column::InspectionId)
        .column(finding::Column::Deadline)
        .filter(
            finding::COLUMN
                .inspection_id
                .is_in(inspections.iter().copied()),
        )
        .into_tuple()
        .all(db)
        .await
}

/// Adds an inspection with its findings.
pub async fn insert<C: ConnectionTrait>(
    db: &C,
    model: inspection::Model,
    findings: Vec<finding::Model>,
) -> Result<(), DbErr> {
    inspection::Entity::insert(inspection::ActiveModel::from(model))
        .exec_without_returning(db)
        .await?;
    if !findings.is_empty() {
        finding::Entity::insert_many(findings.into_iter().map(finding::ActiveModel::from))
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}
