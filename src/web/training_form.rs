//! 安排培训 — the form of a course's arrangement: read, filled and shown.

use axum::response::Response;
use uuid::Uuid;

use super::{
    answer::{self, Trouble, frame},
    app::App,
    form::Fields,
    guard::InCycle,
    occasion::{self, cited},
    pages::{
        parts::{Choice, Form},
        training::{ItemChoice, TrainingForm},
    },
    sign_in::fresh_key,
    training_view::Shown,
    view::Section,
};
use crate::{
    office::{
        occasion::{Invitation, words_of},
        refusal::Refusal,
        training::{Course, TrainingInput, Whose, curriculum, lessons},
    },
    store::{
        entity::{training::Entity as Training, village as village_row},
        village,
    },
};

/// What was typed.
pub(super) fn input(fields: &Fields) -> TrainingInput {
    let text = |name: &str| fields.text(name).to_owned();
    let all = |name: &str| fields.all(name).map(str::to_owned).collect();
    TrainingInput {
        level: text("level"),
        invitation: occasion::invitation(fields),
        end_day: text("end_day"),
        end_time: text("end_time"),
        items: all("item"),
        speakers: fields
            .iter()
            .filter_map(|(name, value)| {
                let id = name.strip_prefix("speaker.")?;
                Some((id.to_owned(), value.trim().to_owned()))
            })
            .collect(),
        extra: text("extra"),
        functions: all("function"),
        villages: all("village_of"),
    }
}

/// The same as values of the form.
pub(super) fn form_of(input: &TrainingInput) -> Form {
    let mut form = occasion::form_of(&input.invitation)
        .value("level", &input.level)
        .value("end_day", &input.end_day)
        .value("end_time", &input.end_time)
        .value("extra", &input.extra);
    for (id, speaker) in &input.speakers {
        form = form.value(format!("speaker.{id}"), speaker);
    }
    form
}

/// What the page of a course's arrangement shows.
pub(super) struct Arranged<'a> {
    pub(super) level: Course,
    pub(super) village: Option<&'a village_row::Model>,
    /// The course that is changed; none for a new one.
    pub(super) id: Option<Uuid>,
    pub(super) input: &'a TrainingInput,
    pub(super) form: Form,
    pub(super) version: i32,
    pub(super) bad: bool,
}

/// The page of the form.
pub(super) async fn form_page(
    app: &App,
    here: &InCycle,
    shown: Arranged<'_>,
) -> Result<Response, Trouble> {
    let Arranged {
        level,
        village,
        id,
        input,
        form,
        version,
        bad,
    } = shown;
    let plans = app.plans(here.scope.cycle()).await?;
    let words = words_of(village);
    let base = occasion::base::<Training>(here);
    let rules = plans.pack.rules(words);
    let ticked = |choice: Choice, on: bool| if on { choice.ticked() } else { choice };
    let all = village::list(app.store.reader(), &here.scope)
        .await
        .map_err(Refusal::from)?;
    let back = id.map_or_else(|| base.clone(), |id| format!("{base}/{id}"));
    let context = TrainingForm {
        form,
        action: id.map_or_else(|| format!("{base}/new"), |id| format!("{base}/{id}/edit")),
        new: id.is_none(),
        level: match village {
            Some(village) => format!("{} {}", village.name, level.name()),
            None => level.name().to_owned(),
        },
        items: curriculum()
            .items
            .iter()
            .map(|item| ItemChoice {
                id: item.id.clone(),
                topic: item.topic.clone(),
                points: item.points.join("；"),
                basis: rules
                    .map(|rules| cited(&item.basis(rules, &plans.pack)))
                    .unwrap_or_default(),
                who: item
                    .functions
                    .iter()
                    .filter_map(|id| curriculum().function(id))
                    .map(|one| one.name(words))
                    .collect::<Vec<_>>()
                    .join("、"),
                checked: input.items.contains(&item.id),
            })
            .collect(),
        functions: curriculum()
            .functions
            .iter()
            .filter(|one| village.is_none() || one.level == Whose::Village)
            .map(|one| {
                ticked(
                    Choice::new(one.id.clone(), one.name(words)),
                    input.functions.contains(&one.id),
                )
            })
            .collect(),
        villages: if village.is_some() {
            Vec::new()
        } else {
            all.iter()
                .map(|row| {
                    let id = row.id.to_string();
                    let on = input.villages.contains(&id);
                    ticked(Choice::new(id, row.name.clone()), on)
                })
                .collect()
        },
        people: occasion::names(app, here).await?,
        back,
        key: fresh_key(),
        version: if id.is_some() {
            version.to_string()
        } else {
            String::new()
        },
    };
    let title = if id.is_some() {
        "修改培训安排"
    } else {
        "安排培训"
    };
    let frame = frame(
        app,
        &here.visit,
        Section::Schedule,
        title,
        Some(here.scope.cycle()),
        &[("培训", &base), (title, "")],
    );
    answer::form_page(app, &frame, &context, bad)
}

/// Level and village of a new course, as the address or the form names them.
pub(super) async fn new_of(
    app: &App,
    here: &InCycle,
    fields: &Fields,
) -> Result<Result<(Course, Option<village_row::Model>), Response>, Trouble> {
    let again = |text: &str| {
        let back = occasion::choose_again::<Training>(app, here, fields, "level", text);
        Ok(Err(back))
    };
    let Some(level) = Course::from_id(fields.text("level")) else {
        return again("请选择是哪一级的班。");
    };
    let village = if level == Course::Village {
        let Some(village) = occasion::village_named(app, here, fields).await? else {
            return again("请选择是哪个村（社区）的班，再点“安排”。");
        };
        Some(village)
    } else {
        None
    };
    occasion::refuse_strangers(here, village.as_ref())?;
    Ok(Ok((level, village)))
}

/// A course as its form shows it.
pub(super) fn stored(shown: &Shown) -> TrainingInput {
    let one = &shown.one;
    let mut items = Vec::new();
    let mut speakers = Vec::new();
    let mut extra = Vec::new();
    for lesson in lessons(one) {
        match lesson.item {
            Some(id) => {
                speakers.push((id.clone(), lesson.speaker));
                items.push(id);
            }
            None if lesson.speaker.is_empty() => extra.push(lesson.topic),
            None => extra.push(format!("{}|{}", lesson.topic, lesson.speaker)),
        }
    }
    let mut functions: Vec<String> = Vec::new();
    let mut villages: Vec<String> = Vec::new();
    for group in &shown.rows {
        if !functions.contains(&group.function) {
            functions.push(group.function.clone());
        }
        if let Some(id) = group.village_id.map(|id| id.to_string())
            && !villages.contains(&id)
        {
            villages.push(id);
        }
    }
    TrainingInput {
        level: one.level.clone(),
        invitation: Invitation::of(&shown.called(), shown.village.as_ref()),
        end_day: one.end_day.map(|day| day.to_string()).unwrap_or_default(),
        end_time: one.end_time.clone(),
        items,
        speakers,
        extra: extra.join("\n"),
        functions,
        villages,
    }
}
