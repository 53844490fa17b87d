//! 网页 — every URL, with who may open it; handlers are thin: who may → parse → one use case → respond.
pub mod answer;
pub mod app;
pub mod form;
pub mod guard;
pub mod pages;
pub mod router;
pub mod sign_in;
pub mod view;
pub mod visit;
