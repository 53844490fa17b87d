//! `/c/{c}/inspections`

use huanjie::store::{account::Role, audit, inspection, scope::CycleScope};
use uuid::Uuid;

use crate::support::{
    TestApp,
    client::form_of,
    seed::{self, Seed},
};

crate::both_backends! {
    a_visit_is_recorded_with_what_was_found;
    everything_wrong_is_named_and_what_was_typed_comes_back;
    clerks_and_inspectors_write_and_others_read;
    own_villages_only;
    the_same_form_twice_is_one_record;
    going_back_answers_a_visit;
    the_list_is_narrowed;
}

/// Records a visit to a village as the inspectors do; gives its address.
async fn visit(
    app: &TestApp,
    role: Role,
    cycle: Uuid,
    village: Uuid,
    fields: &[(&str, &str)],
) -> String {
    let page = format!("/c/{cycle}/inspections/new");
    let village = village.to_string();
    let mut all = vec![
        ("village", village.as_str()),
        ("day", "2026-11-20"),
        ("kind", "stage"),
        ("inspectors", "第一督查组 王火发"),
    ];
    all.retain(|(name, _)| !fields.iter().any(|(given, _)| given == name));
    all.extend(fields);
    let client = seed::signed_in(app, role).await;
    let answer = client.submit(&page, &page, &all).await.expect(303);
    answer.location().to_owned()
}

async fn a_visit_is_recorded_with_what_was_found(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Supervision).await;
    client
        .get(&format!("/c/{cycle}/inspections"))
        .await
        .expect(200)
        .says("还没有督查记录")
        .says("新记一次督查");
    let location = visit(
        &app,
        Role::Supervision,
        cycle,
        villages[0],
        &[
            ("note", "组织有序。"),
            ("problem.0", "选民名单只在村务公开栏张贴。"),
            ("basis.0", "组织法第十七条第一款"),
            ("measure.0", "在两个小组补贴名单。"),
            ("deadline.0", "2026-11-25"),
            // Lines left blank are passed over, wherever they stand.
            ("problem.1", "  "),
            ("problem.5", "会议记录没有写明应到、实到人数。"),
        ],
    )
    .await;
    client
        .get(&location)
        .await
        .expect(200)
        .says("上前村")
        .says("阶段督查")
        .says("2026年11月20日（星期五）")
        .says("第一督查组 王火发")
        .says("问题 1 选民名单只在村务公开栏张贴。")
        .says("组织法第十七条第一款")
        .says("11月25日（星期三） 余 2 天")
        .says("问题 2 会议记录没有写明应到、实到人数。")
        .says("期限 11月25日，余 2 天 还没有全部销号");
    let page = client.get(&location).await.text();
    let notice = format!(
        "/c/{cycle}/docs/preview?unit={}&amp;kind=rectification-notice",
        villages[0]
    );
    assert!(
        page.contains(&notice) || page.contains(&notice.replace("&amp;", "&")),
        "no link to the notice"
    );
    assert!(!page.contains("问题 3"));
    // The notice behind the link says what was found.
    client
        .get(&notice.replace("&amp;", "&"))
        .await
        .expect(200)
        .says("选民名单只在村务公开栏张贴。");
    client
        .get(&format!("/c/{cycle}/inspections"))
        .await
        .expect(200)
        .says("督查 1 次，发现问题 2 个")
        .says("11月20日 上前村 阶段督查 第一督查组 王火发 2 个问题");
    // One audit row, without the texts, which may name people.
    let scope = CycleScope::of_operator(app.store.reader(), cycle)
        .await
        .unwrap()
        .unwrap();
    let events = audit::latest(app.store.reader(), &scope, Some(villages[0]), None, 10)
        .await
        .unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].event, "inspection.recorded");
    assert_eq!(
        events[0].summary,
        "登记督查 上前村 11月20日 阶段督查，发现 2 个问题"
    );
    let after = events[0].after.as_deref().unwrap();
    assert!(after.contains("2026-11-25") && !after.contains("张贴") && !after.contains("王火发"));
    assert!(matches!(
        audit::verify(app.store.reader()).await.unwrap(),
        audit::ChainState::Whole { .. }
    ));
    // Its deadline passes.
    app.clock.set("2026-11-27T16:30:00Z"); // the 28th in China
    let client = seed::signed_in(&app, Role::Leader).await;
    client.get(&location).await.expect(200).says("已过 3 天");
}

