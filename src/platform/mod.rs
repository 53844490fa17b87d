//! 平台 — clock, configuration, secrets, passwords, files: what every use case stands on.
pub mod clock;
pub mod config;
pub mod envelope;
pub mod files;
pub mod password;
pub mod scratch;
pub mod seal;
pub mod secret;
pub mod waiting;
