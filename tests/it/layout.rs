//! 版式 — every number of GB/T 9704-2012 the product claims, measured in finished PDF files.

mod parts;

use huanjie::documents::{
    fonts::Library,
    render::{Setting, typeset_markup, write_pdf},
};

use crate::support::pdf::{MM, Rule, Sheet, TextLine, read};

/// 三号字, its pitch in a line of 28 and the distance of 22 lines.
const THREE: f64 = 16.0;
const ADVANCE: f64 = 156.0 * MM / 28.0;
const PITCH: f64 = 225.0 * MM / 22.0;
/// Edges of 版心 on an odd page.
const LEFT: f64 = 28.0 * MM;
const RIGHT: f64 = 184.0 * MM;
const TOP: f64 = 37.0 * MM;
const FOOT: f64 = 262.0 * MM;

fn setting() -> Setting {
    Setting {
        watermark: None,
        demo: false,
        issued: None,
        paper: None,
        created: "2027-02-20T09:00:00".parse().unwrap(),
        author: "石塘镇".into(),
    }
}

fn sheets(xml: &str) -> Vec<Sheet> {
    let (fonts, setting) = (Library::embedded(), setting());
    let set =
        typeset_markup(xml, &fonts, &setting).unwrap_or_else(|error| panic!("{error}\n{xml}"));
    read(&write_pdf(&[set], &setting, &fonts).unwrap())
}

fn official(body: &str) -> Vec<Sheet> {
    sheets(&format!(
        "<document title=\"试\" style=\"official\">{body}</document>"
    ))
}

#[track_caller]
fn near(found: f64, wanted: f64, room: f64, what: &str) {
    assert!(
        (found - wanted).abs() <= room,
        "{what}: {:.2} mm instead of {:.2} mm",
        found / MM,
        wanted / MM
    );
}

/// Left and right edge of 版心 on a page, counted from 0: the margins change places.
fn sides(index: usize) -> (f64, f64) {
    let left = if index.is_multiple_of(2) {
        LEFT
    } else {
        26.0 * MM
    };
    (left, left + 156.0 * MM)
}

/// Upper edge of the em box of a line.
fn top_of(line: &TextLine) -> f64 {
    line.y - line.size * 0.87
}

/// Its lower edge.
fn foot_of(line: &TextLine) -> f64 {
    line.y + line.size * 0.13
}

fn red(sheet: &Sheet) -> Vec<Rule> {
    sheet.level().into_iter().filter(|rule| rule.red).collect()
}

fn paper(agency: &str) -> Vec<Sheet> {
    official(&format!(
        "<head agency=\"{agency}\" number=\"石换届办〔2027〕5号\"/>\
         <title>关于开展换届选举工作的通知</title>\
         <recipient>各村民委员会：</recipient>\
         <p>{}</p>\
         <attachments><item>换届选举工作日程安排表</item><item>{}</item></attachments>\
         <sign issuer=\"石塘镇人民政府\" date=\"2027-03-08\" seal=\"yes\"/>\
         <note>（联系人：邱喆）</note>\
         <attachment number=\"1\" title=\"日程安排表\"><p>甲</p></attachment>\
         <attachment number=\"2\" title=\"分工表\"><p>乙</p></attachment>\
         <imprint copy=\"县委组织部，县民政局\" issuer=\"石塘镇换届办\" date=\"2027-03-08\"/>",
        "村".repeat(70),
        "换届选举工作各村各社区包干责任人和指导组督查组分工情况一览表",
    ))
}

