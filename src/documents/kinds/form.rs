//! 表单 — between what a clerk types in the fields of a form page and the `facts` of a paper.
//!
//! A table is typed cell by cell (`members.0.name`), or as lines, one row a line, the cells separated by a tab,
//! `，`, `、`, `|` or blanks, the last cell taking the rest of the line. Empty rows do not count. What cannot be
//! read is reported with its field and row.

use std::collections::BTreeMap;

use chrono::{NaiveDateTime, NaiveTime};
use serde_json::{Map, Value, json};

use super::field::{FieldSpec, Input};
use super::problem::DataProblem;
use crate::civil;
use crate::documents::kind::Kind;

/// Day and hour as data: `2027-03-18T08:30`.
pub fn moment_text(moment: NaiveDateTime) -> String {
    moment.format("%Y-%m-%dT%H:%M").to_string()
}

/// Reads a day and an hour: `2027-03-18T08:30`, `2027-03-18 8:30`, `2027年3月18日8时30分`, `2027.3.18 8：30`.
pub fn parse_moment(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim();
    let (day, time) = if let Some(parts) = text.split_once(['T', ' ', '\u{3000}']) {
        parts
    } else {
        let end = text.find('日').map(|at| at + '日'.len_utf8())?;
        text.split_at(end)
    };
    let day = civil::parse(day)?;
    let time = time.trim().trim_end_matches(['分', '整']);
    let (hour, minute) = match time.split_once([':', '：', '时', '点']) {
        Some((hour, minute)) => (hour, if minute.is_empty() { "0" } else { minute }),
        None => return None,
    };
    // 带秒的写法（数据库、浏览器）只认整分
    let minute = minute
        .strip_suffix(":00")
        .filter(|rest| rest.len() <= 2)
        .unwrap_or(minute);
    let digits =
        |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(hour) || !digits(minute) {
        return None;
    }
    let time = NaiveTime::from_hms_opt(hour.parse().ok()?, minute.parse().ok()?, 0)?;
    Some(day.and_time(time))
}

