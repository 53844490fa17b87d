//! `/c/{c}/check/{what}`

mod people;

use huanjie::store::account::Role;

use crate::support::{
    Client, TestApp,
    client::{Answer, visible},
    seed::{self, Seed},
};

crate::both_backends! {
    an_id_number_is_answered_and_forgotten;
    a_year_that_cannot_be_meant_is_refused;
    meetings_are_counted;
    seats_and_candidates;
    proxies_row_by_row;
    a_ledger_by_station;
    preselections;
    everyone_who_reads_may_check;
}

async fn ask(client: &Client, page: &str, what: &str, fields: &[(&str, &str)]) -> Answer {
    let address = format!("{page}/{what}");
    client.submit(&address, &address, fields).await
}

/// A day of 1900 or 9999 is a slip of the pen: nobody is called too young by it.
async fn a_year_that_cannot_be_meant_is_refused(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    let page = format!("/c/{cycle}/check");
    for (day, said) in [
        ("1900-01-01", "1900年1月1日"),
        ("9999-12-31", "9999年12月31日"),
    ] {
        let forms: [(&str, Vec<(&str, &str)>); 4] = [
            (
                "number",
                vec![("number", "441500200903180011"), ("election_day", day)],
            ),
            (
                "voter",
                vec![
                    ("election_day", day),
                    ("birth", "1990-01-01"),
                    ("ground", "resident"),
                ],
            ),
            (
                "proxies",
                vec![
                    ("election_day", "2027-03-18"),
                    ("filed.0", day),
                    ("principal.0", "甲"),
                    ("agent.0", "乙"),
                ],
            ),
            (
                "committee",
                vec![("members", "赵某"), ("nominee.0", "赵某"), ("on.0", day)],
            ),
        ];
        for (what, fields) in forms {
            let answer = ask(&client, &page, what, &fields).await.expect(422);
            let text = answer.says(said).says("可能是年份写错了").text();
            assert!(
                !text.contains("id=\"answer\""),
                "{what}: nothing is decided"
            );
        }
    }
}

async fn an_id_number_is_answered_and_forgotten(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    let page = format!("/c/{cycle}/check");
    let number = "441500200903180011";
    let answer = ask(
        &client,
        &page,
        "number",
        &[
            ("number", number),
            ("election_day", "2027-03-18"),
            ("kind", "village"),
        ],
    )
    .await
    .expect(200)
    .says("没有不符合的，有 1 处要人核对")
    .says("**************0011")
    .says("校验位正确")
    .says("请人工核对后列入名单")
    .says("村民委员会组织法第十六条第一款");
    let text = answer.text();
    assert!(!text.contains(number) && !text.contains("44150020090318"));
    assert_eq!(answer.header("cache-control"), "no-store");
    let young = [
        ("number", "441500200903190017"),
        ("election_day", "2027-03-18"),
    ];
    ask(&client, &page, "number", &young)
        .await
        .expect(200)
        .says("有 1 处不符合")
        .says("还差 1 天");
    // Communities: the age is 待核, the villages' is used and said.
    ask(
        &client,
        &page,
        "number",
        &[
            ("number", number),
            ("election_day", "2027-03-19"),
            ("kind", "community"),
        ],
    )
    .await
    .expect(200)
    .says("社区的选民年龄还没有核对原文");
    // Bad input: all at once, and the number not even then.
    let refused = ask(
        &client,
        &page,
        "number",
        &[("number", ""), ("election_day", "2027-02-30")],
    )
    .await
    .expect(422)
    .says("请填写要核对的公民身份号码")
    .says("请把选举日写到哪一天");
    assert!(refused.text().contains("有 2 处要改"));
    let wrong_day = ask(
        &client,
        &page,
        "number",
        &[("number", number), ("election_day", "明年")],
    )
    .await
    .expect(422);
    assert!(!wrong_day.text().contains(number));
    // What is asked for in an address is not looked at.
    let shown = client
        .get(&format!("{page}/number?number={number}"))
        .await
        .expect(200);
    assert!(!shown.text().contains(number));
    client.get(&format!("{page}/nothing")).await.expect(404);
    client.get(&page).await.expect(200).says("公民身份号码");
}

