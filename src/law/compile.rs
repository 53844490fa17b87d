//! 代入数值 — steps of a pack with the values of its items put into their expressions.

use super::finding::Basis;
use super::offset::{Amount, Offset, POLLING};
use super::pack::{Rules, Source, Stage, Step, StepClass, verify};
use super::param::{self, Shape};
use super::plan::{Anchor, Compiled, PlanStep, Reading};

/// One step with every expression turned into numbers.
pub(super) fn step(
    step: &Step,
    rules: &Rules,
    stages: &[Stage],
    index: &impl Fn(&str) -> Option<usize>,
) -> PlanStep {
    let compile = |offset: &Option<Offset>, read: bool| {
        offset
            .as_ref()
            .and_then(|offset| offset_of(offset, rules, index, read, step.lapses))
    };
    let latest = compile(&step.latest, true);
    let earliest = compile(&step.earliest, true);
    let automatic = latest
        .as_ref()
        .is_some_and(|c| c.reading != Reading::Plain || step.lapses);
    let mut suggested = compile(&step.suggested, false);
    if suggested.is_none() && !automatic {
        suggested = compile(&step.usual, false);
    }
    let class = if step.class == StepClass::Statutory && latest.is_some() {
        StepClass::Statutory
    } else {
        StepClass::Working
    };
    PlanStep {
        id: step.id.clone(),
        name: step.name.clone(),
        stage: stages.iter().position(|s| s.id == step.stage).unwrap_or(0),
        class,
        owner: step.owner,
        papers: step.papers.clone(),
        after: step.after.iter().filter_map(|id| index(id)).collect(),
        earliest,
        latest,
        suggested,
        lapses: step.lapses,
        when: step.when.clone(),
        basis: basis_of(step, rules),
    }
}

/// Sources of the items its lawful day names, then those of the step itself.
pub(super) fn basis_of(step: &Step, rules: &Rules) -> Vec<Basis> {
    let mut basis: Vec<Basis> = Vec::new();
    let mut add = |new: Basis| {
        let same = |old: &Basis| old.statute == new.statute && old.article == new.article;
        if !basis.iter().any(same) {
            basis.push(new);
        }
    };
    for offset in [&step.latest, &step.earliest].into_iter().flatten() {
        for key in offset.items() {
            if let Some(item) = rules.items.get(key) {
                item.basis().map(Source::basis).for_each(&mut add);
            }
        }
    }
    // Where the law speaks, office practice has nothing to add.
    let spoken = step
        .latest
        .iter()
        .flat_map(Offset::items)
        .any(|key| rules.number(key).is_some());
    step.sources
        .iter()
        .filter(|source| !(spoken && source.is_practice()))
        .map(Source::basis)
        .for_each(&mut add);
    basis
}

fn offset_of(
    offset: &Offset,
    rules: &Rules,
    index: &impl Fn(&str) -> Option<usize>,
    read: bool,
    lapses: bool,
) -> Option<Compiled> {
    let anchor = if offset.anchor == POLLING {
        Anchor::Election
    } else {
        Anchor::Step(index(&offset.anchor)?)
    };
    let mut reading = Reading::Plain;
    let mut terms = Vec::with_capacity(offset.terms.len());
    for (plus, amount) in &offset.terms {
        let (days, shape) = match amount {
            Amount::Days(days) => (*days, None),
            // An item nobody sets: there is no such day.
            Amount::Item(key) => (rules.number(key)?, param::find(key).map(|p| p.shape)),
        };
        let signed = if *plus {
            i64::from(days)
        } else {
            -i64::from(days)
        };
        terms.push(signed);
        if read && days > 0 && reading == Reading::Plain {
            reading = match (shape, plus) {
                (Some(Shape::Lead), false) => backward(rules),
                (Some(Shape::Within), true) if lapses => right(rules),
                (Some(Shape::Within), true) => forward(rules),
                _ => Reading::Plain,
            };
        }
    }
    let adjust = match reading {
        Reading::BackwardStrict | Reading::ForwardInclude => -1,
        _ => 0,
    };
    Some(Compiled {
        anchor,
        net: terms.iter().sum::<i64>() + adjust,
        terms,
        adjust,
        reading,
    })
}

/// How this chain reads 「N 日前」.
pub(super) fn backward(rules: &Rules) -> Reading {
    if rules.word("backward_count") == Some("strict") {
        Reading::BackwardStrict
    } else {
        Reading::BackwardLenient
    }
}

/// How this chain reads 「自…之日起 N 日内」 as a right of villagers: by the later reading, unless
/// the province expressly counts the day of posting.
fn right(rules: &Rules) -> Reading {
    if rules.word("objection_count") == Some("include_start") {
        Reading::ForwardInclude
    } else {
        Reading::ForwardRight
    }
}

/// How this chain reads 「自…之日起 N 日内」.
pub(super) fn forward(rules: &Rules) -> Reading {
    if rules.word("forward_count") == Some("include_start") {
        Reading::ForwardInclude
    } else {
        Reading::ForwardExclude
    }
}

/// Every step after those whose days it needs.
pub(super) fn evaluation_order(
    steps: &[&Step],
    index: &impl Fn(&str) -> Option<usize>,
) -> Vec<usize> {
    let needs: Vec<Vec<usize>> = steps
        .iter()
        .map(|step| verify::needs(step).filter_map(index).collect())
        .collect();
    let mut done = vec![false; steps.len()];
    let mut order = Vec::with_capacity(steps.len());
    while order.len() < steps.len() {
        let before = order.len();
        for (i, needs) in needs.iter().enumerate() {
            let ready = needs
                .iter()
                .all(|need| done.get(*need).copied().unwrap_or(true));
            if let Some(slot) = done.get_mut(i)
                && !*slot
                && ready
            {
                *slot = true;
                order.push(i);
            }
        }
        if order.len() == before {
            // A cycle cannot get here: packs with one are refused when they are loaded.
            break;
        }
    }
    order
}
