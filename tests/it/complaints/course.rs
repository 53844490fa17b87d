//! 办理 — a case from act to act, its handlers, and what is put right.

use huanjie::store::account::Role;
use sea_orm::ConnectionTrait;

use super::{TEXT, events_named, id_of, registered};
use crate::support::{
    TestApp,
    client::form_of,
    seed::{self, Seed},
};

crate::both_backends! {
    acts_follow_the_regulation_and_a_stale_form_keeps_its_text;
    handlers_and_those_who_withdraw_can_be_changed;
    channel_and_kind_are_put_right_with_a_reason;
    events_are_never_changed;
}

async fn acts_follow_the_regulation_and_a_stale_form_keeps_its_text(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let location = registered(&app, &clerk, cycle, &[]).await;
    let handler = seed::signed_in(&app, Role::Supervision).await;
    let first = handler.get(&location).await.expect(200).text();
    for (name, offered) in [
        ("受理", true),
        ("转交", true),
        ("办结", false),
        ("归档", false),
    ] {
        assert_eq!(
            first.contains(&format!("<summary>{name}</summary>")),
            offered,
            "{name}"
        );
    }
    let act = async |fields: &[(&str, &str)]| handler.submit(&location, &location, fields).await;
    // All problems at once, and the text comes back in its own form.
    act(&[
        ("act", "transferred"),
        ("day", "2026-11-19"),
        ("office", "discipline"),
        ("note", "原件已交"),
    ])
    .await
    .expect(422)
    .says("2026年11月19日 在上一步（2026年11月20日）之前")
    .says("这一件现在就归口在那里")
    .says("原件已交");
    act(&[("act", "declined"), ("day", "2026-11-30")])
        .await
        .expect(422)
        .says("还没有到")
        .says("请写不予受理的理由");
    act(&[("act", "decided"), ("day", "2026-11-23"), ("note", "早了")])
        .await
        .expect(422)
        .says("这一件现在是“待受理”")
        .says("早了");
    act(&[
        ("act", "transferred"),
        ("day", "2026-11-21"),
        ("office", "police"),
    ])
    .await
    .expect(303);
    handler
        .get(&location)
        .await
        .says("已记录 信20261120-")
        .says("转交公安")
        .says("转交 11月21日 + 15 日 = 12月6日");
    // A page that has been open since before: the conflict says who, the text stays.
    let stale = form_of(&first, &location);
    let kept = "写了很久的一段说明";
    let conflict = handler
        .send_form(
            &stale,
            &[("act", "accepted"), ("day", "2026-11-23"), ("note", kept)],
        )
        .await
        .expect(409)
        .says("请先核对再保存：督查组甲 在 2026年11月23日 10:00 已修改信访件")
        .says(kept);
    assert_eq!(conflict.header("cache-control"), "no-store");
    // The form that came back can be sent.
    let form = form_of(&conflict.text(), &location);
    handler
        .send_form(
            &form,
            &[("act", "accepted"), ("day", "2026-11-23"), ("note", kept)],
        )
        .await
        .expect(303);
    handler
        .get(&location)
        .await
        .says("受理 11月23日 + 60 日 = 1月22日")
        .says("信访工作条例第三十四条 · 已核");
    app.clock.set("2027-01-21T02:00:00Z");
    let handler = seed::signed_in(&app, Role::Supervision).await;
    let act = async |fields: &[(&str, &str)]| handler.submit(&location, &location, fields).await;
    handler
        .get("/")
        .await
        .expect(200)
        .says("信访举报 1")
        .says("拉票贿选 · 办结");
    act(&[("act", "extended"), ("day", "2027-01-21"), ("days", "31")])
        .await
        .expect(422)
        .says("请填写 1 到 30 的整数：延长办理不超过 30 日。〔信访工作条例第三十四条〕")
        .says("请写延长的理由和批准人");
    act(&[
        ("act", "extended"),
        ("day", "2027-01-21"),
        ("days", "30"),
        ("note", "镇长批准"),
    ])
    .await
    .expect(303);
    handler
        .get(&location)
        .await
        .says("受理 11月23日 + 60 日 + 延长 30 日 = 2月21日");
    // Decided too late: it stays marked.
    app.clock.set("2027-02-24T02:00:00Z");
    let handler = seed::signed_in(&app, Role::Supervision).await;
    let act = async |fields: &[(&str, &str)]| handler.submit(&location, &location, fields).await;
    handler.get(&location).await.says("已过 3 天");
    act(&[
        ("act", "decided"),
        ("day", "2027-02-23"),
        ("outcome", "x"),
        ("note", ""),
    ])
    .await
    .expect(422)
    .says("请选择查处结果")
    .says("请写查明的情况和处理意见");
    act(&[
        ("act", "decided"),
        ("day", "2027-02-23"),
        ("outcome", "partly"),
        ("note", "已退还"),
    ])
    .await
    .expect(303);
    let page = handler.get(&location).await.says("已办结").says("晚 2 天");
    // Somebody gave a name: answered before it is closed.
    assert!(!page.text().contains("<summary>归档</summary>"));
    act(&[("act", "replied"), ("day", "2027-02-24")])
        .await
        .expect(303);
    act(&[("act", "closed"), ("day", "2027-02-24")])
        .await
        .expect(303);
    let page = handler.get(&location).await.says("已归档");
    assert!(!page.text().contains("记录下一步"));
    // The result is sealed: handlers read it, the others do not.
    handler
        .get(&format!("{location}/content"))
        .await
        .expect(200)
        .says("结果： 部分属实")
        .says("已退还");
    let other = seed::signed_in(&app, Role::Clerk).await;
    assert!(
        !other
            .get(&location)
            .await
            .expect(200)
            .text()
            .contains("部分属实")
    );
}

