//! 镇里的工作 — meetings, courses, the diary of a village, findings, and the villages' own plans as workbooks.

use std::collections::HashMap;

use axum::{
    extract::{Query, State},
    response::Response,
};
use chrono::NaiveDate;
use uuid::Uuid;

use super::{Narrowed, Table};
use crate::{
    law::Gravity,
    office::{
        guidance::{self, Kind as DiaryKind},
        meeting::{decisions, list_of},
        plan::standing::{UnitPlan, of_units},
        refusal::Refusal,
        supervision::rectify::state_name,
        training::{lessons, quiz},
    },
    platform::clock,
    store::{
        entity::{guidance_entry, training_group},
        guidance as diary_rows, meeting as meeting_rows,
        supervision::{self, FindingFilter, OPEN},
        training as training_rows, village,
    },
    web::{
        answer::Trouble,
        app::App,
        form::Fields,
        guard::{InCycle, May, ReadCycle, ReadVillageRecords},
        meeting_view, meetings as meetings_page,
        pages::parts::Choice,
        router::{Row, get},
        sheets, training_view,
    },
};

/// Findings read at once.
const CHUNK: u64 = 1_000;
/// Most findings in one workbook; the rest is asked for by village.
const MOST: usize = 50_000;

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/meetings.xlsx", meetings),
        get("/c/{c}/trainings.xlsx", trainings),
        get("/c/{c}/findings.xlsx", findings),
        get("/c/{c}/plan/villages.xlsx", unit_plans),
        get("/c/{c}/v/{v}/guidance.xlsx", diary),
    ]
}

/// What an address asks for behind its `?`; a name given twice or unknown is no trouble.
type Asked = Query<Vec<(String, String)>>;

/// Names of the villages in reach.
async fn names(app: &App, here: &InCycle) -> Result<HashMap<Uuid, String>, Refusal> {
    Ok(village::list(app.store.reader(), &here.scope)
        .await?
        .into_iter()
        .map(|row| (row.id, row.name))
        .collect())
}

fn count(number: i32) -> Option<u32> {
    u32::try_from(number).ok()
}

/// `GET /c/{c}/meetings.xlsx?of=&show=`: narrowed as the page is.
pub async fn meetings(
    May(here): May<ReadCycle>,
    State(app): State<App>,
    Query(asked): Asked,
) -> Result<Response, Trouble> {
    struct Line {
        name: String,
        unit: String,
        day: Option<NaiveDate>,
        time: String,
        place: String,
        host: String,
        expected: Option<u32>,
        present: Option<u32>,
        state: String,
        agenda: String,
        decided: String,
        note: String,
    }
    let asked: Fields = asked.into_iter().collect();
    let plans = app.plans(here.scope.cycle()).await?;
    let villages = village::list(app.store.reader(), &here.scope)
        .await
        .map_err(Refusal::from)?;
    let all = meeting_rows::whole(app.store.reader(), &here.scope)
        .await
        .map_err(Refusal::from)?;
    let cycle = here.scope.cycle_id();
    let (of, show) = (asked.text("of"), asked.text("show"));
    let rows: Vec<Line> = all
        .iter()
        .filter(|(one, _)| {
            let town = one.unit_id == cycle;
            (of.is_empty() || (of == "town" && town) || one.unit_id.to_string() == of)
                && (show.is_empty() || one.state == show)
        })
        .map(|(one, asked)| {
            let village = villages.iter().find(|village| village.id == one.unit_id);
            let judged = meeting_view::judged(&plans, village, one, asked);
            // Whoever sees only some rows does not see a sum of them.
            let whole = here.scope.is_whole() || village.is_some();
            let (expected, present) = (judged.came.expected, judged.came.present);
            Line {
                name: one.name.clone(),
                unit: village.map_or_else(|| "镇".to_owned(), |village| village.name.clone()),
                day: one.day,
                time: one.time.clone(),
                place: one.place.clone(),
                host: one.host.clone(),
                expected: (whole && expected > 0).then_some(expected),
                present: present.filter(|_| whole),
                state: meeting_view::state(one, &judged, app.clock.today()).1,
                agenda: list_of(&one.agenda).join("；"),
                decided: decisions(one)
                    .into_iter()
                    .map(|decision| decision.text)
                    .collect::<Vec<_>>()
                    .join("；"),
                note: one.state_note.clone(),
            }
        })
        .collect();
    let units = meetings_page::unit_choices(&villages);
    Table::new("会议")
        .only(Narrowed::new().choice("单位", &units, of).choice(
            "显示",
            &meetings_page::show_choices(),
            show,
        ))
        .column("会议", |row: &Line| row.name.clone())
        .column("单位", |row| row.unit.clone())
        .column("日期", |row| row.day)
        .column("时间", |row| row.time.clone())
        .column("地点", |row| row.place.clone())
        .column("主持人", |row| row.host.clone())
        .column("应到", |row| row.expected)
        .column("实到", |row| row.present)
        .column("情况", |row| row.state.clone())
        .column("议程", |row| row.agenda.clone())
        .column("决定", |row| row.decided.clone())
        .column("说明", |row| row.note.clone())
        .send(&app, &here.actor, &here.scope, None, &rows)
        .await
}

