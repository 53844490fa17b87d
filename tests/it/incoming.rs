//! `/c/{c}/incoming`: papers received — registered, dealt with, filed, voided; the urgent ones on the workbench.

use huanjie::store::{account::Role, audit, entity::incoming_paper, incoming};
use uuid::Uuid;

use super::reports::{table, text};
use crate::support::{
    Client, TestApp,
    client::{form_of, visible},
    seed::{self, Seed},
};

crate::both_backends! {
    a_paper_from_the_post_to_the_file;
    everything_wrong_is_said_at_once_and_kept;
    urgent_papers_stand_on_the_workbench;
    many_are_filed_at_once;
    two_people_at_one_paper;
    whoever_takes_over_takes_the_papers;
    villages_do_not_read_it;
}

fn home(cycle: Uuid) -> String {
    format!("/c/{cycle}/incoming")
}

/// Registers a paper received today; `fields` come on top.
pub(crate) async fn register(client: &Client, cycle: Uuid, fields: &[(&str, &str)]) {
    let home = home(cycle);
    let given = |name: &str| fields.iter().any(|(field, _)| *field == name);
    let mut all: Vec<(&str, &str)> = [
        ("received_on", "2027-02-26"),
        ("sender", "县民政局"),
        ("title", "关于核对选民登记数字的函"),
        ("urgency", "ordinary"),
    ]
    .into_iter()
    .filter(|(name, _)| !given(name))
    .collect();
    all.extend(fields);
    client
        .submit(&format!("{home}/new"), &home, &all)
        .await
        .expect(303);
}

/// The papers of a cycle by their numbers.
async fn stored(app: &TestApp, cycle: Uuid) -> Vec<incoming_paper::Model> {
    let scope = app.scope(cycle).await;
    let mut list = incoming::list(app.store.reader(), &scope).await.unwrap();
    list.reverse();
    list
}

async fn desk(app: &TestApp) -> (Client, Seed) {
    app.clock.set("2027-02-27T01:00:00Z");
    let seed = seed::seed(app).await;
    (seed::signed_in(app, Role::Clerk).await, seed)
}

