//! 环节记录、镇级工作、工作台、矩阵、月历 — by the same forms a clerk sends, on both databases.
//! The seeded cycle votes on 2027-03-18 under `national-2025`; the roll is lawful until 2027-02-26
//! (村民委员会组织法第十七条第一款, twenty days before).

mod seen;

use huanjie::{
    office::event::Event,
    store::{
        account::Role,
        audit,
        entity::{audit_event, step_record},
        progress,
        scope::CycleScope,
    },
};
use sea_orm::EntityTrait;

use crate::support::{
    Client, TestApp,
    client::{form_of, visible},
    seed::{self, Seed, signed_in},
};

crate::both_backends! {
    a_step_is_recorded_with_its_evidence;
    a_late_day_is_refused_then_stored_as_a_breach;
    days_that_cannot_be_are_refused_all_at_once;
    a_day_that_looks_like_a_slip_is_confirmed;
    undoing_is_another_record;
    a_step_that_does_not_apply_is_set_aside_with_its_reason;
    two_clerks_at_one_step;
    a_second_click_changes_nothing;
    files_that_are_no_evidence_are_named;
    the_township_plans_and_records_its_phases;
}

/// 2027年2月23日 10:00 in China: three days before the roll's last lawful day.
const IN_FEBRUARY: &str = "2027-02-23T02:00:00Z";
/// 2027年3月1日: three days after it.
const IN_MARCH: &str = "2027-03-01T02:00:00Z";

const JPEG: &[u8] = b"\xFF\xD8\xFF\xE0 a photograph";

fn step_path(seed: &Seed, village: usize, step: &str) -> String {
    format!(
        "/c/{}/v/{}/steps/{step}",
        seed.cycle, seed.villages[village]
    )
}

async fn ready(app: &TestApp, moment: &str) -> (Seed, Client) {
    app.clock.set(moment);
    let seed = seed::seed(app).await;
    let clerk = signed_in(app, Role::Clerk).await;
    (seed, clerk)
}

async fn records(
    app: &TestApp,
    seed: &Seed,
    village: usize,
    step: &str,
) -> Vec<step_record::Model> {
    let scope = CycleScope::of_operator(app.store.reader(), seed.cycle)
        .await
        .unwrap()
        .unwrap();
    let unit = if village == usize::MAX {
        seed.cycle
    } else {
        seed.villages[village]
    };
    progress::of_unit(app.store.reader(), &scope, unit)
        .await
        .unwrap()
        .into_iter()
        .filter(|row| row.step == step)
        .collect()
}

async fn record(
    client: &Client,
    path: &str,
    fields: &[(&str, &str)],
) -> crate::support::client::Answer {
    client.upload(path, path, fields, &[]).await
}

async fn a_step_is_recorded_with_its_evidence(app: TestApp) {
    let (seed, clerk) = ready(&app, IN_FEBRUARY).await;
    let path = step_path(&seed, 0, "roll-published");
    let shown = clerk.get(&path).await.expect(200);
    let text = visible(&shown.text());
    for words in [
        "公布登记参加选举的村民名单",
        "最迟 2027年2月26日（星期五）",
        "余 3 日",
        "第十七条第一款",
        "2027-03-18 − 20 日 = 2027-02-26",
        // A predecessor that is not recorded warns.
        "选民登记截止",
    ] {
        assert!(text.contains(words), "「{words}」 not in {text}");
    }
    let answer = clerk
        .upload(
            &path,
            &path,
            &[("day", "2027-02-22"), ("note", "张贴在村务公开栏")],
            &[
                ("files", "张贴照片.jpg", JPEG.to_vec()),
                ("files", "公告.pdf", b"%PDF-1.7 notice".to_vec()),
            ],
        )
        .await
        .expect(303);
    assert_eq!(
        answer.location(),
        format!("/c/{}/v/{}", seed.cycle, seed.villages[0])
    );
    let stored = records(&app, &seed, 0, "roll-published").await;
    assert_eq!(stored.len(), 1);
    assert_eq!((stored[0].seq, stored[0].act.as_str()), (1, "done"));
    assert_eq!(stored[0].day.unwrap().to_string(), "2027-02-22");
    assert!(stored[0].late_explanation.is_none());
    clerk
        .get(answer.location())
        .await
        .expect(200)
        .says("已记录上前村“公布登记参加选举的村民名单”2月22日完成")
        .says("记录 上前村 公布登记参加选举的村民名单 2月22日完成");

    let history = clerk.get(&path).await.expect(200).text();
    for name in ["张贴照片.jpg", "公告.pdf", "张贴在村务公开栏"] {
        assert!(history.contains(name), "{name}");
    }
    let file = history
        .split("href=\"")
        .map(|part| part.split('"').next().unwrap())
        .find(|href| href.contains("/files/"))
        .unwrap();
    let sent = clerk.get(file).await.expect(200);
    assert_eq!(sent.bytes, JPEG);
    assert_eq!(sent.header("content-type"), "image/jpeg");
    assert_eq!(sent.header("x-content-type-options"), "nosniff");
    assert!(
        sent.header("content-disposition")
            .starts_with("attachment;")
    );
    let opened = audit_event::Entity::find()
        .all(app.store.reader())
        .await
        .unwrap()
        .into_iter()
        .filter(|row| row.event == Event::FileOpened.code())
        .count();
    assert_eq!(opened, 1);
    assert!(matches!(
        audit::verify(app.store.reader()).await.unwrap(),
        audit::ChainState::Whole { .. }
    ));
}

