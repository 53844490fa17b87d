//! 文书文稿 — the list of kinds, one kind's text beside its preview, one version beside another.

use serde::Serialize;

use super::cycle::settings_tabs;
use super::parts::{Choice, Form, Link, Message, Sign, Tab};
use crate::web::view::{Page, Tone};

/// 文书文稿 — every kind and whose text it is printed with.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Texts {
    /// Tabs of the settings.
    pub tabs: Vec<Tab>,
    /// «15 种文书，本单位改过 2 种»
    pub count: String,
    /// The kinds in the order of the work.
    pub rows: Vec<TextRow>,
}

/// One kind.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TextRow {
    /// «关于选举日的公告»
    pub title: String,
    /// Its page.
    pub href: String,
    /// «全镇一份», «每村一份»
    pub scope: String,
    /// «原文», «本单位改过», «数据文件夹里的»
    pub state: String,
    /// Sign of the state.
    pub sign: Sign,
    /// «第3版»; empty for shipped texts.
    pub version: String,
    /// Who saved it.
    pub who: String,
    /// When.
    pub when: String,
}

impl Page for Texts {
    const TEMPLATE: &'static str = "texts.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let row = TextRow {
            title: "关于确定选举日的公告".into(),
            href: "/c/c1/texts/election-day".into(),
            scope: "每村一份".into(),
            state: "原文".into(),
            sign: Sign::Future,
            ..TextRow::default()
        };
        vec![(
            "mixed",
            Self {
                tabs: settings_tabs("c1", "texts"),
                count: "3 种文书，本单位改过 1 种".into(),
                rows: vec![
                    TextRow {
                        title: "换届选举工作实施方案".into(),
                        scope: "全镇一份".into(),
                        state: "数据文件夹里的".into(),
                        sign: Sign::Active,
                        ..row.clone()
                    },
                    TextRow {
                        title: "关于选举结果的公告".into(),
                        state: "本单位改过".into(),
                        sign: Sign::Done,
                        version: "第3版".into(),
                        who: "赵国强".into(),
                        when: "11月23日 10:21".into(),
                        ..row.clone()
                    },
                    row,
                ],
            },
        )]
    }
}

/// 一种文书的文稿 — text and preview side by side.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TextPage {
    /// «关于选举日的公告»
    pub title: String,
    /// «本单位改过：第3版，赵国强，11月23日 10:21»
    pub state: String,
    /// Field `text`, and `look`: with whose data the preview is drawn.
    pub form: Form,
    /// Numbers of the lines, one a line.
    pub numbers: String,
    /// Rows of the text area.
    pub rows: usize,
    /// What is wrong with the text; empty when nothing is or nobody asked.
    pub problems: Vec<Message>,
    /// A sentence when the text was looked at and is sound; empty otherwise.
    pub sound: String,
    /// Samples and villages.
    pub looks: Vec<Choice>,
    /// The preview, made by the document model; safe by construction. Empty when it cannot be drawn.
    pub preview_html: String,
    /// What is locked: name and how to write it.
    pub locked: Vec<Locked>,
    /// Where it is sent: `what` = `preview` | `save` | `restore`.
    pub action: String,
    /// «恢复原文»; empty when it is the shipped text already.
    pub restore: String,
    /// Earlier versions, newest first.
    pub versions: Vec<VersionRow>,
    /// Back to the list.
    pub back: Link,
    /// Idempotency key.
    pub key: String,
    /// The version in use.
    pub version: String,
}

/// A locked value.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Locked {
    /// «发出选票»
    pub label: String,
    /// As a text writes it.
    pub code: String,
}

/// One version.
#[derive(Clone, Debug, Default, Serialize)]
pub struct VersionRow {
    /// «第3版»
    pub name: String,
    /// «修改», «恢复原文»
    pub remark: String,
    /// Who.
    pub who: String,
    /// When.
    pub when: String,
    /// Its page.
    pub href: String,
    /// Whether it is in use.
    pub here: bool,
}

fn sample_versions() -> Vec<VersionRow> {
    let row = |name: &str, remark: &str, here| VersionRow {
        name: name.into(),
        remark: remark.into(),
        who: "赵国强".into(),
        when: "11月23日 10:21".into(),
        href: "/c/c1/texts/election-day/versions/2".into(),
        here,
    };
    vec![
        row("第3版", "用回第1版", true),
        row("第2版", "恢复原文", false),
        row("第1版", "修改", false),
    ]
}

