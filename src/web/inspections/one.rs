//! 一次督查 — `/c/{c}/inspections/{i}`: what was looked at and found, and the day a telephone got wrong.

use axum::{
    extract::{Path, State},
    response::Response,
};
use chrono::NaiveDate;
use uuid::Uuid;

use super::super::{
    answer::{Trouble, frame, invalid, onward_with, page},
    app::App,
    form::{Fields, Posted},
    guard::{InCycle, May, ReadCycle, WriteInspection},
    pages::{
        inspection::{AnswerRow, DayQuestion, Finding, InspectionPage},
        parts::{Fact, FileLink, Form, Link, Sign},
    },
    sheets,
    sign_in::{form_again, fresh_key},
    view::{Section, Tone},
};
use super::{due_sign, finding_state, kind_name, may_write, told};
use crate::{
    civil,
    law::Gravity,
    office::{
        evidence::size_text,
        inspection::Kind,
        paper::dossier::{Dossier, Reach},
        refusal::{Problems, Refusal},
        supervision::{
            day,
            sheet::{Origin, Verdict},
        },
    },
    platform::clock,
    store::{
        entity::{finding, inspection as inspection_row, inspection_sheet, rectification},
        inspection as rows,
        supervision::{self as store},
        village,
    },
};

/// `GET /c/{c}/inspections/{i}`
pub async fn one(
    May(here): May<ReadCycle>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let id = Uuid::parse_str(&id).map_err(|_| Trouble::not_found())?;
    show(&app, &here, id, None).await
}

async fn show(
    app: &App,
    here: &InCycle,
    id: Uuid,
    again: Option<(&Fields, Problems)>,
) -> Result<Response, Trouble> {
    let db = app.store.reader();
    let refused = Refusal::from;
    let (visit, findings) = rows::find(db, &here.scope, id)
        .await
        .map_err(refused)?
        .ok_or_else(Trouble::not_found)?;
    let village = village::find(db, &here.scope, visit.village_id)
        .await
        .map_err(refused)?
        .ok_or_else(Trouble::not_found)?;
    let sheet = store::sheets(db, &[id]).await.map_err(refused)?.remove(&id);
    let answers = store::answers(db, id).await.map_err(refused)?;
    let photos = store::photos(db, id).await.map_err(refused)?;
    let mine = store::of_inspections(db, &here.scope, Some(&[id]))
        .await
        .map_err(refused)?;
    let today = app.clock.today();
    let base = format!("/c/{}", here.scope.cycle_id());
    // Which notice speaks of this visit is known only when every visit of the village is.
    let dossier = if findings.is_empty() {
        None
    } else {
        Some(Dossier::read(db, &here.scope, Reach::Unit(village.id)).await?)
    };
    let wanting = dossier
        .as_ref()
        .and_then(|dossier| dossier.wanting(village.id));
    let spoken_of = wanting
        .as_ref()
        .is_some_and(|wanting| wanting.visits.iter().any(|(row, _)| row.id == id));
    let waiting = mine
        .iter()
        .any(|row| store::OPEN.contains(&row.state.as_str()));
    let (sign, state) = told(&mine, today);
    let mut facts = facts_of(&visit, sheet.as_ref());
    if !findings.is_empty() && !spoken_of {
        facts.push(Fact::new(
            "整改通知书",
            "这一次的问题已发通知或者不需要通知；已发的见文书中心",
        ));
    }
    let writes = may_write(here.role);
    let context = InspectionPage {
        village: village.name.clone(),
        village_href: format!("{base}/v/{}", village.id),
        kind: kind_name(&visit.kind),
        facts,
        notice: if spoken_of {
            Link::new(
                "整改通知书（带回执）",
                format!(
                    "{base}/docs/preview?unit={}&kind=rectification-notice",
                    village.id
                ),
            )
        } else {
            Link::default()
        },
        follow_up: if waiting && writes {
            Link::new(
                "登记整改回头看",
                format!(
                    "{base}/inspections/new?village={}&kind={}",
                    village.id,
                    Kind::FollowUp.id()
                ),
            )
        } else {
            Link::default()
        },
        waiting,
        sign,
        state: if findings.is_empty() {
            String::new()
        } else {
            state
        },
        findings: findings
            .into_iter()
            .map(|found| {
                let row = mine.iter().find(|row| row.finding_id == found.id);
                finding_of(found, row, &base, today)
            })
            .collect(),
        sums: sums(
            &answers
                .iter()
                .map(|row| row.answer.as_str())
                .collect::<Vec<_>>(),
        ),
        answers: answers
            .into_iter()
            .map(|row| {
                let verdict = Verdict::from_id(&row.answer);
                AnswerRow {
                    check: row.text,
                    basis: row.basis,
                    answer: verdict.map_or("", Verdict::name).to_owned(),
                    sign: match verdict {
                        Some(Verdict::Good) => Sign::Done,
                        Some(Verdict::Bad) => Sign::Soon,
                        _ => Sign::Skipped,
                    },
                    note: row.note,
                }
            })
            .collect(),
        photos: photos
            .into_iter()
            .map(|(photo, file)| FileLink {
                name: photo_name(app, &photo.item, &file.file_name),
                size: size_text(file.size),
                href: format!("{base}/files/{}", file.id),
            })
            .collect(),
        question: sheet
            .as_ref()
            .and_then(|row| row.claimed_day)
            .map(|claimed| question(here, &visit, claimed, &base, again)),
    };
    let frame = frame(
        app,
        &here.visit,
        Section::Inspections,
        &format!("{}{}", context.village, context.kind),
        Some(here.scope.cycle()),
        &[
            ("督查", &format!("{base}/inspections")),
            (&context.village, ""),
        ],
    );
    if context
        .question
        .as_ref()
        .is_some_and(|question| question.form.has_errors())
    {
        invalid(app, &frame, &context)
    } else {
        page(app, &frame, &context)
    }
}

