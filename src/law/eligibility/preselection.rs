//! 预选 — who votes, whether enough took part, which nominees become candidates.

use super::super::pack::Rules;
use super::super::poll::{Electorate, LIMIT};
use super::super::unit::Post;
use super::candidate::differential_keys;
use super::meeting::Requirement;
use super::ruling::{Mark, Ruling, Unfit, Verdict, bounded, unset, within};

const BY: &str = "preselection_by";
const QUORUM: &str = "preselection_quorum";

/// 一次预选
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preselection {
    /// 由谁投票
    pub electorate: Electorate,
    /// 应参加的人数
    pub due: u32,
    /// 参加投票的人数
    pub voted: u32,
    /// Every post that has nominees.
    pub posts: Vec<Preselected>,
}

/// 一个职位的预选得票
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preselected {
    /// 职位
    pub post: Post,
    /// 应选名额
    pub seats: u32,
    /// 初步候选人 with their votes.
    pub nominees: Vec<(String, u32)>,
}

/// C412–C415: by whom, how many came, and who stands for each post.
pub fn check_preselection(
    rules: &Rules,
    preselection: &Preselection,
) -> Result<Vec<Ruling>, Vec<Unfit>> {
    readable(preselection)?;
    let mut found = vec![electorate(rules, preselection.electorate)];
    found.push(
        Requirement {
            key: QUORUM,
            fails: Mark::C413,
            part: "参加预选",
            whole: "应参加",
            first: "请重新组织预选，这次预选无效。",
        }
        .ruling(rules, preselection.voted, preselection.due),
    );
    // A preselection that does not stand names nobody.
    if found.iter().all(|ruling| ruling.verdict != Verdict::Fails) {
        found.extend(
            preselection
                .posts
                .iter()
                .map(|post| candidates(rules, post)),
        );
    }
    Ok(found)
}

fn electorate(rules: &Rules, electorate: Electorate) -> Ruling {
    match rules.word(BY) {
        None => unset(rules, BY, "预选由谁投票"),
        Some(word) if word == electorate.id() => Ruling::new(
            Mark::C400,
            Verdict::Holds,
            format!("由{}预选，符合规定。", electorate.name()),
        )
        .by(rules, BY),
        Some(word) => {
            let due = [
                Electorate::Voters,
                Electorate::Households,
                Electorate::Representatives,
            ]
            .into_iter()
            .find(|known| known.id() == word)
            .map_or("规定的人", Electorate::name);
            Ruling::new(Mark::C412, Verdict::Fails, format!("请改由{due}预选。"))
                .because(format!(
                    "这次由{}投票，规则规定由{due}投票。",
                    electorate.name()
                ))
                .by(rules, BY)
        }
    }
}

/// As many as the seats and the differential let stand, most votes first.
fn candidates(rules: &Rules, row: &Preselected) -> Ruling {
    let name = row.post.name();
    let Some((_, most)) = differential_keys(row.post) else {
        return unset(rules, BY, &format!("{name}预选"));
    };
    let Some(extra) = rules.number(most) else {
        return unset(rules, most, &format!("{name}差额最多")).at(name);
    };
    let places = row.seats.saturating_add(extra);
    let places = usize::try_from(places).unwrap_or(usize::MAX);
    let sum = format!("{} + {extra} = {places}", row.seats);
    let mut ranked: Vec<&(String, u32)> = row.nominees.iter().collect();
    ranked.sort_by_key(|(_, votes)| std::cmp::Reverse(*votes));
    let listed = |people: &[&(String, u32)]| {
        people
            .iter()
            .map(|(name, votes)| format!("{name}（{votes} 票）"))
            .collect::<Vec<_>>()
            .join("、")
    };
    let Some(next) = ranked.get(places) else {
        return Ruling::new(
            Mark::C414,
            Verdict::Holds,
            format!("初步候选人 {} 人都作正式候选人，不必预选。", ranked.len()),
        )
        .at(name)
        .numbers(format!("{} ≤ {sum}", ranked.len()))
        .by(rules, most);
    };
    let above: Vec<_> = ranked
        .iter()
        .copied()
        .take_while(|(_, votes)| *votes > next.1)
        .collect();
    if above.len() >= places {
        let chosen = ranked.get(..places).unwrap_or_default();
        return Ruling::new(
            Mark::C414,
            Verdict::Holds,
            format!("正式候选人 {places} 人：{}。", listed(chosen)),
        )
        .at(name)
        .numbers(sum)
        .by(rules, most);
    }
    let tied: Vec<_> = ranked
        .iter()
        .copied()
        .filter(|(_, votes)| *votes == next.1)
        .collect();
    let sure = if above.is_empty() {
        String::new()
    } else {
        format!("已经确定的是{}；", listed(&above))
    };
    Ruling::new(
        Mark::C415,
        Verdict::Look,
        format!("请就得票相等的{}再次投票。", listed(&tied)),
    )
    .at(name)
    .because(format!(
        "{sure}正式候选人 {places} 人，还差 {} 人不能确定。",
        places - above.len()
    ))
    .numbers(sum)
    .by(rules, most)
}

fn readable(preselection: &Preselection) -> Result<(), Vec<Unfit>> {
    let mut problems = bounded(&[
        ("due", "应参加的人数", preselection.due),
        ("voted", "参加预选的人数", preselection.voted),
    ]);
    if preselection.due == 0 {
        problems.push(Unfit::new("due", "请填写应参加的人数，不能是 0。"));
    }
    within(
        "voted",
        ("参加预选的人数", preselection.voted),
        ("应参加的人数", preselection.due),
        &mut problems,
    );
    if preselection.posts.is_empty() {
        problems.push(Unfit::new(
            "posts",
            "请至少填写一个职位的初步候选人和得票。",
        ));
    }
    for (at, row) in preselection.posts.iter().enumerate() {
        let post = row.post.name();
        if row.seats == 0 || row.seats > LIMIT {
            problems.push(Unfit::new(
                format!("posts.{at}.seats"),
                format!("请填写{post}的应选名额，不能是 0。"),
            ));
        }
        for (i, (name, votes)) in row.nominees.iter().enumerate() {
            let field = |key: &str| format!("posts.{at}.nominees.{i}.{key}");
            if name.trim().is_empty() {
                problems.push(Unfit::new(
                    field("name"),
                    format!("请补填{post}初步候选人的姓名。"),
                ));
            } else if row.nominees.iter().take(i).any(|(other, _)| other == name) {
                problems.push(Unfit::new(
                    field("name"),
                    format!("请核对：{post}的{name}写了不止一次；同名的人请加注区分。"),
                ));
            }
            within(
                &field("votes"),
                (&format!("{post} {name}的得票"), *votes),
                ("参加预选的人数", preselection.voted),
                &mut problems,
            );
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}
