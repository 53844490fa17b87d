//! `/c/{c}/plan`: the plan as a live document — chapters, versions, what makes an issued one out of date — and the
//! villages' own plans.

use huanjie::{documents::kind::Kind, store::account::Role};
use uuid::Uuid;

use crate::support::{
    Client, TestApp,
    client::{Answer, form_of, visible},
    seed::{self, Seed},
};

crate::both_backends! {
    a_chapter_is_rewritten_looked_at_and_restored;
    a_wrong_chapter_is_refused_with_everything_that_is_wrong;
    two_who_write_one_chapter_are_told;
    versions_are_kept_and_compared;
    a_changed_day_or_person_makes_the_issued_version_out_of_date;
    what_a_change_makes_out_of_date_is_told_where_it_is_made;
    a_village_makes_its_own_plan;
    all_villages_are_printed_and_issued_at_once;
    a_village_account_sees_its_own_plan_only;
}

const PLAN: Kind = Kind::ImplementationPlan;

fn home(cycle: Uuid) -> String {
    format!("/c/{cycle}/plan")
}

fn of_village(cycle: Uuid, village: Uuid) -> String {
    format!("/c/{cycle}/v/{village}/plan")
}

async fn write(client: &Client, home: &str, chapter: &str, what: &str, text: &str) -> Answer {
    let page = format!("{home}/chapters/{chapter}");
    // As browsers send the lines of a text area.
    let text = text.replace('\n', "\r\n");
    client
        .submit(&page, &page, &[("what", what), ("text", &text)])
        .await
}

async fn keep(client: &Client, home: &str) -> Answer {
    client.submit(home, home, &[("what", "version")]).await
}

/// Issues the plan of a unit on its preview page; the address of the paper.
async fn issue(client: &Client, cycle: Uuid, unit: Uuid) -> String {
    let page = format!("/c/{cycle}/docs/preview?unit={unit}&kind={}", PLAN.id());
    client
        .submit_explained(&page, "/docs/preview", &[])
        .await
        .expect(303)
        .location()
        .to_owned()
}

/// Moves the election day of a village.
async fn move_day(client: &Client, cycle: Uuid, village: Uuid, day: &str) {
    let path = format!("/c/{cycle}/v/{village}/replan");
    client
        .submit(
            &format!("{path}?to={day}"),
            &path,
            &[("reason", "与集市同日"), ("confirmed", day)],
        )
        .await
        .expect(303);
}

async fn a_chapter_is_rewritten_looked_at_and_restored(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let home = home(cycle);
    clerk
        .get(&home)
        .await
        .expect(200)
        .says("还没有印发")
        .says("还没有存过版本")
        .says("石塘镇2027年村（居）民委员会换届选举工作实施方案")
        .says("日程安排表");
    let own = "（一）会前\n每次会议前三日，由指导组把议程送到村（社区）。";
    // Looked at: nothing is stored.
    write(&clerk, &home, "workflow", "preview", own)
        .await
        .expect(200)
        .says("没有发现问题，还没有保存。")
        .says("由指导组把议程送到村（社区）");
    assert!(!clerk.get(&home).await.text().contains("由指导组把议程送到"));
    let saved = write(&clerk, &home, "workflow", "save", own)
        .await
        .expect(303);
    assert_eq!(saved.location(), home);
    clerk
        .get(&home)
        .await
        .says("已改写")
        .says("由指导组把议程送到村（社区）");
    // What will be printed is what the page shows.
    let pdf = format!(
        "/c/{cycle}/docs/preview.pdf?unit={cycle}&kind={}",
        PLAN.id()
    );
    let bytes = clerk.get(&pdf).await.expect(200).bytes;
    assert!(bytes.starts_with(b"%PDF"));
    let page = format!("{home}/chapters/workflow");
    clerk
        .submit(&page, &page, &[("what", "restore")])
        .await
        .expect(303);
    let shown = clerk.get(&home).await.text();
    assert!(!shown.contains("由指导组把议程送到") && shown.contains("如实记录、报告备案"));
    clerk
        .get(&format!("/c/{cycle}/audit"))
        .await
        .expect(200)
        .says("实施方案：修改“工作流程”")
        .says("实施方案：恢复“工作流程”的原文");
    clerk
        .get(&format!("{home}/chapters/nothing"))
        .await
        .expect(404);
}

