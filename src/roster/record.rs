//! 行 — walking the data rows of a sheet: which rows count, and single cells read into values, each
//! fault noted with its place.
use std::collections::HashMap;

use chrono::NaiveDate;
use unicode_normalization::UnicodeNormalization;

use super::columns::{self, Columns, Field, Shows};
use super::problem::{Code, Import, Placed, Preview, Problem, Total, column_place};
use super::table::{Book, Cell, SheetRow, Table};
use super::wording::{clean, fold, hide_numbers, mask_identity, mask_phone, quote};

/// Longest text of a cell that is kept, in characters. A name field must hold at least 50.
const TEXT_MOST: usize = 200;
/// Rows of the preview.
const PREVIEW_ROWS: usize = 10;
/// Above any number a village can have.
const COUNT_MOST: f64 = 10_000_000.0;

/// A sheet being read: its rows in order and the problems found so far.
pub(super) struct Reading<'a, F> {
    book: &'a Book,
    index: usize,
    table: &'a Table,
    pub(super) columns: Columns<F>,
    pub(super) problems: Vec<Problem>,
}

/// A data row being read.
pub(super) struct Record<'a, F> {
    row: &'a SheetRow,
    columns: &'a Columns<F>,
    pub(super) serial: Option<String>,
}

impl<'a, F: Field> Reading<'a, F> {
    /// Finds sheet and headings. `Err` carries the finished import where nothing can be read.
    pub(super) fn open<T>(book: &'a Book) -> Result<Self, Box<Import<T>>> {
        let Some((index, table, columns)) = columns::find::<F>(book)
            .and_then(|(index, columns)| Some((index, book.tables.get(index)?, columns)))
        else {
            return Err(Box::new(headless::<F, T>(book)));
        };
        let problems = columns::heading_problems(&columns);
        Ok(Self {
            book,
            index,
            table,
            columns,
            problems,
        })
    }

