//! 网页预览 — a paper's model as HTML: classes only, no style, no script, every value escaped.
//!
//! The page's own stylesheet gives the classes their looks. Widths that a template fixes appear as
//! classes in steps (`w8` = eight characters), never as inline styles.

use crate::civil;

use super::model::{
    Align, Block, Cell, DateField, Document, Fields, Head, Imprint, Inline, Length, List, Marker,
    Names, Paragraph, RunStyle, Sign, Style, Table, TableLines, TypeSize,
};
use super::text::{number_chinese, time_chinese};

/// The whole paper as one `<article>`.
pub fn page(document: &Document) -> String {
    let style = match document.style {
        Style::Official => "paper paper-official",
        Style::Notice => "paper paper-notice",
        Style::Form => "paper paper-form",
    };
    let mut out = String::with_capacity(4096);
    open(&mut out, "article", style);
    blocks(&mut out, &document.blocks);
    close(&mut out, "article");
    out
}

fn open(out: &mut String, tag: &str, class: &str) {
    out.push('<');
    out.push_str(tag);
    if !class.is_empty() {
        out.push_str(" class=\"");
        out.push_str(class);
        out.push('"');
    }
    out.push('>');
}

fn close(out: &mut String, tag: &str) {
    out.push_str("</");
    out.push_str(tag);
    out.push('>');
}

fn text(out: &mut String, value: &str) {
    for c in value.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
}

fn element(out: &mut String, tag: &str, class: &str, value: &str) {
    open(out, tag, class);
    text(out, value);
    close(out, tag);
}

fn holding(out: &mut String, tag: &str, class: &str, content: &[Inline]) {
    open(out, tag, class);
    inlines(out, content);
    close(out, tag);
}

fn blocks(out: &mut String, list: &[Block]) {
    for item in list {
        block(out, item);
    }
}

fn block(out: &mut String, block: &Block) {
    match block {
        Block::Head(head) => head_block(out, head),
        Block::Title(content) => holding(out, "h2", "paper-title", content),
        Block::Number(content) => holding(out, "p", "paper-number", content),
        Block::Subtitle(content) => holding(out, "p", "paper-subtitle", content),
        Block::Recipient(content) => holding(out, "p", "paper-recipient", content),
        Block::Heading(level, content) => {
            let (tag, class) = match level {
                1 => ("h3", "paper-h1"),
                2 => ("h4", "paper-h2"),
                3 => ("h5", "paper-h3"),
                _ => ("h6", "paper-h4"),
            };
            holding(out, tag, class, content);
        }
        Block::Paragraph(paragraph) => paragraph_block(out, paragraph),
        Block::List(list) => list_block(out, list),
        Block::Table(table) => table_block(out, table),
        Block::Names(names) => names_block(out, names),
        Block::Fields(fields) => fields_block(out, fields),
        Block::Attachments(items) => {
            open(out, "ol", "paper-attachments");
            for item in items {
                holding(out, "li", "", item);
            }
            close(out, "ol");
        }
        Block::Attachment(attachment) => {
            open(out, "section", "paper-attachment");
            element(
                out,
                "p",
                "paper-attachment-mark",
                &format!("附件{}", attachment.number),
            );
            if !attachment.title.is_empty() {
                element(out, "h2", "paper-title", &attachment.title);
            }
            blocks(out, &attachment.blocks);
            close(out, "section");
        }
        Block::Sign(sign) => sign_block(out, sign),
        Block::Imprint(imprint) => imprint_block(out, imprint),
        Block::Note(content) => holding(out, "p", "paper-note", content),
        Block::Cut(label) => element(out, "p", "paper-cut", label),
        Block::Qr(code) => {
            open(out, "p", "paper-qr");
            text(out, "［二维码］");
            text(out, &code.caption);
            close(out, "p");
        }
        Block::Space(_) => open(out, "div", "paper-space"),
        Block::PageBreak => out.push_str("<hr class=\"paper-break\">"),
        Block::Keep(inner) => blocks(out, inner),
        Block::Flow(flow) => {
            open(
                out,
                "ol",
                &format!("paper-flow paper-columns-{}", flow.columns),
            );
            for step in &flow.steps {
                open(out, "li", "");
                element(out, "b", "", &step.title);
                holding(out, "span", "small", &step.content);
                close(out, "li");
            }
            close(out, "ol");
        }
        Block::Calendar(days) => {
            open(out, "ul", "paper-list");
            for day in days {
                open(out, "li", "");
                element(out, "b", "", &civil::short_weekday(day.date));
                text(out, "　");
                holding(out, "span", "", &day.content);
                close(out, "li");
            }
            close(out, "ul");
        }
        Block::Grid(grid) => {
            open(
                out,
                "div",
                &format!("paper-grid paper-columns-{}", grid.columns),
            );
            for cell in &grid.cells {
                open(out, "div", "paper-cell");
                blocks(out, cell);
                close(out, "div");
            }
            close(out, "div");
        }
    }
    if matches!(block, Block::Space(_)) {
        close(out, "div");
    }
}

