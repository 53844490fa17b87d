//! 村情矩阵 — `/c/{c}/matrix`.

use super::router::Row;

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    Vec::new()
}
