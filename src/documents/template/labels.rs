//! 名称 — what a value of the data is called in Chinese: the label of the form page where it is asked there, else a word
//! of this table, else the words the shipped text has around it.

use super::slots::{self, Printed};
use crate::documents::kind::Kind;
use crate::documents::kinds::{FieldSpec, Input};
use crate::documents::text::shipped;

/// Values every paper may have, by their path without `[]`.
const WHOLE: &[(&str, &str)] = &[
    ("office.township", "乡镇名称"),
    ("office.ordinal", "届次"),
    ("office.election_year", "换届年份"),
    ("unit.name", "村（社区）名称"),
    ("unit.election_day", "选举日"),
    ("unit.electorate", "社区的选举方式"),
    ("issue.number", "编号"),
    ("issue.date", "落款日期"),
    ("names.unit", "村（社区）名称"),
    ("names.place", "乡镇和村（社区）名称"),
    ("names.committee", "村（居）民委员会名称"),
    ("names.committee_term", "届次和委员会名称"),
    ("names.election_committee", "选举委员会名称"),
    ("names.issuer", "落款单位"),
    ("names.law", "法律依据"),
    ("names.basis", "法律依据"),
    ("names.seats", "职数"),
    ("names.term", "届次"),
    ("names.kind", "文书名称"),
    ("names.party", "乡镇党委名称"),
    ("names.government", "乡镇政府名称"),
    ("names.group", "领导小组名称"),
    ("names.bureau", "领导小组办公室名称"),
    ("known.registered", "登记参加选举的人数"),
    ("known.election_day", "选举日"),
];

/// The last part of a path, where nothing better is known.
const LAST: &[(&str, &str)] = &[
    ("name", "姓名（名称）"),
    ("names", "名单"),
    ("people", "人员名单"),
    ("label", "职位"),
    ("title", "标题"),
    ("seats", "应选名额"),
    ("votes", "得票数"),
    ("elected", "当选人"),
    ("post", "单位及职务"),
    ("role", "职务"),
    ("basis", "依据"),
    ("latest", "最迟日期"),
    ("suggested", "建议日期"),
    ("responsible", "责任人"),
    ("leader", "挂钩领导"),
    ("members", "成员"),
    ("units", "村（社区）"),
    ("number", "编号"),
    ("pages", "页数"),
    ("state", "状态"),
    ("problem", "问题"),
    ("action", "整改要求"),
    ("place", "地点"),
    ("groups", "小组"),
    ("election_day", "选举日"),
    ("guidance_team", "指导组"),
    ("supervision_team", "督查组"),
    ("selected_on", "推选产生的日子"),
    ("registration_from", "登记开始日"),
    ("registration_to", "登记截止日"),
    ("registration", "登记起止日"),
    ("roll_day", "公布名单的日子"),
    ("term_end", "任期届满日"),
    ("withdraw_until", "书面放弃截止日"),
    ("proxies_until", "委托投票登记截止日"),
    ("rerun_until", "另行选举最迟日"),
    ("inspected_on", "检查日期"),
    ("plan_number", "实施方案的发文字号"),
    ("objection_days", "提出申诉的天数"),
    ("decision_days", "作出处理的天数"),
    ("voting_age", "参加选举的年龄"),
    ("proxy_max", "每人接受委托的人数"),
    ("deadline", "期限"),
    ("count", "人数"),
    ("total", "合计"),
];

/// The locked values of a kind: what each is called and how the shipped text writes it.
pub fn locked_labels(kind: Kind) -> Vec<(String, String)> {
    let text = shipped(kind);
    let mut list: Vec<(String, String)> = Vec::new();
    for printed in slots::locked(kind, &text) {
        let code = quoted(&text, printed.at);
        if !list.iter().any(|(_, known)| *known == code) {
            list.push((label(kind, &text, &printed), code));
        }
    }
    list
}

/// `{{ … }}` as a text has it at this place.
pub(super) fn quoted(text: &str, at: usize) -> String {
    text.get(at..)
        .and_then(|tail| tail.split_once("}}"))
        .map_or_else(String::new, |(value, _)| format!("{value}}}}}"))
}

/// What a locked value is called.
pub(super) fn label(kind: Kind, shipped: &str, printed: &Printed) -> String {
    let plain = printed.path.replace("[]", "");
    if let Some(rest) = plain.strip_prefix("facts.")
        && let Some(label) = asked(kind, rest)
    {
        return label;
    }
    if let Some((_, word)) = WHOLE.iter().find(|(path, _)| *path == plain) {
        return (*word).to_owned();
    }
    let last = plain.rsplit('.').next().unwrap_or(&plain);
    if let Some(label) = asked(kind, last) {
        return label;
    }
    match LAST.iter().find(|(part, _)| *part == last) {
        Some((_, word)) => (*word).to_owned(),
        None => around(shipped, printed),
    }
}

/// The label of the form page: `members.name` is 成员“姓名”.
fn asked(kind: Kind, path: &str) -> Option<String> {
    let (key, inner) = path.split_once('.').unwrap_or((path, ""));
    let spec = kind.fields().iter().find(|spec| spec.key == key)?;
    let column = column(spec, inner);
    Some(match column {
        Some(column) => format!("{}“{}”", spec.label, column.label),
        None => spec.label.to_owned(),
    })
}

fn column(spec: &FieldSpec, key: &str) -> Option<&'static FieldSpec> {
    match spec.input {
        Input::Table(columns) => columns.iter().find(|column| column.key == key),
        _ => None,
    }
}

/// The shipped words around a value: `登记参加选举的村民〔　〕人`.
fn around(shipped: &str, printed: &Printed) -> String {
    let before = shipped.get(..printed.at).unwrap_or_default();
    let after = shipped.get(printed.at..).unwrap_or_default();
    let after = after.split_once("}}").map_or("", |(_, after)| after);
    let words = |text: &str| -> Vec<char> { bare(text).chars().collect() };
    let (before, after) = (words(before), words(after));
    let before: String = before
        .iter()
        .skip(before.len().saturating_sub(10))
        .collect();
    let after: String = after.iter().take(6).collect();
    format!("“{before}〔　〕{after}”处的内容")
}

/// Text without elements and tags, up to the end of its sentence's line.
pub(super) fn bare(text: &str) -> String {
    let mut bare = String::new();
    let mut depth = 0_u32;
    let mut previous = ' ';
    for c in text.chars() {
        match (previous, c) {
            (_, '<') | ('{', '{' | '%' | '#') => depth += 1,
            (_, '>') | ('}' | '%' | '#', '}') => depth = depth.saturating_sub(1),
            _ if depth == 0 && !c.is_whitespace() && !matches!(c, '{' | '}') => bare.push(c),
            _ => {}
        }
        previous = c;
    }
    bare
}
