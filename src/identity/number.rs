//! 号码本身 — reading what was typed, and everything that is wrong with it at once.
use std::fmt;

use chrono::NaiveDate;
use unicode_normalization::UnicodeNormalization;

use super::{Sex, is_blank_mark, region};

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
    #[error("被遮盖过（含 *），要用没有遮盖的原件核对")]
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

/// 校验 — the arithmetic of the last character: weighted sum of the first 17 digits, remainder by
/// 11, the character it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckSum {
    /// 加权和
    pub sum: u32,
    /// Remainder by 11.
    pub remainder: u32,
    /// What the last character has to be.
    pub due: char,
    /// What it is.
    pub given: char,
}

/// 核对 of one typed number: all that can be read and all that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examination {
    /// The number, where nothing is wrong.
    pub number: Option<IdNumber>,
    /// Everything wrong, in the order in which it is looked for.
    pub faults: Vec<IdFault>,
    /// Full-width characters or blanks were folded away.
    pub folded: bool,
    /// It ended in a lower-case x.
    pub lower_x: bool,
    /// Day of birth, where there is such a day.
    pub birth: Option<NaiveDate>,
    /// Sex, where the 17th digit could be read.
    pub sex: Option<Sex>,
    /// Province of the first two digits.
    pub province: Option<&'static str>,
    /// The check digit's arithmetic, where there are 17 digits to it.
    pub check: Option<CheckSum>,
    /// The last four characters behind stars: enough to know it again, and with the day of birth
    /// beside it still not the number.
    pub masked: String,
}

impl Examination {
    fn broken(fault: IdFault, plain: &str, folded: bool) -> Self {
        Self {
            number: None,
            faults: vec![fault],
            folded,
            lower_x: false,
            birth: None,
            sex: None,
            province: None,
            check: None,
            masked: masked(plain),
        }
    }

    /// The number, or the first thing wrong with it.
    pub fn into_number(self) -> Result<IdNumber, IdFault> {
        match self.faults.first() {
            Some(fault) => Err(*fault),
            None => self.number.ok_or(IdFault::Character),
        }
    }
}

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: &[u8; 11] = b"10X98765432";

/// Reads what was typed. A lower-case x is an X; `today` bounds the birth.
pub fn examine(typed: &str, today: NaiveDate) -> Examination {
    let plain: String = typed
        .nfkc()
        .filter(|c| !is_blank_mark(*c) && *c != '\'')
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let folded = typed.to_ascii_uppercase() != plain;
    if let Some(fault) = shape(&plain) {
        let mut broken = Examination::broken(fault, &plain, folded);
        if fault == IdFault::Fifteen {
            // 6 digits of place, then year without its century, month, day.
            broken.birth = plain
                .get(6..12)
                .and_then(|day| crate::civil::parse(&format!("19{day}")));
            if broken.birth.is_none() {
                broken.faults.push(IdFault::BirthDate);
            }
        }
        return broken;
    }
    let Ok(characters) = <[u8; 18]>::try_from(plain.as_bytes()) else {
        return Examination::broken(IdFault::Character, &plain, folded);
    };
    let mut faults = Vec::new();
    let birth = plain.get(6..14).and_then(crate::civil::parse);
    match birth {
        None => faults.push(IdFault::BirthDate),
        Some(birth) if birth > today => faults.push(IdFault::FutureBirth),
        Some(_) => {}
    }
    let check = check_sum(&characters);
    if check.is_none_or(|check| check.due != check.given) {
        faults.push(IdFault::CheckDigit);
    }
    let [tens, ones, ..] = characters;
    Examination {
        number: birth
            .filter(|_| faults.is_empty())
            .map(|birth| IdNumber { characters, birth }),
        faults,
        folded,
        lower_x: typed.trim_end().ends_with('x'),
        birth,
        sex: Some(sex(&characters)),
        province: region::province([tens, ones]),
        check,
        masked: masked(&plain),
    }
}

