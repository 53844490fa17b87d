//! `/c/{c}/trainings`: who is taught what, who came, who is still missing.

use huanjie::store::entity::paper_fact;
use huanjie::store::{account::Role, audit, paper, progress, training};
use uuid::Uuid;

use crate::support::{
    Client, TestApp,
    client::form_of,
    pdf,
    seed::{self, Seed},
};

crate::both_backends! {
    a_course_from_its_notice_to_its_gaps;
    everything_wrong_is_named_at_once;
    the_untrained_are_told_of_at_the_poll;
    whose_course_it_is_decides_who_keeps_it;
    two_people_at_one_course;
    a_village_has_its_own_numbers;
}

const LESSONS: [(&str, &str); 2] = [("item", "registration"), ("item", "counting")];

/// Calls a course of the township for all villages.
async fn call(client: &Client, cycle: Uuid, villages: &[Uuid], fields: &[(&str, &str)]) -> String {
    let page = format!("/c/{cycle}/trainings/new?level=township");
    let ids: Vec<String> = villages.iter().map(Uuid::to_string).collect();
    let mut all = vec![("name", "换届选举业务培训班")];
    all.extend(LESSONS);
    for function in [
        "election-committee",
        "issuer",
        "watcher",
        "caller",
        "teller",
    ] {
        all.push(("function", function));
    }
    for id in &ids {
        all.push(("village_of", id));
    }
    all.extend(fields);
    client
        .submit(&page, "/trainings/new", &all)
        .await
        .expect(303)
        .location()
        .to_owned()
}

async fn a_course_from_its_notice_to_its_gaps(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    let list = format!("/c/{cycle}/trainings");
    client.get(&list).await.expect(200).says("还没有培训");
    // The form's lessons cite the pinned rules.
    client
        .get(&format!("{list}/new?level=township"))
        .await
        .expect(200)
        .says("村民委员会组织法第十七条第一款")
        .says("委托投票、代写和流动票箱");
    let location = call(
        &client,
        cycle,
        &villages,
        &[
            ("day", "2027-01-27"),
            ("time", "9:00"),
            ("end_time", "17:30"),
            ("place", "镇政府三楼会议室"),
            ("speaker.counting", "王火发"),
            ("extra", "本镇案例|邱喆"),
        ],
    )
    .await;
    client
        .get(&location)
        .await
        .expect(200)
        .says("2027年1月27日（星期三） 09:00 至 17:30")
        .says("唱票、计票、监票和认定无效票（王火发）")
        .says("本镇案例（邱喆）")
        .says("上前村 7 2 2 1 2")
        .says("应到 42");
    // The phase is planned; the notice draws from the course.
    client
        .get(&format!("/c/{cycle}/phases"))
        .await
        .says("1月27日");
    client
        .get(&format!(
            "/c/{cycle}/docs/preview?unit={cycle}&kind=training-notice"
        ))
        .await
        .expect(200)
        .says("镇政府三楼会议室")
        .says("唱票、计票、监票和认定无效票（主讲：王火发）")
        .says("各村（社区）选委会成员、验证发票员、监票员、唱票员、计票员");
    let sheet = client
        .get(&format!("{location}/sign-in.pdf"))
        .await
        .expect(200);
    let text: String = pdf::read(&sheet.bytes)
        .iter()
        .map(pdf::Sheet::text)
        .collect::<String>()
        .split_whitespace()
        .collect();
    assert!(
        text.contains("换届选举业务培训班") && text.contains("计票员"),
        "{text}"
    );
    // Held: nobody came from 下前村's tellers.
    app.clock.set("2027-01-27T10:00:00Z");
    let client = seed::signed_in(&app, Role::Clerk).await;
    let page = format!("{location}/attendance");
    // Filled up on the sheet only: what was typed stays, the rest is what is expected, nothing is stored.
    let filled = client
        .submit(
            &page,
            &page,
            &[("day", "2027-01-27"), ("attended.1", "5"), ("fill", "1")],
        )
        .await
        .expect(200)
        .text();
    assert!(filled.contains("name=\"attended.1\" value=\"5\""), "typed");
    assert!(
        filled.contains("name=\"attended.2\" value=\"2\""),
        "expected"
    );
    assert!(
        !client
            .get(&page)
            .await
            .text()
            .contains("name=\"attended.1\" value=\"5\"")
    );
    client
        .get(&page)
        .await
        .says("把镇级工作“举办业务培训”记录在开班那天完成");
    let mut fields: Vec<(String, String)> = vec![
        ("day".into(), "2027-01-27".into()),
        ("record_step".into(), "1".into()),
        ("note".into(), "请假的补训。".into()),
        ("names.5".into(), "邱喆、何礼强".into()),
        ("tested.0".into(), "10".into()),
        ("passed.0".into(), "9".into()),
    ];
    // Five groups a village; the tenth is 下前村's tellers.
    for n in 1..=15 {
        let came = match n {
            5 | 10 => "",
            _ => "2",
        };
        fields.push((format!("attended.{n}"), came.into()));
    }
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    client.submit(&page, &page, &fields).await.expect(303);
    client
        .get(&location)
        .await
        .says("应到 42，参训 28")
        .says("测验 10 人，合格 9 人")
        .says("邱喆、何礼强")
        .says("请假的补训");
    let scope = app.scope(cycle).await;
    let records = progress::of_unit(app.store.reader(), &scope, cycle)
        .await
        .unwrap();
    assert!(
        records
            .iter()
            .any(|row| row.step == "training-held" && row.day == "2027-01-27".parse().ok())
    );
    let events = audit::latest(app.store.reader(), &scope, None, None, 10)
        .await
        .unwrap();
    let codes: Vec<&str> = events.iter().map(|event| event.event.as_str()).collect();
    assert_eq!(
        codes,
        [
            "step.recorded",
            "training.held",
            "step.arranged",
            "training.arranged"
        ]
    );
    assert!(!events[1].after.as_deref().unwrap().contains("邱喆"));
    // Who is missing.
    let coverage = format!("{list}/coverage");
    let shown = client
        .get(&coverage)
        .await
        .expect(200)
        .says("下前村：")
        .says("计票员没有培训")
        .text();
    let gaps = shown.split("<table").next().unwrap();
    assert!(
        gaps.contains("下前村") && !gaps.contains("上前村：选委会"),
        "{gaps}"
    );
    let book = client.get(&format!("{coverage}.xlsx")).await.expect(200);
    assert!(book.bytes.starts_with(b"PK"));
    client.get(&list).await.says("个村（社区）还有人员没有培训");
}