async fn meetings_are_counted(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Guidance).await;
    let page = format!("/c/{cycle}/check");
    // V18 · 第二十九条、第三十条
    let fields = [
        ("meeting", "representatives"),
        ("due", "40"),
        ("committee", "5"),
        ("women", "14"),
        ("present", "30"),
        ("in_favour", "16"),
    ];
    let answer = ask(&client, &page, "meeting", &fields)
        .await
        .expect(200)
        .says("有 1 处不符合")
        .says("3×14 = 42 &lt; 45")
        .says("村民委员会组织法第二十九条")
        .says("3×30 = 90 ≥ 2×45 = 90")
        .says("2×16 = 32 &gt; 30");
    // What was typed stays.
    assert!(
        answer
            .text()
            .contains("name=\"women\" type=\"text\" value=\"14\"")
    );
    let wrong = [
        ("meeting", "representatives"),
        ("due", "四十"),
        ("women", "3"),
        ("in_favour", "2"),
    ];
    ask(&client, &page, "meeting", &wrong)
        .await
        .expect(422)
        .says("请把应到人数填成")
        .says("请填写委员会成员人数")
        .says("请填写到会人数");
    ask(
        &client,
        &page,
        "meeting",
        &[("meeting", "party"), ("due", "50"), ("present", "40")],
    )
    .await
    .expect(200)
    .says("正好是规定的比例")
    .says("待核");
    ask(
        &client,
        &page,
        "meeting",
        &[("meeting", "adults"), ("due", "1000")],
    )
    .await
    .expect(200)
    .says("到会至少 501 人");
}

async fn seats_and_candidates(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    let page = format!("/c/{cycle}/check");
    let fields = [
        ("seats.0", "1"),
        ("candidates.0", "1"),
        ("seats.2", "7"),
        ("candidates.2", "8"),
        ("ec_members", "5"),
    ];
    ask(&client, &page, "seats", &fields)
        .await
        .expect(200)
        .says("请减少职数")
        .says("1 &lt; 1 + 1 = 2")
        .says("村民委员会组织法第十八条第一款")
        .says("8 ≥ 7 + 1 = 8")
        .says("请先查明本地关于选举委员会人数的规定");
    ask(
        &client,
        &page,
        "seats",
        &[("candidates.1", "2"), ("seats.0", "-1")],
    )
    .await
    .expect(422)
    .says("没有应选名额，却有 2 名候选人")
    .says("请把主任应选名额填成");
    ask(&client, &page, "seats", &[])
        .await
        .expect(422)
        .says("请至少填写一个职位");
}

async fn proxies_row_by_row(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Supervision).await;
    let page = format!("/c/{cycle}/check");
    // V15 · 第十八条第四款
    let mut fields = vec![
        ("election_day", "2027-03-18"),
        ("published", "2027-03-16"),
        ("candidates", "甲\n乙"),
        ("principal.4", "五"),
        ("agent.4", "甲"),
        ("filed.4", "2027-03-10"),
    ];
    for line in [
        ("principal.0", "一"),
        ("principal.1", "二"),
        ("principal.2", "三"),
        ("principal.3", "四"),
        ("agent.0", "王五"),
        ("agent.1", "王五"),
        ("agent.2", "王五"),
        ("agent.3", "王五"),
    ] {
        fields.push(line);
    }
    ask(&client, &page, "proxies", &fields)
        .await
        .expect(200)
        .says("有 2 处不符合")
        .says("王五已接受 3 人委托，不能再接受第 4 人")
        .says("甲是候选人，不得接受委托投票");
    let refused = ask(
        &client,
        &page,
        "proxies",
        &[
            ("election_day", ""),
            ("principal.3", "一"),
            ("filed.5", "昨天"),
        ],
    )
    .await
    .expect(422)
    .says("请填写选举日")
    .says("请补填第 1 件的受委托人")
    .says("请把提出委托的日期写到哪一天");
    assert!(refused.text().contains("name=\"principal.3\" value=\"一\""));
    // 居民法第十九条: none where representatives elect.
    let by_representatives = [
        ("kind", "community"),
        ("electorate", "representatives"),
        ("election_day", "2027-03-18"),
        ("principal.0", "一"),
        ("agent.0", "二"),
    ];
    ask(&client, &page, "proxies", &by_representatives)
        .await
        .expect(200)
        .says("不得委托投票");
}

