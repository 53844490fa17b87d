//! 行 — breaking atoms into lines and giving each its place.
//!
//! Chinese rules: closing punctuation never starts a line and opening brackets never end one; where
//! that would tear a line short, punctuation is squeezed (挤) first and the line stretched (推) only
//! then. Closing punctuation at a line's end may take half its width; two neighbouring punctuation
//! marks share one blank half.

use super::page::{Colour, Line, Mark, TextRun};
use super::shape::{Atom, Class, Ink, may_break};
use crate::documents::model::Align;

/// Rounding room in points.
const TOLERANCE: f64 = 0.05;
/// Part of its half-width blank a punctuation mark inside a line gives up at most.
const INNER_SQUEEZE: f64 = 0.6;

/// Most room added between two characters, in parts of their size; a looser line stays ragged.
const LOOSEST: f64 = 0.25;

/// One line: which atoms, and whether it ends a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub from: usize,
    pub to: usize,
    pub last: bool,
}

/// Blank that atom `a` gives up because `b` follows directly.
fn shared(a: &Atom, b: Option<&Atom>) -> f64 {
    let Some(b) = b else { return 0.0 };
    let squeezes = matches!(
        (a.class, b.class),
        (Class::Close, Class::Close | Class::Open) | (Class::Open, Class::Open)
    );
    if squeezes && b.give() > 0.0 {
        a.give()
    } else {
        0.0
    }
}

/// Room atom `a` can still give up inside a line.
fn spare(a: &Atom, next: Option<&Atom>) -> f64 {
    ((a.give() - shared(a, next)) * INNER_SQUEEZE).max(0.0)
}

/// Space between words or, in a list of names, between names: no line starts with it.
fn is_gap(atom: &Atom) -> bool {
    atom.class == Class::Space || (atom.ch == '\u{3000}' && matches!(atom.ink, Ink::Nothing))
}

/// Breaks into lines: the first of width `first`, the others of width `rest`.
pub(super) fn break_lines(atoms: &[Atom], first: f64, rest: f64) -> Vec<Span> {
    let mut lines = Vec::new();
    let mut from = 0;
    let mut width = first;
    while from < atoms.len() {
        let span = one_line(atoms, from, width);
        from = span.to;
        // Spaces at a line's start and the forced break itself belong to the line before; after a forced break a
        // wide space is an indent somebody wanted.
        lines.push(span);
        let forced = atoms
            .get(from.saturating_sub(1))
            .is_some_and(|atom| atom.class == Class::Break);
        while atoms
            .get(from)
            .is_some_and(|atom| atom.class == Class::Space || (!forced && is_gap(atom)))
        {
            from += 1;
        }
        width = rest;
    }
    if lines.is_empty() {
        lines.push(Span {
            from: 0,
            to: 0,
            last: true,
        });
    } else if let Some(last) = lines.last_mut() {
        last.last = true;
    }
    lines
}

fn one_line(atoms: &[Atom], from: usize, width: f64) -> Span {
    let limit = width + TOLERANCE;
    let mut natural = 0.0;
    let mut room = 0.0;
    let mut fits = None;
    let mut squeezed = None;
    let mut forced = from;
    let mut index = from;
    while let Some(atom) = atoms.get(index) {
        if atom.class == Class::Break {
            return Span {
                from,
                to: index + 1,
                last: true,
            };
        }
        let next = atoms.get(index + 1);
        // As the last of its line the atom shares nothing, and closing punctuation may be halved.
        let end_give = if atom.class == Class::Close {
            atom.give()
        } else {
            0.0
        };
        let end = if atom.class == Class::Space {
            natural
        } else {
            natural + atom.width
        };
        let halved = end - end_give;
        if halved - room > limit {
            break;
        }
        let breakable = next.is_none_or(|next| may_break(atom, next));
        if halved <= limit {
            forced = index + 1;
            if breakable {
                fits = Some((index + 1, width - halved));
            }
        }
        if breakable {
            squeezed = Some(index + 1);
        }
        natural += atom.width - shared(atom, next);
        room += spare(atom, next);
        index += 1;
    }
    let to = match (fits, squeezed) {
        (Some((_, _)), Some(further)) if further == atoms.len() => further,
        (Some((near, slack)), Some(further)) if further > near => {
            let size = atoms.get(near).map_or(0.0, |atom| atom.size);
            if slack > size * 0.6 { further } else { near }
        }
        (Some((near, _)), _) => near,
        (None, Some(further)) => further,
        // Nothing may break here: an over-long word is cut where the line ends.
        (None, None) => forced.max(from + 1),
    };
    Span {
        from,
        to,
        last: to >= atoms.len(),
    }
}

/// Atoms that count: without the forced break and spaces at the end.
fn visible(atoms: &[Atom]) -> &[Atom] {
    let end = atoms
        .iter()
        .rposition(|atom| !matches!(atom.class, Class::Break | Class::Space))
        .map_or(0, |last| last + 1);
    atoms.get(..end).unwrap_or_default()
}

