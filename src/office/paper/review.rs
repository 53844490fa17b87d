//! 一起核对 — what the pre-flights of many papers warn of, asked for once: the same thing to do in many villages is one
//! question. Papers whose warnings get no reason stay in 待印发; the others go out. That is kinder than refusing all
//! of them, and nothing goes out with a warning nobody answered.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    data,
    dossier::Dossier,
    due, passing,
    passing::Reasons,
    preflight::{self, Found, Gate},
};
use crate::{
    documents::kind::Kind,
    office::{
        batch::Item,
        refusal::{Problems, Refusal},
        standing::Plans,
    },
};

/// One paper with what its pre-flight says.
#[derive(Debug, Clone)]
pub struct Reviewed {
    /// Village, leader, or the cycle for township papers.
    pub unit: Uuid,
    /// Kind.
    pub kind: Kind,
    /// Everything found.
    pub found: Vec<Found>,
    /// What was said to it before: an earlier batch could not issue it for another reason.
    pub given: Reasons,
}

impl Reviewed {
    /// Whether it cannot be issued at all.
    pub fn stops(&self) -> bool {
        self.found.iter().any(|one| one.stops)
    }

    /// The warnings nobody was asked about yet.
    fn open(&self) -> Vec<&Found> {
        let mut open = passing::warnings(&self.found);
        open.retain(|warning| self.given.of(&passing::field(warning)).is_empty());
        open
    }
}

/// One warning of one paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its unit.
    pub unit: Uuid,
    /// Its kind.
    pub kind: Kind,
    /// The warning.
    pub warning: Found,
}

/// 一类提示 — warnings of one code that ask for the same thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Where the reason is typed. Everything that is said of every paper is in it: another paper or another wording
    /// makes it another question.
    pub field: String,
    /// The warnings, in the order of the papers.
    pub members: Vec<Member>,
}

impl Group {
    /// Whether all say the same in the same words.
    pub fn is_alike(&self) -> bool {
        self.members
            .windows(2)
            .all(|two| matches!(two, [a, b] if a.warning == b.warning))
    }
}

/// Looks at papers as they would be issued on a day. What cannot even be put together asks nothing here: who issues it
/// is told why.
pub fn review(dossier: &Dossier, plans: &Plans, wanted: &[Item], on: NaiveDate) -> Vec<Reviewed> {
    wanted
        .iter()
        .map(|one| Reviewed {
            unit: one.unit,
            kind: one.kind,
            found: found(dossier, plans, one.unit, one.kind, on).unwrap_or_default(),
            given: one.reasons.clone(),
        })
        .collect()
}

/// What pre-flight says of one paper of a dossier that is read.
pub fn found(
    dossier: &Dossier,
    plans: &Plans,
    unit: Uuid,
    kind: Kind,
    on: NaiveDate,
) -> Result<Vec<Found>, Refusal> {
    let dated = due::date_of(dossier, plans, unit, kind, on);
    let assembled = data::assemble(dossier, plans, unit, kind, dated)?;
    preflight::of_paper(dossier, plans, (unit, kind), dated, on, &assembled.data)
}

/// What a warning wants done, without its particulars: what comes before the first full stop or colon.
pub fn to_do(text: &str) -> &str {
    text.split(['。', '：']).next().unwrap_or_default()
}

/// What is asked for: digits, quoted words and everything after the first thing to do make no difference.
fn pattern(text: &str) -> String {
    let mut pattern = String::new();
    let mut quoted = false;
    for c in to_do(text).chars() {
        match c {
            '“' | '「' | '《' => {
                quoted = true;
                pattern.push(c);
            }
            '”' | '」' | '》' => {
                quoted = false;
                pattern.push(c);
            }
            _ if quoted => {}
            _ if c.is_numeric() => {
                if !pattern.ends_with('#') {
                    pattern.push('#');
                }
            }
            _ => pattern.push(c),
        }
    }
    pattern
}

/// The questions, in the order of the gates and as they first come up. Papers that cannot be issued anyway ask nothing.
pub fn groups(reviewed: &[Reviewed]) -> Vec<Group> {
    let mut groups: Vec<(Gate, &str, String, Vec<Member>)> = Vec::new();
    for paper in reviewed.iter().filter(|paper| !paper.stops()) {
        for warning in paper.open() {
            let member = Member {
                unit: paper.unit,
                kind: paper.kind,
                warning: warning.clone(),
            };
            let asked = pattern(&warning.text);
            let known = groups.iter_mut().find(|(gate, code, of, _)| {
                (*gate, *code, of.as_str()) == (warning.gate, warning.code, asked.as_str())
            });
            match known {
                Some((.., members)) => members.push(member),
                None => groups.push((warning.gate, warning.code, asked, vec![member])),
            }
        }
    }
    groups.sort_by_key(|(gate, ..)| *gate);
    groups
        .into_iter()
        .map(|(_, code, _, members)| {
            let said: Vec<String> = members
                .iter()
                .map(|one| {
                    format!(
                        "{} {} {}",
                        one.unit,
                        one.kind.id(),
                        passing::field(&one.warning)
                    )
                })
                .collect();
            let said: Vec<&str> = said.iter().map(String::as_str).collect();
            Group {
                field: passing::field_of(code, &said),
                members,
            }
        })
        .collect()
}

