//! 导入 — `huanjie import` on the databases the service runs on.

use huanjie::{
    office::import,
    roster::{self, Limits},
    store::{audit, village, voter},
};

use super::imports::{encrypted, identity_numbers, names, sheet};
use crate::support::{
    TestApp,
    command::{ends, huanjie},
    seed,
};

crate::both_backends! {
    the_command_line_imports_the_same;
}

async fn the_command_line_imports_the_same(app: TestApp) {
    let township = seed::add_township(&app.store, "石塘镇").await;
    let cycle = seed::add_cycle(&app, township).await;
    let file = |name: &str| format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"));
    let (villages, people, voters) = (
        file("villages-shitang.xlsx"),
        file("people-shitang.xlsx"),
        file("voters-shangqian.xlsx"),
    );
    // Looked at only.
    let output = huanjie(&app, "import", &["villages", &villages, "--dry-run"]);
    ends(&output, 0, &["新增 16 个", "没有保存"], &[]);
    assert!(names(&app, cycle).await.is_empty());
    let output = huanjie(&app, "import", &["villages", &villages, "--cycle", "9"]);
    ends(&output, 0, &["总户数", "已导入村花名册：新增 16"], &[]);
    assert_eq!(names(&app, cycle).await.len(), 16);
    let name = "石塘镇2027年村（社区）“两委”换届";
    let output = huanjie(&app, "import", &["people", &people, "--cycle", name]);
    ends(&output, 0, &["人数\t15"], &[]);
    // Errors: every one with its cell, nothing stored, the sheet given back.
    let report = app.folder.path().join("退回.xlsx");
    let report_arg = report.to_str().unwrap();
    let id = cycle.to_string();
    let at = [
        "voters",
        voters.as_str(),
        "--cycle",
        &id,
        "--village",
        "上前村",
    ];
    let with = |more: &[&'static str]| -> Vec<String> {
        let mut all: Vec<String> = at.iter().map(|&one| one.to_owned()).collect();
        all.extend(more.iter().map(|&one| one.to_owned()));
        all
    };
    let run = |all: Vec<String>| {
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        huanjie(&app, "import", &all)
    };
    let mut with_report = with(&[]);
    with_report.extend(["--report".to_owned(), report_arg.to_owned()]);
    let output = run(with_report);
    ends(
        &output,
        1,
        &["人数\t"],
        &["V201", "H39", "--skip-faulty", "没有保存任何内容"],
    );
    let book = roster::read(&std::fs::read(&report).unwrap(), &Limits::default());
    assert!(!book.unwrap().tables.is_empty());
    let scope = app.scope(cycle).await;
    let db = app.store.reader();
    let village = village::by_name(db, &scope, "上前村")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(voter::roll(db, &scope, village.id).await.unwrap(), None);
    let output = run(with(&["--skip-faulty"]));
    ends(&output, 0, &["1196 人"], &[]);
    let head = voter::roll(db, &scope, village.id).await.unwrap().unwrap();
    assert_eq!((head.voters, head.left_out), (1196, 7));
    let said = format!("{:?}{:?}", output.stdout, output.stderr);
    assert!(
        identity_numbers()
            .iter()
            .all(|number| !said.contains(number))
    );
    // Bad usage and bad input.
    for (arguments, words) in [
        (vec!["voters", voters.as_str()], "--village"),
        (
            vec!["villages", villages.as_str(), "--skip-faulty"],
            "--skip-faulty",
        ),
        (vec!["villages", "/nowhere.xlsx"], "没有这个文件"),
        (
            vec!["villages", villages.as_str(), "--cycle", "8"],
            "没有届次「8」",
        ),
        (
            vec!["voters", voters.as_str(), "--village", "无名村"],
            "没有「无名村」",
        ),
        (vec!["dogs", villages.as_str()], "dogs"),
    ] {
        ends(&huanjie(&app, "import", &arguments), 2, &[], &[words]);
    }
    let broken = app.folder.path().join("坏.xlsx");
    std::fs::write(&broken, encrypted()).unwrap();
    let output = huanjie(&app, "import", &["villages", broken.to_str().unwrap()]);
    ends(&output, 2, &[], &["已加密"]);
    // The audit chain says who it was.
    let events = audit::latest(db, &scope, None, None, 50).await.unwrap();
    let by_operator = events.iter().filter(|e| e.actor_name == "命令行").count();
    assert!(by_operator >= 3);
    // The one-call form tells all problems of a sheet.
    let actor = huanjie::office::change::Actor::operator();
    let bad = sheet(&[
        &["名称", "类别", "总户数"],
        &["甲村", "村", "-1"],
        &["乙村", "村", "x"],
    ]);
    let refusal = import::villages(&app.app, &actor, &scope, None, bad)
        .await
        .unwrap_err()
        .to_string();
    assert!(
        refusal.contains("C2") && refusal.contains("C3"),
        "{refusal}"
    );
}
