//! A real server on a port of its own, on SQLite and on PostgreSQL, with a clock the test moves.

pub mod client;
pub mod command;
pub mod explained;
pub mod pdf;
pub mod seed;

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
};

use chrono::{DateTime, TimeDelta, Utc};
use huanjie::{
    platform::{
        clock::{Clock, SharedClock},
        config::Config,
        password::Cost,
    },
    store::{Store, scope::CycleScope},
    web::{app::App, router},
};
use sea_orm::{ConnectionTrait, Database};
use uuid::Uuid;

pub use client::Client;

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// Runs an `async fn(TestApp)` on both databases as two tests.
#[macro_export]
macro_rules! both_backends {
    ($($name:ident;)+) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name($crate::support::TestApp::start($crate::support::Backend::Sqlite).await).await;
            })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name($crate::support::TestApp::start($crate::support::Backend::Postgres).await).await;
            })+
        }
    };
}

/// A clock that stands where the test puts it.
pub struct TestClock(Mutex<DateTime<Utc>>);

impl TestClock {
    /// Moves on.
    pub fn pass(&self, span: TimeDelta) {
        *self.0.lock().unwrap() += span;
    }

    /// Jumps to a moment.
    pub fn set(&self, moment: &str) {
        *self.0.lock().unwrap() = moment.parse().unwrap();
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

/// 2026年11月23日 10:00 in China: the day most tests stand on.
pub const START: &str = "2026-11-23T02:00:00Z";

pub struct TestApp {
    pub app: App,
    pub store: Store,
    pub clock: Arc<TestClock>,
    pub url: String,
    pub folder: tempfile::TempDir,
    server: tokio::task::JoinHandle<()>,
}

static DATABASES: AtomicU32 = AtomicU32::new(0);

/// The address of a fresh, empty database.
pub async fn fresh_database(backend: Backend, folder: &std::path::Path) -> String {
    match backend {
        Backend::Sqlite => format!("sqlite://{}", folder.join("huanjie.db").display()),
        Backend::Postgres => {
            let base = std::env::var("HUANJIE_TEST_POSTGRES").expect(
                "HUANJIE_TEST_POSTGRES is not set: run the tests with ./test, which starts a private PostgreSQL",
            );
            let name = format!(
                "t{}_{}_{}",
                std::process::id(),
                DATABASES.fetch_add(1, Ordering::Relaxed),
                Uuid::now_v7().simple()
            );
            let admin = Database::connect(&base).await.unwrap();
            admin
                .execute_unprepared(&format!("CREATE DATABASE {name}"))
                .await
                .unwrap();
            admin.close().await.unwrap();
            let (server, _) = base.rsplit_once('/').unwrap();
            format!("{server}/{name}")
        }
    }
}

impl TestApp {
    /// A migrated, empty installation.
    pub async fn start(backend: Backend) -> Self {
        Self::start_with(backend, |_| {}).await
    }

    /// A whole cycle, as the operator at the machine reads it.
    pub async fn scope(&self, cycle: Uuid) -> CycleScope {
        CycleScope::of_operator(self.store.reader(), cycle)
            .await
            .unwrap()
            .unwrap()
    }

    /// The same with other settings.
    pub async fn start_with(backend: Backend, adjust: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database_url = fresh_database(backend, folder.path()).await;
        let store = Store::open(&database_url).await.unwrap();
        store.migrate().await.unwrap();
        let clock = Arc::new(TestClock(Mutex::new(START.parse().unwrap())));
        let mut config = Config {
            database_url,
            data_dir: folder.path().to_owned(),
            listen: "127.0.0.1:0".parse().unwrap(),
            base_url: None,
            behind_proxy: false,
            rules_dir: None,
            key_file: None,
            demo: false,
        };
        adjust(&mut config);
        let shared: SharedClock = clock.clone();
        let app = App::new(
            store.clone(),
            shared,
            config,
            Cost {
                memory: 64,
                passes: 1,
            },
        )
        .unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service =
            router::router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
        let server = tokio::spawn(async move {
            axum::serve(listener, service).await.unwrap();
        });
        Self {
            app,
            store,
            clock,
            url: format!("http://{address}"),
            folder,
            server,
        }
    }

    /// A browser without cookies.
    pub fn client(&self) -> Client {
        Client::new(&self.url)
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.server.abort();
    }
}
