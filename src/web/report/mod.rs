//! 日报 — `/c/{c}/report?day=`: the day's figures, confirmed in one click; its PDF, the county's table, and the columns of
//! that table.

mod columns;

use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use chrono::{NaiveDate, TimeDelta};

use super::{
    answer::{self, Trouble, download, frame, onward},
    app::App,
    export,
    form::Posted,
    guard::{EditCycle, InCycle, May, ReadReports},
    pages::{
        parts::{Form, Link, Message},
        report::{ReportPage, ReportRow, report_tabs},
    },
    papers::asked,
    router::{Row, get, post},
    sign_in::{form_again, fresh_key},
    view::{Section, Tone},
    villages::none_yet,
};
use crate::{
    civil,
    documents::kind::Kind,
    office::{
        daily::{self, Confirmation, Days, Figures},
        refusal::{Problems, Refusal},
        standing::Plans,
    },
    platform::clock::{self, shanghai},
    store::{
        entity::daily_report,
        report::{self, ReportLine},
        scope::CycleScope,
    },
};

/// Days of the list.
const LIST: i64 = 14;
/// Field of the button that confirms and takes the county's table along.
const TAKE: &str = "take";

/// The routes of this folder.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/report", show),
        post("/c/{c}/report", confirm),
        get("/c/{c}/report.pdf", file),
        get("/c/{c}/report.xlsx", table),
        get("/c/{c}/report/columns", columns::show),
        post("/c/{c}/report/columns", columns::save),
    ]
}

/// The day asked for: today when none is, or when it cannot be read; what is wrong with it otherwise.
fn day_of(query: Option<&str>, scope: &CycleScope, today: NaiveDate) -> (NaiveDate, Problems) {
    let text = asked(query, "day");
    if text.is_empty() {
        return (today, Problems::none());
    }
    let Some(day) = civil::parse(&text) else {
        return (
            today,
            Problems::general("请选一个日期。地址里的日期读不出来，下面是今天的。"),
        );
    };
    match daily::check_day(scope, today, day) {
        Ok(()) => (day, Problems::none()),
        Err(problems) => (today, Problems::general(problems.all().join(""))),
    }
}

/// `GET /c/{c}/report?day=`
pub async fn show(
    May(at): May<ReadReports>,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response, Trouble> {
    let (day, problems) = day_of(query.as_deref(), &at.scope, app.clock.today());
    let form = form_again(&super::form::Fields::default(), &problems);
    // Only right after the confirmation: whoever comes back to the page or loads it again is not sent the table again.
    let take = at.visit.flash.is_some() && asked(query.as_deref(), TAKE) == "1";
    shown(&app, &at, day, form, (!problems.is_empty(), take)).await
}

async fn shown(
    app: &App,
    at: &InCycle,
    day: NaiveDate,
    form: Form,
    (bad, take): (bool, bool),
) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    let mut context = read(app, at, &plans, day, form).await?;
    if take && context.settled {
        context.take.clone_from(&context.xlsx);
    }
    let frame = frame(
        app,
        &at.visit,
        Section::Reports,
        &context.title,
        Some(at.scope.cycle()),
        &[],
    );
    answer::form_page(app, &frame, &context, bad)
}