async fn a_ledger_by_station(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::VillageCommittee).await;
    let page = format!("/c/{cycle}/check");
    let station = [
        ("name.1", "中心会场"),
        ("received.1", "1000"),
        ("issued.1", "940"),
        ("left.1", "55"),
        ("spoiled.1", "5"),
        ("own.1", "855"),
        ("proxy.1", "85"),
        ("returned.1", "936"),
        ("valid.1", "924"),
        ("invalid.1", "12"),
    ];
    let with = |more: &[(&'static str, &'static str)]| -> Vec<(&'static str, &'static str)> {
        let mut all: Vec<_> = station
            .into_iter()
            .filter(|(name, _)| !more.iter().any(|(other, _)| other == name))
            .collect();
        all.extend(more);
        all
    };
    ask(&client, &page, "ledger", &with(&[("printed", "1000")]))
        .await
        .expect(200)
        .says("都符合规定")
        .says("选票账平")
        .says("4 张没有收回");
    ask(
        &client,
        &page,
        "ledger",
        &with(&[("printed", "1001"), ("returned.1", "941")]),
    )
    .await
    .expect(200)
    .says("有 3 处不符合")
    .says("941 &gt; 940")
    .says("941 ≠ 924 + 12 = 936")
    .says("1001 ≠ 1000 + 0 + 0 = 1000");
    ask(
        &client,
        &page,
        "ledger",
        &with(&[("name.1", ""), ("own.1", "很多"), ("kept", "9999999999")]),
    )
    .await
    .expect(422)
    .says("请补填第 1 行投票站的名称")
    .says("请把本人填成")
    .says("请把留存未分发填成");
    ask(&client, &page, "ledger", &[])
        .await
        .expect(422)
        .says("请至少填写一个投票站");
}

async fn preselections(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    let page = format!("/c/{cycle}/check");
    // The nation says nothing of a preselection: it is asked for, not guessed.
    let fields = [
        ("by", "voters"),
        ("due", "1200"),
        ("voted", "700"),
        ("seats_chair", "1"),
        ("post.0", "chair"),
        ("nominee.0", "甲某"),
        ("votes.0", "300"),
        ("post.3", "chair"),
        ("nominee.3", "乙某"),
        ("votes.3", "200"),
    ];
    ask(&client, &page, "preselection", &fields)
        .await
        .expect(200)
        .says("请先查明本地关于预选由谁投票的规定");
    let wrong = [
        ("due", "600"),
        ("voted", "700"),
        ("post.1", "chair"),
        ("nominee.1", "甲某"),
        ("votes.1", "701"),
        ("nominee.2", "乙某"),
        ("post.4", "member"),
        ("votes.4", "很多"),
    ];
    ask(&client, &page, "preselection", &wrong)
        .await
        .expect(422)
        .says("请选择由谁投票预选")
        .says("700 多于应参加的人数 600")
        .says("请填写主任的应选名额")
        .says("701 多于参加预选的人数 700")
        .says("请选择第 3 行的职位")
        .says("请补填第 3 行的得票")
        .says("请补填委员初步候选人的姓名")
        .says("请把得票填成");
    ask(&client, &page, "preselection", &[])
        .await
        .expect(422)
        .says("请至少填写一个职位的初步候选人和得票");
}

async fn everyone_who_reads_may_check(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::County).await;
    let shown = client
        .get(&format!("/c/{cycle}/calendar"))
        .await
        .expect(200);
    assert!(shown.text().contains(&format!("/c/{cycle}/check\"")));
    let rules = client.get(&format!("/c/{cycle}/rules")).await.expect(200);
    assert!(rules.text().contains(&format!("/c/{cycle}/check\"")));
    for what in [
        "number",
        "voter",
        "double",
        "roll",
        "meeting",
        "committee",
        "seats",
        "nomination",
        "preselection",
        "proxies",
        "ledger",
        "recall",
    ] {
        let page = client
            .get(&format!("/c/{cycle}/check/{what}"))
            .await
            .expect(200);
        assert!(visible(&page.text()).contains("按本届规则“全国（2025年修正）”核对"));
    }
    let administrator = seed::signed_in(&app, Role::Administrator).await;
    administrator
        .get(&format!("/c/{cycle}/check"))
        .await
        .expect(403);
}
