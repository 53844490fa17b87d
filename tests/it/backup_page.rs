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

/// A backup on a stick is checked on the page, in the words of the command, and nothing of it is restored or stays.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_from_a_stick_is_checked_and_thrown_away() {
    let app = TestApp::start(Backend::Sqlite).await;
    seed::seed(&app).await;
    let keeper = seed::signed_in(&app, Role::Administrator).await;
    let check = format!("{PAGE}/check");
    let secret = "石塘镇换届备份二零二七年";
    let open = keeper.submit(PAGE, PAGE, &[]).await.expect(200).bytes;
    let locked = keeper
        .submit(PAGE, PAGE, &[("password", secret), ("again", secret)])
        .await
        .expect(200)
        .bytes;
    let sent = async |name: &str, content: &[u8], password: &str| {
        keeper
            .upload(
                PAGE,
                &check,
                &[("opening", password)],
                &[("file", name, content.to_vec())],
            )
            .await
    };
    let file = app.folder.path().join("kept.zip");
    std::fs::write(&file, &open).unwrap();
    let found = verify_file(&file, None).await.unwrap();
    sent("U盘\\换届备份-甲.zip", &open, "").await.expect(303);
    keeper
        .get(PAGE)
        .await
        .expect(200)
        .says(&format!("换届备份-甲.zip 核对无误：{}。", found.counted()))
        .says("核对备份文件 换届备份-甲.zip（链头");
    sent("乙.zip", &locked, secret).await.expect(303);
    // 加了密码的：没有密码、密码不对，都说在密码那一栏；密码不回到页面上。
    sent("乙.zip", &locked, "")
        .await
        .expect(422)
        .says("▲ 请给出备份的密码");
    let told = sent("乙.zip", &locked, "石塘镇换届备份二零二六年")
        .await
        .expect(422)
        .says("▲ 请核对密码");
    assert!(!told.text().contains("二零二六年"));
    // A password given for one that has none is no fault.
    sent("甲.zip", &open, secret).await.expect(303);
    // 不是备份、没有写完、没有选。
    for (name, content) in [
        ("名册.xlsx", &b"no archive"[..]),
        ("半截.zip", &open[..open.len() / 2]),
        ("空.zip", &[][..]),
    ] {
        sent(name, content, "")
            .await
            .expect(422)
            .says(&format!("{name}：请换一份备份"));
    }
    let page = keeper.get(PAGE).await.expect(200).text();
    let form = form_of(&page, &check);
    keeper
        .send_multipart(&form, &[("opening", "")])
        .await
        .expect(422)
        .says("▲ 请选择 U 盘上要核对的备份文件");
    // 里面的文件被改过：每一处都说出来。
    let damaged = meddled(&open);
    sent("坏的.zip", &damaged, "")
        .await
        .expect(422)
        .says("坏的.zip：请换一份备份：这一份已经损坏。")
        .says("坏的.zip：备份里多出一个没有登记的文件：files/zz/extra。")
        .says("坏的.zip：备份里缺少文件：huanjie.db。");
    // 写明解开比磁盘还大的，不解开。
    sent("大.zip", &boasting(&open), "")
        .await
        .expect(422)
        .says("请由管服务器的人用命令核对");
    // 不是从本系统的页面交来的，不写盘就拒绝；别的身份打不开。
    let mut foreign = form_of(&page, &check);
    foreign.hidden.retain(|(name, _)| name != "csrf");
    keeper
        .send_files(&foreign, &[("file", "甲.zip", open.clone())])
        .await
        .expect(403);
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let refused = clerk
        .send_files(&form, &[("file", "甲.zip", open.clone())])
        .await;
    assert!(
        matches!(refused.status.as_u16(), 403 | 404),
        "{}",
        refused.status
    );
    let left: Vec<_> = std::fs::read_dir(app.folder.path().join("scratch"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, Vec::<std::ffi::OsString>::new());
    assert_eq!(noted(&app).await.len(), 2, "a check is no backup");
}

/// The archive again with what `change` makes of its entries: name and content.
fn again(archive: &[u8], change: impl Fn(&mut Vec<(String, Vec<u8>)>)) -> Vec<u8> {
    use std::io::{Cursor, Read as _, Write as _};
    let mut zip = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut entries: Vec<(String, Vec<u8>)> = (0..zip.len())
        .map(|at| {
            let mut file = zip.by_index(at).unwrap();
            let mut content = Vec::new();
            file.read_to_end(&mut content).unwrap();
            (file.name().unwrap().into_owned(), content)
        })
        .collect();
    change(&mut entries);
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        out.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        out.write_all(&content).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// Without its database and with a file too many.
fn meddled(archive: &[u8]) -> Vec<u8> {
    again(archive, |entries| {
        entries.retain(|(name, _)| name != "huanjie.db");
        entries.push(("files/zz/extra".into(), b"?".to_vec()));
    })
}

/// One whose manifest tells of a file larger than any disk here.
fn boasting(archive: &[u8]) -> Vec<u8> {
    again(archive, |entries| {
        let (_, text) = entries
            .iter_mut()
            .find(|(name, _)| name == "manifest.json")
            .unwrap();
        let mut manifest: serde_json::Value = serde_json::from_slice(text).unwrap();
        manifest["files"]["files/ab/cd"] =
            serde_json::json!({ "size": 1_u64 << 50, "sha256": "sha256:00" });
        *text = serde_json::to_vec(&manifest).unwrap();
    })
}
