//! 登录、首次设置、我的账号、账号管理.

use serde::Serialize;

use super::parts::{Choice, Event, Fact, Form, Message};
use crate::web::view::{Page, Tone};

/// 登录 `/login`. The form posts `account`, `password`, `next`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Login {
    /// Fields `account`, `password`.
    pub form: Form,
    /// Where to go afterwards; a path of this site.
    pub next: String,
    /// Whose installation this is: «石塘镇换届选举工作领导小组办公室»; may be empty.
    pub office: String,
    /// Accounts of the demonstration; empty anywhere else.
    pub demo_accounts: Vec<DemoAccount>,
}

/// An account of the demonstration, shown beside the sign-in form.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DemoAccount {
    /// Account name.
    pub account: String,
    /// Password, deliberately public.
    pub password: String,
    /// «换届办 · 看全部、办全部»
    pub role: String,
}

impl Page for Login {
    const TEMPLATE: &'static str = "login.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let plain = Self {
            form: Form::new(),
            next: "/".into(),
            office: "石塘镇换届选举工作领导小组办公室".into(),
            demo_accounts: Vec::new(),
        };
        vec![
            ("plain", plain.clone()),
            (
                "refused",
                Self {
                    form: Form::new().value("account", "zhaoguoqiang").problem(Message {
                        tone: Tone::Error,
                        text: "请核对账号和密码后再试。账号或密码不对；连续输错会延长等待时间，现在要等 8 秒。".into(),
                        ..Message::default()
                    }),
                    ..plain.clone()
                },
            ),
            (
                "demo",
                Self {
                    demo_accounts: vec![
                        DemoAccount { account: "jingban".into(), password: "shitang-2027".into(), role: "换届办：看全部、办全部".into() },
                        DemoAccount { account: "zudao1".into(), password: "shitang-2027".into(), role: "第一指导组：只看上前村、下前村".into() },
                    ],
                    ..plain
                },
            ),
        ]
    }
}

/// 首次设置 `/setup/{token}`: the unit, the system administrator and the first clerk.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Setup {
    /// Fields `unit`, `county`, `township`, `admin_account`, `admin_name`, `admin_password`,
    /// `admin_password_again`, `clerk_account`, `clerk_name`, `clerk_password`,
    /// `clerk_password_again`.
    pub form: Form,
    /// Where the form posts to.
    pub action: String,
    /// Idempotency key.
    pub key: String,
    /// What a password must be, a sentence each.
    pub password_rules: Vec<String>,
}

impl Page for Setup {
    const TEMPLATE: &'static str = "setup.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let rules = vec![
            "至少 8 个字符".to_owned(),
            "不能用常见密码，也不能和账号、姓名相同".to_owned(),
        ];
        vec![
            (
                "new",
                Self {
                    action: "/setup/k3".into(),
                    key: "s1".into(),
                    password_rules: rules.clone(),
                    form: Form::new(),
                },
            ),
            (
                "wrong",
                Self {
                    action: "/setup/k3".into(),
                    key: "s2".into(),
                    password_rules: rules,
                    form: Form::new()
                        .value("unit", "石塘镇换届选举工作领导小组办公室")
                        .value("township", "石塘镇")
                        .error(
                            "admin_password",
                            "请换一个密码。现在的只有 5 个字符，至少要 8 个。",
                        )
                        .error("admin_password_again", "请重新输入。两次输入的密码不一样。"),
                },
            ),
        ]
    }
}

/// 我的账号 `/me`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Me {
    /// Account name.
    pub account: String,
    /// The person's name.
    pub name: String,
    /// «换届办»
    pub role_name: String,
    /// Scope: «全镇», «上前村、下前村».
    pub scope: String,
    /// Sessions, the present one first.
    pub sessions: Vec<SessionRow>,
    /// Fields `password_now`, `password_new`, `password_again`.
    pub form: Form,
    /// Idempotency key.
    pub key: String,
    /// What a password must be.
    pub password_rules: Vec<String>,
}

/// One signed-in browser.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SessionRow {
    /// Id for revoking.
    pub id: String,
    /// «Windows · 谷歌内核浏览器»
    pub device: String,
    /// Address it came from.
    pub address: String,
    /// When it was opened.
    pub since: String,
    /// When it was last used.
    pub last: String,
    /// Whether it is the one in use.
    pub here: bool,
}

impl Page for Me {
    const TEMPLATE: &'static str = "me.html";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![(
            "two-sessions",
            Self {
                account: "zhaoguoqiang".into(),
                name: "赵国强".into(),
                role_name: "换届办".into(),
                scope: "石塘镇全镇".into(),
                sessions: vec![
                    SessionRow {
                        id: "a".into(),
                        device: "办公室电脑".into(),
                        address: "192.168.1.23".into(),
                        since: "11月23日 8:31".into(),
                        last: "刚才".into(),
                        here: true,
                    },
                    SessionRow {
                        id: "b".into(),
                        device: "手机".into(),
                        address: "192.168.1.77".into(),
                        since: "11月22日 19:02".into(),
                        last: "11月22日 19:40".into(),
                        here: false,
                    },
                ],
                form: Form::new().error(
                    "password_now",
                    "请重新输入现在的密码。输入的和记录的不一样。",
                ),
                key: "m1".into(),
                password_rules: vec!["至少 8 个字符".into()],
            },
        )]
    }
}

/// 账号 `/admin/users`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Users {
    /// The accounts.
    pub users: Vec<UserRow>,
    /// A one-time link just made, shown this once; nothing otherwise.
    pub handed_over: Option<OneTimeLink>,
    /// What is wrong with what was asked.
    pub form: Form,
    /// Idempotency key for the row buttons.
    pub key: String,
}

