//! 文书中心 `/c/{c}/docs`, one paper `/c/{c}/docs/{d}`, 批量办理 `/c/{c}/batches/{b}`.

use serde::Serialize;

use super::parts::{Choice, Empty, Event, Fact, Form, Hidden, Link, Message, Pager, Sign, Tab};
use crate::web::view::{Page, Tone};

/// 文书中心: 待印发, 已印发, 已作废, 登记簿; 空白表 is a page of its own.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Papers {
    /// The tabs, from [`paper_tabs`].
    pub tabs: Vec<Tab>,
    /// The tab shown: `todo`, `issued`, `void`, `register`.
    pub tab: &'static str,
    /// Filter as asked: `q`, `kind`, `stage`, `village`.
    pub form: Form,
    /// Kinds of paper.
    pub kinds: Vec<Choice>,
    /// Stages.
    pub stages: Vec<Choice>,
    /// Days by which papers are due; empty where the tab has none.
    pub dues: Vec<Choice>,
    /// Villages.
    pub villages: Vec<Choice>,
    /// The rows.
    pub rows: Vec<PaperRow>,
    /// «42 份，其中 3 份有要改的地方»
    pub count: String,
    /// Whether the reader may issue.
    pub can_issue: bool,
    /// Where the ticked rows are posted to be printed: fields `paper` (several), and the button
    /// `what` = `print` | `zip`.
    pub action: String,
    /// Where they are posted to be issued.
    pub issue_action: String,
    /// For the register: missing and void numbers, a sentence each.
    pub gaps: Vec<String>,
    /// The last batches, so that nobody loses one whose page was closed.
    pub batches: Vec<BatchLine>,
    /// Exports: 登记簿（xlsx）.
    pub exports: Vec<Link>,
    /// The way through the list.
    pub pager: Pager,
    /// Shown when the tab is empty and nothing was filtered.
    pub empty: Option<Empty>,
    /// Idempotency key.
    pub key: String,
}

/// One batch in the list of papers.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BatchLine {
    /// Its page.
    pub href: String,
    /// «2月27日 10:21 方晓雯提交，12 份»
    pub text: String,
    /// «部分失败：印发 11 份，1 份没有印发»
    pub state: String,
    /// How it stands.
    pub tone: Tone,
}

/// One paper of the list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PaperRow {
    /// Id, value of the check box. Papers not yet stored carry `kind:village`.
    pub id: String,
    /// Its page.
    pub href: String,
    /// The PDF.
    pub pdf: String,
    /// «第4号», «石镇〔2026〕12号»; empty while it has none.
    pub number: String,
    /// «选民名单公告»
    pub title: String,
    /// «特急», «加急»; empty for an ordinary paper.
    pub urgency: &'static str,
    /// «上前村» or the township.
    pub unit: String,
    /// The day it is due or was issued: «2月25日».
    pub day: String,
    /// The page with the card of its step's day; empty where the day is not one of a step.
    pub day_href: String,
    /// State: «待印发», «已印发», «已作废», «内容已变».
    pub state: String,
    /// Sign of the state.
    pub sign: Sign,
    /// Pre-flight: «3 处», empty for clean.
    pub preflight: String,
    /// Whether pre-flight stops issuing.
    pub stopped: bool,
    /// For void ones: why; and the number that replaces it.
    pub remark: String,
    /// «3 页»
    pub pages: String,
}

/// The tabs of the print centre.
pub fn paper_tabs(cycle: &str, here: &str, counts: [&str; 3]) -> Vec<Tab> {
    let [todo, issued, void] = counts;
    [
        ("待印发", "todo", todo),
        ("已印发", "issued", issued),
        ("已作废", "void", void),
        ("登记簿", "register", ""),
        ("空白表", "blank", ""),
    ]
    .into_iter()
    .map(|(text, tab, count)| {
        Tab::new(
            text,
            format!("/c/{cycle}/docs?tab={tab}"),
            count,
            tab == here,
        )
    })
    .chain([Tab::new(
        "收文",
        format!("/c/{cycle}/incoming"),
        "",
        here == "incoming",
    )
    .inside()])
    .collect()
}

