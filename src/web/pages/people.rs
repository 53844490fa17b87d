//! 人员 `/c/{c}/people`, `/c/{c}/people/new`, `/c/{c}/people/{p}/edit`.

use serde::Serialize;

use super::cycle::settings_tabs;
use super::parts::{Choice, Empty, Form, Link, Tab};
use crate::web::view::Page;

/// 人员: leading group, office and teams.
#[derive(Clone, Debug, Default, Serialize)]
pub struct People {
    /// Everybody, in the order of the bodies.
    pub rows: Vec<PersonRow>,
    /// «15 人 · 指导组 8 · 督查组 2»
    pub count: String,
    /// Whether the reader may change them.
    pub can_edit: bool,
    /// The cycle's id.
    pub cycle: String,
    /// Exports and papers.
    pub exports: Vec<Link>,
    /// Tabs of the settings.
    pub tabs: Vec<Tab>,
    /// Shown when there is nobody.
    pub empty: Option<Empty>,
}

/// One person. No telephone number is shown in the list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PersonRow {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// 男 / 女; may be empty.
    pub sex: String,
    /// Unit and post.
    pub post: String,
    /// «成员、办公室主任»
    pub roles: String,
    /// Team; may be empty.
    pub team: String,
    /// «上前村、下前村»
    pub villages: String,
}

impl Page for People {
    const TEMPLATE: &'static str = "people.html";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![
            (
                "two",
                Self {
                    rows: vec![
                        PersonRow {
                            id: "p1".into(),
                            name: "林忠康".into(),
                            sex: "男".into(),
                            post: "党委书记".into(),
                            roles: "组长".into(),
                            ..PersonRow::default()
                        },
                        PersonRow {
                            id: "p2".into(),
                            name: "阿依古丽·买买提".into(),
                            sex: "女".into(),
                            post: "党委副书记、镇长".into(),
                            roles: "副组长".into(),
                            team: "第一指导组".into(),
                            villages: "上前村、下前村".into(),
                        },
                    ],
                    count: "15 人 · 指导组 8 · 督查组 2".into(),
                    can_edit: true,
                    cycle: "c1".into(),
                    exports: vec![Link::new("导出表格", "/c/c1/people.xlsx")],
                    tabs: settings_tabs("c1", "people"),
                    empty: None,
                },
            ),
            (
                "empty",
                Self {
                    can_edit: true,
                    cycle: "c1".into(),
                    tabs: settings_tabs("c1", "people"),
                    empty: Some(Empty {
                        text: "还没有人员。导入领导小组、办公室、指导组和督查组的名单。".into(),
                        action: Link::new("导入人员", "/c/c1/people/import"),
                    }),
                    ..Self::default()
                },
            ),
        ]
    }
}

/// 新增或修改人员.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PersonForm {
    /// Fields `name`, `sex`, `post`, `team`, `new_team`, `phone`, `section`, `replacement`; ticks `roles`,
    /// `villages`.
    pub form: Form,
    /// Where it posts to.
    pub action: String,
    /// Whether it is new.
    pub new: bool,
    /// 男 / 女
    pub sexes: Vec<Choice>,
    /// 组长, 副组长, 成员, 办公室主任 …
    pub roles: Vec<Choice>,
    /// Teams.
    pub teams: Vec<Choice>,
    /// 办公室分组
    pub sections: Vec<Choice>,
    /// Villages linked.
    pub villages: Vec<Choice>,
    /// Where somebody takes over; empty for a new one.
    pub succeed_href: String,
    /// Where the person is removed; empty for a new one.
    pub remove_action: String,
    /// What hangs on the person: «联系上前村，并负责 3 个环节»; empty for nothing.
    pub ties: String,
    /// Who could take that over.
    pub others: Vec<Choice>,
    /// Way back.
    pub back: String,
    /// Idempotency key.
    pub key: String,
    /// Row version.
    pub version: String,
}

impl Page for PersonForm {
    const TEMPLATE: &'static str = "person_form.html";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![(
            "edit",
            Self {
                form: Form::new()
                    .value("name", "李义鹏")
                    .value("sex", "f")
                    .value("post", "党委副书记、镇长")
                    .value("team", "t1"),
                action: "/c/c1/people/p2/edit".into(),
                new: false,
                sexes: vec![Choice::new("m", "男"), Choice::new("f", "女")],
                roles: vec![
                    Choice::new("head", "组长"),
                    Choice::new("deputy", "副组长").ticked(),
                    Choice::new("member", "成员"),
                ],
                teams: vec![
                    Choice::new("t1", "第一指导组"),
                    Choice::new("t2", "第一督查组"),
                ],
                villages: vec![
                    Choice::new("v1", "上前村").ticked(),
                    Choice::new("v2", "下前村"),
                ],
                sections: vec![
                    Choice::new("discipline", "纪检"),
                    Choice::new("organisation", "组织"),
                ],
                succeed_href: "/c/c1/people/p2/succeed".into(),
                remove_action: "/c/c1/people/p2/remove".into(),
                ties: "联系上前村、下前村".into(),
                others: vec![Choice::new("p3", "雷伟梅（党委副书记）")],
                back: "/c/c1/people".into(),
                key: "pf1".into(),
                version: "1".into(),
            },
        )]
    }
}
