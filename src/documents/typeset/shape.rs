//! 字符成形 — inline content to atoms: each character with its face, width and line-breaking class.

use crate::civil;
use crate::documents::fonts::{FaceId, Library, NameFace, Role, is_invisible};
use crate::documents::model::{DateField, Inline, RunStyle};
use crate::documents::text::time_chinese;

use super::measure::Measures;

/// Behaviour of a character at a line's edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// 汉字 and anything that may begin and end a line.
    Ideograph,
    /// 前括号: not at a line's end; its left half may be given up.
    Open,
    /// 后标点: not at a line's start; its right half may be given up.
    Close,
    /// Not at a line's start, nothing to give up.
    Tail,
    /// Letters, digits and signs of a Western word.
    Word,
    /// A space between Western words.
    Space,
    /// ——、……: pairs stay together.
    Dash,
    /// A ruled blank.
    Blank,
    /// Forced break.
    Break,
}

/// What an atom draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    /// A character of a face.
    Glyph(FaceId),
    /// A character nobody covers.
    Missing,
    /// Only its rule.
    Rule,
    /// Nothing.
    Nothing,
}

/// The smallest piece of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Atom {
    pub ch: char,
    pub ink: Ink,
    pub size: f64,
    /// Advance in points.
    pub width: f64,
    pub class: Class,
    /// No break after this one, whatever the classes say.
    pub glued: bool,
    /// A line below.
    pub underline: bool,
}

impl Atom {
    /// Half-width room this atom can give up, in points.
    pub(super) fn give(&self) -> f64 {
        match self.class {
            Class::Open | Class::Close if self.width > self.size * 0.8 => self.size * 0.5,
            _ => 0.0,
        }
    }
}

/// How text is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Look {
    pub role: Role,
    pub size: f64,
    /// Added to full-width characters.
    pub tracking: f64,
    pub underline: bool,
}

impl Look {
    /// The body of a paper.
    pub(super) fn body(measures: &Measures) -> Self {
        Self {
            role: measures.role,
            size: measures.body,
            tracking: measures.tracking,
            underline: false,
        }
    }

    /// Another face and size, without tracking.
    pub(super) fn new(role: Role, size: f64) -> Self {
        Self {
            role,
            size,
            tracking: 0.0,
            underline: false,
        }
    }

    /// The same size in another face.
    pub(super) fn in_role(mut self, role: Role) -> Self {
        self.role = role;
        self
    }
}

/// Class of a character.
pub(super) fn class(c: char) -> Class {
    match c {
        '（' | '〔' | '【' | '《' | '〈' | '「' | '『' | '〖' | '［' | '｛' | '“' | '‘' => {
            Class::Open
        }
        '、' | '。' | '，' | '；' | '：' | '！' | '？' | '）' | '〕' | '】' | '》' | '〉'
        | '」' | '』' | '〗' | '］' | '｝' | '”' | '’' | '．' => Class::Close,
        '·' | '・' | '％' | '‰' | '℃' | '々' | '〃' | '°' | '′' | '″' => Class::Tail,
        '—' | '…' | '―' | '⸺' => Class::Dash,
        ' ' => Class::Space,
        '\u{a0}' => Class::Word,
        c if c < '\u{2E80}' && (c.is_alphanumeric() || c.is_ascii_graphic()) && !is_enclosed(c) => {
            Class::Word
        }
        _ => Class::Ideograph,
    }
}

/// ① ② … and other signs that stand alone like an ideograph.
fn is_enclosed(c: char) -> bool {
    matches!(c, '\u{2460}'..='\u{24FF}' | '\u{2500}'..='\u{27BF}')
}

/// Units that stay with the number before them.
fn is_unit(c: char) -> bool {
    "年月日时分秒号人名票户村组届次条款项元万亿个岁天周页份张位小％".contains(c)
}

