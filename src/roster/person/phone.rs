//! 电话 — checked for its shape, never shown by accident.
use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::roster::wording::is_blank_mark;

/// 电话 as digits (a landline keeps its hyphen). `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Phone(String);

impl Phone {
    /// The number, for the papers that print it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Mobile `1[3-9]` and nine digits; landline with area code (3–4) and 7–8 digits.
    pub(super) fn typed(text: &str) -> Option<Self> {
        let plain: String = text
            .nfkc()
            .filter(|c| !is_blank_mark(*c) && !matches!(c, '(' | ')' | '\'' | '+'))
            .map(|c| {
                if matches!(c, '—' | '–' | '－') {
                    '-'
                } else {
                    c
                }
            })
            .collect();
        let digits: String = plain.chars().filter(|c| *c != '-').collect();
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let mobile = digits
            .strip_prefix("86")
            .filter(|rest| rest.len() == 11)
            .unwrap_or(&digits);
        let is_mobile = mobile.len() == 11
            && mobile.starts_with('1')
            && mobile
                .as_bytes()
                .get(1)
                .is_some_and(|b| (b'3'..=b'9').contains(b));
        if is_mobile {
            return Some(Self(mobile.to_owned()));
        }
        let is_landline = digits.starts_with('0')
            && (10..=12).contains(&digits.len())
            && plain.split_once('-').is_none_or(|(area, rest)| {
                (3..=4).contains(&area.len()) && (7..=8).contains(&rest.len())
            });
        is_landline.then_some(Self(plain))
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_of_numbers() {
        for (typed, read) in [
            ("13650257551", Some("13650257551")),
            ("136-5025-7551", Some("13650257551")),
            ("１３６５０２５７５５１", Some("13650257551")),
            ("+86 13650257551", Some("13650257551")),
            ("8613650257551", Some("13650257551")),
            ("0751-8123456", Some("0751-8123456")),
            ("(0751)8123456", Some("07518123456")),
            ("020-81234567", Some("020-81234567")),
            ("12650257551", None),
            ("1365025755", None),
            ("13650257551、13580866285", None),
            ("8123456", None),
            ("0751-8123456转8", None),
            ("1.3650257551E+10", None),
            ("", None),
        ] {
            assert_eq!(
                Phone::typed(typed).as_ref().map(Phone::as_str),
                read,
                "{typed}"
            );
        }
    }
}
