//! 计票数据 — one poll as its tally sheet gives it: the JSON of `huanjie tally`.

use chrono::NaiveDate;
use serde::Serialize;

use super::super::unit::Post;
use super::unread::Unread;

/// No count is larger: a number beyond it is a slip of the hand.
pub const LIMIT: u32 = 1_000_000_000;

/// 词 — a value written as one of a few words, each with its Chinese for messages.
pub(super) trait Word: Copy + 'static {
    /// Every word that may be written.
    const WORDS: &'static [(&'static str, Self, &'static str)];
}

/// 第几轮投票
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Round {
    /// 第一次投票
    First,
    /// 另行选举
    Rerun,
    /// 再次投票: among those who were tied.
    Revote,
}

impl Word for Round {
    const WORDS: &'static [(&'static str, Self, &'static str)] = &[
        ("first", Self::First, "第一次投票"),
        ("rerun", Self::Rerun, "另行选举"),
        ("revote", Self::Revote, "再次投票"),
    ];
}

/// 投票事项
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Vote {
    /// 换届选举
    #[default]
    Election,
    /// 补选
    ByElection,
    /// 罢免表决
    Recall,
}

impl Word for Vote {
    const WORDS: &'static [(&'static str, Self, &'static str)] = &[
        ("election", Self::Election, "换届选举"),
        ("by-election", Self::ByElection, "补选"),
        ("recall", Self::Recall, "罢免表决"),
    ];
}

/// 参加投票的人
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Electorate {
    /// 全体登记选民
    #[default]
    Voters,
    /// 户代表
    Households,
    /// 代表（居民代表；村的补选由代表会议投票时也是它）
    Representatives,
}

impl Electorate {
    /// The word used in files and in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::Voters => "voters",
            Self::Households => "households",
            Self::Representatives => "representatives",
        }
    }

    /// 全体登记选民 · 户代表 · 代表
    pub fn name(self) -> &'static str {
        chinese(self)
    }
}

impl Word for Electorate {
    const WORDS: &'static [(&'static str, Self, &'static str)] = &[
        ("voters", Self::Voters, "全体登记选民"),
        ("households", Self::Households, "户代表"),
        ("representatives", Self::Representatives, "代表"),
    ];
}

/// 性别
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Sex {
    /// 女
    #[serde(rename = "f")]
    Female,
    /// 男
    #[serde(rename = "m")]
    Male,
}

impl Word for Sex {
    const WORDS: &'static [(&'static str, Self, &'static str)] =
        &[("f", Self::Female, "女"), ("m", Self::Male, "男")];
}

/// 专设职位
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Reserved {
    /// 妇女委员: only a woman can be elected. First, because it is decided before the plain seats.
    Woman,
    /// 不专设
    #[default]
    None,
}

impl Word for Reserved {
    const WORDS: &'static [(&'static str, Self, &'static str)] = &[
        ("none", Self::None, "不专设"),
        ("woman", Self::Woman, "妇女委员"),
    ];
}

impl Word for Post {
    const WORDS: &'static [(&'static str, Self, &'static str)] = &[
        ("chair", Self::Chair, "主任"),
        ("deputy", Self::Deputy, "副主任"),
        ("member", Self::Member, "委员"),
        ("supervisor", Self::Supervisor, "监督委员会成员"),
    ];
}

/// 亲属关系 between two people, whichever way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kinship {
    /// 夫妻
    Spouse,
    /// 父母子女, the first being the parent.
    Parent,
    /// 父母子女, the first being the child.
    Child,
    /// 父母子女
    ParentChild,
    /// 兄弟姐妹
    Sibling,
    /// 祖孙（含外祖孙）, the first being the grandparent.
    Grandparent,
    /// 祖孙（含外祖孙）, the first being the grandchild.
    Grandchild,
    /// 其他亲属: outside every scope of the law.
    Other,
}

impl Kinship {
    /// Every relation with its word and its Chinese.
    pub const ALL: &'static [(&'static str, Self, &'static str)] = Self::WORDS;

