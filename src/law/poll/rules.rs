//! 计票规则 — the items of a pack a decision needs, looked up once.

use super::super::finding::{Basis, Status};
use super::super::pack::{Item, RulePack, Rules, Source};
use super::super::param::{self, Share, Value};
use super::super::plan::PlanError;
use super::super::unit::{Post, UnitKind};
use super::input::{Contest, Electorate, Poll, Round, Vote};

/// 一项规则 — its value, the source that is cited, and whether a text still has to be read.
#[derive(Clone, Debug)]
pub(super) struct Rule<T> {
    /// Chinese name, for the list of what is 待核.
    pub name: &'static str,
    /// `None`: no text that was read states it.
    pub value: Option<T>,
    /// The highest law that states the value; where nobody does, the text still to be read.
    pub basis: Option<Basis>,
    /// 待核
    pub unverified: bool,
}

/// 计票规则 of one pack for one kind of unit.
#[derive(Clone, Debug)]
pub struct PollRules<'p> {
    pub(super) pack: &'p str,
    pub(super) kind: UnitKind,
    pub(super) source: &'p Rules,
    pub(super) electorates: Rule<Vec<String>>,
    pub(super) quorum: Rule<Share>,
    pub(super) representatives_quorum: Rule<Share>,
    pub(super) majority: Rule<Share>,
    pub(super) participants: Rule<String>,
    pub(super) invalid_in_base: Rule<bool>,
    pub(super) excess_over: Rule<String>,
    pub(super) polls: Rule<String>,
    pub(super) add_down: Rule<bool>,
    pub(super) overvote: Rule<String>,
    pub(super) blank_ballot: Rule<String>,
    pub(super) other_names: Rule<bool>,
    pub(super) tie: Rule<String>,
    pub(super) no_candidates: Rule<bool>,
    pub(super) winners_reviewed: Rule<bool>,
    pub(super) proxy_allowed: Rule<bool>,
    pub(super) proxy_modes: Rule<Vec<String>>,
    pub(super) roaming_allowed: Rule<bool>,
    pub(super) candidate_bars: Rule<Vec<String>>,
    pub(super) differential: [Rule<u32>; 3],
    pub(super) rerun_window: Rule<u32>,
    pub(super) rerun_quorum: Rule<Share>,
    pub(super) rerun_min: Rule<Share>,
    pub(super) rerun_rounds: Rule<u32>,
    pub(super) rerun_two_stage: Rule<bool>,
    pub(super) rerun_no_candidates: Rule<bool>,
    pub(super) vacancy_from: Rule<u32>,
    pub(super) vacancy_needs_chair: Rule<bool>,
    pub(super) vacancy_decider: Rule<String>,
    pub(super) acting_chair: Rule<String>,
    pub(super) women_min: Rule<u32>,
    pub(super) women_mode: Rule<String>,
    pub(super) women_seat_in_rerun: Rule<bool>,
    pub(super) relatives_scope: Rule<String>,
    pub(super) relatives_rule: Rule<String>,
    pub(super) relatives_refill: Rule<bool>,
    pub(super) supervisors_scope: Rule<String>,
    pub(super) recall_quorum: Rule<Share>,
    pub(super) recall_representatives_quorum: Rule<Share>,
    pub(super) recall_majority: Rule<Share>,
    pub(super) by_election_by: Rule<Vec<String>>,
    pub(super) by_election_quorum: Rule<Share>,
    pub(super) by_election_reps_quorum: Rule<Share>,
    pub(super) reps_meeting_quorum: Rule<Share>,
}

