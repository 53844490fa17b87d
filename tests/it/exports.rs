//! Every list as a workbook, the calendars, the bars.

mod narrowed;

use std::collections::{BTreeMap, BTreeSet};

use huanjie::store::{account::Role, audit, scope::CycleScope};
use uuid::Uuid;

use super::reports::{table, text};
use crate::support::{
    TestApp,
    client::form_of,
    seed::{self, Seed},
};

crate::both_backends! {
    every_list_has_its_table_and_each_is_kept_in_the_audit;
    cycles_and_accounts_too;
    nothing_typed_becomes_a_formula;
    villages_and_people_come_back_through_the_importer;
    deadlines_keep_their_names_when_they_move;
    bars_lead_to_their_steps;
    own_villages_only;
}

async fn every_list_has_its_table_and_each_is_kept_in_the_audit(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let scope = CycleScope::of_operator(app.store.reader(), cycle)
        .await
        .unwrap()
        .unwrap();
    let base = format!("/c/{cycle}");
    let own = format!("{base}/v/{}", villages[0]);
    let lists = [
        (
            format!("{base}/villages"),
            format!("{base}/villages.xlsx"),
            "序号",
        ),
        (
            format!("{base}/people"),
            format!("{base}/people.xlsx"),
            "姓名",
        ),
        (
            format!("{base}/matrix"),
            format!("{base}/matrix.xlsx"),
            "村（社区）",
        ),
        (
            format!("{base}/gantt"),
            format!("{base}/schedule.xlsx"),
            "单位",
        ),
        (
            format!("{own}/schedule"),
            format!("{own}/schedule.xlsx"),
            "单位",
        ),
        (
            format!("{base}/phases"),
            format!("{base}/phases.xlsx"),
            "工作",
        ),
        (
            format!("{base}/assign"),
            format!("{base}/assign.xlsx"),
            "村（社区）",
        ),
        (
            format!("{base}/inspections"),
            format!("{base}/inspections.xlsx"),
            "日期",
        ),
        (
            format!("{base}/docs?tab=register"),
            format!("{base}/docs/register.xlsx"),
            "编号序列",
        ),
        (format!("{own}/roll"), format!("{own}/roll.xlsx"), "序号"),
        (
            format!("{base}/statistics"),
            format!("{base}/statistics.xlsx"),
            "序号",
        ),
        (
            format!("{base}/report"),
            format!("{base}/report.xlsx"),
            "序号",
        ),
        (
            format!("{base}/meetings"),
            format!("{base}/meetings.xlsx"),
            "会议",
        ),
        (
            format!("{base}/trainings"),
            format!("{base}/trainings.xlsx"),
            "班",
        ),
        (
            format!("{base}/trainings/coverage"),
            format!("{base}/trainings/coverage.xlsx"),
            "村（社区）",
        ),
        (
            format!("{base}/findings"),
            format!("{base}/findings.xlsx"),
            "村（社区）",
        ),
        (
            format!("{base}/plan/villages"),
            format!("{base}/plan/villages.xlsx"),
            "村（社区）",
        ),
        (
            format!("{base}/docs"),
            format!("{base}/docs/todo.xlsx"),
            "文书",
        ),
        (
            format!("{base}/texts"),
            format!("{base}/texts.xlsx"),
            "文书",
        ),
        (
            format!("{base}/guidance"),
            format!("{base}/guidance.xlsx"),
            "村（社区）",
        ),
        (
            format!("{own}/guidance"),
            format!("{own}/guidance.xlsx"),
            "日期",
        ),
        (
            format!("{base}/risk"),
            format!("{base}/risk.xlsx"),
            "村（社区）",
        ),
        (
            format!("{base}/feasible"),
            format!("{base}/feasible.xlsx"),
            "村（社区）",
        ),
        (
            format!("{base}/conflicts"),
            format!("{base}/conflicts.xlsx"),
            "投票日",
        ),
        (
            format!("{base}/organisation"),
            format!("{base}/organisation.xlsx"),
            "机构",
        ),
        (
            format!("{base}/inspections/plan"),
            format!("{base}/inspections/plan.xlsx"),
            "日期",
        ),
        (
            format!("{base}/inspections/plan"),
            format!("{base}/inspections/coverage.xlsx"),
            "村（社区）",
        ),
        (
            format!("{base}/wall-links"),
            format!("{base}/wall-links.xlsx"),
            "放在哪里",
        ),
        (
            format!("{base}/incoming"),
            format!("{base}/incoming.xlsx"),
            "收文号",
        ),
        (
            format!("{base}/docs?tab=issued"),
            format!("{base}/docs/list.xlsx?tab=issued"),
            "编号",
        ),
        (
            format!("{base}/reminders"),
            format!("{base}/reminders.xlsx"),
            "送给",
        ),
        (
            format!("{base}/audit"),
            format!("{base}/audit.xlsx"),
            "序号",
        ),
    ];
    // Empty lists have nothing to take away and show no button.
    let empty = [
        "people",
        "inspections",
        "roll",
        "meetings",
        "trainings",
        "findings",
        "organisation",
        "wall-links",
        "incoming",
        "docs?tab=issued",
    ];
    let diary = format!("{own}/guidance");
    for (page, file, head) in &lists {
        let shown = clerk.get(page).await.expect(200).text();
        if *page != diary && !empty.iter().any(|name| page.ends_with(name)) {
            assert!(
                shown.contains("导出表格") || shown.contains("导出计划表格"),
                "{page}"
            );
        }
        let answer = clerk.get(file).await.expect(200);
        assert!(
            answer
                .header("content-disposition")
                .contains("filename*=UTF-8''"),
            "{file}"
        );
        // Where the page shows a part unless asked for more, the workbook says so above its headings.
        let sheet = table(&answer.bytes);
        let top = usize::from(
            ["findings.xlsx", "risk.xlsx"]
                .iter()
                .any(|name| file.ends_with(name)),
        );
        assert_eq!(text(&sheet, 0, 0).starts_with("只列："), top == 1, "{file}");
        assert_eq!(&text(&sheet, top, 0), head, "{file}");
        let last = &audit::latest(app.store.reader(), &scope, None, None, 1)
            .await
            .unwrap()[0];
        assert_eq!(last.event, "table.exported", "{file}");
        assert!(last.summary.contains("行"), "{}", last.summary);
    }
    clerk
        .get(&format!("{base}/exports"))
        .await
        .expect(200)
        .says("下载全镇期限日历")
        .says("文书登记簿");
}

