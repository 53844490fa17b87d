//! 版条 — the vertical list: strips of set material, and how they are cut into pages.

use super::measure::Sheet;
use super::page::{Mark, Page};
use super::setter::Fault;

/// Rounding room in points.
const TOLERANCE: f64 = 0.1;

/// What a strip is to the page maker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A line of text or something like it.
    Text,
    /// Empty room, dropped at the top of a page.
    Space,
    /// 换页.
    Break,
    /// Goes on at the next line of the grid.
    Snap,
    /// A head row of the numbered table.
    HeadRow(usize),
    /// A row of the numbered table.
    Row(usize),
}

/// One horizontal strip of set material; marks count from its left top corner.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Strip {
    pub height: f64,
    pub marks: Vec<Mark>,
    /// Stays on the page of the strip after it.
    pub keep_next: bool,
    pub role: Role,
}

impl Strip {
    pub(super) fn text(height: f64, marks: Vec<Mark>) -> Self {
        Self {
            height,
            marks,
            keep_next: false,
            role: Role::Text,
        }
    }

    pub(super) fn space(height: f64) -> Self {
        Self {
            height,
            marks: Vec::new(),
            keep_next: false,
            role: Role::Space,
        }
    }

    pub(super) fn with(height: f64, role: Role) -> Self {
        Self {
            height,
            marks: Vec::new(),
            keep_next: false,
            role,
        }
    }

    pub(super) fn kept(mut self) -> Self {
        self.keep_next = true;
        self
    }
}

/// 续表 line and head rows repeated on every further page of a table.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct TableHead {
    pub strips: Vec<Strip>,
}

impl TableHead {
    fn height(&self) -> f64 {
        self.strips.iter().map(|strip| strip.height).sum()
    }
}

/// 一节 — strips that run on one kind of sheet.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Section {
    pub sheet: Sheet,
    /// Grid pitch for [`Role::Snap`]; 0 without a grid.
    pub pitch: f64,
    pub strips: Vec<Strip>,
    pub tables: Vec<TableHead>,
    /// Drawn at the foot of the section's last page (版记), with its height.
    pub foot: Option<Strip>,
    /// What could not be set.
    pub faults: Vec<Fault>,
}

impl Section {
    pub(super) fn new(sheet: Sheet, pitch: f64) -> Self {
        Self {
            sheet,
            pitch,
            strips: Vec::new(),
            tables: Vec::new(),
            foot: None,
            faults: Vec::new(),
        }
    }
}

/// Why page making stopped early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooManyPages;

/// Whether a section stands on one page.
pub(super) fn fits_one_page(section: &Section) -> bool {
    let depth = section.sheet.depth();
    let mut y = 0.0;
    let mut empty = true;
    for strip in &section.strips {
        match strip.role {
            Role::Break if !empty => return false,
            Role::Break => {}
            Role::Space | Role::Snap if empty => {}
            Role::Snap => y = snapped(y, section.pitch),
            Role::Space => y += strip.height,
            _ => {
                if y + strip.height > depth + TOLERANCE {
                    return false;
                }
                y += strip.height;
                empty = false;
            }
        }
    }
    let foot = section.foot.as_ref().map_or(0.0, |foot| foot.height);
    y + foot <= depth + TOLERANCE || foot == 0.0
}

/// The next line of the grid.
fn snapped(y: f64, pitch: f64) -> f64 {
    if pitch > 0.0 {
        ((y - TOLERANCE) / pitch).ceil() * pitch
    } else {
        y
    }
}

/// How far down a page the last visible strip of a chain comes when it starts at `y`: room at its end does not count,
/// returning to the grid does.
fn reach(chain: &[Strip], mut y: f64, mut empty: bool, pitch: f64) -> f64 {
    let mut seen = y;
    for strip in chain {
        match strip.role {
            Role::Space | Role::Snap if empty => {}
            Role::Snap => y = snapped(y, pitch),
            Role::Space | Role::Break => y += strip.height,
            Role::Text | Role::HeadRow(_) | Role::Row(_) => {
                y += strip.height;
                seen = y;
                empty = false;
            }
        }
    }
    seen
}

