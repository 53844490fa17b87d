//! 环节页 — what the page of a step shows, and what is shown when two people met at it.

use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use super::{
    answer::{self, Trouble, frame, invalid, page},
    form::Fields,
    pages::{
        parts::{Choice, FileLink, Form, Hidden, Link, Message},
        step::{PlanForm, StepPage, StepRecord},
        trouble::{Conflict as ConflictPage, ConflictRow},
    },
    sign_in::{form_again, fresh_key},
    signs,
    steps::{Again, Place},
    view::Section,
};
use crate::{
    civil,
    documents::kind::Scope,
    law::{Code, Finding, POLLING, RecordVerdict, StepClass, StepState},
    office::{
        alert, evidence, meeting,
        paper::due,
        progress::{Unit, latest_of, phase_state},
        refusal::{Conflict, Refusal},
        standing::Standing,
    },
    platform::clock,
    store::{
        entity::{attachment, step_record},
        meeting as meetings, paper, people,
        progress::{self, DONE, SET_ASIDE, UNDONE},
    },
};

impl Place<'_> {
    /// The page of a step, with a form that came back where there is one.
    pub(super) async fn show(
        &self,
        step: &str,
        again: Option<Again<'_>>,
    ) -> Result<Response, Trouble> {
        let plan = self.unit.plan(self.plans);
        let index = plan.index(step).ok_or_else(Trouble::not_found)?;
        let came_back = again.is_some();
        let context = self.context(step, index, again).await?;
        let path = self.unit.path(self.scope);
        let base = format!("/c/{}", self.scope.cycle_id());
        let matrix = format!("{base}/matrix");
        let (section, crumbs) = match self.unit {
            Unit::Village(village) => (
                Section::Matrix,
                vec![
                    ("村情矩阵", matrix.as_str()),
                    (village.name.as_str(), path.as_str()),
                    (context.step.as_str(), ""),
                ],
            ),
            Unit::Township => (
                Section::Schedule,
                vec![("镇级工作", path.as_str()), (context.step.as_str(), "")],
            ),
        };
        let title = format!("{} {}", self.unit.name(), context.step);
        let frame = frame(
            self.app,
            self.visit,
            section,
            &title,
            Some(self.scope.cycle()),
            &crumbs,
        );
        if came_back {
            invalid(self.app, &frame, &context)
        } else {
            page(self.app, &frame, &context)
        }
    }

    async fn context(
        &self,
        step: &str,
        index: usize,
        again: Option<Again<'_>>,
    ) -> Result<StepPage, Refusal> {
        let db = self.app.store.reader();
        let unit_id = self.unit.id(self.scope);
        let today = self.app.clock.today();
        let records = progress::of_unit(db, self.scope, unit_id).await?;
        let files = progress::attachments(db, self.scope, unit_id).await?;
        let standing = self
            .unit
            .standing(self.plans, self.scope, &latest_of(&records), today);
        let history: Vec<&step_record::Model> =
            records.iter().filter(|row| row.step == step).collect();
        let last = history.last().copied();
        let done = last.is_some_and(|row| row.act == DONE);
        let plan = match self.unit {
            Unit::Township if self.may_record => Some(self.plan_form(step, again.as_ref()).await?),
            _ => None,
        };
        let planned = match self.unit {
            Unit::Township => progress::arrangements(db, self.scope, unit_id)
                .await?
                .into_iter()
                .find(|row| row.step == step)
                .and_then(|row| row.planned_day),
            Unit::Village(_) => None,
        };
        let state = phase_state(
            standing
                .states
                .get(index)
                .copied()
                .unwrap_or(StepState::NotApplicable),
            planned,
            today,
        );
        let class = standing
            .plan
            .steps
            .get(index)
            .map_or(StepClass::Working, |step| step.class);
        let (sign, word) = signs::sign_of(state, class);
        let form = match &again {
            Some(again) if !again.of_plan => form_again(again.fields, &again.problems),
            _ => stored(last.filter(|_| done)),
        };
        let path = self.step_path(step);
        let mut warnings = self.warnings(&standing, step, done);
        let village = match self.unit {
            Unit::Village(village) => Some(village),
            Unit::Township => None,
        };
        let alerts = alert::of_unit(db, self.plans, self.scope, village).await?;
        warnings.extend(
            alerts
                .iter()
                .filter(|one| one.step == step)
                .map(signs::message_of_alert),
        );
        Ok(StepPage {
            unit: self.unit.name().to_owned(),
            step: self.step_name(step),
            sign,
            state: match standing.actuals.day(index) {
                Some(day) => format!("{word}，{}", civil::short(day)),
                None => word.to_owned(),
            },
            card: standing.card(index).map(signs::card_of).unwrap_or_default(),
            can_record: self.may_record,
            ask_late: Self::asks_late(&standing, index, &form),
            ask_confirm: form.errors.contains_key("confirm"),
            form,
            warnings,
            today_iso: today.to_string(),
            action: path.clone(),
            key: fresh_key(),
            version: last.map_or(0, |row| row.seq).to_string(),
            undo_action: if last.is_some_and(|row| row.act != UNDONE) && self.may_record {
                format!("{path}/undo")
            } else {
                String::new()
            },
            recorded: done,
            set_aside: last
                .filter(|row| row.act == SET_ASIDE)
                .map(|row| row.note.clone())
                .unwrap_or_default(),
            set_aside_action: if !done
                && self.may_record
                && last.is_none_or(|row| row.act == UNDONE)
                && standing.plan.check_set_aside(step).is_ok()
            {
                format!("{path}/set-aside")
            } else {
                String::new()
            },
            only_when: standing
                .plan
                .steps
                .get(index)
                .and_then(|step| step.when.clone())
                .unwrap_or_default(),
            plan,
            history: self.history(&history, &files),
            papers: self.papers(&standing, index, unit_id).await?,
            replan_href: self.replan_href(&standing, step),
            back: match self.unit {
                Unit::Village(village) => {
                    Link::new(format!("回{}", village.name), self.unit.path(self.scope))
                }
                Unit::Township => Link::new("回镇级工作", self.unit.path(self.scope)),
            },
        })
    }

    /// The steps that fix the election day lead to moving it, until the vote is recorded.
    fn replan_href(&self, standing: &Standing<'_>, step: &str) -> String {
        let fixes = [POLLING, "election-day-announced"].contains(&step);
        let voted = standing
            .plan
            .polling
            .is_some_and(|polling| standing.actuals.day(polling).is_some());
        match self.unit {
            Unit::Village(_) if fixes && !voted => {
                format!("{}/replan", self.unit.path(self.scope))
            }
            _ => String::new(),
        }
    }

    /// The late explanation is offered when the day typed, or today where none is, lies behind the last
    /// lawful day.
    fn asks_late(standing: &Standing<'_>, index: usize, form: &Form) -> bool {
        let Some(step) = standing.plan.steps.get(index) else {
            return false;
        };
        let typed = form
            .values
            .get("day")
            .and_then(|text| civil::parse(text))
            .unwrap_or(standing.today);
        step.class == StepClass::Statutory
            && !step.lapses
            && standing.plan.polling != Some(index)
            && standing
                .days
                .steps
                .get(index)
                .and_then(|row| row.latest)
                .is_some_and(|latest| typed > latest)
    }

    /// What to look at before recording: predecessors that are not recorded yet.
    fn warnings(&self, standing: &Standing<'_>, step: &str, done: bool) -> Vec<Message> {
        if done || !self.may_record {
            return Vec::new();
        }
        let Ok(facts) = standing.facts() else {
            return Vec::new();
        };
        let verdict =
            standing
                .plan
                .check_record(step, standing.today, Some("-"), &facts, standing.today);
        match verdict {
            RecordVerdict::Allowed { warnings } | RecordVerdict::AllowedLate { warnings, .. } => {
                warnings
                    .iter()
                    .filter(|finding: &&Finding| finding.code == Code::D110)
                    .map(signs::message_of)
                    .collect()
            }
            RecordVerdict::RefusedLate { .. } | RecordVerdict::Refused { .. } => Vec::new(),
        }
    }

    fn history(
        &self,
        records: &[&step_record::Model],
        files: &[attachment::Model],
    ) -> Vec<StepRecord> {
        let last = records.len().saturating_sub(1);
        records
            .iter()
            .enumerate()
            .rev()
            .map(|(at, row)| {
                let done = row.act == DONE;
                StepRecord {
                    when: clock::stamp(row.recorded_at),
                    who: row.recorded_by_name.clone(),
                    what: match (row.act.as_str(), at) {
                        (DONE, 0) => "记录完成",
                        (DONE, _) => "更正记录",
                        (SET_ASIDE, _) => "标为不适用",
                        _ => "撤销",
                    }
                    .to_owned(),
                    day: row.day.map(civil::long_weekday).unwrap_or_default(),
                    note: if done {
                        row.note.clone()
                    } else {
                        format!("原因：{}", row.note)
                    },
                    late_reason: row.late_explanation.clone().unwrap_or_default(),
                    undone: row.act != UNDONE && at != last,
                    files: files
                        .iter()
                        .filter(|file| file.record_id == row.id)
                        .map(|file| FileLink {
                            name: file.file_name.clone(),
                            size: evidence::size_text(file.size),
                            href: format!("/c/{}/files/{}", self.scope.cycle_id(), file.id),
                        })
                        .collect(),
                }
            })
            .collect()
    }

    async fn papers(
        &self,
        standing: &Standing<'_>,
        index: usize,
        unit_id: Uuid,
    ) -> Result<Vec<Link>, Refusal> {
        let cycle_id = self.scope.cycle_id();
        let issued = paper::list(self.app.store.reader(), self.scope, Some(unit_id)).await?;
        let mut links = Vec::new();
        let kinds = standing.plan.steps.get(index).map(due::kinds_of_step);
        for kind in kinds.into_iter().flatten() {
            if kind.scope() == Scope::Village && unit_id == cycle_id {
                links.push(Link::new(
                    format!("{}（各村、社区）", kind.title()),
                    format!("/c/{cycle_id}/docs?tab=todo&kind={}", kind.id()),
                ));
                if kind.has_leaders_form() && self.scope.is_whole() {
                    links.push(signs::leaders_letter(cycle_id));
                }
                continue;
            }
            if kind.scope() == Scope::Township && unit_id != cycle_id {
                // A sheet of a village's meeting is printed from the meeting.
                links.push(Link::new(
                    format!("{}（在“会议”里打印）", kind.title()),
                    format!("/c/{cycle_id}/meetings"),
                ));
                continue;
            }
            let line = issued
                .iter()
                .rev()
                .find(|line| line.kind == kind.id() && line.state == paper::ISSUED);
            if line.is_none() && unit_id == cycle_id && !self.scope.is_whole() {
                // A draft of the township is no matter of a single village's people.
                continue;
            }
            links.push(match line {
                Some(line) => Link::new(
                    format!("{} {}（已印发）", signs::shown_number(line), line.title).trim_start(),
                    format!("/c/{cycle_id}/docs/{}", line.id),
                ),
                None => Link::new(
                    format!(
                        "{}（{}）",
                        kind.title(),
                        if kind.is_form() {
                            "表单"
                        } else {
                            "待印发"
                        }
                    ),
                    signs::preview_href(cycle_id, unit_id, kind),
                ),
            });
        }
        let id = standing
            .plan
            .steps
            .get(index)
            .map_or("", |step| step.id.as_str());
        links.extend(self.meetings(id, unit_id).await?);
        Ok(links)
    }

    /// The meetings a step was or will be held by, and where one is called.
    async fn meetings(&self, step: &str, unit_id: Uuid) -> Result<Vec<Link>, Refusal> {
        let base = format!("/c/{}/meetings", self.scope.cycle_id());
        let village = match self.unit {
            Unit::Village(village) => Some(village),
            Unit::Township => None,
        };
        let kinds: Vec<_> = meeting::catalogue()
            .meetings
            .iter()
            .filter(|kind| {
                (kind.level == meeting::Level::Village) == village.is_some()
                    && kind.steps.iter().any(|id| id == step)
            })
            .collect();
        if kinds.is_empty() {
            return Ok(Vec::new());
        }
        let held = meetings::of_unit(self.app.store.reader(), self.scope, unit_id).await?;
        let mut links: Vec<Link> = held
            .iter()
            .filter(|(one, _)| one.step == step && one.state != meetings::CANCELLED)
            .map(|(one, _)| {
                let day = one.day.map(civil::short).unwrap_or_default();
                Link::new(
                    format!("会议：{day} {}", one.name).replace("： ", "："),
                    format!("{base}/{}", one.id),
                )
            })
            .collect();
        if links.is_empty() && self.may_record {
            links.extend(kinds.iter().map(|kind| {
                let of =
                    village.map_or_else(String::new, |village| format!("&village={}", village.id));
                Link::new(
                    format!("安排{}", kind.name(meeting::words_of(village))),
                    format!("{base}/new?kind={}{of}&step={step}", kind.id),
                )
            }));
        }
        Ok(links)
    }

    /// The form in which the township plans a phase.
    async fn plan_form(&self, step: &str, again: Option<&Again<'_>>) -> Result<PlanForm, Refusal> {
        let db = self.app.store.reader();
        let row = progress::arrangements(db, self.scope, self.scope.cycle_id())
            .await?
            .into_iter()
            .find(|row| row.step == step);
        let owners = people::list(db, self.scope).await?;
        let form = match again {
            Some(again) if again.of_plan => form_again(again.fields, &again.problems),
            _ => row.as_ref().map_or_else(Form::new, |row| {
                Form::new()
                    .value(
                        "planned",
                        row.planned_day
                            .map(|day| day.to_string())
                            .unwrap_or_default(),
                    )
                    .value(
                        "owner",
                        row.owner_id.map(|id| id.to_string()).unwrap_or_default(),
                    )
                    .value("place", &row.place)
                    .value("plan_note", &row.note)
            }),
        };
        Ok(PlanForm {
            form,
            action: format!("{}/plan", self.step_path(step)),
            owners: owners
                .into_iter()
                .map(|person| {
                    Choice::new(
                        person.id.to_string(),
                        format!("{}（{}）", person.name, person.post),
                    )
                })
                .collect(),
            key: fresh_key(),
            version: row.map_or(0, |row| row.version).to_string(),
        })
    }

    /// Somebody else recorded the step first: theirs beside ours.
    pub(super) async fn conflict(
        &self,
        step: &str,
        conflict: &Conflict,
        fields: &Fields,
    ) -> Result<Response, Trouble> {
        let unit_id = self.unit.id(self.scope);
        let records = progress::of_unit(self.app.store.reader(), self.scope, unit_id)
            .await
            .map_err(Refusal::from)?;
        let last = records.iter().rev().find(|row| row.step == step);
        let done = last.filter(|row| row.act == DONE);
        let row = |label: &str, theirs: String, mine: &str| ConflictRow {
            label: label.to_owned(),
            differs: theirs != mine,
            theirs,
            mine: mine.to_owned(),
        };
        let day = |text: &str| civil::parse(text).map_or_else(|| text.to_owned(), civil::long);
        let context = ConflictPage {
            what: conflict.subject.clone(),
            who: conflict.who.clone(),
            when: conflict.when.clone(),
            rows: vec![
                row(
                    "状态",
                    match last {
                        Some(row) if row.act == DONE => "已记录完成",
                        Some(row) if row.act == SET_ASIDE => "已标为不适用",
                        Some(_) => "已撤销",
                        None => "没有记录",
                    }
                    .to_owned(),
                    "记录完成",
                ),
                row(
                    "完成日期",
                    done.and_then(|row| row.day)
                        .map(civil::long)
                        .unwrap_or_default(),
                    &day(fields.text("day")),
                ),
                row(
                    "说明",
                    last.map(|row| row.note.clone()).unwrap_or_default(),
                    fields.text("note"),
                ),
                row(
                    "违反法定期限的原因",
                    last.and_then(|row| row.late_explanation.clone())
                        .unwrap_or_default(),
                    fields.text("late_reason"),
                ),
            ],
            typed: Vec::new(),
            see: self.step_path(step),
            action: self.step_path(step),
            with_files: true,
            fields: fields
                .iter()
                .filter(|(name, _)| {
                    matches!(*name, "day" | "note" | "late" | "late_reason" | "confirm")
                })
                .map(|(name, value)| Hidden {
                    name: name.to_owned(),
                    value: value.to_owned(),
                })
                .collect(),
            key: fresh_key(),
            version: last.map_or(0, |row| row.seq).to_string(),
        };
        let frame = frame(
            self.app,
            self.visit,
            Section::None,
            "请先核对再保存",
            Some(self.scope.cycle()),
            &[],
        );
        Ok(answer::conflict(self.app, &frame, &context)?.into_response())
    }
}

/// The form filled with what is recorded, to be corrected.
fn stored(last: Option<&step_record::Model>) -> Form {
    let Some(row) = last else {
        return Form::new();
    };
    let mut form = Form::new()
        .value(
            "day",
            row.day.map(|day| day.to_string()).unwrap_or_default(),
        )
        .value("note", &row.note);
    if let Some(reason) = &row.late_explanation {
        form = form.value("late", "1").value("late_reason", reason);
    }
    form
}