async fn a_late_day_is_refused_then_stored_as_a_breach(app: TestApp) {
    let (seed, clerk) = ready(&app, IN_MARCH).await;
    let path = step_path(&seed, 0, "roll-published");
    record(&clerk, &path, &[("day", "2027-02-27")])
        .await
        .expect(422)
        .says("D101")
        .says("2月26日")
        .says("第十七条第一款")
        .says("如实补记");
    assert!(records(&app, &seed, 0, "roll-published").await.is_empty());
    // The box alone is not enough.
    record(&clerk, &path, &[("day", "2027-02-27"), ("late", "1")])
        .await
        .expect(422)
        .says("请写明原因");
    // The last lawful day itself is lawful, although it is recorded later.
    let other = step_path(&seed, 1, "roll-published");
    record(&clerk, &other, &[("day", "2027-02-26")])
        .await
        .expect(303);
    assert!(
        records(&app, &seed, 1, "roll-published").await[0]
            .late_explanation
            .is_none()
    );

    record(
        &clerk,
        &path,
        &[
            ("day", "2027-02-27"),
            ("late", "1"),
            ("late_reason", "印刷厂停电一天，已在广播里说明"),
        ],
    )
    .await
    .expect(303);
    let stored = records(&app, &seed, 0, "roll-published").await;
    assert_eq!(
        stored[0].late_explanation.as_deref(),
        Some("印刷厂停电一天，已在广播里说明")
    );
    clerk
        .get(&path)
        .await
        .expect(200)
        .says("违反法定期限")
        .says("印刷厂停电一天")
        .says("逾期完成");
    // On the village's page it is told with its reason: it asks nobody any more to move what has been.
    let village = format!("/c/{}/v/{}", seed.cycle, seed.villages[0]);
    let shown = clerk
        .get(&village)
        .await
        .expect(200)
        .says("没有在法定期限内办理，已如实补记。原因：印刷厂停电一天，已在广播里说明。");
    assert!(
        !shown
            .text()
            .contains("请把「公布登记参加选举的村民名单」改到")
    );
    // Before the vote there is nothing to close.
    assert!(!shown.text().contains("归卷要用"));
}

async fn days_that_cannot_be_are_refused_all_at_once(app: TestApp) {
    let (seed, clerk) = ready(&app, IN_FEBRUARY).await;
    let path = step_path(&seed, 0, "committee-selected");
    let cases = [
        ("2027-02-24", "D108"),
        ("0027-02-20", "D106"),
        ("1027-02-20", "D106"),
        ("2027年2月底", "请把完成日期写成"),
        ("2027-02-30", "请把完成日期写成"),
        ("", "请填写完成日期"),
    ];
    for (day, words) in cases {
        record(&clerk, &path, &[("day", day), ("note", "说明留着")])
            .await
            .expect(422)
            .says(words)
            .says("说明留着");
    }
    // Every problem at once, and what was typed is still there.
    let long = "长".repeat(1001);
    clerk
        .upload(
            &path,
            &path,
            &[("day", "2027-02-24"), ("note", &long)],
            &[("files", "程序.exe", b"MZ\x90".to_vec())],
        )
        .await
        .expect(422)
        .says("D108")
        .says("缩短到 1000 字以内")
        .says("「程序.exe」");
    assert!(
        records(&app, &seed, 0, "committee-selected")
            .await
            .is_empty()
    );
    clerk
        .get(&step_path(&seed, 0, "no-such-step"))
        .await
        .expect(404);
}

async fn a_day_that_looks_like_a_slip_is_confirmed(app: TestApp) {
    let (seed, clerk) = ready(&app, IN_FEBRUARY).await;
    let first = step_path(&seed, 0, "committee-selected");
    record(&clerk, &first, &[("day", "2027-02-08")])
        .await
        .expect(303);
    let path = step_path(&seed, 0, "committee-announced");
    record(&clerk, &path, &[("day", "2027-02-03")])
        .await
        .expect(422)
        .says("D102")
        .says("照此记录");
    record(&clerk, &path, &[("day", "2027-02-03"), ("confirm", "1")])
        .await
        .expect(303);
    assert_eq!(
        records(&app, &seed, 0, "committee-announced").await.len(),
        1
    );
}

