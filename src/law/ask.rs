//! 最迟哪天 — which question somebody means, and what the rules answer.
//!
//! The questions are data (`rules/questions.toml`): the words that must be there, those that make it
//! likelier, those that rule it out. No guessing beyond counting words; the days themselves come from
//! the schedule of each unit.

use super::finding::{Basis, Status};
use super::pack::{Node, PackProblem, Reader, Rules};
use super::param::{self, Share, Value};

/// 按什么算 — what a share is a share of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// 登记参加选举的人数
    Registered,
    /// 参加投票的人数
    Participants,
}

/// 一个问题
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Id, part of an address.
    pub id: String,
    /// The question in one sentence.
    pub ask: String,
    must: Vec<Vec<String>>,
    also: Vec<Vec<String>>,
    never: Vec<Vec<String>>,
    /// Steps whose days answer it.
    pub steps: Vec<String>,
    /// Rule items whose values answer it.
    pub items: Vec<String>,
    /// Rule items that give a day counted from the election day.
    pub days: Vec<String>,
    /// What its shares are shares of.
    pub of: Option<Of>,
}

/// 问题表
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Questions {
    list: Vec<Question>,
}

/// 规定 — one rule item as an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provision {
    /// 规则项名称
    pub name: &'static str,
    /// 过半数, 3 人, 是 …
    pub value: String,
    /// The share, where it is one.
    pub share: Option<Share>,
    /// 要点
    pub gist: String,
    /// Sources.
    pub basis: Vec<Basis>,
    /// A source still has to be checked (待核).
    pub unverified: bool,
}

impl Questions {
    /// Reads the table; every mistake by line.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<PackProblem>> {
        let mut reader = Reader::new(file, text);
        let document = reader.document();
        let mut root = Node::new(&document, "文件".to_owned(), 1);
        let mut list: Vec<Question> = Vec::new();
        for mut node in root.tables(&mut reader, "questions") {
            let line = node.line;
            let id = node.id(&mut reader, "id");
            if !node.has("id") {
                node.missing(&mut reader, "id");
            }
            let ask = node.required(&mut reader, "ask");
            let words = |list: Option<Vec<String>>| -> Vec<Vec<String>> {
                list.unwrap_or_default()
                    .iter()
                    .map(|row| {
                        row.split('/')
                            .map(plain)
                            .filter(|word| !word.is_empty())
                            .collect()
                    })
                    .collect()
            };
            let must = words(node.strings(&mut reader, "must"));
            let also = words(node.strings(&mut reader, "also"));
            let never = words(node.strings(&mut reader, "never"));
            let steps = node.strings(&mut reader, "steps").unwrap_or_default();
            let items = node.strings(&mut reader, "items").unwrap_or_default();
            let days = node.strings(&mut reader, "days").unwrap_or_default();
            let of = node.choice(
                &mut reader,
                "of",
                &[
                    ("registered", Of::Registered),
                    ("participants", Of::Participants),
                ],
            );
            node.finish(&mut reader);
            for key in items.iter().chain(&days) {
                if param::find(key).is_none() {
                    reader.problem(line, format!("没有规则项「{key}」，键见 README.md"));
                }
            }
            if must.iter().all(Vec::is_empty) {
                reader.problem(line, "「must」里至少写一种说法".to_owned());
            }
            if steps.is_empty() && items.is_empty() && days.is_empty() {
                reader.problem(
                    line,
                    "「steps」「items」「days」至少写一样，否则没有答案".to_owned(),
                );
            }
            let (Some(id), Some(ask)) = (id, ask) else {
                continue;
            };
            if list.iter().any(|known| known.id == id) {
                reader.problem(line, format!("问题编号「{id}」重复"));
            }
            list.push(Question {
                id,
                ask,
                must,
                also,
                never,
                steps,
                items,
                days,
                of,
            });
        }
        root.finish(&mut reader);
        if reader.problems.is_empty() {
            Ok(Self { list })
        } else {
            Err(reader.into_problems())
        }
    }

    /// Every question, in the order of the table.
    pub fn all(&self) -> &[Question] {
        &self.list
    }

    /// The question with this id.
    pub fn find(&self, id: &str) -> Option<&Question> {
        self.list.iter().find(|question| question.id == id)
    }

    /// The questions a text may mean, likeliest first.
    pub fn matching(&self, text: &str) -> Vec<&Question> {
        let text = plain(text);
        let mut found: Vec<(usize, &Question)> = self
            .list
            .iter()
            .filter_map(|question| Some((question.score(&text)?, question)))
            .collect();
        // Stable: between equals the order of the table decides.
        found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        found.into_iter().map(|(_, question)| question).collect()
    }
}

