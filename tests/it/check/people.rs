//! 核对人 — voters, rolls, exits, nominations.

use huanjie::store::account::Role;

use super::ask;
use crate::support::{
    TestApp,
    seed::{self, Seed},
};

crate::both_backends! {
    recalls_and_rolls;
    the_three_classes_of_voters;
    one_person_on_two_rolls;
    exits_of_the_election_committee;
    nominations_and_the_negative_list;
}

async fn recalls_and_rolls(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Leader).await;
    let page = format!("/c/{cycle}/check");
    // V17 · 第十九条
    ask(
        &client,
        &page,
        "recall",
        &[("recall", "petition-representatives"), ("due", "40")],
    )
    .await
    .expect(200)
    .says("联名至少 14 人");
    ask(
        &client,
        &page,
        "recall",
        &[
            ("recall", "vote-voters"),
            ("due", "1200"),
            ("came", "700"),
            ("in_favour", "350"),
        ],
    )
    .await
    .expect(200)
    .says("罢免没有通过")
    .says("2×350 = 700 ≤ 700");
    ask(
        &client,
        &page,
        "recall",
        &[("recall", ""), ("due", "5"), ("came", "6")],
    )
    .await
    .expect(422)
    .says("请选择是哪一个环节")
    .says("6 多于登记人数 5");
    // V22
    ask(
        &client,
        &page,
        "roll",
        &[
            ("posted", "1203"),
            ("added", "2"),
            ("died", "3"),
            ("dropped", "1"),
            ("stated", "1201"),
            ("announced", "1"),
        ],
    )
    .await
    .expect(200)
    .says("都符合规定")
    .says("1203 + 2 − 3 − 1 = 1201")
    .says("2×601 = 1202 &gt; 1201");
    ask(&client, &page, "roll", &[])
        .await
        .expect(422)
        .says("请填写公布的名单人数");
}

async fn the_three_classes_of_voters(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    let page = format!("/c/{cycle}/check");
    let blank = client.get(&format!("{page}/voter")).await.expect(200);
    assert!(blank.text().contains("name=\"election_day\""));
    // 第十六条第二款第二项: of those who live elsewhere only who says so.
    let away = [
        ("kind", "village"),
        ("birth", "1990-01-01"),
        ("election_day", "2027-03-18"),
        ("ground", "away"),
    ];
    ask(&client, &page, "voter", &away)
        .await
        .expect(200)
        .says("有 1 处不符合")
        .says("要本人表示参加选举")
        .says("村民委员会组织法第十六条第二款第二项");
    let mut said = away.to_vec();
    said.push(("declared", "1"));
    ask(&client, &page, "voter", &said)
        .await
        .expect(200)
        .says("都符合规定");
    // 第三项: one year, an application, the meeting's consent, and nowhere else.
    let outsider = [
        ("birth", "2009-03-19"),
        ("election_day", "2027-03-18"),
        ("ground", "outsider"),
        ("by", "work"),
        ("since", "2026-06-01"),
        ("on", "2027-02-20"),
        ("deprived", "1"),
    ];
    ask(&client, &page, "voter", &outsider)
        .await
        .expect(200)
        .says("还差 1 天")
        .says("被剥夺政治权利")
        .says("2026-06-01 + 12 个月 = 2027-06-01")
        .says("本人申请")
        .says("同意")
        .says("请向户籍所在村（社区）核实");
    // Bad input, all of it.
    let wrong = [
        ("birth", "昨天"),
        ("election_day", ""),
        ("ground", "outsider"),
        ("since", "2026-13-01"),
    ];
    ask(&client, &page, "voter", &wrong)
        .await
        .expect(422)
        .says("请把出生日期写到哪一天")
        .says("请填写选举日")
        .says("请把起始日期写到哪一天")
        .says("请选择理由");
    ask(&client, &page, "voter", &[])
        .await
        .expect(422)
        .says("请选择是哪一类人");
}

