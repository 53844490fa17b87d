//! 届次、村（社区）、人员、分工 as a clerk keeps them by hand.

use huanjie::store::account::Role;

use crate::support::{
    TestApp,
    client::form_of,
    seed::{self, Seed},
};

crate::both_backends! {
    a_cycle_is_made_once_the_day_is_lawful;
    the_default_day_moves_who_follows_it;
    a_village_is_added_and_edited;
    two_clerks_do_not_overwrite_each_other;
    a_person_leaves_only_with_a_replacement;
    assignments_are_saved_row_by_row;
    lists_keep_to_the_own_villages;
}

const NEW: &[(&str, &str)] = &[
    ("name", ""),
    ("ordinal", "10"),
    ("rules", "national-2025"),
    ("window_from", ""),
    ("window_to", ""),
];

fn with<'f>(fields: &[(&'f str, &'f str)], more: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let mut all: Vec<_> = fields
        .iter()
        .filter(|(name, _)| !more.iter().any(|(other, _)| other == name))
        .copied()
        .collect();
    all.extend(more);
    all
}

async fn a_cycle_is_made_once_the_day_is_lawful(app: TestApp) {
    seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let send = async |more: &[(&str, &str)]| {
        clerk
            .submit("/cycles/new", "/cycles", &with(NEW, more))
            .await
    };
    // Today is 2026-11-23. Article: 第十七条第一款 and what precedes it decide the earliest day.
    for (day, words) in [
        ("", "请填写默认选举日"),
        ("2027年3月底", "推算不出日期"),
        ("2026-11-01", "已经过去"),
        ("1900-01-01", "年份写错"),
        ("9999-12-31", "年份写错"),
        ("2026-11-25", "（含）以后"),
    ] {
        send(&[("election_day", day)]).await.expect(422).says(words);
    }
    // Spring Festival is a warning: it passes with the tick, and the tick is for that day only.
    let festival = [("election_day", "2027-02-06")];
    send(&festival)
        .await
        .expect(422)
        .says("春节")
        .says("以上已经核对");
    send(&[("election_day", "2027-02-06"), ("confirmed", "2027-03-18")])
        .await
        .expect(422)
        .says("春节");
    // All problems at once.
    send(&[("election_day", ""), ("ordinal", "9"), ("rules", "nowhere")])
        .await
        .expect(422)
        .says("第9届已经建过")
        .says("请选择一个规则包")
        .says("请填写默认选举日");
    let made = send(&[("election_day", "2027-02-06"), ("confirmed", "2027-02-06")])
        .await
        .expect(303);
    let page = clerk.get(made.location()).await.expect(200);
    page.says("石塘镇2027年村（社区）“两委”换届")
        .says("还没有村花名册");
    clerk
        .get("/cycles")
        .await
        .expect(200)
        .says("第10届")
        .says("第9届");
}

async fn the_default_day_moves_who_follows_it(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let settings = format!("/c/{cycle}/settings");
    let own_day = format!("/c/{cycle}/v/{}/edit", villages[1]);
    let form = village_fields("下前村", "village");
    clerk
        .submit(
            &own_day,
            "/edit",
            &with(&form, &[("election_day", "2027-03-20")]),
        )
        .await
        .expect(303);
    clerk
        .get(&settings)
        .await
        .expect(200)
        .says("2 个村（社区）的选举日随它变动；另有 1 个单独定了选举日");
    let fields = [
        ("name", "石塘镇换届"),
        ("ordinal", "9"),
        ("election_day", "2027-03-25"),
        ("window_from", "2027-03-01"),
        ("window_to", "2027-03-31"),
    ];
    let asked = clerk
        .submit(&settings, "/settings", &fields)
        .await
        .expect(422);
    let asked = asked.says("2 个村（社区）的选举日由 3月18日 改为 3月25日");
    let form = form_of(&asked.text(), "/settings");
    clerk
        .send_form(&form, &with(&fields, &[("confirmed", "2027-03-25")]))
        .await
        .expect(303);
    clerk
        .get(&settings)
        .await
        .expect(200)
        .says("已保存：默认选举日由");
    // Too near for the villages' statutory leads.
    clerk
        .submit(
            &settings,
            "/settings",
            &with(&fields, &[("election_day", "2026-11-27")]),
        )
        .await
        .expect(422)
        .says("（含）以后")
        .says("上前村");
}

