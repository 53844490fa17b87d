//! Reading one TOML file of rules key by key, so that every mistake is named with its line.

use chrono::{Datelike, NaiveDate};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::super::offset::{Offset, is_step_id};

/// 规则包的一处错误
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackProblem {
    /// File it is in.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong and what to write, in Chinese.
    pub message: String,
}

impl std::fmt::Display for PackProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} 第 {} 行：{}", self.file, self.line, self.message)
    }
}

/// Years a statute on village self-government can be of.
const ERA: std::ops::RangeInclusive<i32> = 1949..=2199;

/// A file larger than this is not one of rules; the longest of ours is a tenth of it.
pub(crate) const LARGEST: usize = 512 * 1024;

/// Further problems of one file are counted, not listed.
const MOST: usize = 200;

/// Longest text of one value, in characters.
const LONGEST: usize = 1000;

/// Collects problems while a file is read.
pub(crate) struct Reader<'t> {
    pub file: &'t str,
    text: &'t str,
    /// Byte offsets of the line ends.
    ends: Vec<usize>,
    pub problems: Vec<PackProblem>,
    unlisted: usize,
}

impl<'t> Reader<'t> {
    pub fn new(file: &'t str, text: &'t str) -> Self {
        Self {
            file,
            text,
            ends: text
                .bytes()
                .enumerate()
                .filter_map(|(at, byte)| (byte == b'\n').then_some(at))
                .collect(),
            problems: Vec::new(),
            unlisted: 0,
        }
    }

    /// The document, as far as it can be read; syntax errors are added to the problems.
    pub fn document(&mut self) -> DeTable<'t> {
        if self.text.len() > LARGEST {
            self.problem(
                1,
                format!(
                    "文件太大，规则包不超过 {} KB，请检查是不是选错了文件",
                    LARGEST / 1024
                ),
            );
            return DeTable::new();
        }
        let (table, errors) = DeTable::parse_recoverable(self.text);
        for error in errors {
            let at = error.span().map_or(0, |span| span.start);
            let message = syntax_message(error.message());
            self.problem_at(at, message.to_owned());
        }
        table.into_inner()
    }

    /// Line of a byte offset, from 1.
    pub fn line(&self, offset: usize) -> usize {
        1 + self.ends.partition_point(|end| *end < offset)
    }

    /// Every problem by line; where there are very many, the last says how many more.
    pub fn into_problems(mut self) -> Vec<PackProblem> {
        self.problems.sort_by_key(|problem| problem.line);
        if self.unlisted > 0 {
            let line = self.problems.last().map_or(1, |problem| problem.line);
            self.problems.push(PackProblem {
                file: self.file.to_owned(),
                line,
                message: format!("另有 {} 处错误没有列出，请先改正以上各处", self.unlisted),
            });
        }
        self.problems
    }

    pub fn problem_at(&mut self, offset: usize, message: String) {
        let line = self.line(offset);
        self.problem(line, message);
    }

    pub fn problem(&mut self, line: usize, message: String) {
        let problem = PackProblem {
            file: self.file.to_owned(),
            line,
            // A quotation mark is blank enough by itself.
            message: message.replace("」 ", "」"),
        };
        if self.problems.contains(&problem) {
            return;
        }
        if self.problems.len() < MOST {
            self.problems.push(problem);
        } else {
            self.unlisted += 1;
        }
    }
}

/// TOML's own messages are English; the kinds a writer meets are told apart, the rest is general.
fn syntax_message(message: &str) -> &'static str {
    if message.contains("recurs") || message.contains("nest") {
        "一层套一层，套得太多"
    } else if message.contains("duplicate") {
        "同一个名字写了两次，请删去一处"
    } else if message.contains("string") || message.contains("quote") {
        "引号没有配对，或者文字没有用英文引号括起来"
    } else if message.contains("date") || message.contains("time") {
        "日期写得不对，应写成 2026-01-01"
    } else if message.contains("bracket") || message.contains(']') || message.contains('}') {
        "括号没有配对"
    } else {
        "写法有误：每行应是「名字 = 内容」，文字用英文引号括起来，注释以 # 开头"
    }
}

/// One table of the file, with the keys not yet read.
pub(crate) struct Node<'a, 'i> {
    table: &'a DeTable<'i>,
    /// How the table is called in messages: `[values.roll_lead_days]`.
    pub path: String,
    /// Line of its head.
    pub line: usize,
    known: Vec<&'static str>,
}

impl<'a, 'i> Node<'a, 'i> {
    pub fn new(table: &'a DeTable<'i>, path: String, line: usize) -> Self {
        Self {
            table,
            path,
            line,
            known: Vec::new(),
        }
    }

