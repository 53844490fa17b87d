//! 已知 — what the product itself knows for a kind of village paper: days from the schedule, numbers
//! from the pinned rules, the roll, what is posted. Never asked of a clerk.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{
    data::{basis as basis_data, text},
    dossier::Dossier,
    form_known, meeting, notices, occasion,
    outcome::{self, Outcome},
    plan_of, reply, report, township,
};
use crate::{
    documents::kind::{Kind, Series},
    law::{self, Basis, Days, Plan, Rules, Source, StepDays, Value as RuleValue},
    office::standing::{Plans, kind_of},
    store::entity::village as village_row,
};

/// One paper being put together.
pub(super) struct Asked<'a> {
    pub(super) dossier: &'a Dossier,
    pub(super) plans: &'a Plans,
    pub(super) rules: &'a Rules,
    pub(super) plan: &'a Plan,
    pub(super) days: &'a Days,
    /// The day printed under the paper.
    pub(super) dated: NaiveDate,
    /// The day of the paper's own step.
    pub(super) own_day: Option<NaiveDate>,
    pub(super) unit: Uuid,
    pub(super) kind: Kind,
}

impl Asked<'_> {
    fn step(&self, id: &str) -> Option<&StepDays> {
        self.days.steps.get(self.plan.index(id)?)
    }

    /// The recorded day of a step, else the planned one.
    pub(super) fn day(&self, id: &str) -> Option<NaiveDate> {
        self.step(id).map(StepDays::effective)
    }

    /// The recorded day of a step, else its last one.
    pub(super) fn last_day(&self, id: &str) -> Option<NaiveDate> {
        self.step(id)
            .map(|row| row.actual.unwrap_or_else(|| row.limit()))
    }

    pub(super) fn recorded(&self, id: &str) -> Option<NaiveDate> {
        self.dossier.recorded(self.unit, id)
    }

    pub(super) fn deadline(&self, key: &str, anchor: NaiveDate) -> Option<NaiveDate> {
        law::deadline(self.rules, key, anchor).map(|deadline| deadline.latest)
    }

    pub(super) fn flag(&self, key: &str) -> Option<bool> {
        match self.rules.value(key) {
            Some(RuleValue::Flag(flag)) => Some(*flag),
            _ => None,
        }
    }
}

/// 依据 — the sources of the notice in the pinned pack, then those of its step; each article once.
pub(super) fn basis(asked: &Asked<'_>) -> Value {
    let mut list: Vec<Basis> = Vec::new();
    if asked.kind == Kind::ImplementationPlan {
        return plan_of::basis(asked);
    }
    if asked.kind.is_form() {
        return Value::Array(cited(&form_known::basis(asked.rules, asked.kind)));
    }
    let cites = asked.kind.series() == Series::Notice || asked.kind == Kind::ElectionDayReply;
    if !cites {
        return Value::Array(Vec::new());
    }
    let notice = asked
        .rules
        .notice(asked.kind.id())
        .map(|notice| notice.sources.iter().map(Source::basis).collect::<Vec<_>>())
        .unwrap_or_default();
    let step = asked
        .kind
        .step()
        .and_then(|id| asked.plan.index(id))
        .and_then(|index| asked.plan.steps.get(index))
        .map(|step| step.basis.clone())
        .unwrap_or_default();
    list.extend(notice);
    list.extend(step);
    Value::Array(cited(&list))
}

/// Each article once, and nothing a higher law replaced: that is for the comparison of packs, not for the wall.
pub(super) fn cited(bases: &[Basis]) -> Vec<Value> {
    let mut list: Vec<&Basis> = Vec::new();
    for one in bases {
        let known = list
            .iter()
            .any(|old| old.statute == one.statute && old.article == one.article);
        if !known && one.status != law::Status::Superseded {
            list.push(one);
        }
    }
    list.into_iter().map(basis_data).collect()
}

