//! 法定人数 — what the rule engine says of those who came and of those who agreed.

use super::{
    Decision,
    catalogue::{Counted, MeetingKind},
    expected::Part,
};
use crate::{
    law::{
        Rules,
        eligibility::{
            Attendance, Mark, RepresentativesMeeting, Ruling, Unfit, Verdict, VillageMeeting,
            check_representatives_meeting, check_village_meeting,
        },
    },
    store::entity::{meeting, meeting_unit},
};

/// 到会
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Came {
    /// 应到, without 列席
    pub expected: u32,
    /// 实到; `None` while the sign-in sheet is not entered.
    pub present: Option<u32>,
}

impl Came {
    /// The sum of the rows that count.
    pub fn of(rows: &[meeting_unit::Model]) -> Self {
        let mut came = Self::default();
        for row in rows.iter().filter(|row| row.part != Part::Guests.id()) {
            let count = |n: i32| u32::try_from(n).unwrap_or(0);
            came.expected = came.expected.saturating_add(count(row.expected));
            if let Some(present) = row.present {
                came.present = Some(came.present.unwrap_or(0).saturating_add(count(present)));
            }
        }
        came
    }
}

/// 核对结果
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Quorum {
    /// Who came.
    pub came: Came,
    /// Rulings of the engine; none where the law sets no quorum.
    pub rulings: Vec<Ruling>,
    /// Why the engine could not judge.
    pub unfit: Vec<Unfit>,
}

impl Quorum {
    /// The ruling that says 未达法定人数.
    pub fn missed(&self) -> Option<&Ruling> {
        self.rulings.iter().find(|ruling| ruling.code == Mark::K701)
    }
}

fn sum(rows: &[meeting_unit::Model], part: Part) -> u32 {
    rows.iter()
        .filter(|row| row.part == part.id())
        .fold(0, |sum: u32, row| {
            sum.saturating_add(u32::try_from(row.expected).unwrap_or(0))
        })
}

fn judged(
    rules: &Rules,
    counted: Counted,
    rows: &[meeting_unit::Model],
    women: Option<u32>,
    attendance: Attendance,
) -> Result<Vec<Ruling>, Vec<Unfit>> {
    match counted {
        Counted::Representatives => check_representatives_meeting(
            rules,
            &RepresentativesMeeting {
                representatives: sum(rows, Part::Representatives),
                committee: sum(rows, Part::Committee),
                women,
                attendance,
            },
        ),
        Counted::Assembly | Counted::Group => {
            let households = sum(rows, Part::Households);
            let adults = sum(rows, Part::Adults);
            check_village_meeting(
                rules,
                &VillageMeeting {
                    group: counted == Counted::Group,
                    households: adults == 0,
                    due: if adults == 0 { households } else { adults },
                    attendance,
                },
            )
        }
    }
}

/// Judges a meeting by the rows of its sign-in sheet.
pub fn quorum(
    rules: &Rules,
    kind: Option<&MeetingKind>,
    one: &meeting::Model,
    rows: &[meeting_unit::Model],
) -> Quorum {
    let came = Came::of(rows);
    let mut found = Quorum {
        came,
        ..Quorum::default()
    };
    let Some(counted) = kind.and_then(|kind| kind.quorum) else {
        return found;
    };
    let women = one.women.and_then(|women| u32::try_from(women).ok());
    let attendance = Attendance {
        present: came.present,
        in_favour: None,
    };
    match judged(rules, counted, rows, women, attendance) {
        Ok(rulings) => found.rulings = rulings,
        Err(unfit) => found.unfit = unfit,
    }
    found
}

/// 一项决定
#[derive(Debug, Clone, PartialEq)]
pub enum Carried {
    /// No votes are written down, or the law does not count them.
    Uncounted,
    /// 未达法定人数: whatever was decided does not count.
    NoQuorum,
    /// Counted, with what the engine says.
    Counted(Ruling),
}

impl Carried {
    /// Whether it did not pass.
    pub fn failed(&self) -> bool {
        match self {
            Self::Uncounted => false,
            Self::NoQuorum => true,
            Self::Counted(ruling) => ruling.verdict == Verdict::Fails,
        }
    }
}

/// Whether a decision passed.
pub fn carried(
    rules: &Rules,
    kind: Option<&MeetingKind>,
    one: &meeting::Model,
    rows: &[meeting_unit::Model],
    decision: &Decision,
) -> Carried {
    let Some(counted) = kind.and_then(|kind| kind.quorum) else {
        return Carried::Uncounted;
    };
    if quorum(rules, kind, one, rows).missed().is_some() {
        return Carried::NoQuorum;
    }
    let (Some(present), Some(in_favour)) = (Came::of(rows).present, decision.in_favour) else {
        return Carried::Uncounted;
    };
    let attendance = Attendance {
        present: Some(present),
        in_favour: Some(in_favour),
    };
    match judged(rules, counted, rows, None, attendance) {
        Ok(rulings) => rulings
            .into_iter()
            .next_back()
            .map_or(Carried::Uncounted, Carried::Counted),
        Err(_) => Carried::Uncounted,
    }
}
