//! Notices of events: offered to every village, asked only of the one where it happened; and one paper against the
//! others of its village — on both databases.

use huanjie::{
    documents::kind::{Kind, Occasion},
    office::{
        facts,
        paper::{
            data,
            dossier::{Dossier, Reach},
            due, occasion, preflight,
        },
        refusal::Refusal,
    },
    store::account::Role,
};
use uuid::Uuid;

use crate::{
    papers::{issue, put_facts, put_roll, put_roll_over, record, stored},
    support::{TestApp, seed},
};

crate::both_backends! {
    notices_of_events_wait_only_where_something_happened;
    changes_are_numbered_on_and_earlier_ones_stay_as_they_were;
    a_further_change_starts_from_the_list_the_last_one_left;
    what_other_papers_say_against_a_notice_is_told;
    names_carried_over_are_not_issued_unread;
    corrections_of_the_roll_count_in_what_later_papers_state;
    a_complaint_written_down_once_is_answered_and_printed;
}

/// One candidate more than seats in each post.
const CANDIDATES: &str = r#"{"candidates":[
    {"post":"chair","name":"甲一"},{"post":"chair","name":"乙二"},
    {"post":"deputy","name":"丙三"},{"post":"deputy","name":"丁四"},
    {"post":"member","name":"戊五"},{"post":"member","name":"己六"},{"post":"member","name":"庚七"},
    {"post":"member","name":"辛八"}]}"#;

/// Nobody had more than half of the votes for deputy.
const RESULTS: &str = r#"{"issued":900,"returned":890,"valid":880,"invalid":10,"counts":[
    {"post":"chair","name":"甲一","votes":600,"elected":true},{"post":"chair","name":"乙二","votes":200,"elected":false},
    {"post":"deputy","name":"丙三","votes":400,"elected":false},{"post":"deputy","name":"丁四","votes":440,"elected":false},
    {"post":"member","name":"戊五","votes":700,"elected":true},{"post":"member","name":"己六","votes":690,"elected":true},
    {"post":"member","name":"庚七","votes":680,"elected":true},{"post":"member","name":"辛八","votes":100,"elected":false}]}"#;

/// The kinds that wait for a village.
async fn waiting(app: &TestApp, cycle: Uuid, village: Uuid) -> Vec<Kind> {
    let scope = app.scope(cycle).await;
    let plans = app.app.plans(scope.cycle()).await.unwrap();
    let dossier = Dossier::read(app.store.reader(), &scope, Reach::Whole)
        .await
        .unwrap();
    due::outstanding(&dossier, &plans, true, app.app.clock.today())
        .unwrap()
        .into_iter()
        .filter(|one| one.unit == village)
        .map(|one| one.kind)
        .collect()
}

/// The notices of a village's packet.
async fn packet(app: &TestApp, cycle: Uuid, village: Uuid) -> Vec<Kind> {
    let scope = app.scope(cycle).await;
    let plans = app.app.plans(scope.cycle()).await.unwrap();
    let dossier = Dossier::read(app.store.reader(), &scope, Reach::Whole)
        .await
        .unwrap();
    occasion::notices(&dossier, &plans, village).unwrap()
}

fn refused(outcome: Result<(Uuid, String), Refusal>) -> String {
    match outcome {
        Err(Refusal::Invalid(problems)) => problems.all().join("\n"),
        other => panic!("{other:?}"),
    }
}

async fn notices_of_events_wait_only_where_something_happened(app: TestApp) {
    let seed = seed::seed(&app).await;
    let (cycle, first, second) = (seed.cycle, seed.villages[0], seed.villages[1]);
    for village in [first, second] {
        let events: Vec<Kind> = waiting(&app, cycle, village)
            .await
            .into_iter()
            .chain(packet(&app, cycle, village).await)
            .filter(|kind| kind.occasion() == Occasion::Event)
            .collect();
        assert!(events.is_empty(), "{events:?}");
    }
    let routine = packet(&app, cycle, first).await;
    for kind in [
        Kind::PollingStaff,
        Kind::InvalidBallotRules,
        Kind::Handover,
        Kind::AuditResult,
    ] {
        assert!(routine.contains(&kind), "{kind:?}");
        assert!(
            waiting(&app, cycle, first).await.contains(&kind),
            "{kind:?}"
        );
    }
    // 副主任没有选出：另行选举，不是重新投票。
    put_facts(&app, cycle, first, Kind::Results, RESULTS, 0).await;
    assert!(waiting(&app, cycle, first).await.contains(&Kind::Rerun));
    assert!(!waiting(&app, cycle, first).await.contains(&Kind::Repoll));
    assert!(!waiting(&app, cycle, second).await.contains(&Kind::Rerun));
    // 流动票箱写在投票公告里：名单就要公布。
    let rounds = r#"{"rounds":[{"route":"东片","hours":"9时"}]}"#;
    put_facts(&app, cycle, second, Kind::Polling, rounds, 0).await;
    assert!(
        waiting(&app, cycle, second)
            .await
            .contains(&Kind::RoamingVoters)
    );
    // 网页上：村页列出可以另出的，文书中心按种类可以找到。
    let client = seed::signed_in(&app, Role::Clerk).await;
    client
        .get(&format!("/c/{cycle}/v/{second}"))
        .await
        .expect(200)
        .says("有变动时另出的公告")
        .says("关于选举委员会成员变动的公告");
    client
        .get(&format!("/c/{cycle}/docs?tab=todo&kind=candidate-change"))
        .await
        .expect(200)
        .says("3 份");
}

