//! `/admin/users` and `/c/{c}/audit`

mod audit;

use huanjie::{
    store::{
        account::{self, Role},
        audit as audit_rows,
        entity::account as account_row,
        scope::CycleScope,
        village,
    },
    web::{
        guard::{Admits, Place},
        router::table,
    },
};
use uuid::Uuid;

use crate::support::{
    Client, TestApp,
    client::{Answer, form_of, visible},
    seed::{self, Seed, account_of},
};

crate::both_backends! {
    a_new_person_sets_the_password_alone;
    everything_wrong_is_named_at_once;
    a_form_sent_twice_makes_one_account;
    a_stopped_account_is_out_at_once;
    an_administrator_always_remains;
    an_account_of_villages_sees_only_them;
    two_administrators_do_not_overwrite_each_other;
    a_forgotten_password_is_replaced_by_a_link;
    accounts_of_other_townships_do_not_exist;
}

/// Fields of a form as typed.
type Typed<'a> = [(&'a str, &'a str)];

const NEW_PASSWORD: &str = "Birch-93-water";

/// The path of the one-time link on a page, if it shows one.
fn link_on(page: &Answer) -> Option<String> {
    let text = page.text();
    let start = text.find("/password/")?;
    let link: String = text[start..]
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '/')
        .collect();
    (link.len() == "/password/".len() + 64).then_some(link)
}

/// The one-time link of an answer: buttons of the list have addresses that look alike, but are longer.
fn handed_over(app: &TestApp, page: &Answer) -> String {
    let text = page.text();
    let whole = format!("{}/password/", app.url);
    assert!(text.contains(&whole), "{}", visible(&text));
    link_on(page).expect("no link")
}

async fn set_password(app: &TestApp, link: &str, password: &str) {
    let person = app.client();
    let fields = [("password_new", password), ("password_again", password)];
    let answer = person.submit(link, link, &fields).await.expect(303);
    assert_eq!(answer.location(), "/login");
}

async fn find(app: &TestApp, username: &str) -> account_row::Model {
    account::by_username(app.store.reader(), username)
        .await
        .unwrap()
        .expect("no such account")
}

async fn administrator(app: &TestApp) -> Client {
    seed::signed_in(app, Role::Administrator).await
}

async fn create(client: &Client, fields: &[(&str, &str)]) -> Answer {
    client
        .submit("/admin/users/new", "/admin/users", fields)
        .await
}

/// Presses a button of the list.
async fn press(client: &Client, id: Uuid, button: &str) -> Answer {
    let action = format!("/admin/users/{id}/{button}");
    client.submit("/admin/users", &action, &[]).await
}

async fn a_new_person_sets_the_password_alone(app: TestApp) {
    seed::seed(&app).await;
    let admin = administrator(&app).await;
    let fields = [
        ("name", "𠮷建国"),
        ("account", "JiJianguo"),
        ("role", "clerk"),
    ];
    let made = create(&admin, &fields)
        .await
        .expect(200)
        .says("请把这个链接交给𠮷建国本人")
        .says("待本人设密码")
        .says("2026年11月24日 10:00 以前有效");
    assert_eq!(made.header("cache-control"), "no-store");
    let cookies: Vec<_> = made.headers.get_all("set-cookie").iter().collect();
    assert!(cookies.is_empty(), "{cookies:?}");
    let link = handed_over(&app, &made);
    // Shown once.
    let again = admin.get("/admin/users").await.expect(200);
    assert!(!again.text().contains(&format!("{}/password/", app.url)));
    // Nobody can sign in before, whatever they type.
    app.client()
        .submit(
            "/login",
            "/login",
            &[("account", "jijianguo"), ("password", "")],
        )
        .await
        .expect(422);
    set_password(&app, &link, NEW_PASSWORD).await;
    app.client().get(&link).await.expect(404);
    // The case of the name does not matter.
    let person = app.client();
    person.sign_in("jijianGUO", NEW_PASSWORD).await;
    person
        .get("/me")
        .await
        .expect(200)
        .says("𠮷建国")
        .says("换届办");
    person.get("/admin/users").await.expect(403);
    let row = find(&app, "jijianguo").await;
    admin
        .get(&format!("/admin/users/{}", row.id))
        .await
        .expect(200)
        .says("系统管理员甲 新增账号 𠮷建国（换届办）")
        .says("𠮷建国 修改密码");
    // The token is kept nowhere.
    let token = link.rsplit('/').next().unwrap();
    let events = audit_rows::of_account(app.store.reader(), row.id, 50)
        .await
        .unwrap();
    assert!(events.len() >= 3);
    assert!(!format!("{events:?}").contains(token));
}

