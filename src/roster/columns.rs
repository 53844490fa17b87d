//! 列 — the header row found wherever it is, and its columns recognised by name.
use serde::Serialize;

use super::problem::{Code, Problem, column_place};
use super::table::{Area, Book, Table, cell_name};
use super::wording::{clean, fold, hide_numbers, quote};

/// Whether a sheet can be read without the column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// 必需
    Required,
    /// 可无
    Optional,
}

/// How a column is shown in previews and in the sheet given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Shows {
    /// As typed.
    Plain,
    /// 公民身份号码: first 6 and last 4.
    Identity,
    /// 电话: first 3 and last 4 in the preview.
    Phone,
}

/// 列名: one column of a kind of sheet, with the names offices give it.
#[derive(Debug, Clone, Copy)]
pub struct Column<F: 'static> {
    /// What it is to the program.
    pub field: F,
    /// The name in our own templates.
    pub title: &'static str,
    /// Other names, as people write them; compared after folding (NFKC, no blanks).
    pub synonyms: &'static [&'static str],
    /// Whether it must be there.
    pub need: Need,
    /// How it is shown.
    pub shows: Shows,
}

/// The columns of one kind of sheet.
pub trait Field: Copy + Eq + std::fmt::Debug + 'static {
    /// All columns, in the order of the template.
    const COLUMNS: &'static [Column<Self>];
    /// The column whose cell makes a row a row.
    const NAME: Self;
    /// 序号.
    const SERIAL: Self;
    /// Whether sheets of this kind hold villagers' personal numbers.
    const PRIVATE: bool;
}

/// 已认出的列.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KnownColumn {
    /// Column from 0.
    pub index: u32,
    /// Heading as typed.
    pub heading: String,
    /// Name in our own template.
    pub title: &'static str,
    /// How it is shown.
    pub shows: Shows,
}

/// 不读取的列: dropped, and said so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnknownColumn {
    /// Cell of the heading.
    pub cell: String,
    /// Heading as typed.
    pub heading: String,
}

/// Where the columns of a sheet are.
#[derive(Debug, Clone)]
pub(super) struct Columns<F> {
    /// Lowest row of the headings, from 1.
    pub(super) header_row: u32,
    pub(super) known: Vec<(F, KnownColumn)>,
    pub(super) unknown: Vec<UnknownColumn>,
    pub(super) problems: Vec<Problem>,
}

impl<F: Field> Columns<F> {
    pub(super) fn of(&self, field: F) -> Option<&KnownColumn> {
        self.known
            .iter()
            .find(|(known, _)| *known == field)
            .map(|(_, column)| column)
    }
}

/// Rows in which headings are looked for.
const HEADER_WITHIN: usize = 30;

/// The sheet that looks most like the one wanted, and its columns; `None` where no sheet has a row
/// with at least two known headings.
pub(super) fn find<F: Field>(book: &Book) -> Option<(usize, Columns<F>)> {
    let mut best: Option<(usize, Columns<F>)> = None;
    for (index, table) in book.tables.iter().enumerate() {
        if !is_ours(table)
            && let Some(columns) = find_in(table)
            && best
                .as_ref()
                .is_none_or(|(_, b)| worth(&columns) > worth(b))
        {
            best = Some((index, columns));
        }
    }
    best
}

/// The sheets of notes in our own templates and marked workbooks hold no data.
pub(super) fn is_ours(table: &Table) -> bool {
    [super::mark::NOTES_SHEET, super::template::GUIDE_SHEET].contains(&table.sheet.as_str())
}

/// Required columns count more than optional ones.
fn worth<F: Field>(columns: &Columns<F>) -> usize {
    columns
        .known
        .iter()
        .map(|(field, _)| {
            let required = F::COLUMNS
                .iter()
                .any(|c| c.field == *field && c.need == Need::Required);
            if required { 20 } else { 1 }
        })
        .sum()
}

fn find_in<F: Field>(table: &Table) -> Option<Columns<F>> {
    let mut best: Option<Columns<F>> = None;
    for at in 0..table.rows.len().min(HEADER_WITHIN) {
        let Some(row) = table.rows.get(at).filter(|row| row.cells.len() >= 2) else {
            continue;
        };
        let columns = name_columns(table, row.number);
        if columns.known.len() >= 2
            && best
                .as_ref()
                .is_none_or(|b| columns.known.len() > b.known.len())
        {
            best = Some(columns);
        }
    }
    best
}

