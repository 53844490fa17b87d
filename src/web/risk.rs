//! 难点村和风险 — the ledger `/c/{c}/risk`, a village's risk and measures `/c/{c}/v/{v}/risk`.

mod village;

use std::collections::HashMap;

use axum::{extract::State, response::Response};
use chrono::NaiveDate;
use uuid::Uuid;

use self::village::{add_measure, assess, change_measure, edit_measure, new_measure, village_risk};
use super::{
    answer::{Trouble, frame, page},
    app::App,
    export,
    findings::shortened,
    form::{Asked, asked},
    guard::{InCycle, May, ReadRecords},
    pages::{
        parts::{Choice, DateCard, Form, Link, Sign},
        risk::{MeasureRow, RiskLedger, RiskRow},
        step::schedule_tabs,
        workbench::{DueGroup, DueRow},
    },
    router::{Row, get, post},
    signs,
    view::Section,
    villages::none_yet,
};
use crate::{
    civil,
    documents::kind::Kind,
    law::SOON,
    office::{
        progress::Overview,
        refusal::Refusal,
        risk::{Level, suggest},
        village::causes,
    },
    roster::{ExportCell, ExportColumn},
    store::{
        account::Role,
        entity::{risk_assessment, risk_measure, village as village_row},
        risk::{self as rows_of, DONE, DROPPED, OPEN},
        scope::CycleScope,
    },
};

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/risk", ledger),
        get("/c/{c}/risk.xlsx", table),
        get("/c/{c}/v/{v}/risk", village_risk),
        post("/c/{c}/v/{v}/risk", assess),
        get("/c/{c}/v/{v}/risk/measures/new", new_measure),
        post("/c/{c}/v/{v}/risk/measures/new", add_measure),
        get("/c/{c}/v/{v}/risk/measures/{m}", edit_measure),
        post("/c/{c}/v/{v}/risk/measures/{m}", change_measure),
    ]
}

const SHOWS: [(&str, &str); 5] = [
    ("", "难点村和中、高风险"),
    ("high", "风险高"),
    ("late", "措施逾期"),
    ("unassessed", "还没有评定"),
    ("all", "全部村"),
];

fn level_sign(level: Option<Level>) -> Sign {
    match level {
        Some(Level::High) => Sign::Late,
        Some(Level::Middle) => Sign::Soon,
        Some(Level::Low) => Sign::Done,
        None => Sign::Future,
    }
}

fn level_of(row: Option<&risk_assessment::Model>) -> Option<Level> {
    row.and_then(|row| Level::from_id(&row.level))
}

fn is_late(row: &risk_measure::Model, today: NaiveDate) -> bool {
    row.state == OPEN && row.due.is_some_and(|day| day < today)
}

fn measure_row(row: &risk_measure::Model, today: NaiveDate, href: String) -> MeasureRow {
    let (sign, state) = match row.state.as_str() {
        DONE => (
            Sign::Done,
            row.settled_on.map_or_else(
                || "已落实".to_owned(),
                |day| format!("{}已落实", civil::short(day)),
            ),
        ),
        DROPPED => (Sign::Skipped, "不再办".to_owned()),
        _ => match row.due.map(|day| (day - today).num_days()) {
            None => (Sign::Active, "在办".to_owned()),
            Some(left) => (
                match left {
                    ..0 => Sign::Late,
                    0..=3 => Sign::Soon,
                    _ => Sign::Active,
                },
                format!("在办，{}", signs::margin_text(left)),
            ),
        },
    };
    MeasureRow {
        measure: row.measure.clone(),
        owner: row.owner_name.clone(),
        due: row.due.map(civil::short).unwrap_or_default(),
        sign,
        state,
        note: row.note.clone(),
        href,
    }
}

/// Lines of the workbench before «看全部».
const LINES: usize = 8;

