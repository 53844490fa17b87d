//! 督查 — `/c/{c}/inspections`: the visits, a new one, one of them.

use std::collections::HashMap;

use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    answer::{Trouble, frame, invalid, onward, onward_with, page},
    app::App,
    form::{Fields, Posted},
    guard::{InCycle, May, ReadCycle, WriteInspection},
    pages::{
        inspection::{
            AnswerRow, DayQuestion, Finding, InspectionForm, InspectionPage, InspectionRow,
            Inspections,
        },
        parts::{Choice, Empty, Fact, FileLink, Form, Link, Sign},
    },
    router::{Row, get, post},
    sheets,
    sign_in::{form_again, fresh_key},
    signs::margin_text,
    view::{Section, Tone},
};
use crate::{
    civil,
    law::Gravity,
    office::{
        change::{Begun, Change},
        event::Event,
        evidence::size_text,
        inspection::Kind,
        paper::dossier::{Dossier, Reach},
        refusal::{Conflict, Problems, Refusal},
        supervision::{
            rectify::state_name,
            sheet::{Origin, Verdict},
            visit,
        },
    },
    platform::clock,
    store::{
        account::Role,
        audit,
        entity::{finding, inspection as inspection_row, inspection_sheet, rectification},
        inspection as rows,
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
        get("/c/{c}/inspections/{i}", one),
        post("/c/{c}/inspections/{i}/day", set_day),
    ]
}

/// Whether a role sends teams out and writes what they found.
pub(super) fn may_write(role: Role) -> bool {
    matches!(role, Role::Clerk | Role::Supervision)
}

pub(super) fn kind_name(id: &str) -> String {
    Kind::from_id(id).map_or_else(|| id.to_owned(), |kind| kind.name().to_owned())
}

/// What an address asks for behind its `?`; a name given twice or unknown is no trouble.
pub type Asked = Query<Vec<(String, String)>>;

pub(super) fn asked(Query(pairs): Asked) -> Fields {
    pairs.into_iter().collect()
}

