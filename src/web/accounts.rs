//! 账号 — `/admin/users`: the system administrator makes and changes accounts.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Redirect, Response},
};
use uuid::Uuid;

use super::{
    answer::{Trouble, frame, invalid, onward, page},
    app::App,
    form::{Fields, Posted},
    guard::{ManageAccounts, May, Member},
    pages::{
        account::{OneTimeLink, UserForm, UserRow, Users, VillageGroup},
        parts::{Choice, Event, Fact, Form},
    },
    router::{Row, get, post},
    sign_in::{form_again, fresh_key},
    view::Section,
};
use crate::{
    office::{
        account::{self as office, HandOver, LIST, Linked, Wish},
        refusal::{Problems, Refusal},
        sign_in::link_expiry,
    },
    platform::clock,
    store::{
        account::{self, Role},
        audit, directory,
        directory::OfferedVillage,
        entity::account as account_row,
    },
};

/// How many of an account's events its page shows.
const EVENTS_SHOWN: u64 = 10;

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/admin/users", list),
        post("/admin/users", create),
        get("/admin/users/new", new),
        get("/admin/users/{u}", edit),
        post("/admin/users/{u}", revise),
        post("/admin/users/{u}/password", make_link),
        post("/admin/users/{u}/stop", stop),
        post("/admin/users/{u}/start", start),
        // Where the button's page is looked up again after a conflict or a fresh sign-in.
        get("/admin/users/{u}/password", back),
        get("/admin/users/{u}/stop", back),
        get("/admin/users/{u}/start", back),
    ]
}

/// `GET /admin/users`
pub async fn list(
    May(member): May<ManageAccounts>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    list_page(&app, &member, None, None).await
}

/// `GET /admin/users/{u}/…` of a button: the account itself.
pub async fn back(_may: May<ManageAccounts>, Path(id): Path<Uuid>) -> Result<Response, Trouble> {
    Ok(Redirect::to(&office::page_of(id)).into_response())
}

async fn list_page(
    app: &App,
    member: &Member,
    handed_over: Option<OneTimeLink>,
    problems: Option<&Problems>,
) -> Result<Response, Trouble> {
    let users = user_rows(app, member).await?;
    let context = Users {
        users,
        handed_over,
        form: problems.map_or_else(Form::new, |found| form_again(&Fields::default(), found)),
        key: fresh_key(),
    };
    let frame = frame(app, &member.visit, Section::Accounts, "账号", None, &[]);
    if problems.is_some() {
        invalid(app, &frame, &context)
    } else {
        page(app, &frame, &context)
    }
}

/// The accounts of the township as the page lists them.
pub(super) async fn user_rows(app: &App, member: &Member) -> Result<Vec<UserRow>, Refusal> {
    let db = app.store.reader();
    let me = &member.who.account;
    let accounts = account::list(db, me.township_id).await?;
    let villages = directory::assigned_names(db, me.township_id).await?;
    let last = directory::last_used(db, me.township_id).await?;
    let row = |row: account_row::Model| UserRow {
        id: row.id.to_string(),
        version: row.version.to_string(),
        role_name: role_name(&row).to_owned(),
        scope: scope_text(&row, villages.get(&row.id).map_or(&[], Vec::as_slice)),
        last: last
            .get(&row.id)
            .map(|at| clock::long_stamp(*at))
            .unwrap_or_default(),
        stopped: row.disabled,
        waiting: row.password_hash.is_none(),
        own: row.id == me.id,
        account: row.username,
        name: row.display_name,
    };
    Ok(accounts.into_iter().map(row).collect())
}

fn role_name(row: &account_row::Model) -> &'static str {
    Role::from_id(&row.role).map_or("身份不明", Role::name)
}