    /// The rows that hold data: below the headings, without blank rows, remarks, sums and headings
    /// printed again on the next page.
    pub(super) fn rows(&self) -> Vec<&'a SheetRow> {
        self.table
            .rows
            .iter()
            .filter(|row| row.number > self.columns.header_row)
            .filter(|row| self.is_data(row))
            .collect()
    }

    fn is_data(&self, row: &SheetRow) -> bool {
        let known: Vec<(F, &Cell)> = self
            .columns
            .known
            .iter()
            .filter_map(|(field, column)| Some((*field, row.cell(column.index)?)))
            .collect();
        let name = known.iter().find(|(field, _)| *field == F::NAME);
        // Only a number in 序号 (pre-filled), or only a remark in some column: no row.
        if name.is_none() && known.len() <= 1 {
            return false;
        }
        let first = row
            .cells
            .first()
            .map(|(_, cell)| fold(&cell.text))
            .unwrap_or_default();
        let name_text = name.map(|(_, cell)| fold(&cell.text)).unwrap_or_default();
        let is_sum = |text: &str| matches!(text, "合计" | "总计" | "小计" | "共计" | "总数");
        if is_sum(&first) || is_sum(&name_text) {
            return false;
        }
        let remark = [
            "说明",
            "注:",
            "备注:",
            "填表",
            "填报",
            "制表",
            "审核",
            "联系人",
        ];
        if row.cells.len() <= 2 && remark.iter().any(|word| first.starts_with(word)) {
            return false;
        }
        let repeats_heading = |field: F| {
            let typed = known
                .iter()
                .find(|(f, _)| *f == field)
                .map(|(_, c)| fold(&c.text));
            let heading = self.columns.of(field).map(|c| fold(&c.heading));
            typed.is_some() && typed == heading
        };
        !(repeats_heading(F::NAME)
            && known.len() > 1
            && known
                .iter()
                .filter(|(field, _)| *field != F::NAME)
                .any(|(field, _)| repeats_heading(*field)))
    }

    pub(super) fn record<'r>(&'r self, row: &'r SheetRow) -> Record<'r, F> {
        let serial = self
            .columns
            .of(F::SERIAL)
            .and_then(|column| row.cell(column.index))
            .map(|cell| clean(&cell.text))
            .map(|text| hide_numbers(&text).unwrap_or(text))
            .map(|text| text.chars().take(20).collect::<String>())
            .filter(|text| !text.is_empty());
        Record {
            row,
            columns: &self.columns,
            serial,
        }
    }

    /// Checks that belong to no kind of sheet, then the result.
    pub(super) fn finish<T>(
        mut self,
        rows: Vec<Placed<T>>,
        row_problems: Vec<Problem>,
        totals: Vec<Total>,
    ) -> Import<T> {
        let data = self.rows();
        if data.is_empty() {
            self.problems.push(Problem::of_sheet(
                Code::NoRows,
                format!(
                    "请填好后再导入：工作表「{}」第 {} 行表头以下没有数据。",
                    self.table.sheet, self.columns.header_row
                ),
            ));
        }
        self.other_sheets();
        self.merged(&data);
        self.formulas(&data);
        let mut found = row_problems;
        found.extend(self.faults(&data));
        found.extend(self.repeated_serials(&data));
        found.sort_by_key(|problem| problem.row);
        self.problems.extend(found);
        let preview = self.preview(&data);
        let mut known: Vec<_> = self.columns.known.iter().map(|(_, c)| c.clone()).collect();
        known.sort_by_key(|column| column.index);
        Import {
            sheet: self.table.sheet.clone(),
            table: self.index,
            header_row: Some(self.columns.header_row),
            columns: known,
            unknown_columns: self.columns.unknown,
            rows,
            data_rows: data.len(),
            problems: self.problems,
            totals,
            preview,
            private: F::PRIVATE,
        }
    }

    fn other_sheets(&mut self) {
        let others: Vec<String> = self
            .book
            .tables
            .iter()
            .enumerate()
            .filter(|(index, table)| *index != self.index && !columns::is_ours(table))
            .map(|(_, table)| quote(&table.sheet))
            .collect();
        if !others.is_empty() {
            self.problems.push(Problem::of_sheet(
                Code::OtherSheets,
                format!(
                    "如另有内容请分开导入：只读取了工作表「{}」，没有读取{}。",
                    self.table.sheet,
                    others.join("")
                ),
            ));
        }
    }

    /// A merged area in the data hides values of all rows but its first, so the sheet as a whole
    /// waits until it is unmerged.
    fn merged(&mut self, data: &[&SheetRow]) {
        for area in &self.table.merged {
            let touches = data
                .iter()
                .any(|row| (area.top..=area.bottom).contains(&row.number));
            let column = self
                .columns
                .known
                .iter()
                .map(|(_, column)| column)
                .find(|column| (area.left..=area.right).contains(&column.index));
            if let (true, Some(column)) = (touches, column) {
                let mut problem = Problem::of_sheet(
                    Code::MergedCells,
                    format!(
                        "请取消合并，每行各填各的：{} 是合并单元格，只有第一格有内容，其余各行无法确定。",
                        area.name()
                    ),
                );
                problem.cell = Some(area.name());
                problem.column = Some(column.heading.clone());
                self.problems.push(problem);
            }
        }
    }

    fn formulas(&mut self, data: &[&SheetRow]) {
        for (_, column) in &self.columns.known {
            let cells: Vec<u32> = data
                .iter()
                .filter(|row| row.cell(column.index).is_some_and(|cell| cell.formula))
                .map(|row| row.number)
                .collect();
            if let Some(first) = cells.first() {
                let mut problem = Problem::of_sheet(
                    Code::Formula,
                    format!(
                        "请核对数值是否最新：{} 有 {} 格是公式（从第 {first} 行起），按保存时显示的结果读取。",
                        column_place(column.index, &column.heading),
                        cells.len()
                    ),
                );
                problem.column = Some(column.heading.clone());
                self.problems.push(problem);
            }
        }
    }

    fn faults(&self, data: &[&SheetRow]) -> Vec<Problem> {
        let mut found = Vec::new();
        for row in data {
            let record = self.record(row);
            for (field, column) in &self.columns.known {
                let fault = row.cell(column.index).is_some_and(|cell| cell.fault);
                if fault {
                    found.push(record.problem(
                        Code::CellFault,
                        *field,
                        "请改成实际的内容：这一格是出错值，或者公式没有算出结果。",
                    ));
                }
            }
        }
        found
    }

    fn repeated_serials(&self, data: &[&SheetRow]) -> Vec<Problem> {
        let mut first: HashMap<String, u32> = HashMap::new();
        let mut found = Vec::new();
        for row in data {
            let record = self.record(row);
            let Some(serial) = record.serial.clone() else {
                continue;
            };
            match first.get(&serial) {
                Some(earlier) => found.push(record.problem(
                    Code::SerialRepeated,
                    F::SERIAL,
                    format!("请核对是否重复填写：序号 {serial} 在第 {earlier} 行已经用过。"),
                )),
                None => {
                    first.insert(serial, row.number);
                }
            }
        }
        found
    }

    fn preview(&self, data: &[&SheetRow]) -> Preview {
        let mut columns: Vec<_> = self.columns.known.iter().map(|(_, c)| c).collect();
        columns.sort_by_key(|column| column.index);
        let shown = |row: &SheetRow| {
            columns
                .iter()
                .map(|column| {
                    let text = row
                        .cell(column.index)
                        .map(|cell| clean(&cell.text))
                        .unwrap_or_default();
                    match column.shows {
                        Shows::Identity => mask_identity(&text),
                        Shows::Phone => mask_phone(&text),
                        Shows::Plain if F::PRIVATE => hide_numbers(&text).unwrap_or(text),
                        Shows::Plain => text,
                    }
                })
                .collect()
        };
        Preview {
            headings: columns.iter().map(|c| c.heading.clone()).collect(),
            rows: data
                .iter()
                .take(PREVIEW_ROWS)
                .map(|row| shown(row))
                .collect(),
            numbers: data
                .iter()
                .take(PREVIEW_ROWS)
                .map(|row| row.number)
                .collect(),
        }
    }
}

