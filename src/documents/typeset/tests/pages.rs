//! 版面 — where things stand on finished pages.

use std::collections::BTreeMap;

use super::super::*;
use crate::documents::markup;
use crate::documents::render::Missing;

fn set_xml(xml: &str) -> Vec<Page> {
    set(&markup::parse(xml).unwrap(), &Library::embedded(), None).unwrap()
}

fn official(body: &str) -> Vec<Page> {
    set_xml(&format!(
        "<document title=\"试\" style=\"official\">{body}</document>"
    ))
}

fn notice(body: &str) -> Vec<Page> {
    set_xml(&format!(
        "<document title=\"试\" style=\"notice\">{body}</document>"
    ))
}

/// Text of a page by base line, top to bottom.
fn text_lines(page: &Page) -> Vec<(f64, f64, String)> {
    let mut lines: BTreeMap<i64, (f64, Vec<(f64, String)>)> = BTreeMap::new();
    for mark in &page.marks {
        if let Mark::Text(run) = mark {
            #[allow(clippy::cast_possible_truncation)]
            let key = (run.y * 10.0).round() as i64;
            let text = run.characters.iter().map(|(c, _)| *c).collect();
            lines
                .entry(key)
                .or_insert((run.y, Vec::new()))
                .1
                .push((run.x, text));
        }
    }
    lines
        .into_values()
        .map(|(y, mut runs)| {
            runs.sort_by(|a, b| a.0.total_cmp(&b.0));
            let left = runs[0].0;
            (y, left, runs.into_iter().map(|(_, text)| text).collect())
        })
        .collect()
}

fn whole(pages: &[Page]) -> String {
    pages
        .iter()
        .flat_map(text_lines)
        .map(|(_, _, text)| text)
        .collect()
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 0.3
}

#[test]
fn an_official_page_has_22_lines_of_28_characters() {
    // GB/T 9704-2012 第5.2.3条: 一般每面排22行, 每行排28个字, 并撑满版心
    let pages = official(&format!(
        "<p indent=\"0\">{}</p>",
        "村".repeat(28 * 22 + 28 * 3)
    ));
    assert_eq!(pages.len(), 2);
    let lines = text_lines(&pages[0]);
    assert_eq!(lines.len(), 22);
    for (_, left, text) in &lines {
        assert_eq!(text.chars().count(), 28);
        assert!(close(*left, 28.0 * MM));
    }
    let pitch = (lines[21].0 - lines[0].0) / 21.0;
    assert!((pitch - 28.99).abs() < 0.01, "{pitch}");
    // 版心 37 mm from the top, 35 mm from the foot.
    assert!(lines[0].0 > 37.0 * MM && lines[0].0 < 37.0 * MM + 28.99);
    assert!(lines[21].0 < (297.0 - 35.0) * MM && lines[21].0 > (297.0 - 35.0) * MM - 14.0);
    // Even pages swap the margins.
    assert!(close(text_lines(&pages[1])[0].1, 26.0 * MM));
    // The last character of a full line ends at the right edge of 版心.
    let Some(Mark::Text(run)) = pages[0].marks.first() else {
        unreachable!()
    };
    let end = run.x + run.characters[27].1 + 16.0;
    assert!((end - (210.0 - 26.0) * MM).abs() < 0.5, "{end}");
}

#[test]
fn page_numbers_stand_outside_seven_millimetres_below() {
    // GB/T 9704-2012 第7.5条
    let pages = official(&format!("<p>{}</p>", "村".repeat(28 * 23)));
    let folio = |page: &Page| {
        let runs: Vec<_> = page
            .furniture
            .iter()
            .filter_map(|mark| match mark {
                Mark::Text(run) => Some(run.clone()),
                _ => None,
            })
            .collect();
        let text: String = runs
            .iter()
            .flat_map(|run| run.characters.iter().map(|(c, _)| *c))
            .collect();
        (runs[0].x, runs[0].y, text)
    };
    let (odd_x, y, text) = folio(&pages[0]);
    assert_eq!(text, "— 1 —");
    assert!(y > (262.0 + 7.0) * MM && y < (262.0 + 7.0) * MM + 14.0);
    assert!(odd_x > 105.0 * MM);
    let (even_x, _, text) = folio(&pages[1]);
    assert_eq!(text, "— 2 —");
    assert!(close(even_x, 26.0 * MM + 14.0));
}

