//! Papers: what they state, their numbers, freezing, voiding, batches — on both databases.

mod batch;

use std::sync::Arc;

use huanjie::{
    documents::kind::Kind,
    office::{
        change::Actor,
        paper::{
            issue::{self, Done},
            passing::Reasons,
            stale,
        },
        refusal::Refusal,
    },
    store::{
        account::{self, Role},
        entity::{paper_fact, step_record, voter, voter_roll},
        paper, progress,
    },
};
use uuid::Uuid;

use crate::support::{
    TestApp,
    explained::{explained, order},
    seed,
};

crate::both_backends! {
    nothing_goes_out_in_the_name_of_a_committee_nobody_chose;
    notices_get_the_packs_numbers_and_township_papers_the_next_of_the_year;
    a_reissued_notice_gets_a_suffix_and_points_back;
    an_issued_paper_is_frozen_and_says_when_its_content_changed;
    eight_issues_at_once_of_one_paper_make_one;
    issues_at_once_share_no_number;
    a_statutory_notice_after_its_last_day_is_refused;
    what_stops_an_issue_is_told_at_once;
}

pub(crate) fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

pub(crate) async fn clerk(app: &TestApp) -> Actor {
    let row = account::by_username(app.store.reader(), "jingban")
        .await
        .unwrap()
        .unwrap();
    Actor {
        account_id: Some(row.id),
        name: row.display_name,
        role: Some(Role::Clerk),
        township_id: Some(row.township_id),
        address: "127.0.0.1".into(),
    }
}

