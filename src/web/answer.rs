//! 回答 — pages in their frame, redirects with a message, and one way in which trouble is told.
//!
//! A handler that fails returns a [`Trouble`]; the middleware of `web::visit`, which knows who is
//! asking, draws it as a page. What happened inside goes to the log under a short number that the
//! page shows; never a stack trace, never a value somebody typed.

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use uuid::Uuid;

use super::{
    app::App,
    form::Fields,
    pages::{
        parts::{Form, Link},
        trouble::{Conflict as ConflictPage, Trouble as TroublePage},
    },
    sign_in::form_again,
    view::{Crumb, CycleMark, Frame, Page, Section, Tone, UserMark, rail},
    visit::{self, Visit},
};
use crate::{
    civil,
    office::{
        done::Done,
        refusal::{Conflict, Refusal},
    },
    platform::{clock, files::FileError, scratch::Scratch},
    store::{account::Role, entity::cycle},
};

/// Why a request was not carried out.
#[derive(Debug, Clone)]
pub struct Trouble(Box<Told>);

#[derive(Debug, Clone)]
struct Told {
    status: StatusCode,
    title: &'static str,
    text: String,
    next: Option<String>,
    conflict: Option<Conflict>,
    number: Option<String>,
}

impl Trouble {
    fn new(status: StatusCode, title: &'static str, text: impl Into<String>) -> Self {
        Self(Box::new(Told {
            status,
            title,
            text: text.into(),
            next: None,
            conflict: None,
            number: None,
        }))
    }

    /// Sign in first, then come back.
    pub fn sign_in(target: &str) -> Self {
        let next =
            percent_encoding::utf8_percent_encode(target, percent_encoding::NON_ALPHANUMERIC);
        let mut trouble = Self::new(StatusCode::SEE_OTHER, "", "");
        trouble.0.next = Some(format!("/login?next={next}"));
        trouble
    }

    /// There is no such thing, or not for this person.
    pub fn not_found() -> Self {
        Refusal::NotFound.into()
    }

    /// The form does not carry the token of this visitor.
    pub fn foreign_form() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "请刷新页面后重新提交",
            "表单已过期，或不是从本系统的页面发出的，没有保存任何内容。",
        )
    }

    /// More than is taken at once.
    pub fn too_large(limit: &str) -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "请换一个小一些的文件",
            format!("上传的内容超过 {limit}，没有读取，也没有保存任何内容。"),
        )
    }

    /// The request cannot be read.
    pub fn unreadable() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "请刷新页面后重新提交",
            "提交的内容不完整，可能是网络中断，没有保存任何内容。",
        )
    }

    fn numbered(mut self, number: String) -> Self {
        self.0.number = Some(number);
        self
    }

    /// Status it answers with.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotFound => Self::new(
                StatusCode::NOT_FOUND,
                "请从工作台或矩阵重新进入",
                "没有这一页，或者它不属于您可以查看的村（社区）。",
            ),
            Refusal::Forbidden => Self::new(
                StatusCode::FORBIDDEN,
                "请联系换届办办理",
                "您的账号没有办理这件事的权限。",
            ),
            Refusal::Conflict(conflict) => {
                let mut trouble = Self::new(StatusCode::CONFLICT, "请先核对再保存", "");
                trouble.0.conflict = Some(conflict);
                trouble
            }
            Refusal::Invalid(problems) => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "请改正后重新提交",
                problems.all().join("\n"),
            ),
            Refusal::FormKey => Self::unreadable(),
            Refusal::Password(_) => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "请稍后重试",
                refusal.to_string(),
            ),
            Refusal::File(error) => {
                tracing::error!(%error, "file");
                Self::new(
                    StatusCode::INSUFFICIENT_STORAGE,
                    "请先处理存储问题",
                    error.to_string(),
                )
            }
            Refusal::Seal(error) => {
                tracing::error!(%error, "sealed content");
                Self::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "请联系系统管理员",
                    error.to_string(),
                )
            }
            Refusal::Database(error) => {
                let number = number();
                tracing::error!(%error, number, "database");
                Self::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "请稍后重试",
                    "数据库暂时不能用，没有保存任何内容。",
                )
                .numbered(number)
            }
            Refusal::Unaudited | Refusal::Random(_) | Refusal::Inside(_) => {
                let number = number();
                tracing::error!(error = ?refusal, number, "inside");
                Self::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "请把编号告诉管理员",
                    "系统出错，已记录，没有保存任何内容。",
                )
                .numbered(number)
            }
        }
    }
}