/// Whether a line may end between two neighbours.
pub(super) fn may_break(a: &Atom, b: &Atom) -> bool {
    if a.glued {
        return false;
    }
    match (a.class, b.class) {
        (_, Class::Close | Class::Tail | Class::Space)
        | (Class::Open, _)
        | (Class::Word, Class::Word) => false,
        // A Western opening bracket must not end a line either, nor a closing one begin it.
        (Class::Word, Class::Ideograph) => {
            !(matches!(a.ch, '(' | '[' | '<') || a.ch.is_ascii_digit() && is_unit(b.ch))
        }
        (Class::Ideograph, Class::Word) => {
            let closing = matches!(b.ch, ')' | ']' | ',' | '.' | ':' | ';' | '%' | '!' | '?');
            !(closing || a.ch == '第' && b.ch.is_ascii_digit())
        }
        (Class::Dash, Class::Dash) => a.ch != b.ch,
        (Class::Ideograph, Class::Ideograph) => {
            let weekday = a.ch == '期' && "一二三四五六日".contains(b.ch);
            !(weekday || a.ch == '星' && b.ch == '期')
        }
        _ => true,
    }
}

/// The shortest piece of a broken rule, in characters: a name can still be written on it.
const LEAST_RULE: usize = 4;

/// Turns inline content into atoms.
pub(super) struct Shaper<'a> {
    fonts: &'a Library,
    atoms: Vec<Atom>,
}

impl<'a> Shaper<'a> {
    pub(super) fn new(fonts: &'a Library) -> Self {
        Self {
            fonts,
            atoms: Vec::new(),
        }
    }

    /// Atoms of inline content.
    pub(super) fn inlines(fonts: &'a Library, content: &[Inline], look: Look) -> Vec<Atom> {
        let mut shaper = Self::new(fonts);
        shaper.add(content, look);
        shaper.finish()
    }

    /// Atoms of plain text.
    pub(super) fn plain(fonts: &'a Library, text: &str, look: Look) -> Vec<Atom> {
        let mut shaper = Self::new(fonts);
        shaper.text(text, look);
        shaper.finish()
    }

    /// The atoms made so far.
    pub(super) fn finish(self) -> Vec<Atom> {
        self.atoms
    }

    pub(super) fn add(&mut self, content: &[Inline], look: Look) {
        for inline in content {
            match inline {
                Inline::Text(text) => self.text(text, look),
                Inline::Run(style, content) => {
                    let look = match style {
                        RunStyle::Hei => look.in_role(Role::Hei),
                        RunStyle::Kai => look.in_role(Role::Kai),
                        RunStyle::Song => look.in_role(Role::Song),
                        RunStyle::Underline => Look {
                            underline: true,
                            ..look
                        },
                    };
                    self.add(content, look);
                }
                Inline::Name { text, pad } => self.name(text, *pad, look),
                Inline::Blank { width, content } => {
                    if content.is_empty() {
                        self.rule(Measures::length(*width, look.size), look);
                    } else {
                        self.add(content, look);
                    }
                }
                Inline::Date(field) => self.date(*field, look),
                Inline::Check(checked) => self.check(*checked, look),
                Inline::Break => self.push_plain('\n', Ink::Nothing, 0.0, Class::Break, look),
                Inline::NoBreak(content) => {
                    let from = self.atoms.len();
                    self.add(content, look);
                    self.glue(from);
                }
            }
        }
    }

    /// Glues everything from here to the end, except behind the last atom.
    fn glue(&mut self, from: usize) {
        let last = self.atoms.len().saturating_sub(1);
        for atom in self.atoms.get_mut(from..last).into_iter().flatten() {
            atom.glued = true;
        }
    }

    fn push_plain(&mut self, ch: char, ink: Ink, width: f64, class: Class, look: Look) {
        self.atoms.push(Atom {
            ch,
            ink,
            size: look.size,
            width,
            class,
            glued: false,
            underline: look.underline,
        });
    }

    pub(super) fn text(&mut self, text: &str, look: Look) {
        for c in text.chars() {
            if is_invisible(c) {
                continue;
            }
            let face = self.fonts.pick(look.role, c);
            self.character(c, face, look);
        }
    }

