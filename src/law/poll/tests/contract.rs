//! What others rely on: names and order of the fields, the codes, the sentences, bad input.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::{TallyCode, decision_text, read_and_decide, read_poll};
use super::{decided, rules};

/// The example of the contract.
const EXAMPLE: &str = r#"{"round":"first","poll_day":"2027-03-18","registered":1203,"issued":656,"returned":655,"proxies":40,"roaming":25,
 "contests":[
   {"post":"chair","seats":1,"invalid":4,"abstained":3,
    "candidates":[{"id":"c1","name":"甲","sex":"f","votes":400},{"id":"c2","name":"乙","sex":"m","votes":248}]},
   {"post":"member","seats":3,"reserved":"none","invalid":10,"abstained":0,"candidates":[{"id":"c3","name":"丙","sex":"m","votes":500,"nominated":true}]}],
 "elected_before":[], "relatives":[["c1","c3","sibling"]]}"#;

fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[test]
fn the_json_contract() {
    let poll = read_poll(EXAMPLE).unwrap();
    let decision = decided(&rules("national-2025"), &poll);
    let json = serde_json::to_value(&decision).unwrap();
    assert_eq!(
        keys(&json),
        [
            "rules", "valid", "outcome", "reasons", "contests", "next", "flags", "problems"
        ]
    );
    assert_eq!(json["rules"], "national-2025");
    assert_eq!(json["valid"], true);
    assert_eq!(json["outcome"], "rerun");
    let first = &json["reasons"][0];
    assert_eq!(keys(first), ["code", "text", "inequality", "basis"]);
    assert_eq!(first["code"], "T101");
    assert_eq!(
        first["text"],
        "登记 1203 人，投票 655 人，超过半数，选举有效。"
    );
    assert_eq!(first["inequality"], "2×655 = 1310 > 1203");
    assert_eq!(
        first["basis"],
        json!({"statute": "中华人民共和国村民委员会组织法", "article": "第十八条第二款", "status": "verified"})
    );
    let chair = &json["contests"][0];
    assert_eq!(
        keys(chair),
        ["post", "needed", "elected", "tied", "unfilled", "reasons"]
    );
    assert_eq!(chair["post"], "chair");
    assert_eq!(chair["needed"], 328);
    assert_eq!(chair["elected"], json!(["c1"]));
    assert_eq!(chair["unfilled"], 0);
    let next = &json["next"];
    assert_eq!(keys(next), ["kind", "latest", "contests"]);
    assert_eq!(next["kind"], "rerun");
    // 国家法律没有规定另行选举的期限
    assert_eq!(next["latest"], Value::Null);
    assert_eq!(keys(&next["contests"][0]), ["post", "seats", "candidates"]);
    assert_eq!(next["contests"][0]["seats"], 2);
    let flags = json["flags"].as_array().unwrap();
    assert!(
        flags
            .iter()
            .all(|flag| keys(flag) == ["code", "text", "basis"])
    );
    assert!(flags.iter().any(|flag| flag["code"] == "T402"));
    assert_eq!(json["problems"], json!([]));
}

#[test]
fn codes_are_declared_once_and_say_what_they_mean() {
    let mut seen = BTreeSet::new();
    for (code, sentence) in TallyCode::ALL {
        assert!(seen.insert(code.as_str()), "{}", code.as_str());
        assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        assert!(sentence.chars().count() > 1 && !sentence.ends_with('。'));
    }
    let mut sorted: Vec<_> = TallyCode::ALL.iter().map(|(code, _)| *code).collect();
    sorted.sort();
    assert!(
        sorted
            .iter()
            .eq(TallyCode::ALL.iter().map(|(code, _)| code))
    );
}

#[test]
fn the_text_for_people() {
    let poll = read_poll(EXAMPLE).unwrap();
    let decision = decided(&rules("national-2025"), &poll);
    let text = decision_text(&poll, &decision);
    for words in [
        "登记 1203 人，发出选票 656 张，收回 655 张（其中委托 40 张、流动票箱 25 张）",
        "结论：投票有效，另行选举",
        "2×655 = 1310 > 1203",
        "〔村民委员会组织法第十八条第二款〕",
        "委员 2 名，候选人：待产生",
        "甲（主任）与丙（委员）是兄弟姐妹",
    ] {
        assert!(text.contains(words), "{words} in\n{text}");
    }
}

/// The places of everything wrong with the example after one change.
fn places(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut input: Value = serde_json::from_str(EXAMPLE).unwrap();
    change(&mut input);
    let result = read_and_decide(&rules("national-2025"), &input.to_string());
    let problems = result.err().unwrap_or_default();
    assert!(problems.iter().all(|problem| !problem.message.is_empty()));
    problems.into_iter().map(|problem| problem.path).collect()
}

