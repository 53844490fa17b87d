//! 计票表 — the sheet as typed, and the way between it and the poll's JSON.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::{
    civil,
    law::{
        Post,
        poll::{self, InputProblem, Reserved},
    },
    web::{
        form::Fields,
        pages::{
            parts::Message,
            tally::{CandidateRow, ContestForm, PersonRow, RelativeRow, TallyPage},
        },
    },
};

/// Blank rows for further names under every post.
const BLANK_ROWS: usize = 3;
/// Blank rows when more are asked for.
pub(super) const MORE_ROWS: usize = 8;
/// Most rows of a table: a form of one hand.
const MOST_ROWS: usize = 60;

/// A contest as typed.
#[derive(Debug, Clone, Default)]
pub(super) struct ContestSheet {
    /// `chair`
    pub(super) post: String,
    /// `woman`; empty for a plain seat
    pub(super) reserved: String,
    /// 应选名额
    pub(super) seats: String,
    /// 无效票
    pub(super) invalid: String,
    /// 弃权票
    pub(super) abstained: String,
    /// 得票
    pub(super) candidates: Vec<CandidateRow>,
}

/// The sheet as typed: everything is text, blank rows are gone.
#[derive(Debug, Clone, Default)]
pub(super) struct Sheet {
    plain: BTreeMap<String, String>,
    /// 各职位
    pub(super) contests: Vec<ContestSheet>,
    elected_before: Vec<PersonRow>,
    relatives: Vec<RelativeRow>,
    /// Blank rows under each table.
    pub(super) blank_rows: usize,
}

/// Fields of the sheet that are no table.
const PLAIN: [&str; 10] = [
    "round",
    "electorate",
    "poll_day",
    "registered",
    "issued",
    "returned",
    "proxies",
    "roaming",
    "voters",
    "election_day",
];

impl Sheet {
    /// Nothing typed yet.
    pub(super) fn blank() -> Self {
        Self {
            blank_rows: BLANK_ROWS,
            ..Self::default()
        }
    }

    /// Puts a value into a field that is no table.
    pub(super) fn set(&mut self, name: &str, text: impl Into<String>) {
        self.plain.insert(name.to_owned(), text.into());
    }

    fn text(&self, name: &str) -> &str {
        self.plain.get(name).map_or("", String::as_str)
    }

    /// The formal candidates as they were typed for their notice.
    pub(super) fn take_candidates(&mut self, facts: &Value) {
        let people = facts.get("candidates").and_then(Value::as_array);
        for person in people.into_iter().flatten() {
            let part = |key: &str| person.get(key).and_then(Value::as_str).unwrap_or_default();
            let (post, reserved) = match part("post") {
                "woman-member" => ("member", "woman"),
                post => (post, ""),
            };
            if let Some(contest) = self
                .contests
                .iter_mut()
                .find(|contest| contest.post == post && contest.reserved == reserved)
            {
                contest.candidates.push(CandidateRow {
                    name: part("name").to_owned(),
                    ..CandidateRow::default()
                });
            }
        }
    }

    /// What was sent.
    pub(super) fn typed(fields: &Fields) -> Self {
        let text = |name: String| fields.text(&name).to_owned();
        let contests = (0..MOST_ROWS)
            .map(|n| format!("contests[{n}]"))
            .take_while(|place| !fields.text(&format!("{place}.post")).is_empty())
            .map(|place| ContestSheet {
                post: text(format!("{place}.post")),
                reserved: text(format!("{place}.reserved")),
                seats: text(format!("{place}.seats")),
                invalid: text(format!("{place}.invalid")),
                abstained: text(format!("{place}.abstained")),
                candidates: (0..MOST_ROWS)
                    .map(|row| {
                        let row = format!("{place}.candidates[{row}]");
                        CandidateRow {
                            name: text(format!("{row}.name")),
                            sex: text(format!("{row}.sex")),
                            votes: text(format!("{row}.votes")),
                            written_in: fields.ticked(&format!("{row}.written_in")),
                            error: String::new(),
                        }
                    })
                    .filter(|row| !row.name.is_empty() || !row.votes.is_empty())
                    .collect(),
            })
            .collect();
        let elected_before = (0..MOST_ROWS)
            .map(|row| PersonRow {
                name: text(format!("elected_before[{row}].name")),
                post: text(format!("elected_before[{row}].post")),
                sex: text(format!("elected_before[{row}].sex")),
                error: String::new(),
            })
            .filter(|row| !row.name.is_empty())
            .collect();
        let relatives = (0..MOST_ROWS)
            .map(|row| RelativeRow {
                one: text(format!("relatives[{row}].one")),
                other: text(format!("relatives[{row}].other")),
                kinship: text(format!("relatives[{row}].kinship")),
                error: String::new(),
            })
            .filter(|row| !row.one.is_empty() || !row.other.is_empty())
            .collect();
        Self {
            plain: PLAIN
                .into_iter()
                .map(|name| (name.to_owned(), fields.text(name).to_owned()))
                .collect(),
            contests,
            elected_before,
            relatives,
            blank_rows: BLANK_ROWS,
        }
    }

