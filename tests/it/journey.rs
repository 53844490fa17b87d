//! One person's way through the product in a real browser, by real clicks: set-up link → sign in →
//! create the cycle → import the workbooks → record three steps → print a packet.
//!
//! Screenshots at both sizes land in `target/screenshots` to be looked at.

use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use fantoccini::{Client, ClientBuilder, Locator, wd::Capabilities};
use huanjie::office::sign_in::{SETUP, make_link};
use serde_json::json;

use crate::support::{Backend, TestApp};

/// How long a page, a button or a file may take: other tests run on the same two cores.
const PATIENCE: Duration = Duration::from_mins(1);

/// A chromedriver of its own, stopped when dropped.
struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    /// Chromedriver chooses its port itself and says it: a port looked up beforehand may be taken
    /// by another test in between.
    #[allow(clippy::zombie_processes)] // a driver that never answers fails the test at once
    async fn start() -> Self {
        let mut process = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is missing: run the tests with ./test");
        let mut said = BufReader::new(process.stdout.take().unwrap());
        let port = tokio::task::spawn_blocking(move || {
            let mut line = String::new();
            while said.read_line(&mut line).is_ok_and(|read| read > 0) {
                if let Some((_, rest)) = line.split_once("started successfully on port ") {
                    let port = rest.trim().trim_end_matches('.').parse::<u16>().ok();
                    // What it says later must go somewhere, or it would stop at a full pipe.
                    std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
                    return port;
                }
                line.clear();
            }
            None
        })
        .await
        .unwrap()
        .expect("chromedriver does not start");
        Self { process, port }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub struct Browser {
    pub client: Client,
    shots: PathBuf,
    downloads: tempfile::TempDir,
    _profile: tempfile::TempDir,
    _driver: Driver,
}

impl Browser {
    pub async fn open() -> Self {
        let driver = Driver::start().await;
        let (profile, downloads) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mut wishes = Capabilities::new();
        wishes.insert(
            "goog:chromeOptions".into(),
            json!({
                "args": [
                    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                    "--disable-background-networking", "--disable-component-update", "--disable-sync",
                    "--disable-dev-shm-usage", "--hide-scrollbars", "--lang=zh-CN",
                    format!("--user-data-dir={}", profile.path().display())
                ],
                "prefs": {
                    "download.default_directory": downloads.path(),
                    "download.prompt_for_download": false,
                    "plugins.always_open_pdf_externally": true
                }
            }),
        );
        let client = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
            .capabilities(wishes)
            .connect(&format!("http://127.0.0.1:{}", driver.port))
            .await
            .expect("the browser does not start");
        let shots = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
        std::fs::create_dir_all(&shots).unwrap();
        Self {
            client,
            shots,
            downloads,
            _profile: profile,
            _driver: driver,
        }
    }

    /// Types into a field by its name; the whole content is replaced.
    pub async fn fill(&self, name: &str, text: &str) {
        let field = self.find(&format!("[name='{name}']")).await;
        if field.attr("type").await.unwrap().as_deref() == Some("date") {
            // A date field takes its value as the form would send it; typing depends on the locale.
            self.client
                .execute(
                    "arguments[0].value = arguments[1]",
                    vec![serde_json::to_value(&field).unwrap(), json!(text)],
                )
                .await
                .unwrap();
            return;
        }
        if field.attr("type").await.unwrap().as_deref() != Some("file") {
            field.clear().await.unwrap();
        }
        field.send_keys(text).await.unwrap();
    }

    pub async fn find(&self, css: &str) -> fantoccini::elements::Element {
        match self
            .client
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::Css(css))
            .await
        {
            Ok(found) => found,
            Err(error) => panic!("{css}: {error}\n{}", self.words().await),
        }
    }

    /// Clicks the first thing that says `words`: a button or a link.
    pub async fn click(&self, words: &str) {
        let path = format!(
            "//button[contains(normalize-space(.), '{words}')] | //a[contains(normalize-space(.), '{words}')]"
        );
        match self
            .client
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::XPath(&path))
            .await
        {
            Ok(found) => found.click().await.unwrap(),
            Err(error) => panic!("「{words}」: {error}\n{}", self.words().await),
        }
    }

    /// Address and text of the page; between two pages there may be neither.
    pub async fn words(&self) -> String {
        let address = self.client.current_url().await;
        let text = match self.client.find(Locator::Css("body")).await {
            Ok(body) => body.text().await,
            Err(error) => Err(error),
        };
        format!(
            "{}\n{}",
            address.map_or_else(|error| error.to_string(), |url| url.to_string()),
            text.unwrap_or_default()
        )
    }

    /// Waits until the page says something.
    pub async fn sees(&self, words: &str) {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if self.words().await.contains(words) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("「{words}」 is not seen on\n{}", self.words().await);
    }

    /// Takes the page at the office's and at the phone's size; nothing may stick out sideways.
    pub async fn shoot(&self, name: &str) {
        for (label, width, height) in [("1366x768", 1366, 768), ("360x740", 360, 740)] {
            self.client.set_window_size(width, height).await.unwrap();
            let shot = self.client.screenshot().await.unwrap();
            std::fs::write(self.shots.join(format!("{name}-{label}.png")), shot).unwrap();
            let sticks_out = self
                .client
                .execute("return document.documentElement.scrollWidth - document.documentElement.clientWidth", vec![])
                .await
                .unwrap()
                .as_i64()
                .unwrap();
            assert!(
                sticks_out <= 1,
                "{name} at {label} is {sticks_out} px too wide"
            );
        }
        self.client.set_window_size(1366, 768).await.unwrap();
    }

    /// The file the browser has just downloaded.
    pub async fn downloaded(&self, ending: &str) -> PathBuf {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            for entry in std::fs::read_dir(self.downloads.path()).unwrap() {
                let path = entry.unwrap().path();
                if path.extension().is_some_and(|found| found == ending) {
                    return path;
                }
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!(
            "no .{ending} was downloaded; the page says\n{}",
            self.words().await
        );
    }
}

