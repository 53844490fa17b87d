//! 登记督查 — a visit with its checklist: everything wrong is said at once, the same sheet is stored
//! once however often and by whichever way it comes in.

use chrono::{DateTime, Days, NaiveDate, Utc};
use uuid::Uuid;

use super::{
    draft,
    photo::{self, Picture},
    rectify::{self, Act},
    sheet::{self, Book, Origin, Sheet, Verdict},
};
use crate::{
    civil,
    law::Gravity,
    office::{
        change::{Actor, Begun, Change},
        event::Event,
        inspection::{self, CheckedFinding, Kind, NewInspection},
        refusal::{Problems, Refusal},
        typed,
    },
    platform::clock::Clock,
    store::{
        Store,
        entity::{
            finding, inspection as inspection_row, inspection_answer, inspection_sheet,
            rectification, village as village_row,
        },
        inspection as rows,
        scope::CycleScope,
        supervision::{self as store, FOUND},
        village,
    },
};

/// A deadline in days longer than this is a slip.
const MOST_DAYS: u64 = 366;

/// What recording needs.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// Database.
    pub store: &'a Store,
    /// Clock.
    pub clock: &'a dyn Clock,
    /// The checklists; without them only free findings can be recorded.
    pub book: Option<Book<'a>>,
}

/// What recording led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Where it is seen.
    pub location: String,
    /// Its id; nil when an office form was sent twice.
    pub id: Uuid,
    /// 回执码; empty as above.
    pub receipt: String,
    /// Whether it was there already.
    pub again: bool,
    /// When it first came in.
    pub received: Option<DateTime<Utc>>,
    /// The day the telephone said, where that cannot be.
    pub claimed: Option<NaiveDate>,
    /// Whether the office finished it from what the telephone had begun.
    pub at_desk: bool,
}

/// One answer that can be stored.
struct Answer {
    item: String,
    text: String,
    basis: String,
    verdict: Verdict,
    note: String,
}

/// One earlier finding looked at again.
struct Review {
    row: rectification::Model,
    passed: bool,
    note: String,
    due: Option<NaiveDate>,
}

/// A visit that can be stored.
pub struct Prepared {
    /// Where it was.
    pub village: village_row::Model,
    day: NaiveDate,
    claimed: Option<NaiveDate>,
    kind: Kind,
    inspectors: String,
    note: String,
    findings: Vec<CheckedFinding>,
    sheet: Sheet,
    answers: Vec<Answer>,
    reviews: Vec<Review>,
}

/// Records a visit, or finds that it was recorded before.
pub async fn record(
    desk: &Desk<'_>,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    typed: NewInspection,
    pictures: Vec<Picture>,
) -> Result<Recorded, Refusal> {
    // The desk's form is sent with a key of its own: a second click is told apart from a second inspection.
    let from_draft = typed.sheet.draft.is_some();
    if !from_draft && let Some(known) = known(desk, scope, &typed.sheet.client_id).await? {
        return Ok(known);
    }
    let prepared = prepare(desk, scope, typed)
        .await?
        .map_err(Refusal::Invalid)?;
    let client_id = prepared.sheet.client_id.clone();
    let mut change = match Change::begin(desk.store, desk.clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => {
            if !from_draft && let Some(known) = known(desk, scope, &client_id).await? {
                return Ok(known);
            }
            return Ok(Recorded {
                location,
                id: Uuid::nil(),
                receipt: String::new(),
                again: true,
                received: None,
                claimed: None,
                at_desk: false,
            });
        }
    };
    if let Some(recorded) = keep(&mut change, scope, prepared, pictures).await? {
        change.commit(&recorded.location).await?;
        return Ok(recorded);
    }
    // The same sheet came in twice at the same moment: the other one was faster.
    drop(change);
    known(desk, scope, &client_id)
        .await?
        .ok_or_else(|| Refusal::Inside("sheet neither kept nor known".to_owned()))
}

