//! 文书：经办人填写的事实、编号、已印发、批量印发

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

use super::{
    entity::{batch, batch_item, number_series, paper, paper_fact},
    scope::CycleScope,
    written::unless_taken,
};

/// 已印发
pub const ISSUED: &str = "issued";
/// 已作废
pub const VOID: &str = "void";

/// The typed facts of one unit (all kinds).
pub async fn facts_of<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    unit_id: Uuid,
) -> Result<Vec<paper_fact::Model>, DbErr> {
    let Some(rows) = scope.rows_of::<paper_fact::Entity>(unit_id) else {
        return Ok(Vec::new());
    };
    rows.all(db).await
}

/// The typed facts of every unit in reach.
pub async fn facts_of_cycle<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<Vec<paper_fact::Model>, DbErr> {
    scope.rows::<paper_fact::Entity>().all(db).await
}

/// The typed facts in reach that call their paper urgent.
pub async fn urgent_facts<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<Vec<paper_fact::Model>, DbErr> {
    scope
        .rows::<paper_fact::Entity>()
        .filter(paper_fact::COLUMN.facts.contains("\"urgency\""))
        .order_by_asc(paper_fact::Column::Id)
        .all(db)
        .await
}

/// The typed facts of one kind, of some units in reach.
pub async fn facts_of_kind<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    kind: &str,
    units: &[Uuid],
) -> Result<Vec<paper_fact::Model>, DbErr> {
    scope
        .rows::<paper_fact::Entity>()
        .filter(paper_fact::COLUMN.kind.eq(kind))
        .filter(paper_fact::COLUMN.unit_id.is_in(units.iter().copied()))
        .all(db)
        .await
}

/// What the newest papers in reach went out with in spite of warnings, the newest first.
pub async fn latest_passed<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    most: u64,
) -> Result<Vec<String>, DbErr> {
    scope
        .rows::<paper::Entity>()
        .select_only()
        .column(paper::Column::Passed)
        .filter(paper::COLUMN.passed.is_not_null())
        .order_by_desc(paper::Column::IssuedAt)
        .order_by_desc(paper::Column::Id)
        .limit(most)
        .into_tuple()
        .all(db)
        .await
}

/// Adds or rewrites facts; `false` when they changed since `model.version` was seen (0: none).
pub async fn put_facts<C: ConnectionTrait>(
    db: &C,
    model: paper_fact::Model,
) -> Result<bool, DbErr> {
    let expected = model.version;
    if expected == 0 {
        let row = paper_fact::ActiveModel {
            version: Set(1),
            ..model.into()
        };
        return unless_taken(
            paper_fact::Entity::insert(row)
                .exec_without_returning(db)
                .await,
        );
    }
    let result = paper_fact::Entity::update_many()
        .col_expr(paper_fact::Column::Facts, Expr::value(model.facts))
        .col_expr(paper_fact::Column::Version, Expr::value(expected + 1))
        .filter(paper_fact::COLUMN.cycle_id.eq(model.cycle_id))
        .filter(paper_fact::COLUMN.unit_id.eq(model.unit_id))
        .filter(paper_fact::COLUMN.kind.eq(model.kind))
        .filter(paper_fact::COLUMN.version.eq(expected))
        .exec(db)
        .await?;
    Ok(result.rows_affected == 1)
}

/// The last number of a series, 0 when none was given.
pub async fn last_number<C: ConnectionTrait>(
    db: &C,
    cycle_id: Uuid,
    series: &str,
) -> Result<i32, DbErr> {
    Ok(
        number_series::Entity::find_by_id((cycle_id, series.to_owned()))
            .one(db)
            .await?
            .map_or(0, |row| row.last),
    )
}

/// Takes `number` as the next of its series; `false` when somebody took it first.
pub async fn take_number<C: ConnectionTrait>(
    db: &C,
    cycle_id: Uuid,
    series: &str,
    number: i32,
) -> Result<bool, DbErr> {
    if number == 1 {
        let row = number_series::ActiveModel {
            cycle_id: Set(cycle_id),
            series: Set(series.to_owned()),
            last: Set(1),
        };
        return unless_taken(
            number_series::Entity::insert(row)
                .exec_without_returning(db)
                .await,
        );
    }
    let result = number_series::Entity::update_many()
        .col_expr(number_series::Column::Last, Expr::value(number))
        .filter(number_series::COLUMN.cycle_id.eq(cycle_id))
        .filter(number_series::COLUMN.series.eq(series))
        .filter(number_series::COLUMN.last.eq(number - 1))
        .exec(db)
        .await?;
    Ok(result.rows_affected == 1)
}

