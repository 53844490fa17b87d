//! What an operator meets: start-up errors as sentences, and a database that goes away and comes back.

use std::{
    path::Path,
    process::{Command, Output},
};

use huanjie::store::account::Role;
use sea_orm::ConnectionTrait;

use crate::support::{TestApp, seed};

crate::both_backends! {
    a_database_that_goes_away_is_said_and_comes_back;
}

fn huanjie(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_huanjie"))
        .args(arguments)
        .env_remove("HUANJIE_DATABASE_URL")
        .env_remove("HUANJIE_DATA_DIR")
        .output()
        .unwrap()
}

#[track_caller]
fn refuses(arguments: &[&str], words: &str) {
    let output = huanjie(arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
    assert!(
        said.contains(words),
        "{arguments:?}: 「{words}」 not in {said}"
    );
    assert!(output.stdout.is_empty() || !said.is_empty());
    assert!(!said.contains("panicked"), "{said}");
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn wrong_usage_is_explained_in_chinese() {
    refuses(&["dance"], "没有「dance」这个命令");
    refuses(&["serve", "--prot", "1"], "没有「--prot」这个选项");
    refuses(&["serve", "--listen", "nowhere"], "请改正");
    refuses(&["serve", "--listen"], "请给");
}

#[test]
fn help_goes_to_stdout_and_is_no_error() {
    let output = huanjie(&["--help"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(
        String::from_utf8(output.stdout)
            .unwrap()
            .contains("启动服务")
    );
}

#[test]
fn a_taken_port_is_named() {
    let holder = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = holder.local_addr().unwrap().to_string();
    let folder = tempfile::tempdir().unwrap();
    refuses(
        &[
            "serve",
            "--data-dir",
            text(folder.path()),
            "--listen",
            &address,
        ],
        "已被占用",
    );
}

#[test]
fn a_data_folder_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a-file");
    std::fs::write(&file, b"x").unwrap();
    refuses(&["serve", "--data-dir", text(&file)], "请换一个数据文件夹");
    refuses(
        &["serve", "--data-dir", text(&file.join("below"))],
        "请换一个数据文件夹",
    );
    // /proc cannot be written by anyone, not even by root.
    refuses(
        &["serve", "--data-dir", "/proc/huanjie"],
        "请换一个数据文件夹",
    );
}

#[test]
fn a_broken_database_file_is_named_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("huanjie.db");
    std::fs::write(&file, b"this is no database, it only has its name").unwrap();
    refuses(
        &["migrate", "--data-dir", text(folder.path())],
        "打不开数据库",
    );
    assert_eq!(
        std::fs::read(&file).unwrap(),
        b"this is no database, it only has its name"
    );
}

#[test]
fn a_rules_folder_with_mistakes_stops_the_start_with_their_lines() {
    let folder = tempfile::tempdir().unwrap();
    let rules = folder.path().join("rules");
    std::fs::create_dir(&rules).unwrap();
    std::fs::write(
        rules.join("wrong.toml"),
        "[pack]\nid = \"wrong\"\nextends = \"wrong\"\nnmae = \"x\"\n",
    )
    .unwrap();
    let output = huanjie(&[
        "serve",
        "--data-dir",
        text(folder.path()),
        "--listen",
        "127.0.0.1:0",
        "--rules-dir",
        text(&rules),
    ]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("wrong.toml") && said.contains("nmae"),
        "{said}"
    );
    assert!(
        said.matches("wrong.toml").count() >= 2,
        "all mistakes at once: {said}"
    );
}

async fn a_database_that_goes_away_is_said_and_comes_back(app: TestApp) {
    seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    client.get("/me").await.expect(200);
    let tx = app.store.begin().await.unwrap();
    tx.execute_unprepared("ALTER TABLE session RENAME TO session_gone")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let answer = client.get("/me").await.expect(503);
    assert!(answer.text().contains("数据库暂时不能用"));
    assert!(
        !answer.text().contains("session"),
        "inner words leak: {}",
        answer.text()
    );
    let tx = app.store.begin().await.unwrap();
    tx.execute_unprepared("ALTER TABLE session_gone RENAME TO session")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    client.get("/me").await.expect(200);
}
