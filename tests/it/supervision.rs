//! 督查：检查单、手机页、离线文件、整改、计划 — `/m/…`, `/c/{c}/findings`, `/c/{c}/inspections/plan`.

mod bundle;
mod drafts;
mod findings;

use huanjie::store::{account::Role, audit, inspection};
use uuid::Uuid;

use crate::support::{
    Client, TestApp,
    client::form_of,
    seed::{self, Seed},
};

crate::both_backends! {
    a_checklist_follows_the_stage_and_what_is_wrong_becomes_a_finding;
    a_sheet_sent_twice_is_stored_once_and_has_one_receipt;
    everything_wrong_with_a_sheet_is_said_at_once;
    a_telephone_ten_years_off_is_flagged_and_set_right;
    photographs_are_looked_at_and_never_asked_for;
    two_inspectors_on_one_village_are_two_inspections;
    the_plan_is_not_for_villages;
}

async fn count(app: &TestApp, cycle: Uuid) -> usize {
    inspection::list(app.store.reader(), &app.scope(cycle).await)
        .await
        .unwrap()
        .len()
}

/// The phone page of a village with its hidden fields.
async fn sheet_form(
    client: &Client,
    cycle: Uuid,
    village: Uuid,
    kind: &str,
) -> crate::support::client::PageForm {
    let page = client
        .get(&format!("/m/in?c={cycle}&village={village}&kind={kind}"))
        .await
        .expect(200);
    form_of(&page.text(), "/m/in")
}

/// Sends a sheet as the script does.
async fn send(
    client: &Client,
    cycle: Uuid,
    village: Uuid,
    id: &str,
    fields: &[(&str, &str)],
) -> crate::support::client::Answer {
    let form = sheet_form(client, cycle, village, "stage").await;
    let csrf = form
        .hidden
        .iter()
        .find(|(name, _)| name == "csrf")
        .unwrap()
        .1
        .clone();
    let (cycle, village) = (cycle.to_string(), village.to_string());
    let mut all = vec![
        ("csrf", csrf.as_str()),
        ("key", id),
        ("id", id),
        ("c", cycle.as_str()),
        ("village", village.as_str()),
        ("kind", "stage"),
        ("stage", "preparation"),
        ("day", "2026-11-23"),
        ("inspectors", "王火发"),
    ];
    all.retain(|(name, _)| !fields.iter().any(|(given, _)| given == name));
    all.extend(fields);
    client.post("/m/send", &all).await
}

fn json(answer: &crate::support::client::Answer) -> serde_json::Value {
    serde_json::from_slice(&answer.bytes).unwrap()
}

async fn a_checklist_follows_the_stage_and_what_is_wrong_becomes_a_finding(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Supervision).await;
    client.get("/m").await.expect(303);
    client
        .get("/m/")
        .await
        .expect(200)
        .says("新检查")
        .says("待我复核（0）")
        .says("待上传")
        .says("上前村");
    let page = client
        .get(&format!(
            "/m/in?c={cycle}&village={}&kind=stage",
            villages[0]
        ))
        .await
        .expect(200)
        .says("上前村 阶段督查")
        .says("“准备”阶段")
        .says("合格 不合格 不适用")
        .says("村民委员会组织法第四十条");
    let items = page.text().matches("data-item=").count();
    assert!((8..=15).contains(&items), "{items} items");
    // A community has its own law.
    let community = client
        .get(&format!(
            "/m/in?c={cycle}&village={}&kind=stage",
            villages[2]
        ))
        .await
        .expect(200)
        .text();
    assert!(!community.contains("第四十条"));
    // The same list stands on the office's page.
    client
        .get(&format!(
            "/c/{cycle}/inspections/new?village={}&kind=theme&theme=roll",
            villages[0]
        ))
        .await
        .expect(200)
        .says("选民名单按期公布")
        .says("打印检查表");
    let answer = send(
        &client,
        cycle,
        villages[0],
        "0001",
        &[
            ("a.audit-published", "bad"),
            ("n.audit-published", "审计还没有做完。"),
            ("a.plan-adopted", "ok"),
            ("a.pledges", "na"),
            ("a.archive-along", "bad"),
            ("d.archive-along", "5"),
        ],
    )
    .await
    .expect(200);
    let told = json(&answer);
    assert_eq!(told["receipt"].as_str().unwrap().len(), 6);
    assert_eq!(told["again"], false);
    client
        .get(told["href"].as_str().unwrap())
        .await
        .expect(200)
        .says("问题 1 审计还没有做完。")
        .says("村民委员会组织法第四十条")
        .says("严重")
        .says("11月24日（星期二）")
        .says("不合格：材料随手收集，档案同步整理。")
        .says("11月28日（星期六）")
        .says("共 4 项：合格 1，不合格 2，不适用 1")
        .says("手机上传");
    let events = audit::latest(
        app.store.reader(),
        &app.scope(cycle).await,
        Some(villages[0]),
        None,
        10,
    )
    .await
    .unwrap();
    assert_eq!(events.len(), 1);
    let after = events[0].after.as_deref().unwrap();
    assert!(after.contains("\"origin\":\"phone\"") && !after.contains("审计"));
}

