//! 账号 — `/admin/users`: the system administrator makes and changes accounts.

use super::router::Row;

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    Vec::new()
}
