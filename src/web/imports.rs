//! 导入 — `/c/{c}/villages/import`, `/c/{c}/people/import`: upload, preview, confirm.

use super::router::Row;

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    Vec::new()
}
