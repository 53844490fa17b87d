//! 改动以后 — a change of a day, a person or a link says at once which issued plan it makes out of date.

use std::collections::HashMap;

use axum::response::Response;
use uuid::Uuid;

use crate::{
    documents::kind::Kind,
    office::{done::Done, plan::held, refusal::Refusal},
    store::scope::CycleScope,
    web::{
        answer::{self, Trouble},
        app::App,
    },
};

/// The plans in force before a change.
pub(in crate::web) struct Held(Vec<held::Held>);

impl Held {
    /// Looks before the change is made.
    pub(in crate::web) async fn before(app: &App, scope: &CycleScope) -> Result<Self, Refusal> {
        let plans = app.plans(scope.cycle()).await?;
        Ok(Self(held::all(&app.desk(&plans), scope).await?))
    }

    /// The answer to the change, with what it made out of date.
    pub(in crate::web) async fn done(
        self,
        app: &App,
        scope: &CycleScope,
        mut told: Done,
    ) -> Result<Response, Trouble> {
        // A form sent a second time changed nothing.
        if !self.0.is_empty() && !told.text.is_empty() {
            let plans = app.plans(scope.cycle()).await?;
            let now = held::all(&app.desk(&plans), scope).await?;
            told.warnings.extend(held::told(&self.0, &now));
        }
        Ok(answer::done(app, &told))
    }
}

/// What stands on a page before a change: the plan that a change would make out of date; empty for none.
pub(in crate::web) async fn warning(
    app: &App,
    scope: &CycleScope,
    what: &str,
) -> Result<String, Refusal> {
    let plans = app.plans(scope.cycle()).await?;
    Ok(held::township(&app.desk(&plans), scope)
        .await?
        .map(|version| {
            format!("{what}写在已印发的实施方案{version}里：改了以后这一版就过时，要重新印发。")
        })
        .unwrap_or_default())
}

/// Versions by the paper issued from them, for lists of papers that a change touches.
pub(in crate::web) async fn versions(
    app: &App,
    scope: &CycleScope,
) -> Result<HashMap<Uuid, i32>, Refusal> {
    let plans = app.plans(scope.cycle()).await?;
    held::versions(&app.desk(&plans), scope).await
}

/// 换届选举工作实施方案（第2版）
pub(in crate::web) fn title(kind: Kind, paper: Uuid, versions: &HashMap<Uuid, i32>) -> String {
    match versions.get(&paper) {
        Some(version) if kind == Kind::ImplementationPlan => {
            format!("{}（第{version}版）", kind.title())
        }
        _ => kind.title().to_owned(),
    }
}
