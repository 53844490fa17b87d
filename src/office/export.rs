//! 导出 — a list that leaves the house as a workbook: who took what, and how many rows, is kept.

use serde::Serialize;

use super::{
    change::{Actor, Change},
    event::Event,
    refusal::Refusal,
};
use crate::{
    platform::clock::Clock,
    store::{Store, entity::village, scope::CycleScope},
};

#[derive(Serialize)]
struct Trace<'a> {
    table: &'a str,
    rows: usize,
}

/// Keeps that a table was taken away. Called before it is sent: what cannot be kept is not sent.
pub async fn note(
    store: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    scope: &CycleScope,
    village: Option<&village::Model>,
    table: &str,
    rows: usize,
) -> Result<(), Refusal> {
    let mut change = Change::unkeyed(store, clock, actor).await?;
    let whose = village.map_or("", |village| village.name.as_str());
    let entry = change
        .audit(Event::TableExported)
        .object("table", table)
        .cycle(scope.cycle_id())
        .summary(format!("导出{whose}表格“{table}”，{rows} 行"))
        .after(&Trace { table, rows });
    if let Some(village) = village {
        entry.village(village.id);
    }
    change.commit("").await
}

/// The same of a table that belongs to no cycle.
pub async fn note_outside(
    store: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    table: &str,
    rows: usize,
) -> Result<(), Refusal> {
    let mut change = Change::unkeyed(store, clock, actor).await?;
    change
        .audit(Event::TableExported)
        .object("table", table)
        .summary(format!("导出表格“{table}”，{rows} 行"))
        .after(&Trace { table, rows });
    change.commit("").await
}
