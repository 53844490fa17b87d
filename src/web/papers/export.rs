//! 待印发的文书 as a workbook, narrowed as the list is.

use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    centre,
    list::{self, Filter, state_of, urgency, waiting},
};
use crate::{
    documents::{kind::Kind, kinds::Urgency},
    office::paper::{dossier::Dossier, due},
    store::scope::CycleScope,
    web::{
        answer::Trouble,
        app::App,
        export::{Narrowed, Table},
        guard::{May, ReadCycle},
        pages::{paper::PaperRow, parts::Choice},
    },
};

struct Line {
    title: &'static str,
    urgency: &'static str,
    unit: String,
    stage: String,
    day: Option<NaiveDate>,
    limit: Option<NaiveDate>,
    statutory: &'static str,
    state: &'static str,
}

/// What the list is narrowed to, in words.
fn told(filter: &Filter, dossier: &Dossier, scope: &CycleScope, stages: &[Choice]) -> Narrowed {
    Narrowed::new()
        .choice("种类", &centre::kinds(), &filter.kind)
        .choice("阶段", stages, &filter.stage)
        .choice("应发", &list::dues(), &filter.due)
        .choice(
            "村（社区）",
            &centre::unit_choices(dossier, scope),
            &filter.village,
        )
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
    let dossier = centre::whole(&app, scope).await?;
    let rows: Vec<Line> = waiting(&dossier, &plans, scope, &filter, app.clock.today())?
        .into_iter()
        .map(|one| Line {
            title: one.kind.title(),
            urgency: urgency(&dossier, &one).map_or("", Urgency::label),
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
    let stages = list::stages(
        &due::outstanding(&dossier, &plans, scope.is_whole(), app.clock.today())?,
        &plans,
    );
    let only = told(&filter, &dossier, scope, &stages);
    // What was read is not held while the workbook is written.
    drop(dossier);
    Table::new("待印发文书")
        .only(only)
        .column("文书", |row: &Line| row.title)
        .column("紧急程度", |row| row.urgency)
        .column("单位", |row| row.unit.clone())
        .column("阶段", |row| row.stage.clone())
        .column("应发日期", |row| row.day)
        .column("最迟日期", |row| row.limit)
        .column("期限性质", |row| row.statutory)
        .column("状态", |row| row.state)
        .send(&app, &place.actor, scope, None, &rows)
        .await
}

/// `GET /c/{c}/docs/list.xlsx?tab=&kind=&village=`: the papers issued, or those void, narrowed as the list is.
pub async fn stored(
    May(place): May<ReadCycle>,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response, Trouble> {
    let scope = &place.scope;
    let filter = Filter::of(query.as_deref());
    let plans = app.plans(scope.cycle()).await?;
    let dossier = centre::whole(&app, scope).await?;
    let rolls: Vec<Uuid> = list::stored(&dossier, &filter)
        .iter()
        .filter(|line| Kind::from_id(&line.kind).is_some_and(Kind::reads_roll))
        .map(|line| line.unit_id)
        .collect();
    let dossier = dossier
        .with_voters(app.store.reader(), scope, &rolls)
        .await?;
    let lines = list::stored(&dossier, &filter);
    let changed = list::changed(&dossier, &plans, scope, &lines);
    let rows: Vec<PaperRow> = lines
        .iter()
        .map(|line| list::stored_row(&dossier, line, changed.contains(&line.id)))
        .collect();
    let only = told(&filter, &dossier, scope, &[]);
    // What was read is not held while the workbook is written.
    drop(dossier);
    let name = match filter.tab() {
        "void" => "已作废文书",
        "register" => "登记簿",
        _ => "已印发文书",
    };
    Table::new(name)
        .only(only)
        .column("编号", |row: &PaperRow| row.number.clone())
        .column("标题", |row| row.title.clone())
        .column("紧急程度", |row| row.urgency)
        .column("单位", |row| row.unit.clone())
        .column("印发日期", |row| row.day.clone())
        .column("状态", |row| row.state.clone())
        .column("备注", |row| row.remark.clone())
        .column("页数", |row| row.pages.parse::<u32>().ok())
        .send(&app, &place.actor, scope, None, &rows)
        .await
}
