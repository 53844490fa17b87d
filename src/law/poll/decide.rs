//! 作出结论 — the order of the decision: ballots, quorum, posts from the highest down, what is next.

use super::super::finding::Basis;
use super::count::{self, Counted, Holder};
use super::flags;
use super::input::{
    Ballots, Contest, Electorate, InputProblem, Poll, Reserved, Vote, Word, chinese,
};
use super::next;
use super::numbers::{self, allowed};
use super::outcome::{ContestDecision, Decision, NumberProblem, Outcome, Reason};
use super::read;
use super::reason::{TallyCode, compared, inequality};
use super::rules::PollRules;
use super::shape;
use super::unread::Unread;
use super::wording;

/// Decides one poll. `Err`: the input is no poll, or not one under these rules; everything wrong with
/// it is named and nothing is computed.
pub fn decide(rules: &PollRules<'_>, poll: &Poll) -> Result<Decision, Vec<InputProblem>> {
    let (mut unfit, numbers) = unfit(rules, poll, Unread::NONE);
    if !unfit.is_empty() {
        // Sums of a broken sheet are mended in the same go.
        read::add(&mut unfit, numbers.problems());
        return Err(unfit);
    }
    let numbers::Checked { wrong, excess } = numbers;
    if !wrong.is_empty() {
        return Ok(rejected(rules, wrong.into_iter().chain(excess).collect()));
    }
    Ok(decided(rules, poll, excess))
}

/// What makes this no poll under these rules, and what is wrong with its numbers.
pub(super) fn unfit(
    rules: &PollRules<'_>,
    poll: &Poll,
    unread: &Unread,
) -> (Vec<InputProblem>, numbers::Checked) {
    let mut found = shape::problems(poll, unread);
    if unread.knows_all("", &["vote", "electorate"]) {
        found.extend(electorate(rules, poll));
    }
    (found, numbers::check(rules, poll, unread))
}

/// Who may vote is the law's to say: of a by-election, which meeting holds it.
fn electorate(rules: &PollRules<'_>, poll: &Poll) -> Option<InputProblem> {
    if poll.vote == Vote::ByElection {
        return by_election(rules, poll.electorate);
    }
    let allowed = rules.electorates.value.as_ref()?;
    if allowed.iter().any(|word| word == poll.electorate.id()) {
        return None;
    }
    let names: Vec<&str> = Electorate::WORDS
        .iter()
        .filter(|(word, ..)| allowed.iter().any(|known| known == word))
        .map(|(_, _, name)| *name)
        .collect();
    Some(InputProblem::at(
        "electorate",
        format!(
            "{}的选举不能由{}投票，按规则只能由{}投票",
            rules.kind.committee(),
            chinese(poll.electorate),
            names.join("或者")
        ),
    ))
}

fn by_election(rules: &PollRules<'_>, electorate: Electorate) -> Option<InputProblem> {
    let (body, other) = match electorate {
        Electorate::Representatives => ("representatives", "由全体登记选民（村（居）民会议）"),
        Electorate::Voters | Electorate::Households => {
            ("assembly", "由代表会议（electorate 写 representatives）")
        }
    };
    rules.by_election_by.leaves_out(body).then(|| {
        InputProblem::at(
            "electorate",
            format!(
                "{}的补选不能由{}投票，按规则{other}投票",
                rules.kind.committee(),
                electorate.name()
            ),
        )
    })
}

fn rejected(rules: &PollRules<'_>, problems: Vec<NumberProblem>) -> Decision {
    let reason = Reason {
        code: TallyCode::T105,
        text: format!(
            "请先查明并改正 {} 处数字。数字对不上，改正以前不作结论。",
            problems.len()
        ),
        inequality: None,
        basis: None,
    };
    Decision {
        rules: rules.pack.to_owned(),
        valid: false,
        outcome: Outcome::Rejected,
        reasons: vec![reason],
        contests: Vec::new(),
        next: None,
        flags: Vec::new(),
        problems,
    }
}

/// Why one set of ballots is void or stands.
struct Standing {
    void: bool,
    reasons: Vec<Reason>,
}