    fn character(&mut self, c: char, face: Option<FaceId>, look: Look) {
        let class = class(c);
        if c == '\u{3000}' {
            self.push_plain(c, Ink::Nothing, look.size + look.tracking, class, look);
            return;
        }
        let Some((face, advance)) = face.and_then(|id| {
            let face = self.fonts.face(id).ok()?;
            Some((id, face.advance(face.glyph(c)?)))
        }) else {
            self.push_plain(c, Ink::Missing, look.size + look.tracking, class, look);
            return;
        };
        let mut width = f64::from(advance) / 1000.0 * look.size;
        if advance >= 900 {
            width += look.tracking;
        }
        self.push_plain(c, Ink::Glyph(face), width, class, look);
    }

    /// 人名: one face for the whole name; a break only behind the dot of a long name.
    pub(super) fn name(&mut self, name: &str, pad: bool, look: Look) {
        let from = self.atoms.len();
        let shown: String = name.chars().filter(|c| !is_invisible(*c)).collect();
        let faces = self.fonts.pick_name(look.role, &shown);
        self.name_in(&shown, &faces, look);
        self.glue(from);
        let long = shown.chars().count() > 6;
        for atom in self.atoms.get_mut(from..).into_iter().flatten() {
            if long && matches!(atom.ch, '·' | '・' | '•') {
                atom.glued = false;
            }
        }
        if pad
            && self.atoms.len() == from + 2
            && let Some(first) = self.atoms.get_mut(from)
        {
            first.width += look.size + look.tracking;
        }
    }

    fn name_in(&mut self, name: &str, faces: &NameFace, look: Look) {
        for (place, c) in name.chars().enumerate() {
            self.character(c, faces.at(place), look);
        }
    }

    fn rule(&mut self, width: f64, look: Look) {
        // In pieces of one character, so that a long rule can run over a line's end; on either side of it enough is
        // left to write on.
        let pieces = (width / look.size).round().max(1.0);
        let mut left = pieces;
        while left >= 1.0 {
            self.push_plain('\u{3000}', Ink::Rule, width / pieces, Class::Blank, look);
            left -= 1.0;
        }
        let count = self.atoms.len();
        let from = self.atoms.iter().rposition(|a| a.ink != Ink::Rule);
        let from = from.map_or(0, |at| at + 1).min(count);
        if pieces < 12.0 {
            self.glue(from);
            return;
        }
        let atoms = self.atoms.get_mut(from..).unwrap_or_default();
        let length = atoms.len();
        for (place, atom) in atoms.iter_mut().enumerate().take(length.saturating_sub(1)) {
            let (before, behind) = (place + 1, length - place - 1);
            if before < LEAST_RULE || behind < LEAST_RULE {
                atom.glued = true;
            }
        }
    }

    fn date(&mut self, field: DateField, look: Look) {
        if let Some(date) = field.date {
            let mut text = if field.weekday {
                civil::long_weekday(date)
            } else {
                civil::long(date)
            };
            if let Some(time) = field.time {
                text.push_str(&time_chinese(time));
            }
            self.text(&text, look);
            return;
        }
        for (width, unit) in [(3.0, "年"), (2.0, "月"), (2.0, "日")] {
            self.rule(width * look.size, look);
            self.glue_last();
            self.text(unit, look);
        }
        if field.weekday {
            self.text("（星期", look);
            self.rule(2.0 * look.size, look);
            self.text("）", look);
        }
        if field.blank_time {
            for unit in ["时", "分"] {
                self.rule(2.0 * look.size, look);
                self.glue_last();
                self.text(unit, look);
            }
        }
    }

    fn glue_last(&mut self) {
        if let Some(last) = self.atoms.last_mut() {
            last.glued = true;
        }
    }

    /// □ and ☑ from whatever face has them; without ☑ the box is filled with √.
    fn check(&mut self, checked: bool, look: Look) {
        let wanted = if checked { '☑' } else { '□' };
        let shown = if self.fonts.pick(look.role, wanted).is_some() {
            wanted
        } else {
            '√'
        };
        let face = self.fonts.pick(look.role, shown);
        self.character(shown, face, look);
    }
}

/// Sum of the natural widths.
pub(super) fn natural_width(atoms: &[Atom]) -> f64 {
    atoms.iter().map(|atom| atom.width).sum()
}
