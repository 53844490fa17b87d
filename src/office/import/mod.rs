//! 导入：村（社区）、人员 — from a workbook to a plan of changes, and from a confirmed plan to rows.
//!
//! What a clerk may expect: rows new to the cycle are added, rows known by name are brought up to
//! the sheet (a blank cell leaves what is stored), nothing is deleted. The plan is shown before
//! anything is stored; when what is stored has changed meanwhile, it is shown again.

pub mod people;
pub mod single;
pub mod upload;
pub mod villages;

pub use upload::{people, villages};

use serde::Serialize;

use super::{done::Done, refusal::Refusal};
use crate::{
    platform::secret,
    roster::{self, Book, Import, Limits},
};

/// How a confirmed import ended.
#[derive(Debug)]
pub enum Stored<P> {
    /// Stored; the plan is missing when the same form was sent before.
    Done(Done, Option<P>),
    /// Not stored: there are errors, or what is stored has changed since the plan was shown.
    LookAgain(P),
}

/// Unpacks an upload; why it is no table is a problem of the field `file`.
pub fn unpack(content: &[u8]) -> Result<Book, Refusal> {
    roster::read(content, &Limits::default())
        .map_err(|error| Refusal::field("file", error.to_string()))
}

/// Every problem of a sheet as a line, for refusals and the command line.
pub fn lines<T>(import: &Import<T>) -> Vec<String> {
    import.problems.iter().map(ToString::to_string).collect()
}

/// Reads and compares away from the threads that answer requests.
pub async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Refusal::Inside(format!("reading a sheet: {error}")))?
}

/// A digest of what a plan would do.
fn fingerprint(of: &impl Serialize) -> String {
    secret::sha256(&serde_json::to_vec(of).unwrap_or_default())
}
