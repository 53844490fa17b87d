//! 一页多份、撕线、二维码.

use qrcode::{Color, EcLevel, QrCode};

use crate::documents::fonts::Role as FontRole;
use crate::documents::model::{Align, Block, Frame, Grid, Qr};

use super::lines::{base_line, draw, positions};
use super::measure::{MM, Measures};
use super::page::{Colour, Line, Mark};
use super::setter::{Fault, Setter};
use super::shape::{Look, Shaper, natural_width};
use super::strip::{Role, Strip};

/// Smallest a cell's type may become, in parts of its first size.
const LEAST_SCALE: f64 = 0.5;
const CELL_PADDING: f64 = 4.0 * MM;
/// Least height in which a watermark can be read.
const LEAST_ROOM: f64 = 7.0 * MM;
/// The same inside the double frame of a certificate.
const WIDE_PADDING: f64 = 20.0 * MM;
/// A certificate's title against that of a form.
const GRAND: f64 = 1.45;

impl Setter<'_> {
    /// 一页多份: full rows of cells, one strip a page.
    pub(super) fn grid(&mut self, grid: &Grid) {
        #[allow(clippy::cast_precision_loss)]
        let (columns, rows) = (grid.columns.max(1) as f64, grid.rows.max(1) as f64);
        let width = self.measures.width / columns;
        let height = (self.measures.depth - 0.2) / rows;
        let padding = match grid.frame {
            Frame::None | Frame::Single => CELL_PADDING,
            Frame::Double => WIDE_PADDING,
        };
        let mut first = true;
        for sheet in grid.cells.chunks(grid.columns * grid.rows) {
            let mut marks = Vec::new();
            for (index, cell) in sheet.iter().enumerate() {
                #[allow(clippy::cast_precision_loss)]
                let (left, top) = (
                    width * (index % grid.columns) as f64,
                    height * (index / grid.columns) as f64,
                );
                let place = (left, top, width, height);
                let room = (width - 2.0 * padding, height - 2.0 * padding);
                let mut set = self.cell(cell, room, grid.frame);
                for mark in &mut set {
                    mark.shift(left + padding, top + padding);
                }
                marks.extend(set);
                match grid.frame {
                    Frame::None => {}
                    Frame::Single => frame(place, CELL_PADDING / 2.0, 0.7, &mut marks),
                    Frame::Double => {
                        frame(place, CELL_PADDING / 2.0, 2.4, &mut marks);
                        frame(place, CELL_PADDING, 0.6, &mut marks);
                    }
                }
            }
            if grid.marks {
                cut_marks(grid, width, height, &mut marks);
            }
            if !first {
                self.strips.push(Strip::with(0.0, Role::Break));
            }
            first = false;
            self.strips.push(Strip::text(height * rows, marks));
        }
    }

    /// A cell's blocks, set smaller until they fit.
    fn cell(&mut self, blocks: &[Block], (width, height): (f64, f64), frame: Frame) -> Vec<Mark> {
        let mut scale = 1.0;
        loop {
            let mut measures = self.measures.narrowed(width);
            measures.body *= scale;
            measures.pitch *= scale;
            measures.title = match frame {
                Frame::None | Frame::Single => measures.body * 1.4,
                Frame::Double => measures.title * GRAND * scale,
            };
            measures.tracking = 0.0;
            measures.small *= scale;
            measures.tiny *= scale;
            measures.depth = height;
            let mut setter = Setter::new(self.fonts, measures);
            // Strips of boxes to be written into, and of lines to cut along.
            let mut taken = Vec::new();
            for block in blocks {
                let from = setter.strips.len();
                setter.block(block);
                if holds_boxes(block) || matches!(block, Block::Cut(_)) {
                    taken.push(from..setter.strips.len());
                }
            }
            let needed: f64 = setter.strips.iter().map(|strip| strip.height).sum();
            if needed <= height || scale <= LEAST_SCALE {
                if needed > height {
                    self.faults.push(Fault::Cell);
                }
                self.faults.append(&mut setter.faults);
                let mut y = 0.0;
                let mut marks = Vec::new();
                if blocks.iter().any(holds_boxes) {
                    marks.extend(watermark_room(&setter.strips, &taken, width));
                }
                for strip in setter.strips {
                    for mut mark in strip.marks {
                        mark.shift(0.0, y);
                        marks.push(mark);
                    }
                    y += strip.height;
                }
                return marks;
            }
            scale -= 0.05;
        }
    }

    /// 撕线 with its words in the middle.
    pub(super) fn cut(&mut self, label: &str) {
        let width = self.measures.width;
        let height = self.measures.pitch * 1.4;
        let look = Look::new(FontRole::Kai, 10.5);
        let atoms = Shaper::plain(self.fonts, label, look);
        let words = natural_width(&atoms) + 12.0;
        let middle = height / 2.0;
        let left = (width - words) / 2.0;
        let mut marks = vec![
            dashed((0.0, middle), (left, middle)),
            dashed((left + words, middle), (width, middle)),
        ];
        let places = positions(&atoms, words, Align::Center, true);
        let base = middle - 10.5 / 2.0 + base_line(10.5, 10.5);
        draw(&atoms, &places, (left, base), Colour::Grey, &mut marks);
        self.strips.push(Strip::text(height, marks));
        self.snap();
    }

    /// 二维码 as filled squares.
    pub(super) fn qr(&mut self, code: &Qr) {
        let Ok(made) = QrCode::with_error_correction_level(code.text.as_bytes(), EcLevel::M) else {
            self.faults.push(Fault::Qr);
            return;
        };
        let side = Measures::length(code.size, self.measures.body);
        let left = match code.align {
            Align::Left | Align::Justify => 0.0,
            Align::Center => (self.measures.width - side) / 2.0,
            Align::Right => self.measures.width - side,
        };
        let modules = made.width();
        #[allow(clippy::cast_precision_loss)]
        let module = side / modules as f64;
        let colours = made.to_colors();
        let mut marks = Vec::new();
        for (row, line) in colours.chunks(modules.max(1)).enumerate() {
            let mut column = 0;
            while column < line.len() {
                let run = line
                    .iter()
                    .skip(column)
                    .take_while(|colour| **colour == Color::Dark)
                    .count();
                if run > 0 {
                    #[allow(clippy::cast_precision_loss)]
                    marks.push(Mark::Fill(
                        left + column as f64 * module,
                        row as f64 * module,
                        run as f64 * module,
                        module,
                    ));
                }
                column += run.max(1);
            }
        }
        let mut height = side;
        if !code.caption.is_empty() {
            let look = Look::new(FontRole::Kai, 9.0);
            let atoms = Shaper::plain(self.fonts, &code.caption, look);
            let places = positions(&atoms, side, Align::Center, true);
            draw(
                &atoms,
                &places,
                (left, side + base_line(13.0, 9.0)),
                Colour::Black,
                &mut marks,
            );
            height += 13.0;
        }
        self.strips.push(Strip::text(height, marks));
        self.snap();
    }
}

