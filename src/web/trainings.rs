//! 培训 — `/c/{c}/trainings`: the list, a new course, one of them, its sign-in sheet, who is untrained.

use axum::{
    extract::{Path, State},
    response::Response,
};
use uuid::Uuid;

use super::{
    answer::{self, Trouble, frame, page},
    app::App,
    form::{Asked, Posted, asked},
    guard::{InCycle, KeepMeetings, May, ReadCycle},
    occasion::{self, desk, kept},
    pages::{
        parts::{Choice, Empty, Form, Link},
        step::schedule_tabs,
        training::{TrainingRow, Trainings},
    },
    router::{Row, get, post},
    training_attendance,
    training_form::{Arranged, form_of, form_page, input, new_of, stored},
    training_view as view,
    view::Section,
    villages::XLSX,
};
use crate::{
    office::{
        paper::meeting as sheets,
        refusal::Refusal,
        training::{self, Course, level_of},
    },
    store::{
        account::Role,
        entity::{training::Entity as Training, village as village_row},
        training as rows, village,
    },
};

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/trainings", list),
        get("/c/{c}/trainings/new", new_page),
        post("/c/{c}/trainings/new", add),
        get("/c/{c}/trainings/coverage", view::coverage_page),
        get("/c/{c}/trainings/coverage.xlsx", coverage_table),
        get("/c/{c}/trainings/{t}", one),
        get("/c/{c}/trainings/{t}/edit", edit_page),
        post("/c/{c}/trainings/{t}/edit", edit),
        post("/c/{c}/trainings/{t}/cancel", cancel),
        get(
            "/c/{c}/trainings/{t}/attendance",
            training_attendance::attendance_page,
        ),
        post(
            "/c/{c}/trainings/{t}/attendance",
            training_attendance::attend,
        ),
        get("/c/{c}/trainings/{t}/sign-in.pdf", sign_in_sheet),
    ]
}

/// `GET /c/{c}/trainings`
pub async fn list(
    May(here): May<ReadCycle>,
    State(app): State<App>,
    query: Asked,
) -> Result<Response, Trouble> {
    let query = asked(query);
    let db = app.store.reader();
    let all = rows::whole(db, &here.scope).await.map_err(Refusal::from)?;
    let villages = village::list(db, &here.scope)
        .await
        .map_err(Refusal::from)?;
    let cycle = here.scope.cycle_id();
    let base = occasion::base::<Training>(&here);
    let today = app.clock.today();
    let lines = view::coverage(&app, &here).await?;
    let untrained = lines.iter().filter(|line| !line.gaps.is_empty()).count();
    let context = Trainings {
        rows: all
            .iter()
            .map(|(one, groups)| {
                let village = villages.iter().find(|village| village.id == one.unit_id);
                let (sign, state) = view::state(one, today);
                TrainingRow {
                    href: format!("{base}/{}", one.id),
                    name: one.name.clone(),
                    level: view::level_name(one, village),
                    when: occasion::when(one.day, &one.time),
                    place: one.place.clone(),
                    // Whoever sees only some groups does not see a sum of them.
                    came: if here.scope.is_whole() || village.is_some() {
                        view::numbers(groups)
                    } else {
                        String::new()
                    },
                    sign,
                    state,
                }
            })
            .collect(),
        count: if all.is_empty() {
            String::new()
        } else {
            format!("培训 {} 次", all.len())
        },
        new_action: occasion::new_action(&here, &base),
        form: Form::new()
            .value("level", query.text("level"))
            .value("village", query.text("village")),
        levels: Course::ALL
            .into_iter()
            .filter(|level| *level == Course::Village || here.role == Role::Clerk)
            .map(|level| Choice::new(level.id(), level.name()))
            .collect(),
        villages: villages
            .iter()
            .map(|row| Choice::new(row.id.to_string(), row.name.clone()))
            .collect(),
        gap: if untrained > 0 && !all.is_empty() {
            format!("{untrained} 个村（社区）还有人员没有培训")
        } else {
            String::new()
        },
        coverage_href: format!("{base}/coverage"),
        empty: all.is_empty().then(|| Empty {
            text: "还没有培训。安排一个班：课程按本届规则带依据，参训人员按村和职责列好，通知和签到表从这里打印。".to_owned(),
            action: if here.role == Role::Clerk {
                Link::new("安排镇级班", format!("{base}/new?level=township"))
            } else {
                Link::default()
            },
        }),
        tabs: schedule_tabs(&cycle.to_string(), "trainings"),
    };
    let frame = frame(
        &app,
        &here.visit,
        Section::Schedule,
        "培训",
        Some(here.scope.cycle()),
        &[],
    );
    page(&app, &frame, &context)
}

