//! 备份 — `/admin/backup`: the installation in one file, made, read back and sent in one step.

mod check;

use std::{fs::File, path::Path, sync::Arc};

use axum::{extract::State, response::Response};
use tokio::runtime::Handle;

use super::{
    answer::{Trouble, frame, invalid, onward, page, send_scratch},
    app::App,
    form::{Fields, Posted},
    guard::{MakeBackup, May, Member},
    pages::{
        backup::Backup,
        parts::{Event as Line, Form},
    },
    router::{Row, get, post},
    sign_in::{form_again, fresh_key},
    view::Section,
};
use crate::{
    civil,
    office::{
        backup::{self, BackupError, Examined, Password},
        event::Event,
        evidence::size_text,
        refusal::{Problems, Refusal},
        supervision::phone_key,
    },
    platform::{clock, files::FileError, scratch::Scratch},
    store::{audit, directory, phone},
};

/// Earlier backups the page shows.
const SHOWN: u64 = 10;

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/admin/backup", show),
        post("/admin/backup", make),
        post("/admin/backup/drill", drill),
        post("/admin/backup/phone-key", renew_phone_key),
        post("/admin/backup/check", check::check),
    ]
}

/// `GET /admin/backup`
pub async fn show(
    May(member): May<MakeBackup>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    backup_page(&app, &member, None).await
}

/// Why no backup can be made from the page; empty when one can.
async fn hindrance(app: &App) -> Result<&'static str, Refusal> {
    if app.store.is_postgres() {
        return Ok(
            "请由管服务器的人备份：用 pg_dump 备份数据库，再把数据文件夹复制一份。本单位用的是 PostgreSQL，\
             这一页只能备份自带的数据库。",
        );
    }
    if directory::townships(app.store.reader()).await? > 1 {
        return Ok(
            "请由管服务器的人用命令行备份：这台服务器上还有别的镇的数据，一份备份会把它们一起带走。",
        );
    }
    Ok("")
}

async fn backup_page(
    app: &App,
    member: &Member,
    problems: Option<&Problems>,
) -> Result<Response, Trouble> {
    let events = [
        Event::BackupMade.code(),
        Event::BackupRestored.code(),
        Event::BackupDrilled.code(),
        Event::BackupChecked.code(),
    ];
    let past = audit::latest_of(app.store.reader(), &events, SHOWN)
        .await
        .map_err(Refusal::from)?;
    let last = past
        .iter()
        .find(|row| row.event == Event::BackupMade.code())
        .map(|row| {
            let days = (app.clock.now() - row.at).num_days();
            let ago = match days {
                ..=0 => "不到一天以前".to_owned(),
                days => format!("{days} 天以前"),
            };
            format!("{}（{ago}）", clock::long_stamp(row.at))
        });
    let keys = app
        .config
        .key_file
        .clone()
        .unwrap_or_else(|| app.config.data_dir.join("keys"));
    let context = Backup {
        form: problems.map_or_else(Form::new, |found| form_again(&Fields::default(), found)),
        hindrance: hindrance(app).await?.to_owned(),
        last: last.unwrap_or_default(),
        keys: if keys.exists() {
            keys.display().to_string()
        } else {
            String::new()
        },
        phone_key: phone::current_key(app.store.reader())
            .await
            .map_err(Refusal::from)?
            .map(|row| {
                let made = civil::long(clock::shanghai(row.made_at).date_naive());
                format!("{}，{made}生成", row.id)
            })
            .unwrap_or_default(),
        past: past
            .into_iter()
            .map(|row| Line {
                when: clock::long_stamp(row.at),
                who: row.actor_name,
                text: row.summary,
                href: String::new(),
            })
            .collect(),
        key: fresh_key(),
    };
    let frame = frame(app, &member.visit, Section::Backup, "备份", None, &[]);
    if problems.is_some() {
        invalid(app, &frame, &context)
    } else {
        page(app, &frame, &context)
    }
}

/// `POST /admin/backup`: makes a backup and sends it.
///
/// Every press is a backup of its own, so there is no key that would turn the second away: who wants one on a second
/// stick presses again. They are made one after the other.
pub async fn make(
    May(member): May<MakeBackup>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let hindrance = hindrance(&app).await?;
    if !hindrance.is_empty() {
        let problems = Problems::general(hindrance);
        return backup_page(&app, &member, Some(&problems)).await;
    }
    let password = match typed(&posted.fields) {
        Ok(password) => password,
        Err(problems) => return backup_page(&app, &member, Some(&problems)).await,
    };
    let locked = password.is_some();
    let (scratch, made) = match written(&app, password).await {
        Ok(written) => written,
        Err(error) => return failed(&app, &member, error).await,
    };
    let stamp = clock::shanghai(app.clock.now()).format("%Y-%m-%d-%H%M");
    let name = format!("换届备份-{stamp}.zip");
    let noted = if locked {
        format!("{name}（加了密码）")
    } else {
        name.clone()
    };
    backup::note(
        &app.store,
        app.clock.as_ref(),
        &member.actor,
        Event::BackupMade,
        &noted,
        &made.head,
    )
    .await?;
    let file = File::open(scratch.path())
        .map_err(FileError::Read)
        .map_err(Refusal::from)?;
    Ok(send_scratch(
        scratch,
        file,
        "application/zip",
        &name,
        false,
    )?)
}

