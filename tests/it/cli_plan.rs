//! `huanjie plan`, `huanjie rules`: the built program, its output and its exit status.

use std::{io::Write as _, process::Command};

use serde_json::{Value, json};

struct Ran {
    status: i32,
    out: String,
    complaint: String,
}

fn run_in(zone: &str, arguments: &[&str]) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_huanjie"))
        .args(arguments)
        .env("TZ", zone)
        .env_remove("HUANJIE_RULES_DIR")
        .output()
        .unwrap();
    Ran {
        status: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        complaint: String::from_utf8(output.stderr).unwrap(),
    }
}

fn run(arguments: &[&str]) -> Ran {
    run_in("Asia/Shanghai", arguments)
}

const EXAMPLE: [&str; 9] = [
    "plan",
    "--rules",
    "zhejiang-2020",
    "--kind",
    "village",
    "--election-day",
    "2027-03-18",
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

fn step<'v>(plan: &'v Value, id: &str) -> &'v Value {
    plan["steps"]
        .as_array()
        .unwrap()
        .iter()
        .find(|step| step["id"] == id)
        .unwrap()
}

fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[test]
fn the_documented_example() {
    let ran = run(&with(&["--today", "2027-01-12"]));
    assert_eq!((ran.status, ran.complaint.as_str()), (0, ""));
    let plan: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        keys(&plan),
        [
            "rules",
            "digest",
            "kind",
            "election_day",
            "steps",
            "problems",
            "earliest_election_day"
        ]
    );
    assert_eq!(plan["rules"], "zhejiang-2020");
    assert_eq!(plan["kind"], "village");
    assert_eq!(plan["election_day"], "2027-03-18");
    assert_eq!(plan["earliest_election_day"], "2027-02-01");
    assert!(plan["digest"].as_str().unwrap().starts_with("sha256:"));
    let roll = step(&plan, "roll-published");
    assert_eq!(
        keys(roll),
        [
            "id",
            "name",
            "stage",
            "class",
            "latest",
            "suggested",
            "earliest",
            "actual",
            "offset",
            "basis",
            "formula",
            "documents",
            "after"
        ]
    );
    // 组织法第十七条第一款
    for (key, expected) in [
        ("name", json!("公布登记参加选举的村民名单")),
        ("stage", json!("registration")),
        ("class", json!("statutory")),
        ("latest", json!("2027-02-26")),
        ("suggested", json!("2027-02-25")),
        ("earliest", json!(null)),
        ("actual", json!(null)),
        ("offset", json!("E-20")),
        ("formula", json!("2027-03-18 − 20 日 = 2027-02-26")),
        ("after", json!(["registration-closed"])),
    ] {
        assert_eq!(roll[key], expected, "{key}");
    }
    let documents = roll["documents"].as_array().unwrap();
    assert!(documents.contains(&json!("voter-roll")), "{documents:?}");
    assert_eq!(
        roll["basis"][0],
        json!({"statute": "中华人民共和国村民委员会组织法", "article": "第十七条第一款", "status": "verified"})
    );
    assert!(
        plan["problems"]
            .as_array()
            .unwrap()
            .iter()
            .all(
                |problem| keys(problem) == ["code", "step", "message", "severity"]
                    && problem["severity"] == "warning"
            )
    );
}

#[test]
fn without_today_the_day_of_the_run_does_not_matter() {
    let plan: Value = serde_json::from_str(&run(&EXAMPLE).out).unwrap();
    assert_eq!(plan["earliest_election_day"], Value::Null);
    assert_eq!(step(&plan, "roll-published")["latest"], "2027-02-26");
}

#[test]
fn the_zone_of_the_machine_changes_nothing() {
    for more in [&["--today", "2027-02-26"][..], &[]] {
        let here = run_in("Asia/Shanghai", &with(more));
        for zone in ["America/Los_Angeles", "UTC", "Pacific/Kiritimati"] {
            let there = run_in(zone, &with(more));
            assert_eq!(
                (there.status, &there.out),
                (here.status, &here.out),
                "{zone}"
            );
        }
    }
}