async fn a_wrong_chapter_is_refused_with_everything_that_is_wrong(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let home = home(cycle);
    let wrong = "由【村长】负责。\n共：【领导小组名单】\n没有结束的【地方";
    for (what, status) in [("preview", 200), ("save", 422)] {
        write(&clerk, &home, "goal", what, wrong)
            .await
            .expect(status)
            .says("有 4 处要改，没有保存")
            .says("请改正【村长】")
            .says("请让【领导小组名单】单独占一行")
            .says("请补上“】”")
            .says("请补回【参选单位和选举日】");
    }
    write(&clerk, &home, "goal", "save", "")
        .await
        .expect(422)
        .says("这一章不能是空的");
    assert!(clerk.get(&home).await.text().contains("坚持和加强党"));
}

async fn two_who_write_one_chapter_are_told(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let home = home(cycle);
    let page = format!("{home}/chapters/workflow");
    let old = form_of(&clerk.get(&page).await.expect(200).text(), &page);
    write(&clerk, &home, "workflow", "save", "先来的写的。")
        .await
        .expect(303);
    let met = clerk
        .send_form(&old, &[("what", "save"), ("text", "后来的写的。")])
        .await
        .expect(409)
        .says("换届办甲");
    assert!(met.text().contains("后来的写的。"), "nothing typed is lost");
    // The conflict page can send it again.
    let again = form_of(&met.text(), &page);
    clerk.send_form(&again, &[]).await.expect(303);
    clerk.get(&home).await.says("后来的写的。");
    // The same form twice is one change.
    let form = form_of(&clerk.get(&page).await.expect(200).text(), &page);
    let fields = [("what", "save"), ("text", "第三次写的。")];
    let first = clerk.send_form(&form, &fields).await.expect(303);
    let second = clerk.send_form(&form, &fields).await.expect(303);
    assert_eq!(first.location(), second.location());
}

async fn versions_are_kept_and_compared(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let home = home(cycle);
    keep(&clerk, &home).await.expect(303);
    keep(&clerk, &home)
        .await
        .expect(422)
        .says("与第1版完全相同");
    write(
        &clerk,
        &home,
        "workflow",
        "save",
        "公告张贴前，由指导组核对日期、编号和名单，逐项核对无误后再印发。",
    )
    .await
    .expect(303);
    move_day(&clerk, cycle, villages[0], "2027-03-24").await;
    keep(&clerk, &home).await.expect(303);
    let compared = clerk
        .get(&format!("{home}/versions/1..2"))
        .await
        .expect(200)
        .says("第1版 → 第2版")
        .says("上前村 选举日 3月18日 3月24日");
    let html = compared.text();
    assert!(html.contains("<del>3月18日</del>") && html.contains("<ins>3月24日</ins>"));
    assert!(html.contains("正文 "), "the body is compared too");
    // Chosen in the form, and against what is so now.
    clerk
        .get(&format!("{home}/versions?from=2&to=now"))
        .await
        .expect(200)
        .says("第2版 → 现在")
        .says("没有不同。");
    for nothing in ["1..9", "x..now", "1"] {
        clerk
            .get(&format!("{home}/versions/{nothing}"))
            .await
            .expect(404);
    }
    // The words of the first version again; days stay as they are now.
    let page = format!("{home}/versions/1..now");
    clerk
        .submit(&page, &format!("{home}/versions/1"), &[])
        .await
        .expect(303);
    let compared = clerk.get(&page).await.expect(200).text();
    assert!(compared.contains("3月24日") && !compared.contains("和名单，逐项"));
    clerk
        .get(&format!("/c/{cycle}/audit"))
        .await
        .says("镇实施方案存为第2版")
        .says("用回第1版的文字");
}

async fn a_changed_day_or_person_makes_the_issued_version_out_of_date(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let home = home(cycle);
    keep(&clerk, &home).await.expect(303);
    // A version that was kept becomes the issued one; nothing is kept twice.
    let paper = issue(&clerk, cycle, cycle).await;
    clerk
        .get(&home)
        .await
        .says("共 1 版；第1版已印发，石换领发〔2026〕1号")
        .says("已印发 11月23日");
    // Going on with the work is no change of the plan.
    let step = format!("/c/{cycle}/phases/mobilization-held");
    let form = form_of(&clerk.get(&step).await.expect(200).text(), &step);
    clerk
        .send_multipart(&form, &[("day", "2026-11-23")])
        .await
        .expect(303);
    assert!(!clerk.get(&home).await.text().contains("已不符"));
    move_day(&clerk, cycle, villages[1], "2027-03-25").await;
    let page = clerk
        .get(&home)
        .await
        .expect(200)
        .says("第1版已不符：")
        .says("下前村 选举日 3月18日 → 3月25日")
        .says("对照第1版和现在");
    // Readers are told, and offered nothing.
    let leader = seed::signed_in(&app, Role::Leader).await;
    let read = leader.get(&home).await.expect(200).says("第1版已不符：");
    assert!(!read.text().contains("作废第1版") && !read.text().contains("存为新的一版"));
    let form = form_of(&page.text(), &format!("{paper}/void"));
    let new = clerk
        .send_form(&form, &[("reissue", "1")])
        .await
        .expect(303);
    assert_ne!(new.location(), paper);
    clerk
        .get(&home)
        .await
        .says("共 2 版；第2版已印发，石换领发〔2026〕2号")
        .says("（已作废）");
    clerk
        .get(&paper)
        .await
        .expect(200)
        .says("日程有变，第1版已不符。");
}

