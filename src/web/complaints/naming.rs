//! 调整承办人 — who may open a case, and for handlers from whom it is kept.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};

use super::{
    boxes,
    case::{Again, CasePath, framed, told},
    desk, id_of, listed, with_status,
};
use crate::{
    office::complaint::{self, Naming, TypedHandlers},
    web::{
        answer::{self, Trouble, invalid, page},
        app::App,
        form::Posted,
        guard::{HandleComplaint, May},
        pages::{
            complaint::HandlersForm,
            parts::{Choice, Form},
        },
        sign_in::{form_again, fresh_key},
    },
};

/// `GET /c/{c}/complaints/{k}/handlers`
pub(in crate::web) async fn handlers(
    May(here): May<HandleComplaint>,
    State(app): State<App>,
    Path((_, id)): CasePath,
) -> Result<Response, Trouble> {
    let id = id_of(&id)?;
    let naming = complaint::naming(&desk(&app), &here.actor, &here.scope, id).await?;
    let people = complaint::candidates(&desk(&app), &here.scope).await?;
    let Naming {
        case,
        handlers,
        withdrawn,
    } = naming;
    let ids: Vec<String> = handlers.iter().map(ToString::to_string).collect();
    let kept = withdrawn.as_deref().unwrap_or_default();
    let accounts: Vec<String> = kept
        .iter()
        .filter_map(|one| one.account.map(|id| id.to_string()))
        .collect();
    let by_name: Vec<&str> = kept
        .iter()
        .filter(|one| one.account.is_none())
        .map(|one| one.name.as_str())
        .collect();
    let persons: Vec<String> = people
        .listed
        .iter()
        .filter(|(_, name, _)| by_name.contains(&name.as_str()))
        .map(|(id, _, _)| id.to_string())
        .collect();
    let gone: Vec<Choice> = by_name
        .iter()
        .filter(|name| !people.listed.iter().any(|(_, known, _)| known == *name))
        .map(|name| Choice::new(*name, *name).ticked())
        .collect();
    let inside = withdrawn.is_some();
    let context = HandlersForm {
        number: case.row.number.clone(),
        form: Form::new(),
        action: format!("/c/{}/complaints/{id}/handlers", here.scope.cycle_id()),
        handlers: boxes(people.candidates(), &ids),
        inside,
        accounts: if inside {
            boxes(people.accounts.iter(), &accounts)
        } else {
            Vec::new()
        },
        people: if inside {
            listed(&people, &persons)
        } else {
            Vec::new()
        },
        people_open: !persons.is_empty(),
        names: gone,
        conflict: String::new(),
        back: format!("/c/{}/complaints/{id}", here.scope.cycle_id()),
        version: case.row.version.to_string(),
        key: fresh_key(),
    };
    let title = format!("调整承办人 {}", case.row.number);
    let frame = framed(&app, &here, &title, &case.row.number, true);
    page(&app, &frame, &context)
}

/// `POST /c/{c}/complaints/{k}/handlers`
pub(in crate::web) async fn rename(
    May(here): May<HandleComplaint>,
    State(app): State<App>,
    Path((_, id)): CasePath,
    posted: Posted,
) -> Result<Response, Trouble> {
    let id = id_of(&id)?;
    let fields = &posted.fields;
    let chosen = |name: &str| -> Vec<String> { fields.all(name).map(str::to_owned).collect() };
    let typed = TypedHandlers {
        handlers: chosen("handlers"),
        withdrawn_accounts: chosen("withdrawn_account"),
        withdrawn_people: chosen("withdrawn_person"),
        withdrawn_names: chosen("withdrawn_name"),
    };
    let done = complaint::rename(
        &desk(&app),
        &here.actor,
        &here.scope,
        id,
        &posted.key,
        fields.version(),
        &typed,
    )
    .await;
    let again = match done {
        Ok(done) => return Ok(answer::done(&app, &done)),
        Err(refusal) => Again::of(fields, refusal)?,
    };
    let case = desk(&app).case(&here.scope, &here.actor, id).await?;
    let inside = desk(&app).handles(&here.actor, id).await?;
    let people = complaint::candidates(&desk(&app), &here.scope).await?;
    let context = HandlersForm {
        number: case.row.number.clone(),
        form: form_again(fields, &again.problems),
        action: format!("/c/{}/complaints/{id}/handlers", here.scope.cycle_id()),
        handlers: boxes(people.candidates(), &typed.handlers),
        inside,
        accounts: if inside {
            boxes(people.accounts.iter(), &typed.withdrawn_accounts)
        } else {
            Vec::new()
        },
        people: if inside {
            listed(&people, &typed.withdrawn_people)
        } else {
            Vec::new()
        },
        people_open: !typed.withdrawn_people.is_empty(),
        names: typed
            .withdrawn_names
            .iter()
            .map(|name| Choice::new(name.clone(), name.clone()).ticked())
            .collect(),
        conflict: told(again.conflict.as_ref()),
        back: format!("/c/{}/complaints/{id}", here.scope.cycle_id()),
        version: case.row.version.to_string(),
        key: fresh_key(),
    };
    let title = format!("调整承办人 {}", case.row.number);
    let frame = framed(&app, &here, &title, &case.row.number, true);
    let response = invalid(&app, &frame, &context)?;
    Ok(if again.conflict.is_some() {
        with_status(response, StatusCode::CONFLICT)
    } else {
        response
    })
}
