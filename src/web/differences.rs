//! 前后对照 — what an audit row changed, a line a field, in the words of the office.
//!
//! Rows keep JSON of before and after. Keys that are Chinese are shown as they are; columns of the
//! database are named here; what has no name here is of no use to a reader and is left out. Phone
//! numbers and the like only say that they changed.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde_json::{Map, Value};
use uuid::Uuid;

/// Most characters of a value that are shown.
const LONGEST: usize = 80;

/// What stands for a value nobody can read.
const UNSAID: &str = "（见记录）";

/// How a column is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// As it is.
    Plain,
    /// A code of the program, by the word for it.
    Code,
    /// Only that it changed.
    Hidden,
}

/// Columns by the words of the office.
const COLUMNS: &[(&str, &str, Reading)] = &[
    ("name", "名称", Reading::Plain),
    ("title", "标题", Reading::Plain),
    ("ordinal", "序号（届）", Reading::Plain),
    ("default_election_day", "统一选举日", Reading::Plain),
    ("election_day", "选举日", Reading::Plain),
    ("window_start", "工作开始", Reading::Plain),
    ("window_end", "工作结束", Reading::Plain),
    ("pack_id", "规则包", Reading::Plain),
    ("kind", "类别", Reading::Code),
    ("state", "状态", Reading::Code),
    ("act", "办理", Reading::Code),
    ("code", "编码", Reading::Plain),
    ("households", "户数", Reading::Plain),
    ("population", "人口", Reading::Plain),
    ("groups", "村民小组", Reading::Plain),
    ("party_members", "党员", Reading::Plain),
    ("last_voters", "上届选民", Reading::Plain),
    ("seats_chair", "主任职数", Reading::Plain),
    ("seats_deputy", "副主任职数", Reading::Plain),
    ("seats_member", "委员职数", Reading::Plain),
    ("term_end", "任期届满", Reading::Plain),
    ("trouble_causes", "难点原因", Reading::Plain),
    ("posting_places", "张贴地点", Reading::Plain),
    ("leader_id", "联系领导", Reading::Hidden),
    ("guidance_team_id", "指导组", Reading::Hidden),
    ("supervision_team_id", "督查组", Reading::Hidden),
    ("team_id", "所在组", Reading::Hidden),
    ("owner_id", "责任人", Reading::Hidden),
    ("sex", "性别", Reading::Plain),
    ("post", "职务", Reading::Plain),
    ("body_roles", "机构职务", Reading::Plain),
    ("phone", "电话", Reading::Hidden),
    ("removed", "已移出", Reading::Plain),
    ("day", "日期", Reading::Plain),
    ("planned_day", "计划日期", Reading::Plain),
    ("place", "地点", Reading::Plain),
    ("note", "说明", Reading::Plain),
    ("late_explanation", "逾期说明", Reading::Plain),
    ("number", "文号", Reading::Plain),
    ("dated", "落款日期", Reading::Plain),
    ("posted_on", "张贴日期", Reading::Plain),
    ("posted_place", "张贴地点", Reading::Plain),
    ("void_reason", "作废原因", Reading::Plain),
    ("inspectors", "督查人员", Reading::Plain),
    ("problem", "问题", Reading::Plain),
    ("measure", "整改措施", Reading::Plain),
    ("deadline", "整改期限", Reading::Plain),
    ("facts", "填写内容", Reading::Hidden),
];

/// Codes by the words of the office.
const CODES: &[(&str, &str)] = &[
    ("village", "村"),
    ("community", "社区"),
    ("guidance", "指导组"),
    ("supervision", "督查组"),
    ("issued", "已印发"),
    ("void", "已作废"),
    ("done", "完成"),
    ("set-aside", "不适用"),
    ("undone", "撤销"),
    ("undo", "撤销"),
    ("skip", "不适用"),
];

/// The lines of an audit row: «完成日期：（空）→ 2027年2月24日».
pub(super) fn lines(before: Option<&str>, after: Option<&str>) -> Vec<String> {
    let (before, after) = (object(before), object(after));
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    keys.into_iter()
        .filter_map(|key| {
            let (label, reading) = named(key)?;
            let (old, new) = (before.get(key), after.get(key));
            if old == new {
                return None;
            }
            if reading == Reading::Hidden {
                return Some(format!("{label}：已改"));
            }
            let (old, new) = (text(old, reading), text(new, reading));
            // A code without a word says nothing to a reader.
            if reading == Reading::Code && (old == UNSAID || new == UNSAID) {
                return None;
            }
            (old != new).then(|| format!("{label}：{old} → {new}"))
        })
        .collect()
}

