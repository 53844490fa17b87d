//! 届次 — `/cycles`, `/cycles/new`, `/c/{c}/settings`.

use axum::{extract::State, response::Response};

use super::{
    answer::{self, Trouble, done, frame, page},
    app::App,
    form::{Fields, Posted},
    guard::{CreateCycle, EditCycle, InCycle, ListCycles, May, Member},
    pages::{
        cycle::{CycleForm, CycleRow, Cycles, PackCard, PackNumber, settings_tabs},
        parts::Form,
    },
    router::{Row, get, post},
    sign_in::{form_again, fresh_key},
    view::Section,
};
use crate::{
    civil,
    law::{Item, PARAMS, RulePack, Rules, UnitKind, cite_all},
    office::{
        cycle::{self as office, CycleInput, Moved},
        refusal::{Problems, Refusal},
    },
    store::{
        account::{self, Role},
        cycle,
        progress::{self, DONE},
        scope::CycleScope,
        village,
    },
};

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/cycles", list),
        get("/cycles/new", new_page),
        post("/cycles", create),
        get("/c/{c}/settings", settings_page),
        post("/c/{c}/settings", edit),
    ]
}

/// `GET /cycles`
pub async fn list(
    May(member): May<ListCycles>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    let rows = cycle_rows(&app, &member).await?;
    let context = Cycles {
        cycles: rows,
        can_create: member.who.role == Role::Clerk,
    };
    let frame = frame(&app, &member.visit, Section::Settings, "届次", None, &[]);
    page(&app, &frame, &context)
}

/// The cycles as the page lists them.
pub(super) async fn cycle_rows(app: &App, member: &Member) -> Result<Vec<CycleRow>, Trouble> {
    let db = app.store.reader();
    let who = &member.who;
    let mut rows = Vec::new();
    for found in cycle::list(db, who.account.township_id)
        .await
        .map_err(Refusal::from)?
    {
        let scope = CycleScope::of_account(
            db,
            who.account.id,
            who.account.township_id,
            who.role.own_villages_only(),
            found.id,
        )
        .await
        .map_err(Refusal::from)?
        .ok_or_else(Trouble::not_found)?;
        let villages = village::list(db, &scope).await.map_err(Refusal::from)?;
        let voted = progress::latest(db, &scope)
            .await
            .map_err(Refusal::from)?
            .into_iter()
            .filter(|row| row.step == crate::law::POLLING && row.act == DONE)
            .count();
        let plans = app.plans(&found).await?;
        rows.push(CycleRow {
            href: format!("/c/{}/matrix", found.id),
            day_href: format!("/c/{}/ask?id=polling", found.id),
            ordinal: format!("第{}届", found.ordinal),
            rules: plans.pack.name().to_owned(),
            election_day: civil::long_weekday(found.default_election_day),
            units: villages.len().to_string(),
            state: if villages.is_empty() {
                "还没有村（社区）".to_owned()
            } else {
                format!("已投票 {voted}/{}", villages.len())
            },
            name: found.name,
        });
    }
    Ok(rows)
}

/// The numbers a person compares with the province's own text before a pack is pinned.
const KEY_NUMBERS: [&str; 12] = [
    "voting_age",
    "committee_min",
    "committee_max",
    "roll_lead_days",
    "objection_days",
    "decision_days",
    "candidate_list_lead_days",
    "proxy_max",
    "proxy_filing_lead_days",
    "quorum",
    "rerun_within_days",
    "handover_days",
];

fn pack_card(pack: &RulePack) -> PackCard {
    let Some((_, rules)) = pack.main_rules() else {
        return PackCard::default();
    };
    let numbers = PARAMS
        .iter()
        .filter(|param| KEY_NUMBERS.contains(&param.key))
        .map(|param| {
            let item = rules.items.get(param.key);
            let value = item.and_then(|item| item.value.as_ref());
            PackNumber {
                label: param.name.to_owned(),
                value: value.map_or_else(|| "没有规定".to_owned(), |value| value.describe(param)),
                basis: cite_all(&rules.basis(param.key))
                    .trim_start_matches('〔')
                    .trim_end_matches('〕')
                    .to_owned(),
                verified: !item.is_some_and(Item::is_unverified),
            }
        })
        .collect();
    let layer = rules.layers.last();
    let outdated: Vec<&str> = UnitKind::ALL
        .into_iter()
        .filter_map(|kind| pack.rules(kind))
        .flat_map(Rules::outdated)
        .map(|layer| layer.statute.as_str())
        .collect();
    PackCard {
        id: pack.id().to_owned(),
        name: pack.name().to_owned(),
        statute: layer.map_or_else(String::new, |layer| {
            let until = layer
                .until
                .map(|day| format!("，适用到 {}", civil::long(day)))
                .unwrap_or_default();
            format!(
                "{}（{}修改，{}起施行{until}）",
                layer.statute,
                civil::long(layer.amended),
                civil::long(layer.in_force)
            )
        }),
        warning: if outdated.is_empty() {
            String::new()
        } else {
            "可能已被上位法修改".to_owned()
        },
        numbers,
    }
}