#[test]
fn optional_fields_may_be_left_out() {
    let left_out = places(|input| {
        let poll = input.as_object_mut().unwrap();
        for key in ["proxies", "roaming", "elected_before", "relatives"] {
            poll.shift_remove(key).unwrap();
        }
        let candidate = input["contests"][1]["candidates"][0]
            .as_object_mut()
            .unwrap();
        candidate.shift_remove("nominated").unwrap();
        candidate.shift_remove("sex").unwrap();
        let contest = input["contests"][1].as_object_mut().unwrap();
        contest.shift_remove("reserved").unwrap();
    });
    assert_eq!(left_out, Vec::<String>::new());
    // 空值与没有写一样
    assert_eq!(
        places(|input| input["voters"] = Value::Null),
        Vec::<String>::new()
    );
}

#[test]
fn required_fields_are_asked_for_by_name() {
    for key in [
        "round",
        "poll_day",
        "registered",
        "issued",
        "returned",
        "contests",
    ] {
        let found = places(|input| {
            input.as_object_mut().unwrap().shift_remove(key);
        });
        assert_eq!(found, [key]);
    }
    for key in ["post", "seats", "invalid", "abstained", "candidates"] {
        let found = places(|input| {
            input["contests"][1]
                .as_object_mut()
                .unwrap()
                .shift_remove(key);
            input["relatives"] = json!([]);
        });
        assert_eq!(found, [format!("contests[1].{key}")]);
    }
    for key in ["id", "name", "votes"] {
        let found = places(|input| {
            input["contests"][0]["candidates"][1]
                .as_object_mut()
                .unwrap()
                .shift_remove(key);
        });
        assert_eq!(found, [format!("contests[0].candidates[1].{key}")]);
    }
}

#[test]
fn every_mistake_is_named_at_once_with_its_place() {
    let found = places(|input| {
        input["registered"] = json!(0);
        input["issued"] = json!(4_294_967_295_u32);
        input["returned"] = json!(-1);
        input["turnout"] = json!(5);
        input["contests"][0]["seats"] = json!("1");
        input["contests"][0]["candidates"][1]["votes"] = json!(248.5);
        input["contests"][1]["post"] = json!("mayor");
        input["contests"][1]["candidates"][0]["party"] = json!("x");
        input["contests"][1]["candidates"][0]["sex"] = json!("女");
        input["contests"][1]["candidates"][0]["nominated"] = json!(1);
        input["elected_before"] = json!([{"id": "x", "post": "chair", "age": 3}]);
        input["relatives"] = json!([["c1", "c3", "cousin"]]);
        input["poll_day"] = json!("2027-02-30");
    });
    let mut found = found;
    found.sort();
    let expected = [
        "contests[0].candidates[1].votes",
        "contests[0].seats",
        "contests[1].candidates[0].nominated",
        "contests[1].candidates[0].party",
        "contests[1].candidates[0].sex",
        "contests[1].post",
        "elected_before[0].age",
        "issued",
        "poll_day",
        "registered",
        "relatives[0][2]",
        "returned",
        "turnout",
    ];
    assert_eq!(found, expected);
}

/// Items that could not be read leave the places of those behind them where they are, and keep
/// nothing else from being told.
#[test]
fn what_cannot_be_read_hides_nothing() {
    let found = places(|input| {
        // Read: what is wrong with the shape and the sums.
        input["registered"] = json!(600);
        input["attempt"] = json!(2);
        input["contests"][0]["invalid"] = json!(5);
        // Not read: an item of every list.
        input["contests"]
            .as_array_mut()
            .unwrap()
            .insert(0, json!(7));
        input["contests"].as_array_mut().unwrap().push(json!({
            "post": "chair", "seats": 0, "invalid": 0, "abstained": 0,
            "candidates": [null, {"id": "c9", "name": "壬", "votes": 1}, {"id": "c9", "name": "癸", "votes": 656}],
        }));
        input["elected_before"] = json!(["甲", {"id": "c1", "post": "chair", "sex": "m"}]);
        input["relatives"] = json!([
            ["c1", "c1", "cousin"],
            ["c1", "c1", "spouse"],
            "c1",
            ["c1", 3, "spouse"],
            ["c1", "nobody", "other"]
        ]);
    });
    let mut found = found;
    found.sort();
    assert_eq!(
        found,
        [
            "attempt",
            "contests[0]",
            // 甲 was elected before as a man, and stands here as a woman.
            "contests[1].candidates",
            "contests[1].candidates[0].sex",
            "contests[3].candidates[0]",
            "contests[3].candidates[2].id",
            "contests[3].candidates[2].name",
            "contests[3].candidates[2].votes",
            "contests[3].post",
            "contests[3].seats",
            "elected_before[0]",
            // 两个编号是同一个人: only where both were read as they stand.
            "relatives[0][2]",
            "relatives[1]",
            "relatives[2]",
            "relatives[3][1]",
            "returned",
        ]
    );
}

