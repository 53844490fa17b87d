//! 规则表 — parameters, steps and notices of a pack as rows.

use std::fmt::Write as _;

use super::super::pages::rules::{RuleGroup, RuleNotice, RuleRow, RuleStep};
use crate::{
    documents::kind::Kind as Paper,
    law::{
        Anchor, Basis, Compiled, Item, PARAMS, Param, Plan, PlanStep, Rules, SUBJECTS, Source,
        Status, UnitKind, cite_all, of_kind,
    },
};

pub(super) fn groups(rules: &Rules, kind: UnitKind) -> Vec<RuleGroup> {
    let mut groups: Vec<RuleGroup> = Vec::new();
    for param in PARAMS {
        if let Some(at) = SUBJECTS.iter().position(|(first, _)| *first == param.key) {
            groups.push(RuleGroup {
                id: format!("g{}", at + 1),
                name: SUBJECTS.get(at).map_or("", |(_, name)| *name).to_owned(),
                rows: Vec::new(),
            });
        }
        if let (Some(item), Some(group)) = (rules.items.get(param.key), groups.last_mut()) {
            group.rows.push(rule_row(item, param, rules, kind));
        }
    }
    groups.retain(|group| !group.rows.is_empty());
    groups
}

fn rule_row(item: &Item, param: &Param, rules: &Rules, kind: UnitKind) -> RuleRow {
    let own = |text: &str| of_kind(text, kind);
    // The layer nearest to the place that states the value in force.
    let stated: Vec<&Source> = item
        .sources
        .iter()
        .filter(|source| source.status == Status::Verified && source.value == item.value)
        .collect();
    let nearest = stated.last();
    let layer = |source: &Source| {
        rules
            .layers
            .iter()
            .find(|layer| layer.id == source.pack)
            .map_or_else(|| source.statute.clone(), |layer| layer.name.clone())
    };
    let others: Vec<String> = item
        .sources
        .iter()
        .filter(|source| source.status != Status::Verified || source.value != item.value)
        .map(|source| {
            let cite = source.basis().cite();
            match &source.value {
                Some(value) => own(&format!("{cite}：{}", value.describe(param))),
                None => cite,
            }
        })
        .collect();
    RuleRow {
        label: own(param.name),
        value: item.value.as_ref().map_or_else(
            || "没有规定".to_owned(),
            |value| own(&value.describe(param)),
        ),
        basis: stated
            .iter()
            .map(|source| source.basis().cite())
            .collect::<Vec<_>>()
            .join("；"),
        gist: nearest.map_or_else(String::new, |source| source.gist.clone()),
        other: others.join("；"),
        superseded: item
            .sources
            .iter()
            .any(|source| source.status == Status::Superseded),
        verified: !item.is_unverified(),
        from: nearest.map_or_else(String::new, |source| layer(source)),
    }
}

pub(super) fn steps(plan: &Plan, rules: &Rules) -> Vec<RuleStep> {
    plan.steps
        .iter()
        .enumerate()
        .map(|(index, step)| {
            let when = if plan.polling == Some(index) {
                "选举日".to_owned()
            } else {
                when(plan, step)
            };
            RuleStep {
                name: step.name.clone(),
                stage: plan
                    .stages
                    .get(step.stage)
                    .map_or_else(String::new, |stage| stage.name.clone()),
                class: step.class.name().to_owned(),
                when,
                basis: step
                    .basis
                    .iter()
                    .map(Basis::cite)
                    .collect::<Vec<_>>()
                    .join("；"),
                verified: step
                    .basis
                    .iter()
                    .all(|basis| basis.status != Status::Unverified),
                papers: papers(&step.papers, rules),
            }
        })
        .collect()
}

/// 最迟 选举日 − 20 日; a single day is said once.
pub(super) fn when(plan: &Plan, step: &PlanStep) -> String {
    let text = |day: &Option<Compiled>| day.as_ref().map(|day| offset(plan, day));
    let (earliest, latest) = (text(&step.earliest), text(&step.latest));
    let suggested = text(&step.suggested).filter(|day| latest.as_ref() != Some(day));
    let mut parts = Vec::new();
    if let (Some(day), true) = (&latest, earliest == latest) {
        parts.push(format!("在 {day}"));
    } else {
        parts.extend(earliest.map(|day| format!("最早 {day}")));
        parts.extend(latest.map(|day| format!("最迟 {day}")));
    }
    parts.extend(suggested.map(|day| format!("建议 {day}")));
    parts.extend(step.when.as_ref().map(|when| format!("{when}的才办")));
    parts.join("；")
}