    /// The value of a key with its byte offset, marking the key as known.
    pub fn take(&mut self, key: &'static str) -> Option<(&'a DeValue<'i>, usize)> {
        self.known.push(key);
        self.table
            .get(key)
            .map(|value| (value.get_ref(), value.span().start))
    }

    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Line of a key's value, or of the table.
    pub fn line_of(&self, reader: &Reader<'_>, key: &str) -> usize {
        self.table
            .get(key)
            .map_or(self.line, |value| reader.line(value.span().start))
    }

    pub fn string(&mut self, reader: &mut Reader<'_>, key: &'static str) -> Option<String> {
        match self.take(key)? {
            (DeValue::String(text), at) if text.trim().is_empty() => {
                reader.problem_at(at, format!("{} 的「{key}」是空的", self.path));
                None
            }
            (DeValue::String(text), at) => {
                // A text over several lines is one text: Chinese is joined without a blank.
                let text: String = text.lines().map(str::trim).collect();
                if text.chars().any(char::is_control) {
                    reader.problem_at(at, format!("{} 的「{key}」里有看不见的控制字符", self.path));
                    return None;
                }
                if text.chars().count() > LONGEST {
                    reader.problem_at(
                        at,
                        format!("{} 的「{key}」太长，不要超过 {LONGEST} 字", self.path),
                    );
                    return None;
                }
                Some(text)
            }
            (other, at) => {
                reader.problem_at(at, self.wrong(key, "文字（用英文引号括起来）", other));
                None
            }
        }
    }

    pub fn required(&mut self, reader: &mut Reader<'_>, key: &'static str) -> Option<String> {
        if !self.has(key) {
            self.known.push(key);
            self.missing(reader, key);
            return None;
        }
        self.string(reader, key)
    }

    pub fn missing(&self, reader: &mut Reader<'_>, key: &str) {
        reader.problem(self.line, format!("{} 缺少「{key}」", self.path));
    }

    /// An id: lower-case words joined by `-`.
    pub fn id(&mut self, reader: &mut Reader<'_>, key: &'static str) -> Option<String> {
        let text = self.string(reader, key)?;
        if is_step_id(&text) {
            return Some(text);
        }
        let line = self.line_of(reader, key);
        reader.problem(
            line,
            format!(
                "{} 的「{key}」应是小写字母、数字和短横线组成的编号，「{text}」不是",
                self.path
            ),
        );
        None
    }

    pub fn date(&mut self, reader: &mut Reader<'_>, key: &'static str) -> Option<NaiveDate> {
        let (value, at) = self.take(key)?;
        let text = match value {
            DeValue::Datetime(day) => day.to_string(),
            DeValue::String(text) => text.trim().to_owned(),
            other => {
                reader.problem_at(at, self.wrong(key, "日期（如 2026-01-01）", other));
                return None;
            }
        };
        let date = NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok();
        // A day that TOML itself could not read is told already.
        let line = reader.line(at);
        let told = reader.problems.iter().any(|problem| problem.line == line);
        if date.is_none() && !told {
            reader.problem_at(
                at,
                format!("{} 的「{key}」应是日期，如 2026-01-01", self.path),
            );
        }
        date
    }

    /// A date of a statute: the Republic's, not a slip of the pen.
    pub fn era(&mut self, reader: &mut Reader<'_>, key: &'static str) -> Option<NaiveDate> {
        let date = self.date(reader, key)?;
        if ERA.contains(&date.year()) {
            return Some(date);
        }
        let line = self.line_of(reader, key);
        reader.problem(
            line,
            format!("{} 的「{key}」写的是 {date}，年份写错了", self.path),
        );
        None
    }

