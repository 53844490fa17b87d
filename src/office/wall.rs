//! 大屏链接 — made and revoked by the office; who has the address sees the progress of the villages
//! and nothing else. It is no account: it has no session, and nothing can be changed through it.

use serde::Serialize;
use uuid::Uuid;

use super::{
    change::{Actor, Begun, Change},
    event::Event,
    refusal::{Conflict, Problems, Refusal},
};
use crate::{
    platform::{clock::Clock, secret},
    store::{
        Store, audit,
        entity::wall_link,
        scope::CycleScope,
        wall::{self, list},
    },
};

/// Purpose of the digest kept of a token.
const PURPOSE: &str = "wall";
/// Digits of a token.
const DIGITS: usize = 64;
/// Most characters of a name.
const LONGEST: usize = 30;
/// Most links in use at once: more screens than this have lost their owner.
const MOST: usize = 20;
/// Seconds between two notes that a screen is alive.
const SEEN_EVERY: i64 = 60;

/// How making a link ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Made {
    /// The link's token, told once.
    Link {
        /// Token.
        token: String,
        /// Name of the screen.
        name: String,
    },
    /// The same form was sent before and led here.
    Before(String),
}

#[derive(Serialize)]
struct Trace<'a> {
    name: &'a str,
    revoked: bool,
}

/// Makes a link for a screen.
pub async fn make(
    store: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    (name, one_place): (&str, bool),
) -> Result<Made, Refusal> {
    let name = name.trim();
    let mut problems = Problems::none();
    if name.is_empty() {
        problems.add(
            "name",
            "请写明这块屏放在哪里，如“二楼会议室”。停用时要认得出是哪一块。",
        );
    }
    if name.chars().count() > LONGEST {
        problems.add("name", format!("请把名称写在 {LONGEST} 字以内。"));
    }
    if name.chars().any(char::is_control) {
        problems.add("name", "请去掉名称里的换行和控制符。");
    }
    problems.into_result()?;
    let location = format!("/c/{}/wall-links", scope.cycle_id());
    let mut change = match Change::begin(store, clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Made::Before(location)),
    };
    let live: Vec<wall_link::Model> = list(change.tx(), scope)
        .await?
        .into_iter()
        .filter(|row| row.revoked_at.is_none())
        .collect();
    if live.iter().any(|row| row.name == name) {
        return Err(Refusal::field(
            "name",
            "请换一个名称：已有同名的大屏在用。停用时要分得清。",
        ));
    }
    if live.len() >= MOST {
        return Err(Refusal::general(format!(
            "请先停用不再使用的大屏：在用的链接已有 {MOST} 个。"
        )));
    }
    let token = secret::token()?;
    let id = Uuid::now_v7();
    let row = wall_link::Model {
        id,
        cycle_id: scope.cycle_id(),
        name: name.to_owned(),
        token_hash: secret::digest(PURPOSE, &token),
        made_by: actor.id(),
        made_by_name: actor.name.clone(),
        made_at: change.at(),
        last_seen_at: None,
        last_seen_from: None,
        revoked_at: None,
        revoked_by_name: None,
        version: 1,
        one_place,
        place: None,
    };
    wall::insert(change.tx(), row).await?;
    change
        .audit(Event::WallLinkMade)
        .object("wall-link", id)
        .cycle(scope.cycle_id())
        .summary(format!(
            "生成大屏链接“{name}”{}",
            if one_place {
                "，只准一个地址打开"
            } else {
                ""
            }
        ))
        .after(&Trace {
            name,
            revoked: false,
        });
    change.commit(&location).await?;
    Ok(Made::Link {
        token,
        name: name.to_owned(),
    })
}

/// Revokes a link: from then on its address shows nothing.
pub async fn revoke(
    store: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    (id, version): (Uuid, i32),
) -> Result<String, Refusal> {
    let mut change = match Change::begin(store, clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(_) => return Ok(String::new()),
    };
    let row = wall::find(change.tx(), scope, id)
        .await?
        .ok_or(Refusal::NotFound)?;
    if !wall::revoke(change.tx(), id, version, &actor.name, change.at()).await? {
        let event = audit::last_of_object(change.tx(), "wall-link", &id.to_string()).await?;
        return Err(Refusal::Conflict(Conflict::from_event(
            format!("大屏链接“{}”", row.name),
            event,
        )));
    }
    change
        .audit(Event::WallLinkRevoked)
        .object("wall-link", id)
        .cycle(scope.cycle_id())
        .summary(format!("停用大屏链接“{}”", row.name))
        .before(&Trace {
            name: &row.name,
            revoked: false,
        })
        .after(&Trace {
            name: &row.name,
            revoked: true,
        });
    change
        .commit(&format!("/c/{}/wall-links", scope.cycle_id()))
        .await?;
    Ok(row.name)
}

/// Opens a link. `None` for anything that is no live token: a word of another shape is not even
/// looked up, and a revoked link cannot be told from one that never was.
///
/// A token is 256 random bits, so guesses are not counted: counting them by address would lock out
/// the neighbour of a screen whose link was revoked and that goes on refreshing.
pub async fn open(
    store: &Store,
    clock: &dyn Clock,
    token: &str,
    address: &str,
) -> Result<Option<(CycleScope, wall_link::Model)>, Refusal> {
    let shaped = token.len() == DIGITS
        && token
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    if !shaped {
        return Ok(None);
    }
    let hash = secret::digest(PURPOSE, token);
    let Some(row) = wall::open(store.reader(), &hash).await? else {
        return Ok(None);
    };
    let Some(scope) = CycleScope::of_operator(store.reader(), row.cycle_id).await? else {
        return Ok(None);
    };
    if row.one_place && !at_its_place(store, &row, address).await? {
        return Ok(None);
    }
    let now = clock.now();
    if row
        .last_seen_at
        .is_none_or(|seen| (now - seen).num_seconds() >= SEEN_EVERY)
    {
        let tx = store.begin().await?;
        wall::seen(&tx, row.id, address, now).await?;
        tx.commit().await?;
    }
    Ok(Some((scope, row)))
}

/// Whether a link tied to one address is opened from there; the first to open it ties it.
async fn at_its_place(
    store: &Store,
    row: &wall_link::Model,
    address: &str,
) -> Result<bool, Refusal> {
    if let Some(place) = &row.place {
        return Ok(place == address);
    }
    let tx = store.begin().await?;
    let first = wall::tie(&tx, row.id, address).await?;
    tx.commit().await?;
    if first {
        return Ok(true);
    }
    // Somebody else was first, between the two looks.
    Ok(wall::open(store.reader(), &row.token_hash)
        .await?
        .is_some_and(|now| now.place.as_deref() == Some(address)))
}
