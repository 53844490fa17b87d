//! Packs: loading, inheriting, and every mistake of a broken one by its line.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod broken;
mod fuzz;
mod mistakes;
mod provinces;

use std::sync::OnceLock;

use super::super::checklist::Checklists;
use super::super::finding::Status;
use super::super::param::{PARAMS, Value};
use super::super::unit::UnitKind;
use super::{Library, PackError, RulePack, SourceFile, diff, diff_text, list_text, show_text};

fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    let library = LIBRARY.get_or_init(Library::embedded);
    assert_eq!(library.problems(), &[]);
    library
}

fn file(name: &str, text: &str) -> SourceFile {
    SourceFile {
        name: name.to_owned(),
        text: text.to_owned(),
    }
}

/// The problems of a file, as (line, message).
fn check(text: &str) -> Vec<(usize, String)> {
    library()
        .check(&file("试验.toml", text))
        .into_iter()
        .map(|problem| (problem.line, problem.message))
        .collect()
}

const HEAD: &str = "[pack]\nid = \"x\"\nname = \"某省\"\nextends = \"national-2025\"\nstatute = \"某省办法\"\namended = 2026-01-01\nin_force = 2026-01-01\n";

#[test]
fn every_value_has_a_source_and_an_article() {
    for pack in library().packs() {
        for kind in UnitKind::ALL {
            let Some(rules) = pack.rules(kind) else {
                continue;
            };
            for (key, item) in &rules.items {
                assert!(!item.sources.is_empty(), "{} {key}", pack.id());
                for source in &item.sources {
                    assert!(!source.gist.is_empty(), "{} {key}", pack.id());
                    let practice = source.statute == "工作安排";
                    assert!(
                        practice
                            || !source.article.is_empty()
                            || source.status == Status::Unverified,
                        "{} {key}",
                        pack.id()
                    );
                }
            }
            for step in &rules.steps {
                assert!(!step.name.is_empty());
                for source in &step.sources {
                    assert!(!source.gist.is_empty(), "{} {}", pack.id(), step.id);
                }
            }
        }
    }
}

#[test]
fn values_as_the_texts_say() {
    let library = library();
    // pack, kind, key, value in words, where
    let cases = [
        (
            "national-2025",
            UnitKind::Village,
            "roll_lead_days",
            "提前 20 日",
            "第十七条第一款",
        ),
        (
            "national-2025",
            UnitKind::Village,
            "proxy_scope",
            "近亲属或者其他有选举权的村（居）民",
            "第十八条第四款",
        ),
        (
            "national-2025",
            UnitKind::Village,
            "quorum",
            "过半数",
            "第十八条第二款",
        ),
        (
            "national-2025",
            UnitKind::Village,
            "rerun_min",
            "1/3 以上",
            "第十八条第二款",
        ),
        (
            "national-2025",
            UnitKind::Community,
            "committee_max",
            "9 人",
            "第八条",
        ),
        (
            "residents-2025",
            UnitKind::Community,
            "representatives_quorum",
            "超过 2/3",
            "第十九条",
        ),
        (
            "zhejiang-2020",
            UnitKind::Village,
            "candidate_list_lead_days",
            "提前 5 日",
            "第十八条第三款",
        ),
        (
            "zhejiang-2020",
            UnitKind::Village,
            "rerun_within_days",
            "30 日内",
            "第二十九条第五款",
        ),
        (
            "zhejiang-2020",
            UnitKind::Village,
            "result_notice_days",
            "当日或次日",
            "第三十二条第二款",
        ),
        // Superseded by the national law of 2025: the national value is in force.
        (
            "zhejiang-2020",
            UnitKind::Village,
            "proxy_scope",
            "近亲属或者其他有选举权的村（居）民",
            "第十八条第四款",
        ),
        (
            "zhejiang-2020",
            UnitKind::Village,
            "ec_exit_scope",
            "近亲属",
            "第十五条第三款",
        ),
        (
            "zhejiang-2020",
            UnitKind::Village,
            "nomination_sources",
            "党组织推荐、登记参加选举的村（居）民提名",
            "第十八条第一款",
        ),
        // Not read: the national value is in force.
        (
            "guangdong-2026",
            UnitKind::Village,
            "committee_max",
            "7 人",
            "第八条第一款",
        ),
    ];
    for (id, kind, key, words, article) in cases {
        let rules = library.pack(id).unwrap().rules(kind).unwrap();
        let param = PARAMS.iter().find(|param| param.key == key).unwrap();
        let value = rules.value(key).unwrap_or_else(|| panic!("{id} {key}"));
        assert_eq!(value.describe(param), words, "{id} {key}");
        assert!(
            rules
                .basis(key)
                .iter()
                .any(|basis| basis.article == article && basis.status == Status::Verified),
            "{id} {key}"
        );
    }
    // The text of 2018, by its own numbers
    let old = library.pack("national-2018").unwrap();
    let rules = old.rules(UnitKind::Village).unwrap();
    assert_eq!(rules.basis("roll_lead_days")[0].article, "第十四条第一款");
    assert_eq!(rules.word("proxy_scope"), Some("near-relatives"));
    assert_eq!(rules.value("proxy_max"), None);
    assert!(old.rules(UnitKind::Community).is_none());
    let guangdong = library.pack("guangdong-2026").unwrap();
    let rules = guangdong.rules(UnitKind::Village).unwrap();
    for key in [
        "candidate_list_lead_days",
        "rerun_within_days",
        "ec_min",
        "add_down",
    ] {
        assert_eq!(rules.value(key), None, "{key} 没有读到，不能当作事实");
        assert!(rules.items.get(key).unwrap().is_unverified());
    }
}

