//! `GET /c/{c}/docs/preview?unit=&kind=`: a paper that is not issued yet, its pre-flight, its PDF with
//! 预览; `POST`: a number and frozen.

use axum::{
    extract::{RawQuery, State},
    response::{IntoResponse as _, Redirect, Response},
};
use chrono::NaiveDate;

use super::{asked, checks, frame, id_of, kind_of, list, readable};
use crate::{
    civil,
    documents::kind::{Kind, Series},
    office::{
        paper::{
            due,
            forms::{self, Finding, Stated},
            issue::{self, Desk, Done, Order, Proof},
            passing::{self, Reasons},
            preflight::{self, Found, Gate},
            press::Look,
            print::{Form as PrintForm, Wanted},
            register,
        },
        refusal::{Problems, Refusal},
        standing::Plans,
    },
    store::scope::CycleScope,
    web::{
        answer::{self, Trouble, invalid, onward, page as draw},
        app::App,
        form::Posted,
        guard::{EditCycle, InCycle, May, ReadCycle},
        pages::{
            paper::PaperPage,
            parts::{Fact, Form, Hidden, Link, Sign},
        },
        sign_in::{form_again, fresh_key},
    },
};

/// Which paper.
#[derive(Debug, Clone)]
struct Which {
    unit: String,
    kind: String,
}

impl Which {
    fn of(query: Option<&str>) -> Self {
        Self {
            unit: asked(query, "unit"),
            kind: asked(query, "kind"),
        }
    }

    fn order(&self, on: NaiveDate, dated: Option<NaiveDate>) -> Result<Order, Trouble> {
        Ok(Order {
            unit: id_of(&self.unit)?,
            kind: kind_of(&self.kind)?,
            dated,
            on,
            replaces: None,
            item: None,
            reasons: Reasons::none(),
        })
    }
}

