//! 备份 — an installation in one file: a copy of the database, the papers and evidence, the office's
//! own texts, fonts and rules, and a manifest with the digest of each.
//!
//! A backup is read back and checked before it gets its name; a restore checks everything before the
//! first file is put in its place. The key of sealed records is not in it: kept beside them it would
//! protect nothing. With a password every file in it is encrypted (WinZip AES-256, which common tools read).

mod drill;
mod password;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::{self, Read, Write},
    path::{Component, Path, PathBuf},
};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zip::{
    AesMode, ZipArchive, ZipWriter,
    read::ZipFile,
    result::ZipError,
    write::{FileOptions, SimpleFileOptions},
};

pub use drill::drill;
pub use password::{Password, SHORTEST};

use super::{
    change::{Actor, Change},
    event::Event,
    evidence::size_text,
    refusal::Refusal,
};
use crate::{
    platform::clock::Clock,
    store::{OpenError, Store, audit, files},
};

/// The database inside the file and in the data folder.
const DATABASE: &str = "huanjie.db";
const MANIFEST: &str = "manifest.json";
/// Folders of the data folder that belong to the data; the others hold what is passing.
const FOLDERS: [&str; 4] = ["files", "texts", "fonts", "rules"];
/// Shape of the file this program writes and reads.
const FORMAT: u32 = 1;

/// Why a backup was not made, or not taken back.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The disk.
    #[error("请检查磁盘空间和权限后重试：{place} {}。", reason(.source))]
    Disk {
        /// What went wrong.
        source: io::Error,
        /// Where.
        place: String,
    },
    /// The archive cannot be read as one.
    #[error("请换一份备份：这个文件不是换届的备份，或者没有写完、已经损坏。（{0}）")]
    Archive(String),
    /// It is encrypted and no password came.
    #[error("请给出备份的密码：这份备份加了密码，没有密码读不出来。")]
    PasswordWanted,
    /// It is encrypted with another password.
    #[error("请核对密码：用这个密码打不开这份备份。注意大小写、中英文标点，密码文件只写一行。")]
    PasswordWrong,
    /// What was found wrong, all of it.
    #[error("{}", .0.join("\n"))]
    Faults(Vec<String>),
    /// The database.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A query.
    #[error("数据库读不出来：{0}")]
    Query(#[from] sea_orm::DbErr),
    /// PostgreSQL is backed up with its own tools.
    #[error(
        "请用 PostgreSQL 自己的 pg_dump 备份数据库，再把数据文件夹复制一份：本命令只备份自带的数据库（SQLite）。"
    )]
    Postgres,
    /// There is something already.
    #[error("请换一个位置：{0} 已经有内容，为免覆盖没有继续。")]
    Occupied(String),
}

fn reason(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "写不下，磁盘已满",
        io::ErrorKind::PermissionDenied => "没有权限",
        io::ErrorKind::ReadOnlyFilesystem => "文件系统只读",
        io::ErrorKind::NotFound => "找不到",
        _ => "读写出错",
    }
}

/// `disk(path)` tells where it went wrong.
fn disk(path: &Path) -> impl FnOnce(io::Error) -> BackupError + use<> {
    let place = path.display().to_string();
    move |source| BackupError::Disk { source, place }
}

/// What a backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Shape of the file.
    pub format: u32,
    /// Version of the program that wrote it.
    pub program: String,
    /// UTC.
    pub made_at: DateTime<Utc>,
    /// Events of the audit chain in the copy.
    pub audit_events: i64,
    /// Digest of the last of them.
    pub audit_head: String,
    /// Every file, by its place in the data folder.
    pub files: BTreeMap<String, Entry>,
}

/// One file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Bytes.
    pub size: u64,
    /// `sha256:…`
    pub sha256: String,
}

/// What a check counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined {
    /// Events of the audit chain.
    pub events: i64,
    /// Digest of the last.
    pub head: String,
    /// Papers and pieces of evidence.
    pub files: usize,
    /// Bytes of the whole.
    pub bytes: u64,
}