#[test]
fn the_type_area_holds_22_lines_of_28_characters() {
    // 第5.2.1条 天头37 mm、订口28 mm、版心156 mm×225 mm；第5.2.3条 每面22行、每行28个字并撑满版心
    let pages = official(&format!("<p indent=\"0\">{}</p>", "村".repeat(28 * 22 * 2)));
    assert_eq!(pages.len(), 2);
    for (index, page) in pages.iter().enumerate() {
        near(page.width, 210.0 * MM, 0.3, "A4 width");
        near(page.height, 297.0 * MM, 0.3, "A4 height");
        let lines: Vec<TextLine> = page
            .lines()
            .into_iter()
            .filter(|line| line.text.contains('村'))
            .collect();
        assert_eq!(lines.len(), 22);
        // 双面印刷: the binding edge is on the other side of an even page.
        let left = if index == 0 { LEFT } else { 26.0 * MM };
        for line in &lines {
            assert_eq!(line.glyphs.len(), 28);
            near(line.left, left, 0.1, "left edge");
            near(line.right, left + 156.0 * MM, 0.4, "right edge");
            assert_eq!((line.face.as_str(), line.size), ("FangSong", THREE));
            for pair in line.glyphs.windows(2) {
                near(pair[1].x - pair[0].x, 15.79, 0.02, "advance");
            }
        }
        for pair in lines.windows(2) {
            near(pair[1].y - pair[0].y, 28.99, 0.02, "pitch");
        }
        // Line boxes fill 版心 from its upper to its lower edge.
        near(top_of(&lines[0]) - (PITCH - THREE) / 2.0, TOP, 0.3, "top");
        near(
            foot_of(&lines[21]) + (PITCH - THREE) / 2.0,
            FOOT,
            0.3,
            "foot",
        );
    }
}

#[test]
fn the_red_head_stands_to_the_millimetre() {
    let page = &paper("石塘镇换届选举工作领导小组文件")[0];
    let agency = page.line("领导小组文件");
    // 第7.2.4条 上边缘至版心上边缘35 mm，小标宋，红色，居中
    assert!(agency.glyphs.iter().all(|glyph| glyph.red));
    assert_eq!(agency.face, "XiaoBiaoSong");
    near(top_of(&agency), TOP + 35.0 * MM, 0.5, "mark");
    near(
        f64::midpoint(agency.left, agency.right),
        f64::midpoint(LEFT, RIGHT),
        0.5,
        "mark in the middle",
    );
    // 第7.2.5条 发文机关标志下空二行，居中，六角括号
    let number = page.line("〔2027〕5号");
    near(number.size, THREE, 0.001, "size of the number");
    near(
        top_of(&number) - (PITCH - THREE) / 2.0 - foot_of(&agency),
        2.0 * PITCH,
        0.5,
        "two empty lines",
    );
    near(
        f64::midpoint(number.left, number.right),
        f64::midpoint(LEFT, RIGHT),
        0.6,
        "number in the middle",
    );
    // 第7.2.7条 发文字号之下4 mm，与版心等宽的红线
    let lines = red(page);
    assert_eq!(lines.len(), 1);
    near(lines[0].from.0, LEFT, 0.05, "red line from");
    near(lines[0].to.0, RIGHT, 0.05, "red line to");
    near(
        lines[0].from.1 - foot_of(&number),
        4.0 * MM,
        0.4,
        "red line below the number",
    );
    // 第7.3.1条 红线下空二行，二号小标宋，居中
    let title = page.line("关于开展换届");
    assert_eq!((title.face.as_str(), title.size), ("XiaoBiaoSong", 22.0));
    let below = top_of(&title) - lines[0].from.1;
    assert!((2.0 * PITCH..3.0 * PITCH).contains(&below), "{below}");
    near(
        f64::midpoint(title.left, title.right),
        f64::midpoint(LEFT, RIGHT),
        0.6,
        "title in the middle",
    );
    // 第7.3.2条 标题下空一行，顶格，末尾全角冒号
    let recipient = page.line("各村民委员会");
    near(recipient.left, LEFT, 0.1, "recipient flush left");
    assert!(recipient.text.ends_with('：'));
    let gap = top_of(&recipient) - foot_of(&title);
    assert!((PITCH..2.0 * PITCH).contains(&gap), "{gap}");
}

