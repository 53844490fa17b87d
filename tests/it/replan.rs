//! 改期、可行日期、冲突、最迟哪天、日程表 — as clerks use them, on both databases. The seeded cycle
//! votes on 2027-03-18 under `national-2025`.

mod township;

use huanjie::{
    documents::kind::Kind,
    office::{
        change::Actor,
        paper::issue::{self, Done},
    },
    store::{
        account::{self, Role},
        entity::{audit_event, person, team, village as village_row},
        paper, people, village,
    },
};
use sea_orm::EntityTrait;
use uuid::Uuid;

use crate::support::{
    Client, TestApp,
    client::{form_of, visible},
    explained::{explained, order},
    seed::{self, Seed, signed_in},
};

crate::both_backends! {
    looking_at_another_day_changes_nothing;
    a_village_moves_with_its_reason_and_its_papers_are_marked;
    days_that_cannot_be_are_refused;
    warnings_must_be_ticked;
    two_clerks_moving_one_village;
    a_second_click_moves_nothing_twice;
    only_the_office_moves_and_reads_numbers;
}

/// 2027年2月1日 in China.
const IN_FEBRUARY: &str = "2027-02-01T02:00:00Z";

async fn ready(app: &TestApp) -> (Seed, Client) {
    app.clock.set(IN_FEBRUARY);
    let seed = seed::seed(app).await;
    let clerk = signed_in(app, Role::Clerk).await;
    (seed, clerk)
}

async fn row(app: &TestApp, seed: &Seed, place: usize) -> village_row::Model {
    village::find(
        app.store.reader(),
        &app.scope(seed.cycle).await,
        seed.villages[place],
    )
    .await
    .unwrap()
    .unwrap()
}

async fn events(app: &TestApp, code: &str) -> Vec<audit_event::Model> {
    audit_event::Entity::find()
        .all(app.store.reader())
        .await
        .unwrap()
        .into_iter()
        .filter(|event| event.event == code)
        .collect()
}

async fn issue(app: &TestApp, seed: &Seed, unit: Uuid, kind: Kind) -> Uuid {
    let scope = app.scope(seed.cycle).await;
    let plans = app.app.plans(scope.cycle()).await.unwrap();
    let row = account::by_username(app.store.reader(), "jingban")
        .await
        .unwrap()
        .unwrap();
    let actor = Actor {
        account_id: Some(row.id),
        name: row.display_name,
        role: Some(Role::Clerk),
        township_id: Some(row.township_id),
        address: "127.0.0.1".into(),
    };
    let order = explained(app, seed.cycle, order(app, unit, kind)).await;
    let desk = app.app.desk(&plans);
    match issue::issue(&desk, &actor, &scope, None, &order)
        .await
        .unwrap()
    {
        Done::Issued { id, .. } => id,
        other => panic!("{other:?}"),
    }
}

