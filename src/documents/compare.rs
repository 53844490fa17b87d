//! 比较 — two states of a paper's text, paragraph by paragraph and inside a paragraph word by word, for somebody who
//! wants to know what is said differently and not which markup changed.

use super::model::{Block, Document, Inline, Inlines};
use super::template::difference::{Line, difference};
use crate::civil;

/// A run of a changed paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Run {
    /// In both.
    Same(String),
    /// Only in the first.
    Gone(String),
    /// Only in the second.
    New(String),
}

/// A paragraph of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paragraph {
    /// In both, word for word.
    Same(String),
    /// Only in the first.
    Gone(String),
    /// Only in the second.
    New(String),
    /// In both, said differently.
    Changed(Vec<Run>),
}

/// The words of a paper's body as one paragraph a line: headings, paragraphs and lists. Head, signature, imprint and
/// attachments are no text of it: numbers and days of issue differ always, and tables are compared row by row elsewhere.
pub fn words(document: &Document) -> String {
    let mut lines: Vec<String> = Vec::new();
    collect(&document.blocks, &mut lines);
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

fn collect(blocks: &[Block], lines: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Title(content)
            | Block::Subtitle(content)
            | Block::Recipient(content)
            | Block::Heading(_, content) => lines.push(plain(content)),
            Block::Paragraph(paragraph) => lines.push(plain(&paragraph.content)),
            Block::List(list) => lines.extend(list.items.iter().map(plain)),
            Block::Keep(inner) => collect(inner, lines),
            _ => {}
        }
    }
}

/// The text of inline content on one line.
fn plain(content: &Inlines) -> String {
    let mut text = String::new();
    append(content, &mut text);
    text.trim().to_owned()
}

fn append(content: &[Inline], text: &mut String) {
    for inline in content {
        match inline {
            Inline::Text(words) | Inline::Name { text: words, .. } => text.push_str(words),
            Inline::Run(_, inner) | Inline::NoBreak(inner) => append(inner, text),
            Inline::Blank { content, .. } if content.is_empty() => text.push_str("＿＿"),
            Inline::Blank { content, .. } => append(content, text),
            Inline::Date(date) => match date.date {
                Some(day) => text.push_str(&civil::long(day)),
                None => text.push_str("＿年＿月＿日"),
            },
            Inline::Check(checked) => text.push(if *checked { '☑' } else { '□' }),
            Inline::Break => {}
        }
    }
}

/// Compares two texts of [`words`].
pub fn compare(first: &str, second: &str) -> Vec<Paragraph> {
    let mut paragraphs = Vec::new();
    let (mut gone, mut new): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for line in difference(first, second) {
        match line {
            Line::Gone(text) => gone.push(text),
            Line::New(text) => new.push(text),
            Line::Same(text) => {
                settle(&mut gone, &mut new, &mut paragraphs);
                paragraphs.push(Paragraph::Same(text.to_owned()));
            }
        }
    }
    settle(&mut gone, &mut new, &mut paragraphs);
    paragraphs
}

/// How many paragraphs are said differently.
pub fn count(paragraphs: &[Paragraph]) -> usize {
    paragraphs
        .iter()
        .filter(|one| !matches!(one, Paragraph::Same(_)))
        .count()
}

/// Pairs what went with what came, in order, where the two still have half of their words in common.
fn settle(gone: &mut Vec<&str>, new: &mut Vec<&str>, into: &mut Vec<Paragraph>) {
    let mut rest = std::mem::take(new).into_iter().peekable();
    for old in std::mem::take(gone) {
        // The first of those that came that is like it; those before it came by themselves.
        let place = rest
            .clone()
            .position(|candidate| alike(&runs(old, candidate)));
        let Some(place) = place else {
            into.push(Paragraph::Gone(old.to_owned()));
            continue;
        };
        for _ in 0..place {
            if let Some(text) = rest.next() {
                into.push(Paragraph::New(text.to_owned()));
            }
        }
        if let Some(text) = rest.next() {
            into.push(Paragraph::Changed(runs(old, text)));
        }
    }
    into.extend(rest.map(|text| Paragraph::New(text.to_owned())));
}

