//! 整改 — a finding from the day it was written down to its closing.

use huanjie::store::{
    account::Role,
    audit,
    supervision::{self, FindingFilter},
};
use uuid::Uuid;

use super::{json, send};
use crate::support::{
    TestApp,
    client::{form_of, visible},
    seed::{self, Seed},
};

crate::both_backends! {
    from_the_finding_to_its_closing;
    a_stale_form_meets_a_conflict;
    villages_answer_for_their_own_only;
    a_serious_finding_warns_where_it_matters;
    going_back_settles_what_was_found;
    the_bulletin_and_the_notice_say_what_became_of_it;
}

/// One inspection with one finding; gives the finding's address.
async fn finding(app: &TestApp, cycle: Uuid, village: Uuid, problem: &str) -> String {
    let client = seed::signed_in(app, Role::Supervision).await;
    let page = format!("/c/{cycle}/inspections/new");
    let village_id = village.to_string();
    client
        .submit(
            &page,
            &page,
            &[
                ("village", village_id.as_str()),
                ("day", "2026-11-20"),
                ("kind", "stage"),
                ("inspectors", "王火发"),
                ("problem.0", problem),
                ("gravity.0", "serious"),
                ("deadline.0", "2026-11-25"),
            ],
        )
        .await
        .expect(303);
    let (found, _) = supervision::finding_page(
        app.store.reader(),
        &app.scope(cycle).await,
        &FindingFilter {
            village: Some(village),
            ..FindingFilter::default()
        },
        0,
        10,
    )
    .await
    .unwrap();
    let (row, _) = found
        .into_iter()
        .find(|(_, found)| found.problem == problem)
        .unwrap();
    format!("/c/{cycle}/findings/{}", row.finding_id)
}

async fn from_the_finding_to_its_closing(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let page = finding(&app, cycle, villages[0], "名单没有张贴到三个小组。").await;
    let inspector = seed::signed_in(&app, Role::Supervision).await;
    let village = seed::signed_in(&app, Role::VillageCommittee).await;
    inspector
        .get(&format!("/c/{cycle}/findings"))
        .await
        .expect(200)
        .says("名单没有张贴到三个小组。 上前村 ● 严重")
        .says("待交办");
    let assign = format!("{page}/assign");
    // Everything missing at once; the form comes back with it.
    inspector
        .submit_multipart(
            &page,
            &assign,
            &[("assign-owner", ""), ("assign-due", "2026-11-01")],
        )
        .await
        .expect(422)
        .says("请写明整改责任人或者责任单位")
        .says("2026年11月1日 已经过了");
    inspector
        .submit_multipart(
            &page,
            &assign,
            &[
                ("assign-owner", "选委会主任"),
                ("assign-due", "2026-11-25"),
                ("assign-text", "补贴到每个小组。"),
            ],
        )
        .await
        .expect(303);
    village
        .get(&page)
        .await
        .expect(200)
        .says("整改中")
        .says("责任人 选委会主任")
        .says("报送整改情况");
    let answer = format!("{page}/answer");
    village
        .submit_multipart(&page, &answer, &[("answer-text", "")])
        .await
        .expect(422)
        .says("请写明怎样整改的");
    village
        .upload(
            &page,
            &answer,
            &[("answer-text", "三个组都已补贴。")],
            &[("files", "照片.jpg", b"\xFF\xD8\xFF\xE0 picture".to_vec())],
        )
        .await
        .expect(303);
    // The village does not judge itself.
    let shown = village.get(&page).await.says("待复核").text();
    assert!(!shown.contains("/close\""));
    inspector.get("/m/").await.says("待我复核（1）");
    inspector
        .get("/")
        .await
        .says("整改待复核 1")
        .says("名单没有张贴到三个小组。");
    let back = format!("{page}/return");
    inspector
        .submit_multipart(&page, &back, &[("return-text", ""), ("return-due", "")])
        .await
        .expect(422)
        .says("请写明哪里没有整改到位")
        .says("请写明整改期限");
    inspector
        .submit_multipart(
            &page,
            &back,
            &[
                ("return-text", "第三组没有贴。"),
                ("return-due", "2026-11-26"),
            ],
        )
        .await
        .expect(303);
    app.clock.set("2026-11-28T02:00:00Z");
    let inspector = seed::signed_in(&app, Role::Supervision).await;
    inspector
        .get("/")
        .await
        .says("整改已过期限 1")
        .says("已过 2 天");
    inspector
        .get(&format!("/c/{cycle}/findings?show=late"))
        .await
        .says("名单没有张贴到三个小组。");
    let close = format!("{page}/close");
    let form = form_of(&inspector.get(&page).await.text(), &close);
    let (one, two) = tokio::join!(
        inspector.send_multipart(&form, &[("close-text", "已看。")]),
        inspector.send_multipart(&form, &[("close-text", "已看。")])
    );
    assert_eq!(one.expect(303).location(), two.expect(303).location());
    let text = inspector
        .get(&page)
        .await
        .says("已销号 11月28日")
        .says("复核没有通过，继续整改")
        .says("照片.jpg")
        .text();
    assert!(!text.contains("<form method=\"post\" action=\"/c/"));
    let events = audit::latest(
        app.store.reader(),
        &app.scope(cycle).await,
        Some(villages[0]),
        None,
        20,
    )
    .await
    .unwrap();
    let codes: Vec<&str> = events.iter().rev().map(|row| row.event.as_str()).collect();
    assert_eq!(
        codes,
        [
            "inspection.recorded",
            "finding.assigned",
            "finding.answered",
            "finding.reviewed",
            "finding.closed"
        ]
    );
    assert!(!events.iter().any(|row| row.summary.contains("小组")));
    assert!(matches!(
        audit::verify(app.store.reader()).await.unwrap(),
        audit::ChainState::Whole { .. }
    ));
}

