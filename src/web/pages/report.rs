//! 日报 `/c/{c}/report?day=` and its columns `/c/{c}/report/columns`.

use serde::Serialize;

use super::parts::{Empty, Form, Link, Message, Tab};
use crate::web::view::Page;

/// Tabs of 报表; the wall is the office's.
pub fn report_tabs(cycle: &str, here: &str, office: bool) -> Vec<Tab> {
    [
        ("日报", "report"),
        ("统计", "statistics"),
        ("导出和日历", "exports"),
        ("大屏", "wall-links"),
    ]
    .into_iter()
    .filter(|(_, page)| office || *page != "wall-links")
    .map(|(text, page)| Tab::new(text, format!("/c/{cycle}/{page}"), "", page == here))
    .collect()
}

/// 日报.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReportPage {
    /// «2027年2月27日 零报告»
    pub title: String,
    /// «第 12 期 · 没有确认»
    pub count: String,
    /// Tabs of the section.
    pub tabs: Vec<Tab>,
    /// Address of the day before; empty before the cycle began.
    pub previous: String,
    /// Address of the day after; empty for today.
    pub next: String,
    /// The day, for the field that leads to another.
    pub day: String,
    /// Last day that can be asked for.
    pub last: String,
    /// What is said first: 没有确认, 已确认, 与现数据不符.
    pub state: Vec<Message>,
    /// Differences between what was confirmed and the records now.
    pub differences: Vec<String>,
    /// The report drawn as HTML.
    pub preview_html: String,
    /// The PDF.
    pub pdf: String,
    /// The county's table.
    pub xlsx: String,
    /// Where it is confirmed; empty for readers, and when nothing changed.
    pub action: String,
    /// «确认零报告并导出表格», «重新确认（第2版）并导出表格»
    pub button: String,
    /// The table the browser fetches by itself right after the confirmation; empty otherwise.
    pub take: String,
    /// Whether it is confirmed and nothing changed since: then the form is folded away.
    pub settled: bool,
    /// Field `note`.
    pub form: Form,
    /// Idempotency key.
    pub key: String,
    /// Last version seen.
    pub version: String,
    /// Digest of the figures seen.
    pub digest: String,
    /// Where more is typed once for all reports: recipient, telephone; empty for readers.
    pub facts_href: String,
    /// Where the columns are kept; empty for readers.
    pub columns_href: String,
    /// The days around.
    pub rows: Vec<ReportRow>,
    /// When there are no villages.
    pub empty: Option<Empty>,
}

/// A day of the list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReportRow {
    /// «2月27日（星期六）»
    pub day: String,
    /// Its page.
    pub href: String,
    /// «第12期»; empty for a day without.
    pub serial: String,
    /// «日报», «零报告»; empty for a day without.
    pub kind: String,
    /// «第2版 赵国强 2月27日 16:30»; empty for a day without.
    pub confirmed: String,
    /// Earlier versions and files.
    pub links: Vec<Link>,
}

impl Page for ReportPage {
    const TEMPLATE: &'static str = "report.html";

    fn samples() -> Vec<(&'static str, Self)> {
        use crate::web::view::Tone;
        let draft = Self {
            title: "2027年2月27日 日报".into(),
            count: "第 12 期".into(),
            tabs: report_tabs("c1", "report", true),
            previous: "/c/c1/report?day=2027-02-26".into(),
            day: "2027-02-27".into(),
            last: "2027-02-27".into(),
            state: vec![Message {
                tone: Tone::Note,
                text: "请核对后确认。数字都从记录里来，没有要填的。".into(),
                ..Message::default()
            }],
            preview_html: "<p>截至2027年2月27日……</p>".into(),
            pdf: "/c/c1/report.pdf?day=2027-02-27".into(),
            xlsx: "/c/c1/report.xlsx?day=2027-02-27".into(),
            action: "/c/c1/report".into(),
            button: "确认日报并导出表格".into(),
            key: "r1".into(),
            version: "0".into(),
            digest: "9f2c".into(),
            facts_href: "/c/c1/docs/facts".into(),
            columns_href: "/c/c1/report/columns".into(),
            rows: vec![
                ReportRow {
                    day: "2月27日（星期六）".into(),
                    href: "/c/c1/report?day=2027-02-27".into(),
                    ..ReportRow::default()
                },
                ReportRow {
                    day: "2月26日（星期五）".into(),
                    href: "/c/c1/report?day=2027-02-26".into(),
                    serial: "第11期".into(),
                    kind: "零报告".into(),
                    confirmed: "第2版 赵国强 2月26日 16:30".into(),
                    links: vec![Link::new("第1版", "/c/c1/report.pdf?day=2027-02-26")],
                },
            ],
            ..Self::default()
        };
        vec![
            ("draft", draft.clone()),
            (
                "changed",
                Self {
                    title: "2027年2月26日 零报告".into(),
                    next: "/c/c1/report?day=2027-02-27".into(),
                    state: vec![Message {
                        tone: Tone::Warning,
                        text: "与现数据不符：确认以后，2月26日的记录有变化。".into(),
                        ..Message::default()
                    }],
                    differences: vec!["上前村 登记：确认时进行，现在完成".into()],
                    button: "重新确认（第3版）并导出表格".into(),
                    form: Form::new()
                        .value("note", "无")
                        .error("note", "请把补充说明写在 500 字以内。"),
                    version: "2".into(),
                    ..draft
                },
            ),
            (
                "empty",
                Self {
                    title: "日报".into(),
                    tabs: report_tabs("c1", "report", false),
                    empty: Some(Empty {
                        text: "还没有村（社区）。导入村花名册后，每天的日报自动汇总。".into(),
                        action: Link::new("导入村花名册", "/c/c1/villages/import"),
                    }),
                    ..Self::default()
                },
            ),
        ]
    }
}

/// 日报表格的列.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReportColumns {
    /// Tabs of the section.
    pub tabs: Vec<Tab>,
    /// Field `columns`.
    pub form: Form,
    /// Where the form goes.
    pub action: String,
    /// Idempotency key.
    pub key: String,
    /// Row version.
    pub version: String,
    /// What can stand in a column.
    pub contents: Vec<ContentRow>,
    /// Headings as they stand now; empty while they are wrong.
    pub head: Vec<String>,
    /// Way back.
    pub back: Link,
}

/// What can stand in a column.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ContentRow {
    /// Its name.
    pub name: String,
    /// What it is.
    pub meaning: String,
}

impl Page for ReportColumns {
    const TEMPLATE: &'static str = "report_columns.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let usual = Self {
            tabs: report_tabs("c1", "report", true),
            form: Form::new().value("columns", "序号 = 序号\n村名 = 单位\n备注 = 空白"),
            action: "/c/c1/report/columns".into(),
            key: "rc1".into(),
            version: "1".into(),
            contents: vec![
                ContentRow {
                    name: "单位".into(),
                    meaning: "村（社区）名称".into(),
                },
                ContentRow {
                    name: "阶段：选民登记".into(),
                    meaning: "这个阶段的状态".into(),
                },
            ],
            head: vec!["序号".into(), "村名".into(), "备注".into()],
            back: Link::new("回日报", "/c/c1/report"),
        };
        vec![
            ("usual", usual.clone()),
            (
                "wrong",
                Self {
                    form: Form::new().value("columns", "村名").error(
                        "columns",
                        "第1行：请写成“县表的列名 = 内容”。这一行没有等号。",
                    ),
                    head: Vec::new(),
                    ..usual
                },
            ),
        ]
    }
}
