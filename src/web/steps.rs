//! 环节记录 — `/c/{c}/v/{v}/steps/{step}` of villages; the page and its answers also serve the
//! township's phases. Attachments: `/c/{c}/files/{f}`.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use uuid::Uuid;

use super::{
    answer::{self, Trouble, frame, invalid, onward_with, page},
    app::App,
    form::{Fields, Posted, Uploaded, UploadedFile},
    guard::{May, ReadCycle, ReadVillage, RecordStep},
    pages::{
        parts::{FileLink, Form, Hidden, Link, Message},
        step::{PlanForm, StepPage, StepRecord},
        trouble::{Conflict as ConflictPage, ConflictRow},
    },
    router::{Row, get, post},
    sign_in::{form_again, fresh_key},
    signs,
    view::{Section, Tone},
    visit::Visit,
};
use crate::{
    civil,
    documents::kind::Kind,
    law::{Code, Finding, RecordVerdict, StepClass, StepState},
    office::{
        evidence::{self, Upload},
        progress::{Desk, Recorded, Recording, Unit, latest_of, phase_state},
        refusal::{Conflict, Problems, Refusal},
        standing::{Plans, Standing},
    },
    platform::clock,
    store::{
        entity::{attachment, step_record},
        paper,
        progress::{self, DONE},
        scope::CycleScope,
    },
};

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/v/{v}/steps/{step}", step_page),
        post("/c/{c}/v/{v}/steps/{step}", record),
        post("/c/{c}/v/{v}/steps/{step}/undo", undo),
        get("/c/{c}/files/{f}", file),
    ]
}

/// The last part of the address.
type StepPath = Path<(String, String, String)>;

/// `GET /c/{c}/v/{v}/steps/{step}`
pub async fn step_page(
    May(at): May<ReadVillage>,
    State(app): State<App>,
    Path((_, _, step)): StepPath,
) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    let place = Place {
        app: &app,
        visit: &at.visit,
        scope: &at.scope,
        plans: &plans,
        unit: Unit::Village(&at.village),
        may_record: at.may_record(),
    };
    place.show(&step, None).await
}

/// `POST /c/{c}/v/{v}/steps/{step}`
pub async fn record(
    May(at): May<RecordStep>,
    State(app): State<App>,
    Path((_, _, step)): StepPath,
    sent: Uploaded,
) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    let place = Place {
        app: &app,
        visit: &at.visit,
        scope: &at.scope,
        plans: &plans,
        unit: Unit::Village(&at.village),
        may_record: true,
    };
    place.record(&at.actor, &step, sent).await
}

/// `POST /c/{c}/v/{v}/steps/{step}/undo`
pub async fn undo(
    May(at): May<RecordStep>,
    State(app): State<App>,
    Path((_, _, step)): StepPath,
    posted: Posted,
) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    let place = Place {
        app: &app,
        visit: &at.visit,
        scope: &at.scope,
        plans: &plans,
        unit: Unit::Village(&at.village),
        may_record: true,
    };
    place.undo(&at.actor, &step, posted).await
}

/// `GET /c/{c}/files/{f}`: always to be saved, never shown in our own pages.
pub async fn file(
    May(at): May<ReadCycle>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let id = Uuid::parse_str(&id).map_err(|_| Trouble::not_found())?;
    let opened = evidence::open(
        &app.store,
        app.clock.as_ref(),
        &app.files,
        &at.actor,
        &at.scope,
        id,
    )
    .await?;
    Ok(answer::download(
        opened.content,
        &opened.media_type,
        &opened.name,
        false,
    ))
}

/// Where a step is looked at or recorded, by whom.
pub(super) struct Place<'a> {
    pub(super) app: &'a App,
    pub(super) visit: &'a Visit,
    pub(super) scope: &'a CycleScope,
    pub(super) plans: &'a Plans,
    pub(super) unit: Unit<'a>,
    pub(super) may_record: bool,
}

/// A form that came back: what was typed, and what is wrong with it.
pub(super) struct Again<'f> {
    pub(super) fields: &'f Fields,
    pub(super) problems: Problems,
    /// Whether it is the plan's form, not the record's.
    pub(super) of_plan: bool,
}

