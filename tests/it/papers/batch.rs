//! 批量印发 — many papers in the background, and what stops them.

use huanjie::{
    documents::kind::Kind,
    office::{
        batch,
        paper::{
            dossier::{Dossier, Reach},
            issue::{self as issuing, Done, Order},
            print::{self, Form, Wanted},
        },
        refusal::Refusal,
    },
    store::{account::Role, paper},
};
use uuid::Uuid;

use super::{clerk, issue, put_roll, stored};
use crate::support::{
    TestApp,
    explained::{explained, items, order},
    seed,
};

crate::both_backends! {
    a_batch_taken_up_by_another_worker_is_finished_without_a_paper_twice;
    a_failed_item_is_named_and_takes_no_number;
    a_full_disk_stores_nothing;
    a_disk_that_fills_up_in_a_batch_ends_it_partly_failed;
    packets_and_zips_name_everything;
}

async fn request(app: &TestApp, cycle: Uuid, wanted: &[(Uuid, Kind)]) -> Uuid {
    for (unit, _) in wanted.iter().filter(|(unit, _)| *unit != cycle) {
        seed::choose_committee(app, cycle, *unit).await;
    }
    let scope = app.scope(cycle).await;
    let actor = clerk(app).await;
    let items = items(app, cycle, wanted).await;
    batch::request(
        &app.store,
        app.app.clock.as_ref(),
        &actor,
        &scope,
        &Uuid::now_v7().simple().to_string(),
        &items,
        app.app.clock.today(),
    )
    .await
    .unwrap()
}

