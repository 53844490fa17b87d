//! 退回的表 — the office's own sheet given back, faulty cells tinted and the reasons beside them.
use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Worksheet};

use super::columns::Shows;
use super::problem::{Import, Problem, Severity};
use super::table::{Area, Book, Cell, Table};
use super::wording::{blot_identity, blot_numbers};
use super::write::{
    WriteError, excel_date, excel_text, heading, sheet_name, shown_width, workbook,
};

/// Heading of the column of reasons; skipped when a marked sheet is imported again.
pub(super) const REASON_HEADING: &str = "导入检查结果";
pub(super) const NOTES_SHEET: &str = "检查说明";

/// How a cell is tinted.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Tint {
    None,
    Warning,
    Error,
}

impl From<Severity> for Tint {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Warning => Self::Warning,
            Severity::Error => Self::Error,
        }
    }
}

/// The formats of a page, made once.
struct Formats {
    plain: HashMap<(Tint, bool), Format>,
}

impl Formats {
    fn new() -> Self {
        let mut plain = HashMap::new();
        for tint in [Tint::None, Tint::Warning, Tint::Error] {
            let base = Format::new()
                .set_border(FormatBorder::Thin)
                .set_align(FormatAlign::VerticalCenter);
            let base = match tint {
                Tint::None => base,
                Tint::Warning => base.set_background_color(Color::RGB(0x00FF_E8B3)),
                Tint::Error => base
                    .set_background_color(Color::RGB(0x00F8_C9C4))
                    .set_font_color(Color::RGB(0x0080_1A10)),
            };
            plain.insert((tint, true), base.clone().set_num_format("yyyy-mm-dd"));
            plain.insert((tint, false), base);
        }
        Self { plain }
    }

    fn of(&self, tint: Tint, date: bool) -> Format {
        self.plain.get(&(tint, date)).cloned().unwrap_or_default()
    }
}

/// Gives the sheet of an import back as xlsx: the same cells in the same places, faults tinted red
/// (错误) or amber (提醒), a last column with the reasons and a sheet of notes. `book` must be the one
/// the import was read from; `on` is the day written into the file. In a sheet of villagers ID and
/// telephone numbers are masked.
pub fn mark<T>(book: &Book, import: &Import<T>, on: NaiveDate) -> Result<Vec<u8>, WriteError> {
    let table = book
        .tables
        .get(import.table)
        .filter(|table| table.sheet == import.sheet)
        .ok_or(WriteError::OtherBook)?;
    let mut workbook = workbook(on);
    let formats = Formats::new();
    let page = workbook.add_worksheet();
    page.set_name(sheet_name(&table.sheet, &[NOTES_SHEET]))?;
    cells(page, table, import, &formats)?;
    let notes = workbook.add_worksheet();
    notes.set_name(NOTES_SHEET)?;
    write_notes(notes, import, &formats)?;
    Ok(workbook.save_to_buffer()?)
}

fn cells<T>(
    page: &mut Worksheet,
    table: &Table,
    import: &Import<T>,
    formats: &Formats,
) -> Result<(), WriteError> {
    let tints = tints(import);
    let areas = area_tints(import);
    let tint_at = |row: u32, column: u32| {
        tints.get(&(row, column)).copied().or_else(|| {
            areas
                .iter()
                .find(|(area, _)| area.holds(row, column))
                .map(|(_, tint)| *tint)
        })
    };
    let header = import.header_row.unwrap_or(0);
    let old_reasons = old_reasons(table, header);
    let reason_column = old_reasons.unwrap_or_else(|| {
        table
            .rows
            .iter()
            .filter_map(|row| row.cells.last())
            .map(|(column, _)| column + 1)
            .max()
            .unwrap_or(0)
    });
    let identity = import
        .columns
        .iter()
        .find(|column| column.shows == Shows::Identity)
        .map(|column| column.index);
    let mut widths: BTreeMap<u32, f64> = BTreeMap::new();
    for row in &table.rows {
        for (column, cell) in &row.cells {
            if old_reasons == Some(*column) {
                continue;
            }
            let tint = tint_at(row.number, *column).unwrap_or(Tint::None);
            let hidden = hidden(
                cell,
                import.private,
                identity == Some(*column) && row.number > header,
            );
            if row.number >= header {
                let width = shown_width(hidden.as_deref().unwrap_or(&cell.text));
                let widest = widths.entry(*column).or_insert(8.0);
                *widest = widest.max(width.min(40.0));
            }
            put(page, (row.number, *column), cell, hidden, tint, formats)?;
        }
    }
    // Blank cells can be at fault too (缺姓名).
    for ((row, column), tint) in &tints {
        let typed = table
            .rows
            .binary_search_by_key(row, |found| found.number)
            .ok()
            .and_then(|at| table.rows.get(at))
            .is_some_and(|found| found.cell(*column).is_some());
        if !typed {
            page.write_blank(row - 1, excel_column(*column), &formats.of(*tint, false))?;
        }
    }
    titles(page, table, header);
    for (column, width) in widths {
        page.set_column_width(excel_column(column), width + 2.0)?;
    }
    reasons(page, import, reason_column, formats)?;
    if header > 0 {
        page.set_freeze_panes(header, 0)?;
    }
    Ok(())
}

