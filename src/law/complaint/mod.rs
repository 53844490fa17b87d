//! 信访举报 — what a register of complaints goes by: its table of data and how far a case has got.
//!
//! The table (`rules/complaints.toml`) holds channels, offices, kinds and deadlines with their
//! sources; the course of a case is a pure function of its events.

mod course;
mod table;

pub use course::{Act, Course, Due, Happened, State, course};
pub use table::{ComplaintKind, Complaints, Named, Term};
