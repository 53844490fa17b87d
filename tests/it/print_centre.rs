//! `/c/{c}/docs` and what hangs on it, through the browser's requests.

use huanjie::store::account::Role;

use crate::support::{
    Client, TestApp,
    client::{REASON, form_of},
    pdf, seed,
};

crate::both_backends! {
    a_clerk_fills_in_issues_and_posts_a_notice;
    problems_of_a_form_come_back_all_at_once_with_what_was_typed;
    the_same_form_sent_twice_issues_once;
    a_form_made_from_older_facts_meets_the_conflict_page;
    every_row_that_is_wrong_says_so_itself;
    other_villages_papers_do_not_exist_for_a_village_account;
    only_the_clerk_issues_and_voids;
    what_is_ticked_is_printed;
    the_register_keeps_what_was_voided;
    papers_are_chosen_by_villages_and_kinds;
    an_urgent_paper_stands_first_until_it_is_issued_and_is_registered_as_urgent;
}

fn preview(cycle: uuid::Uuid, unit: uuid::Uuid, kind: &str) -> String {
    format!("/c/{cycle}/docs/preview?unit={unit}&kind={kind}")
}

async fn issued(client: &Client, cycle: uuid::Uuid, unit: uuid::Uuid, kind: &str) -> String {
    let page = preview(cycle, unit, kind);
    let answer = client
        .submit_explained(&page, "/docs/preview", &[])
        .await
        .expect(303);
    answer.location().to_owned()
}

async fn a_clerk_fills_in_issues_and_posts_a_notice(app: TestApp) {
    let seed = seed::seed(&app).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    seed::choose_committee(&app, cycle, village).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    client
        .get(&format!("/c/{cycle}/docs"))
        .await
        .expect(200)
        .says("文书中心")
        .says("关于投票时间和地点的公告");
    let page = preview(cycle, village, "polling");
    client
        .get(&page)
        .await
        .expect(200)
        .says("行文关")
        .says("将编为第10号");
    let form = format!("/c/{cycle}/v/{village}/facts/polling");
    let saved = client
        .submit(
            &form,
            "/facts/polling",
            &[
                ("method", "stations"),
                ("opens", "2027-03-18T08:00"),
                ("closes", "2027-03-18T14:30"),
                ("main_place", "上前村<b>文化广场"),
                ("stations.0.place", "老祠堂"),
                ("stations.0.groups", "第7组"),
                ("contact_phone", "0751-6220101"),
            ],
        )
        .await
        .expect(303);
    assert_eq!(saved.location(), page);
    let shown = client
        .get(&page)
        .await
        .expect(200)
        .says("老祠堂（第7组）")
        .says("8时至14时30分");
    assert!(
        !shown.text().contains("<b>文化广场"),
        "typed text stays text"
    );
    // 建议张贴日在将来：落款日期就是那一天，不是今天。
    assert!(
        shown.text().contains("value=\"2027-03-11\""),
        "{}",
        shown.text()
    );
    let at = issued(&client, cycle, village, "polling").await;
    client
        .get(&at)
        .await
        .expect(200)
        .says("第10号")
        .says("已印发 11月23日");
    let file = client.get(&format!("{at}/file.pdf")).await.expect(200);
    assert_eq!(file.header("content-type"), "application/pdf");
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    let again = client.get(&format!("{at}/file.pdf")).await;
    assert_eq!(file.bytes, again.bytes);
    let early = client
        .submit(
            &at,
            "/posting",
            &[("posted_on", "2026-11-22"), ("place", "村务公开栏")],
        )
        .await
        .expect(422);
    early.says("早于这份文书的日期");
    app.clock.set("2027-03-11T02:00:00Z");
    let client = seed::signed_in(&app, Role::VillageCommittee).await;
    client
        .submit(
            &at,
            "/posting",
            &[
                ("posted_on", "2027-03-11"),
                ("place", "村务公开栏"),
                ("by", "蓝天勇"),
            ],
        )
        .await
        .expect(303);
    client
        .get(&at)
        .await
        .expect(200)
        .says("村务公开栏（张贴人：蓝天勇）");
}

