//! 先后 — the order in which the people of a list stand, against the rule on it.

use serde_json::Value;

use super::preflight::{Found, Gate};
use crate::{
    documents::{kind::Kind, strokes},
    law::Rules,
};

/// 先后 — a list that does not follow the rule on its order, or that holds a character no table places among those with
/// as many strokes.
pub(super) fn check(rules: &Rules, kind: Kind, facts: &Value) -> Option<Found> {
    let key = match kind {
        Kind::Nominees => "nominees",
        Kind::Candidates | Kind::Ballot => "candidates",
        _ => return None,
    };
    let people = facts.get(key)?.as_array().filter(|list| list.len() > 1)?;
    let notice = if kind == Kind::Ballot {
        Kind::Candidates
    } else {
        kind
    };
    let ruled = rules
        .notice(notice.id())
        .and_then(|notice| notice.order.as_deref())
        .or_else(|| {
            rules
                .word("candidate_order")
                .filter(|_| kind != Kind::Nominees)
        })
        == Some("strokes");
    let chosen = facts.get("order").and_then(Value::as_str);
    match chosen {
        Some("typed") if ruled => Some(Found::warn(
            Gate::Format,
            "N306",
            "请核对人员的先后：所用规则写的是按姓氏笔画排列，现在照填写的先后印。",
        )),
        Some("strokes") | None if ruled || chosen.is_some() => {
            let mut unplaced: Vec<&str> = people
                .iter()
                .filter_map(|row| row.get("name")?.as_str())
                .filter(|name| strokes::uncertain(name).next().is_some())
                .collect();
            unplaced.dedup();
            (!unplaced.is_empty()).then(|| {
                Found::warn(
                    Gate::Format,
                    "N306",
                    format!(
                        "请核对{}的先后：姓名里有通用规范汉字表以外的字，只按画数排，同画数的排在后面。需要调整的，把排列顺序改为“按填写的先后”。",
                        unplaced.join("、")
                    ),
                )
            })
        }
        _ => None,
    }
}
