//! 行号 — so that a fault in what a template gives is told with the line of the template, and so that a loop is counted.

use std::fmt::Write as _;

use super::scan::{What, pieces};

/// Begins and ends a mark; from the private use area, where no text of ours is.
const BEGIN: char = '\u{F0000}';
const END: char = '\u{F0001}';

/// Name of the function that counts; see [`counted`].
pub(in crate::documents) const COUNTER: &str = "huanjie_counted";

/// The template with a call of [`COUNTER`] at the beginning of every loop's body, weighed by what stands in it. Lines
/// stay where they are.
pub(in crate::documents) fn counted(template: &str) -> String {
    let pieces = pieces(template);
    let mut counted = String::with_capacity(template.len() + 256);
    for (index, piece) in pieces.iter().enumerate() {
        let own = template.get(piece.from..piece.to).unwrap_or_default();
        counted.push_str(own);
        let What::Tag(words) = &piece.what else {
            continue;
        };
        if words.first().and_then(|word| word.name()) != Some("for") {
            continue;
        }
        let mut depth = 1_u32;
        let mut weight = 1_usize;
        for inner in pieces.iter().skip(index + 1) {
            match &inner.what {
                What::Tag(words) => {
                    weight += words.len() + 1;
                    match words.first().and_then(|word| word.name()) {
                        Some("for") => depth += 1,
                        Some("endfor") => depth -= 1,
                        _ => {}
                    }
                }
                What::Value(words) => weight += words.len() + 1,
                _ => weight += 1,
            }
            if depth == 0 {
                break;
            }
        }
        // A tag that eats the white space behind it still does.
        let dash = if own.ends_with("-%}") { "-" } else { "" };
        // Writing to a String cannot fail.
        let _ = write!(counted, "{{{{ {COUNTER}(weight={weight}) {dash}}}}}");
    }
    counted
}

/// The template with a mark wherever a line begins outside of a tag.
pub(super) fn marked(template: &str) -> String {
    let mut marked = String::with_capacity(template.len() * 2);
    let mut after_tag = false;
    for piece in pieces(template) {
        let own = template.get(piece.from..piece.to).unwrap_or_default();
        let What::Text(text) = piece.what else {
            marked.push_str(own);
            after_tag = own.contains('\n');
            continue;
        };
        let mut line = piece.line;
        if after_tag {
            mark(&mut marked, line);
        }
        after_tag = false;
        for part in text.split_inclusive('\n') {
            marked.push_str(part);
            if part.ends_with('\n') {
                line += 1;
                mark(&mut marked, line);
            }
        }
    }
    marked
}

fn mark(text: &mut String, line: usize) {
    // Writing to a String cannot fail.
    let _ = write!(text, "{BEGIN}{line}{END}");
}

/// Takes the marks out of what a marked template gave: the text, and for each of its lines the template's line.
pub(super) fn unmarked(rendered: &str) -> (String, Vec<usize>) {
    let mut text = String::with_capacity(rendered.len());
    let mut lines = Vec::new();
    let (mut here, mut own) = (1_usize, None);
    let mut rest = rendered;
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        if c == BEGIN {
            let end = rest.find(END).unwrap_or(0);
            if let Ok(line) = rest.get(..end).unwrap_or_default().parse() {
                here = line;
            }
            rest = rest.get(end + END.len_utf8()..).unwrap_or_default();
            continue;
        }
        if c == '\n' {
            lines.push(own.take().unwrap_or(here));
        } else if own.is_none() && !c.is_whitespace() {
            own = Some(here);
        }
        text.push(c);
    }
    lines.push(own.unwrap_or(here));
    (text, lines)
}
