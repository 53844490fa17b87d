//! 应用状态 — what every handler shares.

use std::{ops::Deref, sync::Arc};

use crate::{
    law::Library,
    office::{
        batch::Printshop,
        change::{Actor, Begun, Change},
        paper::{
            issue::Desk,
            press::{Press, PressError},
        },
        refusal::Refusal,
        standing::{PlanCache, Plans},
    },
    platform::{
        clock::SharedClock,
        config::{Config, ConfigError},
        files::{FileError, Files},
        password::{Cost, PasswordError, Passwords},
        seal::Keyring,
        waiting::Waiting,
    },
    store::{Store, entity::cycle},
    web::view::{ViewError, Views},
};

/// Why the application cannot be put together.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// Templates.
    #[error("{0}")]
    View(#[from] ViewError),
    /// Data folder.
    #[error("{0}")]
    Files(#[from] FileError),
    /// Hash function.
    #[error("{0}")]
    Password(#[from] PasswordError),
    /// Rules folder.
    #[error("{0}")]
    Config(#[from] ConfigError),
    /// Office fonts and texts.
    #[error("{0}")]
    Press(#[from] PressError),
}

/// Everything shared.
pub struct Inner {
    /// Database.
    pub store: Store,
    /// Clock.
    pub clock: SharedClock,
    /// Settings.
    pub config: Config,
    /// Papers and evidence.
    pub files: Files,
    /// Uploads that wait for their confirmation.
    pub waiting: Waiting,
    /// Typesetter of the papers.
    pub press: Arc<Press>,
    /// Hash function.
    pub passwords: Passwords,
    /// Keys of sealed content.
    pub keyring: Keyring,
    /// Page templates.
    pub views: Views,
    /// The rule packs of the program and the rules folder.
    pub rules: Library,
    /// Compiled packs of the cycles.
    plans: PlanCache,
    /// Backups are made one after the other: each fills the disk for a while.
    pub backup_turn: Arc<tokio::sync::Mutex<()>>,
    /// Account names and passwords shown on the sign-in page of the demonstration.
    pub demo_accounts: Vec<(String, String, String)>,
}

/// The shared state, cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

impl Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl App {
    /// Puts the application together on an open, migrated database.
    pub fn new(
        store: Store,
        clock: SharedClock,
        config: Config,
        cost: Cost,
    ) -> Result<Self, AppError> {
        Self::with_demo_accounts(store, clock, config, cost, Vec::new())
    }

    /// The same, with the accounts the sign-in page of the demonstration shows.
    pub fn with_demo_accounts(
        store: Store,
        clock: SharedClock,
        config: Config,
        cost: Cost,
        demo_accounts: Vec<(String, String, String)>,
    ) -> Result<Self, AppError> {
        let rules = config.rules()?;
        Ok(Self(Arc::new(Inner {
            files: Files::open(&config.data_dir)?,
            waiting: Waiting::open(&config.data_dir)?,
            press: Arc::new(Press::open(&config.data_dir)?),
            passwords: Passwords::new(cost)?,
            keyring: Keyring::open(&config.data_dir, config.key_file.as_deref()),
            views: Views::new()?,
            plans: PlanCache::with_checklists(rules.checklists().clone()),
            backup_turn: Arc::default(),
            rules,
            store,
            clock,
            config,
            demo_accounts,
        })))
    }

    /// Opens a change for a form.
    pub async fn change<'a>(&self, actor: &'a Actor, key: &str) -> Result<Begun<'a>, Refusal> {
        Change::begin(&self.store, self.clock.as_ref(), actor, key).await
    }

    /// The compiled rules of a cycle.
    pub async fn plans(&self, cycle: &cycle::Model) -> Result<Arc<Plans>, Refusal> {
        self.plans.of_cycle(&self.store, cycle).await
    }

    /// What the use cases of papers need.
    pub fn desk<'a>(&'a self, plans: &'a Plans) -> Desk<'a> {
        Desk {
            store: &self.store,
            clock: self.clock.as_ref(),
            files: &self.files,
            press: &self.press,
            plans,
        }
    }

    /// What a worker of batches needs.
    pub fn printshop(&self) -> Printshop {
        Printshop {
            store: self.store.clone(),
            clock: Arc::clone(&self.clock),
            files: self.files.clone(),
            press: Arc::clone(&self.press),
            plans: PlanCache::with_checklists(self.rules.checklists().clone()),
        }
    }
}
