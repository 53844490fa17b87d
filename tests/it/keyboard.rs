//! 只用键盘 — on every page of the desk the tab key reaches every control, in the order of the page, and each shows
//! that it is there; Enter presses the button of a form.

use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use huanjie::{
    documents::kind::Kind,
    office::{batch, change::Actor},
    platform::clock::Clock as _,
    store::account::{self, Role},
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    incoming,
    journey::Browser,
    support::{
        Backend, TestApp,
        client::form_of,
        seed::{self, Seed},
    },
};

const TAB: char = '\u{E004}';
const ENTER: char = '\u{E007}';
/// Stops after which a page is taken for endless.
const MOST: usize = 250;

/// Every control of the page's own part that can be reached, one of each group of round buttons. What lies on paper
/// only or is folded away is not there.
const WANTED: &str = "
    const main = document.getElementById('main'), groups = new Set();
    window.huanjieWanted = [...main.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
        .filter(one => !one.disabled && one.tabIndex >= 0 && one.type !== 'hidden')
        .filter(one => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length > 0)
        .filter(one => {
            if (one.type !== 'radio') return true;
            const group = [...main.querySelectorAll('input[type=radio]')].filter(other => other.name === one.name);
            return one === (group.find(other => other.checked) || group[0]);
        });
    window.huanjieReached = new Set();
    window.huanjieLast = null;
    return window.huanjieWanted.length;";

/// Notes what has the focus; gives what is wrong with it, or «end» behind the last.
const STOP: &str = "
    const now = document.activeElement, main = document.getElementById('main');
    if (!now || now === document.body || now === document.documentElement) return 'end';
    if (!main.contains(now)) return window.huanjieReached.size ? 'end' : '';
    const last = window.huanjieLast;
    window.huanjieReached.add(now);
    window.huanjieLast = now;
    // A date is several stops in one field.
    if (now === last) return '';
    const style = getComputedStyle(now), box = now.getBoundingClientRect();
    const told = now.tagName + ' ' + (now.innerText || now.name || '').trim().slice(0, 20);
    if (!(style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2)) return told + ': no ring';
    if (!(box.width > 0 && box.height > 0)) return told + ': not to be seen';
    if (last && !(last.compareDocumentPosition(now) & 4)) return told + ': out of order';
    return '';";

const MISSED: &str = "
    return window.huanjieWanted.filter(one => !window.huanjieReached.has(one))
        .map(one => one.tagName + ' ' + (one.innerText || one.name || '').trim().slice(0, 30));";

async fn press(browser: &Browser, key: char) {
    // As a key is pressed, not as text is given to a field: a field for files takes text for a path.
    let keys = KeyActions::new("keyboard".into())
        .then(KeyAction::Down { value: key })
        .then(KeyAction::Up { value: key });
    browser.client.perform_actions(keys).await.unwrap();
}

/// Goes through the page that is open, and once more with everything unfolded.
async fn walk(browser: &Browser, name: &str) {
    go_through(browser, name).await;
    let folded = browser
        .client
        .execute(
            "const folded = document.querySelectorAll('main details:not([open])');
             for (const one of folded) one.open = true;
             return folded.length",
            vec![],
        )
        .await
        .unwrap();
    if folded.as_u64() != Some(0) {
        go_through(browser, &format!("{name}, unfolded")).await;
    }
}

/// From the skip link to the end.
async fn go_through(browser: &Browser, name: &str) {
    browser
        .client
        .execute(
            // From the top again, as when the page was opened.
            "const top = document.createElement('span');
             top.tabIndex = -1;
             document.body.prepend(top);
             top.focus();
             top.remove();
             window.scrollTo(0, 0)",
            vec![],
        )
        .await
        .unwrap();
    let count = browser.client.execute(WANTED, vec![]).await.unwrap();
    assert!(count.as_u64().unwrap() > 0, "{name}: nothing to press");
    press(browser, TAB).await;
    let first = browser.client.active_element().await.unwrap();
    assert_eq!(first.text().await.unwrap(), "跳到正文", "{name}");
    press(browser, ENTER).await;
    for stop in 0..MOST {
        press(browser, TAB).await;
        let told = browser.client.execute(STOP, vec![]).await.unwrap();
        match told.as_str().unwrap() {
            "" => {}
            "end" => break,
            wrong => panic!("{name}, stop {stop}: {wrong}"),
        }
    }
    let missed = browser.client.execute(MISSED, vec![]).await.unwrap();
    assert_eq!(missed, json!([]), "{name}: not reached by the tab key");
}

async fn sign_in(browser: &Browser, app: &TestApp, role: Role) {
    browser
        .client
        .goto(&format!("{}/login", app.url))
        .await
        .unwrap();
    browser.fill("account", seed::account_of(role)).await;
    browser.fill("password", seed::PASSWORD).await;
    press(browser, ENTER).await;
    browser.sees(&format!("{}甲", role.name())).await;
}

async fn batch_of(app: &TestApp, seeded: &Seed) -> Uuid {
    let row = account::by_username(app.store.reader(), seed::account_of(Role::Clerk))
        .await
        .unwrap()
        .unwrap();
    let actor = Actor {
        account_id: Some(row.id),
        name: row.display_name,
        role: Some(Role::Clerk),
        township_id: Some(seeded.township),
        address: "127.0.0.1".into(),
    };
    batch::request(
        &app.store,
        app.clock.as_ref(),
        &actor,
        &app.scope(seeded.cycle).await,
        "keyboard",
        &[(seeded.villages[0], Kind::ElectionDay).into()],
        app.clock.today(),
    )
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_control_of_the_desk_is_reached_by_the_tab_key() {
    let app = TestApp::start(Backend::Sqlite).await;
    app.clock.set("2027-02-27T01:00:00Z");
    let seeded = seed::seed(&app).await;
    let base = format!("/c/{}", seeded.cycle);
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    incoming::register(&clerk, seeded.cycle, &[("due", "2027-03-01")]).await;
    let list = clerk.get(&format!("{base}/incoming")).await.text();
    let paper = list
        .split(" href=\"")
        .map(|part| part.split('"').next().unwrap())
        .find(|href| {
            href.strip_prefix(&format!("{base}/incoming/"))
                .is_some_and(|id| Uuid::parse_str(id).is_ok())
        })
        .unwrap()
        .to_owned();
    let page = format!("{base}/wall-links");
    clerk
        .submit(&page, &page, &[("name", "二楼会议室")])
        .await
        .expect(200);
    let batch = batch_of(&app, &seeded).await;
    let browser = Browser::open().await;
    sign_in(&browser, &app, Role::Clerk).await;
    let village = seeded.villages[0];
    for path in [
        format!("{base}/incoming"),
        format!("{base}/incoming/new"),
        paper.clone(),
        format!("{base}/reminders"),
        format!("{base}/reminders?of=each"),
        format!("{base}/wall-links"),
        format!("{base}/batches/{batch}"),
        format!("{base}/v/{village}"),
        format!("{base}/inspections?show=open"),
        format!("{base}/exports"),
    ] {
        browser
            .client
            .goto(&format!("{}{path}", app.url))
            .await
            .unwrap();
        walk(&browser, &path).await;
    }
    // Enter in a field presses the button of its form: here with nothing typed, so that what is missing is told.
    for (path, field, told) in [
        (format!("{base}/incoming/new"), "sender", "来文单位"),
        (format!("{base}/wall-links"), "name", "请写明这块屏放在哪里"),
    ] {
        browser
            .client
            .goto(&format!("{}{path}", app.url))
            .await
            .unwrap();
        let field = browser.find(&format!("[name='{field}']")).await;
        field.send_keys(&ENTER.to_string()).await.unwrap();
        browser.sees("▲").await;
        browser.sees(told).await;
        walk(&browser, &format!("{path} with problems")).await;
    }
    // The page that says somebody else was faster.
    browser
        .client
        .goto(&format!("{}{paper}", app.url))
        .await
        .unwrap();
    let shown = clerk.get(&paper).await.expect(200).text();
    clerk
        .send_form(
            &form_of(&shown, &format!("{paper}/handle")),
            &[("handled_on", "2027-02-27"), ("result", "已传阅")],
        )
        .await
        .expect(303);
    browser
        .client
        .execute(
            "const form = [...document.forms].find(one => one.action.endsWith('/void'));
             form.closest('details') && (form.closest('details').open = true);
             form.reason.value = '登记错了，是另一件'; form.submit()",
            vec![],
        )
        .await
        .unwrap();
    browser.sees("还没有保存：别人刚改过").await;
    browser.sees("登记错了，是另一件").await;
    walk(&browser, "conflict").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_backup_page_needs_no_mouse() {
    let app = TestApp::start(Backend::Sqlite).await;
    seed::seed(&app).await;
    let browser = Browser::open().await;
    sign_in(&browser, &app, Role::Administrator).await;
    browser
        .client
        .goto(&format!("{}/admin/backup", app.url))
        .await
        .unwrap();
    browser.shoot("backup").await;
    walk(&browser, "/admin/backup").await;
}