async fn handlers_and_those_who_withdraw_can_be_changed(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let location = registered(&app, &clerk, cycle, &[]).await;
    let page = format!("{location}/handlers");
    clerk.get(&page).await.expect(403);
    let (clerk_id, leader_id, inspector_id) = (
        id_of(&app, Role::Clerk).await,
        id_of(&app, Role::Leader).await,
        id_of(&app, Role::Supervision).await,
    );
    // 领导小组 names handlers without seeing who withdraws.
    let leader = seed::signed_in(&app, Role::Leader).await;
    let shown = leader.get(&page).await.expect(200).text();
    assert!(!shown.contains("回避人员") && shown.contains("督查组甲"));
    leader
        .submit(&page, &page, &[])
        .await
        .expect(422)
        .says("请至少选一位承办人");
    leader
        .submit(
            &page,
            &page,
            &[("handlers", &inspector_id), ("handlers", &leader_id)],
        )
        .await
        .expect(303);
    leader
        .get(&format!("{location}/content"))
        .await
        .expect(200)
        .says(TEXT);
    // A handler finds that it is about the clerk as well.
    let handler = seed::signed_in(&app, Role::Supervision).await;
    let first = form_of(&handler.get(&page).await.expect(200).text(), &page);
    handler
        .submit(
            &page,
            &page,
            &[("handlers", &clerk_id), ("withdrawn_account", &clerk_id)],
        )
        .await
        .expect(422)
        .says("换届办甲 在回避人员里");
    clerk.get(&location).await.expect(200);
    handler
        .submit(
            &page,
            &page,
            &[
                ("handlers", &inspector_id),
                ("withdrawn_account", &clerk_id),
            ],
        )
        .await
        .expect(303);
    clerk.get(&location).await.expect(404);
    clerk
        .get(&format!("/c/{cycle}/complaints"))
        .await
        .expect(200)
        // As if there never had been one.
        .says("还没有登记信访举报");
    leader.get(&format!("{location}/content")).await.expect(403);
    // The page from before: somebody was first.
    handler
        .send_form(&first, &[("handlers", &leader_id)])
        .await
        .expect(409)
        .says("请先核对再保存");
    // 领导小组 cannot make a handler of somebody who withdraws, and is not told why.
    leader
        .submit(&page, &page, &[("handlers", &clerk_id)])
        .await
        .expect(422)
        .says("换届办甲不能承办这一件");
    // The form shows who withdraws now, and taking the tick away ends it.
    let shown = handler.get(&page).await.expect(200).text();
    assert!(shown.contains(&format!(
        "name=\"withdrawn_account\" value=\"{clerk_id}\" checked"
    )));
    handler
        .submit(&page, &page, &[("handlers", &inspector_id)])
        .await
        .expect(303);
    clerk.get(&location).await.expect(200);
    let changed = events_named(&app, "complaint.reassigned").await;
    assert_eq!(changed.len(), 3);
    assert!(changed[0].after.as_deref().unwrap().contains("领导小组甲"));
}