/// The visit with this id of the telephone's, if it came in before.
pub async fn known(
    desk: &Desk<'_>,
    scope: &CycleScope,
    client_id: &str,
) -> Result<Option<Recorded>, Refusal> {
    if client_id.is_empty() {
        return Ok(None);
    }
    let found = store::sheet_of_client(desk.store.reader(), scope, client_id).await?;
    Ok(found
        .filter(|row| scope.reaches(row.village_id))
        .map(|row| Recorded {
            location: location(scope, row.inspection_id),
            id: row.inspection_id,
            receipt: row.receipt,
            again: true,
            received: Some(row.received_at),
            claimed: row.claimed_day,
            at_desk: row.origin == Origin::Desk.id(),
        }))
}

fn location(scope: &CycleScope, id: Uuid) -> String {
    format!("/c/{}/inspections/{id}", scope.cycle_id())
}

/// Everything that is wrong with a visit, or the visit ready to be stored.
pub async fn prepare(
    desk: &Desk<'_>,
    scope: &CycleScope,
    typed: NewInspection,
) -> Result<Result<Prepared, Problems>, Refusal> {
    let db = desk.store.reader();
    let today = desk.clock.today();
    let village = match Uuid::parse_str(&typed.village) {
        Ok(id) => village::find(db, scope, id).await?,
        Err(_) => None,
    };
    let mut problems = Problems::none();
    if village.is_none() {
        problems.add("village", "请选择督查的村（社区）。");
    }
    let checked = inspection::check(&typed, today, !typed.sheet.origin.carried(), &mut problems);
    let mut findings = checked.findings;
    if typed.sheet.client_id.len() > 64
        || !typed
            .sheet
            .client_id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    {
        problems
            .general
            .push("请重新打开检查页：这次检查的编号不对，没有保存。".to_owned());
    }
    let answers = match (&village, desk.book) {
        (Some(village), Some(book)) => answers(
            &typed.sheet,
            village,
            book,
            checked.day,
            &mut findings,
            &mut problems,
        ),
        _ => Vec::new(),
    };
    let reviews = match &village {
        Some(village) if !typed.sheet.reviews.is_empty() => {
            let open = store::open_of_village(db, scope, village.id).await?;
            reviews(&typed.sheet, open, checked.day, &mut problems)
        }
        _ => Vec::new(),
    };
    if checked.kind == Some(Kind::Theme)
        && typed.sheet.theme.is_empty()
        && !typed.sheet.answers.is_empty()
    {
        problems.add("theme", "请选择是哪一项专项督查。");
    }
    Ok(match (village, checked.day, checked.kind) {
        (Some(village), Some(day), Some(kind)) if problems.is_empty() => Ok(Prepared {
            village,
            day,
            claimed: checked.claimed,
            kind,
            inspectors: typed.inspectors,
            note: typed.note,
            findings,
            sheet: typed.sheet,
            answers,
            reviews,
        }),
        _ => Err(problems),
    })
}

/// The items ticked; each 不合格 becomes a finding.
fn answers(
    sheet: &Sheet,
    village: &village_row::Model,
    book: Book<'_>,
    day: Option<NaiveDate>,
    findings: &mut Vec<CheckedFinding>,
    problems: &mut Problems,
) -> Vec<Answer> {
    let mut kept: Vec<Answer> = Vec::new();
    let Some(rules) = book.rules(village) else {
        return kept;
    };
    for typed in &sheet.answers {
        if typed.answer.is_empty() && typed.note.is_empty() {
            continue;
        }
        let field = |what: &str| format!("{what}.{}", typed.item);
        let Some(item) = book.lists.find(&typed.item) else {
            problems.add(
                &field("a"),
                format!(
                    "请重新打开检查页再填这一项：检查项「{}」已经不在检查表里。",
                    typed.item
                ),
            );
            continue;
        };
        if kept.iter().any(|known| known.item == typed.item) {
            problems.add(
                &field("a"),
                format!("「{}」写了两次，请只留一次。", item.check),
            );
            continue;
        }
        let verdict = Verdict::from_id(&typed.answer);
        let Some(verdict) = verdict else {
            problems.add(
                &field("a"),
                format!("请在合格、不合格、不适用里选一个：{}。", item.check),
            );
            continue;
        };
        typed::at_most(problems, &field("n"), &typed.note, 1000);
        typed::at_most(problems, &field("m"), &typed.measure, 1000);
        if verdict == Verdict::Bad {
            let gravity = Gravity::from_id(&typed.gravity).unwrap_or(item.gravity);
            let usual = u64::from(book.lists.days_for(gravity));
            let days = days_of(&typed.days, usual, &field("d"), problems);
            findings.push(CheckedFinding {
                problem: if typed.note.is_empty() {
                    format!("不合格：{}。", item.check)
                } else {
                    typed.note.clone()
                },
                basis: sheet::basis_text(item, rules),
                measure: if typed.measure.is_empty() {
                    format!("{}。", item.measure)
                } else {
                    typed.measure.clone()
                },
                deadline: day.and_then(|day| day.checked_add_days(Days::new(days))),
                gravity,
                item: item.id.clone(),
                papers: item.affected(rules).to_vec(),
            });
        }
        kept.push(Answer {
            item: item.id.clone(),
            text: item.check.clone(),
            basis: sheet::basis_text(item, rules),
            verdict,
            note: typed.note.clone(),
        });
    }
    kept
}

