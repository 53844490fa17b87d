//! 任职回避 — relatives among those elected: named, with who would stay under the pack's rule.

use super::super::unit::Post;
use super::count::{Counted, Holder, Threshold};
use super::input::{Kinship, Poll, Relation, chinese, title};
use super::outcome::Flag;
use super::reason::TallyCode;
use super::rules::{PollRules, Rule};

/// Whether a scope of a pack (`near-relatives`, …) covers this relation.
pub(super) fn within(scope: &str, kinship: Kinship) -> bool {
    use Kinship::{Child, Grandchild, Grandparent, Other, Parent, ParentChild, Sibling, Spouse};
    match kinship {
        Other => false,
        Spouse | Parent | Child | ParentChild => scope != "none",
        Sibling => matches!(
            scope,
            "spouse-lineal-siblings" | "listed-relatives" | "near-relatives"
        ),
        // 直系血亲 reaches grandparents; 父母子女 does not.
        Grandparent | Grandchild => {
            matches!(
                scope,
                "spouse-lineal" | "listed-relatives" | "near-relatives"
            )
        }
    }
}

fn covered(rule: &Rule<String>, kinship: Kinship) -> bool {
    rule.value
        .as_deref()
        .is_some_and(|scope| within(scope, kinship))
}

/// T402 and T416 for every related pair among those elected, T421 for every seat left by one.
pub(super) fn flags(
    rules: &PollRules<'_>,
    poll: &Poll,
    counted: &[Counted<'_>],
    holders: &[Holder<'_>],
) -> Vec<Flag> {
    let mut pairs: Vec<Pair<'_, '_>> = poll
        .relatives
        .iter()
        .filter_map(|relation| Pair::of(relation, holders))
        // Whoever was elected earlier was looked at then.
        .filter(|pair| pair.higher.contest.is_some() || pair.lower.contest.is_some())
        .collect();
    pairs.sort_by_key(|pair| {
        (
            pair.higher.post,
            std::cmp::Reverse(pair.higher.votes),
            pair.lower.post,
            std::cmp::Reverse(pair.lower.votes),
        )
    });
    let mut flags = Vec::new();
    let mut refill = Refill {
        rules,
        poll,
        counted,
        holders,
        left: Vec::new(),
        filled: Vec::new(),
    };
    for pair in pairs {
        let supervisors = [pair.higher.post, pair.lower.post]
            .iter()
            .filter(|post| **post == Post::Supervisor)
            .count();
        match supervisors {
            0 if covered(&rules.relatives_scope, pair.kinship) => {
                flags.extend(committee(rules, &pair, &mut refill));
            }
            1 if covered(&rules.supervisors_scope, pair.kinship) => flags.push(Flag {
                code: TallyCode::T416,
                text: format!(
                    "请另行推选监督委员会成员。{}，委员会成员的近亲属不得担任监督委员会成员。",
                    pair.related()
                ),
                basis: rules.supervisors_scope.cite(),
            }),
            _ => {}
        }
    }
    flags
}

/// Two people elected who are related; the higher post first.
struct Pair<'h, 'p> {
    higher: &'h Holder<'p>,
    lower: &'h Holder<'p>,
    kinship: Kinship,
}

impl<'h, 'p> Pair<'h, 'p> {
    fn of(relation: &Relation, holders: &'h [Holder<'p>]) -> Option<Self> {
        let find = |id: &str| holders.iter().find(|holder| holder.id == id);
        let one = find(&relation.0)?;
        let other = find(&relation.1)?;
        let rank = |holder: &Holder<'_>| (holder.post, std::cmp::Reverse(holder.votes));
        let (higher, lower) = if rank(other) < rank(one) {
            (other, one)
        } else {
            (one, other)
        };
        Some(Self {
            higher,
            lower,
            kinship: relation.2,
        })
    }

    /// 甲（主任）与乙（委员）是兄弟姐妹
    fn related(&self) -> String {
        format!(
            "{}与{}是{}",
            named(self.higher),
            named(self.lower),
            chinese(self.kinship)
        )
    }
}

fn named(holder: &Holder<'_>) -> String {
    format!("{}（{}）", holder.name, title(holder.post, holder.reserved))
}

/// Who has left in the pairs before, and who has taken their seats.
struct Refill<'a, 'p> {
    rules: &'a PollRules<'a>,
    poll: &'p Poll,
    counted: &'a [Counted<'p>],
    holders: &'a [Holder<'p>],
    left: Vec<&'p str>,
    filled: Vec<&'p str>,
}

