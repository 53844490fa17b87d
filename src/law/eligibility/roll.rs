//! 名单人数 — the roll as posted, what was added and dropped since, and what half of it is.

use super::super::pack::Rules;
use super::ruling::{Mark, Ruling, Unfit, Verdict, bounded, share, unset};

/// 名单公布后的变动
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RollChanges {
    /// 公布的名单人数
    pub posted: u32,
    /// 补登
    pub added: u32,
    /// 死亡
    pub died: u32,
    /// 申诉处理决定除名等
    pub dropped: u32,
    /// The total somebody wrote down, if any.
    pub stated: Option<u32>,
    /// Whether the changes were made known by a 补充公告.
    pub announced: bool,
}

/// 更正后的名单
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RollTotal {
    /// 登记参加选举的人数
    pub registered: u32,
    /// The least number of votes cast that makes the election valid.
    pub quorum: Option<u32>,
    /// What was found.
    pub rulings: Vec<Ruling>,
}

/// V240–V242: posted + added − died − dropped, and the quorum that follows.
pub fn check_roll(rules: &Rules, changes: &RollChanges) -> Result<RollTotal, Vec<Unfit>> {
    let RollChanges {
        posted,
        added,
        died,
        dropped,
        stated,
        announced,
    } = *changes;
    let mut problems = bounded(&[
        ("posted", "公布的名单人数", posted),
        ("added", "补登人数", added),
        ("died", "死亡人数", died),
        ("dropped", "除名人数", dropped),
        ("stated", "更正后的人数", stated.unwrap_or(0)),
    ]);
    if posted == 0 {
        problems.push(Unfit::new("posted", "请填写公布的名单人数，不能是 0。"));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    // Each is at most a thousand million, so nothing overflows.
    let Some(registered) = (posted + added)
        .checked_sub(died)
        .and_then(|rest| rest.checked_sub(dropped))
        .filter(|rest| *rest > 0)
    else {
        return Err(vec![Unfit::new(
            "dropped",
            format!(
                "请核对：名单 {posted} 人加补登 {added} 人，减去死亡 {died} 人、除名 {dropped} 人，一个人也不剩。"
            ),
        )]);
    };
    let sum = format!("{posted} + {added} − {died} − {dropped} = {registered}");
    let mut rulings = vec![
        Ruling::new(
            Mark::V240,
            Verdict::Holds,
            format!("登记参加选举的共 {registered} 人。"),
        )
        .numbers(sum.clone())
        .by(rules, "quorum_base"),
    ];
    if let Some(stated) = stated.filter(|stated| *stated != registered) {
        rulings.push(
            Ruling::new(Mark::V241, Verdict::Fails, "请查明是哪一项漏记。")
                .because(format!("写的是 {stated} 人，按变动算是 {registered} 人。"))
                .numbers(format!("{stated} ≠ {sum}"))
                .by(rules, "quorum_base"),
        );
    }
    if added + died + dropped > 0 && !announced {
        rulings.push(
            Ruling::new(
                Mark::V242,
                Verdict::Look,
                "请发补充公告，再按更正后的人数计算。",
            )
            .because(format!(
                "名单公布后有变动，没有公告的，仍按原来的 {posted} 人计算。"
            ))
            .by(rules, "decision_days"),
        );
    }
    let registered_now = if announced { registered } else { posted };
    let quorum = share(rules, "quorum").and_then(|share| {
        let least = u32::try_from(share.least(registered_now)).ok()?;
        rulings.push(
            Ruling::new(
                Mark::V240,
                Verdict::Holds,
                format!("至少 {least} 人投票，选举才有效。"),
            )
            .numbers(share.inequality(least, registered_now))
            .by(rules, "quorum"),
        );
        Some(least)
    });
    if quorum.is_none() {
        rulings.push(unset(rules, "quorum", "参加投票人数"));
    }
    Ok(RollTotal {
        registered: registered_now,
        quorum,
        rulings,
    })
}
