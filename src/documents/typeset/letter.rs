//! 信函格式 — GB/T 9704-2012 第10.1条: the mark near the top of the sheet, a red double line below it and another
//! near its foot, the number at the right under the first, 紧急程度 at the left.

use crate::documents::fonts::Role as FontRole;
use crate::documents::model::{Align, Head};

use super::measure::{MM, THREE};
use super::official::{horizontal, place};
use super::page::Colour;
use super::setter::Setter;
use super::shape::{Look, Shaper, natural_width};
use super::strip::Strip;

/// Upper edge of 发文机关标志 below the upper edge of the sheet.
const AGENCY_FROM_SHEET: f64 = 30.0 * MM;
/// First double line below the mark.
const LINE_BELOW: f64 = 4.0 * MM;
/// Second double line above the lower edge of the sheet.
const LINE_FROM_FOOT: f64 = 20.0 * MM;
/// Length of the double lines, in the middle of the sheet.
const LINE_LENGTH: f64 = 170.0 * MM;
/// Thick and thin line, and the room between them.
const THICK: f64 = 2.2;
const THIN: f64 = 0.7;
const BETWEEN: f64 = 1.6;
/// 发文字号 below the first line: 7/8 of a character of the body.
const NUMBER_BELOW: f64 = THREE * 7.0 / 8.0;
/// Largest size of the mark.
const MOST: f64 = 42.0;

impl Setter<'_> {
    /// The head of a letter and both its double lines; two empty lines follow.
    pub(super) fn letter_head(&mut self, head: &Head) {
        let width = self.measures.width;
        let pitch = self.measures.pitch;
        let sheet = self.measures.sheet;
        // Marks count from 版心, the mark and the lines from the sheet.
        let (left, top) = sheet.origin(1);
        let agency_top = AGENCY_FROM_SHEET - top;
        let mut marks = Vec::new();
        let shaped = |size: f64| {
            let look = Look::new(FontRole::XiaoBiaoSong, size);
            Shaper::plain(self.fonts, &head.agency, look)
        };
        let size = MOST * (width * 0.98 / natural_width(&shaped(MOST)).max(1.0)).min(1.0);
        place(
            &shaped(size),
            (0.0, width),
            Align::Center,
            agency_top,
            size,
            Colour::Red,
            &mut marks,
        );
        let across = {
            let from = (sheet.width - LINE_LENGTH) / 2.0 - left;
            (from, from + LINE_LENGTH)
        };
        let line = agency_top + size + LINE_BELOW;
        let mut red = |y: f64, thickness: f64| {
            marks.push(horizontal(
                across,
                y + thickness / 2.0,
                thickness,
                Colour::Red,
            ));
        };
        red(line, THICK);
        red(line + THICK + BETWEEN, THIN);
        let foot = sheet.height - LINE_FROM_FOOT - top;
        red(foot - THIN - BETWEEN - THICK, THIN);
        red(foot - THICK, THICK);
        let number_top = line + THICK + BETWEEN + THIN + NUMBER_BELOW;
        let number = if head.number.is_empty() {
            "〔　　　　〕　　号"
        } else {
            &head.number
        };
        let number = Shaper::plain(self.fonts, number, self.look());
        // The box is no taller than its type, so that the distance counts from the characters.
        place(
            &number,
            (0.0, width),
            Align::Right,
            number_top,
            THREE,
            Colour::Black,
            &mut marks,
        );
        // 份号、密级、紧急程度 one below the other at the left, the first beside the number.
        let hei = Look::new(FontRole::Hei, THREE);
        let corner = [
            (&head.serial, self.look()),
            (&head.secrecy, hei),
            (&head.urgency, hei),
        ];
        let mut below = number_top;
        for (text, look) in corner {
            if !text.is_empty() {
                let atoms = Shaper::plain(self.fonts, text, look);
                let span = (0.0, width);
                place(
                    &atoms,
                    span,
                    Align::Left,
                    below,
                    THREE,
                    Colour::Black,
                    &mut marks,
                );
                below += pitch;
            }
        }
        let last = (below - pitch).max(number_top);
        self.strips.push(Strip::text(last + THREE, marks).kept());
        self.strips.push(Strip::space(2.0 * pitch).kept());
    }
}
