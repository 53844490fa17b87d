//! 换届机构职务 — the posts of the leading group and its office.
use serde::{Deserialize, Serialize};

use crate::roster::wording::fold;

/// 换届机构职务
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BodyRole {
    /// 组长 of the leading group
    Leader,
    /// 副组长
    DeputyLeader,
    /// 成员
    Member,
    /// 办公室主任
    OfficeDirector,
    /// 办公室副主任
    OfficeDeputyDirector,
    /// 办公室成员
    OfficeMember,
}

impl BodyRole {
    /// All roles, in order of rank.
    pub const ALL: &'static [Self] = &[
        Self::Leader,
        Self::DeputyLeader,
        Self::Member,
        Self::OfficeDirector,
        Self::OfficeDeputyDirector,
        Self::OfficeMember,
    ];

    /// 组长, 副组长, 成员, 办公室主任, 办公室副主任, 办公室成员.
    pub fn title(self) -> &'static str {
        match self {
            Self::Leader => "组长",
            Self::DeputyLeader => "副组长",
            Self::Member => "成员",
            Self::OfficeDirector => "办公室主任",
            Self::OfficeDeputyDirector => "办公室副主任",
            Self::OfficeMember => "办公室成员",
        }
    }

    /// By its title; 领导小组 before it, 常务 and 第一 within it are understood.
    pub fn named(text: &str) -> Option<Self> {
        let folded = fold(text);
        let short = [
            "换届选举工作领导小组",
            "换届工作领导小组",
            "工作领导小组",
            "领导小组",
        ]
        .iter()
        .find_map(|body| folded.strip_prefix(body))
        .filter(|rest| !rest.is_empty())
        .unwrap_or(&folded);
        match short {
            "常务副组长" | "第一副组长" => return Some(Self::DeputyLeader),
            "第一组长" => return Some(Self::Leader),
            "组员" => return Some(Self::Member),
            "办公室常务副主任" => return Some(Self::OfficeDeputyDirector),
            "办公室工作人员" | "办公室组员" => return Some(Self::OfficeMember),
            _ => {}
        }
        Self::ALL.iter().copied().find(|role| role.title() == short)
    }
}
