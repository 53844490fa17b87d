//! 规则项 — every value a rule pack can set, declared once: key, Chinese name, shape, bound.
//!
//! The table serves the reader (which keys and shapes are allowed), the readable text of a pack
//! and the calendar (which leads are counted backward, which periods forward).

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

pub use super::param_table::{PARAMS, SUBJECTS};

/// 取值形状 of a rule item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A whole number with its unit (人, 年, 个月, 次 …).
    Count(&'static str),
    /// 「选举日的 N 日前」: counted backward, by the pack's `backward_count`.
    Lead,
    /// 「自…之日起 N 日内」: counted forward, by the pack's `forward_count`.
    Within,
    /// 「当日」「次日」 and the like: N days later, without any reading.
    After,
    /// 是 or 否.
    Flag,
    /// One of these words (word, Chinese).
    Choice(&'static [(&'static str, &'static str)]),
    /// Several of these words.
    Choices(&'static [(&'static str, &'static str)]),
    /// 比例, written `>1/2` (超过) or `>=1/3` (以上).
    Share,
}

/// 上位法的约束 — which way a lower rule may differ from the value it overrides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// Free.
    None,
    /// May only be raised; 是 may not become 否.
    Floor,
    /// May only be lowered; of several words, only some of them may be kept.
    Ceiling,
    /// May not differ.
    Fixed,
}

impl Bound {
    /// How the value of a lower rule stands against the upper law where that is not allowed:
    /// 少于, 多于, 不同于.
    pub fn broken(self, upper: &Value, lower: &Value) -> Option<&'static str> {
        let order = upper.compare(lower)?;
        match (self, order) {
            (Self::Floor, Ordering::Greater) => Some("低于"),
            (Self::Ceiling, Ordering::Less) => Some("超出"),
            (Self::Fixed, Ordering::Less | Ordering::Greater) => Some("不同于"),
            _ => None,
        }
    }
}

/// 规则项 — one row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Param {
    /// Key in the file, `snake_case`.
    pub key: &'static str,
    /// Chinese name.
    pub name: &'static str,
    /// What may be written.
    pub shape: Shape,
    /// How a lower rule may differ.
    pub bound: Bound,
    /// 供人查看: shown where it is needed, and nothing is computed from it.
    pub for_people: bool,
}

/// The row with this key.
pub fn find(key: &str) -> Option<&'static Param> {
    PARAMS.iter().find(|param| param.key == key)
}

/// 比例 — a share of a number, compared in integers only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Share {
    /// 超过 (`>`): the share itself is not enough.
    pub strict: bool,
    /// Numerator, at least 1.
    pub num: u32,
    /// Denominator, at least the numerator.
    pub den: u32,
}

impl Share {
    /// Whether `part` of `whole` reaches the share: `den × part > num × whole` (or `≥`).
    pub fn reached(self, part: u32, whole: u32) -> bool {
        let left = u64::from(self.den) * u64::from(part);
        let right = u64::from(self.num) * u64::from(whole);
        if self.strict {
            left > right
        } else {
            left >= right
        }
    }

    /// The least number that reaches the share of `whole`.
    pub fn least(self, whole: u32) -> u64 {
        let right = u64::from(self.num) * u64::from(whole);
        let den = u64::from(self.den).max(1);
        if self.strict {
            right / den + 1
        } else {
            right.div_ceil(den)
        }
    }

    /// `2×655 = 1310 > 1203`: the share of `whole` held against `part`, with whatever sign is true.
    pub fn inequality(self, part: u32, whole: u32) -> String {
        let left = u64::from(self.den) * u64::from(part);
        let right = u64::from(self.num) * u64::from(whole);
        let sign = match (self.strict, self.reached(part, whole)) {
            (true, true) => '>',
            (true, false) => '≤',
            (false, true) => '≥',
            (false, false) => '<',
        };
        let side = |times: u32, number: u32, product: u64| {
            if times == 1 {
                number.to_string()
            } else {
                format!("{times}×{number} = {product}")
            }
        };
        format!(
            "{} {sign} {}",
            side(self.den, part, left),
            side(self.num, whole, right)
        )
    }

    /// Which share asks for more; the same share asks for more when it is not enough by itself.
    fn compare(self, other: Self) -> Ordering {
        let left = u64::from(self.num) * u64::from(other.den);
        let right = u64::from(other.num) * u64::from(self.den);
        left.cmp(&right).then(self.strict.cmp(&other.strict))
    }

    /// Reads `>1/2` or `>=1/3`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (strict, rest) = if let Some(rest) = text.strip_prefix(">=") {
            (false, rest)
        } else {
            (true, text.strip_prefix('>')?)
        };
        let (num, den) = rest.split_once('/')?;
        let num: u32 = num.trim().parse().ok()?;
        let den: u32 = den.trim().parse().ok()?;
        (num >= 1 && den >= num).then_some(Self { strict, num, den })
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.strict { ">" } else { ">=" };
        write!(f, "{sign}{}/{}", self.num, self.den)
    }
}