async fn a_stale_form_meets_a_conflict(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let page = finding(&app, cycle, villages[0], "甲").await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    let text = client.get(&page).await.text();
    let (close, withdraw) = (format!("{page}/close"), format!("{page}/withdraw"));
    let stale = form_of(&text, &withdraw);
    client
        .send_multipart(&form_of(&text, &close), &[])
        .await
        .expect(303);
    client
        .send_multipart(&stale, &[("withdraw-text", "查明不是问题")])
        .await
        .expect(409)
        .says("换届办甲");
    client.get(&page).await.says("已销号");
}

async fn villages_answer_for_their_own_only(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let own = finding(&app, cycle, villages[0], "甲").await;
    let other = finding(&app, cycle, villages[1], "乙").await;
    for role in [Role::Guidance, Role::VillageCommittee] {
        let client = seed::signed_in(&app, role).await;
        client.get(&own).await.expect(200).says("甲");
        client.get(&other).await.expect(404);
        let list = client
            .get(&format!("/c/{cycle}/findings"))
            .await
            .expect(200);
        let list = visible(&list.text());
        assert!(list.contains("上前村") && !list.contains("下前村"));
        // A form taken from the own finding and turned against another one.
        let mut form = form_of(&client.get(&own).await.text(), &format!("{own}/answer"));
        form.action = format!("{other}/answer");
        client
            .send_multipart(&form, &[("answer-text", "好了")])
            .await
            .expect(404);
    }
    for role in [Role::Leader, Role::County] {
        let client = seed::signed_in(&app, role).await;
        let text = client.get(&own).await.expect(200).text();
        assert!(
            !text.contains("/assign") && !text.contains("/answer"),
            "{role:?}"
        );
    }
}