/// A paper without its frozen data: what lists show.
#[derive(Debug, Clone, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct PaperLine {
    /// Id.
    pub id: Uuid,
    /// Village, or the cycle for township papers.
    pub unit_id: Uuid,
    /// Kind id.
    pub kind: String,
    /// `issued` or `void`.
    pub state: String,
    /// Title as printed.
    pub title: String,
    /// Number as printed.
    pub number: String,
    /// Series of the number.
    pub series: String,
    /// Digest of the facts it was made from.
    pub input_digest: String,
    /// Digest of the file.
    pub pdf_sha256: String,
    /// Pages.
    pub pages: i32,
    /// Date printed under it.
    pub dated: chrono::NaiveDate,
    /// Who issued it.
    pub issued_by_name: String,
    /// When.
    pub issued_at: DateTime<Utc>,
    /// Day it was put up.
    pub posted_on: Option<chrono::NaiveDate>,
    /// Why it is void.
    pub void_reason: Option<String>,
    /// The void paper it stands for.
    pub replaces_id: Option<Uuid>,
    /// Id of the urgency; empty for an ordinary paper.
    pub urgency: String,
    /// Row version.
    pub version: i32,
}

/// The lines of the papers in reach, without their frozen data.
fn lines(scope: &CycleScope) -> sea_orm::Select<paper::Entity> {
    scope.rows::<paper::Entity>().select_only().columns([
        paper::Column::Id,
        paper::Column::UnitId,
        paper::Column::Kind,
        paper::Column::State,
        paper::Column::Title,
        paper::Column::Number,
        paper::Column::Series,
        paper::Column::InputDigest,
        paper::Column::PdfSha256,
        paper::Column::Pages,
        paper::Column::Dated,
        paper::Column::IssuedByName,
        paper::Column::IssuedAt,
        paper::Column::PostedOn,
        paper::Column::VoidReason,
        paper::Column::ReplacesId,
        paper::Column::Urgency,
        paper::Column::Version,
    ])
}

/// The papers of one kind in force in reach, oldest first.
pub async fn in_force_of<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    kind: &str,
) -> Result<Vec<PaperLine>, DbErr> {
    lines(scope)
        .filter(paper::COLUMN.kind.eq(kind))
        .filter(paper::COLUMN.state.eq(ISSUED))
        .order_by_asc(paper::Column::IssuedAt)
        .order_by_asc(paper::Column::Id)
        .into_model()
        .all(db)
        .await
}

/// The units in reach for which a paper of a kind is in force: nothing of the paper itself.
pub async fn units_in_force<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    kind: &str,
) -> Result<Vec<Uuid>, DbErr> {
    scope
        .rows::<paper::Entity>()
        .select_only()
        .column(paper::Column::UnitId)
        .filter(paper::COLUMN.kind.eq(kind))
        .filter(paper::COLUMN.state.eq(ISSUED))
        .distinct()
        .into_tuple()
        .all(db)
        .await
}

/// The papers of one kind in force for some units in reach, oldest first.
pub async fn in_force_of_units<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    kind: &str,
    units: &[Uuid],
) -> Result<Vec<PaperLine>, DbErr> {
    lines(scope)
        .filter(paper::COLUMN.kind.eq(kind))
        .filter(paper::COLUMN.state.eq(ISSUED))
        .filter(paper::COLUMN.unit_id.is_in(units.iter().copied()))
        .order_by_asc(paper::Column::IssuedAt)
        .order_by_asc(paper::Column::Id)
        .into_model()
        .all(db)
        .await
}

/// All papers in reach, by unit, kind and time.
pub async fn list<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    unit_id: Option<Uuid>,
) -> Result<Vec<PaperLine>, DbErr> {
    let mut query = lines(scope);
    if let Some(unit) = unit_id {
        query = query.filter(paper::COLUMN.unit_id.eq(unit));
    }
    query
        .order_by_asc(paper::Column::IssuedAt)
        .order_by_asc(paper::Column::Id)
        .into_model()
        .all(db)
        .await
}

/// Unit and kind of every paper in force in reach: nothing else, for overviews.
pub async fn kinds_in_force<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<Vec<(Uuid, String)>, DbErr> {
    scope
        .rows::<paper::Entity>()
        .select_only()
        .columns([paper::Column::UnitId, paper::Column::Kind])
        .filter(paper::COLUMN.state.eq(ISSUED))
        .into_tuple()
        .all(db)
        .await
}