async fn a_sheet_sent_twice_is_stored_once_and_has_one_receipt(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Supervision).await;
    let fields = [("a.pledges", "bad")];
    let (one, two) = tokio::join!(
        send(&client, cycle, villages[0], "abc1", &fields),
        send(&client, cycle, villages[0], "abc1", &fields)
    );
    let (one, two) = (json(&one.expect(200)), json(&two.expect(200)));
    assert_eq!(one["receipt"], two["receipt"]);
    assert_eq!(one["href"], two["href"]);
    // Another account with the same telephone, later: still the same one.
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let third = json(
        &send(&clerk, cycle, villages[0], "abc1", &fields)
            .await
            .expect(200),
    );
    assert_eq!(third["receipt"], one["receipt"]);
    assert_eq!(third["again"], true);
    assert!(third["told"].as_str().unwrap().contains("没有重复存"));
    assert_eq!(count(&app, cycle).await, 1);
}

async fn everything_wrong_with_a_sheet_is_said_at_once(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Supervision).await;
    let answer = send(
        &client,
        cycle,
        villages[0],
        "e1",
        &[
            ("kind", "visit"),
            ("inspectors", ""),
            ("day", "昨天"),
            ("a.pledges", "maybe"),
            ("a.no-such-item", "ok"),
            ("a.archive-along", "bad"),
            ("d.archive-along", "月底"),
        ],
    )
    .await
    .expect(422);
    let all = json(&answer)["problems"].to_string();
    for expected in [
        "请选择督查方式",
        "请填写督查人员",
        "「昨天」不是日期",
        "请在合格、不合格、不适用里选一个",
        "检查项「no-such-item」已经不在检查表里",
        "「月底」不是",
    ] {
        assert!(all.contains(expected), "{expected} not in {all}");
    }
    // The plain form says the same and keeps what was ticked.
    let page = format!("/m/in?c={cycle}&village={}&kind=stage", villages[0]);
    let shown = client
        .upload(
            &page,
            "/m/in",
            &[
                ("inspectors", ""),
                ("day", "2026-11-23"),
                ("a.pledges", "bad"),
                ("n.pledges", "没有张贴<b>"),
                ("d.pledges", "x"),
            ],
            &[(
                "p.pledges",
                "照片.jpg",
                b"MZ\x90\x00 not a picture".to_vec(),
            )],
        )
        .await
        .expect(422)
        .says("请填写督查人员")
        .says("「x」不是")
        .says("「照片.jpg」的内容不是照片，没有保存")
        .text();
    assert!(shown.contains("没有张贴&lt;b&gt;"));
    assert!(shown.contains("value=\"bad\" checked"));
    assert_eq!(count(&app, cycle).await, 0);
    // Another township's cycle does not exist.
    let elsewhere = seed::add_township(&app.store, "水口镇").await;
    let foreign = seed::add_cycle(&app, elsewhere).await;
    client
        .get(&format!(
            "/m/in?c={foreign}&village={}&kind=stage",
            villages[0]
        ))
        .await
        .expect(404);
    let foreign = foreign.to_string();
    send(
        &client,
        cycle,
        villages[0],
        "e2",
        &[("c", foreign.as_str())],
    )
    .await
    .expect(404);
}