async fn problems_of_a_form_come_back_all_at_once_with_what_was_typed(app: TestApp) {
    let seed = seed::seed(&app).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    let client = seed::signed_in(&app, Role::Clerk).await;
    let form = format!("/c/{cycle}/v/{village}/facts/polling");
    let answer = client
        .submit(
            &form,
            "/facts/polling",
            &[
                ("opens", "三月十八日早上"),
                ("closes", "2027-13-40T08:00"),
                ("main_place", "老祠堂"),
            ],
        )
        .await
        .expect(422);
    let text = answer.text();
    assert!(
        text.contains("三月十八日早上") && text.contains("老祠堂"),
        "what was typed is kept"
    );
    assert_eq!(text.matches("class=\"error\" id=").count(), 2, "{text}");
    // 与选举日对不上、张贴的文书里有身份证号：也在各自的栏下说明。
    let answer = client
        .submit(
            &form,
            "/facts/polling",
            &[
                ("opens", "2027-03-19T08:00"),
                ("main_place", "联系人11010519491231002X"),
            ],
        )
        .await
        .expect(422);
    answer.says("不在选举日当天").says("公民身份号码");
}

async fn the_same_form_sent_twice_issues_once(app: TestApp) {
    let seed = seed::seed(&app).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    let client = seed::signed_in(&app, Role::Clerk).await;
    let page = client
        .get(&preview(cycle, village, "election-day"))
        .await
        .expect(200);
    let form = form_of(&page.text(), "/docs/preview");
    let reasons = form.explained(REASON);
    let first = client.send_form(&form, &reasons).await.expect(303);
    let second = client.send_form(&form, &reasons).await;
    // 第二次点到的是同一份，或者说明已经印发；总之只有一份。
    assert!(
        second.location() == first.location() || second.status.as_u16() == 422,
        "{} {}",
        second.status,
        second.location()
    );
    client
        .get(&format!("/c/{cycle}/docs?tab=issued"))
        .await
        .expect(200)
        .says("1 份");
}

async fn a_form_made_from_older_facts_meets_the_conflict_page(app: TestApp) {
    let seed = seed::seed(&app).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let guide = seed::signed_in(&app, Role::Guidance).await;
    let path = format!("/c/{cycle}/v/{village}/facts/election-day");
    let old = form_of(&clerk.get(&path).await.expect(200).text(), "/facts/");
    guide
        .submit(&path, "/facts/", &[("contact_place", "党群服务中心")])
        .await
        .expect(303);
    let met = clerk
        .send_form(&old, &[("contact_place", "老祠堂")])
        .await
        .expect(409)
        .says("指导组甲")
        // Theirs and mine side by side: nothing that was typed is lost.
        .says("党群服务中心 老祠堂");
    let kept = clerk.get(&path).await.expect(200).text();
    assert!(kept.contains("党群服务中心") && !kept.contains("老祠堂"));
    // Mine is sent again by one click.
    let again = form_of(&met.text(), "/facts/");
    clerk.send_form(&again, &[]).await.expect(303);
    let kept = clerk.get(&path).await.expect(200).text();
    assert!(kept.contains("老祠堂"));
}

async fn every_row_that_is_wrong_says_so_itself(app: TestApp) {
    let seed = seed::seed(&app).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let path = format!("/c/{cycle}/v/{village}/facts/election-committee");
    let typed = [
        ("members.0.duty", "chair"),
        ("members.0.name", "蓝天勇"),
        ("members.1.name", "雷伟梅"),
        ("members.2.duty", "member"),
        ("members.2.name", "蓝天勇"),
        ("contact_phone", "0751-6220101 440782199001010018"),
    ];
    let told = clerk
        .submit(&path, "/facts/", &typed)
        .await
        .expect(422)
        .says("有 3 处要改")
        .says("请改第 2、3 行，见各行下面")
        .says("“职务”：没有填写，请填写")
        .says("“姓名”：与前面的成员同名")
        .says("含有公民身份号码");
    assert!(told.text().contains("雷伟梅"), "what was typed is kept");
}

