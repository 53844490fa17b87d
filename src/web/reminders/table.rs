//! 每日提醒单的表格 — the lines of the sheets in their order, for who sorts or shares them out in a workbook.

use axum::{extract::State, response::Response};

use super::{EACH, read};
use crate::{
    civil,
    roster::{ExportCell, ExportColumn},
    web::{
        answer::Trouble,
        app::App,
        export::{self, Narrowed},
        form::{Asked, asked},
        guard::{May, ReadCycle},
        pages::reminders::ReminderRow,
    },
};

/// `GET /c/{c}/reminders.xlsx?of=`: the same sheets, one below the other.
pub async fn table(
    May(here): May<ReadCycle>,
    State(app): State<App>,
    query: Asked,
) -> Result<Response, Trouble> {
    let query = asked(query);
    let of = query.text("of");
    let plans = app.plans(here.scope.cycle()).await?;
    let page = read(&app, &here, &plans, of).await?;
    let own = page.sheets.iter().any(|sheet| sheet.own);
    let only = if own && of != EACH {
        Narrowed::new().choice("单位", &page.choices, of)
    } else {
        Narrowed::new()
    };
    let rows: Vec<Vec<ExportCell>> = page
        .sheets
        .iter()
        .flat_map(|sheet| sheet.rows.iter().map(|row| line(&sheet.unit, row)))
        .collect();
    let head = [
        "送给",
        "紧要",
        "单位",
        "要办的事",
        "期限",
        "余日",
        "谁办、谁负责",
        "依据",
        "办理情况",
    ]
    .map(ExportColumn::titled)
    .into();
    let sheet = export::Sheet {
        name: "每日提醒单",
        file: &format!(
            "{} 每日提醒单 {}",
            here.scope.cycle().name,
            civil::long(app.clock.today())
        ),
        only,
        head,
        rows,
    };
    export::send(&app, &here.actor, &here.scope, None, sheet).await
}

fn line(to: &str, row: &ReminderRow) -> Vec<ExportCell> {
    let basis = match (row.basis.as_str(), row.verified) {
        ("", _) => String::new(),
        (basis, true) => basis.to_owned(),
        (basis, false) => format!("{basis}（待核）"),
    };
    vec![
        to.into(),
        row.word.into(),
        row.unit.clone().into(),
        row.what.clone().into(),
        row.when.clone().into(),
        row.margin.clone().into(),
        row.who.join("、").into(),
        basis.into(),
        ExportCell::Blank,
    ]
}