impl From<Share> for String {
    fn from(share: Share) -> Self {
        share.to_string()
    }
}

impl TryFrom<String> for Share {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("比例应写成 >1/2 或 >=1/3")
    }
}

/// 取值 — what a pack says for one item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Value {
    /// Count, Lead, Within, After.
    Number(u32),
    /// Flag.
    Flag(bool),
    /// Choice.
    Word(String),
    /// Choices.
    Words(Vec<String>),
    /// Share.
    Share(Share),
}

impl Value {
    /// The number, where it is one.
    pub fn number(&self) -> Option<u32> {
        match self {
            Self::Number(n) => Some(*n),
            _ => None,
        }
    }

    /// Which of two values of the same shape is the greater; `None` where neither is.
    fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => Some(a.cmp(b)),
            (Self::Flag(a), Self::Flag(b)) => Some(a.cmp(b)),
            (Self::Share(a), Self::Share(b)) => Some(a.compare(*b)),
            (Self::Words(a), Self::Words(b)) => {
                let within = |few: &[String], many: &[String]| few.iter().all(|w| many.contains(w));
                Some(match (within(a, b), within(b, a)) {
                    (true, true) => Ordering::Equal,
                    (false, true) => Ordering::Greater,
                    _ => Ordering::Less,
                })
            }
            _ => None,
        }
    }

    /// In Chinese, as the readable table of a pack prints it.
    pub fn describe(&self, param: &Param) -> String {
        match (self, param.shape) {
            (Self::Number(n), Shape::Count(unit)) => format!("{n} {unit}"),
            (Self::Number(0), Shape::Lead) => "当日以前".to_owned(),
            (Self::Number(n), Shape::Lead) => format!("提前 {n} 日"),
            (Self::Number(n), Shape::Within) => format!("{n} 日内"),
            (Self::Number(0), Shape::After) => "当日".to_owned(),
            (Self::Number(1), Shape::After) => "当日或次日".to_owned(),
            (Self::Number(n), _) => format!("{n} 日"),
            (Self::Flag(true), _) => "是".to_owned(),
            (Self::Flag(false), _) => "否".to_owned(),
            (Self::Word(word), Shape::Choice(words)) => chinese(words, word),
            (Self::Words(list), Shape::Choices(words)) => {
                let list: Vec<String> = list.iter().map(|word| chinese(words, word)).collect();
                list.join("、")
            }
            (Self::Share(share), _) => {
                if share.strict && share.num == 1 && share.den == 2 {
                    "过半数".to_owned()
                } else if share.strict {
                    format!("超过 {}/{}", share.num, share.den)
                } else {
                    format!("{}/{} 以上", share.num, share.den)
                }
            }
            (Self::Word(word), _) => word.clone(),
            (Self::Words(list), _) => list.join("、"),
        }
    }
}

impl Param {
    /// Only shown: no day, count or outcome depends on it.
    pub(super) const fn for_people(mut self) -> Self {
        self.for_people = true;
        self
    }

    /// What may be written for `value`, as `rules/README.md` says it.
    pub fn manual(&self) -> String {
        let how = match self.shape {
            Shape::Count(unit) => format!("整数（{unit}）"),
            Shape::Lead => "整数，提前几日".to_owned(),
            Shape::Within => "整数，之日起几日内".to_owned(),
            Shape::After => "整数，几日后；0 是当日".to_owned(),
            Shape::Flag => "`true` 是，`false` 否".to_owned(),
            Shape::Choice(words) => listed(words),
            Shape::Choices(words) => format!("方括号里写一项或几项：{}", listed(words)),
            Shape::Share => "比例：`\">1/2\"` 超过一半，`\">=1/3\"` 三分之一以上".to_owned(),
        };
        let bound = match (self.bound, self.shape) {
            (Bound::None, _) => "",
            (Bound::Floor, Shape::Flag) => "；上位法写 true 的不得改成 false",
            (Bound::Floor, _) => "；不得低于上位法",
            (Bound::Ceiling, _) => "；不得超出上位法",
            (Bound::Fixed, _) => "；不得与上位法不同",
        };
        format!("{how}{bound}")
    }
}

fn listed(words: &[(&str, &str)]) -> String {
    let list: Vec<String> = words
        .iter()
        .map(|(word, name)| format!("`\"{word}\"` {name}"))
        .collect();
    list.join("，")
}

fn chinese(words: &[(&str, &str)], word: &str) -> String {
    words
        .iter()
        .find(|(id, _)| *id == word)
        .map_or(word, |(_, name)| *name)
        .to_owned()
}
