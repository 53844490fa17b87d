//! 没有填完的检查 — carried to the office in a file, finished at the desk, asked for only once.

use huanjie::store::{account::Role, inspection, phone, supervision as store};
use uuid::Uuid;

use super::{bundle::bundle, count, json, send};
use crate::support::{
    Client, TestApp,
    client::{Answer, form_of},
    seed::{self, Seed},
};

crate::both_backends! {
    what_is_half_filled_is_finished_at_the_desk;
    what_is_finished_on_the_telephone_after_all_waits_no_longer;
    what_waits_can_be_thrown_away;
    a_half_filled_inspection_must_be_one_of_this_cycle;
}

/// The smallest photograph the office takes.
const PHOTO: &str = "/9j/4CBwaWN0dXJl";

fn begun(village: Uuid, touched: i64, answers: &[(&str, &str, &str)]) -> serde_json::Value {
    let answers: Vec<serde_json::Value> = answers
        .iter()
        .map(|(item, answer, note)| serde_json::json!({ "item": item, "answer": answer, "note": note, "days": "" }))
        .collect();
    serde_json::json!({ "id": "d1", "village": village, "village_name": "上前村", "day": "2026-11-22",
        "kind": "stage", "theme": "", "stage": "preparation", "inspectors": "", "note": "会议室里说的。",
        "answers": answers, "reviews": [], "unfinished": true, "who": "督查组甲", "touched": touched,
        "photos": [{ "id": "x1", "item": "pledges", "data": PHOTO }] })
}

async fn import(client: &Client, cycle: Uuid, one: &serde_json::Value) -> Answer {
    let page = format!("/c/{cycle}/inspections/import");
    let file = bundle(cycle, std::slice::from_ref(one));
    client
        .upload(&page, &page, &[], &[("file", "督查离线文件.huanjie", file)])
        .await
}

async fn waiting(
    app: &TestApp,
    cycle: Uuid,
) -> Vec<huanjie::store::entity::inspection_draft::Model> {
    phone::drafts(app.store.reader(), &app.scope(cycle).await, 10)
        .await
        .unwrap()
}

fn value_of(html: &str, name: &str) -> String {
    form_of(html, "/inspections/new")
        .hidden
        .into_iter()
        .find(|(known, _)| known == name)
        .map(|(_, value)| value)
        .unwrap_or_default()
}

fn is_ticked(html: &str, name: &str, value: &str) -> bool {
    html.contains(&format!("name=\"{name}\" value=\"{value}\" checked"))
}