fn head_block(out: &mut String, head: &Head) {
    open(out, "header", "paper-head");
    for (class, value) in [
        ("paper-serial", &head.serial),
        ("paper-secrecy", &head.secrecy),
        ("paper-urgency", &head.urgency),
    ] {
        if !value.is_empty() {
            element(out, "p", class, value);
        }
    }
    element(out, "p", "paper-agency", &head.agency);
    let number: &str = if head.number.is_empty() {
        "〔　　〕　号"
    } else {
        &head.number
    };
    element(out, "p", "paper-number", number);
    if !head.signer.is_empty() {
        element(
            out,
            "p",
            "paper-signer",
            &format!("签发人：{}", head.signer),
        );
    }
    close(out, "header");
}

fn align_class(align: Align) -> &'static str {
    match align {
        Align::Justify => "",
        Align::Left => "left",
        Align::Center => "center",
        Align::Right => "right",
    }
}

fn size_class(size: TypeSize) -> &'static str {
    match size {
        TypeSize::Large => "large",
        TypeSize::Body => "",
        TypeSize::Small => "small",
        TypeSize::Tiny => "tiny",
    }
}

/// Class names joined, empty ones left out.
fn classes(names: &[&str]) -> String {
    names
        .iter()
        .filter(|name| !name.is_empty())
        .copied()
        .collect::<Vec<_>>()
        .join(" ")
}

fn paragraph_block(out: &mut String, paragraph: &Paragraph) {
    let flush = if paragraph.indent > 0.0 { "" } else { "flush" };
    let class = classes(&[
        align_class(paragraph.align),
        flush,
        size_class(paragraph.size),
    ]);
    holding(out, "p", &class, &paragraph.content);
}

fn list_block(out: &mut String, list: &List) {
    if list.marker == Marker::Bullet {
        open(out, "ul", "");
    } else {
        open(out, "ol", "paper-list");
    }
    for (offset, item) in list.items.iter().enumerate() {
        open(out, "li", "");
        let number = u64::from(list.start) + u64::try_from(offset).unwrap_or(0);
        let mark = match list.marker {
            Marker::Arabic => format!("{number}."),
            Marker::ArabicBracket | Marker::Circled => format!("（{number}）"),
            Marker::Chinese => format!("{}、", number_chinese(number)),
            Marker::ChineseBracket => format!("（{}）", number_chinese(number)),
            Marker::Bullet => String::new(),
        };
        text(out, &mark);
        inlines(out, item);
        close(out, "li");
    }
    close(
        out,
        if list.marker == Marker::Bullet {
            "ul"
        } else {
            "ol"
        },
    );
}

fn table_block(out: &mut String, table: &Table) {
    let lines = match table.lines {
        TableLines::All => "paper-table",
        TableLines::Horizontal => "paper-table paper-table-horizontal",
        TableLines::None => "paper-table paper-table-plain",
    };
    open(out, "table", &classes(&[lines, size_class(table.size)]));
    if !table.caption.is_empty() {
        element(out, "caption", "", &table.caption);
    }
    let (head, body) = table
        .rows
        .split_at_checked(table.head)
        .unwrap_or((&[], &table.rows));
    for (part, rows) in [("thead", head), ("tbody", body)] {
        if rows.is_empty() {
            continue;
        }
        open(out, part, "");
        for row in rows {
            open(out, "tr", if row.total { "total" } else { "" });
            for cell in &row.cells {
                cell_element(out, cell);
            }
            close(out, "tr");
        }
        close(out, part);
    }
    close(out, "table");
}

fn cell_element(out: &mut String, cell: &Cell) {
    let tag = if cell.header { "th" } else { "td" };
    out.push('<');
    out.push_str(tag);
    for (name, value) in [("colspan", cell.colspan), ("rowspan", cell.rowspan)] {
        if value > 1 {
            for part in [" ", name, "=\"", &value.to_string(), "\""] {
                out.push_str(part);
            }
        }
    }
    let class = classes(&[
        align_class(cell.align),
        if cell.top { "at-top" } else { "" },
    ]);
    if !class.is_empty() {
        for part in [" class=\"", &class, "\""] {
            out.push_str(part);
        }
    }
    out.push('>');
    inlines(out, &cell.content);
    close(out, tag);
}

