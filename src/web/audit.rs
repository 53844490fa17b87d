//! 审计 — `/c/{c}/audit`: what was done, newest first.

use super::router::Row;

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    Vec::new()
}
