//! `huanjie replan`: the built program, its output and its exit status.

use std::process::Command;

use serde_json::{Value, json};

struct Ran {
    status: i32,
    out: String,
    complaint: String,
}

fn run(arguments: &[&str]) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_huanjie"))
        .args(arguments)
        .env("TZ", "America/Los_Angeles")
        .env_remove("HUANJIE_RULES_DIR")
        .output()
        .unwrap();
    Ran {
        status: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        complaint: String::from_utf8(output.stderr).unwrap(),
    }
}

const EXAMPLE: [&str; 11] = [
    "replan",
    "--rules",
    "zhejiang-2020",
    "--kind",
    "village",
    "--election-day",
    "2027-03-18",
    "--to",
    "2027-03-25",
    "--format",
    "json",
];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    EXAMPLE
        .iter()
        .copied()
        .chain(more.iter().copied())
        .collect()
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}{}", ran.out, ran.complaint))
}

fn step<'v>(diff: &'v Value, id: &str) -> Option<&'v Value> {
    diff["steps"]
        .as_array()
        .unwrap()
        .iter()
        .find(|step| step["id"] == id)
}

fn codes(list: &Value) -> Vec<&str> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|problem| problem["code"].as_str().unwrap())
        .collect()
}

#[test]
fn a_week_later_is_lawful_and_told_step_by_step() {
    let ran = run(&with(&["--today", "2027-01-12"]));
    assert_eq!((ran.status, ran.complaint.as_str()), (0, ""));
    let diff = json(&ran);
    let keys: Vec<&str> = diff
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        keys,
        [
            "rules",
            "digest",
            "kind",
            "election_day",
            "steps",
            "documents",
            "broken",
            "new_problems",
            "resolved_problems",
            "problems",
            "earliest_election_day"
        ]
    );
    assert_eq!(diff["rules"], "zhejiang-2020");
    assert_eq!(diff["kind"], "village");
    assert_eq!(
        diff["election_day"],
        json!({"old": "2027-03-18", "new": "2027-03-25"})
    );
    assert_eq!(
        diff["earliest_election_day"],
        json!({"old": "2027-02-01", "new": "2027-02-01"})
    );
    let roll = step(&diff, "roll-published").unwrap();
    // 组织法第十七条第一款: twenty days.
    assert_eq!(
        roll["latest"],
        json!({"old": "2027-02-26", "new": "2027-03-05"})
    );
    assert_eq!(
        roll["suggested"],
        json!({"old": "2027-02-25", "new": "2027-03-04"})
    );
    assert_eq!(roll["name"], "公布登记参加选举的村民名单");
    assert_eq!(roll["formula"], "2027-03-25 − 20 日 = 2027-03-05");
    assert_eq!(roll["basis"][0]["article"], "第十七条第一款");
    let paper = diff["documents"]
        .as_array()
        .unwrap()
        .iter()
        .find(|paper| paper["id"] == "voter-roll")
        .unwrap();
    assert_eq!(
        *paper,
        json!({"id": "voter-roll", "step": "roll-published", "issued": false})
    );
}

#[test]
fn the_same_day_changes_nothing() {
    let mut arguments = with(&[]);
    arguments[8] = "2027-03-18";
    let ran = run(&arguments);
    assert_eq!(ran.status, 0, "{}", ran.complaint);
    let diff = json(&ran);
    for list in [
        "steps",
        "documents",
        "broken",
        "new_problems",
        "resolved_problems",
    ] {
        assert_eq!(diff[list], json!([]), "{list}");
    }
}

#[test]
fn what_was_posted_stays_and_its_paper_must_be_issued_again() {
    let ran = run(&with(&[
        "--today",
        "2027-02-21",
        "--actual",
        "roll-published=2027-02-20",
    ]));
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.complaint);
    let diff = json(&ran);
    // 第十七条第二款: the objection period hangs on the posting.
    assert!(step(&diff, "objections-closed").is_none());
    assert_eq!(
        step(&diff, "candidates-announced").unwrap()["latest"],
        json!({"old": "2027-03-13", "new": "2027-03-20"})
    );
    let papers = diff["documents"].as_array().unwrap();
    assert!(
        papers.contains(&json!({"id": "voter-roll", "step": "roll-published", "issued": true}))
    );
}

