//! 保密 — what must not be found anywhere, and who must not see anything.

use std::{
    io::Write,
    sync::{Arc, Mutex, OnceLock},
};

use huanjie::{
    platform::seal::Keyring,
    store::{account::Role, complaint, scope::CycleScope},
};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use uuid::Uuid;

use super::{ACCUSED, COMPLAINANT, CONTACT, TEXT, id_of, number_of, registered};
use crate::support::{
    TestApp,
    client::{form_of, visible},
    seed::{self, Seed},
};

crate::both_backends! {
    nothing_of_it_is_in_the_database_the_folder_or_the_log;
    whoever_is_complained_about_sees_nothing;
    a_lost_key_is_told_and_lets_nobody_in;
    figures_name_nobody;
}

/// Everything the program logs in this process, down to the finest.
fn log() -> &'static Arc<Mutex<Vec<u8>>> {
    #[derive(Clone)]
    struct Kept(Arc<Mutex<Vec<u8>>>);
    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    static LOG: OnceLock<Arc<Mutex<Vec<u8>>>> = OnceLock::new();
    LOG.get_or_init(|| {
        let kept = Kept(Arc::default());
        let writer = kept.clone();
        // The browser of the test runs in the same process: its own log is not the program's.
        let filter = tracing_subscriber::EnvFilter::new(
            "trace,hyper=off,hyper_util=off,reqwest=off,h2=off,mio=off",
        );
        let _ = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .try_init();
        kept.0
    })
}

fn has(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|part| part == needle)
}

/// Every row of every table as text.
async fn whole_database(app: &TestApp) -> Vec<u8> {
    let db = app.store.reader();
    let backend = db.get_database_backend();
    if backend != DbBackend::Postgres {
        return Vec::new();
    }
    let tables = db
        .query_all_raw(Statement::from_string(
            backend,
            "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public'",
        ))
        .await
        .unwrap();
    let mut all = Vec::new();
    for table in tables {
        let name: String = table.try_get("", "name").unwrap();
        let rows = db
            .query_all_raw(Statement::from_string(
                backend,
                format!("SELECT t::text AS row FROM \"{name}\" t"),
            ))
            .await
            .unwrap();
        for row in rows {
            let text: String = row.try_get("", "row").unwrap();
            all.extend_from_slice(text.as_bytes());
            all.push(b'\n');
        }
    }
    assert!(has(&all, b"complaint.registered"), "the dump is empty");
    all
}

fn files(folder: &std::path::Path, into: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, into);
        } else {
            into.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
}