#[test]
fn the_red_head_stands_where_the_standard_says() {
    let pages = official(
        "<head agency=\"石桥镇人民政府文件\" number=\"石府发〔2027〕3号\"/><title>通知</title><p>正文。</p>",
    );
    let red: Vec<f64> = pages[0]
        .marks
        .iter()
        .filter_map(|mark| match mark {
            Mark::Text(run) if run.colour == Colour::Red => Some(run.y - run.size * 0.87),
            _ => None,
        })
        .collect();
    // 发文机关标志 upper edge 35 mm below 版心.
    assert!(close(red[0], (37.0 + 35.0) * MM), "{red:?}");
    let line = pages[0]
        .marks
        .iter()
        .find_map(|mark| match mark {
            Mark::Line(line) if line.colour == Colour::Red => Some(*line),
            _ => None,
        })
        .unwrap();
    assert!(close(line.from.0, 28.0 * MM) && close(line.to.0, 184.0 * MM));
    assert!(whole(&pages).contains("石府发〔2027〕3号"));
}

#[test]
fn urgency_stands_at_the_upper_left_of_document_and_letter() {
    // GB/T 9704—2012 7.2.3: 3号黑体, top left of 版心; 10.1: below the first double line of a letter, beside the number.
    let place = |form: &str, text: &str| {
        let pages = official(&format!(
            "<head form=\"{form}\" agency=\"石桥镇人民政府\" number=\"石府函〔2027〕3号\" urgency=\"特急\"/>\
             <title>通知</title><p>正文。</p>"
        ));
        pages[0]
            .marks
            .iter()
            .find_map(|mark| match mark {
                Mark::Text(run) if run.characters.iter().any(|(c, _)| text.contains(*c)) => {
                    Some((run.x, run.y, run.size))
                }
                _ => None,
            })
            .unwrap()
    };
    let (x, y, size) = place("document", "特急");
    assert!(close(x, 28.0 * MM) && close(size, 16.0), "{x} {size}");
    assert!(y < (37.0 + 10.0) * MM, "{y}");
    let (x, y, _) = place("letter", "特急");
    assert!(close(x, 28.0 * MM), "{x}");
    assert!(close(y, place("letter", "〔").1), "{y}");
}

#[test]
fn a_signature_never_stands_alone_on_a_page() {
    for lines in 10..30 {
        let pages = official(&format!(
            "<p indent=\"0\">{}</p><sign issuer=\"石桥镇人民政府\" date=\"2027-02-10\" seal=\"yes\"/>",
            "村".repeat(28 * lines)
        ));
        let last = text_lines(pages.last().unwrap());
        let own: String = last.iter().map(|(_, _, text)| text.as_str()).collect();
        assert!(own.contains("石桥镇人民政府"), "{lines}");
        assert!(own.contains("村村"), "{lines}: {own}");
    }
}

#[test]
fn a_heading_never_ends_a_page() {
    for lines in 15..24 {
        let pages = official(&format!(
            "<p indent=\"0\">{}</p><h1>一、标题</h1><h2>（一）小标题</h2><p>正文正文。</p>",
            "村".repeat(28 * lines)
        ));
        for page in &pages {
            let last = text_lines(page).pop().unwrap().2;
            assert!(!last.contains("标题"), "{lines}: {last}");
        }
    }
}

#[test]
fn tables_repeat_their_head_and_never_tear_a_row() {
    let rows = (1..=60)
        .map(|n| {
            format!(
                "<tr><td>{n}</td><td align=\"left\">{}</td></tr>",
                "内容".repeat(n % 30)
            )
        })
        .collect::<Vec<_>>()
        .concat();
    let pages = official(&format!(
        "<table columns=\"3em 1fr\" caption=\"日程表\"><tr><th>序号</th><th>内容</th></tr>{rows}\
         <tr total=\"yes\"><td>合计</td><td>60</td></tr></table>"
    ));
    assert!(pages.len() > 1);
    for (index, page) in pages.iter().enumerate() {
        let text: String = text_lines(page).into_iter().map(|(_, _, t)| t).collect();
        assert!(text.contains("序号"), "page {index}");
        assert_eq!(text.contains("（续表）"), index > 0);
        // Nothing reaches below 版心.
        for (y, _, line) in text_lines(page) {
            assert!(y < 262.0 * MM + 0.5, "{line}");
        }
    }
    // The total keeps the row before it.
    let last: String = text_lines(pages.last().unwrap())
        .into_iter()
        .map(|(_, _, t)| t)
        .collect();
    assert!(last.contains("合计60") && last.contains("59"), "{last}");
}

#[test]
fn a_notice_takes_one_sheet_with_the_largest_type_that_fits() {
    let size = |body: &str| {
        let pages = notice(body);
        let sizes: Vec<f64> = pages[0]
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Text(run) => Some(run.size),
                _ => None,
            })
            .collect();
        (pages.len(), sizes.into_iter().fold(f64::MAX, f64::min))
    };
    let (pages, short) = size("<p>特此公告。</p>");
    assert_eq!((pages, short), (1, 26.0));
    let (pages, middle) = size(&format!("<p>{}</p>", "村".repeat(500)));
    assert_eq!(pages, 1);
    assert!(middle < short && middle >= 15.0);
    let (pages, flowing) = size(&format!("<p>{}</p>", "村".repeat(3000)));
    assert!(pages > 1);
    assert!((flowing - 16.0).abs() < 0.01);
}

