//! `GET /c/{c}/docs?tab=blank`, `POST /c/{c}/docs/blank`: every form, blank or filled in by village, as one PDF.

use axum::{extract::State, response::Response};
use serde_json::Value;
use uuid::Uuid;

use super::{centre::whole, kind_of};
use crate::{
    documents::{
        kind::{Kind, Scope},
        kinds::forms::SHELVES,
    },
    law::UnitKind,
    office::{
        paper::{
            data,
            dossier::Dossier,
            forms::{self, Fill, Order},
        },
        refusal::{Problems, Refusal},
        standing,
    },
    web::{
        answer::{self, Trouble, invalid},
        app::App,
        form::{Fields, Posted},
        guard::{InCycle, May, ReadCycle},
        pages::{
            blank::{BlankForms, FormRow, FormShelf},
            parts::{Choice, Form, Tab},
        },
        sign_in::{form_again, fresh_key},
        view::Section,
    },
};

/// The page; `again` is the form that came back with problems.
pub(super) fn context(
    dossier: &Dossier,
    place: &InCycle,
    tabs: Vec<Tab>,
    again: Option<(&Fields, Form)>,
) -> BlankForms {
    let ticked = |name: &str, value: &str| {
        again
            .as_ref()
            .is_some_and(|(fields, _)| fields.all(name).any(|one| one == value))
    };
    let shelves = SHELVES
        .iter()
        .map(|shelf| FormShelf {
            name: shelf.name.to_owned(),
            rows: shelf
                .forms
                .iter()
                .filter(|(kind, _)| super::readable(place.role, *kind).is_ok())
                .map(|(kind, hint)| {
                    let known = filled(dossier, *kind);
                    FormRow {
                        id: kind.id().to_owned(),
                        title: kind.title().to_owned(),
                        hint: (*hint).to_owned(),
                        township: kind.scope() == Scope::Township,
                        can_fill: known > 0,
                        known: if known > 0 {
                            format!("{known} 个村（社区）有内容")
                        } else {
                            String::new()
                        },
                        ticked: ticked("form", kind.id()),
                    }
                })
                .collect(),
        })
        .collect();
    let narrowed = again
        .as_ref()
        .is_some_and(|(fields, _)| fields.all("village").next().is_some());
    let villages = dossier
        .villages
        .iter()
        .map(|village| {
            let id = village.id.to_string();
            let checked = ticked("village", &id);
            Choice {
                checked,
                ..Choice::new(id, &village.name)
            }
        })
        .collect();
    let form = again.map_or_else(|| Form::new().value("copies", "1"), |(_, form)| form);
    BlankForms {
        tabs,
        shelves,
        villages,
        narrowed,
        ways: ways(dossier),
        action: format!("/c/{}/docs/blank", place.scope.cycle_id()),
        form,
        key: fresh_key(),
    }
}

/// The ways to print what is ticked; a community's words only where there are communities.
fn ways(dossier: &Dossier) -> Vec<Choice> {
    let has = |kind: UnitKind| {
        dossier
            .villages
            .iter()
            .any(|village| standing::kind_of(village) == kind)
    };
    let mut ways = Vec::new();
    if !dossier.villages.is_empty() {
        ways.push(Choice::new("named", "打印空白表（填好村名）"));
    }
    if has(UnitKind::Village) || dossier.villages.is_empty() {
        ways.push(Choice::new("empty-village", "完全空白（村）"));
    }
    if has(UnitKind::Community) {
        ways.push(Choice::new("empty-community", "完全空白（社区）"));
    }
    if !dossier.villages.is_empty() {
        ways.push(Choice::new("known", "按村填好"));
    }
    ways
}

/// In how many villages a form is more than its name: a roll, something typed, papers issued.
fn filled(dossier: &Dossier, kind: Kind) -> usize {
    if kind.scope() == Scope::Township {
        return 0;
    }
    dossier
        .villages
        .iter()
        .filter(|village| match kind {
            Kind::VillageLedger | Kind::PostingChecklist | Kind::VillagePacketCover => true,
            Kind::InspectionForm => {
                village.supervision_team_id.is_some() || village.guidance_team_id.is_some()
            }
            Kind::ArchiveIndex => dossier.papers.iter().any(|line| {
                line.unit_id == village.id && line.state == crate::store::paper::ISSUED
            }),
            kind if kind.lists_voters() => dossier
                .rolls
                .iter()
                .any(|roll| roll.village_id == village.id && roll.voters > 0),
            Kind::ProxyForm => named(dossier, village.id, Kind::Proxies, "pairs"),
            Kind::RoamingApplication => named(dossier, village.id, Kind::RoamingVoters, "voters"),
            Kind::NominationForm => named(dossier, village.id, Kind::Nominees, "nominees"),
            Kind::ObjectionForm => {
                named(dossier, village.id, kind, "objections")
                    || named(dossier, village.id, Kind::ObjectionDecision, "objections")
            }
            kind if kind.fields().is_empty() => false,
            kind => says_something(&data::facts_of(dossier, village.id, kind)),
        })
        .count()
}