async fn everything_wrong_is_named_at_once(app: TestApp) {
    let Seed { villages, .. } = seed::seed(&app).await;
    let admin = administrator(&app).await;
    let [first, second] = [villages[0].to_string(), villages[1].to_string()];
    let nowhere = Uuid::now_v7().to_string();
    let cases: [(&Typed<'_>, &[&str]); 6] = [
        (
            &[],
            &["请填写姓名", "请把账号写成 2 到 32 个字符", "请选择身份"],
        ),
        (
            &[
                ("name", "李义鹏"),
                ("account", "JINGBAN"),
                ("role", "guidance"),
            ],
            &["“jingban”已经有人用了", "请至少选一个村（社区）：指导组"],
        ),
        (
            &[("name", "李义鹏"), ("account", "li yi"), ("role", "king")],
            &["请去掉账号中的空格", "请选择身份"],
        ),
        (
            &[
                ("name", "李义鹏"),
                ("account", "liyipeng"),
                ("role", "village-committee"),
                ("villages", &first),
                ("villages", &second),
            ],
            &["请在每个届次只选一个村"],
        ),
        (
            &[
                ("name", "李义鹏"),
                ("account", "liyipeng"),
                ("role", "guidance"),
                ("villages", &first),
                ("villages", &nowhere),
            ],
            &["有的已不在本镇名单上"],
        ),
        (
            &[
                (
                    "name",
                    "李义鹏李义鹏李义鹏李义鹏李义鹏李义鹏李义鹏李义鹏李义鹏李义鹏长",
                ),
                ("account", "liyipeng"),
                ("role", "clerk"),
            ],
            &["请把姓名缩短到 30 个字以内"],
        ),
    ];
    for (fields, sentences) in cases {
        let answer = create(&admin, fields).await.expect(422);
        let text = answer.text();
        for words in sentences {
            assert!(text.contains(words), "{words}: {}", visible(&text));
        }
        // What was typed and ticked comes back.
        if fields.contains(&("villages", first.as_str())) {
            assert!(text.contains(&format!("value=\"{first}\" checked")));
        }
        if let Some((_, name)) = fields.first() {
            assert!(text.contains(&format!("value=\"{name}\"")), "{name}");
        }
    }
    let all = account::list(app.store.reader(), find(&app, "guanli").await.township_id)
        .await
        .unwrap();
    assert_eq!(all.len(), Role::ALL.len());
    // After a corrected form the same page goes through.
    create(
        &admin,
        &[
            ("name", "李义鹏"),
            ("account", "liyipeng"),
            ("role", "guidance"),
            ("villages", &second),
        ],
    )
    .await
    .expect(200)
    .says("下前村");
}

async fn a_form_sent_twice_makes_one_account(app: TestApp) {
    seed::seed(&app).await;
    let admin = administrator(&app).await;
    let form = form_of(&admin.get("/admin/users/new").await.text(), "/admin/users");
    let fields = [
        ("name", "李义鹏"),
        ("account", "liyipeng"),
        ("role", "leader"),
    ];
    let (one, two) = tokio::join!(
        admin.send_form(&form, &fields),
        admin.send_form(&form, &fields)
    );
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 303]);
    let late = admin.send_form(&form, &fields).await.expect(303);
    assert_eq!(late.location(), "/admin/users");
    admin
        .get("/admin/users")
        .await
        .expect(200)
        .says("链接只显示一次");
    let row = find(&app, "liyipeng").await;
    let all = account::list(app.store.reader(), row.township_id)
        .await
        .unwrap();
    assert_eq!(all.len(), Role::ALL.len() + 1);
    // The link of the first answer is the one that works.
    let first = if one.status.as_u16() == 200 { one } else { two };
    set_password(&app, &handed_over(&app, &first), NEW_PASSWORD).await;
}

