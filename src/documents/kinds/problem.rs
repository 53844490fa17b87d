//! 数据问题 — reads a paper's JSON strictly and reports everything wrong with it at once.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::field::FieldSpec;

/// 数据问题 — one thing wrong with the data of a paper. Never repeats the value: it may be somebody's number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}：{message}", if label.is_empty() { path } else { label })]
pub struct DataProblem {
    /// Where in the JSON, as in `facts.members[2].name`.
    pub path: String,
    /// What the form page calls it; empty where the form page does not ask for it.
    pub label: String,
    /// What to do, in Chinese.
    pub message: String,
}

impl DataProblem {
    /// Whether a place is the one of this problem, or inside it.
    pub(super) fn covers(&self, path: &str) -> bool {
        is_at_or_below(path, &self.path)
    }

    /// A problem at `path`; the label is found later from the fields of the kind.
    pub(super) fn at(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            label: String::new(),
            message: message.into(),
        }
    }
}

/// Trims every text, makes empty texts `null` and drops them from lists, so that an unfilled field of a
/// form and a missing one are the same thing.
pub(super) fn normalised(value: &Value) -> Value {
    match value {
        Value::String(text) => {
            let text = text.trim();
            if text.is_empty() {
                Value::Null
            } else {
                Value::String(text.to_owned())
            }
        }
        Value::Array(items) => Value::Array(
            items
                .iter()
                .map(normalised)
                .filter(|item| !item.is_null())
                .collect(),
        ),
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(key, member)| (key.clone(), normalised(member)))
                .collect(),
        ),
        other => other.clone(),
    }
}

/// Most mistakes told of one paper: a file that is something else altogether is not gone through to its end.
const MOST_PROBLEMS: usize = 200;

/// What could not be read, and what of it can still be checked.
pub(super) struct Unread<T> {
    /// Every mistake.
    pub(super) problems: Vec<DataProblem>,
    /// The same paper with two different things in the place of each mistake: what is wrong with both is wrong
    /// whatever was meant there. Empty where that cannot be said.
    pub(super) mended: Vec<T>,
}

/// Reads `data` as `T`; every mistake is told.
pub(super) fn read<T: DeserializeOwned>(data: &Value) -> Result<T, Unread<T>> {
    let first = going_on(data, StandIns::First);
    if let (Some(paper), true) = (first.paper, first.problems.is_empty()) {
        return Ok(paper);
    }
    let mut mended = Vec::new();
    if !first.blurred {
        mended.extend(going_on(data, StandIns::First).paper);
        mended.extend(going_on(data, StandIns::Second).paper);
    }
    Err(Unread {
        problems: first.problems,
        mended: if mended.len() == 2 {
            mended
        } else {
            Vec::new()
        },
    })
}

/// Which of two things stands for what could not be read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum StandIns {
    First,
    Second,
}

/// How far the reading got.
struct Reading<T> {
    paper: Option<T>,
    problems: Vec<DataProblem>,
    /// A number or a list had to be made up: sums and rows say nothing any more.
    blurred: bool,
}

/// serde stops at the first mistake, so each mistake found is taken out of a copy, or something that reads is put in
/// its place, and the copy is read again until it reads. What only follows from a mistake already told is not told.
fn going_on<T: DeserializeOwned>(data: &Value, stand_ins: StandIns) -> Reading<T> {
    let mut rest = normalised(data);
    let mut reading = Reading {
        paper: None,
        problems: Vec::new(),
        blurred: false,
    };
    // Each mistake takes a few goes at most: missing, empty, of the wrong form.
    for _ in 0..MOST_PROBLEMS.saturating_mul(4) {
        match serde_path_to_error::deserialize::<_, T>(&rest) {
            Ok(paper) => {
                reading.paper = Some(paper);
                break;
            }
            Err(error) => {
                let (path, message) = explained(&error);
                let problems = &mut reading.problems;
                if !problems.iter().any(|known| known.covers(&path)) {
                    problems.push(DataProblem::at(path.clone(), message));
                }
                if problems.len() >= MOST_PROBLEMS {
                    break;
                }
                match mended(&mut rest, &path, &error.inner().to_string(), stand_ins) {
                    Mend::No => break,
                    Mend::Blurred => reading.blurred = true,
                    Mend::Plain => {}
                }
            }
        }
    }
    reading
}

