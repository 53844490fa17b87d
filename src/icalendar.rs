//! 日历文件 — all-day events as RFC 5545 wants them. A leaf module without a clock.
//!
//! Lines end in CRLF and are folded at 75 octets without cutting a character; text is escaped; every event keeps its
//! UID, so that a file brought in again moves the events of the first instead of doubling them.

use std::fmt::Write as _;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// Octets of a line without its end.
const FOLD: usize = 75;

/// 全天的一件事
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Event {
    /// Stable name of the event, unique in the world.
    pub uid: String,
    /// The day.
    pub day: NaiveDate,
    /// What it is.
    pub summary: String,
    /// More about it; may have several lines.
    pub description: String,
    /// Class: 法定 or 工作, and the unit.
    pub categories: Vec<String>,
    /// Where more is told.
    pub url: String,
    /// Days before it on which the program reminds; none for what is done.
    pub remind_before: Option<u32>,
}

/// A whole calendar.
pub fn calendar(name: &str, events: &[Event], made: DateTime<Utc>) -> String {
    let mut out = String::new();
    for (property, value) in [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//huanjie//deadlines 1//ZH"),
        ("CALSCALE", "GREGORIAN"),
    ] {
        line(&mut out, property, value);
    }
    line(&mut out, "X-WR-CALNAME", &escaped(name));
    let stamp = made.format("%Y%m%dT%H%M%SZ").to_string();
    for event in events {
        line(&mut out, "BEGIN", "VEVENT");
        line(&mut out, "UID", &event.uid);
        line(&mut out, "DTSTAMP", &stamp);
        line(&mut out, "DTSTART;VALUE=DATE", &date(event.day));
        // The end of an all-day event is the first day after it.
        let next = event
            .day
            .checked_add_signed(TimeDelta::days(1))
            .unwrap_or(event.day);
        line(&mut out, "DTEND;VALUE=DATE", &date(next));
        line(&mut out, "SUMMARY", &escaped(&event.summary));
        if !event.description.is_empty() {
            line(&mut out, "DESCRIPTION", &escaped(&event.description));
        }
        if !event.categories.is_empty() {
            let list: Vec<String> = event.categories.iter().map(|text| escaped(text)).collect();
            line(&mut out, "CATEGORIES", &list.join(","));
        }
        if !event.url.is_empty() {
            line(&mut out, "URL", &event.url);
        }
        // A deadline does not make a day busy.
        line(&mut out, "TRANSP", "TRANSPARENT");
        if let Some(days) = event.remind_before {
            line(&mut out, "BEGIN", "VALARM");
            line(&mut out, "ACTION", "DISPLAY");
            line(&mut out, "DESCRIPTION", &escaped(&event.summary));
            line(&mut out, "TRIGGER", &format!("-P{days}D"));
            line(&mut out, "END", "VALARM");
        }
        line(&mut out, "END", "VEVENT");
    }
    line(&mut out, "END", "VCALENDAR");
    out
}

fn date(day: NaiveDate) -> String {
    day.format("%Y%m%d").to_string()
}

/// Text as a property's value: backslash, semicolon, comma and line end escaped, other control characters left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            ';' => out.push_str("\\;"),
            ',' => out.push_str("\\,"),
            '\n' | '\r' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// A content line, folded: further lines begin with one blank, which counts.
fn line(out: &mut String, property: &str, value: &str) {
    let mut whole = String::with_capacity(property.len() + value.len() + 1);
    // Writing to a String cannot fail.
    let _ = write!(whole, "{property}:{value}");
    let mut room = FOLD;
    for c in whole.chars() {
        if c.len_utf8() > room {
            out.push_str("\r\n ");
            room = FOLD - 1;
        }
        room -= c.len_utf8();
        out.push(c);
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn event() -> Event {
        Event {
            uid: "roll-published.1@huanjie".into(),
            day: "2027-02-26".parse().unwrap(),
            summary: "上前村 公布登记参加选举的村民名单；法定最迟,不得拖延".into(),
            description: "算式 2027-03-18 − 20 日 = 2027-02-26\n依据 组织法\\第十七条".into(),
            categories: vec!["法定".into(), "上前村".into()],
            url: "http://huanjie.local/c/1/v/2/steps/roll-published".into(),
            remind_before: Some(3),
        }
    }

    fn made() -> DateTime<Utc> {
        "2027-02-20T01:02:03Z".parse().unwrap()
    }

    /// RFC 5545 3.1: unfolding takes away CRLF and the blank after it.
    fn unfolded(text: &str) -> Vec<String> {
        text.replace("\r\n ", "")
            .split_terminator("\r\n")
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn lines_end_in_crlf_and_are_at_most_75_octets() {
        let text = calendar("石塘镇换届期限", &[event()], made());
        assert!(text.ends_with("END:VCALENDAR\r\n"));
        for line in text.split_terminator("\r\n") {
            assert!(line.len() <= 75, "{} octets: {line}", line.len());
            assert!(!line.contains(['\r', '\n']));
        }
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    }

    #[test]
    fn text_is_escaped_and_comes_back() {
        let text = calendar("镇", &[event()], made());
        let lines = unfolded(&text);
        let of = |name: &str| {
            lines
                .iter()
                .find_map(|line| line.strip_prefix(&format!("{name}:")))
                .unwrap()
        };
        assert_eq!(
            of("SUMMARY"),
            "上前村 公布登记参加选举的村民名单；法定最迟\\,不得拖延"
        );
        assert_eq!(
            of("DESCRIPTION"),
            "算式 2027-03-18 − 20 日 = 2027-02-26\\n依据 组织法\\\\第十七条"
        );
        assert_eq!(of("CATEGORIES"), "法定,上前村");
    }

    #[test]
    fn an_event_is_a_whole_day_with_the_day_after_as_its_end() {
        let lines = unfolded(&calendar("镇", &[event()], made()));
        for wanted in [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "UID:roll-published.1@huanjie",
            "DTSTAMP:20270220T010203Z",
            "DTSTART;VALUE=DATE:20270226",
            "DTEND;VALUE=DATE:20270227",
            "TRANSP:TRANSPARENT",
            "TRIGGER:-P3D",
        ] {
            assert!(lines.iter().any(|line| line == wanted), "{wanted}");
        }
        // Whatever begins ends, in order.
        let mut open: Vec<&str> = Vec::new();
        for line in &lines {
            if let Some(name) = line.strip_prefix("BEGIN:") {
                open.push(name);
            }
            if let Some(name) = line.strip_prefix("END:") {
                assert_eq!(open.pop(), Some(name));
            }
        }
        assert!(open.is_empty());
    }

    #[test]
    fn an_empty_calendar_is_still_one() {
        let lines = unfolded(&calendar("", &[], made()));
        assert_eq!(lines.first().unwrap(), "BEGIN:VCALENDAR");
        assert!(!lines.iter().any(|line| line.contains("VEVENT")));
    }
}