fn names_block(out: &mut String, names: &Names) {
    for group in &names.groups {
        open(out, "section", "paper-names");
        if !group.title.is_empty() {
            element(out, "h4", "", &group.title);
        }
        open(out, "ul", &format!("paper-columns-{}", names.columns));
        for name in &group.names {
            element(out, "li", "", name);
        }
        close(out, "ul");
        close(out, "section");
    }
}

fn fields_block(out: &mut String, fields: &Fields) {
    open(
        out,
        "dl",
        &format!("paper-fields paper-columns-{}", fields.columns),
    );
    for field in &fields.fields {
        open(out, "div", "");
        element(out, "dt", "", &field.label);
        if field.content.is_empty() {
            open(out, "dd", "paper-blank");
        } else {
            open(out, "dd", "");
            inlines(out, &field.content);
        }
        close(out, "dd");
        close(out, "div");
    }
    close(out, "dl");
}

fn sign_block(out: &mut String, sign: &Sign) {
    open(out, "footer", "paper-sign");
    element(out, "p", "paper-issuer", &sign.issuer);
    let date = sign
        .date
        .map_or_else(|| "　　年　月　日".to_owned(), civil::long);
    element(out, "p", "paper-date", &date);
    if sign.seal {
        element(out, "p", "paper-seal", "（盖章处）");
    }
    close(out, "footer");
}

fn imprint_block(out: &mut String, imprint: &Imprint) {
    open(out, "footer", "paper-imprint");
    if !imprint.copy.is_empty() {
        element(out, "p", "", &format!("抄送：{}", imprint.copy));
    }
    let date = imprint
        .date
        .map_or_else(|| "　　年　月　日".to_owned(), civil::long);
    element(out, "p", "", &format!("{}　{date}印发", imprint.issuer));
    close(out, "footer");
}

fn inlines(out: &mut String, content: &[Inline]) {
    // Characters of the text at hand that stand with the blank before it already.
    let mut taken = 0;
    for (at, item) in content.iter().enumerate() {
        let next = at.checked_add(1).and_then(|after| content.get(after));
        match item {
            Inline::Text(value) => {
                let rest = value.get(taken..).unwrap_or_default();
                // What opens stands with the blank behind it.
                let kept = if next.is_some_and(is_empty_blank) {
                    rest.trim_end_matches(OPENS)
                } else {
                    rest
                };
                text(out, kept);
            }
            Inline::Run(style, inner) => {
                let (tag, class) = match style {
                    RunStyle::Hei => ("b", ""),
                    RunStyle::Kai => ("span", "kai"),
                    RunStyle::Song => ("span", "song"),
                    RunStyle::Underline => ("u", ""),
                };
                holding(out, tag, class, inner);
            }
            Inline::Name { text: name, .. } => element(out, "span", "paper-name", name),
            Inline::Blank {
                width,
                content: filled,
            } if filled.is_empty() => {
                let before = match at.checked_sub(1).and_then(|before| content.get(before)) {
                    Some(Inline::Text(value)) => {
                        let rest = value.get(taken..).unwrap_or_default();
                        rest.get(rest.trim_end_matches(OPENS).len()..)
                            .unwrap_or_default()
                    }
                    _ => "",
                };
                let after = match next {
                    Some(Inline::Text(value)) => value
                        .get(..value.len() - value.trim_start_matches(CLOSES).len())
                        .unwrap_or_default(),
                    _ => "",
                };
                glued_blank(out, before, *width, after);
                taken = after.len();
                continue;
            }
            Inline::Blank {
                content: filled, ..
            } => inlines(out, filled),
            Inline::Date(field) => date(out, *field),
            Inline::Check(checked) => out.push(if *checked { '☑' } else { '□' }),
            Inline::Break => out.push_str("<br>"),
            Inline::NoBreak(inner) => holding(out, "span", "nobr", inner),
        }
        taken = 0;
    }
}

/// What may not begin a line, and what may not end one. A browser knows it of characters next to each other, not of a
/// character next to a blank, which is a box to it.
const CLOSES: [char; 14] = [
    '。', '，', '、', '；', '：', '？', '！', '）', '〕', '》', '”', '’', '」', '％',
];
const OPENS: [char; 7] = ['（', '〔', '《', '“', '‘', '「', '￥'];

