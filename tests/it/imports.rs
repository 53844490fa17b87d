//! 导入 — workbooks through the browser: looked at before anything is stored,
//! confirmed once, given back with their problems marked; and every kind of bad file.

mod faults;

use std::io::Cursor;

use huanjie::{
    office::roll,
    roster::{self, Limits},
    store::{account::Role, audit, people, village, voter},
};
use rust_xlsxwriter::{Format, Formula, Workbook};
use uuid::Uuid;

use crate::support::{
    Client, TestApp,
    client::{Answer, form_of},
    seed::{self, Seed},
};

crate::both_backends! {
    the_townships_workbook_becomes_sixteen_units;
    a_second_import_updates_and_deletes_nothing;
    what_changed_meanwhile_is_shown_again;
    people_teams_and_links_come_from_one_sheet;
    a_roll_is_blocked_by_its_faults_or_taken_without_them;
    no_id_number_is_kept_anywhere;
    two_rolls_at_once_do_not_overwrite_each_other;
    only_the_clerk_imports_and_villages_read_their_own_roll;
}

fn data(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn villages_sheet() -> Vec<u8> {
    data("villages-shitang.xlsx")
}

pub(super) async fn names(app: &TestApp, cycle: Uuid) -> Vec<String> {
    let scope = app.scope(cycle).await;
    let rows = village::list(app.store.reader(), &scope).await.unwrap();
    rows.into_iter().map(|row| row.name).collect()
}

/// A clerk, and a cycle without villages.
async fn empty_cycle(app: &TestApp) -> (Client, Seed, Uuid) {
    let seeded = seed::seed(app).await;
    let mut row = app.scope(seeded.cycle).await.cycle().clone();
    (row.id, row.ordinal) = (Uuid::now_v7(), 10);
    let cycle = row.id;
    let tx = app.store.begin().await.unwrap();
    huanjie::store::cycle::insert(&tx, row).await.unwrap();
    tx.commit().await.unwrap();
    (seed::signed_in(app, Role::Clerk).await, seeded, cycle)
}

async fn look(client: &Client, page: &str, name: &str, content: Vec<u8>) -> Answer {
    client
        .upload(page, page, &[], &[("file", name, content)])
        .await
}

/// Looks and confirms at once.
async fn bring_in(client: &Client, page: &str, name: &str, content: Vec<u8>) -> Answer {
    let shown = look(client, page, name, content).await.expect(200);
    let form = form_of(&shown.text(), "/confirm");
    client.send_form(&form, &[]).await.expect(303)
}

/// The address of the sheet given back.
fn marked_href(page: &str) -> String {
    let (_, rest) = page
        .split_once("/marked?file=")
        .expect("no sheet to give back");
    let digest = rest.split('"').next().unwrap();
    let before = page.split("/marked?file=").next().unwrap();
    let start = before.rsplit('"').next().unwrap();
    format!("{start}/marked?file={digest}")
}

/// A worksheet of text cells; `=` starts a formula.
pub(super) fn sheet(rows: &[&[&str]]) -> Vec<u8> {
    sheet_with(rows, &[])
}

fn sheet_with(rows: &[&[&str]], merged: &[(u32, u16, u32, u16)]) -> Vec<u8> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    for (top, left, bottom, right) in merged {
        page.merge_range(*top, *left, *bottom, *right, "", &Format::new())
            .unwrap();
    }
    for (row, cells) in (0_u32..).zip(rows) {
        for (column, text) in (0_u16..).zip(*cells) {
            if text.starts_with('=') {
                page.write_formula(row, column, Formula::new(*text).set_result("813"))
                    .unwrap();
            } else if let Ok(number) = text.parse::<f64>() {
                page.write_number(row, column, number).unwrap();
            } else if !text.is_empty() {
                page.write_string(row, column, *text).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

async fn the_townships_workbook_becomes_sixteen_units(app: TestApp) {
    let (client, _, cycle) = empty_cycle(&app).await;
    let page = format!("/c/{cycle}/villages/import");
    let shown = look(&client, &page, "摸底表.xlsx", villages_sheet())
        .await
        .expect(200)
        .says("摸底表.xlsx")
        .says("新增 16 个村（社区）")
        .says("上前村")
        .says("总户数 ");
    assert!(
        names(&app, cycle).await.is_empty(),
        "stored before it was confirmed"
    );
    let form = form_of(&shown.text(), "/confirm");
    let first = client.send_form(&form, &[]).await.expect(303);
    assert_eq!(first.location(), format!("/c/{cycle}/villages"));
    // The same confirmation once more: nothing is done again.
    client.send_form(&form, &[]).await.expect(303);
    let all = names(&app, cycle).await;
    assert_eq!(all.len(), 16);
    assert_eq!(all.first().map(String::as_str), Some("上前村"));
    let scope = app.scope(cycle).await;
    let events = audit::latest(app.store.reader(), &scope, None, None, 50)
        .await
        .unwrap();
    let imports = events.iter().filter(|e| e.event == "villages.imported");
    assert_eq!(imports.count(), 1);
    let stored = village::by_name(app.store.reader(), &scope, "中坌村")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(stored.trouble_causes, r#"["clans"]"#);
    assert_eq!(stored.term_end, "2027-03-31".parse().ok());
    assert_eq!(stored.code.as_deref(), Some("440299102206"));
    // A blank template that can be read back.
    let blank = client
        .get(&format!("/c/{cycle}/villages/import/template"))
        .await
        .expect(200);
    assert!(roster::read(&blank.bytes, &Limits::default()).is_ok());
}

async fn a_second_import_updates_and_deletes_nothing(app: TestApp) {
    let seeded = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    let page = format!("/c/{}/villages/import", seeded.cycle);
    let rows: &[&[&str]] = &[
        &["村（社区）名称", "类别", "总户数", "主任", "委员", "备注"],
        &["上前村", "村", "900", "1", "3", ""],
        &["新村", "村", "10", "1", "2", "班子软弱涣散"],
    ];
    look(&client, &page, "a.xlsx", sheet(rows))
        .await
        .expect(200)
        .says("新增 1 个村（社区）")
        .says("修改 上前村")
        .says("813")
        .says("不会删除");
    bring_in(&client, &page, "a.xlsx", sheet(rows)).await;
    let scope = app.scope(seeded.cycle).await;
    let all = village::list(app.store.reader(), &scope).await.unwrap();
    assert_eq!(all.len(), 4, "two are not in the sheet and stay");
    let changed = all.iter().find(|row| row.name == "上前村").unwrap();
    assert_eq!(changed.id, seeded.villages[0], "the same village");
    assert_eq!(changed.households, Some(900));
    assert_eq!(changed.population, Some(3252), "no column, no change");
    // The same sheet again changes nothing.
    look(&client, &page, "a.xlsx", sheet(rows))
        .await
        .expect(200)
        .says("2 个与已有内容相同");
}

async fn what_changed_meanwhile_is_shown_again(app: TestApp) {
    let seeded = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    let page = format!("/c/{}/villages/import", seeded.cycle);
    let rows: &[&[&str]] = &[
        &["名称", "类别", "总户数", "主任", "委员"],
        &["上前村", "村", "900", "1", "3"],
    ];
    let shown = look(&client, &page, "a.xlsx", sheet(rows))
        .await
        .expect(200);
    let scope = app.scope(seeded.cycle).await;
    let tx = app.store.begin().await.unwrap();
    let mut row = village::find(&tx, &scope, seeded.villages[0])
        .await
        .unwrap()
        .unwrap();
    row.households = Some(850);
    assert!(village::update(&tx, &scope, row).await.unwrap());
    tx.commit().await.unwrap();
    let form = form_of(&shown.text(), "/confirm");
    let again = client
        .send_form(&form, &[])
        .await
        .expect(422)
        .says("还没有保存")
        .says("850");
    let kept = village::find(app.store.reader(), &scope, seeded.villages[0]).await;
    assert_eq!(kept.unwrap().unwrap().households, Some(850));
    let form = form_of(&again.text(), "/confirm");
    client.send_form(&form, &[]).await.expect(303);
    let stored = village::find(app.store.reader(), &scope, seeded.villages[0]).await;
    assert_eq!(stored.unwrap().unwrap().households, Some(900));
}

async fn people_teams_and_links_come_from_one_sheet(app: TestApp) {
    let (client, _, cycle) = empty_cycle(&app).await;
    let page = format!("/c/{cycle}/people/import");
    // Without villages the links cannot be held against anything.
    look(&client, &page, "人员.xlsx", data("people-shitang.xlsx"))
        .await
        .expect(422)
        .says("请先导入村（社区）名册");
    bring_in(
        &client,
        &format!("/c/{cycle}/villages/import"),
        "村.xlsx",
        villages_sheet(),
    )
    .await;
    let shown = look(&client, &page, "人员.xlsx", data("people-shitang.xlsx"))
        .await
        .expect(200)
        .says("新增 15 人")
        .says("第一指导组");
    assert!(
        !shown.text().contains("13650257551"),
        "a telephone number is masked in the preview"
    );
    let form = form_of(&shown.text(), "/confirm");
    client.send_form(&form, &[]).await.expect(303);
    let scope = app.scope(cycle).await;
    let db = app.store.reader();
    let all = people::list(db, &scope).await.unwrap();
    assert_eq!(all.len(), 15);
    let teams = people::teams(db, &scope).await.unwrap();
    assert!(teams.iter().any(|team| team.kind == "guidance"));
    assert!(teams.iter().any(|team| team.kind == "supervision"));
    let leader = all.iter().find(|one| one.name == "李义鹏").unwrap();
    let linked = village::by_name(db, &scope, "下前村")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(linked.leader_id, Some(leader.id));
    assert_eq!(linked.guidance_team_id, leader.team_id);
    let team = teams.iter().find(|team| Some(team.id) == leader.team_id);
    assert_eq!(team.unwrap().name, "第一指导组");
    assert_eq!(linked.supervision_team_id, None);
    // Again: nobody is there twice.
    look(&client, &page, "人员.xlsx", data("people-shitang.xlsx"))
        .await
        .expect(200)
        .says("15 人与已有内容相同");
}

async fn a_roll_is_blocked_by_its_faults_or_taken_without_them(app: TestApp) {
    let seeded = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    let at = format!("/c/{}/v/{}/roll", seeded.cycle, seeded.villages[0]);
    client.get(&at).await.expect(200).says("还没有选民名单");
    let page = format!("{at}/import");
    client
        .get(&page)
        .await
        .expect(200)
        .says("身份证号只用来核对");
    let shown = look(&client, &page, "上前村.xlsx", data("voters-shangqian.xlsx"))
        .await
        .expect(422)
        .says("请全部改好再导入")
        .says("先导入没有错误的 1196 行")
        .says("V201")
        .says("V202")
        .says("V203")
        .says("（序号 37） H39");
    // What stops stands before what only wants a look.
    let (text, error, note) = (shown.text(), "▲ 错误", "● 核对");
    assert!(text.rfind(error).unwrap() < text.find(note).unwrap());
    let form = form_of(&shown.text(), "/confirm");
    // Without the choice nothing is taken: any error blocks.
    client
        .send_form(&form, &[])
        .await
        .expect(422)
        .says("改好再导入");
    let scope = app.scope(seeded.cycle).await;
    let db = app.store.reader();
    let none = voter::roll(db, &scope, seeded.villages[0]).await.unwrap();
    assert_eq!(none, None, "stored although it has errors");
    let done = client
        .send_form(&form, &[("partial", "1")])
        .await
        .expect(303);
    assert_eq!(done.location(), at);
    client
        .send_form(&form, &[("partial", "1")])
        .await
        .expect(303);
    let head = voter::roll(db, &scope, seeded.villages[0]).await.unwrap();
    let head = head.unwrap();
    assert_eq!((head.voters, head.left_out, head.version), (1196, 7, 1));
    let rows = voter::list(db, &scope, seeded.villages[0]).await.unwrap();
    assert_eq!(rows.len(), 1196);
    client
        .get(&at)
        .await
        .expect(200)
        .says("1196 人")
        .says("7 行有问题")
        .says("第1村民小组");
    let events = audit::latest(db, &scope, None, None, 20).await.unwrap();
    let event = events.iter().find(|e| e.event == "roll.imported").unwrap();
    assert!(event.summary.contains("1196 人") && event.summary.contains("7 行"));
    assert_eq!(event.village_id, Some(seeded.villages[0]));
}

/// Every 18-character run that is an ID number of the test roll, as its own sheet says them.
pub(super) fn identity_numbers() -> Vec<String> {
    let book = roster::read(&data("voters-shangqian.xlsx"), &Limits::default()).unwrap();
    let mut numbers: Vec<String> = book.tables[0]
        .rows
        .iter()
        .filter_map(|row| row.cell(7))
        .map(|cell| cell.text.clone())
        .filter(|text| text.len() == 18 && text.starts_with("440299"))
        .collect();
    numbers.truncate(300);
    assert_eq!(numbers.len(), 300);
    numbers
}

/// Every byte below a folder; sheets unpacked.
fn everything_kept(folder: &std::path::Path, into: &mut Vec<Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            everything_kept(&path, into);
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        if let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes.clone())) {
            for index in 0..archive.len() {
                let mut part = Vec::new();
                std::io::copy(&mut archive.by_index(index).unwrap(), &mut part).unwrap();
                into.push(part);
            }
        }
        into.push(bytes);
    }
}

async fn no_id_number_is_kept_anywhere(app: TestApp) {
    let (client, seeded, cycle) = empty_cycle(&app).await;
    let at = format!("/c/{}/v/{}/roll", seeded.cycle, seeded.villages[0]);
    let roll_sheet = data("voters-shangqian.xlsx");
    let shown = look(
        &client,
        &format!("{at}/import"),
        "名册.xlsx",
        roll_sheet.clone(),
    )
    .await
    .expect(422);
    let marked = client.get(&marked_href(&shown.text())).await.expect(200);
    assert!(marked.header("content-disposition").contains("attachment"));
    let form = form_of(&shown.text(), "/confirm");
    client
        .send_form(&form, &[("partial", "1")])
        .await
        .expect(303);
    // The roll chosen on the wrong page is turned away before it is kept.
    let page = format!("/c/{cycle}/villages/import");
    let refused = look(&client, &page, "名册.xlsx", roll_sheet)
        .await
        .expect(422)
        .says("系统不保存");
    let mut kept = vec![shown.bytes, marked.bytes, refused.bytes];
    kept.push(client.get(&at).await.expect(200).bytes);
    everything_kept(app.folder.path(), &mut kept);
    let scope = app.scope(seeded.cycle).await;
    let events = audit::latest(app.store.reader(), &scope, None, None, 50)
        .await
        .unwrap();
    kept.push(format!("{events:?}").into_bytes());
    let voters = voter::list(app.store.reader(), &scope, seeded.villages[0]).await;
    kept.push(format!("{:?}", voters.unwrap()).into_bytes());
    assert!(kept.len() > 6, "nothing was looked at");
    let texts: Vec<String> = kept
        .iter()
        .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        .collect();
    for number in identity_numbers() {
        assert!(
            texts.iter().all(|text| !text.contains(&number)),
            "an ID number was kept"
        );
    }
}

async fn two_rolls_at_once_do_not_overwrite_each_other(app: TestApp) {
    let seeded = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    let page = format!("/c/{}/v/{}/roll/import", seeded.cycle, seeded.villages[0]);
    let sheet = data("voters-shangqian.xlsx");
    let mut forms = Vec::new();
    for _ in 0..2 {
        let shown = look(&client, &page, "名册.xlsx", sheet.clone())
            .await
            .expect(422);
        forms.push(form_of(&shown.text(), "/confirm"));
    }
    client
        .send_form(&forms[0], &[("partial", "1")])
        .await
        .expect(303);
    client
        .send_form(&forms[1], &[("partial", "1")])
        .await
        .expect(409)
        .says("换届办甲");
}

/// What office programs write for a workbook with a password.
pub(super) fn encrypted() -> Vec<u8> {
    let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    bytes.resize(600, 0);
    bytes.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    bytes.resize(2048, 0);
    bytes
}

async fn only_the_clerk_imports_and_villages_read_their_own_roll(app: TestApp) {
    let seeded = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let own = format!("/c/{}/v/{}/roll", seeded.cycle, seeded.villages[0]);
    let other = format!("/c/{}/v/{}/roll", seeded.cycle, seeded.villages[1]);
    let scope = app.scope(seeded.cycle).await;
    let actor = huanjie::office::change::Actor::operator();
    let bytes = data("voters-shangqian.xlsx");
    for id in &seeded.villages[..2] {
        let name = "名册.xlsx";
        roll::import(
            &app.app,
            &actor,
            &scope,
            *id,
            None,
            name,
            bytes.clone(),
            true,
        )
        .await
        .unwrap();
    }
    let committee = seed::signed_in(&app, Role::VillageCommittee).await;
    let page = committee.get(&own).await.expect(200).says("1196 人");
    assert!(!page.text().contains("roll/import"), "it may only read");
    committee.get(&other).await.expect(404);
    committee.get(&format!("{own}/import")).await.expect(403);
    let shown = clerk.get(&own).await.expect(200);
    assert!(shown.text().contains("roll/import"));
    // A roll looked at for one village cannot be confirmed at another.
    let found = look(&clerk, &format!("{own}/import"), "a.xlsx", bytes).await;
    let form = form_of(&found.expect(422).text(), "/confirm");
    let mut elsewhere = form.clone();
    elsewhere.action = form.action.replace(
        &seeded.villages[0].to_string(),
        &seeded.villages[1].to_string(),
    );
    clerk
        .send_form(&elsewhere, &[("partial", "1")])
        .await
        .expect(422)
        .says("请重新选择文件上传");
}