impl Examined {
    /// What was found, as the command line and the page say it.
    pub fn counted(&self) -> String {
        format!(
            "文书和附件 {} 件，共 {}；审计记录 {} 条，链头 {}",
            self.files,
            size_text(i64::try_from(self.bytes).unwrap_or(i64::MAX)),
            self.events,
            self.head
        )
    }
}

/// Writes `out` and reads it back. Others may go on working meanwhile.
pub async fn write(
    store: &Store,
    data_dir: &Path,
    out: &Path,
    now: DateTime<Utc>,
    password: Option<&Password>,
) -> Result<Examined, BackupError> {
    if store.is_postgres() {
        return Err(BackupError::Postgres);
    }
    if out.exists() {
        return Err(BackupError::Occupied(out.display().to_string()));
    }
    let folder = match out.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let work = tempdir(folder)?;
    let copy = work.path().join(DATABASE);
    store.copy_into(&copy).await?;
    let (events, head) = {
        let copied = Store::open(&format!("sqlite://{}", copy.display())).await?;
        let head = audit::head(copied.reader()).await?;
        copied.close().await?;
        (head.seq, head.hash)
    };
    let draft = work.path().join("draft.zip");
    let file = File::create(&draft).map_err(disk(&draft))?;
    let mut zip = ZipWriter::new(file);
    let mut manifest = Manifest {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: now,
        audit_events: events,
        audit_head: head,
        files: BTreeMap::new(),
    };
    // The database first, the files after it: whatever the copy speaks of was there before it.
    let mut listed = vec![(DATABASE.to_owned(), copy)];
    for name in FOLDERS {
        list(&data_dir.join(name), name, &mut listed)?;
    }
    for (name, path) in listed {
        let entry = pack(&mut zip, &name, &path, password)?;
        manifest.files.insert(name, entry);
    }
    let text = serde_json::to_vec_pretty(&manifest)
        .map_err(|error| BackupError::Archive(error.to_string()))?;
    start(&mut zip, MANIFEST, password)?;
    zip.write_all(&text).map_err(disk(&draft))?;
    let file = zip.finish().map_err(|error| told(&error))?;
    file.sync_all().map_err(disk(&draft))?;
    drop(file);
    let examined = examine_file(&draft, work.path(), password, u64::MAX).await?;
    std::fs::rename(&draft, out).map_err(disk(out))?;
    Ok(examined)
}

/// Notes a backup made or taken back, with the head of the audit chain in it.
pub async fn note(
    store: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    event: Event,
    name: &str,
    head: &str,
) -> Result<(), Refusal> {
    let mut change = Change::unkeyed(store, clock, actor).await?;
    change
        .audit(event)
        .object("backup", name)
        .summary(if name.is_empty() {
            format!("{}（链头 {head}）", event.name())
        } else {
            format!("{} {name}（链头 {head}）", event.name())
        });
    change.commit("/").await
}

/// Checks a backup and puts its files into an empty (or missing) data folder.
pub async fn restore(
    archive: &Path,
    data_dir: &Path,
    password: Option<&Password>,
) -> Result<Examined, BackupError> {
    if let Ok(mut inside) = std::fs::read_dir(data_dir)
        && inside.next().is_some()
    {
        return Err(BackupError::Occupied(data_dir.display().to_string()));
    }
    let made = !data_dir.exists();
    std::fs::create_dir_all(data_dir).map_err(disk(data_dir))?;
    let taken = take_back(archive, data_dir, password).await;
    if taken.is_err() && made {
        // Nothing was put there; an empty folder of ours is no use to anyone.
        let _ = std::fs::remove_dir(data_dir);
    }
    taken
}

