//! 逐级合并 — lays the files of one chain over each other, the nation first.

use std::collections::BTreeSet;

use super::super::finding::Status;
use super::super::offset::POLLING;
use super::model::{
    Discipline, Item, Layer, Notice, Owner, Rules, Source, Stage, Step, StepClass, StepScope,
};
use super::reader::{PackProblem, nearest, shortened};
use super::source::{
    SourceDay, SourceDiscipline, SourceNotice, SourcePack, SourceStage, SourceStep,
};
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
        url: pack.url.clone(),
        checked_by: pack.checked_by.clone(),
        checked_on: pack.checked_on,
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
    once(
        pack.stages
            .iter()
            .map(|stage| (stage.id.as_str(), stage.line)),
        "阶段",
        &mut problem,
    );
    once(
        pack.steps.iter().map(|step| (step.id.as_str(), step.line)),
        "环节",
        &mut problem,
    );
    once(
        pack.notices
            .iter()
            .map(|notice| (notice.paper.as_str(), notice.line)),
        "公告",
        &mut problem,
    );
    once(
        pack.discipline
            .iter()
            .map(|line| (line.id.as_str(), line.line)),
        "纪律",
        &mut problem,
    );
    let papers = papers(rules);
    for stage in &pack.stages {
        lay_stage(rules, stage, &mut problem);
    }
    for step in &pack.steps {
        lay_step(rules, step, &mut problem);
    }
    for notice in &pack.notices {
        lay_notice(rules, notice, &mut problem);
    }
    if !root {
        unknown_papers(rules, pack, &papers, &mut problem);
    }
    for line in &pack.discipline {
        lay_discipline(rules, line, &mut problem);
    }
    for void in &pack.void_numbers {
        if !verify::is_number(&void.number) {
            problem(
                void.line,
                format!(
                    "[numbering] 的「void」里「{}」应是数字，或者像 2-1 这样",
                    shortened(&void.number)
                ),
            );
        }
        if !rules.void_numbers.contains(&void.number) {
            rules.void_numbers.push(void.number.clone());
        }
    }
}

/// Every paper the packs above name.
fn papers(rules: &Rules) -> BTreeSet<String> {
    rules
        .steps
        .iter()
        .flat_map(|step| step.papers.iter())
        .chain(rules.notices.iter().map(|notice| &notice.paper))
        .cloned()
        .collect()
}

/// A paper neither the packs above know nor this one declares is a slip of the pen.
fn unknown_papers(
    rules: &Rules,
    pack: &SourcePack,
    known: &BTreeSet<String>,
    problem: &mut impl FnMut(usize, String),
) {
    for step in &pack.steps {
        for paper in step.papers.iter().flatten() {
            if known.contains(paper) || rules.notice(paper).is_some() {
                continue;
            }
            let hint = nearest(paper, known.iter().map(String::as_str)).map_or_else(
                || "；本省另加的公告，写一段 [[notices]] 说明名称".to_owned(),
                |near| format!("，是不是「{near}」"),
            );
            problem(
                step.line,
                format!(
                    "环节「{}」的文书「{}」不认识{hint}",
                    step.id,
                    shortened(paper)
                ),
            );
        }
    }
}

/// Names every entry that stands twice in one file.
fn once<'a>(
    entries: impl Iterator<Item = (&'a str, usize)>,
    what: &str,
    problem: &mut impl FnMut(usize, String),
) {
    let mut seen = BTreeSet::new();
    for (id, line) in entries {
        if !seen.insert(id) {
            problem(line, format!("{what}「{id}」写了两次，互相矛盾"));
        }
    }
}

