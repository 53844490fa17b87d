use std::io::Read;

use super::fixture::{day, file, open, people, sheet, sheet_with, villages, voters};
use crate::roster::{Code, mark};

fn marked<T>(bytes: &[u8], import: &crate::roster::Import<T>) -> Vec<u8> {
    mark(&open(bytes), import, day(2026, 11, 23)).unwrap()
}

/// All XML parts of a workbook, for what must not be in it.
fn parts(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut all = String::new();
    for index in 0..archive.len() {
        archive
            .by_index(index)
            .unwrap()
            .read_to_string(&mut all)
            .unwrap();
    }
    all
}

#[test]
fn the_roll_comes_back_with_reasons_and_without_id_numbers() {
    let bytes = file("voters-shangqian.xlsx");
    let import = voters(&bytes);
    let back = marked(&bytes, &import);
    let book = open(&back);
    let (page, notes) = (&book.tables[0], &book.tables[1]);
    assert_eq!(
        (page.sheet.as_str(), notes.sheet.as_str()),
        ("选民登记", "检查说明")
    );
    let row = |number: u32| page.rows.iter().find(|row| row.number == number).unwrap();
    assert_eq!(row(2).cell(13).unwrap().text, "导入检查结果");
    // Serial 37: the same cells, the ID masked, the reason beside it.
    assert_eq!(row(39).cell(3).unwrap().text, "朱伟民");
    assert_eq!(row(39).cell(7).unwrap().text, "440299************");
    assert_eq!(row(39).cell(5).unwrap().text, "1970年4月22日");
    assert_eq!(row(39).cell(11).unwrap().text, "152****8118");
    assert!(
        row(39)
            .cell(13)
            .unwrap()
            .text
            .starts_with("错误 V201 H39：请对照原件")
    );
    assert_eq!(row(3).cell(5).unwrap().date, Some(day(1990, 3, 21)));
    assert!(row(3).cell(13).is_none());
    let faulty = page
        .rows
        .iter()
        .filter(|row| row.number > 2 && row.cell(13).is_some())
        .count();
    let with_problems: std::collections::BTreeSet<_> =
        import.problems.iter().filter_map(|p| p.row).collect();
    assert_eq!(faulty, with_problems.len());
    assert_eq!(notes.rows.len(), 5 + import.problems.len());
    let xml = parts(&back);
    for number in ["440299197004225100", "15275558118", "440299199003215265"] {
        assert!(!xml.contains(number));
    }
    assert_eq!(back, marked(&bytes, &import));
}

#[test]
fn a_marked_sheet_can_be_imported_again() {
    let bytes = sheet(&[
        &["序号", "村名", "户数", "主任", "委员"],
        &["1", "甲村", "-5", "1", "3"],
        &["2", "", "5", "1", "3"],
    ]);
    let first = villages(&bytes);
    let back = marked(&bytes, &first);
    let second = villages(&back);
    assert_eq!(second.problems, first.problems);
    assert_eq!(second.unknown_columns, []);
    // The column of reasons is written over, not added again.
    let again = open(&marked(&back, &second));
    assert_eq!(again.tables[0].rows[0].cells.len(), 6);
    assert_eq!(
        again.tables[0].rows[2].cell(5).unwrap().text,
        "错误 T110 B3：请填写村（社区）名称：这一行有内容，但名称是空的。"
    );
}

#[test]
fn nothing_typed_becomes_a_formula() {
    let rows: &[&[&str]] = &[
        &["@标题"],
        &["序号", "村名", "主任", "委员", "备注"],
        &["1", "甲村", "1", "3", "+cmd|' /C calc'!A0"],
        &["2", "甲村", "1", "3", "-2+3"],
    ];
    let bytes = sheet_with(rows, &[(0, 0, 0, 4)]);
    let import = villages(&bytes);
    assert_eq!(import.serials_with(Code::VillageRepeated), ["2"]);
    let back = marked(&bytes, &import);
    assert!(!parts(&back).contains("<f>"));
    let book = open(&back);
    assert_eq!(
        book.tables[0].rows[2].cell(4).unwrap().text,
        "+cmd|' /C calc'!A0"
    );
    assert_eq!(book.tables[0].merged.len(), 1);
}

#[test]
fn a_sheet_without_faults_or_headings_comes_back_too() {
    let bytes = file("people-shitang.xlsx");
    let import = people(&bytes, &["上前村"]);
    assert!(import.has_errors());
    let back = open(&marked(&bytes, &import));
    assert_eq!(back.tables[0].rows[1].cell(6).unwrap().text, "13650257551");
    let bytes = sheet(&[&["甲", "乙"], &["1", "2"]]);
    let import = villages(&bytes);
    assert!(mark(&open(&bytes), &import, day(2026, 11, 23)).is_ok());
    let other = open(&file("people-shitang.xlsx"));
    assert!(mark(&other, &import, day(2026, 11, 23)).is_err());
}
