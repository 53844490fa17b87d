//! 版头、落款、版记、页码 — the parts GB/T 9704-2012 fixes to the millimetre.

use crate::civil;
use crate::documents::fonts::{Library, Role as FontRole};
use crate::documents::model::{Align, Head, Imprint, Sign};

use super::lines::{base_line, break_lines, draw, positions};
use super::measure::{FOUR, MM, Measures, Sheet, THREE};
use super::page::{Colour, Line, Mark, Page, TextRun};
use super::setter::{Setter, Shape, line_strip};
use super::shape::{Atom, Look, Shaper, natural_width};
use super::strip::{Role, Strip};
use super::title::title_lines;

/// Upper edge of 发文机关标志 below the upper edge of 版心.
const AGENCY_TOP: f64 = 35.0 * MM;
/// Largest size of 发文机关标志; small enough that an ordinary name keeps one line.
const AGENCY_MOST: f64 = 54.0;
/// A name that would have to be smaller in one line (of more than 18 characters) takes two: the mark is never
/// as small as the title.
const AGENCY_LEAST: f64 = 24.0;
/// Size of a name in two lines at most, and the distance of the lines in parts of it.
const AGENCY_TWO: f64 = 40.0;
const AGENCY_LEADING: f64 = 1.25;
/// 红色分隔线 below 发文字号.
const RED_LINE_BELOW: f64 = 4.0 * MM;
const RED_LINE_WIDTH: f64 = 2.0;
/// 版记 lines: first and last, middle.
const IMPRINT_THICK: f64 = 0.35 * MM;
const IMPRINT_THIN: f64 = 0.25 * MM;
/// 页码 below 版心.
const FOLIO_BELOW: f64 = 7.0 * MM;

impl Setter<'_> {
    /// 版头 down to the red line, then two empty lines.
    pub(super) fn head(&mut self, head: &Head) {
        if head.letter {
            self.letter_head(head);
            return;
        }
        let width = self.measures.width;
        let pitch = self.measures.pitch;
        let mut marks = Vec::new();
        let hei = Look::new(FontRole::Hei, THREE);
        let corner = [
            (&head.serial, self.look()),
            (&head.secrecy, hei),
            (&head.urgency, hei),
        ];
        let mut row = 0.0;
        for (text, look) in corner {
            if !text.is_empty() {
                let atoms = Shaper::plain(self.fonts, text, look);
                place(
                    &atoms,
                    (0.0, width),
                    Align::Left,
                    row * pitch,
                    pitch,
                    Colour::Black,
                    &mut marks,
                );
                row += 1.0;
            }
        }
        let agency = agency_height(self.fonts, &head.agency, width, AGENCY_TOP, &mut marks);
        let number_top = AGENCY_TOP + agency + 2.0 * pitch;
        let number = if head.number.is_empty() {
            Shaper::plain(self.fonts, "〔　　　　〕　　号", self.look())
        } else {
            Shaper::plain(self.fonts, &head.number, self.look())
        };
        if head.signer.is_empty() {
            place(
                &number,
                (0.0, width),
                Align::Center,
                number_top,
                pitch,
                Colour::Black,
                &mut marks,
            );
        } else {
            let em = self.em();
            place(
                &number,
                (em, width - em),
                Align::Left,
                number_top,
                pitch,
                Colour::Black,
                &mut marks,
            );
            let mut shaper = Shaper::new(self.fonts);
            shaper.text("签发人：", self.look());
            shaper.name(&head.signer, true, self.look().in_role(FontRole::Kai));
            let signer = shaper.finish();
            place(
                &signer,
                (0.0, width - em),
                Align::Right,
                number_top,
                pitch,
                Colour::Black,
                &mut marks,
            );
        }
        // 4 mm count from the characters, not from the line they stand in.
        let line = number_top + f64::midpoint(pitch, THREE) + RED_LINE_BELOW;
        marks.push(horizontal((0.0, width), line, RED_LINE_WIDTH, Colour::Red));
        self.strips
            .push(Strip::text(line + RED_LINE_WIDTH, marks).kept());
        self.strips.push(Strip::space(2.0 * pitch).kept());
    }

    /// 落款: kept with the last two lines of the text before it.
    pub(super) fn sign(&mut self, sign: &Sign) {
        self.hold_last_lines(2);
        let pitch = self.measures.pitch;
        let em = self.em();
        let width = self.measures.width;
        let look = self.look();
        let issuer = Shaper::plain(self.fonts, &sign.issuer, look);
        let date = match sign.date {
            Some(day) => Shaper::plain(self.fonts, &civil::long(day), look),
            None => Shaper::plain(self.fonts, "　　　　年　　月　　日", look),
        };
        let date_width = natural_width(&date);
        let room = width - 4.0 * em;
        let spans = break_lines(&issuer, room, room);
        let issuer_width = spans
            .iter()
            .filter_map(|span| issuer.get(span.from..span.to))
            .map(super::lines::line_width)
            .fold(0.0, f64::max);
        // With a seal the name is centred on the date, without it the date starts two characters in.
        let (issuer_left, date_left) = if sign.seal {
            let date_left = width - 4.0 * em - date_width;
            let centred = date_left + (date_width - issuer_width) / 2.0;
            let left = centred.min(width - em - issuer_width).max(0.0);
            let date_left = left + (issuer_width - date_width) / 2.0;
            (left, date_left.max(0.0))
        } else if date_width + 2.0 * em <= issuer_width {
            let left = width - 2.0 * em - issuer_width;
            (left, left + 2.0 * em)
        } else {
            let date_left = width - 2.0 * em - date_width;
            ((date_left - 2.0 * em).max(0.0), date_left)
        };
        #[allow(clippy::cast_precision_loss)]
        let lines = spans.len() as f64;
        let radius = Measures::length(sign.diameter, self.measures.body) / 2.0;
        let empty = if sign.seal {
            ((radius + 0.25 * pitch - lines * pitch) / pitch)
                .ceil()
                .max(1.0)
        } else {
            1.0
        };
        let mut marks = Vec::new();
        let mut top = empty * pitch;
        let middle = top + lines * pitch - 0.25 * pitch;
        for span in spans {
            let line = issuer.get(span.from..span.to).unwrap_or_default();
            place(
                line,
                (issuer_left, issuer_width),
                Align::Center,
                top,
                pitch,
                Colour::Black,
                &mut marks,
            );
            top += pitch;
        }
        place(
            &date,
            (date_left, date_width),
            Align::Left,
            top,
            pitch,
            Colour::Black,
            &mut marks,
        );
        let mut height = top + pitch;
        if sign.seal {
            let x = date_left + date_width / 2.0;
            marks.push(Mark::Circle {
                x,
                y: middle,
                radius,
            });
            let note = Shaper::plain(self.fonts, "（盖章处）", Look::new(FontRole::Kai, 9.0));
            place(
                &note,
                (x - radius, 2.0 * radius),
                Align::Center,
                middle - radius + 8.0,
                12.0,
                Colour::Grey,
                &mut marks,
            );
            height = height.max(middle + radius);
        }
        self.strips.push(Strip::text(height, marks));
        self.snap();
    }

    /// The last lines of text stay with what follows, so that a signature never stands alone.
    pub(super) fn hold_last_lines(&mut self, lines: usize) {
        let mut held = 0;
        for strip in self.strips.iter_mut().rev() {
            match strip.role {
                Role::Break => return,
                Role::Text | Role::Row(_) | Role::HeadRow(_) => held += 1,
                Role::Space | Role::Snap => {}
            }
            strip.keep_next = true;
            if held == lines {
                return;
            }
        }
    }
}

