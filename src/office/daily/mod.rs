//! 日报、零报告 — one day of the whole township, drawn from the records in one click. A person confirms it; then
//! its figures, its file and the head of the audit chain are frozen. Nothing is counted or typed a second time.

pub mod columns;
mod differences;

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use self::columns::{Column, SHIPPED};
pub use self::differences::differences;
use super::{
    change::{Actor, Begun, Change},
    event::Event,
    paper::{
        data,
        dossier::{Dossier, Reach},
        issue::{Desk, author_of},
        preflight,
        press::Look,
    },
    refusal::{Conflict, Problems, Refusal},
    standing::Plans,
};
use crate::{
    documents::{kind::Kind, kinds::daily_report::Known, render::Watermark},
    platform::clock::shanghai,
    store::{
        Store, audit,
        entity::{daily_report, report_columns},
        progress::{DONE, SET_ASIDE},
        report,
        scope::CycleScope,
    },
};

/// Most characters of a note.
const LONGEST_NOTE: usize = 500;
/// Most characters of the list of columns.
const LONGEST_COLUMNS: usize = 8000;

/// 数据 of a day as the records are now.
#[derive(Debug, Clone)]
pub struct Figures {
    /// 报告日
    pub day: NaiveDate,
    /// The paper's data, not stamped yet and without the note.
    pub data: Value,
    /// SHA-256 of what it states.
    pub digest: String,
}

/// 卷宗 of the days: read once, asked for any day.
pub struct Days {
    dossier: Dossier,
    set_aside: Vec<(Uuid, String, NaiveDate)>,
}

impl Days {
    /// Reads it.
    pub async fn read<C: sea_orm::ConnectionTrait>(
        db: &C,
        scope: &CycleScope,
    ) -> Result<Self, Refusal> {
        let dossier = Dossier::read(db, scope, Reach::Unit(scope.cycle_id())).await?;
        let set_aside = report::set_aside_at(db, scope)
            .await?
            .into_iter()
            .map(|(unit, step, at)| (unit, step, shanghai(at).date_naive()))
            .collect();
        Ok(Self { dossier, set_aside })
    }

    /// How many units there are.
    pub fn units(&self) -> usize {
        self.dossier.villages.len()
    }

    /// The figures of a day: what had happened by then, as it is recorded now. What happened later is left
    /// out, so that yesterday's report stays true tomorrow; what is entered late for that day is not.
    pub fn figures(&mut self, plans: &Plans, day: NaiveDate) -> Result<Figures, Refusal> {
        let all = self.dossier.latest.clone();
        let visits = self.dossier.inspections.clone();
        let set_aside = &self.set_aside;
        self.dossier.latest.retain(|row| match row.act.as_str() {
            DONE => row.day.is_some_and(|done| done <= day),
            SET_ASIDE => set_aside
                .iter()
                .filter(|(unit, step, _)| *unit == row.unit_id && *step == row.step)
                .map(|(_, _, on)| *on)
                .max()
                .is_some_and(|on| on <= day),
            _ => true,
        });
        self.dossier.inspections.retain(|(row, _)| row.day <= day);
        let cycle = self.dossier.cycle.id;
        let assembled = data::assemble(&self.dossier, plans, cycle, Kind::DailyReport, day);
        self.dossier.latest = all;
        self.dossier.inspections = visits;
        let data = assembled?.data;
        Ok(Figures {
            day,
            digest: data::digest(&stated(&data, day)),
            data,
        })
    }
}

/// What a report states of its day: the figures and what was typed for the day; not the head of the audit chain, which
/// moves with everything, nor the number of the report.
fn stated(data: &Value, day: NaiveDate) -> Value {
    let mut known = data.get("known").cloned().unwrap_or_default();
    if let Some(known) = known.as_object_mut() {
        known.shift_remove("anchor");
        known.shift_remove("serial");
    }
    let incidents: Vec<&Value> = data
        .pointer("/facts/incidents")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter(|row| row.get("day").and_then(Value::as_str) == Some(day.to_string().as_str()))
        .collect();
    json!({ "known": known, "incidents": incidents })
}

impl Figures {
    /// The figures as the table and the page read them.
    pub fn known(&self) -> Result<Known, Refusal> {
        known_of(&self.data)
    }

    /// Whether the day has nothing to report: no step done, no visit, nothing typed.
    pub fn is_zero(&self, note: &str) -> Result<bool, Refusal> {
        let known = self.known()?;
        let incidents = stated(&self.data, self.day)
            .get("incidents")
            .and_then(Value::as_array)
            .is_some_and(|list| !list.is_empty());
        Ok(known.done.is_empty()
            && !known
                .visits
                .iter()
                .any(|visit| Some(visit.day) == known.day)
            && !incidents
            && note.trim().is_empty())
    }