fn village_fields<'f>(name: &'f str, kind: &'f str) -> Vec<(&'f str, &'f str)> {
    vec![
        ("name", name),
        ("kind", kind),
        ("code", ""),
        ("households", "300"),
        ("population", "1200"),
        ("groups", ""),
        ("party_members", ""),
        ("last_voters", "900"),
        ("chair", "1"),
        ("deputy", "1"),
        ("member", "3"),
        ("term_end", "2027-03-31"),
        ("election_day", ""),
        ("places", "村委会公开栏\n祠堂门口\n村委会公开栏"),
        ("note", ""),
    ]
}

async fn a_village_is_added_and_edited(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let new = format!("/c/{cycle}/villages/new");
    let send = async |more: &[(&str, &str)]| {
        let fields = village_fields("桥头村", "village");
        clerk
            .submit(&new, "/villages/new", &with(&fields, more))
            .await
    };
    for (fields, words) in [
        (&[("name", "")][..], "请填写村（社区）名称"),
        (&[("kind", "")], "请选择是村还是社区"),
        (&[("households", "-3")], "负"),
        (&[("households", "三百")], "数字"),
        (&[("term_end", "2027年3月底")], "2027年3月底"),
        (&[("code", "4402")], "12 位"),
        (&[("name", "上前村民委员会")], "已经有“上前村”"),
        (&[("election_day", "2027-02-06")], "春节"),
        (&[("election_day", "2026-11-24")], "（含）以后"),
        (&[("troubles", "nonsense")], "重新勾选"),
    ] {
        send(fields).await.expect(422).says(words);
    }
    // 第八条第一款: three to seven members; more is a warning, not a wall.
    let added = send(&[("member", "9"), ("troubles", "clans")])
        .await
        .expect(303);
    let list = clerk.get(added.location()).await.expect(200);
    let list = list
        .says("已新增桥头村")
        .says("最多 7 人")
        .says("第八条")
        .says("难点");
    let edit = list
        .text()
        .split("href=\"")
        .filter_map(|part| part.split('"').next())
        .filter(|href| href.ends_with("/edit"))
        .last()
        .unwrap()
        .to_owned();
    let page = clerk.get(&edit).await.expect(200).text();
    assert!(
        page.contains("村委会公开栏\n祠堂门口</textarea>"),
        "posting places once each"
    );
    assert!(page.contains("value=\"clans\" checked"));
    let fields = village_fields("桥头社区", "community");
    clerk.submit(&edit, "/edit", &fields).await.expect(303);
    clerk
        .get(&format!("/c/{cycle}/villages?q=桥头"))
        .await
        .expect(200)
        .says("桥头社区")
        .says("4 个村（社区），其中村 2、社区 2");
    let sheet = clerk
        .get(&format!("/c/{cycle}/villages.xlsx"))
        .await
        .expect(200);
    assert!(sheet.bytes.starts_with(b"PK"));
}

async fn two_clerks_do_not_overwrite_each_other(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let edit = format!("/c/{cycle}/v/{}/edit", villages[0]);
    let first = form_of(&clerk.get(&edit).await.expect(200).text(), "/edit");
    let second = form_of(&clerk.get(&edit).await.expect(200).text(), "/edit");
    let fields = village_fields("上前村", "village");
    let sent = clerk.send_form(&first, &fields).await.expect(303);
    // The same form again does nothing twice and leads to the same place.
    let again = clerk.send_form(&first, &fields).await.expect(303);
    assert_eq!(sent.location(), again.location());
    clerk
        .send_form(&second, &with(&fields, &[("households", "1")]))
        .await
        .expect(409)
        .says("换届办甲")
        .says("上前村");
}

const PERSON: &[(&str, &str)] = &[
    ("name", "李义鹏"),
    ("sex", "female"),
    ("post", "党委副书记、镇长"),
    ("team", ""),
    ("new_team", "第一指导组"),
    ("phone", "13800138000"),
    ("roles", "deputy-leader"),
];

