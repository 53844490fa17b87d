//! `GET /c/{c}/docs/choose`: papers by villages and kinds, as one PDF or ZIP (`POST /c/{c}/docs/choose`), or numbered and
//! issued (`POST /c/{c}/docs/choose/issue`).

use axum::{extract::State, response::Response};
use uuid::Uuid;

use super::{centre, frame, id_of, kind_of, reasons};
use crate::{
    documents::kind::{Kind, Scope, Series},
    office::{
        batch,
        paper::{
            dossier::Dossier,
            due, occasion,
            print::{Form as PrintForm, Wanted},
        },
        refusal::{Problems, Refusal},
        standing::Plans,
    },
    store::scope::CycleScope,
    web::{
        answer::{Trouble, invalid, page as draw},
        app::App,
        form::{Fields, Posted},
        guard::{EditCycle, InCycle, May, ReadCycle},
        pages::{
            choose::{ChoosePapers, KindShelf},
            parts::{Choice, Form},
        },
        sign_in::{form_again, fresh_key},
    },
};

const TITLE: &str = "按村和种类挑选";

/// `GET /c/{c}/docs/choose`
pub async fn page(May(place): May<ReadCycle>, State(app): State<App>) -> Result<Response, Trouble> {
    let dossier = centre::whole(&app, &place.scope).await?;
    let frame = frame(&app, &place.visit, place.scope.cycle(), TITLE);
    draw(&app, &frame, &context(&dossier, &place, None))
}

/// The page; `again` is the form that came back with problems.
fn context(dossier: &Dossier, place: &InCycle, again: Option<(&Fields, Form)>) -> ChoosePapers {
    let ticked = |name: &str, value: &str| {
        again
            .as_ref()
            .is_some_and(|(fields, _)| fields.all(name).any(|one| one == value))
    };
    let choice = |kind: &Kind| Choice {
        checked: ticked("kind", kind.id()),
        ..Choice::new(kind.id(), kind.title())
    };
    let shelf = |name: &str, of: &dyn Fn(Kind) -> bool| KindShelf {
        name: name.to_owned(),
        kinds: kinds().filter(|kind| of(**kind)).map(choice).collect(),
    };
    let mut shelves = vec![
        shelf("村（社区）公告", &|kind| {
            kind.series() == Series::Notice
        }),
        shelf("村（社区）其他文书", &|kind| {
            kind.scope() == Scope::Village && kind.series() != Series::Notice
        }),
    ];
    if place.scope.is_whole() {
        shelves.push(shelf("全镇文书", &|kind| {
            kind.scope() == Scope::Township
        }));
    }
    let cycle = place.scope.cycle_id();
    ChoosePapers {
        villages: dossier
            .villages
            .iter()
            .map(|village| {
                let id = village.id.to_string();
                Choice {
                    checked: ticked("village", &id),
                    ..Choice::new(id, &village.name)
                }
            })
            .collect(),
        shelves,
        can_issue: place.may_edit(),
        action: format!("/c/{cycle}/docs/choose"),
        issue_action: format!("/c/{cycle}/docs/choose/issue"),
        form: again.map_or_else(Form::new, |(_, form)| form),
        key: fresh_key(),
    }
}

/// Papers that go out; forms have a page of their own, the cover belongs to the packet.
fn kinds() -> impl Iterator<Item = &'static Kind> {
    Kind::ALL
        .iter()
        .filter(|kind| !kind.is_form() && **kind != Kind::VillagePacketCover)
}