    /// The paper's data with number, note and the person who confirms.
    fn stamped(&self, serial: i32, note: &str, compiler: &str) -> Value {
        let mut data = self.data.clone();
        if let Some(issue) = data.get_mut("issue").and_then(Value::as_object_mut) {
            issue.insert("date".to_owned(), json!(self.day));
        }
        if let Some(known) = data.get_mut("known").and_then(Value::as_object_mut) {
            known.insert("serial".to_owned(), json!(serial));
        }
        // A township that typed nothing for its reports yet.
        if let Some(paper) = data.as_object_mut()
            && !paper.get("facts").is_some_and(Value::is_object)
        {
            paper.insert("facts".to_owned(), json!({}));
        }
        if let Some(facts) = data.get_mut("facts").and_then(Value::as_object_mut) {
            // What was typed for other days stays with them: a report of last week must not fail for today's.
            let day = self.day.to_string();
            if let Some(list) = facts.get_mut("incidents").and_then(Value::as_array_mut) {
                list.retain(|row| row.get("day").and_then(Value::as_str) == Some(day.as_str()));
            }
            if !note.trim().is_empty() {
                let line = json!({ "day": self.day, "text": note.trim() });
                match facts.get_mut("incidents").and_then(Value::as_array_mut) {
                    Some(list) => list.push(line),
                    None => {
                        facts.insert("incidents".to_owned(), json!([line]));
                    }
                }
            }
            if !facts.contains_key("compiler") && !compiler.is_empty() {
                facts.insert("compiler".to_owned(), json!(compiler));
            }
        }
        data
    }
}

/// The figures inside a paper's data.
pub fn known_of(data: &Value) -> Result<Known, Refusal> {
    let known = data.get("known").cloned().unwrap_or_default();
    serde_json::from_value(known).map_err(|error| Refusal::Inside(format!("daily report: {error}")))
}

/// Whether a day can be reported: not one to come, not one before the cycle began.
pub fn check_day(scope: &CycleScope, today: NaiveDate, day: NaiveDate) -> Result<(), Problems> {
    let began = shanghai(scope.cycle().created_at).date_naive();
    if day > today {
        return Err(Problems::field(
            "day",
            "请选今天或以前的日期。还没有到的日子没有记录可报。",
        ));
    }
    if day < began {
        return Err(Problems::field(
            "day",
            format!(
                "请选 {} 或以后的日期。本届次从那天起才有记录。",
                crate::civil::long(began)
            ),
        ));
    }
    Ok(())
}

/// 期号 — the number of a day's report: a day confirmed before keeps its own, a new one takes the next.
pub fn serial_of(lines: &[report::ReportLine], day: NaiveDate) -> i32 {
    lines
        .iter()
        .find(|line| line.day == day)
        .map(|line| line.serial)
        .or_else(|| {
            lines
                .iter()
                .map(|line| line.serial)
                .max()
                .map(|last| last.saturating_add(1))
        })
        .unwrap_or(1)
}

/// The page of a report that is not confirmed: its data drawn as HTML.
pub async fn draft_html(
    desk: &Desk<'_>,
    scope: &CycleScope,
    figures: &Figures,
    serial: i32,
) -> Result<String, Refusal> {
    html(desk, scope, figures.stamped(serial, "", "")).await
}

/// A report's data drawn as HTML.
pub async fn html(desk: &Desk<'_>, scope: &CycleScope, data: Value) -> Result<String, Refusal> {
    Ok(desk
        .press_of(scope)
        .await?
        .on_a_core(move |press| press.html(Kind::DailyReport, &data))
        .await??)
}

/// The PDF of a report that is not confirmed, with the watermark of a draft.
pub async fn draft_pdf(
    desk: &Desk<'_>,
    scope: &CycleScope,
    figures: &Figures,
    serial: i32,
) -> Result<Vec<u8>, Refusal> {
    let data = figures.stamped(serial, "", "");
    set(desk, scope, data, Some(Watermark::Preview)).await
}

async fn set(
    desk: &Desk<'_>,
    scope: &CycleScope,
    data: Value,
    watermark: Option<Watermark>,
) -> Result<Vec<u8>, Refusal> {
    let look = Look {
        watermark,
        demo: scope.cycle().demo,
        issued: None,
        at: desk.clock.now(),
        author: author_of(scope, desk).await?,
    };
    desk.press_of(scope)
        .await?
        .on_a_core(move |press| -> Result<Vec<u8>, Refusal> {
            let typeset = press.set(Kind::DailyReport, &data, &look)?;
            preflight::refuse(&preflight::of_glyphs(&typeset, Kind::DailyReport, &data))?;
            Ok(press.pdf(&[typeset], &look)?)
        })
        .await?
}

