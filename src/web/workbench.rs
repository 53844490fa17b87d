//! 工作台 — `/`.

use super::router::Row;

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    Vec::new()
}
