#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod all_at_once;
mod contradictions;
mod data;
mod notices;
mod said;

use serde_json::{Value, json};

use super::words;
use crate::documents::kind::{Issuer, Kind, Occasion, Scope, Series};
use crate::documents::{markup, text::Texts};

fn rendered(kind: Kind, data: &Value) -> String {
    let context = kind
        .context(data)
        .unwrap_or_else(|problems| panic!("{}: {problems:?}", kind.id()));
    Texts::embedded()
        .unwrap()
        .fill(kind.template(), &context)
        .unwrap_or_else(|error| panic!("{}: {error:?}", kind.id()))
}

/// The words on the paper: text of all elements, and the attributes that are printed.
fn printed(xml: &str) -> String {
    let tree = roxmltree::Document::parse(xml).unwrap();
    let mut text = String::new();
    for node in tree.descendants() {
        if node.is_text() {
            text.push_str(node.text().unwrap_or_default());
        }
        for attribute in node.attributes() {
            // fields 的 label 是宽度
            let width = node.has_tag_name("fields") && attribute.name() == "label";
            if !width
                && matches!(
                    attribute.name(),
                    "title" | "label" | "caption" | "issuer" | "agency" | "number" | "copy"
                )
            {
                text.push('\n');
                text.push_str(attribute.value());
            }
        }
        if node.is_element() {
            text.push('\n');
        }
    }
    text
}

/// Without groups of eight hexadecimal digits.
fn without_digests(text: &str) -> String {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| word.len() != 8)
        .collect::<Vec<_>>()
        .join(" ")
}

fn sample(kind: Kind, name: &str) -> Value {
    kind.samples()
        .into_iter()
        .find(|sample| sample.name == name)
        .unwrap_or_else(|| panic!("{} has no sample {name}", kind.id()))
        .data
}

#[test]
fn every_sample_renders_to_known_markup_without_leftovers() {
    for &kind in Kind::ALL {
        let samples = kind.samples();
        for wanted in ["normal", "empty", "rare"] {
            assert!(
                samples.iter().any(|s| s.name == wanted),
                "{} lacks {wanted}",
                kind.id()
            );
        }
        if kind.scope() == Scope::Village {
            assert!(
                samples.iter().any(|s| s.name == "normal-community"),
                "{}",
                kind.id()
            );
        }
        for sample in samples {
            let name = format!("{} {}", kind.id(), sample.name);
            let xml = rendered(kind, &sample.data);
            markup::parse(&xml).unwrap_or_else(|error| panic!("{name}: {error}\n{xml}"));
            let text = printed(&xml);
            for leftover in [
                "____",
                "镇镇",
                "村村委",
                "None",
                "null",
                "undefined",
                "true",
                "false",
                "{{",
                "{%",
                "社区社区",
                "。。",
                "。；",
                "；。",
                "，，",
                "，。",
                "、、",
                "《》",
                "（）",
                "：；",
                "一、一、",
            ] {
                assert!(!text.contains(leftover), "{name}: {leftover}\n{text}");
            }
            // 审计链的摘要是十六进制，日报上就要原样印
            let anchor = sample.data.pointer("/known/anchor/digest");
            let text = match anchor.and_then(Value::as_str) {
                Some(_) => without_digests(&text),
                None => text,
            };
            let latin: Vec<char> = text.chars().filter(char::is_ascii_alphabetic).collect();
            assert!(latin.is_empty(), "{name}: {latin:?}");
        }
    }
}

#[test]
fn a_community_paper_never_speaks_of_a_village_and_the_other_way_round() {
    let standing = ["村（社区）", "村（居）民"];
    for &kind in Kind::ALL
        .iter()
        .filter(|kind| kind.scope() == Scope::Village)
    {
        // The township's own form, of no unit, speaks of both.
        let of_units = |data: &Value| !kind.has_leaders_form() || data.get("unit").is_some();
        for sample in kind.samples().into_iter().filter(|one| of_units(&one.data)) {
            let mut text = printed(&rendered(kind, &sample.data));
            for phrase in standing {
                text = text.replace(phrase, "");
            }
            let forbidden: &[&str] = if sample.name.ends_with("community") {
                &["村民", "本村", "村委", "村务", "村里", "全村"]
            } else {
                &[
                    "居民委员会",
                    "居民选举",
                    "本社区",
                    "社区",
                    "居务",
                    "全体居民",
                ]
            };
            for word in forbidden {
                assert!(
                    !text.contains(word),
                    "{} {}: {word}\n{text}",
                    kind.id(),
                    sample.name
                );
            }
        }
    }
}

