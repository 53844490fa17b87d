//! `huanjie migrate` — the structure of the database alone.

use super::{Failure, grammar::MigrateOptions, runtime, say, service};

/// Runs the subcommand.
pub fn run(options: MigrateOptions) -> Result<(), Failure> {
    runtime()?.block_on(async {
        let store = service::open(&options.data).await?;
        if options.status {
            let (applied, pending) = store.migration_status().await.map_err(Failure::bad)?;
            for name in applied {
                say(&format!("已做  {name}"));
            }
            for name in pending {
                say(&format!("未做  {name}"));
            }
            return Ok(());
        }
        store.migrate().await.map_err(Failure::bad)?;
        say("数据库结构已是最新。");
        Ok(())
    })
}
