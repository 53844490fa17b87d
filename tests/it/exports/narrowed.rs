//! A list that is narrowed gives a workbook that is narrowed alike, and says so above its headings.

use huanjie::{
    documents::kind::Kind,
    roster,
    store::{account::Role, entity::team, people, village},
};
use uuid::Uuid;

use crate::{
    complaints, incoming, meetings,
    reports::{table, text},
    support::{
        Client, TestApp,
        client::form_of,
        seed::{self, Seed},
    },
};

crate::both_backends! {
    every_list_that_is_narrowed_gives_its_own_rows;
}

/// A page as it is asked for; what its workbook says it is narrowed to; how many rows that has; a word in it and one
/// that only the whole list has.
struct Case {
    page: String,
    told: &'static str,
    rows: usize,
    has: &'static str,
    lacks: &'static str,
}

fn case(
    page: String,
    told: &'static str,
    rows: usize,
    has: &'static str,
    lacks: &'static str,
) -> Case {
    Case {
        page,
        told,
        rows,
        has,
        lacks,
    }
}

fn is_workbook(href: &str) -> bool {
    let file = href.split('?').next().unwrap();
    std::path::Path::new(file)
        .extension()
        .is_some_and(|ending| ending == "xlsx")
}

/// Where the button of a page leads: a link, or a button of the form that is narrowed.
fn workbook_of(html: &str, page: &str) -> String {
    let (path, query) = page.split_once('?').unwrap_or((page, ""));
    let folder = path.rsplit_once('/').unwrap().0;
    let absolute = |file: &str| {
        if file.starts_with('/') {
            file.to_owned()
        } else {
            format!("{folder}/{file}")
        }
    };
    for part in html.split(" formaction=\"").skip(1) {
        let file = part.split('"').next().unwrap();
        if is_workbook(file) {
            return format!("{}?{query}", absolute(file));
        }
    }
    let links: Vec<String> = html
        .split(" href=\"")
        .skip(1)
        .map(|part| part.split('"').next().unwrap().replace("&amp;", "&"))
        .filter(|href| is_workbook(href))
        .filter(|href| !href.ends_with("plan.xlsx"))
        .collect();
    assert_eq!(links.len(), 1, "{page}: {links:?}");
    absolute(&links[0])
}

async fn visited(app: &TestApp, cycle: Uuid, village: Uuid, kind: &str, problem: &str) {
    let inspector = seed::signed_in(app, Role::Supervision).await;
    let page = format!("/c/{cycle}/inspections/new");
    let village = village.to_string();
    let mut fields = vec![
        ("village", village.as_str()),
        ("day", "2027-02-24"),
        ("kind", kind),
        ("inspectors", "王火发"),
    ];
    if !problem.is_empty() {
        fields.extend([
            ("problem.0", problem),
            ("gravity.0", "serious"),
            ("deadline.0", "2027-02-26"),
        ]);
    }
    inspector.submit(&page, &page, &fields).await.expect(303);
}

/// Something on every list: of 上前村, and of others.
async fn filled(app: &TestApp, seed: &Seed) -> (Client, Uuid) {
    let (cycle, villages) = (seed.cycle, &seed.villages);
    let clerk = seed::signed_in(app, Role::Clerk).await;
    visited(app, cycle, villages[0], "random", "三组没有贴名单").await;
    visited(app, cycle, villages[0], "random", "五组没有贴名单").await;
    visited(app, cycle, villages[1], "stage", "").await;
    let guidance = Uuid::now_v7();
    let scope = app.scope(cycle).await;
    let tx = app.store.begin().await.unwrap();
    let row = team::Model {
        id: guidance,
        cycle_id: cycle,
        name: "第一指导组".into(),
        kind: "guidance".into(),
        ordinal: 1,
        head_id: None,
        version: 1,
    };
    people::insert_teams(&tx, vec![row]).await.unwrap();
    let mut row = village::find(&tx, &scope, villages[0])
        .await
        .unwrap()
        .unwrap();
    row.guidance_team_id = Some(guidance);
    row.trouble_causes = "[\"clans\"]".into();
    assert!(village::update(&tx, &scope, row).await.unwrap());
    tx.commit().await.unwrap();
    meetings::call(
        &clerk,
        &format!("/c/{cycle}/meetings/new?kind=mobilization"),
        &[
            ("day", "2027-03-01"),
            ("time", "9：00"),
            ("place", "三楼会议室"),
            ("host", "李义鹏"),
        ],
    )
    .await;
    incoming::register(&clerk, cycle, &[("title", "关于防汛值班的通知")]).await;
    incoming::register(&clerk, cycle, &[]).await;
    for kind in ["bribery", "interference"] {
        complaints::registered(app, &clerk, cycle, &[("kind", kind), ("day", "2027-02-20")]).await;
    }
    (clerk, guidance)
}