#[test]
fn recorded_days_move_what_hangs_on_them_and_late_ones_answer_no() {
    let ran = run(&with(&["--actual", "roll-published=2027-02-22"]));
    assert_eq!(ran.status, 0, "{}", ran.complaint);
    let plan: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(step(&plan, "roll-published")["actual"], "2027-02-22");
    // 第十七条第二款: five days from publication, the first day not counted.
    assert_eq!(step(&plan, "objections-closed")["latest"], "2027-02-27");

    let ran = run(&with(&["--actual", "roll-published=2027-02-27"]));
    assert_eq!((ran.status, ran.complaint.as_str()), (1, ""));
    let plan: Value = serde_json::from_str(&ran.out).unwrap();
    let problem = plan["problems"]
        .as_array()
        .unwrap()
        .iter()
        .find(|problem| problem["code"] == "D101")
        .unwrap();
    assert_eq!(problem["step"], "roll-published");
    assert_eq!(problem["severity"], "error");
    let message = problem["message"].as_str().unwrap();
    assert!(message.contains("第十七条第一款"), "{message}");
}

#[test]
fn a_table_is_what_people_get() {
    let ran = run(&EXAMPLE[..7]);
    assert_eq!(ran.status, 0);
    for words in [
        "公布登记参加选举的村民名单",
        "2027-03-18 − 20 日 = 2027-02-26",
        "法定",
        "第十七条第一款",
        "2027-03-18（星期四）",
    ] {
        assert!(ran.out.contains(words), "{words} in\n{}", ran.out);
    }
}

#[test]
fn communities_follow_their_own_law() {
    let ran = run(&[
        "plan",
        "--rules",
        "national-2025",
        "--kind",
        "community",
        "--election-day",
        "2027-03-18",
        "--format",
        "json",
    ]);
    assert_eq!(ran.status, 0, "{}", ran.complaint);
    let plan: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(plan["kind"], "community");
    assert!(ran.out.contains("居民委员会组织法"));
}

#[test]
fn bad_input_is_named_all_at_once() {
    let cases: &[(&[&str], &[&str])] = &[
        (
            &["plan", "--rules", "zhejiang-2020", "--nope"],
            &["没有「--nope」这个选项"],
        ),
        (
            &["plan"],
            &["请补上 --rules", "请补上 --kind", "请补上 --election-day"],
        ),
        (
            &[
                "plan",
                "--rules",
                "zhejiang-2021",
                "--kind",
                "town",
                "--election-day",
                "2027-02-30",
                "--today",
                "明天",
                "--actual",
                "roll-published",
                "--format",
                "xml",
            ],
            &[
                "有 6 处要改",
                "没有编号为「zhejiang-2021」的规则包",
                "不认识「town」",
                "「2027-02-30」不是日期",
                "「明天」不是日期",
                "「roll-published」应写成 环节=日期",
                "不认识「xml」",
            ],
        ),
        (
            &[
                "plan",
                "--rules",
                "zhejiang-2020",
                "--kind",
                "village",
                "--election-day",
                "2027-03-18",
                "--actual",
                "roll-posted=2027-02-20",
                "--actual",
                "polled=2027-03-18",
                "--today",
                "x",
            ],
            &[
                "「roll-posted」「polled」",
                "roll-published",
                "「x」不是日期",
            ],
        ),
        (
            &[
                "plan",
                "--rules",
                "national-2018",
                "--kind",
                "community",
                "--election-day",
                "2027-03-18",
            ],
            &["不适用于社区"],
        ),
        (
            &[
                "plan",
                "--rules",
                "zhejiang-2020",
                "--kind",
                "village",
                "--election-day",
                "1027-03-18",
            ],
            &["D106", "年份写错"],
        ),
        (
            &["plan", "--kind", "village", "--kind", "village"],
            &["请只写一次"],
        ),
        (&["rules", "show", "zj"], &["没有编号为「zj」的规则包"]),
        (
            &["rules", "check", "no-such-file.toml"],
            &["no-such-file.toml", "没有这个文件"],
        ),
        (
            &["rules", "diff", "a", "b"],
            &["没有编号为「a」", "没有编号为「b」"],
        ),
    ];
    for (arguments, expected) in cases {
        let ran = run(arguments);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{arguments:?}");
        for words in *expected {
            assert!(
                ran.complaint.contains(words),
                "{words} not in:\n{}",
                ran.complaint
            );
        }
    }
}

#[test]
fn an_election_day_in_the_past_or_too_near_answers_no() {
    for (day, code) in [("2026-10-08", "D104"), ("2026-11-30", "D105")] {
        let ran = run(&[
            "plan",
            "--rules",
            "national-2025",
            "--kind",
            "village",
            "--election-day",
            day,
            "--today",
            "2026-11-23",
            "--format",
            "json",
        ]);
        assert_eq!(ran.status, 1);
        let plan: Value = serde_json::from_str(&ran.out).unwrap();
        assert!(
            plan["problems"]
                .as_array()
                .unwrap()
                .iter()
                .any(|problem| problem["code"] == code),
            "{code}: {}",
            plan["problems"]
        );
    }
}

