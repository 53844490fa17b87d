//! 应参训人数 — `/c/{c}/v/{v}/trainees`: the numbers of one village where the catalogue's are not its own.

use axum::{extract::State, response::Response};

use super::{
    answer::{self, Trouble, frame, invalid, page},
    app::App,
    form::Posted,
    guard::{AtVillage, EditVillage, May},
    occasion::desk,
    pages::{
        parts::Form,
        trainees::{TraineeRow, Trainees},
    },
    router::{Row, get, post},
    sign_in::{form_again, fresh_key},
    view::Section,
};
use crate::{
    law::UnitKind,
    office::{
        refusal::Refusal,
        standing::kind_of,
        training::{self, NeedInput, Whose, counts_of, curriculum, staff_of},
    },
    platform::clock,
    store::{training as courses, training_need},
};

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/v/{v}/trainees", show_page),
        post("/c/{c}/v/{v}/trainees", save),
    ]
}

/// `GET /c/{c}/v/{v}/trainees`
pub async fn show_page(
    May(at): May<EditVillage>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    show(&app, &at, None).await
}

async fn show(app: &App, at: &AtVillage, again: Option<(Form, i32)>) -> Result<Response, Trouble> {
    let db = app.store.reader();
    let (scope, village) = (&at.scope, &at.village);
    let row = training_need::of_village(db, scope, village.id)
        .await
        .map_err(Refusal::from)?;
    let staff = courses::staff_lists(db, scope)
        .await
        .map_err(Refusal::from)?
        .into_iter()
        .find(|(id, _)| *id == village.id)
        .and_then(|(_, facts)| staff_of(&facts));
    let bad = again.is_some();
    let stored = row.as_ref().map_or(0, |row| row.version);
    let (form, version) = again.unwrap_or_else(|| {
        let counts = row.as_ref().map(counts_of).unwrap_or_default();
        let form = counts.into_iter().fold(Form::new(), |form, (id, count)| {
            form.value(id, count.to_string())
        });
        (form, stored)
    });
    let words = kind_of(village);
    let back = format!("/c/{}/trainings/coverage", scope.cycle_id());
    let context = Trainees {
        village: village.name.clone(),
        place: match words {
            UnitKind::Village => "村",
            UnitKind::Community => "社区",
        }
        .to_owned(),
        form,
        action: format!("/c/{}/v/{}/trainees", scope.cycle_id(), village.id),
        rows: curriculum()
            .functions
            .iter()
            .filter(|one| one.level == Whose::Village)
            .map(|one| TraineeRow {
                id: one.id.clone(),
                name: one.name(words).to_owned(),
                poll: one.poll,
                shipped: one.expected.to_string(),
                listed: staff
                    .as_ref()
                    .filter(|_| one.poll)
                    .map(|staff| {
                        let mine = staff.iter().filter(|(duty, _)| one.duties.contains(duty));
                        mine.count().to_string()
                    })
                    .unwrap_or_default(),
            })
            .collect(),
        saved: row.map_or_else(String::new, |row| {
            format!(
                "{} {} 改过",
                row.saved_by_name,
                clock::long_stamp(row.saved_at)
            )
        }),
        back: back.clone(),
        key: fresh_key(),
        version: version.to_string(),
    };
    let trainings = format!("/c/{}/trainings", scope.cycle_id());
    let title = format!("{} 应参训人数", village.name);
    let frame = frame(
        app,
        &at.visit,
        Section::Schedule,
        &title,
        Some(scope.cycle()),
        &[
            ("培训", &trainings),
            ("培训覆盖表", &back),
            (&village.name, ""),
        ],
    );
    if bad {
        invalid(app, &frame, &context)
    } else {
        page(app, &frame, &context)
    }
}

/// `POST /c/{c}/v/{v}/trainees`
pub async fn save(
    May(at): May<EditVillage>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    let fields = &posted.fields;
    let input = NeedInput {
        counts: curriculum()
            .functions
            .iter()
            .map(|one| (one.id.clone(), fields.text(&one.id).to_owned()))
            .collect(),
        reason: fields.text("reason").to_owned(),
        version: fields.version(),
    };
    let saved = training::set_needs(
        &desk(&app, &plans),
        &at.actor,
        &at.scope,
        &posted.key,
        &at.village,
        &input,
    )
    .await;
    match saved {
        Ok(done) => Ok(answer::done(&app, &done)),
        Err(Refusal::Invalid(problems)) => {
            let form = form_again(fields, &problems);
            show(&app, &at, Some((form, input.version))).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}
