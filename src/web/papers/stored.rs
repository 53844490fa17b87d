//! `GET /c/{c}/docs/{d}`: one issued or void paper; its frozen file; void, reissue, posting.

use axum::{
    extract::{Path, State},
    response::Response,
};
use uuid::Uuid;

use super::{checks, frame, id_of, readable};
use crate::{
    civil,
    documents::{
        kind::{Kind, Scope},
        render,
    },
    office::{
        paper::{
            dossier::{Dossier, Reach},
            forms::{self, Finding, Stated},
            issue::{self, Desk, Done, shown_number},
            passing::{self, Passed, Reasons},
            posting::{self, Posting},
            posting_places, register, stale,
        },
        refusal::Refusal,
    },
    platform::clock,
    store::{
        account::Role,
        audit,
        entity::paper as paper_row,
        paper::{self, VOID},
        scope::CycleScope,
    },
    web::{
        answer::{self, Trouble, invalid, onward, page as draw},
        app::App,
        form::Posted,
        guard::{EditCycle, May, ReadCycle, RecordStep},
        pages::{
            paper::{CheckItem, PaperPage},
            parts::{Choice, Event, Fact, Form, Link, Sign},
        },
        sign_in::{form_again, fresh_key},
        visit::Visit,
    },
};

async fn found(app: &App, scope: &CycleScope, id: Uuid) -> Result<paper_row::Model, Refusal> {
    paper::find(app.store.reader(), scope, id)
        .await?
        .ok_or(Refusal::NotFound)
}

fn open_to(role: Role, row: &paper_row::Model) -> Result<(), Refusal> {
    Kind::from_id(&row.kind).map_or(Ok(()), |kind| readable(role, kind))
}

