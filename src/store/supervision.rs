//! 检查单、整改、督查计划

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, JoinType, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, RelationDef, Select,
    sea_query::{Expr, NullOrdering},
};
use uuid::Uuid;

use super::{
    entity::{
        attachment, finding, inspection, inspection_answer, inspection_photo, inspection_plan,
        inspection_sheet, rectification, rectification_event,
    },
    scope::CycleScope,
    written::{self, Versioned, unless_taken},
};

/// 待交办
pub const FOUND: &str = "found";
/// 整改中
pub const ASSIGNED: &str = "assigned";
/// 待复核
pub const ANSWERED: &str = "answered";
/// 已销号
pub const CLOSED: &str = "closed";
/// 已撤销: it turned out not to be so.
pub const WITHDRAWN: &str = "withdrawn";
/// The states in which a finding still wants something done.
pub const OPEN: [&str; 3] = [FOUND, ASSIGNED, ANSWERED];

/// Planned, not yet done.
pub const PLANNED: &str = "planned";
/// Done: an inspection was recorded.
pub const DONE: &str = "done";
/// Dropped.
pub const DROPPED: &str = "dropped";

/// What a list of inspections is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct InspectionFilter {
    /// One village.
    pub village: Option<Uuid>,
    /// Id of the kind.
    pub kind: String,
    /// Only those with something not put right.
    pub open: bool,
    /// Only those that found something.
    pub found: bool,
    /// Only those whose day the telephone got wrong.
    pub doubtful: bool,
}

fn inspections(scope: &CycleScope, filter: &InspectionFilter) -> Select<inspection::Entity> {
    let mut query = scope.rows::<inspection::Entity>();
    if let Some(village) = filter.village {
        query = query.filter(inspection::COLUMN.village_id.eq(village));
    }
    if !filter.kind.is_empty() {
        query = query.filter(inspection::COLUMN.kind.eq(filter.kind.as_str()));
    }
    if filter.open || filter.found {
        let mut with = rectification::Entity::find()
            .select_only()
            .column(rectification::Column::InspectionId)
            .filter(rectification::COLUMN.cycle_id.eq(scope.cycle_id()));
        if filter.open {
            with = with.filter(rectification::Column::State.is_in(OPEN));
        }
        query = query.filter(inspection::COLUMN.id.in_subquery(with.into_query()));
    }
    if filter.doubtful {
        let with = inspection_sheet::Entity::find()
            .select_only()
            .column(inspection_sheet::Column::InspectionId)
            .filter(inspection_sheet::COLUMN.cycle_id.eq(scope.cycle_id()))
            .filter(inspection_sheet::Column::ClaimedDay.is_not_null());
        query = query.filter(inspection::COLUMN.id.in_subquery(with.into_query()));
    }
    query
}

/// One page of the inspections in reach, latest day first, and how many there are.
pub async fn inspection_page<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    filter: &InspectionFilter,
    offset: u64,
    limit: u64,
) -> Result<(Vec<inspection::Model>, u64), DbErr> {
    let total = inspections(scope, filter).count(db).await?;
    let rows = inspections(scope, filter)
        .order_by_desc(inspection::Column::Day)
        .order_by_desc(inspection::Column::Id)
        .offset(offset)
        .limit(limit)
        .all(db)
        .await?;
    Ok((rows, total))
}

/// How a visit came in, by inspection.
pub async fn sheets<C: ConnectionTrait>(
    db: &C,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, inspection_sheet::Model>, DbErr> {
    Ok(inspection_sheet::Entity::find()
        .filter(
            inspection_sheet::COLUMN
                .inspection_id
                .is_in(ids.iter().copied()),
        )
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.inspection_id, row))
        .collect())
}

/// The sheet with this id of the telephone's making.
pub async fn sheet_of_client<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    client_id: &str,
) -> Result<Option<inspection_sheet::Model>, DbErr> {
    inspection_sheet::Entity::find()
        .filter(inspection_sheet::COLUMN.cycle_id.eq(scope.cycle_id()))
        .filter(inspection_sheet::COLUMN.client_id.eq(client_id))
        .one(db)
        .await
}

