//! 候选人 — more names than seats, how they were nominated, what bars them.

use serde::{Deserialize, Serialize};

use super::super::pack::Rules;
use super::super::unit::Post;
use super::ruling::{Mark, Ruling, Unfit, Verdict, bounded, flag, lists, unset};

/// 一个职位的应选名额与候选人数
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PostSeats {
    /// 职位
    pub post: Post,
    /// 应选名额
    pub seats: u32,
    /// 候选人数
    pub candidates: u32,
}

/// The items that say how many more candidates than seats a post has, least and most.
pub(super) fn differential_keys(post: Post) -> Option<(&'static str, &'static str)> {
    match post {
        Post::Chair => Some(("differential_chair_min", "differential_chair_max")),
        Post::Deputy => Some(("differential_deputy_min", "differential_deputy_max")),
        Post::Member => Some(("differential_member_min", "differential_member_max")),
        Post::Supervisor => None,
    }
}

/// C400, C401, C404 for each post with seats.
pub fn check_differential(rules: &Rules, posts: &[PostSeats]) -> Result<Vec<Ruling>, Vec<Unfit>> {
    let mut problems = Vec::new();
    for (at, row) in posts.iter().enumerate() {
        let name = row.post.name();
        problems.extend(
            bounded(&[
                ("seats", &format!("{name}应选名额"), row.seats),
                ("candidates", &format!("{name}候选人数"), row.candidates),
            ])
            .into_iter()
            .map(|problem| Unfit::new(format!("posts.{at}.{}", problem.field), problem.message)),
        );
        if row.seats == 0 && row.candidates > 0 {
            problems.push(Unfit::new(
                format!("posts.{at}.candidates"),
                format!(
                    "请核对{name}：没有应选名额，却有 {} 名候选人。",
                    row.candidates
                ),
            ));
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(posts
        .iter()
        .filter(|row| row.seats > 0)
        .filter_map(|row| differential(rules, row))
        .collect())
}

fn differential(rules: &Rules, row: &PostSeats) -> Option<Ruling> {
    let (min_key, max_key) = differential_keys(row.post)?;
    let PostSeats {
        post,
        seats,
        candidates,
    } = *row;
    let name = post.name();
    let Some(min) = rules.number(min_key) else {
        return Some(unset(rules, min_key, &format!("{name}差额")).at(name));
    };
    let least = seats.saturating_add(min);
    if candidates < least {
        return Some(
            Ruling::new(
                Mark::C401,
                Verdict::Fails,
                format!("请补足到 {least} 名，或者改用其他法定的选举方式。"),
            )
            .at(name)
            .because(format!(
                "{name}应选 {seats} 名，候选人 {candidates} 名，差额不足 {min} 名。"
            ))
            .numbers(format!("{candidates} < {seats} + {min} = {least}"))
            .by(rules, min_key),
        );
    }
    if let Some(max) = rules.number(max_key) {
        let most = seats.saturating_add(max);
        if candidates > most {
            return Some(
                Ruling::new(
                    Mark::C404,
                    Verdict::Fails,
                    format!("请通过预选减少到 {most} 名以内。"),
                )
                .at(name)
                .because(format!(
                    "{name}应选 {seats} 名，候选人 {candidates} 名，差额多于 {max} 名。"
                ))
                .numbers(format!("{candidates} > {seats} + {max} = {most}"))
                .by(rules, max_key),
            );
        }
    }
    Some(
        Ruling::new(
            Mark::C400,
            Verdict::Holds,
            format!("{name}应选 {seats} 名，候选人 {candidates} 名，符合差额规定。"),
        )
        .at(name)
        .numbers(format!("{candidates} ≥ {seats} + {min} = {least}"))
        .by(rules, min_key)
        .by(rules, max_key),
    )
}

/// 提名方式
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NominationSource {
    /// 党组织推荐
    Party,
    /// 登记参加选举的人提名
    Voters,
    /// 联名提名
    JointVoters,
    /// 自荐
    #[serde(rename = "self")]
    Own,
}

impl NominationSource {
    /// The word of packs, and the Chinese.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Party => ("party", "党组织推荐"),
            Self::Voters => ("voters", "选民提名"),
            Self::JointVoters => ("joint-voters", "选民联名提名"),
            Self::Own => ("self", "自荐"),
        }
    }
}

/// 不得或者不宜作为候选人的情形, as it was found in the review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bar {
    /// 被开除党籍
    ExpelledFromParty,
    /// 因犯罪受过刑事处罚
    Convicted,
    /// 利用宗族势力从事非法活动
    ClanForces,
    /// 利用黑恶势力从事非法活动
    EvilForces,
    /// 组织或者参加非法宗教活动或者邪教活动
    IllegalReligionOrCult,
    /// 政策规定的情形
    Policy {
        /// What it is.
        text: String,
        /// 文号 of the document that says so.
        document: String,
    },
}

impl Bar {
    /// The words of packs that take it in, and the Chinese; `None` for a bar of policy.
    fn law(&self) -> Option<(&'static [&'static str], &'static str)> {
        Some(match self {
            Self::ExpelledFromParty => (&["expelled-from-party"], "被开除中国共产党党籍"),
            Self::Convicted => (&["convicted"], "因犯罪受过刑事处罚"),
            Self::ClanForces => (&["clan-or-evil-forces"], "利用宗族势力从事非法活动"),
            Self::EvilForces => (
                &["clan-or-evil-forces", "evil-forces"],
                "利用黑恶势力从事非法活动",
            ),
            Self::IllegalReligionOrCult => (
                &["illegal-religion-or-cult"],
                "组织或者参加非法宗教活动或者邪教活动",
            ),
            Self::Policy { .. } => return None,
        })
    }
}

