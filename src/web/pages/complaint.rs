//! 信访举报 `/c/{c}/complaints` and below. The list, the form, one case, its sealed content, its
//! handlers, the figures. Titles and addresses carry the number only.

use serde::Serialize;

use super::parts::{Choice, DateCard, Empty, Fact, Form, Link, Message, Pager, Sign};
use crate::web::view::Page;

/// 信访登记.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Complaints {
    /// Latest first.
    pub rows: Vec<ComplaintRow>,
    /// «登记 6 件，逾期 1 件»
    pub count: String,
    /// Where a new one is written; empty when not allowed.
    pub new_href: String,
    /// The figures.
    pub figures_href: String,
    /// The list as a workbook; empty for an empty one.
    pub xlsx: String,
    /// Filter: `number`, `kind`, `office`, `show`.
    pub form: Form,
    /// 类别
    pub kinds: Vec<Choice>,
    /// 归口单位
    pub offices: Vec<Choice>,
    /// 我承办的 / 逾期 / 没归档的 …
    pub shows: Vec<Choice>,
    /// Said when some cases cannot be listed because their key is missing.
    pub warning: String,
    /// «对选民名单的异议 …»
    pub objections: Message,
    /// Where that is done.
    pub objections_href: String,
    /// Shown when there is none.
    pub empty: Option<Empty>,
    /// The way through the list.
    pub pager: Pager,
}

/// One case as the list shows it: nothing about people.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ComplaintRow {
    /// Its page.
    pub href: String,
    /// «信20270220-K7M4»
    pub number: String,
    /// «2月20日»
    pub day: String,
    /// «拉票贿选»
    pub kind: String,
    /// «纪检监察»
    pub office: String,
    /// Sign of the deadline.
    pub sign: Sign,
    /// «办结 5月1日，余 3 天»; empty when nothing is due.
    pub due: String,
    /// «办理中»
    pub state: String,
    /// Whether the reader handles it.
    pub mine: bool,
}

impl Page for Complaints {
    const TEMPLATE: &'static str = "complaints.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let row = ComplaintRow {
            href: "/c/c1/complaints/k1".into(),
            number: "信20270220-2345".into(),
            day: "2月20日".into(),
            kind: "拉票贿选".into(),
            office: "纪检监察".into(),
            sign: Sign::Late,
            due: "告知是否受理 3月7日，已过 1 天".into(),
            state: "待受理".into(),
            mine: true,
        };
        let full = Self {
            rows: vec![
                row.clone(),
                ComplaintRow {
                    number: "信20270201-6789".into(),
                    sign: Sign::Done,
                    due: String::new(),
                    state: "已归档".into(),
                    mine: false,
                    ..row
                },
            ],
            count: "登记 2 件，逾期 1 件".into(),
            new_href: "/c/c1/complaints/new".into(),
            figures_href: "/c/c1/complaints/figures".into(),
            xlsx: "/c/c1/complaints.xlsx".into(),
            kinds: vec![Choice::new("bribery", "拉票贿选")],
            offices: vec![Choice::new("discipline", "纪检监察")],
            shows: vec![Choice::new("mine", "我承办的")],
            objections: Message {
                text: "对选民名单的异议不在这里登记，在村页的“处理对名单的异议”里办。".into(),
                basis: "村民委员会组织法第十七条第二款".into(),
                ..Message::default()
            },
            objections_href: "/c/c1/matrix".into(),
            ..Self::default()
        };
        vec![
            ("two", full.clone()),
            (
                "empty",
                Self {
                    rows: Vec::new(),
                    xlsx: String::new(),
                    warning: "请系统管理员把备份里的密钥补进密钥文件。".into(),
                    empty: Some(Empty {
                        text: "还没有登记信访举报。".into(),
                        action: Link::new("登记一件", "/c/c1/complaints/new"),
                    }),
                    ..full
                },
            ),
        ]
    }
}

/// 登记一件.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ComplaintForm {
    /// Fields `day`, `channel`, `kind`, `office`, `village`, `text`, `complainant`, `contact`,
    /// `accused`, `same_name`; errors also `withdrawn`, `handlers`.
    pub form: Form,
    /// Where it posts to.
    pub action: String,
    /// 来源渠道
    pub channels: Vec<Choice>,
    /// 类别, with the office each goes to.
    pub kinds: Vec<Choice>,
    /// 归口单位
    pub offices: Vec<Choice>,
    /// Villages.
    pub villages: Vec<Choice>,
    /// Accounts that may handle it.
    pub handlers: Vec<Choice>,
    /// Accounts that may have to withdraw.
    pub accounts: Vec<Choice>,
    /// People of the list who may have to withdraw.
    pub people: Vec<Choice>,
    /// Whether one of them is ticked.
    pub people_open: bool,
    /// Today, ISO.
    pub today: String,
    /// Way back.
    pub back: String,
    /// Idempotency key.
    pub key: String,
}

