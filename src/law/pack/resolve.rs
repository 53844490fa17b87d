//! 逐级合并 — lays the files of one chain over each other, the nation first.

use super::super::finding::Status;
use super::model::{
    Discipline, Item, Layer, Notice, Owner, Rules, Source, Stage, Step, StepClass, StepScope,
};
use super::reader::PackProblem;
use super::source::{SourceNotice, SourcePack, SourceStage, SourceStep};
use super::verify;

/// Merges a chain (root first). Problems name lines of the *last* file only: the others have been
/// checked on their own.
pub(super) fn merge(chain: &[&SourcePack]) -> (Rules, Vec<PackProblem>) {
    let mut rules = Rules {
        layers: Vec::new(),
        items: std::collections::BTreeMap::new(),
        stages: Vec::new(),
        steps: Vec::new(),
        notices: Vec::new(),
        void_numbers: Vec::new(),
        discipline: Vec::new(),
    };
    let mut problems = Vec::new();
    for pack in chain {
        problems.clear();
        lay(&mut rules, pack, &mut problems);
    }
    if let Some(pack) = chain.last() {
        problems.extend(verify::verify(&rules, pack));
        rules.steps = verify::ordered(std::mem::take(&mut rules.steps));
        problems.sort_by_key(|problem| problem.line);
    }
    (rules, problems)
}

fn lay(rules: &mut Rules, pack: &SourcePack, problems: &mut Vec<PackProblem>) {
    let mut problem = |line: usize, message: String| {
        problems.push(PackProblem {
            file: pack.file.clone(),
            line,
            message,
        });
    };
    let root = rules.layers.is_empty();
    rules.layers.push(Layer {
        id: pack.id.clone(),
        name: pack.name.clone(),
        statute: pack.statute.clone(),
        amended: pack.amended,
        in_force: pack.in_force,
        until: pack.until,
        note: pack.note.clone(),
    });
    for value in &pack.values {
        if root && value.source.status == Status::Superseded {
            problem(
                value.line,
                format!("[values.{}] 没有上级规则包，谈不上被上位法取代", value.key),
            );
        }
        if let Some(message) = verify::loosened(rules, &value.key, &value.source) {
            problem(value.line, message);
        }
        lay_value(rules, &value.key, &value.source);
    }
    for stage in &pack.stages {
        lay_stage(rules, stage, &mut problem);
    }
    let mut seen = Vec::new();
    for step in &pack.steps {
        if seen.contains(&step.id.as_str()) {
            problem(step.line, format!("环节「{}」写了两次，互相矛盾", step.id));
            continue;
        }
        seen.push(step.id.as_str());
        lay_step(rules, step, &mut problem);
    }
    for notice in &pack.notices {
        lay_notice(rules, notice, &mut problem);
    }
    for line in &pack.discipline {
        let at = rules.discipline.iter().position(|old| old.id == line.id);
        match (at, line.omit) {
            (Some(at), true) => {
                rules.discipline.remove(at);
            }
            (Some(at), false) => {
                if let Some(old) = rules.discipline.get_mut(at) {
                    if let Some(text) = &line.text {
                        old.text.clone_from(text);
                    }
                    old.sources.extend(line.source.clone());
                }
            }
            (None, _) => rules.discipline.push(Discipline {
                id: line.id.clone(),
                text: line.text.clone().unwrap_or_default(),
                sources: line.source.iter().cloned().collect(),
            }),
        }
    }
    for number in &pack.void_numbers {
        if !rules.void_numbers.contains(number) {
            rules.void_numbers.push(number.clone());
        }
    }
}

fn lay_value(rules: &mut Rules, key: &str, source: &Source) {
    let item = rules.items.entry(key.to_owned()).or_insert(Item {
        value: None,
        sources: Vec::new(),
    });
    if source.status == Status::Verified {
        item.value.clone_from(&source.value);
    }
    item.sources.push(source.clone());
}

fn lay_stage(rules: &mut Rules, stage: &SourceStage, problem: &mut impl FnMut(usize, String)) {
    if let Some(old) = rules.stages.iter_mut().find(|old| old.id == stage.id) {
        if let Some(name) = &stage.name {
            old.name.clone_from(name);
        }
        return;
    }
    let Some(name) = &stage.name else {
        problem(stage.line, format!("新阶段「{}」缺少「name」", stage.id));
        return;
    };
    let new = Stage {
        id: stage.id.clone(),
        name: name.clone(),
    };
    let Some(after) = &stage.after else {
        rules.stages.push(new);
        return;
    };
    match rules.stages.iter().position(|old| old.id == *after) {
        Some(at) => rules.stages.insert(at + 1, new),
        None => problem(
            stage.line,
            format!("阶段「{}」写在「{after}」之后，但没有这个阶段", stage.id),
        ),
    }
}

