//! 恢复演练 — a backup is made, taken back into a folder of its own, opened and checked as an installation, and thrown
//! away: whoever has never restored does not know whether he can.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::{BackupError, DATABASE, Examined, disk, restore, tempdir, verify, write};
use crate::store::Store;

/// Runs the drill in the folder for what is passing; nothing of it stays.
pub async fn drill(
    store: &Store,
    data_dir: &Path,
    now: DateTime<Utc>,
) -> Result<Examined, BackupError> {
    let scratch = data_dir.join("scratch");
    std::fs::create_dir_all(&scratch).map_err(disk(&scratch))?;
    let work = tempdir(&scratch)?;
    let (archive, back) = (work.path().join("drill.zip"), work.path().join("back"));
    let made = Box::pin(write(store, data_dir, &archive, now, None)).await?;
    Box::pin(restore(&archive, &back, None)).await?;
    let url = format!("sqlite://{}", back.join(DATABASE).display());
    let restored = Store::open(&url).await?;
    let found = async {
        restored.migration_status().await?;
        verify(&restored, &back).await
    }
    .await;
    restored.close().await?;
    let found = found?;
    if found.head == made.head && found.events == made.events && found.files == made.files {
        Ok(found)
    } else {
        Err(BackupError::Faults(vec![
            "请保留现场并联系管服务器的人：恢复出来的审计记录或者文书件数和备份时不一致。"
                .to_owned(),
        ]))
    }
}
