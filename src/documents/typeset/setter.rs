//! 排块 — blocks to strips, one after another on one measure.

use crate::documents::fonts::{Library, Role as FontRole};
use crate::documents::model::{Align, Block, Inline, List, Marker, Paragraph};
use crate::documents::text::number_chinese;

use super::lines::{Span, base_line, break_lines, draw, positions};
use super::measure::Measures;
use super::page::Colour;
use super::shape::{Atom, Look, Shaper};
use super::strip::{Role, Strip, TableHead};
use super::title::title_lines;

/// Where the lines of a paragraph start and end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shape {
    pub align: Align,
    /// Indent of the first line in points.
    pub first: f64,
    /// Indent of the other lines in points.
    pub rest: f64,
    /// Kept free at the right in points.
    pub right: f64,
    /// Height of each line.
    pub pitch: f64,
}

impl Shape {
    pub(super) fn new(align: Align, first: f64, pitch: f64) -> Self {
        Self {
            align,
            first,
            rest: 0.0,
            right: 0.0,
            pitch,
        }
    }
}

/// What was set last, for the room before what follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    Nothing,
    Title,
    Other,
}

/// 排不下 — what a template asks for and no sheet can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// A cell of an n-up sheet, even at the smallest size.
    Cell,
    /// A text longer than the largest QR code.
    Qr,
}

/// Sets blocks of one section.
pub(super) struct Setter<'a> {
    pub fonts: &'a Library,
    pub measures: Measures,
    pub strips: Vec<Strip>,
    pub tables: Vec<TableHead>,
    /// What could not be set as the template asks.
    pub faults: Vec<Fault>,
    after: After,
}

impl<'a> Setter<'a> {
    pub(super) fn new(fonts: &'a Library, measures: Measures) -> Self {
        Self {
            fonts,
            measures,
            strips: Vec::new(),
            tables: Vec::new(),
            faults: Vec::new(),
            after: After::Nothing,
        }
    }

    pub(super) fn look(&self) -> Look {
        Look::body(&self.measures)
    }

    /// Sets blocks in order. Attachments and imprints are sections of their own and not met here.
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    pub(super) fn block(&mut self, block: &Block) {
        let part_of_title = matches!(
            block,
            Block::Title(_) | Block::Number(_) | Block::Subtitle(_)
        );
        if self.after == After::Title && !part_of_title {
            self.strips.push(Strip::space(self.title_gap()));
            self.snap();
        }
        match block {
            Block::Head(head) => self.head(head),
            Block::Title(content) => self.title(content),
            Block::Number(content) => {
                let look = self.look();
                self.centred(content, look);
            }
            Block::Subtitle(content) => {
                let look = self.look().in_role(FontRole::Kai);
                self.centred(content, look);
            }
            Block::Recipient(content) => {
                let shape = Shape::new(Align::Justify, 0.0, self.measures.pitch);
                self.inlines(content, self.look(), shape);
            }
            Block::Heading(level, content) => self.heading(*level, content),
            Block::Paragraph(paragraph) => self.paragraph(paragraph),
            Block::List(list) => self.list(list),
            Block::Table(table) => self.table(table),
            Block::Names(names) => self.names(names),
            Block::Fields(fields) => self.fields(fields),
            Block::Attachments(items) => self.attachments(items),
            Block::Sign(sign) => self.sign(sign),
            Block::Note(content) => {
                // 附注 belongs to the signature before it and never stands alone.
                self.hold_last_lines(1);
                let shape = Shape::new(Align::Justify, 2.0 * self.em(), self.measures.pitch);
                self.inlines(content, self.look(), shape);
            }
            Block::Cut(label) => self.cut(label),
            Block::Qr(code) => self.qr(code),
            Block::Space(lines) => {
                self.strips.push(Strip::space(lines * self.measures.pitch));
            }
            Block::PageBreak => self.strips.push(Strip::with(0.0, Role::Break)),
            Block::Keep(blocks) => {
                let from = self.strips.len();
                self.blocks(blocks);
                let end = self.strips.len().saturating_sub(1);
                for strip in self.strips.get_mut(from..end).into_iter().flatten() {
                    strip.keep_next = true;
                }
            }
            Block::Grid(grid) => self.grid(grid),
            Block::Flow(flow) => self.flow(flow),
            Block::Calendar(days) => self.calendar(days),
            Block::Attachment(_) | Block::Imprint(_) => {}
        }
        self.after = if part_of_title {
            After::Title
        } else {
            After::Other
        };
    }

