//! 形式核对 — what no poll can be, whatever the rules: nobody registered, one id twice, no seats.

use std::collections::BTreeMap;
use std::fmt;

use super::super::schedule::absurd;
use super::input::{Candidate, InputProblem, LIMIT, Poll, Reserved, Round, Sex, Vote};
use super::unread::Unread;

/// Longest id or name that is taken.
const LONGEST: usize = 64;

/// Everything wrong with the shape of a poll. Fields are held against each other only where both
/// were read.
pub(super) fn problems(poll: &Poll, unread: &Unread) -> Vec<InputProblem> {
    let mut found = Vec::new();
    limits(poll, &mut found);
    days(poll, unread, &mut found);
    contests(poll, unread, &mut found);
    people(poll, &mut found);
    relations(poll, unread, &mut found);
    recall(poll, unread, &mut found);
    turns(poll, unread, &mut found);
    found
}

fn limits(poll: &Poll, found: &mut Vec<InputProblem>) {
    let mut check = |number: Option<u32>, path: &dyn Fn() -> String| {
        if number.is_some_and(|number| number > LIMIT) {
            found.push(InputProblem::at(
                path(),
                format!("应是 0 到 {LIMIT} 的整数，这里的数过大"),
            ));
        }
    };
    for (key, number) in [
        ("registered", Some(poll.registered)),
        ("issued", Some(poll.issued)),
        ("returned", Some(poll.returned)),
        ("voters", poll.voters),
        ("proxies", Some(poll.proxies)),
        ("roaming", Some(poll.roaming)),
        ("attempt", poll.attempt),
    ] {
        check(number, &|| key.to_owned());
    }
    for (i, contest) in poll.contests.iter().enumerate() {
        for (key, number) in [
            ("seats", Some(contest.seats)),
            ("invalid", Some(contest.invalid)),
            ("abstained", Some(contest.abstained)),
            ("against", contest.against),
            ("issued", contest.issued),
            ("returned", contest.returned),
            ("voters", contest.voters),
        ] {
            check(number, &|| format!("contests[{i}].{key}"));
        }
        for (j, candidate) in contest.candidates.iter().enumerate() {
            check(Some(candidate.votes), &|| {
                format!("{}.votes", Place::Candidate(i, j))
            });
        }
    }
    for (i, person) in poll.elected_before.iter().enumerate() {
        check(person.votes, &|| format!("{}.votes", Place::Before(i)));
    }
    if poll.registered == 0 {
        found.push(InputProblem::at(
            "registered",
            "登记人数不能是 0，请按最后确定的名单填写",
        ));
    }
    if poll.attempt == Some(0) {
        found.push(InputProblem::at(
            "attempt",
            "第几次另行选举，从 1 数起，不能是 0",
        ));
    }
}

fn days(poll: &Poll, unread: &Unread, found: &mut Vec<InputProblem>) {
    if let Some(finding) = absurd(poll.poll_day, None, "投票日") {
        found.push(InputProblem::at("poll_day", finding.message));
    }
    if let Some(day) = poll.election_day {
        if let Some(finding) = absurd(day, None, "选举日") {
            found.push(InputProblem::at("election_day", finding.message));
        }
        if day > poll.poll_day && unread.knows("poll_day") {
            found.push(InputProblem::at(
                "election_day",
                "选举日（第一次投票的日子）在本次投票日 poll_day 之后，请核对",
            ));
        }
    }
}

