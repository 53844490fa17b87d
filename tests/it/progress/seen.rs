//! 看到的 — workbench, matrix and calendar, each for those it is for.

use huanjie::store::account::Role;

use super::{IN_FEBRUARY, IN_MARCH, JPEG, ready, record, step_path};
use crate::support::{
    TestApp,
    client::visible,
    seed::{self, signed_in},
};

crate::both_backends! {
    the_workbench_says_what_is_due;
    the_matrix_filters_and_is_not_sent_twice;
    everyone_sees_their_own_villages_only;
    the_calendar_shows_the_month;
    a_village_that_has_voted_is_told_what_is_missing;
}

async fn the_workbench_says_what_is_due(app: TestApp) {
    let administrator = {
        app.clock.set(IN_MARCH);
        let seed = seed::seed(&app).await;
        assert_eq!(seed.villages.len(), 3);
        signed_in(&app, Role::Administrator).await
    };
    let sent_on = administrator.get("/").await.expect(303);
    assert_eq!(sent_on.location(), "/admin/users");

    let clerk = signed_in(&app, Role::Clerk).await;
    clerk
        .get("/")
        .await
        .expect(200)
        .says("距选举日 17 天")
        .says("2 村、1 社区")
        .says("法定逾期")
        .says("法定最迟 2月26日")
        .says("已过 3 天")
        .says("待印发");
    let guidance = signed_in(&app, Role::Guidance).await;
    let page = guidance.get("/").await.expect(200).says("上前村");
    assert!(!page.text().contains("下前村"), "another village is shown");
}

async fn the_matrix_filters_and_is_not_sent_twice(app: TestApp) {
    let (seed, clerk) = ready(&app, IN_MARCH).await;
    let path = format!("/c/{}/matrix", seed.cycle);
    let first = clerk
        .get(&path)
        .await
        .expect(200)
        .says("3 村（社区）")
        .says("选民登记")
        .says("法定逾期");
    let etag = first.header("etag").to_owned();
    assert!(!etag.is_empty());
    let same = clerk.get_with(&path, "if-none-match", &etag).await;
    assert_eq!(same.status.as_u16(), 304);
    assert!(same.bytes.is_empty());
    // Another filter is another page; another day is another page; a record is another page.
    let filtered = format!("{path}?q=上前");
    clerk
        .get_with(&filtered, "if-none-match", &etag)
        .await
        .expect(200)
        .says("3 村（社区），显示 1");
    let step = step_path(&seed, 0, "roll-published");
    record(&clerk, &step, &[("day", "2027-02-26")])
        .await
        .expect(303);
    clerk
        .get(&format!("/c/{}/v/{}", seed.cycle, seed.villages[0]))
        .await;
    let changed = clerk
        .get_with(&path, "if-none-match", &etag)
        .await
        .expect(200);
    assert_ne!(changed.header("etag"), etag);
    // Worst first: the village that has recorded its roll goes behind those that are late.
    let worst = clerk
        .get(&format!("{path}?sort=worst"))
        .await
        .expect(200)
        .text();
    let place = |name: &str| worst.find(&format!(">{name}<")).unwrap();
    assert!(place("上前村") > place("下前村"));
    let late = clerk
        .get(&format!("{path}?show=late"))
        .await
        .expect(200)
        .text();
    assert!(late.contains("下前村") && !late.contains(">上前村<"));

    let sheet = clerk.get(&format!("{path}.csv")).await.expect(200);
    assert!(
        sheet
            .header("content-disposition")
            .starts_with("attachment;")
    );
    let text = sheet.text();
    assert!(text.contains("上前村,村,2027-03-18"), "{text}");
    let book = clerk.get(&format!("{path}.xlsx?q=下前")).await.expect(200);
    assert!(book.bytes.starts_with(b"PK"));
}

async fn everyone_sees_their_own_villages_only(app: TestApp) {
    let (seed, clerk) = ready(&app, IN_FEBRUARY).await;
    // Evidence of a village that is not the account's own.
    let path = step_path(&seed, 1, "committee-selected");
    clerk
        .upload(
            &path,
            &path,
            &[("day", "2027-02-08")],
            &[("files", "照片.jpg", JPEG.to_vec())],
        )
        .await
        .expect(303);
    let page = clerk.get(&path).await.expect(200).text();
    let file = page
        .split("href=\"")
        .map(|part| part.split('"').next().unwrap().to_owned())
        .find(|href| href.contains("/files/"))
        .unwrap();
    for role in [Role::Guidance, Role::VillageCommittee] {
        let own = signed_in(&app, role).await;
        own.get(&file).await.expect(404);
        own.get(&path).await.expect(404);
        for address in ["matrix", "matrix.csv", "calendar?month=2027-02&all=1"] {
            let shown = own
                .get(&format!("/c/{}/{address}", seed.cycle))
                .await
                .expect(200)
                .text();
            assert!(!shown.contains("下前村"), "{role:?} {address}");
        }
    }
    // A reader is shown the history, not the form.
    let leader = signed_in(&app, Role::Leader).await;
    let page = leader.get(&path).await.expect(200).text();
    assert!(page.contains("照片.jpg") && !page.contains("name=\"day\""));
    leader.get(&file).await.expect(200);
}

async fn the_calendar_shows_the_month(app: TestApp) {
    let (seed, clerk) = ready(&app, IN_FEBRUARY).await;
    let path = format!("/c/{}/calendar", seed.cycle);
    clerk
        .get(&format!("{path}?month=2027-03"))
        .await
        .expect(200)
        .says("2027年3月")
        .says("投票");
    clerk
        .get(&path)
        .await
        .expect(200)
        .says("2027年2月")
        .says("春节");
    let one = format!(
        "{path}?month=2027-02&village={}&class=statutory",
        seed.villages[0]
    );
    let text = visible(&clerk.get(&one).await.expect(200).text());
    assert!(
        text.contains("公布登记参加选举的村民名单（法定最迟）"),
        "{text}"
    );
    assert!(
        !text.contains("推选村民选举委员会"),
        "working steps are filtered"
    );
    clerk
        .get(&format!("{path}?month=9999-99"))
        .await
        .expect(200)
        .says("2027年2月");
}

async fn a_village_that_has_voted_is_told_what_is_missing(app: TestApp) {
    let (seed, clerk) = ready(&app, "2027-03-19T02:00:00Z").await;
    let village = format!("/c/{}/v/{}", seed.cycle, seed.villages[0]);
    assert!(!clerk.get(&village).await.text().contains("归卷要用"));
    let path = step_path(&seed, 0, "polling");
    record(&clerk, &path, &[("day", "2027-03-18"), ("confirm", "1")])
        .await
        .expect(303);
    let shown = clerk
        .get(&village)
        .await
        .expect(200)
        .says("收尾")
        .says("份文书没有印发")
        .says("归卷要用： 当选人名册 当选证书 工作移交清单 案卷目录 一村一档 选举结果备案复函");
    assert!(shown.text().contains("/findings?village=") || !shown.text().contains("没有销号"));
    // A village does not read the township's own ledger of it, nor does it write the township's reply.
    let own = signed_in(&app, Role::VillageCommittee).await;
    let shown = own.get(&village).await.expect(200).text();
    let text = visible(&shown);
    assert!(
        text.contains("归卷要用") && !text.contains("一村一档"),
        "{text}"
    );
    assert!(!text.contains("选举结果备案复函"), "{text}");
}
