//! 流程图 — boxes joined by arrows; every second row runs back, so that no arrow crosses a box.

use crate::documents::fonts::Role as FontRole;
use crate::documents::model::{Align, Flow, FlowStep};

use super::lines::{Span, base_line, break_lines, draw, positions};
use super::page::{Colour, Line, Mark};
use super::setter::Setter;
use super::shape::{Atom, Look, Shaper};
use super::strip::Strip;

/// Room between boxes, in parts of the type size.
const GAP: f64 = 2.2;
/// Room inside a box, in parts of the type size.
const INSIDE: f64 = 0.5;
const LEADING: f64 = 1.35;
const RULE: f64 = 0.8;
/// Length and half width of an arrow's head in points.
const HEAD: (f64, f64) = (6.0, 3.0);

/// Lines of one text in a box.
struct Piece {
    atoms: Vec<Atom>,
    spans: Vec<Span>,
    leading: f64,
    size: f64,
}

impl Setter<'_> {
    pub(super) fn flow(&mut self, flow: &Flow) {
        let size = self.measures.small;
        let columns = flow.columns.max(1);
        #[allow(clippy::cast_precision_loss)]
        let count = columns as f64;
        let gap = GAP * size;
        let width = (self.measures.width - gap * (count - 1.0)) / count;
        let last_row = flow.steps.len().div_ceil(columns).saturating_sub(1);
        for (row, steps) in flow.steps.chunks(columns).enumerate() {
            let back = row % 2 == 1;
            let pieces: Vec<Vec<Piece>> = steps
                .iter()
                .map(|step| self.pieces(step, width - 2.0 * INSIDE * size))
                .collect();
            let height = pieces
                .iter()
                .map(|pieces| text_height(pieces))
                .fold(0.0, f64::max)
                + 2.0 * INSIDE * size;
            let mut marks = Vec::new();
            let left = |index: usize| {
                let column = if back { columns - 1 - index } else { index };
                #[allow(clippy::cast_precision_loss)]
                let column = column as f64;
                column * (width + gap)
            };
            for (index, pieces) in pieces.iter().enumerate() {
                let x = left(index);
                frame((x, 0.0, width, height), &mut marks);
                text(
                    pieces,
                    (x + INSIDE * size, width - 2.0 * INSIDE * size),
                    height,
                    &mut marks,
                );
                if index + 1 < steps.len() {
                    let y = height / 2.0;
                    if back {
                        arrow((x, y), (x - gap, y), &mut marks);
                    } else {
                        arrow((x + width, y), (x + width + gap, y), &mut marks);
                    }
                }
            }
            let mut tall = height;
            if row < last_row {
                let x = left(columns - 1) + width / 2.0;
                arrow((x, height), (x, height + gap), &mut marks);
                tall += gap;
            }
            self.strips.push(Strip::text(tall, marks));
        }
        self.strips.push(Strip::space(size * 0.5));
        self.snap();
    }

    fn pieces(&self, step: &FlowStep, width: f64) -> Vec<Piece> {
        let size = self.measures.small;
        let small = (size * 0.85).max(self.measures.tiny.min(size));
        let title = Shaper::plain(self.fonts, &step.title, Look::new(FontRole::Hei, size));
        let mut pieces = vec![piece(title, width, size)];
        if !step.content.is_empty() {
            let look = Look::new(self.measures.role, small);
            let atoms = Shaper::inlines(self.fonts, &step.content, look);
            pieces.push(piece(atoms, width, small));
        }
        pieces
    }
}

fn piece(atoms: Vec<Atom>, width: f64, size: f64) -> Piece {
    let spans = break_lines(&atoms, width, width);
    Piece {
        atoms,
        spans,
        leading: size * LEADING,
        size,
    }
}

fn text_height(pieces: &[Piece]) -> f64 {
    pieces
        .iter()
        .map(|piece| {
            #[allow(clippy::cast_precision_loss)]
            let lines = piece.spans.len() as f64;
            lines * piece.leading
        })
        .sum()
}

fn text(pieces: &[Piece], (left, width): (f64, f64), height: f64, marks: &mut Vec<Mark>) {
    let mut top = (height - text_height(pieces)) / 2.0;
    for piece in pieces {
        for span in &piece.spans {
            let line = piece.atoms.get(span.from..span.to).unwrap_or_default();
            let places = positions(line, width, Align::Center, true);
            let base = top + base_line(piece.leading, piece.size);
            draw(line, &places, (left, base), Colour::Black, marks);
            top += piece.leading;
        }
    }
}

pub(super) fn stroke(from: (f64, f64), to: (f64, f64), marks: &mut Vec<Mark>) {
    marks.push(Mark::Line(Line {
        from,
        to,
        width: RULE,
        colour: Colour::Black,
        dashed: false,
    }));
}

pub(super) fn frame((left, top, width, height): (f64, f64, f64, f64), marks: &mut Vec<Mark>) {
    let (right, foot) = (left + width, top + height);
    stroke((left, top), (right, top), marks);
    stroke((right, top), (right, foot), marks);
    stroke((right, foot), (left, foot), marks);
    stroke((left, foot), (left, top), marks);
}

/// A line with an open head at its end; horizontal or vertical.
fn arrow(from: (f64, f64), to: (f64, f64), marks: &mut Vec<Mark>) {
    stroke(from, to, marks);
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx.hypot(dy).max(f64::EPSILON);
    let (ux, uy) = (dx / length, dy / length);
    let foot = (to.0 - ux * HEAD.0, to.1 - uy * HEAD.0);
    for side in [HEAD.1, -HEAD.1] {
        stroke((foot.0 - uy * side, foot.1 + ux * side), to, marks);
    }
}
