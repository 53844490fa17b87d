//! 下一步 — the poll that has to follow: again, among the tied, or for the seats left.

use chrono::NaiveDate;

use super::super::deadline::deadline;
use super::super::finding::Basis;
use super::super::unit::Post;
use super::count::{Counted, Holder, Standing};
use super::input::{Poll, Reserved, Round, Sex, Vote, title};
use super::outcome::{Next, NextContest, NextKind, Reason};
use super::reason::{TallyCode, compared};
use super::rules::PollRules;
use super::wording;

/// 下一步, with its reasons.
pub(super) struct Plan {
    pub next: Option<Next>,
    pub reasons: Vec<Reason>,
}

/// Committee members elected so far, supervisors not counted.
pub(super) fn committee<'h, 'p>(holders: &'h [Holder<'p>]) -> impl Iterator<Item = &'h Holder<'p>> {
    holders
        .iter()
        .filter(|holder| holder.post != Post::Supervisor)
}

/// What has to follow. `counted` is in the order of posts.
pub(super) fn plan(
    rules: &PollRules<'_>,
    poll: &Poll,
    counted: &[Counted<'_>],
    holders: &[Holder<'_>],
) -> Plan {
    let mut planner = Planner {
        rules,
        poll,
        counted,
        holders,
        reasons: Vec::new(),
    };
    if poll.vote == Vote::Recall {
        planner.recall();
        return Plan {
            next: None,
            reasons: planner.reasons,
        };
    }
    let mut chain = Vec::new();
    chain.extend(planner.repoll());
    chain.extend(planner.revote());
    chain.extend(planner.rerun());
    if chain.is_empty() && counted.iter().all(|result| result.unfilled == 0) {
        planner.say(TallyCode::T301, "应选名额全部选足。".to_owned(), None, None);
    }
    let next = chain.into_iter().rev().fold(None, |then, mut next: Next| {
        next.then = then.map(Box::new);
        Some(next)
    });
    Plan {
        next,
        reasons: planner.reasons,
    }
}

struct Planner<'a, 'p> {
    rules: &'a PollRules<'a>,
    poll: &'p Poll,
    counted: &'a [Counted<'p>],
    holders: &'a [Holder<'p>],
    reasons: Vec<Reason>,
}

impl Planner<'_, '_> {
    fn say(
        &mut self,
        code: TallyCode,
        text: String,
        inequality: Option<String>,
        basis: Option<Basis>,
    ) {
        self.reasons.push(Reason {
            code,
            text,
            inequality,
            basis,
        });
    }

    fn recall(&mut self) {
        if self.counted.iter().any(|result| result.void) {
            self.say(
                TallyCode::T306,
                "罢免表决无效，罢免没有通过。".to_owned(),
                None,
                None,
            );
        } else {
            let carried = self
                .counted
                .iter()
                .filter(|result| !result.recalled.is_empty())
                .count();
            let text = format!("罢免表决 {} 项，通过 {carried} 项。", self.counted.len());
            self.say(TallyCode::T309, text, None, None);
        }
    }

    /// 重新投票: the same posts and candidates, from the beginning.
    fn repoll(&mut self) -> Option<Next> {
        let void: Vec<&Counted<'_>> = self.counted.iter().filter(|result| result.void).collect();
        if void.is_empty() {
            return None;
        }
        let titles: Vec<String> = void.iter().map(|result| result.contest.title()).collect();
        let text = format!("请重新组织投票：{}。", titles.join("、"));
        let contests = void
            .iter()
            .map(|result| NextContest {
                post: result.contest.post,
                reserved: result.contest.reserved,
                seats: result.contest.seats,
                candidates: result
                    .contest
                    .candidates
                    .iter()
                    .filter(|candidate| candidate.nominated)
                    .map(|candidate| candidate.id.clone())
                    .collect(),
            })
            .collect();
        self.say(TallyCode::T306, text, None, None);
        Some(Next {
            kind: NextKind::Repoll,
            latest: None,
            contests,
            then: None,
        })
    }

    /// 再次投票 among the tied, for the seats they are tied for.
    fn revote(&mut self) -> Option<Next> {
        let tied: Vec<&Counted<'_>> = self
            .counted
            .iter()
            .filter(|result| !result.tied.is_empty())
            .collect();
        if tied.is_empty() {
            return None;
        }
        let parts: Vec<String> = tied
            .iter()
            .map(|result| {
                format!(
                    "{} {} 名在{}中产生",
                    result.contest.title(),
                    result.unfilled,
                    names(&result.tied)
                )
            })
            .collect();
        let text = format!("请就得票相等的人再次投票：{}。", parts.join("；"));
        let contests = tied
            .iter()
            .map(|result| contest(result, &result.tied))
            .collect();
        self.say(TallyCode::T305, text, None, self.rules.tie.cite());
        Some(Next {
            kind: NextKind::Revote,
            latest: None,
            contests,
            then: None,
        })
    }

