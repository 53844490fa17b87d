//! 督查 — `/c/{c}/inspections`: the visits, a new one, one of them.

mod one;

use std::collections::HashMap;

use axum::{extract::State, response::Response};
use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    answer::{Trouble, frame, invalid, onward, onward_with, page},
    app::App,
    export::Narrowed,
    form::{Asked, Fields, Posted, asked},
    guard::{InCycle, May, ReadCycle, WriteInspection},
    pages::{
        inspection::{DraftNote, InspectionForm, InspectionRow, Inspections},
        parts::{Choice, Empty, Form, Link, Sign},
    },
    router::{Row, get, post},
    sheets,
    sign_in::{form_again, fresh_key},
    signs::margin_text,
    view::{Section, Tone},
};
use crate::{
    civil,
    office::{
        inspection::Kind,
        refusal::{Problems, Refusal},
        supervision::{draft, rectify::state_name, sheet::Origin, visit},
    },
    store::{
        account::Role,
        entity::{inspection as inspection_row, rectification, village as village_row},
        people, phone,
        supervision::{self as store, InspectionFilter},
        village,
    },
};

/// Visits on one page of the list.
const PAGE: u64 = 50;
/// Lines for findings: shown at once, and with those folded away.
const LINES: u32 = 3;
const ALL_LINES: u32 = 12;

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/inspections", list),
        get("/c/{c}/inspections/new", new),
        post("/c/{c}/inspections/new", record),
        get("/c/{c}/inspections/{i}", one::one),
        post("/c/{c}/inspections/{i}/day", one::set_day),
    ]
}

/// Whether a role sends teams out and writes what they found.
pub(super) fn may_write(role: Role) -> bool {
    matches!(role, Role::Clerk | Role::Supervision)
}

pub(super) fn kind_name(id: &str) -> String {
    Kind::from_id(id).map_or_else(|| id.to_owned(), |kind| kind.name().to_owned())
}

/// `GET /c/{c}/inspections`
pub async fn list(
    May(here): May<ReadCycle>,
    State(app): State<App>,
    query: Asked,
) -> Result<Response, Trouble> {
    let query = asked(query);
    let show = query.text("show");
    let filter = filter_of(&query);
    let db = app.store.reader();
    let refused = Refusal::from;
    let villages = village::list(db, &here.scope).await.map_err(refused)?;
    let base = format!("/c/{}/inspections", here.scope.cycle_id());
    let everything = store::inspection_page(db, &here.scope, &InspectionFilter::default(), 0, 1)
        .await
        .map_err(refused)?
        .1;
    let counts = store::finding_counts(db, &here.scope, &store::FindingFilter::default())
        .await
        .map_err(refused)?;
    let found: u64 = counts
        .iter()
        .filter(|(state, _)| *state != store::WITHDRAWN)
        .map(|(_, count)| count)
        .sum();
    let total = store::inspection_page(db, &here.scope, &filter, 0, 1)
        .await
        .map_err(refused)?
        .1;
    let narrowing = || {
        let mut made = form_urlencoded::Serializer::new(String::new());
        for name in ["village", "kind", "show"] {
            if !query.text(name).is_empty() {
                made.append_pair(name, query.text(name));
            }
        }
        made
    };
    let href = |number: u64| {
        let mut made = narrowing();
        made.append_pair("page", &number.to_string());
        format!("{base}?{}", made.finish())
    };
    let (first, pager) = sheets::pager(query.text("page"), PAGE, total, href);
    let (visits, _) = store::inspection_page(db, &here.scope, &filter, first, PAGE)
        .await
        .map_err(refused)?;
    let ids: Vec<Uuid> = visits.iter().map(|visit| visit.id).collect();
    let mut by_visit: HashMap<Uuid, Vec<rectification::Model>> = HashMap::new();
    for row in store::of_inspections(db, &here.scope, Some(&ids))
        .await
        .map_err(refused)?
    {
        by_visit.entry(row.inspection_id).or_default().push(row);
    }
    let names: HashMap<Uuid, &str> = villages
        .iter()
        .map(|village| (village.id, village.name.as_str()))
        .collect();
    let today = app.clock.today();
    let writes = may_write(here.role);
    let drafts = if writes {
        phone::count_drafts(db, &here.scope)
            .await
            .map_err(refused)?
    } else {
        0
    };
    let new_href = if writes {
        format!("{base}/new")
    } else {
        String::new()
    };
    let context = Inspections {
        rows: visits
            .iter()
            .map(|visit| {
                let mine = by_visit.get(&visit.id).map_or(&[][..], Vec::as_slice);
                let name = names.get(&visit.village_id).copied().unwrap_or_default();
                row_of(visit, name, mine, &base, today)
            })
            .collect(),
        count: if everything == 0 {
            String::new()
        } else {
            format!("督查 {everything} 次，发现问题 {found} 个")
        },
        empty: (everything == 0).then(|| nothing_yet(&new_href)),
        new_href,
        xlsx: format!("{base}.xlsx?{}", narrowing().finish()),
        form: Form::new()
            .value("village", query.text("village"))
            .value("kind", query.text("kind"))
            .value("show", show),
        villages: sheets::village_choices(&villages),
        kinds: sheets::kinds(),
        shows: shows(writes),
        pager,
        links: links(&base, here.scope.cycle_id(), writes),
        drafts: match drafts {
            0 => Link::default(),
            count => Link::new(
                format!("手机上没有填完的检查 {count} 份，接着填"),
                format!("{base}/import#drafts"),
            ),
        },
    };
    let frame = frame(
        &app,
        &here.visit,
        Section::Inspections,
        "督查",
        Some(here.scope.cycle()),
        &[],
    );
    page(&app, &frame, &context)
}