/// `GET /c/{c}/trainings.xlsx`: a row a course, unit and kind of people, so that sums can be made in the workbook.
pub async fn trainings(
    May(here): May<ReadCycle>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    struct Line {
        name: String,
        level: String,
        day: Option<NaiveDate>,
        place: String,
        state: String,
        topics: String,
        unit: String,
        function: String,
        expected: Option<u32>,
        attended: Option<u32>,
        names: String,
        tested: Option<u32>,
        passed: Option<u32>,
    }
    let villages = village::list(app.store.reader(), &here.scope)
        .await
        .map_err(Refusal::from)?;
    let all = training_rows::whole(app.store.reader(), &here.scope)
        .await
        .map_err(Refusal::from)?;
    let mut rows = Vec::new();
    for (one, groups) in &all {
        let village = villages.iter().find(|village| village.id == one.unit_id);
        let results = quiz(one);
        let mut told: Vec<&str> = Vec::new();
        let topics: Vec<String> = lessons(one).into_iter().map(|one| one.topic).collect();
        let line = |group: Option<&training_group::Model>| Line {
            name: one.name.clone(),
            level: training_view::level_name(one, village),
            day: one.day,
            place: one.place.clone(),
            state: training_view::state(one, app.clock.today()).1,
            topics: topics.join("；"),
            unit: group.map_or_else(String::new, |group| group.unit.clone()),
            function: group.map_or_else(String::new, |group| {
                training_view::function_name(group, &villages)
            }),
            expected: group.and_then(|group| count(group.expected)),
            attended: group.and_then(|group| group.attended).and_then(count),
            names: group.map_or_else(String::new, |group| group.names.clone()),
            tested: None,
            passed: None,
        };
        if groups.is_empty() {
            rows.push(line(None));
        }
        for group in groups {
            let mut row = line(Some(group));
            // A unit's quiz stands once, in its first row.
            if !told.contains(&group.unit.as_str()) {
                told.push(&group.unit);
                let result = results.iter().find(|one| one.unit == group.unit);
                row.tested = result.map(|one| one.tested);
                row.passed = result.map(|one| one.passed);
            }
            rows.push(row);
        }
    }
    Table::new("培训")
        .column("班", |row: &Line| row.name.clone())
        .column("级别", |row| row.level.clone())
        .column("日期", |row| row.day)
        .column("地点", |row| row.place.clone())
        .column("情况", |row| row.state.clone())
        .column("课程", |row| row.topics.clone())
        .column("单位", |row| row.unit.clone())
        .column("人员", |row| row.function.clone())
        .column("应到", |row| row.expected)
        .column("参训", |row| row.attended)
        .column("姓名", |row| row.names.clone())
        .column("测验", |row| row.tested)
        .column("合格", |row| row.passed)
        .send(&app, &here.actor, &here.scope, None, &rows)
        .await
}

