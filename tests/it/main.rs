//! 集成测试 — what goes through HTTP, the command line, a browser or a PDF reader. One binary, so
//! that linking happens once; files mirror the addresses.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::missing_panics_doc,
    missing_docs
)]

mod accounts;
mod cli_import;
mod cli_plan;
mod crash;
mod cycles;
mod imports;
mod inspections;
mod journey;
mod layers;
mod operator;
mod paper_files;
mod papers;
mod print_centre;
mod progress;
mod routes;
mod rules;
mod sign_in;
mod storage;
mod support;
mod texts;
