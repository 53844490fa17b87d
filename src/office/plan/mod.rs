//! 实施方案 — the plan as a live document: chapters in the office's own words, versions, and what makes an issued one
//! out of date. The township's, and each village's own.

pub mod held;
pub mod standing;
pub mod versions;
pub mod wording;