pub(crate) async fn issue(
    app: &TestApp,
    cycle: Uuid,
    unit: Uuid,
    kind: Kind,
) -> Result<(Uuid, String), Refusal> {
    let scope = app.scope(cycle).await;
    let plans = app.app.plans(scope.cycle()).await?;
    let actor = clerk(app).await;
    let desk = app.app.desk(&plans);
    if unit != cycle && kind != Kind::ElectionCommittee {
        seed::choose_committee(app, cycle, unit).await;
    }
    let order = explained(app, cycle, order(app, unit, kind)).await;
    match issue::issue(&desk, &actor, &scope, None, &order).await? {
        Done::Issued { id, number } => Ok((id, number)),
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn put_facts(
    app: &TestApp,
    cycle: Uuid,
    unit: Uuid,
    kind: Kind,
    facts: &str,
    version: i32,
) {
    let tx = app.store.begin().await.unwrap();
    let row = paper_fact::Model {
        id: Uuid::now_v7(),
        cycle_id: cycle,
        unit_id: unit,
        kind: kind.id().to_owned(),
        facts: facts.to_owned(),
        version,
    };
    assert!(paper::put_facts(&tx, row).await.unwrap());
    tx.commit().await.unwrap();
}

pub(crate) async fn put_roll(app: &TestApp, village: Uuid, names: &[&str]) {
    put_roll_over(app, village, 0, names).await;
}

/// The same over the roll of this version.
pub(crate) async fn put_roll_over(app: &TestApp, village: Uuid, version: i32, names: &[&str]) {
    let tx = app.store.begin().await.unwrap();
    let head = voter_roll::Model {
        village_id: village,
        file_name: "名册.xlsx".into(),
        file_sha256: String::new(),
        voters: i32::try_from(names.len()).unwrap(),
        left_out: 0,
        imported_at: app.app.clock.now(),
        version: 1,
        mark_key: None,
    };
    let voters = names
        .iter()
        .zip(1..)
        .map(|(name, ordinal)| voter::Model {
            id: Uuid::now_v7(),
            village_id: village,
            ordinal,
            group_name: format!("第{}村民小组", (ordinal + 1) / 2),
            name: (*name).to_owned(),
            sex: None,
            category: "resident".into(),
            mark: None,
            twice: false,
        })
        .collect();
    assert!(
        huanjie::store::voter::replace(&tx, head, version, voters)
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
}

pub(crate) async fn record(app: &TestApp, cycle: Uuid, unit: Uuid, step: &str, on: &str) {
    let tx = app.store.begin().await.unwrap();
    let row = step_record::Model {
        id: Uuid::now_v7(),
        cycle_id: cycle,
        unit_id: unit,
        step: step.to_owned(),
        seq: 1,
        act: progress::DONE.into(),
        day: Some(day(on)),
        note: String::new(),
        late_explanation: None,
        recorded_by: Uuid::nil(),
        recorded_by_name: "测试".into(),
        recorded_at: app.app.clock.now(),
    };
    assert!(progress::insert(&tx, row).await.unwrap());
    tx.commit().await.unwrap();
}

pub(crate) async fn stored(
    app: &TestApp,
    cycle: Uuid,
    id: Uuid,
) -> huanjie::store::entity::paper::Model {
    let scope = app.scope(cycle).await;
    paper::find(app.store.reader(), &scope, id)
        .await
        .unwrap()
        .unwrap()
}

const COMMITTEE: &str = r#"{"method":"representatives","members":[{"duty":"chair","name":"蓝天勇"},{"duty":"member","name":"𠮷田生"},{"duty":"member","name":"李𬭎"}]}"#;

async fn notices_get_the_packs_numbers_and_township_papers_the_next_of_the_year(app: TestApp) {
    let seed = seed::seed(&app).await;
    let (cycle, first, second) = (seed.cycle, seed.villages[0], seed.villages[1]);
    put_facts(&app, cycle, first, Kind::ElectionCommittee, COMMITTEE, 0).await;
    let cases = [
        (first, Kind::ElectionDay, "第1号"),
        (second, Kind::ElectionDay, "第1号"),
        (first, Kind::ElectionCommittee, "第2号"),
        (first, Kind::Polling, "第10号"),
        (cycle, Kind::ImplementationPlan, "石换领发〔2026〕1号"),
        (cycle, Kind::MobilizationNotice, "石换领发〔2026〕2号"),
    ];
    for (unit, kind, expected) in cases {
        let (id, number) = issue(&app, cycle, unit, kind).await.unwrap();
        assert_eq!(number, expected, "{kind:?}");
        let row = stored(&app, cycle, id).await;
        assert!(
            row.data.contains(expected),
            "the number is part of what is frozen"
        );
        let bytes = app.app.files.read(&row.pdf_sha256).await.unwrap();
        assert!(bytes.starts_with(b"%PDF-1.7") && row.pages >= 1);
    }
    // 不编号的文书有内部流水，不印在纸上。
    let (id, number) = issue(&app, cycle, cycle, Kind::LiaisonTable).await.unwrap();
    let row = stored(&app, cycle, id).await;
    assert_eq!((number.as_str(), row.number.as_str()), ("", "1"));
    assert!(!row.data.contains("\"number\""));
    let (id, number) = issue(&app, cycle, cycle, Kind::SignInSheet).await.unwrap();
    let row = stored(&app, cycle, id).await;
    assert_eq!((number.as_str(), row.number.as_str()), ("", "2"));
}

async fn a_reissued_notice_gets_a_suffix_and_points_back(app: TestApp) {
    let seed = seed::seed(&app).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    let (old, _) = issue(&app, cycle, village, Kind::ElectionDay)
        .await
        .unwrap();
    // 有效的一份还在：不能再印发一份。
    let twice = issue(&app, cycle, village, Kind::ElectionDay).await;
    assert!(
        matches!(twice, Err(Refusal::Invalid(problems)) if problems.all().join("").contains("请先作废已印发的一份（第1号）"))
    );
    let scope = app.scope(cycle).await;
    let plans = app.app.plans(scope.cycle()).await.unwrap();
    let desk = app.app.desk(&plans);
    let actor = clerk(&app).await;
    let nothing = issue::reissue(&desk, &actor, &scope, "k0", old, 1, "  ", Reasons::none()).await;
    assert!(
        matches!(nothing, Err(Refusal::Invalid(problems)) if problems.fields.contains_key("reason"))
    );
    let mut last = old;
    for (key, expected) in [("k1", "第1-1号"), ("k2", "第1-2号")] {
        let row = stored(&app, cycle, last).await;
        let order = issue::anew(&desk, &row).unwrap();
        let reasons = explained(&app, cycle, order).await.reasons;
        let again =
            |reasons| issue::reissue(&desk, &actor, &scope, key, last, 1, "日期写错", reasons);
        let done = again(reasons).await.unwrap();
        let Done::Issued { id, number } = done else {
            panic!("{done:?}")
        };
        assert_eq!(number, expected);
        let (new, gone) = (
            stored(&app, cycle, id).await,
            stored(&app, cycle, last).await,
        );
        assert_eq!(new.replaces_id, Some(last));
        assert_eq!(
            (gone.state.as_str(), gone.void_reason.as_deref()),
            (paper::VOID, Some("日期写错"))
        );
        // 同一张表单再发一次，什么也不多做。
        let again = again(Reasons::none()).await;
        assert!(matches!(again, Ok(Done::Before(_))), "{again:?}");
        last = id;
    }
    // 别人先作废了：冲突，说明是谁、何时。
    issue::void(&desk, &actor, &scope, "k3", last, 1, "不再需要")
        .await
        .unwrap();
    let late = issue::void(&desk, &actor, &scope, "k4", last, 1, "不再需要").await;
    assert!(matches!(late, Err(Refusal::Conflict(conflict)) if conflict.who == actor.name));
    // 作废的编号不再使用。
    let (_, number) = issue(&app, cycle, village, Kind::ElectionDay)
        .await
        .unwrap();
    assert_eq!(number, "第1-3号");
}

async fn an_issued_paper_is_frozen_and_says_when_its_content_changed(app: TestApp) {
    let seed = seed::seed(&app).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    put_roll(
        &app,
        village,
        &["𠮷田生", "李𬭎", "王㼆", "阿依古丽·买买提"],
    )
    .await;
    let (id, number) = issue(&app, cycle, village, Kind::VoterRoll).await.unwrap();
    assert_eq!(number, "第4号");
    let row = stored(&app, cycle, id).await;
    let data: serde_json::Value = serde_json::from_str(&row.data).unwrap();
    // 选举日前二十日为 2月26日，建议早一日；申诉期五日，截止按对村民有利的读法。
    assert_eq!(data.pointer("/known/published_on").unwrap(), "2027-02-25");
    assert_eq!(data.pointer("/issue/date").unwrap(), "2027-02-25");
    assert_eq!(
        data.pointer("/known/objection_deadline").unwrap(),
        "2027-03-02"
    );
    assert_eq!(data.pointer("/known/groups/0/names/0").unwrap(), "𠮷田生");
    assert_eq!(
        data.pointer("/known/groups")
            .unwrap()
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let scope = app.scope(cycle).await;
    let plans = app.app.plans(scope.cycle()).await.unwrap();
    let desk = app.app.desk(&plans);
    assert!(!stale::changed(&desk, &scope, &row).await.unwrap());
    let frozen = app.app.files.read(&row.pdf_sha256).await.unwrap();
    // 按计划日贴出：内容不变。早一天贴出：写明的公布日、申诉截止日就不对了。
    record(&app, cycle, village, "roll-published", "2027-02-24").await;
    assert!(stale::changed(&desk, &scope, &row).await.unwrap());
    assert_eq!(frozen, app.app.files.read(&row.pdf_sha256).await.unwrap());
    assert_eq!(
        stored(&app, cycle, id).await,
        row,
        "what is issued never changes"
    );
}

async fn eight_issues_at_once_of_one_paper_make_one(app: TestApp) {
    let seed = seed::seed(&app).await;
    let app = Arc::new(app);
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    let mut running = Vec::new();
    for _ in 0..8 {
        let app = Arc::clone(&app);
        running.push(tokio::spawn(async move {
            issue(&app, cycle, village, Kind::Polling).await.is_ok()
        }));
    }
    let mut made = 0;
    for one in running {
        made += usize::from(one.await.unwrap());
    }
    assert_eq!(made, 1);
    let scope = app.scope(cycle).await;
    assert_eq!(
        paper::list(app.store.reader(), &scope, None)
            .await
            .unwrap()
            .len(),
        1
    );
}

async fn issues_at_once_share_no_number(app: TestApp) {
    let seed = seed::seed(&app).await;
    let app = Arc::new(app);
    let cycle = seed.cycle;
    let mut running = Vec::new();
    for kind in [
        Kind::ImplementationPlan,
        Kind::MobilizationNotice,
        Kind::MobilizationNotice,
        Kind::MobilizationNotice,
    ] {
        let app = Arc::clone(&app);
        running.push(tokio::spawn(async move {
            issue(&app, cycle, cycle, kind).await
        }));
    }
    let mut numbers: Vec<String> = Vec::new();
    for one in running {
        // Four at once for one counter: each is tried again until it has its own.
        numbers.push(one.await.unwrap().unwrap().1);
    }
    numbers.sort();
    assert_eq!(
        numbers,
        [
            "石换领发〔2026〕1号",
            "石换领发〔2026〕2号",
            "石换领发〔2026〕3号",
            "石换领发〔2026〕4号"
        ]
    );
}

async fn a_statutory_notice_after_its_last_day_is_refused(app: TestApp) {
    let seed = seed::seed(&app).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    put_roll(&app, village, &["甲一", "乙二"]).await;
    // 2月26日是法定最后一日（第十七条第一款）：当天可以，次日不可以。
    app.clock.set("2027-02-27T02:00:00Z");
    let late = issue(&app, cycle, village, Kind::VoterRoll).await;
    let Err(Refusal::Invalid(problems)) = late else {
        panic!("{late:?}")
    };
    let text = problems.all().join("");
    assert!(
        text.contains("2027年2月26日") && text.contains("第十七条第一款"),
        "{text}"
    );
    // 已在期限内办理并记录的，可以补印。
    record(&app, cycle, village, "roll-published", "2027-02-26").await;
    let (id, _) = issue(&app, cycle, village, Kind::VoterRoll).await.unwrap();
    let row = stored(&app, cycle, id).await;
    assert_eq!(
        row.dated,
        day("2027-02-27"),
        "nothing is dated back by itself"
    );
    let data: serde_json::Value = serde_json::from_str(&row.data).unwrap();
    assert_eq!(data.pointer("/known/published_on").unwrap(), "2027-02-26");
    // 选举结果不能在投票前公布。
    let early = issue(&app, cycle, village, Kind::Results).await;
    assert!(
        matches!(early, Err(Refusal::Invalid(problems)) if problems.all().join("").contains("不能早于") || problems.all().join("").contains("得票情况"))
    );
}

async fn what_stops_an_issue_is_told_at_once(app: TestApp) {
    let seed = seed::seed(&app).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    let empty = [
        (Kind::ElectionCommittee, "请先填写选举委员会成员"),
        (Kind::VoterRoll, "请先导入选民名单"),
        (Kind::Candidates, "请先填写正式候选人"),
        (Kind::Results, "请先填写得票情况"),
    ];
    for (kind, told) in empty {
        let refused = issue(&app, cycle, village, kind).await;
        let Err(Refusal::Invalid(problems)) = refused else {
            panic!("{kind:?} {refused:?}")
        };
        assert!(
            problems.all().join("").contains(told),
            "{kind:?} {problems:?}"
        );
    }
    // 字库里没有的字：写明是谁、第几页。
    put_roll(&app, village, &["张\u{10FFFD}三", "李四"]).await;
    let refused = issue(&app, cycle, village, Kind::VoterRoll).await;
    let Err(Refusal::Invalid(problems)) = refused else {
        panic!("{refused:?}")
    };
    let text = problems.all().join("");
    assert!(
        text.contains("张") && text.contains("U+10FFFD") && text.contains("页"),
        "{text}"
    );
    let scope = app.scope(cycle).await;
    assert!(
        paper::list(app.store.reader(), &scope, None)
            .await
            .unwrap()
            .is_empty()
    );
    // 不是这个单位的文书。
    // A village may make a plan of its own; the township's other papers are not a village's.
    let foreign = issue(&app, cycle, village, Kind::LiaisonTable).await;
    assert!(matches!(foreign, Err(Refusal::NotFound)));
}

/// 选举委员会 — its notices wait until it is chosen; what the township or the village committee issues does not.
async fn nothing_goes_out_in_the_name_of_a_committee_nobody_chose(app: TestApp) {
    let seed = seed::seed(&app).await;
    let (cycle, village, community) = (seed.cycle, seed.villages[0], seed.villages[2]);
    let client = seed::signed_in(&app, Role::Clerk).await;
    let page = |unit: Uuid, kind: &str| format!("/c/{cycle}/docs/preview?unit={unit}&kind={kind}");
    let told = "公布名单，再以它的名义印发";
    client
        .get(&page(village, "voter-registration"))
        .await
        .expect(200)
        .says(&format!("请先推选村民选举委员会、{told}"));
    client
        .get(&page(community, "voter-registration"))
        .await
        .expect(200)
        .says(&format!("请先推选居民选举委员会、{told}"));
    let refused = client
        .post(
            &format!("/c/{cycle}/docs/preview"),
            &[
                ("unit", &village.to_string()),
                ("kind", "voter-registration"),
            ],
        )
        .await;
    assert_ne!(refused.status.as_u16(), 303);
    for kind in ["election-day", "election-committee", "audit-result"] {
        let shown = client.get(&page(village, kind)).await.expect(200);
        assert!(!shown.text().contains(told), "{kind}");
    }
    seed::choose_committee(&app, cycle, village).await;
    let shown = client
        .get(&page(village, "voter-registration"))
        .await
        .expect(200);
    assert!(!shown.text().contains(told));
    // One village's committee is not another's.
    client
        .get(&page(seed.villages[1], "polling"))
        .await
        .expect(200)
        .says(told);
}