    /// 另行选举 for the seats nobody won.
    fn rerun(&mut self) -> Option<Next> {
        let counted = self.counted;
        let open: Vec<&Counted<'_>> = counted
            .iter()
            .filter(|result| !result.void && result.tied.is_empty() && result.unfilled > 0)
            .collect();
        if open.is_empty() {
            return None;
        }
        if self.poll.round == Round::Rerun
            && let Some(most) = self.rules.rerun_rounds.value
            && self.poll.attempt() >= most
        {
            let text = format!(
                "已经另行选举 {} 次，规则规定最多 {most} 次，不足的名额不再另行选举。",
                self.poll.attempt()
            );
            let sum = Some(compared(self.poll.attempt().into(), most.into()));
            self.say(TallyCode::T308, text, sum, self.rules.rerun_rounds.cite());
            return None;
        }
        let open = self.open(&open);
        let seats: Vec<String> = open
            .iter()
            .map(|left| format!("{} {} 名", left.title(), left.seats))
            .collect();
        let text = format!("不足的名额另行选举：{}。", seats.join("、"));
        self.say(TallyCode::T302, text, None, self.rules.rerun_min.cite());
        self.women_seat(counted);
        let mut contests = Vec::with_capacity(open.len());
        for left in &open {
            let candidates = self.candidates(left);
            self.explain_candidates(left, &candidates);
            contests.push(left.contest(&candidates));
        }
        if self.rules.rerun_no_candidates.value == Some(true) && self.poll.vote == Vote::Election {
            let text = "另行选举也可以不列候选人，实行自荐直选。".to_owned();
            let basis = self.rules.rerun_no_candidates.cite();
            self.say(TallyCode::T311, text, None, basis);
        }
        let latest = self.latest();
        self.must_go_on();
        Some(Next {
            kind: NextKind::Rerun,
            latest,
            contests,
            then: None,
        })
    }

