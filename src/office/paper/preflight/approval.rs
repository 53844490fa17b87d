//! 审签关 — the facts without which a paper says nothing, and what is still a ruled blank.

use uuid::Uuid;

use super::{
    super::{body_roles, data, dossier::Dossier, plan_of, precedence, reply},
    Found, Gate, is_blank,
};
use crate::{
    documents::kind::{Issuer, Kind, Series},
    law,
    office::{
        refusal::Refusal,
        standing::{Plans, kind_of},
    },
    roster::BodyRole,
    store::{
        entity::person,
        progress::{DONE, SET_ASIDE},
    },
};

/// The facts without which a paper says nothing: (kind, field, what to do).
const ESSENTIAL: &[(Kind, &str, &str)] = &[
    (
        Kind::ElectionCommittee,
        "members",
        "请先填写选举委员会成员，再印发。名单是空的。",
    ),
    (
        Kind::Candidates,
        "candidates",
        "请先填写正式候选人，再印发。名单是空的。",
    ),
    (
        Kind::Results,
        "counts",
        "请先填写得票情况，再印发。结果是空的。",
    ),
    (
        Kind::ElectionCommitteeChange,
        "leavers",
        "请先填写退出的成员，再印发。没有写谁退出。",
    ),
    (
        Kind::VoterRollCorrection,
        "changes",
        "请先填写更正事项，再印发。没有写更正什么。",
    ),
    (
        Kind::ObjectionDecision,
        "objections",
        "请先填写申诉和处理结果，再印发。一件也没有。",
    ),
    (
        Kind::RepresentativesElection,
        "meetings",
        "请先填写各小组的推选会议，再印发。时间、地点是空的。",
    ),
    (
        Kind::Representatives,
        "representatives",
        "请先填写代表，再印发。名单是空的。",
    ),
    (
        Kind::GroupLeaders,
        "groups",
        "请先填写小组长，再印发。名单是空的。",
    ),
    (
        Kind::Nominees,
        "nominees",
        "请先填写初步候选人，再印发。名单是空的。",
    ),
    (
        Kind::PreselectionMethod,
        "places",
        "请先填写需要预选的职位和名额，再印发。",
    ),
    (
        Kind::PreselectionResult,
        "counts",
        "请先填写预选的得票情况，再印发。结果是空的。",
    ),
    (
        Kind::CandidateChange,
        "leavers",
        "请先填写退出的候选人，再印发。没有写谁退出。",
    ),
    (
        Kind::PollingStaff,
        "staff",
        "请先填写工作人员，再印发。名单是空的。",
    ),
    (
        Kind::RoamingVoters,
        "voters",
        "请先填写使用流动票箱的人，再印发。名单是空的。",
    ),
    (
        Kind::Proxies,
        "pairs",
        "请先填写委托人和受委托人，再印发。名单是空的；没有人委托的，把“公布委托投票名单”这一环节标为不适用。",
    ),
    (
        Kind::Scribes,
        "scribes",
        "请先填写代写人员，再印发。名单是空的。",
    ),
    (
        Kind::Rerun,
        "candidates",
        "请先填写另行选举的候选人，再印发。名单是空的。",
    ),
    (Kind::Repoll, "reason", "请先填写重新投票的原因，再印发。"),
    (
        Kind::Supervisors,
        "supervisors",
        "请先填写监督委员会成员，再印发。名单是空的。",
    ),
    (
        Kind::AuditResult,
        "findings",
        "请先填写审计评价，再印发。结果是空的。",
    ),
    (
        Kind::RectificationNotice,
        "findings",
        "请先登记督查发现的问题，再印发。没有列出任何问题。",
    ),
];