/// Whether somebody writes into it.
fn holds_boxes(block: &Block) -> bool {
    match block {
        Block::Table(_) => true,
        Block::Keep(blocks) => blocks.iter().any(holds_boxes),
        _ => false,
    }
}

/// A ballot with 预览 across its boxes cannot be read: the words go where nobody writes, into the highest such part of
/// the cell.
fn watermark_room(strips: &[Strip], taken: &[std::ops::Range<usize>], width: f64) -> Option<Mark> {
    let mut best = (0.0, 0.0);
    let (mut y, mut start) = (0.0, 0.0);
    for (index, strip) in strips.iter().enumerate() {
        y += strip.height;
        if taken.iter().any(|range| range.contains(&index)) {
            start = y;
        } else if y - start > best.1 {
            best = (start, y - start);
        }
    }
    (best.1 >= LEAST_ROOM).then_some(Mark::Room(0.0, best.0, width, best.1))
}

fn dashed(from: (f64, f64), to: (f64, f64)) -> Mark {
    Mark::Line(Line {
        from,
        to,
        width: 0.6,
        colour: Colour::Grey,
        dashed: true,
    })
}

fn frame(
    (left, top, width, height): (f64, f64, f64, f64),
    inset: f64,
    thick: f64,
    marks: &mut Vec<Mark>,
) {
    let (l, t) = (left + inset, top + inset);
    let (r, b) = (left + width - inset, top + height - inset);
    for (from, to) in [
        ((l, t), (r, t)),
        ((r, t), (r, b)),
        ((r, b), (l, b)),
        ((l, b), (l, t)),
    ] {
        marks.push(Mark::Line(Line {
            from,
            to,
            width: thick,
            colour: Colour::Black,
            dashed: false,
        }));
    }
}

/// Dashed lines along which the sheet is cut.
fn cut_marks(grid: &Grid, width: f64, height: f64, marks: &mut Vec<Mark>) {
    #[allow(clippy::cast_precision_loss)]
    let (full, tall) = (width * grid.columns as f64, height * grid.rows as f64);
    for column in 1..grid.columns {
        #[allow(clippy::cast_precision_loss)]
        let x = width * column as f64;
        marks.push(dashed((x, 0.0), (x, tall)));
    }
    for row in 1..grid.rows {
        #[allow(clippy::cast_precision_loss)]
        let y = height * row as f64;
        marks.push(dashed((0.0, y), (full, y)));
    }
}
