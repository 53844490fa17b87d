//! The real workbooks, bad input and properties of the importer as a whole.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod bad_input;
mod fixture;
mod given_back;
mod people;
mod properties;
mod villages;
mod voters;
