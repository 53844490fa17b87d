//! 高行 — a row taller than a page is cut between lines into several rows.

use super::table::{Lines, SetCell};

/// Cuts every body row higher than `most` points into parts that are not.
pub(super) fn split_tall(rows: &mut Vec<Lines>, cells: &mut Vec<SetCell>, head: usize, most: f64) {
    let mut row = head;
    while row < rows.len() {
        let tallest = cells
            .iter()
            .filter(|cell| cell.row == row && cell.rows == 1)
            .map(SetCell::height)
            .fold(0.0, f64::max);
        if tallest > most {
            split(rows, cells, row, most);
        }
        row += 1;
    }
}

/// Leaves in the row what fits and moves the rest to a new row below it.
fn split(rows: &mut Vec<Lines>, cells: &mut Vec<SetCell>, row: usize, most: f64) {
    let Some(lines) = rows.get(row).copied() else {
        return;
    };
    rows.insert(row + 1, lines);
    let mut rest = Vec::new();
    for cell in cells.iter_mut() {
        if cell.row > row {
            cell.row += 1;
        } else if cell.row + cell.rows > row + 1 || cell.row < row && cell.row + cell.rows > row {
            // A cell that spans this row spans the new one too.
            cell.rows += 1;
        } else if cell.row == row {
            let fitting = fitting_lines(cell, most);
            let mut below = cell.clone();
            below.row = row + 1;
            below.spans = cell.spans.split_off(fitting.min(cell.spans.len()));
            rest.push(below);
        }
    }
    cells.append(&mut rest);
}

/// Lines of a cell that stand in this height; at least one, so that cutting ends.
fn fitting_lines(cell: &SetCell, most: f64) -> usize {
    let mut fitting = cell.spans.len().max(1);
    let beside = cell.height() - cell.leading() * count(cell.spans.len());
    while fitting > 1 && beside + cell.leading() * count(fitting) > most {
        fitting -= 1;
    }
    fitting
}

#[allow(clippy::cast_precision_loss)]
fn count(lines: usize) -> f64 {
    lines as f64
}
