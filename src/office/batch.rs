//! 批量印发 — a batch is stored with its items in one transaction and worked off by whichever node takes
//! it: one paper a transaction, which also settles the item, so that a batch can be taken up again
//! anywhere without a paper twice or a number lost.

use std::{sync::Arc, time::Duration};

use chrono::{NaiveDate, TimeDelta};
use uuid::Uuid;

use super::{
    change::{Actor, Begun, Change},
    event::Event,
    paper::{
        due,
        issue::{self, Desk, Done, Order},
        press::Press,
    },
    refusal::Refusal,
    standing::PlanCache,
};
use crate::{
    documents::kind::Kind,
    platform::{
        clock::{Clock, SharedClock},
        files::Files,
    },
    store::{
        Store, account,
        account::Role,
        entity::{batch, batch_item},
        paper, people,
        scope::CycleScope,
        village,
    },
};

/// How long a worker that says nothing keeps a batch.
const CLAIM_SECONDS: i64 = 30;
/// How often an idle worker looks for work.
const PAUSE: Duration = Duration::from_millis(700);
/// Most papers of one batch.
pub const MOST: usize = 2000;

/// 印务 — what a worker needs, apart from any request.
pub struct Printshop {
    /// Database.
    pub store: Store,
    /// Clock.
    pub clock: SharedClock,
    /// Kept files.
    pub files: Files,
    /// Typesetter.
    pub press: Arc<Press>,
    /// Compiled packs.
    pub plans: PlanCache,
}

/// Stores a batch: units with kinds, in the order in which they get their numbers.
pub async fn request(
    store: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    wanted: &[(Uuid, Kind)],
    dated: NaiveDate,
) -> Result<Uuid, Refusal> {
    if wanted.is_empty() {
        return Err(Refusal::general(
            "请先勾选要印发的文书。一份也没有选，没有印发任何文书。",
        ));
    }
    if wanted.len() > MOST {
        return Err(Refusal::general(format!(
            "请分几次印发：一次最多 {MOST} 份，现在选了 {} 份。",
            wanted.len()
        )));
    }
    let mut known: Vec<Uuid> = village::list(store.reader(), scope)
        .await?
        .into_iter()
        .map(|village| village.id)
        .collect();
    if scope.is_whole() {
        let leaders = people::list(store.reader(), scope).await?;
        known.extend(leaders.into_iter().map(|person| person.id));
    }
    let cycle = scope.cycle_id();
    if wanted
        .iter()
        .any(|(unit, _)| *unit != cycle && !known.contains(unit))
    {
        return Err(Refusal::NotFound);
    }
    let mut change = match Change::begin(store, clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return before(&location),
    };
    let id = Uuid::now_v7();
    let mut seen: Vec<(Uuid, Kind)> = Vec::with_capacity(wanted.len());
    for one in wanted {
        if !seen.contains(one) {
            seen.push(*one);
        }
    }
    let items: Vec<batch_item::Model> = seen
        .iter()
        .zip(1_i32..)
        .map(|((unit, kind), ordinal)| batch_item::Model {
            batch_id: id,
            ordinal,
            unit_id: *unit,
            kind: kind.id().to_owned(),
            state: paper::PENDING.to_owned(),
            paper_id: None,
            problem: None,
        })
        .collect();
    let count = items.len();
    let row = batch::Model {
        id,
        cycle_id: cycle,
        state: paper::QUEUED.to_owned(),
        requested_by: actor.id(),
        requested_by_name: actor.name.clone(),
        created_at: change.at(),
        dated,
        claimed_by: None,
        claimed_until: None,
    };
    paper::insert_batch(change.tx(), row, items).await?;
    change
        .audit(Event::BatchRequested)
        .object("batch", id)
        .cycle(cycle)
        .summary(format!("提交批量印发 {count} 份"));
    change.commit(&address(cycle, id)).await?;
    Ok(id)
}

/// The page of a batch.
pub fn address(cycle: Uuid, batch: Uuid) -> String {
    format!("/c/{cycle}/batches/{batch}")
}

