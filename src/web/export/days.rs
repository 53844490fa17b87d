//! 日子 — the earliest day of every village, and who would have to be in several of them, as workbooks.

use axum::{
    extract::{Query, State},
    response::Response,
};
use chrono::NaiveDate;
use uuid::Uuid;

use super::Table;
use crate::{
    civil, law,
    office::{
        conflicts::{Whose, polling_days, to_come},
        progress::Overview,
        refusal::Refusal,
    },
    store::people,
    web::{
        answer::Trouble,
        app::App,
        form::Fields,
        guard::{May, ReadCycle},
        router::{Row, get},
    },
};

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/feasible.xlsx", feasible),
        get("/c/{c}/conflicts.xlsx", conflicts),
    ]
}

/// `GET /c/{c}/feasible.xlsx?from=`: from the day the page asks from; a day that cannot be is today.
pub async fn feasible(
    May(at): May<ReadCycle>,
    State(app): State<App>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Result<Response, Trouble> {
    struct Line {
        name: String,
        now: NaiveDate,
        first: Option<NaiveDate>,
        spare: String,
        usual: Option<NaiveDate>,
    }
    let asked: Fields = asked.into_iter().collect();
    let plans = app.plans(at.scope.cycle()).await?;
    let today = app.clock.today();
    let from = civil::parse(asked.text("from"))
        .filter(|day| (0..=366).contains(&(*day - today).num_days()))
        .unwrap_or(today);
    let rows: Vec<Line> = {
        let overview = Overview::read(&app.store, &plans, &at.scope, today).await?;
        overview
            .units()
            .map(|(village, standing)| {
                let first = law::earliest(standing.plan, &standing.actuals, from);
                let usual = law::comfortable(standing.plan, &standing.actuals, from);
                let now = standing.days.election_day;
                Line {
                    name: village.name.clone(),
                    now,
                    spare: first.as_ref().map_or_else(
                        || "已投票".to_owned(),
                        |first| match (now - first.day).num_days() {
                            0 => "正好".to_owned(),
                            spare @ 1.. => format!("富余 {spare} 天"),
                            spare => format!("差 {} 天", -spare),
                        },
                    ),
                    first: first.map(|first| first.day),
                    usual: usual.map(|usual| usual.day),
                }
            })
            .collect()
    };
    Table::new("最早哪天能选")
        .column("村（社区）", |row: &Line| row.name.clone())
        .column("现定", |row| row.now)
        .column("最早合法", |row| row.first)
        .column("余量", |row| row.spare.clone())
        .column("按通常安排最早", |row| row.usual)
        .send(&app, &at.actor, &at.scope, None, &rows)
        .await
}

/// `GET /c/{c}/conflicts.xlsx`: a row a team or leader wanted in several villages on one day.
pub async fn conflicts(
    May(at): May<ReadCycle>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    struct Line {
        day: NaiveDate,
        kind: &'static str,
        name: String,
        count: Option<u32>,
        villages: String,
    }
    let plans = app.plans(at.scope.cycle()).await?;
    let db = app.store.reader();
    let teams = people::teams(db, &at.scope).await.map_err(Refusal::from)?;
    let persons = people::list(db, &at.scope).await.map_err(Refusal::from)?;
    let rows: Vec<Line> = {
        let overview = Overview::read(&app.store, &plans, &at.scope, app.clock.today()).await?;
        let votes = to_come(&overview);
        let team = |id: Uuid| {
            let found = teams.iter().find(|team| team.id == id);
            found.map_or_else(String::new, |team| team.name.clone())
        };
        let person = |id: Uuid| {
            let found = persons.iter().find(|person| person.id == id);
            found.map_or_else(String::new, |person| person.name.clone())
        };
        polling_days(&votes)
            .iter()
            .flat_map(|day| day.clashes.iter().map(move |clash| (day.day, clash)))
            .map(|(day, clash)| {
                let (kind, name) = match clash.whose {
                    Whose::Guidance(id) => ("指导组", team(id)),
                    Whose::Supervision(id) => ("督查组", team(id)),
                    Whose::Leader(id) => ("挂钩领导", person(id)),
                };
                let names: Vec<&str> = clash
                    .villages
                    .iter()
                    .filter_map(|place| overview.villages.get(*place))
                    .map(|village| village.name.as_str())
                    .collect();
                Line {
                    day,
                    kind,
                    name,
                    count: u32::try_from(names.len()).ok(),
                    villages: names.join("、"),
                }
            })
            .collect()
    };
    Table::new("投票日冲突")
        .column("投票日", |row: &Line| row.day)
        .column("类别", |row| row.kind)
        .column("谁", |row| row.name.clone())
        .column("几个村", |row| row.count)
        .column("村（社区）", |row| row.villages.clone())
        .send(&app, &at.actor, &at.scope, None, &rows)
        .await
}
