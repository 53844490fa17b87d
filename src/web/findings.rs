//! 问题整改 — `/c/{c}/findings`: every finding until it is settled; one of them with what may be done.
//! Also what other pages say of findings: the workbench, a village's page.

mod one;

use std::collections::HashMap;

use axum::{extract::State, response::Response};
use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    answer::{Trouble, frame, page},
    app::App,
    form::{Asked, asked},
    guard::{May, ReadCycle},
    inspections::{due_sign, finding_state, may_write},
    pages::{
        parts::{DateCard, Empty, Form, Link, Message, Sign, Tab},
        supervision::{FindingRow, Findings},
        workbench::{DueGroup, DueRow},
    },
    router::{Row, get, post},
    sheets,
    view::{Section, Tone},
};
use crate::{
    civil,
    law::Gravity,
    office::{paper::dossier::Dossier, refusal::Refusal},
    store::{
        entity::{finding, rectification, village as village_row},
        scope::CycleScope,
        supervision::{self as store, ANSWERED, ASSIGNED, CLOSED, FOUND, FindingFilter, OPEN},
        village,
    },
};

/// Findings on one page of the list.
const PAGE: u64 = 50;
/// Lines of the workbench before «看全部».
const LINES: u64 = 8;
/// Characters of a problem in a list.
const SHORT: usize = 60;

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/findings", list),
        get("/c/{c}/findings/{f}", one::one),
        post("/c/{c}/findings/{f}/assign", one::assign),
        post("/c/{c}/findings/{f}/answer", one::answer),
        post("/c/{c}/findings/{f}/close", one::close),
        post("/c/{c}/findings/{f}/return", one::send_back),
        post("/c/{c}/findings/{f}/withdraw", one::withdraw),
    ]
}

/// What a tab shows: word of the address, heading, states, only what is past its deadline.
const TABS: [(&str, &str, &[&str], bool); 7] = [
    ("", "没有销号", &OPEN, false),
    ("late", "已过期限", &[FOUND, ASSIGNED], true),
    ("found", "待交办", &[FOUND], false),
    ("assigned", "整改中", &[ASSIGNED], false),
    ("answered", "待复核", &[ANSWERED], false),
    ("closed", "已销号", &[CLOSED], false),
    ("all", "全部", &[], false),
];

/// The states a tab shows, and whether only what is past its deadline.
pub(super) fn shown(show: &str) -> (&'static [&'static str], bool) {
    let tab = TABS
        .iter()
        .find(|(word, ..)| *word == show)
        .unwrap_or(&TABS[0]);
    (tab.2, tab.3)
}

/// What a tab is called.
pub(super) fn shown_name(show: &str) -> &'static str {
    TABS.iter()
        .find(|(word, ..)| *word == show)
        .unwrap_or(&TABS[0])
        .1
}

/// `GET /c/{c}/findings`
pub async fn list(
    May(here): May<ReadCycle>,
    State(app): State<App>,
    query: Asked,
) -> Result<Response, Trouble> {
    let query = asked(query);
    let db = app.store.reader();
    let refused = Refusal::from;
    let today = app.clock.today();
    let base = format!("/c/{}/findings", here.scope.cycle_id());
    let villages = village::list(db, &here.scope).await.map_err(refused)?;
    let narrow = FindingFilter {
        village: Uuid::parse_str(query.text("village")).ok(),
        gravity: query.text("gravity").to_owned(),
        ..FindingFilter::default()
    };
    let counts = store::finding_counts(db, &here.scope, &narrow)
        .await
        .map_err(refused)?;
    let late = store::count_findings(
        db,
        &here.scope,
        &FindingFilter {
            states: vec![FOUND, ASSIGNED],
            due_before: Some(today),
            ..narrow.clone()
        },
    )
    .await
    .map_err(refused)?;
    let show = query.text("show");
    let shown = TABS
        .iter()
        .find(|(word, ..)| *word == show)
        .unwrap_or(&TABS[0]);
    let address = |show: &str, number: u64| {
        let mut made = form_urlencoded::Serializer::new(String::new());
        for (name, value) in [
            ("show", show),
            ("village", query.text("village")),
            ("gravity", query.text("gravity")),
        ] {
            if !value.is_empty() {
                made.append_pair(name, value);
            }
        }
        if number > 1 {
            made.append_pair("page", &number.to_string());
        }
        format!("{base}?{}", made.finish())
    };
    let count_of = |states: &[&str], only_late: bool| -> u64 {
        if only_late {
            return late;
        }
        counts
            .iter()
            .filter(|(state, _)| states.is_empty() || states.contains(&state.as_str()))
            .map(|(_, count)| count)
            .sum()
    };
    let tabs = TABS
        .iter()
        .map(|(word, name, states, only_late)| {
            let count = count_of(states, *only_late);
            Tab::new(
                *name,
                address(word, 1),
                if count == 0 {
                    String::new()
                } else {
                    count.to_string()
                },
                *word == shown.0,
            )
        })
        .collect();
    let filter = FindingFilter {
        states: shown.2.to_vec(),
        due_before: shown.3.then_some(today),
        ..narrow
    };
    let total = count_of(shown.2, shown.3);
    let (first, pager) = sheets::pager(query.text("page"), PAGE, total, |number| {
        address(shown.0, number)
    });
    let (found, _) = store::finding_page(db, &here.scope, &filter, first, PAGE)
        .await
        .map_err(refused)?;
    let names = names(&villages);
    let ever = !counts.is_empty() || filter.village.is_some() || !filter.gravity.is_empty();
    let context = Findings {
        tabs,
        rows: found
            .into_iter()
            .map(|(row, found)| row_of(&row, found, &names, &base, today))
            .collect(),
        form: Form::new()
            .value("show", shown.0)
            .value("village", query.text("village"))
            .value("gravity", query.text("gravity")),
        villages: sheets::village_choices(&villages),
        gravities: sheets::gravities(),
        pager,
        empty: (!ever).then(|| Empty {
            text: "还没有督查发现的问题。登记督查时写下的问题会在这里，一直到销号。".to_owned(),
            action: if may_write(here.role) {
                Link::new(
                    "新记一次督查",
                    format!("/c/{}/inspections/new", here.scope.cycle_id()),
                )
            } else {
                Link::default()
            },
        }),
    };
    let frame = frame(
        &app,
        &here.visit,
        Section::Inspections,
        "问题整改",
        Some(here.scope.cycle()),
        &[
            ("督查", &format!("/c/{}/inspections", here.scope.cycle_id())),
            ("问题整改", ""),
        ],
    );
    page(&app, &frame, &context)
}