fn is_at_or_below(path: &str, known: &str) -> bool {
    path.strip_prefix(known)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// Whether the reading can go on behind a mistake.
enum Mend {
    /// Nothing can be done.
    No,
    /// A number, a list or a part was made up or taken out.
    Blurred,
    /// Something that means nothing stands there.
    Plain,
}

/// Lets the reading go on behind a mistake: what nobody asked for goes, what is missing or of the wrong form gets
/// something that reads.
fn mended(root: &mut Value, path: &str, error: &str, stand_ins: StandIns) -> Mend {
    if error.starts_with("unknown field") {
        return if taken_out(root, path) {
            Mend::Plain
        } else {
            Mend::No
        };
    }
    let out = |root: &mut Value| {
        if taken_out(root, path) {
            Mend::Blurred
        } else {
            Mend::No
        }
    };
    let pointer = pointer(path);
    if error.starts_with("missing field") {
        let Some((parent, name)) = pointer.rsplit_once('/') else {
            return Mend::No;
        };
        return match root.pointer_mut(parent) {
            Some(Value::Object(members)) => match members.insert(name.to_owned(), Value::Null) {
                None => Mend::Plain,
                Some(_) => Mend::No,
            },
            _ => Mend::No,
        };
    }
    let Some(stand_in) = stand_in(error, stand_ins) else {
        return out(root);
    };
    match root.pointer_mut(&pointer) {
        Some(value) if *value != stand_in => {
            let plain = stand_in.is_string();
            *value = stand_in;
            if plain { Mend::Plain } else { Mend::Blurred }
        }
        _ => out(root),
    }
}

/// Something that reads where this error was.
fn stand_in(error: &str, stand_ins: StandIns) -> Option<Value> {
    let first = stand_ins == StandIns::First;
    let either = |one: &str, other: &str| Value::from(if first { one } else { other });
    if error.starts_with("unknown variant") {
        // The first or the last of the words it expects.
        let words: Vec<&str> = error.split('`').skip(3).step_by(2).collect();
        return Some(either(words.first()?, words.last()?));
    }
    let (_, expected) = error.rsplit_once("expected ")?;
    Some(if expected.contains("date") {
        either("2000-01-01", "2100-12-31")
    } else if expected.contains("string") {
        either("某", "另某")
    } else if expected.contains("u32") || expected.contains("i32") || expected.contains("u64") {
        Value::from(0)
    } else if expected.contains("boolean") {
        Value::from(false)
    } else if expected.contains("sequence") {
        Value::Array(Vec::new())
    } else if expected.contains("struct") || expected.contains("map") {
        Value::Object(serde_json::Map::new())
    } else {
        return None;
    })
}

/// The path and the Chinese sentence for an error of serde. Its own English text and the value it quotes
/// are not passed on.
fn explained(error: &serde_path_to_error::Error<serde_json::Error>) -> (String, String) {
    let mut path = error.path().to_string();
    if path == "." {
        path.clear();
    }
    let text = error.inner().to_string();
    let named = text.split('`').nth(1).unwrap_or_default();
    let message = if text.starts_with("unknown field") {
        if path != named && !path.ends_with(&format!(".{named}")) {
            path = joined(&path, named);
        }
        "没有这一项，请删去或改正名称".to_owned()
    } else if text.starts_with("missing field") {
        path = joined(&path, named);
        "缺这一项，请填写".to_owned()
    } else if text.starts_with("unknown variant") {
        "不是可选的值，请从给出的选项中选一个".to_owned()
    } else if text.starts_with("invalid type: null") {
        "没有填写，请填写".to_owned()
    } else if text.contains("input contains invalid characters")
        || text.contains("premature end of input")
        || text.contains("input is out of range")
        || text.contains("trailing input")
    {
        "日期读不懂，请写成 2027-03-18 的样子；没有的日子也不行".to_owned()
    } else if text.contains("expected u32") || text.contains("expected i32") {
        "应当是不小于零的整数".to_owned()
    } else {
        "内容的形式不对，请按填写说明改正".to_owned()
    };
    (path, message)
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

/// `facts.members[2].name` → `/facts/members/2/name`
fn pointer(path: &str) -> String {
    format!("/{}", path.replace(['.', '['], "/").replace(']', ""))
}

/// Takes the value at `path` out: a field of an object is removed, an element of a list too. False where there is
/// nothing to take out (a missing field).
fn taken_out(root: &mut Value, path: &str) -> bool {
    let pointer = pointer(path);
    let Some((parent, last)) = pointer.rsplit_once('/') else {
        return false;
    };
    match root.pointer_mut(parent) {
        Some(Value::Object(members)) => members.shift_remove(last).is_some(),
        Some(Value::Array(items)) => match last.parse::<usize>() {
            Ok(index) if index < items.len() => {
                items.remove(index);
                true
            }
            _ => false,
        },
        _ => false,
    }
}

/// Gives problems below `facts` the label of their field, `成员第3行“姓名”` for a cell of a table.
pub(super) fn labelled(problems: &mut [DataProblem], fields: &[FieldSpec]) {
    for problem in problems {
        let Some(rest) = problem.path.strip_prefix("facts.") else {
            continue;
        };
        let (key, inner) = match rest.find(['.', '[']) {
            Some(end) => rest.split_at(end),
            None => (rest, ""),
        };
        let Some(spec) = fields.iter().find(|spec| spec.key == key) else {
            continue;
        };
        problem.label = match (row(inner), spec.input) {
            (Some((number, cell)), super::field::Input::Table(columns)) => {
                match columns.iter().find(|column| column.key == cell) {
                    Some(column) => format!("{}第{number}行“{}”", spec.label, column.label),
                    None => format!("{}第{number}行", spec.label),
                }
            }
            (Some((number, _)), _) => format!("{}第{number}行", spec.label),
            (None, _) => spec.label.to_owned(),
        };
    }
}

/// Every text that has the character, as a problem without message: for [`labelled`].
pub(super) fn containing(value: &Value, path: &str, c: char, found: &mut Vec<DataProblem>) {
    match value {
        Value::String(text) if text.contains(c) => found.push(DataProblem::at(path, "")),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                containing(item, &format!("{path}[{index}]"), c, found);
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                containing(member, &joined(path, key), c, found);
            }
        }
        _ => {}
    }
}

