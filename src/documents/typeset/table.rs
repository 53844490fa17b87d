//! 表格 — columns, spans, wrapped cells, repeated heads.

use crate::documents::fonts::Role as FontRole;
use crate::documents::model::{Align, Cell, Length, Table, TableLines};

use super::lines::{Span, base_line, break_lines, draw, line_width, positions};
use super::measure::{MM, Measures};
use super::page::{Colour, Line, Mark};
use super::setter::{Setter, Shape};
use super::shape::{Atom, Look, Shaper};
use super::strip::{Role, Strip, TableHead};
use super::tall::split_tall;

const RULE: f64 = 0.5;
/// Room beside and above the text of a cell, in parts of its size.
const SIDE: f64 = 0.3;
const ABOVE: f64 = 0.28;
/// Line height in a cell, in parts of its size.
const LEADING: f64 = 1.35;
/// The same where a hand writes between the words, and the least height in points: 8 mm.
const LOOSE: f64 = 2.1;
const HAND: f64 = 8.0 * MM;

/// Rows joined by a spanning cell stay together up to this part of a page.
const TOGETHER: f64 = 0.8;

/// A cell with its lines.
#[derive(Clone)]
pub(super) struct SetCell {
    pub column: usize,
    pub columns: usize,
    pub row: usize,
    pub rows: usize,
    pub align: Align,
    pub top: bool,
    pub loose: bool,
    pub size: f64,
    pub width: f64,
    pub atoms: Vec<Atom>,
    pub spans: Vec<Span>,
}

/// A row as it is set: its least height and whether it is a total.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Lines {
    pub least: f64,
    pub total: bool,
}

impl Lines {
    fn of(table: &Table, size: f64) -> Vec<Self> {
        let least = size * (LEADING + 2.0 * ABOVE);
        table
            .rows
            .iter()
            .map(|row| Self {
                least: row
                    .height
                    .map_or(0.0, |length| Measures::length(length, size))
                    .max(least),
                total: row.total,
            })
            .collect()
    }
}

impl SetCell {
    pub fn leading(&self) -> f64 {
        if self.loose {
            (self.size * LOOSE).max(HAND)
        } else {
            self.size * LEADING
        }
    }

    fn text_height(&self) -> f64 {
        #[allow(clippy::cast_precision_loss)]
        let lines = self.spans.len() as f64;
        lines * self.leading()
    }

    pub fn height(&self) -> f64 {
        self.text_height() + 2.0 * ABOVE * self.size
    }
}

