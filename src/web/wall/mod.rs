//! 大屏 — `/wall/{token}` for a screen without an account, and the office's list of such links.

mod screen;

use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    accounts::{base_of, leads_here_only},
    answer::{self, Trouble, frame, onward, page},
    app::App,
    form::Posted,
    guard::{EditCycle, InCycle, May, Open},
    pages::{
        parts::Form,
        report::report_tabs,
        wall::{MadeLink, Wall, WallLinkRow, WallLinks},
    },
    router::{Row, get, post},
    sign_in::{form_again, fresh_key},
    view::{Frame, Section},
};
use crate::{
    office::{
        refusal::Refusal,
        wall::{self as office, Made},
    },
    platform::clock,
    store::{entity::wall_link, wall},
};

/// Seconds after which a closed screen asks again: the office may open it anew under the same address never, but the
/// screen should not hammer either.
const CLOSED_REFRESH: u32 = 600;

/// The routes of this folder.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/wall/{token}", show),
        get("/c/{c}/wall-links", list),
        post("/c/{c}/wall-links", make),
        post("/c/{c}/wall-links/{w}/revoke", revoke),
    ]
}

/// Which sheet.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    page: String,
}

/// `GET /wall/{token}`
pub async fn show(
    May(visitor): May<Open>,
    State(app): State<App>,
    Path(token): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let opened = office::open(
        &app.store,
        app.clock.as_ref(),
        &token,
        &visitor.visit.address,
    )
    .await?;
    let (status, context) = match opened {
        Some((scope, _)) => (
            StatusCode::OK,
            screen::read(&app, &scope, asked.page.parse().unwrap_or(1)).await?,
        ),
        None => (
            StatusCode::NOT_FOUND,
            Wall {
                closed: true,
                refresh: CLOSED_REFRESH,
                ..Wall::default()
            },
        ),
    };
    let mut response = page(&app, &Frame::default(), &context)?;
    *response.status_mut() = status;
    // The address is the key: it must not travel on, nor be kept.
    let headers = response.headers_mut();
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// `GET /c/{c}/wall-links`
pub async fn list(May(at): May<EditCycle>, State(app): State<App>) -> Result<Response, Trouble> {
    list_page(&app, &at, None, Form::new(), false).await
}

/// `POST /c/{c}/wall-links`
pub async fn make(
    May(at): May<EditCycle>,
    State(app): State<App>,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, Trouble> {
    let made = office::make(
        &app.store,
        app.clock.as_ref(),
        &at.actor,
        &at.scope,
        &posted.key,
        (
            posted.fields.text("name"),
            posted.fields.text("one_place") == "1",
        ),
    )
    .await;
    match made {
        // Drawn into the answer itself: the token never stands in an address of the clerk's or in a cookie.
        Ok(Made::Link { token, name }) => {
            let base = base_of(&app, &headers);
            let shown = MadeLink {
                here_only: leads_here_only(&base),
                link: format!("{base}/wall/{token}"),
                name,
            };
            list_page(&app, &at, Some(shown), Form::new(), false).await
        }
        Ok(Made::Before(location)) => Ok(onward(
            &app,
            &location,
            "刚才已经生成，没有重复生成。地址只显示一次，没有抄下来就停用它，再生成一个。",
        )),
        Err(Refusal::Invalid(problems)) => {
            list_page(&app, &at, None, form_again(&posted.fields, &problems), true).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// `POST /c/{c}/wall-links/{w}/revoke`
pub async fn revoke(
    May(at): May<EditCycle>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let id = Uuid::parse_str(&id).map_err(|_| Trouble::not_found())?;
    let name = office::revoke(
        &app.store,
        app.clock.as_ref(),
        &at.actor,
        &at.scope,
        &posted.key,
        (id, posted.fields.version()),
    )
    .await?;
    let text = if name.is_empty() {
        String::new()
    } else {
        format!("已停用大屏“{name}”：它的地址从现在起什么也不显示。")
    };
    Ok(onward(
        &app,
        &format!("/c/{}/wall-links", at.scope.cycle_id()),
        &text,
    ))
}

async fn list_page(
    app: &App,
    at: &InCycle,
    made: Option<MadeLink>,
    form: Form,
    bad: bool,
) -> Result<Response, Trouble> {
    let cycle = at.scope.cycle_id();
    let rows = wall::list(app.store.reader(), &at.scope)
        .await
        .map_err(Refusal::from)?;
    let context = WallLinks {
        tabs: report_tabs(&cycle.to_string(), "wall-links", at.may_edit()),
        made,
        rows: rows.into_iter().map(|row| link_row(row, at)).collect(),
        ages: screen::age_words(&app.rules.checklists().age_days).join("、"),
        form,
        action: format!("/c/{cycle}/wall-links"),
        key: fresh_key(),
    };
    let frame = frame(
        app,
        &at.visit,
        Section::Reports,
        "大屏",
        Some(at.scope.cycle()),
        &[],
    );
    answer::form_page(app, &frame, &context, bad)
}

fn link_row(row: wall_link::Model, at: &InCycle) -> WallLinkRow {
    let live = row.revoked_at.is_none();
    WallLinkRow {
        revoke: if live {
            format!("/c/{}/wall-links/{}/revoke", at.scope.cycle_id(), row.id)
        } else {
            String::new()
        },
        version: row.version.to_string(),
        name: row.name,
        made: format!("{} {}", row.made_by_name, clock::stamp(row.made_at)),
        place: match (row.one_place, row.place) {
            (false, _) => String::new(),
            (true, None) => "还没有打开，先打开的那个地址算数".to_owned(),
            (true, Some(place)) => format!("只准 {place} 打开"),
        },
        seen: row
            .last_seen_at
            .map(|seen| {
                format!(
                    "{}，来自 {}",
                    clock::stamp(seen),
                    row.last_seen_from.unwrap_or_default()
                )
            })
            .unwrap_or_default(),
        state: row
            .revoked_at
            .map(|when| {
                format!(
                    "{} {} 停用",
                    row.revoked_by_name.unwrap_or_default(),
                    clock::stamp(when)
                )
            })
            .unwrap_or_default(),
        live,
    }
}
