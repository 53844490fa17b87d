//! `/c/{c}/docs?tab=blank`, `/c/{c}/docs/blank` and the 核对单 of one paper.

use huanjie::{
    documents::{
        kind::{Kind, Scope},
        kinds::forms::SHELVES,
    },
    store::account::Role,
};

use crate::support::{TestApp, client::form_of, seed};

crate::both_backends! {
    every_form_is_printed_for_every_unit;
    copies_and_villages_are_chosen;
    what_is_wrong_comes_back_with_what_was_ticked;
    a_village_prints_its_own_forms_only;
    no_form_ever_waits_to_be_issued;
    candidates_typed_once_stand_on_ballot_and_tally;
    the_findings_of_a_preflight_print_as_a_sheet;
}

fn pages(bytes: &[u8]) -> usize {
    lopdf::Document::load_mem(bytes).unwrap().get_pages().len()
}

async fn every_form_is_printed_for_every_unit(app: TestApp) {
    let seed = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    let at = format!("/c/{}/docs?tab=blank", seed.cycle);
    let page = client
        .get(&at)
        .await
        .expect(200)
        .says("委托投票书")
        .says("完全空白（社区）")
        .text();
    let form = form_of(&page, "/docs/blank");
    let kinds: Vec<Kind> = SHELVES
        .iter()
        .flat_map(|shelf| shelf.forms)
        .map(|(kind, _)| *kind)
        .collect();
    for way in ["named", "empty-village", "empty-community", "known"] {
        let mut fields = vec![("what", way), ("copies", "1")];
        fields.extend(kinds.iter().map(|kind| ("form", kind.id())));
        let file = client.send_form(&form, &fields).await;
        assert_eq!(file.status, 200, "{way}: {}", file.text());
        assert_eq!(file.header("content-type"), "application/pdf");
        // 三个村（社区）各一套；完全空白的只有一套
        let sets = if way.starts_with("empty") { 1 } else { 3 };
        let villages = kinds
            .iter()
            .filter(|kind| kind.scope() == Scope::Village)
            .count();
        assert!(pages(&file.bytes) >= sets * villages, "{way}");
    }
}

async fn copies_and_villages_are_chosen(app: TestApp) {
    let seed = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Leader).await;
    let at = format!("/c/{}/docs?tab=blank", seed.cycle);
    let village = seed.villages[1].to_string();
    // (fields, pages): a 委托投票书 is one page
    let cases: [(&[(&str, &str)], usize); 4] = [
        (&[("one", "proxy-form:named"), ("copies", "1")], 3),
        (
            &[
                ("one", "proxy-form:named"),
                ("copies", "5"),
                ("village", &village),
            ],
            5,
        ),
        (
            &[
                ("what", "empty-village"),
                ("form", "proxy-form"),
                ("copies", "2"),
            ],
            2,
        ),
        (
            &[
                ("what", "named"),
                ("form", "proxy-form"),
                ("form", "objection-form"),
                ("copies", ""),
            ],
            6,
        ),
    ];
    for (fields, count) in cases {
        let file = client.submit(&at, "/docs/blank", fields).await.expect(200);
        assert_eq!(pages(&file.bytes), count, "{fields:?}");
    }
}

async fn what_is_wrong_comes_back_with_what_was_ticked(app: TestApp) {
    let seed = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    let at = format!("/c/{}/docs?tab=blank", seed.cycle);
    let page = client
        .submit(
            &at,
            "/docs/blank",
            &[("what", "named"), ("form", "proxy-form"), ("copies", "300")],
        )
        .await
        .expect(422)
        .says("请把份数写成 1 至 200")
        .text();
    assert!(page.contains("value=\"proxy-form\" aria-label=\"委托投票书\" checked"));
    // 两处不对，一次说完
    client
        .submit(&at, "/docs/blank", &[("what", "named"), ("copies", "很多")])
        .await
        .expect(422)
        .says("请先在左边选出要打印的表")
        .says("的整数");
    for forged in [
        ("what", "whatever"),
        ("one", "results:named"),
        ("one", "nothing:named"),
        ("village", "not-an-id"),
    ] {
        let status = client
            .submit(
                &at,
                "/docs/blank",
                &[("what", "named"), ("form", "proxy-form"), ("copies", "1")]
                    .into_iter()
                    .filter(|(name, _)| *name != forged.0)
                    .chain([forged])
                    .collect::<Vec<_>>(),
            )
            .await
            .status;
        assert!(
            [404, 422].contains(&status.as_u16()),
            "{forged:?}: {status}"
        );
    }
}

