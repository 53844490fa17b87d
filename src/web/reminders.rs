//! 每日提醒单 — `/c/{c}/reminders`: what is overdue, due today and due within three days, with who does it and who
//! answers for it. One sheet for the township or one a village, made to be printed and carried.
//!
//! It says nothing of its own: every line is a line of the workbench. Complaints and the plan of inspections are left
//! out, for the sheet goes from hand to hand.

mod table;

use chrono::{NaiveDate, TimeDelta};
use uuid::Uuid;

use axum::{extract::State, response::Response};

use super::{
    answer::{Trouble, frame, page},
    app::App,
    findings::shortened,
    form::{Asked, asked},
    guard::{InCycle, May, ReadCycle},
    pages::{
        parts::{Choice, Fact, Form, Link, Sign},
        reminders::{ReminderRow, ReminderSheet, Reminders},
    },
    router::{Row, get},
    sheets, signs,
    view::Section,
    villages::none_yet,
};
use crate::{
    civil,
    law::{SOON, Status, StepClass, UnitKind},
    lunar,
    office::{
        occasion::Sort,
        progress::{Due, Overview, Unit, Urgency},
        refusal::Refusal,
        standing::{Plans, kind_of},
    },
    store::{
        entity::{meeting, person, step_arrangement, team, training, village as village_row},
        occasion, paper, people, progress,
        scope::CycleScope,
        supervision::{self as findings, ASSIGNED, FOUND, FindingFilter},
    },
};

/// Findings on one sheet of paper.
const FINDINGS: u64 = 200;
/// Value of `of` that asks for a sheet a village.
const EACH: &str = "each";
/// Name of the sheet of all.
const ALL: &str = "全镇";

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/reminders", show),
        get("/c/{c}/reminders.xlsx", table::table),
    ]
}

/// `GET /c/{c}/reminders?of=`
pub async fn show(
    May(here): May<ReadCycle>,
    State(app): State<App>,
    query: Asked,
) -> Result<Response, Trouble> {
    let query = asked(query);
    let plans = app.plans(here.scope.cycle()).await?;
    let context = read(&app, &here, &plans, query.text("of")).await?;
    let frame = frame(
        &app,
        &here.visit,
        Section::Workbench,
        "每日提醒单",
        Some(here.scope.cycle()),
        &[("工作台", &context.back.href), ("每日提醒单", "")],
    );
    page(&app, &frame, &context)
}

async fn read(app: &App, here: &InCycle, plans: &Plans, of: &str) -> Result<Reminders, Refusal> {
    let scope = &here.scope;
    let today = app.clock.today();
    let overview = Overview::read(&app.store, plans, scope, today).await?;
    let back = Link::new("回工作台", format!("/?c={}", scope.cycle_id()));
    if overview.villages.is_empty() {
        return Ok(Reminders {
            back,
            empty: Some(none_yet(
                here,
                "还没有村（社区）。导入村花名册后，这里每天列出各村要办的事。",
            )),
            ..Reminders::default()
        });
    }
    let one = Uuid::parse_str(of).ok();
    let wanted: Vec<&village_row::Model> = overview
        .villages
        .iter()
        .filter(|village| of == EACH || one == Some(village.id))
        .collect();
    let lines = Desk {
        scope,
        today,
        arranged: progress::arrangements(app.store.reader(), scope, scope.cycle_id()).await?,
        people: people::list(app.store.reader(), scope).await?,
        teams: people::teams(app.store.reader(), scope).await?,
        villages: &overview.villages,
    }
    .lines(app, &overview)
    .await?;
    let election = |day: NaiveDate| match (day - today).num_days() {
        0 => format!(
            "今天选举：{} {}",
            civil::long_weekday(day),
            lunar::text(day)
        ),
        left @ 1.. => format!(
            "选举日 {} {}，余 {left} 天",
            civil::long_weekday(day),
            lunar::text(day)
        ),
        _ => String::new(),
    };
    let mut sheets: Vec<ReminderSheet> = Vec::new();
    let mut calm: Vec<&str> = Vec::new();
    if wanted.is_empty() {
        sheets.push(ReminderSheet {
            unit: ALL.to_owned(),
            election: shared_day(&overview).map_or_else(String::new, election),
            rows: lines.rows.iter().map(|line| line.row.clone()).collect(),
            ..ReminderSheet::default()
        });
    }
    for village in wanted {
        let mine: Vec<ReminderRow> = lines
            .rows
            .iter()
            .filter(|line| line.units.contains(&village.id))
            .map(|line| line.own.clone())
            .collect();
        if mine.is_empty() && of == EACH {
            calm.push(&village.name);
            continue;
        }
        sheets.push(ReminderSheet {
            unit: village.name.clone(),
            own: true,
            election: overview
                .units()
                .find(|(unit, _)| unit.id == village.id)
                .map_or_else(String::new, |(_, standing)| {
                    election(standing.days.election_day)
                }),
            answerable: lines.answerable(village),
            rows: mine,
        });
    }
    let of = if sheets.iter().any(|sheet| sheet.own) || of == EACH {
        of
    } else {
        ""
    };
    let form = Form::new().value("of", of);
    let whole = if scope.is_whole() {
        "全镇一张"
    } else {
        "合成一张"
    };
    Ok(Reminders {
        day: format!("{} {}", civil::long_weekday(today), lunar::text(today)),
        whole: sheets.iter().any(|sheet| !sheet.own),
        form,
        choices: [Choice::new("", whole), Choice::new(EACH, "每村一张")]
            .into_iter()
            .chain(sheets::village_choices(&overview.villages))
            .collect(),
        xlsx: if of.is_empty() {
            format!("/c/{}/reminders.xlsx", scope.cycle_id())
        } else {
            format!("/c/{}/reminders.xlsx?of={of}", scope.cycle_id())
        },
        sheets,
        calm: calm.join("、"),
        back,
        empty: None,
    })
}

