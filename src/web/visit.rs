//! 来访 — who sends a request: the session behind the cookie, the secret its forms must return,
//! the message carried over the last redirect. One middleware reads it for every route.

use std::{
    net::SocketAddr,
    sync::{Arc, OnceLock},
};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use chrono::TimeDelta;
use uuid::Uuid;

use super::{
    answer::{self, Trouble},
    app::App,
    form::Fields,
    view::{Flash, Tone},
};
use crate::{
    office::change::Actor,
    platform::secret,
    store::{
        account::{self, Role},
        entity::{account as account_row, session},
    },
};

/// A signed-in account.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Its session.
    pub session: session::Model,
    /// The account.
    pub account: account_row::Model,
    /// Its role.
    pub role: Role,
}

/// 来访
#[derive(Debug, Clone)]
pub struct Visit {
    /// Network address.
    pub address: String,
    /// Browser.
    pub agent: String,
    /// Who is signed in.
    pub signed_in: Option<SignedIn>,
    /// What forms must send back.
    pub csrf: String,
    /// 大字版
    pub large: bool,
    /// Message from before the redirect.
    pub flash: Option<Flash>,
    /// Path and query, to come back to after signing in.
    pub target: String,
    /// The fields of the form that is being sent: a conflict gives the words of it back, whichever form it was.
    pub typed: OnceLock<Fields>,
}

impl Visit {
    /// The visitor as the one who acts.
    pub fn actor(&self) -> Actor {
        match &self.signed_in {
            Some(who) => Actor {
                account_id: Some(who.account.id),
                name: who.account.display_name.clone(),
                role: Some(who.role),
                township_id: Some(who.account.township_id),
                address: self.address.clone(),
            },
            None => Actor {
                account_id: None,
                name: "未登录".to_owned(),
                role: None,
                township_id: None,
                address: self.address.clone(),
            },
        }
    }

    /// The session, as `(account, session)`.
    pub fn session_ids(&self) -> Option<(Uuid, Uuid)> {
        self.signed_in
            .as_ref()
            .map(|who| (who.account.id, who.session.id))
    }
}

/// Name of the session cookie; over TLS it can only be set by this host, for the whole host.
pub fn session_cookie(tls: bool) -> &'static str {
    if tls { "__Host-huanjie" } else { "huanjie" }
}

fn visitor_cookie(tls: bool) -> &'static str {
    if tls {
        "__Host-huanjie-form"
    } else {
        "huanjie-form"
    }
}

const LARGE_COOKIE: &str = "huanjie-large";
const FLASH_COOKIE: &str = "huanjie-flash";

/// A cookie that scripts cannot read and other sites cannot send.
pub fn cookie(name: &'static str, value: String, tls: bool) -> Cookie<'static> {
    Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .secure(tls)
        .same_site(SameSite::Lax)
        .build()
}

/// The cookie that switches 大字版 on or off, kept by the browser.
pub fn large_cookie(on: bool, tls: bool) -> Cookie<'static> {
    let mut made = cookie(LARGE_COOKIE, if on { "1" } else { "0" }.to_owned(), tls);
    made.make_permanent();
    made
}

/// Puts a message into the answer; the next page shows it once.
pub fn flash_cookie(tone: Tone, text: &str, tls: bool) -> Cookie<'static> {
    let mark = match tone {
        Tone::Done => 'd',
        Tone::Note => 'n',
        Tone::Warning => 'w',
        Tone::Error => 'e',
    };
    let text = percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC);
    cookie(FLASH_COOKIE, format!("{mark}{text}"), tls)
}

fn read_flash(jar: &CookieJar) -> Option<Flash> {
    let value = jar.get(FLASH_COOKIE)?.value().to_owned();
    let mut chars = value.chars();
    let tone = match chars.next()? {
        'd' => Tone::Done,
        'n' => Tone::Note,
        'w' => Tone::Warning,
        _ => Tone::Error,
    };
    let text = percent_encoding::percent_decode_str(chars.as_str())
        .decode_utf8()
        .ok()?
        .into_owned();
    Some(Flash {
        tone,
        text: text.chars().take(500).collect(),
    })
}