fn alike(runs: &[Run]) -> bool {
    let (mut same, mut other) = (0_usize, 0_usize);
    for run in runs {
        match run {
            Run::Same(text) => same += text.chars().count(),
            Run::Gone(text) | Run::New(text) => other += text.chars().count(),
        }
    }
    // What is common stands in both: it counts twice.
    same.saturating_mul(2) >= other && same > 0
}

/// Words of a line: a Chinese character each, digits and Latin letters together, so that 18日 → 20日 is one change.
fn tokens(text: &str) -> Vec<&str> {
    let mut list: Vec<&str> = Vec::new();
    let mut from = 0;
    let mut joined = false;
    for (at, c) in text.char_indices() {
        let joins = c.is_ascii_alphanumeric();
        if at > from && !(joins && joined) {
            list.extend(text.get(from..at));
            from = at;
        }
        joined = joins;
    }
    list.extend(text.get(from..).filter(|rest| !rest.is_empty()));
    list
}

fn runs(first: &str, second: &str) -> Vec<Run> {
    let (a, b) = (tokens(first).join("\n"), tokens(second).join("\n"));
    let mut runs: Vec<Run> = Vec::new();
    for line in difference(&a, &b) {
        match (line, runs.last_mut()) {
            (Line::Same(text), Some(Run::Same(known)))
            | (Line::Gone(text), Some(Run::Gone(known)))
            | (Line::New(text), Some(Run::New(known))) => known.push_str(text),
            (Line::Same(text), _) => runs.push(Run::Same(text.to_owned())),
            (Line::Gone(text), _) => runs.push(Run::Gone(text.to_owned())),
            (Line::New(text), _) => runs.push(Run::New(text.to_owned())),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(first: &str, second: &str) -> String {
        compare(first, second)
            .into_iter()
            .map(|one| match one {
                Paragraph::Same(text) => format!(" {text}"),
                Paragraph::Gone(text) => format!("-{text}"),
                Paragraph::New(text) => format!("+{text}"),
                Paragraph::Changed(runs) => runs
                    .into_iter()
                    .map(|run| match run {
                        Run::Same(text) => text,
                        Run::Gone(text) => format!("[-{text}]"),
                        Run::New(text) => format!("[+{text}]"),
                    })
                    .collect(),
            })
            .collect::<Vec<_>>()
            .join("|")
    }

    #[test]
    fn a_changed_day_is_one_change_inside_its_sentence() {
        for (first, second, expected) in [
            (
                "选举日定为3月18日。",
                "选举日定为3月18日。",
                " 选举日定为3月18日。",
            ),
            (
                "选举日定为3月18日。",
                "选举日定为3月20日。",
                "选举日定为3月[-18][+20]日。",
            ),
            ("甲\n乙", "甲\n丙\n乙", " 甲|+丙| 乙"),
            ("甲乙丙丁", "戊己庚辛", "-甲乙丙丁|+戊己庚辛"),
            (
                "（一）领导小组\n组长：甲",
                "（一）领导小组\n组长：乙",
                " （一）领导小组|组长：[-甲][+乙]",
            ),
            ("", "新的一段", "+新的一段"),
        ] {
            assert_eq!(drawn(first, second), expected, "{first} → {second}");
        }
    }

    #[test]
    fn a_paragraph_put_before_a_changed_one_is_told_as_new() {
        assert_eq!(
            drawn(
                "公告按规定的日期张贴。",
                "先开会讨论决定事项。\n公告按规定的日期和地点张贴。"
            ),
            "+先开会讨论决定事项。|公告按规定的日期[+和地点]张贴。"
        );
    }
}
