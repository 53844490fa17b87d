//! 内容流 — the marks of a page as printpdf operations.

use std::collections::BTreeMap;

use printpdf::{
    Color, Line as PdfLine, LineDashPattern, LinePoint, Op, PaintMode, PdfFontHandle, Point, Pt,
    Rect, Rgb, TextItem, TextMatrix, XObjectId, XObjectTransform,
};

use super::faces::Embedded;
use super::watermark;
use crate::documents::fonts::{Face, FaceId};
use crate::documents::typeset::{Colour, Line, Mark, Page, TextRun};

/// Smallest move inside a run worth a kern, in points.
const KERN: f64 = 0.04;

/// Operations of one page.
pub(super) fn operations(
    page: &Page,
    faces: &BTreeMap<FaceId, Embedded<'_>>,
    watermark: Option<watermark::Level>,
) -> Vec<Op> {
    let mut writer = Writer {
        ops: Vec::with_capacity(page.marks.len() * 4 + 16),
        height: page.height,
        faces,
        in_text: false,
        font: None,
        tracking: 0.0,
        fill: Colour::Black,
        stroke: None,
    };
    if let Some(level) = watermark {
        writer.watermark(page, level);
    }
    for mark in &page.marks {
        writer.mark(mark);
    }
    if !page.furniture.is_empty() {
        writer.close_text();
        writer.ops.push(artifact());
        for mark in &page.furniture {
            writer.mark(mark);
        }
        writer.close_text();
        writer.ops.push(Op::EndMarkedContent);
    }
    writer.close_text();
    writer.ops
}

fn artifact() -> Op {
    Op::BeginMarkedContent {
        tag: "Artifact".to_owned(),
    }
}

struct Writer<'a> {
    ops: Vec<Op>,
    height: f64,
    faces: &'a BTreeMap<FaceId, Embedded<'a>>,
    in_text: bool,
    font: Option<(FaceId, f64)>,
    tracking: f64,
    fill: Colour,
    stroke: Option<(f64, Colour, Dash)>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Dash {
    Solid,
    Dashed,
    Dotted,
}

#[allow(clippy::cast_possible_truncation)]
fn pt(value: f64) -> Pt {
    // Hundredths of a point: finer than any printer, and short in the file.
    Pt(((value * 100.0).round() / 100.0) as f32)
}

impl Writer<'_> {
    fn close_text(&mut self) {
        if self.in_text {
            self.ops.push(Op::EndTextSection);
            self.in_text = false;
        }
    }

    /// Across the page, or where the page leaves room for it.
    fn watermark(&mut self, page: &Page, level: watermark::Level) {
        self.ops.push(artifact());
        let mut across = true;
        for mark in &page.marks {
            if let Mark::Room(left, top, width, height) = mark {
                across = false;
                let middle = (left + width / 2.0, top + height / 2.0);
                self.stamp(watermark::LEVEL, middle, level.scale(*width, *height));
            }
        }
        if across {
            let scale = (page.width.min(page.height) / watermark::SHEET).max(0.1);
            self.stamp(
                watermark::ACROSS,
                (page.width / 2.0, page.height / 2.0),
                scale,
            );
        }
        self.ops.push(Op::EndMarkedContent);
    }

    /// A form with its middle at a place of the sheet.
    fn stamp(&mut self, name: &str, (x, y): (f64, f64), scale: f64) {
        #[allow(clippy::cast_possible_truncation)]
        self.ops.push(Op::UseXobject {
            id: XObjectId(name.to_owned()),
            transform: XObjectTransform {
                translate_x: Some(pt(x)),
                translate_y: Some(pt(self.height - y)),
                scale_x: Some(scale as f32),
                scale_y: Some(scale as f32),
                no_auto_scale: true,
                ..XObjectTransform::default()
            },
        });
    }

    fn mark(&mut self, mark: &Mark) {
        match mark {
            Mark::Text(run) => self.text(run),
            Mark::Line(line) => self.line(line),
            Mark::Circle { x, y, radius } => self.circle(*x, *y, *radius),
            Mark::Fill(left, top, width, height) => {
                self.close_text();
                self.fill_colour(Colour::Black);
                self.ops.push(Op::DrawRectangle {
                    rectangle: Rect {
                        x: pt(*left),
                        y: pt(self.height - top - height),
                        width: pt(*width),
                        height: pt(*height),
                        mode: Some(PaintMode::Fill),
                        winding_order: None,
                    },
                });
            }
            Mark::Missing { .. } | Mark::Anchor(_) | Mark::Room(..) => {}
        }
    }

    fn fill_colour(&mut self, colour: Colour) {
        if self.fill != colour {
            self.fill = colour;
            self.ops.push(Op::SetFillColor {
                col: colour_value(colour),
            });
        }
    }

    fn text(&mut self, run: &TextRun) {
        let Some(embedded) = self.faces.get(&run.face) else {
            return;
        };
        if !self.in_text {
            self.ops.push(Op::StartTextSection);
            self.in_text = true;
        }
        if self.font != Some((run.face, run.size)) {
            self.font = Some((run.face, run.size));
            self.ops.push(Op::SetFont {
                font: PdfFontHandle::External(embedded.id.clone()),
                size: pt(run.size),
            });
        }
        self.fill_colour(run.colour);
        let tracking = common_tracking(run, embedded.face);
        if (self.tracking - tracking).abs() > 0.0005 {
            self.tracking = tracking;
            #[allow(clippy::cast_possible_truncation)]
            self.ops.push(Op::SetCharacterSpacing {
                multiplier: tracking as f32,
            });
        }
        let (x, y) = (pt(run.x), pt(self.height - run.y));
        let matrix = if run.turned {
            TextMatrix::Raw([0.0, -1.0, 1.0, 0.0, x.0, y.0])
        } else {
            TextMatrix::Translate(x, y)
        };
        self.ops.push(Op::SetTextMatrix { matrix });
        self.ops.push(Op::ShowText {
            items: items(run, embedded.face, tracking),
        });
    }

    fn stroke(&mut self, width: f64, colour: Colour, dash: Dash) {
        self.close_text();
        if self.stroke == Some((width, colour, dash)) {
            return;
        }
        let before = self.stroke.replace((width, colour, dash));
        if before.is_none_or(|(old, _, _)| (old - width).abs() > f64::EPSILON) {
            self.ops.push(Op::SetOutlineThickness { pt: pt(width) });
        }
        if before.is_none_or(|(_, old, _)| old != colour) {
            self.ops.push(Op::SetOutlineColor {
                col: colour_value(colour),
            });
        }
        if before.is_none_or(|(_, _, old)| old != dash) {
            let pattern: &[f32] = match dash {
                Dash::Solid => &[],
                Dash::Dashed => &[4.0, 3.0],
                Dash::Dotted => &[1.2, 2.4],
            };
            self.ops.push(Op::SetLineDashPattern {
                dash: LineDashPattern::new(0.0, pattern),
            });
        }
    }

    fn point(&self, (x, y): (f64, f64), bezier: bool) -> LinePoint {
        LinePoint {
            p: Point {
                x: pt(x),
                y: pt(self.height - y),
            },
            bezier,
        }
    }

    fn line(&mut self, line: &Line) {
        let dash = if line.dashed {
            Dash::Dashed
        } else {
            Dash::Solid
        };
        self.stroke(line.width, line.colour, dash);
        let points = vec![self.point(line.from, false), self.point(line.to, false)];
        self.ops.push(Op::DrawLine {
            line: PdfLine {
                points,
                is_closed: false,
            },
        });
    }

    fn circle(&mut self, x: f64, y: f64, radius: f64) {
        self.stroke(0.7, Colour::Grey, Dash::Dotted);
        // Four Bézier arcs.
        let k = radius * 0.552_284_75;
        let path = [
            ((x + radius, y), false),
            ((x + radius, y + k), true),
            ((x + k, y + radius), true),
            ((x, y + radius), false),
            ((x - k, y + radius), true),
            ((x - radius, y + k), true),
            ((x - radius, y), false),
            ((x - radius, y - k), true),
            ((x - k, y - radius), true),
            ((x, y - radius), false),
            ((x + k, y - radius), true),
            ((x + radius, y - k), true),
            ((x + radius, y), false),
        ];
        let points = path
            .into_iter()
            .map(|(point, bezier)| self.point(point, bezier))
            .collect();
        self.ops.push(Op::DrawLine {
            line: PdfLine {
                points,
                is_closed: true,
            },
        });
    }
}

