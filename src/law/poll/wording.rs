//! 用语 — the words of the reasons that depend on the share, the people who vote and the matter.

use super::super::param::Share;
use super::input::{Electorate, Poll, Vote};

/// 半数, 三分之二
pub(super) fn share(share: Share) -> String {
    if share.num == 1 && share.den == 2 {
        "半数".to_owned()
    } else if share.num == share.den {
        "全部".to_owned()
    } else {
        format!("{}分之{}", hanzi(share.den), hanzi(share.num))
    }
}

/// 超过半数, 达到三分之一
pub(super) fn reaching(of: Share) -> String {
    format!("{}{}", verb(of), share(of))
}

/// 没有超过半数, 没有达到三分之一
pub(super) fn failing(of: Share) -> String {
    format!("没有{}{}", verb(of), share(of))
}

fn verb(share: Share) -> &'static str {
    if share.strict { "超过" } else { "达到" }
}

/// 一 … 十, figures beyond.
fn hanzi(number: u32) -> String {
    const DIGITS: [&str; 11] = [
        "零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十",
    ];
    usize::try_from(number)
        .ok()
        .and_then(|at| DIGITS.get(at))
        .map_or_else(|| number.to_string(), |digit| (*digit).to_owned())
}

/// 登记 1203 人, 户代表 1501 人, 代表 60 人
pub(super) fn entitled(poll: &Poll) -> String {
    let who = match (poll.electorate, poll.vote) {
        (Electorate::Voters, _) => "登记",
        (Electorate::Households, _) => "户代表",
        (Electorate::Representatives, Vote::ByElection) => "代表会议组成人员",
        (Electorate::Representatives, _) => "代表",
    };
    format!("{who} {} 人", poll.registered)
}

/// 选举, 补选, 罢免表决
pub(super) fn matter(poll: &Poll) -> &'static str {
    match poll.vote {
        Vote::Election => "选举",
        Vote::ByElection => "补选",
        Vote::Recall => "罢免表决",
    }
}

/// 甲、乙、丙
pub(super) fn listed<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    names.into_iter().collect::<Vec<_>>().join("、")
}