async fn other_villages_papers_do_not_exist_for_a_village_account(app: TestApp) {
    let seed = seed::seed(&app).await;
    let (cycle, mine, other) = (seed.cycle, seed.villages[0], seed.villages[1]);
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let at_mine = issued(&clerk, cycle, mine, "election-day").await;
    let at_other = issued(&clerk, cycle, other, "election-day").await;
    let town = issued(&clerk, cycle, cycle, "implementation-plan").await;
    let village = seed::signed_in(&app, Role::VillageCommittee).await;
    village.get(&at_mine).await.expect(200);
    village.get(&town).await.expect(200);
    village.get(&format!("{town}/file.pdf")).await.expect(200);
    for path in [
        at_other.clone(),
        format!("{at_other}/file.pdf"),
        preview(cycle, other, "polling"),
        format!("/c/{cycle}/docs/preview.pdf?unit={other}&kind=polling"),
        format!("/c/{cycle}/v/{other}/packet.pdf"),
        format!("/c/{cycle}/v/{other}/facts/polling"),
        // 镇级文书的草稿由全镇数据排成，村里看不到。
        preview(cycle, cycle, "liaison-table"),
        preview(cycle, mine, "no-such-kind"),
        format!("/c/{cycle}/docs/{}", uuid::Uuid::now_v7()),
    ] {
        village.get(&path).await.expect(404);
    }
    let list = village
        .get(&format!("/c/{cycle}/docs"))
        .await
        .expect(200)
        .text();
    assert!(list.contains("上前村") && !list.contains("下前村"));
    let page = village.get(&format!("/c/{cycle}/docs")).await.text();
    let form = form_of(&page, "/docs/print");
    let sneaked = format!("polling:{other}");
    village
        .send_form(&form, &[("paper", &sneaked)])
        .await
        .expect(404);
}

async fn only_the_clerk_issues_and_voids(app: TestApp) {
    let seed = seed::seed(&app).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let at = issued(&clerk, cycle, village, "election-day").await;
    for role in [
        Role::Leader,
        Role::Guidance,
        Role::Supervision,
        Role::County,
    ] {
        let reader = seed::signed_in(&app, role).await;
        let shown = reader.get(&at).await.expect(200).text();
        assert!(
            !shown.contains("/void\"") && !shown.contains("编号并印发"),
            "{role:?}"
        );
        let form = form_of(&reader.get("/me").await.expect(200).text(), "/me/password");
        for action in [format!("{at}/void"), format!("/c/{cycle}/docs/issue")] {
            let forged = crate::support::client::PageForm {
                action,
                hidden: form.hidden.clone(),
                reasons: Vec::new(),
            };
            reader
                .send_form(&forged, &[("reason", "不要了"), ("version", "1")])
                .await
                .expect(403);
        }
    }
    clerk.get(&at).await.expect(200).says("已印发");
}

