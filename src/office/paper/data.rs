//! 数据 — what a paper states, put together from the dossier: office, unit, legal basis, what the
//! product knows and what a clerk typed. A fact nobody knows is left out and becomes a ruled blank.

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{
    changes,
    dossier::Dossier,
    known::{self, Asked},
    meeting,
    outcome::{self, Outcome},
};
use crate::{
    documents::{
        kind::{Kind, Scope, Series},
        kinds,
    },
    law::{self, Owner, UnitKind},
    office::{
        plan::wording,
        refusal::Refusal,
        standing::{Plans, kind_of},
    },
    platform::secret,
    store::entity::village as village_row,
};

/// Data of one paper before it has a number.
#[derive(Debug, Clone, PartialEq)]
pub struct Assembled {
    /// As the kind takes it; `issue` holds only the issuer.
    pub data: Value,
    /// SHA-256 of [`canonical`] of it.
    pub digest: String,
}

impl Assembled {
    /// The data with number and day.
    pub fn stamped(&self, number: Option<&str>, dated: Option<NaiveDate>) -> Value {
        let mut data = self.data.clone();
        if let Some(issue) = data.get_mut("issue").and_then(Value::as_object_mut) {
            if let Some(number) = number {
                issue.insert("number".to_owned(), json!(number));
            }
            if let Some(dated) = dated {
                issue.insert("date".to_owned(), json!(dated));
            }
        }
        data
    }
}

/// Puts the data of a paper together, as it would read if it were put up on `dated`.
pub fn assemble(
    dossier: &Dossier,
    plans: &Plans,
    unit: Uuid,
    kind: Kind,
    dated: NaiveDate,
) -> Result<Assembled, Refusal> {
    if !dossier.fits(unit, kind) {
        return Err(Refusal::NotFound);
    }
    let rules = dossier.rules(plans, unit)?;
    let (plan, days, own_day) = dossier.days(plans, unit, kind, dated);
    let asked = Asked {
        dossier,
        plans,
        rules,
        plan,
        days: &days,
        dated,
        own_day,
        unit,
        kind,
    };
    let own = dossier.village(unit);
    let of_unit = own.filter(|_| kind.has_unit_form());
    // What is asked for the township's plan is not asked of a village, nor of the leaders what a village is asked.
    let facts = if dossier.is_other_form(unit, kind) {
        json!({})
    } else {
        facts_of(dossier, unit, kind)
    };
    let mut data = Map::new();
    data.insert("office".to_owned(), office(dossier));
    if let Some(village) = own.filter(|_| kind.scope() == Scope::Village || kind.has_unit_form()) {
        data.insert("unit".to_owned(), unit_data(dossier, village));
    }
    let mut issue = Map::new();
    if of_unit.is_some() {
        issue.insert("issuer".to_owned(), json!("election-committee"));
    }
    if let Some(issuer) = rules
        .notice(kind.id())
        .and_then(|notice| issuer(notice.issuer))
    {
        issue.insert("issuer".to_owned(), json!(issuer));
    }
    let numbered = rules
        .notice(kind.id())
        .is_some_and(|notice| notice.number.is_some());
    if kind.series() == Series::Notice && !numbered {
        issue.insert("numbered".to_owned(), json!(false));
    }
    data.insert("issue".to_owned(), Value::Object(issue));
    data.insert("basis".to_owned(), known::basis(&asked));
    data.insert("known".to_owned(), known::known(&asked, &facts));
    data.insert("facts".to_owned(), facts);
    if kind.has_unit_form() {
        let wording = wording::saved(dossier, unit).0.chapters;
        if !wording.is_empty() {
            data.insert("wording".to_owned(), json!(wording));
        }
    }
    let data = without_nulls(Value::Object(data));
    Ok(Assembled {
        digest: digest(stated(&data).as_ref()),
        data,
    })
}

/// What the paper states of the township. The head of the audit chain moves with everything anybody does: it is
/// printed, but a paper is not out of date because of it.
fn stated(data: &Value) -> Cow<'_, Value> {
    if data.pointer("/known/anchor").is_none() {
        return Cow::Borrowed(data);
    }
    let mut data = data.clone();
    if let Some(known) = data.get_mut("known").and_then(Value::as_object_mut) {
        known.shift_remove("anchor");
    }
    Cow::Owned(data)
}

/// 石塘镇, its term and bodies.
pub(super) fn office(dossier: &Dossier) -> Value {
    let leading_group = dossier
        .township
        .office_name
        .strip_suffix("办公室")
        .filter(|name| !name.is_empty());
    json!({
        "township": dossier.township.name,
        "ordinal": u32::try_from(dossier.cycle.ordinal).ok(),
        "election_year": dossier.cycle.default_election_day.year(),
        "leading_group": leading_group,
    })
}

pub(super) fn unit_data(dossier: &Dossier, village: &village_row::Model) -> Value {
    json!({
        "name": village.name,
        "kind": kind_of(village).id(),
        "seats": seats(village),
        "election_day": dossier.election_day(village),
    })
}

/// Seats of a village; `null` while none are fixed.
pub(super) fn seats(village: &village_row::Model) -> Value {
    let count = |seats: i32| u32::try_from(seats).unwrap_or(0);
    let (chair, deputy, member) = (
        count(village.seats_chair),
        count(village.seats_deputy),
        count(village.seats_member),
    );
    if chair + deputy + member == 0 {
        return Value::Null;
    }
    json!({ "chair": chair, "deputy": deputy, "member": member })
}

