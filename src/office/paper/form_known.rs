//! 表单的已知 — what the product prints into forms: the rules of the pinned pack, the roll, days, papers. Facts
//! about people that nobody keeps stay ruled rows.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use super::{
    data::text,
    issue::shown_number,
    known::{Asked, posting_places, registered, team_name, village},
    roll_known,
};
use crate::{
    civil,
    documents::kind::Kind,
    law::{self, Basis, CheckChoice, CheckItem, Rules, Shape, UnitKind, Value as RuleValue},
    office::{
        inspection::Kind as InspectionKind,
        risk::{Level, state_name},
        standing::Plans,
        supervision::{
            rectify,
            sheet::{Book, basis_text},
        },
        village::causes,
    },
    roster::TroubleCause,
    store::{
        entity::{rectification, voter as voter_row},
        paper, progress, risk as stored_risk,
    },
};

/// How far a finding has come: «已销号 3月1日», «整改中，期限 2月28日».
fn settled(row: &rectification::Model) -> String {
    let name = rectify::state_name(&row.state);
    match (row.closed_on, row.due) {
        (Some(day), _) => format!("{name} {}", civil::short(day)),
        (None, Some(due)) => format!("{name}，期限 {}", civil::short(due)),
        (None, None) => name.to_owned(),
    }
}

/// Items of the pack a form cites under its title; a kind not named here cites its step.
fn cited_items(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::VoterRegister => &["voting_age", "outsider_months"],
        Kind::OutsiderApplication => &["outsider_months"],
        Kind::ProxyForm => &["proxy_max", "proxy_candidate_banned"],
        Kind::IssueRegister => &["proxy_max"],
        Kind::RoamingApplication => &["roaming_allowed"],
        Kind::ObjectionForm => &["objection_days", "decision_days"],
        Kind::NominationForm => &[
            "nomination_sources",
            "joint_nomination_min",
            "proxy_nomination_banned",
        ],
        Kind::SelfNominationForm => &["nomination_sources"],
        Kind::QualificationReview => &["candidate_bars"],
        Kind::ResultReport => &["quorum", "majority"],
        Kind::MeetingNotice => &["meeting_notice_lead_days"],
        Kind::Minutes => &["reps_meeting_quorum"],
        Kind::HandoverList => &["handover_days"],
        _ => &[],
    }
}

/// 依据 of a form: of what it states, else of its step.
pub(super) fn basis(rules: &Rules, kind: Kind) -> Vec<Basis> {
    let items = cited_items(kind);
    if items.is_empty() {
        return kind
            .step()
            .and_then(|id| rules.step(id))
            .map(|step| step.sources.iter().map(law::Source::basis).collect())
            .unwrap_or_default();
    }
    items.iter().flat_map(|key| rules.basis(key)).collect()
}

fn flag(rules: &Rules, key: &str) -> Option<bool> {
    match rules.value(key) {
        Some(RuleValue::Flag(flag)) => Some(*flag),
        _ => None,
    }
}

fn share(rules: &Rules, key: &str) -> Value {
    match rules.value(key) {
        Some(RuleValue::Share(share)) => {
            json!({ "strict": share.strict, "num": share.num, "den": share.den })
        }
        _ => Value::Null,
    }
}

fn words<'r>(rules: &'r Rules, key: &str) -> &'r [String] {
    match rules.value(key) {
        Some(RuleValue::Words(words)) => words,
        _ => &[],
    }
}

/// The words of the table for several choices: 被开除党籍, …
fn in_chinese(rules: &Rules, key: &str) -> Vec<&'static str> {
    let Some(Shape::Choices(table)) = law::PARAMS
        .iter()
        .find(|param| param.key == key)
        .map(|param| param.shape)
    else {
        return Vec::new();
    };
    words(rules, key)
        .iter()
        .filter_map(|word| table.iter().find(|(id, _)| id == word))
        .map(|(_, chinese)| *chinese)
        .collect()
}

