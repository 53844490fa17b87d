//! 核查 — what a merged chain may not be: dangling, cyclic, contradictory, looser than the law.

use std::collections::BTreeMap;

use super::super::finding::Status;
use super::super::offset::{Amount, Offset, POLLING, is_step_id};
use super::super::param;
use super::model::{Rules, Source, Step, StepScope};
use super::reader::{PackProblem, nearest};
use super::source::SourcePack;

/// Every problem of the merged rules, at the line of `pack` that causes it.
pub(super) fn verify(rules: &Rules, pack: &SourcePack) -> Vec<PackProblem> {
    let mut found = contradictions(rules);
    days(rules, &mut found);
    found
        .into_iter()
        .map(|found| PackProblem {
            file: pack.file.clone(),
            line: line_of(pack, &found.about),
            message: found.message,
        })
        .collect()
}

/// What a contradiction is about, so that its line can be found.
enum About {
    Step(String),
    /// Two values that do not go together.
    Items(&'static str, &'static str),
    Notice(String),
    Cycle(Vec<String>),
    Whole,
}

pub(super) struct Contradiction {
    about: About,
    pub message: String,
}

fn line_of(pack: &SourcePack, about: &About) -> usize {
    let found = match about {
        About::Step(id) => pack.steps.iter().find(|s| s.id == *id).map(|s| s.line),
        About::Items(low, high) => pack
            .values
            .iter()
            .find(|value| value.key == *low || value.key == *high)
            .map(|value| value.line),
        About::Notice(paper) => pack
            .notices
            .iter()
            .find(|n| n.paper == *paper)
            .map(|n| n.line),
        About::Cycle(ids) => pack
            .steps
            .iter()
            .find(|step| ids.contains(&step.id))
            .map(|step| step.line),
        About::Whole => None,
    };
    found.unwrap_or(pack.line)
}

/// Everything that makes merged rules unusable.
pub(super) fn contradictions(rules: &Rules) -> Vec<Contradiction> {
    let mut found = Vec::new();
    steps(rules, &mut found);
    cycles(rules, &mut found);
    ranges(rules, &mut found);
    numbers(rules, &mut found);
    found
}

fn steps(rules: &Rules, found: &mut Vec<Contradiction>) {
    if !rules
        .steps
        .iter()
        .any(|step| step.id == POLLING && step.scope == StepScope::Unit)
    {
        found.push(Contradiction {
            about: About::Whole,
            message: "没有选举日这个环节（编号 polling）；省、县的规则包要写明上级，如 extends = \"national-2025\""
                .to_owned(),
        });
    }
    for step in &rules.steps {
        let mut say = |message: String| {
            found.push(Contradiction {
                about: About::Step(step.id.clone()),
                message: format!("环节「{}」{message}", step.id),
            });
        };
        if !rules.stages.iter().any(|stage| stage.id == step.stage) && !step.stage.is_empty() {
            let hint = nearest(&step.stage, rules.stages.iter().map(|s| s.id.as_str()))
                .map(|near| format!("，是不是「{near}」"))
                .unwrap_or_default();
            say(format!("写的阶段「{}」不存在{hint}", step.stage));
        }
        for id in &step.after {
            if let Some(message) = dangling(rules, step, id) {
                say(format!("写在「{id}」之后，{message}"));
            }
        }
        for (key, offset) in offsets(step) {
            if offset.anchor != POLLING
                && let Some(message) = dangling(rules, step, &offset.anchor)
            {
                say(format!("的「{key}」以「{}」起算，{message}", offset.anchor));
            }
            for item in offset.items() {
                use param::Shape::{After, Lead, Within};
                match param::find(item).map(|param| param.shape) {
                    Some(Lead | Within | After) => {}
                    Some(_) => say(format!("的「{key}」用了规则项「{item}」，它不是日数")),
                    None => {
                        let hint = nearest(item, param::PARAMS.iter().map(|p| p.key))
                            .map(|near| format!("，是不是「{near}」"))
                            .unwrap_or_default();
                        say(format!("的「{key}」用了不认识的规则项「{item}」{hint}"));
                    }
                }
            }
        }
        for paper in &step.papers {
            if !is_step_id(paper) {
                say(format!("的文书「{paper}」不是文书编号"));
            }
        }
    }
}

