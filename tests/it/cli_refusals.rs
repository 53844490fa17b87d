//! The bad input of the rule engine's task, one by one on the command line: everything is named, the
//! exit status is 2 and nothing is printed that was computed from half of it.

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

fn run(arguments: &[&str], input: &str) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_huanjie"))
        .args(arguments)
        .env_remove("HUANJIE_RULES_DIR")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that refuses its options does not read its input.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    Ran {
        status: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        complaint: String::from_utf8(output.stderr).unwrap(),
    }
}

fn refused(arguments: &[&str], input: &str, words: &[&str]) {
    let ran = run(arguments, input);
    assert_eq!(
        (ran.status, ran.out.as_str()),
        (2, ""),
        "{arguments:?}\n{}",
        ran.complaint
    );
    for words in words {
        assert!(
            ran.complaint.contains(words),
            "{arguments:?}：{words}\n{}",
            ran.complaint
        );
    }
}

const HEAD: &str = "[pack]\nid = \"trial\"\nname = \"试验省\"\nextends = \"national-2025\"\nstatute = \"试验办法\"\namended = 2026-01-01\nin_force = 2026-01-01\n";

fn poll() -> Value {
    json!({"round":"first","poll_day":"2027-03-18","registered":1203,"issued":656,"returned":655,
     "contests":[
       {"post":"chair","seats":1,"invalid":4,"abstained":3,
        "candidates":[{"id":"c1","name":"甲","sex":"f","votes":400},{"id":"c2","name":"乙","sex":"m","votes":248}]},
       {"post":"member","seats":3,"invalid":4,"abstained":0,
        "candidates":[{"id":"c3","name":"丙","votes":500}]}]})
}

#[test]
fn broken_packs_are_refused_by_everything_that_computes_with_one() {
    let step = |id: &str, after: &str, usual: &str| {
        format!(
            "[[steps]]\nid = \"{id}\"\nname = \"另加\"\nstage = \"candidates\"\nclass = \"working\"\nowner = \"election-committee\"\nafter = [\"{after}\"]\nusual = \"{usual}\"\nsource = {{ article = \"第一条\", status = \"verified\" }}\n"
        )
    };
    let value = |key: &str, value: &str| {
        format!(
            "[values.{key}]\nvalue = {value}\nsource = {{ article = \"第一条\", status = \"verified\" }}\n"
        )
    };
    let all = step("one", "two", "polling - 9")
        + &step("two", "one", "polling - 9")
        + &step("three", "nowhere", "nothing - 3")
        + &value("rerun_within_days", "-5")
        + &value("no_such_key", "3")
        + &value("reps_min", "60")
        + &value("reps_max", "20")
        + &value("roll_lead_days", "15");
    let broken: [(&str, String, &[&str]); 7] = [
        (
            "绕成一圈",
            step("one", "two", "polling - 9") + &step("two", "one", "polling - 9"),
            &["绕成一圈"],
        ),
        ("悬空", step("one", "nowhere", "polling - 9"), &["nowhere"]),
        ("不认识的键", value("no_such_key", "3"), &["no_such_key"]),
        ("负的日数", value("rerun_within_days", "-5"), &["-5 是负数"]),
        (
            "互相矛盾",
            value("reps_min", "60") + &value("reps_max", "20"),
            &["大于「reps_max」的 20"],
        ),
        (
            "比上位法松",
            value("roll_lead_days", "15"),
            &["低于上位法的「提前 20 日」"],
        ),
        (
            "一次全部指出",
            all.clone(),
            &[
                "-5 是负数",
                "no_such_key",
                "绕成一圈",
                "nowhere",
                "大于「reps_max」的 20",
                "低于上位法的「提前 20 日」",
            ],
        ),
    ];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trial.toml");
    let path = path.to_str().unwrap();
    let sheet = poll().to_string();
    let check = |text: &str, words: &[&str]| {
        std::fs::write(path, text).unwrap();
        let plan = [
            "--rules",
            path,
            "--kind",
            "village",
            "--election-day",
            "2027-03-18",
        ];
        refused(&[&["plan"], plan.as_slice()].concat(), "", words);
        refused(
            &[&["replan"], plan.as_slice(), &["--to", "2027-03-25"]].concat(),
            "",
            words,
        );
        refused(&["tally", "--rules", path, "-"], &sheet, words);
        // 检查 answers «no»: that a file is wrong is its answer.
        let checked = run(&["rules", "check", path], "");
        assert_eq!(checked.status, 1, "{}", checked.complaint);
    };
    for (_, body, words) in &broken {
        check(&format!("{HEAD}{body}"), words);
    }
    let own = HEAD.replace("extends = \"national-2025\"", "extends = \"trial\"");
    check(&own, &["不能以自己为上级"]);
    // What it would say under the nation's pack is told in the same go.
    check(
        &format!("{own}{all}"),
        &[
            "不能以自己为上级",
            "-5 是负数",
            "no_such_key",
            "绕成一圈：one ← two ← one",
            "nowhere",
            "大于「reps_max」的 20",
            "低于上位法的「提前 20 日」",
        ],
    );
}