async fn a_telephone_ten_years_off_is_flagged_and_set_right(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Supervision).await;
    let told = json(
        &send(
            &client,
            cycle,
            villages[0],
            "clock",
            &[("day", "2016-11-22")],
        )
        .await
        .expect(200),
    );
    assert_eq!(told["doubted"], "2016-11-22");
    let page = told["href"].as_str().unwrap();
    client
        .get(page)
        .await
        .says("手机上的日期是 2016年11月22日")
        .says("2026年11月23日（星期一）");
    client
        .get(&format!("/c/{cycle}/inspections?show=doubtful"))
        .await
        .says("上前村");
    let action = format!("{page}/day");
    client
        .submit(page, &action, &[("day", "2026-12-01")])
        .await
        .expect(422)
        .says("还没有到的日子");
    let stale = form_of(&client.get(page).await.text(), &action);
    client
        .submit(page, &action, &[("day", "2026-11-22")])
        .await
        .expect(303);
    let text = client
        .get(page)
        .await
        .says("2026年11月22日（星期日）")
        .text();
    assert!(!text.contains("手机上的日期是"));
    client
        .send_form(&stale, &[("day", "2026-11-21")])
        .await
        .expect(409);
}

async fn photographs_are_looked_at_and_never_asked_for(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Supervision).await;
    let told = json(
        &send(&client, cycle, villages[0], "ph", &[("a.pledges", "bad")])
            .await
            .expect(200),
    );
    let form = sheet_form(&client, cycle, villages[0], "stage").await;
    let photo = |id: &str| crate::support::client::PageForm {
        action: "/m/photo".into(),
        hidden: form
            .hidden
            .iter()
            .filter(|(name, _)| name == "csrf")
            .cloned()
            .chain([
                ("key".to_owned(), id.to_owned()),
                ("photo_id".to_owned(), id.to_owned()),
                ("id".to_owned(), "ph".to_owned()),
                ("c".to_owned(), cycle.to_string()),
                ("item".to_owned(), "pledges".to_owned()),
            ])
            .collect(),
        reasons: Vec::new(),
    };
    let jpeg = b"\xFF\xD8\xFF\xE0 picture".to_vec();
    let mut huge = jpeg.clone();
    huge.resize(40 * 1024 * 1024, 0);
    for (content, says) in [
        (huge, "它有 40.0 MB，没有保存"),
        (b"MZ\x90\x00\x03 program".to_vec(), "不是照片"),
        (b"\x7FELF program".to_vec(), "不是照片"),
        (Vec::new(), "空文件"),
    ] {
        let answer = client
            .send_files(&photo("p0"), &[("photo", "名单.jpg", content)])
            .await
            .expect(422);
        let text = json(&answer)["problems"].to_string();
        assert!(text.contains(says), "{says}: {text}");
    }
    for again in [false, true, true] {
        let answer = client
            .send_files(&photo("p1"), &[("photo", "名单.jpg", jpeg.clone())])
            .await
            .expect(200);
        assert_eq!(json(&answer)["again"], again);
    }
    let page = told["href"].as_str().unwrap();
    let text = client.get(page).await.says("照片").text();
    assert_eq!(text.matches("名单.jpg").count(), 1);
}

