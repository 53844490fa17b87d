//! 亲属关系 — which relations each scope of a pack takes in.

use serde::{Deserialize, Serialize};

/// 亲属关系 of one person to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kinship {
    /// 配偶
    Spouse,
    /// 父母
    Parent,
    /// 子女
    Child,
    /// 兄弟姐妹
    Sibling,
    /// 祖父母、外祖父母
    Grandparent,
    /// 孙子女、外孙子女
    Grandchild,
    /// 曾祖、曾孙等其他直系血亲
    RemoteLineal,
    /// 其他亲戚
    Other,
}

impl Kinship {
    /// Every relation.
    pub const ALL: [Self; 8] = [
        Self::Spouse,
        Self::Parent,
        Self::Child,
        Self::Sibling,
        Self::Grandparent,
        Self::Grandchild,
        Self::RemoteLineal,
        Self::Other,
    ];

    /// The word used in files and forms.
    pub fn id(self) -> &'static str {
        match self {
            Self::Spouse => "spouse",
            Self::Parent => "parent",
            Self::Child => "child",
            Self::Sibling => "sibling",
            Self::Grandparent => "grandparent",
            Self::Grandchild => "grandchild",
            Self::RemoteLineal => "remote-lineal",
            Self::Other => "other",
        }
    }

    /// In Chinese.
    pub fn name(self) -> &'static str {
        match self {
            Self::Spouse => "配偶",
            Self::Parent => "父母",
            Self::Child => "子女",
            Self::Sibling => "兄弟姐妹",
            Self::Grandparent => "祖父母（外祖父母）",
            Self::Grandchild => "孙子女（外孙子女）",
            Self::RemoteLineal => "其他直系血亲",
            Self::Other => "其他亲戚",
        }
    }

    /// Reads the word.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kinship| kinship.id() == id)
    }

    /// Whether a scope as packs write it (`near-relatives`, `spouse-lineal-siblings` …) takes the
    /// relation in. 近亲属: 民法典第一千零四十五条第二款.
    pub fn within(self, scope: &str) -> bool {
        let one_step = matches!(self, Self::Spouse | Self::Parent | Self::Child);
        let two_steps = matches!(self, Self::Grandparent | Self::Grandchild);
        match scope {
            "spouse-lineal" => one_step || two_steps || self == Self::RemoteLineal,
            "spouse-lineal-siblings" => one_step || self == Self::Sibling,
            "listed-relatives" | "near-relatives" => one_step || two_steps || self == Self::Sibling,
            _ => false,
        }
    }
}

/// A scope in the words of the packs' table.
pub(super) fn scope_words(scope: &str) -> &'static str {
    match scope {
        "spouse-lineal" => "夫妻、直系血亲",
        "spouse-lineal-siblings" => "配偶、父母子女、兄弟姐妹",
        "listed-relatives" => "配偶、父母子女、兄弟姐妹、祖孙",
        _ => "近亲属",
    }
}
