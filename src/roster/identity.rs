//! 公民身份号码 (GB 11643-1999) — read for checking only.
use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::wording::is_blank_mark;

/// 性别
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
}

impl Sex {
    /// 男 or 女.
    pub fn title(self) -> &'static str {
        match self {
            Self::Male => "男",
            Self::Female => "女",
        }
    }

    /// 男, 女, 男性, 女性, and the codes 1 and 2 of GB/T 2261.1.
    pub fn typed(text: &str) -> Option<Self> {
        match super::wording::fold(text).as_str() {
            "男" | "男性" | "1" => Some(Self::Male),
            "女" | "女性" | "2" => Some(Self::Female),
            _ => None,
        }
    }
}

/// 公民身份号码: 18 characters whose date and check digit hold. It cannot be printed: `Debug` is
/// masked, there is no `Display`, and it is not serialised.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct IdNumber {
    characters: [u8; 18],
    birth: NaiveDate,
}

impl fmt::Debug for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdNumber(******)")
    }
}

/// Why a typed number is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdFault {
    /// Nothing typed.
    #[error("是空的")]
    Blank,
    /// Some of it is starred out.
    #[error("被遮盖过（含 *），请用原表修改后再导入")]
    Masked,
    /// Stored as a number: a spreadsheet keeps 15 digits and the rest is lost.
    #[error("被表格软件当成数字，末几位已经丢失；请把整列设为文本格式后重新填写")]
    AsNumber,
    /// The number of before 1999.
    #[error("是 15 位的旧号码，请填 18 位号码")]
    Fifteen,
    /// Not 18 characters.
    #[error("应为 18 位，这里是 {0} 位")]
    Length(usize),
    /// A character that is neither digit nor a last X.
    #[error("只能是数字，末位可以是 X，这里有其他字符")]
    Character,
    /// Digits 7 to 14 are no day.
    #[error("第 7 至 14 位不是存在的出生日期")]
    BirthDate,
    /// Born after today.
    #[error("第 7 至 14 位的出生日期还没有到")]
    FutureBirth,
    /// The last character does not follow from the others.
    #[error("校验位不对，至少有一位抄错")]
    CheckDigit,
}

/// A number that could be read, and whether its writing had to be mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct IdReading {
    pub(super) number: IdNumber,
    /// Full-width digits or blanks were folded away.
    pub(super) folded: bool,
}

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: &[u8; 11] = b"10X98765432";

/// Reads what was typed. A lower-case x is an X; `today` bounds the birth.
pub(super) fn read(typed: &str, today: NaiveDate) -> Result<IdReading, IdFault> {
    let plain: String = typed
        .nfkc()
        .filter(|c| !is_blank_mark(*c) && *c != '\'')
        .map(|c| c.to_ascii_uppercase())
        .collect();
    if plain.is_empty() {
        return Err(IdFault::Blank);
    }
    if plain.contains('*') {
        return Err(IdFault::Masked);
    }
    let digits = plain.bytes().all(|b| b.is_ascii_digit());
    let exponent = plain.split_once('E').is_some_and(|(mantissa, power)| {
        mantissa.parse::<f64>().is_ok() && power.trim_start_matches('+').parse::<u8>().is_ok()
    });
    if exponent {
        return Err(IdFault::AsNumber);
    }
    let length = plain.chars().count();
    if length == 15 && digits {
        return Err(IdFault::Fifteen);
    }
    if length != 18 {
        return Err(IdFault::Length(length));
    }
    let characters: [u8; 18] = plain
        .as_bytes()
        .try_into()
        .map_err(|_| IdFault::Character)?;
    let (body, last) = characters.split_at(17);
    if !body.iter().all(u8::is_ascii_digit)
        || !last.iter().all(|b| b.is_ascii_digit() || *b == b'X')
    {
        return Err(IdFault::Character);
    }
    let birth = plain
        .get(6..14)
        .and_then(crate::civil::parse)
        .ok_or(IdFault::BirthDate)?;
    if birth > today {
        return Err(IdFault::FutureBirth);
    }
    if last.first() != check_digit(body).as_ref() {
        return Err(IdFault::CheckDigit);
    }
    let folded = typed.to_ascii_uppercase() != plain;
    Ok(IdReading {
        number: IdNumber { characters, birth },
        folded,
    })
}

