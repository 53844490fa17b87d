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
        passing::{self, Reasons},
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

/// 一件 — one paper of a batch as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Village, leader, or the cycle for township papers.
    pub unit: Uuid,
    /// Kind.
    pub kind: Kind,
    /// 继续的理由, for what its pre-flight warned of.
    pub reasons: Reasons,
    /// The warnings nobody gave a reason for, a sentence each: it stays in 待印发.
    pub held: Vec<String>,
}

impl From<(Uuid, Kind)> for Item {
    fn from((unit, kind): (Uuid, Kind)) -> Self {
        Self {
            unit,
            kind,
            reasons: Reasons::none(),
            held: Vec::new(),
        }
    }
}

/// Stores a batch: papers in the order in which they get their numbers.
pub async fn request(
    store: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    wanted: &[Item],
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
        .any(|one| one.unit != cycle && !known.contains(&one.unit))
    {
        return Err(Refusal::NotFound);
    }
    let mut change = match Change::begin(store, clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return before(&location),
    };
    let id = Uuid::now_v7();
    let mut seen: Vec<&Item> = Vec::with_capacity(wanted.len());
    for one in wanted {
        if !seen
            .iter()
            .any(|known| (known.unit, known.kind) == (one.unit, one.kind))
        {
            seen.push(one);
        }
    }
    if seen.iter().all(|one| !one.held.is_empty()) {
        return Err(Refusal::general(
            "请至少给一类提示写明理由，或者先改好再印发。选的每一份都有提示，都没有写理由，没有印发任何文书。",
        ));
    }
    let items: Vec<batch_item::Model> = seen
        .iter()
        .zip(1_i32..)
        .map(|(one, ordinal)| batch_item::Model {
            batch_id: id,
            ordinal,
            unit_id: one.unit,
            kind: one.kind.id().to_owned(),
            state: if one.held.is_empty() {
                paper::PENDING
            } else {
                paper::ITEM_HELD
            }
            .to_owned(),
            paper_id: None,
            problem: (!one.held.is_empty()).then(|| one.held.join("\n")),
            reasons: one.reasons.to_json(),
        })
        .collect();
    let held = seen.iter().filter(|one| !one.held.is_empty()).count();
    let summary = match (items.len(), held) {
        (count, 0) => format!("提交批量印发 {count} 份"),
        (count, held) => {
            format!("提交批量印发 {count} 份，其中 {held} 份有提示没有写理由，留在待印发")
        }
    };
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
        .summary(summary);
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

/// What a batch left: the papers that failed and those that stayed behind, to be requested again in the same order, with
/// the reasons that were given for them.
pub async fn left_over(
    store: &Store,
    scope: &CycleScope,
    batch_id: Uuid,
) -> Result<Vec<Item>, Refusal> {
    paper::batch(store.reader(), scope, batch_id)
        .await?
        .ok_or(Refusal::NotFound)?;
    Ok(paper::batch_items(store.reader(), batch_id)
        .await?
        .into_iter()
        .filter(|item| matches!(item.state.as_str(), paper::ITEM_FAILED | paper::ITEM_HELD))
        .filter_map(|item| {
            Some(Item {
                reasons: Reasons::from_json(item.reasons.as_deref()),
                ..Item::from((item.unit_id, Kind::from_id(&item.kind)?))
            })
        })
        .collect())
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
        let order = Kind::from_id(&item.kind).map(|kind| Order {
            unit: item.unit_id,
            kind,
            dated: None,
            on: batch.dated.max(shop.clock.today()),
            replaces: None,
            item: Some((batch.id, item.ordinal)),
            reasons: Reasons::from_json(item.reasons.as_deref()),
        });
        let outcome = match (&requester, &order) {
            (None, _) => Err(Refusal::general(
                "请由现在的经办人重新提交：提交人的账号已停用或不再是换届办。",
            )),
            (_, None) => Err(Refusal::general("请升级程序：本程序不认识这种文书。")),
            (Some(actor), Some(order)) => issue::issue(&desk, actor, &scope, None, order).await,
        };
        let (state, problem) = match (outcome, &order) {
            (Ok(Done::Issued { .. } | Done::Before(_) | Done::Settled), _) => continue,
            // The database is away: the batch stays and is taken up again.
            (Err(Refusal::Database(error)), _) => return Err(error.into()),
            // It warns of something nobody was asked about: the paper waits until somebody is.
            (Err(refusal), Some(order)) if passing::only_reasons(&refusal) => {
                let proof = issue::proof(&desk, &scope, order).await?;
                let said = passing::unexplained(&proof.found, &order.reasons);
                let told = if said.is_empty() {
                    "请再办一次：核对的时候内容正好有变。".to_owned()
                } else {
                    said.join("\n")
                };
                (paper::ITEM_HELD, told)
            }
            (Err(refusal), _) => {
                if let Refusal::Inside(text) = &refusal {
                    tracing::error!(text, batch = %batch.id, ordinal = item.ordinal, "batch item");
                }
                (paper::ITEM_FAILED, refusal.to_string())
            }
        };
        let tx = shop.store.begin().await?;
        paper::settle_item(&tx, batch.id, item.ordinal, state, None, Some(problem)).await?;
        tx.commit().await?;
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
    let of = |state: &str| -> Vec<&batch_item::Model> {
        items.iter().filter(|item| item.state == state).collect()
    };
    let (failed, held) = (of(paper::ITEM_FAILED), of(paper::ITEM_HELD));
    if items.iter().any(|item| item.state == paper::PENDING) {
        return Ok(());
    }
    let actor = requester(shop, batch).await?.unwrap_or_else(|| Actor {
        account_id: Some(batch.requested_by),
        name: batch.requested_by_name.clone(),
        ..Actor::operator()
    });
    let mut summary = format!("批量印发结束：印发 {} 份", of(paper::ITEM_DONE).len());
    for (list, said) in [
        (&failed, "没有印发"),
        (&held, "有提示没有写理由，留在待印发"),
    ] {
        if !list.is_empty() {
            let names = names_of(shop, scope, list).await?;
            let told = format!("，{} 份{said}（{}）", list.len(), names.join("、"));
            summary.push_str(&told);
        }
    }
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
