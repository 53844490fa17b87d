//! 选民名册
//!
//! (LEAD to helper CYCLE: another helper, IMPORT, writes this file, its pages and src/cli/import.rs; leave them out of your task.)