fn object(json: Option<&str>) -> Map<String, Value> {
    match json.map(serde_json::from_str) {
        Some(Ok(Value::Object(fields))) => fields,
        _ => Map::new(),
    }
}

fn named(key: &str) -> Option<(&str, Reading)> {
    if !key.is_ascii() {
        return Some((key, Reading::Plain));
    }
    COLUMNS
        .iter()
        .find(|(column, _, _)| *column == key)
        .map(|(_, label, reading)| (*label, *reading))
}

fn text(value: Option<&Value>, reading: Reading) -> String {
    const NOTHING: &str = "（空）";
    let said = match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::Bool(yes)) => if *yes { "是" } else { "否" }.to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::String(words)) => spoken(words, reading),
        Some(Value::Array(items)) => items
            .iter()
            .map(|item| text(Some(item), reading))
            .filter(|item| item != NOTHING)
            .collect::<Vec<_>>()
            .join("、"),
        Some(Value::Object(_)) => UNSAID.to_owned(),
    };
    if said.is_empty() {
        return NOTHING.to_owned();
    }
    if said.chars().count() > LONGEST {
        let start: String = said.chars().take(LONGEST).collect();
        return format!("{start}……");
    }
    said
}

fn spoken(words: &str, reading: Reading) -> String {
    if let Ok(day) = words.parse::<NaiveDate>() {
        return crate::civil::long(day);
    }
    if Uuid::parse_str(words).is_ok() {
        return UNSAID.to_owned();
    }
    // Lists are kept as JSON text in some columns.
    if words.starts_with('[')
        && let Ok(Value::Array(items)) = serde_json::from_str(words)
    {
        return text(Some(&Value::Array(items)), reading).replace("（空）", "");
    }
    if reading == Reading::Code && words.is_ascii() {
        return CODES
            .iter()
            .find(|(code, _)| *code == words)
            .map_or_else(|| UNSAID.to_owned(), |(_, word)| (*word).to_owned());
    }
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_told_in_the_words_of_the_office() {
        let cases: [(Option<&str>, Option<&str>, &[&str]); 8] = [
            (None, None, &[]),
            (
                Some(r#"{"day":null,"note":""}"#),
                Some(r#"{"day":"2027-02-24","note":""}"#),
                &["日期：（空） → 2027年2月24日"],
            ),
            (
                None,
                Some(r#"{"姓名":"李义鹏","所负责的村（社区）":["上前村","下前村"]}"#),
                &[
                    "姓名：（空） → 李义鹏",
                    "所负责的村（社区）：（空） → 上前村、下前村",
                ],
            ),
            // Neither phone numbers nor ids nor codes are shown.
            (
                Some(r#"{"phone":"13800000000","leader_id":null}"#),
                Some(r#"{"phone":null,"leader_id":"0190b3a0-0000-7000-8000-000000000000"}"#),
                &["联系领导：已改", "电话：已改"],
            ),
            (
                Some(r#"{"state":"issued","kind":"election-day"}"#),
                Some(r#"{"state":"void","kind":"polling"}"#),
                &["状态：已印发 → 已作废"],
            ),
            (
                Some(r#"{"posting_places":"[]"}"#),
                Some(r#"{"posting_places":"[\"村务公开栏\",\"祠堂\"]"}"#),
                &["张贴地点：（空） → 村务公开栏、祠堂"],
            ),
            // What has no name in the office is left out, and damaged JSON does no harm.
            (Some(r#"{"version":1}"#), Some(r#"{"version":2}"#), &[]),
            (Some("{"), Some("[1]"), &[]),
        ];
        for (before, after, expected) in cases {
            assert_eq!(lines(before, after), expected, "{before:?} {after:?}");
        }
    }

    #[test]
    fn long_texts_are_cut() {
        let after = serde_json::json!({ "note": "长".repeat(200) }).to_string();
        let line = lines(None, Some(&after)).concat();
        assert!(
            line.ends_with("长……") && line.chars().count() < 100,
            "{line}"
        );
    }
}
