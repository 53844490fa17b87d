//! 各张表 — the lists that had no workbook of their own: schedules, phases, inspections, rolls, assignments, audit.

use std::collections::HashMap;

use axum::{
    extract::{Query, State},
    response::Response,
};
use chrono::NaiveDate;
use uuid::Uuid;

use super::Table;
use crate::{
    documents::kind::Scope,
    law::{Basis, StepClass, StepState},
    office::{
        event::Event,
        inspection::Kind as VisitKind,
        paper::texts::{self as office_texts, Source},
        progress::{Overview, latest_of, phase_state},
        refusal::Refusal,
        standing::{Standing, kind_of},
    },
    platform::clock,
    store::{
        account::Role,
        audit::{self, Place},
        entity::audit_event,
        inspection, people, progress, supervision, text, village, voter,
    },
    web::{
        answer::Trouble,
        app::App,
        audit::Asked as AuditAsked,
        form::{Asked, asked},
        gantt::Asked as GanttAsked,
        guard::{EditCycle, May, ReadAudit, ReadCycle, ReadVillage},
        inspections as web_inspections,
        router::{Row, get},
        signs,
    },
};

/// Most events in one workbook; older ones are asked for by a filter.
const MOST_EVENTS: usize = 50_000;
/// Most visits in one workbook; the rest is asked for by village.
const MOST_VISITS: u64 = 20_000;
/// Events read at once.
const CHUNK: usize = 2_000;

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/schedule.xlsx", schedules),
        get("/c/{c}/v/{v}/schedule.xlsx", schedule),
        get("/c/{c}/phases.xlsx", phases),
        get("/c/{c}/inspections.xlsx", inspections),
        get("/c/{c}/v/{v}/roll.xlsx", roll),
        get("/c/{c}/audit.xlsx", events),
        get("/c/{c}/texts.xlsx", texts),
    ]
}

/// A step of a unit, as a table says it.
struct StepLine {
    unit: String,
    kind: &'static str,
    stage: String,
    step: String,
    owner: String,
    class: &'static str,
    state: &'static str,
    suggested: NaiveDate,
    latest: Option<NaiveDate>,
    actual: Option<NaiveDate>,
    basis: String,
}

fn step_lines(unit: &str, kind: &'static str, standing: &Standing<'_>, into: &mut Vec<StepLine>) {
    let plan = standing.plan;
    for (index, step) in plan.steps.iter().enumerate() {
        let (Some(row), Some(state)) = (
            standing.days.steps.get(index),
            standing.states.get(index).copied(),
        ) else {
            continue;
        };
        let lawful: Vec<String> = step
            .basis
            .iter()
            .filter(|basis| !basis.article.is_empty())
            .map(Basis::cite)
            .collect();
        into.push(StepLine {
            unit: unit.to_owned(),
            kind,
            stage: plan
                .stages
                .get(step.stage)
                .map_or_else(String::new, |stage| stage.name.clone()),
            step: step.name.clone(),
            owner: step.owner.name(plan.kind).to_owned(),
            class: step.class.name(),
            state: signs::sign_of(state, step.class).1,
            suggested: row.suggested,
            latest: row.latest,
            actual: row.actual,
            basis: if step.class == StepClass::Statutory {
                lawful.join("；")
            } else {
                String::new()
            },
        });
    }
}

fn step_table(name: &str) -> Table<'_, StepLine> {
    Table::new(name)
        .column("单位", |row: &StepLine| row.unit.clone())
        .column("类别", |row| row.kind)
        .column("阶段", |row| row.stage.clone())
        .column("环节", |row| row.step.clone())
        .column("谁办", |row| row.owner.clone())
        .column("期限性质", |row| row.class)
        .column("状态", |row| row.state)
        .column("建议日期", |row| row.suggested)
        .column("最迟日期", |row| row.latest)
        .column("实际日期", |row| row.actual)
        .column("依据", |row| row.basis.clone())
}

/// `GET /c/{c}/schedule.xlsx?q=&team=`: every step of every village in reach, narrowed as the bars are.
pub async fn schedules(
    May(at): May<ReadCycle>,
    State(app): State<App>,
    Query(asked): Query<GanttAsked>,
) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    let teams = people::teams(app.store.reader(), &at.scope)
        .await
        .map_err(Refusal::from)?;
    let mut rows = Vec::new();
    {
        let overview = Overview::read(&app.store, &plans, &at.scope, app.clock.today()).await?;
        for (village, standing) in overview.units().filter(|(village, _)| asked.wants(village)) {
            step_lines(&village.name, kind_of(village).name(), standing, &mut rows);
        }
    }
    step_table("各村日程")
        .only(asked.told(&teams))
        .send(&app, &at.actor, &at.scope, None, &rows)
        .await
}

