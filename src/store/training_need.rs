//! 应参训人数，按村

use sea_orm::{
    ActiveValue::Set, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect,
    sea_query::Expr,
};
use uuid::Uuid;

use super::{
    entity::{training, training_group, training_need},
    occasion::PLANNED,
    scope::CycleScope,
    written::{self, Versioned, unless_taken},
};

/// The numbers of every village in reach that has its own.
pub async fn list<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<Vec<training_need::Model>, DbErr> {
    scope.rows::<training_need::Entity>().all(db).await
}

/// The same of one village in reach.
pub async fn of_village<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    village_id: Uuid,
) -> Result<Option<training_need::Model>, DbErr> {
    match scope.rows_of::<training_need::Entity>(village_id) {
        Some(rows) => rows.one(db).await,
        None => Ok(None),
    }
}

/// Adds or rewrites the numbers of a village; `false` when they changed since `model.version` was seen (0: none).
pub async fn put<C: ConnectionTrait>(db: &C, model: training_need::Model) -> Result<bool, DbErr> {
    let expected = model.version;
    if expected == 0 {
        let row = training_need::ActiveModel {
            version: Set(1),
            ..model.into()
        };
        return unless_taken(
            training_need::Entity::insert(row)
                .exec_without_returning(db)
                .await,
        );
    }
    written::back::<training_need::Entity, C>(db, Condition::all(), model).await
}

impl Versioned for training_need::Entity {
    const ID: training_need::Column = training_need::Column::VillageId;
    const VERSION: training_need::Column = training_need::Column::Version;

    fn mark(model: &training_need::Model) -> (Uuid, i32) {
        (model.village_id, model.version)
    }
}

/// Writes a number into the courses that lie ahead; how many groups it stands in now.
pub async fn expect<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    village_id: Uuid,
    function: &str,
    expected: i32,
) -> Result<u64, DbErr> {
    let ahead: Vec<Uuid> = training::Entity::find()
        .filter(training::COLUMN.cycle_id.eq(scope.cycle_id()))
        .filter(training::COLUMN.state.eq(PLANNED))
        .select_only()
        .column(training::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    if ahead.is_empty() {
        return Ok(0);
    }
    let result = training_group::Entity::update_many()
        .col_expr(training_group::Column::Expected, Expr::value(expected))
        .filter(training_group::COLUMN.training_id.is_in(ahead))
        .filter(training_group::COLUMN.village_id.eq(village_id))
        .filter(training_group::COLUMN.function.eq(function))
        .filter(training_group::COLUMN.expected.ne(expected))
        .exec(db)
        .await?;
    Ok(result.rows_affected)
}