fn days_of(typed: &str, usual: u64, field: &str, problems: &mut Problems) -> u64 {
    if typed.is_empty() {
        return usual;
    }
    match typed.parse::<u64>() {
        Ok(days) if days <= MOST_DAYS => days,
        _ => {
            problems.add(
                field,
                format!("请把整改期限写成 0 到 {MOST_DAYS} 的日数：「{typed}」不是。"),
            );
            usual
        }
    }
}

/// What was found before and looked at again. One that somebody else settled meanwhile is left alone.
fn reviews(
    sheet: &Sheet,
    open: Vec<(rectification::Model, finding::Model)>,
    day: Option<NaiveDate>,
    problems: &mut Problems,
) -> Vec<Review> {
    let mut open: Vec<rectification::Model> = open.into_iter().map(|(row, _)| row).collect();
    let mut kept = Vec::new();
    for typed in &sheet.reviews {
        let Some(at) = open
            .iter()
            .position(|row| row.finding_id.to_string() == typed.finding)
        else {
            continue;
        };
        let field = |what: &str| format!("{what}.{}", typed.finding);
        typed::at_most(problems, &field("rn"), &typed.note, 1000);
        let passed = match Verdict::from_id(&typed.answer) {
            Some(Verdict::Good) => true,
            Some(Verdict::Bad) => false,
            Some(Verdict::Apart) => continue,
            None if typed.answer.is_empty() && typed.note.is_empty() => continue,
            None => {
                problems.add(&field("r"), "请选“已整改”或者“没有整改到位”。");
                continue;
            }
        };
        let days = days_of(&typed.days, 3, &field("rd"), problems);
        kept.push(Review {
            row: open.remove(at),
            passed,
            note: typed.note.clone(),
            due: if passed {
                None
            } else {
                day.and_then(|day| day.checked_add_days(Days::new(days)))
            },
        });
    }
    kept
}

