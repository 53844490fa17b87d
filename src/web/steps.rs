//! 村页与环节 — `/c/{c}/v/{v}`, `/c/{c}/v/{v}/steps/{step}`, attachments.

use super::router::Row;

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    Vec::new()
}