    fn title_gap(&self) -> f64 {
        if self.measures.grid {
            self.measures.pitch
        } else {
            self.measures.pitch * 0.5
        }
    }

    /// One character of the body with its tracking, in points.
    pub(super) fn em(&self) -> f64 {
        self.measures.body + self.measures.tracking
    }

    /// Back to the grid of lines.
    pub(super) fn snap(&mut self) {
        if self.measures.grid {
            self.strips.push(Strip::with(0.0, Role::Snap));
        }
    }

    /// Strips of one paragraph.
    pub(super) fn set(&self, atoms: &[Atom], shape: Shape, colour: Colour) -> Vec<Strip> {
        let width = self.measures.width - shape.right;
        let spans = break_lines(atoms, width - shape.first, width - shape.rest);
        spans
            .iter()
            .enumerate()
            .map(|(index, span)| {
                let left = if index == 0 { shape.first } else { shape.rest };
                line_strip(atoms, *span, (left, width - left), shape, colour)
            })
            .collect()
    }

    /// Sets inline content as a paragraph.
    pub(super) fn inlines(&mut self, content: &[Inline], look: Look, shape: Shape) {
        let atoms = Shaper::inlines(self.fonts, content, look);
        let strips = self.set(&atoms, shape, Colour::Black);
        self.strips.extend(strips);
    }

    fn paragraph(&mut self, paragraph: &Paragraph) {
        let size = self.measures.points(paragraph.size);
        let body = (size - self.measures.body).abs() < f64::EPSILON;
        let look = Look {
            size,
            tracking: if body { self.measures.tracking } else { 0.0 },
            ..self.look()
        };
        let pitch = if body {
            self.measures.pitch
        } else {
            self.measures.pitch * size / self.measures.body
        };
        let indent = paragraph.indent * (look.size + look.tracking);
        let from = self.strips.len();
        self.inlines(
            &paragraph.content,
            look,
            Shape::new(paragraph.align, indent, pitch),
        );
        if !body {
            self.snap();
        }
        if paragraph.keep {
            self.keep_from(from);
        }
    }

    /// Everything from here stays with what follows.
    pub(super) fn keep_from(&mut self, from: usize) {
        for strip in self.strips.get_mut(from..).into_iter().flatten() {
            strip.keep_next = true;
        }
    }

    fn heading(&mut self, level: u8, content: &[Inline]) {
        let look = match level {
            1 => self.look().in_role(FontRole::Hei),
            2 => self.look().in_role(FontRole::Kai),
            _ => self.look(),
        };
        let from = self.strips.len();
        let shape = Shape::new(Align::Justify, 2.0 * self.em(), self.measures.pitch);
        self.inlines(content, look, shape);
        self.keep_from(from);
    }

    /// 标题: as large as the style allows, lines of about equal length.
    pub(super) fn title(&mut self, content: &[Inline]) {
        if self.after == After::Other && !self.measures.grid {
            self.strips.push(Strip::space(self.measures.pitch * 0.5));
        }
        let size = self.title_size(content);
        let atoms = Shaper::inlines(self.fonts, content, Look::new(FontRole::XiaoBiaoSong, size));
        let shape = Shape::new(Align::Center, 0.0, size * 1.5);
        let width = self.measures.width;
        for span in title_lines(&atoms, width) {
            let strip = line_strip(&atoms, span, (0.0, width), shape, Colour::Black);
            self.strips.push(strip.kept());
        }
    }

    /// Largest size that sets the title in one line, or the smallest that is still a title.
    fn title_size(&self, content: &[Inline]) -> f64 {
        let most = self.measures.title;
        if self.measures.style == crate::documents::model::Style::Official {
            return most;
        }
        let atoms = Shaper::inlines(self.fonts, content, Look::new(FontRole::XiaoBiaoSong, most));
        let widest = break_lines(&atoms, f64::MAX, f64::MAX)
            .iter()
            .filter_map(|span| atoms.get(span.from..span.to))
            .map(super::lines::line_width)
            .fold(0.0, f64::max);
        if widest <= self.measures.width {
            return most;
        }
        let fitting = most * self.measures.width / widest;
        if fitting >= self.measures.body * 1.3 {
            (fitting * 2.0).floor() / 2.0
        } else {
            // Two lines at a proper size read better than one small line.
            (most * 0.85).max(self.measures.body * 1.3)
        }
    }

