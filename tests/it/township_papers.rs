//! The township's papers: drawn from the records, reached from the pages, on both databases.

use chrono::TimeDelta;
use huanjie::{
    office::inspection::Kind as Way,
    store::{
        account::Role,
        audit,
        entity::{finding, inspection, step_record},
        inspection as inspections, progress, report,
        scope::CycleScope,
    },
};
use serde_json::Value;
use uuid::Uuid;

use crate::support::{
    Client, TestApp,
    client::form_of,
    seed::{self, Seed},
};

crate::both_backends! {
    a_daily_report_is_counted_from_the_records_and_carries_the_head_of_the_audit_chain;
    a_daily_report_is_confirmed_under_reports_and_never_issued_beside_them;
    papers_no_step_asks_for_are_reached_from_the_pages;
    a_reply_waits_for_what_it_answers;
}

fn preview(cycle: Uuid, unit: Uuid, kind: &str) -> String {
    format!("/c/{cycle}/docs/preview?unit={unit}&kind={kind}")
}

async fn done(app: &TestApp, cycle: Uuid, unit: Uuid, step: &str) {
    let tx = app.store.begin().await.unwrap();
    let row = step_record::Model {
        id: Uuid::now_v7(),
        cycle_id: cycle,
        unit_id: unit,
        step: step.to_owned(),
        seq: 1,
        act: progress::DONE.into(),
        day: Some(app.app.clock.today()),
        note: String::new(),
        late_explanation: None,
        recorded_by: Uuid::nil(),
        recorded_by_name: "测试".into(),
        recorded_at: app.app.clock.now(),
    };
    assert!(progress::insert(&tx, row).await.unwrap());
    tx.commit().await.unwrap();
}

async fn inspected(app: &TestApp, cycle: Uuid, village: Uuid, problem: &str) {
    let tx = app.store.begin().await.unwrap();
    let id = Uuid::now_v7();
    let row = inspection::Model {
        id,
        cycle_id: cycle,
        village_id: village,
        day: app.app.clock.today(),
        kind: Way::Random.id().into(),
        inspectors: "王火发".into(),
        note: String::new(),
        recorded_by: Uuid::nil(),
        recorded_by_name: "测试".into(),
        recorded_at: app.app.clock.now(),
        version: 1,
    };
    let found = finding::Model {
        id: Uuid::now_v7(),
        inspection_id: id,
        ordinal: 1,
        problem: problem.into(),
        basis: String::new(),
        measure: "当日补贴。".into(),
        deadline: None,
    };
    inspections::insert(&tx, row, vec![found]).await.unwrap();
    tx.commit().await.unwrap();
}

/// Confirms today's report on its own page: its data as frozen.
async fn confirmed(app: &TestApp, client: &Client, cycle: Uuid, day: &str) -> Value {
    let page = format!("/c/{cycle}/report");
    client.submit(&page, &page, &[]).await.expect(303);
    let scope = CycleScope::of_operator(app.store.reader(), cycle)
        .await
        .unwrap()
        .unwrap();
    let row = report::find(app.store.reader(), &scope, day.parse().unwrap(), None)
        .await
        .unwrap()
        .unwrap();
    serde_json::from_str(&row.data).unwrap()
}

async fn a_daily_report_is_counted_from_the_records_and_carries_the_head_of_the_audit_chain(
    app: TestApp,
) {
    let seed = seed::seed(&app).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    let client = seed::signed_in(&app, Role::Clerk).await;
    done(&app, cycle, village, "election-day-announced").await;
    inspected(&app, cycle, village, "公告没有张贴").await;
    let head = audit::head(app.store.reader()).await.unwrap();
    let data = confirmed(&app, &client, cycle, "2026-11-23").await;
    let known = &data["known"];
    assert_eq!(known["serial"], 1);
    assert_eq!(known["day"], "2026-11-23");
    assert_eq!(known["units"].as_array().unwrap().len(), 3);
    let lines = known["done"].as_array().unwrap();
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["unit"], "上前村");
    assert_eq!(known["visits"][0]["findings"][0]["problem"], "公告没有张贴");
    for stage in known["stages"].as_array().unwrap() {
        let count = |key: &str| stage[key].as_u64().unwrap();
        let all = count("done") + count("active") + count("ahead") + count("late");
        assert!((1..=3).contains(&all), "{stage}");
    }
    // Whoever keeps the paper can say what the chain was that day.
    let printed = known["anchor"]["digest"].as_str().unwrap();
    assert_eq!(format!("sha256:{printed}"), head.hash);
    assert_eq!(known["anchor"]["seq"], head.seq);
    // The next day nothing happened: 零报告, the next number, and yesterday's is not out of date.
    app.clock.pass(TimeDelta::days(1));
    let client = seed::signed_in(&app, Role::Clerk).await;
    let data = confirmed(&app, &client, cycle, "2026-11-24").await;
    assert_eq!(data["known"]["serial"], 2);
    assert!(data["known"]["done"].as_array().is_none_or(Vec::is_empty));
    client
        .get(&format!("/c/{cycle}/report?day=2026-11-23"))
        .await
        .expect(200)
        .says("已确认第1版");
}