fn dangling(rules: &Rules, step: &Step, id: &str) -> Option<String> {
    match rules.steps.iter().find(|other| other.id == id) {
        Some(other) if other.scope == step.scope => None,
        Some(_) => Some("但两个环节一个是乡镇的、一个是村（社区）的".to_owned()),
        None => {
            let hint = nearest(id, rules.steps.iter().map(|s| s.id.as_str()))
                .map(|near| format!("，是不是「{near}」"))
                .unwrap_or_default();
            Some(format!("但没有这个环节{hint}"))
        }
    }
}

fn offsets(step: &Step) -> impl Iterator<Item = (&'static str, &Offset)> {
    [
        ("earliest", &step.earliest),
        ("latest", &step.latest),
        ("suggested", &step.suggested),
        ("usual", &step.usual),
    ]
    .into_iter()
    .filter_map(|(key, offset)| offset.as_ref().map(|offset| (key, offset)))
}

/// The steps whose days must be known before this one's: those it follows and those it is counted
/// from. The election day is given, so nothing waits for it.
pub(crate) fn needs(step: &Step) -> impl Iterator<Item = &str> {
    step.after
        .iter()
        .map(String::as_str)
        .chain(offsets(step).map(|(_, offset)| offset.anchor.as_str()))
        .filter(|id| *id != POLLING && step.id != POLLING)
}

fn cycles(rules: &Rules, found: &mut Vec<Contradiction>) {
    let index: BTreeMap<&str, usize> = rules
        .steps
        .iter()
        .enumerate()
        .map(|(i, step)| (step.id.as_str(), i))
        .collect();
    let resolve = |ids: Vec<&str>| -> Vec<usize> {
        ids.into_iter()
            .filter_map(|id| index.get(id).copied())
            .collect()
    };
    let by_day: Vec<Vec<usize>> = rules
        .steps
        .iter()
        .map(|step| resolve(needs(step).collect()))
        .collect();
    let by_order: Vec<Vec<usize>> = rules
        .steps
        .iter()
        .map(|step| resolve(step.after.iter().map(String::as_str).collect()))
        .collect();
    for graph in [by_day, by_order] {
        let mut ids: Vec<&str> = leftover(&graph)
            .into_iter()
            .filter_map(|i| rules.steps.get(i).map(|step| step.id.as_str()))
            .collect();
        let Some(first) = ids.first().copied() else {
            continue;
        };
        ids.push(first);
        let message = format!("环节之间互为先后，绕成一圈：{}", ids.join(" ← "));
        if found.iter().all(|old| old.message != message) {
            let ids = ids.into_iter().map(str::to_owned).collect();
            found.push(Contradiction {
                about: About::Cycle(ids),
                message,
            });
        }
    }
}