async fn a_stopped_account_is_out_at_once(app: TestApp) {
    seed::seed(&app).await;
    let admin = administrator(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let row = find(&app, account_of(Role::Clerk)).await;
    let made = press(&admin, row.id, "password").await.expect(200);
    let link = handed_over(&app, &made);
    clerk.get("/me").await.expect(200);
    press(&admin, row.id, "stop").await.expect(303);
    admin
        .get("/admin/users")
        .await
        .says("账号已停用")
        .says("已停用 恢复换届办甲");
    clerk.get("/me").await.expect(303);
    app.client().get(&link).await.expect(404);
    let right = [
        ("account", account_of(Role::Clerk)),
        ("password", seed::PASSWORD),
    ];
    app.client()
        .submit("/login", "/login", &right)
        .await
        .expect(422)
        .says("账号或密码不对");
    press(&admin, row.id, "start").await.expect(303);
    // The old session does not come back to life.
    clerk.get("/me").await.expect(303);
    seed::signed_in(&app, Role::Clerk).await;
    admin
        .get(&format!("/admin/users/{}", row.id))
        .await
        .says("停用账号 换届办甲")
        .says("恢复账号 换届办甲");
}

async fn an_administrator_always_remains(app: TestApp) {
    let Seed { township, .. } = seed::seed(&app).await;
    let admin = administrator(&app).await;
    let me = find(&app, account_of(Role::Administrator)).await;
    let mine = format!("/admin/users/{}", me.id);
    let stop = format!("{mine}/stop");
    // There is no such button; a form made by hand is refused as well.
    let page = admin.get("/admin/users").await.text();
    assert!(!page.contains(&stop));
    let form = form_of(&page, "/password");
    let by_hand = |key: &'static str| {
        let csrf = form
            .hidden
            .iter()
            .find(|(name, _)| name == "csrf")
            .map(|(_, value)| value.clone())
            .unwrap();
        (csrf, key)
    };
    let (csrf, key) = by_hand("k1");
    let version = me.version.to_string();
    admin
        .post(
            &stop,
            &[("csrf", &csrf), ("key", key), ("version", &version)],
        )
        .await
        .expect(422)
        .says("不能停用自己正在用的账号")
        .says("最后一个在用的系统管理员账号");
    let resign = [("name", "系统管理员甲"), ("role", "leader")];
    admin
        .submit(&mine, &mine, &resign)
        .await
        .expect(422)
        .says("请先让另一位系统管理员设好密码");
    // A second one who has not set a password yet does not count.
    let made = create(
        &admin,
        &[
            ("name", "王接替"),
            ("account", "jieti"),
            ("role", "administrator"),
        ],
    )
    .await
    .expect(200);
    admin.submit(&mine, &mine, &resign).await.expect(422);
    set_password(&app, &handed_over(&app, &made), NEW_PASSWORD).await;
    let second = app.client();
    second.sign_in("jieti", NEW_PASSWORD).await;
    // Both at once: whoever comes second is the last one.
    let other = find(&app, "jieti").await;
    let (mine_page, theirs) = (
        admin.get("/admin/users").await.text(),
        second.get("/admin/users").await.text(),
    );
    let stop_other = form_of(&mine_page, &format!("/{}/stop", other.id));
    let stop_me = form_of(&theirs, &format!("/{}/stop", me.id));
    let (one, two) = tokio::join!(
        admin.send_form(&stop_other, &[]),
        second.send_form(&stop_me, &[])
    );
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    // The later one is refused: by the rule, or because its session is gone already.
    assert_eq!(statuses[0], 303, "{statuses:?}");
    let left: Vec<_> = account::list(app.store.reader(), township)
        .await
        .unwrap()
        .into_iter()
        .filter(|row| row.role == "administrator" && !row.disabled)
        .collect();
    assert_eq!(left.len(), 1);
}

async fn an_account_of_villages_sees_only_them(app: TestApp) {
    let Seed {
        cycle,
        villages,
        township,
    } = seed::seed(&app).await;
    let admin = administrator(&app).await;
    let row = find(&app, account_of(Role::Guidance)).await;
    let page = format!("/admin/users/{}", row.id);
    admin.get(&page).await.says("上前村");
    assert!(
        admin
            .get(&page)
            .await
            .text()
            .contains(&format!("value=\"{}\" checked", villages[0]))
    );
    let wish = [
        ("name", row.display_name.as_str()),
        ("role", "guidance"),
        ("villages", &villages[1].to_string()),
        ("villages", &villages[2].to_string()),
    ];
    let person = seed::signed_in(&app, Role::Guidance).await;
    admin.submit(&page, &page, &wish).await.expect(303);
    admin
        .get("/admin/users")
        .await
        .says("账号已保存")
        .says("下前村、石塘社区");
    let scope = CycleScope::of_account(app.store.reader(), row.id, township, true, cycle)
        .await
        .unwrap()
        .unwrap();
    let seen: Vec<String> = village::list(app.store.reader(), &scope)
        .await
        .unwrap()
        .into_iter()
        .map(|row| row.name)
        .collect();
    assert_eq!(seen, ["下前村", "石塘社区"]);
    // In the browser, in the session that was open all the time.
    person.get("/me").await.expect(200).says("2 个村（社区）");
    for route in table() {
        let Admits::Roles(admitted) = route.admits else {
            continue;
        };
        let plain = route.path.replace("{c}", "").replace("{v}", "");
        if route.method != "GET"
            || route.place != Place::Village
            || plain.contains('{')
            || !admitted.contains(&Role::Guidance)
        {
            continue;
        }
        for (index, expected) in [(0, 404), (1, 200)] {
            let path = route
                .path
                .replace("{c}", &cycle.to_string())
                .replace("{v}", &villages[index].to_string());
            person.get(&path).await.expect(expected);
        }
    }
    // Another role keeps no villages.
    let wish = [("name", "指导组甲"), ("role", "leader")];
    admin.submit(&page, &page, &wish).await.expect(303);
    assert!(
        account::villages_of(app.store.reader(), row.id)
            .await
            .unwrap()
            .is_empty()
    );
    person.get("/me").await.expect(200).says("领导小组");
}