fn lay_step(rules: &mut Rules, new: &SourceStep, problem: &mut impl FnMut(usize, String)) {
    let at = rules.steps.iter().position(|old| old.id == new.id);
    if new.omit {
        match at {
            Some(at) => {
                let gone = rules.steps.remove(at);
                // Whatever followed it now follows what it followed: no order is lost.
                for step in &mut rules.steps {
                    if let Some(at) = step.after.iter().position(|id| *id == gone.id) {
                        step.after.splice(at..=at, gone.after.iter().cloned());
                    }
                }
            }
            None => problem(
                new.line,
                format!("上级规则包里没有环节「{}」，不必写 omit", new.id),
            ),
        }
        return;
    }
    if let Some(old) = at.and_then(|at| rules.steps.get_mut(at)) {
        overlay_step(old, new);
        return;
    }
    for (missing, key) in [
        (new.name.is_none(), "name"),
        (new.stage.is_none(), "stage"),
        (new.class.is_none(), "class"),
        (new.owner.is_none(), "owner"),
        (new.source.is_none() && !cites_an_item(new), "source"),
    ] {
        if missing {
            problem(new.line, format!("新环节「{}」缺少「{key}」", new.id));
        }
    }
    if new.latest.is_none()
        && new.suggested.is_none()
        && new.usual.is_none()
        && new.earliest.is_none()
    {
        problem(
            new.line,
            format!(
                "新环节「{}」没有日期：写「latest」（最迟）或「usual」（惯例日）",
                new.id
            ),
        );
    }
    let step = Step {
        id: new.id.clone(),
        name: new.name.clone().unwrap_or_default(),
        stage: new.stage.clone().unwrap_or_default(),
        scope: new.scope.unwrap_or(StepScope::Unit),
        class: new.class.unwrap_or(StepClass::Working),
        owner: new.owner.unwrap_or(Owner::ElectionCommittee),
        after: new.after.clone().unwrap_or_default(),
        earliest: new.earliest.clone(),
        latest: new.latest.clone(),
        suggested: new.suggested.clone(),
        usual: new.usual.clone(),
        lapses: new.lapses.unwrap_or(false),
        when: new.when.clone(),
        papers: new.papers.clone().unwrap_or_default(),
        sources: new.source.iter().cloned().collect(),
    };
    // A step a lower pack adds stands right behind the last of those it follows.
    let behind = rules
        .steps
        .iter()
        .rposition(|old| step.after.contains(&old.id));
    match behind {
        Some(at) if rules.layers.len() > 1 => rules.steps.insert(at + 1, step),
        _ => rules.steps.push(step),
    }
}

/// Whether its lawful day names a rule item, whose source then speaks for the step.
fn cites_an_item(step: &SourceStep) -> bool {
    [&step.latest, &step.earliest]
        .into_iter()
        .flatten()
        .any(|offset| offset.items().next().is_some())
}

fn overlay_step(old: &mut Step, new: &SourceStep) {
    fn put<T: Clone>(slot: &mut T, value: Option<&T>) {
        if let Some(value) = value {
            slot.clone_from(value);
        }
    }
    put(&mut old.name, new.name.as_ref());
    put(&mut old.stage, new.stage.as_ref());
    put(&mut old.scope, new.scope.as_ref());
    put(&mut old.class, new.class.as_ref());
    put(&mut old.owner, new.owner.as_ref());
    put(&mut old.after, new.after.as_ref());
    put(&mut old.lapses, new.lapses.as_ref());
    if new.when.is_some() {
        old.when.clone_from(&new.when);
    }
    put(&mut old.papers, new.papers.as_ref());
    for (slot, value) in [
        (&mut old.earliest, &new.earliest),
        (&mut old.latest, &new.latest),
        (&mut old.suggested, &new.suggested),
        (&mut old.usual, &new.usual),
    ] {
        if value.is_some() {
            slot.clone_from(value);
        }
    }
    if let Some(source) = &new.source {
        add_source(&mut old.sources, source);
    }
}

/// A rule of law replaces mere practice; otherwise both apply.
fn add_source(sources: &mut Vec<Source>, source: &Source) {
    if !source.is_practice() && source.status == Status::Verified {
        sources.retain(|old| !old.is_practice());
    }
    sources.push(source.clone());
}

fn lay_notice(rules: &mut Rules, new: &SourceNotice, problem: &mut impl FnMut(usize, String)) {
    let at = rules.notices.iter().position(|old| old.paper == new.paper);
    if new.omit {
        match at {
            Some(at) => {
                rules.notices.remove(at);
            }
            None => problem(
                new.line,
                format!("上级规则包里没有公告「{}」，不必写 omit", new.paper),
            ),
        }
        return;
    }
    if let Some(old) = at.and_then(|at| rules.notices.get_mut(at)) {
        if let Some(number) = &new.number {
            old.number = numbered(number);
        }
        if let Some(issuer) = new.issuer {
            old.issuer = issuer;
        }
        if new.order.is_some() {
            old.order.clone_from(&new.order);
        }
        if let Some(source) = &new.source {
            add_source(&mut old.sources, source);
        }
        return;
    }
    let Some(issuer) = new.issuer else {
        problem(new.line, format!("新公告「{}」缺少「issuer」", new.paper));
        return;
    };
    rules.notices.push(Notice {
        paper: new.paper.clone(),
        number: new.number.as_deref().and_then(numbered),
        issuer,
        order: new.order.clone(),
        sources: new.source.iter().cloned().collect(),
    });
}

/// `none` says expressly that a notice carries no number.
fn numbered(number: &str) -> Option<String> {
    (number != "none").then(|| number.to_owned())
}
