//! 配置 — settings of a running service; each also an environment variable `HUANJIE_…`.

use std::{net::SocketAddr, path::PathBuf};

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