async fn two_administrators_do_not_overwrite_each_other(app: TestApp) {
    let Seed { township, .. } = seed::seed(&app).await;
    seed::add_account(&app, township, Role::Administrator, "dier").await;
    let (one, two) = (administrator(&app).await, app.client());
    two.sign_in("dier", seed::PASSWORD).await;
    let row = find(&app, account_of(Role::Leader)).await;
    let page = format!("/admin/users/{}", row.id);
    let mine = form_of(&one.get(&page).await.text(), &page);
    let list = form_of(
        &one.get("/admin/users").await.text(),
        &format!("{page}/stop"),
    );
    two.submit(&page, &page, &[("name", "钱书记"), ("role", "leader")])
        .await
        .expect(303);
    // Signing in afterwards is no change: the page names the change.
    seed::signed_in(&app, Role::Leader).await;
    let refused = one
        .send_form(&mine, &[("name", "孙书记"), ("role", "county")])
        .await
        .expect(409)
        .says("系统管理员甲 在 2026年11月23日 10:00 改了“账号 钱书记”");
    assert!(refused.text().contains(&format!("href=\"{page}\"")));
    // A button of the old list is refused as well; its way back leads to the account.
    one.send_form(&list, &[]).await.expect(409);
    let back = one.get(&format!("{page}/stop")).await.expect(303);
    assert_eq!(back.location(), page);
    let stored = find(&app, account_of(Role::Leader)).await;
    assert_eq!(
        (stored.display_name.as_str(), stored.disabled),
        ("钱书记", false)
    );
    assert_eq!(stored.role, "leader");
}

async fn a_forgotten_password_is_replaced_by_a_link(app: TestApp) {
    seed::seed(&app).await;
    let admin = administrator(&app).await;
    let row = find(&app, account_of(Role::County)).await;
    let first = press(&admin, row.id, "password").await.expect(200);
    let first = handed_over(&app, &first);
    let second = press(&admin, row.id, "password").await.expect(200);
    let second = handed_over(&app, &second);
    assert_ne!(first, second);
    app.client().get(&first).await.expect(404);
    // Until the new one is set the old password goes on working; afterwards all devices are out.
    let device = seed::signed_in(&app, Role::County).await;
    set_password(&app, &second, NEW_PASSWORD).await;
    device.get("/me").await.expect(303);
    app.client()
        .sign_in(account_of(Role::County), NEW_PASSWORD)
        .await;
    app.clock.pass(chrono::TimeDelta::minutes(5));
    let third = press(&admin, row.id, "password").await.expect(200);
    let third = handed_over(&app, &third);
    app.clock.pass(chrono::TimeDelta::hours(24));
    app.client().get(&third).await.expect(404);
}

async fn accounts_of_other_townships_do_not_exist(app: TestApp) {
    seed::seed(&app).await;
    let elsewhere = seed::add_township(&app.store, "水口镇").await;
    let id = seed::add_account(&app, elsewhere, Role::Clerk, "shuikou").await;
    let cycle = seed::add_cycle(&app, elsewhere).await;
    let foreign = seed::village_row(cycle, 1, "水口村", "village");
    let tx = app.store.begin().await.unwrap();
    assert!(village::insert_all(&tx, vec![foreign]).await.unwrap());
    tx.commit().await.unwrap();
    let admin = administrator(&app).await;
    let list = admin.get("/admin/users").await.expect(200).text();
    let form = admin.get("/admin/users/new").await.expect(200).text();
    assert!(!list.contains("shuikou") && !form.contains("水口"));
    let page = format!("/admin/users/{id}");
    admin.get(&page).await.expect(404);
    let mut taken = form_of(&form, "/admin/users");
    taken.action = format!("{page}/stop");
    admin
        .send_form(&taken, &[("version", "1")])
        .await
        .expect(404);
    assert!(!find(&app, "shuikou").await.disabled);
    // An address that is none is a page that does not exist, told in Chinese.
    admin
        .get("/admin/users/nobody")
        .await
        .expect(404)
        .says("没有这一页");
}