/// What the office calls the part of the data that no form page asks for.
pub(super) fn part_of(path: &str) -> String {
    let (word, index) = if path.starts_with("unit.") {
        ("村（社区）资料", None)
    } else if path.starts_with("office.") {
        ("单位名称", None)
    } else if path.starts_with("basis") {
        ("依据", None)
    } else if path.starts_with("issue.") {
        ("编号", None)
    } else if path.contains("groups[") || path.contains("names[") {
        let last = path.rsplit_once('[').map_or("", |(_, index)| index);
        ("名册", last.trim_end_matches(']').parse::<usize>().ok())
    } else {
        ("已登记的资料", None)
    };
    match index.and_then(|index| index.checked_add(1)) {
        Some(number) => format!("{word}第{number}人"),
        None => word.to_owned(),
    }
}

/// `[2].name` → (3, `name`).
fn row(inner: &str) -> Option<(usize, &str)> {
    let (index, rest) = inner.strip_prefix('[')?.split_once(']')?;
    Some((
        index.parse::<usize>().ok()?.checked_add(1)?,
        rest.trim_start_matches('.'),
    ))
}

/// 个人信息 — ID numbers anywhere, and mobile numbers outside the fields that say `phone`, must not stand in a paper
/// that goes on the wall; years far from any election are typing mistakes.
pub(super) fn walk(value: &Value, path: &str, public: bool, problems: &mut Vec<DataProblem>) {
    match value {
        Value::String(text) => {
            let phone = path.ends_with("phone");
            if public && has_identity_number(text) {
                problems.push(DataProblem::at(
                    path,
                    "含有公民身份号码，张贴的文书不得出现，请删去",
                ));
            } else if public && !phone && has_mobile_number(text) {
                problems.push(DataProblem::at(
                    path,
                    "含有手机号码，张贴的文书只能在“联系电话”处写公开的电话，请删去",
                ));
            }
            if let Some(year) = iso_year(text)
                && !(2000..=2100).contains(&year)
            {
                problems.push(DataProblem::at(
                    path,
                    "年份不在 2000 年至 2100 年之间，请核对",
                ));
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(item, &format!("{path}[{index}]"), public, problems);
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                walk(member, &joined(path, key), public, problems);
            }
        }
        _ => {}
    }
}

