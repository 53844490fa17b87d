//! What an inspection looks at, and the article that stands beside it.

use super::super::{CheckChoice, Checklists, Gravity, UnitKind, cite_all};
use super::library;

/// Item, kind of unit, what must stand beside it.
const CASES: &[(&str, UnitKind, &str)] = &[
    ("roll-on-time", UnitKind::Village, "第十七条第一款"),
    ("objection-clock", UnitKind::Village, "第十七条第二款"),
    ("audit-published", UnitKind::Village, "第四十条"),
    ("committee-exit", UnitKind::Village, "第十五条第三款"),
    ("proxy-limit", UnitKind::Village, "第十八条第四款"),
    ("thresholds", UnitKind::Village, "第十八条第二款"),
    ("handover-done", UnitKind::Village, "第二十四条"),
    ("no-bribery", UnitKind::Village, "第二十一条"),
    ("roll-on-time", UnitKind::Community, "居民委员会组织法"),
];

#[test]
fn every_item_has_its_basis_in_every_pack() {
    for pack in library().packs() {
        for kind in UnitKind::ALL {
            let Some(rules) = pack.rules(kind) else {
                continue;
            };
            for item in library().checklists().chosen(kind, CheckChoice::All) {
                assert!(
                    !item.basis(rules).is_empty(),
                    "{} {kind:?} {}",
                    pack.id(),
                    item.id
                );
                if let Some(step) = &item.step {
                    assert!(
                        rules.step(step).is_some(),
                        "{} {kind:?} {}: {step}",
                        pack.id(),
                        item.id
                    );
                }
                if let Some(stage) = item.stage() {
                    assert!(
                        rules.stages.iter().any(|one| one.id == stage),
                        "{} {stage}",
                        item.id
                    );
                }
            }
        }
    }
}

#[test]
fn the_article_stands_beside_the_item() {
    let pack = library().pack("national-2025").unwrap();
    for (id, kind, article) in CASES {
        let item = library().checklists().find(id).unwrap();
        let cited = cite_all(&item.basis(pack.rules(*kind).unwrap()));
        assert!(cited.contains(article), "{id}: {cited}");
        assert!(!cited.contains("工作安排"), "{id}: {cited}");
    }
}

#[test]
fn a_stage_is_looked_at_in_about_a_dozen_items() {
    let stages = [
        "preparation",
        "committee",
        "registration",
        "objections",
        "representatives",
        "nomination",
        "candidates",
        "polling-preparation",
        "polling",
        "handover",
        "closing",
    ];
    for kind in UnitKind::ALL {
        for pair in stages.windows(2) {
            let count = library()
                .checklists()
                .chosen(kind, CheckChoice::Stages(pair))
                .len();
            // On the polling day there is most to see.
            let most = if pair.contains(&"polling") { 20 } else { 16 };
            assert!((8..=most).contains(&count), "{pair:?}: {count}");
        }
        let themed = library()
            .checklists()
            .chosen(kind, CheckChoice::Theme("roll"));
        assert!(themed.len() >= 4);
    }
}

#[test]
fn papers_that_suffer_are_kinds_of_paper() {
    let pack = library().pack("national-2025").unwrap();
    let rules = pack.rules(UnitKind::Village).unwrap();
    let item = library().checklists().find("roll-on-time").unwrap();
    assert_eq!(item.affected(rules), ["voter-roll", "polling"]);
    let item = library().checklists().find("committee-posted").unwrap();
    assert_eq!(item.affected(rules), ["election-committee"]);
    let days = |gravity| library().checklists().days_for(gravity);
    assert!(days(Gravity::Serious) < days(Gravity::Major));
    assert!(days(Gravity::Major) < days(Gravity::Minor));
}

#[test]
fn every_mistake_of_a_checklist_is_named() {
    let text = "[deadlines]\nminor = \"七\"\nserious = 0\n\
                [[items]]\nid = \"A b\"\nstage = \"objections\"\nseverity = \"bad\"\n\
                [[items]]\nid = \"a\"\nstage = \"always\"\ncheck = \"查\"\nevidence = \"看\"\nseverity = \"minor\"\nmeasure = \"改\"\nrules = [\"no_such\"]\ntheme = \"x\"\nwhen = 1\n\
                [[items]]\nid = \"a\"\nstage = \"always\"\ncheck = \"查\"\nevidence = \"看\"\nseverity = \"minor\"\nmeasure = \"改\"\nstep = \"polling\"\n";
    let problems = Checklists::parse("checklists.toml", text).unwrap_err();
    let all: Vec<String> = problems
        .iter()
        .map(|problem| format!("{}:{}", problem.line, problem.message))
        .collect();
    let all = all.join("\n");
    for expected in [
        "minor",
        "serious",
        "「A b」",
        "缺少「check」",
        "缺少「evidence」",
        "缺少「measure」",
        "severity",
        "没有依据",
        "没有规则项「no_such」",
        "没有专项「x」",
        "when",
        "检查项编号「a」重复",
    ] {
        assert!(all.contains(expected), "{expected} not in\n{all}");
    }
}

#[test]
fn ages_of_open_findings_are_data() {
    assert_eq!(library().checklists().age_days, [3, 7]);
    let read =
        |days: &str| Checklists::parse("checklists.toml", &format!("[ages]\ndays = {days}\n"));
    assert_eq!(read("[5]").unwrap().age_days, [5]);
    assert_eq!(read("[1, 2, 10, 30]").unwrap().age_days, [1, 2, 10, 30]);
    // 缺这一节的旧文件仍按原来的分档
    assert_eq!(Checklists::parse("a.toml", "").unwrap().age_days, [3, 7]);
    for wrong in [
        "[]",
        "[7, 3]",
        "[3, 3]",
        "[0]",
        "[367]",
        "[\"三\"]",
        "3",
        "[1, 2, 3, 4, 5]",
    ] {
        let problems = read(wrong).unwrap_err();
        assert!(
            problems.len() == 1
                && problems[0].line == 2
                && problems[0].message.contains("从小到大"),
            "{wrong}: {problems:?}"
        );
    }
}
