//! 文稿检查 — whether a template that an office wrote may stand for ours.
//!
//! Three questions, answered together and with the line of each fault:
//!
//! 1. **限度** ([`bounds`]) — only `if`, `for` and comments; only the filters and tests of the description; loops
//!    that walk our data, a short list or a short `range`. Nothing reaches for another file, nothing can run
//!    for ever. What is left is counted at rendering (see [`super::text`]).
//! 2. **法定内容** ([`slots`]) — everything the shipped text prints from the data of the paper, for villages and for
//!    communities, and its head, number, signature and imprint are locked: each must still be there.
//! 3. **样张** ([`check`]) — every sample of the kind is filled in, read and set; what the engine, the vocabulary or the
//!    typesetter refuse is told with the line of the template.

pub mod bounds;
pub mod check;
mod complaint;
pub mod difference;
mod labels;
mod scan;
pub mod slots;
mod trace;

#[cfg(test)]
mod tests;

pub use check::{check, tried, unfit};
pub use labels::locked_labels;
pub(super) use trace::{COUNTER, counted};

/// 文稿问题 — one thing wrong with a template, in Chinese.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TextProblem {
    /// Line of the template, from 1; `None` for what is missing altogether.
    pub line: Option<usize>,
    /// 先做什么 · 原因
    pub message: String,
}

impl TextProblem {
    fn at(line: usize, message: impl Into<String>) -> Self {
        Self {
            line: Some(line),
            message: message.into(),
        }
    }

    fn missing(message: impl Into<String>) -> Self {
        Self {
            line: None,
            message: message.into(),
        }
    }
}

impl std::fmt::Display for TextProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "第{line}行：{}", self.message),
            None => f.write_str(&self.message),
        }
    }
}