/// A short number that connects what the person saw with the log.
fn number() -> String {
    let id = Uuid::now_v7().simple().to_string();
    id.get(28..).unwrap_or("0000").to_uppercase()
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        if let Some(next) = &self.0.next {
            return Redirect::to(next).into_response();
        }
        let mut response = self.0.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Numbers and days that say something only with their names: field, what it is called.
const NAMED: [(&str, &str); 24] = [
    ("code", "区划代码"),
    ("households", "总户数"),
    ("population", "总人口"),
    ("groups", "小组数"),
    ("party_members", "党员数"),
    ("last_voters", "上届登记选民数"),
    ("chair", "主任职数"),
    ("deputy", "副主任职数"),
    ("member", "委员职数"),
    ("ordinal", "届"),
    ("term_end", "任期届满"),
    ("election_day", "选举日"),
    ("to", "新的选举日"),
    ("window_from", "最早"),
    ("window_to", "最迟"),
    ("day", "日期"),
    ("planned", "计划日期"),
    ("due", "期限"),
    ("deadline", "期限"),
    ("closed_on", "销号日期"),
    ("posted_on", "张贴日期"),
    ("assessed_on", "评定日期"),
    ("account", "账号"),
    ("phone", "电话"),
];

/// The words of the form that met somebody else's change, so that they need not be thought of again. Choices and marks
/// are ids, which say nothing to a reader; a password is not shown to anybody.
fn kept(fields: &Fields) -> Vec<String> {
    let words = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    fields
        .iter()
        .filter(|(name, text)| {
            !text.trim().is_empty()
                && !["password", "again", "opening"]
                    .iter()
                    .any(|secret| name.contains(secret))
        })
        .filter_map(|(name, text)| {
            if words(text) {
                return Some(text.trim().to_owned());
            }
            let (_, label) = NAMED.iter().find(|(field, _)| *field == name)?;
            Some(format!("{label} {}", text.trim()))
        })
        .collect()
}

/// Draws trouble as a page.
pub fn draw(app: &App, visit: &Visit, trouble: Trouble) -> Response {
    let mut frame = frame(app, visit, Section::None, trouble.0.title, None, &[]);
    frame.flash = None;
    let html = match &trouble.0.conflict {
        Some(conflict) => app.views.render(
            &frame,
            &ConflictPage {
                what: conflict.subject.clone(),
                who: conflict.who.clone(),
                when: conflict.when.clone(),
                typed: visit.typed.get().map(kept).unwrap_or_default(),
                see: see_of(&visit.target),
                ..ConflictPage::default()
            },
        ),
        None => app.views.render(
            &frame,
            &TroublePage {
                heading: trouble.0.title.to_owned(),
                text: trouble.0.text.clone(),
                reference: trouble.0.number.clone().unwrap_or_default(),
                links: if visit.signed_in.is_some() {
                    // What is wrong with the choice is mended where it was made.
                    (trouble.0.status == StatusCode::UNPROCESSABLE_ENTITY)
                        .then(|| back_of(&visit.target))
                        .flatten()
                        .into_iter()
                        .chain([Link::new("回工作台", "/")])
                        .collect()
                } else {
                    vec![Link::new("去登录", "/login")]
                },
                ..TroublePage::default()
            },
        ),
    };
    match html {
        Ok(html) => page_response(trouble.0.status, html),
        Err(error) => {
            tracing::error!(%error, "trouble page");
            plain(
                trouble.0.status,
                &format!("{}。{}", trouble.0.title, trouble.0.text),
            )
        }
    }
}

/// Where a choice of papers was made: the print centre, or a village's page.
fn back_of(target: &str) -> Option<Link> {
    let (cycle, rest) = target.strip_prefix("/c/")?.split_once('/')?;
    if rest.starts_with("docs/") {
        return Some(Link::new("回文书中心", format!("/c/{cycle}/docs")));
    }
    let (village, _) = rest.strip_prefix("v/")?.split_once('/')?;
    Some(Link::new(
        "回这个村（社区）",
        format!("/c/{cycle}/v/{village}"),
    ))
}

/// The page on which the present state can be seen: the form's own address without its query.
fn see_of(target: &str) -> String {
    target.split('?').next().unwrap_or("/").to_owned()
}

/// When not even the session can be read.
pub fn bare_unavailable() -> Response {
    plain(
        StatusCode::SERVICE_UNAVAILABLE,
        "请稍后重试。数据库暂时不能用，没有保存任何内容。",
    )
}

fn plain(status: StatusCode, text: &str) -> Response {
    (
        status,
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8")],
        text.to_owned(),
    )
        .into_response()
}

fn page_response(status: StatusCode, html: String) -> Response {
    (
        status,
        [(header::CONTENT_TYPE, "text/html; charset=utf-8")],
        html,
    )
        .into_response()
}

/// The sections a role finds on the left.
fn sections(role: Role) -> &'static [Section] {
    match role {
        Role::Administrator => &[Section::Accounts, Section::Backup],
        Role::Clerk => &[
            Section::Workbench,
            Section::Matrix,
            Section::Schedule,
            Section::Papers,
            Section::Inspections,
            Section::Reports,
            Section::Settings,
            Section::Audit,
        ],
        Role::Leader => &[
            Section::Workbench,
            Section::Matrix,
            Section::Schedule,
            Section::Papers,
            Section::Inspections,
            Section::Reports,
            Section::Audit,
        ],
        Role::Supervision | Role::County => &[
            Section::Workbench,
            Section::Matrix,
            Section::Schedule,
            Section::Papers,
            Section::Inspections,
            Section::Reports,
        ],
        Role::Guidance | Role::VillageCommittee => &[
            Section::Workbench,
            Section::Matrix,
            Section::Schedule,
            Section::Papers,
            Section::Inspections,
        ],
    }
}

