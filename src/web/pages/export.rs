//! 导出和日历 `/c/{c}/exports`: every table and calendar that can be taken away, in one place.

use serde::Serialize;

use super::parts::{Empty, Link, Tab};
use crate::web::view::Page;

/// 导出和日历.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Exports {
    /// Tabs of the section.
    pub tabs: Vec<Tab>,
    /// Tables of the whole township.
    pub rows: Vec<ExportRow>,
    /// Calendar of the whole township.
    pub calendar: Link,
    /// A line a village: its own tables and calendar.
    pub villages: Vec<VillageExports>,
    /// While the cycle has no villages.
    pub empty: Option<Empty>,
}

/// A table.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ExportRow {
    /// «各村日程»
    pub name: String,
    /// What is in it.
    pub what: String,
    /// The list itself.
    pub page: String,
    /// The workbook.
    pub href: String,
}

/// What can be taken away of one village.
#[derive(Clone, Debug, Default, Serialize)]
pub struct VillageExports {
    /// Name.
    pub name: String,
    /// Its page.
    pub href: String,
    /// Files.
    pub links: Vec<Link>,
}

impl Page for Exports {
    const TEMPLATE: &'static str = "exports.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let tabs = super::report::report_tabs("c1", "exports", true);
        vec![
            (
                "full",
                Self {
                    tabs: tabs.clone(),
                    rows: vec![ExportRow {
                        name: "各村日程".into(),
                        what: "每村每个环节的建议、最迟、实际日期和依据".into(),
                        page: "/c/c1/gantt".into(),
                        href: "/c/c1/schedule.xlsx".into(),
                    }],
                    calendar: Link::new("下载全镇期限日历", "/c/c1/deadlines.ics"),
                    villages: vec![VillageExports {
                        name: "上前村".into(),
                        href: "/c/c1/v/v1".into(),
                        links: vec![
                            Link::new("日程表", "/c/c1/v/v1/schedule.xlsx"),
                            Link::new("期限日历", "/c/c1/v/v1/deadlines.ics"),
                        ],
                    }],
                    empty: None,
                },
            ),
            (
                "empty",
                Self {
                    tabs,
                    empty: Some(Empty {
                        text: "还没有村（社区）。导入村花名册后，这里按村列出日程表。".into(),
                        action: Link::new("导入村花名册", "/c/c1/villages/import"),
                    }),
                    ..Self::default()
                },
            ),
        ]
    }
}