/// `GET /c/{c}/inspections`
pub async fn list(
    May(here): May<ReadCycle>,
    State(app): State<App>,
    query: Asked,
) -> Result<Response, Trouble> {
    let query = asked(query);
    let show = query.text("show");
    let filter = InspectionFilter {
        village: Uuid::parse_str(query.text("village")).ok(),
        kind: query.text("kind").to_owned(),
        open: show == "open",
        found: show == "found",
        doubtful: show == "doubtful",
    };
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
    let href = |number: u64| {
        let mut made = form_urlencoded::Serializer::new(String::new());
        for name in ["village", "kind", "show"] {
            if !query.text(name).is_empty() {
                made.append_pair(name, query.text(name));
            }
        }
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
        form: Form::new()
            .value("village", query.text("village"))
            .value("kind", query.text("kind"))
            .value("show", show),
        villages: sheets::village_choices(&villages),
        kinds: sheets::kinds(),
        shows: shows(writes),
        pager,
        links: links(&base, here.scope.cycle_id(), writes),
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
    let form = Form::new()
        .value("village", query.text("village"))
        .value("kind", query.text("kind"))
        .value("theme", query.text("theme"))
        .value("day", app.clock.today().to_string());
    form_page(&app, &here, form, &query, false).await
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
                fields.text("theme"),
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
        stage: listed.stage,
        printed,
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
        Ok(recorded) => Ok(onward(&app, &recorded.location, "督查记录已保存。")),
        Err(Refusal::Invalid(problems)) => {
            let fields = &posted.fields;
            form_page(&app, &here, form_again(fields, &problems), fields, true).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// `GET /c/{c}/inspections/{i}`
pub async fn one(
    May(here): May<ReadCycle>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let id = Uuid::parse_str(&id).map_err(|_| Trouble::not_found())?;
    show(&app, &here, id, None).await
}

async fn show(
    app: &App,
    here: &InCycle,
    id: Uuid,
    again: Option<(&Fields, Problems)>,
) -> Result<Response, Trouble> {
    let db = app.store.reader();
    let refused = Refusal::from;
    let (visit, findings) = rows::find(db, &here.scope, id)
        .await
        .map_err(refused)?
        .ok_or_else(Trouble::not_found)?;
    let village = village::find(db, &here.scope, visit.village_id)
        .await
        .map_err(refused)?
        .ok_or_else(Trouble::not_found)?;
    let sheet = store::sheets(db, &[id]).await.map_err(refused)?.remove(&id);
    let answers = store::answers(db, id).await.map_err(refused)?;
    let photos = store::photos(db, id).await.map_err(refused)?;
    let mine = store::of_inspections(db, &here.scope, Some(&[id]))
        .await
        .map_err(refused)?;
    let today = app.clock.today();
    let base = format!("/c/{}", here.scope.cycle_id());
    // Which notice speaks of this visit is known only when every visit of the village is.
    let dossier = if findings.is_empty() {
        None
    } else {
        Some(Dossier::read(db, &here.scope, Reach::Unit(village.id)).await?)
    };
    let wanting = dossier
        .as_ref()
        .and_then(|dossier| dossier.wanting(village.id));
    let spoken_of = wanting
        .as_ref()
        .is_some_and(|wanting| wanting.visits.iter().any(|(row, _)| row.id == id));
    let waiting = mine
        .iter()
        .any(|row| store::OPEN.contains(&row.state.as_str()));
    let (sign, state) = told(&mine, today);
    let mut facts = facts_of(&visit, sheet.as_ref());
    if !findings.is_empty() && !spoken_of {
        facts.push(Fact::new(
            "整改通知书",
            "这一次的问题已发通知或者不需要通知；已发的见文书中心",
        ));
    }
    let writes = may_write(here.role);
    let context = InspectionPage {
        village: village.name.clone(),
        village_href: format!("{base}/v/{}", village.id),
        kind: kind_name(&visit.kind),
        facts,
        notice: if spoken_of {
            Link::new(
                "整改通知书（带回执）",
                format!(
                    "{base}/docs/preview?unit={}&kind=rectification-notice",
                    village.id
                ),
            )
        } else {
            Link::default()
        },
        follow_up: if waiting && writes {
            Link::new(
                "登记整改回头看",
                format!(
                    "{base}/inspections/new?village={}&kind={}",
                    village.id,
                    Kind::FollowUp.id()
                ),
            )
        } else {
            Link::default()
        },
        waiting,
        sign,
        state: if findings.is_empty() {
            String::new()
        } else {
            state
        },
        findings: findings
            .into_iter()
            .map(|found| {
                let row = mine.iter().find(|row| row.finding_id == found.id);
                finding_of(found, row, &base, today)
            })
            .collect(),
        sums: sums(
            &answers
                .iter()
                .map(|row| row.answer.as_str())
                .collect::<Vec<_>>(),
        ),
        answers: answers
            .into_iter()
            .map(|row| {
                let verdict = Verdict::from_id(&row.answer);
                AnswerRow {
                    check: row.text,
                    basis: row.basis,
                    answer: verdict.map_or("", Verdict::name).to_owned(),
                    sign: match verdict {
                        Some(Verdict::Good) => Sign::Done,
                        Some(Verdict::Bad) => Sign::Soon,
                        _ => Sign::Skipped,
                    },
                    note: row.note,
                }
            })
            .collect(),
        photos: photos
            .into_iter()
            .map(|(photo, file)| FileLink {
                name: photo_name(app, &photo.item, &file.file_name),
                size: size_text(file.size),
                href: format!("{base}/files/{}", file.id),
            })
            .collect(),
        question: sheet
            .as_ref()
            .and_then(|row| row.claimed_day)
            .map(|claimed| question(here, &visit, claimed, &base, again)),
    };
    let frame = frame(
        app,
        &here.visit,
        Section::Inspections,
        &format!("{}{}", context.village, context.kind),
        Some(here.scope.cycle()),
        &[
            ("督查", &format!("{base}/inspections")),
            (&context.village, ""),
        ],
    );
    if context
        .question
        .as_ref()
        .is_some_and(|question| question.form.has_errors())
    {
        invalid(app, &frame, &context)
    } else {
        page(app, &frame, &context)
    }
}

fn question(
    here: &InCycle,
    visit: &inspection_row::Model,
    claimed: NaiveDate,
    base: &str,
    again: Option<(&Fields, Problems)>,
) -> DayQuestion {
    DayQuestion {
        text: sheets::doubt(claimed, visit.day),
        action: if may_write(here.role) {
            format!("{base}/inspections/{}/day", visit.id)
        } else {
            String::new()
        },
        form: match again {
            Some((fields, problems)) => form_again(fields, &problems),
            None => Form::new().value("day", visit.day.to_string()),
        },
        version: visit.version.to_string(),
        key: fresh_key(),
    }
}

fn photo_name(app: &App, item: &str, file: &str) -> String {
    match app.rules.checklists().find(item) {
        Some(found) => format!("{}：{file}", found.check),
        None => file.to_owned(),
    }
}

fn facts_of(visit: &inspection_row::Model, sheet: Option<&inspection_sheet::Model>) -> Vec<Fact> {
    let mut facts = vec![
        Fact::new("日期", civil::long_weekday(visit.day)),
        Fact::new("督查人员", visit.inspectors.clone()),
        Fact::new("总的情况", visit.note.clone()),
        Fact::new(
            "登记",
            format!(
                "{} {}",
                visit.recorded_by_name,
                clock::long_stamp(visit.recorded_at)
            ),
        ),
    ];
    if let Some(sheet) = sheet.filter(|sheet| sheet.origin != Origin::Office.id()) {
        facts.push(Fact::new(
            "回执",
            format!("{}（{}）", sheet.receipt, Origin::name(&sheet.origin)),
        ));
    }
    facts
}

fn sums(answers: &[&str]) -> String {
    if answers.is_empty() {
        return String::new();
    }
    let of = |verdict: Verdict| answers.iter().filter(|one| **one == verdict.id()).count();
    format!(
        "共 {} 项：合格 {}，不合格 {}，不适用 {}",
        answers.len(),
        of(Verdict::Good),
        of(Verdict::Bad),
        of(Verdict::Apart)
    )
}

fn finding_of(
    found: finding::Model,
    row: Option<&rectification::Model>,
    base: &str,
    today: NaiveDate,
) -> Finding {
    let due = row.and_then(|row| row.due).or(found.deadline);
    let open = row.is_some_and(|row| store::OPEN.contains(&row.state.as_str()));
    let (sign, state) = row.map(finding_state).unwrap_or_default();
    Finding {
        href: format!("{base}/findings/{}", found.id),
        problem: found.problem,
        basis: found.basis,
        measure: found.measure,
        due: due.map_or_else(String::new, civil::short_weekday),
        left: due
            .filter(|_| open)
            .map_or_else(String::new, |day| due_sign(day, today).1),
        sign,
        state,
        gravity: row
            .and_then(|row| Gravity::from_id(&row.gravity))
            .map_or("", Gravity::name)
            .to_owned(),
    }
}

/// `POST /c/{c}/inspections/{i}/day`: the day a telephone got wrong.
pub async fn set_day(
    May(here): May<WriteInspection>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let id = Uuid::parse_str(&id).map_err(|_| Trouble::not_found())?;
    match correct_day(&app, &here, id, &posted).await {
        Ok(location) => Ok(onward_with(&app, &location, Tone::Done, "督查日期已核对。")),
        Err(Refusal::Invalid(problems)) => {
            show(&app, &here, id, Some((&posted.fields, problems))).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

async fn correct_day(
    app: &App,
    here: &InCycle,
    id: Uuid,
    posted: &Posted,
) -> Result<String, Refusal> {
    let (visit, _) = rows::find(app.store.reader(), &here.scope, id)
        .await?
        .ok_or(Refusal::NotFound)?;
    let today = app.clock.today();
    let day = civil::parse(posted.fields.text("day"))
        .ok_or_else(|| Refusal::field("day", "请写明是哪天去的，例如 2027-02-20。"))?;
    if day > today {
        return Err(Refusal::field(
            "day",
            format!(
                "请把日期改到今天（{}）或者以前：还没有到的日子不能是督查日期。",
                civil::long(today)
            ),
        ));
    }
    let location = format!("/c/{}/inspections/{id}", here.scope.cycle_id());
    let mut change =
        match Change::begin(&app.store, app.clock.as_ref(), &here.actor, &posted.key).await? {
            Begun::Fresh(change) => change,
            Begun::Again(location) => return Ok(location),
        };
    if !store::set_day(change.tx(), id, day, posted.fields.version()).await? {
        let last = audit::last_of_object(change.tx(), "inspection", &id.to_string()).await?;
        return Err(Refusal::Conflict(Conflict::from_event("这次督查", last)));
    }
    change
        .audit(Event::InspectionDayChecked)
        .object("inspection", id)
        .cycle(here.scope.cycle_id())
        .village(visit.village_id)
        .summary(format!("核对督查日期：{}", civil::short(day)))
        .before(&serde_json::json!({ "day": visit.day }))
        .after(&serde_json::json!({ "day": day }));
    change.commit(&location).await?;
    Ok(location)
}
