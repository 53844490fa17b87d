//! 共用要素 — what many papers state alike: the office, the unit, the issue, the legal basis, the posts.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::field::{FieldSpec, Input, field};
use crate::documents::kind::Issuer;

/// 镇（乡、街道）及其换届选举工作机构
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// 镇名, with its own last word: `石塘镇`, `河口街道`.
    pub township: String,
    /// 第几届 of the village committees; a unit may have its own.
    pub ordinal: Option<u32>,
    /// 换届年份
    pub election_year: Option<i32>,
    /// 领导小组 in full, where it is not `石塘镇换届选举工作领导小组`.
    pub leading_group: Option<String>,
}

/// 村或社区
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UnitKind {
    /// 村（村民委员会）
    Village,
    /// 社区（居民委员会）
    Community,
}

/// 社区的选举方式 — who votes; a village always by all its registered voters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Electorate {
    /// 全体登记参加选举的人
    Voters,
    /// 户代表
    Households,
    /// 居民代表
    Representatives,
}

/// 职数 — seats of each post; the reserved seat of a woman is counted apart from the members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seats {
    /// 主任
    pub chair: u32,
    /// 副主任
    pub deputy: u32,
    /// 委员
    pub member: u32,
    /// 专设妇女委员
    #[serde(default)]
    pub woman_member: u32,
}

impl Seats {
    /// 总职数
    pub fn total(self) -> u32 {
        [self.chair, self.deputy, self.member, self.woman_member]
            .into_iter()
            .fold(0, u32::saturating_add)
    }

    /// Seats of one post.
    pub const fn of(self, post: Post) -> u32 {
        match post {
            Post::Chair => self.chair,
            Post::Deputy => self.deputy,
            Post::Member => self.member,
            Post::WomanMember => self.woman_member,
        }
    }
}

/// 职位
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Post {
    /// 主任
    Chair,
    /// 副主任
    Deputy,
    /// 委员
    Member,
    /// 妇女委员（专职专选）
    WomanMember,
}

impl Post {
    /// All posts, highest first.
    pub const ALL: [Self; 4] = [Self::Chair, Self::Deputy, Self::Member, Self::WomanMember];

    /// 职位名称
    pub const fn label(self) -> &'static str {
        match self {
            Self::Chair => "主任",
            Self::Deputy => "副主任",
            Self::Member => "委员",
            Self::WomanMember => "妇女委员",
        }
    }
}

/// The posts as choices of a form.
pub(super) const POSTS: &[(&str, &str)] = &[
    ("chair", "主任"),
    ("deputy", "副主任"),
    ("member", "委员"),
    ("woman-member", "妇女委员"),
];

/// 村（社区）
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// 名称: `上前村`, `石塘社区`; empty on a blank form.
    pub name: Option<String>,
    /// 村或社区
    pub kind: UnitKind,
    /// 第几届, where it differs from the office's.
    pub ordinal: Option<u32>,
    /// 社区的选举方式
    pub electorate: Option<Electorate>,
    /// 职数
    pub seats: Option<Seats>,
    /// 选举日
    pub election_day: Option<NaiveDate>,
}

/// 签发 — number, day and issuer; all empty until the paper is issued.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issue {
    /// In print: `第1号`, `石换届办〔2027〕5号`.
    pub number: Option<String>,
    /// `false` where the rule pack gives this notice no number, so that none is left blank for one.
    pub numbered: Option<bool>,
    /// 成文（公告）日期
    pub date: Option<NaiveDate>,
    /// Where the rule pack names another issuer than the kind does.
    pub issuer: Option<Issuer>,
}

/// 紧急程度 — printed at the top left of the first page (GB/T 9704—2012); an ordinary paper bears none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Urgency {
    /// 特急
    Special,
    /// 加急
    Urgent,
}

impl Urgency {
    /// The most urgent first.
    pub const ALL: [Self; 2] = [Self::Special, Self::Urgent];

    /// As papers and registers keep it.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Special => "special",
            Self::Urgent => "urgent",
        }
    }

    /// As it is printed.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Special => "特急",
            Self::Urgent => "加急",
        }
    }

    /// From what is stored; `None` for an ordinary paper.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.id() == id)
    }

    /// What the data of a paper say of it.
    pub fn of(data: &Value) -> Option<Self> {
        Self::of_facts(data.get("facts")?)
    }

    /// What the typed facts of a paper say of it.
    pub fn of_facts(facts: &Value) -> Option<Self> {
        Self::from_id(facts.get("urgency")?.as_str()?)
    }
}

/// 紧急程度 on the form of every paper with a red head.
pub(super) const URGENCY: FieldSpec = field(
    "urgency",
    "紧急程度",
    "一般文件不填；选了的印在首页左上角",
    Input::Choice(&[
        (Urgency::Urgent.id(), Urgency::Urgent.label()),
        (Urgency::Special.id(), Urgency::Special.label()),
    ]),
);

/// 依据的核对情况
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BasisStatus {
    /// 已核
    Verified,
    /// 待核
    Unverified,
    /// 已被上位法修改
    Superseded,
}

/// 依据 — one legal basis, from the pinned rule pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// 法规名称, without title marks.
    pub statute: String,
    /// 条款: `第十七条第一款`
    pub article: Option<String>,
    /// 要点, in our own words.
    pub gist: Option<String>,
    /// Whether somebody compared it with the official text.
    pub status: BasisStatus,
}

/// Data of a paper made for one unit. `known` is what the product supplies, `facts` what a clerk filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VillagePaper<K, F> {
    /// 镇
    pub office: Office,
    /// 村（社区）
    pub unit: Unit,
    /// 签发
    #[serde(default)]
    pub issue: Issue,
    /// 依据
    #[serde(default)]
    pub basis: Vec<Basis>,
    /// What the product knows.
    pub known: K,
    /// What the clerk filled in.
    pub facts: F,
}

/// Data of a paper made for the whole township; parts as in [`VillagePaper`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TownshipPaper<K, F> {
    /// 镇
    pub office: Office,
    /// 签发
    #[serde(default)]
    pub issue: Issue,
    /// 依据
    #[serde(default)]
    pub basis: Vec<Basis>,
    /// What the product knows.
    pub known: K,
    /// What the clerk filled in.
    pub facts: F,
}

/// 镇级人员 — a person of the township with post; never a telephone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Official {
    /// 姓名
    pub name: String,
    /// 单位及职务
    pub post: Option<String>,
    /// 在换届机构中的职务: `组长`, `副组长`, `成员`
    pub role: Option<String>,
}

/// 指导组、督查组
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Team {
    /// 组名: `第一指导组`
    pub name: String,
    /// 组长
    pub head: Option<Official>,
    /// 成员
    #[serde(default)]
    pub members: Vec<Official>,
    /// 负责的村（社区）
    #[serde(default)]
    pub units: Vec<String>,
}

/// 村（社区）一行 — one unit in a township's tables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkedUnit {
    /// 名称
    pub name: String,
    /// 村或社区
    pub kind: UnitKind,
    /// 选举日
    pub election_day: Option<NaiveDate>,
    /// 职数
    pub seats: Option<Seats>,
    /// 挂钩（包村）领导
    pub leader: Option<Official>,
    /// 指导组
    pub guidance_team: Option<String>,
    /// 督查组
    pub supervision_team: Option<String>,
    /// 村（社区）责任人, usually the branch secretary
    pub responsible: Option<String>,
    /// 备注, such as the causes of a 难点村
    pub note: Option<String>,
}
