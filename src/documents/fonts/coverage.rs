//! 字符覆盖 — which characters a face has, known without unpacking the face.

/// 字符范围 — sorted, separate ranges of code points, both ends included.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    ranges: Vec<(u32, u32)>,
}

impl Coverage {
    /// From code points in any order.
    pub fn from_code_points(points: impl IntoIterator<Item = u32>) -> Self {
        let mut points: Vec<u32> = points.into_iter().collect();
        points.sort_unstable();
        let mut ranges: Vec<(u32, u32)> = Vec::new();
        for point in points {
            match ranges.last_mut() {
                Some((_, last)) if point <= last.saturating_add(1) => *last = point,
                _ => ranges.push((point, point)),
            }
        }
        Self { ranges }
    }

    /// From the text kept beside a built-in face: hexadecimal `first-last` or `only`, parted by white
    /// space, rising. `None` when the text is anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut ranges: Vec<(u32, u32)> = Vec::new();
        for word in text.split_ascii_whitespace() {
            let (first, last) = word.split_once('-').unwrap_or((word, word));
            let first = u32::from_str_radix(first, 16).ok()?;
            let last = u32::from_str_radix(last, 16).ok()?;
            let rising = ranges.last().is_none_or(|&(_, before)| before < first);
            if !rising || first > last {
                return None;
            }
            ranges.push((first, last));
        }
        Some(Self { ranges })
    }

    /// Whether the face has a glyph for the character.
    pub fn contains(&self, c: char) -> bool {
        let point = u32::from(c);
        let after = self.ranges.partition_point(|&(first, _)| first <= point);
        after
            .checked_sub(1)
            .and_then(|at| self.ranges.get(at))
            .is_some_and(|&(_, last)| point <= last)
    }

    /// All code points, rising.
    pub fn code_points(&self) -> impl Iterator<Item = u32> + '_ {
        self.ranges.iter().flat_map(|&(first, last)| first..=last)
    }

    /// Number of characters.
    pub fn len(&self) -> usize {
        self.code_points().count()
    }

    /// No character at all.
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// Number of Han characters (unified ideographs, without radicals and compatibility forms).
    pub fn han(&self) -> usize {
        self.code_points().filter(|&p| is_han(p)).count()
    }
}

/// 汉字 — a unified ideograph (blocks of URO and extensions A to H), with the twelve that stand among
/// the compatibility forms.
pub(super) fn is_han(point: u32) -> bool {
    matches!(
        point,
        0x3400..=0x4DBF
            | 0x4E00..=0x9FFF
            | 0xFA0E..=0xFA0F
            | 0xFA11
            | 0xFA13..=0xFA14
            | 0xFA1F
            | 0xFA21
            | 0xFA23..=0xFA24
            | 0xFA27..=0xFA29
            | 0x20000..=0x2A6DF
            | 0x2A700..=0x2EE5D
            | 0x30000..=0x323AF
    )
}
