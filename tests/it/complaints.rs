//! `/c/{c}/complaints`: a register that says nothing about people, content for handlers only, and
//! nothing at all for whoever is complained about.

mod course;
mod secret;

use huanjie::store::{
    account::{self, Role},
    audit, complaint,
    entity::audit_event,
    scope::CycleScope,
};
use sea_orm::EntityTrait;
use uuid::Uuid;

use crate::support::{
    Client, TestApp,
    client::{form_of, visible},
    seed::{self, Seed},
};

crate::both_backends! {
    a_complaint_is_listed_without_its_content;
    everything_wrong_is_named_and_nothing_typed_is_lost;
    a_form_sent_twice_is_one_complaint;
    only_handlers_open_it_and_others_are_told_whom_to_ask;
    the_register_is_taken_without_people_or_their_number;
}

const TEXT: &str = "腊月里某候选人在小卖部给每户送毛巾，有三户收了。";
const COMPLAINANT: &str = "柳泉山";
const CONTACT: &str = "13800001234";
const ACCUSED: &str = "候选人某甲";

async fn id_of(app: &TestApp, role: Role) -> String {
    account::by_username(app.store.reader(), seed::account_of(role))
        .await
        .unwrap()
        .unwrap()
        .id
        .to_string()
}

/// Registers a complaint; gives its address.
pub(crate) async fn registered(
    app: &TestApp,
    client: &Client,
    cycle: Uuid,
    fields: &[(&str, &str)],
) -> String {
    let page = format!("/c/{cycle}/complaints/new");
    let handler = id_of(app, Role::Supervision).await;
    let mut all = vec![
        ("day", "2026-11-20"),
        ("channel", "letter"),
        ("kind", "bribery"),
        ("text", TEXT),
        ("complainant", COMPLAINANT),
        ("contact", CONTACT),
        ("accused", ACCUSED),
        ("handlers", handler.as_str()),
    ];
    all.retain(|(name, _)| !fields.iter().any(|(given, _)| given == name));
    all.extend(fields);
    let answer = client.submit(&page, &page, &all).await.expect(303);
    let location = answer.location().to_owned();
    client.get(&location).await.expect(200);
    location
}

async fn number_of(client: &Client, location: &str) -> String {
    let text = client.get(location).await.expect(200).text();
    let at = text.find("<h1>信").unwrap() + 4;
    text[at..].split('<').next().unwrap().to_owned()
}

async fn a_complaint_is_listed_without_its_content(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let list = format!("/c/{cycle}/complaints");
    clerk
        .get(&list)
        .await
        .expect(200)
        .says("还没有登记信访举报");
    let village = villages[0].to_string();
    let location = registered(&app, &clerk, cycle, &[("village", &village)]).await;
    let number = number_of(&clerk, &location).await;
    // Number, day, kind, route, deadline, state: and no more.
    let shown = clerk
        .get(&list)
        .await
        .expect(200)
        .says("登记 1 件，没有逾期");
    let text = visible(&shown.text());
    let row =
        format!("{number} 11月20日 拉票贿选 纪检监察 ◇ 告知是否受理 12月5日，余 12 天 待受理");
    assert!(text.contains(&row), "{text}");
    for secret in [TEXT, COMPLAINANT, CONTACT, ACCUSED, "上前村"] {
        assert!(!shown.text().contains(secret), "{secret}");
    }
    // The page of the case says what the regulation counts, and who handles it.
    let one = clerk
        .get(&location)
        .await
        .expect(200)
        .says("收到 11月20日 + 15 日 = 12月5日")
        .says("信访工作条例第二十二条、第二十三条 · 已核")
        .says("有反映人，办结后要答复")
        .says("请问承办人： 督查组甲（督查组）")
        .says("登记，归口纪检监察");
    assert_eq!(one.header("cache-control"), "no-store");
    for secret in [TEXT, COMPLAINANT, CONTACT, ACCUSED] {
        assert!(!one.text().contains(secret), "{secret}");
    }
    // Who may see the register.
    for role in Role::ALL {
        let client = seed::signed_in(&app, role).await;
        let reads = matches!(role, Role::Clerk | Role::Leader | Role::Supervision);
        let status = if reads { 200 } else { 403 };
        client.get(&list).await.expect(status);
        client.get(&location).await.expect(status);
        let writes = matches!(role, Role::Clerk | Role::Supervision);
        let status = if writes { 200 } else { 403 };
        client.get(&format!("{list}/new")).await.expect(status);
        let counts = reads || role == Role::County;
        let status = if counts { 200 } else { 403 };
        client.get(&format!("{list}/figures")).await.expect(status);
    }
    // The list is narrowed by what it shows.
    for (query, found) in [
        (format!("?number={}", number.to_lowercase()), true),
        ("?number=%E4%BF%A11999".to_owned(), false),
        ("?kind=bribery&office=discipline&show=open".to_owned(), true),
        ("?show=late".to_owned(), false),
        ("?show=mine".to_owned(), false),
        ("?page=9&show=x&kind=".to_owned(), true),
    ] {
        let text = clerk
            .get(&format!("{list}{query}"))
            .await
            .expect(200)
            .text();
        assert_eq!(text.contains(&location), found, "{query}");
    }
}