/// Whether what a file says may take the place of what the pack above says: not while it is still to
/// be read, and not where the upper law has set it aside.
fn counts(source: Option<&Source>) -> bool {
    source.is_none_or(|source| source.status == Status::Verified)
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
            Some(_) if !counts(new.source.as_ref()) => {}
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
        if counts(new.source.as_ref()) {
            overlay_step(old, new);
        }
        if let Some(source) = &new.source {
            add_source(&mut old.sources, source);
        }
        return;
    }
    new_step(new, problem);
    let working = !counts(new.source.as_ref());
    let day = |day: &Option<SourceDay>| day.as_ref().and_then(SourceDay::offset).cloned();
    let step = Step {
        id: new.id.clone(),
        name: new.name.clone().unwrap_or_default(),
        stage: new.stage.clone().unwrap_or_default(),
        scope: new.scope.unwrap_or(StepScope::Unit),
        // What is still to be read cannot bind anybody.
        class: new.class.filter(|_| !working).unwrap_or(StepClass::Working),
        owner: new.owner.unwrap_or(Owner::ElectionCommittee),
        after: new.after.clone().unwrap_or_default(),
        earliest: day(&new.earliest),
        latest: day(&new.latest),
        suggested: day(&new.suggested),
        usual: day(&new.usual),
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

/// What a step that no pack above has must state.
fn new_step(new: &SourceStep, problem: &mut impl FnMut(usize, String)) {
    if new.flawed {
        return;
    }
    if new.source.as_ref().map(|source| source.status) == Some(Status::Superseded) {
        problem(
            new.line,
            format!("新环节「{}」上级规则包里没有，谈不上被上位法取代", new.id),
        );
    }
    let missing: Vec<&str> = [
        (new.name.is_none(), "name"),
        (new.stage.is_none(), "stage"),
        (new.class.is_none(), "class"),
        (new.owner.is_none(), "owner"),
        (new.source.is_none() && !cites_an_item(new), "source"),
    ]
    .into_iter()
    .filter_map(|(missing, key)| missing.then_some(key))
    .collect();
    if !missing.is_empty() {
        problem(
            new.line,
            format!(
                "上级规则包里没有环节「{}」；新环节还要写「{}」",
                new.id,
                missing.join("」「")
            ),
        );
    }
    if new.class == Some(StepClass::Statutory)
        && new.latest.as_ref().and_then(SourceDay::offset).is_none()
    {
        problem(
            new.line,
            format!(
                "新环节「{}」写的是法定，还要写「latest」（法定最后一日）",
                new.id
            ),
        );
        return;
    }
    let dated = [&new.latest, &new.suggested, &new.usual, &new.earliest]
        .into_iter()
        .flatten()
        .any(|day| day.offset().is_some());
    if !dated && new.id != POLLING {
        problem(
            new.line,
            format!(
                "新环节「{}」没有日期：写「latest」（最迟）或「usual」（惯例日）",
                new.id
            ),
        );
    }
}

/// Whether its lawful day names a rule item, whose source then speaks for the step.
fn cites_an_item(step: &SourceStep) -> bool {
    [&step.latest, &step.earliest]
        .into_iter()
        .flatten()
        .filter_map(SourceDay::offset)
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
        if let Some(day) = value {
            *slot = day.offset().cloned();
        }
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
            Some(_) if !counts(new.source.as_ref()) => {}
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
    if let Some(after) = &new.after
        && (*after == new.paper || !rules.notices.iter().any(|old| old.paper == *after))
    {
        problem(
            new.line,
            format!("公告「{}」写在「{after}」之后，但没有这张公告", new.paper),
        );
        return;
    }
    if let Some(old) = at.and_then(|at| rules.notices.get_mut(at)) {
        if counts(new.source.as_ref()) {
            overlay_notice(old, new);
        }
        if let Some(source) = &new.source {
            add_source(&mut old.sources, source);
        }
        if let (Some(at), Some(after), true) = (at, &new.after, counts(new.source.as_ref())) {
            let notice = rules.notices.remove(at);
            insert_behind(&mut rules.notices, notice, after);
        }
        return;
    }
    let lower = rules.layers.len() > 1;
    let mut missing = Vec::new();
    if new.issuer.is_none() {
        missing.push("issuer");
    }
    // A root declares the papers there are; a lower pack that adds one must say what it is called.
    if lower && new.title.is_none() {
        missing.push("title");
    }
    if !missing.is_empty() {
        let hint = nearest(
            &new.paper,
            rules.notices.iter().map(|notice| notice.paper.as_str()),
        )
        .map(|near| format!("，是不是「{near}」"))
        .unwrap_or_default();
        problem(
            new.line,
            format!(
                "上级规则包里没有公告「{}」{hint}；新公告还要写「{}」",
                new.paper,
                missing.join("」「")
            ),
        );
    }
    let notice = Notice {
        paper: new.paper.clone(),
        number: new.number.as_deref().and_then(numbered),
        issuer: new.issuer.unwrap_or(Owner::ElectionCommittee),
        order: new.order.clone(),
        title: new.title.clone(),
        sources: new.source.iter().cloned().collect(),
    };
    match &new.after {
        Some(after) => insert_behind(&mut rules.notices, notice, after),
        None => rules.notices.push(notice),
    }
}

fn overlay_notice(old: &mut Notice, new: &SourceNotice) {
    if let Some(number) = &new.number {
        old.number = numbered(number);
    }
    if let Some(issuer) = new.issuer {
        old.issuer = issuer;
    }
    if new.order.is_some() {
        old.order.clone_from(&new.order);
    }
    if new.title.is_some() {
        old.title.clone_from(&new.title);
    }
}

/// Puts a notice behind the one of another paper in the posting order.
fn insert_behind(notices: &mut Vec<Notice>, notice: Notice, after: &str) {
    let at = notices
        .iter()
        .position(|old| old.paper == *after)
        .map_or(notices.len(), |at| at + 1);
    notices.insert(at, notice);
}

fn lay_discipline(
    rules: &mut Rules,
    new: &SourceDiscipline,
    problem: &mut impl FnMut(usize, String),
) {
    let at = rules.discipline.iter().position(|old| old.id == new.id);
    match (at, new.omit) {
        (Some(_), true) if !counts(new.source.as_ref()) => {}
        (Some(at), true) => {
            rules.discipline.remove(at);
        }
        (None, true) => problem(
            new.line,
            format!("上级规则包里没有纪律「{}」，不必写 omit", new.id),
        ),
        (Some(at), false) => {
            if let Some(old) = rules.discipline.get_mut(at) {
                if counts(new.source.as_ref())
                    && let Some(text) = &new.text
                {
                    old.text.clone_from(text);
                    // Another text rests on its own source.
                    if new.source.is_some() {
                        old.sources.clear();
                    }
                }
                old.sources.extend(new.source.clone());
            }
        }
        (None, false) => {
            for (missing, key) in [
                (new.text.is_none(), "text"),
                (new.source.is_none(), "source"),
            ] {
                if missing {
                    problem(new.line, format!("新纪律「{}」缺少「{key}」", new.id));
                }
            }
            rules.discipline.push(Discipline {
                id: new.id.clone(),
                text: new.text.clone().unwrap_or_default(),
                sources: new.source.iter().cloned().collect(),
            });
        }
    }
}

/// `none` says expressly that a notice carries no number.
fn numbered(number: &str) -> Option<String> {
    (number != "none").then(|| number.to_owned())
}