    /// Reads the word used in files and forms.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(word, _, _)| *word == id)
            .map(|(_, kinship, _)| *kinship)
    }

    /// 夫妻 · 父母子女 · 兄弟姐妹 · 祖孙 · 其他亲属
    pub fn name(self) -> &'static str {
        chinese(self)
    }

    /// Whether a scope of a pack (`near-relatives` …) takes the relation in.
    pub fn within(self, scope: &str) -> bool {
        super::relatives::within(scope, self)
    }
}

impl Word for Kinship {
    const WORDS: &'static [(&'static str, Self, &'static str)] = &[
        ("spouse", Self::Spouse, "夫妻"),
        ("parent", Self::Parent, "父母子女"),
        ("child", Self::Child, "父母子女"),
        ("parent-child", Self::ParentChild, "父母子女"),
        ("sibling", Self::Sibling, "兄弟姐妹"),
        ("grandparent", Self::Grandparent, "祖孙"),
        ("grandchild", Self::Grandchild, "祖孙"),
        ("other", Self::Other, "其他亲属"),
    ];
}

/// Words with their Chinese, for a page to choose from.
fn choices<W: Word>() -> Vec<(&'static str, &'static str)> {
    W::WORDS
        .iter()
        .map(|(word, _, name)| (*word, *name))
        .collect()
}

/// 第几轮: the words of `round` with their Chinese.
pub fn rounds() -> Vec<(&'static str, &'static str)> {
    choices::<Round>()
}

/// 参加投票的人: the words of `electorate` with their Chinese.
pub fn electorates() -> Vec<(&'static str, &'static str)> {
    choices::<Electorate>()
}

/// 性别: the words of `sex` with their Chinese.
pub fn sexes() -> Vec<(&'static str, &'static str)> {
    choices::<Sex>()
}

/// 亲属关系: the words of a relation with their Chinese.
pub fn kinships() -> Vec<(&'static str, &'static str)> {
    choices::<Kinship>()
}

/// The Chinese of a word.
pub(super) fn chinese<W: Word + PartialEq>(word: W) -> &'static str {
    W::WORDS
        .iter()
        .find(|(_, known, _)| *known == word)
        .map_or("", |(_, _, name)| name)
}

/// 一次投票 — everything the decision needs. Fields after `contests` and those marked «may be left
/// out» are optional in JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Poll {
    /// 第几轮
    pub round: Round,
    /// 事项; may be left out: an election.
    pub vote: Vote,
    /// 参加投票的人; may be left out: all registered voters. `registered` then counts those entitled:
    /// voters, representatives of households, or representatives.
    pub electorate: Electorate,
    /// 第几次另行选举; may be left out: the first. Only with `round` = `rerun`.
    pub attempt: Option<u32>,
    /// 投票日
    pub poll_day: NaiveDate,
    /// 选举日 of the first poll; may be left out. A rerun's window is counted from it.
    pub election_day: Option<NaiveDate>,
    /// 登记参加选举的人数
    pub registered: u32,
    /// 发出选票
    pub issued: u32,
    /// 收回选票
    pub returned: u32,
    /// 投票人数 by signatures, proxies included; may be left out: as many as ballots issued.
    pub voters: Option<u32>,
    /// 委托投票; may be left out: none.
    pub proxies: u32,
    /// 流动票箱; may be left out: none.
    pub roaming: u32,
    /// 各职位
    pub contests: Vec<Contest>,
    /// 此前已经当选的; may be left out: nobody.
    pub elected_before: Vec<ElectedBefore>,
    /// 亲属关系 as `[甲, 乙, 关系]`; may be left out: none known.
    pub relatives: Vec<Relation>,
}

/// 一个职位的计票
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Contest {
    /// 职位
    pub post: Post,
    /// 应选名额
    pub seats: u32,
    /// 专设职位; may be left out: none.
    pub reserved: Reserved,
    /// 无效票
    pub invalid: u32,
    /// 弃权票
    pub abstained: u32,
    /// 反对票 of a recall; may be left out.
    pub against: Option<u32>,
    /// 发出选票 of this post, where it is voted by a ballot of its own (分次投票、分色选票); may be left
    /// out: the poll's.
    pub issued: Option<u32>,
    /// 收回选票 of this post; together with `issued`.
    pub returned: Option<u32>,
    /// 投票人数 of this post; together with `issued`.
    pub voters: Option<u32>,
    /// 得票; the same person may stand in several posts under the same id.
    pub candidates: Vec<Candidate>,
}