/// The numbers and words of a pack; no days.
pub(super) fn rules_of(rules: &Rules) -> Map<String, Value> {
    let number = |key: &str| json!(rules.number(key));
    let order = rules
        .notice(Kind::Candidates.id())
        .and_then(|notice| notice.order.as_deref())
        .or_else(|| rules.word("candidate_order"))
        .filter(|order| ["votes", "strokes"].contains(order));
    let sources = words(rules, "nomination_sources");
    let known = json!({
        "term_years": number("term_years"),
        "voting_age": number("voting_age"),
        "outsider_months": number("outsider_months"),
        "outsider_by_work": flag(rules, "outsider_by_work"),
        "objection_days": number("objection_days"),
        "decision_days": number("decision_days"),
        "self_nomination": (!sources.is_empty()).then(|| sources.iter().any(|one| one == "self")),
        "joint_nomination_min": number("joint_nomination_min"),
        "proxy_nomination_banned": flag(rules, "proxy_nomination_banned"),
        "bars": in_chinese(rules, "candidate_bars"),
        "proxy_allowed": flag(rules, "proxy_allowed"),
        "proxy_scope": rules.word("proxy_scope"),
        "proxy_max": number("proxy_max"),
        "proxy_candidate_banned": flag(rules, "proxy_candidate_banned"),
        "roaming_allowed": flag(rules, "roaming_allowed"),
        "roaming_supervisors": number("roaming_min_supervisors"),
        "order": order,
        "other_names": flag(rules, "other_names"),
        "overvote_unit": rules.word("overvote_unit"),
        "double_post_void": flag(rules, "double_post_void"),
        "add_down": flag(rules, "add_down"),
        "handover_days": number("handover_days"),
        "ballot_keep_years": number("ballot_keep_years"),
        "meeting_notice_days": number("meeting_notice_lead_days"),
        "reps_quorum": share(rules, "reps_meeting_quorum"),
        "quorum": share(rules, "quorum"),
        "majority": share(rules, "majority"),
    });
    match known {
        Value::Object(known) => known,
        _ => Map::new(),
    }
}

/// The rules with the days of a unit.
fn dated_rules(asked: &Asked<'_>) -> Value {
    let mut rules = rules_of(asked.rules);
    let day = asked.days.election_day;
    let days: [(&str, Option<NaiveDate>); 8] = [
        ("registration_to", asked.last_day("registration-closed")),
        ("objection_until", asked.last_day("objections-closed")),
        ("nomination_to", asked.last_day("nomination-closed")),
        (
            "withdraw_until",
            asked.deadline("withdrawal_lead_days", day),
        ),
        ("proxies_until", asked.last_day("proxies-filed")),
        ("report_by", asked.deadline("result_report_days", day)),
        ("rerun_until", asked.deadline("rerun_within_days", day)),
        ("handover_by", asked.deadline("handover_days", day)),
    ];
    rules.extend(days.map(|(key, day)| (key.to_owned(), json!(day))));
    Value::Object(rules)
}

/// The `known` part of a form with everything the product knows of the unit.
pub(super) fn known(asked: &Asked<'_>) -> Value {
    match asked.kind {
        Kind::VoterRegister | Kind::VoterCard | Kind::IssueRegister => {
            json!({ "rules": dated_rules(asked), "groups": groups(asked) })
        }
        Kind::BallotLedger | Kind::ResultReport => {
            json!({ "rules": dated_rules(asked), "registered": registered(asked) })
        }
        Kind::ArchiveIndex => {
            json!({ "rules": dated_rules(asked), "papers": archived(asked) })
        }
        Kind::VillageLedger => ledger(asked),
        Kind::ObjectionForm => {
            let (decisions, deadlines) = roll_known::objections(asked);
            json!({
                "rules": dated_rules(asked), "decisions": decisions, "deadlines": deadlines,
                "people": roll_known::people(asked).map(|(_, people)| people),
            })
        }
        _ => match roll_known::people(asked) {
            Some((key, people)) => json!({ "rules": dated_rules(asked), key: people }),
            None => blank(asked),
        },
    }
}

/// The `known` part of an empty form of a unit: rules and days, nobody's name.
pub(super) fn blank(asked: &Asked<'_>) -> Value {
    match asked.kind {
        Kind::InspectionForm => {
            let village = village(asked);
            let team =
                |id: Option<uuid::Uuid>| id.and_then(|id| team_name(asked.dossier, Some(id)));
            json!({
                "team": team(village.and_then(|village| village.supervision_team_id)),
                "guidance_team": team(village.and_then(|village| village.guidance_team_id)),
                "items": checks(asked),
            })
        }
        kind => unnamed(kind, Some(dated_rules(asked))),
    }
}