async fn what_is_ticked_is_printed(app: TestApp) {
    let seed = seed::seed(&app).await;
    let (cycle, village, other) = (seed.cycle, seed.villages[0], seed.villages[2]);
    let client = seed::signed_in(&app, Role::Leader).await;
    let page = client
        .get(&format!("/c/{cycle}/docs"))
        .await
        .expect(200)
        .text();
    let form = form_of(&page, "/docs/print");
    let one = format!("polling:{village}");
    let two = format!("election-day:{other}");
    let both = [
        ("what", "print"),
        ("paper", one.as_str()),
        ("paper", two.as_str()),
    ];
    let merged = client.send_form(&form, &both).await.expect(200);
    assert!(
        merged.bytes.starts_with(b"%PDF")
            && merged.header("content-disposition").starts_with("inline")
    );
    let zip = client
        .send_form(&form, &[("what", "zip"), ("paper", one.as_str())])
        .await
        .expect(200);
    assert!(
        zip.bytes.starts_with(b"PK") && zip.header("content-disposition").starts_with("attachment")
    );
    // 一份也不选：打印这一页的全部。
    let all = client
        .send_form(&form, &[("what", "zip")])
        .await
        .expect(200);
    assert!(all.bytes.len() > zip.bytes.len());
    // Issuing wants a choice: without one it is said on the same list, not on a page that leads nowhere.
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let at = format!("/c/{cycle}/docs?tab=todo&kind=polling");
    let mut form = form_of(&clerk.get(&at).await.expect(200).text(), "/docs/print");
    form.action = format!("/c/{cycle}/docs/issue?tab=todo&kind=polling");
    let told = clerk
        .send_form(&form, &[("what", "issue")])
        .await
        .expect(303);
    assert_eq!(told.location(), at);
    clerk
        .get(&at)
        .await
        .expect(200)
        .says("请先勾选要印发的文书");
}

async fn the_register_keeps_what_was_voided(app: TestApp) {
    let seed = seed::seed(&app).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    let client = seed::signed_in(&app, Role::Clerk).await;
    let at = issued(&client, cycle, village, "election-day").await;
    client
        .submit(&at, "/void", &[("reason", "")])
        .await
        .expect(422)
        .says("请写明作废原因");
    let new = client
        .submit_explained(
            &at,
            "/void",
            &[("reason", "联系电话写错"), ("reissue", "1")],
        )
        .await
        .expect(303);
    client
        .get(new.location())
        .await
        .expect(200)
        .says("第1-1号")
        .says("代替已作废的：第1号");
    client
        .get(&at)
        .await
        .expect(200)
        .says("已作废")
        .says("联系电话写错")
        .says("由它代替：第1-1号");
    client
        .get(&format!("/c/{cycle}/docs?tab=register"))
        .await
        .expect(200)
        .says("上前村公告：作废 第1号。")
        .says("联系电话写错，由第1-1号代替")
        .says("代替已作废的第1号");
    let book = client
        .get(&format!("/c/{cycle}/docs/register.pdf"))
        .await
        .expect(200);
    assert!(book.bytes.starts_with(b"%PDF"));
    assert!(
        book.header("content-disposition")
            .contains("filename*=UTF-8''")
    );
    let sheet = client
        .get(&format!("/c/{cycle}/docs/register.xlsx"))
        .await
        .expect(200);
    assert!(sheet.bytes.starts_with(b"PK"));
    // 作废的原件仍能原样打开。
    client.get(&format!("{at}/file.pdf")).await.expect(200);
}

