//! 签发 — a number, frozen bytes, one short transaction.
//!
//! The paper is put together, checked, set and kept *outside* any transaction; the transaction then reads
//! the same facts again, and only when nothing changed and the number is still free does the paper come
//! to be. Otherwise everything is done once more. A process that dies leaves either a whole paper or
//! none; at worst a file that nobody names.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::{
    data::{self, Assembled},
    dossier::{Dossier, Reach},
    due,
    passing::{self, Passed, Reasons},
    preflight,
    press::{Look, Press},
    series::{self, Number},
    texts, voiding,
};
use crate::{
    documents::{kind::Kind, kinds::Urgency, render::Typeset},
    office::{
        change::{Actor, Begun, Change},
        event::Event,
        plan::versions,
        refusal::{Conflict, Refusal},
        standing::Plans,
    },
    platform::{clock::Clock, files::Files},
    store::{Store, audit, entity::paper as paper_row, paper, scope::CycleScope, text},
};

pub use voiding::{anew, reissue, void};

/// How often an issue is tried again when others changed facts or took the number.
const TRIES: usize = 5;

/// 案头 — what the use cases of papers need.
pub struct Desk<'a> {
    /// Database.
    pub store: &'a Store,
    /// Clock.
    pub clock: &'a dyn Clock,
    /// Kept files.
    pub files: &'a Files,
    /// Typesetter with the texts of the program and the data folder; see [`Desk::press_of`].
    pub press: &'a Arc<Press>,
    /// Compiled rules of the cycle.
    pub plans: &'a Plans,
}

impl Desk<'_> {
    /// The typesetter with the texts of the office whose cycle this is, as they are now in the database.
    pub async fn press_of(&self, scope: &CycleScope) -> Result<Arc<Press>, Refusal> {
        texts::press(self.store, self.press, scope).await
    }
}

/// What is to be issued.
#[derive(Debug, Clone)]
pub struct Order {
    /// Village, or the cycle for township papers.
    pub unit: Uuid,
    /// Kind.
    pub kind: Kind,
    /// The day printed under it; `None` is the planned day, not before [`Order::on`].
    pub dated: Option<NaiveDate>,
    /// The day of issue.
    pub on: NaiveDate,
    /// The paper in force that it stands for: made void in the same transaction.
    pub replaces: Option<Replaced>,
    /// The item of a batch that it settles.
    pub item: Option<(Uuid, i32)>,
    /// 继续的理由, for what pre-flight warns of.
    pub reasons: Reasons,
}

/// A paper to be made void.
#[derive(Debug, Clone)]
pub struct Replaced {
    /// Id.
    pub id: Uuid,
    /// Version seen.
    pub version: i32,
    /// Why.
    pub reason: String,
}

/// How an order ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Done {
    /// The paper exists.
    Issued {
        /// Its id.
        id: Uuid,
        /// Its number as people see it; empty for what is not numbered.
        number: String,
    },
    /// The same form was carried out before and led here.
    Before(String),
    /// The item of the batch was settled before.
    Settled,
}

/// A paper ready to be looked at or issued.
pub struct Proof {
    /// Its data.
    pub assembled: Assembled,
    /// The day it would carry.
    pub dated: NaiveDate,
    /// The number it would get.
    pub number: Number,
    /// What pre-flight says of facts and days.
    pub found: Vec<preflight::Found>,
}

/// Reads what a paper of a kind needs.
pub async fn read_dossier<C: sea_orm::ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    unit: Uuid,
    kind: Kind,
) -> Result<Dossier, Refusal> {
    let dossier = Dossier::read(db, scope, Reach::Unit(unit)).await?;
    if kind.reads_roll() {
        return dossier.with_voters(db, scope, &[unit]).await;
    }
    Ok(dossier)
}

/// 校样 — the paper as it would be issued now.
pub async fn proof(desk: &Desk<'_>, scope: &CycleScope, order: &Order) -> Result<Proof, Refusal> {
    let db = desk.store.reader();
    let mut dossier = read_dossier(db, scope, order.unit, order.kind).await?;
    if !dossier.fits(order.unit, order.kind) {
        return Err(Refusal::NotFound);
    }
    // The one it stands for will be void by then.
    if let Some(replaced) = &order.replaces {
        for line in &mut dossier.papers {
            if line.id == replaced.id {
                paper::VOID.clone_into(&mut line.state);
            }
        }
    }
    let dated = order
        .dated
        .unwrap_or_else(|| due::date_of(&dossier, desk.plans, order.unit, order.kind, order.on));
    let assembled = data::assemble(&dossier, desk.plans, order.unit, order.kind, dated)?;
    let rules = dossier.rules(desk.plans, order.unit)?;
    let number = series::next(db, &dossier, rules, order.unit, order.kind, dated).await?;
    let mut found = preflight::of_paper(
        &dossier,
        desk.plans,
        (order.unit, order.kind),
        dated,
        order.on,
        &assembled.data,
    )?;
    if let Err(problems) = order
        .kind
        .check(&assembled.stamped(printed(&number), Some(dated)))
    {
        found.extend(preflight::of_data(&problems));
    }
    Ok(Proof {
        assembled,
        dated,
        number,
        found,
    })
}