    /// The text of a key, where it is one; nothing is marked as read.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.table.get(key)?.get_ref() {
            DeValue::String(text) => Some(text.trim()),
            _ => None,
        }
    }

    pub fn flag(&mut self, reader: &mut Reader<'_>, key: &'static str) -> Option<bool> {
        match self.take(key)? {
            (DeValue::Boolean(flag), _) => Some(*flag),
            (other, at) => {
                reader.problem_at(at, self.wrong(key, "true 或 false", other));
                None
            }
        }
    }

    pub fn strings(&mut self, reader: &mut Reader<'_>, key: &'static str) -> Option<Vec<String>> {
        let (value, at) = self.take(key)?;
        let DeValue::Array(list) = value else {
            reader.problem_at(at, self.wrong(key, "方括号里的若干文字", value));
            return None;
        };
        let mut strings = Vec::new();
        for entry in list {
            match entry.get_ref() {
                DeValue::String(text) => strings.push(text.trim().to_owned()),
                other => {
                    reader.problem_at(entry.span().start, self.wrong(key, "文字", other));
                }
            }
        }
        Some(strings)
    }

    /// An expression of a day.
    pub fn offset(&mut self, reader: &mut Reader<'_>, key: &'static str) -> Option<Offset> {
        let text = self.string(reader, key)?;
        match Offset::parse(&text) {
            Ok(offset) => Some(offset),
            Err(reason) => {
                let line = self.line_of(reader, key);
                reader.problem(line, format!("{} 的「{key}」：{reason}", self.path));
                None
            }
        }
    }

    /// One of several words, given with what they stand for.
    pub fn choice<T: Copy>(
        &mut self,
        reader: &mut Reader<'_>,
        key: &'static str,
        words: &[(&str, T)],
    ) -> Option<T> {
        let text = self.string(reader, key)?;
        let found = words.iter().find(|(word, _)| *word == text);
        if found.is_none() {
            let line = self.line_of(reader, key);
            let list: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            reader.problem(
                line,
                format!(
                    "{} 的「{key}」应是 {} 之一，「{text}」不是",
                    self.path,
                    list.join("、")
                ),
            );
        }
        found.map(|(_, value)| *value)
    }

    /// A table inside this one.
    pub fn table(&mut self, reader: &mut Reader<'_>, key: &'static str) -> Option<Node<'a, 'i>> {
        match self.take(key)? {
            (DeValue::Table(table), at) => {
                let path = format!("{} 的 {key}", self.path);
                Some(Node::new(table, path, reader.line(at)))
            }
            (other, at) => {
                reader.problem_at(at, self.wrong(key, "一张表", other));
                None
            }
        }
    }

    /// The tables of `[[key]]`.
    pub fn tables(&mut self, reader: &mut Reader<'_>, key: &'static str) -> Vec<Node<'a, 'i>> {
        let Some((value, at)) = self.take(key) else {
            return Vec::new();
        };
        let DeValue::Array(list) = value else {
            reader.problem_at(at, format!("「{key}」应写成 [[{key}]]，一段一项"));
            return Vec::new();
        };
        let mut nodes = Vec::new();
        for entry in list {
            match entry.get_ref() {
                DeValue::Table(table) => nodes.push(Node::new(
                    table,
                    format!("[[{key}]]"),
                    reader.line(entry.span().start),
                )),
                other => reader.problem_at(entry.span().start, self.wrong(key, "一张表", other)),
            }
        }
        nodes
    }

    /// Every key with its value and byte offset.
    pub fn entries(&self) -> impl Iterator<Item = (&'a str, &'a Spanned<DeValue<'i>>, usize)> {
        self.table
            .iter()
            .map(|(key, value)| (key.get_ref().as_ref(), value, key.span().start))
    }

    /// Names every key nobody asked for.
    pub fn finish(self, reader: &mut Reader<'_>) {
        for (key, _, at) in self.entries() {
            // What could not be parsed stands under an empty name, and has been told already.
            let unparsed = key.is_empty() && !reader.problems.is_empty();
            if unparsed || self.known.contains(&key) {
                continue;
            }
            let hint = nearest(key, self.known.iter().copied())
                .map(|near| format!("，是不是「{near}」"))
                .unwrap_or_default();
            reader.problem_at(
                at,
                format!("{}里不认识「{}」{hint}", self.path, shortened(key)),
            );
        }
    }

    fn wrong(&self, key: &str, wanted: &str, found: &DeValue<'_>) -> String {
        let found = match found {
            DeValue::String(_) => "文字",
            DeValue::Integer(_) | DeValue::Float(_) => "数字",
            DeValue::Boolean(_) => "true 或 false",
            DeValue::Datetime(_) => "日期",
            DeValue::Array(_) => "一组内容",
            DeValue::Table(_) => "一张表",
        };
        format!("{} 的「{key}」应是{wanted}，这里写的是{found}", self.path)
    }
}

/// A word of a file as a message quotes it: not longer than a line, nothing invisible.
pub(super) fn shortened(word: &str) -> String {
    let mut short: String = word
        .chars()
        .map(|c| if c.is_control() { '?' } else { c })
        .take(40)
        .collect();
    if word.chars().count() > 40 {
        short.push('…');
    }
    short
}

/// The word most like `word`, if one differs in no more than a third of its letters.
pub(super) fn nearest<'w>(word: &str, words: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    let length = word.chars().count();
    words
        // Cheap first: a word of quite another length cannot be meant.
        .filter(|candidate| {
            let other = candidate.chars().count();
            other.abs_diff(length) * 3 <= other.max(3)
        })
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance * 3 <= candidate.chars().count().max(3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Edit distance of two words.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (y, above) in b.iter().zip(row.iter().skip(1)) {
            let cost = usize::from(x != *y);
            left = (diagonal + cost).min(*above + 1).min(left + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}
