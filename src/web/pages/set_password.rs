//! 设置密码 — the page behind a one-time link.

use serde::Serialize;

use super::parts::Form;
use crate::web::view::Page;

/// `/password/{token}`
#[derive(Clone, Debug, Default, Serialize)]
pub struct SetPassword {
    /// What was typed and what is wrong with it.
    pub form: Form,
    /// Where the form goes.
    pub action: String,
    /// Account name.
    pub account: String,
    /// Whose it is.
    pub name: String,
    /// What a password must be.
    pub password_rules: Vec<String>,
    /// Idempotency key.
    pub key: String,
}

impl Page for SetPassword {
    const TEMPLATE: &'static str = "set_password.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let first = Self {
            action: "/password/k7".into(),
            account: "liyipeng".into(),
            name: "李义鹏".into(),
            password_rules: vec!["至少 10 个字符".into()],
            key: "p1".into(),
            ..Self::default()
        };
        let wrong = Self {
            form: Form::new().error("password_again", "请把新密码再输一遍：两次输入不一样。"),
            ..first.clone()
        };
        vec![("first", first), ("wrong", wrong)]
    }
}
