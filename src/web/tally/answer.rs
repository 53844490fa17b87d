//! 核算结论 — the decision as the page shows and prints it.

use crate::{
    civil,
    law::{
        Basis,
        poll::{
            self, Contest, ContestDecision, Decision, Next, NumberProblem, Outcome, Poll, Reason,
        },
    },
    web::{
        pages::{
            parts::{Fact, Message},
            tally::{Answer, ContestAnswer, Line, NextStep, ResultRow},
        },
        view::Tone,
    },
};

/// The answer to a sheet; `made` says when.
pub(super) fn of(poll: &Poll, decision: &Decision, made: String) -> Answer {
    let figure = |label: &str, count: u32, unit: &str| Fact::new(label, format!("{count} {unit}"));
    let mut figures = vec![
        figure("登记", poll.registered, "人"),
        figure("发出选票", poll.issued, "张"),
        figure("收回选票", poll.returned, "张"),
    ];
    if poll.proxies > 0 {
        figures.push(figure("其中委托", poll.proxies, "张"));
    }
    if poll.roaming > 0 {
        figures.push(figure("其中流动票箱", poll.roaming, "张"));
    }
    Answer {
        tone: tone(decision),
        headline: headline(decision),
        figures,
        problems: decision.problems.iter().map(number_line).collect(),
        reasons: decision.reasons.iter().map(line).collect(),
        contests: decision
            .contests
            .iter()
            .zip(&poll.contests)
            .map(|(decided, contest)| contest_answer(decided, contest))
            .collect(),
        next: decision.nexts().map(next_step).collect(),
        flags: decision
            .flags
            .iter()
            .map(|flag| Message {
                tone: Tone::Warning,
                code: flag.code.as_str().to_owned(),
                text: flag.text.clone(),
                basis: cited(flag.basis.as_ref()),
                ..Message::default()
            })
            .collect(),
        made,
    }
}

fn tone(decision: &Decision) -> Tone {
    match decision.outcome {
        Outcome::Complete if decision.flags.is_empty() => Tone::Done,
        Outcome::Complete | Outcome::Rerun | Outcome::Revote => Tone::Warning,
        Outcome::Repoll | Outcome::Rejected => Tone::Error,
    }
}

fn headline(decision: &Decision) -> String {
    let open: u32 = decision
        .contests
        .iter()
        .map(|contest| contest.unfilled)
        .sum();
    match decision.outcome {
        Outcome::Complete if decision.flags.is_empty() => "投票有效，全部选出。".to_owned(),
        Outcome::Complete => format!("投票有效，全部选出；有 {} 件要处理。", decision.flags.len()),
        Outcome::Rerun => format!("投票有效，还有 {open} 个名额没有选出，要另行选举。"),
        Outcome::Revote => "投票有效，有人得票相等，要再次投票。".to_owned(),
        Outcome::Repoll => "投票无效，要重新投票。".to_owned(),
        Outcome::Rejected => "数字不能成立，请核对纸上的计票表再算，没有作出结论。".to_owned(),
    }
}

fn cited(basis: Option<&Basis>) -> String {
    basis.map(Basis::cite).unwrap_or_default()
}

fn line(reason: &Reason) -> Line {
    Line {
        text: reason.text.clone(),
        inequality: reason.inequality.clone().unwrap_or_default(),
        basis: cited(reason.basis.as_ref()),
        code: reason.code.as_str().to_owned(),
    }
}

fn number_line(problem: &NumberProblem) -> Line {
    Line {
        text: problem.text.clone(),
        inequality: problem.inequality.clone(),
        basis: cited(problem.basis.as_ref()),
        code: problem.code.as_str().to_owned(),
    }
}

fn contest_answer(decided: &ContestDecision, contest: &Contest) -> ContestAnswer {
    let mut people: Vec<_> = contest.candidates.iter().collect();
    people.sort_by_key(|person| std::cmp::Reverse(person.votes));
    ContestAnswer {
        title: contest.title(),
        wanted: format!("应选 {} 名，当选须 {} 票", contest.seats, decided.needed),
        rows: people
            .into_iter()
            .map(|person| {
                let (sign, word) = if decided.elected.contains(&person.id) {
                    ("done", "当选")
                } else if decided.tied.contains(&person.id) {
                    ("soon", "得票相等，再次投票")
                } else {
                    ("future", "未当选")
                };
                ResultRow {
                    name: if person.nominated {
                        person.name.clone()
                    } else {
                        format!("{}（另选）", person.name)
                    },
                    votes: person.votes.to_string(),
                    sign,
                    word,
                }
            })
            .collect(),
        reasons: decided.reasons.iter().map(line).collect(),
    }
}

fn next_step(next: &Next) -> NextStep {
    let title = match next.latest {
        Some(day) => format!(
            "{}，最迟 {}",
            next.kind.outcome().name(),
            civil::long_weekday(day)
        ),
        None => next.kind.outcome().name().to_owned(),
    };
    NextStep {
        title,
        lines: next
            .contests
            .iter()
            .map(|contest| {
                let title = poll::title(contest.post, contest.reserved);
                if contest.candidates.is_empty() {
                    format!("{title} {} 名", contest.seats)
                } else {
                    format!(
                        "{title} {} 名，候选人：{}",
                        contest.seats,
                        contest.candidates.join("、")
                    )
                }
            })
            .collect(),
    }
}