fn colour_value(colour: Colour) -> Color {
    let (r, g, b) = match colour {
        Colour::Black => (0.0, 0.0, 0.0),
        Colour::Red => (0.85, 0.0, 0.0),
        Colour::Grey => (0.45, 0.45, 0.45),
    };
    Color::Rgb(Rgb {
        r,
        g,
        b,
        icc_profile: None,
    })
}

fn advance(face: &Face, c: char, size: f64) -> f64 {
    let width = face.glyph(c).map_or(0, |glyph| face.advance(glyph));
    f64::from(width) / 1000.0 * size
}

/// The extra space most gaps of the run share, in points, to the thousandth.
fn common_tracking(run: &TextRun, face: &Face) -> f64 {
    let mut gaps: Vec<i64> = run
        .characters
        .windows(2)
        .filter_map(|pair| match pair {
            [(c, x), (_, next)] => {
                #[allow(clippy::cast_possible_truncation)]
                let gap = ((next - x - advance(face, *c, run.size)) * 1000.0).round() as i64;
                Some(gap)
            }
            _ => None,
        })
        .collect();
    gaps.sort_unstable();
    let mut best = (0_usize, 0_i64);
    for group in gaps.chunk_by(|a, b| a == b) {
        if let Some(gap) = group.first()
            && group.len() > best.0
        {
            best = (group.len(), *gap);
        }
    }
    #[allow(clippy::cast_precision_loss)]
    let tracking = best.1 as f64 / 1000.0;
    tracking
}

/// Text with kerns wherever the next character does not stand where the reader's pen would be.
fn items(run: &TextRun, face: &Face, tracking: f64) -> Vec<TextItem> {
    let mut items = Vec::new();
    let mut text = String::new();
    let mut pen = 0.0;
    for (c, x) in &run.characters {
        let off = x - pen;
        if off.abs() > KERN {
            if !text.is_empty() {
                items.push(TextItem::Text(std::mem::take(&mut text)));
            }
            let thousandths = (-off / run.size * 1000.0).round();
            #[allow(clippy::cast_possible_truncation)]
            items.push(TextItem::Offset(thousandths as f32));
            pen -= thousandths / 1000.0 * run.size;
        }
        text.push(*c);
        pen += advance(face, *c, run.size) + tracking;
    }
    if !text.is_empty() {
        items.push(TextItem::Text(text));
    }
    items
}
