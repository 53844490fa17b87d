//! 可读文本 — what `huanjie rules list · show · check · diff` print.

use std::fmt::Write as _;

use super::super::compile::basis_of;
use super::super::finding::{Status, cite_all};
use super::super::param::PARAMS;
use super::super::table::align;
use super::super::unit::UnitKind;
use super::compare::{Change, Matter};
use super::library::Library;
use super::model::{Item, RulePack, Rules, Source};
use super::reader::PackProblem;
use super::words;

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
            marks(pack, rules),
        ]);
    }
    let mut text = align(&rows);
    if !library.problems().is_empty() {
        text.push_str("\n有错误的规则文件（没有采用）\n");
        text.push_str(&check_text(library.problems()));
    }
    text
}

fn marks(pack: &RulePack, rules: &Rules) -> String {
    let unverified = pack
        .main_rules()
        .map_or(0, |(kind, rules)| rules.unread(kind).len());
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
        if let Some(checked) = layer.checked() {
            let _ = writeln!(text, "    {checked}");
        }
        if let Some(url) = &layer.url {
            let _ = writeln!(text, "    原文：{url}");
        }
    }
    text.push_str("\n规则项\n");
    let mut rows = Vec::new();
    for param in PARAMS {
        let Some(item) = rules.items.get(param.key) else {
            continue;
        };
        rows.push(vec![
            format!("  {}", words::of_kind(param.name, kind)),
            words::of_kind(&words::item(Some(item), param), kind),
            words::of_kind(&item_sources(item, param), kind),
        ]);
    }
    text.push_str(&align(&rows));
    text.push_str("\n环节\n");
    let mut rows = Vec::new();
    for step in &rules.steps {
        rows.push(vec![
            format!("  {}", step.name),
            step.id.clone(),
            words::class(step, rules).name().to_owned(),
            words::step(step, rules),
            cite_all(&basis_of(step, rules)),
        ]);
    }
    text.push_str(&align(&rows));
    if !rules.notices.is_empty() {
        text.push_str("\n公告（按张贴先后）\n");
        let mut rows = Vec::new();
        for notice in &rules.notices {
            let basis: Vec<_> = notice.sources.iter().map(Source::basis).collect();
            rows.push(vec![
                format!("  {}", words::number(notice.number.as_deref())),
                notice.title.clone().unwrap_or_default(),
                notice.paper.clone(),
                notice.issuer.name(kind).to_owned(),
                words::order(notice.order.as_deref())
                    .unwrap_or_default()
                    .to_owned(),
                cite_all(&basis),
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
    let unread = rules.unread(kind);
    if !unread.is_empty() {
        let _ = writeln!(
            text,
            "\n待核清单（{} 项，没有核对原文，暂按上级办理）",
            unread.len()
        );
        let rows: Vec<Vec<String>> = unread
            .into_iter()
            .map(|line| {
                vec![
                    format!("  {}", line.what),
                    line.name,
                    line.in_force,
                    line.gist,
                ]
            })
            .collect();
        text.push_str(&align(&rows));
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
    let mut text = format!(
        "原：{}（{}）\n新：{}（{}）\n",
        a.name(),
        a.id(),
        b.name(),
        b.id()
    );
    if changes.is_empty() {
        text.push_str("没有不同。\n");
        return text;
    }
    let substance = changes
        .iter()
        .filter(|change| change.is_of_substance())
        .count();
    let _ = writeln!(text, "规定不同的 {substance} 处");
    let mut groups: Vec<(UnitKind, Matter, Vec<&Change>)> = Vec::new();
    for change in changes {
        match groups.last_mut() {
            Some((kind, matter, group)) if (*kind, *matter) == (change.kind, change.matter) => {
                group.push(change);
            }
            _ => groups.push((change.kind, change.matter, vec![change])),
        }
    }
    for (kind, matter, group) in groups {
        let _ = writeln!(
            text,
            "\n{}：{}（{} 处）",
            kind.name(),
            matter.name(),
            group.len()
        );
        match matter {
            Matter::Renumbered => renumbered(&mut text, &group),
            Matter::Pending => pending(&mut text, &group),
            _ => sides(&mut text, &group),
        }
    }
    text
}

fn sides(text: &mut String, group: &[&Change]) {
    for (at, change) in group.iter().enumerate() {
        let _ = writeln!(text, "{:>3}. {}（{}）", at + 1, change.what, change.key);
        let _ = writeln!(
            text,
            "     原　{}{}",
            change.old,
            cite_all(&change.old_basis)
        );
        let _ = writeln!(
            text,
            "     新　{}{}",
            change.new,
            cite_all(&change.new_basis)
        );
    }
}

/// One line each: only the article a notice has to cite is another.
fn renumbered(text: &mut String, group: &[&Change]) {
    let rows: Vec<Vec<String>> = group
        .iter()
        .map(|change| {
            vec![
                format!("  {}", change.what),
                change.new.clone(),
                cite_all(&change.old_basis),
                format!("→ {}", cite_all(&change.new_basis)),
            ]
        })
        .collect();
    text.push_str(&align(&rows));
}

fn pending(text: &mut String, group: &[&Change]) {
    let names: Vec<&str> = group.iter().map(|change| change.what.as_str()).collect();
    let _ = writeln!(text, "  {}", names.join("、"));
}