/// Whether another paper of the unit names people for a form.
fn named(dossier: &Dossier, unit: Uuid, kind: Kind, key: &str) -> bool {
    data::facts_of(dossier, unit, kind)
        .get(key)
        .is_some_and(says_something)
}

fn says_something(facts: &Value) -> bool {
    match facts {
        Value::Null => false,
        Value::Object(members) => members.values().any(says_something),
        Value::Array(items) => !items.is_empty(),
        Value::String(text) => !text.is_empty(),
        _ => true,
    }
}

fn fill_of(word: &str) -> Result<Fill, Trouble> {
    match word {
        "named" => Ok(Fill::Named),
        "empty-village" => Ok(Fill::Empty(UnitKind::Village)),
        "empty-community" => Ok(Fill::Empty(UnitKind::Community)),
        "known" => Ok(Fill::Known),
        _ => Err(Trouble::not_found()),
    }
}

/// What the form asks for; problems are told all at once.
fn order(fields: &Fields) -> Result<Result<Order, Problems>, Trouble> {
    let one = fields.text("one");
    let (kinds, fill) = if let Some((kind, way)) = one.split_once(':') {
        (vec![kind_of(kind)?], fill_of(way)?)
    } else {
        let kinds = fields
            .all("form")
            .map(kind_of)
            .collect::<Result<Vec<Kind>, Trouble>>()?;
        (kinds, fill_of(fields.text("what"))?)
    };
    let villages = fields
        .all("village")
        .map(super::id_of)
        .collect::<Result<Vec<Uuid>, Trouble>>()?;
    let mut problems = Problems::none();
    if kinds.is_empty() {
        problems
            .general
            .push("请先在左边选出要打印的表。现在一种也没有选。".to_owned());
    }
    let copies = fields.text("copies");
    let copies = if copies.is_empty() {
        Some(1)
    } else {
        copies.parse::<u32>().ok()
    };
    if copies.is_none() {
        problems.add(
            "copies",
            format!("请把份数写成 1 至 {} 的整数。", forms::MOST_COPIES),
        );
    }
    let Some(copies) = copies.filter(|_| problems.general.is_empty()) else {
        return Ok(Err(problems));
    };
    Ok(Ok(Order {
        kinds,
        villages,
        copies,
        fill,
    }))
}

/// `POST /c/{c}/docs/blank`: one PDF. Changes nothing.
pub async fn print(
    May(place): May<ReadCycle>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let problems = match order(&posted.fields)? {
        Err(problems) => problems,
        Ok(order) => {
            for kind in &order.kinds {
                super::readable(place.role, *kind)?;
            }
            let plans = app.plans(place.scope.cycle()).await?;
            let title = title(&order);
            match forms::print_forms(&app.desk(&plans), &place.scope, &order, &title).await {
                Ok(printed) if printed.failed.is_empty() => {
                    return Ok(answer::download(
                        printed.bytes,
                        "application/pdf",
                        &format!("{title}.pdf"),
                        true,
                    ));
                }
                Ok(printed) => {
                    let mut problems = Problems::none();
                    problems.general.push(format!(
                        "请先改好下面 {} 份，或不选它们，再打印。",
                        printed.failed.len()
                    ));
                    problems.general.extend(printed.failed);
                    problems
                }
                Err(Refusal::Invalid(problems)) => problems,
                Err(other) => return Err(other.into()),
            }
        }
    };
    let dossier = whole(&app, &place.scope).await?;
    let form = form_again(&posted.fields, &problems);
    let tabs = super::centre::tabs(&app, &place, &dossier, "blank").await?;
    let context = context(&dossier, &place, tabs, Some((&posted.fields, form)));
    let cycle = Some(place.scope.cycle());
    let frame = answer::frame(&app, &place.visit, Section::Papers, "文书中心", cycle, &[]);
    invalid(&app, &frame, &context)
}

/// «委托投票书» or «空白表».
fn title(order: &Order) -> String {
    match (order.kinds.as_slice(), order.fill) {
        ([only], Fill::Known) => only.title().to_owned(),
        ([only], _) => format!("{}（空白表）", only.title()),
        (_, Fill::Known) => "表单".to_owned(),
        _ => "空白表".to_owned(),
    }
}
