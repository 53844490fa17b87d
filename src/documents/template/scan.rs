//! 读出 — a template cut into text, values, tags and comments, and their insides into words.
//!
//! Much less than the engine's own parser: enough to see what a template refers to and what it does.

/// One piece of a template.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece<'t> {
    pub(super) what: What<'t>,
    /// Line it begins on, from 1.
    pub(super) line: usize,
    /// Where it begins and ends in the template.
    pub(super) from: usize,
    pub(super) to: usize,
}

/// What a piece is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum What<'t> {
    /// Text that is printed as it is.
    Text(&'t str),
    /// `{{ … }}`
    Value(Vec<Word<'t>>),
    /// `{% … %}`
    Tag(Vec<Word<'t>>),
    /// `{# … #}`
    Comment,
    /// Begun and never ended; the opening sign.
    Unended(&'static str),
}

/// A word of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word<'t> {
    /// A name or keyword.
    Name(&'t str),
    /// A string without its quotes.
    Text(&'t str),
    /// A number as written.
    Number(&'t str),
    /// Anything else: `.`, `|`, `==` …
    Sign(&'t str),
}

impl<'t> Word<'t> {
    pub(super) fn name(self) -> Option<&'t str> {
        match self {
            Self::Name(name) => Some(name),
            _ => None,
        }
    }

    pub(super) fn is(self, sign: &str) -> bool {
        matches!(self, Self::Sign(own) if own == sign)
    }
}

const OPENINGS: [(&str, &str); 3] = [("{{", "}}"), ("{%", "%}"), ("{#", "#}")];

/// Cuts a template.
pub(super) fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut at, mut line) = (0, 1);
    while let Some(rest) = template.get(at..).filter(|rest| !rest.is_empty()) {
        let opening = OPENINGS
            .iter()
            .filter_map(|(open, close)| Some((rest.find(open)?, *open, *close)))
            .min_by_key(|(place, ..)| *place);
        let (what, length) = match opening {
            None => (What::Text(rest), rest.len()),
            Some((0, open, close)) => tag(rest, open, close),
            Some((place, ..)) => (What::Text(rest.get(..place).unwrap_or_default()), place),
        };
        let own = rest.get(..length).unwrap_or(rest);
        pieces.push(Piece {
            what,
            line,
            from: at,
            to: at + own.len(),
        });
        line += own.matches('\n').count();
        at += own.len();
    }
    pieces
}

/// The tag at the beginning of `rest`, and how long it is.
fn tag<'t>(rest: &'t str, open: &'static str, close: &str) -> (What<'t>, usize) {
    if open == "{#" {
        return match rest.find(close) {
            Some(end) => (What::Comment, end + close.len()),
            None => (What::Unended(open), rest.len()),
        };
    }
    let Some(end) = ending(rest, close) else {
        return (What::Unended(open), rest.len());
    };
    let inside = rest.get(open.len()..end).unwrap_or_default();
    let inside = inside.strip_prefix('-').unwrap_or(inside);
    let inside = inside.strip_suffix('-').unwrap_or(inside);
    let words = words(inside);
    let what = if open == "{{" {
        What::Value(words)
    } else {
        What::Tag(words)
    };
    (what, end + close.len())
}

/// Where `close` stands outside of a string.
fn ending(rest: &str, close: &str) -> Option<usize> {
    let mut quote: Option<char> = None;
    for (at, c) in rest.char_indices().skip(2) {
        match quote {
            Some(open) if c == open => quote = None,
            None if matches!(c, '"' | '\'' | '`') => quote = Some(c),
            None if rest.get(at..).is_some_and(|tail| tail.starts_with(close)) => return Some(at),
            Some(_) | None => {}
        }
    }
    None
}

const SIGNS: [&str; 11] = [
    "==", "!=", "<=", ">=", "//", "**", "?.", "?[", "...", "</", "/>",
];

/// The words of an expression.
fn words(inside: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(rest) = inside.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(first) = rest.chars().next() else {
            break;
        };
        let run = |of: fn(char) -> bool| rest.find(|c| !of(c)).unwrap_or(rest.len());
        let (word, length) = if first.is_whitespace() {
            (None, first.len_utf8())
        } else if first.is_alphabetic() || first == '_' {
            let length = run(|c| c.is_alphanumeric() || c == '_');
            (rest.get(..length).map(Word::Name), length)
        } else if first.is_ascii_digit() {
            let length = run(|c| c.is_ascii_digit());
            (rest.get(..length).map(Word::Number), length)
        } else if matches!(first, '"' | '\'' | '`') {
            let end = rest.get(1..).and_then(|tail| tail.find(first));
            let end = end.map_or(rest.len(), |end| end + 1);
            (rest.get(1..end).map(Word::Text), (end + 1).min(rest.len()))
        } else {
            let length = SIGNS
                .iter()
                .find(|sign| rest.starts_with(**sign))
                .map_or(first.len_utf8(), |sign| sign.len());
            (rest.get(..length).map(Word::Sign), length)
        };
        words.extend(word);
        at += length.max(1);
    }
    words
}