/// What belongs to no cycle: the cycles, and the accounts without anything secret.
async fn cycles_and_accounts_too(app: TestApp) {
    seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    assert!(clerk.get("/cycles").await.text().contains("导出表格"));
    let book = table(&clerk.get("/cycles.xlsx").await.expect(200).bytes);
    assert_eq!(text(&book, 0, 0), "名称");
    assert!(text(&book, 1, 2).starts_with("2027年3月18日"));
    clerk.get("/admin/users.xlsx").await.expect(403);
    let keeper = seed::signed_in(&app, Role::Administrator).await;
    assert!(keeper.get("/admin/users").await.text().contains("导出表格"));
    let book = table(&keeper.get("/admin/users.xlsx").await.expect(200).bytes);
    let heads: Vec<String> = (0..6).map(|column| text(&book, 0, column)).collect();
    assert_eq!(heads, ["姓名", "账号", "身份", "范围", "最近使用", "状态"]);
    let whole: String = (0..book.rows.len())
        .flat_map(|row| (0..8).map(move |column| (row, column)))
        .map(|(row, column)| text(&book, row, column))
        .collect();
    assert!(
        whole.contains("系统管理员") && !whole.contains("argon2"),
        "{whole}"
    );
    let kept = audit::latest_of(app.store.reader(), &["table.exported"], 2)
        .await
        .unwrap();
    assert!(kept[0].summary.contains("账号") && kept[1].summary.contains("届次"));
    assert!(kept.iter().all(|row| row.cycle_id.is_none()));
}

async fn nothing_typed_becomes_a_formula(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let page = format!("/c/{cycle}/inspections/new");
    let village = villages[0].to_string();
    let evil = "=HYPERLINK(\"http://evil.example\",\"点我\")";
    clerk
        .submit(
            &page,
            &page,
            &[
                ("village", village.as_str()),
                ("day", "2026-11-20"),
                ("kind", "stage"),
                ("inspectors", "+王火发"),
                ("problem.1", evil),
            ],
        )
        .await
        .expect(303);
    let book = table(
        &clerk
            .get(&format!("/c/{cycle}/inspections.xlsx"))
            .await
            .expect(200)
            .bytes,
    );
    for (column, typed) in [(3, "+王火发"), (4, evil)] {
        let cell = book.rows[1].cell(column).unwrap();
        assert_eq!(cell.text, typed);
        assert!(!cell.formula, "{typed}");
    }
}

