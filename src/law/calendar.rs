//! 节假日表 — days on which a statutory day still stands but the office should think twice.
//!
//! The table is data (`rules/holidays.toml`): statutory festivals and, where the State Council's
//! yearly notice is known, the days off and the make-up working days of that notice. For years that
//! are not in it the festivals are reckoned by the solar and the lunar calendar, as days that are
//! usually off.

use std::collections::BTreeMap;
use std::fmt::Display;

use chrono::{Datelike, NaiveDate};

use super::finding::{Code, Finding};
use super::pack::{Node, PackProblem, Reader};
use crate::{civil, lunar};

/// 这一天的性质
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DayKind {
    /// 法定节日或者放假的日子
    Festival,
    /// 惯常的假期，当年的放假通知还不知道
    Customary,
    /// 调休上班日
    Workday,
}

/// 一天的说明
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayNote {
    /// 性质
    pub kind: DayKind,
    /// 名称，例如 春节
    pub name: String,
    /// 出处
    pub source: String,
}

/// 节假日表
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    days: BTreeMap<NaiveDate, DayNote>,
    years: Vec<i32>,
}

/// Years for which festivals are reckoned where the table does not have them.
const RECKONED: std::ops::RangeInclusive<i32> = 2000..=2099;

/// The lunar festival of a day: 除夕至初三, 端午, 中秋.
fn lunar_festival(day: NaiveDate) -> &'static str {
    let eve = || {
        day.succ_opt()
            .and_then(lunar::of)
            .is_some_and(|next| (next.month, next.day, next.leap) == (1, 1, false))
    };
    match lunar::of(day).map(|lunar| (lunar.leap, lunar.month, lunar.day)) {
        Some((false, 1, 1..=3)) => "春节",
        Some((false, 5, 5)) => "端午节",
        Some((false, 8, 15)) => "中秋节",
        Some((false, 12, 29 | 30)) if eve() => "春节",
        _ => "",
    }
}

/// A span longer than this is a slip of the pen.
const LONGEST: i64 = 15;

impl Calendar {
    /// Reads the table; every mistake by line.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<PackProblem>> {
        let mut reader = Reader::new(file, text);
        let document = reader.document();
        let mut root = Node::new(&document, "文件".to_owned(), 1);
        let mut calendar = Self::default();
        // Later kinds win over earlier ones for the same day.
        for (key, kind) in [
            ("customary", DayKind::Customary),
            ("festivals", DayKind::Festival),
            ("workdays", DayKind::Workday),
        ] {
            for mut node in root.tables(&mut reader, key) {
                let name = node.required(&mut reader, "name");
                let source = node.required(&mut reader, "source");
                for key in ["from", "to"] {
                    if !node.has(key) {
                        node.missing(&mut reader, key);
                    }
                }
                let from = node.date(&mut reader, "from");
                let to = node.date(&mut reader, "to");
                let line = node.line;
                node.finish(&mut reader);
                let (Some(name), Some(source), Some(from), Some(to)) = (name, source, from, to)
                else {
                    continue;
                };
                let length = (to - from).num_days();
                if !(0..=LONGEST).contains(&length) {
                    reader.problem(line, "「to」应在「from」当天或者之后十五日以内".to_owned());
                    continue;
                }
                for day in from.iter_days().take_while(|day| *day <= to) {
                    let note = DayNote {
                        kind: kind.clone(),
                        name: name.clone(),
                        source: source.clone(),
                    };
                    calendar.days.insert(day, note);
                }
                if kind == DayKind::Festival && !calendar.years.contains(&from.year()) {
                    calendar.years.push(from.year());
                }
            }
        }
        root.finish(&mut reader);
        calendar.years.sort_unstable();
        for year in RECKONED {
            if !calendar.covers(year) {
                calendar.reckon(year);
            }
        }
        if reader.problems.is_empty() {
            Ok(calendar)
        } else {
            Err(reader.into_problems())
        }
    }

    /// Festivals of a year nobody has written down yet.
    fn reckon(&mut self, year: i32) {
        let Some(first) = NaiveDate::from_ymd_opt(year, 1, 1) else {
            return;
        };
        for day in first.iter_days().take_while(|day| day.year() == year) {
            let civil_name = match (day.month(), day.day()) {
                (1, 1) => "元旦",
                // By the sun, on one of these two days.
                (4, 4 | 5) => "清明节",
                (5, 1 | 2) => "劳动节",
                (10, 1..=3) => "国庆节",
                _ => "",
            };
            // The lunar festivals keep to these weeks of the solar year.
            let name = match (civil_name, day.month(), day.day()) {
                ("", 1, 19..)
                | ("", 2, ..=24)
                | ("", 5, 26..)
                | ("", 6, ..=27)
                | ("", 9, 6..)
                | ("", 10, ..=10) => lunar_festival(day),
                (name, ..) => name,
            };
            if !name.is_empty() {
                let note = DayNote {
                    kind: DayKind::Customary,
                    name: name.to_owned(),
                    source: "法定节日按历法推算，当年的放假通知还没有写入节假日表".to_owned(),
                };
                self.days.entry(day).or_insert(note);
            }
        }
    }

    /// What the table says of a day.
    pub fn note(&self, day: NaiveDate) -> Option<&DayNote> {
        self.days.get(&day)
    }

    /// Whether the table has the festivals of this year.
    pub fn covers(&self, year: i32) -> bool {
        self.years.binary_search(&year).is_ok()
    }

    /// Whether the year's days off and make-up working days are known: a year of which no 调休上班日 is in the table has its
    /// festivals, not its arrangement.
    pub fn arranged(&self, year: i32) -> bool {
        let (Some(first), Some(last)) = (
            NaiveDate::from_ymd_opt(year, 1, 1),
            NaiveDate::from_ymd_opt(year, 12, 31),
        ) else {
            return false;
        };
        self.days
            .range(first..=last)
            .any(|(_, note)| note.kind == DayKind::Workday)
    }

    /// D103 for a day on which `what` falls, if the table has anything to say.
    pub fn warning(
        &self,
        day: NaiveDate,
        step: Option<&str>,
        what: impl Display,
    ) -> Option<Finding> {
        let note = self.note(day)?;
        let kind = match note.kind {
            DayKind::Festival => format!("{}节假日", note.name.trim_end_matches('节')),
            DayKind::Customary => format!("{}前后通常的假期", note.name),
            DayKind::Workday => format!("{}调休上班日", note.name),
        };
        let message = format!(
            "请确认{what}是否定在 {}。这一天是{kind}，法定期限不因此自动顺延；如不合适，请提早办理或者另定日期。〔{}〕",
            civil::long_weekday(day),
            note.source
        );
        Some(Finding::warning(Code::D103, step, message))
    }
}
