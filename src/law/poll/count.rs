//! 一个职位的计票 — over half, cut at the seats, tie at the cut; each step with its reason.

use super::super::finding::Basis;
use super::super::param::Share;
use super::super::unit::Post;
use super::input::{Candidate, Contest, Poll, Reserved, Sex, Vote, title};
use super::numbers::adds_down;
use super::outcome::Reason;
use super::reason::{TallyCode, compared, inequality};
use super::rules::{Measure, PollRules};
use super::wording;

/// 得票人 with the votes that count for this post.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing<'p> {
    pub candidate: &'p Candidate,
    /// Votes added down included.
    pub votes: u32,
}

/// 已经当选的人, in this poll or before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Holder<'p> {
    pub id: &'p str,
    pub name: &'p str,
    pub post: Post,
    pub reserved: Reserved,
    pub sex: Option<Sex>,
    pub votes: Option<u32>,
    /// Elected in this poll, in this contest of the list.
    pub contest: Option<usize>,
    /// A name written in.
    pub written_in: bool,
}

/// 一个职位的计票结果
#[derive(Clone, Debug)]
pub(super) struct Counted<'p> {
    pub contest: &'p Contest,
    /// Place in the input.
    pub at: usize,
    /// The poll (or this post's own) is void: nothing was counted.
    pub void: bool,
    pub needed: u64,
    pub elected: Vec<Standing<'p>>,
    pub tied: Vec<Standing<'p>>,
    /// Those not elected who may stand again, most votes first; the tied are among them.
    pub rest: Vec<Standing<'p>>,
    pub recalled: Vec<&'p str>,
    pub unfilled: u32,
    pub reasons: Vec<Reason>,
}

/// What a winner needs.
#[derive(Clone, Debug)]
pub(super) struct Threshold {
    pub measure: Measure,
    /// `None`: 得票多的当选.
    pub share: Option<Share>,
    /// The ballots the share is taken of.
    pub base: u32,
    pub basis: Option<Basis>,
}

impl Threshold {
    /// The threshold of one post of this poll.
    pub fn of(rules: &PollRules<'_>, poll: &Poll, contest: &Contest) -> Self {
        let measure = rules.measure(poll);
        let ballots = poll.ballots_of(contest);
        let participants = if rules.participants.says("issued") {
            ballots.issued
        } else {
            ballots.returned
        };
        // 已投选票总数 of a rerun is every ballot cast; a majority is of those who took part.
        let base = match measure {
            Measure::Fraction | Measure::Plurality => ballots.returned,
            Measure::Majority if rules.invalid_in_base.value == Some(false) => {
                ballots.returned.saturating_sub(rules.spoiled(contest))
            }
            Measure::Majority => participants,
        };
        let rule = rules.threshold(poll);
        let basis = match (rule, measure) {
            (Some(rule), _) => rule.cite(),
            (None, _) => rules.tie.cite(),
        };
        Self {
            measure,
            share: rule.and_then(|rule| rule.value),
            base,
            basis,
        }
    }

    /// Votes needed; never fewer than one.
    pub fn needed(&self) -> u64 {
        self.share.map_or(1, |share| share.least(self.base).max(1))
    }

    /// Whether these votes are enough.
    pub fn reached(&self, votes: u32) -> bool {
        votes >= 1
            && self
                .share
                .is_none_or(|share| share.reached(votes, self.base))
    }

    fn inequality(&self, votes: u32) -> Option<String> {
        self.share.map(|share| inequality(share, votes, self.base))
    }
}

/// Counts one post. `holders`: those elected before and to the posts counted already.
pub(super) fn count<'p>(
    rules: &PollRules<'_>,
    poll: &'p Poll,
    at: usize,
    contest: &'p Contest,
    holders: &[Holder<'p>],
) -> Counted<'p> {
    let threshold = Threshold::of(rules, poll, contest);
    let mut counter = Counter {
        rules,
        poll,
        contest,
        threshold,
        title: contest.title(),
        reasons: Vec::new(),
    };
    counter.explain_threshold();
    if poll.vote == Vote::Recall {
        counter.recall(at)
    } else {
        counter.election(at, holders)
    }
}

