//! 收文登记 — `/c/{c}/incoming`: papers that came in, the workbook of them, what presses on the workbench.

mod one;

use axum::{extract::State, response::Response};
use uuid::Uuid;

use super::{
    answer::{self, Trouble},
    app::App,
    export,
    form::{Asked, Fields, Posted, asked},
    guard::{EditCycle, InCycle, May, ReadRecords},
    pages::{
        incoming::{Incoming, IncomingRow},
        paper::paper_tabs,
        parts::{Choice, DateCard, Empty, Form, Link, Sign},
        workbench::{DueGroup, DueRow},
    },
    router::{Row, get, post},
    sheets,
    sign_in::fresh_key,
    signs,
    view::Section,
};
use crate::{
    civil,
    office::{
        incoming::{self, State as Stage, Urgency, called, presses, pressing, state, urgency},
        refusal::Refusal,
    },
    store::{account::Role, entity::incoming_paper, incoming as rows, scope::CycleScope},
};

/// Rows of one page.
const PAGE: u64 = 100;
/// Lines on the workbench before «看全部».
const LINES: usize = 8;

/// The routes of this folder.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/incoming", list),
        post("/c/{c}/incoming", one::register),
        get("/c/{c}/incoming.xlsx", table),
        get("/c/{c}/incoming/new", one::new_page),
        post("/c/{c}/incoming/file", file),
        get("/c/{c}/incoming/{i}", one::page),
        post("/c/{c}/incoming/{i}", one::correct),
        post("/c/{c}/incoming/{i}/handle", one::handle),
        post("/c/{c}/incoming/{i}/void", one::void),
        // Where a conflict looks for the present state.
        get("/c/{c}/incoming/{i}/handle", one::page),
        get("/c/{c}/incoming/{i}/void", one::page),
        get("/c/{c}/incoming/file", list),
    ]
}

/// What the list can be narrowed to.
const SHOWS: [(&str, &str); 4] = [
    ("open", "待办的"),
    ("pressing", "紧急和快到期的"),
    ("handled", "已办、没有归档的"),
    ("filed", "已归档的"),
];

fn sign(stage: Stage, presses: bool) -> Sign {
    match stage {
        Stage::Open if presses => Sign::Soon,
        Stage::Open => Sign::Active,
        Stage::Handled | Stage::Filed => Sign::Done,
        Stage::Void => Sign::Skipped,
    }
}

/// Those asked for, the latest number first.
async fn narrowed(
    app: &App,
    here: &InCycle,
    query: &Fields,
) -> Result<(usize, usize, Vec<incoming_paper::Model>), Refusal> {
    let all = rows::list(app.store.reader(), &here.scope).await?;
    let today = app.clock.today();
    let open = all.iter().filter(|row| state(row) == Stage::Open).count();
    let (show, sought) = (query.text("show"), query.text("q"));
    let total = all.len();
    let chosen = all
        .into_iter()
        .filter(|row| match show {
            "open" => state(row) == Stage::Open,
            "pressing" => presses(row, today),
            "handled" => state(row) == Stage::Handled,
            "filed" => state(row) == Stage::Filed,
            _ => true,
        })
        .filter(|row| {
            [&row.title, &row.sender, &row.number, &row.handler_name]
                .iter()
                .any(|text| text.contains(sought))
        })
        .collect();
    Ok((total, open, chosen))
}

/// `GET /c/{c}/incoming?show=&q=&page=`
pub async fn list(
    May(here): May<ReadRecords>,
    State(app): State<App>,
    query: Asked,
) -> Result<Response, Trouble> {
    let query = asked(query);
    let form = Form::new()
        .value("filed_on", app.clock.today().to_string())
        .value("show", query.text("show"))
        .value("q", query.text("q"));
    show(&app, &here, &query, form, false).await
}

