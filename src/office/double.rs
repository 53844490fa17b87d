//! 重复登记 — the same person on the rolls of two villages of a cycle. 公民身份号码 are not kept: people are
//! told by keyed marks of them, made when a roll is imported, that say nothing without the key.

use std::collections::{BTreeMap, HashMap};

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{refusal::Refusal, standing::Plans};
use crate::{
    identity::IdNumber,
    law::{
        Rules,
        eligibility::{Registration, Ruling, double_registrations},
    },
    platform::seal::Keyring,
    store::{
        entity::{village as village_row, voter_roll},
        scope::CycleScope,
        village,
        voter::{self, Place},
    },
};

/// Lines shown on one page: of two rolls that are the same, more would be of no use.
pub const SHOWN: usize = 200;

/// Makes the marks of one cycle with the key in use.
pub struct Marks<'k> {
    keyring: &'k Keyring,
    /// Id of the key; `None` where there is none, then nobody gets a mark.
    pub key_id: Option<String>,
    place: String,
}

impl<'k> Marks<'k> {
    /// For the rolls of a cycle. Nothing can be told from the same person's mark of another cycle.
    pub fn of(keyring: &'k Keyring, cycle_id: Uuid) -> Self {
        Self {
            keyring,
            key_id: keyring.current().ok().map(str::to_owned),
            place: format!("roll\n{cycle_id}"),
        }
    }

    /// The mark of one number.
    pub fn of_number(&self, number: &IdNumber) -> Option<String> {
        let key = self.key_id.as_deref()?;
        number.marked_by(|digits| {
            let digits = std::str::from_utf8(digits).ok()?;
            self.keyring.mark(key, &self.place, digits).ok()
        })
    }
}

/// One registration too many.
#[derive(Debug, Clone)]
pub struct Double {
    /// Whose roll it is on.
    pub village_id: Uuid,
    /// 王建国（序号 12，第三村民小组）
    pub who: String,
    /// The other village.
    pub elsewhere: String,
    /// V203, with its article.
    pub ruling: Ruling,
}

/// 本届各村名单上的重复登记
#[derive(Debug, Clone, Default)]
pub struct Doubles {
    /// Every registration after a person's first.
    pub list: Vec<Double>,
    /// How many rolls could be compared.
    pub compared: usize,
    /// Villages whose rolls have no marks of the key in use: they have to be imported again.
    pub unmarked: Vec<String>,
    /// Villages without a roll.
    pub missing: Vec<String>,
}

fn rules(plans: &Plans) -> Result<&Rules, Refusal> {
    plans
        .pack
        .main_rules()
        .map(|(_, rules)| rules)
        .ok_or_else(|| Refusal::Inside("pack without rules".to_owned()))
}

/// 王建国（序号 12，第三村民小组）
fn who(name: &str, serial: Option<i32>, group: &str) -> String {
    let mut parts: Vec<String> = serial
        .map(|serial| format!("序号 {serial}"))
        .into_iter()
        .collect();
    if !group.is_empty() {
        parts.push(group.to_owned());
    }
    if parts.is_empty() {
        name.to_owned()
    } else {
        format!("{name}（{}）", parts.join("，"))
    }
}

fn registration(place: &Place) -> Registration<String> {
    let voter = &place.voter;
    Registration {
        village: place.village.name.clone(),
        place: if place.reached {
            who(&voter.name, Some(voter.ordinal), &voter.group_name)
        } else {
            "名单上的一人".to_owned()
        },
        key: place.mark().to_owned(),
    }
}

/// The registrations after the first of each person. With `of`, that village's own come last, so that
/// each of them is told with the other village.
fn judged(rules: &Rules, places: &[Place], of: Option<Uuid>) -> Vec<Double> {
    let mut list = Vec::new();
    for same in places.chunk_by(|a, b| a.mark() == b.mark()) {
        let mut same: Vec<&Place> = same.iter().collect();
        same.sort_by_key(|place| of == Some(place.village.id));
        let rolls: Vec<_> = same.iter().map(|place| registration(place)).collect();
        let Some(first) = same.first() else {
            continue;
        };
        for (place, ruling) in same.iter().skip(1).zip(double_registrations(rules, &rolls)) {
            if place.reached && of.is_none_or(|of| of == place.village.id) {
                list.push(Double {
                    village_id: place.village.id,
                    who: registration(place).place,
                    elsewhere: first.village.name.clone(),
                    ruling,
                });
            }
        }
    }
    list
}

/// Everybody on two rolls of the cycle, as far as the caller may read them.
pub async fn of_cycle<C: ConnectionTrait>(
    db: &C,
    plans: &Plans,
    keyring: &Keyring,
    scope: &CycleScope,
) -> Result<Doubles, Refusal> {
    let places = voter::doubles(db, scope).await?;
    let villages = village::list(db, scope).await?;
    let rolls: HashMap<Uuid, voter_roll::Model> = voter::rolls(db, scope)
        .await?
        .into_iter()
        .map(|roll| (roll.village_id, roll))
        .collect();
    let key = keyring.current().ok();
    let mut found = Doubles {
        list: judged(rules(plans)?, &places, None),
        ..Doubles::default()
    };
    for village in villages {
        match rolls.get(&village.id) {
            None => found.missing.push(village.name),
            Some(roll) if roll.mark_key.is_none() || roll.mark_key.as_deref() != key => {
                found.unmarked.push(village.name);
            }
            Some(_) => found.compared += 1,
        }
    }
    Ok(found)
}

/// Those of one village who are on another roll too.
pub fn of_village(
    plans: &Plans,
    village: &village_row::Model,
    places: &[Place],
) -> Result<Vec<Double>, Refusal> {
    let rules = plans
        .pack
        .rules(super::standing::kind_of(village))
        .map_or_else(|| rules(plans), Ok)?;
    Ok(judged(rules, places, Some(village.id)))
}

/// One person of a roll that is not stored yet.
pub(super) struct Coming<'p> {
    pub name: &'p str,
    pub group: &'p str,
    pub mark: &'p str,
}

/// Those of a roll that is not stored yet who are on another village's roll.
pub(super) async fn before_storing<C: ConnectionTrait>(
    db: &C,
    plans: &Plans,
    scope: &CycleScope,
    village: &village_row::Model,
    people: &[Coming<'_>],
) -> Result<Vec<Ruling>, Refusal> {
    let marks: Vec<&str> = people.iter().map(|one| one.mark).collect();
    let places = voter::elsewhere(db, scope, village.id, &marks).await?;
    let mut by_mark: BTreeMap<&str, &Place> = BTreeMap::new();
    for place in &places {
        by_mark.entry(place.mark()).or_insert(place);
    }
    let rules = rules(plans)?;
    Ok(people
        .iter()
        .filter_map(|one| {
            let there = registration(by_mark.get(one.mark)?);
            let here = Registration {
                village: village.name.clone(),
                place: who(one.name, None, one.group),
                key: there.key.clone(),
            };
            double_registrations(rules, &[there, here]).pop()
        })
        .collect())
}
