//! 统计 `/c/{c}/statistics`.

use serde::Serialize;

use super::parts::{Empty, Fact, Link, Tab};
use crate::web::view::Page;

/// 统计.
#[derive(Clone, Debug, Default, Serialize)]
pub struct StatisticsPage {
    /// Tabs of the section.
    pub tabs: Vec<Tab>,
    /// «截至 2027年2月27日»
    pub count: String,
    /// The usual sentences.
    pub summary: Vec<Fact>,
    /// Groups of columns with how many they span.
    pub groups: Vec<StatisticsGroup>,
    /// Headings.
    pub heads: Vec<&'static str>,
    /// Units.
    pub rows: Vec<StatisticsRow>,
    /// Sums: figure and «缺 3».
    pub totals: Vec<StatisticsTotal>,
    /// What is asked for and not recorded.
    pub unknown: Vec<Fact>,
    /// Workbook and paper.
    pub exports: Vec<Link>,
    /// When there are no villages.
    pub empty: Option<Empty>,
}

/// A group of columns.
#[derive(Clone, Debug, Default, Serialize)]
pub struct StatisticsGroup {
    /// «投票»
    pub name: &'static str,
    /// How many columns.
    pub span: usize,
}

/// A unit.
#[derive(Clone, Debug, Default, Serialize)]
pub struct StatisticsRow {
    /// Name.
    pub name: String,
    /// Its page.
    pub href: String,
    /// Figures; blank for the unknown.
    pub cells: Vec<String>,
}

/// A sum.
#[derive(Clone, Debug, Default, Serialize)]
pub struct StatisticsTotal {
    /// The sum of what is known; blank when nothing is.
    pub sum: String,
    /// «缺 3»; empty when nothing is missing.
    pub missing: String,
}

impl Page for StatisticsPage {
    const TEMPLATE: &'static str = "statistics.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let tabs = super::report::report_tabs("c1", "statistics", true);
        let row = |name: &str, cells: [&str; 3]| StatisticsRow {
            name: name.into(),
            href: "/c/c1/v/v1".into(),
            cells: cells.map(str::to_owned).to_vec(),
        };
        vec![
            (
                "some",
                Self {
                    tabs: tabs.clone(),
                    count: "截至 2027年2月27日".into(),
                    summary: vec![
                        Fact::new("应换届", "16 个（村 14，社区 2）"),
                        Fact::new("参选率", ""),
                    ],
                    groups: vec![
                        StatisticsGroup {
                            name: "准备",
                            span: 2,
                        },
                        StatisticsGroup {
                            name: "投票",
                            span: 1,
                        },
                    ],
                    heads: vec!["户数", "登记选民", "收回选票"],
                    rows: vec![
                        row("上前村", ["813", "2341", ""]),
                        row("下前村", ["", "", ""]),
                    ],
                    totals: vec![
                        StatisticsTotal {
                            sum: "813".into(),
                            missing: "缺 1".into(),
                        },
                        StatisticsTotal {
                            sum: "2341".into(),
                            missing: "缺 1".into(),
                        },
                        StatisticsTotal {
                            sum: String::new(),
                            missing: "缺 2".into(),
                        },
                    ],
                    unknown: vec![Fact::new("一肩挑", "没有登记党组织书记")],
                    exports: vec![Link::new("导出表格", "/c/c1/statistics.xlsx")],
                    empty: None,
                },
            ),
            (
                "empty",
                Self {
                    tabs,
                    empty: Some(Empty {
                        text: "还没有村（社区）。导入村花名册后，这里汇总各村的数字。".into(),
                        action: Link::new("导入村花名册", "/c/c1/villages/import"),
                    }),
                    ..Self::default()
                },
            ),
        ]
    }
}