async fn read(
    app: &App,
    at: &InCycle,
    plans: &Plans,
    day: NaiveDate,
    form: Form,
) -> Result<ReportPage, Refusal> {
    let scope = &at.scope;
    let db = app.store.reader();
    let today = app.clock.today();
    let base = format!("/c/{}", scope.cycle_id());
    let tabs = report_tabs(&scope.cycle_id().to_string(), "report", at.may_edit());
    let mut days = Days::read(db, scope).await?;
    if days.units() == 0 {
        return Ok(ReportPage {
            title: "日报".to_owned(),
            tabs,
            empty: Some(none_yet(
                at,
                "还没有村（社区）。导入村花名册后，每天的日报自动汇总。",
            )),
            ..ReportPage::default()
        });
    }
    let figures = days.figures(plans, day)?;
    let lines = report::list(db, scope).await?;
    let last = report::find(db, scope, day, None).await?;
    let serial = daily::serial_of(&lines, day);
    let desk = app.desk(plans);
    let changed = last
        .as_ref()
        .is_some_and(|last| last.digest != figures.digest);
    let preview_html = match &last {
        Some(last) => daily::html(&desk, scope, frozen(last)?).await?,
        None => daily::draft_html(&desk, scope, &figures, serial).await?,
    };
    let zero = match &last {
        Some(last) => last.zero,
        None => figures.is_zero("")?,
    };
    let kind = if zero { "零报告" } else { "日报" };
    let began = shanghai(scope.cycle().created_at).date_naive();
    let address = |day: NaiveDate| format!("{base}/report?day={day}");
    let form = if form.values.contains_key("note") {
        form
    } else {
        let note = last.as_ref().map_or("", |last| last.note.as_str());
        form.value("note", note)
    };
    Ok(ReportPage {
        title: format!("{} {kind}", civil::long(day)),
        count: format!("第 {serial} 期"),
        tabs,
        previous: if day > began {
            address(day - TimeDelta::days(1))
        } else {
            String::new()
        },
        next: if day < today {
            address(day + TimeDelta::days(1))
        } else {
            String::new()
        },
        day: day.to_string(),
        last: today.to_string(),
        state: state(day, last.as_ref(), changed),
        differences: match &last {
            Some(last) if changed => told(&frozen(last)?, &figures)?,
            _ => Vec::new(),
        },
        preview_html,
        pdf: format!("{base}/report.pdf?day={day}"),
        xlsx: format!("{base}/report.xlsx?day={day}"),
        action: if at.may_edit() {
            format!("{base}/report")
        } else {
            String::new()
        },
        button: match &last {
            None => format!("确认{kind}并导出表格"),
            Some(last) => format!(
                "重新确认（第{}版）并导出表格",
                last.version.saturating_add(1)
            ),
        },
        take: String::new(),
        settled: last.is_some() && !changed && !form.has_errors(),
        form,
        key: fresh_key(),
        version: last.as_ref().map_or(0, |last| last.version).to_string(),
        digest: figures.digest,
        facts_href: if at.may_edit() {
            format!("{base}/facts/{}", Kind::DailyReport.id())
        } else {
            String::new()
        },
        columns_href: if at.may_edit() {
            format!("{base}/report/columns")
        } else {
            String::new()
        },
        rows: list(&lines, began, today, &base),
        empty: None,
    })
}

/// The data that was frozen.
fn frozen(row: &daily_report::Model) -> Result<serde_json::Value, Refusal> {
    serde_json::from_str(&row.data)
        .map_err(|error| Refusal::Inside(format!("daily report {}: {error}", row.id)))
}

fn told(then: &serde_json::Value, now: &Figures) -> Result<Vec<String>, Refusal> {
    let mut lines = daily::differences(&daily::known_of(then)?, &now.known()?);
    if lines.is_empty() {
        lines.push("环节、督查或突发情况的内容有改动，个数没有变".to_owned());
    }
    Ok(lines)
}

fn state(day: NaiveDate, last: Option<&daily_report::Model>, changed: bool) -> Vec<Message> {
    let message = |tone, text: String| Message {
        tone,
        text,
        ..Message::default()
    };
    let Some(last) = last else {
        return vec![message(
            Tone::Note,
            format!(
                "请核对后确认。{}的数字都从记录里来，没有要填的。",
                civil::short(day)
            ),
        )];
    };
    let confirmed = format!(
        "已确认第{}版：{}，{}。存证：审计第 {} 条，摘要 {}。",
        last.version,
        last.confirmed_by_name,
        clock::long_stamp(last.confirmed_at),
        last.audit_seq,
        last.audit_hash.get(..8).unwrap_or(&last.audit_hash)
    );
    let mut list = Vec::new();
    if changed {
        list.push(message(
            Tone::Warning,
            format!(
                "与现数据不符：确认以后，{}的记录有变化。已报出的不会跟着变；要更正就重新确认，编为第{}版。",
                civil::short(day),
                last.version.saturating_add(1)
            ),
        ));
    }
    list.push(message(Tone::Done, confirmed));
    list
}

/// The last days, confirmed or not, and every earlier day that was.
fn list(lines: &[ReportLine], began: NaiveDate, today: NaiveDate, base: &str) -> Vec<ReportRow> {
    let mut days: Vec<NaiveDate> = (0..LIST)
        .map(|back| today - TimeDelta::days(back))
        .filter(|day| *day >= began)
        .collect();
    for line in lines {
        if !days.contains(&line.day) {
            days.push(line.day);
        }
    }
    days.into_iter()
        .map(|day| {
            let mine: Vec<&ReportLine> = lines.iter().filter(|line| line.day == day).collect();
            let newest = mine.first();
            ReportRow {
                day: civil::short_weekday(day),
                href: format!("{base}/report?day={day}"),
                serial: newest
                    .map(|line| format!("第{}期", line.serial))
                    .unwrap_or_default(),
                kind: newest
                    .map_or("", |line| if line.zero { "零报告" } else { "日报" })
                    .to_owned(),
                confirmed: newest
                    .map(|line| {
                        format!(
                            "第{}版 {} {}",
                            line.version,
                            line.confirmed_by_name,
                            clock::stamp(line.confirmed_at)
                        )
                    })
                    .unwrap_or_default(),
                links: mine
                    .iter()
                    .map(|line| {
                        Link::new(
                            format!("第{}版", line.version),
                            format!("{base}/report.pdf?day={day}&version={}", line.version),
                        )
                    })
                    .collect(),
            }
        })
        .collect()
}

