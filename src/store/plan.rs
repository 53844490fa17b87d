//! 实施方案的各版：每版一行，只加不改；一版印发以后记下是哪一份文书

use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

use super::{entity::plan_version, scope::CycleScope, written::unless_taken};

/// A version without what it says: what lists show.
#[derive(Debug, Clone, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct VersionLine {
    /// Id.
    pub id: Uuid,
    /// Village, or the cycle.
    pub unit_id: Uuid,
    /// Version, from 1.
    pub version: i32,
    /// Digest of the data.
    pub input_digest: String,
    /// What was done: «存为一版», «印发».
    pub remark: String,
    /// The paper issued from it.
    pub paper_id: Option<Uuid>,
    /// Who.
    pub saved_by_name: String,
    /// When.
    pub saved_at: chrono::DateTime<chrono::Utc>,
}

/// All versions in reach, of one unit or of all; the newest first.
pub async fn lines<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    unit_id: Option<Uuid>,
) -> Result<Vec<VersionLine>, DbErr> {
    let mut query = scope.rows::<plan_version::Entity>().select_only().columns([
        plan_version::Column::Id,
        plan_version::Column::UnitId,
        plan_version::Column::Version,
        plan_version::Column::InputDigest,
        plan_version::Column::Remark,
        plan_version::Column::PaperId,
        plan_version::Column::SavedByName,
        plan_version::Column::SavedAt,
    ]);
    if let Some(unit) = unit_id {
        query = query.filter(plan_version::COLUMN.unit_id.eq(unit));
    }
    query
        .order_by_asc(plan_version::Column::UnitId)
        .order_by_desc(plan_version::Column::Version)
        .into_model()
        .all(db)
        .await
}

/// One version, whole.
pub async fn find<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    unit_id: Uuid,
    version: i32,
) -> Result<Option<plan_version::Model>, DbErr> {
    scope
        .rows::<plan_version::Entity>()
        .filter(plan_version::COLUMN.unit_id.eq(unit_id))
        .filter(plan_version::COLUMN.version.eq(version))
        .one(db)
        .await
}

/// The newest version of a unit, whole.
pub async fn newest<C: ConnectionTrait>(
    db: &C,
    cycle_id: Uuid,
    unit_id: Uuid,
) -> Result<Option<plan_version::Model>, DbErr> {
    plan_version::Entity::find()
        .filter(plan_version::COLUMN.cycle_id.eq(cycle_id))
        .filter(plan_version::COLUMN.unit_id.eq(unit_id))
        .order_by_desc(plan_version::Column::Version)
        .one(db)
        .await
}

/// Adds a version; `false` when somebody else added it first.
pub async fn insert<C: ConnectionTrait>(db: &C, model: plan_version::Model) -> Result<bool, DbErr> {
    unless_taken(
        plan_version::Entity::insert(plan_version::ActiveModel::from(model))
            .exec_without_returning(db)
            .await,
    )
}

/// Notes the paper issued from a version that has none yet.
pub async fn issued_as<C: ConnectionTrait>(db: &C, id: Uuid, paper_id: Uuid) -> Result<(), DbErr> {
    plan_version::Entity::update_many()
        .col_expr(plan_version::Column::PaperId, Expr::value(Some(paper_id)))
        .filter(plan_version::COLUMN.id.eq(id))
        .filter(plan_version::COLUMN.paper_id.is_null())
        .exec(db)
        .await?;
    Ok(())
}
