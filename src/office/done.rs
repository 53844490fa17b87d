//! 办成 — what a use case that changed something tells the page or the command line.

use super::{
    change::{Actor, Begun, Change},
    refusal::Refusal,
};
use crate::{platform::clock::Clock, store::Store};

/// A change that was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Done {
    /// Where to go on.
    pub location: String,
    /// One sentence that says what was done; empty when the same form was sent before.
    pub text: String,
    /// What should be looked at all the same.
    pub warnings: Vec<String>,
}

impl Done {
    /// A form sent a second time: nothing was done again.
    pub fn again(location: String) -> Self {
        Self {
            location,
            ..Self::default()
        }
    }

    /// Done without reservations.
    pub fn plainly(location: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            location: location.into(),
            text: text.into(),
            warnings: Vec::new(),
        }
    }
}

/// Opens a change for a form with its key, or for the command line, which has none.
pub async fn open<'a>(
    store: &Store,
    clock: &dyn Clock,
    actor: &'a Actor,
    key: Option<&str>,
) -> Result<Begun<'a>, Refusal> {
    match key {
        Some(key) => Change::begin(store, clock, actor, key).await,
        None => Ok(Begun::Fresh(Change::unkeyed(store, clock, actor).await?)),
    }
}
