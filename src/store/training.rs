//! 培训班与参训情况

use std::collections::HashMap;

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, QueryFilter,
    QueryOrder, sea_query::NullOrdering,
};
use uuid::Uuid;

use super::{
    entity::{paper_fact, training, training_group},
    scope::CycleScope,
};

/// A course with its groups in order.
pub type Whole = (training::Model, Vec<training_group::Model>);

/// The courses in reach with their groups, the latest day first; states are those of meetings.
pub async fn whole<C: ConnectionTrait>(db: &C, scope: &CycleScope) -> Result<Vec<Whole>, DbErr> {
    let mut query = training::Entity::find().filter(training::COLUMN.cycle_id.eq(scope.cycle_id()));
    if let Some(units) = scope.units() {
        query = query.filter(training::COLUMN.unit_id.is_in(units));
    }
    let courses = query
        .order_by_with_nulls(
            training::Column::Day,
            sea_orm::Order::Desc,
            NullOrdering::First,
        )
        .order_by_desc(training::Column::Id)
        .all(db)
        .await?;
    if courses.is_empty() {
        return Ok(Vec::new());
    }
    let groups = training_group::Entity::find()
        .filter(training_group::COLUMN.cycle_id.eq(scope.cycle_id()))
        .order_by_asc(training_group::Column::Ordinal)
        .all(db)
        .await?;
    Ok(together(scope, courses, groups))
}

/// The courses that can have trained people of one village: the township's and its own, each with
/// the groups of that village and of the township's teams.
pub async fn of_village<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    village_id: Uuid,
) -> Result<Vec<Whole>, DbErr> {
    if !scope.reaches(village_id) {
        return Ok(Vec::new());
    }
    let courses = training::Entity::find()
        .filter(training::COLUMN.cycle_id.eq(scope.cycle_id()))
        .filter(
            training::COLUMN
                .unit_id
                .is_in([scope.cycle_id(), village_id]),
        )
        .order_by_with_nulls(
            training::Column::Day,
            sea_orm::Order::Desc,
            NullOrdering::First,
        )
        .order_by_desc(training::Column::Id)
        .all(db)
        .await?;
    if courses.is_empty() {
        return Ok(Vec::new());
    }
    let groups = training_group::Entity::find()
        .filter(training_group::COLUMN.cycle_id.eq(scope.cycle_id()))
        .filter(
            sea_orm::Condition::any()
                .add(training_group::COLUMN.village_id.eq(village_id))
                .add(training_group::COLUMN.village_id.is_null()),
        )
        .order_by_asc(training_group::Column::Ordinal)
        .all(db)
        .await?;
    Ok(together(scope, courses, groups))
}

/// Groups to their courses. Whoever sees only some villages does not see the groups of the others.
fn together(
    scope: &CycleScope,
    courses: Vec<training::Model>,
    groups: Vec<training_group::Model>,
) -> Vec<Whole> {
    let mut by_course: HashMap<Uuid, Vec<training_group::Model>> = HashMap::new();
    for group in groups {
        if group.village_id.is_none_or(|id| scope.reaches(id)) {
            by_course.entry(group.training_id).or_default().push(group);
        }
    }
    courses
        .into_iter()
        .map(|one| {
            let groups = by_course.remove(&one.id).unwrap_or_default();
            (one, groups)
        })
        .collect()
}

/// One course in reach with its groups.
pub async fn find<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    id: Uuid,
) -> Result<Option<Whole>, DbErr> {
    let mut query =
        training::Entity::find_by_id(id).filter(training::COLUMN.cycle_id.eq(scope.cycle_id()));
    if let Some(units) = scope.units() {
        query = query.filter(training::COLUMN.unit_id.is_in(units));
    }
    let Some(found) = query.one(db).await? else {
        return Ok(None);
    };
    let groups = training_group::Entity::find()
        .filter(training_group::COLUMN.training_id.eq(id))
        .order_by_asc(training_group::Column::Ordinal)
        .all(db)
        .await?;
    Ok(together(scope, vec![found], groups).pop())
}

/// Adds a course.
pub async fn insert<C: ConnectionTrait>(db: &C, model: training::Model) -> Result<(), DbErr> {
    training::Entity::insert(training::ActiveModel::from(model))
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Writes a course back if nobody else did since it was read.
pub async fn update<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    model: training::Model,
) -> Result<bool, DbErr> {
    let (id, expected) = (model.id, model.version);
    let mut row = training::ActiveModel::from(model).reset_all();
    row.version = Set(expected + 1);
    let result = training::Entity::update_many()
        .set(row)
        .filter(training::COLUMN.cycle_id.eq(scope.cycle_id()))
        .filter(training::COLUMN.id.eq(id))
        .filter(training::COLUMN.version.eq(expected))
        .exec(db)
        .await?;
    Ok(result.rows_affected == 1)
}

/// Puts these groups in the place of all a course has.
pub async fn put_groups<C: ConnectionTrait>(
    db: &C,
    training_id: Uuid,
    groups: Vec<training_group::Model>,
) -> Result<(), DbErr> {
    training_group::Entity::delete_many()
        .filter(training_group::COLUMN.training_id.eq(training_id))
        .exec(db)
        .await?;
    // SQLite takes a bounded number of values in one statement.
    for some in groups.chunks(500) {
        training_group::Entity::insert_many(
            some.iter().cloned().map(training_group::ActiveModel::from),
        )
        .exec_without_returning(db)
        .await?;
    }
    Ok(())
}

/// The lists of polling staff in reach: village and the facts of its notice.
pub async fn staff_lists<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<Vec<(Uuid, String)>, DbErr> {
    let rows = paper_fact::Entity::find()
        .filter(paper_fact::COLUMN.cycle_id.eq(scope.cycle_id()))
        .filter(paper_fact::COLUMN.kind.eq("polling-staff"))
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .filter(|row| scope.reaches(row.unit_id))
        .map(|row| (row.unit_id, row.facts))
        .collect())
}
