//! 票数 — the figures of a poll and the votes of its people, held against each other alike wherever they are printed.
//! Whether anybody is elected is the rule engine's to say.

use serde::{Deserialize, Serialize};

use super::common::{POSTS, Post, Seats};
use super::field::{FieldSpec, Input, field};
use super::problem::DataProblem;

/// 得票 — one person for one post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// 职位
    pub post: Post,
    /// 姓名
    pub name: String,
    /// 得票数
    pub votes: Option<u32>,
    /// 是否当选
    pub elected: Option<bool>,
}

/// Columns of the votes on a form page.
pub(super) const COUNTS: Input = Input::Table(COLUMNS);

const COLUMNS: &[FieldSpec] = &[
    field("post", "职位", "", Input::Choice(POSTS)),
    field("name", "姓名", "", Input::Text),
    field("votes", "得票数", "", Input::Number),
    field("elected", "是否当选", "", Input::Flag),
];

/// 发出选票多于名单上的人
pub(super) const MORE_THAN_REGISTERED: &str = "发出选票多于登记参加选举的人数，请核对";

/// The figures of one poll.
#[derive(Debug, Clone, Copy)]
pub(super) struct Figures {
    /// 可以投票的人数
    pub entitled: Option<u32>,
    /// 发出选票
    pub issued: Option<u32>,
    /// 收回选票
    pub returned: Option<u32>,
    /// 有效票
    pub valid: Option<u32>,
    /// 无效票
    pub invalid: Option<u32>,
}

impl Figures {
    /// Compares what is known. `entitled` and `excess` say it in the words of the paper: more ballots than people, more
    /// ballots back than went out.
    pub(super) fn check(
        self,
        (entitled, excess): (&str, &str),
        votes: impl Iterator<Item = Option<u32>>,
        problems: &mut Vec<DataProblem>,
    ) {
        let mut bad = |path: &str, message: &str| problems.push(DataProblem::at(path, message));
        let more = |one: Option<u32>, other: Option<u32>| matches!((one, other), (Some(one), Some(other)) if one > other);
        if more(self.issued, self.entitled) {
            bad("facts.issued", entitled);
        }
        if more(self.returned, self.issued) {
            bad("facts.returned", excess);
        }
        if let (Some(valid), Some(invalid), Some(returned)) =
            (self.valid, self.invalid, self.returned)
            && valid.checked_add(invalid) != Some(returned)
        {
            bad("facts.valid", "有效票加无效票不等于收回选票，请核对");
        }
        for (index, votes) in votes.enumerate() {
            if more(votes, self.valid) {
                bad(
                    &format!("facts.counts[{index}].votes"),
                    "得票数多于有效票数，请核对",
                );
            }
        }
    }
}

/// More people elected to a post than it has seats.
pub(super) fn check_elected(
    counts: &[Count],
    seats: Option<Seats>,
    problems: &mut Vec<DataProblem>,
) {
    let Some(seats) = seats else { return };
    for post in Post::ALL {
        let elected = elected(counts.iter().filter(|count| count.post == post));
        if elected > seats.of(post) as usize {
            problems.push(DataProblem::at(
                "facts.counts",
                format!("{}当选人数多于应选名额，请核对", post.label()),
            ));
        }
    }
}

/// How many of them are elected.
pub(super) fn elected<'c>(counts: impl Iterator<Item = &'c Count>) -> usize {
    counts.filter(|count| count.elected == Some(true)).count()
}

/// The people of a post, those with more votes first; who has as many, or none written, stays as written.
pub(super) fn of_post(counts: &[Count], post: Post) -> Vec<&Count> {
    let mut rows: Vec<&Count> = counts.iter().filter(|count| count.post == post).collect();
    rows.sort_by_key(|count| std::cmp::Reverse(count.votes));
    rows
}
