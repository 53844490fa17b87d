//! `huanjie check id`: the built program, its output and its exit status.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use serde_json::{Value, json};

struct Ran {
    status: i32,
    out: String,
    complaint: String,
}

fn run(arguments: &[&str], input: Option<&str>) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_huanjie"))
        .args(["check", "id"])
        .args(arguments)
        .env_remove("HUANJIE_RULES_DIR")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin
        .write_all(input.unwrap_or_default().as_bytes())
        .unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    Ran {
        status: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        complaint: String::from_utf8(output.stderr).unwrap(),
    }
}

const TODAY: [&str; 2] = ["--today", "2026-11-23"];

fn check(number: &str, more: &[&str]) -> Ran {
    let arguments: Vec<&str> = [number]
        .into_iter()
        .chain(TODAY)
        .chain(more.iter().copied())
        .collect();
    run(&arguments, None)
}

/// GB 11643-1999 and 组织法第十六条第一款, T7.
#[test]
fn status_says_yes_or_no() {
    let day = ["--election-day", "2027-03-18"];
    for (number, more, status, words) in [
        ("11010519491231002X", &[][..], 0, "校验位正确"),
        ("11010519491231002x", &[], 0, "小写 x"),
        ("440524188001010014", &[], 0, "1880年1月1日"),
        ("350302197606150021", &[], 0, "性别女"),
        ("４４１５００２００９０３１８００１１", &[], 0, "全角"),
        ("441500200903180012", &[], 1, "校验位应为 1，填的是 2"),
        ("441500198502290017", &[], 1, "不是存在的出生日期"),
        ("440524800101001", &[], 1, "15 位的旧号码"),
        ("44150020090318001", &[], 1, "应为 18 位，这里是 17 位"),
        ("44150020090318O011", &[], 1, "只能是数字"),
        ("441500********0011", &[], 1, "遮盖"),
        ("441500202703180013", &[], 1, "还没有到"),
        ("441500200903180011", &[], 0, "号码有效"),
        ("441500200903180011", &day, 0, "请人工核对后列入名单"),
        ("441500200903190017", &day, 1, "还差 1 天"),
        ("11010519491231002X", &day, 0, "年满 77 周岁"),
        ("991500200903180019", &[], 0, "前两位不是现行的省级代码"),
    ] {
        let ran = check(number, more);
        assert_eq!(
            (ran.status, ran.complaint.as_str()),
            (status, ""),
            "{number}\n{}",
            ran.out
        );
        assert!(ran.out.contains(words), "{number}\n{}", ran.out);
        assert!(!ran.out.contains(number), "{number} is printed whole");
    }
}

#[test]
fn everything_wrong_is_said_at_once() {
    let ran = check("441500198502290018", &["--election-day", "2027-03-18"]);
    assert_eq!(ran.status, 1);
    for words in ["不是存在的出生日期", "校验位不对", "GB 11643-1999"] {
        assert!(ran.out.contains(words), "{words}\n{}", ran.out);
    }
}

#[test]
fn the_number_may_come_from_stdin() {
    let arguments: Vec<&str> = ["-"].into_iter().chain(TODAY).collect();
    let ran = run(&arguments, Some("11010519491231002X\r\n"));
    assert_eq!((ran.status, ran.complaint.as_str()), (0, ""));
    assert!(
        !ran.out.contains("全角"),
        "a line's end is no fault\n{}",
        ran.out
    );
    assert_eq!(run(&arguments, Some("")).status, 2);
    let two = run(&arguments, Some("11010519491231002X\n441500200903180011\n"));
    assert_eq!(two.status, 2);
    assert!(two.complaint.contains("一次核对一个"));
}

#[test]
fn the_answer_as_json() {
    let ran = check(
        "441500200903180011",
        &["--election-day", "2027-03-18", "--format", "json"],
    );
    let answer: Value = serde_json::from_str(&ran.out).unwrap();
    for (key, expected) in [
        ("valid", json!(true)),
        ("of_age", json!(true)),
        ("number", json!("**************0011")),
        ("birth", json!("2009-03-18")),
        ("sex", json!("male")),
        ("province", json!("广东省")),
        ("election_day", json!("2027-03-18")),
        ("age", json!(18)),
        ("rules", json!("national-2025")),
    ] {
        assert_eq!(answer[key], expected, "{key}");
    }
    let reasons = answer["reasons"].as_array().unwrap();
    let last = reasons.last().unwrap();
    assert_eq!(last["code"], "V214");
    assert_eq!(last["verdict"], "look");
    assert_eq!(last["basis"][0]["article"], "第十六条第一款");
    let wrong = check(
        "441500200903190017",
        &["--election-day", "2027-03-18", "--format", "json"],
    );
    let answer: Value = serde_json::from_str(&wrong.out).unwrap();
    assert_eq!(
        (wrong.status, &answer["valid"], &answer["of_age"]),
        (1, &json!(true), &json!(false))
    );
    let none = check("441500200903190017", &["--format", "json"]);
    let answer: Value = serde_json::from_str(&none.out).unwrap();
    assert_eq!((none.status, &answer["of_age"]), (0, &Value::Null));
}

#[test]
fn bad_usage_names_every_mistake() {
    let ran = check(
        "",
        &[
            "--election-day",
            "2027-02-30",
            "--rules",
            "nowhere",
            "--format",
            "xml",
        ],
    );
    assert_eq!(ran.status, 2);
    assert_eq!(ran.out, "");
    for words in ["现在是空的", "--election-day", "nowhere", "--format"] {
        assert!(ran.complaint.contains(words), "{words}\n{}", ran.complaint);
    }
    // A year that cannot be meant: no answer, not «too young».
    for (day, year) in [
        ("1900-01-01", "1900年1月1日"),
        ("9999-12-31", "9999年12月31日"),
    ] {
        let ran = check("11010519491231002X", &["--election-day", day]);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{day}");
        assert!(ran.complaint.contains("D106"), "{}", ran.complaint);
        assert!(ran.complaint.contains(year), "{}", ran.complaint);
    }
    assert_eq!(run(&[], None).status, 2);
    assert_eq!(run(&["1", "2"], None).status, 2);
    assert_eq!(run(&["--help"], None).status, 0);
    assert!(run(&["--help"], None).out.contains("标准输入"));
    // A mistyped option: the number beside it is not repeated.
    let ran = run(&["441500200903180011", "--election"], None);
    assert_eq!(ran.status, 2);
    assert!(!ran.complaint.contains("441500200903180011"));
}

/// The age is the pack's, not the program's.
#[test]
fn another_pack() {
    let ran = check(
        "441500200903190017",
        &["--election-day", "2027-03-18", "--rules", "national-2018"],
    );
    assert_eq!(ran.status, 1);
    assert!(ran.out.contains("第十三条第一款"), "{}", ran.out);
}