/// A leader and two teams; the first two villages share all three.
async fn put_people(app: &TestApp, seed: &Seed) {
    let made = |ordinal: i32, name: &str, kind: &str| team::Model {
        id: Uuid::now_v7(),
        cycle_id: seed.cycle,
        ordinal,
        name: name.to_owned(),
        kind: kind.to_owned(),
        version: 1,
        head_id: None,
    };
    let guidance = made(1, "第一指导组", "guidance");
    let supervision = made(2, "第一督查组", "supervision");
    let someone = |ordinal: i32, name: &str, phone: &str, team: Option<Uuid>| person::Model {
        id: Uuid::now_v7(),
        cycle_id: seed.cycle,
        ordinal,
        name: name.to_owned(),
        sex: None,
        post: "镇干部".to_owned(),
        body_roles: "[]".to_owned(),
        phone: Some(phone.to_owned()),
        team_id: team,
        removed: false,
        version: 1,
        section: None,
    };
    let leader = someone(1, "李义鹏", "13500000001", Some(guidance.id));
    let inspector = someone(2, "张桂", "13500000002", Some(supervision.id));
    let scope = app.scope(seed.cycle).await;
    let tx = app.store.begin().await.unwrap();
    let teams = [guidance.id, supervision.id];
    people::insert_teams(&tx, vec![guidance, supervision])
        .await
        .unwrap();
    for id in &seed.villages[..2] {
        let mut row = village::find(&tx, &scope, *id).await.unwrap().unwrap();
        row.leader_id = Some(leader.id);
        row.guidance_team_id = Some(teams[0]);
        row.supervision_team_id = Some(teams[1]);
        assert!(village::update(&tx, &scope, row).await.unwrap());
    }
    people::insert_all(&tx, vec![leader, inspector])
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

fn path(seed: &Seed, place: usize) -> String {
    format!("/c/{}/v/{}/replan", seed.cycle, seed.villages[place])
}

async fn looking_at_another_day_changes_nothing(app: TestApp) {
    let (seed, clerk) = ready(&app).await;
    put_people(&app, &seed).await;
    issue(&app, &seed, seed.villages[0], Kind::ElectionDay).await;
    let before = row(&app, &seed, 0).await;
    let count = audit_event::Entity::find()
        .all(app.store.reader())
        .await
        .unwrap()
        .len();
    let page = clerk
        .get(&format!("{}?to=2027-03-25", path(&seed, 0)))
        .await
        .expect(200)
        .says("2027年3月18日（星期四）")
        .says("2027年3月25日（星期四） 农历二月十八")
        .says("推后 7 天")
        // 第十七条第一款: twenty days before the new day.
        .says("2月26日（星期五） → 3月5日（星期五）")
        .says("2027-03-25 − 20 日 = 2027-03-05")
        .says("1 份受影响")
        .says("内容会变")
        .says("李义鹏")
        .says("13500000001");
    let text = visible(&page.text());
    // The linked leader belongs to the guidance team as well: one line.
    assert_eq!(text.matches("李义鹏").count(), 1, "{text}");
    assert!(text.contains("挂钩领导、第一指导组"), "{text}");
    assert_eq!(row(&app, &seed, 0).await, before);
    let after = audit_event::Entity::find()
        .all(app.store.reader())
        .await
        .unwrap()
        .len();
    assert_eq!(after, count);
}

async fn a_village_moves_with_its_reason_and_its_papers_are_marked(app: TestApp) {
    let (seed, clerk) = ready(&app).await;
    let paper = issue(&app, &seed, seed.villages[0], Kind::ElectionDay).await;
    let path = path(&seed, 0);
    let page = format!("{path}?to=2027-03-25");
    // Without a reason nothing happens.
    clerk
        .submit(&page, &path, &[("reason", "  ")])
        .await
        .expect(422)
        .says("请写明改期原因");
    assert_eq!(row(&app, &seed, 0).await.election_day, None);

    let answer = clerk
        .submit(&page, &path, &[("reason", "选委会 2月1日会议决定")])
        .await
        .expect(303);
    let location = answer.location().to_owned();
    assert_eq!(location, format!("{path}?from=2027-03-18"));
    let moved = row(&app, &seed, 0).await;
    assert_eq!(moved.election_day, "2027-03-25".parse().ok());
    assert_eq!(row(&app, &seed, 1).await.election_day, None);
    let told = events(&app, "village.moved").await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].reason.as_deref(), Some("选委会 2月1日会议决定"));
    assert!(
        told[0]
            .summary
            .contains("上前村的选举日由 2027年3月18日 改为 2027年3月25日")
    );
    assert!(told[0].before.as_deref().unwrap().contains("2027-03-18"));

    // What follows is told on the page it leads to, without a form.
    let after = clerk
        .get(&location)
        .await
        .expect(200)
        .says("已改期")
        .says("内容已变")
        .says("作废重发");
    assert!(!after.text().contains("name=\"reason\""));
    clerk
        .get(&format!("/c/{}/v/{}", seed.cycle, seed.villages[0]))
        .await
        .expect(200)
        .says("内容已变")
        .says("2027年3月25日（星期四）");
    // The paper itself is as it was issued.
    let kept = paper::find(app.store.reader(), &app.scope(seed.cycle).await, paper)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(kept.state, paper::ISSUED);
    // Made void and issued anew, it is off the list.
    let docs = format!("/c/{}/docs/{paper}", seed.cycle);
    let shown = clerk.get(&docs).await.expect(200);
    let form = form_of(&shown.text(), &format!("{docs}/void"));
    let fields = [("reason", "选举日改期"), ("reissue", "1")];
    clerk.send_form(&form, &fields).await.expect(303);
    clerk
        .get(&location)
        .await
        .expect(200)
        .says("没有已印发的文书受影响");
}

async fn days_that_cannot_be_are_refused(app: TestApp) {
    let (seed, clerk) = ready(&app).await;
    let path = path(&seed, 0);
    // A day, what is said: past, too near for the list (twenty days), another century, no day at all.
    let cases = [
        ("2027-01-31", "已经过去"),
        ("2027-02-20", "2027年2月21日"),
        ("1900-01-01", "2000 年到 2099 年"),
        ("9999-12-31", "2000 年到 2099 年"),
        ("三月底", "2027-03-18"),
        ("2027-03-18", "选举日现在就是"),
        ("2034-01-01", "六年以上"),
        ("", "请填写新的选举日"),
    ];
    for (to, words) in cases {
        let looked = clerk.get(&format!("{path}?to={to}")).await;
        assert!(looked.status.as_u16() < 500, "{to}");
        assert!(
            !looked.text().contains("name=\"reason\""),
            "{to}: a day that cannot be must not offer to be confirmed"
        );
        let shown = clerk
            .get(&format!("{path}?to=2027-03-25"))
            .await
            .expect(200);
        let form = form_of(&shown.text(), &path);
        clerk
            .send_form(
                &form,
                &[("to", to), ("reason", "试一试"), ("confirmed", to)],
            )
            .await
            .expect(422)
            .says(words);
    }
    assert_eq!(row(&app, &seed, 0).await.version, 1);

    // Voted already: the day stays.
    app.clock.set("2027-03-19T02:00:00Z");
    let clerk = signed_in(&app, Role::Clerk).await;
    let polling = format!("/c/{}/v/{}/steps/polling", seed.cycle, seed.villages[0]);
    clerk
        .upload(
            &polling,
            &polling,
            &[("day", "2027-03-18"), ("confirm", "1")],
            &[],
        )
        .await
        .expect(303);
    clerk
        .get(&format!("{path}?to=2027-05-20"))
        .await
        .expect(200)
        .says("已经记录了投票");
    let shown = clerk
        .get(&format!("/c/{}/v/{}", seed.cycle, seed.villages[0]))
        .await;
    assert!(
        !shown.text().contains("/replan"),
        "no way to move what has happened"
    );
}

