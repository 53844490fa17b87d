//! 读回 — where every character and every line of a PDF stands, read from the finished file.
//!
//! Points, origin at the top left corner of the sheet, y downwards, as the standard measures.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, content::Content};

/// Points in a millimetre.
pub const MM: f64 = 72.0 / 25.4;

/// A character on its base line.
#[derive(Debug, Clone)]
pub struct Glyph {
    pub ch: char,
    pub x: f64,
    pub y: f64,
    /// To the start of the next one.
    pub advance: f64,
    pub size: f64,
    /// `FangSong`, `XiaoBiaoSong` …
    pub face: String,
    pub red: bool,
    /// A quarter turned.
    pub turned: bool,
}

/// A straight line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    pub from: (f64, f64),
    pub to: (f64, f64),
    pub width: f64,
    pub red: bool,
    pub dashed: bool,
}

/// One page.
#[derive(Debug, Default)]
pub struct Sheet {
    pub width: f64,
    pub height: f64,
    pub glyphs: Vec<Glyph>,
    pub rules: Vec<Rule>,
    /// Left, top, right, foot of every closed curve: seal places.
    pub curves: Vec<(f64, f64, f64, f64)>,
}

/// A line of text.
#[derive(Debug)]
pub struct TextLine {
    pub y: f64,
    pub left: f64,
    pub right: f64,
    pub text: String,
    pub size: f64,
    pub face: String,
    pub glyphs: Vec<Glyph>,
}

impl Sheet {
    /// Upright text by base line, top to bottom.
    pub fn lines(&self) -> Vec<TextLine> {
        let mut rows: BTreeMap<i64, Vec<Glyph>> = BTreeMap::new();
        for glyph in self.glyphs.iter().filter(|glyph| !glyph.turned) {
            #[allow(clippy::cast_possible_truncation)]
            let key = (glyph.y * 5.0).round() as i64;
            rows.entry(key).or_default().push(glyph.clone());
        }
        rows.into_values()
            .map(|mut glyphs| {
                glyphs.sort_by(|a, b| a.x.total_cmp(&b.x));
                let first = &glyphs[0];
                let last = glyphs.last().unwrap();
                TextLine {
                    y: first.y,
                    left: first.x,
                    // Tracking is behind a character, not part of it.
                    right: last.x + last.advance.min(last.size),
                    text: glyphs.iter().map(|glyph| glyph.ch).collect(),
                    size: first.size,
                    face: first.face.clone(),
                    glyphs,
                }
            })
            .collect()
    }

    /// The line that holds these words.
    pub fn line(&self, words: &str) -> TextLine {
        self.lines()
            .into_iter()
            .find(|line| line.text.contains(words))
            .unwrap_or_else(|| panic!("no line with {words}: {:?}", self.text()))
    }

    /// All upright text.
    pub fn text(&self) -> String {
        self.lines().into_iter().map(|line| line.text).collect()
    }

    /// All text in the order in which it is drawn: a cell of a table after the other.
    pub fn told(&self) -> String {
        self.glyphs.iter().map(|glyph| glyph.ch).collect()
    }

    /// Horizontal lines, top to bottom.
    pub fn level(&self) -> Vec<Rule> {
        let mut rules: Vec<Rule> = self
            .rules
            .iter()
            .copied()
            .filter(|rule| (rule.from.1 - rule.to.1).abs() < 0.01)
            .collect();
        rules.sort_by(|a, b| a.from.1.total_cmp(&b.from.1));
        rules
    }
}

/// What a font of the page says of its codes.
struct Font {
    face: String,
    characters: BTreeMap<u16, String>,
    widths: BTreeMap<u16, f64>,
    usual: f64,
}