fn decided(rules: &PollRules<'_>, poll: &Poll, problems: Vec<NumberProblem>) -> Decision {
    let mut reasons = Vec::new();
    let shared = poll
        .contests
        .iter()
        .any(|contest| contest.own_ballots().is_none());
    let together = standing(rules, poll, poll.ballots(), None);
    if shared {
        reasons.extend(together.reasons);
    }
    let mut order: Vec<(usize, &Contest)> = poll.contests.iter().enumerate().collect();
    order.sort_by_key(|(_, contest)| contest.order());
    let mut holders = before(poll);
    let mut counted: Vec<Counted<'_>> = Vec::with_capacity(order.len());
    for (at, contest) in order {
        let own = contest
            .own_ballots()
            .map(|ballots| standing(rules, poll, ballots, Some(contest)));
        let void = own.as_ref().map_or(together.void, |own| own.void);
        let mut result = if void {
            count::void(rules, poll, at, contest)
        } else {
            count::count(rules, poll, at, contest, &holders)
        };
        if let Some(own) = own {
            result.reasons.splice(0..0, own.reasons);
        }
        for winner in &result.elected {
            // Whoever wins a higher post now leaves the one they held.
            holders.retain(|holder| holder.id != winner.candidate.id);
            holders.push(Holder {
                id: &winner.candidate.id,
                name: &winner.candidate.name,
                post: contest.post,
                reserved: contest.reserved,
                sex: poll.sex_of(&winner.candidate.id),
                votes: Some(winner.votes),
                contest: Some(at),
                written_in: !winner.candidate.nominated,
            });
        }
        counted.push(result);
    }
    let valid = counted.iter().all(|result| !result.void);
    let plan = next::plan(rules, poll, &counted, &holders);
    reasons.extend(plan.reasons);
    let flags = flags::raise(rules, poll, &counted, &holders, plan.next.as_ref());
    let outcome = plan
        .next
        .as_ref()
        .map_or(Outcome::Complete, |next| next.kind.outcome());
    // A recall without its quorum has no poll that must follow, yet nothing was decided by it.
    let outcome = if valid { outcome } else { Outcome::Repoll };
    counted.sort_by_key(|result| result.at);
    Decision {
        rules: rules.pack.to_owned(),
        valid,
        outcome,
        reasons,
        contests: counted.into_iter().map(shown).collect(),
        next: plan.next,
        flags,
        problems,
    }
}

fn before(poll: &Poll) -> Vec<Holder<'_>> {
    poll.elected_before
        .iter()
        .map(|person| Holder {
            id: &person.id,
            name: person.name.as_deref().unwrap_or(&person.id),
            post: person.post,
            reserved: Reserved::None,
            sex: person.sex,
            votes: person.votes,
            contest: None,
            written_in: false,
        })
        .collect()
}

fn shown(result: Counted<'_>) -> ContestDecision {
    let ids = |standings: &[count::Standing<'_>]| -> Vec<String> {
        standings
            .iter()
            .map(|standing| standing.candidate.id.clone())
            .collect()
    };
    ContestDecision {
        post: result.contest.post,
        reserved: result.contest.reserved,
        needed: result.needed,
        elected: ids(&result.elected),
        tied: ids(&result.tied),
        unfilled: result.unfilled,
        recalled: result.recalled.into_iter().map(str::to_owned).collect(),
        reasons: result.reasons,
    }
}

/// Ballots against those allowed, then those who voted against those entitled.
fn standing(
    rules: &PollRules<'_>,
    poll: &Poll,
    ballots: Ballots,
    post: Option<&Contest>,
) -> Standing {
    let mut reasons = Vec::new();
    let matter = match post {
        Some(contest) => format!("{}的{}", contest.title(), wording::matter(poll)),
        None => wording::matter(poll).to_owned(),
    };
    let mut say = |code, text, inequality: Option<String>, basis: Option<Basis>| {
        reasons.push(Reason {
            code,
            text,
            inequality,
            basis,
        });
    };
    let mut void = false;
    if rules.excess_over.value.is_some() {
        let (most, what) = allowed(rules, ballots);
        let sum = Some(compared(ballots.returned.into(), most.into()));
        let basis = rules.excess_over.cite();
        if ballots.returned > most {
            void = true;
            let text = format!(
                "收回选票 {} 张，多于{what} {most}，{matter}无效。",
                ballots.returned
            );
            say(TallyCode::T103, text, sum, basis);
        }
    }
    let participants = if rules.participants.says("issued") {
        ballots.issued
    } else {
        ballots.returned
    };
    let who = wording::entitled(poll);
    if let Some((rule, share)) = rules
        .quorum_of(poll)
        .and_then(|rule| Some((rule, rule.value?)))
    {
        let sum = Some(inequality(share, participants, poll.registered));
        let turnout = format!("{who}，投票 {participants} 人");
        let (code, text) = if !share.reached(participants, poll.registered) {
            void = true;
            let short = wording::failing(share);
            (
                TallyCode::T102,
                format!("{turnout}，{short}，{matter}无效。"),
            )
        } else if void {
            let enough = wording::reaching(share);
            (TallyCode::T101, format!("{turnout}，{enough}。"))
        } else {
            let enough = wording::reaching(share);
            (
                TallyCode::T101,
                format!("{turnout}，{enough}，{matter}有效。"),
            )
        };
        say(code, text, sum, rule.cite());
    } else {
        let text = format!(
            "{who}，投票 {participants} 人；{}没有规定参加比例，按得票决定。",
            chinese(poll.round)
        );
        say(TallyCode::T104, text, None, None);
    }
    if rules.excess_over.value.is_some() && !void {
        let (most, what) = allowed(rules, ballots);
        let text = format!("收回选票 {} 张，不多于{what} {most}。", ballots.returned);
        let sum = Some(format!("{} ≤ {most}", ballots.returned));
        say(TallyCode::T106, text, sum, rules.excess_over.cite());
    }
    Standing { void, reasons }
}