/// Adds a sheet with its answers; `false` when one with the same id of the telephone's is there.
pub async fn insert_sheet<C: ConnectionTrait>(
    db: &C,
    sheet: inspection_sheet::Model,
    answers: Vec<inspection_answer::Model>,
) -> Result<bool, DbErr> {
    let added = inspection_sheet::Entity::insert(inspection_sheet::ActiveModel::from(sheet))
        .exec_without_returning(db)
        .await;
    if !unless_taken(added)? {
        return Ok(false);
    }
    if !answers.is_empty() {
        inspection_answer::Entity::insert_many(
            answers
                .into_iter()
                .map(inspection_answer::ActiveModel::from),
        )
        .exec_without_returning(db)
        .await?;
    }
    Ok(true)
}

/// The answers of one inspection, in order.
pub async fn answers<C: ConnectionTrait>(
    db: &C,
    inspection_id: Uuid,
) -> Result<Vec<inspection_answer::Model>, DbErr> {
    inspection_answer::Entity::find()
        .filter(inspection_answer::COLUMN.inspection_id.eq(inspection_id))
        .order_by_asc(inspection_answer::Column::Ordinal)
        .all(db)
        .await
}

/// The day of an inspection, corrected; `false` when the row changed since `version` was seen.
pub async fn set_day<C: ConnectionTrait>(
    db: &C,
    id: Uuid,
    day: NaiveDate,
    version: i32,
) -> Result<bool, DbErr> {
    let done = inspection::Entity::update_many()
        .col_expr(inspection::Column::Day, Expr::value(day))
        .col_expr(inspection::Column::Version, Expr::value(version + 1))
        .filter(inspection::COLUMN.id.eq(id))
        .filter(inspection::COLUMN.version.eq(version))
        .exec(db)
        .await?;
    if done.rows_affected != 1 {
        return Ok(false);
    }
    inspection_sheet::Entity::update_many()
        .col_expr(
            inspection_sheet::Column::ClaimedDay,
            Expr::value(None::<NaiveDate>),
        )
        .filter(inspection_sheet::COLUMN.inspection_id.eq(id))
        .exec(db)
        .await?;
    Ok(true)
}

/// The photographs of one inspection with the file each is.
pub async fn photos<C: ConnectionTrait>(
    db: &C,
    inspection_id: Uuid,
) -> Result<Vec<(inspection_photo::Model, attachment::Model)>, DbErr> {
    let photos = inspection_photo::Entity::find()
        .filter(inspection_photo::COLUMN.inspection_id.eq(inspection_id))
        .order_by_asc(inspection_photo::Column::AttachmentId)
        .all(db)
        .await?;
    let files = files_of(db, inspection_id).await?;
    Ok(photos
        .into_iter()
        .filter_map(|photo| {
            let file = files.iter().find(|file| file.id == photo.attachment_id)?;
            Some((photo, file.clone()))
        })
        .collect())
}

/// The files kept with one record.
pub async fn files_of<C: ConnectionTrait>(
    db: &C,
    record_id: Uuid,
) -> Result<Vec<attachment::Model>, DbErr> {
    attachment::Entity::find()
        .filter(attachment::COLUMN.record_id.eq(record_id))
        .order_by_asc(attachment::Column::Id)
        .all(db)
        .await
}

/// Adds a photograph; `false` when the telephone sent it before.
pub async fn insert_photo<C: ConnectionTrait>(
    db: &C,
    photo: inspection_photo::Model,
) -> Result<bool, DbErr> {
    unless_taken(
        inspection_photo::Entity::insert(inspection_photo::ActiveModel::from(photo))
            .exec_without_returning(db)
            .await,
    )
}

/// Whether the telephone sent this photograph before.
pub async fn has_photo<C: ConnectionTrait>(
    db: &C,
    inspection_id: Uuid,
    client_id: &str,
) -> Result<bool, DbErr> {
    Ok(inspection_photo::Entity::find()
        .filter(inspection_photo::COLUMN.inspection_id.eq(inspection_id))
        .filter(inspection_photo::COLUMN.client_id.eq(client_id))
        .count(db)
        .await?
        > 0)
}

// ── 整改 ──

/// What a list of findings is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct FindingFilter {
    /// One village.
    pub village: Option<Uuid>,
    /// States; none is all of them.
    pub states: Vec<&'static str>,
    /// Only those whose deadline is before this day.
    pub due_before: Option<NaiveDate>,
    /// Only those of this gravity.
    pub gravity: String,
}

fn rectifications(scope: &CycleScope, filter: &FindingFilter) -> Select<rectification::Entity> {
    let mut query = scope.rows::<rectification::Entity>();
    if let Some(village) = filter.village {
        query = query.filter(rectification::COLUMN.village_id.eq(village));
    }
    if !filter.states.is_empty() {
        query = query.filter(rectification::Column::State.is_in(filter.states.iter().copied()));
    }
    if let Some(day) = filter.due_before {
        query = query.filter(rectification::Column::Due.lt(day));
    }
    if !filter.gravity.is_empty() {
        query = query.filter(rectification::COLUMN.gravity.eq(filter.gravity.as_str()));
    }
    query
}