/// Reads a file.
pub fn read(bytes: &[u8]) -> Vec<Sheet> {
    let document = Document::load_mem(bytes).unwrap();
    document
        .get_pages()
        .into_values()
        .map(|page| {
            let dict = document.get_dictionary(page).unwrap();
            let media: Vec<f64> = dict
                .get(b"MediaBox")
                .and_then(Object::as_array)
                .unwrap()
                .iter()
                .map(number)
                .collect();
            let fonts: BTreeMap<Vec<u8>, Font> = document
                .get_page_fonts(page)
                .unwrap()
                .into_iter()
                .map(|(name, font)| (name, font_of(&document, font)))
                .collect();
            let content = Content::decode(&document.get_page_content(page)).unwrap();
            let mut reader = Reader {
                sheet: Sheet {
                    width: media[2],
                    height: media[3],
                    ..Sheet::default()
                },
                fonts: &fonts,
                state: State::default(),
                kept: Vec::new(),
                matrix: [1.0, 0.0, 0.0, 1.0, 0.0, 0.0],
                path: Vec::new(),
                curved: false,
            };
            for operation in &content.operations {
                reader.operation(&operation.operator, &operation.operands);
            }
            reader.sheet
        })
        .collect()
}

fn number(object: &Object) -> f64 {
    match object {
        #[allow(clippy::cast_precision_loss)]
        Object::Integer(value) => *value as f64,
        Object::Real(value) => f64::from(*value),
        _ => 0.0,
    }
}

fn font_of(document: &Document, font: &Dictionary) -> Font {
    let name = font.get(b"BaseFont").and_then(Object::as_name).unwrap();
    let name = String::from_utf8_lossy(name).into_owned();
    let face = name
        .split('+')
        .next_back()
        .unwrap()
        .trim_start_matches("Huanjie")
        .split('-')
        .next()
        .unwrap()
        .to_owned();
    let map = font.get(b"ToUnicode").unwrap().as_reference().unwrap();
    let map = document.get_object(map).unwrap().as_stream().unwrap();
    let map = map
        .decompressed_content()
        .unwrap_or_else(|_| map.content.clone());
    let below = font.get(b"DescendantFonts").unwrap();
    let below = match below {
        Object::Reference(id) => document.get_object(*id).unwrap(),
        other => other,
    };
    let below = match &below.as_array().unwrap()[0] {
        Object::Reference(id) => document.get_dictionary(*id).unwrap(),
        other => other.as_dict().unwrap(),
    };
    let mut widths = BTreeMap::new();
    if let Ok(list) = below.get(b"W") {
        let list = match list {
            Object::Reference(id) => document.get_object(*id).unwrap(),
            other => other,
        };
        let mut items = list.as_array().unwrap().iter();
        while let Some(first) = items.next() {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let first = number(first) as u16;
            match items.next() {
                Some(Object::Array(each)) => {
                    for (code, width) in (first..).zip(each) {
                        widths.insert(code, number(width));
                    }
                }
                Some(last) => {
                    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
                    let last = number(last) as u16;
                    let width = items.next().map_or(0.0, number);
                    for code in first..=last {
                        widths.insert(code, width);
                    }
                }
                None => break,
            }
        }
    }
    Font {
        face,
        characters: characters(&String::from_utf8_lossy(&map)),
        widths,
        usual: below.get(b"DW").map_or(1000.0, number),
    }
}

/// `<0001> <4E00>` of a /ToUnicode map.
fn characters(map: &str) -> BTreeMap<u16, String> {
    let mut found = BTreeMap::new();
    let mut inside = false;
    for line in map.lines() {
        if line.ends_with("beginbfchar") {
            inside = true;
        } else if line.starts_with("endbfchar") {
            inside = false;
        } else if inside {
            let mut words = line
                .split_whitespace()
                .map(|word| word.trim_matches(['<', '>']));
            let (Some(code), Some(text)) = (words.next(), words.next()) else {
                continue;
            };
            let units: Vec<u16> = text
                .as_bytes()
                .chunks(4)
                .map(|four| u16::from_str_radix(std::str::from_utf8(four).unwrap(), 16).unwrap())
                .collect();
            found.insert(
                u16::from_str_radix(code, 16).unwrap(),
                String::from_utf16(&units).unwrap(),
            );
        }
    }
    found
}