/// The present law first, then by name: what most townships want stands on top.
fn pack_cards(app: &App) -> Vec<PackCard> {
    let mut packs: Vec<&RulePack> = office::usable_packs(&app.rules).collect();
    packs.sort_by_key(|pack| {
        let layers = pack.main_rules().map(|(_, rules)| &rules.layers);
        let ended = layers
            .and_then(|layers| layers.last())
            .is_some_and(|layer| layer.until.is_some());
        (ended, layers.map_or(0, Vec::len), pack.id().to_owned())
    });
    packs.into_iter().map(pack_card).collect()
}

fn input(fields: &Fields) -> CycleInput {
    let text = |name: &str| fields.text(name).to_owned();
    CycleInput {
        name: text("name"),
        ordinal: text("ordinal"),
        rules: text("rules"),
        election_day: text("election_day"),
        window_from: text("window_from"),
        window_to: text("window_to"),
        confirmed: text("confirmed"),
        reason: String::new(),
    }
}

/// The form as typed; the tick carries the day in the form it is compared in.
fn again(fields: &Fields, problems: &Problems) -> Form {
    let form = form_again(fields, problems);
    match civil::parse(fields.text("election_day")) {
        Some(day) => form.value("confirm_for", day.to_string()),
        None => form,
    }
}

async fn new_form(app: &App, member: &Member, form: Form, bad: bool) -> Result<Response, Trouble> {
    let township = account::township(app.store.reader(), member.who.account.township_id)
        .await
        .map_err(Refusal::from)?
        .ok_or_else(Trouble::not_found)?;
    let day = form
        .values
        .get("election_day")
        .and_then(|text| civil::parse(text))
        .unwrap_or_else(|| app.clock.today() + chrono::TimeDelta::days(120));
    let context = CycleForm {
        usual_name: office::usual_name(&township.name, day),
        township: township.name,
        form,
        action: "/cycles".to_owned(),
        new: true,
        packs: pack_cards(app),
        key: fresh_key(),
        ..CycleForm::default()
    };
    let crumbs = [("届次", "/cycles"), ("新建届次", "")];
    let frame = frame(
        app,
        &member.visit,
        Section::Settings,
        "新建届次",
        None,
        &crumbs,
    );
    answer::form_page(app, &frame, &context, bad)
}

/// `GET /cycles/new`
pub async fn new_page(
    May(member): May<CreateCycle>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    let next = cycle::list(app.store.reader(), member.who.account.township_id)
        .await
        .map_err(Refusal::from)?
        .first()
        .map(|row| (row.ordinal + 1).to_string())
        .unwrap_or_default();
    let form = Form::new().value("ordinal", next);
    new_form(&app, &member, form, false).await
}

/// `POST /cycles`
pub async fn create(
    May(member): May<CreateCycle>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let made = office::create(
        &app.store,
        app.clock.as_ref(),
        &app.rules,
        &member.actor,
        &posted.key,
        &input(&posted.fields),
    )
    .await;
    match made {
        Ok(told) => Ok(done(&app, &told)),
        Err(Refusal::Invalid(problems)) => {
            new_form(&app, &member, again(&posted.fields, &problems), true).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// `GET /c/{c}/settings`
pub async fn settings_page(
    May(here): May<EditCycle>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    let row = here.scope.cycle();
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let form = Form::new()
        .value("name", row.name.clone())
        .value("ordinal", row.ordinal.to_string())
        .value("rules", row.pack_id.clone())
        .value("election_day", row.default_election_day.to_string())
        .value("window_from", day(row.window_start))
        .value("window_to", day(row.window_end));
    let version = row.version;
    settings_form(&app, &here, form, version, false).await
}

async fn settings_form(
    app: &App,
    here: &InCycle,
    form: Form,
    version: i32,
    bad: bool,
) -> Result<Response, Trouble> {
    let db = app.store.reader();
    let row = here.scope.cycle();
    let plans = app.plans(row).await?;
    let villages = village::list(db, &here.scope)
        .await
        .map_err(Refusal::from)?;
    let township = account::township(db, row.township_id)
        .await
        .map_err(Refusal::from)?
        .ok_or_else(Trouble::not_found)?;
    let context = CycleForm {
        usual_name: office::usual_name(&township.name, row.default_election_day),
        township: township.name,
        // The only card is opened.
        form: form.value("rules", row.pack_id.clone()),
        action: format!("/c/{}/settings", row.id),
        new: false,
        packs: vec![pack_card(&plans.pack)],
        digest: row.pack_digest.clone(),
        affects: Moved::count(&villages).sentence(),
        tabs: settings_tabs(&row.id.to_string(), "settings"),
        key: fresh_key(),
        version: version.to_string(),
    };
    let frame = frame(
        app,
        &here.visit,
        Section::Settings,
        "届次设置",
        Some(row),
        &[],
    );
    answer::form_page(app, &frame, &context, bad)
}

/// `POST /c/{c}/settings`
pub async fn edit(
    May(here): May<EditCycle>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let plans = app.plans(here.scope.cycle()).await?;
    let edited = office::edit(
        &app.store,
        app.clock.as_ref(),
        app.rules.calendar(),
        &plans,
        &here.actor,
        &here.scope,
        &posted.key,
        posted.fields.version(),
        &input(&posted.fields),
    )
    .await;
    match edited {
        Ok(told) => Ok(done(&app, &told)),
        Err(Refusal::Invalid(problems)) => {
            let form = again(&posted.fields, &problems);
            settings_form(&app, &here, form, posted.fields.version(), true).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}
