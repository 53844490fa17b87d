//! `huanjie tally`: the built program, its output and its exit status.

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

fn run_with(arguments: &[&str], input: &str) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_huanjie"))
        .arg("tally")
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

/// The decision on `input` as JSON, with the exit status.
fn tally(rules: &str, input: &Value) -> (i32, Value) {
    let ran = run_with(
        &["--rules", rules, "-", "--format", "json"],
        &input.to_string(),
    );
    let decision =
        serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}\n{}", ran.out, ran.complaint));
    assert_eq!(ran.complaint, "");
    (ran.status, decision)
}

fn example() -> Value {
    json!({"round":"first","poll_day":"2027-03-18","registered":1203,"issued":656,"returned":655,"proxies":40,"roaming":25,
     "contests":[
       {"post":"chair","seats":1,"invalid":4,"abstained":3,
        "candidates":[{"id":"c1","name":"甲","sex":"f","votes":400},{"id":"c2","name":"乙","sex":"m","votes":248}]},
       {"post":"member","seats":3,"reserved":"none","invalid":10,"abstained":0,"candidates":[{"id":"c3","name":"丙","sex":"m","votes":500,"nominated":true}]}],
     "elected_before":[], "relatives":[["c1","c3","sibling"]]})
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
    let (status, decision) = tally("national-2025", &example());
    assert_eq!(status, 0);
    assert_eq!(
        keys(&decision),
        [
            "rules", "valid", "outcome", "reasons", "contests", "next", "flags", "problems"
        ]
    );
    assert_eq!(decision["rules"], "national-2025");
    assert_eq!(decision["valid"], true);
    assert_eq!(decision["outcome"], "rerun");
    assert_eq!(decision["reasons"][0]["code"], "T101");
    assert_eq!(decision["reasons"][0]["inequality"], "2×655 = 1310 > 1203");
    assert_eq!(decision["contests"][0]["needed"], 328);
    assert_eq!(decision["contests"][0]["elected"], json!(["c1"]));
    assert_eq!(decision["contests"][1]["elected"], json!(["c3"]));
    assert_eq!(decision["contests"][1]["unfilled"], 2);
    assert_eq!(decision["next"]["kind"], "rerun");
    assert_eq!(decision["next"]["contests"][0]["post"], "member");
    assert_eq!(decision["next"]["contests"][0]["seats"], 2);
    assert_eq!(decision["problems"], json!([]));
}

#[test]
fn exit_status_says_whether_the_decision_stands() {
    // 全部选出
    let mut poll = example();
    poll["contests"].as_array_mut().unwrap().pop();
    poll["relatives"] = json!([]);
    let (status, decision) = tally("national-2025", &poll);
    assert_eq!((status, &decision["outcome"]), (0, &json!("complete")));
    // 再次投票
    let mut tied = poll.clone();
    tied["round"] = json!("revote");
    tied["contests"][0]["candidates"][0]["votes"] = json!(324);
    tied["contests"][0]["candidates"][1]["votes"] = json!(324);
    let (status, decision) = tally("zhejiang-2020", &tied);
    assert_eq!((status, &decision["outcome"]), (0, &json!("revote")));
    // 投票不过半，无效：2×655 = 1310 ≤ 1310
    let mut few = poll.clone();
    few["registered"] = json!(1310);
    let (status, decision) = tally("national-2025", &few);
    assert_eq!((status, &decision["outcome"]), (1, &json!("repoll")));
    assert_eq!(decision["valid"], false);
    assert_eq!(decision["contests"][0]["elected"], json!([]));
    // 票数多于发出的票，无效
    let mut excess = poll.clone();
    excess["issued"] = json!(654);
    let (status, decision) = tally("zhejiang-2020", &excess);
    assert_eq!((status, &decision["outcome"]), (1, &json!("repoll")));
    assert_eq!(decision["problems"][0]["code"], "T508");
    // 数字对不上，不作结论，问题全部列出
    let mut wrong = example();
    wrong["contests"][0]["invalid"] = json!(5);
    wrong["proxies"] = json!(700);
    let (status, decision) = tally("national-2025", &wrong);
    assert_eq!((status, &decision["outcome"]), (1, &json!("rejected")));
    let codes: Vec<&str> = decision["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|problem| problem["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["T502", "T503"]);
    assert_eq!(
        keys(&decision["problems"][0]),
        ["code", "path", "text", "inequality", "basis"]
    );
}

