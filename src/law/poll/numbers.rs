//! 数字核对 — counts that cannot be right: sums, more ballots than people, more votes than ballots.

use std::collections::BTreeMap;

use super::super::finding::Basis;
use super::input::{Ballots, Contest, InputProblem, Poll, Round, Vote};
use super::outcome::NumberProblem;
use super::reason::{TallyCode, compared};
use super::rules::{Measure, PollRules};
use super::unread::Unread;

/// What was found: problems that forbid any conclusion, and polls that are void by rule.
#[derive(Debug, Default)]
pub(super) struct Checked {
    /// No conclusion while these stand.
    pub wrong: Vec<NumberProblem>,
    /// More ballots than allowed, in a pack that voids such a poll.
    pub excess: Vec<NumberProblem>,
}

impl Checked {
    /// All of them, as mistakes of the input.
    pub fn problems(self) -> Vec<InputProblem> {
        let all = self.wrong.into_iter().chain(self.excess);
        all.map(|problem| InputProblem::at(problem.path, problem.text))
            .collect()
    }
}

/// Every count held against the others, where both were read.
pub(super) fn check(rules: &PollRules<'_>, poll: &Poll, unread: &Unread) -> Checked {
    let mut checker = Checker {
        rules,
        poll,
        unread,
        found: Checked::default(),
    };
    checker.poll();
    for (i, contest) in poll.contests.iter().enumerate() {
        checker.contest(i, contest);
    }
    checker.whole_ballots();
    checker.added_down();
    checker.found
}

struct Checker<'a> {
    rules: &'a PollRules<'a>,
    poll: &'a Poll,
    unread: &'a Unread,
    found: Checked,
}

/// The number a pack with this rule may not see exceeded by the ballots returned.
pub(super) fn allowed(rules: &PollRules<'_>, ballots: Ballots) -> (u32, &'static str) {
    match ballots.voters {
        // Ballots issued are at least as many as those who voted.
        Some(voters) if rules.excess_over.says("voters") => (voters, "投票人数"),
        _ => (ballots.issued, "发出的选票"),
    }
}

