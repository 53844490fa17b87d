//! 文本 — the decision as JSON and as 核算 for people: every reason, inequality and article.

use std::fmt::Write as _;

use super::super::finding::{Basis, cite_all};
use super::input::{Electorate, Poll, Vote, chinese, title};
use super::outcome::{Decision, Next, NextContest, NextKind, Reason};

/// The JSON of `huanjie tally`, indented; `None` only if serialising fails, which it does not.
pub fn decision_json(decision: &Decision) -> Option<String> {
    serde_json::to_string_pretty(decision).ok()
}

/// The decision as a readable 核算.
pub fn decision_text(poll: &Poll, decision: &Decision) -> String {
    let mut text = head(poll, decision);
    text.push_str("\n一、投票\n");
    for reason in &decision.reasons {
        if reason.code.as_str() < "T300" {
            write_reason(&mut text, reason);
        }
    }
    text.push_str("\n二、各职位\n");
    if decision.contests.is_empty() {
        text.push_str("  不作结论。\n");
    }
    for (contest, counted) in decision.contests.iter().zip(&poll.contests) {
        if poll.vote == Vote::Recall {
            let _ = writeln!(text, "  罢免{}", counted.title());
        } else {
            let _ = writeln!(text, "  {}（应选 {} 名）", counted.title(), counted.seats);
        }
        for reason in &contest.reasons {
            write_reason(&mut text, reason);
        }
    }
    text.push_str("\n三、结论和下一步\n");
    for reason in &decision.reasons {
        if reason.code.as_str() >= "T300" {
            write_reason(&mut text, reason);
        }
    }
    for next in decision.nexts() {
        write_next(&mut text, poll, next);
    }
    if !decision.flags.is_empty() {
        text.push_str("\n四、待处理\n");
        for flag in &decision.flags {
            let _ = writeln!(
                text,
                "  {} {}{}",
                flag.code.as_str(),
                flag.text,
                cited(flag.basis.as_ref())
            );
        }
    }
    if !decision.problems.is_empty() {
        text.push_str("\n数字问题\n");
        for problem in &decision.problems {
            let _ = writeln!(
                text,
                "  {} {}：{}{}\n       {}",
                problem.code.as_str(),
                problem.path,
                problem.text,
                cited(problem.basis.as_ref()),
                problem.inequality
            );
        }
    }
    text
}

fn head(poll: &Poll, decision: &Decision) -> String {
    let mut text = String::from("计票核算");
    if poll.vote != Vote::Election {
        let _ = write!(text, "·{}", chinese(poll.vote));
    }
    let _ = writeln!(
        text,
        "  规则包 {}  {}  {}",
        decision.rules,
        chinese(poll.round),
        crate::civil::long_weekday(poll.poll_day)
    );
    let who = match poll.electorate {
        Electorate::Voters => "登记",
        other => chinese(other),
    };
    let _ = writeln!(
        text,
        "{who} {} 人，发出选票 {} 张，收回 {} 张（其中委托 {} 张、流动票箱 {} 张）",
        poll.registered, poll.issued, poll.returned, poll.proxies, poll.roaming
    );
    let _ = writeln!(
        text,
        "结论：{}{}",
        if decision.valid {
            "投票有效，"
        } else {
            ""
        },
        decision.outcome.name()
    );
    text
}

fn write_reason(text: &mut String, reason: &Reason) {
    let _ = writeln!(
        text,
        "    {} {}{}",
        reason.code.as_str(),
        reason.text,
        cited(reason.basis.as_ref())
    );
    if let Some(inequality) = &reason.inequality {
        let _ = writeln!(text, "         {inequality}");
    }
}

fn cited(basis: Option<&Basis>) -> String {
    basis.map_or_else(String::new, |basis| cite_all(std::slice::from_ref(basis)))
}

fn write_next(text: &mut String, poll: &Poll, next: &Next) {
    let kind = match next.kind {
        NextKind::Repoll => "重新投票",
        NextKind::Revote => "再次投票",
        NextKind::Rerun => "另行选举",
    };
    let latest = next.latest.map_or_else(String::new, |day| {
        format!("（最迟 {}）", crate::civil::long(day))
    });
    let _ = writeln!(text, "  {kind}{latest}");
    for contest in &next.contests {
        let _ = writeln!(
            text,
            "    {} {} 名，候选人：{}",
            title(contest.post, contest.reserved),
            contest.seats,
            candidates(poll, contest)
        );
    }
}

fn candidates(poll: &Poll, contest: &NextContest) -> String {
    if contest.candidates.is_empty() {
        return "待产生".to_owned();
    }
    let names: Vec<&str> = contest
        .candidates
        .iter()
        .map(|id| {
            poll.contests
                .iter()
                .flat_map(|contest| &contest.candidates)
                .find(|candidate| candidate.id == *id)
                .map_or(id.as_str(), |candidate| candidate.name.as_str())
        })
        .collect();
    names.join("、")
}
