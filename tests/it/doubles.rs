//! 重复登记 — somebody on the rolls of two villages (村民委员会组织法第十六条第三款): told before the second roll is
//! saved, on both villages' pages, at the check, in the pre-flight of the notice and on the workbench. What
//! tells them apart is a keyed mark; the number itself is nowhere.

use std::fmt::Write as _;

use huanjie::{
    office::double::Marks,
    platform::seal::Keyring,
    store::{account::Role, voter},
};
use uuid::Uuid;

use crate::support::{
    Client, TestApp,
    client::{Answer, form_of},
    seed,
};

crate::both_backends! {
    somebody_on_two_rolls_is_told_wherever_the_clerk_looks;
    two_rolls_brought_in_at_once_see_each_other;
    a_village_learns_which_other_village_and_no_more;
    rolls_without_marks_are_named_and_not_compared;
}

const SHARED: &str = "350302197606150021";
const OTHERS: [&str; 2] = ["440299199003215265", "11010519491231002X"];

/// A register as CSV: name, sex, number.
fn register(people: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut text = String::from("序号,村民小组,姓名,性别,公民身份号码,户籍情况,居住情况\n");
    for (serial, (name, sex, number)) in (1..).zip(people) {
        writeln!(
            text,
            "{serial},第一村民小组,{name},{sex},{number},本村户籍,本村居住"
        )
        .unwrap();
    }
    text.into_bytes()
}

async fn look(client: &Client, at: &str, people: &[(&str, &str, &str)]) -> Answer {
    let page = format!("{at}/import");
    client
        .upload(
            &page,
            &page,
            &[],
            &[("file", "登记册.csv", register(people))],
        )
        .await
        .expect(200)
}

async fn bring_in(client: &Client, at: &str, people: &[(&str, &str, &str)]) {
    let shown = look(client, at, people).await;
    let form = form_of(&shown.text(), "/confirm");
    client.send_form(&form, &[]).await.expect(303);
}

/// The rolls of the first two villages, with one person on both.
async fn two_rolls(app: &TestApp) -> (Client, seed::Seed, String, String) {
    let seeded = seed::seed(app).await;
    let clerk = seed::signed_in(app, Role::Clerk).await;
    let at = |village: usize| format!("/c/{}/v/{}/roll", seeded.cycle, seeded.villages[village]);
    let (first, second) = (at(0), at(1));
    bring_in(
        &clerk,
        &first,
        &[("邱喆", "女", SHARED), ("林芳", "女", OTHERS[0])],
    )
    .await;
    let people = [("王兰", "女", OTHERS[1]), ("邱喆", "女", SHARED)];
    // Before it is saved the clerk learns it; it is the two villages' to settle, so nothing is blocked.
    look(&clerk, &second, &people)
        .await
        .says("V203")
        .says("「下前村」邱喆（第一村民小组）")
        .says("请与本人核实，只保留一处。")
        .says("与「上前村」邱喆（序号 1，第一村民小组）是同一个人")
        .says("第十六条第三款");
    bring_in(&clerk, &second, &people).await;
    (clerk, seeded, first, second)
}

async fn somebody_on_two_rolls_is_told_wherever_the_clerk_looks(app: TestApp) {
    let (clerk, seeded, first, second) = two_rolls(&app).await;
    clerk
        .get(&first)
        .await
        .expect(200)
        .says("有 1 人同时在其他村的名单上")
        .says("与「下前村」邱喆（序号 2，第一村民小组）是同一个人");
    clerk
        .get(&second)
        .await
        .expect(200)
        .says("与「上前村」邱喆（序号 1，第一村民小组）是同一个人");
    let (cycle, village) = (seeded.cycle, seeded.villages[1]);
    let check = format!("/c/{cycle}/check/double");
    clerk
        .get(&check)
        .await
        .expect(200)
        .says("比对了 2 份名单，有 1 处重复登记")
        .says("「下前村」邱喆（序号 2，第一村民小组）")
        .says("还没有导入名单的：石塘社区");
    for page in [
        format!("/c/{cycle}/v/{village}"),
        format!("/c/{cycle}/v/{village}/steps/roll-published"),
        format!("/c/{cycle}/docs/preview?unit={village}&kind=voter-roll"),
        "/".to_owned(),
    ] {
        clerk
            .get(&page)
            .await
            .expect(200)
            .says("请与本人核实，只保留一处。邱喆（序号 2，第一村民小组）同时在“上前村”的名单上");
    }
    // Marks are kept, numbers are not; and a mark holds nothing of the number.
    let scope = app.scope(cycle).await;
    let rows = voter::list(app.store.reader(), &scope, village)
        .await
        .unwrap();
    for row in &rows {
        let mark = row.mark.as_deref().unwrap();
        assert_eq!(mark.len(), 64, "{}", row.name);
        assert!(!mark.contains(&SHARED[6..14]));
    }
    // Struck off one roll, nobody is on two.
    bring_in(&clerk, &second, &[("王兰", "女", OTHERS[1])]).await;
    for page in [&first, &second] {
        let shown = clerk.get(page).await.expect(200).text();
        assert!(!shown.contains("同时在其他村的名单上"), "{page}");
    }
    clerk
        .get(&check)
        .await
        .expect(200)
        .says("比对了 2 份名单，没有人在两处登记");
}

