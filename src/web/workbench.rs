//! 工作台 — `/`: what must be done now, in the cycle worked in last.

use std::collections::{BTreeMap, HashSet};

use axum::{
    extract::{Query, State},
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::CookieJar;
use chrono::NaiveDate;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    answer::{Trouble, frame, page},
    app::App,
    complaints,
    guard::{BeSignedIn, May, Member},
    incoming,
    pages::{
        parts::{Empty, Link, Sign},
        workbench::{AlertRow, DueGroup, DueRow, PrintLine, Workbench},
    },
    papers,
    router::{Row, get},
    signs, unentered,
    view::Section,
    visit,
};
use crate::{
    civil,
    documents::kind::Kind,
    law::{StepClass, StepState},
    lunar,
    office::{
        alert,
        progress::{Due, Overview, Unit, Urgency, Waiting},
        refusal::Refusal,
        standing::Plans,
    },
    store::{
        account::Role, audit, cycle, entity::cycle as cycle_row, paper, progress, scope::CycleScope,
    },
};

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![get("/", workbench)]
}

/// Remembers which cycle a person works in.
const CYCLE_COOKIE: &str = "huanjie-cycle";
/// Lines of one block before «看全部».
const LINES: usize = 8;
/// Events shown.
const EVENTS: u64 = 10;

/// Which cycle.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    c: String,
}

/// `GET /`
pub async fn workbench(
    May(member): May<BeSignedIn>,
    State(app): State<App>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    if member.who.role == Role::Administrator {
        return Ok(Redirect::to("/admin/users").into_response());
    }
    let cycles = cycle::list(app.store.reader(), member.who.account.township_id)
        .await
        .map_err(Refusal::from)?;
    let Some(chosen) = choose(&cycles, &asked.c, &headers) else {
        return no_cycle(&app, &member);
    };
    let scope = CycleScope::of_account(
        app.store.reader(),
        member.who.account.id,
        member.who.account.township_id,
        member.who.role.own_villages_only(),
        chosen.id,
    )
    .await
    .map_err(Refusal::from)?
    .ok_or_else(Trouble::not_found)?;
    let context = read(&app, &member, &scope).await?;
    let frame = frame(
        &app,
        &member.visit,
        Section::Workbench,
        "工作台",
        Some(scope.cycle()),
        &[],
    );
    let mut response = page(&app, &frame, &context)?;
    if Uuid::parse_str(&asked.c).is_ok_and(|id| id == chosen.id) {
        let mut cookie = visit::cookie(CYCLE_COOKIE, chosen.id.to_string(), app.config.tls());
        cookie.make_permanent();
        visit::add_cookie(&mut response, cookie);
    }
    Ok(response)
}

/// The cycle asked for, else the one worked in last, else the newest.
pub(super) fn choose<'c>(
    cycles: &'c [cycle_row::Model],
    asked: &str,
    headers: &HeaderMap,
) -> Option<&'c cycle_row::Model> {
    let jar = CookieJar::from_headers(headers);
    let held = jar
        .get(CYCLE_COOKIE)
        .map(|cookie| cookie.value().to_owned());
    [Some(asked), held.as_deref()]
        .into_iter()
        .flatten()
        .filter_map(|text| Uuid::parse_str(text).ok())
        .find_map(|id| cycles.iter().find(|cycle| cycle.id == id))
        .or_else(|| cycles.first())
}

fn no_cycle(app: &App, member: &Member) -> Result<Response, Trouble> {
    let context = Workbench {
        empty: Some(if member.who.role == Role::Clerk {
            Empty {
                text: "还没有届次。先新建一个届次，再导入村花名册，就能看到每个村的日程。"
                    .to_owned(),
                action: Link::new("新建届次", "/cycles/new"),
            }
        } else {
            Empty {
                text: "换届办还没有新建届次。建好以后，这里列出要办的事。".to_owned(),
                action: Link::default(),
            }
        }),
        ..Workbench::default()
    };
    let frame = frame(app, &member.visit, Section::Workbench, "工作台", None, &[]);
    page(app, &frame, &context)
}

