//! 历日 — civil dates as an office writes them.
//!
//! A leaf module without a clock: every function takes the date it speaks of. Shapes follow
//! GB/T 9704-2012 (Arabic numerals, no leading zeros, 六角括号 for years).

use chrono::{Datelike, NaiveDate, Weekday};

/// 星期 in one character: 一 … 日.
pub fn weekday(date: NaiveDate) -> &'static str {
    match date.weekday() {
        Weekday::Mon => "一",
        Weekday::Tue => "二",
        Weekday::Wed => "三",
        Weekday::Thu => "四",
        Weekday::Fri => "五",
        Weekday::Sat => "六",
        Weekday::Sun => "日",
    }
}

/// 2027年3月18日
pub fn long(date: NaiveDate) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// 2027年3月18日（星期四）
pub fn long_weekday(date: NaiveDate) -> String {
    format!("{}（星期{}）", long(date), weekday(date))
}

/// 3月18日
pub fn short(date: NaiveDate) -> String {
    format!("{}月{}日", date.month(), date.day())
}

/// 3月18日（星期四）
pub fn short_weekday(date: NaiveDate) -> String {
    format!("{}（星期{}）", short(date), weekday(date))
}

/// 3-18, the width of a matrix cell.
pub fn cell(date: NaiveDate) -> String {
    format!("{}-{:02}", date.month(), date.day())
}

/// Reads a day as clerks type it: `2027-03-31`, `2027.3.31`, `2027/3/31`, `2027年3月31日`,
/// `20270331`; full-width digits are folded. `None` for anything vaguer (`2027年3月底`) and for
/// days that do not exist (`1985-02-29`).
pub fn parse(text: &str) -> Option<NaiveDate> {
    let folded: String = text
        .trim()
        .chars()
        .map(|c| match c {
            '０'..='９' => {
                char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c)
            }
            '．' | '。' => '.',
            '／' => '/',
            '－' | '—' | '–' => '-',
            other => other,
        })
        .collect();
    if folded.len() == 8 && folded.bytes().all(|b| b.is_ascii_digit()) {
        return NaiveDate::from_ymd_opt(
            folded.get(..4)?.parse().ok()?,
            folded.get(4..6)?.parse().ok()?,
            folded.get(6..)?.parse().ok()?,
        );
    }
    let plain = if let Some(body) = folded
        .strip_suffix('日')
        .or_else(|| folded.strip_suffix('号'))
    {
        let (year, rest) = body.split_once('年')?;
        let (month, day) = rest.split_once('月')?;
        [year, month, day].map(|part| part.trim().to_owned())
    } else {
        let mark = ['-', '.', '/']
            .into_iter()
            .find(|mark| folded.contains(*mark))?;
        let mut parts = folded.split(mark).map(|part| part.trim().to_owned());
        let three = [parts.next()?, parts.next()?, parts.next()?];
        if parts.next().is_some() {
            return None;
        }
        three
    };
    let [year, month, day] = plain;
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if !(digits(&year) && digits(&month) && digits(&day))
        || year.len() != 4
        || month.is_empty()
        || month.len() > 2
        || day.is_empty()
        || day.len() > 2
    {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// The day a person turns `age`; one born on 29 February turns on 1 March of a common year.
pub fn comes_of_age(birth: NaiveDate, age: u32) -> Option<NaiveDate> {
    let year = birth.year().checked_add(i32::try_from(age).ok()?)?;
    NaiveDate::from_ymd_opt(year, birth.month(), birth.day())
        .or_else(|| NaiveDate::from_ymd_opt(year, 3, 1))
}

/// 周岁 on a day, the birthday included; `None` before the birth.
pub fn age_on(birth: NaiveDate, day: NaiveDate) -> Option<u32> {
    let years = u32::try_from(day.year().checked_sub(birth.year())?).ok()?;
    if comes_of_age(birth, years)? <= day {
        Some(years)
    } else {
        years.checked_sub(1)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn dates_are_written_as_offices_write_them() {
        let election = day(2027, 3, 18);
        assert_eq!(long(election), "2027年3月18日");
        assert_eq!(long_weekday(election), "2027年3月18日（星期四）");
        assert_eq!(short_weekday(election), "3月18日（星期四）");
        assert_eq!(cell(day(2027, 3, 2)), "3-02");
    }

    #[test]
    fn typed_days_are_read_or_refused() {
        let cases = [
            ("2027-03-31", Some(day(2027, 3, 31))),
            ("2027.3.31", Some(day(2027, 3, 31))),
            ("2027/3/31", Some(day(2027, 3, 31))),
            (" 2027年3月31日 ", Some(day(2027, 3, 31))),
            ("２０２７．３．３１", Some(day(2027, 3, 31))),
            ("20270331", Some(day(2027, 3, 31))),
            ("1985-02-29", None),
            ("2027年3月底", None),
            ("27.3.31", None),
            ("2027.3", None),
            ("2027.3.31.1", None),
            ("+027-3-1", None),
            ("三月", None),
            ("", None),
        ];
        for (typed, expected) in cases {
            assert_eq!(parse(typed), expected, "{typed}");
        }
    }

    #[test]
    fn the_day_of_age() {
        assert_eq!(comes_of_age(day(2009, 3, 18), 18), Some(day(2027, 3, 18)));
        assert_eq!(comes_of_age(day(2008, 2, 29), 18), Some(day(2026, 3, 1)));
        assert_eq!(comes_of_age(day(2008, 2, 29), u32::MAX), None);
    }

    #[test]
    fn age_is_counted_to_the_birthday() {
        for (birth, on, age) in [
            (day(2009, 3, 18), day(2027, 3, 17), Some(17)),
            (day(2009, 3, 18), day(2027, 3, 18), Some(18)),
            (day(2008, 2, 29), day(2026, 2, 28), Some(17)),
            (day(2008, 2, 29), day(2026, 3, 1), Some(18)),
            (day(2008, 2, 29), day(2028, 2, 29), Some(20)),
            (day(2009, 3, 18), day(2009, 3, 18), Some(0)),
            (day(2009, 3, 18), day(2009, 3, 17), None),
            (day(2009, 3, 18), day(2008, 12, 31), None),
        ] {
            assert_eq!(age_on(birth, on), age, "{birth} {on}");
        }
    }
}