/// The election day, where all units still to vote share it.
fn shared_day(overview: &Overview<'_>) -> Option<NaiveDate> {
    let mut ahead = overview
        .standings
        .iter()
        .filter(|standing| standing.days.election_day >= standing.today)
        .map(|standing| standing.days.election_day);
    let first = ahead.next()?;
    ahead.all(|day| day == first).then_some(first)
}

/// A line, as it stands on the sheet of all and on a village's own.
struct Line {
    /// Whose sheets it is on; none for what is the township's alone.
    units: Vec<Uuid>,
    row: ReminderRow,
    own: ReminderRow,
}

/// What the lines are made from.
struct Desk<'a> {
    scope: &'a CycleScope,
    today: NaiveDate,
    arranged: Vec<step_arrangement::Model>,
    people: Vec<person::Model>,
    teams: Vec<team::Model>,
    villages: &'a [village_row::Model],
}

/// The lines and who answers for the villages.
struct Lines<'a> {
    desk: Desk<'a>,
    rows: Vec<Line>,
}

impl Lines<'_> {
    fn answerable(&self, village: &village_row::Model) -> Vec<Fact> {
        let team = |id: Option<Uuid>| {
            self.desk
                .team(id)
                .map(|team| match self.desk.person(team.head_id) {
                    Some(head) => format!("{}（组长 {}）", team.name, head.name),
                    None => team.name.clone(),
                })
                .unwrap_or_default()
        };
        vec![
            Fact::new(
                "挂钩领导",
                self.desk
                    .person(village.leader_id)
                    .map(|leader| leader.name.clone())
                    .unwrap_or_default(),
            ),
            Fact::new("指导组", team(village.guidance_team_id)),
        ]
    }
}

impl<'a> Desk<'a> {
    fn person(&self, id: Option<Uuid>) -> Option<&person::Model> {
        id.and_then(|id| self.people.iter().find(|person| person.id == id))
    }

    fn team(&self, id: Option<Uuid>) -> Option<&team::Model> {
        id.and_then(|id| self.teams.iter().find(|team| team.id == id))
    }

    /// Who does it, then who answers for the village in the township, for a sheet on which the villages stand together.
    fn with_behind(&self, does: &str, village: &village_row::Model) -> Vec<String> {
        let mut who = vec![does.to_owned()];
        who.extend(
            self.person(village.leader_id)
                .map(|leader| format!("挂钩 {}", leader.name)),
        );
        who.extend(
            self.team(village.guidance_team_id)
                .map(|team| team.name.clone()),
        );
        if who.len() == 1 {
            who.push("镇里没有定人".to_owned());
        }
        who
    }