async fn two_rolls_brought_in_at_once_see_each_other(app: TestApp) {
    let seeded = seed::seed(&app).await;
    let clerk = seed::signed_in(&app, Role::Clerk).await;
    let mut forms = Vec::new();
    for village in &seeded.villages[..2] {
        let at = format!("/c/{}/v/{village}/roll", seeded.cycle);
        let shown = look(&clerk, &at, &[("邱喆", "女", SHARED)]).await;
        forms.push(form_of(&shown.text(), "/confirm"));
    }
    let (one, other) = tokio::join!(
        clerk.send_form(&forms[0], &[]),
        clerk.send_form(&forms[1], &[])
    );
    one.expect(303);
    other.expect(303);
    clerk
        .get(&format!("/c/{}/check/double", seeded.cycle))
        .await
        .expect(200)
        .says("比对了 2 份名单，有 1 处重复登记");
}

async fn a_village_learns_which_other_village_and_no_more(app: TestApp) {
    let (_, seeded, first, _) = two_rolls(&app).await;
    let committee = seed::signed_in(&app, Role::VillageCommittee).await;
    for page in [first, format!("/c/{}/check/double", seeded.cycle)] {
        let shown = committee.get(&page).await.expect(200).text();
        if page.ends_with("roll") {
            assert!(
                shown.contains("与「下前村」名单上的一人是同一个人"),
                "{page}"
            );
        }
        assert!(
            !shown.contains("序号 2"),
            "{page} tells of another village's roll"
        );
        assert!(!shown.contains("王兰"), "{page}");
    }
}

async fn rolls_without_marks_are_named_and_not_compared(app: TestApp) {
    let (clerk, seeded, first, _) = two_rolls(&app).await;
    // As a roll imported before marks were kept.
    let scope = app.scope(seeded.cycle).await;
    let db = app.store.reader();
    let id = seeded.villages[0];
    let mut head = voter::roll(db, &scope, id).await.unwrap().unwrap();
    let mut rows = voter::list(db, &scope, id).await.unwrap();
    let version = head.version;
    head.mark_key = None;
    for row in &mut rows {
        (row.id, row.mark) = (Uuid::now_v7(), None);
    }
    let tx = app.store.begin().await.unwrap();
    assert!(voter::replace(&tx, head, version, rows).await.unwrap());
    tx.commit().await.unwrap();
    clerk
        .get(&format!("/c/{}/check/double", seeded.cycle))
        .await
        .expect(200)
        .says("比对了 1 份名单，没有人在两处登记")
        .says("请重新导入上前村的登记册");
    clerk
        .get(&first)
        .await
        .expect(200)
        .says("这份名单没有比对码");
}

/// The same person's marks of two cycles, or under two keys, have nothing in common.
#[test]
fn marks_are_of_one_cycle_and_one_key() {
    let number = |typed: &str| {
        huanjie::identity::examine(typed, "2027-01-01".parse().unwrap())
            .into_number()
            .unwrap()
    };
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let keys = [here.path(), there.path()].map(|folder| Keyring::open(folder, None));
    let (one, other) = (Uuid::now_v7(), Uuid::now_v7());
    let mark = |key: &Keyring, cycle: Uuid, typed: &str| {
        Marks::of(key, cycle).of_number(&number(typed)).unwrap()
    };
    let base = mark(&keys[0], one, SHARED);
    assert_eq!(base, mark(&keys[0], one, SHARED));
    assert_eq!(
        mark(&keys[0], one, OTHERS[1]),
        mark(&keys[0], one, "11010519491231002x"),
        "however the X was typed"
    );
    for different in [
        mark(&keys[0], one, OTHERS[0]),
        mark(&keys[0], other, SHARED),
        mark(&keys[1], one, SHARED),
    ] {
        assert_ne!(base, different);
    }
}
