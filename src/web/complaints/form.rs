//! 登记一件 — the form; what was typed stays on the page until it is accepted, and nowhere else.

use axum::{extract::State, response::Response};

use super::{boxes, desk, listed, names};
use crate::{
    office::{
        complaint::{self, NewComplaint},
        refusal::Refusal,
    },
    store::village,
    web::{
        answer::{self, Trouble, frame, invalid, page},
        app::App,
        form::{Fields, Posted},
        guard::{InCycle, May, RegisterComplaint},
        pages::{
            complaint::ComplaintForm,
            parts::{Choice, Form},
        },
        sign_in::{form_again, fresh_key},
        view::Section,
    },
};

/// `GET /c/{c}/complaints/new`
pub(in crate::web) async fn new(
    May(here): May<RegisterComplaint>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    let form = Form::new().value("day", app.clock.today().to_string());
    show(&app, &here, form, &Fields::default(), false).await
}

async fn show(
    app: &App,
    here: &InCycle,
    form: Form,
    fields: &Fields,
    again: bool,
) -> Result<Response, Trouble> {
    let table = app.rules.complaints();
    let people = complaint::candidates(&desk(app), &here.scope).await?;
    let villages = village::list(app.store.reader(), &here.scope)
        .await
        .map_err(Refusal::from)?;
    let chosen = |name: &str| -> Vec<String> { fields.all(name).map(str::to_owned).collect() };
    let persons = chosen("withdrawn_person");
    let base = format!("/c/{}/complaints", here.scope.cycle_id());
    let context = ComplaintForm {
        form,
        action: format!("{base}/new"),
        channels: names(&table.channels),
        kinds: table
            .kinds
            .iter()
            .map(|one| {
                let office = table.office_name(&one.office);
                Choice::new(one.id.clone(), format!("{} → {office}", one.name))
            })
            .collect(),
        offices: names(&table.offices),
        villages: villages
            .into_iter()
            .map(|row| Choice::new(row.id.to_string(), row.name))
            .collect(),
        handlers: boxes(people.candidates(), &chosen("handlers")),
        accounts: boxes(people.accounts.iter(), &chosen("withdrawn_account")),
        people_open: !persons.is_empty(),
        people: listed(&people, &persons),
        today: app.clock.today().to_string(),
        back: base.clone(),
        key: fresh_key(),
    };
    let frame = frame(
        app,
        &here.visit,
        Section::Inspections,
        "登记信访举报",
        Some(here.scope.cycle()),
        &[("信访举报", &base), ("登记一件", "")],
    );
    if again {
        invalid(app, &frame, &context)
    } else {
        page(app, &frame, &context)
    }
}

/// `POST /c/{c}/complaints/new`
pub(in crate::web) async fn register(
    May(here): May<RegisterComplaint>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let fields = &posted.fields;
    let text = |name: &str| fields.text(name).to_owned();
    let chosen = |name: &str| -> Vec<String> { fields.all(name).map(str::to_owned).collect() };
    let typed = NewComplaint {
        day: text("day"),
        channel: text("channel"),
        kind: text("kind"),
        office: text("office"),
        village: text("village"),
        text: text("text"),
        complainant: text("complainant"),
        contact: text("contact"),
        accused: text("accused"),
        same_name: fields.ticked("same_name"),
        withdrawn_accounts: chosen("withdrawn_account"),
        withdrawn_people: chosen("withdrawn_person"),
        handlers: chosen("handlers"),
    };
    let done = complaint::register(&desk(&app), &here.actor, &here.scope, &posted.key, typed).await;
    match done {
        Ok(done) => Ok(answer::done(&app, &done)),
        Err(Refusal::Invalid(problems)) => {
            show(&app, &here, form_again(fields, &problems), fields, true).await
        }
        // A seal that cannot be made must not lose the text either.
        Err(Refusal::Seal(error)) => {
            tracing::error!(%error, "sealed content");
            let problems = crate::office::refusal::Problems::general(error.to_string());
            show(&app, &here, form_again(fields, &problems), fields, true).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}
