//! 重复登记 — the same person on the rolls of two villages, or twice on one.
//!
//! A person is a key the caller chose (a keyed digest, a row id): it is compared and never shown.

use std::collections::BTreeMap;

use super::super::pack::Rules;
use super::ruling::{Mark, Ruling, Verdict};

/// 一处登记
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration<K> {
    /// The village, as it is called.
    pub village: String,
    /// Where on its roll: «第 91 行», «序号 12».
    pub place: String,
    /// Who.
    pub key: K,
}

/// V203 for every registration after a person's first; both villages are named.
pub fn double_registrations<K: Ord>(rules: &Rules, rolls: &[Registration<K>]) -> Vec<Ruling> {
    let mut first: BTreeMap<&K, &Registration<K>> = BTreeMap::new();
    let mut found = Vec::new();
    for registration in rolls {
        let Some(earlier) = first.get(&registration.key) else {
            first.insert(&registration.key, registration);
            continue;
        };
        let ruling = if earlier.village == registration.village {
            Ruling::new(Mark::V203, Verdict::Fails, "请核对后只保留一处。").because(format!(
                "与本村{}是同一个人，一人只能登记一次。",
                earlier.place
            ))
        } else {
            Ruling::new(Mark::V203, Verdict::Fails, "请与本人核实，只保留一处。").because(format!(
                "与「{}」{}是同一个人，已在一处登记的不得再参加其他地方的选举。",
                earlier.village, earlier.place
            ))
        };
        found.push(
            ruling
                .at(format!(
                    "「{}」{}",
                    registration.village, registration.place
                ))
                .by(rules, "single_registration"),
        );
    }
    found
}
