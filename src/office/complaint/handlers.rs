//! 承办人和回避人员 — who may open a case, and from whom it is kept altogether.

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{Case, Desk, OBJECT, REGISTER_ROLES, Remark, Withdrawn, content, sight};
use crate::{
    law::complaint::Act,
    office::{
        change::{Actor, Begun, Change},
        done::Done,
        event::Event,
        refusal::{Conflict, Problems, Refusal},
    },
    store::{
        account::{self, Role},
        audit, complaint as rows,
        entity::complaint_event,
        people,
        scope::CycleScope,
    },
};

/// Somebody with an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Account.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Whether the account may sign in.
    pub enabled: bool,
}

/// The accounts of the township and the people of the cycle.
#[derive(Debug, Clone, Default)]
pub struct People {
    /// Accounts that can see election data.
    pub accounts: Vec<Person>,
    /// People of the list: id, name, post.
    pub listed: Vec<(Uuid, String, String)>,
}

impl People {
    pub(super) async fn read<C: ConnectionTrait>(
        db: &C,
        scope: &CycleScope,
    ) -> Result<Self, Refusal> {
        let accounts = account::list(db, scope.cycle().township_id)
            .await?
            .into_iter()
            .filter_map(|row| {
                let role = Role::from_id(&row.role).filter(|role| *role != Role::Administrator)?;
                Some(Person {
                    id: row.id,
                    name: row.display_name,
                    role,
                    enabled: !row.disabled,
                })
            })
            .collect();
        let listed = people::list(db, scope)
            .await?
            .into_iter()
            .map(|row| (row.id, row.name, row.post))
            .collect();
        Ok(Self { accounts, listed })
    }

    /// Those who may be named handlers.
    pub fn candidates(&self) -> impl Iterator<Item = &Person> {
        self.accounts
            .iter()
            .filter(|one| one.enabled && REGISTER_ROLES.contains(&one.role))
    }

    /// The handlers chosen; at least one, and none from whom the case is kept.
    pub(super) fn handlers(
        &self,
        chosen: &[String],
        withdrawn: &[Withdrawn],
        problems: &mut Problems,
    ) -> Vec<Person> {
        let mut found: Vec<Person> = Vec::new();
        for id in chosen {
            let one = Uuid::parse_str(id)
                .ok()
                .and_then(|id| self.candidates().find(|one| one.id == id));
            match one {
                None => problems.add(
                    "handlers",
                    "请重新选择承办人：选中的账号已停用，或者不能看信访登记。",
                ),
                Some(one) if sight::keeps_from(withdrawn, Some(one.id), &one.name) => problems.add(
                    "handlers",
                    format!("请换一位承办人：{} 在回避人员里，不能承办。", one.name),
                ),
                Some(one) if found.iter().any(|known| known.id == one.id) => {}
                Some(one) => found.push(one.clone()),
            }
        }
        if chosen.is_empty() {
            problems.add("handlers", "请至少选一位承办人：只有承办人能打开内容。");
        }
        found
    }

    /// Those who withdraw, as chosen.
    pub(super) fn withdrawn(
        &self,
        accounts: &[String],
        listed: &[String],
        problems: &mut Problems,
    ) -> Vec<Withdrawn> {
        let mut found: Vec<Withdrawn> = Vec::new();
        let mut gone = false;
        for id in accounts {
            let id = Uuid::parse_str(id).ok();
            match self.accounts.iter().find(|one| Some(one.id) == id) {
                Some(one) => found.push(Withdrawn {
                    account: Some(one.id),
                    name: one.name.clone(),
                }),
                None => gone = true,
            }
        }
        for id in listed {
            let id = Uuid::parse_str(id).ok();
            match self.listed.iter().find(|(known, _, _)| Some(*known) == id) {
                Some((_, name, _)) => found.push(Withdrawn {
                    account: None,
                    name: name.clone(),
                }),
                None => gone = true,
            }
        }
        if gone {
            problems.add("withdrawn", "请重新选择回避人员：选中的人已不在名单里。");
        }
        found
    }
}

/// Accounts and people that the forms offer.
pub async fn candidates(desk: &Desk<'_>, scope: &CycleScope) -> Result<People, Refusal> {
    People::read(desk.store.reader(), scope).await
}

/// What the form of handlers shows.
#[derive(Debug, Clone)]
pub struct Naming {
    /// The case.
    pub case: Case,
    /// Who handles it now.
    pub handlers: Vec<Uuid>,
    /// From whom it is kept; only a handler is told.
    pub withdrawn: Option<Vec<Withdrawn>>,
}

/// Who may name handlers: those who handle the case, and 领导小组.
async fn may_name(desk: &Desk<'_>, actor: &Actor, id: Uuid) -> Result<bool, Refusal> {
    if desk.handles(actor, id).await? {
        return Ok(true);
    }
    if actor.role == Some(Role::Leader) {
        return Ok(false);
    }
    Err(Refusal::Forbidden)
}

/// The form. A handler sees from whom the case is kept, which is recorded as opening it.
pub async fn naming(
    desk: &Desk<'_>,
    actor: &Actor,
    scope: &CycleScope,
    id: Uuid,
) -> Result<Naming, Refusal> {
    let case = desk.case(scope, actor, id).await?;
    let withdrawn = if may_name(desk, actor, id).await? {
        Some(content::open(desk, actor, scope, id).await?.withdrawn)
    } else {
        None
    };
    Ok(Naming {
        handlers: rows::handlers(desk.store.reader(), id).await?,
        withdrawn,
        case,
    })
}