/// `GET /c/{c}/findings.xlsx?show=&village=&gravity=`: narrowed as the page is.
pub async fn findings(
    May(here): May<ReadCycle>,
    State(app): State<App>,
    Query(asked): Asked,
) -> Result<Response, Trouble> {
    struct Line {
        village: String,
        problem: String,
        gravity: &'static str,
        basis: String,
        measure: String,
        owner: String,
        assigned: Option<NaiveDate>,
        due: Option<NaiveDate>,
        late: Option<u32>,
        answered: Option<NaiveDate>,
        closed: Option<NaiveDate>,
        state: &'static str,
    }
    let asked: Fields = asked.into_iter().collect();
    let today = app.clock.today();
    let names = names(&app, &here).await?;
    let (states, late) = crate::web::findings::shown(asked.text("show"));
    let filter = FindingFilter {
        village: Uuid::parse_str(asked.text("village")).ok(),
        states: states.to_vec(),
        due_before: late.then_some(today),
        gravity: asked.text("gravity").to_owned(),
    };
    let mut rows: Vec<Line> = Vec::new();
    loop {
        let offset = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        let (page, _) =
            supervision::finding_page(app.store.reader(), &here.scope, &filter, offset, CHUNK)
                .await
                .map_err(Refusal::from)?;
        let last = page.len();
        rows.extend(page.into_iter().map(|(row, found)| {
            let open = OPEN.contains(&row.state.as_str());
            let over = row.due.filter(|_| open).map(|due| (today - due).num_days());
            Line {
                village: names.get(&row.village_id).cloned().unwrap_or_default(),
                problem: found.problem,
                gravity: Gravity::from_id(&row.gravity).map_or("", Gravity::name),
                basis: found.basis,
                measure: found.measure,
                owner: row.owner,
                assigned: row.assigned_on,
                due: row.due,
                late: over
                    .filter(|days| *days > 0)
                    .and_then(|days| u32::try_from(days).ok()),
                answered: row.answered_on,
                closed: row.closed_on,
                state: state_name(&row.state),
            }
        }));
        if last == 0 || rows.len() >= MOST {
            break;
        }
    }
    let villages: Vec<Choice> = names
        .iter()
        .map(|(id, name)| Choice::new(id.to_string(), name.clone()))
        .collect();
    let only = Narrowed::new()
        .word("状态", crate::web::findings::shown_name(asked.text("show")))
        .choice("村（社区）", &villages, asked.text("village"))
        .choice("程度", &sheets::gravities(), asked.text("gravity"));
    // Every state of every village is the whole list.
    let whole = asked.text("show") == "all"
        && asked.text("village").is_empty()
        && asked.text("gravity").is_empty();
    Table::new("问题整改")
        .only(if whole { Narrowed::new() } else { only })
        .column("村（社区）", |row: &Line| row.village.clone())
        .column("问题", |row| row.problem.clone())
        .column("轻重", |row| row.gravity)
        .column("依据", |row| row.basis.clone())
        .column("整改要求", |row| row.measure.clone())
        .column("责任人", |row| row.owner.clone())
        .column("交办日期", |row| row.assigned)
        .column("整改期限", |row| row.due)
        .column("已过天数", |row| row.late)
        .column("报送日期", |row| row.answered)
        .column("销号日期", |row| row.closed)
        .column("状态", |row| row.state)
        .send(&app, &here.actor, &here.scope, None, &rows)
        .await
}

/// `GET /c/{c}/plan/villages.xlsx`
pub async fn unit_plans(
    May(here): May<ReadCycle>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    let plans = app.plans(here.scope.cycle()).await?;
    let rows = of_units(&app.desk(&plans), &here.scope).await?;
    Table::new("各村实施方案")
        .column("村（社区）", |row: &UnitPlan| row.name.clone())
        .column("通过日期", |row| row.saved.adopted_on)
        .column("通过的会议", |row| row.saved.adopted_by.clone())
        .column("最新的版", |row| {
            row.newest
                .as_ref()
                .map_or_else(String::new, |line| format!("第{}版", line.version))
        })
        .column("改写的章", |row| {
            u32::try_from(row.saved.chapters.len()).ok()
        })
        .column("印发日期", |row| {
            row.line
                .as_ref()
                .map(|line| clock::shanghai(line.issued_at).date_naive())
        })
        .column("情况", |row| match &row.line {
            Some(_) if row.changed => "内容已变",
            Some(_) => "已印发",
            None => "草稿",
        })
        .send(&app, &here.actor, &here.scope, None, &rows)
        .await
}

/// `GET /c/{c}/v/{v}/guidance.xlsx`: the entries that hold, the latest day first.
pub async fn diary(
    May(at): May<ReadVillageRecords>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    let entries = diary_rows::of_village(app.store.reader(), &at.scope, at.village.id)
        .await
        .map_err(Refusal::from)?;
    let rows: Vec<guidance_entry::Model> =
        guidance::standing(&entries).into_iter().cloned().collect();
    Table::new("指导日志")
        .column("日期", |row: &guidance_entry::Model| row.day)
        .column("事项", |row| {
            DiaryKind::from_id(&row.kind).map_or("", DiaryKind::name)
        })
        .column("内容", |row| row.subject.clone())
        .column("对象", |row| row.audience.clone())
        .column("谁去的", |row| row.who.clone())
        .column("说明", |row| row.note.clone())
        .column("登记人", |row| row.recorded_by_name.clone())
        .column("登记时间", |row| clock::long_stamp(row.recorded_at))
        .send(&app, &at.actor, &at.scope, Some(&at.village), &rows)
        .await
}
