//! 空白表 — the tab of the print centre with every form: blank for the hand, or filled in by village.

use serde::Serialize;

use super::{
    paper::paper_tabs,
    parts::{Choice, Form, Tab},
};
use crate::web::view::Page;

/// 空白表
#[derive(Clone, Debug, Default, Serialize)]
pub struct BlankForms {
    /// The tabs of the print centre.
    pub tabs: Vec<Tab>,
    /// The forms by what they are for.
    pub shelves: Vec<FormShelf>,
    /// Villages to choose from; none ticked is all of them.
    pub villages: Vec<Choice>,
    /// Whether some of them were ticked when the form came back.
    pub narrowed: bool,
    /// Ways to print the ticked forms: value of the button `what`, and its text.
    pub ways: Vec<Choice>,
    /// Where it is posted: fields `form` (several), `village` (several), `copies`; buttons `what` or `one`
    /// (`proxy-form:named`).
    pub action: String,
    /// Values and errors: `copies`.
    pub form: Form,
    /// Idempotency key.
    pub key: String,
}

/// One group of forms.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FormShelf {
    /// «登记和名单»
    pub name: String,
    /// Its forms.
    pub rows: Vec<FormRow>,
}

/// One form.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FormRow {
    /// Kind id.
    pub id: String,
    /// «委托投票书»
    pub title: String,
    /// What it is for.
    pub hint: String,
    /// Whether one is printed for the township and not for each village.
    pub township: bool,
    /// How many villages have something to fill it with: «3 个村（社区）有内容»; empty when it is always written by
    /// hand.
    pub known: String,
    /// Whether it can be printed filled in.
    pub can_fill: bool,
    /// Whether it was ticked when the form came back.
    pub ticked: bool,
}

impl Page for BlankForms {
    const TEMPLATE: &'static str = "blank_forms.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let row = FormRow {
            id: "proxy-form".into(),
            title: "委托投票书".into(),
            hint: "书面委托，附受委托人领票凭证".into(),
            ..FormRow::default()
        };
        let full = Self {
            tabs: paper_tabs("c1", "blank", ["42", "18", "1"]),
            shelves: vec![
                FormShelf {
                    name: "登记和名单".into(),
                    rows: vec![FormRow {
                        id: "voter-card".into(),
                        title: "选民证".into(),
                        hint: "从名册印出，一张纸八份，带存根，裁开使用".into(),
                        known: "3 个村（社区）有内容".into(),
                        can_fill: true,
                        ..FormRow::default()
                    }],
                },
                FormShelf {
                    name: "委托和流动票箱".into(),
                    rows: vec![row.clone()],
                },
                FormShelf {
                    name: "会议".into(),
                    rows: vec![FormRow {
                        id: "sign-in-sheet".into(),
                        title: "会议签到表".into(),
                        hint: "到会人员签名".into(),
                        township: true,
                        ..row
                    }],
                },
            ],
            villages: vec![Choice::new("v1", "上前村"), Choice::new("v2", "石塘社区")],
            narrowed: false,
            ways: vec![
                Choice::new("named", "打印空白表（填好村名）"),
                Choice::new("empty-village", "完全空白（村）"),
                Choice::new("empty-community", "完全空白（社区）"),
                Choice::new("known", "按村填好"),
            ],
            action: "/c/c1/docs/blank".into(),
            form: Form::new().value("copies", "1"),
            key: "bf1".into(),
        };
        let wrong = Self {
            narrowed: true,
            form: Form::new().value("copies", "0").error(
                "copies",
                "请把份数写成 1 至 200；要得更多，请用复印机复印。",
            ),
            ..full.clone()
        };
        let none = Self {
            villages: Vec::new(),
            ..full.clone()
        };
        vec![("full", full), ("wrong", wrong), ("no-villages", none)]
    }
}
