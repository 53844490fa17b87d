//! `/c/{c}/organisation`, `/c/{c}/teams`, `/c/{c}/people/{p}/succeed`, `/c/{c}/assign`

mod letters;

use huanjie::store::{
    account::Role,
    audit,
    entity::{person, team, village as village_row},
    people, village,
};
use uuid::Uuid;

use crate::support::{
    Client, TestApp,
    client::form_of,
    seed::{self, Seed},
};

crate::both_backends! {
    somebody_new_takes_over_everything;
    somebody_on_the_list_takes_over_and_the_other_stays;
    a_succession_with_mistakes_names_them_all;
    whoever_is_linked_is_not_removed_in_silence;
    teams_have_a_head_and_go_only_when_nothing_hangs_on_them;
    gaps_clashes_and_loads_are_told_with_what_to_do;
    ticked_villages_are_assigned_together;
    the_papers_say_what_is_arranged;
}

/// Two leaders and two guidance teams; 李义鹏 leads the first team and is linked to the first two villages.
struct People {
    leader: Uuid,
    other: Uuid,
    first: Uuid,
    second: Uuid,
}

async fn put_people(app: &TestApp, seed: &Seed) -> People {
    let group = |ordinal: i32, name: &str, head: Option<Uuid>| team::Model {
        id: Uuid::now_v7(),
        cycle_id: seed.cycle,
        ordinal,
        name: name.to_owned(),
        kind: "guidance".to_owned(),
        version: 1,
        head_id: head,
    };
    let someone = |ordinal: i32, name: &str, roles: &str, team: Uuid| person::Model {
        id: Uuid::now_v7(),
        cycle_id: seed.cycle,
        ordinal,
        name: name.to_owned(),
        sex: None,
        post: "党委委员".to_owned(),
        body_roles: roles.to_owned(),
        phone: None,
        team_id: Some(team),
        removed: false,
        version: 1,
        section: None,
    };
    let mut first = group(1, "第一指导组", None);
    let second = group(2, "第二指导组", None);
    let leader = someone(1, "李义鹏", r#"["deputy-leader"]"#, first.id);
    let other = someone(2, "雷伟梅", r#"["member"]"#, second.id);
    first.head_id = Some(leader.id);
    let made = People {
        leader: leader.id,
        other: other.id,
        first: first.id,
        second: second.id,
    };
    let scope = app.scope(seed.cycle).await;
    let tx = app.store.begin().await.unwrap();
    people::insert_teams(&tx, vec![first, second])
        .await
        .unwrap();
    people::insert_all(&tx, vec![leader, other]).await.unwrap();
    for id in &seed.villages[..2] {
        let row = village::find(&tx, &scope, *id).await.unwrap().unwrap();
        let row = village_row::Model {
            leader_id: Some(made.leader),
            guidance_team_id: Some(made.first),
            ..row
        };
        assert!(village::update(&tx, &scope, row).await.unwrap());
    }
    tx.commit().await.unwrap();
    made
}

/// Issues the liaison table, which names everybody.
async fn issue_table(client: &Client, cycle: Uuid) {
    let page = format!("/c/{cycle}/docs/preview?unit={cycle}&kind=liaison-table");
    client
        .submit_explained(&page, "/docs/preview", &[])
        .await
        .expect(303);
}

async fn leader_of(app: &TestApp, cycle: Uuid, village: Uuid) -> String {
    let scope = app.scope(cycle).await;
    let db = app.store.reader();
    let row = village::find(db, &scope, village).await.unwrap().unwrap();
    match row.leader_id {
        Some(id) => people::find(db, &scope, id).await.unwrap().unwrap().name,
        None => String::new(),
    }
}

async fn somebody_new_takes_over_everything(app: TestApp) {
    let seed = seed::seed(&app).await;
    let made = put_people(&app, &seed).await;
    let cycle = seed.cycle;
    let client = seed::signed_in(&app, Role::Clerk).await;
    issue_table(&client, cycle).await;
    // Where the name was typed and not chosen, it stays until somebody changes it.
    let plan = format!("/c/{cycle}/inspections/plan");
    let village = seed.villages[0].to_string();
    client
        .submit(
            &plan,
            &plan,
            &[
                ("villages", village.as_str()),
                ("day", "2027-02-01"),
                ("kind", "random"),
                ("inspectors", "李义鹏、何礼强"),
            ],
        )
        .await
        .expect(303);
    // 人员 → 换人 → 确认: three clicks.
    let list = format!("/c/{cycle}/people");
    let page = format!("{list}/{}/succeed", made.leader);
    assert!(client.get(&list).await.expect(200).text().contains(&page));
    let shown = client
        .get(&page)
        .await
        .expect(200)
        .says("挂钩联系村 2 个：上前村、下前村")
        .says("换届机构职务：副组长")
        .says("工作组：第一指导组，任组长")
        .says("石塘镇 挂钩联系分工表")
        .says("手写着李义鹏的地方 2月1日的督查计划");
    let form = form_of(&shown.text(), &page);
    let fields = [("name", "郭家林"), ("reason", "因病")];
    let sent = client.send_form(&form, &fields).await.expect(303);
    // The same form again does nothing twice.
    let again = client.send_form(&form, &fields).await.expect(303);
    assert_eq!(sent.location(), again.location());
    client
        .get(&list)
        .await
        .expect(200)
        .says("请自己改这几处手写的李义鹏：2月1日的督查计划。")
        .says("郭家林 党委委员 副组长 第一指导组 上前村、下前村");
    for village in &seed.villages[..2] {
        assert_eq!(leader_of(&app, cycle, *village).await, "郭家林");
    }
    let scope = app.scope(cycle).await;
    let db = app.store.reader();
    let everyone = people::list(db, &scope).await.unwrap();
    let names: Vec<&str> = everyone.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["郭家林", "雷伟梅"], "the place in the list is kept");
    let teams = people::teams(db, &scope).await.unwrap();
    assert_eq!(teams[0].head_id, Some(everyone[0].id));
    // What names the one who went reads otherwise now.
    client
        .get(&format!("/c/{cycle}/docs?tab=issued"))
        .await
        .expect(200)
        .says("内容已变");
    let events = audit::latest(db, &scope, None, None, 20).await.unwrap();
    let told: Vec<(&str, &str)> = events
        .iter()
        .map(|row| (row.event.as_str(), row.summary.as_str()))
        .collect();
    assert!(told.contains(&("person.added", "新增 郭家林")), "{told:?}");
    assert!(
        told.contains(&("team.changed", "第一指导组 组长 李义鹏 → 郭家林")),
        "{told:?}"
    );
    assert!(
        told.contains(&("assignment.changed", "上前村 挂钩领导 李义鹏 → 郭家林")),
        "{told:?}"
    );
    let handed = events
        .iter()
        .find(|row| row.event == "person.succeeded")
        .unwrap();
    assert_eq!(handed.summary, "换人 李义鹏 → 郭家林（联系村 2 个）");
    assert_eq!(handed.reason.as_deref(), Some("因病"));
    assert!(matches!(
        audit::verify(db).await.unwrap(),
        audit::ChainState::Whole { .. }
    ));
    client.get(&page).await.expect(404);
}

async fn somebody_on_the_list_takes_over_and_the_other_stays(app: TestApp) {
    let seed = seed::seed(&app).await;
    let made = put_people(&app, &seed).await;
    let cycle = seed.cycle;
    let client = seed::signed_in(&app, Role::Clerk).await;
    let page = format!("/c/{cycle}/people/{}/succeed", made.leader);
    let stale = form_of(&client.get(&page).await.expect(200).text(), &page);
    let other = made.other.to_string();
    client
        .submit(&page, &page, &[("successor", &other), ("stays", "1")])
        .await
        .expect(303);
    client
        .get(&format!("/c/{cycle}/people"))
        .await
        .expect(200)
        .says("李义鹏的工作已由雷伟梅接替（联系村 2 个），李义鹏留在名单里。")
        .says("雷伟梅原在第二指导组，已改到接任的工作组。")
        // 成员 gives way to 副组长; nothing is written on the papers that were never issued.
        .says("雷伟梅 党委委员 副组长 第一指导组 上前村、下前村");
    let scope = app.scope(cycle).await;
    let db = app.store.reader();
    let stayed = people::find(db, &scope, made.leader)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((stayed.team_id, stayed.body_roles.as_str()), (None, "[]"));
    // A page opened before somebody else did it.
    client
        .send_form(
            &stale,
            &[("successor", &other), ("reason", "因病请假三个月")],
        )
        .await
        .expect(409)
        .says("李义鹏")
        // What was typed and not stored can be copied.
        .says("您刚才填写的，还没有保存 因病请假三个月");
}

async fn a_succession_with_mistakes_names_them_all(app: TestApp) {
    let seed = seed::seed(&app).await;
    let made = put_people(&app, &seed).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    let page = format!("/c/{}/people/{}/succeed", seed.cycle, made.leader);
    let (other, own) = (made.other.to_string(), made.leader.to_string());
    client
        .submit(&page, &page, &[])
        .await
        .expect(422)
        .says("请选名单里的人接任，或者在下面填新来的人的姓名。");
    client
        .submit(&page, &page, &[("successor", &other), ("name", "郭家林")])
        .await
        .expect(422)
        .says("请只用一种办法：已经选了名单里的人，又填了郭家林。");
    // Nobody takes over from himself; a telephone number and a name that is there already are told together.
    client
        .submit(&page, &page, &[("successor", &own)])
        .await
        .expect(422)
        .says("请重新选择接任的人");
    let answer = client
        .submit(&page, &page, &[("name", "雷伟梅"), ("phone", "123")])
        .await
        .expect(422)
        .says("请在上面选雷伟梅：名单里已经有这个人。")
        .says("11 位手机号");
    assert!(answer.text().contains("value=\"雷伟梅\""));
    assert_eq!(
        leader_of(&app, seed.cycle, seed.villages[0]).await,
        "李义鹏",
        "nothing was stored"
    );
    for role in [Role::Leader, Role::Guidance, Role::County] {
        let other = seed::signed_in(&app, role).await;
        other.get(&page).await.expect(403);
    }
}

async fn whoever_is_linked_is_not_removed_in_silence(app: TestApp) {
    let seed = seed::seed(&app).await;
    let made = put_people(&app, &seed).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    let edit = format!("/c/{}/people/{}/edit", seed.cycle, made.leader);
    let page = client.get(&edit).await.expect(200);
    assert!(page.text().contains("/succeed"), "换人 is offered");
    client
        .submit(&edit, "/remove", &[("replacement", "")])
        .await
        .expect(422)
        .says("请先选由谁接替：李义鹏还在联系上前村、下前村，并任第一指导组组长。");
    // Nothing hangs on the other one.
    let edit = format!("/c/{}/people/{}/edit", seed.cycle, made.other);
    client.submit(&edit, "/remove", &[]).await.expect(303);
    client.get(&edit).await.expect(404);
}

async fn teams_have_a_head_and_go_only_when_nothing_hangs_on_them(app: TestApp) {
    let seed = seed::seed(&app).await;
    let made = put_people(&app, &seed).await;
    let cycle = seed.cycle;
    let client = seed::signed_in(&app, Role::Clerk).await;
    let home = format!("/c/{cycle}/organisation");
    client
        .get(&home)
        .await
        .expect(200)
        .says("领导小组还没有组长")
        .says("办公室还没有主任")
        .says("第一指导组 李义鹏")
        .says("第二指导组 ● 未定");
    let new = format!("/c/{cycle}/teams/new");
    client
        .submit(&new, &new, &[("name", "后勤组"), ("head", "x")])
        .await
        .expect(422)
        .says("请选择是指导组还是督查组")
        .says("请重新选择组长");
    client
        .submit(&new, &new, &[("name", "后勤组"), ("kind", "supervision")])
        .await
        .expect(422)
        .says("请在组名里写明“督查组”");
    client
        .submit(&new, &new, &[("name", "第一指导组"), ("kind", "guidance")])
        .await
        .expect(422)
        .says("已经有第一指导组");
    // A head comes from another team: that is said.
    let edit = format!("/c/{cycle}/teams/{}/edit", made.second);
    let stale = form_of(&client.get(&edit).await.expect(200).text(), &edit);
    let leader = made.leader.to_string();
    client
        .submit(&edit, &edit, &[("name", "第二指导组"), ("head", &leader)])
        .await
        .expect(303);
    client
        .get(&home)
        .await
        .says("已保存第二指导组。李义鹏原在第一指导组，已改到第二指导组。")
        .says("第一指导组 ● 未定")
        .says("第二指导组 李义鹏");
    client
        .send_form(&stale, &[("name", "第二指导组")])
        .await
        .expect(409)
        .says("第二指导组");
    let (first, second) = (
        format!("/c/{cycle}/teams/{}", made.first),
        format!("/c/{cycle}/teams/{}", made.second),
    );
    client
        .submit(&format!("{first}/edit"), "/delete", &[])
        .await
        .expect(422)
        .says("请先在“分工”里把上前村、下前村交给别的组");
    client
        .submit(&format!("{second}/edit"), "/delete", &[])
        .await
        .expect(422)
        .says("请先把李义鹏从组里移出");
    client
        .submit(&edit, &edit, &[("name", "第二指导组")])
        .await
        .expect(303);
    client
        .submit(&format!("{second}/edit"), "/delete", &[])
        .await
        .expect(303);
    let shown = client.get(&home).await.says("已撤销第二指导组").text();
    assert!(!shown.contains(&second));
    for role in [Role::Leader, Role::VillageCommittee] {
        let reader = seed::signed_in(&app, role).await;
        let page = reader.get(&home).await.expect(200).text();
        assert!(!page.contains("/teams/"), "{role:?}");
        reader.get(&new).await.expect(403);
    }
}

async fn gaps_clashes_and_loads_are_told_with_what_to_do(app: TestApp) {
    let seed = seed::seed(&app).await;
    let made = put_people(&app, &seed).await;
    let assign = format!("/c/{}/assign", seed.cycle);
    let client = seed::signed_in(&app, Role::Clerk).await;
    client
        .get(&assign)
        .await
        .expect(200)
        .says("请在下面定挂钩领导：1 个村（社区）还没有挂钩领导：石塘社区。")
        .says("3 个村（社区）还没有督查组")
        .says("请给第二指导组定组长")
        .says("请核对第二指导组：组里有人，还没有分到村（社区）。")
        // The first two vote on the same day.
        .says("请另派一个组，或者改一个村的选举日：第一指导组 3月18日（星期四）要到上前村、下前村 2 个村（社区）。")
        .says("李义鹏 2 村 选民 4682")
        .says("第一指导组同日要到下前村");
    for (query, shown, hidden) in [
        ("show=gap", "石塘社区", ""),
        ("show=clash", "上前村", "石塘社区"),
        (&format!("leader={}", made.leader), "下前村", "石塘社区"),
        (
            &format!("guidance={}", made.second),
            "没有符合条件",
            "下前村",
        ),
        ("q=社区", "石塘社区", "下前村"),
    ] {
        let page = client.get(&format!("{assign}?{query}")).await.expect(200);
        let text = page.text();
        let list = text.split("class=\"filters\"").nth(1).unwrap();
        assert!(list.contains(shown), "{query}");
        assert!(
            hidden.is_empty()
                || !list
                    .split("</form>")
                    .skip(1)
                    .any(|part| part.contains(&format!(">{hidden}<"))),
            "{query}"
        );
    }
}

async fn ticked_villages_are_assigned_together(app: TestApp) {
    let seed = seed::seed(&app).await;
    let made = put_people(&app, &seed).await;
    let cycle = seed.cycle;
    let assign = format!("/c/{cycle}/assign");
    let client = seed::signed_in(&app, Role::Clerk).await;
    let (other, second) = (made.other.to_string(), made.second.to_string());
    client
        .submit(&assign, "/assign", &[("all_leader", &other)])
        .await
        .expect(422)
        .says("请先勾选要一起定的村（社区）");
    let page = format!("{assign}?q=社区");
    let (v0, v2) = (seed.villages[0].to_string(), seed.villages[2].to_string());
    // The page narrowed to one village sends one village; a village it did not show is not touched.
    let answer = client
        .submit(
            &page,
            "/assign",
            &[
                ("pick", &v2),
                ("pick", &v0),
                ("all_leader", &other),
                ("all_guidance", &second),
            ],
        )
        .await
        .expect(303);
    assert!(answer.location().ends_with("/assign?q=%E7%A4%BE%E5%8C%BA"));
    client
        .get(&assign)
        .await
        .says("已保存 1 个村（社区）的分工。");
    assert_eq!(leader_of(&app, cycle, seed.villages[2]).await, "雷伟梅");
    assert_eq!(leader_of(&app, cycle, seed.villages[0]).await, "李义鹏");
}

async fn the_papers_say_what_is_arranged(app: TestApp) {
    let seed = seed::seed(&app).await;
    let made = put_people(&app, &seed).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    let member = person::Model {
        id: Uuid::now_v7(),
        cycle_id: cycle,
        ordinal: 3,
        name: "何礼强".into(),
        sex: None,
        post: "纪检监察办干部".into(),
        body_roles: r#"["office-member"]"#.into(),
        phone: None,
        team_id: Some(made.first),
        removed: false,
        version: 1,
        section: Some("discipline".into()),
    };
    let tx = app.store.begin().await.unwrap();
    people::insert_all(&tx, vec![member]).await.unwrap();
    tx.commit().await.unwrap();
    let client = seed::signed_in(&app, Role::Clerk).await;
    client
        .get(&format!("/c/{cycle}/organisation"))
        .await
        .says("办公室 纪检 何礼强 纪检监察办干部");
    let preview =
        |unit: Uuid, kind: &str| format!("/c/{cycle}/docs/preview?unit={unit}&kind={kind}");
    client
        .get(&preview(cycle, "leading-group-notice"))
        .await
        .expect(200)
        .says("办公室成员：纪检 何礼强 （纪检监察办干部）");
    client
        .get(&preview(village, "responsibility-letter"))
        .await
        .expect(200)
        .says("三、挂钩领导责任")
        .says("挂钩领导： 李义鹏 ，党委委员");
    // Who answers for the village is typed once, for its letter.
    let facts = format!("/c/{cycle}/v/{village}/facts/responsibility-letter");
    client
        .submit(&facts, &facts, &[("responsible", "胡礼民")])
        .await
        .expect(303);
    client
        .get(&preview(cycle, "liaison-table"))
        .await
        .expect(200)
        .says("李义鹏")
        .says("胡礼民");
    // Where the risk is high forces are kept ready; why is not said to every village.
    let risk = format!("/c/{cycle}/v/{village}/risk");
    let fields = [
        ("level", "high"),
        ("reasons", "两房争山界"),
        ("by", "换届办"),
        ("on", "2026-11-23"),
    ];
    client.submit(&risk, &risk, &fields).await.expect(303);
    client
        .get(&risk)
        .await
        .says("已把上前村的风险等级评为“高”。");
    let plan = client
        .get(&preview(cycle, "emergency-plan"))
        .await
        .expect(200)
        .says("重点保障");
    assert!(!plan.text().contains("山界") && !plan.text().contains("风险"));
    // One letter a village, listed together to be printed at once.
    client
        .get(&format!(
            "/c/{cycle}/docs?tab=todo&kind=responsibility-letter"
        ))
        .await
        .expect(200)
        // Three villages, and the letters of the linked leaders.
        .says("4 份");
}
