//! 会议和培训的文书 — notices, sign-in sheets and minutes draw from the meeting or course itself.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{
    data,
    dossier::{Dossier, Reach},
    form_known,
    issue::Desk,
    known::Asked,
    print::{self, Content, Form, Piece, Printed},
};
use crate::{
    documents::{kind::Kind, kinds::form::moment_text, manifest::Item},
    law::UnitKind,
    office::{
        meeting::{Came, Part, catalogue, decisions, list_of, moment, quorum, seats, words_of},
        refusal::Refusal,
        training::{Course, Whose, curriculum, lessons, level_of},
    },
    store::{
        entity::{meeting, meeting_unit},
        meeting::{CANCELLED, PLANNED, Whole},
        scope::CycleScope,
        training::Whole as CourseWhole,
    },
};

/// Most rows a sign-in sheet is given for people nobody names.
const MOST_BLANK: u32 = 1000;

/// The meeting a paper of a unit tells of: the one asked for, else the next that lies ahead, else the
/// latest that was held.
pub(super) fn chosen(dossier: &Dossier, unit: Uuid, kind: Kind) -> Option<&Whole> {
    if let Some(focus) = dossier.focus {
        return dossier.meetings.iter().find(|(one, _)| one.id == focus);
    }
    let mine = || {
        dossier.meetings.iter().filter(|(one, _)| {
            one.unit_id == unit
                && one.state != CANCELLED
                && (kind != Kind::MobilizationNotice || one.kind == "mobilization")
        })
    };
    mine()
        // The latest stand first, those without a day before all.
        .rfind(|(one, _)| one.state == PLANNED && one.day.is_some())
        .or_else(|| mine().find(|(one, _)| one.state == PLANNED))
        .or_else(|| mine().next())
}

/// The course a paper tells of: the one asked for, else the township's next, else its latest.
fn course(dossier: &Dossier, unit: Uuid) -> Option<&CourseWhole> {
    if let Some(focus) = dossier.focus {
        return dossier.trainings.iter().find(|(one, _)| one.id == focus);
    }
    let mine = || {
        dossier.trainings.iter().filter(|(one, _)| {
            one.unit_id == unit && one.state != CANCELLED && level_of(one) == Course::Township
        })
    };
    mine()
        .rfind(|(one, _)| one.state == PLANNED && one.day.is_some())
        .or_else(|| mine().find(|(one, _)| one.state == PLANNED))
        .or_else(|| mine().next())
}

fn training_notice((one, groups): &CourseWhole) -> Value {
    let curriculum = curriculum();
    let has = |id: &str| groups.iter().any(|group| group.function == id);
    // Teams by their body, people of the villages together in one line.
    let mut trainees: Vec<String> = Vec::new();
    let mut of_villages: Vec<&str> = Vec::new();
    for function in curriculum.functions.iter().filter(|one| has(&one.id)) {
        match function.level {
            Whose::Township => trainees.push(format!("各{}全体成员", function.short())),
            Whose::Village => of_villages.push(match function.id.as_str() {
                "cadres" => "“两委”干部",
                _ => function.name(UnitKind::Village),
            }),
        }
    }
    if !of_villages.is_empty() {
        trainees.push(format!("各村（社区）{}", of_villages.join("、")));
    }
    let courses: Vec<Value> = lessons(one)
        .into_iter()
        .map(|lesson| json!({ "topic": lesson.topic, "speaker": data::text(&lesson.speaker) }))
        .collect();
    let ends = moment(one.end_day.or(one.day), &one.end_time).map(moment_text);
    json!({
        "starts": moment(one.day, &one.time).map(moment_text),
        "ends": ends,
        "place": data::text(&one.place),
        "trainees": trainees,
        "courses": courses,
        "requirements": list_of(&one.requirements),
        "reply_by": one.reply_by,
        "contact": data::text(&one.contact),
        "contact_phone": data::text(&one.contact_phone),
    })
}

fn course_sign_in((one, groups): &CourseWhole) -> Value {
    let expected = groups.iter().fold(0_u32, |sum, group| {
        sum.saturating_add(u32::try_from(group.expected).unwrap_or(0))
    });
    json!({
        "meeting": one.name,
        "meeting_time": moment(one.day, &one.time).map(moment_text),
        "place": data::text(&one.place),
        "chair": data::text(&one.host),
        // Those asked have rows; a few more for people who come unexpected.
        "rows": if expected == 0 { 20 } else { 5 },
    })
}