async fn nothing_of_it_is_in_the_database_the_folder_or_the_log(app: TestApp) {
    let log = log();
    let Seed { cycle, .. } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let page = format!("/c/{cycle}/complaints/new");
    // Once with a mistake, so that the error's way is walked too.
    clerk
        .submit(
            &page,
            &page,
            &[("text", TEXT), ("accused", ACCUSED), ("day", COMPLAINANT)],
        )
        .await
        .expect(422);
    let leader = id_of(&app, Role::Leader).await;
    let location = registered(&app, &clerk, cycle, &[("withdrawn_account", &leader)]).await;
    let handler = seed::signed_in(&app, Role::Supervision).await;
    let note = "查实三户收了毛巾，已退还。";
    handler
        .submit(
            &location,
            &location,
            &[("act", "noted"), ("day", "2026-11-22"), ("note", note)],
        )
        .await
        .expect(303);
    handler
        .submit(&location, &location, &[("act", "decided"), ("note", note)])
        .await
        .expect(422);
    handler
        .get(&format!("{location}/content"))
        .await
        .expect(200)
        .says(TEXT)
        .says(COMPLAINANT)
        .says(CONTACT)
        .says(ACCUSED)
        .says("回避人员 领导小组甲")
        .says(note);
    let leader_named = "领导小组甲";
    let mut places = vec![("database".to_owned(), whole_database(&app).await)];
    files(app.folder.path(), &mut places);
    let log = log.lock().unwrap().clone();
    assert!(has(&log, b"request"), "the log is empty");
    places.push(("log".to_owned(), log));
    for (place, bytes) in &places {
        for secret in [TEXT, COMPLAINANT, CONTACT, ACCUSED, note] {
            assert!(!has(bytes, secret.as_bytes()), "{secret} in {place}");
            // Bytes stand as hexadecimal digits in a dump.
            let hex = secret.bytes().fold(String::new(), |mut text, byte| {
                use std::fmt::Write as _;
                write!(text, "{byte:02x}").unwrap();
                text
            });
            assert!(!has(bytes, hex.as_bytes()), "{secret} in {place}");
        }
    }
    // Nor is it written anywhere that the case is kept from somebody by account.
    let marks = complaint::veils(
        app.store.reader(),
        &CycleScope::of_operator(app.store.reader(), cycle)
            .await
            .unwrap()
            .unwrap(),
    )
    .await
    .unwrap();
    assert_eq!(
        marks.len(),
        8,
        "as many as for a complaint kept from nobody"
    );
    for mark in &marks {
        assert!(!mark.mark.contains(&leader) && !mark.mark.contains(leader_named));
    }
    // The key is where the README says, for its owner only.
    let key = app.folder.path().join("keys/sealing.key");
    assert!(key.exists());
    assert!(!places.iter().any(|(place, bytes)| {
        !place.ends_with("sealing.key")
            && std::fs::read_to_string(&key)
                .unwrap()
                .lines()
                .filter(|line| !line.starts_with('#'))
                .any(|line| has(bytes, line.split(' ').nth(1).unwrap().as_bytes()))
    }));
}

async fn whoever_is_complained_about_sees_nothing(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let inspector = seed::signed_in(&app, Role::Supervision).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let list = format!("/c/{cycle}/complaints");
    // One about somebody else, one about the clerk.
    let other = registered(&app, &inspector, cycle, &[]).await;
    let accused = id_of(&app, Role::Clerk).await;
    let about = registered(
        &app,
        &inspector,
        cycle,
        &[
            ("withdrawn_account", accused.as_str()),
            ("accused", "换届办甲"),
            ("day", "2026-11-02"),
        ],
    )
    .await;
    let number = number_of(&inspector, &about).await;
    inspector
        .get(&list)
        .await
        .says("登记 2 件，逾期 1 件")
        .says(&number);
    let seen = clerk
        .get(&list)
        .await
        .expect(200)
        .says("登记 1 件，没有逾期");
    assert!(seen.text().contains(&other) && !seen.text().contains(&about));
    assert!(!seen.text().contains(&number));
    // Neither by address, nor by search, nor by sending a form.
    let nowhere = format!("{list}/{}", Uuid::now_v7());
    let missing = visible(&clerk.get(&nowhere).await.expect(404).text());
    for path in [
        about.clone(),
        format!("{about}/content"),
        format!("{about}/handlers"),
    ] {
        let text = visible(&clerk.get(&path).await.expect(404).text());
        assert_eq!(text, missing, "{path}");
    }
    clerk
        .get(&format!("{list}?number={number}"))
        .await
        .expect(200)
        .says("没有符合条件的信访件");
    let form = form_of(&clerk.get(&other).await.text(), "/logout");
    let csrf = form.hidden.iter().find(|(name, _)| name == "csrf").unwrap();
    for path in [about.clone(), format!("{about}/handlers")] {
        let sent = [
            ("csrf", csrf.1.as_str()),
            ("key", "k"),
            ("version", "1"),
            ("act", "accepted"),
        ];
        clerk.post(&path, &sent).await.expect(404);
    }
    // Nor in the figures, on the workbench, in the audit.
    let figures = |text: &str| visible(text).contains("拉票贿选 不列");
    assert!(figures(
        &clerk
            .get(&format!("{list}/figures"))
            .await
            .expect(200)
            .text()
    ));
    let workbench = inspector.get("/").await.expect(200).says("信访举报 1");
    assert!(workbench.text().contains(&number));
    assert!(
        !clerk
            .get("/")
            .await
            .expect(200)
            .text()
            .contains("信访举报 1")
    );
    let audit = format!("/c/{cycle}/audit");
    let leader = seed::signed_in(&app, Role::Leader).await;
    leader
        .get(&audit)
        .await
        .expect(200)
        .says(&format!("登记信访件 {number}"));
    let read = clerk.get(&audit).await.expect(200).text();
    assert!(!read.contains(&number) && read.contains("登记信访件 信"));
    let narrowed = clerk
        .get(&format!("{audit}?kind=complaint.registered"))
        .await
        .expect(200)
        .text();
    assert!(!narrowed.contains(&number));
    // Those without the register see no event on any complaint, anywhere.
    for role in [
        Role::County,
        Role::Guidance,
        Role::VillageCommittee,
        Role::Supervision,
        Role::Clerk,
    ] {
        let client = seed::signed_in(&app, role).await;
        assert!(
            !client.get("/").await.text().contains("登记信访件"),
            "{role:?}"
        );
    }
    // Another account of the same name is recognised by the name.
    let township = CycleScope::of_operator(app.store.reader(), cycle)
        .await
        .unwrap()
        .unwrap()
        .cycle()
        .township_id;
    seed::add_account(&app, township, Role::Clerk, "jingban9").await;
    let again = app.client();
    again.sign_in("jingban9", seed::PASSWORD).await;
    again.get(&list).await.expect(200).says("登记 1 件");
    again.get(&about).await.expect(404);
}