/// `GET /c/{c}/docs/preview`
pub async fn page(
    May(place): May<ReadCycle>,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response, Trouble> {
    let which = Which::of(query.as_deref());
    let order = which.order(app.clock.today(), None)?;
    readable(place.role, order.kind)?;
    if let Some(answer) = led_on(&place, &order, "report") {
        return Ok(answer);
    }
    let context = context(&app, &place, &order, None).await?;
    let title = context.title.clone();
    let frame = frame(&app, &place.visit, place.scope.cycle(), &title);
    draw(&app, &frame, &context)
}

/// A kind that is confirmed on a page of its own is looked at there.
fn led_on(place: &InCycle, order: &Order, page: &str) -> Option<Response> {
    let own = due::is_confirmed_elsewhere(order.kind) && order.unit == place.scope.cycle_id();
    own.then(|| Redirect::to(&format!("/c/{}/{page}", order.unit)).into_response())
}

/// What is set once for the page: how many pages, and what no font has.
struct Drawn {
    html: String,
    pages: usize,
    found: Vec<Found>,
}

async fn drawn(
    desk: &Desk<'_>,
    scope: &CycleScope,
    order: &Order,
    proof: &Proof,
) -> Result<Drawn, Refusal> {
    let data = proof.assembled.stamped(None, Some(proof.dated));
    let kind = order.kind;
    let look = Look {
        watermark: None,
        demo: scope.cycle().demo,
        issued: None,
        at: desk.clock.now(),
        author: String::new(),
    };
    desk.press_of(scope)
        .await?
        .on_a_core(move |press| {
            let html = press.html(kind, &data)?;
            let typeset = press.set(kind, &data, &look)?;
            Ok(Drawn {
                html,
                pages: typeset.pages.len(),
                found: preflight::of_glyphs(&typeset, kind, &data),
            })
        })
        .await?
}

/// The paper as it would be issued now, with everything pre-flight finds, also in the finished pages.
async fn proofread(
    desk: &Desk<'_>,
    scope: &CycleScope,
    order: &Order,
) -> Result<(Proof, Drawn), Refusal> {
    let mut proof = issue::proof(desk, scope, order).await?;
    let mut drawn = match drawn(desk, scope, order, &proof).await {
        Ok(drawn) => drawn,
        // What pre-flight tells already need not stop the page.
        Err(Refusal::Invalid(problems)) => Drawn {
            html: String::new(),
            pages: 0,
            found: if proof.found.iter().any(|one| one.stops) {
                Vec::new()
            } else {
                told(&problems)
            },
        },
        Err(other) => return Err(other),
    };
    proof.found.append(&mut drawn.found);
    Ok((proof, drawn))
}

/// The form with the reasons of before, for what is warned of in the same words.
async fn answered_before(app: &App, place: &InCycle, proof: &Proof) -> Result<Form, Refusal> {
    let warnings = passing::warnings(&proof.found);
    if warnings.is_empty() || !place.may_edit() {
        return Ok(Form::new());
    }
    let before = checks::before(app, &place.scope).await?;
    Ok(warnings
        .into_iter()
        .filter_map(|one| Some((passing::field(one), before.reason(one)?)))
        .fold(Form::new(), |form, (field, reason)| {
            form.value(field, reason)
        }))
}

async fn context(
    app: &App,
    place: &InCycle,
    order: &Order,
    again: Option<Form>,
) -> Result<PaperPage, Refusal> {
    let scope = &place.scope;
    let cycle = scope.cycle_id();
    let plans = app.plans(scope.cycle()).await?;
    let desk = app.desk(&plans);
    let (proof, drawn) = proofread(&desk, scope, order).await?;
    let dossier = issue::read_dossier(app.store.reader(), scope, order.unit, order.kind).await?;
    let stops = proof.found.iter().any(|one| one.stops);
    let due = due::of_unit(&dossier, &plans, order.unit, order.on)?
        .into_iter()
        .find(|one| one.kind == order.kind);
    let query = format!("unit={}&kind={}", order.unit, order.kind.id());
    let form = match again {
        Some(form) => form,
        None => answered_before(app, place, &proof).await?,
    };
    let form = if form.values.contains_key("dated") {
        form
    } else {
        form.value("dated", proof.dated.to_string())
    };
    let issuable = place.may_edit() && order.kind != Kind::VillagePacketCover && !stops;
    let typed = Reasons::among(
        form.values
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str())),
    );
    let asked: Vec<String> = passing::warnings(&proof.found)
        .into_iter()
        .map(passing::field)
        .collect();
    let form = checks::kept(form, &asked, &typed);
    Ok(PaperPage {
        title: list::title_of(&dossier, order.unit, order.kind),
        unit: dossier.unit_name(order.unit).to_owned(),
        number: String::new(),
        state: due
            .as_ref()
            .map_or("待印发", |one| list::state_of(one.state))
            .to_owned(),
        sign: due
            .as_ref()
            .map_or(Sign::Active, |one| list::sign_of(one.state)),
        facts: facts(order.kind, &proof, due.as_ref(), drawn.pages),
        checks: checks::columns(&proof.found, issuable),
        asks_reasons: issuable && !asked.is_empty(),
        preview_html: drawn.html,
        pdf: format!("/c/{cycle}/docs/preview.pdf?{query}"),
        sheet: format!("/c/{cycle}/docs/preview/checks.pdf?{query}"),
        facts_href: facts_href(place, order, dossier.is_other_form(order.unit, order.kind)),
        issue_action: if issuable {
            format!("/c/{cycle}/docs/preview")
        } else {
            String::new()
        },
        issue_fields: [
            ("unit", order.unit.to_string()),
            ("kind", order.kind.id().to_owned()),
        ]
        .map(|(name, value)| Hidden {
            name: name.to_owned(),
            value,
        })
        .to_vec(),
        next_number: proof.number.printed.clone(),
        related: dossier
            .in_force(order.unit, order.kind)
            .map(|line| {
                Link::new(
                    format!("已印发的{}", register::name(line)),
                    format!("/c/{cycle}/docs/{}", line.id),
                )
            })
            .collect(),
        form,
        key: fresh_key(),
        ..PaperPage::default()
    })
}

