//! 登记参加选举的村民名单 — names by group; ID numbers are never stored.

use sea_orm::{
    ActiveValue::Set,
    ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use super::{
    entity::{village, voter, voter_roll},
    scope::CycleScope,
};

/// Rows written by one statement: SQLite takes 32,766 parameters.
const CHUNK: usize = 2000;

/// The roll of a village in reach, in register order.
pub async fn list<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    village_id: Uuid,
) -> Result<Vec<voter::Model>, DbErr> {
    if !scope.reaches(village_id) {
        return Ok(Vec::new());
    }
    voter::Entity::find()
        .filter(voter::COLUMN.village_id.eq(village_id))
        .order_by_asc(voter::Column::Ordinal)
        .all(db)
        .await
}

/// What is known of the rolls of a cycle, by village.
pub async fn rolls<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<Vec<voter_roll::Model>, DbErr> {
    let mine = village::Entity::find()
        .select_only()
        .column(village::Column::Id)
        .filter(scope.villages())
        .into_query();
    voter_roll::Entity::find()
        .filter(voter_roll::COLUMN.village_id.in_subquery(mine))
        .all(db)
        .await
}

/// What is known of the roll of one village.
pub async fn roll<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    village_id: Uuid,
) -> Result<Option<voter_roll::Model>, DbErr> {
    if !scope.reaches(village_id) {
        return Ok(None);
    }
    voter_roll::Entity::find_by_id(village_id).one(db).await
}

/// Replaces the roll of a village; `expected` is the version seen (0 when there was none).
/// `false` when somebody else replaced it meanwhile.
pub async fn replace<C: ConnectionTrait>(
    db: &C,
    mut head: voter_roll::Model,
    expected: i32,
    voters: Vec<voter::Model>,
) -> Result<bool, DbErr> {
    let village_id = head.village_id;
    head.version = expected + 1;
    if expected == 0 {
        let inserted = voter_roll::Entity::insert(voter_roll::ActiveModel::from(head))
            .on_conflict(
                OnConflict::column(voter_roll::Column::VillageId)
                    .do_nothing()
                    .to_owned(),
            )
            .exec_without_returning(db)
            .await;
        match inserted {
            Ok(1) => {}
            Ok(_) | Err(DbErr::RecordNotInserted) => return Ok(false),
            Err(error) => return Err(error),
        }
    } else {
        let result = voter_roll::Entity::update_many()
            .col_expr(voter_roll::Column::FileName, Expr::value(head.file_name))
            .col_expr(
                voter_roll::Column::FileSha256,
                Expr::value(head.file_sha256),
            )
            .col_expr(voter_roll::Column::Voters, Expr::value(head.voters))
            .col_expr(voter_roll::Column::LeftOut, Expr::value(head.left_out))
            .col_expr(
                voter_roll::Column::ImportedAt,
                Expr::value(head.imported_at),
            )
            .col_expr(voter_roll::Column::Version, Expr::value(head.version))
            .filter(voter_roll::COLUMN.village_id.eq(village_id))
            .filter(voter_roll::COLUMN.version.eq(expected))
            .exec(db)
            .await?;
        if result.rows_affected != 1 {
            return Ok(false);
        }
    }
    voter::Entity::delete_many()
        .filter(voter::COLUMN.village_id.eq(village_id))
        .exec(db)
        .await?;
    let mut rest = voters.into_iter().peekable();
    while rest.peek().is_some() {
        let chunk: Vec<voter::ActiveModel> = rest
            .by_ref()
            .take(CHUNK)
            .map(|model| voter::ActiveModel {
                village_id: Set(village_id),
                ..model.into()
            })
            .collect();
        voter::Entity::insert_many(chunk)
            .exec_without_returning(db)
            .await?;
    }
    Ok(true)
}
