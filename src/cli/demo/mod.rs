//! `huanjie demo` — the service on a fresh embedded database with a demonstration township.
//!
//! 石塘镇, sixteen units in every stage of the procedure on 27 February 2027: one has missed the last
//! day of its roll (中坌村), one has a finding of the inspectors open (阳荣村), one was late with its
//! handover and said why (江东村), one had to void a notice and issue it anew (历林村).

mod complaints;
mod fill;
mod incoming;
mod invented;
mod meetings;
mod notices;
mod organisation;
mod plan;
mod reasons;
mod seeing;
mod story;
mod supervision;

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use chrono::{DateTime, NaiveTime, Utc};

use super::{Failure, grammar::DemoOptions, runtime, say, serve, service};
use crate::{
    platform::{
        clock::{SharedClock, ShiftedClock},
        config::Config,
        password::Cost,
    },
    store::Store,
    web::app::App,
};

/// Runs the subcommand until the process is asked to stop.
pub fn run(options: DemoOptions) -> Result<(), Failure> {
    serve::start_log();
    let folder = match &options.keep {
        Some(folder) => folder.clone(),
        None => {
            std::env::temp_dir().join(format!("huanjie-demo-{}", uuid::Uuid::now_v7().simple()))
        }
    };
    let done = runtime()?.block_on(show(&options, folder.clone()));
    if options.keep.is_none() {
        // What cannot be removed lies in the system's own temporary folder.
        let _ = std::fs::remove_dir_all(&folder);
    }
    done
}

async fn show(options: &DemoOptions, folder: PathBuf) -> Result<(), Failure> {
    service::prepare_folder(&folder)?;
    let file = folder.join("huanjie.db");
    let fresh = !file.exists();
    let listen = SocketAddr::from(([127, 0, 0, 1], options.port));
    // The port first: filling takes seconds, a taken port should be said at once.
    let listener = serve::bind(listen).await?;
    let url = format!("sqlite://{}", file.display());
    let store = Store::open(&url).await.map_err(Failure::bad)?;
    store.migrate().await.map_err(Failure::bad)?;
    let clock = clock();
    let config = Config {
        database_url: url,
        data_dir: folder,
        listen,
        base_url: None,
        behind_proxy: false,
        rules_dir: None,
        key_file: None,
        demo: true,
    };
    let app = App::with_demo_accounts(
        store,
        clock,
        config,
        Cost::default(),
        fill::shown_accounts(),
    )
    .map_err(Failure::bad)?;
    if fresh {
        say("正在填入演示数据……");
        fill::fill(&app).await.map_err(Failure::bad)?;
    }
    let address = serve::address(&app, &listener)?;
    say(&format!("\n换届演示已启动，请在浏览器中打开：{address}\n"));
    say("账号          密码              身份");
    for (account, password, role) in fill::shown_accounts() {
        say(&format!("{account:<14}{password:<18}{role}"));
    }
    say("\n演示的今天是 2027年2月27日。按 Ctrl-C 结束；没有用 --keep 时不留下任何东西。");
    serve::listen(app, listener).await
}

/// The clock of the demonstration: it starts at its opening.
pub(super) fn clock() -> SharedClock {
    Arc::new(ShiftedClock::starting_at(opening()))
}

/// 2027年2月27日上午九点
fn opening() -> DateTime<Utc> {
    fill::moment(
        story::day(story::TODAY),
        NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default(),
    )
}