/// serde form of a moment; see [`parse_moment`].
pub(super) mod moment {
    use chrono::NaiveDateTime;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    #[expect(clippy::ref_option, reason = "serde 的 with 要求这个签名")]
    pub(crate) fn serialize<S: Serializer>(
        moment: &Option<NaiveDateTime>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match moment {
            Some(moment) => serializer.serialize_some(&super::moment_text(*moment)),
            None => serializer.serialize_none(),
        }
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<NaiveDateTime>, D::Error> {
        let Some(text) = Option::<String>::deserialize(deserializer)? else {
            return Ok(None);
        };
        // 这一句是给 problem.rs 认的，不会给用户看
        super::parse_moment(&text)
            .map(Some)
            .ok_or_else(|| D::Error::custom("input contains invalid characters"))
    }
}

/// The typed fields of a form page → `facts`. Fields the kind does not have are ignored (a form carries its
/// own token and version). With problems the facts are still returned, without what could not be read.
pub fn read(kind: Kind, typed: &BTreeMap<String, String>) -> (Value, Vec<DataProblem>) {
    let mut facts = Map::new();
    let mut problems = Vec::new();
    for spec in kind.fields() {
        let text = typed.get(spec.key).map_or("", |text| text.trim());
        let value = match spec.input {
            Input::Lines => lines(text).collect(),
            Input::Table(columns) => typed_rows(spec, typed)
                .iter()
                .enumerate()
                .map(|(index, cells)| read_row(spec, columns, index, cells, &mut problems))
                .collect(),
            input => scalar(input, text).unwrap_or_else(|message| {
                problems.push(DataProblem {
                    path: format!("facts.{}", spec.key),
                    label: spec.label.to_owned(),
                    message,
                });
                Value::Null
            }),
        };
        facts.insert(spec.key.to_owned(), value);
    }
    (Value::Object(facts), problems)
}

/// The rows of a table as they were typed, without the empty ones, for showing them again: row `n` here is row `n` of
/// [`read`]'s facts and problems.
pub fn typed_rows(spec: &FieldSpec, typed: &BTreeMap<String, String>) -> Vec<Vec<String>> {
    let columns = spec.input.columns();
    let prefix = format!("{}.", spec.key);
    let mut rows: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (name, text) in typed {
        let Some((row, key)) = name
            .strip_prefix(&prefix)
            .and_then(|rest| rest.split_once('.'))
        else {
            continue;
        };
        let place = columns.iter().position(|column| column.key == key);
        if let (Ok(row), Some(place)) = (row.parse::<usize>(), place) {
            let cells = rows
                .entry(row)
                .or_insert_with(|| vec![String::new(); columns.len()]);
            if let Some(cell) = cells.get_mut(place) {
                text.trim().clone_into(cell);
            }
        }
    }
    let pasted = typed.get(spec.key).map_or("", |text| text.as_str());
    rows.into_values()
        .chain(
            pasted
                .lines()
                .filter(|line| !line.trim().is_empty())
                .map(|line| cells(line, columns.len())),
        )
        .filter(|cells| cells.iter().any(|cell| !cell.is_empty()))
        .collect()
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

fn read_row(
    spec: &FieldSpec,
    columns: &[FieldSpec],
    index: usize,
    cells: &[String],
    problems: &mut Vec<DataProblem>,
) -> Value {
    let mut row = Map::new();
    for (column, text) in columns.iter().zip(cells) {
        match scalar(column.input, text) {
            Ok(value) => {
                row.insert(column.key.to_owned(), value);
            }
            Err(message) => problems.push(DataProblem {
                path: format!("facts.{}[{index}].{}", spec.key, column.key),
                label: format!("{}第{}行“{}”", spec.label, index + 1, column.label),
                message,
            }),
        }
    }
    Value::Object(row)
}

/// Cells of a line: tabs and bars part cells wherever they stand (an empty cell stays empty, also the first); a line
/// without them is parted at commas and blanks. The last cell takes what is left, so that nothing pasted is lost.
fn cells(line: &str, count: usize) -> Vec<String> {
    const BARS: [char; 3] = ['\t', '|', '｜'];
    const GAPS: [char; 6] = ['，', ',', '、', '：', ' ', '\u{3000}'];
    let mut cells: Vec<&str> = Vec::new();
    if line.contains(BARS) {
        cells.extend(line.splitn(count.max(1), BARS));
    } else {
        let mut rest = line.trim();
        while cells.len() + 1 < count
            && let Some((cell, tail)) = rest.split_once(GAPS)
        {
            cells.push(cell);
            rest = tail.trim_start_matches(GAPS);
        }
        cells.push(rest);
    }
    cells.resize(count, "");
    cells
        .into_iter()
        .map(|cell| {
            let cell = cell.trim_matches(|c: char| c.is_whitespace() || BARS.contains(&c));
            cell.replace(BARS, " ")
        })
        .collect()
}

fn scalar(input: Input, text: &str) -> Result<Value, String> {
    if text.is_empty() {
        return Ok(Value::Null);
    }
    match input {
        Input::Text | Input::Lines | Input::Table(_) => Ok(json!(text)),
        Input::Date => civil::parse(text)
            .map(|day| json!(day))
            .ok_or_else(|| "日期读不懂，请写成 2027-03-18 或 2027年3月18日".to_owned()),
        Input::DateTime => parse_moment(text)
            .map(|moment| json!(moment_text(moment)))
            .ok_or_else(|| "时间读不懂，请写成 2027年3月18日8时30分 的样子".to_owned()),
        Input::Number => {
            let folded: String = text.chars().map(half_width).filter(|c| *c != ',').collect();
            let digits = folded.trim_end_matches(['票', '张', '人', '行', '名']);
            digits
                .parse::<u32>()
                .map(|number| json!(number))
                .map_err(|_| "应当是不小于零的整数".to_owned())
        }
        Input::Flag => match text {
            "是" | "当选" | "√" | "✓" | "true" | "on" | "1" => Ok(json!(true)),
            "否" | "未当选" | "落选" | "×" | "false" | "0" => Ok(json!(false)),
            _ => Err("请写“是”或“否”".to_owned()),
        },
        Input::Choice(options) => options
            .iter()
            .find(|(code, label)| *code == text || *label == text)
            .map(|(code, _)| json!(code))
            .ok_or_else(|| {
                let labels: Vec<&str> = options.iter().map(|(_, label)| *label).collect();
                format!("不是可选的值，请写：{}", labels.join("、"))
            }),
    }
}

fn half_width(c: char) -> char {
    match c {
        '０'..='９' => {
            char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c)
        }
        '，' => ',',
        other => other,
    }
}

/// `facts` → what the fields of the form page show, by key; the reverse of [`read`]. Choices are shown by their code,
/// tables as lines (for a page with cells see [`rows`]).
pub fn show(kind: Kind, facts: &Value) -> BTreeMap<String, String> {
    kind.fields()
        .iter()
        .map(|spec| {
            let value = facts.get(spec.key).unwrap_or(&Value::Null);
            let text = match (spec.input, value) {
                (Input::Lines, Value::Array(items)) => {
                    items.iter().map(shown).collect::<Vec<_>>().join("\n")
                }
                (Input::Table(columns), Value::Array(rows)) => rows
                    .iter()
                    .map(|row| line_of(columns, row))
                    .collect::<Vec<_>>()
                    .join("\n"),
                (_, value) => shown(value),
            };
            (spec.key.to_owned(), text)
        })
        .collect()
}

/// The cells of a table in `facts`, row by row, in the order of its columns; choices by their code.
pub fn rows(spec: &FieldSpec, facts: &Value) -> Vec<Vec<String>> {
    facts
        .get(spec.key)
        .and_then(Value::as_array)
        .map(|rows| {
            rows.iter()
                .map(|row| {
                    spec.input
                        .columns()
                        .iter()
                        .map(|column| shown(row.get(column.key).unwrap_or(&Value::Null)))
                        .collect()
                })
                .collect()
        })
        .unwrap_or_default()
}

fn line_of(columns: &[FieldSpec], row: &Value) -> String {
    let cells: Vec<String> = columns
        .iter()
        .map(|column| {
            let code = shown(row.get(column.key).unwrap_or(&Value::Null));
            let options = column.input.choices();
            let label = options.iter().find(|(known, _)| *known == code);
            label.map_or(code, |(_, label)| (*label).to_owned())
        })
        .collect();
    cells.join("\t").trim_end().to_owned()
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        _ => String::new(),
    }
}