    /// Contests with seats: a post left at nought is not voted for.
    fn voted(&self) -> impl Iterator<Item = (usize, &ContestSheet)> {
        self.contests
            .iter()
            .enumerate()
            .filter(|(_, contest)| !matches!(contest.seats.as_str(), "" | "0" | "０"))
    }

    /// The poll's JSON. A person is known by the name: the same name in two posts is the same person.
    pub(super) fn json(&self) -> Value {
        let mut poll = Map::new();
        for (name, text) in &self.plain {
            let value = match name.as_str() {
                _ if text.is_empty() => continue,
                "round" | "electorate" => json!(text),
                "poll_day" | "election_day" => {
                    civil::parse(text).map_or_else(|| json!(text), |day| json!(day))
                }
                _ => number(text),
            };
            poll.insert(name.clone(), value);
        }
        let contests: Vec<Value> = self
            .voted()
            .map(|(_, contest)| {
                let candidates: Vec<Value> = contest
                    .candidates
                    .iter()
                    .map(|row| {
                        let mut one = Map::new();
                        one.insert("id".into(), json!(row.name));
                        one.insert("name".into(), json!(row.name));
                        if !row.sex.is_empty() {
                            one.insert("sex".into(), json!(row.sex));
                        }
                        if !row.votes.is_empty() {
                            one.insert("votes".into(), number(&row.votes));
                        }
                        one.insert("nominated".into(), json!(!row.written_in));
                        Value::Object(one)
                    })
                    .collect();
                json!({
                    "post": contest.post, "reserved": if contest.reserved.is_empty() { Reserved::None.id() } else { &contest.reserved },
                    "seats": number(&contest.seats),
                    "invalid": or_nought(&contest.invalid), "abstained": or_nought(&contest.abstained),
                    "candidates": candidates,
                })
            })
            .collect();
        poll.insert("contests".into(), json!(contests));
        let elected: Vec<Value> = self
            .elected_before
            .iter()
            .map(|row| {
                let mut one = Map::new();
                one.insert("id".into(), json!(row.name));
                one.insert("name".into(), json!(row.name));
                if !row.post.is_empty() {
                    one.insert("post".into(), json!(row.post));
                }
                if !row.sex.is_empty() {
                    one.insert("sex".into(), json!(row.sex));
                }
                Value::Object(one)
            })
            .collect();
        poll.insert("elected_before".into(), json!(elected));
        let relatives: Vec<Value> = self
            .relatives
            .iter()
            .map(|row| json!([row.one, row.other, row.kinship]))
            .collect();
        poll.insert("relatives".into(), json!(relatives));
        Value::Object(poll)
    }
}

/// A count as typed: with full-width digits, «票» or «张» behind it. What is no number stays text, and the
/// reader of the poll says so at its place.
fn number(text: &str) -> Value {
    let folded: String = text
        .chars()
        .map(|c| match c {
            '０'..='９' => {
                char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c)
            }
            other => other,
        })
        .filter(|c| !matches!(c, ',' | '，' | ' '))
        .collect();
    folded
        .trim_end_matches(['票', '张', '人', '名'])
        .parse::<u64>()
        .map_or_else(|_| json!(text), |number| json!(number))
}

fn or_nought(text: &str) -> Value {
    if text.is_empty() {
        json!(0)
    } else {
        number(text)
    }
}

/// 主任, 妇女委员
fn title_of(contest: &ContestSheet) -> String {
    let post = [Post::Chair, Post::Deputy, Post::Member, Post::Supervisor]
        .into_iter()
        .find(|post| post.id() == contest.post)
        .unwrap_or(Post::Member);
    let reserved = if contest.reserved == Reserved::Woman.id() {
        Reserved::Woman
    } else {
        Reserved::None
    };
    poll::title(post, reserved)
}

/// `contests[1].candidates[2].votes` → `(1, "candidates[2].votes")`.
fn numbered<'p>(path: &'p str, list: &str) -> Option<(usize, &'p str)> {
    let rest = path.strip_prefix(list)?.strip_prefix('[')?;
    let (number, rest) = rest.split_once(']')?;
    Some((number.parse().ok()?, rest.trim_start_matches('.')))
}

fn add(error: &mut String, text: &str) {
    if !error.is_empty() && !error.ends_with('。') {
        error.push('；');
    }
    error.push_str(text);
}