async fn take_back(
    archive: &Path,
    data_dir: &Path,
    password: Option<&Password>,
) -> Result<Examined, BackupError> {
    let work = tempdir(data_dir)?;
    let examined = examine_file(archive, work.path(), password, u64::MAX).await?;
    // All is there and whole: renames within one folder from here on, the database last.
    for name in FOLDERS.into_iter().chain([DATABASE]) {
        let from = work.path().join(name);
        if from.exists() {
            let to = data_dir.join(name);
            std::fs::rename(&from, &to).map_err(disk(&to))?;
        }
    }
    Ok(examined)
}

/// Checks a backup without keeping anything of it.
pub async fn verify_file(
    archive: &Path,
    password: Option<&Password>,
) -> Result<Examined, BackupError> {
    let work = tempdir(&std::env::temp_dir())?;
    examine_file(archive, work.path(), password, u64::MAX).await
}

/// The same of a file that was sent here, in a folder of ours; one that says it unpacks to more than `most` bytes is
/// refused before it fills the disk.
pub async fn verify_sent(
    archive: &Path,
    folder: &Path,
    password: Option<&Password>,
    most: u64,
) -> Result<Examined, BackupError> {
    let work = tempdir(folder)?;
    examine_file(archive, work.path(), password, most).await
}

/// Checks an installation: the database's own check, the audit chain, and every file it speaks of.
pub async fn verify(store: &Store, data_dir: &Path) -> Result<Examined, BackupError> {
    let mut listed = Vec::new();
    list(&data_dir.join("files"), "files", &mut listed)?;
    let (mut present, mut faults, mut bytes) = (BTreeSet::new(), Vec::new(), 0);
    for (name, path) in listed {
        let file = File::open(&path).map_err(disk(&path))?;
        let entry = copy(file, io::sink(), u64::MAX).map_err(disk(&path))?;
        bytes += entry.size;
        if named_after(&name) == entry.sha256 {
            present.insert(entry.sha256);
        } else {
            faults.push(format!(
                "请从备份恢复 {name}：内容与登记的摘要不符，可能已被改动或损坏。"
            ));
        }
    }
    state(store, &present, bytes, faults).await
}

/// Database, chain, and files; every fault at once.
async fn state(
    store: &Store,
    present: &BTreeSet<String>,
    bytes: u64,
    mut faults: Vec<String>,
) -> Result<Examined, BackupError> {
    for line in store.damage().await? {
        faults.push(format!("请从备份恢复数据库：文件已损坏（{line}）。"));
    }
    let (mut events, mut head) = (0, String::new());
    match audit::verify(store.reader()).await? {
        audit::ChainState::Whole { rows, head: last } => (events, head) = (rows, last),
        audit::ChainState::Broken { seq } => faults.push(format!(
            "请保留现场并报告上级：审计记录在第 {seq} 条处断开，从这一条起可能被改动过。"
        )),
    }
    let referenced = files::referenced(store.reader()).await?;
    for (digest, what) in &referenced {
        if !present.contains(digest) {
            faults.push(format!("请从备份恢复{what}：数据文件夹里没有它的文件。"));
        }
    }
    if faults.is_empty() {
        Ok(Examined {
            events,
            head,
            files: referenced.len(),
            bytes,
        })
    } else {
        Err(BackupError::Faults(faults))
    }
}