async fn what_a_change_makes_out_of_date_is_told_where_it_is_made(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let add = |name: &'static str| {
        let (clerk, page) = (&clerk, format!("/c/{cycle}/people/new"));
        async move {
            let fields = [("name", name), ("post", "党委委员"), ("roles", "member")];
            clerk.submit(&page, "/people", &fields).await.expect(303)
        }
    };
    add("李义鹏").await;
    let assign = format!("/c/{cycle}/assign");
    // Nothing is issued: nothing is out of date.
    let page = clerk.get(&assign).await.expect(200).text();
    assert!(!page.contains("已印发的实施方案"));
    let leader = page
        .split("<option value=\"")
        .find(|part| part.contains(">李义鹏"))
        .and_then(|part| part.split('"').next())
        .unwrap()
        .to_owned();
    // A page narrowed to one village sends that one.
    let send = |place: usize, leader: &str| {
        let (clerk, assign) = (&clerk, &assign);
        let page = format!("{assign}?q={}", ["上前村", "下前村", "石塘社区"][place]);
        let (village, leader) = (villages[place].to_string(), leader.to_owned());
        async move {
            let fields = [("pick", village.as_str()), ("all_leader", leader.as_str())];
            clerk.submit(&page, "/assign", &fields).await.expect(303);
            clerk.get(assign).await.expect(200)
        }
    };
    send(0, &leader).await;
    issue(&clerk, cycle, cycle).await;
    clerk
        .get(&assign)
        .await
        .says("分工写在已印发的实施方案第1版（石换领发〔2026〕1号）里");
    // A link.
    send(1, &leader)
        .await
        .says("这次改动使已印发的实施方案第1版（石换领发〔2026〕1号）过时");
    send(2, &leader).await.says("原来就已过时，这次又有改动");
    send(1, "clear").await.says("原来就已过时");
    send(2, "clear").await.says("又与现在一致，不用重发");
    // A person: before it is done, and after.
    let succeed = format!("/c/{cycle}/people/{leader}/succeed");
    clerk
        .get(&succeed)
        .await
        .expect(200)
        .says("换届选举工作实施方案（第1版）");
    clerk
        .submit(&succeed, &succeed, &[("name", "雷伟梅")])
        .await
        .expect(303);
    clerk
        .get(&format!("/c/{cycle}/people"))
        .await
        .says("这次改动使已印发的实施方案第1版（石换领发〔2026〕1号）过时");
    // A day: the diff names the version, and so does what is said after the move.
    let replan = format!("/c/{cycle}/v/{}/replan", villages[1]);
    clerk
        .get(&format!("{replan}?to=2027-03-25"))
        .await
        .expect(200)
        .says("换届选举工作实施方案（第1版）");
    move_day(&clerk, cycle, villages[1], "2027-03-25").await;
    clerk
        .get(&format!("/c/{cycle}/v/{}", villages[1]))
        .await
        .says("原来就已过时，这次又有改动");
    // What the plan does not state changes nothing.
    add("何礼强").await;
    let shown = clerk.get(&format!("/c/{cycle}/people")).await;
    assert!(shown.text().contains("何礼强"));
}