async fn show(
    app: &App,
    here: &InCycle,
    query: &Fields,
    form: Form,
    bad: bool,
) -> Result<Response, Trouble> {
    let (total, open, chosen) = narrowed(app, here, query).await?;
    let cycle = here.scope.cycle_id();
    let base = format!("/c/{cycle}/incoming");
    let narrowing = |page: u64| {
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        for name in ["show", "q"] {
            if !query.text(name).is_empty() {
                pairs.append_pair(name, query.text(name));
            }
        }
        if page > 1 {
            pairs.append_pair("page", &page.to_string());
        }
        pairs.finish()
    };
    let count = u64::try_from(chosen.len()).unwrap_or(u64::MAX);
    let (first, pager) = sheets::pager(query.text("page"), PAGE, count, |page| {
        format!("{base}?{}", narrowing(page))
    });
    let ticked: Vec<&str> = query.all("chosen").collect();
    let rows: Vec<IncomingRow> = chosen
        .into_iter()
        .skip(usize::try_from(first).unwrap_or(0))
        .take(usize::try_from(PAGE).unwrap_or(usize::MAX))
        .map(|row| list_row(app, here, &base, row, &ticked))
        .collect();
    let can_edit = here.may_edit();
    let context = Incoming {
        tabs: paper_tabs(&cycle.to_string(), "incoming", ["", "", ""]),
        count: format!("{total} 件，待办 {open} 件"),
        new_href: if can_edit {
            format!("{base}/new")
        } else {
            String::new()
        },
        xlsx: format!("{base}.xlsx?{}", narrowing(1)),
        form,
        shows: SHOWS
            .iter()
            .map(|(id, name)| Choice::new(*id, *name))
            .collect(),
        can_file: rows.iter().any(|row| !row.chosen.is_empty()),
        file_action: format!("{base}/file"),
        today: app.clock.today().to_string(),
        rows,
        pager,
        key: fresh_key(),
        empty: (total == 0).then(|| Empty {
            text: if can_edit {
                "还没有登记收文。上级来的文件、通知，收到当天登记：定好谁办、哪天办完，紧急的和快到期的会在工作台提醒，办完归档。"
            } else {
                "换届办还没有登记收文。"
            }
            .to_owned(),
            action: if can_edit {
                Link::new("登记一件", format!("{base}/new"))
            } else {
                Link::default()
            },
        }),
    };
    let frame = answer::frame(
        app,
        &here.visit,
        Section::Papers,
        "收文登记",
        Some(here.scope.cycle()),
        &[],
    );
    answer::form_page(app, &frame, &context, bad)
}

fn list_row(
    app: &App,
    here: &InCycle,
    base: &str,
    row: incoming_paper::Model,
    ticked: &[&str],
) -> IncomingRow {
    let stage = state(&row);
    let chosen = if here.may_edit() && stage == Stage::Handled {
        format!("{}:{}", row.id, row.version)
    } else {
        String::new()
    };
    IncomingRow {
        href: format!("{base}/{}", row.id),
        serial: row.serial.to_string(),
        day: civil::short(row.received_on),
        urgency: match urgency(&row) {
            Urgency::Ordinary => String::new(),
            other => other.name().to_owned(),
        },
        due: row.due.map(civil::short).unwrap_or_default(),
        sign: sign(stage, presses(&row, app.clock.today())),
        state: stage.name().to_owned(),
        result: match stage {
            Stage::Void => row.void_reason.clone(),
            Stage::Filed => format!("{}，归入{}", row.result, row.filed_in),
            _ => row.result.clone(),
        },
        ticked: ticked.contains(&chosen.as_str()),
        chosen,
        sender: row.sender,
        number: row.number,
        title: row.title,
        handler: row.handler_name,
    }
}

/// `POST /c/{c}/incoming/file`
pub async fn file(
    May(here): May<EditCycle>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let chosen: Vec<(Uuid, i32)> = posted
        .fields
        .all("chosen")
        .filter_map(|text| {
            let (id, version) = text.split_once(':')?;
            Some((Uuid::parse_str(id).ok()?, version.parse().ok()?))
        })
        .collect();
    let told = incoming::file(
        &app.store,
        app.clock.as_ref(),
        &here.actor,
        &here.scope,
        &posted.key,
        &chosen,
        (
            posted.fields.text("filed_on"),
            posted.fields.text("filed_in"),
        ),
    )
    .await;
    match answer::settled(&app, &posted.fields, told)? {
        Ok(response) => Ok(response),
        Err(form) => show(&app, &here, &posted.fields, form, true).await,
    }
}