/// A post nothing was counted for, because its ballots are void.
pub(super) fn void<'p>(
    rules: &PollRules<'_>,
    poll: &'p Poll,
    at: usize,
    contest: &'p Contest,
) -> Counted<'p> {
    Counted {
        contest,
        at,
        void: true,
        needed: Threshold::of(rules, poll, contest).needed(),
        elected: Vec::new(),
        tied: Vec::new(),
        rest: Vec::new(),
        recalled: Vec::new(),
        unfilled: if poll.vote == Vote::Recall {
            0
        } else {
            contest.seats
        },
        reasons: Vec::new(),
    }
}

struct Counter<'r, 'p> {
    rules: &'r PollRules<'r>,
    poll: &'p Poll,
    contest: &'p Contest,
    threshold: Threshold,
    title: String,
    reasons: Vec<Reason>,
}

impl<'p> Counter<'_, 'p> {
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

    /// What a winner needs, before anybody is named.
    fn explain_threshold(&mut self) {
        let Threshold {
            measure,
            share,
            base,
            ..
        } = self.threshold;
        let needed = self.threshold.needed();
        let basis = self.threshold.basis.clone();
        let least = u32::try_from(needed).unwrap_or(u32::MAX);
        let (text, sum) = match (measure, share) {
            (Measure::Majority, Some(share)) => {
                let what = if self.poll.vote == Vote::Recall {
                    "赞成票"
                } else {
                    "得票"
                };
                let of = if self.rules.invalid_in_base.value == Some(false) {
                    "有效选票"
                } else {
                    "参加投票"
                };
                let unit = if self.rules.invalid_in_base.value == Some(false) {
                    "张"
                } else {
                    "人"
                };
                (
                    format!(
                        "{of} {base} {unit}，{what}{}，至少要 {needed} 票。",
                        wording::reaching(share)
                    ),
                    Some(inequality(share, least, base)),
                )
            }
            (Measure::Fraction, Some(share)) => (
                format!(
                    "另行选举以得票多的当选，得票还要{}：已投选票 {base} 张，至少 {needed} 票。",
                    wording::reaching(share)
                ),
                Some(inequality(share, least, base)),
            ),
            _ => ("再次投票以得票多的当选。".to_owned(), None),
        };
        self.say(TallyCode::T201, text, sum, basis);
    }

    /// One member, one question.
    fn recall(mut self, at: usize) -> Counted<'p> {
        let needed = self.threshold.needed();
        let basis = self.threshold.basis.clone();
        let mut recalled = Vec::new();
        if let Some(member) = self.contest.candidates.first() {
            let sum = self.threshold.inequality(member.votes);
            let share = self.threshold.share;
            if self.threshold.reached(member.votes) {
                recalled.push(member.id.as_str());
                let text = format!(
                    "赞成罢免{}的 {} 票，{}，罢免通过。",
                    member.name,
                    member.votes,
                    share.map_or_else(String::new, wording::reaching)
                );
                self.say(TallyCode::T211, text, sum, basis);
            } else {
                let text = format!(
                    "赞成罢免{}的 {} 票，{}，罢免没有通过。",
                    member.name,
                    member.votes,
                    share.map_or_else(String::new, wording::failing)
                );
                self.say(TallyCode::T212, text, sum, basis);
            }
        }
        Counted {
            contest: self.contest,
            at,
            void: false,
            needed,
            elected: Vec::new(),
            tied: Vec::new(),
            rest: Vec::new(),
            recalled,
            unfilled: 0,
            reasons: self.reasons,
        }
    }

    fn election(mut self, at: usize, holders: &[Holder<'p>]) -> Counted<'p> {
        let ranked = self.ranked(holders);
        let seats = usize::try_from(self.contest.seats).unwrap_or(usize::MAX);
        let enough = ranked
            .iter()
            .take_while(|standing| self.threshold.reached(standing.votes))
            .count();
        let (elected, tied) = cut(&ranked, enough, seats);
        let won = u32::try_from(elected.len()).unwrap_or(u32::MAX);
        let unfilled = self.contest.seats.saturating_sub(won);
        self.explain(&ranked, enough, elected.len(), tied.len());
        if unfilled > 0 && tied.is_empty() {
            let text = format!(
                "{}应选 {} 名，选出 {won} 名，还缺 {unfilled} 名。",
                self.title, self.contest.seats
            );
            let sum = format!("{} − {won} = {unfilled}", self.contest.seats);
            self.say(TallyCode::T210, text, Some(sum), None);
        }
        Counted {
            needed: self.threshold.needed(),
            contest: self.contest,
            at,
            void: false,
            elected: elected.to_vec(),
            tied: tied.to_vec(),
            rest: ranked.get(elected.len()..).unwrap_or_default().to_vec(),
            recalled: Vec::new(),
            unfilled,
            reasons: self.reasons,
        }
    }

    /// Those who can be elected, most votes first; equal votes keep the order of the sheet.
    fn ranked(&mut self, holders: &[Holder<'p>]) -> Vec<Standing<'p>> {
        let mut ranked = Vec::with_capacity(self.contest.candidates.len());
        for candidate in &self.contest.candidates {
            if let Some(holder) = holders
                .iter()
                .find(|holder| holder.id == candidate.id && holder.post <= self.contest.post)
            {
                let text = format!(
                    "{}已经当选{}，不再当选{}。",
                    candidate.name,
                    title(holder.post, holder.reserved),
                    self.title
                );
                self.say(TallyCode::T206, text, None, None);
            } else if self.contest.reserved == Reserved::Woman && candidate.sex == Some(Sex::Male) {
                let text = format!(
                    "{}不能当选{}：这个职位专设给妇女，投给他的 {} 票不算。",
                    candidate.name, self.title, candidate.votes
                );
                let basis = self.rules.women_mode.cite();
                self.say(TallyCode::T208, text, None, basis);
            } else if !candidate.nominated
                && self.rules.other_names.value == Some(false)
                && !self.everyone_may_stand()
            {
                let text = format!(
                    "{}不是候选人，规则不允许另选他人，不能当选{}。",
                    candidate.name, self.title
                );
                let basis = self.rules.other_names.cite();
                self.say(TallyCode::T209, text, None, basis);
            } else {
                let votes = self.with_added(candidate);
                ranked.push(Standing { candidate, votes });
            }
        }
        ranked.sort_by_key(|standing| std::cmp::Reverse(standing.votes));
        ranked
    }

    /// 自荐直选: no candidates were set up and none are asked for, so every name may win.
    fn everyone_may_stand(&self) -> bool {
        self.rules.without_candidates(self.poll).value == Some(true)
            && self.contest.has_no_candidates()
    }

    /// Their votes, with those for higher posts where the pack adds them down.
    fn with_added(&mut self, candidate: &Candidate) -> u32 {
        if !adds_down(self.rules, self.poll) {
            return candidate.votes;
        }
        let mut higher: Vec<(Post, u32)> = Vec::new();
        for other in &self.poll.contests {
            if other.post < self.contest.post
                && let Some(same) = other.candidates.iter().find(|c| c.id == candidate.id)
                && same.votes > 0
            {
                higher.push((other.post, same.votes));
            }
        }
        if higher.is_empty() {
            return candidate.votes;
        }
        higher.sort_by_key(|(post, _)| *post);
        let total = higher.iter().fold(candidate.votes, |sum, (_, votes)| {
            sum.saturating_add(*votes)
        });
        let parts: Vec<String> = higher
            .iter()
            .map(|(post, votes)| format!("{} {votes} 票", post.name()))
            .collect();
        let terms: Vec<String> = higher
            .iter()
            .map(|(_, votes)| votes.to_string())
            .chain([candidate.votes.to_string()])
            .collect();
        let text = format!(
            "{}没有当选较高职务，{}下加到{}的 {} 票，共 {total} 票。",
            candidate.name,
            parts.join("、"),
            self.title,
            candidate.votes
        );
        let sum = format!("{} = {total}", terms.join(" + "));
        let basis = self.rules.add_down.cite();
        self.say(TallyCode::T207, text, Some(sum), basis);
        total
    }

    /// Who is elected and who is not, in the order of their votes.
    fn explain(&mut self, ranked: &[Standing<'p>], enough: usize, elected: usize, tied: usize) {
        let basis = self.threshold.basis.clone();
        for standing in ranked.iter().take(elected) {
            let name = &standing.candidate.name;
            let votes = standing.votes;
            let text = match (self.threshold.measure, self.threshold.share) {
                (Measure::Majority, Some(share)) => format!(
                    "{name}得 {votes} 票，{}，当选{}。",
                    wording::reaching(share),
                    self.title
                ),
                (Measure::Fraction, Some(share)) => format!(
                    "{name}得 {votes} 票，得票在前，并且{}，当选{}。",
                    wording::reaching(share),
                    self.title
                ),
                _ => format!("{name}得 {votes} 票，得票在前，当选{}。", self.title),
            };
            let sum = self.threshold.inequality(votes);
            self.say(TallyCode::T202, text, sum, basis.clone());
        }
        if tied > 0 {
            let names = wording::listed(
                ranked
                    .iter()
                    .skip(elected)
                    .take(tied)
                    .map(|standing| standing.candidate.name.as_str()),
            );
            let votes = ranked.get(elected).map_or(0, |standing| standing.votes);
            let left = usize::try_from(self.contest.seats)
                .unwrap_or(usize::MAX)
                .saturating_sub(elected);
            let text = format!(
                "{names}各得 {votes} 票，票数相等，剩下 {left} 个{}名额不能确定给谁，{tied} 人再次投票。",
                self.title
            );
            let sum = Some(compared(votes.into(), votes.into()));
            let basis = self.rules.tie.cite();
            self.say(TallyCode::T205, text, sum, basis);
        }
        let last = elected
            .checked_sub(1)
            .and_then(|at| ranked.get(at))
            .map(|standing| standing.votes);
        for (i, standing) in ranked.iter().enumerate().skip(elected + tied) {
            let name = &standing.candidate.name;
            let votes = standing.votes;
            if i < enough {
                // Behind the last winner, or behind the tied.
                let ahead = if tied > 0 {
                    ranked.get(elected).map_or(0, |tied| tied.votes)
                } else {
                    last.unwrap_or(0)
                };
                let text = format!(
                    "{name}得 {votes} 票，票数够了，但{}应选 {} 名，名额已满，未当选。",
                    self.title, self.contest.seats
                );
                self.say(
                    TallyCode::T204,
                    text,
                    Some(compared(votes.into(), ahead.into())),
                    basis.clone(),
                );
            } else {
                let text = self.too_few(name, votes);
                let sum = self.threshold.inequality(votes);
                self.say(TallyCode::T203, text, sum, basis.clone());
            }
        }
    }

    fn too_few(&self, name: &str, votes: u32) -> String {
        let Some(share) = self.threshold.share else {
            return format!("{name}得 {votes} 票，未当选。");
        };
        let exactly = u64::from(share.den) * u64::from(votes)
            == u64::from(share.num) * u64::from(self.threshold.base)
            && votes > 0;
        if exactly {
            format!(
                "{name}得 {votes} 票，正好{}，{}，未当选。",
                wording::share(share),
                wording::failing(share)
            )
        } else {
            format!("{name}得 {votes} 票，{}，未当选。", wording::failing(share))
        }
    }
}

/// Cuts those with enough votes at the seats: who is elected, and who is tied for what is left.
fn cut<'s, 'p>(
    ranked: &'s [Standing<'p>],
    enough: usize,
    seats: usize,
) -> (&'s [Standing<'p>], &'s [Standing<'p>]) {
    let qualified = ranked.get(..enough).unwrap_or_default();
    let Some(next) = qualified.get(seats) else {
        return (qualified, &[]);
    };
    let above = qualified
        .iter()
        .take_while(|standing| standing.votes > next.votes)
        .count();
    if above >= seats {
        return (qualified.get(..seats).unwrap_or_default(), &[]);
    }
    let equal = qualified
        .iter()
        .skip(above)
        .take_while(|standing| standing.votes == next.votes)
        .count();
    (
        qualified.get(..above).unwrap_or_default(),
        qualified.get(above..above + equal).unwrap_or_default(),
    )
}