impl Page for ComplaintForm {
    const TEMPLATE: &'static str = "complaint_form.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let new = Self {
            form: Form::new().value("day", "2027-02-20"),
            action: "/c/c1/complaints/new".into(),
            channels: vec![Choice::new("letter", "来信"), Choice::new("call", "来电")],
            kinds: vec![Choice::new("bribery", "拉票贿选 → 纪检监察")],
            offices: vec![Choice::new("discipline", "纪检监察")],
            villages: vec![Choice::new("v1", "上前村")],
            handlers: vec![Choice::new("a1", "王火发（督查组）")],
            accounts: vec![Choice::new("a2", "赵国强（换届办）")],
            people: vec![Choice::new("p1", "何礼强（武装部长）")],
            people_open: false,
            today: "2027-02-25".into(),
            back: "/c/c1/complaints".into(),
            key: "cf1".into(),
        };
        let again = Self {
            form: Form::new()
                .value("day", "2027-02-20")
                .value("text", "在小卖部给每户送了一条毛巾。")
                .value("accused", "赵国强")
                .error("channel", "请选择来源渠道。")
                .error("accused", "请在“回避人员”里勾选赵国强。")
                .error("withdrawn", "请重新选择回避人员。")
                .error("handlers", "请至少选一位承办人。"),
            people: vec![Choice::new("p1", "何礼强（武装部长）").ticked()],
            people_open: true,
            ..new.clone()
        };
        vec![("new", new), ("problems", again)]
    }
}

/// 一件, what anyone sees who may see the register.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CasePage {
    /// «信20270220-2345»
    pub number: String,
    /// Received, channel, kind, office, village, named or not, handlers.
    pub facts: Vec<Fact>,
    /// Sign of the state.
    pub sign: Sign,
    /// «待受理»
    pub state: String,
    /// What is due; empty when nothing is.
    pub card: Option<DateCard>,
    /// What happened.
    pub steps: Vec<CaseStep>,
    /// The sealed content; empty text for those who do not handle it.
    pub content: Link,
    /// Who handles it: «王火发（督查组）、林忠康（领导小组）»; said to those who do not.
    pub ask: String,
    /// The form of handlers; empty text when not allowed.
    pub handlers: Link,
    /// What may be recorded now.
    pub acts: Vec<ActForm>,
    /// Channel and kind put right; `None` for those who do not handle it and for what is closed.
    pub correct: Option<CorrectForm>,
    /// Said above when somebody else was first.
    pub conflict: String,
    /// Where the acts are sent.
    pub action: String,
    /// The case's version.
    pub version: String,
    /// Idempotency key.
    pub key: String,
}

/// One event.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CaseStep {
    /// «2月20日»
    pub day: String,
    /// «受理», «转交 公安»
    pub what: String,
    /// Who recorded it, and when.
    pub who: String,
    /// «晚 2 天»; empty when not late.
    pub late: String,
    /// Whether something sealed was written about it.
    pub remarked: bool,
}

/// What one act asks for.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ActForm {
    /// Id of the act.
    pub id: String,
    /// «受理»
    pub name: String,
    /// What it means and what to do on paper.
    pub hint: String,
    /// Label of the remark; empty when the act has none.
    pub note: String,
    /// Whether the remark must be written.
    pub note_must: bool,
    /// Offices to choose from; empty when the act has none.
    pub offices: Vec<Choice>,
    /// Most days of an extension; empty when the act has none.
    pub most_days: String,
    /// Outcomes to choose from; empty when the act has none.
    pub outcomes: Vec<Choice>,
    /// What was typed and what is wrong.
    pub form: Form,
    /// Whether it is unfolded.
    pub open: bool,
}

/// 更正登记
#[derive(Clone, Debug, Default, Serialize)]
pub struct CorrectForm {
    /// What tells it from the acts.
    pub act: String,
    /// Fields `channel`, `kind`, `reason`.
    pub form: Form,
    /// 来源渠道
    pub channels: Vec<Choice>,
    /// 类别
    pub kinds: Vec<Choice>,
    /// Whether it is unfolded.
    pub open: bool,
}

