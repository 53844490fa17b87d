//! 会议 — `/c/{c}/meetings`: the list, a new one, one of them, its preparation, its sign-in sheet.

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
    meeting_attendance,
    meeting_form::{Arranged, form_of, form_page, input, new_of, stored},
    meeting_view as view,
    occasion::{self, desk, kept},
    pages::{
        meeting::{MeetingRow, Meetings},
        parts::{Choice, Empty, Form, Link},
        step::schedule_tabs,
    },
    router::{Row, get, post},
    view::Section,
};
use crate::{
    documents::kind::Kind,
    law::UnitKind,
    office::{
        meeting::{self, Level, MeetingKind, catalogue},
        paper::meeting as sheets,
        refusal::Refusal,
    },
    store::{
        account::Role,
        entity::{meeting as meeting_row, meeting::Entity as Meeting, village as village_row},
        meeting as rows, village,
    },
};

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/meetings", list),
        get("/c/{c}/meetings/new", new_page),
        post("/c/{c}/meetings/new", add),
        get("/c/{c}/meetings/{m}", one),
        get("/c/{c}/meetings/{m}/edit", edit_page),
        post("/c/{c}/meetings/{m}/edit", edit),
        post("/c/{c}/meetings/{m}/prepared", prepared),
        post("/c/{c}/meetings/{m}/cancel", cancel),
        get(
            "/c/{c}/meetings/{m}/attendance",
            meeting_attendance::attendance_page,
        ),
        post("/c/{c}/meetings/{m}/attendance", meeting_attendance::attend),
        get("/c/{c}/meetings/{m}/notice.pdf", notice),
        get("/c/{c}/meetings/{m}/sign-in.pdf", sign_in_sheet),
        get("/c/{c}/meetings/{m}/minutes.pdf", minutes),
    ]
}

fn kind_choices(here: &InCycle) -> Vec<Choice> {
    catalogue()
        .meetings
        .iter()
        .filter(|kind| kind.level == Level::Village || here.role == Role::Clerk)
        .map(|kind| {
            let whose = match kind.level {
                Level::Township => "镇",
                Level::Village => "村（社区）",
            };
            Choice::new(
                kind.id.clone(),
                format!("{whose}：{}", kind.name(UnitKind::Village)),
            )
        })
        .collect()
}

/// Whose meetings a list may be narrowed to: the township's, or a village's.
pub(super) fn unit_choices(villages: &[village_row::Model]) -> Vec<Choice> {
    let mut units = vec![Choice::new("town", "镇")];
    units.extend(
        villages
            .iter()
            .map(|row| Choice::new(row.id.to_string(), row.name.clone())),
    );
    units
}

/// Which of them.
pub(super) fn show_choices() -> Vec<Choice> {
    vec![
        Choice::new(rows::PLANNED, "还没有开的"),
        Choice::new(rows::HELD, "已经开的"),
        Choice::new(rows::CANCELLED, "取消的"),
    ]
}

/// `GET /c/{c}/meetings`
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
    let plans = app.plans(here.scope.cycle()).await?;
    let cycle = here.scope.cycle_id();
    let today = app.clock.today();
    let base = occasion::base::<Meeting>(&here);
    let (of, show) = (query.text("of"), query.text("show"));
    let waiting = all
        .iter()
        .filter(|(one, _)| meeting::is_planned(one))
        .count();
    let shown: Vec<MeetingRow> = all
        .iter()
        .filter(|(one, _)| {
            let town = one.unit_id == cycle;
            (of.is_empty() || (of == "town" && town) || one.unit_id.to_string() == of)
                && (show.is_empty() || one.state == show)
        })
        .map(|(one, asked)| {
            let village = villages.iter().find(|village| village.id == one.unit_id);
            let judged = view::judged(&plans, village, one, asked);
            let (sign, state) = view::state(one, &judged, today);
            MeetingRow {
                href: format!("{base}/{}", one.id),
                when: occasion::when(one.day, &one.time),
                unit: occasion::unit_name(village),
                name: one.name.clone(),
                place: one.place.clone(),
                // Whoever sees only some rows does not see a sum of them.
                came: if here.scope.is_whole() || village.is_some() {
                    view::numbers(&judged)
                } else {
                    String::new()
                },
                sign,
                state,
            }
        })
        .collect();
    let units = unit_choices(&villages);
    let context = Meetings {
        rows: shown,
        count: match (all.len(), waiting) {
            (0, _) => String::new(),
            (count, 0) => format!("会议 {count} 次"),
            (count, waiting) => format!("会议 {count} 次，{waiting} 次还没有开"),
        },
        form: Form::new()
            .value("kind", query.text("kind"))
            .value("village", query.text("village"))
            .value("of", of)
            .value("show", show),
        new_action: occasion::new_action(&here, &base),
        kinds: kind_choices(&here),
        villages: units.iter().skip(1).cloned().collect(),
        units,
        shows: show_choices(),
        empty: all.is_empty().then(|| nothing_yet(&here, &base)),
        tabs: schedule_tabs(&cycle.to_string(), "meetings"),
    };
    let frame = frame(
        &app,
        &here.visit,
        Section::Schedule,
        "会议",
        Some(here.scope.cycle()),
        &[],
    );
    page(&app, &frame, &context)
}

fn nothing_yet(here: &InCycle, base: &str) -> Empty {
    match here.role {
        Role::Clerk => Empty {
            text: "还没有会议。先安排动员会：应到单位按村花名册和人员名单列好，通知、签到表、会议记录从这里打印。".to_owned(),
            action: Link::new("安排动员会", format!("{base}/new?kind=mobilization")),
        },
        Role::Guidance | Role::VillageCommittee => Empty {
            text: "还没有会议。开村民代表会议、小组会议以前，在上面安排，签到表和会议记录从这里打印。".to_owned(),
            action: Link::default(),
        },
        _ => Empty {
            text: "还没有会议。安排以后，通知、到会和记录都在这里。".to_owned(),
            action: Link::default(),
        },
    }
}

