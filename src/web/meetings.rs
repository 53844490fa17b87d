//! 会议 — `/c/{c}/meetings`: the list, a new one, one of them, its preparation, its sign-in sheet.

use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    answer::{self, Trouble, frame, invalid, page},
    app::App,
    form::{Fields, Posted},
    guard::{InCycle, KeepMeetings, May, ReadCycle},
    meeting_attendance,
    meeting_view::{self as view, Shown},
    pages::{
        meeting::{MeetingForm, MeetingRow, Meetings},
        parts::{Choice, Empty, Form, Link},
        step::schedule_tabs,
    },
    router::{Row, get, post},
    sign_in::{form_again, fresh_key},
    view::{Section, Tone},
};
use crate::{
    documents::kind::Kind,
    law::UnitKind,
    office::{
        meeting::{self, Level, MeetingInput, MeetingKind, Part, RowInput, catalogue, words_of},
        paper::meeting as sheets,
        progress::Desk,
        refusal::Refusal,
        standing::Plans,
    },
    store::{
        account::Role,
        entity::{meeting as meeting_row, village as village_row},
        meeting as rows, village,
    },
};

/// Blank rows under those asked.
const BLANK_ROWS: usize = 3;

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

/// What an address asks for behind its `?`; a name given twice or unknown is no trouble.
pub type Asked = Query<Vec<(String, String)>>;

fn asked(Query(pairs): Asked) -> Fields {
    pairs.into_iter().collect()
}

/// Whether the person keeps the meetings of a unit: the office those of the township, whoever records
/// a village's steps those of the village.
pub(super) fn may_keep(here: &InCycle, unit_id: Uuid) -> bool {
    match here.role {
        Role::Clerk => true,
        Role::Guidance | Role::VillageCommittee => unit_id != here.scope.cycle_id(),
        _ => false,
    }
}

pub(super) fn desk<'a>(app: &'a App, plans: &'a Plans) -> Desk<'a> {
    Desk {
        store: &app.store,
        clock: app.clock.as_ref(),
        files: &app.files,
        plans,
    }
}

/// One meeting in reach; its village; refused where it is not the person's to keep.
pub(super) async fn kept(app: &App, here: &InCycle, id: &str) -> Result<Shown, Trouble> {
    let shown = view::read(app, here, id).await?;
    if may_keep(here, shown.one.unit_id) {
        Ok(shown)
    } else {
        Err(Refusal::Forbidden.into())
    }
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
    let base = format!("/c/{cycle}/meetings");
    let (of, show) = (query.text("of"), query.text("show"));
    let may = matches!(
        here.role,
        Role::Clerk | Role::Guidance | Role::VillageCommittee
    );
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
                when: view::when(one.day, &one.time),
                unit: village.map_or_else(|| "镇".to_owned(), |village| village.name.clone()),
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
    let mut units = vec![Choice::new("town", "镇")];
    units.extend(
        villages
            .iter()
            .map(|row| Choice::new(row.id.to_string(), row.name.clone())),
    );
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
        new_action: if may {
            format!("{base}/new")
        } else {
            String::new()
        },
        kinds: kind_choices(&here),
        villages: units.iter().skip(1).cloned().collect(),
        units,
        shows: vec![
            Choice::new(rows::PLANNED, "还没有开的"),
            Choice::new(rows::HELD, "已经开的"),
            Choice::new(rows::CANCELLED, "取消的"),
        ],
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

fn input(fields: &Fields) -> MeetingInput {
    let text = |name: &str| fields.text(name).to_owned();
    let lines = fields
        .lines_of(&["unit", "who", "expected"])
        .into_iter()
        .map(usize::from);
    MeetingInput {
        kind: text("kind"),
        village: text("village"),
        name: text("name"),
        day: text("day"),
        time: text("time"),
        place: text("place"),
        host: text("host"),
        recorder: text("recorder"),
        contact: text("contact"),
        contact_phone: text("contact_phone"),
        reply_by: text("reply_by"),
        step: text("step"),
        agenda: text("agenda"),
        materials: text("materials"),
        requirements: text("requirements"),
        women: text("women"),
        rows: lines
            .map(|line| RowInput {
                line,
                village: text(&format!("village.{line}")),
                unit: text(&format!("unit.{line}")),
                part: text(&format!("part.{line}")),
                who: text(&format!("who.{line}")),
                expected: text(&format!("expected.{line}")),
            })
            .collect(),
    }
}

fn form_of(input: &MeetingInput) -> Form {
    let mut form = Form::new();
    for (name, text) in [
        ("kind", &input.kind),
        ("village", &input.village),
        ("name", &input.name),
        ("day", &input.day),
        ("time", &input.time),
        ("place", &input.place),
        ("host", &input.host),
        ("recorder", &input.recorder),
        ("contact", &input.contact),
        ("contact_phone", &input.contact_phone),
        ("reply_by", &input.reply_by),
        ("step", &input.step),
        ("agenda", &input.agenda),
        ("materials", &input.materials),
        ("requirements", &input.requirements),
        ("women", &input.women),
    ] {
        form = form.value(name, text);
    }
    for row in &input.rows {
        let line = row.line;
        form = form
            .value(format!("village.{line}"), &row.village)
            .value(format!("unit.{line}"), &row.unit)
            .value(format!("part.{line}"), &row.part)
            .value(format!("who.{line}"), &row.who)
            .value(format!("expected.{line}"), &row.expected);
    }
    form
}

/// What the page of a meeting's arrangement shows.
struct Arranged<'a> {
    kind: &'a MeetingKind,
    village: Option<&'a village_row::Model>,
    /// The meeting that is changed; none for a new one.
    id: Option<Uuid>,
    form: Form,
    lines: usize,
    version: i32,
    bad: bool,
}