impl Page for CasePage {
    const TEMPLATE: &'static str = "complaint.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let act = |id: &str, name: &str| ActForm {
            id: id.into(),
            name: name.into(),
            hint: "书面告知以后记在这里。".into(),
            note: "说明".into(),
            form: Form::new().value("day", "2027-02-25"),
            ..ActForm::default()
        };
        let handler = Self {
            number: "信20270220-2345".into(),
            facts: vec![
                Fact::new("收到", "2027年2月20日（星期六）"),
                Fact::new("渠道", "来信"),
                Fact::new("类别", "拉票贿选"),
                Fact::new("归口", "纪检监察"),
                Fact::new("涉及", "上前村"),
                Fact::new("承办人", "王火发（督查组）"),
            ],
            sign: Sign::Soon,
            state: "待受理".into(),
            card: Some(DateCard {
                latest: "最迟 2027年3月7日（星期日）".into(),
                margin: "余 3 天".into(),
                formula: "收到 2月20日 + 15 日 = 3月7日".into(),
                basis: "信访工作条例第二十二条、第二十三条".into(),
                verified: true,
                gist: "自收到之日起十五日内书面告知是否受理。".into(),
                class: "法定".into(),
                ..DateCard::default()
            }),
            steps: vec![
                CaseStep {
                    day: "2月20日".into(),
                    what: "登记，归口纪检监察".into(),
                    who: "赵国强 2月20日 09:12".into(),
                    late: String::new(),
                    remarked: false,
                },
                CaseStep {
                    day: "2月22日".into(),
                    what: "转交公安".into(),
                    who: "王火发 2月22日 10:00".into(),
                    late: "晚 2 天".into(),
                    remarked: true,
                },
            ],
            content: Link::new("查看密封内容", "/c/c1/complaints/k1/content"),
            ask: String::new(),
            handlers: Link::new("调整承办人", "/c/c1/complaints/k1/handlers"),
            correct: Some(CorrectForm {
                act: "correct".into(),
                form: Form::new()
                    .value("channel", "letter")
                    .value("kind", "bribery"),
                channels: vec![Choice::new("letter", "来信"), Choice::new("call", "来电")],
                kinds: vec![Choice::new("bribery", "拉票贿选")],
                open: false,
            }),
            acts: vec![
                act("accepted", "受理"),
                ActForm {
                    offices: vec![Choice::new("police", "公安")],
                    ..act("transferred", "转交")
                },
                ActForm {
                    most_days: "30".into(),
                    ..act("extended", "延长办理")
                },
                ActForm {
                    outcomes: vec![Choice::new("true", "属实")],
                    open: true,
                    note_must: true,
                    form: Form::new()
                        .value("day", "2027-02-30")
                        .value("note", "已找三户核实。")
                        .error("day", "请改正日期。")
                        .error("outcome", "请选择查处结果。"),
                    ..act("decided", "办结")
                },
            ],
            conflict: "请先核对再保存：王火发 在 2027年2月25日 10:00 已修改信访件。".into(),
            action: "/c/c1/complaints/k1".into(),
            version: "2".into(),
            key: "cp1".into(),
        };
        let other = Self {
            content: Link::default(),
            ask: "王火发（督查组）".into(),
            handlers: Link::default(),
            acts: Vec::new(),
            correct: None,
            card: None,
            conflict: String::new(),
            sign: Sign::Done,
            state: "已归档".into(),
            ..handler.clone()
        };
        let wrong = handler.correct.clone().map(|correct| CorrectForm {
            form: correct
                .form
                .error("reason", "请写更正的理由：登记的内容改了要说得清为什么。"),
            open: true,
            ..correct
        });
        let correcting = Self {
            acts: Vec::new(),
            correct: wrong,
            ..handler.clone()
        };
        vec![
            ("handler", handler),
            ("other", other),
            ("correcting", correcting),
        ]
    }
}

/// 密封内容; for others, who to ask.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SealedPage {
    /// «信20270220-2345»
    pub number: String,
    /// The case.
    pub back: String,
    /// Who handles it; said instead of everything to those who do not.
    pub ask: String,
    /// Whether the reader handles it.
    pub opened: bool,
    /// 反映内容
    pub text: String,
    /// 反映人, 联系方式, 被反映人, 回避人员.
    pub facts: Vec<Fact>,
    /// What was written about the events.
    pub remarks: Vec<SealedRemark>,
}

/// One remark.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SealedRemark {
    /// «2月22日 转交公安»
    pub heading: String,
    /// «属实»; empty where nothing was decided.
    pub outcome: String,
    /// What was written.
    pub note: String,
}

