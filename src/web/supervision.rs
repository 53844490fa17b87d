//! 督查计划 `/c/{c}/inspections/plan` and 导入离线文件 `/c/{c}/inspections/import`.

use std::collections::HashMap;

use axum::{
    extract::{Path, State},
    response::Response,
};
use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    answer::{Trouble, frame, invalid, onward, page},
    app::App,
    form::{Asked, Fields, Posted, Uploaded, asked},
    guard::{InCycle, May, PlanInspections, WriteInspection},
    inspections::kind_name,
    pages::{
        parts::{Form, Sign, Tab},
        supervision::{BundleLine, BundlePage, CoverageRow, DraftRow, PlanPage, PlannedRow},
    },
    router::{Row, get, post},
    sheets,
    sign_in::{form_again, fresh_key},
    view::Section,
    villages::none_yet,
};
use crate::{
    civil,
    office::{
        inspection::Kind,
        refusal::{Problems, Refusal},
        standing::Standing,
        supervision::{
            bundle::{self, Fate, Line},
            draft,
            plan::{self, Typed},
            sheet,
        },
    },
    platform::clock,
    store::{
        entity::{inspection_draft, inspection_plan},
        progress,
        supervision::{self as store},
        village,
    },
};

/// Villages on one page.
const PAGE: usize = 60;

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/inspections/plan", plan_page),
        post("/c/{c}/inspections/plan", add),
        post("/c/{c}/inspections/plan/{p}/remove", remove),
        get("/c/{c}/inspections/import", import_page),
        post("/c/{c}/inspections/import", import),
        post("/c/{c}/inspections/drafts/{d}/remove", remove_draft),
    ]
}

/// `GET /c/{c}/inspections/plan`
pub async fn plan_page(
    May(here): May<PlanInspections>,
    State(app): State<App>,
    query: Asked,
) -> Result<Response, Trouble> {
    let query = asked(query);
    let form = Form::new()
        .value("kind", Kind::Random.id())
        .value("day", app.clock.today().to_string());
    show(&app, &here, form, &query, None).await
}

/// How long ago a village was inspected.
enum Seen {
    Never,
    Long(i64),
    Lately(i64),
}

