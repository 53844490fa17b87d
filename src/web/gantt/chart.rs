//! 横道图的版面 — days become places on a sheet. Numbers only, no database.

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};

use crate::{
    civil,
    law::{Calendar, DayKind},
    web::pages::{
        gantt::{Bar, Chart, ChartRow, Span, Tick},
        parts::Sign,
    },
};

/// Width of a day.
const DAY: i64 = 7;
/// Width of the column of names, and where a name does not fit into it.
const NAMES: i64 = 118;
const LONG_NAMES: i64 = 196;
/// Height of the axis.
const AXIS: i64 = 46;
/// Height of a row.
const ROW: i64 = 22;
/// Room behind the last day, for the word beside its bar.
const TAIL: i64 = 60;
/// Characters of a name that fit into either column.
const NAME: usize = 8;
const LONG_NAME: usize = 14;
/// Printable part of A3 in millimetres, less the heading and the legend: broad and upright.
const BROAD: (i64, i64) = (400, 238);
const UPRIGHT: (i64, i64) = (277, 360);
/// Distance of the strokes that fill a bar.
const STROKE: usize = 6;
/// Most days drawn: a slip of the pen in one village must not squeeze all others.
const MOST_DAYS: i64 = 420;

/// A bar before it has a place.
#[derive(Debug, Clone)]
pub(super) struct Work {
    /// Sign.
    pub sign: Sign,
    /// First and last planned day.
    pub planned: (NaiveDate, NaiveDate),
    /// First and last day of what was done.
    pub done: Option<(NaiveDate, NaiveDate)>,
    /// Last lawful day, where it is marked.
    pub limit: Option<NaiveDate>,
    /// Word in the bar, or beside it.
    pub text: String,
    /// Whether the word stands beside the bar.
    pub beside: bool,
    /// What a pointer shows.
    pub title: String,
    /// The step.
    pub href: String,
}

/// A row before it has a place.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    /// Whole name.
    pub name: String,
    /// Where it leads; empty for a heading.
    pub href: String,
    /// Its election day, where rows differ.
    pub poll: Option<NaiveDate>,
    /// Bars.
    pub works: Vec<Work>,
}

/// The days a chart shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Window {
    first: NaiveDate,
    last: NaiveDate,
    /// Width of the column of names before the first day.
    names: i64,
}

impl Window {
    /// From the Monday before the first bar to the Sunday after the last one.
    fn of(lines: &[Line]) -> Option<Self> {
        let works = || lines.iter().flat_map(|line| &line.works);
        let days = || {
            works().flat_map(|work| {
                [Some(work.planned.0), Some(work.planned.1), work.limit]
                    .into_iter()
                    .chain([work.done.map(|done| done.0), work.done.map(|done| done.1)])
                    .flatten()
            })
        };
        let (first, last) = (days().min()?, days().max()?);
        let first = first - TimeDelta::days(i64::from(first.weekday().num_days_from_monday()));
        let last = last + TimeDelta::days(i64::from(6 - last.weekday().num_days_from_monday()));
        Some(Self {
            first,
            last: last.min(first + TimeDelta::days(MOST_DAYS)),
            names: if lines.iter().any(|line| line.name.chars().count() > NAME) {
                LONG_NAMES
            } else {
                NAMES
            },
        })
    }

    fn days(self) -> i64 {
        (self.last - self.first).num_days() + 1
    }

    fn holds(self, day: NaiveDate) -> bool {
        (self.first..=self.last).contains(&day)
    }

    /// Left edge of a day; days outside lie at the edge.
    fn x(self, day: NaiveDate) -> i64 {
        self.names + (day.clamp(self.first, self.last) - self.first).num_days() * DAY
    }

    /// Width from the first to the last day, both included.
    fn width(self, from: NaiveDate, to: NaiveDate) -> i64 {
        (self.x(to.max(from)) - self.x(from) + DAY).max(DAY)
    }
}

