//! The figures of the design in one run: `cargo bench` (`cargo bench -- papers` for the papers alone, `-- wall` for the screen). Absolute numbers belong to the machine; what
//! is quoted in `benches/README.md` are these lines and their ratios.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    dead_code,
    missing_docs
)]

mod bulk;
mod inspections;
mod service;
#[path = "../tests/it/support/mod.rs"]
mod support;
mod wall;

use std::time::{Duration, Instant};

use huanjie::{
    documents::{
        fonts::Library as Fonts,
        kind::Kind,
        render::{Setting, render, write_pdf},
        text::Texts,
    },
    law::{
        Facts, Library, Plan, UnitKind, earliest,
        poll::{PollRules, decide, read_poll},
    },
    store::{account::Role, village},
};
use support::{Backend, TestApp, seed};

/// Runs something over and over for about a second; the mean time of one.
fn mean(mut work: impl FnMut()) -> Duration {
    work();
    let (start, mut rounds) = (Instant::now(), 0_u32);
    while start.elapsed() < Duration::from_secs(1) {
        work();
        rounds += 1;
    }
    start.elapsed() / rounds
}

fn percentile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort_unstable();
    times[(times.len() - 1) * percent / 100]
}

fn line(what: &str, value: impl std::fmt::Display) {
    println!("{what:<44} {value}");
}

fn rules() {
    let library = Library::embedded();
    let plan = Plan::compile(library.pack("zhejiang-2020").unwrap(), UnitKind::Village).unwrap();
    let day = "2027-03-18".parse().unwrap();
    let none = plan.actuals([]).unwrap();
    let facts = Facts::new(&plan, day, None, none.clone()).unwrap();
    line(
        "days of one village",
        format!("{:?}", mean(|| drop(plan.days(day, &none)))),
    );
    let whole = mean(|| drop(plan.schedule(&facts, library.calendar())));
    line(
        "schedule of one village with its reasons",
        format!("{whole:?}"),
    );
    let later = Facts::new(&plan, "2027-03-25".parse().unwrap(), None, none.clone()).unwrap();
    line(
        "replan of one village with its diff",
        format!(
            "{:?}",
            mean(|| drop(plan.replan(&facts, &later, library.calendar())))
        ),
    );
    let today = "2027-01-12".parse().unwrap();
    line(
        "earliest lawful election day with its chain",
        format!("{:?}", mean(|| drop(earliest(&plan, &none, today)))),
    );
    line(
        "packs, holidays and questions read",
        format!("{:?}", mean(|| drop(Library::embedded()))),
    );
    line(
        "schedules of 55,000 villages, one core",
        format!("{:?}", whole * 55_000),
    );
}

/// A usual poll: a chair, a deputy and three members with a reserved seat, fourteen names.
fn polls() {
    let library = Library::embedded();
    let pack = library.pack("zhejiang-2020").unwrap();
    let rules = PollRules::compile(pack, UnitKind::Village).unwrap();
    let candidates = |names: &[(&str, &str, u32)]| -> serde_json::Value {
        names
            .iter()
            .map(|(id, sex, votes)| serde_json::json!({"id": id, "name": id, "sex": sex, "votes": votes}))
            .collect()
    };
    let sheet = serde_json::json!({
        "round": "first", "poll_day": "2027-03-18",
        "registered": 1203, "issued": 980, "returned": 976, "proxies": 85, "roaming": 40,
        "contests": [
            {"post": "chair", "seats": 1, "invalid": 12, "abstained": 20,
             "candidates": candidates(&[("甲", "m", 500), ("乙", "m", 440), ("丙", "f", 4)])},
            {"post": "deputy", "seats": 1, "invalid": 12, "abstained": 24,
             "candidates": candidates(&[("丁", "f", 470), ("戊", "m", 460), ("己", "m", 10)])},
            {"post": "member", "seats": 3, "invalid": 12, "abstained": 0,
             "candidates": candidates(&[
                 ("庚", "m", 700), ("辛", "m", 650), ("壬", "f", 560), ("癸", "m", 560), ("子", "f", 200)])},
            {"post": "member", "reserved": "woman", "seats": 1, "invalid": 12, "abstained": 4,
             "candidates": candidates(&[("丑", "f", 500), ("寅", "f", 400), ("卯", "f", 60)])}
        ],
        "relatives": [["甲", "庚", "sibling"]]
    })
    .to_string();
    let poll = read_poll(&sheet).unwrap();
    line(
        "decision on one poll with its reasons",
        format!("{:?}", mean(|| drop(decide(&rules, &poll).unwrap()))),
    );
    line(
        "  reading its JSON",
        format!("{:?}", mean(|| drop(read_poll(&sheet).unwrap()))),
    );
    line(
        "  the rules of the pack, once",
        format!(
            "{:?}",
            mean(|| drop(PollRules::compile(pack, UnitKind::Village).unwrap()))
        ),
    );
}