#[test]
fn bad_input_is_named_all_at_once_and_nothing_is_computed() {
    let mut poll = example();
    poll["registered"] = json!(0);
    poll["turnout"] = json!(3);
    poll["contests"][0]["candidates"][1]["votes"] = json!(-1);
    poll["contests"][1]["seats"] = json!(4_294_967_295_u32);
    let ran = run_with(
        &[
            "--rules",
            "zhejiang-2021",
            "-",
            "--format",
            "xml",
            "--kind",
            "town",
        ],
        &poll.to_string(),
    );
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    for words in [
        "有 7 处要改",
        "没有编号为「zhejiang-2021」的规则包",
        "不认识「town」",
        "不认识「xml」",
        "registered：登记人数不能是 0",
        "turnout：没有这一项",
        "contests[0].candidates[1].votes：应是 0 到 1000000000 的整数，这里是负数",
        "contests[1].seats：应是 0 到 1000000000 的整数，这里的数过大",
    ] {
        assert!(
            ran.complaint.contains(words),
            "{words} in\n{}",
            ran.complaint
        );
    }
    let ran = run_with(&[], "");
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    for words in ["请补上 --rules", "请补上计票数据"] {
        assert!(ran.complaint.contains(words), "{}", ran.complaint);
    }
    for (input, words) in [("no-such-file.json", "没有这个文件"), ("/", "它是文件夹")] {
        let ran = run_with(&["--rules", "national-2025", input], "");
        assert_eq!((ran.status, ran.out.as_str()), (2, ""));
        assert!(ran.complaint.contains(words), "{}", ran.complaint);
    }
    // An id twice with a sum that does not match: both in one go, and no decision.
    let mut twice = example();
    twice["contests"][0]["candidates"][1]["id"] = json!("c1");
    twice["contests"][0]["candidates"][1]["votes"] = json!(1);
    let ran = run_with(&["--rules", "national-2025", "-"], &twice.to_string());
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    for words in ["contests[0].candidates[1].id", "应当等于收回的 655 张"] {
        assert!(ran.complaint.contains(words), "{}", ran.complaint);
    }
}

#[test]
fn people_get_a_text() {
    let mut file = tempfile::Builder::new().suffix(".json").tempfile().unwrap();
    file.write_all(example().to_string().as_bytes()).unwrap();
    let path = file.path().to_str().unwrap();
    let ran = run_with(&["--rules", "national-2025", path], "");
    assert_eq!((ran.status, ran.complaint.as_str()), (0, ""));
    for words in [
        "计票核算",
        "登记 1203 人，投票 655 人，超过半数，选举有效。",
        "2×655 = 1310 > 1203",
        "〔村民委员会组织法第十八条第二款〕",
        "甲得 400 票，超过半数，当选主任。",
    ] {
        assert!(ran.out.contains(words), "{words} in\n{}", ran.out);
    }
}

#[test]
fn the_kind_of_unit_chooses_the_law() {
    let mut poll = example();
    poll["electorate"] = json!("households");
    let input = poll.to_string();
    let village = run_with(&["--rules", "national-2025", "-"], &input);
    assert_eq!(village.status, 2);
    assert!(
        village.complaint.contains("electorate："),
        "{}",
        village.complaint
    );
    let community = run_with(
        &["--rules", "national-2025", "--kind", "community", "-"],
        &input,
    );
    assert_eq!(community.status, 0, "{}", community.complaint);
    assert!(community.out.contains("居民委员会组织法第十九条"));
    // A pack of communities alone needs no --kind.
    assert_eq!(
        run_with(&["--rules", "residents-2025", "-"], &input).status,
        0
    );
    let old = run_with(
        &["--rules", "national-2018", "--kind", "community", "-"],
        &input,
    );
    assert_eq!(old.status, 2);
    assert!(old.complaint.contains("不适用于社区"), "{}", old.complaint);
}

#[test]
fn a_county_may_bring_its_own_rules() {
    let pack = r#"[pack]
id = "renhe-2026"
name = "仁和县"
extends = "zhejiang-2020"
statute = "仁和县村民委员会选举工作规程"
amended = 2026-08-01
in_force = 2026-09-01

[values.rerun_within_days]
value = 10
source = { article = "第九条", gist = "十日内另行选举", status = "verified" }
"#;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("renhe.toml");
    std::fs::write(&path, pack).unwrap();
    let mut poll = example();
    poll["contests"][1]["invalid"] = json!(4);
    for arguments in [
        ["--rules", path.to_str().unwrap(), "-", "--format", "json"].as_slice(),
        &[
            "--rules",
            "renhe-2026",
            "--rules-dir",
            folder.path().to_str().unwrap(),
            "-",
            "--format",
            "json",
        ],
    ] {
        let ran = run_with(arguments, &poll.to_string());
        assert_eq!(ran.status, 0, "{}", ran.complaint);
        let decision: Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(decision["rules"], "renhe-2026");
        assert_eq!(decision["next"]["latest"], "2027-03-28");
    }
}

#[test]
fn help_shows_the_input() {
    let ran = run_with(&["--help"], "");
    assert_eq!(ran.status, 0);
    for words in [
        "用法：huanjie tally --rules",
        "poll_day",
        "elected_before",
        "退出状态",
    ] {
        assert!(ran.out.contains(words), "{words} in\n{}", ran.out);
    }
}