async fn form_page(app: &App, here: &InCycle, shown: Arranged<'_>) -> Result<Response, Trouble> {
    let Arranged {
        kind,
        village,
        id,
        form,
        lines,
        version,
        bad,
    } = shown;
    let plans = app.plans(here.scope.cycle()).await?;
    let words = words_of(village);
    let base = format!("/c/{}/meetings", here.scope.cycle_id());
    let plan = match village {
        Some(_) => plans.of(words),
        None => &plans.township,
    };
    let count = u32::try_from(lines.saturating_add(BLANK_ROWS)).unwrap_or(u32::MAX);
    let back = id.map_or_else(|| base.clone(), |id| format!("{base}/{id}"));
    let context = MeetingForm {
        action: id.map_or_else(|| format!("{base}/new"), |id| format!("{base}/{id}/edit")),
        new: id.is_none(),
        kind_name: kind.name(words).to_owned(),
        unit: village.map_or_else(|| "镇".to_owned(), |village| village.name.clone()),
        township: village.is_none(),
        steps: kind
            .steps
            .iter()
            .filter_map(|step| plan.index(step).and_then(|index| plan.steps.get(index)))
            .map(|step| Choice::new(step.id.clone(), step.name.clone()))
            .collect(),
        parts: Part::of(kind.quorum)
            .iter()
            .map(|part| Choice::new(part.id(), part.name()))
            .collect(),
        women: kind.quorum == Some(meeting::Counted::Representatives),
        law: plans
            .pack
            .rules(words)
            .map(|rules| view::law(rules, kind))
            .unwrap_or_default(),
        lines: (0..count).collect(),
        back,
        key: fresh_key(),
        version: if id.is_some() {
            version.to_string()
        } else {
            String::new()
        },
        form,
    };
    let title = if id.is_some() {
        "修改会议安排"
    } else {
        "安排会议"
    };
    let frame = frame(
        app,
        &here.visit,
        Section::Schedule,
        title,
        Some(here.scope.cycle()),
        &[("会议", &base), (title, "")],
    );
    if bad {
        invalid(app, &frame, &context)
    } else {
        page(app, &frame, &context)
    }
}

