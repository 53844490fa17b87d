//! 记录与撤销 — one step of one unit.

use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use serde::Serialize;
use uuid::Uuid;

use super::{Desk, Unit, latest_of, object_id};
use crate::{
    civil,
    law::{Code, Finding, RecordVerdict},
    office::{
        change::{Actor, Begun, Change},
        event::Event,
        evidence::{self, Upload},
        refusal::{Conflict, Problems, Refusal},
    },
    store::{
        audit,
        entity::step_record,
        progress::{self, DONE, SET_ASIDE, UNDONE},
        scope::CycleScope,
    },
};

/// Most characters of a note or an explanation.
const LONGEST: usize = 1000;

/// Field of the reason for which a step is set aside.
pub const SET_ASIDE_REASON: &str = "set_aside_reason";

/// What a person typed to record a step.
#[derive(Debug, Clone, Default)]
pub struct Recording {
    /// 完成日期, as typed.
    pub day: String,
    /// 说明
    pub note: String,
    /// Declared: it did happen after the last lawful day.
    pub late: bool,
    /// 原因和补救
    pub late_reason: String,
    /// The questions about the day were looked at.
    pub confirmed: bool,
    /// Number of the last record the form was made from; 0 for none.
    pub version: i32,
}

/// What became of it.
#[derive(Debug)]
pub enum Recorded {
    /// Stored; what to think of besides.
    Done {
        /// The day.
        day: NaiveDate,
        /// Whether it is marked 违反法定期限.
        late: bool,
        /// Sentences of the rule engine.
        warnings: Vec<String>,
    },
    /// The same form was stored before and led there.
    Again(String),
}

/// The values of a record as the audit table keeps them.
#[derive(Debug, Serialize)]
struct Told<'t> {
    act: &'t str,
    day: Option<NaiveDate>,
    note: &'t str,
    late_explanation: Option<&'t str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    files: Vec<&'t str>,
}

impl<'t> Told<'t> {
    fn of(row: &'t step_record::Model) -> Self {
        Self {
            act: &row.act,
            day: row.day,
            note: &row.note,
            late_explanation: row.late_explanation.as_deref(),
            files: Vec::new(),
        }
    }
}

/// What the rule engine says of a day that may be recorded.
struct Judged {
    late_explanation: Option<String>,
    warnings: Vec<Finding>,
}