async fn a_paper_from_the_post_to_the_file(app: TestApp) {
    let (client, Seed { cycle, .. }) = desk(&app).await;
    let home = home(cycle);
    client
        .get(&home)
        .await
        .expect(200)
        .says("还没有登记收文")
        .says("登记一件");
    register(
        &client,
        cycle,
        &[
            ("number", "仁民函〔2027〕8号"),
            ("handler_name", "谢斌"),
            ("due", "2027-03-20"),
        ],
    )
    .await;
    client
        .get(&home)
        .await
        .expect(200)
        .says("已登记为收文第 1 号")
        .says("1 件，待办 1 件")
        .says("仁民函〔2027〕8号")
        .says("谢斌 3月20日")
        .says("待办");
    let id = stored(&app, cycle).await[0].id;
    let page = format!("{home}/{id}");
    // Done today stands there already; the clerk says how.
    let shown = client
        .get(&page)
        .await
        .expect(200)
        .says("县民政局")
        .says("办理期限 2027年3月20日");
    assert!(shown.text().contains("value=\"2027-02-27\""));
    client
        .submit(
            &page,
            "/handle",
            &[("handled_on", "2027-02-27"), ("result", "已核对并答复")],
        )
        .await
        .expect(303);
    client
        .get(&home)
        .await
        .says("收文第 1 号已办结")
        .says("已办，未归档 已核对并答复");
    // The registration is set right; what was done stays.
    client
        .submit(
            &page,
            &page,
            &[
                ("received_on", "2027-02-26"),
                ("sender", "县民政局"),
                ("title", "关于再次核对选民登记数字的函"),
                ("urgency", "urgent"),
                ("handler_name", "谢斌"),
            ],
        )
        .await
        .expect(303);
    client
        .submit(
            &page,
            "/handle",
            &[
                ("handled_on", "2027-02-27"),
                ("result", "已核对并答复"),
                ("filed_on", "2027-02-27"),
                ("filed_in", "2027年换届卷 2"),
            ],
        )
        .await
        .expect(303);
    let row = &stored(&app, cycle).await[0];
    assert_eq!(row.title, "关于再次核对选民登记数字的函");
    assert_eq!(
        (row.result.as_str(), row.filed_in.as_str(), row.version),
        ("已核对并答复", "2027年换届卷 2", 4)
    );
    // A mistake keeps its number.
    register(&client, cycle, &[("number", "仁民函〔2027〕8号（二）")]).await;
    let twin = stored(&app, cycle).await[1].id;
    let twin_page = format!("{home}/{twin}");
    client
        .submit(&twin_page, "/void", &[])
        .await
        .expect(422)
        .says("请写明为什么作废");
    client
        .submit(&twin_page, "/void", &[("reason", "重复登记")])
        .await
        .expect(303);
    let shown = client.get(&twin_page).await.expect(200).says("已作废");
    assert!(!shown.text().contains("/handle"), "void ones are closed");
    register(&client, cycle, &[("title", "第三件")]).await;
    let serials: Vec<i32> = stored(&app, cycle)
        .await
        .iter()
        .map(|row| row.serial)
        .collect();
    assert_eq!(serials, [1, 2, 3]);
    // The workbook, in the order of numbers, narrowed as the page is.
    let book = table(&client.get(&format!("{home}.xlsx")).await.expect(200).bytes);
    assert_eq!(text(&book, 0, 0), "收文号");
    assert_eq!(text(&book, 1, 12), "2027年换届卷 2");
    assert_eq!(text(&book, 2, 14), "重复登记");
    let open = table(
        &client
            .get(&format!("{home}.xlsx?show=open"))
            .await
            .expect(200)
            .bytes,
    );
    // Two of the three are dealt with: the row above the headings says that this is a part.
    assert_eq!(text(&open, 0, 0), "只列：显示 待办的。共 1 行，不是全部。");
    assert_eq!(text(&open, 1, 0), "收文号");
    assert_eq!(open.rows.len(), 3);
    client
        .get(&format!("{home}?q=再次核对"))
        .await
        .expect(200)
        .says("关于再次核对选民登记数字的函");
    client
        .get(&format!("{home}?q=没有这样的"))
        .await
        .expect(200)
        .says("没有符合条件的收文");
    let scope = app.scope(cycle).await;
    let events = audit::latest(app.store.reader(), &scope, None, None, 20)
        .await
        .unwrap();
    for code in [
        "incoming.registered",
        "incoming.handled",
        "incoming.changed",
        "incoming.filed",
        "incoming.voided",
    ] {
        assert!(events.iter().any(|row| row.event == code), "{code}");
    }
    assert!(matches!(
        audit::verify(app.store.reader()).await.unwrap(),
        audit::ChainState::Whole { .. }
    ));
}

async fn everything_wrong_is_said_at_once_and_kept(app: TestApp) {
    let (client, Seed { cycle, .. }) = desk(&app).await;
    let home = home(cycle);
    let page = format!("{home}/new");
    client
        .submit(
            &page,
            &home,
            &[
                ("received_on", "2027-03-01"),
                ("title", "关于<报送>的通知"),
                ("dated", "二月"),
                ("due", "2027-02-01"),
                ("urgency", "special"),
                ("handler", &Uuid::now_v7().to_string()),
            ],
        )
        .await
        .expect(422)
        .says("有 5 处要改")
        .says("请在收到以后再登记")
        .says("请填写来文单位。")
        .says("请把成文日期写到哪一天")
        .says("请核对办理期限")
        .says("请重新选择承办人")
        // What was typed is kept.
        .text()
        .find("关于&lt;报送&gt;的通知")
        .expect("the title is kept");
    assert!(stored(&app, cycle).await.is_empty());
    register(&client, cycle, &[("number", "仁民函〔2027〕8号")]).await;
    client
        .submit(
            &page,
            &home,
            &[
                ("received_on", "2027-02-27"),
                ("sender", "县民政局"),
                ("number", "仁民函〔2027〕8号"),
                ("title", "同一份"),
                ("urgency", "ordinary"),
            ],
        )
        .await
        .expect(422)
        .says("已经登记为收文第 1 号");
    let id = stored(&app, cycle).await[0].id;
    client
        .submit(
            &format!("{home}/{id}"),
            "/handle",
            &[("filed_on", "2027-02-28"), ("result", "已传阅")],
        )
        .await
        .expect(422)
        .says("请先填写哪天办完的")
        .says("请在归档以后再登记")
        .says("请写明归在哪里")
        .says("已传阅");
    // The same form twice is one paper.
    let form = form_of(&client.get(&page).await.text(), &home);
    let fields = [
        ("received_on", "2027-02-27"),
        ("sender", "县司法局"),
        ("title", "关于法治宣传的函"),
        ("urgency", "ordinary"),
    ];
    client.send_form(&form, &fields).await.expect(303);
    client.send_form(&form, &fields).await.expect(303);
    assert_eq!(stored(&app, cycle).await.len(), 2);
    client
        .get(&format!("{home}/{}", Uuid::now_v7()))
        .await
        .expect(404);
}

