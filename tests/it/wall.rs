//! `/wall/{token}` and `/c/{c}/wall-links`

use huanjie::store::{account::Role, audit, wall};
use uuid::Uuid;

use crate::support::{
    Client, TestApp,
    client::{Answer, form_of},
    seed::{self, Seed},
};

crate::both_backends! {
    a_screen_shows_progress_and_names_nobody;
    on_election_day_the_ballots_stand_on_a_sheet_of_their_own;
    a_revoked_link_looks_like_one_that_never_was;
    a_link_may_be_tied_to_the_address_that_opens_it_first;
    only_the_digest_of_a_token_is_kept;
    bad_input_and_second_sends;
    a_screen_prolongs_no_session;
}

/// Makes a link; gives the path on the screen.
async fn make(clerk: &Client, cycle: Uuid, name: &str) -> String {
    let page = format!("/c/{cycle}/wall-links");
    let made = clerk
        .submit(&page, &page, &[("name", name)])
        .await
        .expect(200)
        .says("地址只显示这一次");
    path_in(&made)
}

fn path_in(page: &Answer) -> String {
    let text = page.text();
    let (_, rest) = text.split_once("/wall/").expect("no link is shown");
    let token = rest.split('"').next().unwrap();
    assert_eq!(token.len(), 64, "256 bits");
    format!("/wall/{token}")
}

async fn a_screen_shows_progress_and_names_nobody(app: TestApp) {
    app.clock.set("2027-02-27T01:00:00Z");
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    // People are known and have been busy.
    let people = format!("/c/{cycle}/people");
    clerk
        .submit(
            &format!("{people}/new"),
            &people,
            &[
                ("name", "李义鹏"),
                ("sex", "male"),
                ("post", "镇长"),
                ("team", ""),
                ("new_team", "李义鹏指导组"),
                ("roles", "deputy-leader"),
            ],
        )
        .await
        .expect(303);
    let inspect = format!("/c/{cycle}/inspections/new");
    let village = villages[0].to_string();
    clerk
        .submit(
            &inspect,
            &inspect,
            &[
                ("village", village.as_str()),
                ("day", "2027-02-26"),
                ("kind", "random"),
                ("inspectors", "王火发"),
                ("problem.1", "张三家没有贴名单"),
            ],
        )
        .await
        .expect(303);
    let path = make(&clerk, cycle, "二楼会议室").await;
    let screen = app.client().get(&path).await.expect(200);
    assert_eq!(screen.header("referrer-policy"), "no-referrer");
    assert_eq!(screen.header("cache-control"), "no-store");
    assert_eq!(screen.header("set-cookie"), "", "no session, no cookie");
    let html = screen.text();
    assert!(html.contains("http-equiv=\"refresh\" content=\"60\""));
    for absent in [
        "<script",
        "<form",
        "<a ",
        "李义鹏",
        "王火发",
        "张三",
        "换届办甲",
    ] {
        assert!(!html.contains(absent), "{absent}");
    }
    screen
        .says("上前村")
        .says("石塘社区")
        .says("距选举日")
        .says("19")
        .says("法定逾期")
        .says("组织法")
        .says("督查 1 次")
        .says("发现 3 天以内 1 个");
    clerk
        .get(&format!("/c/{cycle}/wall-links"))
        .await
        .expect(200)
        .says("二楼会议室")
        .says("2月27日 09:00，来自");
}

async fn on_election_day_the_ballots_stand_on_a_sheet_of_their_own(app: TestApp) {
    app.clock.set("2027-03-18T06:00:00Z");
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let path = make(&clerk, cycle, "选举日指挥室").await;
    let nobody = app.client();
    let first = nobody
        .get(&path)
        .await
        .expect(200)
        .says("今天选举 · 2027年3月18日（星期四） 农历二月十一")
        .says("第 1 屏，共 2 屏")
        .text();
    assert!(first.contains("url=?page=2") && !first.contains("发出选票"));
    let polls = nobody
        .get(&format!("{path}?page=2"))
        .await
        .expect(200)
        .says("发出选票")
        .says("收回选票")
        .says("– 还没有登记")
        .text();
    assert!(polls.contains("url=?page=1"));
    // As the roster has them: no village is ranked.
    let places: Vec<usize> = ["上前村", "下前村", "石塘社区"]
        .iter()
        .map(|name| polls.find(name).unwrap())
        .collect();
    assert!(places.is_sorted());
    // Ballots are counted in one village.
    let facts = format!("/c/{cycle}/v/{}/facts/results", villages[0]);
    clerk
        .submit(
            &facts,
            &facts,
            &[
                ("issued", "1130"),
                ("returned", "1128"),
                ("valid", "1120"),
                ("invalid", "8"),
            ],
        )
        .await
        .expect(303);
    let counted = nobody
        .get(&format!("{path}?page=2"))
        .await
        .says("◇ 已清点选票")
        .text();
    assert!(counted.contains("<td>1130</td><td>1128</td>"), "{counted}");
    // Counting goes past midnight; the day after the next nobody votes.
    app.clock.set("2027-03-18T17:00:00Z");
    nobody.get(&path).await.says("共 2 屏");
    app.clock.set("2027-03-20T01:00:00Z");
    let later = nobody.get(&path).await.expect(200).text();
    assert!(!later.contains("共 2 屏"));
}