impl Setter<'_> {
    pub(super) fn table(&mut self, table: &Table) {
        let size = self.measures.points(table.size);
        let widths = self.column_widths(table, size);
        let mut cells = self.set_cells(table, &widths, size);
        let mut rows = Lines::of(table, size);
        // The repeated head needs room above the part of a row that goes on.
        split_tall(&mut rows, &mut cells, table.head, self.measures.depth * 0.7);
        let heights = row_heights(&rows, &cells, self.measures.depth);
        // A cell that spans more than stands on a page shows its text at the top.
        for cell in &mut cells {
            if sum(&heights, cell.row, cell.rows) > self.measures.depth * TOGETHER {
                cell.top = true;
            }
        }
        let number = self.tables.len();
        let mut strips = Vec::with_capacity(rows.len());
        for row in 0..rows.len() {
            let marks = row_marks(row, table.lines, &cells, &widths, &heights);
            let head = row < table.head;
            let mut strip = Strip::text(heights.get(row).copied().unwrap_or(0.0), marks);
            strip.role = if head {
                Role::HeadRow(number)
            } else {
                Role::Row(number)
            };
            strip.keep_next = head;
            strips.push(strip);
        }
        self.keep_spanned(&rows, &cells, &mut strips, &heights);
        if !table.caption.is_empty() {
            let look = Look::new(FontRole::Hei, size.max(12.0));
            let atoms = Shaper::plain(self.fonts, &table.caption, look);
            let caption = self.set(
                &atoms,
                Shape::new(Align::Center, 0.0, size * 1.8),
                Colour::Black,
            );
            self.strips.extend(caption.into_iter().map(Strip::kept));
        }
        let head = if table.continued {
            self.repeated_head(table, strips.get(..table.head).unwrap_or_default(), size)
        } else {
            TableHead::default()
        };
        self.tables.push(head);
        // Tables stand a little off the text around them.
        self.strips.push(Strip::space(size * 0.3).kept());
        self.strips.extend(strips);
        self.strips.push(Strip::space(size * 0.5));
        self.snap();
    }

    fn repeated_head(&self, table: &Table, head: &[Strip], size: f64) -> TableHead {
        let label = if table.caption.is_empty() {
            "续表".to_owned()
        } else {
            format!("{}（续表）", table.caption)
        };
        let atoms = Shaper::plain(self.fonts, &label, Look::new(self.measures.role, size));
        let mut strips = self.set(
            &atoms,
            Shape::new(Align::Right, 0.0, size * 1.6),
            Colour::Black,
        );
        strips.extend(head.iter().cloned());
        TableHead { strips }
    }

    /// Fixed lengths first, `auto` by content, the rest by shares; squeezed together where too wide.
    fn column_widths(&self, table: &Table, size: f64) -> Vec<f64> {
        let room = self.measures.width;
        let mut widths: Vec<f64> = table
            .columns
            .iter()
            .map(|length| Measures::length(*length, size))
            .collect();
        for (column, length) in table.columns.iter().enumerate() {
            if *length == Length::Auto {
                let widest = self.widest(table, column, size);
                if let Some(width) = widths.get_mut(column) {
                    *width = widest.min(room * 0.6);
                }
            }
        }
        let fixed: f64 = widths.iter().sum();
        let shares: f64 = table
            .columns
            .iter()
            .map(|length| match length {
                Length::Fr(share) => *share,
                _ => 0.0,
            })
            .sum();
        // Shared columns never vanish: at least three characters a share.
        let left = (room - fixed).max(shares * 3.0 * size);
        for (width, length) in widths.iter_mut().zip(&table.columns) {
            if let Length::Fr(share) = length {
                *width = left * share / shares.max(f64::EPSILON);
            }
        }
        let total: f64 = widths.iter().sum();
        if total > room + 0.01 {
            for width in &mut widths {
                *width *= room / total;
            }
        }
        widths
    }

    /// Natural width of the widest one-column cell of a column.
    fn widest(&self, table: &Table, column: usize, size: f64) -> f64 {
        let mut widest: f64 = 2.0 * size;
        for (_, at, cell) in grid(table) {
            if at == column && cell.colspan == 1 {
                let atoms =
                    Shaper::inlines(self.fonts, &cell.content, self.cell_look(cell, false, size));
                for span in break_lines(&atoms, f64::MAX, f64::MAX) {
                    let line = atoms.get(span.from..span.to).unwrap_or_default();
                    widest = widest.max(line_width(line) + (2.0 * SIDE + 0.1) * size);
                }
            }
        }
        widest
    }

    fn cell_look(&self, cell: &Cell, total: bool, size: f64) -> Look {
        let role = if cell.header || total {
            FontRole::Hei
        } else {
            self.measures.role
        };
        Look::new(role, size)
    }

    fn set_cells(&self, table: &Table, widths: &[f64], size: f64) -> Vec<SetCell> {
        grid(table)
            .into_iter()
            .map(|(row, column, cell)| {
                let total = table.rows.get(row).is_some_and(|row| row.total);
                let look = self.cell_look(cell, total, size);
                let atoms = Shaper::inlines(self.fonts, &cell.content, look);
                let width: f64 = widths
                    .get(column..column + cell.colspan)
                    .unwrap_or_default()
                    .iter()
                    .sum();
                let inside = (width - 2.0 * SIDE * size).max(size);
                let spans = if cell.content.is_empty() {
                    Vec::new()
                } else {
                    break_lines(&atoms, inside, inside)
                };
                SetCell {
                    column,
                    columns: cell.colspan,
                    row,
                    rows: cell.rowspan,
                    align: cell.align,
                    top: cell.top,
                    loose: cell.loose,
                    size,
                    width: inside,
                    atoms,
                    spans,
                }
            })
            .collect()
    }

    /// Rows joined by a spanning cell, and a total with the row before it, stay on one page.
    fn keep_spanned(
        &self,
        rows: &[Lines],
        cells: &[SetCell],
        strips: &mut [Strip],
        heights: &[f64],
    ) {
        for cell in cells.iter().filter(|cell| cell.rows > 1) {
            let end = cell.row + cell.rows - 1;
            let height: f64 = heights.get(cell.row..=end).unwrap_or_default().iter().sum();
            if height > self.measures.depth * TOGETHER {
                continue;
            }
            for strip in strips.get_mut(cell.row..end).into_iter().flatten() {
                strip.keep_next = true;
            }
        }
        for (index, row) in rows.iter().enumerate().skip(1) {
            if row.total
                && let Some(before) = strips.get_mut(index - 1)
            {
                before.keep_next = true;
            }
        }
    }
}