fn names(villages: &[village_row::Model]) -> HashMap<Uuid, &str> {
    villages
        .iter()
        .map(|village| (village.id, village.name.as_str()))
        .collect()
}

/// A problem cut to what a list has room for.
pub(super) fn shortened(text: &str) -> String {
    let short: String = text.chars().take(SHORT).collect();
    if short.len() < text.len() {
        format!("{short}…")
    } else {
        short
    }
}

fn row_of(
    row: &rectification::Model,
    found: finding::Model,
    names: &HashMap<Uuid, &str>,
    base: &str,
    today: NaiveDate,
) -> FindingRow {
    let (sign, state) = finding_state(row);
    let open = OPEN.contains(&row.state.as_str());
    let (due_sign, margin) = match row.due.filter(|_| open) {
        Some(due) => due_sign(due, today),
        None => (Sign::Future, String::new()),
    };
    let gravity = Gravity::from_id(&row.gravity);
    FindingRow {
        href: format!("{base}/{}", row.finding_id),
        village: names
            .get(&row.village_id)
            .map_or_else(String::new, |name| (*name).to_owned()),
        problem: shortened(&found.problem),
        gravity: gravity.map_or("", Gravity::name).to_owned(),
        serious: gravity == Some(Gravity::Serious),
        owner: row.owner.clone(),
        due: row.due.map_or_else(String::new, civil::short),
        margin,
        due_sign,
        sign,
        state,
    }
}

/// 整改逾期 and 待复核 for the workbench: what has passed its deadline, then what waits for a look.
pub(super) async fn overdue(
    app: &App,
    scope: &CycleScope,
    today: NaiveDate,
    villages: &[village_row::Model],
) -> Result<Vec<DueGroup>, Refusal> {
    let db = app.store.reader();
    let base = format!("/c/{}/findings", scope.cycle_id());
    let names = names(villages);
    let mut groups = Vec::new();
    for (heading, show, states, due_before) in [
        ("整改已过期限", "late", vec![FOUND, ASSIGNED], Some(today)),
        ("整改待复核", "answered", vec![ANSWERED], None),
    ] {
        let filter = FindingFilter {
            states,
            due_before,
            ..FindingFilter::default()
        };
        let (found, total) = store::finding_page(db, scope, &filter, 0, LINES).await?;
        if found.is_empty() {
            continue;
        }
        groups.push(DueGroup {
            heading: heading.to_owned(),
            sign: Sign::Soon,
            count: u32::try_from(total).unwrap_or(u32::MAX),
            rows: found
                .into_iter()
                .map(|(row, found)| due_row(&row, found, &names, scope, today))
                .collect(),
            more: if total > LINES {
                Link::new(format!("看全部 {total} 件"), format!("{base}?show={show}"))
            } else {
                Link::default()
            },
        });
    }
    Ok(groups)
}

fn due_row(
    row: &rectification::Model,
    found: finding::Model,
    names: &HashMap<Uuid, &str>,
    scope: &CycleScope,
    today: NaiveDate,
) -> DueRow {
    let href = format!("/c/{}/findings/{}", scope.cycle_id(), row.finding_id);
    let margin = row
        .due
        .map_or_else(String::new, |due| due_sign(due, today).1);
    DueRow {
        sign: Sign::Soon,
        unit: names
            .get(&row.village_id)
            .map_or_else(String::new, |name| (*name).to_owned()),
        // Without a step to record, the row's button opens what stands behind the name.
        unit_href: href.clone(),
        step: shortened(&found.problem),
        record_href: String::new(),
        due: row.due.map_or_else(
            || "没有定期限".to_owned(),
            |due| format!("整改期限 {}", civil::short(due)),
        ),
        card_href: href,
        margin: margin.clone(),
        card: DateCard {
            latest: row.due.map_or_else(String::new, |due| {
                format!("最迟 {}", civil::long_weekday(due))
            }),
            margin,
            basis: found.basis,
            verified: true,
            gist: found.measure,
            class: "工作".to_owned(),
            ..DateCard::default()
        },
    }
}

/// What a village's page says before its next step: serious findings nobody has settled.
pub(super) fn serious(dossier: &Dossier, cycle: Uuid, village: Uuid) -> Vec<Message> {
    let _ = cycle;
    dossier
        .serious(village)
        .into_iter()
        .map(|(found, row)| Message {
            tone: Tone::Warning,
            code: "S201".to_owned(),
            text: format!(
                "办下一步以前，请先把督查发现的严重问题整改到位：{}{}",
                found.problem.trim_end_matches('。'),
                row.due.map_or_else(
                    || "。".to_owned(),
                    |due| format!("（期限 {}）。", civil::short(due))
                )
            ),
            basis: found.basis.clone(),
            place: String::new(),
        })
        .collect()
}
