//! 每日提醒单 — `/c/{c}/reminders`: what is due, for the township on one sheet or a village on each.

use huanjie::store::account::Role;

use crate::support::{
    TestApp,
    seed::{self, Seed},
};

crate::both_backends! {
    what_is_due_is_on_the_sheet_with_who_answers;
    a_sheet_goes_from_hand_to_hand;
    before_there_is_a_village;
}

/// Records a visit of the first village that found something, to be put right by `deadline`.
async fn found(app: &TestApp, seed: &Seed, problem: &str, deadline: &str) {
    let inspector = seed::signed_in(app, Role::Supervision).await;
    let page = format!("/c/{}/inspections/new", seed.cycle);
    inspector
        .submit(
            &page,
            &page,
            &[
                ("village", seed.villages[0].to_string().as_str()),
                ("day", "2027-02-24"),
                ("kind", "random"),
                ("inspectors", "王火发"),
                ("problem.0", problem),
                ("gravity.0", "serious"),
                ("deadline.0", deadline),
            ],
        )
        .await
        .expect(303);
}

async fn what_is_due_is_on_the_sheet_with_who_answers(app: TestApp) {
    app.clock.set("2027-02-25T01:00:00Z");
    let seed = seed::seed(&app).await;
    let (cycle, villages) = (seed.cycle, &seed.villages);
    found(&app, &seed, "三组没有贴名单。", "2027-02-28").await;
    found(&app, &seed, "这一条期限还远。", "2027-03-10").await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    // A leader answers for the first village.
    let people = format!("/c/{cycle}/people");
    clerk
        .submit(
            &format!("{people}/new"),
            &people,
            &[
                ("name", "江文斌"),
                ("sex", "male"),
                ("post", "副镇长"),
                ("team", ""),
                ("roles", "deputy-leader"),
            ],
        )
        .await
        .expect(303);
    let page = format!("/c/{cycle}/reminders");
    clerk.get(&format!("/?c={cycle}")).await.says("每日提醒单");
    // The list of voters is due on the 26th, twenty days before the 18th of March.
    let whole = clerk
        .get(&page)
        .await
        .expect(200)
        .says("2027年2月25日（星期四） 农历正月二十")
        .says("全镇 每日提醒单")
        .says("选举日 2027年3月18日（星期四） 农历二月十一，余 21 天")
        .says("法定最迟 2月26日（星期五）")
        .says("余 1 天")
        .says("村民选举委员会、 镇里没有定人")
        .says("组织法")
        .says("整改期限 2月28日（星期日）")
        .says("三组没有贴名单。");
    let text = whole.text();
    assert!(
        !text.contains("这一条期限还远"),
        "three days ahead, no more"
    );
    assert!(
        !text.contains("签收人"),
        "the sheet of all is nobody's to sign"
    );

    // One sheet a village, each with its own lines.
    let each = clerk
        .get(&format!("{page}?of=each"))
        .await
        .expect(200)
        .says("上前村 每日提醒单")
        .says("下前村 每日提醒单")
        .says("签收人")
        .text();
    assert!(!each.contains("全镇　每日提醒单"));
    let own = clerk
        .get(&format!("{page}?of={}", villages[1]))
        .await
        .expect(200)
        .says("下前村 每日提醒单")
        .says("挂钩领导：未定")
        .text();
    assert!(!own.contains("上前村　每日提醒单") && !own.contains("三组没有贴名单"));
    // An address with nothing behind it is the sheet of all.
    for of in ["nonsense", "00000000-0000-7000-8000-000000000000"] {
        clerk
            .get(&format!("{page}?of={of}"))
            .await
            .expect(200)
            .says("全镇 每日提醒单");
    }
}

/// What is meant for few is not on a sheet that many carry.
async fn a_sheet_goes_from_hand_to_hand(app: TestApp) {
    app.clock.set("2027-02-25T01:00:00Z");
    let seed = seed::seed(&app).await;
    let cycle = seed.cycle;
    let inspector = seed::signed_in(&app, Role::Supervision).await;
    let plan = format!("/c/{cycle}/inspections/plan");
    inspector
        .submit(
            &plan,
            &plan,
            &[
                ("day", "2027-02-26"),
                ("kind", "random"),
                ("inspectors", "王火发"),
                ("note", "突然去看名单"),
                ("villages", &seed.villages[0].to_string()),
            ],
        )
        .await
        .expect(303);
    let page = format!("/c/{cycle}/reminders");
    for of in ["", "each"] {
        let shown = inspector
            .get(&format!("{page}?of={of}"))
            .await
            .expect(200)
            .text();
        assert!(!shown.contains("突然去看名单") && !shown.contains("王火发"));
    }
    // Whoever sees his villages alone has their sheets alone, and nothing of the township's own work.
    let own = seed::signed_in(&app, Role::Guidance).await;
    for of in ["", "each"] {
        let shown = own.get(&format!("{page}?of={of}")).await.expect(200).text();
        assert!(
            shown.contains("上前村") && !shown.contains("下前村"),
            "{of}"
        );
    }
    seed::signed_in(&app, Role::Administrator)
        .await
        .get(&page)
        .await
        .expect(403);
}

async fn before_there_is_a_village(app: TestApp) {
    let township = seed::add_township(&app.store, "石塘镇").await;
    seed::add_account(&app, township, Role::Clerk, seed::account_of(Role::Clerk)).await;
    let cycle = seed::add_cycle(&app, township).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    clerk
        .get(&format!("/c/{cycle}/reminders"))
        .await
        .expect(200)
        .says("还没有村（社区）")
        .says("导入村花名册");
}