/// The frame around a page.
pub fn frame(
    app: &App,
    visit: &Visit,
    here: Section,
    title: &str,
    cycle: Option<&cycle::Model>,
    crumbs: &[(&str, &str)],
) -> Frame {
    let today = app.clock.today();
    let cycle_id = cycle.map(|found| found.id.to_string());
    Frame {
        title: title.to_owned(),
        cycle: cycle.map(|found| CycleMark {
            id: found.id.to_string(),
            name: found.name.clone(),
        }),
        today: format!("{} 星期{}", civil::long(today), civil::weekday(today)),
        user: visit.signed_in.as_ref().map(|who| UserMark {
            account: who.account.username.clone(),
            name: who.account.display_name.clone(),
            role_name: who.role.name().to_owned(),
        }),
        rail: visit
            .signed_in
            .as_ref()
            .map(|who| rail(sections(who.role), here, cycle_id.as_deref()))
            .unwrap_or_default(),
        crumbs: crumbs
            .iter()
            .map(|(text, href)| Crumb {
                text: (*text).to_owned(),
                href: (*href).to_owned(),
            })
            .collect(),
        flash: visit.flash.clone(),
        demo: app.config.demo,
        large: visit.large,
        csrf: visit.csrf.clone(),
        printed_at: clock::long_stamp(app.clock.now()),
    }
}

/// A page of the service.
pub fn page<P: Page>(app: &App, frame: &Frame, page: &P) -> Result<Response, Trouble> {
    page_with(app, frame, page, StatusCode::OK)
}

/// The page of a form that came back with problems.
pub fn invalid<P: Page>(app: &App, frame: &Frame, page: &P) -> Result<Response, Trouble> {
    page_with(app, frame, page, StatusCode::UNPROCESSABLE_ENTITY)
}

/// The page of a form: fresh, or come back with problems where it is `bad`.
pub fn form_page<P: Page>(
    app: &App,
    frame: &Frame,
    context: &P,
    bad: bool,
) -> Result<Response, Trouble> {
    if bad {
        invalid(app, frame, context)
    } else {
        page(app, frame, context)
    }
}

