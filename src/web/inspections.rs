//! 督查 — `/c/{c}/inspections`: the visits, a new one, one of them.

use std::collections::HashMap;

use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    answer::{Trouble, frame, invalid, onward, page},
    app::App,
    form::{Fields, Posted},
    guard::{InCycle, May, ReadCycle, WriteInspection},
    pages::{
        inspection::{Finding, InspectionForm, InspectionPage, InspectionRow, Inspections},
        parts::{Choice, Empty, Fact, Form, Link, Pager, Sign},
    },
    router::{Row, get, post},
    sign_in::{form_again, fresh_key},
    view::Section,
};
use crate::{
    civil,
    office::{
        inspection::{self, Kind, NewInspection, Rectification, TypedFinding},
        refusal::Refusal,
    },
    platform::clock,
    store::{account::Role, inspection as rows, village},
};

/// Visits on one page of the list.
const PAGE: usize = 50;
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
    ]
}

fn may_write(role: Role) -> bool {
    matches!(role, Role::Clerk | Role::Supervision)
}

fn kinds() -> Vec<Choice> {
    Kind::ALL
        .into_iter()
        .map(|kind| Choice::new(kind.id(), kind.name()))
        .collect()
}

fn kind_name(id: &str) -> String {
    Kind::from_id(id).map_or_else(|| id.to_owned(), |kind| kind.name().to_owned())
}

/// What the list is narrowed to.
#[derive(Debug, Default)]
struct Filter {
    village: String,
    kind: String,
    show: String,
    page: String,
}

/// What an address asks for behind its `?`; a name given twice or unknown is no trouble.
pub type Asked = Query<Vec<(String, String)>>;

fn asked(Query(pairs): Asked) -> Fields {
    pairs.into_iter().collect()
}

