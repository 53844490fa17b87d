//! The screen on the wall on election day: 100 villages with their papers, facts, rolls and inspections on SQLite.

use std::time::Instant;

use chrono::Days;
use huanjie::{
    documents::kind::Kind,
    platform::clock::Clock as _,
    store::{
        account::Role,
        entity::{
            finding, inspection as inspection_row, paper as paper_row, paper_fact, rectification,
            voter as voter_row, voter_roll,
        },
        inspection, paper, supervision, village, voter,
    },
};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    line, percentile,
    support::{Backend, TestApp, client::form_of, seed},
};

const VILLAGES: i32 = 100;
const VOTERS: i32 = 300;
const VISITS: u64 = 10;
const KINDS: [Kind; 8] = [
    Kind::ElectionDay,
    Kind::ElectionCommittee,
    Kind::VoterRegistration,
    Kind::VoterRoll,
    Kind::VoterRollCorrection,
    Kind::Candidates,
    Kind::CandidateChange,
    Kind::Results,
];

/// The page as a browser sees it: on election day, with the sheet of the ballots, and on a day nobody votes.
pub async fn wall_on_election_day() {
    let app = TestApp::start(Backend::Sqlite).await;
    let seeded = seed::seed(&app).await;
    let rows: Vec<_> = (4..=VILLAGES)
        .map(|n| seed::village_row(seeded.cycle, n, &format!("第{n}村"), "village"))
        .collect();
    let mut villages = seeded.villages.clone();
    villages.extend(rows.iter().map(|row| row.id));
    let tx = app.store.begin().await.unwrap();
    assert!(village::insert_all(&tx, rows).await.unwrap());
    for (number, id) in villages.iter().enumerate() {
        papers_of(&tx, &app, seeded.cycle, number, *id).await;
        visits_of(&tx, &app, seeded.cycle, *id).await;
        roll_of(&tx, &app, *id).await;
    }
    tx.commit().await.unwrap();
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let page = format!("/c/{}/wall-links", seeded.cycle);
    let form = form_of(&clerk.get(&page).await.expect(200).text(), &page);
    let made = clerk
        .send_form(&form, &[("name", "大厅")])
        .await
        .expect(200);
    let text = made.text();
    let (_, rest) = text.split_once("/wall/").unwrap();
    let path = format!("/wall/{}", rest.split('"').next().unwrap());
    println!(
        "the wall: 100 villages, 800 papers, 30,000 voters, 1,000 inspections, 3,000 findings"
    );
    for (name, moment, sheet) in [
        ("a day nobody votes", "2027-02-27T01:00:00Z", 1),
        ("election day, first sheet", "2027-03-18T06:00:00Z", 1),
        ("election day, ballots", "2027-03-18T06:00:00Z", 6),
    ] {
        app.clock.set(moment);
        let address = format!("{path}?page={sheet}");
        let mut times = Vec::new();
        for round in 0..40 {
            let start = Instant::now();
            app.client().get(&address).await.expect(200);
            if round >= 5 {
                times.push(start.elapsed());
            }
        }
        let (half, most) = (percentile(&mut times, 50), percentile(&mut times, 95));
        line(
            &format!("  {name}: p50 and p95"),
            format!("{half:?} and {most:?}"),
        );
    }
}

