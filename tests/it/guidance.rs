//! `/c/{c}/guidance`, `/c/{c}/v/{v}/guidance`

use huanjie::store::{account::Role, audit, guidance, scope::CycleScope};
use uuid::Uuid;

use crate::support::{
    Client, TestApp,
    client::form_of,
    seed::{self, Seed},
};

crate::both_backends! {
    what_was_done_in_a_village_is_written_down_and_counted;
    an_entry_with_mistakes_comes_back_with_all_of_them;
    what_is_wrong_is_set_right_by_another_entry;
    guides_write_for_their_own_villages_and_villages_do_not_read;
    an_entry_sent_twice_is_one;
}

fn diary(cycle: Uuid, village: Uuid) -> String {
    format!("/c/{cycle}/v/{village}/guidance")
}

const CONVEYED: &[(&str, &str)] = &[
    ("kind", "conveyed"),
    ("day", "2026-11-20"),
    ("subject", "镇实施方案"),
    ("audience", "村两委干部"),
    ("who", "李义鹏"),
];

async fn write(client: &Client, page: &str, fields: &[(&str, &str)]) -> u16 {
    let answer = client.upload(page, page, fields, &[]).await;
    answer.status.as_u16()
}

async fn entries(app: &TestApp, cycle: Uuid, village: Uuid) -> usize {
    let scope = CycleScope::of_operator(app.store.reader(), cycle)
        .await
        .unwrap()
        .unwrap();
    guidance::of_village(app.store.reader(), &scope, village)
        .await
        .unwrap()
        .len()
}

async fn what_was_done_in_a_village_is_written_down_and_counted(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    let page = diary(cycle, villages[0]);
    client
        .get(&page)
        .await
        .expect(200)
        .says("还没有记录")
        .says("● 还没有传达文件会议");
    let photo = ("files", "会场.png", b"\x89PNG\r\n\x1a\n rest".to_vec());
    client
        .upload(&page, &page, CONVEYED, &[photo])
        .await
        .expect(303);
    for (kind, day) in [
        ("study", "2026-11-21"),
        ("plan-drafted", "2026-11-21"),
        ("plan-checked", "2026-11-22"),
        ("visit", "2026-11-23"),
    ] {
        let fields = [
            ("kind", kind),
            ("day", day),
            ("subject", "村民委员会组织法"),
            ("who", "李义鹏"),
        ];
        assert_eq!(write(&client, &page, &fields).await, 303, "{kind}");
    }
    client
        .get(&page)
        .await
        .expect(200)
        .says("✓ 传达文件会议 11月20日")
        .says("● 还没有村级方案通过")
        .says("镇实施方案 村两委干部 李义鹏")
        .says("会场.png");
    let overview = format!("/c/{cycle}/guidance");
    client
        .get(&overview)
        .await
        .expect(200)
        .says("传达 1/3 · 学习 1/3 · 村级方案通过 0/3")
        .says("11月22日已核对")
        .says("走访 1 次");
    for (query, first, second) in [
        ("show=no-conveyed", false, true),
        ("show=no-plan", true, true),
        ("show=none", false, true),
    ] {
        let text = client.get(&format!("{overview}?{query}")).await.text();
        let rows = text.split("<tbody>").nth(1).unwrap();
        assert_eq!(rows.contains("上前村"), first, "{query}");
        assert_eq!(rows.contains("下前村"), second, "{query}");
    }
    let sheet = client.get(&format!("{overview}.xlsx")).await.expect(200);
    assert!(sheet.bytes.starts_with(b"PK"));
    // The township's own list of work says how far it is.
    client
        .get(&format!("/c/{cycle}/phases"))
        .await
        .expect(200)
        .says("传达 1/3 · 学习 1/3");
    let scope = CycleScope::of_operator(app.store.reader(), cycle)
        .await
        .unwrap()
        .unwrap();
    let events = audit::latest(app.store.reader(), &scope, Some(villages[0]), None, 9)
        .await
        .unwrap();
    let first = events.last().unwrap();
    assert_eq!(first.event, "guidance.entered");
    assert_eq!(first.summary, "登记 上前村 11月20日 传达文件会议");
    assert!(!first.after.as_deref().unwrap().contains("实施方案"));
}

