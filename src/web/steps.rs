//! 环节记录 — `/c/{c}/v/{v}/steps/{step}` of villages; the page and its answers also serve the
//! township's phases. Attachments: `/c/{c}/files/{f}`.

use axum::{
    extract::{Path, State},
    response::Response,
};
use uuid::Uuid;

use super::{
    answer::{self, Trouble, onward_with},
    app::App,
    form::{Fields, Posted, Uploaded, UploadedFile},
    guard::{AtVillage, May, ReadCycle, ReadVillage, RecordStep},
    router::{Row, get, post},
    view::Tone,
    visit::Visit,
};
use crate::{
    civil,
    office::{
        change::Actor,
        evidence::{self, Upload},
        progress::{Desk, Recorded, Recording, SET_ASIDE_REASON, Unit},
        refusal::{Problems, Refusal},
        standing::Plans,
    },
    store::scope::CycleScope,
};

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/v/{v}/steps/{step}", step_page),
        post("/c/{c}/v/{v}/steps/{step}", record),
        post("/c/{c}/v/{v}/steps/{step}/undo", undo),
        post("/c/{c}/v/{v}/steps/{step}/set-aside", set_aside),
        get("/c/{c}/files/{f}", file),
    ]
}

/// The last part of the address.
type StepPath = Path<(String, String, String)>;

fn place<'a>(app: &'a App, at: &'a AtVillage, plans: &'a Plans) -> Place<'a> {
    Place {
        app,
        visit: &at.visit,
        scope: &at.scope,
        plans,
        unit: Unit::Village(&at.village),
        may_record: at.may_record(),
    }
}

/// `GET /c/{c}/v/{v}/steps/{step}`
pub async fn step_page(
    May(at): May<ReadVillage>,
    State(app): State<App>,
    Path((_, _, step)): StepPath,
) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    place(&app, &at, &plans).show(&step, None).await
}

/// `POST /c/{c}/v/{v}/steps/{step}`
pub async fn record(
    May(at): May<RecordStep>,
    State(app): State<App>,
    Path((_, _, step)): StepPath,
    sent: Uploaded,
) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    place(&app, &at, &plans)
        .record(&at.actor, &step, sent)
        .await
}

/// `POST /c/{c}/v/{v}/steps/{step}/undo`
pub async fn undo(
    May(at): May<RecordStep>,
    State(app): State<App>,
    Path((_, _, step)): StepPath,
    posted: Posted,
) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    place(&app, &at, &plans)
        .undo(&at.actor, &step, posted)
        .await
}

/// `POST /c/{c}/v/{v}/steps/{step}/set-aside`
pub async fn set_aside(
    May(at): May<RecordStep>,
    State(app): State<App>,
    Path((_, _, step)): StepPath,
    posted: Posted,
) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    place(&app, &at, &plans)
        .set_aside(&at.actor, &step, posted)
        .await
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

    pub(super) fn step_path(&self, step: &str) -> String {
        let path = self.unit.path(self.scope);
        match self.unit {
            Unit::Village(_) => format!("{path}/steps/{step}"),
            Unit::Township => format!("{path}/{step}"),
        }
    }

    pub(super) fn step_name(&self, step: &str) -> String {
        let plan = self.unit.plan(self.plans);
        plan.index(step)
            .and_then(|index| plan.steps.get(index))
            .map_or_else(String::new, |step| step.name.clone())
    }

    pub(super) async fn record(
        &self,
        actor: &Actor,
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
        actor: &Actor,
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
                    "已撤销{}“{}”的记录，原来的记录和附件都保留。",
                    self.unit.name(),
                    self.step_name(step)
                );
                Ok(answer::onward(self.app, &self.step_path(step), &text))
            }
            Err(refusal) => self.refused(step, fields, refusal).await,
        }
    }

    pub(super) async fn set_aside(
        &self,
        actor: &Actor,
        step: &str,
        posted: Posted,
    ) -> Result<Response, Trouble> {
        let fields = &posted.fields;
        let done = self
            .desk()
            .set_aside(
                actor,
                self.scope,
                self.unit,
                step,
                &posted.key,
                fields.text(SET_ASIDE_REASON),
                fields.version(),
            )
            .await;
        match done {
            Ok(Some(location)) => Ok(answer::onward(self.app, &location, "")),
            Ok(None) => {
                let text = format!(
                    "已标明{}“{}”不适用，理由已记下。",
                    self.unit.name(),
                    self.step_name(step)
                );
                Ok(answer::onward(self.app, &self.unit.path(self.scope), &text))
            }
            Err(refusal) => self.refused(step, fields, refusal).await,
        }
    }

    /// A form that was not taken comes back with what is wrong with it.
    async fn refused(
        &self,
        step: &str,
        fields: &Fields,
        refusal: Refusal,
    ) -> Result<Response, Trouble> {
        match refusal {
            Refusal::Invalid(problems) => {
                let again = Again {
                    fields,
                    problems,
                    of_plan: false,
                };
                self.show(step, Some(again)).await
            }
            other => Err(other.into()),
        }
    }
}