async fn urgent_papers_stand_on_the_workbench(app: TestApp) {
    let (client, Seed { cycle, .. }) = desk(&app).await;
    register(
        &client,
        cycle,
        &[
            ("title", "关于报送联审名单的紧急通知"),
            ("urgency", "special"),
            ("handler_name", "谢斌"),
        ],
    )
    .await;
    register(
        &client,
        cycle,
        &[("title", "后天要办"), ("due", "2027-03-01")],
    )
    .await;
    register(&client, cycle, &[("title", "不急"), ("due", "2027-03-20")]).await;
    let shown = client
        .get("/")
        .await
        .expect(200)
        .says("收文待办 2")
        .says("特急 · 关于报送联审名单的紧急通知")
        .says("后天要办 期限 3月1日 余 2 天");
    // It stands among the latest events only.
    assert!(!visible(&shown.text()).contains("不急 期限"));
    seed::signed_in(&app, Role::Leader)
        .await
        .get("/")
        .await
        .says("收文待办 2");
    let others = seed::signed_in(&app, Role::Supervision)
        .await
        .get("/")
        .await
        .expect(200)
        .text();
    assert!(!others.contains("收文待办"));
    // Dealt with, it goes.
    let id = stored(&app, cycle).await[0].id;
    client
        .submit(
            &format!("{}/{id}", home(cycle)),
            "/handle",
            &[("handled_on", "2027-02-27"), ("result", "已报送")],
        )
        .await
        .expect(303);
    client.get("/").await.says("收文待办 1");
}

async fn many_are_filed_at_once(app: TestApp) {
    let (client, Seed { cycle, .. }) = desk(&app).await;
    let home = home(cycle);
    for title in ["甲", "乙", "丙"] {
        register(&client, cycle, &[("title", title)]).await;
    }
    let ids: Vec<Uuid> = stored(&app, cycle).await.iter().map(|row| row.id).collect();
    for id in &ids[..2] {
        client
            .submit(
                &format!("{home}/{id}"),
                "/handle",
                &[("handled_on", "2027-02-27"), ("result", "已传阅")],
            )
            .await
            .expect(303);
    }
    let file = format!("{home}/file");
    client
        .submit(&home, &file, &[("filed_on", "2027-02-27")])
        .await
        .expect(422)
        .says("请勾选要归档的收文")
        .says("请写明归在哪里");
    let [one, two, open] =
        [(ids[0], 2), (ids[1], 2), (ids[2], 1)].map(|(id, version)| format!("{id}:{version}"));
    let place = [("filed_on", "2027-02-27"), ("filed_in", "换届卷 1")];
    let mut all = vec![("chosen", one.as_str()), ("chosen", open.as_str())];
    all.extend(place);
    client
        .submit(&home, &file, &all)
        .await
        .expect(422)
        .says("请先登记收文第 3 号的办理情况");
    assert!(
        stored(&app, cycle).await[0].filed_on.is_none(),
        "all or none"
    );
    all[1] = ("chosen", two.as_str());
    client.submit(&home, &file, &all).await.expect(303);
    client
        .get(&home)
        .await
        .says("已把收文第 1、2 号共 2 件归入换届卷 1。");
    // Filed already: the page that still offered it is told so.
    client.submit(&home, &file, &all).await.expect(409);
}

