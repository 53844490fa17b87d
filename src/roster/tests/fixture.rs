//! The workbooks of 石塘镇 and small sheets made for a case.
use chrono::NaiveDate;
use rust_xlsxwriter::{Formula, Workbook};

use crate::roster::{
    Book, Import, Limits, PersonOptions, PersonRow, VillageOptions, VillageRow, VoterOptions,
    VoterRow, VoterRules, import_people, import_villages, import_voters, read,
};

pub(super) fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

/// A workbook of `tests/data`; a missing file fails the test.
pub(super) fn file(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

pub(super) fn open(bytes: &[u8]) -> Book {
    read(bytes, &Limits::default()).unwrap()
}

pub(super) fn village_options() -> VillageOptions {
    VillageOptions {
        village_seats: (3, 7),
        village_seats_source: "村民委员会组织法第八条".into(),
        community_seats: (5, 9),
        community_seats_source: "城市居民委员会组织法第八条".into(),
    }
}

pub(super) fn voter_options() -> VoterOptions {
    VoterOptions {
        election_day: day(2027, 3, 18),
        today: day(2026, 11, 23),
        rules: VoterRules {
            voting_age: 18,
            voting_age_source: "村民委员会组织法第十六条第一款".into(),
            one_place_source: "村民委员会组织法第十六条第三款".into(),
            elsewhere_source: "村民委员会组织法第十六条第二款第三项".into(),
        },
    }
}

pub(super) fn villages(bytes: &[u8]) -> Import<VillageRow> {
    import_villages(&open(bytes), &village_options())
}

pub(super) fn voters(bytes: &[u8]) -> Import<VoterRow> {
    import_voters(&open(bytes), &voter_options())
}

pub(super) fn people(bytes: &[u8], villages: &[&str]) -> Import<PersonRow> {
    let villages = villages.iter().map(|name| (*name).to_owned()).collect();
    import_people(&open(bytes), &PersonOptions { villages })
}

/// A worksheet of text cells; a cell that starts with `=` is written as a formula with the result 7,
/// `#` and digits as a number.
pub(super) fn sheet(rows: &[&[&str]]) -> Vec<u8> {
    sheet_with(rows, &[])
}

/// The same with merged areas `(top, left, bottom, right)` from 0.
pub(super) fn sheet_with(rows: &[&[&str]], merged: &[(u32, u16, u32, u16)]) -> Vec<u8> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    let format = rust_xlsxwriter::Format::new();
    for (top, left, bottom, right) in merged {
        page.merge_range(*top, *left, *bottom, *right, "", &format)
            .unwrap();
    }
    for (row, cells) in (0_u32..).zip(rows) {
        for (column, text) in (0_u16..).zip(*cells) {
            if text.is_empty() {
                continue;
            }
            if text.starts_with('=') {
                page.write_formula(row, column, Formula::new(*text).set_result("7"))
                    .unwrap();
            } else if let Some(number) = text.strip_prefix('#') {
                page.write_number(row, column, number.parse::<f64>().unwrap())
                    .unwrap();
            } else {
                page.write_string(row, column, *text).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

/// `(code, cell)` of every problem, in order.
pub(super) fn found<T>(import: &Import<T>) -> Vec<(&'static str, String)> {
    import
        .problems
        .iter()
        .map(|p| (p.code.as_str(), p.cell.clone().unwrap_or_default()))
        .collect()
}

/// Everything of an import that can be seen or printed.
pub(super) fn shown<T: std::fmt::Debug>(import: &Import<T>) -> String {
    let messages: Vec<String> = import.problems.iter().map(ToString::to_string).collect();
    format!("{import:?} {messages:?}")
}
