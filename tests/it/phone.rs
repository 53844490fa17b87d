//! 手机督查 in a real browser at 360 px: taps are kept on the telephone, the network goes and comes back, and
//! the inspection is stored once.

mod keeping;

use std::{net::SocketAddr, time::Duration};

use huanjie::store::{account::Role, inspection, scope::CycleScope, supervision};
use serde_json::json;
use tokio::sync::watch;

use crate::{
    journey::Browser,
    support::{
        Backend, TestApp,
        client::first_load_of,
        seed::{self, Seed},
    },
};

/// 网线 — stands between browser and service; it can be pulled out and put back.
struct Cable {
    address: SocketAddr,
    plugged: watch::Sender<bool>,
}

impl Cable {
    async fn to(service: &str) -> Self {
        let service: SocketAddr = service.trim_start_matches("http://").parse().unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (plugged, state) = watch::channel(true);
        tokio::spawn(async move {
            while let Ok((mut near, _)) = listener.accept().await {
                let mut state = state.clone();
                if !*state.borrow() {
                    continue;
                }
                tokio::spawn(async move {
                    let Ok(mut far) = tokio::net::TcpStream::connect(service).await else {
                        return;
                    };
                    tokio::select! {
                        _ = tokio::io::copy_bidirectional(&mut near, &mut far) => {}
                        _ = state.wait_for(|plugged| !plugged) => {}
                    }
                });
            }
        });
        Self { address, plugged }
    }

    fn pull_out(&self) {
        self.plugged.send(false).unwrap();
    }

    fn put_back(&self) {
        self.plugged.send(true).unwrap();
    }
}

/// Taps one of the three answers of an item.
async fn tap(browser: &Browser, item: &str, answer: &str) {
    browser
        .client
        .execute(
            "document.querySelector('input[name=\"a.' + arguments[0] + '\"][value=' + arguments[1] + ']').click()",
            vec![json!(item), json!(answer)],
        )
        .await
        .unwrap();
}

