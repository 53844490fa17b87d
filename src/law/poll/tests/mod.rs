//! The decision against properties, a second statement of the law and what callers rely on. The
//! worked cases are in `tests/cases`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::type_complexity
)]

mod contract;
mod plain;
mod properties;
mod random;
mod silence;
mod words;

use std::sync::OnceLock;

use super::super::{Library, RulePack, SourceFile, UnitKind};
use super::{Candidate, Contest, Decision, Poll, PollRules, Reserved, Round, Sex, decide};
use crate::law::Post;

fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(Library::embedded)
}

fn rules(id: &str) -> PollRules<'static> {
    let pack = library().pack(id).unwrap();
    let kind = pack.main_rules().unwrap().0;
    PollRules::compile(pack, kind).unwrap()
}

/// A pack that differs from its parent only in these values.
fn variant(parent: &str, values: &[(&str, &str)]) -> RulePack {
    use std::fmt::Write as _;
    let mut text = format!(
        "[pack]\nid = \"variant\"\nname = \"试验\"\nextends = \"{parent}\"\nstatute = \"试验办法\"\n\
         amended = 2026-01-01\nin_force = 2026-01-01\n"
    );
    for (key, value) in values {
        write!(
            text,
            "[values.{key}]\nvalue = {value}\nsource = {{ article = \"第一条\", gist = \"试验\", status = \"verified\" }}\n"
        )
        .unwrap();
    }
    let name = "variant.toml".to_owned();
    library().read(&SourceFile { name, text }).unwrap()
}

/// Rules under which everything that may be added is.
fn loose() -> &'static RulePack {
    static PACK: OnceLock<RulePack> = OnceLock::new();
    PACK.get_or_init(|| {
        variant(
            "zhejiang-2020",
            &[
                ("add_down", "true"),
                ("overvote_unit", "\"column\""),
                ("rerun_two_stage", "true"),
                ("participants_base", "\"issued\""),
            ],
        )
    })
}

/// Rules that say the other value wherever two are possible.
fn contrary() -> &'static RulePack {
    static PACK: OnceLock<RulePack> = OnceLock::new();
    PACK.get_or_init(|| {
        variant(
            "zhejiang-2020",
            &[
                ("invalid_in_base", "false"),
                ("blank_ballot", "\"invalid\""),
                ("women_seat_in_rerun", "false"),
                ("rerun_no_candidate_mode", "false"),
                ("no_candidate_mode", "false"),
                ("other_names", "false"),
                ("relatives_refill", "false"),
                ("winners_reviewed", "false"),
                ("proxy_modes", "[\"households\"]"),
            ],
        )
    })
}

fn every_rules() -> Vec<PollRules<'static>> {
    let mut all = Vec::new();
    for pack in library().packs().chain([loose(), contrary()]) {
        for kind in UnitKind::ALL {
            all.extend(PollRules::compile(pack, kind));
        }
    }
    all
}

fn candidate(id: &str, votes: u32) -> Candidate {
    Candidate {
        id: id.to_owned(),
        name: id.to_owned(),
        sex: Some(Sex::Female),
        votes,
        nominated: true,
    }
}

fn contest(post: Post, seats: u32, votes: &[(&str, u32)]) -> Contest {
    Contest {
        post,
        seats,
        reserved: Reserved::None,
        invalid: 0,
        abstained: 0,
        against: None,
        issued: None,
        returned: None,
        voters: None,
        candidates: votes.iter().map(|(id, n)| candidate(id, *n)).collect(),
    }
}

fn poll(registered: u32, returned: u32, contests: Vec<Contest>) -> Poll {
    Poll {
        round: Round::First,
        vote: super::Vote::Election,
        electorate: super::Electorate::Voters,
        attempt: None,
        poll_day: "2027-03-18".parse().unwrap(),
        election_day: None,
        registered,
        issued: returned,
        returned,
        voters: None,
        proxies: 0,
        roaming: 0,
        contests,
        elected_before: Vec::new(),
        relatives: Vec::new(),
    }
}

fn decided(rules: &PollRules<'_>, poll: &Poll) -> Decision {
    decide(rules, poll).unwrap_or_else(|problems| panic!("{problems:?}\n{poll:?}"))
}
