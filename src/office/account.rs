//! 账号
//!
//! (LEAD to helper CYCLE: another helper, ACCOUNTS, writes this file, account pages and the audit page; leave them out of your task.)