/// 发文机关标志 in red: one line as large as fits, two where one would be too small. Returns its height.
fn agency_height(
    fonts: &Library,
    agency: &str,
    width: f64,
    top: f64,
    marks: &mut Vec<Mark>,
) -> f64 {
    let shaped = |size: f64| Shaper::plain(fonts, agency, Look::new(FontRole::XiaoBiaoSong, size));
    let room = width * 0.98;
    let whole = natural_width(&shaped(AGENCY_MOST)).max(1.0);
    let one = AGENCY_MOST * (room / whole).min(1.0);
    if one >= AGENCY_LEAST {
        place(
            &shaped(one),
            (0.0, width),
            Align::Center,
            top,
            one,
            Colour::Red,
            marks,
        );
        return one;
    }
    let mut size = AGENCY_TWO;
    let mut lines = title_lines(&shaped(size), room);
    while lines.len() > 2 && size > AGENCY_LEAST {
        size -= 1.0;
        lines = title_lines(&shaped(size), room);
    }
    let atoms = shaped(size);
    let mut y = top;
    for span in &lines {
        place(
            atoms.get(span.from..span.to).unwrap_or_default(),
            (0.0, width),
            Align::Center,
            y,
            size,
            Colour::Red,
            marks,
        );
        y += size * AGENCY_LEADING;
    }
    y - top - size * (AGENCY_LEADING - 1.0)
}

/// Draws one line of atoms in a box: left and width, top, height.
pub(super) fn place(
    atoms: &[Atom],
    (left, width): (f64, f64),
    align: Align,
    top: f64,
    height: f64,
    colour: Colour,
    marks: &mut Vec<Mark>,
) {
    let places = positions(atoms, width, align, true);
    let size = atoms.iter().map(|atom| atom.size).fold(0.0, f64::max);
    draw(
        atoms,
        &places,
        (left, top + base_line(height, size)),
        colour,
        marks,
    );
}

pub(super) fn horizontal((from, to): (f64, f64), y: f64, width: f64, colour: Colour) -> Mark {
    Mark::Line(Line {
        from: (from, y),
        to: (to, y),
        width,
        colour,
        dashed: false,
    })
}

