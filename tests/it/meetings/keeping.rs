//! 谁办会议 — who may, two at once, and calling one off.

use huanjie::store::{account::Role, meeting};

use super::call;
use crate::support::{
    TestApp,
    client::form_of,
    seed::{self, Seed},
};

crate::both_backends! {
    whose_meeting_it_is_decides_who_keeps_it;
    two_people_at_one_meeting_and_two_clicks;
    a_meeting_is_called_off_with_its_reason;
}

async fn whose_meeting_it_is_decides_who_keeps_it(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let list = format!("/c/{cycle}/meetings");
    let township = call(&clerk, &format!("{list}/new?kind=mobilization"), &[]).await;
    let other = call(
        &clerk,
        &format!("{list}/new?kind=joint&village={}", villages[1]),
        &[],
    )
    .await;
    for role in Role::ALL {
        let client = seed::signed_in(&app, role).await;
        let reads = role != Role::Administrator;
        let keeps = role == Role::Clerk;
        let own = matches!(role, Role::Guidance | Role::VillageCommittee);
        let status = |ok: bool| if ok { 200 } else { 403 };
        client.get(&list).await.expect(status(reads));
        let page = client.get(&township).await.expect(status(reads)).text();
        assert_eq!(page.contains("登记到会"), keeps, "{role:?}");
        client
            .get(&format!("{township}/edit"))
            .await
            .expect(status(keeps));
        client
            .get(&format!("{list}/new?kind=mobilization"))
            .await
            .expect(status(keeps));
        client
            .get(&format!("{list}/new?kind=joint&village={}", villages[0]))
            .await
            .expect(status(keeps || own));
        // A neighbour's meeting does not exist, nor do its people at the township's.
        let neighbour = client.get(&other).await.status.as_u16();
        assert_eq!(
            neighbour,
            match (reads, own) {
                (false, _) => 403,
                (true, true) => 404,
                (true, false) => 200,
            },
            "{role:?}"
        );
        if own {
            assert!(
                page.contains("上前村") && !page.contains("下前村"),
                "{role:?}"
            );
            client
                .get(&format!("{township}/sign-in.pdf"))
                .await
                .expect(404);
        }
    }
    let client = seed::signed_in(&app, Role::VillageCommittee).await;
    let mine = call(
        &client,
        &format!("{list}/new?kind=group&village={}", villages[0]),
        &[("expected.0", "30")],
    )
    .await;
    client.get(&mine).await.expect(200).says("到会至少 20 人");
}

async fn two_people_at_one_meeting_and_two_clicks(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    let new = format!("/c/{cycle}/meetings/new?kind=dispatch");
    let form = form_of(&client.get(&new).await.expect(200).text(), "/meetings/new");
    let fields = [
        ("name", "调度会"),
        ("unit.0", "上前村"),
        ("expected.0", "1"),
    ];
    let (first, second) = tokio::join!(
        client.send_form(&form, &fields),
        client.send_form(&form, &fields)
    );
    let (first, second) = (first.expect(303), second.expect(303));
    assert_eq!(first.location(), second.location());
    let location = first.location().to_owned();
    let scope = app.scope(cycle).await;
    assert_eq!(
        meeting::list(app.store.reader(), &scope)
            .await
            .unwrap()
            .len(),
        1
    );
    // Somebody else saves first: theirs stays.
    let edit = format!("{location}/edit");
    let stale = form_of(&client.get(&edit).await.expect(200).text(), &edit);
    client
        .submit(&edit, &edit, &[("name", "第二次调度会"), ("unit.0", "镇")])
        .await
        .expect(303);
    client
        .send_form(&stale, &[("name", "别的会"), ("unit.0", "镇")])
        .await
        .expect(409)
        .says("会议‘第二次调度会’");
    client.get(&location).await.says("第二次调度会");
}

async fn a_meeting_is_called_off_with_its_reason(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    let location = call(
        &client,
        &format!("/c/{cycle}/meetings/new?kind=dispatch"),
        &[("day", "2026-12-01")],
    )
    .await;
    let action = format!("{location}/cancel");
    client
        .submit(&location, &action, &[("reason", " ")])
        .await
        .expect(422)
        .says("请写明为什么取消");
    client
        .submit(&location, &action, &[("reason", "与县里的会冲突")])
        .await
        .expect(303);
    let page = client
        .get(&location)
        .await
        .says("已取消")
        .says("与县里的会冲突")
        .text();
    assert!(!page.contains("登记到会") && !page.contains("修改安排"));
    let show = |state: &str| format!("/c/{cycle}/meetings?show={state}");
    client
        .get(&show("cancelled"))
        .await
        .says("换届选举工作调度会");
    client
        .get(&show("planned"))
        .await
        .says("没有符合条件的会议");
}
