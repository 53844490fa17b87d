//! 尺寸 — sheets, margins, type sizes and pitches.
//!
//! GB/T 9704-2012 for official papers: A4, 版心 156 × 225 mm, 天头 37 mm, 订口 28 mm, 22 lines of 28
//! characters, body 三号 (16 pt) on a pitch of 15.79 pt and lines 28.99 pt apart.

use crate::documents::fonts::Role;
use crate::documents::model::{Length, Orientation, PaperSize, Style, TypeSize};

/// Points in a millimetre.
pub const MM: f64 = 72.0 / 25.4;

/// 号 → points.
pub(super) const TWO: f64 = 22.0;
pub(super) const THREE: f64 = 16.0;
pub(super) const FOUR: f64 = 14.0;
pub(super) const SMALL_FOUR: f64 = 12.0;
pub(super) const SMALL_FIVE: f64 = 9.0;

/// Lines on a page and characters in a line of an official paper.
const LINES: f64 = 22.0;
const CHARACTERS: f64 = 28.0;

/// 纸面 — a sheet and the place for text on it, in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sheet {
    /// Sheet width.
    pub width: f64,
    /// Sheet height.
    pub height: f64,
    /// 天头.
    pub top: f64,
    /// 地脚.
    pub bottom: f64,
    /// 订口, on the left of an odd page.
    pub inner: f64,
    /// 切口.
    pub outer: f64,
    /// Even pages swap inner and outer.
    pub mirrored: bool,
    /// 横向.
    pub landscape: bool,
    /// Look of the page number.
    pub style: Style,
}

impl Sheet {
    /// The sheet of a style.
    pub fn new(style: Style, paper: PaperSize, orientation: Orientation, duplex: bool) -> Self {
        let (short, long) = paper.millimetres();
        let landscape = orientation == Orientation::Landscape;
        let (width, height) = if landscape {
            (long, short)
        } else {
            (short, long)
        };
        // A3 keeps the proportions of A4.
        let scale = short / 210.0;
        let (top, bottom, inner, outer) = match (style, landscape) {
            (Style::Official, false) => (37.0, 35.0, 28.0, 26.0),
            // Turned a quarter: the head of the table lies on the left of the bound sheet.
            (Style::Official, true) => (28.0, 26.0, 35.0, 37.0),
            (Style::Notice, _) => (25.0, 22.0, 24.0, 24.0),
            (Style::Form, _) => (18.0, 18.0, 18.0, 18.0),
        };
        Self {
            width: width * MM,
            height: height * MM,
            top: top * scale * MM,
            bottom: bottom * scale * MM,
            inner: inner * scale * MM,
            outer: outer * scale * MM,
            mirrored: duplex,
            landscape,
            style,
        }
    }

    /// Width for text.
    pub fn measure(&self) -> f64 {
        self.width - self.inner - self.outer
    }

    /// Height for text.
    pub fn depth(&self) -> f64 {
        self.height - self.top - self.bottom
    }

    /// Left and top of the text on this page (page numbers from 1).
    pub fn origin(&self, page: usize) -> (f64, f64) {
        let even = self.mirrored && page.is_multiple_of(2);
        match (self.landscape && self.style == Style::Official, even) {
            (false, true) => (self.outer, self.top),
            (true, true) => (self.inner, self.bottom),
            (_, false) => (self.inner, self.top),
        }
    }
}

/// 字号与行距 in force while blocks are set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Measures {
    /// Style of the paper.
    pub style: Style,
    /// The sheet it is set on.
    pub sheet: Sheet,
    /// Face of the body.
    pub role: Role,
    /// Body size.
    pub body: f64,
    /// Distance of base lines.
    pub pitch: f64,
    /// Added to every full-width character of the body.
    pub tracking: f64,
    /// Title size at most.
    pub title: f64,
    /// Size of small text and tables.
    pub small: f64,
    /// Size of tiny tables.
    pub tiny: f64,
    /// Width for text.
    pub width: f64,
    /// Height of a page's text.
    pub depth: f64,
    /// Text returns to a grid of `pitch`.
    pub grid: bool,
}

impl Measures {
    /// For an official paper: the grid of GB/T 9704.
    pub(super) fn official(sheet: &Sheet) -> Self {
        let depth = sheet.depth();
        let (pitch, tracking) = if sheet.landscape {
            (28.99, 0.0)
        } else {
            (depth / LINES, sheet.measure() / CHARACTERS - THREE)
        };
        Self {
            style: Style::Official,
            sheet: *sheet,
            role: Role::FangSong,
            body: THREE,
            pitch,
            tracking,
            title: TWO,
            small: SMALL_FOUR,
            tiny: SMALL_FIVE,
            width: sheet.measure(),
            depth,
            grid: !sheet.landscape,
        }
    }

