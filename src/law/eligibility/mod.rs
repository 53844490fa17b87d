//! 资格与台账 — who may register, stand, vote for another; whether the papers' numbers balance.
//!
//! Pure functions of a pack's rules and typed facts. Each answers with every [`Ruling`] there is,
//! in the order of the law; where a number cannot be right it answers with every [`Unfit`] instead
//! and decides nothing. No ID number comes in here: people are named by the caller's own keys.

mod candidate;
mod committee;
mod double;
mod ledger;
mod meeting;
mod number;
mod party;
mod preselection;
mod proxy;
mod recall;
mod roll;
mod ruling;
mod voter;

#[cfg(test)]
mod tests;

pub use candidate::{
    Bar, Nomination, NominationSource, PostSeats, check_differential, check_nominations,
};
pub use committee::{
    Changes, CommitteeMember, CommitteeSize, ElectionCommittee, Tie, check_committee_size,
    committee_changes,
};
pub use double::{Registration, double_registrations};
pub use ledger::{Ledger, Station, check_ledger};
pub use meeting::{
    Attendance, RepresentativesMeeting, VillageMeeting, check_representatives_meeting,
    check_village_meeting,
};
pub use number::check_number;
pub use party::{PartyMeeting, check_party_meeting};
pub use preselection::{Preselected, Preselection, check_preselection};
pub use proxy::{Proxy, ProxyBook, check_proxies};
pub use recall::{Petition, RecallVote, check_petition, check_recall_vote};
pub use roll::{RollChanges, RollTotal, check_roll};
pub use ruling::{Mark, Ruling, Unfit, Verdict, share_words, worst};
pub use voter::{Applicant, Ground, OutsiderGround, check_age, check_applicant};
