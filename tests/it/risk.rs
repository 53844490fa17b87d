//! `/c/{c}/risk`, `/c/{c}/v/{v}/risk`

use huanjie::store::{account::Role, audit};
use uuid::Uuid;

use crate::support::{
    TestApp,
    client::form_of,
    seed::{self, Seed},
};

crate::both_backends! {
    a_person_decides_and_every_assessment_is_kept;
    an_assessment_with_mistakes_comes_back_with_all_of_them;
    a_measure_has_an_owner_a_day_and_a_history;
    what_the_township_thinks_of_a_village_is_not_read_there;
}

fn page_of(cycle: Uuid, village: Uuid) -> String {
    format!("/c/{cycle}/v/{village}/risk")
}

async fn a_person_decides_and_every_assessment_is_kept(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    let page = page_of(cycle, villages[0]);
    let shown = client
        .get(&page)
        .await
        .expect(200)
        .says("未评定")
        // Nobody looks after it yet: one light sign.
        .says("建议：中")
        .says("还没有挂钩领导或者指导组");
    let (first, stale) = (form_of(&shown.text(), &page), form_of(&shown.text(), &page));
    let fields = [
        ("level", "high"),
        ("causes", "clans"),
        ("causes", "petitions"),
        ("reasons", "两房争山界"),
        ("by", "换届办、信访办会商"),
        ("on", "2026-11-20"),
    ];
    let sent = client.send_form(&first, &fields).await.expect(303);
    let again = client.send_form(&first, &fields).await.expect(303);
    assert_eq!(sent.location(), again.location());
    client
        .get(&page)
        .await
        .says("已把上前村的风险等级评为“高”。")
        .says("换届办、信访办会商 11月20日评定")
        .says("建议：高")
        .says("群体上访不断（重点）");
    // Made from a page that did not know of it.
    let mut stale = stale;
    stale.hidden.retain(|(name, _)| name != "key");
    stale.hidden.push(("key".into(), "another".into()));
    client
        .send_form(&stale, &fields)
        .await
        .expect(409)
        .says("上前村的风险评定");
    let lower = [
        ("level", "middle"),
        ("causes", "clans"),
        ("reasons", "山界已调解"),
        ("by", "换届办"),
        ("on", "2026-11-23"),
    ];
    client.submit(&page, &page, &lower).await.expect(303);
    client
        .get(&page)
        .await
        .says("● 中")
        .says("以前的评定 11月20日 高：两房争山界（换届办、信访办会商）");
    // The causes are those of the village itself.
    client
        .get(&format!("/c/{cycle}/v/{}", villages[0]))
        .await
        .says("难点：宗族派性严重");
    client
        .get(&format!("/c/{cycle}/risk"))
        .await
        .expect(200)
        .says("难点村 1 个 · 风险高 0、中 1")
        .says("上前村 宗族派性严重")
        .says("建议高");
    let sheet = client
        .get(&format!("/c/{cycle}/risk.xlsx"))
        .await
        .expect(200);
    assert!(sheet.bytes.starts_with(b"PK"));
    let events = audit::latest(app.store.reader(), &app.scope(cycle).await, None, None, 9)
        .await
        .unwrap();
    // Who took the ledger away is kept too, without what it says.
    assert!(events[0].summary.starts_with("导出表格“难点村台账”"));
    assert_eq!(events[1].event, "risk.assessed");
    assert_eq!(events[1].summary, "评定 上前村 风险等级 高 → 中");
    assert!(!events[1].after.as_deref().unwrap().contains("山界"));
}

async fn an_assessment_with_mistakes_comes_back_with_all_of_them(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    let page = page_of(cycle, villages[0]);
    client
        .submit(
            &page,
            &page,
            &[("by", ""), ("on", "2026-11-24"), ("causes", "king")],
        )
        .await
        .expect(422)
        .says("请选择风险等级")
        .says("请重新勾选难点村原因")
        .says("请填写由谁评定")
        .says("2026年11月24日 还没有到");
    // Against what is suggested, without a word why.
    let answer = client
        .submit(
            &page,
            &page,
            &[("level", "low"), ("causes", "clans"), ("on", "2026-11-23")],
        )
        .await
        .expect(422)
        .says("按已有情况建议评为“中”，评为“低”要说明为什么");
    let text = answer.text();
    let ticked = text.split("value=\"clans\"").nth(1).unwrap();
    assert!(ticked.starts_with(" checked"), "what was ticked comes back");
}