/// The frozen data of some papers in reach.
pub async fn data_of<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    ids: &[Uuid],
) -> Result<Vec<(Uuid, String)>, DbErr> {
    scope
        .rows::<paper::Entity>()
        .select_only()
        .columns([paper::Column::Id, paper::Column::Data])
        .filter(paper::COLUMN.id.is_in(ids.iter().copied()))
        .into_tuple()
        .all(db)
        .await
}

/// One paper in reach, whole.
pub async fn find<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    id: Uuid,
) -> Result<Option<paper::Model>, DbErr> {
    scope
        .rows::<paper::Entity>()
        .filter(paper::COLUMN.id.eq(id))
        .one(db)
        .await
}

/// The paper of a kind that is in force for a unit, if any.
pub async fn in_force<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    unit_id: Uuid,
    kind: &str,
) -> Result<Option<paper::Model>, DbErr> {
    paper::Entity::find()
        .filter(paper::COLUMN.cycle_id.eq(scope.cycle_id()))
        .filter(paper::COLUMN.unit_id.eq(unit_id))
        .filter(paper::COLUMN.kind.eq(kind))
        .filter(paper::COLUMN.state.eq(ISSUED))
        .order_by_desc(paper::Column::IssuedAt)
        .one(db)
        .await
}

/// Adds an issued paper; `false` when its number is taken.
pub async fn insert<C: ConnectionTrait>(db: &C, model: paper::Model) -> Result<bool, DbErr> {
    unless_taken(
        paper::Entity::insert(paper::ActiveModel::from(model))
            .exec_without_returning(db)
            .await,
    )
}

/// Writes state, posting and reason of a paper back if nobody else did; content never changes.
pub async fn update<C: ConnectionTrait>(db: &C, model: &paper::Model) -> Result<bool, DbErr> {
    let result = paper::Entity::update_many()
        .col_expr(paper::Column::State, Expr::value(model.state.clone()))
        .col_expr(paper::Column::PostedOn, Expr::value(model.posted_on))
        .col_expr(
            paper::Column::PostedPlace,
            Expr::value(model.posted_place.clone()),
        )
        .col_expr(
            paper::Column::VoidReason,
            Expr::value(model.void_reason.clone()),
        )
        .col_expr(paper::Column::Version, Expr::value(model.version + 1))
        .filter(paper::COLUMN.id.eq(model.id))
        .filter(paper::COLUMN.version.eq(model.version))
        .exec(db)
        .await?;
    Ok(result.rows_affected == 1)
}

// ── 批量印发 ────────────────────────────────────────────────────────────────

/// 排队
pub const QUEUED: &str = "queued";
/// 办理中
pub const RUNNING: &str = "running";
/// 完成
pub const FINISHED: &str = "finished";
/// 部分失败
pub const PARTLY_FAILED: &str = "partly-failed";
/// 待办（一件）
pub const PENDING: &str = "pending";
/// 已印发（一件）
pub const ITEM_DONE: &str = "done";
/// 失败（一件）
pub const ITEM_FAILED: &str = "failed";
/// 留在待印发（一件）: there is a warning nobody gave a reason for
pub const ITEM_HELD: &str = "held";

/// Adds a batch with its items.
pub async fn insert_batch<C: ConnectionTrait>(
    db: &C,
    model: batch::Model,
    items: Vec<batch_item::Model>,
) -> Result<(), DbErr> {
    batch::Entity::insert(batch::ActiveModel::from(model))
        .exec_without_returning(db)
        .await?;
    for chunk in items.chunks(1000) {
        batch_item::Entity::insert_many(chunk.iter().cloned().map(batch_item::ActiveModel::from))
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}

/// One batch of the cycle.
pub async fn batch<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    id: Uuid,
) -> Result<Option<batch::Model>, DbErr> {
    batch::Entity::find_by_id(id)
        .filter(batch::COLUMN.cycle_id.eq(scope.cycle_id()))
        .one(db)
        .await
}

/// The items of a batch in order.
pub async fn batch_items<C: ConnectionTrait>(
    db: &C,
    batch_id: Uuid,
) -> Result<Vec<batch_item::Model>, DbErr> {
    batch_item::Entity::find()
        .filter(batch_item::COLUMN.batch_id.eq(batch_id))
        .order_by_asc(batch_item::Column::Ordinal)
        .all(db)
        .await
}

