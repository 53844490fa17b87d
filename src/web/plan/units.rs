//! The plans of all villages: where each stands, and all of them printed or issued at once.

use axum::{extract::State, response::Response};
use uuid::Uuid;

use crate::{
    civil,
    documents::kind::Kind,
    office::{
        batch,
        paper::{
            dossier::{Dossier, Reach},
            print::{Form as PrintForm, Wanted},
        },
        plan::standing::{UnitPlan, of_units},
        refusal::Refusal,
    },
    platform::clock,
    store::village,
    web::{
        answer::{self, Trouble, page as draw},
        app::App,
        form::Posted,
        guard::{EditCycle, InCycle, May, ReadCycle},
        pages::{
            parts::{Empty, Link, Sign},
            plan::{UnitPlanRow, UnitPlans},
            step::schedule_tabs,
        },
        papers::{begin, id_of, send},
        sign_in::fresh_key,
        view::Section,
    },
};

/// `GET /c/{c}/plan/villages`
pub async fn page(May(place): May<ReadCycle>, State(app): State<App>) -> Result<Response, Trouble> {
    let plans = app.plans(place.scope.cycle()).await?;
    let list = of_units(&app.desk(&plans), &place.scope).await?;
    let context = context(&place, &list);
    let home = format!("/c/{}/plan", place.scope.cycle_id());
    let crumbs: &[(&str, &str)] = if place.scope.is_whole() {
        &[("实施方案", &home), ("各村的实施方案", "")]
    } else {
        &[("各村的实施方案", "")]
    };
    let frame = answer::frame(
        &app,
        &place.visit,
        Section::Schedule,
        "各村（社区）的实施方案",
        Some(place.scope.cycle()),
        crumbs,
    );
    draw(&app, &frame, &context)
}

fn context(place: &InCycle, list: &[UnitPlan]) -> UnitPlans {
    let cycle = place.scope.cycle_id();
    let adopted = list
        .iter()
        .filter(|one| one.saved.adopted_on.is_some())
        .count();
    let issued = list.iter().filter(|one| one.line.is_some()).count();
    UnitPlans {
        tabs: schedule_tabs(&cycle.to_string(), "plan"),
        count: if list.is_empty() {
            String::new()
        } else {
            format!(
                "{} 个村（社区），已通过 {adopted} 个，已印发 {issued} 个",
                list.len()
            )
        },
        rows: list.iter().map(|one| row(cycle, one)).collect(),
        print_action: format!("/c/{cycle}/plan/villages/print"),
        issue_action: if place.may_edit() {
            format!("/c/{cycle}/plan/villages/issue")
        } else {
            String::new()
        },
        back: if place.scope.is_whole() {
            Link::new("镇的实施方案", format!("/c/{cycle}/plan"))
        } else {
            Link::default()
        },
        empty: list.is_empty().then(|| Empty {
            text: "还没有村（社区）。导入摸底表后，各村的实施方案会列在这里。".to_owned(),
            action: if place.may_edit() {
                Link::new("导入村（社区）", format!("/c/{cycle}/villages/import"))
            } else {
                Link::default()
            },
        }),
        fields: Vec::new(),
        key: fresh_key(),
    }
}

fn row(cycle: Uuid, one: &UnitPlan) -> UnitPlanRow {
    let (state, sign) = match &one.line {
        Some(_) if one.changed => ("内容已变".to_owned(), Sign::Soon),
        Some(line) => (
            format!(
                "已印发 {}",
                civil::short(clock::shanghai(line.issued_at).date_naive())
            ),
            Sign::Done,
        ),
        None => ("草稿".to_owned(), Sign::Active),
    };
    UnitPlanRow {
        value: one.unit.to_string(),
        name: one.name.clone(),
        href: format!("/c/{cycle}/v/{}/plan", one.unit),
        state,
        sign,
        adopted: one.saved.adopted_on.map_or_else(String::new, |day| {
            format!("{} {}", civil::short(day), one.saved.adopted_by)
                .trim_end()
                .to_owned()
        }),
        version: one
            .newest
            .as_ref()
            .map_or_else(String::new, |line| format!("第{}版", line.version)),
        own: match one.saved.chapters.len() {
            0 => String::new(),
            count => format!("改写 {count} 章"),
        },
    }
}

/// The villages ticked, in the township's order; none ticked: all.
async fn chosen(
    app: &App,
    place: &InCycle,
    posted: &Posted,
    all_if_none: bool,
) -> Result<Vec<Uuid>, Trouble> {
    let ticked = posted
        .fields
        .all("unit")
        .map(id_of)
        .collect::<Result<Vec<Uuid>, Trouble>>()?;
    let known: Vec<Uuid> = village::list(app.store.reader(), &place.scope)
        .await
        .map_err(Refusal::from)?
        .into_iter()
        .map(|village| village.id)
        .collect();
    if ticked.iter().any(|id| !known.contains(id)) {
        return Err(Trouble::not_found());
    }
    Ok(if ticked.is_empty() && all_if_none {
        known
    } else {
        known.into_iter().filter(|id| ticked.contains(id)).collect()
    })
}

/// `POST /c/{c}/plan/villages/print`: one merged PDF or a ZIP. Changes nothing.
pub async fn print(
    May(place): May<ReadCycle>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let wanted: Vec<Wanted> = chosen(&app, &place, &posted, true)
        .await?
        .into_iter()
        .map(|unit| Wanted {
            unit,
            kind: Kind::ImplementationPlan,
            paper: None,
        })
        .collect();
    if wanted.is_empty() {
        return Err(Refusal::general("请先导入村（社区）。还没有可以打印的方案。").into());
    }
    let form = if posted.fields.text("what") == "zip" {
        PrintForm::Packed
    } else {
        PrintForm::Merged
    };
    let name = format!("{}各村实施方案", place.scope.cycle().name);
    send(&app, &place.scope, &wanted, form, &name).await
}

/// `POST /c/{c}/plan/villages/issue`: a batch of what is ticked.
pub async fn issue(
    May(place): May<EditCycle>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let mut wanted: Vec<(Uuid, Kind)> = chosen(&app, &place, &posted, false)
        .await?
        .into_iter()
        .map(|unit| (unit, Kind::ImplementationPlan))
        .collect();
    let plans = app.plans(place.scope.cycle()).await?;
    let dossier = Dossier::read(app.store.reader(), &place.scope, Reach::Whole).await?;
    batch::ordered(&dossier, &plans, &mut wanted);
    let wanted: Vec<batch::Item> = wanted.into_iter().map(batch::Item::from).collect();
    let begun = begin(&app, &place, &dossier, &wanted, None, &posted.key).await?;
    begun.answer(&app, &place)
}
