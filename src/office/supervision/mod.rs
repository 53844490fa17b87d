//! 督查 — checklists, inspections from the telephone and from paper, what becomes of a finding, and
//! the plan of inspections that no village sees.

pub mod bundle;
pub mod day;
pub mod photo;
pub mod plan;
pub mod rectify;
pub mod sheet;
pub mod visit;