fn iso_year(text: &str) -> Option<u32> {
    let bytes = text.as_bytes();
    let shaped = bytes.len() >= 10
        && bytes.get(4) == Some(&b'-')
        && bytes.get(7) == Some(&b'-')
        && bytes.get(..4)?.iter().all(u8::is_ascii_digit);
    shaped.then(|| text.get(..4)?.parse().ok()).flatten()
}

/// Digits that stand together, in the groups that blanks and dashes part: `138 1234 5678` is one of three groups.
fn digit_groups(text: &str) -> Vec<Vec<String>> {
    let mut stretches: Vec<Vec<String>> = vec![vec![String::new()]];
    for c in text.chars() {
        let Some(groups) = stretches.last_mut() else {
            break;
        };
        let folded = match c {
            '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')),
            'x' | 'Ｘ' | 'ｘ' => Some('X'),
            other => Some(other),
        };
        match (folded, groups.last_mut()) {
            (Some(digit), Some(group)) if digit.is_ascii_digit() => group.push(digit),
            // The check digit of an ID number is its last.
            (Some('X'), Some(group)) if !group.is_empty() => {
                group.push('X');
                groups.push(String::new());
            }
            (Some(' ' | '\u{3000}' | '-'), _) => groups.push(String::new()),
            _ => stretches.push(vec![String::new()]),
        }
    }
    stretches
}

/// Whether neighbouring groups, put together, are such a number.
fn any_together(text: &str, longest: usize, is: impl Fn(&str) -> bool) -> bool {
    digit_groups(text).iter().any(|groups| {
        (0..groups.len()).any(|from| {
            let mut together = String::new();
            groups.iter().skip(from).any(|group| {
                together.push_str(group);
                together.len() <= longest && is(&together)
            })
        })
    })
}

/// 个人号码 — what a text that others read holds and must not: the name of such a number.
pub fn personal_number(text: &str) -> Option<&'static str> {
    if has_identity_number(text) {
        Some("公民身份号码")
    } else if has_mobile_number(text) {
        Some("手机号码")
    } else {
        None
    }
}

fn has_identity_number(text: &str) -> bool {
    // By itself every number of this length is meant as one, also with a wrong digit.
    let alone = digit_groups(text)
        .iter()
        .any(|groups| matches!(groups.concat().len(), 15 | 18));
    alone
        || any_together(text, 18, |number| number.len() == 18 && is_dated(number))
        || digit_groups(text).iter().any(|groups| {
            let digits = groups.concat();
            (0..digits.len())
                .filter_map(|from| digits.get(from..from.checked_add(18)?))
                .any(|number| is_dated(number) && is_checked(number))
        })
}

/// Whether a number of eighteen places has a birthday where an ID number has one.
fn is_dated(number: &str) -> bool {
    let part = |from: usize, to: usize| number.get(from..to)?.parse::<u32>().ok();
    let within = |part: Option<u32>, from: u32, to: u32| {
        part.is_some_and(|part| (from..=to).contains(&part))
    };
    within(part(6, 10), 1900, 2100) && within(part(10, 12), 1, 12) && within(part(12, 14), 1, 31)
}

/// 校验码 (GB 11643-1999)
fn is_checked(number: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let mut sum = 0;
    for (c, weight) in number.chars().zip(WEIGHTS) {
        let Some(digit) = c.to_digit(10) else {
            return false;
        };
        sum += digit * weight;
    }
    let expected = usize::try_from(sum % 11)
        .ok()
        .and_then(|rest| "10X98765432".chars().nth(rest));
    number.chars().nth(17) == expected
}

fn has_mobile_number(text: &str) -> bool {
    any_together(text, 11, |number| {
        number.len() == 11
            && number.starts_with('1')
            && number
                .chars()
                .nth(1)
                .is_some_and(|second| ('3'..='9').contains(&second))
    })
}
