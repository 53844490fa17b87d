//! 读表 — fields of a check read into the engine's facts, every problem at once at its field.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::{
    law::{absurd, eligibility::Unfit, poll::LIMIT},
    office::{refusal::Problems, typed},
    web::form::Fields,
};

/// Most names in a list.
const NAMES: usize = 200;
/// Longest name.
pub(super) const LONGEST: usize = 50;

/// Reads fields, collecting what cannot be read.
pub(super) struct Reader<'a> {
    pub(super) fields: &'a Fields,
    pub(super) problems: Problems,
}

impl<'a> Reader<'a> {
    /// Nothing read yet.
    pub(super) fn new(fields: &'a Fields) -> Self {
        Self {
            fields,
            problems: Problems::none(),
        }
    }

    /// What was typed into a field.
    pub(super) fn text(&self, name: &str) -> &'a str {
        self.fields.text(name)
    }

    /// A count; blank is `None`.
    pub(super) fn count(&mut self, name: &str, label: &str) -> Option<u32> {
        let most = i32::try_from(LIMIT).unwrap_or(i32::MAX);
        let text = self.fields.text(name);
        typed::number(&mut self.problems, name, label, text, (0, most))
            .and_then(|number| u32::try_from(number).ok())
    }

    /// A count; blank is nought.
    pub(super) fn amount(&mut self, name: &str, label: &str) -> u32 {
        self.count(name, label).unwrap_or(0)
    }

    /// A day of somebody's life, such as a birth.
    pub(super) fn day(&mut self, name: &str, label: &str) -> Option<NaiveDate> {
        typed::day(&mut self.problems, name, label, self.fields.text(name))
    }

    /// A day of an election: of this century, else it is a slip of the pen.
    pub(super) fn election_time(&mut self, name: &str, label: &str) -> Option<NaiveDate> {
        let day = self.day(name, label)?;
        match absurd(day, None, label) {
            Some(found) => {
                self.problems.add(name, found.message);
                None
            }
            None => Some(day),
        }
    }

    pub(super) fn line(&mut self, name: &str, label: &str) -> String {
        typed::line(
            &mut self.problems,
            name,
            label,
            self.fields.text(name),
            LONGEST,
        )
    }

    /// Names without their order.
    pub(super) fn names(&mut self, name: &str, label: &str) -> BTreeSet<String> {
        self.lines(name, label).into_iter().collect()
    }

    /// One name a line, in the order typed.
    pub(super) fn lines(&mut self, name: &str, label: &str) -> Vec<String> {
        let names: Vec<String> = self
            .fields
            .text(name)
            .split(['\n', '、', '，', ',', ';', '；'])
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
            .collect();
        if names.len() > NAMES {
            self.problems
                .add(name, format!("请分次核对：{label}超过 {NAMES} 个。"));
        } else if names.iter().any(|one| one.chars().count() > LONGEST) {
            self.problems.add(
                name,
                format!("请一行只写一个：{label}里有超过 {LONGEST} 个字的。"),
            );
        }
        names
    }

    /// The engine's complaints, under the names of the form; `rows` are the lines of the table that
    /// were taken.
    pub(super) fn unfit(&mut self, unfit: Vec<Unfit>, rename: impl Fn(&str) -> String) {
        for problem in unfit {
            self.problems.add(&rename(&problem.field), problem.message);
        }
    }

    /// What the engine says, where the form could be read; else nothing.
    pub(super) fn decided<T>(&mut self, result: Result<T, Vec<Unfit>>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            // What could not be read is nought here, and has been complained about already.
            Err(unfit) => {
                let known: Vec<Unfit> = unfit
                    .into_iter()
                    .filter(|problem| !self.problems.fields.contains_key(&problem.field))
                    .collect();
                self.unfit(known, str::to_owned);
                None
            }
        }
    }

    pub(super) fn done<T>(self, value: Option<T>) -> Result<T, Problems> {
        match value {
            Some(value) if self.problems.is_empty() => Ok(value),
            _ => Err(self.problems),
        }
    }
}

/// `stations.0.returned` of the engine is `returned.2` of the form when the first two lines were
/// left blank.
pub(super) fn cell(field: &str, lines: &[usize]) -> String {
    let mut parts = field.split('.').skip(1);
    let line = parts
        .next()
        .and_then(|at| at.parse::<usize>().ok())
        .and_then(|at| lines.get(at));
    match (parts.next(), line) {
        (Some(column), Some(line)) => format!("{column}.{line}"),
        _ => field.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complaints_find_their_cell() {
        for (field, lines, cell_name) in [
            ("stations.0.returned", &[2, 4][..], "returned.2"),
            ("stations.1.spoiled", &[2, 4], "spoiled.4"),
            ("posts.0.candidates", &[1], "candidates.1"),
            ("stations", &[], "stations"),
            ("printed", &[], "printed"),
        ] {
            assert_eq!(cell(field, lines), cell_name);
        }
    }
}