/// What is looked at in a village as it stands, without notice: this stage, those before it, and what is always looked at.
fn checks(asked: &Asked<'_>) -> Vec<Value> {
    let Some(village) = village(asked) else {
        return Vec::new();
    };
    let standing = asked.dossier.standing(asked.plans, asked.unit, asked.dated);
    let book = Book {
        lists: &asked.plans.checklists,
        plans: asked.plans,
    };
    book.items(village, &standing, InspectionKind::Random, "")
        .into_iter()
        .map(|item| printed_check(item, asked.rules))
        .collect()
}

/// One item of the checklists with its stage and basis in the words of the pack.
fn printed_check(item: &CheckItem, rules: &Rules) -> Value {
    let stage = item.stage().and_then(|id| {
        let stage = rules.stages.iter().find(|stage| stage.id == id)?;
        Some(stage.name.as_str())
    });
    json!({
        "stage": stage.unwrap_or("每次都查"), "check": item.check, "evidence": item.evidence,
        "basis": text(&basis_text(item, rules))
    })
}

/// The `known` part of a form of no unit.
pub(super) fn empty(plans: &Plans, words: UnitKind, rules: &Rules, kind: Kind) -> Value {
    match kind {
        // 空白的督查表印全部检查项，和手机上的是同一张表
        Kind::InspectionForm => {
            let items: Vec<Value> = plans
                .checklists
                .chosen(words, CheckChoice::All)
                .into_iter()
                .map(|item| printed_check(item, rules))
                .collect();
            json!({ "items": items })
        }
        kind => unnamed(kind, Some(Value::Object(rules_of(rules)))),
    }
}

fn unnamed(kind: Kind, rules: Option<Value>) -> Value {
    match kind {
        Kind::VillageLedger
        | Kind::PreflightSheet
        | Kind::SignInSheet
        | Kind::PostingChecklist
        | Kind::VillagePacketCover => json!({}),
        _ => json!({ "rules": rules }),
    }
}

/// The roll by group with serial numbers, groups and people in the order of the register.
fn groups(asked: &Asked<'_>) -> Value {
    let Some(voters) = asked.dossier.voters.get(&asked.unit) else {
        return Value::Array(Vec::new());
    };
    let mut groups: Vec<(&str, Vec<Value>)> = Vec::new();
    for voter in voters {
        let title = voter.group_name.trim();
        let title = if title.is_empty() { "未分组" } else { title };
        let row = voter_row_of(voter);
        match groups.iter_mut().find(|(known, _)| *known == title) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((title, vec![row])),
        }
    }
    groups
        .into_iter()
        .map(|(title, voters)| json!({ "title": title, "voters": voters }))
        .collect()
}

/// Whether somebody's household is registered elsewhere.
pub(super) fn is_outsider(voter: &voter_row::Model) -> bool {
    voter.category == "household-elsewhere"
}

/// 男、女 of the roll.
pub(super) fn sex_word(voter: &voter_row::Model) -> Option<&'static str> {
    match voter.sex.as_deref() {
        Some("male" | "男") => Some("男"),
        Some("female" | "女") => Some("女"),
        _ => None,
    }
}

fn voter_row_of(voter: &voter_row::Model) -> Value {
    let class = match voter.category.as_str() {
        "living-here" => Some("一"),
        "living-away" => Some("二"),
        "household-elsewhere" => Some("三"),
        _ => None,
    };
    json!({
        "serial": u32::try_from(voter.ordinal).unwrap_or(0), "name": voter.name,
        "sex": sex_word(voter), "class": class
    })
}

/// 已印发的文书 of a unit, in the order of issue.
fn archived(asked: &Asked<'_>) -> Vec<Value> {
    asked
        .dossier
        .papers
        .iter()
        .filter(|line| line.unit_id == asked.unit && line.state == paper::ISSUED)
        .filter_map(|line| Some((line, Kind::from_id(&line.kind)?)))
        .filter(|(_, kind)| *kind != Kind::ArchiveIndex)
        .map(|(line, kind)| {
            let author = match kind.issuer() {
                crate::documents::kind::Issuer::TownshipOffice => "镇街换届办",
                crate::documents::kind::Issuer::VillageCommittee => "委员会",
                crate::documents::kind::Issuer::ElectionCommittee => "选举委员会",
            };
            json!({
                "number": text(&shown_number(&line.series, &line.number)), "author": author,
                "title": kind.title(), "date": line.dated, "pages": line.pages
            })
        })
        .collect()
}

