//! 页面 — what stands where on a finished sheet.
//!
//! Points, origin at the top left corner of the sheet, y downwards; text stands on its base line.

use crate::documents::fonts::FaceId;

/// 一页.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Width in points.
    pub width: f64,
    /// Height in points.
    pub height: f64,
    /// Content in reading order.
    pub marks: Vec<Mark>,
    /// Page numbers and other furniture, kept out of a reader's copy.
    pub furniture: Vec<Mark>,
    /// Number within the paper, from 1.
    pub number: usize,
}

/// 颜色.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// Black.
    Black,
    /// 红头的红.
    Red,
    /// Helping lines: crop marks, seal place.
    Grey,
}

/// Anything drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// Text.
    Text(TextRun),
    /// A straight line.
    Line(Line),
    /// A dotted circle: centre, radius.
    Circle {
        /// Centre from the left.
        x: f64,
        /// Centre from the top.
        y: f64,
        /// Radius.
        radius: f64,
    },
    /// A filled black rectangle: left, top, width, height.
    Fill(f64, f64, f64, f64),
    /// A character no font covers, with the words around it; draws nothing.
    Missing {
        /// The character.
        ch: char,
        /// The text it stands in.
        context: String,
    },
    /// Start of something an outline names: 附件1.
    Anchor(String),
    /// Room for a watermark, which then keeps out of the rest of the page: left, top, width, height.
    Room(f64, f64, f64, f64),
}

/// A straight line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// From.
    pub from: (f64, f64),
    /// To.
    pub to: (f64, f64),
    /// Width.
    pub width: f64,
    /// Colour.
    pub colour: Colour,
    /// Dashed.
    pub dashed: bool,
}

/// A run of characters in one face and size on one base line.
#[derive(Debug, Clone, PartialEq)]
pub struct TextRun {
    /// Face.
    pub face: FaceId,
    /// Size in points.
    pub size: f64,
    /// Left end.
    pub x: f64,
    /// Base line.
    pub y: f64,
    /// Colour.
    pub colour: Colour,
    /// Turned a quarter clockwise about its start.
    pub turned: bool,
    /// Characters with their distance from `x` along the base line.
    pub characters: Vec<(char, f64)>,
}

/// 缺字 — a character no font covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The character.
    pub ch: char,
    /// Page, from 1.
    pub page: usize,
    /// The text it stands in.
    pub context: String,
}

impl Mark {
    /// Moves the mark.
    pub(super) fn shift(&mut self, dx: f64, dy: f64) {
        match self {
            Self::Text(run) => {
                run.x += dx;
                run.y += dy;
            }
            Self::Line(line) => {
                line.from = (line.from.0 + dx, line.from.1 + dy);
                line.to = (line.to.0 + dx, line.to.1 + dy);
            }
            Self::Circle { x, y, .. } | Self::Fill(x, y, _, _) | Self::Room(x, y, _, _) => {
                *x += dx;
                *y += dy;
            }
            Self::Missing { .. } | Self::Anchor(_) => {}
        }
    }

    /// Enlarges the mark about the sheet's corner; a seal keeps its true size.
    fn scale(&mut self, factor: f64) {
        match self {
            Self::Text(run) => {
                run.x *= factor;
                run.y *= factor;
                run.size *= factor;
                for (_, along) in &mut run.characters {
                    *along *= factor;
                }
            }
            Self::Line(line) => {
                line.from = (line.from.0 * factor, line.from.1 * factor);
                line.to = (line.to.0 * factor, line.to.1 * factor);
                line.width *= factor;
            }
            Self::Circle { x, y, .. } => {
                *x *= factor;
                *y *= factor;
            }
            Self::Fill(left, top, width, height) | Self::Room(left, top, width, height) => {
                for value in [left, top, width, height] {
                    *value *= factor;
                }
            }
            Self::Missing { .. } | Self::Anchor(_) => {}
        }
    }
}

impl Page {
    /// Enlarges a page: an A4 form on A3.
    pub(super) fn scale(&mut self, factor: f64) {
        self.width *= factor;
        self.height *= factor;
        for mark in self.marks.iter_mut().chain(&mut self.furniture) {
            mark.scale(factor);
        }
    }
}
