//! 信访举报 — `/c/{c}/complaints`: the register, a new case, one case, its content, the figures.
//!
//! Who may see which case is decided by `office::complaint`; a page of one that is kept from the
//! reader is the page of an address that does not exist.

mod case;
mod correct;
mod export;
mod figures;
mod form;
mod list;
mod naming;

use axum::http::StatusCode;
use axum::response::Response;
use uuid::Uuid;

use super::{
    answer::Trouble,
    app::App,
    guard::InCycle,
    pages::{
        parts::{Choice, Link, Sign},
        workbench::{DueGroup, DueRow},
    },
    router::{Row, get, post},
    signs,
};
use crate::{
    civil,
    law::complaint::{Due, Named},
    office::{
        change::Actor,
        complaint::{Case, Desk, People, Person, REGISTER_ROLES, Sight},
        refusal::Refusal,
    },
    store::{account::Role, audit::Confidential, complaint as rows, scope::CycleScope},
};

/// The routes of this folder.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/complaints", list::list),
        get("/c/{c}/complaints.xlsx", export::export),
        get("/c/{c}/complaints/new", form::new),
        post("/c/{c}/complaints/new", form::register),
        get("/c/{c}/complaints/figures", figures::figures),
        get("/c/{c}/complaints/{k}", case::one),
        post("/c/{c}/complaints/{k}", case::act),
        post("/c/{c}/complaints/{k}/correct", correct::correct),
        get("/c/{c}/complaints/{k}/content", case::content),
        get("/c/{c}/complaints/{k}/handlers", naming::handlers),
        post("/c/{c}/complaints/{k}/handlers", naming::rename),
    ]
}

/// What the use cases need.
fn desk(app: &App) -> Desk<'_> {
    Desk {
        store: &app.store,
        clock: app.clock.as_ref(),
        keyring: &app.keyring,
        table: app.rules.complaints(),
    }
}

fn may_register(role: Role) -> bool {
    matches!(role, Role::Clerk | Role::Supervision)
}

/// Names of the table as choices.
fn names(list: &[Named]) -> Vec<Choice> {
    list.iter()
        .map(|one| Choice::new(one.id.clone(), one.name.clone()))
        .collect()
}

/// The id in an address.
fn id_of(text: &str) -> Result<Uuid, Trouble> {
    Uuid::parse_str(text).map_err(|_| Trouble::not_found())
}

/// 王火发（督查组）
fn shown(one: &Person) -> String {
    let off = if one.enabled {
        ""
    } else {
        "，账号已停用"
    };
    format!("{}（{}{off}）", one.name, one.role.name())
}

/// The handlers of a case by name, 、 between them.
async fn handler_names(app: &App, people: &People, id: Uuid) -> Result<String, Refusal> {
    let ids = rows::handlers(app.store.reader(), id).await?;
    Ok(people
        .accounts
        .iter()
        .filter(|one| ids.contains(&one.id))
        .map(shown)
        .collect::<Vec<_>>()
        .join("、"))
}

/// Accounts as check boxes.
fn boxes<'p>(people: impl Iterator<Item = &'p Person>, ticked: &[String]) -> Vec<Choice> {
    people
        .map(|one| {
            let choice = Choice::new(one.id.to_string(), shown(one));
            if ticked.contains(&choice.value) {
                choice.ticked()
            } else {
                choice
            }
        })
        .collect()
}

/// People of the list as check boxes.
fn listed(people: &People, ticked: &[String]) -> Vec<Choice> {
    people
        .listed
        .iter()
        .map(|(id, name, post)| {
            let text = if post.is_empty() {
                name.clone()
            } else {
                format!("{name}（{post}）")
            };
            let choice = Choice::new(id.to_string(), text);
            if ticked.contains(&choice.value) {
                choice.ticked()
            } else {
                choice
            }
        })
        .collect()
}

/// The name of a term, «办结 5月1日，余 3 天» and its sign.
fn due_text(app: &App, due: &Due, days_left: i64) -> (Sign, String) {
    let name = app
        .rules
        .complaints()
        .term(due.term)
        .map_or("", |term| term.name.as_str());
    let sign = match days_left {
        ..0 => Sign::Late,
        0..=3 => Sign::Soon,
        _ => Sign::Active,
    };
    (
        sign,
        format!(
            "{name} {}，{}",
            civil::short(due.day),
            signs::margin_text(days_left)
        ),
    )
}

/// A page with another status than 200.
fn with_status(mut response: Response, status: StatusCode) -> Response {
    *response.status_mut() = status;
    response
}

/// The events on complaints that a reader of the audit may see.
pub(super) async fn seen_events(app: &App, here: &InCycle) -> Result<Confidential, Refusal> {
    if !REGISTER_ROLES.contains(&here.role) {
        return Ok(Confidential::LeftOut);
    }
    let db = app.store.reader();
    let sight = Sight::of(db, &app.keyring, &here.scope, &here.actor).await?;
    Ok(Confidential::Except(sight.hidden()))
}

/// Lines of the workbench.
const LINES: usize = 8;

/// 工作台: what is late or due within three days, for those who may see the register.
pub(super) async fn due_group(
    app: &App,
    actor: &Actor,
    scope: &CycleScope,
) -> Result<Option<DueGroup>, Refusal> {
    if !actor
        .role
        .is_some_and(|role| REGISTER_ROLES.contains(&role))
    {
        return Ok(None);
    }
    let (cases, _) = desk(app).cases(scope, actor).await?;
    let today = app.clock.today();
    let mut urgent: Vec<(i64, &Case)> = cases
        .iter()
        .filter_map(|case| Some((case.days_left(today)?, case)))
        .filter(|(left, _)| *left <= 3)
        .collect();
    urgent.sort_by_key(|(left, case)| (*left, case.row.id));
    if urgent.is_empty() {
        return Ok(None);
    }
    let late = urgent.iter().any(|(left, _)| *left < 0);
    let base = format!("/c/{}/complaints", scope.cycle_id());
    Ok(Some(DueGroup {
        heading: "信访举报".to_owned(),
        sign: if late { Sign::Late } else { Sign::Soon },
        count: u32::try_from(urgent.len()).unwrap_or(u32::MAX),
        rows: urgent
            .iter()
            .take(LINES)
            .filter_map(|(left, case)| due_row(app, &base, case, *left))
            .collect(),
        more: if urgent.len() > LINES {
            Link::new(
                format!("看全部 {} 件", urgent.len()),
                format!("{base}?show=urgent"),
            )
        } else {
            Link::default()
        },
    }))
}

fn due_row(app: &App, base: &str, case: &Case, left: i64) -> Option<DueRow> {
    let table = app.rules.complaints();
    let due = case.course.due.as_ref()?;
    let href = format!("{base}/{}", case.row.id);
    let term = table.term(due.term)?;
    Some(DueRow {
        sign: if left < 0 { Sign::Late } else { Sign::Soon },
        unit: case.row.number.clone(),
        unit_href: href.clone(),
        step: format!("{} · {}", table.kind_name(&case.row.kind), term.name),
        record_href: String::new(),
        due: format!("法定最迟 {}", civil::short(due.day)),
        card_href: href,
        margin: signs::margin_text(left),
        card: case::card(app, case, app.clock.today())?,
    })
}