    /// For a notice at this step.
    pub(super) fn notice(sheet: &Sheet, step: Step) -> Self {
        let body = step.body;
        Self {
            style: Style::Notice,
            sheet: *sheet,
            role: Role::FangSong,
            body,
            pitch: body * step.leading,
            tracking: 0.0,
            title: body * 1.75,
            small: (body * 0.8).max(SMALL_FOUR),
            tiny: (body * 0.62).max(SMALL_FIVE),
            width: sheet.measure(),
            depth: sheet.depth(),
            grid: false,
        }
    }

    /// For a form or list at this step.
    pub(super) fn form(sheet: &Sheet, step: Step) -> Self {
        let body = step.body;
        Self {
            style: Style::Form,
            sheet: *sheet,
            role: Role::Song,
            body,
            pitch: body * step.leading,
            tracking: 0.0,
            title: (body * 1.55).max(18.0),
            small: (body * 0.9).max(10.5),
            tiny: (body * 0.75).max(SMALL_FIVE),
            width: sheet.measure(),
            depth: sheet.depth(),
            grid: false,
        }
    }

    /// The measures for a style at a step (ignored by official papers).
    pub(super) fn for_style(style: Style, sheet: &Sheet, step: Step) -> Self {
        match style {
            Style::Official => Self::official(sheet),
            Style::Notice => Self::notice(sheet, step),
            Style::Form => Self::form(sheet, step),
        }
    }

    /// The same in a narrower place.
    pub(super) fn narrowed(mut self, width: f64) -> Self {
        self.width = width;
        self.grid = false;
        self
    }

    /// Points of a type size.
    pub(super) fn points(&self, size: TypeSize) -> f64 {
        match size {
            TypeSize::Large => self.body * 1.25,
            TypeSize::Body => self.body,
            TypeSize::Small => self.small,
            TypeSize::Tiny => self.tiny,
        }
    }

    /// Points of a fixed length; `Fr` and `Auto` are 0.
    pub(super) fn length(length: Length, em: f64) -> f64 {
        match length {
            Length::Mm(mm) => mm * MM,
            Length::Em(ems) => ems * em,
            Length::Pt(points) => points,
            Length::Fr(_) | Length::Auto => 0.0,
        }
    }
}

/// 字号与行距 of a notice: body size in points, line height in parts of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Step {
    pub body: f64,
    pub leading: f64,
}

const fn step(body: f64, leading: f64) -> Step {
    Step { body, leading }
}

/// What a notice tries on A4, most generous first, to stay on one sheet.
const A4_STEPS: &[Step] = &[
    step(26.0, 1.75),
    step(24.0, 1.72),
    step(22.0, 1.7),
    step(20.0, 1.68),
    step(18.0, 1.65),
    step(17.0, 1.6),
    step(THREE, 1.6),
    step(THREE, 1.5),
    step(THREE, 1.4),
    step(15.0, 1.4),
    // 四号: the text of the longest ordinary notice is still read on a wall, and a second sheet is lost first
    step(FOUR, 1.4),
];

/// The same on A3.
const A3_STEPS: &[Step] = &[
    step(36.0, 1.75),
    step(32.0, 1.72),
    step(29.0, 1.7),
    step(26.0, 1.7),
    step(24.0, 1.68),
    step(22.0, 1.65),
    step(20.0, 1.62),
    step(18.0, 1.6),
    step(THREE, 1.5),
];

/// Steps a notice tries in order to stay on one sheet.
pub(super) fn notice_steps(paper: PaperSize, size: TypeSize) -> &'static [Step] {
    match (size, paper) {
        (TypeSize::Large, PaperSize::A4) => A4_STEPS,
        (TypeSize::Large, PaperSize::A3) => A3_STEPS,
        _ => &[],
    }
}

/// Where a notice that needs several sheets settles. Long name lists are set larger: they are read on
/// a wall, some 80 names a sheet.
pub(super) fn flowing_step(size: TypeSize, names: usize) -> Step {
    match size {
        TypeSize::Large if names > 150 => step(20.0, 1.72),
        TypeSize::Large | TypeSize::Body => step(THREE, 1.72),
        TypeSize::Small | TypeSize::Tiny => step(SMALL_FOUR, 1.7),
    }
}

/// 字号与行距 of a form.
pub(super) fn form_step(size: TypeSize, paper: PaperSize) -> Step {
    let scale = if paper == PaperSize::A3 { 1.25 } else { 1.0 };
    let body = match size {
        TypeSize::Large => 18.0,
        TypeSize::Body => THREE,
        TypeSize::Small | TypeSize::Tiny => SMALL_FOUR,
    };
    step(scale * body, 1.7)
}
