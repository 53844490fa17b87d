//! 手机督查 in a real browser at 360 px: taps are kept on the telephone, the network goes and comes back, and
//! the inspection is stored once.

use std::{net::SocketAddr, time::Duration};

use huanjie::store::{account::Role, inspection, scope::CycleScope, supervision};
use serde_json::json;
use tokio::sync::watch;

use crate::{
    journey::Browser,
    support::{
        Backend, TestApp,
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
    let file = browser.downloaded("json").await;
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
        .upload(&page, &page, &[], &[("file", "督查离线文件.json", content)])
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