fn contests(poll: &Poll, unread: &Unread, found: &mut Vec<InputProblem>) {
    if poll.contests.is_empty() {
        found.push(InputProblem::at("contests", "至少写一个职位"));
    }
    let posts = ["post", "reserved"];
    for (i, contest) in poll.contests.iter().enumerate() {
        let place = format!("contests[{i}].");
        let mut say = |key: &str, message: String| {
            found.push(InputProblem::at(format!("{place}{key}"), message));
        };
        if contest.seats == 0 {
            say("seats", "应选名额不能是 0".to_owned());
        }
        if contest.candidates.is_empty() {
            say("candidates", "至少写一名得票人".to_owned());
        }
        match (contest.issued, contest.returned) {
            _ if !unread.knows_all(&place, &["issued", "returned"]) => {}
            (Some(_), None) => say(
                "returned",
                "这个职位单独用票的，请同时写发出（issued）和收回（returned）".to_owned(),
            ),
            (None, Some(_)) => say(
                "issued",
                "这个职位单独用票的，请同时写发出（issued）和收回（returned）".to_owned(),
            ),
            (None, None) if contest.voters.is_some() => say(
                "voters",
                "写了这个职位的投票人数，请同时写发出（issued）和收回（returned）".to_owned(),
            ),
            _ => {}
        }
        // In a recall each member is a question of their own, two of one post too.
        if poll.vote != Vote::Recall
            && unread.knows("vote")
            && unread.knows_all(&place, &posts)
            && let Some(first) = poll
                .contests
                .iter()
                .enumerate()
                .take(i)
                .position(|(at, other)| {
                    other.order() == contest.order()
                        && unread.knows_all(&format!("contests[{at}]."), &posts)
                })
        {
            say(
                "post",
                format!("与 contests[{first}] 是同一个职位，请合成一项"),
            );
        }
        names(i, &contest.candidates, found);
    }
}

/// Where a person stands in the input.
#[derive(Clone, Copy)]
enum Place {
    /// `elected_before[0]`
    Before(usize),
    /// `contests[0].candidates[1]`
    Candidate(usize, usize),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Before(i) => write!(f, "elected_before[{i}]"),
            Self::Candidate(i, j) => write!(f, "contests[{i}].candidates[{j}]"),
        }
    }
}

fn names(i: usize, candidates: &[Candidate], found: &mut Vec<InputProblem>) {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (j, candidate) in candidates.iter().enumerate() {
        let place = Place::Candidate(i, j);
        for (key, text) in [("id", &candidate.id), ("name", &candidate.name)] {
            if text.is_empty() {
                found.push(InputProblem::at(format!("{place}.{key}"), "不能空着"));
            } else if text.chars().count() > LONGEST {
                found.push(InputProblem::at(
                    format!("{place}.{key}"),
                    format!("太长，最多 {LONGEST} 个字"),
                ));
            }
        }
        if candidate.id.is_empty() {
            continue;
        }
        if let Some(first) = seen.insert(&candidate.id, j) {
            let first = Place::Candidate(i, first);
            found.push(InputProblem::at(
                format!("{place}.id"),
                format!("与 {first} 的编号相同，一个人请只写一次"),
            ));
        }
    }
}

/// The same id is the same person wherever it stands.
fn people(poll: &Poll, found: &mut Vec<InputProblem>) {
    let mut known: BTreeMap<&str, (Place, Option<&str>, Option<Sex>)> = BTreeMap::new();
    for (i, person) in poll.elected_before.iter().enumerate() {
        let place = Place::Before(i);
        if person.id.is_empty() {
            found.push(InputProblem::at(format!("{place}.id"), "不能空着"));
            continue;
        }
        if let Some((first, ..)) = known.get(person.id.as_str()) {
            found.push(InputProblem::at(
                format!("{place}.id"),
                format!("与 {first} 的编号相同，一个人请只写一次"),
            ));
            continue;
        }
        known.insert(&person.id, (place, person.name.as_deref(), person.sex));
    }
    for (i, contest) in poll.contests.iter().enumerate() {
        for (j, candidate) in contest.candidates.iter().enumerate() {
            if candidate.id.is_empty() {
                continue;
            }
            let place = Place::Candidate(i, j);
            if contest.reserved == Reserved::Woman && candidate.sex.is_none() {
                found.push(InputProblem::at(
                    format!("{place}.sex"),
                    "妇女委员职位的得票人请写明性别",
                ));
            }
            let Some((first, name, sex)) = known.get_mut(candidate.id.as_str()) else {
                let name = Some(candidate.name.as_str()).filter(|name| !name.is_empty());
                known.insert(&candidate.id, (place, name, candidate.sex));
                continue;
            };
            // A name that is missing is told at its own place.
            let own = Some(candidate.name.as_str()).filter(|name| !name.is_empty());
            if name.is_some() && own.is_some() && *name != own {
                found.push(InputProblem::at(
                    format!("{place}.name"),
                    format!("与 {first} 编号相同而姓名不同，请核对编号"),
                ));
            }
            if sex.is_some() && candidate.sex.is_some() && *sex != candidate.sex {
                found.push(InputProblem::at(
                    format!("{place}.sex"),
                    format!("与 {first} 是同一人而性别不同，请核对"),
                ));
            }
            *name = name.or(own);
            *sex = sex.or(candidate.sex);
        }
    }
}