/// `GET /c/{c}/inspections`
pub async fn list(
    May(here): May<ReadCycle>,
    State(app): State<App>,
    query: Asked,
) -> Result<Response, Trouble> {
    let query = asked(query);
    let filter = Filter {
        village: query.text("village").to_owned(),
        kind: query.text("kind").to_owned(),
        show: query.text("show").to_owned(),
        page: query.text("page").to_owned(),
    };
    let db = app.store.reader();
    let visits = rows::list(db, &here.scope).await.map_err(Refusal::from)?;
    let ids: Vec<Uuid> = visits.iter().map(|visit| visit.id).collect();
    let villages = village::list(db, &here.scope)
        .await
        .map_err(Refusal::from)?;
    let mut found: HashMap<Uuid, Vec<Option<NaiveDate>>> = HashMap::new();
    for (visit, deadline) in rows::deadlines(db, &ids).await.map_err(Refusal::from)? {
        found.entry(visit).or_default().push(deadline);
    }
    let names: HashMap<Uuid, &str> = villages
        .iter()
        .map(|village| (village.id, village.name.as_str()))
        .collect();
    let today = app.clock.today();
    let base = format!("/c/{}/inspections", here.scope.cycle_id());
    let mut findings = 0;
    let mut shown = Vec::new();
    for visit in &visits {
        let deadlines = found.get(&visit.id).map_or(&[][..], Vec::as_slice);
        findings += deadlines.len();
        let state = inspection::rectification(
            visit,
            deadlines.len(),
            deadlines.iter().flatten().min().copied(),
            &visits,
        );
        let wanted = (filter.village.is_empty() || visit.village_id.to_string() == filter.village)
            && (filter.kind.is_empty() || visit.kind == filter.kind)
            && match filter.show.as_str() {
                "open" => matches!(state, Rectification::Waiting(_)),
                "found" => state != Rectification::NothingFound,
                _ => true,
            };
        if wanted {
            let (sign, text) = told(state, today);
            shown.push(InspectionRow {
                href: format!("{base}/{}", visit.id),
                day: civil::short(visit.day),
                village: names
                    .get(&visit.village_id)
                    .map_or_else(String::new, |name| (*name).to_owned()),
                kind: kind_name(&visit.kind),
                inspectors: visit.inspectors.clone(),
                findings: match deadlines.len() {
                    0 => "没有发现问题".to_owned(),
                    count => format!("{count} 个问题"),
                },
                sign,
                state: text,
            });
        }
    }
    let new_href = if may_write(here.role) {
        format!("{base}/new")
    } else {
        String::new()
    };
    let (rows, pager) = one_page(shown, &filter, &base);
    let context = Inspections {
        rows,
        count: if visits.is_empty() {
            String::new()
        } else {
            format!("督查 {} 次，发现问题 {findings} 个", visits.len())
        },
        empty: visits.is_empty().then(|| Empty {
            text: if new_href.is_empty() {
                "还没有督查记录。督查组到村里看过以后，发现的问题和整改期限会在这里。".to_owned()
            } else {
                "还没有督查记录。到村里看过以后，把发现的问题和整改期限记在这里。".to_owned()
            },
            action: if new_href.is_empty() {
                Link::default()
            } else {
                Link::new("新记一次督查", new_href.clone())
            },
        }),
        new_href,
        form: Form::new()
            .value("village", filter.village)
            .value("kind", filter.kind)
            .value("show", filter.show),
        villages: village_choices(&villages),
        kinds: kinds(),
        shows: vec![
            Choice::new("open", "待回头看"),
            Choice::new("found", "有问题的"),
        ],
        pager,
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

fn village_choices(villages: &[crate::store::entity::village::Model]) -> Vec<Choice> {
    villages
        .iter()
        .map(|village| Choice::new(village.id.to_string(), village.name.clone()))
        .collect()
}

/// Cuts the page out of the list and says where it stands.
fn one_page(all: Vec<InspectionRow>, filter: &Filter, base: &str) -> (Vec<InspectionRow>, Pager) {
    let total = all.len();
    let last = total.saturating_sub(1) / PAGE;
    let at = filter
        .page
        .parse::<usize>()
        .unwrap_or(1)
        .saturating_sub(1)
        .min(last);
    let href = |number: usize| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in [
            ("village", &filter.village),
            ("kind", &filter.kind),
            ("show", &filter.show),
        ] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        query.append_pair("page", &number.to_string());
        format!("{base}?{}", query.finish())
    };
    let rows: Vec<InspectionRow> = all.into_iter().skip(at * PAGE).take(PAGE).collect();
    if total <= PAGE {
        return (rows, Pager::default());
    }
    let pager = Pager {
        text: format!(
            "第 {}–{} 条，共 {total} 条",
            at * PAGE + 1,
            at * PAGE + rows.len()
        ),
        previous: if at > 0 { href(at) } else { String::new() },
        next: if at < last {
            href(at + 2)
        } else {
            String::new()
        },
    };
    (rows, pager)
}

/// Sign and words for the state of rectification.
fn told(state: Rectification, today: NaiveDate) -> (Sign, String) {
    match state {
        Rectification::NothingFound => (Sign::Done, "不需要整改".to_owned()),
        Rectification::LookedAgain(day) => (Sign::Done, format!("{}已回头看", civil::short(day))),
        Rectification::Waiting(None) => (Sign::Active, "没有定期限".to_owned()),
        Rectification::Waiting(Some(day)) => {
            let left = (day - today).num_days();
            let sign = match left {
                ..0 => Sign::Late,
                0..=3 => Sign::Soon,
                _ => Sign::Active,
            };
            (
                sign,
                format!("期限 {}，{}", civil::short(day), margin(left)),
            )
        }
    }
}

fn margin(left: i64) -> String {
    match left {
        0 => "今天到期".to_owned(),
        1.. => format!("余 {left} 天"),
        _ => format!("已过 {} 天", left.saturating_neg()),
    }
}

/// `GET /c/{c}/inspections/new`; `?village=` and `?kind=` fill in what is known.
pub async fn new(
    May(here): May<WriteInspection>,
    State(app): State<App>,
    query: Asked,
) -> Result<Response, Trouble> {
    let query = asked(query);
    let form = Form::new()
        .value("village", query.text("village"))
        .value("kind", query.text("kind"))
        .value("day", app.clock.today().to_string());
    form_page(&app, &here, form, false).await
}

async fn form_page(
    app: &App,
    here: &InCycle,
    form: Form,
    again: bool,
) -> Result<Response, Trouble> {
    let villages = village::list(app.store.reader(), &here.scope)
        .await
        .map_err(Refusal::from)?;
    let base = format!("/c/{}/inspections", here.scope.cycle_id());
    let more_lines: Vec<u32> = (LINES..ALL_LINES).collect();
    let more_open = more_lines.iter().any(|line| {
        FINDING_FIELDS.iter().any(|field| {
            let name = format!("{field}.{line}");
            form.values.get(&name).is_some_and(|text| !text.is_empty())
        })
    });
    let context = InspectionForm {
        form,
        action: format!("{base}/new"),
        villages: village_choices(&villages),
        kinds: kinds(),
        today: app.clock.today().to_string(),
        lines: (0..LINES).collect(),
        more_lines,
        more_open,
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

const FINDING_FIELDS: [&str; 4] = ["problem", "basis", "measure", "deadline"];

/// The form as typed; lines beyond those the page offers are read too, so that nothing is lost.
fn typed(fields: &Fields) -> NewInspection {
    let text = |name: &str| fields.text(name).to_owned();
    let mut lines: Vec<usize> = fields
        .iter()
        .filter_map(|(name, _)| {
            let (field, line) = name.split_once('.')?;
            FINDING_FIELDS
                .contains(&field)
                .then(|| line.parse::<u16>().ok())?
                .map(usize::from)
        })
        .collect();
    lines.sort_unstable();
    lines.dedup();
    NewInspection {
        village: text("village"),
        day: text("day"),
        kind: text("kind"),
        inspectors: text("inspectors"),
        note: text("note"),
        findings: lines
            .into_iter()
            .map(|line| TypedFinding {
                line,
                problem: text(&format!("problem.{line}")),
                basis: text(&format!("basis.{line}")),
                measure: text(&format!("measure.{line}")),
                deadline: text(&format!("deadline.{line}")),
            })
            .collect(),
    }
}

/// `POST /c/{c}/inspections/new`
pub async fn record(
    May(here): May<WriteInspection>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let done = inspection::record(
        &app.store,
        app.clock.as_ref(),
        &here.actor,
        &here.scope,
        &posted.key,
        typed(&posted.fields),
    )
    .await;
    match done {
        Ok(location) => Ok(onward(&app, &location, "督查记录已保存。")),
        Err(Refusal::Invalid(problems)) => {
            form_page(&app, &here, form_again(&posted.fields, &problems), true).await
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
    let db = app.store.reader();
    let (visit, findings) = rows::find(db, &here.scope, id)
        .await
        .map_err(Refusal::from)?
        .ok_or_else(Trouble::not_found)?;
    let village = village::find(db, &here.scope, visit.village_id)
        .await
        .map_err(Refusal::from)?
        .ok_or_else(Trouble::not_found)?;
    let all = rows::list(db, &here.scope).await.map_err(Refusal::from)?;
    let state = inspection::rectification(
        &visit,
        findings.len(),
        findings.iter().filter_map(|found| found.deadline).min(),
        &all,
    );
    let today = app.clock.today();
    let waiting = matches!(state, Rectification::Waiting(_));
    let (sign, text) = told(state, today);
    let base = format!("/c/{}", here.scope.cycle_id());
    // The notice is written from the village's latest visit that found something: from an earlier
    // one no button may lead to it.
    let mine: Vec<Uuid> = all
        .iter()
        .filter(|other| other.village_id == visit.village_id)
        .map(|other| other.id)
        .collect();
    let found = rows::deadlines(db, &mine).await.map_err(Refusal::from)?;
    let latest = all
        .iter()
        .filter(|other| other.village_id == visit.village_id)
        .find(|other| found.iter().any(|(with, _)| *with == other.id));
    let superseded = latest.filter(|other| other.id != visit.id && !findings.is_empty());
    let mut context = InspectionPage {
        village: village.name.clone(),
        village_href: format!("{base}/v/{}", village.id),
        kind: kind_name(&visit.kind),
        facts: vec![
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
        ],
        notice: if findings.is_empty() || superseded.is_some() {
            Link::default()
        } else {
            Link::new(
                "整改通知书（带回执）",
                format!(
                    "{base}/docs/preview?unit={}&kind=rectification-notice",
                    village.id
                ),
            )
        },
        follow_up: if waiting && may_write(here.role) {
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
            text
        },
        findings: findings
            .into_iter()
            .map(|found| Finding {
                problem: found.problem,
                basis: found.basis,
                measure: found.measure,
                due: found
                    .deadline
                    .map_or_else(String::new, civil::short_weekday),
                left: found
                    .deadline
                    .filter(|_| waiting)
                    .map_or_else(String::new, |day| margin((day - today).num_days())),
            })
            .collect(),
    };
    if let Some(later) = superseded {
        context.facts.push(Fact::new(
            "整改通知书",
            format!(
                "按本村最近一次发现问题的督查（{}）写；这一次的已发通知见文书中心",
                civil::short(later.day)
            ),
        ));
    }
    let frame = frame(
        &app,
        &here.visit,
        Section::Inspections,
        &format!("{}{}", context.village, context.kind),
        Some(here.scope.cycle()),
        &[
            ("督查", &format!("{base}/inspections")),
            (&context.village, ""),
        ],
    );
    page(&app, &frame, &context)
}