/// What keeps a text from being 17 digits and a digit or X.
fn shape(plain: &str) -> Option<IdFault> {
    if plain.is_empty() {
        return Some(IdFault::Blank);
    }
    if plain.contains('*') {
        return Some(IdFault::Masked);
    }
    let exponent = plain.split_once('E').is_some_and(|(mantissa, power)| {
        let power = power.trim_start_matches('+');
        !mantissa.is_empty()
            && mantissa.bytes().all(|b| b.is_ascii_digit() || b == b'.')
            && !power.is_empty()
            && power.bytes().all(|b| b.is_ascii_digit())
    });
    if exponent {
        return Some(IdFault::AsNumber);
    }
    let length = plain.chars().count();
    if length == 15 && plain.bytes().all(|b| b.is_ascii_digit()) {
        return Some(IdFault::Fifteen);
    }
    if length != 18 {
        return Some(IdFault::Length(length));
    }
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let sound = plain
        .get(..17)
        .zip(plain.get(17..))
        .is_some_and(|(body, last)| digits(body) && (last == "X" || digits(last)));
    (!sound).then_some(IdFault::Character)
}

fn check_sum(characters: &[u8; 18]) -> Option<CheckSum> {
    let (last, body) = characters.split_last()?;
    let sum: u32 = body
        .iter()
        .zip(WEIGHTS)
        .map(|(digit, weight)| u32::from(digit.wrapping_sub(b'0')) * weight)
        .sum();
    let remainder = sum % 11;
    let due = CHECKS.get(usize::try_from(remainder).ok()?)?;
    Some(CheckSum {
        sum,
        remainder,
        due: char::from(*due),
        given: char::from(*last),
    })
}

/// Odd 17th digit: 男.
fn sex(characters: &[u8; 18]) -> Sex {
    match characters {
        [.., seventeenth, _] if seventeenth % 2 == 1 => Sex::Male,
        _ => Sex::Female,
    }
}

/// All but the last four characters starred; something that short is starred throughout.
fn masked(plain: &str) -> String {
    let length = plain.chars().count();
    let shown = if length < 15 { 0 } else { 4 };
    plain
        .chars()
        .enumerate()
        .map(|(at, c)| if at + shown >= length { c } else { '*' })
        .collect()
}

impl IdNumber {
    /// Day of birth in it.
    pub fn birth(&self) -> NaiveDate {
        self.birth
    }

    /// Odd 17th digit: 男.
    pub fn sex(&self) -> Sex {
        sex(&self.characters)
    }

    /// Hands the characters to whoever makes a keyed mark of them, and to nobody else.
    pub fn marked_by<T>(&self, mark: impl FnOnce(&[u8]) -> T) -> T {
        mark(&self.characters)
    }

