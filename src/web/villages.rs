//! 村（社区） — `/c/{c}/villages`, one village's form, and the list as a workbook.

use axum::{
    extract::{Query, State},
    response::Response,
};
use serde::Deserialize;

use super::{
    answer::{self, Trouble, frame, page},
    app::App,
    export,
    form::{Fields, Posted},
    guard::{AtVillage, EditCycle, EditVillage, InCycle, May, ReadCycle},
    pages::{
        cycle::settings_tabs,
        parts::{Choice, Empty, Form, Link, Tab},
        villages::{VillageForm, VillageRow, Villages},
    },
    people::{leader_choices, team_choices},
    plan::held::Held,
    router::{Row, get, post},
    sign_in::{form_again, fresh_key},
    view::Section,
};
use crate::{
    civil,
    office::{
        refusal::{Problems, Refusal},
        standing::{election_day_of, kind_of},
        village::{self as office, FIELDS, VillageInput},
    },
    roster::{ExportCell, ExportColumn, TroubleCause},
    store::{account::Role, entity::village as village_row, people, village},
};

/// Media type of the workbooks handed out.
pub(super) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/villages", list),
        get("/c/{c}/villages.xlsx", export),
        get("/c/{c}/villages/new", new_page),
        post("/c/{c}/villages/new", add),
        get("/c/{c}/v/{v}/edit", edit_page),
        post("/c/{c}/v/{v}/edit", edit),
    ]
}

/// The tabs of the settings: who does not keep the cycle finds no door that is shut.
pub(super) fn tabs_for(role: Role, cycle: uuid::Uuid, here: &str) -> Vec<Tab> {
    if role == Role::Clerk {
        settings_tabs(&cycle.to_string(), here)
    } else {
        let mut tabs = settings_tabs(&cycle.to_string(), here);
        tabs.retain(|tab| !tab.href.ends_with("/settings") && !tab.href.ends_with("/texts"));
        tabs
    }
}

/// 还没有村 — what a page of villages says before there are any; who keeps the cycle finds where they are imported.
pub(super) fn none_yet(here: &InCycle, text: &str) -> Empty {
    Empty {
        text: text.to_owned(),
        action: if here.may_edit() {
            let cycle = here.scope.cycle_id();
            Link::new("导入村花名册", format!("/c/{cycle}/villages/import"))
        } else {
            Link::default()
        },
    }
}

/// What a list is searched for.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Search {
    q: String,
}

fn number(n: Option<i32>) -> String {
    n.map(|n| n.to_string()).unwrap_or_default()
}

/// The sum of what is filled in; blank when nothing is.
fn sum(rows: &[&village_row::Model], of: impl Fn(&village_row::Model) -> Option<i32>) -> String {
    let known: Vec<i64> = rows
        .iter()
        .filter_map(|row| of(row))
        .map(i64::from)
        .collect();
    if known.is_empty() {
        return String::new();
    }
    known.iter().sum::<i64>().to_string()
}

fn seats(row: &village_row::Model) -> String {
    format!(
        "{}＋{}＋{}",
        row.seats_chair, row.seats_deputy, row.seats_member
    )
}

fn cause_titles(row: &village_row::Model) -> Vec<&'static str> {
    office::causes(row)
        .into_iter()
        .map(TroubleCause::title)
        .collect()
}

