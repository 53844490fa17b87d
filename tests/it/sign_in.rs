//! `/login`, `/setup/…`, `/me`

use chrono::TimeDelta;
use huanjie::{
    office::sign_in::{SETUP, make_link},
    store::account::Role,
};

use crate::support::{
    Backend, TestApp,
    client::form_of,
    seed::{self, PASSWORD, account_of},
};

crate::both_backends! {
    set_up_works_once_and_nothing_is_preset;
    a_session_ends_when_idle_and_after_half_a_day;
    signing_in_changes_the_token;
    devices_are_listed_and_can_be_thrown_out;
    failures_slow_down_account_and_address;
    a_password_is_changed_with_all_problems_named;
}

const SETUP_FIELDS: [(&str, &str); 12] = [
    ("unit", "石塘镇换届选举工作领导小组办公室"),
    ("county", "仁和县"),
    ("township", "石塘镇"),
    ("short_name", "石换领发"),
    ("clerk_name", "赵国强"),
    ("clerk_account", "zhaoguoqiang"),
    ("clerk_password", "Maple-74-river"),
    ("clerk_password_again", "Maple-74-river"),
    ("admin_name", "张管理"),
    ("admin_account", "guanli"),
    ("admin_password", "Cedar-58-stone"),
    ("admin_password_again", "Cedar-58-stone"),
];

async fn set_up_works_once_and_nothing_is_preset(app: TestApp) {
    let client = app.client();
    client
        .submit(
            "/login",
            "/login",
            &[("account", "admin"), ("password", "admin")],
        )
        .await
        .expect(422)
        .says("账号或密码不对");
    let token = make_link(&app.store, app.clock.as_ref(), SETUP, None)
        .await
        .unwrap();
    let page = format!("/setup/{token}");
    // Everything wrong is named at once and what was typed comes back.
    let answer = client
        .submit(
            &page,
            &page,
            &[("township", "石塘镇"), ("clerk_password", "石塘镇")],
        )
        .await
        .expect(422);
    let text = answer.text();
    for words in [
        "请填写县（市、区）",
        "请填写单位名称",
        "请填写系统管理员的姓名",
        "不要在密码中包含「石塘镇」",
    ] {
        assert!(text.contains(words), "{words}");
    }
    assert!(text.contains("value=\"石塘镇\""));
    let form = form_of(&client.get(&page).await.text(), &page);
    let answer = client.send_form(&form, &SETUP_FIELDS).await.expect(303);
    assert_eq!(answer.location(), "/login");
    client.get("/login").await.says("石塘镇已设置好");
    client.get(&page).await.expect(404);
    client.send_form(&form, &SETUP_FIELDS).await.expect(404);
    client.sign_in("zhaoguoqiang", "Maple-74-river").await;
    client
        .get("/me")
        .await
        .expect(200)
        .says("赵国强")
        .says("换届办");
}

async fn a_session_ends_when_idle_and_after_half_a_day(app: TestApp) {
    seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    app.clock.pass(TimeDelta::minutes(29));
    client.get("/me").await.expect(200);
    app.clock.pass(TimeDelta::minutes(29));
    client.get("/me").await.expect(200);
    app.clock.pass(TimeDelta::minutes(31));
    client.get("/me").await.expect(303);
    let client = seed::signed_in(&app, Role::Clerk).await;
    for _ in 0..30 {
        app.clock.pass(TimeDelta::minutes(23));
        client.get("/me").await.expect(200);
    }
    app.clock.pass(TimeDelta::minutes(29));
    // 11 h 30 min + 29 min: still inside; two minutes later twelve hours are over.
    client.get("/me").await.expect(200);
    app.clock.pass(TimeDelta::minutes(2));
    client.get("/me").await.expect(303);
}

async fn signing_in_changes_the_token(app: TestApp) {
    seed::seed(&app).await;
    let client = app.client();
    let page = client.get("/login").await;
    let before = page.header("set-cookie").to_owned();
    assert!(before.starts_with("huanjie-form="), "{before}");
    assert!(
        before.contains("HttpOnly")
            && before.contains("SameSite=Lax")
            && !before.contains("Secure")
    );
    let form = form_of(&page.text(), "/login");
    let sign_in = [("account", account_of(Role::Clerk)), ("password", PASSWORD)];
    let first = client
        .send_form(&form, &sign_in)
        .await
        .expect(303)
        .header("set-cookie")
        .to_owned();
    let form = form_of(&client.get("/me").await.text(), "/logout");
    assert!(
        form.hidden
            .iter()
            .any(|(name, value)| name == "csrf" && !value.is_empty())
    );
    // The token of the visitor's form is of no use to the signed-in session.
    let old = form_of(&page.text(), "/login");
    client
        .post("/logout", &[("csrf", &old.hidden[0].1), ("key", "k")])
        .await
        .expect(403);
    client.send_form(&form, &[]).await.expect(303);
    client.get("/me").await.expect(303);
    let second = client
        .submit("/login", "/login", &sign_in)
        .await
        .expect(303)
        .header("set-cookie")
        .to_owned();
    assert_ne!(first, second);
}

