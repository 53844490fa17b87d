//! 会议与应到、到会情况

use std::collections::HashMap;

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, QueryFilter,
    QueryOrder, sea_query::NullOrdering,
};
use uuid::Uuid;

use super::{
    entity::{meeting, meeting_unit},
    scope::CycleScope,
};

/// [`meeting::Model::state`]: called, not held yet.
pub const PLANNED: &str = "planned";
/// [`meeting::Model::state`]: held, the sign-in sheet is entered.
pub const HELD: &str = "held";
/// [`meeting::Model::state`]: will not be held.
pub const CANCELLED: &str = "cancelled";

/// A meeting with its rows in order.
pub type Whole = (meeting::Model, Vec<meeting_unit::Model>);

/// The meetings in reach, the latest day first, those without a day before all others.
pub async fn list<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<Vec<meeting::Model>, DbErr> {
    let mut query = meeting::Entity::find().filter(meeting::COLUMN.cycle_id.eq(scope.cycle_id()));
    if let Some(units) = scope.units() {
        query = query.filter(meeting::COLUMN.unit_id.is_in(units));
    }
    query
        .order_by_with_nulls(
            meeting::Column::Day,
            sea_orm::Order::Desc,
            NullOrdering::First,
        )
        .order_by_desc(meeting::Column::Id)
        .all(db)
        .await
}

/// The meetings of one unit in reach, with their rows, the latest day first.
pub async fn of_unit<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    unit_id: Uuid,
) -> Result<Vec<Whole>, DbErr> {
    if unit_id != scope.cycle_id() && !scope.reaches(unit_id) {
        return Ok(Vec::new());
    }
    let meetings = meeting::Entity::find()
        .filter(meeting::COLUMN.cycle_id.eq(scope.cycle_id()))
        .filter(meeting::COLUMN.unit_id.eq(unit_id))
        .order_by_with_nulls(
            meeting::Column::Day,
            sea_orm::Order::Desc,
            NullOrdering::First,
        )
        .order_by_desc(meeting::Column::Id)
        .all(db)
        .await?;
    let ids: Vec<Uuid> = meetings.iter().map(|row| row.id).collect();
    let rows = if ids.is_empty() {
        Vec::new()
    } else {
        meeting_unit::Entity::find()
            .filter(meeting_unit::COLUMN.meeting_id.is_in(ids))
            .order_by_asc(meeting_unit::Column::Ordinal)
            .all(db)
            .await?
    };
    Ok(together(scope, meetings, rows))
}

/// All meetings in reach with their rows.
pub async fn whole<C: ConnectionTrait>(db: &C, scope: &CycleScope) -> Result<Vec<Whole>, DbErr> {
    let meetings = list(db, scope).await?;
    if meetings.is_empty() {
        return Ok(Vec::new());
    }
    let rows = meeting_unit::Entity::find()
        .filter(meeting_unit::COLUMN.cycle_id.eq(scope.cycle_id()))
        .order_by_asc(meeting_unit::Column::Ordinal)
        .all(db)
        .await?;
    Ok(together(scope, meetings, rows))
}

/// Meetings that were held and on which a step rests, with their rows.
pub async fn founding<C: ConnectionTrait>(db: &C, scope: &CycleScope) -> Result<Vec<Whole>, DbErr> {
    let mut query = meeting::Entity::find()
        .filter(meeting::COLUMN.cycle_id.eq(scope.cycle_id()))
        .filter(meeting::COLUMN.state.eq(HELD))
        .filter(meeting::COLUMN.step.ne(""));
    if let Some(units) = scope.units() {
        query = query.filter(meeting::COLUMN.unit_id.is_in(units));
    }
    let meetings = query
        .order_by_desc(meeting::Column::Day)
        .order_by_desc(meeting::Column::Id)
        .all(db)
        .await?;
    if meetings.is_empty() {
        return Ok(Vec::new());
    }
    let rows = meeting_unit::Entity::find()
        .filter(meeting_unit::COLUMN.cycle_id.eq(scope.cycle_id()))
        .order_by_asc(meeting_unit::Column::Ordinal)
        .all(db)
        .await?;
    Ok(together(scope, meetings, rows))
}

/// Rows to their meetings. Whoever sees only some villages does not see the rows of the others.
fn together(
    scope: &CycleScope,
    meetings: Vec<meeting::Model>,
    rows: Vec<meeting_unit::Model>,
) -> Vec<Whole> {
    let mut by_meeting: HashMap<Uuid, Vec<meeting_unit::Model>> = HashMap::new();
    for row in rows {
        if row.village_id.is_none_or(|id| scope.reaches(id)) {
            by_meeting.entry(row.meeting_id).or_default().push(row);
        }
    }
    meetings
        .into_iter()
        .map(|one| {
            let rows = by_meeting.remove(&one.id).unwrap_or_default();
            (one, rows)
        })
        .collect()
}

/// One meeting in reach with its rows.
pub async fn find<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    id: Uuid,
) -> Result<Option<Whole>, DbErr> {
    let mut query =
        meeting::Entity::find_by_id(id).filter(meeting::COLUMN.cycle_id.eq(scope.cycle_id()));
    if let Some(units) = scope.units() {
        query = query.filter(meeting::COLUMN.unit_id.is_in(units));
    }
    let Some(found) = query.one(db).await? else {
        return Ok(None);
    };
    let rows = meeting_unit::Entity::find()
        .filter(meeting_unit::COLUMN.meeting_id.eq(id))
        .order_by_asc(meeting_unit::Column::Ordinal)
        .all(db)
        .await?;
    Ok(together(scope, vec![found], rows).pop())
}

/// Adds a meeting.
pub async fn insert<C: ConnectionTrait>(db: &C, model: meeting::Model) -> Result<(), DbErr> {
    meeting::Entity::insert(meeting::ActiveModel::from(model))
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Writes a meeting back if nobody else did since it was read.
pub async fn update<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    model: meeting::Model,
) -> Result<bool, DbErr> {
    let (id, expected) = (model.id, model.version);
    let mut row = meeting::ActiveModel::from(model).reset_all();
    row.version = Set(expected + 1);
    let result = meeting::Entity::update_many()
        .set(row)
        .filter(meeting::COLUMN.cycle_id.eq(scope.cycle_id()))
        .filter(meeting::COLUMN.id.eq(id))
        .filter(meeting::COLUMN.version.eq(expected))
        .exec(db)
        .await?;
    Ok(result.rows_affected == 1)
}

/// Puts these rows in the place of all a meeting has.
pub async fn put_rows<C: ConnectionTrait>(
    db: &C,
    meeting_id: Uuid,
    rows: Vec<meeting_unit::Model>,
) -> Result<(), DbErr> {
    meeting_unit::Entity::delete_many()
        .filter(meeting_unit::COLUMN.meeting_id.eq(meeting_id))
        .exec(db)
        .await?;
    // SQLite takes a bounded number of values in one statement.
    for some in rows.chunks(500) {
        meeting_unit::Entity::insert_many(
            some.iter().cloned().map(meeting_unit::ActiveModel::from),
        )
        .exec_without_returning(db)
        .await?;
    }
    Ok(())
}
