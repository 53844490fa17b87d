//! 信函格式 — GB/T 9704-2012 第10.1条: the mark near the top of the sheet, a red double line below it and another
//! near its foot, the number at the right under the first.

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
        self.strips
            .push(Strip::text(number_top + THREE, marks).kept());
        self.strips.push(Strip::space(2.0 * pitch).kept());
    }
}