async fn everything_wrong_is_named_and_nothing_typed_is_lost(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let page = format!("/c/{cycle}/complaints/new");
    clerk
        .submit(&page, &page, &[("day", "")])
        .await
        .expect(422)
        .says("请填写收到的日期")
        .says("请选择来源渠道")
        .says("请选择类别")
        .says("请写反映的内容")
        .says("请至少选一位承办人");
    let (me, inspector) = (
        id_of(&app, Role::Clerk).await,
        id_of(&app, Role::Supervision).await,
    );
    let long = "长".repeat(201);
    let answer = clerk
        .submit(
            &page,
            &page,
            &[
                ("day", "2026-12-01"),
                ("channel", "pigeon"),
                ("kind", "bribery"),
                ("office", "church"),
                ("village", "上前村"),
                ("text", TEXT),
                ("contact", &long),
                ("accused", "督查组甲<b>"),
                ("withdrawn_account", &me),
                ("withdrawn_person", "x"),
                ("handlers", &me),
                ("handlers", &inspector),
                ("handlers", "nobody"),
            ],
        )
        .await
        .expect(422)
        .says("2026年12月1日 还没有到，今天是 2026年11月23日")
        .says("请选择来源渠道")
        .says("没有这个单位")
        .says("请重新选择村（社区）")
        .says("请缩短到 200 字以内：现在有 201 字")
        .says("请填写反映人（可以写称呼）")
        .says("请在“回避人员”里勾选督查组甲")
        .says("请把来件交给别的同志登记")
        .says("选中的人已不在名单里")
        .says("请换一位承办人：换届办甲 在回避人员里")
        .says("选中的账号已停用");
    let text = answer.text();
    // What was typed is there, and in no cache, title or address.
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(text.contains(TEXT) && text.contains("督查组甲&lt;b&gt;"));
    assert!(text.contains(&format!("value=\"{inspector}\" checked")));
    assert!(text.contains(&format!("value=\"{me}\" checked")));
    assert!(text.contains("<title>登记信访举报"));
    assert_eq!(answer.location(), "");
    clerk
        .get(&format!("/c/{cycle}/complaints"))
        .await
        .says("还没有登记信访举报");
    // The same name, and somebody else.
    registered(
        &app,
        &clerk,
        cycle,
        &[("accused", "督查组甲"), ("same_name", "1")],
    )
    .await;
}

async fn a_form_sent_twice_is_one_complaint(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let page = format!("/c/{cycle}/complaints/new");
    let form = form_of(&clerk.get(&page).await.expect(200).text(), &page);
    let handler = id_of(&app, Role::Supervision).await;
    let fields = [
        ("day", "2026-11-23"),
        ("channel", "call"),
        ("kind", "threat"),
        ("text", TEXT),
        ("handlers", handler.as_str()),
    ];
    let (first, second) = tokio::join!(
        clerk.send_form(&form, &fields),
        clerk.send_form(&form, &fields)
    );
    let (first, second) = (first.expect(303), second.expect(303));
    assert_eq!(first.location(), second.location());
    let scope = CycleScope::of_operator(app.store.reader(), cycle)
        .await
        .unwrap()
        .unwrap();
    let rows = complaint::list(app.store.reader(), &scope).await.unwrap();
    assert_eq!(rows.len(), 1);
    // An act sent twice is one act, although the first has changed the version.
    let inspector = seed::signed_in(&app, Role::Supervision).await;
    let location = first.location().to_owned();
    let form = form_of(
        &inspector.get(&location).await.expect(200).text(),
        &location,
    );
    let fields = [("act", "accepted"), ("day", "2026-11-23")];
    inspector.send_form(&form, &fields).await.expect(303);
    let again = inspector.send_form(&form, &fields).await.expect(303);
    assert_eq!(again.location(), location);
    let events = complaint::events(app.store.reader(), &scope).await.unwrap();
    assert_eq!(events.len(), 2);
    assert_eq!(
        complaint::list(app.store.reader(), &scope).await.unwrap()[0].version,
        2
    );
}

async fn events_named(app: &TestApp, event: &str) -> Vec<audit_event::Model> {
    audit_event::Entity::find()
        .all(app.store.reader())
        .await
        .unwrap()
        .into_iter()
        .filter(|row| row.event == event)
        .collect()
}

