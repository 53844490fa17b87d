//! 本单位的文书文稿：每版一行，只加不改

use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::{entity::paper_text, scope::CycleScope, written::unless_taken};

/// Kind and version in use of every kind the township ever wrote a text for, by kind.
pub async fn editions<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<Vec<(String, i32)>, DbErr> {
    let rows: Vec<(String, Option<i32>)> = paper_text::Entity::find()
        .select_only()
        .column(paper_text::Column::Kind)
        .column_as(paper_text::Column::Version.max(), "latest")
        .filter(paper_text::COLUMN.township_id.eq(scope.cycle().township_id))
        .group_by(paper_text::Column::Kind)
        .order_by_asc(paper_text::Column::Kind)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(kind, version)| (kind, version.unwrap_or(0)))
        .collect())
}

/// The version of a kind that is in use; 0 when there never was one.
pub async fn edition<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    kind: &str,
) -> Result<i32, DbErr> {
    let last: Option<i32> = paper_text::Entity::find()
        .select_only()
        .column(paper_text::Column::Version)
        .filter(paper_text::COLUMN.township_id.eq(scope.cycle().township_id))
        .filter(paper_text::COLUMN.kind.eq(kind))
        .order_by_desc(paper_text::Column::Version)
        .into_tuple()
        .one(db)
        .await?;
    Ok(last.unwrap_or(0))
}

/// One version with its text.
pub async fn find<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    kind: &str,
    version: i32,
) -> Result<Option<paper_text::Model>, DbErr> {
    paper_text::Entity::find()
        .filter(paper_text::COLUMN.township_id.eq(scope.cycle().township_id))
        .filter(paper_text::COLUMN.kind.eq(kind))
        .filter(paper_text::COLUMN.version.eq(version))
        .one(db)
        .await
}

/// A version without its text: what lists show.
#[derive(Debug, Clone, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct TextLine {
    /// Kind id.
    pub kind: String,
    /// Version, from 1.
    pub version: i32,
    /// What was done: «修改», «恢复原文», «用回第2版».
    pub remark: String,
    /// Who.
    pub saved_by_name: String,
    /// When.
    pub saved_at: chrono::DateTime<chrono::Utc>,
}

/// All versions of the township, of one kind or of all; the newest first.
pub async fn lines<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    kind: Option<&str>,
) -> Result<Vec<TextLine>, DbErr> {
    let mut query = paper_text::Entity::find()
        .select_only()
        .columns([
            paper_text::Column::Kind,
            paper_text::Column::Version,
            paper_text::Column::Remark,
            paper_text::Column::SavedByName,
            paper_text::Column::SavedAt,
        ])
        .filter(paper_text::COLUMN.township_id.eq(scope.cycle().township_id));
    if let Some(kind) = kind {
        query = query.filter(paper_text::COLUMN.kind.eq(kind));
    }
    query
        .order_by_asc(paper_text::Column::Kind)
        .order_by_desc(paper_text::Column::Version)
        .into_model()
        .all(db)
        .await
}

/// Adds a version; `false` when somebody else added it first.
pub async fn insert<C: ConnectionTrait>(db: &C, model: paper_text::Model) -> Result<bool, DbErr> {
    unless_taken(
        paper_text::Entity::insert(paper_text::ActiveModel::from(model))
            .exec_without_returning(db)
            .await,
    )
}

/// The kinds of which the office's own text is in use.
pub async fn in_office_use<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<Vec<String>, DbErr> {
    let rows: Vec<(String, i32)> = paper_text::Entity::find()
        .select_only()
        .columns([paper_text::Column::Kind, paper_text::Column::Version])
        .filter(paper_text::COLUMN.township_id.eq(scope.cycle().township_id))
        .filter(paper_text::COLUMN.text.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    let latest = editions(db, scope).await?;
    Ok(latest
        .into_iter()
        .filter(|latest| rows.contains(latest))
        .map(|(kind, _)| kind)
        .collect())
}
