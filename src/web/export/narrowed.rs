//! 筛选 — what a list is narrowed to, in words: the first row of its workbook says it, so that nobody takes a part for
//! the whole after the file has been passed on.

use crate::web::pages::parts::Choice;

/// What a workbook is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::web) struct Narrowed(Vec<String>);

impl Narrowed {
    /// Not narrowed.
    pub(in crate::web) fn new() -> Self {
        Self::default()
    }

    /// A choice of the form, told as the form tells it; nothing chosen narrows nothing.
    #[must_use]
    pub(in crate::web) fn choice(self, label: &str, choices: &[Choice], value: &str) -> Self {
        if value.is_empty() {
            return self;
        }
        let told = choices
            .iter()
            .find(|choice| choice.value == value)
            .map_or("不认得的条件", |choice| choice.text.as_str());
        self.word(label, told)
    }

    /// The same of words that stand in a table.
    #[must_use]
    pub(in crate::web) fn of(self, label: &str, words: &[(&str, &str)], value: &str) -> Self {
        if value.is_empty() {
            return self;
        }
        let told = words
            .iter()
            .find(|(id, _)| *id == value)
            .map_or("不认得的条件", |(_, text)| text);
        self.word(label, told)
    }

    /// What was typed to be looked for.
    #[must_use]
    pub(in crate::web) fn sought(self, label: &str, text: &str) -> Self {
        let text = text.trim();
        if text.is_empty() {
            self
        } else {
            self.word(label, &format!("“{text}”"))
        }
    }

    /// A condition that holds.
    #[must_use]
    pub(in crate::web) fn word(mut self, label: &str, told: &str) -> Self {
        self.0.push(format!("{label} {told}"));
        self
    }

    /// «只列：村（社区） 上前村；显示 没有销号的。共 3 行，不是全部。»; nothing for the whole list.
    pub(super) fn told(&self, rows: usize) -> Option<String> {
        (!self.0.is_empty())
            .then(|| format!("只列：{}。共 {rows} 行，不是全部。", self.0.join("；")))
    }

    /// What the name of the file says of it.
    pub(super) fn mark(&self) -> &'static str {
        if self.0.is_empty() {
            ""
        } else {
            "（筛选）"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_told_as_its_form_tells_it() {
        let villages = [Choice::new("v1", "上前村"), Choice::new("v2", "下前村")];
        let shows = [("open", "没有销号的")];
        let all = Narrowed::new()
            .choice("村（社区）", &villages, "")
            .of("显示", &shows, "")
            .sought("找村", "  ");
        assert_eq!((all.told(9), all.mark()), (None, ""));
        let some = Narrowed::new()
            .choice("村（社区）", &villages, "v2")
            .of("显示", &shows, "open")
            .sought("找村", " 前 ");
        assert_eq!(
            some.told(3).unwrap(),
            "只列：村（社区） 下前村；显示 没有销号的；找村 “前”。共 3 行，不是全部。"
        );
        assert_eq!(some.mark(), "（筛选）");
        let unknown = Narrowed::new().of("显示", &shows, "x");
        assert!(unknown.told(0).unwrap().contains("不认得的条件"));
    }
}
