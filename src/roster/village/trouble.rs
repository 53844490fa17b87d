//! 难点村 — the fourteen causes, and reading them out of a remark.
use serde::{Deserialize, Serialize};

use super::VillageField;
use crate::roster::problem::{Code, Problem};
use crate::roster::record::Record;
use crate::roster::wording::{clean, fold, hide_numbers, listed, quote};

macro_rules! causes {
    ($($name:ident $code:literal $title:literal $($synonym:literal)*;)*) => {
        /// 难点村原因: the fourteen causes of the ministry's form of difficult villages, in its order.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum TroubleCause { $(#[doc = $title] $name,)* }
        impl TroubleCause {
            /// All causes, in the order of the form.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
            /// The name in the form.
            pub fn title(self) -> &'static str { match self { $(Self::$name => $title,)* } }
            /// A stable name for storage, the same as in JSON.
            pub fn as_str(self) -> &'static str { match self { $(Self::$name => $code,)* } }
            /// By its name or a common short form.
            pub fn named(text: &str) -> Option<Self> {
                match fold(text).as_str() { $($title $(| $synonym)* => Some(Self::$name),)* _ => None }
            }
        }
    };
}

causes! {
    NotRenewed "not-renewed" "未换届选举" "未换届" "上届未换届";
    Incomplete "incomplete" "班子不健全" "班子不全" "班子不齐" "班子配备不齐";
    Weak "weak" "班子软弱涣散" "软弱涣散" "软弱涣散村" "软弱涣散党组织";
    Estranged "estranged" "干群关系紧张" "干群矛盾" "干群矛盾突出";
    Opaque "opaque" "村务不公开管理混乱" "村务不公开" "管理混乱" "村务管理混乱";
    Poor "poor" "经济薄弱无人干" "经济薄弱" "集体经济薄弱" "无人干";
    Rich "rich" "经济发达竞争激烈" "竞争激烈" "经济发达";
    Unable "unable" "干部驾驭能力差" "驾驭能力差" "干部能力差";
    Legacy "legacy" "遗留问题未解决" "遗留问题" "历史遗留问题";
    Resettled "resettled" "拆迁合并改制" "拆迁" "合并" "改制" "征地拆迁" "村改居";
    Harsh "harsh" "干部作风简单霸道" "作风简单霸道" "作风霸道" "干部作风霸道";
    Petitions "petitions" "群体上访不断" "群体上访" "上访不断" "信访突出";
    Clans "clans" "宗族派性严重" "宗族派性" "宗族势力" "派性严重" "宗族矛盾";
    Other "other" "其他" "其它";
}

/// 难点村：宗族派性严重 → the cause; what is no cause stays the note.
pub(super) fn read(
    record: &Record<'_, VillageField>,
    problems: &mut Vec<Problem>,
) -> (Vec<TroubleCause>, Option<String>) {
    const FIELD: VillageField = VillageField::Note;
    let Some(typed) = record.text(FIELD, problems) else {
        return (Vec::new(), None);
    };
    let typed = match hide_numbers(&typed) {
        Some(hidden) => {
            problems.push(record.problem(
                Code::NumberHidden,
                FIELD,
                "请移到规定的列：备注里有像身份证号或电话的数字，保存时会遮盖。",
            ));
            hidden
        }
        None => typed,
    };
    let marked = ["难点村", "重点村", "难点社区", "重点难点村"]
        .iter()
        .find_map(|mark| typed.strip_prefix(mark));
    let body = marked.map_or(typed.as_str(), |rest| {
        rest.trim_start_matches([':', '：', ' ', '，', ',', '（', '(', '—', '-'])
            .trim_end_matches(['）', ')'])
    });
    let mut causes = Vec::new();
    let mut rest = Vec::new();
    for part in listed(body) {
        match TroubleCause::named(part.trim_end_matches(['。', '.'])) {
            Some(cause) if !causes.contains(&cause) => causes.push(cause),
            Some(_) => {}
            None => rest.push(part),
        }
    }
    if marked.is_none() {
        // An ordinary remark with commas is kept as it was typed.
        return if causes.is_empty() {
            (causes, Some(typed))
        } else {
            let note = (!rest.is_empty()).then(|| rest.join("；"));
            (causes, note)
        };
    }
    if causes.is_empty() {
        causes.push(TroubleCause::Other);
        problems.push(record.problem(
            Code::TroubleUnclear,
            FIELD,
            format!(
                "请改为目录里的原因（如宗族派性严重、班子软弱涣散）：{}不在难点村原因目录内，已按「其他」读取，原文留在备注。",
                quote(&typed)
            ),
        ));
    }
    let note = clean(&rest.join("；"));
    (causes, (!note.is_empty()).then_some(note))
}
