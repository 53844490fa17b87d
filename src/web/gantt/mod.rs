//! 横道图 — `/c/{c}/gantt` (every village, a bar a stage) and `/c/{c}/v/{v}/gantt` (one village, a bar a step).

mod chart;

use axum::{
    extract::{Query, State},
    response::Response,
};
use chrono::NaiveDate;
use serde::Deserialize;

use self::chart::{Line, Work};
use super::{
    answer::{Trouble, frame, page},
    app::App,
    export,
    guard::{AtVillage, InCycle, May, ReadCycle, ReadVillage},
    pages::{
        gantt::{GanttPage, TextGroup, TextRow},
        parts::{Choice, Form, Link, Pager},
        step::schedule_tabs,
    },
    router::{Row, get},
    signs,
    view::Section,
    villages::none_yet,
};
use crate::{
    civil,
    law::{Stage, StepClass, StepState},
    lunar,
    office::{
        progress::{Overview, Unit, latest_of, phase_state},
        refusal::Refusal,
        standing::{Plans, Standing},
    },
    store::{
        entity::{team, village},
        people, progress,
    },
};

/// Villages on one sheet.
const PAGE: usize = 100;

/// The routes of this folder.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/gantt", township),
        get("/c/{c}/v/{v}/gantt", one_village),
    ]
}

/// What is asked of the chart.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    /// Part of a name.
    #[serde(default)]
    q: String,
    /// Id of a guidance team.
    #[serde(default)]
    team: String,
    /// Sheet, from 1.
    #[serde(default)]
    page: String,
}

impl Asked {
    /// Whether a village is asked for.
    pub(super) fn wants(&self, village: &village::Model) -> bool {
        let sought = self.q.trim();
        (sought.is_empty() || village.name.contains(sought))
            && (self.team.is_empty()
                || village
                    .guidance_team_id
                    .is_some_and(|id| id.to_string() == self.team))
    }

    /// What is asked for, without the page, as the query of an address.
    fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in [("q", self.q.trim()), ("team", &self.team)] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        query.finish()
    }

    /// The same in words.
    pub(super) fn told(&self, teams: &[team::Model]) -> export::Narrowed {
        export::Narrowed::new().sought("找村", &self.q).choice(
            "指导组",
            &guidance_teams(teams),
            &self.team,
        )
    }
}

fn guidance_teams(teams: &[team::Model]) -> Vec<Choice> {
    teams
        .iter()
        .filter(|team| team.kind == "guidance")
        .map(|team| Choice::new(team.id.to_string(), &team.name))
        .collect()
}

/// `GET /c/{c}/gantt`
pub async fn township(
    May(at): May<ReadCycle>,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    let context = whole(&app, &at, &plans, &asked).await?;
    let frame = frame(
        &app,
        &at.visit,
        Section::Schedule,
        &context.title,
        Some(at.scope.cycle()),
        &[],
    );
    page(&app, &frame, &context)
}

/// `GET /c/{c}/v/{v}/gantt`
pub async fn one_village(
    May(at): May<ReadVillage>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    let context = single(&app, &at, &plans).await?;
    let matrix = format!("/c/{}/matrix", at.scope.cycle_id());
    let crumbs = [
        ("村情矩阵", matrix.as_str()),
        (at.village.name.as_str(), context.back.href.as_str()),
        ("横道图", ""),
    ];
    let frame = frame(
        &app,
        &at.visit,
        Section::Matrix,
        &context.title,
        Some(at.scope.cycle()),
        &crumbs,
    );
    page(&app, &frame, &context)
}

