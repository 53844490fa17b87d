//! 备份 on a page — one press makes it, reads it back and sends it; not where others' data would go along.

use huanjie::{
    office::backup::{Password, verify_file},
    store::{account::Role, audit},
};

use crate::support::{
    Backend, TestApp,
    client::{Client, form_of},
    seed,
};

const PAGE: &str = "/admin/backup";

/// Sends the form even where the page does not offer it.
async fn pressed(keeper: &Client) -> crate::support::client::Answer {
    let shown = keeper.get(PAGE).await.expect(200).text();
    let csrf = form_of(&shown, "/logout").hidden;
    let csrf = csrf
        .iter()
        .find(|(name, _)| name == "csrf")
        .map(|(_, value)| value.clone())
        .unwrap();
    keeper
        .post(PAGE, &[("csrf", &csrf), ("key", "pressed")])
        .await
}

async fn noted(app: &TestApp) -> Vec<String> {
    audit::latest_of(app.store.reader(), &["backup.made"], 10)
        .await
        .unwrap()
        .into_iter()
        .map(|row| format!("{} {}", row.actor_name, row.summary))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_is_made_checked_sent_and_noted() {
    let app = TestApp::start(Backend::Sqlite).await;
    seed::seed(&app).await;
    let keeper = seed::signed_in(&app, Role::Administrator).await;
    keeper
        .get(PAGE)
        .await
        .expect(200)
        .says("还没有做过备份")
        .says("没有加密码的，谁拿到都能打开")
        .says("密钥不在备份里");
    let sent = keeper.submit(PAGE, PAGE, &[]).await.expect(200);
    assert_eq!(sent.header("content-type"), "application/zip");
    assert_eq!(
        sent.header("content-length"),
        sent.bytes.len().to_string(),
        "the browser can tell how far it is"
    );
    let file = app.folder.path().join("sent.zip");
    std::fs::write(&file, &sent.bytes).unwrap();
    let found = verify_file(&file, None).await.unwrap();
    assert!(found.events > 0 && found.bytes > 0);
    let events = noted(&app).await;
    assert_eq!(events.len(), 1);
    assert!(
        events[0].starts_with("系统管理员甲 备份 换届备份-2026-11-23-1000.zip")
            && events[0].contains(&found.head),
        "{events:?}"
    );
    keeper
        .get(PAGE)
        .await
        .expect(200)
        .says("最近一次：2026年11月23日 10:00（不到一天以前）")
        .says("换届备份-2026-11-23-1000.zip");
    // A second stick: the same page, the same button, another backup.
    keeper.submit(PAGE, PAGE, &[]).await.expect(200);
    assert_eq!(noted(&app).await.len(), 2);
    // Nothing is left of the work.
    let left: Vec<_> = std::fs::read_dir(app.folder.path().join("scratch"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, Vec::<std::ffi::OsString>::new());
    // Once there is a second township here, its data is not the administrator's to take away.
    seed::add_township(&app.store, "水口镇").await;
    let shown = keeper.get(PAGE).await.expect(200).says("别的镇");
    assert!(!shown.text().contains("备份并下载"));
    pressed(&keeper).await.expect(422).says("别的镇");
    assert_eq!(noted(&app).await.len(), 2);
    // What cannot be read back is not handed out: every damage is named.
    let other = TestApp::start(Backend::Sqlite).await;
    seed::seed(&other).await;
    let keeper = seed::signed_in(&other, Role::Administrator).await;
    std::fs::remove_dir_all(other.folder.path().join("scratch")).ok();
    std::fs::write(other.folder.path().join("scratch"), "a file in the way").unwrap();
    keeper
        .submit(PAGE, PAGE, &[])
        .await
        .expect(422)
        .says("请检查磁盘空间和权限后重试");
    assert_eq!(noted(&other).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_is_backed_up_with_its_own_tools() {
    let app = TestApp::start(Backend::Postgres).await;
    seed::seed(&app).await;
    let keeper = seed::signed_in(&app, Role::Administrator).await;
    keeper.get(PAGE).await.expect(200).says("pg_dump");
    pressed(&keeper).await.expect(422).says("pg_dump");
    assert_eq!(noted(&app).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_is_typed_twice_and_kept_nowhere() {
    let app = TestApp::start(Backend::Sqlite).await;
    seed::seed(&app).await;
    let keeper = seed::signed_in(&app, Role::Administrator).await;
    let secret = "石塘镇换届备份二零二七年";
    let told = keeper
        .submit(PAGE, PAGE, &[("password", "123456"), ("again", "654321")])
        .await
        .expect(422)
        .says("请用 12 个字以上的密码，现在是 6 个")
        .says("请再写一遍同样的密码");
    assert!(!told.text().contains("123456") && !told.text().contains("654321"));
    keeper
        .submit(PAGE, PAGE, &[("again", secret)])
        .await
        .expect(422)
        .says("请用 12 个字以上的密码");
    assert_eq!(noted(&app).await, Vec::<String>::new());
    let sent = keeper
        .submit(PAGE, PAGE, &[("password", secret), ("again", secret)])
        .await
        .expect(200);
    assert_eq!(sent.header("content-type"), "application/zip");
    let file = app.folder.path().join("sent.zip");
    std::fs::write(&file, &sent.bytes).unwrap();
    assert!(verify_file(&file, None).await.is_err());
    let found = verify_file(&file, Some(&Password::given(secret)))
        .await
        .unwrap();
    assert!(found.events > 0);
    let events = noted(&app).await;
    assert!(events[0].contains("（加了密码）"), "{events:?}");
    assert!(!events[0].contains(secret));
}

/// 恢复演练 — what nobody has restored is no backup: it is taken back, checked, noted, and nothing of it stays.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_drill_restores_and_leaves_nothing() {
    let app = TestApp::start(Backend::Sqlite).await;
    seed::seed(&app).await;
    let keeper = seed::signed_in(&app, Role::Administrator).await;
    let drill = format!("{PAGE}/drill");
    keeper.submit(PAGE, &drill, &[]).await.expect(303);
    keeper
        .get(PAGE)
        .await
        .expect(200)
        .says("恢复演练通过")
        .says("恢复演练（链头");
    let left: Vec<_> = std::fs::read_dir(app.folder.path().join("scratch"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, Vec::<std::ffi::OsString>::new());
    assert_eq!(
        noted(&app).await,
        Vec::<String>::new(),
        "a drill is no backup"
    );
}

/// 手机离线文件的密钥 — told on the page, changed there, on record; nobody else may.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_key_of_the_telephones_is_told_and_changed() {
    let app = TestApp::start(Backend::Sqlite).await;
    seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let keeper = seed::signed_in(&app, Role::Administrator).await;
    clerk.get("/m/out").await.expect(200);
    let action = "/admin/backup/phone-key";
    let shown = keeper
        .get(PAGE)
        .await
        .expect(200)
        .says("手机离线文件的密钥")
        .text();
    let form = form_of(&shown, action);
    app.clock.pass(chrono::TimeDelta::minutes(1));
    keeper.send_form(&form, &[]).await.expect(303);
    // A second click makes no third key.
    keeper.send_form(&form, &[]).await.expect(303);
    keeper.get(PAGE).await.expect(200).says("已换一把");
    let made = audit::latest_of(app.store.reader(), &["phone-key.made"], 10)
        .await
        .unwrap();
    let by: Vec<&str> = made.iter().map(|row| row.actor_name.as_str()).collect();
    assert_eq!(by, ["系统管理员甲", "本服务"]);
    let csrf = form_of(&clerk.get("/").await.text(), "/logout").hidden;
    let csrf = &csrf.iter().find(|(name, _)| name == "csrf").unwrap().1;
    clerk
        .post(action, &[("csrf", csrf), ("key", "k")])
        .await
        .expect(403);
}
