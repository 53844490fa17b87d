//! 登录、首次设置、本人 — `/login`, `/setup/…`, `/password/…`, `/me`.

use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    answer::{Trouble, frame, invalid, onward, page},
    app::App,
    form::{Fields, Posted},
    guard::{BeSignedIn, May, Open},
    pages::{
        account::{DemoAccount, Login, Me, SessionRow, Setup},
        parts::{Form, Message},
        set_password::SetPassword,
    },
    router::{Row, get, post},
    view::{self, Section},
    visit::{self, Visit},
};
use crate::{
    office::{
        refusal::{Problems, Refusal},
        sign_in::{self, Attempt, FirstSetUp, NewPerson, SignIn},
    },
    platform::{clock, password, secret},
    store::account,
};

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/static/{*path}", static_file),
        get("/health", health),
        get("/login", login_page),
        post("/login", login),
        get("/setup/{token}", setup_page),
        post("/setup/{token}", setup),
        get("/password/{token}", link_page),
        post("/password/{token}", link),
        post("/logout", logout),
        get("/me", me),
        post("/me/password", change_password),
        post("/me/sessions/{s}/revoke", end_session),
    ]
}

/// A fresh idempotency key for a form.
pub fn fresh_key() -> String {
    Uuid::now_v7().simple().to_string()
}

/// What was typed, with what is wrong about it, for the page to show again; passwords are not kept.
pub fn form_again(fields: &Fields, problems: &Problems) -> Form {
    let mut form = Form::new();
    for (name, value) in fields.iter() {
        if !name.contains("password") && !matches!(name, "csrf" | "key" | "version") {
            form = form.value(name, value);
        }
    }
    for text in &problems.general {
        form = form.problem(Message {
            text: text.clone(),
            ..Message::default()
        });
    }
    for (name, texts) in &problems.fields {
        for text in texts {
            form = form.error(name, text);
        }
    }
    form
}

/// `GET /static/…`
pub async fn static_file(
    _may: May<Open>,
    headers: HeaderMap,
    Path(path): Path<String>,
) -> Result<Response, Trouble> {
    let file = view::static_file(&path).ok_or_else(Trouble::not_found)?;
    if headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        == Some(&file.etag)
    {
        return Ok(StatusCode::NOT_MODIFIED.into_response());
    }
    Ok((
        [
            (header::CONTENT_TYPE, file.content_type),
            (header::ETAG, file.etag.as_str()),
            (header::CACHE_CONTROL, "public, max-age=86400"),
        ],
        file.bytes.into_owned(),
    )
        .into_response())
}

/// `GET /health`: for a balancer or a service manager.
pub async fn health(_may: May<Open>, State(app): State<App>) -> Result<Response, Trouble> {
    account::none_exists(app.store.reader())
        .await
        .map_err(Refusal::from)?;
    Ok("ok\n".into_response())
}

/// Where to go after signing in.
#[derive(Debug, Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

/// Only addresses of our own: `//other.example` is not one.
fn safe_next(next: &str) -> &str {
    if next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n']) {
        next
    } else {
        "/"
    }
}

/// `GET /login`
pub async fn login_page(
    May(visitor): May<Open>,
    State(app): State<App>,
    Query(Next { next }): Query<Next>,
) -> Result<Response, Trouble> {
    if visitor.visit.signed_in.is_some() {
        return Ok(Redirect::to(safe_next(&next)).into_response());
    }
    login_form(&app, &visitor.visit, Form::new(), &next, false)
}

fn login_form(
    app: &App,
    visit: &Visit,
    form: Form,
    next: &str,
    again: bool,
) -> Result<Response, Trouble> {
    let demo_accounts = app
        .demo_accounts
        .iter()
        .map(|(account, password, role)| DemoAccount {
            account: account.clone(),
            password: password.clone(),
            role: role.clone(),
        })
        .collect();
    let context = Login {
        form,
        next: safe_next(next).to_owned(),
        demo_accounts,
        ..Login::default()
    };
    let frame = frame(app, visit, Section::None, "登录", None, &[]);
    if again {
        invalid(app, &frame, &context)
    } else {
        page(app, &frame, &context)
    }
}