/// `GET /c/{c}/v/{v}/schedule.xlsx`
pub async fn schedule(
    May(at): May<ReadVillage>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    let records = progress::of_unit(app.store.reader(), &at.scope, at.village.id)
        .await
        .map_err(Refusal::from)?;
    let mut rows = Vec::new();
    {
        let latest = latest_of(&records);
        let standing = Standing::of_village(
            &plans,
            at.scope.cycle(),
            &at.village,
            &latest,
            app.clock.today(),
        );
        step_lines(
            &at.village.name,
            kind_of(&at.village).name(),
            &standing,
            &mut rows,
        );
    }
    step_table("日程表")
        .send(&app, &at.actor, &at.scope, Some(&at.village), &rows)
        .await
}

/// `GET /c/{c}/phases.xlsx`: the township's own work, with the days planned for it.
pub async fn phases(May(at): May<ReadCycle>, State(app): State<App>) -> Result<Response, Trouble> {
    struct Phase {
        name: String,
        state: &'static str,
        planned: Option<NaiveDate>,
        suggested: NaiveDate,
        actual: Option<NaiveDate>,
        owner: String,
        place: String,
    }
    let plans = app.plans(at.scope.cycle()).await?;
    let db = app.store.reader();
    let cycle = at.scope.cycle_id();
    let records = progress::of_unit(db, &at.scope, cycle)
        .await
        .map_err(Refusal::from)?;
    let arranged = progress::arrangements(db, &at.scope, cycle)
        .await
        .map_err(Refusal::from)?;
    let known = people::list(db, &at.scope).await.map_err(Refusal::from)?;
    let standing = Standing::of_township(
        &plans,
        at.scope.cycle(),
        &latest_of(&records),
        app.clock.today(),
    );
    let mut rows = Vec::new();
    for (index, step) in standing.plan.steps.iter().enumerate() {
        let (Some(row), Some(state)) = (
            standing.days.steps.get(index),
            standing.states.get(index).copied(),
        ) else {
            continue;
        };
        let own = arranged.iter().find(|row| row.step == step.id);
        let planned = own.and_then(|row| row.planned_day);
        let state = phase_state(state, planned, standing.today);
        rows.push(Phase {
            name: step.name.clone(),
            state: signs::sign_of(state, step.class).1,
            planned,
            suggested: row.suggested,
            actual: row.actual,
            owner: own
                .and_then(|row| row.owner_id)
                .and_then(|id| known.iter().find(|person| person.id == id))
                .map(|person| person.name.clone())
                .unwrap_or_default(),
            place: own.map(|row| row.place.clone()).unwrap_or_default(),
        });
    }
    Table::new("镇级工作")
        .column("工作", |row: &Phase| row.name.clone())
        .column("状态", |row| row.state)
        .column("计划日期", |row| row.planned)
        .column("建议日期", |row| row.suggested)
        .column("实际日期", |row| row.actual)
        .column("责任人", |row| row.owner.clone())
        .column("地点", |row| row.place.clone())
        .send(&app, &at.actor, &at.scope, None, &rows)
        .await
}

/// `GET /c/{c}/inspections.xlsx?village=&kind=&show=`: a row a finding; a visit without any has one row. Narrowed as
/// the page is.
pub async fn inspections(
    May(at): May<ReadCycle>,
    State(app): State<App>,
    query: Asked,
) -> Result<Response, Trouble> {
    struct Line {
        day: NaiveDate,
        village: String,
        way: String,
        inspectors: String,
        problem: String,
        basis: String,
        measure: String,
        deadline: Option<NaiveDate>,
        note: String,
        by: String,
    }
    let query = asked(query);
    let db = app.store.reader();
    let (visits, _) = supervision::inspection_page(
        db,
        &at.scope,
        &web_inspections::filter_of(&query),
        0,
        MOST_VISITS,
    )
    .await
    .map_err(Refusal::from)?;
    let villages = village::list(db, &at.scope).await.map_err(Refusal::from)?;
    let only = web_inspections::narrowed(&query, &villages);
    let names: HashMap<Uuid, String> = villages.into_iter().map(|row| (row.id, row.name)).collect();
    let ids: Vec<Uuid> = visits.iter().map(|visit| visit.id).collect();
    let mut found: HashMap<Uuid, Vec<_>> = HashMap::new();
    for finding in inspection::findings(db, &ids)
        .await
        .map_err(Refusal::from)?
    {
        found
            .entry(finding.inspection_id)
            .or_default()
            .push(finding);
    }
    let mut rows = Vec::new();
    for visit in visits {
        let line = |problem: String, basis: String, measure: String, deadline| Line {
            day: visit.day,
            village: names.get(&visit.village_id).cloned().unwrap_or_default(),
            way: VisitKind::from_id(&visit.kind)
                .map_or_else(|| visit.kind.clone(), |kind| kind.name().to_owned()),
            inspectors: visit.inspectors.clone(),
            problem,
            basis,
            measure,
            deadline,
            note: visit.note.clone(),
            by: visit.recorded_by_name.clone(),
        };
        match found.remove(&visit.id) {
            Some(list) => rows.extend(
                list.into_iter()
                    .map(|one| line(one.problem, one.basis, one.measure, one.deadline)),
            ),
            None => rows.push(line(
                "没有发现问题".to_owned(),
                String::new(),
                String::new(),
                None,
            )),
        }
    }
    Table::new("督查")
        .only(only)
        .column("日期", |row: &Line| row.day)
        .column("村（社区）", |row| row.village.clone())
        .column("方式", |row| row.way.clone())
        .column("督查人员", |row| row.inspectors.clone())
        .column("发现的问题", |row| row.problem.clone())
        .column("依据", |row| row.basis.clone())
        .column("整改要求", |row| row.measure.clone())
        .column("整改期限", |row| row.deadline)
        .column("说明", |row| row.note.clone())
        .column("登记人", |row| row.by.clone())
        .send(&app, &at.actor, &at.scope, None, &rows)
        .await
}

