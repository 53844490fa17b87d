//! 信访统计 — counts without identities.

use axum::{extract::State, response::Response};

use super::{desk, list::warning};
use crate::{
    office::complaint::{self, Figure, REGISTER_ROLES},
    web::{
        answer::{Trouble, frame, page},
        app::App,
        guard::{CountComplaints, May},
        pages::{
            complaint::{FigureTable, FiguresPage},
            parts::Fact,
        },
        view::Section,
    },
};

/// `GET /c/{c}/complaints/figures`
pub(in crate::web) async fn figures(
    May(here): May<CountComplaints>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    let table = app.rules.complaints();
    let (cases, sight) = desk(&app).cases(&here.scope, &here.actor).await?;
    let found = complaint::figures(&cases, table);
    let told =
        |count: Option<u64>| count.map_or_else(|| "不列".to_owned(), |count| count.to_string());
    let lines = |name: &str, figures: Vec<Figure>| FigureTable {
        name: name.to_owned(),
        rows: figures
            .into_iter()
            .map(|figure| Fact::new(figure.name, told(figure.count)))
            .collect(),
    };
    let base = format!("/c/{}/complaints", here.scope.cycle_id());
    let context = FiguresPage {
        total: found
            .total
            .map_or_else(|| "总数不列".to_owned(), |count| format!("共 {count} 件")),
        tables: [
            lines("按类别", found.kinds),
            lines("按来源渠道", found.channels),
            lines("按状态", found.states),
            lines("按收到的月份", found.months),
        ]
        .into_iter()
        .filter(|table| !table.rows.is_empty())
        .collect(),
        note: format!(
            "不足 {} 件的不列，免得从统计认出人；能由合计倒推出来的，别的数字或者总数也不列。统计里没有人、没有村。",
            table.fewest
        ),
        warning: warning(&sight),
        back: if REGISTER_ROLES.contains(&here.role) {
            base
        } else {
            String::new()
        },
    };
    let frame = frame(
        &app,
        &here.visit,
        Section::Inspections,
        "信访统计",
        Some(here.scope.cycle()),
        &[],
    );
    page(&app, &frame, &context)
}