fn workbook(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data")
        .join(name)
        .display()
        .to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_the_set_up_link_to_a_printed_packet() {
    let app = TestApp::start(Backend::Sqlite).await;
    let token = make_link(&app.store, app.clock.as_ref(), SETUP, None)
        .await
        .unwrap();
    let browser = Browser::open().await;

    // 首次设置
    browser
        .client
        .goto(&format!("{}/setup/{token}", app.url))
        .await
        .unwrap();
    for (name, text) in [
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
    ] {
        browser.fill(name, text).await;
    }
    browser.shoot("01-setup").await;
    browser.click("保存并去登录").await;
    browser.sees("石塘镇已设置好").await;
    browser.fill("account", "zhaoguoqiang").await;
    browser.fill("password", "Maple-74-river").await;
    browser.shoot("02-login").await;
    browser.click("登录").await;

    // 新建届次
    browser.sees("新建届次").await;
    browser.shoot("03-first-day").await;
    browser.click("新建届次").await;
    browser.fill("ordinal", "9").await;
    browser.fill("election_day", "2027-03-18").await;
    browser
        .find("input[name='rules'][value='guangdong-2026']")
        .await
        .click()
        .await
        .unwrap();
    browser.shoot("04-new-cycle").await;
    browser
        .find("main form button.primary")
        .await
        .click()
        .await
        .unwrap();
    browser.sees("石塘镇2027年").await;

    // 导入
    let cycle = cycle_address(&browser).await;
    for (place, file, expected) in [
        ("villages", "villages-shitang.xlsx", "16"),
        ("people", "people-shitang.xlsx", "15"),
    ] {
        browser
            .client
            .goto(&format!("{cycle}/{place}/import"))
            .await
            .unwrap();
        browser.fill("file", &workbook(file)).await;
        browser.click("上传并核对").await;
        browser.sees("换一个文件").await; // only the preview offers this
        browser.sees(expected).await;
        browser.shoot(&format!("05-import-{place}")).await;
        browser
            .find("main button.primary")
            .await
            .click()
            .await
            .unwrap();
        browser.sees("已导入").await;
    }

    // 矩阵 → 村 → 记录三步
    browser
        .client
        .goto(&format!("{cycle}/matrix"))
        .await
        .unwrap();
    browser.sees("上前村").await;
    browser.shoot("06-matrix").await;
    browser.click("上前村").await;
    browser.sees("打印本村").await;
    browser.shoot("07-village").await;
    let village = browser.client.current_url().await.unwrap().to_string();
    let village = village.split(['#', '?']).next().unwrap().to_owned();
    for (step, day) in [
        ("committee-selected", "2026-11-20"),
        ("committee-announced", "2026-11-21"),
        ("election-day-announced", "2026-11-22"),
    ] {
        browser
            .client
            .goto(&format!("{village}/steps/{step}"))
            .await
            .unwrap();
        browser.fill("day", day).await;
        browser.fill("note", "已核对会议记录").await;
        if step == "committee-selected" {
            browser.shoot("08-step").await;
        }
        browser.click("记录完成").await;
        browser.confirm_if_asked("已记录").await;
    }
    browser.client.goto(&village).await.unwrap();
    browser.sees("11月22日").await;
    browser.shoot("09-village-after").await;

    // 打印
    browser.client.goto(&format!("{cycle}/docs")).await.unwrap();
    browser.shoot("10-papers").await;
    browser.client.goto(&village).await.unwrap();
    browser.click("打印本村").await;
    browser.sees("整包（PDF）").await;
    browser.shoot("11-packet").await;
    browser.click("整包（PDF）").await;
    let packet = browser.downloaded("pdf").await;
    let text = Command::new("pdftotext")
        .arg("-enc")
        .arg("UTF-8")
        .arg(&packet)
        .arg("-")
        .output()
        .unwrap();
    let text: String = String::from_utf8(text.stdout)
        .unwrap()
        .split_whitespace()
        .collect();
    for words in [
        "上前村",
        "2027年3月18日",
        "公告张贴核对表",
        "关于确定选举日的公告",
    ] {
        assert!(text.contains(words), "{words} is not in the packet");
    }
    browser.client.clone().close().await.unwrap();
}

impl Browser {
    /// Where a record raises a question (an earlier step is missing), the page asks to look and
    /// confirm: tick and send again. Either way `words` are seen in the end.
    async fn confirm_if_asked(&self, words: &str) {
        let began = Instant::now();
        while began.elapsed() < PATIENCE && !self.words().await.contains(words) {
            if let Ok(tick) = self
                .client
                .find(Locator::Css("input[name='confirm']:not(:checked)"))
                .await
                && tick.click().await.is_ok()
            {
                self.click("记录完成").await;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        self.sees(words).await;
    }
}

/// `http://…/c/{id}` of the page shown.
async fn cycle_address(browser: &Browser) -> String {
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        let url = browser.client.current_url().await.unwrap().to_string();
        if let Some((base, rest)) = url.split_once("/c/") {
            return format!("{base}/c/{}", rest.split('/').next().unwrap());
        }
        // The workbench stands for the latest cycle; its rail names the address.
        if let Ok(link) = browser
            .client
            .find(Locator::Css("a[href*='/matrix']"))
            .await
        {
            let href = link.prop("href").await.unwrap().unwrap_or_default();
            if let Some((base, rest)) = href.split_once("/c/") {
                return format!("{base}/c/{}", rest.split('/').next().unwrap());
            }
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("no cycle on {}", browser.words().await);
}