async fn read(app: &App, member: &Member, scope: &CycleScope) -> Result<Workbench, Trouble> {
    let plans = app.plans(scope.cycle()).await?;
    let today = app.clock.today();
    let overview = Overview::read(&app.store, &plans, scope, today).await?;
    let base = format!("/c/{}", scope.cycle_id());
    if overview.villages.is_empty() {
        return Ok(Workbench {
            empty: Some(no_villages(member.who.role, &base)),
            ..Workbench::default()
        });
    }
    let db = app.store.reader();
    let arranged = progress::arrangements(db, scope, scope.cycle_id())
        .await
        .map_err(Refusal::from)?;
    let in_force: HashSet<(Uuid, String)> = paper::kinds_in_force(db, scope)
        .await
        .map_err(Refusal::from)?
        .into_iter()
        .collect();
    let events = audit::latest(db, scope, None, None, EVENTS)
        .await
        .map_err(Refusal::from)?;

    let planned = |step: &str| {
        arranged
            .iter()
            .find(|row| row.step == step)
            .and_then(|row| row.planned_day)
    };
    let due = overview.due(planned, scope.is_whole());
    let count = |urgency: Urgency| {
        u32::try_from(due.iter().filter(|one| one.urgency == urgency).count()).unwrap_or(u32::MAX)
    };
    let recorder = |unit: Unit<'_>| match unit {
        Unit::Village(_) => matches!(
            member.who.role,
            Role::Clerk | Role::Guidance | Role::VillageCommittee
        ),
        Unit::Township => member.who.role == Role::Clerk,
    };
    let mut groups: Vec<DueGroup> = [
        (Urgency::Late, "法定逾期", Sign::Late, "late"),
        (Urgency::Today, "今日", Sign::Soon, "soon"),
        (Urgency::Soon, "三日内", Sign::Soon, "soon"),
        (Urgency::Planned, "按安排该办", Sign::Active, "working"),
    ]
    .into_iter()
    .filter_map(|(urgency, heading, sign, show)| {
        let found: Vec<&Due<'_, '_>> = due.iter().filter(|one| one.urgency == urgency).collect();
        if found.is_empty() {
            return None;
        }
        Some(DueGroup {
            heading: heading.to_owned(),
            sign,
            count: u32::try_from(found.len()).unwrap_or(u32::MAX),
            rows: found
                .iter()
                .take(LINES)
                .map(|one| due_row(one, scope, recorder(one.unit)))
                .collect(),
            more: if found.len() > LINES {
                Link::new(
                    format!("看全部 {} 件", found.len()),
                    format!("{base}/matrix?show={show}&sort=worst"),
                )
            } else {
                Link::default()
            },
        })
    })
    .collect();
    groups.extend(super::findings::overdue(app, scope, today, &overview.villages).await?);
    groups.extend(super::risk::due_group(app, member.who.role, scope, &overview.villages).await?);
    // Complaints, urgent papers received and urgent papers to go out stand behind what the election itself has due,
    // before the working plan.
    let others = [
        complaints::due_group(app, &member.actor, scope).await?,
        incoming::due_group(app, member.who.role, scope).await?,
        papers::urgent::due_group(app, member.who.role, scope, &overview.villages).await?,
    ];
    for group in others.into_iter().flatten() {
        let at = groups
            .iter()
            .take_while(|group| group.sign != Sign::Active)
            .count();
        groups.insert(at, group);
    }
    let alerts = alerts(app, &plans, scope, &overview).await?;
    let (days_left, election_day, others) = election(&overview, today);
    Ok(Workbench {
        days_left,
        election_day,
        units: units_text(&overview, others),
        today_count: count(Urgency::Today),
        soon_count: count(Urgency::Soon),
        overdue_count: count(Urgency::Late),
        groups,
        alerts,
        prints: overview
            .waiting(scope.cycle_id(), scope.is_whole(), |unit, kind| {
                in_force.contains(&(unit, kind.id().to_owned()))
            })
            .into_iter()
            .map(|line| print_line(&line, &overview, &plans, &base))
            .collect(),
        prints_action: format!("{base}/docs"),
        counts: if member.who.role == Role::Clerk {
            uncounted(&overview, &in_force, today, &base)
        } else {
            Vec::new()
        },
        sheets: unentered::sheets(app, member.who.role, scope, &overview.villages, today).await?,
        recent: events
            .into_iter()
            .map(|row| signs::event_of(row, scope.cycle_id()))
            .collect(),
        empty: None,
    })
}