async fn undoing_is_another_record(app: TestApp) {
    let (seed, clerk) = ready(&app, IN_FEBRUARY).await;
    let path = step_path(&seed, 0, "committee-selected");
    record(&clerk, &path, &[("day", "2027-02-08")])
        .await
        .expect(303);
    clerk
        .submit(&path, "/undo", &[("reason", " ")])
        .await
        .expect(422)
        .says("请写明撤销原因");
    clerk
        .submit(&path, "/undo", &[("reason", "记错了村")])
        .await
        .expect(303);
    let stored = records(&app, &seed, 0, "committee-selected").await;
    assert_eq!(
        stored
            .iter()
            .map(|row| row.act.as_str())
            .collect::<Vec<_>>(),
        ["done", "undone"],
        "nothing is deleted"
    );
    clerk
        .get(&path)
        .await
        .expect(200)
        .says("原因：记错了村")
        .says("已撤销");
    // Recorded anew, it counts again.
    record(&clerk, &path, &[("day", "2027-02-09")])
        .await
        .expect(303);
    assert_eq!(records(&app, &seed, 0, "committee-selected").await.len(), 3);
}

/// 法定环节不能不办；只在发生某事时才办的、工作安排的，写明理由可以不办（rules.md 2）。
async fn a_step_that_does_not_apply_is_set_aside_with_its_reason(app: TestApp) {
    let (seed, clerk) = ready(&app, IN_FEBRUARY).await;

    // 公布名单 is due to everybody: neither offered nor taken.
    let roll = step_path(&seed, 0, "roll-published");
    assert!(
        !clerk
            .get(&roll)
            .await
            .expect(200)
            .text()
            .contains("/set-aside")
    );
    let mut forced = form_of(&clerk.get(&roll).await.expect(200).text(), &roll);
    forced.action = format!("{roll}/set-aside");
    clerk
        .send_form(&forced, &[("set_aside_reason", "不想办")])
        .await
        .expect(422)
        .says("这是法定环节，不能不办")
        .says("D117");
    assert!(records(&app, &seed, 0, "roll-published").await.is_empty());

    // 处理申诉 is due only where somebody objected.
    let objections = step_path(&seed, 0, "objections-decided");
    clerk
        .get(&objections)
        .await
        .expect(200)
        .says("只在有人提出申诉时才要办");
    clerk
        .submit(&objections, "/set-aside", &[("set_aside_reason", " ")])
        .await
        .expect(422)
        .says("请写明为什么不适用或者不办");
    clerk
        .submit(
            &objections,
            "/set-aside",
            &[("set_aside_reason", "没有人提出申诉")],
        )
        .await
        .expect(303);
    clerk
        .get(&objections)
        .await
        .expect(200)
        .says("不适用：没有人提出申诉")
        .says("标为不适用");
    let stored = records(&app, &seed, 0, "objections-decided").await;
    assert_eq!(stored.len(), 1);
    assert_eq!((stored[0].act.as_str(), stored[0].day), ("set-aside", None));

    // 工作安排的环节 may be left out; undone, it stands open again.
    let met = step_path(&seed, 0, "representatives-selected");
    clerk
        .submit(
            &met,
            "/set-aside",
            &[("set_aside_reason", "本届先选村委会，代表以后推选")],
        )
        .await
        .expect(303);
    clerk
        .submit(&met, "/undo", &[("reason", "会议改了主意")])
        .await
        .expect(303);
    let stored = records(&app, &seed, 0, "representatives-selected").await;
    let acts: Vec<_> = stored.iter().map(|row| row.act.as_str()).collect();
    assert_eq!(acts, ["set-aside", "undone"]);
    record(&clerk, &met, &[("day", "2027-02-22")])
        .await
        .expect(303);

    // 镇级工作 likewise.
    let phase = format!("/c/{}/phases/village-plans-guided", seed.cycle);
    clerk
        .submit(
            &phase,
            "/set-aside",
            &[("set_aside_reason", "各村沿用镇方案")],
        )
        .await
        .expect(303);
    clerk
        .get(&format!("/c/{}/phases", seed.cycle))
        .await
        .expect(200)
        .says("各村沿用镇方案");
}