async fn everything_wrong_is_named_at_once(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    let list = format!("/c/{cycle}/trainings");
    let answer = client
        .get(&format!("{list}/new?level=village"))
        .await
        .expect(303);
    client
        .get(answer.location())
        .await
        .says("请选择是哪个村（社区）的班");
    let page = format!("{list}/new?level=township");
    let answer = client
        .submit(
            &page,
            "/trainings/new",
            &[
                ("name", " "),
                ("day", "1月底"),
                ("time", "九点"),
                ("reply_by", "2027-02-30"),
                ("extra", "甲|乙\n甲"),
                ("function", "nobody"),
            ],
        )
        .await
        .expect(422)
        .says("请填写班名")
        .says("请把开班日期写到哪一天")
        .says("请把开班时间写成 09:00")
        .says("请把名单报送截止日写到哪一天")
        .says("请删去重复的一课")
        .says("请勾选参训的人员类别");
    assert!(answer.text().contains("甲|乙"));
    client
        .submit(
            &page,
            "/trainings/new",
            &[
                ("name", "班"),
                ("day", "2027-01-27"),
                ("time", "10:00"),
                ("end_time", "09:00"),
                ("function", "teller"),
            ],
        )
        .await
        .expect(422)
        .says("请至少勾选一课")
        .says("请勾选参训的村（社区）")
        .says("请把结束时间改到开班时间以后");
    let scope = app.scope(cycle).await;
    assert!(
        training::whole(app.store.reader(), &scope)
            .await
            .unwrap()
            .is_empty()
    );
    let location = call(&client, cycle, &villages[..1], &[("day", "2026-11-24")]).await;
    let page = format!("{location}/attendance");
    client
        .submit(
            &page,
            &page,
            &[
                ("day", "2026-11-24"),
                ("attended.1", "很多"),
                ("attended.5", "1"),
                ("names.5", "邱喆、何礼强"),
                ("tested.0", "9"),
                ("passed.0", "10"),
            ],
        )
        .await
        .expect(422)
        .says("2026年11月24日 还没有到")
        .says("请把参训人数填成 0 到 10000 的整数")
        .says("写了 2 个名字，参训人数是 1")
        .says("9 人参加测验，比参训的 1 人多")
        .says("合格的比参加测验的 9 人多");
    let page = format!("{location}/attendance");
    client
        .submit(&page, &page, &[("day", "2026-11-23")])
        .await
        .expect(422)
        .says("现在一个人也没有");
}

