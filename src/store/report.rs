//! 日报 — confirmed reports (rows are only added) and the columns the county wants.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait as _, sea_query::Expr,
};
use uuid::Uuid;

use super::{
    entity::{daily_report, report_columns, step_record, village, voter},
    progress::SET_ASIDE,
    scope::CycleScope,
    written::unless_taken,
};

/// A confirmed report without its figures: what lists show.
#[derive(Debug, Clone, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct ReportLine {
    /// 报告日
    pub day: NaiveDate,
    /// Version of the day, from 1.
    pub version: i32,
    /// 期号
    pub serial: i32,
    /// 零报告
    pub zero: bool,
    /// What it was made from.
    pub digest: String,
    /// Who confirmed it.
    pub confirmed_by_name: String,
    /// When.
    pub confirmed_at: DateTime<Utc>,
}

/// Every confirmed report of a cycle, the newest day and version first.
pub async fn list<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<Vec<ReportLine>, DbErr> {
    daily_report::Entity::find()
        .select_only()
        .columns([
            daily_report::Column::Day,
            daily_report::Column::Version,
            daily_report::Column::Serial,
            daily_report::Column::Zero,
            daily_report::Column::Digest,
            daily_report::Column::ConfirmedByName,
            daily_report::Column::ConfirmedAt,
        ])
        .filter(daily_report::COLUMN.cycle_id.eq(scope.cycle_id()))
        .order_by_desc(daily_report::Column::Day)
        .order_by_desc(daily_report::Column::Version)
        .into_model()
        .all(db)
        .await
}

/// The confirmed report of a day: one version, or the newest.
pub async fn find<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    day: NaiveDate,
    version: Option<i32>,
) -> Result<Option<daily_report::Model>, DbErr> {
    let mut query = daily_report::Entity::find()
        .filter(daily_report::COLUMN.cycle_id.eq(scope.cycle_id()))
        .filter(daily_report::COLUMN.day.eq(day));
    if let Some(version) = version {
        query = query.filter(daily_report::COLUMN.version.eq(version));
    }
    query
        .order_by_desc(daily_report::Column::Version)
        .one(db)
        .await
}

/// Adds a confirmed report; `false` when somebody else confirmed this version first.
pub async fn insert<C: ConnectionTrait>(db: &C, model: daily_report::Model) -> Result<bool, DbErr> {
    unless_taken(
        daily_report::Entity::insert(daily_report::ActiveModel::from(model))
            .exec_without_returning(db)
            .await,
    )
}

/// When each step was set aside: `(unit, step, moment)`. Such a record has no day of its own.
pub async fn set_aside_at<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<Vec<(Uuid, String, DateTime<Utc>)>, DbErr> {
    scope
        .rows::<step_record::Entity>()
        .select_only()
        .columns([
            step_record::Column::UnitId,
            step_record::Column::Step,
            step_record::Column::RecordedAt,
        ])
        .filter(step_record::COLUMN.act.eq(SET_ASIDE))
        .order_by_asc(step_record::Column::Seq)
        .into_tuple()
        .all(db)
        .await
}

/// How many voters of each sex are on the rolls in reach: `(village, sex, count)`.
pub async fn voters_by_sex<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<Vec<(Uuid, Option<String>, i64)>, DbErr> {
    let mine = village::Entity::find()
        .select_only()
        .column(village::Column::Id)
        .filter(scope.villages())
        .into_query();
    voter::Entity::find()
        .select_only()
        .column(voter::Column::VillageId)
        .column(voter::Column::Sex)
        .column_as(voter::Column::Id.count(), "voters")
        .filter(voter::COLUMN.village_id.in_subquery(mine))
        .group_by(voter::Column::VillageId)
        .group_by(voter::Column::Sex)
        .into_tuple()
        .all(db)
        .await
}

/// The columns a township keeps for its daily report.
pub async fn columns<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<Option<report_columns::Model>, DbErr> {
    report_columns::Entity::find_by_id(scope.cycle().township_id)
        .one(db)
        .await
}

/// Writes the columns; `false` when somebody else did since `model.version` was seen (0: none yet).
pub async fn put_columns<C: ConnectionTrait>(
    db: &C,
    model: report_columns::Model,
) -> Result<bool, DbErr> {
    let expected = model.version;
    if expected == 0 {
        let row = report_columns::ActiveModel {
            version: Set(1),
            ..model.into()
        };
        return unless_taken(
            report_columns::Entity::insert(row)
                .exec_without_returning(db)
                .await,
        );
    }
    let result = report_columns::Entity::update_many()
        .col_expr(report_columns::Column::Columns, Expr::value(model.columns))
        .col_expr(
            report_columns::Column::SavedByName,
            Expr::value(model.saved_by_name),
        )
        .col_expr(report_columns::Column::SavedAt, Expr::value(model.saved_at))
        .col_expr(report_columns::Column::Version, Expr::value(expected + 1))
        .filter(report_columns::Column::TownshipId.eq(model.township_id))
        .filter(report_columns::Column::Version.eq(expected))
        .exec(db)
        .await?;
    Ok(result.rows_affected == 1)
}
