//! 操作日志 — the list and its chain.

use huanjie::{
    office::{
        change::{Actor, Change},
        event::Event,
    },
    store::{
        account::Role,
        audit::{self, ChainState},
    },
};
use uuid::Uuid;

use crate::support::{
    TestApp,
    client::visible,
    seed::{self, Seed},
};

crate::both_backends! {
    the_audit_page_lists_newest_first;
    the_chain_is_whole_while_others_write;
}

/// Writes an event of a cycle.
async fn write_event(app: &TestApp, seed: &Seed, village: Option<Uuid>, text: &str) {
    let actor = Actor::operator();
    let mut change = Change::unkeyed(&app.store, app.clock.as_ref(), &actor)
        .await
        .unwrap();
    let row = change
        .audit(Event::StepRecorded)
        .object("step", "x")
        .township(seed.township)
        .cycle(seed.cycle)
        .summary(text)
        .before(&serde_json::json!({ "day": null, "phone": "13800000000" }))
        .after(&serde_json::json!({ "day": "2027-02-24", "phone": null }));
    if let Some(id) = village {
        row.village(id);
    }
    change.commit("").await.unwrap();
}

async fn the_audit_page_lists_newest_first(app: TestApp) {
    let seed = seed::seed(&app).await;
    for n in 1..=120 {
        let village = (n % 3 == 0).then(|| seed.villages[0]);
        write_event(&app, &seed, village, &format!("第{n:03}件事")).await;
    }
    for role in [Role::Clerk, Role::Leader] {
        let client = seed::signed_in(&app, role).await;
        let path = format!("/c/{}/audit", seed.cycle);
        let first = client
            .get(&path)
            .await
            .expect(200)
            .says("记录链完整：全系统共 12")
            .says("记录完成")
            .says("日期：（空） → 2027年2月24日")
            .says("命令行");
        let text = visible(&first.text());
        assert!(!text.contains("13800000000"));
        let place = |words: &str| text.find(words);
        assert!(place("第120件事").unwrap() < place("第071件事").unwrap());
        assert!(place("第070件事").is_none());
        // Forward twice, back once.
        let href = |page: &str, rel: &str| -> String {
            let end = page.find(&format!("\" rel=\"{rel}\"")).expect(rel);
            let start = page[..end].rfind("href=\"").unwrap() + 6;
            page[start..end]
                .replace("&amp;", "&")
                .replace("&#x2F;", "/")
                .replace("&#x3D;", "=")
        };
        let second = client.get(&href(&first.text(), "next")).await.expect(200);
        let second = second.says("第070件事").says("第021件事");
        let third = client.get(&href(&second.text(), "next")).await.expect(200);
        let third = third.says("第020件事").says("第001件事");
        assert!(!third.text().contains("rel=\"next\""));
        client
            .get(&href(&third.text(), "prev"))
            .await
            .expect(200)
            .says("第070件事")
            .says("第021件事");
        // One village.
        let filtered = client
            .get(&format!(
                "{path}?village={}&kind=step.recorded",
                seed.villages[0]
            ))
            .await
            .expect(200)
            .says("第120件事")
            .says("第003件事");
        let text = filtered.text();
        assert!(!text.contains("第119件事") && !text.contains("rel=\"next\""));
        client
            .get(&format!("{path}?village={}", seed.villages[1]))
            .await
            .expect(200)
            .says("没有符合条件的记录");
        client
            .get(&format!("{path}?before=x&village=%00&kind=%27"))
            .await
            .expect(200);
    }
}

async fn the_chain_is_whole_while_others_write(app: TestApp) {
    let seed = seed::seed(&app).await;
    let writing = async {
        for n in 0..60 {
            write_event(&app, &seed, None, &format!("第{n}件事")).await;
        }
    };
    let reading = async {
        for _ in 0..60 {
            let state = audit::verify(app.store.reader()).await.unwrap();
            assert!(matches!(state, ChainState::Whole { .. }), "{state:?}");
        }
    };
    tokio::join!(writing, reading);
}
