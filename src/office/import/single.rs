//! 单行 — a form checked with the rules of the imported sheet: its fields become one row of a table,
//! so that what a clerk types and what a workbook says are judged alike.

use crate::{
    office::refusal::Problems,
    roster::{Book, Cell, Import, Severity, SheetRow, Table},
};

/// Reads typed cells `(title of the column, text)` as one row. Errors become problems of the
/// fields that `fields` (title → name on the page) gives; warnings are handed back.
pub fn read<T>(
    cells: &[(&str, String)],
    fields: &[(&str, &str)],
    import: impl FnOnce(&Book) -> Import<T>,
    problems: &mut Problems,
) -> (Option<T>, Vec<String>) {
    let row = |number, of: &dyn Fn(&(&str, String)) -> String| SheetRow {
        number,
        cells: (0_u32..)
            .zip(cells)
            .map(|(index, cell)| (index, of(cell)))
            .filter(|(_, text)| !text.trim().is_empty())
            .map(|(index, text)| (index, Cell::of_text(text)))
            .collect(),
    };
    let book = Book {
        tables: vec![Table {
            sheet: "表单".to_owned(),
            rows: vec![
                row(1, &|(title, _)| (*title).to_owned()),
                row(2, &|(_, text)| text.clone()),
            ],
            merged: Vec::new(),
        }],
    };
    let found = import(&book);
    let mut warnings = Vec::new();
    // Problems without a row speak of sheets, not of this one.
    for problem in found.problems.into_iter().filter(|p| p.row.is_some()) {
        let field = problem
            .column
            .as_deref()
            .and_then(|column| fields.iter().find(|(title, _)| *title == column))
            .map(|(_, field)| *field);
        match (problem.severity, field) {
            (Severity::Warning, _) => warnings.push(problem.message),
            // Said already, in the words of the form.
            (Severity::Error, Some(field)) if !problems.of(field).is_empty() => {}
            (Severity::Error, Some(field)) => problems.add(field, problem.message),
            (Severity::Error, None) => problems.general.push(problem.message),
        }
    }
    (
        found.rows.into_iter().next().map(|placed| placed.value),
        warnings,
    )
}
