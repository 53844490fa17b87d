//! 全镇改期 — all villages at once, and what the schedule says of a day.

use huanjie::{
    documents::kind::Kind,
    law::names_election_days,
    office::paper::{
        data,
        dossier::{Dossier, Reach},
    },
    store::{
        account::Role,
        progress::{self, Latest},
    },
};

use super::{events, issue, path, put_people, ready, row};
use crate::support::{
    TestApp,
    client::{form_of, visible},
    seed::signed_in,
};

crate::both_backends! {
    the_township_moves_with_those_that_follow;
    the_earliest_day_comes_with_its_chain;
    teams_wanted_in_two_places_are_told;
    questions_are_answered_for_every_village;
    the_schedule_is_printed_whole;
    the_papers_that_name_the_days_are_those_the_rules_say;
}

async fn the_township_moves_with_those_that_follow(app: TestApp) {
    let (seed, clerk) = ready(&app).await;
    // One village has a day of its own.
    let own = path(&seed, 1);
    clerk
        .submit(
            &format!("{own}?to=2027-03-20"),
            &own,
            &[("reason", "会议决定"), ("confirmed", "2027-03-20")],
        )
        .await
        .expect(303);
    issue(&app, &seed, seed.villages[0], Kind::ElectionDay).await;
    let path = format!("/c/{}/replan", seed.cycle);
    let page = format!("{path}?to=2027-03-25");
    clerk
        .get(&page)
        .await
        .expect(200)
        .says("随着改到 3月25日（星期四）")
        .says("单独定在 3月20日（星期六），不变")
        .says("1 份受影响");
    // Too near for some: they are named, and nothing can be confirmed.
    let near = clerk
        .get(&format!("{path}?to=2027-02-15"))
        .await
        .expect(200);
    let near = near.says("最早 2月21日（星期日）").says("赶不上");
    assert!(!near.text().contains("name=\"reason\""));
    clerk
        .submit(&page, &path, &[("reason", "")])
        .await
        .expect(422)
        .says("请写明改期原因");
    let shown = clerk.get(&page).await.expect(200);
    let form = form_of(&shown.text(), &path);
    // That so many villages move has to be seen.
    clerk
        .send_form(&form, &[("reason", "县里统一安排")])
        .await
        .expect(422);
    let shown = clerk.get(&page).await.expect(200);
    let form = form_of(&shown.text(), &path);
    let answer = clerk
        .send_form(
            &form,
            &[("reason", "县里统一安排"), ("confirmed", "2027-03-25")],
        )
        .await
        .expect(303);
    assert_eq!(answer.location(), format!("{path}?from=2027-03-18"));
    let cycle = app.scope(seed.cycle).await;
    assert_eq!(
        Some(cycle.cycle().default_election_day),
        "2027-03-25".parse().ok()
    );
    assert_eq!(
        row(&app, &seed, 1).await.election_day,
        "2027-03-20".parse().ok()
    );
    let told = events(&app, "cycle.changed").await;
    assert_eq!(told.last().unwrap().reason.as_deref(), Some("县里统一安排"));
    clerk
        .get(answer.location())
        .await
        .expect(200)
        .says("已改期")
        .says("内容已变");
}

async fn the_earliest_day_comes_with_its_chain(app: TestApp) {
    let (seed, clerk) = ready(&app).await;
    let path = format!("/c/{}/feasible", seed.cycle);
    // Twenty days from a list posted today: 第十七条第一款.
    clerk
        .get(&path)
        .await
        .expect(200)
        .says("2027年2月21日（星期日）")
        .says("到选举日要 20 日：2027-02-01 + 20 日 = 2027-02-21")
        .says("第十七条第一款")
        .says("富余 25 天")
        .says("都来得及");
    clerk
        .get(&format!("{path}?from=2027-03-01"))
        .await
        .expect(200)
        .says("2027-03-01 + 20 日 = 2027-03-21")
        .says("差 3 天")
        .says("太近");
    for (from, words) in [
        ("2027-01-01", "过去的日子"),
        ("2029-01-01", "一年以内"),
        ("明天", "2027-03-18"),
    ] {
        clerk
            .get(&format!("{path}?from={from}"))
            .await
            .expect(422)
            .says(words);
    }
}

async fn teams_wanted_in_two_places_are_told(app: TestApp) {
    let (seed, clerk) = ready(&app).await;
    put_people(&app, &seed).await;
    let path = format!("/c/{}/conflicts", seed.cycle);
    clerk
        .get(&path)
        .await
        .expect(200)
        .says("1 个投票日，1 个有要看的")
        .says("第一指导组")
        .says("第一督查组")
        .says("李义鹏")
        .says("同一天有 2 个村（社区）")
        .says("3 个村（社区）投票，1 个指导组")
        .says("1 个还没有分指导组");
    let own = self::path(&seed, 1);
    clerk
        .submit(
            &format!("{own}?to=2027-03-20"),
            &own,
            &[("reason", "错开"), ("confirmed", "2027-03-20")],
        )
        .await
        .expect(303);
    let text = clerk.get(&path).await.expect(200).text();
    assert!(!visible(&text).contains("同一天有"), "{}", visible(&text));
}