    /// The seats left, post by post. Where the pack does not keep the women's seat in a rerun, its
    /// seats are seats like the others of that post.
    fn open<'p>(&self, counted: &[&Counted<'p>]) -> Vec<Open<'p>> {
        let mut open: Vec<Open<'p>> = Vec::with_capacity(counted.len());
        for result in counted {
            let contest = result.contest;
            let dropped = contest.reserved == Reserved::Woman
                && self.rules.women_seat_in_rerun.value == Some(false);
            let left = Open {
                post: contest.post,
                reserved: if dropped {
                    Reserved::None
                } else {
                    contest.reserved
                },
                seats: result.unfilled,
                rest: result.rest.clone(),
            };
            match open
                .iter_mut()
                .find(|other| (other.post, other.reserved) == (left.post, left.reserved))
            {
                Some(other) => other.take(left),
                None => open.push(left),
            }
        }
        open
    }

    /// Whether the ballots of the rerun list the women's seat again.
    fn women_seat(&mut self, counted: &[Counted<'_>]) {
        let Some(kept) = self.rules.women_seat_in_rerun.value else {
            return;
        };
        let short = |result: &&Counted<'_>| {
            result.unfilled > 0 && !result.void && result.contest.post == Post::Member
        };
        let woman = committee(self.holders).any(|holder| holder.sex == Some(Sex::Female));
        if self.poll.vote != Vote::Election || woman || !counted.iter().any(|r| short(&r)) {
            return;
        }
        let basis = self.rules.women_seat_in_rerun.cite();
        if kept {
            let text = "已经选出的成员中没有妇女，另行选举的选票继续单列妇女委员职位。";
            self.say(TallyCode::T310, text.to_owned(), None, basis);
        } else if counted
            .iter()
            .filter(short)
            .any(|result| result.contest.reserved == Reserved::Woman)
        {
            let text =
                "另行选举的选票不再单列妇女委员职位，名额并入委员；没有妇女当选的，还要依法处理。";
            self.say(TallyCode::T310, text.to_owned(), None, basis);
        }
    }

    /// 第一次投票未当选的人员得票多的为候选人: as many as seats and the differential ask for; those with
    /// as many votes as the last of them too.
    fn candidates<'p>(&self, left: &Open<'p>) -> Vec<Standing<'p>> {
        let standing: Vec<Standing<'p>> = left
            .rest
            .iter()
            .filter(|standing| {
                !self
                    .holders
                    .iter()
                    .any(|holder| holder.id == standing.candidate.id)
            })
            .copied()
            .collect();
        let wanted = left
            .seats
            .saturating_add(self.rules.differential(left.post));
        let wanted = usize::try_from(wanted).unwrap_or(usize::MAX);
        let Some(last) = wanted.checked_sub(1).and_then(|at| standing.get(at)) else {
            return standing;
        };
        let least = last.votes;
        standing
            .into_iter()
            .take_while(|standing| standing.votes >= least)
            .collect()
    }

    fn explain_candidates(&mut self, left: &Open<'_>, candidates: &[Standing<'_>]) {
        let title = left.title();
        if candidates.is_empty() {
            let text = format!("{title}没有未当选的人可以作候选人。");
            self.say(TallyCode::T303, text, None, self.rules.rerun_min.cite());
            return;
        }
        let listed: Vec<String> = candidates
            .iter()
            .map(|standing| format!("{}（{} 票）", standing.candidate.name, standing.votes))
            .collect();
        let text = format!(
            "{title}的候选人按未当选的人得票多少确定：{}。",
            listed.join("、")
        );
        let count = u64::try_from(candidates.len()).unwrap_or(u64::MAX);
        let sum = Some(compared(count, left.seats.into()));
        self.say(TallyCode::T303, text, sum, self.rules.rerun_min.cite());
    }

    /// The day the window of a rerun is counted from: the first poll's.
    fn first_day(&self) -> Option<NaiveDate> {
        match self.poll.round {
            Round::First => Some(self.poll.election_day.unwrap_or(self.poll.poll_day)),
            Round::Rerun | Round::Revote => self.poll.election_day,
        }
    }

    fn latest(&mut self) -> Option<NaiveDate> {
        let window = &self.rules.rerun_window;
        if window.value.is_none() {
            let text = if window.unverified {
                "另行选举的期限待核，请对照本省办法确定日期。"
            } else {
                "法律没有规定另行选举的期限，请按本省、本村的选举办法确定日期。"
            };
            self.say(TallyCode::T304, text.to_owned(), None, window.cite());
            return None;
        }
        let Some(day) = self.first_day() else {
            self.say(
                TallyCode::T304,
                "另行选举的期限从选举日（第一次投票的日子）算起，请写明那一天。".to_owned(),
                None,
                window.cite(),
            );
            return None;
        };
        let found = deadline(self.rules.source, "rerun_within_days", day)?;
        let text = format!("另行选举最迟 {}举行。", crate::civil::long(found.latest));
        self.say(TallyCode::T304, text, Some(found.formula), window.cite());
        Some(found.latest)
    }

    /// After a rerun, too few members for a seat to stay open.
    fn must_go_on(&mut self) {
        let elected = u32::try_from(committee(self.holders).count()).unwrap_or(u32::MAX);
        if self.poll.round != Round::Rerun || self.poll.vote != Vote::Election {
            return;
        }
        let Some(from) = self.rules.vacancy_from.value else {
            return;
        };
        if elected < from {
            let text =
                format!("已选出 {elected} 人，不足 {from} 人，名额不能空缺，还要继续另行选举。");
            let sum = Some(compared(elected.into(), from.into()));
            self.say(TallyCode::T307, text, sum, self.rules.vacancy_from.cite());
        }
    }
}

/// 另行选举的一个职位: the seats left and who did not win them.
struct Open<'p> {
    post: Post,
    reserved: Reserved,
    seats: u32,
    /// Most votes first, each person once.
    rest: Vec<Standing<'p>>,
}

impl Open<'_> {
    fn title(&self) -> String {
        title(self.post, self.reserved)
    }

    /// Adds the seats and the people of another post to this one.
    fn take(&mut self, other: Self) {
        self.seats = self.seats.saturating_add(other.seats);
        self.rest.extend(other.rest);
        self.rest
            .sort_by_key(|standing| std::cmp::Reverse(standing.votes));
        let mut seen: Vec<&str> = Vec::with_capacity(self.rest.len());
        self.rest.retain(|standing| {
            let id = standing.candidate.id.as_str();
            let first = !seen.contains(&id);
            if first {
                seen.push(id);
            }
            first
        });
    }

    fn contest(&self, candidates: &[Standing<'_>]) -> NextContest {
        NextContest {
            post: self.post,
            reserved: self.reserved,
            seats: self.seats,
            candidates: candidates
                .iter()
                .map(|standing| standing.candidate.id.clone())
                .collect(),
        }
    }
}

fn contest(result: &Counted<'_>, candidates: &[Standing<'_>]) -> NextContest {
    NextContest {
        post: result.contest.post,
        reserved: result.contest.reserved,
        seats: result.unfilled,
        candidates: candidates
            .iter()
            .map(|standing| standing.candidate.id.clone())
            .collect(),
    }
}

fn names(standings: &[Standing<'_>]) -> String {
    wording::listed(
        standings
            .iter()
            .map(|standing| standing.candidate.name.as_str()),
    )
}