fn headless<F: Field, T>(book: &Book) -> Import<T> {
    let wanted: Vec<&str> = F::COLUMNS
        .iter()
        .filter(|column| column.need == columns::Need::Required)
        .map(|column| column.title)
        .collect();
    Import {
        sheet: book
            .tables
            .first()
            .map(|table| table.sheet.clone())
            .unwrap_or_default(),
        table: 0,
        header_row: None,
        columns: Vec::new(),
        unknown_columns: Vec::new(),
        rows: Vec::new(),
        data_rows: 0,
        problems: vec![Problem::of_sheet(
            Code::HeaderMissing,
            format!(
                "请检查是否选错文件，或下载模板填写：前 30 行里没有找到表头（至少要有「{}」列）。",
                wanted.join("」「")
            ),
        )],
        totals: Vec::new(),
        preview: Preview::default(),
        private: F::PRIVATE,
    }
}

impl<F: Field> Record<'_, F> {
    pub(super) fn number(&self) -> u32 {
        self.row.number
    }

    pub(super) fn cell(&self, field: F) -> Option<&Cell> {
        self.row.cell(self.columns.of(field)?.index)
    }

    /// Whether the sheet has this column at all.
    pub(super) fn has_column(&self, field: F) -> bool {
        self.columns.of(field).is_some()
    }

    pub(super) fn problem(&self, code: Code, field: F, message: impl Into<String>) -> Problem {
        let problem = match self.columns.of(field) {
            Some(column) => Problem::of_cell(
                code,
                self.row.number,
                column.index,
                &column.heading,
                message,
            ),
            None => Problem {
                row: Some(self.row.number),
                ..Problem::of_sheet(code, message)
            },
        };
        Problem {
            serial: self.serial.clone(),
            ..problem
        }
    }

    pub(super) fn place<T>(&self, value: T) -> Placed<T> {
        Placed {
            row: self.row.number,
            serial: self.serial.clone(),
            value,
        }
    }

    /// Cleaned text; `None` when blank, too long (noted) or an error value (noted elsewhere).
    pub(super) fn text(&self, field: F, problems: &mut Vec<Problem>) -> Option<String> {
        let cell = self.cell(field).filter(|cell| !cell.fault)?;
        let text = clean(&cell.text);
        if text.is_empty() {
            return None;
        }
        if text.chars().count() > TEXT_MOST {
            problems.push(self.problem(
                Code::TextTooLong,
                field,
                format!("请缩短：这一格超过 {TEXT_MOST} 个字。"),
            ));
            return None;
        }
        Some(text)
    }

    /// 序号 as a number, where it is one.
    pub(super) fn ordinal(&self) -> Option<u32> {
        self.serial
            .as_deref()
            .and_then(|serial| serial.parse().ok())
    }

    /// A count: whole, not negative. `813`, `８１３`, `1,203`, `813户`.
    pub(super) fn count(&self, field: F, problems: &mut Vec<Problem>) -> Option<u32> {
        let cell = self.cell(field).filter(|cell| !cell.fault)?;
        let typed = quote(&cell.text);
        let number = match cell.number {
            Some(number) => Some(number),
            None if cell.date.is_some() => None,
            None => plain_number(&cell.text),
        };
        let refusal = match number {
            None => Some((Code::NotANumber, format!("请填数字：{typed}不是数字。"))),
            Some(n) if !n.is_finite() => {
                Some((Code::NotANumber, format!("请填数字：{typed}不是数字。")))
            }
            Some(n) if n < 0.0 => Some((
                Code::NegativeNumber,
                format!("请改为 0 或正数：{typed}是负数。"),
            )),
            Some(n) if n.fract() != 0.0 => {
                Some((Code::Fraction, format!("请填整数：{typed}带小数。")))
            }
            Some(n) if n > COUNT_MOST => {
                Some((Code::NumberTooLarge, format!("请核对：{typed}过大。")))
            }
            Some(_) => None,
        };
        if let Some((code, message)) = refusal {
            problems.push(self.problem(code, field, message));
            return None;
        }
        // Whole, not negative and below COUNT_MOST by the checks above.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        number.map(|n| n as u32)
    }

    /// A day, exact or refused with its cell under this code.
    pub(super) fn date(
        &self,
        field: F,
        code: Code,
        problems: &mut Vec<Problem>,
    ) -> Option<NaiveDate> {
        let cell = self.cell(field).filter(|cell| !cell.fault)?;
        if let Some(date) = cell.date.or_else(|| crate::civil::parse(&cell.text)) {
            return Some(date);
        }
        let reason = match cell.number {
            Some(_) => "是数字而不是日期（请把单元格格式改为日期）",
            None => "不是一个确定而且存在的日子",
        };
        problems.push(self.problem(
            code,
            field,
            format!(
                "请写明年、月、日，如 2027-03-31：{}{reason}。",
                quote(&cell.text)
            ),
        ));
        None
    }
}

fn plain_number(text: &str) -> Option<f64> {
    let folded: String = text
        .nfkc()
        .filter(|c| !super::wording::is_blank_mark(*c) && *c != ',')
        .collect();
    let bare = folded.trim_end_matches(['户', '人', '个', '名', '组', '席']);
    let shape = bare
        .strip_prefix(['-', '−', '+'])
        .unwrap_or(bare)
        .chars()
        .all(|c| c.is_ascii_digit() || c == '.');
    if !shape {
        return None;
    }
    bare.replace('−', "-").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_numbers() {
        for (typed, expected) in [
            ("813", Some(813.0)),
            ("８１３", Some(813.0)),
            ("1,203", Some(1203.0)),
            ("813 户", Some(813.0)),
            ("-3", Some(-3.0)),
            ("1.5", Some(1.5)),
            ("约800", None),
            ("1e5", None),
            ("NaN", None),
            ("inf", None),
            ("", None),
            ("三", None),
        ] {
            assert_eq!(plain_number(typed), expected, "{typed}");
        }
    }
}
