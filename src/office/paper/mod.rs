//! 文书 — from what is known to a numbered, frozen paper: dossier → data → press → issue.

pub mod ballots;
mod changes;
mod crosscheck;
pub mod data;
pub mod dossier;
pub mod due;
mod form_known;
pub mod forms;
pub mod issue;
mod known;
pub mod meeting;
mod merge;
mod notices;
pub mod occasion;
mod outcome;
pub mod pack;
pub mod passing;
mod plan_of;
pub mod posting;
mod precedence;
pub mod preflight;
pub mod press;
pub mod print;
pub mod register;
mod reply;
mod report;
pub mod review;
mod roll_known;
pub mod series;
pub mod stale;
pub mod texts;
mod township;
mod voiding;

pub use known::{notice_kinds, notice_numbers, posting_places};
pub use outcome::{Registered, registered_of};
pub use township::body_roles;
