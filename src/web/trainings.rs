//! 培训 — `/c/{c}/trainings`: the list, a new course, one of them, its sign-in sheet, who is untrained.

use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use uuid::Uuid;

use super::{
    answer::{self, Trouble, frame, invalid, page},
    app::App,
    form::{Fields, Posted},
    guard::{InCycle, KeepMeetings, May, ReadCycle},
    meetings::{desk, may_keep},
    pages::{
        parts::{Choice, Empty, Form, Link},
        step::schedule_tabs,
        training::{ItemChoice, TrainingForm, TrainingRow, Trainings},
    },
    router::{Row, get, post},
    sign_in::{form_again, fresh_key},
    training_attendance,
    training_view::{self as view, Shown},
    view::{Section, Tone},
    villages::XLSX,
};
use crate::{
    office::{
        meeting::{list_of, words_of},
        paper::meeting as sheets,
        refusal::Refusal,
        training::{self, Course, TrainingInput, Whose, curriculum, lessons, level_of},
    },
    store::{
        account::Role, entity::village as village_row, meeting::PLANNED, training as rows, village,
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

/// What an address asks for behind its `?`; a name given twice or unknown is no trouble.
pub type Asked = Query<Vec<(String, String)>>;

pub(super) async fn kept(app: &App, here: &InCycle, id: &str) -> Result<Shown, Trouble> {
    let shown = view::read(app, here, id).await?;
    if may_keep(here, shown.one.unit_id) {
        Ok(shown)
    } else {
        Err(Refusal::Forbidden.into())
    }
}

/// `GET /c/{c}/trainings`
pub async fn list(
    May(here): May<ReadCycle>,
    State(app): State<App>,
    Query(pairs): Asked,
) -> Result<Response, Trouble> {
    let query: Fields = pairs.into_iter().collect();
    let db = app.store.reader();
    let all = rows::whole(db, &here.scope).await.map_err(Refusal::from)?;
    let villages = village::list(db, &here.scope)
        .await
        .map_err(Refusal::from)?;
    let cycle = here.scope.cycle_id();
    let base = format!("/c/{cycle}/trainings");
    let today = app.clock.today();
    let may = matches!(
        here.role,
        Role::Clerk | Role::Guidance | Role::VillageCommittee
    );
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
                    when: super::meeting_view::when(one.day, &one.time),
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
        new_action: if may {
            format!("{base}/new")
        } else {
            String::new()
        },
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

fn input(fields: &Fields) -> TrainingInput {
    let text = |name: &str| fields.text(name).to_owned();
    let all = |name: &str| fields.all(name).map(str::to_owned).collect();
    TrainingInput {
        level: text("level"),
        village: text("village"),
        name: text("name"),
        day: text("day"),
        time: text("time"),
        end_day: text("end_day"),
        end_time: text("end_time"),
        place: text("place"),
        host: text("host"),
        contact: text("contact"),
        contact_phone: text("contact_phone"),
        reply_by: text("reply_by"),
        items: all("item"),
        speakers: fields
            .iter()
            .filter_map(|(name, value)| {
                let id = name.strip_prefix("speaker.")?;
                Some((id.to_owned(), value.trim().to_owned()))
            })
            .collect(),
        extra: text("extra"),
        materials: text("materials"),
        requirements: text("requirements"),
        functions: all("function"),
        villages: all("village_of"),
    }
}

fn form_of(input: &TrainingInput) -> Form {
    let mut form = Form::new();
    for (name, text) in [
        ("level", &input.level),
        ("village", &input.village),
        ("name", &input.name),
        ("day", &input.day),
        ("time", &input.time),
        ("end_day", &input.end_day),
        ("end_time", &input.end_time),
        ("place", &input.place),
        ("host", &input.host),
        ("contact", &input.contact),
        ("contact_phone", &input.contact_phone),
        ("reply_by", &input.reply_by),
        ("extra", &input.extra),
        ("materials", &input.materials),
        ("requirements", &input.requirements),
    ] {
        form = form.value(name, text);
    }
    for (id, speaker) in &input.speakers {
        form = form.value(format!("speaker.{id}"), speaker);
    }
    form
}

/// What the page of a course's arrangement shows.
struct Arranged<'a> {
    level: Course,
    village: Option<&'a village_row::Model>,
    /// The course that is changed; none for a new one.
    id: Option<Uuid>,
    input: &'a TrainingInput,
    form: Form,
    version: i32,
    bad: bool,
}

async fn form_page(app: &App, here: &InCycle, shown: Arranged<'_>) -> Result<Response, Trouble> {
    let Arranged {
        level,
        village,
        id,
        input,
        form,
        version,
        bad,
    } = shown;
    let plans = app.plans(here.scope.cycle()).await?;
    let words = words_of(village);
    let base = format!("/c/{}/trainings", here.scope.cycle_id());
    let rules = plans.pack.rules(words);
    let ticked = |choice: Choice, on: bool| if on { choice.ticked() } else { choice };
    let all = village::list(app.store.reader(), &here.scope)
        .await
        .map_err(Refusal::from)?;
    let back = id.map_or_else(|| base.clone(), |id| format!("{base}/{id}"));
    let context = TrainingForm {
        form,
        action: id.map_or_else(|| format!("{base}/new"), |id| format!("{base}/{id}/edit")),
        new: id.is_none(),
        level: match village {
            Some(village) => format!("{} {}", village.name, level.name()),
            None => level.name().to_owned(),
        },
        items: curriculum()
            .items
            .iter()
            .map(|item| ItemChoice {
                id: item.id.clone(),
                topic: item.topic.clone(),
                points: item.points.join("；"),
                basis: rules
                    .map(|rules| view::cited(&item.basis(rules, &plans.pack)))
                    .unwrap_or_default(),
                who: item
                    .functions
                    .iter()
                    .filter_map(|id| curriculum().function(id))
                    .map(|one| one.name(words))
                    .collect::<Vec<_>>()
                    .join("、"),
                checked: input.items.contains(&item.id),
            })
            .collect(),
        functions: curriculum()
            .functions
            .iter()
            .filter(|one| village.is_none() || one.level == Whose::Village)
            .map(|one| {
                ticked(
                    Choice::new(one.id.clone(), one.name(words)),
                    input.functions.contains(&one.id),
                )
            })
            .collect(),
        villages: if village.is_some() {
            Vec::new()
        } else {
            all.iter()
                .map(|row| {
                    let id = row.id.to_string();
                    let on = input.villages.contains(&id);
                    ticked(Choice::new(id, row.name.clone()), on)
                })
                .collect()
        },
        back,
        key: fresh_key(),
        version: if id.is_some() {
            version.to_string()
        } else {
            String::new()
        },
    };
    let title = if id.is_some() {
        "修改培训安排"
    } else {
        "安排培训"
    };
    let frame = frame(
        app,
        &here.visit,
        Section::Schedule,
        title,
        Some(here.scope.cycle()),
        &[("培训", &base), (title, "")],
    );
    if bad {
        invalid(app, &frame, &context)
    } else {
        page(app, &frame, &context)
    }
}

/// Level and village of a new course, as the address or the form names them.
async fn new_of(
    app: &App,
    here: &InCycle,
    fields: &Fields,
) -> Result<Result<(Course, Option<village_row::Model>), Response>, Trouble> {
    let base = format!("/c/{}/trainings", here.scope.cycle_id());
    let again = |text: &str| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("level", fields.text("level"));
        Ok(Err(answer::onward_with(
            app,
            &format!("{base}?{}", query.finish()),
            Tone::Warning,
            text,
        )))
    };
    let Some(level) = Course::from_id(fields.text("level")) else {
        return again("请选择是哪一级的班。");
    };
    let village = if level == Course::Village {
        let Ok(id) = Uuid::parse_str(fields.text("village")) else {
            return again("请选择是哪个村（社区）的班，再点“安排”。");
        };
        Some(
            village::find(app.store.reader(), &here.scope, id)
                .await
                .map_err(Refusal::from)?
                .ok_or_else(Trouble::not_found)?,
        )
    } else {
        None
    };
    let unit_id = village
        .as_ref()
        .map_or_else(|| here.scope.cycle_id(), |village| village.id);
    if !may_keep(here, unit_id) {
        return Err(Refusal::Forbidden.into());
    }
    Ok(Ok((level, village)))
}

/// `GET /c/{c}/trainings/new?level=&village=`
pub async fn new_page(
    May(here): May<KeepMeetings>,
    State(app): State<App>,
    Query(pairs): Asked,
) -> Result<Response, Trouble> {
    let query: Fields = pairs.into_iter().collect();
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
    match saved {
        Ok(told) => Ok(answer::done(app, &told)),
        Err(Refusal::Invalid(problems)) => {
            let shown = Arranged {
                level,
                village,
                id,
                form: form_again(&posted.fields, &problems),
                input: &input,
                version: posted.fields.version(),
                bad: true,
            };
            form_page(app, here, shown).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// `GET /c/{c}/trainings/{t}`
pub async fn one(
    May(here): May<ReadCycle>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let shown = view::read(&app, &here, &id).await?;
    view::show(&app, &here, &shown, Form::new(), false).await
}

fn stored(shown: &Shown) -> TrainingInput {
    let one = &shown.one;
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let lines = |text: &str| list_of(text).join("\n");
    let mut items = Vec::new();
    let mut speakers = Vec::new();
    let mut extra = Vec::new();
    for lesson in lessons(one) {
        match lesson.item {
            Some(id) => {
                speakers.push((id.clone(), lesson.speaker));
                items.push(id);
            }
            None if lesson.speaker.is_empty() => extra.push(lesson.topic),
            None => extra.push(format!("{}|{}", lesson.topic, lesson.speaker)),
        }
    }
    let mut functions: Vec<String> = Vec::new();
    let mut villages: Vec<String> = Vec::new();
    for group in &shown.groups {
        if !functions.contains(&group.function) {
            functions.push(group.function.clone());
        }
        if let Some(id) = group.village_id.map(|id| id.to_string())
            && !villages.contains(&id)
        {
            villages.push(id);
        }
    }
    TrainingInput {
        level: one.level.clone(),
        village: shown
            .village
            .as_ref()
            .map(|village| village.id.to_string())
            .unwrap_or_default(),
        name: one.name.clone(),
        day: day(one.day),
        time: one.time.clone(),
        end_day: day(one.end_day),
        end_time: one.end_time.clone(),
        place: one.place.clone(),
        host: one.host.clone(),
        contact: one.contact.clone(),
        contact_phone: one.contact_phone.clone(),
        reply_by: day(one.reply_by),
        items,
        speakers,
        extra: extra.join("\n"),
        materials: lines(&one.materials),
        requirements: lines(&one.requirements),
        functions,
        villages,
    }
}

/// `GET /c/{c}/trainings/{t}/edit`
pub async fn edit_page(
    May(here): May<KeepMeetings>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let found = kept(&app, &here, &id).await?;
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
    let found = kept(&app, &here, &id).await?;
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
    let found = kept(&app, &here, &id).await?;
    let plans = app.plans(here.scope.cycle()).await?;
    let told = training::cancel(
        &desk(&app, &plans),
        &here.actor,
        &here.scope,
        &posted.key,
        found.one.id,
        posted.fields.version(),
        posted.fields.text("reason"),
    )
    .await;
    match told {
        Ok(told) => Ok(answer::done(&app, &told)),
        Err(Refusal::Invalid(problems)) => {
            let form = form_again(&posted.fields, &problems);
            view::show(&app, &here, &found, form, true).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// `GET /c/{c}/trainings/{t}/sign-in.pdf`
pub async fn sign_in_sheet(
    May(here): May<ReadCycle>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let shown = view::read(&app, &here, &id).await?;
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

/// Whether a course lies ahead.
pub(super) fn is_planned(state: &str) -> bool {
    state == PLANNED
}
