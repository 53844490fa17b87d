//! 字样 — cleaning what was typed and quoting it in messages without showing a personal number.
use unicode_normalization::UnicodeNormalization;

use crate::identity::Sex;
pub(super) use crate::identity::is_blank_mark;

/// Trimmed, with every inner run of blank marks as one space. Nothing else is changed: names keep
/// the very characters that were typed.
pub(super) fn clean(text: &str) -> String {
    text.split(is_blank_mark)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Folded for comparing words of a heading or a choice, never for names: full-width forms become
/// plain (NFKC), blanks go, Latin letters lower-case.
pub(super) fn fold(text: &str) -> String {
    text.nfkc()
        .filter(|c| !is_blank_mark(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

/// 男, 女, 男性, 女性, and the codes 1 and 2 of GB/T 2261.1.
pub(super) fn typed_sex(text: &str) -> Option<Sex> {
    match fold(text).as_str() {
        "男" | "男性" | "1" => Some(Sex::Male),
        "女" | "女性" | "2" => Some(Sex::Female),
        _ => None,
    }
}

/// `「…」` around what was typed, shortened to 30 characters, personal numbers hidden.
pub(super) fn quote(text: &str) -> String {
    let shown = hide_numbers(&clean(text)).unwrap_or_else(|| clean(text));
    let mut short: String = shown.chars().take(30).collect();
    if shown.chars().count() > 30 {
        short.push('…');
    }
    format!("「{short}」")
}

/// `〔组织法第十六条第一款〕`, or nothing where no source was given.
pub(super) fn cite(source: &str) -> String {
    if source.trim().is_empty() {
        String::new()
    } else {
        format!("〔{}〕", source.trim())
    }
}

/// The first 6 and last 4 characters of an ID number, the rest as `********`; anything too short
/// to be one is starred throughout.
pub(super) fn mask_identity(text: &str) -> String {
    let seen: Vec<char> = text.nfkc().filter(|c| !is_blank_mark(*c)).collect();
    if seen.len() < 14 {
        return "*".repeat(seen.len());
    }
    let head: String = seen.iter().take(6).collect();
    let tail: String = seen.iter().skip(seen.len() - 4).collect();
    format!("{head}********{tail}")
}

/// The first 6 characters of an ID number and nothing else. For sheets that are kept for a while:
/// beside a column of birth dates the usual mask would give the whole number away.
pub(super) fn blot_identity(text: &str) -> String {
    let seen: Vec<char> = text.nfkc().filter(|c| !is_blank_mark(*c)).collect();
    let shown = if seen.len() < 14 { 0 } else { 6 };
    let head: String = seen.iter().take(shown).collect();
    format!("{head}{}", "*".repeat(seen.len() - shown))
}

/// The first 3 and last 4 digits of a telephone number.
pub(super) fn mask_phone(text: &str) -> String {
    let seen: Vec<char> = text.nfkc().filter(|c| !is_blank_mark(*c)).collect();
    if seen.len() < 9 {
        return "*".repeat(seen.len());
    }
    let head: String = seen.iter().take(3).collect();
    let tail: String = seen.iter().skip(seen.len() - 4).collect();
    format!("{head}****{tail}")
}

/// The text with every run of digits that could be an ID number (15 and more, a trailing X
/// counted) or a telephone number (11 digits of a mobile, a landline written with its hyphen)
/// masked; `None` where there is none. Full-width digits count, and so do groups parted by single
/// spaces, hyphens or points (`138 0000 0000`, `4.41500199003074E+17`).
pub(super) fn hide_numbers(text: &str) -> Option<String> {
    hide_with(text, mask_identity)
}

/// [`hide_numbers`] that leaves only the first 6 characters of an ID number.
pub(super) fn blot_numbers(text: &str) -> Option<String> {
    hide_with(text, blot_identity)
}

fn hide_with(text: &str, identity: fn(&str) -> String) -> Option<String> {
    let chars: Vec<char> = text.chars().collect();
    let digit = |c: &char| c.is_ascii_digit() || ('０'..='９').contains(c);
    let joint = |c: &char| matches!(c, ' ' | '-' | '.' | '\u{3000}' | '－' | '\u{00A0}');
    let mut shown = String::with_capacity(text.len());
    let mut hidden = false;
    let mut at = 0;
    while let Some(c) = chars.get(at) {
        if !digit(c) {
            shown.push(*c);
            at += 1;
            continue;
        }
        let mut end = at;
        while let Some(c) = chars.get(end) {
            let goes_on = digit(c) || (joint(c) && chars.get(end + 1).is_some_and(digit));
            if !goes_on {
                break;
            }
            end += 1;
        }
        let mut run: String = chars.get(at..end).unwrap_or_default().iter().collect();
        let digits: String = run.nfkc().filter(char::is_ascii_digit).collect();
        if digits.len() == 17
            && let Some(last @ ('x' | 'X' | 'ｘ' | 'Ｘ')) = chars.get(end)
        {
            run.push(*last);
            end += 1;
        }
        if digits.len() >= 15 {
            hidden = true;
            shown.push_str(&identity(&run));
        } else if is_telephone(&digits, run.chars().count() > digits.len()) {
            hidden = true;
            shown.push_str(&mask_phone(&run));
        } else {
            shown.push_str(&run);
        }
        at = end;
    }
    hidden.then_some(shown)
}

/// A mobile number, with or without 86 before it, or a landline whose groups are parted. A number of
/// a household or a division code is neither.
fn is_telephone(digits: &str, parted: bool) -> bool {
    let mobile = digits
        .strip_prefix("86")
        .filter(|rest| rest.len() == 11)
        .unwrap_or(digits);
    let second = mobile.as_bytes().get(1).copied().unwrap_or_default();
    (mobile.len() == 11 && mobile.starts_with('1') && (b'3'..=b'9').contains(&second))
        || (parted && digits.starts_with('0') && (10..=12).contains(&digits.len()))
}

/// Splits a cell that lists several things: 、，,；;／/ and line breaks.
pub(super) fn listed(text: &str) -> Vec<String> {
    text.split(['、', '，', ',', '；', ';', '/', '／', '\n', '\r'])
        .map(clean)
        .filter(|part| !part.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_numbers_are_hidden_wherever_they_stand() {
        for (typed, shown) in [
            ("440299199003215265", Some("440299********5265")),
            ("证号44150020090318001x，", Some("证号441500********001x，")),
            (
                "４４０２９９１９７８０８０２０７２２",
                Some("440299********0722"),
            ),
            ("440299 19900321 5265", Some("440299********5265")),
            ("电话13650257551转2", Some("电话136****7551转2")),
            ("138-0000-0000", Some("138****0000")),
            ("本村居住一年以上", None),
            ("0751-8123456", Some("075****3456")),
            ("4.41500199003074E+17", Some("4.4150********3074E+17")),
            ("441500199003070000", Some("441500********0000")),
            ("440299102201", None),
            ("000000000012", None),
            ("2027-03-31", None),
            ("2027.3.31 2028.3.31", None),
            ("第1村民小组 0013", None),
        ] {
            assert_eq!(hide_numbers(typed).as_deref(), shown, "{typed}");
        }
        assert_eq!(quote(" 440299199003215265 "), "「440299********5265」");
    }

    #[test]
    fn text_is_cleaned_but_its_characters_are_kept() {
        assert_eq!(clean("\u{3000} 王\t建\u{200B}国 \n"), "王 建 国");
        assert_eq!(clean("𠮷𬱖"), "𠮷𬱖");
        assert_eq!(fold("村（社区）\n 名称"), "村(社区)名称");
        assert_eq!(listed("上前村、 下前村；\n"), ["上前村", "下前村"]);
    }
}
