//! The township's own work, counted like the rest: the daily report, meetings, training, supervision, guidance,
//! complaints, the backup.
//!
//! `product.md` 3.3 promises the report and the backup; the other numbers are argued for beside each. Marks that stand
//! on the paper (合格, a tick before a name) are typing: they are keyed in, not looked for.

use fantoccini::Locator;
use serde_json::json;

use super::{Clerk, Demo, print_table};

/// The row of a section of the workbench.
fn in_section(heading: &str, link: &str) -> String {
    format!(
        "//section[.//h2[contains(normalize-space(.), '{heading}')]]//a[contains(normalize-space(.), '{link}')]"
    )
}

/// Ticks, as the paper has them, every box or mark the selector finds.
async fn tick(clerk: &Clerk, css: &str) {
    let ticked = clerk
        .browser
        .client
        .execute(
            "const all = document.querySelectorAll(arguments[0]); all.forEach(one => { one.checked = true; }); return all.length",
            vec![json!(css)],
        )
        .await
        .unwrap();
    assert!(ticked.as_u64().is_some_and(|found| found > 0), "{css}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_townships_own_work_keeps_to_its_clicks() {
    let demo = Demo::start().await;
    let mut clerk = Clerk::sign_in(&demo.url, "jingban", "Yanshi-2027!").await;

    // 日报: promised. 报表 → 确认并导出; the county's table comes with it.
    clerk.at_the_workbench().await;
    clerk.click("报表", "请核对后确认").await;
    clerk.click("并导出表格", "数字和文件已固定").await;
    clerk.browser.downloaded("xlsx").await;
    clerk.done("确认当天日报或零报告，拿到县里的表", 2);

    // A meeting: to the section, to its list, «安排»; the form comes filled in and is sent by Enter.
    clerk.at_the_workbench().await;
    clerk.click("方案日程", "镇级工作").await;
    clerk.click("会议", "安排会议").await;
    clerk.click("安排", "保存会议安排").await;
    clerk.browser.fill("day", "2027-02-27").await;
    clerk.browser.fill("time", "15:00").await;
    clerk.enter("place", "镇政府三楼会议室", "登记到会").await;
    clerk.done("安排一次会议", 3);

    // The sign-in sheet lies on the desk: the workbench names it, one click, the numbers are typed.
    a_course_for_today(&clerk).await;
    clerk.at_the_workbench().await;
    clerk
        .press(&in_section("待登记", "登记参训"), "照纸上的签到表填")
        .await;
    let cells = clerk
        .browser
        .client
        .find_all(Locator::Css("[name^='attended.']"))
        .await
        .unwrap();
    let mut last = String::new();
    for cell in &cells {
        last = cell.attr("name").await.unwrap().unwrap();
        clerk.browser.fill(&last, "1").await;
    }
    clerk.enter_in(&last, "更正参训").await;
    clerk.done("登记一个班的参训情况", 1);

    // An inspection from paper: to the section, a new sheet, its list of items; the marks are typed.
    clerk.at_the_workbench().await;
    clerk.click("督查", "新记一次督查").await;
    clerk.click("新记一次督查", "列出检查项").await;
    let village = clerk
        .browser
        .client
        .find(Locator::XPath(
            "//form[contains(@class, 'chooser')]//option[. = '上前村']",
        ))
        .await
        .unwrap()
        .attr("value")
        .await
        .unwrap()
        .unwrap();
    clerk
        .choose("form.chooser [name='village']", &village)
        .await;
    clerk.choose("form.chooser [name='kind']", "random").await;
    clerk.click("列出检查项", "检查项以外的问题").await;
    // Whose sheet it is is known already: the village's team.
    let team = clerk.browser.find("[name='inspectors']").await;
    let team_name = team.prop("value").await.unwrap().unwrap();
    assert!(team_name.starts_with("第"), "{team_name}");
    tick(&clerk, ".verdicts input[name^='a.'][value='ok']").await;
    clerk.enter_in("inspectors", "督查记录已保存").await;
    clerk.done("照纸面检查表录入一次督查", 3);

    // 销号: the workbench names what waits for a look; the finding's first form is the one that closes it.
    clerk.at_the_workbench().await;
    clerk
        .press(&in_section("整改待复核", "京群村"), "复核合格，销号")
        .await;
    clerk.browser.fill("close-text", "已补贴到各小组。").await;
    clerk.click("销号", "已销号").await;
    clerk.done("复核一个问题，销号", 2);

    // 指导日志: the village, its diary, a new entry; the day and the team stand there already.
    clerk.at_the_workbench().await;
    clerk.enter("q", "下前村", "下前村").await;
    clerk.click("下前村", "下一步").await;
    clerk.click("指导日志", "传达").await;
    clerk.open("记一条").await;
    clerk.choose("[name='kind']", "visit").await;
    clerk
        .browser
        .fill("subject", "走访老党员，听取对选举办法的意见。")
        .await;
    clerk.enter("audience", "老党员", "走访老党员").await;
    clerk.done("记一条指导日志", 3);

    // A complaint: to the section, to the register, a new one; what it says is typed, who handles it is a mark.
    clerk.at_the_workbench().await;
    clerk.click("督查", "信访举报").await;
    clerk.click("信访举报", "登记一件").await;
    clerk.click("登记一件", "密封内容").await;
    for list in ["channel", "kind"] {
        let first = clerk
            .browser
            .find(&format!("select[name='{list}'] option:nth-child(2)"))
            .await;
        let value = first.attr("value").await.unwrap().unwrap();
        clerk.choose(&format!("[name='{list}']"), &value).await;
    }
    clerk.browser.fill("text", "反映候选人请客送礼。").await;
    tick(&clerk, "label:nth-of-type(1) > [name='handlers']").await;
    clerk.browser.fill("complainant", "三位村民代表").await;
    clerk.enter("contact", "0000-6220000", "待受理").await;
    clerk.done("登记一件信访举报", 3);

    let mut told = std::mem::take(&mut clerk.told);
    drop(clerk);

    // 备份到 U 盘: promised, and the administrator's: the page, the button.
    let mut keeper = Clerk::sign_in_to(&demo.url, "guanli", "Yanshi-2027!", "设密码链接").await;
    keeper.at_the_workbench().await;
    keeper.click("备份", "备份到 U 盘").await;
    let began = std::time::Instant::now();
    keeper.clicks += 1;
    keeper.browser.click("备份并下载").await;
    let file = keeper.browser.downloaded("zip").await;
    keeper.server += began.elapsed().as_secs_f64() * 1000.0;
    keeper.done("备份到 U 盘（含读回核对和下载）", 2);
    let checked = std::process::Command::new(env!("CARGO_BIN_EXE_huanjie"))
        .arg("verify")
        .arg(&file)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(
        checked.status.success() && said.contains("核对无误"),
        "{said}{}",
        String::from_utf8_lossy(&checked.stderr)
    );
    told.append(&mut keeper.told);
    print_table(&told);
}

/// A course of 下前村 is arranged for today; not part of the task.
async fn a_course_for_today(clerk: &Clerk) {
    let client = &clerk.browser.client;
    let trainings = clerk
        .browser
        .find(".rail a[href*='/c/']")
        .await
        .prop("href")
        .await
        .unwrap()
        .unwrap();
    let (base, rest) = trainings.split_once("/c/").unwrap();
    let cycle = rest.split('/').next().unwrap();
    client
        .goto(&format!("{base}/c/{cycle}/trainings"))
        .await
        .unwrap();
    clerk.choose("[name='level']", "village").await;
    let village = client
        .find(Locator::XPath(
            "//select[@name='village']/option[. = '下前村']",
        ))
        .await
        .unwrap()
        .attr("value")
        .await
        .unwrap()
        .unwrap();
    clerk.choose("[name='village']", &village).await;
    clerk.browser.click("安排").await;
    clerk.browser.sees("保存培训安排").await;
    clerk.browser.fill("day", "2027-02-27").await;
    clerk.browser.fill("place", "下前村会议室").await;
    clerk
        .browser
        .find("[name='place']")
        .await
        .send_keys("\u{E007}")
        .await
        .unwrap();
    clerk.browser.sees("登记参训").await;
}