/// Who issues a notice, in the words of a paper's data.
fn issuer(owner: Owner) -> Option<&'static str> {
    match owner {
        Owner::Township => Some("township-office"),
        Owner::VillageCommittee => Some("village-committee"),
        Owner::ElectionCommittee => Some("election-committee"),
        Owner::County => None,
    }
}

/// What the clerk typed for this kind; where its form was never saved, what earlier forms of the unit
/// say alike, and for a further election who stands in it.
///
/// What a meeting, a course or an inspection says stands above what was typed: it is not typed twice.
pub fn facts_of(dossier: &Dossier, unit: Uuid, kind: Kind) -> Value {
    let mut facts = typed_or_carried(dossier, unit, kind);
    if let (Some(facts), Some(given)) = (facts.as_object_mut(), given(dossier, unit, kind)) {
        facts.extend(given.facts);
    }
    facts
}

/// 带入 — facts another page keeps, with the name of that page.
pub struct Given {
    /// Facts by key.
    pub facts: Map<String, Value>,
    /// Where they are changed.
    pub page: &'static str,
}

/// What a page of its own keeps for a kind: a meeting or course, the inspections. None of it is typed a second time.
pub fn given(dossier: &Dossier, unit: Uuid, kind: Kind) -> Option<Given> {
    if kind == Kind::RectificationNotice {
        return Some(Given {
            facts: found(dossier, unit)?,
            page: "督查",
        });
    }
    let page = match kind {
        Kind::TrainingNotice => "方案日程 › 培训",
        _ => "方案日程 › 会议（培训）",
    };
    Some(Given {
        facts: meeting::given(dossier, unit, kind)?,
        page,
    })
}

/// 督查发现的问题 a rectification notice tells: who found what, and by when it is to be put right.
fn found(dossier: &Dossier, unit: Uuid) -> Option<Map<String, Value>> {
    let wanting = dossier.wanting(unit)?;
    let rows: Vec<Value> = wanting
        .findings()
        .map(|found| {
            json!({ "problem": found.problem, "action": text(&found.measure), "basis": text(&found.basis) })
        })
        .collect();
    let mut inspectors: Vec<&str> = Vec::new();
    for (visit, _) in wanting.visits.iter().rev() {
        if !inspectors.contains(&visit.inspectors.as_str()) {
            inspectors.push(&visit.inspectors);
        }
    }
    let deadline = wanting
        .findings()
        .filter_map(|found| dossier.due_of(found))
        .min();
    let facts = without_nulls(json!({
        "inspectors": text(&inspectors.join("、")), "findings": rows, "deadline": deadline
    }));
    match facts {
        Value::Object(facts) => Some(facts),
        _ => None,
    }
}

fn typed_or_carried(dossier: &Dossier, unit: Uuid, kind: Kind) -> Value {
    if let Some((typed, _)) = dossier.typed(unit, kind) {
        return typed;
    }
    let mut rows: Vec<_> = dossier
        .facts
        .iter()
        .filter(|row| row.unit_id == unit)
        .collect();
    rows.sort_by_key(|row| row.id);
    let mut earlier: Vec<(Kind, Value)> = changes::of_candidates(dossier, unit)
        .into_iter()
        .map(|facts| (Kind::CandidateChange, facts))
        .collect();
    earlier.extend(rows.into_iter().filter_map(|row| {
        Some((
            Kind::from_id(&row.kind)?,
            serde_json::from_str(&row.facts).ok()?,
        ))
    }));
    let seen: Vec<(Kind, &Value)> = earlier.iter().map(|(kind, value)| (*kind, value)).collect();
    let mut facts = kinds::carried_over(kind, &seen);
    if kind == Kind::Rerun
        && let Some(facts) = facts.as_object_mut()
        && let Some(outcome) =
            outcome::results(dossier, unit).and_then(|results| Outcome::of(dossier, unit, &results))
    {
        facts.insert("candidates".to_owned(), outcome.candidates());
    }
    facts
}

/// A text as a fact: empty is not known.
pub(super) fn text(text: &str) -> Value {
    let text = text.trim();
    if text.is_empty() {
        Value::Null
    } else {
        json!(text)
    }
}

/// A basis of the rule engine, as papers take it.
pub(super) fn basis(basis: &law::Basis) -> Value {
    json!({
        "statute": basis.statute,
        "article": text(&basis.article),
        "gist": text(&basis.gist),
        "status": basis.status,
    })
}

/// The kind of a unit for texts that serve the township: villages unless the pack knows only communities.
pub(super) fn main_kind(plans: &Plans) -> UnitKind {
    plans
        .pack
        .main_rules()
        .map_or(UnitKind::Village, |(kind, _)| kind)
}

pub(super) fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .filter(|(_, member)| !member.is_null())
                .map(|(key, member)| (key, without_nulls(member)))
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.into_iter().map(without_nulls).collect()),
        other => other,
    }
}

/// The JSON text that says the same for the same data: keys sorted, what is `null` left out, no blanks.
pub fn canonical(data: &Value) -> String {
    fn sorted(value: &Value) -> Value {
        match value {
            Value::Object(members) => {
                let mut entries: Vec<(&String, &Value)> = members
                    .iter()
                    .filter(|(_, member)| !member.is_null())
                    .collect();
                entries.sort_by_key(|(key, _)| *key);
                Value::Object(
                    entries
                        .into_iter()
                        .map(|(key, member)| (key.clone(), sorted(member)))
                        .collect(),
                )
            }
            Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
            other => other.clone(),
        }
    }
    sorted(data).to_string()
}

/// SHA-256 of the canonical text.
pub fn digest(data: &Value) -> String {
    secret::sha256(canonical(data).as_bytes())
}