/// What the list is narrowed to.
pub(super) fn filter_of(query: &Fields) -> InspectionFilter {
    let show = query.text("show");
    InspectionFilter {
        village: Uuid::parse_str(query.text("village")).ok(),
        kind: query.text("kind").to_owned(),
        open: show == "open",
        found: show == "found",
        doubtful: show == "doubtful",
    }
}

/// The same in words.
pub(super) fn narrowed(query: &Fields, villages: &[village_row::Model]) -> Narrowed {
    Narrowed::new()
        .choice(
            "村（社区）",
            &sheets::village_choices(villages),
            query.text("village"),
        )
        .choice("方式", &sheets::kinds(), query.text("kind"))
        .choice("显示", &shows(true), query.text("show"))
}

fn shows(writes: bool) -> Vec<Choice> {
    let mut shows = vec![
        Choice::new("open", "没有销号的"),
        Choice::new("found", "有问题的"),
    ];
    if writes {
        shows.push(Choice::new("doubtful", "日期待核对的"));
    }
    shows
}

fn links(base: &str, cycle: Uuid, writes: bool) -> Vec<Link> {
    let mut links = vec![Link::new("问题整改", format!("/c/{cycle}/findings"))];
    if writes {
        links.push(Link::new("督查计划", format!("{base}/plan")));
        links.push(Link::new("导入离线文件", format!("{base}/import")));
        links.push(Link::new("手机检查", "/m/"));
    }
    links
}

fn nothing_yet(new_href: &str) -> Empty {
    if new_href.is_empty() {
        Empty {
            text: "还没有督查记录。督查组到村里看过以后，发现的问题和整改期限会在这里。".to_owned(),
            action: Link::default(),
        }
    } else {
        Empty {
            text: "还没有督查记录。到村里看过以后，把发现的问题和整改期限记在这里。".to_owned(),
            action: Link::new("新记一次督查", new_href),
        }
    }
}

fn row_of(
    visit: &inspection_row::Model,
    village: &str,
    mine: &[rectification::Model],
    base: &str,
    today: NaiveDate,
) -> InspectionRow {
    let counted = mine
        .iter()
        .filter(|row| row.state != store::WITHDRAWN)
        .count();
    let (sign, state) = told(mine, today);
    InspectionRow {
        href: format!("{base}/{}", visit.id),
        day: civil::short(visit.day),
        village: village.to_owned(),
        kind: kind_name(&visit.kind),
        inspectors: visit.inspectors.clone(),
        findings: match counted {
            0 => "没有发现问题".to_owned(),
            count => format!("{count} 个问题"),
        },
        sign,
        state,
    }
}

/// Sign and words for what became of the findings of one visit.
fn told(mine: &[rectification::Model], today: NaiveDate) -> (Sign, String) {
    let counted: Vec<&rectification::Model> = mine
        .iter()
        .filter(|row| row.state != store::WITHDRAWN)
        .collect();
    if counted.is_empty() {
        return (Sign::Done, "不需要整改".to_owned());
    }
    let open: Vec<&&rectification::Model> = counted
        .iter()
        .filter(|row| store::OPEN.contains(&row.state.as_str()))
        .collect();
    if open.is_empty() {
        let last = counted.iter().filter_map(|row| row.closed_on).max();
        return (
            Sign::Done,
            match last {
                Some(day) => format!("{}全部销号", civil::short(day)),
                None => "全部销号".to_owned(),
            },
        );
    }
    let left = if open.len() == counted.len() {
        String::new()
    } else {
        format!("{} 个没有销号，", open.len())
    };
    match open.iter().filter_map(|row| row.due).min() {
        None => (Sign::Active, format!("{left}没有定期限")),
        Some(due) => {
            let (sign, margin) = due_sign(due, today);
            (sign, format!("{left}期限 {}，{margin}", civil::short(due)))
        }
    }
}

