//! 规则 — `/c/{c}/rules`: what the cycle's pinned pack says, and how another pack differs.

mod tables;

use std::fmt::Write as _;

use axum::{extract::State, response::Response};
use chrono::NaiveDate;

use self::tables::{cited, groups, notices, paper_name, read, steps};
use super::{
    answer::{Trouble, frame, page},
    app::App,
    form::{Asked, Fields},
    guard::{May, ReadCycle},
    pages::{
        cycle::settings_tabs,
        parts::{Choice, Fact, Form, Tab},
        rules::{
            CallList, CallRow, ChangeGroup, ChangeRow, Comparison, Jump, RuleLine,
            Rules as RulesPage, StepGroup,
        },
    },
    router::{Row, get},
    view::Section,
};
use crate::{
    civil,
    law::{self, Matter, RulePack, Rules, UnitKind, cite_all},
    office::{refusal::Refusal, standing::Plans},
};

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![get("/c/{c}/rules", show)]
}

/// `GET /c/{c}/rules`; `?kind=community`, `?with=` the id of another pack, `?list=unread`.
pub async fn show(
    May(here): May<ReadCycle>,
    State(app): State<App>,
    asked: Asked,
) -> Result<Response, Trouble> {
    let asked: Fields = asked.0.into_iter().collect();
    let cycle = here.scope.cycle();
    let plans = app.plans(cycle).await?;
    let pack = &plans.pack;
    let base = format!("/c/{}/rules", cycle.id);
    let kind = chosen_kind(pack, asked.text("kind"))
        .ok_or_else(|| Refusal::Inside(format!("pack {} has no rules", pack.id())))?;
    let comparison = match asked.text("with") {
        "" => None,
        other => {
            let other = app.rules.pack(other).map_err(|_| Trouble::not_found())?;
            Some(compared(pack, other, &base))
        }
    };
    let listed = asked.text("list") == "unread";
    let mut context = match (pack.rules(kind), &comparison) {
        (Some(rules), None) if listed => RulesPage {
            call: Some(call_list(rules, kind, &base)),
            ..RulesPage::default()
        },
        (Some(rules), None) => tables(&plans, rules, kind),
        _ => RulesPage::default(),
    };
    context.head = head(pack, kind);
    context.warnings = warnings(pack, app.clock.today());
    context.unverified = unverified(pack, kind);
    context.call_href = format!("{base}?kind={}&list=unread", kind.id());
    if here.may_edit() {
        context.tabs = settings_tabs(&cycle.id.to_string(), "rules");
    }
    context.kinds = kind_tabs(pack, kind, &base, listed);
    context.compare = others(&app, pack);
    context.form = Form::new().value("with", asked.text("with"));
    context.comparison = comparison;
    // A printed sheet says at its foot which pack it was taken from.
    let title = if listed { "待核清单" } else { "规则" };
    let title = format!("{title} · {}", pack.name());
    let frame = frame(
        &app,
        &here.visit,
        Section::Settings,
        &title,
        Some(cycle),
        &[("规则", "")],
    );
    page(&app, &frame, &context)
}

/// The kind asked for where the pack governs it, else the first it governs.
fn chosen_kind(pack: &RulePack, asked: &str) -> Option<UnitKind> {
    UnitKind::from_id(asked)
        .filter(|kind| pack.rules(*kind).is_some())
        .or_else(|| pack.main_rules().map(|(kind, _)| kind))
}

fn kind_tabs(pack: &RulePack, here: UnitKind, base: &str, listed: bool) -> Vec<Tab> {
    let governed: Vec<UnitKind> = UnitKind::ALL
        .into_iter()
        .filter(|kind| pack.rules(*kind).is_some())
        .collect();
    if governed.len() < 2 {
        return Vec::new();
    }
    governed
        .into_iter()
        .map(|kind| {
            let list = if listed { "&list=unread" } else { "" };
            let href = format!("{base}?kind={}{list}", kind.id());
            let count = match unverified(pack, kind) {
                0 => String::new(),
                count => format!("待核 {count}"),
            };
            Tab::new(kind.name(), href, count, kind == here)
        })
        .collect()
}

/// Every other pack, and the program's present text of the pinned one where it has changed.
fn others(app: &App, pack: &RulePack) -> Vec<Choice> {
    app.rules
        .packs()
        .filter(|other| other.digest() != pack.digest())
        .map(|other| {
            let text = if other.id() == pack.id() {
                format!("现在的{}（内容已更新）", other.name())
            } else {
                other.name().to_owned()
            };
            Choice::new(other.id(), text)
        })
        .collect()
}

fn head(pack: &RulePack, kind: UnitKind) -> Vec<Fact> {
    let mut head = vec![
        Fact::new("规则包", pack.name()),
        Fact::new("编号", pack.id()),
    ];
    for layer in pack.rules(kind).map_or(&[][..], |rules| &rules.layers) {
        let mut text = format!(
            "{}：{}，{}修正，{}起施行",
            layer.name,
            layer.statute,
            civil::long(layer.amended),
            civil::long(layer.in_force)
        );
        // Writing to a string cannot fail.
        if let Some(until) = layer.until {
            let _ = write!(text, "，{}为止", civil::long(until));
        }
        if let Some(note) = &layer.note {
            let _ = write!(text, "（{note}）");
        }
        if let Some(checked) = layer.checked() {
            let _ = write!(text, "；{checked}");
        }
        if let Some(url) = &layer.url {
            let _ = write!(text, "；原文 {url}");
        }
        head.push(Fact::new("法规", text));
    }
    head.push(Fact::new("内容指纹", pack.digest()));
    head
}