#[test]
fn a_long_mark_takes_two_lines_instead_of_shrinking() {
    // (mark, lines): up to 18 characters in one
    for (agency, count) in [
        ("石塘镇人民政府文件", 1),
        ("石塘镇换届选举工作领导小组办公室文件", 1),
        ("石塘镇村社区两委换届选举工作领导小组办公室文件", 2),
    ] {
        let page = &paper(agency)[0];
        let marks: Vec<TextLine> = page
            .lines()
            .into_iter()
            .filter(|line| line.glyphs.iter().all(|glyph| glyph.red))
            .collect();
        assert_eq!(marks.len(), count, "{agency}");
        assert_eq!(
            marks
                .iter()
                .map(|line| line.text.as_str())
                .collect::<String>(),
            agency
        );
        near(top_of(&marks[0]), TOP + 35.0 * MM, 0.5, agency);
        for mark in &marks {
            assert!(mark.size >= 24.0, "{agency}: {}", mark.size);
            assert!(mark.left >= LEFT - 0.1 && mark.right <= RIGHT + 0.1);
        }
        let number = page.line("〔2027〕5号");
        assert!(top_of(&number) > foot_of(marks.last().unwrap()) + 2.0 * PITCH);
    }
}

#[test]
fn an_upward_paper_carries_its_signer() {
    // 第7.2.5条 上行文的发文字号居左空一字；第7.2.6条 签发人居右空一字，姓名三号楷体
    let page = &official(
        "<head agency=\"石塘镇人民政府文件\" number=\"石府〔2027〕5号\" signer=\"林忠康\"/><title>报告</title><p>正文。</p>",
    )[0];
    let line = page.line("签发人：");
    near(line.left, LEFT + ADVANCE, 0.3, "number one in");
    near(line.right, RIGHT - ADVANCE, 0.6, "signer one in");
    let name = line.glyphs.iter().find(|glyph| glyph.ch == '林').unwrap();
    let label = line.glyphs.iter().find(|glyph| glyph.ch == '签').unwrap();
    assert_eq!(
        (name.face.as_str(), label.face.as_str()),
        ("Kai", "FangSong")
    );
}

#[test]
fn paragraphs_and_headings_have_their_places_and_faces() {
    // 第7.3.3条 每个自然段左空二字；结构层次 黑体、楷体、仿宋、仿宋，都是三号
    let page = &official(&format!(
        "<p>{}</p><h1>一、标题</h1><h2>（一）标题</h2><h3>1．标题</h3><h4>（1）标题</h4><p>正文。</p>",
        "村".repeat(70)
    ))[0];
    let all = page.lines();
    let body: Vec<&TextLine> = all
        .iter()
        .filter(|line| line.text.contains("村村"))
        .collect();
    near(body[0].left, LEFT + 2.0 * ADVANCE, 0.1, "indent");
    near(body[1].left, LEFT, 0.1, "second line");
    for (words, face) in [
        ("一、标题", "Hei"),
        ("（一）标题", "Kai"),
        ("1．标题", "FangSong"),
        ("（1）标题", "FangSong"),
    ] {
        let line = page.line(words);
        let mark = line.glyphs.iter().find(|glyph| glyph.ch == '标').unwrap();
        assert_eq!((mark.face.as_str(), mark.size), (face, THREE), "{words}");
        // An opening bracket gives up its blank half at the start of the text.
        let text = line.glyphs[0].x;
        assert!(
            (text - LEFT - 2.0 * ADVANCE).abs() < THREE * 0.55,
            "{words}: {text}"
        );
    }
}