/// Gives the reasons to the papers: those with a warning that got none stay behind.
pub fn answered(
    reviewed: &[Reviewed],
    groups: &[Group],
    reasons: &Reasons,
) -> Result<Vec<Item>, Refusal> {
    let mut problems = Problems::none();
    let mut read: Vec<(&Group, Option<String>)> = Vec::new();
    for group in groups {
        let typed = reasons.of(&group.field);
        let above = read.last().and_then(|(_, reason)| reason.clone());
        let reason = if typed.trim().is_empty() {
            None
        } else {
            passing::read(&mut problems, &group.field, typed, above.as_deref())
        };
        read.push((group, reason));
    }
    problems.into_result()?;
    Ok(reviewed
        .iter()
        .map(|paper| {
            let mut item = Item::from((paper.unit, paper.kind));
            item.reasons.clone_from(&paper.given);
            if paper.stops() {
                return item;
            }
            for (group, reason) in &read {
                for member in &group.members {
                    if (member.unit, member.kind) == (paper.unit, paper.kind)
                        && let Some(reason) = reason
                    {
                        item.reasons.give(&member.warning, reason);
                    }
                }
            }
            item.held = passing::unexplained(&paper.found, &item.reasons);
            item
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paper(unit: u128, kind: Kind, found: Vec<Found>) -> Reviewed {
        Reviewed {
            unit: Uuid::from_u128(unit),
            kind,
            found,
            given: Reasons::none(),
        }
    }

    fn open(steps: &str) -> Found {
        Found::warn(
            Gate::Procedure,
            "D110",
            format!("请核对前面的环节：{steps}还没有记录完成。"),
        )
    }

    fn blank() -> Found {
        Found::warn(
            Gate::Approval,
            "N303",
            "请补填空白处，或印出后手填：地点。这 1 处现在是横线。",
        )
    }

    #[test]
    fn the_same_thing_to_do_is_one_question() {
        let papers = [
            paper(1, Kind::Polling, vec![blank(), open("公布正式候选人名单")]),
            paper(
                2,
                Kind::Polling,
                vec![open("公布选民名单"), open("公布选民名单")],
            ),
            paper(3, Kind::ElectionDay, vec![]),
            paper(
                4,
                Kind::VoterRoll,
                vec![Found::stop(Gate::Approval, "N302", "请先导入。"), blank()],
            ),
            paper(
                5,
                Kind::Polling,
                vec![Found::warn(
                    Gate::Procedure,
                    "D110",
                    "请等一等。前面的还没有办。",
                )],
            ),
        ];
        let groups = groups(&papers);
        let told: Vec<(&str, usize, bool)> = groups
            .iter()
            .map(|group| {
                let code = group.members[0].warning.code;
                (code, group.members.len(), group.is_alike())
            })
            .collect();
        assert_eq!(
            told,
            [("D110", 2, false), ("D110", 1, true), ("N303", 1, true)]
        );
        // Another village in it, or another wording, makes it another question.
        let fewer = super::groups(&papers[..1]);
        assert_ne!(fewer[0].field, groups[0].field);
        assert_eq!(super::groups(&papers)[0].field, groups[0].field);
    }

    #[test]
    fn papers_without_a_reason_stay_behind_and_the_others_go_out() {
        let papers = [
            paper(1, Kind::Polling, vec![open("一"), blank()]),
            paper(2, Kind::Polling, vec![open("二")]),
            paper(3, Kind::Polling, vec![]),
            paper(
                4,
                Kind::VoterRoll,
                vec![Found::stop(Gate::Approval, "N302", "请先导入。"), blank()],
            ),
        ];
        let groups = groups(&papers);
        let mut reasons = Reasons::none();
        reasons.put(groups[0].field.clone(), " 已办，记录随后补。 ");
        let items = answered(&papers, &groups, &reasons).unwrap();
        let held: Vec<usize> = items.iter().map(|item| item.held.len()).collect();
        assert_eq!(held, [1, 0, 0, 0]);
        assert!(items[0].held[0].contains("N303"), "{:?}", items[0].held);
        let reason =
            |item: &Item, warning: &Found| item.reasons.of(&passing::field(warning)).to_owned();
        assert_eq!(reason(&items[1], &open("二")), "已办，记录随后补。");
        assert_eq!(
            items[3].reasons,
            Reasons::none(),
            "it will say what stops it"
        );
        // What was said before is not asked again.
        let mut before = papers[0].clone();
        before.given = items[0].reasons.clone();
        let asked = super::groups(std::slice::from_ref(&before));
        let asked: Vec<&str> = asked
            .iter()
            .map(|one| one.members[0].warning.code)
            .collect();
        assert_eq!(asked, ["N303"]);
        // 同上
        reasons.put(groups[1].field.clone(), "同上");
        let items = answered(&papers, &groups, &reasons).unwrap();
        assert!(items.iter().all(|item| item.held.is_empty()));
        assert_eq!(reason(&items[0], &blank()), "已办，记录随后补。");
        // A reason that cannot stand is a problem of its group.
        reasons.put(groups[1].field.clone(), "电话13650257551");
        let refused = answered(&papers, &groups, &reasons);
        assert!(
            matches!(refused, Err(Refusal::Invalid(problems)) if problems.fields.contains_key(&groups[1].field))
        );
    }

    #[test]
    fn what_is_asked_for_is_told_from_the_particulars() {
        for (one, other, same) in [
            (
                "请在卷内附上情况说明。「公布名单」最迟 2月26日。",
                "请在卷内附上情况说明。「推选」最迟 1月3日。",
                true,
            ),
            (
                "请重新召开会议再办“推选选委会”。2月3日的会",
                "请重新召开会议再办“通过办法”。",
                true,
            ),
            ("请补填空白处：一。", "请补填空白处：二、三。", true),
            ("请抓紧办理。", "请核对是不是补印。", false),
        ] {
            assert_eq!(pattern(one) == pattern(other), same, "{one} {other}");
        }
    }
}
