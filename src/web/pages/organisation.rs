//! 组织机构 `/c/{c}/organisation`, `/c/{c}/teams/new`, `/c/{c}/teams/{t}/edit`; 换人 `/c/{c}/people/{p}/succeed`.

use serde::Serialize;

use super::cycle::settings_tabs;
use super::parts::{Choice, Empty, Form, Link, Tab};
use crate::web::view::Page;

/// 组织机构: the leading group, its office by section, the teams.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Organisation {
    /// Leading group and office, each with its groups.
    pub bodies: Vec<Body>,
    /// Guidance teams, then supervision teams.
    pub teams: Vec<TeamCard>,
    /// What is missing, each with what to do.
    pub gaps: Vec<String>,
    /// Papers made of this.
    pub papers: Vec<Link>,
    /// Where a new team is made; empty when not allowed.
    pub new_href: String,
    /// Tabs of the settings.
    pub tabs: Vec<Tab>,
    /// Shown when there is nobody.
    pub empty: Option<Empty>,
}

/// A body.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Body {
    /// «领导小组»
    pub title: String,
    /// Its groups: «组长», «纪检».
    pub groups: Vec<Group>,
}

/// People of one rank or section.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Group {
    /// «副组长»
    pub title: String,
    /// People.
    pub people: Vec<Member>,
}

/// One of them.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Member {
    /// Name.
    pub name: String,
    /// Unit and post.
    pub post: String,
    /// «主任»; empty for none.
    pub duty: String,
}

/// A team.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TeamCard {
    /// «第一指导组»
    pub name: String,
    /// «指导组» or «督查组»
    pub kind: String,
    /// Head; empty while none is fixed.
    pub head: Option<Member>,
    /// The others.
    pub members: Vec<Member>,
    /// Villages.
    pub villages: Vec<Link>,
    /// Where it is edited; empty when not allowed.
    pub edit_href: String,
}

impl Page for Organisation {
    const TEMPLATE: &'static str = "organisation.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let member = |name: &str, post: &str, duty: &str| Member {
            name: name.into(),
            post: post.into(),
            duty: duty.into(),
        };
        let full = Self {
            bodies: vec![
                Body {
                    title: "领导小组".into(),
                    groups: vec![
                        Group {
                            title: "组长".into(),
                            people: vec![member("林忠康", "党委书记", "")],
                        },
                        Group {
                            title: "成员".into(),
                            people: vec![member("阿依古丽·买买提", "党委委员、组织委员", "")],
                        },
                    ],
                },
                Body {
                    title: "办公室".into(),
                    groups: vec![
                        Group {
                            title: "纪检".into(),
                            people: vec![member("王火发", "纪委书记", "副主任")],
                        },
                        Group {
                            title: "没有分组".into(),
                            people: vec![member("赵国强", "组织干事", "")],
                        },
                    ],
                },
            ],
            teams: vec![
                TeamCard {
                    name: "第一指导组".into(),
                    kind: "指导组".into(),
                    head: Some(member("李义鹏", "党委副书记、镇长", "")),
                    members: vec![member("温天娟", "镇干部", "")],
                    villages: vec![Link::new("上前村", "/c/c1/v/v1")],
                    edit_href: "/c/c1/teams/t1/edit".into(),
                },
                TeamCard {
                    name: "第一督查组".into(),
                    kind: "督查组".into(),
                    ..TeamCard::default()
                },
            ],
            gaps: vec!["请在“人员”里给一人勾选组长：领导小组还没有组长。".into()],
            papers: vec![Link::new(
                "成立领导小组的通知",
                "/c/c1/docs/preview?unit=c1&kind=leading-group-notice",
            )],
            new_href: "/c/c1/teams/new".into(),
            tabs: settings_tabs("c1", "organisation"),
            empty: None,
        };
        vec![
            ("full", full.clone()),
            (
                "read-only",
                Self {
                    new_href: String::new(),
                    gaps: Vec::new(),
                    papers: Vec::new(),
                    ..full
                },
            ),
            (
                "empty",
                Self {
                    tabs: settings_tabs("c1", "organisation"),
                    empty: Some(Empty {
                        text: "还没有人员。导入名单以后，领导小组、办公室和各组在这里列出。".into(),
                        action: Link::new("导入人员", "/c/c1/people/import"),
                    }),
                    ..Self::default()
                },
            ),
        ]
    }
}

