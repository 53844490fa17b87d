//! 按村和种类挑选 — papers of some kinds for some villages at once.

use serde::Serialize;

use super::parts::{Choice, Form, Message};
use crate::web::view::{Page, Tone};

/// 按村和种类挑选
#[derive(Clone, Debug, Default, Serialize)]
pub struct ChoosePapers {
    /// Villages to choose from; none ticked is all of them.
    pub villages: Vec<Choice>,
    /// The kinds by where they belong.
    pub shelves: Vec<KindShelf>,
    /// Whether the person may issue.
    pub can_issue: bool,
    /// Where it is posted for printing: fields `village` (several), `kind` (several), button `what` (`print`, `zip`).
    pub action: String,
    /// Where it is posted for issuing.
    pub issue_action: String,
    /// What is wrong.
    pub form: Form,
    /// Idempotency key.
    pub key: String,
}

/// Kinds that belong together.
#[derive(Clone, Debug, Default, Serialize)]
pub struct KindShelf {
    /// «村（社区）公告»
    pub name: String,
    /// The kinds.
    pub kinds: Vec<Choice>,
}

impl Page for ChoosePapers {
    const TEMPLATE: &'static str = "choose_papers.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let full = Self {
            villages: vec![Choice::new("v1", "上前村"), Choice::new("v2", "石塘社区")],
            shelves: vec![
                KindShelf {
                    name: "村（社区）公告".into(),
                    kinds: vec![
                        Choice::new("election-day", "关于确定选举日的公告"),
                        Choice::new("voter-roll", "关于登记参加选举人员名单的公告"),
                    ],
                },
                KindShelf {
                    name: "全镇文书".into(),
                    kinds: vec![Choice::new("implementation-plan", "换届选举工作实施方案")],
                },
            ],
            can_issue: true,
            action: "/c/c1/docs/choose".into(),
            issue_action: "/c/c1/docs/choose/issue".into(),
            form: Form::new(),
            key: "cp1".into(),
        };
        let mut wrong = full.clone();
        wrong.form = Form::new().problem(Message {
            tone: Tone::Error,
            text: "请先选出文书种类。现在一种也没有选。".into(),
            ..Message::default()
        });
        let reader = Self {
            can_issue: false,
            ..full.clone()
        };
        let none = Self {
            villages: Vec::new(),
            ..full.clone()
        };
        vec![
            ("full", full),
            ("wrong", wrong),
            ("reader", reader),
            ("no-villages", none),
        ]
    }
}