/// Villages whose election day has come and whose result is not published: where their votes are typed.
fn uncounted(
    overview: &Overview<'_>,
    in_force: &HashSet<(Uuid, String)>,
    today: NaiveDate,
    base: &str,
) -> Vec<Link> {
    let results = Kind::Results.id();
    overview
        .villages
        .iter()
        .zip(&overview.standings)
        .filter(|(village, standing)| {
            standing.days.election_day <= today
                && !in_force.contains(&(village.id, results.to_owned()))
        })
        .map(|(village, _)| {
            Link::new(
                &village.name,
                format!("{base}/v/{}/facts/{results}", village.id),
            )
        })
        .collect()
}

/// What stands in the way of steps not recorded yet.
async fn alerts(
    app: &App,
    plans: &Plans,
    scope: &CycleScope,
    overview: &Overview<'_>,
) -> Result<Vec<AlertRow>, Refusal> {
    let open = |unit: Uuid, step: &str| {
        let standing = overview
            .units()
            .find(|(village, _)| village.id == unit)
            .map_or(&overview.township, |(_, standing)| standing);
        let state = standing
            .plan
            .index(step)
            .and_then(|index| standing.states.get(index))?;
        (!matches!(
            state,
            StepState::Done | StepState::DoneLate | StepState::NotApplicable
        ))
        .then_some(standing.days.election_day)
    };
    let found = alert::of_cycle(
        app.store.reader(),
        plans,
        scope,
        &overview.villages,
        app.clock.today(),
        open,
    )
    .await?;
    Ok(found
        .into_iter()
        .map(|one| AlertRow {
            unit: overview
                .villages
                .iter()
                .find(|village| village.id == one.unit)
                .map_or_else(|| "镇".to_owned(), |village| village.name.clone()),
            text: one.text,
            basis: one.basis,
            href: one.href,
        })
        .collect())
}

fn no_villages(role: Role, base: &str) -> Empty {
    match role {
        Role::Clerk => Empty {
            text: "还没有村（社区）。导入村花名册后，这里按紧要程度列出每个村要办的事。".to_owned(),
            action: Link::new("导入村花名册", format!("{base}/villages/import")),
        },
        Role::Guidance | Role::VillageCommittee => Empty {
            text: "您的账号还没有分到村（社区）。请联系系统管理员在账号里添加。".to_owned(),
            action: Link::default(),
        },
        _ => Empty {
            text: "换届办还没有导入村（社区）。导入以后，这里按紧要程度列出要办的事。".to_owned(),
            action: Link::default(),
        },
    }
}

/// Countdown and day of the election most villages share among those still ahead, and how many
/// units vote on another day.
fn election(overview: &Overview<'_>, today: NaiveDate) -> (String, String, usize) {
    let mut days: BTreeMap<NaiveDate, usize> = BTreeMap::new();
    for standing in &overview.standings {
        *days.entry(standing.days.election_day).or_default() += 1;
    }
    let ahead = days
        .iter()
        .filter(|(day, _)| **day >= today)
        .max_by_key(|(day, count)| (**count, std::cmp::Reverse(**day)));
    match ahead {
        Some((day, count)) => (
            (*day - today).num_days().to_string(),
            format!("{} {}", civil::long_weekday(*day), lunar::text(*day)),
            overview.standings.len() - count,
        ),
        None => (
            String::new(),
            days.last_key_value()
                .map(|(day, _)| format!("最后一个选举日 {} 已过", civil::long_weekday(*day)))
                .unwrap_or_default(),
            0,
        ),
    }
}