/// `GET /c/{c}/v/{v}/roll.xlsx`: group, name, sex; ID numbers were never kept.
pub async fn roll(May(at): May<ReadVillage>, State(app): State<App>) -> Result<Response, Trouble> {
    let voters = voter::list(app.store.reader(), &at.scope, at.village.id)
        .await
        .map_err(Refusal::from)?;
    Table::new("选民名单")
        .column("序号", |row: &crate::store::entity::voter::Model| {
            u32::try_from(row.ordinal).ok()
        })
        .column("小组", |row| row.group_name.clone())
        .column("姓名", |row| row.name.clone())
        .column("性别", |row| {
            crate::office::people::sex_title(row.sex.as_deref())
        })
        .send(&app, &at.actor, &at.scope, Some(&at.village), &voters)
        .await
}

/// `GET /c/{c}/audit.xlsx?village=&kind=`: the events of the list, newest first.
pub async fn events(
    May(at): May<ReadAudit>,
    State(app): State<App>,
    Query(asked): Query<AuditAsked>,
) -> Result<Response, Trouble> {
    let db = app.store.reader();
    let mut wanted = asked.wanted();
    wanted.place = Place::Newest;
    let mut rows: Vec<audit_event::Model> = Vec::new();
    loop {
        let page = audit::page(db, &at.scope, &wanted, CHUNK)
            .await
            .map_err(Refusal::from)?;
        let more = page.older;
        rows.extend(page.rows);
        match rows.last() {
            Some(last) if more && rows.len() < MOST_EVENTS => {
                wanted.place = Place::Before(last.seq);
            }
            _ => break,
        }
    }
    let villages = village::list(db, &at.scope).await.map_err(Refusal::from)?;
    Table::new("审计")
        .only(asked.told(&villages))
        .column("序号", |row: &audit_event::Model| {
            u32::try_from(row.seq).ok()
        })
        .column("时间", |row| clock::long_stamp(row.at))
        .column("谁", |row| row.actor_name.clone())
        .column("身份", |row| {
            Role::from_id(&row.actor_role).map_or("", Role::name)
        })
        .column("来自", |row| row.address.clone())
        .column("什么事", |row| {
            Event::from_code(&row.event).map_or("其他", Event::name)
        })
        .column("内容", |row| row.summary.clone())
        .column("理由", |row| row.reason.clone())
        .column("指纹", |row| row.hash.clone())
        .send(&app, &at.actor, &at.scope, None, &rows)
        .await
}

/// `GET /c/{c}/texts.xlsx`: every kind of paper, and whose words it is printed in.
pub async fn texts(May(at): May<EditCycle>, State(app): State<App>) -> Result<Response, Trouble> {
    struct Line {
        title: &'static str,
        scope: &'static str,
        source: &'static str,
        version: String,
        who: String,
        when: String,
    }
    let plans = app.plans(at.scope.cycle()).await?;
    let sources = office_texts::sources(&app.desk(&plans), &at.scope).await?;
    let lines = text::lines(app.store.reader(), &at.scope, None)
        .await
        .map_err(Refusal::from)?;
    let rows: Vec<Line> = sources
        .iter()
        .map(|(kind, source)| {
            let latest = lines.iter().find(|line| line.kind == kind.id());
            Line {
                title: kind.title(),
                scope: match kind.scope() {
                    Scope::Township => "全镇一份",
                    Scope::Village => "每村一份",
                },
                source: match source {
                    Source::Shipped => "原文",
                    Source::Folder => "数据文件夹里的",
                    Source::Office => "本单位改过",
                },
                version: latest.map_or_else(String::new, |line| format!("第{}版", line.version)),
                who: latest.map_or_else(String::new, |line| line.saved_by_name.clone()),
                when: latest.map_or_else(String::new, |line| clock::long_stamp(line.saved_at)),
            }
        })
        .collect();
    Table::new("文书文稿")
        .column("文书", |row: &Line| row.title)
        .column("范围", |row| row.scope)
        .column("文稿", |row| row.source)
        .column("版本", |row| row.version.clone())
        .column("谁改的", |row| row.who.clone())
        .column("何时", |row| row.when.clone())
        .send(&app, &at.actor, &at.scope, None, &rows)
        .await
}

/// Whether a step still waits: what the calendar file marks.
pub(super) fn open(state: StepState) -> bool {
    !matches!(
        state,
        StepState::Done | StepState::DoneLate | StepState::NotApplicable
    )
}