async fn changes_are_numbered_on_and_earlier_ones_stay_as_they_were(app: TestApp) {
    let seed = seed::seed(&app).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    let change = |name: &str| {
        format!(
            r#"{{"leavers":[{{"name":"{name}","reason":"resigned","left_on":"2027-01-05"}}],"way":"order","joiners":[{{"duty":"member","name":"壬九"}}]}}"#
        )
    };
    put_facts(
        &app,
        cycle,
        village,
        Kind::ElectionCommitteeChange,
        &change("甲一"),
        0,
    )
    .await;
    let (first, number) = issue(&app, cycle, village, Kind::ElectionCommitteeChange)
        .await
        .unwrap();
    assert_eq!(number, "第2-1号");
    put_facts(
        &app,
        cycle,
        village,
        Kind::ElectionCommitteeChange,
        &change("乙二"),
        1,
    )
    .await;
    let (second, number) = issue(&app, cycle, village, Kind::ElectionCommitteeChange)
        .await
        .unwrap();
    assert_eq!(number, "第2-2号");
    // 前一份说的是当时的事，不算内容已变。
    let scope = app.scope(cycle).await;
    let plans = app.app.plans(scope.cycle()).await.unwrap();
    let desk = app.app.desk(&plans);
    for id in [first, second] {
        let row = stored(&app, cycle, id).await;
        let changed = huanjie::office::paper::stale::changed(&desk, &scope, &row).await;
        assert!(!changed.unwrap());
    }
    // 规则包没有给编号的公告不编号，纸上也不留空。
    put_facts(
        &app,
        cycle,
        village,
        Kind::PostsAndMethod,
        r#"{"slate":"candidates","method":"assembly"}"#,
        0,
    )
    .await;
    let (id, _) = issue(&app, cycle, village, Kind::PostsAndMethod)
        .await
        .unwrap();
    let data: serde_json::Value =
        serde_json::from_str(&stored(&app, cycle, id).await.data).unwrap();
    assert_eq!(data.pointer("/issue/numbered").unwrap(), false);
    assert!(data.pointer("/issue/number").is_none());
    assert_eq!(data.pointer("/known/term_years").unwrap(), 5);
}

async fn a_further_change_starts_from_the_list_the_last_one_left(app: TestApp) {
    let seed = seed::seed(&app).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    let kind = Kind::ElectionCommitteeChange;
    let committee = r#"{"members":[
        {"duty":"chair","name":"甲一"},{"duty":"deputy","name":"乙二"},{"duty":"member","name":"丙三"},
        {"duty":"member","name":"丁四"},{"duty":"member","name":"戊五"},
        {"duty":"alternate","name":"己六"},{"duty":"alternate","name":"庚七"}]}"#;
    put_facts(&app, cycle, village, Kind::ElectionCommittee, committee, 0).await;
    let first = r#"{"leavers":[{"name":"甲一","reason":"nominated","left_on":"2027-01-05"}],"way":"order",
        "joiners":[{"duty":"member","name":"己六"}],"duties":[{"duty":"chair","name":"乙二"}]}"#;
    put_facts(&app, cycle, village, kind, first, 0).await;
    let (one, _) = issue(&app, cycle, village, kind).await.unwrap();
    let second = r#"{"leavers":[{"name":"丙三","reason":"resigned","left_on":"2027-01-06"}],"way":"order",
        "joiners":[{"duty":"member","name":"庚七"}]}"#;
    put_facts(&app, cycle, village, kind, second, 1).await;
    let (two, _) = issue(&app, cycle, village, kind).await.unwrap();
    let data: serde_json::Value =
        serde_json::from_str(&stored(&app, cycle, two).await.data).unwrap();
    let before: Vec<(&str, &str)> = data["known"]["members"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["duty"].as_str().unwrap(), row["name"].as_str().unwrap()))
        .collect();
    assert_eq!(
        before,
        [
            ("chair", "乙二"),
            ("member", "丙三"),
            ("member", "丁四"),
            ("member", "戊五"),
            ("member", "己六"),
            ("alternate", "庚七"),
        ]
    );
    // 两份都还是印发时的样子。
    let scope = app.scope(cycle).await;
    let plans = app.app.plans(scope.cycle()).await.unwrap();
    let desk = app.app.desk(&plans);
    for id in [one, two] {
        let row = stored(&app, cycle, id).await;
        assert!(
            !huanjie::office::paper::stale::changed(&desk, &scope, &row)
                .await
                .unwrap()
        );
    }
    // 第一次已经退出的人，第三次不能再退。
    put_facts(&app, cycle, village, kind, first, 2).await;
    let text = refused(issue(&app, cycle, village, kind).await);
    assert!(text.contains("不在已公布的选举委员会成员名单里"), "{text}");
}

