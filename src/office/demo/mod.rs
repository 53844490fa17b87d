//! 演示 — the demonstration township, filled through the same use cases a clerk uses.

pub mod invented;
