//! 过时的方案 — which issued plans a change of a day, a person or a link makes out of date: told where it is made.

use std::collections::HashMap;

use uuid::Uuid;

use crate::{
    documents::kind::Kind,
    office::{
        cycle::shortened,
        paper::{
            data,
            dossier::{Dossier, Reach},
            issue::{Desk, shown_number},
        },
        refusal::Refusal,
    },
    store::{paper, plan, scope::CycleScope},
};

/// Villages told by name.
const NAMED: usize = 3;

/// An issued plan in force, and what it would say now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Village, or the cycle.
    pub unit: Uuid,
    /// The village; empty for the township's plan.
    pub whose: String,
    /// «第2版», or the number of a paper older than versions.
    pub version: String,
    /// Digest of what was issued.
    issued: String,
    /// Digest of what is so now.
    now: String,
}

impl Held {
    /// Whether it still says what is so.
    pub fn holds(&self) -> bool {
        self.issued == self.now
    }
}

/// Versions by the paper issued from them.
pub async fn versions(desk: &Desk<'_>, scope: &CycleScope) -> Result<HashMap<Uuid, i32>, Refusal> {
    Ok(plan::lines(desk.store.reader(), scope, None)
        .await?
        .into_iter()
        .filter_map(|line| Some((line.paper_id?, line.version)))
        .collect())
}

/// 第2版（石换领发〔2027〕3号）
fn version_name(line: &paper::PaperLine, versions: &HashMap<Uuid, i32>) -> String {
    let number = shown_number(&line.series, &line.number);
    match (versions.get(&line.id), number.is_empty()) {
        (Some(version), true) => format!("第{version}版"),
        (Some(version), false) => format!("第{version}版（{number}）"),
        (None, _) => number,
    }
}

/// The township's plan in force by version and number; nothing is compared.
pub async fn township(desk: &Desk<'_>, scope: &CycleScope) -> Result<Option<String>, Refusal> {
    if !scope.is_whole() {
        return Ok(None);
    }
    let issued =
        paper::in_force_of(desk.store.reader(), scope, Kind::ImplementationPlan.id()).await?;
    let Some(line) = issued
        .into_iter()
        .rfind(|line| line.unit_id == scope.cycle_id())
    else {
        return Ok(None);
    };
    Ok(Some(version_name(&line, &versions(desk, scope).await?)))
}

/// Every plan in force in reach; the township's first. Nothing is read where none was issued.
pub async fn all(desk: &Desk<'_>, scope: &CycleScope) -> Result<Vec<Held>, Refusal> {
    let kind = Kind::ImplementationPlan;
    let db = desk.store.reader();
    let issued = paper::in_force_of(db, scope, kind.id()).await?;
    if issued.is_empty() {
        return Ok(Vec::new());
    }
    let versions = versions(desk, scope).await?;
    let dossier = Dossier::read(db, scope, Reach::Plans).await?;
    let mut latest: HashMap<Uuid, &paper::PaperLine> = HashMap::new();
    for line in &issued {
        latest.insert(line.unit_id, line);
    }
    let township = scope.is_whole().then_some(dossier.cycle.id);
    township
        .into_iter()
        .chain(dossier.villages.iter().map(|village| village.id))
        .filter_map(|unit| Some((unit, *latest.get(&unit)?)))
        .map(|(unit, line)| {
            let now = data::assemble(&dossier, desk.plans, unit, kind, line.dated)?;
            Ok(Held {
                unit,
                whose: dossier
                    .village(unit)
                    .map(|village| village.name.clone())
                    .unwrap_or_default(),
                version: version_name(line, &versions),
                issued: line.input_digest.clone(),
                now: now.digest,
            })
        })
        .collect()
}

/// What a change did to the plans, in words: nothing where it touched none.
pub fn told(before: &[Held], after: &[Held]) -> Vec<String> {
    let changed: Vec<(&Held, &Held)> = after
        .iter()
        .filter_map(|now| {
            let was = before
                .iter()
                .find(|was| was.unit == now.unit && was.issued == now.issued)?;
            (was.now != now.now).then_some((was, now))
        })
        .collect();
    let mut lines = Vec::new();
    for (was, now) in changed.iter().filter(|(_, now)| now.whose.is_empty()) {
        let version = &now.version;
        lines.push(match (was.holds(), now.holds()) {
            (_, true) => format!("已印发的实施方案{version}又与现在一致，不用重发。"),
            (true, false) => format!(
                "请到“实施方案”核对改动、重新印发：这次改动使已印发的实施方案{version}过时。"
            ),
            (false, false) => format!(
                "请到“实施方案”核对改动、重新印发：已印发的实施方案{version}原来就已过时，这次又有改动。"
            ),
        });
    }
    let stale: Vec<&str> = changed
        .iter()
        .filter(|(was, now)| !now.whose.is_empty() && was.holds() && !now.holds())
        .map(|(_, now)| now.whose.as_str())
        .collect();
    if !stale.is_empty() {
        lines.push(format!(
            "村级实施方案过时的有 {} 个：{}。",
            stale.len(),
            shortened(&stale, NAMED),
        ));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(unit: u128, whose: &str, now: &str) -> Held {
        Held {
            unit: Uuid::from_u128(unit),
            whose: whose.to_owned(),
            version: "第2版（石换领发〔2027〕3号）".to_owned(),
            issued: "issued".to_owned(),
            now: now.to_owned(),
        }
    }

    #[test]
    fn only_what_the_change_did_is_told() {
        // (before, after, what the sentence says; nothing for none)
        let cases = [
            ("issued", "issued", ""),
            (
                "issued",
                "other",
                "这次改动使已印发的实施方案第2版（石换领发〔2027〕3号）过时",
            ),
            ("other", "other", ""),
            ("other", "third", "原来就已过时"),
            ("other", "issued", "又与现在一致"),
        ];
        for (before, after, says) in cases {
            let lines = told(&[held(0, "", before)], &[held(0, "", after)]);
            assert_eq!(
                lines.len(),
                usize::from(!says.is_empty()),
                "{before} {after}"
            );
            assert!(lines.concat().contains(says), "{lines:?}");
        }
        // A plan issued meanwhile is not one that this change made out of date.
        let newer = Held {
            issued: "newer".to_owned(),
            ..held(0, "", "other")
        };
        assert!(told(&[held(0, "", "issued")], &[newer]).is_empty());
        assert!(told(&[], &[held(0, "", "other")]).is_empty());
    }

    #[test]
    fn villages_are_told_together() {
        let names = ["上前村", "下前村", "京群村", "历林村"];
        let all = |now: &str| -> Vec<Held> {
            (1..)
                .zip(names)
                .map(|(n, name)| held(n, name, now))
                .collect()
        };
        let lines = told(&all("issued"), &all("other"));
        assert_eq!(lines.len(), 1);
        let line = lines.concat();
        assert!(line.contains("上前村") && line.contains("4 个"), "{line}");
        assert!(told(&all("other"), &all("third")).is_empty());
    }
}