/// `GET /c/{c}/villages`
pub async fn list(
    May(here): May<ReadCycle>,
    State(app): State<App>,
    Query(Search { q }): Query<Search>,
) -> Result<Response, Trouble> {
    let scope = &here.scope;
    let all = village::list(app.store.reader(), scope)
        .await
        .map_err(Refusal::from)?;
    let q = q.trim().to_owned();
    let found: Vec<&village_row::Model> = all
        .iter()
        .filter(|row| q.is_empty() || row.name.contains(&q))
        .collect();
    let communities = all
        .iter()
        .filter(|row| kind_of(row) == crate::law::UnitKind::Community)
        .count();
    let cycle = scope.cycle_id();
    let rows = found
        .iter()
        .map(|row| VillageRow {
            id: row.id.to_string(),
            name: row.name.clone(),
            kind_name: kind_of(row).name().to_owned(),
            code: row.code.clone().unwrap_or_default(),
            households: number(row.households),
            population: number(row.population),
            groups: number(row.groups),
            party_members: number(row.party_members),
            last_voters: number(row.last_voters),
            seats: seats(row),
            term_end: row.term_end.map(civil::long).unwrap_or_default(),
            election_day: row.election_day.map(civil::short).unwrap_or_default(),
            troubles: cause_titles(row).join("、"),
        })
        .collect();
    let context = Villages {
        rows,
        totals: (found.len() > 1).then(|| VillageRow {
            households: sum(&found, |row| row.households),
            population: sum(&found, |row| row.population),
            groups: sum(&found, |row| row.groups),
            party_members: sum(&found, |row| row.party_members),
            last_voters: sum(&found, |row| row.last_voters),
            ..VillageRow::default()
        }),
        count: format!(
            "{} 个村（社区），其中村 {}、社区 {communities}",
            all.len(),
            all.len() - communities
        ),
        can_edit: here.may_edit(),
        exports: if all.is_empty() {
            Vec::new()
        } else {
            vec![export::button(if q.is_empty() {
                format!("/c/{cycle}/villages.xlsx")
            } else {
                let mut query = form_urlencoded::Serializer::new(String::new());
                query.append_pair("q", &q);
                format!("/c/{cycle}/villages.xlsx?{}", query.finish())
            })]
        },
        tabs: tabs_for(here.role, cycle, "villages"),
        cycle: cycle.to_string(),
        empty: all.is_empty().then(|| Empty {
            text: if here.may_edit() {
                "还没有村花名册。上传镇里的摸底表，先看核对结果再保存；没有现成的表就下载模板填。"
            } else {
                "这里还没有您可以查看的村（社区）。"
            }
            .to_owned(),
            action: if here.may_edit() {
                Link::new("导入村花名册", format!("/c/{cycle}/villages/import"))
            } else {
                Link::default()
            },
        }),
        q,
        ..Villages::default()
    };
    let frame = frame(
        &app,
        &here.visit,
        Section::Settings,
        "村（社区）",
        Some(scope.cycle()),
        &[],
    );
    page(&app, &frame, &context)
}

/// `GET /c/{c}/villages.xlsx?q=` — in the columns of the template, so that it can be imported again; narrowed as the
/// page is.
pub async fn export(
    May(here): May<ReadCycle>,
    State(app): State<App>,
    Query(Search { q }): Query<Search>,
) -> Result<Response, Trouble> {
    let sought = q.trim();
    let mut all = village::list(app.store.reader(), &here.scope)
        .await
        .map_err(Refusal::from)?;
    all.retain(|row| row.name.contains(sought));
    let columns: Vec<ExportColumn> = [
        "序号",
        "村（社区）名称",
        "类别",
        "区划代码",
        "总户数",
        "总人口",
        "村民小组数",
        "党员数",
        "上届登记选民数",
        "主任职数",
        "副主任职数",
        "委员职数",
        "任期届满日期",
        "备注",
    ]
    .map(ExportColumn::titled)
    .into();
    let count = |n: Option<i32>| n.map_or(ExportCell::Blank, |n| ExportCell::Number(i64::from(n)));
    let rows: Vec<Vec<ExportCell>> = all
        .iter()
        .map(|row| {
            let causes = cause_titles(row);
            let mut note = Vec::new();
            if !causes.is_empty() {
                note.push(format!("难点村：{}", causes.join("、")));
            }
            if !row.note.is_empty() {
                note.push(row.note.clone());
            }
            vec![
                ExportCell::Number(i64::from(row.ordinal)),
                ExportCell::Text(row.name.clone()),
                ExportCell::Text(kind_of(row).name().to_owned()),
                row.code.clone().map_or(ExportCell::Blank, ExportCell::Text),
                count(row.households),
                count(row.population),
                count(row.groups),
                count(row.party_members),
                count(row.last_voters),
                ExportCell::Number(i64::from(row.seats_chair)),
                ExportCell::Number(i64::from(row.seats_deputy)),
                ExportCell::Number(i64::from(row.seats_member)),
                row.term_end.map_or(ExportCell::Blank, ExportCell::Date),
                ExportCell::Text(note.join("；")),
            ]
        })
        .collect();
    let sheet = export::Sheet {
        name: "村居基本情况",
        file: &format!("{} 村（社区）", here.scope.cycle().name),
        only: export::Narrowed::new().sought("找村", sought),
        head: columns,
        rows,
    };
    export::send(&app, &here.actor, &here.scope, None, sheet).await
}

fn input(fields: &Fields) -> VillageInput {
    VillageInput {
        fields: FIELDS
            .iter()
            .map(|name| ((*name).to_owned(), fields.text(name).to_owned()))
            .collect(),
        troubles: fields.all("troubles").map(str::to_owned).collect(),
    }
}

/// The form as typed; the tick carries the day it is for.
fn again(fields: &Fields, problems: &Problems, default_day: chrono::NaiveDate) -> Form {
    let day = civil::parse(fields.text("election_day")).unwrap_or(default_day);
    form_again(fields, problems).value("confirm_for", day.to_string())
}

