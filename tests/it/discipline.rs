//! `/c/{c}/discipline`

use huanjie::store::account::Role;

use crate::support::{
    TestApp,
    seed::{self, Seed},
};

crate::both_backends! {
    the_list_of_the_pack_stands_with_its_articles_and_papers;
}

async fn the_list_of_the_pack_stands_with_its_articles_and_papers(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let page = format!("/c/{cycle}/discipline");
    for role in Role::ALL {
        let client = seed::signed_in(&app, role).await;
        if role == Role::Administrator {
            client.get(&page).await.expect(403);
            continue;
        }
        let shown = client
            .get(&page)
            .await
            .expect(200)
            // 组织法第二十一条 with what follows, 治安管理处罚法 with the sanction.
            .says("伪造选票、虚报选举票数等不正当手段当选；查实的，当选无效。")
            .says("〔村民委员会组织法第二十一条第一款〕")
            .says("〔治安管理处罚法第二十六条第一款第五项〕")
            .says("系统不设网上签到");
        let text = shown.text();
        let register = matches!(role, Role::Clerk | Role::Leader | Role::Supervision);
        assert_eq!(text.contains("登记和查看信访举报"), register, "{role:?}");
        assert_eq!(text.contains(">信访举报</a>"), register, "{role:?}");
        assert_eq!(
            text.contains(">信访统计</a>"),
            role == Role::County,
            "{role:?}"
        );
        for kind in [
            "discipline-poster",
            "discipline-notice",
            "pledge",
            "sign-in-sheet",
        ] {
            // A draft of the township is looked at by those who see the whole of it.
            let offered = kind == "pledge" || !role.own_villages_only();
            assert_eq!(
                text.contains(&format!("kind={kind}")),
                offered,
                "{role:?} {kind}"
            );
        }
    }
    // The poster carries the same list.
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    clerk
        .get(&format!(
            "/c/{cycle}/docs/preview?unit={cycle}&kind=discipline-poster"
        ))
        .await
        .expect(200)
        .says("严肃换届纪律")
        .says("不得扰乱选举秩序；违反的，依法给予治安管理处罚。");
    // A community's own list; an unknown kind is no trouble.
    clerk
        .get(&format!("{page}?kind=community"))
        .await
        .expect(200);
    clerk.get(&format!("{page}?kind=x")).await.expect(200);
}