/// 候选人 or a name written in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Candidate {
    /// Id, chosen by the caller.
    pub id: String,
    /// 姓名
    pub name: String,
    /// 性别; may be left out, except for a seat reserved for a woman.
    pub sex: Option<Sex>,
    /// 得票
    pub votes: u32,
    /// 正式候选人, or 另选他人 when `false`; may be left out: a candidate.
    pub nominated: bool,
}

/// 已经当选的人 in an earlier round of the same election (a by-election: those in office).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ElectedBefore {
    /// Id, the same as in `candidates` and `relatives`.
    pub id: String,
    /// 职位
    pub post: Post,
    /// 性别; may be left out.
    pub sex: Option<Sex>,
    /// 姓名; may be left out.
    pub name: Option<String>,
    /// 得票; may be left out. Decides between relatives in the same post.
    pub votes: Option<u32>,
}

/// 亲属关系 — two ids and how they are related.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Relation(pub String, pub String, pub Kinship);

/// 输入的错误 — one thing to mend before anything is computed. Never repeats a long value: an id may
/// be somebody's number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}：{message}", if path.is_empty() { "输入" } else { path })]
pub struct InputProblem {
    /// Where, as in `contests[1].candidates[2].votes`; empty for the whole.
    pub path: String,
    /// What to do and why.
    pub message: String,
}

impl InputProblem {
    /// A problem at `path`.
    pub(super) fn at(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            message: message.into(),
        }
    }
}

/// 一套选票 — the ballots a post was voted with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ballots {
    pub issued: u32,
    pub returned: u32,
    pub voters: Option<u32>,
}

impl Poll {
    /// Everything no poll can be, whatever the rules; [`decide`](super::decide) asks this first.
    pub fn problems(&self) -> Vec<InputProblem> {
        super::shape::problems(self, Unread::NONE)
    }

    /// The ballots of the poll as a whole.
    pub(super) fn ballots(&self) -> Ballots {
        Ballots {
            issued: self.issued,
            returned: self.returned,
            voters: self.voters,
        }
    }

    /// The ballots this post was voted with.
    pub(super) fn ballots_of(&self, contest: &Contest) -> Ballots {
        contest.own_ballots().unwrap_or_else(|| self.ballots())
    }

    /// 性别 of a person, wherever it was given.
    pub(super) fn sex_of(&self, id: &str) -> Option<Sex> {
        let before = self
            .elected_before
            .iter()
            .filter(|person| person.id == id)
            .find_map(|person| person.sex);
        before.or_else(|| {
            self.contests
                .iter()
                .flat_map(|contest| &contest.candidates)
                .filter(|candidate| candidate.id == id)
                .find_map(|candidate| candidate.sex)
        })
    }

    /// Which rerun this is.
    pub(super) fn attempt(&self) -> u32 {
        self.attempt.unwrap_or(1)
    }
}

impl Reserved {
    /// The word used in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::Woman => "woman",
            Self::None => "none",
        }
    }
}

/// 主任, 妇女委员: a post as people call it.
pub fn title(post: Post, reserved: Reserved) -> String {
    match reserved {
        Reserved::None => post.name().to_owned(),
        Reserved::Woman => format!("妇女{}", post.name()),
    }
}

impl Contest {
    /// Ballots of its own, where it was voted separately.
    pub(super) fn own_ballots(&self) -> Option<Ballots> {
        Some(Ballots {
            issued: self.issued?,
            returned: self.returned?,
            voters: self.voters,
        })
    }

    /// Whether every name on the sheet was written in: 无候选人选举.
    pub(super) fn has_no_candidates(&self) -> bool {
        self.candidates.iter().all(|candidate| !candidate.nominated)
    }

    /// 主任, 委员, 妇女委员
    pub fn title(&self) -> String {
        title(self.post, self.reserved)
    }

    /// Decided in this order: from the highest post down, the reserved seat first.
    pub(super) fn order(&self) -> (Post, Reserved) {
        (self.post, self.reserved)
    }
}