/// The `known` part of a paper's data.
pub(super) fn known(asked: &Asked<'_>, facts: &Value) -> Value {
    match asked.kind {
        Kind::LeadingGroupNotice => township::leading_group_notice(asked),
        Kind::TrainingNotice => township::training_notice(asked),
        Kind::DisciplineNotice => township::discipline_notice(asked),
        Kind::DisciplinePoster => {
            json!({ "discipline": township::discipline_notice(asked)["discipline"] })
        }
        Kind::EmergencyPlan => township::emergency_plan(asked),
        Kind::InspectionBulletin => report::inspection_bulletin(asked),
        Kind::DailyReport => report::daily_report(asked),
        Kind::StatisticsSummary => report::statistics_summary(asked),
        Kind::WorkSummary => report::work_summary(asked),
        Kind::ElectionDayReply => reply::election_day_reply(asked),
        Kind::ResultReply => reply::result_reply(asked),
        Kind::ResponsibilityLetter => reply::responsibility_letter(asked),
        Kind::ImplementationPlan => plan_of::known(asked),
        Kind::MobilizationNotice => township::mobilization_notice(asked),
        Kind::LiaisonTable => township::liaison_table(asked),
        Kind::SignInSheet | Kind::MeetingNotice | Kind::Minutes => meeting::known(asked),
        Kind::RectificationNotice => rectification_notice(asked),
        Kind::ElectionDay => json!({
            "term_end": village(asked).and_then(|village| village.term_end),
            "registration_from": asked.day("registration-opened"),
            "registration_to": asked.day("registration-closed"),
            "roll_day": asked.day("roll-published"),
        }),
        // Who was chosen is a fact: a planned day is not printed as one.
        Kind::ElectionCommittee => json!({ "selected_on": asked.recorded("committee-selected") }),
        Kind::VoterRegistration => json!({
            "registration_from": asked.day("registration-opened"),
            "registration_to": asked.day("registration-closed"),
            "roll_day": asked.day("roll-published"),
            "voting_age": asked.rules.number("voting_age"),
            "outsider_months": asked.rules.number("outsider_months"),
        }),
        Kind::VoterRoll => json!({
            "groups": groups(asked),
            "published_on": asked.own_day,
            "objection_days": asked.rules.number("objection_days"),
            "objection_deadline": asked.last_day("objections-closed"),
            "decision_days": asked.rules.number("decision_days"),
        }),
        Kind::Candidates => json!({
            "order": asked.rules.notice(asked.kind.id())
                .and_then(|notice| notice.order.as_deref())
                .or_else(|| asked.rules.word("candidate_order"))
                .filter(|order| ["votes", "strokes"].contains(order)),
            "withdraw_until": asked.deadline("withdrawal_lead_days", asked.days.election_day),
        }),
        Kind::Polling => json!({
            "proxies_until": asked.last_day("proxies-filed"),
            "proxy_allowed": asked.flag("proxy_allowed"),
            "proxy_scope": asked.rules.word("proxy_scope"),
            "proxy_max": asked.rules.number("proxy_max"),
        }),
        Kind::Results => json!({
            "registered": outcome::registered(asked.dossier, asked.unit),
            "rerun_until": Outcome::of(asked.dossier, asked.unit, facts)
                .is_some_and(|outcome| !outcome.left.is_empty())
                .then(|| asked.deadline("rerun_within_days", asked.days.election_day))
                .flatten(),
        }),
        Kind::ElectionCommitteeChange
        | Kind::VoterRollCorrection
        | Kind::ObjectionDecision
        | Kind::RepresentativesElection
        | Kind::Representatives
        | Kind::GroupLeaders
        | Kind::PostsAndMethod
        | Kind::CandidateConditions
        | Kind::Nomination
        | Kind::Nominees
        | Kind::PreselectionMethod
        | Kind::PreselectionResult
        | Kind::CandidateChange
        | Kind::PollingStaff
        | Kind::RoamingVoters
        | Kind::Proxies
        | Kind::Scribes
        | Kind::InvalidBallotRules
        | Kind::Rerun
        | Kind::Repoll
        | Kind::Supervisors
        | Kind::Handover
        | Kind::AuditResult => notices::known(asked),
        Kind::PostingChecklist => posting_checklist(asked),
        Kind::VillagePacketCover => json!({
            "leader": village(asked).and_then(|village| leader(asked.dossier, village)),
            "guidance_team": village(asked)
                .and_then(|village| team_name(asked.dossier, village.guidance_team_id)),
        }),
        _ => form_known::known(asked),
    }
}

pub(super) fn village<'a>(asked: &Asked<'a>) -> Option<&'a village_row::Model> {
    asked.dossier.village(asked.unit)
}