async fn every_list_that_is_narrowed_gives_its_own_rows(app: TestApp) {
    app.clock.set("2027-02-27T01:00:00Z");
    let seed = seed::seed(&app).await;
    let (clerk, team) = filled(&app, &seed).await;
    let base = format!("/c/{}", seed.cycle);
    let own = seed.villages[0];
    let cases = [
        case(
            format!("{base}/inspections?village={own}"),
            "村（社区） 上前村",
            2,
            "三组没有贴名单",
            "下前村",
        ),
        case(
            format!("{base}/inspections?kind=stage"),
            "方式 阶段督查",
            1,
            "下前村",
            "上前村",
        ),
        case(
            format!("{base}/inspections?show=open"),
            "显示 没有销号的",
            2,
            "上前村",
            "下前村",
        ),
        case(
            format!("{base}/inspections?show=found&kind=stage"),
            "方式 阶段督查；显示 有问题的",
            0,
            "",
            "下前村",
        ),
        case(
            format!("{base}/findings?show=late&village={own}"),
            "状态 已过期限；村（社区） 上前村",
            2,
            "三组没有贴名单",
            "下前村",
        ),
        case(
            format!("{base}/findings?show=all&gravity=serious"),
            "状态 全部；程度 严重",
            2,
            "五组没有贴名单",
            "下前村",
        ),
        case(
            format!("{base}/inspections/plan?show=never"),
            "去过没有 没有去过",
            1,
            "石塘社区",
            "上前村",
        ),
        case(
            format!("{base}/complaints?kind=bribery"),
            "类别 拉票贿选",
            1,
            "拉票贿选",
            "干部违规干预",
        ),
        case(
            format!("{base}/incoming?q=防汛"),
            "找文件 “防汛”",
            1,
            "防汛值班",
            "选民登记数字",
        ),
        case(
            format!("{base}/incoming?show=filed"),
            "显示 已归档的",
            0,
            "",
            "防汛",
        ),
        case(
            format!("{base}/meetings?of=town&show=planned"),
            "单位 镇；显示 还没有开的",
            1,
            "三楼会议室",
            "下前村",
        ),
        case(
            format!("{base}/meetings?of={own}"),
            "单位 上前村",
            0,
            "",
            "三楼会议室",
        ),
        case(
            format!("{base}/villages?q=下"),
            "找村 “下”",
            1,
            "下前村",
            "上前村",
        ),
        case(
            format!("{base}/assign?guidance={team}"),
            "指导组 第一指导组",
            1,
            "上前村",
            "下前村",
        ),
        case(
            format!("{base}/assign?show=gap&q=石塘"),
            "显示 有空缺；村名 “石塘”",
            1,
            "石塘社区",
            "下前村",
        ),
        case(
            format!("{base}/guidance?team={team}&show=none"),
            "显示 一条也没有记；指导组 第一指导组",
            1,
            "上前村",
            "下前村",
        ),
        case(
            format!("{base}/risk"),
            "显示 难点村和中、高风险",
            3,
            "石塘社区",
            "没有这个村",
        ),
        case(
            format!("{base}/risk?show=high"),
            "显示 风险高",
            0,
            "",
            "上前村",
        ),
        case(
            format!("{base}/matrix?q=上&team={team}"),
            "找村 “上”；指导组 第一指导组",
            1,
            "上前村",
            "下前村",
        ),
        case(
            format!("{base}/matrix?show=trouble"),
            "显示 难点村",
            1,
            "上前村",
            "下前村",
        ),
        case(
            format!("{base}/audit?village={own}"),
            "村（社区） 上前村",
            2,
            "督查",
            "收文",
        ),
        case(
            format!("{base}/reminders?of={own}"),
            "单位 上前村",
            usize::MAX,
            "上前村",
            "下前村",
        ),
        case(
            format!(
                "{base}/docs?tab=todo&kind={}&village={own}",
                Kind::VoterRoll.id()
            ),
            "种类 ",
            1,
            "上前村",
            "下前村",
        ),
        case(
            format!("{base}/docs?tab=register&village={own}"),
            "村（社区） 上前村",
            0,
            "",
            "下前村",
        ),
        case(
            format!("{base}/docs?tab=issued&village={own}"),
            "村（社区） 上前村",
            0,
            "",
            "下前村",
        ),
    ];
    for one in &cases {
        let shown = clerk.get(&one.page).await.expect(200).text();
        // Without any paper issued there is nothing to take from these two.
        if one.page.contains("tab=issued") {
            continue;
        }
        let file = workbook_of(&shown, &one.page);
        let answer = clerk.get(&file).await.expect(200);
        let name = answer.header("content-disposition").to_owned();
        assert!(name.contains("%E7%AD%9B%E9%80%89"), "{file}: {name}");
        let sheet = table(&answer.bytes);
        let told = text(&sheet, 0, 0);
        assert!(
            told.starts_with("只列：") && told.contains(one.told) && told.ends_with("不是全部。"),
            "{file}: {told}"
        );
        let body = said(&sheet);
        if one.rows != usize::MAX {
            assert_eq!(sheet.rows.len(), one.rows + 2, "{file}\n{body}");
        }
        assert!(body.contains(one.has), "{file}\n{body}");
        assert!(!body.contains(one.lacks), "{file}\n{body}");
    }
    // The bars: every step of the villages found, and of no other.
    let page = format!("{base}/gantt?q=上前");
    let shown = clerk.get(&page).await.expect(200).text();
    let answer = clerk.get(&workbook_of(&shown, &page)).await.expect(200);
    let sheet = table(&answer.bytes);
    assert!(text(&sheet, 0, 0).contains("找村 “上前”"));
    let body = said(&sheet);
    assert!(body.contains("上前村") && !body.contains("下前村") && !body.contains("石塘社区"));
    // What is not narrowed says nothing of the kind, and has the others too.
    for page in [
        "inspections",
        "villages",
        "assign",
        "matrix",
        "guidance",
        "incoming",
        "complaints",
        "gantt",
        "reminders",
    ] {
        let page = format!("{base}/{page}");
        let shown = clerk.get(&page).await.expect(200).text();
        let answer = clerk.get(&workbook_of(&shown, &page)).await.expect(200);
        let sheet = table(&answer.bytes);
        assert!(!text(&sheet, 0, 0).starts_with("只列"), "{page}");
        assert!(
            !answer
                .header("content-disposition")
                .contains("%E7%AD%9B%E9%80%89"),
            "{page}"
        );
    }
    // A part of the villages, given back to the importer, is read as what it is.
    let page = format!("{base}/villages?q=下");
    let shown = clerk.get(&page).await.expect(200).text();
    let book = clerk
        .get(&workbook_of(&shown, &page))
        .await
        .expect(200)
        .bytes;
    let upload = format!("{base}/villages/import");
    let form = form_of(&clerk.get(&upload).await.expect(200).text(), &upload);
    clerk
        .send_files(&form, &[("file", "村.xlsx", book.clone())])
        .await
        .expect(200)
        .says("表头在第 2 行")
        .says("1 个与已有内容相同，不变。");
}

/// All cells below the first row.
fn said(sheet: &roster::Table) -> String {
    let columns: Vec<u32> = (0..20).collect();
    (1..sheet.rows.len())
        .flat_map(|row| columns.iter().map(move |column| (row, *column)))
        .map(|(row, column)| text(sheet, row, column))
        .collect::<Vec<String>>()
        .join("|")
}
