//! 统计 — `/c/{c}/statistics` and the same as a workbook.

use axum::{extract::State, response::Response};

use super::{
    answer::{Trouble, frame, page},
    app::App,
    export,
    guard::{InCycle, May, ReadReports},
    pages::{
        parts::{Fact, Link},
        report::report_tabs,
        statistics::{StatisticsGroup, StatisticsPage, StatisticsRow, StatisticsTotal},
    },
    router::{Row, get},
    view::Section,
    villages::none_yet,
};
use crate::{
    civil,
    documents::kind::Kind,
    office::statistics::{self, Figure, NOT_RECORDED, Statistics},
};

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/statistics", show),
        get("/c/{c}/statistics.xlsx", table),
    ]
}

/// `GET /c/{c}/statistics`
pub async fn show(May(at): May<ReadReports>, State(app): State<App>) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    let counted = statistics::read(&app.store, &plans, &at.scope, app.clock.today()).await?;
    let context = context(&app, &at, &counted);
    let frame = frame(
        &app,
        &at.visit,
        Section::Reports,
        "统计",
        Some(at.scope.cycle()),
        &[],
    );
    page(&app, &frame, &context)
}

fn context(app: &App, at: &InCycle, counted: &Statistics) -> StatisticsPage {
    let cycle = at.scope.cycle_id();
    let base = format!("/c/{cycle}");
    let tabs = report_tabs(&cycle.to_string(), "statistics", at.may_edit());
    if counted.lines.is_empty() {
        return StatisticsPage {
            tabs,
            empty: Some(none_yet(
                at,
                "还没有村（社区）。导入村花名册后，这里汇总各村的数字。",
            )),
            ..StatisticsPage::default()
        };
    }
    let mut groups: Vec<StatisticsGroup> = Vec::new();
    for column in &counted.columns {
        match groups.last_mut() {
            Some(last) if last.name == column.group => last.span += 1,
            _ => groups.push(StatisticsGroup {
                name: column.group,
                span: 1,
            }),
        }
    }
    StatisticsPage {
        tabs,
        count: format!("截至 {}", civil::long(app.clock.today())),
        summary: counted
            .summary()
            .into_iter()
            .map(|(word, value)| Fact::new(word, value))
            .collect(),
        groups,
        heads: counted.columns.iter().map(|column| column.title).collect(),
        rows: counted
            .lines
            .iter()
            .map(|line| StatisticsRow {
                name: line.name.clone(),
                href: format!("{base}/v/{}", line.id),
                cells: line.figures.iter().map(Figure::text).collect(),
            })
            .collect(),
        totals: counted
            .totals
            .iter()
            .map(|total| StatisticsTotal {
                sum: total.sum.text(),
                missing: match total.missing {
                    0 => String::new(),
                    missing => format!("缺 {missing}"),
                },
            })
            .collect(),
        unknown: NOT_RECORDED
            .iter()
            .map(|(word, why)| Fact::new(*word, *why))
            .collect(),
        exports: vec![
            export::button(format!("{base}/statistics.xlsx")),
            Link::new(
                "统计汇总表（上报）",
                format!(
                    "{base}/docs/preview?unit={cycle}&kind={}",
                    Kind::StatisticsSummary.id()
                ),
            ),
        ],
        empty: None,
    }
}

/// `GET /c/{c}/statistics.xlsx`
pub async fn table(May(at): May<ReadReports>, State(app): State<App>) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    let today = app.clock.today();
    let counted = statistics::read(&app.store, &plans, &at.scope, today).await?;
    let (head, rows) = counted.table();
    let file = format!("{} 统计 {}", at.scope.cycle().name, civil::long(today));
    let sheet = export::Sheet {
        name: "统计",
        file: &file,
        only: export::Narrowed::new(),
        head,
        rows,
    };
    export::send(&app, &at.actor, &at.scope, None, sheet).await
}
