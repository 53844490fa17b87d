//! 不予办理 — why a use case did not do what was asked, in one enum for pages and command line.

use std::collections::BTreeMap;

use sea_orm::DbErr;

use crate::{
    platform::{
        clock, files::FileError, password::PasswordError, seal::SealError, secret::NoRandom,
    },
    store::entity::audit_event,
};

/// Problems of one form: what is wrong as a whole, and by field. Each sentence says 先做什么 · 原因.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems {
    /// About the whole form.
    pub general: Vec<String>,
    /// By name of the field.
    pub fields: BTreeMap<String, Vec<String>>,
}

impl Problems {
    /// No problems.
    pub fn none() -> Self {
        Self::default()
    }

    /// One problem of a field.
    pub fn field(name: &str, text: impl Into<String>) -> Self {
        let mut problems = Self::default();
        problems.add(name, text);
        problems
    }

    /// One problem of the whole.
    pub fn general(text: impl Into<String>) -> Self {
        Self {
            general: vec![text.into()],
            fields: BTreeMap::new(),
        }
    }

    /// Adds a problem of a field.
    pub fn add(&mut self, name: &str, text: impl Into<String>) {
        self.fields
            .entry(name.to_owned())
            .or_default()
            .push(text.into());
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.general.is_empty() && self.fields.is_empty()
    }

    /// `Ok` when there are none.
    pub fn into_result(self) -> Result<(), Refusal> {
        if self.is_empty() {
            Ok(())
        } else {
            Err(Refusal::Invalid(self))
        }
    }

    /// The first problem of a field, or nothing: what stands beside it.
    pub fn of(&self, name: &str) -> String {
        self.fields
            .get(name)
            .map(|list| list.join(" "))
            .unwrap_or_default()
    }

    /// All sentences, general ones first.
    pub fn all(&self) -> Vec<String> {
        self.general
            .iter()
            .chain(self.fields.values().flatten())
            .cloned()
            .collect()
    }
}

/// Who changed a row while another was editing it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conflict {
    /// What it is about: «上前村 公布选民名单».
    pub subject: String,
    /// Name of the other person.
    pub who: String,
    /// When, as clocks show it.
    pub when: String,
    /// What they did.
    pub what: String,
}

impl Conflict {
    /// From the last audit row of the object.
    pub fn from_event(subject: impl Into<String>, event: Option<audit_event::Model>) -> Self {
        let subject = subject.into();
        match event {
            Some(row) => Self {
                subject,
                who: row.actor_name,
                when: clock::long_stamp(row.at),
                what: row.summary,
            },
            None => Self {
                subject,
                who: "另一位经办人".to_owned(),
                when: String::new(),
                what: String::new(),
            },
        }
    }
}

/// Why a use case refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The form has problems; nothing was stored.
    #[error("{}", .0.all().join("\n"))]
    Invalid(Problems),
    /// Somebody else changed the row first; nothing was stored.
    #[error("请先核对再保存：{} 在 {} 已修改{}。", .0.who, .0.when, .0.subject)]
    Conflict(Conflict),
    /// It does not exist, or not for this person.
    #[error("没有找到。")]
    NotFound,
    /// This person may not do it.
    #[error("您的账号没有办理这件事的权限。")]
    Forbidden,
    /// The form was sent without its key.
    #[error("请刷新页面后重新提交：表单不完整，没有保存任何内容。")]
    FormKey,
    /// A change without an audit row: a mistake of the program, nothing was stored.
    #[error("系统出错，已记录，没有保存任何内容。")]
    Unaudited,
    /// The database failed.
    #[error("数据库暂时不能用，没有保存任何内容，请稍后重试。")]
    Database(#[from] DbErr),
    /// A file could not be kept or read.
    #[error("{0}")]
    File(#[from] FileError),
    /// A password could not be hashed.
    #[error("{0}")]
    Password(#[from] PasswordError),
    /// Something cannot be sealed or opened.
    #[error("{0}")]
    Seal(#[from] SealError),
    /// No random numbers.
    #[error("{0}")]
    Random(#[from] NoRandom),
    /// Something inside does not fit: a mistake of the program or damaged data.
    #[error("系统出错，已记录，没有保存任何内容。")]
    Inside(String),
}

impl Refusal {
    /// A refusal for one field.
    pub fn field(name: &str, text: impl Into<String>) -> Self {
        Self::Invalid(Problems::field(name, text))
    }

    /// A refusal of the whole.
    pub fn general(text: impl Into<String>) -> Self {
        Self::Invalid(Problems::general(text))
    }
}
