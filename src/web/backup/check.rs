//! 核对备份文件 — `POST /admin/backup/check`: a backup from a stick is read whole, opened aside and checked, and thrown
//! away. Nothing is restored from the page.

use std::path::PathBuf;

use axum::{extract::State, response::Response};

use super::{aside, backup_page, hindrance};
use crate::{
    office::{
        backup::{self, BackupError, Examined, Password},
        event::Event,
        refusal::Problems,
    },
    web::{
        answer::{Trouble, onward},
        app::App,
        guard::{MakeBackup, May},
        streamed::Streamed,
    },
};

/// Most bytes a backup may say it unpacks to: what lies on the stick of a township is far smaller, and a file made to
/// fill the disk is refused before it does.
const UNPACKED: u64 = 16 * 1024 * 1024 * 1024;

/// `POST /admin/backup/check`
pub async fn check(
    May(member): May<MakeBackup>,
    State(app): State<App>,
    sent: Streamed,
) -> Result<Response, Trouble> {
    let hindrance = hindrance(&app).await?;
    if !hindrance.is_empty() {
        let problems = Problems::general(hindrance);
        return backup_page(&app, &member, Some(&problems)).await;
    }
    let Some(file) = sent.file else {
        let mut problems = Problems::none();
        problems.add("file", "请选择 U 盘上要核对的备份文件（.zip）。");
        return backup_page(&app, &member, Some(&problems)).await;
    };
    let password = match sent.fields.raw("opening") {
        "" => None,
        typed => Some(Password::given(typed)),
    };
    let found = match examined(&app, file.scratch.path().to_owned(), password).await {
        Ok(found) => found,
        Err(BackupError::Query(error)) => {
            return Err(crate::office::refusal::Refusal::Database(error).into());
        }
        Err(error) => {
            let problems = faults(&error, &file.name);
            return backup_page(&app, &member, Some(&problems)).await;
        }
    };
    backup::note(
        &app.store,
        app.clock.as_ref(),
        &member.actor,
        Event::BackupChecked,
        &file.name,
        &found.head,
    )
    .await?;
    Ok(onward(
        &app,
        "/admin/backup",
        &format!("{} 核对无误：{}。", file.name, found.counted()),
    ))
}

/// Everything that is wrong with it, each where it belongs.
fn faults(error: &BackupError, name: &str) -> Problems {
    let mut problems = Problems::none();
    match error {
        BackupError::PasswordWanted | BackupError::PasswordWrong => {
            problems.add("opening", error.to_string());
        }
        _ => {
            problems.general = error
                .to_string()
                .lines()
                .map(|line| format!("{name}：{line}"))
                .collect();
        }
    }
    problems
}

async fn examined(
    app: &App,
    archive: PathBuf,
    password: Option<Password>,
) -> Result<Examined, BackupError> {
    aside(app, move |runtime, folder| {
        runtime.block_on(Box::pin(backup::verify_sent(
            &archive,
            &folder.join("scratch"),
            password.as_ref(),
            UNPACKED,
        )))
    })
    .await
}