impl Checker<'_> {
    fn say(
        &mut self,
        code: TallyCode,
        path: &str,
        text: String,
        inequality: String,
        basis: Option<Basis>,
    ) {
        self.found.wrong.push(NumberProblem {
            code,
            path: path.to_owned(),
            text,
            inequality,
            basis,
        });
    }

    fn poll(&mut self) {
        let poll = self.poll;
        self.ballots("", poll.ballots());
        let carried = u64::from(poll.proxies) + u64::from(poll.roaming);
        if carried > u64::from(poll.issued) && self.knows("", &["proxies", "roaming", "issued"]) {
            self.say(
                TallyCode::T502,
                "proxies",
                format!(
                    "请核对委托投票和流动票箱的票数。委托 {} 张、流动票箱 {} 张，合计多于发出的 {} 张。",
                    poll.proxies, poll.roaming, poll.issued
                ),
                format!(
                    "{} + {} = {}",
                    poll.proxies,
                    poll.roaming,
                    compared(carried, u64::from(poll.issued))
                ),
                None,
            );
        }
        let never = self.rules.proxy_allowed.value == Some(false);
        let not_here = self.rules.proxy_modes.leaves_out(poll.electorate.id())
            && self.knows("", &["electorate"]);
        if poll.proxies > 0 && (never || not_here) {
            let (why, basis) = if never {
                (
                    "规则不允许委托投票".to_owned(),
                    &self.rules.proxy_allowed.basis,
                )
            } else {
                (
                    format!("由{}投票的，不得委托他人代为投票", poll.electorate.name()),
                    &self.rules.proxy_modes.basis,
                )
            };
            let basis = basis.clone();
            self.say(
                TallyCode::T510,
                "proxies",
                format!(
                    "请查明 {} 张委托票。{why}，有委托票不能作结论。",
                    poll.proxies
                ),
                compared(u64::from(poll.proxies), 0),
                basis,
            );
        }
    }

    /// One set of ballots: against those registered, those who voted, those issued.
    fn ballots(&mut self, path: &str, ballots: Ballots) {
        let at = |key: &str| format!("{path}{key}");
        let registered = self.poll.registered;
        let Ballots {
            issued,
            returned,
            voters,
        } = ballots;
        let knows_registered = self.knows("", &["registered"]);
        let knows_issued = self.knows(path, &["issued"]);
        if returned > registered && knows_registered && self.knows(path, &["returned"]) {
            self.say(
                TallyCode::T501,
                &at("returned"),
                format!("请查明收回的选票。收回 {returned} 张，多于登记的 {registered} 人。"),
                compared(returned.into(), registered.into()),
                None,
            );
        }
        if let Some(voters) = voters {
            for (most, what, known) in [
                (registered, "登记人数", knows_registered),
                (issued, "发出的选票", knows_issued),
            ] {
                if voters > most && known {
                    self.say(
                        TallyCode::T509,
                        &at("voters"),
                        format!("请核对投票人数。投票 {voters} 人，多于{what} {most}。"),
                        compared(voters.into(), most.into()),
                        None,
                    );
                }
            }
        }
        let (most, what) = allowed(self.rules, ballots);
        if returned > most && self.knows(path, &["returned", "issued", "voters"]) {
            let voids = self.rules.excess_over.value.is_some();
            let then = if voids {
                "按规定该次投票无效，应当重新投票"
            } else {
                "规则没有规定怎么办，查明以前不能作结论"
            };
            let problem = NumberProblem {
                code: TallyCode::T508,
                path: at("returned"),
                text: format!("请查明选票的来源。收回 {returned} 张，多于{what} {most}，{then}。"),
                inequality: compared(returned.into(), most.into()),
                basis: self.rules.excess_over.cite(),
            };
            if voids {
                self.found.excess.push(problem);
            } else {
                self.found.wrong.push(problem);
            }
        }
    }

    fn contest(&mut self, i: usize, contest: &Contest) {
        let path = format!("contests[{i}].");
        let title = self.title(&path, contest);
        if let Some(own) = contest.own_ballots() {
            self.ballots(&path, own);
        }
        // Without the ballots nothing below can be held against them.
        if !self.knows(&path, &["issued", "returned"])
            || (contest.own_ballots().is_none() && !self.knows("", &["returned"]))
        {
            return;
        }
        let returned = self.poll.ballots_of(contest).returned;
        let spoiled = u64::from(contest.invalid) + u64::from(contest.abstained);
        let knows_spoiled = self.knows(&path, &["invalid", "abstained"]);
        if spoiled > u64::from(returned) && knows_spoiled {
            self.say(
                TallyCode::T506,
                &format!("{path}invalid"),
                format!("请核对{title}的无效票和弃权票，合计多于收回的 {returned} 张。"),
                format!(
                    "{} + {} = {}",
                    contest.invalid,
                    contest.abstained,
                    compared(spoiled, returned.into())
                ),
                None,
            );
        }
        let valid = returned.saturating_sub(contest.invalid);
        for (j, candidate) in contest.candidates.iter().enumerate() {
            if candidate.votes > valid
                && self.knows(&path, &["invalid", &format!("candidates[{j}].votes")])
            {
                self.say(
                    TallyCode::T505,
                    &format!("{path}candidates[{j}].votes"),
                    format!(
                        "请核对{title} {}的得票，多于有效的选票 {valid} 张（收回 {returned} 张，无效 {} 张）。",
                        candidate.name, contest.invalid
                    ),
                    compared(candidate.votes.into(), valid.into()),
                    None,
                );
            }
        }
        let knows_votes = self.unread.is_empty()
            || (0..contest.candidates.len())
                .all(|j| self.knows(&path, &[&format!("candidates[{j}].votes")]));
        if knows_votes && knows_spoiled && self.knows(&path, &["candidates", "seats", "against"]) {
            self.sum(&path, contest, returned, valid);
        }
    }

    /// 主任, or 这个职位 where the post could not be read.
    fn title(&self, path: &str, contest: &Contest) -> String {
        if self.knows(path, &["post", "reserved"]) {
            contest.title()
        } else {
            "这个职位".to_owned()
        }
    }

    /// Whether these fields were read.
    fn knows(&self, place: &str, fields: &[&str]) -> bool {
        self.unread.knows_all(place, fields)
    }

    /// The votes of one post together.
    fn sum(&mut self, path: &str, contest: &Contest, returned: u32, valid: u32) {
        let title = self.title(path, contest);
        let votes: u64 = contest
            .candidates
            .iter()
            .map(|candidate| u64::from(candidate.votes))
            .sum();
        let spoiled = u64::from(contest.invalid) + u64::from(contest.abstained);
        if !self.knows("", &["vote"]) {
            return;
        }
        if self.poll.vote == Vote::Recall {
            let against = u64::from(contest.against.unwrap_or(0));
            let total = votes + against + spoiled;
            // Without the votes against, the rest may not exceed what was returned.
            let wrong = if contest.against.is_some() {
                total != u64::from(returned)
            } else {
                total > u64::from(returned)
            };
            if wrong {
                self.say(
                    TallyCode::T512,
                    &format!("{path}candidates"),
                    format!(
                        "请核对罢免{title}的票数。赞成、反对、无效、弃权合计 {total}，与收回的 {returned} 张不符。"
                    ),
                    format!(
                        "{votes} + {against} + {} + {} = {}",
                        contest.invalid,
                        contest.abstained,
                        compared(total, returned.into())
                    ),
                    None,
                );
            }
        } else if contest.seats == 1 {
            let total = votes + spoiled;
            if total != u64::from(returned) {
                self.say(
                    TallyCode::T503,
                    &format!("{path}candidates"),
                    format!(
                        "请核对{title}的票数。得票（含另选他人）、无效、弃权合计 {total}，应当等于收回的 {returned} 张。"
                    ),
                    format!(
                        "{votes} + {} + {} = {}",
                        contest.invalid,
                        contest.abstained,
                        compared(total, returned.into())
                    ),
                    None,
                );
            }
        } else {
            let most = u64::from(contest.seats) * u64::from(valid);
            if votes > most {
                self.say(
                    TallyCode::T504,
                    &format!("{path}candidates"),
                    format!(
                        "请核对{title}的票数。每张有效票最多选 {} 名，得票合计 {votes}，最多只能有 {most}。",
                        contest.seats
                    ),
                    format!(
                        "{} = {}×{valid}",
                        compared(votes, most),
                        contest.seats
                    ),
                    None,
                );
            }
        }
    }

    /// Where an over-vote spoils the whole ballot, every post on it has the same number of invalid ones.
    fn whole_ballots(&mut self) {
        if !self.rules.overvote.says("ballot") {
            return;
        }
        let mut first: Option<(String, u32)> = None;
        for (i, contest) in self.poll.contests.iter().enumerate() {
            if contest.own_ballots().is_some()
                || !self.knows(
                    &format!("contests[{i}]."),
                    &["invalid", "issued", "returned"],
                )
            {
                continue;
            }
            match &first {
                None => first = Some((contest.title(), contest.invalid)),
                Some((title, invalid)) if *invalid != contest.invalid => {
                    let text = format!(
                        "请核对无效票。多选的整张作废，各职位的无效票应当相同：{title}写 {invalid} 张，这里写 {} 张。",
                        contest.invalid
                    );
                    self.say(
                        TallyCode::T507,
                        &format!("contests[{i}].invalid"),
                        text,
                        format!("{} ≠ {invalid}", contest.invalid),
                        self.rules.overvote.cite(),
                    );
                }
                Some(_) => {}
            }
        }
    }

    /// A ballot counts once for a person, whatever posts it names them for.
    fn added_down(&mut self) {
        // Votes of several posts are added up: all of them have to be known.
        if !adds_down(self.rules, self.poll) || !self.unread.is_empty() {
            return;
        }
        let Some(majority) = self.rules.threshold(self.poll).and_then(|rule| rule.value) else {
            return;
        };
        let mut order: Vec<(usize, &Contest)> = self.poll.contests.iter().enumerate().collect();
        order.sort_by_key(|(_, contest)| contest.order());
        let mut higher: BTreeMap<&str, Vec<(&Contest, u32)>> = BTreeMap::new();
        for (i, contest) in order {
            let ballots = self.poll.ballots_of(contest);
            for (j, candidate) in contest.candidates.iter().enumerate() {
                let above = higher.entry(&candidate.id).or_default();
                let added: Vec<u32> = above
                    .iter()
                    .filter(|(other, _)| other.post < contest.post)
                    .map(|(_, votes)| *votes)
                    .collect();
                // Whoever may have won the higher post has nothing to add down.
                let lost = added
                    .iter()
                    .all(|votes| !majority.reached(*votes, ballots.returned));
                let total: u64 =
                    u64::from(candidate.votes) + added.iter().map(|v| u64::from(*v)).sum::<u64>();
                above.push((contest, candidate.votes));
                if !added.is_empty() && lost && total > u64::from(ballots.returned) {
                    let terms: Vec<String> = added
                        .iter()
                        .chain([&candidate.votes])
                        .map(u32::to_string)
                        .collect();
                    let text = format!(
                        "请核对{}的得票。下加以后共 {total} 票，多于收回的 {} 张；同一张选票对同一人只能计一次。",
                        candidate.name, ballots.returned
                    );
                    let inequality = format!(
                        "{} = {}",
                        terms.join(" + "),
                        compared(total, ballots.returned.into())
                    );
                    self.found.wrong.push(NumberProblem {
                        code: TallyCode::T511,
                        path: format!("contests[{i}].candidates[{j}].votes"),
                        text,
                        inequality,
                        basis: self.rules.add_down.cite(),
                    });
                }
            }
        }
    }
}

/// Whether votes for a higher post are added down in this poll.
pub(super) fn adds_down(rules: &PollRules<'_>, poll: &Poll) -> bool {
    rules.add_down.value == Some(true)
        && poll.vote != Vote::Recall
        && poll.round != Round::Revote
        && rules.measure(poll) != Measure::Plurality
}
