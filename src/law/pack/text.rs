//! 可读文本 — what `huanjie rules list · show · check · diff` print.

use std::fmt::Write as _;

use super::super::compile::basis_of;
use super::super::finding::{Status, cite_all};
use super::super::param::PARAMS;
use super::super::table::align;
use super::super::unit::UnitKind;
use super::compare::{Change, step_text};
use super::library::Library;
use super::model::{Item, RulePack, Rules, Source};
use super::reader::PackProblem;

/// One line a pack: id, name, what it governs, in force since, marks.
pub fn list_text(library: &Library) -> String {
    let mut rows = vec![
        ["编号", "名称", "适用", "修正", "施行", "说明"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for pack in library.packs() {
        let kinds: Vec<&str> = UnitKind::ALL
            .into_iter()
            .filter(|kind| pack.rules(*kind).is_some())
            .map(UnitKind::name)
            .collect();
        let Some((_, rules)) = pack.main_rules() else {
            continue;
        };
        let Some(layer) = rules.layers.last() else {
            continue;
        };
        rows.push(vec![
            pack.id().to_owned(),
            pack.name().to_owned(),
            kinds.join("、"),
            layer.amended.to_string(),
            layer.in_force.to_string(),
            marks(rules),
        ]);
    }
    let mut text = align(&rows);
    if !library.problems().is_empty() {
        text.push_str("\n有错误的规则文件（没有采用）\n");
        text.push_str(&check_text(library.problems()));
    }
    text
}

fn marks(rules: &Rules) -> String {
    let unverified = rules
        .items
        .values()
        .filter(|item| item.is_unverified())
        .count();
    let mut marks = Vec::new();
    if unverified > 0 {
        marks.push(format!("待核 {unverified} 项"));
    }
    if rules.layers.iter().any(|layer| layer.until.is_some()) {
        marks.push("已被取代".to_owned());
    }
    if rules.outdated().next().is_some() {
        marks.push("可能已被上位法修改".to_owned());
    }
    marks.join("，")
}

/// The whole pack as a readable text: statutes, items with sources, steps, notices, discipline.
pub fn show_text(pack: &RulePack) -> String {
    let mut text = format!("{}（{}）\n{}\n", pack.name(), pack.id(), pack.digest());
    for kind in UnitKind::ALL {
        if let Some(rules) = pack.rules(kind) {
            let _ = write!(text, "\n适用于{}\n", kind.name());
            show_rules(&mut text, rules, kind);
        }
    }
    text
}

fn show_rules(text: &mut String, rules: &Rules, kind: UnitKind) {
    text.push_str("\n法规\n");
    let outdated: Vec<&str> = rules.outdated().map(|layer| layer.id.as_str()).collect();
    for layer in &rules.layers {
        let mark = if outdated.contains(&layer.id.as_str()) {
            "　可能已被上位法修改"
        } else {
            ""
        };
        let _ = writeln!(
            text,
            "  {}（{} 修正，{} 起施行{}）{mark}",
            layer.statute,
            layer.amended,
            layer.in_force,
            layer
                .until
                .map_or_else(String::new, |day| format!("，{day} 为止"))
        );
        if let Some(note) = &layer.note {
            let _ = writeln!(text, "    {note}");
        }
    }
    text.push_str("\n规则项\n");
    let mut rows = Vec::new();
    for param in PARAMS {
        let Some(item) = rules.items.get(param.key) else {
            continue;
        };
        let value = item
            .value
            .as_ref()
            .map_or_else(|| "未规定".to_owned(), |value| value.describe(param));
        rows.push(vec![
            format!("  {}", param.name),
            value,
            item_sources(item, param),
        ]);
    }
    text.push_str(&align(&rows));
    text.push_str("\n环节\n");
    let mut rows = Vec::new();
    for step in &rules.steps {
        rows.push(vec![
            format!("  {}", step.name),
            step.id.clone(),
            step_text(Some(step), rules),
            cite_all(&basis_of(step, rules)),
        ]);
    }
    text.push_str(&align(&rows));
    if !rules.notices.is_empty() {
        text.push_str("\n公告（按张贴先后）\n");
        let mut rows = Vec::new();
        for notice in &rules.notices {
            let number = notice
                .number
                .as_ref()
                .map_or_else(|| "不编号".to_owned(), |number| format!("第{number}号"));
            let order = match notice.order.as_deref() {
                Some("votes") => "按得票多少",
                Some("strokes") => "按姓氏笔画",
                _ => "",
            };
            rows.push(vec![
                format!("  {number}"),
                notice.paper.clone(),
                notice.issuer.name(kind).to_owned(),
                order.to_owned(),
            ]);
        }
        text.push_str(&align(&rows));
    }
    if !rules.void_numbers.is_empty() {
        let _ = writeln!(text, "  作废编号：{}", rules.void_numbers.join("、"));
    }
    if !rules.discipline.is_empty() {
        text.push_str("\n换届纪律\n");
        for line in &rules.discipline {
            let basis: Vec<_> = line.sources.iter().map(Source::basis).collect();
            let _ = writeln!(text, "  {}{}", line.text, cite_all(&basis));
        }
    }
}

/// Each layer's statement, so that a reader sees what was set aside and what is still to be read.
fn item_sources(item: &Item, param: &super::super::param::Param) -> String {
    let parts: Vec<String> = item
        .sources
        .iter()
        .map(|source| {
            let cite = source.basis().cite();
            match (&source.value, source.status) {
                (Some(value), Status::Superseded | Status::Unverified) => {
                    format!("{cite}（原文：{}）", value.describe(param))
                }
                (Some(value), Status::Verified) if item.value.as_ref() != Some(value) => {
                    format!("{cite}（{}）", value.describe(param))
                }
                _ => cite,
            }
        })
        .collect();
    parts.join("；")
}

/// Problems one a line; a sentence when there are none.
pub fn check_text(problems: &[PackProblem]) -> String {
    if problems.is_empty() {
        return "没有错误，可以使用。\n".to_owned();
    }
    let mut text = String::new();
    for problem in problems {
        let _ = writeln!(text, "{problem}");
    }
    text
}

/// The differences as readable text, both sides with their sources.
pub fn diff_text(a: &RulePack, b: &RulePack, changes: &[Change]) -> String {
    let mut text = format!("{} → {}\n", a.name(), b.name());
    if changes.is_empty() {
        text.push_str("没有不同。\n");
        return text;
    }
    let _ = writeln!(text, "共 {} 处不同", changes.len());
    let mut kind = None;
    for change in changes {
        if kind != Some(change.kind) {
            kind = Some(change.kind);
            let _ = write!(text, "\n适用于{}\n", change.kind.name());
        }
        let _ = writeln!(text, "{}（{}）", change.what, change.key);
        let _ = writeln!(text, "  原：{}{}", change.old, cite_all(&change.old_basis));
        let _ = writeln!(text, "  新：{}{}", change.new, cite_all(&change.new_basis));
    }
    text
}
