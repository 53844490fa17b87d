//! 检查结论 — what the engine has to say about a day, with a code, a severity and its source.

use serde::{Deserialize, Serialize};

/// 核对状态 — how far a value or a citation may be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// 已核: read in the text of the statute.
    Verified,
    /// 待核: not read, or not certain; the parent pack's value is used meanwhile.
    Unverified,
    /// 已被上位法取代: kept for the record, the parent pack's value is used.
    Superseded,
}

impl Status {
    /// 已核 · 待核 · 已被上位法取代
    pub fn name(self) -> &'static str {
        match self {
            Self::Verified => "已核",
            Self::Unverified => "待核",
            Self::Superseded => "已被上位法取代",
        }
    }
}

/// 依据 — one source of a rule, as it is printed beside a day.
///
/// In JSON only statute, article and status appear (the contract of `plan`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Basis {
    /// Title of the statute, in full.
    pub statute: String,
    /// 条款, for example 第十七条第一款; empty for office practice.
    pub article: String,
    /// 要点 in our own words.
    #[serde(skip)]
    pub gist: String,
    /// Whether the text was read.
    pub status: Status,
}

impl Basis {
    /// 村民委员会组织法第十七条第一款, with 待核 where it is not verified; without brackets.
    pub fn cite(&self) -> String {
        let title = self
            .statute
            .strip_prefix("中华人民共和国")
            .unwrap_or(&self.statute);
        match self.status {
            Status::Verified => format!("{title}{}", self.article),
            other => format!("{title}{}·{}", self.article, other.name()),
        }
    }
}

/// 〔…；…〕 of several sources, or nothing when there are none.
pub fn cite_all(basis: &[Basis]) -> String {
    if basis.is_empty() {
        return String::new();
    }
    let parts: Vec<String> = basis.iter().map(Basis::cite).collect();
    format!("〔{}〕", parts.join("；"))
}

/// 严重程度
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// 提醒: may be passed, with a reason.
    Warning,
    /// 错误: must be mended first.
    Error,
}

/// 编号 — every code the calendar side of the engine can answer with, declared once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Code {
    /// 过了法定最后一日
    D101,
    /// 前后环节的日期颠倒或者留的时间不足
    D102,
    /// 节假日或者调休上班日
    D103,
    /// 选举日已过
    D104,
    /// 选举日太近，来不及依法进行
    D105,
    /// 日期不在可以办理的年份
    D106,
    /// 合法，但按较严的读法已经来不及
    D107,
    /// 记录的日期在今天之后
    D108,
    /// 早于法定最早日
    D109,
    /// 前一环节还没有记录
    D110,
    /// 投票日与确定的选举日不一致
    D111,
    /// 选举日不在规则包施行的期间
    D112,
    /// 节假日表没有这一年
    D113,
    /// 违反法定期限（如实补记）
    D114,
    /// 没有这个环节
    D115,
    /// 过了工作安排的日期
    D116,
    /// 法定环节不能不办
    D117,
    /// 委员会职数不合规定
    S101,
}

impl Code {
    /// `D101`
    pub fn as_str(self) -> &'static str {
        match self {
            Self::D101 => "D101",
            Self::D102 => "D102",
            Self::D103 => "D103",
            Self::D104 => "D104",
            Self::D105 => "D105",
            Self::D106 => "D106",
            Self::D107 => "D107",
            Self::D108 => "D108",
            Self::D109 => "D109",
            Self::D110 => "D110",
            Self::D111 => "D111",
            Self::D112 => "D112",
            Self::D113 => "D113",
            Self::D114 => "D114",
            Self::D115 => "D115",
            Self::D116 => "D116",
            Self::D117 => "D117",
            Self::S101 => "S101",
        }
    }
}

/// 结论 — one thing to say: 先做什么 · 原因 · 〔依据〕.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Which rule spoke.
    pub code: Code,
    /// The step it speaks of, by id; `None` for the election day as a whole.
    pub step: Option<String>,
    /// The sentence, in plain office Chinese, citation included.
    pub message: String,
    /// Whether it blocks.
    pub severity: Severity,
}

impl Finding {
    /// A finding that blocks.
    pub fn error(code: Code, step: Option<&str>, message: String) -> Self {
        Self {
            code,
            step: step.map(str::to_owned),
            message,
            severity: Severity::Error,
        }
    }

    /// A finding that may be passed with a reason.
    pub fn warning(code: Code, step: Option<&str>, message: String) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, step, message)
        }
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.code.as_str(), self.message)
    }
}
