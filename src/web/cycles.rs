//! 届次 — `/cycles`, `/c/{c}/settings`.

use super::router::Row;

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    Vec::new()
}
