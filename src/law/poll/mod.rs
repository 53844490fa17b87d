//! 计票核算 — is a poll valid, who is elected, what comes next: the decision with its reasons.
//!
//! The way through it: [`read_poll`] (JSON, every mistake at once) → [`PollRules::compile`] (once a
//! pack) → [`decide`]. Counts are whole numbers up to [`LIMIT`]; nothing is rounded. The order of
//! the decision is that of the count on the stage: ballots against those issued, those who voted
//! against those registered, each post from the highest down, ties at the cut, and only then what
//! the committee as a whole must look like. What is open stays open: the engine names the people a
//! rule speaks of, it never changes who is elected.

mod count;
mod decide;
mod flags;
mod input;
mod next;
mod numbers;
mod outcome;
mod read;
mod reason;
mod relatives;
mod rules;
mod shape;
mod text;
mod tree;
mod unread;
mod wording;

#[cfg(test)]
mod tests;

pub use decide::decide;
pub use input::{
    Candidate, Contest, ElectedBefore, Electorate, InputProblem, Kinship, LIMIT, Poll, Relation,
    Reserved, Round, Sex, Vote, electorates, kinships, rounds, sexes, title,
};
pub use outcome::{
    ContestDecision, Decision, Flag, Next, NextContest, NextKind, NumberProblem, Outcome, Reason,
};
pub use read::{read_and_decide, read_poll};
pub use reason::TallyCode;
pub use rules::{PollRules, PollRulesError};
pub use text::{decision_json, decision_text};
