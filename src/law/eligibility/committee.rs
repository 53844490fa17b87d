//! 选举委员会 — its size, who has to leave it, who comes next.

use chrono::NaiveDate;

use super::super::pack::Rules;
use super::super::poll::Kinship;
use super::super::unit::UnitKind;
use super::ruling::{Mark, Ruling, Unfit, Verdict, bounded, flag, scope_words, unset, within};
use crate::civil;

/// 选举委员会的人数
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CommitteeSize {
    /// 成员
    pub members: u32,
    /// 候补
    pub alternates: u32,
    /// 其中妇女; `None`: not counted.
    pub women: Option<u32>,
}

/// E100–E104, E108, E109: too few, too many, even where odd is asked for, alternates or women missing.
pub fn check_committee_size(
    rules: &Rules,
    kind: UnitKind,
    size: CommitteeSize,
) -> Result<Vec<Ruling>, Vec<Unfit>> {
    let CommitteeSize {
        members,
        alternates,
        women,
    } = size;
    let mut problems = bounded(&[
        ("members", "成员人数", members),
        ("alternates", "候补人数", alternates),
    ]);
    within(
        "women",
        ("妇女成员", women.unwrap_or(0)),
        ("成员", members),
        &mut problems,
    );
    if !problems.is_empty() {
        return Err(problems);
    }
    let body = kind.election_committee();
    let mut found = Vec::new();
    let mut say = |code, key: &str, first: String, reason: String, inequality: String| {
        found.push(
            Ruling::new(code, Verdict::Fails, first)
                .because(reason)
                .numbers(inequality)
                .by(rules, key),
        );
    };
    if let Some(min) = rules.number("ec_min").filter(|min| members < *min) {
        say(
            Mark::E101,
            "ec_min",
            format!("请补选成员，至少 {min} 人。"),
            format!("{body}现有 {members} 人。"),
            format!("{members} < {min}"),
        );
    }
    if let Some(max) = rules.number("ec_max").filter(|max| members > *max) {
        say(
            Mark::E102,
            "ec_max",
            format!("请减少成员，至多 {max} 人。"),
            format!("{body}现有 {members} 人。"),
            format!("{members} > {max}"),
        );
    }
    if flag(rules, "ec_odd") && members.is_multiple_of(2) {
        say(
            Mark::E103,
            "ec_odd",
            "请改为单数。".to_owned(),
            format!("{body}人数应为单数，现有 {members} 人。"),
            String::new(),
        );
    }
    if women == Some(0) && flag(rules, "ec_women_required") {
        say(
            Mark::E108,
            "ec_women_required",
            "请调整成员，要有妇女。".to_owned(),
            format!("{body}现在没有妇女成员。"),
            String::new(),
        );
    }
    if let Some(due) = rules
        .number("ec_alternates")
        .filter(|due| alternates < *due)
    {
        say(
            Mark::E104,
            "ec_alternates",
            format!("请推选 {due} 名候补。"),
            format!("现有候补 {alternates} 人。"),
            format!("{alternates} < {due}"),
        );
    }
    if let Some(most) = rules
        .number("ec_alternates_max")
        .filter(|most| alternates > *most)
    {
        say(
            Mark::E109,
            "ec_alternates_max",
            format!("请减少候补，至多 {most} 名。"),
            format!("现有候补 {alternates} 人。"),
            format!("{alternates} > {most}"),
        );
    }
    let keys = ["ec_min", "ec_max", "ec_odd", "ec_alternates"];
    if found.is_empty() && keys.iter().all(|key| rules.value(key).is_none()) {
        found.push(unset(rules, "ec_min", "选举委员会人数"));
    }
    if found.is_empty() {
        let mut ruling = Ruling::new(
            Mark::E100,
            Verdict::Holds,
            format!("{body} {members} 人，人数符合规定。"),
        );
        for key in keys {
            ruling = ruling.by(rules, key);
        }
        found.push(ruling);
    }
    Ok(found)
}

/// 成员 or 候补, in the order of the original selection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommitteeMember {
    /// The caller's name for the person.
    pub name: String,
    /// 连续缺席会议的次数
    pub absences: u32,
    /// 因其他原因已经出缺（辞去、死亡等）
    pub gone: bool,
}

/// 选举委员会 as selected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ElectionCommittee {
    /// 成员
    pub members: Vec<CommitteeMember>,
    /// The others of the original tally, next first.
    pub others: Vec<CommitteeMember>,
}

/// A nomination as far as the election committee is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tie {
    /// 被提名人
    pub nominee: String,
    /// 提名日期
    pub on: NaiveDate,
    /// Relatives of the nominee among members and others: name and relation, whichever way round.
    pub relatives: Vec<(String, Kinship)>,
}

/// 变动: who leaves, who joins, how many seats wait for a fresh selection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Members after the changes.
    pub members: Vec<String>,
    /// Who left.
    pub left: Vec<String>,
    /// Who came in their place, in original order.
    pub joined: Vec<String>,
    /// Seats that nobody is left to fill.
    pub open: u32,
    /// What was found.
    pub rulings: Vec<Ruling>,
}

