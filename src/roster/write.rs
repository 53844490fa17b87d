//! 写出 — typed lists as xlsx or CSV, safe to open in any spreadsheet program.
use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, XlsxError,
};

/// Why a sheet could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The workbook writer refused: more rows or columns than a worksheet has, or no memory.
    #[error("请减少内容后再导出：行或列超出了一张工作表能放下的范围。")]
    Workbook(#[source] XlsxError),
    /// The CSV writer refused.
    #[error("请改为导出 .xlsx：CSV 没有写成。")]
    Delimited(#[source] csv::Error),
    /// The sheet the problems belong to is not in this workbook.
    #[error("请重新上传原表后再下载检查结果：检查结果与这份表格对不上。")]
    OtherBook,
}

impl From<XlsxError> for WriteError {
    fn from(error: XlsxError) -> Self {
        Self::Workbook(error)
    }
}

/// 列 of an export.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportColumn {
    /// Heading.
    pub title: String,
    /// Width in characters of the sheet's font (a Han character takes two).
    pub width: f64,
}

impl ExportColumn {
    /// A column as wide as its heading needs, at least ten.
    pub fn titled(title: impl Into<String>) -> Self {
        let title = title.into();
        Self {
            width: shown_width(&title).max(8.0) + 2.0,
            title,
        }
    }
}

/// 单元格 of an export.
#[derive(Debug, Clone, PartialEq)]
pub enum ExportCell {
    /// Text; never taken for a formula.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A day.
    Date(NaiveDate),
    /// Nothing.
    Blank,
}

impl From<&str> for ExportCell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for ExportCell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u32> for ExportCell {
    fn from(number: u32) -> Self {
        Self::Number(i64::from(number))
    }
}

impl From<NaiveDate> for ExportCell {
    fn from(date: NaiveDate) -> Self {
        Self::Date(date)
    }
}

impl<T: Into<ExportCell>> From<Option<T>> for ExportCell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Blank, Into::into)
    }
}

/// A worksheet with a heading row, frozen and filterable. `on` is written as the day of making, so
/// that the same list gives the same bytes.
pub fn export_xlsx(
    sheet: &str,
    columns: &[ExportColumn],
    rows: &[Vec<ExportCell>],
    on: NaiveDate,
) -> Result<Vec<u8>, WriteError> {
    export_part_xlsx(sheet, None, columns, rows, on)
}

/// The same of a part of a list: what it is narrowed to stands in a row of its own above the headings.
pub fn export_part_xlsx(
    sheet: &str,
    told: Option<&str>,
    columns: &[ExportColumn],
    rows: &[Vec<ExportCell>],
    on: NaiveDate,
) -> Result<Vec<u8>, WriteError> {
    let mut book = workbook(on);
    let page = book.add_worksheet();
    page.set_name(sheet_name(sheet, &[]))?;
    let top = u32::from(told.is_some());
    if let Some(told) = told {
        page.write_string(0, 0, excel_text(told))?;
    }
    let head = heading();
    let body = Format::new().set_border(FormatBorder::Thin).set_text_wrap();
    let day = body.clone().set_num_format("yyyy-mm-dd");
    for (index, column) in (0_u16..).zip(columns) {
        page.set_column_width(index, column.width.clamp(4.0, 80.0))?;
        page.write_string_with_format(top, index, excel_text(&column.title), &head)?;
    }
    for (at, row) in (top + 1..).zip(rows) {
        for (index, cell) in (0_u16..).zip(row) {
            match cell {
                ExportCell::Text(text) => {
                    page.write_string_with_format(at, index, excel_text(text), &body)?;
                }
                // A count or an amount of the office's: far below 2^53.
                #[allow(clippy::cast_precision_loss)]
                ExportCell::Number(number) => {
                    page.write_number_with_format(at, index, *number as f64, &body)?;
                }
                ExportCell::Date(date) => match excel_date(*date) {
                    Some(date) => {
                        page.write_datetime_with_format(at, index, &date, &day)?;
                    }
                    None => {
                        page.write_string_with_format(at, index, date.to_string(), &body)?;
                    }
                },
                ExportCell::Blank => {
                    page.write_blank(at, index, &body)?;
                }
            }
        }
    }
    page.set_freeze_panes(top + 1, 0)?;
    if let (Ok(last), Some(right)) = (u32::try_from(rows.len()), columns.len().checked_sub(1)) {
        let right = u16::try_from(right).unwrap_or(u16::MAX);
        page.autofilter(top, 0, last.saturating_add(top), right)?;
    }
    Ok(book.save_to_buffer()?)
}

/// UTF-8 with BOM and CRLF, as spreadsheet programs in China open it without asking. Text that a
/// spreadsheet would take for a formula gets a leading apostrophe.
pub fn export_csv(
    columns: &[ExportColumn],
    rows: &[Vec<ExportCell>],
) -> Result<Vec<u8>, WriteError> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        .from_writer(b"\xEF\xBB\xBF".to_vec());
    writer
        .write_record(columns.iter().map(|column| guarded(&column.title)))
        .map_err(WriteError::Delimited)?;
    for row in rows {
        let cells = row.iter().map(|cell| match cell {
            ExportCell::Text(text) => guarded(text),
            ExportCell::Number(number) => number.to_string(),
            ExportCell::Date(date) => date.format("%Y-%m-%d").to_string(),
            ExportCell::Blank => String::new(),
        });
        writer.write_record(cells).map_err(WriteError::Delimited)?;
    }
    writer
        .into_inner()
        .map_err(|error| WriteError::Delimited(error.into_error().into()))
}