/// Kind and village of a new meeting, as the address or the form names them.
async fn new_of(
    app: &App,
    here: &InCycle,
    fields: &Fields,
) -> Result<Result<(&'static MeetingKind, Option<village_row::Model>), Response>, Trouble> {
    let base = format!("/c/{}/meetings", here.scope.cycle_id());
    let again = |text: &str| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("kind", fields.text("kind"));
        Ok(Err(answer::onward_with(
            app,
            &format!("{base}?{}", query.finish()),
            Tone::Warning,
            text,
        )))
    };
    let Some(kind) = catalogue().find(fields.text("kind")) else {
        return again("请选择会议种类。");
    };
    let village = match kind.level {
        Level::Township => None,
        Level::Village => {
            let Ok(id) = Uuid::parse_str(fields.text("village")) else {
                return again("请选择是哪个村（社区）的会议，再点“安排”。");
            };
            Some(
                village::find(app.store.reader(), &here.scope, id)
                    .await
                    .map_err(Refusal::from)?
                    .ok_or_else(Trouble::not_found)?,
            )
        }
    };
    let unit_id = village
        .as_ref()
        .map_or_else(|| here.scope.cycle_id(), |village| village.id);
    if !may_keep(here, unit_id) {
        return Err(Refusal::Forbidden.into());
    }
    Ok(Ok((kind, village)))
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
    match saved {
        Ok(told) => Ok(answer::done(app, &told)),
        Err(Refusal::Invalid(problems)) => {
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
                form: form_again(&posted.fields, &problems),
                lines: lines.min(meeting::MOST_ROWS),
                version: posted.fields.version(),
                bad: true,
            };
            form_page(app, here, shown).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// `GET /c/{c}/meetings/{m}`
pub async fn one(
    May(here): May<ReadCycle>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let shown = view::read(&app, &here, &id).await?;
    view::show(&app, &here, &shown, Form::new(), false).await
}

pub(super) fn kind_of(one: &meeting_row::Model) -> Result<&'static MeetingKind, Trouble> {
    catalogue()
        .find(&one.kind)
        .ok_or_else(|| Refusal::Inside(format!("meeting of kind {}", one.kind)).into())
}

fn stored(shown: &Shown) -> MeetingInput {
    let one = &shown.one;
    let lines = |text: &str| meeting::list_of(text).join("\n");
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    MeetingInput {
        kind: one.kind.clone(),
        village: shown
            .village
            .as_ref()
            .map(|village| village.id.to_string())
            .unwrap_or_default(),
        name: one.name.clone(),
        day: day(one.day),
        time: one.time.clone(),
        place: one.place.clone(),
        host: one.host.clone(),
        recorder: one.recorder.clone(),
        contact: one.contact.clone(),
        contact_phone: one.contact_phone.clone(),
        reply_by: day(one.reply_by),
        step: one.step.clone(),
        agenda: lines(&one.agenda),
        materials: lines(&one.materials),
        requirements: lines(&one.requirements),
        women: one.women.map(|n| n.to_string()).unwrap_or_default(),
        rows: shown
            .rows
            .iter()
            .enumerate()
            .map(|(line, row)| RowInput {
                line,
                village: row.village_id.map(|id| id.to_string()).unwrap_or_default(),
                unit: row.unit.clone(),
                part: row.part.clone(),
                who: row.who.clone(),
                expected: if row.expected == 0 {
                    String::new()
                } else {
                    row.expected.to_string()
                },
            })
            .collect(),
    }
}

/// `GET /c/{c}/meetings/{m}/edit`
pub async fn edit_page(
    May(here): May<KeepMeetings>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let found = kept(&app, &here, &id).await?;
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
    let found = kept(&app, &here, &id).await?;
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
    let found = kept(&app, &here, &id).await?;
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
    let found = kept(&app, &here, &id).await?;
    let plans = app.plans(here.scope.cycle()).await?;
    let told = meeting::cancel(
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

async fn sheet(app: &App, here: &InCycle, id: &str, kind: Kind) -> Result<Response, Trouble> {
    let shown = view::read(app, here, id).await?;
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
