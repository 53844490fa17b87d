//! Opening the data folder and the database, for every subcommand that needs them.

use std::path::Path;

use super::{Failure, grammar::DataOptions};
use crate::store::{OpenError, Store, cycle, scope::CycleScope};

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

/// Opens a database that must be there: a wrong folder is told, and nothing is made in it.
pub async fn open_existing(options: &DataOptions) -> Result<Store, Failure> {
    let file = options.data_dir.join("huanjie.db");
    if options.database_url.is_none() && !file.is_file() {
        return Err(Failure::Bad(format!(
            "请核对 --data-dir：{} 里没有本程序的数据（找不到 huanjie.db）。没有新建任何文件。",
            options.data_dir.display()
        )));
    }
    open_migrated(options).await
}

/// The cycle an operator means: by id, name or ordinal number; the only one when nothing is said.
pub async fn cycle(store: &Store, wanted: Option<&str>) -> Result<CycleScope, Failure> {
    let all = cycle::list_all(store.reader())
        .await
        .map_err(Failure::bad)?;
    let listed = || {
        let lines: Vec<String> = all
            .iter()
            .map(|one| format!("第 {} 届　{}　{}", one.ordinal, one.name, one.id))
            .collect();
        lines.join("\n")
    };
    let found: Vec<_> = match wanted.map(str::trim) {
        None => all.iter().collect(),
        Some(wanted) => all
            .iter()
            .filter(|one| {
                one.name == wanted
                    || one.id.to_string() == wanted
                    || one.ordinal.to_string() == wanted
            })
            .collect(),
    };
    match (found.as_slice(), wanted) {
        ([one], _) => CycleScope::of_operator(store.reader(), one.id)
            .await
            .map_err(Failure::bad)?
            .ok_or_else(|| Failure::Bad("请核对届次：没有找到。".to_owned())),
        ([], _) if all.is_empty() => Err(Failure::Bad(
            "请先在网页上新建届次：数据库里还没有任何届次。".to_owned(),
        )),
        ([], _) => Err(Failure::Bad(format!(
            "请核对 --cycle：没有这个届次。已有：\n{}",
            listed()
        ))),
        (_, None) => Err(Failure::Bad(format!(
            "请用 --cycle 写明是哪一届。已有：\n{}",
            listed()
        ))),
        (_, Some(_)) => Err(Failure::Bad(format!(
            "请用编号写明是哪一届：有几个届次都对得上。已有：\n{}",
            listed()
        ))),
    }
}