fn is_empty_blank(item: &Inline) -> bool {
    matches!(item, Inline::Blank { content, .. } if content.is_empty())
}

/// An empty blank that stays on one line with what opens before it and closes behind it.
fn glued_blank(out: &mut String, before: &str, width: Length, after: &str) {
    if before.is_empty() && after.is_empty() {
        return blank(out, width);
    }
    open(out, "span", "nobr");
    text(out, before);
    blank(out, width);
    text(out, after);
    close(out, "span");
}

/// An empty ruled place; its width as a class from 1 to 20 characters.
fn blank(out: &mut String, width: Length) {
    let characters = match width {
        Length::Em(em) => em,
        Length::Mm(mm) => mm / 5.6,
        Length::Pt(points) => points / 16.0,
        Length::Fr(_) | Length::Auto => 6.0,
    };
    let step = (1..=20)
        .find(|step| f64::from(*step) >= characters - 0.01)
        .unwrap_or(20);
    open(out, "span", &format!("paper-blank w{step}"));
    close(out, "span");
}

fn date(out: &mut String, field: DateField) {
    if let Some(day) = field.date {
        let written = if field.weekday {
            civil::long_weekday(day)
        } else {
            civil::long(day)
        };
        text(out, &written);
        text(out, &field.time.map(time_chinese).unwrap_or_default());
        return;
    }
    for (width, unit) in [(3.0, "年"), (2.0, "月"), (2.0, "日")] {
        glued_blank(out, "", Length::Em(width), unit);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use crate::documents::markup;

    fn shown(body: &str) -> String {
        let xml = format!("<document title=\"试\" style=\"notice\">{body}</document>");
        super::page(&markup::parse(&xml).unwrap())
    }

    #[test]
    fn values_stay_text() {
        let html = shown("<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; \"x\"</p>");
        assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
        assert!(!html.contains("<script"));
    }

    #[test]
    fn nothing_is_styled_inline() {
        let html = shown(
            "<title>甲</title><p>乙<blank width=\"8em\"/><date value=\"\"/></p>\
             <table columns=\"12mm 1fr\"><tr><th>一</th><th>二</th></tr>\
             <tr><td colspan=\"2\">三</td></tr></table>\
             <names columns=\"4\"><name>张三</name></names>\
             <sign issuer=\"甲\" date=\"2027-03-18\" seal=\"yes\"/>",
        );
        assert!(!html.contains("style="));
        for part in [
            "<h2 class=\"paper-title\">甲</h2>",
            "<span class=\"paper-blank w8\"></span>",
            "<td colspan=\"2\" class=\"center\">三</td>",
            "<ul class=\"paper-columns-4\"><li>张三</li></ul>",
            "2027年3月18日",
        ] {
            assert!(html.contains(part), "{part}\n{html}");
        }
    }

    /// A browser breaks a line before and behind a box whatever stands there; what closes stays with its blank.
    #[test]
    fn no_line_begins_with_what_closes_a_blank() {
        let blank = "<span class=\"paper-blank w4\"></span>";
        let cases = [
            (
                "共<blank width=\"4em\"/>。完",
                format!("共<span class=\"nobr\">{blank}。</span>完"),
            ),
            (
                "（<blank width=\"4em\"/>），另",
                format!("<span class=\"nobr\">（{blank}），</span>另"),
            ),
            (
                "甲<blank width=\"4em\"/>，“<blank width=\"4em\"/>”乙",
                format!(
                    "甲<span class=\"nobr\">{blank}，</span><span class=\"nobr\">“{blank}”</span>乙"
                ),
            ),
            // 只有一个字的，全在空白那一边
            (
                "<blank width=\"4em\"/>、<blank width=\"4em\"/>人",
                format!("<span class=\"nobr\">{blank}、</span>{blank}人"),
            ),
            // 填了的、后面是正文的，照旧
            ("共<blank width=\"4em\">12</blank>。", "共12。".to_owned()),
            ("共<blank width=\"4em\"/>人", format!("共{blank}人")),
        ];
        for (body, wanted) in cases {
            let html = shown(&format!("<p>{body}</p>"));
            assert!(html.contains(&wanted), "{body}\n{html}");
        }
        let html = shown("<p><date value=\"\"/></p>");
        for unit in ["年", "月", "日"] {
            assert!(html.contains(&format!("</span>{unit}</span>")), "{html}");
        }
    }
}
