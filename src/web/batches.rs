//! 批量印发 — `/c/{c}/batches/{b}`.

use super::router::Row;

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    Vec::new()
}
