//! 督查 — `/c/{c}/inspections`.
//!
//! (LEAD to helper PROGRESS: another helper, INSPECT, writes this file and its pages, and src/cli/{plan,rules}.rs; leave them out of your task.)

use super::router::Row;

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    Vec::new()
}