async fn whole(
    app: &App,
    at: &InCycle,
    plans: &Plans,
    asked: &Asked,
) -> Result<GanttPage, Refusal> {
    let scope = &at.scope;
    let today = app.clock.today();
    let db = app.store.reader();
    let overview = Overview::read(&app.store, plans, scope, today).await?;
    let base = format!("/c/{}", scope.cycle_id());
    let tabs = schedule_tabs(&scope.cycle_id().to_string(), "gantt");
    if overview.villages.is_empty() {
        return Ok(GanttPage {
            title: "横道图".to_owned(),
            tabs,
            empty: Some(none_yet(
                at,
                "还没有村（社区）。导入村花名册后，这里画出每个村各阶段的计划和实际。",
            )),
            ..GanttPage::default()
        });
    }
    let teams = people::teams(db, scope).await?;
    let wanted = asked.q.trim();
    let found: Vec<(&village::Model, &Standing<'_>)> = overview
        .units()
        .filter(|(village, _)| asked.wants(village))
        .collect();
    let sheets = found.len().div_ceil(PAGE).max(1);
    let sheet = asked.page.parse::<usize>().unwrap_or(1).clamp(1, sheets);
    let shown: Vec<_> = found
        .iter()
        .skip((sheet - 1) * PAGE)
        .take(PAGE)
        .copied()
        .collect();
    // The place of a stage is its number.
    let numbered = plans.unit_stages();
    let mut lines = Vec::new();
    let mut table = Vec::new();
    let filtered = !wanted.is_empty() || !asked.team.is_empty();
    if scope.is_whole() && sheet == 1 && !filtered {
        let arranged = progress::arrangements(db, scope, scope.cycle_id()).await?;
        let planned = |step: &str| {
            arranged
                .iter()
                .find(|row| row.step == step)
                .and_then(|row| row.planned_day)
        };
        let works = phase_works(&overview.township, planned, &base);
        table.push(text_group("镇级工作", &works));
        lines.push(Line {
            name: "镇级工作".to_owned(),
            href: format!("{base}/phases"),
            poll: None,
            works: works.into_iter().map(|(_, work)| work).collect(),
        });
    }
    for (village, standing) in &shown {
        let unit = Unit::Village(village);
        let works = stage_works(standing, &village.name, &numbered, &unit.path(scope));
        table.push(text_group(&village.name, &works));
        lines.push(Line {
            name: village.name.clone(),
            href: format!("{}/gantt", unit.path(scope)),
            poll: Some(standing.days.election_day),
            works: works.into_iter().map(|(_, work)| work).collect(),
        });
    }
    let shared = shared_day(&shown);
    let total = overview.villages.len();
    Ok(GanttPage {
        title: "横道图".to_owned(),
        count: if found.len() == total {
            format!("{total} 村（社区）")
        } else {
            format!("{total} 村（社区），显示 {}", found.len())
        },
        tabs,
        chart: if shown.is_empty() {
            None
        } else {
            chart::draw(&lines, today, shared, app.rules.calendar())
        },
        stages: numbered.iter().map(|stage| stage.name.clone()).collect(),
        table,
        form: Form::new().value("q", wanted).value("team", &asked.team),
        teams: guidance_teams(&teams),
        pager: pager(found.len(), sheet, sheets, asked, &base),
        exports: vec![
            export::button(match asked.query() {
                query if query.is_empty() => format!("{base}/schedule.xlsx"),
                query => format!("{base}/schedule.xlsx?{query}"),
            }),
            Link::new("期限日历", format!("{base}/deadlines.ics")),
        ],
        back: Link::default(),
        empty: None,
    })
}

/// The election day all shown villages share, if they do.
fn shared_day(shown: &[(&village::Model, &Standing<'_>)]) -> Option<NaiveDate> {
    let mut days = shown.iter().map(|(_, standing)| standing.days.election_day);
    let first = days.next()?;
    days.all(|day| day == first).then_some(first)
}

fn pager(found: usize, sheet: usize, sheets: usize, asked: &Asked, base: &str) -> Pager {
    if sheets < 2 {
        return Pager::default();
    }
    let narrowed = asked.query();
    let parted = if narrowed.is_empty() { "" } else { "&" };
    let to = |page: usize| format!("{base}/gantt?{narrowed}{parted}page={page}");
    Pager {
        text: format!("第 {sheet} 张，共 {sheets} 张（{found} 村）"),
        previous: if sheet > 1 {
            to(sheet - 1)
        } else {
            String::new()
        },
        next: if sheet < sheets {
            to(sheet + 1)
        } else {
            String::new()
        },
    }
}

/// A name for the text alternative with the bar it stands for.
type Named = (String, Work);

/// One bar a stage: planned from the first suggested day to the last, done from the first recorded
/// day to the last one, or to today while the stage goes on.
fn stage_works(standing: &Standing<'_>, unit: &str, numbered: &[&Stage], path: &str) -> Vec<Named> {
    let mut works = Vec::new();
    for (at, (stage, cell)) in standing
        .plan
        .stages
        .iter()
        .zip(standing.stage_cells())
        .enumerate()
    {
        let mine: Vec<usize> = (0..standing.plan.steps.len())
            .filter(|index| {
                standing
                    .plan
                    .steps
                    .get(*index)
                    .is_some_and(|step| step.stage == at)
                    && standing.states.get(*index) != Some(&StepState::NotApplicable)
            })
            .collect();
        let rows = || {
            mine.iter()
                .filter_map(|index| standing.days.steps.get(*index))
        };
        let (Some(from), Some(to)) = (
            rows().map(|row| row.suggested).min(),
            rows().map(|row| row.suggested).max(),
        ) else {
            continue;
        };
        let class = cell
            .step
            .and_then(|step| standing.plan.steps.get(step))
            .map_or(StepClass::Working, |step| step.class);
        let (sign, word) = signs::sign_of(cell.state, class);
        let settled = cell.done == cell.total;
        let first = rows().filter_map(|row| row.actual).min();
        let last = rows().filter_map(|row| row.actual).max();
        let done = first.zip(last).map(|(first, last)| {
            (
                first,
                if settled {
                    last
                } else {
                    last.max(standing.today).max(first)
                },
            )
        });
        let number = numbered
            .iter()
            .position(|known| known.id == stage.id)
            .map_or(0, |place| place + 1);
        let mark = match sign.letter() {
            "l" | "e" | "s" => sign.mark(),
            _ => "",
        };
        let step = cell
            .step
            .and_then(|step| standing.plan.steps.get(step))
            .map_or("", |step| step.id.as_str());
        works.push((
            stage.name.clone(),
            Work {
                sign,
                planned: (from, to),
                done,
                limit: None,
                text: format!("{mark}{number}"),
                beside: false,
                title: format!(
                    "{unit} {} 计划{} {word}（{}/{}）",
                    stage.name,
                    span(from, to),
                    cell.done,
                    cell.total
                ),
                href: if step.is_empty() {
                    path.to_owned()
                } else {
                    format!("{path}/steps/{step}")
                },
            },
        ));
    }
    works
}

/// One bar a phase of the township, on the day planned for it.
fn phase_works(
    standing: &Standing<'_>,
    planned: impl Fn(&str) -> Option<NaiveDate>,
    base: &str,
) -> Vec<Named> {
    let mut works = Vec::new();
    for (index, step) in standing.plan.steps.iter().enumerate() {
        let (Some(row), Some(state)) = (
            standing.days.steps.get(index),
            standing.states.get(index).copied(),
        ) else {
            continue;
        };
        if state == StepState::NotApplicable {
            continue;
        }
        let plan = planned(&step.id);
        let state = phase_state(state, plan, standing.today);
        let (sign, word) = signs::sign_of(state, step.class);
        let day = plan.unwrap_or(row.suggested);
        works.push((
            step.name.clone(),
            Work {
                sign,
                planned: (day, day),
                done: row.actual.map(|day| (day, day)),
                limit: None,
                text: String::new(),
                beside: false,
                title: format!("镇 {} 计划{} {word}", step.name, civil::short(day)),
                href: format!("{base}/phases/{}", step.id),
            },
        ));
    }
    works
}

/// One bar a step: from the suggested day to the last one, with the last lawful day marked.
fn step_works(standing: &Standing<'_>, path: &str) -> Vec<(usize, Named)> {
    let mut works = Vec::new();
    for (index, step) in standing.plan.steps.iter().enumerate() {
        let (Some(row), Some(state)) = (
            standing.days.steps.get(index),
            standing.states.get(index).copied(),
        ) else {
            continue;
        };
        if state == StepState::NotApplicable {
            continue;
        }
        let (sign, word) = signs::sign_of(state, step.class);
        let lawful = row.latest.filter(|_| step.class == StepClass::Statutory);
        let words = match (row.actual, lawful) {
            (Some(day), _) => format!("{} {}", sign.mark(), civil::short(day)),
            (None, Some(day)) => format!("{} 最迟{}", sign.mark(), civil::short(day)),
            (None, None) => format!("{} {}", sign.mark(), civil::short(row.suggested)),
        };
        let to = row.limit().max(row.suggested);
        works.push((
            step.stage,
            (
                step.name.clone(),
                Work {
                    sign,
                    planned: (row.suggested, to),
                    done: row.actual.map(|day| (day, day)),
                    limit: lawful,
                    text: words,
                    beside: true,
                    title: format!("{} 计划{} {word}", step.name, span(row.suggested, to)),
                    href: format!("{path}/steps/{}", step.id),
                },
            ),
        ));
    }
    works
}

async fn single(app: &App, at: &AtVillage, plans: &Plans) -> Result<GanttPage, Refusal> {
    let (scope, village) = (&at.scope, &at.village);
    let records = progress::of_unit(app.store.reader(), scope, village.id).await?;
    let today = app.clock.today();
    let standing = Standing::of_village(plans, scope.cycle(), village, &latest_of(&records), today);
    let path = Unit::Village(village).path(scope);
    let works = step_works(&standing, &path);
    let mut lines = Vec::new();
    let mut table = Vec::new();
    for (index, stage) in standing.plan.stages.iter().enumerate() {
        let mine: Vec<Named> = works
            .iter()
            .filter(|(of, _)| *of == index)
            .map(|(_, named)| named.clone())
            .collect();
        if mine.is_empty() {
            continue;
        }
        table.push(text_group(&stage.name, &mine));
        lines.push(Line {
            name: stage.name.clone(),
            ..Line::default()
        });
        lines.extend(mine.into_iter().map(|(name, work)| Line {
            name,
            href: work.href.clone(),
            poll: None,
            works: vec![work],
        }));
    }
    let day = standing.days.election_day;
    Ok(GanttPage {
        title: format!("{}横道图", village.name),
        count: format!("选举日 {} {}", civil::long_weekday(day), lunar::text(day)),
        chart: chart::draw(&lines, today, Some(day), app.rules.calendar()),
        table,
        back: Link::new(format!("回{}", village.name), path),
        ..GanttPage::default()
    })
}

fn text_group(name: &str, works: &[Named]) -> TextGroup {
    TextGroup {
        name: name.to_owned(),
        rows: works
            .iter()
            .map(|(name, work)| TextRow {
                name: name.clone(),
                planned: span(work.planned.0, work.planned.1),
                actual: work
                    .done
                    .map(|(from, to)| span(from, to))
                    .unwrap_or_default(),
                sign: work.sign,
                word: work.sign.word().to_owned(),
                href: work.href.clone(),
            })
            .collect(),
    }
}

/// 2月10日至2月26日, or the one day.
fn span(from: NaiveDate, to: NaiveDate) -> String {
    if from == to {
        civil::short(from)
    } else {
        format!("{}至{}", civil::short(from), civil::short(to))
    }
}
