//! 挂钩联系 — `/c/{c}/guidance` over all villages, and the diary of one, `/c/{c}/v/{v}/guidance`.

mod diary;

use std::collections::HashMap;

use axum::{extract::State, response::Response};
use uuid::Uuid;

use self::diary::{correct, diary, entry, file, record, withdraw};
use super::{
    answer::{Trouble, frame, page},
    app::App,
    export,
    form::{Asked, asked},
    guard::{InCycle, May, ReadRecords},
    pages::{
        guidance::{GuidanceOverview, GuidanceRow},
        parts::{Choice, Form, Link},
        step::schedule_tabs,
    },
    people::team_choices,
    router::{Row, get, post},
    view::Section,
    villages::none_yet,
};
use crate::{
    civil,
    office::{
        guidance::{self as office, Milestones},
        refusal::Refusal,
    },
    store::{account::Role, entity::guidance_entry, guidance as rows_of, people, village},
};

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/guidance", overview),
        get("/c/{c}/guidance.xlsx", table),
        get("/c/{c}/v/{v}/guidance", diary),
        post("/c/{c}/v/{v}/guidance", record),
        get("/c/{c}/v/{v}/guidance/{g}", entry),
        post("/c/{c}/v/{v}/guidance/{g}", correct),
        post("/c/{c}/v/{v}/guidance/{g}/withdraw", withdraw),
        get("/c/{c}/v/{v}/guidance/files/{f}", file),
    ]
}

const SHOWS: [(&str, &str); 4] = [
    ("no-conveyed", "还没有传达"),
    ("no-study", "还没有学习"),
    ("no-plan", "方案未通过"),
    ("none", "一条也没有记"),
];

fn shown(marks: &Milestones, show: &str) -> bool {
    match show {
        "no-conveyed" => marks.conveyed.is_none(),
        "no-study" => marks.studied.is_none(),
        "no-plan" => marks.adopted.is_none(),
        "none" => marks.last.is_none(),
        _ => true,
    }
}

/// «传达 14/16 · 学习 12/16 · 村级方案通过 9/16»
pub(super) fn count_text(all: &[Milestones]) -> String {
    let count = |of: fn(&Milestones) -> bool| all.iter().filter(|one| of(one)).count();
    let whole = all.len();
    format!(
        "传达 {}/{whole} · 学习 {}/{whole} · 村级方案通过 {}/{whole}",
        count(|one| one.conveyed.is_some()),
        count(|one| one.studied.is_some()),
        count(|one| one.adopted.is_some()),
    )
}

fn plan_text(marks: &Milestones) -> String {
    match (marks.adopted, marks.checked, marks.drafted) {
        (Some(day), ..) => format!("{}通过", civil::short(day)),
        (None, Some(day), _) => format!("{}已核对", civil::short(day)),
        (None, None, Some(day)) => format!("{}已起草", civil::short(day)),
        (None, None, None) => String::new(),
    }
}

/// The entries of each village.
fn by_village(entries: Vec<guidance_entry::Model>) -> HashMap<Uuid, Vec<guidance_entry::Model>> {
    let mut found: HashMap<Uuid, Vec<guidance_entry::Model>> = HashMap::new();
    for row in entries {
        found.entry(row.village_id).or_default().push(row);
    }
    found
}

/// How far the villages in reach have been guided, in their order.
pub(super) async fn milestones_of(
    app: &App,
    scope: &crate::store::scope::CycleScope,
) -> Result<Vec<Milestones>, Refusal> {
    let db = app.store.reader();
    let entries = by_village(rows_of::list(db, scope).await?);
    Ok(village::list(db, scope)
        .await?
        .iter()
        .map(|row| {
            entries
                .get(&row.id)
                .map(|entries| office::milestones(entries))
                .unwrap_or_default()
        })
        .collect())
}

/// What the overview is made of: the rows asked for, how far all are, the teams to choose from.
struct Listed {
    rows: Vec<GuidanceRow>,
    all: Vec<Milestones>,
    teams: Vec<Choice>,
}

