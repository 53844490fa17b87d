//! 读入 — an upload unpacked within limits into sheets of cells, or refused in one sentence.
use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx};

use super::archive::{self, Shape};
use super::delimited;
use super::table::{Area, Book, Cell, SheetRow, Table};
use super::wording::is_blank_mark;

/// What an upload may weigh. All are checked before or while unpacking, never after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the upload.
    pub upload: usize,
    /// Parts in the zip container.
    pub entries: usize,
    /// Bytes after unpacking, all parts together.
    pub unpacked: u64,
    /// Unpacked bytes for one packed byte, once a file unpacks to more than 4 MB.
    pub ratio: u64,
    /// Highest row number that may hold anything.
    pub rows: u32,
    /// Columns that may hold anything.
    pub columns: u32,
    /// Visible sheets.
    pub sheets: usize,
    /// Merged areas of one sheet.
    pub merged: usize,
    /// Bytes of text in one file, each cell counted: one shared string can be used a million times.
    pub text: usize,
}

impl Default for Limits {
    /// Fits a roll of 20,000 voters many times over; a township's sheets are far below.
    fn default() -> Self {
        Self {
            upload: 20 << 20,
            entries: 1_000,
            unpacked: 96 << 20,
            ratio: 150,
            rows: 50_000,
            columns: 200,
            sheets: 30,
            merged: 2_000,
            text: 48 << 20,
        }
    }
}

impl Limits {
    /// Unpacked bytes allowed for an upload of this size.
    pub(super) fn unpacked_for(&self, upload: usize) -> u64 {
        const SMALL: u64 = 4 << 20;
        let by_ratio = u64::try_from(upload)
            .unwrap_or(u64::MAX)
            .saturating_mul(self.ratio);
        by_ratio.max(SMALL).min(self.unpacked)
    }
}

/// 无法读取: why an upload is not a table that can be read. Shown as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Nothing was uploaded.
    #[error("请重新选择文件：上传的文件是空的。")]
    NoBytes,
    /// More bytes than allowed.
    #[error("请拆分后分次上传，或删去图片等无关内容：文件超过 {most_mb} MB。")]
    TooLarge {
        /// Limit in MB.
        most_mb: usize,
    },
    /// A zip bomb, or something weighing like one.
    #[error(
        "请检查文件来源，用表格软件打开后另存为新的 .xlsx 再上传：文件解开后的体积异常大，为安全起见没有打开。"
    )]
    Bomb,
    /// Password-protected.
    #[error("请用表格软件打开，去掉打开密码后另存为 .xlsx 再上传：文件已加密，读不到内容。")]
    Encrypted,
    /// The binary format of Excel 97 and WPS .et.
    #[error("请用表格软件打开，另存为 .xlsx 再上传：这是旧格式（.xls 或 .et）的表格。")]
    OldWorkbook,
    /// Something that is no table.
    #[error("请上传 .xlsx 或 .csv 表格：这个文件是{what}。")]
    NotATable {
        /// What it is, in everyday words.
        what: &'static str,
    },
    /// Damaged.
    #[error(
        "请用表格软件打开检查，能打开的另存为新的 .xlsx 再上传：文件已损坏或不完整，读不出表格。"
    )]
    Corrupt,
    /// A text in an encoding that is not known.
    #[error("请用表格软件打开，另存为 .xlsx 或「CSV UTF-8」再上传：认不出文件的文字编码。")]
    Encoding,
    /// No visible sheet holds anything.
    #[error("请填好后再上传：表格里没有任何内容（隐藏的工作表不读取）。")]
    Empty,
    /// Rows beyond the limit.
    #[error("请拆分成几个文件，或删去远处的零散内容：内容超过第 {most} 行。")]
    TooManyRows {
        /// Limit.
        most: u32,
    },
    /// Columns beyond the limit.
    #[error("请删去右侧多余的列：内容超过 {most} 列。")]
    TooManyColumns {
        /// Limit.
        most: u32,
    },
    /// Sheets beyond the limit.
    #[error("请只保留要导入的工作表：文件里的工作表超过 {most} 个。")]
    TooManySheets {
        /// Limit.
        most: usize,
    },
    /// Merged areas beyond the limit.
    #[error("请取消合并单元格后再上传：一张工作表里的合并单元格超过 {most} 处。")]
    TooManyMerged {
        /// Limit.
        most: usize,
    },
    /// Text beyond the limit.
    #[error("请删去无关内容或拆分后再上传：表格里的文字过多。")]
    TooMuchText,
}

/// Unpacks an upload. The format is told by the bytes, not by the file's name.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Book, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::NoBytes);
    }
    if bytes.len() > limits.upload {
        return Err(ReadError::TooLarge {
            most_mb: limits.upload >> 20,
        });
    }
    match archive::shape(bytes) {
        Shape::Zip => {
            archive::weigh(bytes, limits)?;
            // The library is sound on what we know; a file made to break it must not take the
            // request down with it.
            catch_unwind(AssertUnwindSafe(|| workbook(bytes, limits)))
                .unwrap_or(Err(ReadError::Corrupt))
        }
        Shape::Encrypted => Err(ReadError::Encrypted),
        Shape::OldWorkbook => Err(ReadError::OldWorkbook),
        Shape::OldOther => Err(ReadError::NotATable {
            what: "旧格式的 Office 文件",
        }),
        Shape::Other(what) => Err(ReadError::NotATable { what }),
        Shape::Text => delimited::read(bytes, limits),
    }
}