async fn what_other_papers_say_against_a_notice_is_told(app: TestApp) {
    let seed = seed::seed(&app).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    put_facts(&app, cycle, village, Kind::Candidates, CANDIDATES, 0).await;
    put_facts(&app, cycle, village, Kind::Results, RESULTS, 0).await;
    // 候选人不得接受委托投票（组织法第十八条第四款）。
    let pairs =
        r#"{"pairs":[{"agent":"甲一","principal":"壬九"},{"agent":"癸十","principal":"子丑"}]}"#;
    put_facts(&app, cycle, village, Kind::Proxies, pairs, 0).await;
    let text = refused(issue(&app, cycle, village, Kind::Proxies).await);
    assert!(
        text.contains("甲一是正式候选人")
            && text.contains("第十八条第四款")
            && !text.contains("癸十"),
        "{text}"
    );
    // 退出以后就不是候选人了。
    let change = r#"{"leavers":[{"post":"chair","name":"甲一","reason":"withdrew"}],"joiners":[{"post":"chair","name":"子丑"}]}"#;
    put_facts(&app, cycle, village, Kind::CandidateChange, change, 0).await;
    issue(&app, cycle, village, Kind::Proxies).await.unwrap();
    // 委员会成员不得担任监督委员会成员（组织法第三十七条）。
    let supervisors =
        r#"{"meeting":"representatives","supervisors":[{"duty":"chair","name":"戊五"}]}"#;
    put_facts(&app, cycle, village, Kind::Supervisors, supervisors, 0).await;
    let text = refused(issue(&app, cycle, village, Kind::Supervisors).await);
    assert!(
        text.contains("戊五已当选") && text.contains("第三十七条"),
        "{text}"
    );
}

async fn names_carried_over_are_not_issued_unread(app: TestApp) {
    let seed = seed::seed(&app).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    let nominees = CANDIDATES.replacen("candidates", "nominees", 1);
    put_facts(&app, cycle, village, Kind::Nominees, &nominees, 0).await;
    // 初步候选人带进正式候选人的填写页，没有核对保存以前不能印发。
    let text = refused(issue(&app, cycle, village, Kind::Candidates).await);
    assert!(text.contains("核对并保存"), "{text}");
    put_roll(&app, village, &["甲一", "乙二"]).await;
    put_facts(&app, cycle, village, Kind::Results, RESULTS, 0).await;
    record(&app, cycle, village, "polling", "2027-03-18").await;
    let scope = app.scope(cycle).await;
    let dossier = Dossier::read(app.store.reader(), &scope, Reach::Unit(village))
        .await
        .unwrap();
    // 另行选举：只有没选满的职位，按得票多少，比尚缺的名额多一人。
    let start = facts::start(&dossier, village, Kind::Rerun);
    assert!(start.carried);
    assert_eq!(
        start.facts["candidates"],
        serde_json::json!([{ "post": "deputy", "name": "丁四" }, { "post": "deputy", "name": "丙三" }])
    );
}

