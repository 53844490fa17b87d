//! `huanjie print` — a PDF, a ZIP and a folder from the command line; wrong arguments are told all at once and
//! nothing is made.

use std::{path::Path, process::Command};

use huanjie::store::entity::cycle;
use sea_orm::{EntityTrait as _, sea_query::Expr};

use crate::support::{
    TestApp,
    command::{ends, huanjie},
    seed,
};

crate::both_backends! {
    papers_are_printed_from_the_command_line;
    wrong_arguments_are_told_together;
    the_demonstration_is_printed_as_of_its_own_day;
}

/// The files of a folder, below it too.
fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            let name = entry.file_name().to_string_lossy().into_owned();
            found.extend(
                files(&path)
                    .into_iter()
                    .map(|file| format!("{name}/{file}")),
            );
        } else {
            found.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    found.sort();
    found
}

async fn papers_are_printed_from_the_command_line(app: TestApp) {
    seed::seed(&app).await;
    let place = app.folder.path().join("印出");
    let out = |name: &str| place.join(name).to_str().unwrap().to_owned();
    let pdf = out("村.pdf");
    let output = huanjie(
        &app,
        "print",
        &[
            "--village",
            "上前村",
            "--kind",
            "election-day",
            "--kind",
            "polling",
            "--out",
            &pdf,
        ],
    );
    ends(&output, 0, &["2 份"], &[]);
    assert!(std::fs::read(&pdf).unwrap().starts_with(b"%PDF-1.7"));
    let zip = out("村.ZIP");
    let output = huanjie(&app, "print", &["--kind", "election-day", "--out", &zip]);
    ends(&output, 0, &["3 份"], &[]);
    assert!(std::fs::read(&zip).unwrap().starts_with(b"PK"));
    let folder = out("文件夹");
    let output = huanjie(&app, "print", &["--kind", "election-day", "--out", &folder]);
    ends(&output, 0, &["3 份"], &[]);
    let found = files(Path::new(&folder));
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(found.contains(&"清单.csv".to_owned()), "{found:?}");
    // A form belongs to the stage of its step too.
    let forms = out("登记表");
    let output = huanjie(
        &app,
        "print",
        &[
            "--kind",
            "voter-register",
            "--stage",
            "选民登记",
            "--village",
            "上前村",
            "--out",
            &forms,
        ],
    );
    ends(&output, 0, &["1 份"], &[]);
}

async fn wrong_arguments_are_told_together(app: TestApp) {
    seed::seed(&app).await;
    let place = app.folder.path().join("印出");
    let out = place.to_str().unwrap();
    let output = huanjie(
        &app,
        "print",
        &[
            "--kind",
            "roll",
            "--kind",
            "notice",
            "--village",
            "无此村",
            "--village",
            "也没有",
            "--stage",
            "收尾巴",
            "--out",
            out,
        ],
    );
    ends(
        &output,
        2,
        &[],
        &[
            "没有「roll」、「notice」",
            "election-day（关于确定选举日的公告）",
            "本届没有「无此村」、「也没有」。有：上前村、下前村、石塘社区",
            "请核对阶段：没有「收尾巴」",
        ],
    );
    for (arguments, told) in [
        (
            &["--kind", "liaison-table", "--village", "上前村"][..],
            "请去掉 --village 再印挂钩联系分工表",
        ),
        (
            &["--kind", "polling", "--stage", "选民登记"],
            "所写的文书不在这个阶段",
        ),
    ] {
        let output = huanjie(&app, "print", &[arguments, &["--out", out]].concat());
        ends(&output, 2, &[], &[told]);
    }
    assert!(!place.exists(), "nothing was made");
}

/// A wrong folder is told; no empty database is left in it.
#[test]
fn a_folder_without_data_is_told_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let wrong = folder.path().join("别处");
    let output = Command::new(env!("CARGO_BIN_EXE_huanjie"))
        .args(["print", "--out"])
        .arg(folder.path().join("x.pdf"))
        .arg("--data-dir")
        .arg(&wrong)
        .env_remove("HUANJIE_DATABASE_URL")
        .env_remove("HUANJIE_DATA_DIR")
        .output()
        .unwrap();
    ends(&output, 2, &[], &["请核对 --data-dir", "找不到 huanjie.db"]);
    assert!(!wrong.exists());
}

async fn the_demonstration_is_printed_as_of_its_own_day(app: TestApp) {
    seed::seed(&app).await;
    let out = app.folder.path().join("村.pdf");
    let print = || {
        let out = out.to_str().unwrap();
        huanjie(&app, "print", &["--kind", "election-day", "--out", out])
    };
    assert!(!String::from_utf8_lossy(&print().stderr).contains("演示"));
    let tx = app.store.begin().await.unwrap();
    cycle::Entity::update_many()
        .col_expr(cycle::Column::Demo, Expr::value(true))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let told = String::from_utf8_lossy(&print().stderr).into_owned();
    assert!(told.contains("演示的今天（2027年2月27日）"), "{told}");
}
