//! 月历 — `/c/{c}/calendar?month=2027-03`: what falls on which day, of all villages in reach.

use std::collections::BTreeMap;

use axum::{
    extract::{Query, State},
    response::Response,
};
use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};
use serde::Deserialize;

use super::{
    answer::{Trouble, frame, page},
    app::App,
    guard::{InCycle, May, ReadCycle},
    pages::{
        calendar::{Calendar, CalendarDay, CalendarItem},
        parts::{Choice, Form, Link, Sign},
        step::schedule_tabs,
    },
    router::{Row, get},
    signs,
    view::Section,
};
use crate::{
    law::{self, DayKind, StepClass, StepState},
    office::{
        progress::{Overview, Unit, phase_state},
        refusal::Refusal,
        standing::{Plans, Standing},
    },
    store::progress,
};

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![get("/c/{c}/calendar", calendar)]
}

/// Things shown on a day before «还有».
const LINES: usize = 4;

/// What is asked of the calendar.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    /// `2027-03`; the present month when missing.
    #[serde(default)]
    month: String,
    /// Id of a village.
    #[serde(default)]
    village: String,
    /// `statutory`, `working`, or empty.
    #[serde(default)]
    class: String,
    /// Not empty: every thing of every day.
    #[serde(default)]
    all: String,
}

/// `GET /c/{c}/calendar`
pub async fn calendar(
    May(at): May<ReadCycle>,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    let context = read(&app, &at, &plans, &asked).await?;
    let title = format!("月历 {}", context.month);
    let frame = frame(
        &app,
        &at.visit,
        Section::Schedule,
        &title,
        Some(at.scope.cycle()),
        &[],
    );
    page(&app, &frame, &context)
}

/// One kind of thing on one day: the same step, in the same state, of one or more units.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    day: NaiveDate,
    rank: u8,
    sign: Sign,
    place: usize,
    name: String,
}

#[derive(Debug, Default)]
struct Units {
    names: Vec<String>,
    href: String,
    step: String,
}

async fn read(app: &App, at: &InCycle, plans: &Plans, asked: &Asked) -> Result<Calendar, Refusal> {
    let today = app.clock.today();
    let first = month_of(&asked.month).unwrap_or_else(|| first_of(today));
    let scope = &at.scope;
    let overview = Overview::read(&app.store, plans, scope, today).await?;
    let arranged = progress::arrangements(app.store.reader(), scope, scope.cycle_id()).await?;
    let base = format!("/c/{}", scope.cycle_id());

    let mut things: BTreeMap<Key, Units> = BTreeMap::new();
    for (village, standing) in overview.units() {
        if !asked.village.is_empty() && village.id.to_string() != asked.village {
            continue;
        }
        let unit = Unit::Village(village);
        let path = unit.path(scope);
        collect(&mut things, standing, &village.name, asked, |step| {
            (format!("{path}/steps/{step}"), None)
        });
    }
    if asked.village.is_empty() {
        collect(&mut things, &overview.township, "镇", asked, |step| {
            let planned = arranged
                .iter()
                .find(|row| row.step == step)
                .and_then(|row| row.planned_day);
            (format!("{base}/phases/{step}"), planned)
        });
    }
    let elections: Vec<NaiveDate> = overview
        .standings
        .iter()
        .map(|standing| standing.days.election_day)
        .collect();
    let single = !asked.village.is_empty();
    let mut by_day: BTreeMap<NaiveDate, Vec<CalendarItem>> = BTreeMap::new();
    for (key, units) in things {
        by_day
            .entry(key.day)
            .or_default()
            .push(item(key, units, single, &base));
    }
    let link = |month: NaiveDate, all: bool| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("month", &month.format("%Y-%m").to_string());
        for (name, value) in [("village", &asked.village), ("class", &asked.class)] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        if all {
            query.append_pair("all", "1");
        }
        format!("{base}/calendar?{}", query.finish())
    };
    let more_href = link(first, true);
    let show_all = !asked.all.is_empty();
    let table = app.rules.calendar();
    Ok(Calendar {
        month: format!("{}年{}月", first.year(), first.month()),
        previous: link(first_of(first - TimeDelta::days(1)), false),
        next: link(first_of(first + TimeDelta::days(31)), false),
        weeks: weeks(first)
            .into_iter()
            .map(|week| {
                week.into_iter()
                    .map(|day| {
                        let mut items = by_day.remove(&day).unwrap_or_default();
                        let hidden = if show_all || items.len() <= LINES + 1 {
                            0
                        } else {
                            items.len() - LINES
                        };
                        items.truncate(items.len() - hidden);
                        CalendarDay {
                            number: day.day().to_string(),
                            remark: remark(table, day),
                            mark: mark(table, day),
                            unverified: table
                                .note(day)
                                .is_some_and(|note| note.kind == DayKind::Customary),
                            class: class_of(table, day, first, today, &elections),
                            more: if hidden > 0 {
                                format!("还有 {hidden} 件")
                            } else {
                                String::new()
                            },
                            more_href: more_href.clone(),
                            items,
                        }
                    })
                    .collect()
            })
            .collect(),
        form: Form::new()
            .value("village", &asked.village)
            .value("class", &asked.class),
        arrangement: arrangement(table, first),
        exports: vec![Link::new("期限日历", format!("{base}/deadlines.ics"))],
        month_value: first.format("%Y-%m").to_string(),
        villages: overview
            .villages
            .iter()
            .map(|village| Choice::new(village.id.to_string(), &village.name))
            .collect(),
        classes: vec![
            Choice::new("statutory", "法定"),
            Choice::new("working", "工作"),
        ],
        tabs: schedule_tabs(&scope.cycle_id().to_string(), "calendar"),
    })
}