/// `POST /admin/backup/phone-key`: files of telephones are sealed with a new key from now on.
pub async fn renew_phone_key(
    May(member): May<MakeBackup>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    phone_key::renew(
        &app.store,
        app.clock.as_ref(),
        &member.actor,
        &posted.key,
        "/admin/backup",
    )
    .await?;
    Ok(onward(
        &app,
        "/admin/backup",
        "已换一把手机离线文件的密钥。手机连网打开过手机督查以后用新的；用旧密钥导出的文件仍然打得开。",
    ))
}

/// The password typed twice; none where both fields are empty. It never goes back to the page.
fn typed(fields: &Fields) -> Result<Option<Password>, Problems> {
    let (first, again) = (fields.text("password"), fields.text("again"));
    if first.is_empty() && again.is_empty() {
        return Ok(None);
    }
    let mut problems = Problems::none();
    let password = match Password::new(first) {
        Ok(password) => Some(password),
        Err(told) => {
            problems.add("password", told);
            None
        }
    };
    if first != again {
        problems.add(
            "again",
            "请再写一遍同样的密码：两次写的不一样，写错了谁也打不开这份备份。",
        );
    }
    if problems.is_empty() {
        Ok(password)
    } else {
        Err(problems)
    }
}

async fn failed(app: &App, member: &Member, error: BackupError) -> Result<Response, Trouble> {
    if let BackupError::Query(error) = error {
        return Err(Refusal::Database(error).into());
    }
    tracing::error!(%error, "backup");
    let problems = Problems {
        general: error.to_string().lines().map(str::to_owned).collect(),
        ..Problems::none()
    };
    backup_page(app, member, Some(&problems)).await
}

/// `POST /admin/backup/drill`: 恢复演练 — makes a backup, takes it back beside the data, checks it and throws it away.
pub async fn drill(
    May(member): May<MakeBackup>,
    State(app): State<App>,
    _posted: Posted,
) -> Result<Response, Trouble> {
    let hindrance = hindrance(&app).await?;
    if !hindrance.is_empty() {
        let problems = Problems::general(hindrance);
        return backup_page(&app, &member, Some(&problems)).await;
    }
    let found = match drilled(&app).await {
        Ok(found) => found,
        Err(error) => return failed(&app, &member, error).await,
    };
    backup::note(
        &app.store,
        app.clock.as_ref(),
        &member.actor,
        Event::BackupDrilled,
        "",
        &found.head,
    )
    .await?;
    Ok(onward(
        &app,
        "/admin/backup",
        &format!(
            "恢复演练通过：备份读回、恢复、打开、核对都没有问题，恢复出文书和附件 {} 件（{}）、审计记录 {} 条，与备份时一致。演练用的文件已经删除。",
            found.files,
            size_text(i64::try_from(found.bytes).unwrap_or(i64::MAX)),
            found.events
        ),
    ))
}

async fn drilled(app: &App) -> Result<Examined, BackupError> {
    let (store, now) = (app.store.clone(), app.clock.now());
    aside(app, move |runtime, folder| {
        runtime.block_on(Box::pin(backup::drill(&store, folder, now)))
    })
    .await
}

/// A finished backup in the scratch folder.
async fn written(
    app: &App,
    password: Option<Password>,
) -> Result<(Scratch, Examined), BackupError> {
    let (store, now) = (app.store.clone(), app.clock.now());
    aside(app, move |runtime, folder| {
        let scratch = Scratch::reserve(folder).map_err(|source| BackupError::Disk {
            source,
            place: folder.display().to_string(),
        })?;
        let write = Box::pin(backup::write(
            &store,
            folder,
            scratch.path(),
            now,
            password.as_ref(),
        ));
        let made = runtime.block_on(write)?;
        Ok((scratch, made))
    })
    .await
}

/// Works on the data folder, one after another.
///
/// The disk is read and written without a pause: on a thread of its own, so that pages go on being answered. It runs to
/// its end even where the browser has gone, and what nobody fetches is removed then.
async fn aside<T: Send + 'static>(
    app: &App,
    work: impl FnOnce(&Handle, &Path) -> Result<T, BackupError> + Send + 'static,
) -> Result<T, BackupError> {
    let turn = Arc::clone(&app.backup_turn).lock_owned().await;
    let folder = app.config.data_dir.clone();
    let runtime = Handle::current();
    let place = folder.display().to_string();
    tokio::task::spawn_blocking(move || {
        let _turn = turn;
        work(&runtime, &folder)
    })
    .await
    .map_err(|stopped| BackupError::Disk {
        source: std::io::Error::other(stopped),
        place,
    })?
}
