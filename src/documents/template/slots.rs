//! 法定内容 — what a text prints from the data of its paper, and its frame; both are locked.
//!
//! **The rule.** Every value the shipped text prints (a path inside `{{ }}`, loop names resolved:
//! `{% for post in names.posts %}{{ post.label }}` prints `names.posts[].label`) must be printed by an office's
//! text too, for villages and for communities apart where the shipped text tells them apart. What is only asked
//! (`{% if known.order %}`) is not locked. Besides the values, the frame is locked: the style, head, number,
//! signature with issuer, day and seal, imprint. [`FREE`] lists what may be dropped all the same.

use std::collections::BTreeSet;

use super::bounds::{KEYWORDS, tested};
use super::scan::{Piece, What, Word, pieces};
use crate::documents::kind::{Kind, Scope};

/// 可以不印的 — conveniences, no facts of the election: who may be asked where, who gets a copy.
/// An empty kind stands for all.
pub const FREE: &[(&str, &str)] = &[
    ("", "office.election_year"),
    ("", "facts.contact"),
    ("", "facts.contact_place"),
    ("", "facts.contact_phone"),
    ("", "facts.copy_to"),
    ("implementation-plan", "facts.extra_requirements[]"),
];

/// For which units a part of a text is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Variant {
    /// 村
    Village,
    /// 社区
    Community,
}

impl Variant {
    const BOTH: [Self; 2] = [Self::Village, Self::Community];
}

/// A value printed by a text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Printed {
    /// `names.posts[].label`
    pub path: String,
    /// For whom.
    pub variant: Variant,
    /// Line of the template.
    pub line: usize,
    /// Where it stands in the template, for quoting.
    pub(super) at: usize,
}

/// A name asked for anywhere: in a value, a condition or a loop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) path: String,
    pub(super) line: usize,
}

/// What a text refers to.
#[derive(Debug, Default)]
pub(super) struct References {
    pub(super) printed: Vec<Printed>,
    pub(super) asked: Vec<Asked>,
}

/// One open tag with what it means for the pieces inside.
struct Open {
    /// The names a loop gives, with the path of what they stand for; `None` is a local count.
    names: Vec<(String, Option<String>)>,
    /// For whom the branch is printed.
    variants: Vec<Variant>,
    /// For whom its later branches are.
    rest: Vec<Variant>,
}

/// Reads the references of a text.
pub(super) fn references(template: &str) -> References {
    let mut found = References::default();
    let mut open: Vec<Open> = Vec::new();
    for piece in pieces(template) {
        match &piece.what {
            What::Value(words) => {
                for path in paths(words, &open) {
                    found.asked.push(Asked {
                        path: path.clone(),
                        line: piece.line,
                    });
                    found
                        .printed
                        .extend(variants(&open).into_iter().map(|variant| Printed {
                            path: path.clone(),
                            variant,
                            line: piece.line,
                            at: piece.from,
                        }));
                }
            }
            What::Tag(words) => tag(words, &piece, &mut open, &mut found),
            What::Text(_) | What::Comment | What::Unended(_) => {}
        }
    }
    found
}

fn variants(open: &[Open]) -> Vec<Variant> {
    open.last()
        .map_or_else(|| Variant::BOTH.to_vec(), |inner| inner.variants.clone())
}