#[test]
fn an_older_law_is_marked() {
    let library = library();
    let outdated = |id: &str| {
        let pack = library.pack(id).unwrap();
        let rules = pack.rules(UnitKind::Village).unwrap();
        rules
            .outdated()
            .map(|layer| layer.id.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(outdated("zhejiang-2020"), ["zhejiang-2020"]);
    assert!(outdated("guangdong-2026").is_empty());
}

#[test]
fn a_pack_is_pinned_by_its_content() {
    let library = library();
    for pack in library.packs() {
        let again = RulePack::from_canonical(pack.canonical()).unwrap();
        assert_eq!(&again, pack);
        assert!(pack.digest().starts_with("sha256:") && pack.digest().len() == 71);
    }
    let pack = library.pack("zhejiang-2020").unwrap();
    let changed = pack.canonical().replace("\"number\":20", "\"number\":19");
    assert_ne!(
        RulePack::from_canonical(&changed).unwrap().digest(),
        pack.digest()
    );
    for text in [
        "",
        "{}",
        "{\"format\":1}",
        "{\"format\":99}",
        &pack.canonical().replace(":20", ": 20"),
        &pack.canonical().replace("\"name\"", "\"nome\""),
        &pack.canonical().replace("polling", "poling"),
    ] {
        let error = RulePack::from_canonical(text).unwrap_err().to_string();
        assert!(error.starts_with('请'), "{error}");
        assert!(
            !error.contains("error") && !error.contains("expected"),
            "{error}"
        );
    }
}

#[test]
fn a_province_states_only_what_differs() {
    let text = format!(
        "{HEAD}[values.candidate_list_lead_days]\nvalue = 7\nsource = {{ article = \"第九条\", status = \"verified\" }}\n\
         [[stages]]\nid = \"preselection\"\nname = \"预选\"\nafter = \"nomination\"\n\
         [[steps]]\nid = \"preselection-held\"\nname = \"召开预选会议\"\nstage = \"preselection\"\nclass = \"working\"\n\
         owner = \"election-committee\"\nafter = [\"nominees-announced\"]\nusual = \"polling - 12\"\n\
         source = {{ article = \"第八条\", status = \"verified\" }}\n\
         [[steps]]\nid = \"supervisors-elected\"\nomit = true\n\
         [[notices]]\npaper = \"results\"\nnumber = \"17\"\n\
         [[notices]]\npaper = \"supervisors\"\nnumber = \"17-1\"\n\
         [[notices]]\npaper = \"scribes\"\nnumber = \"none\"\n\
         [numbering]\nvoid = [\"16\"]\n"
    );
    let pack = library().read(&file("某省.toml", &text)).unwrap();
    let rules = pack.rules(UnitKind::Village).unwrap();
    let at = |id: &str| rules.steps.iter().position(|step| step.id == id);
    assert_eq!(
        at("preselection-held"),
        at("nominees-announced").map(|i| i + 1)
    );
    assert_eq!(at("supervisors-elected"), None);
    let archive = rules.step("archive-completed").unwrap();
    assert_eq!(archive.after, ["handover-completed", "polling"]);
    assert_eq!(rules.number("candidate_list_lead_days"), Some(7));
    assert_eq!(
        rules.notice("results").unwrap().number.as_deref(),
        Some("17")
    );
    assert_eq!(rules.notice("scribes").unwrap().number, None);
    assert_eq!(rules.void_numbers, ["16"]);
    assert!(rules.stages.iter().any(|stage| stage.name == "预选"));
    assert!(
        pack.rules(UnitKind::Community).is_some(),
        "社区规则一并继承"
    );
}

#[test]
fn a_folder_adds_and_replaces() {
    let loop_a = HEAD.replace("\"x\"", "\"a\"").replace("national-2025", "b");
    let loop_b = HEAD.replace("\"x\"", "\"b\"").replace("national-2025", "a");
    let library = Library::with_sources(vec![
        file("某省.toml", HEAD),
        file("a.toml", &loop_a),
        file("b.toml", &loop_b),
        file(
            "坏.toml",
            &HEAD
                .replace("\"x\"", "\"zhejiang-2020\"")
                .replace("name", "nama"),
        ),
    ]);
    assert!(library.pack("x").is_ok());
    assert!(
        library
            .problems()
            .iter()
            .any(|p| p.file == "a.toml" && p.message.contains("绕成一圈"))
    );
    assert!(
        library
            .problems()
            .iter()
            .any(|p| p.file == "坏.toml" && p.line == 3)
    );
    let error = library.pack("zhejiang-2021").unwrap_err();
    assert!(matches!(&error, PackError::Unknown { .. }));
    assert!(error.to_string().contains("national-2025"));
    // Two files of one folder with the same id
    let twice = Library::with_sources(vec![file("一.toml", HEAD), file("二.toml", HEAD)]);
    assert!(twice.problems().iter().any(|p| p.message.contains("重复")));
}

#[test]
fn packs_can_be_compared_and_read() {
    let library = library();
    let national = library.pack("national-2025").unwrap();
    let zhejiang = library.pack("zhejiang-2020").unwrap();
    assert!(diff(national, national).is_empty());
    let changes = diff(national, zhejiang);
    let list = changes
        .iter()
        .find(|c| c.key == "candidate_list_lead_days")
        .unwrap();
    assert_eq!(
        (list.old.as_str(), list.new.as_str()),
        ("没有规定", "提前 5 日")
    );
    assert_eq!(list.new_basis.first().unwrap().article, "第十八条第三款");
    assert!(changes.iter().any(|c| c.key == "election-day-announced"));
    assert!(
        !changes.iter().any(|c| c.key == "roll_lead_days"),
        "数值相同不算不同"
    );
    for text in [
        diff_text(national, zhejiang, &changes),
        show_text(zhejiang),
        list_text(library),
    ] {
        assert!(
            !text.contains("None") && !text.contains("unverified"),
            "{text}"
        );
    }
    assert!(show_text(zhejiang).contains("可能已被上位法修改"));
    assert!(show_text(zhejiang).contains("已被上位法取代"));
    assert!(list_text(library).contains("待核"));
    let Some(Value::Number(20)) = national
        .rules(UnitKind::Village)
        .unwrap()
        .value("roll_lead_days")
    else {
        panic!("名单提前日数");
    };
}

#[test]
fn the_manual_is_complete_and_its_examples_can_be_used() {
    let manual = include_str!("../../../../rules/README.md");
    let table = super::manual(library().pack("national-2025").unwrap());
    // `HUANJIE_MANUAL=1 cargo test the_manual` writes the tables anew.
    if std::env::var_os("HUANJIE_MANUAL").is_some() {
        let head = manual.split("## 附表一").next().unwrap();
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/rules/README.md");
        std::fs::write(path, format!("{head}{table}")).unwrap();
        return;
    }
    assert!(
        manual.ends_with(&table),
        "rules/README.md 的附表过时了，请用 HUANJIE_MANUAL=1 运行本测试重写"
    );
    for param in PARAMS {
        assert!(
            table.contains(&format!("| `{}` |", param.key)),
            "{}",
            param.key
        );
    }
    // Its fragments make one pack; its complete example is one.
    let block = |mark: &str| -> Vec<String> {
        manual
            .split(mark)
            .skip(1)
            .filter_map(|rest| rest.split("```").next())
            .map(str::to_owned)
            .collect()
    };
    let example = format!(
        "{}\n[[stages]]\nid = \"extra\"\nname = \"另加\"\nafter = \"candidates\"\n",
        block("```toml\n").join("\n")
    );
    assert_eq!(check(&example), []);
    let whole = block("```toml 完整\n");
    assert_eq!(whole.len(), 1);
    for text in whole {
        assert_eq!(check(&text), []);
    }
    // So is its item of an inspection, after the deadlines of the shipped file.
    let shipped = include_str!("../../../../rules/checklists.toml");
    let head = shipped.split("[[items]]").next().unwrap();
    let items = block("```toml 检查项\n");
    assert_eq!(items.len(), 1);
    for text in items {
        let read = Checklists::parse("checklists.toml", &format!("{head}{text}"));
        assert!(read.is_ok(), "{read:?}");
    }
}
