//! One incoming paper: registered, looked at, set right, dealt with, voided.

use axum::{
    extract::{Path, State},
    response::Response,
};
use uuid::Uuid;

use super::{Stage, sign};
use crate::{
    civil,
    office::{
        done::Done,
        incoming::{
            self as office, Typed, TypedHandling, Urgency, called, presses, state, urgency,
        },
        refusal::Refusal,
    },
    platform::clock,
    store::{entity::incoming_paper, incoming as rows, people},
    web::{
        answer::{self, Trouble},
        app::App,
        form::{Fields, Posted},
        guard::{EditCycle, InCycle, May, ReadRecords},
        pages::{
            incoming::{IncomingForm, IncomingPage},
            parts::{Choice, Fact, Form},
        },
        people::leader_choices,
        sign_in::fresh_key,
        view::Section,
    },
};

/// Senders offered while one is typed.
const SENDERS: usize = 30;

fn urgencies() -> Vec<Choice> {
    Urgency::ALL
        .into_iter()
        .map(|one| Choice::new(one.id(), one.name()))
        .collect()
}

/// What the fields of a registration offer.
struct Offered {
    people: Vec<Choice>,
    senders: Vec<String>,
}

async fn offered(app: &App, here: &InCycle) -> Result<Offered, Refusal> {
    let db = app.store.reader();
    let mut senders: Vec<String> = Vec::new();
    for row in rows::list(db, &here.scope).await? {
        if senders.len() < SENDERS && !senders.contains(&row.sender) {
            senders.push(row.sender);
        }
    }
    Ok(Offered {
        people: leader_choices(&people::list(db, &here.scope).await?),
        senders,
    })
}

fn base(here: &InCycle) -> String {
    format!("/c/{}/incoming", here.scope.cycle_id())
}

fn typed(fields: &Fields) -> Typed {
    let text = |name: &str| fields.text(name).to_owned();
    Typed {
        received_on: text("received_on"),
        sender: text("sender"),
        number: text("number"),
        title: text("title"),
        dated: text("dated"),
        urgency: text("urgency"),
        handler: text("handler"),
        handler_name: text("handler_name"),
        due: text("due"),
        note: text("note"),
    }
}

/// `GET /c/{c}/incoming/new`
pub async fn new_page(
    May(here): May<EditCycle>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    let form = Form::new()
        .value("received_on", app.clock.today().to_string())
        .value("urgency", Urgency::Ordinary.id());
    form_page(&app, &here, form, false).await
}

async fn form_page(app: &App, here: &InCycle, form: Form, bad: bool) -> Result<Response, Trouble> {
    let Offered { people, senders } = offered(app, here).await?;
    let back = base(here);
    let context = IncomingForm {
        form,
        action: back.clone(),
        urgencies: urgencies(),
        people,
        senders,
        today: app.clock.today().to_string(),
        back,
        key: fresh_key(),
    };
    let frame = answer::frame(
        app,
        &here.visit,
        Section::Papers,
        "登记收文",
        Some(here.scope.cycle()),
        &[("收文登记", &context.back), ("登记收文", "")],
    );
    answer::form_page(app, &frame, &context, bad)
}

/// `POST /c/{c}/incoming`
pub async fn register(
    May(here): May<EditCycle>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let told = office::register(
        &app.store,
        app.clock.as_ref(),
        &here.actor,
        &here.scope,
        &posted.key,
        &typed(&posted.fields),
    )
    .await;
    match answer::settled(&app, &posted.fields, told)? {
        Ok(response) => Ok(response),
        Err(form) => form_page(&app, &here, form, true).await,
    }
}

async fn found(app: &App, here: &InCycle, id: &str) -> Result<incoming_paper::Model, Trouble> {
    let id = Uuid::parse_str(id).map_err(|_| Trouble::not_found())?;
    rows::find(app.store.reader(), &here.scope, id)
        .await
        .map_err(Refusal::from)?
        .ok_or_else(Trouble::not_found)
}

/// The fields as they are stored.
fn stored(row: &incoming_paper::Model) -> Form {
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    Form::new()
        .value("received_on", row.received_on.to_string())
        .value("sender", &row.sender)
        .value("number", &row.number)
        .value("title", &row.title)
        .value("dated", day(row.dated))
        .value("urgency", &row.urgency)
        .value(
            "handler",
            row.handler_id.map(|id| id.to_string()).unwrap_or_default(),
        )
        .value(
            "handler_name",
            if row.handler_id.is_some() {
                ""
            } else {
                &row.handler_name
            },
        )
        .value("due", day(row.due))
        .value("note", &row.note)
        .value("handled_on", day(row.handled_on))
        .value("result", &row.result)
        .value("filed_on", day(row.filed_on))
        .value("filed_in", &row.filed_in)
}