/// Nothing is said about a field that stands in for one that could not be read.
#[test]
fn what_cannot_be_read_is_not_held_against_the_rest() {
    for (key, value) in [
        ("returned", json!("655")),
        ("registered", json!(-1)),
        ("issued", json!(4_294_967_295_u32)),
        ("round", json!("third")),
        ("poll_day", json!("1900年")),
        ("vote", json!("sale")),
        ("electorate", json!(3)),
        ("proxies", json!(1.5)),
    ] {
        let found = places(|input| {
            input["attempt"] = Value::Null;
            input[key] = value.clone();
        });
        assert_eq!(found, [key]);
    }
    for (key, value) in [
        ("seats", json!("一")),
        ("invalid", json!(-4)),
        ("abstained", Value::Null),
        ("post", json!("mayor")),
        ("reserved", json!("man")),
        ("candidates", json!("甲")),
        ("against", json!("无")),
        ("issued", json!("无")),
    ] {
        let found = places(|input| {
            input["contests"][0][key] = value.clone();
            input["relatives"] = json!([["c1", "c3", "sibling"]]);
        });
        assert_eq!(found, [format!("contests[0].{key}")]);
    }
    // Of votes alone the sum depends; of a name nothing does.
    for (key, value) in [
        ("votes", json!("四百")),
        ("name", json!(4)),
        ("id", json!([])),
    ] {
        let found = places(|input| input["contests"][0]["candidates"][0][key] = value.clone());
        assert_eq!(found, [format!("contests[0].candidates[0].{key}")]);
    }
}

/// Sums of a post whose name is wrong are still told, at their place.
#[test]
fn sums_are_told_beside_fields_that_are_wrong() {
    let found = places(|input| {
        input["contests"][0]["post"] = json!("mayor");
        input["contests"][0]["invalid"] = json!(5);
        input["turnout"] = json!(1);
        input["proxies"] = json!(700);
    });
    assert_eq!(
        found,
        [
            "turnout",
            "contests[0].post",
            "proxies",
            "contests[0].candidates"
        ]
    );
}

#[test]
fn shapes_and_sums_are_told_together() {
    let found = places(|input| {
        input["contests"][0]["candidates"][1]["id"] = json!("c1");
        input["contests"][0]["invalid"] = json!(5);
    });
    assert_eq!(
        found,
        [
            "contests[0].candidates[1].id",
            "contests[0].candidates[1].name",
            "contests[0].candidates[1].sex",
            "contests[0].candidates"
        ]
    );
}

#[test]
fn repeated_keys_and_broken_json_are_refused() {
    let twice = EXAMPLE.replacen("\"issued\":656", "\"issued\":656,\"issued\":657", 1);
    assert_eq!(read_poll(&twice).unwrap_err()[0].path, "issued");
    for (text, words) in [
        ("", "这里是空的"),
        ("{", "读不下去"),
        ("[]", "应是一张表"),
        ("3", "应是一张表"),
        (&EXAMPLE[..200], "读不下去"),
        (&format!("{EXAMPLE}}}"), "读不下去"),
        (&"[".repeat(10_000), "读不下去"),
    ] {
        let problems = read_poll(text).unwrap_err();
        assert!(
            problems[0].to_string().contains(words),
            "{text:.20}: {problems:?}"
        );
    }
    // 记事本存的文件开头有 BOM
    assert!(read_poll(&format!("\u{feff}{EXAMPLE}")).is_ok());
}

#[test]
fn the_value_of_an_id_is_never_repeated() {
    let number = "441500200903180011";
    let problems = {
        let mut input: Value = serde_json::from_str(EXAMPLE).unwrap();
        input["contests"][0]["candidates"][0]["id"] = json!(number);
        input["contests"][0]["candidates"][1]["id"] = json!(number);
        input["round"] = json!(number);
        read_poll(&input.to_string()).unwrap_err()
    };
    let text = format!("{problems:?}");
    assert!(problems.len() >= 2 && !text.contains(number), "{text}");
}

#[test]
fn a_pack_that_does_not_govern_the_unit_is_refused() {
    use super::super::PollRules;
    use crate::law::UnitKind;
    let pack = super::library().pack("national-2018").unwrap();
    let error = PollRules::compile(pack, UnitKind::Community).unwrap_err();
    assert!(error.to_string().contains("不适用于社区"), "{error}");
}
