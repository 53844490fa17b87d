//! 更正登记 — channel and kind of a case, with the reason; the form stands on the page of the case.

use axum::{
    extract::{Path, State},
    response::Response,
};

use super::{
    case::{Again, CasePath, show},
    desk, id_of, names,
};
use crate::{
    office::complaint::{self, Case, TypedCorrection},
    web::{
        answer::{self, Trouble},
        app::App,
        form::Posted,
        guard::{HandleComplaint, May},
        pages::{
            complaint::CorrectForm,
            parts::{Choice, Form},
        },
        sign_in::form_again,
    },
};

/// What tells this form from those of the acts.
const ACT: &str = "correct";

/// The form, unless the case is closed.
pub(super) fn form(app: &App, case: &Case, again: Option<&Again<'_>>) -> Option<CorrectForm> {
    if case.is_closed() {
        return None;
    }
    let table = app.rules.complaints();
    let sent = again.filter(|again| again.fields.text("act") == ACT);
    let form = match sent {
        Some(again) => form_again(again.fields, &again.problems),
        None => Form::new()
            .value("channel", &case.row.channel)
            .value("kind", &case.row.kind),
    };
    Some(CorrectForm {
        act: ACT.to_owned(),
        form,
        channels: names(&table.channels),
        kinds: table
            .kinds
            .iter()
            .map(|one| Choice::new(one.id.clone(), one.name.clone()))
            .collect(),
        open: sent.is_some(),
    })
}

/// `POST /c/{c}/complaints/{k}/correct`
pub(in crate::web) async fn correct(
    May(here): May<HandleComplaint>,
    State(app): State<App>,
    Path((_, id)): CasePath,
    posted: Posted,
) -> Result<Response, Trouble> {
    let id = id_of(&id)?;
    let fields = &posted.fields;
    let text = |name: &str| fields.text(name).to_owned();
    let typed = TypedCorrection {
        channel: text("channel"),
        kind: text("kind"),
        reason: text("reason"),
    };
    let done = complaint::correct(
        &desk(&app),
        &here.actor,
        &here.scope,
        id,
        &posted.key,
        fields.version(),
        &typed,
    )
    .await;
    match done {
        Ok(done) => Ok(answer::done(&app, &done)),
        Err(refusal) => show(&app, &here, id, Some(Again::of(fields, refusal)?)).await,
    }
}
