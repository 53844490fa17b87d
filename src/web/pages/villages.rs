//! 村（社区）花名册 `/c/{c}/villages`, `/c/{c}/v/{v}/edit`, and 分工 `/c/{c}/assign`.

use serde::Serialize;

use super::cycle::settings_tabs;
use super::parts::{Choice, Empty, Form, Link, Pager, Tab};
use crate::web::view::Page;

/// 村（社区）花名册.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Villages {
    /// The villages asked for.
    pub rows: Vec<VillageRow>,
    /// What was searched for.
    pub q: String,
    /// Totals, in the order of the columns of numbers.
    pub totals: Option<VillageRow>,
    /// «16 村（社区），其中村 14、社区 2»
    pub count: String,
    /// Whether the reader may add and import.
    pub can_edit: bool,
    /// Exports.
    pub exports: Vec<Link>,
    /// Tabs of the settings.
    pub tabs: Vec<Tab>,
    /// The cycle's id.
    pub cycle: String,
    /// The way through the list.
    pub pager: Pager,
    /// Shown when there is no village at all.
    pub empty: Option<Empty>,
}

/// One village.
#[derive(Clone, Debug, Default, Serialize)]
pub struct VillageRow {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// «村» or «社区»
    pub kind_name: String,
    /// Division code.
    pub code: String,
    /// Households.
    pub households: String,
    /// Population.
    pub population: String,
    /// Groups.
    pub groups: String,
    /// Party members.
    pub party_members: String,
    /// Voters registered last time.
    pub last_voters: String,
    /// «1＋1＋3»
    pub seats: String,
    /// «2027年3月31日»
    pub term_end: String,
    /// «3月18日», its own election day, or empty for the default one.
    pub election_day: String,
    /// Causes of a 难点村, joined; empty for none.
    pub troubles: String,
}

impl Page for Villages {
    const TEMPLATE: &'static str = "villages.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let row = VillageRow {
            id: "v6".into(),
            name: "中坌村".into(),
            kind_name: "村".into(),
            code: "440299102206".into(),
            households: "1247".into(),
            population: "4989".into(),
            groups: "19".into(),
            party_members: "178".into(),
            last_voters: "3592".into(),
            seats: "1＋2＋4".into(),
            term_end: "2027年3月31日".into(),
            election_day: String::new(),
            troubles: "宗族派性严重".into(),
        };
        vec![
            (
                "two",
                Self {
                    rows: vec![
                        row.clone(),
                        VillageRow {
                            name: "石塘社区".into(),
                            kind_name: "社区".into(),
                            troubles: String::new(),
                            election_day: "3月20日".into(),
                            ..row.clone()
                        },
                    ],
                    totals: Some(VillageRow {
                        households: "10191".into(),
                        population: "40760".into(),
                        groups: "150".into(),
                        party_members: "1449".into(),
                        last_voters: "29346".into(),
                        ..VillageRow::default()
                    }),
                    count: "16 村（社区），其中村 14、社区 2".into(),
                    can_edit: true,
                    exports: vec![Link::new("导出表格", "/c/c1/villages.xlsx")],
                    tabs: settings_tabs("c1", "villages"),
                    cycle: "c1".into(),
                    pager: Pager {
                        text: "第 1–50 条，共 214 条".into(),
                        previous: String::new(),
                        next: "/c/c1/villages?page=2".into(),
                    },
                    ..Self::default()
                },
            ),
            (
                "empty",
                Self {
                    can_edit: true,
                    tabs: settings_tabs("c1", "villages"),
                    cycle: "c1".into(),
                    empty: Some(Empty {
                        text: "还没有导入村花名册。下载模板填好后上传，先看核对结果再保存。".into(),
                        action: Link::new("导入村花名册", "/c/c1/villages/import"),
                    }),
                    ..Self::default()
                },
            ),
        ]
    }
}

/// 新增或修改村 `/c/{c}/villages/new`, `/c/{c}/v/{v}/edit`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct VillageForm {
    /// Fields `name`, `kind`, `code`, `households`, `population`, `groups`, `party_members`,
    /// `last_voters`, `chair`, `deputy`, `member`, `term_end`, `election_day`, `places` (a line
    /// each), `note`, `leader`, `guidance`, `supervision`; ticks `troubles`.
    pub form: Form,
    /// Where it posts to.
    pub action: String,
    /// Whether it is new.
    pub new: bool,
    /// 村 / 社区
    pub kinds: Vec<Choice>,
    /// The causes of a 难点村.
    pub causes: Vec<Choice>,
    /// Leaders, guidance teams and supervision teams to choose from; no leaders, no choice.
    pub leaders: Vec<Choice>,
    /// Guidance teams.
    pub guidance: Vec<Choice>,
    /// Supervision teams.
    pub supervision: Vec<Choice>,
    /// «默认选举日是 2027年3月18日（星期四）»
    pub default_day: String,
    /// Way back.
    pub back: String,
    /// Idempotency key.
    pub key: String,
    /// Row version; empty for a new one.
    pub version: String,
}

impl Page for VillageForm {
    const TEMPLATE: &'static str = "village_form.html";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![(
            "edit",
            Self {
                form: Form::new()
                    .value("name", "中坌村")
                    .value("kind", "village")
                    .value("households", "-3")
                    .error("households", "请填 0 或以上的整数。现在填的是 -3。"),
                action: "/c/c1/v/v6/edit".into(),
                new: false,
                kinds: vec![
                    Choice::new("village", "村"),
                    Choice::new("community", "社区"),
                ],
                causes: vec![
                    Choice::new("clan", "宗族派性严重").ticked(),
                    Choice::new("weak", "班子软弱涣散"),
                ],
                leaders: vec![Choice::new("p1", "李义鹏（党委副书记、镇长）")],
                guidance: vec![Choice::new("t1", "第一指导组")],
                supervision: vec![Choice::new("t9", "第一督查组")],
                default_day: "默认选举日是 2027年3月18日（星期四）".into(),
                back: "/c/c1/v/v6".into(),
                key: "vf1".into(),
                version: "2".into(),
            },
        )]
    }
}
