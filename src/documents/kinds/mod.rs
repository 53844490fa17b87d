//! 文书数据 — the typed data of each kind of paper, with its samples and the facts a clerk fills in.
//!
//! The data of every paper has the same shape: `office`, `unit` (papers of one village), `issue` (number and
//! day, once issued), `basis` (from the pinned rule pack), `known` (what the product supplies) and `facts` (what
//! a clerk typed on the form page). A fact that is not known is `null` or missing and becomes a ruled blank. Unknown
//! fields are refused.

mod carry;
mod common;
mod field;
pub mod form;
pub mod forms;
mod problem;
mod steps;
#[cfg(test)]
mod tests;
mod words;

pub mod arrange;
pub mod candidates;
pub mod counts;
pub mod daily_report;
pub mod discipline_notice;
pub mod discipline_poster;
pub mod election_committee;
pub mod election_day;
pub mod election_day_reply;
pub mod emergency_plan;
pub mod implementation_plan;
pub mod inspection_bulletin;
pub mod leading_group_notice;
pub mod liaison_table;
pub mod mobilization_notice;
pub mod notices;
pub mod packet_cover;
pub mod polling;
pub mod posting_checklist;
pub mod rectification_notice;
pub mod responsibility_letter;
pub mod result_reply;
pub mod results;
mod sample;
pub mod sign_in_sheet;
pub mod statistics_summary;
mod township;
pub mod training_notice;
pub mod voter_registration;
pub mod voter_roll;
pub mod work_summary;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

pub use arrange::Arrangement;
pub use carry::{carried_over, standing_candidates};
pub use common::{
    Basis, BasisStatus, Electorate, Issue, LinkedUnit, Office, Official, Post, Seats, Team,
    TownshipPaper, Unit, UnitKind, Urgency, VillagePaper,
};
pub use field::{FieldSpec, Input};
pub use notices::election_committee_change::committee_after;
pub use notices::voter_roll_correction::registered_after;
pub use problem::{DataProblem, personal_number};
pub use township::{Ballots, NamedUnit, Visit, VisitFinding};

use super::kind::Kind;

/// A count in Chinese: 三, 十二.
pub fn written(n: u32) -> String {
    words::number(n)
}

/// 样本 — built-in data of a paper, for looking at it, for tests and as an example of its JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// `normal`, `empty`, `largest`, `rare`, with `-community` for communities.
    pub name: &'static str,
    /// The data, as [`Kind::check`] takes it.
    pub data: Value,
}

/// Checks the data of a paper; see [`Kind::check`].
pub fn check(kind: Kind, data: &Value) -> Result<(), Vec<DataProblem>> {
    kind.check(data)
}

/// Built-in samples; see [`Kind::samples`].
pub fn samples(kind: Kind) -> Vec<Sample> {
    kind.samples()
}

/// The facts a clerk fills in; see [`Kind::fields`].
pub fn schema_fields(kind: Kind) -> &'static [FieldSpec] {
    kind.fields()
}

/// Where a character stands in the data of a paper, as the form page or the office calls the place: 成员第3行“姓名”.
/// Empty when it is in none (then the text itself has it).
pub fn places_of(kind: Kind, data: &Value, c: char) -> Vec<String> {
    let mut found = Vec::new();
    problem::containing(data, "", c, &mut found);
    problem::labelled(&mut found, kind.fields());
    let mut places: Vec<String> = Vec::new();
    for one in found {
        let place = if one.label.is_empty() {
            problem::part_of(&one.path)
        } else {
            one.label
        };
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}

/// The frame all papers share, for deriving names.
pub(super) trait Frame {
    fn office(&self) -> &Office;
    fn unit(&self) -> Option<&Unit>;
    fn issue(&self) -> &Issue;
    fn basis(&self) -> &[Basis];
}

impl<K, F> Frame for VillagePaper<K, F> {
    fn office(&self) -> &Office {
        &self.office
    }
    fn unit(&self) -> Option<&Unit> {
        Some(&self.unit)
    }
    fn issue(&self) -> &Issue {
        &self.issue
    }
    fn basis(&self) -> &[Basis] {
        &self.basis
    }
}

impl<K, F> Frame for TownshipPaper<K, F> {
    fn office(&self) -> &Office {
        &self.office
    }
    fn unit(&self) -> Option<&Unit> {
        None
    }
    fn issue(&self) -> &Issue {
        &self.issue
    }
    fn basis(&self) -> &[Basis] {
        &self.basis
    }
}

/// What a kind adds to the frame: its fields, its own checks, its own words, its samples.
pub(super) trait Paper: Frame + Serialize + DeserializeOwned {
    /// Facts on the form page.
    const FIELDS: &'static [FieldSpec];

    /// Contradictions inside the data. Figures are compared with each other only; what they mean in law is
    /// the rule engine's to say.
    fn problems(&self, _problems: &mut Vec<DataProblem>) {}

    /// Words of this kind, added below `names`.
    fn words(&self, _names: &mut Map<String, Value>) {}

    /// Built-in samples.
    fn samples() -> Vec<Sample>;
}

/// The functions of a kind, for the table in `kind.rs`.
pub(super) struct Content {
    pub(super) fields: &'static [FieldSpec],
    pub(super) context: fn(Kind, &Value) -> Result<Value, Vec<DataProblem>>,
    pub(super) samples: fn() -> Vec<Sample>,
}

impl Content {
    pub(super) const fn of<T: Paper>() -> Self {
        Self {
            fields: T::FIELDS,
            context: context::<T>,
            samples: T::samples,
        }
    }
}

/// What is wrong with a paper whatever was meant where it could not be read.
fn holding<T: Paper>(unread: &problem::Unread<T>) -> Vec<DataProblem> {
    let mut lists = unread.mended.iter().map(|paper| {
        let mut problems = Vec::new();
        paper.problems(&mut problems);
        problems
    });
    let (Some(first), Some(second)) = (lists.next(), lists.next()) else {
        return Vec::new();
    };
    first
        .into_iter()
        .filter(|problem| second.contains(problem))
        .filter(|problem| {
            !unread
                .problems
                .iter()
                .any(|told| told.covers(&problem.path))
        })
        .collect()
}

fn context<T: Paper>(kind: Kind, data: &Value) -> Result<Value, Vec<DataProblem>> {
    let mut problems = Vec::new();
    problem::walk(
        &problem::normalised(data),
        "",
        kind.is_public(),
        &mut problems,
    );
    let paper = match problem::read::<T>(data) {
        Ok(paper) => {
            paper.problems(&mut problems);
            Some(paper)
        }
        Err(unread) => {
            let both = holding(&unread);
            problems.extend(unread.problems);
            problems.extend(both);
            None
        }
    };
    let Some(paper) = paper.filter(|_| problems.is_empty()) else {
        problem::labelled(&mut problems, T::FIELDS);
        return Err(problems);
    };
    let mut names = words::names(
        kind,
        paper.office(),
        paper.unit(),
        paper.issue(),
        paper.basis(),
    );
    paper.words(&mut names);
    // 序列化自己的类型不会失败；万一失败，按数据问题报告而不是中断
    let Ok(Value::Object(context)) = serde_json::to_value(&paper) else {
        return Err(vec![DataProblem::at(
            "",
            "数据不能整理成文书，请联系系统管理员",
        )]);
    };
    let mut context = Value::Object(context);
    if let Some(urgency) = Urgency::of(&context) {
        names.insert("urgency".to_owned(), urgency.label().into());
    }
    context["names"] = Value::Object(names);
    Ok(context)
}
