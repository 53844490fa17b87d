//! Large work through the binary: ten thousand notices to one ZIP, a roll of twelve thousand; time, size,
//! and the most memory the process ever held.

use std::{
    process::{Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use huanjie::store::village;

use crate::{
    line,
    support::{Backend, TestApp, seed},
};

/// Villages of the township; with eleven notices each about ten thousand papers.
const VILLAGES: i32 = 910;

/// The highest resident memory of a process so far, MB.
fn highest(id: u32) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let kilobytes: u64 = text
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?
        .split_whitespace()
        .next()?
        .parse()
        .ok()?;
    Some(kilobytes / 1000)
}

/// Runs the program on the data of `app`: its status, its time, the most memory it ever held in MB.
async fn run(app: &TestApp, args: &[&str]) -> (ExitStatus, Duration, u64) {
    let start = Instant::now();
    let mut process = Command::new(env!("CARGO_BIN_EXE_huanjie"))
        .args(args)
        .arg("--data-dir")
        .arg(app.folder.path())
        .env_remove("HUANJIE_DATABASE_URL")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut most = 0;
    loop {
        if let Some(status) = process.try_wait().unwrap() {
            return (status, start.elapsed(), most);
        }
        most = highest(process.id()).unwrap_or(0).max(most);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// `huanjie print --out X.zip` of everything.
pub async fn ten_thousand_notices() {
    let app = TestApp::start(Backend::Sqlite).await;
    let seeded = seed::seed(&app).await;
    let rows =
        (4..=VILLAGES).map(|n| seed::village_row(seeded.cycle, n, &format!("第{n}村"), "village"));
    let tx = app.store.begin().await.unwrap();
    assert!(village::insert_all(&tx, rows.collect()).await.unwrap());
    tx.commit().await.unwrap();
    let out = app.folder.path().join("notices.zip");
    let (status, took, most) = run(&app, &["print", "--out", out.to_str().unwrap()]).await;
    let archive = zip::ZipArchive::new(std::fs::File::open(&out).unwrap()).unwrap();
    let papers = archive.len() - 1;
    let size = std::fs::metadata(&out).unwrap().len() / 1_000_000;
    // Notices that lack facts are named and left out; the status is 1 then.
    assert!(status.code().is_some_and(|code| code < 2), "{status}");
    line(
        &format!("{papers} notices to one ZIP of {size} MB"),
        format!(
            "{took:.1?}, {:.0} a second; highest memory {most} MB",
            papers as f64 / took.as_secs_f64()
        ),
    );
}

/// A made-up ID number whose check character is right (GB 11643: weights 2^(17-i) mod 11).
fn id_number(order: u32) -> String {
    let digits = format!(
        "33118119{:02}0101{:03}",
        40 + order / 1000 % 60,
        order % 1000
    );
    let sum: u32 = digits
        .chars()
        .enumerate()
        .map(|(at, digit)| digit.to_digit(10).unwrap() * ((1 << (17 - at)) % 11))
        .sum();
    format!(
        "{digits}{}",
        ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][(sum % 11) as usize]
    )
}

fn made_up_name(order: u32) -> String {
    let han = |offset: u32| char::from_u32(0x4E00 + offset).unwrap();
    format!("王{}{}", han(order / 100), han(1000 + order % 100))
}

/// `huanjie import voters` of a workbook of one large village, with every check.
pub async fn twelve_thousand_voters() {
    let app = TestApp::start(Backend::Sqlite).await;
    let seeded = seed::seed(&app).await;
    let name = "第四村";
    let tx = app.store.begin().await.unwrap();
    let row = seed::village_row(seeded.cycle, 4, name, "village");
    assert!(village::insert_all(&tx, vec![row]).await.unwrap());
    tx.commit().await.unwrap();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, title) in (0..).zip(["序号", "村民小组", "姓名", "性别", "身份证号"])
    {
        sheet.write(0, column, title).unwrap();
    }
    for order in 0..12_000_u32 {
        let id = id_number(order);
        let man = order % 2 == 1;
        sheet.write(order + 1, 0, order + 1).unwrap();
        sheet
            .write(order + 1, 1, format!("第{}组", order / 400 + 1))
            .unwrap();
        sheet.write(order + 1, 2, made_up_name(order)).unwrap();
        sheet
            .write(order + 1, 3, if man { "男" } else { "女" })
            .unwrap();
        sheet.write(order + 1, 4, id).unwrap();
    }
    let file = app.folder.path().join("roll.xlsx");
    book.save(&file).unwrap();
    let file = file.to_str().unwrap();
    let args = ["import", "voters", file, "--village", name, "--skip-faulty"];
    let (status, took, most) = run(&app, &args).await;
    line(
        "roll of 12,000 rows imported with all checks",
        format!("{took:.1?} (status {status}); highest memory {most} MB"),
    );
}

/// The largest roll a clerk may have imported, as the paper that is posted: data to bytes in this process.
pub fn twelve_thousand_names_on_paper(set: impl Fn(&serde_json::Value) -> (usize, usize)) {
    let groups: Vec<serde_json::Value> = (0..30_u32)
        .map(|group| {
            let names: Vec<String> = (0..400)
                .map(|place| made_up_name(group * 400 + place))
                .collect();
            serde_json::json!({ "title": format!("第{}村民小组", group + 1), "names": names })
        })
        .collect();
    let data = serde_json::json!({
        "office": { "township": "石塘镇", "ordinal": 9, "election_year": 2027 },
        "unit": { "name": "上前村", "kind": "village", "election_day": "2027-03-18" },
        "known": { "groups": groups, "published_on": "2027-02-25" },
        "facts": {}
    });
    let before = highest(std::process::id()).unwrap_or(0);
    let start = Instant::now();
    let (pages, bytes) = set(&data);
    let took = start.elapsed();
    let most = highest(std::process::id()).unwrap_or(0);
    line(
        "roll of 12,000 names as a paper",
        format!(
            "{took:.2?}, {pages} pages, {} kB; highest memory {most} MB ({before} before)",
            bytes / 1000
        ),
    );
}