async fn everything_wrong_is_named_and_what_was_typed_comes_back(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Supervision).await;
    let page = format!("/c/{cycle}/inspections/new");
    client
        .submit(&page, &page, &[("day", "")])
        .await
        .expect(422)
        .says("请选择督查的村（社区）")
        .says("请填写督查的日期")
        .says("请选择督查方式")
        .says("请填写督查人员");
    let village = villages[1].to_string();
    let long = "长".repeat(1001);
    let answer = client
        .submit(
            &page,
            &page,
            &[
                ("village", &village),
                ("day", "2026-11-24"),
                ("kind", "visit"),
                ("inspectors", "王火发<b>"),
                ("problem.0", "没有签到表"),
                ("deadline.0", "2026-11-20"),
                ("problem.1", &long),
                ("deadline.1", "月底"),
                ("measure.4", "补正会议记录"),
            ],
        )
        .await
        .expect(422)
        .says("请在督查以后再登记，或者改正日期：2026年11月24日 还没有到，今天是 2026年11月23日。")
        .says("请选择督查方式")
        .says("请把整改期限改到 2026年11月24日（督查当日）或者以后")
        .says("请缩短到 1000 字以内：现在有 1001 字")
        .says("「月底」不是日期")
        .says("请写出第 5 个问题是什么");
    let text = answer.text();
    assert!(text.contains("没有签到表") && text.contains("补正会议记录"));
    assert!(text.contains("王火发&lt;b&gt;"));
    assert!(text.contains(&format!("value=\"{village}\" selected")));
    assert!(text.contains("<details open>"));
    // A village that does not exist, or is no id at all, is no village.
    for nowhere in [Uuid::now_v7().to_string(), "上前村".to_owned()] {
        client
            .submit(&page, &page, &[("village", &nowhere)])
            .await
            .expect(422)
            .says("请选择督查的村（社区）");
    }
    client
        .get(&format!("/c/{cycle}/inspections"))
        .await
        .says("还没有督查记录");
}

async fn clerks_and_inspectors_write_and_others_read(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let location = visit(
        &app,
        Role::Clerk,
        cycle,
        villages[0],
        &[("problem.0", "甲")],
    )
    .await;
    let list = format!("/c/{cycle}/inspections");
    let new = format!("{list}/new");
    for role in Role::ALL {
        let client = seed::signed_in(&app, role).await;
        let writes = matches!(role, Role::Clerk | Role::Supervision);
        let reads = role != Role::Administrator;
        let status = |ok: bool| if ok { 200 } else { 403 };
        client.get(&new).await.expect(status(writes));
        let shown = client.get(&list).await.expect(status(reads)).text();
        assert_eq!(shown.contains(&new), writes, "{role:?}");
        let one = client.get(&location).await.expect(status(reads)).text();
        assert_eq!(one.contains("登记整改回头看"), writes, "{role:?}");
    }
    let client = seed::signed_in(&app, Role::Clerk).await;
    client
        .get(&format!("{list}/{}", Uuid::now_v7()))
        .await
        .expect(404);
    client.get(&format!("{list}/x")).await.expect(404);
}

async fn own_villages_only(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let own = visit(
        &app,
        Role::Clerk,
        cycle,
        villages[0],
        &[("problem.0", "甲")],
    )
    .await;
    let other = visit(
        &app,
        Role::Clerk,
        cycle,
        villages[1],
        &[("problem.0", "乙")],
    )
    .await;
    for role in [Role::Guidance, Role::VillageCommittee] {
        let client = seed::signed_in(&app, role).await;
        client.get(&own).await.expect(200).says("问题 1 甲");
        client.get(&other).await.expect(404);
        let list = client
            .get(&format!("/c/{cycle}/inspections"))
            .await
            .expect(200)
            .says("督查 1 次")
            .text();
        assert!(list.contains("上前村") && !list.contains("下前村"));
    }
}

async fn the_same_form_twice_is_one_record(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Supervision).await;
    let page = format!("/c/{cycle}/inspections/new");
    let form = form_of(&client.get(&page).await.expect(200).text(), &page);
    let village = villages[0].to_string();
    let fields = [
        ("village", village.as_str()),
        ("day", "2026-11-23"),
        ("kind", "random"),
        ("inspectors", "何礼强"),
    ];
    let (first, second) = tokio::join!(
        client.send_form(&form, &fields),
        client.send_form(&form, &fields)
    );
    let (first, second) = (first.expect(303), second.expect(303));
    assert_eq!(first.location(), second.location());
    client
        .get(first.location())
        .await
        .says("督查记录已保存")
        .says("没有发现问题");
    let scope = CycleScope::of_operator(app.store.reader(), cycle)
        .await
        .unwrap()
        .unwrap();
    let rows = inspection::list(app.store.reader(), &scope).await.unwrap();
    assert_eq!(rows.len(), 1);
}