async fn what_is_half_filled_is_finished_at_the_desk(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let one = begun(villages[0], 4, &[("pledges", "bad", "没有张贴。")]);
    import(&clerk, cycle, &one)
        .await
        .expect(200)
        .says("没有填完 1 份，在下面接着填。")
        .says("未填完 1 份")
        .says("上前村 阶段督查 11月22日")
        .says("已填 1 项，照片 1 张")
        .says("督查组甲");
    // The same file, and an older one, bring nothing; a later one brings what was added.
    import(&clerk, cycle, &one)
        .await
        .expect(200)
        .says("没有填完，以前已经收下，没有重复存");
    let later = begun(
        villages[0],
        6,
        &[("pledges", "bad", "没有张贴。"), ("plan-adopted", "ok", "")],
    );
    import(&clerk, cycle, &later)
        .await
        .expect(200)
        .says("已填 2 项，照片 1 张");
    import(&clerk, cycle, &one)
        .await
        .expect(200)
        .says("已填 2 项，照片 1 张");
    assert_eq!(waiting(&app, cycle).await.len(), 1);
    assert_eq!(count(&app, cycle).await, 0);
    for page in ["/".to_owned(), format!("/c/{cycle}/inspections")] {
        clerk.get(&page).await.expect(200).says("没有填完");
    }
    let inspector = seed::signed_in(&app, Role::Supervision).await;
    inspector
        .get("/")
        .await
        .expect(200)
        .says("待登记 1")
        .says("接着填");

    // Everything that was answered stands in the form, and nothing is asked twice.
    let address = format!("/c/{cycle}/inspections/new?draft=d1");
    let shown = clerk
        .get(&address)
        .await
        .expect(200)
        .says("接着填手机上没有填完的一次：督查组甲 已填 2 项，照片 1 张")
        .text();
    assert!(is_ticked(&shown, "a.pledges", "bad"));
    assert!(is_ticked(&shown, "a.plan-adopted", "ok"));
    assert!(shown.contains("没有张贴。") && shown.contains("会议室里说的。"));
    assert!(shown.contains("value=\"2026-11-22\""));
    assert_eq!(value_of(&shown, "draft"), "d1");
    let fields = [
        ("village", villages[0].to_string()),
        ("kind", "stage".to_owned()),
        ("day", "2026-11-22".to_owned()),
        ("inspectors", "王火发".to_owned()),
        ("note", "会议室里说的。".to_owned()),
        ("a.pledges", "bad".to_owned()),
        ("n.pledges", "没有张贴。".to_owned()),
        ("a.plan-adopted", "ok".to_owned()),
    ];
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let form = form_of(&shown, "/inspections/new");
    // What is wrong is said; the draft still waits and is still meant.
    let mut wrong = fields.clone();
    wrong.retain(|(name, _)| *name != "inspectors");
    let again = clerk
        .send_form(&form, &wrong)
        .await
        .expect(422)
        .says("请填写督查人员")
        .text();
    assert_eq!(value_of(&again, "draft"), "d1");
    // Another file came in since the form was opened: said once, then saved as the page shows it.
    let newest = begun(villages[0], 7, &[("pledges", "bad", "没有张贴。")]);
    import(&clerk, cycle, &newest).await.expect(200);
    let again = clerk
        .send_form(&form_of(&again, "/inspections/new"), &fields)
        .await
        .expect(422)
        .says("刚才又从离线文件导入了新的内容")
        .text();
    assert_eq!(count(&app, cycle).await, 0);
    let last = form_of(&again, "/inspections/new");
    let stored = clerk.send_form(&last, &fields).await.expect(303);
    // A second click leads to the same place and stores nothing.
    let twice = clerk.send_form(&last, &fields).await.expect(303);
    assert_eq!(stored.location(), twice.location());
    assert_eq!(count(&app, cycle).await, 1);
    assert!(waiting(&app, cycle).await.is_empty());
    clerk
        .get(stored.location())
        .await
        .expect(200)
        .says("没有张贴。")
        .says("照片1.jpg")
        .says("手机上开始，在办公室填完");
    let row = &inspection::list(app.store.reader(), &app.scope(cycle).await)
        .await
        .unwrap()[0];
    assert_eq!(
        store::photos(app.store.reader(), row.id)
            .await
            .unwrap()
            .len(),
        1
    );

    // The telephone finishes its own copy later: told, and stored once.
    let answer = json(
        &send(&clerk, cycle, villages[0], "d1", &[("a.pledges", "ok")])
            .await
            .expect(200),
    );
    assert_eq!(answer["desk"], true);
    assert!(
        answer["told"]
            .as_str()
            .unwrap()
            .contains("办公室已经照离线文件补录过")
    );
    // So does the file, and the old address of the form leads to the inspection.
    import(&clerk, cycle, &newest)
        .await
        .expect(200)
        .says("1 次检查以前都已经存过，没有重复存。");
    let led = clerk.get(&address).await.expect(303);
    assert_eq!(led.location(), stored.location());
    assert_eq!(count(&app, cycle).await, 1);
    for told in ["收下没有填完的检查", "登记督查"] {
        clerk
            .get(&format!("/c/{cycle}/audit"))
            .await
            .expect(200)
            .says(told);
    }
}