fn warnings(pack: &RulePack, today: NaiveDate) -> Vec<String> {
    let mut warnings = Vec::new();
    for rules in UnitKind::ALL
        .into_iter()
        .filter_map(|kind| pack.rules(kind))
    {
        for layer in rules.outdated() {
            warnings.push(format!(
                "请留意{}：它早于上位法最近一次修改，可能已被上位法修改。",
                layer.statute
            ));
        }
        for layer in &rules.layers {
            if let Some(until) = layer.until.filter(|until| *until < today) {
                warnings.push(format!(
                    "请换用现行的规则包：{}（{}修正）只施行到 {}。",
                    layer.statute,
                    civil::long(layer.amended),
                    civil::long(until)
                ));
            }
        }
    }
    warnings.dedup();
    warnings
}

/// Entries some layer of which was not read.
fn unverified(pack: &RulePack, kind: UnitKind) -> usize {
    pack.rules(kind).map_or(0, |rules| rules.unread(kind).len())
}

fn call_list(rules: &Rules, kind: UnitKind, base: &str) -> CallList {
    CallList {
        kind: kind.name().to_owned(),
        rows: rules
            .unread(kind)
            .into_iter()
            .map(|line| CallRow {
                what: line.what.to_owned(),
                name: line.name,
                meanwhile: line.in_force,
                known: line.gist,
                statute: line.statute,
            })
            .collect(),
        back: format!("{base}?kind={}", kind.id()),
    }
}

fn tables(plans: &Plans, rules: &Rules, kind: UnitKind) -> RulesPage {
    let mut context = RulesPage {
        groups: groups(rules, kind),
        steps: [
            (format!("{}的环节", kind.name()), plans.of(kind)),
            ("乡镇（街道）的环节".to_owned(), &plans.township),
        ]
        .into_iter()
        .filter(|(_, plan)| !plan.steps.is_empty())
        .map(|(name, plan)| StepGroup {
            name,
            rows: steps(plan, rules),
        })
        .collect(),
        notices: notices(rules, kind),
        void_numbers: rules
            .void_numbers
            .iter()
            .map(|number| format!("第{number}号"))
            .collect::<Vec<_>>()
            .join("、"),
        discipline: rules
            .discipline
            .iter()
            .map(|line| RuleLine {
                text: line.text.clone(),
                basis: cited(&line.sources),
                verified: read(&line.sources),
            })
            .collect(),
        ..RulesPage::default()
    };
    context.contents = contents(&context);
    context
}

/// What is on the page, in order; the ids are those of its headings.
fn contents(page: &RulesPage) -> Vec<Jump> {
    let jump = |text: &str, id: &str| Jump {
        text: text.to_owned(),
        id: id.to_owned(),
    };
    let mut contents: Vec<Jump> = page
        .groups
        .iter()
        .map(|group| jump(&group.name, &group.id))
        .collect();
    if !page.steps.is_empty() {
        contents.push(jump("环节", "steps"));
    }
    if !page.notices.is_empty() {
        contents.push(jump("公告编号", "notices"));
    }
    if !page.discipline.is_empty() {
        contents.push(jump("换届纪律", "discipline"));
    }
    contents
}

fn compared(here: &RulePack, there: &RulePack, base: &str) -> Comparison {
    let changes = law::diff(here, there);
    let mut groups: Vec<(UnitKind, Matter, ChangeGroup)> = Vec::new();
    for change in &changes {
        let known = groups
            .last()
            .is_some_and(|(kind, matter, _)| (*kind, *matter) == (change.kind, change.matter));
        if !known {
            let group = ChangeGroup {
                name: group_name(change.kind, change.matter),
                ..ChangeGroup::default()
            };
            groups.push((change.kind, change.matter, group));
        }
        let Some((_, _, group)) = groups.last_mut() else {
            continue;
        };
        if change.matter == Matter::Pending {
            if !group.names.is_empty() {
                group.names.push('、');
            }
            group.names.push_str(&change.what);
            continue;
        }
        let rules = here.rules(change.kind).or_else(|| there.rules(change.kind));
        let what = match (change.matter, rules) {
            (Matter::Notice, Some(rules)) if change.key != "void" => paper_name(&change.key, rules),
            _ => change.what.clone(),
        };
        group.rows.push(ChangeRow {
            what,
            here: change.old.clone(),
            here_basis: cite_all(&change.old_basis),
            there: change.new.clone(),
            there_basis: cite_all(&change.new_basis),
        });
    }
    let of_substance = |kind: UnitKind| {
        changes
            .iter()
            .filter(|change| change.kind == kind && change.is_of_substance())
            .count()
    };
    let counted: Vec<String> = UnitKind::ALL
        .into_iter()
        .filter(|kind| of_substance(*kind) > 0)
        .map(|kind| format!("{} {} 处", kind.name(), of_substance(kind)))
        .collect();
    Comparison {
        here: here.name().to_owned(),
        there: there.name().to_owned(),
        groups: groups.into_iter().map(|(_, _, group)| group).collect(),
        count: changes
            .iter()
            .filter(|change| change.is_of_substance())
            .count(),
        counted: counted.join("，"),
        back: base.to_owned(),
    }
}

/// 村的规则项, 村：条号变了、内容没有变
fn group_name(kind: UnitKind, matter: Matter) -> String {
    match matter {
        Matter::Renumbered | Matter::Pending => format!("{}：{}", kind.name(), matter.name()),
        _ => format!("{}的{}", kind.name(), matter.name()),
    }
}