/// `GET /c/{c}/docs/{d}`
pub async fn page(
    May(place): May<ReadCycle>,
    State(app): State<App>,
    Path((_, d)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let d = id_of(&d)?;
    let row = found(&app, &place.scope, d).await?;
    open_to(place.role, &row)?;
    let context = context(&app, &place.scope, place.role, row, Form::new()).await?;
    let frame = frame(&app, &place.visit, place.scope.cycle(), &context.title);
    draw(&app, &frame, &context)
}

async fn context(
    app: &App,
    scope: &CycleScope,
    role: Role,
    row: paper_row::Model,
    form: Form,
) -> Result<PaperPage, Refusal> {
    let cycle = scope.cycle_id();
    let plans = app.plans(scope.cycle()).await?;
    let desk = app.desk(&plans);
    let changed = stale::changed(&desk, scope, &row).await?;
    let kind = Kind::from_id(&row.kind);
    let lines = paper::list(app.store.reader(), scope, Some(row.unit_id)).await?;
    let village = if row.unit_id == cycle {
        None
    } else {
        crate::store::village::find(app.store.reader(), scope, row.unit_id).await?
    };
    let void = row.state == VOID;
    let (state, sign) = match (void, changed) {
        (true, _) => ("已作废".to_owned(), Sign::Skipped),
        (_, true) => ("内容已变".to_owned(), Sign::Soon),
        _ => (
            format!(
                "已印发 {}",
                civil::short(clock::shanghai(row.issued_at).date_naive())
            ),
            Sign::Done,
        ),
    };
    let mut related: Vec<Link> = lines
        .iter()
        .filter(|line| row.replaces_id == Some(line.id) || line.replaces_id == Some(row.id))
        .map(|line| {
            let word = if line.replaces_id == Some(row.id) {
                "由它代替："
            } else {
                "代替已作废的："
            };
            Link::new(
                format!("{word}{}", register::name(line)),
                format!("/c/{cycle}/docs/{}", line.id),
            )
        })
        .collect();
    if changed && kind.is_some_and(Kind::has_unit_form) {
        let home = if row.unit_id == cycle {
            format!("/c/{cycle}/plan")
        } else {
            format!("/c/{cycle}/v/{}/plan", row.unit_id)
        };
        related.insert(0, Link::new("看哪里变了", home));
    }
    if changed && let Some(kind) = kind {
        related.push(Link::new(
            "看看现在的内容会怎样印",
            crate::office::facts::preview_address(cycle, row.unit_id, kind),
        ));
    }
    let events =
        audit::of_object_in_cycle(app.store.reader(), scope, "paper", &row.id.to_string()).await?;
    let shown = |event: &str| -> Vec<Event> {
        events
            .iter()
            .filter(|row| event.is_empty() || row.event == event)
            .map(|row| Event {
                when: clock::stamp(row.at),
                who: row.actor_name.clone(),
                text: row.summary.clone(),
                href: String::new(),
            })
            .collect()
    };
    let posts = kind.is_some_and(Kind::is_public) && !void;
    let recorder = matches!(role, Role::Clerk | Role::Guidance | Role::VillageCommittee);
    let preview_html = preview(app, kind, &row).await;
    let passed = Passed::from_json(row.passed.as_deref());
    let (anew, form) = if role == Role::Clerk && !void {
        anew(
            &desk,
            scope,
            &row,
            passed.as_deref().unwrap_or_default(),
            form,
        )
        .await?
    } else {
        (Vec::new(), form)
    };
    Ok(PaperPage {
        // The letter of a leader is told by his name, which its own title has.
        title: kind
            .filter(|kind| !kind.has_leaders_form() || village.is_some())
            .map_or_else(|| row.title.clone(), |kind| kind.title().to_owned()),
        unit: match &village {
            Some(village) => village.name.clone(),
            None => "镇级文书".to_owned(),
        },
        number: shown_number(&row.series, &row.number),
        state,
        sign,
        facts: facts(&row, changed),
        preview_html,
        pdf: format!("/c/{cycle}/docs/{}/file.pdf", row.id),
        sheet: match &passed {
            Some(_) => format!("/c/{cycle}/docs/{}/checks.pdf", row.id),
            None => String::new(),
        },
        issued: true,
        checks: passed
            .as_deref()
            .map(checks::passed_columns)
            .unwrap_or_default(),
        anew,
        void_open: !form.problems.is_empty()
            || form
                .errors
                .keys()
                .any(|name| name == "reason" || passing::code_of(name).is_some()),
        void_action: if role == Role::Clerk && !void {
            format!("/c/{cycle}/docs/{}/void", row.id)
        } else {
            String::new()
        },
        posting_action: match &village {
            Some(village) if posts && recorder => {
                format!("/c/{cycle}/v/{}/docs/{}/posting", village.id, row.id)
            }
            _ => String::new(),
        },
        postings: shown("paper.posted"),
        places: village
            .as_ref()
            .map(posting_places)
            .unwrap_or_default()
            .into_iter()
            .map(|place| Choice::new(&place, &place))
            .collect(),
        form,
        related,
        events: shown(""),
        key: fresh_key(),
        version: row.version.to_string(),
        ..PaperPage::default()
    })
}

/// What pre-flight would say of the paper that takes its place, and the reasons that were given for the same before:
/// nothing is asked twice. What stops it is told too.
async fn anew(
    desk: &Desk<'_>,
    scope: &CycleScope,
    row: &paper_row::Model,
    passed: &[Passed],
    mut form: Form,
) -> Result<(Vec<CheckItem>, Form), Refusal> {
    let Some(order) = issue::anew(desk, row) else {
        return Ok((Vec::new(), form));
    };
    let found = match issue::proof(desk, scope, &order).await {
        Ok(proof) => proof.found,
        Err(Refusal::Database(error)) => return Err(error.into()),
        // Making it void needs no new one; who asks for one is told why there is none.
        Err(_) => Vec::new(),
    };
    let stops = found.iter().any(|one| one.stops);
    let typed = Reasons::among(
        form.values
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str())),
    );
    let before = Reasons::given(passed);
    let warnings = passing::warnings(&found);
    let asked: Vec<String> = warnings.into_iter().map(passing::field).collect();
    for field in &asked {
        if !typed.asked(field) {
            form = form.value(field, before.kept_for(field, &asked));
        }
    }
    let form = checks::kept(form, &asked, &typed);
    let told = found.iter().filter(|one| one.stops || !stops);
    Ok((told.map(|one| checks::item(one, !stops)).collect(), form))
}

