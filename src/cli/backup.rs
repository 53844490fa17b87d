//! `huanjie backup`, `restore`, `verify` — one file out, one file in, and whether all is whole.

use std::path::Path;

use super::{
    Failure, complain,
    grammar::{BackupOptions, DataOptions, RestoreOptions, VerifyOptions},
    runtime, say, service,
};
use crate::{
    office::{
        backup::{self, BackupError, Password},
        change::Actor,
        event::Event,
    },
    platform::clock::{Clock as _, SystemClock},
    store::Store,
};

/// Opens an installation that is there already; none is made by looking.
async fn existing(options: &DataOptions) -> Result<Store, Failure> {
    let url = service::database_url(options);
    if let Some(path) = url.strip_prefix("sqlite://")
        && !Path::new(path).exists()
    {
        return Err(Failure::Bad(format!(
            "请核对 --data-dir：{path} 不存在，这里没有换届的数据库。"
        )));
    }
    service::open_migrated(options).await
}

/// What was wrong with data is the answer «no»; everything else is bad input.
fn failed(error: BackupError) -> Failure {
    match error {
        BackupError::Faults(_) => Failure::No(error.to_string()),
        BackupError::PasswordWanted => Failure::Bad(format!(
            "{error}把密码写在一个文件的第一行，用 --password-file 指出。"
        )),
        other => Failure::bad(other),
    }
}

async fn note(store: &Store, event: Event, file: &Path, head: &str) -> Result<(), Failure> {
    let name = file
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    backup::note(store, &SystemClock, &Actor::operator(), event, &name, head)
        .await
        .map_err(Failure::bad)
}

/// The first line of a password file with the file's name; a password in the command itself would stay in its history.
fn first_line(file: Option<&Path>) -> Result<Option<(String, String)>, Failure> {
    let Some(file) = file else {
        return Ok(None);
    };
    let shown = file.display().to_string();
    let text = std::fs::read_to_string(file).map_err(|error| {
        Failure::Bad(format!(
            "请核对 --password-file：{shown} {}。",
            match error.kind() {
                std::io::ErrorKind::NotFound => "找不到",
                std::io::ErrorKind::PermissionDenied => "没有权限读",
                std::io::ErrorKind::InvalidData => "不是文字（要存成 UTF-8）",
                _ => "读不出来",
            }
        ))
    })?;
    let line = text
        .trim_start_matches('\u{feff}')
        .lines()
        .next()
        .unwrap_or_default();
    if line.is_empty() {
        return Err(Failure::Bad(format!(
            "请把密码写在 --password-file 的第一行：{shown} 的第一行是空的。"
        )));
    }
    Ok(Some((shown, line.to_owned())))
}

fn given(file: Option<&Path>) -> Result<Option<Password>, Failure> {
    Ok(first_line(file)?.map(|(_, text)| Password::given(&text)))
}

/// `huanjie backup OUT`
pub fn backup(options: &BackupOptions) -> Result<(), Failure> {
    let password = match first_line(options.password_file.as_deref())? {
        Some((file, text)) => Some(
            Password::new(&text)
                .map_err(|told| Failure::Bad(format!("--password-file {file}：{told}")))?,
        ),
        None => None,
    };
    runtime()?.block_on(async {
        let store = existing(&options.data).await?;
        let now = SystemClock.now();
        let folder = &options.data.data_dir;
        let made = Box::pin(backup::write(
            &store,
            folder,
            &options.out,
            now,
            password.as_ref(),
        ))
            .await
            .map_err(failed)?;
        note(&store, Event::BackupMade, &options.out, &made.head).await?;
        say(&format!(
            "已备份到 {}，并读回核对无误：{}。",
            options.out.display(),
            made.counted()
        ));
        if password.is_some() {
            complain(
                "请把密码记在别处，不要和备份放在一起：忘了密码，谁也打不开这份备份。",
            );
        }
        if folder.join("keys").exists() {
            complain(
                "请把数据文件夹里的 keys 文件夹另外保存一份，不要和备份放在一起：密封内容（信访举报）的密钥不在备份里，\
                 没有它密封内容打不开。",
            );
        }
        Ok(())
    })
}

/// `huanjie restore IN`
pub fn restore(options: &RestoreOptions) -> Result<(), Failure> {
    let data = &options.data;
    if data.database_url.is_some() {
        return Err(Failure::Bad(
            "请去掉 --database-url（和环境变量 HUANJIE_DATABASE_URL）：恢复只放进数据文件夹里自带的数据库。"
                .to_owned(),
        ));
    }
    let password = given(options.password_file.as_deref())?;
    runtime()?.block_on(async {
        let taken = Box::pin(backup::restore(
            &options.archive,
            &data.data_dir,
            password.as_ref(),
        ))
        .await
        .map_err(failed)?;
        let store = service::open_migrated(data).await?;
        note(&store, Event::BackupRestored, &options.archive, &taken.head).await?;
        say(&format!(
            "已恢复到 {}，核对无误：{}。",
            data.data_dir.display(),
            taken.counted()
        ));
        complain(
            "有密封内容（信访举报）的，请在启动服务以前把另外保存的 keys 文件夹放回数据文件夹。",
        );
        Ok(())
    })
}

/// `huanjie verify [FILE]`
pub fn verify(options: &VerifyOptions) -> Result<(), Failure> {
    let password = given(options.password_file.as_deref())?;
    runtime()?.block_on(async {
        let found = if let Some(archive) = &options.archive {
            Box::pin(backup::verify_file(archive, password.as_ref())).await
        } else {
            let store = existing(&options.data).await?;
            Box::pin(backup::verify(&store, &options.data.data_dir)).await
        };
        let found = found.map_err(failed)?;
        say(&format!("核对无误：{}。", found.counted()));
        Ok(())
    })
}
