//! 表 — what is left of a workbook once it is unpacked: sheets of sparse rows of cells.
use std::fmt;

use chrono::NaiveDate;

/// 工作簿: the visible sheets of an uploaded file, in their order. A CSV file is one sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Book {
    /// Sheets that can be seen in the file; hidden ones are not read.
    pub tables: Vec<Table>,
}

/// 工作表: rows that hold anything, in order; blank rows are left out, their numbers are not reused.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Name of the sheet as the file says it.
    pub sheet: String,
    /// Rows with at least one cell that is not blank.
    pub rows: Vec<SheetRow>,
    /// 合并单元格 of the sheet.
    pub merged: Vec<Area>,
}

/// 行: its number as the office sees it (from 1) and its cells by column (from 0), ascending.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetRow {
    /// Row number from 1.
    pub number: u32,
    /// `(column from 0, cell)`, ascending by column.
    pub cells: Vec<(u32, Cell)>,
}

impl SheetRow {
    /// The cell in this column, if anything was typed there.
    pub fn cell(&self, column: u32) -> Option<&Cell> {
        let at = self
            .cells
            .binary_search_by_key(&column, |(column, _)| *column)
            .ok()?;
        self.cells.get(at).map(|(_, cell)| cell)
    }
}

/// 单元格 as typed. `Debug` shows no content, because any cell may hold an ID number.
#[derive(Clone, Default, PartialEq)]
pub struct Cell {
    /// What a reader sees: text as typed, a number without needless decimals, a day as `2027-03-31`.
    pub text: String,
    /// The day, where the cell is formatted as a date.
    pub date: Option<NaiveDate>,
    /// The number, where the cell holds one (a date cell does not).
    pub number: Option<f64>,
    /// The value comes from a formula; the stored result is used.
    pub formula: bool,
    /// An error value (`#N/A`) or a formula that was never calculated.
    pub fault: bool,
}

impl Cell {
    /// A cell of plain text.
    pub fn of_text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }
}

impl fmt::Debug for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cell({} chars)", self.text.chars().count())
    }
}

/// 区域: a rectangle of cells, rows from 1, columns from 0, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// First row, from 1.
    pub top: u32,
    /// Last row, from 1.
    pub bottom: u32,
    /// First column, from 0.
    pub left: u32,
    /// Last column, from 0.
    pub right: u32,
}

impl Area {
    /// Whether the cell lies inside.
    pub fn holds(&self, row: u32, column: u32) -> bool {
        (self.top..=self.bottom).contains(&row) && (self.left..=self.right).contains(&column)
    }

    /// `B5:B9`
    pub fn name(&self) -> String {
        format!(
            "{}:{}",
            cell_name(self.top, self.left),
            cell_name(self.bottom, self.right)
        )
    }
}

/// The letters of a column (from 0): `A`, `Z`, `AA`.
pub fn column_letters(column: u32) -> String {
    let mut left = u64::from(column) + 1;
    let mut letters = Vec::new();
    while left > 0 {
        let digit = u8::try_from((left - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// `H39` for row 39 (from 1) and column 7 (from 0).
pub fn cell_name(row: u32, column: u32) -> String {
    format!("{}{row}", column_letters(column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_the_office_sees_them() {
        for (row, column, name) in [
            (1, 0, "A1"),
            (39, 7, "H39"),
            (2, 25, "Z2"),
            (2, 26, "AA2"),
            (1, 701, "ZZ1"),
            (1, 702, "AAA1"),
            (1, 16383, "XFD1"),
        ] {
            assert_eq!(cell_name(row, column), name);
        }
    }

    #[test]
    fn debug_output_of_a_cell_shows_nothing_of_it() {
        let cell = Cell::of_text("440299199003215265");
        assert_eq!(format!("{cell:?}"), "Cell(18 chars)");
    }
}