/// Text to show instead of what was typed, where that is a personal number.
fn hidden(cell: &Cell, private: bool, identity: bool) -> Option<String> {
    if identity {
        return Some(blot_identity(&cell.text));
    }
    if !private || cell.date.is_some() {
        return None;
    }
    blot_numbers(&cell.text)
}

fn put(
    page: &mut Worksheet,
    (row, column): (u32, u32),
    cell: &Cell,
    hidden: Option<String>,
    tint: Tint,
    formats: &Formats,
) -> Result<(), WriteError> {
    let (row, column) = (row.saturating_sub(1), excel_column(column));
    let plain = formats.of(tint, false);
    let date = cell.date.and_then(excel_date);
    match (hidden, date, cell.number) {
        (Some(text), _, _) => {
            page.write_string_with_format(row, column, excel_text(&text), &plain)?
        }
        (None, Some(date), _) => {
            page.write_datetime_with_format(row, column, &date, &formats.of(tint, true))?
        }
        (None, None, Some(number)) if number.is_finite() => {
            page.write_number_with_format(row, column, number, &plain)?
        }
        // `write_string` never makes a formula of it, whatever it starts with.
        _ => page.write_string_with_format(row, column, excel_text(&cell.text), &plain)?,
    };
    Ok(())
}

/// Titles above the headings keep their merging; nothing below is merged.
fn titles(page: &mut Worksheet, table: &Table, header: u32) {
    for area in &table.merged {
        let one = area.top == area.bottom && area.left == area.right;
        if area.bottom >= header || one {
            continue;
        }
        let text = table
            .rows
            .iter()
            .find(|row| row.number == area.top)
            .and_then(|row| row.cell(area.left))
            .map(|cell| blot_numbers(&cell.text).unwrap_or_else(|| cell.text.clone()))
            .unwrap_or_default();
        let format = Format::new().set_bold().set_align(FormatAlign::Center);
        // Overlapping areas come only from a file made by hand; the titles then stay unmerged.
        let _ = page.merge_range(
            area.top.saturating_sub(1),
            excel_column(area.left),
            area.bottom.saturating_sub(1),
            excel_column(area.right),
            &excel_text(&text),
            &format,
        );
    }
}

fn reasons<T>(
    page: &mut Worksheet,
    import: &Import<T>,
    column: u32,
    formats: &Formats,
) -> Result<(), WriteError> {
    let column = excel_column(column);
    let mut by_row: BTreeMap<u32, Vec<&Problem>> = BTreeMap::new();
    for problem in &import.problems {
        if let Some(row) = problem.row {
            by_row.entry(row).or_default().push(problem);
        }
    }
    page.set_column_width(column, 60)?;
    if let Some(header) = import.header_row {
        page.write_string_with_format(
            header.saturating_sub(1),
            column,
            REASON_HEADING,
            &heading(),
        )?;
    }
    for (row, problems) in by_row {
        let worst = problems
            .iter()
            .map(|p| p.severity)
            .max()
            .unwrap_or(Severity::Warning);
        let lines: Vec<String> = problems
            .iter()
            .map(|p| {
                let cell = p.cell.as_deref().unwrap_or_default();
                format!("{} {} {cell}：{}", p.severity.title(), p.code, p.message)
            })
            .collect();
        page.write_string_with_format(
            row.saturating_sub(1),
            column,
            excel_text(&lines.join("\n")),
            &formats.of(worst.into(), false).set_text_wrap(),
        )?;
    }
    Ok(())
}

