//! 日报表格的列 — `/c/{c}/report/columns`.

use axum::{extract::State, response::Response};

use crate::{
    office::{
        daily::{self, columns},
        refusal::Refusal,
        standing::Plans,
    },
    web::{
        answer::{self, Trouble, frame, onward},
        app::App,
        form::Posted,
        guard::{EditCycle, InCycle, May},
        pages::{
            parts::{Form, Link},
            report::{ContentRow, ReportColumns, report_tabs},
        },
        sign_in::{form_again, fresh_key},
        view::Section,
    },
};

/// `GET /c/{c}/report/columns`
pub async fn show(May(at): May<EditCycle>, State(app): State<App>) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    let (text, version) = daily::columns_in_use(&app.store, &at.scope).await?;
    let form = Form::new().value("columns", text);
    shown(&app, &at, &plans, form, version, false)
}

/// `POST /c/{c}/report/columns`
pub async fn save(
    May(at): May<EditCycle>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    let fields = &posted.fields;
    let saved = daily::save_columns(
        &app.desk(&plans),
        &at.actor,
        &at.scope,
        &posted.key,
        fields.text("columns"),
        fields.version(),
    )
    .await;
    match saved {
        Ok(location) => Ok(onward(
            &app,
            &location,
            "已保存日报表格的列，以后导出的表都按这个次序。",
        )),
        Err(Refusal::Invalid(problems)) => {
            let form = form_again(fields, &problems);
            shown(&app, &at, &plans, form, fields.version(), true)
        }
        Err(refusal) => Err(refusal.into()),
    }
}

fn shown(
    app: &App,
    at: &InCycle,
    plans: &Plans,
    form: Form,
    version: i32,
    bad: bool,
) -> Result<Response, Trouble> {
    let cycle = at.scope.cycle_id().to_string();
    let stages = daily::stage_names(plans);
    let text = form.values.get("columns").map_or("", String::as_str);
    let context = ReportColumns {
        tabs: report_tabs(&cycle, "report", true),
        head: columns::parse(text, &stages)
            .map(|list| list.into_iter().map(|column| column.title).collect())
            .unwrap_or_default(),
        contents: columns::choices(&stages)
            .into_iter()
            .map(|(name, meaning)| ContentRow { name, meaning })
            .collect(),
        form,
        action: format!("/c/{cycle}/report/columns"),
        key: fresh_key(),
        version: version.to_string(),
        back: Link::new("回日报", format!("/c/{cycle}/report")),
    };
    let frame = frame(
        app,
        &at.visit,
        Section::Reports,
        "日报表格的列",
        Some(at.scope.cycle()),
        &[],
    );
    answer::form_page(app, &frame, &context, bad)
}
