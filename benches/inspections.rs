//! The pages of supervision with 300 villages, 3,000 inspections and 10,000 findings on SQLite.

use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};
use huanjie::{
    platform::clock::Clock as _,
    store::{
        account::Role,
        entity::{
            finding, inspection as inspection_row, inspection_answer, inspection_sheet,
            rectification,
        },
        inspection, supervision, village,
    },
};
use uuid::Uuid;

use crate::{
    line, percentile,
    support::{Backend, TestApp, client::first_load_of, seed},
};

const VILLAGES: i32 = 300;
const INSPECTIONS: usize = 3_000;
const FINDINGS: usize = 10_000;
/// Answers of a checklist.
const ANSWERS: i32 = 12;

/// What the goal of the pages is.
const GOAL: Duration = Duration::from_millis(20);
/// And of the first load of the phone page, bytes.
const FIRST_LOAD: usize = 60_000;

struct Filled {
    app: TestApp,
    cycle: Uuid,
    village: Uuid,
    inspection: Uuid,
    finding: Uuid,
}

async fn filled() -> Filled {
    let app = TestApp::start(Backend::Sqlite).await;
    let seeded = seed::seed(&app).await;
    let rows: Vec<_> = (4..=VILLAGES)
        .map(|n| seed::village_row(seeded.cycle, n, &format!("第{n}村"), "village"))
        .collect();
    let mut villages = seeded.villages.clone();
    villages.extend(rows.iter().map(|row| row.id));
    let tx = app.store.begin().await.unwrap();
    assert!(village::insert_all(&tx, rows).await.unwrap());
    let first: NaiveDate = "2026-09-01".parse().unwrap();
    let (mut found, mut last) = (0, (Uuid::nil(), Uuid::nil()));
    for number in 0..INSPECTIONS {
        let id = Uuid::now_v7();
        let village_id = villages[number % villages.len()];
        let day = first + Days::new((number * 80 / INSPECTIONS) as u64);
        let model = inspection_row::Model {
            id,
            cycle_id: seeded.cycle,
            village_id,
            day,
            kind: ["stage", "random", "theme", "follow-up"][number % 4].into(),
            inspectors: "第一督查组 王火发".into(),
            note: "组织有序，资料齐全。".into(),
            recorded_by: Uuid::nil(),
            recorded_by_name: "王火发".into(),
            recorded_at: app.clock.now(),
            version: 1,
        };
        // Three or four to an inspection until there are enough.
        let mine = ((number + 1) * FINDINGS / INSPECTIONS) - found;
        found += mine;
        let findings: Vec<finding::Model> = (1..=mine)
            .map(|ordinal| finding::Model {
                id: Uuid::now_v7(),
                inspection_id: id,
                ordinal: i32::try_from(ordinal).unwrap(),
                problem: "第4组、第7组没有张贴选民名单，只贴在村务公开栏，字迹被雨水打湿。".into(),
                basis: "村民委员会组织法第十七条第一款".into(),
                measure: "当日补贴到每个小组，并把张贴的日期记入张贴核对表。".into(),
                deadline: Some(day + Days::new(3)),
            })
            .collect();
        let rectifications = findings
            .iter()
            .enumerate()
            .map(|(at, row)| rectification::Model {
                finding_id: row.id,
                cycle_id: seeded.cycle,
                village_id,
                inspection_id: id,
                item: "roll-everywhere".into(),
                papers: "[\"voter-roll\"]".into(),
                gravity: ["minor", "major", "serious"][at % 3].into(),
                // A tenth is open, as at the end of a stage.
                state: if (number + at) % 10 == 0 {
                    supervision::ASSIGNED
                } else {
                    supervision::CLOSED
                }
                .into(),
                owner: "村选委会主任".into(),
                due: row.deadline,
                assigned_on: Some(day),
                answered_on: None,
                closed_on: Some(day + Days::new(2)),
                version: 2,
            })
            .collect();
        last = (id, findings[0].id);
        inspection::insert(&tx, model, findings).await.unwrap();
        let answers = (1..=ANSWERS)
            .map(|ordinal| inspection_answer::Model {
                inspection_id: id,
                ordinal,
                item: format!("item-{ordinal}"),
                text: "选民名单张贴到每个小组，字迹清楚".into(),
                basis: "村民委员会组织法第十七条第一款".into(),
                answer: "ok".into(),
                note: String::new(),
            })
            .collect();
        let sheet = inspection_sheet::Model {
            inspection_id: id,
            cycle_id: seeded.cycle,
            village_id,
            client_id: id.to_string(),
            receipt: format!("{number:06}"),
            origin: "phone".into(),
            stage: "objections".into(),
            theme: String::new(),
            claimed_day: None,
            received_at: app.clock.now(),
        };
        assert!(
            supervision::insert_sheet(&tx, sheet, answers)
                .await
                .unwrap()
        );
        supervision::insert_rectifications(&tx, rectifications)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(found, FINDINGS);
    Filled {
        village: villages[(INSPECTIONS - 1) % villages.len()],
        app,
        cycle: seeded.cycle,
        inspection: last.0,
        finding: last.1,
    }
}

/// Every page of supervision, and those that say something of it: p50 and p95 as a browser sees it.
pub async fn supervision_pages() {
    let filled = filled().await;
    let clerk = seed::signed_in(&filled.app, Role::Clerk).await;
    let cycle = format!("/c/{}", filled.cycle);
    println!("300 villages, 3,000 inspections, 10,000 findings; goal p50 {GOAL:?}");
    for (name, address) in [
        ("inspections, first page", format!("{cycle}/inspections")),
        (
            "inspections, page 40",
            format!("{cycle}/inspections?page=40"),
        ),
        (
            "inspections, open ones",
            format!("{cycle}/inspections?show=open"),
        ),
        (
            "an inspection",
            format!("{cycle}/inspections/{}", filled.inspection),
        ),
        ("findings, open ones", format!("{cycle}/findings")),
        (
            "findings, all, page 100",
            format!("{cycle}/findings?show=all&page=100"),
        ),
        (
            "findings past their day",
            format!("{cycle}/findings?show=late"),
        ),
        ("a finding", format!("{cycle}/findings/{}", filled.finding)),
        ("plan and coverage", format!("{cycle}/inspections/plan")),
        (
            "a checklist at the office",
            format!(
                "{cycle}/inspections/new?village={}&kind=random",
                filled.village
            ),
        ),
        ("telephone: first page", "/m/".to_owned()),
        (
            "telephone: a checklist",
            format!(
                "/m/in?c={}&village={}&kind=random",
                filled.cycle, filled.village
            ),
        ),
        ("a village", format!("{cycle}/v/{}", filled.village)),
        ("workbench", format!("/?c={}", filled.cycle)),
    ] {
        let mut times = Vec::new();
        for round in 0..60 {
            let start = Instant::now();
            clerk.get(&address).await.expect(200);
            // The first ones fill the caches of the database.
            if round >= 10 {
                times.push(start.elapsed());
            }
        }
        let (half, most) = (percentile(&mut times, 50), percentile(&mut times, 95));
        line(
            &format!("  {name}: p50 and p95"),
            format!(
                "{half:?} and {most:?}{}",
                if half <= GOAL { "" } else { "  OVER THE GOAL" }
            ),
        );
    }
    let mut sent = 0;
    for file in first_load_of(&clerk.get("/m/").await.expect(200).text()) {
        let answer = clerk.get_with(&file, "accept-encoding", "gzip").await;
        sent += answer.expect(200).bytes.len();
    }
    line(
        "  telephone: first load, compressed",
        format!(
            "{sent} bytes{}",
            if sent <= FIRST_LOAD {
                ""
            } else {
                "  OVER THE GOAL"
            }
        ),
    );
}
