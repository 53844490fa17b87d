//! 一分钟的事 — the tasks of an overworked clerk (design: product.md 3.3), done in a real browser on the demonstration
//! township: how many clicks each takes from the workbench, and how long the server worked for its pages. The number of
//! clicks is a promise and asserted; times are told, and kept in `benches/README.md`.
//!
//! Typing is no click: a field filled in, a choice made in a list, Enter at the end of a field.
//!
//! The times are those of the build that is tested; `HUANJIE_CLICKS_BINARY` names another program to walk through,
//! `benches/clicks.sh` builds a release for it.

mod township;

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use fantoccini::Locator;
use serde_json::json;

use huanjie::store::account::Role;

use crate::{
    journey::Browser,
    support::{Backend, TestApp, seed},
};

/// The program that is walked through.
fn program() -> String {
    std::env::var("HUANJIE_CLICKS_BINARY")
        .unwrap_or_else(|_| env!("CARGO_BIN_EXE_huanjie").to_owned())
}

/// The demonstration, stopped when dropped.
struct Demo {
    process: Child,
    url: String,
    _folder: tempfile::TempDir,
}

impl Demo {
    #[allow(clippy::zombie_processes)] // one that never answers fails the test at once
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut process = Command::new(program())
            .args(["demo", "--port", "0", "--keep"])
            .arg(folder.path().join("demo"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let said = BufReader::new(process.stdout.take().unwrap());
        let url = tokio::task::spawn_blocking(move || {
            let mut lines = said.lines();
            let url = lines.by_ref().map_while(Result::ok).find_map(|line| {
                let from = line.find("http://")?;
                Some(line[from..].trim().trim_end_matches('/').to_owned())
            });
            std::thread::spawn(move || lines.for_each(drop));
            url
        })
        .await
        .unwrap()
        .expect("the demonstration says its address");
        Self {
            process,
            url,
            _folder: folder,
        }
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A clerk whose clicks are counted.
struct Clerk {
    browser: Browser,
    url: String,
    clicks: u32,
    /// Milliseconds until the first byte, of every page of the task.
    server: f64,
    told: Vec<String>,
    /// What the first page says.
    home: &'static str,
}

impl Clerk {
    async fn sign_in(url: &str, account: &str, password: &str) -> Self {
        Self::sign_in_to(url, account, password, "法定事项").await
    }

    async fn sign_in_to(url: &str, account: &str, password: &str, home: &'static str) -> Self {
        let browser = Browser::open().await;
        // An old office screen: everything is clicked as it lies there.
        browser.client.set_window_size(1366, 768).await.unwrap();
        browser.client.goto(&format!("{url}/login")).await.unwrap();
        browser.fill("account", account).await;
        browser.fill("password", password).await;
        browser.click("登录").await;
        browser.sees(home).await;
        Self {
            browser,
            url: url.to_owned(),
            clicks: 0,
            server: 0.0,
            told: Vec::new(),
            home,
        }
    }

    /// Every task begins at the workbench.
    async fn at_the_workbench(&mut self) {
        self.browser
            .client
            .goto(&format!("{}/", self.url))
            .await
            .unwrap();
        self.browser.sees(self.home).await;
        (self.clicks, self.server) = (0, 0.0);
    }

    /// A click on what an XPath finds, which leads to a page that says `words`.
    async fn press(&mut self, path: &str, words: &str) {
        self.clicks += 1;
        let found = self
            .browser
            .client
            .wait()
            .at_most(Duration::from_mins(1))
            .for_element(Locator::XPath(path))
            .await;
        match found {
            Ok(found) => found.click().await.unwrap(),
            Err(error) => panic!("{path}: {error}\n{}", self.browser.words().await),
        }
        self.browser.sees(words).await;
        self.server += self.waited().await;
    }

    /// A click that leads to a page that says `words`.
    async fn click(&mut self, what: &str, words: &str) {
        self.clicks += 1;
        self.browser.click(what).await;
        self.browser.sees(words).await;
        self.server += self.waited().await;
    }

    /// A click that changes something on the page: a fold that opens.
    async fn open(&mut self, words: &str) {
        self.clicks += 1;
        let path = format!("//summary[contains(normalize-space(.), '{words}')]");
        let found = self
            .browser
            .client
            .wait()
            .at_most(Duration::from_mins(1))
            .for_element(Locator::XPath(&path))
            .await;
        found.unwrap().click().await.unwrap();
    }

    /// Types and presses Enter; the page that comes says `words`.
    async fn enter(&mut self, name: &str, text: &str, words: &str) {
        self.browser.fill(name, text).await;
        self.enter_in(name, words).await;
    }

    /// Presses Enter in a field as it stands.
    async fn enter_in(&mut self, name: &str, words: &str) {
        let field = self.browser.find(&format!("[name='{name}']")).await;
        field.send_keys("\u{E007}").await.unwrap();
        self.browser.sees(words).await;
        self.server += self.waited().await;
    }

    /// Chooses in a list.
    async fn choose(&self, css: &str, value: &str) {
        let field = self.browser.find(css).await;
        self.browser
            .client
            .execute(
                "arguments[0].value = arguments[1]",
                vec![serde_json::to_value(&field).unwrap(), json!(value)],
            )
            .await
            .unwrap();
    }

    /// How long the server took for the page that is shown, redirects with it.
    async fn waited(&self) -> f64 {
        self.browser
            .client
            .execute(
                "const page = performance.getEntriesByType('navigation')[0];
                 return page ? page.responseStart - (page.redirectStart || page.requestStart) : 0;",
                vec![],
            )
            .await
            .unwrap()
            .as_f64()
            .unwrap_or(0.0)
    }

    fn done(&mut self, task: &str, most: u32) {
        let line = format!(
            "| {task} | {most} | {} | {:.0} ms |",
            self.clicks, self.server
        );
        eprintln!("{line}");
        self.told.push(line);
        assert!(
            self.clicks <= most,
            "{task}: {} clicks, promised {most}",
            self.clicks
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_tasks_of_a_clerks_minute_keep_to_their_clicks() {
    let demo = Demo::start().await;
    let mut clerk = Clerk::sign_in(&demo.url, "jingban", "Yanshi-2027!").await;

    // 哪些村误期、为什么: the workbench itself.
    clerk.at_the_workbench().await;
    clerk.browser.sees("法定逾期").await;
    clerk.browser.sees("中坌村").await;
    clerk.server = clerk.waited().await;
    clerk.done("看哪些村误期、为什么", 0);

    // 明日应发
    clerk.at_the_workbench().await;
    clerk.click("明日应发", "文书中心").await;
    let began = Instant::now();
    clerk.clicks += 1;
    clerk.browser.click("合并打印所选").await;
    clerk.browser.downloaded("pdf").await;
    clerk.server += began.elapsed().as_secs_f64() * 1000.0;
    clerk.done("打印各村明天应发的公告（含 PDF）", 2);

    // 最迟哪天贴: the election day on the workbench leads to the question.
    clerk.at_the_workbench().await;
    clerk.click("2027年3月18日", "最迟哪天").await;
    let question = clerk.browser.find("main input[name='q']").await;
    question.clear().await.unwrap();
    question
        .send_keys("上前村选民名单最迟哪天贴\u{E007}")
        .await
        .unwrap();
    clerk.browser.sees("2月26日").await;
    clerk.server += clerk.waited().await;
    clerk.done("答“某村名单最迟哪天贴”", 1);

    // 改期一周看后果
    clerk.at_the_workbench().await;
    clerk.enter("q", "下前村", "下前村").await;
    clerk.click("下前村", "下一步").await;
    clerk.click("改期", "新的选举日").await;
    clerk.browser.fill("to", "2027-03-25").await;
    clerk.click("看看会怎样", "推后").await;
    clerk.done("某村选举日挪一周，看后果", 3);

    // 挂钩领导病了，三个村换人
    clerk.at_the_workbench().await;
    clerk.click("设置", "规则").await;
    clerk.click("分工", "挂钩领导").await;
    let villages = clerk
        .browser
        .client
        .find_all(Locator::Css("select[name^='leader:']"))
        .await
        .unwrap();
    let other = villages[0].prop("value").await.unwrap().unwrap();
    for village in villages.iter().skip(1).take(3) {
        let name = village.attr("name").await.unwrap().unwrap();
        clerk.choose(&format!("[name='{name}']"), &other).await;
    }
    clerk.click("保存分工", "已保存").await;
    clerk.done("三个村换挂钩领导", 3);

    // 作废重发
    clerk.at_the_workbench().await;
    clerk
        .click("印发 上前村《换届选举工作实施方案》", "打开 PDF")
        .await;
    clerk.open("作废").await;
    clerk.browser.fill("reason", "挂钩领导有变").await;
    clerk.click("作废并重新印发", "原件已作废").await;
    clerk.done("作废一份并重新印发", 3);

    // 补登三人，出更正公告
    clerk.at_the_workbench().await;
    clerk.enter("q", "上前村", "上前村").await;
    clerk.click("上前村", "下一步").await;
    clerk.open("有变动时另出的公告").await;
    clerk
        .click("关于更正登记参加选举人员名单的公告", "预检")
        .await;
    clerk.click("填写内容", "更正事项").await;
    for (row, name) in ["钟水清", "蓝秀英", "丁一"].into_iter().enumerate() {
        clerk
            .choose(&format!("[name='changes.{row}.change']"), "added")
            .await;
        clerk
            .browser
            .fill(&format!("changes.{row}.name"), name)
            .await;
        clerk
            .browser
            .fill(&format!("changes.{row}.group"), "第1村民小组")
            .await;
    }
    clerk
        .enter(
            "changes.2.note",
            "漏登",
            "关于更正登记参加选举人员名单的公告",
        )
        .await;
    clerk.browser.sees("钟水清").await;
    clerk.done("补登 3 人，出更正公告", 4);

    print_table(&clerk.told);
}

/// The candidates: post, name, votes, elected.
const COUNT: [(&str, &str, &str, &str); 12] = [
    ("chair", "蓝天勇", "400", "true"),
    ("chair", "胡礼民", "150", "false"),
    ("chair", "钟水清", "90", "false"),
    ("deputy", "欧阳秀勇", "380", "true"),
    ("deputy", "李志强", "160", "false"),
    ("deputy", "王海燕", "100", "false"),
    ("member", "朱秀兰", "420", "true"),
    ("member", "马智云", "390", "true"),
    ("member", "温天娟", "350", "true"),
    ("member", "陈文杰", "200", "false"),
    ("member", "周玉梅", "150", "false"),
    ("member", "邱国栋", "100", "false"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_count_of_twelve_candidates_is_one_click_and_typing() {
    let app = TestApp::start(Backend::Sqlite).await;
    let seeded = seed::seed(&app).await;
    app.clock.set("2027-03-18T09:00:00Z");
    let (cycle, village) = (seeded.cycle, seeded.villages[0]);
    let office = seed::signed_in(&app, Role::Clerk).await;
    let facts = format!("/c/{cycle}/v/{village}/facts/candidates");
    let rows: Vec<(String, &str)> = COUNT
        .iter()
        .enumerate()
        .flat_map(|(row, (post, name, _, _))| {
            [
                (format!("candidates.{row}.post"), *post),
                (format!("candidates.{row}.name"), *name),
            ]
        })
        .collect();
    let rows: Vec<(&str, &str)> = rows
        .iter()
        .map(|(key, text)| (key.as_str(), *text))
        .collect();
    office.submit(&facts, "/facts/", &rows).await.expect(303);

    let mut clerk = Clerk::sign_in(&app.url, seed::account_of(Role::Clerk), seed::PASSWORD).await;
    clerk.at_the_workbench().await;
    clerk.browser.sees("待录入计票").await;
    clerk.click("录入上前村的得票", "得票情况").await;
    for (name, text) in [
        ("issued", "656"),
        ("returned", "656"),
        ("valid", "650"),
        ("invalid", "6"),
    ] {
        clerk.browser.fill(name, text).await;
    }
    for (row, (_, _, votes, elected)) in COUNT.iter().enumerate() {
        clerk
            .choose(&format!("[name='counts.{row}.elected']"), elected)
            .await;
        clerk
            .browser
            .fill(&format!("counts.{row}.votes"), votes)
            .await;
    }
    clerk
        .enter("counts.11.votes", "100", "关于选举结果的公告")
        .await;
    clerk.browser.sees("预检").await;
    clerk.done("录入一村得票（12 名候选人）", 1);
    print_table(&clerk.told);
}

fn print_table(lines: &[String]) {
    let build = match std::env::var("HUANJIE_CLICKS_BINARY") {
        Ok(program) => program,
        Err(_) if cfg!(debug_assertions) => "调试构建".to_owned(),
        Err(_) => "发布构建".to_owned(),
    };
    eprintln!("{build}");
    eprintln!("| 事项 | 点击上限 | 点击 | 服务器时间合计 |\n|---|---|---|---|");
    for line in lines {
        eprintln!("{line}");
    }
}
