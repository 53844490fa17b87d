//! 村（社区） — `/c/{c}/villages`, `/c/{c}/v/{v}/edit`.

use super::router::Row;

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    Vec::new()
}
