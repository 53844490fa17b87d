//! 工作组的改动，以及写着某个人的已印发文书

use sea_orm::{Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, SqlErr};
use uuid::Uuid;

use super::{
    entity::{paper, person, team},
    paper::ISSUED,
    scope::CycleScope,
    written::{self, Versioned},
};

/// What became of a team that was written back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// It is stored.
    Done,
    /// Somebody else changed it first.
    Stale,
    /// Another team has the name.
    NameTaken,
}

impl Versioned for team::Entity {
    const ID: team::Column = team::Column::Id;
    const VERSION: team::Column = team::Column::Version;

    fn mark(model: &team::Model) -> (Uuid, i32) {
        (model.id, model.version)
    }
}

/// Writes a team back if nobody else did since it was read.
pub async fn update_team<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    model: team::Model,
) -> Result<Written, DbErr> {
    let within = Condition::all().add(team::COLUMN.cycle_id.eq(scope.cycle_id()));
    let result = written::write_back::<team::Entity, C>(db, within, model).await;
    match result {
        Ok(done) if done.rows_affected == 1 => Ok(Written::Done),
        Ok(_) => Ok(Written::Stale),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            Ok(Written::NameTaken)
        }
        Err(error) => Err(error),
    }
}

/// Removes a team that nothing hangs on; `false` when somebody else changed it first. Seats of people who were
/// removed before go with it: nobody reads them again.
pub async fn delete_team<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    id: Uuid,
    version: i32,
) -> Result<bool, DbErr> {
    let result = team::Entity::delete_many()
        .filter(team::COLUMN.cycle_id.eq(scope.cycle_id()))
        .filter(team::COLUMN.id.eq(id))
        .filter(team::COLUMN.version.eq(version))
        .exec(db)
        .await?;
    if result.rows_affected != 1 {
        return Ok(false);
    }
    person::Entity::update_many()
        .col_expr(
            person::Column::TeamId,
            sea_orm::sea_query::Expr::value(Option::<Uuid>::None),
        )
        .filter(person::COLUMN.cycle_id.eq(scope.cycle_id()))
        .filter(person::COLUMN.removed.eq(true))
        .filter(person::COLUMN.team_id.eq(id))
        .exec(db)
        .await?;
    Ok(true)
}

/// The papers in force that have the text somewhere in what they state. A first sieve: whether it is this person
/// who is meant is for the caller to find out.
pub async fn papers_with<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    text: &str,
) -> Result<Vec<Uuid>, DbErr> {
    scope
        .rows::<paper::Entity>()
        .filter(paper::COLUMN.state.eq(ISSUED))
        .filter(paper::COLUMN.data.contains(text))
        .select_only()
        .column(paper::Column::Id)
        .into_tuple()
        .all(db)
        .await
}