/// «上前村、下前村», «全镇», «账号和备份».
fn scope_text(row: &account_row::Model, villages: &[String]) -> String {
    match Role::from_id(&row.role) {
        Some(Role::Administrator) => "账号和备份".to_owned(),
        Some(role) if role.own_villages_only() => match villages {
            [] => "还没有选村".to_owned(),
            [first, second, third, _, _, ..] => {
                format!("{first}、{second}、{third}等{}个村（社区）", villages.len())
            }
            few => few.join("、"),
        },
        Some(_) => "全镇".to_owned(),
        None => String::new(),
    }
}

/// `GET /admin/users/new`
pub async fn new(
    May(member): May<ManageAccounts>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    let sheet = Sheet {
        form: Form::new(),
        ticked: Vec::new(),
        account: None,
        version: 0,
    };
    sheet.show(&app, &member).await
}

/// `GET /admin/users/{u}`
pub async fn edit(
    May(member): May<ManageAccounts>,
    State(app): State<App>,
    Path(id): Path<Uuid>,
) -> Result<Response, Trouble> {
    let row = find(&app, &member, id).await?;
    let villages = account::villages_of(app.store.reader(), id)
        .await
        .map_err(Refusal::from)?;
    let sheet = Sheet {
        form: Form::new()
            .value("name", &row.display_name)
            .value("role", &row.role),
        ticked: villages.iter().map(Uuid::to_string).collect(),
        version: row.version,
        account: Some(row),
    };
    sheet.show(&app, &member).await
}

async fn find(app: &App, member: &Member, id: Uuid) -> Result<account_row::Model, Refusal> {
    let township = member.who.account.township_id;
    account::find(app.store.reader(), township, id)
        .await?
        .ok_or(Refusal::NotFound)
}

/// The form of an account, new or not, as stored or as typed.
struct Sheet {
    form: Form,
    ticked: Vec<String>,
    account: Option<account_row::Model>,
    version: i32,
}

impl Sheet {
    async fn show(self, app: &App, member: &Member) -> Result<Response, Trouble> {
        let db = app.store.reader();
        let offered = directory::villages_on_offer(db, member.who.account.township_id)
            .await
            .map_err(Refusal::from)?;
        let again = self.form.has_errors();
        let (title, action, form, events) = match &self.account {
            None => ("新建账号", LIST.to_owned(), self.form, Vec::new()),
            Some(row) => (
                "修改账号",
                office::page_of(row.id),
                self.form.value("account", &row.username),
                events_of(app, row.id).await?,
            ),
        };
        let context = UserForm {
            form,
            action,
            new: self.account.is_none(),
            roles: Role::ALL
                .iter()
                .map(|role| Choice::new(role.id(), role.name()))
                .collect(),
            groups: village_groups(&offered, &self.ticked),
            role_notes: role_notes(),
            events,
            key: fresh_key(),
            version: self
                .account
                .map(|_| self.version.to_string())
                .unwrap_or_default(),
        };
        let crumbs = [("账号", LIST), (title, "")];
        let frame = frame(app, &member.visit, Section::Accounts, title, None, &crumbs);
        if again {
            invalid(app, &frame, &context)
        } else {
            page(app, &frame, &context)
        }
    }
}

async fn events_of(app: &App, id: Uuid) -> Result<Vec<Event>, Refusal> {
    let db = app.store.reader();
    let rows = audit::of_account(db, id, EVENTS_SHOWN).await?;
    Ok(rows
        .into_iter()
        .map(|row| Event {
            when: clock::stamp(row.at),
            who: row.actor_name,
            text: row.summary,
            href: String::new(),
        })
        .collect())
}

/// The villages by cycle; earlier cycles are shut unless something in them is ticked.
fn village_groups(offered: &[OfferedVillage], ticked: &[String]) -> Vec<VillageGroup> {
    offered
        .chunk_by(|a, b| a.cycle_id == b.cycle_id)
        .enumerate()
        .map(|(index, cycle)| {
            let villages: Vec<Choice> = cycle
                .iter()
                .map(|village| {
                    let id = village.id.to_string();
                    let choice = Choice::new(&id, &village.name);
                    if ticked.contains(&id) {
                        choice.ticked()
                    } else {
                        choice
                    }
                })
                .collect();
            VillageGroup {
                cycle: cycle
                    .first()
                    .map(|village| village.cycle_name.clone())
                    .unwrap_or_default(),
                folded: index > 0 && !villages.iter().any(|choice| choice.checked),
                villages,
            }
        })
        .collect()
}