async fn two_inspectors_on_one_village_are_two_inspections(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Supervision).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let (one, two) = tokio::join!(
        send(
            &client,
            cycle,
            villages[0],
            "i1",
            &[("a.pledges", "bad"), ("n.pledges", "纪律没有张贴。")]
        ),
        send(
            &clerk,
            cycle,
            villages[0],
            "i2",
            &[
                ("a.pledges", "bad"),
                ("n.pledges", "承诺书没有签。"),
                ("inspectors", "何礼强")
            ]
        )
    );
    let (one, two) = (json(&one.expect(200)), json(&two.expect(200)));
    assert_ne!(one["receipt"], two["receipt"]);
    assert_eq!(count(&app, cycle).await, 2);
    // One notice speaks of both.
    clerk
        .get(&format!(
            "/c/{cycle}/docs/preview?unit={}&kind=rectification-notice",
            villages[0]
        ))
        .await
        .expect(200)
        .says("纪律没有张贴。")
        .says("承诺书没有签。");
}

async fn the_plan_is_not_for_villages(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Supervision).await;
    let page = format!("/c/{cycle}/inspections/plan");
    client
        .get(&page)
        .await
        .expect(200)
        .says("还没有去过 3 个")
        .says("村里看不到");
    client
        .submit(&page, &page, &[("day", "2026-11-01"), ("kind", "")])
        .await
        .expect(422)
        .says("请选择要去的村（社区）")
        .says("已经去过的，请直接登记督查")
        .says("请选择督查方式");
    let (first, second) = (villages[0].to_string(), villages[1].to_string());
    client
        .submit(
            &page,
            &page,
            &[
                ("day", "2026-11-23"),
                ("kind", "random"),
                ("inspectors", "王火发"),
                ("note", "看名单"),
                ("villages", &first),
                ("villages", &second),
            ],
        )
        .await
        .expect(303);
    client.get(&page).await.says("已安排 2").says("看名单");
    client.get("/m/").await.says("上前村（今天的计划）");
    for role in Role::ALL {
        let other = seed::signed_in(&app, role).await;
        let sees = matches!(role, Role::Clerk | Role::Supervision);
        other.get(&page).await.expect(if sees { 200 } else { 403 });
        if matches!(role, Role::Guidance | Role::VillageCommittee) {
            for address in [
                "/".to_owned(),
                format!("/c/{cycle}/v/{}", villages[0]),
                format!("/c/{cycle}/inspections"),
            ] {
                let text = other.get(&address).await.text();
                assert!(
                    !text.contains("安排督查") && !text.contains("看名单"),
                    "{address}"
                );
            }
        }
    }
    // An inspection does what was planned; the other is taken out.
    send(&client, cycle, villages[0], "pl", &[])
        .await
        .expect(200);
    let text = client
        .get(&page)
        .await
        .says("已安排 1")
        .says("还没有去过 2 个")
        .text();
    let action = text
        .split("action=\"")
        .filter_map(|rest| rest.split('"').next())
        .find(|action| action.ends_with("/remove"))
        .unwrap()
        .to_owned();
    let form = form_of(&text, &action);
    client.send_form(&form, &[]).await.expect(303);
    let text = client.get(&page).await.expect(200).text();
    assert!(!text.contains("已安排"));
    // Sent again with another key it meets a plan that is settled.
    let mut late = form.clone();
    for (name, value) in &mut late.hidden {
        if name == "key" {
            *value = "another".into();
        }
    }
    client.send_form(&late, &[]).await.expect(409);
}

/// The telephone's first load over a slow line: page, stylesheet, scripts and icon, compressed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_load_of_the_phone_page_is_small() {
    let app = TestApp::start(crate::support::Backend::Sqlite).await;
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Supervision).await;
    let page = format!("/m/in?c={cycle}&village={}&kind=random", villages[0]);
    let text = client.get(&page).await.expect(200).text();
    let mut addresses = vec![page];
    for part in text.split("/static/").skip(1) {
        addresses.push(format!("/static/{}", part.split('"').next().unwrap()));
    }
    addresses.push("/m/worker.js".into());
    assert_eq!(addresses.len(), 8, "{addresses:?}");
    let mut total = 0;
    for address in &addresses {
        let answer = client
            .get_with(address, "accept-encoding", "gzip")
            .await
            .expect(200);
        assert_eq!(answer.header("content-encoding"), "gzip", "{address}");
        total += answer.bytes.len();
    }
    assert!(total <= 60 * 1024, "{total} bytes");
}