/// 新增或修改工作组.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TeamForm {
    /// Fields `name`, `kind`, `head`, ticks `members`; `delete` carries what stands against removing it.
    pub form: Form,
    /// Where it posts to.
    pub action: String,
    /// Whether it is new.
    pub new: bool,
    /// 指导组 / 督查组
    pub kinds: Vec<Choice>,
    /// Everybody, for the head.
    pub people: Vec<Choice>,
    /// Everybody, ticked when a member.
    pub members: Vec<Choice>,
    /// Where it is removed; empty for a new one.
    pub delete_action: String,
    /// Way back.
    pub back: String,
    /// Idempotency key.
    pub key: String,
    /// Row version.
    pub version: String,
}

impl Page for TeamForm {
    const TEMPLATE: &'static str = "team_form.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let edit = Self {
            form: Form::new()
                .value("name", "第一指导组")
                .value("head", "p1")
                .error("delete", "请先在“分工”里把上前村交给别的组。"),
            action: "/c/c1/teams/t1/edit".into(),
            new: false,
            kinds: vec![
                Choice::new("guidance", "指导组"),
                Choice::new("supervision", "督查组"),
            ],
            people: vec![Choice::new("p1", "李义鹏（党委副书记、镇长）")],
            members: vec![Choice::new("p1", "李义鹏（第一指导组）").ticked()],
            delete_action: "/c/c1/teams/t1/delete".into(),
            back: "/c/c1/organisation".into(),
            key: "tf1".into(),
            version: "2".into(),
        };
        vec![
            ("edit", edit.clone()),
            (
                "new",
                Self {
                    form: Form::new(),
                    new: true,
                    delete_action: String::new(),
                    version: String::new(),
                    ..edit
                },
            ),
        ]
    }
}

/// 换人.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Succession {
    /// Who goes.
    pub name: String,
    /// Unit and post of the one who goes.
    pub post: String,
    /// Fields `successor`, `name`, `sex`, `post`, `phone`, `reason`, tick `stays`.
    pub form: Form,
    /// Where it posts to.
    pub action: String,
    /// Who could take over.
    pub others: Vec<Choice>,
    /// 男 / 女
    pub sexes: Vec<Choice>,
    /// Whether the fields for somebody new are in use.
    pub new_open: bool,
    /// What changes hands, a line a kind: «挂钩联系村：上前村、下前村».
    pub lines: Vec<String>,
    /// Papers in force that name the one who goes.
    pub papers: Vec<Link>,
    /// Places where the name was typed and has to be changed by hand.
    pub typed: Vec<Link>,
    /// Way back.
    pub back: String,
    /// Idempotency key.
    pub key: String,
    /// Row version.
    pub version: String,
}

impl Page for Succession {
    const TEMPLATE: &'static str = "succession.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let full = Self {
            name: "李义鹏".into(),
            post: "党委副书记、镇长".into(),
            form: Form::new(),
            action: "/c/c1/people/p2/succeed".into(),
            others: vec![Choice::new("p3", "雷伟梅（党委副书记）")],
            sexes: vec![Choice::new("male", "男"), Choice::new("female", "女")],
            new_open: false,
            lines: vec![
                "挂钩联系村 2 个：上前村、下前村".into(),
                "换届机构职务：副组长".into(),
                "工作组：第一指导组，任组长".into(),
            ],
            papers: vec![Link::new("石塘镇　挂钩联系分工表", "/c/c1/docs/d1")],
            typed: vec![Link::new(
                "会议“换届选举工作调度会”",
                "/c/c1/meetings/m1/edit",
            )],
            back: "/c/c1/people".into(),
            key: "su1".into(),
            version: "3".into(),
        };
        vec![
            ("full", full.clone()),
            (
                "problems",
                Self {
                    form: Form::new().value("name", "郭家林").error(
                        "successor",
                        "请只用一种办法：已经选了名单里的人，又填了郭家林。",
                    ),
                    new_open: true,
                    lines: Vec::new(),
                    papers: Vec::new(),
                    typed: Vec::new(),
                    ..full
                },
            ),
        ]
    }
}