/// The batch a repeated form led to.
fn before(location: &str) -> Result<Uuid, Refusal> {
    location
        .rsplit('/')
        .next()
        .and_then(|id| Uuid::parse_str(id).ok())
        .ok_or(Refusal::NotFound)
}

/// Requests the failed items of a batch again.
pub async fn retry(
    store: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    batch_id: Uuid,
) -> Result<Uuid, Refusal> {
    paper::batch(store.reader(), scope, batch_id)
        .await?
        .ok_or(Refusal::NotFound)?;
    let failed: Vec<(Uuid, Kind)> = paper::batch_items(store.reader(), batch_id)
        .await?
        .into_iter()
        .filter(|item| item.state == paper::ITEM_FAILED)
        .filter_map(|item| Some((item.unit_id, Kind::from_id(&item.kind)?)))
        .collect();
    request(store, clock, actor, scope, key, &failed, clock.today()).await
}

/// Works off batches for as long as the service runs. `worker` is a name no other process has.
pub async fn work(shop: Printshop) {
    let worker = format!("w-{}", Uuid::now_v7().simple());
    loop {
        match take(&shop, &worker).await {
            // There may be more.
            Ok(true) => {}
            Ok(false) => tokio::time::sleep(PAUSE).await,
            Err(error) => {
                tracing::warn!(%error, "batch");
                tokio::time::sleep(PAUSE * 4).await;
            }
        }
    }
}

/// Takes one batch and works it off; `false` when there was none.
pub async fn take(shop: &Printshop, worker: &str) -> Result<bool, Refusal> {
    let now = shop.clock.now();
    // Looking costs nothing; only somebody who found work asks for the write lock.
    if !paper::batch_waits(shop.store.reader(), worker, now).await? {
        return Ok(false);
    }
    let tx = shop.store.begin().await?;
    let claimed = paper::claim_batch(&tx, worker, now, until(shop)).await?;
    tx.commit().await?;
    let Some(batch) = claimed else {
        return Ok(false);
    };
    carry_out(shop, worker, &batch).await?;
    Ok(true)
}

fn until(shop: &Printshop) -> chrono::DateTime<chrono::Utc> {
    let now = shop.clock.now();
    now.checked_add_signed(TimeDelta::seconds(CLAIM_SECONDS))
        .unwrap_or(now)
}

async fn carry_out(shop: &Printshop, worker: &str, batch: &batch::Model) -> Result<(), Refusal> {
    let scope = CycleScope::of_operator(shop.store.reader(), batch.cycle_id)
        .await?
        .ok_or(Refusal::NotFound)?;
    let plans = shop.plans.of_cycle(&shop.store, scope.cycle()).await?;
    let desk = Desk {
        store: &shop.store,
        clock: shop.clock.as_ref(),
        files: &shop.files,
        press: &shop.press,
        plans: &plans,
    };
    let requester = requester(shop, batch).await?;
    for item in paper::batch_items(shop.store.reader(), batch.id).await? {
        if item.state != paper::PENDING {
            continue;
        }
        if !prolong(shop, worker, batch.id).await? {
            // Somebody else has it: this worker was thought dead.
            return Ok(());
        }
        let outcome = match (&requester, Kind::from_id(&item.kind)) {
            (None, _) => Err(Refusal::general(
                "请由现在的经办人重新提交：提交人的账号已停用或不再是换届办。",
            )),
            (_, None) => Err(Refusal::general("请升级程序：本程序不认识这种文书。")),
            (Some(actor), Some(kind)) => {
                let order = Order {
                    unit: item.unit_id,
                    kind,
                    dated: None,
                    on: batch.dated.max(shop.clock.today()),
                    replaces: None,
                    item: Some((batch.id, item.ordinal)),
                };
                issue::issue(&desk, actor, &scope, None, &order).await
            }
        };
        match outcome {
            Ok(Done::Issued { .. } | Done::Before(_) | Done::Settled) => {}
            // The database is away: the batch stays and is taken up again.
            Err(Refusal::Database(error)) => return Err(error.into()),
            Err(refusal) => {
                if let Refusal::Inside(text) = &refusal {
                    tracing::error!(text, batch = %batch.id, ordinal = item.ordinal, "batch item");
                }
                let tx = shop.store.begin().await?;
                paper::settle_item(
                    &tx,
                    batch.id,
                    item.ordinal,
                    paper::ITEM_FAILED,
                    None,
                    Some(refusal.to_string()),
                )
                .await?;
                tx.commit().await?;
            }
        }
    }
    finish(shop, worker, batch, &scope).await
}