#[test]
fn a3_is_set_larger_than_a4() {
    let document =
        markup::parse("<document title=\"试\" style=\"notice\"><p>特此公告。</p></document>")
            .unwrap();
    let pages = set(&document, &Library::embedded(), Some(PaperSize::A3)).unwrap();
    assert!(close(pages[0].width, 297.0 * MM) && close(pages[0].height, 420.0 * MM));
    let Some(Mark::Text(run)) = pages[0].marks.first() else {
        unreachable!()
    };
    assert!(run.size > 30.0);
}

#[test]
fn a_form_on_a3_keeps_its_shape() {
    let document = markup::parse(
        "<document title=\"试\" style=\"form\"><table columns=\"20mm 1fr\"><tr><th>甲</th><th>乙</th></tr></table></document>",
    )
    .unwrap();
    let fonts = Library::embedded();
    let small = set(&document, &fonts, None).unwrap();
    let large = set(&document, &fonts, Some(PaperSize::A3)).unwrap();
    assert!(close(large[0].width, 297.0 * MM));
    let first = |pages: &[Page]| match &pages[0].marks[..] {
        [.., Mark::Text(run)] => run.x,
        _ => 0.0,
    };
    assert!((first(&large) / first(&small) - 297.0 / 210.0).abs() < 0.001);
}

#[test]
fn names_are_whole_in_one_face_and_two_characters_take_three() {
    let pages = notice(
        "<names columns=\"4\"><name>王伟</name><name>李明𠮷</name><name>张建国</name>\
         <name>阿依古丽·买买提江</name></names>",
    );
    let runs: Vec<(String, f64)> = pages[0]
        .marks
        .iter()
        .filter_map(|mark| match mark {
            Mark::Text(run) => Some((
                run.characters.iter().map(|(c, _)| *c).collect(),
                run.characters.last().unwrap().1 / run.size,
            )),
            _ => None,
        })
        .collect();
    let find = |name: &str| runs.iter().find(|(text, _)| text == name).cloned();
    // 李明𠮷 in one run: one face for the whole name.
    assert!(find("李明𠮷").is_some(), "{runs:?}");
    let (_, second) = find("王伟").unwrap();
    assert!((second - 2.0).abs() < 0.05, "{second}");
    assert!(find("阿依古丽·买买提江").is_some());
}

#[test]
fn a_character_nobody_has_is_reported_with_its_place() {
    let set = crate::documents::render::typeset_markup(
        "<document title=\"试\" style=\"notice\"><p>候选人<name>王\u{F8FE}明</name></p></document>",
        &Library::embedded(),
        &crate::documents::pdf::tests::setting(),
    )
    .unwrap();
    assert_eq!(
        set.missing,
        vec![Missing {
            ch: '\u{F8FE}',
            page: 1,
            context: "候选人王\u{F8FE}明".to_owned()
        }]
    );
}

#[test]
fn blanks_are_ruled_not_written() {
    let pages = notice(
        "<p>地点<blank width=\"8em\"/>，时间<date value=\"\" weekday=\"yes\"/>，<blank>已知</blank></p>",
    );
    let text = whole(&pages);
    assert!(!text.contains('_') && text.contains("已知"));
    assert!(text.contains('年') && text.contains("星期"));
    let rules = pages[0]
        .marks
        .iter()
        .filter(|mark| matches!(mark, Mark::Line(_)))
        .count();
    assert!(rules >= 5, "{rules}");
}

#[test]
fn a_flow_chart_turns_at_the_end_of_its_row() {
    let pages = official(
        "<flow columns=\"2\"><step title=\"甲\">一</step><step title=\"乙\"/><step title=\"丙\"/></flow>",
    );
    let at = |wanted: char| {
        pages[0]
            .marks
            .iter()
            .find_map(|mark| match mark {
                Mark::Text(run) if run.characters[0].0 == wanted => Some((run.x, run.y)),
                _ => None,
            })
            .unwrap()
    };
    assert!(at('甲').0 < at('乙').0 && at('丙').1 > at('乙').1);
    // The third box stands below the second.
    assert!(close(at('乙').0, at('丙').0));
}

