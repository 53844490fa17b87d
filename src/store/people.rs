//! 人员与工作组

use sea_orm::{
    Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter,
    QueryOrder, sea_query::Expr,
};
use uuid::Uuid;

use super::{
    entity::{person, step_arrangement, team},
    scope::CycleScope,
    written::{self, Versioned},
};

/// The people of a cycle in the order of the list, without those removed.
pub async fn list<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<Vec<person::Model>, DbErr> {
    person::Entity::find()
        .filter(person::COLUMN.cycle_id.eq(scope.cycle_id()))
        .filter(person::COLUMN.removed.eq(false))
        .order_by_asc(person::Column::Ordinal)
        .order_by_asc(person::Column::Id)
        .all(db)
        .await
}

/// One person.
pub async fn find<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    id: Uuid,
) -> Result<Option<person::Model>, DbErr> {
    person::Entity::find_by_id(id)
        .filter(person::COLUMN.cycle_id.eq(scope.cycle_id()))
        .filter(person::COLUMN.removed.eq(false))
        .one(db)
        .await
}

/// Adds people.
pub async fn insert_all<C: ConnectionTrait>(
    db: &C,
    models: Vec<person::Model>,
) -> Result<(), DbErr> {
    if models.is_empty() {
        return Ok(());
    }
    person::Entity::insert_many(models.into_iter().map(person::ActiveModel::from))
        .exec_without_returning(db)
        .await?;
    Ok(())
}

impl Versioned for person::Entity {
    const ID: person::Column = person::Column::Id;
    const VERSION: person::Column = person::Column::Version;

    fn mark(model: &person::Model) -> (Uuid, i32) {
        (model.id, model.version)
    }
}

/// Writes a person back if nobody else did since it was read.
pub async fn update<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    model: person::Model,
) -> Result<bool, DbErr> {
    let within = Condition::all().add(person::COLUMN.cycle_id.eq(scope.cycle_id()));
    written::back::<person::Entity, C>(db, within, model).await
}

/// The teams of a cycle.
pub async fn teams<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<Vec<team::Model>, DbErr> {
    team::Entity::find()
        .filter(team::COLUMN.cycle_id.eq(scope.cycle_id()))
        .order_by_asc(team::Column::Kind)
        .order_by_asc(team::Column::Ordinal)
        .all(db)
        .await
}

/// Adds teams.
pub async fn insert_teams<C: ConnectionTrait>(
    db: &C,
    models: Vec<team::Model>,
) -> Result<(), DbErr> {
    if models.is_empty() {
        return Ok(());
    }
    team::Entity::insert_many(models.into_iter().map(team::ActiveModel::from))
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Whether an id names a person or a team of this cycle: `(person, team)`.
pub async fn belongs<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    person_id: Option<Uuid>,
    team_id: Option<Uuid>,
) -> Result<bool, DbErr> {
    if let Some(id) = person_id
        && find(db, scope, id).await?.is_none()
    {
        return Ok(false);
    }
    if let Some(id) = team_id {
        return Ok(team::Entity::find_by_id(id)
            .filter(team::COLUMN.cycle_id.eq(scope.cycle_id()))
            .one(db)
            .await?
            .is_some());
    }
    Ok(true)
}

/// How many steps a person was made responsible for.
pub async fn steps_owned<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    person_id: Uuid,
) -> Result<u64, DbErr> {
    step_arrangement::Entity::find()
        .filter(step_arrangement::COLUMN.cycle_id.eq(scope.cycle_id()))
        .filter(step_arrangement::COLUMN.owner_id.eq(person_id))
        .count(db)
        .await
}

/// Makes somebody else responsible for a person's steps.
pub async fn hand_over_steps<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    from: Uuid,
    to: Uuid,
) -> Result<(), DbErr> {
    step_arrangement::Entity::update_many()
        .col_expr(step_arrangement::Column::OwnerId, Expr::value(to))
        .col_expr(
            step_arrangement::Column::Version,
            Expr::col(step_arrangement::Column::Version).add(1),
        )
        .filter(step_arrangement::COLUMN.cycle_id.eq(scope.cycle_id()))
        .filter(step_arrangement::COLUMN.owner_id.eq(from))
        .exec(db)
        .await?;
    Ok(())
}