async fn a_village_makes_its_own_plan(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let guide = seed::signed_in(&app, Role::Guidance).await;
    let own = of_village(cycle, villages[0]);
    guide
        .get(&own)
        .await
        .expect(200)
        .says("上前村第九届村民委员会换届选举实施方案")
        .says("本村共有村民小组12个、813户、3252人。")
        .says("选举日为2027年3月18日");
    write(
        &guide,
        &own,
        "additions",
        "save",
        "外出人员由各村民小组长逐户联系。",
    )
    .await
    .expect(303);
    clerk
        .get(&own)
        .await
        .says("六、本村补充事项")
        .says("外出人员由各村民小组长逐户联系。");
    // The meeting that adopted it: not one that is still to come.
    guide
        .submit(
            &own,
            &own,
            &[
                ("what", "adopted"),
                ("adopted_on", "2027-02-09"),
                ("adopted_by", "村民代表会议"),
            ],
        )
        .await
        .expect(422)
        .says("讨论通过的日子不能晚于今天");
    guide
        .submit(
            &own,
            &own,
            &[
                ("what", "adopted"),
                ("adopted_on", "2026-11-20"),
                ("adopted_by", "村民代表会议"),
            ],
        )
        .await
        .expect(303);
    clerk
        .get(&own)
        .await
        .says("2026年11月20日村民代表会议讨论通过");
    // Its own day; the other villages keep theirs.
    move_day(&clerk, cycle, villages[0], "2027-03-24").await;
    clerk.get(&own).await.says("选举日为2027年3月24日");
    clerk
        .get(&of_village(cycle, villages[1]))
        .await
        .says("选举日为2027年3月18日");
    // A community speaks of itself; its chapters are its own.
    let community = of_village(cycle, villages[2]);
    let text = visible(&clerk.get(&community).await.expect(200).text());
    assert!(text.contains("本社区共有居民小组12个") && !text.contains("外出人员由各村民小组长"));
    // The township's places are none of a village's.
    write(&clerk, &own, "basics", "save", "【领导小组名单】")
        .await
        .expect(422)
        .says("请改正【领导小组名单】");
    // Issued without a number of the township's register, kept as a version, and told when it is out of date.
    let paper = issue(&clerk, cycle, villages[0]).await;
    clerk.get(&paper).await.expect(200).says("上前村");
    clerk.get(&own).await.says("共 1 版；第1版已印发");
    move_day(&clerk, cycle, villages[0], "2027-03-25").await;
    clerk
        .get(&own)
        .await
        .says("第1版已不符：")
        .says("日程 选举日 3月24日 → 3月25日");
    let town = issue(&clerk, cycle, cycle).await;
    clerk.get(&town).await.says("石换领发〔2026〕1号");
}

async fn all_villages_are_printed_and_issued_at_once(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let list = format!("{}/villages", home(cycle));
    let page = clerk
        .get(&list)
        .await
        .expect(200)
        .says("3 个村（社区），已通过 0 个，已印发 0 个");
    let form = form_of(&page.text(), "/plan/villages/print");
    let merged = clerk
        .send_form(&form, &[("what", "merged")])
        .await
        .expect(200);
    assert!(merged.bytes.starts_with(b"%PDF"));
    let zip = clerk.send_form(&form, &[("what", "zip")]).await.expect(200);
    assert!(zip.bytes.starts_with(b"PK"));
    let mut issue = form.clone();
    issue.action = issue.action.replace("/print", "/issue");
    clerk
        .send_form(&issue, &[("what", "issue")])
        .await
        .expect(422)
        .says("请先勾选要印发的文书");
    let two = [villages[0].to_string(), villages[2].to_string()];
    // Nobody adopted them yet: that is asked about once for both.
    let asked = clerk
        .send_form(
            &issue,
            &[("what", "issue"), ("unit", &two[0]), ("unit", &two[1])],
        )
        .await
        .expect(200)
        .says("请先由村（居）民会议或者代表会议讨论通过");
    let form_asked = form_of(&asked.text(), "/docs/issue/reasons");
    let reasons = form_asked.explained("月底开会通过");
    let batch = clerk.send_form(&form_asked, &reasons).await.expect(303);
    let again = clerk.send_form(&form_asked, &reasons).await.expect(303);
    assert_eq!(batch.location(), again.location(), "one form, one batch");
    let foreign = Uuid::now_v7().to_string();
    clerk
        .send_form(&form, &[("what", "merged"), ("unit", &foreign)])
        .await
        .expect(404);
}

async fn a_village_account_sees_its_own_plan_only(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let village = seed::signed_in(&app, Role::VillageCommittee).await;
    village
        .get(&of_village(cycle, villages[0]))
        .await
        .expect(200);
    village
        .get(&of_village(cycle, villages[1]))
        .await
        .expect(404);
    let sent = village.get(&home(cycle)).await.expect(303);
    let list = village.get(sent.location()).await.expect(200).text();
    assert!(list.contains("上前村") && !list.contains("下前村"));
    village
        .get(&format!("{}/versions/1..now", home(cycle)))
        .await
        .expect(404);
    let supervisor = seed::signed_in(&app, Role::Supervision).await;
    let own = of_village(cycle, villages[0]);
    supervisor.get(&own).await.expect(200);
    supervisor
        .get(&format!("{own}/chapters/additions"))
        .await
        .expect(403);
}