async fn corrections_of_the_roll_count_in_what_later_papers_state(app: TestApp) {
    let seed = seed::seed(&app).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    put_roll(&app, village, &["甲一", "乙二", "丙三"]).await;
    // 导入在前，公告在后
    app.clock.pass(chrono::TimeDelta::minutes(1));
    let kind = Kind::VoterRollCorrection;
    let added = |name: &str| {
        format!(
            r#"{{"changes":[{{"change":"added","name":"{name}","group":"第1村民小组","note":"漏登"}}]}}"#
        )
    };
    put_facts(&app, cycle, village, kind, &added("丁四"), 0).await;
    let (first, _) = issue(&app, cycle, village, kind).await.unwrap();
    put_facts(&app, cycle, village, kind, &added("戊五"), 1).await;
    let (second, number) = issue(&app, cycle, village, kind).await.unwrap();
    let scope = app.scope(cycle).await;
    let plans = app.app.plans(scope.cycle()).await.unwrap();
    let today = app.app.clock.today();
    let read = || async {
        Dossier::read(app.store.reader(), &scope, Reach::Unit(village))
            .await
            .unwrap()
    };
    // 名单 3 人，两次各补登 1 人：每一份更正写更正以前的人数，结果写更正以后的。
    for (id, before) in [(first, 3), (second, 4)] {
        let data: serde_json::Value =
            serde_json::from_str(&stored(&app, cycle, id).await.data).unwrap();
        assert_eq!(data["known"]["registered"], before);
        let row = stored(&app, cycle, id).await;
        let desk = app.app.desk(&plans);
        let changed = huanjie::office::paper::stale::changed(&desk, &scope, &row).await;
        assert!(!changed.unwrap(), "{before}");
    }
    let dossier = read().await;
    for kind in [Kind::Results, Kind::ResultReport, Kind::BallotLedger] {
        let data = data::assemble(&dossier, &plans, village, kind, today)
            .unwrap()
            .data;
        assert_eq!(data["known"]["registered"], 5, "{}", kind.id());
    }
    let sources = |dossier: &Dossier| -> Vec<String> {
        preflight::quick(dossier, &plans, village, Kind::Results, today, today)
            .unwrap()
            .into_iter()
            .filter(|found| found.code == "N311")
            .map(|found| found.text)
            .collect()
    };
    let told = sources(&dossier);
    assert_eq!(told.len(), 1);
    assert!(
        told[0].contains("本件写 5 人")
            && told[0].contains("导入的选民名单是 3 人")
            && told[0].contains(&number),
        "{told:?}"
    );
    // 按更正后的名单重新导入，以名单为准，不再提醒。
    app.clock.pass(chrono::TimeDelta::minutes(1));
    put_roll_over(
        &app,
        village,
        1,
        &["甲一", "乙二", "丙三", "丁四", "戊五", "己六"],
    )
    .await;
    let dossier = read().await;
    let data = data::assemble(&dossier, &plans, village, Kind::Results, today)
        .unwrap()
        .data;
    assert_eq!(data["known"]["registered"], 6);
    assert!(sources(&dossier).is_empty());
}

async fn a_complaint_written_down_once_is_answered_and_printed(app: TestApp) {
    let seed = seed::seed(&app).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    put_roll(&app, village, &["甲一", "乙二"]).await;
    let received = r#"{"objections":[{"applicant":"丙三","about":"乙二","matter":"认为乙二不应列入名单","received_on":"2027-02-23"}]}"#;
    put_facts(&app, cycle, village, Kind::ObjectionForm, received, 0).await;
    let scope = app.scope(cycle).await;
    let plans = app.app.plans(scope.cycle()).await.unwrap();
    let today = app.app.clock.today();
    let read = || async {
        Dossier::read(app.store.reader(), &scope, Reach::Unit(village))
            .await
            .unwrap()
            .with_voters(app.store.reader(), &scope, &[village])
            .await
            .unwrap()
    };
    // 处理结果公告从登记表带来申诉事项和收到的日子，决定由选委会写。
    let start = facts::start(&read().await, village, Kind::ObjectionDecision);
    assert!(start.carried);
    assert_eq!(
        start.facts["objections"][0]["matter"],
        "认为乙二不应列入名单"
    );
    assert_eq!(start.facts["objections"][0]["received_on"], "2027-02-23");
    assert!(start.facts["objections"][0]["outcome"].is_null());
    let decided = r#"{"objections":[{"matter":"认为乙二不应列入名单","received_on":"2027-02-23","decided_on":"2027-02-25","outcome":"rejected","reason":"户籍在本村"}]}"#;
    put_facts(&app, cycle, village, Kind::ObjectionDecision, decided, 0).await;
    let data = data::assemble(&read().await, &plans, village, Kind::ObjectionForm, today)
        .unwrap()
        .data;
    let context = Kind::ObjectionForm.context(&data).unwrap();
    let sheet = &context["names"]["sheets"][0];
    // 名册上有的人带序号，没有的只写姓名；三日内处理（组织法第十七条第二款）。
    assert_eq!(sheet["about"]["serial"], 2);
    assert!(sheet["applicant"]["serial"].is_null());
    assert_eq!(sheet["decide_by"], "2027-02-26");
    assert_eq!(sheet["rejected"], true);
    assert_eq!(sheet["upheld"], false);
    assert_eq!(sheet["reason"], "户籍在本村");
}