/// Every cell with its row and column.
fn grid(table: &Table) -> Vec<(usize, usize, &Cell)> {
    let columns = table.columns.len();
    let mut open = vec![0_usize; columns];
    let mut placed = Vec::new();
    for (row, line) in table.rows.iter().enumerate() {
        let mut column = 0;
        for cell in &line.cells {
            while open.get(column).is_some_and(|left| *left > 0) {
                column += 1;
            }
            placed.push((row, column, cell));
            for left in open
                .get_mut(column..(column + cell.colspan).min(columns))
                .into_iter()
                .flatten()
            {
                *left = cell.rowspan;
            }
            column += cell.colspan;
        }
        for left in &mut open {
            *left = left.saturating_sub(1);
        }
    }
    placed
}

fn row_heights(rows: &[Lines], cells: &[SetCell], depth: f64) -> Vec<f64> {
    let mut heights: Vec<f64> = rows.iter().map(|row| row.least).collect();
    for cell in cells.iter().filter(|cell| cell.rows == 1) {
        if let Some(height) = heights.get_mut(cell.row) {
            *height = height.max(cell.height());
        }
    }
    // What a spanning cell needs beyond its rows is shared by them.
    for cell in cells.iter().filter(|cell| cell.rows > 1) {
        let rows = heights
            .get_mut(cell.row..cell.row + cell.rows)
            .into_iter()
            .flatten();
        let (mut have, mut count) = (0.0, 0.0);
        let mut slots = Vec::new();
        for height in rows {
            have += *height;
            count += 1.0;
            slots.push(height);
        }
        let lacking = cell.height() - have;
        if lacking > 0.0 {
            for height in slots {
                *height += lacking / count;
            }
        }
    }
    for height in &mut heights {
        *height = height.min(depth);
    }
    heights
}

fn sum(values: &[f64], from: usize, count: usize) -> f64 {
    values.iter().skip(from).take(count).sum()
}

/// Rules and text of one row, from its left top corner.
fn row_marks(
    row: usize,
    lines: TableLines,
    cells: &[SetCell],
    widths: &[f64],
    heights: &[f64],
) -> Vec<Mark> {
    let mut marks = Vec::new();
    let height = heights.get(row).copied().unwrap_or(0.0);
    let full: f64 = widths.iter().sum();
    let covering: Vec<&SetCell> = cells
        .iter()
        .filter(|cell| (cell.row..cell.row + cell.rows).contains(&row))
        .collect();
    if lines != TableLines::None {
        for cell in &covering {
            let left = sum(widths, 0, cell.column);
            let right = left + sum(widths, cell.column, cell.columns);
            if cell.row == row {
                marks.push(rule((left, 0.0), (right, 0.0)));
            }
            if cell.row + cell.rows == row + 1 {
                marks.push(rule((left, height), (right, height)));
            }
            if lines == TableLines::All {
                marks.push(rule((left, 0.0), (left, height)));
            }
        }
        if lines == TableLines::All {
            marks.push(rule((full, 0.0), (full, height)));
        }
        marks = joined(marks);
    }
    for cell in covering.iter().filter(|cell| cell.row == row) {
        let left = sum(widths, 0, cell.column) + SIDE * cell.size;
        let tall = sum(heights, cell.row, cell.rows);
        let mut top = if cell.top {
            ABOVE * cell.size
        } else {
            (tall - cell.text_height()) / 2.0
        };
        for span in &cell.spans {
            let line = cell.atoms.get(span.from..span.to).unwrap_or_default();
            let align = if cell.align == Align::Left {
                Align::Justify
            } else {
                cell.align
            };
            let places = positions(line, cell.width, align, span.last);
            let base = top + base_line(cell.leading(), cell.size);
            draw(line, &places, (left, base), Colour::Black, &mut marks);
            top += cell.leading();
        }
    }
    marks
}

fn rule(from: (f64, f64), to: (f64, f64)) -> Mark {
    Mark::Line(Line {
        from,
        to,
        width: RULE,
        colour: Colour::Black,
        dashed: false,
    })
}

/// Neighbouring pieces of one horizontal rule become one line.
fn joined(marks: Vec<Mark>) -> Vec<Mark> {
    let mut lines: Vec<Line> = Vec::new();
    for mark in marks {
        let Mark::Line(line) = mark else { continue };
        let before = lines.iter_mut().find(|other| {
            (other.to.0 - line.from.0).abs() < 0.01
                && (other.to.1 - line.from.1).abs() < 0.01
                && (other.from.1 - line.to.1).abs() < 0.01
                && (line.from.1 - line.to.1).abs() < 0.01
        });
        match before {
            Some(other) => other.to = line.to,
            None => lines.push(line),
        }
    }
    lines.into_iter().map(Mark::Line).collect()
}