async fn villages_and_people_come_back_through_the_importer(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let data = |name: &str| {
        std::fs::read(format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    };
    for (subject, file) in [
        ("villages", "villages-shitang.xlsx"),
        ("people", "people-shitang.xlsx"),
    ] {
        let page = format!("/c/{cycle}/{subject}/import");
        let shown = clerk
            .upload(&page, &page, &[], &[("file", file, data(file))])
            .await
            .expect(200);
        let form = form_of(&shown.text(), "/confirm");
        clerk.send_form(&form, &[]).await.expect(303);
        // Taken away and brought in again: nothing is wrong with it, and nothing would change.
        let taken = clerk
            .get(&format!("/c/{cycle}/{subject}.xlsx"))
            .await
            .expect(200);
        let again = clerk
            .upload(
                &page,
                &page,
                &[],
                &[("file", "导出.xlsx", taken.bytes.clone())],
            )
            .await
            .expect(200);
        let form = form_of(&again.text(), "/confirm");
        clerk.send_form(&form, &[]).await.expect(303);
        let second = clerk
            .get(&format!("/c/{cycle}/{subject}.xlsx"))
            .await
            .expect(200);
        let (first, second) = (table(&taken.bytes), table(&second.bytes));
        assert_eq!(first.rows.len(), second.rows.len(), "{subject}");
        for row in 0..first.rows.len() {
            for column in 0..14 {
                assert_eq!(
                    text(&first, row, column),
                    text(&second, row, column),
                    "{subject} {row} {column}"
                );
            }
        }
    }
}

/// An event by its properties.
type Properties = BTreeMap<String, String>;

/// Reads a calendar as strictly as RFC 5545 writes it.
fn events(text: &str) -> Vec<Properties> {
    assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:"));
    assert!(text.ends_with("END:VCALENDAR\r\n"));
    for line in text.split_terminator("\r\n") {
        assert!(line.len() <= 75 && !line.contains(['\r', '\n']), "{line}");
    }
    let mut found = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut now = Properties::new();
    for line in text.replace("\r\n ", "").split_terminator("\r\n") {
        let (name, value) = line.split_once(':').unwrap();
        match name {
            "BEGIN" => {
                open.push(value.to_owned());
                if value == "VEVENT" {
                    now = Properties::new();
                }
            }
            "END" => {
                assert_eq!(open.pop().as_deref(), Some(value));
                if value == "VEVENT" {
                    found.push(std::mem::take(&mut now));
                }
            }
            _ if open.last().is_some_and(|part| part == "VEVENT") => {
                let twice = now.insert(name.to_owned(), value.to_owned());
                assert!(twice.is_none(), "{name} twice");
            }
            _ => {}
        }
    }
    assert!(open.is_empty());
    for event in &found {
        for must in [
            "UID",
            "DTSTAMP",
            "DTSTART;VALUE=DATE",
            "DTEND;VALUE=DATE",
            "SUMMARY",
        ] {
            assert!(event.contains_key(must), "{must} missing in {event:?}");
        }
        let day = |name: &str| chrono::NaiveDate::parse_from_str(&event[name], "%Y%m%d").unwrap();
        assert_eq!(
            (day("DTEND;VALUE=DATE") - day("DTSTART;VALUE=DATE")).num_days(),
            1
        );
    }
    found
}

async fn deadlines_keep_their_names_when_they_move(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let file = format!("/c/{cycle}/v/{}/deadlines.ics", villages[0]);
    let answer = clerk.get(&file).await.expect(200);
    assert_eq!(
        answer.header("content-type"),
        "text/calendar; charset=utf-8"
    );
    let before = events(&answer.text());
    let uid = format!("roll-published.{}@huanjie", villages[0]);
    let of = |list: &[Properties]| {
        list.iter()
            .find(|event| event["UID"] == uid)
            .cloned()
            .unwrap()
    };
    let roll = of(&before);
    assert_eq!(roll["DTSTART;VALUE=DATE"], "20270226");
    assert_eq!(roll["CATEGORIES"], "法定,上前村");
    assert!(roll["SUMMARY"].contains("法定最迟"));
    assert!(roll["DESCRIPTION"].contains("2027-03-18 − 20 日 = 2027-02-26"));
    assert!(roll["URL"].ends_with(&format!("/v/{}/steps/roll-published", villages[0])));
    assert!(!answer.text().contains("token") && !answer.text().contains("csrf"));
    // The election is moved by a week: the same event on another day.
    let mut row = huanjie::store::village::find(
        app.store.reader(),
        &CycleScope::of_operator(app.store.reader(), cycle)
            .await
            .unwrap()
            .unwrap(),
        villages[0],
    )
    .await
    .unwrap()
    .unwrap();
    row.election_day = "2027-03-25".parse().ok();
    let scope = CycleScope::of_operator(app.store.reader(), cycle)
        .await
        .unwrap()
        .unwrap();
    let tx = app.store.begin().await.unwrap();
    assert!(
        huanjie::store::village::update(&tx, &scope, row)
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
    let after = events(&clerk.get(&file).await.expect(200).text());
    assert_eq!(of(&after)["DTSTART;VALUE=DATE"], "20270305");
    let uids = |list: &[Properties]| -> BTreeSet<String> {
        list.iter().map(|event| event["UID"].clone()).collect()
    };
    assert_eq!(uids(&before), uids(&after));
    assert_eq!(uids(&before).len(), before.len(), "no name twice");
    // The township's file holds every village and its own work.
    let whole = events(
        &clerk
            .get(&format!("/c/{cycle}/deadlines.ics"))
            .await
            .expect(200)
            .text(),
    );
    assert_eq!(uids(&whole).len(), whole.len());
    assert!(uids(&whole).is_superset(&uids(&after)));
    assert!(
        whole
            .iter()
            .any(|event| event["UID"] == format!("plan-issued.{cycle}@huanjie"))
    );
}

async fn bars_lead_to_their_steps(app: TestApp) {
    app.clock.set("2027-02-27T01:00:00Z");
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let own = format!("/c/{cycle}/v/{}", villages[0]);
    let shown = clerk.get(&format!("/c/{cycle}/gantt")).await.expect(200);
    let html = shown.text();
    assert!(
        html.contains("<svg") && html.contains("今天 2月27日") && html.contains("选举日 3月18日")
    );
    assert!(html.contains(&format!("href=\"{own}/steps/")));
    shown.says("文字版：同样的内容列成表").says("选民登记");
    let shown = clerk.get(&format!("{own}/gantt")).await.expect(200);
    let html = shown.text();
    assert!(html.contains(&format!("href=\"{own}/steps/roll-published\"")));
    // Every step of the village's plan has a bar and a line in words.
    let bars = html.matches("<rect class=\"p ").count();
    let steps = html
        .matches("<td class=\"nowrap\" data-l=\"计划\">")
        .count();
    assert!(bars > 20 && bars == steps, "{bars} bars, {steps} lines");
    shown.says("最迟2月26日");
    clerk
        .get(&format!("/c/{cycle}/gantt?q=没有这个村"))
        .await
        .expect(200)
        .says("没有符合条件的村（社区）");
}

async fn own_villages_only(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let own = seed::signed_in(&app, Role::Guidance).await;
    for file in [
        "schedule.xlsx",
        "villages.xlsx",
        "assign.xlsx",
        "deadlines.ics",
    ] {
        let answer = own.get(&format!("/c/{cycle}/{file}")).await.expect(200);
        let said = if file.ends_with("ics") {
            answer.text()
        } else {
            let book = table(&answer.bytes);
            (0..book.rows.len())
                .flat_map(|row| (0..4).map(move |column| (row, column)))
                .map(|(row, column)| text(&book, row, column))
                .collect()
        };
        assert!(
            said.contains("上前村") && !said.contains("下前村"),
            "{file}"
        );
    }
    let other: Uuid = villages[1];
    for file in ["schedule.xlsx", "roll.xlsx", "deadlines.ics", "gantt"] {
        own.get(&format!("/c/{cycle}/v/{other}/{file}"))
            .await
            .expect(404);
    }
    // Reports are of the whole township.
    for page in ["report", "statistics", "exports", "audit.xlsx"] {
        own.get(&format!("/c/{cycle}/{page}")).await.expect(403);
    }
}