/// Puts the lines on a sheet; `None` when no line has a bar.
pub(super) fn draw(
    lines: &[Line],
    today: NaiveDate,
    poll: Option<NaiveDate>,
    calendar: &Calendar,
) -> Option<Chart> {
    let window = Window::of(lines)?;
    let count = i64::try_from(lines.len()).unwrap_or(i64::MAX / ROW);
    let width = window.names + window.days() * DAY + TAIL;
    let height = AXIS + count * ROW;
    // The sheet on which it is printed larger.
    let scale = |(across, down): (i64, i64)| {
        (across.saturating_mul(10_000) / width).min(down.saturating_mul(10_000) / height.max(1))
    };
    let tall = scale(UPRIGHT) > scale(BROAD);
    let (sheet_width, sheet_height) = if tall { UPRIGHT } else { BROAD };
    let bar_right = width - 4;
    Some(Chart {
        width,
        height,
        names: window.names,
        axis: AXIS,
        row: ROW,
        months: months(window),
        weeks: weeks(window),
        off: off(window, calendar),
        today: window.holds(today).then(|| Tick {
            x: window.x(today) + DAY / 2,
            text: format!("今天 {}", civil::short(today)),
        }),
        poll: poll.filter(|day| window.holds(*day)).map(|day| Tick {
            x: window.x(day) + DAY / 2,
            text: format!("选举日 {}", civil::short(day)),
        }),
        rows: lines
            .iter()
            .zip(0_i64..)
            .map(|(line, index)| ChartRow {
                y: AXIS + index * ROW,
                name: shortened(&line.name),
                full: line.name.clone(),
                href: line.href.clone(),
                band: index % 2 == 1 && !line.href.is_empty(),
                heading: line.href.is_empty(),
                bars: bars(&line.works, window, AXIS + index * ROW, bar_right),
                poll: line
                    .poll
                    .filter(|day| poll.is_none() && window.holds(*day))
                    .map_or(-1, |day| window.x(day) + DAY / 2),
            })
            .collect(),
        tall,
        by_height: height.saturating_mul(sheet_width) > width.saturating_mul(sheet_height),
    })
}

/// The bars of a row. Where they overlap they take two lanes, so that every one can be seen and clicked.
fn bars(works: &[Work], window: Window, top: i64, right: i64) -> Vec<Bar> {
    let mut ends = [0_i64; 2];
    let mut placed: Vec<(usize, Bar)> = Vec::new();
    for work in works {
        let bar = bar(work, window, right);
        let from = if bar.dw > 0 { bar.x.min(bar.dx) } else { bar.x };
        let to = (bar.x + bar.w)
            .max(bar.dx + bar.dw)
            .max(bar.tx + words_width(&bar.text));
        let [first, second] = ends;
        let lane = usize::from(from < first && second < first);
        if let Some(end) = ends.get_mut(lane) {
            *end = to;
        }
        placed.push((lane, bar));
    }
    let two = placed.iter().any(|(lane, _)| *lane == 1);
    placed
        .into_iter()
        .map(|(lane, bar)| {
            // One lane: the plan above, what was done below it. Two: what was done at the foot of each plan.
            let (py, ph, ry, rh) = match (two, lane) {
                (false, _) => (top + 3, 10, top + 14, 5),
                (true, 0) => (top + 1, 9, top + 7, 3),
                (true, _) => (top + 12, 9, top + 18, 3),
            };
            Bar {
                hatch: hatch(bar.c, (bar.x, py), (bar.w, ph)),
                py,
                ph,
                ry,
                rh,
                ty: py + ph - if two { 2 } else { 1 },
                ..bar
            }
        })
        .collect()
}

/// The strokes that fill a bar by its state, so that black-and-white paper tells states apart. Drawn stroke by stroke:
/// printers are sent a picture of many megabytes for a pattern.
fn hatch(letter: &str, (x, y): (i64, i64), (w, h): (i64, i64)) -> String {
    use std::fmt::Write as _;
    let mut path = String::new();
    // Writing to a String cannot fail.
    let rising = |path: &mut String| {
        for from in (0..w).step_by(STROKE) {
            let run = h.min(w - from);
            let _ = write!(path, "M{} {}l{run} -{run}", x + from, y + h);
        }
    };
    match letter {
        "f" => rising(&mut path),
        "l" => {
            rising(&mut path);
            for from in (0..w).step_by(STROKE) {
                let run = h.min(w - from);
                let _ = write!(path, "M{} {y}l{run} {run}", x + from);
            }
        }
        "s" => {
            let _ = write!(path, "M{x} {}h{w}M{x} {}h{w}", y + h / 3, y + h * 2 / 3);
        }
        "a" => {
            for from in (3..w).step_by(STROKE) {
                let _ = write!(path, "M{} {}v{}", x + from, y + 2, h - 4);
            }
        }
        _ => {}
    }
    path
}

