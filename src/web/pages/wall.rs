//! 大屏 `/wall/{token}` and the list of its links `/c/{c}/wall-links`.

use serde::Serialize;

use super::parts::{Form, Tab};
use crate::web::view::Page;

/// 大屏: no names of people, nothing to click.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Wall {
    /// Whether there is nothing to show: the link is unknown or no longer in use.
    pub closed: bool,
    /// Seconds until the page is asked for again.
    pub refresh: u32,
    /// Where to go on then; empty for the same page.
    pub next: String,
    /// «石塘镇2027年村（社区）“两委”换届»
    pub cycle: String,
    /// «19»; empty after the day.
    pub days_left: String,
    /// «2027年3月18日（星期四）»
    pub election_day: String,
    /// «14 村、2 社区»
    pub units: String,
    /// Four numbers.
    pub numbers: Vec<WallNumber>,
    /// Stages.
    pub columns: Vec<String>,
    /// Villages.
    pub rows: Vec<WallRow>,
    /// «第 1 屏，共 3 屏»; empty when everything fits.
    pub sheet: String,
    /// What the law wants today and in three days.
    pub due: Vec<WallDue>,
    /// «还有 3 件»; empty when all are shown.
    pub more: String,
    /// Villages that vote today, in place of the matrix on a sheet of their own.
    pub polls: Vec<WallPoll>,
    /// «督查 3 次，问题未销号 2 个»
    pub inspections: String,
    /// Open findings by age: «7 天以上 1 个».
    pub ages: Vec<WallNumber>,
    /// «2027年2月27日 09:00»
    pub at: String,
    /// First digits of the audit chain's head.
    pub head: String,
    /// The demonstration.
    pub demo: bool,
}

/// A number with its word.
#[derive(Clone, Debug, Default, Serialize)]
pub struct WallNumber {
    /// Class of its colour: `done`, `soon`, `late`, or empty.
    pub class: &'static str,
    /// «▲»
    pub mark: &'static str,
    /// The number.
    pub number: String,
    /// «法定逾期»
    pub word: String,
}

/// A village.
#[derive(Clone, Debug, Default, Serialize)]
pub struct WallRow {
    /// Name.
    pub name: String,
    /// Its election day, short.
    pub day: String,
    /// Cells: letter of the sign and text.
    pub cells: Vec<WallCell>,
}

/// A cell.
#[derive(Clone, Debug, Default, Serialize)]
pub struct WallCell {
    /// Letter of its sign.
    pub c: &'static str,
    /// «✓2-24»
    pub t: String,
    /// «完成», for those who see neither sign nor colour.
    pub w: &'static str,
}

/// A village on its election day: ballots and how far it is.
#[derive(Clone, Debug, Default, Serialize)]
pub struct WallPoll {
    /// Name.
    pub name: String,
    /// Registered voters; empty while unknown.
    pub registered: String,
    /// Ballots given out; empty while nobody typed it.
    pub issued: String,
    /// Ballots returned; empty while nobody typed it.
    pub returned: String,
    /// Letter of its sign.
    pub c: &'static str,
    /// «✓ 结果已公布»
    pub state: String,
}

/// Something due.
#[derive(Clone, Debug, Default, Serialize)]
pub struct WallDue {
    /// `late` or `soon`.
    pub class: &'static str,
    /// «▲»
    pub mark: &'static str,
    /// «中坌村 公布登记参加选举的村民名单»
    pub text: String,
    /// «法定最迟 2月26日，已过1天»
    pub when: String,
    /// «组织法17条1款»
    pub basis: String,
}