/// A row a person asked to a course: unit and kind of people; the name is written by hand.
fn trainees(dossier: &Dossier, (_, groups): &CourseWhole) -> Vec<Value> {
    groups
        .iter()
        .flat_map(|group| {
            let words = words_of(group.village_id.and_then(|id| dossier.village(id)));
            let duty = curriculum()
                .function(&group.function)
                .map_or("", |function| function.name(words))
                .to_owned();
            let count = usize::try_from(group.expected).unwrap_or(0).min(60);
            let members: Vec<&str> = dossier
                .people
                .iter()
                .filter(|person| group.team_id.is_some() && person.team_id == group.team_id)
                .map(|person| person.name.as_str())
                .collect();
            let unit = group.unit.clone();
            (0..count).map(
                move |at| json!({ "unit": unit, "duty": duty, "name": members.get(at).copied() }),
            )
        })
        .collect()
}

/// Whether a paper tells of a meeting or course.
pub const fn is_of_gathering(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::MobilizationNotice
            | Kind::SignInSheet
            | Kind::TrainingNotice
            | Kind::MeetingNotice
            | Kind::Minutes
    )
}

/// What a meeting or course gives to the facts of a paper; `None` where there is none.
pub fn given(dossier: &Dossier, unit: Uuid, kind: Kind) -> Option<Map<String, Value>> {
    let facts = match kind {
        Kind::MobilizationNotice => mobilization(chosen(dossier, unit, kind)?),
        Kind::SignInSheet => match course(dossier, unit) {
            Some(course) if dossier.focus.is_some() => course_sign_in(course),
            _ => sign_in(chosen(dossier, unit, kind)?),
        },
        Kind::TrainingNotice => training_notice(course(dossier, unit)?),
        Kind::MeetingNotice => notice(chosen(dossier, unit, kind)?),
        Kind::Minutes => minutes(chosen(dossier, unit, kind)?),
        _ => return None,
    };
    match data::without_nulls(facts) {
        Value::Object(facts) => Some(
            facts
                .into_iter()
                .filter(|(_, value)| value.as_array().is_none_or(|list| !list.is_empty()))
                .collect(),
        ),
        _ => None,
    }
}

fn begins(one: &meeting::Model) -> Value {
    json!(moment(one.day, &one.time).map(moment_text))
}

fn mobilization((one, rows): &Whole) -> Value {
    json!({
        "meeting_time": begins(one),
        "place": data::text(&one.place),
        "chair": data::text(&one.host),
        "attendees": attendees(rows),
        "agenda": list_of(&one.agenda),
        "requirements": list_of(&one.requirements),
        "reply_by": one.reply_by,
        "contact": data::text(&one.contact),
        "contact_phone": data::text(&one.contact_phone),
    })
}

/// 参会人员, a line a kind: bodies by name, villages together where the same duties are asked.
fn attendees(rows: &[meeting_unit::Model]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut duties: Vec<String> = Vec::new();
    for row in rows {
        if row.village_id.is_none() {
            let all = if row.part == Part::Guests.id() {
                format!("{}（列席）", row.unit)
            } else {
                format!("{}全体成员", row.unit)
            };
            lines.push(all);
            continue;
        }
        for seat in seats(&row.who) {
            let duty = seat
                .duty
                .unwrap_or_default()
                .replace("村民委员会", "村（居）民委员会")
                .replace("居民委员会", "村（居）民委员会");
            // 党支部书记 and 党组织书记 of a branch are one thing in a notice.
            let duty = if duty.contains("书记") && !duty.contains('副') {
                "党组织书记".to_owned()
            } else if duty.ends_with("主任") && !duty.contains('副') {
                "村（居）民委员会主任".to_owned()
            } else {
                duty
            };
            if !duty.is_empty() && !duties.contains(&duty) {
                duties.push(duty);
            }
        }
    }
    if !duties.is_empty() {
        lines.push(format!("各村（社区）{}", duties.join("、")));
    }
    lines
}

/// 应到人数 of every village at the mobilization meeting; nothing while there is no meeting.
pub(super) fn counts(dossier: &Dossier, unit: Uuid) -> Vec<u32> {
    let Some((_, rows)) = chosen(dossier, unit, Kind::MobilizationNotice) else {
        return Vec::new();
    };
    dossier
        .villages
        .iter()
        .map(|village| {
            rows.iter()
                .filter(|row| row.village_id == Some(village.id))
                .fold(0_u32, |sum, row| {
                    sum.saturating_add(u32::try_from(row.expected).unwrap_or(0))
                })
        })
        .collect()
}