/// A deadline of the office's own making is amber when it has passed: red is kept for the law.
pub(super) fn due_sign(due: NaiveDate, today: NaiveDate) -> (Sign, String) {
    let left = (due - today).num_days();
    let sign = if left <= 3 { Sign::Soon } else { Sign::Active };
    (sign, margin_text(left))
}

/// State of one finding: sign and words.
pub(super) fn finding_state(row: &rectification::Model) -> (Sign, String) {
    let name = state_name(&row.state);
    match row.state.as_str() {
        store::CLOSED => (
            Sign::Done,
            row.closed_on.map_or_else(
                || name.to_owned(),
                |day| format!("{name} {}", civil::short(day)),
            ),
        ),
        store::WITHDRAWN => (Sign::Skipped, name.to_owned()),
        store::FOUND => (Sign::Soon, name.to_owned()),
        _ => (Sign::Active, name.to_owned()),
    }
}

/// `GET /c/{c}/inspections/new`; `?village=` and `?kind=` list what is to be looked at.
pub async fn new(
    May(here): May<WriteInspection>,
    State(app): State<App>,
    query: Asked,
) -> Result<Response, Trouble> {
    let query = asked(query);
    if !query.text("draft").is_empty() {
        return from_draft(&app, &here, query.text("draft")).await;
    }
    let form = Form::new()
        .value("village", query.text("village"))
        .value("kind", query.text("kind"))
        .value("theme", query.text("theme"))
        .value("day", app.clock.today().to_string())
        .value(
            "inspectors",
            team_of(&app, &here, query.text("village")).await?,
        );
    form_page(&app, &here, form, &query, false).await
}

/// The form with what was begun on a telephone in it.
async fn from_draft(app: &App, here: &InCycle, client_id: &str) -> Result<Response, Trouble> {
    let db = app.store.reader();
    let refused = Refusal::from;
    let Some(row) = phone::draft_of_client(db, &here.scope, client_id)
        .await
        .map_err(refused)?
    else {
        let base = format!("/c/{}/inspections", here.scope.cycle_id());
        let stored = store::sheet_of_client(db, &here.scope, client_id)
            .await
            .map_err(refused)?
            .filter(|row| here.scope.reaches(row.village_id));
        return Ok(match stored {
            Some(sheet) => onward(
                app,
                &format!("{base}/{}", sheet.inspection_id),
                "这次检查已经填完存下，不用再填。",
            ),
            None => onward_with(
                app,
                &format!("{base}/import"),
                Tone::Warning,
                "请看下面的清单：那一份没有填完的检查已经删去了。",
            ),
        });
    };
    let mut fields = draft::fields(&row);
    let named = |fields: &[(String, String)], name: &str| {
        fields
            .iter()
            .any(|(known, value)| known == name && !value.is_empty())
    };
    if !named(&fields, "inspectors") {
        fields.retain(|(name, _)| name != "inspectors");
        let who = if row.who.is_empty() {
            team_of(app, here, &row.village_id.to_string()).await?
        } else {
            row.who
        };
        fields.push(("inspectors".to_owned(), who));
    }
    fields.push(("draft".to_owned(), row.client_id));
    let fields: Fields = fields.into_iter().collect();
    let form = form_again(&fields, &Problems::none());
    form_page(app, here, form, &fields, false).await
}

/// What the form says of the half-filled inspection it was made from; `None` when it waits no longer.
async fn draft_note(
    app: &App,
    here: &InCycle,
    fields: &Fields,
    lost: Vec<String>,
) -> Result<Option<DraftNote>, Refusal> {
    if fields.text("draft").is_empty() {
        return Ok(None);
    }
    let row = phone::draft_of_client(app.store.reader(), &here.scope, fields.text("draft")).await?;
    Ok(row.map(|row| DraftNote {
        told: format!(
            "接着填手机上没有填完的一次：{}已填 {} 项{}。已填的都在下面，填完保存；手机上的那一份以后再传，也不会重复存。",
            if row.who.is_empty() {
                String::new()
            } else {
                format!("{} ", row.who)
            },
            row.answered,
            match draft::photos(&row) {
                0 => String::new(),
                count => format!("，照片 {count} 张（保存时一起存进去）"),
            }
        ),
        client: row.client_id,
        version: row.version.to_string(),
        lost,
    }))
}

