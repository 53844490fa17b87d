#![allow(clippy::unwrap_used, clippy::panic)]

use serde_json::{Value, json};

use super::super::common::UnitKind;
use super::changes::changes;
use super::wording::{Form, chapters, place_texts};
use crate::documents::kind::Kind;
use crate::documents::{compare, markup, text::Texts};

const PLAN: Kind = Kind::ImplementationPlan;

fn sample(name: &str) -> Value {
    PLAN.samples()
        .into_iter()
        .find(|sample| sample.name == name)
        .unwrap()
        .data
}

fn words_of(data: &Value) -> String {
    let context = PLAN.context(data).unwrap();
    let xml = Texts::embedded()
        .unwrap()
        .fill(PLAN.template(), &context)
        .unwrap();
    compare::words(&markup::parse(&xml).unwrap())
}

fn told(data: &Value) -> Vec<String> {
    PLAN.check(data)
        .err()
        .unwrap_or_default()
        .iter()
        .map(ToString::to_string)
        .collect()
}

fn with(name: &str, chapter: &str, lines: &[&str]) -> Value {
    let mut data = sample(name);
    data["wording"] = json!({ chapter: lines });
    data
}

#[test]
fn every_place_of_the_shipped_chapters_is_known() {
    for (form, name) in [
        (Form::Township, "normal"),
        (Form::Unit(UnitKind::Village), "unit"),
        (Form::Unit(UnitKind::Community), "unit-community"),
    ] {
        let known = place_texts(&sample(name));
        for chapter in chapters(form) {
            for place in chapter.places() {
                assert!(known.contains_key(place.as_str()), "{name}: {place}");
            }
        }
    }
}