async fn two_people_at_one_paper(app: TestApp) {
    let (client, Seed { cycle, .. }) = desk(&app).await;
    let home = home(cycle);
    register(&client, cycle, &[]).await;
    let page = format!("{home}/{}", stored(&app, cycle).await[0].id);
    let shown = client.get(&page).await.expect(200).text();
    let first = form_of(&shown, &format!("{page}/handle"));
    let second = form_of(&shown, &format!("{page}/void"));
    client
        .send_form(
            &first,
            &[("handled_on", "2027-02-27"), ("result", "已传阅")],
        )
        .await
        .expect(303);
    client
        .send_form(&second, &[("reason", "登记错")])
        .await
        .expect(409)
        .says("收文第 1 号");
    assert!(stored(&app, cycle).await[0].void_reason.is_empty());
}

async fn whoever_takes_over_takes_the_papers(app: TestApp) {
    let (client, Seed { cycle, .. }) = desk(&app).await;
    let people = format!("/c/{cycle}/people");
    let mut ids = Vec::new();
    for (name, post) in [("谢斌", "党政办主任"), ("雷伟梅", "党政办干部")] {
        client
            .submit(
                &format!("{people}/new"),
                &people,
                &[
                    ("name", name),
                    ("post", post),
                    ("roles", "office-member"),
                    ("section", "other"),
                ],
            )
            .await
            .expect(303);
        let scope = app.scope(cycle).await;
        let found = huanjie::store::people::list(app.store.reader(), &scope)
            .await
            .unwrap();
        ids.push(
            found
                .iter()
                .find(|row| row.name == name)
                .unwrap()
                .id
                .to_string(),
        );
    }
    register(&client, cycle, &[("handler", &ids[0])]).await;
    register(&client, cycle, &[("handler", &ids[0]), ("title", "已办的")]).await;
    let done = stored(&app, cycle).await[1].id;
    client
        .submit(
            &format!("{}/{done}", home(cycle)),
            "/handle",
            &[("handled_on", "2027-02-27"), ("result", "已传阅")],
        )
        .await
        .expect(303);
    // Nobody goes in silence.
    let edit = format!("{people}/{}/edit", ids[0]);
    client
        .submit(&edit, "/remove", &[])
        .await
        .expect(422)
        .says("承办 1 件没有办结的收文");
    let page = format!("{people}/{}/succeed", ids[0]);
    client.get(&page).await.says("没有办结的收文 1 件");
    client
        .submit(&page, &page, &[("successor", &ids[1])])
        .await
        .expect(303);
    let handlers: Vec<String> = stored(&app, cycle)
        .await
        .into_iter()
        .map(|row| row.handler_name)
        .collect();
    // Who dealt with a paper stays on it.
    assert_eq!(handlers, ["雷伟梅", "谢斌"]);
}

async fn villages_do_not_read_it(app: TestApp) {
    let (client, Seed { cycle, .. }) = desk(&app).await;
    register(&client, cycle, &[]).await;
    let home = home(cycle);
    let village = seed::signed_in(&app, Role::VillageCommittee).await;
    village.get(&home).await.expect(403);
    village.get(&format!("{home}.xlsx")).await.expect(403);
    let shown = village.get(&format!("/c/{cycle}/docs")).await.text();
    assert!(!shown.contains("/incoming"), "no tab for the villages");
    let guide = seed::signed_in(&app, Role::Guidance).await;
    let shown = guide.get(&home).await.expect(200).text();
    assert!(!shown.contains("登记一件"), "it reads and does not write");
    guide.get(&format!("{home}/new")).await.expect(403);
}