async fn only_handlers_open_it_and_others_are_told_whom_to_ask(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let location = registered(&app, &clerk, cycle, &[]).await;
    let content = format!("{location}/content");
    for role in [Role::Clerk, Role::Leader] {
        let client = seed::signed_in(&app, role).await;
        let refused = client
            .get(&content)
            .await
            .expect(403)
            .says("您不是这一件的承办人")
            .says("请问承办人： 督查组甲（督查组）");
        assert!(!refused.text().contains(TEXT) && !refused.text().contains(ACCUSED));
        let page = client.get(&location).await.expect(200).text();
        assert!(
            !page.contains("/content"),
            "{role:?} is offered what it may not open"
        );
    }
    assert_eq!(events_named(&app, "complaint.opened").await.len(), 0);
    let handler = seed::signed_in(&app, Role::Supervision).await;
    let opened = handler.get(&content).await.expect(200).says(TEXT);
    assert_eq!(opened.header("cache-control"), "no-store");
    let title = opened.text();
    let title = title
        .split("<title>")
        .nth(1)
        .unwrap()
        .split("</title>")
        .next()
        .unwrap();
    assert!(title.contains("密封内容 信20261120-") && !title.contains(ACCUSED));
    handler.get(&content).await.expect(200);
    // Each time it was opened is an event, and says who and which, not what.
    let opened = events_named(&app, "complaint.opened").await;
    assert_eq!(opened.len(), 2);
    assert_eq!(opened[0].actor_name, "督查组甲");
    assert!(opened[0].summary.starts_with("查看密封内容 信20261120-"));
    assert_eq!((&opened[0].before, &opened[0].after), (&None, &None));
    // The row of the registration says what the register shows.
    let row = &events_named(&app, "complaint.registered").await[0];
    let after = row.after.as_deref().unwrap();
    assert!(after.contains("拉票贿选") && after.contains("督查组甲"));
    for secret in [TEXT, COMPLAINANT, CONTACT, ACCUSED] {
        assert!(!after.contains(secret) && !row.summary.contains(secret));
    }
    assert!(matches!(
        audit::verify(app.store.reader()).await.unwrap(),
        audit::ChainState::Whole { .. }
    ));
    // Only a handler moves it.
    let form = form_of(&handler.get(&location).await.text(), &location);
    let csrf = form_of(&clerk.get(&location).await.text(), "/logout").hidden[0]
        .1
        .clone();
    let sent: Vec<(&str, &str)> = form
        .hidden
        .iter()
        .map(|(name, value)| {
            (
                name.as_str(),
                if name == "csrf" { csrf.as_str() } else { value },
            )
        })
        .chain([("day", "2026-11-23")])
        .collect();
    clerk.post(&location, &sent).await.expect(403);
}

async fn the_register_is_taken_without_people_or_their_number(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let inspector = seed::signed_in(&app, Role::Supervision).await;
    let village = villages[0].to_string();
    let other = registered(&app, &inspector, cycle, &[("village", &village)]).await;
    let accused = id_of(&app, Role::Clerk).await;
    let about = registered(
        &app,
        &inspector,
        cycle,
        &[
            ("withdrawn_account", accused.as_str()),
            ("accused", "换届办甲"),
        ],
    )
    .await;
    let (first, second) = (
        number_of(&inspector, &other).await,
        number_of(&inspector, &about).await,
    );
    let file = format!("/c/{cycle}/complaints.xlsx");
    let cells = |bytes: &[u8]| -> Vec<String> {
        let table = super::reports::table(bytes);
        (0..table.rows.len())
            .flat_map(|row| (0..12).map(move |column| (row, column)))
            .map(|(row, column)| super::reports::text(&table, row, column))
            .collect()
    };
    let all = cells(&inspector.get(&file).await.expect(200).bytes);
    assert!(all.contains(&first) && all.contains(&second));
    let text = all.join(" ");
    for secret in [
        TEXT,
        COMPLAINANT,
        CONTACT,
        ACCUSED,
        "换届办甲",
        "上前村",
        "督查组甲",
    ] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    // The accused takes away what the list shows them, and the audit tells no number of rows.
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let own = cells(&clerk.get(&file).await.expect(200).bytes);
    assert!(own.contains(&first) && !own.contains(&second));
    for event in events_named(&app, "table.exported").await {
        assert_eq!(event.summary, "导出表格“信访举报登记”");
        assert!(event.after.is_none());
    }
    let narrowed = inspector
        .get(&format!("{file}?number={second}"))
        .await
        .expect(200);
    assert!(!cells(&narrowed.bytes).contains(&first));
    let guide = seed::signed_in(&app, Role::Guidance).await;
    guide.get(&file).await.expect(403);
}