async fn show(
    app: &App,
    here: &InCycle,
    form: Form,
    fields: &Fields,
    again: Option<()>,
) -> Result<Response, Trouble> {
    let db = app.store.reader();
    let refused = Refusal::from;
    let today = app.clock.today();
    let base = format!("/c/{}/inspections", here.scope.cycle_id());
    let villages = village::list(db, &here.scope).await.map_err(refused)?;
    let covered = store::coverage(db, &here.scope).await.map_err(refused)?;
    let planned = store::planned(db, &here.scope).await.map_err(refused)?;
    let mut latest: HashMap<Uuid, Vec<progress::Latest>> = HashMap::new();
    for row in progress::latest(db, &here.scope).await.map_err(refused)? {
        latest.entry(row.unit_id).or_default().push(row);
    }
    let long = i64::from(app.rules.checklists().coverage_days);
    let seen = |id: Uuid| match covered.get(&id) {
        None => Seen::Never,
        Some((_, last)) => match (today - *last).num_days() {
            days if days > long => Seen::Long(days),
            days => Seen::Lately(days),
        },
    };
    let never = villages
        .iter()
        .filter(|village| matches!(seen(village.id), Seen::Never))
        .count();
    let late = villages
        .iter()
        .filter(|village| matches!(seen(village.id), Seen::Long(_)))
        .count();
    let show = fields.text("show");
    let chosen: Vec<_> = villages
        .iter()
        .filter(|village| match show {
            "never" => matches!(seen(village.id), Seen::Never),
            "long" => matches!(seen(village.id), Seen::Long(_)),
            _ => true,
        })
        .collect();
    let address = |show: &str, number: u64| {
        let page = if number > 1 {
            format!("&page={number}")
        } else {
            String::new()
        };
        format!("{base}/plan?show={show}{page}")
    };
    let (first, pager) = sheets::pager(
        fields.text("page"),
        u64::try_from(PAGE).unwrap_or(u64::MAX),
        u64::try_from(chosen.len()).unwrap_or(0),
        |number| address(show, number),
    );
    let plans = app.plans(here.scope.cycle()).await?;
    let ticked: Vec<&str> = fields.all("villages").collect();
    let rows = chosen
        .into_iter()
        .skip(usize::try_from(first).unwrap_or(0))
        .take(PAGE)
        .map(|village| {
            let mine = latest.get(&village.id).map_or(&[][..], Vec::as_slice);
            let standing = Standing::of_village(&plans, here.scope.cycle(), village, mine, today);
            let (sign, state) = match seen(village.id) {
                Seen::Never => (Sign::Soon, "没有去过".to_owned()),
                Seen::Long(days) => (Sign::Soon, format!("{days} 天没有去")),
                Seen::Lately(_) => (Sign::Done, "去过".to_owned()),
            };
            CoverageRow {
                id: village.id.to_string(),
                village: village.name.clone(),
                ticked: ticked.contains(&village.id.to_string().as_str()),
                visits: format!(
                    "{} 次",
                    covered.get(&village.id).map_or(0, |(count, _)| *count)
                ),
                last: match seen(village.id) {
                    Seen::Never => String::new(),
                    Seen::Long(days) | Seen::Lately(days) => covered
                        .get(&village.id)
                        .map(|(_, last)| last_text(*last, days))
                        .unwrap_or_default(),
                },
                sign,
                state,
                stage: sheet::present_stage(&standing)
                    .and_then(|at| standing.plan.stages.get(at))
                    .map(|stage| stage.name.clone())
                    .unwrap_or_default(),
            }
        })
        .collect();
    let names: HashMap<Uuid, &str> = villages
        .iter()
        .map(|village| (village.id, village.name.as_str()))
        .collect();
    let context = PlanPage {
        count: format!(
            "{} 个村（社区），还没有去过 {never} 个，超过 {long} 天没有去的 {late} 个",
            villages.len()
        ),
        planned: planned
            .into_iter()
            .map(|row| planned_row(row, &names, &base, today))
            .collect(),
        rows,
        tabs: [
            ("", "全部", villages.len()),
            ("never", "没有去过", never),
            ("long", "很久没有去", late),
        ]
        .into_iter()
        .map(|(word, name, count)| {
            Tab::new(name, address(word, 1), count.to_string(), word == show)
        })
        .collect(),
        form,
        action: format!("{base}/plan"),
        coverage: match show {
            "never" | "long" => format!("{base}/coverage.xlsx?show={show}"),
            _ => format!("{base}/coverage.xlsx"),
        },
        kinds: sheets::kinds(),
        today: today.to_string(),
        pager,
        key: fresh_key(),
        empty: villages.is_empty().then(|| {
            let text = "还没有村（社区）。导入村花名册以后，这里列出去过和没有去过的村。";
            none_yet(here, text)
        }),
    };
    let frame = frame(
        app,
        &here.visit,
        Section::Inspections,
        "督查计划",
        Some(here.scope.cycle()),
        &[("督查", &base), ("督查计划", "")],
    );
    if again.is_some() {
        invalid(app, &frame, &context)
    } else {
        page(app, &frame, &context)
    }
}

fn last_text(last: NaiveDate, days: i64) -> String {
    match days {
        ..=0 => format!("{}，今天", civil::short(last)),
        _ => format!("{}，{days} 天前", civil::short(last)),
    }
}

fn planned_row(
    row: inspection_plan::Model,
    names: &HashMap<Uuid, &str>,
    base: &str,
    today: NaiveDate,
) -> PlannedRow {
    PlannedRow {
        day: civil::short_weekday(row.day),
        late: row.day < today,
        village: names
            .get(&row.village_id)
            .map_or_else(String::new, |name| (*name).to_owned()),
        kind: kind_name(&row.kind),
        record_href: format!("{base}/new?village={}&kind={}", row.village_id, row.kind),
        remove: format!("{base}/plan/{}/remove", row.id),
        version: row.version.to_string(),
        inspectors: row.inspectors,
        note: row.note,
        key: fresh_key(),
    }
}

