//! 标题断行 — titles in as few lines as possible, of about equal length, not broken inside a word.

use super::lines::{Span, break_lines, line_width};
use super::shape::{Atom, Class, may_break};

/// Words of this trade that a title's line does not end inside.
const WORDS: [&str; 46] = [
    "村（居）民委员会",
    "村（社区）",
    "（社区）",
    "民委员会",
    "村民委员会",
    "居民委员会",
    "村民选举委员会",
    "居民选举委员会",
    "选举委员会",
    "委员会",
    "工作委员会",
    "街道",
    "人民政府",
    "领导小组",
    "办公室",
    "换届选举",
    "换届",
    "选举",
    "选举日",
    "村民",
    "居民",
    "社区",
    "两委",
    "工作",
    "实施方案",
    "方案",
    "通知",
    "公告",
    "名单",
    "登记",
    "参加",
    "候选人",
    "正式",
    "成员",
    "关于",
    "印发",
    "确定",
    "投票",
    "结果",
    "日程",
    "安排表",
    "分工表",
    "责任表",
    "培训",
    "动员",
    "会议",
];
/// Longest title whose breaks are weighed; longer ones are broken like text.
const LONGEST: usize = 160;
/// Cost of a break inside a word, in squares of one character's width.
const INSIDE_WORD: f64 = 40.0;
/// Cost of a break inside what is likely a place's name.
const INSIDE_NAME: f64 = 20.0;
/// Cost of a break between words that belong together.
const PLAIN: f64 = 3.0;

/// Lines of a title on this width. What stands between breaks that somebody wanted is weighed by itself.
pub(super) fn title_lines(atoms: &[Atom], width: f64) -> Vec<Span> {
    let mut lines = Vec::new();
    let mut from = 0;
    loop {
        let rest = atoms.get(from..).unwrap_or_default();
        let forced = rest.iter().position(|atom| atom.class == Class::Break);
        let length = forced.unwrap_or(rest.len());
        lines.extend(
            weighed(rest.get(..length).unwrap_or_default(), width)
                .into_iter()
                .map(|span| Span {
                    from: span.from + from,
                    to: span.to + from,
                    last: true,
                }),
        );
        if forced.is_none() {
            return lines;
        }
        if let Some(line) = lines.last_mut() {
            line.to += 1;
        }
        from += length + 1;
    }
}

/// Lines of a title, or of a part of it, without a forced break.
fn weighed(atoms: &[Atom], width: f64) -> Vec<Span> {
    let plain = break_lines(atoms, width, width);
    if plain.len() < 2 || atoms.len() > LONGEST {
        return plain;
    }
    best(atoms, width, plain.len()).unwrap_or(plain)
}

/// What a break after each atom costs; `None` where none is allowed.
fn break_costs(atoms: &[Atom]) -> Vec<Option<f64>> {
    let text: Vec<char> = atoms.iter().map(|atom| atom.ch).collect();
    let mut costs: Vec<Option<f64>> = atoms
        .windows(2)
        .map(|pair| match pair {
            [a, b] if may_break(a, b) => Some(sense(a.ch, b.ch)),
            _ => None,
        })
        .collect();
    // 石桥镇: a place's own name of two or three characters is not torn either.
    for (at, c) in text.iter().enumerate().skip(2) {
        let next = text.get(at + 1);
        let ends = match c {
            '镇' | '乡' | '县' | '村' => true,
            '街' => next == Some(&'道'),
            '社' => next == Some(&'区'),
            _ => false,
        };
        if ends {
            for cost in costs.iter_mut().skip(at - 2).take(2).flatten() {
                if *cost >= PLAIN {
                    *cost = cost.max(INSIDE_NAME);
                }
            }
        }
    }
    for word in WORDS {
        let word: Vec<char> = word.chars().collect();
        for (at, window) in text.windows(word.len()).enumerate() {
            if window == word {
                for cost in costs.iter_mut().skip(at).take(word.len() - 1).flatten() {
                    *cost = INSIDE_WORD;
                }
            }
        }
    }
    costs
}

/// How well a line ends between two characters.
fn sense(before: char, after: char) -> f64 {
    match (before, after) {
        ('的' | '》' | '、' | '，' | '”', _) | (_, '《' | '“') => 0.0,
        // A place's own name ends with these; the line may end behind them, not before.
        (_, '镇' | '乡' | '村' | '县' | '市' | '届' | '的' | '和' | '及' | '第') => {
            INSIDE_WORD
        }
        ('第' | '《' | '与' | '及' | '和', _) => INSIDE_WORD,
        ('镇' | '乡' | '村' | '县' | '市' | '届' | '于' | '发' | '会' | '府', _) => 1.0,
        _ => PLAIN,
    }
}

/// The cheapest way to break into exactly `lines` lines.
fn best(atoms: &[Atom], width: f64, lines: usize) -> Option<Vec<Span>> {
    let costs = break_costs(atoms);
    let size = atoms.first()?.size;
    #[allow(clippy::cast_precision_loss)]
    let mean = line_width(atoms) / lines as f64;
    let count = atoms.len();
    // Cheapest cost of ending a line before each atom, and where that line began.
    let mut reached: Vec<Option<f64>> = vec![None; count + 1];
    if let Some(start) = reached.first_mut() {
        *start = Some(0.0);
    }
    let mut steps: Vec<Vec<usize>> = Vec::with_capacity(lines);
    for _ in 0..lines {
        let mut next: Vec<Option<f64>> = vec![None; count + 1];
        let mut from_where = vec![0; count + 1];
        for (from, cost) in reached.iter().enumerate() {
            let Some(cost) = cost else { continue };
            for to in from + 1..=count {
                let wide = line_width(atoms.get(from..to).unwrap_or_default());
                if wide > width + 0.05 {
                    break;
                }
                let ending = if to == count {
                    Some(0.0)
                } else {
                    costs.get(to - 1).copied().flatten()
                };
                let Some(ending) = ending else { continue };
                let uneven = (wide - mean) / size;
                let total = cost + ending + uneven * uneven;
                if let (Some(slot), Some(source)) = (next.get_mut(to), from_where.get_mut(to))
                    && slot.is_none_or(|known| total < known)
                {
                    *slot = Some(total);
                    *source = from;
                }
            }
        }
        reached = next;
        steps.push(from_where);
    }
    reached.last().copied().flatten()?;
    let mut spans = Vec::with_capacity(lines);
    let mut to = count;
    for from_where in steps.iter().rev() {
        let from = from_where.get(to).copied()?;
        spans.push(Span {
            from,
            to,
            last: true,
        });
        to = from;
    }
    spans.reverse();
    Some(spans)
}
