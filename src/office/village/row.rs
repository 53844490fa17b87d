//! 一行 — a stored village: its lists, its words for audit and comparison, a blank one.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::{
    civil,
    law::UnitKind,
    office::standing::kind_of,
    roster::{self, TroubleCause},
    store::entity::village as village_row,
};

/// 村 or 社区 as stored.
pub fn kind_id(kind: roster::UnitKind) -> &'static str {
    match kind {
        roster::UnitKind::Village => UnitKind::Village.id(),
        roster::UnitKind::Community => UnitKind::Community.id(),
    }
}

/// 难点村原因 of a stored village.
pub fn causes(row: &village_row::Model) -> Vec<TroubleCause> {
    serde_json::from_str(&row.trouble_causes).unwrap_or_default()
}

/// 张贴点 of a stored village.
pub fn places(row: &village_row::Model) -> Vec<String> {
    serde_json::from_str(&row.posting_places).unwrap_or_default()
}

pub(in crate::office) fn list_text<T: serde::Serialize>(list: &[T]) -> String {
    serde_json::to_string(list).unwrap_or_else(|_| "[]".to_owned())
}

pub(in crate::office) fn stored(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// A village as labelled words: what the audit keeps, and what a comparison shows.
pub(in crate::office) fn facts(model: &village_row::Model) -> Vec<(&'static str, String)> {
    let number = |n: Option<i32>| n.map(|n| n.to_string()).unwrap_or_default();
    let day = |day: Option<NaiveDate>| day.map(civil::long).unwrap_or_default();
    let causes: Vec<&str> = causes(model).iter().map(|cause| cause.title()).collect();
    vec![
        ("名称", model.name.clone()),
        ("类别", kind_of(model).name().to_owned()),
        ("区划代码", model.code.clone().unwrap_or_default()),
        ("总户数", number(model.households)),
        ("总人口", number(model.population)),
        ("村民小组数", number(model.groups)),
        ("党员数", number(model.party_members)),
        ("上届登记选民数", number(model.last_voters)),
        (
            "职数（主任＋副主任＋委员）",
            format!(
                "{}＋{}＋{}",
                model.seats_chair, model.seats_deputy, model.seats_member
            ),
        ),
        ("任期届满", day(model.term_end)),
        ("难点村原因", causes.join("、")),
        ("张贴点", places(model).join("、")),
        ("备注", model.note.clone()),
        ("单独的选举日", day(model.election_day)),
    ]
}

/// The same as JSON for the audit.
pub(in crate::office) fn seen(model: &village_row::Model) -> serde_json::Value {
    facts(model)
        .into_iter()
        .map(|(label, value)| (label.to_owned(), serde_json::Value::String(value)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// «总户数 813 → 820», a line for each difference.
pub(in crate::office) fn differences(
    before: &[(&'static str, String)],
    after: &[(&'static str, String)],
) -> Vec<String> {
    let word = |text: &str| {
        if text.is_empty() {
            "（空）".to_owned()
        } else {
            text.to_owned()
        }
    };
    before
        .iter()
        .zip(after)
        .filter(|((_, old), (_, new))| old != new)
        .map(|((label, old), (_, new))| format!("{label} {} → {}", word(old), word(new)))
        .collect()
}

/// A village with nothing in it yet.
pub(in crate::office) fn blank(cycle_id: Uuid, ordinal: i32) -> village_row::Model {
    village_row::Model {
        id: Uuid::now_v7(),
        cycle_id,
        ordinal,
        name: String::new(),
        kind: String::new(),
        code: None,
        households: None,
        population: None,
        groups: None,
        party_members: None,
        last_voters: None,
        seats_chair: 0,
        seats_deputy: 0,
        seats_member: 0,
        term_end: None,
        trouble_causes: "[]".to_owned(),
        posting_places: "[]".to_owned(),
        note: String::new(),
        election_day: None,
        leader_id: None,
        guidance_team_id: None,
        supervision_team_id: None,
        version: 1,
    }
}

pub(in crate::office) fn next_ordinal(villages: &[village_row::Model]) -> i32 {
    villages
        .iter()
        .map(|row| row.ordinal)
        .max()
        .unwrap_or(0)
        .saturating_add(1)
}