/// `POST /c/{c}/inspections/plan`
pub async fn add(
    May(here): May<PlanInspections>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let fields = &posted.fields;
    let typed = Typed {
        villages: fields.all("villages").map(str::to_owned).collect(),
        day: fields.text("day").to_owned(),
        kind: fields.text("kind").to_owned(),
        inspectors: fields.text("inspectors").to_owned(),
        note: fields.text("note").to_owned(),
    };
    let plans = app.plans(here.scope.cycle()).await?;
    let desk = sheets::desk(&app, &plans);
    match plan::add(&desk, &here.actor, &here.scope, &posted.key, &typed).await {
        Ok((location, count)) => Ok(onward(
            &app,
            &location,
            &format!("已安排督查 {count} 次。村里看不到这份计划。"),
        )),
        Err(Refusal::Invalid(problems)) => {
            let form = form_again(fields, &problems);
            show(&app, &here, form, fields, Some(())).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// `POST /c/{c}/inspections/plan/{p}/remove`
pub async fn remove(
    May(here): May<PlanInspections>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let id = Uuid::parse_str(&id).map_err(|_| Trouble::not_found())?;
    let plans = app.plans(here.scope.cycle()).await?;
    let desk = sheets::desk(&app, &plans);
    let location = plan::remove(
        &desk,
        &here.actor,
        &here.scope,
        &posted.key,
        id,
        posted.fields.version(),
    )
    .await?;
    Ok(onward(&app, &location, "已从计划里取消这一次。"))
}

/// `GET /c/{c}/inspections/import`
pub async fn import_page(
    May(here): May<WriteInspection>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    bundle_page(&app, &here, Form::new(), &[]).await
}

async fn bundle_page(
    app: &App,
    here: &InCycle,
    form: Form,
    lines: &[Line],
) -> Result<Response, Trouble> {
    let base = format!("/c/{}/inspections", here.scope.cycle_id());
    let wrong = form.has_errors();
    let names: HashMap<Uuid, String> = village::list(app.store.reader(), &here.scope)
        .await
        .map_err(Refusal::from)?
        .into_iter()
        .map(|row| (row.id, row.name))
        .collect();
    let drafts: Vec<DraftRow> = draft::list(&app.store, &here.scope)
        .await?
        .into_iter()
        .map(|row| draft_row(&row, &names, &base))
        .collect();
    let context = BundlePage {
        form,
        action: format!("{base}/import"),
        lines: lines.iter().map(bundle_line).collect(),
        told: told(lines),
        drafts_told: if drafts.is_empty() {
            String::new()
        } else {
            format!("未填完 {} 份", drafts.len())
        },
        drafts,
        key: fresh_key(),
    };
    let frame = frame(
        app,
        &here.visit,
        Section::Inspections,
        "导入离线文件",
        Some(here.scope.cycle()),
        &[("督查", &base), ("导入离线文件", "")],
    );
    if wrong {
        invalid(app, &frame, &context)
    } else {
        page(app, &frame, &context)
    }
}

fn draft_row(row: &inspection_draft::Model, names: &HashMap<Uuid, String>, base: &str) -> DraftRow {
    let photos = match draft::photos(row) {
        0 => String::new(),
        count => format!("，照片 {count} 张"),
    };
    DraftRow {
        village: names.get(&row.village_id).cloned().unwrap_or_default(),
        kind: kind_name(&row.kind),
        day: civil::parse(&row.day).map_or_else(|| row.day.clone(), civil::short),
        who: row.who.clone(),
        told: format!("已填 {} 项{photos}", row.answered),
        received: format!(
            "{} {}导入",
            clock::stamp(row.received_at),
            row.received_by_name
        ),
        href: format!("{base}/new?draft={}", row.client_id),
        remove: format!("{base}/drafts/{}/remove", row.id),
        version: row.version.to_string(),
        key: fresh_key(),
    }
}

fn told(lines: &[Line]) -> String {
    let count = |fates: &[Fate]| {
        lines
            .iter()
            .filter(|line| fates.contains(&line.fate))
            .count()
    };
    let new = count(&[Fate::Stored]);
    let again = count(&[Fate::Again]);
    let drafts = count(&[Fate::Draft, Fate::DraftAgain]);
    let elsewhere = count(&[Fate::Elsewhere]);
    let mut parts = Vec::new();
    if new > 0 {
        parts.push(format!("存入 {new} 次检查"));
    }
    if again > 0 {
        parts.push(if new > 0 {
            format!("另有 {again} 次以前已经存过，没有重复存")
        } else {
            format!("{again} 次检查以前都已经存过，没有重复存")
        });
    }
    if drafts > 0 {
        parts.push(format!("没有填完 {drafts} 份，在下面接着填"));
    }
    if elsewhere > 0 {
        parts.push(format!("{elsewhere} 次属于别的届次，没有存"));
    }
    if parts.is_empty() {
        String::new()
    } else {
        format!("{}。", parts.join("；"))
    }
}

fn bundle_line(line: &Line) -> BundleLine {
    let (sign, state) = match line.fate {
        Fate::Stored => (Sign::Done, "已存入"),
        Fate::Again => (Sign::Skipped, "以前已经存过，没有重复存"),
        Fate::Draft => (Sign::Active, "没有填完，已收下，在下面接着填"),
        Fate::DraftAgain => (Sign::Active, "没有填完，以前已经收下，没有重复存"),
        Fate::Elsewhere => (
            Sign::Soon,
            "属于别的届次，没有存：请到那个届次里再导入一次这个文件",
        ),
    };
    let mut state = state.to_owned();
    if line.photos > 0 {
        state = format!("{state}；补存照片 {} 张", line.photos);
    }
    if line.doubted {
        state.push_str("；手机日期不对，请打开核对");
    }
    BundleLine {
        village: line.village.clone(),
        receipt: line.receipt.clone(),
        href: line.location.clone(),
        sign: if line.doubted { Sign::Soon } else { sign },
        state,
    }
}

/// `POST /c/{c}/inspections/import`
pub async fn import(
    May(here): May<WriteInspection>,
    State(app): State<App>,
    sent: Uploaded,
) -> Result<Response, Trouble> {
    let plans = app.plans(here.scope.cycle()).await?;
    let Some(file) = sent.files.into_iter().next() else {
        let problems = Problems::field(
            "file",
            "请选择手机上“导出离线文件”得到的文件：没有收到文件。",
        );
        return bundle_page(&app, &here, form_again(&sent.fields, &problems), &[]).await;
    };
    let done = bundle::import(
        &sheets::desk(&app, &plans),
        &app.files,
        &here.actor,
        &here.scope,
        &sent.key,
        file.content,
    )
    .await;
    match done {
        Ok(lines) => bundle_page(&app, &here, Form::new(), &lines).await,
        Err(Refusal::Invalid(problems)) => {
            bundle_page(&app, &here, form_again(&sent.fields, &problems), &[]).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// `POST /c/{c}/inspections/drafts/{d}/remove`
pub async fn remove_draft(
    May(here): May<WriteInspection>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let id = Uuid::parse_str(&id).map_err(|_| Trouble::not_found())?;
    let plans = app.plans(here.scope.cycle()).await?;
    let done = draft::remove(
        &sheets::desk(&app, &plans),
        &here.actor,
        &here.scope,
        &posted.key,
        id,
        posted.fields.version(),
    )
    .await;
    let location = format!("/c/{}/inspections/import", here.scope.cycle_id());
    match done {
        Ok(()) => Ok(onward(&app, &location, "已删去这一份没有填完的检查。")),
        Err(Refusal::Invalid(problems)) => {
            let form = form_again(&Fields::default(), &problems);
            bundle_page(&app, &here, form, &[]).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}
