//! `huanjie serve` — the service.

use std::{net::SocketAddr, sync::Arc};

use super::{Failure, grammar::ServeOptions, runtime, say, service};
use crate::{
    office::{batch, sign_in, supervision::phone_key},
    platform::{
        clock::{SharedClock, SystemClock},
        config::Config,
        password::Cost,
    },
    store::account,
    web::{app::App, router},
};

/// Runs the subcommand until the process is asked to stop.
pub fn run(options: ServeOptions) -> Result<(), Failure> {
    start_log();
    runtime()?.block_on(async {
        let store = service::open_migrated(&options.data).await?;
        let clock: SharedClock = Arc::new(SystemClock);
        let config = Config {
            database_url: service::database_url(&options.data),
            data_dir: options.data.data_dir.clone(),
            listen: options.listen,
            base_url: options.base_url.clone(),
            behind_proxy: options.behind_proxy,
            rules_dir: options.rules_dir.clone(),
            key_file: options.key_file.clone(),
            demo: false,
        };
        let app = App::new(store, clock, config, Cost::default()).map_err(Failure::bad)?;
        let listener = bind(options.listen).await?;
        let address = address(&app, &listener)?;
        say(&format!("换届已启动：{address}"));
        if account::none_exists(app.store.reader()).await.map_err(Failure::bad)? {
            let token = sign_in::make_link(&app.store, app.clock.as_ref(), sign_in::SETUP, None)
                .await
                .map_err(Failure::bad)?;
            say(&format!(
                "第一次使用：请在浏览器中打开下面的一次性链接完成设置（24 小时内有效，重新启动会换新）：\n{address}/setup/{token}"
            ));
        }
        listen(app, listener).await
    })
}

/// Log lines go to stderr; `HUANJIE_LOG` chooses which (default: warnings).
pub fn start_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("HUANJIE_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,huanjie=info"));
    let _ = tracing_subscriber::fmt()
        .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
}

/// Takes the port, or says who may have it.
pub async fn bind(listen: SocketAddr) -> Result<tokio::net::TcpListener, Failure> {
    tokio::net::TcpListener::bind(listen).await.map_err(|error| {
        Failure::Bad(match error.kind() {
            std::io::ErrorKind::AddrInUse => format!(
                "请换一个端口，或先关掉占用它的程序：{listen} 已被占用。例如 --listen 127.0.0.1:{}。",
                listen.port().saturating_add(1)
            ),
            std::io::ErrorKind::PermissionDenied => {
                format!("请换一个 1024 以上的端口：没有权限使用 {listen}。")
            }
            std::io::ErrorKind::AddrNotAvailable => {
                format!("请改成本机有的地址：{listen} 不是这台机器的地址。")
            }
            _ => format!("请检查监听地址 {listen}：不能使用（{error}）。"),
        })
    })
}

/// The address people type.
pub fn address(app: &App, listener: &tokio::net::TcpListener) -> Result<String, Failure> {
    if let Some(url) = &app.config.base_url {
        return Ok(url.trim_end_matches('/').to_owned());
    }
    let bound = listener.local_addr().map_err(Failure::bad)?;
    Ok(if bound.ip().is_unspecified() {
        format!("http://127.0.0.1:{}", bound.port())
    } else {
        format!("http://{bound}")
    })
}

/// Answers requests until Ctrl-C or SIGTERM, then finishes those under way.
pub async fn listen(app: App, listener: tokio::net::TcpListener) -> Result<(), Failure> {
    // Made before the first telephone asks, so that every backup has it.
    if let Err(error) = phone_key::offered(&app.store, app.clock.as_ref()).await {
        tracing::warn!(?error, "phone key");
    }
    let sweeper = tokio::spawn(sweep(app.clone()));
    let printer = tokio::spawn(batch::work(app.printshop()));
    let service = router::router(app).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service)
        .with_graceful_shutdown(asked_to_stop())
        .await;
    sweeper.abort();
    // A batch cut off here is taken up again by the next start, or by another node.
    printer.abort();
    served.map_err(Failure::bad)
}

/// Removes dead sessions and old form keys every hour.
async fn sweep(app: App) {
    let mut hourly = tokio::time::interval(std::time::Duration::from_hours(1));
    loop {
        hourly.tick().await;
        let done = async {
            let tx = app.store.begin().await?;
            account::sweep(&tx, app.clock.now()).await?;
            tx.commit().await
        };
        if let Err(error) = done.await {
            tracing::warn!(%error, "sweep");
        }
    }
}

async fn asked_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    let Ok(mut terminate) =
        tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
    else {
        let _ = interrupt.await;
        return;
    };
    tokio::select! {
        _ = interrupt => {}
        _ = terminate.recv() => {}
    }
}
