//! 回避 — which cases a person does not get to see, because they are complained about.
//!
//! The database holds keyed digests of «this case is kept from this account» and «… from people of
//! this name», filled up so that their number tells nothing. Without the key nobody is let in: what
//! cannot be checked is not shown.

use std::collections::{HashMap, HashSet};

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    office::{change::Actor, refusal::Refusal},
    platform::{seal::Keyring, secret},
    store::{complaint as rows, scope::CycleScope},
};

/// Marks of a case are filled up to a multiple of this.
const MARKS: usize = 8;

/// 可见范围 — the cases kept from one person.
#[derive(Debug, Clone, Default)]
pub struct Sight {
    hidden: HashSet<Uuid>,
    incomplete: bool,
}

impl Sight {
    /// What a person does not see of a cycle.
    pub async fn of<C: ConnectionTrait>(
        db: &C,
        keyring: &Keyring,
        scope: &CycleScope,
        actor: &Actor,
    ) -> Result<Self, Refusal> {
        let mut marks: HashMap<(Uuid, String), HashSet<String>> = HashMap::new();
        for row in rows::veils(db, scope).await? {
            marks
                .entry((row.complaint_id, row.key_id))
                .or_default()
                .insert(row.mark);
        }
        let names = identities(actor.account_id, &actor.name);
        let mut sight = Self::default();
        for ((complaint, key), known) in marks {
            let mut kept = false;
            for name in &names {
                if let Ok(mark) = keyring.mark(&key, &belongs(complaint), name) {
                    kept |= known.contains(&mark);
                } else {
                    sight.incomplete = true;
                    kept = true;
                }
            }
            if kept {
                sight.hidden.insert(complaint);
            }
        }
        Ok(sight)
    }

    /// Whether the person may know of a case.
    pub fn sees(&self, complaint: Uuid) -> bool {
        !self.hidden.contains(&complaint)
    }

    /// The cases kept from them.
    pub fn hidden(&self) -> Vec<Uuid> {
        self.hidden.iter().copied().collect()
    }

    /// Whether some cases could not be checked, because their key is missing.
    pub fn incomplete(&self) -> bool {
        self.incomplete
    }
}

fn belongs(complaint: Uuid) -> String {
    format!("complaint {complaint} veil")
}

/// What somebody is recognised by: the account, and the name, should they have another account.
fn identities(account: Option<Uuid>, name: &str) -> Vec<String> {
    account
        .map(|id| format!("account {id}"))
        .into_iter()
        .chain([named(name)])
        .collect()
}

fn named(name: &str) -> String {
    let bare: String = name.chars().filter(|c| !c.is_whitespace()).collect();
    format!("name {bare}")
}

/// The marks that keep a case from some accounts and names, filled up with marks of nobody.
pub(super) fn marks(
    keyring: &Keyring,
    complaint: Uuid,
    from: &[super::Withdrawn],
) -> Result<(String, Vec<String>), Refusal> {
    let key = keyring.current()?.to_owned();
    let place = belongs(complaint);
    let mut marks: HashSet<String> = HashSet::new();
    for one in from {
        for identity in identities(one.account, &one.name) {
            marks.insert(keyring.mark(&key, &place, &identity)?);
        }
    }
    let whole = marks.len().next_multiple_of(MARKS).max(MARKS);
    while marks.len() < whole {
        let nobody = secret::token()?;
        marks.insert(keyring.mark(&key, &place, &nobody)?);
    }
    // Sorted, so that their order tells nothing either.
    let mut marks: Vec<String> = marks.into_iter().collect();
    marks.sort_unstable();
    Ok((key, marks))
}

/// Whether a case kept from some would be kept from this person.
pub(super) fn keeps_from(from: &[super::Withdrawn], account: Option<Uuid>, name: &str) -> bool {
    from.iter().any(|one| {
        (one.account.is_some() && one.account == account) || named(&one.name) == named(name)
    })
}

/// The same of one stored case, where who it is kept from is not known in clear.
pub(super) async fn is_kept_from<C: ConnectionTrait>(
    db: &C,
    keyring: &Keyring,
    complaint: Uuid,
    account: Uuid,
    name: &str,
) -> Result<bool, Refusal> {
    for row in rows::veils_of(db, complaint).await? {
        for identity in identities(Some(account), name) {
            let mark = keyring.mark(&row.key_id, &belongs(complaint), &identity)?;
            if mark == row.mark {
                return Ok(true);
            }
        }
    }
    Ok(false)
}