async fn a_lost_key_is_told_and_lets_nobody_in(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    registered(&app, &clerk, cycle, &[]).await;
    // The folder of another machine: the same database, another key.
    let elsewhere = tempfile::tempdir().unwrap();
    let other = Keyring::open(elsewhere.path(), None);
    let scope = CycleScope::of_operator(app.store.reader(), cycle)
        .await
        .unwrap()
        .unwrap();
    let (actor, table) = (
        huanjie::office::change::Actor::operator(),
        app.app.rules.complaints(),
    );
    let desk = huanjie::office::complaint::Desk {
        store: &app.store,
        clock: app.clock.as_ref(),
        keyring: &other,
        table,
    };
    let (cases, sight) = desk.cases(&scope, &actor).await.unwrap();
    assert!(cases.is_empty() && sight.incomplete());
    // A key added behind does not disturb what was sealed with the first.
    let path = app.folder.path().join("keys/sealing.key");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("{text}k-next {}\n", "17".repeat(32))).unwrap();
    let both = Keyring::open(app.folder.path(), None);
    let desk = huanjie::office::complaint::Desk {
        keyring: &both,
        ..desk
    };
    let (cases, sight) = desk.cases(&scope, &actor).await.unwrap();
    assert!(cases.len() == 1 && !sight.incomplete());
}

async fn figures_name_nobody(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    for kind in ["bribery", "bribery", "bribery", "procedure", "threat"] {
        registered(&app, &clerk, cycle, &[("kind", kind)]).await;
    }
    let county = seed::signed_in(&app, Role::County).await;
    let page = county
        .get(&format!("/c/{cycle}/complaints/figures"))
        .await
        .expect(200)
        // Two that add up to two would be one each: the third cell is hidden with them.
        .says("共 5 件")
        .says("拉票贿选 不列")
        .says("选举程序 不列")
        .says("候选人资格 0")
        .says("来信 5")
        .says("待受理 5")
        .says("2026年11月 5");
    for secret in [COMPLAINANT, ACCUSED, "上前村", "督查组甲"] {
        assert!(!page.text().contains(secret), "{secret}");
    }
    assert!(!page.text().contains("返回登记"));
}
