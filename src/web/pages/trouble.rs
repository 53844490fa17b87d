//! 出错页与冲突页.

use serde::Serialize;

use super::parts::{Hidden, Link, Message};
use crate::web::view::Page;

/// 出错 — any page that could not be given.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Trouble {
    /// «找不到这一页», «没有权限», «系统出错»
    pub heading: String,
    /// What to do first, then why.
    pub text: String,
    /// All problems, when there are several.
    pub problems: Vec<Message>,
    /// «7C21», to be told to the administrator; empty when nothing was logged.
    pub reference: String,
    /// What happened to the data that was typed: «刚才填写的内容没有保存。»; may be empty.
    pub kept: String,
    /// Ways on; the first is the primary button.
    pub links: Vec<Link>,
}

impl Page for Trouble {
    const TEMPLATE: &'static str = "trouble.html";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![
            (
                "missing",
                Self {
                    heading: "找不到这一页".into(),
                    text: "请从工作台重新打开。这个地址没有内容，可能是届次或村已经改过。".into(),
                    links: vec![Link::new("回工作台", "/")],
                    ..Self::default()
                },
            ),
            (
                "broken",
                Self {
                    heading: "系统出错，已记录".into(),
                    text: "请把编号告诉管理员，过一会儿再试。".into(),
                    reference: "7C21".into(),
                    kept: "刚才填写的内容没有保存。".into(),
                    links: vec![Link::new("回工作台", "/")],
                    ..Self::default()
                },
            ),
        ]
    }
}

/// 冲突 — two people changed the same row; nothing was overwritten.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Conflict {
    /// «上前村 · 公布登记参加选举的村民名单»
    pub what: String,
    /// Who changed it meanwhile.
    pub who: String,
    /// «11月23日 10:21»
    pub when: String,
    /// Theirs beside ours, one line a field.
    pub rows: Vec<ConflictRow>,
    /// What we typed, where it is not laid beside theirs: to be copied.
    pub typed: Vec<String>,
    /// Where the present state can be seen.
    pub see: String,
    /// Where ours would be sent again; empty when that makes no sense.
    pub action: String,
    /// Whether it is sent as a form with files (which have to be chosen again afterwards).
    pub with_files: bool,
    /// What would be sent again.
    pub fields: Vec<Hidden>,
    /// Fresh idempotency key.
    pub key: String,
    /// The present version.
    pub version: String,
}

/// One field of a conflict.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ConflictRow {
    /// The field's name.
    pub label: String,
    /// What is stored now.
    pub theirs: String,
    /// What we wanted to store.
    pub mine: String,
    /// Whether they differ.
    pub differs: bool,
}

impl Page for Conflict {
    const TEMPLATE: &'static str = "conflict.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let by_hand = Self {
            what: "林忠康".into(),
            who: "赵国强".into(),
            when: "2027年2月27日 09:04".into(),
            typed: vec!["党委书记、人大主席".into(), "兼任<领导>小组组长".into()],
            see: "/c/c1/people/p1/edit".into(),
            ..Self::default()
        };
        let step = (
            "step",
            Self {
                what: "上前村 · 公布登记参加选举的村民名单".into(),
                who: "李义鹏（第一指导组）".into(),
                when: "11月23日 10:21".into(),
                rows: vec![
                    ConflictRow {
                        label: "完成日期".into(),
                        theirs: "2027年2月25日".into(),
                        mine: "2027年2月24日".into(),
                        differs: true,
                    },
                    ConflictRow {
                        label: "说明".into(),
                        theirs: "张贴在村务公开栏".into(),
                        mine: "张贴在村务公开栏".into(),
                        differs: false,
                    },
                ],
                typed: Vec::new(),
                see: "/c/c1/v/v1".into(),
                action: "/c/c1/v/v1/steps/roll-published".into(),
                with_files: true,
                fields: vec![
                    Hidden {
                        name: "day".into(),
                        value: "2027-02-24".into(),
                    },
                    Hidden {
                        name: "note".into(),
                        value: "张贴在村务公开栏".into(),
                    },
                ],
                key: "cf1".into(),
                version: "4".into(),
            },
        );
        vec![step, ("by-hand", by_hand)]
    }
}