async fn prolong(shop: &Printshop, worker: &str, batch: Uuid) -> Result<bool, Refusal> {
    let tx = shop.store.begin().await?;
    let mine = paper::prolong_claim(&tx, batch, worker, until(shop)).await?;
    tx.commit().await?;
    Ok(mine)
}

/// The person who asked, if they may still issue papers.
async fn requester(shop: &Printshop, batch: &batch::Model) -> Result<Option<Actor>, Refusal> {
    if batch.requested_by.is_nil() {
        return Ok(Some(Actor::operator()));
    }
    let account = account::by_id(shop.store.reader(), batch.requested_by).await?;
    Ok(account
        .filter(|account| !account.disabled)
        .and_then(|account| {
            let role = Role::from_id(&account.role)?;
            (role == Role::Clerk).then(|| Actor {
                account_id: Some(account.id),
                name: account.display_name,
                role: Some(role),
                township_id: Some(account.township_id),
                address: "批量印发".to_owned(),
            })
        }))
}

async fn finish(
    shop: &Printshop,
    worker: &str,
    batch: &batch::Model,
    scope: &CycleScope,
) -> Result<(), Refusal> {
    let items = paper::batch_items(shop.store.reader(), batch.id).await?;
    let failed: Vec<&batch_item::Model> = items
        .iter()
        .filter(|item| item.state == paper::ITEM_FAILED)
        .collect();
    if items.iter().any(|item| item.state == paper::PENDING) {
        return Ok(());
    }
    let actor = requester(shop, batch).await?.unwrap_or_else(|| Actor {
        account_id: Some(batch.requested_by),
        name: batch.requested_by_name.clone(),
        ..Actor::operator()
    });
    let names = names_of(shop, scope, &failed).await?;
    let mut change = Change::unkeyed(&shop.store, shop.clock.as_ref(), &actor).await?;
    if !paper::prolong_claim(change.tx(), batch.id, worker, until(shop)).await? {
        return Ok(());
    }
    let state = if failed.is_empty() {
        paper::FINISHED
    } else {
        paper::PARTLY_FAILED
    };
    paper::finish_batch(change.tx(), batch.id, state).await?;
    let done = items.len().saturating_sub(failed.len());
    let summary = if failed.is_empty() {
        format!("批量印发结束：印发 {done} 份")
    } else {
        format!(
            "批量印发结束：印发 {done} 份，{} 份没有印发（{}）",
            failed.len(),
            names.join("、")
        )
    };
    change
        .audit(Event::BatchFinished)
        .object("batch", batch.id)
        .cycle(batch.cycle_id)
        .summary(summary);
    change.commit(&address(batch.cycle_id, batch.id)).await
}

async fn names_of(
    shop: &Printshop,
    scope: &CycleScope,
    items: &[&batch_item::Model],
) -> Result<Vec<String>, Refusal> {
    if items.is_empty() {
        return Ok(Vec::new());
    }
    let villages = village::list(shop.store.reader(), scope).await?;
    Ok(items
        .iter()
        .take(20)
        .map(|item| {
            let unit = villages
                .iter()
                .find(|village| village.id == item.unit_id)
                .map_or("镇级", |village| village.name.as_str());
            let kind = Kind::from_id(&item.kind).map_or("文书", Kind::title);
            format!("{unit}《{kind}》")
        })
        .collect())
}

/// The order in which a batch numbers its papers: unit by unit, in posting order.
pub fn ordered(
    dossier: &super::paper::dossier::Dossier,
    plans: &super::standing::Plans,
    wanted: &mut [(Uuid, Kind)],
) {
    let place = |unit: Uuid| {
        dossier
            .villages
            .iter()
            .position(|village| village.id == unit)
            .map_or(0, |place| place + 1)
    };
    wanted.sort_by_key(|(unit, kind)| (place(*unit), due::place(dossier, plans, *unit, *kind)));
}
