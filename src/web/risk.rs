//! 难点村和风险 — the ledger `/c/{c}/risk`, a village's risk and measures `/c/{c}/v/{v}/risk`.

use std::collections::HashMap;

use axum::{
    extract::{Path, State},
    response::Response,
};
use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    answer::{Trouble, done, download, frame, invalid, page},
    app::App,
    assign::{Asked, asked},
    form::{Fields, Posted},
    guard::{AtVillage, EditVillage, InCycle, May, ReadRecords, ReadVillageRecords},
    pages::{
        parts::{Choice, Form, Link, Sign},
        risk::{MeasureForm, MeasureRow, RiskLedger, RiskRow, VillageRisk},
        step::schedule_tabs,
    },
    people::leader_choices,
    router::{Row, get, post},
    sign_in::{form_again, fresh_key},
    signs,
    view::Section,
    villages::{XLSX, none_yet},
};
use crate::{
    civil,
    office::{
        progress::{Overview, latest_of},
        refusal::Refusal,
        risk::{
            self as office, Level, NewAssessment, NewMeasure, STATES, state_name,
            suggest::{self, Signal},
        },
        standing::Standing,
        village::causes,
    },
    platform::clock,
    roster::{ExportCell, ExportColumn, TroubleCause, export_xlsx},
    store::{
        entity::{risk_assessment, risk_measure},
        people, progress,
        risk::{self as rows_of, DONE, DROPPED, OPEN},
    },
};

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/risk", ledger),
        get("/c/{c}/risk.xlsx", export),
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
        export: if overview.villages.is_empty() {
            Link::default()
        } else {
            Link::new("导出表格（xlsx）", format!("/c/{cycle}/risk.xlsx"))
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

/// `GET /c/{c}/risk.xlsx` — a row a measure; villages without one have a row of their own.
pub async fn export(
    May(here): May<ReadRecords>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    let ledger = listed(&app, &here, "").await?;
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
    super::export::note(
        &app,
        &here.actor,
        &here.scope,
        None,
        "难点村台账",
        rows.len(),
    )
    .await?;
    let book = export_xlsx("难点村台账", &columns, &rows, app.clock.today())
        .map_err(|error| Refusal::general(error.to_string()))?;
    let name = format!("{} 难点村台账.xlsx", here.scope.cycle().name);
    Ok(download(book, XLSX, &name, false))
}

/// What speaks for a risk in the village of the address.
async fn signals_of(app: &App, at: &AtVillage) -> Result<Vec<Signal>, Refusal> {
    let db = app.store.reader();
    let today = app.clock.today();
    let plans = app.plans(at.scope.cycle()).await?;
    let records = progress::of_unit(db, &at.scope, at.village.id).await?;
    let standing = Standing::of_village(
        &plans,
        at.scope.cycle(),
        &at.village,
        &latest_of(&records),
        today,
    );
    let open = suggest::open_findings(&app.store, &at.scope, today).await?;
    Ok(suggest::signals(
        &at.village,
        &standing,
        open.get(&at.village.id).copied().unwrap_or_default(),
    ))
}

/// `GET /c/{c}/v/{v}/risk`
pub async fn village_risk(
    May(at): May<ReadVillageRecords>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    risk_page(&app, &at, None).await
}

async fn risk_page(
    app: &App,
    at: &AtVillage,
    again: Option<(&Fields, Form)>,
) -> Result<Response, Trouble> {
    let db = app.store.reader();
    let (scope, village) = (&at.scope, &at.village);
    let cycle = scope.cycle_id();
    let today = app.clock.today();
    let signals = signals_of(app, at).await?;
    let assessments = rows_of::assessments_of(db, scope, village.id)
        .await
        .map_err(Refusal::from)?;
    let versions = rows_of::measures_of(db, scope, village.id)
        .await
        .map_err(Refusal::from)?;
    let last = assessments.last();
    let level = level_of(last);
    let base = format!("/c/{cycle}/v/{}", village.id);
    let edits = at.may_edit();
    let bad = again.is_some();
    let ticked: Vec<String> = match &again {
        Some((fields, _)) => fields.all("causes").map(str::to_owned).collect(),
        None => causes(village)
            .into_iter()
            .map(|cause| cause.as_str().to_owned())
            .collect(),
    };
    let version = match &again {
        Some((fields, _)) => fields.version(),
        None => last.map_or(0, |row| row.seq),
    };
    let context = VillageRisk {
        village: village.name.clone(),
        village_href: base.clone(),
        sign: level_sign(level),
        level: level.map_or("未评定", Level::name).to_owned(),
        assessed: last.map(assessed_text).unwrap_or_default(),
        reasons: last.map(|row| row.reasons.clone()).unwrap_or_default(),
        suggested: suggest::level(&signals).name().to_owned(),
        signals: signals
            .iter()
            .map(|signal| {
                let mark = if signal.heavy { "（重点）" } else { "" };
                format!("{}{mark}", signal.text)
            })
            .collect(),
        form: again.map_or_else(
            || {
                Form::new()
                    .value("level", last.map_or("", |row| row.level.as_str()))
                    .value("by", &at.actor.name)
                    .value("on", today.to_string())
            },
            |(_, form)| form,
        ),
        levels: Level::ALL
            .into_iter()
            .map(|level| Choice::new(level.id(), level.name()))
            .collect(),
        causes: TroubleCause::ALL
            .iter()
            .map(|cause| {
                let choice = Choice::new(cause.as_str(), cause.title());
                if ticked.iter().any(|id| id == cause.as_str()) {
                    choice.ticked()
                } else {
                    choice
                }
            })
            .collect(),
        action: if edits {
            format!("{base}/risk")
        } else {
            String::new()
        },
        open: bad || (edits && last.is_none()),
        history: assessments
            .iter()
            .rev()
            .skip(1)
            .map(|row| {
                format!(
                    "{} {}：{}（{}）",
                    civil::short(row.assessed_on),
                    level_of(Some(row)).map_or("", Level::name),
                    if row.reasons.is_empty() {
                        "没有写理由"
                    } else {
                        &row.reasons
                    },
                    row.assessed_by
                )
            })
            .collect(),
        measures: rows_of::current(&versions)
            .into_iter()
            .map(|row| {
                let href = if edits {
                    format!("{base}/risk/measures/{}", row.measure_id)
                } else {
                    String::new()
                };
                measure_row(row, today, href)
            })
            .collect(),
        new_measure: if edits {
            format!("{base}/risk/measures/new")
        } else {
            String::new()
        },
        today: today.to_string(),
        key: fresh_key(),
        version: version.to_string(),
    };
    let home = format!("/c/{cycle}/risk");
    let title = format!("{}风险和对策", village.name);
    let frame = frame(
        app,
        &at.visit,
        Section::Schedule,
        &title,
        Some(scope.cycle()),
        &[("难点村", &home), (&village.name, "")],
    );
    if bad {
        invalid(app, &frame, &context)
    } else {
        page(app, &frame, &context)
    }
}

/// `POST /c/{c}/v/{v}/risk`
pub async fn assess(
    May(at): May<EditVillage>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let fields = &posted.fields;
    let text = |name: &str| fields.text(name).to_owned();
    let input = NewAssessment {
        level: text("level"),
        causes: fields.all("causes").map(str::to_owned).collect(),
        reasons: text("reasons"),
        by: text("by"),
        on: text("on"),
        version: fields.version(),
    };
    let signals = signals_of(&app, &at).await?;
    let stored = office::assess(
        &app.store,
        app.clock.as_ref(),
        &at.actor,
        &at.scope,
        at.village.id,
        &posted.key,
        &signals,
        &input,
    )
    .await;
    match stored {
        Ok(told) => Ok(done(&app, &told)),
        Err(Refusal::Invalid(problems)) => {
            let form = form_again(fields, &problems);
            risk_page(&app, &at, Some((fields, form))).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// Cycle, village and measure of the address.
type MeasurePath = Path<(Uuid, Uuid, Uuid)>;

async fn measure_page(
    app: &App,
    at: &AtVillage,
    id: Option<Uuid>,
    again: Option<(&Fields, Form)>,
) -> Result<Response, Trouble> {
    let db = app.store.reader();
    let cycle = at.scope.cycle_id();
    let versions = rows_of::measures_of(db, &at.scope, at.village.id)
        .await
        .map_err(Refusal::from)?;
    let mine: Vec<&risk_measure::Model> = versions
        .iter()
        .filter(|row| Some(row.measure_id) == id)
        .collect();
    let last = mine.last().copied();
    if id.is_some() && last.is_none() {
        return Err(Trouble::not_found());
    }
    let everyone = people::list(db, &at.scope).await.map_err(Refusal::from)?;
    let base = format!("/c/{cycle}/v/{}/risk", at.village.id);
    let bad = again.is_some();
    let version = match &again {
        Some((fields, _)) => fields.version(),
        None => last.map_or(0, |row| row.seq),
    };
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let stored = |row: &risk_measure::Model| {
        Form::new()
            .value("measure", &row.measure)
            .value(
                "owner",
                row.owner_id.map(|id| id.to_string()).unwrap_or_default(),
            )
            .value(
                "owner_name",
                if row.owner_id.is_some() {
                    ""
                } else {
                    row.owner_name.as_str()
                },
            )
            .value("due", day(row.due))
            .value("state", &row.state)
            .value("settled_on", day(row.settled_on))
            .value("note", &row.note)
    };
    let context = MeasureForm {
        village: at.village.name.clone(),
        form: again.map_or_else(|| last.map_or_else(Form::new, stored), |(_, form)| form),
        new: id.is_none(),
        action: id.map_or_else(
            || format!("{base}/measures/new"),
            |id| format!("{base}/measures/{id}"),
        ),
        people: leader_choices(&everyone),
        states: STATES
            .iter()
            .map(|(id, name)| Choice::new(*id, *name))
            .collect(),
        history: mine
            .iter()
            .rev()
            .skip(1)
            .map(|row| {
                format!(
                    "{} {}：{}，{}，期限 {}，{}",
                    clock::stamp(row.recorded_at),
                    row.recorded_by_name,
                    row.measure,
                    row.owner_name,
                    row.due.map_or("未定".to_owned(), civil::short),
                    state_name(&row.state)
                )
            })
            .collect(),
        today: app.clock.today().to_string(),
        back: base.clone(),
        key: fresh_key(),
        version: version.to_string(),
    };
    let home = format!("/c/{cycle}/risk");
    let frame = frame(
        app,
        &at.visit,
        Section::Schedule,
        "一村一策",
        Some(at.scope.cycle()),
        &[("难点村", &home), (&at.village.name, &base), ("措施", "")],
    );
    if bad {
        invalid(app, &frame, &context)
    } else {
        page(app, &frame, &context)
    }
}

/// `GET /c/{c}/v/{v}/risk/measures/new`
pub async fn new_measure(
    May(at): May<EditVillage>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    measure_page(&app, &at, None, None).await
}

/// `GET /c/{c}/v/{v}/risk/measures/{m}`
pub async fn edit_measure(
    May(at): May<EditVillage>,
    State(app): State<App>,
    Path((_, _, id)): MeasurePath,
) -> Result<Response, Trouble> {
    measure_page(&app, &at, Some(id), None).await
}

/// `POST /c/{c}/v/{v}/risk/measures/new`
pub async fn add_measure(
    May(at): May<EditVillage>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    put_measure(&app, &at, None, &posted).await
}

/// `POST /c/{c}/v/{v}/risk/measures/{m}`
pub async fn change_measure(
    May(at): May<EditVillage>,
    State(app): State<App>,
    Path((_, _, id)): MeasurePath,
    posted: Posted,
) -> Result<Response, Trouble> {
    put_measure(&app, &at, Some(id), &posted).await
}

async fn put_measure(
    app: &App,
    at: &AtVillage,
    id: Option<Uuid>,
    posted: &Posted,
) -> Result<Response, Trouble> {
    let fields = &posted.fields;
    let text = |name: &str| fields.text(name).to_owned();
    let input = NewMeasure {
        measure: text("measure"),
        owner: text("owner"),
        owner_name: text("owner_name"),
        due: text("due"),
        state: text("state"),
        settled_on: text("settled_on"),
        note: text("note"),
        version: fields.version(),
    };
    let stored = office::put_measure(
        &app.store,
        app.clock.as_ref(),
        &at.actor,
        &at.scope,
        &at.village,
        &posted.key,
        id,
        &input,
    )
    .await;
    match stored {
        Ok(told) => Ok(done(app, &told)),
        Err(Refusal::Invalid(problems)) => {
            let form = form_again(fields, &problems);
            measure_page(app, at, id, Some((fields, form))).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}
