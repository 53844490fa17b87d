//! 计票核算 `/c/{c}/tally` — numbers typed as on the paper form; the decision with its reasons; nothing is
//! stored. The seeded cycle is `national-2025`.

use huanjie::store::{account::Role, entity::audit_event};
use sea_orm::{EntityTrait, PaginatorTrait};

use crate::support::{
    TestApp,
    client::form_of,
    seed::{self, signed_in},
};

crate::both_backends! {
    a_poll_is_decided_with_its_reasons;
    what_is_wrong_is_told_at_its_place;
    a_page_speaks_of_rows_and_names;
    numbers_that_cannot_be_right_decide_nothing;
    a_village_brings_its_posts_and_more_rows_can_be_had;
}

/// cli.md's example: 主任 one seat, 400 and 248 of 655; 委员 two seats.
const GOOD: &[(&str, &str)] = &[
    ("round", "first"),
    ("poll_day", "2027-03-18"),
    ("registered", "1203"),
    ("issued", "656 张"),
    ("returned", "６５５"),
    ("proxies", "40"),
    ("roaming", "25"),
    ("contests[0].post", "chair"),
    ("contests[0].reserved", "none"),
    ("contests[0].seats", "1"),
    ("contests[0].invalid", "4"),
    ("contests[0].abstained", "3"),
    ("contests[0].candidates[0].name", "甲"),
    ("contests[0].candidates[0].votes", "400"),
    ("contests[0].candidates[0].sex", "f"),
    ("contests[0].candidates[2].name", "𠮷田生"),
    ("contests[0].candidates[2].votes", "248"),
    ("contests[1].post", "deputy"),
    ("contests[1].reserved", "none"),
    ("contests[1].seats", "0"),
    ("contests[2].post", "member"),
    ("contests[2].reserved", "none"),
    ("contests[2].seats", "2"),
    ("contests[2].candidates[0].name", "丙"),
    ("contests[2].candidates[0].votes", "500"),
    ("contests[2].candidates[1].name", "丁"),
    ("contests[2].candidates[1].votes", "300"),
    ("contests[2].candidates[2].name", "戊"),
    ("contests[2].candidates[2].votes", "200"),
];

fn changed<'a>(name: &'a str, text: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut fields: Vec<(&str, &str)> = GOOD.to_vec();
    fields.retain(|(known, _)| *known != name);
    fields.push((name, text));
    fields
}

async fn a_poll_is_decided_with_its_reasons(app: TestApp) {
    let seeded = seed::seed(&app).await;
    let page = format!("/c/{}/tally", seeded.cycle);
    for role in [Role::Clerk, Role::Leader, Role::County] {
        let reader = signed_in(&app, role).await;
        let form = form_of(&reader.get(&page).await.expect(200).text(), "#answer");
        let before = audit_event::Entity::find()
            .count(app.store.reader())
            .await
            .unwrap();
        reader
            .send_form(&form, GOOD)
            .await
            .expect(200)
            // 组织法第十八条第二款: 过半数投票有效，过半数选票当选
            .says("2×655 = 1310")
            .says("应选 1 名，当选须 328 票")
            .says("2×400 = 800")
            .says("还有 1 个名额没有选出，要另行选举")
            .says("候选人：丁、戊")
            .says("第十八条第二款");
        let after = audit_event::Entity::find()
            .count(app.store.reader())
            .await
            .unwrap();
        assert_eq!(before, after, "nothing is stored");
    }
}