/// The middleware: reads the visitor in, lets the handler work, draws what went wrong, and sets the
/// headers every answer carries.
pub async fn receive(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let tls = app.config.tls();
    // A screen on the wall has no session, prolongs none and is given no cookie, whoever's browser it is.
    let wall = request.uri().path().starts_with("/wall/");
    let jar = if wall {
        CookieJar::new()
    } else {
        CookieJar::from_headers(request.headers())
    };
    let now = app.clock.now();
    let mut fresh_visitor = None;
    let (csrf, signed_in) = match session_of(&app, &jar, now).await {
        Ok(Some((token, who))) => (secret::digest("form", &token), Some(who)),
        Ok(None) => {
            let token = match jar.get(visitor_cookie(tls)) {
                Some(known) if known.value().len() == 64 => known.value().to_owned(),
                _ => {
                    let made = secret::token().unwrap_or_default();
                    fresh_visitor = Some(made.clone());
                    made
                }
            };
            (secret::digest("form", &token), None)
        }
        Err(error) => {
            tracing::error!(%error, "session could not be read");
            return answer::bare_unavailable();
        }
    };
    let visit = Arc::new(Visit {
        address: address_of(&app, &request),
        agent: header_text(request.headers(), &header::USER_AGENT),
        signed_in,
        csrf,
        large: jar
            .get(LARGE_COOKIE)
            .is_some_and(|value| value.value() == "1"),
        flash: read_flash(&jar),
        target: request
            .uri()
            .path_and_query()
            .map_or("/", |target| target.as_str())
            .to_owned(),
        typed: OnceLock::new(),
    });
    let reads = request.method().is_safe();
    request.extensions_mut().insert(Arc::clone(&visit));
    let mut response = next.run(request).await;
    let trouble = response.extensions_mut().remove::<Trouble>();
    if let Some(trouble) = trouble.or_else(|| unread(&response, reads)) {
        response = answer::draw(&app, &visit, trouble);
    }
    let shows_page = response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/html"));
    if shows_page
        && !wall
        && let Some(token) = fresh_visitor
    {
        add_cookie(&mut response, cookie(visitor_cookie(tls), token, tls));
    }
    if reads && shows_page && visit.flash.is_some() {
        let mut gone = cookie(FLASH_COOKIE, String::new(), tls);
        gone.make_removal();
        add_cookie(&mut response, gone);
    }
    harden(&mut response, tls);
    response
}

/// The framework refuses an address it cannot read (an id that is none, a question left out) in
/// English and without a page: to a reader it is an address that does not exist, to a sender a form
/// that did not arrive whole.
fn unread(response: &Response, reads: bool) -> Option<Trouble> {
    let plain = response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/plain"));
    if !plain || response.status() != axum::http::StatusCode::BAD_REQUEST {
        return None;
    }
    Some(if reads {
        Trouble::not_found()
    } else {
        Trouble::unreadable()
    })
}

/// Adds `Set-Cookie` to an answer.
pub fn add_cookie(response: &mut Response, cookie: Cookie<'static>) {
    if let Ok(value) = HeaderValue::from_str(&cookie.encoded().to_string()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

async fn session_of(
    app: &App,
    jar: &CookieJar,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Option<(String, SignedIn)>, sea_orm::DbErr> {
    let Some(held) = jar.get(session_cookie(app.config.tls())) else {
        return Ok(None);
    };
    let token = held.value().to_owned();
    if token.len() != 64 {
        return Ok(None);
    }
    let digest = secret::digest("session", &token);
    let Some((session, account)) = account::live_session(app.store.reader(), &digest, now).await?
    else {
        return Ok(None);
    };
    let Some(role) = Role::from_id(&account.role) else {
        return Ok(None);
    };
    // Once a minute is precise enough for a limit of thirty, and spares a write with every page.
    if now - session.last_seen_at > TimeDelta::minutes(1) {
        let tx = app.store.begin().await?;
        account::touch_session(&tx, &digest, now).await?;
        tx.commit().await?;
    }
    Ok(Some((
        token,
        SignedIn {
            session,
            account,
            role,
        },
    )))
}

fn address_of(app: &App, request: &Request) -> String {
    if app.config.behind_proxy {
        // The proxy appends the address it saw; what stands before may be anyone's invention.
        let forwarded = request
            .headers()
            .get("x-forwarded-for")
            .and_then(|value| value.to_str().ok())
            .and_then(|list| list.rsplit(',').next())
            .and_then(|last| last.trim().parse::<std::net::IpAddr>().ok());
        if let Some(address) = forwarded {
            return address.to_string();
        }
    }
    request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or_else(
            || "本机".to_owned(),
            |ConnectInfo(address)| address.ip().to_string(),
        )
}

fn header_text(headers: &HeaderMap, name: &header::HeaderName) -> String {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .chars()
        .take(200)
        .collect()
}

fn harden(response: &mut Response, tls: bool) {
    let headers = response.headers_mut();
    let mut set = |name: header::HeaderName, value: &'static str| {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    };
    set(
        header::CONTENT_SECURITY_POLICY,
        "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'",
    );
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(header::REFERRER_POLICY, "same-origin");
    set(header::CACHE_CONTROL, "no-store");
    if tls {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
}
