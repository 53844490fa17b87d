//! 姓名 — the dot and the blanks of a name made uniform; its characters are never changed.
use crate::roster::wording::{clean, is_blank_mark};

/// A name as read.
pub(super) struct NameReading {
    pub(super) name: String,
    /// What was typed, untouched.
    pub(super) typed: String,
    /// Blanks around it or between Han characters were dropped.
    pub(super) spaces: bool,
    /// A look-alike of the dot was replaced.
    pub(super) dot: bool,
    /// What makes it worth a look.
    pub(super) odd: Option<&'static str>,
}

/// The separator of minority names is U+00B7 (民委发〔2016〕33号).
const DOT: char = '\u{00B7}';

fn is_dot(c: char) -> bool {
    matches!(
        c,
        '\u{2022}'
            | '\u{30FB}'
            | '\u{FF65}'
            | '\u{2027}'
            | '\u{2219}'
            | '\u{22C5}'
            | '\u{0387}'
            | '\u{2024}'
            | '\u{FF0E}'
            | '\u{25CF}'
            | '\u{00B7}'
            | '.'
    )
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || ('\u{00C0}'..='\u{024F}').contains(&c)
}

pub(super) fn read(typed: &str) -> NameReading {
    let cleaned = clean(typed);
    let letters: Vec<char> = cleaned.chars().collect();
    let mut name = String::with_capacity(cleaned.len());
    let mut dot = false;
    for (at, c) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| letters.get(at));
        let after = letters.get(at + 1);
        let latin = before.is_some_and(|c| is_latin(*c)) && after.is_some_and(|c| is_latin(*c));
        if *c == ' ' {
            // Between words of a Latin name a blank belongs; anywhere else it is decoration.
            if latin {
                name.push(' ');
            }
        } else if is_dot(*c) && before.is_some() && after.is_some() && !(*c == '.' && latin) {
            dot |= *c != DOT;
            name.push(DOT);
        } else {
            name.push(*c);
        }
    }
    let spaces = typed.chars().filter(|c| is_blank_mark(*c)).count()
        != name.chars().filter(|c| *c == ' ').count();
    let odd = name.chars().find_map(oddity);
    NameReading {
        odd,
        spaces,
        dot,
        name,
        typed: typed.to_owned(),
    }
}

/// A character no name on a card has.
fn oddity(c: char) -> Option<&'static str> {
    match c {
        '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFD}' => {
            Some("有本机自造的字，换一台电脑就显示不出来")
        }
        '\u{FFFD}' => Some("有乱码"),
        '?' | '？' | '□' | '■' | '〓' => Some("有代替生僻字的符号"),
        _ if c.is_numeric() && !('\u{3007}'..='\u{3007}').contains(&c) => Some("有数字"),
        ',' | '，' | '、' | ';' | '；' | '/' | '*' | '=' | '+' | '@' | '<' | '>' => {
            Some("有标点或符号")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_characters() {
        for (typed, name, spaces, dot) in [
            ("吐尔逊•艾力", "吐尔逊·艾力", false, true),
            ("吐尔逊・艾力", "吐尔逊·艾力", false, true),
            ("吐尔逊.艾力", "吐尔逊·艾力", false, true),
            ("吐尔逊 · 艾力", "吐尔逊·艾力", true, false),
            ("阿依古丽·买买提", "阿依古丽·买买提", false, false),
            (" 王 建 国 ", "王建国", true, false),
            ("李　明", "李明", true, false),
            ("John Smith", "John Smith", false, false),
            ("廖家𬱖", "廖家𬱖", false, false),
            ("𠮷", "𠮷", false, false),
        ] {
            let reading = read(typed);
            assert_eq!(reading.name, name);
            assert_eq!((reading.spaces, reading.dot), (spaces, dot), "{typed}");
            assert_eq!(reading.odd, None, "{typed}");
        }
    }

    #[test]
    fn strange_characters_are_pointed_out() {
        for typed in ["张\u{E123}", "李\u{FFFD}明", "王？", "赵2", "=钱"] {
            assert!(read(typed).odd.is_some(), "{typed}");
        }
    }
}
