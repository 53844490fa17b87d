//! 培训覆盖 — which kinds of people of which village were trained, held against the list of polling
//! staff where there is one. Computed from the courses that were held; nobody is checked in.

use std::collections::HashMap;

use serde_json::Value;
use uuid::Uuid;

use super::{
    catalogue::{Curriculum, Function, Whose},
    need::{Counts, counts_by_village},
};
use crate::store::{
    entity::{training_group, training_need, village as village_row},
    occasion::{HELD, PLANNED},
    training::Whole,
};

/// A person on the list of polling staff: duty and name.
pub type Staff = (String, String);

/// The list of polling staff of a village, from the facts of its notice; `None` while there is none.
pub fn staff_of(facts: &str) -> Option<Vec<Staff>> {
    let facts: Value = serde_json::from_str(facts).ok()?;
    let list: Vec<Staff> = facts
        .get("staff")?
        .as_array()?
        .iter()
        .filter_map(|row| {
            Some((
                row.get("duty")?.as_str()?.to_owned(),
                row.get("name")
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .trim()
                    .to_owned(),
            ))
        })
        .collect();
    (!list.is_empty()).then_some(list)
}

/// 一个村一类人员
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// How many have to be trained: by the list of polling staff, else the village's own number, else one.
    pub needed: u32,
    /// Whether the number is that of a list, or the village's own.
    pub listed: bool,
    /// How many were trained in all courses held.
    pub trained: u32,
    /// People on the list who are in no course whose names were written down.
    pub missing: Vec<String>,
    /// Whether a course that lies ahead asks for them.
    pub called: bool,
}

impl Cell {
    /// Whether somebody still has to be trained.
    pub fn gap(&self) -> bool {
        self.trained < self.needed || !self.missing.is_empty()
    }
}

/// Names written in any of the usual ways.
pub fn names_of(text: &str) -> Vec<&str> {
    text.split(['、', '，', ',', '；', ';', ' ', '　', '\n'])
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect()
}

/// 参训 of all courses, found by village without looking at those of the others.
#[derive(Debug, Default)]
pub struct Groups<'w> {
    villages: HashMap<Uuid, Vec<Group<'w>>>,
    teams: Vec<Group<'w>>,
    needs: HashMap<Uuid, Counts>,
}

/// The state of a course with one of its groups.
type Group<'w> = (&'w str, &'w training_group::Model);

impl<'w> Groups<'w> {
    /// The groups of some courses.
    pub fn of(courses: &'w [Whole]) -> Self {
        let mut all = Self::default();
        for (one, groups) in courses {
            for group in groups {
                let entry = (one.state.as_str(), group);
                match group.village_id {
                    Some(id) => all.villages.entry(id).or_default().push(entry),
                    None => all.teams.push(entry),
                }
            }
        }
        all
    }

    /// With the numbers that villages have of their own.
    #[must_use]
    pub fn with_needs(mut self, needs: &[training_need::Model]) -> Self {
        self.needs = counts_by_village(needs);
        self
    }

    fn need(&self, village: Uuid, function: &str) -> Option<u32> {
        self.needs.get(&village)?.get(function).copied()
    }

    fn near(&self, village: Uuid) -> impl Iterator<Item = Group<'w>> + '_ {
        self.villages
            .get(&village)
            .into_iter()
            .flatten()
            .chain(&self.teams)
            .copied()
    }
}

/// Cells of one village, in the order of the kinds of people; `None` where the kind is not needed there.
pub fn of_village(
    curriculum: &Curriculum,
    village: &village_row::Model,
    staff: Option<&[Staff]>,
    groups: &Groups<'_>,
) -> Vec<Option<Cell>> {
    curriculum
        .functions
        .iter()
        .map(|function| cell(function, village, staff, groups))
        .collect()
}

fn cell(
    function: &Function,
    village: &village_row::Model,
    staff: Option<&[Staff]>,
    groups: &Groups<'_>,
) -> Option<Cell> {
    let team = match function.id.as_str() {
        "guidance" => village.guidance_team_id,
        "supervision" => village.supervision_team_id,
        _ => None,
    };
    let mine = |group: &training_group::Model| {
        group.function == function.id
            && match function.level {
                Whose::Village => group.village_id == Some(village.id),
                Whose::Township => team.is_some() && group.team_id == team,
            }
    };
    let mut cell = Cell::default();
    match (function.level, staff) {
        // No team, nobody to train: the gap is one of the assignment.
        (Whose::Township, _) => {
            team?;
            cell.needed = 1;
        }
        (Whose::Village, Some(staff)) if function.poll => {
            let count = staff
                .iter()
                .filter(|(duty, _)| function.duties.contains(duty))
                .count();
            cell.needed = u32::try_from(count).unwrap_or(u32::MAX);
            cell.listed = true;
        }
        (Whose::Village, _) => match groups.need(village.id, &function.id) {
            Some(need) => {
                cell.needed = need;
                cell.listed = need > 0;
            }
            None => cell.needed = u32::from(function.expected > 0),
        },
    }
    let mut named = false;
    let held = || {
        groups
            .near(village.id)
            .filter(|(state, _)| *state == HELD)
            .map(|(_, group)| group)
    };
    for group in held().filter(|group| mine(group)) {
        let attended = group.attended.and_then(|n| u32::try_from(n).ok());
        cell.trained = cell.trained.saturating_add(attended.unwrap_or(0));
        named |= !names_of(&group.names).is_empty();
    }
    cell.called = groups
        .near(village.id)
        .any(|(state, group)| state == PLANNED && mine(group));
    if cell.needed == 0 && cell.trained == 0 {
        return None;
    }
    if cell.listed && named {
        // Somebody trained for one duty may do another: all names of the village count.
        let trained: Vec<&str> = held()
            .filter(|group| group.village_id == Some(village.id))
            .flat_map(|group| names_of(&group.names))
            .collect();
        cell.missing = staff
            .unwrap_or_default()
            .iter()
            .filter(|(duty, name)| {
                function.duties.contains(duty)
                    && !name.is_empty()
                    && !trained.contains(&name.as_str())
            })
            .map(|(_, name)| name.clone())
            .collect();
    }
    Some(cell)
}

/// Kinds of people of a village who work on the polling day and are not trained, in words:
/// «计票员没有培训», «监票员 3 人只培训了 2 人», «唱票员李四没有参加».
pub fn untrained(
    curriculum: &Curriculum,
    village: &village_row::Model,
    cells: &[Option<Cell>],
    poll_only: bool,
) -> Vec<String> {
    let kind = crate::office::standing::kind_of(village);
    curriculum
        .functions
        .iter()
        .zip(cells)
        .filter(|(function, _)| function.poll || !poll_only)
        .filter_map(|(function, cell)| {
            let cell = cell.as_ref().filter(|cell| cell.gap())?;
            let name = function.name(kind);
            Some(if cell.trained == 0 {
                format!("{name}没有培训")
            } else if cell.missing.is_empty() {
                format!("{name} {} 人只培训了 {} 人", cell.needed, cell.trained)
            } else {
                format!("{name}{}没有参加培训", cell.missing.join("、"))
            })
        })
        .collect()
}