/// 规则包不能用来计票
#[derive(Debug, thiserror::Error)]
pub enum PollRulesError {
    /// The pack does not govern this kind of unit.
    #[error(transparent)]
    Kind(#[from] PlanError),
    /// It does not say what every decision needs.
    #[error("请补全规则包「{pack}」。计票要用的规则项没有写明：{}。", keys.join("、"))]
    Silent {
        /// Id of the pack.
        pack: String,
        /// The keys.
        keys: Vec<&'static str>,
    },
}

impl<'p> PollRules<'p> {
    /// The rules of a pack for one kind of unit.
    pub fn compile(pack: &'p RulePack, kind: UnitKind) -> Result<Self, PollRulesError> {
        let Some(rules) = pack.rules(kind) else {
            return Err(PlanError::Kind {
                pack: pack.name().to_owned(),
                kind: kind.name(),
            }
            .into());
        };
        let compiled = Self {
            pack: pack.id(),
            kind,
            source: rules,
            electorates: words(rules, "electorate_modes"),
            quorum: share(rules, "quorum"),
            representatives_quorum: share(rules, "representatives_quorum"),
            majority: share(rules, "majority"),
            participants: word(rules, "participants_base"),
            invalid_in_base: flag(rules, "invalid_in_base"),
            excess_over: word(rules, "excess_over"),
            polls: word(rules, "polls"),
            add_down: flag(rules, "add_down"),
            overvote: word(rules, "overvote_unit"),
            blank_ballot: word(rules, "blank_ballot"),
            other_names: flag(rules, "other_names"),
            tie: word(rules, "tie_rule"),
            no_candidates: flag(rules, "no_candidate_mode"),
            winners_reviewed: flag(rules, "winners_reviewed"),
            proxy_allowed: flag(rules, "proxy_allowed"),
            proxy_modes: words(rules, "proxy_modes"),
            roaming_allowed: flag(rules, "roaming_allowed"),
            candidate_bars: words(rules, "candidate_bars"),
            differential: [
                number(rules, "differential_chair_min"),
                number(rules, "differential_deputy_min"),
                number(rules, "differential_member_min"),
            ],
            rerun_window: number(rules, "rerun_within_days"),
            rerun_quorum: share(rules, "rerun_quorum"),
            rerun_min: share(rules, "rerun_min"),
            rerun_rounds: number(rules, "rerun_max_rounds"),
            rerun_two_stage: flag(rules, "rerun_two_stage"),
            rerun_no_candidates: flag(rules, "rerun_no_candidate_mode"),
            vacancy_from: number(rules, "vacancy_from"),
            vacancy_needs_chair: flag(rules, "vacancy_needs_chair"),
            vacancy_decider: word(rules, "vacancy_decider"),
            acting_chair: word(rules, "acting_chair"),
            women_min: number(rules, "women_min"),
            women_mode: word(rules, "women_mode"),
            women_seat_in_rerun: flag(rules, "women_seat_in_rerun"),
            relatives_scope: word(rules, "relatives_scope"),
            relatives_rule: word(rules, "relatives_rule"),
            relatives_refill: flag(rules, "relatives_refill"),
            supervisors_scope: word(rules, "supervisors_relatives_scope"),
            recall_quorum: share(rules, "recall_quorum"),
            recall_representatives_quorum: share(rules, "recall_representatives_quorum"),
            recall_majority: share(rules, "recall_majority"),
            by_election_by: words(rules, "by_election_by"),
            by_election_quorum: share(rules, "by_election_meeting_quorum"),
            by_election_reps_quorum: share(rules, "by_election_reps_quorum"),
            reps_meeting_quorum: share(rules, "reps_meeting_quorum"),
        };
        let mut keys = Vec::new();
        for (key, rule) in [
            ("quorum", &compiled.quorum),
            ("majority", &compiled.majority),
            ("rerun_min", &compiled.rerun_min),
        ] {
            if rule.value.is_none() {
                keys.push(key);
            }
        }
        if keys.is_empty() {
            Ok(compiled)
        } else {
            Err(PollRulesError::Silent {
                pack: pack.id().to_owned(),
                keys,
            })
        }
    }

    /// The share of those entitled who must take part; `None` where no rule asks for one (a rerun
    /// under a law that is silent, a revote).
    pub(super) fn quorum_of(&self, poll: &Poll) -> Option<&Rule<Share>> {
        use Electorate::Representatives;
        match (poll.vote, poll.round, poll.electorate) {
            (_, Round::Revote, _) => None,
            (_, Round::Rerun, _) if self.is_first_stage(poll) => {
                stated([&self.rerun_quorum, &self.quorum])
            }
            (_, Round::Rerun, _) => stated([&self.rerun_quorum]),
            (Vote::Recall, _, Representatives) => stated([
                &self.recall_representatives_quorum,
                &self.representatives_quorum,
                &self.reps_meeting_quorum,
                &self.recall_quorum,
                &self.quorum,
            ]),
            (Vote::Recall, ..) => stated([&self.recall_quorum, &self.quorum]),
            (Vote::ByElection, _, Representatives) => stated([
                &self.by_election_reps_quorum,
                &self.representatives_quorum,
                &self.reps_meeting_quorum,
                &self.quorum,
            ]),
            (Vote::ByElection, ..) => stated([&self.by_election_quorum, &self.quorum]),
            (Vote::Election, _, Representatives) => {
                stated([&self.representatives_quorum, &self.quorum])
            }
            (Vote::Election, ..) => stated([&self.quorum]),
        }
    }

    /// How a winner is found.
    pub(super) fn measure(&self, poll: &Poll) -> Measure {
        match (poll.vote, poll.round) {
            (Vote::Recall, _) => Measure::Majority,
            (_, Round::Revote) => Measure::Plurality,
            (_, Round::Rerun) if !self.is_first_stage(poll) => Measure::Fraction,
            _ => Measure::Majority,
        }
    }