    fn centred(&mut self, content: &[Inline], look: Look) {
        let from = self.strips.len();
        let shape = Shape::new(Align::Center, 0.0, self.measures.pitch);
        self.inlines(content, look, shape);
        self.keep_from(from);
    }

    fn list(&mut self, list: &List) {
        let indent = 2.0 * self.em();
        for (offset, item) in list.items.iter().enumerate() {
            let number = list
                .start
                .saturating_add(u32::try_from(offset).unwrap_or(u32::MAX));
            let mut shaper = Shaper::new(self.fonts);
            shaper.text(&marker(list.marker, number), self.look());
            shaper.add(item, self.look());
            let atoms = shaper.finish();
            let shape = Shape::new(Align::Justify, indent, self.measures.pitch);
            let strips = self.set(&atoms, shape, Colour::Black);
            self.strips.extend(strips);
        }
    }

    /// 附件说明: one line below the text, numbers aligned, turned lines under the name.
    fn attachments(&mut self, items: &[Vec<Inline>]) {
        self.hold_last_lines(1);
        let from = self.strips.len();
        self.strips.push(Strip::space(self.measures.pitch));
        let em = self.em();
        let lead = 2.0 * em;
        let label = 3.0 * em;
        let number_width = (1..=items.len())
            .filter(|_| items.len() > 1)
            .map(|number| Shaper::plain(self.fonts, &format!("{number}."), self.look()))
            .map(|atoms| super::shape::natural_width(&atoms))
            .fold(0.0, f64::max);
        for (index, item) in items.iter().enumerate() {
            let number = if items.len() > 1 {
                format!("{}.", index + 1)
            } else {
                String::new()
            };
            let mut number = Shaper::plain(self.fonts, &number, self.look());
            // Figures are not of one width: the names stand below each other all the same.
            let short = (number_width - super::shape::natural_width(&number)).max(0.0);
            if let Some(last) = number.last_mut() {
                last.width += short;
            }
            let mut shaper = Shaper::new(self.fonts);
            let first = if index == 0 {
                shaper.text("附件：", self.look());
                lead
            } else {
                lead + label
            };
            let mut atoms = shaper.finish();
            atoms.extend(number);
            atoms.extend(Shaper::inlines(self.fonts, item, self.look()));
            let shape = Shape {
                align: Align::Left,
                first,
                rest: lead + label + number_width,
                right: 0.0,
                pitch: self.measures.pitch,
            };
            let strips = self.set(&atoms, shape, Colour::Black);
            self.strips.extend(strips);
        }
        // A signature that follows takes them along with the last line of the text.
        if items.len() <= 8 {
            let last = self.strips.len().saturating_sub(1);
            for strip in self.strips.get_mut(from..last).into_iter().flatten() {
                strip.keep_next = true;
            }
        }
    }
}

/// One line as a strip; `place` is its left edge and width.
pub(super) fn line_strip(
    atoms: &[Atom],
    span: Span,
    place: (f64, f64),
    shape: Shape,
    colour: Colour,
) -> Strip {
    let line = atoms.get(span.from..span.to).unwrap_or_default();
    let places = positions(line, place.1, shape.align, span.last);
    let size = line.iter().map(|atom| atom.size).fold(0.0, f64::max);
    let base = base_line(shape.pitch, size);
    let mut marks = Vec::with_capacity(2);
    draw(line, &places, (place.0, base), colour, &mut marks);
    Strip::text(shape.pitch, marks)
}

fn marker(marker: Marker, number: u32) -> String {
    match marker {
        Marker::Arabic => format!("{number}."),
        Marker::ArabicBracket => format!("（{number}）"),
        Marker::Chinese => format!("{}、", number_chinese(number.into())),
        Marker::ChineseBracket => format!("（{}）", number_chinese(number.into())),
        Marker::Circled => match number {
            1..=20 => char::from_u32(0x2460 + number - 1)
                .map(String::from)
                .unwrap_or_default(),
            _ => format!("（{number}）"),
        },
        Marker::Bullet => "●".to_owned(),
    }
}