/// What a person confirms.
#[derive(Debug, Clone)]
pub struct Confirmation {
    /// 报告日
    pub day: NaiveDate,
    /// 补充说明; empty for none.
    pub note: String,
    /// The last version seen; 0 when the day had none.
    pub version: i32,
    /// Digest of the figures seen.
    pub digest: String,
}

#[derive(Serialize)]
struct Trace<'a> {
    day: NaiveDate,
    version: i32,
    zero: bool,
    digest: &'a str,
    pdf_sha256: &'a str,
}

/// 确认 — freezes the day's figures as the next version; returns where to go on.
pub async fn confirm(
    desk: &Desk<'_>,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    wish: &Confirmation,
) -> Result<String, Refusal> {
    let note = wish.note.trim();
    let mut problems = match check_day(scope, desk.clock.today(), wish.day) {
        Ok(()) => Problems::none(),
        Err(problems) => problems,
    };
    if note.chars().count() > LONGEST_NOTE {
        problems.add(
            "note",
            format!("请把补充说明写在 {LONGEST_NOTE} 字以内。详细情况另附材料。"),
        );
    }
    problems.into_result()?;
    let db = desk.store.reader();
    let figures = Days::read(db, scope).await?.figures(desk.plans, wish.day)?;
    let lines = report::list(db, scope).await?;
    let serial = serial_of(&lines, wish.day);
    let data = figures.stamped(serial, note, &actor.name);
    Kind::DailyReport
        .check(&data)
        .map_err(|found| Refusal::general(joined(&found)))?;
    let zero = figures.is_zero(note)?;
    let bytes = set(desk, scope, data.clone(), None).await?;
    let pdf_sha256 = desk.files.keep(bytes).await?;
    let anchor = |name: &str| data.pointer(&format!("/known/anchor/{name}"));

    let mut change = match Change::begin(desk.store, desk.clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(location),
    };
    let last = report::find(change.tx(), scope, wish.day, None).await?;
    if last.as_ref().map_or(0, |row| row.version) != wish.version {
        drop(change);
        return Err(conflict(desk.store, scope, wish.day).await?);
    }
    let now = Days::read(change.tx(), scope)
        .await?
        .figures(desk.plans, wish.day)?;
    if now.digest != figures.digest || now.digest != wish.digest {
        return Err(Refusal::general(
            "请核对下面的数字后再确认一次：您打开这一页以后，记录有变化。",
        ));
    }
    if let Some(last) = &last
        && last.digest == now.digest
        && last.note == note
    {
        return Err(Refusal::general(format!(
            "不用重新确认：数据和说明与第{}版一样。",
            last.version
        )));
    }
    let version = wish.version.saturating_add(1);
    let id = Uuid::now_v7();
    let row = daily_report::Model {
        id,
        cycle_id: scope.cycle_id(),
        day: wish.day,
        version,
        serial,
        zero,
        note: note.to_owned(),
        digest: figures.digest.clone(),
        pdf_sha256: pdf_sha256.clone(),
        audit_seq: anchor("seq").and_then(Value::as_i64).unwrap_or(0),
        audit_hash: anchor("digest")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned(),
        data: data.to_string(),
        confirmed_by: actor.id(),
        confirmed_by_name: actor.name.clone(),
        confirmed_at: change.at(),
    };
    if !report::insert(change.tx(), row).await? {
        drop(change);
        return Err(conflict(desk.store, scope, wish.day).await?);
    }
    change
        .audit(Event::ReportConfirmed)
        .object("daily-report", wish.day)
        .cycle(scope.cycle_id())
        .summary(format!(
            "确认 {} {}第{version}版",
            crate::civil::long(wish.day),
            if zero { "零报告" } else { "日报" }
        ))
        .after(&Trace {
            day: wish.day,
            version,
            zero,
            digest: &figures.digest,
            pdf_sha256: &pdf_sha256,
        });
    let location = format!("/c/{}/report?day={}", scope.cycle_id(), wish.day);
    change.commit(&location).await?;
    Ok(location)
}

