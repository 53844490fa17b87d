//! 存储 — all SQL lives here, one file an aggregate.
//!
//! SQLite (the default, one file) has one write connection whose transactions are immediate, and a
//! pool of readers: several writers would only fight for its lock. PostgreSQL uses one pool for
//! both. Nothing is read of a cycle without a [`scope::CycleScope`].

pub mod account;
pub mod audit;
pub mod complaint;
pub mod cycle;
pub mod directory;
pub mod entity;
pub mod files;
pub mod guidance;
pub mod incoming;
pub mod inspection;
pub mod meeting;
pub mod occasion;
pub mod organisation;
pub mod paper;
pub mod people;
pub mod phone;
pub mod plan;
pub mod progress;
pub mod report;
pub mod risk;
pub mod scope;
pub mod supervision;
pub mod text;
pub mod training;
pub mod training_need;
pub mod village;
pub mod voter;
pub mod wall;
pub mod written;

use std::time::Duration;

use migration::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    DbErr, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};

/// Why the database cannot be used, as sentences for an operator.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It cannot be reached or opened.
    #[error("打不开数据库：请检查地址、文件夹权限和磁盘空间。（{0}）")]
    Connect(DbErr),
    /// A migration failed.
    #[error("数据库结构升级失败，没有做任何改动：{0}")]
    Migrate(DbErr),
    /// It was written by a newer version of this program.
    #[error(
        "请改用较新版本的程序打开这个数据库：它含有本程序不认识的结构（{0}）。用旧程序打开会弄坏数据，所以没有继续。"
    )]
    Newer(String),
}

/// The database of one installation.
#[derive(Clone)]
pub struct Store {
    read: DatabaseConnection,
    write: DatabaseConnection,
}

impl Store {
    /// Opens `url` (`sqlite:///path/file.db` or `postgres://…`) without touching its structure.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        if url.starts_with("sqlite:") {
            let write = Database::connect(sqlite(url, 1, true))
                .await
                .map_err(OpenError::Connect)?;
            let read = Database::connect(sqlite(url, 4, false))
                .await
                .map_err(OpenError::Connect)?;
            Ok(Self { read, write })
        } else {
            let mut options = ConnectOptions::new(url);
            options
                .max_connections(16)
                .acquire_timeout(Duration::from_secs(10))
                .connect_timeout(Duration::from_secs(10))
                .sqlx_logging(false);
            let pool = Database::connect(options)
                .await
                .map_err(OpenError::Connect)?;
            Ok(Self {
                read: pool.clone(),
                write: pool,
            })
        }
    }

    /// Brings the structure up to this program's; refuses a database of a newer one untouched.
    pub async fn migrate(&self) -> Result<(), OpenError> {
        self.refuse_newer().await?;
        Migrator::up(&self.write, None)
            .await
            .map_err(OpenError::Migrate)
    }

    /// Names of the changes applied and those still to come.
    pub async fn migration_status(&self) -> Result<(Vec<String>, Vec<String>), OpenError> {
        self.refuse_newer().await?;
        let names = |list: Vec<sea_orm_migration::migrator::Migration>| {
            list.iter().map(|change| change.name().to_owned()).collect()
        };
        let applied = Migrator::get_applied_migrations(&self.write)
            .await
            .map_err(OpenError::Migrate)?;
        let pending = Migrator::get_pending_migrations(&self.write)
            .await
            .map_err(OpenError::Migrate)?;
        Ok((names(applied), names(pending)))
    }

    async fn refuse_newer(&self) -> Result<(), OpenError> {
        Migrator::install(&self.write)
            .await
            .map_err(OpenError::Connect)?;
        let rows = self
            .write
            .query_all_raw(Statement::from_string(
                self.write.get_database_backend(),
                "SELECT version FROM seaql_migrations ORDER BY version",
            ))
            .await
            .map_err(OpenError::Connect)?;
        let known: Vec<String> = Migrator::migrations()
            .iter()
            .map(|change| change.name().to_owned())
            .collect();
        let mut unknown = Vec::new();
        for row in rows {
            let version: String = row.try_get("", "version").map_err(OpenError::Connect)?;
            if !known.contains(&version) {
                unknown.push(version);
            }
        }
        if unknown.is_empty() {
            Ok(())
        } else {
            Err(OpenError::Newer(unknown.join("、")))
        }
    }

    /// Where reads go.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.read
    }

    /// Starts a change. On SQLite it takes the write lock at once and waits for its turn.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        self.write
            .begin_with_options(TransactionOptions {
                isolation_level: None,
                access_mode: None,
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            })
            .await
    }

    /// Which database this is.
    pub fn is_postgres(&self) -> bool {
        self.write.get_database_backend() == DbBackend::Postgres
    }

    /// A copy of the whole SQLite database as it is at this moment, while others go on working.
    pub async fn copy_into(&self, file: &std::path::Path) -> Result<(), DbErr> {
        self.write
            .execute_raw(Statement::from_sql_and_values(
                self.write.get_database_backend(),
                "VACUUM INTO ?",
                [file.display().to_string().into()],
            ))
            .await
            .map(drop)
    }

    /// What SQLite itself finds wrong in its file; nothing for PostgreSQL, which keeps its own.
    pub async fn damage(&self) -> Result<Vec<String>, DbErr> {
        if self.is_postgres() {
            return Ok(Vec::new());
        }
        let rows = self
            .read
            .query_all_raw(Statement::from_string(
                DbBackend::Sqlite,
                "PRAGMA integrity_check",
            ))
            .await?;
        let mut found = Vec::new();
        for row in rows {
            let line: String = row.try_get_by_index(0)?;
            if line != "ok" {
                found.push(line);
            }
        }
        Ok(found)
    }

    /// Gives the connections back.
    pub async fn close(self) -> Result<(), DbErr> {
        self.read.clone().close().await?;
        self.write.clone().close().await
    }
}

fn sqlite(url: &str, connections: u32, writes: bool) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(20))
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            let sqlite = sqlite
                .create_if_missing(true)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(10))
                .journal_mode(sea_orm::sqlx::sqlite::SqliteJournalMode::Wal)
                .synchronous(sea_orm::sqlx::sqlite::SqliteSynchronous::Normal);
            if writes {
                sqlite
            } else {
                sqlite.pragma("query_only", "on")
            }
        });
    options
}