/// `POST /login`
pub async fn login(
    May(visitor): May<Open>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let visit = &visitor.visit;
    let attempt = SignIn {
        store: &app.store,
        clock: app.clock.as_ref(),
        passwords: &app.passwords,
        address: visit.address.clone(),
        agent: visit.agent.clone(),
    }
    .attempt(
        posted.fields.text("account"),
        posted.fields.raw("password").to_owned(),
        visit.session_ids(),
    )
    .await?;
    let problem = match attempt {
        Attempt::In { token } => {
            let tls = app.config.tls();
            let mut response = Redirect::to(safe_next(posted.fields.text("next"))).into_response();
            visit::add_cookie(
                &mut response,
                visit::cookie(visit::session_cookie(tls), token, tls),
            );
            return Ok(response);
        }
        Attempt::Wrong => {
            Problems::general("请核对账号和密码后再试。账号或密码不对；连续输错会延长等待时间。")
        }
        Attempt::Wait { until } => {
            let seconds = (until - app.clock.now()).num_seconds().max(1);
            Problems::general(format!(
                "请等 {seconds} 秒后再试。账号或密码连续输错，为防止有人猜密码，暂停登录。"
            ))
        }
    };
    let form = form_again(&posted.fields, &problem);
    login_form(&app, visit, form, posted.fields.text("next"), true)
}

fn password_rules() -> Vec<String> {
    vec![
        format!("至少 {} 个字符", password::SHORTEST),
        "大写、小写、数字、符号（含汉字）中至少三类".to_owned(),
        "不含账号名和本镇名称".to_owned(),
    ]
}

async fn setup_open(app: &App, token: &str) -> Result<(), Trouble> {
    let digest = secret::digest(sign_in::SETUP, token);
    account::usable_link(app.store.reader(), sign_in::SETUP, &digest, app.clock.now())
        .await
        .map_err(Refusal::from)?
        .map(|_| ())
        .ok_or_else(Trouble::not_found)
}

/// `GET /setup/{token}`
pub async fn setup_page(
    May(visitor): May<Open>,
    State(app): State<App>,
    Path(token): Path<String>,
) -> Result<Response, Trouble> {
    setup_open(&app, &token).await?;
    let context = Setup {
        form: Form::new(),
        action: format!("/setup/{token}"),
        key: fresh_key(),
        password_rules: password_rules(),
    };
    page(
        &app,
        &frame(&app, &visitor.visit, Section::None, "首次设置", None, &[]),
        &context,
    )
}