async fn listed(app: &App, here: &InCycle, show: &str, team: &str) -> Result<Listed, Refusal> {
    let db = app.store.reader();
    let cycle = here.scope.cycle_id();
    let villages = village::list(db, &here.scope).await?;
    let everyone = people::list(db, &here.scope).await?;
    let teams = people::teams(db, &here.scope).await?;
    let entries = by_village(rows_of::list(db, &here.scope).await?);
    let mut all = Vec::with_capacity(villages.len());
    let mut rows = Vec::new();
    for row in &villages {
        let marks = entries
            .get(&row.id)
            .map(|entries| office::milestones(entries))
            .unwrap_or_default();
        all.push(marks);
        let of_team = row.guidance_team_id.map(|id| id.to_string());
        if !shown(&marks, show) || !(team.is_empty() || of_team.as_deref() == Some(team)) {
            continue;
        }
        let day = |day: Option<chrono::NaiveDate>| day.map(civil::short).unwrap_or_default();
        rows.push(GuidanceRow {
            name: row.name.clone(),
            href: format!("/c/{cycle}/v/{}/guidance", row.id),
            leader: everyone
                .iter()
                .find(|one| Some(one.id) == row.leader_id)
                .map(|one| one.name.clone())
                .unwrap_or_default(),
            team: teams
                .iter()
                .find(|one| Some(one.id) == row.guidance_team_id)
                .map(|one| one.name.clone())
                .unwrap_or_default(),
            conveyed: day(marks.conveyed),
            studied: day(marks.studied),
            plan: plan_text(&marks),
            adopted: marks.adopted.is_some(),
            visits: match (marks.visits, marks.advice) {
                (0, 0) => String::new(),
                (visits, 0) => format!("走访 {visits} 次"),
                (0, advice) => format!("意见 {advice} 条"),
                (visits, advice) => format!("走访 {visits} 次，意见 {advice} 条"),
            },
            last: day(marks.last),
        });
    }
    Ok(Listed {
        rows,
        all,
        teams: team_choices(&teams, "guidance"),
    })
}

/// `GET /c/{c}/guidance`
pub async fn overview(
    May(here): May<ReadRecords>,
    State(app): State<App>,
    query: Asked,
) -> Result<Response, Trouble> {
    let query = asked(query);
    let cycle = here.scope.cycle_id();
    let (show, team) = (query.text("show"), query.text("team"));
    let listed = listed(&app, &here, show, team).await?;
    let context = GuidanceOverview {
        count: if listed.all.is_empty() {
            String::new()
        } else {
            count_text(&listed.all)
        },
        form: Form::new().value("show", show).value("team", team),
        shows: SHOWS
            .iter()
            .map(|(value, text)| Choice::new(*value, *text))
            .collect(),
        teams: listed.teams,
        tabs: schedule_tabs(&cycle.to_string(), "guidance"),
        export: if listed.all.is_empty() {
            Link::default()
        } else {
            let mut narrowing = form_urlencoded::Serializer::new(String::new());
            for (name, value) in [("show", show), ("team", team)] {
                if !value.is_empty() {
                    narrowing.append_pair(name, value);
                }
            }
            export::button(match narrowing.finish() {
                query if query.is_empty() => format!("/c/{cycle}/guidance.xlsx"),
                query => format!("/c/{cycle}/guidance.xlsx?{query}"),
            })
        },
        empty: listed.all.is_empty().then(|| {
            let text = "还没有村（社区）。导入村花名册以后，每个村有一本指导日志。";
            none_yet(&here, text)
        }),
        rows: listed.rows,
    };
    let frame = frame(
        &app,
        &here.visit,
        Section::Schedule,
        "挂钩联系",
        Some(here.scope.cycle()),
        &[],
    );
    page(&app, &frame, &context)
}

/// `GET /c/{c}/guidance.xlsx?show=&team=`: narrowed as the page is.
pub async fn table(
    May(here): May<ReadRecords>,
    State(app): State<App>,
    query: Asked,
) -> Result<Response, Trouble> {
    let query = asked(query);
    let (show, team) = (query.text("show"), query.text("team"));
    let listed = listed(&app, &here, show, team).await?;
    export::Table::new("挂钩联系")
        .only(export::Narrowed::new().of("显示", &SHOWS, show).choice(
            "指导组",
            &listed.teams,
            team,
        ))
        .column("村（社区）", |row: &GuidanceRow| row.name.clone())
        .column("挂钩领导", |row| row.leader.clone())
        .column("指导组", |row| row.team.clone())
        .column("传达", |row| row.conveyed.clone())
        .column("学习", |row| row.studied.clone())
        .column("村级方案", |row| row.plan.clone())
        .column("走访和意见", |row| row.visits.clone())
        .column("最近", |row| row.last.clone())
        .send(&app, &here.actor, &here.scope, None, &listed.rows)
        .await
}

fn may_write(role: Role) -> bool {
    matches!(role, Role::Clerk | Role::Guidance)
}