/// Cuts a section into pages and appends them; its strips are used up. Stops when `most` pages are
/// passed.
pub(super) fn paginate(
    section: &mut Section,
    pages: &mut Vec<Page>,
    most: usize,
) -> Result<(), TooManyPages> {
    let mut strips = std::mem::take(&mut section.strips);
    let section = &*section;
    let mut maker = Maker {
        section,
        pages,
        most,
        y: 0.0,
        empty: true,
        table: None,
    };
    maker.open()?;
    let depth = section.sheet.depth();
    let mut index = 0;
    while let Some(strip) = strips.get(index) {
        match strip.role {
            Role::Break => {
                if !maker.empty {
                    maker.open()?;
                }
                index += 1;
                continue;
            }
            Role::Snap => {
                maker.snap();
                index += 1;
                continue;
            }
            Role::Space if maker.empty => {
                index += 1;
                continue;
            }
            _ => {}
        }
        // The chain of strips that must stand together.
        let mut end = index;
        while strips.get(end).is_some_and(|s| s.keep_next) {
            end += 1;
        }
        let role = strip.role;
        // A kept strip may be the last of all: then the chain ends with it.
        end = end.min(strips.len() - 1);
        let chain = strips.get_mut(index..=end).unwrap_or_default();
        let repeated = maker.repeated(role);
        let fits = reach(chain, maker.y, maker.empty, section.pitch) <= depth + TOLERANCE;
        let fits_anew = reach(chain, repeated, repeated <= 0.0, section.pitch) <= depth + TOLERANCE;
        if !fits && !maker.empty && fits_anew {
            maker.turn(role)?;
            if role == Role::Space {
                index += 1;
                continue;
            }
        }
        for strip in chain {
            if strip.role == Role::Snap {
                maker.snap();
                continue;
            }
            if strip.role == Role::Space && maker.empty {
                continue;
            }
            if maker.y + strip.height > depth + TOLERANCE && !maker.empty {
                if strip.role == Role::Space {
                    continue;
                }
                maker.turn(strip.role)?;
            }
            let marks = std::mem::take(&mut strip.marks);
            maker.put(strip, marks);
        }
        index = end + 1;
    }
    if let Some(foot) = &section.foot {
        if maker.y + foot.height > depth + TOLERANCE {
            maker.open()?;
        }
        maker.put_at(foot.marks.clone(), depth - foot.height);
    }
    Ok(())
}

struct Maker<'a> {
    section: &'a Section,
    pages: &'a mut Vec<Page>,
    most: usize,
    y: f64,
    empty: bool,
    /// Table whose row was put last.
    table: Option<usize>,
}

impl Maker<'_> {
    fn open(&mut self) -> Result<(), TooManyPages> {
        if self.pages.len() >= self.most {
            return Err(TooManyPages);
        }
        let sheet = &self.section.sheet;
        self.pages.push(Page {
            width: sheet.width,
            height: sheet.height,
            marks: Vec::new(),
            furniture: Vec::new(),
            number: self.pages.len() + 1,
        });
        self.y = 0.0;
        self.empty = true;
        Ok(())
    }

    /// Height of what would be repeated if a strip of this role started a new page.
    fn repeated(&self, role: Role) -> f64 {
        match (role, self.table) {
            (Role::Row(table), Some(last)) if table == last => self
                .section
                .tables
                .get(table)
                .map_or(0.0, TableHead::height),
            _ => 0.0,
        }
    }

    /// A new page, with the head of the table that goes on there.
    fn turn(&mut self, role: Role) -> Result<(), TooManyPages> {
        let continued = match (role, self.table) {
            (Role::Row(table), Some(last)) if table == last => self.section.tables.get(table),
            _ => None,
        };
        self.open()?;
        for strip in continued.iter().flat_map(|head| &head.strips) {
            self.put(strip, strip.marks.clone());
        }
        Ok(())
    }

    fn put(&mut self, strip: &Strip, marks: Vec<Mark>) {
        self.put_at(marks, self.y);
        self.y += strip.height;
        self.empty = false;
        self.table = match strip.role {
            Role::HeadRow(table) | Role::Row(table) => Some(table),
            _ => None,
        };
    }

    fn put_at(&mut self, marks: Vec<Mark>, y: f64) {
        let Some(page) = self.pages.last_mut() else {
            return;
        };
        let (left, top) = self.section.sheet.origin(page.number);
        page.marks.extend(marks.into_iter().map(|mut mark| {
            mark.shift(left, top + y);
            mark
        }));
    }

    fn snap(&mut self) {
        if !self.empty {
            self.y = snapped(self.y, self.section.pitch);
        }
    }
}