async fn the_untrained_are_told_of_at_the_poll(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    let village = villages[0];
    let step = format!("/c/{cycle}/v/{village}/steps/polling");
    let warning = "请先补训，再安排投票日的工作";
    // Long before the vote the step itself says it, the workbench does not.
    client
        .get(&step)
        .await
        .expect(200)
        .says(warning)
        .says("计票员没有培训")
        .says("村民委员会组织法第四十五条");
    assert!(!client.get("/").await.text().contains(warning));
    app.clock.set("2027-03-05T02:00:00Z");
    let client = seed::signed_in(&app, Role::Clerk).await;
    client.get("/").await.expect(200).says(warning);
    client
        .get(&format!("/c/{cycle}/v/{village}"))
        .await
        .says(warning);
    client
        .get(&format!(
            "/c/{cycle}/docs/preview?unit={village}&kind=polling-staff"
        ))
        .await
        .expect(200)
        .says(warning);
    // A course of the village; the list of polling staff says how many and who.
    let scope = app.scope(cycle).await;
    let tx = app.store.begin().await.unwrap();
    let facts = r#"{"staff":[{"duty":"watcher","name":"温天娟"},{"duty":"caller","name":"钟伟"},
        {"duty":"teller","name":"邱喆"},{"duty":"teller","name":"何礼强"},{"duty":"issuer","name":"郭文"}]}"#;
    let row = paper_fact::Model {
        id: Uuid::now_v7(),
        cycle_id: cycle,
        unit_id: village,
        kind: "polling-staff".into(),
        facts: facts.into(),
        version: 0,
    };
    assert!(paper::put_facts(&tx, row).await.unwrap());
    tx.commit().await.unwrap();
    let new = format!("/c/{cycle}/trainings/new?level=village&village={village}");
    let guide = seed::signed_in(&app, Role::Guidance).await;
    let mut fields = vec![("name", "上前村选举工作人员培训"), ("day", "2027-03-05")];
    fields.extend(LESSONS);
    for function in ["issuer", "watcher", "caller", "teller"] {
        fields.push(("function", function));
    }
    let location = guide
        .submit(&new, "/trainings/new", &fields)
        .await
        .expect(303)
        .location()
        .to_owned();
    guide
        .get(&location)
        .await
        .expect(200)
        .says("上前村 1 1 1 2");
    let page = format!("{location}/attendance");
    let attended = [
        ("day", "2027-03-05"),
        ("names.1", "郭文"),
        ("names.2", "温天娟"),
        ("names.3", "赵华"),
        ("attended.4", "2"),
    ];
    guide.submit(&page, &page, &attended).await.expect(303);
    guide.get(&step).await.says("唱票员钟伟没有参加培训");
    let mut whole = attended.to_vec();
    whole[3] = ("names.3", "钟伟");
    guide.submit(&page, &page, &whole).await.expect(303);
    assert!(!guide.get(&step).await.text().contains(warning));
    assert_eq!(
        training::whole(app.store.reader(), &scope)
            .await
            .unwrap()
            .len(),
        1
    );
}

async fn whose_course_it_is_decides_who_keeps_it(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let list = format!("/c/{cycle}/trainings");
    let township = call(&clerk, cycle, &villages, &[]).await;
    for role in Role::ALL {
        let client = seed::signed_in(&app, role).await;
        let reads = role != Role::Administrator;
        let keeps = role == Role::Clerk;
        let own = matches!(role, Role::Guidance | Role::VillageCommittee);
        let status = |ok: bool| if ok { 200 } else { 403 };
        client.get(&list).await.expect(status(reads));
        client
            .get(&format!("{list}/coverage"))
            .await
            .expect(status(reads));
        let page = client.get(&township).await.expect(status(reads)).text();
        assert_eq!(page.contains("登记参训"), keeps, "{role:?}");
        client
            .get(&format!("{township}/attendance"))
            .await
            .expect(status(keeps));
        client
            .get(&format!("{list}/new?level=county"))
            .await
            .expect(status(keeps));
        client
            .get(&format!("{list}/new?level=village&village={}", villages[0]))
            .await
            .expect(status(keeps || own));
        if own {
            assert!(
                page.contains("上前村") && !page.contains("下前村"),
                "{role:?}"
            );
            client
                .get(&format!("{list}/new?level=village&village={}", villages[1]))
                .await
                .expect(404);
            let table = client.get(&format!("{list}/coverage")).await.text();
            assert!(table.contains("上前村") && !table.contains("下前村"));
        }
    }
}

