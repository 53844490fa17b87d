//! 对照 — two texts line by line.

/// A line of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line<'t> {
    /// In both.
    Same(&'t str),
    /// Only in the first.
    Gone(&'t str),
    /// Only in the second.
    New(&'t str),
}

/// Most lines on each side that are compared one by one; longer texts are taken as changed altogether
/// between their common beginning and end.
const MOST: usize = 1500;

/// Compares two texts: the longest common lines stay, the rest goes or comes.
pub fn difference<'t>(first: &'t str, second: &'t str) -> Vec<Line<'t>> {
    let (a, b): (Vec<&str>, Vec<&str>) = (first.lines().collect(), second.lines().collect());
    let head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let tail = a
        .iter()
        .skip(head)
        .rev()
        .zip(b.iter().skip(head).rev())
        .take_while(|(x, y)| x == y)
        .count();
    let part = |list: &[&'t str]| -> Vec<&'t str> {
        list.get(head..list.len() - tail)
            .unwrap_or_default()
            .to_vec()
    };
    let mut lines: Vec<Line<'t>> = a.iter().take(head).map(|line| Line::Same(line)).collect();
    lines.extend(middle(&part(&a), &part(&b)));
    lines.extend(a.iter().skip(a.len() - tail).map(|line| Line::Same(line)));
    lines
}

fn middle<'t>(a: &[&'t str], b: &[&'t str]) -> Vec<Line<'t>> {
    let gone = |list: &[&'t str]| list.iter().map(|line| Line::Gone(line)).collect::<Vec<_>>();
    let new = |list: &[&'t str]| list.iter().map(|line| Line::New(line)).collect::<Vec<_>>();
    if a.is_empty() || b.is_empty() || a.len() > MOST || b.len() > MOST {
        return [gone(a), new(b)].concat();
    }
    // common[i][j]: longest common lines of a[i..] and b[j..].
    let mut common = vec![vec![0_u32; b.len() + 1]; a.len() + 1];
    let at = |table: &[Vec<u32>], i: usize, j: usize| -> u32 {
        table
            .get(i)
            .and_then(|row| row.get(j))
            .copied()
            .unwrap_or(0)
    };
    for (i, x) in a.iter().enumerate().rev() {
        for (j, y) in b.iter().enumerate().rev() {
            let longest = if x == y {
                at(&common, i + 1, j + 1) + 1
            } else {
                at(&common, i + 1, j).max(at(&common, i, j + 1))
            };
            if let Some(cell) = common.get_mut(i).and_then(|row| row.get_mut(j)) {
                *cell = longest;
            }
        }
    }
    let mut lines = Vec::with_capacity(a.len() + b.len());
    let (mut i, mut j) = (0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        if x == y {
            lines.push(Line::Same(x));
            (i, j) = (i + 1, j + 1);
        } else if at(&common, i + 1, j) >= at(&common, i, j + 1) {
            lines.push(Line::Gone(x));
            i += 1;
        } else {
            lines.push(Line::New(y));
            j += 1;
        }
    }
    lines.extend(gone(a.get(i..).unwrap_or_default()));
    lines.extend(new(b.get(j..).unwrap_or_default()));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(first: &str, second: &str) -> String {
        difference(first, second)
            .into_iter()
            .map(|line| match line {
                Line::Same(text) => format!(" {text}"),
                Line::Gone(text) => format!("-{text}"),
                Line::New(text) => format!("+{text}"),
            })
            .collect::<Vec<_>>()
            .join("|")
    }

    #[test]
    fn lines_stay_go_and_come() {
        for (first, second, expected) in [
            ("a\nb\nc", "a\nb\nc", " a| b| c"),
            ("a\nb\nc", "a\nx\nc", " a|-b|+x| c"),
            ("a\nc", "a\nb\nc", " a|+b| c"),
            ("a\nb\nc", "c", "-a|-b| c"),
            ("", "a", "+a"),
            ("a", "", "-a"),
            ("a\na", "a\na\na", " a| a|+a"),
            ("a\nb\nc\nd\ne", "b\nx\nd\ny", "-a| b|-c|+x| d|-e|+y"),
        ] {
            assert_eq!(drawn(first, second), expected, "{first:?} {second:?}");
        }
    }
}