fn sign_in((one, rows): &Whole) -> Value {
    let people: usize = rows.iter().map(|row| named(row).len()).sum();
    let expected = rows.iter().fold(0_u32, |sum, row| {
        sum.saturating_add(u32::try_from(row.expected).unwrap_or(0))
    });
    // Rows for those nobody names, and a few for people who come unexpected.
    let unnamed = expected.saturating_sub(u32::try_from(people).unwrap_or(u32::MAX));
    let spare = unnamed.saturating_add(3).min(MOST_BLANK);
    json!({
        "meeting": one.name,
        "meeting_time": begins(one),
        "place": data::text(&one.place),
        "chair": data::text(&one.host),
        "rows": spare,
    })
}

/// Rows of the sheet a row of those asked gives.
fn named(row: &meeting_unit::Model) -> Vec<Value> {
    let mut list: Vec<Value> = seats(&row.who)
        .into_iter()
        .map(|seat| json!({ "unit": row.unit, "duty": seat.duty, "name": seat.name }))
        .collect();
    // 主任、副主任、委员 for seven people: the rest of the seven have rows without a duty.
    let expected = usize::try_from(row.expected).unwrap_or(0);
    let counted = !list.is_empty() && expected.saturating_sub(list.len()) < 60;
    while counted && list.len() < expected {
        list.push(json!({ "unit": row.unit }));
    }
    list
}

fn form_kind(id: &str) -> &'static str {
    match id {
        "assembly" => "assembly",
        "representatives" => "representatives",
        "group" => "group",
        "election-committee" => "election-committee",
        _ => "other",
    }
}

fn notice((one, _): &Whole) -> Value {
    json!({
        "meeting": form_kind(&one.kind),
        "meeting_time": begins(one),
        "place": data::text(&one.place),
        "agenda": list_of(&one.agenda).into_iter().take(12).collect::<Vec<_>>(),
        "contact_phone": data::text(&one.contact_phone),
    })
}

fn minutes((one, rows): &Whole) -> Value {
    let came = Came::of(rows);
    let decided = decisions(one);
    let voted: Vec<_> = decided
        .iter()
        .filter(|decision| decision.in_favour.is_some())
        .collect();
    let single = if let [only] = voted.as_slice() {
        Some(*only)
    } else {
        None
    };
    let lines: Vec<String> = decided
        .iter()
        .map(|decision| {
            let mut text = decision.text.trim_end_matches('。').to_owned();
            if single.is_none()
                && let Some(in_favour) = decision.in_favour
            {
                text = format!("{text}（赞成 {in_favour} 人");
                if let Some(against) = decision.against {
                    text = format!("{text}，反对 {against} 人");
                }
                if let Some(abstained) = decision.abstained {
                    text = format!("{text}，弃权 {abstained} 人");
                }
                text.push('）');
            }
            text
        })
        .collect();
    json!({
        "meeting": form_kind(&one.kind),
        "meeting_time": begins(one),
        "place": data::text(&one.place),
        "chair": data::text(&one.host),
        "recorder": data::text(&one.recorder),
        "expected": (came.expected > 0).then_some(came.expected),
        "present": came.present,
        "agenda": list_of(&one.agenda),
        "ayes": single.and_then(|decision| decision.in_favour),
        "nays": single.and_then(|decision| decision.against),
        "abstentions": single.and_then(|decision| decision.abstained),
        "decisions": lines,
    })
}

