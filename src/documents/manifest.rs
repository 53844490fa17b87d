//! 清单 — placeholder while being written.