async fn papers_are_chosen_by_villages_and_kinds(app: TestApp) {
    let seed = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    let at = format!("/c/{}/docs/choose", seed.cycle);
    client
        .get(&at)
        .await
        .expect(200)
        .says("关于确定选举日的公告")
        .says("编号并印发");
    // 一种也没有选
    client
        .submit(&at, "/docs/choose", &[("what", "print")])
        .await
        .expect(422)
        .says("请先选出文书种类");
    let (first, second) = (seed.villages[0].to_string(), seed.villages[1].to_string());
    let chosen: &[(&str, &str)] = &[
        ("village", &first),
        ("village", &second),
        ("kind", "election-day"),
        ("kind", "voter-registration"),
        // 没有候选人退出的村不印变动公告
        ("kind", "candidate-change"),
    ];
    let with = |what: &'static str| [chosen, &[("what", what)]].concat();
    let file = client
        .submit(&at, "/docs/choose", &with("print"))
        .await
        .expect(200);
    assert_eq!(file.header("content-type"), "application/pdf");
    let pages = lopdf::Document::load_mem(&file.bytes)
        .unwrap()
        .get_pages()
        .len();
    assert_eq!(pages, 4);
    let packed = client
        .submit(&at, "/docs/choose", &with("zip"))
        .await
        .expect(200);
    assert_eq!(packed.header("content-type"), "application/zip");
    // The same numbered and issued: a batch of one paper a village and kind.
    let mut form = form_of(&client.get(&at).await.expect(200).text(), "/docs/choose");
    form.action.push_str("/issue");
    client
        .send_form(&form, &[("what", "issue")])
        .await
        .expect(422)
        .says("请先选出文书种类");
    let mut form = form_of(&client.get(&at).await.expect(200).text(), "/docs/choose");
    form.action.push_str("/issue");
    let asked = client.send_form(&form, &with("issue")).await.expect(200);
    let form = form_of(&asked.text(), "/docs/issue/reasons");
    let answer = client.send_form(&form, &form.explained(REASON)).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let batch = answer.header("location");
    client.get(batch).await.expect(200).says("4 份");
    // A village sees itself alone and issues nothing.
    let village = seed::signed_in(&app, Role::VillageCommittee).await;
    let page = village.get(&at).await.expect(200).text();
    assert!(page.contains("上前村") && !page.contains("下前村"));
    assert!(!page.contains("编号并印发"));
    village
        .submit(
            &at,
            "/docs/choose",
            &[
                ("kind", "election-day"),
                ("village", &second),
                ("what", "print"),
            ],
        )
        .await
        .expect(404);
}

async fn an_urgent_paper_stands_first_until_it_is_issued_and_is_registered_as_urgent(app: TestApp) {
    let cycle = seed::seed(&app).await.cycle;
    let client = seed::signed_in(&app, Role::Clerk).await;
    assert!(!client.get("/").await.text().contains("紧急文书待印发"));
    let form = format!("/c/{cycle}/facts/discipline-notice");
    let typed = [("urgency", "special"), ("report_phone", "0751-6220001")];
    client
        .submit(&form, "/facts/discipline-notice", &typed)
        .await
        .expect(303);
    client
        .get("/")
        .await
        .says("紧急文书待印发")
        .says("特急 · 换届纪律通知");
    let list = client.get(&format!("/c/{cycle}/docs")).await.text();
    let first = list
        .split("<tr>")
        .find(|row| row.contains("name=\"paper\""))
        .unwrap();
    assert!(
        first.contains("特急") && first.contains("换届纪律通知"),
        "{first}"
    );
    let page = preview(cycle, cycle, "discipline-notice");
    client.get(&page).await.says("特急");
    // An ordinary paper lacks nothing.
    let ordinary = client
        .get(&preview(cycle, cycle, "emergency-plan"))
        .await
        .says("请补填空白处");
    assert!(!ordinary.text().contains("紧急程度"));
    let at = issued(&client, cycle, cycle, "discipline-notice").await;
    let file = client.get(&format!("{at}/file.pdf")).await.expect(200);
    let corner = pdf::read(&file.bytes)[0].text();
    assert!(corner.trim_start().starts_with("特急"), "{corner}");
    assert!(!client.get("/").await.text().contains("紧急文书待印发"));
    for tab in ["issued", "register"] {
        client
            .get(&format!("/c/{cycle}/docs?tab={tab}"))
            .await
            .says("特急 换届纪律通知");
    }
    let book = client
        .get(&format!("/c/{cycle}/docs/register.pdf"))
        .await
        .expect(200);
    assert!(
        pdf::read(&book.bytes)
            .iter()
            .any(|sheet| sheet.text().contains("换届纪律通知（特急）"))
    );
    // What is called ordinary afterwards is another paper than the one that hangs.
    client
        .submit(&form, "/facts/discipline-notice", &[("urgency", "")])
        .await
        .expect(303);
    client.get(&at).await.says("内容已变");
}
