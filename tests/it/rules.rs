//! `/c/{c}/rules`

use huanjie::{law::Library, store::account::Role};

use crate::support::{
    TestApp,
    client::visible,
    seed::{self, Seed},
};

crate::both_backends! {
    the_pinned_pack_is_readable;
    it_is_compared_with_others;
    what_is_still_to_be_read_is_a_list_of_its_own;
}

async fn the_pinned_pack_is_readable(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::County).await;
    let page = format!("/c/{cycle}/rules");
    let library = Library::embedded();
    let pack = library.pack("national-2025").unwrap();
    let text = client
        .get(&page)
        .await
        .expect(200)
        .says("全国（2025年修正）")
        .says("中华人民共和国村民委员会组织法，2025年10月28日修正，2026年1月1日起施行")
        .says(pack.digest())
        .says("登记与名单")
        .says("提前 20 日")
        .says("村民委员会组织法第十七条第一款")
        .says("最迟 选举日 − 20 日")
        .says("乡镇（街道）的环节")
        .says("第1号")
        .text();
    // Readers are not shown the tabs of the settings.
    assert!(!text.contains("/settings"));
    client
        .get(&format!("{page}?kind=community"))
        .await
        .expect(200)
        .says("居民委员会组织法")
        .says("社区的环节");
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    assert!(clerk.get(&page).await.text().contains("/settings"));
    // An unknown kind is the first kind.
    client
        .get(&format!("{page}?kind=town&kind=x"))
        .await
        .expect(200)
        .says("村的环节");
}

async fn what_is_still_to_be_read_is_a_list_of_its_own(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::County).await;
    let page = format!("/c/{cycle}/rules?list=unread");
    client
        .get(&page)
        .await
        .expect(200)
        .says("待核清单（村）")
        .says("党员大会选举的到会比例");
    let text = client
        .get(&format!("{page}&kind=community"))
        .await
        .expect(200)
        .says("待核清单（社区）")
        .says("每届任期")
        .says("核对结果（条款、内容、核对人）")
        .says("待核清单 · 全国（2025年修正）")
        .text();
    assert!(!visible(&text).contains("登记与名单"));
}

async fn it_is_compared_with_others(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    let page = format!("/c/{cycle}/rules");
    let shown = client.get(&page).await.expect(200).text();
    for id in ["zhejiang-2020", "guangdong-2026", "national-2018"] {
        assert!(shown.contains(&format!("<option value=\"{id}\"")), "{id}");
    }
    assert!(!shown.contains("<option value=\"national-2025\""));
    let answer = client
        .get(&format!("{page}?with=zhejiang-2020"))
        .await
        .expect(200)
        .says("与浙江省（2020年修正）对照")
        .says("处不同")
        .says("村的规则项")
        .says("村的环节")
        .says("浙江省村民委员会选举办法第二十五条第二款");
    let text = visible(&answer.text());
    assert!(!text.contains("乡镇（街道）的环节"));
    client
        .get(&format!("{page}?with=national-2026"))
        .await
        .expect(404);
}