/// Every kind for every village, as they are handed out: of notices of an event only those it happened for.
fn wanted(
    dossier: &Dossier,
    plans: &Plans,
    scope: &CycleScope,
    fields: &Fields,
) -> Result<Vec<Wanted>, Trouble> {
    let asked = fields
        .all("kind")
        .map(kind_of)
        .collect::<Result<Vec<Kind>, Trouble>>()?;
    let villages = fields
        .all("village")
        .map(id_of)
        .collect::<Result<Vec<Uuid>, Trouble>>()?;
    if villages.iter().any(|id| dossier.village(*id).is_none()) {
        return Err(Trouble::not_found());
    }
    let mut wanted = Vec::new();
    if scope.is_whole() {
        for kind in kinds().filter(|kind| asked.contains(kind)) {
            // The letters of the leaders go with those of all villages, not of some.
            if kind.scope() == Scope::Township || villages.is_empty() {
                let units = dossier.township_units(*kind);
                wanted.extend(units.into_iter().map(|unit| (unit, *kind)));
            }
        }
    }
    for village in &dossier.villages {
        if !villages.is_empty() && !villages.contains(&village.id) {
            continue;
        }
        let rules = dossier.rules(plans, village.id)?;
        let mut own: Vec<Kind> = kinds()
            .copied()
            .filter(|kind| kind.scope() == Scope::Village && asked.contains(kind))
            .filter(|kind| occasion::arises(dossier, rules, village.id, *kind))
            .collect();
        own.sort_by_key(|kind| due::place(dossier, plans, village.id, *kind));
        wanted.extend(own.into_iter().map(|kind| (village.id, kind)));
    }
    Ok(wanted
        .into_iter()
        .map(|(unit, kind)| Wanted {
            unit,
            kind,
            paper: None,
        })
        .collect())
}

fn none_chosen(fields: &Fields) -> Refusal {
    if fields.all("kind").next().is_none() {
        Refusal::general("请先选出文书种类。现在一种也没有选。")
    } else {
        Refusal::general(
            "请改选村（社区）或种类。所选的村没有发生这几种文书要写的事，或者都已印发。",
        )
    }
}

/// The page again with what is wrong and what was ticked.
async fn again(
    app: &App,
    place: &InCycle,
    posted: &Posted,
    problems: &Problems,
) -> Result<Response, Trouble> {
    let dossier = centre::whole(app, &place.scope).await?;
    let form = form_again(&posted.fields, problems);
    let context = context(&dossier, place, Some((&posted.fields, form)));
    let frame = frame(app, &place.visit, place.scope.cycle(), TITLE);
    invalid(app, &frame, &context)
}

/// `POST /c/{c}/docs/choose`: one PDF or a ZIP. Changes nothing.
pub async fn print(
    May(place): May<ReadCycle>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let dossier = centre::whole(&app, &place.scope).await?;
    let plans = app.plans(place.scope.cycle()).await?;
    let wanted = wanted(&dossier, &plans, &place.scope, &posted.fields)?;
    let form = if posted.fields.text("what") == "zip" {
        PrintForm::Packed
    } else {
        PrintForm::Merged
    };
    let sent = if wanted.is_empty() {
        Err(none_chosen(&posted.fields))
    } else {
        let name = format!("{}文书", place.scope.cycle().name);
        centre::printed(&app, &place.scope, &wanted, form, &name).await
    };
    match sent {
        Err(Refusal::Invalid(problems)) => again(&app, &place, &posted, &problems).await,
        other => Ok(other?),
    }
}

/// `POST /c/{c}/docs/choose/issue`: a batch of what is not issued yet.
pub async fn issue(
    May(place): May<EditCycle>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let dossier = centre::whole(&app, &place.scope).await?;
    let plans = app.plans(place.scope.cycle()).await?;
    let mut chosen: Vec<(Uuid, Kind)> = wanted(&dossier, &plans, &place.scope, &posted.fields)?
        .into_iter()
        .map(|one| (one.unit, one.kind))
        .filter(|(unit, kind)| dossier.in_force(*unit, *kind).next().is_none())
        .collect();
    batch::ordered(&dossier, &plans, &mut chosen);
    let asked = if chosen.is_empty() {
        Err(none_chosen(&posted.fields))
    } else {
        let chosen: Vec<batch::Item> = chosen.into_iter().map(batch::Item::from).collect();
        reasons::begin(&app, &place, &dossier, &chosen, None, &posted.key).await
    };
    match asked {
        Ok(begun) => begun.answer(&app, &place),
        Err(Refusal::Invalid(problems)) => again(&app, &place, &posted, &problems).await,
        Err(refusal) => Err(refusal.into()),
    }
}