async fn a_revoked_link_looks_like_one_that_never_was(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let path = make(&clerk, cycle, "大厅").await;
    let nobody = app.client();
    nobody.get(&path).await.expect(200);
    let page = format!("/c/{cycle}/wall-links");
    clerk.submit(&page, "/revoke", &[]).await.expect(303);
    clerk
        .get(&page)
        .await
        .expect(200)
        .says("已停用大屏“大厅”")
        .says("停用");
    let revoked = nobody.get(&path).await.expect(404);
    let unknown = nobody
        .get(&format!("/wall/{}", "0".repeat(64)))
        .await
        .expect(404);
    let shapeless = nobody.get("/wall/上前村").await.expect(404);
    assert_eq!(revoked.text(), unknown.text());
    assert_eq!(revoked.text(), shapeless.text());
    assert_eq!(revoked.header("referrer-policy"), "no-referrer");
    assert_eq!(revoked.header("set-cookie"), "");
    let events = audit::latest(app.store.reader(), &app.scope(cycle).await, None, None, 10)
        .await
        .unwrap();
    let codes: Vec<&str> = events.iter().map(|row| row.event.as_str()).collect();
    assert_eq!(codes, ["wall-link.revoked", "wall-link.made"]);
    assert!(events.iter().all(|row| row.actor_name == "换届办甲"));
}

/// A leaked address of such a link shows nothing anywhere else, and looks like one that never was.
async fn a_link_may_be_tied_to_the_address_that_opens_it_first(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let page = format!("/c/{cycle}/wall-links");
    let made = clerk
        .submit(&page, &page, &[("name", "二楼会议室"), ("one_place", "1")])
        .await
        .expect(200);
    let path = path_in(&made);
    let token = path.trim_start_matches("/wall/").to_owned();
    clerk.get(&page).await.says("先打开的那个地址算数");
    let opens = async |address: &str| {
        huanjie::office::wall::open(&app.store, app.clock.as_ref(), &token, address)
            .await
            .unwrap()
            .is_some()
    };
    assert!(opens("192.168.1.20").await);
    assert!(!opens("192.168.1.21").await);
    assert!(opens("192.168.1.20").await);
    // The browser of this test has another address.
    app.client()
        .get(&path)
        .await
        .expect(404)
        .says("这里没有可以显示的内容");
    clerk.get(&page).await.says("只准 192.168.1.20 打开");
    let open_to_all = make(&clerk, cycle, "大厅").await;
    let token = open_to_all.trim_start_matches("/wall/");
    for address in ["192.168.1.20", "192.168.1.21"] {
        let opened =
            huanjie::office::wall::open(&app.store, app.clock.as_ref(), token, address).await;
        assert!(opened.unwrap().is_some());
    }
}

async fn only_the_digest_of_a_token_is_kept(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let path = make(&clerk, cycle, "大厅").await;
    let token = path.trim_start_matches("/wall/");
    let scope = app.scope(cycle).await;
    let rows = wall::list(app.store.reader(), &scope).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert_ne!(rows[0].token_hash, token);
    let events = audit::latest(app.store.reader(), &scope, None, None, 10)
        .await
        .unwrap();
    let kept = format!("{rows:?}{events:?}");
    assert!(!kept.contains(token), "the token stands in no row");
    assert!(
        !clerk
            .get(&format!("/c/{cycle}/wall-links"))
            .await
            .text()
            .contains(token),
        "it is shown once"
    );
}

async fn bad_input_and_second_sends(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let page = format!("/c/{cycle}/wall-links");
    clerk
        .submit(&page, &page, &[("name", "")])
        .await
        .expect(422)
        .says("请写明这块屏放在哪里");
    clerk
        .submit(&page, &page, &[("name", &"大".repeat(31))])
        .await
        .expect(422)
        .says("30 字以内");
    let form = form_of(&clerk.get(&page).await.text(), &page);
    clerk
        .send_form(&form, &[("name", "大厅")])
        .await
        .expect(200);
    let again = clerk
        .send_form(&form, &[("name", "大厅")])
        .await
        .expect(303);
    assert_eq!(again.location(), page);
    clerk
        .submit(&page, &page, &[("name", "大厅")])
        .await
        .expect(422)
        .says("已有同名的大屏");
    let scope = app.scope(cycle).await;
    assert_eq!(
        wall::list(app.store.reader(), &scope).await.unwrap().len(),
        1
    );
    // Two clerks revoke the same link: the second is told who did it.
    let shown = clerk.get(&page).await.text();
    let first = form_of(&shown, "/revoke");
    let second = form_of(&clerk.get(&page).await.text(), "/revoke");
    clerk.send_form(&first, &[]).await.expect(303);
    clerk
        .send_form(&second, &[])
        .await
        .expect(409)
        .says("换届办甲")
        .says("大屏链接“大厅”");
    // A link of one township is not another's.
    let elsewhere = seed::add_township(&app.store, "水口镇").await;
    let foreign = seed::add_cycle(&app, elsewhere).await;
    clerk
        .get(&format!("/c/{foreign}/wall-links"))
        .await
        .expect(404);
}

async fn a_screen_prolongs_no_session(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let path = make(&clerk, cycle, "大厅").await;
    for _ in 0..4 {
        app.clock.pass(chrono::TimeDelta::minutes(15));
        clerk.get(&path).await.expect(200);
    }
    // An hour without doing anything: the session is over, the screen goes on.
    let answer = clerk.get(&format!("/c/{cycle}/matrix")).await.expect(303);
    assert!(answer.location().starts_with("/login"));
    clerk.get(&path).await.expect(200);
}