/// One cycle of the graph, in walking order; empty when there is none.
fn leftover(graph: &[Vec<usize>]) -> Vec<usize> {
    let mut done = vec![false; graph.len()];
    loop {
        let mut moved = false;
        for (i, needs) in graph.iter().enumerate() {
            let ready = needs
                .iter()
                .all(|need| done.get(*need).copied().unwrap_or(true));
            if let Some(slot) = done.get_mut(i)
                && !*slot
                && ready
            {
                *slot = true;
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    let Some(mut at) = done.iter().position(|done| !done) else {
        return Vec::new();
    };
    // From a step that never gets ready, following unready needs must come round.
    let mut path: Vec<usize> = Vec::new();
    while !path.contains(&at) {
        path.push(at);
        let next = graph.get(at).and_then(|needs| {
            needs
                .iter()
                .copied()
                .find(|need| !done.get(*need).copied().unwrap_or(true))
        });
        match next {
            Some(next) => at = next,
            None => return Vec::new(),
        }
    }
    path.into_iter().skip_while(|i| *i != at).collect()
}

const RANGES: [(&str, &str); 8] = [
    ("committee_min", "committee_max"),
    ("ec_min", "ec_max"),
    ("ec_alternates", "ec_alternates_max"),
    ("rep_households_min", "rep_households_max"),
    ("reps_min", "reps_max"),
    ("differential_chair_min", "differential_chair_max"),
    ("differential_deputy_min", "differential_deputy_max"),
    ("differential_member_min", "differential_member_max"),
];

fn ranges(rules: &Rules, found: &mut Vec<Contradiction>) {
    for (low, high) in RANGES {
        if let (Some(min), Some(max)) = (rules.number(low), rules.number(high))
            && min > max
        {
            found.push(Contradiction {
                about: About::Items(low, high),
                message: format!("「{low}」是 {min}，大于「{high}」的 {max}，互相矛盾"),
            });
        }
    }
}

fn numbers(rules: &Rules, found: &mut Vec<Contradiction>) {
    let mut used: BTreeMap<&str, &str> = BTreeMap::new();
    for notice in &rules.notices {
        let Some(number) = notice.number.as_deref() else {
            continue;
        };
        let mut say = |message: String| {
            found.push(Contradiction {
                about: About::Notice(notice.paper.clone()),
                message: format!("公告「{}」{message}", notice.paper),
            });
        };
        if !is_number(number) {
            say(format!("的编号「{number}」应是数字，或者像 2-1 这样"));
        }
        if rules.void_numbers.iter().any(|void| void == number) {
            say(format!("用了已作废的编号「{number}」"));
        }
        if let Some(other) = used.insert(number, &notice.paper) {
            say(format!("与「{other}」用了同一个编号「{number}」"));
        }
    }
}

/// 公告编号: `1`, `2-1`.
pub(super) fn is_number(number: &str) -> bool {
    number.len() <= 20
        && number
            .split('-')
            .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

/// Days that cannot be meant: before the first comes the last, or a step ends before what it follows
/// may begin.
fn days(rules: &Rules, found: &mut Vec<Contradiction>) {
    for step in &rules.steps {
        let mut say = |message: String| {
            found.push(Contradiction {
                about: About::Step(step.id.clone()),
                message: format!("环节「{}」{message}", step.id),
            });
        };
        if step.id == POLLING {
            let day = Offset {
                anchor: POLLING.to_owned(),
                terms: Vec::new(),
            };
            if offsets(step).any(|(_, offset)| *offset != day) {
                say("就是选举日，不能另写日期".to_owned());
            }
            continue;
        }
        if step.lapses && step.latest.is_none() {
            say("写了到期自行截止（lapses），还要写「latest」".to_owned());
        }
        let (earliest, latest) = (
            net(rules, step.earliest.as_ref()),
            net(rules, step.latest.as_ref()),
        );
        if let (Some((from, first)), Some((to, last))) = (earliest, latest)
            && from == to
            && first > last
        {
            say("的「earliest」晚于「latest」，互相矛盾".to_owned());
        }
        for before in step.after.iter().filter_map(|id| rules.step(id)) {
            if let (Some((from, first)), Some((to, last))) =
                (net(rules, before.earliest.as_ref()), latest)
                && from == to
                && first > last
            {
                say(format!(
                    "的「latest」早于它前面的环节「{}」的「earliest」，互相矛盾",
                    before.id
                ));
            }
        }
    }
}

/// Anchor and net days of an expression, where its items are set.
fn net<'a>(rules: &Rules, offset: Option<&'a Offset>) -> Option<(&'a str, i64)> {
    let offset = offset?;
    let mut sum = 0_i64;
    for (plus, amount) in &offset.terms {
        let days = match amount {
            Amount::Days(days) => i64::from(*days),
            Amount::Item(key) => i64::from(rules.number(key)?),
        };
        sum = if *plus {
            sum.saturating_add(days)
        } else {
            sum.saturating_sub(days)
        };
    }
    Some((&offset.anchor, sum))
}

/// A value that is looser than the one it overrides, where the upper law draws a line.
pub(super) fn loosened(rules: &Rules, key: &str, source: &Source) -> Option<String> {
    if source.status != Status::Verified {
        return None;
    }
    let param = param::find(key)?;
    let old = rules.value(key)?;
    let new = source.value.as_ref()?;
    let word = param.bound.broken(old, new)?;
    Some(format!(
        "[values.{key}] {}写的是「{}」，{word}上位法的「{}」，与上位法相抵触；原文已被取代的，请把 status 写成 \"superseded\"",
        param.name,
        new.describe(param),
        old.describe(param)
    ))
}

/// Puts each step behind those it follows, otherwise keeping the order of the file.
pub(super) fn ordered(steps: Vec<Step>) -> Vec<Step> {
    let mut waiting: Vec<Step> = steps;
    let mut placed: Vec<Step> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let ready = waiting.iter().position(|step| {
            step.after
                .iter()
                .all(|id| !waiting.iter().any(|other| other.id == *id))
        });
        // In a cycle (reported elsewhere) the first one goes first.
        placed.push(waiting.remove(ready.unwrap_or(0)));
    }
    placed
}
