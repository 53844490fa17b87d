//! 资格与数字核对 `/c/{c}/check/{what}`.

use serde::Serialize;

use super::parts::{Choice, Fact, Form, Tab};
use crate::web::view::{Page, Tone};

/// 资格与数字核对 — one form and, once it was sent, its answer in the same place.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Check {
    /// «会议人数»
    pub title: String,
    /// What it is for, in a sentence.
    pub lead: String,
    /// The section's own tabs.
    pub section_tabs: Vec<Tab>,
    /// The checks there are.
    pub tabs: Vec<Tab>,
    /// What was typed and what is wrong with it.
    pub form: Form,
    /// Fields above the table.
    pub fields: Vec<CheckField>,
    /// Columns of the table; empty for none.
    pub columns: Vec<CheckColumn>,
    /// Rows of the table.
    pub rows: Vec<CheckRow>,
    /// What the table holds: «一行一个投票站；空白按 0 计算。»
    pub table_hint: String,
    /// Where the form goes.
    pub action: String,
    /// Idempotency key.
    pub key: String,
    /// The pinned pack.
    pub pack: String,
    /// Beside 重复登记: what the cycle's own rolls say.
    pub known: Option<KnownRolls>,
    /// The answer.
    pub answer: Option<CheckAnswer>,
}

/// 本届各村名单上的重复登记
#[derive(Clone, Debug, Default, Serialize)]
pub struct KnownRolls {
    /// «比对了 12 个村的名单，有 2 人在两个村登记。»
    pub summary: String,
    /// One line a person and roll.
    pub lines: Vec<CheckLine>,
    /// What could not be compared.
    pub notes: Vec<String>,
}

/// One field.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CheckField {
    /// Name in the form.
    pub name: &'static str,
    /// Label.
    pub label: String,
    /// Hint; may be empty.
    pub hint: String,
    /// `text`, `secret`, `number`, `date`, `choice`, `area`, `tick`.
    pub input: &'static str,
    /// For `choice`.
    pub choices: Vec<Choice>,
}

/// One column of the table.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CheckColumn {
    /// Name in the form, before the row's number.
    pub name: &'static str,
    /// Heading.
    pub label: &'static str,
    /// `text`, `number`, `date`, `choice`.
    pub input: &'static str,
    /// For `choice`.
    pub choices: Vec<Choice>,
}

/// One row of the table.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CheckRow {
    /// «主任»; the row's number where empty.
    pub label: String,
    /// What was typed, by column.
    pub cells: Vec<String>,
    /// What is wrong with it.
    pub error: String,
}

/// The answer.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CheckAnswer {
    /// How it is meant.
    pub tone: Tone,
    /// «有 2 处不符合。»
    pub verdict: String,
    /// What was looked at, where the form does not show it again.
    pub facts: Vec<Fact>,
    /// Everything found.
    pub lines: Vec<CheckLine>,
}

/// One thing found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CheckLine {
    /// `holds`, `look`, `fails`.
    pub verdict: &'static str,
    /// «符合», «请核对», «不符合»
    pub word: &'static str,
    /// Whom or what it speaks of; may be empty.
    pub place: String,
    /// What to do first, or what holds.
    pub first: String,
    /// Why; may be empty.
    pub reason: String,
    /// «2×655 = 1310 > 1203»; may be empty.
    pub inequality: String,
    /// «村民委员会组织法第三十条»
    pub basis: String,
    /// «K701»
    pub code: &'static str,
}

