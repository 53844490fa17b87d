//! 月历 — the months of a schedule, one grid a month, what falls on a day written in its cell.

use chrono::{Datelike, Days, NaiveDate};

use crate::documents::fonts::Role as FontRole;
use crate::documents::model::{Align, CalendarDay};

use super::flow::{frame, stroke};
use super::lines::{base_line, break_lines, draw, positions};
use super::official::place;
use super::page::{Colour, Line, Mark};
use super::setter::Setter;
use super::shape::{Atom, Look, Shaper};
use super::strip::Strip;

const COLUMNS: u32 = 7;
/// Size of the numbers, of the words below them, and the line height of those in parts of it.
const NUMBER: f64 = 10.5;
const WORDS: f64 = 8.0;
const LEADING: f64 = 1.25;
/// Room at the sides of a cell.
const SIDE: f64 = 2.0;
/// Least height of a week.
const LEAST: f64 = 30.0;
/// Frame of a day that is written in 黑体.
const THICK: f64 = 1.6;

/// Lines of one cell.
struct CellLines {
    date: NaiveDate,
    strong: bool,
    lines: Vec<Vec<Atom>>,
}

impl CellLines {
    fn height(&self) -> f64 {
        #[allow(clippy::cast_precision_loss)]
        let lines = self.lines.len() as f64;
        NUMBER * 1.3 + lines * WORDS * LEADING + 3.0
    }
}

impl Setter<'_> {
    pub(super) fn calendar(&mut self, days: &[CalendarDay]) {
        let mut months: Vec<(i32, u32)> = days
            .iter()
            .map(|day| (day.date.year(), day.date.month()))
            .collect();
        months.sort_unstable();
        months.dedup();
        for (year, month) in months {
            self.month(year, month, days);
        }
        self.snap();
    }

    /// One month, kept on one page.
    fn month(&mut self, year: i32, month: u32, days: &[CalendarDay]) {
        let Some(first) = NaiveDate::from_ymd_opt(year, month, 1) else {
            return;
        };
        let from = self.strips.len();
        let width = self.measures.width;
        let cell = width / f64::from(COLUMNS);
        let mut marks = Vec::new();
        let title = Shaper::plain(
            self.fonts,
            &format!("{year}年{month}月"),
            Look::new(FontRole::Hei, 12.0),
        );
        place(
            &title,
            (0.0, width),
            Align::Center,
            0.0,
            22.0,
            Colour::Black,
            &mut marks,
        );
        self.strips.push(Strip::text(22.0, marks));
        self.strips.push(self.weekdays(cell));
        let mut week: Vec<CellLines> = Vec::new();
        for offset in 0..31 {
            let Some(date) = first.checked_add_days(Days::new(offset)) else {
                break;
            };
            if date.month() != month {
                break;
            }
            week.push(self.cell_lines(date, days, cell));
            if date.weekday().num_days_from_monday() + 1 == COLUMNS {
                let strip = self.week(&std::mem::take(&mut week), cell);
                self.strips.push(strip);
            }
        }
        if !week.is_empty() {
            let strip = self.week(&week, cell);
            self.strips.push(strip);
        }
        let last = self.strips.len().saturating_sub(1);
        for strip in self.strips.get_mut(from..last).into_iter().flatten() {
            strip.keep_next = true;
        }
        self.strips.push(Strip::space(NUMBER));
    }

    fn weekdays(&self, cell: f64) -> Strip {
        let height = 16.0;
        let mut marks = Vec::new();
        let mut left = 0.0;
        for name in ["一", "二", "三", "四", "五", "六", "日"] {
            frame((left, 0.0, cell, height), &mut marks);
            let atoms = Shaper::plain(self.fonts, name, Look::new(FontRole::Hei, 9.0));
            place(
                &atoms,
                (left, cell),
                Align::Center,
                0.0,
                height,
                Colour::Black,
                &mut marks,
            );
            left += cell;
        }
        Strip::text(height, marks)
    }

    fn cell_lines(&self, date: NaiveDate, days: &[CalendarDay], cell: f64) -> CellLines {
        let mut lines = Vec::new();
        let mut strong = false;
        for day in days.iter().filter(|day| day.date == date) {
            strong |= day.strong;
            let role = if day.strong {
                FontRole::Hei
            } else {
                self.measures.role
            };
            let atoms = Shaper::inlines(self.fonts, &day.content, Look::new(role, WORDS));
            let room = cell - 2.0 * SIDE;
            for span in break_lines(&atoms, room, room) {
                lines.push(atoms.get(span.from..span.to).unwrap_or_default().to_vec());
            }
        }
        CellLines {
            date,
            strong,
            lines,
        }
    }

    fn week(&self, cells: &[CellLines], cell: f64) -> Strip {
        let height = cells.iter().map(CellLines::height).fold(LEAST, f64::max);
        let mut marks = Vec::new();
        // The empty cells before the first and behind the last are framed too: the month is a whole grid.
        let mut left = 0.0;
        for _ in 0..COLUMNS {
            frame((left, 0.0, cell, height), &mut marks);
            left += cell;
        }
        for one in cells {
            let left = f64::from(one.date.weekday().num_days_from_monday()) * cell;
            if one.strong {
                thick((left, 0.0, cell, height), &mut marks);
            }
            let number = Shaper::plain(
                self.fonts,
                &one.date.day().to_string(),
                Look::new(FontRole::Song, NUMBER),
            );
            place(
                &number,
                (left + SIDE, cell - 2.0 * SIDE),
                Align::Left,
                1.0,
                NUMBER * 1.3,
                Colour::Black,
                &mut marks,
            );
            let mut top = NUMBER * 1.3 + 1.0;
            for line in &one.lines {
                let places = positions(line, cell - 2.0 * SIDE, Align::Left, true);
                let base = top + base_line(WORDS * LEADING, WORDS);
                draw(
                    line,
                    &places,
                    (left + SIDE, base),
                    Colour::Black,
                    &mut marks,
                );
                top += WORDS * LEADING;
            }
        }
        Strip::text(height, marks)
    }
}

/// A thick frame just inside a cell.
fn thick((left, top, width, height): (f64, f64, f64, f64), marks: &mut Vec<Mark>) {
    let inset = THICK / 2.0;
    let (l, t) = (left + inset, top + inset);
    let (r, b) = (left + width - inset, top + height - inset);
    let from = marks.len();
    for (a, z) in [
        ((l, t), (r, t)),
        ((r, t), (r, b)),
        ((r, b), (l, b)),
        ((l, b), (l, t)),
    ] {
        stroke(a, z, marks);
    }
    for mark in marks.get_mut(from..).into_iter().flatten() {
        if let Mark::Line(Line { width, .. }) = mark {
            *width = THICK;
        }
    }
}