fn committee<'p>(
    rules: &PollRules<'_>,
    pair: &Pair<'_, 'p>,
    refill: &mut Refill<'_, 'p>,
) -> Vec<Flag> {
    let related = pair.related();
    if !rules.relatives_rule.says("keep-higher") {
        return vec![Flag {
            code: TallyCode::T402,
            text: format!(
                "请依法处理任职回避。{related}，不得同时任职；谁留任规则没有规定，由选举委员会依法处理。"
            ),
            basis: rules.relatives_scope.cite(),
        }];
    }
    let basis = rules.relatives_rule.cite();
    let flag = |text: String| {
        vec![Flag {
            code: TallyCode::T402,
            text,
            basis: basis.clone(),
        }]
    };
    if let Some(gone) = [pair.higher, pair.lower]
        .into_iter()
        .find(|holder| refill.left.contains(&holder.id))
    {
        return flag(format!(
            "请处理任职回避。{related}；{}已因回避退出，这一对不再有回避问题。",
            gone.name
        ));
    }
    if pair.higher.post == pair.lower.post {
        match (pair.higher.votes, pair.lower.votes) {
            (Some(more), Some(fewer)) if more == fewer => {
                return flag(format!(
                    "请处理任职回避。{related}，职务相同、得票都是 {more} 票，应当继续投票，留任得票多的。"
                ));
            }
            (Some(_), Some(_)) => {}
            _ => {
                return flag(format!(
                    "请处理任职回避。{related}，职务相同，应当留任得票多的；请对照得票确定。"
                ));
            }
        }
    }
    let why = if pair.higher.post == pair.lower.post {
        "职务相同，得票多"
    } else {
        "职务较高"
    };
    refill.left.push(pair.lower.id);
    let mut flags = flag(format!(
        "请处理任职回避。{related}，按规则{}{why}，留任；{}退出{}。",
        pair.higher.name,
        pair.lower.name,
        title(pair.lower.post, pair.lower.reserved)
    ));
    flags.push(Flag {
        code: TallyCode::T421,
        text: format!(
            "请处理{}退出以后的空缺。{}",
            pair.lower.name,
            refill.filling(pair.lower)
        ),
        basis: rules.relatives_refill.cite(),
    });
    flags
}

impl<'p> Refill<'_, 'p> {
    /// What becomes of the seat, as the pack says: the next in line, a rerun, or nothing is said.
    fn filling(&mut self, leaver: &Holder<'p>) -> String {
        let title = title(leaver.post, leaver.reserved);
        match self.rules.relatives_refill.value {
            Some(true) => self.next_in_line(leaver),
            Some(false) => format!("空出的{title}不由下一名递补，另行选举。"),
            None => format!(
                "空出的{title}由下一名递补还是另行选举，规则没有规定，由选举委员会依法处理。"
            ),
        }
    }

    /// The next by votes whose votes are enough, and who is no relative of those who stay.
    fn next_in_line(&mut self, leaver: &Holder<'p>) -> String {
        let Some(result) = leaver
            .contest
            .and_then(|at| self.counted.iter().find(|result| result.at == at))
        else {
            return "空出的名额怎样递补，请对照当次的得票。".to_owned();
        };
        let threshold = Threshold::of(self.rules, self.poll, result.contest);
        let found = result.rest.iter().find(|standing| {
            let id = standing.candidate.id.as_str();
            threshold.reached(standing.votes)
                && !self.filled.contains(&id)
                && !self.left.contains(&id)
                && !self.holders.iter().any(|holder| holder.id == id)
                && !self.related_to_a_member(id)
        });
        let title = result.contest.title();
        match found {
            Some(standing) => {
                self.filled.push(&standing.candidate.id);
                format!(
                    "空出的{title}由得票达到要求的{}（{} 票）递补。",
                    standing.candidate.name, standing.votes
                )
            }
            None => format!("没有得票达到要求的人可以递补，空出的{title}另行选举。"),
        }
    }

    fn related_to_a_member(&self, id: &str) -> bool {
        self.poll.relatives.iter().any(|relation| {
            let other = if relation.0 == id {
                &relation.1
            } else if relation.1 == id {
                &relation.0
            } else {
                return false;
            };
            covered(&self.rules.relatives_scope, relation.2)
                && !self.left.contains(&other.as_str())
                && (self.filled.contains(&other.as_str())
                    || self
                        .holders
                        .iter()
                        .any(|holder| holder.id == other && holder.post != Post::Supervisor))
        })
    }
}