/// `GET /c/{c}/incoming/{i}`
pub async fn page(
    May(here): May<ReadRecords>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let row = found(&app, &here, &id).await?;
    let mut form = stored(&row);
    if state(&row) == Stage::Open {
        // What is most often true: done today.
        form = form.value("handled_on", app.clock.today().to_string());
    }
    show(&app, &here, &row, form, Part::None).await
}

/// Which form came back.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    None,
    Registration,
    Handling,
    Voiding,
}

async fn show(
    app: &App,
    here: &InCycle,
    row: &incoming_paper::Model,
    form: Form,
    part: Part,
) -> Result<Response, Trouble> {
    let Offered { people, senders } = offered(app, here).await?;
    let stage = state(row);
    let day = |day: Option<chrono::NaiveDate>| day.map(civil::long).unwrap_or_default();
    let mut facts = vec![
        Fact::new("来文单位", &row.sender),
        Fact::new("来文字号", &row.number),
        Fact::new("收到", civil::long_weekday(row.received_on)),
        Fact::new("成文日期", day(row.dated)),
        Fact::new("紧急程度", urgency(row).name()),
        Fact::new("承办人", &row.handler_name),
        Fact::new("办理期限", day(row.due)),
    ];
    if row.handled_on.is_some() {
        facts.push(Fact::new(
            "办结",
            format!("{}　{}", day(row.handled_on), row.result),
        ));
    }
    if row.filed_on.is_some() {
        facts.push(Fact::new(
            "归档",
            format!("{}　归入{}", day(row.filed_on), row.filed_in),
        ));
    }
    if !row.note.is_empty() {
        facts.push(Fact::new("备注", &row.note));
    }
    if stage == Stage::Void {
        facts.push(Fact::new("作废原因", &row.void_reason));
    }
    facts.push(Fact::new(
        "登记",
        format!(
            "{} {}",
            row.recorded_by_name,
            clock::long_stamp(row.recorded_at)
        ),
    ));
    let back = base(here);
    let context = IncomingPage {
        called: called(row),
        title: row.title.clone(),
        sign: sign(stage, presses(row, app.clock.today())),
        state: stage.name().to_owned(),
        facts,
        can_edit: here.may_edit(),
        live: stage != Stage::Void,
        correcting: part == Part::Registration,
        voiding: part == Part::Voiding,
        form,
        action: format!("{back}/{}", row.id),
        urgencies: urgencies(),
        people,
        senders,
        today: app.clock.today().to_string(),
        back,
        key: fresh_key(),
        version: row.version.to_string(),
    };
    let frame = answer::frame(
        app,
        &here.visit,
        Section::Papers,
        &context.called,
        Some(here.scope.cycle()),
        &[("收文登记", &context.back), (&context.called, "")],
    );
    answer::form_page(app, &frame, &context, part != Part::None)
}

/// The answer to one of the page's forms: its own fields as typed, the others' as stored.
async fn settled(
    app: &App,
    here: &InCycle,
    (id, posted): (&str, &Posted),
    told: Result<Done, Refusal>,
    part: Part,
) -> Result<Response, Trouble> {
    match answer::settled(app, &posted.fields, told)? {
        Ok(response) => Ok(response),
        Err(typed) => {
            let row = found(app, here, id).await?;
            let mut form = stored(&row);
            form.values.extend(typed.values);
            form.errors = typed.errors;
            form.problems = typed.problems;
            show(app, here, &row, form, part).await
        }
    }
}

/// `POST /c/{c}/incoming/{i}`
pub async fn correct(
    May(here): May<EditCycle>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let row = found(&app, &here, &id).await?;
    let told = office::correct(
        &app.store,
        app.clock.as_ref(),
        &here.actor,
        &here.scope,
        &posted.key,
        (row.id, posted.fields.version()),
        &typed(&posted.fields),
    )
    .await;
    settled(&app, &here, (&id, &posted), told, Part::Registration).await
}

/// `POST /c/{c}/incoming/{i}/handle`
pub async fn handle(
    May(here): May<EditCycle>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let row = found(&app, &here, &id).await?;
    let text = |name: &str| posted.fields.text(name).to_owned();
    let told = office::handle(
        &app.store,
        app.clock.as_ref(),
        &here.actor,
        &here.scope,
        &posted.key,
        (row.id, posted.fields.version()),
        &TypedHandling {
            handled_on: text("handled_on"),
            result: text("result"),
            filed_on: text("filed_on"),
            filed_in: text("filed_in"),
        },
    )
    .await;
    settled(&app, &here, (&id, &posted), told, Part::Handling).await
}

/// `POST /c/{c}/incoming/{i}/void`
pub async fn void(
    May(here): May<EditCycle>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let row = found(&app, &here, &id).await?;
    let told = office::void(
        &app.store,
        app.clock.as_ref(),
        &here.actor,
        &here.scope,
        &posted.key,
        (row.id, posted.fields.version()),
        posted.fields.text("reason"),
    )
    .await;
    settled(&app, &here, (&id, &posted), told, Part::Voiding).await
}
