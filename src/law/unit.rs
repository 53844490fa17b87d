//! 选举单位 — villages and communities, the posts they fill and how many of each.

use serde::{Deserialize, Serialize};

/// 单位类别：村或者社区. Decides which law governs the election.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UnitKind {
    /// 村（村民委员会）
    Village,
    /// 社区（居民委员会）
    Community,
}

impl UnitKind {
    /// Both kinds, villages first.
    pub const ALL: [Self; 2] = [Self::Village, Self::Community];

    /// The word used in files and on the command line: `village`, `community`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Village => "village",
            Self::Community => "community",
        }
    }

    /// The kind whose [`id`](Self::id) this is.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }

    /// 村 · 社区
    pub fn name(self) -> &'static str {
        match self {
            Self::Village => "村",
            Self::Community => "社区",
        }
    }

    /// 村民委员会 · 居民委员会
    pub fn committee(self) -> &'static str {
        match self {
            Self::Village => "村民委员会",
            Self::Community => "居民委员会",
        }
    }

    /// 村民选举委员会 · 居民选举委员会
    pub fn election_committee(self) -> &'static str {
        match self {
            Self::Village => "村民选举委员会",
            Self::Community => "居民选举委员会",
        }
    }
}

/// 职位 — what a contest fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Post {
    /// 主任
    Chair,
    /// 副主任
    Deputy,
    /// 委员
    Member,
    /// 监督委员会成员
    Supervisor,
}

impl Post {
    /// The word used in JSON: `chair`, `deputy`, `member`, `supervisor`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Chair => "chair",
            Self::Deputy => "deputy",
            Self::Member => "member",
            Self::Supervisor => "supervisor",
        }
    }

    /// 主任 · 副主任 · 委员 · 监督委员会成员
    pub fn name(self) -> &'static str {
        match self {
            Self::Chair => "主任",
            Self::Deputy => "副主任",
            Self::Member => "委员",
            Self::Supervisor => "监督委员会成员",
        }
    }
}

/// 职数 — how many members of each post a committee has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seats {
    /// 主任
    pub chair: u32,
    /// 副主任
    pub deputy: u32,
    /// 委员
    pub member: u32,
}

impl Seats {
    /// 总职数; saturates instead of overflowing.
    pub fn total(self) -> u32 {
        self.chair
            .saturating_add(self.deputy)
            .saturating_add(self.member)
    }

    /// Seats of one post; supervisors are elected elsewhere and count none here.
    pub fn of(self, post: Post) -> u32 {
        match post {
            Post::Chair => self.chair,
            Post::Deputy => self.deputy,
            Post::Member => self.member,
            Post::Supervisor => 0,
        }
    }
}