fn units_text(overview: &Overview<'_>, others: usize) -> String {
    let communities = overview
        .villages
        .iter()
        .filter(|village| village.kind == "community")
        .count();
    let units = match (overview.villages.len() - communities, communities) {
        (villages, 0) => format!("{villages} 村"),
        (0, communities) => format!("{communities} 社区"),
        (villages, communities) => format!("{villages} 村、{communities} 社区"),
    };
    if others == 0 {
        units
    } else {
        format!("{units}，其中 {others} 个在别的日子投票")
    }
}

fn due_row(due: &Due<'_, '_>, scope: &CycleScope, may_record: bool) -> DueRow {
    let plan = due.standing.plan;
    let step = plan.steps.get(due.step);
    let class = step.map_or(StepClass::Working, |step| step.class);
    let id = step.map_or("", |step| step.id.as_str());
    let path = due.unit.path(scope);
    let limit = due.standing.today + chrono::TimeDelta::days(due.days_left);
    let record = match due.unit {
        Unit::Village(_) => format!("{path}/steps/{id}"),
        Unit::Township => format!("{path}/{id}"),
    };
    let state = due
        .standing
        .states
        .get(due.step)
        .copied()
        .unwrap_or(StepState::Open);
    let (sign, _) = match due.urgency {
        Urgency::Late => (Sign::Late, ""),
        Urgency::Planned => (Sign::Soon, ""),
        _ => signs::sign_of(state, class),
    };
    DueRow {
        sign,
        unit: due.unit.name().to_owned(),
        unit_href: path,
        step: step.map_or_else(String::new, |step| step.name.clone()),
        card_href: record.clone(),
        record_href: if may_record { record } else { String::new() },
        due: match class {
            StepClass::Statutory => format!("法定最迟 {}", civil::short(limit)),
            StepClass::Working => format!("安排在 {}", civil::short(limit)),
        },
        margin: signs::margin_text(due.days_left),
        card: due
            .standing
            .card(due.step)
            .map(signs::card_of)
            .unwrap_or_default(),
    }
}

fn print_line(line: &Waiting, overview: &Overview<'_>, plans: &Plans, base: &str) -> PrintLine {
    let number = number_of(line.kind, plans);
    let title = line.kind.title();
    let names: Vec<&str> = line
        .villages
        .iter()
        .filter_map(|at| overview.villages.get(*at))
        .map(|village| village.name.as_str())
        .collect();
    let shown = names.iter().take(3).copied().collect::<Vec<_>>().join("、");
    PrintLine {
        kind: line.kind.id().to_owned(),
        title: if number.is_empty() {
            title.to_owned()
        } else {
            format!("{number}公告 {title}")
        },
        units: if names.is_empty() {
            "镇 1 份".to_owned()
        } else {
            format!("{} 村（社区）", names.len())
        },
        names: if names.len() > 3 {
            format!("{shown} 等")
        } else {
            shown
        },
        warning: String::new(),
        href: format!("{base}/docs?tab=todo&kind={}", line.kind.id()),
    }
}

/// The notice number the pack gives a kind, as printed; empty for papers without one.
fn number_of(kind: Kind, plans: &Plans) -> String {
    plans
        .pack
        .main_rules()
        .and_then(|(_, rules)| rules.notice(kind.id()))
        .and_then(|notice| notice.number.as_deref())
        .map(|number| kind.printed_number(number))
        .unwrap_or_default()
}
