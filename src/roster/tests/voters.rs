use std::collections::BTreeSet;

use super::fixture::{day, file, found, sheet, shown, voters};
use crate::roster::{Code, Residence, Sex, Template, VoterCategory, template};

#[test]
fn every_fault_of_the_roll_is_named_and_no_other() {
    let import = voters(&file("voters-shangqian.xlsx"));
    assert_eq!(import.header_row, Some(2));
    assert_eq!(import.data_rows, 1203);
    // Serial 180 has no name and cannot be a row.
    assert_eq!(import.rows.len(), 1202);
    for (code, serials) in [
        (Code::IdCheckDigit, &["37"][..]),
        (Code::NameDot, &["41"]),
        (Code::UnderAge, &["58"]),
        (Code::JustOfAge, &["59"]),
        (Code::IdRepeated, &["91"]),
        (Code::IdFolded, &["120", "140"]),
        (Code::IdMissing, &["150"]),
        (Code::IdSex, &["160"]),
        (Code::BirthUnclear, &["170"]),
        (Code::NameMissing, &["180"]),
        (Code::NameSpaces, &["190"]),
        (Code::IdShape, &[]),
        (Code::IdBirth, &[]),
        (Code::AgeUnknown, &[]),
        (Code::NameCharacter, &[]),
        (Code::EthnicUnknown, &[]),
    ] {
        assert_eq!(import.serials_with(code), serials, "{code}");
    }
    // 40 people from outside, none with both papers noted.
    assert_eq!(import.serials_with(Code::OutsiderPapers).len(), 40);
    assert_eq!(
        import.faulty_serials(),
        ["37", "58", "91", "150", "160", "170", "180"]
    );
    assert_eq!(import.error_count(), 7);
    // 41, 59, 120, 140, 190; 40 outsiders; 政治面貌, 联系电话, 瑶 → 瑶族.
    assert_eq!(import.warning_count(), 5 + 40 + 3);
    assert_eq!(import.sound_rows().len(), 1196);
    let unread: Vec<_> = import
        .unknown_columns
        .iter()
        .map(|c| c.heading.as_str())
        .collect();
    assert_eq!(unread, ["政治面貌", "联系电话"]);
    let codes: BTreeSet<_> = import.problems.iter().map(|p| p.code.as_str()).collect();
    assert_eq!(codes.len(), 14, "{codes:?}");
}

#[test]
fn the_roll_in_figures() {
    let import = voters(&file("voters-shangqian.xlsx"));
    for (label, sum) in [
        ("人数", 1202),
        ("男", 619),
        ("女", 583),
        ("村民小组", 9),
        ("户", 402),
        ("外村户籍", 40),
        ("少数民族", 132),
    ] {
        assert_eq!(import.total(label), Some(sum), "{label}");
    }
    let row = |serial: &str| {
        &import
            .rows
            .iter()
            .find(|placed| placed.serial.as_deref() == Some(serial))
            .unwrap()
            .value
    };
    let first = row("1");
    assert_eq!(first.name, "蓝天勇");
    assert_eq!(first.household.as_deref(), Some("0001"));
    assert_eq!(
        (first.sex, first.birth_year),
        (Some(Sex::Female), Some(1990))
    );
    assert_eq!(
        (first.category, first.residence),
        (VoterCategory::LivingAway, Residence::Away)
    );
    assert_eq!(row("5").category, VoterCategory::HouseholdElsewhere);
    assert_eq!(row("40").typed_name, None);
    assert_eq!(row("41").name, "吐尔逊\u{B7}艾力");
    assert_eq!(row("41").typed_name.as_deref(), Some("吐尔逊\u{2022}艾力"));
    assert_eq!(row("190").name, "王建国");
    assert_eq!(row("194").name, "廖家𬱖");
    // The ID's year where it holds, the typed one where it does not.
    assert_eq!(row("37").birth_year, Some(1970));
    assert_eq!(row("170").birth_year, Some(1994));
    let repeated = import
        .problems
        .iter()
        .find(|p| p.code == Code::IdRepeated)
        .unwrap();
    assert_eq!(repeated.cell.as_deref(), Some("H93"));
    assert!(
        repeated.message.contains("序号 91") && repeated.message.contains("序号 12（第 14 行）")
    );
    let young = import
        .problems
        .iter()
        .find(|p| p.code == Code::UnderAge)
        .unwrap();
    assert!(young.message.contains("还差 3 天") && young.message.contains("2027年3月18日"));
    assert!(young.message.contains("〔村民委员会组织法第十六条第一款〕"));
}

/// Any run of 15 digits, in half- or full-width, is an ID number that got out.
fn has_long_number(text: &str) -> bool {
    let mut run = 0;
    text.chars().any(|c| {
        run = if c.is_numeric() { run + 1 } else { 0 };
        run >= 11
    })
}

#[test]
fn no_id_number_gets_out() {
    let import = voters(&file("voters-shangqian.xlsx"));
    assert!(!has_long_number(&shown(&import)));
    for placed in &import.rows {
        assert!(!has_long_number(
            &serde_json::to_string(&placed.value).unwrap()
        ));
    }
    assert!(!has_long_number(
        &serde_json::to_string(&import.problems).unwrap()
    ));
    assert_eq!(import.preview.rows[0][7], "440299********5265");
    assert!(import.preview.rows.iter().all(|row| row.len() == 11));
}