fn bar(work: &Work, window: Window, right: i64) -> Bar {
    let (x, w) = (
        window.x(work.planned.0),
        window.width(work.planned.0, work.planned.1),
    );
    let (dx, dw) = work.done.map_or((0, 0), |(from, to)| {
        (window.x(from), window.width(from, to))
    });
    let limit = work.limit.map_or(-1, |day| window.x(day) + DAY);
    // Beside the bar the word must not run off the sheet: then it ends where the bar begins.
    let behind = (x + w).max(dx + dw).max(limit) + 4;
    let fits = behind + words_width(&work.text) <= right;
    let (tx, end) = match (work.beside, fits) {
        (false, _) => (x + 2, false),
        (true, true) => (behind, false),
        (true, false) => (x.min(if dw > 0 { dx } else { x }) - 3, true),
    };
    Bar {
        c: work.sign.letter(),
        x,
        w,
        dx,
        dw,
        limit,
        text: work.text.clone(),
        tx,
        end,
        title: work.title.clone(),
        href: work.href.clone(),
        ..Bar::default()
    }
}

/// Width of a small word: eleven units a Han character, six another.
fn words_width(text: &str) -> i64 {
    text.chars()
        .map(|c| if c.is_ascii() { 6 } else { 11 })
        .sum()
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= LONG_NAME {
        return name.to_owned();
    }
    let mut short: String = name.chars().take(LONG_NAME - 1).collect();
    short.push('…');
    short
}

fn months(window: Window) -> Vec<Tick> {
    let mut ticks: Vec<Tick> = Vec::new();
    for day in window
        .first
        .iter_days()
        .take_while(|day| *day <= window.last)
    {
        if day.day() == 1 || (day == window.first && day.day() < 20) {
            let year = ticks.is_empty() || day.month() == 1;
            ticks.push(Tick {
                x: window.x(day),
                text: if year {
                    format!("{}年{}月", day.year(), day.month())
                } else {
                    format!("{}月", day.month())
                },
            });
        }
    }
    ticks
}

fn weeks(window: Window) -> Vec<Tick> {
    window
        .first
        .iter_weeks()
        .take_while(|day| *day <= window.last)
        .map(|day| Tick {
            x: window.x(day),
            text: day.day().to_string(),
        })
        .collect()
}

/// Days off in stretches: weekends that are not made up for, and holidays.
fn off(window: Window, calendar: &Calendar) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for day in window
        .first
        .iter_days()
        .take_while(|day| *day <= window.last)
    {
        if !is_off(calendar, day) {
            continue;
        }
        let x = window.x(day);
        match spans.last_mut() {
            Some(span) if span.x + span.w == x => span.w += DAY,
            _ => spans.push(Span { x, w: DAY }),
        }
    }
    spans
}