/// What was frozen drawn as a page; the file is what counts. Papers issued before the markup was kept are drawn from
/// their data.
async fn preview(app: &App, kind: Option<Kind>, row: &paper_row::Model) -> String {
    let markup = row.markup.clone();
    let data = serde_json::from_str(&row.data).ok();
    app.press
        .on_a_core(move |press| match (markup, kind, data) {
            (Some(markup), ..) => render::preview_html(&markup).unwrap_or_default(),
            (None, Some(kind), Some(data)) => press.html(kind, &data).unwrap_or_default(),
            _ => String::new(),
        })
        .await
        .unwrap_or_default()
}

fn facts(row: &paper_row::Model, changed: bool) -> Vec<Fact> {
    let mut facts = vec![
        Fact::new("落款日期", civil::long_weekday(row.dated)),
        Fact::new(
            "印发",
            format!(
                "{} {}",
                clock::long_stamp(row.issued_at),
                row.issued_by_name
            ),
        ),
        Fact::new("页数", format!("{} 页", row.pages)),
        Fact::new("文件摘要", row.pdf_sha256.clone()),
    ];
    if changed {
        facts.insert(
            0,
            Fact::new(
                "内容已变",
                "印发以后，它写明的日期、人员或其他内容有了变化。请核对，需要时作废并重发。",
            ),
        );
    }
    if let Some(reason) = &row.void_reason {
        facts.insert(0, Fact::new("作废原因", reason.clone()));
    }
    if let Some(day) = row.posted_on {
        let place = row.posted_place.as_deref().unwrap_or_default();
        facts.push(Fact::new("张贴", format!("{}　{place}", civil::long(day))));
    }
    facts
}

