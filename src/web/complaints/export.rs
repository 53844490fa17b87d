//! 登记簿 — the register as a workbook: what its list shows and no more, so neither people nor villages nor content.

use axum::{extract::State, response::Response};
use chrono::NaiveDate;

use super::{desk, list::narrowed};
use crate::{
    office::complaint,
    web::{
        answer::Trouble,
        app::App,
        export::{Narrowed, Table},
        form::{Asked, Fields},
        guard::{May, ReadComplaints},
        pages::parts::Choice,
    },
};

const NAME: &str = "信访举报登记";

struct Line {
    number: String,
    received: NaiveDate,
    channel: String,
    kind: String,
    office: String,
    named: &'static str,
    term: String,
    due: Option<NaiveDate>,
    late: Option<u32>,
    state: &'static str,
}

/// `GET /c/{c}/complaints.xlsx?number=&kind=&office=&show=`
pub(in crate::web) async fn export(
    May(here): May<ReadComplaints>,
    State(app): State<App>,
    asked: Asked,
) -> Result<Response, Trouble> {
    let asked: Fields = asked.0.into_iter().collect();
    let desk = desk(&app);
    let (cases, _) = desk.cases(&here.scope, &here.actor).await?;
    let mine = super::list::mine(&app, &here).await?;
    let table = app.rules.complaints();
    let today = app.clock.today();
    let rows: Vec<Line> = narrowed(&cases, &asked, &mine, today)
        .into_iter()
        .map(|case| {
            let due = case.course.due.as_ref();
            Line {
                number: case.row.number.clone(),
                received: case.row.received_on,
                channel: table.channel_name(&case.row.channel).to_owned(),
                kind: table.kind_name(&case.row.kind).to_owned(),
                office: table.office_name(&case.course.office).to_owned(),
                named: if case.row.named { "署名" } else { "匿名" },
                term: due
                    .and_then(|due| table.term(due.term))
                    .map(|term| term.name.clone())
                    .unwrap_or_default(),
                due: due.map(|due| due.day),
                late: case
                    .days_left(today)
                    .filter(|left| *left < 0)
                    .and_then(|left| u32::try_from(left.unsigned_abs()).ok()),
                state: case.course.state.name(),
            }
        })
        .collect();
    complaint::note_export(
        &app.store,
        app.clock.as_ref(),
        &here.actor,
        &here.scope,
        NAME,
    )
    .await?;
    let kinds: Vec<Choice> = table
        .kinds
        .iter()
        .map(|one| Choice::new(one.id.clone(), one.name.clone()))
        .collect();
    let only = Narrowed::new()
        .sought("编号", asked.text("number"))
        .choice("类别", &kinds, asked.text("kind"))
        .choice("归口", &super::names(&table.offices), asked.text("office"))
        .of("显示", &super::list::SHOWS, asked.text("show"));
    Table::new(NAME)
        .only(only)
        .column("编号", |row: &Line| row.number.clone())
        .column("收到日期", |row| row.received)
        .column("来源渠道", |row| row.channel.clone())
        .column("类别", |row| row.kind.clone())
        .column("归口单位", |row| row.office.clone())
        .column("署名", |row| row.named)
        .column("期限", |row| row.term.clone())
        .column("最迟日期", |row| row.due)
        .column("已过天数", |row| row.late)
        .column("状态", |row| row.state)
        .send_noted(&app, &here.scope, &rows)
        .await
}