async fn a_serious_finding_warns_where_it_matters(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Supervision).await;
    let told = json(
        &send(
            &client,
            cycle,
            villages[0],
            "s1",
            &[
                ("a.committee-exit", "bad"),
                ("n.committee-exit", "候选人的弟弟还在选委会。"),
                ("a.pledges", "bad"),
            ],
        )
        .await
        .expect(200),
    );
    assert!(told["receipt"].is_string());
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let village = format!("/c/{cycle}/v/{}", villages[0]);
    clerk
        .get(&village)
        .await
        .expect(200)
        .says("办下一步以前，请先把督查发现的严重问题整改到位：候选人的弟弟还在选委会")
        .says("第十五条第三款");
    let preview = |kind: &str| format!("/c/{cycle}/docs/preview?unit={}&kind={kind}", villages[0]);
    clerk
        .get(&preview("election-committee"))
        .await
        .expect(200)
        .says("督查发现的严重问题还没有销号：候选人的弟弟还在选委会");
    // A notice it does not touch says nothing of it, and neither does another village.
    let other = clerk.get(&preview("election-day")).await.expect(200).text();
    assert!(!other.contains("还没有销号"));
    let neighbour = clerk
        .get(&format!("/c/{cycle}/v/{}", villages[1]))
        .await
        .text();
    assert!(!neighbour.contains("严重问题"));
    // Once it is settled, nobody is warned.
    let (found, _) = supervision::finding_page(
        app.store.reader(),
        &app.scope(cycle).await,
        &FindingFilter {
            gravity: "serious".into(),
            ..FindingFilter::default()
        },
        0,
        10,
    )
    .await
    .unwrap();
    assert_eq!(found.len(), 1);
    let page = format!("/c/{cycle}/findings/{}", found[0].0.finding_id);
    client
        .submit_multipart(&page, &format!("{page}/close"), &[])
        .await
        .expect(303);
    assert!(!clerk.get(&village).await.text().contains("严重问题"));
}

async fn going_back_settles_what_was_found(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let one = finding(&app, cycle, villages[0], "甲问题").await;
    let two = finding(&app, cycle, villages[0], "乙问题").await;
    let client = seed::signed_in(&app, Role::Supervision).await;
    client
        .get(&format!(
            "/m/in?c={cycle}&village={}&kind=follow-up",
            villages[0]
        ))
        .await
        .expect(200)
        .says("甲问题")
        .says("乙问题")
        .says("已整改 没到位 这次没看");
    let id = |page: &str| page.rsplit('/').next().unwrap().to_owned();
    let (done, not) = (format!("r.{}", id(&one)), format!("r.{}", id(&two)));
    let (note, days) = (format!("rn.{}", id(&two)), format!("rd.{}", id(&two)));
    send(
        &client,
        cycle,
        villages[0],
        "back",
        &[
            ("kind", "follow-up"),
            (&done, "ok"),
            (&not, "bad"),
            (&note, "只改了一半。"),
            (&days, "2"),
        ],
    )
    .await
    .expect(200);
    client.get(&one).await.says("已销号 11月23日");
    client
        .get(&two)
        .await
        .says("整改中")
        .says("只改了一半。")
        .says("期限 11月25日");
}

async fn the_bulletin_and_the_notice_say_what_became_of_it(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let page = finding(&app, cycle, villages[0], "名单没有贴。").await;
    let wrong = finding(&app, cycle, villages[1], "看错了的问题。").await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    client
        .submit_multipart(
            &page,
            &format!("{page}/assign"),
            &[("assign-owner", "甲"), ("assign-due", "2026-11-29")],
        )
        .await
        .expect(303);
    client
        .submit_multipart(
            &wrong,
            &format!("{wrong}/withdraw"),
            &[("withdraw-text", "核对后名单已贴。")],
        )
        .await
        .expect(303);
    client
        .get(&format!(
            "/c/{cycle}/docs/preview?unit={}&kind=rectification-notice",
            villages[0]
        ))
        .await
        .expect(200)
        .says("名单没有贴。")
        .says("11月29日");
    let bulletin = format!("/c/{cycle}/docs/preview?unit={cycle}&kind=inspection-bulletin");
    let text = client
        .get(&bulletin)
        .await
        .expect(200)
        .says("名单没有贴。")
        .text();
    assert!(!text.contains("看错了的问题"));
    client
        .submit_multipart(&page, &format!("{page}/close"), &[])
        .await
        .expect(303);
    client
        .get(&bulletin)
        .await
        .expect(200)
        .says("已回头看核实的1个");
    // The printed form of a village shows the items of its stage, to be keyed in later.
    client
        .get(&format!(
            "/c/{cycle}/docs/preview?unit={}&kind=inspection-form",
            villages[0]
        ))
        .await
        .expect(200)
        .says("离任经济责任审计");
}