fn joined(found: &[crate::documents::kinds::DataProblem]) -> String {
    found
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

async fn conflict(store: &Store, scope: &CycleScope, day: NaiveDate) -> Result<Refusal, Refusal> {
    let event = audit::of_object_in_cycle(store.reader(), scope, "daily-report", &day.to_string())
        .await?
        .into_iter()
        .next();
    Ok(Refusal::Conflict(Conflict::from_event(
        format!("{}日报", crate::civil::long(day)),
        event,
    )))
}

/// The columns in use: the office's own, else the shipped ones; with the version of the row, 0 for none.
pub async fn columns_in_use(store: &Store, scope: &CycleScope) -> Result<(String, i32), Refusal> {
    Ok(report::columns(store.reader(), scope)
        .await?
        .map_or_else(|| (SHIPPED.to_owned(), 0), |row| (row.columns, row.version)))
}

/// The columns in use, read; a stage that the rules of this cycle do not have is told by line.
pub async fn columns_of(
    store: &Store,
    scope: &CycleScope,
    plans: &Plans,
) -> Result<Vec<Column>, Refusal> {
    let (text, _) = columns_in_use(store, scope).await?;
    columns::parse(&text, &stage_names(plans)).map_err(Refusal::Invalid)
}

/// The stages a column may show.
pub fn stage_names(plans: &Plans) -> Vec<&str> {
    plans
        .unit_stages()
        .into_iter()
        .map(|stage| stage.name.as_str())
        .collect()
}

/// Saves the columns; an empty text goes back to the shipped ones.
pub async fn save_columns(
    desk: &Desk<'_>,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    typed: &str,
    version: i32,
) -> Result<String, Refusal> {
    let text = typed.replace("\r\n", "\n").replace('\r', "\n");
    let text = if text.trim().is_empty() {
        SHIPPED.to_owned()
    } else {
        format!("{}\n", text.trim())
    };
    if text.chars().count() > LONGEST_COLUMNS {
        return Err(Refusal::field(
            "columns",
            format!("请把列减少一些：一共不能超过 {LONGEST_COLUMNS} 字。"),
        ));
    }
    columns::parse(&text, &stage_names(desk.plans)).map_err(Refusal::Invalid)?;
    let location = format!("/c/{}/report/columns", scope.cycle_id());
    let mut change = match Change::begin(desk.store, desk.clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(location),
    };
    let before = report::columns(change.tx(), scope).await?;
    let township = scope.cycle().township_id;
    let row = report_columns::Model {
        township_id: township,
        columns: text.clone(),
        saved_by_name: actor.name.clone(),
        saved_at: change.at(),
        version,
    };
    if !report::put_columns(change.tx(), row).await? {
        drop(change);
        let event =
            audit::last_of_object(desk.store.reader(), "report-columns", &township.to_string())
                .await?;
        return Err(Refusal::Conflict(Conflict::from_event(
            "日报表格的列",
            event,
        )));
    }
    change
        .audit(Event::ReportColumnsSaved)
        .object("report-columns", township)
        .cycle(scope.cycle_id())
        .summary("修改日报表格的列")
        .before_if(before.map(|row| row.columns).as_ref())
        .after(&text);
    change.commit(&location).await?;
    Ok(location)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_day_keeps_its_number_and_a_new_one_takes_the_next() {
        let line = |day: &str, version, serial| report::ReportLine {
            day: day.parse().unwrap(),
            version,
            serial,
            zero: false,
            digest: String::new(),
            confirmed_by_name: String::new(),
            confirmed_at: chrono::DateTime::UNIX_EPOCH,
        };
        let lines = [
            line("2027-02-26", 2, 2),
            line("2027-02-26", 1, 2),
            line("2027-02-25", 1, 1),
        ];
        let of = |day: &str| serial_of(&lines, day.parse().unwrap());
        assert_eq!(
            (of("2027-02-26"), of("2027-02-25"), of("2027-02-24")),
            (2, 1, 3)
        );
        assert_eq!(serial_of(&[], "2027-02-24".parse().unwrap()), 1);
    }

    #[test]
    fn the_head_of_the_chain_is_no_difference_of_a_day() {
        let data = |seq: i64, serial: i64| {
            json!({
                "known": { "day": "2027-02-27", "serial": serial, "anchor": { "seq": seq } },
                "facts": { "incidents": [
                    { "day": "2027-02-26", "text": "前一天" }, { "day": "2027-02-27", "text": "当天" }
                ] }
            })
        };
        let day: NaiveDate = "2027-02-27".parse().unwrap();
        assert_eq!(stated(&data(1, 1), day), stated(&data(2, 9), day));
        assert_eq!(
            stated(&data(1, 1), day)["incidents"],
            json!([{ "day": "2027-02-27", "text": "当天" }])
        );
    }

    #[test]
    fn differences_are_told_by_unit_and_stage() {
        let known = |cell: &str, day: &str, done: usize| -> Known {
            serde_json::from_value(json!({
                "stages": [{ "name": "登记", "done": 0, "active": 0, "ahead": 0, "late": 0 }],
                "units": [{ "name": "上前村", "kind": "village", "election_day": day, "cells": [cell] }],
                "done": (0..done).map(|_| json!({ "unit": "上前村", "step": "登记截止" })).collect::<Vec<_>>()
            }))
            .unwrap()
        };
        let before = known("进行", "2027-03-18", 0);
        assert_eq!(
            differences(&before, &known("完成", "2027-03-25", 1)),
            [
                "当日办结：确认时 0，现在 1",
                "上前村 选举日：确认时 3月18日，现在 3月25日",
                "上前村 登记：确认时进行，现在完成"
            ]
        );
        assert!(differences(&before, &before).is_empty());
    }
}
