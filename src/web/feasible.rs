//! 可行日期 — `/c/{c}/feasible`: the earliest lawful election day of every village with the chain of steps
//! that decides it. 冲突 — `/c/{c}/conflicts`: people wanted in several villages on one polling day.

use axum::{
    extract::{Query, State},
    response::Response,
};
use chrono::NaiveDate;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    answer::{Trouble, frame, invalid, page},
    app::App,
    guard::{InCycle, May, ReadCycle},
    pages::{
        feasible::{
            ChainLine, ConflictDay, ConflictLine, Conflicts, Feasible as FeasiblePage, FeasibleRow,
        },
        parts::{Empty, Form, Link},
        step::schedule_tabs,
    },
    router::{Row, get},
    view::Section,
    villages::none_yet,
};
use crate::{
    civil,
    law::{self, Basis, Feasible},
    lunar,
    office::{
        conflicts::{Clash, PollingDay, Whose, polling_days, to_come},
        progress::Overview,
        refusal::Refusal,
        standing::Standing,
    },
    store::{entity::village, people},
};

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/feasible", feasible),
        get("/c/{c}/conflicts", conflicts),
    ]
}

/// What is asked.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    /// The day from which things would be done; today when missing.
    #[serde(default)]
    from: String,
}

/// `GET /c/{c}/feasible`
pub async fn feasible(
    May(at): May<ReadCycle>,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    let today = app.clock.today();
    let overview = Overview::read(&app.store, &plans, &at.scope, today).await?;
    let mut form = Form::new();
    let mut from = today;
    let text = asked.from.trim();
    if !text.is_empty() {
        form = form.value("from", text);
        match civil::parse(text) {
            Some(day) if day < today => {
                form = form.error(
                    "from",
                    format!(
                        "请填今天（{}）或以后的日子。过去的日子已经办不了事了。",
                        civil::long(today)
                    ),
                );
            }
            Some(day) if (day - today).num_days() <= 366 => {
                from = day;
                form = form.value("from", day.to_string());
            }
            _ => {
                form = form.error("from", "请把日期写成 2027-03-18 的样子，一年以内。");
            }
        }
    }
    let context = read(&at, &overview, from, form);
    let frame = frame(
        &app,
        &at.visit,
        Section::Schedule,
        "最早哪天能选",
        Some(at.scope.cycle()),
        &[],
    );
    if context.form.has_errors() {
        invalid(&app, &frame, &context)
    } else {
        page(&app, &frame, &context)
    }
}

fn read(at: &InCycle, overview: &Overview<'_>, from: NaiveDate, form: Form) -> FeasiblePage {
    let base = format!("/c/{}", at.scope.cycle_id());
    let tabs = schedule_tabs(&at.scope.cycle_id().to_string(), "feasible");
    if overview.villages.is_empty() {
        return FeasiblePage {
            from: civil::long_weekday(from),
            empty: Some(none_yet(
                at,
                "还没有村（社区）。导入村花名册后，这里按村推算最早哪天能选。",
            )),
            tabs,
            ..FeasiblePage::default()
        };
    }
    let mut latest: Option<(NaiveDate, &str)> = None;
    let mut usual: Option<NaiveDate> = None;
    let (mut open, mut bad) = (0, 0);
    let rows: Vec<FeasibleRow> = overview
        .units()
        .map(|(village, standing)| {
            let first = law::earliest(standing.plan, &standing.actuals, from);
            let easy = law::comfortable(standing.plan, &standing.actuals, from);
            let mut row = row_of(village, standing, &base);
            let Some(first) = first else {
                "已投票".clone_into(&mut row.voted);
                return row;
            };
            open += 1;
            if latest.is_none_or(|(day, _)| first.day > day) {
                latest = Some((first.day, &village.name));
            }
            if let Some(easy) = &easy {
                usual = usual.max(Some(easy.day));
                row.usual = civil::short_weekday(easy.day);
            }
            let spare = (standing.days.election_day - first.day).num_days();
            row.bad = spare < 0;
            bad += usize::from(row.bad);
            row.margin = match spare {
                0 => "正好".to_owned(),
                1.. => format!("富余 {spare} 天"),
                _ => format!("差 {} 天", -spare),
            };
            row.first = civil::short_weekday(first.day);
            row.chain = chain(standing, &first, &format!("{base}/v/{}", village.id));
            row
        })
        .collect();
    FeasiblePage {
        form,
        from: civil::long_weekday(from),
        township: latest
            .map(|(day, _)| format!("{} {}", civil::long_weekday(day), lunar::text(day)))
            .unwrap_or_default(),
        township_by: latest
            .filter(|_| open > 1)
            .map(|(_, name)| format!("由{name}决定：它最晚"))
            .unwrap_or_default(),
        usual: usual
            .filter(|day| latest.is_some_and(|(first, _)| *day > first))
            .map(civil::long_weekday)
            .unwrap_or_default(),
        verdict: if bad == 0 {
            format!("{open} 个还要投票的村（社区），现定的选举日都来得及。")
        } else {
            format!("{open} 个还要投票的村（社区）中，{bad} 个现定的选举日太近。")
        },
        bad: bad > 0,
        rows,
        replan_href: if at.scope.is_whole() {
            format!("{base}/replan")
        } else {
            String::new()
        },
        tabs,
        empty: None,
    }
}

