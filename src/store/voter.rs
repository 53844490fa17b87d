//! 登记参加选举的村民名单 — names by group; ID numbers are never stored, only keyed marks of them.

use std::collections::HashMap;

use sea_orm::{
    ActiveValue::Set,
    ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, LockType, OnConflict},
};
use uuid::Uuid;

use super::{
    entity::{cycle, village, voter, voter_roll},
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

/// What is known of the rolls of some villages in reach.
pub async fn rolls_of<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    villages: &[Uuid],
) -> Result<Vec<voter_roll::Model>, DbErr> {
    let mine = villages.iter().copied().filter(|id| scope.reaches(*id));
    voter_roll::Entity::find()
        .filter(voter_roll::COLUMN.village_id.is_in(mine))
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
            .col_expr(voter_roll::Column::MarkKey, Expr::value(head.mark_key))
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
    tell_doubles(db, village_id).await?;
    Ok(true)
}

/// Writes down who is on two rolls. It is asked at every look at the workbench and for every paper, and changes
/// only with a roll; marks are made for one cycle, those of another are never the same.
async fn tell_doubles<C: ConnectionTrait>(db: &C, village_id: Uuid) -> Result<(), DbErr> {
    // Two rolls imported at once must see each other: the second waits for the first.
    if let Some(village) = village::Entity::find_by_id(village_id).one(db).await? {
        cycle::Entity::find_by_id(village.cycle_id)
            .lock(LockType::NoKeyUpdate)
            .one(db)
            .await?;
    }
    let doubled = || {
        voter::Entity::find()
            .select_only()
            .column(voter::Column::Mark)
            .filter(voter::COLUMN.mark.is_not_null())
            .group_by(voter::Column::Mark)
            .having(Expr::cust("COUNT(*) > 1"))
            .into_query()
    };
    for (now, which) in [
        (false, voter::COLUMN.mark.not_in_subquery(doubled())),
        (true, voter::COLUMN.mark.in_subquery(doubled())),
    ] {
        voter::Entity::update_many()
            .col_expr(voter::Column::Twice, Expr::value(now))
            .filter(voter::COLUMN.twice.eq(!now))
            .filter(which)
            .exec(db)
            .await?;
    }
    Ok(())
}

/// 一处登记 — where somebody of a mark stands on a roll of the cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Whose roll.
    pub village: village::Model,
    /// Whether the caller may read that roll: of another's, only the village is told.
    pub reached: bool,
    /// The person.
    pub voter: voter::Model,
}

impl Place {
    /// The keyed mark they are known by.
    pub fn mark(&self) -> &str {
        self.voter.mark.as_deref().unwrap_or_default()
    }
}

/// Everybody who is on two rolls of the cycle, or twice on one, where one of the rolls is in reach: by
/// mark, then as the township lists its villages.
pub async fn doubles<C: ConnectionTrait>(db: &C, scope: &CycleScope) -> Result<Vec<Place>, DbErr> {
    let found = voter::Entity::find()
        .filter(voter::COLUMN.twice.eq(true))
        .all(db)
        .await?;
    let mut places = placed(db, scope, found).await?;
    places.sort_by(|a, b| {
        let rank = |place: &Place| (place.village.ordinal, place.voter.ordinal);
        a.mark().cmp(b.mark()).then(rank(a).cmp(&rank(b)))
    });
    Ok(places
        .chunk_by(|a, b| a.mark() == b.mark())
        .filter(|same| same.len() > 1 && same.iter().any(|place| place.reached))
        .flatten()
        .cloned()
        .collect())
}

/// Where people of these marks stand on the cycle's other rolls.
pub async fn elsewhere<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    village_id: Uuid,
    marks: &[&str],
) -> Result<Vec<Place>, DbErr> {
    let mut found = Vec::new();
    for some in marks.chunks(CHUNK) {
        found.extend(
            voter::Entity::find()
                .filter(voter::COLUMN.mark.is_in(some.iter().copied()))
                .filter(voter::COLUMN.village_id.ne(village_id))
                .order_by_asc(voter::Column::Ordinal)
                .all(db)
                .await?,
        );
    }
    placed(db, scope, found).await
}

/// The people with their villages; of another cycle nobody.
async fn placed<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    found: Vec<voter::Model>,
) -> Result<Vec<Place>, DbErr> {
    if found.is_empty() {
        return Ok(Vec::new());
    }
    // All of the cycle: that somebody is on a roll out of reach has to be told, by the village's name.
    let villages: HashMap<Uuid, village::Model> = village::Entity::find()
        .filter(village::COLUMN.cycle_id.eq(scope.cycle_id()))
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    Ok(found
        .into_iter()
        .filter_map(|voter| {
            Some(Place {
                village: villages.get(&voter.village_id)?.clone(),
                reached: scope.reaches(voter.village_id),
                voter,
            })
        })
        .collect())
}
