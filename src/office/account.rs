//! 账号 — what the system administrator does: accounts with their role and villages, one-time links
//! with which people set their own password, stopping and starting.
//!
//! Nobody ever sets a password for somebody else: a new or forgotten password is a link, handed over
//! once and kept as a digest only.

use serde::Serialize;
use uuid::Uuid;

use super::{
    change::{Actor, Begun, Change},
    event::Event,
    refusal::{Conflict, Problems, Refusal},
    sign_in::{SET_PASSWORD, put_link, username_problems},
};
use crate::{
    platform::{clock::Clock, secret},
    store::{
        Store,
        account::{self, Role},
        audit, directory,
        directory::OfferedVillage,
        entity::account as account_row,
    },
};

/// The kind under which accounts stand in the audit table.
pub const OBJECT: &str = "account";

/// The page everything leads back to.
pub const LIST: &str = "/admin/users";

/// Most characters of a person's name.
const LONGEST_NAME: usize = 30;

/// The events that change an account's row; signing in does not.
const CHANGES: [Event; 3] = [
    Event::AccountCreated,
    Event::AccountChanged,
    Event::PasswordChanged,
];

/// What the form says about an account.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// 账号; read for a new account only, it cannot be changed afterwards.
    pub username: String,
    /// 姓名
    pub display_name: String,
    /// Id of the role as the form sent it.
    pub role: String,
    /// Ids of the villages ticked, as the form sent them.
    pub villages: Vec<String>,
}

/// A one-time link to be handed over: the only moment the token exists in the clear.
#[derive(Debug)]
pub struct HandOver {
    /// Account.
    pub account_id: Uuid,
    /// Account name.
    pub username: String,
    /// Whose it is.
    pub display_name: String,
    /// Role.
    pub role: Option<Role>,
    /// The secret for `/password/{token}`.
    pub token: String,
}

/// What came of a form that makes a link.
#[derive(Debug)]
pub enum Linked {
    /// A link, to be shown now.
    Made(HandOver),
    /// The form was sent before: its link was shown then and cannot be shown again.
    Before {
        /// The list of accounts.
        location: String,
    },
}

/// An account as the audit table keeps it: words people know, no secrets.
#[derive(Debug, Serialize)]
struct Trace {
    #[serde(rename = "姓名")]
    name: String,
    #[serde(rename = "身份")]
    role: &'static str,
    #[serde(rename = "所负责的村（社区）")]
    villages: Vec<String>,
    #[serde(rename = "状态")]
    state: &'static str,
}

impl Trace {
    fn of(row: &account_row::Model, villages: &[Uuid], offered: &[OfferedVillage]) -> Self {
        Self {
            name: row.display_name.clone(),
            role: Role::from_id(&row.role).map_or("", Role::name),
            villages: offered
                .iter()
                .filter(|offer| villages.contains(&offer.id))
                .map(|offer| offer.name.clone())
                .collect(),
            state: if row.disabled { "停用" } else { "在用" },
        }
    }
}

/// The page of an account.
pub fn page_of(id: Uuid) -> String {
    format!("{LIST}/{id}")
}

fn township_of(actor: &Actor) -> Result<Uuid, Refusal> {
    actor.township_id.ok_or(Refusal::Forbidden)
}

/// What a form says, checked.
struct Checked {
    display_name: String,
    role: Option<Role>,
    villages: Vec<Uuid>,
}

impl Wish {
    /// Reads the form; everything wrong goes into `problems`.
    fn check(&self, offered: &[OfferedVillage], problems: &mut Problems) -> Checked {
        let display_name = self.display_name.trim().to_owned();
        if display_name.is_empty() {
            problems.add("name", "请填写姓名：名单和记录里要显示是谁办的。");
        } else if display_name.chars().count() > LONGEST_NAME {
            problems.add("name", format!("请把姓名缩短到 {LONGEST_NAME} 个字以内。"));
        } else if display_name.chars().any(char::is_control) {
            problems.add("name", "请去掉姓名中的换行等看不见的字符。");
        }
        let role = Role::from_id(&self.role);
        if role.is_none() {
            problems.add("role", "请选择身份：身份决定能看什么、能办什么。");
        }
        let villages = match role {
            Some(role) if role.own_villages_only() => self.own_villages(role, offered, problems),
            // The other roles see the whole township, or nothing of it: ticks left over mean nothing.
            _ => Vec::new(),
        };
        Checked {
            display_name,
            role,
            villages,
        }
    }

