//! 目标责任书 — a letter for each linked leader: looked at, issued, out of date and made void by itself.

use huanjie::store::account::Role;
use uuid::Uuid;

use super::put_people;
use crate::support::{TestApp, client::form_of, seed};

crate::both_backends! {
    each_linked_leader_signs_a_letter_of_his_own;
}

async fn each_linked_leader_signs_a_letter_of_his_own(app: TestApp) {
    let seed = seed::seed(&app).await;
    let (cycle, client) = (seed.cycle, seed::signed_in(&app, Role::Clerk).await);
    let todo = format!("/c/{cycle}/docs?tab=todo&kind=responsibility-letter&village=leaders");
    // Without a link there is nothing to sign.
    client.get(&todo).await.expect(200).says("0 份");
    let made = put_people(&app, &seed).await;
    let preview_of =
        |unit: Uuid| format!("/c/{cycle}/docs/preview?unit={unit}&kind=responsibility-letter");
    let preview = preview_of(made.leader);
    let village = seed.villages[0];
    let facts = format!("/c/{cycle}/v/{village}/facts/responsibility-letter");
    client
        .submit(&facts, &facts, &[("responsible", "胡礼民")])
        .await
        .expect(303);
    for page in ["organisation", "assign"] {
        let shown = client.get(&format!("/c/{cycle}/{page}")).await.expect(200);
        let text = shown.says("目标责任书（挂钩领导，每人一份）").text();
        assert!(text.contains(&todo.replace('&', "&amp;")), "{page}");
    }
    // Who is linked with nothing signs nothing.
    let listed = client
        .get(&todo)
        .await
        .expect(200)
        .says("1 份")
        .says("李义鹏");
    assert!(!listed.text().contains("雷伟梅"));
    client
        .get(&preview_of(made.other))
        .await
        .expect(200)
        .says("请先在“分工”里定他联系哪些村（社区），再印发");
    // All letters in one file are for looking only.
    client
        .get(&preview_of(cycle))
        .await
        .expect(200)
        .says("请到待印发里按人印发，每位挂钩领导一份");
    let shown = client
        .get(&preview)
        .await
        .expect(200)
        .says("与挂钩领导 李义鹏 （以下简称乙方）签订本责任书")
        .says("1 上前村 3月18日（星期四） 第一指导组 胡礼民")
        .says("2 下前村")
        .says("带领指导组到所联系的");
    assert!(!shown.text().contains("雷伟梅"));
    // Nothing of a village's form is asked for it.
    assert!(!shown.text().contains("请补填"));
    let issued = client
        .submit_explained(&preview, "/docs/preview", &[])
        .await
        .expect(303)
        .location()
        .to_owned();
    client
        .get(&issued)
        .await
        .expect(200)
        .says("已印发")
        .says("挂钩领导李义鹏换届选举工作目标责任书");
    // The letter of the village is another paper.
    client
        .get(&format!(
            "/c/{cycle}/docs/preview?unit={village}&kind=responsibility-letter"
        ))
        .await
        .expect(200)
        .says("三、挂钩领导责任");
    // Another leader takes a village over: only the letter of the first is out of date.
    let page = format!("/c/{cycle}/assign?q=社区");
    let third = seed.villages[2].to_string();
    let other = made.other.to_string();
    client
        .submit(
            &page,
            "/assign",
            &[("pick", &third), ("all_leader", &other)],
        )
        .await
        .expect(303);
    client.get(&issued).await.expect(200).says("已印发");
    let listed = client.get(&todo).await.expect(200).says("1 份");
    assert!(listed.text().contains("雷伟梅") && !listed.text().contains("李义鹏"));
    // It is issued from the list like any other.
    let mark = format!("responsibility-letter:{}", made.other);
    let mut form = form_of(&client.get(&todo).await.expect(200).text(), "/docs/print");
    form.action = format!("/c/{cycle}/docs/issue");
    client
        .send_form(&form, &[("paper", &mark)])
        .await
        .expect(303);
    let page = format!("/c/{cycle}/assign?q=下前");
    let second = seed.villages[1].to_string();
    client
        .submit(
            &page,
            "/assign",
            &[("pick", &second), ("all_leader", &other)],
        )
        .await
        .expect(303);
    client.get(&issued).await.expect(200).says("内容已变");
    // It is made void by itself, and made anew under its own name.
    let reissued = client
        .submit_explained(
            &issued,
            "/void",
            &[("reason", "联系的村变了"), ("reissue", "yes")],
        )
        .await
        .expect(303)
        .location()
        .to_owned();
    assert_ne!(reissued, issued);
    client.get(&issued).await.expect(200).says("已作废");
    let shown = client.get(&reissued).await.expect(200).says("1 上前村");
    assert!(!shown.text().contains("下前村"));
    // Of a township's paper a village account sees nothing.
    let own = seed::signed_in(&app, Role::VillageCommittee).await;
    own.get(&preview).await.expect(404);
}