/// `POST /c/{c}/report`
pub async fn confirm(
    May(at): May<EditCycle>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    let fields = &posted.fields;
    let Some(day) = civil::parse(fields.text("day")) else {
        let problems = Problems::general("请选一个日期再确认。表单里的日期读不出来。");
        let form = form_again(fields, &problems);
        return shown(&app, &at, app.clock.today(), form, (true, false)).await;
    };
    let wish = Confirmation {
        day,
        note: fields.text("note").to_owned(),
        version: fields.version(),
        digest: fields.text("digest").to_owned(),
    };
    let desk = app.desk(&plans);
    match daily::confirm(&desk, &at.actor, &at.scope, &posted.key, &wish).await {
        Ok(location) => {
            let mut text = format!("已确认 {} 的日报，数字和文件已固定。", civil::long(day));
            let mut address = location;
            if fields.text(TAKE) == "1" {
                text.push_str("报送的表格开始下载；没有开始的，点“导出表格”。");
                address = format!("/c/{}/report?day={day}&{TAKE}=1", at.scope.cycle_id());
            }
            Ok(onward(&app, &address, &text))
        }
        Err(Refusal::Invalid(problems)) => {
            let today = app.clock.today();
            let day = if daily::check_day(&at.scope, today, day).is_ok() {
                day
            } else {
                today
            };
            let general = Problems {
                general: problems
                    .general
                    .iter()
                    .chain(problems.fields.get("day").into_iter().flatten())
                    .cloned()
                    .collect(),
                fields: problems
                    .fields
                    .iter()
                    .filter(|(name, _)| *name != "day")
                    .map(|(name, texts)| (name.clone(), texts.clone()))
                    .collect(),
            };
            let form = form_again(fields, &general);
            shown(&app, &at, day, form, (true, false)).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// The day and version a file is asked of; the report, if it was confirmed.
async fn wanted(
    app: &App,
    scope: &CycleScope,
    query: Option<&str>,
) -> Result<(NaiveDate, Option<daily_report::Model>), Trouble> {
    let (day, problems) = day_of(query, scope, app.clock.today());
    let version = asked(query, "version");
    let number = version.parse::<i32>().ok();
    if !problems.is_empty() || (number.is_none() && !version.is_empty()) {
        return Err(Trouble::not_found());
    }
    let row = report::find(app.store.reader(), scope, day, number)
        .await
        .map_err(Refusal::from)?;
    if row.is_none() && number.is_some() {
        return Err(Trouble::not_found());
    }
    Ok((day, row))
}

/// `GET /c/{c}/report.pdf?day=&version=`: as it was confirmed, or a draft.
pub async fn file(
    May(at): May<ReadReports>,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response, Trouble> {
    let (day, row) = wanted(&app, &at.scope, query.as_deref()).await?;
    if let Some(row) = row {
        let kind = if row.zero { "零报告" } else { "日报" };
        let name = format!("{} {kind}（第{}版）.pdf", civil::long(day), row.version);
        let bytes = app
            .files
            .read(&row.pdf_sha256)
            .await
            .map_err(Refusal::from)?;
        return Ok(download(bytes, "application/pdf", &name, true));
    }
    let plans = app.plans(at.scope.cycle()).await?;
    let db = app.store.reader();
    let figures = Days::read(db, &at.scope).await?.figures(&plans, day)?;
    let lines = report::list(db, &at.scope).await.map_err(Refusal::from)?;
    let serial = daily::serial_of(&lines, day);
    let desk = app.desk(&plans);
    let bytes = daily::draft_pdf(&desk, &at.scope, &figures, serial).await?;
    let name = format!("{} 日报（预览）.pdf", civil::long(day));
    Ok(download(bytes, "application/pdf", &name, true))
}

/// `GET /c/{c}/report.xlsx?day=&version=`: the county's table.
pub async fn table(
    May(at): May<ReadReports>,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response, Trouble> {
    let (day, row) = wanted(&app, &at.scope, query.as_deref()).await?;
    let plans = app.plans(at.scope.cycle()).await?;
    let known = match &row {
        Some(row) => daily::known_of(&frozen(row)?)?,
        None => Days::read(app.store.reader(), &at.scope)
            .await?
            .figures(&plans, day)?
            .known()?,
    };
    let columns = daily::columns_of(&app.store, &at.scope, &plans).await?;
    let (head, rows) = daily::columns::table(&columns, &known);
    let name = match &row {
        Some(row) => format!("{} 日报（第{}版）", civil::long(day), row.version),
        None => format!("{} 日报（没有确认）", civil::long(day)),
    };
    export::send(
        &app,
        &at.actor,
        &at.scope,
        None,
        export::Sheet {
            name: "日报",
            file: &name,
            only: export::Narrowed::new(),
            head,
            rows,
        },
    )
    .await
}