/// Stores a visit; `None` when the same sheet is stored already.
pub async fn keep(
    change: &mut Change<'_>,
    scope: &CycleScope,
    prepared: Prepared,
    pictures: Vec<Picture>,
) -> Result<Option<Recorded>, Refusal> {
    let id = Uuid::now_v7();
    let cycle_id = scope.cycle_id();
    let village = prepared.village;
    let client_id = if prepared.sheet.client_id.is_empty() {
        id.to_string()
    } else {
        prepared.sheet.client_id.clone()
    };
    let receipt = sheet::receipt(cycle_id, &client_id);
    let model = inspection_row::Model {
        id,
        cycle_id,
        village_id: village.id,
        day: prepared.day,
        kind: prepared.kind.id().to_owned(),
        inspectors: prepared.inspectors,
        note: prepared.note,
        recorded_by: change.actor().id(),
        recorded_by_name: change.actor().name.clone(),
        recorded_at: change.at(),
        version: 1,
    };
    let count = prepared.findings.len();
    let deadlines: Vec<Option<NaiveDate>> = prepared
        .findings
        .iter()
        .map(|found| found.deadline)
        .collect();
    let (findings, rectifications) = split(prepared.findings, id, cycle_id, village.id);
    rows::insert(change.tx(), model, findings).await?;
    let kept = store::insert_sheet(
        change.tx(),
        inspection_sheet::Model {
            inspection_id: id,
            cycle_id,
            village_id: village.id,
            client_id: client_id.clone(),
            receipt: receipt.clone(),
            origin: prepared.sheet.origin.id().to_owned(),
            stage: prepared.sheet.stage.clone(),
            theme: prepared.sheet.theme.clone(),
            claimed_day: prepared.claimed,
            received_at: change.at(),
        },
        answer_rows(id, &prepared.answers),
    )
    .await?;
    if !kept {
        return Ok(None);
    }
    store::insert_rectifications(change.tx(), rectifications).await?;
    photo::attach(change, scope, village.id, id, &pictures).await?;
    draft::settle(
        change,
        scope,
        &client_id,
        prepared.sheet.draft,
        (id, village.id),
    )
    .await?;
    let looked_again = prepared.reviews.len();
    for review in prepared.reviews {
        let act = if review.passed {
            Act::Close
        } else {
            Act::Return
        };
        let note = if review.note.is_empty() {
            format!("{}{}", civil::short(prepared.day), prepared.kind.name())
        } else {
            review.note
        };
        rectify::settle(change, review.row, act, prepared.day, review.due, &note).await?;
    }
    super::plan::done_by(change, scope, village.id, id, prepared.day).await?;
    let outcome = if count == 0 {
        "没有发现问题".to_owned()
    } else {
        format!("发现 {count} 个问题")
    };
    change
        .audit(Event::InspectionRecorded)
        .object("inspection", id)
        .cycle(cycle_id)
        .village(village.id)
        .summary(format!(
            "登记督查 {} {} {}，{outcome}",
            village.name,
            civil::short(prepared.day),
            prepared.kind.name()
        ))
        // What was written freely stays with the record: it may name people.
        .after(&serde_json::json!({
            "day": prepared.day,
            "claimed": prepared.claimed,
            "kind": prepared.kind.id(),
            "origin": prepared.sheet.origin.id(),
            "receipt": receipt,
            "answers": prepared.answers.len(),
            "findings": count,
            "deadlines": deadlines,
            "looked_again": looked_again,
            "photos": pictures.len(),
        }));
    Ok(Some(Recorded {
        location: location(scope, id),
        id,
        receipt,
        again: false,
        received: Some(change.at()),
        claimed: prepared.claimed,
        at_desk: false,
    }))
}

fn answer_rows(inspection_id: Uuid, answers: &[Answer]) -> Vec<inspection_answer::Model> {
    answers
        .iter()
        .zip(1..)
        .map(|(answer, ordinal)| inspection_answer::Model {
            inspection_id,
            ordinal,
            item: answer.item.clone(),
            text: answer.text.clone(),
            basis: answer.basis.clone(),
            answer: answer.verdict.id().to_owned(),
            note: answer.note.clone(),
        })
        .collect()
}

/// The rows of findings and of what becomes of each.
fn split(
    findings: Vec<CheckedFinding>,
    inspection_id: Uuid,
    cycle_id: Uuid,
    village_id: Uuid,
) -> (Vec<finding::Model>, Vec<rectification::Model>) {
    findings
        .into_iter()
        .zip(1..)
        .map(|(found, ordinal)| {
            let id = Uuid::now_v7();
            let row = rectification::Model {
                finding_id: id,
                cycle_id,
                village_id,
                inspection_id,
                item: found.item,
                papers: serde_json::to_string(&found.papers).unwrap_or_else(|_| "[]".to_owned()),
                gravity: found.gravity.id().to_owned(),
                state: FOUND.to_owned(),
                owner: String::new(),
                due: found.deadline,
                assigned_on: None,
                answered_on: None,
                closed_on: None,
                version: 1,
            };
            let finding = finding::Model {
                id,
                inspection_id,
                ordinal,
                problem: found.problem,
                basis: found.basis,
                measure: found.measure,
                deadline: found.deadline,
            };
            (finding, row)
        })
        .unzip()
}