impl Place<'_> {
    pub(super) fn desk(&self) -> Desk<'_> {
        Desk {
            store: &self.app.store,
            clock: self.app.clock.as_ref(),
            files: &self.app.files,
            plans: self.plans,
        }
    }

    fn step_path(&self, step: &str) -> String {
        let path = self.unit.path(self.scope);
        match self.unit {
            Unit::Village(_) => format!("{path}/steps/{step}"),
            Unit::Township => format!("{path}/{step}"),
        }
    }

    fn step_name(&self, step: &str) -> String {
        let plan = self.unit.plan(self.plans);
        plan.index(step)
            .and_then(|index| plan.steps.get(index))
            .map_or_else(String::new, |step| step.name.clone())
    }

    pub(super) async fn record(
        &self,
        actor: &crate::office::change::Actor,
        step: &str,
        sent: Uploaded,
    ) -> Result<Response, Trouble> {
        let fields = sent.fields;
        let form = Recording {
            day: fields.text("day").to_owned(),
            note: fields.text("note").to_owned(),
            late: fields.ticked("late"),
            late_reason: fields.text("late_reason").to_owned(),
            confirmed: fields.ticked("confirm"),
            version: fields.version(),
        };
        let uploads: Vec<Upload> = sent
            .files
            .into_iter()
            .map(|UploadedFile { name, content, .. }| Upload { name, content })
            .collect();
        let had_files = !uploads.is_empty();
        let done = self
            .desk()
            .record(
                actor, self.scope, self.unit, step, &sent.key, &form, uploads,
            )
            .await;
        match done {
            Ok(Recorded::Again(location)) => Ok(answer::onward(self.app, &location, "")),
            Ok(Recorded::Done {
                day,
                late,
                warnings,
            }) => {
                let mut text = format!(
                    "已记录{}“{}”{}完成{}。",
                    self.unit.name(),
                    self.step_name(step),
                    civil::short(day),
                    if late {
                        "，并标明违反法定期限"
                    } else {
                        ""
                    }
                );
                for warning in &warnings {
                    text.push_str(warning);
                }
                let tone = if late || !warnings.is_empty() {
                    Tone::Warning
                } else {
                    Tone::Done
                };
                let location = self.unit.path(self.scope);
                // A cookie carries it: what does not fit stands on the page of the step anyway.
                let text: String = text.chars().take(400).collect();
                Ok(onward_with(self.app, &location, tone, &text))
            }
            Err(Refusal::Invalid(mut problems)) => {
                if had_files && problems.of(evidence::FIELD).is_empty() {
                    problems.add(
                        evidence::FIELD,
                        "请重新选择附件：这次没有保存，浏览器不会保留选过的文件。",
                    );
                }
                let again = Again {
                    fields: &fields,
                    problems,
                    of_plan: false,
                };
                self.show(step, Some(again)).await
            }
            Err(Refusal::Conflict(conflict)) => self.conflict(step, &conflict, &fields).await,
            Err(other) => Err(other.into()),
        }
    }

    pub(super) async fn undo(
        &self,
        actor: &crate::office::change::Actor,
        step: &str,
        posted: Posted,
    ) -> Result<Response, Trouble> {
        let fields = &posted.fields;
        let done = self
            .desk()
            .undo(
                actor,
                self.scope,
                self.unit,
                step,
                &posted.key,
                fields.text("reason"),
                fields.version(),
            )
            .await;
        match done {
            Ok(Some(location)) => Ok(answer::onward(self.app, &location, "")),
            Ok(None) => {
                let text = format!(
                    "已撤销{}“{}”的完成记录，原来的记录和附件都保留。",
                    self.unit.name(),
                    self.step_name(step)
                );
                Ok(answer::onward(self.app, &self.step_path(step), &text))
            }
            Err(Refusal::Invalid(problems)) => {
                let again = Again {
                    fields,
                    problems,
                    of_plan: false,
                };
                self.show(step, Some(again)).await
            }
            Err(other) => Err(other.into()),
        }
    }

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
            ask_late: self.asks_late(&standing, index, &form),
            ask_confirm: form.errors.contains_key("confirm"),
            form,
            warnings: self.warnings(&standing, step, done),
            today_iso: today.to_string(),
            action: path.clone(),
            key: fresh_key(),
            version: last.map_or(0, |row| row.seq).to_string(),
            undo_action: if done && self.may_record {
                format!("{path}/undo")
            } else {
                String::new()
            },
            plan,
            history: self.history(&history, &files),
            papers: self.papers(&standing, index, unit_id).await?,
            back: match self.unit {
                Unit::Village(village) => {
                    Link::new(format!("回{}", village.name), self.unit.path(self.scope))
                }
                Unit::Township => Link::new("回镇级工作", self.unit.path(self.scope)),
            },
        })
    }

    /// The late explanation is offered when the day typed or today lies behind the last lawful day.
    fn asks_late(&self, standing: &Standing<'_>, index: usize, form: &Form) -> bool {
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
                .is_some_and(|latest| typed > latest || standing.today > latest)
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
                    what: match (done, at) {
                        (true, 0) => "记录完成",
                        (true, _) => "更正记录",
                        (false, _) => "撤销",
                    }
                    .to_owned(),
                    day: row.day.map(civil::long_weekday).unwrap_or_default(),
                    note: if done {
                        row.note.clone()
                    } else {
                        format!("原因：{}", row.note)
                    },
                    late_reason: row.late_explanation.clone().unwrap_or_default(),
                    undone: done && at != last,
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
        let kinds = standing.plan.steps.get(index).map(|step| &step.papers);
        for kind in kinds
            .into_iter()
            .flatten()
            .filter_map(|id| Kind::from_id(id))
        {
            let line = issued
                .iter()
                .rev()
                .find(|line| line.kind == kind.id() && line.state == paper::ISSUED);
            links.push(match line {
                Some(line) => Link::new(
                    format!("{} {}（已印发）", line.number, line.title),
                    format!("/c/{cycle_id}/docs/{}", line.id),
                ),
                None => Link::new(
                    format!("{}（待印发）", kind.title()),
                    signs::preview_href(cycle_id, unit_id, kind),
                ),
            });
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
        let owners = crate::store::people::list(db, self.scope).await?;
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
                    super::pages::parts::Choice::new(
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
    async fn conflict(
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
