//! `kill -9` in the middle of a batch: no number is lost, no paper is half issued, and the next
//! start finishes what was left.

use std::{
    process::{Child, Command, Stdio},
    time::Duration,
};

use huanjie::{
    documents::kind::Kind,
    office::{batch, change::Actor},
    platform::clock::Clock as _,
    store::{account::Role, paper, scope::CycleScope, village},
};
use uuid::Uuid;

use crate::support::{Backend, TestApp, explained, seed};

fn serve(app: &TestApp) -> Child {
    Command::new(env!("CARGO_BIN_EXE_huanjie"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data-dir"])
        .arg(app.folder.path())
        .env_remove("HUANJIE_DATABASE_URL")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

async fn issued(app: &TestApp, scope: &CycleScope) -> usize {
    paper::list(app.store.reader(), scope, None)
        .await
        .unwrap()
        .len()
}

/// Waits until at least `count` papers are issued.
async fn until(app: &TestApp, scope: &CycleScope, count: usize) -> usize {
    for _ in 0..3000 {
        let now = issued(app, scope).await;
        if now >= count {
            return now;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!(
        "only {} of {count} papers after a minute",
        issued(app, scope).await
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_batch_is_finished_by_the_next_start() {
    let app = TestApp::start(Backend::Sqlite).await;
    let seeded = seed::seed(&app).await;
    let rows = (4..=60).map(|n| seed::village_row(seeded.cycle, n, &format!("第{n}村"), "village"));
    let tx = app.store.begin().await.unwrap();
    assert!(village::insert_all(&tx, rows.collect()).await.unwrap());
    tx.commit().await.unwrap();
    let scope = CycleScope::of_operator(app.store.reader(), seeded.cycle)
        .await
        .unwrap()
        .unwrap();
    let villages = village::list(app.store.reader(), &scope).await.unwrap();
    let mut wanted: Vec<(Uuid, Kind)> = villages
        .iter()
        .map(|village| (village.id, Kind::ElectionDay))
        .collect();
    wanted.push((seeded.cycle, Kind::MobilizationNotice));
    let clerk = seed::account_of(Role::Clerk);
    let account = huanjie::store::account::by_username(app.store.reader(), clerk)
        .await
        .unwrap()
        .unwrap();
    let actor = Actor {
        account_id: Some(account.id),
        name: account.display_name,
        role: Some(Role::Clerk),
        township_id: Some(seeded.township),
        address: "127.0.0.1".into(),
    };
    let today = app.clock.today();
    let id = batch::request(
        &app.store,
        app.clock.as_ref(),
        &actor,
        &scope,
        "crash",
        &explained::items(&app, seeded.cycle, &wanted).await,
        today,
    )
    .await
    .unwrap();

    let mut first = serve(&app);
    let seen = until(&app, &scope, 5).await;
    // SIGKILL: nothing is tidied up.
    first.kill().unwrap();
    first.wait().unwrap();
    let left = issued(&app, &scope).await;
    assert!(
        left < wanted.len(),
        "the batch was over before the kill ({seen})"
    );
    // Every paper in the register is whole: its file is there and is what the register says.
    for line in paper::list(app.store.reader(), &scope, None).await.unwrap() {
        let bytes = app.app.files.read(&line.pdf_sha256).await.unwrap();
        assert!(bytes.starts_with(b"%PDF-"), "{}", line.number);
    }
    // The claim of the dead worker runs out after half a minute; then the next start goes on.
    let mut second = serve(&app);
    until(&app, &scope, wanted.len()).await;
    for _ in 0..100 {
        let row = paper::batch(app.store.reader(), &scope, id)
            .await
            .unwrap()
            .unwrap();
        if row.state == paper::FINISHED {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    second.kill().unwrap();
    second.wait().unwrap();
    let row = paper::batch(app.store.reader(), &scope, id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(row.state, paper::FINISHED);
    let papers = paper::list(app.store.reader(), &scope, None).await.unwrap();
    assert_eq!(papers.len(), wanted.len(), "each paper once");
    for village in &villages {
        let numbers: Vec<&str> = papers
            .iter()
            .filter(|line| line.unit_id == village.id)
            .map(|line| line.number.as_str())
            .collect();
        assert_eq!(numbers, ["第1号"], "{}", village.name);
    }
}