/// The batches nobody is working on: new, their worker's claim ran out, or the worker is asking itself.
fn free(worker: &str, now: DateTime<Utc>) -> Condition {
    Condition::any().add(batch::COLUMN.state.eq(QUEUED)).add(
        Condition::all().add(batch::COLUMN.state.eq(RUNNING)).add(
            Condition::any()
                .add(batch::COLUMN.claimed_until.lt(now))
                .add(batch::COLUMN.claimed_by.eq(worker)),
        ),
    )
}

/// Whether there is a batch to claim.
pub async fn batch_waits<C: ConnectionTrait>(
    db: &C,
    worker: &str,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    Ok(batch::Entity::find()
        .filter(free(worker, now))
        .one(db)
        .await?
        .is_some())
}

/// Claims the oldest batch that nobody is working on (new, or its worker's claim ran out).
pub async fn claim_batch<C: ConnectionTrait>(
    db: &C,
    worker: &str,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Option<batch::Model>, DbErr> {
    let free = free(worker, now);
    let Some(found) = batch::Entity::find()
        .filter(free.clone())
        .order_by_asc(batch::Column::CreatedAt)
        .one(db)
        .await?
    else {
        return Ok(None);
    };
    let result = batch::Entity::update_many()
        .col_expr(batch::Column::State, Expr::value(RUNNING))
        .col_expr(batch::Column::ClaimedBy, Expr::value(worker))
        .col_expr(batch::Column::ClaimedUntil, Expr::value(until))
        .filter(batch::COLUMN.id.eq(found.id))
        .filter(free)
        .exec(db)
        .await?;
    Ok((result.rows_affected == 1).then_some(found))
}

/// Prolongs a claim while the work goes on.
pub async fn prolong_claim<C: ConnectionTrait>(
    db: &C,
    batch_id: Uuid,
    worker: &str,
    until: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let result = batch::Entity::update_many()
        .col_expr(batch::Column::ClaimedUntil, Expr::value(until))
        .filter(batch::COLUMN.id.eq(batch_id))
        .filter(batch::COLUMN.claimed_by.eq(worker))
        .exec(db)
        .await?;
    Ok(result.rows_affected == 1)
}

/// Settles one item, unless it was settled before.
pub async fn settle_item<C: ConnectionTrait>(
    db: &C,
    batch_id: Uuid,
    ordinal: i32,
    state: &str,
    paper_id: Option<Uuid>,
    problem: Option<String>,
) -> Result<bool, DbErr> {
    let result = batch_item::Entity::update_many()
        .col_expr(batch_item::Column::State, Expr::value(state))
        .col_expr(batch_item::Column::PaperId, Expr::value(paper_id))
        .col_expr(batch_item::Column::Problem, Expr::value(problem))
        .filter(batch_item::COLUMN.batch_id.eq(batch_id))
        .filter(batch_item::COLUMN.ordinal.eq(ordinal))
        .filter(batch_item::COLUMN.state.eq(PENDING))
        .exec(db)
        .await?;
    Ok(result.rows_affected == 1)
}

/// Closes a batch.
pub async fn finish_batch<C: ConnectionTrait>(
    db: &C,
    batch_id: Uuid,
    state: &str,
) -> Result<(), DbErr> {
    batch::Entity::update_many()
        .col_expr(batch::Column::State, Expr::value(state))
        .col_expr(
            batch::Column::ClaimedBy,
            Expr::value(Option::<String>::None),
        )
        .filter(batch::COLUMN.id.eq(batch_id))
        .exec(db)
        .await?;
    Ok(())
}

/// How many items of some batches are in which state: (batch, state, how many).
pub async fn counts_of_batches<C: ConnectionTrait>(
    db: &C,
    batches: &[Uuid],
) -> Result<Vec<(Uuid, String, i64)>, DbErr> {
    batch_item::Entity::find()
        .select_only()
        .columns([batch_item::Column::BatchId, batch_item::Column::State])
        .column_as(batch_item::Column::Ordinal.count(), "papers")
        .filter(batch_item::COLUMN.batch_id.is_in(batches.iter().copied()))
        .group_by(batch_item::Column::BatchId)
        .group_by(batch_item::Column::State)
        .into_tuple()
        .all(db)
        .await
}

/// The latest batches of a cycle.
pub async fn batches<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    limit: u64,
) -> Result<Vec<batch::Model>, DbErr> {
    batch::Entity::find()
        .filter(batch::COLUMN.cycle_id.eq(scope.cycle_id()))
        .order_by_desc(batch::Column::CreatedAt)
        .limit(limit)
        .all(db)
        .await
}