const HEAD: &[&str] = &[
    "序号",
    "姓名",
    "性别",
    "出生日期",
    "身份证号",
    "户籍",
    "居住",
    "民族",
    "备注",
];

/// One row: name, sex, birth, ID, household, note → codes. 441500200903180011 is a man of 2009-03-18.
#[test]
fn faults_of_a_row() {
    for (name, sex, birth, id, household, note, expected) in [
        (
            "张三",
            "男",
            "1990-03-07",
            "441500199003074517",
            "本村户籍",
            "",
            &[][..],
        ),
        (
            "张三",
            "男",
            "1990-03-07",
            "441500199003074518",
            "本村户籍",
            "",
            &["V201"],
        ),
        (
            "张三",
            "男",
            "1990-03-08",
            "441500199003074517",
            "本村户籍",
            "",
            &["V209"],
        ),
        (
            "张三",
            "女",
            "1990-03-07",
            "441500199003074517",
            "本村户籍",
            "",
            &["V208"],
        ),
        (
            "张三",
            "未知",
            "",
            "441500199003074517",
            "本村户籍",
            "",
            &["T119"],
        ),
        (
            "张三",
            "男",
            "1985-02-28",
            "441500198502290017",
            "本村户籍",
            "",
            &["V206"],
        ),
        (
            "张三",
            "男",
            "1990-03-07",
            "440524900307001",
            "本村户籍",
            "",
            &["V206"],
        ),
        (
            "张三",
            "男",
            "1990-03-07",
            "441500********4517",
            "本村户籍",
            "",
            &["V206"],
        ),
        (
            "张三",
            "男",
            "1990-03-07",
            "4.415E+17",
            "本村户籍",
            "",
            &["V206"],
        ),
        (
            "张三",
            "男",
            "1990-03-07",
            "#441500199003074517",
            "本村户籍",
            "",
            &["V206"],
        ),
        ("张三", "男", "", "", "本村户籍", "", &["V205", "V220"]),
        (
            "张三",
            "男",
            "1990年3月",
            "",
            "本村户籍",
            "",
            &["V205", "V210", "V220"],
        ),
        (
            "张三",
            "男",
            "2009-03-18",
            "441500200903180011",
            "本村户籍",
            "",
            &["V214"],
        ),
        (
            "张三",
            "男",
            "2009-03-19",
            "441500200903190017",
            "本村户籍",
            "",
            &["V202"],
        ),
        ("张三", "男", "2009-03-17", "", "本村户籍", "", &["V205"]),
        (
            "张三",
            "女",
            "1949-12-31",
            "11010519491231002x",
            "本村户籍",
            "",
            &[],
        ),
        (
            "张三",
            "男",
            "1990-03-07",
            "441500199003074517",
            "非本村户籍",
            "",
            &["V204"],
        ),
        (
            "张三",
            "男",
            "1990-03-07",
            "441500199003074517",
            "外地",
            "本人申请，村民代表会议同意",
            &[],
        ),
        (
            "张三",
            "男",
            "1990-03-07",
            "441500199003074517",
            "外地",
            "本人申请",
            &["V204"],
        ),
        (
            "张三",
            "男",
            "1990-03-07",
            "441500199003074517",
            "不详",
            "",
            &["V219"],
        ),
        (
            "张三",
            "男",
            "1990-03-07",
            "441500199003074517",
            "本村户籍",
            "电话13650257551",
            &["T117"],
        ),
        (
            "张三441500199003074517",
            "男",
            "",
            "441500199003074517",
            "本村户籍",
            "",
            &["T117"],
        ),
        (
            "张?",
            "男",
            "",
            "441500199003074517",
            "本村户籍",
            "",
            &["V218"],
        ),
    ] {
        let row: &[&str] = &["1", name, sex, birth, id, household, "在村", "瑶族", note];
        let import = voters(&sheet(&[HEAD, row]));
        let codes: Vec<_> = import.problems.iter().map(|p| p.code.as_str()).collect();
        assert_eq!(codes, expected, "{row:?}");
        assert!(!has_long_number(&shown(&import)), "{row:?}");
    }
}

#[test]
fn an_id_number_in_the_wrong_column_is_not_kept() {
    let id = "441500199003074517";
    let import = voters(&sheet(&[
        &[
            "序号",
            "姓名",
            "性别",
            "身份证号",
            "小组",
            "户号",
            "备注",
            "户籍",
            "民族",
            id,
        ],
        &[id, "张三", id, id, id, id, id, id, id, id],
    ]));
    assert!(!has_long_number(&shown(&import)));
    assert!(!has_long_number(
        &serde_json::to_string(&import.rows[0].value).unwrap()
    ));
}

#[test]
fn missing_columns_of_a_roll() {
    let import = voters(&sheet(&[
        &["序号", "姓名", "住址"],
        &["1", "张三", "第1组"],
    ]));
    let codes: Vec<_> = found(&import).into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["T102", "T102", "T103", "V220"]);
    assert!(import.sound_rows().is_empty());
    let import = voters(&template(Template::Voters, day(2026, 11, 23)).unwrap());
    assert_eq!(found(&import), [("T105", String::new())]);
}