async fn what_is_wrong_is_told_at_its_place(app: TestApp) {
    let seeded = seed::seed(&app).await;
    let page = format!("/c/{}/tally", seeded.cycle);
    let clerk = signed_in(&app, Role::Clerk).await;
    let form = form_of(&clerk.get(&page).await.expect(200).text(), "#answer");
    let mut fields = changed("registered", "0");
    fields.retain(|(name, _)| *name != "contests[2].candidates[1].votes" && *name != "issued");
    fields.push(("contests[2].candidates[1].votes", "三百"));
    let answer = clerk.send_form(&form, &fields).await.expect(422);
    let text = answer.text();
    for words in [
        "登记人数不能是 0",
        "缺这一项", // 发出选票
        "三百",     // what was typed stays
        "请填 0 或者更大的整数",
    ] {
        assert!(text.contains(words), "{words}");
    }
    assert!(
        !text.contains("引号"),
        "a form does not speak of the shape of files"
    );
    assert!(
        !text.contains("id=\"answer\""),
        "nothing is computed from half of it"
    );
    let mut fields = GOOD.to_vec();
    fields.push(("relatives[0].one", "甲"));
    fields.push(("relatives[0].other", "丙"));
    clerk
        .send_form(&form, &fields)
        .await
        .expect(422)
        .says("有写得不对的，见下面各行")
        .says("请从列出的里面选一个。");
}

/// Places and people are told as on the sheet, not as in the JSON of the command line.
async fn a_page_speaks_of_rows_and_names(app: TestApp) {
    let seeded = seed::seed(&app).await;
    let page = format!("/c/{}/tally", seeded.cycle);
    let clerk = signed_in(&app, Role::Clerk).await;
    let shown = clerk.get(&page).await.expect(200).text();
    assert_eq!(shown.matches(">父母子女</option>").count(), 3, "once a row");
    let form = form_of(&shown, "#answer");
    let mut fields = changed("contests[0].candidates[2].name", "甲");
    fields.retain(|(name, _)| *name != "contests[0].seats" && *name != "poll_day");
    fields.extend([
        ("contests[0].seats", "-1"),
        ("poll_day", "2027-03-18"),
        ("election_day", "2027-03-19"),
        ("relatives[0].one", "甲"),
        ("relatives[0].other", "庚"),
        ("relatives[0].kinship", "sibling"),
    ]);
    let text = clerk.send_form(&form, &fields).await.expect(422).text();
    for words in [
        "与主任第 1 行的姓名相同，一个人请只写一次",
        "请填 0 或者更大的整数：这里填的不是",
        "选举日（第一次投票的日子）在本次投票日之后",
        "里没有这个姓名",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    for words in ["编号相同", "引号", "candidates[0] 的", "投票日 poll_day"] {
        assert!(!text.contains(words), "{words}");
    }
}

async fn numbers_that_cannot_be_right_decide_nothing(app: TestApp) {
    let seeded = seed::seed(&app).await;
    let page = format!("/c/{}/tally", seeded.cycle);
    let clerk = signed_in(&app, Role::Clerk).await;
    let form = form_of(&clerk.get(&page).await.expect(200).text(), "#answer");
    clerk
        .send_form(&form, &changed("contests[0].invalid", "5"))
        .await
        .expect(200)
        .says("没有作出结论")
        .says("应当等于收回的 655 张");
}

async fn a_village_brings_its_posts_and_more_rows_can_be_had(app: TestApp) {
    let seeded = seed::seed(&app).await;
    let page = format!("/c/{}/tally", seeded.cycle);
    let clerk = signed_in(&app, Role::Clerk).await;
    let shown = clerk
        .get(&format!("{page}?v={}", seeded.villages[0]))
        .await
        .expect(200)
        .says("上前村")
        .text();
    assert!(
        shown.contains("value=\"2027-03-18\""),
        "the election day is filled in"
    );
    assert!(!shown.contains("candidates[8].name"));
    let form = form_of(&shown, "#answer");
    let mut fields = GOOD.to_vec();
    fields.push(("more", "1"));
    let more = clerk.send_form(&form, &fields).await.expect(200).text();
    assert!(more.contains("contests[0].candidates[9].name") && more.contains("𠮷田生"));
    // A village of somebody else does not exist.
    let stranger = signed_in(&app, Role::Guidance).await;
    stranger
        .get(&format!("{page}?v={}", seeded.villages[2]))
        .await
        .expect(404);
}
