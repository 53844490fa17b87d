//! 对照 — what differs between two packs, each side with its sources.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::super::finding::Basis;
use super::super::offset::{Amount, POLLING};
use super::super::param::{self, PARAMS};
use super::super::unit::UnitKind;
use super::model::{RulePack, Rules, Source, Step};

/// 一处不同
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Village or community rules.
    pub kind: UnitKind,
    /// 规则项, 环节 or 公告, with its Chinese name.
    pub what: String,
    /// Key or id.
    pub key: String,
    /// The left side in words; 未规定 where it says nothing.
    pub old: String,
    /// Sources of the left side.
    pub old_basis: Vec<Basis>,
    /// The right side in words.
    pub new: String,
    /// Sources of the right side.
    pub new_basis: Vec<Basis>,
}

/// Every value, step and notice that differs, in the order in which a pack is printed.
pub fn diff(a: &RulePack, b: &RulePack) -> Vec<Change> {
    let mut changes = Vec::new();
    for kind in UnitKind::ALL {
        match (a.rules(kind), b.rules(kind)) {
            (Some(old), Some(new)) => diff_rules(kind, old, new, &mut changes),
            (None, None) => {}
            (old, new) => {
                let word = |rules: Option<&Rules>| {
                    if rules.is_some() {
                        "适用"
                    } else {
                        "不适用"
                    }
                };
                changes.push(Change {
                    kind,
                    what: format!("适用于{}", kind.name()),
                    key: kind.id().to_owned(),
                    old: word(old).to_owned(),
                    old_basis: Vec::new(),
                    new: word(new).to_owned(),
                    new_basis: Vec::new(),
                });
            }
        }
    }
    changes
}

fn diff_rules(kind: UnitKind, old: &Rules, new: &Rules, changes: &mut Vec<Change>) {
    for param in PARAMS {
        let text = |rules: &Rules| {
            let item = rules.items.get(param.key);
            let value = item.and_then(|item| item.value.as_ref());
            let mut text = value.map_or_else(|| "未规定".to_owned(), |value| value.describe(param));
            if item.is_some_and(super::model::Item::is_unverified) {
                text.push_str("（待核）");
            }
            text
        };
        let (left, right) = (text(old), text(new));
        if left != right {
            changes.push(Change {
                kind,
                what: format!("规则项　{}", param.name),
                key: param.key.to_owned(),
                old: left,
                old_basis: old.basis(param.key),
                new: right,
                new_basis: new.basis(param.key),
            });
        }
    }
    let ids: BTreeSet<&str> = old
        .steps
        .iter()
        .chain(&new.steps)
        .map(|step| step.id.as_str())
        .collect();
    for id in ids {
        let (left, right) = (old.step(id), new.step(id));
        let (left_text, right_text) = (step_text(left, old), step_text(right, new));
        if left_text != right_text {
            let name = right.or(left).map_or(id, |step| step.name.as_str());
            changes.push(Change {
                kind,
                what: format!("环节　　{name}"),
                key: id.to_owned(),
                old: left_text,
                old_basis: step_basis(left),
                new: right_text,
                new_basis: step_basis(right),
            });
        }
    }
    let papers: BTreeSet<&str> = old
        .notices
        .iter()
        .chain(&new.notices)
        .map(|notice| notice.paper.as_str())
        .collect();
    for paper in papers {
        let text = |rules: &Rules| {
            rules.notice(paper).map_or_else(
                || "没有".to_owned(),
                |notice| {
                    let number = notice
                        .number
                        .as_ref()
                        .map_or_else(|| "不编号".to_owned(), |number| format!("第{number}号"));
                    format!("{number}，{}", notice.issuer.name(kind))
                },
            )
        };
        let basis = |rules: &Rules| {
            rules
                .notice(paper)
                .map(|notice| notice.sources.iter().map(Source::basis).collect())
                .unwrap_or_default()
        };
        let (left, right) = (text(old), text(new));
        if left != right {
            changes.push(Change {
                kind,
                what: "公告".to_owned(),
                key: paper.to_owned(),
                old: left,
                old_basis: basis(old),
                new: right,
                new_basis: basis(new),
            });
        }
    }
}

fn step_basis(step: Option<&Step>) -> Vec<Basis> {
    step.map(|step| step.sources.iter().map(Source::basis).collect())
        .unwrap_or_default()
}

/// What a step asks, in words: class, days and order.
pub(super) fn step_text(step: Option<&Step>, rules: &Rules) -> String {
    let Some(step) = step else {
        return "没有".to_owned();
    };
    let name = |id: &str| {
        rules
            .step(id)
            .map_or_else(|| id.to_owned(), |step| step.name.clone())
    };
    let mut parts = Vec::new();
    for (word, offset) in [
        ("最早", &step.earliest),
        ("最迟", &step.latest),
        ("建议", &step.suggested),
        ("惯例", &step.usual),
    ] {
        let Some(offset) = offset else { continue };
        let mut text = if offset.anchor == POLLING {
            "选举日".to_owned()
        } else {
            format!("「{}」", name(&offset.anchor))
        };
        let mut known = true;
        for (plus, amount) in &offset.terms {
            text.push_str(if *plus { "＋" } else { "－" });
            match amount {
                Amount::Days(days) => {
                    let _ = write!(text, "{days}日");
                }
                Amount::Item(key) => match (rules.number(key), param::find(key)) {
                    (Some(days), _) => {
                        let _ = write!(text, "{days}日");
                    }
                    (None, Some(param)) => {
                        known = false;
                        text.push_str(param.name);
                    }
                    (None, None) => known = false,
                },
            }
        }
        if known {
            parts.push(format!("{word} {text}"));
        }
    }
    if !step.after.is_empty() {
        let names: Vec<String> = step.after.iter().map(|id| name(id)).collect();
        parts.push(format!("在 {} 之后", names.join("、")));
    }
    parts.join("，")
}
