//! 罢免 — how many must ask for it, how many must vote, how many must agree.

use super::super::pack::Rules;
use super::meeting::Requirement;
use super::ruling::{Mark, Ruling, Unfit, Verdict, bounded, within};

/// 联名要求罢免
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Petition {
    /// By representatives instead of people with the vote.
    pub representatives: bool,
    /// 有选举权的村（居）民, or representatives.
    pub whole: u32,
    /// 联名人数; `None`: how many it takes.
    pub signed: Option<u32>,
}

/// K705, or how many it takes.
pub fn check_petition(rules: &Rules, petition: &Petition) -> Result<Vec<Ruling>, Vec<Unfit>> {
    let (key, whole) = if petition.representatives {
        ("recall_petition_reps", "代表")
    } else {
        ("recall_petition_voters", "有选举权的人")
    };
    let mut problems = bounded(&[("whole", whole, petition.whole)]);
    if petition.whole == 0 {
        problems.push(Unfit::new(
            "whole",
            format!("请填写{whole}的人数，不能是 0。"),
        ));
    }
    within(
        "signed",
        ("联名人数", petition.signed.unwrap_or(0)),
        (whole, petition.whole),
        &mut problems,
    );
    if !problems.is_empty() {
        return Err(problems);
    }
    let signatures = Requirement {
        key,
        fails: Mark::K705,
        part: "联名",
        whole,
        first: "请告知联名人人数不够，暂不能提出罢免要求。",
    };
    Ok(vec![match petition.signed {
        Some(signed) => signatures.ruling(rules, signed, petition.whole),
        None => signatures.least(rules, petition.whole),
    }])
}

/// 罢免投票表决
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecallVote {
    /// By residents' representatives, where the community elects that way.
    pub representatives: bool,
    /// 登记参加选举的人（居民代表）
    pub registered: u32,
    /// 投票
    pub voted: Option<u32>,
    /// 同意罢免
    pub in_favour: Option<u32>,
}

/// K706, K707, or how many it takes.
pub fn check_recall_vote(rules: &Rules, vote: &RecallVote) -> Result<Vec<Ruling>, Vec<Unfit>> {
    let mut problems = bounded(&[("registered", "登记参加选举的人数", vote.registered)]);
    if vote.registered == 0 {
        problems.push(Unfit::new(
            "registered",
            "请填写登记参加选举的人数，不能是 0。",
        ));
    }
    within(
        "voted",
        ("投票人数", vote.voted.unwrap_or(0)),
        ("登记人数", vote.registered),
        &mut problems,
    );
    if let Some(in_favour) = vote.in_favour {
        match vote.voted {
            None => problems.push(Unfit::new(
                "voted",
                "请填写投票人数：填了同意罢免的票数，就要有投票人数。",
            )),
            Some(voted) => within(
                "in_favour",
                ("同意罢免的票数", in_favour),
                ("投票人数", voted),
                &mut problems,
            ),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let (key, whole) = if vote.representatives {
        ("recall_representatives_quorum", "居民代表")
    } else {
        ("recall_quorum", "登记参加选举的")
    };
    let turnout = Requirement {
        key,
        fails: Mark::K706,
        part: "投票",
        whole,
        first: "这次罢免表决无效。",
    };
    let majority = Requirement {
        key: "recall_majority",
        fails: Mark::K707,
        part: "同意罢免",
        whole: "投票",
        first: "罢免没有通过。",
    };
    let Some(voted) = vote.voted else {
        return Ok(vec![turnout.least(rules, vote.registered)]);
    };
    let cast = turnout.ruling(rules, voted, vote.registered);
    if cast.verdict == Verdict::Fails {
        return Ok(vec![cast]);
    }
    let agreed = match vote.in_favour {
        Some(in_favour) => majority.ruling(rules, in_favour, voted),
        None => majority.least(rules, voted),
    };
    Ok(vec![cast, agreed])
}