    async fn lines(self, app: &App, overview: &Overview<'_>) -> Result<Lines<'a>, Refusal> {
        let planned = |step: &str| {
            self.arranged
                .iter()
                .find(|row| row.step == step)
                .and_then(|row| row.planned_day)
        };
        let due = overview.due(planned, self.scope.is_whole());
        let (lawful, working): (Vec<&Due<'_, '_>>, Vec<&Due<'_, '_>>) = due
            .iter()
            // What is begun early is on the workbench; the sheet tells what ends.
            .filter(|one| one.days_left <= SOON)
            .partition(|one| one.urgency != Urgency::Planned);
        let mut rows: Vec<Line> = lawful.into_iter().map(|one| self.step(one)).collect();
        rows.extend(self.findings(app).await?);
        rows.extend(
            self.occasions::<meeting::Entity>(app, "会议", "登记到会")
                .await?,
        );
        rows.extend(
            self.occasions::<training::Entity>(app, "培训", "登记参训")
                .await?,
        );
        rows.extend(working.into_iter().map(|one| self.step(one)));
        rows.extend(self.papers(app, overview).await?);
        Ok(Lines { desk: self, rows })
    }

    fn step(&self, due: &Due<'_, '_>) -> Line {
        let step = due.standing.plan.steps.get(due.step);
        let class = step.map_or(StepClass::Working, |step| step.class);
        let id = step.map_or("", |step| step.id.as_str());
        let path = due.unit.path(self.scope);
        let limit = self.today + TimeDelta::days(due.days_left);
        let (sign, word) = match due.urgency {
            Urgency::Late => (Sign::Late, "法定逾期"),
            Urgency::Today => (Sign::Soon, "今日"),
            Urgency::Soon => (Sign::Soon, "三日内"),
            Urgency::Planned if due.days_left < 0 => (Sign::Soon, "已过安排"),
            Urgency::Planned => (Sign::Active, "按安排"),
        };
        let (href, kind, units) = match due.unit {
            Unit::Village(village) => (
                format!("{path}/steps/{id}"),
                kind_of(village),
                vec![village.id],
            ),
            Unit::Township => (format!("{path}/{id}"), UnitKind::Village, Vec::new()),
        };
        let does = step.map_or("", |step| step.owner.name(kind)).to_owned();
        let who = match due.unit {
            Unit::Village(village) => self.with_behind(&does, village),
            Unit::Township => vec![
                self.arranged
                    .iter()
                    .find(|row| row.step == id)
                    .and_then(|row| self.person(row.owner_id))
                    .map_or_else(|| does.clone(), |owner| owner.name.clone()),
            ],
        };
        let lawful: Vec<_> = step
            .into_iter()
            .flat_map(|step| &step.basis)
            .filter(|basis| class == StepClass::Statutory && !basis.article.is_empty())
            .collect();
        let row = ReminderRow {
            sign,
            word,
            unit: due.unit.name().to_owned(),
            what: step.map_or_else(String::new, |step| step.name.clone()),
            href,
            when: format!(
                "{} {}",
                match class {
                    StepClass::Statutory => "法定最迟",
                    StepClass::Working => "安排在",
                },
                civil::short_weekday(limit)
            ),
            margin: signs::margin_text(due.days_left),
            who,
            basis: lawful
                .iter()
                .map(|basis| basis.cite())
                .collect::<Vec<_>>()
                .join("；"),
            verified: lawful
                .iter()
                .all(|basis| basis.status != Status::Unverified),
        };
        Line {
            own: ReminderRow {
                who: vec![does],
                ..row.clone()
            },
            units,
            row,
        }
    }

    /// Rectifications whose deadline has passed or is near.
    async fn findings(&self, app: &App) -> Result<Vec<Line>, Refusal> {
        let filter = FindingFilter {
            states: vec![FOUND, ASSIGNED],
            due_before: Some(self.today + TimeDelta::days(SOON + 1)),
            ..FindingFilter::default()
        };
        let (found, _) =
            findings::finding_page(app.store.reader(), self.scope, &filter, 0, FINDINGS).await?;
        Ok(found
            .into_iter()
            .filter_map(|(row, found)| {
                let due = row.due?;
                let village = self.village(row.village_id)?;
                let left = (due - self.today).num_days();
                let does = match row.owner.as_str() {
                    "" => "还没有交办".to_owned(),
                    owner => owner.to_owned(),
                };
                let line = ReminderRow {
                    sign: Sign::Soon,
                    word: "整改",
                    unit: village.name.clone(),
                    what: shortened(&found.problem),
                    href: format!("/c/{}/findings/{}", self.scope.cycle_id(), row.finding_id),
                    when: format!("整改期限 {}", civil::short_weekday(due)),
                    margin: signs::margin_text(left),
                    who: vec![does.clone()],
                    basis: found.basis,
                    verified: true,
                };
                Some(Line {
                    units: vec![village.id],
                    own: line.clone(),
                    row: ReminderRow {
                        who: self.with_behind(&does, village),
                        ..line
                    },
                })
            })
            .collect())
    }

    fn village(&self, id: Uuid) -> Option<&village_row::Model> {
        self.villages.iter().find(|village| village.id == id)
    }

    /// Meetings, or courses: those ahead, and those whose sign-in sheets nobody has entered.
    async fn occasions<S: Sort>(
        &self,
        app: &App,
        word: &'static str,
        enter: &'static str,
    ) -> Result<Vec<Line>, Refusal> {
        let db = app.store.reader();
        let until = self.today + TimeDelta::days(SOON);
        let mut list = Vec::new();
        for model in occasion::unentered::<S, _>(db, self.scope, until).await? {
            let one = S::called(&model);
            let Some(day) = one.day else {
                continue;
            };
            let left = (day - self.today).num_days();
            let own = self.village(one.unit_id);
            let units = match own {
                Some(village) => vec![village.id],
                // A township's occasion is on the sheets of those it asks.
                None if left >= 0 => occasion::find::<S, _>(db, self.scope, one.id)
                    .await?
                    .map(|(_, asked)| asked)
                    .unwrap_or_default()
                    .iter()
                    .filter_map(|row| S::owner(row).1)
                    .collect(),
                None => Vec::new(),
            };
            let line = ReminderRow {
                sign: if left < 0 { Sign::Soon } else { Sign::Active },
                word,
                unit: own.map_or("镇", |village| village.name.as_str()).to_owned(),
                what: if left < 0 {
                    format!("{enter}：{}", one.name)
                } else {
                    one.name.to_owned()
                },
                href: format!("/c/{}/{}/{}", self.scope.cycle_id(), S::PATH, one.id),
                when: format!("{} {}", civil::short_weekday(day), one.time)
                    .trim_end()
                    .to_owned(),
                margin: match left {
                    0 => "今天".to_owned(),
                    _ => signs::margin_text(left),
                },
                who: match (one.place, one.host) {
                    ("", "") => Vec::new(),
                    (place, "") => vec![format!("在{place}")],
                    ("", host) => vec![format!("主持 {host}")],
                    (place, host) => vec![format!("在{place}"), format!("主持 {host}")],
                },
                basis: String::new(),
                verified: true,
            };
            list.push(Line {
                units,
                own: line.clone(),
                row: line,
            });
        }
        Ok(list)
    }

    /// Papers near their day that nobody has issued, a line a village.
    async fn papers(&self, app: &App, overview: &Overview<'_>) -> Result<Vec<Line>, Refusal> {
        let in_force: std::collections::HashSet<(Uuid, String)> =
            paper::kinds_in_force(app.store.reader(), self.scope)
                .await?
                .into_iter()
                .collect();
        let waiting = overview.waiting(
            self.scope.cycle_id(),
            self.scope.is_whole(),
            |unit, kind| in_force.contains(&(unit, kind.id().to_owned())),
        );
        let titles = |wanted: Option<usize>| {
            waiting
                .iter()
                .filter(|line| match wanted {
                    Some(at) => line.villages.contains(&at),
                    None => line.villages.is_empty(),
                })
                .map(|line| line.kind.title())
                .collect::<Vec<_>>()
        };
        let line = |unit: &str, id: Option<Uuid>, titles: &[&str]| {
            let row = ReminderRow {
                sign: Sign::Active,
                word: "待印发",
                unit: unit.to_owned(),
                what: titles.join("、"),
                href: match id {
                    Some(id) => format!("/c/{}/docs?village={id}", self.scope.cycle_id()),
                    None => format!("/c/{}/docs?tab=todo", self.scope.cycle_id()),
                },
                when: format!("{} 份", titles.len()),
                margin: String::new(),
                who: vec!["换届办".to_owned()],
                basis: String::new(),
                verified: true,
            };
            (row.clone(), row)
        };
        let mut list = Vec::new();
        let township = titles(None);
        if !township.is_empty() {
            let (row, own) = line("镇", None, &township);
            list.push(Line {
                units: Vec::new(),
                row,
                own,
            });
        }
        for (at, village) in self.villages.iter().enumerate() {
            let titles = titles(Some(at));
            if titles.is_empty() {
                continue;
            }
            let (row, own) = line(&village.name, Some(village.id), &titles);
            list.push(Line {
                units: vec![village.id],
                row,
                own,
            });
        }
        Ok(list)
    }
}