async fn going_back_answers_a_visit(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let first = visit(
        &app,
        Role::Supervision,
        cycle,
        villages[0],
        &[("problem.0", "甲"), ("deadline.0", "2026-11-22")],
    )
    .await;
    let client = seed::signed_in(&app, Role::Supervision).await;
    let page = client.get(&first).await.says("已过 1 天").text();
    assert!(page.contains(&format!("new?village={}", villages[0])));
    // The link brings village and kind along.
    let form = client
        .get(&format!(
            "/c/{cycle}/inspections/new?village={}&kind=follow-up",
            villages[0]
        ))
        .await
        .expect(200)
        .text();
    assert!(form.contains(&format!("value=\"{}\" selected", villages[0])));
    assert!(form.contains("value=\"follow-up\" selected"));
    // Going back without saying what was seen settles nothing.
    visit(
        &app,
        Role::Supervision,
        cycle,
        villages[0],
        &[("kind", "follow-up"), ("day", "2026-11-23")],
    )
    .await;
    client.get(&first).await.says("已过 1 天 还没有全部销号");
    // Both visits that found something are spoken of in the one notice still to be written.
    let notice = "kind=rectification-notice";
    assert!(client.get(&first).await.text().contains(notice));
    let later = visit(
        &app,
        Role::Supervision,
        cycle,
        villages[0],
        &[("day", "2026-11-22"), ("problem.0", "乙")],
    )
    .await;
    for page in [&first, &later] {
        assert!(client.get(page).await.text().contains(notice));
    }
    client
        .get(&format!(
            "/c/{cycle}/docs/preview?unit={}&{notice}",
            villages[0]
        ))
        .await
        .expect(200)
        .says("甲")
        .says("乙");
    // Looked at one by one, they are settled.
    let form = client
        .get(&format!(
            "/c/{cycle}/inspections/new?village={}&kind=follow-up",
            villages[0]
        ))
        .await
        .text();
    let reviews: Vec<String> = form
        .split("data-review=\"")
        .skip(1)
        .map(|rest| format!("r.{}", rest.split('"').next().unwrap()))
        .collect();
    assert_eq!(reviews.len(), 2);
    visit(
        &app,
        Role::Supervision,
        cycle,
        villages[0],
        &[
            ("kind", "follow-up"),
            ("day", "2026-11-23"),
            (&reviews[0], "ok"),
            (&reviews[1], "ok"),
        ],
    )
    .await;
    client.get(&first).await.says("11月23日全部销号");
    client
        .get(&format!("/c/{cycle}/inspections?show=open"))
        .await
        .says("没有符合条件的督查记录");
}

async fn the_list_is_narrowed(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    visit(
        &app,
        Role::Clerk,
        cycle,
        villages[0],
        &[("problem.0", "甲")],
    )
    .await;
    visit(&app, Role::Clerk, cycle, villages[1], &[("kind", "random")]).await;
    let client = seed::signed_in(&app, Role::County).await;
    let list = format!("/c/{cycle}/inspections");
    for (query, first, second) in [
        ("", true, true),
        ("?village=&kind=&show=", true, true),
        ("?show=open", true, false),
        ("?show=found", true, false),
        ("?kind=random", false, true),
        ("?page=99", true, true),
        // Said twice, or not said properly: no trouble.
        ("?kind=random&kind=stage&page=x&q=%FF", false, true),
    ] {
        let text = client
            .get(&format!("{list}{query}"))
            .await
            .expect(200)
            .text();
        let rows = text.split("<tbody>").nth(1).unwrap();
        assert_eq!(rows.contains("上前村"), first, "{query}");
        assert_eq!(rows.contains("下前村"), second, "{query}");
    }
    let text = client
        .get(&format!("{list}?village={}", villages[1]))
        .await
        .text();
    let rows = text.split("<tbody>").nth(1).unwrap();
    assert!(!rows.contains("上前村") && rows.contains("下前村"));
}
