//! Attribute values: yes/no, choices, lengths, numbers, dates.

use chrono::NaiveDate;
use roxmltree::Node;

use super::Reader;
use crate::documents::model::{Align, Length, Orientation};

/// 纵向、横向.
pub(super) const ORIENTATIONS: &[(&str, Orientation)] = &[
    ("portrait", Orientation::Portrait),
    ("landscape", Orientation::Landscape),
];

/// 左、中、右.
pub(super) const SIDES: &[(&str, Align)] = &[
    ("left", Align::Left),
    ("center", Align::Center),
    ("right", Align::Right),
];

/// The attributes of one element.
#[derive(Clone, Copy)]
pub(super) struct Attributes<'a, 'input> {
    pub(super) node: Node<'a, 'input>,
}

impl<'a, 'input> Attributes<'a, 'input> {
    fn refuse(self, reader: &mut Reader<'a, 'input>, name: &str, expected: &str) {
        let element = self.node.tag_name().name();
        reader.problem(self.node, format!("<{element}> 的 {name} 要写成{expected}"));
    }

    /// Text; absent is empty.
    pub(super) fn text(self, name: &str) -> String {
        self.node
            .attribute(name)
            .unwrap_or_default()
            .trim()
            .to_owned()
    }

    /// Text that must be there and not be empty.
    pub(super) fn required(self, reader: &mut Reader<'a, 'input>, name: &str) -> String {
        let text = self.text(name);
        if text.is_empty() {
            let element = self.node.tag_name().name();
            reader.problem(self.node, format!("<{element}> 缺少属性 {name}"));
        }
        text
    }

    /// One of several words.
    pub(super) fn choice<T: Copy>(
        self,
        reader: &mut Reader<'a, 'input>,
        name: &str,
        choices: &[(&str, T)],
    ) -> Option<T> {
        let given = self.node.attribute(name)?;
        let found = choices
            .iter()
            .find(|(word, _)| *word == given)
            .map(|(_, value)| *value);
        if found.is_none() {
            let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
            self.refuse(reader, name, &format!(" {} 之一", words.join("、")));
        }
        found
    }

    /// `yes` or `no`.
    pub(super) fn flag(self, reader: &mut Reader<'a, 'input>, name: &str, default: bool) -> bool {
        self.choice(reader, name, &[("yes", true), ("no", false)])
            .unwrap_or(default)
    }

    /// A whole number between two bounds.
    pub(super) fn whole(
        self,
        reader: &mut Reader<'a, 'input>,
        name: &str,
        bounds: (usize, usize),
        default: usize,
    ) -> usize {
        let Some(given) = self.node.attribute(name) else {
            return default;
        };
        match given.trim().parse::<usize>() {
            Ok(number) if (bounds.0..=bounds.1).contains(&number) => number,
            _ => {
                self.refuse(
                    reader,
                    name,
                    &format!(" {} 到 {} 的整数", bounds.0, bounds.1),
                );
                default
            }
        }
    }

    /// A number from 0 to `most`.
    pub(super) fn number(
        self,
        reader: &mut Reader<'a, 'input>,
        name: &str,
        most: f64,
        default: f64,
    ) -> f64 {
        let Some(given) = self.node.attribute(name) else {
            return default;
        };
        match given.trim().parse::<f64>() {
            Ok(number) if (0.0..=most).contains(&number) => number,
            _ => {
                self.refuse(reader, name, &format!(" 0 到 {most} 的数"));
                default
            }
        }
    }

    /// One length.
    pub(super) fn length(self, reader: &mut Reader<'a, 'input>, name: &str) -> Option<Length> {
        let given = self.node.attribute(name)?;
        let length = parse_length(given)
            .filter(|length| matches!(length, Length::Mm(_) | Length::Em(_) | Length::Pt(_)));
        if length.is_none() {
            self.refuse(reader, name, "长度，如 12mm、8em、10pt");
        }
        length
    }

    /// Several lengths with blanks between.
    pub(super) fn lengths(self, reader: &mut Reader<'a, 'input>, name: &str) -> Vec<Length> {
        let given = self.required(reader, name);
        let mut lengths = Vec::new();
        for word in given.split_whitespace() {
            match parse_length(word) {
                Some(length) => lengths.push(length),
                None => self.refuse(reader, name, "几个长度，如 12mm 2fr 8em auto"),
            }
        }
        lengths
    }

    /// A day as `2027-03-18`; absent or empty is `None`.
    pub(super) fn day(self, reader: &mut Reader<'a, 'input>, name: &str) -> Option<NaiveDate> {
        let given = self.text(name);
        if given.is_empty() {
            return None;
        }
        let day = NaiveDate::parse_from_str(&given, "%Y-%m-%d").ok();
        if day.is_none() {
            self.refuse(reader, name, "日期，如 2027-03-18");
        }
        day
    }
}

/// Reads `12mm`, `8em`, `10pt`, `2fr`, `auto`; nothing negative, nothing above two metres.
pub(super) fn parse_length(text: &str) -> Option<Length> {
    let text = text.trim();
    if text == "auto" {
        return Some(Length::Auto);
    }
    let split = text.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at_checked(split)?;
    let number: f64 = number.parse().ok()?;
    if !(0.0..=2000.0).contains(&number) {
        return None;
    }
    match unit {
        "mm" => Some(Length::Mm(number)),
        "em" => Some(Length::Em(number)),
        "pt" => Some(Length::Pt(number)),
        "fr" if number > 0.0 => Some(Length::Fr(number)),
        _ => None,
    }
}
