//! 选民名册 — `/c/{c}/v/{v}/roll`.

use super::router::Row;

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    Vec::new()
}