fn printed(number: &Number) -> Option<&str> {
    Some(number.printed.as_str()).filter(|number| !number.is_empty())
}

/// How an issued paper looks; the moment of making is its day, so that the same paper is the same bytes.
fn look(
    scope: &CycleScope,
    author: &str,
    at: DateTime<Utc>,
    number: &str,
    dated: NaiveDate,
) -> Look {
    Look {
        watermark: None,
        demo: scope.cycle().demo,
        issued: Some((number.to_owned(), dated)),
        at,
        author: author.to_owned(),
    }
}

/// Whether a day may stand under a paper that is issued `on`: that day or a later one within a year, or
/// the day recorded for its step.
pub fn check_dated(
    dossier: &Dossier,
    unit: Uuid,
    kind: Kind,
    on: NaiveDate,
    dated: NaiveDate,
) -> Result<(), Refusal> {
    let recorded = kind.step().and_then(|step| dossier.recorded(unit, step));
    if recorded == Some(dated) {
        return Ok(());
    }
    if dated < on {
        return Err(Refusal::field(
            "dated",
            "请把落款日期改为今天或以后。文书不能倒填日期；补印已办环节的文书，可以用那一环节已记录的日期。",
        ));
    }
    if (dated - on).num_days() > 366 {
        return Err(Refusal::field(
            "dated",
            "请核对落款日期：比今天晚一年以上。",
        ));
    }
    Ok(())
}

/// Issues one paper.
pub async fn issue(
    desk: &Desk<'_>,
    actor: &Actor,
    scope: &CycleScope,
    key: Option<&str>,
    order: &Order,
) -> Result<Done, Refusal> {
    for _ in 0..TRIES {
        let proof = proof(desk, scope, order).await?;
        preflight::refuse(&proof.found)?;
        let passed = passing::pass(&proof.found, &order.reasons)?;
        let made = set(desk, scope, order, &proof).await?;
        let pdf_sha256 = desk.files.keep(made.bytes).await?;
        let frozen = Frozen {
            title: made.title,
            pages: made.pages,
            data: made.data,
            markup: made.markup,
            edition: made.edition,
            pdf_sha256,
            passed,
        };
        if let Some(done) = freeze(desk, actor, scope, key, order, &proof, frozen).await? {
            return Ok(done);
        }
    }
    Err(Refusal::general(
        "请稍后再印发这一份。同时有人在改它的内容或占用编号，试了几次都没有成功；没有占用编号。",
    ))
}

/// Pages and bytes of one paper.
struct Made {
    title: String,
    pages: i32,
    data: Value,
    markup: String,
    edition: i32,
    bytes: Vec<u8>,
}

struct Frozen {
    title: String,
    pages: i32,
    data: Value,
    markup: String,
    edition: i32,
    pdf_sha256: String,
    passed: Vec<Passed>,
}

async fn set(
    desk: &Desk<'_>,
    scope: &CycleScope,
    order: &Order,
    proof: &Proof,
) -> Result<Made, Refusal> {
    let data = proof
        .assembled
        .stamped(printed(&proof.number), Some(proof.dated));
    let kind = order.kind;
    let look = look(
        scope,
        &author_of(scope, desk).await?,
        desk.clock.now(),
        &proof.number.printed,
        proof.dated,
    );
    desk.press_of(scope)
        .await?
        .on_a_core(move |press| -> Result<Made, Refusal> {
            let markup = press.markup(kind, &data)?;
            let typeset = press.set_markup(&markup, &look)?;
            preflight::refuse(&preflight::of_glyphs(&typeset, kind, &data))?;
            let (title, pages) = (typeset.title.clone(), pages_of(&typeset));
            let bytes = press.pdf(&[typeset], &look)?;
            Ok(Made {
                title,
                pages,
                data,
                markup,
                edition: press.edition(kind),
                bytes,
            })
        })
        .await?
}

/// Number of pages as the register keeps it.
pub fn pages_of(typeset: &Typeset) -> i32 {
    i32::try_from(typeset.pages.len()).unwrap_or(i32::MAX)
}

/// The office's name for the file's properties.
pub async fn author_of(scope: &CycleScope, desk: &Desk<'_>) -> Result<String, Refusal> {
    Ok(
        crate::store::account::township(desk.store.reader(), scope.cycle().township_id)
            .await?
            .map(|township| township.office_name)
            .unwrap_or_default(),
    )
}

