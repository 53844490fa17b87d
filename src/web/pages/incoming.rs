//! 收文登记 `/c/{c}/incoming`, a new one, one of them.

use serde::Serialize;

use super::{
    paper::paper_tabs,
    parts::{Choice, Empty, Fact, Form, Link, Pager, Sign, Tab},
};
use crate::web::view::Page;

/// 收文登记簿. Posted to `file_action`: `chosen` ×n (`id:version`), `filed_on`, `filed_in`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Incoming {
    /// Tabs of the print centre.
    pub tabs: Vec<Tab>,
    /// «12 件，待办 3 件»
    pub count: String,
    /// Where a new one is registered; empty when not allowed.
    pub new_href: String,
    /// The workbook, narrowed as the page is.
    pub xlsx: String,
    /// Filters `show`, `q`, and the fields of filing.
    pub form: Form,
    /// States to choose from.
    pub shows: Vec<Choice>,
    /// The latest number first.
    pub rows: Vec<IncomingRow>,
    /// Whether some row can be filed.
    pub can_file: bool,
    /// Where the ticked ones are filed.
    pub file_action: String,
    /// Last day of filing that can be chosen.
    pub today: String,
    /// Pages.
    pub pager: Pager,
    /// Idempotency key.
    pub key: String,
    /// Shown when there is none at all.
    pub empty: Option<Empty>,
}

/// One paper of the list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct IncomingRow {
    /// Its page.
    pub href: String,
    /// 收文号
    pub serial: String,
    /// «2月26日»
    pub day: String,
    /// 来文单位
    pub sender: String,
    /// 来文字号; may be empty.
    pub number: String,
    /// 标题
    pub title: String,
    /// «加急»; empty for ordinary ones.
    pub urgency: String,
    /// 承办人
    pub handler: String,
    /// «3月2日»
    pub due: String,
    /// State.
    pub sign: Sign,
    /// «待办»
    pub state: String,
    /// How it was dealt with, or why it is void.
    pub result: String,
    /// `id:version` where it can be filed; else empty.
    pub chosen: String,
    /// Whether it is ticked.
    pub ticked: bool,
}

/// 登记一件.
#[derive(Clone, Debug, Default, Serialize)]
pub struct IncomingForm {
    /// Fields as in the template.
    pub form: Form,
    /// Where it posts to.
    pub action: String,
    /// 紧急程度
    pub urgencies: Vec<Choice>,
    /// The people of the township.
    pub people: Vec<Choice>,
    /// Senders registered before.
    pub senders: Vec<String>,
    /// Last day that can be chosen.
    pub today: String,
    /// Way back.
    pub back: String,
    /// Idempotency key.
    pub key: String,
}

/// One paper: what is registered, what became of it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct IncomingPage {
    /// «收文第 3 号»
    pub called: String,
    /// 标题
    pub title: String,
    /// State.
    pub sign: Sign,
    /// «待办»
    pub state: String,
    /// What is registered.
    pub facts: Vec<Fact>,
    /// Whether the reader may change it.
    pub can_edit: bool,
    /// Whether it can be changed: not where it is void.
    pub live: bool,
    /// Whether the registration's own form is open.
    pub correcting: bool,
    /// Whether the form that voids it is open.
    pub voiding: bool,
    /// Fields as in the template.
    pub form: Form,
    /// Where its address is; forms post below it.
    pub action: String,
    /// 紧急程度
    pub urgencies: Vec<Choice>,
    /// The people of the township.
    pub people: Vec<Choice>,
    /// Senders registered before.
    pub senders: Vec<String>,
    /// Last day that can be chosen.
    pub today: String,
    /// Way back.
    pub back: String,
    /// Idempotency key.
    pub key: String,
    /// Row version.
    pub version: String,
}