/// Puts the steps of one unit where they fall: the recorded day, the last lawful day of what the
/// law dates, the planned or suggested day of the rest.
fn collect(
    things: &mut BTreeMap<Key, Units>,
    standing: &Standing<'_>,
    name: &str,
    asked: &Asked,
    of_step: impl Fn(&str) -> (String, Option<NaiveDate>),
) {
    let steps = standing.plan.steps.iter().zip(&standing.days.steps);
    for (index, (step, row)) in steps.enumerate() {
        let wanted = match asked.class.as_str() {
            "statutory" => step.class == StepClass::Statutory,
            "working" => step.class == StepClass::Working,
            _ => true,
        };
        let state = standing
            .states
            .get(index)
            .copied()
            .unwrap_or(StepState::NotApplicable);
        if !wanted || state == StepState::NotApplicable {
            continue;
        }
        let (href, planned) = of_step(&step.id);
        let state = phase_state(state, planned, standing.today);
        let statutory = step.class == StepClass::Statutory;
        let (day, label) = match (row.actual, planned, row.latest) {
            (Some(day), ..) | (None, Some(day), _) => (day, ""),
            (None, None, Some(day)) if statutory => (
                day,
                if standing.plan.polling == Some(index) || state == StepState::Done {
                    ""
                } else {
                    "（法定最迟）"
                },
            ),
            _ => (row.suggested, ""),
        };
        let (sign, _) = signs::sign_of(state, step.class);
        let key = Key {
            day,
            rank: rank(standing.plan.polling == Some(index), sign, statutory),
            sign,
            place: index,
            name: format!("{}{label}", step.name),
        };
        let units = things.entry(key).or_default();
        units.names.push(name.to_owned());
        units.href = href;
        units.step.clone_from(&step.id);
    }
}

/// The election day first, then what is late, due, lawful, and the rest.
fn rank(polling: bool, sign: Sign, statutory: bool) -> u8 {
    match (polling, sign, statutory) {
        (true, ..) => 0,
        (_, Sign::Late, _) => 1,
        (_, Sign::Soon, true) => 2,
        (_, Sign::Done | Sign::DoneLate, _) => 5,
        (_, _, true) => 3,
        _ => 4,
    }
}

fn item(key: Key, units: Units, single: bool, base: &str) -> CalendarItem {
    let text = match (single, units.names.as_slice()) {
        (true, _) => key.name,
        (false, [only]) => format!("{only} {}", key.name),
        (false, names @ [first, second]) if names.len() == 2 => {
            format!("{} {first}、{second}", key.name)
        }
        (false, names) => format!("{} {} 村（社区）", key.name, names.len()),
    };
    CalendarItem {
        sign: key.sign,
        text,
        href: if units.names.len() == 1 {
            units.href
        } else {
            // The same step of several villages: each day with its card.
            format!("{base}/ask?step={}", units.step)
        },
    }
}

/// The first day of a month written `2027-03`, in the years that can be handled.
fn month_of(text: &str) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(&format!("{}-01", text.trim()), "%Y-%m-%d").ok()?;
    (2000..=2099).contains(&day.year()).then_some(day)
}