/// 选举日 − 20 日
fn offset(plan: &Plan, day: &Compiled) -> String {
    let mut text = match day.anchor {
        Anchor::Election => "选举日".to_owned(),
        Anchor::Step(index) => plan
            .steps
            .get(index)
            .map_or_else(String::new, |step| format!("「{}」", step.name)),
    };
    let terms = day.terms.iter().copied().chain([day.adjust]);
    for term in terms.filter(|term| *term != 0) {
        let sign = if term < 0 { '−' } else { '+' };
        // Writing to a string cannot fail.
        let _ = write!(text, " {sign} {} 日", term.unsigned_abs());
    }
    if day.net == 0 {
        text.push_str("当日");
    }
    text
}

/// Titles of the papers: those this version makes, those the pack names; forms are only counted.
fn papers(ids: &[String], rules: &Rules) -> String {
    let titles: Vec<&str> = ids
        .iter()
        .filter_map(|id| match Paper::from_id(id) {
            Some(paper) => Some(paper.title()),
            None => rules.notice(id)?.title.as_deref(),
        })
        .collect();
    match (titles.is_empty(), ids.len() > titles.len()) {
        (_, false) => titles.join("、"),
        (false, true) => format!("{}等 {} 种", titles.join("、"), ids.len()),
        (true, true) => format!("{} 种", ids.len()),
    }
}

pub(super) fn notices(rules: &Rules, kind: UnitKind) -> Vec<RuleNotice> {
    rules
        .notices
        .iter()
        .map(|notice| RuleNotice {
            number: notice
                .number
                .as_ref()
                .map_or_else(|| "不编号".to_owned(), |number| format!("第{number}号")),
            paper: paper_name(&notice.paper, rules),
            verified: read(&notice.sources),
            issuer: notice.issuer.name(kind).to_owned(),
            order: match notice.order.as_deref() {
                Some("votes") => "按得票多少".to_owned(),
                Some("strokes") => "按姓氏笔画".to_owned(),
                _ => String::new(),
            },
            basis: cited(&notice.sources),
        })
        .collect()
}

pub(super) fn cited(sources: &[Source]) -> String {
    cite_all(&sources.iter().map(Source::basis).collect::<Vec<_>>())
}

/// Whether every source was read.
pub(super) fn read(sources: &[Source]) -> bool {
    sources
        .iter()
        .all(|source| source.status != Status::Unverified)
}

/// Its title; a paper this version cannot make yet is called by the step it belongs to.
pub(super) fn paper_name(id: &str, rules: &Rules) -> String {
    if let Some(paper) = Paper::from_id(id) {
        return paper.title().to_owned();
    }
    if let Some(title) = rules.notice(id).and_then(|notice| notice.title.clone()) {
        return title;
    }
    rules
        .steps
        .iter()
        .find(|step| step.papers.iter().any(|paper| paper == id))
        .map_or_else(
            || "其他公告".to_owned(),
            |step| format!("「{}」的公告", step.name),
        )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::law::Library;

    #[test]
    fn every_value_of_every_pack_stands_under_a_subject() {
        assert_eq!(PARAMS.first().unwrap().key, SUBJECTS[0].0);
        let mut at = 0;
        for (first, _) in SUBJECTS {
            let found = PARAMS.iter().position(|param| param.key == *first).unwrap();
            assert!(found >= at, "{first}");
            at = found;
        }
        for pack in Library::embedded().packs() {
            for kind in UnitKind::ALL {
                let Some(rules) = pack.rules(kind) else {
                    continue;
                };
                let shown: usize = groups(rules, kind)
                    .iter()
                    .map(|group| group.rows.len())
                    .sum();
                assert_eq!(shown, rules.items.len(), "{}", pack.id());
            }
        }
    }

    #[test]
    fn a_value_says_which_layer_it_comes_from() {
        let library = Library::embedded();
        let rules = library
            .pack("zhejiang-2020")
            .unwrap()
            .rules(UnitKind::Village)
            .unwrap();
        let row = |label: &str| {
            groups(rules, UnitKind::Village)
                .into_iter()
                .flat_map(|group| group.rows)
                .find(|row| row.basis.contains(label))
                .unwrap()
        };
        // 组织法第十七条第一款, repeated by the province; the province's own Article 25.
        assert_eq!(row("第十四条第一款").value, "提前 20 日");
        assert_eq!(row("第二十五条第二款").from, "浙江省（2020年修正）");
    }

    #[test]
    fn offsets_are_in_words() {
        let library = Library::embedded();
        let pack = library.pack("zhejiang-2020").unwrap();
        let plan = Plan::compile(pack, UnitKind::Village).unwrap();
        let rules = pack.rules(UnitKind::Village).unwrap();
        let rows = steps(&plan, rules);
        let when = |name: &str| {
            rows.iter()
                .find(|row| row.name == name)
                .unwrap()
                .when
                .clone()
        };
        assert_eq!(when("公布登记参加选举的村民名单"), "最迟 选举日 − 20 日");
        assert!(
            when("名单申诉截止").contains("「公布登记参加选举的村民名单」 + 5 日"),
            "{}",
            when("名单申诉截止")
        );
        assert_eq!(when("投票选举"), "选举日");
    }
}
