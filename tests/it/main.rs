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
mod backup;
mod backup_page;
mod bad_papers;
mod blank_forms;
mod cases;
mod check;
mod cli_check;
mod cli_import;
mod cli_plan;
mod cli_print;
mod cli_refusals;
mod cli_replan;
mod cli_rules;
mod cli_tally;
mod clicks;
mod complaints;
mod conflicts;
mod crash;
mod cycles;
mod discipline;
mod doors;
mod doubles;
mod exports;
mod guidance;
mod imports;
mod incoming;
mod inspections;
mod journey;
mod keyboard;
mod layers;
mod layout;
mod looks;
mod meetings;
mod notices;
mod operator;
mod organisation;
mod paper_files;
mod papers;
mod phone;
mod pictures;
mod plans;
mod print_centre;
mod progress;
mod reasons;
mod reminders;
mod replan;
mod reports;
mod risk;
mod routes;
mod rules;
mod sign_in;
mod storage;
mod supervision;
mod support;
mod tally;
mod texts;
mod township_papers;
mod trainings;
mod wall;