async fn questions_are_answered_for_every_village(app: TestApp) {
    let (seed, clerk) = ready(&app).await;
    let base = format!("/c/{}/ask", seed.cycle);
    let ask = |q: &str| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("q", q);
        format!("{base}?{}", query.finish())
    };
    let all = clerk
        .get(&ask("选民名单最迟哪天贴"))
        .await
        .expect(200)
        .says("选民名单最迟哪天公布")
        .says("2月26日（星期五）")
        .says("余 25 天")
        .says("2027-03-18 − 20 日 = 2027-02-26")
        .says("第十七条第一款");
    for name in ["上前村", "下前村", "石塘社区"] {
        assert!(visible(&all.text()).contains(name), "{name}");
    }
    assert!(all.text().contains(&format!(
        "/c/{}/v/{}/steps/roll-published",
        seed.cycle, seed.villages[1]
    )));
    // One village named: its answer alone.
    let one = clerk.get(&ask("下前村名单最迟哪天贴？")).await.expect(200);
    let one = visible(&one.text());
    assert!(one.contains("下前村") && !one.contains("上前村"), "{one}");
    clerk
        .get(&ask("一个人能代几票"))
        .await
        .expect(200)
        .says("3 人")
        .says("第十八条第四款");
    clerk
        .get(&ask("过半数要多少人"))
        .await
        .expect(200)
        .says("过半数")
        .says("没有导入名单");
    // The national law leaves the rerun's days to the provinces.
    clerk
        .get(&ask("另行选举多久之内"))
        .await
        .expect(200)
        .says("没有规定");
    clerk
        .get(&ask("动员会哪天开"))
        .await
        .expect(200)
        .says("召开动员会议");
    for nothing in ["今天天气怎么样", "<script>alert(1)</script>", "？"] {
        let page = clerk.get(&ask(nothing)).await.expect(200);
        assert!(!page.text().contains("<script>alert"));
        page.says("没有听懂").says("选民名单最迟哪天公布");
    }
    clerk
        .get(&base)
        .await
        .expect(200)
        .says("可以这样问")
        .says("一个人最多能代几票");
    clerk
        .get(&format!("{base}?step=objections-closed"))
        .await
        .expect(200)
        .says("名单申诉截止");
    // A guidance team sees the villages it looks after.
    let guide = signed_in(&app, Role::Guidance).await;
    let mine = guide.get(&ask("选民名单最迟哪天贴")).await.expect(200);
    let mine = visible(&mine.text());
    assert!(
        mine.contains("上前村") && !mine.contains("下前村"),
        "{mine}"
    );
}

async fn the_schedule_is_printed_whole(app: TestApp) {
    let (seed, clerk) = ready(&app).await;
    clerk
        .get(&format!(
            "/c/{}/v/{}/schedule",
            seed.cycle, seed.villages[0]
        ))
        .await
        .expect(200)
        .says("上前村 日程表")
        .says("2027年3月18日（星期四） 农历二月十一")
        .says("2027-03-18 − 20 日 = 2027-02-26")
        .says("村民委员会组织法第十七条第一款")
        .says("完成工作移交");
}

/// What `huanjie replan` says of the township's papers is what the papers say: with all steps recorded, those and only
/// those that name election days read otherwise when the day moves.
async fn the_papers_that_name_the_days_are_those_the_rules_say(app: TestApp) {
    let (seed, _) = ready(&app).await;
    let scope = app.scope(seed.cycle).await;
    let plans = app.app.plans(scope.cycle()).await.unwrap();
    let mut dossier = Dossier::read(app.store.reader(), &scope, Reach::Whole)
        .await
        .unwrap();
    for step in &plans.township.steps {
        dossier.latest.push(Latest {
            unit_id: seed.cycle,
            step: step.id.clone(),
            seq: 1,
            act: progress::DONE.into(),
            day: "2027-01-20".parse().ok(),
            late_explanation: None,
        });
    }
    let dated = "2027-01-20".parse().unwrap();
    let mut read = |day: &str, kind: Kind| {
        dossier.cycle.default_election_day = day.parse().unwrap();
        let paper = data::assemble(&dossier, &plans, seed.cycle, kind, dated).unwrap();
        app.app
            .press
            .html(kind, &paper.stamped(None, Some(dated)))
            .unwrap()
    };
    let mut seen = 0;
    for step in &plans.township.steps {
        for paper in &step.papers {
            let Some(kind) = Kind::from_id(paper) else {
                panic!("{paper}")
            };
            if kind.scope() != huanjie::documents::kind::Scope::Township {
                continue;
            }
            seen += 1;
            let otherwise = read("2027-03-18", kind) != read("2027-03-25", kind);
            assert_eq!(otherwise, names_election_days(paper), "{paper}");
        }
    }
    assert!(seen >= 9, "{seen}");
    let kind = Kind::EmergencyPlan;
    assert_ne!(read("2027-03-18", kind), read("2027-03-25", kind));
}