impl Page for Papers {
    const TEMPLATE: &'static str = "papers.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let row = PaperRow {
            id: "voter-roll:v1".into(),
            href: "/c/c1/docs/d4".into(),
            pdf: "/c/c1/docs/d4.pdf".into(),
            number: String::new(),
            title: "选民名单公告".into(),
            urgency: "",
            unit: "上前村".into(),
            day: "2月25日".into(),
            day_href: "/c/c1/v/v1/steps/roll-published".into(),
            state: "待印发".into(),
            sign: Sign::Active,
            preflight: "3 处".into(),
            stopped: false,
            remark: String::new(),
            pages: "4 页".into(),
        };
        let todo = Self {
            tabs: paper_tabs("c1", "todo", ["42", "18", "1"]),
            tab: "todo",
            form: Form::new().value("kind", "voter-roll"),
            kinds: vec![
                Choice::new("voter-roll", "选民名单公告"),
                Choice::new("polling", "投票时间地点公告"),
            ],
            stages: vec![Choice::new("registration", "选民登记")],
            villages: vec![Choice::new("v1", "上前村")],
            rows: vec![
                PaperRow {
                    title: "整改通知书".into(),
                    urgency: "特急",
                    ..row.clone()
                },
                PaperRow {
                    unit: "中坌村".into(),
                    stopped: true,
                    preflight: "1 处要改".into(),
                    ..row.clone()
                },
                PaperRow {
                    unit: "石塘社区".into(),
                    preflight: String::new(),
                    ..row.clone()
                },
            ],
            count: "42 份".into(),
            can_issue: true,
            dues: vec![Choice::new("tomorrow", "明日应发")],
            batches: vec![BatchLine {
                href: "/c/c1/batches/b1".into(),
                text: "2月25日 10:21 方晓雯提交，12 份".into(),
                state: "部分失败：印发 11 份，1 份没有印发".into(),
                tone: Tone::Warning,
            }],
            action: "/c/c1/docs/print?tab=todo".into(),
            issue_action: "/c/c1/docs/issue".into(),
            key: "pa1".into(),
            ..Self::default()
        };
        let issued = PaperRow {
            number: "第4号".into(),
            state: "已印发".into(),
            sign: Sign::Done,
            preflight: String::new(),
            ..row.clone()
        };
        vec![
            ("todo", todo.clone()),
            (
                "register",
                Self {
                    tabs: paper_tabs("c1", "register", ["42", "18", "1"]),
                    tab: "register",
                    rows: vec![issued.clone(), PaperRow { number: "第3号".into(), state: "已作废".into(), sign: Sign::Skipped, remark: "日期写错，由第5号代替".into(), ..issued }],
                    gaps: vec!["上前村：第3号已作废，编号连续，没有空号。".into()],
                    exports: vec![Link::new("导出表格", "/c/c1/docs/register.xlsx")],
                    ..todo.clone()
                },
            ),
            (
                "empty",
                Self { rows: Vec::new(), form: Form::new(), empty: Some(Empty { text: "没有待印发的文书。定好选举日、导入村花名册后，各村要贴的公告会自动列在这里。".into(), action: Link::new("看方案日程", "/c/c1/phases") }), ..todo },
            ),
        ]
    }
}

/// 一份文书.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PaperPage {
    /// «选民名单公告»
    pub title: String,
    /// «上前村»
    pub unit: String,
    /// «第4号»; empty while it has none.
    pub number: String,
    /// «待印发», «已印发 2月25日», «已作废», «内容已变»
    pub state: String,
    /// Sign of the state.
    pub sign: Sign,
    /// Issuer, basis, pages, day, SHA-256 …
    pub facts: Vec<Fact>,
    /// Whether it was issued: its pre-flight is that of the day of issue.
    pub issued: bool,
    /// Pre-flight in the office's three columns.
    pub checks: Vec<CheckColumn>,
    /// Whether its warnings ask for reasons: fields of the form that issues it.
    pub asks_reasons: bool,
    /// The 核对单 as a PDF; empty for papers issued before it was kept.
    pub sheet: String,
    /// The body as HTML made by the document model; safe by construction.
    pub preview_html: String,
    /// The PDF.
    pub pdf: String,
    /// Where the facts are filled in; empty when there are none.
    pub facts_href: String,
    /// Where it is issued (field `dated`); empty when it cannot be.
    pub issue_action: String,
    /// Hidden fields of that form: which paper.
    pub issue_fields: Vec<Hidden>,
    /// The number it would get: «第4号».
    pub next_number: String,
    /// Where it is made void (field `reason`, tick `reissue`); empty when it cannot be.
    pub void_action: String,
    /// Whether that form came back with something to mend.
    pub void_open: bool,
    /// What pre-flight says of the paper that would take its place: fields of that form.
    pub anew: Vec<CheckItem>,
    /// Where posting is recorded (fields `posted_on`, `place`, `by`); empty when it cannot be.
    pub posting_action: String,
    /// Records of posting.
    pub postings: Vec<Event>,
    /// Places to choose from.
    pub places: Vec<Choice>,
    /// Values and errors of whichever form came back.
    pub form: Form,
    /// Older and newer papers of the same kind: «由第5号代替».
    pub related: Vec<Link>,
    /// Events.
    pub events: Vec<Event>,
    /// Idempotency key.
    pub key: String,
    /// Version of the paper; empty while not stored.
    pub version: String,
}