async fn a_village_prints_its_own_forms_only(app: TestApp) {
    let seed = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::VillageCommittee).await;
    let at = format!("/c/{}/docs?tab=blank", seed.cycle);
    let page = client.get(&at).await.expect(200).text();
    assert!(page.contains("上前村") && !page.contains("下前村"));
    let file = client
        .submit(
            &at,
            "/docs/blank",
            &[("one", "proxy-form:named"), ("copies", "1")],
        )
        .await
        .expect(200);
    assert_eq!(pages(&file.bytes), 1);
    let other = seed.villages[1].to_string();
    client
        .submit(
            &at,
            "/docs/blank",
            &[
                ("one", "village-ledger:known"),
                ("copies", "1"),
                ("village", &other),
            ],
        )
        .await
        .expect(404);
}

async fn no_form_ever_waits_to_be_issued(app: TestApp) {
    let seed = seed::seed(&app).await;
    // 选举以后很久：什么都逾期了，表单也不在待印发里
    app.clock.set("2027-06-01T02:00:00Z");
    let client = seed::signed_in(&app, Role::Clerk).await;
    let list = client
        .get(&format!("/c/{}/docs", seed.cycle))
        .await
        .expect(200)
        .text();
    for (kind, _) in SHELVES.iter().flat_map(|shelf| shelf.forms) {
        assert!(
            !list.contains(&format!("value=\"{}:", kind.id())),
            "{}",
            kind.id()
        );
    }
    assert!(list.contains("value=\"polling:"));
}

async fn candidates_typed_once_stand_on_ballot_and_tally(app: TestApp) {
    let seed = seed::seed(&app).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    let client = seed::signed_in(&app, Role::Clerk).await;
    client
        .submit(
            &format!("/c/{cycle}/v/{village}/facts/candidates"),
            "/facts/candidates",
            &[
                ("candidates.0.post", "chair"),
                ("candidates.0.name", "阿依古丽·买买提"),
                ("candidates.1.post", "chair"),
                ("candidates.1.name", "胡礼民"),
            ],
        )
        .await
        .expect(303);
    for kind in ["ballot", "tally-sheet", "candidate-profile", "pledge"] {
        client
            .get(&format!(
                "/c/{cycle}/docs/preview?unit={village}&kind={kind}"
            ))
            .await
            .expect(200)
            .says("阿依古丽·买买提");
    }
    client
        .get(&format!("/c/{cycle}/docs?tab=blank"))
        .await
        .expect(200)
        .says("1 个村（社区）有内容");
    // 选票签发以前带预览，签发后的原件没有
    client
        .get(&format!(
            "/c/{cycle}/docs/preview?unit={village}&kind=ballot"
        ))
        .await
        .expect(200)
        .says("这种文书不编号");
}

async fn the_findings_of_a_preflight_print_as_a_sheet(app: TestApp) {
    let seed = seed::seed(&app).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    let client = seed::signed_in(&app, Role::Clerk).await;
    client
        .get(&format!(
            "/c/{cycle}/docs/preview?unit={village}&kind=voter-roll"
        ))
        .await
        .expect(200)
        .says("打印核对单");
    for (unit, kind) in [(village, "voter-roll"), (cycle, "implementation-plan")] {
        let sheet = client
            .get(&format!(
                "/c/{cycle}/docs/preview/checks.pdf?unit={unit}&kind={kind}"
            ))
            .await
            .expect(200);
        assert_eq!(sheet.header("content-type"), "application/pdf");
        assert_eq!(pages(&sheet.bytes), 1);
    }
    let stranger = seed::signed_in(&app, Role::VillageCommittee).await;
    let other = seed.villages[1];
    stranger
        .get(&format!(
            "/c/{cycle}/docs/preview/checks.pdf?unit={other}&kind=voter-roll"
        ))
        .await
        .expect(404);
}