#[test]
fn a_day_that_is_too_near_answers_no() {
    let mut arguments = with(&[
        "--today",
        "2027-02-25",
        "--actual",
        "roll-published=2027-02-24",
    ]);
    arguments[8] = "2027-03-10";
    let ran = run(&arguments);
    assert_eq!((ran.status, ran.complaint.as_str()), (1, ""));
    let diff = json(&ran);
    let new = codes(&diff["new_problems"]);
    assert!(new.contains(&"D101") && new.contains(&"D105"), "{new:?}");
    // The list was in time for 03-18 and is not for 03-10: 02-18 would have been the last day.
    assert_eq!(
        diff["broken"],
        json!([{"id": "roll-published", "name": "公布登记参加选举的村民名单",
                "actual": "2027-02-24", "limit": "2027-02-18", "late": true}])
    );
    // Posted 02-24, twenty days on.
    assert_eq!(diff["earliest_election_day"]["new"], "2027-03-16");

    // Back again the problems are resolved.
    arguments[6] = "2027-03-10";
    arguments[8] = "2027-03-18";
    let ran = run(&arguments);
    let resolved = json(&ran);
    let gone = codes(&resolved["resolved_problems"]);
    assert!(gone.contains(&"D101") && gone.contains(&"D105"), "{gone:?}");
    assert_eq!(resolved["broken"], json!([]));
}

#[test]
fn communities_and_other_packs_too() {
    let ran = run(&[
        "replan",
        "--rules",
        "national-2025",
        "--kind",
        "community",
        "--election-day",
        "2027-03-18",
        "--to",
        "2028-03-15",
        "--format",
        "json",
    ]);
    assert_eq!(ran.status, 0, "{}", ran.complaint);
    // 居民委员会组织法: twenty days before 2028-03-15, over the leap day.
    let diff = json(&ran);
    assert_eq!(diff["kind"], "community");
    assert_eq!(
        step(&diff, "roll-published").unwrap()["latest"]["new"],
        "2028-02-24"
    );
}

#[test]
fn a_table_is_what_people_get() {
    let ran = run(&EXAMPLE[..9]);
    assert_eq!(ran.status, 0);
    for words in [
        "2027-03-18（星期四） → 2027-03-25（星期四）",
        "公布登记参加选举的村民名单",
        "2027-02-26 → 2027-03-05",
        "voter-roll",
    ] {
        assert!(ran.out.contains(words), "{words} in\n{}", ran.out);
    }
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let ran = run(&[
        "replan",
        "--rules",
        "nowhere-2020",
        "--kind",
        "town",
        "--election-day",
        "2027-02-30",
        "--to",
        "三月底",
        "--actual",
        "roll-published",
        "--format",
        "xml",
    ]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    for words in [
        "nowhere-2020",
        "--kind",
        "--election-day",
        "--to",
        "--actual",
        "--format",
    ] {
        assert!(ran.complaint.contains(words), "{words}: {}", ran.complaint);
    }

    let mut without = EXAMPLE.to_vec();
    without.drain(7..9);
    let ran = run(&without);
    assert_eq!(ran.status, 2);
    assert!(ran.complaint.contains("请补上 --to"), "{}", ran.complaint);

    for day in ["1900-01-01", "9999-12-31"] {
        let mut arguments = EXAMPLE.to_vec();
        arguments[8] = day;
        let ran = run(&arguments);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{day}");
        assert!(ran.complaint.contains("D106"), "{}", ran.complaint);
    }

    let ran = run(&with(&["--today", "2027-01-12", "--form", "x"]));
    assert_eq!(ran.status, 2);
    let ran = run(&["replan", "--help"]);
    assert_eq!(ran.status, 0);
    assert!(
        ran.out.contains("--to") && ran.out.contains("新的选举日"),
        "{}",
        ran.out
    );
}