/// Whether offices are closed on a day, as far as the table says.
fn is_off(calendar: &Calendar, day: NaiveDate) -> bool {
    match calendar.note(day).map(|note| &note.kind) {
        Some(DayKind::Festival | DayKind::Customary) => true,
        Some(DayKind::Workday) => false,
        None => matches!(day.weekday(), Weekday::Sat | Weekday::Sun),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn work(from: &str, to: &str, text: &str, beside: bool) -> Work {
        Work {
            sign: Sign::Future,
            planned: (day(from), day(to)),
            done: None,
            limit: None,
            text: text.to_owned(),
            beside,
            title: String::new(),
            href: "x".to_owned(),
        }
    }

    fn line(name: &str, works: Vec<Work>) -> Line {
        Line {
            name: name.to_owned(),
            href: "v".to_owned(),
            poll: None,
            works,
        }
    }

    #[test]
    fn a_bar_is_as_long_as_its_days() {
        // 2027年2月1日 and 3月1日 are Mondays.
        let lines = [line(
            "上前村",
            vec![
                work("2027-02-03", "2027-02-03", "1", false),
                work("2027-02-08", "2027-02-26", "2", false),
            ],
        )];
        let chart = draw(
            &lines,
            day("2027-02-10"),
            Some(day("2027-02-26")),
            &Calendar::default(),
        )
        .unwrap();
        assert_eq!(chart.width, NAMES + 4 * 7 * DAY + TAIL);
        let bars = &chart.rows[0].bars;
        assert_eq!((bars[0].x, bars[0].w), (NAMES + 2 * DAY, DAY));
        assert_eq!((bars[1].x, bars[1].w), (NAMES + 7 * DAY, 19 * DAY));
        assert_eq!(chart.today.unwrap().x, NAMES + 9 * DAY + DAY / 2);
        assert_eq!(chart.off.len(), 4, "four weekends");
        assert_eq!(chart.weeks.len(), 4);
        assert_eq!(chart.months[0].text, "2027年2月");
    }

    #[test]
    fn bars_that_overlap_take_two_lanes() {
        let of = |works: Vec<Work>| {
            let lines = [line("甲", works)];
            draw(&lines, day("2027-05-01"), None, &Calendar::default())
                .unwrap()
                .rows
                .remove(0)
                .bars
        };
        let alone = of(vec![
            work("2027-02-01", "2027-02-05", "1", false),
            work("2027-02-08", "2027-02-12", "2", false),
        ]);
        assert_eq!(alone[0].py, alone[1].py);
        let both = of(vec![
            work("2027-02-01", "2027-02-12", "1", false),
            work("2027-02-08", "2027-02-19", "2", false),
            work("2027-02-22", "2027-02-26", "3", false),
        ]);
        assert!(both[0].py + both[0].ph < both[1].py, "one under the other");
        assert_eq!(both[0].py, both[2].py, "back in the first lane");
        assert!(both[1].py + both[1].ph <= AXIS + ROW, "within the row");
    }

    #[test]
    fn a_word_beside_the_last_bar_stays_on_the_sheet() {
        let long = "▲ 最迟2月28日 已过1天";
        let lines = [line(
            "甲",
            vec![work("2027-02-01", "2027-02-28", long, true)],
        )];
        let chart = draw(&lines, day("2027-05-01"), None, &Calendar::default()).unwrap();
        let bar = &chart.rows[0].bars[0];
        assert!(bar.end && bar.tx < bar.x);
        assert!(chart.today.is_none(), "today is not among the days shown");
    }

    #[test]
    fn a_hundred_villages_stand_upright_and_few_lie_broad() {
        let of = |count: usize| {
            let lines: Vec<Line> = (0..count)
                .map(|_| line("村", vec![work("2026-12-01", "2027-04-25", "1", false)]))
                .collect();
            draw(&lines, day("2027-02-10"), None, &Calendar::default()).unwrap()
        };
        let hundred = of(100);
        assert!(hundred.tall && hundred.by_height);
        // On 360 mm of A3 a row of a hundred is still 3.5 mm high: names at 6 points.
        assert!(360 * ROW * 10 / hundred.height >= 34);
        let few = of(16);
        assert!(!few.tall && !few.by_height);
        // A village's thirty-eight lines over ten weeks are larger upright.
        let lines: Vec<Line> = (0..38)
            .map(|_| line("环节", vec![work("2027-02-01", "2027-04-18", "1", true)]))
            .collect();
        let one = draw(&lines, day("2027-02-10"), None, &Calendar::default()).unwrap();
        assert!(one.tall);
    }

    #[test]
    fn a_slip_of_the_pen_does_not_squeeze_the_others() {
        let lines = [line(
            "甲",
            vec![work("2027-02-01", "2099-02-28", "1", false)],
        )];
        let chart = draw(&lines, day("2027-02-10"), None, &Calendar::default()).unwrap();
        assert!(chart.width <= NAMES + (MOST_DAYS + 1) * DAY + TAIL);
        assert!(
            draw(
                &[Line::default()],
                day("2027-02-10"),
                None,
                &Calendar::default()
            )
            .is_none()
        );
    }

    #[test]
    fn every_state_has_strokes_of_its_own_within_its_bar() {
        let drawn: Vec<String> = ["f", "l", "s", "a"]
            .iter()
            .map(|letter| hatch(letter, (100, 50), (40, 9)))
            .collect();
        for (at, path) in drawn.iter().enumerate() {
            assert!(path.starts_with('M'));
            assert!(!drawn[at + 1..].contains(path));
        }
        assert_eq!(hatch("f", (100, 50), (7, 9)), "M100 59l7 -7M106 59l1 -1");
        assert_eq!(hatch("d", (100, 50), (40, 9)), "", "done is filled");
    }

    #[test]
    fn long_names_are_cut_with_a_mark() {
        assert_eq!(shortened("石塘社区"), "石塘社区");
        assert_eq!(
            shortened("公布登记参加选举的村民名单"),
            "公布登记参加选举的村民名单"
        );
        assert_eq!(
            shortened("公布正式候选人和登记参加选举的名单"),
            "公布正式候选人和登记参加选…"
        );
        // Long names have a wider column, and the days begin behind it.
        let long = "公布登记参加选举的村民名单";
        for (name, width) in [("石塘社区", NAMES), (long, LONG_NAMES)] {
            let lines = [line(
                name,
                vec![work("2027-02-01", "2027-02-03", "1", false)],
            )];
            let chart = draw(&lines, day("2027-02-01"), None, &Calendar::default()).unwrap();
            assert_eq!(
                (chart.names, chart.rows[0].bars[0].x),
                (width, width),
                "{name}"
            );
        }
    }
}
