//! `GET /c/{c}/v/{v}/packet.pdf` and `.zip`: a village's notices in posting order, the checklist first;
//! `GET /c/{c}/packets.zip`: the packet of every village in reach.

use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use uuid::Uuid;

use super::{
    asked,
    centre::{send, whole},
};
use crate::{
    documents::kind::Kind,
    office::{
        paper::{
            dossier::Dossier,
            due,
            print::{Form, Wanted},
        },
        refusal::Refusal,
        standing::Plans,
    },
    web::{
        answer::Trouble,
        app::App,
        guard::{AtVillage, May, ReadCycle, ReadVillage},
    },
};

/// What of a packet.
#[derive(Debug, Default)]
struct Part {
    /// Only the notices of one stage.
    stage: String,
    /// With a cover sheet.
    cover: String,
}

impl Part {
    fn of(query: Option<&str>) -> Self {
        Self {
            stage: asked(query, "stage"),
            cover: asked(query, "cover"),
        }
    }
}

fn wanted(
    dossier: &Dossier,
    plans: &Plans,
    unit: Uuid,
    part: &Part,
    today: chrono::NaiveDate,
) -> Result<Vec<Wanted>, Refusal> {
    let mut kinds = due::packet(dossier, plans, unit)?;
    if !part.stage.is_empty() {
        let steps = due::of_unit(dossier, plans, unit, today)?;
        kinds.retain(|kind| {
            steps
                .iter()
                .any(|step| step.kind == *kind && step.stage.0 == part.stage)
        });
    }
    if !part.cover.is_empty() {
        kinds.insert(0, Kind::VillagePacketCover);
    }
    Ok(kinds
        .into_iter()
        .map(|kind| Wanted {
            unit,
            kind,
            paper: None,
        })
        .collect())
}

async fn one(app: &App, place: &AtVillage, part: &Part, form: Form) -> Result<Response, Trouble> {
    let dossier = whole(app, &place.scope).await?;
    let plans = app.plans(place.scope.cycle()).await?;
    let wanted = wanted(&dossier, &plans, place.village.id, part, app.clock.today())?;
    let name = format!("{}公告整包", place.village.name);
    send(app, &place.scope, &wanted, form, &name).await
}

/// One PDF.
pub async fn merged(
    May(place): May<ReadVillage>,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response, Trouble> {
    let part = Part::of(query.as_deref());
    one(&app, &place, &part, Form::Merged).await
}

/// One ZIP.
pub async fn packed(
    May(place): May<ReadVillage>,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response, Trouble> {
    let part = Part::of(query.as_deref());
    one(&app, &place, &part, Form::Packed).await
}

/// Every village's packet in one ZIP, a folder each.
pub async fn all(
    May(place): May<ReadCycle>,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response, Trouble> {
    let part = Part::of(query.as_deref());
    let dossier = whole(&app, &place.scope).await?;
    let plans = app.plans(place.scope.cycle()).await?;
    let today = app.clock.today();
    let mut list = Vec::new();
    for village in &dossier.villages {
        list.extend(wanted(&dossier, &plans, village.id, &part, today)?);
    }
    let name = format!("{}各村公告整包", dossier.township.name);
    send(&app, &place.scope, &list, Form::Packed, &name).await
}