/// One change of the sheet, and what has to be named.
type Change = (fn(&mut Value), &'static [&'static str]);

#[test]
fn impossible_polls_are_refused_with_every_place() {
    let changes: [Change; 9] = [
        (
            |p| p["registered"] = json!(0),
            &["registered：登记人数不能是 0"],
        ),
        (
            |p| p["contests"][0]["candidates"][1]["id"] = json!("c1"),
            &["contests[0].candidates[1].id"],
        ),
        (
            |p| p["registered"] = json!(u32::MAX),
            &["registered：应是 0 到 1000000000 的整数"],
        ),
        (
            |p| p["contests"][0]["seats"] = json!(u64::MAX),
            &["contests[0].seats：应是 0 到 1000000000 的整数"],
        ),
        (
            |p| p["poll_day"] = json!("1900-01-01"),
            &["poll_day：", "年份写错"],
        ),
        (
            |p| p["poll_day"] = json!("9999-12-31"),
            &["poll_day：", "年份写错"],
        ),
        (
            |p| p["election_day"] = json!("9999-12-31"),
            &["election_day："],
        ),
        (|p| p["turnout"] = json!(1), &["turnout：没有这一项"]),
        (
            |p| {
                // 全部一起
                p["registered"] = json!(0);
                p["poll_day"] = json!("1900-01-01");
                p["turnout"] = json!(1);
                p["relatives"] = json!([["c1", "c2", "cousin"], 3]);
                p["contests"][0]["candidates"][0]["votes"] = json!(656);
                p["contests"][1]["candidates"][0]["votes"] = json!(-1);
                p["contests"].as_array_mut().unwrap().push(json!("副主任"));
            },
            &[
                "有 10 处要改",
                "registered：",
                "poll_day：",
                "turnout：",
                "relatives[0][2]：",
                "relatives[1]：",
                "contests[0].candidates[0].votes：",
                "contests[0].candidates：",
                "contests[1].candidates[0].votes：",
                "contests[2]：",
            ],
        ),
    ];
    for (change, words) in changes {
        let mut sheet = poll();
        change(&mut sheet);
        refused(
            &["tally", "--rules", "national-2025", "-"],
            &sheet.to_string(),
            words,
        );
    }
}

/// Numbers that do not match are an answer, «no», with all of them named; nobody is elected.
#[test]
fn sums_that_do_not_match_decide_nothing() {
    let changes: [Change; 3] = [
        (
            |p| p["contests"][0]["candidates"][0]["votes"] = json!(652),
            &["T505", "T503"],
        ),
        (|p| p["contests"][0]["invalid"] = json!(5), &["T503"]),
        (|p| p["registered"] = json!(600), &["T501"]),
    ];
    for (change, codes) in changes {
        let mut sheet = poll();
        change(&mut sheet);
        let ran = run(
            &["tally", "--rules", "national-2025", "-", "--format", "json"],
            &sheet.to_string(),
        );
        assert_eq!(ran.status, 1, "{}", ran.complaint);
        let decision: Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(decision["outcome"], "rejected");
        assert_eq!(decision["contests"], json!([]));
        let found: Vec<&str> = decision["problems"]
            .as_array()
            .unwrap()
            .iter()
            .map(|problem| problem["code"].as_str().unwrap())
            .collect();
        assert_eq!(found, codes);
    }
}

#[test]
fn election_days_out_of_time_are_told_with_the_rest() {
    for day in ["1900-01-01", "9999-12-31"] {
        let options = [
            "--rules",
            "national-2025",
            "--kind",
            "village",
            "--election-day",
            day,
        ];
        refused(
            &[&["plan"], options.as_slice()].concat(),
            "",
            &["请改正选举日"],
        );
        // With other mistakes beside it.
        refused(
            &[
                "plan",
                "--rules",
                "nowhere",
                "--kind",
                "town",
                "--election-day",
                day,
                "--today",
                day,
                "--actual",
                "roll-published=1900-02-01",
            ],
            "",
            &[
                "有 5 处要改",
                "没有编号为「nowhere」的规则包",
                "不认识「town」",
                "请改正选举日",
                "请改正今天的日期",
                "「roll-published」的日期",
            ],
        );
        refused(
            &[&["replan"], options.as_slice(), &["--to", day]].concat(),
            "",
            &["请改正选举日"],
        );
    }
}
