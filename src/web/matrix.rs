//! 村情矩阵 — `/c/{c}/matrix`, and the same as a table to take away.

use axum::{
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::{
    answer::{Trouble, download, frame, page},
    app::App,
    board::Board,
    export,
    guard::{InCycle, May, ReadCycle},
    router::{Row, get},
    view::{Section, assets_version},
};
use crate::{civil, office::refusal::Refusal, platform::secret, roster::export_csv, store::audit};

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/matrix", matrix),
        get("/c/{c}/matrix.xlsx", matrix_xlsx),
        get("/c/{c}/matrix.csv", matrix_csv),
    ]
}

/// What is asked of the matrix.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    /// Part of a name.
    #[serde(default)]
    pub(super) q: String,
    /// `late`, `soon`, `working`, `trouble`, or empty.
    #[serde(default)]
    pub(super) show: String,
    /// Id of a guidance team.
    #[serde(default)]
    pub(super) team: String,
    /// `code` or `worst`.
    #[serde(default)]
    pub(super) sort: String,
}

/// `GET /c/{c}/matrix`
pub async fn matrix(
    May(at): May<ReadCycle>,
    State(app): State<App>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let etag = etag(&app, &at, &asked).await?;
    let same = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        == Some(etag.as_str());
    if same && at.visit.flash.is_none() {
        return Ok(marked(StatusCode::NOT_MODIFIED.into_response(), &etag));
    }
    let plans = app.plans(at.scope.cycle()).await?;
    let board = Board::read(&app, &at, &plans).await?;
    let context = board.page(&asked, &at);
    let frame = frame(
        &app,
        &at.visit,
        Section::Matrix,
        "村情矩阵",
        Some(at.scope.cycle()),
        &[],
    );
    let response = page(&app, &frame, &context)?;
    // A message is shown once: such a page must not be shown again from the browser's memory.
    Ok(if at.visit.flash.is_none() {
        marked(response, &etag)
    } else {
        response
    })
}

/// `GET /c/{c}/matrix.xlsx`
pub async fn matrix_xlsx(
    may: May<ReadCycle>,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    taken(may.0, app, asked, true).await
}

/// `GET /c/{c}/matrix.csv`
pub async fn matrix_csv(
    may: May<ReadCycle>,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    taken(may.0, app, asked, false).await
}

/// What the page depends on, in one short word: the last event of the cycle, the day, who looks,
/// how and at what, and the program itself.
async fn etag(app: &App, at: &InCycle, asked: &Asked) -> Result<String, Trouble> {
    let head = audit::head_of_cycle(app.store.reader(), &at.scope)
        .await
        .map_err(Refusal::from)?;
    let what = format!(
        "{head}|{}|{:?}|{:?}|{}|{}|{}|{}",
        app.clock.today(),
        at.scope,
        asked,
        at.actor.name,
        at.visit.csrf,
        at.visit.large,
        assets_version(),
    );
    let digest = secret::sha256(what.as_bytes());
    Ok(format!(
        "\"{}\"",
        digest
            .trim_start_matches("sha256:")
            .get(..24)
            .unwrap_or("0")
    ))
}

fn marked(mut response: Response, etag: &str) -> Response {
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(etag) {
        headers.insert(header::ETAG, value);
    }
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-cache"),
    );
    response
}

async fn taken(at: InCycle, app: App, asked: Asked, xlsx: bool) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    let today = app.clock.today();
    let (only, (head, rows)) = {
        let board = Board::read(&app, &at, &plans).await?;
        (board.told(&asked), board.table(&asked))
    };
    let name = format!("村情矩阵 {}", civil::long(today));
    if xlsx {
        let sheet = export::Sheet {
            name: "村情矩阵",
            file: &name,
            only,
            head,
            rows,
        };
        return export::send(&app, &at.actor, &at.scope, None, sheet).await;
    }
    export::note(&app, &at.actor, &at.scope, None, "村情矩阵", rows.len()).await?;
    let written = tokio::task::spawn_blocking(move || export_csv(&head, &rows))
        .await
        .map_err(|error| Refusal::Inside(error.to_string()))?
        .map_err(|error| Refusal::general(error.to_string()))?;
    Ok(download(
        written,
        "text/csv; charset=utf-8",
        &format!("{name}.csv"),
        false,
    ))
}
