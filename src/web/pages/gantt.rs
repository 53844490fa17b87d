//! 横道图 `/c/{c}/gantt` and `/c/{c}/v/{v}/gantt`: bars drawn on the server, to be printed on one A3 page.

use serde::Serialize;

use super::parts::{Choice, Empty, Form, Link, Pager, Sign, Tab};
use crate::web::view::Page;

/// 横道图.
#[derive(Clone, Debug, Default, Serialize)]
pub struct GanttPage {
    /// «横道图» or «上前村横道图»
    pub title: String,
    /// «16 村（社区） · 1月12日至4月25日»
    pub count: String,
    /// Tabs of the section; none on a village's page.
    pub tabs: Vec<Tab>,
    /// The drawing; `None` when there is nothing to draw.
    pub chart: Option<Chart>,
    /// What the numbers in the bars mean, in order from 1; none on a village's page.
    pub stages: Vec<String>,
    /// The same in words.
    pub table: Vec<TextGroup>,
    /// Filter: fields `q`, `team`.
    pub form: Form,
    /// Guidance teams; none on a village's page.
    pub teams: Vec<Choice>,
    /// The way through many villages.
    pub pager: Pager,
    /// Tables and calendars to take away.
    pub exports: Vec<Link>,
    /// Way back; empty on the township's page.
    pub back: Link,
    /// When there are no villages.
    pub empty: Option<Empty>,
}

/// The drawing: everything in units of its view box.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Chart {
    /// Width of the whole.
    pub width: i64,
    /// Height of the whole.
    pub height: i64,
    /// Width of the column of names.
    pub names: i64,
    /// Height of the axis.
    pub axis: i64,
    /// Height of a row.
    pub row: i64,
    /// First days of months: place and word.
    pub months: Vec<Tick>,
    /// Mondays: place and day of the month.
    pub weeks: Vec<Tick>,
    /// Weekends and days off: place and width.
    pub off: Vec<Span>,
    /// Today, when it is within the days shown.
    pub today: Option<Tick>,
    /// The election day, when all rows share one.
    pub poll: Option<Tick>,
    /// Rows.
    pub rows: Vec<ChartRow>,
    /// Upright sheet rather than broad.
    pub tall: bool,
    /// Whether the height decides how large it is printed, not the width.
    pub by_height: bool,
}

/// A place on the axis.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Tick {
    /// Place.
    pub x: i64,
    /// Word.
    pub text: String,
}

/// A stretch of the axis.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Span {
    /// Place.
    pub x: i64,
    /// Width.
    pub w: i64,
}

/// A row.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ChartRow {
    /// Upper edge.
    pub y: i64,
    /// Name, short enough for its column.
    pub name: String,
    /// The whole name.
    pub full: String,
    /// Where it leads; empty for a heading.
    pub href: String,
    /// Every other row is tinted.
    pub band: bool,
    /// A stage's name over its steps.
    pub heading: bool,
    /// Bars.
    pub bars: Vec<Bar>,
    /// Place of its own election day; negative when the whole chart has one line.
    pub poll: i64,
}

/// A bar: what is planned, and on it what was done.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Bar {
    /// Letter of its sign, which is its class and its pattern.
    pub c: &'static str,
    /// Left edge of the plan.
    pub x: i64,
    /// Width of the plan.
    pub w: i64,
    /// Strokes that fill the plan, as a path.
    pub hatch: String,
    /// Upper edge and height of the plan.
    pub py: i64,
    /// Height of the plan.
    pub ph: i64,
    /// Upper edge of what was done.
    pub ry: i64,
    /// Height of what was done.
    pub rh: i64,
    /// Foot of the word.
    pub ty: i64,
    /// Left edge of what was done; nothing when `dw` is 0.
    pub dx: i64,
    /// Width of what was done.
    pub dw: i64,
    /// Place of the last lawful day; negative for none.
    pub limit: i64,
    /// Word in or beside the bar.
    pub text: String,
    /// Place of the word.
    pub tx: i64,
    /// Whether the word ends there instead of beginning.
    pub end: bool,
    /// What a pointer shows and a screen reader says.
    pub title: String,
    /// The step.
    pub href: String,
}

/// A group of the text alternative.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TextGroup {
    /// «上前村» or «选民登记»
    pub name: String,
    /// Its rows.
    pub rows: Vec<TextRow>,
}

/// A row of the text alternative.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TextRow {
    /// «选民登记»
    pub name: String,
    /// «2月10日至2月26日»
    pub planned: String,
    /// «2月10日至2月24日»; empty while nothing is done.
    pub actual: String,
    /// Sign.
    pub sign: Sign,
    /// Its word.
    pub word: String,
    /// The step.
    pub href: String,
}