#[test]
fn blank_forms_have_ruled_blanks() {
    for &kind in Kind::ALL {
        for sample in kind
            .samples()
            .into_iter()
            .filter(|s| s.name.starts_with("empty"))
        {
            let xml = rendered(kind, &sample.data);
            let ruled = xml.matches("<blank").count()
                + xml.matches("<date value=\"\"").count()
                + xml.matches("<td/>").count();
            assert!(ruled > 0, "{} {}", kind.id(), sample.name);
        }
    }
}

#[test]
fn no_template_states_an_article() {
    let texts = Texts::embedded().unwrap();
    for &kind in Kind::ALL {
        assert!(
            texts.names().iter().any(|name| name == kind.template()),
            "{}",
            kind.id()
        );
        // 不给依据时，印出来的文书里不得有任何条号
        for mut sample in kind
            .samples()
            .into_iter()
            .filter(|s| s.name.starts_with("normal"))
        {
            if let Some(paper) = sample.data.as_object_mut() {
                paper.insert("basis".to_owned(), json!([]));
            }
            if matches!(
                kind,
                Kind::RectificationNotice
                    | Kind::ImplementationPlan
                    | Kind::DisciplineNotice
                    | Kind::DisciplinePoster
                    | Kind::InspectionForm
                    | Kind::PreflightSheet
            ) {
                continue; // 这几种的样本在事项里写着依据
            }
            let text = printed(&rendered(kind, &sample.data));
            // 封条、三条之类不是条号
            for (at, _) in text.match_indices('条') {
                let before = text[..at].chars().next_back();
                let numbered = before.is_some_and(|c| "一二三四五六七八九十百".contains(c))
                    || before.is_some_and(|c| c.is_ascii_digit());
                assert!(!numbered, "{} {}: {text}", kind.id(), sample.name);
            }
        }
    }
}

/// 组织法第六条、第十四条: 乡镇指导、备案，不审批、不指定。
#[test]
fn the_township_never_approves_what_villagers_decide() {
    for &kind in Kind::ALL {
        for sample in kind.samples() {
            let text = printed(&rendered(kind, &sample.data));
            for word in ["审批", "批准选举", "同意当选", "任命", "确认当选"] {
                assert!(
                    !text.contains(word),
                    "{} {}: {word}",
                    kind.id(),
                    sample.name
                );
            }
        }
    }
}

#[test]
fn a_report_of_one_day_holds_only_that_day() {
    let text = printed(&rendered(
        Kind::DailyReport,
        &sample(Kind::DailyReport, "normal"),
    ));
    assert!(!text.contains("前一天的情况"), "{text}");
    // 零报告也照样印存证
    let zero = printed(&rendered(
        Kind::DailyReport,
        &sample(Kind::DailyReport, "zero"),
    ));
    assert!(zero.contains("记录存证"), "{zero}");
}

#[test]
fn unverified_bases_are_marked() {
    let text = printed(&rendered(
        Kind::ElectionDay,
        &sample(Kind::ElectionDay, "rare"),
    ));
    assert!(
        text.contains("《广东省村民委员会选举办法》〔待核〕"),
        "{text}"
    );
}

#[test]
fn values_cannot_change_the_structure() {
    let mut data = sample(Kind::ElectionDay, "normal");
    data["unit"]["name"] = json!("上前村</title><sign/>&\"'");
    let xml = rendered(Kind::ElectionDay, &data);
    markup::parse(&xml).unwrap();
    assert!(printed(&xml).contains("上前村</title><sign/>&\"'"));
}

#[test]
fn the_table_of_kinds_is_consistent() {
    for &kind in Kind::ALL {
        assert_eq!(Kind::from_id(kind.id()), Some(kind));
        assert_eq!(kind.template(), format!("{}.xml", kind.id()));
        if kind.is_public() {
            assert_eq!(kind.series(), Series::Notice, "{}", kind.id());
            assert!(kind.has_seal(), "{}", kind.id());
            // 有事才出的公告、会前张贴的推选公告不落在某个环节的日子上
            let placed = kind.step().is_some()
                || kind.occasion() == Occasion::Event
                || kind == Kind::RepresentativesElection;
            assert!(placed, "{}", kind.id());
        }
        let mut keys: Vec<&str> = kind.fields().iter().map(|field| field.key).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), kind.fields().len(), "{}", kind.id());
    }
    assert_eq!(Kind::from_id("nothing"), None);
    assert_eq!(Kind::VoterRoll.printed_number("2-1"), "第2-1号");
    assert_eq!(Kind::VoterRoll.printed_number("选字第3号"), "选字第3号");
    assert_eq!(Kind::ElectionCommittee.issuer(), Issuer::VillageCommittee);
}

