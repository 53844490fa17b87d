//! 编号 — which number a paper gets. A number is never used twice, not even after its paper was voided.

use chrono::{Datelike, NaiveDate};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::dossier::Dossier;
use crate::{
    documents::kind::{Kind, Series},
    law::Rules,
    office::refusal::Refusal,
    store::{entity::township, paper},
};

/// Most suffixes tried before somebody should look at what is going on.
const MOST_SUFFIXES: u32 = 99;

/// The number a paper would get now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// As it is printed: `第4号`, `石换领发〔2027〕3号`; empty where the kind carries none.
    pub printed: String,
    /// The series in the database; numbers are unique inside it.
    pub series: String,
    /// As it stands in the register: printed, or the serial of an unnumbered paper.
    pub kept: String,
    /// Which number of a counted series this is.
    pub counted: Option<i32>,
}

/// The series of a kind that carries no number: a serial inside the cycle, never printed.
const INTERNAL: &str = "internal";

/// Series of the township's papers in a year.
fn official_series(year: i32) -> String {
    format!("official:{year}")
}

/// Series of a village's notices.
fn notice_series(unit: Uuid) -> String {
    format!("notice:{unit}")
}

/// 石换领发〔2027〕3号; where the set-up holds a whole name instead of a code it is used as it is.
pub fn official_number(township: &township::Model, year: i32, number: i32) -> String {
    format!("{}〔{year}〕{number}号", township.short_name)
}

/// Chooses the next number of a kind for a unit.
pub async fn next<C: ConnectionTrait>(
    db: &C,
    dossier: &Dossier,
    rules: &Rules,
    unit: Uuid,
    kind: Kind,
    dated: NaiveDate,
) -> Result<Number, Refusal> {
    let counted = |series: String, last: i32| {
        let number = last
            .checked_add(1)
            .ok_or_else(|| Refusal::Inside(format!("series {series} is full")))?;
        Ok::<_, Refusal>((series, number))
    };
    // A unit's own form of a township paper is not in the township's register of numbers.
    let numbered = if kind.has_unit_form() && dossier.village(unit).is_some() {
        Series::Unnumbered
    } else {
        kind.series()
    };
    match numbered {
        Series::Official => {
            let year = dated.year();
            let series = official_series(year);
            let last = paper::last_number(db, dossier.cycle.id, &series).await?;
            let (series, number) = counted(series, last)?;
            let printed = official_number(&dossier.township, year, number);
            Ok(Number {
                kept: printed.clone(),
                printed,
                series,
                counted: Some(number),
            })
        }
        Series::Notice if planned(rules, kind).is_some() => {
            let series = notice_series(unit);
            let taken: Vec<&str> = dossier
                .papers
                .iter()
                .filter(|line| line.series == series)
                .map(|line| line.number.as_str())
                .collect();
            let number = notice_number(rules, kind, &taken).ok_or_else(|| {
                Refusal::general(format!(
                    "请先核对登记簿：{}的{}已经编过 {MOST_SUFFIXES} 次号。",
                    dossier.unit_name(unit),
                    kind.title()
                ))
            })?;
            let printed = kind.printed_number(&number);
            Ok(Number {
                kept: printed.clone(),
                printed,
                series,
                counted: None,
            })
        }
        Series::Notice | Series::Unnumbered => {
            let last = paper::last_number(db, dossier.cycle.id, INTERNAL).await?;
            let (series, number) = counted(INTERNAL.to_owned(), last)?;
            Ok(Number {
                printed: String::new(),
                series,
                kept: number.to_string(),
                counted: Some(number),
            })
        }
    }
}

/// Whether numbers of this series stand on no paper.
pub fn is_internal(series: &str) -> bool {
    series == INTERNAL
}

/// Takes the number inside the issuing transaction; `false` when somebody was first. (A notice's
/// number is taken by the unique index when its paper is added.)
pub async fn take<C: ConnectionTrait>(
    db: &C,
    cycle_id: Uuid,
    number: &Number,
) -> Result<bool, Refusal> {
    match number.counted {
        Some(counted) => Ok(paper::take_number(db, cycle_id, &number.series, counted).await?),
        None => Ok(true),
    }
}

/// The number the pack gives a kind of notice.
fn planned(rules: &Rules, kind: Kind) -> Option<&str> {
    rules.notice(kind.id())?.number.as_deref()
}

/// The first free number of a notice: the pack's own, then `-1`, `-2` … (after `2-1` comes `2-2`); never one that the
/// pack keeps for another notice, marks as void, or that was given before. `taken` are numbers as printed.
fn notice_number(rules: &Rules, kind: Kind, taken: &[&str]) -> Option<String> {
    let base = planned(rules, kind)?;
    let free = |number: &str| {
        let printed = kind.printed_number(number);
        let anothers = rules
            .notices
            .iter()
            .any(|notice| notice.paper != kind.id() && notice.number.as_deref() == Some(number));
        !anothers
            && !rules.void_numbers.iter().any(|void| void == number)
            && !taken.contains(&printed.as_str())
    };
    let (stem, first) = base
        .rsplit_once('-')
        .and_then(|(stem, suffix)| Some((stem, suffix.parse::<u32>().ok()?)))
        .map_or((base, 1), |(stem, suffix)| (stem, suffix.saturating_add(1)));
    let last = first.saturating_add(MOST_SUFFIXES);
    std::iter::once(base.to_owned())
        .chain((first..last).map(|suffix| format!("{stem}-{suffix}")))
        .find(|number| free(number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::{Library, UnitKind};

    #[test]
    fn notices_take_the_packs_number_and_then_a_suffix_nobody_else_has() {
        let library = Library::embedded();
        let pack = library.pack("national-2025").unwrap();
        let mut rules = pack.rules(UnitKind::Village).unwrap().clone();
        // (kind, given before, number)
        let cases: &[(Kind, &[&str], &str)] = &[
            (Kind::ElectionDay, &[], "1"),
            (Kind::ElectionDay, &["第1号"], "1-1"),
            (Kind::ElectionDay, &["第1号", "第1-1号"], "1-2"),
            // 第4-1号 is the corrected roll's, 第2-1号 the changed committee's.
            (Kind::VoterRoll, &["第4号"], "4-2"),
            (Kind::ElectionCommittee, &["第2号"], "2-2"),
            (Kind::Results, &["第4号"], "16"),
            // 第二次变动接着第一次编
            (Kind::ElectionCommitteeChange, &["第2号"], "2-1"),
            (Kind::ElectionCommitteeChange, &["第2-1号"], "2-2"),
            (Kind::VoterRollCorrection, &["第4-1号", "第4-2号"], "4-3"),
        ];
        for (kind, taken, expected) in cases {
            assert_eq!(
                notice_number(&rules, *kind, taken).as_deref(),
                Some(*expected),
                "{kind:?} {taken:?}"
            );
        }
        rules.void_numbers.push("16".to_owned());
        assert_eq!(
            notice_number(&rules, Kind::Results, &[]).as_deref(),
            Some("16-2"),
            "a number the pack leaves out, and the supervisors' 16-1, are skipped"
        );
    }
}