impl Page for TextPage {
    const TEMPLATE: &'static str = "text.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let shipped = Self {
            title: "关于确定选举日的公告".into(),
            state: "原文".into(),
            form: Form::new().value("text", "<p>特此公告。</p>\n").value("look", "sample:normal"),
            numbers: "1\n2\n3".into(),
            rows: 3,
            looks: vec![Choice::new("sample:normal", "样张：普通"), Choice::new("v1", "上前村")],
            preview_html: "<article class=\"paper paper-notice\"><h2 class=\"paper-title\">公　告</h2><p>特此公告。</p></article>".into(),
            locked: vec![Locked { label: "编号".into(), code: "（编号）".into() }],
            action: "/c/c1/texts/election-day".into(),
            back: Link::new("文书文稿", "/c/c1/texts"),
            key: "tx1".into(),
            version: "0".into(),
            ..Self::default()
        };
        let problem = |place: &str, text: &str| Message {
            tone: Tone::Error,
            place: place.into(),
            text: text.into(),
            ..Message::default()
        };
        vec![
            ("shipped", shipped.clone()),
            (
                "wrong",
                Self {
                    state: "本单位改过：第3版，赵国强，11月23日 10:21".into(),
                    problems: vec![
                        problem("", "请在文稿里补回“编号”。它是这种文书锁定的内容。"),
                        problem("第12行", "请补上结束的符号。"),
                    ],
                    preview_html: String::new(),
                    restore: "恢复原文".into(),
                    versions: sample_versions(),
                    version: "3".into(),
                    ..shipped.clone()
                },
            ),
            (
                "sound",
                Self {
                    sound: "没有发现问题，还没有保存。".into(),
                    ..shipped
                },
            ),
        ]
    }
}

/// 一版 — what it says, beside another.
#[derive(Clone, Debug, Default, Serialize)]
pub struct VersionPage {
    /// «关于选举日的公告　第2版»
    pub title: String,
    /// «赵国强 11月23日 10:21 修改»
    pub facts: String,
    /// With what it is compared: tabs.
    pub against: Vec<Tab>,
    /// «比正在用的一版：去掉 2 行，增加 3 行»
    pub summary: String,
    /// The lines, unchanged ones folded.
    pub lines: Vec<DiffLine>,
    /// Where «用这一版» is sent; empty for the version in use.
    pub action: String,
    /// «用这一版（第2版）»
    pub label: String,
    /// Back to the text.
    pub back: Link,
    /// Idempotency key.
    pub key: String,
    /// The version in use.
    pub version: String,
}

/// One line of a comparison.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DiffLine {
    /// `same`, `gone`, `new` or `fold`.
    pub class: &'static str,
    /// «−», «＋» or nothing.
    pub mark: &'static str,
    /// Line in the text compared with; empty for none.
    pub old: String,
    /// Line in this version; empty for none.
    pub new: String,
    /// The line, or «12 行没有变化».
    pub text: String,
}

impl Page for VersionPage {
    const TEMPLATE: &'static str = "text_version.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let line = |class, mark, old: &str, new: &str, text: &str| DiffLine {
            class,
            mark,
            old: old.into(),
            new: new.into(),
            text: text.into(),
        };
        let page = Self {
            title: "关于确定选举日的公告　第2版".into(),
            facts: "赵国强 11月23日 10:21 修改".into(),
            against: vec![
                Tab::new(
                    "对照正在用的",
                    "/c/c1/texts/election-day/versions/2",
                    "",
                    true,
                ),
                Tab::new(
                    "对照原文",
                    "/c/c1/texts/election-day/versions/2?against=shipped",
                    "",
                    false,
                ),
            ],
            summary: "去掉 1 行，增加 1 行".into(),
            lines: vec![
                line("fold", "", "", "", "12 行没有变化"),
                line("same", "", "13", "13", "<p>选举日为三月十八日。</p>"),
                line("gone", "−", "14", "", "<p>特此公告。</p>"),
                line("new", "＋", "", "14", "<p>特此公告，请互相转告。</p>"),
            ],
            action: "/c/c1/texts/election-day/versions/2".into(),
            label: "用这一版（第2版）".into(),
            back: Link::new("关于确定选举日的公告", "/c/c1/texts/election-day"),
            key: "tv1".into(),
            version: "3".into(),
        };
        vec![
            ("other", page.clone()),
            (
                "in-use",
                Self {
                    summary: "没有不同。".into(),
                    lines: Vec::new(),
                    action: String::new(),
                    ..page
                },
            ),
        ]
    }
}
