//! 通知上写的 — what every occasion's notice says, as typed and as read.

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, NaiveTime};
use serde::Serialize;

use super::Words;
use crate::{
    civil,
    office::{refusal::Problems, typed},
    store::{entity::village as village_row, occasion::Called},
};

/// Most lines of agenda, materials or decisions.
pub(in crate::office) const MOST_LINES: usize = 30;

/// What every occasion's notice says, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Invitation {
    /// Id of the village; empty for the township's.
    pub village: String,
    /// 名称
    pub name: String,
    /// 日期
    pub day: String,
    /// 时间
    pub time: String,
    /// 地点
    pub place: String,
    /// 主持人
    pub host: String,
    /// 联系人
    pub contact: String,
    /// 联系电话
    pub contact_phone: String,
    /// 名单报送截止日
    pub reply_by: String,
    /// 材料, a line each.
    pub materials: String,
    /// 要求, a line each.
    pub requirements: String,
}

impl Invitation {
    /// What is stored, as a form shows it.
    pub fn of(one: &Called<'_>, village: Option<&village_row::Model>) -> Self {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let lines = |text: &str| list_of(text).join("\n");
        Self {
            village: village.map(|one| one.id.to_string()).unwrap_or_default(),
            name: one.name.to_owned(),
            day: day(one.day),
            time: one.time.to_owned(),
            place: one.place.to_owned(),
            host: one.host.to_owned(),
            contact: one.contact.to_owned(),
            contact_phone: one.contact_phone.to_owned(),
            reply_by: day(one.reply_by),
            materials: lines(one.materials),
            requirements: lines(one.requirements),
        }
    }

    /// Its fields by name, but for `village`, which never changes.
    pub fn fields(&self) -> [(&'static str, &str); 10] {
        [
            ("name", &self.name),
            ("day", &self.day),
            ("time", &self.time),
            ("place", &self.place),
            ("host", &self.host),
            ("contact", &self.contact),
            ("contact_phone", &self.contact_phone),
            ("reply_by", &self.reply_by),
            ("materials", &self.materials),
            ("requirements", &self.requirements),
        ]
    }
}

/// The same, read.
pub(in crate::office) struct Invited {
    pub(in crate::office) name: String,
    pub(in crate::office) day: Option<NaiveDate>,
    pub(in crate::office) time: String,
    pub(in crate::office) place: String,
    pub(in crate::office) host: String,
    pub(in crate::office) contact: String,
    pub(in crate::office) contact_phone: String,
    pub(in crate::office) reply_by: Option<NaiveDate>,
    pub(in crate::office) materials: Vec<String>,
    pub(in crate::office) requirements: Vec<String>,
}

/// Everything wrong with an invitation at once.
pub(in crate::office) fn check(
    input: &Invitation,
    words: &Words,
    problems: &mut Problems,
) -> Invited {
    let line = |problems: &mut Problems, field: &str, label: &str, text: &str, most: usize| {
        typed::line(problems, field, label, text, most)
    };
    let name = line(problems, "name", words.name, &input.name, 60);
    if name.is_empty() {
        problems.add("name", words.name_wanted);
    }
    let day = typed::day(problems, "day", words.day, &input.day);
    if day.is_some_and(|day| !(2000..=2099).contains(&day.year())) {
        problems.add(
            "day",
            format!("请核对年份。{}应在 2000 年到 2099 年之间。", words.day),
        );
    }
    let reply_by = typed::day(problems, "reply_by", "名单报送截止日", &input.reply_by);
    if let (Some(reply), Some(day)) = (reply_by, day)
        && reply > day
    {
        problems.add(
            "reply_by",
            format!(
                "请把名单报送截止日改到 {}（{}那天）或者以前。",
                civil::short(day),
                words.begins
            ),
        );
    }
    Invited {
        name,
        day,
        time: read_time(problems, "time", words.time, &input.time),
        place: line(problems, "place", words.place, &input.place, 100),
        host: line(problems, "host", "主持人", &input.host, 60),
        contact: line(problems, "contact", "联系人", &input.contact, 30),
        contact_phone: line(
            problems,
            "contact_phone",
            "联系电话",
            &input.contact_phone,
            30,
        ),
        reply_by,
        materials: read_lines(problems, "materials", words.materials, &input.materials),
        requirements: read_lines(
            problems,
            "requirements",
            words.requirements,
            &input.requirements,
        ),
    }
}

/// A list kept as JSON in one column.
pub fn list_of(text: &str) -> Vec<String> {
    serde_json::from_str(text).unwrap_or_default()
}

pub(in crate::office) fn json_text<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "[]".to_owned())
}

/// The moment an occasion begins, where day and time are both fixed.
pub fn moment(day: Option<NaiveDate>, time: &str) -> Option<NaiveDateTime> {
    let time = NaiveTime::parse_from_str(time, "%H:%M").ok()?;
    Some(day?.and_time(time))
}

/// A time of day as offices write it: 9:00, 09：00, 14:30.
pub(in crate::office) fn read_time(
    problems: &mut Problems,
    field: &str,
    label: &str,
    text: &str,
) -> String {
    let plain = text.trim().replace('：', ":");
    if plain.is_empty() {
        return String::new();
    }
    let parsed = ["%H:%M", "%H:%M:%S"]
        .iter()
        .find_map(|form| NaiveTime::parse_from_str(&plain, form).ok());
    if let Some(time) = parsed {
        return time.format("%H:%M").to_string();
    }
    problems.add(
        field,
        format!("请把{label}写成 09:00 或 14:30 的样子（二十四小时制）。"),
    );
    String::new()
}

/// Lines of a text field, without empty ones; too many or too long is a problem.
pub(in crate::office) fn read_lines(
    problems: &mut Problems,
    field: &str,
    label: &str,
    text: &str,
) -> Vec<String> {
    let lines: Vec<String> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect();
    if lines.len() > MOST_LINES {
        problems.add(
            field,
            format!(
                "请把{label}合并到 {MOST_LINES} 行以内，现有 {} 行。",
                lines.len()
            ),
        );
    }
    if lines.iter().any(|line| line.chars().count() > 200) {
        problems.add(field, format!("请把{label}的每一行缩短到 200 字以内。"));
    }
    lines
}