/// `POST /setup/{token}`
pub async fn setup(
    May(visitor): May<Open>,
    State(app): State<App>,
    Path(token): Path<String>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let text = |name: &str| posted.fields.text(name).to_owned();
    let person = |prefix: &str| NewPerson {
        username: text(&format!("{prefix}_account")),
        display_name: text(&format!("{prefix}_name")),
        password: posted.fields.raw(&format!("{prefix}_password")).to_owned(),
        repeated: posted
            .fields
            .raw(&format!("{prefix}_password_again"))
            .to_owned(),
    };
    let wish = FirstSetUp {
        county: text("county"),
        township: text("township"),
        office_name: text("unit"),
        short_name: text("short_name"),
        administrator: person("admin"),
        clerk: person("clerk"),
    };
    let township = wish.township.clone();
    let done = wish
        .carry_out(
            &app.store,
            app.clock.as_ref(),
            &app.passwords,
            &token,
            &visitor.visit.address,
        )
        .await;
    match done {
        Ok(_) => Ok(onward(
            &app,
            "/login",
            &format!("{township}已设置好。请换届办经办人用自己的账号登录，接着新建届次。"),
        )),
        Err(Refusal::Invalid(problems)) => {
            let context = Setup {
                form: form_again(&posted.fields, &problems),
                action: format!("/setup/{token}"),
                key: fresh_key(),
                password_rules: password_rules(),
            };
            invalid(
                &app,
                &frame(&app, &visitor.visit, Section::None, "首次设置", None, &[]),
                &context,
            )
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// `GET /password/{token}`: a person given a one-time link sets a password.
pub async fn link_page(
    May(visitor): May<Open>,
    State(app): State<App>,
    Path(token): Path<String>,
) -> Result<Response, Trouble> {
    link_form(&app, &visitor.visit, &token, Form::new(), false).await
}

async fn link_form(
    app: &App,
    visit: &Visit,
    token: &str,
    form: Form,
    again: bool,
) -> Result<Response, Trouble> {
    let row = sign_in::account_of_link(&app.store, app.clock.as_ref(), token)
        .await?
        .ok_or_else(Trouble::not_found)?;
    let context = SetPassword {
        form,
        action: format!("/password/{token}"),
        account: row.username,
        name: row.display_name,
        password_rules: password_rules(),
        key: fresh_key(),
    };
    let frame = frame(app, visit, Section::None, "设置密码", None, &[]);
    if again {
        invalid(app, &frame, &context)
    } else {
        page(app, &frame, &context)
    }
}

/// `POST /password/{token}`
pub async fn link(
    May(visitor): May<Open>,
    State(app): State<App>,
    Path(token): Path<String>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let done = sign_in::set_password_by_link(
        &app.store,
        app.clock.as_ref(),
        &app.passwords,
        &token,
        posted.fields.raw("password_new").to_owned(),
        posted.fields.raw("password_again"),
        &visitor.visit.address,
    )
    .await;
    match done {
        Ok(()) => Ok(onward(&app, "/login", "密码已设好，请用它登录。")),
        Err(Refusal::Invalid(problems)) => {
            link_form(
                &app,
                &visitor.visit,
                &token,
                form_again(&posted.fields, &problems),
                true,
            )
            .await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// `POST /logout`
pub async fn logout(
    May(member): May<BeSignedIn>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let session = member.who.session.id;
    let clock = app.clock.as_ref();
    // The button stands in the frame of every page, which carries no form key; going twice is harmless.
    let key = if posted.key.is_empty() {
        fresh_key()
    } else {
        posted.key
    };
    sign_in::end_session(&app.store, clock, &member.actor, &key, session, true).await?;
    let tls = app.config.tls();
    let mut response = onward(&app, "/login", "已退出。");
    let mut gone = visit::cookie(visit::session_cookie(tls), String::new(), tls);
    gone.make_removal();
    visit::add_cookie(&mut response, gone);
    Ok(response)
}

/// `GET /me`
pub async fn me(May(member): May<BeSignedIn>, State(app): State<App>) -> Result<Response, Trouble> {
    me_page(&app, &member, Form::new(), false).await
}

async fn me_page(
    app: &App,
    member: &super::guard::Member,
    form: Form,
    again: bool,
) -> Result<Response, Trouble> {
    let db = app.store.reader();
    let who = &member.who;
    let sessions = account::sessions_of(db, who.account.id, app.clock.now())
        .await
        .map_err(Refusal::from)?;
    let township = account::township(db, who.account.township_id)
        .await
        .map_err(Refusal::from)?
        .map(|unit| unit.name);
    let scope = match (who.role.own_villages_only(), who.role) {
        (true, _) => {
            let count = account::villages_of(db, who.account.id)
                .await
                .map_err(Refusal::from)?
                .len();
            format!("所负责的 {count} 个村（社区）")
        }
        (false, account::Role::Administrator) => "管账号和备份，页面上看不到选举数据".to_owned(),
        (false, _) => format!("{}全镇", township.unwrap_or_default()),
    };
    let context = Me {
        account: who.account.username.clone(),
        name: who.account.display_name.clone(),
        role_name: who.role.name().to_owned(),
        scope,
        sessions: sessions
            .into_iter()
            .map(|row| SessionRow {
                here: row.id == who.session.id,
                id: row.id.to_string(),
                device: device(&row.agent).to_owned(),
                address: row.address,
                since: clock::stamp(row.created_at),
                last: clock::stamp(row.last_seen_at),
            })
            .collect(),
        form,
        key: fresh_key(),
        password_rules: password_rules(),
    };
    let frame = frame(app, &member.visit, Section::None, "我的账号", None, &[]);
    if again {
        invalid(app, &frame, &context)
    } else {
        page(app, &frame, &context)
    }
}

/// What kind of machine a browser says it runs on.
fn device(agent: &str) -> &'static str {
    if agent.contains("iPhone") || agent.contains("Android") || agent.contains("Mobile") {
        "手机"
    } else if agent.contains("iPad") {
        "平板"
    } else if agent.contains("Windows") {
        "电脑（Windows）"
    } else if agent.contains("Mac OS") {
        "电脑（苹果）"
    } else if agent.contains("Linux") || agent.contains("X11") {
        "电脑（Linux、统信、麒麟）"
    } else {
        "其他设备"
    }
}

/// `POST /me/password`
pub async fn change_password(
    May(member): May<BeSignedIn>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let done = sign_in::change_password(
        &app.store,
        app.clock.as_ref(),
        &app.passwords,
        &member.actor,
        member.who.session.id,
        &posted.key,
        posted.fields.raw("password_now").to_owned(),
        posted.fields.raw("password_new").to_owned(),
        posted.fields.raw("password_again"),
    )
    .await;
    match done {
        Ok(location) => Ok(onward(&app, &location, "密码已修改，其他设备已退出。")),
        Err(Refusal::Invalid(problems)) => {
            me_page(&app, &member, form_again(&posted.fields, &problems), true).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// `POST /me/sessions/{s}/revoke`
pub async fn end_session(
    May(member): May<BeSignedIn>,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let clock = app.clock.as_ref();
    let location =
        sign_in::end_session(&app.store, clock, &member.actor, &posted.key, id, false).await?;
    Ok(onward(&app, &location, "那台设备已退出。"))
}
