//! 离线文件 — inspections carried in a file, imported once.

use crypto_box::{PublicKey, SalsaBox, SecretKey, aead::Aead as _};
use huanjie::{
    office::{change::Actor, supervision::phone_key},
    store::account::Role,
};
use uuid::Uuid;

use super::{count, json, send};
use crate::support::{
    Client, TestApp,
    seed::{self, Seed},
};

crate::both_backends! {
    a_file_is_imported_once_and_says_so;
    photographs_left_behind_come_with_the_file;
    a_file_with_faults_is_refused_whole;
    a_sealed_file_opens_here_and_nowhere_else;
    what_belongs_to_another_cycle_is_left_to_it;
}

pub(super) fn bundle(cycle: Uuid, inspections: &[serde_json::Value]) -> Vec<u8> {
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

/// What the pages of the telephone say of the key: its id and public half.
async fn offered(client: &Client) -> (String, [u8; 32]) {
    let page = client.get("/m/out").await.expect(200).text();
    let told = page.split("data-seal=\"").nth(1).unwrap();
    let (id, public) = told.split('"').next().unwrap().split_once(' ').unwrap();
    let mut half = [0; 32];
    for (at, byte) in half.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&public[at * 2..at * 2 + 2], 16).unwrap();
    }
    (id.to_owned(), half)
}

/// Seals as `static/phone-file.js` does.
fn sealed((id, public): &(String, [u8; 32]), text: &[u8]) -> Vec<u8> {
    let own = SecretKey::from([9; 32]);
    let nonce = [5; 24];
    let made = SalsaBox::new(&PublicKey::from(*public), &own)
        .encrypt(&nonce.into(), text)
        .unwrap();
    let mut file = format!("huanjie-sealed 1 {id} {}\n", made.len()).into_bytes();
    file.extend_from_slice(own.public_key().as_bytes());
    file.extend_from_slice(&nonce);
    file.extend_from_slice(&made);
    file
}

async fn a_sealed_file_opens_here_and_nowhere_else(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let key = offered(&clerk).await;
    // It is the same key every time; it is made once, on record.
    assert_eq!(offered(&clerk).await, key);
    let one = |id: &str, day: &str| {
        bundle(
            cycle,
            &[
                serde_json::json!({ "id": id, "village": villages[0], "village_name": "上前村", "day": day,
                    "kind": "random", "inspectors": "王火发", "unfinished": false, "who": "督查组甲", "touched": 3,
                    "answers": [{ "item": "pledges", "answer": "bad", "note": "没有张贴。" }] }),
            ],
        )
    };
    let plain = one("s1", "2026-11-20");
    let file = sealed(&key, &plain);
    assert!(
        !file.windows(6).any(|bytes| bytes == "没有".as_bytes()),
        "nothing can be read in it"
    );
    let page = format!("/c/{cycle}/inspections/import");
    let import = async |content: Vec<u8>| {
        clerk
            .upload(
                &page,
                &page,
                &[],
                &[("file", "督查离线文件.huanjie", content)],
            )
            .await
    };
    let with = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut file = file.clone();
        change(&mut file);
        file
    };
    let whole = file.len();
    let foreign = (String::from("k-ffffffffffff"), key.1);
    let cases = [
        (
            with(&|file| file.truncate(whole - 7)),
            format!("应有 {whole} 字节，只收到 {} 字节", whole - 7),
        ),
        (
            with(&|file| file[whole - 1] ^= 1),
            "在路上损坏了，或者被改动过".to_owned(),
        ),
        (
            sealed(&foreign, &plain),
            "是给另一台服务器密封的（密钥编号 k-ffffffffffff）".to_owned(),
        ),
        (
            sealed(&(key.0.clone(), [8; 32]), &plain),
            "在路上损坏了，或者被改动过".to_owned(),
        ),
        (
            b"huanjie-sealed 2 k-1 9\n".to_vec(),
            "是新版程序写的".to_owned(),
        ),
        (
            sealed(&key, b"not what telephones write"),
            "请选择手机上“导出离线文件”得到的文件".to_owned(),
        ),
    ];
    for (content, told) in cases {
        import(content).await.expect(422).says(&told);
    }
    assert_eq!(count(&app, cycle).await, 0);
    import(file.clone())
        .await
        .expect(200)
        .says("存入 1 次检查。");
    import(file.clone())
        .await
        .expect(200)
        .says("1 次检查以前都已经存过");
    // The file telephones wrote before there were keys holds the same inspection.
    import(plain)
        .await
        .expect(200)
        .says("1 次检查以前都已经存过");
    assert_eq!(count(&app, cycle).await, 1);

    // After a change of keys a file made before is opened with its own.
    let late = sealed(&key, &one("s2", "2026-11-21"));
    app.clock.pass(chrono::TimeDelta::minutes(1));
    phone_key::renew(
        &app.store,
        app.clock.as_ref(),
        &Actor::operator(),
        "renew-1",
        "/",
    )
    .await
    .unwrap();
    let renewed = offered(&clerk).await;
    assert_ne!(renewed, key);
    import(late).await.expect(200).says("存入 1 次检查。");
    import(sealed(&renewed, &one("s3", "2026-11-22")))
        .await
        .expect(200)
        .says("存入 1 次检查。");
    assert_eq!(count(&app, cycle).await, 3);
}

/// A rehearsal left on a telephone does not keep the real inspections out.
async fn what_belongs_to_another_cycle_is_left_to_it(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let other = Uuid::now_v7();
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let page = format!("/c/{cycle}/inspections/import");
    let mut file: serde_json::Value = serde_json::from_slice(&bundle(
        cycle,
        &[
            serde_json::json!({ "id": "o1", "village": villages[0], "village_name": "上前村", "day": "2026-11-20",
                "kind": "random", "inspectors": "王火发" }),
            serde_json::json!({ "id": "o2", "village": "v", "village_name": "演练村", "day": "", "kind": "",
                "unfinished": true }),
        ],
    ))
    .unwrap();
    file["inspections"][1]["cycle"] = serde_json::json!(other.to_string());
    clerk
        .upload(
            &page,
            &page,
            &[],
            &[("file", "督查.json", file.to_string().into_bytes())],
        )
        .await
        .expect(200)
        .says("存入 1 次检查；1 次属于别的届次，没有存。")
        .says("演练村")
        .says("请到那个届次里再导入一次这个文件");
    assert_eq!(count(&app, cycle).await, 1);
}