fn told(problems: &Problems) -> Vec<Found> {
    problems
        .all()
        .into_iter()
        .map(|text| Found {
            gate: Gate::Format,
            stops: true,
            code: "N402",
            text,
            basis: String::new(),
            place: String::new(),
        })
        .collect()
}

/// Where its facts are typed; nothing where none are asked or the person may not.
fn facts_href(place: &InCycle, order: &Order, other_form: bool) -> String {
    use crate::store::account::Role;
    let cycle = place.scope.cycle_id();
    let (unit, kind) = (order.unit, order.kind.id());
    if order.kind.has_unit_form() && unit != cycle {
        format!("/c/{cycle}/v/{unit}/plan")
    } else if order.kind.fields().is_empty() || other_form {
        String::new()
    } else if order.kind.has_unit_form() && place.may_edit() {
        // 方案的文字和要填的几处都在方案那一页
        format!("/c/{cycle}/plan")
    } else if unit == cycle {
        if place.may_edit() {
            format!("/c/{cycle}/facts/{kind}")
        } else {
            String::new()
        }
    } else if matches!(
        place.role,
        Role::Clerk | Role::Guidance | Role::VillageCommittee
    ) {
        format!("/c/{cycle}/v/{unit}/facts/{kind}")
    } else {
        String::new()
    }
}

