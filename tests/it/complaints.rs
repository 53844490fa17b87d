//! `/c/{c}/complaints`: a register that says nothing about people, content for handlers only, and
//! nothing at all for whoever is complained about.

use std::{
    io::Write,
    sync::{Arc, Mutex, OnceLock},
};

use huanjie::{
    platform::seal::Keyring,
    store::{account, account::Role, audit, complaint, entity::audit_event, scope::CycleScope},
};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, Statement};
use uuid::Uuid;

use crate::support::{
    Client, TestApp,
    client::{form_of, visible},
    seed::{self, Seed},
};

crate::both_backends! {
    a_complaint_is_listed_without_its_content;
    nothing_of_it_is_in_the_database_the_folder_or_the_log;
    whoever_is_complained_about_sees_nothing;
    everything_wrong_is_named_and_nothing_typed_is_lost;
    a_form_sent_twice_is_one_complaint;
    only_handlers_open_it_and_others_are_told_whom_to_ask;
    acts_follow_the_regulation_and_a_stale_form_keeps_its_text;
    handlers_and_those_who_withdraw_can_be_changed;
    channel_and_kind_are_put_right_with_a_reason;
    the_register_is_taken_without_people_or_their_number;
    a_lost_key_is_told_and_lets_nobody_in;
    events_are_never_changed;
    figures_name_nobody;
}

const TEXT: &str = "腊月里某候选人在小卖部给每户送毛巾，有三户收了。";
const COMPLAINANT: &str = "柳泉山";
const CONTACT: &str = "13800001234";
const ACCUSED: &str = "候选人某甲";

async fn id_of(app: &TestApp, role: Role) -> String {
    account::by_username(app.store.reader(), seed::account_of(role))
        .await
        .unwrap()
        .unwrap()
        .id
        .to_string()
}

/// Registers a complaint; gives its address.
async fn registered(
    app: &TestApp,
    client: &Client,
    cycle: Uuid,
    fields: &[(&str, &str)],
) -> String {
    let page = format!("/c/{cycle}/complaints/new");
    let handler = id_of(app, Role::Supervision).await;
    let mut all = vec![
        ("day", "2026-11-20"),
        ("channel", "letter"),
        ("kind", "bribery"),
        ("text", TEXT),
        ("complainant", COMPLAINANT),
        ("contact", CONTACT),
        ("accused", ACCUSED),
        ("handlers", handler.as_str()),
    ];
    all.retain(|(name, _)| !fields.iter().any(|(given, _)| given == name));
    all.extend(fields);
    let answer = client.submit(&page, &page, &all).await.expect(303);
    let location = answer.location().to_owned();
    client.get(&location).await.expect(200);
    location
}

async fn number_of(client: &Client, location: &str) -> String {
    let text = client.get(location).await.expect(200).text();
    let at = text.find("<h1>信").unwrap() + 4;
    text[at..].split('<').next().unwrap().to_owned()
}