/// What the product knows of the meeting besides its facts: who is asked, its own name, what was said,
/// whether enough people came.
pub(super) fn known(asked: &Asked<'_>) -> Value {
    if asked.kind == Kind::SignInSheet
        && asked.dossier.focus.is_some()
        && let Some(whole) = course(asked.dossier, asked.unit)
    {
        return json!({
            "expected": trainees(asked.dossier, whole),
            "unit": asked.dossier.village(whole.0.unit_id).map(|village| village.name.as_str()),
        });
    }
    let Some(whole) = chosen(asked.dossier, asked.unit, asked.kind) else {
        return match asked.kind {
            Kind::SignInSheet => json!({}),
            _ => form_known::known(asked),
        };
    };
    let (one, rows) = whole;
    if asked.kind == Kind::SignInSheet {
        let expected: Vec<Value> = rows.iter().flat_map(named).collect();
        return json!({
            "expected": expected,
            "unit": asked.dossier.village(one.unit_id).map(|village| village.name.as_str()),
        });
    }
    let mut known = form_known::known(asked);
    if let Some(known) = known.as_object_mut() {
        known.extend(of_meeting(asked.dossier, whole));
        let words = words_of(asked.dossier.village(one.unit_id));
        let judged = asked
            .plans
            .pack
            .rules(words)
            .map(|rules| quorum(rules, catalogue().find(&one.kind), one, rows));
        if let Some(judged) = judged.filter(|judged| {
            judged.came.present.is_some()
                && !judged.rulings.is_empty()
                && asked.kind == Kind::Minutes
        }) {
            known.insert("quorum_met".to_owned(), json!(judged.missed().is_none()));
        }
    }
    known
}

/// Its own name where the kinds of the form have none for it, who calls it, what was said.
fn of_meeting(dossier: &Dossier, (one, _): &Whole) -> Map<String, Value> {
    let village = dossier.village(one.unit_id);
    let mut known = Map::new();
    if village.is_none() {
        known.insert("convener".to_owned(), json!(dossier.township.office_name));
    }
    if village.is_none() || form_kind(&one.kind) == "other" {
        known.insert("title".to_owned(), json!(one.name));
    }
    let said: Vec<&str> = one
        .discussion
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    known.insert("discussion".to_owned(), json!(said));
    known
}

/// 会议通知, 签到表 or 会议记录 of one meeting, ready to be printed.
pub async fn sheet(
    desk: &Desk<'_>,
    scope: &CycleScope,
    meeting: Uuid,
    kind: Kind,
) -> Result<Printed, Refusal> {
    let db = desk.store.reader();
    let (one, _) = crate::store::meeting::find(db, scope, meeting)
        .await?
        .ok_or(Refusal::NotFound)?;
    let mut dossier = Dossier::read(db, scope, Reach::Unit(one.unit_id)).await?;
    dossier.focus = Some(one.id);
    let today = desk.clock.today();
    let township = dossier.village(one.unit_id).is_none();
    let data = if kind == Kind::SignInSheet {
        data::assemble(&dossier, desk.plans, scope.cycle_id(), kind, today)?.data
    } else if township {
        // The forms of a village's meetings serve the township's too, in its own name.
        let facts = given(&dossier, one.unit_id, kind).unwrap_or_default();
        let mut known = Map::new();
        if let Some(whole) = chosen(&dossier, one.unit_id, kind) {
            known = of_meeting(&dossier, whole);
        }
        data::without_nulls(json!({
            "office": data::office(&dossier),
            "unit": { "name": dossier.township.name, "kind": data::main_kind(desk.plans).id() },
            "known": known,
            "facts": facts,
        }))
    } else {
        data::assemble(&dossier, desk.plans, one.unit_id, kind, today)?.data
    };
    print_one(desk, scope, &dossier, &one.name, kind, data).await
}

/// 签到表 of one course, ready to be printed.
pub async fn course_sheet(
    desk: &Desk<'_>,
    scope: &CycleScope,
    course: Uuid,
) -> Result<Printed, Refusal> {
    let db = desk.store.reader();
    let (one, _) = crate::store::training::find(db, scope, course)
        .await?
        .ok_or(Refusal::NotFound)?;
    let mut dossier = Dossier::read(db, scope, Reach::Unit(one.unit_id)).await?;
    dossier.focus = Some(one.id);
    let kind = Kind::SignInSheet;
    let today = desk.clock.today();
    let data = data::assemble(&dossier, desk.plans, scope.cycle_id(), kind, today)?.data;
    print_one(desk, scope, &dossier, &one.name, kind, data).await
}

async fn print_one(
    desk: &Desk<'_>,
    scope: &CycleScope,
    dossier: &Dossier,
    name: &str,
    kind: Kind,
    data: Value,
) -> Result<Printed, Refusal> {
    let piece = Piece {
        item: Item {
            folder: dossier.township.name.clone(),
            number: String::new(),
            title: kind.title().to_owned(),
            state: "表单".to_owned(),
        },
        kind,
        content: Content::Draft(data),
    };
    let title = format!("{name}{}", kind.title());
    Box::pin(print::bound(desk, scope, vec![piece], Form::Merged, &title)).await
}