    fn own_villages(
        &self,
        role: Role,
        offered: &[OfferedVillage],
        problems: &mut Problems,
    ) -> Vec<Uuid> {
        let chosen: Vec<&OfferedVillage> = offered
            .iter()
            .filter(|offer| {
                self.villages
                    .iter()
                    .any(|id| Uuid::parse_str(id).is_ok_and(|id| id == offer.id))
            })
            .collect();
        let unknown = self.villages.iter().any(|id| {
            !chosen
                .iter()
                .any(|offer| Uuid::parse_str(id) == Ok(offer.id))
        });
        if unknown {
            problems.add(
                "villages",
                "请刷新页面后重新选村：选中的村里有的已不在本镇名单上。",
            );
        } else if chosen.is_empty() {
            problems.add(
                "villages",
                if offered.is_empty() {
                    "请等换届办导入村花名册后再建这个账号：现在还没有村可选。".to_owned()
                } else {
                    format!(
                        "请至少选一个村（社区）：{}的账号只能看选中的村。",
                        role.name()
                    )
                },
            );
        }
        if role == Role::VillageCommittee {
            let mut cycles: Vec<Uuid> = chosen.iter().map(|offer| offer.cycle_id).collect();
            cycles.sort_unstable();
            if cycles
                .windows(2)
                .any(|pair| matches!(pair, [a, b] if a == b))
            {
                problems.add(
                    "villages",
                    "请在每个届次只选一个村（社区）：村选委会的账号只办本村的事。",
                );
            }
        }
        chosen.into_iter().map(|offer| offer.id).collect()
    }
}

/// 新增账号 — the account and the link with which its owner sets the password.
pub async fn create(
    store: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    key: &str,
    wish: Wish,
) -> Result<Linked, Refusal> {
    let township_id = township_of(actor)?;
    let mut change = match Change::begin(store, clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Linked::Before { location }),
    };
    let offered = directory::villages_on_offer(change.tx(), township_id).await?;
    let username = wish.username.trim().to_lowercase();
    let taken = || format!("请换一个账号：“{username}”已经有人用了。");
    let mut problems = Problems::none();
    for text in username_problems(&username) {
        problems.add("account", text);
    }
    if account::by_username(change.tx(), &username)
        .await?
        .is_some()
    {
        problems.add("account", taken());
    }
    let checked = wish.check(&offered, &mut problems);
    problems.into_result()?;
    let role = checked.role.ok_or(Refusal::NotFound)?;
    let row = account_row::Model {
        id: Uuid::now_v7(),
        township_id,
        username: username.clone(),
        display_name: checked.display_name,
        password_hash: None,
        role: role.id().to_owned(),
        disabled: false,
        created_at: change.at(),
        version: 1,
    };
    // Between the look and this somebody else may have taken the name.
    if !account::insert(change.tx(), row.clone()).await? {
        return Err(Refusal::field("account", taken()));
    }
    account::set_villages(change.tx(), row.id, &checked.villages).await?;
    let token = secret::token()?;
    put_link(change.tx(), change.at(), SET_PASSWORD, Some(row.id), &token).await?;
    change
        .audit(Event::AccountCreated)
        .object(OBJECT, row.id)
        .summary(format!("新增账号 {}（{}）", row.display_name, role.name()))
        .after(&Trace::of(&row, &checked.villages, &offered));
    change.commit(LIST).await?;
    Ok(Linked::Made(HandOver {
        account_id: row.id,
        username,
        display_name: row.display_name,
        role: Some(role),
        token,
    }))
}

/// An account opened for a change, at the version the form was made from.
struct Opened<'a> {
    change: Change<'a>,
    row: account_row::Model,
    villages: Vec<Uuid>,
    offered: Vec<OfferedVillage>,
}

enum Opening<'a> {
    Fresh(Box<Opened<'a>>),
    Again(String),
}

async fn open<'a>(
    store: &Store,
    clock: &dyn Clock,
    actor: &'a Actor,
    key: &str,
    id: Uuid,
    version: i32,
) -> Result<Opening<'a>, Refusal> {
    let township_id = township_of(actor)?;
    let change = match Change::begin(store, clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Opening::Again(location)),
    };
    directory::hold(change.tx(), township_id).await?;
    let row = account::find(change.tx(), township_id, id)
        .await?
        .ok_or(Refusal::NotFound)?;
    if row.version != version {
        return Err(conflict(&change, &row).await?);
    }
    let villages = account::villages_of(change.tx(), id).await?;
    let offered = directory::villages_on_offer(change.tx(), township_id).await?;
    Ok(Opening::Fresh(Box::new(Opened {
        change,
        row,
        villages,
        offered,
    })))
}

async fn conflict(change: &Change<'_>, row: &account_row::Model) -> Result<Refusal, Refusal> {
    let changes = CHANGES.map(Event::code);
    let last =
        audit::last_change_of_object(change.tx(), OBJECT, &row.id.to_string(), &changes).await?;
    let subject = format!("账号 {}", row.display_name);
    Ok(Refusal::Conflict(Conflict::from_event(subject, last)))
}

