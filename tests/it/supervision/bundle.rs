//! 离线文件 — inspections carried in a file, imported once.

use huanjie::store::account::Role;
use uuid::Uuid;

use super::{count, json, send};
use crate::support::{
    TestApp,
    seed::{self, Seed},
};

crate::both_backends! {
    a_file_is_imported_once_and_says_so;
    photographs_left_behind_come_with_the_file;
    a_file_with_faults_is_refused_whole;
}

fn bundle(cycle: Uuid, inspections: &[serde_json::Value]) -> Vec<u8> {
    let list: Vec<serde_json::Value> = inspections
        .iter()
        .map(|one| {
            let mut one = one.clone();
            one["cycle"] = serde_json::json!(cycle.to_string());
            one
        })
        .collect();
    serde_json::json!({ "format": "huanjie-inspections", "version": 1, "made": "", "inspections": list })
        .to_string()
        .into_bytes()
}

async fn a_file_is_imported_once_and_says_so(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    // One of the two was sent from the telephone before.
    let sent = json(
        &send(&clerk, cycle, villages[1], "f2", &[("a.pledges", "ok")])
            .await
            .expect(200),
    );
    let file = bundle(
        cycle,
        &[
            serde_json::json!({ "id": "f1", "village": villages[0], "village_name": "上前村", "day": "2026-11-20",
                "kind": "random", "theme": "", "stage": "preparation", "inspectors": "王火发", "note": "",
                "answers": [{ "item": "pledges", "answer": "bad", "note": "没有张贴。", "days": "3" }],
                "reviews": [], "photos": [{ "id": "x1", "item": "pledges", "data": "/9j/4CBwaWN0dXJl" }] }),
            serde_json::json!({ "id": "f2", "village": villages[1], "village_name": "下前村", "day": "2026-11-23",
                "kind": "stage", "inspectors": "王火发" }),
        ],
    );
    let page = format!("/c/{cycle}/inspections/import");
    for told in [
        "存入 1 次检查；另有 1 次以前已经存过，没有重复存。",
        "2 次检查以前都已经存过，没有重复存。",
    ] {
        clerk
            .upload(&page, &page, &[], &[("file", "督查.json", file.clone())])
            .await
            .expect(200)
            .says(told)
            .says("上前村")
            .says(sent["receipt"].as_str().unwrap());
    }
    assert_eq!(count(&app, cycle).await, 2);
    let list = clerk
        .get(&format!("/c/{cycle}/inspections?kind=random"))
        .await
        .says("11月20日 上前村 随机抽查")
        .text();
    let href = list
        .split("<tbody>")
        .nth(1)
        .unwrap()
        .split("href=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    clerk
        .get(href)
        .await
        .says("没有张贴。")
        .says("离线文件导入")
        .says("照片1.jpg")
        .says("11月23日（星期一）");
}

/// A sheet that came through a weak network without its photograph: the file brings it, once.
async fn photographs_left_behind_come_with_the_file(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let sent = json(
        &send(&clerk, cycle, villages[0], "p1", &[("a.pledges", "ok")])
            .await
            .expect(200),
    );
    let carried = |data: &str| {
        bundle(
            cycle,
            &[
                serde_json::json!({ "id": "p1", "village": villages[0], "village_name": "上前村", "day": "2026-11-23",
                "kind": "stage", "inspectors": "王火发",
                "photos": [{ "id": "x1", "item": "pledges", "data": data }] }),
            ],
        )
    };
    let page = format!("/c/{cycle}/inspections/import");
    let import = async |data: &str| {
        clerk
            .upload(&page, &page, &[], &[("file", "督查.json", carried(data))])
            .await
    };
    // A disguised executable is named with its place, and nothing is stored.
    import("TVqQAAM=")
        .await
        .expect(422)
        .says("第 1 次检查（上前村）：请换成照片");
    import("/9j/4CBwaWN0dXJl")
        .await
        .expect(200)
        .says("以前已经存过，没有重复存；补存照片 1 张");
    let again = import("/9j/4CBwaWN0dXJl").await.expect(200);
    assert!(!again.text().contains("补存照片"), "once");
    assert_eq!(count(&app, cycle).await, 1);
    let shown = clerk.get(sent["href"].as_str().unwrap()).await.text();
    assert_eq!(shown.matches("照片1.jpg").count(), 1);
    let noted = clerk
        .get(&format!("/c/{cycle}/audit"))
        .await
        .says("上传督查照片");
    drop(noted);
}

async fn a_file_with_faults_is_refused_whole(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let page = format!("/c/{cycle}/inspections/import");
    let file = bundle(
        cycle,
        &[
            serde_json::json!({ "id": "g1", "village": villages[0], "village_name": "上前村", "day": "2026-11-20",
                "kind": "random", "inspectors": "王火发" }),
            serde_json::json!({ "id": "g2", "village": "x", "village_name": "下前村", "day": "2026-11-20", "kind": "visit" }),
            serde_json::json!({ "id": "g3", "village": villages[0], "day": "2026-11-20", "kind": "random", "gps": "1,2" }),
            serde_json::json!({ "id": "g4", "village": villages[0], "village_name": "上前村", "day": "2026-11-20",
                "kind": "random", "inspectors": "王火发", "photos": [{ "id": "y", "data": "TVqQAAM=" }] }),
        ],
    );
    clerk
        .upload(&page, &page, &[], &[("file", "督查.json", file)])
        .await
        .expect(422)
        .says("第 2 次检查（下前村）：请选择督查的村（社区）。")
        .says("第 2 次检查（下前村）：请选择督查方式。")
        .says("第 2 次检查（下前村）：请填写督查人员")
        .says("没有「gps」这一项")
        .says("第 4 次检查（上前村）：请换成照片");
    assert_eq!(count(&app, cycle).await, 0);
    for wrong in [b"MZ\x90".to_vec(), b"[]".to_vec(), b"{\"format\":".to_vec()] {
        clerk
            .upload(&page, &page, &[], &[("file", "督查.json", wrong)])
            .await
            .expect(422)
            .says("请选择手机上“导出离线文件”得到的文件");
    }
    clerk
        .upload(&page, &page, &[], &[])
        .await
        .expect(422)
        .says("没有收到文件");
}