async fn what_is_finished_on_the_telephone_after_all_waits_no_longer(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let one = begun(villages[0], 4, &[("pledges", "bad", "没有张贴。")]);
    import(&clerk, cycle, &one).await.expect(200);
    let shown = clerk
        .get(&format!("/c/{cycle}/inspections/new?draft=d1"))
        .await
        .expect(200)
        .text();
    let sent = json(
        &send(&clerk, cycle, villages[0], "d1", &[("a.pledges", "ok")])
            .await
            .expect(200),
    );
    assert_eq!(sent["again"], false);
    assert!(waiting(&app, cycle).await.is_empty());
    // Its photograph came along, and whoever has the form open is told.
    clerk
        .get(sent["href"].as_str().unwrap())
        .await
        .expect(200)
        .says("照片1.jpg");
    let village = villages[0].to_string();
    let late = clerk
        .send_form(
            &form_of(&shown, "/inspections/new"),
            &[
                ("village", village.as_str()),
                ("kind", "stage"),
                ("day", "2026-11-22"),
                ("inspectors", "王火发"),
            ],
        )
        .await
        .expect(303);
    assert_eq!(late.location(), sent["href"].as_str().unwrap());
    clerk
        .get(late.location())
        .await
        .expect(200)
        .says("没有重复存，您这次填的没有存进去");
    assert_eq!(count(&app, cycle).await, 1);
}

async fn what_waits_can_be_thrown_away(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let one = begun(villages[0], 4, &[("pledges", "bad", "没有张贴。")]);
    import(&clerk, cycle, &one).await.expect(200);
    let page = format!("/c/{cycle}/inspections/import");
    let listed = clerk.get(&page).await.expect(200).text();
    let form = form_of(&listed, "/inspections/drafts/");
    let desk = clerk
        .get(&format!("/c/{cycle}/inspections/new?draft=d1"))
        .await
        .expect(200)
        .text();
    // Not by somebody who saw another state of it, and not by a village.
    clerk
        .send_form(&form, &[("version", "9")])
        .await
        .expect(422)
        .says("没有再动");
    let village = seed::signed_in(&app, Role::VillageCommittee).await;
    village.get(&page).await.expect(403);
    let listed = clerk.get(&page).await.expect(200).text();
    let form = form_of(&listed, "/inspections/drafts/");
    clerk.send_form(&form, &[]).await.expect(303);
    let left = clerk.get(&page).await.expect(200).says("已删去这一份");
    assert!(!left.text().contains("未填完"));
    assert!(waiting(&app, cycle).await.is_empty());
    // What was typed meanwhile is not lost: said once, then saved as an inspection of its own.
    let village = villages[0].to_string();
    let fields = [
        ("village", village.as_str()),
        ("kind", "stage"),
        ("day", "2026-11-22"),
        ("inspectors", "王火发"),
        ("a.pledges", "ok"),
    ];
    let told = clerk
        .send_form(&form_of(&desk, "/inspections/new"), &fields)
        .await
        .expect(422)
        .says("已经有人填完或者删去了")
        .text();
    assert!(is_ticked(&told, "a.pledges", "ok"));
    clerk
        .send_form(&form_of(&told, "/inspections/new"), &fields)
        .await
        .expect(303);
    assert_eq!(count(&app, cycle).await, 1);
    clerk
        .get(&format!("/c/{cycle}/inspections/new?draft=d1"))
        .await
        .expect(303);
}

async fn a_half_filled_inspection_must_be_one_of_this_cycle(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let mut one = begun(villages[0], 4, &[("pledges", "bad", "没有张贴。")]);
    one["village"] = serde_json::json!("x");
    one["kind"] = serde_json::json!("visit");
    one["note"] = serde_json::json!("长".repeat(2001));
    one["photos"][0]["data"] = serde_json::json!("TVqQAAM=");
    import(&clerk, cycle, &one)
        .await
        .expect(422)
        .says("第 1 次检查（上前村）：请核对本届有没有这个村（社区）")
        .says("第 1 次检查（上前村）：请选择督查方式")
        .says("第 1 次检查（上前村）：请在手机上把写得太长的缩短再导出");
    // A stage that has gone by, an item that is no more: nothing is lost without a word.
    let odd = begun(
        villages[0],
        4,
        &[
            ("boxes-together", "ok", ""),
            ("no-such-item", "bad", "门锁着"),
        ],
    );
    import(&clerk, cycle, &odd).await.expect(200);
    let shown = clerk
        .get(&format!("/c/{cycle}/inspections/new?draft=d1"))
        .await
        .expect(200)
        .says("检查项「no-such-item」已经不在检查表里，原来填的是“不合格”门锁着。")
        .text();
    assert!(is_ticked(&shown, "a.boxes-together", "ok"));
    assert_eq!(waiting(&app, cycle).await.len(), 1);
}