async fn a_batch_taken_up_by_another_worker_is_finished_without_a_paper_twice(app: TestApp) {
    let seed = seed::seed(&app).await;
    let cycle = seed.cycle;
    let wanted: Vec<(Uuid, Kind)> = seed
        .villages
        .iter()
        .flat_map(|village| {
            [
                (*village, Kind::ElectionDay),
                (*village, Kind::VoterRegistration),
            ]
        })
        .collect();
    let id = request(&app, cycle, &wanted).await;
    // A worker claims it, issues the first paper and dies.
    let now = app.app.clock.now();
    let until = now + chrono::TimeDelta::seconds(30);
    let tx = app.store.begin().await.unwrap();
    assert!(
        paper::claim_batch(&tx, "dead", now, until)
            .await
            .unwrap()
            .is_some()
    );
    tx.commit().await.unwrap();
    let whole = app.scope(cycle).await;
    let plans = app.app.plans(whole.cycle()).await.unwrap();
    let desk = app.app.desk(&plans);
    let actor = clerk(&app).await;
    let first = Order {
        item: Some((id, 1)),
        ..explained(
            &app,
            cycle,
            order(&app, seed.villages[0], Kind::ElectionDay),
        )
        .await
    };
    assert!(matches!(
        issuing::issue(&desk, &actor, &whole, None, &first).await,
        Ok(Done::Issued { .. })
    ));
    let shop = app.app.printshop();
    assert!(
        !batch::take(&shop, "alive").await.unwrap(),
        "the claim still holds"
    );
    app.clock.pass(chrono::TimeDelta::seconds(31));
    let client = seed::signed_in(&app, Role::Clerk).await;
    let page = format!("/c/{cycle}/batches/{id}");
    client.get(&page).await.expect(200).says("办理停住了");
    assert!(batch::take(&shop, "alive").await.unwrap());
    assert!(
        !batch::take(&shop, "alive").await.unwrap(),
        "nothing is left"
    );
    // The dead one wakes up: its item is settled, no second paper comes of it.
    let again = issuing::issue(&desk, &actor, &whole, None, &first).await;
    assert!(!matches!(again, Ok(Done::Issued { .. })), "{again:?}");
    let batch = paper::batch(app.store.reader(), &whole, id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(batch.state, paper::FINISHED);
    let items = paper::batch_items(app.store.reader(), id).await.unwrap();
    assert!(
        items
            .iter()
            .all(|item| item.state == paper::ITEM_DONE && item.paper_id.is_some())
    );
    let papers = paper::list(app.store.reader(), &whole, None).await.unwrap();
    assert_eq!(papers.len(), wanted.len());
    let client = seed::signed_in(&app, Role::Clerk).await;
    let page = client
        .get(&format!("/c/{cycle}/batches/{id}"))
        .await
        .expect(200);
    page.says("已完成：印发 6 份");
    let merged = client
        .get(&format!("/c/{cycle}/batches/{id}/merged.pdf"))
        .await
        .expect(200);
    assert!(merged.bytes.starts_with(b"%PDF"));
}

async fn a_failed_item_is_named_and_takes_no_number(app: TestApp) {
    let seed = seed::seed(&app).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    let wanted = [
        (village, Kind::ElectionDay),
        (village, Kind::VoterRoll),
        (cycle, Kind::ImplementationPlan),
    ];
    let id = request(&app, cycle, &wanted).await;
    let shop = app.app.printshop();
    assert!(batch::take(&shop, "w").await.unwrap());
    let client = seed::signed_in(&app, Role::Clerk).await;
    let path = format!("/c/{cycle}/batches/{id}");
    let page = client.get(&path).await.expect(200);
    let page = page
        .says("部分失败：印发 2 份，1 份没有印发")
        .says("上前村《关于登记参加选举人员名单的公告》")
        .says("请先导入选民名单");
    let open = format!("/c/{cycle}/docs/preview?unit={village}&amp;kind=voter-roll");
    assert!(
        page.text().contains(&open),
        "the paper to be mended is one click away"
    );
    // Who closed the page finds the batch again where the papers are.
    let centre = client.get(&format!("/c/{cycle}/docs")).await.expect(200);
    let shown = centre.says("3 份 部分失败：印发 2 份，1 份没有印发");
    assert!(shown.text().contains(&format!("href=\"{path}\"")));
    // 导入名单后重办：编号没有因失败而空掉，写过的理由不再问。
    put_roll(&app, village, &["甲一"]).await;
    let answer = client.submit(&path, "/retry", &[]).await.expect(303);
    assert!(batch::take(&shop, "w").await.unwrap());
    client
        .get(answer.location())
        .await
        .expect(200)
        .says("已完成：印发 1 份");
    let whole = app.scope(cycle).await;
    let numbers: Vec<String> = paper::list(app.store.reader(), &whole, Some(village))
        .await
        .unwrap()
        .into_iter()
        .map(|line| line.number)
        .collect();
    assert_eq!(numbers, ["第1号", "第4号"]);
}

async fn a_full_disk_stores_nothing(app: TestApp) {
    let seed = seed::seed(&app).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    // A file where the folder of files should be: nothing can be written there, whoever runs the test.
    let files = app.folder.path().join("files");
    std::fs::remove_dir_all(&files).unwrap();
    std::fs::write(&files, b"").unwrap();
    let refused = issue(&app, cycle, village, Kind::ElectionDay).await;
    assert!(matches!(&refused, Err(Refusal::File(_))), "{refused:?}");
    let text = refused.unwrap_err().to_string();
    assert!(text.contains("已有数据没有变化"), "{text}");
    let whole = app.scope(cycle).await;
    assert!(
        paper::list(app.store.reader(), &whole, None)
            .await
            .unwrap()
            .is_empty()
    );
    std::fs::remove_file(&files).unwrap();
    let (_, number) = issue(&app, cycle, village, Kind::ElectionDay)
        .await
        .unwrap();
    assert_eq!(number, "第1号", "no number was lost");
}

/// The disk is full from the second paper on: what was issued stays, what was not is named, no number is lost.
async fn a_disk_that_fills_up_in_a_batch_ends_it_partly_failed(app: TestApp) {
    let seed = seed::seed(&app).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    let (first, _) = issue(&app, cycle, village, Kind::ElectionDay)
        .await
        .unwrap();
    let files = app.folder.path().join("files");
    let aside = app.folder.path().join("aside");
    std::fs::rename(&files, &aside).unwrap();
    std::fs::write(&files, b"").unwrap();
    let wanted = [
        (village, Kind::Polling),
        (seed.villages[1], Kind::ElectionDay),
    ];
    let id = request(&app, cycle, &wanted).await;
    let shop = app.app.printshop();
    assert!(batch::take(&shop, "w").await.unwrap());
    let client = seed::signed_in(&app, Role::Clerk).await;
    let path = format!("/c/{cycle}/batches/{id}");
    client
        .get(&path)
        .await
        .expect(200)
        .says("部分失败：印发 0 份，2 份没有印发")
        .says("上前村《关于投票时间和地点的公告》")
        .says("下前村《关于确定选举日的公告》")
        .says("文件没有保存下来");
    let whole = app.scope(cycle).await;
    let kept = paper::list(app.store.reader(), &whole, None).await.unwrap();
    assert_eq!(kept.len(), 1, "only what was issued before");
    // Room again: the same two, with the numbers they would have had; the reasons that were given are not asked again.
    std::fs::remove_file(&files).unwrap();
    std::fs::rename(&aside, &files).unwrap();
    client.submit(&path, "/retry", &[]).await.expect(303);
    assert!(batch::take(&shop, "w").await.unwrap());
    let mut numbers: Vec<String> = paper::list(app.store.reader(), &whole, None)
        .await
        .unwrap()
        .into_iter()
        .filter(|line| line.id != first)
        .map(|line| line.number)
        .collect();
    numbers.sort();
    assert_eq!(numbers.len(), 2);
    assert!(numbers.contains(&"第1号".to_owned()), "{numbers:?}");
    let leftovers = std::fs::read_dir(&files)
        .unwrap()
        .flatten()
        .flat_map(|shelf| {
            std::fs::read_dir(shelf.path())
                .into_iter()
                .flatten()
                .flatten()
        })
        .filter(|file| file.file_name().to_string_lossy().starts_with('.'))
        .count();
    assert_eq!(leftovers, 0, "half a file was left");
}

async fn packets_and_zips_name_everything(app: TestApp) {
    let seed = seed::seed(&app).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    let (id, _) = issue(&app, cycle, village, Kind::ElectionDay)
        .await
        .unwrap();
    put_roll(&app, village, &["张\u{10FFFD}三"]).await;
    let whole = app.scope(cycle).await;
    let plans = app.app.plans(whole.cycle()).await.unwrap();
    let desk = app.app.desk(&plans);
    let wanted: Vec<Wanted> = [
        Kind::PostingChecklist,
        Kind::ElectionDay,
        Kind::VoterRoll,
        Kind::Polling,
    ]
    .into_iter()
    .map(|kind| Wanted {
        unit: village,
        kind,
        paper: None,
    })
    .collect();
    let zip = print::print(&desk, &whole, &wanted, Form::Packed, "整包")
        .await
        .unwrap();
    assert_eq!((zip.made, zip.failed.len()), (3, 1), "{:?}", zip.failed);
    assert!(zip.failed[0].contains("上前村") && zip.failed[0].contains("U+10FFFD"));
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(zip.bytes)).unwrap();
    let names: Vec<String> = (0..archive.len())
        .map(|index| {
            archive
                .by_index(index)
                .unwrap()
                .name()
                .unwrap()
                .into_owned()
        })
        .collect();
    assert_eq!(
        names,
        [
            "上前村/公告张贴核对表.pdf",
            "上前村/第1号 关于确定选举日的公告.pdf",
            "上前村/关于投票时间和地点的公告.pdf",
            "清单.csv"
        ]
    );
    // The issued one is the frozen file, byte for byte.
    let mut frozen = Vec::new();
    std::io::Read::read_to_end(&mut archive.by_name(&names[1]).unwrap(), &mut frozen).unwrap();
    let row = stored(&app, cycle, id).await;
    assert_eq!(frozen, app.app.files.read(&row.pdf_sha256).await.unwrap());
    let mut list = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("清单.csv").unwrap(), &mut list).unwrap();
    assert!(
        list.contains("失败：")
            && list.contains("已印发")
            && list.contains(row.pdf_sha256.trim_start_matches("sha256:"))
    );
    // A merged file is refused rather than short.
    let dossier = Dossier::read(app.store.reader(), &whole, Reach::Whole)
        .await
        .unwrap();
    assert_eq!(dossier.villages.len(), 3);
    let client = seed::signed_in(&app, Role::Clerk).await;
    client
        .get(&format!("/c/{cycle}/v/{village}/packet.pdf"))
        .await
        .expect(422)
        .says("请先改好下面 1 份")
        .says("回这个村（社区）");
    let other = seed.villages[1];
    let merged = client
        .get(&format!("/c/{cycle}/v/{other}/packet.pdf"))
        .await
        .expect(200);
    assert!(merged.bytes.starts_with(b"%PDF"));
}