impl Desk<'_> {
    /// 记录一个环节. Everything that is wrong is told at once; a day after the last lawful day is
    /// refused unless it is declared with its reason; a day that looks like a slip must be confirmed.
    #[allow(clippy::too_many_arguments)] // who, where, which form, what: each is one thing
    pub async fn record(
        &self,
        actor: &Actor,
        scope: &CycleScope,
        unit: Unit<'_>,
        step: &str,
        key: &str,
        form: &Recording,
        uploads: Vec<Upload>,
    ) -> Result<Recorded, Refusal> {
        unit.plan(self.plans).index(step).ok_or(Refusal::NotFound)?;
        let unit_id = unit.id(scope);
        let mut problems = Problems::none();
        let day = read_day("day", "完成日期", &form.day, &mut problems);
        check_length("note", "说明", &form.note, &mut problems);
        check_length(
            "late_reason",
            "原因和补救",
            &form.late_reason,
            &mut problems,
        );
        let checked = evidence::check(uploads, &mut problems);
        if let Some(day) = day {
            let records = progress::of_unit(self.store.reader(), scope, unit_id).await?;
            // The answer that counts is given inside the transaction; this one comes before the
            // files are written, and together with the other problems.
            self.judge(scope, unit, step, day, form, &records, &mut problems)?;
        }
        problems.into_result()?;
        let kept = evidence::keep(self.files, checked).await?;

        let mut change = match Change::begin(self.store, self.clock, actor, key).await? {
            Begun::Fresh(change) => change,
            Begun::Again(location) => return Ok(Recorded::Again(location)),
        };
        let done = self
            .record_within(&mut change, scope, unit, step, form, &kept)
            .await?;
        change.commit(&unit.path(scope)).await?;
        Ok(done)
    }

    /// The same inside a change that another form has begun: a meeting or course that is the step itself.
    /// The change is left as it is when the answer is no.
    pub(in crate::office) async fn record_within(
        &self,
        change: &mut Change<'_>,
        scope: &CycleScope,
        unit: Unit<'_>,
        step: &str,
        form: &Recording,
        kept: &[evidence::Kept],
    ) -> Result<Recorded, Refusal> {
        let index = unit.plan(self.plans).index(step).ok_or(Refusal::NotFound)?;
        let unit_id = unit.id(scope);
        let mut problems = Problems::none();
        let day = read_day("day", "完成日期", &form.day, &mut problems);
        let records = progress::of_unit(change.tx(), scope, unit_id).await?;
        let before = last_of(&records, step);
        if before.map_or(0, |row| row.seq) != form.version {
            return Err(self.conflict(unit, scope, step, index).await);
        }
        let Some(day) = day else {
            return Err(Refusal::Invalid(problems));
        };
        let judged = self.judge(scope, unit, step, day, form, &records, &mut problems)?;
        let Some(judged) = judged.filter(|_| problems.is_empty()) else {
            return Err(Refusal::Invalid(problems));
        };
        let row = step_record::Model {
            id: Uuid::now_v7(),
            cycle_id: scope.cycle_id(),
            unit_id,
            step: step.to_owned(),
            seq: form.version + 1,
            act: DONE.to_owned(),
            day: Some(day),
            note: form.note.trim().to_owned(),
            late_explanation: judged.late_explanation,
            recorded_by: change.actor().id(),
            recorded_by_name: change.actor().name.clone(),
            recorded_at: change.at(),
        };
        let late = row.late_explanation.is_some();
        if !progress::insert(change.tx(), row.clone()).await? {
            return Err(self.conflict(unit, scope, step, index).await);
        }
        let files = evidence::rows(kept, scope, unit_id, row.id, change.at());
        progress::attach(change.tx(), files).await?;
        let name = self.step_name(unit, index);
        let mark = if late { "（违反法定期限）" } else { "" };
        let told = Told {
            files: evidence::names(kept),
            ..Told::of(&row)
        };
        let entry = change
            .audit(Event::StepRecorded)
            .object("step", object_id(unit_id, step))
            .cycle(scope.cycle_id())
            .summary(format!(
                "记录 {} {name} {}完成{mark}",
                unit.name(),
                civil::short(day)
            ))
            .after(&told)
            .before_if(before.map(Told::of).as_ref())
            .reason_if(row.late_explanation.as_deref());
        if let Unit::Village(village) = unit {
            entry.village(village.id);
        }
        Ok(Recorded::Done {
            day,
            late,
            warnings: judged
                .warnings
                .into_iter()
                .map(|finding| finding.message)
                .collect(),
        })
    }

    /// 撤销 — another record that says the last one no longer counts, with the reason.
    #[allow(clippy::too_many_arguments)] // as above
    pub async fn undo(
        &self,
        actor: &Actor,
        scope: &CycleScope,
        unit: Unit<'_>,
        step: &str,
        key: &str,
        reason: &str,
        version: i32,
    ) -> Result<Option<String>, Refusal> {
        let index = unit.plan(self.plans).index(step).ok_or(Refusal::NotFound)?;
        let unit_id = unit.id(scope);
        let mut problems = Problems::none();
        let reason = reason.trim();
        if reason.is_empty() {
            problems.add("reason", "请写明撤销原因。撤销要留下记录，供以后查对。");
        }
        check_length("reason", "撤销原因", reason, &mut problems);
        problems.into_result()?;
        let change = match Change::begin(self.store, self.clock, actor, key).await? {
            Begun::Fresh(change) => change,
            Begun::Again(location) => return Ok(Some(location)),
        };
        let (change, before) = self.seen(change, scope, unit, step, index, version).await?;
        let Some(before) = before.filter(|row| row.act != UNDONE) else {
            return Err(Refusal::general(
                "请刷新页面核对。这个环节没有可以撤销的记录。",
            ));
        };
        let said = (UNDONE, reason, version);
        let (mut change, row) = self.say(change, scope, unit, step, index, said).await?;
        let name = self.step_name(unit, index);
        let entry = change
            .audit(Event::StepUndone)
            .object("step", object_id(unit_id, step))
            .cycle(scope.cycle_id())
            .summary(format!(
                "撤销 {} {name} 的{}记录",
                unit.name(),
                what_was_recorded(&before)
            ))
            .before(&Told::of(&before))
            .after(&Told::of(&row))
            .reason(reason);
        if let Unit::Village(village) = unit {
            entry.village(village.id);
        }
        change.commit(&unit.path(scope)).await?;
        Ok(None)
    }

    /// 标为不适用 — the step will not be done: what it waits for has not happened, or a working step is
    /// waived. Always with the reason; a statutory step that is due to everybody is refused.
    #[allow(clippy::too_many_arguments)] // as above
    pub async fn set_aside(
        &self,
        actor: &Actor,
        scope: &CycleScope,
        unit: Unit<'_>,
        step: &str,
        key: &str,
        reason: &str,
        version: i32,
    ) -> Result<Option<String>, Refusal> {
        let index = unit.plan(self.plans).index(step).ok_or(Refusal::NotFound)?;
        let mut problems = Problems::none();
        let reason = reason.trim();
        // The page does not offer the form for such a step: there is no field to point at.
        unit.plan(self.plans)
            .check_set_aside(step)
            .map_err(|finding| Refusal::general(finding.to_string()))?;
        if reason.is_empty() {
            problems.add(
                SET_ASIDE_REASON,
                "请写明为什么不适用或者不办。以后查档、督查都要看这条理由。",
            );
        }
        check_length(SET_ASIDE_REASON, "理由", reason, &mut problems);
        problems.into_result()?;
        let change = match Change::begin(self.store, self.clock, actor, key).await? {
            Begun::Fresh(change) => change,
            Begun::Again(location) => return Ok(Some(location)),
        };
        let (change, before) = self.seen(change, scope, unit, step, index, version).await?;
        let said = (SET_ASIDE, reason, version);
        let (mut change, row) = self.say(change, scope, unit, step, index, said).await?;
        let name = self.step_name(unit, index);
        let entry = change
            .audit(Event::StepSetAside)
            .object("step", object_id(unit.id(scope), step))
            .cycle(scope.cycle_id())
            .summary(format!("标明 {} {name} 不适用", unit.name()))
            .after(&Told::of(&row))
            .before_if(before.as_ref().map(Told::of).as_ref())
            .reason(reason);
        if let Unit::Village(village) = unit {
            entry.village(village.id);
        }
        change.commit(&unit.path(scope)).await?;
        Ok(None)
    }

    /// The last record of a step, if it is still the one the form was made from, `version`.
    async fn seen<'c>(
        &self,
        change: Change<'c>,
        scope: &CycleScope,
        unit: Unit<'_>,
        step: &str,
        index: usize,
        version: i32,
    ) -> Result<(Change<'c>, Option<step_record::Model>), Refusal> {
        let records = progress::of_unit(change.tx(), scope, unit.id(scope)).await?;
        let last = last_of(&records, step);
        if last.map_or(0, |row| row.seq) != version {
            drop(change);
            return Err(self.conflict(unit, scope, step, index).await);
        }
        let last = last.cloned();
        Ok((change, last))
    }

    /// Adds a record that has a reason and no day behind the one that was [`Self::seen`].
    async fn say<'c>(
        &self,
        change: Change<'c>,
        scope: &CycleScope,
        unit: Unit<'_>,
        step: &str,
        index: usize,
        (act, reason, version): (&str, &str, i32),
    ) -> Result<(Change<'c>, step_record::Model), Refusal> {
        let row = step_record::Model {
            id: Uuid::now_v7(),
            cycle_id: scope.cycle_id(),
            unit_id: unit.id(scope),
            step: step.to_owned(),
            seq: version + 1,
            act: act.to_owned(),
            day: None,
            note: reason.to_owned(),
            late_explanation: None,
            recorded_by: change.actor().id(),
            recorded_by_name: change.actor().name.clone(),
            recorded_at: change.at(),
        };
        if !progress::insert(change.tx(), row.clone()).await? {
            drop(change);
            return Err(self.conflict(unit, scope, step, index).await);
        }
        Ok((change, row))
    }

    /// Asks the rule engine; what it refuses goes into `problems`, field by field.
    #[allow(clippy::too_many_arguments)] // as above
    fn judge(
        &self,
        scope: &CycleScope,
        unit: Unit<'_>,
        step: &str,
        day: NaiveDate,
        form: &Recording,
        records: &[step_record::Model],
        problems: &mut Problems,
    ) -> Result<Option<Judged>, Refusal> {
        let today = self.clock.today();
        let latest: Vec<_> = latest_of(records)
            .into_iter()
            // Correcting a record: the day before it does not stand in its own way.
            .filter(|row| row.step != step)
            .collect();
        let standing = unit.standing(self.plans, scope, &latest, today);
        let facts = standing.facts()?;
        let explanation = form.late.then_some(form.late_reason.trim());
        let plan = unit.plan(self.plans);
        let (late_explanation, warnings) = match plan.check_record(
            step,
            day,
            explanation,
            &facts,
            today,
        ) {
            RecordVerdict::Allowed { warnings } => (None, warnings),
            RecordVerdict::AllowedLate { warnings, .. } => {
                (explanation.map(str::to_owned), warnings)
            }
            RecordVerdict::RefusedLate { finding } => {
                if form.late {
                    problems.add(
                            "late_reason",
                            "请写明原因和补救办法。如实补记违反法定期限的事，要说明为什么晚、怎样补救。",
                        );
                } else {
                    problems.add(
                        "day",
                        format!(
                            "{finding} 如果事情确实发生在这一天，请勾选“如实补记”并写明原因和补救。"
                        ),
                    );
                }
                return Ok(None);
            }
            RecordVerdict::Refused { finding } => {
                problems.add("day", finding.to_string());
                return Ok(None);
            }
        };
        if !form.confirmed {
            for finding in warnings.iter().filter(|finding| must_confirm(finding.code)) {
                problems.add("confirm", finding.to_string());
            }
        }
        Ok(Some(Judged {
            late_explanation,
            warnings,
        }))
    }

    async fn conflict(
        &self,
        unit: Unit<'_>,
        scope: &CycleScope,
        step: &str,
        index: usize,
    ) -> Refusal {
        let subject = format!("{} {}", unit.name(), self.step_name(unit, index));
        match last_event(self.store.reader(), unit.id(scope), step).await {
            Ok(event) => Refusal::Conflict(Conflict::from_event(subject, event)),
            Err(error) => error,
        }
    }

    fn step_name(&self, unit: Unit<'_>, index: usize) -> String {
        unit.plan(self.plans)
            .steps
            .get(index)
            .map_or_else(String::new, |step| step.name.clone())
    }
}