/// 版记 as a strip whose lower edge is the lower edge of 版心. In a letter it has neither lines nor 印发; `None` when
/// nothing is left of it.
pub(super) fn imprint(
    fonts: &Library,
    imprint: &Imprint,
    measures: &Measures,
    letter: bool,
) -> Option<Strip> {
    if letter && imprint.copy.is_empty() {
        return None;
    }
    let width = measures.width;
    let row = FOUR * 1.8;
    let look = Look::new(FontRole::FangSong, FOUR);
    let mut marks = Vec::new();
    let rule = |y: f64, thickness: f64, marks: &mut Vec<Mark>| {
        if !letter {
            marks.push(horizontal((0.0, width), y, thickness, Colour::Black));
        }
    };
    rule(0.0, IMPRINT_THICK, &mut marks);
    let mut top = 0.0;
    if !imprint.copy.is_empty() {
        let mut text = imprint.copy.clone();
        if !text.ends_with('。') {
            text.push('。');
        }
        let label = "抄送：";
        let atoms = Shaper::plain(fonts, &format!("{label}{text}"), look);
        let shape = Shape {
            align: Align::Justify,
            first: FOUR,
            rest: FOUR * 4.0,
            right: FOUR,
            pitch: row,
        };
        let inside = width - FOUR;
        for (index, span) in break_lines(&atoms, inside - shape.first, inside - shape.rest)
            .into_iter()
            .enumerate()
        {
            let left = if index == 0 { shape.first } else { shape.rest };
            let mut line = line_strip(&atoms, span, (left, inside - left), shape, Colour::Black);
            for mark in &mut line.marks {
                mark.shift(0.0, top);
            }
            marks.extend(line.marks);
            top += row;
        }
        rule(top, IMPRINT_THIN, &mut marks);
    }
    if letter {
        return Some(Strip::text(top, marks));
    }
    let issuer = Shaper::plain(fonts, &imprint.issuer, look);
    place(
        &issuer,
        (FOUR, width - 2.0 * FOUR),
        Align::Left,
        top,
        row,
        Colour::Black,
        &mut marks,
    );
    let date = match imprint.date {
        Some(day) => format!("{}印发", civil::long(day)),
        None => "　　　　年　　月　　日印发".to_owned(),
    };
    let date = Shaper::plain(fonts, &date, look);
    place(
        &date,
        (FOUR, width - 2.0 * FOUR),
        Align::Right,
        top,
        row,
        Colour::Black,
        &mut marks,
    );
    top += row;
    rule(top, IMPRINT_THICK, &mut marks);
    Some(Strip::text(top, marks))
}

/// 页码 for every page. Official: — 1 —, 四号宋体, odd pages right, even pages left, one character in;
/// others: 第 1 页　共 3 页 in the middle, only when there is more than one page.
/// A letter has none on its first page.
pub(super) fn folios(fonts: &Library, pages: &mut [Page], sheets: &[Sheet], letter: bool) {
    let total = pages.len();
    for (page, sheet) in pages.iter_mut().zip(sheets) {
        if letter && page.number == 1 {
            continue;
        }
        let look = Look::new(FontRole::Song, FOUR);
        if sheet.style == crate::documents::model::Style::Official {
            let atoms = Shaper::plain(fonts, &format!("— {} —", page.number), look);
            official_folio(&atoms, page, sheet);
        } else if total > 1 {
            let look = Look::new(FontRole::Song, 10.5);
            let text = format!("第{}页　共{total}页", page.number);
            let atoms = Shaper::plain(fonts, &text, look);
            let top = page.height - sheet.bottom + (sheet.bottom - 10.5) * 0.35;
            place(
                &atoms,
                (0.0, page.width),
                Align::Center,
                top,
                10.5,
                Colour::Black,
                &mut page.furniture,
            );
        }
    }
}

fn official_folio(atoms: &[Atom], page: &mut Page, sheet: &Sheet) {
    let width = natural_width(atoms);
    let odd = !page.number.is_multiple_of(2) || !sheet.mirrored;
    // The dash stands about 0.38 em above the base line; its upper edge is the 一字线 of the standard.
    let drop = FOLIO_BELOW + FOUR * 0.38;
    let places = positions(atoms, width, Align::Left, true);
    let mut marks = Vec::new();
    if sheet.landscape {
        // As on the bound, upright sheet: its foot is this page's left edge, its right this page's foot.
        draw(atoms, &places, (0.0, 0.0), Colour::Black, &mut marks);
        let (_, top) = sheet.origin(page.number);
        let x = sheet.inner - drop;
        let y = if odd {
            top + sheet.depth() - FOUR - width
        } else {
            top + FOUR
        };
        for mark in &mut marks {
            if let Mark::Text(run) = mark {
                turn(run, (x, y));
            }
        }
    } else {
        let (left, top) = sheet.origin(page.number);
        let x = if odd {
            left + sheet.measure() - FOUR - width
        } else {
            left + FOUR
        };
        let y = top + sheet.depth() + drop;
        draw(atoms, &places, (x, y), Colour::Black, &mut marks);
    }
    page.furniture.extend(marks);
}

/// Turns a run a quarter clockwise about the start of its line.
fn turn(run: &mut TextRun, (x, y): (f64, f64)) {
    let along = run.x;
    run.turned = true;
    run.x = x;
    run.y = y + along;
}