/// 行文关, 审签关 or 体例格式关.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CheckColumn {
    /// «行文关»
    pub name: String,
    /// What was found; empty is fine.
    pub items: Vec<CheckItem>,
}

/// One thing pre-flight found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CheckItem {
    /// What it is: `Error` stops, `Warning` wants a reason, `Done` has one.
    pub message: Message,
    /// The field of its reason; empty where none is asked.
    pub field: String,
    /// «已说明：印出后手填。»
    pub reason: String,
}

impl Page for PaperPage {
    const TEMPLATE: &'static str = "paper.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let draft = Self {
            title: "选民名单公告".into(),
            unit: "上前村".into(),
            state: "待印发".into(),
            sign: Sign::Active,
            facts: vec![Fact::new("发布", "上前村村民选举委员会"), Fact::new("最迟", "2027年2月26日（星期五）"), Fact::new("页数", "4 页")],
            checks: vec![
                CheckColumn { name: "行文关".into(), items: Vec::new() },
                CheckColumn { name: "审签关".into(), items: vec![CheckItem { message: Message { tone: Tone::Warning, text: "请补填空白处，或印出后手填：受理地点。这 1 处现在是横线。".into(), code: "N303".into(), ..Message::default() }, field: "reason:N303:0a1b2c3d4e5f6a7b".into(), ..CheckItem::default() }] },
                CheckColumn { name: "体例格式关".into(), items: vec![CheckItem { message: Message { tone: Tone::Error, text: "请核对第 37 号的姓名，字库里没有“𪚥”字。".into(), code: "N405".into(), place: "第 2 页".into(), ..Message::default() }, ..CheckItem::default() }] },
            ],
            preview_html: "<h1>公　告</h1><p>根据《中华人民共和国村民委员会组织法》的规定，现将登记参加选举的村民名单公布如下。</p>".into(),
            pdf: "/c/c1/docs/d4.pdf".into(),
            sheet: "/c/c1/docs/preview/checks.pdf?unit=v1&kind=voter-roll".into(),
            facts_href: "/c/c1/v/v1/facts/voter-roll".into(),
            issue_action: "/c/c1/docs/d4/issue".into(),
            asks_reasons: true,
            next_number: "第4号".into(),
            key: "pp1".into(),
            ..Self::default()
        };
        vec![
            ("draft", draft.clone()),
            (
                "issued",
                Self {
                    number: "第4号".into(),
                    state: "已印发 2月25日".into(),
                    sign: Sign::Done,
                    facts: vec![
                        Fact::new("发布", "上前村村民选举委员会"),
                        Fact::new("印发", "2027年2月25日 10:21 赵国强"),
                        Fact::new("内容指纹", "sha256:9c1f…07be"),
                    ],
                    checks: vec![
                        CheckColumn {
                            name: "行文关".into(),
                            items: Vec::new(),
                        },
                        CheckColumn {
                            name: "审签关".into(),
                            items: vec![CheckItem {
                                message: Message {
                                    tone: Tone::Done,
                                    text:
                                        "请补填空白处，或印出后手填：受理地点。这 1 处现在是横线。"
                                            .into(),
                                    code: "N303".into(),
                                    ..Message::default()
                                },
                                reason: "已说明：印出后由选委会手填。".into(),
                                ..CheckItem::default()
                            }],
                        },
                        CheckColumn {
                            name: "体例格式关".into(),
                            items: Vec::new(),
                        },
                    ],
                    sheet: "/c/c1/docs/d4/checks.pdf".into(),
                    issue_action: String::new(),
                    asks_reasons: false,
                    issued: true,
                    anew: vec![CheckItem {
                        message: Message {
                            tone: Tone::Warning,
                            text: "请核对前面的环节：动员部署还没有记录完成。".into(),
                            code: "D110".into(),
                            ..Message::default()
                        },
                        field: "reason:D110:0a1b2c3d4e5f6a7b".into(),
                        ..CheckItem::default()
                    }],
                    facts_href: String::new(),
                    void_action: "/c/c1/docs/d4/void".into(),
                    posting_action: "/c/c1/docs/d4/posting".into(),
                    postings: vec![Event {
                        when: "2月25日".into(),
                        who: "李义鹏".into(),
                        text: "张贴在村务公开栏".into(),
                        href: String::new(),
                    }],
                    places: vec![
                        Choice::new("村务公开栏", "村务公开栏"),
                        Choice::new("小学门口", "小学门口"),
                    ],
                    form: Form::new().error(
                        "reason",
                        "请写明作废原因。作废的编号保留在登记簿里，要有原因。",
                    ),
                    void_open: true,
                    version: "2".into(),
                    ..draft
                },
            ),
        ]
    }
}