fn file(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::Builder::new().suffix(".toml").tempfile().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

const COUNTY: &str = r#"[pack]
id = "renhe-2026"
name = "仁和县"
extends = "zhejiang-2020"
statute = "仁和县村民委员会选举工作规程"
amended = 2026-08-01
in_force = 2026-09-01

[values.roll_lead_days]
value = 25
source = { article = "第九条", gist = "名单在选举日二十五日前公布", status = "verified" }
"#;

#[test]
fn a_file_is_a_pack_too() {
    let pack = file(COUNTY);
    let path = pack.path().to_str().unwrap();
    let ran = run(&["rules", "check", path]);
    assert_eq!((ran.status, ran.complaint.as_str()), (0, ""));
    assert!(ran.out.contains("没有错误"));
    let ran = run(&[
        "plan",
        "--rules",
        path,
        "--kind",
        "village",
        "--election-day",
        "2027-03-18",
        "--format",
        "json",
    ]);
    assert_eq!(ran.status, 0, "{}", ran.complaint);
    let plan: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(plan["rules"], "renhe-2026");
    assert_eq!(step(&plan, "roll-published")["latest"], "2027-02-21");
    let ran = run(&["rules", "diff", "zhejiang-2020", path]);
    assert_eq!(ran.status, 0);
    assert!(
        ran.out.contains("提前 20 日")
            && ran.out.contains("提前 25 日")
            && ran.out.contains("第九条"),
        "{}",
        ran.out
    );
}

#[test]
fn every_mistake_of_a_file_is_told_by_line() {
    let pack = file(
        &COUNTY
            .replace("value = 25", "value = -5\nworth = 3")
            .replace(
                "[values.roll_lead_days]",
                "[values.rol_lead_days]\nvalue = 1\n[values.roll_lead_days]",
            ),
    );
    let path = pack.path().to_str().unwrap();
    let ran = run(&["rules", "check", path]);
    assert_eq!(ran.status, 1, "{}", ran.out);
    for words in ["rol_lead_days", "worth", "行"] {
        assert!(ran.out.contains(words), "{words} in\n{}", ran.out);
    }
    // To plan with it is bad input, and the other mistakes are told with it.
    let ran = run(&["plan", "--rules", path, "--kind", "town"]);
    assert_eq!(ran.status, 2);
    for words in [
        "rol_lead_days",
        "worth",
        "不认识「town」",
        "请补上 --election-day",
    ] {
        assert!(
            ran.complaint.contains(words),
            "{words} in\n{}",
            ran.complaint
        );
    }
}

#[test]
fn a_folder_adds_packs() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("renhe.toml"), COUNTY).unwrap();
    let path = folder.path().to_str().unwrap();
    let ran = run(&["rules", "list", "--rules-dir", path]);
    assert_eq!(ran.status, 0, "{}", ran.complaint);
    for id in [
        "renhe-2026",
        "national-2018",
        "national-2025",
        "guangdong-2026",
        "residents-2025",
    ] {
        assert!(ran.out.contains(id), "{id}");
    }
    let by_environment = Command::new(env!("CARGO_BIN_EXE_huanjie"))
        .args(["rules", "show", "renhe-2026"])
        .env("HUANJIE_RULES_DIR", path)
        .output()
        .unwrap();
    assert!(by_environment.status.success());
    let text = String::from_utf8(by_environment.stdout).unwrap();
    assert!(text.contains("仁和县") && text.contains("提前 25 日"));
    // A file with a mistake is named, its pack is not listed, and the answer is no.
    std::fs::write(folder.path().join("broken.toml"), "[pack]\nid = 3\n").unwrap();
    let ran = run(&["rules", "list", "--rules-dir", path]);
    assert_eq!(ran.status, 1);
    assert!(ran.out.contains("broken.toml"), "{}", ran.out);
    let ran = run(&["rules", "list", "--rules-dir", "/no/such/folder"]);
    assert_eq!(ran.status, 2);
    assert!(ran.complaint.contains("请检查规则文件夹"));
}

#[test]
fn help_is_in_chinese_and_no_success_without_a_task() {
    let ran = run(&["plan", "--help"]);
    assert_eq!(ran.status, 0);
    assert!(ran.out.contains("用法：huanjie plan --rules") && !ran.out.contains("OPTIONS"));
    assert_eq!(run(&["rules"]).status, 2);
    assert_eq!(run(&[]).status, 2);
}
