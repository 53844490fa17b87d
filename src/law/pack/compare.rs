//! 对照 — what differs between two packs, each side with its sources.

use super::super::compile::basis_of;
use super::super::finding::Basis;
use super::super::param::PARAMS;
use super::super::unit::UnitKind;
use super::model::{Discipline, Item, Notice, RulePack, Rules, Source, Step};
use super::words;

/// 哪一类不同
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Matter {
    /// 适用范围: one side has no rules for villages, or for communities.
    Scope,
    /// 规则项
    Value,
    /// 环节
    Step,
    /// 公告
    Notice,
    /// 换届纪律
    Discipline,
    /// 条号变了、内容没有变
    Renumbered,
    /// 内容相同，有一边还没有核对原文
    Pending,
}

impl Matter {
    /// 规则项 · 环节 · 公告 …
    pub fn name(self) -> &'static str {
        match self {
            Self::Scope => "适用范围",
            Self::Value => "规则项",
            Self::Step => "环节",
            Self::Notice => "公告",
            Self::Discipline => "换届纪律",
            Self::Renumbered => "条号变了、内容没有变",
            Self::Pending => "待核，暂按上级办理",
        }
    }
}

/// 一处不同
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Village or community rules.
    pub kind: UnitKind,
    /// What sort of thing it is.
    pub matter: Matter,
    /// Its Chinese name.
    pub what: String,
    /// Key or id.
    pub key: String,
    /// The left side in words; 没有规定 where it says nothing.
    pub old: String,
    /// Sources of the left side.
    pub old_basis: Vec<Basis>,
    /// The right side in words.
    pub new: String,
    /// Sources of the right side.
    pub new_basis: Vec<Basis>,
}

impl Change {
    /// Whether what has to be done differs, not only where it is written.
    pub fn is_of_substance(&self) -> bool {
        self.matter < Matter::Renumbered
    }
}

/// Every value, step, notice and line of discipline that differs, in the order in which a pack is
/// printed; then what only stands in another article, and what is only still to be read.
pub fn diff(a: &RulePack, b: &RulePack) -> Vec<Change> {
    let mut changes = Vec::new();
    for kind in UnitKind::ALL {
        match (a.rules(kind), b.rules(kind)) {
            (Some(old), Some(new)) => diff_rules(kind, old, new, &mut changes),
            (None, None) => {}
            (old, new) => changes.push(Change {
                kind,
                matter: Matter::Scope,
                what: format!("{}（{}）", kind.name(), kind.committee()),
                key: kind.id().to_owned(),
                old: scope(old),
                old_basis: Vec::new(),
                new: scope(new),
                new_basis: Vec::new(),
            }),
        }
    }
    // A stable sort: within a kind and a matter the order of the packs is kept.
    changes.sort_by_key(|change| (change.kind.id() != UnitKind::Village.id(), change.matter));
    changes
}

/// Which statutes govern a kind of unit.
fn scope(rules: Option<&Rules>) -> String {
    let Some(rules) = rules else {
        return "没有规则".to_owned();
    };
    let statutes: Vec<String> = rules
        .layers
        .iter()
        .map(|layer| format!("{}（{} 修正）", layer.statute, layer.amended))
        .collect();
    format!("按{}", statutes.join("、"))
}

