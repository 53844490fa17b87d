//! `/c/{c}/report`, its columns, `/c/{c}/statistics`

use huanjie::{
    roster::{self, Limits, Table},
    store::{account::Role, audit, report},
};
use uuid::Uuid;

use crate::support::{
    Client, TestApp,
    client::form_of,
    seed::{self, Seed},
};

crate::both_backends! {
    a_zero_report_is_confirmed_in_one_click_and_frozen;
    what_happens_later_leaves_yesterday_alone_and_what_is_entered_late_does_not;
    bad_input_second_sends_and_two_clerks;
    the_countys_columns_are_data;
    unknown_figures_stay_blank;
}

/// 2027年2月26日 17:00
const FRIDAY: &str = "2027-02-26T09:00:00Z";

/// The first table of a workbook.
pub(crate) fn table(bytes: &[u8]) -> Table {
    roster::read(bytes, &Limits::default())
        .unwrap()
        .tables
        .remove(0)
}

/// The text of a cell; empty for none.
pub(crate) fn text(table: &Table, row: usize, column: u32) -> String {
    table.rows[row]
        .cell(column)
        .map(|cell| cell.text.clone())
        .unwrap_or_default()
}

/// Records a phase of the township, which nothing precedes.
async fn formed(clerk: &Client, cycle: Uuid, day: &str) {
    let path = format!("/c/{cycle}/phases/leading-group-formed");
    clerk
        .upload(&path, &path, &[("day", day), ("confirmed", "1")], &[])
        .await
        .expect(303);
}

async fn a_zero_report_is_confirmed_in_one_click_and_frozen(app: TestApp) {
    app.clock.set(FRIDAY);
    let Seed { cycle, .. } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let page = format!("/c/{cycle}/report");
    clerk
        .get(&page)
        .await
        .expect(200)
        .says("2027年2月26日 零报告")
        .says("第 1 期")
        .says("没有要填的");
    // A draft can be looked at before.
    let draft = clerk.get(&format!("{page}.pdf")).await.expect(200);
    assert!(draft.bytes.starts_with(b"%PDF"));
    let answer = clerk.submit(&page, &page, &[]).await.expect(303);
    assert_eq!(answer.location(), format!("{page}?day=2027-02-26"));
    clerk
        .get(answer.location())
        .await
        .expect(200)
        .says("已确认第1版：换届办甲")
        .says("存证：审计第")
        .says("零报告");
    let scope = app.scope(cycle).await;
    let row = report::find(
        app.store.reader(),
        &scope,
        "2027-02-26".parse().unwrap(),
        None,
    )
    .await
    .unwrap()
    .unwrap();
    assert!(row.zero && row.version == 1 && row.serial == 1);
    // What is printed is the head of the chain as it stood before.
    let events = audit::latest(app.store.reader(), &scope, None, None, 1)
        .await
        .unwrap();
    assert_eq!(events[0].event, "report.confirmed");
    assert_eq!(events[0].prev_hash, format!("sha256:{}", row.audit_hash));
    assert_eq!(events[0].seq, row.audit_seq + 1);
    assert!(row.data.contains(&row.audit_hash));
    // The file stays the same bytes.
    let first = clerk
        .get(&format!("{page}.pdf?day=2027-02-26"))
        .await
        .expect(200);
    app.clock.pass(chrono::TimeDelta::minutes(5));
    let second = clerk
        .get(&format!("{page}.pdf?day=2027-02-26&version=1"))
        .await
        .expect(200);
    assert_eq!(first.bytes, second.bytes);
    clerk
        .get(&format!("{page}.pdf?day=2027-02-26&version=7"))
        .await
        .expect(404);
    // Readers see it and confirm nothing.
    let county = seed::signed_in(&app, Role::County).await;
    let shown = county.get(&page).await.expect(200).says("已确认第1版");
    assert!(!shown.text().contains("name=\"note\""));
}

async fn what_happens_later_leaves_yesterday_alone_and_what_is_entered_late_does_not(app: TestApp) {
    app.clock.set(FRIDAY);
    let Seed { cycle, .. } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let page = format!("/c/{cycle}/report");
    clerk
        .submit(&page, &page, &[("note", "两户申诉，已受理。")])
        .await
        .expect(303);
    clerk
        .get(&page)
        .await
        .expect(200)
        .says("2027年2月26日 日报")
        .says("两户申诉，已受理");
    app.clock.set("2027-02-27T01:00:00Z");
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let friday = format!("{page}?day=2027-02-26");
    let shown = clerk.get(&friday).await.expect(200).text();
    assert!(
        !shown.contains("与现数据不符"),
        "a day has passed, nothing else"
    );
    formed(&clerk, cycle, "2027-02-27").await;
    let shown = clerk.get(&friday).await.expect(200).text();
    assert!(
        !shown.contains("与现数据不符"),
        "what happens today is not yesterday's"
    );
    clerk
        .get(&page)
        .await
        .expect(200)
        .says("2027年2月27日 日报")
        .says("第 2 期")
        .says("成立领导小组");
    // Undone, and entered again for the day before: now yesterday's report is no longer what is known.
    let phase = format!("/c/{cycle}/phases/leading-group-formed");
    clerk
        .submit(&phase, "/undo", &[("reason", "日期记错")])
        .await
        .expect(303);
    formed(&clerk, cycle, "2027-02-26").await;
    clerk
        .get(&friday)
        .await
        .expect(200)
        .says("与现数据不符")
        .says("当日办结：确认时 0，现在 1")
        .says("重新确认（第2版）");
    clerk.submit(&friday, &page, &[]).await.expect(303);
    let again = clerk.get(&friday).await.expect(200).says("已确认第2版");
    assert!(!again.text().contains("与现数据不符"));
    // Both versions stay.
    for version in [1, 2] {
        clerk
            .get(&format!("{page}.pdf?day=2027-02-26&version={version}"))
            .await
            .expect(200);
    }
}

