//! 名单、填写栏 — names in columns by group; labelled fields side by side.

use crate::documents::fonts::Role as FontRole;
use crate::documents::model::{Align, Field, Fields, Names, Style};

use super::lines::{base_line, break_lines, draw, positions};
use super::measure::Measures;
use super::official::horizontal;
use super::page::{Colour, Mark};
use super::setter::{Setter, Shape};
use super::shape::{Atom, Shaper, natural_width};
use super::strip::Strip;

impl Setter<'_> {
    pub(super) fn names(&mut self, names: &Names) {
        for group in &names.groups {
            if !group.title.is_empty() {
                let look = self.look().in_role(FontRole::Hei);
                let atoms = Shaper::plain(self.fonts, &group.title, look);
                let shape = Shape::new(Align::Left, 0.0, self.measures.pitch);
                let title = self.set(&atoms, shape, Colour::Black);
                self.strips.extend(title.into_iter().map(Strip::kept));
            }
            let rows = self.name_rows(names, &group.names);
            self.strips.extend(rows);
        }
    }

    fn name_rows(&self, names: &Names, group: &[String]) -> Vec<Strip> {
        #[allow(clippy::cast_precision_loss)]
        let cell = self.measures.width / names.columns.max(1) as f64;
        let look = self.look();
        // On a wall, names stand far enough apart to be read from a step away.
        let pitch = match self.measures.style {
            Style::Notice => self.measures.pitch * 1.25,
            Style::Official | Style::Form => self.measures.pitch,
        };
        let shaped: Vec<Vec<Atom>> = group
            .iter()
            .map(|name| {
                let mut shaper = Shaper::new(self.fonts);
                shaper.name(name, true, look);
                let mut atoms = shaper.finish();
                for atom in &mut atoms {
                    atom.glued = true;
                }
                atoms
            })
            .collect();
        // A long name takes as many places as it needs.
        let wide: Vec<usize> = shaped
            .iter()
            .map(|atoms| {
                let need = natural_width(atoms) + look.size * 0.5;
                (1..names.columns)
                    .find(|count| {
                        #[allow(clippy::cast_precision_loss)]
                        let room = cell * *count as f64;
                        need <= room
                    })
                    .unwrap_or(names.columns)
            })
            .collect();
        let order = if names.by_column && wide.iter().all(|places| *places == 1) {
            down_columns(shaped.len(), names.columns)
        } else {
            (0..shaped.len()).map(Some).collect()
        };
        let mut strips = Vec::new();
        let mut marks = Vec::new();
        let mut column = 0;
        for index in order {
            let places = index
                .and_then(|index| wide.get(index).copied())
                .unwrap_or(1);
            if column + places > names.columns {
                strips.push(Strip::text(pitch, std::mem::take(&mut marks)));
                column = 0;
            }
            if let Some(atoms) = index.and_then(|index| shaped.get(index)) {
                #[allow(clippy::cast_precision_loss)]
                let left = cell * column as f64;
                #[allow(clippy::cast_precision_loss)]
                let room = cell * places as f64;
                squeeze_into(atoms, (left, room), pitch, &mut marks);
            }
            column += places;
        }
        if !marks.is_empty() {
            strips.push(Strip::text(pitch, marks));
        }
        strips
    }

    pub(super) fn fields(&mut self, fields: &Fields) {
        #[allow(clippy::cast_precision_loss)]
        let cell = self.measures.width / fields.columns.max(1) as f64;
        let look = self.look();
        let label_width = fields.label.map_or_else(
            || {
                let longest = fields
                    .fields
                    .iter()
                    .map(|field| {
                        let text = format!("{}：", field.label);
                        natural_width(&Shaper::plain(self.fonts, &text, look))
                    })
                    .fold(0.0, f64::max);
                longest.min(cell * 0.6)
            },
            |length| Measures::length(length, look.size) + look.size,
        );
        let mut row: Vec<(f64, f64, &Field)> = Vec::new();
        let mut column = 0;
        let mut rows = Vec::new();
        for field in &fields.fields {
            let span = field.span.min(fields.columns);
            if column + span > fields.columns {
                rows.push(std::mem::take(&mut row));
                column = 0;
            }
            #[allow(clippy::cast_precision_loss)]
            row.push((cell * column as f64, cell * span as f64, field));
            column += span;
        }
        rows.push(row);
        for row in rows.into_iter().filter(|row| !row.is_empty()) {
            let strip = self.field_row(&row, label_width);
            self.strips.push(strip);
        }
        self.snap();
    }

    fn field_row(&self, row: &[(f64, f64, &Field)], label_width: f64) -> Strip {
        let pitch = self.measures.pitch * 1.1;
        let look = self.look();
        let mut marks = Vec::new();
        let mut height = pitch;
        for (left, width, field) in row {
            let label = Shaper::plain(self.fonts, &format!("{}：", field.label), look);
            let label_lines = break_lines(&label, label_width, label_width);
            let mut top = 0.0;
            for span in label_lines {
                let line = label.get(span.from..span.to).unwrap_or_default();
                let places = positions(line, label_width, Align::Left, true);
                let base = top + base_line(pitch, look.size);
                draw(line, &places, (*left, base), Colour::Black, &mut marks);
                top += pitch;
            }
            height = height.max(top);
            let from = left + label_width;
            let to = left + width - look.size * 0.5;
            if field.content.is_empty() {
                let y = base_line(pitch, look.size) + look.size * 0.18;
                marks.push(horizontal((from, to), y, 0.5, Colour::Black));
                continue;
            }
            let atoms = Shaper::inlines(self.fonts, &field.content, look);
            let mut top = 0.0;
            for span in break_lines(&atoms, to - from, to - from) {
                let line = atoms.get(span.from..span.to).unwrap_or_default();
                let places = positions(line, to - from, Align::Justify, span.last);
                let base = top + base_line(pitch, look.size);
                draw(line, &places, (from, base), Colour::Black, &mut marks);
                top += pitch;
            }
            height = height.max(top);
        }
        Strip::text(height, marks)
    }
}

/// Reading order down the columns: `None` fills an empty place.
fn down_columns(count: usize, columns: usize) -> Vec<Option<usize>> {
    let rows = count.div_ceil(columns.max(1));
    let mut order = Vec::with_capacity(rows * columns);
    for row in 0..rows {
        for column in 0..columns {
            order.push(Some(column * rows + row).filter(|index| *index < count));
        }
    }
    order
}

/// One line of atoms in a place of this width; a name still too long is set smaller.
fn squeeze_into(atoms: &[Atom], (left, room): (f64, f64), pitch: f64, marks: &mut Vec<Mark>) {
    let width = natural_width(atoms);
    let fitting = (room * 0.97 / width.max(1.0)).min(1.0);
    let scaled: Vec<Atom> = atoms
        .iter()
        .map(|atom| Atom {
            size: atom.size * fitting,
            width: atom.width * fitting,
            ..*atom
        })
        .collect();
    let places = positions(&scaled, room, Align::Left, true);
    let size = scaled.iter().map(|atom| atom.size).fold(0.0, f64::max);
    let base = base_line(pitch, size);
    draw(&scaled, &places, (left, base), Colour::Black, marks);
}
