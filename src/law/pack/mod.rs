//! 规则包 — the law of a province as data: reading, inheriting, checking, comparing.
//!
//! A pack is one TOML file (`rules/README.md` says how to write one). [`Library`] holds every pack
//! that could be read; [`RulePack`] is one of them with everything inherited filled in, known by its
//! id and the digest of its content.

mod compare;
mod entries;
mod library;
mod manual;
mod model;
mod reader;
mod resolve;
mod source;
mod text;
mod unread;
pub(crate) mod verify;
mod words;

#[cfg(test)]
mod tests;

pub use compare::{Change, Matter, diff};
pub use library::{Library, PackError, SourceFile};
pub use manual::manual;
pub use model::{
    CanonicalError, Discipline, Item, Layer, Notice, Owner, RulePack, Rules, Source, Stage, Step,
    StepClass, StepScope,
};
pub use reader::PackProblem;
pub(crate) use reader::{Node, Reader};
pub use text::{check_text, diff_text, list_text, show_text};
pub use unread::Unread;
pub use words::of_kind;