fn diff_rules(kind: UnitKind, old: &Rules, new: &Rules, changes: &mut Vec<Change>) {
    // Two editions of one law number their articles differently; a province only adds its own.
    let editions = root(old) != root(new);
    for param in PARAMS {
        let (left, right) = (old.items.get(param.key), new.items.get(param.key));
        let change = |matter, old_text: String, new_text: String| Change {
            kind,
            matter,
            what: words::of_kind(param.name, kind),
            key: param.key.to_owned(),
            old: words::of_kind(&old_text, kind),
            old_basis: old.basis(param.key),
            new: words::of_kind(&new_text, kind),
            new_basis: new.basis(param.key),
        };
        let value = |item: Option<&Item>| item.and_then(|item| item.value.clone());
        if value(left) != value(right) {
            changes.push(change(
                Matter::Value,
                words::item(left, param),
                words::item(right, param),
            ));
        } else if pending(left) != pending(right) {
            changes.push(change(
                Matter::Pending,
                words::item(left, param),
                words::item(right, param),
            ));
        } else if editions && left.is_some() && old.basis(param.key) != new.basis(param.key) {
            let text = words::item(right, param);
            changes.push(change(Matter::Renumbered, text.clone(), text));
        }
    }
    for id in both(&old.steps, &new.steps, |step| &step.id) {
        diff_step(kind, (old, old.step(id)), (new, new.step(id)), changes);
    }
    for paper in both(&old.notices, &new.notices, |notice| &notice.paper) {
        let (left, right) = (old.notice(paper), new.notice(paper));
        let text = |notice| words::notice(notice, kind);
        if text(left) == text(right) {
            continue;
        }
        let sources =
            |notice: Option<&Notice>| notice.map_or_else(Vec::new, |notice| bases(&notice.sources));
        changes.push(Change {
            kind,
            matter: Matter::Notice,
            what: right
                .or(left)
                .and_then(|notice| notice.title.clone())
                .unwrap_or_else(|| paper.to_owned()),
            key: paper.to_owned(),
            old: text(left),
            old_basis: sources(left),
            new: text(right),
            new_basis: sources(right),
        });
    }
    if old.void_numbers != new.void_numbers {
        changes.push(Change {
            kind,
            matter: Matter::Notice,
            what: "不使用的编号".to_owned(),
            key: "void".to_owned(),
            old: words::void_numbers(old),
            old_basis: Vec::new(),
            new: words::void_numbers(new),
            new_basis: Vec::new(),
        });
    }
    for id in both(&old.discipline, &new.discipline, |line| &line.id) {
        let (left, right) = (line_of(old, id), line_of(new, id));
        let text = |line: Option<&Discipline>| {
            line.map_or_else(|| "没有这一条".to_owned(), |line| line.text.clone())
        };
        if text(left) != text(right) {
            let sources =
                |line: Option<&Discipline>| line.map_or_else(Vec::new, |line| bases(&line.sources));
            changes.push(Change {
                kind,
                matter: Matter::Discipline,
                what: "纪律".to_owned(),
                key: id.to_owned(),
                old: text(left),
                old_basis: sources(left),
                new: text(right),
                new_basis: sources(right),
            });
        }
    }
}

fn diff_step(
    kind: UnitKind,
    (old, left): (&Rules, Option<&Step>),
    (new, right): (&Rules, Option<&Step>),
    changes: &mut Vec<Change>,
) {
    let Some(step) = right.or(left) else { return };
    let change = |old_text: String, new_text: String| Change {
        kind,
        matter: Matter::Step,
        what: step.name.clone(),
        key: step.id.clone(),
        old: old_text,
        old_basis: left.map_or_else(Vec::new, |step| basis_of(step, old)),
        new: new_text,
        new_basis: right.map_or_else(Vec::new, |step| basis_of(step, new)),
    };
    let (Some(left), Some(right)) = (left, right) else {
        let text = |step: Option<&Step>, rules: &Rules| {
            step.map_or_else(
                || "没有这个环节".to_owned(),
                |step| words::step(step, rules),
            )
        };
        changes.push(change(text(left, old), text(right, new)));
        return;
    };
    // Only what differs: a clerk looks for the day that moved, not for those that did not.
    let (before, after) = (
        words::step_facts(left, old, kind),
        words::step_facts(right, new, kind),
    );
    let differing: Vec<usize> = before
        .iter()
        .zip(&after)
        .enumerate()
        .filter_map(|(at, (one, other))| (one != other).then_some(at))
        .collect();
    if differing.is_empty() {
        return;
    }
    let text = |facts: &[(&str, String)]| {
        let parts: Vec<String> = differing
            .iter()
            .filter_map(|at| facts.get(*at))
            .map(|(label, text)| match text.as_str() {
                "" => format!("{label} 没有"),
                text => format!("{label} {text}"),
            })
            .collect();
        parts.join("；")
    };
    changes.push(change(text(&before), text(&after)));
}

fn line_of<'r>(rules: &'r Rules, id: &str) -> Option<&'r Discipline> {
    rules.discipline.iter().find(|line| line.id == id)
}

/// The national pack a chain goes back to.
fn root(rules: &Rules) -> Option<&str> {
    rules.layers.first().map(|layer| layer.id.as_str())
}

fn pending(item: Option<&Item>) -> bool {
    item.is_some_and(Item::is_unverified)
}

fn bases(sources: &[Source]) -> Vec<Basis> {
    sources.iter().map(Source::basis).collect()
}

/// The ids of both lists in the order of the second, those only the first has behind what they
/// follow there.
fn both<'a, T>(old: &'a [T], new: &'a [T], id: impl Fn(&'a T) -> &'a String) -> Vec<&'a str> {
    let mut ids: Vec<&str> = new.iter().map(|entry| id(entry).as_str()).collect();
    let mut behind = 0;
    for entry in old {
        let entry = id(entry).as_str();
        if let Some(at) = ids.iter().position(|known| *known == entry) {
            behind = at + 1;
        } else {
            ids.insert(behind, entry);
            behind += 1;
        }
    }
    ids
}