#[test]
fn names_of_bodies_are_never_doubled() {
    // (unit, kind, committee, election committee)
    let cases = [
        (
            "上前村",
            "village",
            "上前村村民委员会",
            "上前村第九届村民选举委员会",
        ),
        (
            "石塘镇上前村",
            "village",
            "上前村村民委员会",
            "上前村第九届村民选举委员会",
        ),
        (
            "上前村委会",
            "village",
            "上前村村民委员会",
            "上前村第九届村民选举委员会",
        ),
        (
            "上前村村民委员会",
            "village",
            "上前村村民委员会",
            "上前村第九届村民选举委员会",
        ),
        (
            "石塘社区",
            "community",
            "石塘社区居民委员会",
            "石塘社区第九届居民选举委员会",
        ),
        (
            "石塘居委会",
            "community",
            "石塘社区居民委员会",
            "石塘社区第九届居民选举委员会",
        ),
        (
            "石塘社区居民委员会",
            "community",
            "石塘社区居民委员会",
            "石塘社区第九届居民选举委员会",
        ),
    ];
    for (name, kind, committee, election_committee) in cases {
        let data = json!({
            "office": { "township": "石塘镇", "ordinal": 9 },
            "unit": { "name": name, "kind": kind }, "known": {}, "facts": {}
        });
        let context = Kind::ElectionDay.context(&data).unwrap();
        assert_eq!(context["names"]["committee"], committee, "{name}");
        assert_eq!(
            context["names"]["election_committee"], election_committee,
            "{name}"
        );
        assert!(
            !context["names"]["place"]
                .as_str()
                .unwrap()
                .contains("镇石塘镇"),
            "{name}"
        );
    }
}

#[test]
fn numbers_are_written_out() {
    for (n, written) in [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (35, "三十五"),
        (99, "九十九"),
    ] {
        assert_eq!(words::number(n), written);
    }
}

#[test]
fn the_sentence_of_bases_names_each_statute_once() {
    let basis = |statute: &str, article: &str, status: &str| json!({ "statute": statute, "article": article, "status": status });
    // (bases, phrase)
    let cases = [
        (json!([]), ""),
        (
            json!([
                basis("甲法", "第十五条", "verified"),
                basis("乙办法", "第八条", "unverified"),
                basis("甲法", "第十六条", "verified"),
                basis("甲法", "第十五条", "verified"),
                basis("工作安排", "", "verified")
            ]),
            "《甲法》第十五条、第十六条和《乙办法》第八条〔待核〕",
        ),
        (json!([basis("工作安排", "", "verified")]), "有关法律法规"),
        (
            json!([basis("乙办法", "", "unverified")]),
            "《乙办法》〔待核〕",
        ),
    ];
    for (bases, phrase) in cases {
        let mut data = sample(Kind::ElectionDay, "normal");
        data["basis"] = bases;
        data["issue"]["issuer"] = json!("township");
        let context = Kind::ElectionDay.context(&data).unwrap();
        assert_eq!(context["names"]["law"], phrase);
        assert_eq!(
            context["names"]["issuer"],
            "石塘镇换届选举工作领导小组办公室"
        );
    }
}

#[test]
fn proxies_are_offered_only_where_the_rules_allow_them() {
    // (kind of unit, electorate, proxy_allowed, scope) → what the notice says; 组织法第十八条第四款、居委会组织法第十九条
    let cases = [
        ("village", None, None, None, "近亲属或者其他村民代为投票"),
        (
            "village",
            None,
            Some(true),
            Some("near-relatives"),
            "本村有选举权的近亲属代为投票",
        ),
        ("village", None, Some(false), None, "不办理委托投票"),
        (
            "community",
            Some("voters"),
            None,
            None,
            "本社区其他有选举权的居民代为投票",
        ),
        (
            "community",
            Some("households"),
            Some(true),
            None,
            "本社区其他有选举权的居民代为投票",
        ),
        (
            "community",
            Some("households"),
            Some(false),
            None,
            "户代表应当亲自投票",
        ),
        (
            "community",
            Some("representatives"),
            Some(true),
            None,
            "居民代表应当亲自投票",
        ),
    ];
    for (kind, electorate, allowed, scope, says) in cases {
        let data = json!({
            "office": { "township": "石塘镇" },
            "unit": { "name": "某处", "kind": kind, "electorate": electorate },
            "known": { "proxy_allowed": allowed, "proxy_scope": scope }, "facts": {}
        });
        let text = printed(&rendered(Kind::Polling, &data));
        assert!(
            text.contains(says),
            "{kind} {electorate:?} {allowed:?}: {text}"
        );
    }
}