fn question(
    here: &InCycle,
    visit: &inspection_row::Model,
    claimed: NaiveDate,
    base: &str,
    again: Option<(&Fields, Problems)>,
) -> DayQuestion {
    DayQuestion {
        text: sheets::doubt(claimed, visit.day),
        action: if may_write(here.role) {
            format!("{base}/inspections/{}/day", visit.id)
        } else {
            String::new()
        },
        form: match again {
            Some((fields, problems)) => form_again(fields, &problems),
            None => Form::new().value("day", visit.day.to_string()),
        },
        version: visit.version.to_string(),
        key: fresh_key(),
    }
}

fn photo_name(app: &App, item: &str, file: &str) -> String {
    match app.rules.checklists().find(item) {
        Some(found) => format!("{}：{file}", found.check),
        None => file.to_owned(),
    }
}

fn facts_of(visit: &inspection_row::Model, sheet: Option<&inspection_sheet::Model>) -> Vec<Fact> {
    let mut facts = vec![
        Fact::new("日期", civil::long_weekday(visit.day)),
        Fact::new("督查人员", visit.inspectors.clone()),
        Fact::new("总的情况", visit.note.clone()),
        Fact::new(
            "登记",
            format!(
                "{} {}",
                visit.recorded_by_name,
                clock::long_stamp(visit.recorded_at)
            ),
        ),
    ];
    if let Some(sheet) = sheet.filter(|sheet| sheet.origin != Origin::Office.id()) {
        facts.push(Fact::new(
            "回执",
            format!("{}（{}）", sheet.receipt, Origin::name(&sheet.origin)),
        ));
    }
    facts
}

fn sums(answers: &[&str]) -> String {
    if answers.is_empty() {
        return String::new();
    }
    let of = |verdict: Verdict| answers.iter().filter(|one| **one == verdict.id()).count();
    format!(
        "共 {} 项：合格 {}，不合格 {}，不适用 {}",
        answers.len(),
        of(Verdict::Good),
        of(Verdict::Bad),
        of(Verdict::Apart)
    )
}

fn finding_of(
    found: finding::Model,
    row: Option<&rectification::Model>,
    base: &str,
    today: NaiveDate,
) -> Finding {
    let due = row.and_then(|row| row.due).or(found.deadline);
    let open = row.is_some_and(|row| store::OPEN.contains(&row.state.as_str()));
    let (sign, state) = row.map(finding_state).unwrap_or_default();
    Finding {
        href: format!("{base}/findings/{}", found.id),
        problem: found.problem,
        basis: found.basis,
        measure: found.measure,
        due: due.map_or_else(String::new, civil::short_weekday),
        left: due
            .filter(|_| open)
            .map_or_else(String::new, |day| due_sign(day, today).1),
        sign,
        state,
        gravity: row
            .and_then(|row| Gravity::from_id(&row.gravity))
            .map_or("", Gravity::name)
            .to_owned(),
    }
}

/// `POST /c/{c}/inspections/{i}/day`: the day a telephone got wrong.
pub async fn set_day(
    May(here): May<WriteInspection>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let id = Uuid::parse_str(&id).map_err(|_| Trouble::not_found())?;
    let plans = app.plans(here.scope.cycle()).await?;
    let corrected = day::correct(
        &sheets::desk(&app, &plans),
        &here.actor,
        &here.scope,
        &posted.key,
        id,
        posted.fields.text("day"),
        posted.fields.version(),
    )
    .await;
    match corrected {
        Ok(location) => Ok(onward_with(&app, &location, Tone::Done, "督查日期已核对。")),
        Err(Refusal::Invalid(problems)) => {
            show(&app, &here, id, Some((&posted.fields, problems))).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}