    /// Whether the first two digits are a province's (GB/T 2260) or those of residence permits.
    pub fn region_known(&self) -> bool {
        let [tens, ones, ..] = self.characters;
        region::province([tens, ones]).is_some()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

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
            let examination = examine(typed, today());
            let number = examination.number.unwrap();
            let (y, m, d) = born;
            assert_eq!(number.birth(), NaiveDate::from_ymd_opt(y, m, d).unwrap());
            assert_eq!(number.sex(), sex);
            assert!(number.region_known());
            assert!(!examination.folded, "a lower-case x is no fault");
            assert_eq!(examination.lower_x, typed.ends_with('x'));
        }
    }

    #[test]
    fn faults_are_told_apart() {
        for (typed, faults) in [
            ("", vec![IdFault::Blank]),
            (" \u{3000}", vec![IdFault::Blank]),
            ("441500200903180012", vec![IdFault::CheckDigit]),
            ("441500198502290017", vec![IdFault::BirthDate]),
            (
                "441500198502290018",
                vec![IdFault::BirthDate, IdFault::CheckDigit],
            ),
            (
                "441500203003180011",
                vec![IdFault::FutureBirth, IdFault::CheckDigit],
            ),
            ("440524800101001", vec![IdFault::Fifteen]),
            (
                "440524800231001",
                vec![IdFault::Fifteen, IdFault::BirthDate],
            ),
            ("44150020090318001", vec![IdFault::Length(17)]),
            ("4415002009031800111", vec![IdFault::Length(19)]),
            ("44150020090318O011", vec![IdFault::Character]),
            ("X41500200903180011", vec![IdFault::Character]),
            (
                "四四一五〇〇二〇〇九〇三一八〇〇一",
                vec![IdFault::Length(17)],
            ),
            (
                "四四一五〇〇二〇〇九〇三一八〇〇一一",
                vec![IdFault::Character],
            ),
            ("441500********0011", vec![IdFault::Masked]),
            ("4.415E+17", vec![IdFault::AsNumber]),
        ] {
            assert_eq!(examine(typed, today()).faults, faults, "{typed}");
            assert_eq!(
                examine(typed, today()).into_number().unwrap_err(),
                *faults.first().unwrap()
            );
        }
    }

    #[test]
    fn one_born_today_has_a_number_and_one_born_tomorrow_none() {
        assert_eq!(examine("440299202611230017", today()).faults, []);
        assert_eq!(
            examine("440299202611240012", today()).faults,
            [IdFault::FutureBirth]
        );
    }

    #[test]
    fn full_width_and_blanks_are_folded_and_said() {
        for typed in [
            "４４１５００２００９０３１８００１１",
            " 441500200903180011 ",
            "441500 20090318 0011",
            "'441500200903180011",
        ] {
            let examination = examine(typed, today());
            assert!(
                examination.folded && examination.number.is_some(),
                "{typed}"
            );
        }
    }

    #[test]
    fn the_arithmetic_is_shown() {
        let check = examine("11010519491231002X", today()).check.unwrap();
        // 1×7+1×9+0×10+1×5+0×8+5×4+1×2+9×1+4×6+9×3+1×7+2×9+3×10+1×5+0×8+0×4+2×2 = 167
        assert_eq!((check.sum, check.remainder), (167, 2));
        assert_eq!((check.due, check.given), ('X', 'X'));
        let wrong = examine("441500200903180012", today()).check.unwrap();
        assert_eq!((wrong.due, wrong.given), ('1', '2'));
    }

    #[test]
    fn a_number_cannot_be_printed() {
        let examination = examine("441500200903180011", today());
        assert!(!format!("{examination:?}").contains("4415"));
        assert_eq!(examination.masked, "**************0011");
        assert_eq!(examine("44150020", today()).masked, "********");
    }

    #[test]
    fn an_old_number_still_tells_the_birth() {
        let examination = examine("440524800101001", today());
        assert_eq!(examination.birth, NaiveDate::from_ymd_opt(1980, 1, 1));
    }

    /// The check digit of any 17 digits, by the standard's own sum: Σ aᵢ·2^(18−i) ≡ 1 (mod 11),
    /// the check digit included as a₁₈ with X = 10.
    fn independent(digits: &str) -> char {
        let mut sum = 0_u64;
        for (at, c) in digits.chars().enumerate() {
            sum += u64::from(c.to_digit(10).unwrap()) * 2_u64.pow(17 - u32::try_from(at).unwrap());
        }
        (0..11)
            .find(|last| (sum + last) % 11 == 1)
            .map(|last| {
                if last == 10 {
                    'X'
                } else {
                    char::from(b'0' + u8::try_from(last).unwrap())
                }
            })
            .unwrap()
    }

    proptest! {
        #[test]
        fn check_digits_follow_the_standard(place in 110_000_u32..660_000, days in 0_i64..40_000, order in 0_u32..1000) {
            let birth = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap() + chrono::TimeDelta::days(days);
            let body = format!("{place}{}{order:03}", birth.format("%Y%m%d"));
            let last = independent(&body);
            let read = examine(&format!("{body}{last}"), today());
            prop_assert_eq!(read.faults.as_slice(), &[]);
            prop_assert_eq!(read.birth, Some(birth));
            prop_assert_eq!(read.sex, Some(if order % 2 == 1 { Sex::Male } else { Sex::Female }));
            for other in "0123456789X".chars().filter(|other| *other != last) {
                let read = examine(&format!("{body}{other}"), today());
                prop_assert_eq!(read.faults.as_slice(), &[IdFault::CheckDigit]);
            }
        }

        /// One digit misread is always found: that is what the check digit is for.
        #[test]
        fn one_wrong_digit_is_found(at in 0_usize..17, by in 1_u8..10) {
            let mut typed = *b"440299199003074511";
            let last = independent(std::str::from_utf8(&typed[..17]).unwrap());
            typed[17] = u8::try_from(last).unwrap();
            typed[at] = b'0' + (typed[at] - b'0' + by) % 10;
            let read = examine(std::str::from_utf8(&typed).unwrap(), today());
            prop_assert!(read.faults.contains(&IdFault::CheckDigit));
        }

        #[test]
        fn anything_typed_is_answered(typed in "\\PC{0,40}") {
            let read = examine(&typed, today());
            prop_assert_eq!(read.number.is_some(), read.faults.is_empty());
        }
    }
}
