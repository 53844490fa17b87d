//! 读取 — the JSON of a poll, strictly, naming every mistake at once with its place.
//!
//! serde stops at the first mistake; here the whole text is walked, wrong fields are remembered and
//! read as harmless ones, and what is wrong with the rest is told together with them. A list keeps an
//! entry for what could not be read, so that every place is the one in the text.

use chrono::NaiveDate;

use super::super::unit::Post;
use super::decide::{self, unfit};
use super::input::{
    Candidate, Contest, ElectedBefore, InputProblem, Kinship, LIMIT, Poll, Relation, Reserved,
    Round, Word,
};
use super::outcome::Decision;
use super::rules::PollRules;
use super::shape;
use super::tree::Tree;
use super::unread::{Unread, inside};

/// Reads one poll; every field that is wrong with its place, and with them what is wrong with the
/// shape of the rest. Of a poll that could be read, [`decide`](super::decide) checks the shape.
pub fn read_poll(text: &str) -> Result<Poll, Vec<InputProblem>> {
    let Reading {
        poll,
        mut problems,
        unread,
    } = read(text)?;
    if problems.is_empty() {
        return Ok(poll);
    }
    add(&mut problems, shape::problems(&poll, &unread));
    Err(problems)
}

/// Reads one poll and decides it. `Err`: everything wrong with the text, with the poll and with its
/// numbers, as far as it can be known; nothing is computed.
pub fn read_and_decide(
    rules: &PollRules<'_>,
    text: &str,
) -> Result<(Poll, Decision), Vec<InputProblem>> {
    let Reading {
        poll,
        mut problems,
        unread,
    } = read(text)?;
    if problems.is_empty() {
        let decision = decide::decide(rules, &poll)?;
        return Ok((poll, decision));
    }
    let (shape, numbers) = unfit(rules, &poll, &unread);
    add(&mut problems, shape);
    add(&mut problems, numbers.problems());
    Err(problems)
}

/// What is not told already.
pub(super) fn add(problems: &mut Vec<InputProblem>, found: Vec<InputProblem>) {
    let told = problems.len();
    for problem in found {
        let known = problems.iter().take(told);
        if !known
            .map(|known| known.path.as_str())
            .any(|place| inside(place, &problem.path))
        {
            problems.push(problem);
        }
    }
}

/// A text that was walked to its end.
struct Reading {
    poll: Poll,
    problems: Vec<InputProblem>,
    unread: Unread,
}

fn read(text: &str) -> Result<Reading, Vec<InputProblem>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let tree: Tree = serde_json::from_str(text).map_err(|error| {
        let message = if text.trim().is_empty() {
            "请写上计票数据（JSON），这里是空的".to_owned()
        } else {
            format!(
                "请改正 JSON 的写法，第 {} 行第 {} 个字节读不下去",
                error.line(),
                error.column()
            )
        };
        vec![InputProblem::at("", message)]
    })?;
    let mut reader = Reader {
        problems: Vec::new(),
        unread: Unread::default(),
    };
    let Some(poll) = reader.poll(&tree) else {
        return Err(reader.problems);
    };
    Ok(Reading {
        poll,
        problems: reader.problems,
        unread: reader.unread,
    })
}

struct Reader {
    problems: Vec<InputProblem>,
    unread: Unread,
}

/// One object with the fields it may have.
struct Fields<'t> {
    path: String,
    fields: &'t [(String, Tree)],
}

impl<'t> Fields<'t> {
    fn get(&self, key: &str) -> Option<&'t Tree> {
        self.fields
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
            .filter(|value| **value != Tree::Null)
    }

    fn at(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        }
    }
}

impl Reader {
    fn say(&mut self, path: String, message: impl Into<String>) {
        self.problems.push(InputProblem::at(path, message));
    }

    /// A value that could not be read, or is not the only one.
    fn wrong(&mut self, path: String, message: impl Into<String>) {
        self.unread.add(&path);
        self.say(path, message);
    }