/// One page of findings in reach, earliest deadline first, and how many there are.
pub async fn finding_page<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    filter: &FindingFilter,
    offset: u64,
    limit: u64,
) -> Result<(Vec<(rectification::Model, finding::Model)>, u64), DbErr> {
    let total = rectifications(scope, filter).count(db).await?;
    let rows = rectifications(scope, filter)
        .order_by_with_nulls(
            rectification::Column::Due,
            sea_orm::Order::Asc,
            NullOrdering::Last,
        )
        .order_by_asc(rectification::Column::FindingId)
        .offset(offset)
        .limit(limit)
        .all(db)
        .await?;
    Ok((with_texts(db, rows).await?, total))
}

async fn with_texts<C: ConnectionTrait>(
    db: &C,
    rows: Vec<rectification::Model>,
) -> Result<Vec<(rectification::Model, finding::Model)>, DbErr> {
    let mut texts: HashMap<Uuid, finding::Model> = finding::Entity::find()
        .filter(
            finding::COLUMN
                .id
                .is_in(rows.iter().map(|row| row.finding_id)),
        )
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let text = texts.remove(&row.finding_id)?;
            Some((row, text))
        })
        .collect())
}

/// How many findings in reach stand in each state.
pub async fn finding_counts<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    filter: &FindingFilter,
) -> Result<HashMap<String, u64>, DbErr> {
    let rows: Vec<(String, i64)> = rectifications(scope, filter)
        .select_only()
        .column(rectification::Column::State)
        .column_as(rectification::Column::FindingId.count(), "total")
        .group_by(rectification::Column::State)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(state, total)| (state, u64::try_from(total).unwrap_or(0)))
        .collect())
}

/// How many findings match.
pub async fn count_findings<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    filter: &FindingFilter,
) -> Result<u64, DbErr> {
    rectifications(scope, filter).count(db).await
}

/// How many findings are not settled, by the day of their inspection and their deadline.
pub async fn open_by_day<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<Vec<(NaiveDate, Option<NaiveDate>, usize)>, DbErr> {
    let filter = FindingFilter {
        states: OPEN.to_vec(),
        ..FindingFilter::default()
    };
    let of: RelationDef = rectification::Entity::belongs_to(inspection::Entity)
        .from(rectification::Column::InspectionId)
        .to(inspection::Column::Id)
        .into();
    let rows: Vec<(NaiveDate, Option<NaiveDate>, i64)> = rectifications(scope, &filter)
        .join(JoinType::InnerJoin, of)
        .select_only()
        .column(inspection::Column::Day)
        .column(rectification::Column::Due)
        .column_as(rectification::Column::FindingId.count(), "total")
        .group_by(inspection::Column::Day)
        .group_by(rectification::Column::Due)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(day, due, total)| (day, due, usize::try_from(total).unwrap_or(0)))
        .collect())
}

/// One finding in reach.
pub async fn finding<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    id: Uuid,
) -> Result<Option<(rectification::Model, finding::Model)>, DbErr> {
    let rows = rectifications(scope, &FindingFilter::default())
        .filter(rectification::COLUMN.finding_id.eq(id))
        .all(db)
        .await?;
    Ok(with_texts(db, rows).await?.pop())
}

/// The findings of a village that still want something done, earliest deadline first.
pub async fn open_of_village<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    village_id: Uuid,
) -> Result<Vec<(rectification::Model, finding::Model)>, DbErr> {
    let filter = FindingFilter {
        village: Some(village_id),
        states: OPEN.to_vec(),
        ..FindingFilter::default()
    };
    Ok(finding_page(db, scope, &filter, 0, 100).await?.0)
}

/// The rectifications of some inspections, of all in reach where none is named.
pub async fn of_inspections<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    inspections: Option<&[Uuid]>,
) -> Result<Vec<rectification::Model>, DbErr> {
    let mut query = rectifications(scope, &FindingFilter::default());
    if let Some(ids) = inspections {
        query = query.filter(rectification::Column::InspectionId.is_in(ids.iter().copied()));
    }
    query.all(db).await
}