/// Name of the linked leader.
pub(super) fn leader(dossier: &Dossier, village: &village_row::Model) -> Option<String> {
    let id = village.leader_id?;
    dossier
        .people
        .iter()
        .find(|person| person.id == id)
        .map(|person| person.name.clone())
}

/// Name of a team.
pub(super) fn team_name(dossier: &Dossier, id: Option<Uuid>) -> Option<String> {
    let id = id?;
    dossier
        .teams
        .iter()
        .find(|team| team.id == id)
        .map(|team| team.name.clone())
}

fn rectification_notice(asked: &Asked<'_>) -> Value {
    let wanting = asked.dossier.wanting(asked.unit);
    let latest = wanting.as_ref().and_then(super::dossier::Wanting::latest);
    json!({
        "team": village(asked).and_then(|village| team_name(asked.dossier, village.supervision_team_id)),
        "inspected_on": latest.map(|row| row.day),
    })
}

/// The roll by group, groups and names in the order of the register.
fn groups(asked: &Asked<'_>) -> Value {
    let Some(voters) = asked.dossier.voters.get(&asked.unit) else {
        return Value::Array(Vec::new());
    };
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut places: std::collections::HashMap<&str, usize> = std::collections::HashMap::new();
    for voter in voters {
        let title = voter.group_name.trim();
        let place = *places.entry(title).or_insert_with(|| {
            groups.push((title, Vec::new()));
            groups.len() - 1
        });
        if let Some((_, names)) = groups.get_mut(place) {
            names.push(&voter.name);
        }
    }
    let unnamed = village(asked).map_or("未分组", |village| match kind_of(village) {
        law::UnitKind::Village => "未分组村民",
        law::UnitKind::Community => "未分组居民",
    });
    groups
        .into_iter()
        .map(|(title, names)| {
            let title = if title.is_empty() { unnamed } else { title };
            json!({ "title": title, "names": names })
        })
        .collect()
}

/// Registered voters as papers state them.
pub(super) fn registered(asked: &Asked<'_>) -> Option<u32> {
    outcome::registered(asked.dossier, asked.unit)
}

/// The places where a village posts, from the JSON list kept with it.
pub fn posting_places(village: &village_row::Model) -> Vec<String> {
    serde_json::from_str(&village.posting_places).unwrap_or_else(|_| {
        village
            .posting_places
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect()
    })
}

/// The notices of a unit's pack that this program makes, in posting order.
pub fn notice_kinds(rules: &Rules) -> Vec<Kind> {
    rules
        .notices
        .iter()
        .filter_map(|notice| Kind::from_id(&notice.paper))
        .filter(|kind| kind.series() == Series::Notice)
        .collect()
}

/// The numbers the pack gives some notices, as printed.
pub fn notice_numbers(rules: &Rules, kinds: &[Kind]) -> Vec<String> {
    kinds
        .iter()
        .filter_map(|kind| {
            let number = rules.notice(kind.id())?.number.as_deref()?;
            Some(kind.printed_number(number))
        })
        .collect()
}

fn posting_checklist(asked: &Asked<'_>) -> Value {
    let notices: Vec<Value> = occasion::notices(asked.dossier, asked.plans, asked.unit)
        .unwrap_or_default()
        .into_iter()
        .map(|kind| {
            let issued = asked.dossier.in_force(asked.unit, kind).last();
            let planned = asked
                .rules
                .notice(kind.id())
                .and_then(|notice| notice.number.as_deref())
                .map(|number| kind.printed_number(number));
            let step = kind.step().and_then(|step| asked.step(step));
            json!({
                // The serial of an unnumbered paper is ours and says nothing on a wall.
                "number": issued
                    .filter(|line| !super::series::is_internal(&line.series))
                    .map(|line| line.number.clone())
                    .or(planned),
                "title": kind.title(),
                "latest": step.and_then(|row| row.latest),
                "suggested": step.map(|row| row.suggested),
                "posted_on": issued.and_then(|line| line.posted_on),
            })
        })
        .collect();
    let places = village(asked).map(posting_places).unwrap_or_default();
    let mut known = Map::new();
    known.insert("notices".to_owned(), Value::Array(notices));
    known.insert(
        "places".to_owned(),
        places.iter().map(|place| text(place)).collect(),
    );
    known.insert(
        "posting_days".to_owned(),
        json!(asked.rules.number("posting_min_days")),
    );
    Value::Object(known)
}
