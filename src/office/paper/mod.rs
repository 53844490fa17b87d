//! 文书 — from what is known to a numbered, frozen paper: dossier → data → press → issue.

pub mod data;
pub mod dossier;
pub mod due;
mod form_known;
pub mod forms;
pub mod issue;
mod known;
mod merge;
pub mod posting;
pub mod preflight;
pub mod press;
pub mod print;
mod reply;
mod report;
pub mod series;
mod township;

pub use known::{notice_kinds, notice_numbers, posting_places};
pub use township::body_roles;