fn row_of(village: &village::Model, standing: &Standing<'_>, base: &str) -> FeasibleRow {
    let path = format!("{base}/v/{}", village.id);
    FeasibleRow {
        name: village.name.clone(),
        now: civil::short_weekday(standing.days.election_day),
        now_href: format!("{path}/steps/{}", law::POLLING),
        replan_href: format!("{path}/replan"),
        href: path,
        ..FeasibleRow::default()
    }
}

/// The links that take days; what can be done on the first day is one word.
fn chain(standing: &Standing<'_>, first: &Feasible, path: &str) -> Vec<ChainLine> {
    first
        .links
        .iter()
        .filter(|link| link.days > 0 || link.recorded || link.to.is_none())
        .filter_map(|link| {
            let step = standing.plan.steps.get(link.step)?;
            let to = link
                .to
                .and_then(|next| standing.plan.steps.get(next))
                .map_or("选举日", |next| next.name.as_str());
            let cites: Vec<String> = step.basis.iter().map(Basis::cite).collect();
            Some(ChainLine {
                step: step.name.clone(),
                href: format!("{path}/steps/{}", step.id),
                day: if link.recorded {
                    format!("{} 已办", civil::short(link.from))
                } else {
                    format!("最快 {}", civil::short(link.from))
                },
                sum: format!(
                    "到{to}要 {} 日：{} + {} 日 = {}",
                    link.days, link.from, link.days, link.until
                ),
                basis: cites.join("；"),
            })
        })
        .collect()
}

/// `GET /c/{c}/conflicts`
pub async fn conflicts(
    May(at): May<ReadCycle>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    let overview = Overview::read(&app.store, &plans, &at.scope, app.clock.today()).await?;
    let db = app.store.reader();
    let teams = people::teams(db, &at.scope).await.map_err(Refusal::from)?;
    let persons = people::list(db, &at.scope).await.map_err(Refusal::from)?;
    let votes = to_come(&overview);
    let base = format!("/c/{}", at.scope.cycle_id());
    let name = |whose: Whose| -> String {
        let team = |id: Uuid| {
            teams
                .iter()
                .find(|team| team.id == id)
                .map(|team| &team.name)
        };
        match whose {
            Whose::Guidance(id) | Whose::Supervision(id) => team(id),
            Whose::Leader(id) => persons
                .iter()
                .find(|person| person.id == id)
                .map(|person| &person.name),
        }
        .cloned()
        .unwrap_or_default()
    };
    let days = polling_days(&votes);
    let shown: Vec<ConflictDay> = days
        .iter()
        .map(|day| day_of(day, &overview, app.rules.calendar(), &base, &name))
        .collect();
    let quiet = shown
        .iter()
        .filter(|day| day.clashes.is_empty() && day.notes.is_empty())
        .count();
    let context = Conflicts {
        count: match shown.len() - quiet {
            0 => format!("{} 个投票日，没有冲突", days.len()),
            with => format!("{} 个投票日，{with} 个有要看的", days.len()),
        },
        quiet,
        days: shown,
        assign_href: if at.may_edit() {
            format!("{base}/assign")
        } else {
            String::new()
        },
        tabs: schedule_tabs(&at.scope.cycle_id().to_string(), "conflicts"),
        empty: if overview.villages.is_empty() {
            Some(none_yet(
                &at,
                "还没有村（社区）。导入村花名册后，这里列出同一天要到几个村的领导和工作组。",
            ))
        } else {
            votes.is_empty().then(|| Empty {
                text: "没有还要投票的村（社区）。".to_owned(),
                action: Link::default(),
            })
        },
    };
    let frame = frame(
        &app,
        &at.visit,
        Section::Schedule,
        "投票日冲突",
        Some(at.scope.cycle()),
        &[],
    );
    page(&app, &frame, &context)
}

fn day_of(
    day: &PollingDay,
    overview: &Overview<'_>,
    calendar: &law::Calendar,
    base: &str,
    name: &impl Fn(Whose) -> String,
) -> ConflictDay {
    let links = |places: &[usize], page: &str| -> Vec<Link> {
        places
            .iter()
            .filter_map(|place| overview.villages.get(*place))
            .map(|village| Link::new(&village.name, format!("{base}/v/{}{page}", village.id)))
            .collect()
    };
    let mut notes = Vec::new();
    if let Some(finding) = calendar.warning(day.day, None, "选举日") {
        notes.push(finding.message);
    }
    if day.teams > 0 && day.villages.len() > day.teams {
        notes.push(format!(
            "请考虑分几天投票，或者增派人员。这一天 {} 个村（社区）投票，只有 {} 个指导组。",
            day.villages.len(),
            day.teams
        ));
    }
    if !day.unguided.is_empty() {
        notes.push(format!(
            "请先安排指导组：这一天投票的村（社区）中有 {} 个还没有分指导组。",
            day.unguided.len()
        ));
    }
    ConflictDay {
        day: format!("{} {}", civil::long_weekday(day.day), lunar::text(day.day)),
        count: format!(
            "{} 个村（社区）投票，{} 个指导组",
            day.villages.len(),
            day.teams
        ),
        notes,
        clashes: day
            .clashes
            .iter()
            .map(|Clash { whose, villages }| ConflictLine {
                kind: match whose {
                    Whose::Guidance(_) => "指导组",
                    Whose::Supervision(_) => "督查组",
                    Whose::Leader(_) => "挂钩领导",
                }
                .to_owned(),
                name: name(*whose),
                villages: links(villages, "/replan"),
            })
            .collect(),
        villages: links(&day.villages, ""),
    }
}