fn facts(kind: Kind, proof: &Proof, due: Option<&due::Due>, pages: usize) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Ok(context) = kind.context(&proof.assembled.data) {
        let name = |key: &str| {
            context
                .pointer(&format!("/names/{key}"))
                .and_then(serde_json::Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        facts.push(Fact::new("落款单位", name("issuer")));
        let law = name("law");
        if !law.is_empty() {
            facts.push(Fact::new("依据", law));
        }
    }
    facts.push(Fact::new(
        "编号",
        match kind.series() {
            Series::Unnumbered => "不编号".to_owned(),
            Series::Official if proof.number.printed.is_empty() => "不编号".to_owned(),
            _ if proof.number.printed.is_empty() => "规则包没有给编号".to_owned(),
            _ => format!("将编为{}", proof.number.printed),
        },
    ));
    facts.push(Fact::new("落款日期", civil::long_weekday(proof.dated)));
    if let Some(limit) = due.and_then(|one| one.limit) {
        let word = if due.is_some_and(|one| one.statutory) {
            "法定最迟"
        } else {
            "最迟"
        };
        facts.push(Fact::new(word, civil::long_weekday(limit)));
    }
    if pages > 0 {
        facts.push(Fact::new("页数", format!("{pages} 页")));
    }
    facts
}

/// `GET /c/{c}/docs/preview.pdf`
pub async fn file(
    May(place): May<ReadCycle>,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response, Trouble> {
    let which = Which::of(query.as_deref());
    let order = which.order(app.clock.today(), None)?;
    readable(place.role, order.kind)?;
    if let Some(answer) = led_on(&place, &order, "report.pdf") {
        return Ok(answer);
    }
    let wanted = [Wanted {
        unit: order.unit,
        kind: order.kind,
        paper: None,
    }];
    let name = if order.kind.is_form() && !order.kind.is_guarded() {
        order.kind.title().to_owned()
    } else {
        format!("{}（预览）", order.kind.title())
    };
    super::centre::send(&app, &place.scope, &wanted, PrintForm::Merged, &name).await
}

/// `GET /c/{c}/docs/preview/checks.pdf`: 核对单.
pub async fn checks(
    May(place): May<ReadCycle>,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response, Trouble> {
    let which = Which::of(query.as_deref());
    let today = app.clock.today();
    let order = which.order(today, None)?;
    readable(place.role, order.kind)?;
    if let Some(answer) = led_on(&place, &order, "report") {
        return Ok(answer);
    }
    let scope = &place.scope;
    let plans = app.plans(scope.cycle()).await?;
    let desk = app.desk(&plans);
    let (proof, drawn) = proofread(&desk, scope, &order).await?;
    let dossier = issue::read_dossier(app.store.reader(), scope, order.unit, order.kind).await?;
    let issuer = order
        .kind
        .context(&proof.assembled.data)
        .ok()
        .and_then(|context| {
            let issuer = context.pointer("/names/issuer")?.as_str()?;
            Some(issuer.to_owned())
        })
        .unwrap_or_default();
    let stated = Stated {
        number: &proof.number.printed,
        issuer: &issuer,
        dated: proof.dated,
        pages: Some(drawn.pages).filter(|pages| *pages > 0),
        checked_on: today,
    };
    let title = order.kind.title();
    let found: Vec<Finding<'_>> = proof.found.iter().map(Finding::from).collect();
    let data = forms::preflight_data(&dossier, order.unit, title, &stated, &found);
    let bytes = forms::print_preflight(&desk, scope.cycle().demo, data).await?;
    let name = format!("{}{title}核对单.pdf", dossier.unit_name(order.unit));
    Ok(answer::download(bytes, "application/pdf", &name, true))
}

fn typed_day(text: &str) -> Result<Option<NaiveDate>, Refusal> {
    if text.is_empty() {
        return Ok(None);
    }
    civil::parse(text).map(Some).ok_or_else(|| {
        Refusal::field(
            "dated",
            "请把落款日期写成 2027-02-25 的样子；没有的日子也不行。",
        )
    })
}

async fn one(
    app: &App,
    place: &InCycle,
    plans: &Plans,
    order: &Order,
    key: &str,
) -> Result<Done, Refusal> {
    if let Some(dated) = order.dated {
        let dossier =
            issue::read_dossier(app.store.reader(), &place.scope, order.unit, order.kind).await?;
        issue::check_dated(&dossier, order.unit, order.kind, order.on, dated)?;
    }
    issue::issue(
        &app.desk(plans),
        &place.actor,
        &place.scope,
        Some(key),
        order,
    )
    .await
}

/// `POST /c/{c}/docs/preview`: issues this one paper.
pub async fn issue(
    May(place): May<EditCycle>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let which = Which {
        unit: posted.fields.text("unit").to_owned(),
        kind: posted.fields.text("kind").to_owned(),
    };
    let plans = app.plans(place.scope.cycle()).await?;
    let cycle = place.scope.cycle_id();
    let on = app.clock.today();
    let dated = typed_day(posted.fields.text("dated"));
    let typed = dated.as_ref().ok().copied().flatten();
    let done = match dated {
        Ok(dated) => {
            let mut order = which.order(on, dated)?;
            order.reasons = Reasons::among(posted.fields.iter());
            one(&app, &place, &plans, &order, &posted.key).await
        }
        Err(refusal) => Err(refusal),
    };
    match done {
        Ok(Done::Issued { id, number }) => Ok(onward(
            &app,
            &format!("/c/{cycle}/docs/{id}"),
            &if number.is_empty() {
                "已印发，内容从现在起不再改变。".to_owned()
            } else {
                format!("已编为{number}并印发，内容从现在起不再改变。")
            },
        )),
        Ok(Done::Before(location)) => Ok(onward(&app, &location, "")),
        Ok(Done::Settled) => Ok(onward(&app, &format!("/c/{cycle}/docs"), "")),
        Err(refusal) if passing::only_reasons(&refusal) => {
            // The warnings are those of the day that was typed.
            let order = which.order(on, typed)?;
            again(&app, &place, &order, &posted, refusal).await
        }
        Err(refusal) => {
            // A day on which it must not go out is told; the form stays, to type another.
            let order = which.order(on, None)?;
            again(&app, &place, &order, &posted, refusal).await
        }
    }
}

/// Draws the page again with what was typed, or passes the trouble on.
async fn again(
    app: &App,
    place: &InCycle,
    order: &Order,
    posted: &Posted,
    refusal: Refusal,
) -> Result<Response, Trouble> {
    let Refusal::Invalid(problems) = refusal else {
        return Err(refusal.into());
    };
    let form = form_again(&posted.fields, &problems);
    let context = context(app, place, order, Some(form)).await?;
    let frame = frame(app, &place.visit, place.scope.cycle(), &context.title);
    invalid(app, &frame, &context)
}