impl Sheet {
    /// A message of the poll's JSON in the words of the sheet: places are rows of posts, people are names.
    fn plainly(&self, message: &str) -> String {
        // The words of files are no words of a page, where one is chosen from a list.
        if message.starts_with("不是可写的词") {
            return "请从列出的里面选一个。".to_owned();
        }
        // Whoever reads files speaks of quotation marks; on a form nobody wrote any.
        if message.contains("数字不要加引号") {
            return "请填 0 或者更大的整数：这里填的不是。".to_owned();
        }
        let mut text = message.to_owned();
        let mut say = |place: &str, plain: &str| {
            text = text
                .replace(&format!(" {place} "), plain)
                .replace(place, plain);
        };
        for (at, (_, contest)) in self.voted().enumerate() {
            let (place, title) = (format!("contests[{at}]"), title_of(contest));
            for row in 0..contest.candidates.len() {
                say(
                    &format!("{place}.candidates[{row}]"),
                    &format!("{title}第 {} 行", row + 1),
                );
            }
            say(&place, &title);
        }
        for row in 0..self.elected_before.len() {
            say(
                &format!("elected_before[{row}]"),
                &format!("已经当选的人第 {} 行", row + 1),
            );
        }
        for (said, plain) in [
            ("（electorate 写 representatives）", ""),
            (" poll_day ", ""),
            ("编号", "姓名"),
        ] {
            text = text.replace(said, plain);
        }
        text
    }

    /// Puts the sheet into the page, with blank rows for more names.
    pub(super) fn fill(&self, context: &mut TallyPage) {
        for (name, text) in &self.plain {
            context.form.values.insert(name.clone(), text.clone());
        }
        context.later_round = !matches!(self.text("round"), "" | "first")
            || !self.elected_before.is_empty()
            || !self.text("election_day").is_empty();
        context.contests = self
            .contests
            .iter()
            .enumerate()
            .map(|(n, contest)| {
                let name = format!("contests[{n}]");
                for (key, text) in [
                    ("seats", &contest.seats),
                    ("invalid", &contest.invalid),
                    ("abstained", &contest.abstained),
                ] {
                    context
                        .form
                        .values
                        .insert(format!("{name}.{key}"), text.clone());
                }
                let mut rows = contest.candidates.clone();
                rows.resize_with(rows.len() + self.blank_rows, CandidateRow::default);
                ContestForm {
                    title: title_of(contest),
                    post: contest.post.clone(),
                    reserved: contest.reserved.clone(),
                    rows,
                    name,
                }
            })
            .collect();
        context.elected_before.clone_from(&self.elected_before);
        context
            .elected_before
            .resize_with(self.elected_before.len() + BLANK_ROWS, PersonRow::default);
        context.relatives.clone_from(&self.relatives);
        context
            .relatives
            .resize_with(self.relatives.len() + BLANK_ROWS, RelativeRow::default);
    }

    /// Shows a problem where the number or name was typed. Posts not voted for are not in the poll: its
    /// numbering is that of the others.
    pub(super) fn place(&self, context: &mut TallyPage, problem: &InputProblem) {
        let message = self.plainly(&problem.message);
        let say = |context: &mut TallyPage| {
            context.form.problems.push(Message {
                text: message.clone(),
                ..Message::default()
            });
        };
        if let Some((at, rest)) = numbered(&problem.path, "contests") {
            let Some((n, _)) = self.voted().nth(at) else {
                return say(context);
            };
            let name = format!("contests[{n}]");
            let row = numbered(rest, "candidates").and_then(|(row, _)| {
                context
                    .contests
                    .get_mut(n)
                    .and_then(|contest| contest.rows.get_mut(row))
            });
            match (row, rest) {
                (Some(row), _) => add(&mut row.error, &message),
                (None, "seats" | "invalid" | "abstained") => add(
                    context
                        .form
                        .errors
                        .entry(format!("{name}.{rest}"))
                        .or_default(),
                    &message,
                ),
                (None, _) => add(context.form.errors.entry(name).or_default(), &message),
            }
        } else if let Some((row, _)) = numbered(&problem.path, "elected_before") {
            context.later_round = true;
            match context.elected_before.get_mut(row) {
                Some(row) => add(&mut row.error, &message),
                None => say(context),
            }
        } else if let Some((row, _)) = numbered(&problem.path, "relatives") {
            context
                .form
                .errors
                .entry("relatives".to_owned())
                .or_insert_with(|| "有写得不对的，见下面各行".to_owned());
            match context.relatives.get_mut(row) {
                Some(row) => add(&mut row.error, &message),
                None => say(context),
            }
        } else if PLAIN.contains(&problem.path.as_str()) {
            add(
                context.form.errors.entry(problem.path.clone()).or_default(),
                &message,
            );
        } else if problem.path == "contests" {
            context.form.problems.push(Message {
                text: "请至少给一个职位填应选名额和得票。".to_owned(),
                ..Message::default()
            });
        } else {
            say(context);
        }
    }
}
