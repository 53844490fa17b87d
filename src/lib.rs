//! 换届 — the election of a township's village and residents' committees.
pub mod civil;
pub mod cli;
pub mod documents;
pub mod icalendar;
pub mod identity;
pub mod law;
pub mod lunar;
pub mod office;
pub mod platform;
pub mod roster;
pub mod store;
pub mod web;
