//! What the telephone keeps and does not keep: a storage that does not answer, one that is full, and what was begun
//! carried to the office.

use std::time::Duration;

use huanjie::store::{account::Role, inspection, phone};
use serde_json::json;

use super::{Cable, sign_in_at, tap, ticked};
use crate::{
    journey::Browser,
    support::{
        Backend, TestApp,
        client::form_of,
        seed::{self, Seed},
    },
};

/// A command of the browser's own, beside those of WebDriver.
#[derive(Debug)]
struct Inspector(&'static str, serde_json::Value);

impl fantoccini::wd::WebDriverCompatibleCommand for Inspector {
    fn endpoint(
        &self,
        base: &reqwest::Url,
        session: Option<&str>,
    ) -> Result<reqwest::Url, <reqwest::Url as std::str::FromStr>::Err> {
        base.join(&format!(
            "session/{}/goog/cdp/execute",
            session.unwrap_or_default()
        ))
    }

    fn method_and_body(&self, _: &reqwest::Url) -> (reqwest::Method, Option<String>) {
        let body = json!({ "cmd": self.0, "params": self.1 });
        (reqwest::Method::POST, Some(body.to_string()))
    }
}

/// From the next page on, so many openings of what the telephone keeps get no answer.
const SILENT: &str = "
    (function () {
      var left = Number(localStorage.getItem('silent') || '0');
      var open = IDBFactory.prototype.open;
      IDBFactory.prototype.open = function (name, version) {
        if (name === 'huanjie-m' && left > 0) { left -= 1; return {}; }
        return open.call(this, name, version);
      };
    })();";

async fn silent(browser: &Browser, openings: u32) {
    browser
        .client
        .execute(
            "localStorage.setItem('silent', arguments[0])",
            vec![json!(openings.to_string())],
        )
        .await
        .unwrap();
}

/// As a thumb would: the bar at the bottom stays above the page.
async fn click_low(browser: &Browser, words: &str) {
    browser
        .client
        .execute("window.scrollTo(0, document.body.scrollHeight)", vec![])
        .await
        .unwrap();
    browser.click(words).await;
}

async fn stored(app: &TestApp, cycle: uuid::Uuid) -> usize {
    inspection::list(app.store.reader(), &app.scope(cycle).await)
        .await
        .unwrap()
        .len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_storage_that_does_not_answer_is_asked_again_and_then_told_of() {
    let app = TestApp::start(Backend::Sqlite).await;
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let browser = Browser::open().await;
    browser.client.set_window_size(360, 740).await.unwrap();
    let base = app.url.clone();
    sign_in_at(&browser, &base, Role::Supervision).await;
    browser
        .client
        .issue_cmd(Inspector(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": SILENT }),
        ))
        .await
        .unwrap();
    let sheet = format!(
        "{base}/m/in?c={cycle}&village={}&kind=stage&theme=",
        villages[0]
    );

    // Two openings go unanswered: what is tapped meanwhile is said not to be kept, and is kept with the third.
    silent(&browser, 2).await;
    browser.client.goto(&sheet).await.unwrap();
    browser.sees("正在打开本机的存储").await;
    tap(&browser, "pledges", "bad").await;
    browser.sees("现在点的还没有保存").await;
    browser.find("#sheet[data-ready]").await;
    browser.sees("已保存在本机，未上传（1／").await;
    silent(&browser, 0).await;
    browser.client.goto(&sheet).await.unwrap();
    browser.sees("接着上次的填").await;
    assert_eq!(ticked(&browser, "pledges").await, "bad");

    // A tap that comes before the storage answers wins over what was kept before.
    silent(&browser, 1).await;
    browser.client.goto(&sheet).await.unwrap();
    browser.sees("正在打开本机的存储").await;
    tap(&browser, "pledges", "ok").await;
    browser.find("#sheet[data-ready]").await;
    assert_eq!(ticked(&browser, "pledges").await, "ok");

    // Four of them: nothing is kept, the person reads it, and the plain form still goes.
    silent(&browser, 9).await;
    browser.client.goto(&sheet).await.unwrap();
    browser.sees("这个浏览器不能在本机保存").await;
    browser.sees("这一页填的不会保存在本机").await;
    browser.shoot("phone-no-storage").await;
    browser.client.set_window_size(360, 740).await.unwrap();
    tap(&browser, "pledges", "ok").await;
    assert_eq!(stored(&app, cycle).await, 0);
    click_low(&browser, "检查完了，上传").await;
    browser.sees("上前村的检查已上传").await;
    assert_eq!(stored(&app, cycle).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tap_that_a_full_telephone_does_not_keep_is_said_to_be_lost() {
    let app = TestApp::start(Backend::Sqlite).await;
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let cable = Cable::to(&app.url).await;
    let base = format!("http://{}", cable.address);
    let browser = Browser::open().await;
    browser.client.set_window_size(360, 740).await.unwrap();
    sign_in_at(&browser, &base, Role::Supervision).await;
    let sheet = format!(
        "{base}/m/in?c={cycle}&village={}&kind=stage&theme=",
        villages[0]
    );
    browser.client.goto(&sheet).await.unwrap();
    browser.find("#sheet[data-ready]").await;
    tap(&browser, "pledges", "bad").await;
    browser.sees("已保存在本机，未上传（1／").await;

    // As where there is no room: what is written is taken back.
    browser
        .client
        .execute(
            "var put = IDBObjectStore.prototype.put;
             IDBObjectStore.prototype.put = function (row) {
               var asked = put.call(this, row);
               this.transaction.abort();
               return asked;
             };",
            vec![],
        )
        .await
        .unwrap();
    tap(&browser, "plan-adopted", "ok").await;
    browser.sees("刚才填的没有保存：本机存不下了").await;
    browser.shoot("phone-full").await;
    browser.client.set_window_size(360, 740).await.unwrap();

    // Without a network neither kept nor sent: the sheet stays on the page.
    cable.pull_out();
    click_low(&browser, "检查完了，上传").await;
    browser.sees("没有保存，也没有上传：网络不通").await;
    assert_eq!(ticked(&browser, "plan-adopted").await, "ok");
    assert_eq!(stored(&app, cycle).await, 0);
    cable.put_back();
    click_low(&browser, "检查完了，上传").await;
    browser.sees("已上传　上前村").await;
    let words = browser.words().await;
    assert!(!words.contains("没有保存"), "{words}");
    assert_eq!(stored(&app, cycle).await, 1);
    let row = &inspection::list(app.store.reader(), &app.scope(cycle).await)
        .await
        .unwrap()[0];
    let answers = huanjie::store::supervision::answers(app.store.reader(), row.id)
        .await
        .unwrap();
    assert_eq!(answers.len(), 2, "with the tap that was not kept");
    browser.shoot("phone-sent-straight").await;
}

/// product.md 3.4 L3: what was begun where there is no network goes to the office in a file nobody else reads.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_begun_goes_to_the_office_in_a_sealed_file() {
    let app = TestApp::start(Backend::Sqlite).await;
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let cable = Cable::to(&app.url).await;
    let base = format!("http://{}", cable.address);
    let browser = Browser::open().await;
    browser.client.set_window_size(360, 740).await.unwrap();
    sign_in_at(&browser, &base, Role::Supervision).await;
    let sheet = format!(
        "{base}/m/in?c={cycle}&village={}&kind=stage&theme=",
        villages[0]
    );
    browser.client.goto(&sheet).await.unwrap();
    browser.find("#sheet[data-ready]").await;
    cable.pull_out();
    tap(&browser, "pledges", "bad").await;
    browser.fill("n.pledges", "纪律没有张贴。").await;
    browser.sees("已保存在本机，未上传（1／").await;
    click_low(&browser, "没有填完，导出带走").await;
    browser
        .sees("已导出 1 次（没有填完 1 次），只有办公室打得开")
        .await;
    browser.shoot("phone-carried").await;
    let path = browser.downloaded("huanjie").await;
    let mut content = Vec::new();
    for _ in 0..50 {
        content = std::fs::read(&path).unwrap();
        if !content.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(content.starts_with(b"huanjie-sealed 1 k-"));
    let needle = "纪律".as_bytes();
    assert!(!content.windows(needle.len()).any(|bytes| bytes == needle));

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
        .says("没有填完 1 份")
        .says("已填 1 项")
        .says("督查组甲");
    let scope = app.scope(cycle).await;
    let row = &phone::drafts(app.store.reader(), &scope, 9).await.unwrap()[0];
    let shown = clerk
        .get(&format!(
            "/c/{cycle}/inspections/new?draft={}",
            row.client_id
        ))
        .await
        .expect(200)
        .text();
    assert!(shown.contains("纪律没有张贴。"));
    assert!(!form_of(&shown, "/inspections/new").hidden.is_empty());
    assert_eq!(stored(&app, cycle).await, 0);

    // The telephone still has it, finishes it when the network is back, and it waits at the office no longer.
    cable.put_back();
    click_low(&browser, "检查完了，上传").await;
    browser.sees("已上传").await;
    assert_eq!(stored(&app, cycle).await, 1);
    assert!(
        phone::drafts(app.store.reader(), &scope, 9)
            .await
            .unwrap()
            .is_empty()
    );
}

/// Two inspections, each with photographs of twenty megabytes: more than the office takes at once.
const MUCH: &str = "
    var done = arguments[0];
    var asked = indexedDB.open('huanjie-m', 1);
    asked.onsuccess = function () {
      var change = asked.result.transaction(['sheets', 'photos'], 'readwrite');
      ['m1', 'm2'].forEach(function (id) {
        change.objectStore('sheets').put({
          id: id, state: 'waiting', place: '', cycle: 'c', village: 'v', villageName: '上前村', kindName: '阶段督查',
          who: '督查组乙', account: 'another', touched: 1, values: { kind: 'stage', day: '2026-11-23', 'a.pledges': 'ok' }
        });
        change.objectStore('photos').put({ id: id + 'x', sheet: id, item: '', blob: new Blob([new Uint8Array(20 * 1024 * 1024)]), name: 'x' });
      });
      change.oncomplete = function () { done(true); };
    };";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_too_much_for_one_file_becomes_two() {
    let app = TestApp::start(Backend::Sqlite).await;
    seed::seed(&app).await;
    let browser = Browser::open().await;
    browser.client.set_window_size(360, 740).await.unwrap();
    sign_in_at(&browser, &app.url, Role::Supervision).await;
    let out = format!("{}/m/out", app.url);
    browser.client.goto(&out).await.unwrap();
    browser.sees("本机没有待上传的检查").await;
    browser.client.execute_async(MUCH, vec![]).await.unwrap();
    browser.client.goto(&out).await.unwrap();
    browser.sees("请由督查组乙本人登录后上传").await;
    click_low(&browser, "导出离线文件").await;
    browser.sees("已导出 2 次，分成 2 个文件").await;
}

/// product.md 3.4: WeChat's browser may lose what it keeps; it is told so, and works all the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_wechat_the_browser_of_the_telephone_is_recommended() {
    let app = TestApp::start(Backend::Sqlite).await;
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let browser = Browser::open().await;
    browser.client.set_window_size(360, 740).await.unwrap();
    sign_in_at(&browser, &app.url, Role::Supervision).await;
    browser
        .client
        .issue_cmd(Inspector(
            "Network.setUserAgentOverride",
            json!({ "userAgent": "Mozilla/5.0 (Linux; Android 10) Chrome/86.0 Mobile MicroMessenger/8.0.2" }),
        ))
        .await
        .unwrap();
    let sheet = format!(
        "{}/m/in?c={cycle}&village={}&kind=stage&theme=",
        app.url, villages[0]
    );
    browser.client.goto(&sheet).await.unwrap();
    browser.sees("请用手机自带的浏览器打开这个地址").await;
    browser.find("#sheet[data-ready]").await;
    tap(&browser, "pledges", "ok").await;
    browser.sees("已保存在本机，未上传（1／").await;
    click_low(&browser, "检查完了，上传").await;
    browser.sees("已上传").await;
    assert_eq!(stored(&app, cycle).await, 1);
}