    /// The share of the votes a winner needs, with its rule.
    pub(super) fn threshold(&self, poll: &Poll) -> Option<&Rule<Share>> {
        match self.measure(poll) {
            Measure::Majority if poll.vote == Vote::Recall => {
                stated([&self.recall_majority, &self.majority])
            }
            Measure::Majority => Some(&self.majority),
            Measure::Fraction => Some(&self.rerun_min),
            Measure::Plurality => None,
        }
    }

    /// 先过半数、后三分之一: the first rerun under a pack with two stages is decided like a first poll.
    pub(super) fn is_first_stage(&self, poll: &Poll) -> bool {
        poll.round == Round::Rerun
            && poll.attempt() == 1
            && self.rerun_two_stage.value == Some(true)
    }

    /// The ballots of one post that no share of the valid ones is taken of. A blank ballot is one of
    /// them where the pack says so.
    pub(super) fn spoiled(&self, contest: &Contest) -> u32 {
        let blank = if self.blank_ballot.says("invalid") {
            contest.abstained
        } else {
            0
        };
        contest.invalid.saturating_add(blank)
    }

    /// Whether this round may be held without candidates (自荐直选), as far as the pack says.
    pub(super) fn without_candidates(&self, poll: &Poll) -> &Rule<bool> {
        match poll.round {
            Round::Rerun => &self.rerun_no_candidates,
            Round::First | Round::Revote => &self.no_candidates,
        }
    }

    /// How many candidates more than seats a rerun needs.
    pub(super) fn differential(&self, post: Post) -> u32 {
        let rule = match post {
            Post::Chair => self.differential.first(),
            Post::Deputy => self.differential.get(1),
            Post::Member => self.differential.get(2),
            Post::Supervisor => None,
        };
        // More candidates than seats is what every election law asks for at least.
        rule.and_then(|rule| rule.value).unwrap_or(1).max(1)
    }
}

/// How a winner is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    /// 过半数 of those who took part.
    Majority,
    /// 得票多的当选, but not below a fraction of the ballots cast.
    Fraction,
    /// 得票多的当选, among the tied.
    Plurality,
}

/// The first rule that is stated.
fn stated<const N: usize>(rules: [&Rule<Share>; N]) -> Option<&Rule<Share>> {
    rules.into_iter().find(|rule| rule.value.is_some())
}

fn rule<T>(rules: &Rules, key: &str, read: impl Fn(&Value) -> Option<T>) -> Rule<T> {
    let item = rules.items.get(key);
    let value = item.and_then(|item| item.value.as_ref()).and_then(read);
    let sources = || item.into_iter().flat_map(Item::basis);
    // The highest law comes first; a text still to be read is cited only where no law speaks.
    let cited = |status| sources().find(|source: &&Source| source.status == status);
    let basis = if value.is_some() {
        cited(Status::Verified)
    } else {
        cited(Status::Unverified)
    };
    Rule {
        name: param::find(key).map_or("", |param| param.name),
        value,
        basis: basis.map(Source::basis),
        unverified: item.is_some_and(Item::is_unverified),
    }
}

fn share(rules: &Rules, key: &str) -> Rule<Share> {
    rule(rules, key, |value| match value {
        Value::Share(share) => Some(*share),
        _ => None,
    })
}

fn number(rules: &Rules, key: &str) -> Rule<u32> {
    rule(rules, key, Value::number)
}

fn flag(rules: &Rules, key: &str) -> Rule<bool> {
    rule(rules, key, |value| match value {
        Value::Flag(flag) => Some(*flag),
        _ => None,
    })
}

fn word(rules: &Rules, key: &str) -> Rule<String> {
    rule(rules, key, |value| match value {
        Value::Word(word) => Some(word.clone()),
        _ => None,
    })
}

fn words(rules: &Rules, key: &str) -> Rule<Vec<String>> {
    rule(rules, key, |value| match value {
        Value::Words(words) => Some(words.clone()),
        _ => None,
    })
}

impl<T> Rule<T> {
    /// The source, for a reason.
    pub fn cite(&self) -> Option<Basis> {
        self.basis.clone()
    }
}

impl Rule<Vec<String>> {
    /// Whether the pack names some words and this is not one of them.
    pub fn leaves_out(&self, word: &str) -> bool {
        self.value
            .as_ref()
            .is_some_and(|words| !words.iter().any(|known| known == word))
    }
}

impl<T: AsRef<str>> Rule<T> {
    /// Whether the pack says this word.
    pub fn says(&self, word: &str) -> bool {
        self.value
            .as_ref()
            .is_some_and(|value| value.as_ref() == word)
    }
}
