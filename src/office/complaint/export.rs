//! 导出登记 — that the register was taken is kept, but not how many rows: a number larger than one's own count would
//! tell those from whom a case is kept that there is one.

use crate::{
    office::{
        change::{Actor, Change},
        event::Event,
        refusal::Refusal,
    },
    platform::clock::Clock,
    store::{Store, scope::CycleScope},
};

/// Keeps that the register was taken. Called before it is sent: what cannot be kept is not sent.
pub async fn note_export(
    store: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    scope: &CycleScope,
    table: &str,
) -> Result<(), Refusal> {
    let mut change = Change::unkeyed(store, clock, actor).await?;
    change
        .audit(Event::TableExported)
        .object("table", table)
        .cycle(scope.cycle_id())
        .summary(format!("导出表格“{table}”"));
    change.commit("").await
}