#[test]
fn grid_cells_are_set_n_up() {
    let cell = "<cell><title>选民证</title><p indent=\"0\">姓名：<blank/></p></cell>";
    let pages = set_xml(&format!(
        "<document title=\"试\" style=\"form\"><grid columns=\"2\" rows=\"3\">{}</grid></document>",
        cell.repeat(8)
    ));
    assert_eq!(pages.len(), 2);
    assert_eq!(whole(&pages).matches("选民证").count(), 8);
}

#[test]
fn attachments_start_pages_and_the_imprint_ends_the_last() {
    let pages = official(
        "<p>正文。</p><attachment number=\"1\" title=\"表一\" orientation=\"landscape\"><p>甲</p></attachment>\
         <attachment number=\"2\" title=\"表二\"><p>乙</p></attachment>\
         <imprint copy=\"县民政局\" issuer=\"石桥镇办公室\" date=\"2027-02-10\"/>",
    );
    assert_eq!(pages.len(), 3);
    assert!(pages[1].width > pages[1].height);
    let lowest = pages[2]
        .marks
        .iter()
        .filter_map(|mark| match mark {
            Mark::Line(line) => Some(line.from.1),
            _ => None,
        })
        .fold(0.0, f64::max);
    // The last line of 版记 lies on the lower edge of 版心.
    assert!(close(lowest, 262.0 * MM), "{lowest}");
    assert!(whole(&pages[2..]).contains("抄送：县民政局。"));
}

#[test]
fn a_row_taller_than_a_page_goes_on_over_the_next() {
    let text = "内容文字".repeat(900);
    let pages = official(&format!(
        "<table columns=\"3em 4em 1fr\"><tr><th>序</th><th>组</th><th>内容</th></tr>\
         <tr><td rowspan=\"2\">1</td><td>甲</td><td align=\"left\">{text}</td></tr>\
         <tr><td>乙</td><td>完</td></tr></table>"
    ));
    assert!(pages.len() > 1);
    let letters = whole(&pages).chars().filter(|c| *c == '字').count();
    assert_eq!(letters, 900);
    for page in &pages {
        for (y, _, line) in text_lines(page) {
            assert!(y < 262.0 * MM + 0.5, "{line}");
        }
    }
}

#[test]
fn what_no_cell_can_hold_is_an_error_in_chinese() {
    let cell = format!("<cell><p>{}</p></cell>", "字".repeat(5000));
    let xml = format!(
        "<document title=\"选民证\" style=\"form\"><grid columns=\"3\" rows=\"4\">{cell}</grid></document>"
    );
    let error = set(&markup::parse(&xml).unwrap(), &Library::embedded(), None).unwrap_err();
    assert!(error.to_string().contains("减少每页份数"));
    let xml = format!(
        "<document title=\"试\" style=\"form\"><qr text=\"{}\"/></document>",
        "字".repeat(3000)
    );
    assert!(set(&markup::parse(&xml).unwrap(), &Library::embedded(), None).is_err());
}

#[test]
fn a_loose_cell_leaves_eight_millimetres_for_a_hand() {
    // (行距, least distance of two lines in a cell)
    for (loose, least) in [("no", 4.0 * MM), ("yes", 8.0 * MM)] {
        let pages = set_xml(&format!(
            "<document title=\"试\" style=\"form\"><table columns=\"1fr\" head=\"0\"><tr><td loose=\"{loose}\">甲<br/>乙</td></tr></table></document>"
        ));
        let lines = text_lines(&pages[0]);
        let distance = lines[1].0 - lines[0].0;
        assert!(
            distance >= least - 0.01 && distance < 2.0 * least,
            "{loose}: {distance}"
        );
    }
}

#[test]
fn sheets_to_be_cut_carry_no_page_number() {
    let body = "<p>甲</p><break/><p>乙</p>";
    for (folio, numbered) in [("yes", true), ("no", false)] {
        let pages = set_xml(&format!(
            "<document title=\"试\" style=\"form\" folio=\"{folio}\">{body}</document>"
        ));
        assert_eq!(pages.len(), 2);
        assert_eq!(!pages[0].furniture.is_empty(), numbered, "{folio}");
    }
}

#[test]
fn a_certificate_has_a_thick_line_around_a_thin_one() {
    let lines = |frame: &str| -> Vec<f64> {
        let pages = set_xml(&format!(
            "<document title=\"试\" style=\"form\"><grid columns=\"1\" rows=\"1\" frame=\"{frame}\"><cell><title>证</title></cell></grid></document>"
        ));
        pages[0]
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Line(line) => Some(line.width),
                _ => None,
            })
            .collect()
    };
    assert_eq!(lines("no"), Vec::<f64>::new());
    assert_eq!(lines("yes"), vec![0.7; 4]);
    let double = lines("double");
    assert_eq!(double.len(), 8);
    assert!(double[0] > 2.0 * double[4], "{double:?}");
}
