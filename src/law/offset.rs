//! 算式 — `polling - roll_lead_days`, `roll-published + objection_days`: an anchor day and terms.
//!
//! Words are separated by blanks, because step ids contain `-`. The anchor is `polling` (the
//! election day) or a step id (its actual day once recorded, its planned day before); a term is a
//! number of days or the key of a rule item.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The word for the election day in an expression, and the id of its step.
pub const POLLING: &str = "polling";

/// Most terms of one expression.
const MOST: usize = 8;

/// Longest id or key.
const LONGEST: usize = 60;

/// 一项 — so many days, by number or by the key of a rule item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Amount {
    /// A number of days.
    Days(u32),
    /// The value of a rule item.
    Item(String),
}

/// 算式 of one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Offset {
    /// `polling` or a step id.
    pub anchor: String,
    /// Terms from left to right; `true` is `+`.
    pub terms: Vec<(bool, Amount)>,
}

impl Offset {
    /// Reads an expression; the error is a Chinese phrase saying what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut words = text.split_whitespace();
        let Some(anchor) = words.next() else {
            return Err("算式是空的".to_owned());
        };
        if !is_step_id(anchor) {
            return Err(format!(
                "算式应以 polling 或者环节编号开头，「{anchor}」不是"
            ));
        }
        let mut terms = Vec::new();
        while let Some(sign) = words.next() {
            if terms.len() == MOST {
                return Err(format!("算式太长，加减不要超过 {MOST} 次"));
            }
            let plus = match sign {
                "+" => true,
                "-" | "−" => false,
                other => {
                    return Err(format!(
                        "算式里「{other}」处应是加号或减号，加减号两边各空一格"
                    ));
                }
            };
            let Some(word) = words.next() else {
                return Err("算式末尾缺少日数".to_owned());
            };
            let amount = if word.bytes().all(|b| b.is_ascii_digit()) {
                match word.parse::<u32>() {
                    Ok(days) if days <= 3660 => Amount::Days(days),
                    _ => return Err(format!("算式里的日数「{word}」太大")),
                }
            } else if is_item_key(word) {
                Amount::Item(word.to_owned())
            } else {
                return Err(format!("算式里「{word}」既不是日数也不是规则项"));
            };
            terms.push((plus, amount));
        }
        Ok(Self {
            anchor: anchor.to_owned(),
            terms,
        })
    }

    /// The keys of rule items it names.
    pub fn items(&self) -> impl Iterator<Item = &str> {
        self.terms.iter().filter_map(|(_, amount)| match amount {
            Amount::Item(key) => Some(key.as_str()),
            Amount::Days(_) => None,
        })
    }
}

impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.anchor)?;
        for (plus, amount) in &self.terms {
            f.write_str(if *plus { " + " } else { " - " })?;
            match amount {
                Amount::Days(days) => write!(f, "{days}")?,
                Amount::Item(key) => f.write_str(key)?,
            }
        }
        Ok(())
    }
}

impl From<Offset> for String {
    fn from(offset: Offset) -> Self {
        offset.to_string()
    }
}

impl TryFrom<String> for Offset {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

/// Whether this may be an id of a step, stage, paper or pack: lower-case words joined by `-`.
pub fn is_step_id(text: &str) -> bool {
    word_of(text, b'-')
}

/// Whether this may be the key of a rule item: lower-case words joined by `_`.
fn is_item_key(text: &str) -> bool {
    word_of(text, b'_')
}

fn word_of(text: &str, joint: u8) -> bool {
    let bytes = text.as_bytes();
    bytes.len() <= LONGEST
        && bytes.first().is_some_and(u8::is_ascii_lowercase)
        && bytes.last() != Some(&joint)
        && bytes
            .iter()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == joint)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        for text in [
            "polling",
            "polling - roll_lead_days",
            "roll-published + objection_days",
            "polling - 25 + 1",
        ] {
            assert_eq!(Offset::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn refuses_with_a_reason() {
        for (text, part) in [
            ("", "空的"),
            ("Polling - 3", "开头"),
            ("polling -3", "加号或减号"),
            ("polling -", "缺少日数"),
            ("polling - -3", "既不是"),
            ("polling - 99999999999", "太大"),
            ("polling * 3", "加号或减号"),
        ] {
            let message = Offset::parse(text).unwrap_err();
            assert!(message.contains(part), "{text}: {message}");
        }
    }
}