/// `GET /c/{c}/incoming.xlsx`: narrowed as the page is.
pub async fn table(
    May(here): May<ReadRecords>,
    State(app): State<App>,
    query: Asked,
) -> Result<Response, Trouble> {
    let query = asked(query);
    let (_, _, mut rows) = narrowed(&app, &here, &query).await?;
    rows.reverse();
    export::Table::new("收文登记簿")
        .only(
            export::Narrowed::new()
                .sought("找文件", query.text("q"))
                .of("显示", &SHOWS, query.text("show")),
        )
        .column("收文号", |row: &incoming_paper::Model| {
            u32::try_from(row.serial).ok()
        })
        .column("收到日期", |row| row.received_on)
        .column("来文单位", |row| row.sender.clone())
        .column("来文字号", |row| row.number.clone())
        .column("标题", |row| row.title.clone())
        .column("成文日期", |row| row.dated)
        .column("紧急程度", |row| urgency(row).name())
        .column("承办人", |row| row.handler_name.clone())
        .column("办理期限", |row| row.due)
        .column("办结日期", |row| row.handled_on)
        .column("办理情况", |row| row.result.clone())
        .column("归档日期", |row| row.filed_on)
        .column("归入", |row| row.filed_in.clone())
        .column("情况", |row| state(row).name())
        .column("作废原因", |row| row.void_reason.clone())
        .column("备注", |row| row.note.clone())
        .column("登记人", |row| row.recorded_by_name.clone())
        .send(&app, &here.actor, &here.scope, None, &rows)
        .await
}

/// Papers that must be dealt with now, for the workbench of those who keep or lead the cycle.
pub(super) async fn due_group(
    app: &App,
    role: Role,
    scope: &CycleScope,
) -> Result<Option<DueGroup>, Refusal> {
    if !matches!(role, Role::Clerk | Role::Leader) {
        return Ok(None);
    }
    let today = app.clock.today();
    let list = pressing(rows::open(app.store.reader(), scope).await?, today);
    if list.is_empty() {
        return Ok(None);
    }
    let base = format!("/c/{}/incoming", scope.cycle_id());
    Ok(Some(DueGroup {
        heading: "收文待办".to_owned(),
        sign: Sign::Soon,
        count: u32::try_from(list.len()).unwrap_or(u32::MAX),
        rows: list
            .iter()
            .take(LINES)
            .map(|row| {
                let href = format!("{base}/{}", row.id);
                let left = row.due.map(|due| (due - today).num_days());
                DueRow {
                    sign: Sign::Soon,
                    unit: called(row),
                    unit_href: href.clone(),
                    step: match urgency(row) {
                        Urgency::Ordinary => row.title.clone(),
                        other => format!("{} · {}", other.name(), row.title),
                    },
                    record_href: if role == Role::Clerk {
                        href.clone()
                    } else {
                        String::new()
                    },
                    due: match row.due {
                        Some(due) => format!("期限 {}", civil::short(due)),
                        None => format!("{}收到", civil::short(row.received_on)),
                    },
                    card_href: href,
                    margin: left.map(signs::margin_text).unwrap_or_default(),
                    card: DateCard {
                        latest: row
                            .due
                            .map(|due| format!("期限 {}", civil::long_weekday(due)))
                            .unwrap_or_default(),
                        gist: format!(
                            "{}来文，{}收到，承办人{}。",
                            row.sender,
                            civil::short(row.received_on),
                            if row.handler_name.is_empty() {
                                "未定"
                            } else {
                                &row.handler_name
                            }
                        ),
                        ..DateCard::default()
                    },
                }
            })
            .collect(),
        more: if list.len() > LINES {
            Link::new(
                format!("看全部 {} 件", list.len()),
                format!("{base}?show=pressing"),
            )
        } else {
            Link::default()
        },
    }))
}
