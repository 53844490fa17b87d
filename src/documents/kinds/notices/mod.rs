//! 村（社区）公告 — the notices of one unit from the first change of its election committee to the audit.
//! (The nine notices no election goes without stand beside this folder.)

pub mod audit_result;
pub mod candidate_change;
pub mod candidate_conditions;
pub mod election_committee_change;
pub mod group_leaders;
pub mod handover;
pub mod invalid_ballot_rules;
pub mod nomination;
pub mod nominees;
pub mod objection_decision;
pub mod polling_staff;
pub mod posts_and_method;
pub mod preselection_method;
pub mod preselection_result;
pub mod proxies;
pub mod repoll;
pub mod representatives;
pub mod representatives_election;
pub mod rerun;
pub mod roaming_voters;
pub mod scribes;
mod shared;
pub mod supervisors;
pub mod voter_roll_correction;