async fn ticked(browser: &Browser, item: &str) -> serde_json::Value {
    browser
        .client
        .execute(
            "var one = document.querySelector('input[name=\"a.' + arguments[0] + '\"]:checked'); return one && one.value",
            vec![json!(item)],
        )
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn taps_survive_a_lost_network_and_are_stored_once() {
    let app = TestApp::start(Backend::Sqlite).await;
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let cable = Cable::to(&app.url).await;
    let base = format!("http://{}", cable.address);
    let browser = Browser::open().await;
    browser.client.set_window_size(360, 740).await.unwrap();

    browser.client.goto(&format!("{base}/login")).await.unwrap();
    browser
        .fill("account", seed::account_of(Role::Supervision))
        .await;
    browser.fill("password", seed::PASSWORD).await;
    browser.click("登录").await;
    browser.sees("工作台").await;
    browser.client.goto(&format!("{base}/m/")).await.unwrap();
    browser.sees("新检查").await;
    browser.shoot("phone-home").await;
    browser.client.set_window_size(360, 740).await.unwrap();

    // With a trusted address the page opens again without a network.
    browser
        .client
        .execute_async(
            "var done = arguments[0]; navigator.serviceWorker.ready.then(function () { done(true); })",
            vec![],
        )
        .await
        .unwrap();
    let sheet = format!(
        "{base}/m/in?c={cycle}&village={}&kind=stage&theme=",
        villages[0]
    );
    browser.client.goto(&sheet).await.unwrap();
    browser.find("#sheet[data-ready]").await;
    browser.sees("点一下就保存在本机").await;
    browser.shoot("phone-sheet").await;
    browser.client.set_window_size(360, 740).await.unwrap();
    tap(&browser, "pledges", "bad").await;
    browser.sees("已保存在本机，未上传").await;

    cable.pull_out();
    tap(&browser, "plan-adopted", "ok").await;
    browser.fill("n.pledges", "纪律没有张贴。").await;
    browser.sees("已保存在本机，未上传（2／").await;
    browser.client.goto(&sheet).await.unwrap();
    browser.find("#sheet[data-ready]").await;
    browser.sees("接着上次的填").await;
    assert_eq!(ticked(&browser, "pledges").await, "bad");
    assert_eq!(ticked(&browser, "plan-adopted").await, "ok");
    // As a thumb would: the bar at the bottom stays above the page.
    browser
        .client
        .execute("window.scrollTo(0, document.body.scrollHeight)", vec![])
        .await
        .unwrap();
    browser.click("检查完了，上传").await;
    browser.sees("本机待传").await;
    browser.sees("网络不通").await;
    browser.shoot("phone-waiting").await;
    browser.client.set_window_size(360, 740).await.unwrap();
    let scope = CycleScope::of_operator(app.store.reader(), cycle)
        .await
        .unwrap()
        .unwrap();
    let stored = || async {
        inspection::list(app.store.reader(), &scope)
            .await
            .unwrap()
            .len()
    };
    assert_eq!(stored().await, 0);

    // It can be carried to the office as a file meanwhile.
    browser.click("导出离线文件").await;
    let file = browser.downloaded("huanjie").await;
    // The browser renames the file when it is whole.
    let mut content = Vec::new();
    for _ in 0..50 {
        content = std::fs::read(&file).unwrap();
        if !content.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }

    cable.put_back();
    browser.click("现在上传").await;
    browser.sees("已上传").await;
    browser.shoot("phone-sent").await;
    assert_eq!(stored().await, 1);
    let row = &inspection::list(app.store.reader(), &scope).await.unwrap()[0];
    let receipt = supervision::sheets(app.store.reader(), &[row.id])
        .await
        .unwrap()
        .remove(&row.id)
        .unwrap()
        .receipt;
    browser.sees(&format!("回执 {receipt}")).await;

    // The file of the same inspection adds nothing and says so.
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let page = format!("/c/{cycle}/inspections/import");
    clerk
        .upload(
            &page,
            &page,
            &[],
            &[("file", "督查离线文件.huanjie", content)],
        )
        .await
        .expect(200)
        .says("1 次检查以前都已经存过，没有重复存。")
        .says(&receipt);
    assert_eq!(stored().await, 1);
    let answers = supervision::answers(app.store.reader(), row.id)
        .await
        .unwrap();
    assert_eq!(answers.len(), 2);
    assert!(
        answers
            .iter()
            .any(|answer| answer.note == "纪律没有张贴。" && answer.answer == "bad")
    );
}

/// product.md 5.3 — the first load of the phone page, compressed, in bytes.
const FIRST_LOAD: usize = 60_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_load_is_small_enough_for_a_weak_network() {
    let app = TestApp::start(Backend::Sqlite).await;
    seed::seed(&app).await;
    let inspector = seed::signed_in(&app, Role::Supervision).await;
    let files = first_load_of(&inspector.get("/m/").await.expect(200).text());
    assert!(files.len() >= 7, "{files:?}");
    let (mut sent, mut whole) = (0, 0);
    for file in &files {
        let answer = inspector
            .get_with(file, "accept-encoding", "gzip")
            .await
            .expect(200);
        // The service compresses itself; a picture as small as the icon need not be.
        if !file.contains(".svg") {
            assert_eq!(answer.header("content-encoding"), "gzip", "{file}");
        }
        let plain = inspector.get(file).await.expect(200).bytes.len();
        eprintln!("{file}: {} of {plain} bytes", answer.bytes.len());
        sent += answer.bytes.len();
        whole += plain;
    }
    eprintln!("first load: {sent} bytes sent, {whole} unpacked");
    assert!(sent <= FIRST_LOAD, "{sent} bytes");
}

async fn sign_in_at(browser: &Browser, base: &str, role: Role) {
    browser.client.goto(&format!("{base}/login")).await.unwrap();
    browser.fill("account", seed::account_of(role)).await;
    browser.fill("password", seed::PASSWORD).await;
    browser.click("登录").await;
    browser.sees("工作台").await;
}

/// Leaves by the menu of the office's pages.
async fn leave(browser: &Browser, base: &str) {
    browser.client.goto(&format!("{base}/me")).await.unwrap();
    browser
        .find("details.who summary")
        .await
        .click()
        .await
        .unwrap();
    browser.click("退出").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_out_waits_for_what_the_telephone_keeps() {
    let app = TestApp::start(Backend::Sqlite).await;
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let cable = Cable::to(&app.url).await;
    let base = format!("http://{}", cable.address);
    let scope = CycleScope::of_operator(app.store.reader(), cycle)
        .await
        .unwrap()
        .unwrap();
    let stored = || async {
        inspection::list(app.store.reader(), &scope)
            .await
            .unwrap()
            .len()
    };
    let browser = Browser::open().await;
    browser.client.set_window_size(360, 740).await.unwrap();
    let sheet = |village: usize| {
        format!(
            "{base}/m/in?c={cycle}&village={}&kind=stage&theme=",
            villages[village]
        )
    };
    // An inspection is finished where there is no network; the network comes back, the page is left.
    let keep_one = |village: usize| {
        let (browser, cable, address, base) = (&browser, &cable, sheet(village), &base);
        async move {
            browser.client.goto(&address).await.unwrap();
            browser.find("#sheet[data-ready]").await;
            tap(browser, "pledges", "ok").await;
            browser.sees("已保存在本机，未上传").await;
            cable.pull_out();
            browser
                .client
                .execute("window.scrollTo(0, document.body.scrollHeight)", vec![])
                .await
                .unwrap();
            browser.click("检查完了，上传").await;
            browser.sees("网络不通").await;
            cable.put_back();
            browser.client.goto(&format!("{base}/me")).await.unwrap();
        }
    };

    sign_in_at(&browser, &base, Role::Supervision).await;
    // With nothing kept there is nothing to ask.
    leave(&browser, &base).await;
    browser.sees("已退出").await;
    sign_in_at(&browser, &base, Role::Supervision).await;

    keep_one(0).await;
    leave(&browser, &base).await;
    browser.sees("请先上传再退出").await;
    browser.sees("上前村").await;
    browser.shoot("phone-leave").await;
    browser.client.set_window_size(360, 740).await.unwrap();
    assert_eq!(stored().await, 0);
    browser.click("去上传，或者导出离线文件").await;
    browser.sees("已上传").await;
    assert_eq!(stored().await, 1);
    leave(&browser, &base).await;
    browser.sees("已退出").await;

    // Whoever leaves all the same leaves it to nobody else.
    sign_in_at(&browser, &base, Role::Supervision).await;
    keep_one(1).await;
    leave(&browser, &base).await;
    browser.sees("请先上传再退出").await;
    browser.click("不上传，仍要退出").await;
    browser.sees("请由督查组甲登录后上传").await;
    browser.shoot("phone-someone-else").await;
    browser.client.set_window_size(360, 740).await.unwrap();
    sign_in_at(&browser, &base, Role::Clerk).await;
    browser.client.goto(&format!("{base}/m/out")).await.unwrap();
    browser.sees("请由督查组甲本人登录后上传").await;
    browser.click("现在上传").await;
    // Long enough for a sheet to be sent, if one were.
    tokio::time::sleep(Duration::from_secs(1)).await;
    browser.sees("请由督查组甲本人登录后上传").await;
    assert_eq!(stored().await, 1);
    // The telephone's own page has the way out, too, and asks there as well.
    browser.client.goto(&format!("{base}/m/")).await.unwrap();
    browser.sees("请由督查组甲本人登录后上传").await;
    // As a thumb would: out from under the bar at the bottom.
    browser
        .client
        .execute(
            "document.querySelector('.phone-leave button').scrollIntoView({ block: 'center' })",
            vec![],
        )
        .await
        .unwrap();
    browser.click("退出").await;
    browser.sees("请先上传再退出").await;
    browser.click("不上传，仍要退出").await;
    browser.sees("登录后上传").await;
    sign_in_at(&browser, &base, Role::Supervision).await;
    browser.client.goto(&format!("{base}/m/out")).await.unwrap();
    // The sheet sent before is shown as sent already: what counts is what the office has.
    for _ in 0..100 {
        if stored().await == 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(stored().await, 2);
    let authors: Vec<String> = inspection::list(app.store.reader(), &scope)
        .await
        .unwrap()
        .into_iter()
        .map(|row| row.recorded_by_name)
        .collect();
    assert_eq!(authors, ["督查组甲", "督查组甲"]);
}

/// What was begun is found again from the first page, may be thrown away, and an old page does not turn back the clock.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_begun_is_found_again() {
    let app = TestApp::start(Backend::Sqlite).await;
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let browser = Browser::open().await;
    browser.client.set_window_size(360, 740).await.unwrap();
    let base = app.url.clone();
    sign_in_at(&browser, &base, Role::Supervision).await;
    let sheet = format!(
        "{base}/m/in?c={cycle}&village={}&kind=stage&theme=",
        villages[0]
    );
    let clock = || async {
        browser
            .client
            .execute("return localStorage.getItem('huanjie-clock')", vec![])
            .await
            .unwrap()
            .as_str()
            .unwrap()
            .to_owned()
    };
    browser.client.goto(&sheet).await.unwrap();
    browser.find("#sheet[data-ready]").await;
    tap(&browser, "pledges", "bad").await;
    browser.sees("已保存在本机，未上传（1／").await;

    // A page that tells no later time than one before says nothing of the clock.
    browser
        .client
        .execute("localStorage.setItem('huanjie-clock', '12345')", vec![])
        .await
        .unwrap();
    browser.client.goto(&format!("{base}/m/")).await.unwrap();
    browser.sees("没有填完：已填 1 项").await;
    assert_eq!(clock().await, "12345");
    app.clock.set("2026-11-23T02:10:00Z");
    browser.client.goto(&format!("{base}/m/")).await.unwrap();
    browser.sees("没有填完：已填 1 项").await;
    assert_ne!(clock().await, "12345");
    browser.shoot("phone-begun").await;
    browser.client.set_window_size(360, 740).await.unwrap();

    // Leaving tells of it, too.
    leave(&browser, &base).await;
    browser.sees("没有填完").await;
    browser.client.goto(&format!("{base}/m/")).await.unwrap();
    // The list is drawn once more when the page has asked whether anything is to be sent; then, as a thumb would, out
    // from under the bar at the bottom.
    let into_sight = |css: &'static str| {
        let browser = &browser;
        async move {
            tokio::time::sleep(Duration::from_secs(1)).await;
            browser
                .client
                .execute(
                    "document.querySelector(arguments[0]).scrollIntoView({ block: 'center' })",
                    vec![json!(css)],
                )
                .await
                .unwrap();
        }
    };
    into_sight("#outbox-list a").await;
    browser.click("接着填").await;
    browser.find("#sheet[data-ready]").await;
    browser.sees("接着上次的填").await;
    assert_eq!(ticked(&browser, "pledges").await, "bad");

    browser.client.goto(&format!("{base}/m/out")).await.unwrap();
    into_sight("#outbox-list button").await;
    browser.click("删去").await;
    browser.client.accept_alert().await.unwrap();
    browser.sees("本机没有待上传的检查").await;
    browser.client.goto(&sheet).await.unwrap();
    browser.find("#sheet[data-ready]").await;
    browser.sees("点一下就保存在本机").await;
}