/// Adds rectifications.
pub async fn insert_rectifications<C: ConnectionTrait>(
    db: &C,
    models: Vec<rectification::Model>,
) -> Result<(), DbErr> {
    if models.is_empty() {
        return Ok(());
    }
    rectification::Entity::insert_many(models.into_iter().map(rectification::ActiveModel::from))
        .exec_without_returning(db)
        .await?;
    Ok(())
}

impl Versioned for rectification::Entity {
    const ID: rectification::Column = rectification::Column::FindingId;
    const VERSION: rectification::Column = rectification::Column::Version;

    fn mark(model: &rectification::Model) -> (Uuid, i32) {
        (model.finding_id, model.version)
    }
}

/// Rewrites a rectification; `false` when it changed since `model.version` was seen.
pub async fn put_rectification<C: ConnectionTrait>(
    db: &C,
    model: rectification::Model,
) -> Result<bool, DbErr> {
    written::back::<rectification::Entity, C>(db, Condition::all(), model).await
}

/// Adds a line to the history of a finding.
pub async fn insert_event<C: ConnectionTrait>(
    db: &C,
    model: rectification_event::Model,
) -> Result<(), DbErr> {
    rectification_event::Entity::insert(rectification_event::ActiveModel::from(model))
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// The history of a finding, oldest first.
pub async fn events<C: ConnectionTrait>(
    db: &C,
    finding_id: Uuid,
) -> Result<Vec<rectification_event::Model>, DbErr> {
    rectification_event::Entity::find()
        .filter(rectification_event::COLUMN.finding_id.eq(finding_id))
        .order_by_asc(rectification_event::Column::At)
        .order_by_asc(rectification_event::Column::Id)
        .all(db)
        .await
}

// ── 计划与覆盖 ──

/// How often and when last each village in reach was inspected.
pub async fn coverage<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<HashMap<Uuid, (u64, NaiveDate)>, DbErr> {
    let rows: Vec<(Uuid, i64, NaiveDate)> = inspections(scope, &InspectionFilter::default())
        .select_only()
        .column(inspection::Column::VillageId)
        .column_as(inspection::Column::Id.count(), "total")
        .column_as(inspection::Column::Day.max(), "last")
        .group_by(inspection::Column::VillageId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(village, total, last)| (village, (u64::try_from(total).unwrap_or(0), last)))
        .collect())
}

/// The inspections planned and not yet done, by day.
pub async fn planned<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<Vec<inspection_plan::Model>, DbErr> {
    inspection_plan::Entity::find()
        .filter(inspection_plan::COLUMN.cycle_id.eq(scope.cycle_id()))
        .filter(inspection_plan::COLUMN.state.eq(PLANNED))
        .order_by_asc(inspection_plan::Column::Day)
        .order_by_asc(inspection_plan::Column::Id)
        .all(db)
        .await
}

/// Every entry of the plan, those done and those dropped too, by day.
pub async fn plans<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<Vec<inspection_plan::Model>, DbErr> {
    inspection_plan::Entity::find()
        .filter(inspection_plan::COLUMN.cycle_id.eq(scope.cycle_id()))
        .order_by_asc(inspection_plan::Column::Day)
        .order_by_asc(inspection_plan::Column::Id)
        .all(db)
        .await
}

/// One entry of the plan.
pub async fn plan<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    id: Uuid,
) -> Result<Option<inspection_plan::Model>, DbErr> {
    inspection_plan::Entity::find_by_id(id)
        .filter(inspection_plan::COLUMN.cycle_id.eq(scope.cycle_id()))
        .one(db)
        .await
}

/// Adds entries to the plan.
pub async fn insert_plans<C: ConnectionTrait>(
    db: &C,
    models: Vec<inspection_plan::Model>,
) -> Result<(), DbErr> {
    inspection_plan::Entity::insert_many(
        models.into_iter().map(inspection_plan::ActiveModel::from),
    )
    .exec_without_returning(db)
    .await?;
    Ok(())
}

impl Versioned for inspection_plan::Entity {
    const ID: inspection_plan::Column = inspection_plan::Column::Id;
    const VERSION: inspection_plan::Column = inspection_plan::Column::Version;

    fn mark(model: &inspection_plan::Model) -> (Uuid, i32) {
        (model.id, model.version)
    }
}

/// Rewrites an entry of the plan; `false` when it changed since `model.version` was seen.
pub async fn put_plan<C: ConnectionTrait>(
    db: &C,
    model: inspection_plan::Model,
) -> Result<bool, DbErr> {
    written::back::<inspection_plan::Entity, C>(db, Condition::all(), model).await
}