async fn a_complaint_is_listed_without_its_content(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let list = format!("/c/{cycle}/complaints");
    clerk
        .get(&list)
        .await
        .expect(200)
        .says("还没有登记信访举报");
    let village = villages[0].to_string();
    let location = registered(&app, &clerk, cycle, &[("village", &village)]).await;
    let number = number_of(&clerk, &location).await;
    // Number, day, kind, route, deadline, state: and no more.
    let shown = clerk
        .get(&list)
        .await
        .expect(200)
        .says("登记 1 件，没有逾期");
    let text = visible(&shown.text());
    let row =
        format!("{number} 11月20日 拉票贿选 纪检监察 ◇ 告知是否受理 12月5日，余 12 天 待受理");
    assert!(text.contains(&row), "{text}");
    for secret in [TEXT, COMPLAINANT, CONTACT, ACCUSED, "上前村"] {
        assert!(!shown.text().contains(secret), "{secret}");
    }
    // The page of the case says what the regulation counts, and who handles it.
    let one = clerk
        .get(&location)
        .await
        .expect(200)
        .says("收到 11月20日 + 15 日 = 12月5日")
        .says("信访工作条例第二十二条、第二十三条 · 已核")
        .says("有反映人，办结后要答复")
        .says("请问承办人： 督查组甲（督查组）")
        .says("登记，归口纪检监察");
    assert_eq!(one.header("cache-control"), "no-store");
    for secret in [TEXT, COMPLAINANT, CONTACT, ACCUSED] {
        assert!(!one.text().contains(secret), "{secret}");
    }
    // Who may see the register.
    for role in Role::ALL {
        let client = seed::signed_in(&app, role).await;
        let reads = matches!(role, Role::Clerk | Role::Leader | Role::Supervision);
        let status = if reads { 200 } else { 403 };
        client.get(&list).await.expect(status);
        client.get(&location).await.expect(status);
        let writes = matches!(role, Role::Clerk | Role::Supervision);
        let status = if writes { 200 } else { 403 };
        client.get(&format!("{list}/new")).await.expect(status);
        let counts = reads || role == Role::County;
        let status = if counts { 200 } else { 403 };
        client.get(&format!("{list}/figures")).await.expect(status);
    }
    // The list is narrowed by what it shows.
    for (query, found) in [
        (format!("?number={}", number.to_lowercase()), true),
        ("?number=%E4%BF%A11999".to_owned(), false),
        ("?kind=bribery&office=discipline&show=open".to_owned(), true),
        ("?show=late".to_owned(), false),
        ("?show=mine".to_owned(), false),
        ("?page=9&show=x&kind=".to_owned(), true),
    ] {
        let text = clerk
            .get(&format!("{list}{query}"))
            .await
            .expect(200)
            .text();
        assert_eq!(text.contains(&location), found, "{query}");
    }
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

async fn everything_wrong_is_named_and_nothing_typed_is_lost(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let page = format!("/c/{cycle}/complaints/new");
    clerk
        .submit(&page, &page, &[("day", "")])
        .await
        .expect(422)
        .says("请填写收到的日期")
        .says("请选择来源渠道")
        .says("请选择类别")
        .says("请写反映的内容")
        .says("请至少选一位承办人");
    let (me, inspector) = (
        id_of(&app, Role::Clerk).await,
        id_of(&app, Role::Supervision).await,
    );
    let long = "长".repeat(201);
    let answer = clerk
        .submit(
            &page,
            &page,
            &[
                ("day", "2026-12-01"),
                ("channel", "pigeon"),
                ("kind", "bribery"),
                ("office", "church"),
                ("village", "上前村"),
                ("text", TEXT),
                ("contact", &long),
                ("accused", "督查组甲<b>"),
                ("withdrawn_account", &me),
                ("withdrawn_person", "x"),
                ("handlers", &me),
                ("handlers", &inspector),
                ("handlers", "nobody"),
            ],
        )
        .await
        .expect(422)
        .says("2026年12月1日 还没有到，今天是 2026年11月23日")
        .says("请选择来源渠道")
        .says("没有这个单位")
        .says("请重新选择村（社区）")
        .says("请缩短到 200 字以内：现在有 201 字")
        .says("请填写反映人（可以写称呼）")
        .says("请在“回避人员”里勾选督查组甲")
        .says("请把来件交给别的同志登记")
        .says("选中的人已不在名单里")
        .says("请换一位承办人：换届办甲 在回避人员里")
        .says("选中的账号已停用");
    let text = answer.text();
    // What was typed is there, and in no cache, title or address.
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(text.contains(TEXT) && text.contains("督查组甲&lt;b&gt;"));
    assert!(text.contains(&format!("value=\"{inspector}\" checked")));
    assert!(text.contains(&format!("value=\"{me}\" checked")));
    assert!(text.contains("<title>登记信访举报"));
    assert_eq!(answer.location(), "");
    clerk
        .get(&format!("/c/{cycle}/complaints"))
        .await
        .says("还没有登记信访举报");
    // The same name, and somebody else.
    registered(
        &app,
        &clerk,
        cycle,
        &[("accused", "督查组甲"), ("same_name", "1")],
    )
    .await;
}

async fn a_form_sent_twice_is_one_complaint(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let page = format!("/c/{cycle}/complaints/new");
    let form = form_of(&clerk.get(&page).await.expect(200).text(), &page);
    let handler = id_of(&app, Role::Supervision).await;
    let fields = [
        ("day", "2026-11-23"),
        ("channel", "call"),
        ("kind", "threat"),
        ("text", TEXT),
        ("handlers", handler.as_str()),
    ];
    let (first, second) = tokio::join!(
        clerk.send_form(&form, &fields),
        clerk.send_form(&form, &fields)
    );
    let (first, second) = (first.expect(303), second.expect(303));
    assert_eq!(first.location(), second.location());
    let scope = CycleScope::of_operator(app.store.reader(), cycle)
        .await
        .unwrap()
        .unwrap();
    let rows = complaint::list(app.store.reader(), &scope).await.unwrap();
    assert_eq!(rows.len(), 1);
    // An act sent twice is one act, although the first has changed the version.
    let inspector = seed::signed_in(&app, Role::Supervision).await;
    let location = first.location().to_owned();
    let form = form_of(
        &inspector.get(&location).await.expect(200).text(),
        &location,
    );
    let fields = [("act", "accepted"), ("day", "2026-11-23")];
    inspector.send_form(&form, &fields).await.expect(303);
    let again = inspector.send_form(&form, &fields).await.expect(303);
    assert_eq!(again.location(), location);
    let events = complaint::events(app.store.reader(), &scope).await.unwrap();
    assert_eq!(events.len(), 2);
    assert_eq!(
        complaint::list(app.store.reader(), &scope).await.unwrap()[0].version,
        2
    );
}

async fn events_named(app: &TestApp, event: &str) -> Vec<audit_event::Model> {
    audit_event::Entity::find()
        .all(app.store.reader())
        .await
        .unwrap()
        .into_iter()
        .filter(|row| row.event == event)
        .collect()
}

async fn only_handlers_open_it_and_others_are_told_whom_to_ask(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let location = registered(&app, &clerk, cycle, &[]).await;
    let content = format!("{location}/content");
    for role in [Role::Clerk, Role::Leader] {
        let client = seed::signed_in(&app, role).await;
        let refused = client
            .get(&content)
            .await
            .expect(403)
            .says("您不是这一件的承办人")
            .says("请问承办人： 督查组甲（督查组）");
        assert!(!refused.text().contains(TEXT) && !refused.text().contains(ACCUSED));
        let page = client.get(&location).await.expect(200).text();
        assert!(
            !page.contains("/content"),
            "{role:?} is offered what it may not open"
        );
    }
    assert_eq!(events_named(&app, "complaint.opened").await.len(), 0);
    let handler = seed::signed_in(&app, Role::Supervision).await;
    let opened = handler.get(&content).await.expect(200).says(TEXT);
    assert_eq!(opened.header("cache-control"), "no-store");
    let title = opened.text();
    let title = title
        .split("<title>")
        .nth(1)
        .unwrap()
        .split("</title>")
        .next()
        .unwrap();
    assert!(title.contains("密封内容 信20261120-") && !title.contains(ACCUSED));
    handler.get(&content).await.expect(200);
    // Each time it was opened is an event, and says who and which, not what.
    let opened = events_named(&app, "complaint.opened").await;
    assert_eq!(opened.len(), 2);
    assert_eq!(opened[0].actor_name, "督查组甲");
    assert!(opened[0].summary.starts_with("查看密封内容 信20261120-"));
    assert_eq!((&opened[0].before, &opened[0].after), (&None, &None));
    // The row of the registration says what the register shows.
    let row = &events_named(&app, "complaint.registered").await[0];
    let after = row.after.as_deref().unwrap();
    assert!(after.contains("拉票贿选") && after.contains("督查组甲"));
    for secret in [TEXT, COMPLAINANT, CONTACT, ACCUSED] {
        assert!(!after.contains(secret) && !row.summary.contains(secret));
    }
    assert!(matches!(
        audit::verify(app.store.reader()).await.unwrap(),
        audit::ChainState::Whole { .. }
    ));
    // Only a handler moves it.
    let form = form_of(&handler.get(&location).await.text(), &location);
    let csrf = form_of(&clerk.get(&location).await.text(), "/logout").hidden[0]
        .1
        .clone();
    let sent: Vec<(&str, &str)> = form
        .hidden
        .iter()
        .map(|(name, value)| {
            (
                name.as_str(),
                if name == "csrf" { csrf.as_str() } else { value },
            )
        })
        .chain([("day", "2026-11-23")])
        .collect();
    clerk.post(&location, &sent).await.expect(403);
}

async fn acts_follow_the_regulation_and_a_stale_form_keeps_its_text(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let location = registered(&app, &clerk, cycle, &[]).await;
    let handler = seed::signed_in(&app, Role::Supervision).await;
    let first = handler.get(&location).await.expect(200).text();
    for (name, offered) in [
        ("受理", true),
        ("转交", true),
        ("办结", false),
        ("归档", false),
    ] {
        assert_eq!(
            first.contains(&format!("<summary>{name}</summary>")),
            offered,
            "{name}"
        );
    }
    let act = async |fields: &[(&str, &str)]| handler.submit(&location, &location, fields).await;
    // All problems at once, and the text comes back in its own form.
    act(&[
        ("act", "transferred"),
        ("day", "2026-11-19"),
        ("office", "discipline"),
        ("note", "原件已交"),
    ])
    .await
    .expect(422)
    .says("2026年11月19日 在上一步（2026年11月20日）之前")
    .says("这一件现在就归口在那里")
    .says("原件已交");
    act(&[("act", "declined"), ("day", "2026-11-30")])
        .await
        .expect(422)
        .says("还没有到")
        .says("请写不予受理的理由");
    act(&[("act", "decided"), ("day", "2026-11-23"), ("note", "早了")])
        .await
        .expect(422)
        .says("这一件现在是“待受理”")
        .says("早了");
    act(&[
        ("act", "transferred"),
        ("day", "2026-11-21"),
        ("office", "police"),
    ])
    .await
    .expect(303);
    handler
        .get(&location)
        .await
        .says("已记录 信20261120-")
        .says("转交公安")
        .says("转交 11月21日 + 15 日 = 12月6日");
    // A page that has been open since before: the conflict says who, the text stays.
    let stale = form_of(&first, &location);
    let kept = "写了很久的一段说明";
    let conflict = handler
        .send_form(
            &stale,
            &[("act", "accepted"), ("day", "2026-11-23"), ("note", kept)],
        )
        .await
        .expect(409)
        .says("请先核对再保存：督查组甲 在 2026年11月23日 10:00 已修改信访件")
        .says(kept);
    assert_eq!(conflict.header("cache-control"), "no-store");
    // The form that came back can be sent.
    let form = form_of(&conflict.text(), &location);
    handler
        .send_form(
            &form,
            &[("act", "accepted"), ("day", "2026-11-23"), ("note", kept)],
        )
        .await
        .expect(303);
    handler
        .get(&location)
        .await
        .says("受理 11月23日 + 60 日 = 1月22日")
        .says("信访工作条例第三十四条 · 已核");
    app.clock.set("2027-01-21T02:00:00Z");
    let handler = seed::signed_in(&app, Role::Supervision).await;
    let act = async |fields: &[(&str, &str)]| handler.submit(&location, &location, fields).await;
    handler
        .get("/")
        .await
        .expect(200)
        .says("信访举报 1")
        .says("拉票贿选 · 办结");
    act(&[("act", "extended"), ("day", "2027-01-21"), ("days", "31")])
        .await
        .expect(422)
        .says("请填写 1 到 30 的整数：延长办理不超过 30 日。〔信访工作条例第三十四条〕")
        .says("请写延长的理由和批准人");
    act(&[
        ("act", "extended"),
        ("day", "2027-01-21"),
        ("days", "30"),
        ("note", "镇长批准"),
    ])
    .await
    .expect(303);
    handler
        .get(&location)
        .await
        .says("受理 11月23日 + 60 日 + 延长 30 日 = 2月21日");
    // Decided too late: it stays marked.
    app.clock.set("2027-02-24T02:00:00Z");
    let handler = seed::signed_in(&app, Role::Supervision).await;
    let act = async |fields: &[(&str, &str)]| handler.submit(&location, &location, fields).await;
    handler.get(&location).await.says("已过 3 天");
    act(&[
        ("act", "decided"),
        ("day", "2027-02-23"),
        ("outcome", "x"),
        ("note", ""),
    ])
    .await
    .expect(422)
    .says("请选择查处结果")
    .says("请写查明的情况和处理意见");
    act(&[
        ("act", "decided"),
        ("day", "2027-02-23"),
        ("outcome", "partly"),
        ("note", "已退还"),
    ])
    .await
    .expect(303);
    let page = handler.get(&location).await.says("已办结").says("晚 2 天");
    // Somebody gave a name: answered before it is closed.
    assert!(!page.text().contains("<summary>归档</summary>"));
    act(&[("act", "replied"), ("day", "2027-02-24")])
        .await
        .expect(303);
    act(&[("act", "closed"), ("day", "2027-02-24")])
        .await
        .expect(303);
    let page = handler.get(&location).await.says("已归档");
    assert!(!page.text().contains("记录下一步"));
    // The result is sealed: handlers read it, the others do not.
    handler
        .get(&format!("{location}/content"))
        .await
        .expect(200)
        .says("结果： 部分属实")
        .says("已退还");
    let other = seed::signed_in(&app, Role::Clerk).await;
    assert!(
        !other
            .get(&location)
            .await
            .expect(200)
            .text()
            .contains("部分属实")
    );
}

async fn handlers_and_those_who_withdraw_can_be_changed(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let location = registered(&app, &clerk, cycle, &[]).await;
    let page = format!("{location}/handlers");
    clerk.get(&page).await.expect(403);
    let (clerk_id, leader_id, inspector_id) = (
        id_of(&app, Role::Clerk).await,
        id_of(&app, Role::Leader).await,
        id_of(&app, Role::Supervision).await,
    );
    // 领导小组 names handlers without seeing who withdraws.
    let leader = seed::signed_in(&app, Role::Leader).await;
    let shown = leader.get(&page).await.expect(200).text();
    assert!(!shown.contains("回避人员") && shown.contains("督查组甲"));
    leader
        .submit(&page, &page, &[])
        .await
        .expect(422)
        .says("请至少选一位承办人");
    leader
        .submit(
            &page,
            &page,
            &[("handlers", &inspector_id), ("handlers", &leader_id)],
        )
        .await
        .expect(303);
    leader
        .get(&format!("{location}/content"))
        .await
        .expect(200)
        .says(TEXT);
    // A handler finds that it is about the clerk as well.
    let handler = seed::signed_in(&app, Role::Supervision).await;
    let first = form_of(&handler.get(&page).await.expect(200).text(), &page);
    handler
        .submit(
            &page,
            &page,
            &[("handlers", &clerk_id), ("withdrawn_account", &clerk_id)],
        )
        .await
        .expect(422)
        .says("换届办甲 在回避人员里");
    clerk.get(&location).await.expect(200);
    handler
        .submit(
            &page,
            &page,
            &[
                ("handlers", &inspector_id),
                ("withdrawn_account", &clerk_id),
            ],
        )
        .await
        .expect(303);
    clerk.get(&location).await.expect(404);
    clerk
        .get(&format!("/c/{cycle}/complaints"))
        .await
        .expect(200)
        // As if there never had been one.
        .says("还没有登记信访举报");
    leader.get(&format!("{location}/content")).await.expect(403);
    // The page from before: somebody was first.
    handler
        .send_form(&first, &[("handlers", &leader_id)])
        .await
        .expect(409)
        .says("请先核对再保存");
    // 领导小组 cannot make a handler of somebody who withdraws, and is not told why.
    leader
        .submit(&page, &page, &[("handlers", &clerk_id)])
        .await
        .expect(422)
        .says("换届办甲不能承办这一件");
    // The form shows who withdraws now, and taking the tick away ends it.
    let shown = handler.get(&page).await.expect(200).text();
    assert!(shown.contains(&format!(
        "name=\"withdrawn_account\" value=\"{clerk_id}\" checked"
    )));
    handler
        .submit(&page, &page, &[("handlers", &inspector_id)])
        .await
        .expect(303);
    clerk.get(&location).await.expect(200);
    let changed = events_named(&app, "complaint.reassigned").await;
    assert_eq!(changed.len(), 3);
    assert!(changed[0].after.as_deref().unwrap().contains("领导小组甲"));
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

async fn events_are_never_changed(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    registered(&app, &clerk, cycle, &[]).await;
    for statement in [
        "UPDATE complaint_event SET act = 'closed'",
        "DELETE FROM complaint_event",
    ] {
        let tx = app.store.begin().await.unwrap();
        let refused = tx.execute_unprepared(statement).await.unwrap_err();
        assert!(refused.to_string().contains("never"), "{refused}");
    }
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

async fn channel_and_kind_are_put_right_with_a_reason(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let location = registered(&app, &clerk, cycle, &[]).await;
    let (handler, leader_id) = (
        seed::signed_in(&app, Role::Supervision).await,
        id_of(&app, Role::Leader).await,
    );
    let to = format!("{location}/correct");
    // Whoever does not handle it has no form, and sending one is refused.
    let shown = clerk.get(&location).await.expect(200).text();
    assert!(!shown.contains("更正来源渠道或类别"));
    let form = form_of(&shown, "/logout");
    let csrf = form.hidden.iter().find(|(name, _)| name == "csrf").unwrap();
    let sent = [
        ("csrf", csrf.1.as_str()),
        ("key", "k1"),
        ("version", "1"),
        ("channel", "visit"),
        ("kind", "bribery"),
        ("reason", "来访"),
    ];
    clerk.post(&to, &sent).await.expect(403);
    handler
        .submit(&location, &to, &[("channel", "nothing"), ("kind", "")])
        .await
        .expect(422)
        .says("请选择来源渠道。")
        .says("请选择类别。")
        .says("请写更正的理由");
    handler
        .submit(
            &location,
            &to,
            &[
                ("channel", "letter"),
                ("kind", "bribery"),
                ("reason", "看错了"),
            ],
        )
        .await
        .expect(422)
        .says("现在选的和登记的一样");
    let page = handler.get(&location).await.expect(200).text();
    let stale = form_of(&page, &to);
    // Another kind and channel of the table, whatever it holds.
    let choice = |id: &str, not: &str| {
        let part = page.split(&format!("id=\"{id}\"")).nth(1).unwrap();
        part.split("<option value=\"")
            .skip(1)
            .map(|part| part.split('"').next().unwrap().to_owned())
            .find(|value| !value.is_empty() && value != not)
            .unwrap()
    };
    let (channel, kind) = (
        choice("correct-channel", "letter"),
        choice("correct-kind", "bribery"),
    );
    let reason = "原件背面写着是当面说的，提到某户姓柳";
    handler
        .submit(
            &location,
            &to,
            &[("channel", &channel), ("kind", &kind), ("reason", reason)],
        )
        .await
        .expect(303);
    let seen = handler
        .get(&location)
        .await
        .says("已更正 信")
        .says("渠道由“来信”改为")
        .says("类别由“拉票贿选”改为");
    assert!(!seen.text().contains("姓柳"));
    let event = events_named(&app, "complaint.corrected").await.remove(0);
    assert!(event.before.as_deref().unwrap().contains("拉票贿选"));
    let kept = format!("{:?}{:?}{:?}", event.summary, event.after, event.reason);
    assert!(
        !kept.contains("姓柳") && kept.contains("理由已密封"),
        "{kept}"
    );
    handler
        .get(&format!("{location}/content"))
        .await
        .expect(200)
        .says(reason);
    // Somebody was first.
    handler
        .send_form(&stale, &[("channel", &channel), ("reason", "再改一次")])
        .await
        .expect(409)
        .says("请先核对再保存");
    // The next handler reads everything from before, the one who goes nothing more.
    let naming = format!("{location}/handlers");
    handler
        .submit(&naming, &naming, &[("handlers", &leader_id)])
        .await
        .expect(303);
    let leader = seed::signed_in(&app, Role::Leader).await;
    leader
        .get(&format!("{location}/content"))
        .await
        .expect(200)
        .says(TEXT)
        .says(reason);
    handler
        .get(&format!("{location}/content"))
        .await
        .expect(403);
}

async fn the_register_is_taken_without_people_or_their_number(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let inspector = seed::signed_in(&app, Role::Supervision).await;
    let village = villages[0].to_string();
    let other = registered(&app, &inspector, cycle, &[("village", &village)]).await;
    let accused = id_of(&app, Role::Clerk).await;
    let about = registered(
        &app,
        &inspector,
        cycle,
        &[
            ("withdrawn_account", accused.as_str()),
            ("accused", "换届办甲"),
        ],
    )
    .await;
    let (first, second) = (
        number_of(&inspector, &other).await,
        number_of(&inspector, &about).await,
    );
    let file = format!("/c/{cycle}/complaints.xlsx");
    let cells = |bytes: &[u8]| -> Vec<String> {
        let table = super::reports::table(bytes);
        (0..table.rows.len())
            .flat_map(|row| (0..12).map(move |column| (row, column)))
            .map(|(row, column)| super::reports::text(&table, row, column))
            .collect()
    };
    let all = cells(&inspector.get(&file).await.expect(200).bytes);
    assert!(all.contains(&first) && all.contains(&second));
    let text = all.join(" ");
    for secret in [
        TEXT,
        COMPLAINANT,
        CONTACT,
        ACCUSED,
        "换届办甲",
        "上前村",
        "督查组甲",
    ] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    // The accused takes away what the list shows them, and the audit tells no number of rows.
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let own = cells(&clerk.get(&file).await.expect(200).bytes);
    assert!(own.contains(&first) && !own.contains(&second));
    for event in events_named(&app, "table.exported").await {
        assert_eq!(event.summary, "导出表格“信访举报登记”");
        assert!(event.after.is_none());
    }
    let narrowed = inspector
        .get(&format!("{file}?number={second}"))
        .await
        .expect(200);
    assert!(!cells(&narrowed.bytes).contains(&first));
    let guide = seed::signed_in(&app, Role::Guidance).await;
    guide.get(&file).await.expect(403);
}
