//! 月历 `/c/{c}/calendar?month=2027-03`.

use serde::Serialize;

use super::parts::{Choice, Form, Link, Sign, Tab};
use crate::web::view::Page;

/// 月历.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Calendar {
    /// «2027年3月»
    pub month: String,
    /// Address of the month before.
    pub previous: String,
    /// Address of the month after.
    pub next: String,
    /// Weeks of seven days, Monday first.
    pub weeks: Vec<Vec<CalendarDay>>,
    /// Filter: fields `month`, `village`, `class`.
    pub form: Form,
    /// The month shown, `2027-03`, kept by the filter.
    pub month_value: String,
    /// Villages to choose from.
    pub villages: Vec<Choice>,
    /// 法定 / 工作.
    pub classes: Vec<Choice>,
    /// Tabs of the section.
    pub tabs: Vec<Tab>,
    /// What is known of the year's days off.
    pub arrangement: String,
    /// What can be taken away.
    pub exports: Vec<Link>,
}

/// One day.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CalendarDay {
    /// «18»
    pub number: String,
    /// «清明», «调休上班», or empty.
    pub remark: String,
    /// «休», «班», or empty.
    pub mark: &'static str,
    /// Whether nobody has announced it yet.
    pub unverified: bool,
    /// Space-separated: `out` another month, `off` a day off, `today`, `poll` an election day.
    pub class: String,
    /// What falls on it.
    pub items: Vec<CalendarItem>,
    /// «还有 5 件»; empty when all are shown.
    pub more: String,
    /// Where the rest is.
    pub more_href: String,
}

/// One thing on a day.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CalendarItem {
    /// Sign.
    pub sign: Sign,
    /// «名单公布 12 村»
    pub text: String,
    /// Where.
    pub href: String,
}

impl Page for Calendar {
    const TEMPLATE: &'static str = "calendar.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let week = |first: i32| -> Vec<CalendarDay> {
            (first..first + 7)
                .map(|n| CalendarDay {
                    number: if (1..=31).contains(&n) {
                        n.to_string()
                    } else {
                        "·".into()
                    },
                    class: match n {
                        18 => "poll".into(),
                        11 => "today".into(),
                        n if !(1..=31).contains(&n) => "out".into(),
                        n if n % 7 == 0 || n % 7 == 6 => "off".into(),
                        _ => String::new(),
                    },
                    mark: if n == 6 { "班" } else { "" },
                    unverified: n == 7,
                    items: if n == 18 || n == 12 {
                        vec![
                            CalendarItem {
                                sign: Sign::Active,
                                text: "选举日 14 村".into(),
                                href: "/c/c1/matrix".into(),
                            },
                            CalendarItem {
                                sign: Sign::Soon,
                                text: "公布选举结果 上前村等".into(),
                                href: "/c/c1/matrix".into(),
                            },
                        ]
                    } else {
                        Vec::new()
                    },
                    more: if n == 18 {
                        "还有 5 件".into()
                    } else {
                        String::new()
                    },
                    more_href: "/c/c1/matrix".into(),
                    ..CalendarDay::default()
                })
                .collect()
        };
        vec![(
            "march",
            Self {
                month: "2027年3月".into(),
                previous: "/c/c1/calendar?month=2027-02".into(),
                next: "/c/c1/calendar?month=2027-04".into(),
                weeks: [1, 8, 15, 22, 29].into_iter().map(week).collect(),
                month_value: "2027-03".into(),
                villages: vec![Choice::new("v1", "上前村")],
                classes: vec![
                    Choice::new("statutory", "法定"),
                    Choice::new("working", "工作"),
                ],
                tabs: super::step::schedule_tabs("c1", "calendar"),
                arrangement: "2027年的放假调休还没有写入节假日表。".into(),
                exports: vec![Link::new("期限日历", "/c/c1/deadlines.ics")],
                ..Self::default()
            },
        )]
    }
}