async fn papers_of<C: ConnectionTrait>(
    tx: &C,
    app: &TestApp,
    cycle: Uuid,
    number: usize,
    unit: Uuid,
) {
    for (at, kind) in KINDS.iter().enumerate() {
        // Half of the villages have published their result.
        if *kind == Kind::Results && number.is_multiple_of(2) {
            continue;
        }
        let fact = paper_fact::Model {
            id: Uuid::now_v7(),
            cycle_id: cycle,
            unit_id: unit,
            kind: kind.id().into(),
            facts: format!(
                r#"{{"issued":1130,"returned":1128,"registered":2341,"note":"{}"}}"#,
                "情况".repeat(400)
            ),
            version: 0,
        };
        assert!(paper::put_facts(tx, fact).await.unwrap());
        let row = paper_row::Model {
            id: Uuid::now_v7(),
            cycle_id: cycle,
            unit_id: unit,
            kind: kind.id().into(),
            state: paper::ISSUED.into(),
            title: "公告".into(),
            number: format!("第{}号", at + 1),
            series: format!("notice:{unit}"),
            data: format!(
                r#"{{"facts":{{"registered":2341,"text":"{}"}}}}"#,
                "公告正文".repeat(500)
            ),
            input_digest: String::new(),
            pack_digest: String::new(),
            pdf_sha256: String::new(),
            pages: 1,
            dated: "2027-03-01".parse().unwrap(),
            issued_by: Uuid::nil(),
            issued_by_name: "王火发".into(),
            issued_at: app.clock.now(),
            posted_on: None,
            posted_place: None,
            void_reason: None,
            replaces_id: None,
            version: 1,
            markup: None,
            passed: None,
            urgency: String::new(),
        };
        assert!(paper::insert(tx, row).await.unwrap());
    }
}

async fn visits_of<C: ConnectionTrait>(tx: &C, app: &TestApp, cycle: Uuid, village_id: Uuid) {
    let first: chrono::NaiveDate = "2027-02-20".parse().unwrap();
    for number in 0..VISITS {
        let (id, day) = (Uuid::now_v7(), first + Days::new(number));
        let model = inspection_row::Model {
            id,
            cycle_id: cycle,
            village_id,
            day,
            kind: "random".into(),
            inspectors: "第一督查组 王火发".into(),
            note: "组织有序，资料齐全。".into(),
            recorded_by: Uuid::nil(),
            recorded_by_name: "王火发".into(),
            recorded_at: app.clock.now(),
            version: 1,
        };
        let findings: Vec<finding::Model> = (1..=3)
            .map(|ordinal| finding::Model {
                id: Uuid::now_v7(),
                inspection_id: id,
                ordinal,
                problem: "第4组、第7组没有张贴选民名单，只贴在村务公开栏。".into(),
                basis: "村民委员会组织法第十七条第一款".into(),
                measure: "当日补贴到每个小组。".into(),
                deadline: Some(day + Days::new(3)),
            })
            .collect();
        let rectifications = findings
            .iter()
            .map(|row| rectification::Model {
                finding_id: row.id,
                cycle_id: cycle,
                village_id,
                inspection_id: id,
                item: "roll-everywhere".into(),
                papers: "[]".into(),
                gravity: "minor".into(),
                state: if number % 5 == 0 {
                    supervision::ASSIGNED
                } else {
                    supervision::CLOSED
                }
                .into(),
                owner: String::new(),
                due: row.deadline,
                assigned_on: Some(day),
                answered_on: None,
                closed_on: None,
                version: 1,
            })
            .collect();
        inspection::insert(tx, model, findings).await.unwrap();
        supervision::insert_rectifications(tx, rectifications)
            .await
            .unwrap();
    }
}

async fn roll_of<C: ConnectionTrait>(tx: &C, app: &TestApp, village_id: Uuid) {
    let head = voter_roll::Model {
        village_id,
        file_name: "名册.xlsx".into(),
        file_sha256: String::new(),
        voters: VOTERS,
        left_out: 0,
        imported_at: app.clock.now(),
        version: 1,
        mark_key: None,
    };
    let voters = (1..=VOTERS)
        .map(|ordinal| voter_row::Model {
            id: Uuid::now_v7(),
            village_id,
            ordinal,
            group_name: "第1组".into(),
            name: format!("村民{ordinal}"),
            sex: None,
            category: "resident".into(),
            mark: None,
            twice: false,
        })
        .collect();
    assert!(voter::replace(tx, head, 0, voters).await.unwrap());
}