/// The short transaction. `None`: facts or number changed meanwhile, try again.
async fn freeze(
    desk: &Desk<'_>,
    actor: &Actor,
    scope: &CycleScope,
    key: Option<&str>,
    order: &Order,
    proof: &Proof,
    frozen: Frozen,
) -> Result<Option<Done>, Refusal> {
    let mut change = match key {
        Some(key) => match Change::begin(desk.store, desk.clock, actor, key).await? {
            Begun::Fresh(change) => change,
            Begun::Again(location) => return Ok(Some(Done::Before(location))),
        },
        None => Change::unkeyed(desk.store, desk.clock, actor).await?,
    };
    let tx = change.tx();
    let id = Uuid::now_v7();
    if let Some((batch, ordinal)) = order.item
        && !paper::settle_item(tx, batch, ordinal, paper::ITEM_DONE, Some(id), None).await?
    {
        return Ok(Some(Done::Settled));
    }
    if let Some(replaced) = &order.replaces {
        voiding::set_void(&mut change, scope, replaced, Some(id)).await?;
    }
    let tx = change.tx();
    let now = read_dossier(tx, scope, order.unit, order.kind).await?;
    let again = data::assemble(&now, desk.plans, order.unit, order.kind, proof.dated)?;
    let in_force =
        !due::repeats(order.kind) && now.in_force(order.unit, order.kind).next().is_some();
    if again.digest != proof.assembled.digest
        || in_force
        || warns_otherwise(desk, &now, order, proof)?
        || text::edition(tx, scope, order.kind.id()).await? != frozen.edition
        || !series::take(tx, scope.cycle_id(), &proof.number).await?
    {
        return Ok(None);
    }
    let row = paper_row::Model {
        id,
        cycle_id: scope.cycle_id(),
        unit_id: order.unit,
        kind: order.kind.id().to_owned(),
        state: paper::ISSUED.to_owned(),
        title: frozen.title,
        number: proof.number.kept.clone(),
        series: proof.number.series.clone(),
        urgency: Urgency::of(&frozen.data).map_or("", Urgency::id).to_owned(),
        data: frozen.data.to_string(),
        input_digest: proof.assembled.digest.clone(),
        pack_digest: scope.cycle().pack_digest.clone(),
        pdf_sha256: frozen.pdf_sha256,
        pages: frozen.pages,
        dated: proof.dated,
        issued_by: actor.id(),
        issued_by_name: actor.name.clone(),
        issued_at: change.at(),
        posted_on: None,
        posted_place: None,
        void_reason: None,
        replaces_id: order.replaces.as_ref().map(|replaced| replaced.id),
        version: 1,
        markup: Some(frozen.markup),
        passed: serde_json::to_string(&frozen.passed).ok(),
    };
    let shown = shown_number(&row.series, &row.number);
    let wording = match frozen.edition {
        0 => String::new(),
        edition => format!("（本单位文稿第{edition}版）"),
    };
    let summary = format!(
        "印发 {}《{}》{shown}{wording}",
        now.unit_name(order.unit),
        order.kind.title()
    );
    let after = Trace::of(&row);
    let plan = order.kind.has_unit_form().then(|| row.clone());
    if !paper::insert(change.tx(), row).await? {
        return Ok(None);
    }
    if let Some(plan) = plan
        && !versions::issued(change.tx(), &plan, &proof.assembled.data).await?
    {
        return Ok(None);
    }
    let cycle = scope.cycle_id();
    let entry = change
        .audit(Event::PaperIssued)
        .object("paper", id)
        .cycle(cycle)
        .summary(summary)
        .reason_if(passing::told(&frozen.passed).as_deref())
        .after(&after);
    if now.village(order.unit).is_some() {
        entry.village(order.unit);
    }
    change.commit(&format!("/c/{cycle}/docs/{id}")).await?;
    Ok(Some(Done::Issued { id, number: shown }))
}

/// Whether pre-flight says something else than when the reasons were looked at: what it would warn of now has to be
/// asked for, although the paper itself states the same.
fn warns_otherwise(
    desk: &Desk<'_>,
    now: &Dossier,
    order: &Order,
    proof: &Proof,
) -> Result<bool, Refusal> {
    let found = preflight::of_paper(
        now,
        desk.plans,
        (order.unit, order.kind),
        proof.dated,
        order.on,
        &proof.assembled.data,
    )?;
    Ok(found.iter().any(|one| one.stops)
        || passing::warnings(&found) != passing::warnings(&proof.found))
}

/// A number as pages show it: serials of unnumbered papers are nobody's business.
pub fn shown_number(series: &str, number: &str) -> String {
    if series::is_internal(series) {
        String::new()
    } else {
        number.to_owned()
    }
}

/// What the audit keeps of a paper: enough to recognise it, nothing personal.
#[derive(Debug, Serialize)]
pub(super) struct Trace {
    kind: String,
    state: String,
    number: String,
    dated: NaiveDate,
    pdf_sha256: String,
    posted_on: Option<NaiveDate>,
    posted_place: Option<String>,
}

impl Trace {
    pub(super) fn of(row: &paper_row::Model) -> Self {
        Self {
            kind: row.kind.clone(),
            state: row.state.clone(),
            number: row.number.clone(),
            dated: row.dated,
            pdf_sha256: row.pdf_sha256.clone(),
            posted_on: row.posted_on,
            posted_place: row.posted_place.clone(),
        }
    }
}

pub(super) async fn conflict(desk: &Store, row: &paper_row::Model) -> Result<Refusal, Refusal> {
    let event = audit::last_of_object(desk.reader(), "paper", &row.id.to_string()).await?;
    Ok(Refusal::Conflict(Conflict::from_event(
        format!("{}{}", row.title, shown_number(&row.series, &row.number)),
        event,
    )))
}
