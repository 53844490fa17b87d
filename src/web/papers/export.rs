//! 待印发的文书 as a workbook, narrowed as the list is.

use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use chrono::NaiveDate;

use super::list::{Filter, state_of, waiting};
use crate::web::{
    answer::Trouble,
    app::App,
    export::Table,
    guard::{May, ReadCycle},
};

struct Line {
    title: &'static str,
    unit: String,
    stage: String,
    day: Option<NaiveDate>,
    limit: Option<NaiveDate>,
    statutory: &'static str,
    state: &'static str,
}

/// `GET /c/{c}/docs/todo.xlsx?kind=&stage=&village=&due=`
pub async fn todo(
    May(place): May<ReadCycle>,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response, Trouble> {
    let scope = &place.scope;
    let filter = Filter::of(query.as_deref());
    let plans = app.plans(scope.cycle()).await?;
    let dossier = super::centre::whole(&app, scope).await?;
    let rows: Vec<Line> = waiting(&dossier, &plans, scope, &filter, app.clock.today())?
        .into_iter()
        .map(|one| Line {
            title: one.kind.title(),
            unit: dossier.unit_name(one.unit).to_owned(),
            stage: one.stage.1,
            day: one.day,
            limit: one.limit,
            statutory: match (one.limit, one.statutory) {
                (None, _) => "",
                (Some(_), true) => "法定",
                (Some(_), false) => "工作",
            },
            state: state_of(one.state),
        })
        .collect();
    // What was read is not held while the workbook is written.
    drop(dossier);
    Table::new("待印发文书")
        .column("文书", |row: &Line| row.title)
        .column("单位", |row| row.unit.clone())
        .column("阶段", |row| row.stage.clone())
        .column("应发日期", |row| row.day)
        .column("最迟日期", |row| row.limit)
        .column("期限性质", |row| row.statutory)
        .column("状态", |row| row.state)
        .send(&app, &place.actor, scope, None, &rows)
        .await
}