/// Unpacks a backup into `work` and checks it whole.
async fn examine_file(
    archive: &Path,
    work: &Path,
    password: Option<&Password>,
    most: u64,
) -> Result<Examined, BackupError> {
    let file = File::open(archive).map_err(disk(archive))?;
    let mut zip = ZipArchive::new(file).map_err(|error| told(&error))?;
    let manifest = manifest(&mut zip, password)?;
    let whole = manifest
        .files
        .values()
        .fold(0_u64, |sum, entry| sum.saturating_add(entry.size));
    if whole > most {
        return Err(BackupError::Faults(vec![format!(
            "请由管服务器的人用命令核对：这份备份写明解开有 {}，页面上只核对 {} 以内的。",
            size_text(i64::try_from(whole).unwrap_or(i64::MAX)),
            size_text(i64::try_from(most).unwrap_or(i64::MAX))
        )]));
    }
    let mut faults = Vec::new();
    let names = zip
        .file_names()
        .map(|name| name.map(std::borrow::Cow::into_owned))
        .collect::<Result<BTreeSet<String>, _>>()
        .map_err(|error| told(&error))?;
    for name in &names {
        if name != MANIFEST && !manifest.files.contains_key(name) {
            faults.push(format!("备份里多出一个没有登记的文件：{name}。"));
        }
    }
    let (mut present, mut bytes) = (BTreeSet::new(), 0_u64);
    for (name, entry) in &manifest.files {
        if !belongs(name) {
            faults.push(format!("备份清单写了不该有的位置：{name}。"));
            continue;
        }
        let Ok(inside) = inside(&mut zip, name, password) else {
            faults.push(format!("备份里缺少文件：{name}。"));
            continue;
        };
        let path = work.join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(disk(parent))?;
        }
        let out = File::create(&path).map_err(disk(&path))?;
        match copy(inside, &out, entry.size) {
            Ok(read) if read == *entry => {
                out.sync_all().map_err(disk(&path))?;
                bytes = bytes.saturating_add(read.size);
                if name.starts_with("files/") && named_after(name) == read.sha256 {
                    present.insert(read.sha256);
                }
            }
            Ok(_) => faults.push(format!("备份里的文件与清单登记的摘要不符：{name}。")),
            Err(error) if error.kind() == io::ErrorKind::StorageFull => {
                return Err(disk(&path)(error));
            }
            Err(_) => faults.push(format!("备份里的文件读不出来：{name}。")),
        }
    }
    if !manifest.files.contains_key(DATABASE) {
        faults.push("备份里没有数据库。".to_owned());
    }
    if !faults.is_empty() {
        faults.insert(0, "请换一份备份：这一份已经损坏。".to_owned());
        return Err(BackupError::Faults(faults));
    }
    let url = format!("sqlite://{}", work.join(DATABASE).display());
    let store = Store::open(&url).await?;
    let checked = async {
        store.migration_status().await?;
        state(&store, &present, bytes, faults).await
    }
    .await;
    store.close().await?;
    let examined = checked?;
    if examined.head != manifest.audit_head || examined.events != manifest.audit_events {
        return Err(BackupError::Faults(vec![
            "请换一份备份：审计记录与备份清单登记的不一致。".to_owned(),
        ]));
    }
    Ok(examined)
}

fn manifest(
    zip: &mut ZipArchive<File>,
    password: Option<&Password>,
) -> Result<Manifest, BackupError> {
    /// A manifest of a million files is smaller.
    const LARGEST: u64 = 256 * 1024 * 1024;
    let inside = inside(zip, MANIFEST, password).map_err(|error| match error {
        ZipError::InvalidPassword => BackupError::PasswordWrong,
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => BackupError::PasswordWanted,
        _ => BackupError::Archive(format!("没有 {MANIFEST}")),
    })?;
    let locked = inside.encrypted();
    let mut text = Vec::new();
    inside
        .take(LARGEST)
        .read_to_end(&mut text)
        // One wrong password in 65536 is noticed only here.
        .map_err(|_| {
            if locked {
                BackupError::PasswordWrong
            } else {
                BackupError::Archive(format!("{MANIFEST} 读不出来"))
            }
        })?;
    let manifest: Manifest = serde_json::from_slice(&text)
        .map_err(|error| BackupError::Archive(format!("{MANIFEST} 第 {} 行", error.line())))?;
    if manifest.format == FORMAT {
        Ok(manifest)
    } else {
        Err(BackupError::Archive(format!(
            "备份格式 {}，本程序只认格式 {FORMAT}，请用做备份的那个版本",
            manifest.format
        )))
    }
}