fn tag(words: &[Word<'_>], piece: &Piece<'_>, open: &mut Vec<Open>, found: &mut References) {
    let Some((Word::Name(first), rest)) = words.split_first() else {
        return;
    };
    let mut ask = |words: &[Word<'_>], open: &[Open]| {
        found
            .asked
            .extend(paths(words, open).into_iter().map(|path| Asked {
                path,
                line: piece.line,
            }));
    };
    match *first {
        "if" => {
            ask(rest, open);
            let outside = variants(open);
            let (inside, others) = split(rest, &outside);
            open.push(Open {
                names: Vec::new(),
                variants: inside,
                rest: others,
            });
        }
        "elif" | "else" => {
            ask(rest, open);
            if let Some(inner) = open.last_mut() {
                let (inside, others) = split(rest, &inner.rest);
                inner.variants = inside;
                inner.rest = others;
                // The names of a loop are gone in its `else`.
                inner.names.clear();
            }
        }
        "for" => {
            let place = rest.iter().position(|word| word.name() == Some("in"));
            let (names, subject) = rest.split_at(place.unwrap_or(rest.len()));
            let subject = subject.get(1..).unwrap_or_default();
            ask(subject, open);
            let item = paths(subject, open)
                .into_iter()
                .next()
                .map(|path| format!("{path}[]"));
            let outside = variants(open);
            open.push(Open {
                names: names
                    .iter()
                    .filter_map(|word| word.name())
                    .map(|name| (name.to_owned(), item.clone()))
                    .collect(),
                variants: outside.clone(),
                rest: outside,
            });
        }
        "endif" | "endfor" => {
            open.pop();
        }
        _ => {}
    }
}

/// For whom a branch and its alternatives are printed: `unit.kind == "village"` tells them apart, any other
/// condition does not.
fn split(condition: &[Word<'_>], outside: &[Variant]) -> (Vec<Variant>, Vec<Variant>) {
    let asked = match condition {
        [
            Word::Name("unit"),
            Word::Sign("."),
            Word::Name("kind"),
            Word::Sign("=="),
            Word::Text(kind),
        ] => match *kind {
            "village" => Some(Variant::Village),
            "community" => Some(Variant::Community),
            _ => None,
        },
        _ => None,
    };
    match asked {
        Some(asked) => outside.iter().partition(|variant| **variant == asked),
        None => (outside.to_vec(), outside.to_vec()),
    }
}

/// The paths of an expression, loop names resolved, local counts left out.
fn paths(words: &[Word<'_>], open: &[Open]) -> Vec<String> {
    let mut found = Vec::new();
    let mut index = 0;
    while let Some(word) = words.get(index) {
        let start = index;
        index += 1;
        let Word::Name(name) = word else {
            continue;
        };
        let before = start.checked_sub(1).and_then(|at| words.get(at));
        let called = words.get(index).is_some_and(|word| word.is("("));
        let argument = words.get(index).is_some_and(|word| word.is("="));
        if KEYWORDS.contains(name)
            || before.is_some_and(|word| word.is("|") || word.is("."))
            || called
            || argument
            || tested(words, start)
        {
            continue;
        }
        let mut path = (*name).to_owned();
        loop {
            match (words.get(index), words.get(index + 1), words.get(index + 2)) {
                (Some(dot), Some(Word::Name(part)), _) if dot.is(".") || dot.is("?.") => {
                    path.push('.');
                    path.push_str(part);
                    index += 2;
                }
                (Some(bracket), Some(Word::Text(part)), Some(end))
                    if (bracket.is("[") || bracket.is("?[")) && end.is("]") =>
                {
                    path.push('.');
                    path.push_str(part);
                    index += 3;
                }
                (Some(bracket), _, _) if bracket.is("[") || bracket.is("?[") => {
                    let inside = words.get(index + 1..).unwrap_or_default();
                    let end = inside.iter().position(|word| word.is("]"));
                    let end = end.unwrap_or(inside.len());
                    found.extend(paths(inside.get(..end).unwrap_or_default(), open));
                    path.push_str("[]");
                    index += end + 2;
                }
                _ => break,
            }
        }
        found.extend(resolved(&path, open));
    }
    found
}

/// A path from the root of the data; `None` for `loop` and counts.
fn resolved(path: &str, open: &[Open]) -> Option<String> {
    let end = path.find(['.', '[']).unwrap_or(path.len());
    let (head, tail) = path.split_at(end);
    if head == "loop" {
        return None;
    }
    let given = open
        .iter()
        .rev()
        .flat_map(|one| &one.names)
        .find(|(name, _)| name == head);
    match given {
        Some((_, Some(item))) => Some(format!("{item}{tail}")),
        Some((_, None)) => None,
        None => Some(path.to_owned()),
    }
}

/// What of the shipped text is locked: every printed value but the free ones.
pub fn locked(kind: Kind, shipped: &str) -> Vec<Printed> {
    let mut seen = BTreeSet::new();
    references(shipped)
        .printed
        .into_iter()
        .filter(|one| !is_free(kind, &one.path))
        .filter(|one| kind.scope() == Scope::Village || one.variant == Variant::Village)
        .filter(|one| seen.insert((one.path.clone(), one.variant)))
        .collect()
}

fn is_free(kind: Kind, path: &str) -> bool {
    FREE.iter()
        .any(|(of, free)| (of.is_empty() || *of == kind.id()) && *free == path)
}

/// A locked value that a text does not print, with those for whom it is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// As the shipped text prints it first.
    pub printed: Printed,
    /// For whom.
    pub variants: Vec<Variant>,
}

/// The locked values that `text` does not print.
pub fn missing(kind: Kind, shipped: &str, text: &str) -> Vec<Missing> {
    let there: BTreeSet<(String, Variant)> = references(text)
        .printed
        .into_iter()
        .map(|one| (one.path, one.variant))
        .collect();
    let mut missing: Vec<Missing> = Vec::new();
    for one in locked(kind, shipped) {
        if there.contains(&(one.path.clone(), one.variant)) {
            continue;
        }
        match missing
            .iter_mut()
            .find(|known| known.printed.path == one.path)
        {
            Some(known) => known.variants.push(one.variant),
            None => missing.push(Missing {
                variants: vec![one.variant],
                printed: one,
            }),
        }
    }
    missing
}

/// An element of the markup as the template writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) name: String,
    /// Attributes as written, white space inside `{{ }}` settled.
    pub(super) attributes: Vec<(String, String)>,
    pub(super) line: usize,
}

impl Element {
    pub(super) fn attribute(&self, name: &str) -> &str {
        self.attributes
            .iter()
            .find(|(own, _)| own == name)
            .map_or("", |(_, value)| value)
    }
}

/// The elements whose presence is looked at.
const FRAME: &[&str] = &["document", "head", "title", "number", "sign", "imprint"];

/// The frame of a template, in order.
pub(super) fn frame(template: &str) -> Vec<Element> {
    // Comments are no elements, and tags inside attributes are not their ends.
    let mut plain = String::with_capacity(template.len());
    for piece in pieces(template) {
        let own = template.get(piece.from..piece.to).unwrap_or_default();
        match piece.what {
            What::Text(text) => plain.push_str(text),
            What::Comment => plain.extend(own.chars().filter(|c| *c == '\n')),
            _ => plain.push_str(&own.replace(['<', '>', '"'], " ")),
        }
    }
    let mut elements = Vec::new();
    let mut line = 1;
    let mut rest = plain.as_str();
    while let Some(place) = rest.find('<') {
        line += rest.get(..place).unwrap_or_default().matches('\n').count();
        let tail = rest.get(place + 1..).unwrap_or_default();
        if let Some(after) = tail.strip_prefix("!--") {
            let end = after.find("-->").map_or(after.len(), |end| end + 3);
            line += after.get(..end).unwrap_or_default().matches('\n').count();
            rest = after.get(end..).unwrap_or_default();
            continue;
        }
        let end = tail
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(tail.len());
        let name = tail.get(..end).unwrap_or_default();
        let (attributes, after) = attributes(tail.get(end..).unwrap_or_default());
        if FRAME.contains(&name) {
            elements.push(Element {
                name: name.to_owned(),
                attributes,
                line,
            });
        }
        let read = tail.len() - after.len();
        line += tail.get(..read).unwrap_or_default().matches('\n').count();
        rest = after;
    }
    elements
}

/// Attributes up to the end of the tag, and what follows.
fn attributes(text: &str) -> (Vec<(String, String)>, &str) {
    let mut list = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let stop = rest.find(['=', '>', '<']).unwrap_or(rest.len());
        let tail = rest.get(stop..).unwrap_or_default();
        if !tail.starts_with('=') {
            return (list, tail.strip_prefix('>').unwrap_or(tail));
        }
        let name = rest.get(..stop).unwrap_or_default().trim().to_owned();
        let value = tail.get(1..).unwrap_or_default().trim_start();
        let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
            return (list, value);
        };
        let value = value.get(1..).unwrap_or_default();
        let end = value.find(quote).unwrap_or(value.len());
        let own: String = value
            .get(..end)
            .unwrap_or_default()
            .chars()
            .filter(|c| !c.is_whitespace())
            .collect();
        list.push((name, own));
        rest = value.get(end + 1..).unwrap_or_default();
    }
}
