//! 人员与分工 — `/c/{c}/people`, `/c/{c}/assign`.

use super::router::Row;

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    Vec::new()
}