/// 一村一策 for the workbench: measures past their deadline or near it. Villages do not read them.
pub(super) async fn due_group(
    app: &App,
    role: Role,
    scope: &CycleScope,
    villages: &[village_row::Model],
) -> Result<Option<DueGroup>, Refusal> {
    if role == Role::VillageCommittee {
        return Ok(None);
    }
    let today = app.clock.today();
    let versions = rows_of::measures(app.store.reader(), scope).await?;
    let mut found: Vec<(NaiveDate, &risk_measure::Model, &village_row::Model)> =
        rows_of::current(&versions)
            .into_iter()
            .filter(|row| row.state == OPEN)
            .filter_map(|row| {
                let due = row.due.filter(|due| (*due - today).num_days() <= SOON)?;
                let village = villages
                    .iter()
                    .find(|village| village.id == row.village_id)?;
                Some((due, row, village))
            })
            .collect();
    if found.is_empty() {
        return Ok(None);
    }
    found.sort_by_key(|(due, ..)| *due);
    let base = format!("/c/{}", scope.cycle_id());
    Ok(Some(DueGroup {
        heading: "一村一策到期".to_owned(),
        sign: Sign::Soon,
        count: u32::try_from(found.len()).unwrap_or(u32::MAX),
        rows: found
            .iter()
            .take(LINES)
            .map(|(due, row, village)| {
                let href = format!("{base}/v/{}/risk", village.id);
                let margin = signs::margin_text((*due - today).num_days());
                DueRow {
                    sign: Sign::Soon,
                    unit: village.name.clone(),
                    unit_href: href.clone(),
                    step: shortened(&row.measure),
                    record_href: String::new(),
                    due: format!("{} 期限 {}", row.owner_name, civil::short(*due))
                        .trim_start()
                        .to_owned(),
                    card_href: href,
                    margin: margin.clone(),
                    card: DateCard {
                        latest: format!("最迟 {}", civil::long_weekday(*due)),
                        margin,
                        verified: true,
                        gist: row.note.clone(),
                        class: "工作".to_owned(),
                        ..DateCard::default()
                    },
                }
            })
            .collect(),
        more: if found.len() > LINES {
            Link::new(
                format!("看全部 {} 件", found.len()),
                format!("{base}/risk?show=all"),
            )
        } else {
            Link::default()
        },
    }))
}

fn assessed_text(row: &risk_assessment::Model) -> String {
    format!("{} {}评定", row.assessed_by, civil::short(row.assessed_on))
}

/// The ledger as far as it is asked for.
async fn listed(app: &App, here: &InCycle, show: &str) -> Result<RiskLedger, Refusal> {
    let db = app.store.reader();
    let (scope, cycle) = (&here.scope, here.scope.cycle_id());
    let today = app.clock.today();
    let plans = app.plans(scope.cycle()).await?;
    let overview = Overview::read(&app.store, &plans, scope, today).await?;
    let open = suggest::open_findings(&app.store, scope, today).await?;
    let assessments = rows_of::assessments(db, scope).await?;
    // By village and number: the last of a village is the one that holds.
    let last: HashMap<Uuid, &risk_assessment::Model> = assessments
        .iter()
        .map(|row| (row.village_id, row))
        .collect();
    let versions = rows_of::measures(db, scope).await?;
    let mut measures: HashMap<Uuid, Vec<&risk_measure::Model>> = HashMap::new();
    for row in rows_of::current(&versions) {
        measures.entry(row.village_id).or_default().push(row);
    }
    let (mut troubled, mut high, mut middle) = (0, 0, 0);
    let mut list = Vec::new();
    for (village, standing) in overview.units() {
        let found = last.get(&village.id).copied();
        let level = level_of(found);
        let mine = measures.get(&village.id).map_or(&[][..], Vec::as_slice);
        let causes = causes(village);
        let signals = suggest::signals(
            village,
            standing,
            open.get(&village.id).copied().unwrap_or_default(),
        );
        let suggested = suggest::level(&signals);
        troubled += usize::from(!causes.is_empty());
        high += usize::from(level == Some(Level::High));
        middle += usize::from(level == Some(Level::Middle));
        let risky =
            !causes.is_empty() || !mine.is_empty() || level.unwrap_or(suggested) > Level::Low;
        let wanted = match show {
            "all" => true,
            "high" => level == Some(Level::High),
            "late" => mine.iter().any(|row| is_late(row, today)),
            "unassessed" => level.is_none(),
            _ => risky,
        };
        if !wanted {
            continue;
        }
        let titles: Vec<&str> = causes.iter().map(|cause| cause.title()).collect();
        list.push(RiskRow {
            name: village.name.clone(),
            href: format!("/c/{cycle}/v/{}/risk", village.id),
            causes: titles.join("、"),
            sign: level_sign(level),
            level: level.map_or("未评定", Level::name).to_owned(),
            suggested: if level == Some(suggested) {
                String::new()
            } else {
                format!("建议{}", suggested.name())
            },
            reasons: found.map(|row| row.reasons.clone()).unwrap_or_default(),
            assessed: found.map(assessed_text).unwrap_or_default(),
            measures: mine
                .iter()
                .map(|row| measure_row(row, today, String::new()))
                .collect(),
        });
    }
    let all: Vec<&risk_measure::Model> = measures.into_values().flatten().collect();
    let settled = all.iter().filter(|row| row.state == DONE).count();
    let late = all.iter().filter(|row| is_late(row, today)).count();
    Ok(RiskLedger {
        rows: list,
        count: format!(
            "难点村 {troubled} 个 · 风险高 {high}、中 {middle} · 措施 {} 项，已落实 {settled}，逾期 {late}",
            all.len()
        ),
        form: Form::new().value("show", show),
        shows: SHOWS
            .iter()
            .map(|(value, text)| Choice::new(*value, *text))
            .collect(),
        tabs: schedule_tabs(&cycle.to_string(), "risk"),
        empty: overview.villages.is_empty().then(|| {
            let text = "还没有村（社区）。导入村花名册以后在这里评定风险、定一村一策。";
            none_yet(here, text)
        }),
        paper: Link::new(
            "应急预案",
            signs::preview_href(cycle, cycle, Kind::EmergencyPlan),
        ),
        export: if overview.villages.is_empty() {
            Link::default()
        } else {
            export::button(if show.is_empty() {
                format!("/c/{cycle}/risk.xlsx")
            } else {
                let mut query = form_urlencoded::Serializer::new(String::new());
                query.append_pair("show", show);
                format!("/c/{cycle}/risk.xlsx?{}", query.finish())
            })
        },
    })
}