/// Facts that are missing, names nobody has looked at yet, seats, blanks.
pub(super) fn approval(
    dossier: &Dossier,
    plans: &Plans,
    unit: Uuid,
    kind: Kind,
    found: &mut Vec<Found>,
) -> Result<(), Refusal> {
    let facts = data::facts_of(dossier, unit, kind);
    for (_, key, text) in ESSENTIAL.iter().filter(|(of, _, _)| *of == kind) {
        if is_blank(facts.get(*key)) {
            found.push(Found::stop(Gate::Approval, "N301", *text));
        } else if kind.is_public() && dossier.typed(unit, kind).is_none() {
            // Names taken over from the paper before are a beginning, not a decision.
            found.push(Found::stop(
                Gate::Approval,
                "N305",
                "请先打开填写页核对并保存，再印发。名单是从前面的文书带来的，还没有人核对过。",
            ));
        }
    }
    without(dossier, unit, kind, found);
    let rules = dossier.rules(plans, unit)?;
    issuer_stands(dossier, plans, rules, unit, kind, found);
    found.extend(precedence::check(rules, kind, &facts));
    if let Some(village) = dossier.village(unit) {
        let rolled = dossier
            .rolls
            .iter()
            .any(|roll| roll.village_id == unit && roll.voters > 0);
        if kind == Kind::VoterRoll && !rolled {
            found.push(Found::stop(
                Gate::Approval,
                "N302",
                "请先导入选民名单，再印发。名单是空的。",
            ));
        }
        if matches!(kind, Kind::Candidates | Kind::Results) {
            if data::seats(village).is_null() {
                found.push(Found::stop(
                    Gate::Approval,
                    "S101",
                    format!(
                        "请先在{}的资料里填写职数。没有职数，不能写应选名额。",
                        village.name
                    ),
                ));
            } else {
                let count = |seats: i32| u32::try_from(seats).unwrap_or(0);
                let seats = law::Seats {
                    chair: count(village.seats_chair),
                    deputy: count(village.seats_deputy),
                    member: count(village.seats_member),
                };
                for finding in law::check_seats(rules, kind_of(village), seats) {
                    found.push(Found::warn(Gate::Approval, "S101", finding.message));
                }
            }
        }
    }
    if kind.has_leaders_form() && dossier.village(unit).is_none() {
        reply::unready(dossier, unit, found);
    }
    let of_unit = kind.has_unit_form() && dossier.village(unit).is_some();
    if of_unit {
        plan_of::unready(dossier, unit, found);
    }
    let asked = if dossier.is_other_form(unit, kind) {
        &[]
    } else {
        kind.fields()
    };
    let blanks: Vec<&str> = asked
        .iter()
        .filter(|spec| !spec.hint.contains("不填") && is_blank(facts.get(spec.key)))
        .filter(|spec| {
            !ESSENTIAL
                .iter()
                .any(|(of, key, _)| *of == kind && *key == spec.key)
        })
        .map(|spec| spec.label)
        .collect();
    if !blanks.is_empty() {
        found.push(Found::warn(
            Gate::Approval,
            "N303",
            format!(
                "请补填空白处，或印出后手填：{}。这 {} 处现在是横线。",
                blanks.join("、"),
                blanks.len()
            ),
        ));
    }
    Ok(())
}

/// 落款单位 — nothing goes out in the name of an election committee that nobody has chosen yet.
fn issuer_stands(
    dossier: &Dossier,
    plans: &Plans,
    rules: &law::Rules,
    unit: Uuid,
    kind: Kind,
    found: &mut Vec<Found>,
) {
    let Some(village) = dossier.village(unit) else {
        return;
    };
    let by_committee = match rules.notice(kind.id()) {
        Some(notice) => notice.issuer == law::Owner::ElectionCommittee,
        None => kind.issuer() == Issuer::ElectionCommittee,
    };
    if kind.series() != Series::Notice || !by_committee {
        return;
    }
    let of_village = kind_of(village);
    let steps = founding_steps(plans.of(of_village));
    let Some(chosen) = steps.first() else {
        return;
    };
    let recorded = dossier.latest.iter().any(|row| {
        row.unit_id == unit
            && steps.iter().any(|step| step.id == row.step)
            && matches!(row.act.as_str(), DONE | SET_ASIDE)
    });
    let named = dossier
        .typed(unit, Kind::ElectionCommittee)
        .is_some_and(|(facts, _)| !is_blank(facts.get("members")));
    let announced = dossier
        .in_force(unit, Kind::ElectionCommittee)
        .next()
        .is_some();
    if !recorded && !named && !announced {
        let body = match of_village {
            law::UnitKind::Village => "村民选举委员会",
            law::UnitKind::Community => "居民选举委员会",
        };
        found.push(
            Found::stop(
                Gate::Approval,
                "N312",
                format!(
                    "请先推选{body}、公布名单，再以它的名义印发。现在没有它的名单，也没有“{}”的记录；已经推选的，请先补记。",
                    chosen.name
                ),
            )
            .citing(&chosen.basis),
        );
    }
}

