//! A service as it runs: another user's save while a batch is printed, start to first page, memory.

use std::{
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use huanjie::{
    documents::kind::Kind,
    office::{batch, change::Actor},
    platform::clock::Clock as _,
    store::{account, account::Role, paper, scope::CycleScope, village},
};
use uuid::Uuid;

use crate::{
    line, percentile,
    support::{Backend, TestApp, client, explained, seed},
};

/// Papers of the batch.
const PAPERS: usize = 200;

struct Town {
    app: TestApp,
    seeded: seed::Seed,
    scope: CycleScope,
    villages: Vec<Uuid>,
}

impl Town {
    async fn new() -> Self {
        let app = TestApp::start(Backend::Sqlite).await;
        let seeded = seed::seed(&app).await;
        let rows =
            (4..=300).map(|n| seed::village_row(seeded.cycle, n, &format!("第{n}村"), "village"));
        let tx = app.store.begin().await.unwrap();
        assert!(village::insert_all(&tx, rows.collect()).await.unwrap());
        tx.commit().await.unwrap();
        let scope = CycleScope::of_operator(app.store.reader(), seeded.cycle)
            .await
            .unwrap()
            .unwrap();
        let villages = village::list(app.store.reader(), &scope).await.unwrap();
        Self {
            villages: villages.iter().map(|row| row.id).collect(),
            app,
            seeded,
            scope,
        }
    }

    async fn request_batch(&self) -> Uuid {
        let name = seed::account_of(Role::Clerk);
        let row = account::by_username(self.app.store.reader(), name)
            .await
            .unwrap()
            .unwrap();
        let actor = Actor {
            account_id: Some(row.id),
            name: row.display_name,
            role: Some(Role::Clerk),
            township_id: Some(self.seeded.township),
            address: "127.0.0.1".into(),
        };
        let wanted: Vec<(Uuid, Kind)> = self
            .villages
            .iter()
            .take(PAPERS)
            .map(|id| (*id, Kind::ElectionDay))
            .collect();
        let (store, clock) = (&self.app.store, self.app.clock.as_ref());
        batch::request(
            store,
            clock,
            &actor,
            &self.scope,
            "bench",
            &explained::items(&self.app, self.seeded.cycle, &wanted).await,
            clock.today(),
        )
        .await
        .unwrap()
    }

    async fn finished(&self, batch: Uuid) -> bool {
        paper::batch(self.app.store.reader(), &self.scope, batch)
            .await
            .unwrap()
            .unwrap()
            .state
            == paper::FINISHED
    }

    /// Records a step of one village; the time of the post alone.
    async fn save(&self, clerk: &client::Client, village: Uuid, step: &str) -> Duration {
        let page = format!("/c/{}/v/{village}/steps/{step}", self.seeded.cycle);
        let shown = clerk.get(&page).await.expect(200).text();
        let form = client::form_of(&shown, &page);
        let start = Instant::now();
        clerk
            .send_multipart(&form, &[("day", "2026-11-20")])
            .await
            .expect(303);
        start.elapsed()
    }
}

/// One clerk saves while 200 papers are set and issued, and once more when nothing else goes on.
pub async fn saving_while_printing() {
    let town = Town::new().await;
    let clerk = seed::signed_in(&town.app, Role::Clerk).await;
    let mut alone = Vec::new();
    for village in town.villages.iter().take(150) {
        alone.push(town.save(&clerk, *village, "committee-selected").await);
    }
    let batch = town.request_batch().await;
    let start = Instant::now();
    let printer = tokio::spawn(batch::work(town.app.app.printshop()));
    let mut beside = Vec::new();
    for village in town.villages.iter().cycle() {
        if town.finished(batch).await || beside.len() == town.villages.len() {
            break;
        }
        beside.push(town.save(&clerk, *village, "election-day-announced").await);
    }
    while !town.finished(batch).await {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let took = start.elapsed();
    printer.abort();
    line(
        "200 papers set, issued and kept",
        format!("{took:?}, with {} saves meanwhile", beside.len()),
    );
    for percent in [50, 99] {
        let (quiet, busy) = (
            percentile(&mut alone, percent),
            percentile(&mut beside, percent),
        );
        line(
            &format!("  a save alone and beside it: p{percent}"),
            format!(
                "{quiet:?} and {busy:?} ({:.1} times)",
                busy.as_secs_f64() / quiet.as_secs_f64()
            ),
        );
    }
}

/// The binary itself.
struct Service {
    process: Child,
    url: String,
}

impl Service {
    fn start(town: &Town) -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let process = Command::new(env!("CARGO_BIN_EXE_huanjie"))
            .args(["serve", "--listen", &format!("127.0.0.1:{port}")])
            .arg("--data-dir")
            .arg(town.app.folder.path())
            .env_remove("HUANJIE_DATABASE_URL")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self {
            process,
            url: format!("http://127.0.0.1:{port}"),
        }
    }

    async fn first_page(&self) {
        let client = reqwest::Client::new();
        let page = format!("{}/login", self.url);
        for _ in 0..4000 {
            if let Ok(answer) = client.get(&page).send().await
                && answer.status().is_success()
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        panic!("the service does not answer");
    }

    /// Resident memory now and at its highest, MB.
    fn memory(&self) -> (u64, u64) {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let of = |name: &str| {
            text.lines()
                .find_map(|line| line.strip_prefix(name))
                .and_then(|rest| rest.split_whitespace().next())
                .and_then(|kilobytes| kilobytes.parse::<u64>().ok())
                .unwrap()
                / 1000
        };
        (of("VmRSS:"), of("VmHWM:"))
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Start to first page, and what the process holds before and after a batch.
pub async fn start_and_memory() {
    let town = Town::new().await;
    let mut starts = Vec::new();
    for _ in 0..5 {
        let start = Instant::now();
        let service = Service::start(&town);
        service.first_page().await;
        starts.push(start.elapsed());
    }
    line(
        "start to first page: median of 5",
        format!("{:?}", percentile(&mut starts, 50)),
    );
    let service = Service::start(&town);
    service.first_page().await;
    let (idle, _) = service.memory();
    let batch = town.request_batch().await;
    while !town.finished(batch).await {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let (after, highest) = service.memory();
    line(
        "memory: idle, after 200 papers, highest",
        format!("{idle} MB, {after} MB, {highest} MB"),
    );
}
