//! 冲突 — whichever form met somebody else's change, what was typed on it comes back on the page that says so.

use huanjie::store::account::{self, Role};

use crate::support::{
    Client, TestApp,
    client::{PageForm, form_of},
    seed::{self, Seed},
};

crate::both_backends! {
    what_was_typed_comes_back_whichever_form_it_was;
}

/// A form opened twice: who sends it first, and who sends it second; what the page then shows of the second.
struct Case {
    page: String,
    action: String,
    first: Vec<(&'static str, &'static str)>,
    second: Vec<(&'static str, &'static str)>,
    kept: Vec<&'static str>,
    multipart: bool,
}

async fn sent(client: &Client, form: &PageForm, fields: &[(&str, &str)], multipart: bool) -> u16 {
    let answer = if multipart {
        client.send_multipart(form, fields).await
    } else {
        client.send_form(form, fields).await
    };
    answer.status.as_u16()
}

async fn what_was_typed_comes_back_whichever_form_it_was(app: TestApp) {
    app.clock.set("2027-02-27T01:00:00Z");
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let base = format!("/c/{cycle}");
    let own = format!("{base}/v/{}", villages[0]);
    let village = |name: &'static str, households: &'static str| {
        vec![
            ("name", name),
            ("kind", "village"),
            ("households", households),
            ("population", "3252"),
            ("chair", "1"),
            ("deputy", "1"),
            ("member", "3"),
            ("term_end", "2027-03-31"),
            ("note", "水库移民搬入"),
        ]
    };
    let cases = [
        Case {
            page: format!("{own}/edit"),
            action: format!("{own}/edit"),
            first: village("上前村", "813"),
            second: village("上前新村", "827"),
            kept: vec![
                "上前新村",
                "总户数 827",
                "水库移民搬入",
                "任期届满 2027-03-31",
            ],
            multipart: false,
        },
        Case {
            page: format!("{own}/replan?to=2027-03-25"),
            action: format!("{own}/replan"),
            first: vec![("reason", "会议决定改期"), ("confirmed", "2027-03-25")],
            second: vec![
                ("reason", "与集市冲突，改在下一周"),
                ("confirmed", "2027-03-25"),
            ],
            kept: vec!["与集市冲突，改在下一周", "新的选举日 2027-03-25"],
            multipart: false,
        },
        Case {
            page: format!("{base}/phases/leading-group-formed"),
            action: format!("{base}/phases/leading-group-formed/plan"),
            first: vec![("planned", "2027-03-01"), ("place", "二楼")],
            second: vec![("planned", "2027-03-02"), ("place", "镇政府三楼会议室")],
            kept: vec!["镇政府三楼会议室", "计划日期 2027-03-02"],
            multipart: false,
        },
    ];
    for one in cases {
        let shown = clerk.get(&one.page).await.expect(200).text();
        let form = form_of(&shown, &one.action);
        // The second click of one page is the same form: two people have two keys.
        let other = form_of(&clerk.get(&one.page).await.expect(200).text(), &one.action);
        let done = sent(&clerk, &form, &one.first, one.multipart).await;
        assert_eq!(done, 303, "{}", one.action);
        let answer = if one.multipart {
            clerk.send_multipart(&other, &one.second).await
        } else {
            clerk.send_form(&other, &one.second).await
        };
        let answer = answer.expect(409).says("还没有保存：别人刚改过");
        for words in one.kept {
            assert!(
                answer.text().contains(words),
                "{}: {words}\n{}",
                one.action,
                answer.text()
            );
        }
    }
    // 密码不回到页面上：账号改过以后再提交，只见姓名，不见密码
    let keeper = seed::signed_in(&app, Role::Administrator).await;
    let leader = account::by_username(app.store.reader(), seed::account_of(Role::Leader))
        .await
        .unwrap()
        .unwrap();
    let user = format!("/admin/users/{}", leader.id);
    let first = form_of(&keeper.get(&user).await.expect(200).text(), &user);
    let second = form_of(&keeper.get(&user).await.expect(200).text(), &user);
    let fields = |name: &'static str| {
        [
            ("name", name),
            ("role", "leader"),
            ("secret_password", "机密的密码"),
        ]
    };
    keeper
        .send_form(&first, &fields("王建国"))
        .await
        .expect(303);
    let told = keeper
        .send_form(&second, &fields("王建国（代）"))
        .await
        .expect(409)
        .says("王建国（代）");
    assert!(!told.text().contains("机密的密码"));
}
