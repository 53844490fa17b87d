//! 文本表 — CSV as offices save it: UTF-8 with or without BOM, UTF-16, GB 18030; comma, tab or
//! semicolon, found by looking.
use encoding_rs::{Encoding, GB18030, UTF_8};

use super::read::{Limits, ReadError};
use super::table::{Book, Cell, SheetRow, Table};
use super::wording::is_blank_mark;

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Book, ReadError> {
    let text = decode(bytes)?;
    let rows = rows(&text, limits)?;
    if rows.is_empty() {
        return Err(ReadError::Empty);
    }
    Ok(Book {
        tables: vec![Table {
            sheet: "CSV".to_owned(),
            rows,
            merged: Vec::new(),
        }],
    })
}

fn decode(bytes: &[u8]) -> Result<String, ReadError> {
    let whole = |encoding: &'static Encoding, body: &[u8]| {
        encoding
            .decode_without_bom_handling_and_without_replacement(body)
            .map(std::borrow::Cow::into_owned)
    };
    let text = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => whole(encoding, bytes.get(mark..).unwrap_or_default()),
        None => whole(UTF_8, bytes).or_else(|| whole(GB18030, bytes)),
    }
    .ok_or(ReadError::Encoding)?;
    // A text with NUL is some binary format, or UTF-16 whose mark was lost.
    if text.contains('\0') {
        return Err(ReadError::Encoding);
    }
    Ok(text)
}

fn rows(text: &str, limits: &Limits) -> Result<Vec<SheetRow>, ReadError> {
    // One kind of line end, and always one at the end: then "line after the record" minus the line
    // breaks inside quoted cells is the row number a spreadsheet shows, blank lines counted.
    let mut plain = text.replace("\r\n", "\n").replace('\r', "\n");
    plain.push('\n');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&plain))
        .from_reader(plain.as_bytes());
    let mut rows = Vec::new();
    let mut inner_breaks = 0_u64;
    let mut record = csv::StringRecord::new();
    while reader
        .read_record(&mut record)
        .map_err(|_| ReadError::Corrupt)?
    {
        inner_breaks += record
            .iter()
            .map(|cell| cell.matches('\n').count() as u64)
            .sum::<u64>();
        let row = reader.position().line().saturating_sub(1 + inner_breaks);
        let number = u32::try_from(row.max(1)).unwrap_or(u32::MAX);
        if number > limits.rows {
            return Err(ReadError::TooManyRows { most: limits.rows });
        }
        let mut cells = Vec::new();
        for (column, typed) in (0_u32..).zip(record.iter()) {
            if typed.chars().all(is_blank_mark) {
                continue;
            }
            if column >= limits.columns {
                return Err(ReadError::TooManyColumns {
                    most: limits.columns,
                });
            }
            cells.push((column, Cell::of_text(typed)));
        }
        if !cells.is_empty() {
            rows.push(SheetRow { number, cells });
        }
    }
    Ok(rows)
}

/// The mark that cuts the first lines into most cells.
fn delimiter(text: &str) -> u8 {
    let head: String = text
        .lines()
        .take(30)
        .flat_map(|line| [line, "\n"])
        .collect();
    let cells = |mark: u8| {
        csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(mark)
            .from_reader(head.as_bytes())
            .records()
            .filter_map(Result::ok)
            .map(|record| record.len())
            .sum::<usize>()
    };
    let mut best = (b',', cells(b','));
    for mark in [b'\t', b';'] {
        let count = cells(mark);
        if count > best.1 {
            best = (mark, count);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn texts(book: &Book) -> Vec<(u32, Vec<String>)> {
        book.tables[0]
            .rows
            .iter()
            .map(|row| {
                (
                    row.number,
                    row.cells.iter().map(|(_, c)| c.text.clone()).collect(),
                )
            })
            .collect()
    }

    #[test]
    fn every_encoding_and_delimiter_reads_alike() {
        let lines = "姓名,性别\n𬭎喆,女\n";
        let expected = vec![
            (1, vec!["姓名".to_owned(), "性别".to_owned()]),
            (2, vec!["𬭎喆".to_owned(), "女".to_owned()]),
        ];
        let (gb, _, lost) = GB18030.encode(lines);
        assert!(!lost);
        let mut bom = b"\xEF\xBB\xBF".to_vec();
        bom.extend_from_slice(lines.as_bytes());
        let mut wide = vec![0xFF, 0xFE];
        wide.extend(
            lines
                .replace(',', "\t")
                .encode_utf16()
                .flat_map(u16::to_le_bytes),
        );
        for (what, bytes) in [
            ("UTF-8", lines.as_bytes().to_vec()),
            ("UTF-8 BOM", bom),
            ("GB 18030", gb.into_owned()),
            ("UTF-16 with tabs", wide),
            ("semicolons", lines.replace(',', ";").into_bytes()),
            ("CRLF", lines.replace('\n', "\r\n").into_bytes()),
            ("CR", lines.replace('\n', "\r").into_bytes()),
            ("no last line end", lines.trim_end().as_bytes().to_vec()),
        ] {
            assert_eq!(
                texts(&read(&bytes, &Limits::default()).unwrap()),
                expected,
                "{what}"
            );
        }
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_shows_them() {
        let text = "标题\n\n序号,名\r\n1,\"两\n行\"\n\n2,乙\n";
        let rows = texts(&read(text.as_bytes(), &Limits::default()).unwrap());
        let numbers: Vec<u32> = rows.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, [1, 3, 4, 6]);
    }

    #[test]
    fn bytes_in_no_encoding_are_refused() {
        for bytes in [&b"\xFF\xFF\xFFabc"[..], b"a\0b", b"\x81"] {
            assert_eq!(
                read(bytes, &Limits::default()).unwrap_err(),
                ReadError::Encoding
            );
        }
    }
}