/// Reads headings whose upper row is `top`. Where a heading is merged downwards the headings take
/// two or three rows (「职数」 over 「主任」「副主任」「委员」), and each column's heading is the
/// words above it, joined.
fn name_columns<F: Field>(table: &Table, top: u32) -> Columns<F> {
    let bottom = table
        .merged
        .iter()
        .filter(|area| area.top == top && area.bottom <= top + 2)
        .map(|area| area.bottom)
        .max()
        .unwrap_or(top);
    let rows: Vec<_> = table
        .rows
        .iter()
        .filter(|row| (top..=bottom).contains(&row.number))
        .collect();
    let last = rows
        .iter()
        .filter_map(|row| row.cells.last())
        .map(|(column, _)| *column)
        .max()
        .unwrap_or(0);
    let mut columns = Columns {
        header_row: bottom,
        known: Vec::new(),
        unknown: Vec::new(),
        problems: Vec::new(),
    };
    for column in 0..=last {
        let mut words: Vec<String> = Vec::new();
        for row in &rows {
            let from = spread(&table.merged, row.number, column);
            if let Some(word) = row.cell(from).map(|cell| clean(&cell.text))
                && !words.contains(&word)
            {
                words.push(word);
            }
        }
        if words.is_empty() {
            continue;
        }
        // A heading is shown in messages; data without headings may stand in its place.
        let heading = words.join(" ");
        let heading = hide_numbers(&heading).unwrap_or(heading);
        let cell = cell_name(top, column);
        match recognise::<F>(&words) {
            Some(spec) => add_known(&mut columns, spec, column, heading, top),
            None if heading == super::mark::REASON_HEADING => {}
            None => columns.unknown.push(UnknownColumn { cell, heading }),
        }
    }
    columns
}

/// In a heading merged sideways the words stand in its leftmost cell.
fn spread(merged: &[Area], row: u32, column: u32) -> u32 {
    merged
        .iter()
        .find(|area| area.holds(row, column) && area.top == row)
        .map_or(column, |area| area.left)
}

fn add_known<F: Field>(
    columns: &mut Columns<F>,
    spec: &Column<F>,
    index: u32,
    heading: String,
    row: u32,
) {
    if let Some(first) = columns.of(spec.field) {
        let message = format!(
            "请只保留一列：{} 与 {} 都是「{}」，不知以哪一列为准。",
            column_place(first.index, &first.heading),
            column_place(index, &heading),
            spec.title
        );
        let mut problem = Problem::of_sheet(Code::ColumnRepeated, message);
        problem.cell = Some(cell_name(row, index));
        problem.column = Some(heading);
        columns.problems.push(problem);
        return;
    }
    columns.known.push((
        spec.field,
        KnownColumn {
            index,
            heading,
            title: spec.title,
            shows: spec.shows,
        },
    ));
}

fn recognise<F: Field>(words: &[String]) -> Option<&'static Column<F>> {
    let whole = fold(&words.concat());
    let lowest = fold(words.last()?);
    let bare = |text: &str| bare(text);
    [whole.clone(), bare(&whole), lowest.clone(), bare(&lowest)]
        .iter()
        .filter(|text| !text.is_empty())
        .find_map(|text| {
            F::COLUMNS.iter().find(|column| {
                fold(column.title) == *text || column.synonyms.iter().any(|s| fold(s) == *text)
            })
        })
}

/// A heading without its remarks: `总户数(户)*` → `总户数`.
fn bare(text: &str) -> String {
    let mut depth = 0_u32;
    text.chars()
        .filter(|c| match c {
            '(' | '[' | '【' | '〔' => {
                depth += 1;
                false
            }
            ')' | ']' | '】' | '〕' => {
                depth = depth.saturating_sub(1);
                false
            }
            '*' | ':' | '。' | '、' => false,
            _ => depth == 0,
        })
        .collect()
}

/// The problems of the headings as a whole: missing, repeated, unread columns.
pub(super) fn heading_problems<F: Field>(columns: &Columns<F>) -> Vec<Problem> {
    let mut problems = columns.problems.clone();
    for column in F::COLUMNS {
        if column.need == Need::Required && columns.of(column.field).is_none() {
            let others: Vec<&str> = column.synonyms.iter().take(3).copied().collect();
            let also = if others.is_empty() {
                String::new()
            } else {
                format!("（也可写作{}）", others.join("、"))
            };
            problems.push(Problem::of_sheet(
                Code::ColumnMissing,
                format!(
                    "请补上「{}」列{also}：第 {} 行的表头里没有找到。",
                    column.title, columns.header_row
                ),
            ));
        }
    }
    for unknown in &columns.unknown {
        let mut problem = Problem::of_sheet(
            Code::ColumnUnknown,
            format!(
                "如需导入请改用模板里的列名：{}列不在读取范围内，内容没有读取，也不会保存。",
                quote(&unknown.heading)
            ),
        );
        problem.cell = Some(unknown.cell.clone());
        problem.column = Some(unknown.heading.clone());
        problems.push(problem);
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_of_a_heading_are_set_aside() {
        for (typed, expected) in [
            ("总户数（户）", "总户数"),
            ("*姓名：", "姓名"),
            ("手机【必填】", "手机"),
            ("序号", "序号"),
        ] {
            assert_eq!(bare(&fold(typed)), expected);
        }
    }
}