impl Page for Wall {
    const TEMPLATE: &'static str = "wall.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let row = |name: &str, cells: &[(&'static str, &str, &'static str)]| WallRow {
            name: name.into(),
            day: "3-18".into(),
            cells: cells
                .iter()
                .map(|(c, t, w)| WallCell {
                    c,
                    t: (*t).into(),
                    w,
                })
                .collect(),
        };
        vec![
            (
                "open",
                Self {
                    refresh: 60,
                    cycle: "石塘镇2027年村（社区）“两委”换届".into(),
                    days_left: "19".into(),
                    election_day: "2027年3月18日（星期四）".into(),
                    units: "14 村、2 社区".into(),
                    numbers: vec![
                        WallNumber {
                            class: "done",
                            mark: "✓",
                            number: "214".into(),
                            word: "已完成（应完成 420）".into(),
                        },
                        WallNumber {
                            class: "late",
                            mark: "▲",
                            number: "1".into(),
                            word: "法定逾期".into(),
                        },
                    ],
                    columns: vec!["选民登记".into(), "投票".into()],
                    rows: vec![
                        row("上前村", &[("d", "✓2-24", "完成"), ("f", "–", "未到")]),
                        row("中坌村", &[("l", "▲2-26", "逾期"), ("f", "–", "未到")]),
                    ],
                    sheet: "第 1 屏，共 3 屏".into(),
                    due: vec![WallDue {
                        class: "late",
                        mark: "▲",
                        text: "中坌村 公布登记参加选举的村民名单".into(),
                        when: "法定最迟 2月26日，已过 1 天".into(),
                        basis: "组织法第十七条第一款".into(),
                    }],
                    more: "还有 3 件".into(),
                    inspections: "督查 3 次，问题未销号 2 个".into(),
                    ages: vec![WallNumber {
                        class: "soon",
                        mark: "●",
                        number: "1".into(),
                        word: "其中已过整改期限".into(),
                    }],
                    at: "2027年2月27日 09:00".into(),
                    head: "9c1f07be".into(),
                    demo: true,
                    ..Self::default()
                },
            ),
            (
                "polling",
                Self {
                    refresh: 20,
                    next: "?page=1".into(),
                    cycle: "石塘镇2027年村（社区）“两委”换届选举".into(),
                    days_left: "0".into(),
                    election_day: "2027年3月18日（星期四） 农历二月十一".into(),
                    polls: vec![
                        WallPoll {
                            name: "上前村".into(),
                            registered: "1203".into(),
                            issued: "1130".into(),
                            returned: "1128".into(),
                            c: "a",
                            state: "◇ 已清点选票".into(),
                        },
                        WallPoll {
                            name: "下前村".into(),
                            c: "f",
                            state: "– 还没有登记".into(),
                            ..WallPoll::default()
                        },
                    ],
                    sheet: "第 2 屏，共 2 屏".into(),
                    at: "2027年3月18日 17:00".into(),
                    head: "9c1f07be".into(),
                    ..Self::default()
                },
            ),
            (
                "closed",
                Self {
                    closed: true,
                    refresh: 600,
                    ..Self::default()
                },
            ),
        ]
    }
}

/// 大屏链接.
#[derive(Clone, Debug, Default, Serialize)]
pub struct WallLinks {
    /// Tabs of the section.
    pub tabs: Vec<Tab>,
    /// A link just made, shown this once.
    pub made: Option<MadeLink>,
    /// The links.
    pub rows: Vec<WallLinkRow>,
    /// How the screen sorts open findings by age: «发现 3 天以内、4 至 7 天、超过 7 天».
    pub ages: String,
    /// Field `name`.
    pub form: Form,
    /// Where the form goes.
    pub action: String,
    /// Idempotency key.
    pub key: String,
}

/// A link just made.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MadeLink {
    /// The address.
    pub link: String,
    /// Name of the screen.
    pub name: String,
    /// Whether the address leads to this machine alone.
    pub here_only: bool,
}

/// A link.
#[derive(Clone, Debug, Default, Serialize)]
pub struct WallLinkRow {
    /// Where it is revoked; empty for one no longer in use.
    pub revoke: String,
    /// Row version.
    pub version: String,
    /// Name of the screen.
    pub name: String,
    /// «赵国强 2月20日 09:12»
    pub made: String,
    /// «只准 192.168.1.20 打开»; empty where any address may.
    pub place: String,
    /// «2月27日 09:00，来自 192.168.1.20»; empty for never.
    pub seen: String,
    /// «在用» or «赵国强 2月26日 停用»
    pub state: String,
    /// Whether it is in use.
    pub live: bool,
}

impl Page for WallLinks {
    const TEMPLATE: &'static str = "wall_links.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let tabs = super::report::report_tabs("c1", "wall-links", true);
        vec![
            (
                "just-made",
                Self {
                    tabs: tabs.clone(),
                    ages: "发现 3 天以内、4 至 7 天、超过 7 天".into(),
                    made: Some(MadeLink {
                        link: "huanjie.local:8027/wall/9f2c41d07be6a853".into(),
                        name: "二楼会议室".into(),
                        here_only: true,
                    }),
                    rows: vec![
                        WallLinkRow {
                            revoke: "/c/c1/wall-links/w1/revoke".into(),
                            version: "1".into(),
                            name: "二楼会议室".into(),
                            made: "赵国强 2月20日 09:12".into(),
                            place: "只准 192.168.1.20 打开".into(),
                            seen: "2月27日 09:00，来自 192.168.1.20".into(),
                            state: "在用".into(),
                            live: true,
                        },
                        WallLinkRow {
                            name: "大厅".into(),
                            made: "赵国强 2月20日 09:12".into(),
                            state: "赵国强 2月26日 10:00 停用".into(),
                            ..WallLinkRow::default()
                        },
                    ],
                    action: "/c/c1/wall-links".into(),
                    key: "wl1".into(),
                    ..Self::default()
                },
            ),
            (
                "none",
                Self {
                    tabs,
                    form: Form::new().error("name", "请写明这块屏放在哪里。"),
                    action: "/c/c1/wall-links".into(),
                    key: "wl2".into(),
                    ..Self::default()
                },
            ),
        ]
    }
}