#[derive(Clone, Default)]
struct State {
    font: Vec<u8>,
    size: f64,
    tracking: f64,
    red: bool,
    red_line: bool,
    width: f64,
    dashed: bool,
}

struct Reader<'a> {
    sheet: Sheet,
    fonts: &'a BTreeMap<Vec<u8>, Font>,
    state: State,
    kept: Vec<State>,
    matrix: [f64; 6],
    path: Vec<(f64, f64)>,
    curved: bool,
}

fn is_red(operands: &[Object]) -> bool {
    number(&operands[0]) > 0.5 && number(&operands[1]) < 0.1
}

impl Reader<'_> {
    fn operation(&mut self, operator: &str, operands: &[Object]) {
        let at = |index: usize| number(&operands[index]);
        match operator {
            "q" => self.kept.push(self.state.clone()),
            "Q" => self.state = self.kept.pop().unwrap_or_default(),
            "BT" => self.matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0],
            "Tf" => {
                self.state.font = operands[0].as_name().unwrap().to_vec();
                self.state.size = at(1);
            }
            "Tc" => self.state.tracking = at(0),
            "rg" => self.state.red = is_red(operands),
            "RG" => self.state.red_line = is_red(operands),
            "w" => self.state.width = at(0),
            "d" => {
                self.state.dashed = operands[0].as_array().is_ok_and(|dash| !dash.is_empty());
            }
            "Tm" => self.matrix = [at(0), at(1), at(2), at(3), at(4), at(5)],
            "Td" => {
                self.matrix[4] += at(0);
                self.matrix[5] += at(1);
            }
            "Tj" => self.show(&operands[0]),
            "TJ" => {
                for item in operands[0].as_array().unwrap() {
                    match item {
                        Object::String(..) => self.show(item),
                        other => self.along(-number(other) / 1000.0 * self.state.size),
                    }
                }
            }
            "m" => {
                self.path = vec![(at(0), at(1))];
                self.curved = false;
            }
            "l" => self.path.push((at(0), at(1))),
            "c" => {
                self.curved = true;
                self.path.push((at(4), at(5)));
            }
            "S" | "s" => self.stroke(),
            _ => {}
        }
    }

    fn along(&mut self, distance: f64) {
        self.matrix[4] += distance * self.matrix[0];
        self.matrix[5] += distance * self.matrix[1];
    }

    fn show(&mut self, text: &Object) {
        let font = &self.fonts[&self.state.font];
        for pair in text.as_str().unwrap().chunks(2) {
            let code = u16::from_be_bytes([pair[0], pair[1]]);
            let width = font.widths.get(&code).copied().unwrap_or(font.usual);
            let advance = width / 1000.0 * self.state.size + self.state.tracking;
            let ch = font
                .characters
                .get(&code)
                .and_then(|text| text.chars().next())
                .unwrap_or('\u{FFFD}');
            self.sheet.glyphs.push(Glyph {
                ch,
                x: self.matrix[4],
                y: self.sheet.height - self.matrix[5],
                advance,
                size: self.state.size,
                face: font.face.clone(),
                red: self.state.red,
                turned: self.matrix[0].abs() < 0.01,
            });
            self.along(advance);
        }
    }

    fn stroke(&mut self) {
        let height = self.sheet.height;
        let points: Vec<(f64, f64)> = self.path.iter().map(|(x, y)| (*x, height - y)).collect();
        if self.curved {
            let all = |part: fn(&(f64, f64)) -> f64| points.iter().map(part).collect::<Vec<_>>();
            let (xs, ys) = (all(|point| point.0), all(|point| point.1));
            let least = |of: &[f64]| of.iter().copied().fold(f64::MAX, f64::min);
            let most = |of: &[f64]| of.iter().copied().fold(f64::MIN, f64::max);
            self.sheet
                .curves
                .push((least(&xs), least(&ys), most(&xs), most(&ys)));
            return;
        }
        for pair in points.windows(2) {
            self.sheet.rules.push(Rule {
                from: pair[0],
                to: pair[1],
                width: self.state.width,
                red: self.state.red_line,
                dashed: self.state.dashed,
            });
        }
    }
}
