#![allow(clippy::unwrap_used)]
use super::*;
use crate::documents::model::{Block, Inline, Length};

fn wrap(body: &str) -> String {
    format!("<document title=\"试\" style=\"official\">\n{body}\n</document>")
}

#[test]
fn what_is_not_in_the_vocabulary_is_named_with_its_line() {
    let cases = [
        ("<p>甲</p>\n<marquee/>", 3, "没有元素 <marquee>"),
        ("<p onclick=\"x\">甲</p>", 2, "<p> 没有属性 onclick"),
        ("<p>甲<script>乙</script></p>", 2, "行内没有元素 <script>"),
        ("散落的字", 2, "要放在段落等元素里"),
        ("<sign date=\"2027-03-18\"/>", 2, "<sign> 缺少属性 issuer"),
        (
            "<sign issuer=\"甲\" date=\"2027-02-30\"/>",
            2,
            "日期，如 2027-03-18",
        ),
        ("<sign issuer=\"甲\" seal=\"true\"/>", 2, "yes、no 之一"),
        ("<p><date value=\"三月\"/></p>", 2, "<date> 的 value"),
        ("<p/>\n<head agency=\"甲\"/>", 3, "<head> 要放在最前面"),
        (
            "<table columns=\"1fr 1fr\"><tr><td/></tr></table>",
            2,
            "这一行有 1 格，表格是 2 列",
        ),
        (
            "<table columns=\"1fr\" head=\"0\"><tr><td rowspan=\"2\"/></tr></table>",
            2,
            "rowspan 伸出了表格",
        ),
        (
            "<table columns=\"-3mm\"><tr><td/></tr></table>",
            2,
            "几个长度",
        ),
        ("<keep><break/></keep>", 2, "<break> 不能放在这里"),
        ("<names><li/></names>", 2, "<names> 里面只能放"),
        ("<p><name>张<b>三</b></name></p>", 2, "只能是文字"),
        ("<grid columns=\"99\" rows=\"1\"/>", 2, "1 到 6 的整数"),
    ];
    for (body, line, message) in cases {
        let error = parse(&wrap(body)).unwrap_err();
        let found = error
            .problems
            .iter()
            .any(|problem| problem.line == line && problem.message.contains(message));
        assert!(found, "{body}: {error}");
    }
}

#[test]
fn all_problems_come_at_once() {
    let error = parse(&wrap("<x/><y/><p z=\"1\"/>")).unwrap_err();
    assert_eq!(error.problems.len(), 3);
}

#[test]
fn broken_xml_and_entities_are_refused() {
    for xml in [
        "<document",
        "",
        "<!DOCTYPE d [<!ENTITY a \"aaaa\">]><document title=\"x\" style=\"form\"><p>&a;</p></document>",
        "<document title=\"x\" style=\"form\"></document><document/>",
    ] {
        assert!(parse(xml).is_err(), "{xml}");
    }
}

#[test]
fn white_space_is_settled() {
    let cases = [
        ("\n  第一行\n  第二行  ", "第一行第二行"),
        ("Word 97\n and later", "Word 97 and later"),
        ("共 3 页", "共3页"),
        ("一　二", "一　二"),
    ];
    for (typed, expected) in cases {
        let document = parse(&wrap(&format!("<p>{typed}</p>"))).unwrap();
        let Some(Block::Paragraph(paragraph)) = document.blocks.first() else {
            unreachable!()
        };
        assert_eq!(
            paragraph.content,
            vec![Inline::Text(expected.to_owned())],
            "{typed}"
        );
    }
}

#[test]
fn a_deep_nest_is_refused_not_followed() {
    let body = format!("<p>{}x{}</p>", "<b>".repeat(200), "</b>".repeat(200));
    let error = parse(&wrap(&body)).unwrap_err();
    assert!(error.problems.iter().any(|p| p.message.contains("太深")));
}

#[test]
fn lengths_are_read() {
    use attributes::parse_length;
    assert_eq!(parse_length("12mm"), Some(Length::Mm(12.0)));
    assert_eq!(parse_length("1.5em"), Some(Length::Em(1.5)));
    assert_eq!(parse_length("auto"), Some(Length::Auto));
    assert_eq!(parse_length("0fr"), None);
    assert_eq!(parse_length("12"), None);
    assert_eq!(parse_length("9999mm"), None);
}