impl Question {
    /// A step as a question of its own: it has no id, because the table does not know it.
    pub fn about_step(step: &str, ask: &str) -> Self {
        Self {
            steps: vec![step.to_owned()],
            ..Self::without_words(ask)
        }
    }

    /// A rule item as a question of its own.
    pub fn about_item(key: &str, ask: &str) -> Self {
        Self {
            items: vec![key.to_owned()],
            days: vec![key.to_owned()],
            ..Self::without_words(ask)
        }
    }

    fn without_words(ask: &str) -> Self {
        Self {
            id: String::new(),
            ask: ask.to_owned(),
            must: Vec::new(),
            also: Vec::new(),
            never: Vec::new(),
            steps: Vec::new(),
            items: Vec::new(),
            days: Vec::new(),
            of: None,
        }
    }

    /// How many characters of the text its words explain; `None` when it is not asked.
    fn score(&self, text: &str) -> Option<usize> {
        let longest = |words: &[String]| {
            words
                .iter()
                .filter(|word| text.contains(word.as_str()))
                .map(|word| word.chars().count())
                .max()
        };
        if self.never.iter().any(|words| longest(words).is_some()) {
            return None;
        }
        let mut score = 0;
        for words in &self.must {
            score += 2 * longest(words)?;
        }
        score += self
            .also
            .iter()
            .filter_map(|words| longest(words))
            .sum::<usize>();
        Some(score)
    }

    /// What the rules say to it, item by item; items the pack does not set are left out.
    pub fn provisions(&self, rules: &Rules) -> Vec<Provision> {
        self.items
            .iter()
            .filter_map(|key| {
                let param = param::find(key)?;
                let value = rules.value(key)?;
                let basis = rules.basis(key);
                Some(Provision {
                    name: param.name,
                    value: value.describe(param),
                    share: match value {
                        Value::Share(share) => Some(*share),
                        _ => None,
                    },
                    gist: basis
                        .iter()
                        .map(|basis| basis.gist.as_str())
                        .find(|gist| !gist.is_empty())
                        .unwrap_or_default()
                        .to_owned(),
                    unverified: basis.iter().any(|basis| basis.status == Status::Unverified),
                    basis,
                })
            })
            .collect()
    }
}

/// 算式 of the least number that reaches a share: «2×602 = 1204 > 1203，至少 602».
pub fn least_sum(share: Share, whole: u32) -> String {
    let least = share.least(whole);
    let left = u64::from(share.den).saturating_mul(least);
    let right = u64::from(share.num).saturating_mul(u64::from(whole));
    let sign = if share.strict { ">" } else { "≥" };
    let right_words = if share.num == 1 {
        right.to_string()
    } else {
        format!("{}×{whole} = {right}", share.num)
    };
    format!("{}×{least} = {left} {sign} {right_words}", share.den)
}

/// A text without blanks and punctuation, full-width digits and letters folded.
fn plain(text: &str) -> String {
    text.chars()
        .filter_map(|c| {
            let c = match c {
                '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
                other => other,
            };
            c.is_alphanumeric().then(|| c.to_ascii_lowercase())
        })
        .collect()
}

/// Names that share the most with a text, where no question of the table is meant: a step or an item a
/// pack has added. Each name comes with what it stands for; the best ones are given back.
pub fn nearest<'n, T>(text: &str, names: impl IntoIterator<Item = (&'n str, T)>) -> Vec<T> {
    const IDLE: [&str; 16] = [
        "最迟",
        "最晚",
        "什么时候",
        "哪天",
        "哪一天",
        "几号",
        "几时",
        "多久",
        "多少",
        "怎么",
        "请问",
        "我们",
        "要不要",
        "应该",
        "必须",
        "之前",
    ];
    let mut text = plain(text);
    for word in IDLE {
        text = text.replace(word, " ");
    }
    let chars: Vec<char> = text.chars().collect();
    let pairs: Vec<&[char]> = chars
        .windows(2)
        .filter(|pair| !pair.contains(&' '))
        .collect();
    let mut best = 0;
    let mut found: Vec<(usize, T)> = Vec::new();
    for (name, meant) in names {
        let name: Vec<char> = plain(name).chars().collect();
        let shared = pairs
            .iter()
            .filter(|pair| name.windows(2).any(|own| own == **pair))
            .count();
        best = best.max(shared);
        found.push((shared, meant));
    }
    // One shared pair is chance, unless the whole text is one word.
    if best == 0 || (best < 2 && pairs.len() > 2) {
        return Vec::new();
    }
    found
        .into_iter()
        .filter(|(shared, _)| *shared == best)
        .map(|(_, meant)| meant)
        .collect()
}
