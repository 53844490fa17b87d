//! 督查 — checklists, inspections from the telephone and from paper, what becomes of a finding, and
//! the plan of inspections that no village sees.

pub mod bundle;
mod carried;
pub mod day;
pub mod draft;
pub mod phone_key;
pub mod photo;
pub mod plan;
pub mod rectify;
pub mod sheet;
pub mod visit;