async fn last_event<C: ConnectionTrait>(
    db: &C,
    unit_id: Uuid,
    step: &str,
) -> Result<Option<crate::store::entity::audit_event::Model>, Refusal> {
    Ok(audit::last_of_object(db, "step", &object_id(unit_id, step)).await?)
}

/// A day that may be right but looks like a slip: before what precedes it, before its earliest day,
/// polling on another day than was fixed. A predecessor that is not recorded yet is only told.
fn must_confirm(code: Code) -> bool {
    matches!(code, Code::D102 | Code::D109 | Code::D111)
}

/// 完成 · 不适用
fn what_was_recorded(row: &step_record::Model) -> &'static str {
    if row.act == SET_ASIDE {
        "不适用"
    } else {
        "完成"
    }
}

fn last_of<'r>(records: &'r [step_record::Model], step: &str) -> Option<&'r step_record::Model> {
    records.iter().rev().find(|row| row.step == step)
}

/// Reads a day of a form; what is wrong with it goes to its field.
pub(super) fn read_day(
    field: &str,
    label: &str,
    text: &str,
    problems: &mut Problems,
) -> Option<NaiveDate> {
    let text = text.trim();
    if text.is_empty() {
        problems.add(field, format!("请填写{label}。"));
        return None;
    }
    let day = civil::parse(text);
    if day.is_none() {
        problems.add(
            field,
            format!("请把{label}写成 2027-03-18 或 2027年3月18日 的样子，不要写“月底”“上旬”。"),
        );
    }
    day
}

pub(super) fn check_length(field: &str, label: &str, text: &str, problems: &mut Problems) {
    let length = text.chars().count();
    if length > LONGEST {
        problems.add(
            field,
            format!("请把{label}缩短到 {LONGEST} 字以内，现有 {length} 字。"),
        );
    }
}