/// 推选、公布选举委员会 — the steps that say there is a committee, as the pack has them: the one that asks for its
/// list, and those of the same stage that it comes after. In the order of the plan.
fn founding_steps(plan: &law::Plan) -> Vec<&law::PlanStep> {
    let list = Kind::ElectionCommittee.id();
    let asks = |step: &law::PlanStep| step.papers.iter().any(|paper| paper == list);
    let mut found: Vec<usize> = Vec::new();
    for (at, step) in plan.steps.iter().enumerate().filter(|(_, step)| asks(step)) {
        let before = step.after.iter().copied().filter(|before| {
            plan.steps
                .get(*before)
                .is_some_and(|other| other.stage == step.stage)
        });
        found.extend(before.chain([at]));
    }
    found.sort_unstable();
    found.dedup();
    found
        .into_iter()
        .filter_map(|at| plan.steps.get(at))
        .collect()
}

/// What a township paper says nothing without.
fn without(dossier: &Dossier, unit: Uuid, kind: Kind, found: &mut Vec<Found>) {
    let leads = |person: &person::Model| body_roles(&person.body_roles).contains(&BodyRole::Leader);
    match kind {
        Kind::LeadingGroupNotice if !dossier.people.iter().any(leads) => {
            found.push(Found::stop(
                Gate::Approval,
                "N301",
                "请先在人员名单里写明领导小组组长，再印发。名单里没有组长。",
            ));
        }
        Kind::InspectionBulletin if dossier.inspections.is_empty() => {
            found.push(Found::stop(
                Gate::Approval,
                "N301",
                "请先登记督查记录，再印发。还没有任何督查可以通报。",
            ));
        }
        Kind::ResultReply if dossier.in_force(unit, Kind::Results).next().is_none() => {
            found.push(Found::stop(
                Gate::Procedure,
                "D110",
                "请等选举结果公告印发以后再复函。还没有公布结果，没有可以备案的。",
            ));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::{Library, Plan, RulePack, SourceFile, UnitKind};

    fn steps(pack: &RulePack, kind: UnitKind) -> Vec<String> {
        let plan = Plan::compile(pack, kind).unwrap();
        founding_steps(&plan)
            .into_iter()
            .map(|step| step.id.clone())
            .collect()
    }

    #[test]
    fn who_issues_is_known_by_the_steps_of_the_pack() {
        let library = Library::embedded();
        for pack in library.packs() {
            for kind in [UnitKind::Village, UnitKind::Community] {
                if pack.rules(kind).is_some() {
                    assert_eq!(
                        steps(pack, kind),
                        ["committee-selected", "committee-announced"],
                        "{} {kind:?}",
                        pack.id()
                    );
                }
            }
        }
    }

    #[test]
    fn a_province_that_names_its_steps_otherwise_is_understood() {
        let text = r#"
[pack]
id = "elsewhere-2026"
name = "某省（2026年）"
extends = "national-2025"
statute = "某省村民委员会选举办法"
amended = 2026-03-01
in_force = 2026-05-01

[[steps]]
id = "committee-announced"
omit = true

[[steps]]
id = "committee-posted"
name = "张榜公布选举委员会"
stage = "committee"
class = "working"
owner = "village-committee"
after = ["committee-selected"]
usual = "polling - 38"
papers = ["election-committee"]
source = { article = "第九条", gist = "张榜公布", status = "verified" }
"#;
        let file = SourceFile {
            name: "elsewhere-2026.toml".into(),
            text: text.into(),
        };
        let pack = Library::embedded().read(&file).unwrap();
        assert_eq!(
            steps(&pack, UnitKind::Village),
            ["committee-selected", "committee-posted"]
        );
    }
}