impl Page for GanttPage {
    const TEMPLATE: &'static str = "gantt.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let bar = |n: i64, c: &'static str, x: i64| Bar {
            c,
            x,
            w: 70,
            hatch: if c == "f" {
                format!("M{x} 53l10 -10")
            } else {
                String::new()
            },
            py: 43,
            ph: 10,
            ry: 54,
            rh: 5,
            ty: 52,
            dx: x,
            dw: if c == "d" || c == "e" { 60 } else { 0 },
            limit: if c == "l" { x + 70 } else { -1 },
            text: format!("{}{n}", if c == "l" { "▲" } else { "" }),
            tx: x + 3,
            end: false,
            title: "上前村 选民登记 计划2月10日至2月26日 完成".into(),
            href: "/c/c1/v/v1/steps/roll-published".into(),
        };
        let row = |index: i64, name: &str, states: &[&'static str]| ChartRow {
            y: 40 + index * 22,
            name: name.into(),
            full: name.into(),
            href: "/c/c1/v/v1".into(),
            band: index % 2 == 1,
            heading: false,
            bars: states
                .iter()
                .zip(1_i64..)
                .map(|(state, n)| bar(n, state, 60 + n * 90))
                .collect(),
            poll: if index == 1 { 620 } else { -1 },
        };
        let chart = Chart {
            width: 900,
            height: 40 + 3 * 22,
            names: 118,
            axis: 40,
            row: 22,
            months: vec![
                Tick {
                    x: 130,
                    text: "2027年2月".into(),
                },
                Tick {
                    x: 400,
                    text: "3月".into(),
                },
            ],
            weeks: vec![Tick {
                x: 160,
                text: "8".into(),
            }],
            off: vec![Span { x: 150, w: 14 }],
            today: Some(Tick {
                x: 350,
                text: "今天 2月27日".into(),
            }),
            poll: Some(Tick {
                x: 560,
                text: "选举日 3月18日".into(),
            }),
            rows: vec![
                row(0, "上前村", &["d", "e", "s", "f"]),
                row(1, "中坌村", &["d", "l", "f", "f"]),
                row(2, "石塘社区", &["d", "a", "n", "f"]),
            ],
            tall: false,
            by_height: false,
        };
        let text = |sign: Sign, actual: &str| TextRow {
            name: "选民登记".into(),
            planned: "2月10日至2月26日".into(),
            actual: actual.into(),
            sign,
            word: sign.word().into(),
            href: "/c/c1/v/v1/steps/roll-published".into(),
        };
        vec![
            (
                "township",
                Self {
                    title: "横道图".into(),
                    count: "16 村（社区） · 1月12日至4月25日".into(),
                    tabs: super::step::schedule_tabs("c1", "gantt"),
                    chart: Some(chart.clone()),
                    stages: vec!["筹备".into(), "推选选举委员会".into(), "选民登记".into()],
                    table: vec![TextGroup {
                        name: "上前村".into(),
                        rows: vec![text(Sign::Done, "2月10日至2月24日"), text(Sign::Late, "")],
                    }],
                    form: Form::new().value("team", "t1"),
                    teams: vec![Choice::new("t1", "第一指导组")],
                    pager: Pager::default(),
                    exports: vec![Link::new("导出表格", "/c/c1/schedule.xlsx")],
                    ..Self::default()
                },
            ),
            (
                "village",
                Self {
                    title: "上前村横道图".into(),
                    count: "选举日 2027年3月18日（星期四）".into(),
                    chart: Some(Chart {
                        tall: true,
                        by_height: true,
                        rows: vec![
                            ChartRow {
                                y: 40,
                                name: "选民登记".into(),
                                full: "选民登记".into(),
                                heading: true,
                                poll: -1,
                                ..ChartRow::default()
                            },
                            row(1, "公布登记参加选…", &["s"]),
                        ],
                        poll: None,
                        ..chart
                    }),
                    table: vec![TextGroup {
                        name: "选民登记".into(),
                        rows: vec![text(Sign::Soon, "")],
                    }],
                    back: Link::new("回上前村", "/c/c1/v/v1"),
                    ..Self::default()
                },
            ),
            (
                "empty",
                Self {
                    title: "横道图".into(),
                    tabs: super::step::schedule_tabs("c1", "gantt"),
                    empty: Some(Empty {
                        text:
                            "还没有村（社区）。导入村花名册后，这里画出每个村各阶段的计划和实际。"
                                .into(),
                        action: Link::new("导入村花名册", "/c/c1/villages/import"),
                    }),
                    ..Self::default()
                },
            ),
        ]
    }
}
