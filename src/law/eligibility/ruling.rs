//! 核对结论 — what a check answers with: code, severity, what to do first, the reason, the
//! numbers as a full inequality and the article.

use std::fmt;

use serde::{Serialize, Serializer};

use super::super::finding::{Basis, cite_all};
use super::super::pack::Rules;
use super::super::param::{Share, Value};
use super::super::poll::LIMIT;

/// 结果 of one check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// 符合
    Holds,
    /// 提醒: somebody has to look at it.
    Look,
    /// 不符合
    Fails,
}

impl Verdict {
    /// 符合 · 请核对 · 不符合
    pub fn name(self) -> &'static str {
        match self {
            Self::Holds => "符合",
            Self::Look => "请核对",
            Self::Fails => "不符合",
        }
    }
}

macro_rules! marks {
    ($($(#[$doc:meta])* $name:ident)*) => {
        /// 编号 — every code the eligibility side of the engine can answer with. V2… are the same
        /// as those of an imported roll.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Mark {
            $($(#[$doc])* $name,)*
        }

        impl Mark {
            /// `P301`
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                }
            }
        }
    };
}

marks! {
    /// 公民身份号码校验位不对
    V201
    /// 到选举日未满选民年龄
    V202
    /// 两处登记
    V203
    /// 非户籍人员缺申请或者同意
    V204
    /// 没有填写公民身份号码
    V205
    /// 公民身份号码格式不对
    V206
    /// 公民身份号码有全角字、空格或者小写 x
    V207
    /// 选举日当天满选民年龄
    V214
    /// 公民身份号码前两位不是省级代码
    V215
    /// 无法确认年龄
    V220
    /// 符合登记条件
    V230
    /// 依法被剥夺政治权利
    V231
    /// 没有表示参加选举
    V232
    /// 非户籍人员居住或者工作时间不够
    V233
    /// 规则包没有这一种登记条件
    V234
    /// 没有户籍地未登记的证明
    V235
    /// 公告后没有来登记
    V236
    /// 名单人数的增减
    V240
    /// 名单人数对不上
    V241
    /// 名单变动没有补充公告
    V242
    /// 选举委员会人数符合规定
    E100
    /// 选举委员会人数太少
    E101
    /// 选举委员会人数太多
    E102
    /// 选举委员会人数不是单数
    E103
    /// 选举委员会候补人数不够
    E104
    /// 连续缺席
    E105
    /// 依次递补
    E106
    /// 另行推选
    E107
    /// 选举委员会没有妇女
    E108
    /// 选举委员会候补人数太多
    E109
    /// 候选人符合规定
    C400
    /// 候选人不足，不是差额
    C401
    /// 候选人的近亲属退出选举委员会
    C402
    /// 被提名的成员退出选举委员会
    C403
    /// 候选人超过差额
    C404
    /// 法律规定不得作为候选人
    C405
    /// 政策规定没有文号
    C406
    /// 政策规定不宜作为候选人
    C407
    /// 提名方式不合规定
    C408
    /// 联名人数不足
    C409
    /// 委托他人提名
    C411
    /// 预选不由规定的人投票
    C412
    /// 参加预选的人数不够
    C413
    /// 预选确定的正式候选人
    C414
    /// 预选得票相等
    C415
    /// 委托符合规定
    P300
    /// 接受委托超过人数
    P301
    /// 候选人接受委托
    P302
    /// 提出委托太晚
    P303
    /// 受委托人不在规定范围
    P304
    /// 委托没有公布或者公布太晚
    P305
    /// 再委托
    P306
    /// 循环委托
    P307
    /// 投票当场委托
    P308
    /// 不在选民名单上
    P309
    /// 重复委托
    P310
    /// 没有书面委托
    P311
    /// 不可以委托投票
    P312
    /// 委托人投票日到场
    P313
    /// 选票账平
    B500
    /// 收回多于发出
    B501
    /// 印制或者领取的数对不上
    B502
    /// 发出的数对不上
    B503
    /// 收回的数对不上
    B504
    /// 发出多于登记人数
    B505
    /// 会议人数符合规定
    K700
    /// 到会人数不够
    K701
    /// 同意人数不够
    K702
    /// 代表所占比例不够
    K703
    /// 妇女代表所占比例不够
    K704
    /// 联名人数不够
    K705
    /// 罢免投票人数不够
    K706
    /// 罢免没有通过
    K707
    /// 正好等于规定的比例
    K708
    /// 代表人数不合规定
    K709
    /// 规则包没有写明
    K711
}

impl Serialize for Mark {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// 结论 — 先做什么 · 原因 · 不等式 · 〔依据〕.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ruling {
    /// Which rule spoke.
    pub code: Mark,
    /// Whether it holds.
    pub verdict: Verdict,
    /// Whom or what it speaks of, in the caller's words; empty for the whole.
    pub place: String,
    /// What to do first; where the rule holds, what holds.
    pub first: String,
    /// Why; may be empty.
    pub reason: String,
    /// 2×655 = 1310 > 1203; empty where nothing is counted.
    pub inequality: String,
    /// Sources.
    pub basis: Vec<Basis>,
}

impl Ruling {
    /// A ruling about the whole, without reason, numbers or sources yet.
    pub(super) fn new(code: Mark, verdict: Verdict, first: impl Into<String>) -> Self {
        Self {
            code,
            verdict,
            place: String::new(),
            first: first.into(),
            reason: String::new(),
            inequality: String::new(),
            basis: Vec::new(),
        }
    }

    pub(super) fn at(mut self, place: impl Into<String>) -> Self {
        self.place = place.into();
        self
    }

    pub(super) fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = reason.into();
        self
    }

    pub(super) fn numbers(mut self, inequality: impl Into<String>) -> Self {
        self.inequality = inequality.into();
        self
    }

    /// Cites an item of the pack.
    pub(super) fn by(mut self, rules: &Rules, key: &str) -> Self {
        for basis in rules.basis(key) {
            // Two items of one article differ in their gist only.
            let cited = self.basis.iter().any(|known| known.cite() == basis.cite());
            if !cited {
                self.basis.push(basis);
            }
        }
        self
    }

    /// The whole sentence, citation included.
    pub fn message(&self) -> String {
        let place = if self.place.is_empty() {
            String::new()
        } else {
            format!("{}：", self.place)
        };
        let inequality = if self.inequality.is_empty() {
            String::new()
        } else {
            format!("（{}）", self.inequality)
        };
        format!(
            "{place}{}{}{inequality}{}",
            self.first,
            self.reason,
            cite_all(&self.basis)
        )
    }
}