fn first_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// The weeks that a month touches, Monday first.
fn weeks(first: NaiveDate) -> Vec<Vec<NaiveDate>> {
    let start = first - TimeDelta::days(i64::from(first.weekday().num_days_from_monday()));
    let next = first_of(first + TimeDelta::days(31));
    start
        .iter_weeks()
        .take_while(|monday| *monday < next)
        .map(|monday| monday.iter_days().take(7).collect())
        .collect()
}

fn remark(table: &law::Calendar, day: NaiveDate) -> String {
    table
        .note(day)
        .map_or_else(String::new, |note| match note.kind {
            DayKind::Festival | DayKind::Customary => note.name.clone(),
            DayKind::Workday => "调休上班".to_owned(),
        })
}

/// 休 or 班, where the table says it: a colour alone says nothing on black-and-white paper.
fn mark(table: &law::Calendar, day: NaiveDate) -> &'static str {
    match table.note(day).map(|note| &note.kind) {
        Some(DayKind::Festival | DayKind::Customary) => "休",
        Some(DayKind::Workday) => "班",
        None => "",
    }
}

/// What must be known of the days off of a month: which year's arrangement is not in the table.
fn arrangement(table: &law::Calendar, first: NaiveDate) -> String {
    let year = first.year();
    if table.arranged(year) {
        format!("{year}年的放假和调休按已公布的通知。法定期限不因节假日自动顺延。")
    } else {
        format!(
            "{year}年的放假调休还没有写入节假日表：节日按历法推算，前后通常放假的日子标“待核”，调休上班日不知道，周末按休息日显示。通知公布后写入规则文件夹的节假日表。法定期限不因节假日自动顺延。"
        )
    }
}

fn class_of(
    table: &law::Calendar,
    day: NaiveDate,
    first: NaiveDate,
    today: NaiveDate,
    elections: &[NaiveDate],
) -> String {
    let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    let off = match table.note(day).map(|note| &note.kind) {
        Some(DayKind::Festival | DayKind::Customary) => true,
        Some(DayKind::Workday) => false,
        None => weekend,
    };
    let mut classes = Vec::new();
    if day.month() != first.month() {
        classes.push("out");
    }
    if off {
        classes.push("off");
    }
    if day == today {
        classes.push("today");
    }
    if elections.contains(&day) {
        classes.push("poll");
    }
    classes.join(" ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_is_whole_weeks_from_monday() {
        // 2027年3月1日 is a Monday; February 2027 has exactly four weeks from the 1st.
        let cases = [
            ("2027-03-01", "2027-03-01", 5),
            ("2027-02-01", "2027-02-01", 4),
            ("2026-11-01", "2026-10-26", 6),
        ];
        for (first, start, count) in cases {
            let weeks = weeks(day(first));
            assert_eq!(weeks.len(), count, "{first}");
            assert_eq!(weeks[0][0], day(start), "{first}");
            assert!(weeks.iter().all(|week| week.len() == 7));
        }
    }

    #[test]
    fn days_off_and_made_up_for_are_marked_as_far_as_they_are_published() {
        let table = law::Library::embedded().calendar().clone();
        // 国务院办公厅 2026年通知: 2月14日（星期六）上班, 2月16日放假; 2027年 has not been announced.
        let cases = [
            ("2026-02-14", "班", "调休上班", ""),
            ("2026-02-16", "休", "春节", "off"),
            ("2026-03-07", "", "", "off"),
            ("2027-02-06", "休", "春节", "off"),
            ("2027-02-12", "休", "春节", "off"),
            ("2027-02-20", "", "", "off"),
        ];
        for (text, sign, word, class) in cases {
            let on = day(text);
            assert_eq!(mark(&table, on), sign, "{text}");
            assert!(remark(&table, on).starts_with(word), "{text}");
            let classes = class_of(&table, on, first_of(on), day("2020-01-01"), &[]);
            assert_eq!(classes, class, "{text}");
        }
        assert!(arrangement(&table, day("2026-02-01")).contains("已公布"));
        assert!(arrangement(&table, day("2027-02-01")).contains("待核"));
    }

    #[test]
    fn only_months_that_can_be_meant_are_taken() {
        assert_eq!(month_of("2027-03"), Some(day("2027-03-01")));
        for text in ["", "2027-13", "1900-01", "9999-12", "abc", "2027-03-05"] {
            assert_eq!(month_of(text), None, "{text}");
        }
    }
}
