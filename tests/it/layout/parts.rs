//! 版式的部分 — letters, forms to cut apart, receipts, charts.

use huanjie::documents::{
    fonts::Library,
    kind::Kind,
    render::{render, write_pdf},
    text::Texts,
};
use serde_json::json;

use super::{LEFT, RIGHT, THREE, foot_of, near, official, red, setting, sheets, top_of};
use crate::support::pdf::{MM, Rule, Sheet, read};

#[test]
fn single_sided_papers_do_not_swap_their_margins() {
    let xml = format!(
        "<document title=\"试\" style=\"official\" duplex=\"no\"><p indent=\"0\">{}</p></document>",
        "村".repeat(28 * 30)
    );
    let pages = sheets(&xml);
    for page in &pages {
        near(page.lines()[0].left, LEFT, 0.1, "left");
        near(
            page.lines().last().unwrap().right,
            RIGHT - 14.0,
            0.5,
            "number right",
        );
    }
}

#[test]
fn a_letter_has_double_lines_and_no_number_on_its_first_page() {
    // 第10.1条 信函格式
    let pages = official(&format!(
        "<head form=\"letter\" agency=\"石塘镇换届选举工作领导小组\" number=\"石换届办〔2027〕28号\"/>\
         <title>关于备案的复函</title><recipient>上前村：</recipient><p>{}</p>\
         <sign issuer=\"石塘镇\" date=\"2027-03-08\" seal=\"yes\"/>\
         <imprint copy=\"县民政局\" issuer=\"石塘镇\" date=\"2027-03-08\"/>",
        "村".repeat(28 * 20)
    ));
    let page = &pages[0];
    let agency = page.line("领导小组");
    near(top_of(&agency), 30.0 * MM, 0.3, "mark");
    let lines = red(page);
    assert_eq!(lines.len(), 4);
    let edge = |rule: &Rule, below: f64| rule.from.1 + below * rule.width / 2.0;
    for rule in &lines {
        near(rule.from.0, 20.0 * MM, 0.1, "170 mm from");
        near(rule.to.0, 190.0 * MM, 0.1, "170 mm to");
    }
    assert!(lines[0].width > lines[1].width && lines[2].width < lines[3].width);
    near(
        edge(&lines[0], -1.0) - foot_of(&agency),
        4.0 * MM,
        0.3,
        "first line",
    );
    near(
        edge(&lines[3], 1.0),
        page.height - 20.0 * MM,
        0.3,
        "second line",
    );
    let number = page.line("〔2027〕28号");
    near(number.right, RIGHT, 0.4, "number at the right edge");
    near(
        top_of(&number) - edge(&lines[1], 1.0),
        THREE * 7.0 / 8.0,
        0.4,
        "number below the line",
    );
    assert!(!page.text().contains("— 1 —"));
    let last = pages.last().unwrap();
    assert!(last.text().contains("— 2 —") && red(last).is_empty());
    // 版记不加印发机关、印发日期和分隔线
    assert!(last.level().is_empty() && !last.text().contains("印发"));
    assert!(last.text().contains("抄送：县民政局。"));
}

#[test]
fn cells_are_parted_by_lines_to_cut_along() {
    let cell = "<cell><title>选民证</title><p indent=\"0\">姓名</p></cell>";
    let pages = sheets(&format!(
        "<document title=\"试\" style=\"form\"><grid columns=\"2\" rows=\"3\">{}</grid></document>",
        cell.repeat(6)
    ));
    let page = &pages[0];
    let dashed: Vec<&Rule> = page.rules.iter().filter(|rule| rule.dashed).collect();
    assert_eq!(dashed.len(), 3);
    let upright: Vec<&&Rule> = dashed
        .iter()
        .filter(|rule| (rule.from.0 - rule.to.0).abs() < 0.01)
        .collect();
    assert_eq!(upright.len(), 1);
    near(upright[0].from.0, 105.0 * MM, 0.2, "middle of the sheet");
    let across: Vec<f64> = dashed
        .iter()
        .filter(|rule| (rule.from.1 - rule.to.1).abs() < 0.01)
        .map(|rule| rule.from.1)
        .collect();
    let depth = (297.0 - 36.0) * MM;
    near(across[0], 18.0 * MM + depth / 3.0, 0.5, "first cut");
    near(across[1], 18.0 * MM + depth * 2.0 / 3.0, 0.5, "second cut");
    // No text reaches over a cut.
    for line in page.lines() {
        for glyph in &line.glyphs {
            let end = glyph.x + glyph.advance;
            assert!(end < 105.0 * MM || glyph.x > 105.0 * MM, "{}", line.text);
        }
        for cut in &across {
            assert!(
                foot_of(&line) < *cut || top_of(&line) > *cut,
                "{}",
                line.text
            );
        }
    }
}

#[test]
fn the_receipt_to_tear_off_stays_in_one_piece() {
    let (texts, fonts, setting) = (Texts::embedded().unwrap(), Library::embedded(), setting());
    for length in (0..40).map(|n| n * 14) {
        let mut data = Kind::RectificationNotice
            .samples()
            .into_iter()
            .find(|sample| sample.name == "normal")
            .unwrap()
            .data;
        data["facts"]["findings"] = json!([{ "problem": "名单没有张贴。".to_owned() + &"甲".repeat(length), "action": "补贴。" }]);
        let set = render(Kind::RectificationNotice, &data, &texts, &fonts, &setting).unwrap();
        let pages = read(&write_pdf(&[set], &setting, &fonts).unwrap());
        let whole: Vec<&Sheet> = pages
            .iter()
            .filter(|page| page.text().contains("整改回执"))
            .collect();
        assert_eq!(whole.len(), 1);
        let text = whole[0].text();
        for part in [
            "沿此线撕下交回",
            "证明材料",
            "销号日期",
            "上前村村民委员会（盖章）",
        ] {
            assert!(
                text.contains(part),
                "{length}: {part} on another page\n{text}"
            );
        }
    }
}

#[test]
fn the_plan_shows_its_flow_and_its_calendar() {
    let (texts, fonts, setting) = (Texts::embedded().unwrap(), Library::embedded(), setting());
    let plan = Kind::ImplementationPlan;
    let data = &plan.samples()[0].data;
    let set = render(plan, data, &texts, &fonts, &setting).unwrap();
    let pages = read(&write_pdf(&[set], &setting, &fonts).unwrap());
    for page in &pages {
        let short = page.width.min(page.height);
        near(short, 210.0 * MM, 0.3, "A4");
    }
    let of = |title: &str| {
        let page = pages.iter().find(|page| {
            let lines = page.lines();
            lines.iter().take(3).any(|line| line.text == title)
        });
        page.unwrap_or_else(|| panic!("no page {title}"))
    };
    let flow = of("换届选举工作流程图");
    assert!(flow.rules.len() > 40 && flow.text().contains("最迟2月26日"));
    let calendar = of("换届选举工作日历");
    let text = calendar.text();
    assert!(text.contains("2027年1月"), "{text}");
    let february = pages
        .iter()
        .find(|page| page.lines().iter().any(|line| line.text == "2027年2月"))
        .unwrap();
    let told = february.told();
    assert!(
        told.contains("26最迟：公布登记参加选举的村民名单"),
        "{told}"
    );
    let thick = february
        .rules
        .iter()
        .filter(|rule| rule.width > 1.5 && !rule.red)
        .count();
    assert!(thick >= 4, "{thick}");
}
