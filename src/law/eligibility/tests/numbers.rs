//! GB 11643-1999: what an examined number says, and what is not said of it.

use super::super::{Ruling, Verdict, check_number};
use super::{day, village};
use crate::identity::examine;

/// Codes and verdicts of everything said about a number as it was typed.
fn said(typed: &str, election: Option<&str>) -> Vec<(&'static str, Verdict)> {
    rulings(typed, election)
        .iter()
        .map(|ruling| (ruling.code.as_str(), ruling.verdict))
        .collect()
}

fn rulings(typed: &str, election: Option<&str>) -> Vec<Ruling> {
    let examination = examine(typed, day("2027-03-01"));
    check_number(village("national-2025"), &examination, election.map(day))
}

/// The sample of the standard, and one mistake at a time.
#[test]
fn each_mistake_is_said_once_and_nothing_beside_it() {
    use Verdict::{Fails, Holds, Look};
    let right = [
        ("V201", Holds),
        ("V206", Holds),
        ("V206", Holds),
        ("V215", Holds),
    ];
    assert_eq!(said("11010519491231002X", None), right);
    // The age only where an election day is given.
    let of_age = said("11010519491231002X", Some("2027-03-18"));
    assert_eq!(of_age[..4], right);
    assert_eq!(of_age[4..], [("V230", Holds)]);
    // Full-width, blanks, a small x: the number is right, the sheet is to be mended.
    for typed in [
        "１１010519491231002X",
        "110105 19491231 002X",
        "11010519491231002x",
    ] {
        let found = said(typed, None);
        assert_eq!(found[..4], right, "{typed}");
        assert_eq!(found[4..], [("V207", Look)], "{typed}");
    }
    // A wrong check digit alone: the birthday is still read and the age looked at.
    let found = said("110105194912310021", Some("2027-03-18"));
    assert_eq!(found.len(), 5);
    assert_eq!(found[0], ("V201", Fails));
    assert_eq!(found[4], ("V230", Holds));
    // 2月30日 is no birthday: said as such, and no age is worked out from it.
    let found = said("110105194902300025", Some("2027-03-18"));
    assert!(found.contains(&("V206", Fails)), "{found:?}");
    assert!(!found.contains(&("V230", Holds)), "{found:?}");
    assert!(
        !rulings("110105194902300025", None)
            .iter()
            .any(|ruling| ruling.message().contains("出生日期 ")),
    );
    // Nothing typed: one sentence, no «对照原件».
    let found = rulings(" ", Some("2027-03-18"));
    assert_eq!(said(" ", Some("2027-03-18")), [("V205", Fails)]);
    assert_eq!(found[0].message(), "请填写公民身份号码。");
}

/// Both sides of the arithmetic, so that a person can work it out again.
#[test]
fn the_check_digit_shows_its_arithmetic() {
    let right = &rulings("11010519491231002X", None)[0];
    assert_eq!(
        right.message(),
        "校验位正确。前 17 位加权和 167，除以 11 余 2，校验位应为 X。〔GB 11643-1999〕"
    );
    let wrong = &rulings("110105194912310021", None)[0];
    assert!(
        wrong.message().contains("校验位应为 X，填的是 1。"),
        "{}",
        wrong.message()
    );
}