/// Who inspects a village as a rule: its supervision team, «第一督查组 王火发、何礼强»; nothing without one.
async fn team_of(app: &App, here: &InCycle, village: &str) -> Result<String, Refusal> {
    let db = app.store.reader();
    let Ok(id) = Uuid::parse_str(village) else {
        return Ok(String::new());
    };
    let Some(team) = village::find(db, &here.scope, id)
        .await?
        .and_then(|village| village.supervision_team_id)
    else {
        return Ok(String::new());
    };
    let teams = people::teams(db, &here.scope).await?;
    let Some(team) = teams.into_iter().find(|row| row.id == team) else {
        return Ok(String::new());
    };
    let names: Vec<String> = people::list(db, &here.scope)
        .await?
        .into_iter()
        .filter(|row| row.team_id == Some(team.id))
        .map(|row| row.name)
        .collect();
    Ok(format!("{} {}", team.name, names.join("、"))
        .trim()
        .to_owned())
}

async fn form_page(
    app: &App,
    here: &InCycle,
    form: Form,
    fields: &Fields,
    again: bool,
) -> Result<Response, Trouble> {
    let villages = village::list(app.store.reader(), &here.scope)
        .await
        .map_err(Refusal::from)?;
    let base = format!("/c/{}/inspections", here.scope.cycle_id());
    let more_lines: Vec<u32> = (LINES..ALL_LINES).collect();
    let filled = |line: &u32| {
        ["problem", "basis", "measure", "deadline"]
            .iter()
            .any(|field| !fields.text(&format!("{field}.{line}")).is_empty())
    };
    let listed = match Kind::from_id(fields.text("kind")) {
        Some(kind) => {
            let plans = app.plans(here.scope.cycle()).await?;
            sheets::list(
                app,
                &here.scope,
                &plans,
                fields.text("village"),
                kind,
                fields,
            )
            .await?
        }
        None => None,
    };
    let printed = if listed.is_some() {
        Link::new(
            "打印检查表",
            format!(
                "/c/{}/docs/preview?unit={}&kind=inspection-form",
                here.scope.cycle_id(),
                fields.text("village")
            ),
        )
    } else {
        Link::default()
    };
    let mut listed = listed.unwrap_or_default();
    sheets::opened(&mut listed.items, fields);
    let with_items = !listed.items.is_empty();
    let draft = draft_note(app, here, fields, std::mem::take(&mut listed.lost)).await?;
    let context = InspectionForm {
        form,
        action: format!("{base}/new"),
        villages: sheets::village_choices(&villages),
        kinds: sheets::kinds(),
        today: app.clock.today().to_string(),
        lines: (0..LINES).collect(),
        more_open: more_lines.iter().any(filled)
            || (with_items && (0..LINES).any(|line| filled(&line))),
        more_lines,
        items: listed.items,
        reviews: listed.reviews,
        told: listed.told,
        themes: sheets::themes(),
        gravities: sheets::gravities(),
        // Its items were those of the stage it was begun in.
        stage: if draft.is_some() && !fields.text("stage").is_empty() {
            fields.text("stage").to_owned()
        } else {
            listed.stage
        },
        printed,
        draft,
        back: base.clone(),
        key: fresh_key(),
    };
    let frame = frame(
        app,
        &here.visit,
        Section::Inspections,
        "新记一次督查",
        Some(here.scope.cycle()),
        &[("督查", &base), ("新记一次督查", "")],
    );
    if again {
        invalid(app, &frame, &context)
    } else {
        page(app, &frame, &context)
    }
}

/// `POST /c/{c}/inspections/new`
pub async fn record(
    May(here): May<WriteInspection>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let plans = app.plans(here.scope.cycle()).await?;
    let done = visit::record(
        &sheets::desk(&app, &plans),
        &here.actor,
        &here.scope,
        &posted.key,
        sheets::typed(&posted.fields, Origin::Office),
        Vec::new(),
    )
    .await;
    match done {
        Ok(recorded) if recorded.again && !recorded.receipt.is_empty() => Ok(onward_with(
            &app,
            &recorded.location,
            Tone::Warning,
            "请核对：这次检查刚才已经从手机上传或者由别人填完，没有重复存，您这次填的没有存进去。",
        )),
        Ok(recorded) => Ok(onward(&app, &recorded.location, "督查记录已保存。")),
        Err(Refusal::Invalid(problems)) => {
            let fields = &posted.fields;
            form_page(&app, &here, form_again(fields, &problems), fields, true).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}