async fn a_daily_report_is_confirmed_under_reports_and_never_issued_beside_them(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    // The print centre leads to the page of the reports: the row, the paper, its file.
    let list = client
        .get(&format!("/c/{cycle}/docs?tab=todo&kind=daily-report"))
        .await
        .expect(200)
        .says("到“报表”确认");
    assert!(list.text().contains(&format!("href=\"/c/{cycle}/report\"")));
    let page = client.get(&preview(cycle, cycle, "daily-report")).await;
    assert_eq!(page.expect(303).location(), format!("/c/{cycle}/report"));
    let file = client
        .get(&format!(
            "/c/{cycle}/docs/preview.pdf?unit={cycle}&kind=daily-report"
        ))
        .await;
    assert_eq!(
        file.expect(303).location(),
        format!("/c/{cycle}/report.pdf")
    );
    // A form that was sent there all the same makes nothing.
    let form = client
        .get(&preview(cycle, cycle, "emergency-plan"))
        .await
        .expect(200)
        .text();
    let mut form = form_of(&form, "/docs/preview");
    for (name, value) in &mut form.hidden {
        if name == "kind" {
            "daily-report".clone_into(value);
        }
    }
    client
        .send_form(&form, &[])
        .await
        .expect(422)
        .says("请到“报表”的日报页核对后确认");
    let issued = client
        .get(&format!("/c/{cycle}/docs?tab=issued&kind=daily-report"))
        .await
        .expect(200);
    assert!(!issued.text().contains("已印发的换届选举工作日报"));
}

async fn papers_no_step_asks_for_are_reached_from_the_pages(app: TestApp) {
    let seed = seed::seed(&app).await;
    let cycle = seed.cycle;
    let client = seed::signed_in(&app, Role::Clerk).await;
    client
        .get(&format!("/c/{cycle}/phases"))
        .await
        .expect(200)
        .says("成立换届选举工作领导小组的通知")
        .says("换届纪律通知")
        .says("换届选举应急预案")
        .says("换届选举业务培训通知")
        .says("换届选举工作日报")
        .says("督查通报")
        .says("换届选举统计汇总表")
        .says("换届选举工作总结")
        .says("换届选举工作目标责任书（各村、社区）")
        .says("目标责任书（挂钩领导，每人一份）");
    for (kind, count) in [
        ("election-day-reply", "3 份"),
        ("result-reply", "3 份"),
        // No leader is linked with anything yet.
        ("responsibility-letter", "3 份"),
    ] {
        let list = client
            .get(&format!("/c/{cycle}/docs?tab=todo&kind={kind}"))
            .await
            .expect(200)
            .says("上前村")
            .says("下前村")
            .says("石塘社区");
        assert!(list.text().contains(count), "{kind}");
    }
    // Every township paper can be looked at with nothing but three villages known.
    for kind in [
        "training-notice",
        "discipline-notice",
        "emergency-plan",
        "statistics-summary",
        "work-summary",
    ] {
        client
            .get(&preview(cycle, cycle, kind))
            .await
            .expect(200)
            .says("落款日期");
        let pdf = client
            .get(&format!(
                "/c/{cycle}/docs/preview.pdf?unit={cycle}&kind={kind}"
            ))
            .await
            .expect(200);
        assert!(pdf.bytes.starts_with(b"%PDF-1.7"), "{kind}");
    }
    client
        .get(&preview(cycle, cycle, "discipline-notice"))
        .await
        .expect(200)
        .says("不得扰乱选举秩序");
}

async fn a_reply_waits_for_what_it_answers(app: TestApp) {
    let seed = seed::seed(&app).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    let client = seed::signed_in(&app, Role::Clerk).await;
    // 选举日由乡镇确定（规则包里这一环节的责任主体）
    client
        .get(&preview(cycle, village, "election-day-reply"))
        .await
        .expect(200)
        .says("选举日定为")
        .says("2027年3月18日");
    client
        .get(&preview(cycle, village, "result-reply"))
        .await
        .expect(200)
        .says("请等选举结果公告印发以后再复函");
    client
        .get(&preview(cycle, cycle, "leading-group-notice"))
        .await
        .expect(200)
        .says("名单里没有组长");
    client
        .get(&preview(cycle, cycle, "inspection-bulletin"))
        .await
        .expect(200)
        .says("请先登记督查记录");
}