async fn devices_are_listed_and_can_be_thrown_out(app: TestApp) {
    seed::seed(&app).await;
    let office = seed::signed_in(&app, Role::Clerk).await;
    let phone = seed::signed_in(&app, Role::Clerk).await;
    phone.get("/me").await.expect(200);
    office.submit("/me", "/revoke", &[]).await.expect(303);
    phone.get("/me").await.expect(303);
    office.get("/me").await.expect(200).says("那台设备已退出");
}

async fn failures_slow_down_account_and_address(app: TestApp) {
    seed::seed(&app).await;
    let client = app.client();
    let wrong = [
        ("account", account_of(Role::Clerk)),
        ("password", "Wrong-12-guess"),
    ];
    for _ in 0..3 {
        client
            .submit("/login", "/login", &wrong)
            .await
            .expect(422)
            .says("账号或密码不对");
    }
    client
        .submit("/login", "/login", &wrong)
        .await
        .expect(422)
        .says("请等 2 秒");
    // Even the right password waits, and so does another account from the same address.
    let right = [("account", account_of(Role::Clerk)), ("password", PASSWORD)];
    client
        .submit("/login", "/login", &right)
        .await
        .expect(422)
        .says("秒后再试");
    let other = [
        ("account", account_of(Role::Leader)),
        ("password", PASSWORD),
    ];
    client
        .submit("/login", "/login", &other)
        .await
        .expect(422)
        .says("秒后再试");
    app.clock.pass(TimeDelta::seconds(3));
    client
        .submit("/login", "/login", &wrong)
        .await
        .expect(422)
        .says("请等 4 秒");
    app.clock.pass(TimeDelta::seconds(5));
    client.submit("/login", "/login", &right).await.expect(303);
    let events = app.refused_sign_ins().await;
    assert_eq!(events, 5);
}

async fn a_password_is_changed_with_all_problems_named(app: TestApp) {
    seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    let elsewhere = seed::signed_in(&app, Role::Clerk).await;
    client
        .submit(
            "/me",
            "/me/password",
            &[
                ("password_now", "nonsense"),
                ("password_new", "x"),
                ("password_again", "y"),
            ],
        )
        .await
        .expect(422)
        .says("刚才输入的不对");
    client
        .submit(
            "/me",
            "/me/password",
            &[
                ("password_now", PASSWORD),
                ("password_new", "x"),
                ("password_again", "y"),
            ],
        )
        .await
        .expect(422)
        .says("加长到 10 个字符")
        .says("两次输入不一样");
    let good = [
        ("password_now", PASSWORD),
        ("password_new", "Birch-93-water"),
        ("password_again", "Birch-93-water"),
    ];
    client
        .submit("/me", "/me/password", &good)
        .await
        .expect(303);
    elsewhere.get("/me").await.expect(303);
    client.get("/me").await.expect(200);
    app.client()
        .sign_in(account_of(Role::Clerk), "Birch-93-water")
        .await;
}

#[tokio::test]
async fn over_tls_cookies_are_bound_to_the_host() {
    let app = TestApp::start_with(Backend::Sqlite, |config| {
        config.base_url = Some("https://huanjie.example".into());
    })
    .await;
    let page = app.client().get("/login").await.expect(200);
    let cookie = page.header("set-cookie");
    assert!(cookie.starts_with("__Host-huanjie-form="), "{cookie}");
    assert!(cookie.contains("Secure") && cookie.contains("Path=/") && !cookie.contains("Domain"));
    assert!(page.header("strict-transport-security").contains("max-age"));
}

#[tokio::test]
async fn every_answer_is_hardened() {
    let app = TestApp::start(Backend::Sqlite).await;
    for path in ["/login", "/nowhere", "/static/style.css", "/setup/x"] {
        let answer = app.client().get(path).await;
        assert!(
            answer
                .header("content-security-policy")
                .contains("default-src 'self'"),
            "{path}"
        );
        assert!(
            answer
                .header("content-security-policy")
                .contains("frame-ancestors 'none'"),
            "{path}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        let cache = answer.header("cache-control");
        assert_eq!(
            cache == "no-store",
            !path.starts_with("/static"),
            "{path} {cache}"
        );
    }
}

#[tokio::test]
async fn the_way_back_leads_nowhere_else() {
    let app = TestApp::start(Backend::Sqlite).await;
    seed::seed(&app).await;
    for (next, expected) in [
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/me", "/me"),
    ] {
        let client = app.client();
        let sign_in = [
            ("account", account_of(Role::Clerk)),
            ("password", PASSWORD),
            ("next", next),
        ];
        let answer = client
            .submit("/login", "/login", &sign_in)
            .await
            .expect(303);
        assert_eq!(answer.location(), expected);
    }
}