async fn one_person_on_two_rolls(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Guidance).await;
    let page = format!("/c/{cycle}/check");
    // V21 · 第十六条第三款
    let twice = [
        ("name.0", "王五"),
        ("birth.0", "1990-01-01"),
        ("village.0", "上前村"),
        ("place.0", "第 12 号"),
        ("name.2", "王五"),
        ("birth.2", "1990-01-01"),
        ("village.2", "石塘社区"),
        ("name.3", "王五"),
        ("birth.3", "1991-01-01"),
        ("village.3", "石塘社区"),
    ];
    ask(&client, &page, "double", &twice)
        .await
        .expect(200)
        .says("有 1 处不符合")
        .says("与「上前村」第 12 号是同一个人")
        .says("「石塘社区」（第 3 行）");
    ask(&client, &page, "double", &twice[7..])
        .await
        .expect(422)
        .says("请至少填写两处登记");
    let other = [
        ("name.0", "王五"),
        ("birth.0", "1990-01-01"),
        ("village.0", "上前村"),
        ("name.1", "王五"),
        ("birth.1", "1991-01-01"),
        ("village.1", "石塘社区"),
    ];
    ask(&client, &page, "double", &other)
        .await
        .expect(200)
        .says("没有重复登记");
    let wrong = [
        ("name.0", "王五"),
        ("birth.0", "春天"),
        ("village.1", "石塘社区"),
    ];
    ask(&client, &page, "double", &wrong)
        .await
        .expect(422)
        .says("请把出生日期写到哪一天")
        .says("请补填第 1 行的村（社区）")
        .says("请补填第 2 行的姓名")
        .says("请补填第 2 行的出生日期");
}

async fn exits_of_the_election_committee(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    let page = format!("/c/{cycle}/check");
    // V16 · 第十五条第三款、第四款
    let fields = [
        ("members", "赵某\n钱某\n孙某\n李某\n周某\n吴某\n郑某"),
        ("others", "王某、冯某"),
        ("gone", "钱某"),
        ("nominee.0", "赵二"),
        ("on.0", "2027-03-05"),
        ("relative.0", "赵某"),
        ("kinship.0", "sibling"),
        ("nominee.2", "孙某"),
        ("on.2", "2027-03-06"),
    ];
    let answer = ask(&client, &page, "committee", &fields)
        .await
        .expect(200)
        .says("请办理赵某退出选举委员会的手续并公告")
        .says("请办理孙某退出选举委员会的手续并公告")
        .says("请由王某递补并公告")
        .says("请由冯某递补并公告")
        .says("请决定是否另行推选 1 人")
        .says("李某、周某、吴某、郑某、王某、冯某")
        .says("村民委员会组织法第十五条");
    assert!(answer.text().contains("name=\"nominee.2\" value=\"孙某\""));
    ask(&client, &page, "committee", &fields[..2])
        .await
        .expect(200)
        .says("都符合规定")
        .says("没有要退出、要递补的");
    let wrong = [
        ("members", "赵某\n赵某"),
        ("gone", "外人"),
        ("absent", "赵某\n钱某 3"),
        ("nominee.0", "赵二"),
        ("on.0", "三月"),
        ("relative.0", "赵某"),
        ("relative.1", "外人"),
        ("kinship.1", "spouse"),
    ];
    ask(&client, &page, "committee", &wrong)
        .await
        .expect(422)
        .says("赵某写了不止一次")
        .says("请核对外人：成员和其余的人里没有这个姓名")
        .says("“赵某”看不出是几次")
        .says("请核对钱某")
        .says("请把提名日期写到哪一天")
        .says("请选择第 1 行的关系")
        .says("请补填第 2 行的被提名人")
        .says("请补填第 2 行的提名日期")
        .says("请核对第 2 行：成员和其余的人里没有外人");
    ask(&client, &page, "committee", &[])
        .await
        .expect(422)
        .says("请填写选举委员会成员");
}

async fn nominations_and_the_negative_list(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Leader).await;
    let page = format!("/c/{cycle}/check");
    // 第十八条第一款
    let fields = [
        ("kind", "village"),
        ("name", "甲某"),
        ("source", "party"),
        ("bar_convicted", "1"),
        ("policy", "近五年受过行政拘留"),
    ];
    ask(&client, &page, "nomination", &fields)
        .await
        .expect(200)
        .says("有 2 处不符合")
        .says("因犯罪受过刑事处罚的，不得作为候选人")
        .says("村民委员会组织法第十八条第一款")
        .says("请写明文件的文号");
    let mut documented = fields.to_vec();
    documented.push(("document", "仁组通〔2026〕5号"));
    ask(&client, &page, "nomination", &documented)
        .await
        .expect(200)
        .says("有 1 处不符合，另有 1 处要人核对")
        .says("书面告知本人");
    ask(
        &client,
        &page,
        "nomination",
        &[("kind", "village"), ("name", "甲某"), ("source", "voters")],
    )
    .await
    .expect(200)
    .says("都符合规定");
    ask(&client, &page, "nomination", &[("source", "joint-voters")])
        .await
        .expect(422)
        .says("请补填被提名人的姓名")
        .says("请填写联名的人数");
    ask(
        &client,
        &page,
        "nomination",
        &[("name", "甲某"), ("nominators", "十")],
    )
    .await
    .expect(422)
    .says("请选择提名方式")
    .says("请把提名的人数填成");
}