/// A place a backup may fill: the database, or a plain path below one of our folders.
fn belongs(name: &str) -> bool {
    let path = Path::new(name);
    let plain = path
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    let top = name.split('/').next().unwrap_or_default();
    plain
        && !name.contains('\\')
        && (name == DATABASE || (name.contains('/') && FOLDERS.contains(&top)))
}

/// The digest a kept file is named after: `files/ab/cdef…`.
fn named_after(name: &str) -> String {
    let hex: String = name
        .trim_start_matches("files/")
        .chars()
        .filter(|character| *character != '/')
        .collect();
    format!("sha256:{hex}")
}

/// Every file below a folder by its place; drafts (leading dot) are passing.
fn list(
    folder: &Path,
    place: &str,
    listed: &mut Vec<(String, PathBuf)>,
) -> Result<(), BackupError> {
    let inside = match std::fs::read_dir(folder) {
        Ok(inside) => inside,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(disk(folder)(error)),
    };
    let mut entries = Vec::new();
    for entry in inside {
        let entry = entry.map_err(disk(folder))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            entries.push((format!("{place}/{name}"), entry.path()));
        }
    }
    entries.sort();
    for (name, path) in entries {
        if path.is_dir() {
            list(&path, &name, listed)?;
        } else {
            listed.push((name, path));
        }
    }
    Ok(())
}

fn pack(
    zip: &mut ZipWriter<File>,
    name: &str,
    path: &Path,
    password: Option<&Password>,
) -> Result<Entry, BackupError> {
    let file = File::open(path).map_err(disk(path))?;
    start(zip, name, password)?;
    copy(file, zip, u64::MAX).map_err(disk(path))
}

fn start(
    zip: &mut ZipWriter<File>,
    name: &str,
    password: Option<&Password>,
) -> Result<(), BackupError> {
    let plain: FileOptions<'_, '_, ()> = SimpleFileOptions::default().large_file(true);
    let options = match password {
        Some(password) => plain.with_aes_encryption_bytes(AesMode::Aes256, password.bytes()),
        None => plain,
    };
    zip.start_file(name, options).map_err(|error| told(&error))
}

/// One file of the archive. A password given for one that has none is no fault.
fn inside<'z>(
    zip: &'z mut ZipArchive<File>,
    name: &str,
    password: Option<&Password>,
) -> Result<ZipFile<'z, File>, ZipError> {
    match password {
        Some(password) => zip.by_name_decrypt(name, password.bytes()),
        None => zip.by_name(name),
    }
}

fn told(error: &ZipError) -> BackupError {
    BackupError::Archive(
        match error {
            ZipError::Io(error) => reason(error),
            ZipError::UnsupportedArchive(_) => "压缩方式认不出来",
            ZipError::FileNotFound => "里面缺少文件",
            _ => "压缩包的结构不对",
        }
        .to_owned(),
    )
}

/// Copies at most one byte more than `most`; size and digest of what was copied.
fn copy(from: impl Read, mut to: impl Write, most: u64) -> io::Result<Entry> {
    let mut from = from.take(most.saturating_add(1));
    let (mut buffer, mut hasher, mut size) = (vec![0_u8; 64 * 1024], Sha256::new(), 0_u64);
    loop {
        let read = from.read(&mut buffer)?;
        let part = buffer.get(..read).unwrap_or_default();
        if part.is_empty() {
            break;
        }
        hasher.update(part);
        to.write_all(part)?;
        size = size.saturating_add(part.len() as u64);
    }
    Ok(Entry {
        size,
        sha256: crate::platform::secret::finished(hasher),
    })
}

/// A folder of its own that goes away with the value.
struct Work(PathBuf);

impl Work {
    fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        // What is left of a work folder does no harm and is named as ours.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn tempdir(beside: &Path) -> Result<Work, BackupError> {
    let path = beside.join(format!(".huanjie-{}", uuid::Uuid::now_v7()));
    std::fs::create_dir_all(&path).map_err(disk(&path))?;
    Ok(Work(path))
}