#[test]
fn the_list_of_attachments_hangs_under_the_name() {
    // 第7.3.4条 正文下空一行左空二字，附件名称后不加标点，回行与上一行附件名称的首字对齐
    let pages = paper("石塘镇人民政府文件");
    let index = pages
        .iter()
        .position(|page| page.text().contains("附件："))
        .unwrap();
    let (left, _) = sides(index);
    let lines = pages[index].lines();
    let at = lines
        .iter()
        .position(|line| line.text.starts_with("附件："))
        .unwrap();
    near(lines[at].left, left + 2.0 * ADVANCE, 0.2, "indent");
    assert!(lines[at].text.starts_with("附件：1.换届"));
    assert!(lines[at].text.ends_with('表'));
    let gap = lines[at].y - lines[at - 1].y;
    near(gap, 2.0 * PITCH, 1.0, "one empty line");
    assert!(lines[at + 1].text.starts_with("2."));
    let name = lines[at]
        .glyphs
        .iter()
        .find(|glyph| glyph.ch == '换')
        .unwrap();
    let second = lines[at + 1]
        .glyphs
        .iter()
        .find(|glyph| glyph.ch == '换')
        .unwrap();
    near(second.x, name.x, 0.3, "names below each other");
    near(lines[at + 2].left, name.x, 0.3, "turned line");
}

#[test]
fn the_signature_stands_beside_its_seal() {
    // 第7.3.5.1条 成文日期右空四字，署名居中于日期之上；印章下压署名和日期，顶端距正文一行之内
    let pages = paper("石塘镇人民政府文件");
    let index = pages
        .iter()
        .position(|page| page.text().contains("石塘镇人民政府2027"))
        .unwrap();
    let (page, (_, right_edge)) = (&pages[index], sides(index));
    let (issuer, date) = (page.line("石塘镇人民政府"), page.line("2027年3月8日"));
    near(date.right, right_edge - 4.0 * ADVANCE, 0.6, "date four in");
    near(
        f64::midpoint(issuer.left, issuer.right),
        f64::midpoint(date.left, date.right),
        0.6,
        "name over the date",
    );
    near(date.y - issuer.y, PITCH, 0.5, "next line");
    let (left, top, right, foot) = page.curves[0];
    near(right - left, 42.0 * MM, 0.2, "seal of a township");
    near(
        f64::midpoint(left, right),
        f64::midpoint(date.left, date.right),
        0.6,
        "seal over the date",
    );
    assert!(top < top_of(&issuer) && foot > foot_of(&date));
    let before = page
        .lines()
        .into_iter()
        .filter(|line| line.y < issuer.y - 1.0 && line.size > 10.0)
        .map(|line| foot_of(&line))
        .fold(0.0, f64::max);
    assert!(top - before <= PITCH, "{}", top - before);
}

#[test]
fn a_signature_without_seal_hangs_its_date_two_characters_in() {
    // 第7.3.5.2条 署名右空二字，日期首字比署名首字右移二字；日期长于署名时日期右空二字
    let page = &official(
        "<p>正文。</p><sign issuer=\"石塘镇换届选举工作领导小组办公室\" date=\"2027-03-08\"/>",
    )[0];
    let (issuer, date) = (page.line("领导小组办公室"), page.line("2027年3月8日"));
    near(issuer.right, RIGHT - 2.0 * ADVANCE, 0.6, "name two in");
    near(date.left, issuer.left + 2.0 * ADVANCE, 0.6, "date hangs");
    let page = &official("<p>正文。</p><sign issuer=\"换届办\" date=\"2027-03-08\"/>")[0];
    let (issuer, date) = (page.line("换届办"), page.line("2027年3月8日"));
    near(date.right, RIGHT - 2.0 * ADVANCE, 0.6, "date two in");
    near(
        date.left,
        issuer.left + 2.0 * ADVANCE,
        0.6,
        "name hangs out",
    );
}

#[test]
fn a_signature_is_never_alone_with_its_seal() {
    for lines in 14..25 {
        let pages = official(&format!(
            "<p indent=\"0\">{}</p><sign issuer=\"石塘镇人民政府\" date=\"2027-02-10\" seal=\"yes\"/>",
            "村".repeat(28 * lines)
        ));
        let last = pages.last().unwrap().text();
        assert!(
            last.contains("石塘镇人民政府") && last.contains("村村"),
            "{lines}"
        );
    }
}