/// A paper of a batch that was not issued.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FailedPaper {
    /// «中坌村《关于登记参加选举人员名单的公告》»
    pub name: String,
    /// The page where it is looked at and mended.
    pub href: String,
    /// Everything that is wrong with it, each with what to do.
    pub problems: Vec<String>,
}

/// 批量办理 — progress of a job; refreshes itself without a script until it is done.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BatchPage {
    /// «印发 12 村选民名单公告»
    pub heading: String,
    /// How many are finished.
    pub done: u32,
    /// How many there are.
    pub total: u32,
    /// Whether it goes on.
    pub running: bool,
    /// «正在办理», «已完成», «部分失败»
    pub state: String,
    /// How it ended.
    pub tone: Tone,
    /// What failed, each by name and with what to do.
    pub failures: Vec<FailedPaper>,
    /// What stays in 待印发 because a warning got no reason.
    pub held: Vec<FailedPaper>,
    /// Results: merged PDF, ZIP, 清单.
    pub results: Vec<Link>,
    /// Whether failed ones can be tried again.
    pub retry_action: String,
    /// Hidden fields of the retry.
    pub retry_fields: Vec<Hidden>,
    /// Way back.
    pub back: Link,
    /// Idempotency key.
    pub key: String,
}

impl Page for BatchPage {
    const TEMPLATE: &'static str = "batch.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let running = Self {
            heading: "印发 12 村选民名单公告".into(),
            done: 5,
            total: 12,
            running: true,
            state: "正在办理".into(),
            tone: Tone::Note,
            back: Link::new("回文书中心", "/c/c1/docs"),
            key: "ba1".into(),
            ..Self::default()
        };
        vec![
            ("running", running.clone()),
            (
                "partly-failed",
                Self {
                    done: 12,
                    running: false,
                    state: "部分失败：印发 11 份，1 份没有印发".into(),
                    tone: Tone::Warning,
                    failures: vec![FailedPaper {
                        name: "中坌村《关于登记参加选举人员名单的公告》".into(),
                        href: "/c/c1/docs/preview?unit=v3&kind=voter-roll".into(),
                        problems: vec![
                            "请先导入选民名单，再印发。名单是空的。".into(),
                            "请先核对依据的原文。".into(),
                        ],
                    }],
                    held: vec![FailedPaper {
                        name: "桥头村《关于投票时间和地点的公告》".into(),
                        href: "/c/c1/docs/preview?unit=v4&kind=polling".into(),
                        problems: vec![
                            "请核对前面的环节：公布正式候选人名单还没有记录完成。（D110）".into(),
                        ],
                    }],
                    results: vec![
                        Link::new("打开合并的 PDF（44 页）", "/c/c1/batches/b1/merged.pdf"),
                        Link::new("下载压缩包（ZIP）", "/c/c1/batches/b1/papers.zip"),
                    ],
                    retry_action: "/c/c1/batches/b1/retry".into(),
                    ..running
                },
            ),
        ]
    }
}