impl Page for Incoming {
    const TEMPLATE: &'static str = "incoming.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let row = IncomingRow {
            href: "/c/c1/incoming/i3".into(),
            serial: "3".into(),
            day: "2月26日".into(),
            sender: "仁和县委组织部".into(),
            number: "仁组通〔2027〕3号".into(),
            title: "关于做好村（社区）“两委”换届选举候选人资格联审工作的紧急通知".into(),
            urgency: "特急".into(),
            handler: "谢斌".into(),
            due: "3月2日".into(),
            sign: Sign::Soon,
            state: "待办".into(),
            ..IncomingRow::default()
        };
        let full = Self {
            tabs: paper_tabs("c1", "incoming", ["", "", ""]),
            count: "2 件，待办 1 件".into(),
            new_href: "/c/c1/incoming/new".into(),
            xlsx: "/c/c1/incoming.xlsx".into(),
            form: Form::new()
                .value("filed_on", "2027-02-27")
                .error("chosen", "请勾选要归档的收文。"),
            shows: vec![Choice::new("open", "待办")],
            rows: vec![
                row.clone(),
                IncomingRow {
                    serial: "2".into(),
                    urgency: String::new(),
                    sign: Sign::Active,
                    state: "已办，未归档".into(),
                    result: "已传阅".into(),
                    chosen: "i2:2".into(),
                    ticked: true,
                    ..row
                },
            ],
            can_file: true,
            file_action: "/c/c1/incoming/file".into(),
            today: "2027-02-27".into(),
            pager: Pager::default(),
            key: "k".into(),
            empty: None,
        };
        let none_such = Self {
            rows: Vec::new(),
            can_file: false,
            form: Form::new().value("q", "没有"),
            ..full.clone()
        };
        let empty = Self {
            rows: Vec::new(),
            can_file: false,
            empty: Some(Empty {
                text: "还没有登记收文。".into(),
                action: Link::new("登记一件", "/c/c1/incoming/new"),
            }),
            ..full.clone()
        };
        vec![("full", full), ("none-such", none_such), ("empty", empty)]
    }
}

impl Page for IncomingForm {
    const TEMPLATE: &'static str = "incoming_form.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let new = Self {
            form: Form::new()
                .value("received_on", "2027-02-27")
                .value("urgency", "ordinary"),
            action: "/c/c1/incoming".into(),
            urgencies: vec![
                Choice::new("ordinary", "一般"),
                Choice::new("urgent", "加急"),
            ],
            people: vec![Choice::new("p1", "谢斌（党政办主任）")],
            senders: vec!["仁和县委组织部".into()],
            today: "2027-02-27".into(),
            back: "/c/c1/incoming".into(),
            key: "k".into(),
        };
        let bad = Self {
            form: Form::new()
                .error("title", "请填写标题。")
                .error("urgency", "请选择紧急程度，照文件左上角标的选。"),
            ..new.clone()
        };
        vec![("new", new), ("bad", bad)]
    }
}

impl Page for IncomingPage {
    const TEMPLATE: &'static str = "incoming_one.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let open = Self {
            called: "收文第 3 号".into(),
            title: "关于做好村（社区）“两委”换届选举候选人资格联审工作的紧急通知".into(),
            sign: Sign::Soon,
            state: "待办".into(),
            facts: vec![
                Fact::new("来文单位", "仁和县委组织部"),
                Fact::new("来文字号", ""),
            ],
            can_edit: true,
            live: true,
            correcting: false,
            voiding: false,
            form: Form::new().value("handled_on", "2027-02-27"),
            action: "/c/c1/incoming/i3".into(),
            urgencies: vec![Choice::new("ordinary", "一般")],
            people: vec![Choice::new("p1", "谢斌（党政办主任）")],
            senders: vec!["仁和县委组织部".into()],
            today: "2027-02-27".into(),
            back: "/c/c1/incoming".into(),
            key: "k".into(),
            version: "1".into(),
        };
        let bad = Self {
            correcting: true,
            voiding: true,
            form: Form::new()
                .error("title", "请填写标题。")
                .error("reason", "请写明为什么作废，如“重复登记”。"),
            ..open.clone()
        };
        let void = Self {
            sign: Sign::Skipped,
            state: "已作废".into(),
            live: false,
            ..open.clone()
        };
        let reader = Self {
            can_edit: false,
            ..open.clone()
        };
        vec![
            ("open", open),
            ("bad", bad),
            ("void", void),
            ("reader", reader),
        ]
    }
}
