//! 页面零件 — the small shapes that several pages share. All strings are ready to be read.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::web::view::Tone;

/// A form as it goes to the page: what was typed (or stored), what is wrong with each field,
/// and what is wrong with the whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Form {
    /// Field name → text.
    pub values: BTreeMap<String, String>,
    /// Field name → message.
    pub errors: BTreeMap<String, String>,
    /// Messages about no single field.
    pub problems: Vec<Message>,
    /// How many things are wrong: a field may have several.
    pub told: usize,
}

impl Form {
    /// An empty form.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a value into a field.
    #[must_use]
    pub fn value(mut self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.values.insert(name.into(), text.into());
        self
    }

    /// Says what is wrong with a field; a second message for the same field is put behind.
    #[must_use]
    pub fn error(mut self, name: impl Into<String>, text: impl AsRef<str>) -> Self {
        self.told += 1;
        self.errors
            .entry(name.into())
            .and_modify(|first| {
                first.push(' ');
                first.push_str(text.as_ref());
            })
            .or_insert_with(|| text.as_ref().to_owned());
        self
    }

    /// Says what is wrong with the form as a whole.
    #[must_use]
    pub fn problem(mut self, message: Message) -> Self {
        self.told += 1;
        self.problems.push(message);
        self
    }

    /// Whether anything is wrong.
    pub fn has_errors(&self) -> bool {
        !self.errors.is_empty() || !self.problems.is_empty()
    }
}

/// 提示 — 先做什么 · 原因 · 〔依据〕.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Message {
    /// `Error` stops, `Warning` wants a look, `Note` informs.
    pub tone: Tone,
    /// «D101»; empty when there is none.
    pub code: String,
    /// What to do first, then why.
    pub text: String,
    /// «组织法17条1款» without brackets; empty when there is none.
    pub basis: String,
    /// Where the thing is, e.g. «H39» or a village; empty when there is none.
    pub place: String,
}

/// 标记 — the state of a step, always a sign, a colour and a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sign {
    /// ▲ 法定逾期
    Late,
    /// ● 将到期
    Soon,
    /// ◇ 进行
    Active,
    /// ✓ 完成
    Done,
    /// ! 完成但违反法定期限
    DoneLate,
    /// – 未到
    #[default]
    Future,
    /// 不适用
    Skipped,
}

impl Sign {
    /// The sign itself.
    pub const fn mark(self) -> &'static str {
        match self {
            Self::Late => "▲",
            Self::Soon => "●",
            Self::Active => "◇",
            Self::Done => "✓",
            Self::DoneLate => "✓!",
            Self::Future => "–",
            Self::Skipped => "／",
        }
    }

    /// The word for readers who see neither colour nor sign.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Late => "逾期",
            Self::Soon => "将到期",
            Self::Active => "进行",
            Self::Done => "完成",
            Self::DoneLate => "逾期完成",
            Self::Future => "未到",
            Self::Skipped => "不适用",
        }
    }

    /// One letter for the cells of the matrix: short class names keep a page of thousands of
    /// cells small.
    pub const fn letter(self) -> &'static str {
        match self {
            Self::Late => "l",
            Self::Soon => "s",
            Self::Active => "a",
            Self::Done => "d",
            Self::DoneLate => "e",
            Self::Future => "f",
            Self::Skipped => "n",
        }
    }
}

/// A link.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Link {
    /// What it says.
    pub text: String,
    /// Where it leads.
    pub href: String,
}

impl Link {
    /// A link.
    pub fn new(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            href: href.into(),
        }
    }
}

/// One tab above a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tab {
    /// What it says.
    pub text: String,
    /// Where it leads.
    pub href: String,
    /// A count behind the word; empty for none.
    pub count: String,
    /// Whether it is the one shown.
    pub here: bool,
    /// Whether it leads to what the township writes down for itself: not shown to the villages.
    pub inside: bool,
}

impl Tab {
    /// A tab; `count` may be empty.
    pub fn new(
        text: impl Into<String>,
        href: impl Into<String>,
        count: impl Into<String>,
        here: bool,
    ) -> Self {
        Self {
            text: text.into(),
            href: href.into(),
            count: count.into(),
            here,
            inside: false,
        }
    }

    /// The same, not shown to the villages.
    #[must_use]
    pub fn inside(mut self) -> Self {
        self.inside = true;
        self
    }
}

/// One choice of a select, a radio group or a list of check boxes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What the person reads.
    pub text: String,
    /// For check boxes: whether it is ticked. Selects compare with the form's value instead.
    pub checked: bool,
}

impl Choice {
    /// A choice that is not ticked.
    pub fn new(value: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            text: text.into(),
            checked: false,
        }
    }

    /// The same, ticked.
    #[must_use]
    pub fn ticked(mut self) -> Self {
        self.checked = true;
        self
    }
}

/// A line of a list of facts: a word and what it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// The word on the left.
    pub label: String,
    /// What it is; empty is shown as «未填».
    pub value: String,
}

impl Fact {
    /// A fact.
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            value: value.into(),
        }
    }
}

/// 期限卡 — why a day is the last one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DateCard {
    /// «最迟 2027年2月26日（星期五）»; empty when no last day is set.
    pub latest: String,
    /// «农历正月廿一», the same day; may be empty.
    pub lunar: String,
    /// «余 3 天», «已过 1 天»
    pub margin: String,
    /// «选举日 3月18日 − 20 日 = 2月26日»
    pub formula: String,
    /// «建议 2月25日前»
    pub suggested: String,
    /// «村民委员会组织法（2025）第十七条第一款»
    pub basis: String,
    /// Whether the source was read; otherwise it shows 待核.
    pub verified: bool,
    /// The rule in our own words.
    pub gist: String,
    /// «法定» or «工作»
    pub class: String,
}

/// 最近记录 — one event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Event {
    /// «10:21» or «11月22日 10:21»
    pub when: String,
    /// Who.
    pub who: String,
    /// What: «记录 下前村 推选选委会 完成».
    pub text: String,
    /// Where it can be seen; empty for nowhere.
    pub href: String,
}

/// The way through a long list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Pager {
    /// «第 1–50 条，共 214 条»
    pub text: String,
    /// Address of the page before; empty on the first.
    pub previous: String,
    /// Address of the page after; empty on the last.
    pub next: String,
}

/// A file kept with a record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FileLink {
    /// The name it was sent with.
    pub name: String,
    /// «1.2 MB»
    pub size: String,
    /// Where it can be fetched.
    pub href: String,
}

/// 空 — what stands where nothing is yet: one sentence, one button.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Empty {
    /// The sentence.
    pub text: String,
    /// The button; empty text for none.
    pub action: Link,
}

/// A hidden field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Hidden {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}
