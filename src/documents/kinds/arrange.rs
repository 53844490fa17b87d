//! 排列 — in which order the people of a post stand: by strokes, or as they were written down.

use serde::{Deserialize, Serialize};

use super::candidates::Order;
use super::field::{FieldSpec, Input, field};
use crate::documents::strokes;

/// 排列办法, as a clerk chooses it
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Arrangement {
    /// 按姓氏笔画
    Strokes,
    /// 按填写的先后
    Typed,
}

/// The choice on a form page.
pub(super) const ARRANGEMENT: FieldSpec = field(
    "order",
    "排列顺序",
    "不选时照所用的规则：规则写明按姓氏笔画的，自动按笔画排；其余照填写的先后",
    Input::Choice(&[("strokes", "按姓氏笔画"), ("typed", "按填写的先后")]),
);

/// The order in which people are printed, and which the paper may therefore name; `None` is as written.
pub(super) fn order(ruled: Option<Order>, chosen: Option<Arrangement>) -> Option<Order> {
    match (ruled, chosen) {
        (_, Some(Arrangement::Strokes)) => Some(Order::Strokes),
        // 写的先后与规则写明的不同时，不说是按规则排的
        (Some(Order::Strokes), Some(Arrangement::Typed)) => None,
        (ruled, _) => ruled,
    }
}

/// The people in that order. Votes are not known here: whoever writes the list follows them.
pub(super) fn arranged<T: Clone>(
    people: &[T],
    order: Option<Order>,
    name: impl Fn(&T) -> &str,
) -> Vec<T> {
    let mut people = people.to_vec();
    if order == Some(Order::Strokes) {
        people.sort_by(|one, other| strokes::compare(name(one), name(other)));
    }
    people
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::documents::kind::Kind;

    #[test]
    fn people_stand_in_the_order_the_paper_names() {
        // (规则写的, 选的, who stands first, what the paper says)
        let cases = [
            (json!("strokes"), Value::Null, "丁一", json!("strokes")),
            (json!("strokes"), json!("typed"), "陈静", Value::Null),
            (json!("votes"), Value::Null, "陈静", json!("votes")),
            (json!("votes"), json!("strokes"), "丁一", json!("strokes")),
            (Value::Null, json!("strokes"), "丁一", json!("strokes")),
            (Value::Null, Value::Null, "陈静", Value::Null),
        ];
        let people = json!([
            { "post": "member", "name": "陈静" }, { "post": "member", "name": "丁一" },
            { "post": "member", "name": "郑国平" }
        ]);
        for (ruled, chosen, first, said) in cases {
            for (kind, key, known) in [
                (Kind::Candidates, "candidates", json!({ "order": ruled })),
                (Kind::Nominees, "nominees", json!({ "order": ruled })),
                (
                    Kind::Ballot,
                    "candidates",
                    json!({ "rules": { "order": ruled } }),
                ),
            ] {
                let data = json!({
                    "office": { "township": "石塘镇", "ordinal": 9, "election_year": 2027 },
                    "unit": { "name": "上前村", "kind": "village" },
                    "known": known, "facts": { key: people, "order": chosen }
                });
                let context = kind.context(&data).unwrap();
                let names = &context["names"];
                if kind == Kind::Ballot {
                    let lines = &names["tickets"][0]["columns"][0]["lines"];
                    assert_eq!(lines[0][0], first, "{ruled} {chosen}");
                    let strokes = names["marks"].to_string().contains("按姓氏笔画排列");
                    assert_eq!(strokes, said == "strokes", "{ruled} {chosen}");
                } else {
                    assert_eq!(names["posts"][0]["people"][0], first, "{ruled} {chosen}");
                    assert_eq!(names["order"], said, "{} {ruled} {chosen}", kind.id());
                }
            }
        }
    }
}