/// An apostrophe before text whose first character starts a formula, full-width forms included.
fn guarded(text: &str) -> String {
    let starts = text
        .trim_start_matches([' ', '\u{3000}', '\u{FEFF}'])
        .starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if starts {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

pub(super) fn workbook(on: NaiveDate) -> Workbook {
    let mut book = Workbook::new();
    let day = excel_date(on).unwrap_or_default();
    book.set_properties(&DocProperties::new().set_creation_datetime(&day));
    book
}

pub(super) fn heading() -> Format {
    Format::new()
        .set_bold()
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap()
        .set_background_color(Color::RGB(0x00E8_EDF3))
}

/// `None` outside the years a worksheet can date.
pub(super) fn excel_date(date: NaiveDate) -> Option<ExcelDateTime> {
    ExcelDateTime::from_ymd(
        u16::try_from(date.year()).ok()?,
        u8::try_from(date.month()).ok()?,
        u8::try_from(date.day()).ok()?,
    )
    .ok()
}

/// A worksheet cell holds 32,767 UTF-16 units and no control characters but line ends and tabs.
pub(super) fn excel_text(text: &str) -> String {
    let mut units = 0;
    text.chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .take_while(|c| {
            units += c.len_utf16();
            units <= 32_000
        })
        .collect()
}

/// A name Excel accepts: at most 31 characters, none of `[]:*?/\`, no apostrophe at either end, not
/// one of `taken`.
pub(super) fn sheet_name(wanted: &str, taken: &[&str]) -> String {
    let plain: String = wanted
        .chars()
        .filter(|c| {
            !c.is_control() && !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '：')
        })
        .collect();
    let mut units = 0;
    let short: String = plain
        .trim_matches(['\'', ' '])
        .chars()
        .take_while(|c| {
            units += c.len_utf16();
            units <= 31
        })
        .collect();
    let short = short.trim_matches(['\'', ' ']);
    let clash = taken
        .iter()
        .any(|name| name.to_lowercase() == short.to_lowercase());
    if short.is_empty() || clash || short.eq_ignore_ascii_case("history") {
        "数据".to_owned()
    } else {
        short.to_owned()
    }
}

/// Width of text in half-width characters, the unit of a column's width.
pub(super) fn shown_width(text: &str) -> f64 {
    let units: u32 = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    f64::from(units.min(10_000))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::roster::{Limits, read};

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2027, 3, 18).unwrap()
    }

    fn list() -> (Vec<ExportColumn>, Vec<Vec<ExportCell>>) {
        (
            ["名称", "人数", "日期", "备注"]
                .map(ExportColumn::titled)
                .to_vec(),
            vec![
                vec![
                    "上前村".into(),
                    3252_u32.into(),
                    day().into(),
                    ExportCell::Blank,
                ],
                vec![
                    "=1+1".into(),
                    ExportCell::Number(-3),
                    None::<NaiveDate>.into(),
                    "＠a".into(),
                ],
                vec!["𬭎,\"喆\"".into(), 0_u32.into(), day().into(), "-2".into()],
            ],
        )
    }

    #[test]
    fn csv_is_guarded_against_formulas() {
        let (columns, rows) = list();
        let bytes = export_csv(&columns, &rows).unwrap();
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "\u{FEFF}名称,人数,日期,备注\r\n上前村,3252,2027-03-18,\r\n'=1+1,-3,,'＠a\r\n\"𬭎,\"\"喆\"\"\",0,2027-03-18,'-2\r\n"
        );
    }

    #[test]
    fn xlsx_comes_back_as_it_was_and_holds_no_formula() {
        let (columns, rows) = list();
        let bytes = export_xlsx("名:单/[一]", &columns, &rows, day()).unwrap();
        assert_eq!(
            bytes,
            export_xlsx("名:单/[一]", &columns, &rows, day()).unwrap()
        );
        let book = read(&bytes, &Limits::default()).unwrap();
        let table = &book.tables[0];
        assert_eq!(table.sheet, "名单一");
        let cell = |row: usize, column| table.rows[row].cell(column);
        assert_eq!(cell(1, 2).unwrap().date, Some(day()));
        assert_eq!(cell(1, 1).unwrap().number, Some(3252.0));
        assert_eq!(cell(2, 0).unwrap().text, "=1+1");
        assert!(!cell(2, 0).unwrap().formula);
        assert_eq!(cell(3, 0).unwrap().text, "𬭎,\"喆\"");
        assert!(cell(1, 3).is_none());
    }

    #[test]
    fn any_sheet_name_is_made_to_fit() {
        for (wanted, name) in [
            ("", "数据"),
            ("'***'", "数据"),
            ("History", "数据"),
            ("检查说明", "数据"),
            ("选民登记", "选民登记"),
        ] {
            assert_eq!(sheet_name(wanted, &["检查说明"]), name);
        }
        assert_eq!(sheet_name(&"村".repeat(40), &[]).chars().count(), 31);
    }
}
