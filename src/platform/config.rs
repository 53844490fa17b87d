//! 配置 — settings of a running service; each also an environment variable `HUANJIE_…`.

use std::{
    io::Read as _,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use crate::law::{Library, SourceFile};

/// How the service runs.
#[derive(Debug, Clone)]
pub struct Config {
    /// `sqlite:///…` or `postgres://…`; default an SQLite file in the data folder.
    pub database_url: String,
    /// Folder of the database file, papers, evidence, office fonts and templates.
    pub data_dir: PathBuf,
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// How people reach it, e.g. `https://huanjie.example`; `https` turns on `__Host-` cookies and HSTS.
    pub base_url: Option<String>,
    /// Whether a reverse proxy in front sets `X-Forwarded-For`.
    pub behind_proxy: bool,
    /// Folder of rule packs that add to or replace those of the program.
    pub rules_dir: Option<PathBuf>,
    /// File with the keys of sealed content; default `keys/sealing.key` in the data folder.
    pub key_file: Option<PathBuf>,
    /// Whether this is the demonstration: pages say 演示, papers carry 演示样张.
    pub demo: bool,
}

impl Config {
    /// Whether people reach the service over TLS.
    pub fn tls(&self) -> bool {
        self.base_url
            .as_deref()
            .is_some_and(|url| url.starts_with("https://"))
    }
}

impl Config {
    /// The rule packs of the program and of the rules folder; mistakes in the folder's files stop
    /// the start, each named by file and line.
    pub fn rules(&self) -> Result<Library, ConfigError> {
        rules(self.rules_dir.as_deref())
    }
}

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The rules folder cannot be read.
    #[error("请检查规则文件夹 {folder}：{file} 读不出来（不存在，或没有权限）。")]
    Folder {
        /// The folder.
        folder: String,
        /// What in it.
        file: String,
    },
    /// Its packs have mistakes.
    #[error("请先改正规则文件夹里的错误，再启动：\n{0}")]
    Rules(String),
}

/// Reads the rule packs: the program's own and those of a folder; any mistake is an error.
pub fn rules(folder: Option<&Path>) -> Result<Library, ConfigError> {
    let library = library(folder)?;
    if library.problems().is_empty() {
        Ok(library)
    } else {
        let lines: Vec<String> = library.problems().iter().map(ToString::to_string).collect();
        Err(ConfigError::Rules(lines.join("\n")))
    }
}

/// The bytes of a rule file; of one that is too large, only enough to see that.
pub fn rule_file(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = u64::try_from(SourceFile::LARGEST).unwrap_or(u64::MAX);
    std::fs::File::open(path)?
        .take(most.saturating_add(1))
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The same; files with mistakes are left out and named by the library's own list.
pub fn library(folder: Option<&Path>) -> Result<Library, ConfigError> {
    let Some(folder) = folder else {
        return Ok(Library::embedded());
    };
    let told = |file: &Path| ConfigError::Folder {
        folder: folder.display().to_string(),
        file: file.display().to_string(),
    };
    let (mut files, mut unread) = (Vec::new(), Vec::new());
    for entry in std::fs::read_dir(folder).map_err(|_| told(folder))? {
        let path = entry.map_err(|_| told(folder))?.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            let bytes = rule_file(&path).map_err(|_| told(&path))?;
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            match SourceFile::decode(name, &bytes) {
                Ok(file) => files.push(file),
                Err(problem) => unread.push(problem),
            }
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(unread
        .into_iter()
        .fold(Library::with_sources(files), Library::with_problem))
}
