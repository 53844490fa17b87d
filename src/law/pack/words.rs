//! 用中文说 — a value, a step, a notice in the words a township uses.

use std::fmt::Write as _;

use super::super::offset::{Amount, Offset, POLLING};
use super::super::param::{self, Param};
use super::super::unit::UnitKind;
use super::model::{Item, Notice, Rules, Step, StepClass};

/// 村（居）民会议 as this kind of unit calls it: 村民会议, 居民会议.
pub fn of_kind(text: &str, kind: UnitKind) -> String {
    let own = match kind {
        UnitKind::Village => "村",
        UnitKind::Community => "居",
    };
    text.replace("村（居）", own)
}

/// Class in force: 法定 only while a lawful last day is.
pub(super) fn class(step: &Step, rules: &Rules) -> StepClass {
    let lawful = step
        .latest
        .as_ref()
        .is_some_and(|offset| day_in_words(offset, rules).is_some());
    if lawful {
        step.class
    } else {
        StepClass::Working
    }
}

/// 提前 20 日, 没有规定; the sources beside it say what is 待核.
pub(super) fn item(item: Option<&Item>, param: &Param) -> String {
    let value = item.and_then(|item| item.value.as_ref());
    value.map_or_else(|| "没有规定".to_owned(), |value| value.describe(param))
}

/// 第4号，村民选举委员会发布，姓名按得票多少
pub(super) fn notice(notice: Option<&Notice>, kind: UnitKind) -> String {
    let Some(notice) = notice else {
        return "没有这张公告".to_owned();
    };
    let mut text = format!(
        "{}，{}发布",
        number(notice.number.as_deref()),
        notice.issuer.name(kind)
    );
    if let Some(order) = order(notice.order.as_deref()) {
        let _ = write!(text, "，姓名{order}");
    }
    text
}

/// 第2-1号, 不编号
pub(super) fn number(number: Option<&str>) -> String {
    number.map_or_else(|| "不编号".to_owned(), |number| format!("第{number}号"))
}

/// 按得票多少, 按姓氏笔画
pub(super) fn order(order: Option<&str>) -> Option<&'static str> {
    match order {
        Some("votes") => Some("按得票多少"),
        Some("strokes") => Some("按姓氏笔画"),
        _ => None,
    }
}

/// 第16号、第20号
pub(super) fn void_numbers(rules: &Rules) -> String {
    let list: Vec<String> = rules
        .void_numbers
        .iter()
        .map(|void| number(Some(void)))
        .collect();
    if list.is_empty() {
        "没有".to_owned()
    } else {
        list.join("、")
    }
}

/// What a step asks, on one line: its days and its order.
pub(super) fn step(step: &Step, rules: &Rules) -> String {
    let mut parts: Vec<String> = day_facts(step, rules)
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(label, text)| format!("{label} {text}"))
        .collect();
    let after = after(step, rules);
    if !after.is_empty() {
        parts.push(format!("在 {after} 之后"));
    }
    parts.join("，")
}

/// Everything a step asks, label by label; always the same labels.
pub(super) fn step_facts(
    step: &Step,
    rules: &Rules,
    kind: UnitKind,
) -> Vec<(&'static str, String)> {
    let stage = rules
        .stages
        .iter()
        .find(|stage| stage.id == step.stage)
        .map_or_else(|| step.stage.clone(), |stage| stage.name.clone());
    let papers: Vec<&str> = step
        .papers
        .iter()
        .map(|paper| {
            rules
                .notice(paper)
                .and_then(|notice| notice.title.as_deref())
                .unwrap_or(paper)
        })
        .collect();
    let mut facts = vec![
        ("名称", step.name.clone()),
        ("阶段", stage),
        ("期限", class(step, rules).name().to_owned()),
        ("办理", step.owner.name(kind).to_owned()),
    ];
    facts.extend(day_facts(step, rules));
    facts.push(("到期", if step.lapses { "自行截止" } else { "" }.to_owned()));
    facts.push(("发生条件", step.when.clone().unwrap_or_default()));
    facts.push(("前面的环节", after(step, rules)));
    facts.push(("文书", papers.join("、")));
    facts
}

fn day_facts(step: &Step, rules: &Rules) -> Vec<(&'static str, String)> {
    [
        ("最早", &step.earliest),
        ("最迟", &step.latest),
        ("建议", &step.suggested),
        ("惯例", &step.usual),
    ]
    .into_iter()
    .map(|(label, offset)| {
        let text = offset
            .as_ref()
            .and_then(|offset| day_in_words(offset, rules))
            .unwrap_or_default();
        (label, text)
    })
    .collect()
}

fn after(step: &Step, rules: &Rules) -> String {
    let names: Vec<String> = step.after.iter().map(|id| name(id, rules)).collect();
    names.join("、")
}

fn name(id: &str, rules: &Rules) -> String {
    rules
        .step(id)
        .map_or_else(|| id.to_owned(), |step| format!("「{}」", step.name))
}

/// 选举日－20日; `None` where it needs a number nobody has set.
fn day_in_words(offset: &Offset, rules: &Rules) -> Option<String> {
    let mut text = if offset.anchor == POLLING {
        "选举日".to_owned()
    } else {
        name(&offset.anchor, rules)
    };
    if offset.terms.is_empty() {
        text.push_str("当日");
    }
    for (plus, amount) in &offset.terms {
        let days = match amount {
            Amount::Days(days) => *days,
            Amount::Item(key) => rules.number(key)?,
        };
        if days == 0 && offset.terms.len() == 1 {
            text.push_str("当日");
        } else {
            let _ = write!(text, "{}{days}日", if *plus { "＋" } else { "－" });
        }
        // The readings differ by a day: say which one a pack follows where it is not the usual.
        if let (Amount::Item(key), false) = (amount, *plus)
            && param::find(key).is_some_and(|param| param.shape == param::Shape::Lead)
            && rules.word("backward_count") == Some("strict")
        {
            text.push_str("（从严）");
        }
    }
    Some(text)
}

/// The day a step is to be done, shortly: its last day, or the one usual.
pub(super) fn step_day(step: &Step, rules: &Rules) -> String {
    [&step.latest, &step.suggested, &step.usual, &step.earliest]
        .into_iter()
        .flatten()
        .find_map(|offset| day_in_words(offset, rules))
        .unwrap_or_default()
}