/// `GET /c/{c}/meetings/new?kind=&village=&step=`
pub async fn new_page(
    May(here): May<KeepMeetings>,
    State(app): State<App>,
    query: Asked,
) -> Result<Response, Trouble> {
    let query = asked(query);
    let (kind, village) = match new_of(&app, &here, &query).await? {
        Ok(found) => found,
        Err(response) => return Ok(response),
    };
    let start = meeting::start(
        app.store.reader(),
        &here.scope,
        kind,
        village.as_ref(),
        query.text("step"),
    )
    .await?;
    let shown = Arranged {
        kind,
        village: village.as_ref(),
        id: None,
        lines: start.rows.len(),
        form: form_of(&start),
        version: 0,
        bad: false,
    };
    form_page(&app, &here, shown).await
}

/// `POST /c/{c}/meetings/new`
pub async fn add(
    May(here): May<KeepMeetings>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let (kind, village) = match new_of(&app, &here, &posted.fields).await? {
        Ok(found) => found,
        Err(response) => return Ok(response),
    };
    save(&app, &here, kind, village.as_ref(), None, &posted).await
}

async fn save(
    app: &App,
    here: &InCycle,
    kind: &MeetingKind,
    village: Option<&village_row::Model>,
    id: Option<Uuid>,
    posted: &Posted,
) -> Result<Response, Trouble> {
    let plans = app.plans(here.scope.cycle()).await?;
    let input = input(&posted.fields);
    let saved = meeting::save(
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
    let lines = input
        .rows
        .iter()
        .map(|row| row.line.saturating_add(1))
        .max()
        .unwrap_or(0);
    let shown = Arranged {
        kind,
        village,
        id,
        form,
        lines: lines.min(meeting::MOST_ROWS),
        version: posted.fields.version(),
        bad: true,
    };
    form_page(app, here, shown).await
}

/// `GET /c/{c}/meetings/{m}`
pub async fn one(
    May(here): May<ReadCycle>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let shown = occasion::read::<Meeting>(&app, &here, &id).await?;
    view::show(&app, &here, &shown, Form::new(), false).await
}

pub(super) fn kind_of(one: &meeting_row::Model) -> Result<&'static MeetingKind, Trouble> {
    catalogue()
        .find(&one.kind)
        .ok_or_else(|| Refusal::Inside(format!("meeting of kind {}", one.kind)).into())
}

/// `GET /c/{c}/meetings/{m}/edit`
pub async fn edit_page(
    May(here): May<KeepMeetings>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let found = kept::<Meeting>(&app, &here, &id).await?;
    let input = stored(&found);
    let shown = Arranged {
        kind: kind_of(&found.one)?,
        village: found.village.as_ref(),
        id: Some(found.one.id),
        lines: input.rows.len(),
        form: form_of(&input),
        version: found.one.version,
        bad: false,
    };
    form_page(&app, &here, shown).await
}

/// `POST /c/{c}/meetings/{m}/edit`
pub async fn edit(
    May(here): May<KeepMeetings>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let found = kept::<Meeting>(&app, &here, &id).await?;
    let kind = kind_of(&found.one)?;
    save(
        &app,
        &here,
        kind,
        found.village.as_ref(),
        Some(found.one.id),
        &posted,
    )
    .await
}

/// `POST /c/{c}/meetings/{m}/prepared`
pub async fn prepared(
    May(here): May<KeepMeetings>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let found = kept::<Meeting>(&app, &here, &id).await?;
    let plans = app.plans(here.scope.cycle()).await?;
    let ticked: Vec<String> = posted.fields.all("ready").map(str::to_owned).collect();
    let told = meeting::prepare(
        &desk(&app, &plans),
        &here.actor,
        &here.scope,
        &posted.key,
        found.one.id,
        posted.fields.version(),
        &ticked,
    )
    .await?;
    Ok(answer::done(&app, &told))
}

/// `POST /c/{c}/meetings/{m}/cancel`
pub async fn cancel(
    May(here): May<KeepMeetings>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let found = kept::<Meeting>(&app, &here, &id).await?;
    match occasion::cancel(&app, &here, &found, &posted).await? {
        Ok(response) => Ok(response),
        Err(form) => view::show(&app, &here, &found, form, true).await,
    }
}

async fn sheet(app: &App, here: &InCycle, id: &str, kind: Kind) -> Result<Response, Trouble> {
    let shown = occasion::read::<Meeting>(app, here, id).await?;
    let plans = app.plans(here.scope.cycle()).await?;
    let printed = sheets::sheet(&app.desk(&plans), &here.scope, shown.one.id, kind).await?;
    let name = format!("{}{}.pdf", shown.one.name, kind.title());
    Ok(answer::download(
        printed.bytes,
        "application/pdf",
        &name,
        true,
    ))
}

/// `GET /c/{c}/meetings/{m}/notice.pdf`
pub async fn notice(
    May(here): May<ReadCycle>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    sheet(&app, &here, &id, Kind::MeetingNotice).await
}

/// `GET /c/{c}/meetings/{m}/sign-in.pdf`
pub async fn sign_in_sheet(
    May(here): May<ReadCycle>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    sheet(&app, &here, &id, Kind::SignInSheet).await
}

/// `GET /c/{c}/meetings/{m}/minutes.pdf`
pub async fn minutes(
    May(here): May<ReadCycle>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    sheet(&app, &here, &id, Kind::Minutes).await
}