async fn a_measure_has_an_owner_a_day_and_a_history(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    let page = page_of(cycle, villages[0]);
    let new = format!("{page}/measures/new");
    client
        .submit(&new, &new, &[("due", "2026-11-22")])
        .await
        .expect(422)
        .says("请写明做什么")
        .says("请把期限定在今天（2026年11月23日）或者以后")
        .says("请选责任人，或者在旁边写责任单位");
    let fields = [
        ("measure", "公开山林承包合同"),
        ("owner_name", "村两委"),
        ("due", "2026-11-25"),
    ];
    client.submit(&new, &new, &fields).await.expect(303);
    let text = client
        .get(&page)
        .await
        .says("1．公开山林承包合同 村两委 11月25日")
        .says("在办，余 2 天")
        .text();
    let one = text
        .split("href=\"")
        .filter_map(|part| part.split('"').next())
        .find(|href| href.contains("/measures/") && !href.ends_with("/new"))
        .unwrap()
        .to_owned();
    // Two days ahead it stands on the workbench of those who may know of it.
    let home = format!("/?c={cycle}");
    client
        .get(&home)
        .await
        .says("一村一策到期 1")
        .says("公开山林承包合同")
        .says("村两委 期限 11月25日");
    let village = seed::signed_in(&app, Role::VillageCommittee).await;
    assert!(!village.get(&home).await.expect(200).text().contains("山林"));
    // Two days after its day.
    app.clock.set("2026-11-26T16:30:00Z"); // the 27th in China
    let client = seed::signed_in(&app, Role::Clerk).await;
    client
        .get(&format!("/c/{cycle}/risk?show=late"))
        .await
        .says("上前村")
        .says("在办，已过 2 天")
        .says("逾期 1");
    let stale = form_of(&client.get(&one).await.expect(200).text(), &one);
    let update = |state: &'static str, settled: &'static str, note: &'static str| {
        let mut all = fields.to_vec();
        all.extend([("state", state), ("settled_on", settled), ("note", note)]);
        all
    };
    client
        .submit(&one, &one, &update("done", "", ""))
        .await
        .expect(422)
        .says("请填写落实的日期");
    client
        .submit(&one, &one, &update("dropped", "", ""))
        .await
        .expect(422)
        .says("请写明为什么不再办");
    client
        .submit(&one, &one, &update("done", "2026-11-26", "已张榜"))
        .await
        .expect(303);
    client.get(&page).await.says("11月26日已落实");
    client
        .get(&one)
        .await
        .says("以前的版本")
        .says("公开山林承包合同，村两委，期限 11月25日，在办");
    client
        .send_form(&stale, &update("open", "", ""))
        .await
        .expect(409)
        .says("上前村的一村一策");
    // The village's own sheet prints it.
    client
        .get(&format!(
            "/c/{cycle}/docs/preview?unit={}&kind=village-ledger",
            villages[0]
        ))
        .await
        .expect(200)
        .says("公开山林承包合同")
        .says("已落实（11月26日）");
}

async fn what_the_township_thinks_of_a_village_is_not_read_there(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let page = page_of(cycle, villages[0]);
    let fields = [
        ("level", "high"),
        ("reasons", "有人串联"),
        ("by", "换届办"),
        ("on", "2026-11-23"),
    ];
    clerk.submit(&page, &page, &fields).await.expect(303);
    let village = seed::signed_in(&app, Role::VillageCommittee).await;
    village.get(&page).await.expect(403);
    village.get(&format!("/c/{cycle}/risk")).await.expect(403);
    let own = village
        .get(&format!("/c/{cycle}/v/{}", villages[0]))
        .await
        .expect(200)
        .text();
    assert!(!own.contains("风险") && !own.contains("指导日志"));
    // Nor on paper, by whatever way it is asked for: the ledger says the level, its reasons and the measures.
    let paper = format!("unit={}&kind=village-ledger", villages[0]);
    for address in [
        format!("docs/preview?{paper}"),
        format!("docs/preview.pdf?{paper}"),
        format!("docs/preview/checks.pdf?{paper}"),
        format!("v/{}/facts/village-ledger", villages[0]),
    ] {
        village
            .get(&format!("/c/{cycle}/{address}"))
            .await
            .expect(404);
    }
    let centre = format!("/c/{cycle}/docs?tab=blank");
    let shelf = village.get(&centre).await.expect(200).text();
    assert!(!shelf.contains("village-ledger"));
    village
        .submit(
            &centre,
            "/docs/blank",
            &[("one", "village-ledger:known"), ("copies", "1")],
        )
        .await
        .expect(404);
    let csrf = form_of(&own, "/logout").hidden;
    let csrf = csrf.iter().find(|(name, _)| name == "csrf").unwrap();
    village
        .post(
            &format!("/c/{cycle}/docs/print"),
            &[
                ("csrf", csrf.1.as_str()),
                ("key", "asked"),
                ("paper", &format!("village-ledger:{}", villages[0])),
            ],
        )
        .await
        .expect(404);
    clerk
        .get(&format!("/c/{cycle}/docs/preview?{paper}"))
        .await
        .expect(200)
        .says("有人串联");
    for role in [
        Role::Leader,
        Role::Guidance,
        Role::Supervision,
        Role::County,
    ] {
        let reader = seed::signed_in(&app, role).await;
        let text = reader.get(&page).await.expect(200).says("有人串联").text();
        assert!(
            !text.contains("保存评定") && !text.contains("/measures/"),
            "{role:?}"
        );
    }
}