async fn bad_input_second_sends_and_two_clerks(app: TestApp) {
    app.clock.set(FRIDAY);
    let Seed { cycle, .. } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let page = format!("/c/{cycle}/report");
    for (day, words) in [
        ("2027-02-27", "请选今天或以前的日期"),
        ("2026-11-01", "请选 2027年2月26日 或以后的日期"),
        ("明天", "日期读不出来"),
    ] {
        clerk
            .get(&format!("{page}?day={day}"))
            .await
            .expect(422)
            .says(words);
        clerk
            .submit(&page, &page, &[("day", day)])
            .await
            .expect(422)
            .says(words);
    }
    clerk
        .submit(&page, &page, &[("note", &"长".repeat(501))])
        .await
        .expect(422)
        .says("500 字以内");
    let shown = clerk.get(&page).await.text();
    let (form, other) = (
        form_of(&shown, &page),
        form_of(&clerk.get(&page).await.text(), &page),
    );
    // The figures changed between looking and confirming.
    clerk
        .send_form(&form, &[("digest", "sha256:0")])
        .await
        .expect(422)
        .says("记录有变化");
    let sent = clerk.send_form(&form, &[]).await.expect(303);
    let again = clerk.send_form(&form, &[]).await.expect(303);
    assert_eq!(sent.location(), again.location());
    let scope = app.scope(cycle).await;
    assert_eq!(
        report::list(app.store.reader(), &scope)
            .await
            .unwrap()
            .len(),
        1
    );
    clerk
        .send_form(&other, &[])
        .await
        .expect(409)
        .says("换届办甲")
        .says("日报");
    clerk
        .submit(&page, &page, &[])
        .await
        .expect(422)
        .says("不用重新确认");
}

async fn the_countys_columns_are_data(app: TestApp) {
    app.clock.set(FRIDAY);
    let Seed { cycle, .. } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let page = format!("/c/{cycle}/report");
    let first = table(&clerk.get(&format!("{page}.xlsx")).await.expect(200).bytes);
    assert_eq!(text(&first, 0, 0), "序号");
    assert_eq!(text(&first, 1, 1), "上前村");
    let columns = format!("{page}/columns");
    clerk
        .submit(
            &columns,
            &columns,
            &[("columns", "村名\n单位 = 没有的内容\n单位 = 单位")],
        )
        .await
        .expect(422)
        .says("第1行：请写成")
        .says("第2行：请从下面的“可用的内容”里选");
    let stale = form_of(&clerk.get(&columns).await.text(), &columns);
    clerk
        .submit(
            &columns,
            &columns,
            &[("columns", "备注 = 空白\n村名 = 单位\n法定逾期数 = 法定逾期")],
        )
        .await
        .expect(303);
    clerk
        .send_form(&stale, &[("columns", "村名 = 单位")])
        .await
        .expect(409)
        .says("日报表格的列");
    let second = table(&clerk.get(&format!("{page}.xlsx")).await.expect(200).bytes);
    assert_eq!(
        [0, 1, 2].map(|column| text(&second, 0, column)),
        ["备注", "村名", "法定逾期数"]
    );
    assert_eq!(text(&second, 1, 1), "上前村");
    assert_eq!(text(&second, 4, 1), "合计");
    // Emptied, the shipped columns come back.
    clerk
        .submit(&columns, &columns, &[("columns", "")])
        .await
        .expect(303);
    let third = table(&clerk.get(&format!("{page}.xlsx")).await.expect(200).bytes);
    assert_eq!(text(&third, 0, 0), "序号");
}

async fn unknown_figures_stay_blank(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let page = format!("/c/{cycle}/statistics");
    clerk
        .get(&page)
        .await
        .expect(200)
        .says("3 个（村 2，社区 1）")
        .says("空格是还没有登记，不是 0")
        .says("没有登记党组织书记和委员");
    let book = table(&clerk.get(&format!("{page}.xlsx")).await.expect(200).bytes);
    let column = |title: &str| {
        (0..60)
            .find(|column| text(&book, 0, *column) == title)
            .unwrap_or_else(|| panic!("no column {title}"))
    };
    let (households, ballots) = (column("准备·户数"), column("投票·收回选票"));
    assert_eq!(text(&book, 1, households), "813");
    assert_eq!(text(&book, 4, households), "2439");
    assert_eq!(text(&book, 1, ballots), "", "nobody voted yet");
    assert_eq!(
        text(&book, 4, ballots),
        "",
        "a sum of nothing known is not 0"
    );
    assert_eq!(text(&book, 5, ballots), "3", "three units without a figure");
    // The paper is drawn from the same records.
    clerk
        .get(&format!(
            "/c/{cycle}/docs/preview?unit={cycle}&kind=statistics-summary"
        ))
        .await
        .expect(200);
}
