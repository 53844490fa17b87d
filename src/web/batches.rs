//! 批量印发 — `/c/{c}/batches/{b}`: progress, what failed and why, the results.

use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Redirect, Response},
};
use uuid::Uuid;

use super::{
    answer::{self, Trouble, page},
    app::App,
    form::Posted,
    guard::{EditCycle, InCycle, May, ReadCycle},
    pages::{
        paper::BatchPage,
        parts::{Link, Message},
    },
    papers::{id_of, readable, send},
    router::{Row, get, post},
    sign_in::fresh_key,
    view::{Section, Tone},
};
use crate::{
    documents::kind::Kind,
    office::{
        batch,
        paper::print::{Form as PrintForm, Wanted},
        refusal::Refusal,
    },
    store::{
        entity::{batch as batch_row, batch_item},
        paper, village,
    },
};

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/batches/{b}", show),
        post("/c/{c}/batches/{b}/retry", retry),
        get("/c/{c}/batches/{b}/merged.pdf", merged),
        get("/c/{c}/batches/{b}/papers.zip", packed),
    ]
}

async fn found(
    app: &App,
    place: &InCycle,
    id: Uuid,
) -> Result<(batch_row::Model, Vec<batch_item::Model>), Refusal> {
    let db = app.store.reader();
    let batch = paper::batch(db, &place.scope, id)
        .await?
        .ok_or(Refusal::NotFound)?;
    let items = paper::batch_items(db, id).await?;
    // A batch belongs to the whole township: accounts of single villages see those of their papers.
    let items: Vec<_> = items
        .into_iter()
        .filter(|item| {
            place.scope.is_whole()
                || item.unit_id == place.scope.cycle_id()
                || place.scope.reaches(item.unit_id)
        })
        .collect();
    if items.is_empty() {
        return Err(Refusal::NotFound);
    }
    Ok((batch, items))
}

/// `GET /c/{c}/batches/{b}`
pub async fn show(
    May(place): May<ReadCycle>,
    State(app): State<App>,
    Path((_, b)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let b = id_of(&b)?;
    let (batch, items) = found(&app, &place, b).await?;
    let context = context(&app, &place, &batch, &items).await?;
    let home = format!("/c/{}/docs", place.scope.cycle_id());
    let frame = answer::frame(
        &app,
        &place.visit,
        Section::Papers,
        "批量印发",
        Some(place.scope.cycle()),
        &[("文书中心", &home), ("批量印发", "")],
    );
    page(&app, &frame, &context)
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

async fn context(
    app: &App,
    place: &InCycle,
    batch: &batch_row::Model,
    items: &[batch_item::Model],
) -> Result<BatchPage, Refusal> {
    let cycle = place.scope.cycle_id();
    let villages = village::list(app.store.reader(), &place.scope).await?;
    let unit = |id: Uuid| {
        villages
            .iter()
            .find(|village| village.id == id)
            .map_or("镇级", |village| village.name.as_str())
    };
    let of = |state: &str| items.iter().filter(|item| item.state == state).count();
    let (done, failed) = (of(paper::ITEM_DONE), of(paper::ITEM_FAILED));
    let running = matches!(batch.state.as_str(), paper::QUEUED | paper::RUNNING);
    let (state, tone) = match (batch.state.as_str(), failed) {
        (paper::QUEUED, _) => ("排队等候办理".to_owned(), Tone::Note),
        (paper::RUNNING, _) => ("正在办理".to_owned(), Tone::Note),
        (_, 0) => (format!("已完成：印发 {done} 份"), Tone::Done),
        _ => (
            format!("部分失败：印发 {done} 份，{failed} 份没有印发"),
            Tone::Warning,
        ),
    };
    let base = batch::address(cycle, batch.id);
    Ok(BatchPage {
        heading: format!("印发 {} 份文书", items.len()),
        done: count(done + failed),
        total: count(items.len()),
        running,
        state,
        tone,
        failures: items
            .iter()
            .filter(|item| item.state == paper::ITEM_FAILED)
            .map(|item| Message {
                tone: Tone::Error,
                place: format!(
                    "{}《{}》",
                    unit(item.unit_id),
                    Kind::from_id(&item.kind).map_or("文书", Kind::title)
                ),
                text: item.problem.clone().unwrap_or_default(),
                ..Message::default()
            })
            .collect(),
        results: if running || done == 0 {
            Vec::new()
        } else {
            vec![
                Link::new("打开合并的 PDF", format!("{base}/merged.pdf")),
                Link::new("下载压缩包（ZIP）", format!("{base}/papers.zip")),
            ]
        },
        retry_action: if failed > 0 && !running && place.may_edit() {
            format!("{base}/retry")
        } else {
            String::new()
        },
        retry_fields: Vec::new(),
        back: Link::new("回文书中心", format!("/c/{cycle}/docs")),
        key: fresh_key(),
    })
}

/// `POST /c/{c}/batches/{b}/retry`
pub async fn retry(
    May(place): May<EditCycle>,
    State(app): State<App>,
    Path((_, b)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let b = id_of(&b)?;
    let clock = app.clock.as_ref();
    let id = batch::retry(
        &app.store,
        clock,
        &place.actor,
        &place.scope,
        &posted.key,
        b,
    )
    .await?;
    Ok(Redirect::to(&batch::address(place.scope.cycle_id(), id)).into_response())
}

async fn results(
    app: &App,
    place: &InCycle,
    id: Uuid,
    form: PrintForm,
) -> Result<Response, Trouble> {
    let (_, items) = found(app, place, id).await?;
    let wanted: Vec<Wanted> = items
        .iter()
        .filter_map(|item| {
            Some(Wanted {
                unit: item.unit_id,
                kind: Kind::from_id(&item.kind)?,
                paper: Some(item.paper_id?),
            })
        })
        .collect();
    for one in &wanted {
        readable(place.role, one.kind)?;
    }
    send(app, &place.scope, &wanted, form, "批量印发的文书").await
}

/// The papers of the batch in one file.
pub async fn merged(
    May(place): May<ReadCycle>,
    State(app): State<App>,
    Path((_, b)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let b = id_of(&b)?;
    results(&app, &place, b, PrintForm::Merged).await
}

/// The papers of the batch in a ZIP.
pub async fn packed(
    May(place): May<ReadCycle>,
    State(app): State<App>,
    Path((_, b)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let b = id_of(&b)?;
    results(&app, &place, b, PrintForm::Packed).await
}
