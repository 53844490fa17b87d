//! 手机督查 `/m/` — pages for one hand and a weak network. They are plain forms first; the script
//! (`static/phone.js`) keeps every tap on the telephone and sends it when it can. Nothing about a
//! voter is on them, so nothing about a voter is kept on a telephone.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use serde_json::json;
use uuid::Uuid;

use super::{
    answer::{Trouble, frame, invalid, page},
    app::App,
    form::{Asked, Fields, Posted, Uploaded, asked},
    guard::{May, Member, Open, UsePhone},
    inspections::kind_name,
    pages::{
        parts::{Choice, Form},
        phone::{PhoneHome, PhoneOut, PhoneSheet},
    },
    router::{Row, get, post},
    sheets::{self, Listed},
    sign_in::{form_again, fresh_key},
    view::{Section, static_file},
    workbench,
};
use crate::{
    office::{
        evidence::Upload,
        inspection::Kind,
        refusal::{Problems, Refusal},
        supervision::{
            phone_key,
            photo::{self, Sent},
            sheet::Origin,
            visit::{self, Recorded},
        },
    },
    platform::clock,
    store::{
        cycle,
        scope::CycleScope,
        supervision::{self as store, ANSWERED, FindingFilter},
        village,
    },
};

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/m", to_home),
        get("/m/", home),
        get("/m/in", sheet_page),
        post("/m/in", send_form),
        get("/m/out", out),
        post("/m/send", send),
        post("/m/photo", send_photo),
        get("/m/worker.js", worker),
    ]
}

/// `GET /m`: the worker's reach is what stands below `/m/`.
pub async fn to_home(May(_): May<UsePhone>) -> Redirect {
    Redirect::to("/m/")
}

/// The cycle named, or the one worked in last.
async fn scope_of(
    app: &App,
    member: &Member,
    headers: &HeaderMap,
    named: &str,
) -> Result<Option<CycleScope>, Refusal> {
    let db = app.store.reader();
    let township = member.who.account.township_id;
    let id = if named.is_empty() {
        let cycles = cycle::list(db, township).await?;
        match workbench::choose(&cycles, "", headers) {
            Some(cycle) => cycle.id,
            None => return Ok(None),
        }
    } else {
        Uuid::parse_str(named).map_err(|_| Refusal::NotFound)?
    };
    let scope = CycleScope::of_account(
        db,
        member.who.account.id,
        township,
        member.who.role.own_villages_only(),
        id,
    )
    .await?;
    scope.map(Some).ok_or(Refusal::NotFound)
}

/// The key the telephone seals its file with. Without one the page still serves: the file has to wait.
async fn seal(app: &App) -> String {
    match phone_key::offered(&app.store, app.clock.as_ref()).await {
        Ok(key) => key,
        Err(error) => {
            tracing::error!(?error, "phone key");
            String::new()
        }
    }
}

fn now(app: &App) -> String {
    app.clock.now().timestamp_millis().to_string()
}

/// `GET /m/`
pub async fn home(
    May(member): May<UsePhone>,
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let frame = frame(
        &app,
        &member.visit,
        Section::Inspections,
        "手机督查",
        None,
        &[],
    );
    let Some(scope) = scope_of(&app, &member, &headers, "").await? else {
        let context = PhoneHome {
            empty: "还没有届次。请联系换届办新建届次、导入村花名册。".to_owned(),
            now: now(&app),
            seal: seal(&app).await,
            ..PhoneHome::default()
        };
        return page(&app, &frame, &context);
    };
    let db = app.store.reader();
    let refused = Refusal::from;
    let today = app.clock.today();
    let villages = village::list(db, &scope).await.map_err(refused)?;
    let planned: Vec<_> = store::planned(db, &scope)
        .await
        .map_err(refused)?
        .into_iter()
        .filter(|row| row.day == today)
        .collect();
    let waiting = store::count_findings(
        db,
        &scope,
        &FindingFilter {
            states: vec![ANSWERED],
            ..FindingFilter::default()
        },
    )
    .await
    .map_err(refused)?;
    let is_planned = |id: Uuid| planned.iter().any(|row| row.village_id == id);
    let (first, rest): (Vec<_>, Vec<_>) =
        villages.iter().partition(|village| is_planned(village.id));
    let choices = first
        .iter()
        .map(|village| {
            Choice::new(
                village.id.to_string(),
                format!("{}（今天的计划）", village.name),
            )
        })
        .chain(
            rest.iter()
                .map(|village| Choice::new(village.id.to_string(), village.name.clone())),
        )
        .collect();
    let mut form = Form::new().value("kind", Kind::Random.id());
    if let Some(row) = planned.first() {
        form = form
            .value("village", row.village_id.to_string())
            .value("kind", row.kind.clone());
    }
    let context = PhoneHome {
        cycle: scope.cycle_id().to_string(),
        form,
        villages: choices,
        kinds: sheets::kinds(),
        themes: sheets::themes(),
        reviews: waiting.to_string(),
        reviews_href: format!("/c/{}/findings?show=answered", scope.cycle_id()),
        now: now(&app),
        seal: seal(&app).await,
        empty: if villages.is_empty() {
            "还没有村（社区）。请联系换届办导入村花名册。".to_owned()
        } else {
            String::new()
        },
    };
    page(&app, &frame, &context)
}