async fn form_page(
    app: &App,
    here: &InCycle,
    row: Option<&village_row::Model>,
    form: Form,
    troubles: &[String],
    version: i32,
    bad: bool,
) -> Result<Response, Trouble> {
    let db = app.store.reader();
    let scope = &here.scope;
    let cycle = scope.cycle();
    let people = people::list(db, scope).await.map_err(Refusal::from)?;
    let teams = people::teams(db, scope).await.map_err(Refusal::from)?;
    let base = format!("/c/{}", cycle.id);
    let context = VillageForm {
        form,
        action: row.map_or_else(
            || format!("{base}/villages/new"),
            |row| format!("{base}/v/{}/edit", row.id),
        ),
        new: row.is_none(),
        kinds: crate::law::UnitKind::ALL
            .iter()
            .map(|kind| Choice::new(kind.id(), kind.name()))
            .collect(),
        causes: TroubleCause::ALL
            .iter()
            .map(|cause| {
                let choice = Choice::new(cause.as_str(), cause.title());
                if troubles.iter().any(|id| id == cause.as_str()) {
                    choice.ticked()
                } else {
                    choice
                }
            })
            .collect(),
        leaders: leader_choices(&people),
        guidance: team_choices(&teams, "guidance"),
        supervision: team_choices(&teams, "supervision"),
        default_day: format!(
            "不填就随全镇：{}",
            civil::long_weekday(cycle.default_election_day)
        ),
        back: format!("{base}/villages"),
        key: fresh_key(),
        version: row.map(|_| version.to_string()).unwrap_or_default(),
    };
    let title = row.map_or("新增村（社区）", |row| row.name.as_str());
    let list = format!("{base}/villages");
    let crumbs = [("村（社区）", list.as_str()), (title, "")];
    let frame = frame(
        app,
        &here.visit,
        Section::Settings,
        title,
        Some(cycle),
        &crumbs,
    );
    answer::form_page(app, &frame, &context, bad)
}

/// `GET /c/{c}/villages/new`
pub async fn new_page(
    May(here): May<EditCycle>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    let form = Form::new()
        .value("kind", "village")
        .value("chair", "1")
        .value("deputy", "1")
        .value("member", "3");
    form_page(&app, &here, None, form, &[], 0, false).await
}

/// `POST /c/{c}/villages/new`
pub async fn add(
    May(here): May<EditCycle>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let plans = app.plans(here.scope.cycle()).await?;
    let input = input(&posted.fields);
    let held = Held::before(&app, &here.scope).await?;
    let made = office::add(
        &app.store,
        app.clock.as_ref(),
        app.rules.calendar(),
        &plans,
        &here.actor,
        &here.scope,
        &posted.key,
        &input,
    )
    .await;
    match made {
        Ok(told) => held.done(&app, &here.scope, told).await,
        Err(Refusal::Invalid(problems)) => {
            let day = here.scope.cycle().default_election_day;
            let form = again(&posted.fields, &problems, day);
            form_page(&app, &here, None, form, &input.troubles, 0, true).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

fn in_cycle(at: AtVillage) -> (InCycle, village_row::Model) {
    let AtVillage {
        visit,
        actor,
        role,
        scope,
        village,
    } = at;
    (
        InCycle {
            visit,
            actor,
            role,
            scope,
        },
        village,
    )
}

/// `GET /c/{c}/v/{v}/edit`
pub async fn edit_page(
    May(here): May<EditVillage>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    let (here, row) = in_cycle(here);
    let stored = VillageInput::of(&row);
    let mut form = Form::new().value(
        "confirm_for",
        election_day_of(here.scope.cycle(), &row).to_string(),
    );
    for (name, value) in stored.fields {
        form = form.value(name, value);
    }
    form_page(
        &app,
        &here,
        Some(&row),
        form,
        &stored.troubles,
        row.version,
        false,
    )
    .await
}

/// `POST /c/{c}/v/{v}/edit`
pub async fn edit(
    May(here): May<EditVillage>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let (here, row) = in_cycle(here);
    let plans = app.plans(here.scope.cycle()).await?;
    let input = input(&posted.fields);
    let version = posted.fields.version();
    let held = Held::before(&app, &here.scope).await?;
    let edited = office::edit(
        &app.store,
        app.clock.as_ref(),
        app.rules.calendar(),
        &plans,
        &here.actor,
        &here.scope,
        &posted.key,
        row.id,
        version,
        &input,
    )
    .await;
    match edited {
        Ok(told) => held.done(&app, &here.scope, told).await,
        Err(Refusal::Invalid(problems)) => {
            let day = here.scope.cycle().default_election_day;
            let form = again(&posted.fields, &problems, day);
            form_page(
                &app,
                &here,
                Some(&row),
                form,
                &input.troubles,
                version,
                true,
            )
            .await
        }
        Err(refusal) => Err(refusal.into()),
    }
}
