//! 批量印发 — `/c/{c}/batches/{b}`: progress, what failed and why, the results.

use axum::{
    extract::{Path, State},
    response::Response,
};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    answer::{self, Trouble, page},
    app::App,
    form::Posted,
    guard::{EditCycle, InCycle, May, ReadCycle},
    pages::{
        paper::{BatchLine, BatchPage, FailedPaper},
        parts::Link,
    },
    papers::{begin, id_of, readable, send},
    router::{Row, get, post},
    sign_in::fresh_key,
    view::{Section, Tone},
};
use crate::{
    documents::kind::Kind,
    office::{
        batch,
        facts::preview_address,
        paper::{
            dossier::{Dossier, Reach},
            print::{Form as PrintForm, Wanted},
        },
        refusal::Refusal,
    },
    platform::clock,
    store::{
        entity::{batch as batch_row, batch_item},
        paper, people, village,
    },
};

/// How many of the last batches the lists of papers show.
const SHOWN: u64 = 3;

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

/// How a batch stands, in words.
fn stands(
    batch: &batch_row::Model,
    (done, failed, held): (usize, usize, usize),
    now: DateTime<Utc>,
) -> (String, Tone) {
    let stopped = batch.claimed_until.is_some_and(|until| until < now);
    let stays = format!("{held} 份有提示没有写理由，留在待印发");
    match (batch.state.as_str(), failed) {
        (paper::QUEUED, _) => ("排队等候办理".to_owned(), Tone::Note),
        (paper::RUNNING, _) if stopped => (
            "请系统管理员检查服务和数据文件夹的剩余空间。办理停住了：已经印发的不受影响，恢复以后自动接着办，不会重号。"
                .to_owned(),
            Tone::Warning,
        ),
        (paper::RUNNING, _) => ("正在办理".to_owned(), Tone::Note),
        (_, 0) if held == 0 => (format!("已完成：印发 {done} 份"), Tone::Done),
        (_, 0) => (format!("已办完：印发 {done} 份，{stays}"), Tone::Warning),
        _ if held == 0 => (
            format!("部分失败：印发 {done} 份，{failed} 份没有印发"),
            Tone::Warning,
        ),
        _ => (
            format!("部分失败：印发 {done} 份，{failed} 份没有印发，{stays}"),
            Tone::Warning,
        ),
    }
}

/// The last batches of a cycle for the lists of papers.
pub(super) async fn lines(app: &App, place: &InCycle) -> Result<Vec<BatchLine>, Refusal> {
    if !place.scope.is_whole() {
        return Ok(Vec::new());
    }
    let db = app.store.reader();
    let batches = paper::batches(db, &place.scope, SHOWN).await?;
    let ids: Vec<Uuid> = batches.iter().map(|batch| batch.id).collect();
    let counts = paper::counts_of_batches(db, &ids).await?;
    let of = |id: Uuid, state: &str| -> usize {
        counts
            .iter()
            .filter(|(batch, of, _)| *batch == id && (state.is_empty() || of == state))
            .filter_map(|(.., count)| usize::try_from(*count).ok())
            .sum()
    };
    Ok(batches
        .iter()
        .map(|batch| {
            let ended = (
                of(batch.id, paper::ITEM_DONE),
                of(batch.id, paper::ITEM_FAILED),
                of(batch.id, paper::ITEM_HELD),
            );
            let (state, tone) = stands(batch, ended, app.clock.now());
            BatchLine {
                href: batch::address(place.scope.cycle_id(), batch.id),
                text: format!(
                    "{} {}提交，{} 份",
                    clock::stamp(batch.created_at),
                    batch.requested_by_name,
                    of(batch.id, "")
                ),
                state,
                tone,
            }
        })
        .collect())
}

async fn context(
    app: &App,
    place: &InCycle,
    batch: &batch_row::Model,
    items: &[batch_item::Model],
) -> Result<BatchPage, Refusal> {
    let cycle = place.scope.cycle_id();
    let villages = village::list(app.store.reader(), &place.scope).await?;
    let people = people::list(app.store.reader(), &place.scope).await?;
    let unit = |id: Uuid| {
        let village = villages.iter().find(|village| village.id == id);
        village.map_or_else(
            || {
                let leader = people.iter().find(|person| person.id == id);
                leader.map_or("镇级", |person| person.name.as_str())
            },
            |village| village.name.as_str(),
        )
    };
    let of = |state: &str| items.iter().filter(|item| item.state == state).count();
    let (done, failed, held) = (
        of(paper::ITEM_DONE),
        of(paper::ITEM_FAILED),
        of(paper::ITEM_HELD),
    );
    let left = |state: &str| -> Vec<FailedPaper> {
        items
            .iter()
            .filter(|item| item.state == state)
            .map(|item| failed_paper(cycle, unit(item.unit_id), item))
            .collect()
    };
    let running = matches!(batch.state.as_str(), paper::QUEUED | paper::RUNNING);
    let (state, tone) = stands(batch, (done, failed, held), app.clock.now());
    let base = batch::address(cycle, batch.id);
    Ok(BatchPage {
        heading: format!("印发 {} 份文书", items.len()),
        done: count(done + failed + held),
        total: count(items.len()),
        running,
        state,
        tone,
        failures: left(paper::ITEM_FAILED),
        held: left(paper::ITEM_HELD),
        results: if running || done == 0 {
            Vec::new()
        } else {
            vec![
                Link::new("打开合并的 PDF", format!("{base}/merged.pdf")),
                Link::new("下载压缩包（ZIP）", format!("{base}/papers.zip")),
            ]
        },
        retry_action: if failed + held > 0 && !running && place.may_edit() {
            format!("{base}/retry")
        } else {
            String::new()
        },
        retry_fields: Vec::new(),
        back: Link::new("回文书中心", format!("/c/{cycle}/docs")),
        key: fresh_key(),
    })
}

/// One that failed: everything that is wrong with it, and the page where it is looked at.
fn failed_paper(cycle: Uuid, unit: &str, item: &batch_item::Model) -> FailedPaper {
    let kind = Kind::from_id(&item.kind);
    FailedPaper {
        name: format!("{unit}《{}》", kind.map_or("文书", Kind::title)),
        href: kind.map_or_else(String::new, |kind| {
            preview_address(cycle, item.unit_id, kind)
        }),
        problems: item
            .problem
            .iter()
            .flat_map(|problem| problem.lines())
            .map(str::to_owned)
            .collect(),
    }
}

/// `POST /c/{c}/batches/{b}/retry`
pub async fn retry(
    May(place): May<EditCycle>,
    State(app): State<App>,
    Path((_, b)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let b = id_of(&b)?;
    let scope = &place.scope;
    let left = batch::left_over(&app.store, scope, b).await?;
    let dossier = Dossier::read(app.store.reader(), scope, Reach::Whole).await?;
    let begun = begin(&app, &place, &dossier, &left, Some(b), &posted.key).await?;
    begun.answer(&app, &place)
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