fn relations(poll: &Poll, unread: &Unread, found: &mut Vec<InputProblem>) {
    // While an id could not be read, it may be the one meant.
    let lists = ["contests", "candidates", "elected_before"];
    let all_ids = !unread.misses_some(&lists, "id");
    let known = |id: &str| {
        poll.elected_before.iter().any(|person| person.id == id)
            || poll
                .contests
                .iter()
                .flat_map(|contest| &contest.candidates)
                .any(|candidate| candidate.id == id)
    };
    for (i, relation) in poll.relatives.iter().enumerate() {
        for (j, id) in [&relation.0, &relation.1].into_iter().enumerate() {
            if all_ids && !known(id) {
                found.push(InputProblem::at(
                    format!("relatives[{i}][{j}]"),
                    "得票人和已当选的人里没有这个编号",
                ));
            }
        }
        if relation.0 == relation.1 && unread.knows_whole(&format!("relatives[{i}]")) {
            found.push(InputProblem::at(
                format!("relatives[{i}]"),
                "两个编号是同一个人",
            ));
        }
    }
}

fn recall(poll: &Poll, unread: &Unread, found: &mut Vec<InputProblem>) {
    let recall = poll.vote == Vote::Recall;
    if !unread.knows("vote") {
        return;
    }
    if recall && poll.round != Round::First {
        found.push(InputProblem::at(
            "round",
            "罢免表决只有一次投票，请写 first",
        ));
    }
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (i, contest) in poll.contests.iter().enumerate() {
        let mut say = |key: &str, message: String| {
            found.push(InputProblem::at(format!("contests[{i}].{key}"), message));
        };
        if !recall {
            if contest.against.is_some() {
                say(
                    "against",
                    "反对票只在罢免表决（vote 写 recall）时写".to_owned(),
                );
            }
            continue;
        }
        if contest.seats != 1 {
            say("seats", "罢免表决一项一人，请写 1".to_owned());
        }
        if contest.reserved == Reserved::Woman {
            say("reserved", "罢免表决不分专设职位，请删去".to_owned());
        }
        if contest.candidates.len() > 1 {
            say(
                "candidates",
                "罢免表决一项一人；罢免几名成员的，分成几项".to_owned(),
            );
        }
        if let Some(candidate) = contest.candidates.first()
            && !candidate.id.is_empty()
            && let Some(first) = seen.insert(&candidate.id, i)
        {
            say(
                "candidates[0].id",
                format!("与 contests[{first}] 是同一个人"),
            );
        }
    }
}

fn turns(poll: &Poll, unread: &Unread, found: &mut Vec<InputProblem>) {
    if poll.attempt.is_some() && poll.round != Round::Rerun && unread.knows("round") {
        found.push(InputProblem::at(
            "attempt",
            "只在另行选举（round 写 rerun）时写",
        ));
    }
}
