//! 办公 — use cases, one folder or file a subject; each is one transaction with its audit rows.
pub mod account;
pub mod batch;
pub mod change;
pub mod cycle;
pub mod event;
pub mod evidence;
pub mod facts;
pub mod import;
pub mod inspection;
pub mod paper;
pub mod people;
pub mod progress;
pub mod refusal;
pub mod roll;
pub mod sign_in;
pub mod standing;
pub mod village;
