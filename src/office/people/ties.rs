//! 牵连 — what hangs on a person: why nobody can be removed in silence.

use uuid::Uuid;

use super::teams::head_of;
use crate::{
    office::{cycle::shortened, refusal::Refusal},
    store::{incoming, people, risk, scope::CycleScope, village},
};

/// What hangs on a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ties {
    /// Names of the villages linked.
    pub villages: Vec<String>,
    /// Steps the person was made responsible for.
    pub steps: u64,
    /// Names of the teams led.
    pub heads: Vec<String>,
    /// Measures of 一村一策 that are not settled.
    pub measures: usize,
    /// Papers received that the person still has to deal with.
    pub incoming: usize,
}

impl Ties {
    /// Whether nothing does.
    pub fn is_empty(&self) -> bool {
        self.villages.is_empty()
            && self.steps == 0
            && self.heads.is_empty()
            && self.measures == 0
            && self.incoming == 0
    }

    /// «联系上前村、下前村，并负责 3 个环节»
    pub fn sentence(&self) -> String {
        let names: Vec<&str> = self.villages.iter().map(String::as_str).collect();
        let mut parts = Vec::new();
        if !names.is_empty() {
            parts.push(format!("联系{}", shortened(&names, 12)));
        }
        if !self.heads.is_empty() {
            parts.push(format!("任{}组长", self.heads.join("、")));
        }
        if self.steps > 0 {
            parts.push(format!("负责 {} 个环节", self.steps));
        }
        if self.measures > 0 {
            parts.push(format!("负责 {} 项一村一策的措施", self.measures));
        }
        if self.incoming > 0 {
            parts.push(format!("承办 {} 件没有办结的收文", self.incoming));
        }
        parts.join("，并")
    }
}

/// What hangs on a person now.
pub async fn ties<C: sea_orm::ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    id: Uuid,
) -> Result<Ties, Refusal> {
    let everyone = people::list(db, scope).await?;
    let versions = risk::measures(db, scope).await?;
    Ok(Ties {
        villages: village::list(db, scope)
            .await?
            .into_iter()
            .filter(|row| row.leader_id == Some(id))
            .map(|row| row.name)
            .collect(),
        steps: people::steps_owned(db, scope, id).await?,
        heads: people::teams(db, scope)
            .await?
            .into_iter()
            .filter(|team| head_of(team, &everyone).is_some_and(|head| head.id == id))
            .map(|team| team.name)
            .collect(),
        measures: risk::current(&versions)
            .into_iter()
            .filter(|row| row.owner_id == Some(id) && row.state == risk::OPEN)
            .count(),
        incoming: incoming::open(db, scope)
            .await?
            .into_iter()
            .filter(|row| row.handler_id == Some(id))
            .count(),
    })
}