#[test]
fn attachments_start_on_new_pages() {
    // 第7.3.7条 另面编排，“附件”三号黑体顶格第一行，标题居中第三行
    let pages = paper("石塘镇人民政府文件");
    let count = pages.len();
    for (page, label, title) in [
        (&pages[count - 2], "附件1", "日程安排表"),
        (&pages[count - 1], "附件2", "分工表"),
    ] {
        let lines = page.lines();
        assert_eq!(lines[0].text, label);
        assert_eq!((lines[0].face.as_str(), lines[0].size), ("Hei", THREE));
        let left = lines[0].left;
        assert!((left - LEFT).abs() < 0.2 || (left - 26.0 * MM).abs() < 0.2);
        near(
            top_of(&lines[0]) - (PITCH - THREE) / 2.0,
            TOP,
            0.4,
            "first line",
        );
        let heading = page.line(title);
        near(heading.y - lines[0].y, 2.0 * PITCH, 3.5, "third line");
        near(
            f64::midpoint(heading.left, heading.right) - left,
            78.0 * MM,
            0.6,
            "in the middle",
        );
    }
}

#[test]
fn the_imprint_ends_the_last_page() {
    // 第7.4条 首末线0.35 mm，中间线0.25 mm，与版心等宽，末线在版心下边缘；四号仿宋，左右各空一字
    let pages = paper("石塘镇人民政府文件");
    let page = pages.last().unwrap();
    let lines = page.level();
    let widths: Vec<f64> = lines.iter().map(|rule| rule.width / MM).collect();
    assert_eq!(lines.len(), 3);
    for (found, wanted) in widths.iter().zip([0.35, 0.25, 0.35]) {
        assert!((found - wanted).abs() < 0.01, "{widths:?}");
    }
    let left = lines[0].from.0;
    for rule in &lines {
        near(rule.to.0 - rule.from.0, 156.0 * MM, 0.1, "width");
    }
    near(lines[2].from.1, FOOT, 0.1, "last line");
    let (copy, issued) = (page.line("抄送："), page.line("印发"));
    assert!(copy.text.ends_with("民政局。"));
    assert_eq!((copy.size, issued.size), (14.0, 14.0));
    assert_eq!(
        (copy.face.as_str(), issued.face.as_str()),
        ("FangSong", "FangSong")
    );
    near(copy.left, left + 14.0, 0.3, "one in");
    near(issued.left, left + 14.0, 0.3, "one in");
    near(issued.right, left + 156.0 * MM - 14.0, 0.5, "one in");
    assert!(issued.text.ends_with("2027年3月8日印发"));
}

#[test]
fn page_numbers_stand_outside() {
    // 第7.5条 四号半角宋体，一字线，版心下边缘之下7 mm；单页居右空一字，双页居左空一字
    let pages = official(&format!("<p>{}</p>", "村".repeat(28 * 23)));
    for (page, text) in pages.iter().zip(["— 1 —", "— 2 —"]) {
        let folio = page.lines().into_iter().next_back().unwrap();
        assert_eq!(folio.text, text);
        assert_eq!((folio.face.as_str(), folio.size), ("Song", 14.0));
        // The dash lies 0.38 em above the base line.
        near(folio.y - 14.0 * 0.38, FOOT + 7.0 * MM, 0.3, "below 版心");
    }
    let (odd, even) = (&pages[0].lines(), &pages[1].lines());
    near(odd.last().unwrap().right, RIGHT - 14.0, 0.5, "odd");
    near(even.last().unwrap().left, 26.0 * MM + 14.0, 0.3, "even");
    // A turned attachment keeps its number on the foot of the bound sheet.
    let pages = official(
        "<p>正文。</p><attachment title=\"表\" orientation=\"landscape\"><p>甲</p></attachment>",
    );
    let turned: Vec<char> = pages[1]
        .glyphs
        .iter()
        .filter(|glyph| glyph.turned)
        .map(|glyph| glyph.ch)
        .collect();
    assert_eq!(turned.iter().collect::<String>(), "— 2 —");
    let x = pages[1].glyphs.iter().find(|glyph| glyph.turned).unwrap().x;
    assert!(x < 35.0 * MM, "{x}");
}