/// `GET /c/{c}/risk`
pub async fn ledger(
    May(here): May<ReadRecords>,
    State(app): State<App>,
    query: Asked,
) -> Result<Response, Trouble> {
    let query = asked(query);
    let context = listed(&app, &here, query.text("show")).await?;
    let frame = frame(
        &app,
        &here.visit,
        Section::Schedule,
        "难点村台账",
        Some(here.scope.cycle()),
        &[],
    );
    page(&app, &frame, &context)
}

/// `GET /c/{c}/risk.xlsx?show=` — a row a measure; villages without one have a row of their own. Narrowed as the page is.
pub async fn table(
    May(here): May<ReadRecords>,
    State(app): State<App>,
    query: Asked,
) -> Result<Response, Trouble> {
    let query = asked(query);
    let show = query.text("show");
    let ledger = listed(&app, &here, show).await?;
    let columns: Vec<ExportColumn> = [
        "村（社区）",
        "难点成因",
        "风险等级",
        "理由",
        "评定",
        "措施",
        "责任人",
        "期限",
        "情况",
        "结果",
    ]
    .map(ExportColumn::titled)
    .into();
    let mut rows: Vec<Vec<ExportCell>> = Vec::new();
    for row in &ledger.rows {
        let line = |measure: &MeasureRow| -> Vec<ExportCell> {
            [
                &row.name,
                &row.causes,
                &row.level,
                &row.reasons,
                &row.assessed,
                &measure.measure,
                &measure.owner,
                &measure.due,
                &measure.state,
                &measure.note,
            ]
            .map(|text| ExportCell::Text(text.clone()))
            .into()
        };
        if row.measures.is_empty() {
            rows.push(line(&MeasureRow::default()));
        }
        rows.extend(row.measures.iter().map(line));
    }
    let sheet = export::Sheet {
        name: "难点村台账",
        file: &format!("{} 难点村台账", here.scope.cycle().name),
        only: match show {
            "all" => export::Narrowed::new(),
            "" => export::Narrowed::new().word("显示", SHOWS[0].1),
            show => export::Narrowed::new().of("显示", &SHOWS, show),
        },
        head: columns,
        rows,
    };
    export::send(&app, &here.actor, &here.scope, None, sheet).await
}