async fn warnings_must_be_ticked(app: TestApp) {
    let (seed, clerk) = ready(&app).await;
    let path = path(&seed, 0);
    // 清明 2027-04-05
    let page = format!("{path}?to=2027-04-05");
    clerk
        .get(&page)
        .await
        .expect(200)
        .says("清明节假日")
        .says("都看过了");
    clerk
        .submit(&page, &path, &[("reason", "会议决定")])
        .await
        .expect(422)
        .says("请先看过");
    // The tick is for the day it was shown with.
    clerk
        .submit(
            &page,
            &path,
            &[("reason", "会议决定"), ("confirmed", "2027-04-06")],
        )
        .await
        .expect(422);
    assert_eq!(row(&app, &seed, 0).await.election_day, None);
    clerk
        .submit(
            &page,
            &path,
            &[("reason", "会议决定"), ("confirmed", "2027-04-05")],
        )
        .await
        .expect(303);
    assert_eq!(
        row(&app, &seed, 0).await.election_day,
        "2027-04-05".parse().ok()
    );
}

async fn two_clerks_moving_one_village(app: TestApp) {
    let (seed, clerk) = ready(&app).await;
    let path = path(&seed, 0);
    let first = clerk
        .get(&format!("{path}?to=2027-03-25"))
        .await
        .expect(200);
    let second = clerk
        .get(&format!("{path}?to=2027-03-26"))
        .await
        .expect(200);
    let (first, second) = (
        form_of(&first.text(), &path),
        form_of(&second.text(), &path),
    );
    clerk
        .send_form(&first, &[("reason", "先到")])
        .await
        .expect(303);
    clerk
        .send_form(&second, &[("reason", "后到")])
        .await
        .expect(409)
        .says("上前村");
    assert_eq!(
        row(&app, &seed, 0).await.election_day,
        "2027-03-25".parse().ok()
    );
}

async fn a_second_click_moves_nothing_twice(app: TestApp) {
    let (seed, clerk) = ready(&app).await;
    let path = path(&seed, 0);
    let shown = clerk
        .get(&format!("{path}?to=2027-03-25"))
        .await
        .expect(200);
    let form = form_of(&shown.text(), &path);
    let first = clerk
        .send_form(&form, &[("reason", "会议决定")])
        .await
        .expect(303);
    let again = clerk
        .send_form(&form, &[("reason", "会议决定")])
        .await
        .expect(303);
    assert_eq!(first.location(), again.location());
    assert_eq!(events(&app, "village.moved").await.len(), 1);
    assert_eq!(row(&app, &seed, 0).await.version, 2);
}

async fn only_the_office_moves_and_reads_numbers(app: TestApp) {
    let (seed, clerk) = ready(&app).await;
    put_people(&app, &seed).await;
    let path = path(&seed, 0);
    let page = format!("{path}?to=2027-03-25");
    let shown = clerk.get(&page).await.expect(200);
    let form = form_of(&shown.text(), &path);
    for role in [
        Role::Leader,
        Role::Guidance,
        Role::County,
        Role::VillageCommittee,
    ] {
        let reader = signed_in(&app, role).await;
        let text = reader.get(&page).await.expect(200).text();
        assert!(text.contains("李义鹏"), "{role:?}");
        assert!(!text.contains("13500000001"), "{role:?}");
        assert!(!text.contains("name=\"reason\""), "{role:?}");
        let mine = reader.get("/me").await.expect(200).text();
        let csrf = form_of(&mine, "/logout").hidden[0].1.clone();
        reader
            .send_form(&form, &[("reason", "试试"), ("csrf", &csrf)])
            .await
            .expect(403);
    }
    // The neighbour's village does not exist for them; of the township they see their own villages.
    let guide = signed_in(&app, Role::Guidance).await;
    guide
        .get(&format!("/c/{}/v/{}/replan", seed.cycle, seed.villages[1]))
        .await
        .expect(404);
    let whole = guide
        .get(&format!("/c/{}/replan?to=2027-03-25", seed.cycle))
        .await
        .expect(200);
    let text = visible(&whole.text());
    assert!(
        text.contains("上前村") && !text.contains("下前村"),
        "{text}"
    );
    assert!(!whole.text().contains("name=\"reason\""));
    assert_eq!(row(&app, &seed, 0).await.election_day, None);
}