impl fmt::Display for Ruling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code.as_str(), self.message())
    }
}

/// The worst verdict among the rulings; `Holds` of none.
pub fn worst(rulings: &[Ruling]) -> Verdict {
    rulings
        .iter()
        .map(|ruling| ruling.verdict)
        .max()
        .unwrap_or(Verdict::Holds)
}

/// 填错的数 — a number or name that cannot be right, so that nothing was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unfit {
    /// The field, `stations.2.returned` for the third row.
    pub field: String,
    /// What to do first, then why.
    pub message: String,
}

impl Unfit {
    /// One problem of one field.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            message: message.into(),
        }
    }
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// Collects the numbers that are too large to be meant.
pub(super) fn bounded(numbers: &[(&str, &str, u32)]) -> Vec<Unfit> {
    numbers
        .iter()
        .filter(|(_, _, number)| *number > LIMIT)
        .map(|(field, name, number)| {
            Unfit::new(
                *field,
                format!("请改正{name}：{number} 太大，不像是真的人数或者票数。"),
            )
        })
        .collect()
}

/// One number that may not be above another.
pub(super) fn within(
    field: &str,
    (name, part): (&str, u32),
    (whole_name, whole): (&str, u32),
    problems: &mut Vec<Unfit>,
) {
    if part > whole {
        problems.push(Unfit::new(
            field,
            format!("请核对{name}：{part} 多于{whole_name} {whole}。"),
        ));
    }
}

/// The share an item sets.
pub(super) fn share(rules: &Rules, key: &str) -> Option<Share> {
    match rules.value(key) {
        Some(Value::Share(share)) => Some(*share),
        _ => None,
    }
}

/// Whether a flag is set.
pub(super) fn flag(rules: &Rules, key: &str) -> bool {
    matches!(rules.value(key), Some(Value::Flag(true)))
}

/// Whether a list of words names this one.
pub(super) fn lists(rules: &Rules, key: &str, word: &str) -> bool {
    match rules.value(key) {
        Some(Value::Words(words)) => words.iter().any(|listed| listed == word),
        _ => false,
    }
}

/// 过半数 · 三分之二以上 · 超过三分之二 — a share as the law words it.
pub fn share_words(share: Share) -> String {
    if share.strict && (share.num, share.den) == (1, 2) {
        return "过半数".to_owned();
    }
    let fraction = format!("{}分之{}", numeral(share.den), numeral(share.num));
    if share.strict {
        format!("超过{fraction}")
    } else {
        format!("{fraction}以上")
    }
}

fn numeral(number: u32) -> String {
    const DIGITS: [&str; 11] = [
        "零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十",
    ];
    usize::try_from(number)
        .ok()
        .and_then(|at| DIGITS.get(at))
        .map_or_else(|| number.to_string(), |word| (*word).to_owned())
}

/// A scope of relatives in the words of the packs' table.
pub(super) fn scope_words(scope: &str) -> &'static str {
    match scope {
        "spouse-lineal" => "夫妻、直系血亲",
        "spouse-lineal-siblings" => "配偶、父母子女、兄弟姐妹",
        "listed-relatives" => "配偶、父母子女、兄弟姐妹、祖孙",
        _ => "近亲属",
    }
}

/// K711: the pack does not set `key`, or it is still to be read.
pub(super) fn unset(rules: &Rules, key: &str, what: &str) -> Ruling {
    Ruling::new(
        Mark::K711,
        Verdict::Look,
        format!("请先查明本地关于{what}的规定。"),
    )
    .because("规则包没有写明或者待核，这里不作判断。")
    .by(rules, key)
}