/// Why a person cannot sit on the committee.
fn bar(rules: &Rules, name: &str, nominations: &[Tie]) -> Option<Ruling> {
    const KEY: &str = "ec_exit_scope";
    if let Some(own) = nominations.iter().find(|tie| tie.nominee == name) {
        return Some(
            Ruling::new(
                Mark::C403,
                Verdict::Fails,
                format!("请办理{name}退出选举委员会的手续并公告。"),
            )
            .because(format!(
                "{name}本人 {} 被提名为候选人。",
                civil::long(own.on)
            ))
            .by(rules, KEY),
        );
    }
    let scope = rules.word(KEY)?;
    let (tie, kinship) = nominations.iter().find_map(|tie| {
        tie.relatives
            .iter()
            .find(|(relative, kinship)| relative == name && kinship.within(scope))
            .map(|(_, kinship)| (tie, *kinship))
    })?;
    Some(
        Ruling::new(
            Mark::C402,
            Verdict::Fails,
            format!("请办理{name}退出选举委员会的手续并公告。"),
        )
        .because(format!(
            "{} {} 被提名为候选人，与{name}是{}关系，在应当退出的范围（{}）内。",
            tie.nominee,
            civil::long(tie.on),
            kinship.name(),
            scope_words(scope)
        ))
        .by(rules, KEY),
    )
}

/// Exits by nomination, absences, and succession in the original order.
pub fn committee_changes(
    rules: &Rules,
    kind: UnitKind,
    committee: &ElectionCommittee,
    nominations: &[Tie],
) -> Result<Changes, Vec<Unfit>> {
    named_once(committee)?;
    let mut changes = Changes::default();
    for member in &committee.members {
        let name = &member.name;
        if let Some(ruling) = bar(rules, name, nominations) {
            changes.left.push(name.clone());
            changes.rulings.push(ruling);
        } else if member.gone {
            changes.left.push(name.clone());
        } else {
            changes.members.push(name.clone());
            absent(rules, member, &mut changes.rulings);
        }
    }
    let counted = committee.members.iter().any(|member| member.absences > 0);
    if counted && rules.number("ec_absence_limit").is_none() {
        let ruling = unset(rules, "ec_absence_limit", "连续缺席");
        changes.rulings.push(ruling);
    }
    let mut open = changes.left.len();
    // Where every vacancy is filled by a fresh selection, nobody moves up.
    let in_order = rules.word("ec_vacancy") != Some("anew");
    for other in &committee.others {
        if open == 0 || !in_order {
            break;
        }
        if other.gone || bar(rules, &other.name, nominations).is_some() {
            continue;
        }
        open -= 1;
        changes.rulings.push(
            Ruling::new(
                Mark::E106,
                Verdict::Look,
                format!("请由{}递补并公告。", other.name),
            )
            .because("出缺的名额按照原推选结果依次递补，也可以另行推选。")
            .by(rules, "ec_vacancy"),
        );
        changes.members.push(other.name.clone());
        changes.joined.push(other.name.clone());
    }
    changes.open = u32::try_from(open).unwrap_or(u32::MAX);
    if changes.open > 0 {
        changes.rulings.push(anew(rules, kind, &changes));
    }
    Ok(changes)
}

/// E107: nobody moves up; below the minimum the rest must be selected anew.
fn anew(rules: &Rules, kind: UnitKind, changes: &Changes) -> Ruling {
    let why = if rules.word("ec_vacancy") == Some("anew") {
        "规则规定出缺的另行推选"
    } else {
        "依次递补的人已经没有"
    };
    let now = u32::try_from(changes.members.len()).unwrap_or(u32::MAX);
    let open = changes.open;
    let body = kind.election_committee();
    match rules.number("ec_min") {
        Some(min) if now < min => Ruling::new(
            Mark::E107,
            Verdict::Fails,
            format!("请另行推选，至少补足到 {min} 人。"),
        )
        .because(format!("{why}，{body}只剩 {now} 人，少于规定的人数。"))
        .numbers(format!("{now} < {min}"))
        .by(rules, "ec_vacancy")
        .by(rules, "ec_min"),
        min => {
            let enough = match min {
                Some(_) => "人数仍符合规定",
                None => "最少人数所用规则没有写明",
            };
            Ruling::new(
                Mark::E107,
                Verdict::Look,
                format!("请决定是否另行推选 {open} 人。"),
            )
            .because(format!("{why}，{body}还有 {now} 人，{enough}。"))
            .by(rules, "ec_vacancy")
            .by(rules, "ec_min")
        }
    }
}

/// E105: the rules let such a member count as having left; the committee says so, nobody else.
fn absent(rules: &Rules, member: &CommitteeMember, found: &mut Vec<Ruling>) {
    const KEY: &str = "ec_absence_limit";
    if let Some(limit) = rules.number(KEY).filter(|limit| member.absences >= *limit) {
        found.push(
            Ruling::new(
                Mark::E105,
                Verdict::Look,
                format!("请选举委员会决定是否视为{}自动退出。", member.name),
            )
            .because(format!(
                "连续 {} 次不参加会议或者不参加表决。",
                member.absences
            ))
            .numbers(format!("{} ≥ {limit}", member.absences))
            .by(rules, KEY),
        );
    }
}

fn named_once(committee: &ElectionCommittee) -> Result<(), Vec<Unfit>> {
    let people: Vec<&str> = committee
        .members
        .iter()
        .chain(&committee.others)
        .map(|member| member.name.as_str())
        .collect();
    let mut problems = Vec::new();
    for (at, name) in people.iter().enumerate() {
        let field = match at.checked_sub(committee.members.len()) {
            None => format!("members.{at}"),
            Some(other) => format!("others.{other}"),
        };
        if name.trim().is_empty() {
            problems.push(Unfit::new(field, "请补填姓名。"));
        } else if people.iter().take(at).any(|earlier| earlier == name) {
            problems.push(Unfit::new(
                field,
                format!("请核对：{name}写了不止一次；同名的人请加注区分。"),
            ));
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}
