//! 作废、作废重发 — the number stays in the register with the reason; a paper made anew takes the next number and points
//! back.

use uuid::Uuid;

use super::{
    issue::{self, Desk, Done, Order, Replaced, Trace, conflict, shown_number},
    passing::{Passed, Reasons},
};
use crate::{
    documents::kind::Kind,
    office::{
        change::{Actor, Begun, Change},
        event::Event,
        refusal::{Conflict, Refusal},
    },
    store::{audit, entity::paper as paper_row, paper, scope::CycleScope, village},
};

pub(super) async fn set_void(
    change: &mut Change<'_>,
    scope: &CycleScope,
    replaced: &Replaced,
    by: Option<Uuid>,
) -> Result<(), Refusal> {
    let mut row = paper::find(change.tx(), scope, replaced.id)
        .await?
        .ok_or(Refusal::NotFound)?;
    let stale = row.version != replaced.version || row.state != paper::ISSUED;
    let before = Trace::of(&row);
    row.version = replaced.version;
    paper::VOID.clone_into(&mut row.state);
    row.void_reason = Some(replaced.reason.clone());
    if stale || !paper::update(change.tx(), &row).await? {
        let event = audit::last_of_object(change.tx(), "paper", &row.id.to_string()).await?;
        return Err(Refusal::Conflict(Conflict::from_event(
            format!("{}{}", row.title, shown_number(&row.series, &row.number)),
            event,
        )));
    }
    let cycle = scope.cycle_id();
    let of_village = village::find(change.tx(), scope, row.unit_id)
        .await?
        .is_some();
    let entry = change
        .audit(Event::PaperVoided)
        .object("paper", row.id)
        .cycle(cycle)
        .summary(format!(
            "作废《{}》{}{}",
            row.title,
            shown_number(&row.series, &row.number),
            if by.is_some() { "，重新印发" } else { "" }
        ))
        .reason(replaced.reason.clone())
        .before(&before)
        .after(&Trace::of(&row));
    if of_village {
        entry.village(row.unit_id);
    }
    Ok(())
}

/// The reason of a void: required, short enough for the register.
fn checked_reason(reason: &str) -> Result<String, Refusal> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Refusal::field(
            "reason",
            "请写明作废原因。作废的编号保留在登记簿里，要有原因。",
        ));
    }
    if reason.chars().count() > 200 {
        return Err(Refusal::field("reason", "请把作废原因写在 200 字以内。"));
    }
    Ok(reason.to_owned())
}

/// 作废 — the paper stays in the register with its number and the reason.
pub async fn void(
    desk: &Desk<'_>,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    paper_id: Uuid,
    version: i32,
    reason: &str,
) -> Result<(), Refusal> {
    let replaced = Replaced {
        id: paper_id,
        version,
        reason: checked_reason(reason)?,
    };
    let mut change = match Change::begin(desk.store, desk.clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(_) => return Ok(()),
    };
    set_void(&mut change, scope, &replaced, None).await?;
    change
        .commit(&format!("/c/{}/docs/{paper_id}", scope.cycle_id()))
        .await
}

/// 作废重发 — void and issue anew under the next number, in one transaction; `reasons` are for what pre-flight warns of
/// in the new one.
#[allow(clippy::too_many_arguments)] // who, where, which form, what: each is one thing
pub async fn reissue(
    desk: &Desk<'_>,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    paper_id: Uuid,
    version: i32,
    reason: &str,
    reasons: Reasons,
) -> Result<Done, Refusal> {
    let reason = checked_reason(reason)?;
    let row = paper::find(desk.store.reader(), scope, paper_id)
        .await?
        .ok_or(Refusal::NotFound)?;
    if row.state != paper::ISSUED || row.version != version {
        // Perhaps the same form was sent twice: the second time it leads where the first did.
        if let Begun::Again(location) = Change::begin(desk.store, desk.clock, actor, key).await? {
            return Ok(Done::Before(location));
        }
        return Err(conflict(desk.store, &row).await?);
    }
    let mut order = anew(desk, &row)
        .ok_or_else(|| Refusal::general("请升级程序后再重发：本程序不认识这种文书。"))?;
    if let Some(replaced) = &mut order.replaces {
        (replaced.version, replaced.reason) = (version, reason);
    }
    // A page that makes it anew by one click asks nothing: what was said to the same warning before still holds.
    let before = Passed::from_json(row.passed.as_deref()).unwrap_or_default();
    order.reasons = reasons.or(Reasons::given(&before));
    issue::issue(desk, actor, scope, Some(key), &order).await
}

/// The order to issue a paper anew in the place of this one; `None` for kinds this program does not know.
pub fn anew(desk: &Desk<'_>, row: &paper_row::Model) -> Option<Order> {
    Some(Order {
        unit: row.unit_id,
        kind: Kind::from_id(&row.kind)?,
        dated: None,
        on: desk.clock.today(),
        replaces: Some(Replaced {
            id: row.id,
            version: row.version,
            reason: String::new(),
        }),
        item: None,
        reasons: Reasons::none(),
    })
}
