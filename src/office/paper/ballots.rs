//! 选票数 — what the screen on the wall says of villages that vote: read by itself, because the screen asks every few
//! seconds and needs neither people nor voters nor papers for it.

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    data::facts_of,
    dossier::{self, Dossier},
    outcome::registered_of,
};
use crate::{
    documents::kind::Kind,
    office::refusal::Refusal,
    store::{account, paper, scope::CycleScope, voter},
};

/// 一个村的选票
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ballots {
    /// Village.
    pub village: Uuid,
    /// 登记, as the last correction in force left it.
    pub registered: Option<u32>,
    /// 发出
    pub issued: Option<i64>,
    /// 收回
    pub returned: Option<i64>,
}

/// The ballots of these villages, in their order.
pub async fn ballots_of<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    villages: &[Uuid],
) -> Result<Vec<Ballots>, Refusal> {
    let cycle = scope.cycle().clone();
    let township = account::township(db, cycle.township_id)
        .await?
        .ok_or(Refusal::NotFound)?;
    let papers =
        paper::in_force_of_units(db, scope, Kind::VoterRollCorrection.id(), villages).await?;
    let dossier = Dossier {
        facts: paper::facts_of_kind(db, scope, Kind::Results.id(), villages).await?,
        rolls: voter::rolls_of(db, scope, villages).await?,
        changes: dossier::changes(db, scope, &papers).await?,
        papers,
        ..Dossier::empty(township, cycle)
    };
    Ok(villages
        .iter()
        .map(|village| {
            let typed = facts_of(&dossier, *village, Kind::Results);
            let number = |key: &str| typed.get(key).and_then(serde_json::Value::as_i64);
            Ballots {
                village: *village,
                registered: registered_of(&dossier, *village).map(|registered| registered.count),
                issued: number("issued"),
                returned: number("returned"),
            }
        })
        .collect())
}