/// Natural width of a line.
pub(super) fn line_width(atoms: &[Atom]) -> f64 {
    let atoms = visible(atoms);
    atoms
        .iter()
        .enumerate()
        .map(|(index, atom)| atom.width - shared(atom, atoms.get(index + 1)))
        .sum()
}

/// Whether room may be added between two neighbours.
fn stretches(a: &Atom, b: &Atom) -> bool {
    !matches!(
        (a.class, b.class),
        (Class::Word, Class::Word | Class::Tail)
            | (Class::Blank, Class::Blank)
            | (Class::Dash, Class::Dash)
    )
}

/// Where each atom of a line starts, from the left edge of a line of this width.
pub(super) fn positions(atoms: &[Atom], width: f64, align: Align, last: bool) -> Vec<f64> {
    let seen = visible(atoms);
    let mut natural = line_width(seen);
    if let Some(end) = seen.last()
        && end.class == Class::Close
        && natural > width + TOLERANCE
    {
        natural -= end.give().min(natural - width);
    }
    let slack = width - natural;
    let spare_all: f64 = seen
        .iter()
        .enumerate()
        .take(seen.len().saturating_sub(1))
        .map(|(index, atom)| spare(atom, seen.get(index + 1)))
        .sum();
    let squeeze = if slack < -TOLERANCE && spare_all > 0.0 {
        (-slack / spare_all).min(1.0)
    } else {
        0.0
    };
    let gaps = seen
        .windows(2)
        .filter(|pair| matches!(pair, [a, b] if stretches(a, b)))
        .count();
    let stretch = if align == Align::Justify && !last && slack > 0.0 && gaps > 0 {
        #[allow(clippy::cast_precision_loss)]
        let each = slack / gaps as f64;
        let size = seen.first().map_or(0.0, |atom| atom.size);
        if each <= size * LOOSEST { each } else { 0.0 }
    } else {
        0.0
    };
    let mut x = match align {
        Align::Justify | Align::Left => 0.0,
        Align::Center => slack.max(0.0) / 2.0,
        Align::Right => slack.max(0.0),
    };
    let mut places = Vec::with_capacity(atoms.len());
    for (index, atom) in atoms.iter().enumerate() {
        let next = seen.get(index + 1);
        let cut = if index + 1 < seen.len() {
            spare(atom, next) * squeeze
        } else {
            0.0
        };
        // An opening bracket gives up its left half: it moves itself; a closing one what follows.
        let before = if atom.class == Class::Open { cut } else { 0.0 };
        places.push(x - before);
        x += atom.width - shared(atom, next) - cut;
        if let Some(next) = next
            && stretches(atom, next)
        {
            x += stretch;
        }
    }
    places
}

/// Base line inside a line box of this height for type of this size.
pub(super) fn base_line(height: f64, size: f64) -> f64 {
    (height - size) / 2.0 + size * 0.87
}

/// Draws a line's atoms at their places.
pub(super) fn draw(
    atoms: &[Atom],
    places: &[f64],
    (left, base): (f64, f64),
    colour: Colour,
    marks: &mut Vec<Mark>,
) {
    let mut run: Option<TextRun> = None;
    let mut rule: Option<(f64, f64, f64)> = None;
    for (atom, place) in atoms.iter().zip(places) {
        let x = left + place;
        if atom.ink == Ink::Rule || atom.underline {
            rule = match rule {
                Some((from, _, size)) => Some((from, x + atom.width, size)),
                None => Some((x, x + atom.width, atom.size)),
            };
        } else if let Some(done) = rule.take() {
            marks.push(rule_mark(done, base));
        }
        match atom.ink {
            Ink::Glyph(face) => {
                let same = run.as_ref().is_some_and(|run| {
                    run.face == face && (run.size - atom.size).abs() < f64::EPSILON
                });
                if !same && let Some(done) = run.take() {
                    marks.push(Mark::Text(done));
                }
                let run = run.get_or_insert_with(|| TextRun {
                    face,
                    size: atom.size,
                    x,
                    y: base,
                    colour,
                    turned: false,
                    characters: Vec::with_capacity(atoms.len()),
                });
                run.characters.push((atom.ch, x - run.x));
            }
            Ink::Missing => marks.push(Mark::Missing {
                ch: atom.ch,
                context: atoms
                    .iter()
                    .filter(|atom| matches!(atom.ink, Ink::Glyph(_) | Ink::Missing))
                    .map(|atom| atom.ch)
                    .collect(),
            }),
            Ink::Rule | Ink::Nothing => {
                if let Some(done) = run.take() {
                    marks.push(Mark::Text(done));
                }
            }
        }
    }
    if let Some(done) = run {
        marks.push(Mark::Text(done));
    }
    if let Some(done) = rule {
        marks.push(rule_mark(done, base));
    }
}

fn rule_mark((from, to, size): (f64, f64, f64), base: f64) -> Mark {
    let y = base + size * 0.18;
    Mark::Line(Line {
        from: (from, y),
        to: (to, y),
        width: (size * 0.035).max(0.4),
        colour: Colour::Black,
        dashed: false,
    })
}
