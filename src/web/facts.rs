//! 文书内容 — `/c/{c}/v/{v}/facts/{kind}`.

use super::router::Row;

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    Vec::new()
}