impl Page for Check {
    const TEMPLATE: &'static str = "check.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let tabs = |here: &str| {
            ["身份证号", "会议人数", "委托投票", "选票台账"]
                .into_iter()
                .map(|text| Tab::new(text, "/c/c1/check/ledger", "", text == here))
                .collect()
        };
        let field = |name, label: &str, hint: &str, input| CheckField {
            name,
            label: label.into(),
            hint: hint.into(),
            input,
            choices: Vec::new(),
        };
        let column = |name, label, input| CheckColumn {
            name,
            label,
            input,
            choices: Vec::new(),
        };
        let base = Self {
            section_tabs: vec![
                Tab::new("月历", "/c/c1/calendar", "", false),
                Tab::new("核对", "/c/c1/check", "", true),
            ],
            key: "k1".into(),
            pack: "全国（2025年修正）".into(),
            ..Self::default()
        };
        let number = Self {
            title: "身份证号".into(),
            lead: "核对校验位、出生日期、性别，以及到选举日的年龄。".into(),
            tabs: tabs("身份证号"),
            fields: vec![
                field("number", "公民身份号码", "只用来核对，不保存。", "secret"),
                field("election_day", "选举日", "", "date"),
            ],
            form: Form::new().value("election_day", "2027-03-18"),
            action: "/c/c1/check/number".into(),
            answer: Some(CheckAnswer {
                tone: Tone::Warning,
                verdict: "没有查出错误，有 1 处要人核对。".into(),
                facts: vec![Fact::new("核对的号码", "**************0011")],
                lines: vec![
                    CheckLine {
                        verdict: "holds",
                        word: "符合",
                        first: "校验位正确。".into(),
                        reason: "前 17 位加权和 200，除以 11 余 2，校验位应为 X。".into(),
                        basis: "GB 11643-1999".into(),
                        code: "V201",
                        ..CheckLine::default()
                    },
                    CheckLine {
                        verdict: "look",
                        word: "请核对",
                        first: "请人工核对后列入名单。".into(),
                        reason: "选举日 2027年3月18日 正好是 18 周岁生日。".into(),
                        inequality: "2009-03-18 + 18 年 = 2027-03-18".into(),
                        basis: "村民委员会组织法第十六条第一款".into(),
                        code: "V214",
                        ..CheckLine::default()
                    },
                ],
            }),
            ..base.clone()
        };
        let ledger = Self {
            title: "选票台账".into(),
            lead: "印制、分发、发出、收回的选票对得上，才能开始计票。".into(),
            tabs: tabs("选票台账"),
            fields: vec![
                field("printed", "印制", "", "number"),
                CheckField {
                    choices: vec![Choice::new("village", "村")],
                    ..field("kind", "类别", "", "choice")
                },
                field("announced", "已发补充公告", "", "tick"),
                field("candidates", "候选人", "一行一个。", "area"),
            ],
            columns: vec![
                column("name", "投票站", "text"),
                column("issued", "发出", "number"),
                column("filed", "提出日期", "date"),
                CheckColumn {
                    choices: vec![Choice::new("sibling", "兄弟姐妹")],
                    ..column("kinship", "关系", "choice")
                },
            ],
            rows: vec![
                CheckRow {
                    cells: vec![
                        "中心会场".into(),
                        "940".into(),
                        "2027-03-10".into(),
                        "sibling".into(),
                    ],
                    ..CheckRow::default()
                },
                CheckRow {
                    label: "主任".into(),
                    cells: vec![String::new(); 4],
                    error: "请补填投票站的名称。".into(),
                },
            ],
            table_hint: "一行一个投票站；空白按 0 计算。".into(),
            form: Form::new()
                .value("printed", "1230")
                .error("candidates", "请核对。"),
            action: "/c/c1/check/ledger".into(),
            ..base.clone()
        };
        let balanced = Self {
            form: Form::new(),
            answer: Some(CheckAnswer {
                tone: Tone::Error,
                verdict: "有 1 处不符合。".into(),
                lines: vec![CheckLine {
                    verdict: "fails",
                    word: "不符合",
                    place: "中心会场".into(),
                    first: "请先查明，不能录入计票。".into(),
                    reason: "发出 940 张、收回 941 张。".into(),
                    inequality: "941 > 940".into(),
                    basis: "浙江省村民委员会选举办法第二十七条第二款·待核".into(),
                    code: "B501",
                }],
                ..CheckAnswer::default()
            }),
            ..ledger.clone()
        };
        let relatives = vec![
            column("nominee", "被提名人", "text"),
            column("on", "提名日期", "date"),
            column("relative", "与选委会里的谁是亲属", "text"),
            CheckColumn {
                choices: vec![Choice::new("sibling", "兄弟姐妹")],
                ..column("kinship", "关系", "choice")
            },
        ];
        let committee = Self {
            title: "选委会变动".into(),
            lead: "看谁因提名、近亲属被提名要退出选举委员会，由谁递补，要不要另行推选。".into(),
            fields: vec![
                field(
                    "members",
                    "选举委员会成员",
                    "一行一个，照推选结果的先后。",
                    "area",
                ),
                field("others", "原推选结果里其余的人（候补）", "", "area"),
            ],
            columns: relatives,
            rows: vec![
                CheckRow {
                    cells: vec![String::new(); 4],
                    ..CheckRow::default()
                };
                6
            ],
            action: "/c/c1/check/committee".into(),
            ..base.clone()
        };
        let changed = Self {
            form: Form::new()
                .value("members", "赵某\n钱某\n孙某\n李某\n㼆某某")
                .value("others", "王某"),
            answer: Some(CheckAnswer {
                tone: Tone::Error,
                verdict: "有 1 处不符合，另有 1 处要人核对。".into(),
                facts: vec![Fact::new("退出", "赵某"), Fact::new("递补", "王某")],
                lines: vec![CheckLine {
                    verdict: "fails",
                    word: "不符合",
                    first: "请办理赵某退出选举委员会的手续并公告。".into(),
                    reason: "赵二 2027年3月5日 被提名为候选人，与赵某是兄弟姐妹关系。".into(),
                    basis: "村民委员会组织法第十五条第三款".into(),
                    code: "C402",
                    ..CheckLine::default()
                }],
            }),
            ..committee.clone()
        };
        let voter = Self {
            title: "登记条件".into(),
            lead: "看一个人能不能列入选民名单：年龄、三类情形各要什么。".into(),
            fields: vec![
                field("birth", "出生日期", "", "date"),
                CheckField {
                    choices: vec![
                        Choice::new("resident", "户籍在本地、住在本地"),
                        Choice::new("outsider", "户籍不在本地"),
                    ],
                    ..field("ground", "哪一类", "", "choice")
                },
                field("name", "姓名", "", "text"),
                field("applied", "户籍不在本地的：本人已经申请", "", "tick"),
                field(
                    "agreed",
                    "户籍不在本地的：会议已经同意（社区由选举委员会确认）",
                    "",
                    "tick",
                ),
            ],
            form: Form::new()
                .value("ground", "outsider")
                .value("applied", "1")
                .error("birth", "请把出生日期写到哪一天。"),
            action: "/c/c1/check/voter".into(),
            ..base.clone()
        };
        let double = Self {
            title: "重复登记".into(),
            lead: "看同一个人有没有在两处登记：本届已经导入的名单自动比对，纸上的名单照下面填。"
                .into(),
            columns: vec![
                column("name", "姓名", "text"),
                column("birth", "出生日期", "date"),
            ],
            rows: vec![
                CheckRow {
                    cells: vec![String::new(); 2],
                    ..CheckRow::default()
                };
                2
            ],
            table_hint: "一处登记一行；同名的人用出生日期区分，不要填身份证号。".into(),
            known: Some(KnownRolls {
                summary: "比对了 12 份名单，有 1 处重复登记。".into(),
                lines: vec![CheckLine {
                    verdict: "fails",
                    word: "不符合",
                    place: "「下前村」邱喆（序号 12，第三村民小组）".into(),
                    first: "请与本人核实，只保留一处。".into(),
                    reason: "与「上前村」邱喆（序号 6，第一村民小组）是同一个人，已在一处登记的不得再参加其他地方的选举。".into(),
                    basis: "村民委员会组织法第十六条第三款".into(),
                    code: "V203",
                    ..CheckLine::default()
                }],
                notes: vec![
                    "请重新导入中坌村的登记册：现有的名单没有比对码，没有参加比对。".into(),
                    "还没有导入名单的：阳荣村。".into(),
                ],
            }),
            action: "/c/c1/check/double".into(),
            ..base.clone()
        };
        vec![
            ("number", number),
            ("double", double),
            ("typed", ledger),
            ("answered", balanced),
            ("committee", committee),
            ("committee-changed", changed),
            ("voter", voter),
        ]
    }
}