/// A link with which a person sets the password.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OneTimeLink {
    /// Account name.
    pub account: String,
    /// Whose it is.
    pub name: String,
    /// Role.
    pub role_name: String,
    /// The whole address.
    pub link: String,
    /// Until when it works.
    pub until: String,
    /// Whether the address only leads somewhere on the machine itself.
    pub here_only: bool,
}

/// One account.
#[derive(Clone, Debug, Default, Serialize)]
pub struct UserRow {
    /// Id.
    pub id: String,
    /// Row version.
    pub version: String,
    /// Account name.
    pub account: String,
    /// The person's name.
    pub name: String,
    /// Role.
    pub role_name: String,
    /// Scope.
    pub scope: String,
    /// When it was last used; empty for never.
    pub last: String,
    /// Whether it is stopped.
    pub stopped: bool,
    /// Whether its owner still has to set a password.
    pub waiting: bool,
    /// Whether it is the reader's own account, which has no stop button.
    pub own: bool,
}

impl Page for Users {
    const TEMPLATE: &'static str = "users.html";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![(
            "three",
            Self {
                users: vec![
                    UserRow {
                        id: "1".into(),
                        version: "1".into(),
                        account: "admin".into(),
                        name: "系统管理员".into(),
                        role_name: "系统管理员".into(),
                        scope: "账号和备份".into(),
                        last: "11月23日 8:20".into(),
                        stopped: false,
                        waiting: false,
                        own: true,
                    },
                    UserRow {
                        id: "2".into(),
                        version: "3".into(),
                        account: "zhaoguoqiang".into(),
                        name: "赵国强".into(),
                        role_name: "换届办".into(),
                        scope: "全镇".into(),
                        last: "11月23日 8:31".into(),
                        stopped: false,
                        waiting: false,
                        own: false,
                    },
                    UserRow {
                        id: "3".into(),
                        version: "2".into(),
                        account: "liyipeng".into(),
                        name: "李义鹏".into(),
                        role_name: "指导组".into(),
                        scope: "上前村、下前村".into(),
                        last: String::new(),
                        stopped: true,
                        waiting: true,
                        own: false,
                    },
                ],
                handed_over: Some(OneTimeLink {
                    account: "liyipeng".into(),
                    name: "李义鹏".into(),
                    role_name: "指导组".into(),
                    link: format!("http://192.168.1.5:8027/password/{}", "5e".repeat(32)),
                    until: "2026年11月24日 10:00".into(),
                    here_only: true,
                }),
                form: Form::new(),
                key: "u1".into(),
            },
        )]
    }
}

/// 新建或修改账号 `/admin/users/new`, `/admin/users/{u}`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct UserForm {
    /// Fields `account`, `name`, `role` and the ticks `villages`.
    pub form: Form,
    /// Where it posts to.
    pub action: String,
    /// Whether the account is new.
    pub new: bool,
    /// Roles.
    pub roles: Vec<Choice>,
    /// Villages the account may see (指导组, 村选委会), by cycle; empty when there are none yet.
    pub groups: Vec<VillageGroup>,
    /// What each role may do, in one line each.
    pub role_notes: Vec<Fact>,
    /// What was done with the account, newest first; empty for a new one.
    pub events: Vec<Event>,
    /// Idempotency key.
    pub key: String,
    /// Row version; empty for a new account.
    pub version: String,
}

/// The villages of a cycle.
#[derive(Clone, Debug, Default, Serialize)]
pub struct VillageGroup {
    /// The cycle.
    pub cycle: String,
    /// Whether it is shut until asked for: an earlier cycle in which nothing is ticked.
    pub folded: bool,
    /// Its villages, ticked where chosen.
    pub villages: Vec<Choice>,
}

impl Page for UserForm {
    const TEMPLATE: &'static str = "user_form.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let roles = vec![
            Choice::new("clerk", "换届办"),
            Choice::new("guidance", "指导组"),
            Choice::new("administrator", "系统管理员"),
        ];
        let notes = vec![
            Fact::new("换届办", "办理全镇的届次、进度和文书"),
            Fact::new("指导组", "看自己联系的村，记录进度"),
            Fact::new("系统管理员", "管账号和备份，页面上看不到选举数据"),
        ];
        vec![
            (
                "new",
                Self {
                    form: Form::new()
                        .value("role", "guidance")
                        .error("account", "请换一个账号：“liyipeng”已经有人用了。")
                        .error("villages", "请至少选一个村（社区）。"),
                    action: "/admin/users".into(),
                    new: true,
                    roles: roles.clone(),
                    groups: vec![
                        VillageGroup {
                            cycle: "石塘镇2027年村（社区）“两委”换届".into(),
                            folded: false,
                            villages: vec![
                                Choice::new("v1", "上前村").ticked(),
                                Choice::new("v2", "下前村").ticked(),
                                Choice::new("v3", "石塘村"),
                            ],
                        },
                        VillageGroup {
                            cycle: "石塘镇2022年村（社区）“两委”换届".into(),
                            folded: true,
                            villages: vec![Choice::new("v4", "上前村")],
                        },
                    ],
                    role_notes: notes.clone(),
                    key: "uf1".into(),
                    ..Self::default()
                },
            ),
            (
                "edit-without-villages",
                Self {
                    form: Form::new()
                        .value("account", "zhaoguoqiang")
                        .value("name", "赵国强")
                        .value("role", "clerk"),
                    action: "/admin/users/2".into(),
                    roles,
                    role_notes: notes,
                    events: vec![Event {
                        when: "11月23日 10:21".into(),
                        who: "张管理".into(),
                        text: "新增账号 赵国强（换届办）".into(),
                        href: String::new(),
                    }],
                    key: "uf2".into(),
                    version: "3".into(),
                    ..Self::default()
                },
            ),
        ]
    }
}
