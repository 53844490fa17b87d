//! 手机离线文件的密钥 — what a telephone seals its file with, and what opens it here.
//!
//! The secret half lies in the database and in its backups: whoever has the database has every
//! inspection anyway, so nothing is given away by it, and an office restored on another machine still
//! opens what is under way. Old keys stay: an old file is opened with its own.

use crate::{
    office::{
        change::{Actor, Begun, Change},
        event::Event,
        refusal::Refusal,
    },
    platform::{
        clock::Clock,
        envelope::{self, EnvelopeError, Pair},
        secret,
    },
    store::{Store, entity::phone_key, phone as rows},
};

/// What the telephone's pages carry: id and public half, «k-1a2b3c4d 13be…6d». Made when there is none.
pub async fn offered(store: &Store, clock: &dyn Clock) -> Result<String, Refusal> {
    if let Some(row) = rows::current_key(store.reader()).await? {
        return told(&row);
    }
    let actor = Actor {
        name: "本服务".to_owned(),
        ..Actor::operator()
    };
    let change = Change::unkeyed(store, clock, &actor).await?;
    // Another telephone may have asked at the same moment.
    if let Some(row) = rows::current_key(change.tx()).await? {
        return told(&row);
    }
    told(&add(change, "").await?)
}

/// 换一把: files made from now on are sealed with a new key.
pub async fn renew(
    store: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    key: &str,
    location: &str,
) -> Result<(), Refusal> {
    match Change::begin(store, clock, actor, key).await? {
        Begun::Fresh(change) => add(change, location).await.map(|_| ()),
        Begun::Again(_) => Ok(()),
    }
}

async fn add(mut change: Change<'_>, location: &str) -> Result<phone_key::Model, Refusal> {
    let inside = |error: envelope::NoRandom| Refusal::Inside(error.to_string());
    let pair = Pair::fresh().map_err(inside)?;
    let row = phone_key::Model {
        // Told from the public half, so that it tells nothing and no two keys share one.
        id: format!(
            "k-{}",
            secret::hex(&pair.public).get(..12).unwrap_or_default()
        ),
        secret: secret::hex(&pair.secret),
        made_at: change.at(),
    };
    rows::add_key(change.tx(), row.clone()).await?;
    change
        .audit(Event::PhoneKeyMade)
        .object("phone-key", &row.id)
        .summary(format!("生成手机离线文件的密钥 {}", row.id));
    change.commit(location).await?;
    Ok(row)
}

fn told(row: &phone_key::Model) -> Result<String, Refusal> {
    let pair = Pair::of(half(row)?);
    Ok(format!("{} {}", row.id, secret::hex(&pair.public)))
}

fn half(row: &phone_key::Model) -> Result<[u8; 32], Refusal> {
    secret::unhex(&row.secret)
        .ok_or_else(|| Refusal::Inside(format!("phone key {} is no key", row.id)))
}

/// What is in a file: opened when it is sealed, as it is when it is not — telephones that opened their
/// page before there were keys write it so.
pub async fn open(
    store: &Store,
    content: Vec<u8>,
) -> Result<Result<Vec<u8>, EnvelopeError>, Refusal> {
    if !envelope::is_sealed(&content) {
        return Ok(Ok(content));
    }
    let id = match envelope::key_id(&content) {
        Ok(id) => id.to_owned(),
        Err(error) => return Ok(Err(error)),
    };
    let Some(row) = rows::key(store.reader(), &id).await? else {
        return Ok(Err(EnvelopeError::Elsewhere { key: id }));
    };
    let half = half(&row)?;
    // Sixty megabytes are not opened while others wait.
    tokio::task::spawn_blocking(move || envelope::open(&content, half))
        .await
        .map_err(|error| Refusal::Inside(error.to_string()))
}