async fn an_entry_with_mistakes_comes_back_with_all_of_them(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    let page = diary(cycle, villages[0]);
    let fields = [
        ("kind", "conveyed"),
        ("day", "2026-11-24"),
        ("who", ""),
        ("note", "<b>开会</b>"),
    ];
    let answer = client
        .upload(
            &page,
            &page,
            &fields,
            &[("files", "x.exe", b"MZ...".to_vec())],
        )
        .await
        .expect(422)
        .says("请写明传达了什么文件或者会议")
        .says("请写明向谁传达")
        .says("请填写到村的人员")
        .says("2026年11月24日 还没有到")
        .says("「x.exe」的内容不是这几种");
    assert!(answer.text().contains("&lt;b&gt;开会"));
    // The plan is not adopted before it was drafted.
    let drafted = [
        ("kind", "plan-drafted"),
        ("day", "2026-11-20"),
        ("who", "甲"),
    ];
    assert_eq!(write(&client, &page, &drafted).await, 303);
    let adopted = [
        ("kind", "plan-adopted"),
        ("day", "2026-11-19"),
        ("audience", "村民代表会议"),
        ("who", "甲"),
    ];
    client
        .upload(&page, &page, &adopted, &[])
        .await
        .expect(422)
        .says("请核对日期，应在 2026年11月20日 当天或者以后");
    assert_eq!(entries(&app, cycle, villages[0]).await, 1);
}

async fn what_is_wrong_is_set_right_by_another_entry(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    let page = diary(cycle, villages[0]);
    assert_eq!(write(&client, &page, CONVEYED).await, 303);
    let text = client.get(&page).await.text();
    let one = text
        .split("href=\"")
        .filter_map(|part| part.split('"').next())
        .find(|href| href.starts_with(&format!("{page}/")))
        .unwrap()
        .to_owned();
    let shown = client.get(&one).await.expect(200).text();
    let (first, second) = (form_of(&shown, &one), form_of(&shown, &one));
    let with = |day: &'static str| {
        let mut fields: Vec<(&str, &str)> = CONVEYED.to_vec();
        fields[1] = ("day", day);
        fields
    };
    client
        .send_multipart(&first, &with("2026-11-19"))
        .await
        .expect(303);
    client
        .get(&page)
        .await
        .says("11月19日")
        .says("原记 11月20日 传达文件会议：镇实施方案");
    // Somebody else had the old one open.
    let mut second = second;
    second.hidden.retain(|(name, _)| name != "key");
    second.hidden.push(("key".into(), "another".into()));
    client
        .send_multipart(&second, &with("2026-11-18"))
        .await
        .expect(409)
        .says("上前村的这一条日志");
    client.get(&one).await.expect(404);
    // Withdrawn with a reason only; everything is kept.
    let text = client.get(&page).await.text();
    let now = text
        .split("href=\"")
        .filter_map(|part| part.split('"').next())
        .find(|href| href.starts_with(&format!("{page}/")))
        .unwrap()
        .to_owned();
    client
        .submit(&now, "/withdraw", &[("reason", "")])
        .await
        .expect(422)
        .says("请写明撤销的原因");
    client
        .submit(&now, "/withdraw", &[("reason", "记到别的村了")])
        .await
        .expect(303);
    client.get(&page).await.says("还没有记录");
    assert_eq!(entries(&app, cycle, villages[0]).await, 3);
}

async fn guides_write_for_their_own_villages_and_villages_do_not_read(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let (own, other) = (diary(cycle, villages[0]), diary(cycle, villages[1]));
    let guide = seed::signed_in(&app, Role::Guidance).await;
    assert_eq!(write(&guide, &own, CONVEYED).await, 303);
    guide.get(&other).await.expect(404);
    let text = guide
        .get(&format!("/c/{cycle}/guidance"))
        .await
        .expect(200)
        .says("传达 1/1")
        .text();
    assert!(!text.contains("下前村"));
    for role in Role::ALL {
        let client = seed::signed_in(&app, role).await;
        let answer = client.get(&own).await;
        let reads = !matches!(role, Role::Administrator | Role::VillageCommittee);
        assert_eq!(
            answer.status.as_u16(),
            if reads { 200 } else { 403 },
            "{role:?}"
        );
        let writes = matches!(role, Role::Clerk | Role::Guidance);
        assert_eq!(answer.text().contains("登记这一条"), writes, "{role:?}");
    }
}

async fn an_entry_sent_twice_is_one(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    let page = diary(cycle, villages[0]);
    let form = form_of(&client.get(&page).await.text(), &page);
    let (first, second) = tokio::join!(
        client.send_multipart(&form, CONVEYED),
        client.send_multipart(&form, CONVEYED)
    );
    assert_eq!(first.expect(303).location(), second.expect(303).location());
    assert_eq!(entries(&app, cycle, villages[0]).await, 1);
}
