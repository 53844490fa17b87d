//! Opening the data folder and the database, for every subcommand that needs them.

use std::path::Path;

use super::{Failure, grammar::DataOptions};
use crate::store::{OpenError, Store};

/// Makes sure the data folder exists and can be written.
pub fn prepare_folder(folder: &Path) -> Result<(), Failure> {
    let told = |error: std::io::Error| {
        Failure::Bad(format!(
            "请换一个数据文件夹，或改好它的权限：{} 不能写入（{}）。",
            folder.display(),
            match error.kind() {
                std::io::ErrorKind::PermissionDenied => "没有写入权限",
                std::io::ErrorKind::ReadOnlyFilesystem => "文件系统只读",
                std::io::ErrorKind::StorageFull => "磁盘已满",
                std::io::ErrorKind::NotADirectory | std::io::ErrorKind::AlreadyExists =>
                    "它不是文件夹",
                _ => "磁盘出错",
            }
        ))
    };
    std::fs::create_dir_all(folder).map_err(told)?;
    let probe = folder.join(".huanjie-write-test");
    std::fs::write(&probe, b"ok").map_err(told)?;
    std::fs::remove_file(&probe).map_err(told)
}

/// The database address of some options.
pub fn database_url(options: &DataOptions) -> String {
    options
        .database_url
        .clone()
        .unwrap_or_else(|| format!("sqlite://{}", options.data_dir.join("huanjie.db").display()))
}

/// Opens the database as it is.
pub async fn open(options: &DataOptions) -> Result<Store, Failure> {
    prepare_folder(&options.data_dir)?;
    Store::open(&database_url(options))
        .await
        .map_err(|error: OpenError| Failure::bad(error))
}

/// Opens the database and brings its structure up to date.
pub async fn open_migrated(options: &DataOptions) -> Result<Store, Failure> {
    let store = open(options).await?;
    store.migrate().await.map_err(Failure::bad)?;
    Ok(store)
}