fn role_notes() -> Vec<Fact> {
    Role::ALL
        .iter()
        .map(|role| {
            let note = match role {
                Role::Administrator => "管账号和备份，页面上看不到选举数据",
                Role::Clerk => "办理全镇的届次、进度和文书",
                Role::Leader => "看全镇和审计记录，不改",
                Role::Guidance => "看选中的村，记录它们的进度",
                Role::Supervision => "看全镇，写督查记录",
                Role::VillageCommittee => "看本村，记录本村的进度",
                Role::County => "看全镇，不改",
            };
            Fact::new(role.name(), note)
        })
        .collect()
}

fn wish_of(fields: &Fields) -> Wish {
    Wish {
        username: fields.text("account").to_owned(),
        display_name: fields.text("name").to_owned(),
        role: fields.text("role").to_owned(),
        villages: ticked_in(fields),
    }
}

fn ticked_in(fields: &Fields) -> Vec<String> {
    fields.all("villages").map(str::to_owned).collect()
}

/// `POST /admin/users`
pub async fn create(
    May(member): May<ManageAccounts>,
    State(app): State<App>,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, Trouble> {
    let clock = app.clock.as_ref();
    let wish = wish_of(&posted.fields);
    match office::create(&app.store, clock, &member.actor, &posted.key, wish).await {
        Ok(linked) => hand_over(&app, &member, &headers, linked).await,
        Err(Refusal::Invalid(problems)) => {
            let sheet = Sheet {
                form: form_again(&posted.fields, &problems),
                ticked: ticked_in(&posted.fields),
                account: None,
                version: 0,
            };
            sheet.show(&app, &member).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// `POST /admin/users/{u}`
pub async fn revise(
    May(member): May<ManageAccounts>,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let clock = app.clock.as_ref();
    let version = posted.fields.version();
    let wish = wish_of(&posted.fields);
    let saved = office::revise(
        &app.store,
        clock,
        &member.actor,
        &posted.key,
        (id, version),
        wish,
    )
    .await;
    match saved {
        Ok(location) => Ok(onward(&app, &location, "账号已保存。")),
        Err(Refusal::Invalid(problems)) => {
            let sheet = Sheet {
                form: form_again(&posted.fields, &problems),
                ticked: ticked_in(&posted.fields),
                account: Some(find(&app, &member, id).await?),
                version,
            };
            sheet.show(&app, &member).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// `POST /admin/users/{u}/password`
pub async fn make_link(
    May(member): May<ManageAccounts>,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, Trouble> {
    let clock = app.clock.as_ref();
    let target = (id, posted.fields.version());
    match office::make_link(&app.store, clock, &member.actor, &posted.key, target).await {
        Ok(linked) => hand_over(&app, &member, &headers, linked).await,
        Err(Refusal::Invalid(problems)) => list_page(&app, &member, None, Some(&problems)).await,
        Err(refusal) => Err(refusal.into()),
    }
}

/// `POST /admin/users/{u}/stop`
pub async fn stop(
    May(member): May<ManageAccounts>,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    posted: Posted,
) -> Result<Response, Trouble> {
    switch(&app, &member, id, &posted, true).await
}

/// `POST /admin/users/{u}/start`
pub async fn start(
    May(member): May<ManageAccounts>,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    posted: Posted,
) -> Result<Response, Trouble> {
    switch(&app, &member, id, &posted, false).await
}

async fn switch(
    app: &App,
    member: &Member,
    id: Uuid,
    posted: &Posted,
    stopped: bool,
) -> Result<Response, Trouble> {
    let clock = app.clock.as_ref();
    let target = (id, posted.fields.version());
    let done = office::set_stopped(
        &app.store,
        clock,
        &member.actor,
        &posted.key,
        target,
        stopped,
    )
    .await;
    match done {
        Ok(location) => Ok(onward(
            app,
            &location,
            if stopped {
                "账号已停用，它的登录都已退出，没有用过的设密码链接也作废了。"
            } else {
                "账号已恢复。原来的密码仍然有效；没有设过密码的，请生成设密码链接。"
            },
        )),
        Err(Refusal::Invalid(problems)) => list_page(app, member, None, Some(&problems)).await,
        Err(refusal) => Err(refusal.into()),
    }
}

/// The link is drawn into the answer itself: it never stands in an address or a cookie of the
/// administrator's browser, and going back to the page does not show it again.
async fn hand_over(
    app: &App,
    member: &Member,
    headers: &HeaderMap,
    linked: Linked,
) -> Result<Response, Trouble> {
    match linked {
        Linked::Made(made) => {
            let shown = shown_once(app, headers, made);
            list_page(app, member, Some(shown), None).await
        }
        Linked::Before { location } => Ok(onward(
            app,
            &location,
            "刚才已经办好，没有重复办理。设密码的链接只显示一次，没有抄下来就点“设密码链接”再生成一个。",
        )),
    }
}

fn shown_once(app: &App, headers: &HeaderMap, made: HandOver) -> OneTimeLink {
    let base = base_of(app, headers);
    OneTimeLink {
        here_only: leads_here_only(&base),
        link: format!("{base}/password/{}", made.token),
        account: made.username,
        name: made.display_name,
        role_name: made.role.map(Role::name).unwrap_or_default().to_owned(),
        until: clock::long_stamp(link_expiry(app.clock.now())),
    }
}

/// How people reach the service: as set, or as this administrator did.
pub(super) fn base_of(app: &App, headers: &HeaderMap) -> String {
    if let Some(url) = &app.config.base_url {
        return url.trim_end_matches('/').to_owned();
    }
    headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .map(|host| format!("http://{host}"))
        .unwrap_or_default()
}

/// Whether an address is the machine's own name for itself.
pub(super) fn leads_here_only(base: &str) -> bool {
    let host = base.split_once("://").map_or(base, |(_, host)| host);
    host.starts_with("127.") || host.starts_with("localhost") || host.starts_with("[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_for_this_machine_alone_is_known() {
        for (base, expected) in [
            ("http://127.0.0.1:8027", true),
            ("http://localhost:8027", true),
            ("http://[::1]:8027", true),
            ("http://192.168.1.5:8027", false),
            ("https://huanjie.example", false),
        ] {
            assert_eq!(leads_here_only(base), expected, "{base}");
        }
    }

    #[test]
    fn scopes_are_told_shortly() {
        let row = |role: Role| account_row::Model {
            id: Uuid::nil(),
            township_id: Uuid::nil(),
            username: "x".into(),
            display_name: "x".into(),
            password_hash: None,
            role: role.id().to_owned(),
            disabled: false,
            created_at: chrono::DateTime::UNIX_EPOCH,
            version: 1,
        };
        let names: Vec<String> = ["甲村", "乙村", "丙村", "丁村", "戊村"]
            .map(str::to_owned)
            .into();
        let few = names.get(..4).unwrap_or_default();
        for (role, villages, expected) in [
            (Role::Administrator, few, "账号和备份"),
            (Role::County, few, "全镇"),
            (Role::Guidance, &[][..], "还没有选村"),
            (Role::Guidance, few, "甲村、乙村、丙村、丁村"),
            (
                Role::Guidance,
                &names[..],
                "甲村、乙村、丙村等5个村（社区）",
            ),
        ] {
            assert_eq!(scope_text(&row(role), villages), expected);
        }
    }
}