/// What a use case answered a form: the way on, or the form once more with its problems beside the fields.
pub fn settled(
    app: &App,
    fields: &Fields,
    told: Result<Done, Refusal>,
) -> Result<Result<Response, Form>, Trouble> {
    match told {
        Ok(told) => Ok(Ok(done(app, &told))),
        Err(Refusal::Invalid(problems)) => Ok(Err(form_again(fields, &problems))),
        Err(refusal) => Err(refusal.into()),
    }
}

/// The page of a form that met somebody else's change.
pub fn conflict(app: &App, frame: &Frame, page: &ConflictPage) -> Result<Response, Trouble> {
    page_with(app, frame, page, StatusCode::CONFLICT)
}

fn page_with<P: Page>(
    app: &App,
    frame: &Frame,
    page: &P,
    status: StatusCode,
) -> Result<Response, Trouble> {
    let html = app
        .views
        .render(frame, page)
        .map_err(|error| Refusal::Inside(error.to_string()))?;
    Ok(page_response(status, html))
}

/// On to another page with a message that says what was done.
pub fn onward(app: &App, location: &str, text: &str) -> Response {
    onward_with(app, location, Tone::Done, text)
}

/// The same with another tone: done, but there is something to look at.
pub fn onward_with(app: &App, location: &str, tone: Tone, text: &str) -> Response {
    let mut response = Redirect::to(location).into_response();
    if !text.is_empty() {
        visit::add_cookie(
            &mut response,
            visit::flash_cookie(tone, text, app.config.tls()),
        );
    }
    response
}

/// On to another page after a use case: what was done, and what should be looked at all the same.
pub fn done(app: &App, done: &Done) -> Response {
    if done.warnings.is_empty() {
        return onward(app, &done.location, &done.text);
    }
    let mut response = Redirect::to(&done.location).into_response();
    let text = format!("{}{}", done.text, done.warnings.join(""));
    visit::add_cookie(
        &mut response,
        visit::flash_cookie(Tone::Warning, &text, app.config.tls()),
    );
    response
}

/// A file put together in the data folder, sent from there piece by piece; it goes when the answer has gone.
pub fn send_scratch(
    scratch: Scratch,
    mut file: std::fs::File,
    media_type: &str,
    name: &str,
    inline: bool,
) -> Result<Response, Refusal> {
    use std::io::{Seek as _, SeekFrom};
    let length = file
        .seek(SeekFrom::End(0))
        .and_then(|length| file.rewind().map(|()| length))
        .map_err(FileError::Read)?;
    let read = Held {
        file: tokio::fs::File::from_std(file),
        _scratch: scratch,
    };
    let stream = tokio_util::io::ReaderStream::with_capacity(read, 64 * 1024);
    let mut response = named(
        Body::from_stream(stream).into_response(),
        media_type,
        name,
        inline,
    );
    response
        .headers_mut()
        .insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    Ok(response)
}

/// An open file with what removes it afterwards.
struct Held {
    file: tokio::fs::File,
    _scratch: Scratch,
}

impl tokio::io::AsyncRead for Held {
    fn poll_read(
        self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
        into: &mut tokio::io::ReadBuf<'_>,
    ) -> std::task::Poll<std::io::Result<()>> {
        std::pin::Pin::new(&mut self.get_mut().file).poll_read(context, into)
    }
}

/// A download named in Chinese (RFC 6266); `inline` shows it in the browser where that is safe.
pub fn download(content: Vec<u8>, media_type: &str, name: &str, inline: bool) -> Response {
    named(content.into_response(), media_type, name, inline)
}

fn named(mut response: Response, media_type: &str, name: &str, inline: bool) -> Response {
    let encoded = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
    let way = if inline { "inline" } else { "attachment" };
    let ending = name.rsplit_once('.').map_or("bin", |(_, ending)| ending);
    let ending: String = ending.chars().filter(char::is_ascii_alphanumeric).collect();
    let disposition = format!("{way}; filename=\"download.{ending}\"; filename*=UTF-8''{encoded}");
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(media_type) {
        headers.insert(header::CONTENT_TYPE, value);
    }
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