#[test]
fn an_office_writes_a_chapter_and_the_places_stay_alive() {
    let data = with(
        "normal",
        "goal",
        &["（一）目标", "【镇名】的要求：", "【参选单位和选举日】"],
    );
    assert_eq!(told(&data), Vec::<String>::new());
    let text = words_of(&data);
    for part in [
        "一、总体要求\n（一）目标\n石塘镇的要求：\n全镇参加本次换届选举的共16个单位",
        "选举日统一定为2027年3月18日（星期四）",
        "二、组织领导",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(!text.contains("坚持和加强党"), "the shipped words are gone");
}

#[test]
fn what_is_wrong_with_a_chapter_is_told_all_at_once() {
    // (chapter, lines, what is told)
    let cases: &[(&str, &[&str], &[&str])] = &[
        (
            "goal",
            &["只有一句话。"],
            &["“总体要求”：请补回【参选单位和选举日】"],
        ),
        (
            "goal",
            &[],
            &["“总体要求”：请写上内容", "请补回【参选单位和选举日】"],
        ),
        (
            "steps",
            &["各阶段：【各阶段步骤】"],
            &["“方法步骤”第1段：请让【各阶段步骤】单独占一行"],
        ),
        (
            "duties",
            &["由【村长】负责。", "没有结束的【地方", "多余的】"],
            &[
                "“工作要求”第1段：请改正【村长】",
                "“工作要求”第2段：请补上“】”",
                "“工作要求”第3段：请补上“【”",
            ],
        ),
        ("nothing", &["甲"], &["没有这一章"]),
    ];
    for (chapter, lines, expected) in cases {
        let found = told(&with("normal", chapter, lines));
        for words in *expected {
            assert!(
                found.iter().any(|one| one.contains(words)),
                "{chapter} {lines:?}: {words} not in {found:#?}"
            );
        }
    }
    // A locked place may move to another chapter.
    let mut moved = with("normal", "goal", &["目标见后。"]);
    moved["wording"]["workflow"] = json!(["【参选单位和选举日】"]);
    assert_eq!(told(&moved), Vec::<String>::new());
    // Of a village's plan the township's places are unknown.
    let found = told(&with("unit", "polling", &["【领导小组名单】"]));
    assert!(
        found
            .iter()
            .any(|one| one.contains("请改正【领导小组名单】"))
    );
}

#[test]
fn a_village_makes_its_own_plan_in_its_own_name() {
    let data = sample("unit");
    let context = PLAN.context(&data).unwrap();
    assert_eq!(
        context["names"]["plan"],
        "上前村第九届村民委员会换届选举实施方案"
    );
    assert_eq!(context["names"]["issuer"], "上前村第九届村民选举委员会");
    let text = words_of(&data);
    for part in [
        "（2027年2月9日村民代表会议讨论通过）",
        "本村共有村民小组12个、412户、1630人。",
        "第九届村民委员会的职数为主任1名、副主任1名、委员3名；选举日为2027年3月18日（星期四）。",
        "主任：钟水清",
        "挂钩领导李义鹏（镇党委副书记、镇长）和第一指导组联系指导本村的选举工作",
        "六、本村补充事项\n外出人员由各村民小组长逐户联系",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    for others in ["社区", "居民", "印发给你们", "领导小组名单"] {
        assert!(!text.contains(others), "{others}\n{text}");
    }
    // 社区不说村；没有补充事项就没有这一章
    let text = words_of(&sample("unit-community"));
    for others in ["村民", "本村", "村党", "补充事项"] {
        assert!(!text.contains(others), "{others}\n{text}");
    }
    assert!(text.contains("第八届居民委员会的职数为主任1名、副主任2名、委员4名"));
}

#[test]
fn changes_are_told_as_one_clerk_tells_another() {
    let before = sample("normal");
    assert_eq!(changes(&before, &before), Some(Vec::new()));
    let mut after = before.clone();
    let known = &mut after["known"];
    known["units"][0]["election_day"] = json!("2027-03-20");
    known["units"][1]["leader"] = json!({ "name": "王火发", "post": "镇党委委员、纪委书记" });
    known["village_stages"][1]["steps"][2]["latest"] = json!("2027-02-28");
    known["village_stages"][3]["steps"][1]["suggested"] = json!("2027-03-20");
    known["village_stages"][3]["steps"][1]["latest"] = json!("2027-03-20");
    known["leading_group"][3] = json!({ "name": "新人", "post": null, "role": "成员" });
    let units = known["units"].as_array_mut().unwrap();
    units.pop();
    after["facts"]["report_phone"] = json!("0751-6220099");
    let told: Vec<String> = changes(&before, &after)
        .unwrap()
        .iter()
        .map(super::changes::Change::line)
        .collect();
    let leader = before["known"]["units"][1]["leader"].clone();
    let gone = format!(
        "下前村\u{3000}挂钩领导\u{3000}{}（{}）→王火发（镇党委委员、纪委书记）",
        leader["name"].as_str().unwrap(),
        leader["post"].as_str().unwrap()
    );
    let last = before["known"]["units"].as_array().unwrap().last().unwrap()["name"]
        .as_str()
        .unwrap()
        .to_owned();
    for line in [
        "上前村\u{3000}选举日\u{3000}3月18日→3月20日",
        "村：公布登记参加选举的村民名单\u{3000}最迟日期\u{3000}2月26日→2月28日",
        "村：投票选举\u{3000}日期\u{3000}3月18日→3月20日",
        "领导小组\u{3000}成员\u{3000}钟建民（镇人大主席）→新人",
        "举报电话\u{3000}0751-6220012→0751-6220099",
        &gone,
        &format!("{last}\u{3000}列入方案→（无）"),
    ] {
        assert!(
            told.iter().any(|one| one == line),
            "{line} not in {told:#?}"
        );
    }
    assert_eq!(told.len(), 7, "{told:#?}");
    // 另一个年份要写全
    let mut later = before.clone();
    later["known"]["election_day"] = json!("2028-03-18");
    let told = changes(&before, &later).unwrap();
    assert_eq!(
        told[0].line(),
        "统一的选举日\u{3000}2027年3月18日→2028年3月18日"
    );
    assert_eq!(changes(&before, &json!({ "office": 3 })), None);
}