async fn two_people_at_one_course(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    let location = call(&client, cycle, &villages[..1], &[("day", "2026-11-23")]).await;
    let page = format!("{location}/attendance");
    let form = form_of(&client.get(&page).await.expect(200).text(), &page);
    let fields = [("day", "2026-11-23"), ("attended.1", "5")];
    let (first, second) = tokio::join!(
        client.send_form(&form, &fields),
        client.send_form(&form, &fields)
    );
    assert_eq!(first.expect(303).location(), second.expect(303).location());
    // Another form made from the same version comes too late.
    let mut stale = form.clone();
    for (name, value) in &mut stale.hidden {
        if name == "key" {
            "another-key".clone_into(value);
        }
    }
    client
        .send_form(&stale, &fields)
        .await
        .expect(409)
        .says("培训班‘换届选举业务培训班’");
    let action = format!("{location}/cancel");
    assert!(!client.get(&location).await.text().contains(&action));
}

async fn a_village_has_its_own_numbers(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    let planned = call(&client, cycle, &villages, &[("day", "2027-01-27")]).await;
    client.get(&planned).await.says("上前村 7 2 2 1 2");
    let page = format!("/c/{cycle}/v/{}/trainees", villages[0]);
    let coverage = format!("/c/{cycle}/trainings/coverage");
    client.get(&coverage).await.expect(200).says("改人数");
    // The catalogue's numbers stand beside the fields; all that is wrong is said at once.
    client
        .get(&page)
        .await
        .expect(200)
        .says("选委会成员 7")
        .says("计票员 ☆ 2");
    client
        .submit(&page, &page, &[("teller", "许多"), ("caller", "201")])
        .await
        .expect(422)
        .says("请把计票员的人数填成 0 到 200 的整数。")
        .says("请把唱票员的人数填成 0 到 200 的整数。");
    client
        .submit(&page, &page, &[("teller", "4")])
        .await
        .expect(422)
        .says("请写明为什么改");
    let stale = form_of(&client.get(&page).await.text(), &page);
    client
        .submit(
            &page,
            &page,
            &[
                ("teller", "4"),
                ("election-committee", "9"),
                ("registrar", "0"),
                ("reason", "计票员分两个组"),
            ],
        )
        .await
        .expect(303);
    client
        .get(&coverage)
        .await
        .says("已改上前村的应参训人数")
        .says("这个村的应到人数也已改过来");
    // Somebody was first; the page from before is refused.
    client
        .send_form(&stale, &[("teller", "3"), ("reason", "又数了一遍")])
        .await
        .expect(409)
        .says("上前村的应参训人数");
    // The course that lies ahead, the next one, and the table follow.
    client
        .get(&planned)
        .await
        .says("上前村 9 2 2 1 4")
        .says("下前村 7 2 2 1 2");
    let other = call(&client, cycle, &villages, &[("name", "补训班")]).await;
    client.get(&other).await.says("上前村 9 2 2 1 4");
    app.clock.set("2027-01-27T10:00:00Z");
    let client = seed::signed_in(&app, Role::Clerk).await;
    let sheet = format!("{planned}/attendance");
    client
        .submit(
            &sheet,
            &sheet,
            &[("day", "2027-01-27"), ("attended.5", "2")],
        )
        .await
        .expect(303);
    let table = client
        .get(&coverage)
        .await
        .says("计票员 4 人只培训了 2 人")
        .says("2/4");
    // Where none is needed, none is missing.
    let row = table.text();
    let own = row
        .split("上前村：")
        .nth(1)
        .unwrap()
        .split("下前村：")
        .next()
        .unwrap()
        .to_owned();
    assert!(!own.contains("选民登记员没有培训"), "{own}");
    // Blank is the catalogue's again.
    client
        .submit(
            &page,
            &page,
            &[
                ("teller", ""),
                ("election-committee", ""),
                ("registrar", ""),
                ("reason", "数错了"),
            ],
        )
        .await
        .expect(303);
    client.get(&other).await.says("上前村 7 2 2 1 2");
    let scope = app.scope(cycle).await;
    let last = &audit::latest(app.store.reader(), &scope, None, None, 1)
        .await
        .unwrap()[0];
    assert_eq!(last.event, "training.need-changed");
    assert!(
        last.summary.contains("计票员 4 人 → 目录数"),
        "{}",
        last.summary
    );
    assert_eq!(last.reason.as_deref(), Some("数错了"));
    // Only the office changes them.
    let village = seed::signed_in(&app, Role::VillageCommittee).await;
    village.get(&page).await.expect(403);
}
