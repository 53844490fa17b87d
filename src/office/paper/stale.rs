//! 内容已变 — whether issued papers still state what is known.

use uuid::Uuid;

use super::{
    data,
    dossier::{Dossier, Reach},
    due,
    issue::{Desk, read_dossier},
};
use crate::{
    documents::kind::Kind,
    office::{refusal::Refusal, standing::Plans},
    store::{entity::paper as paper_row, paper, scope::CycleScope},
};

/// The papers of one unit, among those given, whose content is no longer what is known. Nothing is read
/// where none is in force.
pub async fn changed_of_unit<C: sea_orm::ConnectionTrait>(
    db: &C,
    plans: &Plans,
    scope: &CycleScope,
    unit: Uuid,
    lines: &[paper::PaperLine],
) -> Result<Vec<Uuid>, Refusal> {
    let known: Vec<(&paper::PaperLine, Kind)> = lines
        .iter()
        .filter(|line| line.unit_id == unit && line.state == paper::ISSUED)
        .filter_map(|line| Some((line, Kind::from_id(&line.kind)?)))
        .collect();
    if known.is_empty() {
        return Ok(Vec::new());
    }
    let mut dossier = Dossier::read(db, scope, Reach::Unit(unit)).await?;
    if known.iter().any(|(_, kind)| *kind == Kind::VoterRoll) {
        dossier = dossier.with_voters(db, scope, &[unit]).await?;
    }
    let mut changed = Vec::new();
    for (line, kind) in known {
        let current = !kind.is_snapshot() && due::states_now(&dossier, unit, kind, line.id);
        if current
            && data::assemble(&dossier, plans, unit, kind, line.dated)?.digest != line.input_digest
        {
            changed.push(line.id);
        }
    }
    Ok(changed)
}

/// 内容已变 — whether what an issued paper states is no longer what is known. Void papers and kinds this
/// program does not know are never changed, nor is a report of one day.
pub async fn changed(
    desk: &Desk<'_>,
    scope: &CycleScope,
    row: &paper_row::Model,
) -> Result<bool, Refusal> {
    let Some(kind) =
        Kind::from_id(&row.kind).filter(|kind| row.state == paper::ISSUED && !kind.is_snapshot())
    else {
        return Ok(false);
    };
    if row.unit_id == scope.cycle_id() && !scope.is_whole() {
        return Ok(false);
    }
    let dossier = read_dossier(desk.store.reader(), scope, row.unit_id, kind).await?;
    if !due::states_now(&dossier, row.unit_id, kind, row.id) {
        return Ok(false);
    }
    let now = data::assemble(&dossier, desk.plans, row.unit_id, kind, row.dated)?;
    Ok(now.digest != row.input_digest)
}