/// `GET /m/in`: the checklist of `?village=` for `?kind=`.
pub async fn sheet_page(
    May(member): May<UsePhone>,
    State(app): State<App>,
    headers: HeaderMap,
    query: Asked,
) -> Result<Response, Trouble> {
    let query = asked(query);
    let Some(scope) = scope_of(&app, &member, &headers, query.text("c")).await? else {
        return Ok(Redirect::to("/m/").into_response());
    };
    let form = Form::new()
        .value("day", app.clock.today().to_string())
        .value("inspectors", member.actor.name.clone());
    match sheet_context(&app, &scope, &query, form).await? {
        Some(context) => {
            let frame = phone_frame(&app, &member, &context.village_name);
            page(&app, &frame, &context)
        }
        // Nothing chosen: the choice stands on the first page.
        None => Ok(Redirect::to("/m/").into_response()),
    }
}

fn phone_frame(app: &App, member: &Member, title: &str) -> super::view::Frame {
    frame(app, &member.visit, Section::Inspections, title, None, &[])
}

async fn sheet_context(
    app: &App,
    scope: &CycleScope,
    fields: &Fields,
    form: Form,
) -> Result<Option<PhoneSheet>, Refusal> {
    let Some(kind) = Kind::from_id(fields.text("kind")) else {
        return Ok(None);
    };
    let plans = app.plans(scope.cycle()).await?;
    let theme = if kind == Kind::Theme {
        fields.text("theme")
    } else {
        ""
    };
    let listed = sheets::list(app, scope, &plans, fields.text("village"), kind, fields).await?;
    let Some(Listed {
        told,
        stage,
        village,
        mut items,
        reviews,
        ..
    }) = listed
    else {
        return Ok(None);
    };
    sheets::opened(&mut items, fields);
    Ok(Some(PhoneSheet {
        cycle: scope.cycle_id().to_string(),
        village: fields.text("village").to_owned(),
        village_name: village,
        kind: kind.id().to_owned(),
        kind_name: kind_name(kind.id()),
        theme: theme.to_owned(),
        stage,
        told,
        form,
        items,
        reviews,
        now: now(app),
        seal: seal(app).await,
        today: app.clock.today().to_string(),
        key: fresh_key(),
    }))
}

/// `POST /m/in`: the plain form, photographs with it.
pub async fn send_form(
    May(member): May<UsePhone>,
    State(app): State<App>,
    headers: HeaderMap,
    sent: Uploaded,
) -> Result<Response, Trouble> {
    let fields = &sent.fields;
    let scope = scope_of(&app, &member, &headers, fields.text("c"))
        .await?
        .ok_or_else(Trouble::not_found)?;
    let plans = app.plans(scope.cycle()).await?;
    let desk = sheets::desk(&app, &plans);
    let mut problems = Problems::none();
    let photos = sent
        .files
        .into_iter()
        .map(|file| {
            let item = file.field.strip_prefix("p.").unwrap_or_default().to_owned();
            let upload = Upload {
                name: file.name,
                content: file.content,
            };
            (String::new(), item, upload)
        })
        .collect();
    let pictures = photo::keep(&app.files, photos, &mut problems).await?;
    let typed = sheets::typed(fields, Origin::Phone);
    let done = if problems.is_empty() {
        visit::record(&desk, &member.actor, &scope, &sent.key, typed, pictures).await
    } else {
        // What else is wrong is said at the same time.
        if let Err(more) = visit::prepare(&desk, &scope, typed).await? {
            problems.general.extend(more.general);
            problems.fields.extend(more.fields);
        }
        Err(Refusal::Invalid(problems))
    };
    match done {
        Ok(recorded) => {
            let village = name_of(&app, &scope, fields).await?;
            let context = PhoneOut {
                told: told(&recorded, &village),
                receipt: recorded.receipt,
                href: recorded.location,
                now: now(&app),
                seal: seal(&app).await,
            };
            let frame = phone_frame(&app, &member, "已上传");
            page(&app, &frame, &context)
        }
        Err(Refusal::Invalid(problems)) => {
            let form = form_again(fields, &problems);
            let context = sheet_context(&app, &scope, fields, form)
                .await?
                .ok_or_else(|| Trouble::from(Refusal::Invalid(problems)))?;
            let frame = phone_frame(&app, &member, &context.village_name);
            invalid(&app, &frame, &context)
        }
        Err(refusal) => Err(refusal.into()),
    }
}