fn workbook(bytes: &[u8], limits: &Limits) -> Result<Book, ReadError> {
    let mut xlsx = Xlsx::new(Cursor::new(bytes)).map_err(|_| ReadError::Corrupt)?;
    let names: Vec<String> = xlsx
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    if names.len() > limits.sheets {
        return Err(ReadError::TooManySheets {
            most: limits.sheets,
        });
    }
    let mut tables = Vec::new();
    let mut budget = limits.text;
    for name in names {
        let rows = sheet_rows(&mut xlsx, &name, limits, &mut budget)?;
        if rows.is_empty() {
            continue;
        }
        let areas = xlsx
            .merge_cells_by_sheet_name(&name)
            .map_err(|_| ReadError::Corrupt)?;
        if areas.len() > limits.merged {
            return Err(ReadError::TooManyMerged {
                most: limits.merged,
            });
        }
        let merged = areas
            .into_iter()
            .map(|area| Area {
                top: area.start.0.saturating_add(1),
                bottom: area.end.0.saturating_add(1),
                left: area.start.1,
                right: area.end.1,
            })
            .collect();
        tables.push(Table {
            sheet: name,
            rows,
            merged,
        });
    }
    if tables.is_empty() {
        return Err(ReadError::Empty);
    }
    Ok(Book { tables })
}

/// Cells are streamed: a dense grid of a sheet with one cell at XFD1048576 would be the bomb again.
fn sheet_rows(
    xlsx: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    limits: &Limits,
    budget: &mut usize,
) -> Result<Vec<SheetRow>, ReadError> {
    let mut reader = xlsx
        .worksheet_cells_reader(name)
        .map_err(|_| ReadError::Corrupt)?;
    let mut rows: BTreeMap<u32, BTreeMap<u32, Cell>> = BTreeMap::new();
    while let Some(found) = reader
        .next_cell_with_formula_metadata()
        .map_err(|_| ReadError::Corrupt)?
    {
        let Some(cell) = cell(&found.value, found.formula.is_some()) else {
            continue;
        };
        let (row, column) = found.pos;
        if row >= limits.rows {
            return Err(ReadError::TooManyRows { most: limits.rows });
        }
        if column >= limits.columns {
            return Err(ReadError::TooManyColumns {
                most: limits.columns,
            });
        }
        *budget = budget
            .checked_sub(cell.text.len())
            .ok_or(ReadError::TooMuchText)?;
        rows.entry(row + 1).or_default().insert(column, cell);
    }
    Ok(rows
        .into_iter()
        .map(|(number, cells)| SheetRow {
            number,
            cells: cells.into_iter().collect(),
        })
        .collect())
}

/// A cell that holds something; `None` for a blank one.
fn cell(value: &DataRef<'_>, formula: bool) -> Option<Cell> {
    let mut cell = Cell {
        formula,
        ..Cell::default()
    };
    match value {
        DataRef::Empty => {}
        DataRef::String(text) | DataRef::DurationIso(text) => cell.text.clone_from(text),
        DataRef::SharedString(text) => (*text).clone_into(&mut cell.text),
        DataRef::Int(number) => {
            cell.text = number.to_string();
            // Exact below 2^53; a larger integer does not come out of a worksheet.
            #[allow(clippy::cast_precision_loss)]
            {
                cell.number = Some(*number as f64);
            }
        }
        DataRef::Float(number) => {
            cell.text = number_text(*number);
            cell.number = Some(*number);
        }
        DataRef::Bool(yes) => cell.text.push_str(if *yes { "TRUE" } else { "FALSE" }),
        DataRef::DateTime(when) => {
            if let Some(moment) = when.as_datetime().filter(|_| when.is_datetime()) {
                cell.text = moment.date().format("%Y-%m-%d").to_string();
                cell.date = Some(moment.date());
            } else {
                cell.text = number_text(when.as_f64());
                cell.number = Some(when.as_f64());
            }
        }
        DataRef::DateTimeIso(text) => {
            cell.text.clone_from(text);
            cell.date = text.get(..10).and_then(crate::civil::parse);
        }
        DataRef::Error(error) => {
            cell.text = error.to_string();
            cell.fault = true;
        }
    }
    if cell.text.chars().all(is_blank_mark) {
        if !formula {
            return None;
        }
        cell.text.clear();
        // A formula whose result was never stored: the file comes from a program, not a person.
        cell.fault = matches!(value, DataRef::Empty);
        if !cell.fault {
            return None;
        }
    }
    Some(cell)
}

/// `813`, `0.5`; never `813.0`, and no exponent for anything a sheet of ours can hold, so that an ID
/// number kept as a number is still seen to be one and masked.
fn number_text(number: f64) -> String {
    if number.abs() < 1e21 {
        format!("{number}")
    } else {
        format!("{number:e}")
    }
}