fn write_notes<T>(
    page: &mut Worksheet,
    import: &Import<T>,
    formats: &Formats,
) -> Result<(), WriteError> {
    let mut lines = vec![
        format!(
            "工作表「{}」共 {} 行数据，发现错误 {} 处、提醒 {} 处。",
            import.sheet,
            import.data_rows,
            import.error_count(),
            import.warning_count()
        ),
        "红色是错误，改正后才能导入；黄色是提醒，请核对，不影响导入。".to_owned(),
        format!("每行的原因写在最后一列「{REASON_HEADING}」，再次导入时这一列会自动略过。"),
    ];
    if import.private {
        lines.push(
            "公民身份号码和电话已遮盖，只供查找位置：请在自己的原表里改正后重新导入，不要用这份表导入。"
                .to_owned(),
        );
    }
    page.set_column_width(0, 10)?;
    page.set_column_width(1, 10)?;
    page.set_column_width(2, 10)?;
    page.set_column_width(3, 18)?;
    page.set_column_width(4, 10)?;
    page.set_column_width(5, 80)?;
    let mut row = 0_u32;
    for line in lines {
        page.write_string(row, 0, excel_text(&line))?;
        row += 1;
    }
    row += 1;
    let head = heading();
    for (column, title) in (0_u16..).zip(["代码", "行号", "序号", "列", "单元格", "说明"])
    {
        page.write_string_with_format(row, column, title, &head)?;
    }
    for problem in &import.problems {
        row += 1;
        let format = formats.of(problem.severity.into(), false).set_text_wrap();
        let number = problem.row.map(|row| row.to_string()).unwrap_or_default();
        let texts = [
            problem.code.as_str(),
            &number,
            problem.serial.as_deref().unwrap_or_default(),
            problem.column.as_deref().unwrap_or_default(),
            problem.cell.as_deref().unwrap_or_default(),
            &problem.message,
        ];
        for (column, text) in (0_u16..).zip(texts) {
            page.write_string_with_format(row, column, excel_text(text), &format)?;
        }
    }
    Ok(())
}

/// The worst tint of each single cell.
fn tints<T>(import: &Import<T>) -> HashMap<(u32, u32), Tint> {
    let mut tints: HashMap<(u32, u32), Severity> = HashMap::new();
    for problem in &import.problems {
        if let Some(at) = problem.cell.as_deref().and_then(position) {
            let worst = tints.entry(at).or_insert(problem.severity);
            *worst = (*worst).max(problem.severity);
        }
    }
    tints
        .into_iter()
        .map(|(at, severity)| (at, severity.into()))
        .collect()
}

fn area_tints<T>(import: &Import<T>) -> Vec<(Area, Tint)> {
    import
        .problems
        .iter()
        .filter_map(|problem| {
            let (from, to) = problem.cell.as_deref()?.split_once(':')?;
            let ((top, left), (bottom, right)) = (position(from)?, position(to)?);
            let area = Area {
                top,
                bottom,
                left,
                right,
            };
            Some((area, problem.severity.into()))
        })
        .collect()
}

fn old_reasons(table: &Table, header: u32) -> Option<u32> {
    let row = table.rows.iter().find(|row| row.number == header)?;
    row.cells
        .iter()
        .find(|(_, cell)| cell.text == REASON_HEADING)
        .map(|(column, _)| *column)
}

/// `H39` → row 39, column 7.
fn position(name: &str) -> Option<(u32, u32)> {
    let split = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = name.split_at_checked(split)?;
    let column = letters.bytes().try_fold(0_u32, |sum, letter| {
        if !letter.is_ascii_uppercase() {
            return None;
        }
        let digit = u32::from(letter.checked_sub(b'A')?) + 1;
        sum.checked_mul(26)?.checked_add(digit)
    })?;
    let row: u32 = digits.parse().ok()?;
    (row > 0).then_some((row, column.checked_sub(1)?))
}

fn excel_column(column: u32) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::cell_name;

    #[test]
    fn positions_are_the_names_read_back() {
        for (row, column) in [(1, 0), (39, 7), (50_000, 199), (3, 26), (7, 702)] {
            assert_eq!(position(&cell_name(row, column)), Some((row, column)));
        }
        for odd in ["", "A", "39", "A0", "a1", "A1:B2"] {
            assert_eq!(position(odd), None, "{odd}");
        }
    }
}