async fn name_of(app: &App, scope: &CycleScope, fields: &Fields) -> Result<String, Refusal> {
    let Ok(id) = Uuid::parse_str(fields.text("village")) else {
        return Ok(String::new());
    };
    Ok(village::find(app.store.reader(), scope, id)
        .await?
        .map(|village| village.name)
        .unwrap_or_default())
}

fn told(recorded: &Recorded, village: &str) -> String {
    let mut text = if recorded.again && recorded.at_desk {
        format!(
            "{village}的这次检查，办公室已经照离线文件补录过，没有重复存。手机上后来填的没有存进去，请打开这次检查核对。"
        )
    } else if recorded.again {
        format!("{village}的这次检查以前已经上传过，没有重复存。")
    } else {
        format!("{village}的检查已上传。")
    };
    if recorded.claimed.is_some() {
        text.push_str("手机上的日期不对，先按今天记；请到办公室核对是哪天去的。");
    }
    text
}

/// `GET /m/out`
pub async fn out(May(member): May<UsePhone>, State(app): State<App>) -> Result<Response, Trouble> {
    let frame = phone_frame(&app, &member, "待上传");
    page(
        &app,
        &frame,
        &PhoneOut {
            now: now(&app),
            seal: seal(&app).await,
            ..PhoneOut::default()
        },
    )
}

fn refused(problems: &Problems) -> Response {
    (
        StatusCode::UNPROCESSABLE_ENTITY,
        Json(json!({ "problems": problems.all() })),
    )
        .into_response()
}

/// `POST /m/send`: one sheet from the script, without photographs.
pub async fn send(
    May(member): May<UsePhone>,
    State(app): State<App>,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, Trouble> {
    let fields = &posted.fields;
    if fields.text("id").is_empty() {
        return Ok(refused(&Problems::general(
            "请重新打开检查页：这次检查没有编号，没有保存。",
        )));
    }
    let scope = scope_of(&app, &member, &headers, fields.text("c"))
        .await?
        .ok_or_else(Trouble::not_found)?;
    let plans = app.plans(scope.cycle()).await?;
    let desk = sheets::desk(&app, &plans);
    let typed = sheets::typed(fields, Origin::Phone);
    match visit::record(&desk, &member.actor, &scope, &posted.key, typed, Vec::new()).await {
        Ok(recorded) => {
            let village = name_of(&app, &scope, fields).await?;
            Ok(Json(json!({
                "receipt": recorded.receipt,
                "at": recorded.received.map(clock::long_stamp),
                "again": recorded.again,
                "doubted": recorded.claimed,
                "desk": recorded.again && recorded.at_desk,
                "told": told(&recorded, &village),
                "href": recorded.location,
            }))
            .into_response())
        }
        Err(Refusal::Invalid(problems)) => Ok(refused(&problems)),
        Err(refusal) => Err(refusal.into()),
    }
}

/// `POST /m/photo`: one photograph of a sheet sent before.
pub async fn send_photo(
    May(member): May<UsePhone>,
    State(app): State<App>,
    headers: HeaderMap,
    sent: Uploaded,
) -> Result<Response, Trouble> {
    let fields = &sent.fields;
    let scope = scope_of(&app, &member, &headers, fields.text("c"))
        .await?
        .ok_or_else(Trouble::not_found)?;
    let plans = app.plans(scope.cycle()).await?;
    let photo = Sent {
        inspection: fields.text("id").to_owned(),
        photo: fields.text("photo_id").to_owned(),
        item: fields.text("item").to_owned(),
        upload: sent
            .files
            .into_iter()
            .find(|file| file.field == photo::FIELD)
            .map(|file| Upload {
                name: file.name,
                content: file.content,
            }),
    };
    let desk = sheets::desk(&app, &plans);
    match photo::add(&desk, &app.files, &member.actor, &scope, &sent.key, photo).await {
        Ok(again) => Ok(Json(json!({ "again": again })).into_response()),
        Err(Refusal::Invalid(problems)) => Ok(refused(&problems)),
        Err(refusal) => Err(refusal.into()),
    }
}

/// `GET /m/worker.js`: a worker may only reach what stands below its own address.
pub async fn worker(May(_): May<Open>) -> Result<Response, Trouble> {
    let file = static_file("phone-worker.js").ok_or_else(Trouble::not_found)?;
    let mut response = file.bytes.into_owned().into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/javascript; charset=utf-8"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::secret;

    /// `assets/scripts/PROVENANCE.md`
    #[test]
    fn the_cipher_of_the_telephone_is_the_one_that_was_published() {
        let script = static_file("nacl-fast.min.js").unwrap();
        assert_eq!(
            secret::sha256(&script.bytes),
            "sha256:3ec535c004aeeb225785d8e93fb33bf99f52e399bd7dfc01969b5629baea5131"
        );
    }
}
