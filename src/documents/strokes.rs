//! 姓氏笔画 — names in the order in which an office prints them: by the strokes of the first character, among equals by
//! the kinds of the strokes as they are written (横、竖、撇、点、折), then by the next character in the same way.
//!
//! The order is that of 通用规范汉字表; characters outside it stand behind those with as many strokes. Where the facts
//! come from, and why no collation library serves: `assets/strokes/PROVENANCE.md`.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::io::Read as _;
use std::sync::LazyLock;

const STANDARD: &str = include_str!("../../assets/strokes/standard.txt");
const OTHERS: &[u8] = include_bytes!("../../assets/strokes/others.txt.zst");
/// The letter that stands for no strokes in the list of the other characters.
const ZERO: u8 = b'!';
/// Comes after every character whose strokes are known.
const UNKNOWN: u8 = u8::MAX;

/// 通用规范汉字表: strokes and place among those with as many.
static TABLE: LazyLock<HashMap<char, (u8, u16)>> = LazyLock::new(|| {
    STANDARD
        .lines()
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(count, characters)| Some((count.parse::<u8>().ok()?, characters)))
        .flat_map(|(count, characters)| {
            characters
                .chars()
                .zip(0_u16..)
                .map(move |(c, place)| (c, (count, place)))
        })
        .collect()
});

/// Runs of code points with their strokes, in order.
static REST: LazyLock<Vec<(u32, Vec<u8>)>> = LazyLock::new(|| {
    let mut text = String::new();
    let read = ruzstd::decoding::StreamingDecoder::new(OTHERS)
        .ok()
        .and_then(|mut packed| packed.read_to_string(&mut text).ok());
    if read.is_none() {
        // A test reads it whole; without it the characters stand last.
        return Vec::new();
    }
    text.lines()
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(start, letters)| {
            Some((
                u32::from_str_radix(start, 16).ok()?,
                letters
                    .bytes()
                    .map(|letter| letter.saturating_sub(ZERO))
                    .collect(),
            ))
        })
        .collect()
});

/// 笔画数 of a character; `None` where it has none or nobody counted them.
pub fn strokes(c: char) -> Option<u8> {
    if let Some((count, _)) = TABLE.get(&c) {
        return Some(*count);
    }
    let point = u32::from(c);
    let run = REST.partition_point(|(start, _)| *start <= point);
    let (start, counts) = REST.get(run.checked_sub(1)?)?;
    let place = usize::try_from(point.checked_sub(*start)?).ok()?;
    counts.get(place).copied().filter(|count| *count > 0)
}

/// Where a character stands.
fn key(c: char) -> (u8, u16, char) {
    match TABLE.get(&c) {
        Some((count, place)) => (*count, *place, c),
        // 间隔号 comes before every character: 阿里·甲 before 阿里山
        None if c == '·' => (0, 0, c),
        None => (strokes(c).unwrap_or(UNKNOWN), u16::MAX, c),
    }
}

/// 按姓氏笔画 — compares two names. Two people of one name are equal.
pub fn compare(one: &str, other: &str) -> Ordering {
    one.chars().map(key).cmp(other.chars().map(key))
}

/// The characters of a name whose place among those with as many strokes no table gives: they want a look.
pub fn uncertain(name: &str) -> impl Iterator<Item = char> {
    name.chars()
        .filter(|c| !TABLE.contains_key(c) && strokes(*c).is_some())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn strokes_are_counted_as_on_the_mainland() {
        // (字, 画数): 阝、辶、艹 count as they are written today
        let cases = [
            ('丁', 2),
            ('邓', 4),
            ('阳', 6),
            ('陈', 7),
            ('陆', 7),
            ('郑', 8),
            ('范', 8),
            ('郭', 10),
            ('萧', 11),
            ('葛', 12),
            ('蓝', 13),
            ('潘', 15),
            // 表外和扩展区
            ('𠮷', 6),
            ('䶮', 9),
            ('犇', 12),
            ('㼆', 19),
            ('龘', 48),
        ];
        for (c, count) in cases {
            assert_eq!(strokes(c), Some(count), "{c}");
        }
        assert_eq!(strokes('A'), None);
        assert_eq!(strokes('😀'), None);
    }

    #[test]
    fn lists_stand_as_an_office_prints_them() {
        let cases: &[&[&str]] = &[
            // 画数
            &[
                "丁一",
                "王春生",
                "李伟",
                "欧阳志强",
                "胡礼民",
                "温天娟",
                "蓝天勇",
            ],
            // 画数相同的按起笔：横、竖、撇、点、折
            &["杜平", "吴静", "邱明", "汪海", "陈秀英"],
            &["韦军", "毛军", "方军", "邓军"],
            &["郝建国", "钟伟", "施文", "姚文"],
            // 同姓的按名，单名在前
            &["李伟", "李伟民", "李秀英", "李春生"],
            // 表外字排在同画数的表内字之后，不认识的排在最后
            &["朱秀兰", "庄文", "𠮷田生", "李伟", "Alice"],
            &["阿里·木", "阿里木"],
        ];
        for sorted in cases {
            let mut names = sorted.to_vec();
            names.reverse();
            names.sort_by(|one, other| compare(one, other));
            assert_eq!(names, *sorted);
        }
        assert_eq!(compare("李伟", "李伟"), Ordering::Equal);
    }

    #[test]
    fn the_table_is_whole_and_every_other_character_counted() {
        assert_eq!(TABLE.len(), 8105);
        let rest: usize = REST
            .iter()
            .map(|(_, counts)| counts.iter().filter(|count| **count > 0).count())
            .sum();
        assert_eq!(rest, 89_955);
        // GB 18030-2022 级别3 的各区
        for (from, to) in [
            (0x3400, 0x4DB5),
            (0x4E00, 0x9FEF),
            (0x20000, 0x2A6D6),
            (0x2A700, 0x2B734),
            (0x2B740, 0x2B81D),
            (0x2B820, 0x2CEA1),
            (0x2CEB0, 0x2EBE0),
        ] {
            for point in from..=to {
                let c = char::from_u32(point).unwrap();
                assert!(strokes(c).is_some(), "{c} {point:X}");
            }
        }
    }

    #[test]
    fn what_no_table_places_is_told() {
        assert_eq!(uncertain("李𬭎").collect::<Vec<_>>(), Vec::<char>::new());
        assert_eq!(uncertain("𠮷田·生").collect::<Vec<_>>(), ['𠮷']);
        assert_eq!(uncertain("李伟（第2组）").count(), 0);
    }
}