async fn a_person_leaves_only_with_a_replacement(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let new = format!("/c/{cycle}/people/new");
    for (fields, words) in [
        (&[("name", "")][..], "请填写姓名"),
        (&[("post", "")], "单位及职务"),
        (&[("phone", "123")], "11 位手机号"),
        (&[("new_team", "后勤组")], "看不出是哪一种"),
        (&[("roles", "king")], "重新勾选"),
    ] {
        let answer = clerk.submit(&new, "/people", &with(PERSON, fields)).await;
        answer.expect(422).says(words);
    }
    let village = villages[0].to_string();
    let linked = with(PERSON, &[("villages", village.as_str())]);
    clerk.submit(&new, "/people", &linked).await.expect(303);
    clerk
        .submit(&new, "/people", &linked)
        .await
        .expect(422)
        .says("重复");
    let list = clerk.get(&format!("/c/{cycle}/people")).await.expect(200);
    let list = list.says("第一指导组").says("上前村").says("副组长");
    assert!(
        !list.text().contains("13800138000"),
        "no telephone number in the list"
    );
    let edit = list
        .text()
        .split("href=\"")
        .filter_map(|part| part.split('"').next())
        .find(|href| href.ends_with("/edit"))
        .unwrap()
        .to_owned();
    clerk
        .submit(&edit, "/remove", &[("replacement", "")])
        .await
        .expect(422)
        .says("请先选由谁接替：李义鹏还在联系上前村");
    let other = with(
        PERSON,
        &[
            ("name", "雷伟梅"),
            ("post", "党委副书记"),
            ("phone", ""),
            ("new_team", "第二督查组"),
        ],
    );
    clerk.submit(&new, "/people", &other).await.expect(303);
    let page = clerk.get(&edit).await.expect(200).text();
    let next = page
        .split("name=\"replacement\"")
        .nth(1)
        .unwrap()
        .split("value=\"")
        .nth(2)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    clerk
        .submit(&edit, "/remove", &[("replacement", &next)])
        .await
        .expect(303);
    let list = clerk.get(&format!("/c/{cycle}/people")).await.expect(200);
    let list = list.says("由雷伟梅接替").says("1 人");
    assert!(
        list.text().contains("上前村"),
        "the village went to the replacement"
    );
    clerk.get(&edit).await.expect(404);
}

async fn assignments_are_saved_row_by_row(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    clerk
        .submit(&format!("/c/{cycle}/people/new"), "/people", PERSON)
        .await
        .expect(303);
    let assign = format!("/c/{cycle}/assign");
    let page = clerk.get(&assign).await.expect(200);
    let page = page.says("3 个村（社区）还没有挂钩领导：上前村、下前村、石塘社区");
    let text = page.text();
    let person = text
        .split("<option value=\"")
        .skip(1)
        .filter_map(|part| part.split('"').next())
        .find(|value| !value.is_empty())
        .unwrap()
        .to_owned();
    let (first, second) = (form_of(&text, "/assign"), form_of(&text, "/assign"));
    let leader = |at: usize| format!("leader:{}", villages[at]);
    clerk
        .send_form(&first, &[(&leader(0), &person)])
        .await
        .expect(303);
    // Another row of the same old page does not disturb the first …
    let fresh = form_of(&clerk.get(&assign).await.expect(200).text(), "/assign");
    clerk
        .send_form(&fresh, &[(&leader(0), &person), (&leader(1), &person)])
        .await
        .expect(303);
    clerk
        .get(&assign)
        .await
        .expect(200)
        .says("1 个村（社区）还没有挂钩领导：石塘社区")
        .says("李义鹏 2 村");
    // … but the row that was changed meanwhile stops a form that wants it otherwise.
    let mut stale = second.clone();
    stale.hidden.retain(|(name, _)| name != "key");
    stale.hidden.push(("key".into(), "another".into()));
    clerk
        .send_form(&stale, &[(&leader(1), &person)])
        .await
        .expect(409);
    let foreign = [(leader(2), "0197f7c0-0000-7000-8000-000000000000".to_owned())];
    let foreign: Vec<(&str, &str)> = foreign
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    clerk
        .submit(&assign, "/assign", &foreign)
        .await
        .expect(422)
        .says("重新选择挂钩领导");
}

async fn lists_keep_to_the_own_villages(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    for role in [Role::Guidance, Role::VillageCommittee] {
        let own = seed::signed_in(&app, role).await;
        for page in ["villages", "assign"] {
            let shown = own.get(&format!("/c/{cycle}/{page}")).await.expect(200);
            let shown = shown.says("上前村");
            assert!(!shown.text().contains("下前村"), "{role:?} {page}");
            assert!(
                !shown.text().contains("<button class=\"primary\""),
                "{role:?} {page}"
            );
        }
        own.get("/cycles").await.expect(200).says("已投票 0/1");
    }
}