/// 一项提名
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nomination {
    /// 被提名人
    pub name: String,
    /// 提名方式
    pub source: NominationSource,
    /// 联名或者提名的人数
    pub nominators: u32,
    /// 是否委托他人提名
    pub by_proxy: bool,
    /// Bars found.
    pub bars: Vec<Bar>,
}

/// C405–C409, C411 for each nomination; C400 where nothing is wrong.
pub fn check_nominations(
    rules: &Rules,
    nominations: &[Nomination],
) -> Result<Vec<Ruling>, Vec<Unfit>> {
    let mut problems = Vec::new();
    for (at, nomination) in nominations.iter().enumerate() {
        if nomination.name.trim().is_empty() {
            problems.push(Unfit::new(
                format!("nominations.{at}.name"),
                "请补填被提名人的姓名。",
            ));
        }
        if !bounded(&[("nominators", "提名人数", nomination.nominators)]).is_empty() {
            problems.push(Unfit::new(
                format!("nominations.{at}.nominators"),
                "请改正提名人数：不像是真的人数。",
            ));
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut found = Vec::new();
    for nomination in nominations {
        let before = found.len();
        nominated(rules, nomination, &mut found);
        for bar in &nomination.bars {
            barred(rules, bar, &mut found);
        }
        for ruling in found.iter_mut().skip(before) {
            ruling.place.clone_from(&nomination.name);
        }
        if found.len() == before {
            found.push(
                Ruling::new(
                    Mark::C400,
                    Verdict::Holds,
                    "提名方式符合规定，没有查到不得作为候选人的情形。",
                )
                .at(&nomination.name)
                .by(rules, "nomination_sources")
                .by(rules, "candidate_bars"),
            );
        }
    }
    Ok(found)
}

fn nominated(rules: &Rules, nomination: &Nomination, found: &mut Vec<Ruling>) {
    const SOURCES: &str = "nomination_sources";
    const JOINT: &str = "joint_nomination_min";
    let (word, name) = nomination.source.words();
    if rules.value(SOURCES).is_none() {
        found.push(unset(rules, SOURCES, "提名方式"));
    } else if !lists(rules, SOURCES, word) {
        found.push(
            Ruling::new(Mark::C408, Verdict::Fails, "请改用规定的提名方式。")
                .because(format!("所用规则没有「{name}」这一种提名方式。"))
                .by(rules, SOURCES),
        );
    }
    if nomination.source == NominationSource::JointVoters
        && let Some(min) = rules
            .number(JOINT)
            .filter(|min| nomination.nominators < *min)
    {
        found.push(
            Ruling::new(
                Mark::C409,
                Verdict::Fails,
                format!("请补足到 {min} 人联名。"),
            )
            .because(format!("联名的选民只有 {} 人。", nomination.nominators))
            .numbers(format!("{} < {min}", nomination.nominators))
            .by(rules, JOINT),
        );
    }
    if nomination.by_proxy && flag(rules, "proxy_nomination_banned") {
        found.push(
            Ruling::new(Mark::C411, Verdict::Fails, "请由选民本人提名。")
                .because("不得委托他人提名，这项提名无效。")
                .by(rules, "proxy_nomination_banned"),
        );
    }
}

fn barred(rules: &Rules, bar: &Bar, found: &mut Vec<Ruling>) {
    const KEY: &str = "candidate_bars";
    match (bar, bar.law()) {
        (Bar::Policy { text, document }, _) => found.push(policy(text, document)),
        (_, Some((words, name))) => {
            let hard = words.iter().any(|word| lists(rules, KEY, word));
            let ruling = if hard {
                Ruling::new(
                    Mark::C405,
                    Verdict::Fails,
                    "请不要列为候选人，并告知本人理由。",
                )
                .because(format!("{name}的，不得作为候选人。"))
            } else {
                Ruling::new(Mark::C406, Verdict::Look, "请先查明依据，写明文号。").because(format!(
                    "「{name}」不在所用规则列明的情形之内，不能只凭这一条取消资格。"
                ))
            };
            found.push(ruling.by(rules, KEY));
        }
        (_, None) => {}
    }
}

/// A bar of policy stands only with the number of the document that sets it.
fn policy(text: &str, document: &str) -> Ruling {
    let text = if text.trim().is_empty() {
        "（没有写明情形）"
    } else {
        text.trim()
    };
    if is_document_number(document) {
        Ruling::new(
            Mark::C407,
            Verdict::Look,
            "请把理由和文号书面告知本人，并说明可以提出异议。",
        )
        .because(format!(
            "{text}，依据是 {}；这是政策规定，不是法律列明的情形。",
            document.trim()
        ))
    } else {
        Ruling::new(
            Mark::C406,
            Verdict::Fails,
            "请写明文件的文号，否则不能据此取消资格。",
        )
        .because(format!(
            "「{text}」不是法律列明的情形，没有写明依据的文件。"
        ))
    }
}

/// «×组通〔2026〕5号»: it has a year or serial in digits and ends its serial with 号.
fn is_document_number(text: &str) -> bool {
    text.split_once('号')
        .is_some_and(|(head, _)| head.chars().any(|c| c.is_ascii_digit()))
}