async fn events_are_never_changed(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    registered(&app, &clerk, cycle, &[]).await;
    for statement in [
        "UPDATE complaint_event SET act = 'closed'",
        "DELETE FROM complaint_event",
    ] {
        let tx = app.store.begin().await.unwrap();
        let refused = tx.execute_unprepared(statement).await.unwrap_err();
        assert!(refused.to_string().contains("never"), "{refused}");
    }
}

async fn channel_and_kind_are_put_right_with_a_reason(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let location = registered(&app, &clerk, cycle, &[]).await;
    let (handler, leader_id) = (
        seed::signed_in(&app, Role::Supervision).await,
        id_of(&app, Role::Leader).await,
    );
    let to = format!("{location}/correct");
    // Whoever does not handle it has no form, and sending one is refused.
    let shown = clerk.get(&location).await.expect(200).text();
    assert!(!shown.contains("更正来源渠道或类别"));
    let form = form_of(&shown, "/logout");
    let csrf = form.hidden.iter().find(|(name, _)| name == "csrf").unwrap();
    let sent = [
        ("csrf", csrf.1.as_str()),
        ("key", "k1"),
        ("version", "1"),
        ("channel", "visit"),
        ("kind", "bribery"),
        ("reason", "来访"),
    ];
    clerk.post(&to, &sent).await.expect(403);
    handler
        .submit(&location, &to, &[("channel", "nothing"), ("kind", "")])
        .await
        .expect(422)
        .says("请选择来源渠道。")
        .says("请选择类别。")
        .says("请写更正的理由");
    handler
        .submit(
            &location,
            &to,
            &[
                ("channel", "letter"),
                ("kind", "bribery"),
                ("reason", "看错了"),
            ],
        )
        .await
        .expect(422)
        .says("现在选的和登记的一样");
    let page = handler.get(&location).await.expect(200).text();
    let stale = form_of(&page, &to);
    // Another kind and channel of the table, whatever it holds.
    let choice = |id: &str, not: &str| {
        let part = page.split(&format!("id=\"{id}\"")).nth(1).unwrap();
        part.split("<option value=\"")
            .skip(1)
            .map(|part| part.split('"').next().unwrap().to_owned())
            .find(|value| !value.is_empty() && value != not)
            .unwrap()
    };
    let (channel, kind) = (
        choice("correct-channel", "letter"),
        choice("correct-kind", "bribery"),
    );
    let reason = "原件背面写着是当面说的，提到某户姓柳";
    handler
        .submit(
            &location,
            &to,
            &[("channel", &channel), ("kind", &kind), ("reason", reason)],
        )
        .await
        .expect(303);
    let seen = handler
        .get(&location)
        .await
        .says("已更正 信")
        .says("渠道由“来信”改为")
        .says("类别由“拉票贿选”改为");
    assert!(!seen.text().contains("姓柳"));
    let event = events_named(&app, "complaint.corrected").await.remove(0);
    assert!(event.before.as_deref().unwrap().contains("拉票贿选"));
    let kept = format!("{:?}{:?}{:?}", event.summary, event.after, event.reason);
    assert!(
        !kept.contains("姓柳") && kept.contains("理由已密封"),
        "{kept}"
    );
    handler
        .get(&format!("{location}/content"))
        .await
        .expect(200)
        .says(reason);
    // Somebody was first.
    handler
        .send_form(&stale, &[("channel", &channel), ("reason", "再改一次")])
        .await
        .expect(409)
        .says("请先核对再保存");
    // The next handler reads everything from before, the one who goes nothing more.
    let naming = format!("{location}/handlers");
    handler
        .submit(&naming, &naming, &[("handlers", &leader_id)])
        .await
        .expect(303);
    let leader = seed::signed_in(&app, Role::Leader).await;
    leader
        .get(&format!("{location}/content"))
        .await
        .expect(200)
        .says(TEXT)
        .says(reason);
    handler
        .get(&format!("{location}/content"))
        .await
        .expect(403);
}