/// `GET /c/{c}/docs/{d}/file.pdf`: exactly the bytes that were frozen.
pub async fn file(
    May(place): May<ReadCycle>,
    State(app): State<App>,
    Path((_, d)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let d = id_of(&d)?;
    let row = found(&app, &place.scope, d).await?;
    open_to(place.role, &row)?;
    let bytes = app
        .files
        .read(&row.pdf_sha256)
        .await
        .map_err(Refusal::from)?;
    let name = format!(
        "{}{}.pdf",
        shown_number(&row.series, &row.number),
        row.title
    );
    Ok(answer::download(bytes, "application/pdf", &name, true))
}

/// `GET /c/{c}/docs/{d}/checks.pdf`: the 核对单 as the paper went out with it.
pub async fn checks(
    May(place): May<ReadCycle>,
    State(app): State<App>,
    Path((_, d)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let d = id_of(&d)?;
    let scope = &place.scope;
    let row = found(&app, scope, d).await?;
    open_to(place.role, &row)?;
    let passed = Passed::from_json(row.passed.as_deref()).ok_or_else(Trouble::not_found)?;
    let plans = app.plans(scope.cycle()).await?;
    let dossier = Dossier::read(app.store.reader(), scope, Reach::Unit(row.unit_id)).await?;
    let issuer = Kind::from_id(&row.kind)
        .zip(serde_json::from_str(&row.data).ok())
        .and_then(|(kind, data): (Kind, serde_json::Value)| kind.context(&data).ok())
        .and_then(|context| {
            let issuer = context.pointer("/names/issuer")?.as_str()?;
            Some(issuer.to_owned())
        })
        .unwrap_or_default();
    let stated = Stated {
        number: &shown_number(&row.series, &row.number),
        issuer: &issuer,
        dated: row.dated,
        pages: usize::try_from(row.pages).ok().filter(|pages| *pages > 0),
        checked_on: clock::shanghai(row.issued_at).date_naive(),
    };
    let found: Vec<Finding<'_>> = passed.iter().map(Finding::from).collect();
    let data = forms::preflight_data(&dossier, row.unit_id, &row.title, &stated, &found);
    let bytes = forms::print_preflight(&app.desk(&plans), scope.cycle().demo, data).await?;
    let name = format!("{}{}核对单.pdf", dossier.unit_name(row.unit_id), row.title);
    Ok(answer::download(bytes, "application/pdf", &name, true))
}

/// Draws the page again with what was typed, or passes the trouble on.
async fn again(
    app: &App,
    visit: &Visit,
    scope: &CycleScope,
    role: Role,
    d: Uuid,
    posted: &Posted,
    refusal: Refusal,
) -> Result<Response, Trouble> {
    let Refusal::Invalid(problems) = refusal else {
        return Err(refusal.into());
    };
    let form = form_again(&posted.fields, &problems);
    let row = found(app, scope, d).await?;
    let context = context(app, scope, role, row, form).await?;
    let frame = frame(app, visit, scope.cycle(), &context.title);
    invalid(app, &frame, &context)
}

/// `POST /c/{c}/docs/{d}/void`: void, and when ticked issued anew.
pub async fn void(
    May(place): May<EditCycle>,
    State(app): State<App>,
    Path((_, d)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let d = id_of(&d)?;
    let scope = &place.scope;
    let plans = app.plans(scope.cycle()).await?;
    let desk = app.desk(&plans);
    let (version, reason) = (posted.fields.version(), posted.fields.text("reason"));
    let here = format!("/c/{}/docs/{d}", scope.cycle_id());
    let done = if posted.fields.ticked("reissue") {
        let reasons = Reasons::among(posted.fields.iter());
        let (actor, key) = (&place.actor, posted.key.as_str());
        issue::reissue(&desk, actor, scope, key, d, version, reason, reasons).await
    } else {
        issue::void(&desk, &place.actor, scope, &posted.key, d, version, reason)
            .await
            .map(|()| Done::Before(here.clone()))
    };
    match done {
        Ok(Done::Issued { id, number }) => Ok(onward(
            &app,
            &format!("/c/{}/docs/{id}", scope.cycle_id()),
            &if number.is_empty() {
                "原件已作废，新的一份已印发。".to_owned()
            } else {
                format!("原件已作废，新的一份已印发：{number}。")
            },
        )),
        Ok(Done::Before(location)) => Ok(onward(&app, &location, "已作废，编号保留在登记簿。")),
        Ok(Done::Settled) => Ok(onward(&app, &here, "")),
        Err(refusal) => again(&app, &place.visit, scope, place.role, d, &posted, refusal).await,
    }
}

/// `POST /c/{c}/v/{v}/docs/{d}/posting`
pub async fn posting(
    May(place): May<RecordStep>,
    State(app): State<App>,
    Path((_, _, d)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let d = id_of(&d)?;
    let scope = &place.scope;
    let row = found(&app, scope, d).await?;
    let public = Kind::from_id(&row.kind)
        .is_some_and(|kind| kind.is_public() && kind.scope() == Scope::Village);
    if row.unit_id != place.village.id || !public {
        return Err(Trouble::not_found());
    }
    let plans = app.plans(scope.cycle()).await?;
    let text = |name: &str| posted.fields.text(name).to_owned();
    let typed = Posting {
        day: civil::parse(posted.fields.text("posted_on")),
        place: text("place"),
        by: text("by"),
    };
    let version = posted.fields.version();
    let desk = app.desk(&plans);
    match posting::post(&desk, &place.actor, scope, &posted.key, d, version, &typed).await {
        Ok(()) => Ok(onward(
            &app,
            &format!("/c/{}/docs/{d}", scope.cycle_id()),
            "已登记张贴。",
        )),
        Err(refusal) => again(&app, &place.visit, scope, place.role, d, &posted, refusal).await,
    }
}