/// The form as typed.
#[derive(Debug, Clone, Default)]
pub struct TypedHandlers {
    /// Accounts that handle it.
    pub handlers: Vec<String>,
    /// Accounts that withdraw.
    pub withdrawn_accounts: Vec<String>,
    /// People of the list that withdraw.
    pub withdrawn_people: Vec<String>,
    /// Names that withdraw and are in neither list any more, kept as they are.
    pub withdrawn_names: Vec<String>,
}

/// 调整承办人；承办人还可以调整回避人员
pub async fn rename(
    desk: &Desk<'_>,
    actor: &Actor,
    scope: &CycleScope,
    id: Uuid,
    key: &str,
    version: i32,
    typed: &TypedHandlers,
) -> Result<Done, Refusal> {
    let case = desk.case(scope, actor, id).await?;
    let number = case.row.number.clone();
    let people = People::read(desk.store.reader(), scope).await?;
    let mut change = match Change::begin(desk.store, desk.clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Done::again(location)),
    };
    let inside = may_name(desk, actor, id).await?;
    if case.row.version != version || !rows::raise(change.tx(), id, version).await? {
        return Err(conflict(desk, &number, id).await?);
    }
    let mut problems = Problems::none();
    let mut withdrawn = Vec::new();
    if inside {
        withdrawn = people.withdrawn(
            &typed.withdrawn_accounts,
            &typed.withdrawn_people,
            &mut problems,
        );
        withdrawn.extend(typed.withdrawn_names.iter().map(|name| Withdrawn {
            account: None,
            name: name.clone(),
        }));
        if sight::keeps_from(&withdrawn, actor.account_id, &actor.name) {
            problems.add(
                "withdrawn",
                "请由别的承办人来改：回避人员里有您本人。先把承办人换成别的同志。",
            );
        }
    }
    let chosen = people.handlers(&typed.handlers, &withdrawn, &mut problems);
    if !inside {
        for one in &chosen {
            let db = desk.store.reader();
            if sight::is_kept_from(db, desk.keyring, id, one.id, &one.name).await? {
                problems.add(
                    "handlers",
                    format!("请换一位承办人：{}不能承办这一件。", one.name),
                );
            }
        }
    }
    problems.into_result()?;
    let handlers: Vec<Uuid> = chosen.iter().map(|one| one.id).collect();
    let before = names_of(&people, &rows::handlers(change.tx(), id).await?);
    rows::set_handlers(change.tx(), id, &handlers).await?;
    let remark = Remark {
        withdrawn: inside.then(|| withdrawn.clone()),
        ..Remark::default()
    };
    add_event(desk, &change, &case, Act::Reassigned, None, &remark).await?;
    if inside {
        let (key_id, marks) = sight::marks(desk.keyring, id, &withdrawn)?;
        rows::set_veils(change.tx(), id, &key_id, marks).await?;
    }
    let after = names_of(&people, &handlers);
    change
        .audit(Event::ComplaintReassigned)
        .object(OBJECT, id)
        .cycle(scope.cycle_id())
        .summary(format!("调整承办人 {number}"))
        .before(&serde_json::json!({ "承办人": before }))
        .after(&serde_json::json!({ "承办人": after }));
    let location = format!("/c/{}/complaints/{id}", scope.cycle_id());
    change.commit(&location).await?;
    Ok(Done::plainly(
        location,
        format!("已调整 {number} 的承办人：{}。", after.join("、")),
    ))
}

fn names_of(people: &People, ids: &[Uuid]) -> Vec<String> {
    ids.iter()
        .map(|id| {
            people
                .accounts
                .iter()
                .find(|one| one.id == *id)
                .map_or_else(|| "已停用的账号".to_owned(), |one| one.name.clone())
        })
        .collect()
}

/// Adds the next event of a case that was read before; somebody else's comes first as a conflict.
pub(super) async fn add_event(
    desk: &Desk<'_>,
    change: &Change<'_>,
    case: &Case,
    act: Act,
    details: Option<complaint_event::Model>,
    remark: &Remark,
) -> Result<(), Refusal> {
    let ordinal = case.events.last().map_or(1, |last| last.ordinal + 1);
    let id = case.row.id;
    let row = complaint_event::Model {
        id: Uuid::now_v7(),
        complaint_id: id,
        ordinal,
        act: act.id().to_owned(),
        day: details.as_ref().map_or(desk.clock.today(), |row| row.day),
        office: details.as_ref().and_then(|row| row.office.clone()),
        days: details.as_ref().and_then(|row| row.days),
        recorded_by: change.actor().id(),
        recorded_by_name: change.actor().name.clone(),
        recorded_at: change.at(),
    };
    if !rows::insert_event(change.tx(), row).await? {
        return Err(conflict(desk, &case.row.number, id).await?);
    }
    if !remark.is_empty() {
        content::put(change.tx(), desk.keyring, id, ordinal, remark).await?;
    }
    Ok(())
}

/// Who was first. Opening a case changes nothing and is passed over.
pub(super) async fn conflict(desk: &Desk<'_>, number: &str, id: Uuid) -> Result<Refusal, Refusal> {
    let changes = [
        Event::ComplaintRegistered.code(),
        Event::ComplaintMoved.code(),
        Event::ComplaintReassigned.code(),
        Event::ComplaintCorrected.code(),
    ];
    let last = audit::last_change_of_object(desk.store.reader(), OBJECT, &id.to_string(), &changes)
        .await?;
    Ok(Refusal::Conflict(Conflict::from_event(
        format!("信访件 {number}"),
        last,
    )))
}