impl Page for SealedPage {
    const TEMPLATE: &'static str = "complaint_content.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let opened = Self {
            number: "信20270220-2345".into(),
            back: "/c/c1/complaints/k1".into(),
            ask: String::new(),
            opened: true,
            text: "在小卖部给每户送了一条毛巾。\n有三户收了。".into(),
            facts: vec![
                Fact::new("反映人", "一位村民"),
                Fact::new("联系方式", ""),
                Fact::new("被反映人", "某候选人"),
                Fact::new("回避人员", "没有"),
            ],
            remarks: vec![SealedRemark {
                heading: "2月25日 办结".into(),
                outcome: "部分属实".into(),
                note: "已找三户核实。".into(),
            }],
        };
        let ask = Self {
            opened: false,
            ask: "王火发（督查组）、林忠康（领导小组）".into(),
            text: String::new(),
            facts: Vec::new(),
            remarks: Vec::new(),
            ..opened.clone()
        };
        vec![("opened", opened), ("ask", ask)]
    }
}

/// 调整承办人.
#[derive(Clone, Debug, Default, Serialize)]
pub struct HandlersForm {
    /// «信20270220-2345»
    pub number: String,
    /// Errors `handlers`, `withdrawn`.
    pub form: Form,
    /// Where it posts to.
    pub action: String,
    /// Accounts that may handle it.
    pub handlers: Vec<Choice>,
    /// Whether the reader may also change who withdraws.
    pub inside: bool,
    /// Accounts that may have to withdraw.
    pub accounts: Vec<Choice>,
    /// People of the list who may have to withdraw.
    pub people: Vec<Choice>,
    /// Whether one of them is ticked.
    pub people_open: bool,
    /// Names that withdraw and are in no list any more.
    pub names: Vec<Choice>,
    /// Said above when somebody else was first.
    pub conflict: String,
    /// Way back.
    pub back: String,
    /// The case's version.
    pub version: String,
    /// Idempotency key.
    pub key: String,
}

impl Page for HandlersForm {
    const TEMPLATE: &'static str = "complaint_handlers.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let handler = Self {
            number: "信20270220-2345".into(),
            form: Form::new().error("handlers", "请至少选一位承办人。"),
            action: "/c/c1/complaints/k1/handlers".into(),
            handlers: vec![
                Choice::new("a1", "王火发（督查组）").ticked(),
                Choice::new("a3", "林忠康（领导小组）"),
            ],
            inside: true,
            accounts: vec![Choice::new("a2", "赵国强（换届办）").ticked()],
            people: vec![Choice::new("p1", "何礼强（武装部长）")],
            people_open: false,
            names: vec![Choice::new("某某", "某某").ticked()],
            conflict: "请先核对再保存：王火发 已修改信访件。".into(),
            back: "/c/c1/complaints/k1".into(),
            version: "2".into(),
            key: "ch1".into(),
        };
        let leader = Self {
            form: Form::new(),
            inside: false,
            accounts: Vec::new(),
            people: Vec::new(),
            names: Vec::new(),
            conflict: String::new(),
            ..handler.clone()
        };
        vec![("handler", handler), ("leader", leader)]
    }
}

/// 信访统计.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FiguresPage {
    /// «共 12 件», «总数不列»
    pub total: String,
    /// The tables.
    pub tables: Vec<FigureTable>,
    /// «不足 3 件的不列数字 …»
    pub note: String,
    /// Said when some cases could not be counted because their key is missing.
    pub warning: String,
    /// The register; empty when the reader may not see it.
    pub back: String,
}

/// One table.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FigureTable {
    /// «按类别»
    pub name: String,
    /// Lines: what and how many.
    pub rows: Vec<Fact>,
}

impl Page for FiguresPage {
    const TEMPLATE: &'static str = "complaint_figures.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let full = Self {
            total: "共 12 件".into(),
            tables: vec![FigureTable {
                name: "按类别".into(),
                rows: vec![
                    Fact::new("拉票贿选", "5"),
                    Fact::new("选举程序", "不列"),
                    Fact::new("其他", "0"),
                ],
            }],
            note: "不足 3 件的格子不列数字。".into(),
            warning: "请系统管理员补齐密钥。".into(),
            back: "/c/c1/complaints".into(),
        };
        vec![
            ("full", full.clone()),
            (
                "empty",
                Self {
                    total: "共 0 件".into(),
                    tables: Vec::new(),
                    warning: String::new(),
                    back: String::new(),
                    ..full
                },
            ),
        ]
    }
}