async fn two_clerks_at_one_step(app: TestApp) {
    let (seed, first) = ready(&app, IN_FEBRUARY).await;
    let second = signed_in(&app, Role::Guidance).await;
    let path = step_path(&seed, 0, "committee-selected");
    let page = second.get(&path).await.expect(200).text();
    let form = form_of(&page, &path);
    record(
        &first,
        &path,
        &[("day", "2027-02-08"), ("note", "会上推选")],
    )
    .await
    .expect(303);
    let answer = second
        .send_multipart(&form, &[("day", "2027-02-09"), ("note", "我的说明")])
        .await
        .expect(409)
        .says("别人刚改过")
        .says("换届办甲")
        .says("2027年2月8日")
        .says("2027年2月9日")
        .says("我的说明");
    assert_eq!(records(&app, &seed, 0, "committee-selected").await.len(), 1);
    // Having seen it, the second may still insist.
    let again = form_of(&answer.text(), &path);
    second.send_multipart(&again, &[]).await.expect(303);
    let stored = records(&app, &seed, 0, "committee-selected").await;
    assert_eq!(stored.len(), 2);
    assert_eq!(stored[1].day.unwrap().to_string(), "2027-02-09");

    // Eight at the same moment: one is stored, the others are told.
    let path = step_path(&seed, 0, "committee-announced");
    let mut forms = Vec::new();
    for _ in 0..8 {
        forms.push(form_of(&first.get(&path).await.expect(200).text(), &path));
    }
    let sent: Vec<_> = forms
        .into_iter()
        .map(|form| {
            let client = first.clone();
            tokio::spawn(
                async move { client.send_multipart(&form, &[("day", "2027-02-10")]).await },
            )
        })
        .collect();
    let mut statuses = Vec::new();
    for one in sent {
        statuses.push(one.await.unwrap().status.as_u16());
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409, 409, 409, 409, 409, 409, 409]);
    assert_eq!(
        records(&app, &seed, 0, "committee-announced").await.len(),
        1
    );
}

async fn a_second_click_changes_nothing(app: TestApp) {
    let (seed, clerk) = ready(&app, IN_FEBRUARY).await;
    let path = step_path(&seed, 0, "committee-selected");
    let page = clerk.get(&path).await.expect(200).text();
    let form = form_of(&page, &path);
    let first = clerk
        .send_multipart(&form, &[("day", "2027-02-08")])
        .await
        .expect(303);
    let second = clerk
        .send_multipart(&form, &[("day", "2027-02-08")])
        .await
        .expect(303);
    assert_eq!(first.location(), second.location());
    assert_eq!(records(&app, &seed, 0, "committee-selected").await.len(), 1);
}

async fn files_that_are_no_evidence_are_named(app: TestApp) {
    let (seed, clerk) = ready(&app, IN_FEBRUARY).await;
    let path = step_path(&seed, 0, "committee-selected");
    let mut large = b"%PDF-1.7".to_vec();
    large.resize(20 * 1024 * 1024 + 1, b' ');
    clerk
        .upload(
            &path,
            &path,
            &[("day", "2027-02-08")],
            &[
                (
                    "files",
                    "网页.html",
                    b"<html><script>alert(1)</script>".to_vec(),
                ),
                ("files", "大文件.pdf", large),
                ("files", "好照片.jpg", JPEG.to_vec()),
            ],
        )
        .await
        .expect(422)
        .says("「网页.html」")
        .says("「大文件.pdf」")
        .says("20 MB");
    assert!(
        records(&app, &seed, 0, "committee-selected")
            .await
            .is_empty()
    );
}

async fn the_township_plans_and_records_its_phases(app: TestApp) {
    let (seed, clerk) = ready(&app, IN_FEBRUARY).await;
    let list = format!("/c/{}/phases", seed.cycle);
    let path = format!("{list}/mobilization-held");
    clerk
        .get(&list)
        .await
        .expect(200)
        .says("召开动员会议")
        .says("0/9 完成");
    clerk
        .submit(
            &path,
            "/plan",
            &[("planned", "2027年2月底"), ("owner", "nobody")],
        )
        .await
        .expect(422)
        .says("请把计划日期写成")
        .says("请重新选择责任人");
    clerk
        .submit(
            &path,
            "/plan",
            &[("planned", "2027.2.25"), ("place", "镇政府三楼会议室")],
        )
        .await
        .expect(303);
    clerk
        .get(&list)
        .await
        .expect(200)
        .says("2月25日")
        .says("镇政府三楼会议室");
    record(
        &clerk,
        &path,
        &[("day", "2027-02-23"), ("note", "应到 64 人，实到 62 人")],
    )
    .await
    .expect(303);
    clerk.get(&list).await.expect(200).says("1/9 完成");
    assert_eq!(
        records(&app, &seed, usize::MAX, "mobilization-held")
            .await
            .len(),
        1
    );
    // Everybody may read it, only the office writes it.
    let leader = signed_in(&app, Role::Leader).await;
    let page = leader.get(&path).await.expect(200).text();
    assert!(!page.contains("name=\"day\""), "no form for a reader");
    leader.post(&format!("{path}/plan"), &[]).await.expect(403);
}
