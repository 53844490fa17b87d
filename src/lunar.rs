//! 农历 — the lunar date of a civil day, because villages reckon market days and festivals by it.
//!
//! A leaf module without a clock. The arithmetic is ICU4X's (its table of Chinese years); here its
//! numbers only become words.

use chrono::{Datelike, NaiveDate};
use icu_calendar::{Date, cal::ChineseTraditional, types::LeapStatus};

/// 农历月日
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LunarDay {
    /// 1 for 正月.
    pub month: u8,
    /// 闰月
    pub leap: bool,
    /// 1 for 初一.
    pub day: u8,
}

/// The lunar date of a day of 1900 to 2100; outside of these years nobody asks.
pub fn of(date: NaiveDate) -> Option<LunarDay> {
    if !(1900..=2100).contains(&date.year()) {
        return None;
    }
    let month = u8::try_from(date.month()).ok()?;
    let day = u8::try_from(date.day()).ok()?;
    let date = Date::try_new_iso(date.year(), month, day).ok()?;
    let lunar = date.to_calendar(ChineseTraditional::new());
    let month = lunar.month();
    Some(LunarDay {
        month: month.number(),
        leap: month.leap_status() == LeapStatus::Leap,
        day: lunar.day_of_month().0,
    })
}

/// 农历十月廿八; empty outside of the years that are known.
pub fn text(date: NaiveDate) -> String {
    of(date).map_or_else(String::new, |day| {
        format!(
            "农历{}{}{}",
            if day.leap { "闰" } else { "" },
            month_name(day.month),
            day_name(day.day)
        )
    })
}

fn month_name(month: u8) -> &'static str {
    const NAMES: [&str; 12] = [
        "正月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "冬月",
        "腊月",
    ];
    NAMES
        .get(usize::from(month).saturating_sub(1))
        .copied()
        .unwrap_or("")
}

fn day_name(day: u8) -> String {
    const DIGITS: [&str; 10] = ["十", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = DIGITS.get(usize::from(day % 10)).copied().unwrap_or("");
    match day {
        10 => "初十".to_owned(),
        20 => "二十".to_owned(),
        30 => "三十".to_owned(),
        1..=9 => format!("初{digit}"),
        11..=19 => format!("十{digit}"),
        _ => format!("廿{digit}"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn days_are_named_as_villages_name_them() {
        // Known from printed almanacs: new year's days, leap months, the last day of a year.
        let cases = [
            ("2026-02-17", "农历正月初一"),
            ("2027-02-06", "农历正月初一"),
            ("2027-02-05", "农历腊月廿九"),
            ("2028-01-26", "农历正月初一"),
            ("2026-12-06", "农历十月廿八"),
            ("2026-06-19", "农历五月初五"),
            ("2027-09-15", "农历八月十五"),
            ("2028-05-28", "农历五月初五"),
            // 2025 had a second sixth month, 2028 a second fifth.
            ("2025-07-25", "农历闰六月初一"),
            ("2028-06-23", "农历闰五月初一"),
            ("2020-05-23", "农历闰四月初一"),
            ("2024-02-09", "农历腊月三十"),
        ];
        for (day, expected) in cases {
            assert_eq!(text(day.parse().unwrap()), expected, "{day}");
        }
        assert_eq!(text(NaiveDate::MIN), "");
        assert_eq!(text(NaiveDate::MAX), "");
    }
}
