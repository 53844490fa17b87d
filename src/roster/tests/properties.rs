use proptest::prelude::*;
use rust_xlsxwriter::Workbook;

use super::fixture::{day, file, people, village_options, villages, voter_options, voters};
use crate::roster::{
    Book, Cell, Limits, PersonOptions, SheetRow, Table, import_people, import_villages,
    import_voters, mark, read,
};

/// Whatever was read goes through every importer and back, without a panic.
fn through(book: &Book) {
    let today = day(2026, 11, 23);
    let all = import_villages(book, &village_options());
    let _ = mark(book, &all, today);
    let options = PersonOptions {
        villages: vec!["甲村".into()],
    };
    let all = import_people(book, &options);
    let _ = mark(book, &all, today);
    let all = import_voters(book, &voter_options());
    let _ = mark(book, &all, today);
}

fn cell() -> impl Strategy<Value = Cell> {
    let typed = prop_oneof![
        "\\PC{0,12}",
        "[0-9０-９xX -]{0,22}",
        "[-+=@0-9.,年月日]{0,12}",
        Just("甲村".to_owned()),
        Just("1".to_owned()),
        Just("组长、成员".to_owned()),
    ];
    (typed, proptest::option::of(any::<f64>()), any::<bool>()).prop_map(|(text, number, fault)| {
        Cell {
            text,
            number,
            fault: fault && number.is_none(),
            ..Cell::default()
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..2048)) {
        if let Ok(book) = read(&bytes, &Limits::default()) {
            through(&book);
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[序号村名姓别,;\t\n\"0-9\\PC]{0,300}") {
        if let Ok(book) = read(text.as_bytes(), &Limits::default()) {
            through(&book);
        }
    }

    #[test]
    fn a_damaged_workbook_is_read_or_refused(
        flips in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
    ) {
        let mut bytes = file("villages-shitang.xlsx");
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(book) = read(&bytes, &Limits::default()) {
            through(&book);
        }
    }

    #[test]
    fn any_cells_under_the_right_headings(
        rows in proptest::collection::vec(proptest::collection::vec(cell(), 11), 0..12),
        kind in 0_usize..3,
    ) {
        let heads: [&[&str]; 3] = [
            &["序号", "村名", "类别", "代码", "户数", "人口", "主任", "副主任", "委员", "届满日期", "备注"],
            &["序号", "姓名", "性别", "职务", "换届职务", "工作组", "联系村", "手机"],
            &["序号", "姓名", "性别", "出生日期", "身份证号", "民族", "户籍", "居住", "小组", "户号", "备注"],
        ];
        let head = heads[kind].iter().map(|title| Cell::of_text(*title)).collect();
        let rows = std::iter::once(head).chain(rows);
        let rows = (1_u32..)
            .zip(rows)
            .map(|(number, cells): (u32, Vec<Cell>)| SheetRow { number, cells: (0_u32..).zip(cells).collect() })
            .collect();
        let book = Book { tables: vec![Table { sheet: "表".into(), rows, merged: Vec::new() }] };
        through(&book);
    }
}

/// The workbook damaged inside: each part of the container replaced by a cut or altered one.
#[test]
fn a_workbook_with_a_damaged_part_is_refused_or_read() {
    use std::io::{Cursor, Read, Write};
    let bytes = file("villages-shitang.xlsx");
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let mut body = Vec::new();
        part.read_to_end(&mut body).unwrap();
        parts.push((part.name().unwrap().into_owned(), body));
    }
    let options = zip::write::SimpleFileOptions::default();
    for damaged in 0..parts.len() {
        for way in 0..6 {
            let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
            for (index, (name, body)) in parts.iter().enumerate() {
                let body = if index == damaged {
                    damage(body, way)
                } else {
                    body.clone()
                };
                zip.start_file(name, options).unwrap();
                zip.write_all(&body).unwrap();
            }
            if let Ok(book) = read(&zip.finish().unwrap().into_inner(), &Limits::default()) {
                through(&book);
            }
        }
    }
}

fn damage(body: &[u8], way: usize) -> Vec<u8> {
    let text = String::from_utf8_lossy(body);
    match way {
        0 => Vec::new(),
        1 => body[..body.len() / 2].to_vec(),
        2 => text.replace("=\"", "=\"9999999999").into_bytes(),
        3 => text.replace("</", "<").into_bytes(),
        4 => text.replace('1', "-1").into_bytes(),
        _ => text.replace("r=\"", "r=\"ZZZZZZZZ").into_bytes(),
    }
}

/// Twelve thousand rows with all checks: ten times a large village. Held to 3 s in a release build
/// (architecture 5); a debug build on a busy machine gets five times as long.
#[test]
fn twelve_thousand_rows_take_seconds() {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    for (column, title) in (0_u16..).zip([
        "序号",
        "村民小组",
        "户号",
        "姓名",
        "性别",
        "出生日期",
        "民族",
        "公民身份号码",
        "户籍情况",
        "居住情况",
        "备注",
    ]) {
        page.write_string(0, column, title).unwrap();
    }
    let source = super::fixture::open(&file("voters-shangqian.xlsx"));
    let rows: Vec<_> = source.tables[0]
        .rows
        .iter()
        .skip(2)
        .cycle()
        .take(12_000)
        .collect();
    for (row, from) in (1_u32..).zip(rows) {
        page.write_number(row, 0, row).unwrap();
        for (to, column) in (1_u16..).zip([1, 2, 3, 4, 5, 6, 7, 8, 9, 12]) {
            if let Some(cell) = from.cell(column) {
                page.write_string(row, to, &cell.text).unwrap();
            }
        }
    }
    let bytes = book.save_to_buffer().unwrap();
    let import = voters(&bytes);
    assert_eq!(import.data_rows, 12_000);
    assert!(import.serials_with(crate::roster::Code::IdRepeated).len() > 10_000);
}

#[test]
fn importing_twice_gives_the_same() {
    let roll = file("voters-shangqian.xlsx");
    assert_eq!(voters(&roll), voters(&roll));
    let list = file("villages-shitang.xlsx");
    assert_eq!(villages(&list), villages(&list));
    let staff = file("people-shitang.xlsx");
    assert_eq!(people(&staff, &["甲村"]), people(&staff, &["甲村"]));
}
