//! Ten thousand notices to one ZIP through the binary: time, size, and the most memory the process ever held.

use std::{
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use huanjie::store::village;

use crate::{
    line,
    support::{Backend, TestApp, seed},
};

/// Villages of the township; with eleven notices each about ten thousand papers.
const VILLAGES: i32 = 910;

/// The highest resident memory of a process so far, MB.
fn highest(id: u32) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let kilobytes: u64 = text
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?
        .split_whitespace()
        .next()?
        .parse()
        .ok()?;
    Some(kilobytes / 1000)
}

/// `huanjie print --out X.zip` of everything.
pub async fn ten_thousand_notices() {
    let app = TestApp::start(Backend::Sqlite).await;
    let seeded = seed::seed(&app).await;
    let rows =
        (4..=VILLAGES).map(|n| seed::village_row(seeded.cycle, n, &format!("第{n}村"), "village"));
    let tx = app.store.begin().await.unwrap();
    assert!(village::insert_all(&tx, rows.collect()).await.unwrap());
    tx.commit().await.unwrap();
    let out = app.folder.path().join("notices.zip");
    let start = Instant::now();
    let mut process = Command::new(env!("CARGO_BIN_EXE_huanjie"))
        .args(["print", "--data-dir"])
        .arg(app.folder.path())
        .arg("--out")
        .arg(&out)
        .env_remove("HUANJIE_DATABASE_URL")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut most = 0;
    let status = loop {
        if let Some(status) = process.try_wait().unwrap() {
            break status;
        }
        most = highest(process.id()).unwrap_or(0).max(most);
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    let took = start.elapsed();
    let archive = zip::ZipArchive::new(std::fs::File::open(&out).unwrap()).unwrap();
    let papers = archive.len() - 1;
    let size = std::fs::metadata(&out).unwrap().len() / 1_000_000;
    // Notices that lack facts are named and left out; the status is 1 then.
    assert!(status.code().is_some_and(|code| code < 2), "{status}");
    line(
        &format!("{papers} notices to one ZIP of {size} MB"),
        format!(
            "{took:.1?}, {:.0} a second; highest memory {most} MB",
            papers as f64 / took.as_secs_f64()
        ),
    );
}
