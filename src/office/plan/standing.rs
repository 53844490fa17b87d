//! 方案的现状 — which version is in force, and what makes it out of date.

use std::collections::HashMap;

use serde_json::Value;
use uuid::Uuid;

use super::{
    versions::{self, State},
    wording::{self, Saved},
};
use crate::{
    documents::{
        compare,
        kind::Kind,
        kinds::implementation_plan::changes::{Change, changes},
    },
    office::{
        paper::{
            data,
            dossier::{Dossier, Reach},
            issue::{Desk, read_dossier},
        },
        refusal::Refusal,
    },
    store::{
        paper::{self, PaperLine},
        plan::{self, VersionLine},
        scope::CycleScope,
    },
};

/// The issued plan that is in force.
#[derive(Debug, Clone)]
pub struct InForce {
    /// The paper.
    pub line: PaperLine,
    /// Its version; `None` for a paper older than versions.
    pub version: Option<i32>,
    /// What is not so any more.
    pub changes: Vec<Change>,
    /// How many paragraphs of its body would read differently.
    pub paragraphs: usize,
}

impl InForce {
    /// Whether it still says what is so.
    pub fn holds(&self) -> bool {
        self.changes.is_empty() && self.paragraphs == 0
    }

    /// «第2版» or, for a paper older than versions, its number.
    pub fn name(&self) -> String {
        match self.version {
            Some(version) => format!("第{version}版"),
            None => self.line.number.clone(),
        }
    }
}

/// Where a plan stands.
pub struct Standing {
    /// Everything read.
    pub dossier: Dossier,
    /// What the office wrote, and the row's version.
    pub saved: (Saved, i32),
    /// Versions, the newest first.
    pub versions: Vec<VersionLine>,
    /// The issued plan in force.
    pub in_force: Option<InForce>,
    /// Its data now.
    pub data: Value,
    /// The markup now, without number; its problem where it cannot be made.
    pub markup: Result<String, String>,
}

/// Reads where the plan of a unit (the cycle's id: the township's) stands.
pub async fn read(desk: &Desk<'_>, scope: &CycleScope, unit: Uuid) -> Result<Standing, Refusal> {
    let kind = Kind::ImplementationPlan;
    let db = desk.store.reader();
    let dossier = read_dossier(db, scope, unit, kind).await?;
    if !dossier.fits(unit, kind) {
        return Err(Refusal::NotFound);
    }
    let today = desk.clock.today();
    let assembled = data::assemble(&dossier, desk.plans, unit, kind, today)?;
    let versions = plan::lines(db, scope, Some(unit)).await?;
    let stamped = assembled.stamped(None, Some(today));
    let markup = desk
        .press_of(scope)
        .await?
        .on_a_core(move |press| press.markup(kind, &stamped))
        .await?
        .map_err(|error| error.to_string());
    let line = dossier.in_force(unit, kind).last().cloned();
    let in_force = match line {
        Some(line) => Some(compared(desk, scope, &dossier, line, &versions).await?),
        None => None,
    };
    Ok(Standing {
        saved: wording::saved(&dossier, unit),
        data: assembled.data,
        dossier,
        versions,
        in_force,
        markup,
    })
}

/// What is not so any more of an issued plan. Digests tell at once whether there is anything.
async fn compared(
    desk: &Desk<'_>,
    scope: &CycleScope,
    dossier: &Dossier,
    line: PaperLine,
    versions: &[VersionLine],
) -> Result<InForce, Refusal> {
    let version = versions
        .iter()
        .find(|version| version.paper_id == Some(line.id))
        .map(|version| version.version);
    let kind = Kind::ImplementationPlan;
    // As it would read if it were put up on the day it carries.
    let now = data::assemble(dossier, desk.plans, line.unit_id, kind, line.dated)?;
    if now.digest == line.input_digest {
        return Ok(InForce {
            line,
            version,
            changes: Vec::new(),
            paragraphs: 0,
        });
    }
    let row = paper::find(desk.store.reader(), scope, line.id)
        .await?
        .ok_or(Refusal::NotFound)?;
    let issued: Value = serde_json::from_str(&row.data)
        .map_err(|error| Refusal::Inside(format!("paper data: {error}")))?;
    let before = State {
        version,
        data: issued,
        text: versions::words(row.markup.as_deref().unwrap_or_default()),
    };
    let stamped = now.stamped(None, Some(line.dated));
    let text = desk
        .press_of(scope)
        .await?
        .on_a_core(move |press| press.markup(kind, &stamped))
        .await?
        .map(|markup| versions::words(&markup))
        .unwrap_or_default();
    let paragraphs = if before.text.is_empty() || text.is_empty() {
        0
    } else {
        compare::count(&compare::compare(&before.text, &text))
    };
    Ok(InForce {
        changes: changes(&before.data, &now.data).unwrap_or_default(),
        line,
        version,
        paragraphs,
    })
}

/// A unit's own plan in the list of all.
pub struct UnitPlan {
    /// Village.
    pub unit: Uuid,
    /// Its name.
    pub name: String,
    /// What is written.
    pub saved: Saved,
    /// Newest version.
    pub newest: Option<VersionLine>,
    /// The issued plan in force.
    pub line: Option<PaperLine>,
    /// Whether what it states is no longer so.
    pub changed: bool,
}

/// The plans of all units in reach.
pub async fn of_units(desk: &Desk<'_>, scope: &CycleScope) -> Result<Vec<UnitPlan>, Refusal> {
    let kind = Kind::ImplementationPlan;
    let db = desk.store.reader();
    let dossier = Dossier::read(db, scope, Reach::Whole).await?;
    let mut newest: HashMap<Uuid, VersionLine> = HashMap::new();
    for line in plan::lines(db, scope, None).await? {
        newest.entry(line.unit_id).or_insert(line);
    }
    dossier
        .villages
        .iter()
        .map(|village| {
            let line = dossier.in_force(village.id, kind).last().cloned();
            let changed = match &line {
                Some(line) => {
                    let now = data::assemble(&dossier, desk.plans, village.id, kind, line.dated)?;
                    now.digest != line.input_digest
                }
                None => false,
            };
            Ok(UnitPlan {
                unit: village.id,
                name: village.name.clone(),
                saved: wording::saved(&dossier, village.id).0,
                newest: newest.remove(&village.id),
                changed,
                line,
            })
        })
        .collect()
}