fn check_digit(body: &[u8]) -> Option<u8> {
    let sum: u32 = body
        .iter()
        .zip(WEIGHTS)
        .map(|(digit, weight)| u32::from(digit.wrapping_sub(b'0')) * weight)
        .sum();
    CHECKS.get(usize::try_from(sum % 11).ok()?).copied()
}

impl IdNumber {
    /// Day of birth in it.
    pub fn birth(&self) -> NaiveDate {
        self.birth
    }

    /// Odd 17th digit: 男.
    pub fn sex(&self) -> Sex {
        match self.characters {
            [.., seventeenth, _] if seventeenth % 2 == 1 => Sex::Male,
            _ => Sex::Female,
        }
    }

    /// Whether the first two digits are a province's (GB/T 2260) or those of residence permits.
    /// Older county codes stay on cards, so no more than the province is looked at.
    pub fn region_known(&self) -> bool {
        let [tens, ones, ..] = self.characters;
        matches!(
            tens.wrapping_sub(b'0') * 10 + ones.wrapping_sub(b'0'),
            11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83
        )
    }
}

/// The day a person turns `age`; one born on 29 February turns on 1 March of a common year.
pub(super) fn comes_of_age(birth: NaiveDate, age: u8) -> Option<NaiveDate> {
    let year = birth.year() + i32::from(age);
    NaiveDate::from_ymd_opt(year, birth.month(), birth.day())
        .or_else(|| NaiveDate::from_ymd_opt(year, 3, 1))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
    }

    /// Samples of the standard and synthetic numbers worked out from it.
    #[test]
    fn numbers_of_the_standard_hold() {
        for (typed, born, sex) in [
            ("11010519491231002X", (1949, 12, 31), Sex::Female),
            ("11010519491231002x", (1949, 12, 31), Sex::Female),
            ("440524188001010014", (1880, 1, 1), Sex::Male),
            ("441500200903180011", (2009, 3, 18), Sex::Male),
            ("350302197606150021", (1976, 6, 15), Sex::Female),
        ] {
            let reading = read(typed, today()).unwrap();
            let (y, m, d) = born;
            assert_eq!(
                reading.number.birth(),
                NaiveDate::from_ymd_opt(y, m, d).unwrap()
            );
            assert_eq!(reading.number.sex(), sex);
            assert!(reading.number.region_known());
            assert!(!reading.folded, "a lower-case x is no fault");
        }
    }

    #[test]
    fn faults_are_told_apart() {
        for (typed, fault) in [
            ("", IdFault::Blank),
            (" \u{3000}", IdFault::Blank),
            ("441500200903180012", IdFault::CheckDigit),
            ("441500198502290017", IdFault::BirthDate),
            ("441500203003180011", IdFault::FutureBirth),
            ("440524800101001", IdFault::Fifteen),
            ("44150020090318001", IdFault::Length(17)),
            ("4415002009031800111", IdFault::Length(19)),
            ("44150020090318O011", IdFault::Character),
            ("X41500200903180011", IdFault::Character),
            ("441500********0011", IdFault::Masked),
            ("4.415E+17", IdFault::AsNumber),
        ] {
            assert_eq!(read(typed, today()).unwrap_err(), fault, "{typed}");
        }
    }

    #[test]
    fn full_width_and_blanks_are_folded_and_said() {
        for typed in [
            "４４１５００２００９０３１８００１１",
            " 441500200903180011 ",
            "441500 20090318 0011",
            "'441500200903180011",
        ] {
            assert!(read(typed, today()).unwrap().folded, "{typed}");
        }
    }

    #[test]
    fn a_number_cannot_be_printed() {
        let number = read("441500200903180011", today()).unwrap();
        assert!(!format!("{number:?}").contains("4415"));
    }

    #[test]
    fn the_day_of_age() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        assert_eq!(comes_of_age(day(2009, 3, 18), 18), Some(day(2027, 3, 18)));
        assert_eq!(comes_of_age(day(2008, 2, 29), 18), Some(day(2026, 3, 1)));
    }
}
