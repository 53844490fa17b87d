//! 办公 — use cases, one folder or file a subject; each is one transaction with its audit rows.
pub mod change;
pub mod event;
pub mod refusal;
pub mod sign_in;