fn papers() {
    let (texts, fonts) = (Texts::embedded().unwrap(), Fonts::embedded());
    let setting = Setting {
        watermark: None,
        demo: false,
        issued: None,
        paper: None,
        created: "2027-02-20T09:00:00".parse().unwrap(),
        author: "石塘镇换届选举工作领导小组办公室".into(),
    };
    let sample = |kind: Kind, name: &str| {
        kind.samples()
            .into_iter()
            .find(|sample| sample.name == name)
            .unwrap()
            .data
    };
    let notice = sample(Kind::ElectionDay, "normal");
    let set = || render(Kind::ElectionDay, &notice, &texts, &fonts, &setting).unwrap();
    let bytes = write_pdf(&[set()], &setting, &fonts).unwrap().len();
    let single = mean(|| drop(write_pdf(&[set()], &setting, &fonts).unwrap()));
    line(
        "one-page notice as its own file, data to bytes",
        format!(
            "{single:.2?}, {:.0} a second, {} kB",
            1.0 / single.as_secs_f64(),
            bytes / 1000
        ),
    );
    // Village by village: another name, number and day each, as a batch prints them.
    let mut nth = 0_u32;
    let villages = mean(|| {
        nth += 1;
        let mut data = notice.clone();
        let name = |offset: u32| char::from_u32(0x4E00 + (nth * 7 + offset) % 3000).unwrap();
        data["unit"]["name"] = format!("{}{}村", name(0), name(1)).into();
        data["unit"]["election_day"] = format!("2027-03-{:02}", 10 + nth % 17).into();
        data["issue"]["number"] = format!("第{}号", 1 + nth % 40).into();
        let set = render(Kind::ElectionDay, &data, &texts, &fonts, &setting).unwrap();
        drop(write_pdf(&[set], &setting, &fonts).unwrap());
    });
    line(
        "  the same of another village each time",
        format!(
            "{villages:.2?}, {:.0} a second",
            1.0 / villages.as_secs_f64()
        ),
    );
    let many: Vec<_> = (0..500).map(|_| set()).collect();
    let start = Instant::now();
    let merged = write_pdf(&many, &setting, &fonts).unwrap();
    let took = start.elapsed();
    line(
        "merged run of 500 notices, writing alone",
        format!(
            "{:.0} pages a second, {:.1} kB a page",
            500.0 / took.as_secs_f64(),
            merged.len() as f64 / 500_000.0
        ),
    );
    let roll = sample(Kind::VoterRoll, "largest");
    let names = mean(|| {
        let set = render(Kind::VoterRoll, &roll, &texts, &fonts, &setting).unwrap();
        drop(write_pdf(&[set], &setting, &fonts).unwrap());
    });
    line("largest sample roll as PDF", format!("{names:?}"));
    bulk::twelve_thousand_names_on_paper(|data| {
        let set = render(Kind::VoterRoll, data, &texts, &fonts, &setting).unwrap();
        let pages = set.pages.len();
        let bytes = write_pdf(&[set], &setting, &fonts).unwrap();
        (pages, bytes.len())
    });
}

