//! 填写的内容 — what was typed into a field, read into a value or a problem of that field.

use chrono::NaiveDate;

use super::refusal::Problems;
use crate::civil;

/// A day; blank is `None`, anything unclear is a problem of the field.
pub fn day(problems: &mut Problems, field: &str, label: &str, text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let day = civil::parse(text);
    if day.is_none() {
        problems.add(
            field,
            format!("请把{label}写到哪一天，例如 2027年3月18日。现在的写法推算不出日期。"),
        );
    }
    day
}

/// The day on which something was done: not to come, and not so long ago that the year is a slip.
#[derive(Debug, Clone, Copy)]
pub struct DayDone {
    /// Asks for it where it is blank: «请填写督查的日期。»
    pub wanted: &'static str,
    /// What to wait for: «请在督查以后再登记»
    pub wait: &'static str,
    /// Most days ago.
    pub oldest: i64,
}

impl DayDone {
    /// The day; what is wrong with it is a problem of the field.
    pub fn read(
        &self,
        problems: &mut Problems,
        field: &str,
        text: &str,
        today: NaiveDate,
    ) -> Option<NaiveDate> {
        let text = text.trim();
        if text.is_empty() {
            problems.add(field, self.wanted);
            return None;
        }
        let Some(day) = civil::parse(text) else {
            problems.add(
                field,
                format!("请改正日期：「{text}」不是日期，或者没有这一天，应写成 2027-02-20。"),
            );
            return None;
        };
        if day > today {
            problems.add(
                field,
                format!(
                    "{}，或者改正日期：{} 还没有到，今天是 {}。",
                    self.wait,
                    civil::long(day),
                    civil::long(today)
                ),
            );
        } else if (today - day).num_days() > self.oldest {
            problems.add(
                field,
                format!(
                    "请改正日期：{} 离今天太久，可能是年份写错了。",
                    civil::long(day)
                ),
            );
        }
        Some(day)
    }
}

/// A longer text has at most `most` characters; a longer one is a problem that tells by how much.
pub fn at_most(problems: &mut Problems, field: &str, text: &str, most: usize) {
    let count = text.chars().count();
    if count > most {
        problems.add(
            field,
            format!("请缩短到 {most} 字以内：现在有 {count} 字。"),
        );
    }
}

/// A whole number within bounds; blank is `None`.
pub fn number(
    problems: &mut Problems,
    field: &str,
    label: &str,
    text: &str,
    (least, most): (i32, i32),
) -> Option<i32> {
    let plain: String = text
        .trim()
        .chars()
        .map(|c| match c {
            '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10).unwrap_or(c),
            _ => c,
        })
        .collect();
    if plain.is_empty() {
        return None;
    }
    let number = plain
        .parse()
        .ok()
        .filter(|number| (least..=most).contains(number));
    if number.is_none() {
        problems.add(field, format!("请把{label}填成 {least} 到 {most} 的整数。"));
    }
    number
}

/// A line of text, trimmed, at most `most` characters; control characters are a problem.
pub fn line(problems: &mut Problems, field: &str, label: &str, text: &str, most: usize) -> String {
    let text = text.trim();
    if text.chars().count() > most {
        problems.add(field, format!("请把{label}缩短到 {most} 个字以内。"));
    } else if text.chars().any(char::is_control) {
        problems.add(field, format!("请去掉{label}里的换行和不可见字符。"));
    }
    text.to_owned()
}

/// The id a field names among the ids allowed; blank is `None`.
pub fn one_of(
    problems: &mut Problems,
    field: &str,
    label: &str,
    text: &str,
    allowed: impl IntoIterator<Item = uuid::Uuid>,
) -> Option<uuid::Uuid> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let id = uuid::Uuid::parse_str(text)
        .ok()
        .filter(|id| allowed.into_iter().any(|one| one == *id));
    if id.is_none() {
        problems.add(
            field,
            format!("请重新选择{label}：原来选的已经不在名单里。"),
        );
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_or_complained_about() {
        for (typed, read, wrong) in [
            ("8", Some(8), false),
            ("８", Some(8), false),
            ("", None, false),
            ("0", None, true),
            ("-3", None, true),
            ("八", None, true),
        ] {
            let mut problems = Problems::none();
            assert_eq!(number(&mut problems, "n", "届次", typed, (1, 99)), read);
            assert_eq!(!problems.is_empty(), wrong, "{typed}");
        }
    }

    #[test]
    fn vague_days_are_problems() {
        let mut problems = Problems::none();
        assert_eq!(day(&mut problems, "d", "选举日", "2027年3月底"), None);
        assert!(!problems.of("d").is_empty());
        let mut problems = Problems::none();
        assert!(day(&mut problems, "d", "选举日", "2027.3.18").is_some());
        assert!(problems.is_empty());
    }
}
