//! 结论 — the decision as JSON gives it; field names and their order are the contract of `tally`.

use chrono::NaiveDate;
use serde::Serialize;

use super::super::finding::Basis;
use super::super::unit::Post;
use super::input::Reserved;
use super::reason::TallyCode;

/// 结论
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// 全部选出 (a recall: 有了结果)
    Complete,
    /// 另行选举: seats are left.
    Rerun,
    /// 再次投票: some are tied.
    Revote,
    /// 重新投票: the poll is void.
    Repoll,
    /// 不作结论: the numbers cannot be right.
    Rejected,
}

impl Outcome {
    /// 全部选出 · 另行选举 · 再次投票 · 重新投票 · 不作结论
    pub fn name(self) -> &'static str {
        match self {
            Self::Complete => "全部选出",
            Self::Rerun => "另行选举",
            Self::Revote => "再次投票",
            Self::Repoll => "重新投票",
            Self::Rejected => "不作结论",
        }
    }
}

/// 理由 — one step of the decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// Which rule spoke.
    pub code: TallyCode,
    /// One sentence for the village.
    pub text: String,
    /// The numbers, both sides: `2×655 = 1310 > 1203`; `None` where nothing is compared.
    pub inequality: Option<String>,
    /// The rule; `None` where no pack states one.
    pub basis: Option<Basis>,
}

/// 一个职位的结论
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ContestDecision {
    /// 职位
    pub post: Post,
    /// 专设职位, given only where it is one.
    #[serde(skip_serializing_if = "is_plain")]
    pub reserved: Reserved,
    /// Votes that were needed.
    pub needed: u64,
    /// Ids of those elected, most votes first; of a recall nobody.
    pub elected: Vec<String>,
    /// Ids of those tied at the cut: they go to a revote.
    pub tied: Vec<String>,
    /// Seats without a winner yet.
    pub unfilled: u32,
    /// Ids of those recalled; only of a recall that was carried.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub recalled: Vec<String>,
    /// Reasons, in order.
    pub reasons: Vec<Reason>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde hands over a reference
fn is_plain(reserved: &Reserved) -> bool {
    *reserved == Reserved::None
}

/// 下一步的投票
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NextKind {
    /// 重新投票
    Repoll,
    /// 再次投票
    Revote,
    /// 另行选举
    Rerun,
}

impl NextKind {
    /// The outcome that asks for it.
    pub fn outcome(self) -> Outcome {
        match self {
            Self::Repoll => Outcome::Repoll,
            Self::Revote => Outcome::Revote,
            Self::Rerun => Outcome::Rerun,
        }
    }
}

/// 下一步 — the poll that has to follow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Next {
    /// What it is.
    pub kind: NextKind,
    /// Last lawful day; `None` where the rules set none or the first poll's day was not given.
    pub latest: Option<NaiveDate>,
    /// Posts, seats and candidates.
    pub contests: Vec<NextContest>,
    /// What other posts need after that, where several things are open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub then: Option<Box<Next>>,
}

/// 下一步的一个职位
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NextContest {
    /// 职位
    pub post: Post,
    /// 专设职位, given only where it is one.
    #[serde(skip_serializing_if = "is_plain")]
    pub reserved: Reserved,
    /// 名额
    pub seats: u32,
    /// Ids, most votes first.
    pub candidates: Vec<String>,
}

/// 待处理 — something the committee has to settle; never changes who is elected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Flag {
    /// Which rule spoke.
    pub code: TallyCode,
    /// What to do and why.
    pub text: String,
    /// The rule.
    pub basis: Option<Basis>,
}

/// 数字问题 — numbers that cannot be right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NumberProblem {
    /// Which rule spoke.
    pub code: TallyCode,
    /// Where, as in `contests[0].invalid`.
    pub path: String,
    /// What to do and why.
    pub text: String,
    /// The numbers, both sides.
    pub inequality: String,
    /// The rule, where one speaks.
    pub basis: Option<Basis>,
}

/// 核算结论
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// Id of the rule pack.
    pub rules: String,
    /// 投票有效: no part of the poll is void and the numbers add up.
    pub valid: bool,
    /// What follows.
    pub outcome: Outcome,
    /// Reasons for the poll as a whole, in order.
    pub reasons: Vec<Reason>,
    /// Each post, in the order given; empty when the numbers cannot be right.
    pub contests: Vec<ContestDecision>,
    /// The poll that has to follow.
    pub next: Option<Next>,
    /// 待处理
    pub flags: Vec<Flag>,
    /// Numbers that cannot be right, all of them.
    pub problems: Vec<NumberProblem>,
}

impl Decision {
    /// Whether it stands: somebody may act on it.
    pub fn stands(&self) -> bool {
        self.problems.is_empty() && !matches!(self.outcome, Outcome::Repoll | Outcome::Rejected)
    }

    /// Everything still open, from the first thing to do.
    pub fn nexts(&self) -> impl Iterator<Item = &Next> {
        std::iter::successors(self.next.as_ref(), |next| next.then.as_deref())
    }
}