    fn object<'t>(&mut self, tree: &'t Tree, path: String, known: &[&str]) -> Option<Fields<'t>> {
        let Tree::Object(fields) = tree else {
            self.wrong(path, format!("应是一张表 {{…}}，这里是{}", tree.kind()));
            return None;
        };
        let fields = Fields { path, fields };
        for (i, (key, _)) in fields.fields.iter().enumerate() {
            let earlier = fields.fields.iter().take(i);
            if !known.contains(&key.as_str()) {
                self.say(
                    fields.at(key),
                    format!(
                        "没有这一项，请删去或者改正名称，可以写：{}",
                        known.join("、")
                    ),
                );
            } else if earlier.into_iter().any(|(name, _)| name == key) {
                self.wrong(fields.at(key), "写了不止一次，请只留一个");
            }
        }
        Some(fields)
    }

    fn missing(&mut self, fields: &Fields<'_>, key: &str) {
        self.wrong(fields.at(key), "缺这一项，请填写");
    }

    /// A number that may be left out.
    fn optional_number(&mut self, fields: &Fields<'_>, key: &str) -> Option<u32> {
        let found = fields.get(key)?;
        if let Tree::Number(number) = found
            && let Ok(number) = u32::try_from(*number)
            && number <= LIMIT
        {
            return Some(number);
        }
        let what = match found {
            Tree::Number(_) => "这里的数过大",
            Tree::Text(_) => "这里是文字，数字不要加引号",
            other => &format!("这里是{}", other.kind()),
        };
        self.wrong(fields.at(key), format!("应是 0 到 {LIMIT} 的整数，{what}"));
        None
    }

    /// A number that must be there; 1, which no check of shapes minds, where it is not.
    fn number(&mut self, fields: &Fields<'_>, key: &str) -> u32 {
        if fields.get(key).is_none() {
            self.missing(fields, key);
        }
        self.optional_number(fields, key).unwrap_or(1)
    }

    fn optional_text(&mut self, fields: &Fields<'_>, key: &str) -> Option<String> {
        match fields.get(key)? {
            Tree::Text(text) => Some(text.trim().to_owned()),
            other => {
                let message = format!("应是加引号的文字，这里是{}", other.kind());
                self.wrong(fields.at(key), message);
                None
            }
        }
    }

    fn text(&mut self, fields: &Fields<'_>, key: &str) -> String {
        if fields.get(key).is_none() {
            self.missing(fields, key);
        }
        self.optional_text(fields, key).unwrap_or_default()
    }

    fn word_of<W: Word>(&mut self, path: String, tree: &Tree) -> Option<W> {
        let found = match tree {
            Tree::Text(text) => W::WORDS.iter().find(|(word, _, _)| word == text),
            _ => None,
        };
        if let Some((_, value, _)) = found {
            return Some(*value);
        }
        let words: Vec<String> = W::WORDS
            .iter()
            .map(|(word, _, name)| format!("{word}（{name}）"))
            .collect();
        self.wrong(path, format!("不是可写的词，请写：{}", words.join("、")));
        None
    }

    fn optional_word<W: Word>(&mut self, fields: &Fields<'_>, key: &str) -> Option<W> {
        let found = fields.get(key)?;
        self.word_of(fields.at(key), found)
    }

    fn word<W: Word>(&mut self, fields: &Fields<'_>, key: &str, instead: W) -> W {
        if fields.get(key).is_none() {
            self.missing(fields, key);
        }
        self.optional_word(fields, key).unwrap_or(instead)
    }

    fn optional_day(&mut self, fields: &Fields<'_>, key: &str) -> Option<NaiveDate> {
        let found = fields.get(key)?;
        if let Tree::Text(text) = found
            && text.len() == 10
            && let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d")
        {
            return Some(day);
        }
        self.wrong(
            fields.at(key),
            "不是日期，或者没有这一天，请写成 \"2027-03-18\" 的样子",
        );
        None
    }

    fn flag(&mut self, fields: &Fields<'_>, key: &str, default: bool) -> bool {
        match fields.get(key) {
            None => default,
            Some(Tree::Flag(flag)) => *flag,
            Some(other) => {
                let message = format!("应是 true 或 false，这里是{}", other.kind());
                self.wrong(fields.at(key), message);
                default
            }
        }
    }

    fn list<'t>(&mut self, fields: &Fields<'t>, key: &str) -> Vec<(String, &'t Tree)> {
        match fields.get(key) {
            None => Vec::new(),
            Some(Tree::List(items)) => {
                let path = fields.at(key);
                let numbered = items.iter().enumerate();
                numbered
                    .map(|(i, item)| (format!("{path}[{i}]"), item))
                    .collect()
            }
            Some(other) => {
                let message = format!("应是一组内容 […]，这里是{}", other.kind());
                self.wrong(fields.at(key), message);
                Vec::new()
            }
        }
    }

    fn poll(&mut self, tree: &Tree) -> Option<Poll> {
        const KNOWN: [&str; 15] = [
            "round",
            "vote",
            "electorate",
            "attempt",
            "poll_day",
            "election_day",
            "registered",
            "issued",
            "returned",
            "voters",
            "proxies",
            "roaming",
            "contests",
            "elected_before",
            "relatives",
        ];
        let fields = self.object(tree, String::new(), &KNOWN)?;
        if fields.get("poll_day").is_none() {
            self.missing(&fields, "poll_day");
        }
        if fields.get("contests").is_none() {
            self.missing(&fields, "contests");
        }
        let poll_day = self.optional_day(&fields, "poll_day").unwrap_or_default();
        Some(Poll {
            round: self.word(&fields, "round", Round::First),
            vote: self.optional_word(&fields, "vote").unwrap_or_default(),
            electorate: self
                .optional_word(&fields, "electorate")
                .unwrap_or_default(),
            attempt: self.optional_number(&fields, "attempt"),
            poll_day,
            election_day: self.optional_day(&fields, "election_day"),
            registered: self.number(&fields, "registered"),
            issued: self.number(&fields, "issued"),
            returned: self.number(&fields, "returned"),
            voters: self.optional_number(&fields, "voters"),
            proxies: self.optional_number(&fields, "proxies").unwrap_or(0),
            roaming: self.optional_number(&fields, "roaming").unwrap_or(0),
            contests: self
                .list(&fields, "contests")
                .into_iter()
                .map(|(path, item)| self.contest(item, path))
                .collect(),
            elected_before: self
                .list(&fields, "elected_before")
                .into_iter()
                .map(|(path, item)| self.elected_before(item, path))
                .collect(),
            relatives: self
                .list(&fields, "relatives")
                .into_iter()
                .map(|(path, item)| self.relation(item, path))
                .collect(),
        })
    }

    fn contest(&mut self, tree: &Tree, path: String) -> Contest {
        const KNOWN: [&str; 10] = [
            "post",
            "seats",
            "reserved",
            "invalid",
            "abstained",
            "against",
            "issued",
            "returned",
            "voters",
            "candidates",
        ];
        let Some(fields) = self.object(tree, path, &KNOWN) else {
            return Contest {
                post: Post::Member,
                seats: 1,
                reserved: Reserved::None,
                invalid: 0,
                abstained: 0,
                against: None,
                issued: None,
                returned: None,
                voters: None,
                candidates: Vec::new(),
            };
        };
        if fields.get("candidates").is_none() {
            self.missing(&fields, "candidates");
        }
        Contest {
            post: self.word(&fields, "post", Post::Member),
            seats: self.number(&fields, "seats"),
            reserved: self.optional_word(&fields, "reserved").unwrap_or_default(),
            invalid: self.number(&fields, "invalid"),
            abstained: self.number(&fields, "abstained"),
            against: self.optional_number(&fields, "against"),
            issued: self.optional_number(&fields, "issued"),
            returned: self.optional_number(&fields, "returned"),
            voters: self.optional_number(&fields, "voters"),
            candidates: self
                .list(&fields, "candidates")
                .into_iter()
                .map(|(path, item)| self.candidate(item, path))
                .collect(),
        }
    }

    fn candidate(&mut self, tree: &Tree, path: String) -> Candidate {
        let known = ["id", "name", "sex", "votes", "nominated"];
        let Some(fields) = self.object(tree, path, &known) else {
            return Candidate {
                id: String::new(),
                name: String::new(),
                sex: None,
                votes: 0,
                nominated: true,
            };
        };
        Candidate {
            id: self.text(&fields, "id"),
            name: self.text(&fields, "name"),
            sex: self.optional_word(&fields, "sex"),
            votes: self.number(&fields, "votes"),
            nominated: self.flag(&fields, "nominated", true),
        }
    }

    fn elected_before(&mut self, tree: &Tree, path: String) -> ElectedBefore {
        let known = ["id", "post", "sex", "name", "votes"];
        let Some(fields) = self.object(tree, path, &known) else {
            return ElectedBefore {
                id: String::new(),
                post: Post::Member,
                sex: None,
                name: None,
                votes: None,
            };
        };
        ElectedBefore {
            id: self.text(&fields, "id"),
            post: self.word(&fields, "post", Post::Member),
            sex: self.optional_word(&fields, "sex"),
            name: self.optional_text(&fields, "name"),
            votes: self.optional_number(&fields, "votes"),
        }
    }

    fn relation(&mut self, tree: &Tree, path: String) -> Relation {
        let parts = match tree {
            Tree::List(parts) => parts.as_slice(),
            _ => &[],
        };
        let [one, other, kinship] = parts else {
            self.wrong(path, "应写成 [\"编号\", \"编号\", \"关系\"]");
            return Relation(String::new(), String::new(), Kinship::Other);
        };
        let mut id = |at: usize, part: &Tree| match part {
            Tree::Text(text) => text.trim().to_owned(),
            part => {
                let message = format!("应是加引号的编号，这里是{}", part.kind());
                self.wrong(format!("{path}[{at}]"), message);
                String::new()
            }
        };
        let (one, other) = (id(0, one), id(1, other));
        let kinship = self
            .word_of(format!("{path}[2]"), kinship)
            .unwrap_or(Kinship::Other);
        Relation(one, other, kinship)
    }
}
