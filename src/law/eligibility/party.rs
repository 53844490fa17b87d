//! 党员大会 — quorum and votes by shares that no text read here settles: the pack states them as
//! 待核, and what depends on the reading is shown instead of decided.

use super::super::pack::Rules;
use super::super::param::{Share, Value};
use super::ruling::{Mark, Ruling, Unfit, Verdict, bounded, share_words, unset, within};

/// 党员大会选举
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PartyMeeting {
    /// 应到会有选举权的党员
    pub due: u32,
    /// 实到
    pub present: u32,
    /// 得票
    pub votes: Option<u32>,
}

/// What a pack says of a share, whether or not it was read: value and whether it may be relied on.
fn stated(rules: &Rules, key: &str) -> Option<(Share, bool)> {
    let item = rules.items.get(key)?;
    let share = |value: &Option<Value>| match value {
        Some(Value::Share(share)) => Some(*share),
        _ => None,
    };
    share(&item.value).map(|found| (found, true)).or_else(|| {
        item.sources
            .iter()
            .rev()
            .find_map(|source| share(&source.value))
            .map(|found| (found, false))
    })
}

/// K700, K701, K702, K708.
pub fn check_party_meeting(
    rules: &Rules,
    meeting: &PartyMeeting,
) -> Result<Vec<Ruling>, Vec<Unfit>> {
    let PartyMeeting {
        due,
        present,
        votes,
    } = *meeting;
    let mut problems = bounded(&[("due", "应到党员", due)]);
    if due == 0 {
        problems.push(Unfit::new("due", "请填写应到会的党员人数，不能是 0。"));
    }
    within("present", ("实到", present), ("应到", due), &mut problems);
    within(
        "votes",
        ("得票", votes.unwrap_or(0)),
        ("实到", present),
        &mut problems,
    );
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut found = vec![quorum(rules, due, present)];
    if let Some(votes) = votes
        && found.iter().all(|ruling| ruling.verdict != Verdict::Fails)
    {
        found.push(elected(rules, due, present, votes));
    }
    Ok(found)
}

fn quorum(rules: &Rules, due: u32, present: u32) -> Ruling {
    const KEY: &str = "party_meeting_quorum";
    let Some((share, verified)) = stated(rules, KEY) else {
        return unset(rules, KEY, "党员大会到会人数");
    };
    let exactly =
        u64::from(share.den) * u64::from(present) == u64::from(share.num) * u64::from(due);
    let numbers = share.inequality(present, due);
    let ruling = if exactly && !verified {
        let strict = Share {
            strict: true,
            ..share
        };
        Ruling::new(Mark::K708, Verdict::Look, "请先向上级党组织问明再开会。").because(format!(
            "应到 {due} 人，实到 {present} 人，正好是规定的比例：按“超过”要 {} 人，按“不少于”已经够。",
            strict.least(due)
        ))
    } else if share.reached(present, due) {
        holds(
            verified,
            format!(
                "应到 {due} 人，实到 {present} 人，达到{}。",
                share_words(share)
            ),
        )
    } else {
        Ruling::new(Mark::K701, Verdict::Fails, "请改期召开，这次大会不能选举。").because(format!(
            "应到 {due} 人，实到 {present} 人，没有达到{}，至少要 {} 人。",
            share_words(share),
            share.least(due)
        ))
    };
    ruling.numbers(numbers).by(rules, KEY)
}

/// A number that is enough; enough by a share nobody read is to be looked at.
fn holds(verified: bool, text: String) -> Ruling {
    if verified {
        Ruling::new(Mark::K700, Verdict::Holds, text)
    } else {
        Ruling::new(Mark::K700, Verdict::Look, text)
            .because("这个比例还没有核对原文，请以上级文件为准。")
    }
}

fn elected(rules: &Rules, due: u32, present: u32, votes: u32) -> Ruling {
    const KEY: &str = "party_majority";
    const BASE: &str = "party_majority_base";
    let Some((share, verified)) = stated(rules, KEY) else {
        return unset(rules, KEY, "党内当选票数");
    };
    let by_due = share.reached(votes, due);
    let by_present = share.reached(votes, present);
    let ruling = match (rules.word(BASE), by_due, by_present) {
        (Some("present"), _, enough) | (Some(_), enough, _) => {
            let (whole, name) = if rules.word(BASE) == Some("present") {
                (present, "实到会")
            } else {
                (due, "应到会")
            };
            let words = share_words(share);
            let ruling = if enough {
                holds(
                    verified,
                    format!("得票 {votes}，达到{name} {whole} 人的{words}。"),
                )
            } else {
                Ruling::new(Mark::K702, Verdict::Fails, "没有当选。").because(format!(
                    "得票 {votes}，{name} {whole} 人的{words}是至少 {}。",
                    share.least(whole)
                ))
            };
            return ruling
                .numbers(share.inequality(votes, whole))
                .by(rules, KEY)
                .by(rules, BASE);
        }
        (None, true, _) => holds(
            false,
            format!("得票 {votes}，按应到 {due} 人、按实到 {present} 人计算都够。"),
        ),
        (None, false, true) => {
            Ruling::new(Mark::K708, Verdict::Look, "请先向上级党组织问明再宣布。").because(format!(
                "得票 {votes}：按应到 {due} 人要 {}，不够；按实到 {present} 人要 {}，已经够。",
                share.least(due),
                share.least(present)
            ))
        }
        (None, false, false) => Ruling::new(Mark::K702, Verdict::Fails, "没有当选。").because(
            format!("得票 {votes}，按应到 {due} 人、按实到 {present} 人计算都不够。"),
        ),
    };
    ruling
        .numbers(format!(
            "{}；{}",
            share.inequality(votes, due),
            share.inequality(votes, present)
        ))
        .by(rules, KEY)
        .by(rules, BASE)
}
