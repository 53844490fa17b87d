//! The program itself, run on the folder and the database of a test.

use std::process::{Command, Output};

use super::TestApp;

/// `huanjie COMMAND …` where the server of this test runs.
pub fn huanjie(app: &TestApp, command: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_huanjie"))
        .arg(command)
        .args(arguments)
        .args(["--data-dir", app.folder.path().to_str().unwrap()])
        .args(["--database-url", &app.app.config.database_url])
        .env_remove("HUANJIE_DATABASE_URL")
        .env_remove("HUANJIE_DATA_DIR")
        .output()
        .unwrap()
}

/// It ended with this status and said these words.
#[track_caller]
pub fn ends(output: &Output, status: i32, out: &[&str], err: &[&str]) {
    let said = String::from_utf8(output.stdout.clone()).unwrap();
    let complained = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(
        output.status.code(),
        Some(status),
        "{said}\n--\n{complained}"
    );
    for words in out {
        assert!(said.contains(words), "「{words}」 not in {said}");
    }
    for words in err {
        assert!(
            complained.contains(words),
            "「{words}」 not in {complained}"
        );
    }
}