/// `GET /c/{c}/trainings/new?level=&village=`
pub async fn new_page(
    May(here): May<KeepMeetings>,
    State(app): State<App>,
    query: Asked,
) -> Result<Response, Trouble> {
    let query = asked(query);
    let (level, village) = match new_of(&app, &here, &query).await? {
        Ok(found) => found,
        Err(response) => return Ok(response),
    };
    let start = training::start(app.store.reader(), &here.scope, level, village.as_ref()).await?;
    let shown = Arranged {
        level,
        village: village.as_ref(),
        id: None,
        form: form_of(&start),
        input: &start,
        version: 0,
        bad: false,
    };
    form_page(&app, &here, shown).await
}

/// `POST /c/{c}/trainings/new`
pub async fn add(
    May(here): May<KeepMeetings>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let (level, village) = match new_of(&app, &here, &posted.fields).await? {
        Ok(found) => found,
        Err(response) => return Ok(response),
    };
    save(&app, &here, level, village.as_ref(), None, &posted).await
}

async fn save(
    app: &App,
    here: &InCycle,
    level: Course,
    village: Option<&village_row::Model>,
    id: Option<Uuid>,
    posted: &Posted,
) -> Result<Response, Trouble> {
    let plans = app.plans(here.scope.cycle()).await?;
    let input = input(&posted.fields);
    let saved = training::save(
        &desk(app, &plans),
        &here.actor,
        &here.scope,
        &posted.key,
        id,
        posted.fields.version(),
        &input,
    )
    .await;
    let form = match answer::settled(app, &posted.fields, saved)? {
        Ok(response) => return Ok(response),
        Err(form) => form,
    };
    let shown = Arranged {
        level,
        village,
        id,
        form,
        input: &input,
        version: posted.fields.version(),
        bad: true,
    };
    form_page(app, here, shown).await
}

/// `GET /c/{c}/trainings/{t}`
pub async fn one(
    May(here): May<ReadCycle>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let shown = occasion::read::<Training>(&app, &here, &id).await?;
    view::show(&app, &here, &shown, Form::new(), false).await
}

/// `GET /c/{c}/trainings/{t}/edit`
pub async fn edit_page(
    May(here): May<KeepMeetings>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let found = kept::<Training>(&app, &here, &id).await?;
    let input = stored(&found);
    let shown = Arranged {
        level: level_of(&found.one),
        village: found.village.as_ref(),
        id: Some(found.one.id),
        form: form_of(&input),
        input: &input,
        version: found.one.version,
        bad: false,
    };
    form_page(&app, &here, shown).await
}

/// `POST /c/{c}/trainings/{t}/edit`
pub async fn edit(
    May(here): May<KeepMeetings>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let found = kept::<Training>(&app, &here, &id).await?;
    save(
        &app,
        &here,
        level_of(&found.one),
        found.village.as_ref(),
        Some(found.one.id),
        &posted,
    )
    .await
}

/// `POST /c/{c}/trainings/{t}/cancel`
pub async fn cancel(
    May(here): May<KeepMeetings>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let found = kept::<Training>(&app, &here, &id).await?;
    match occasion::cancel(&app, &here, &found, &posted).await? {
        Ok(response) => Ok(response),
        Err(form) => view::show(&app, &here, &found, form, true).await,
    }
}

/// `GET /c/{c}/trainings/{t}/sign-in.pdf`
pub async fn sign_in_sheet(
    May(here): May<ReadCycle>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let shown = occasion::read::<Training>(&app, &here, &id).await?;
    let plans = app.plans(here.scope.cycle()).await?;
    let printed = sheets::course_sheet(&app.desk(&plans), &here.scope, shown.one.id).await?;
    let name = format!("{}签到表.pdf", shown.one.name);
    Ok(answer::download(
        printed.bytes,
        "application/pdf",
        &name,
        true,
    ))
}

/// `GET /c/{c}/trainings/coverage.xlsx`
pub async fn coverage_table(
    May(here): May<ReadCycle>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    let (book, count) = view::coverage_book(&app, &here).await?;
    super::export::note(&app, &here.actor, &here.scope, None, "培训覆盖表", count).await?;
    let name = format!("{} 培训覆盖表.xlsx", here.scope.cycle().name);
    Ok(answer::download(book, XLSX, &name, false))
}