/// 风险等级 as it was given last.
fn risk(asked: &Asked<'_>) -> Value {
    let Some(row) = asked.dossier.assessment(asked.unit) else {
        return Value::Null;
    };
    json!({
        "level": Level::from_id(&row.level).map(Level::name),
        "reasons": text(&row.reasons), "by": text(&row.assessed_by), "on": row.assessed_on,
    })
}

/// 一村一策 as it stands; what is not done any more is left out.
fn measures(asked: &Asked<'_>) -> Vec<Value> {
    stored_risk::current(&asked.dossier.measures)
        .into_iter()
        .filter(|row| row.village_id == asked.unit && row.state != stored_risk::DROPPED)
        .map(|row| {
            json!({
                "measure": row.measure, "owner": text(&row.owner_name), "due": row.due,
                "state": state_name(&row.state), "settled_on": row.settled_on,
            })
        })
        .collect()
}

/// Everything known of one village.
fn ledger(asked: &Asked<'_>) -> Value {
    let dossier = asked.dossier;
    let Some(village) = village(asked) else {
        return json!({});
    };
    let count = |n: Option<i32>| n.and_then(|n| u32::try_from(n).ok());
    let leader = village.leader_id.and_then(|id| {
        let person = dossier.people.iter().find(|person| person.id == id)?;
        Some(json!({ "name": person.name, "post": text(&person.post) }))
    });
    // A period that ran out is over although nobody records it.
    let states = dossier
        .standing(asked.plans, asked.unit, asked.dated)
        .states;
    let steps: Vec<Value> = asked
        .plan
        .steps
        .iter()
        .zip(&asked.days.steps)
        .enumerate()
        .map(|(index, (step, days))| {
            let over = step.lapses
                && states
                    .get(index)
                    .is_some_and(|state| *state == law::StepState::Done);
            let set_aside = dossier.latest.iter().any(|row| {
                row.unit_id == asked.unit && row.step == step.id && row.act == progress::SET_ASIDE
            });
            let state = match (days.actual, set_aside) {
                (Some(_), _) => Some("已办"),
                (None, true) => Some("不适用"),
                (None, false) if over => Some("期满"),
                (None, false) => None,
            };
            json!({
                "stage": asked.plan.stages.get(step.stage).map_or("", |stage| stage.name.as_str()),
                "name": step.name, "statutory": step.class == law::StepClass::Statutory,
                "suggested": days.suggested, "latest": days.latest, "actual": days.actual,
                "state": state
            })
        })
        .collect();
    let papers: Vec<Value> = dossier
        .papers
        .iter()
        .filter(|line| line.unit_id == asked.unit)
        .map(|line| {
            json!({
                "number": text(&shown_number(&line.series, &line.number)),
                "title": Kind::from_id(&line.kind).map_or_else(|| line.title.clone(), |kind| kind.title().to_owned()),
                "date": line.dated, "posted_on": line.posted_on,
                "state": if line.state == paper::VOID { "已作废" } else { "有效" }
            })
        })
        .collect();
    let visits: Vec<Value> = dossier
        .inspections
        .iter()
        .rev()
        .filter(|(row, _)| row.village_id == asked.unit)
        .map(|(row, findings)| {
            let problems: Vec<&str> = findings
                .iter()
                .map(|finding| finding.problem.as_str())
                .collect();
            let settled: Vec<String> = findings
                .iter()
                .filter_map(|finding| dossier.rectifications.get(&finding.id))
                .map(settled)
                .collect();
            json!({
                "day": row.day, "inspectors": text(&row.inspectors), "problems": problems, "settled": settled
            })
        })
        .collect();
    json!({
        "households": count(village.households), "population": count(village.population),
        "groups": count(village.groups), "party_members": count(village.party_members),
        "last_voters": count(village.last_voters), "registered": registered(asked),
        "term_end": village.term_end,
        "trouble_causes": causes(village).into_iter().map(TroubleCause::title).collect::<Vec<_>>(),
        "risk": risk(asked), "measures": measures(asked),
        "posting_places": posting_places(village), "note": text(&village.note),
        "leader": leader, "guidance_team": team_name(dossier, village.guidance_team_id),
        "supervision_team": team_name(dossier, village.supervision_team_id),
        "steps": steps, "papers": papers, "visits": visits
    })
}
