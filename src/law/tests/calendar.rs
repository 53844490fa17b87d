//! The holiday table.

use super::super::{Calendar, DayKind};
use super::{day, library};

#[test]
fn festivals_are_on_their_days() {
    let library = library();
    let calendar = library.calendar();
    let cases = [
        ("2026-02-17", Some(DayKind::Festival), "春节"),
        ("2026-02-28", Some(DayKind::Workday), "春节"),
        ("2026-10-10", Some(DayKind::Workday), "国庆节"),
        // 除夕 to 初三
        ("2027-02-05", Some(DayKind::Festival), "春节"),
        ("2027-02-08", Some(DayKind::Festival), "春节"),
        ("2027-02-09", Some(DayKind::Customary), "春节"),
        ("2027-02-13", None, ""),
        ("2028-01-25", Some(DayKind::Festival), "春节"),
        ("2028-10-02", Some(DayKind::Festival), "国庆节"),
        ("2027-03-18", None, ""),
        // Not in the table: reckoned. 2029 begins on 02-13 by the moon; 2033 has 中秋 on 09-08.
        ("2029-02-12", Some(DayKind::Customary), "春节"),
        ("2029-02-13", Some(DayKind::Customary), "春节"),
        ("2029-02-16", None, ""),
        ("2033-09-08", Some(DayKind::Customary), "中秋节"),
        ("2030-04-05", Some(DayKind::Customary), "清明节"),
        ("2030-10-03", Some(DayKind::Customary), "国庆节"),
        ("2030-11-11", None, ""),
    ];
    for (text, kind, name) in cases {
        let note = calendar.note(day(text));
        assert_eq!(note.map(|note| note.kind.clone()), kind, "{text}");
        assert_eq!(note.map_or("", |note| note.name.as_str()), name, "{text}");
    }
    assert!(calendar.covers(2026) && calendar.covers(2028) && !calendar.covers(2029));
}

#[test]
fn every_mistake_of_a_table_is_named() {
    let text = "[[festivals]]\nname = \"元旦\"\nfrom = 2027-01-02\nto = 2027-01-01\nsource = \"x\"\n\
                [[festivals]]\nname = 5\nto = \"明天\"\nsorce = \"x\"\n";
    let problems = Calendar::parse("holidays.toml", text).unwrap_err();
    let text: Vec<String> = problems.iter().map(ToString::to_string).collect();
    let text = text.join("\n");
    for part in [
        "十五日以内",
        "「name」",
        "缺少「from」",
        "「to」应是日期",
        "sorce",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

/// 《全国年节及纪念日放假办法》: the lunar festivals of the table are where the moon puts them.
#[test]
fn the_lunar_festivals_of_the_table_agree_with_the_lunar_calendar() {
    let calendar = library().calendar();
    let mut seen = 0;
    for day in day("2026-01-01").iter_days().take(3 * 365 + 1) {
        let lunar = crate::lunar::of(day).unwrap();
        let name = match (lunar.leap, lunar.month, lunar.day) {
            (false, 1, 1..=3) => "春节",
            (false, 5, 5) => "端午节",
            // In 2028 it falls into the days of 国庆节, whose name stands there.
            (false, 8, 15) if chrono::Datelike::month(&day) == 9 => "中秋节",
            _ => continue,
        };
        let note = calendar.note(day).unwrap_or_else(|| panic!("{day} {name}"));
        assert_eq!(
            (note.name.as_str(), &note.kind),
            (name, &DayKind::Festival),
            "{day}"
        );
        seen += 1;
    }
    assert_eq!(seen, 3 * 4 + 2);
}