async fn pages() {
    let app = TestApp::start(Backend::Sqlite).await;
    let seeded = seed::seed(&app).await;
    let rows =
        (4..=300).map(|n| seed::village_row(seeded.cycle, n, &format!("第{n}村"), "village"));
    let tx = app.store.begin().await.unwrap();
    assert!(village::insert_all(&tx, rows.collect()).await.unwrap());
    tx.commit().await.unwrap();
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let matrix = format!("/c/{}/matrix", seeded.cycle);
    let mut times = Vec::new();
    let mut etag = String::new();
    for _ in 0..60 {
        let start = Instant::now();
        let answer = clerk.get(&matrix).await.expect(200);
        times.push(start.elapsed());
        answer.header("etag").clone_into(&mut etag);
    }
    line(
        "matrix page, 300 villages: p50",
        format!("{:?}", percentile(&mut times, 50)),
    );
    let mut times = Vec::new();
    for _ in 0..100 {
        let start = Instant::now();
        clerk
            .get_with(&matrix, "if-none-match", &etag)
            .await
            .expect(304);
        times.push(start.elapsed());
    }
    line(
        "matrix page unchanged (304): p50",
        format!("{:?}", percentile(&mut times, 50)),
    );
    posts(&app, &seeded).await;
}

/// Eight clients record steps of villages of their own, each post with its audit row.
async fn posts(app: &TestApp, seeded: &seed::Seed) {
    let scope = huanjie::store::scope::CycleScope::of_operator(app.store.reader(), seeded.cycle)
        .await
        .unwrap()
        .unwrap();
    let villages = village::list(app.store.reader(), &scope).await.unwrap();
    let mut workers = Vec::new();
    let start = Instant::now();
    for eighth in villages.chunks(villages.len().div_ceil(8)) {
        let ids: Vec<_> = eighth.iter().map(|row| row.id).collect();
        let clerk = seed::signed_in(app, Role::Clerk).await;
        let cycle = seeded.cycle;
        workers.push(tokio::spawn(async move {
            let mut times = Vec::new();
            for id in ids {
                let page = format!("/c/{cycle}/v/{id}/steps/committee-selected");
                let shown = clerk.get(&page).await.expect(200).text();
                let form = support::client::form_of(&shown, &page);
                let start = Instant::now();
                clerk
                    .send_multipart(&form, &[("day", "2026-11-20")])
                    .await
                    .expect(303);
                times.push(start.elapsed());
            }
            times
        }));
    }
    let mut times = Vec::new();
    for worker in workers {
        times.extend(worker.await.unwrap());
    }
    let took = start.elapsed();
    line(
        "8 clients: page and post, with audit row",
        format!(
            "{:.0} pairs a second",
            times.len() as f64 / took.as_secs_f64()
        ),
    );
    line(
        "  the post alone: p50",
        format!("{:?}", percentile(&mut times, 50)),
    );
    line(
        "  the post alone: p99",
        format!("{:?}", percentile(&mut times, 99)),
    );
}

/// All of it, or the part that is named: `cargo bench -- papers`.
fn main() {
    // cargo itself passes `--bench`.
    let part = std::env::args().skip(1).find(|word| !word.starts_with('-'));
    if part.as_deref() == Some("papers") {
        return papers();
    }
    if part.as_deref() == Some("wall") {
        return running(wall::wall_on_election_day());
    }
    rules();
    polls();
    papers();
    running(async {
        pages().await;
        service::saving_while_printing().await;
        service::start_and_memory().await;
        bulk::twelve_thousand_voters().await;
        inspections::supervision_pages().await;
        wall::wall_on_election_day().await;
        bulk::ten_thousand_notices().await;
    });
}

fn running(work: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(work);
}