/// Writes the row back; somebody who slipped in between is told by name.
async fn write(change: &Change<'_>, row: &account_row::Model) -> Result<(), Refusal> {
    if account::update(change.tx(), row.clone()).await? {
        Ok(())
    } else {
        Err(conflict(change, row).await?)
    }
}

/// 修改账号 — name, role and villages.
pub async fn revise(
    store: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    key: &str,
    (id, version): (Uuid, i32),
    wish: Wish,
) -> Result<String, Refusal> {
    let Opened {
        mut change,
        mut row,
        villages,
        offered,
    } = match open(store, clock, actor, key, id, version).await? {
        Opening::Fresh(opened) => *opened,
        Opening::Again(location) => return Ok(location),
    };
    let mut problems = Problems::none();
    let checked = wish.check(&offered, &mut problems);
    let was_administrator = row.role == Role::Administrator.id();
    if was_administrator
        && checked.role.is_some_and(|role| role != Role::Administrator)
        && !row.disabled
        && !directory::another_administrator(change.tx(), row.township_id, id).await?
    {
        problems.add("role", LAST_ADMINISTRATOR);
    }
    problems.into_result()?;
    let role = checked.role.ok_or(Refusal::NotFound)?;
    let before = Trace::of(&row, &villages, &offered);
    row.display_name = checked.display_name;
    role.id().clone_into(&mut row.role);
    write(&change, &row).await?;
    account::set_villages(change.tx(), id, &checked.villages).await?;
    change
        .audit(Event::AccountChanged)
        .object(OBJECT, id)
        .summary(format!("修改账号 {}（{}）", row.display_name, role.name()))
        .before(&before)
        .after(&Trace::of(&row, &checked.villages, &offered));
    change.commit(LIST).await?;
    Ok(LIST.to_owned())
}

const LAST_ADMINISTRATOR: &str = "请先让另一位系统管理员设好密码：这是最后一个在用的系统管理员账号，停用或换身份后就没有人能管理账号了。";

/// 生成设密码链接 — earlier links of the account stop working; the old password works until the new
/// one is set.
pub async fn make_link(
    store: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    key: &str,
    (id, version): (Uuid, i32),
) -> Result<Linked, Refusal> {
    let Opened {
        mut change, row, ..
    } = match open(store, clock, actor, key, id, version).await? {
        Opening::Fresh(opened) => *opened,
        Opening::Again(location) => return Ok(Linked::Before { location }),
    };
    if row.disabled {
        return Err(Refusal::general(format!(
            "请先恢复账号“{}”：停用的账号不能设密码。",
            row.display_name
        )));
    }
    let token = secret::token()?;
    put_link(change.tx(), change.at(), SET_PASSWORD, Some(id), &token).await?;
    change
        .audit(Event::AccountLinkMade)
        .object(OBJECT, id)
        .summary(format!("为 {} 生成设密码链接", row.display_name));
    change.commit(LIST).await?;
    Ok(Linked::Made(HandOver {
        account_id: id,
        role: Role::from_id(&row.role),
        username: row.username,
        display_name: row.display_name,
        token,
    }))
}

/// 停用、恢复 — stopping ends every session and takes back the links not used yet.
pub async fn set_stopped(
    store: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    key: &str,
    (id, version): (Uuid, i32),
    stopped: bool,
) -> Result<String, Refusal> {
    let Opened {
        mut change,
        mut row,
        villages,
        offered,
    } = match open(store, clock, actor, key, id, version).await? {
        Opening::Fresh(opened) => *opened,
        Opening::Again(location) => return Ok(location),
    };
    if row.disabled == stopped {
        return Ok(LIST.to_owned());
    }
    if stopped {
        let mut problems = Problems::none();
        if actor.account_id == Some(id) {
            problems
                .general
                .push("请由另一位系统管理员停用这个账号：不能停用自己正在用的账号。".to_owned());
        }
        if row.role == Role::Administrator.id()
            && !directory::another_administrator(change.tx(), row.township_id, id).await?
        {
            problems.general.push(LAST_ADMINISTRATOR.to_owned());
        }
        problems.into_result()?;
    }
    let before = Trace::of(&row, &villages, &offered);
    row.disabled = stopped;
    write(&change, &row).await?;
    if stopped {
        account::end_other_sessions(change.tx(), id, None).await?;
        account::drop_links(change.tx(), SET_PASSWORD, id).await?;
    }
    let word = if stopped { "停用" } else { "恢复" };
    change
        .audit(Event::AccountChanged)
        .object(OBJECT, id)
        .summary(format!("{word}账号 {}", row.display_name))
        .before(&before)
        .after(&Trace::of(&row, &villages, &offered));
    change.commit(LIST).await?;
    Ok(LIST.to_owned())
}
